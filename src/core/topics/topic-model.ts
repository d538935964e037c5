/**
 * Topics learnt from examples: one linear separator a topic (a support vector machine, squared hinge, by dual coordinate
 * descent) over hashed words and pairs, beside the nearest examples; the threshold of each topic by cross-validation.
 * Bias: with few examples a wrong topic is worse than a missed one, so thresholds lean upwards. Not chosen: naive Bayes and
 * Rocchio (10 points less), boosted trees and embeddings (a model to ship), one threshold for all (15 points of macro F1).
 */
import type { Article, TopicMatch } from '../model.ts'
import {
  countFeatures,
  FEATURE_COUNT,
  nameFeatures,
  type Rarity,
  rarityOf,
  type SparseVector,
  type Taught,
  weigh,
} from './topic-features.ts'

/** An article and the topics somebody gave it; none is an example too. */
export interface TopicExample {
  readonly article: Taught
  readonly topicIds: readonly string[]
}

/** How well a topic is known, by cross-validation on what was taught. */
export interface TopicReport {
  readonly topicId: string
  readonly examples: number
  readonly precision: number
  readonly recall: number
}

/** What was learnt. */
export interface TopicModel {
  /** The topics that apply to an article, strongest first; score 1 is just enough. */
  match(article: Pick<Article, 'title' | 'text' | 'language'>): TopicMatch[]
  readonly report: readonly TopicReport[]
}

/** Fewer examples of a topic teach nothing. */
const MIN_EXAMPLES = 2
/** Parts of the cross-validation; five leave the models that choose the thresholds nearly whole. */
const FOLDS = 5
/** Cost of a mistake in the separator (C of the support vector machine). */
const COST = 2
/** An example of a rare topic costs at most so many times as much as one without it. */
const MAX_BOOST = 2
const MAX_PASSES = 30
/** Nearest examples that have a say, and how much of it beside the separator. */
const NEIGHBOURS = 8
const NEIGHBOUR_WEIGHT = 0.2
/** How fast a neighbour's say falls with its distance. */
const NEIGHBOUR_POWER = 2
/** Precision counts more than recall in choosing a threshold (the beta of F-beta), and few examples lift it. */
const BETA = 0.8
const LIFT = 0.1
/**
 * The threshold that suits all topics together counts like so many examples of a topic: five examples alone put a
 * threshold anywhere (micro F1 of five draws of them .61, so .68), a hundred hardly need it.
 */
const SHARED_EXAMPLES = 5

/** Training may be interrupted after so many texts were read, and so many vectors were met: 1 to 5 ms. */

/** Of all articles, a topic has so many at most: who teaches shows as many of it as of others, which must not mislead. */
const COMMON_SHARE = 0.1

interface Learnt {
  readonly rarity: Rarity
  readonly separators: ReadonlyMap<string, Float64Array>
  readonly topicIdsByExample: readonly ReadonlySet<string>[]
  readonly postings: Postings
}

/** Examples by feature, for the neighbours: those of a place stand from `from[place]` to `from[place + 1]`. */
interface Postings {
  readonly from: Int32Array
  readonly examples: Int32Array
  readonly values: Float64Array
}

/** Learns topics from examples; what has fewer than two examples is left out. */
export function trainTopics(examples: readonly TopicExample[]): TopicModel {
  const counted = examples.map(({ article }) => countFeatures(article))
  const topicIds = topicsOf(examples)
  const held = crossValidate(examples, counted, topicIds)
  const scoredByTopic = new Map(
    topicIds.map((topicId): [string, Scored[]] => [
      topicId,
      held.map((scores, at) => ({ score: scores.get(topicId)!, is: examples[at]!.topicIds.includes(topicId) })),
    ]),
  )
  const shared = bestThreshold([...scoredByTopic.values()].flat())
  const thresholds = new Map<string, number>()
  const report: TopicReport[] = []
  for (const [topicId, scored] of scoredByTopic) {
    const count = scored.filter(({ is }) => is).length
    const threshold = blend(bestThreshold(scored), shared, count) + LIFT / Math.sqrt(count)
    thresholds.set(topicId, threshold)
    const found = scored.filter(({ score }) => score >= threshold)
    const right = found.filter(({ is }) => is).length
    report.push({
      topicId,
      examples: count,
      precision: found.length === 0 ? 0 : right / found.length,
      recall: right / count,
    })
  }
  const learnt = learn(examples, counted, topicIds)
  return {
    report,
    match(article) {
      const { vector: counts, names } = nameFeatures(article)
      const vector = weigh(counts, learnt.rarity)
      const matches: TopicMatch[] = []
      for (const [topicId, score] of scoresOf(vector, learnt, topicIds)) {
        const relative = score - thresholds.get(topicId)!
        if (relative < 0) continue
        matches.push({
          topicId,
          score: Math.round((1 + relative) * 100) / 100,
          why: whyOf(vector, learnt.separators.get(topicId)!, names),
        })
      }
      return matches.sort((a, b) => b.score - a.score)
    },
  }
}

function topicsOf(examples: readonly TopicExample[]): string[] {
  const counts = new Map<string, number>()
  for (const { topicIds } of examples)
    for (const topicId of new Set(topicIds)) counts.set(topicId, (counts.get(topicId) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= MIN_EXAMPLES)
    .map(([topicId]) => topicId)
    .sort()
}

function learn(
  examples: readonly TopicExample[],
  counted: readonly SparseVector[],
  topicIds: readonly string[],
): Learnt {
  const rarity = rarityOf(counted)
  const vectors = counted.map((features) => weigh(features, rarity))
  const postings = post(vectors)
  const topicIdsByExample = examples.map((example) => new Set(example.topicIds))
  const separators = new Map<string, Float64Array>()
  for (const topicId of topicIds) {
    const isPositive = topicIdsByExample.map((ids) => ids.has(topicId))
    separators.set(topicId, separate(vectors, isPositive))
  }
  return { rarity, separators, topicIdsByExample, postings }
}

function post(vectors: readonly SparseVector[]): Postings {
  const from = new Int32Array(FEATURE_COUNT + 1)
  for (const { places } of vectors) for (const place of places) from[place + 1]! += 1
  for (let place = 0; place < FEATURE_COUNT; place++) from[place + 1]! += from[place]!
  const total = from[FEATURE_COUNT]!
  const examples = new Int32Array(total)
  const values = new Float64Array(total)
  const next = from.slice()
  for (const [example, vector] of vectors.entries()) {
    for (let at = 0; at < vector.places.length; at++) {
      const slot = next[vector.places[at]!]!++
      examples[slot] = example
      values[slot] = vector.values[at]!
    }
  }
  return { from, examples, values }
}

/**
 * The separator of positive from other examples: dual coordinate descent for the L2-regularised squared hinge (Hsieh et
 * al., ICML 2008), a constant feature last. The order of the examples is shuffled by a fixed recurrence: same examples,
 * same answer.
 */
function separate(vectors: readonly SparseVector[], isPositive: readonly boolean[]): Float64Array {
  const weights = new Float64Array(FEATURE_COUNT + 1)
  const positives = isPositive.filter(Boolean).length
  const negatives = isPositive.length - positives
  // A rare topic's examples count more, so that it is not drowned.
  const boost = positives === 0 ? 1 : Math.min(MAX_BOOST, Math.max(1, Math.sqrt(negatives / positives)))
  const alpha = new Float64Array(vectors.length)
  const order = vectors.map((_, at) => at)
  let seed = 12_345
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    for (let at = order.length - 1; at > 0; at--) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      const other = seed % (at + 1)
      const kept = order[at]!
      order[at] = order[other]!
      order[other] = kept
    }
    let largest = 0
    for (const at of order) {
      const { places, values } = vectors[at]!
      const sign = isPositive[at] ? 1 : -1
      const diagonal = 1 / (2 * COST * (isPositive[at] ? boost : 1))
      const gradient = sign * dot(weights, places, values) - 1 + diagonal * alpha[at]!
      const projected = alpha[at] === 0 ? Math.min(gradient, 0) : gradient
      largest = Math.max(largest, Math.abs(projected))
      if (projected === 0) continue
      // Vectors have length 1, and the constant adds 1.
      const updated = Math.max(alpha[at]! - gradient / (2 + diagonal), 0)
      const step = (updated - alpha[at]!) * sign
      alpha[at] = updated
      for (let feature = 0; feature < places.length; feature++) weights[places[feature]!]! += step * values[feature]!
      weights[FEATURE_COUNT]! += step
    }
    if (largest < 0.01) break
  }
  return weights
}

function dot(weights: Float64Array, places: Int32Array, values: Float64Array): number {
  let sum = weights[FEATURE_COUNT]!
  for (let at = 0; at < places.length; at++) sum += weights[places[at]!]! * values[at]!
  return sum
}

/** How much each topic speaks for an article: the separator's side and the nearest examples' topics, about -1 to 1. */
function scoresOf(vector: SparseVector, learnt: Learnt, topicIds: readonly string[]): Map<string, number> {
  const near = nearest(vector, learnt)
  let total = 1e-9
  const votes = new Map<string, number>()
  for (const [example, similarity] of near) {
    const vote = similarity ** NEIGHBOUR_POWER
    total += vote
    for (const topicId of learnt.topicIdsByExample[example]!) votes.set(topicId, (votes.get(topicId) ?? 0) + vote)
  }
  const scores = new Map<string, number>()
  for (const topicId of topicIds) {
    const side = Math.tanh(dot(learnt.separators.get(topicId)!, vector.places, vector.values))
    const share = (2 * (votes.get(topicId) ?? 0)) / total - 1
    scores.set(topicId, (1 - NEIGHBOUR_WEIGHT) * side + NEIGHBOUR_WEIGHT * share)
  }
  return scores
}

/** The examples most like an article, the most alike first. */
function nearest(vector: SparseVector, { postings, topicIdsByExample }: Learnt): [example: number, likeness: number][] {
  const { from, examples, values } = postings
  const likeness = new Float64Array(topicIdsByExample.length)
  for (let at = 0; at < vector.places.length; at++) {
    const place = vector.places[at]!
    for (let slot = from[place]!; slot < from[place + 1]!; slot++)
      likeness[examples[slot]!]! += values[slot]! * vector.values[at]!
  }
  const best: [example: number, likeness: number][] = []
  for (const [example, like] of likeness.entries()) {
    if (like === 0 || (best.length === NEIGHBOURS && like <= best[NEIGHBOURS - 1]![1])) continue
    const place = best.findIndex(([, other]) => like > other)
    best.splice(place === -1 ? best.length : place, 0, [example, like])
    if (best.length > NEIGHBOURS) best.pop()
  }
  return best
}

/** Scores of every example by models that have not seen it. */
function crossValidate(
  examples: readonly TopicExample[],
  counted: readonly SparseVector[],
  topicIds: readonly string[],
): Map<string, number>[] {
  const held = examples.map(() => new Map<string, number>())
  // Stratified: the examples of one set of topics are dealt out in turn.
  const dealt = new Map<string, number>()
  const folds = examples.map(({ topicIds: ids }) => {
    const key = [...ids].sort().join(' ')
    const turn = dealt.get(key) ?? 0
    dealt.set(key, turn + 1)
    return turn % FOLDS
  })
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = examples.map((_, at) => at).filter((at) => folds[at] !== fold)
    if (seen.length === 0) continue
    const learnt = learn(
      seen.map((at) => examples[at]!),
      seen.map((at) => counted[at]!),
      topicIds,
    )
    for (const [at, vector] of counted.entries()) {
      if (folds[at] !== fold) continue
      held[at] = scoresOf(weigh(vector, learnt.rarity), learnt, topicIds)
    }
  }
  return held
}

/** How much a topic speaks for an example that the model had not seen, and whether it is one of the topic. */
interface Scored {
  readonly score: number
  readonly is: boolean
}

/**
 * The threshold with the best F-beta on scored examples, as if the topic were no commoner than topics are; undefined where
 * none is right more often than wrong.
 */
function bestThreshold(scored: readonly Scored[]): number | undefined {
  const sorted = [...scored].sort((a, b) => b.score - a.score)
  const positives = sorted.filter(({ is }) => is).length
  const negatives = sorted.length - positives
  const weight = Math.max(1, (positives * (1 / COMMON_SHARE - 1)) / (negatives || 1))
  let right = 0
  let best: { readonly measure: number; readonly threshold: number } | undefined
  for (const [at, { score, is }] of sorted.entries()) {
    if (is) right++
    const next = sorted[at + 1]?.score ?? score - 0.2
    if (next === score) continue
    const precision = right / (right + weight * (at + 1 - right))
    if (precision < 0.5) continue
    const recall = right / positives
    const measure = ((1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall)
    if (best === undefined || measure > best.measure) best = { measure, threshold: (score + next) / 2 }
  }
  return best?.threshold
}

/** A topic's own threshold and the shared one, by how many examples it has; beyond reach where there is neither. */
function blend(own: number | undefined, shared: number | undefined, count: number): number {
  if (own === undefined || shared === undefined) return own ?? shared ?? Number.POSITIVE_INFINITY
  return (count * own + SHARED_EXAMPLES * shared) / (count + SHARED_EXAMPLES)
}

/** The words that spoke most for a topic; a number says nothing by itself. */
function whyOf(vector: SparseVector, separator: Float64Array, names: ReadonlyMap<number, string>): string[] {
  const spoken = [...vector.places]
    .map((place, at) => [place, separator[place]! * vector.values[at]!] as const)
    .filter(([place, weight]) => weight > 0 && /\p{L}/u.test(names.get(place)!))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
  return spoken.length === 0
    ? ['like examples taught']
    : [`taught: ${spoken.map(([place]) => `"${names.get(place)}"`).join(', ')}`]
}

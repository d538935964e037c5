/**
 * Topics learnt from examples: one linear separator a topic (a support vector machine, squared hinge, by dual coordinate
 * descent) over hashed words and pairs, beside the nearest examples; the threshold of each topic by cross-validation.
 * Bias: with few examples a wrong topic is worse than a missed one, so thresholds lean upwards. Not chosen: naive Bayes and
 * Rocchio (10 points less), boosted trees and embeddings (a model to ship), one threshold for all (15 points of macro F1).
 */
import type { Article, TopicMatch } from './model.ts'
import {
  countFeatures,
  FEATURE_COUNT,
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
const NEIGHBOUR_POWER = 3
/** Precision counts more than recall in choosing a threshold (the beta of F-beta), and few examples lift it. */
const BETA = 0.8
const LIFT = 0.1

interface Learnt {
  readonly rarity: Rarity
  readonly separators: ReadonlyMap<string, Float64Array>
  readonly examples: readonly SparseVector[]
  readonly topicIdsByExample: readonly ReadonlySet<string>[]
  /** Examples by feature, for the neighbours. */
  readonly postings: ReadonlyMap<number, readonly (readonly [example: number, value: number])[]>
}

/** Learns topics from examples; what has fewer than two examples is left out. */
export function trainTopics(examples: readonly TopicExample[]): TopicModel {
  const counted = examples.map(({ article }) => countFeatures(article))
  const topicIds = topicsOf(examples)
  const thresholds = new Map<string, number>()
  const report: TopicReport[] = []
  const held = crossValidate(examples, counted, topicIds)
  for (const topicId of topicIds) {
    const scored = held.map((scores, at) => ({
      score: scores.get(topicId) ?? 0,
      is: examples[at]!.topicIds.includes(topicId),
    }))
    const { threshold, precision, recall } = bestThreshold(scored)
    thresholds.set(topicId, threshold)
    report.push({ topicId, examples: scored.filter(({ is }) => is).length, precision, recall })
  }
  const learnt = learn(examples, counted, topicIds)
  return {
    report,
    match(article) {
      const names = new Map<number, string>()
      const vector = weigh(countFeatures(article, names), learnt.rarity)
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
  const vectors = counted.map((vector) => weigh(vector, rarity))
  const topicIdsByExample = examples.map((example) => new Set(example.topicIds))
  const separators = new Map(
    topicIds.map(
      (topicId) =>
        [
          topicId,
          separate(
            vectors,
            topicIdsByExample.map((ids) => ids.has(topicId)),
          ),
        ] as const,
    ),
  )
  const postings = new Map<number, [number, number][]>()
  for (const [example, { places, values }] of vectors.entries()) {
    for (let at = 0; at < places.length; at++) {
      const list = postings.get(places[at]!)
      if (list === undefined) postings.set(places[at]!, [[example, values[at]!]])
      else list.push([example, values[at]!])
    }
  }
  return { rarity, separators, examples: vectors, topicIdsByExample, postings }
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

function nearest(vector: SparseVector, { postings, examples }: Learnt): [example: number, similarity: number][] {
  const similarities = new Float64Array(examples.length)
  for (let at = 0; at < vector.places.length; at++) {
    for (const [example, value] of postings.get(vector.places[at]!) ?? [])
      similarities[example]! += value * vector.values[at]!
  }
  return [...similarities.entries()]
    .filter(([, similarity]) => similarity > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, NEIGHBOURS)
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
      if (folds[at] === fold) held[at] = scoresOf(weigh(vector, learnt.rarity), learnt, topicIds)
    }
  }
  return held
}

/** The threshold with the best F-beta on scored examples, lifted where examples are few. */
function bestThreshold(scored: readonly { readonly score: number; readonly is: boolean }[]): {
  threshold: number
  precision: number
  recall: number
} {
  const sorted = [...scored].sort((a, b) => b.score - a.score)
  const positives = sorted.filter(({ is }) => is).length
  let right = 0
  let best = { measure: -1, threshold: 0, precision: 0, recall: 0 }
  for (const [at, { score, is }] of sorted.entries()) {
    if (is) right++
    const next = sorted[at + 1]?.score ?? score - 0.2
    if (next === score) continue
    const precision = right / (at + 1)
    const recall = positives === 0 ? 0 : right / positives
    const measure =
      precision + recall === 0 ? 0 : ((1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall)
    if (measure > best.measure) best = { measure, threshold: (score + next) / 2, precision, recall }
  }
  return {
    threshold: best.threshold + LIFT / Math.sqrt(positives || 1),
    precision: best.precision,
    recall: best.recall,
  }
}

/** The words that spoke most for a topic. */
function whyOf(vector: SparseVector, separator: Float64Array, names: ReadonlyMap<number, string>): string[] {
  const spoken = [...vector.places]
    .map((place, at) => [place, separator[place]! * vector.values[at]!] as const)
    .filter(([, weight]) => weight > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
  return spoken.length === 0
    ? ['like examples taught']
    : [`taught: ${spoken.map(([place]) => `"${names.get(place)}"`).join(', ')}`]
}

/**
 * Learns topics from examples. Bias: none where examples are many, since missed and wrong topics are balanced; where they
 * are few a missed topic is better than a wrong one, and the thresholds are raised a little.
 *
 * Each topic has a linear classifier over hashed words and word pairs (a support vector machine with squared hinge loss,
 * trained by dual coordinate descent), whose score is combined with the topics of the nearest examples. The threshold of
 * each topic is its break-even point in cross-validation: there it is found as often as the examples have it.
 *
 * Not chosen: naive Bayes and Rocchio (10 points less), boosted trees and embeddings (a model to ship), one threshold for
 * all topics (15 points less of macro F1), the threshold with the best F-measure (with fewer than 16 examples it is where
 * chance put it, and blended with one for all topics it found .06 to .3 of them; the break-even point .4 to .7).
 */
import type { Article, TopicMatch } from '../model.ts'
import {
  countFeatures,
  FEATURE_COUNT,
  nameFeatures,
  type Rarity,
  rarityOf,
  type SparseVector,
  type TopicText,
  weigh,
} from './topic-features.ts'

/** An article and the topics that a person gave it. One without a topic is an example for all topics, too. */
export interface TopicExample {
  readonly article: TopicText
  readonly topicIds: readonly string[]
}

/** How well a topic is recognised, by cross-validation on the examples. */
export interface TopicReport {
  readonly topicId: string
  readonly examples: number
  readonly precision: number
  readonly recall: number
  /** The examples without it, and in how many of them it was found. */
  readonly negatives: number
  readonly wrong: number
}

/** A trained model. */
export interface TopicModel {
  /** The topics that apply to an article, strongest first; a score of 1 is at the threshold. */
  match(article: Pick<Article, 'title' | 'text' | 'language'>): TopicMatch[]
  /** The topics that were learned. */
  readonly report: readonly TopicReport[]
  /** The topics that were not, each with the reason as a sentence. */
  readonly notLearned: readonly { readonly topicId: string; readonly why: string }[]
}

/** A topic with fewer examples is not learned. */
const MIN_EXAMPLES = 2
/** Parts of the cross-validation. With five, each model that helps to set the thresholds still sees most examples. */
const FOLDS = 5
/** The cost of an error in training a classifier (C of the support vector machine). */
const COST = 2
/** The most by which the error on a positive example may cost more than on a negative one. */
const MAX_BOOST = 2
/** The most passes over the examples in training a classifier. */
const MAX_PASSES = 30
/** How many nearest examples count, and with what weight in the score; the classifier has the rest. */
const NEIGHBOURS = 8
const NEIGHBOUR_WEIGHT = 0.2
/** The power of the similarity with which a neighbour counts. */
const NEIGHBOUR_POWER = 2
/** A threshold is raised by this much, divided by the square root of the number of examples. */
const LIFT = 0.1
/**
 * The largest share of all articles that a topic is assumed to have. A person who teaches a topic gives about as many examples
 * for it as against it, which says nothing about how common it is.
 */
const COMMON_SHARE = 0.1

interface Learned {
  readonly rarity: Rarity
  /** By topic id: the weights of its classifier, the constant last. */
  readonly classifiers: ReadonlyMap<string, Float64Array>
  readonly topicIdsByExample: readonly ReadonlySet<string>[]
  readonly postings: Postings
}

/** An inverted index for the neighbours: the examples with a feature are those at `from[index]` up to `from[index + 1]`. */
interface Postings {
  readonly from: Int32Array
  readonly examples: Int32Array
  readonly values: Float64Array
}

/**
 * Trains a model on examples. A topic is left out, and named in `notLearned`, where it has fewer than two examples, where
 * all examples have it, and where nothing in common is found in its examples.
 */
export function trainTopics(examples: readonly TopicExample[]): TopicModel {
  const counted = examples.map(({ article }) => countFeatures(article))
  const { topicIds, notLearned } = learnable(examples)
  const unseenScores = crossValidate(examples, counted, topicIds)
  const thresholds = new Map<string, number>()
  const report: TopicReport[] = []
  for (const topicId of topicIds) {
    const scored = unseenScores.map((scores, at) => ({
      score: scores.get(topicId)!,
      isPositive: examples[at]!.topicIds.includes(topicId),
    }))
    const count = scored.filter(({ isPositive }) => isPositive).length
    const breakEven = breakEvenOf(scored, count)
    if (breakEven === undefined) {
      notLearned.push({
        topicId,
        why: `nothing was found that its ${count} examples have in common and the others lack`,
      })
      continue
    }
    const threshold = breakEven + LIFT / Math.sqrt(count)
    thresholds.set(topicId, threshold)
    const found = scored.filter(({ score }) => score >= threshold)
    const right = found.filter(({ isPositive }) => isPositive).length
    report.push({
      topicId,
      examples: count,
      precision: found.length === 0 ? 0 : right / found.length,
      recall: right / count,
      negatives: scored.length - count,
      wrong: found.length - right,
    })
  }
  const learned = learn(examples, counted, topicIds)
  return {
    report,
    notLearned,
    match(article) {
      const { vector: counts, names } = nameFeatures(article)
      const vector = weigh(counts, learned.rarity)
      const matches: TopicMatch[] = []
      for (const [topicId, score] of scoresOf(vector, learned, topicIds)) {
        const relative = score - (thresholds.get(topicId) ?? Number.POSITIVE_INFINITY)
        if (relative < 0) continue
        matches.push({
          topicId,
          score: Math.round((1 + relative) * 100) / 100,
          why: whyOf(vector, learned.classifiers.get(topicId)!, names),
        })
      }
      return matches.sort((a, b) => b.score - a.score)
    },
  }
}

/** The topics with enough examples for and against them, and the others with the reason. */
function learnable(examples: readonly TopicExample[]): {
  readonly topicIds: string[]
  readonly notLearned: { topicId: string; why: string }[]
} {
  const counts = new Map<string, number>()
  for (const { topicIds } of examples)
    for (const topicId of new Set(topicIds)) counts.set(topicId, (counts.get(topicId) ?? 0) + 1)
  const topicIds: string[] = []
  const notLearned: { topicId: string; why: string }[] = []
  for (const [topicId, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (count < MIN_EXAMPLES) notLearned.push({ topicId, why: `it has ${count} example, and needs ${MIN_EXAMPLES}` })
    else if (count === examples.length)
      notLearned.push({ topicId, why: 'all examples have it; it needs examples of what it is not' })
    else topicIds.push(topicId)
  }
  return { topicIds, notLearned }
}

function learn(
  examples: readonly TopicExample[],
  counted: readonly SparseVector[],
  topicIds: readonly string[],
): Learned {
  const rarity = rarityOf(counted)
  const vectors = counted.map((features) => weigh(features, rarity))
  const postings = postingsOf(vectors)
  const topicIdsByExample = examples.map((example) => new Set(example.topicIds))
  const classifiers = new Map<string, Float64Array>()
  for (const topicId of topicIds) {
    const isPositive = topicIdsByExample.map((ids) => ids.has(topicId))
    classifiers.set(topicId, trainClassifier(vectors, isPositive))
  }
  return { rarity, classifiers, topicIdsByExample, postings }
}

function postingsOf(vectors: readonly SparseVector[]): Postings {
  const from = new Int32Array(FEATURE_COUNT + 1)
  for (const { indices } of vectors) for (const index of indices) from[index + 1]! += 1
  for (let index = 0; index < FEATURE_COUNT; index++) from[index + 1]! += from[index]!
  const total = from[FEATURE_COUNT]!
  const examples = new Int32Array(total)
  const values = new Float64Array(total)
  const next = from.slice()
  for (const [example, vector] of vectors.entries()) {
    for (let at = 0; at < vector.indices.length; at++) {
      const slot = next[vector.indices[at]!]!++
      examples[slot] = example
      values[slot] = vector.values[at]!
    }
  }
  return { from, examples, values }
}

/**
 * The weights of a classifier for the positive examples, with a constant feature last: dual coordinate descent for the
 * L2-regularised squared hinge loss (Hsieh et al., ICML 2008). The examples are shuffled by a fixed pseudo-random sequence,
 * so that the same examples give the same weights.
 */
function trainClassifier(vectors: readonly SparseVector[], isPositive: readonly boolean[]): Float64Array {
  const weights = new Float64Array(FEATURE_COUNT + 1)
  const positives = isPositive.filter(Boolean).length
  const negatives = isPositive.length - positives
  // Positive examples of a rare topic count more; otherwise the negative ones would outweigh them.
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
      const { indices, values } = vectors[at]!
      const sign = isPositive[at] ? 1 : -1
      const diagonal = 1 / (2 * COST * (isPositive[at] ? boost : 1))
      const gradient = sign * dot(weights, indices, values) - 1 + diagonal * alpha[at]!
      const projected = alpha[at] === 0 ? Math.min(gradient, 0) : gradient
      largest = Math.max(largest, Math.abs(projected))
      if (projected === 0) continue
      // The squared length of a vector is 1, and the constant feature adds 1.
      const updated = Math.max(alpha[at]! - gradient / (2 + diagonal), 0)
      const step = (updated - alpha[at]!) * sign
      alpha[at] = updated
      for (let feature = 0; feature < indices.length; feature++) weights[indices[feature]!]! += step * values[feature]!
      weights[FEATURE_COUNT]! += step
    }
    if (largest < 0.01) break
  }
  return weights
}

function dot(weights: Float64Array, indices: Int32Array, values: Float64Array): number {
  let sum = weights[FEATURE_COUNT]!
  for (let at = 0; at < indices.length; at++) sum += weights[indices[at]!]! * values[at]!
  return sum
}

/** The score of each topic for an article, from its classifier and the topics of the nearest examples; -1 to 1. */
function scoresOf(vector: SparseVector, learned: Learned, topicIds: readonly string[]): Map<string, number> {
  const near = nearest(vector, learned)
  let total = 1e-9
  const votes = new Map<string, number>()
  for (const [example, similarity] of near) {
    const vote = similarity ** NEIGHBOUR_POWER
    total += vote
    for (const topicId of learned.topicIdsByExample[example]!) votes.set(topicId, (votes.get(topicId) ?? 0) + vote)
  }
  const scores = new Map<string, number>()
  for (const topicId of topicIds) {
    const decision = Math.tanh(dot(learned.classifiers.get(topicId)!, vector.indices, vector.values))
    const share = (2 * (votes.get(topicId) ?? 0)) / total - 1
    scores.set(topicId, (1 - NEIGHBOUR_WEIGHT) * decision + NEIGHBOUR_WEIGHT * share)
  }
  return scores
}

/** The examples most similar to an article, by the cosine, the most similar first. */
function nearest(
  vector: SparseVector,
  { postings, topicIdsByExample }: Learned,
): [example: number, similarity: number][] {
  const { from, examples, values } = postings
  const similarities = new Float64Array(topicIdsByExample.length)
  for (let at = 0; at < vector.indices.length; at++) {
    const index = vector.indices[at]!
    for (let slot = from[index]!; slot < from[index + 1]!; slot++)
      similarities[examples[slot]!]! += values[slot]! * vector.values[at]!
  }
  const best: [example: number, similarity: number][] = []
  for (const [example, similarity] of similarities.entries()) {
    if (similarity === 0 || (best.length === NEIGHBOURS && similarity <= best[NEIGHBOURS - 1]![1])) continue
    const rank = best.findIndex(([, other]) => similarity > other)
    best.splice(rank === -1 ? best.length : rank, 0, [example, similarity])
    if (best.length > NEIGHBOURS) best.pop()
  }
  return best
}

/** The scores of every example by a model that was trained without it. */
function crossValidate(
  examples: readonly TopicExample[],
  counted: readonly SparseVector[],
  topicIds: readonly string[],
): Map<string, number>[] {
  const scores = examples.map(() => new Map<string, number>())
  // Stratified: examples with the same topics are distributed evenly over the folds.
  const countsByTopics = new Map<string, number>()
  const folds = examples.map(({ topicIds: ids }) => {
    const key = [...ids].sort().join(' ')
    const count = countsByTopics.get(key) ?? 0
    countsByTopics.set(key, count + 1)
    return count % FOLDS
  })
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = examples.map((_, at) => at).filter((at) => folds[at] !== fold)
    if (seen.length === 0) continue
    const learned = learn(
      seen.map((at) => examples[at]!),
      seen.map((at) => counted[at]!),
      topicIds,
    )
    for (const [at, vector] of counted.entries()) {
      if (folds[at] !== fold) continue
      scores[at] = scoresOf(weigh(vector, learned.rarity), learned, topicIds)
    }
  }
  return scores
}

/** A topic's score for an example that the model was not trained on, and whether the example has the topic. */
interface Scored {
  readonly score: number
  readonly isPositive: boolean
}

/**
 * The threshold at which the topic is found as often as it was given, wrong and missed ones alike, weighted as if it had at
 * most COMMON_SHARE of all articles; undefined where several examples are given and none is found there.
 */
function breakEvenOf(scored: readonly Scored[], positives: number): number | undefined {
  const sorted = [...scored].sort((a, b) => b.score - a.score)
  const negatives = sorted.length - positives
  const weight = Math.max(1, (positives * (1 / COMMON_SHARE - 1)) / negatives)
  let right = 0
  let wrong = 0
  for (const [at, { score, isPositive }] of sorted.entries()) {
    if (isPositive) right++
    else wrong++
    if (right + wrong * weight < positives) continue
    // Each example of a few is a fold of its own, and the model without it may be too weak to find it.
    if (right === 0 && positives >= FOLDS) return undefined
    return (score + (sorted[at + 1]?.score ?? score - 0.2)) / 2
  }
  return undefined
}

/** The words that count most for a topic, as its reason; numbers are left out, since they explain nothing. */
function whyOf(vector: SparseVector, classifier: Float64Array, names: ReadonlyMap<number, string>): string[] {
  const strongest = [...vector.indices]
    .map((index, at) => [index, classifier[index]! * vector.values[at]!] as const)
    .filter(([index, weight]) => weight > 0 && /\p{L}/u.test(names.get(index)!))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
  return strongest.length === 0
    ? ['like examples taught']
    : [`taught: ${strongest.map(([index]) => `"${names.get(index)}"`).join(', ')}`]
}

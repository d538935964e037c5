/**
 * Turns a text into a sparse vector for the learned topics. The features are stems and pairs of adjacent stems, hashed
 * into 2^18 indices. Function words and pairs of them are left out, because a few examples may have them in common by
 * chance. Numbers count only by their shape, so that prices of 9.75 and of 10.25 are one feature.
 */

import type { Article } from '../model.ts'
import { isFunctionWord } from '../text/language.ts'
import { foldedWords, foldText, hash52, stem } from '../text/text.ts'

/** The fields of an article from which topics are learned. */
export type TopicText = Pick<Article, 'title' | 'text' | 'language'>

/** The size of the vector. With a few thousand texts, fewer than one feature in twenty share an index. */
export const FEATURE_COUNT = 1 << 18
/** Only this many words are read: an article's subject is named in its beginning, and more words add noise and cost time. */
const MAX_WORDS = 600
/** A word of the title counts as this many words of the text. */
const TITLE_WEIGHT = 2

/** The indices that are not zero, ascending, and their values. */
export interface SparseVector {
  readonly indices: Int32Array
  readonly values: Float64Array
}

/** The counted features of an article. */
export const countFeatures = (article: TopicText): SparseVector => readFeatures(article, undefined)

/** The features of an article, and the words of each by its index, for the reasons. */
interface NamedFeatures {
  readonly vector: SparseVector
  readonly names: ReadonlyMap<number, string>
}

/** The last result of `nameFeatures`: the models of several topics are applied to one article in a row. */
let lastNamed: { readonly article: TopicText; readonly features: NamedFeatures } | undefined

/** The counted features of an article with their words. */
export function nameFeatures(article: TopicText): NamedFeatures {
  if (lastNamed?.article === article) return lastNamed.features
  const names = new Map<number, string>()
  const features = { vector: readFeatures(article, names), names }
  lastNamed = { article, features }
  return features
}

function readFeatures(article: TopicText, names: Map<number, string> | undefined): SparseVector {
  const counts = new Map<number, number>()
  const read = (text: string, weight: number): void => {
    let before: { readonly word: string; readonly token: string; readonly isEmpty: boolean } | undefined
    for (const word of foldedWords(foldText(text.slice(0, 12_000)), MAX_WORDS)) {
      const token = /\d/.test(word) ? shapeOf(word) : stem(word, article.language ?? 'en')
      const isEmpty = isFunctionWord(word)
      if (!isEmpty) add(token, word, weight)
      if (before !== undefined && !(isEmpty && before.isEmpty))
        add(`${before.token} ${token}`, `${before.word} ${word}`, weight)
      before = { word, token, isEmpty }
    }
  }
  const add = (feature: string, words: string, weight: number): void => {
    const index = hash52(feature) % FEATURE_COUNT
    counts.set(index, (counts.get(index) ?? 0) + weight)
    names?.set(index, words)
  }
  read(article.title, TITLE_WEIGHT)
  read(article.text, 1)
  const indices = Int32Array.from(counts.keys()).sort()
  return { indices, values: Float64Array.from(indices, (index) => counts.get(index)!) }
}

const shapeOf = (word: string): string => (/^\d+$/.test(word) ? `#${Math.min(word.length, 5)}` : '#.#')

/** How rare each feature is among the examples: its inverse document frequency, by index. */
export interface Rarity {
  readonly idf: Float64Array
}

/** The rarity of every index, smoothed by one document that contains every feature. */
export function rarityOf(vectors: readonly SparseVector[]): Rarity {
  const seen = new Int32Array(FEATURE_COUNT)
  for (const { indices } of vectors) for (const index of indices) seen[index]! += 1
  const byCount = Float64Array.from({ length: vectors.length + 1 }, (_, count) => {
    return Math.log((1 + vectors.length) / (1 + count)) + 1
  })
  const idf = new Float64Array(FEATURE_COUNT)
  for (let index = 0; index < FEATURE_COUNT; index++) idf[index] = byCount[seen[index]!]!
  return { idf }
}

/** The TF-IDF vector of counted features, of length 1: repetition counts logarithmically, rare features count more. */
export function weigh({ indices, values }: SparseVector, { idf }: Rarity): SparseVector {
  const weighed = new Float64Array(values.length)
  let square = 0
  for (let at = 0; at < indices.length; at++) {
    const value = (1 + Math.log(values[at]!)) * idf[indices[at]!]!
    weighed[at] = value
    square += value * value
  }
  const length = Math.sqrt(square) || 1
  for (let at = 0; at < weighed.length; at++) weighed[at]! /= length
  return { indices, values: weighed }
}

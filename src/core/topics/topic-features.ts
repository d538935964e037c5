/**
 * A text as a sparse vector for the taught topics: stems and pairs of neighbouring stems, hashed into 2^18 places, but for
 * function words and pairs of them, which few examples would take for what they have in common.
 * Numbers count by their shape alone (a price of 9.75 and one of 10.25 say the same).
 */

import type { Article } from '../model.ts'
import { isFunctionWord } from '../text/language.ts'
import { foldedWords, foldText, hash52, stem } from '../text/text.ts'

/** What a topic is learnt from. */
export type Taught = Pick<Article, 'title' | 'text' | 'language'>

/** Places of the vector; with a few thousand texts fewer than one in twenty share theirs. */
export const FEATURE_COUNT = 1 << 18
/** What an article is about stands in its beginning; later words add noise and time. */
const MAX_WORDS = 600
/** A word of the title counts as so many. */
const TITLE_WEIGHT = 2

/** Places that are not zero, ascending, and their values (counts). */
export interface SparseVector {
  readonly places: Int32Array
  readonly values: Float64Array
}

/** The counted features of an article. */
export const countFeatures = (article: Taught): SparseVector => readFeatures(article, undefined)

/** Features, and the words of each by its place, to say why. */
export interface NamedFeatures {
  readonly vector: SparseVector
  readonly names: ReadonlyMap<number, string>
}

/** What was named last: the models of several topics are asked about one article after the other. */
let lastNamed: { readonly article: Taught; readonly features: NamedFeatures } | undefined

/** The counted features of an article with their words. */
export function nameFeatures(article: Taught): NamedFeatures {
  if (lastNamed?.article === article) return lastNamed.features
  const names = new Map<number, string>()
  const features = { vector: readFeatures(article, names), names }
  lastNamed = { article, features }
  return features
}

function readFeatures(article: Taught, names: Map<number, string> | undefined): SparseVector {
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
    const place = hash52(feature) % FEATURE_COUNT
    counts.set(place, (counts.get(place) ?? 0) + weight)
    names?.set(place, words)
  }
  read(article.title, TITLE_WEIGHT)
  read(article.text, 1)
  const places = Int32Array.from(counts.keys()).sort()
  return { places, values: Float64Array.from(places, (place) => counts.get(place)!) }
}

const shapeOf = (word: string): string => (/^\d+$/.test(word) ? `#${Math.min(word.length, 5)}` : '#.#')

/** How rare each feature is among the texts learnt from. */
export interface Rarity {
  readonly idf: Float64Array
}

/** The rarity of every place, smoothed: a feature never seen counts as one seen once. */
export function rarityOf(vectors: readonly SparseVector[]): Rarity {
  const seen = new Int32Array(FEATURE_COUNT)
  for (const { places } of vectors) for (const place of places) seen[place]! += 1
  const byCount = Float64Array.from({ length: vectors.length + 1 }, (_, count) => {
    return Math.log((1 + vectors.length) / (1 + count)) + 1
  })
  const idf = new Float64Array(FEATURE_COUNT)
  for (let place = 0; place < FEATURE_COUNT; place++) idf[place] = byCount[seen[place]!]!
  return { idf }
}

/** A counted vector with falling weight for repetition, rare features stronger, length 1. */
export function weigh({ places, values }: SparseVector, { idf }: Rarity): SparseVector {
  const weighed = new Float64Array(values.length)
  let square = 0
  for (let at = 0; at < places.length; at++) {
    const value = (1 + Math.log(values[at]!)) * idf[places[at]!]!
    weighed[at] = value
    square += value * value
  }
  const length = Math.sqrt(square) || 1
  for (let at = 0; at < weighed.length; at++) weighed[at]! /= length
  return { places, values: weighed }
}

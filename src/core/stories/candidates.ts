/** Which articles are worth comparing: those that share an index key. The cost of an article does not grow with the archive. */
import type { Fingerprint } from './fingerprint.ts'
import { indexKeys, kindOf, narrowKey, TERM_KIND } from './index-keys.ts'

/** Articles that share a key are each compared with so many of their next neighbours in order of date. */
const MAX_NEIGHBOURS = 40
/** A key of more articles than this tells little: fewer neighbours are compared, enough to hold a large story together. */
const COMMON_KEY = 200
const MAX_NEIGHBOURS_BY_COMMON_KEY = 8
/** Two articles that share no phrase are candidates when they share so many of their telling words. */
const MIN_SHARED_TERMS = 2

/** Two articles worth comparing, by their indexes. */
export interface CandidatePair {
  /** The earlier one: a < b. */
  readonly a: number
  readonly b: number
  /** They share an address, a title or a phrase, and not only words. */
  readonly isStrong: boolean
}

/**
 * Pairs of articles (given in order of date) that share a phrase, title or address key, or two telling words, and lie
 * inside the window of each other: for each article in turn those with later ones, in order.
 */
export function* candidatePairs(
  sorted: readonly { readonly fingerprint: Fingerprint }[],
  windowMs: number,
): Generator<CandidatePair> {
  const size = sorted.length
  const { starts, keys, later, articles, counts } = postingsOf(sorted)
  const dates = Float64Array.from(sorted, ({ fingerprint }) => fingerprint.publishedMs)
  /** What article `a` shares with each later one: so many words, or something better. */
  const shared = new Uint8Array(size)
  const found: number[] = []
  for (let a = 0; a < size; a++) {
    const end = dates[a]! + windowMs
    for (let at = starts[a]!; at < starts[a + 1]!; at++) {
      const worth = kindOf(keys[at]!) === TERM_KIND ? 1 : STRONG
      let left = counts[at]! > COMMON_KEY ? MAX_NEIGHBOURS_BY_COMMON_KEY : MAX_NEIGHBOURS
      for (let next = later[at]!; next >= 0 && left > 0; next = later[next]!, left--) {
        const b = articles[next]!
        if (dates[b]! > end) break
        if (shared[b] === 0) found.push(b)
        shared[b]! += worth
      }
    }
    for (const b of found.sort((x, y) => x - y)) {
      if (shared[b]! >= MIN_SHARED_TERMS) yield { a, b, isStrong: shared[b]! >= STRONG }
      shared[b] = 0
    }
    found.length = 0
  }
}

/** More than an article has words among its keys, and small enough to be added up for all keys in a byte. */
const STRONG = 16

/** Every key of every article: at `starts[i]` begin those of article i. */
interface Postings {
  readonly starts: Uint32Array
  readonly keys: Uint32Array
  readonly articles: Uint32Array
  /** The posting of the next article, by date, under the same key; -1 for the last. */
  readonly later: Int32Array
  /** How many articles stand under the key. */
  readonly counts: Uint32Array
}

function postingsOf(sorted: readonly { readonly fingerprint: Fingerprint }[]): Postings {
  const starts = new Uint32Array(sorted.length + 1)
  const all: number[] = []
  const articles: number[] = []
  for (const [i, { fingerprint }] of sorted.entries()) {
    for (const key of new Set(indexKeys(fingerprint).map(narrowKey))) {
      all.push(key)
      articles.push(i)
    }
    starts[i + 1] = all.length
  }
  const keys = Uint32Array.from(all)
  const later = new Int32Array(keys.length)
  const counts = new Uint32Array(keys.length)
  const firstOf = new Map<number, number>()
  for (let at = keys.length - 1; at >= 0; at--) {
    const next = firstOf.get(keys[at]!) ?? -1
    later[at] = next
    counts[at] = next < 0 ? 1 : counts[next]! + 1
    firstOf.set(keys[at]!, at)
  }
  // The first of each key knows how many there are; it tells the others.
  for (let at = 0; at < keys.length; at++) if (later[at]! >= 0) counts[later[at]!] = counts[at]!
  return { starts, keys, articles: Uint32Array.from(articles), later, counts }
}

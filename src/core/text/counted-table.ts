/** A table of rarity for a language that none ships for, counted in articles of it. */
import { hash30, packTable, RARITY_STEP, UNKNOWN_STEPS } from './frequencies.ts'
import { stem, words } from './text.ts'

/** Fewer articles say too little of how rare a word is. */
const MIN_ARTICLES = 200
/** As many articles are assumed beside those that were counted, in which each stem is as rare as one that no table has. */
const ASSUMED_ARTICLES = 200
/** As in the shipped tables: later stems are nearly as rare as those that no table has. */
const MAX_STEMS = 6_000

/**
 * The table, packed as `readTable` reads it: the negative logarithm of the share of the articles that contain a stem.
 * Undefined for fewer than 200 articles.
 */
export function countTable(articles: readonly string[], language: string): string | undefined {
  if (articles.length < MIN_ARTICLES) return undefined
  const counts = new Map<number, number>()
  for (const text of articles) {
    const stems = new Set(words(text).map((word) => hash30(stem(word, language)) >>> 6))
    for (const hash of stems) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  }
  const assumed = ASSUMED_ARTICLES * Math.exp(-RARITY_STEP * UNKNOWN_STEPS)
  const groups: number[][] = []
  const frequent = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MAX_STEMS)
  for (const [hash, count] of frequent) {
    const share = (assumed + count) / (ASSUMED_ARTICLES + articles.length)
    ;(groups[Math.round(-Math.log(share) / RARITY_STEP)] ??= []).push(hash)
  }
  return packTable(groups)
}

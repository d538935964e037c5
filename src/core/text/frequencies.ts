/**
 * How rare a stem is, from the number of articles in a large collection that contain it. A rare word says more about what a
 * text is about than a common one. The tables hold numbers only (a stem is a hash). English is counted in articles by
 * `research/frequency-table.ts`; `research/frequency-tables.ts` makes the other languages from lists of frequent words. They
 * ship with the program, so that a pair of articles is judged alike on every machine, whatever else that machine has read. For
 * a language without one, `countTable` counts the articles that were read.
 */
import { primaryTag } from '../language-tag.ts'
import englishTable from './frequency-table.json' with { type: 'json' }
import freeTables from './frequency-tables.json' with { type: 'json' }
import sharedTables from './frequency-tables-shared.json' with { type: 'json' }
import { isFunctionWord } from './language.ts'
import { packNumbers, unpackNumbers, valueAt } from './packing.ts'
import { stem, words } from './text.ts'

/** The size of one step of a stored rarity; rarities run from 0 steps (in every article) to 63. */
export const RARITY_STEP = 0.16
/** The rarity of a stem that is not in the table: about that of a stem found in one article of the collection. */
const UNKNOWN_STEPS = 60
/** The rarity of function words in languages that the table was not made from. */
const FUNCTION_WORD_STEPS = 8

/** Rarities in steps, by the first 24 bits of a stem's hash. */
export type RarityTable = ReadonlyMap<number, number>

const packedTables: Readonly<Record<string, string>> = { ...freeTables.tables, ...sharedTables.tables }
/** Each table is read when its language is met. */
const tables = new Map<string, RarityTable>()
/** By all 30 bits. */
let english: ReadonlyMap<number, number> | undefined

/** A 30-bit hash of a word, the same on every machine. */
export function hash30(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 2
}

/**
 * How rare a stem of a language (a BCP 47 tag) is, 0–63 in steps of RARITY_STEP: the negative logarithm of the share of
 * articles that contain it. What the language's own table does not have, and every stem of a language without one, is
 * looked up in the English table: names and technical terms are the same in many languages. `counted` stands in for the
 * table of a language that has none.
 */
export function raritySteps(stem: string, hash: number, language = 'en', counted?: RarityTable): number {
  const table = counted ?? tableOf(language)
  const own = table?.get(hash >>> 6)
  if (own !== undefined) return own
  // The lists of some languages leave out words of one letter.
  if (table !== undefined && isFunctionWord(stem)) return FUNCTION_WORD_STEPS
  english ??= readEnglishTable(englishTable.stems)
  const known = english.get(hash)
  if (known !== undefined) return known
  return isFunctionWord(stem) ? FUNCTION_WORD_STEPS : UNKNOWN_STEPS
}

/** The primary tag by which a language's table is found: `sr` for `sr-Latn-RS`, `no` for Bokmål and Nynorsk. */
export function tableTag(language: string): string {
  const primary = primaryTag(language)
  return primary === 'nb' || primary === 'nn' ? 'no' : primary
}

/** Whether a table ships for the language with this tag. */
export const hasTable = (tag: string): boolean => tag === 'en' || Object.hasOwn(packedTables, tag)

function tableOf(language: string): RarityTable | undefined {
  const tag = tableTag(language)
  if (!Object.hasOwn(packedTables, tag)) return undefined
  let table = tables.get(tag)
  if (table === undefined) tables.set(tag, (table = readTable(packedTables[tag]!)))
  return table
}

/** Packs a table: the first 24 bits of the hashes of its stems, by the number of steps; a gap for steps that none has. */
export const packTable = (bySteps: readonly number[][]): string =>
  Array.from(bySteps, (hashes = []) =>
    packNumbers(
      hashes.toSorted((a, b) => a - b),
      4,
    ),
  ).join(' ')

/** Reads a packed table: for each number of steps from 0 the first 24 bits of its hashes, four digits each. */
export function readTable(packed: string): RarityTable {
  const table = new Map<number, number>()
  for (const [steps, hashes] of packed.split(' ').entries()) {
    for (const hash of unpackNumbers(hashes, 4)) table.set(hash, steps)
  }
  return table
}

/** Reads the English table: six characters per stem, five digits of its hash and one of its rarity. */
function readEnglishTable(packed: string): ReadonlyMap<number, number> {
  const table = new Map<number, number>()
  for (let at = 0; at + 5 < packed.length; at += 6) {
    table.set(unpackNumbers(packed.slice(at, at + 5), 5)[0]!, valueAt(packed, at + 5))
  }
  return table
}

// ---- a table of the articles that were read

/** Fewer articles say too little about how rare a word is. */
const MIN_ARTICLES = 200
/** This many articles are assumed besides those that were counted; in them each stem is as rare as one that no table has. */
const ASSUMED_ARTICLES = 200
/** The size of a table, as in the shipped ones: later stems are nearly as rare as those that no table has. */
const MAX_STEMS = 6_000

/**
 * A rarity table for a language that none ships for, counted in its articles and packed as `readTable` reads it: the negative
 * logarithm of the share of the articles that contain a stem. Undefined for fewer than 200 articles.
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

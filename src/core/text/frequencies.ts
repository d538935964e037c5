/**
 * How rare a stem is, from the number of articles of a large collection that contain it. A rare word says more about
 * what a text is about than a common one. The tables hold numbers only (a stem is a hash). English is counted in articles
 * by `tools/frequency-table.ts`; `tools/frequency-tables.ts` makes the other languages from lists of frequent words. They
 * ship with the program, so that a pair of articles is judged alike on every machine, whatever else that machine has read.
 * For a language without one, `counted-table.ts` counts the articles that were read.
 */
import { frequencyTable } from './frequency-table.ts'
import { frequencyTables } from './frequency-tables.ts'
import { sharedFrequencyTables } from './frequency-tables-shared.ts'
import { isFunctionWord, primaryTag } from './language.ts'
import { packNumbers, unpackNumbers, valueAt } from './packing.ts'

/** The size of one step of a stored rarity; rarities run from 0 steps (in every article) to 63. */
export const RARITY_STEP = 0.16
/** The rarity of a stem that is not in the table: about that of a stem found in one article of the collection. */
export const UNKNOWN_STEPS = 60
/** The rarity of function words in languages that the table was not made from. */
const FUNCTION_WORD_STEPS = 8

/** Rarities in steps, by the first 24 bits of a stem's hash. */
export type RarityTable = ReadonlyMap<number, number>

const packedTables: Readonly<Record<string, string>> = { ...frequencyTables, ...sharedFrequencyTables }
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
  english ??= readEnglishTable(frequencyTable)
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

/**
 * How rare a stem is, from the number of articles of a large collection that contain it. A rare word says more about
 * what a text is about than a common one. The table holds numbers only (a stem is a 30-bit hash) and is made by
 * `tools/frequency-table.ts`. It ships with the program, so that a pair of articles is judged alike on every machine,
 * whatever else that machine has read.
 */
import { frequencyTable } from './frequency-table.ts'
import { isFunctionWord } from './language.ts'
import { unpackNumbers, valueAt } from './packing.ts'

/** The size of one step of a stored rarity; rarities run from 0 steps (in every article) to 63. */
export const RARITY_STEP = 0.16
/** The rarity of a stem that is not in the table: about that of a stem found in one article of the collection. */
const UNKNOWN_STEPS = 60
/** The rarity of function words in languages that the table was not made from. */
const FUNCTION_WORD_STEPS = 8

let steps: Map<number, number> | undefined

/** A 30-bit hash of a word, the same on every machine. */
export function hash30(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 2
}

/** How rare a stem is, 0–63 in steps of RARITY_STEP: the negative logarithm of the share of articles that contain it. */
export function raritySteps(stem: string, hash: number): number {
  steps ??= readTable(frequencyTable)
  const known = steps.get(hash)
  if (known !== undefined) return known
  return isFunctionWord(stem) ? FUNCTION_WORD_STEPS : UNKNOWN_STEPS
}

/** Reads the packed table: six characters per stem, five digits of its hash and one of its rarity. */
function readTable(packed: string): Map<number, number> {
  const table = new Map<number, number>()
  for (let at = 0; at + 5 < packed.length; at += 6) {
    table.set(unpackNumbers(packed.slice(at, at + 5), 5)[0]!, valueAt(packed, at + 5))
  }
  return table
}

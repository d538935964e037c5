/**
 * A filter for the phrase search: it finds the words of a text that may begin a phrase, by their first four letters. One
 * word in ten or twenty passes. It may let through words that begin no phrase; it misses none that does.
 */
import { SYMBOL, symbolOf, symbols, units } from './letters.ts'

/** Where the words start that may begin a phrase, ascending. Overwritten by the next search. */
export const candidateStarts = new Int32Array(units.length)

/**
 * The set of four-symbol prefixes of all phrases, as a bit field: the symbols of the first three letters select the
 * 32-bit word, the symbol of the fourth selects the bit.
 */
export type PrefixSet = Int32Array

export const newPrefixSet = (): PrefixSet => new Int32Array(1 << 15)

/** Adds every word that starts with these letters; with `isWhole` only the word that consists of just these letters. */
export function addPrefix(prefixes: PrefixSet, letters: string, isWhole: boolean): void {
  const known = Array.from(letters.slice(0, 4), (letter) => symbolOf(letter.charCodeAt(0)))
  add(prefixes, isWhole && known.length < 4 ? [...known, 0] : known)
  // The same letters written as initials: U.S., a.m.
  if (letters.length > 1) add(prefixes, [known[0]!, 0, known[1]!, 0])
}

/** Adds a prefix of one to four symbols, whatever follows it. */
function add(prefixes: PrefixSet, known: readonly number[]): void {
  const free = 5 * (4 - known.length)
  const first = known.reduce((sum, symbol) => (sum << 5) | symbol, 0) << free
  for (let four = first; four < first + (1 << free); four++) prefixes[four >>> 5]! |= 1 << four
}

/** Adds every word. */
export const addEveryWord = (prefixes: PrefixSet): void => {
  prefixes.fill(-1, 1 << 10)
}

/** Fills `candidateStarts` for the text of this length in `units`; returns their count and the flags met (see `symbols`). */
export function findCandidateStarts(
  prefixes: PrefixSet,
  length: number,
): { readonly count: number; readonly flags: number } {
  // Local copies, because an imported binding is looked up at every use.
  const letters = units
  const symbolBy = symbols
  const mask = SYMBOL
  const found = candidateStarts
  let count = 0
  let flags = 0
  // The last five symbols, five bits each: a separator, then the four symbols that are looked up.
  let window = 0
  for (let at = 0; at < length + 3; at++) {
    const symbol = symbolBy[letters[at]!]!
    flags |= symbol
    window = (window << 5) | (symbol & mask)
    if (((prefixes[(window >>> 5) & 0x7fff]! >>> window) & 1) === 1 && (window & 0x1f00000) === 0)
      found[count++] = at - 3
  }
  return { count, flags }
}

/**
 * Where in a text a phrase may begin: told by the first four letters of each word, so that of all words of a text one in
 * ten or twenty is looked at. It may point to words that begin nothing; it misses none.
 */
import { SYMBOL, symbolOf, symbols, units } from './letters.ts'

/** Places where words begin that may begin a phrase, ascending; good until the next search. */
export const places = new Int32Array(units.length)

/** Which first four letters begin a phrase: a bit for the fourth in a word for the first three, by their symbols. */
export type Beginnings = Int32Array

export const newBeginnings = (): Beginnings => new Int32Array(1 << 15)

/** Adds what begins with these letters; `isWhole`: and with nothing behind them. */
export function addBeginning(beginnings: Beginnings, letters: string, isWhole: boolean): void {
  const known = Array.from(letters.slice(0, 4), (letter) => symbolOf(letter.charCodeAt(0)))
  add(beginnings, isWhole && known.length < 4 ? [...known, 0] : known)
  // U.S. and a.m. begin so, too.
  if (letters.length > 1) add(beginnings, [known[0]!, 0, known[1]!, 0])
}

/** Adds a beginning of one to four symbols, with whatever may follow. */
function add(beginnings: Beginnings, known: readonly number[]): void {
  const free = 5 * (4 - known.length)
  const first = known.reduce((sum, symbol) => (sum << 5) | symbol, 0) << free
  for (let four = first; four < first + (1 << free); four++) beginnings[four >>> 5]! |= 1 << four
}

/** What was found: how many places, and what is special about the units met, all in one number (see `symbols`). */
export interface FoundPlaces {
  count: number
  met: number
}

/** Fills `places` for the text of this length in `units`. */
export function findPlaces(beginnings: Beginnings, length: number): FoundPlaces {
  // Imported bindings are looked up at every use.
  const letters = units
  const symbolBy = symbols
  const mask = SYMBOL
  const found = places
  let count = 0
  let met = 0
  // The last five symbols, five bits each: a separator, then the four that are looked up.
  let window = 0
  for (let at = 0; at < length + 3; at++) {
    const symbol = symbolBy[letters[at]!]!
    met |= symbol
    window = (window << 5) | (symbol & mask)
    if (((beginnings[(window >>> 5) & 0x7fff]! >>> window) & 1) === 1 && (window & 0x1f00000) === 0)
      found[count++] = at - 3
  }
  return { count, met }
}

/** Has every word looked at. */
export const addEveryWord = (beginnings: Beginnings): void => {
  beginnings.fill(-1, 1 << 10)
}

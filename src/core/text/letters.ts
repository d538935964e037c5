/**
 * A text laid out to be searched: its UTF-16 units in a typed array, and for each unit a symbol of five bits that stands for
 * its folded letter. One array serves all texts: a search is done with a text before the next one is laid out.
 */
import { foldMarks, foldText, isWordUnit, UNSPACED } from './text.ts'

/** Texts are searched so far: what an article is about stands in its first 150,000 characters. */
const MAX_UNITS = 150_000
/** Separators behind a text, so that who looks ahead needs no check. */
const PADDING = 8

/** The units of the text that was laid out last, with separators behind it. */
export const units = new Uint16Array(MAX_UNITS + PADDING)
const bytes = Buffer.from(units.buffer)

/** In `symbols`: the symbol (1 to 31) of a unit's letter or digit, folded; several share one. 0 where it parts words. */
export const SYMBOL = 0b11111
/** Folds to another number of letters (ß), or together with its neighbours (combining accents, surrogates). */
const UNEVEN = 1 << 5
/** Of a script without spaces, or Hangul: phrases of these are found by substring. */
const UNPARTED = 1 << 6
/** Never met before. */
const UNKNOWN = 1 << 7

/** By unit: its symbol, and above it what is special about it. */
export const symbols = new Uint8Array(0x10000).fill(UNKNOWN)

const together = /[\p{M}\p{Cs}\u1100-\u11ff]/u
const hangul = /\p{Script=Hangul}/u
/** They part words here, although folding makes letters of some. */
const signs = /[\s…™℠½¼¾²³¹ªº]/u

function know(code: number): void {
  const character = String.fromCharCode(code)
  symbols[code] = 0
  if (signs.test(character)) return
  const folded = foldText(character)
  const isTogether = together.test(character)
  if (folded.length !== 1 || isTogether) symbols[code]! |= UNEVEN
  if (UNSPACED.test(character) || isTogether || hangul.test(character)) symbols[code]! |= UNPARTED
  if (folded.length === 1 && isWordUnit(folded.charCodeAt(0))) symbols[code]! |= symbolOf(folded.charCodeAt(0))
}

/** Whether a phrase is one that is found by substring: in scripts without spaces, and in Hangul, whose endings no stemmer takes off. */
export const isUnparted = (folded: string): boolean => UNSPACED.test(folded) || hangul.test(folded)

/** The symbol of a folded letter or digit; a final sigma is a sigma. */
export const symbolOf = (code: number): number => ((code === 0x3c2 ? 0x3c3 : code) % 31) + 1

for (let code = 0; code < 0x80; code++) know(code)

/** Texts that were laid out one behind the other. */
export interface LaidOut {
  /** As they stand in `units`, folded but for their capitals where letters fold unevenly. */
  readonly text: string
  /** Where each of them ends. */
  readonly ends: readonly number[]
  /** Whether they may hold phrases that are found by substring. */
  readonly hasUnparted: boolean
}

/** Stands between two texts: no word, no phrase. */
const BETWEEN = '\n'

/**
 * Lays out texts in `units`, one behind the other, in place of those before, and has them searched. `search` is given the
 * length and answers what is special about the units it met, all in one number; it is asked again where the texts had to
 * be folded first.
 */
export function layOut(texts: readonly string[], search: (length: number) => number = meet): LaidOut {
  let text = write(texts)
  let met = search(text.length)
  if ((met & UNKNOWN) !== 0) {
    for (let at = 0; at < text.length; at++) if (symbols[units[at]!] === UNKNOWN) know(units[at]!)
    met = search(text.length)
  }
  const hasUnparted = (met & UNPARTED) !== 0
  if ((met & (UNEVEN | UNPARTED)) === 0) return { text, ends: endsOf(texts), hasUnparted }
  const folded = texts.map(foldMarks)
  text = write(folded)
  for (let at = 0; at < text.length; at++) if (symbols[units[at]!] === UNKNOWN) know(units[at]!)
  search(text.length)
  return { text, ends: endsOf(folded), hasUnparted }
}

function meet(length: number): number {
  let met = 0
  for (let at = 0; at < length; at++) met |= symbols[units[at]!]!
  return met
}

function write(texts: readonly string[]): string {
  const text = texts.join(BETWEEN).slice(0, MAX_UNITS)
  bytes.write(text, 0, 'utf16le')
  units.fill(32, text.length, text.length + PADDING)
  return text
}

function endsOf(texts: readonly string[]): number[] {
  let end = -BETWEEN.length
  return texts.map(({ length }) => (end += BETWEEN.length + length))
}

// ---- words of the text that was laid out

const DOT = 46
const COMMA = 44
const APOSTROPHE = 39
const CURLY_APOSTROPHE = 0x2019
const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isWord = (at: number): boolean => (symbols[units[at]!]! & SYMBOL) !== 0

/** Where the word or number ends that begins at `start`: 10.2, 1,750 and U.S are one, as `foldedWords` reads them. */
export function wordEnd(start: number): number {
  for (let at = start; ; at++) {
    while (isWord(at)) at++
    const code = units[at]!
    if (code !== DOT && code !== COMMA) return at
    const [isAfterDigit, isBeforeDigit] = [isDigit(units[at - 1]!), isDigit(units[at + 1]!)]
    if (isAfterDigit && isBeforeDigit) continue
    // Initials: one letter, a dot, one letter, and then no letter.
    const isFirst = at - 1 === start || units[at - 2] === DOT
    if (code === COMMA || isAfterDigit || isBeforeDigit || !isFirst || !isWord(at + 1) || isWord(at + 2)) return at
  }
}

/** Where the next word begins, from `at` on: the s of a possessive is none. The length of `units` where there is none. */
export function nextWord(at: number, end: number): number {
  for (let start = at; start < end; start++) {
    if (isWord(start) && !isPossessive(start)) return start
  }
  return units.length
}

/** Whether what looks like the beginning of a word stands within one: the S of U.S., the 2 of 10.2, the s of a possessive. */
export function isWithinWord(start: number): boolean {
  const before = start < 2 ? 32 : units[start - 1]!
  if (before === APOSTROPHE || before === CURLY_APOSTROPHE) return isPossessive(start)
  if ((before !== DOT && before !== COMMA) || !isWord(start - 2)) return false
  let from = start - 1
  for (; from > 0 && start - from < 40; from--) {
    const code = units[from - 1]!
    if (!isWord(from - 1) && code !== DOT && code !== COMMA) break
  }
  while (from < start) from = isWord(from) ? wordEnd(from) : from + 1
  return from > start
}

const isPossessive = (start: number): boolean =>
  (units[start]! | 32) === 115 &&
  start > 1 &&
  (units[start - 1] === APOSTROPHE || units[start - 1] === CURLY_APOSTROPHE) &&
  !isWord(start + 1)

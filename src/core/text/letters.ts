/**
 * Lays out a text for the phrase search: its UTF-16 units in a typed array, and for each unit a symbol of five bits that
 * stands for its folded letter. One array serves all texts, so a search must end before the next text is laid out.
 */
import { foldMarks, foldText, isWordUnit, UNSPACED } from './text.ts'

/** Only so much of a text is searched: an article names its subject in the first 150,000 characters. */
const MAX_UNITS = 150_000
/** Separators after a text, so that code that looks ahead needs no bounds check. */
const PADDING = 8

/** The units of the text that was laid out last, followed by separators. */
export const units = new Uint16Array(MAX_UNITS + PADDING)
const bytes = Buffer.from(units.buffer)

/** Mask in `symbols`: the symbol (1 to 31) of a folded letter or digit; several share one. 0 for a separator of words. */
export const SYMBOL = 0b11111
/** Flag: folds to another number of letters (ß), or together with its neighbours (combining accents, surrogates). */
const UNEVEN = 1 << 5
/** Flag: of a script without spaces, or Hangul. Phrases in these are found by substring. */
const UNSEGMENTED = 1 << 6
/** Flag: not classified yet. */
const UNKNOWN = 1 << 7

/** For each UTF-16 unit its symbol, and in the upper bits its flags. */
export const symbols = new Uint8Array(0x10000).fill(UNKNOWN)

/** Marks, surrogates and Hangul Jamo, which fold together with their neighbours. */
const combining = /[\p{M}\p{Cs}\u1100-\u11ff]/u
const hangul = /\p{Script=Hangul}/u
/** Signs that separate words here, although folding turns some into letters. */
const signs = /[\s…™℠½¼¾²³¹ªº]/u

function classify(code: number): void {
  const character = String.fromCharCode(code)
  symbols[code] = 0
  if (signs.test(character)) return
  const folded = foldText(character)
  const isCombining = combining.test(character)
  if (folded.length !== 1 || isCombining) symbols[code]! |= UNEVEN
  if (UNSPACED.test(character) || isCombining || hangul.test(character)) symbols[code]! |= UNSEGMENTED
  if (folded.length === 1 && isWordUnit(folded.charCodeAt(0))) symbols[code]! |= symbolOf(folded.charCodeAt(0))
}

/**
 * Whether a phrase must be found by substring: it is in a script without spaces, or in Hangul, for whose endings there is
 * no stemmer.
 */
export const isUnsegmented = (folded: string): boolean => UNSPACED.test(folded) || hangul.test(folded)

/** The symbol of a folded letter or digit; a final sigma has that of a sigma. */
export const symbolOf = (code: number): number => ((code === 0x3c2 ? 0x3c3 : code) % 31) + 1

for (let code = 0; code < 0x80; code++) classify(code)

/** Texts that were laid out one after the other. */
interface LaidOut {
  /** The joined texts as in `units`: as given, or folded with their capitals kept where a letter needs it. */
  readonly text: string
  /** The index at which each text ends. */
  readonly ends: readonly number[]
  /** Whether they may contain phrases that are found by substring. */
  readonly hasUnsegmented: boolean
}

/** Separates two texts; no word and no phrase contains it. */
const SEPARATOR = '\n'

/**
 * Lays out texts in `units`, one after the other, and runs `search` over them; the texts of the call before are
 * overwritten. `search` receives the length and returns the flags of the units it met, combined. It runs again where
 * units had to be classified or the texts folded first, so only its last run counts.
 */
export function layOut(texts: readonly string[], search: (length: number) => number = flagsOf): LaidOut {
  let text = write(texts)
  let flags = search(text.length)
  if ((flags & UNKNOWN) !== 0) {
    classifyUnits(text.length)
    flags = search(text.length)
  }
  const hasUnsegmented = (flags & UNSEGMENTED) !== 0
  if ((flags & (UNEVEN | UNSEGMENTED)) === 0) return { text, ends: endsOf(texts), hasUnsegmented }
  const folded = texts.map(foldMarks)
  text = write(folded)
  classifyUnits(text.length)
  search(text.length)
  return { text, ends: endsOf(folded), hasUnsegmented }
}

function classifyUnits(length: number): void {
  for (let at = 0; at < length; at++) if (symbols[units[at]!] === UNKNOWN) classify(units[at]!)
}

function flagsOf(length: number): number {
  let flags = 0
  for (let at = 0; at < length; at++) flags |= symbols[units[at]!]!
  return flags
}

function write(texts: readonly string[]): string {
  const text = texts.join(SEPARATOR).slice(0, MAX_UNITS)
  bytes.write(text, 0, 'utf16le')
  units.fill(32, text.length, text.length + PADDING)
  return text
}

function endsOf(texts: readonly string[]): number[] {
  let end = -SEPARATOR.length
  return texts.map(({ length }) => (end += SEPARATOR.length + length))
}

// ---- words of the text that was laid out

const DOT = 46
const COMMA = 44
const APOSTROPHE = 39
const CURLY_APOSTROPHE = 0x2019
const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isWord = (at: number): boolean => (symbols[units[at]!]! & SYMBOL) !== 0

/** The index at which the word or number that begins at `start` ends. 10.2, 1,750 and U.S are one, as in `foldedWords`. */
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

/** Where the next word begins, from `at` on; the length of `units` where there is none. The s of a possessive is no word. */
export function nextWord(at: number, end: number): number {
  for (let start = at; start < end; start++) {
    if (isWord(start) && !isPossessive(start)) return start
  }
  return units.length
}

/** Whether an apparent word start lies within a word: the S of U.S., the 2 of 10.2, the s of a possessive. */
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

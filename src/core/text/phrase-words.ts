/**
 * The words of a text as phrases are compared with them, and what may stand between two words of one phrase. Bias: a missed
 * phrase is better than one put together from two sentences.
 *
 * Unlike `foldedWords`, this reads the text as it is written, because a word is folded once for all its occurrences. A word
 * in Latin letters ends where another script begins (`生成AIの`, `NATO가`), and it keeps what is part of it: dots of initials,
 * marks, invisible characters, the apostrophe of Ukrainian, the quotation mark of Hebrew abbreviations.
 */
import { foldMarks, isAbbreviation, UNSPACED } from './text.ts'

const SEPARATOR = 0
const LATIN = 1
/** A letter of another script that separates words by spaces. */
const LETTER = 2
const DIGIT = 3
/** A mark or an invisible character: a part of the word it stands in. */
const INNER = 4
/** A character of a script that is searched by substring: one without spaces, or Hangul. */
export const UNSEGMENTED = 5
const UNKNOWN = 0xff

const HANGUL = /\p{Script=Hangul}/u
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u
const INVISIBLES = /[\p{Default_Ignorable_Code_Point}\p{Cf}]+/gu

/** The kind of each UTF-16 unit of the basic plane, determined on demand. */
const kinds = new Uint8Array(0x10000).fill(UNKNOWN)
/** Of the letters in other planes; few texts have any. */
const otherKinds = new Map<number, number>()

/** The kind of the character that begins here. */
export function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  const known = kinds[code] as number
  if (known !== UNKNOWN) return known
  if (code >= 0xd800 && code < 0xdc00) return kindOfPair(text.codePointAt(at)!)
  const kind = determineKind(String.fromCharCode(code))
  kinds[code] = kind
  return kind
}

function kindOfPair(code: number): number {
  let kind = otherKinds.get(code)
  if (kind === undefined) {
    kind = determineKind(String.fromCodePoint(code))
    if (otherKinds.size < 10_000) otherKinds.set(code, kind)
  }
  return kind
}

function determineKind(character: string): number {
  // The ordinal signs of Spanish and Italian are letters to Unicode.
  if (/[ªº]/.test(character)) return SEPARATOR
  if (UNSPACED.test(character) || HANGUL.test(character)) return UNSEGMENTED
  if (INVISIBLE.test(character) || /\p{M}/u.test(character)) return INNER
  // Lowered digits are part of a formula (CO₂), raised ones may be a footnote's.
  if (/[\p{Nd}₀-₉]/u.test(character)) return DIGIT
  if (!/[\p{L}\p{Nl}]/u.test(character)) return SEPARATOR
  return /\p{Script=Latin}/u.test(character.normalize('NFKC')) ? LATIN : LETTER
}

/** Whether a word begins with a character of this kind. */
export const beginsWord = (kind: number): boolean => kind === LATIN || kind === LETTER || kind === DIGIT

const isWordCharacter = (text: string, at: number): boolean => at >= 0 && beginsWord(kindAt(text, at))

/** The end of the word that begins at `start`. */
export function wordEnd(text: string, start: number): number {
  let script = DIGIT
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    let kind = kinds[code] as number
    if (kind === UNKNOWN) kind = kindAt(text, at)
    if (kind === LATIN || kind === LETTER) {
      if (script === DIGIT) script = kind
      else if (script !== kind) break
    } else if (kind !== DIGIT && kind !== INNER && !isInside(text, start, at, code)) break
    at += code >= 0xd800 && code < 0xdc00 ? 2 : 1
  }
  return at
}

/** Whether the separator at `at` is part of the word that began at `start`. */
function isInside(text: string, start: number, at: number, code: number): boolean {
  if (at + 1 >= text.length) return false
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at + 1)
  if (code === 46 /* . */ || code === 44 /* , */) {
    if (kindAt(text, at + 1) === DIGIT) return kindAt(text, at - 1) === DIGIT
    return code === 46 && isInitial(text, start, at)
  }
  if (isHebrew(before) && isHebrew(after)) return /["'״׳“”„’]/.test(text.charAt(at))
  return isApostrophe(code) && isCyrillic(before) && isCyrillic(after)
}

/** Initials: one letter, a dot, one letter, and then no letter. */
function isInitial(text: string, start: number, dot: number): boolean {
  if (dot - 1 !== start && text.charCodeAt(dot - 2) !== 46) return false
  const before = kindAt(text, dot - 1)
  return (
    (before === LATIN || before === LETTER) &&
    kindAt(text, dot + 1) === before &&
    (dot + 2 >= text.length || kindAt(text, dot + 2) === SEPARATOR)
  )
}

const isHebrew = (code: number): boolean => code >= 0x5d0 && code <= 0x5ea
const isCyrillic = (code: number): boolean => code >= 0x400 && code <= 0x52f
const isApostrophe = (code: number): boolean =>
  code === 39 || (code > 0x5f && /['’‘‛′ʼʹ´`＇]/.test(String.fromCharCode(code)))

/** The end of a word with its possessive: after `'s`, if that follows. */
export function possessiveEnd(text: string, end: number): number {
  const code = text.charCodeAt(end + 1)
  if ((code !== 115 && code !== 83) || !isApostrophe(text.charCodeAt(end))) return end
  return isWordCharacter(text, end + 2) ? end : end + 2
}

/** A word folded for comparison: without accents, invisible characters, dots of initials and commas between thousands. */
export const foldWord = (written: string): string =>
  foldMarks(written)
    .toLowerCase()
    .replace(INVISIBLES, '')
    .replace(/(?<=\p{L})\.|,(?=\d{3}(?!\d))|["'״׳]/gu, '')
    .replaceAll('ς', 'σ')

// ---- what may stand between two words of a phrase, and the signs that are part of a word

/** Spaces within a line, quotes, apostrophes, trade marks, hash signs: what does not part the words of a phrase. */
const JOINING =
  /^(?:[^\S\n\r\u2028\u2029\u0085]|['"‘’‚‛“”„‟«»‹›「」『』′″`´ʼ＂＇™®©℠#@_]|[\p{Default_Ignorable_Code_Point}\p{Cf}])*$/u
/** The same around a hyphen that touches a word, and the stop of an abbreviation. */
const HYPHEN = /[-‐‑‒–−]/
/** Signs that are compared when they stand between two words of a phrase: `AT&T`, `Johnson & Johnson`, `C++26`. */
const JOINT_SIGN = /[&＆*+＋=~^]/
/** How many characters may stand between two words of a phrase; a longer gap holds more than a few signs. */
export const MAX_GAP = 16

/** What stands between two words of a phrase, in the form in which it is compared. */
export const foldGap = (gap: string): string =>
  foldMarks(gap)
    .replace(INVISIBLES, '')
    .replace(/["']/g, '')
    .replace(/[^\S\n\r\u2028\u2029\u0085]+/g, ' ')

/** Whether the signs between two words of a phrase must be found, too: `&`, or `/` and `-` between numbers. */
export const isRequiredGap = (folded: string, isBetweenNumbers: boolean): boolean =>
  JOINT_SIGN.test(folded) || (isBetweenNumbers && folded.trim() !== '')

/**
 * Whether the text from `from`, where a word ends, to `to`, where the next begins, may be inside a phrase that has `sought`
 * there. No phrase crosses a line, or a stop, a comma, a bracket or a dash that it does not have itself.
 */
export function isJoint(text: string, from: number, to: number, sought: string, isRequired: boolean): boolean {
  if (to - from > MAX_GAP) return false
  // Most gaps are one space, and most others one hyphen.
  if (!isRequired && to - from === 1 && (text.charCodeAt(from) === 32 || text.charCodeAt(from) === 45)) return true
  const gap = text.slice(from, to)
  if (isRequired) {
    if (/[\n\r\u2028\u2029\u0085]/.test(gap)) return false
    return foldGap(gap).replaceAll(' ', '') === sought.replaceAll(' ', '')
  }
  if (JOINING.test(gap)) return true
  const hyphen = gap.search(HYPHEN)
  if (hyphen !== -1 && JOINING.test(gap.slice(0, hyphen)) && JOINING.test(gap.slice(hyphen + 1)))
    return hyphen === 0 || hyphen === gap.length - 1
  if (gap.startsWith('.') && JOINING.test(gap.slice(1)) && isAbbreviated(text, from, gap.length === 1)) return true
  return foldGap(gap) === sought
}

/**
 * Whether a stop here belongs to the word before it: initials, a single letter, a known abbreviation, or a doubled letter as
 * in the Spanish `EE. UU.`, which alone may be written without a space.
 */
function isAbbreviated(text: string, end: number, isGlued: boolean): boolean {
  let from = end
  while (from > 0 && end - from < 12 && (isWordCharacter(text, from - 1) || text.charCodeAt(from - 1) === 46)) from--
  const word = text.slice(from, end)
  if (/^(\p{Lu})\1$/u.test(word)) return true
  return !isGlued && (/^\p{L}(?:\.\p{L})*$/u.test(word) || isAbbreviation(word.toLowerCase()))
}

const LEADING = /[.@#$€£¥°&*+＠＃＄．]+$/u
const TRAILING = /^(?:[+#!*&＋＃！]+|[^\S\n\r]?%)/u
/** The minus of a grade or rating, `AA-`, where nothing follows. */
const MINUS = /^[-−](?![\p{L}\p{N}])/u
const AROUND = 6

/** The signs directly before a word of a phrase that are part of it: `.` of `.NET`, `@` of `@ferry`. */
export const signsBefore = (text: string, start: number, from = 0): string =>
  foldMarks(LEADING.exec(text.slice(Math.max(from, start - AROUND), start))?.[0] ?? '')

/** The signs directly after a word of a phrase that are part of it: `++` of `C++`. */
export function signsAfter(text: string, end: number, to = text.length): string {
  const following = text.slice(end, Math.min(to, end + AROUND))
  return TRAILING.exec(following)?.[0] ?? (MINUS.test(following) ? '-' : '')
}

/** Whether exactly these signs are before a word, and no other word. */
export function hasSignsBefore(text: string, start: number, signs: string): boolean {
  const found = signsBefore(text, start)
  // A reply that all followers see begins with a stop: `.@ferry`.
  if (found !== signs && !(signs === '@' && found === '.@')) return false
  return !isWordCharacter(text, start - signs.length - 1) || /^[$€£¥]/.test(signs)
}

/** The index after exactly these signs, which stand after a word; -1 where they do not. */
export function endOfSigns(text: string, end: number, signs: string): number {
  const found = signsAfter(text, end)
  if (foldMarks(found).trim() === signs) return end + found.length
  // `Yahoo!` and `Disney+` at the end of an exclamation.
  return found === `${signs}!` ? end + signs.length : -1
}

function beginsLetter(text: string, at: number): boolean {
  const kind = at < text.length ? kindAt(text, at) : SEPARATOR
  return kind === LATIN || kind === LETTER
}

/**
 * Whether a word is part of a name with signs, in which it means something else: `C` of `C++`, `AT` of `AT&T`, `NET` of
 * `.NET`, `C` of `c’est`.
 */
export function isPartOfSigns(text: string, start: number, end: number): boolean {
  const after = text.charCodeAt(end)
  const before = start === 0 ? 32 : text.charCodeAt(start - 1)
  if (end - start <= 2) {
    if (after === 38 || before === 38) {
      if (isWordCharacter(text, after === 38 ? end + 1 : start - 2)) return true
    }
    if (end - start === 1 && (after === 43 || after === 35)) return true
    if (end - start === 1 && isApostrophe(after) && beginsLetter(text, end + 1)) return possessiveEnd(text, end) === end
  }
  return before === 46 && (start === 1 || /[\s"'(“‘«]/.test(text.charAt(start - 2))) && isWordCharacter(text, end - 1)
}

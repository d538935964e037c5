/**
 * Folding, words, sentences and stems: the text functions that copies, stories, topics and search share. All of them are
 * linear in the text and safe on hostile input: no backtracking, and no memory beyond that of the result.
 */
import snowball from 'snowball-stemmers'
import { primaryTag } from '../language-tag.ts'
import abbreviations from './abbreviations.json' with { type: 'json' }
import { languageDeclared, languageOf } from './language.ts'

/** Letters that Unicode does not decompose, as people type them without the accent. */
const PLAIN_LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ё: 'е',
  ẞ: 'SS',
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Đ: 'D',
  Ð: 'D',
  Þ: 'TH',
  Ł: 'L',
  Ħ: 'H',
  Ŋ: 'N',
  Ё: 'Е',
  // Arabic: newspapers use the forms of alef, ta marbuta and alef maqsura interchangeably; tatweel is decoration.
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ة: 'ه',
  ى: 'ي',
  ـ: '',
}
const PLAIN_LETTER = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'gu')
const APOSTROPHE = /[\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4`\uff07]/gu
const QUOTE = /[\u201c-\u201f\u2033\u00ab\u00bb\u2039\u203a\u300c-\u300f\uff02]/gu
const DASH = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/gu
/** Soft hyphens, zero-width characters, bidi controls, variation selectors: they show nothing. */
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\p{Variation_Selector}]/gu
const LATIN_OR_GREEK_MARKS = /([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu
const ARABIC_OR_HEBREW_MARKS = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]/gu
const SPACES = /[\s\u0085]+/gu
/** A letter of a script that is written from right to left. */
export const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const NOT_ASCII = /[^\x00-\x7f]/

/**
 * The text in the form in which texts are compared: NFKC and lower case; without the accents of Latin and Greek letters
 * and the vowel points of Arabic and Hebrew; quotes and dashes in their ASCII form; without invisible characters; each
 * run of white space one space.
 */
export function foldText(text: string): string {
  return foldMarks(text).toLowerCase().replace(SPACES, ' ').trim()
}

/** The same as `foldText`, except that capitals and white space are kept. */
export function foldMarks(text: string): string {
  if (!NOT_ASCII.test(text)) return text
  return text
    .normalize('NFKD')
    .replace(LATIN_OR_GREEK_MARKS, '$1')
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(ARABIC_OR_HEBREW_MARKS, '')
    .replace(PLAIN_LETTER, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .replace(APOSTROPHE, "'")
    .replace(QUOTE, '"')
    .replace(DASH, '-')
}

const SEPARATOR = 0
const LETTER = 1
const DIGIT = 2
/** A character of an `UNSPACED` script: read in overlapping pairs. */
const PAIRED = 3

/** Matches a character of a script that is written without spaces between words. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}ー々〆]/u
const LETTER_OR_MARK = /[\p{L}\p{M}]/u
const NUMERAL = /\p{Nd}/u

/** The kind of each UTF-16 unit, filled on demand; 0xff: not determined yet. */
const kinds = new Uint8Array(0x10000).fill(0xff)
for (let code = 0; code < 0x80; code++) {
  const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
  kinds[code] = isLetter ? LETTER : code >= 48 && code <= 57 ? DIGIT : SEPARATOR
}

function kindOf(code: number): number {
  const known = kinds[code] as number
  if (known !== 0xff) return known
  const character = String.fromCharCode(code)
  // Surrogates are separators: beyond the basic plane, folding leaves emoji, historic scripts and very rare ideographs.
  const kind = UNSPACED.test(character)
    ? PAIRED
    : NUMERAL.test(character)
      ? DIGIT
      : LETTER_OR_MARK.test(character)
        ? LETTER
        : SEPARATOR
  kinds[code] = kind
  return kind
}

/**
 * The words of a text, folded, in order. `U.S.` becomes `us`, `Russia's` `russia`, `1,750` `1750`; `9.75` stays. Scripts
 * without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan) yield overlapping pairs of characters.
 */
export function words(text: string): string[] {
  return foldedWords(foldText(text))
}

/**
 * The first `limit` words of a text that `foldText` or `foldMarks` has folded already. `places` receives the start and the
 * end of each.
 */
export function foldedWords(folded: string, limit = Number.POSITIVE_INFINITY, places?: number[]): string[] {
  const found: string[] = []
  const end = folded.length
  let at = 0
  while (at < end && found.length < limit) {
    const kind = kindOf(folded.charCodeAt(at))
    if (kind === SEPARATOR) {
      at++
    } else if (kind === PAIRED) {
      let stop = at + 1
      while (stop < end && kindOf(folded.charCodeAt(stop)) === PAIRED) stop++
      for (let i = at; i === at || i + 1 < stop; i++) {
        found.push(folded.slice(i, Math.min(i + 2, stop)))
        places?.push(i, Math.min(i + 2, stop))
      }
      at = stop
    } else {
      const count = found.length
      const stop = readWord(folded, at, found)
      if (found.length > count) places?.push(at, stop)
      at = stop
    }
  }
  return found
}

/**
 * A word with its place in the folded text. What stands beside it, signs (`C++`, `#tag`) as well as stops, is the text
 * between the end of one word and the start of the next.
 */
export interface Token {
  readonly word: string
  readonly start: number
  readonly end: number
}

/** The words of a text that `foldText` or `foldMarks` has folded, each with its place. */
export function tokensOf(folded: string): Token[] {
  const places: number[] = []
  const found = foldedWords(folded, Number.POSITIVE_INFINITY, places)
  return found.map((word, i) => ({ word, start: places[2 * i]!, end: places[2 * i + 1]! }))
}

/** Reads the word or number at `start`, adds it to `found` and returns the index at which it ends. */
function readWord(folded: string, start: number, found: string[]): number {
  const end = folded.length
  let at = start
  let isDotted = false
  let hasComma = false
  for (; at < end; at++) {
    const code = folded.charCodeAt(at)
    const kind = kindOf(code)
    if (kind === LETTER || kind === DIGIT) continue
    const isBetweenDigits =
      at > start &&
      kindOf(folded.charCodeAt(at - 1)) === DIGIT &&
      at + 1 < end &&
      kindOf(folded.charCodeAt(at + 1)) === DIGIT
    if (code === 46 /* . */) {
      if (isBetweenDigits) continue
      // Initials: one letter, a dot, one letter, and then no letter.
      const isInitials =
        kindOf(folded.charCodeAt(at - 1)) === LETTER &&
        (at - 1 === start || folded.charCodeAt(at - 2) === 46) &&
        at + 1 < end &&
        kindOf(folded.charCodeAt(at + 1)) === LETTER &&
        (at + 2 >= end || kindOf(folded.charCodeAt(at + 2)) === SEPARATOR)
      if (isInitials) {
        isDotted = true
        continue
      }
    } else if (code === 44 /* , */ && isBetweenDigits) {
      hasComma = true
      continue
    }
    break
  }
  let word = folded.slice(start, at)
  if (isDotted) word = word.replaceAll('.', '')
  if (hasComma) word = word.replaceAll(',', '')
  const isPossessive = word === 's' && start > 1 && folded.charCodeAt(start - 1) === 39
  if (!isPossessive) found.push(word)
  return at
}

/** The number of words in a text; in scripts without spaces two characters count as one word. */
export function countWords(text: string): number {
  let count = 0
  let paired = 0
  let wasInWord = false
  for (let at = 0; at < text.length; at++) {
    const kind = kindOf(text.charCodeAt(at))
    if (kind === PAIRED) paired++
    const isInWord = kind === LETTER || kind === DIGIT
    if (isInWord && !wasInWord) count++
    // An apostrophe or a dot inside a word does not make two.
    const code = text.charCodeAt(at)
    if (isInWord || (code !== 39 && code !== 0x2019 && code !== 46 && code !== 44)) wasInWord = isInWord
  }
  return count + Math.ceil(paired / 2)
}

/** The paragraphs of a text, trimmed. Empty lines separate them; in a text without an empty line each line is one. */
export function paragraphs(text: string): string[] {
  const unified = text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
  const parted = unified.split(/\n[^\S\n]*\n\s*/)
  const parts = parted.length === 1 ? unified.split('\n') : parted
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** Abbreviations after which a full stop ends no sentence, lower case, without the stop. */
const ABBREVIATIONS = new Set(Object.values(abbreviations).flatMap((words) => words.split(' ')))
/** Whether a full stop after this word, in lower case, ends no sentence: `dr`, `st`. */
export const isAbbreviation = (word: string): boolean => ABBREVIATIONS.has(word)

const ENDS = new Set('.!?…。！？؟۔।')
const ENDS_WITHOUT_SPACE = new Set('。！？')
const CLOSERS = new Set('"\')]}”’»›」』）')
/** The bound on a sentence: after this many characters without an end mark it is cut at the next space. */
const MAX_SENTENCE_CHARACTERS = 4_000

/**
 * The sentences of a text, trimmed, in order; the end of a paragraph always ends one. The number of a list item stands
 * before its sentence.
 */
export function sentences(text: string): string[] {
  return withNumbers(paragraphs(text).flatMap(sentencesOfParagraph))
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
/** Longer characters, as an attacker makes of combining marks, are cut. */
const MAX_GRAPHEME = 64

/**
 * The last place until `at` where a text can be cut: not within what readers see as one character, such as an emoji of several
 * people, a flag, or a letter with its marks.
 */
export function cuttingPlace(text: string, at: number): number {
  if (at >= text.length) return text.length
  const index = graphemes.segment(text.slice(0, at + MAX_GRAPHEME)).containing(at)?.index ?? at
  if (at - index < MAX_GRAPHEME) return index
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}

/** What stands between a sentence and the next: a space, but none after a full stop of Chinese or Japanese. */
export function gapAfter(sentence: string): string {
  let end = sentence.length
  while (end > 0 && CLOSERS.has(sentence[end - 1]!)) end--
  return end > 0 && ENDS_WITHOUT_SPACE.has(sentence[end - 1]!) ? '' : ' '
}

/** The number of a list item at the end of a sentence, with the text before it. */
const NUMBER_AT_END = /^(.*?)\s?([([]?(\d{1,3})[.)\]]{1,2})$/s

/**
 * Joins the number of a list item (`1.`, `(2)`), which is not a sentence, to the sentence after it. It may stand at the end of
 * the sentence before: "Three things: 1. The bridge is open. 2. The port pays."
 */
function withNumbers(found: readonly string[]): string[] {
  const whole: string[] = []
  let number = ''
  let next = 1
  for (const sentence of found) {
    const [, before = '', mark, digits] = NUMBER_AT_END.exec(sentence.slice(0, MAX_SENTENCE_CHARACTERS)) ?? []
    const isItem =
      mark !== undefined && (before === '' || (Number(digits) === next && (next > 1 || /[:;–—-]$/.test(before))))
    if (!isItem) {
      whole.push(number + sentence)
      number = ''
      continue
    }
    if (before !== '' || number !== '') whole.push((number + before).trimEnd())
    number = `${mark} `
    next = Number(digits) + 1
  }
  if (number !== '') whole.push(number.trimEnd())
  return whole
}

function sentencesOfParagraph(paragraph: string): string[] {
  const found: string[] = []
  let start = 0
  for (let at = 0; at < paragraph.length; at++) {
    const character = paragraph[at] as string
    const isOverlong = at - start >= MAX_SENTENCE_CHARACTERS && character === ' '
    if (!isOverlong && !ENDS.has(character)) continue
    let stop = at + 1
    while (stop < paragraph.length && (ENDS.has(paragraph[stop] as string) || CLOSERS.has(paragraph[stop] as string)))
      stop++
    if (isOverlong || endsSentence(paragraph, start, at, stop)) {
      const sentence = paragraph.slice(start, stop).trim()
      if (sentence !== '') found.push(sentence)
      start = stop
    }
    at = stop - 1
  }
  const rest = paragraph.slice(start).trim()
  if (rest !== '') found.push(rest)
  return found
}

/** German ordinals after an article or preposition (`am 5. Mai`), and amounts (`5 Mio. Euro`): a noun follows, in capitals. */
const BEFORE_NOUN =
  /(?<!\p{L})(?:am|im|der|die|das|den|dem|des|zum|zur|vom|beim|seit|bis) \d{1,2}$|\d\s(?:Mio|Mrd|Tsd|млн|млрд|тыс)$/iu

/** Words that begin a sentence, and no noun. */
const BEGINNER =
  /^(?:der|die|das|ein|eine|er|sie|es|wir|und|aber|doch|dann|im|in|am|auch|so|the|a|i|he|she|it|we|my|they|this|but|and)(?!\p{L})/iu

/** Whether the mark at `at`, followed by closing marks up to `stop`, ends the sentence that began at `start`. */
function endsSentence(paragraph: string, start: number, at: number, stop: number): boolean {
  const mark = paragraph[at] as string
  if (ENDS_WITHOUT_SPACE.has(mark)) return true
  if (stop < paragraph.length && !/\s/.test(paragraph[stop] as string)) return false
  let next = stop
  while (next < paragraph.length && /[\s"'([“‘«¿¡—–-]/.test(paragraph[next] as string)) next++
  const follows = paragraph[next]
  if (follows === undefined) return true
  if (mark !== '.') return !/\p{Ll}/u.test(follows)
  if (/\p{Ll}/u.test(follows)) return false
  let from = at
  while (from > start && at - from < 12 && !/[\s"'(“‘]/.test(paragraph[from - 1] as string)) from--
  const before = paragraph.slice(from, at)
  // Initials, and abbreviations of one letter (`z. B.`, `1999 г.`). These vowels are words that end sentences: "som det är i.".
  if (before.length === 1 && /\p{Lu}|(?![iéèàåæøöóőеиёєіїя])\p{Ll}/u.test(before)) return false
  if (/^\p{L}(\.\p{L})+$/u.test(before)) return false
  if (before.toLowerCase() === 'no') return !/\d/.test(follows)
  if (BEFORE_NOUN.test(paragraph.slice(Math.max(start, at - 20), at)))
    return BEGINNER.test(paragraph.slice(next, next + 8))
  return !ABBREVIATIONS.has(before.toLowerCase())
}

/** A 52-bit hash of a text. It is stored, so it must never change; it is fast and not cryptographic. */
export function hash52(text: string): number {
  // The mixing of cyrb53 (public domain): two 32-bit halves. 52 bits, because both databases and JSON keep them exactly.
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (low & 0xfffff) + (high >>> 0)
}

/** The same hash as 13 hex digits, the form in which it is stored as text. */
export const hexHash = (text: string): string => hash52(text).toString(16).padStart(13, '0')

/** The Snowball stemmer for each primary language tag. */
const STEMMERS: Record<string, string> = {
  ar: 'arabic',
  ca: 'catalan',
  cs: 'czech',
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hu: 'hungarian',
  hy: 'armenian',
  it: 'italian',
  nb: 'norwegian',
  nl: 'dutch',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sl: 'slovene',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
}
/** Whether `stem` knows the rules of a language, by its primary tag. */
export const hasStemmer = (tag: string): boolean => Object.hasOwn(STEMMERS, tag)

const MAX_CACHED_STEMS = 60_000
const stemCaches = new Map<string, { readonly stem: (word: string) => string; readonly stems: Map<string, string> }>()

/**
 * The stem of a folded word, by the Snowball rules of its language (a BCP 47 tag). The word itself where the language is
 * unknown or has no stemmer, or where the word contains a digit.
 */
export function stem(word: string, language: string | undefined): string {
  if (language === undefined || word.length < 3 || word.length > 40) return word
  const tag = primaryTag(language)
  let cache = stemCaches.get(tag)
  if (cache === undefined) {
    const name = hasStemmer(tag) ? STEMMERS[tag] : undefined
    const stemmer = name === undefined ? undefined : snowball.newStemmer(name)
    cache = { stem: (word) => (stemmer === undefined ? word : stemmer.stem(word)), stems: new Map() }
    if (stemCaches.size < 64) stemCaches.set(tag, cache)
  }
  const known = cache.stems.get(word)
  if (known !== undefined) return known
  const found = /\d/.test(word) ? word : cache.stem(word)
  // Emptied when full. Evicting one by one would cost more than computing a stem again, which takes 10 µs.
  if (cache.stems.size >= MAX_CACHED_STEMS) cache.stems.clear()
  cache.stems.set(word, found)
  return found
}

/**
 * The language of a text: the tag that its publisher declared, unless the text clearly contradicts it; else as a BCP 47
 * primary tag (`en`, `pt`, `zh`); undefined where it is doubtful.
 */
export function detectLanguage(text: string, declared?: string): string | undefined {
  const words = foldedWords(foldText(text.slice(0, 1_500)))
  return declared === undefined || declared === '' ? languageOf(words, text) : languageDeclared(declared, words, text)
}

/** Compares texts for sorting, by their code units. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

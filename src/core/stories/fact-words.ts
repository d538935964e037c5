/**
 * The words by which facts are read, by language, and texts as tokens annotated with them: outcomes ("arrested", "called off"),
 * what marks an article as opinion, background or a live blog, what denies or only considers an outcome, who says something,
 * and what a number counts.
 *
 * `fact-words.json` has them, folded and in lower case. Under `concepts` `arrest*` is any word that begins so, `in_custody` two
 * words in a row, `tritt~zuruck` two words with up to five between them. `considering` are words before an outcome that only
 * consider it, `rounding` those that say a number is rounded; `measures` are units whose numbers are not news: time, age,
 * distance, degrees.
 */
import { isFunctionWord } from '../text/language.ts'
import words from './fact-words.json' with { type: 'json' }
import { type Term, termsOf } from './terms.ts'
import { DATE } from './title-words.ts'

const conceptsByLanguage: Readonly<Record<string, Readonly<Record<string, string>>>> = words.concepts
const multipliers: Readonly<Record<string, number>> = words.multipliers
const numeralWords: Readonly<
  Record<string, { units: string; tens: string; ordinals: string; endings: string; others: string }>
> = words.numerals

/** One way to say an outcome or a mark. */
export interface Pattern {
  readonly concept: string
  /** In order; the first is that by which the pattern is looked up. */
  readonly words: readonly PatternWord[]
}
interface PatternWord {
  readonly text: string
  readonly isPrefix: boolean
  /** How many words may stand before it. */
  readonly gap: number
}

/** The most words between the two of a split pattern. */
const MAX_GAP = 5
/** Patterns are looked up by this many letters of their first word. */
const KEY_LENGTH = 3

function readPatterns(concepts: Readonly<Record<string, string>>): Map<string, Pattern[]> {
  const patterns = new Map<string, Pattern[]>()
  for (const [concept, ways] of Object.entries(concepts)) {
    for (const written of ways.split(' ')) {
      const words = (written.match(/[~_'-]?[^~_'-]+/gu) ?? []).map((word) => ({
        text: word.replace(/^[~_'-]|\*$/gu, ''),
        isPrefix: word.endsWith('*'),
        gap: word.startsWith('~') ? MAX_GAP : 0,
      }))
      const key = words[0]!.text.slice(0, KEY_LENGTH)
      const known = patterns.get(key)
      if (known === undefined) patterns.set(key, [{ concept, words }])
      else known.push({ concept, words })
    }
  }
  return patterns
}

const patternsByLanguage = new Map<string, ReadonlyMap<string, readonly Pattern[]>>()

/** The languages that have a table. */
export const factLanguages: readonly string[] = Object.keys(conceptsByLanguage)

export const hasFactTable = (language: string | undefined): boolean =>
  language !== undefined && Object.hasOwn(conceptsByLanguage, language)

/** The patterns whose first word may be this one, in a language with a table. */
function patternsFor(word: string, language: string): readonly Pattern[] | undefined {
  let patterns = patternsByLanguage.get(language)
  if (patterns === undefined) {
    const concepts = conceptsByLanguage[language]
    if (concepts === undefined) return undefined
    patterns = readPatterns(concepts)
    patternsByLanguage.set(language, patterns)
  }
  return patterns.get(word.length > KEY_LENGTH ? word.slice(0, KEY_LENGTH) : word)
}

const setOf = (list: string): ReadonlySet<string> => new Set(list.split(' '))

const denyingWords = setOf(words.denying)
const consideringWords = setOf(words.considering)
export const roundingWords = setOf(words.rounding)
export const measures = setOf(words.measures)
export const ageWords = setOf(words.age)
export const percentWords = setOf(words.percent)
export const multiplierOf = (word: string): number | undefined =>
  Object.hasOwn(multipliers, word) ? multipliers[word] : undefined

/** A number word: what it says, whether it is an ordinal, and whether it means an approximate number ("a dozen"). */
interface Numeral {
  readonly value: number
  readonly isOrdinal: boolean
  readonly isRound: boolean
}

const numeralsByLanguage = new Map<string, ReadonlyMap<string, Numeral>>()

/** The number that a folded word in lower case says in a language; undefined: none, or one. */
export function numeralOf(word: string, language: string): Numeral | undefined {
  let numerals = numeralsByLanguage.get(language)
  if (numerals === undefined) {
    numerals = readNumerals(language)
    numeralsByLanguage.set(language, numerals)
  }
  return numerals.get(word)
}

/** What joins units to tens in one word, and one in such a word; Italian has the tens first. */
const JOINED: Readonly<Record<string, readonly [joint: string, one: string]>> = {
  de: ['und', 'ein'],
  nl: ['en', 'een'],
  it: ['', 'uno'],
}

function readNumerals(language: string): Map<string, Numeral> {
  const numerals = new Map<string, Numeral>()
  const known = numeralWords[language]
  if (known === undefined) return numerals
  const add = (word: string, value: number, isOrdinal = false, isRound = false): void => {
    if (!numerals.has(word)) numerals.set(word, { value, isOrdinal, isRound })
  }
  const units = known.units.split(' ')
  for (const [i, word] of units.entries()) add(word, i + 2)
  const [joint, one] = JOINED[language] ?? []
  for (const [i, ten] of known.tens.split(' ').entries()) {
    const value = (i + 2) * 10
    add(ten, value)
    if (joint === undefined) continue
    for (const [unit, word] of [one!, ...units.slice(0, 8)].entries()) {
      if (language !== 'it') add(word + joint + ten, value + unit + 1)
      else {
        add(ten + word, value + unit + 1)
        add((/^[aeiou]/.test(word) ? ten.slice(0, -1) : ten) + word, value + unit + 1)
      }
    }
  }
  for (const [i, word] of known.ordinals.split(' ').entries())
    for (const ending of known.endings.split(' ')) add(word + ending, i + 2, true)
  for (const pair of known.others.split(' ')) {
    const [word, value] = pair.split(':')
    const isRound = Number(value) % 10 === 0 || word === 'quinzaine' || word === 'couple'
    add(word!, Number(value), false, isRound)
    add(`${word}s`, 0)
  }
  return numerals
}

/** A word, a number in digits or a mark of a text; what is known about a word is looked up once per language. */
export interface Token {
  readonly lower: string
  readonly written: string
  readonly kind: typeof WORD | typeof DIGITS | typeof MARK
  /** Of a word. */
  readonly term?: Term
  readonly patterns?: readonly Pattern[]
  readonly numeral?: Numeral
  /** Whether it says what an article is about. */
  readonly isTelling: boolean
  readonly isDate: boolean
  /** Of a mark: the word after it begins a sentence. */
  readonly isEnd: boolean
}
export const WORD = 0
export const DIGITS = 1
export const MARK = 2

const TOKEN = /\p{L}[\p{L}\p{M}]*|\d+(?:[.,:']\d+|\u00a0\d{3}(?!\d))*|[%$€£.!?…:;,()"|\n-]/gu

const MAX_CACHED_TOKENS = 40_000
const MAX_CACHED_LANGUAGES = 32
const tokensByLanguage = new Map<string, Map<string, Token>>()

/** The tokens of a folded text. */
export function tokensOf(folded: string, language: string): Token[] {
  let known = tokensByLanguage.get(language)
  if (known === undefined) {
    known = new Map()
    if (tokensByLanguage.size < MAX_CACHED_LANGUAGES) tokensByLanguage.set(language, known)
  }
  // Emptied when full, rather than evicted one by one: it fills again within a few hundred articles.
  if (known.size > MAX_CACHED_TOKENS) known.clear()
  const tokens: Token[] = []
  for (const written of folded.match(TOKEN) ?? []) {
    let token = known.get(written)
    if (token === undefined) {
      token = makeToken(written, language)
      known.set(written, token)
    }
    tokens.push(token)
  }
  return tokens
}

function makeToken(written: string, language: string): Token {
  const code = written.charCodeAt(0)
  const kind = code >= 48 && code <= 57 ? DIGITS : /^\p{L}/u.test(written) ? WORD : MARK
  const lower = written.toLowerCase()
  const isEnd = kind === MARK && /[.!?…:"|\n-]/.test(written)
  if (kind !== WORD) return { lower, written, kind, isTelling: false, isDate: false, isEnd }
  const term = termsOf([written], language)[0]!
  const patterns = hasFactTable(language) ? patternsFor(lower, language) : undefined
  const numeral = numeralOf(lower, language)
  const isDate = (term.kind & DATE) !== 0
  const isTelling = isTellingTerm(term) && numeral === undefined
  return {
    lower,
    written,
    kind,
    term,
    isTelling,
    isDate,
    isEnd,
    ...(patterns === undefined ? {} : { patterns }),
    ...(numeral === undefined ? {} : { numeral }),
  }
}

const MIN_RARITY = 12
const MAX_FUNCTION_RARITY = 25

/** Whether a word says what an article is about. */
export const isTellingTerm = (term: Term): boolean =>
  !term.isNumber && term.lower.length > 1 && term.rarity >= MIN_RARITY && !(term.kind & DATE) && !isFunctionTerm(term)

export const isFunctionTerm = ({ lower, rarity }: Term): boolean =>
  rarity < MAX_FUNCTION_RARITY && isFunctionWord(lower)

/** How many words before an outcome may deny it or only consider it. */
const DENIAL_REACH = 3

/** Whether what stands at a token is denied or only considered. */
export const isDoubted = (tokens: readonly Token[], at: number): boolean =>
  followsOne(tokens, at, (word) => denyingWords.has(word) || consideringWords.has(word))

/** Whether it is only considered: "could reach 100". */
export const isConsidered = (tokens: readonly Token[], at: number): boolean =>
  followsOne(tokens, at, (word) => consideringWords.has(word))

/** Whether one of these words stands just before a token, in its clause. */
function followsOne(tokens: readonly Token[], at: number, isOne: (word: string) => boolean): boolean {
  let left = DENIAL_REACH
  for (let before = at - 1; before >= 0 && left > 0; before--) {
    const { kind, lower, written } = tokens[before]!
    if (kind === MARK) {
      if (written === '-') continue
      return false
    }
    if (isOne(lower)) return true
    left--
  }
  return false
}

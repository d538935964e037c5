/**
 * The words by which facts are read, by language: outcomes ("arrested", "called off"), what marks an article as opinion,
 * background or a live blog, what denies or only considers an outcome, who says something, and what a number counts.
 *
 * `fact-words.json` has them, folded and in lower case. Under `concepts` `arrest*` is any word that begins so, `in_custody` two
 * words in a row, `tritt~zuruck` two words with up to five between them. `considering` are words before an outcome that only
 * consider it, `rounding` those that say a number is rounded; `measures` are what a number counts that is no news: time, age,
 * distance, degrees.
 */
import words from './fact-words.json' with { type: 'json' }

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
  /** So many words may stand before it. */
  readonly gap: number
}

/** The most words between the two of a parted pattern. */
const MAX_GAP = 5
/** Patterns are looked up by so many letters of their first word. */
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
export function patternsFor(word: string, language: string): readonly Pattern[] | undefined {
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

export const denyingWords = setOf(words.denying)
export const consideringWords = setOf(words.considering)
export const roundingWords = setOf(words.rounding)
export const measures = setOf(words.measures)
export const ageWords = setOf(words.age)
export const percentWords = setOf(words.percent)
export const multiplierOf = (word: string): number | undefined =>
  Object.hasOwn(multipliers, word) ? multipliers[word] : undefined

/** A number word: what it says, whether it is an ordinal, and whether it stands for about so many ("a dozen"). */
export interface Numeral {
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

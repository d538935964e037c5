/**
 * Reads what people type into a search: words, phrases in quotes, `-` before what must not occur, and operators. Whatever is
 * typed is a query; what cannot be used of it is reported, and the rest is searched.
 */
import type { Instant, SearchFault, SearchOperator } from '../model.ts'
import { DAY, instantOf, startOfDate } from '../schedule.ts'
import { searchedWords } from './tokens.ts'

/** A word that must occur in any of its forms, or words that must follow each other as they are written. */
export interface Term {
  readonly words: readonly string[]
  readonly isExact: boolean
}

export interface SearchQuery {
  /** All of them must occur. */
  readonly terms: readonly Term[]
  /** None of them may occur. */
  readonly excluded: readonly Term[]
  /** As typed, ids or names; one of the sources, all of the topics. */
  readonly sources: readonly string[]
  readonly excludedSources: readonly string[]
  readonly topics: readonly string[]
  readonly excludedTopics: readonly string[]
  /** The first instant that counts, and the first that does not. */
  readonly since?: Instant
  readonly until?: Instant
  /** What of the query could not be used. */
  readonly faults: readonly SearchFault[]
}

/** More has nobody typed who wanted to find something. */
const MAX_CHARACTERS = 1_000
const MAX_WORDS = 32
/** All operators, in the order in which people are told of them. */
export const OPERATORS: readonly SearchOperator[] = ['source', 'topic', 'since', 'until']

/** All kinds of double quotes. */
const QUOTES = /[\u201c-\u201f\u2033\u00ab\u00bb\u300c-\u300f\uff02]/g
/** A minus, an operator, and a phrase or a run of other characters. */
const PART = /([-\u2212\u2013\u2014]?)(?:([A-Za-z]+)[:：](?!\/\/))?(?:"([^"]*)("?)|([^\s"]+))?/gu

/** Reads a query. Days are those of the newspaper's time zone. */
export function parseQuery(typed: string, timeZone: string): SearchQuery {
  const faults: SearchFault[] = []
  const query = {
    terms: [] as Term[],
    excluded: [] as Term[],
    source: { wanted: [] as string[], unwanted: [] as string[] },
    topic: { wanted: [] as string[], unwanted: [] as string[] },
  }
  const bounds: { since?: Instant; until?: Instant } = {}
  let left = MAX_WORDS
  const others = typed.replace(CONNECTIVE, '')
  // A headline; a few names in capitals are not one.
  const isLoud =
    others === others.toUpperCase() && others !== others.toLowerCase() && others.trim().split(/\s+/).length > 3
  const addTerm = (text: string, isQuoted: boolean, isExcluded: boolean): void => {
    const words = searchedWords(text)
    if (words.length === 0) return
    const kept = words.slice(0, left)
    left -= kept.length
    if (kept.length < words.length && !faults.some(({ kind }) => kind === 'too-many-words'))
      faults.push({ kind: 'too-many-words', most: MAX_WORDS })
    if (kept.length === 0) return
    const list = isExcluded ? query.excluded : query.terms
    // What is written without a space between is one thing: covid-19, 東京都.
    list.push({ words: kept, isExact: isQuoted || kept.length > 1 })
  }
  if (typed.length > MAX_CHARACTERS) faults.push({ kind: 'too-long', most: MAX_CHARACTERS })
  for (const [whole, minus, name, quoted, closing, plain] of typed
    .slice(0, MAX_CHARACTERS)
    .replace(QUOTES, '"')
    .matchAll(PART)) {
    if (quoted !== undefined && closing === '') faults.push({ kind: 'not-closed', text: shortened(quoted) })
    const value = (quoted ?? plain ?? '').trim()
    const isExcluded = minus !== ''
    const operator = OPERATORS.find((one) => one === name?.toLowerCase())
    const meant = quoted === undefined && !isLoud ? CONNECTIVES.get(value) : undefined
    if (name === undefined && meant !== undefined) faults.push(...meant)
    else if (name === undefined) addTerm(value, quoted !== undefined, isExcluded)
    else if (value === '') {
      if (operator === undefined) addTerm(name, false, isExcluded)
      else faults.push({ kind: 'nothing-after', operator })
    } else if (operator === undefined)
      faults.push({
        kind: 'no-operator',
        name: shortened(name),
        text: shortened(whole.replace(/^[-\u2212\u2013\u2014]|"/g, '')),
      })
    else if (operator === 'source' || operator === 'topic')
      query[operator][isExcluded ? 'unwanted' : 'wanted'].push(value)
    else {
      const instant = isExcluded ? undefined : instantOfDate(value, timeZone, operator)
      if (instant === undefined)
        faults.push(
          isExcluded ? { kind: 'date-excluded', operator } : { kind: 'no-date', operator, text: shortened(value) },
        )
      else bounds[operator] = instant
    }
  }
  const { since, until } = bounds
  if (since !== undefined && until !== undefined && since >= until) faults.push({ kind: 'none-between' })
  const { terms, excluded, source, topic } = query
  return {
    terms,
    excluded,
    sources: source.wanted,
    excludedSources: source.unwanted,
    topics: topic.wanted,
    excludedTopics: topic.unwanted,
    ...bounds,
    faults,
  }
}

/** `source:"The Wire"`. */
export const operandOf = (operator: SearchOperator, value: string): string =>
  `${operator}:${/\s/.test(value) ? `"${value}"` : value}`

const CONNECTIVE = /\b(?:AND|OR|NOT)\b/g
/** What other search engines take for more than words; in a query that is all capitals they are words. */
const CONNECTIVES: ReadonlyMap<string, readonly SearchFault[]> = new Map([
  ['AND', []],
  ['OR', [{ kind: 'or' }]],
  ['NOT', [{ kind: 'not' }]],
])

/** A text as faults name it. */
export const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

const PERIOD = /^(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/

/** The begin of a year, month or day, or with `until` the begin of the next one; an instant as it is. Undefined for no date. */
function instantOfDate(typed: string, timeZone: string, end: 'since' | 'until'): Instant | undefined {
  const text = typed.normalize('NFKC')
  if (INSTANT.test(text)) {
    const ms = Date.parse(text)
    return Number.isNaN(ms) ? undefined : instantOf(end === 'since' ? ms : ms + 1)
  }
  const [, year, month, day] = PERIOD.exec(text)?.map(Number) ?? []
  if (year === undefined || year < 1970 || year > 9998) return undefined
  const firstMs = Date.UTC(year, (month || 1) - 1, day || 1)
  // `Date.UTC` takes 31 February for a day in March.
  const first = new Date(firstMs)
  if ((month && first.getUTCMonth() !== month - 1) || (day && first.getUTCDate() !== day) || month === 0 || day === 0)
    return undefined
  if (end === 'since') return startOfDate(timeZone, dateOf(firstMs))
  const nextMs = day ? firstMs + DAY : month ? Date.UTC(year, month, 1) : Date.UTC(year + 1, 0, 1)
  return startOfDate(timeZone, dateOf(nextMs))
}

const dateOf = (ms: number): string => instantOf(ms).slice(0, 10)

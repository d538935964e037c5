/** The language of a mail: whole sentences from `templates/words.LANGUAGE.json`, dates and lists from Intl. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RenderError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import type { Weekday } from '../core/schedule.ts'

type Plural = { readonly one: string; readonly other: string }

/** The parsed file. Each text is a whole sentence with `{name}` where a value goes; plurals are keyed by CLDR category. */
interface WordsFile {
  readonly [key: string]: string | Plural
}

/** Writes sentences, numbers, lists and instants in one language, instants in one time zone. */
export interface Words {
  /** Their language, a BCP 47 tag: the one asked for, or `en` where there is no file for it. */
  readonly language: string
  /** The sentence of that key with its `{names}` replaced. Throws RenderError for a key or name that does not exist. */
  say(key: string, values?: Readonly<Record<string, string>>): string
  /** The plural form for this count, with `{count}` in the language's own digits. */
  count(key: string, count: number, values?: Readonly<Record<string, string>>): string
  /** `A, B and C`. */
  list(items: readonly string[]): string
  /** For a list of `count` items: the text before each item. */
  joints(count: number): readonly string[]
  /** `Tuesday 24 November 2026`. */
  wholeDate(at: Instant): string
  /** `Tue 24 Nov`. */
  shortDate(at: Instant): string
  /**
   * The time relative to the day of `from`: `06:12` that day, `Mon 21:10` in the six days before, else `17 Nov` or `17 Nov
   * 2025`.
   */
  timeSeenFrom(at: Instant, from: Instant): string
  /** `Monday 23 November, 07:00`. */
  dateAndTime(at: Instant): string
  /** `Monday` for `mon`. */
  weekday(day: Weekday): string
}

/** Monday first (ISO 8601). */
export const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

const DAY_MS = 86_400_000
const known = new Map<string, { readonly text: string; readonly words: Words }>()

/**
 * The words for a language (BCP 47) and a time zone (IANA name). Where the folder has no file for the language, sentences and
 * dates are English: mail in two languages is worse than mail in the wrong one. Throws RenderError when the file cannot be
 * read. Formatters cost about 1 ms a set to make, so they are kept until the file changes.
 */
export async function loadWords(folder: string, language: string, timeZone: string): Promise<Words> {
  const { text, isFound } = await readWords(folder, language.split('-')[0]!.toLowerCase())
  const key = [folder, language, timeZone].join('\0')
  const before = known.get(key)
  if (before?.text === text) return before.words
  const file = parseWords(text, folder)
  const dates = typeof file['dates'] === 'string' ? file['dates'] : 'en-GB'
  // A tag with a region (en-US) decides the form of dates; without a region, the file does.
  const hasRegion = isFound && /^[a-z]{2,3}-(?:[a-z]{4}-)?(?:[a-z]{2}|\d{3})$/i.test(language)
  const words = makeWords(file, isFound ? language : 'en', hasRegion ? language : dates, timeZone)
  known.set(key, { text, words })
  return words
}

function parseWords(text: string, folder: string): WordsFile {
  try {
    return JSON.parse(text) as WordsFile
  } catch (cause) {
    throw new RenderError(`A words file in ${folder} is no JSON: ${(cause as Error).message}.`, {
      code: 'render/template',
      cause,
    })
  }
}

async function readWords(
  folder: string,
  primary: string,
): Promise<{ readonly text: string; readonly isFound: boolean }> {
  if (primary !== 'en' && /^[a-z]{2,8}$/.test(primary)) {
    const text = await readFile(join(folder, `words.${primary}.json`), 'utf8').catch(() => undefined)
    if (text !== undefined) return { text, isFound: true }
  }
  const path = join(folder, 'words.en.json')
  try {
    return { text: await readFile(path, 'utf8'), isFound: primary === 'en' }
  } catch (cause) {
    throw new RenderError(`The words of the mail are missing: ${path} cannot be read.`, {
      code: 'render/template',
      cause,
    })
  }
}

function makeWords(file: WordsFile, language: string, locale: string, timeZone: string): Words {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options })
  const whole = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const short = format({ weekday: 'short', day: 'numeric', month: 'short' })
  const dayAndMonth = format({ day: 'numeric', month: 'short' })
  const dayMonthYear = format({ day: 'numeric', month: 'short', year: 'numeric' })
  const dayLong = format({ weekday: 'long', day: 'numeric', month: 'long' })
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const weekdayShort = format({ weekday: 'short' })
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const plurals = new Intl.PluralRules(locale)
  const numbers = new Intl.NumberFormat(locale)
  const dayOf = (at: Date) => calendar.format(at)
  const jointsByCount = new Map<number, readonly string[]>()

  function sentence(key: string): string | Plural {
    const found = Object.hasOwn(file, key) ? file[key] : undefined
    if (found === undefined) throw new RenderError(`The words file has no "${key}".`, { code: 'render/template' })
    return found
  }
  function fillIn(key: string, text: string, values: Readonly<Record<string, string>>): string {
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      if (value !== undefined) return value
      throw new RenderError(`The words file asks for {${name}} in "${key}", which has no such value.`, {
        code: 'render/template',
      })
    })
  }
  function say(key: string, values: Readonly<Record<string, string>> = {}): string {
    const text = sentence(key)
    if (typeof text === 'string') return fillIn(key, text, values)
    throw new RenderError(`The words file has plurals in "${key}", where one sentence is needed.`, {
      code: 'render/template',
    })
  }
  function count(key: string, n: number, values: Readonly<Record<string, string>> = {}): string {
    const text = sentence(key)
    const form = typeof text === 'string' ? text : ((text as Record<string, string>)[plurals.select(n)] ?? text.other)
    return fillIn(key, form, { ...values, count: numbers.format(n) })
  }
  function timeSeenFrom(at: Instant, from: Instant): string {
    const then = new Date(at)
    const here = new Date(from)
    const day = dayOf(then)
    if (day === dayOf(here)) return time.format(then)
    // Days between two local dates, both taken as UTC midnights, so that clock changes do not count.
    const days = (Date.parse(dayOf(here)) - Date.parse(day)) / DAY_MS
    if (days > 0 && days < 7) return `${weekdayShort.format(then)} ${time.format(then)}`
    return (day.slice(0, 4) === dayOf(here).slice(0, 4) ? dayAndMonth : dayMonthYear).format(then)
  }
  return {
    language,
    say,
    count,
    list: (items) => lists.format(items),
    joints: (n) => {
      let before = jointsByCount.get(n)
      if (!before) {
        const parts = lists.formatToParts(Array.from({ length: n }, () => ' '))
        before = parts.flatMap(({ type }, i) =>
          type === 'element' ? [parts[i - 1]?.type === 'literal' ? parts[i - 1]!.value : ''] : [],
        )
        jointsByCount.set(n, before)
      }
      return before
    },
    wholeDate: (at) => whole.format(new Date(at)).replace(/^(\p{L}+), /u, '$1 '),
    shortDate: (at) => short.format(new Date(at)).replace(/^(\p{L}+), /u, '$1 '),
    timeSeenFrom,
    dateAndTime: (at) => `${dayLong.format(new Date(at)).replace(/^(\p{L}+), /u, '$1 ')}, ${time.format(new Date(at))}`,
    weekday: (day) => {
      const monday = Date.UTC(2024, 0, 1)
      return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long' }).format(
        new Date(monday + WEEKDAYS.indexOf(day) * DAY_MS),
      )
    },
  }
}

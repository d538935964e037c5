/**
 * The language of mail and pages: whole sentences from `templates/words.LANGUAGE.json` and `templates/page.LANGUAGE.json`,
 * dates and lists from Intl.
 */

import { primaryTag } from './core/language-tag.ts'
import type { Instant } from './core/model.ts'
import type { Weekday } from './core/schedule.ts'
import { readWords, type WordsFile } from './template.ts'

/** Writes sentences, numbers, lists and instants in one language, instants in one time zone. */
export interface Words {
  /** Their language, a BCP 47 tag: the one asked for, or `en` where there is no file for it. */
  readonly language: string
  /** The sentence of that key with its `{names}` replaced. Throws RenderError for a key or name that does not exist. */
  say(key: string, values?: Readonly<Record<string, string>>): string
  /**
   * The plural form for this count, with `{count}` in the language's own digits, and `{number}` in letters where the file has
   * them for this count ("four").
   */
  count(key: string, count: number, values?: Readonly<Record<string, string>>): string
  /** `A, B and C`. */
  list(items: readonly string[]): string
  /** `A, B or C`. */
  anyOf(items: readonly string[]): string
  /** For a list of `count` items: the text before each item. */
  joints(count: number): readonly string[]
  /** `Tuesday 24 November 2026`. */
  wholeDate(at: Instant): string
  /** `Tuesday 24 November 2026` for a local date, `2026-11-24`. */
  wholeDay(date: string): string
  /** `Tuesday 24 November` for a local date. */
  day(date: string): string
  /** `Tuesday 24 November 2026, 06:12 GMT`, for what is read at any time and place. */
  wholeTime(at: Instant): string
  /** `Tue 24 Nov`. */
  shortDate(at: Instant): string
  /**
   * The time relative to the day of `from`: `06:12` that day, `Mon 21:10` in the six days before, else `17 Nov` or `17 Nov
   * 2025`.
   */
  timeSeenFrom(at: Instant, from: Instant): string
  /** The same for a local date, `2026-11-24`. */
  timeOnDate(at: Instant, date: string): string
  /** `24 Nov 2026`. */
  date(at: Instant): string
  /** `Tuesday 24 November 2026, 06:12`. */
  wholeDateAndTime(at: Instant): string
  /** The local date of an instant, `2026-11-24`. */
  dayOf(at: Instant): string
  /** In the language's own digits. */
  number(n: number): string
  /** `Monday 23 November, 07:00`. */
  dateAndTime(at: Instant): string
  /** `Monday` for `mon`. */
  weekday(day: Weekday): string
}

/** Monday first (ISO 8601). */
export const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

const DAY: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' }
const WHOLE_DATE: Intl.DateTimeFormatOptions = { ...DAY, year: 'numeric' }
const DAY_MS = 86_400_000
const known = new Map<string, { readonly text: string; readonly words: Words }>()

/**
 * The words for a language (BCP 47) and a time zone (IANA name). Where neither the folder nor the package has a file for the
 * language, sentences and dates are English: text in two languages is worse than text in the wrong one. Throws RenderError when
 * the file cannot be read. Formatters cost about 1 ms a set to make, so they are kept until the file changes.
 */
export async function loadWords(
  folder: string,
  name: 'words' | 'page',
  language: string,
  timeZone: string,
): Promise<Words> {
  const file = await readWords(folder, name, language)
  const key = [folder, name, language, timeZone].join('\0')
  const before = known.get(key)
  if (before?.text === file.text) return before.words
  // A tag with a region (en-US) decides the form of dates; without a region, the file does.
  const hasRegion = file.isFound && /^[a-z]{2,3}-(?:[a-z]{4}-)?(?:[a-z]{2}|\d{3})$/i.test(language)
  const dates = file.has('dates') ? file.say('dates') : file.isFound ? language : 'en-GB'
  const words = makeWords(file, file.isFound ? language : 'en', hasRegion ? language : dates, timeZone)
  known.set(key, { text: file.text, words })
  return words
}

function makeWords(file: WordsFile, language: string, locale: string, timeZone: string): Words {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options })
  const whole = format(WHOLE_DATE)
  const short = format({ weekday: 'short', day: 'numeric', month: 'short' })
  const dayAndMonth = format({ day: 'numeric', month: 'short' })
  const dayMonthYear = format({ day: 'numeric', month: 'short', year: 'numeric' })
  const dayLong = format(DAY)
  // A local date is written as it stands, whatever the zone.
  const wholeDay = format({ ...WHOLE_DATE, timeZone: 'UTC' })
  const day = format({ ...DAY, timeZone: 'UTC' })
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const zone = format({ timeZoneName: 'short' })
  const weekdayShort = format({ weekday: 'short' })
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const alternatives = new Intl.ListFormat(locale, { type: 'disjunction' })
  const plurals = new Intl.PluralRules(locale)
  const numbers = new Intl.NumberFormat(locale)
  const dayOf = (at: Date) => calendar.format(at)
  const jointsByCount = new Map<number, readonly string[]>()

  // English newspapers set no comma behind the weekday.
  const isEnglish = primaryTag(language) === 'en'
  const withoutComma = (date: string): string => (isEnglish ? date.replace(/^(\p{L}+), /u, '$1 ') : date)
  const dateAndTime = (date: string, at: Instant): string =>
    file.say('dateAndTime', { date: withoutComma(date), time: time.format(new Date(at)) })
  const spelled = (n: number): string =>
    (file.has('numbers') && file.say('numbers', {}, String(n))) || numbers.format(n)

  function timeOnDate(at: Instant, date: string): string {
    const then = new Date(at)
    const day = dayOf(then)
    if (day === date) return time.format(then)
    // Days between two local dates, both taken as UTC midnights, so that clock changes do not count.
    const days = (Date.parse(date) - Date.parse(day)) / DAY_MS
    if (days > 0 && days < 7) return `${weekdayShort.format(then)} ${time.format(then)}`
    return (day.slice(0, 4) === date.slice(0, 4) ? dayAndMonth : dayMonthYear).format(then)
  }
  return {
    language,
    say: (key, values) => file.say(key, values),
    count: (key, n, values) =>
      file.say(key, { ...values, count: numbers.format(n), number: spelled(n) }, plurals.select(n)),
    list: (items) => lists.format(items),
    anyOf: (items) => alternatives.format(items),
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
    wholeDate: (at) => withoutComma(whole.format(new Date(at))),
    wholeDay: (date) => withoutComma(wholeDay.format(new Date(date))),
    day: (date) => withoutComma(day.format(new Date(date))),
    shortDate: (at) => withoutComma(short.format(new Date(at))),
    timeSeenFrom: (at, from) => timeOnDate(at, dayOf(new Date(from))),
    timeOnDate,
    date: (at) => dayMonthYear.format(new Date(at)),
    wholeDateAndTime: (at) => dateAndTime(whole.format(new Date(at)), at),
    dayOf: (at) => dayOf(new Date(at)),
    number: (n) => numbers.format(n),
    dateAndTime: (at) => dateAndTime(dayLong.format(new Date(at)), at),
    wholeTime: (at) => {
      const name = zone.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')!.value
      // London in winter is "GMT" in English and "GMT+0" in German.
      return `${dateAndTime(whole.format(new Date(at)), at)} ${name.replace(/\+0$/, '')}`
    },
    weekday: (day) => {
      const monday = Date.UTC(2024, 0, 1)
      return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long' }).format(
        new Date(monday + WEEKDAYS.indexOf(day) * DAY_MS),
      )
    },
  }
}

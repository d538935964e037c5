/** Parses dates as feeds write them: the two common forms by one regular expression each, everything else word by word. */
import dateWords from './date-words.json' with { type: 'json' }

/** A longer text is cut to this length; no date is longer. */
const MAX_LENGTH = 120
/** An earlier date comes from a clock that was never set (year 1, year 1601). */
const FIRST_YEAR = 1900
/** The first day of Unix and of some databases: what programs write for no date, in whatever zone. */
const ZERO_DAYS: readonly number[] = [0, Date.UTC(1900, 0, 1)]
const MAX_OFFSET_MS = 14 * 3_600_000
const LAST_YEAR = 2200

/**
 * The instant that a date names, or undefined when the text is not a date.
 *
 * Bias: a date that does not exist (30 February) is rejected rather than moved. What is missing has a default: the zone
 * is UTC (+09:00 in Korean text), the time midnight, the day the first of the month. In `3/4/2026` the first number is
 * the day; with AM or PM it is the month, since programs that write it so are American. The first day of 1970 is no date.
 *
 * Reads RFC 822 and 2822 with the common mistakes, ISO 8601 and W3C-DTF with their optional parts (also ordinal and week
 * dates), asctime, Unix seconds and milliseconds, and month names in about sixty languages.
 */
export function parseDate(text: string): Date | undefined {
  const plain = (text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text).trim()
  if (plain === '') return undefined
  const date = parseRfc822(plain) ?? parseIso(plain) ?? parseWords(plain)
  return date === undefined || ZERO_DAYS.some((zero) => Math.abs(date.getTime() - zero) <= MAX_OFFSET_MS)
    ? undefined
    : date
}

const RFC822 =
  /^(?:[A-Za-z]{3}, ?)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (?:([+-])(\d\d)(\d\d)|GMT|UTC|UT|Z)$/

/** Exactly the form of RFC 822 and 2822, as most feeds write it. */
function parseRfc822(text: string): Date | undefined {
  const found = RFC822.exec(text)
  if (!found) return undefined
  const month = englishMonth(found[2]!.toLowerCase())
  if (month === 0) return undefined
  const offset = found[7] === undefined ? 0 : (+found[8]! * 60 + +found[9]!) * (found[7] === '-' ? -1 : 1)
  return makeDate(+found[3]!, month, +found[1]!, {
    hour: +found[4]!,
    minute: +found[5]!,
    second: +(found[6] ?? 0),
    offset,
  })
}

const ISO =
  /^(\d{4})(?:-?(\d\d)(?:-?(\d\d))?|-?W(\d\d)(?:-?([1-7]))?|-?(\d{3}))?(?:[Tt_ ]\s*(\d{1,2})(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+-]\d\d?(?::?\d\d)?|[A-Za-z]{2,5})?)?$/

/** ISO 8601, with the parts that W3C-DTF makes optional and the separators that publishers leave out. */
function parseIso(text: string): Date | undefined {
  const found = ISO.exec(text)
  if (!found) return undefined
  const [, year, month, day, week, weekday, ordinal, hour, minute, second, fraction, zone] = found
  const offset = zone === undefined ? 0 : offsetOfZone(zone)
  if (offset === undefined) return undefined
  const time: Time = {
    hour: +(hour ?? 0),
    minute: +(minute ?? 0),
    second: +(second ?? 0),
    milli: fraction === undefined ? 0 : Math.floor(+`0.${fraction}` * 1_000),
    offset,
  }
  if (week !== undefined) return makeWeekDate(+year!, +week, +(weekday ?? 1), time)
  if (ordinal !== undefined) return makeOrdinalDate(+year!, +ordinal, time)
  return makeDate(+year!, +(month ?? 1), +(day ?? 1), time)
}

interface Time {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly milli?: number
  /** Minutes east of UTC. */
  readonly offset: number
}

const MIDNIGHT: Time = { hour: 0, minute: 0, second: 0, offset: 0 }

function makeDate(year: number, month: number, day: number, time: Time): Date | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return undefined
  if (day > 28 && day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined
  const { hour, minute, second, milli = 0, offset } = time
  // 24:00 is the end of the day; second 60 is a leap second.
  if (hour > 24 || (hour === 24 && (minute > 0 || second > 0)) || minute > 59 || second > 60) return undefined
  return new Date(Date.UTC(year, month - 1, day, hour, minute - offset, Math.min(second, 59), milli))
}

function makeOrdinalDate(year: number, dayOfYear: number, time: Time): Date | undefined {
  const daysInYear = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1 ? 366 : 365
  if (dayOfYear < 1 || dayOfYear > daysInYear) return undefined
  const date = new Date(Date.UTC(year, 0, dayOfYear))
  return makeDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), time)
}

/** A day of an ISO week. Week 1 is the one with 4 January (ISO 8601). */
function makeWeekDate(year: number, week: number, weekday: number, time: Time): Date | undefined {
  if (week < 1 || week > 53) return undefined
  const fourth = new Date(Date.UTC(year, 0, 4))
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7)
  const date = new Date(Date.UTC(year, 0, monday + (week - 1) * 7 + weekday - 1))
  return makeDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), time)
}

/** Everything else: finds time and zone first, then the date in the rest. */
function parseWords(text: string): Date | undefined {
  if (!/\p{Nd}/u.test(text)) return undefined
  const seconds = /^(\d{9,10}|\d{13})$/.exec(text)
  if (seconds) return new Date(+seconds[1]! * (seconds[1]!.length === 13 ? 1 : 1_000))
  const plain = normalize(text)
  const { time, rest, isTwelveHour } = takeTime(plain)
  const day = findDay(rest, isTwelveHour)
  if (day === undefined) return undefined
  const offset = time === undefined ? 0 : (time.zone ?? (/\p{Script=Hangul}/u.test(plain) ? 540 : 0))
  const date = makeDate(day.year, day.month, day.day, time === undefined ? MIDNIGHT : { ...time, offset })
  if (date === undefined || time?.place === undefined) return date
  return new Date(date.getTime() - (offsetOfPlace(time.place, date.getTime()) ?? 0) * 60_000)
}

/** The text in lower case with ASCII digits, one kind of minus and no brackets; CJK marks of hours and minutes become colons. */
function normalize(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\u0660-\u0669\u06f0-\u06f9\u0e50-\u0e59]/g, (digit) => String(digit.charCodeAt(0) & 15))
      .replace(/[\u0966-\u096f\u09e6-\u09ef]/g, (digit) => String((digit.charCodeAt(0) & 15) - 6))
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .replace(/(\d)\s*[時时点點시]\s*/g, '$1:')
      .replace(/(\d)\s*[分분]\s*(?=\d)/g, '$1:')
      .replace(/(\d)\s*[分분秒초]/g, '$1 ')
      .replace(/(\d):(?!\s*\d)/g, '$1:00')
      // Arabic months of two words: كانون الثاني.
      .replace(/(كانون|تشرين) (?=ال)/g, '$1')
      // Thai abbreviations of two letters with dots: พ.ย.
      .replace(/(\p{Script=Thai}{1,3})\.(\p{Script=Thai}{1,2})\./gu, '$1$2')
      .replace(/[()[\]"',;]/g, ' ')
      .replace(/\s+/g, ' ')
      .replace(/(\d{4} )(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?![\d.])/, '$1$2:$3:$4')
      .replace(/:(?= |$)/g, '')
      .trim()
  )
}

const TIME = /(?<![\d.])(\d{1,2})[:h](\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?(?!\d)/
const AFTERNOON = /(?<=^|[\s\d])(?:pm|p\.m\.|p\. m\.|nachm\.?|μμ|μ\.μ\.)(?=$|[\s,])|오후|下午|午後|晚上|晩上/
const MORNING = /(?<=^|[\s\d])(?:am|a\.m\.|a\. m\.|vorm\.?|πμ|π\.μ\.)(?=$|[\s,])|오전|上午|午前|凌晨|早上/

interface FoundTime {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly milli: number
  /** Minutes east of UTC; undefined when no offset or abbreviation was named. */
  readonly zone: number | undefined
  /** A name of the time zone database (`america/new_york`), where that was the zone. */
  readonly place: string | undefined
}

function takeTime(text: string): { time?: FoundTime; rest: string; isTwelveHour: boolean } {
  const afternoon = AFTERNOON.test(text)
  const isTwelveHour = afternoon || MORNING.test(text)
  const plain = isTwelveHour ? text.replace(AFTERNOON, ' ').replace(MORNING, ' ') : text
  const found = TIME.exec(plain)
  if (!found) return { rest: plain, isTwelveHour }
  const before = plain.slice(0, found.index).replace(/t$/, ' ')
  const after = plain.slice(found.index + found[0].length)
  const { zone, place, rest } = takeZone(after)
  const written = +found[1]!
  const hour = !isTwelveHour ? written : (written % 12) + (afternoon ? 12 : 0)
  const time: FoundTime = {
    hour: written > 12 && isTwelveHour ? written : hour,
    minute: +found[2]!,
    second: +(found[3] ?? 0),
    milli: found[4] === undefined ? 0 : Math.floor(+`0.${found[4]}` * 1_000),
    zone,
    place,
  }
  return { time, rest: `${before} ${rest}`, isTwelveHour }
}

const NUMERIC_ZONE = /^\s*(?:gmt|utc|ut|z)?\s*([+-]\s?\d{1,2}(?::?\d{2})?)(?!\d)/
const NAMED_ZONE = /^\s*([a-z]{1,5})(?![\p{L}\d])/u
const PLACE = /^\s*([a-z]{2,20}\/[a-z_]{2,30}(?:\/[a-z_]{2,30})?)(?![\p{L}\d/])/u

function takeZone(after: string): { zone?: number; place?: string; rest: string } {
  const numeric = NUMERIC_ZONE.exec(after)
  if (numeric) return { zone: offsetOfZone(numeric[1]!.replace(' ', '')), rest: after.slice(numeric[0].length) }
  // An offset without its sign: as a year it would be before 1000.
  const bare = /^\s*(0\d{3}|00:00)(?!\d)/.exec(after)
  if (bare) return { zone: offsetOfZone(`+${bare[1]}`), rest: after.slice(bare[0].length) }
  const place = PLACE.exec(after)
  if (place) return { place: place[1]!, rest: after.slice(place[0].length) }
  const named = NAMED_ZONE.exec(after)
  const zone = named ? offsetOfZone(named[1]!) : undefined
  return zone === undefined ? { rest: after } : { zone, rest: after.slice(named![0].length) }
}

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

const YEAR_FIRST = /(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})(?:\s?[-/.月월]\s?(\d{1,2}))?(?!\d)/
const YEAR_LAST = /(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d)/
const VIETNAMESE_MONTH = /(?:tháng\s?|thang\s?|thg\s?|(?<![\p{L}\d])th)(\d{1,2})(?!\d)/u

function findDay(text: string, isTwelveHour: boolean): Day | undefined {
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst) return { year: fullYear(yearFirst[1]!), month: +yearFirst[2]!, day: +(yearFirst[3] ?? 1) }
  const yearLast = YEAR_LAST.exec(text)
  if (yearLast) return numericDay(yearLast, isTwelveHour)
  const vietnamese = VIETNAMESE_MONTH.exec(text)
  const words =
    (vietnamese ? text.replaceAll('#', ' ').replace(vietnamese[0], ' # ') : text.replaceAll('#', ' '))
      .match(/\d+|[\p{L}\p{M}]+|#/gu)
      ?.slice(0, 24) ?? []
  const numbers: { readonly value: string; readonly isBefore: boolean }[] = []
  let month = 0
  let monthAt = -1
  words.forEach((word, at) => {
    // Of two month names the later one counts: "mar" and "sep" are also weekdays in some languages.
    const named = /^\d/.test(word) ? 0 : word === '#' ? +vietnamese![1]! : monthOfName(word)
    if (named > 0) [month, monthAt] = [named, at]
  })
  const numeric = month === 0 ? dayOfNumbers(text) : undefined
  if (numeric !== undefined) return numeric
  // Servers cut the names of their language at three letters or more (`ноя`). The first of several words is a weekday, and
  // some of those begin like a month: French sam., Irish Samhain.
  const areNames = words.map((word) => !/^[\d#]/.test(word))
  for (let at = areNames[0] && areNames.includes(true, 1) ? 1 : 0; month === 0 && at < words.length; at++) {
    if (areNames[at]) [month, monthAt] = [monthOfBeginning(words[at]!), at]
  }
  if (month === 0) return undefined
  words.forEach((word, at) => {
    if (/^\d/.test(word)) numbers.push({ value: word, isBefore: at < monthAt })
  })
  const year =
    numbers.find(({ value }) => value.length === 4) ??
    numbers.find(({ value }) => +value > 31) ??
    (numbers.length >= 2 ? numbers.at(-1) : undefined)
  const day = numbers.find((number) => number !== year)
  return year === undefined ? undefined : { year: fullYear(year.value), month, day: day === undefined ? 1 : +day.value }
}

/** The day of `19 11 2026`, where no month is named. */
function dayOfNumbers(text: string): Day | undefined {
  const found = /(?<!\d)(\d{1,2}) (\d{1,2}) (\d{4})(?!\d)/.exec(text)
  return found ? { year: fullYear(found[3]!), month: +found[2]!, day: +found[1]! } : undefined
}

function numericDay([, first, separator, second, last]: RegExpExecArray, isTwelveHour: boolean): Day {
  // Older editions of ISO 8601 allowed two digits for the year: 03-12-31.
  if (last!.length === 2 && separator === '-') return { year: fullYear(first!), month: +second!, day: +last! }
  const isMonthFirst = +first! <= 12 && (+second! > 12 || (isTwelveHour && separator === '/'))
  return { year: fullYear(last!), month: isMonthFirst ? +first! : +second!, day: isMonthFirst ? +second! : +first! }
}

/** The year in four digits. Two digits mean 1970 to 2069 (1950 to 2049 in RFC 2822 §4.3, but no feed is that old). Thai years count from 543 BC. */
function fullYear(written: string): number {
  const year = +written
  if (written.length <= 2) return year < 70 ? 2_000 + year : 1_900 + year
  return year > 2_400 && year < 2_800 ? year - 543 : year
}

// Time zones -----------------------------------------------------------------------------------------------------------

/**
 * Minutes east of UTC. An abbreviation with several meanings has the one most common in feeds (CST is American); one that
 * does not say whether it is summer time (ET) has the offset of standard time.
 */
const ZONES: Readonly<Record<string, number>> = dateWords.zones

/** Minutes east of UTC of `+0100`, `-05:00`, `+5`, `EST` or a military letter of RFC 822; undefined when it is not a zone. */
function offsetOfZone(written: string): number | undefined {
  const numeric = /^([+-])(\d{1,2}):?(\d\d)?$/.exec(written)
  if (numeric) {
    const minutes = +numeric[2]! * 60 + +(numeric[3] ?? 0)
    // No zone is more than 14 hours from UTC. A larger offset is invalid and read as UTC.
    return minutes > 840 ? 0 : numeric[1] === '-' ? -minutes : minutes
  }
  const name = written.toLowerCase()
  // A military letter is 0: RFC 822 §5.1 gave them the wrong signs, and RFC 2822 §4.3 reads all as UTC.
  return ZONES[name] ?? (/^[a-ik-z]$/.test(name) ? 0 : undefined)
}

/**
 * Minutes east of UTC of a zone of the time zone database (`America/New_York`) at a local date and time, which is given
 * as if it were UTC; undefined for an unknown name. In an hour that a clock change repeats, one of its two offsets.
 */
function offsetOfPlace(name: string, localMs: number): number | undefined {
  const clock = clockOf(name)
  if (clock === undefined) return undefined
  // The zone is shown as `GMT-05:00`, or `GMT`.
  const offsetAt = (ms: number): number => {
    const shown = clock.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value
    return offsetOfZone(shown?.slice(3, 9) ?? '') ?? 0
  }
  // The inner call asks for an instant that is wrong by the offset itself, maybe beyond a clock change; the outer one is right.
  return offsetAt(localMs - offsetAt(localMs) * 60_000)
}

const clocks = new Map<string, Intl.DateTimeFormat | undefined>()

function clockOf(name: string): Intl.DateTimeFormat | undefined {
  if (clocks.has(name)) return clocks.get(name)
  let clock: Intl.DateTimeFormat | undefined
  try {
    clock = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    // RangeError: no such zone.
  }
  if (clocks.size < 1_000) clocks.set(name, clock)
  return clock
}

// Names of months ------------------------------------------------------------------------------------------------------

const ENGLISH = 'january february march april may june july august september october november december'.split(' ')

/** The month, 1 to 12, whose English name a lower-case word is, or its beginning of three letters or more; 0 for others. */
function englishMonth(word: string): number {
  return word.length < 3 ? 0 : ENGLISH.findIndex((name) => name.startsWith(word)) + 1
}

let names: Map<string, number> | undefined

/**
 * The month, 1 to 12, that a lower-case word names; 0 when it names none. English names may be abbreviated to three
 * letters or more. The names in other languages come from ICU (CLDR data); they are loaded when a word first needs them,
 * which takes about 100 ms.
 */
function monthOfName(word: string): number {
  const english = englishMonth(word)
  if (english > 0) return english
  if (word === 'sept') return 9
  names ??= readNames()
  // In Hebrew the preposition "in" is a prefix of the month's name.
  return names.get(fold(word)) ?? (word.startsWith('ב') ? names.get(fold(word.slice(1))) : undefined) ?? 0
}

const beginnings = new Map<string, number>()

/** The month, 1 to 12, of the names that begin with a word of at least three letters; 0 when there are none, or of several months. */
function monthOfBeginning(word: string): number {
  const beginning = fold(word)
  if (beginning.length < 3) return 0
  const known = beginnings.get(beginning)
  if (known !== undefined) return known
  names ??= readNames()
  const months = new Set<number>()
  for (const [name, month] of names) if (name.startsWith(beginning)) months.add(month)
  const [month = 0] = months.size === 1 ? months : []
  if (beginnings.size < 1_000) beginnings.set(beginning, month)
  return month
}

/**
 * The word without diacritics, dots and apostrophes, which feeds may leave out. The vowel signs of Indian scripts stay: they
 * tell January from June.
 */
function fold(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}\s]/gu, '')
}

/**
 * Where two languages use one name for different months ("listopad" in Polish and Croatian), the earlier in the list wins.
 * The names are those of the Gregorian calendar: feeds use it in all these languages. `monthNames` are abbreviations seen
 * in feeds that CLDR does not have.
 */
function readNames(): Map<string, number> {
  const found = new Map<string, number>()
  for (const language of dateWords.monthLanguages.split(' ')) {
    for (const width of ['long', 'short'] as const) {
      // Alone, and beside a day: Slavic languages write "január" but "3. januára".
      const alone = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { month: width, timeZone: 'UTC' })
      const inDate = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, {
        day: 'numeric',
        month: width,
        year: 'numeric',
        timeZone: 'UTC',
      })
      for (let month = 1; month <= 12; month++) {
        const date = Date.UTC(2026, month - 1, 3)
        addName(found, alone.format(date), month)
        addName(found, inDate.formatToParts(date).find(({ type }) => type === 'month')?.value, month)
      }
    }
  }
  for (const [name, month] of Object.entries(dateWords.monthNames)) addName(found, name, month)
  return found
}

function addName(names: Map<string, number>, written: string | undefined, month: number): void {
  const name = fold(written ?? '')
    .trim()
    .replace(/^(كانون|تشرين) /, '$1')
  if (name.length < 2 || /\d|\s/.test(name) || names.has(name)) return
  names.set(name, month)
}

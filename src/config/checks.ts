/** Checks of single values of the configuration. The sentences about them are in `blocks.ts` and `schema.ts`. */
import type { Weekday } from '../core/schedule.ts'

/** The days of the week, Monday first (ISO 8601). */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Weekday[]

/** A mailbox: the name that mail clients show, and the address. */
export interface MailAddress {
  readonly name?: string
  readonly address: string
}

/** Whether the text is a time of day, `00:00` to `23:59`. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** Whether this runtime knows the time zone (IANA name). */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

/** Whether the text is a well-formed language tag (BCP 47). */
export function isLanguage(text: string): boolean {
  try {
    new Intl.Locale(text)
    return true
  } catch {
    return false
  }
}

/** Whether the text may be the id of a source, topic or digest. Ids become part of paths, URLs and commands. */
export const isId = (text: string): boolean => /^[a-z0-9][a-z0-9._-]{0,63}$/i.test(text)

/** Whether the text is an absolute http or https URL with a host. */
export function isWebUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== ''
}

/**
 * Whether the text is a mail address without a name: one `@`, no space, quote, bracket, comma or control character, so that
 * it can neither add recipients nor break a header; lengths as in RFC 5321 §4.5.3.1. Quoted local parts are refused, since
 * they are not used in practice.
 */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)]
  if (at < 1 || local.length > 64 || domain.length > 253) return false
  if (!/^[^\s@<>()[\],;:"\\\p{Cc}]+$/u.test(local) || /^\.|\.\.|\.$/.test(local)) return false
  return domain
    .split('.')
    .every((label) => /^[\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u.test(label))
}

/**
 * The mailbox of `Name <address>` or of an address alone; undefined when the text is neither. Everything before the last `<`
 * is the name, including commas, colons and brackets: RFC 5322 would read those as lists, groups and comments, but a person
 * who writes `Harbour News, Daily Desk <…>` means none of them. Quotation marks around the name are removed.
 */
export function parseMailbox(text: string): MailAddress | undefined {
  const trimmed = text.trim()
  if (/\p{Cc}/u.test(trimmed)) return undefined
  if (!trimmed.endsWith('>')) return isMailAddress(trimmed) ? { address: trimmed } : undefined
  const open = trimmed.lastIndexOf('<')
  const address = trimmed.slice(open + 1, -1).trim()
  if (open < 0 || !isMailAddress(address)) return undefined
  const written = trimmed.slice(0, open).trim()
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(written)
  // Two mailboxes in one text: only one can be the sender, and we do not guess.
  if (!quoted && /[<>]/.test(written)) return undefined
  const name = quoted ? quoted[1]!.replace(/\\(.)/gs, '$1').trim() : written
  return name ? { name, address } : { address }
}

/** The range of each cron field, the optional seconds first, and the names allowed in two of them. */
const CRON_FIELDS = [
  { name: 'second', from: 0, to: 59, words: [] },
  { name: 'minute', from: 0, to: 59, words: [] },
  { name: 'hour', from: 0, to: 23, words: [] },
  { name: 'day of the month', from: 1, to: 31, words: [] },
  {
    name: 'month',
    from: 1,
    to: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', from: 0, to: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const

/**
 * What is wrong with a cron expression, as the end of a sentence; undefined when it is valid. It has five fields, or six with
 * seconds first, of `*`, numbers, names, ranges, steps and lists. Not node-cron's check, since loading it takes 30 ms and only
 * the worker needs it.
 */
export function faultOfCron(text: string): string | undefined {
  const fields = text.trim().split(/\s+/)
  if (fields.length !== 5 && fields.length !== 6) return `has ${fields.length} fields instead of five`
  const rules = CRON_FIELDS.slice(6 - fields.length)
  const values: number[][] = []
  for (const [i, field] of fields.entries()) {
    const { name, from, to, words } = rules[i]!
    const numberOf = (word: string): number => {
      const named = (words as readonly string[]).indexOf(word.toLowerCase().slice(0, 3))
      if (/^\d+$/.test(word)) return Number(word)
      return named < 0 ? Number.NaN : named + from
    }
    const own: number[] = []
    values.push(own)
    for (const part of field.split(',')) {
      const [range = '', step, ...rest] = part.split('/')
      const [low = '', high, ...more] = range.split('-')
      const bounds = range === '*' ? [from, to] : [numberOf(low), numberOf(high ?? low)]
      const isValid =
        rest.length === 0 &&
        more.length === 0 &&
        (step === undefined || (/^\d+$/.test(step) && Number(step) > 0)) &&
        bounds.every((bound) => bound >= from && bound <= to) &&
        bounds[0]! <= bounds[1]!
      if (!isValid) return `says "${part}" where a ${name} from ${from} to ${to} is expected`
      for (let value = bounds[0]!; value <= bounds[1]!; value += Number(step ?? 1)) own.push(value)
    }
  }
  // node-cron fails on a day that never comes.
  const [days = [], months = []] = values.slice(-3)
  const longestMonth = Math.max(...months.map((month) => new Date(Date.UTC(2028, month, 0)).getUTCDate()))
  if (fields.at(-1) === '*' && Math.min(...days) > longestMonth)
    return `names a day that never comes (${fields.at(-3)} in month ${fields.at(-2)})`
  return undefined
}

/** Whether the text may be an item of `fetch.allowPrivate`: `host:port`, or a range such as `10.0.0.0/8` or `fd00::/8`. */
export function isPrivateRange(text: string): boolean {
  const range = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text)
  if (range) {
    const isV6 = range[1]!.includes(':')
    return isAddress(range[1]!) && Number(range[2]) <= (isV6 ? 128 : 32)
  }
  const host = /^(\[[0-9a-f:.]+\]|[^\s:/@[\]]+):(\d{1,5})$/i.exec(text)
  return host !== null && Number(host[2]) >= 1 && Number(host[2]) <= 65_535
}

function isAddress(text: string): boolean {
  if (text.includes(':')) return URL.canParse(`http://[${text}]/`)
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255)
}

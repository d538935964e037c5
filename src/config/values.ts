/**
 * The kinds of values in a configuration, each with one validator and a sentence that says what to write instead, and the
 * sections and lists that hold them.
 */
import { isIP } from 'node:net'
import * as v from 'valibot'
import type { Weekday } from '../core/schedule.ts'
import { isLanguage, meantLanguage } from './language.ts'

// Sections and lists --------------------------------------------------------------------------------------------------

/** An object with these keys and no others. Every unknown key is reported (valibot's strictObject stops at the first). */
export function section<const Entries extends v.ObjectEntries>(entries: Entries): v.ObjectSchema<Entries, undefined> {
  const known = Object.keys(entries)
  const strict = v.pipe(
    v.looseObject(entries),
    v.rawCheck(({ dataset, addIssue }) => {
      const input = dataset.value as Record<string, unknown>
      // The base schema reports any other kind of value, but it takes a list for an object with these keys.
      if (typeof input !== 'object' || input === null) return
      if (Object.keys(input).some((key) => /^\d+$/.test(key))) {
        addIssue({ message: 'is a list; write an object in braces, { … }', input })
        return
      }
      for (const [key, value] of Object.entries(input)) {
        if (known.includes(key)) continue
        addIssue({
          message: unknownKey(key, known),
          input: value,
          path: [{ type: 'object', origin: 'key', input, key, value }],
        })
      }
    }),
  )
  // The type of looseObject would allow unknown keys at compile time, too.
  return strict as unknown as v.ObjectSchema<Entries, undefined>
}

const unknownKey = (key: string, known: readonly string[]): string => `${UNKNOWN_KEY}${key}\0${known.join('\0')}`

/** Prefix of an unknown key's message; the key and the known keys follow. `mistakes.ts` makes the sentence from it. */
export const UNKNOWN_KEY = '\0unknown-key\0'

/** A list that may be readonly (`topics: newsTopics`). */
export function list<const Item extends v.GenericSchema>(
  item: Item,
): v.GenericSchema<readonly v.InferInput<Item>[], readonly v.InferOutput<Item>[]> {
  return v.array(item) as unknown as v.GenericSchema<readonly v.InferInput<Item>[], readonly v.InferOutput<Item>[]>
}

/** One text, or a list of at least one. */
export const oneOrMore = <const Item extends v.GenericSchema<string>>(item: Item) =>
  v.lazy(
    (input): v.GenericSchema<v.InferInput<Item> | readonly v.InferInput<Item>[]> =>
      Array.isArray(input) ? notEmpty(item) : item,
  )

/** A list of at least one item. */
export const notEmpty = <const Item extends v.GenericSchema>(item: Item) =>
  v.pipe(
    list(item),
    v.check((items) => items.length > 0, 'is an empty list; write at least one or leave the key out'),
  )

/** A value from `process.env.NAME`: undefined (not set) and the empty text (set to nothing) are both allowed. */
export const fromEnvironment = <const Item extends v.GenericSchema<string>>(item: Item) =>
  v.optional(v.lazy((input): v.GenericSchema<string> => (input === '' ? v.string() : item)))

// Texts and numbers ---------------------------------------------------------------------------------------------------

/** A text for which `isValid` holds; otherwise the message is the text followed by the sentence. */
export const text = (isValid: (text: string) => boolean, sentence: string) =>
  v.pipe(
    v.string(),
    v.check(isValid, (issue) => `${JSON.stringify(issue.input)} ${sentence}`),
  )

/** The same for a text that may contain a password: the message does not repeat it. */
const secretText = (isValid: (text: string) => boolean, sentence: string) =>
  v.pipe(v.string(), v.check(isValid, sentence))

/** A text on one line that is not blank. */
export const words = () =>
  v.pipe(
    v.string(),
    v.check((text) => text.trim() !== '', 'is empty; write at least one word or leave the key out'),
    v.check((text) => !/[\p{Cc}]/u.test(text), 'holds a line break or another control character; write it in one line'),
  )

/** A whole number from `least` to `most`. */
export const count = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    v.number(),
    v.check(
      (number) => Number.isSafeInteger(number) && number >= least && number <= most,
      (issue) =>
        `${issue.input} is no whole number ${most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`}`,
    ),
  )

/** A number above 0. */
export const positive = () =>
  v.pipe(
    v.number(),
    v.check(
      (number) => Number.isFinite(number) && number > 0,
      (issue) => `${issue.input} is not more than 0; write a number like 1 or 2.5`,
    ),
  )

/** A number other than 0, also below it. */
export const signed = () =>
  v.pipe(
    v.number(),
    v.check(
      (number) => Number.isFinite(number) && number !== 0,
      (issue) => `${issue.input} changes nothing; write a number like 0.4, 2 or -1`,
    ),
  )

/** A share: 0, 1 or a number between them. */
export const share = () =>
  v.pipe(
    v.number(),
    v.check(
      (number) => number >= 0 && number <= 1,
      (issue) => `${issue.input} is no share from 0 to 1; write a number like 0.5`,
    ),
  )

// Names and places ----------------------------------------------------------------------------------------------------

/** The id of a source, topic or digest. Ids become part of paths, URLs and commands. */
export const id = () =>
  text(
    (text) => /^[a-z0-9][a-z0-9._-]{0,63}$/i.test(text),
    "cannot be an id; write letters without accents, digits, '-', '_' and '.', at most 64, like 'world-news'",
  )

/** A language tag (BCP 47). */
export const language = () =>
  v.pipe(
    v.string(),
    v.check(isLanguage, ({ input }) => {
      const meant = meantLanguage(input)
      const hint = meant === undefined ? "like 'en' or 'pt-BR'" : `did you mean '${meant}'?`
      return `${JSON.stringify(input)} is no language; write its tag (BCP 47)${meant === undefined ? ', ' : '; '}${hint}`
    }),
  )

/** The IANA name of a time zone that this runtime knows. */
export const timeZone = () => text(isTimeZone, "is no time zone; write its IANA name, like 'Europe/London' or 'UTC'")

/** Whether this runtime knows the time zone (IANA name). */
export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}

/** An absolute http or https URL with a host. */
export const webUrl = () => text(isWebUrl, "is no web address; write it whole, like 'https://news.example.org'")

/** With a path and a subscriber's token it has to fit into a line of mail, which has at most 998 octets (RFC 5322 §2.1.1). */
const MOST_BASE_CHARACTERS = 400

/** A web address to which paths are appended. */
export const baseWebUrl = () =>
  v.pipe(
    webUrl(),
    v.check(
      (text) => (URL.parse(text)?.href.length ?? 0) <= MOST_BASE_CHARACTERS,
      `is too long for the links of a mail; write one of at most ${MOST_BASE_CHARACTERS} characters`,
    ),
  )

/** Whether the text is an absolute http or https URL with a host. */
export function isWebUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== ''
}

/** The URL of an HTTP proxy. */
export const proxyUrl = () => secretText(isWebUrl, "is no proxy; write it like 'http://proxy.example.org:3128'")

/** The URL of a mail server. */
export const smtpUrl = () =>
  secretText(
    isSmtpUrl,
    "is no server; write it like 'smtp://user:password@mail.example.org:587', special letters of the password as %XX",
  )

/** The path of a program: one without a folder would be looked for in places that a cron job does not have. */
export const programPath = () =>
  text(
    (path) => /[\\/]/.test(path) && !/\p{Cc}/u.test(path),
    "is no path of a program; write it like '/usr/sbin/sendmail'",
  )

/** Whether the text is `smtp://…` or `smtps://…` with a host. */
export function isSmtpUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== ''
}

/** The URL of a store that we have a driver for. */
export const storeUrl = () =>
  secretText(
    (text) =>
      /^sqlite:/i.test(text)
        ? text.slice('sqlite:'.length).trim() !== ''
        : /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''),
    "is no store; write 'sqlite:state/broadsheet.db' or 'postgres://user:password@host/database'",
  )

/** A token that is sent in a header (RFC 6750 §2.1). The message does not repeat it. */
export const bearerToken = () =>
  secretText(
    (text) => /^[!-~]+$/.test(text),
    "is no token; write letters and digits without a space, as 'openssl rand -hex 32' makes them",
  )

/** An IP address, or a range of them such as `10.0.0.0/8` or `fd00::/8`. */
export const addressRange = () =>
  text(isAddressRange, "is no address; write it like '127.0.0.1', '10.0.0.0/8' or 'fd00::/8'")

function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  if (isIP(address) === 0 || address.includes('%') || more.length > 0) return false
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (isIP(address) === 6 ? 128 : 32))
}

/** An item of `fetch.allowPrivate`: `host:port`, or a range such as `10.0.0.0/8` or `fd00::/8`. */
export const privatePlace = () => text(isPrivatePlace, "is no place; write 'host:port' or a range like '10.0.0.0/8'")

function isPrivatePlace(text: string): boolean {
  const [, address = '', bits] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text) ?? []
  if (bits !== undefined) return isIP(address) !== 0 && Number(bits) <= (isIP(address) === 6 ? 128 : 32)
  const host = /^(\[[0-9a-f:.]+\]|[^\s:/@[\]]+):(\d{1,5})$/i.exec(text)
  return host !== null && Number(host[2]) >= 1 && Number(host[2]) <= 65_535
}

// Mail ----------------------------------------------------------------------------------------------------------------

/** A mailbox: the name that mail clients show, and the address. */
export interface MailAddress {
  readonly name?: string
  readonly address: string
}

/** A mail address without a name; blanks around it are removed. */
export const mailAddress = () =>
  v.pipe(
    v.string(),
    v.trim(),
    v.check(
      isMailAddress,
      (issue) => `${JSON.stringify(issue.input)} is no mail address; write it bare, like 'ann@example.org'`,
    ),
  )

/**
 * Whether a text on the command line may be meant as a mail address. Addresses that a configuration refuses, such as two dots in
 * a row, are accepted: subscribers of the store may have them.
 */
export const looksLikeAddress = (text: string): boolean => /^[^\s@<>,]+@[^\s@<>,]+$/.test(text)

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

/** A mailbox as an object, or as one text. */
export const mailbox = () =>
  v.lazy(
    (input): v.GenericSchema<string | { name?: string | undefined; address: string }> =>
      typeof input === 'object' && input !== null
        ? section({ name: v.optional(words()), address: mailAddress() })
        : text(
            (text) => parseMailbox(text) !== undefined,
            "is no sender; write { name: 'Broadsheet', address: 'news@example.org' } or 'Broadsheet <news@example.org>'",
          ),
  )

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

// Times ---------------------------------------------------------------------------------------------------------------

/** The days of the week, Monday first (ISO 8601). */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Weekday[]

/** A day of the week, `mon` to `sun`. */
export const day = () => v.picklist(DAYS)

/** A time of day, `07:00`. */
export const timeOfDay = () => text(isTimeOfDay, "is no time of day; write it as HH:MM, like '07:00'")

/** Whether the text is a time of day, `00:00` to `23:59`. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** A cron expression. */
export const cron = () =>
  v.pipe(
    v.string(),
    v.check(
      (text) => faultOfCron(text) === undefined,
      (issue) => `${JSON.stringify(issue.input)} ${faultOfCron(issue.input)}; write it like '*/15 * * * *'`,
    ),
  )

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
function faultOfCron(text: string): string | undefined {
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

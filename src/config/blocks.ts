/**
 * The building blocks of the schema: sections, lists and single values, each with a sentence that says what to write
 * instead.
 */
import * as v from 'valibot'
import { DAYS, isId, isMailAddress, isTimeOfDay, isTimeZone, isWebUrl } from './checks.ts'

/** An object with these keys and no others. Every unknown key is reported (valibot's strictObject stops at the first). */
export function section<const Entries extends v.ObjectEntries>(entries: Entries): v.ObjectSchema<Entries, undefined> {
  const known = Object.keys(entries)
  const strict = v.pipe(
    v.looseObject(entries),
    v.rawCheck(({ dataset, addIssue }) => {
      const input = dataset.value as Record<string, unknown>
      for (const key of Object.keys(input)) {
        if (known.includes(key)) continue
        addIssue({
          message: unknownKey(key, known),
          input: input[key],
          path: [{ type: 'object', origin: 'key', input, key, value: input[key] }],
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

/** A text for which `isValid` holds; otherwise the message is the text followed by the sentence. */
export const text = (isValid: (text: string) => boolean, sentence: string) =>
  v.pipe(
    v.string(),
    v.check(isValid, (issue) => `${JSON.stringify(issue.input)} ${sentence}`),
  )

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

/** The id of a source, topic or digest. */
export const id = () =>
  text(isId, "cannot be an id; write letters without accents, digits, '-', '_' and '.', at most 64, like 'world-news'")
/** An http(s) URL. */
export const webUrl = () => text(isWebUrl, "is no web address; write it whole, like 'https://news.example.org'")
/** The IANA name of a time zone. */
export const timeZone = () => text(isTimeZone, "is no time zone; write its IANA name, like 'Europe/London' or 'UTC'")
/** A time of day, `07:00`. */
export const timeOfDay = () => text(isTimeOfDay, "is no time of day; write it as HH:MM, like '07:00'")
/** A mail address without a name. */
export const mailAddress = () => text(isMailAddress, "is no mail address; write it bare, like 'ann@example.org'")
/** A day of the week, `mon` to `sun`. */
export const day = () => v.picklist(DAYS)

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

/** A number above 0. */
export const positive = () =>
  v.pipe(
    v.number(),
    v.check(
      (number) => Number.isFinite(number) && number > 0,
      (issue) => `${issue.input} is not more than 0; write a number like 1 or 2.5`,
    ),
  )

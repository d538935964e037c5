/** What the schema is built of: sections, lists and single values, each with the sentence that says what to write instead. */
import * as v from 'valibot'
import { DAYS, isId, isMailAddress, isTimeOfDay, isTimeZone, isWebUrl } from './checks.ts'

/** An object that holds these keys and no other; every unknown one is a mistake of its own (strictObject stops at the first). */
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
  // The types of looseObject would let an unknown key through the compiler as well.
  return strict as unknown as v.ObjectSchema<Entries, undefined>
}

const unknownKey = (key: string, known: readonly string[]): string => `${UNKNOWN_KEY}${key}\0${known.join('\0')}`

/** Leads the message of an unknown key, followed by the key and the known ones; `mistakes.ts` makes the sentence. */
export const UNKNOWN_KEY = '\0unknown-key\0'

/** A list that may be readonly (`topics: newsTopics`). */
export function list<const Item extends v.GenericSchema>(
  item: Item,
): v.GenericSchema<readonly v.InferInput<Item>[], readonly v.InferOutput<Item>[]> {
  return v.array(item) as unknown as v.GenericSchema<readonly v.InferInput<Item>[], readonly v.InferOutput<Item>[]>
}

/** A text of at least one letter, of which `isSound` holds; else the sentence, led by the text itself. */
export const text = (isSound: (text: string) => boolean, sentence: string) =>
  v.pipe(
    v.string(),
    v.check(isSound, (issue) => `${JSON.stringify(issue.input)} ${sentence}`),
  )

/** A text that says something, in one line. */
export const words = () =>
  v.pipe(
    v.string(),
    v.check((text) => text.trim() !== '', 'is empty; write at least one word or leave the key out'),
    v.check((text) => !/[\p{Cc}]/u.test(text), 'holds a line break or another control character; write it in one line'),
  )

/** A whole number from `least` on, up to `most` where there is a limit. */
export const count = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    v.number(),
    v.check(
      (number) => Number.isSafeInteger(number) && number >= least && number <= most,
      (issue) =>
        `${issue.input} is no whole number ${most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`}`,
    ),
  )

/** What names a source, topic or digest. */
export const id = () =>
  text(isId, "cannot be an id; write letters without accents, digits, '-', '_' and '.', at most 64, like 'world-news'")
/** An address of the web. */
export const webUrl = () => text(isWebUrl, "is no web address; write it whole, like 'https://news.example.org'")
/** An IANA name. */
export const timeZone = () => text(isTimeZone, "is no time zone; write its IANA name, like 'Europe/London' or 'UTC'")
/** `07:00` */
export const timeOfDay = () => text(isTimeOfDay, "is no time of day; write it as HH:MM, like '07:00'")
/** A bare mail address. */
export const mailAddress = () => text(isMailAddress, "is no mail address; write it bare, like 'ann@example.org'")
/** `mon` to `sun`. */
export const day = () => v.picklist(DAYS)

/** One or many: a single text is a list of one. */
export const oneOrMore = <const Item extends v.GenericSchema<string>>(item: Item) =>
  v.lazy(
    (input): v.GenericSchema<v.InferInput<Item> | readonly v.InferInput<Item>[]> =>
      Array.isArray(input) ? notEmpty(item) : item,
  )

/** A list of at least one. */
export const notEmpty = <const Item extends v.GenericSchema>(item: Item) =>
  v.pipe(
    list(item),
    v.check((items) => items.length > 0, 'is an empty list; write at least one or leave the key out'),
  )

/** Undefined and the empty text are the same: what `process.env.NAME` gives where the variable is not set, or set to nothing. */
export const fromEnvironment = <const Item extends v.GenericSchema<string>>(item: Item) =>
  v.optional(v.lazy((input): v.GenericSchema<string> => (input === '' ? v.string() : item)))

/** A number above nothing. */
export const positive = () =>
  v.pipe(
    v.number(),
    v.check(
      (number) => Number.isFinite(number) && number > 0,
      (issue) => `${issue.input} is not more than 0; write a number like 1 or 2.5`,
    ),
  )

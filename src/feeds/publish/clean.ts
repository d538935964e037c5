/** Makes what a published document holds legal: texts, dates, addresses, languages and media types, whatever a source wrote. */
import type { Instant } from '../../core/model.ts'
import { stripText } from '../markup/clean-text.ts'
import { withoutCredentials } from '../markup/links.ts'

/** The text on one line, without the characters that XML forbids. */
export const oneLine = (text: string | undefined): string =>
  stripText(text ?? '')
    .replace(/\s+/g, ' ')
    .trim()

/** The first millisecond after those that RFC 3339 and RFC 822 can say, whose years have four digits. */
const END_OF_YEARS_MS = Date.UTC(10_000, 0)
/** Years before 1000 would be written with leading zeros, which RFC 822 readers take for other years. */
const START_OF_YEARS_MS = Date.UTC(1000, 0)

/** The date of an instant; undefined where there is none that every format can say. */
export function dateOf(instant: Instant | undefined): Date | undefined {
  const date = new Date(instant ?? Number.NaN)
  return date.getTime() >= START_OF_YEARS_MS && date.getTime() < END_OF_YEARS_MS ? date : undefined
}

/** The language tag (BCP 47), if it has the form of one. */
export const languageTag = (language: string | undefined): string | undefined =>
  language !== undefined && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language) ? language : undefined

/** The media type (RFC 6838), if it has the form of one. */
export const mediaType = (type: string | undefined): string | undefined =>
  type !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : undefined

/** A number of bytes that a document can state. */
export const byteCount = (length: number | undefined): number | undefined =>
  Number.isSafeInteger(length) && length! >= 0 ? length : undefined

/** Whether the text is an absolute URI (RFC 3986). */
export const isUri = (text: string): boolean =>
  /^[A-Za-z][A-Za-z0-9+.-]*:(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\da-f]{2})+$/i.test(text)

/** A character that RFC 3986 does not allow in a URI, or a percent sign that encodes nothing. */
const ILLEGAL_IN_URI = /[^\w.~:/?#[\]@!$&'()*+,;=%-]|%(?![\da-f]{2})/giu

/** An absolute http or https address, unchanged if it is a valid URI, else encoded, without credentials; undefined for any other. */
export function publicUrl(text: string | undefined): string | undefined {
  if (text === undefined || !/^\s*https?:\/\//i.test(text)) return undefined
  const address = text.includes('@') ? withoutCredentials(text) : text
  if (address.search(ILLEGAL_IN_URI) === -1) return URL.canParse(address) ? address : undefined
  return URL.parse(address)?.href.replace(ILLEGAL_IN_URI, encodeURIComponent)
}

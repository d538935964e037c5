/** Makes what a published document holds legal: texts, dates, addresses, languages and media types, whatever a source wrote. */
import type { Instant } from '../../core/model.ts'
import { decodeEntities } from '../../core/text/html-scan.ts'
import { stripBidi, stripText } from '../markup/clean-text.ts'
import { withoutCredentials } from '../markup/links.ts'

/** The text or HTML without the characters that XML forbids and those that would turn the text after it around. */
export const cleanText = (text: string | undefined): string => stripBidi(stripText(text ?? '')).trim()

/** The same for an id, on one line. */
export const cleanId = (text: string | undefined): string => cleanText(text).replace(/\s+/g, ' ')

/** A plain text, clean and without entities that were escaped twice at the source, as mail and pages show it. */
export const plainText = (text: string | undefined): string => cleanText(decodeEntities(text ?? ''))

/** The same on one line. */
export const oneLine = (text: string | undefined): string => plainText(text).replace(/\s+/g, ' ')

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

/** The media type (RFC 6838) without its parameters, if it has the form of one. */
export function mediaType(type: string | undefined): string | undefined {
  const name = type?.replace(/;.*/s, '').trim()
  return name !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(name) ? name : undefined
}

/** A number of bytes that a document can state. */
export const byteCount = (length: number | undefined): number | undefined =>
  Number.isSafeInteger(length) && length! >= 0 ? length : undefined

/** Whether the text is an absolute URI (RFC 3986): brackets stand around an IP address as host only, and one # at most. */
export const isUri = (text: string): boolean =>
  /^[a-z][a-z0-9+.-]*:(?!$)(?:\/\/\[[\da-f:.]+\](?![^:/?#]))?(?:[\w.~:/?@!$&'()*+,;=-]|%[\da-f]{2})*(?:#(?:[\w.~:/?@!$&'()*+,;=-]|%[\da-f]{2})*)?$/i.test(
    text,
  )

/** A character that RFC 3986 does not allow in every part of a URI, or a percent sign that encodes nothing. */
const ILLEGAL_IN_URI = /[^\w.~:/?@!$&'()*+,;=%-]|%(?![\da-f]{2})/gi

/** An absolute http or https address, unchanged if it is a valid URI, else encoded, without credentials; undefined for any other. */
export function publicUrl(text: string | undefined): string | undefined {
  if (text === undefined || !/^\s*https?:\/\//i.test(text)) return undefined
  const address = text.includes('@') ? withoutCredentials(text) : text
  if (isUri(address)) return URL.canParse(address) ? address : undefined
  const url = URL.parse(address)
  if (url === null) return undefined
  const fragmentAt = url.href.indexOf('#')
  return url.href.replace(ILLEGAL_IN_URI, (found, at: number) =>
    at === fragmentAt || (/[[\]]/.test(found) && at < url.origin.length) ? found : encodeURIComponent(found),
  )
}

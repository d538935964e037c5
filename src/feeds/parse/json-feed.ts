/** Reads JSON Feed 1.0 and 1.1 (jsonfeed.org) into a ParsedFeed. */
import { ParseError } from '../../core/errors.ts'
import type { Enclosure, ParsedFeed, PersonUrl } from '../../core/model.ts'
import { parseDate } from '../markup/dates.ts'
import { makeBudget } from '../markup/html.ts'
import { absoluteUrl, webUrl } from '../markup/links.ts'
import { windows1252, withoutSecondEncoding } from '../markup/utf-8.ts'
import {
  type EntryDraft,
  finishEntry,
  languageTag,
  lineOf,
  makeEnclosure,
  plainTitle,
  type SourceText,
} from './entry.ts'
import { MAX_ENTRIES } from './feed-tree.ts'

type JsonObject = Readonly<Record<string, unknown>>

/**
 * The feed of a JSON document. Titles are plain text, as the format says. An item without `url` gets its `external_url`,
 * else its id if that is an address, else the home page. Throws ParseError: `parse/not-a-feed` for other JSON,
 * `parse/damaged` for invalid JSON without a complete item.
 */
export function readJsonFeed(text: string, documentUrl: string | undefined): ParsedFeed {
  const twice: string[] = []
  const { value: document, repairs, isCut } = readJson(withoutEscapedEncoding(text, twice))
  repairs.push(...twice)
  if (!isObject(document)) throw notAFeed(`it is ${describe(document)}, not an object`)
  const version = stringOf(document.version) ?? ''
  const { items } = document
  if (!Array.isArray(items) && !version.includes('jsonfeed')) throw notAFeed('it has no list of items')
  if (!version.includes('jsonfeed.org/version/')) repairs.push('The document does not name its version of JSON Feed.')
  const listed = Array.isArray(items) ? items : []
  if (listed.length > MAX_ENTRIES) repairs.push(`Only the first ${MAX_ENTRIES} entries were read.`)

  const selfUrl = webUrl(stringOf(document.feed_url), documentUrl)
  const base = selfUrl ?? documentUrl
  const url = webUrl(stringOf(document.home_page_url), base)
  const language = languageTag(stringOf(document.language))
  const feedAuthors = authorsOf(document)
  const feedAuthorUrls = authorUrlsOf(document, base)
  const budget = makeBudget()
  const read = listed.slice(0, MAX_ENTRIES)
  const entries = read
    .filter(isObject)
    .map((item) => finishEntry(draftOf(item, { base, homeUrl: url, language, feedAuthors, feedAuthorUrls }), budget))
  const rejected = read.length - entries.length
  const title = lineOf(stringOf(document.title), 300)
  const description = lineOf(stringOf(document.description), 1_000)
  const hubs = objectsOf(document.hubs)
    .map((hub) => webUrl(stringOf(hub.url), base))
    .filter((hub) => hub !== undefined)
  return {
    format: version.endsWith('/1') || version.endsWith('/1.0') ? 'json1.0' : 'json1.1',
    ...(title !== undefined && { title }),
    ...(url !== undefined && { url }),
    ...(language !== undefined && { language }),
    repairs,
    entries,
    ...(description !== undefined && { description }),
    ...(selfUrl !== undefined && { selfUrl }),
    ...(hubs.length > 0 && { hubs }),
    ...(rejected > 0 && { rejected }),
    ...(isCut && { isCut }),
  }
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'a list' : (JSON.stringify(value) ?? '').slice(0, 60)
}

function notAFeed(reason: string): ParseError {
  return new ParseError(`The document is JSON, but no JSON Feed: ${reason}.`, { code: 'parse/not-a-feed' })
}

/** Two escapes, the first of which may begin a sign that was encoded twice: `\u00e2\u20ac`. */
const ESCAPED_PAIR = /\\u00[c-f][0-9a-f]\\u/i
const ESCAPED_SIGN = /(?<!\\)\\u(00[89a-f][0-9a-f]|0[12][0-9a-f]{2}|2[01][0-9a-f]{2})/gi

/** The JSON, decoded once more where its text was encoded twice and the signs of that were escaped, as many programs do. */
function withoutEscapedEncoding(text: string, repairs: string[]): string {
  if (!ESCAPED_PAIR.test(text)) return text
  const signs = text.replace(ESCAPED_SIGN, (_, point: string) => {
    const unit = Number.parseInt(point, 16)
    return unit < 0x100 ? windows1252(unit) : String.fromCharCode(unit)
  })
  const mended = withoutSecondEncoding(signs, repairs)
  return mended === signs ? text : mended
}

/** What a document's text holds, after repairs if it is invalid. */
function readJson(text: string): RecoveredJson {
  try {
    return { value: JSON.parse(text), repairs: [], isCut: false }
  } catch (cause) {
    const recovered = recoverJson(text)
    if (recovered !== undefined) return recovered
    throw new ParseError(
      'The document looks like JSON, but is damaged or cut; the server may send the whole one next time.',
      { code: 'parse/damaged', retryable: true, cause },
    )
  }
}

/** What an item inherits from its feed. */
interface ItemContext {
  readonly base?: string
  readonly homeUrl?: string
  readonly language?: string
  readonly feedAuthors: readonly string[]
  readonly feedAuthorUrls: readonly PersonUrl[]
}

function draftOf(item: JsonObject, { base, homeUrl, language, feedAuthors, feedAuthorUrls }: ItemContext): EntryDraft {
  const id = stringOf(item.id)
  const ownUrl = webUrl(stringOf(item.url), base)
  const externalUrl = webUrl(stringOf(item.external_url), base)
  const url = ownUrl ?? externalUrl ?? absoluteUrl(id) ?? homeUrl
  const published = stringOf(item.date_published)
  const publishedAt = published === undefined ? undefined : parseDate(published)?.toISOString()
  const updatedAt = parseDate(stringOf(item.date_modified) ?? '')?.toISOString()
  const authors = authorsOf(item)
  const tags = Array.isArray(item.tags) ? item.tags.map(stringOf).filter((tag) => tag !== undefined) : []
  const title = stringOf(item.title)
  const summary = stringOf(item.summary)
  return {
    guid: id,
    title: plainTitle(title === undefined ? undefined : { kind: 'text', value: title }),
    url,
    base: url === undefined ? base : undefined,
    publishedAt,
    updatedAt,
    claimedDate: publishedAt === undefined ? published : undefined,
    authors: authors.length > 0 ? authors : feedAuthors,
    authorUrls: [...authorUrlsOf(item, base), ...feedAuthorUrls],
    categories: tags,
    summary: summary === undefined ? undefined : { kind: 'text', value: summary },
    content: contentOf(item),
    enclosures: attachmentsOf(item, base),
    language: stringOf(item.language) ?? language,
    // An item with its own page and an external address is about something published there.
    origin:
      ownUrl !== undefined && externalUrl !== undefined && externalUrl !== ownUrl ? { url: externalUrl } : undefined,
    pictures: [item.image, item.banner_image].flatMap((written) => {
      const image = webUrl(stringOf(written), base)
      return image === undefined ? [] : [{ url: image, kind: 'media' as const }]
    }),
  }
}

function contentOf(item: JsonObject): SourceText | undefined {
  const html = stringOf(item.content_html)
  if (html !== undefined && html.trim() !== '') return { kind: 'html', value: html }
  const text = stringOf(item.content_text)
  return text === undefined ? undefined : { kind: 'text', value: text }
}

function attachmentsOf(item: JsonObject, base: string | undefined): Enclosure[] {
  return objectsOf(item.attachments)
    .map(({ url, mime_type, size_in_bytes, title }) =>
      makeEnclosure(stringOf(url), base, stringOf(mime_type), stringOf(size_in_bytes), stringOf(title)),
    )
    .filter((enclosure) => enclosure !== undefined)
}

/** The names of authors: a list `authors` in version 1.1, one `author` in 1.0. Some feeds mix the two or have bare names. */
function authorsOf(holder: JsonObject): string[] {
  return [holder.authors, holder.author]
    .flatMap((written) => (Array.isArray(written) ? written.slice(0, 1_000) : [written]))
    .map((author: unknown) => (isObject(author) ? stringOf(author.name) : author))
    .filter((name): name is string => typeof name === 'string' && name !== '')
}

function authorUrlsOf({ authors, author }: JsonObject, base: string | undefined): PersonUrl[] {
  return [...objectsOf(authors), ...objectsOf([author])].flatMap(({ name: written, url: address }) => {
    const name = stringOf(written)
    const url = webUrl(stringOf(address), base)
    return name === undefined || url === undefined ? [] : [{ name, url }]
  })
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.slice(0, 1_000).filter(isObject) : []
}

/** A string that is not empty. A number counts too, since some feeds have numbers as ids. */
function stringOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

// Invalid JSON, mostly truncated documents -------------------------------------------------------------------------

interface RecoveredJson {
  readonly value: unknown
  /** Sentences for the operator. */
  readonly repairs: string[]
  /** Whether the document is truncated. */
  readonly isCut: boolean
}

/**
 * The value of invalid JSON, or undefined when nothing in it is complete. Repairs line breaks and control characters in
 * strings, and commas before a closing bracket. Of a truncated document it keeps every complete object of the list
 * `items`, and the fields before that list.
 */
function recoverJson(text: string): RecoveredJson | undefined {
  // Control characters become blanks. Outside strings that changes nothing, where they are white space or invalid.
  const plain = text.replace(/[\0-\x1f]/g, ' ')
  const tidy = parse(plain) ?? parse(withoutTrailingCommas(plain))
  if (tidy !== undefined)
    return { value: tidy, repairs: ['The JSON held characters that JSON must not hold.'], isCut: false }
  const list = /"items"\s*:\s*\[/.exec(plain)
  if (!list) return undefined
  const items = completeObjects(plain, list.index + list[0].length)
  if (items.length === 0) return undefined
  const head = parse(`${plain.slice(0, list.index + list[0].length)}]}`)
  return {
    value: { ...(typeof head === 'object' ? head : {}), items },
    repairs: ['The document was cut: its last entry is incomplete and was left out.'],
    isCut: true,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The complete objects from offset `from` on, up to the end of their list or to the first object that does not end. */
function completeObjects(text: string, from: number): unknown[] {
  const objects: unknown[] = []
  let depth = 0
  let start = -1
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) at = endOfString(text, at)
    else if (code === 123 || code === 91) {
      if (depth++ === 0) start = at
    } else if (code === 125 || code === 93) {
      // The end of the list.
      if (depth === 0) break
      if (--depth > 0) continue
      const value = parse(withoutTrailingCommas(text.slice(start, at + 1)))
      if (value !== undefined) objects.push(value)
    }
  }
  return objects
}

/** The offset of the quote that ends the string beginning at `at`; the text's length when there is none. */
function endOfString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 92) end++
    else if (code === 34) return end
  }
  return text.length
}

/** The text without commas before a closing bracket. */
function withoutTrailingCommas(text: string): string {
  let tidy = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) at = endOfString(text, at)
    else if (code === 44) {
      let next = at + 1
      while (next < text.length && text.charCodeAt(next) <= 32) next++
      if (text[next] === '}' || text[next] === ']') {
        tidy += text.slice(from, at)
        from = at + 1
      }
      at = next - 1
    }
  }
  return tidy + text.slice(from)
}

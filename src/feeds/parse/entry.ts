/** Turns the draft of an entry, as the reader of any dialect makes it, into the cleaned `Entry`. */
import type { Enclosure, Entry, PersonUrl } from '../../core/model.ts'
import { foldLine, stripText } from '../markup/clean-text.ts'
import {
  type HtmlBudget,
  type HtmlReading,
  holdsMarkup,
  MAX_TEXT_LENGTH,
  readHtml,
  textToHtml,
  tidyText,
} from '../markup/html.ts'
import { webUrl } from '../markup/links.ts'
import { decodeReferences } from '../markup/references.ts'
import { type AttachedPicture, choosePicture } from './pictures.ts'

/** A text of a source, and whether it is HTML or plain text that must not be read as HTML. */
export interface SourceText {
  readonly kind: 'html' | 'text'
  readonly value: string
  /** The xml:base in force. */
  readonly base?: string
  /** Whether that base was declared inside this entry. If not, a link to a fragment resolves against the entry's own page. */
  readonly isOwnBase?: boolean
}

/** What the reader of a dialect found in one entry, with texts as the publisher wrote them. */
export interface EntryDraft {
  readonly guid?: string
  /** Already plain text, by `plainTitle`. */
  readonly title?: string
  readonly url?: string
  /** What relative addresses resolve against without an xml:base; absent means the entry's address. */
  readonly base?: string
  readonly publishedAt?: string
  readonly updatedAt?: string
  /** As written, where it could not be parsed. */
  readonly claimedDate?: string
  /** As written: names, mail addresses or both. */
  readonly authors: readonly string[]
  /** Names as written; of these people or others. */
  readonly authorUrls?: readonly PersonUrl[]
  readonly categories: readonly string[]
  readonly summary?: SourceText
  readonly content?: SourceText
  readonly enclosures: readonly Enclosure[]
  readonly language?: string
  readonly pictures?: readonly AttachedPicture[]
  readonly origin?: { readonly name?: string; readonly url?: string }
}

/** Our own limits, above what honest feeds have; lengths in UTF-16 units. */
const MAX_TITLE_LENGTH = 300
const MAX_CATEGORIES = 20
const MAX_CATEGORY_LENGTH = 100
const MAX_AUTHORS = 20
const MAX_NAME_LENGTH = 120
const MAX_ENCLOSURES = 20
const MAX_GUID_LENGTH = 1_000
const MAX_CLAIMED_DATE_LENGTH = 100

/** A title as one line of plain text, at most 300 UTF-16 units long; undefined when it is empty. */
export function plainTitle(title: SourceText | undefined): string | undefined {
  if (title === undefined) return undefined
  const line = foldLine(plainText({ ...title, value: withWordTags(title) }), MAX_TITLE_LENGTH)
  return line === '' ? undefined : line
}

/** A tag that stands as a word of its own. */
const WORD_TAG = /(?<=^|[\s("'“‘«])<(\/?)([a-z][a-z0-9]*)>(?=$|[\s.,:;!?)"'”’»])/gi
/** Tags that need no end tag, and so are markup also without one. */
const NEEDS_NO_END = /^(?:br|dd|dt|hr|img|li|p|td|th|tr|wbr)$/i

/**
 * The HTML of a title with tags escaped that are words of it: publishers escape a title that is plain text once, as if it
 * were HTML (`How to use &lt;div&gt;`). Bias: a tag that is seen is better than a word that is lost.
 */
function withWordTags({ kind, value }: SourceText): string {
  if (kind === 'text' || !value.includes('<') || value.length > 4 * MAX_TITLE_LENGTH) return value
  return value.replace(WORD_TAG, (tag, slash: string, name: string) => {
    const isPaired = new RegExp(slash === '' ? `</${name}` : `<${name}[\\s>]`, 'i').test(value)
    return isPaired || NEEDS_NO_END.test(name) ? tag : `&lt;${slash}${name}&gt;`
  })
}

function plainText({ kind, value }: SourceText): string {
  if (kind === 'text' || !(value.includes('<') || value.includes('&'))) return value
  return holdsMarkup(value) ? readHtml(value, {}).text : decodeReferences(value)
}

/**
 * The cleaned entry, also one in which nothing was found. `text` is the longer of content and summary. Strings are cleaned
 * by `stripText`, HTML is sanitised, and empty fields are absent.
 */
export function finishEntry(draft: EntryDraft, budget: HtmlBudget): Entry {
  const url = draft.url
  const content = readText(draft.content, draft, budget)
  const summary = readText(draft.summary, draft, budget)
  const text =
    content !== undefined && content.text.length >= (summary?.text.length ?? 0) ? content.text : (summary?.text ?? '')
  const { title } = draft
  const enclosures = uniqueEnclosures(draft.enclosures)
  const picture = choosePicture(draft.pictures ?? [], enclosures, content?.picture ?? summary?.picture)
  const guid = lineOf(draft.guid, MAX_GUID_LENGTH)
  const language = languageTag(draft.language)
  const origin = plainOrigin(draft.origin)
  const claimedDate = lineOf(draft.claimedDate, MAX_CLAIMED_DATE_LENGTH)
  // Assigned field by field, since this runs for every entry and object spread would double the time of this function.
  const entry: { -readonly [Field in keyof Entry]?: Entry[Field] } = {}
  if (guid !== undefined) entry.guid = guid
  if (title !== undefined) entry.title = title
  if (url !== undefined) entry.url = url
  if (draft.publishedAt !== undefined) entry.publishedAt = draft.publishedAt
  if (draft.updatedAt !== undefined) entry.updatedAt = draft.updatedAt
  entry.authors = draft.authors.length === 0 ? [] : personNames(draft.authors)
  const authorUrls = urlsOf(entry.authors, draft.authorUrls ?? [])
  if (authorUrls !== undefined) entry.authorUrls = authorUrls
  entry.categories =
    draft.categories.length === 0 ? [] : uniqueLines(draft.categories, MAX_CATEGORIES, MAX_CATEGORY_LENGTH)
  if (summary !== undefined && summary.html !== '') entry.summaryHtml = summary.html
  if (content !== undefined && content.html !== '') entry.contentHtml = content.html
  entry.text = text
  entry.enclosures = enclosures
  if (language !== undefined) entry.language = language
  if (picture !== undefined) entry.imageUrl = picture.url
  if (picture?.alt !== undefined) entry.imageAlt = picture.alt
  if (origin !== undefined) entry.origin = origin
  if (claimedDate !== undefined) entry.claimedDate = claimedDate
  return entry as Entry
}

/** The text as one line of at most so many UTF-16 units; undefined where nothing is left. */
export function lineOf(text: string | undefined, maxLength: number): string | undefined {
  return text === undefined ? undefined : foldLine(text, maxLength) || undefined
}

function readText(
  text: SourceText | undefined,
  { url, base }: EntryDraft,
  budget: HtmlBudget,
): HtmlReading | undefined {
  if (text === undefined) return undefined
  if (text.kind === 'text') {
    const plain = tidyText(stripText(text.value.slice(0, MAX_TEXT_LENGTH)))
    return { text: plain, html: textToHtml(plain) }
  }
  const outer = text.base ?? base ?? url
  return readHtml(text.value, { url: outer, fragmentUrl: text.isOwnBase ? text.base : url }, budget)
}

function uniqueEnclosures(enclosures: readonly Enclosure[]): readonly Enclosure[] {
  if (enclosures.length < 2) return enclosures
  const byUrl = new Map<string, Enclosure>()
  for (const enclosure of enclosures) {
    const known = byUrl.get(enclosure.url)
    byUrl.set(enclosure.url, known ? { ...enclosure, ...known } : enclosure)
    if (byUrl.size === MAX_ENCLOSURES) break
  }
  return [...byUrl.values()]
}

/**
 * An enclosure with an absolute address, or undefined when it has none. An invalid type or length is left out, and so are the
 * parameters of a type.
 */
export function makeEnclosure(
  address: string | undefined,
  base: string | undefined,
  type?: string,
  length?: string | number,
  title?: string,
): Enclosure | undefined {
  const url = webUrl(address, base)
  if (url === undefined) return undefined
  const lengthBytes = length === undefined ? Number.NaN : Number(length)
  const mediaType = type?.replace(/;.*/s, '').trim().toLowerCase()
  const name = title === undefined ? '' : foldLine(title, MAX_TITLE_LENGTH)
  return {
    url,
    ...(mediaType && /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) && { type: mediaType }),
    ...(Number.isSafeInteger(lengthBytes) && lengthBytes > 0 && { lengthBytes }),
    ...(name !== '' && { title: name }),
  }
}

function uniqueLines(lines: readonly string[], maxLines: number, maxLength: number): string[] {
  const unique = new Map<string, string>()
  for (const line of lines) {
    const plain = foldLine(plainText({ kind: 'html', value: line }), maxLength)
    const key = plain.toLowerCase()
    if (plain !== '' && !unique.has(key)) unique.set(key, plain)
    if (unique.size === maxLines) break
  }
  return [...unique.values()]
}

/** The names of people or desks in author fields, each once, without e-mail addresses. */
function personNames(written: readonly string[]): string[] {
  const names: string[] = []
  for (const author of written) {
    const name = personName(author)
    if (name !== undefined && !names.some((known) => known.toLowerCase() === name.toLowerCase())) names.push(name)
    if (names.length === MAX_AUTHORS) break
  }
  return names
}

/** The pages of those of the authors who have one; the first of each. */
function urlsOf(authors: readonly string[], people: readonly PersonUrl[]): readonly PersonUrl[] | undefined {
  if (people.length === 0) return undefined
  const named = people.map(({ name, url }) => ({ name: personName(name), url }))
  const urls = authors.flatMap((name) => {
    const url = named.find((one) => one.name === name)?.url
    return url === undefined ? [] : [{ name, url }]
  })
  return urls.length === 0 ? undefined : urls
}

/** An e-mail address. Without a dot after the @ it is a name (`Brian@Stone`), unless the host is this machine. */
const ADDRESS = /(?:mailto:)?[^\s@<>()"',;:[\]]+@(?:[^\s@<>()"',;:[\].]+(?:\.[^\s@<>()"',;:[\].]+)+\.?|localhost)/gi

/** An author element may list many people. */
const MAX_AUTHOR_LENGTH = 1_000

/** Harbour Desk of `desk@example.org (Harbour Desk)` and of `Harbour Desk <desk@example.org>`; undefined for an address alone. */
function personName(written: string): string | undefined {
  const plain = foldLine(plainText({ kind: 'html', value: written }), MAX_AUTHOR_LENGTH)
  if (plain === '') return undefined
  if (!plain.includes('@')) return isNobody(plain) ? undefined : foldLine(plain, MAX_AUTHOR_LENGTH)
  const inBrackets = /\(([^()]*)\)/.exec(plain)
  const candidate = inBrackets && !inBrackets[1]!.includes('@') && inBrackets[1]!.trim() !== '' ? inBrackets[1]! : plain
  const bare = candidate.replace(ADDRESS, ' ').replace(/[<>()[\]"]/g, ' ')
  const name = tidyName(bare.replace(HANDLE, ' ')) || tidyName(bare)
  if (/^@\w/.test(name)) return foldLine(name, MAX_AUTHOR_LENGTH)
  const isName = !name.includes('@') || NAME_WITH_AT.test(name)
  return name === '' || !isName || isNobody(name) ? undefined : foldLine(name, MAX_AUTHOR_LENGTH)
}

const NAME_WITH_AT = /^[^\s@]+@[^\s@.]+$/

/** A handle of a social network (`@name`). It is removed beside a name, and is the name when it is alone. */
const HANDLE = /(?<!\S)@[\w.-]+/g

function tidyName(written: string): string {
  return written.replace(/\s+/g, ' ').replace(/^[\s,;:–-]+|[\s,;:–-]+$/g, '')
}

function isNobody(name: string): boolean {
  return /^(?:null|undefined|none|n\/a|\(?no ?reply\)?|unknown|https?:\/\/\S*|[^\p{L}\p{N}]*)$/iu.test(name)
}

/** A BCP 47 tag in canonical case (`en-US` of `en_us`), or undefined when it is invalid or private (`x-default`). */
export function languageTag(written: string | undefined): string | undefined {
  if (!written) return undefined
  const tag = written.trim().replaceAll('_', '-')
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}$/.test(tag)) return undefined
  const known = tags.get(tag)
  if (known !== undefined) return known || undefined
  let canonical = ''
  try {
    canonical = Intl.getCanonicalLocales(tag)[0] ?? ''
  } catch {
    // RangeError: it only looks well-formed (`en-a`).
  }
  if (tags.size < 1_000) tags.set(tag, canonical)
  return canonical || undefined
}
const tags = new Map<string, string>()

function plainOrigin(origin: EntryDraft['origin']): Entry['origin'] {
  if (origin === undefined) return undefined
  const name =
    origin.name === undefined ? '' : foldLine(plainText({ kind: 'html', value: origin.name }), MAX_NAME_LENGTH)
  if (name === '' && origin.url === undefined) return undefined
  return { ...(name !== '' && { name }), ...(origin.url !== undefined && { url: origin.url }) }
}

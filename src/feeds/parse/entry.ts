/** An entry as a dialect gives it (a draft) to the harmless `Entry` we hand on: one place for every dialect. */
import type { Enclosure, Entry } from '../../core/model.ts'
import { foldLine, stripText } from '../markup/clean-text.ts'
import { type HtmlBudget, type HtmlReading, MAX_TEXT_LENGTH, readHtml, textToHtml, tidyText } from '../markup/html.ts'
import { webUrl } from '../markup/links.ts'
import { decodeReferences } from '../markup/references.ts'

/** A text of a source with what it is: HTML, or plain text that must not be read as HTML. */
export interface SourceText {
  readonly kind: 'html' | 'text'
  readonly value: string
  /** xml:base in force. */
  readonly base?: string
  /** Whether that base was declared for this entry; else a fragment belongs to the entry's own page. */
  readonly isOwnBase?: boolean
}

/** What a dialect found of one entry, its texts still as their source wrote them. */
export interface EntryDraft {
  readonly guid?: string
  /** Plain already: see `plainTitle`. */
  readonly title?: string
  readonly url?: string
  /** What relative addresses are relative to where no xml:base is; absent: the entry's address. */
  readonly base?: string
  readonly publishedAt?: string
  readonly updatedAt?: string
  readonly claimedDate?: string
  /** As written: names, addresses, both. */
  readonly authors: readonly string[]
  readonly categories: readonly string[]
  readonly summary?: SourceText
  readonly content?: SourceText
  readonly enclosures: readonly Enclosure[]
  readonly language?: string
  readonly imageUrl?: string
  readonly origin?: { readonly name?: string; readonly url?: string }
}

/** FEEDS.md, 14. */
const LONGEST_TITLE = 300
const MOST_CATEGORIES = 20
const LONGEST_CATEGORY = 100
const MOST_AUTHORS = 20
const LONGEST_NAME = 120
const MOST_ENCLOSURES = 20
const LONGEST_GUID = 1_000
const LONGEST_CLAIM = 100

/** A title as plain text, one line of at most 300 characters; undefined when nothing is left of it. */
export function plainTitle(title: SourceText | undefined): string | undefined {
  if (title === undefined) return undefined
  const line = foldLine(plainText(title), LONGEST_TITLE)
  return line === '' ? undefined : line
}

function plainText({ kind, value }: SourceText): string {
  if (kind === 'text' || !(value.includes('<') || value.includes('&'))) return value
  return value.includes('<') ? readHtml(value, {}).text : decodeReferences(value)
}

/**
 * The finished entry, or undefined when there is nothing in it that anybody could read or see: no title, text, address,
 * picture or enclosure. `text` is the longer of its texts; strings are harmless (see `stripText`) and absent when empty.
 */
export function finishEntry(draft: EntryDraft, budget: HtmlBudget): Entry | undefined {
  const url = draft.url
  const content = readText(draft.content, draft, budget)
  const summary = readText(draft.summary, draft, budget)
  const text =
    content !== undefined && content.text.length >= (summary?.text.length ?? 0) ? content.text : (summary?.text ?? '')
  const { title } = draft
  const enclosures = uniqueEnclosures(draft.enclosures)
  const imageUrl = draft.imageUrl ?? firstImage(content?.html) ?? firstImage(summary?.html)
  const isSeen = title !== undefined || text !== '' || url !== undefined || imageUrl !== undefined
  if (!isSeen && enclosures.length === 0) return undefined
  const guid = lineOf(draft.guid, LONGEST_GUID)
  const language = languageTag(draft.language)
  const origin = plainOrigin(draft.origin)
  const claimedDate = lineOf(draft.claimedDate, LONGEST_CLAIM)
  // Field by field, since this runs for every entry of every feed and spreading costs as much as all the rest.
  const entry: { -readonly [Field in keyof Entry]?: Entry[Field] } = {}
  if (guid !== undefined) entry.guid = guid
  if (title !== undefined) entry.title = title
  if (url !== undefined) entry.url = url
  if (draft.publishedAt !== undefined) entry.publishedAt = draft.publishedAt
  if (draft.updatedAt !== undefined) entry.updatedAt = draft.updatedAt
  entry.authors = draft.authors.length === 0 ? [] : personNames(draft.authors)
  entry.categories =
    draft.categories.length === 0 ? [] : uniqueLines(draft.categories, MOST_CATEGORIES, LONGEST_CATEGORY)
  if (summary !== undefined && summary.html !== '') entry.summaryHtml = summary.html
  if (content !== undefined && content.html !== '') entry.contentHtml = content.html
  entry.text = text
  entry.enclosures = enclosures
  if (language !== undefined) entry.language = language
  if (imageUrl !== undefined) entry.imageUrl = imageUrl
  if (origin !== undefined) entry.origin = origin
  if (claimedDate !== undefined) entry.claimedDate = claimedDate
  return entry as Entry
}

function lineOf(text: string | undefined, longest: number): string | undefined {
  return text === undefined ? undefined : foldLine(text, longest) || undefined
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
  return readHtml(text.value, { url: outer, fragmentUrl: text.isOwnBase ? text.base : (url ?? outer) }, budget)
}

function firstImage(html: string | undefined): string | undefined {
  if (html === undefined) return undefined
  const at = html.indexOf('<img src="')
  if (at === -1) return undefined
  return decodeReferences(html.slice(at + 10, html.indexOf('"', at + 10)))
}

function uniqueEnclosures(enclosures: readonly Enclosure[]): readonly Enclosure[] {
  if (enclosures.length < 2) return enclosures
  const byUrl = new Map<string, Enclosure>()
  for (const enclosure of enclosures) {
    const known = byUrl.get(enclosure.url)
    byUrl.set(enclosure.url, known ? { ...enclosure, ...known } : enclosure)
    if (byUrl.size === MOST_ENCLOSURES) break
  }
  return [...byUrl.values()]
}

/** An enclosure whose address is absolute, or undefined. Lengths that are no number of bytes are left out. */
export function makeEnclosure(
  address: string | undefined,
  base: string | undefined,
  type?: string,
  length?: string | number,
): Enclosure | undefined {
  const url = webUrl(address, base)
  if (url === undefined) return undefined
  const lengthBytes = length === undefined ? Number.NaN : Number(length)
  const mediaType = type?.trim().toLowerCase()
  return {
    url,
    ...(mediaType && /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) && { type: mediaType }),
    ...(Number.isSafeInteger(lengthBytes) && lengthBytes > 0 && { lengthBytes }),
  }
}

function uniqueLines(lines: readonly string[], most: number, longest: number): string[] {
  const unique = new Map<string, string>()
  for (const line of lines) {
    const plain = foldLine(plainText({ kind: 'html', value: line }), longest)
    if (plain !== '' && !unique.has(plain.toLowerCase())) unique.set(plain.toLowerCase(), plain)
    if (unique.size === most) break
  }
  return [...unique.values()]
}

/** People's (or desks') names of what stands in author fields, never an e-mail address; each once. */
export function personNames(written: readonly string[]): string[] {
  const names: string[] = []
  for (const author of written) {
    const name = personName(author)
    if (name !== undefined && !names.some((known) => known.toLowerCase() === name.toLowerCase())) names.push(name)
    if (names.length === MOST_AUTHORS) break
  }
  return names
}

const ADDRESS = /(?:mailto:)?[^\s@<>()"',;:[\]]+@[^\s@<>()"',;:[\]]+/gi

/** `desk@example.org (Harbour Desk)` and `Harbour Desk <desk@example.org>` are Harbour Desk; an address alone nobody. */
function personName(written: string): string | undefined {
  const plain = foldLine(plainText({ kind: 'html', value: written }), 400)
  if (plain === '') return undefined
  if (!plain.includes('@')) return isNobody(plain) ? undefined : foldLine(plain, LONGEST_NAME)
  const inBrackets = /\(([^()]*)\)/.exec(plain)
  const candidate = inBrackets && !inBrackets[1]!.includes('@') && inBrackets[1]!.trim() !== '' ? inBrackets[1]! : plain
  const bare = candidate.replace(ADDRESS, ' ').replace(/[<>()[\]"]/g, ' ')
  const name = tidyName(bare.replace(HANDLE, ' ')) || tidyName(bare)
  if (/^@\w/.test(name)) return foldLine(name, LONGEST_NAME)
  return name === '' || name.includes('@') || isNobody(name) ? undefined : foldLine(name, LONGEST_NAME)
}

/** What somebody is called in a network: beside a name it says nothing, alone it is the name. */
const HANDLE = /(?<!\S)@[\w.-]+/g

function tidyName(written: string): string {
  return written.replace(/\s+/g, ' ').replace(/^[\s,;:–-]+|[\s,;:–-]+$/g, '')
}

function isNobody(name: string): boolean {
  return /^(?:null|undefined|none|n\/a|\(?no ?reply\)?|unknown|https?:\/\/\S*|[^\p{L}\p{N}]*)$/iu.test(name)
}

/** A BCP 47 tag in the usual case, or undefined: `en_us` is `en-US`, `x-default` is nothing. */
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
    // Well-formed to the eye only (`en-a`): not known.
  }
  if (tags.size < 1_000) tags.set(tag, canonical)
  return canonical || undefined
}
const tags = new Map<string, string>()

function plainOrigin(origin: EntryDraft['origin']): Entry['origin'] {
  if (origin === undefined) return undefined
  const name = origin.name === undefined ? '' : foldLine(plainText({ kind: 'html', value: origin.name }), LONGEST_NAME)
  if (name === '' && origin.url === undefined) return undefined
  return { ...(name !== '' && { name }), ...(origin.url !== undefined && { url: origin.url }) }
}

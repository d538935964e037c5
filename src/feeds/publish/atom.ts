/**
 * Stories to Atom text. The package `feed` is the document model (and will write RSS and JSON Feed from it); Atom is
 * written here, by a subclass, because the package can say neither text titles, `atom:source`, `related`, `via`,
 * `xml:lang` nor a self link's type, and breaks on `]]>`, control characters and addresses that are not absolute.
 */
import { Feed, type FeedOptions, type Item } from 'feed'
import { atomId } from '../../core/ids.ts'
import type { Carrier, Enclosure, Instant } from '../../core/model.ts'

/** The document an entry stands in. */
export interface FeedHead {
  readonly title: string
  readonly subtitle?: string
  /** BCP 47. */
  readonly language: string
  /** `news.example.org,2026`: the authority of every tag URI (RFC 4151). */
  readonly authority: string
  /** `feed`, or `topic:ID`. */
  readonly name: string
  /** Where the feed folder is served; without it there is no self link. */
  readonly siteUrl?: string
  /** Below `siteUrl`: `atom.xml`, `topics/nato/atom.xml`. */
  readonly path: string
  /** The program's. */
  readonly version: string
  readonly maxEntries: number
  /** Of the whole document in UTF-8. */
  readonly maxBytes: number
}

/** A story, or an article, as it is published. Texts are plain but for `contentHtml`, which is sanitised already. */
export interface FeedEntry {
  /** The whole tag URI. */
  readonly id: string
  readonly title: string
  readonly url?: string
  readonly publishedAt: Instant
  readonly updatedAt: Instant
  readonly authors: readonly string[]
  readonly summary?: string
  readonly contentHtml?: string
  readonly language?: string
  readonly topics: readonly { readonly id: string; readonly name: string; readonly iptc?: string }[]
  readonly source: {
    readonly title: string
    /** Its site. */
    readonly url?: string
    readonly feedUrl?: string
    readonly id?: string
    readonly updatedAt?: Instant
  }
  readonly carriers: readonly Carrier[]
  /** The original publisher's own. */
  readonly via?: { readonly outlet?: string; readonly url: string }
  readonly enclosures?: readonly Enclosure[]
}

/** The `updated` of a feed without entries: RFC 4287 §4.1.1 wants one, and only a fixed instant keeps its bytes. Older than any news, so that the first entry moves it forward. */
export const EMPTY_FEED_UPDATED_AT: Instant = '2000-01-01T00:00:00.000Z'

/** The scheme under which IPTC publishes its Media Topics. */
const IPTC_SCHEME = 'http://cv.iptc.org/newscodes/mediatopic/'

/**
 * The Atom document (RFC 4287) of these entries, newest `updated` first, then by id; the same input gives the same
 * bytes, whenever and in whatever order. `updated` is the newest entry's, never the clock's. Beyond `maxEntries` and
 * `maxBytes` entries are left out from the end; one that is too large by itself stands without its content. Nothing an
 * entry holds makes it throw or the document ill-formed: illegal characters go, an address that is no absolute http(s)
 * URL is left out, an e-mail address or password in one too.
 */
export function renderAtom(head: FeedHead, entries: readonly FeedEntry[]): string {
  const site = webUrl(head.siteUrl)?.replace(/\/*$/, '/')
  const feed = new CombinedFeed(
    {
      id: atomId(head.authority, head.name),
      title: head.title,
      description: head.subtitle,
      language: head.language,
      link: site,
      feed: site === undefined ? undefined : webUrl(new URL(head.path, site).href),
      generator: 'Broadsheet',
    },
    head,
    site === undefined ? undefined : `${site}topics`,
  )
  const seen = new Set<string>()
  for (const item of entries.map(itemOf).sort(byUpdatedThenId)) {
    if (seen.has(item.id)) continue
    seen.add(item.id)
    feed.addItem(item)
  }
  return feed.atom1()
}

/** An item of the model, with what the package's own has no place for. */
interface StoryItem extends Item {
  id: string
  readonly entry: FeedEntry
}

function itemOf(entry: FeedEntry): StoryItem {
  const published = dateOf(entry.publishedAt)
  return {
    id: entry.id,
    title: oneLine(entry.title) || oneLine(entry.source.title) || entry.id,
    link: webUrl(entry.url) ?? '',
    date: dateOf(entry.updatedAt) ?? published ?? new Date(EMPTY_FEED_UPDATED_AT),
    published,
    description: legal(entry.summary ?? '').trim() || undefined,
    content: legal(entry.contentHtml ?? '').trim() || undefined,
    author: authorsOf(entry),
    category: entry.topics.map(({ id, name }) => ({ term: id, name })),
    entry,
  }
}

/** RFC 4287 §4.1.2: every entry has an author; who is not named is the source. */
function authorsOf(entry: FeedEntry): { name: string }[] {
  const names = entry.authors.map(oneLine).filter(Boolean)
  const source = oneLine(entry.source.title)
  return (names.length > 0 ? names : source ? [source] : []).map((name) => ({ name }))
}

function byUpdatedThenId(a: StoryItem, b: StoryItem): number {
  return b.date.getTime() - a.date.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

class CombinedFeed extends Feed {
  declare items: StoryItem[]
  private readonly head: FeedHead
  private readonly scheme: string | undefined

  constructor(options: FeedOptions, head: FeedHead, scheme: string | undefined) {
    super(options)
    this.head = head
    this.scheme = scheme
  }

  override atom1(): string {
    const end = '</feed>\n'
    const top = this.top()
    const parts = [top]
    const room = this.head.maxBytes - Buffer.byteLength(top) - Buffer.byteLength(end)
    let used = 0
    for (const item of this.items.slice(0, Math.max(0, this.head.maxEntries))) {
      let text = this.entry(item)
      if (Buffer.byteLength(text) > room) text = this.entry({ ...item, content: undefined })
      const bytes = Buffer.byteLength(text)
      // By itself larger than the whole document may be: it must not cost the others their place.
      if (bytes > room) continue
      if (used + bytes > room) break
      used += bytes
      parts.push(text)
    }
    parts.push(end)
    return parts.join('')
  }

  private top(): string {
    const { id, title, description, language, link, feed, generator } = this.options
    const updated = this.items[0]?.date ?? new Date(EMPTY_FEED_UPDATED_AT)
    return lines('', [
      '<?xml version="1.0" encoding="utf-8"?>',
      `<feed xmlns="http://www.w3.org/2005/Atom"${languageAttribute(language)}>`,
      element('  id', {}, id),
      element('  title', { type: 'text' }, oneLine(title) || id),
      description && element('  subtitle', { type: 'text' }, oneLine(description)),
      element('  updated', {}, dateText(updated)),
      link && element('  link', { rel: 'alternate', type: 'text/html', href: link }),
      feed && element('  link', { rel: 'self', type: 'application/atom+xml', href: feed }),
      // Every entry has authors of its own; a feed without entries needs this one.
      `  <author>${element('name', {}, oneLine(title) || id)}</author>`,
      element('  generator', { version: this.head.version }, generator || undefined),
    ])
  }

  private entry({
    id,
    title,
    link,
    date,
    published,
    description,
    content,
    author,
    category,
    entry,
  }: StoryItem): string {
    const names = author?.length ? author : [{ name: oneLine(this.options.title) || id }]
    return lines('  ', [
      `<entry${entry.language === undefined || entry.language === this.options.language ? '' : languageAttribute(entry.language)}>`,
      element('  id', {}, id),
      element('  title', { type: 'text' }, title),
      link && element('  link', { rel: 'alternate', type: 'text/html', href: link }),
      published && element('  published', {}, dateText(published)),
      element('  updated', {}, dateText(date)),
      ...names.map(({ name }) => `  <author>${element('name', {}, name)}</author>`),
      ...(category ?? []).map(({ term, name }) =>
        element('  category', { term, scheme: this.scheme, label: oneLine(name ?? '') }),
      ),
      ...entry.topics.map(
        ({ iptc, name }) => iptc && element('  category', { term: iptc, scheme: IPTC_SCHEME, label: oneLine(name) }),
      ),
      ...viaLink(entry),
      ...entry.carriers.map(carrierLink),
      ...(entry.enclosures ?? []).map(enclosureLink),
      description && link && element('  summary', { type: 'text' }, description),
      content && element('  content', { type: 'html' }, content),
      // RFC 4287 §4.1.2: an entry without an alternate link has content.
      !content && !link && element('  content', { type: 'text' }, description ?? title),
      ...sourceLines(entry.source, this.head.authority),
      '</entry>',
    ])
  }
}

function viaLink({ via }: FeedEntry): string[] {
  const href = webUrl(via?.url)
  return href === undefined
    ? []
    : [element('  link', { rel: 'via', type: 'text/html', title: oneLine(via?.outlet ?? ''), href })]
}

function carrierLink({ outlet, title, url }: Carrier): string | undefined {
  const href = webUrl(url)
  return href && element('  link', { rel: 'related', type: 'text/html', title: oneLine(`${outlet}: ${title}`), href })
}

function enclosureLink({ url, type, lengthBytes }: Enclosure): string | undefined {
  const href = webUrl(url)
  if (href === undefined) return undefined
  return element('  link', {
    rel: 'enclosure',
    type: type !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : undefined,
    length: Number.isSafeInteger(lengthBytes) && lengthBytes! >= 0 ? String(lengthBytes) : undefined,
    href,
  })
}

/** RFC 4287 §4.2.11: where the entry is from. A source of ours without an address of its own is named by a tag of ours. */
function sourceLines(source: FeedEntry['source'], authority: string): (string | undefined)[] {
  const self = webUrl(source.feedUrl)
  const site = webUrl(source.url)
  const id =
    source.id && !isUri(source.id)
      ? atomId(authority, `source:${encodeURIComponent(source.id.toWellFormed())}`)
      : source.id
  const updated = dateOf(source.updatedAt)
  return [
    '  <source>',
    element('    id', {}, id || self || site),
    element('    title', { type: 'text' }, oneLine(source.title) || site),
    updated && element('    updated', {}, dateText(updated)),
    site && element('    link', { rel: 'alternate', type: 'text/html', href: site }),
    self && element('    link', { rel: 'self', href: self }),
    '  </source>',
  ]
}

// Writing XML ---------------------------------------------------------------------------------------------------------

const lines = (indent: string, texts: readonly (string | undefined | false)[]): string =>
  texts.map((text) => (text ? `${indent}${text}\n` : '')).join('')

/** An element on a line of its own (the name may be indented); empty where it has neither text nor attribute with a value. */
function element(indentedName: string, attributes: Record<string, string | undefined>, text?: string): string {
  const name = indentedName.trimStart()
  let tag = `${indentedName.slice(0, indentedName.length - name.length)}<${name}`
  for (const [key, value] of Object.entries(attributes)) if (value) tag += ` ${key}="${escapeXml(value)}"`
  if (name === 'link' || name === 'category') return `${tag}/>`
  return text === undefined ? '' : `${tag}>${escapeXml(text)}</${name}>`
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\r': '&#13;',
}

/** A text between tags or double quotes: escaped once, and only characters that XML may hold. */
const escapeXml = (text: string): string => legal(text).replace(/[&<>"\t\r]/g, (char) => ENTITIES[char]!)

/** What XML 1.0 §2.2 forbids or discourages (no escape makes a control, U+FFFE or U+FFFF legal), and any half of a pair. */
const SUSPECT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff\ud800-\udfff]/
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\p{Surrogate}/gu

/** A text without the characters that XML may not hold; whole pairs of surrogates stay. */
const legal = (text: string): string => (SUSPECT.test(text) ? text.replace(ILLEGAL, '') : text)

const oneLine = (text: string): string => legal(text).replace(/\s+/g, ' ').trim()

/** Every instant we keep is UTC; whole seconds are written without their zeros. */
const dateText = (date: Date): string => date.toISOString().replace('.000Z', 'Z')

function dateOf(instant: Instant | undefined): Date | undefined {
  const date = new Date(instant ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}

const languageAttribute = (language: string | undefined): string =>
  language !== undefined && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language) ? ` xml:lang="${language}"` : ''

const isUri = (text: string): boolean => /^[A-Za-z][A-Za-z0-9+.-]*:[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(text)

/** Characters that RFC 3986 lets stand in a URI. */
const ILLEGAL_IN_URI = /[^\w.~:/?#[\]@!$&'()*+,;=%-]/gu

/** The address if it is absolute, http or https, as it was given where it is a legal URI, else encoded; never with credentials. */
function webUrl(text: string | undefined): string | undefined {
  if (text === undefined || !/^\s*https?:\/\//i.test(text)) return undefined
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined
  if (url.username !== '' || url.password !== '') {
    url.username = ''
    url.password = ''
    return encodeIllegal(url.href)
  }
  return text.search(ILLEGAL_IN_URI) === -1 ? text : encodeIllegal(url.href)
}

const encodeIllegal = (href: string): string => href.toWellFormed().replace(ILLEGAL_IN_URI, encodeURIComponent)

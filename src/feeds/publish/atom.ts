/**
 * Writes stories as an Atom document. The package `feed` is the document model, and will write RSS and JSON Feed from it.
 * Atom is written here by a subclass, because the package cannot write text titles, `atom:source`, `related`, `via`,
 * `xml:lang` or the type of a self link, and fails on `]]>`, control characters and addresses that are not absolute.
 */
import { Feed, type FeedOptions, type Item } from 'feed'
import { atomId } from '../../core/ids.ts'
import type { Carrier, Enclosure, Instant, PersonUrl } from '../../core/model.ts'
import { leadBeside } from '../../core/stories/news.ts'
import { escapeHtml, escapeXml, stripText } from '../markup/clean-text.ts'
import { textToHtml } from '../markup/html.ts'
import { withoutCredentials } from '../markup/links.ts'

/** The document that entries are published in. */
interface FeedHead {
  readonly title: string
  readonly subtitle?: string
  /** BCP 47. */
  readonly language: string
  /** The authority of every tag URI (RFC 4151): `news.example.org,2026`. */
  readonly authority: string
  /** `feed`, or `topic:ID`. */
  readonly name: string
  /** Where the feed folder is served. Without it there is no self link. */
  readonly siteUrl?: string
  /** Relative to `siteUrl`: `atom.xml`, `topics/nato/atom.xml`. */
  readonly path: string
  /** The program's version. */
  readonly version: string
  readonly maxEntries: number
  /** For the whole document in UTF-8. */
  readonly maxBytes: number
}

/** A story, or an article, as it is published. Texts are plain, except `contentHtml`, which is sanitised HTML. */
export interface FeedEntry {
  /** A complete tag URI. */
  readonly id: string
  readonly title: string
  readonly url?: string
  readonly publishedAt: Instant
  readonly updatedAt: Instant
  readonly authors: readonly string[]
  /** The pages of those of them who have one. */
  readonly authorUrls?: readonly PersonUrl[]
  readonly summary?: string
  readonly contentHtml?: string
  /** The whole text, which is the content where there is no `contentHtml`. */
  readonly text?: string
  readonly language?: string
  readonly topics: readonly { readonly id: string; readonly name: string; readonly iptc?: string }[]
  readonly source: {
    readonly title: string
    /** The address of its site. */
    readonly url?: string
    readonly feedUrl?: string
    readonly id?: string
    readonly updatedAt?: Instant
  }
  /** What is new since it was first published, a sentence or headline each; opens summary and content. */
  readonly news?: readonly string[]
  /** Every other article: each is a link of the entry. */
  readonly carriers: readonly Carrier[]
  /** Those that the content names, own reports first. Default: none. */
  readonly named?: readonly Carrier[]
  /** How many more the content counts. Default: none. */
  readonly more?: number
  /** The article at its original publisher. */
  readonly via?: { readonly outlet?: string; readonly url: string }
  readonly enclosures?: readonly Enclosure[]
  /** The picture, and what it shows in its publisher's words: the title of the enclosure that it is. */
  readonly picture?: { readonly url: string; readonly alt?: string }
}

/**
 * The `updated` of a feed without entries. RFC 4287 §4.1.1 requires one. It is fixed, so that the bytes stay the same, and
 * older than any news, so that the first entry moves it forward.
 */
const EMPTY_FEED_UPDATED_AT: Instant = '2000-01-01T00:00:00.000Z'

/** The scheme under which IPTC publishes its Media Topics. */
const IPTC_SCHEME = 'http://cv.iptc.org/newscodes/mediatopic/'

/**
 * The Atom document (RFC 4287) of these entries, sorted by `updated`, newest first, then by id. The same entries in any
 * order give the same bytes at any time; `updated` is that of the newest entry. Beyond `maxEntries` and `maxBytes` the
 * last entries are left out; an entry that is larger than the document may be is written without its content.
 *
 * No content of an entry makes this throw or the document ill-formed: characters that XML forbids are removed, an address that
 * is not an absolute http(s) URL is left out, and so are credentials in one.
 */
export function renderAtom(head: FeedHead, entries: readonly FeedEntry[]): string {
  const site = publicUrl(head.siteUrl)?.replace(/\/*$/, '/')
  const feed = new CombinedFeed(
    {
      id: atomId(head.authority, head.name),
      title: head.title,
      description: head.subtitle,
      language: head.language,
      link: site,
      feed: site === undefined ? undefined : publicUrl(new URL(head.path, site).href),
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

/** An item of the package's model, with our entry for what that model lacks. */
interface StoryItem extends Item {
  id: string
  readonly entry: FeedEntry
}

function itemOf(entry: FeedEntry): StoryItem {
  const published = dateOf(entry.publishedAt)
  return {
    id: entry.id,
    title: oneLine(entry.title) || oneLine(entry.source.title) || entry.id,
    link: publicUrl(entry.url) ?? '',
    date: dateOf(entry.updatedAt) ?? published ?? new Date(EMPTY_FEED_UPDATED_AT),
    published,
    description: summaryOf(entry) || undefined,
    content: contentOf(entry),
    author: authorsOf(entry),
    category: entry.topics.map(({ id, name }) => ({ term: id, name })),
    entry,
  }
}

/** The summary in plain text, opened by what is new: `New: Captain arrested. The ferry ran aground …` */
function summaryOf(entry: FeedEntry): string {
  return [newsLine(entry.news ?? []), restOf(entry)].filter(Boolean).join(' ')
}

/** The summary without the sentences that what is new repeats. */
const restOf = ({ summary = '', news = [] }: Pick<FeedEntry, 'summary' | 'news'>): string =>
  leadBeside(stripText(summary).trim(), news.map(oneLine))

/** `New: Captain arrested. 14 dead.`, or nothing. Headlines, unlike sentences of a lead, come without a full stop. */
function newsLine(news: readonly string[]): string {
  const told = news.map(oneLine).filter(Boolean)
  if (told.length === 0) return ''
  return `New: ${told.map((text) => (SENTENCE_END.test(text) ? text : `${text}.`)).join(' ')}`
}

/** The end of a sentence, in any script, also inside a quotation or brackets. */
const SENTENCE_END = /\p{Sentence_Terminal}[\p{Pe}\p{Pf}"']*$/u

/**
 * The content in HTML: what is new, the text, and who else has the story. Without a text of its own (`contentHtml`) an entry
 * gets content only to list other articles, since most feed readers do not show `related` links; the text is then the summary.
 */
function contentOf({
  contentHtml,
  text = '',
  summary,
  news = [],
  named = [],
  more = 0,
}: FeedEntry): string | undefined {
  const own = stripText(contentHtml ?? textToHtml(text)).trim()
  const others = othersHtml(named, more)
  // Where entries have no summary, the feed is meant to have no texts at all.
  if (own === '' && (others === '' || summary === undefined)) return undefined
  return paragraph(newsLine(news)) + (own || paragraph(restOf({ summary, news }))) + others
}

/** A list of the other articles: own reports by outlet and headline, copies by outlet, then how many more there are. */
function othersHtml(named: readonly Carrier[], more: number): string {
  const linked = (text: string, url: string): string => {
    const href = publicUrl(url)
    return href === undefined ? escapeHtml(text) : `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`
  }
  const copies = named.filter(({ isCopy }) => isCopy)
  const items = [
    ...named
      .filter(({ isCopy }) => !isCopy)
      .map(({ outlet, title, url }) => `${escapeHtml(oneLine(outlet))}: ${linked(oneLine(title), url)}`),
    ...(copies.length === 0
      ? []
      : [`The same text at ${copies.map(({ outlet, url }) => linked(oneLine(outlet), url)).join(', ')}`]),
    ...(more === 0 ? [] : [`${more} more ${more === 1 ? 'article' : 'articles'}`]),
  ]
  if (items.length === 0) return ''
  return `<p>More on this story:</p><ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`
}

const paragraph = (text: string): string => (text === '' ? '' : `<p>${escapeHtml(text)}</p>`)

/** The authors of an entry; the source when none is named, since every entry must have one (RFC 4287 §4.1.2). */
function authorsOf(entry: FeedEntry): { name: string; link?: string }[] {
  const named = entry.authors
    .map((name) => ({ name: oneLine(name), link: publicUrl(entry.authorUrls?.find((one) => one.name === name)?.url) }))
    .filter(({ name }) => name !== '')
  const source = oneLine(entry.source.title)
  return named.length > 0 ? named : source ? [{ name: source }] : []
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
    const availableBytes = this.head.maxBytes - Buffer.byteLength(top) - Buffer.byteLength(end)
    let usedBytes = 0
    for (const item of this.items.slice(0, Math.max(0, this.head.maxEntries))) {
      let text = this.entry(item)
      if (Buffer.byteLength(text) > availableBytes) text = this.entry({ ...item, content: undefined })
      const bytes = Buffer.byteLength(text)
      // An entry that is larger than the whole document may be is skipped, so that the others are still published.
      if (bytes > availableBytes) continue
      if (usedBytes + bytes > availableBytes) break
      usedBytes += bytes
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
      // Every entry has its own authors; only a feed without entries needs this one.
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
    const people: { name?: string; link?: string }[] = author?.length
      ? author
      : [{ name: oneLine(this.options.title) || id }]
    return lines('  ', [
      `<entry${entry.language === undefined || entry.language === this.options.language ? '' : languageAttribute(entry.language)}>`,
      element('  id', {}, id),
      element('  title', { type: 'text' }, title),
      link && element('  link', { rel: 'alternate', type: 'text/html', href: link }),
      published && element('  published', {}, dateText(published)),
      element('  updated', {}, dateText(date)),
      ...people.map(({ name, link }) => `  <author>${element('name', {}, name)}${element('uri', {}, link)}</author>`),
      ...(category ?? []).map(({ term, name }) =>
        element('  category', { term, scheme: this.scheme, label: oneLine(name ?? '') }),
      ),
      ...entry.topics.map(
        ({ iptc, name }) => iptc && element('  category', { term: iptc, scheme: IPTC_SCHEME, label: oneLine(name) }),
      ),
      ...viaLink(entry),
      ...entry.carriers.map(carrierLink),
      ...(entry.enclosures ?? []).map((file) => enclosureLink(file, entry.picture)),
      description && link && element('  summary', { type: 'text' }, description),
      content && element('  content', { type: 'html' }, content),
      // RFC 4287 §4.1.2: an entry without an alternate link must have content.
      !content && !link && element('  content', { type: 'text' }, description ?? title),
      ...sourceLines(entry.source, this.head.authority),
      '</entry>',
    ])
  }
}

function viaLink({ via }: FeedEntry): string[] {
  const href = publicUrl(via?.url)
  return href === undefined
    ? []
    : [element('  link', { rel: 'via', type: 'text/html', title: oneLine(via?.outlet ?? ''), href })]
}

function carrierLink({ outlet, title, url }: Carrier): string | undefined {
  const href = publicUrl(url)
  return href && element('  link', { rel: 'related', type: 'text/html', title: oneLine(`${outlet}: ${title}`), href })
}

function enclosureLink(
  { url, type, lengthBytes, title }: Enclosure,
  picture: FeedEntry['picture'],
): string | undefined {
  const href = publicUrl(url)
  if (href === undefined) return undefined
  return element('  link', {
    rel: 'enclosure',
    type: type !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : undefined,
    title: oneLine((picture?.url === url ? picture.alt : undefined) ?? title ?? ''),
    length: Number.isSafeInteger(lengthBytes) && lengthBytes! >= 0 ? String(lengthBytes) : undefined,
    href,
  })
}

/** The `atom:source` of an entry (RFC 4287 §4.2.11). A source id that is no URI becomes a tag URI of ours. */
function sourceLines(source: FeedEntry['source'], authority: string): (string | undefined)[] {
  const self = publicUrl(source.feedUrl)
  const site = publicUrl(source.url)
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

/** An element as one line, indented as its name is; '' for one without a text, except `link` and `category`. */
function element(indentedName: string, attributes: Record<string, string | undefined>, text?: string): string {
  const name = indentedName.trimStart()
  let tag = `${indentedName.slice(0, indentedName.length - name.length)}<${name}`
  for (const [key, value] of Object.entries(attributes)) if (value) tag += ` ${key}="${escapeXml(value)}"`
  if (name === 'link' || name === 'category') return `${tag}/>`
  return text === undefined ? '' : `${tag}>${escapeXml(text)}</${name}>`
}

const oneLine = (text: string): string => stripText(text).replace(/\s+/g, ' ').trim()

/** The date in UTC, as in RFC 3339; whole seconds are written without a fraction. */
const dateText = (date: Date): string => date.toISOString().replace('.000Z', 'Z')

function dateOf(instant: Instant | undefined): Date | undefined {
  const date = new Date(instant ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}

const languageAttribute = (language: string | undefined): string =>
  language !== undefined && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language) ? ` xml:lang="${language}"` : ''

const isUri = (text: string): boolean => /^[A-Za-z][A-Za-z0-9+.-]*:[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(text)

/** A character that RFC 3986 does not allow in a URI. */
const ILLEGAL_IN_URI = /[^\w.~:/?#[\]@!$&'()*+,;=%-]/gu

/** An absolute http or https address, unchanged if it is a valid URI, else encoded, without credentials; undefined for any other. */
function publicUrl(text: string | undefined): string | undefined {
  if (text === undefined || !/^\s*https?:\/\//i.test(text)) return undefined
  const address = withoutCredentials(text)
  if (address.search(ILLEGAL_IN_URI) === -1) return URL.canParse(address) ? address : undefined
  return URL.parse(address)?.href.replace(ILLEGAL_IN_URI, encodeURIComponent)
}

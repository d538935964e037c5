/**
 * Turns the element tree of RSS 0.9 to 2.0, RSS 1.0 and Atom 0.3 and 1.0 into the objects that rss-parser maps. They have
 * the form of xml2js's output. What rss-parser cannot map is passed through it in the field `draft`.
 */
import type { Enclosure, PersonUrl } from '../../core/model.ts'
import { absoluteUrl, webUrl } from '../markup/links.ts'
import {
  atomPeople,
  atomPeopleUrls,
  atomText,
  childrenOf,
  htmlText,
  linkOf,
  linksOf,
  ownBase,
  put,
  readDates,
  relationsOf,
  type Shape,
  textOf,
} from './elements.ts'
import { type EntryDraft, lineOf, makeEnclosure, plainTitle } from './entry.ts'
import type { Element, FeedTree } from './feed-tree.ts'
import { atomOrigin, shapeItem } from './rss-item.ts'

/** A document for rss-parser, and what rss-parser does not handle. */
export interface ShapedDocument {
  readonly format: string
  /** Atom's. */
  readonly id?: string
  readonly updatedAt?: string
  /** Passed to rss-parser in place of xml2js's output. */
  readonly document: Shape
  readonly selfUrl?: string
  readonly hubs: readonly string[]
  readonly minutesBetweenFetches?: number
  readonly skipHours: readonly number[]
  readonly skipDays: readonly number[]
  /** Number of entries left out because the document ends inside them. */
  readonly cutEntries: number
}

/** The document for rss-parser of a feed in any XML dialect. */
export function shapeTree(root: Element, tree: FeedTree, documentUrl: string | undefined): ShapedDocument {
  const isAtom = root.name === 'feed' || root.name === 'atom:feed' || root.name === 'atom:entry'
  return isAtom ? shapeAtom(root, tree.namespaces, documentUrl) : shapeRss(root, tree.namespaces, documentUrl)
}

function shapeRss(root: Element, namespaces: string, documentUrl: string | undefined): ShapedDocument {
  const channel = root.name === 'channel' ? root : (childrenOf(root, 'channel')[0] ?? root)
  const items = itemsOf(root)
  const complete = items.filter((item) => item.isClosed)
  const links = channel.children.filter(
    (child) => child.name === 'atom:link' || (child.name === 'link' && child.attributes.href !== undefined),
  )
  const selfUrl = linkOf(links, 'self', documentUrl)
  const url = channelUrl(channel, documentUrl) ?? linkOf(links, 'alternate', documentUrl)
  const language = textOf(channel, 'language') ?? textOf(channel, 'dc:language') ?? channel.language

  const shape: Shape = {}
  put(shape, 'title', firstTitle(channel, ['title', 'dc:title', 'atom:title', 'itunes:title']))
  put(shape, 'description', firstTitle(channel, ['description', 'atom:subtitle', 'atom:tagline', ...OTHER_SUBTITLES]))
  put(shape, 'link', url)
  put(shape, 'language', language)

  const context = { documentUrl, feedUrl: url, language }
  const shapedItems = complete.map((item) => shapeItem(item, context))
  const format =
    root.name === 'rdf:rdf' ? (/simple\/0\.9/.test(namespaces) ? 'rss0.90' : 'rss1.0') : `rss${rssVersion(root)}`
  return {
    format,
    document:
      root.name === 'rdf:rdf'
        ? { 'rdf:RDF': { channel: [shape], item: shapedItems } }
        : { rss: { $: { version: '2.0' }, channel: [{ ...shape, item: shapedItems }] } },
    updatedAt: readDates(
      textsOf(channel, 'lastbuilddate'),
      textsOf(channel, 'pubdate'),
      textsOf(channel, 'dc:date'),
      textsOf(channel, 'updated'),
    ).at,
    selfUrl,
    hubs: linksOf(links, 'hub', documentUrl),
    minutesBetweenFetches: minutesOf(channel),
    skipHours: skipHoursOf(channel),
    skipDays: skipDaysOf(channel),
    cutEntries: items.length - complete.length,
  }
}

/** RFC 4287, Atom 0.3, or a single entry document. */
function shapeAtom(root: Element, namespaces: string, documentUrl: string | undefined): ShapedDocument {
  const isEntry = root.name === 'atom:entry'
  const entries = isEntry ? [root] : childrenOf(root, 'entry')
  const complete = entries.filter((entry) => entry.isClosed)
  const links = isEntry ? [] : childrenOf(root, 'link')
  const url = linkOf(links, 'alternate', documentUrl)
  const selfUrl = linkOf(links, 'self', documentUrl)

  const shape: Shape = {}
  if (!isEntry) {
    const subtitle = atomText(childrenOf(root, 'subtitle')[0] ?? childrenOf(root, 'tagline')[0])
    put(shape, 'title', plainTitle(atomText(childrenOf(root, 'title')[0])) ?? firstTitle(root, ['dc:title']))
    put(shape, 'subtitle', plainTitle(subtitle) ?? firstTitle(root, OTHER_SUBTITLES))
  }
  if (url !== undefined) shape.link = [{ $: { rel: 'alternate', href: url } }]
  const language = root.language ?? textOf(root, 'dc:language') ?? textOf(root, 'language')
  put(shape, 'language', language)

  const context = {
    documentUrl: documentUrl ?? selfUrl,
    language,
    authors: isEntry ? [] : atomPeople(root, 'author'),
    authorUrls: isEntry ? [] : atomPeopleUrls(root, 'author', documentUrl),
  }
  shape.entry = complete.map((entry) => shapeEntry(entry, context))
  return {
    format: /purl\.org\/atom\/ns/.test(namespaces) || root.attributes.version?.startsWith('0.') ? 'atom0.3' : 'atom1.0',
    document: { feed: shape },
    ...(isEntry ? {} : ownIdAndDate(root)),
    selfUrl,
    hubs: linksOf(links, 'hub', documentUrl),
    minutesBetweenFetches: minutesOf(root),
    skipHours: [],
    skipDays: [],
    cutEntries: entries.length - complete.length,
  }
}

function ownIdAndDate(root: Element): Pick<ShapedDocument, 'id' | 'updatedAt'> {
  return {
    id: lineOf(childrenOf(root, 'id')[0]?.text, MAX_ID_LENGTH),
    updatedAt: readDates(textsOf(root, 'updated'), textsOf(root, 'modified')).at,
  }
}

/** In UTF-16 units; longer than any honest id. */
const MAX_ID_LENGTH = 1_000

/** Elements with a feed's description where RSS's or Atom's own is missing; the first one found is used. */
const OTHER_SUBTITLES = ['dc:description', 'itunes:summary', 'itunes:subtitle']

/** The items inside and beside the channel. They are beside it in RSS 1.0, and where a document closes the channel too early. */
function itemsOf(root: Element): Element[] {
  const items: Element[] = []
  for (const child of root.children) {
    if (child.name === 'item') items.push(child)
    else if (child.name === 'channel' || child.name === 'items') {
      for (const inner of child.children) if (inner.name === 'item') items.push(inner)
    }
  }
  return items
}

function rssVersion(root: Element): string {
  const version = /\d+(?:\.\d+)?/.exec(root.attributes.version ?? '')?.[0]
  if (version === undefined || version.startsWith('2')) return '2.0'
  return version === '0.9' ? '0.90' : version.startsWith('1') ? '1.0' : version
}

function channelUrl(channel: Element, documentUrl: string | undefined): string | undefined {
  for (const child of channel.children) {
    if (child.name !== 'link' || child.attributes.href !== undefined) continue
    const url = webUrl(child.text, child.base ?? documentUrl)
    if (url !== undefined) return url
  }
  return undefined
}

function firstTitle(channel: Element, names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const child of channel.children) {
      if (child.name !== name) continue
      const title = plainTitle(name.startsWith('atom:') ? atomText(child) : htmlText(child))
      if (title !== undefined) return title
    }
  }
  return undefined
}

const PERIOD_MINUTES: Readonly<Record<string, number>> = {
  hourly: 60,
  daily: 1_440,
  weekly: 10_080,
  monthly: 43_200,
  yearly: 525_600,
}

/** The larger of `<ttl>` and the interval of the syndication module (period divided by frequency), in minutes. */
function minutesOf(channel: Element): number | undefined {
  const ttl = Number.parseInt(textOf(channel, 'ttl') ?? '', 10) || 0
  const frequency = textOf(channel, 'sy:updatefrequency')
  const period = textOf(channel, 'sy:updateperiod')?.toLowerCase() ?? (frequency === undefined ? '' : 'daily')
  const times = Number.parseFloat(frequency ?? '1')
  const syndication = Math.round((PERIOD_MINUTES[period] ?? 0) / (times > 0 && Number.isFinite(times) ? times : 1))
  const minutes = Math.max(ttl, syndication)
  return minutes > 0 ? minutes : undefined
}

function skipHoursOf(channel: Element): number[] {
  const hours = childrenOf(channel, 'skiphours')
    .flatMap((list) => childrenOf(list, 'hour'))
    .map((hour) => Number.parseInt(hour.text, 10))
    .filter((hour) => hour >= 0 && hour <= 24)
    // RSS 0.91 numbers the hours 1 to 24.
    .map((hour) => hour % 24)
  return [...new Set(hours)].sort((a, b) => a - b)
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

function skipDaysOf(channel: Element): number[] {
  const days = childrenOf(channel, 'skipdays')
    .flatMap((list) => childrenOf(list, 'day'))
    .map((day) => DAYS.indexOf(day.text.trim().slice(0, 3).toLowerCase()))
    .filter((day) => day !== -1)
  return [...new Set(days)].sort((a, b) => a - b)
}

// Entries of Atom 1.0 (RFC 4287) and 0.3 -------------------------------------------------------------------------------

/** What an entry inherits from its feed. */
interface EntryContext {
  readonly documentUrl?: string
  readonly language?: string
  /** The feed's, for entries without an author (RFC 4287 §4.1.1). */
  readonly authors: readonly string[]
  readonly authorUrls: readonly PersonUrl[]
}

/** The object for rss-parser (see `shapeTree`) of one entry. */
function shapeEntry(entry: Element, { documentUrl, language, authors, authorUrls }: EntryContext): Shape {
  const base = entry.base ?? documentUrl
  const links = childrenOf(entry, 'link')
  const source = childrenOf(entry, 'source')[0]
  const content = childrenOf(entry, 'content')[0]
  const published = readDates(
    textsOf(entry, 'published'),
    textsOf(entry, 'issued'),
    textsOf(entry, 'created'),
    textsOf(entry, 'dc:date'),
    textsOf(entry, 'pubdate'),
  )
  const updated = readDates(textsOf(entry, 'updated'), textsOf(entry, 'modified'))
  // The elements of Media RSS, Dublin Core and iTunes mean the same as in RSS, and so do those with RSS's own names.
  const others = shapeItem({ ...entry, children: entry.children.filter(isForeign) }, { documentUrl })
  const extra = (others.draft as EntryDraft[])[0]!
  const guid = childrenOf(entry, 'id')[0]?.text.trim() || (others.guid as string[] | undefined)?.[0]

  const url =
    webUrl(childrenOf(entry, 'feedburner:origlink')[0]?.text, base) ??
    linkOf(links, 'alternate', base) ??
    webUrl(content?.attributes.src, content?.base ?? base) ??
    absoluteUrl(guid)
  const text = atomText(content)
  const summary = atomText(childrenOf(entry, 'summary')[0])
  const people = firstFilled([
    () => atomPeople(entry, 'author'),
    () => extra.authors,
    () => (source === undefined ? [] : atomPeople(source, 'author')),
    () => authors,
  ])
  const title = plainTitle(atomText(childrenOf(entry, 'title')[0])) ?? (others.title as string[] | undefined)?.[0]
  const draft: EntryDraft = {
    base: documentUrl,
    updatedAt: updated.at ?? extra.updatedAt,
    claimedDate: published.claimed ?? (published.at === undefined ? updated.claimed : undefined),
    authors: people,
    authorUrls: [
      ...atomPeopleUrls(entry, 'author', base),
      ...(extra.authorUrls ?? []),
      ...(source === undefined ? [] : atomPeopleUrls(source, 'author', base)),
      ...authorUrls,
    ],
    categories: categoriesOf(entry),
    summary: ownBase(summary ?? extra.summary, entry),
    content: ownBase(text ?? extra.content, entry),
    enclosures: [...enclosuresOf(links, base), ...extra.enclosures],
    language: content?.language ?? childrenOf(entry, 'title')[0]?.language ?? extra.language ?? language,
    pictures: extra.pictures,
    origin: source === undefined ? extra.origin : atomOrigin(source, base),
  }
  const shape: Shape = { draft: [draft] }
  put(shape, 'title', title)
  if (url !== undefined) shape.link = [{ $: { rel: 'alternate', href: url } }]
  put(shape, 'id', guid)
  put(shape, 'published', published.at)
  return shape
}

/** Whether an element is none of Atom's own. In a feed without a namespace Atom's names count too, as a fallback. */
function isForeign(child: Element): boolean {
  return child.name !== 'link' && (!child.name.startsWith('atom:') || RSS_NAMES.has(child.name))
}
const RSS_NAMES = new Set(['atom:description', 'atom:guid'])

function textsOf(entry: Element, name: string): string[] {
  return childrenOf(entry, name).map((child) => child.text)
}

function firstFilled(lists: readonly (() => readonly string[])[]): readonly string[] {
  for (const list of lists) {
    const filled = list()
    if (filled.length > 0) return filled
  }
  return []
}

function categoriesOf(entry: Element): string[] {
  const categories: string[] = []
  for (const child of entry.children) {
    if (child.name !== 'category' && child.name !== 'atom:category' && child.name !== 'dc:subject') continue
    const written = child.attributes.label?.trim() || child.attributes.term?.trim() || child.text.trim()
    if (written) categories.push(written)
  }
  return categories
}

function enclosuresOf(links: readonly Element[], base: string | undefined): Enclosure[] {
  return links
    .filter((link) => relationsOf(link).includes('enclosure'))
    .map(({ attributes: { href, type, length, title }, text, base: own }) =>
      makeEnclosure(href ?? text, own ?? base, type, length, title),
    )
    .filter((enclosure) => enclosure !== undefined)
}

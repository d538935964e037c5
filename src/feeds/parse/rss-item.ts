/** Turns one item of RSS, in any version, into the object that rss-parser maps. */
import type { Enclosure, PersonUrl } from '../../core/model.ts'
import { absoluteUrl, webUrl } from '../markup/links.ts'
import { sizeOf, widestIn, withAlt } from '../markup/pictures.ts'
import {
  atomPeople,
  atomPeopleUrls,
  atomText,
  childrenOf,
  htmlText,
  linkOf,
  ownBase,
  put,
  readDates,
  relationsOf,
  rssHtmlText,
  type Shape,
  xhtmlText,
} from './elements.ts'
import { type EntryDraft, makeEnclosure, plainTitle, type SourceText } from './entry.ts'
import type { Element } from './feed-tree.ts'
import { type AttachedPicture, isImage } from './pictures.ts'

/** What an item inherits from its channel. */
interface ItemContext {
  readonly documentUrl?: string
  /** The site's address. */
  readonly feedUrl?: string
  readonly language?: string
}

/** Elements with a title, a summary or a content: where several have one, that of the first in the list is used. */
const TITLES = 'title atom:title dc:title media:title itunes:title'
const SUMMARIES =
  'description atom:summary summary atom:description itunes:summary dc:description googleplay:description dcterms:abstract ' +
  'prism:teaser itunes:subtitle media:description media:text'
const CONTENTS = 'content:encoded atom:content xhtml:body xhtml:div fullitem body content'

/** Read from one list of keywords; a longer one is spam. */
const MAX_KEYWORDS = 100

/** The value with the lowest rank of those offered. */
class Best<T> {
  value: T | undefined
  private rank = Number.POSITIVE_INFINITY

  /** Returns whether the value is the best so far. */
  offer(rank: number, value: T | undefined): boolean {
    if (rank >= this.rank || value === undefined) return false
    this.value = value
    this.rank = rank
    return true
  }
}

/** What one pass over an item's children collects. */
class ItemParts {
  readonly title = new Best<SourceText>()
  readonly summary = new Best<SourceText>()
  readonly content = new Best<SourceText>()
  guid: Element | undefined
  /** From an element of Atom or Dublin Core, for items without a guid. */
  identifier: string | undefined
  link: string | undefined
  originalLink: string | undefined
  language: string | undefined
  textLanguage: string | undefined
  originalFile: string | undefined
  origin: EntryDraft['origin']
  readonly atomLinks: Element[] = []
  readonly published: string[] = []
  readonly otherDates: string[] = []
  readonly updated: string[] = []
  readonly creators: string[] = []
  readonly authors: string[] = []
  readonly hosts: string[] = []
  readonly authorUrls: PersonUrl[] = []
  readonly otherAuthors: string[] = []
  readonly categories: string[] = []
  readonly enclosures: Enclosure[] = []
  readonly pictures: AttachedPicture[] = []
}

/** The object for rss-parser (see `shapeTree`) of one item. */
export function shapeItem(item: Element, { documentUrl, feedUrl, language }: ItemContext): Shape {
  const found = new ItemParts()
  collectAll(found, item, item.base ?? documentUrl)

  const about = item.attributes['rdf:about']
  const guid = found.guid?.text.trim() || about || found.identifier
  const permalink = found.guid?.attributes.ispermalink?.trim().toLowerCase()
  const base = item.base ?? feedUrl ?? documentUrl
  const url =
    webUrl(found.originalLink, base) ??
    webUrl(found.link, base) ??
    linkOf(found.atomLinks, 'alternate', base) ??
    (permalink === 'false' ? undefined : absoluteUrl(guid)) ??
    // A guid is an address unless it says otherwise; a relative one only if it says so and looks like one, not like a number.
    (permalink === 'true' && guid !== undefined && /[/.?]/.test(guid) && !/^[\d.]+$/.test(guid)
      ? webUrl(guid, found.guid?.base ?? base)
      : undefined) ??
    webUrl(about, base)
  const published = readDates(found.published, found.otherDates)
  const authors = [found.creators, found.authors, found.hosts].find((people) => people.length > 0) ?? found.otherAuthors
  const draft: EntryDraft = {
    base: url === undefined ? base : undefined,
    updatedAt: readDates(found.updated).at,
    claimedDate: published.claimed,
    authors,
    authorUrls: found.authorUrls,
    categories: [],
    summary: ownBase(found.summary.value, item),
    content: ownBase(found.content.value, item),
    enclosures: withOriginal(found.enclosures, webUrl(found.originalFile, base)),
    language: found.language ?? found.textLanguage ?? item.language ?? language,
    pictures: found.pictures,
    origin: found.origin,
  }
  const shape: Shape = { draft: [draft], category: found.categories }
  put(shape, 'title', plainTitle(found.title.value))
  put(shape, 'link', url)
  put(shape, 'guid', guid)
  put(shape, 'pubDate', published.at)
  return shape
}

/** The enclosures, the first with its original address: FeedBurner replaces that by its own to count downloads. */
function withOriginal(enclosures: readonly Enclosure[], url: string | undefined): readonly Enclosure[] {
  const [first, ...rest] = enclosures
  return url === undefined || first === undefined ? enclosures : [{ ...first, url }, ...rest]
}

type Collector = (found: ItemParts, child: Element, base: string | undefined) => unknown

const COLLECTORS: ReadonlyMap<string, Collector> = new Map([
  ...byName({
    'link atom:link': collectLink,
    'guid atom:guid': (found, child) => (found.guid ??= child),
    'atom:id dc:identifier': (found, { text }) => (found.identifier ??= text.trim() || undefined),
    'feedburner:origlink': (found, { text }) => (found.originalLink ??= text.trim() || undefined),
    'feedburner:origenclosurelink': (found, { text }) => (found.originalFile ??= text.trim() || undefined),
    pubdate: (found, { text }) => found.published.push(text),
    'dc:date dcterms:issued dcterms:created atom:published atom:issued atom:created prism:publicationdate date': (
      found,
      { text },
    ) => found.otherDates.push(text),
    'dcterms:modified atom:updated atom:modified lastbuilddate': (found, { text }) => found.updated.push(text),
    'dc:creator dc:author': (found, child) => pushText(found.creators, child),
    'author atom:author': (found, child, base) => {
      const holder = { ...child, children: [child] }
      found.authors.push(...atomPeople(holder, 'author'))
      found.authorUrls.push(...atomPeopleUrls(holder, 'author', base))
    },
    'itunes:author googleplay:author dc:contributor': (found, child) => pushText(found.otherAuthors, child),
    'podcast:person': collectPerson,
    'category dc:subject atom:category': (found, child) =>
      pushText(found.categories, child, child.attributes.label ?? child.attributes.term),
    'media:category itunes:category googleplay:category': collectCategory,
    'itunes:keywords media:keywords': (found, { text }) => found.categories.push(...text.split(/[,;]/, MAX_KEYWORDS)),
    enclosure: collectEnclosure,
    'media:group': collectGroup,
    'media:content': collectMedia,
    'media:thumbnail thumbnail': (found, child, base) => pushPicture(found, child, base, 'thumbnail'),
    'podcast:alternateenclosure': collectAlternatives,
    'itunes:image googleplay:image podcast:image': (found, child, base) => pushPicture(found, child, base, 'cover'),
    'podcast:images': (found, { attributes }, base) => {
      const widest = widestIn(attributes.srcset, base)
      if (widest !== undefined) found.pictures.push({ ...widest, kind: 'cover' })
    },
    image: (found, child, base) => pushPicture(found, child, base, 'image'),
    source: (found, { text, attributes }, base) => (found.origin ??= { name: text, url: webUrl(attributes.url, base) }),
    'atom:source': (found, child, base) => (found.origin ??= atomOrigin(child, base)),
    'dc:language language': (found, { text }) => (found.language ??= text.trim() || undefined),
  }),
  ...byRank(TITLES, (found, child, rank) =>
    found.title.offer(rank, child.name === 'atom:title' ? atomText(child) : htmlText(child)),
  ),
  ...byRank(SUMMARIES, (found, child, rank) => {
    const summary = child.name === 'atom:summary' ? atomText(child) : rssHtmlText(child)
    if (found.summary.offer(rank, summary)) found.textLanguage ??= child.language
  }),
  ...byRank(CONTENTS, (found, child, rank) => {
    const read = child.name === 'atom:content' ? atomText : child.name.startsWith('xhtml:') ? xhtmlText : rssHtmlText
    if (found.content.offer(rank, read(child))) found.textLanguage = child.language
  }),
])

function byName(collectors: Readonly<Record<string, Collector>>): [string, Collector][] {
  return Object.entries(collectors).flatMap(([names, collector]) =>
    names.split(' ').map((name): [string, Collector] => [name, collector]),
  )
}

function byRank(
  names: string,
  collect: (found: ItemParts, child: Element, rank: number) => unknown,
): [string, Collector][] {
  return names.split(' ').map((name, rank) => [name, (found, child) => collect(found, child, rank)])
}

function collectAll(found: ItemParts, { children }: Element, base: string | undefined): void {
  for (const child of children) COLLECTORS.get(child.name)?.(found, child, base)
}

function collectPerson(found: ItemParts, person: Element, base: string | undefined): void {
  // Without a role it is the host (podcast namespace, person). People in other roles, such as editing, are not authors.
  if (/^(?:host|co-host|guest|author|writer|reporter)?$/i.test(person.attributes.role?.trim() ?? ''))
    pushText(found.hosts, person)
  const url = webUrl(person.attributes.href, base)
  if (url !== undefined) found.authorUrls.push({ name: person.text, url })
}

/** Collects a category and the narrower ones in it, as podcasts have them. Those of Media RSS have a readable label beside a code. */
function collectCategory(found: ItemParts, child: Element): void {
  const written = child.attributes.label ?? child.attributes.text ?? child.text
  found.categories.push(written)
  for (const narrower of child.children) if (narrower.name === child.name) collectCategory(found, narrower)
}

function pushText(into: string[], child: Element, otherwise?: string): void {
  const text = child.text.trim() || otherwise?.trim()
  if (text) into.push(text)
}

function collectLink(found: ItemParts, link: Element, base: string | undefined): void {
  const { href, type, length, title } = link.attributes
  if (href === undefined) found.link ??= link.text.trim() || undefined
  else if (relationsOf(link).includes('enclosure'))
    pushEnclosure(found, makeEnclosure(href, link.base ?? base, type, length, title))
  else found.atomLinks.push(link)
}

function collectEnclosure(found: ItemParts, { attributes, text, base: own }: Element, base: string | undefined): void {
  const address = attributes.url ?? attributes.href ?? (attributes['rdf:resource'] || text)
  pushEnclosure(found, makeEnclosure(address, own ?? base, attributes.type, attributes.length))
}

function collectMedia(found: ItemParts, child: Element, base: string | undefined): void {
  const { url, type, filesize, medium } = child.attributes
  const enclosure = makeEnclosure(url, child.base ?? base, type, filesize)
  if (pushEnclosure(found, enclosure) && (medium === 'image' || isImage(enclosure)))
    pushPicture(found, child, base, 'media')
  collectAll(found, child, base)
}

/** Collects the renditions of one object. Where all are images, what is said of the group is said of each. */
function collectGroup(found: ItemParts, group: Element, base: string | undefined): void {
  const before = [found.enclosures.length, found.pictures.length] as const
  collectAll(found, group, base)
  const pictures = found.pictures.slice(before[1])
  const urls = new Set(pictures.filter(({ kind }) => kind === 'media').map(({ url }) => url))
  if (urls.size > 0 && found.enclosures.slice(before[0]).every(({ url }) => urls.has(url)))
    found.pictures.splice(before[1], pictures.length, ...pictures.map((picture) => described(picture, group)))
}

/** Collects the picture at the address in an element's attributes, its `url` or its text. */
function pushPicture(found: ItemParts, child: Element, base: string | undefined, kind: AttachedPicture['kind']): void {
  const { attributes } = child
  const address = attributes.href ?? attributes.url ?? childrenOf(child, 'url')[0]?.text ?? child.text
  const url = webUrl(address, child.base ?? base)
  if (url === undefined) return
  const width = sizeOf(attributes.width)
  const isDefault = attributes.isdefault?.trim().toLowerCase() === 'true'
  found.pictures.push(
    described({ url, kind, ...(width !== undefined && { width }), ...(isDefault && { isDefault }) }, child),
  )
}

/** The picture with what the element says that it shows. */
function described(picture: AttachedPicture, element: Element): AttachedPicture {
  const texts = ['media:description', 'media:title', 'title'].map((name) => {
    const child = childrenOf(element, name)[0]
    return child === undefined ? undefined : plainTitle(htmlText(child))
  })
  return withAlt(picture, ...texts)
}

function collectAlternatives(found: ItemParts, child: Element, base: string | undefined): void {
  const { type, length } = child.attributes
  for (const source of childrenOf(child, 'podcast:source'))
    pushEnclosure(found, makeEnclosure(source.attributes.uri, child.base ?? base, type, length))
}

function pushEnclosure(found: ItemParts, enclosure: Enclosure | undefined): enclosure is Enclosure {
  if (enclosure) found.enclosures.push(enclosure)
  return enclosure !== undefined
}

/** The feed that an entry was copied from (RFC 4287 §4.2.11): its title, and the address of its page, else of the feed. */
export function atomOrigin(source: Element, base: string | undefined): EntryDraft['origin'] {
  const links = childrenOf(source, 'link')
  const name = atomText(childrenOf(source, 'title')[0])
  const id = childrenOf(source, 'id')[0]?.text.trim()
  const url = linkOf(links, 'alternate', base) ?? linkOf(links, 'self', base) ?? absoluteUrl(id)
  return { name: plainTitle(name), url }
}

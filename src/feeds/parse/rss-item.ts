/** Turns one item of RSS, in any version, into the object that rss-parser maps. */
import type { Enclosure } from '../../core/model.ts'
import { isWebUrl, webUrl } from '../markup/links.ts'
import {
  atomPeople,
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

/** What an item inherits from its channel. */
interface ItemContext {
  readonly documentUrl?: string
  /** The site's address. */
  readonly feedUrl?: string
  readonly language?: string
}

/** Where several elements have a summary, the one with the lowest rank is used; the same for content and title. */
const SUMMARY_RANK: Readonly<Record<string, number>> = {
  description: 0, 'atom:summary': 1, summary: 2, 'itunes:summary': 3, 'dc:description': 4, 'googleplay:description': 5,
  'dcterms:abstract': 6, 'prism:teaser': 7, 'itunes:subtitle': 8, 'media:description': 9, 'media:text': 10,
} // biome-ignore format: a table
const CONTENT_RANK: Readonly<Record<string, number>> = {
  'content:encoded': 0, 'atom:content': 1, 'xhtml:body': 2, 'xhtml:div': 3, fullitem: 4, body: 5, content: 6,
} // biome-ignore format: a table
const TITLE_RANK: Readonly<Record<string, number>> = {
  title: 0,
  'atom:title': 1,
  'dc:title': 2,
  'media:title': 3,
  'itunes:title': 4,
}

/** Read from one list of keywords; a longer one is spam. */
const MAX_KEYWORDS = 100

/** What one pass over an item's children collects. */
class ItemParts {
  title: SourceText | undefined
  titleRank = 99
  summary: SourceText | undefined
  summaryRank = 99
  content: SourceText | undefined
  contentRank = 99
  guid: Element | undefined
  /** From an element of Atom or Dublin Core, for items without a guid. */
  identifier: string | undefined
  link: string | undefined
  originalLink: string | undefined
  language: string | undefined
  textLanguage: string | undefined
  originalFile: string | undefined
  image: string | undefined
  imageRank = 99
  origin: EntryDraft['origin']
  readonly atomLinks: Element[] = []
  readonly published: string[] = []
  readonly otherDates: string[] = []
  readonly updated: string[] = []
  readonly creators: string[] = []
  readonly authors: string[] = []
  readonly hosts: string[] = []
  readonly otherAuthors: string[] = []
  readonly categories: string[] = []
  readonly enclosures: Enclosure[] = []
}

/** The object for rss-parser (see `shapeTree`) of one item. */
export function shapeItem(item: Element, { documentUrl, feedUrl, language }: ItemContext): Shape {
  const found = new ItemParts()
  for (const child of item.children) collect(found, child, item.base ?? documentUrl)

  const about = item.attributes['rdf:about']
  const guid = found.guid?.text.trim() || about || found.identifier
  const isPermalink = found.guid?.attributes.ispermalink?.trim().toLowerCase() !== 'false'
  const base = item.base ?? feedUrl ?? documentUrl
  const url =
    webUrl(found.originalLink, base) ??
    webUrl(found.link, base) ??
    linkOf(found.atomLinks, 'alternate', base) ??
    (guid !== undefined && isPermalink && isWebUrl(guid) ? webUrl(guid) : undefined) ??
    webUrl(about, base)
  const published = readDates(found.published, found.otherDates)
  const authors = [found.creators, found.authors, found.hosts].find((people) => people.length > 0) ?? found.otherAuthors
  const draft: EntryDraft = {
    base: url === undefined ? base : undefined,
    updatedAt: readDates(found.updated).at,
    claimedDate: published.claimed,
    authors,
    categories: [],
    summary: ownBase(found.summary, item),
    content: ownBase(found.content, item),
    enclosures: withOriginal(found.enclosures, webUrl(found.originalFile, base)),
    language: found.language ?? found.textLanguage ?? item.language ?? language,
    imageUrl: found.image,
    origin: found.origin,
  }
  const shape: Shape = { draft: [draft], category: found.categories }
  put(shape, 'title', plainTitle(found.title))
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

function collect(found: ItemParts, child: Element, base: string | undefined): void {
  const { name } = child
  switch (name) {
    case 'link':
    case 'atom:link':
      collectLink(found, child, base)
      return
    case 'guid':
      found.guid ??= child
      return
    case 'atom:id':
    case 'dc:identifier':
      found.identifier ??= child.text.trim() || undefined
      return
    case 'feedburner:origlink':
      found.originalLink ??= child.text.trim() || undefined
      return
    case 'feedburner:origenclosurelink':
      found.originalFile ??= child.text.trim() || undefined
      return
    case 'pubdate':
      found.published.push(child.text)
      return
    case 'dc:date':
    case 'dcterms:issued':
    case 'dcterms:created':
    case 'atom:published':
    case 'atom:issued':
    case 'atom:created':
    case 'prism:publicationdate':
    case 'date':
      found.otherDates.push(child.text)
      return
    case 'dcterms:modified':
    case 'atom:updated':
    case 'atom:modified':
    case 'lastbuilddate':
      found.updated.push(child.text)
      return
    case 'dc:creator':
    case 'dc:author':
      pushText(found.creators, child)
      return
    case 'author':
    case 'atom:author':
      found.authors.push(...atomPeople({ ...child, children: [child] }, 'author'))
      return
    case 'itunes:author':
    case 'googleplay:author':
    case 'dc:contributor':
      pushText(found.otherAuthors, child)
      return
    case 'podcast:person':
      // Without a role it is the host (podcast namespace, person). Other roles, such as editing, are no authors.
      if (/^(?:host|co-host|guest|author|writer|reporter)?$/i.test(child.attributes.role?.trim() ?? ''))
        pushText(found.hosts, child)
      return
    case 'category':
    case 'dc:subject':
    case 'atom:category':
      pushText(found.categories, child, child.attributes.label ?? child.attributes.term)
      return
    case 'media:category':
    case 'itunes:category':
    case 'googleplay:category':
      collectCategory(found, child)
      return
    case 'itunes:keywords':
    case 'media:keywords':
      found.categories.push(...child.text.split(/[,;]/, MAX_KEYWORDS))
      return
    case 'enclosure':
      collectEnclosure(found, child, base)
      return
    case 'media:group':
      for (const inner of child.children) collect(found, inner, base)
      return
    case 'media:content':
      collectMedia(found, child, base)
      return
    case 'media:thumbnail':
      rankImage(found, 0, child.attributes.url ?? child.text, base)
      return
    case 'podcast:alternateenclosure':
      for (const source of childrenOf(child, 'podcast:source')) {
        const { type, length } = child.attributes
        const enclosure = makeEnclosure(source.attributes.uri, child.base ?? base, type, length)
        if (enclosure) found.enclosures.push(enclosure)
      }
      return
    case 'itunes:image':
    case 'googleplay:image':
    case 'podcast:image':
      rankImage(found, 2, child.attributes.href ?? child.attributes.url, base)
      return
    case 'podcast:images':
      rankImage(found, 2, child.attributes.srcset?.trim().split(/[\s,]/)[0], base)
      return
    case 'image':
      rankImage(found, 3, childrenOf(child, 'url')[0]?.text ?? child.attributes.url ?? child.text, base)
      return
    case 'source':
      found.origin ??= { name: child.text, url: webUrl(child.attributes.url, base) }
      return
    case 'atom:source':
      found.origin ??= atomOrigin(child, base)
      return
    case 'dc:language':
    case 'language':
      found.language ??= child.text.trim() || undefined
      return
  }
  collectText(found, child)
}

function collectText(found: ItemParts, child: Element): void {
  const { name } = child
  const titleRank = TITLE_RANK[name]
  if (titleRank !== undefined) {
    if (titleRank < found.titleRank) {
      const title = name === 'atom:title' ? atomText(child) : htmlText(child)
      if (title) [found.title, found.titleRank] = [title, titleRank]
    }
    return
  }
  const summaryRank = SUMMARY_RANK[name]
  if (summaryRank !== undefined) {
    if (summaryRank < found.summaryRank) {
      const summary = name === 'atom:summary' ? atomText(child) : rssHtmlText(child)
      if (summary) {
        ;[found.summary, found.summaryRank] = [summary, summaryRank]
        found.textLanguage ??= child.language
      }
    }
    return
  }
  const contentRank = CONTENT_RANK[name]
  if (contentRank !== undefined && contentRank < found.contentRank) {
    const content =
      name === 'atom:content' ? atomText(child) : name.startsWith('xhtml:') ? xhtmlText(child) : rssHtmlText(child)
    if (content) {
      ;[found.content, found.contentRank] = [content, contentRank]
      found.textLanguage = child.language
    }
  }
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
  if (link.attributes.href === undefined) {
    found.link ??= link.text.trim() || undefined
    return
  }
  if (relationsOf(link).includes('enclosure')) {
    const enclosure = makeEnclosure(
      link.attributes.href,
      link.base ?? base,
      link.attributes.type,
      link.attributes.length,
    )
    if (enclosure) found.enclosures.push(enclosure)
    return
  }
  found.atomLinks.push(link)
}

function collectEnclosure(found: ItemParts, child: Element, base: string | undefined): void {
  const address = child.attributes.url ?? child.attributes.href ?? (child.attributes['rdf:resource'] || child.text)
  const enclosure = makeEnclosure(address, child.base ?? base, child.attributes.type, child.attributes.length)
  if (!enclosure) return
  found.enclosures.push(enclosure)
  if (isImage(enclosure)) rankImage(found, 4, enclosure.url, base)
}

function collectMedia(found: ItemParts, child: Element, base: string | undefined): void {
  const enclosure = makeEnclosure(
    child.attributes.url,
    child.base ?? base,
    child.attributes.type,
    child.attributes.filesize,
  )
  if (enclosure) {
    if (child.attributes.medium === 'image' || isImage(enclosure)) rankImage(found, 1, enclosure.url, base)
    found.enclosures.push(enclosure)
  }
  for (const inner of child.children) collect(found, inner, base)
}

function isImage({ type, url }: Enclosure): boolean {
  return type === undefined ? /\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)/i.test(url) : type.startsWith('image/')
}

function rankImage(found: ItemParts, rank: number, address: string | undefined, base: string | undefined): void {
  if (rank >= found.imageRank) return
  const url = webUrl(address, base)
  if (url !== undefined) [found.image, found.imageRank] = [url, rank]
}

/** The feed that an entry was copied from (RFC 4287 §4.2.11): its title, and the address of its page, else of the feed. */
export function atomOrigin(source: Element, base: string | undefined): EntryDraft['origin'] {
  const links = childrenOf(source, 'link')
  const name = atomText(childrenOf(source, 'title')[0])
  const id = childrenOf(source, 'id')[0]?.text.trim()
  return {
    name: plainTitle(name),
    url:
      linkOf(links, 'alternate', base) ??
      linkOf(links, 'self', base) ??
      (id !== undefined && isWebUrl(id) ? webUrl(id) : undefined),
  }
}

/** Cleans a feed's head and entries, from which the documents of every format are written. */
import type { Extension } from 'feed'
import { atomId } from '../../core/ids.ts'
import type { Enclosure } from '../../core/model.ts'
import { byteCount, cleanId, dateOf, isUri, languageTag, mediaType, oneLine, publicUrl } from './clean.ts'
import { contentOf, summaryOf } from './content.ts'
import type { FeedEntry, FeedHead } from './entry.ts'

/** A feed as its documents are written from it: texts without illegal characters, absolute addresses, valid dates. */
export interface CleanFeed {
  readonly head: FeedHead
  /** A tag URI. */
  readonly id: string
  readonly title: string
  readonly subtitle?: string
  readonly rights?: string
  /** A tag (BCP 47). */
  readonly language?: string
  /** Ends in a slash. */
  readonly site?: string
  readonly alternate?: string
  /** The page that says what makes these feeds. */
  readonly about?: string
  readonly hubs: readonly string[]
  /** That of the newest entry. */
  readonly updated: Date
  /** The scheme of the categories: a URI. */
  readonly scheme: string
  /** By `updated`, the newest first, then by id; each id once; at most `maxEntries`. */
  readonly entries: readonly CleanEntry[]
}

export interface CleanEntry {
  readonly id: string
  readonly title: string
  readonly url?: string
  readonly published?: Date
  readonly updated: Date
  /** At least one. */
  readonly authors: readonly { readonly name: string; readonly url?: string }[]
  readonly summary?: string
  /** HTML. */
  readonly content?: string
  /** Where it is not the feed's. */
  readonly language?: string
  readonly topics: readonly { readonly id: string; readonly name: string; readonly iptc?: string }[]
  readonly source: {
    readonly id?: string
    readonly title?: string
    readonly updated?: Date
    readonly site?: string
    readonly self?: string
  }
  readonly via?: { readonly outlet: string; readonly url: string }
  readonly related: readonly { readonly title: string; readonly url: string }[]
  /** The first are the lead's; the titles of others name their outlets. */
  readonly enclosures: readonly CleanEnclosure[]
  /** With the outlet whose it is, where it is not the lead's. */
  readonly picture?: { readonly url: string; readonly alt?: string; readonly outlet?: string }
}

interface CleanEnclosure extends Enclosure {
  readonly isOthers?: true
}

/**
 * The `updated` of a feed without entries. RFC 4287 §4.1.1 requires one. It is fixed, so that the bytes stay the same, and
 * older than any news, so that the first entry moves it forward.
 */
const EMPTY_FEED_UPDATED_AT = new Date('2000-01-01T00:00:00.000Z')

/**
 * The feed of these entries, for `renderAtom`, `renderRss` and `renderJson`. The same entries in any order give the same feed at
 * any time. No content of an entry makes this throw or a document ill-formed: characters that XML forbids are removed, an address
 * that is not an absolute http(s) URL is left out, and so are credentials in one.
 */
export function cleanFeed(head: FeedHead, entries: readonly FeedEntry[]): CleanFeed {
  const [site, server] = [head.siteUrl, head.counterUrl].map((base) => publicUrl(base)?.replace(/\/*$/, '/'))
  const pages = site ?? server
  const id = atomId(head.authority, head.name)
  const title = oneLine(head.title) || id
  const [subtitle, rights] = [oneLine(head.subtitle), oneLine(head.rights)]
  const language = languageTag(head.language)
  const seen = new Set<string>()
  const clean = entries
    .map((entry) => cleanEntry(entry, head, title))
    .sort((a, b) => b.updated.getTime() - a.updated.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .slice(0, Math.max(0, head.maxEntries))
  return {
    head,
    id,
    title,
    ...(subtitle && { subtitle }),
    ...(rights && { rights }),
    ...(language !== undefined && { language }),
    ...(site !== undefined && { site }),
    ...(pages !== undefined && head.alternate !== undefined && { alternate: new URL(head.alternate, pages).href }),
    ...(pages !== undefined && { about: new URL('feeds.html', pages).href }),
    hubs: (head.hubs ?? []).flatMap((hub) => publicUrl(hub) ?? []),
    updated: clean[0]?.updated ?? EMPTY_FEED_UPDATED_AT,
    scheme: site === undefined ? atomId(head.authority, 'topics') : `${site}topics`,
    entries: clean,
  }
}

function cleanEntry(entry: FeedEntry, head: FeedHead, feedTitle: string): CleanEntry {
  const { topics, carriers, enclosures = [], picture, via } = entry
  const titleAt = (outlet: string, title: string) =>
    `${head.words.say('ownReport', { outlet: oneLine(outlet) })} ${oneLine(title)}`.trim()
  const published = dateOf(entry.publishedAt)
  const url = publicUrl(entry.url)
  const language = languageTag(entry.language)
  const source = cleanSource(entry.source, head.authority)
  const pictureUrl = publicUrl(picture?.url)
  const [alt, credit] = [oneLine(picture?.alt), oneLine(picture?.credit?.outlet)]
  const viaUrl = publicUrl(via?.url)
  const content = contentOf(entry, head.words)
  // So that one long text does not take the place of the other stories.
  const isTooLong = content !== undefined && Buffer.byteLength(content) > head.maxBytes / 2
  return {
    id: entry.id,
    title: oneLine(entry.title) || source.title || entry.id,
    ...(url !== undefined && { url }),
    ...(published && { published }),
    updated: dateOf(entry.updatedAt) ?? published ?? EMPTY_FEED_UPDATED_AT,
    authors: authorsOf(entry, oneLine(entry.source.title) || source.title || feedTitle),
    summary: summaryOf(entry, head.words) || undefined,
    content: isTooLong ? undefined : content,
    language: language === head.language ? undefined : language,
    topics: topics.flatMap(({ id: written, name, iptc: subject }) => {
      const [id, iptc] = [cleanId(written), cleanId(subject)]
      return id === '' ? [] : [{ id, name: oneLine(name) || id, ...(iptc && { iptc }) }]
    }),
    source,
    ...(viaUrl !== undefined && { via: { outlet: oneLine(via?.outlet), url: viaUrl } }),
    related: carriers.flatMap(({ outlet, title, url }) => {
      const href = publicUrl(url)
      return href === undefined ? [] : [{ title: titleAt(outlet, title), url: href }]
    }),
    enclosures: enclosures.flatMap((file) => {
      const href = publicUrl(file.url)
      const own = (file.url === picture?.url && alt) || oneLine(file.title)
      const title = file.credit === undefined ? own : titleAt(file.credit.outlet, own)
      return href === undefined ? [] : [cleanEnclosure(file, href, title)]
    }),
    ...(pictureUrl !== undefined && {
      picture: { url: pictureUrl, ...(alt && { alt }), ...(credit && { outlet: credit }) },
    }),
  }
}

function cleanEnclosure(
  file: NonNullable<FeedEntry['enclosures']>[number],
  url: string,
  title: string,
): CleanEnclosure {
  const [type, lengthBytes] = [mediaType(file.type), byteCount(file.lengthBytes)]
  return {
    url,
    ...(type && { type }),
    ...(lengthBytes !== undefined && { lengthBytes }),
    ...(title && { title }),
    ...(file.credit && { isOthers: true as const }),
  }
}

/**
 * The source (RFC 4287 §4.2.11). Its id, where it has none or one that is no URI, is its address or a tag URI of ours; never made
 * from its title, which changes.
 */
function cleanSource(source: FeedEntry['source'], authority: string): CleanEntry['source'] {
  const self = publicUrl(source.feedUrl)
  const site = publicUrl(source.url)
  const updated = dateOf(source.updatedAt)
  const title = oneLine(source.feedTitle) || oneLine(source.title) || site || self
  const own = cleanId(source.id)
  const named = own || self || site || source.sourceId
  const id = named && !isUri(named) ? atomId(authority, `source:${encodeURIComponent(named)}`) : named
  return {
    ...(id && { id }),
    ...(title && { title }),
    ...(updated && { updated }),
    ...(site && { site }),
    ...(self && { self }),
  }
}

/** The authors of an entry; the source when none is named, since every entry must have one (RFC 4287 §4.1.2). */
function authorsOf({ authors, authorUrls }: FeedEntry, otherwise: string): CleanEntry['authors'] {
  const named = authors.flatMap((written) => {
    const name = oneLine(written)
    const url = publicUrl(authorUrls?.find((one) => one.name === written)?.url)
    return name === '' ? [] : [{ name, ...(url && { url }) }]
  })
  return named.length > 0 ? named : [{ name: otherwise }]
}

/** The document of as many entries as fit into `maxBytes`, which the last do not. */
export function fitting({ head, entries }: CleanFeed, write: (entries: readonly CleanEntry[]) => string): string {
  let count = entries.length
  for (;;) {
    const document = write(entries.slice(0, count))
    const bytes = Buffer.byteLength(document)
    if (bytes <= head.maxBytes || count === 0) return document
    count = Math.min(count - 1, Math.floor((count * head.maxBytes) / bytes))
  }
}

/** A key or element that the package `feed` writes as it is; its types allow objects only. */
export const extension = (name: string, value: unknown): Extension => ({
  name,
  objects: value as Extension['objects'],
})

/** Stories as two independent parsers read them in a published document: feedsmith, and feedparser, which reads with sax. */
import FeedParser from 'feedparser'
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import { DomUtils, parseDocument } from 'htmlparser2'

/** What every format says of a story. */
export interface ParsedStory {
  readonly id?: string
  readonly title?: string
  readonly url?: string
  readonly publishedAt?: string
  readonly updatedAt?: string
  readonly authors: readonly string[]
  /** Plain text. */
  readonly summary?: string
  readonly content?: string
  readonly topics: readonly string[]
  readonly source?: string
  readonly picture?: string
}

type Format = 'atom' | 'rss' | 'json'

const instant = (date: string | Date | null | undefined): string | undefined =>
  date ? new Date(date).toISOString() : undefined
const plain = (html: string | null | undefined) => (html ? DomUtils.textContent(parseDocument(html)) : undefined)
const isOurs = ({ scheme }: { scheme?: string | undefined }) => scheme?.endsWith('topics')

/** The stories that feedsmith reads. */
export function readByFeedsmith(text: string, format: Format): ParsedStory[] {
  if (format === 'atom')
    return (parseAtomFeed(text).entries ?? []).map((entry) => ({
      id: entry.id,
      title: entry.title?.value,
      url: entry.links?.find(({ rel }) => rel === 'alternate')?.href,
      publishedAt: instant(entry.published),
      updatedAt: instant(entry.updated),
      authors: (entry.authors ?? []).flatMap(({ name }) => name ?? []),
      summary: entry.summary?.value,
      content: entry.content?.value,
      topics: (entry.categories ?? []).filter(isOurs).flatMap(({ label }) => label ?? []),
      source: entry.source?.title?.value,
      picture: entry.media?.thumbnails?.[0]?.url,
    }))
  if (format === 'rss')
    return (parseRssFeed(text).items ?? []).map((item) => ({
      id: item.guid?.value,
      title: item.title,
      url: item.link,
      publishedAt: instant(item.pubDate),
      updatedAt: instant(item.atom?.updated),
      authors: item.dc?.creators ?? [],
      summary: plain(item.description),
      content: item.content?.encoded,
      topics: (item.categories ?? []).flatMap(({ name }) => name ?? []),
      source: item.source?.title,
      picture: item.media?.thumbnails?.[0]?.url,
    }))
  return (parseJsonFeed(text).items ?? []).map((item) => ({
    id: item.id,
    title: item.title,
    url: item.url,
    publishedAt: instant(item.date_published),
    updatedAt: instant(item.date_modified),
    authors: (item.authors ?? []).flatMap(({ name }) => name ?? []),
    summary: item.summary,
    content: item.content_html,
    topics: item.tags ?? [],
    picture: item.image,
  }))
}

type Raw = Readonly<Record<string, { '#'?: string; '@'?: Record<string, string>; name?: { '#'?: string } }>>
const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T]

/** The stories that feedparser reads in Atom or RSS. Throws where its strict parser stops. */
export async function readByFeedparser(text: string, format: 'atom' | 'rss'): Promise<ParsedStory[]> {
  const parser = new FeedParser({ normalize: true, addmeta: false })
  const stories: ParsedStory[] = []
  const done = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject))
  parser.on('readable', () => {
    for (let item = parser.read(); item !== null; item = parser.read()) {
      const raw = item as unknown as Raw
      const isAtom = format === 'atom'
      stories.push({
        id: item.guid,
        // Its own title has no tags.
        title: raw[isAtom ? 'atom:title' : 'rss:title']?.['#'],
        url: item.link ?? undefined,
        publishedAt: instant(item.pubdate),
        // It takes the date of publication for that of the update where a format has one only.
        updatedAt: instant(isAtom ? item.date : raw['atom:updated']?.['#']),
        authors: isAtom
          ? listOf(raw['atom:author'] as never).map((author: Raw) => author['name']?.['#'] ?? '')
          : listOf(raw['dc:creator'] as never).map((creator: Raw[string]) => creator['#'] ?? ''),
        summary: isAtom ? item.summary : plain(item.summary),
        content: item.description,
        topics: isAtom
          ? listOf(raw['atom:category'] as never)
              .map((category: Raw[string]) => category['@']!)
              .flatMap(({ scheme, label }) => (isOurs({ scheme }) ? (label ?? []) : []))
          : item.categories,
        source: (item as unknown as { source: { title?: string } }).source.title,
        picture: (item.image as { url?: string }).url,
      })
    }
  })
  parser.end(text)
  await done
  return stories
}

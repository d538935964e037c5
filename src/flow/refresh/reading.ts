/** Reads what was fetched: the bytes of a feed document into articles, the bytes of an article page into its text. */

import { normalizeEntry, withPresentable } from '../../core/article/normalize.ts'
import { type FoundArticle, foundArticle } from '../../core/article/reconcile.ts'
import type { Instant, ParsedFeed, Source } from '../../core/model.ts'
import type { ExtractedArticle } from '../../feeds/page/extract.ts'

/** A feed document that is to be read. */
interface ReadRequest {
  readonly bytes: Uint8Array
  readonly contentType?: string
  /** The URL it was fetched from. */
  readonly url: string
  /** The source; without a configured name it takes the document's title. */
  readonly source: Source
  /** The name where the source has none configured and the document has no title. */
  readonly fallbackName?: string
  readonly now: Instant
}

/** What a document says. */
export interface ReadDocument {
  readonly feed: Omit<ParsedFeed, 'entries' | 'rejected'>
  readonly entryCount: number
  /** The dates of its first entries, from which the next fetch is scheduled. */
  readonly entryDates: readonly Instant[]
  readonly found: readonly FoundArticle[]
  /** How many entries have nothing to show or could not be read, by the publisher's fault or ours. */
  readonly rejected: number
  /** The entries that met a defect of Broadsheet; `rejected` counts them too. */
  readonly defects: readonly { readonly where: string; readonly error: unknown }[]
}

/** The number of dates that `nextFetchAt` looks at. */
const RECENT_ENTRIES = 20

/** What a feed document says. Throws ParseError; an entry that meets a defect of ours is rejected alone. */
export async function readDocument(request: ReadRequest): Promise<ReadDocument> {
  const { bytes, contentType, url, source, fallbackName, now } = request
  const { parseFeed } = await import('../../feeds/parse/parse.ts')
  const { entries, rejected, ...feed } = withPresentable(await parseFeed(bytes, { contentType, url }))
  const outlet = { ...source, name: source.name ?? feed.title ?? fallbackName }
  const seenAt = new Date(now)
  const feedUpdatedAt = feed.updatedAt !== undefined && feed.updatedAt > now ? now : feed.updatedAt
  const found: FoundArticle[] = []
  const defects: { where: string; error: unknown }[] = []
  for (const entry of entries) {
    try {
      const article = normalizeEntry(entry, outlet, seenAt)
      found.push(foundArticle(feedUpdatedAt === undefined ? article : { ...article, feedUpdatedAt }))
    } catch (error) {
      defects.push({ where: `entry ${entry.guid ?? entry.url ?? entry.title} of source ${source.id}`, error })
    }
  }
  return {
    feed,
    entryCount: entries.length,
    entryDates: entries
      .flatMap(({ publishedAt, updatedAt }) => publishedAt ?? updatedAt ?? [])
      .slice(0, RECENT_ENTRIES),
    found,
    rejected: rejected + defects.length,
    defects,
  }
}

/** An article page that is to be read. */
interface PageRequest {
  readonly bytes: Uint8Array
  readonly contentType?: string
  /** The URL it was fetched from. */
  readonly url: string
}

/** What an article page says; its HTML is sanitised. */
export interface ReadPage extends Omit<ExtractedArticle, 'html'> {
  readonly contentHtml?: string
}

/** Enough in any encoding for the two million characters that `extractArticle` reads. */
const MAX_PAGE_BYTES = 8_000_000

/** A page declares its `<meta charset>` within its first 1,024 bytes (HTML Living Standard §13.2.3.2). */
const HEAD_BYTES = 1_024

/** The content type with the page's own charset, where HTTP names none. */
function contentTypeOf(bytes: Uint8Array, contentType = 'text/html'): string {
  if (/charset\s*=/i.test(contentType)) return contentType
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1')
  const charset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(head)?.[1]
  return charset === undefined ? contentType : `${contentType}; charset=${charset}`
}

/** What an article page says. Does not throw, whatever the page contains. */
export async function readPage({ bytes, contentType, url }: PageRequest): Promise<ReadPage> {
  const { decodeBytes } = await import('../../feeds/markup/decode.ts')
  const { extractArticle } = await import('../../feeds/page/extract.ts')
  const { cleanHtml } = await import('../../feeds/markup/html.ts')
  const { text } = await decodeBytes(bytes.subarray(0, MAX_PAGE_BYTES), contentTypeOf(bytes, contentType))
  const { html, ...page } = await extractArticle(text, url)
  return { ...page, ...(html === undefined ? {} : { contentHtml: cleanHtml(html, url) }) }
}

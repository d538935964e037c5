/** What was fetched to what it says: a document's bytes to articles, an article page's bytes to its text. */

import { normalizeEntry } from '../../core/article/normalize.ts'
import { type FoundArticle, foundArticle } from '../../core/article/reconcile.ts'
import type { Instant, ParsedFeed, Source } from '../../core/model.ts'
import type { ExtractedArticle } from '../../feeds/page/extract.ts'

/** A document that is to be read. */
export interface ReadRequest {
  readonly bytes: Uint8Array
  readonly contentType?: string
  /** Where it was fetched. */
  readonly url: string
  /** Its name as configured; else the document's own title is its name, from the first reading on. */
  readonly source: Source
  /** Where neither is known. */
  readonly fallbackName?: string
  readonly now: Instant
}

/** What a document came to. */
export interface ReadDocument {
  readonly feed: Omit<ParsedFeed, 'entries' | 'rejected'>
  readonly entryCount: number
  /** Of its first entries: when to come back is learned from them. */
  readonly entryDates: readonly Instant[]
  readonly found: readonly FoundArticle[]
  /** Entries that could not be read, be it the publisher's fault or ours. */
  readonly rejected: number
  /** Entries that defeated us. */
  readonly defects: readonly { readonly where: string; readonly error: unknown }[]
}

/** As many dates as `nextFetchAt` looks at. */
const RECENT_ENTRIES = 20

/** Reads a document. Throws ParseError; an entry that defeats us is rejected by itself. */
export async function readDocument(request: ReadRequest): Promise<ReadDocument> {
  const { bytes, contentType, url, source, fallbackName, now } = request
  const { parseFeed } = await import('../../feeds/parse/parse.ts')
  const { entries, rejected = 0, ...feed } = await parseFeed(bytes, { contentType, url })
  const outlet = { ...source, name: source.name ?? feed.title ?? fallbackName }
  const seenAt = new Date(now)
  const found: FoundArticle[] = []
  const defects: { where: string; error: unknown }[] = []
  for (const entry of entries) {
    try {
      found.push(foundArticle(normalizeEntry(entry, outlet, seenAt)))
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

/** A page that is to be read. */
export interface PageRequest {
  readonly bytes: Uint8Array
  readonly contentType?: string
  /** Where it was fetched. */
  readonly url: string
}

/** What a page says; its HTML is harmless. */
export interface ReadPage extends Omit<ExtractedArticle, 'html'> {
  readonly contentHtml?: string
}

/** So many bytes of a page hold its `<meta charset>` (HTML Living Standard §13.2.3.2). */
const HEAD_BYTES = 1_024

/** The content type with the page's own charset, where HTTP names none. */
function contentTypeOf(bytes: Uint8Array, contentType = 'text/html'): string {
  if (/charset\s*=/i.test(contentType)) return contentType
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1')
  const charset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(head)?.[1]
  return charset === undefined ? contentType : `${contentType}; charset=${charset}`
}

/** Reads a page. Never throws for what a page holds. */
export async function readPage({ bytes, contentType, url }: PageRequest): Promise<ReadPage> {
  const { decodeBytes } = await import('../../feeds/markup/decode.ts')
  const { extractArticle } = await import('../../feeds/page/extract.ts')
  const { cleanHtml } = await import('../../feeds/markup/html.ts')
  const { text } = await decodeBytes(bytes, contentTypeOf(bytes, contentType))
  const { html, ...said } = await extractArticle(text, url)
  return { ...said, ...(html === undefined ? {} : { contentHtml: cleanHtml(html, url) }) }
}

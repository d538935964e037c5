/** A document's bytes to articles: parse, then normalize each entry, with what it is recognised by. Here or in a thread of its own, the answer is the same. */

import { normalizeEntry } from '../../core/article/normalize.ts'
import { type FoundArticle, foundArticle } from '../../core/article/reconcile.ts'
import { ParseError } from '../../core/errors.ts'
import type { Instant, ParsedFeed, Source } from '../../core/model.ts'
import type { ReadPage } from './read-page.ts'

/** What is to be read, as plain data. */
export interface ReadRequest {
  /** The reader's own: it may give them to a thread, and they are empty after that. */
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

/** What a document came to, as plain data. */
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

/** What a thread says of a document: articles by the hundred, so that taking them over stalls nobody, then the rest; of a page; or what failed. */
export type ThreadAnswer =
  | { readonly kind: 'found'; readonly found: readonly FoundArticle[] }
  | { readonly kind: 'read'; readonly rest: Omit<ReadDocument, 'found'> }
  | { readonly kind: 'page'; readonly page: ReadPage }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly retryable: boolean }
  | { readonly kind: 'defect'; readonly error: unknown }

/** A thread's answers to one request. */
export async function answerRequest(request: ReadRequest, post: (answer: ThreadAnswer) => void): Promise<void> {
  try {
    const { found, ...rest } = await readDocument(request)
    for (let at = 0; at < found.length; at += 200) post({ kind: 'found', found: found.slice(at, at + 200) })
    post({ kind: 'read', rest })
  } catch (error) {
    if (!(error instanceof ParseError)) return post({ kind: 'defect', error })
    const { code, message, retryable } = error
    post({ kind: 'failed', code, message, retryable })
  }
}

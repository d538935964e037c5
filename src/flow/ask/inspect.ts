/** Inspects one document: what was fetched, how it was read, and which article each entry becomes. Nothing is kept. */
import type { Config, SourceConfig } from '../../config.ts'
import { leadOf } from '../../core/article/article-text.ts'
import { normalizeEntry, withPresentable } from '../../core/article/normalize.ts'
import { foundArticle, reconcile } from '../../core/article/reconcile.ts'
import { repeatsOf, withoutRecurring } from '../../core/article/recurring.ts'
import { AppError, ParseError, SourceError } from '../../core/errors.ts'
import type { Article, Entry, Instant, ParsedFeed } from '../../core/model.ts'
import { nextFetchAt } from '../../core/polling.ts'
import { compileFilters } from '../../core/topics/filters.ts'
import { type FetchAnswer, type Fetcher, type Freshness, publicUrl } from '../../feeds/http/fetch.ts'
import type { DecodedText } from '../../feeds/markup/decode.ts'
import type { FoundFeed } from '../../feeds/parse/discovery.ts'

/** An entry as its publisher wrote it, and the article that a first fetch makes of it. */
export interface InspectedEntry {
  readonly said: Entry
  readonly became: Article & { /** Why a filter drops it. */ readonly dropped?: string }
}

/** The result of inspecting a document; parts that were not reached are absent. */
export interface Inspection {
  readonly source: { readonly id: string; readonly url: string; readonly name?: string }
  readonly fetched?: {
    readonly status: number
    /** The final address, without credentials. */
    readonly url: string
    readonly movedTo?: string
    readonly isForGood?: boolean
    readonly contentType?: string
    /** The size of the document, decompressed. */
    readonly bytes: number
    readonly etag?: string
    readonly lastModified?: string
    readonly freshness: Freshness
  }
  readonly document?: {
    readonly charset: string
    readonly charsetDecidedBy: DecodedText['decidedBy']
    /** The same in words. */
    readonly why: string
    readonly repairs: readonly string[]
  }
  readonly feed?: Omit<ParsedFeed, 'entries' | 'repairs' | 'hubs' | 'rejected'> & {
    readonly hubs: readonly string[]
    readonly rejected: number
    /** When a pass would fetch the source again after this answer. */
    readonly nextFetchAt: Instant
  }
  /** Where the document is a web page: the feeds it declares, and its article. */
  readonly page?: {
    readonly feeds: readonly FoundFeed[]
    readonly article?: {
      readonly title?: string
      readonly authors: readonly string[]
      readonly publisher?: string
      readonly publishedAt?: Instant
      readonly lead: string
      readonly characters: number
    }
  }
  readonly entries: readonly InspectedEntry[]
  readonly failure?: { readonly code: string; readonly message: string; readonly status?: number }
}

interface InspectDeps {
  readonly config: Config
  readonly fetcher: Fetcher
  readonly signal: AbortSignal
  readonly clock: () => Date
}

/**
 * Fetches and reads a source's document. An AppError becomes `failure` in the result; anything else is thrown, as is
 * the signal's reason.
 */
export async function inspectSource(deps: InspectDeps, source: SourceConfig): Promise<Inspection> {
  const { id, url, shownUrl, name, headers } = source
  const about = { id, url: shownUrl, name }
  let seen: Partial<Inspection> = {}
  try {
    return await deps.fetcher.readFeed({ sourceId: id, url, headers, signal: deps.signal }, async (answer) => {
      if (answer.kind === 'not-modified') throw new Error('an answer of 304 to a request without validators')
      const { charset, decidedBy, repairs } = await decoded(answer)
      seen = {
        fetched: fetchedOf(answer, url),
        document: { charset, charsetDecidedBy: decidedBy, why: DECIDED[decidedBy], repairs },
      }
      const { parseFeed } = await import('../../feeds/parse/parse.ts')
      const feed = await parseFeed(answer.bytes, { contentType: answer.contentType, url: answer.url }).catch(
        async (error: unknown) => {
          if (error instanceof ParseError && error.code === 'parse/not-a-feed')
            seen = { ...seen, ...(await pageOf(answer)) }
          throw error
        },
      )
      return { source: about, ...seen, ...(await readFeed(deps, source, answer, feed, seen)) }
    })
  } catch (error) {
    if (!(error instanceof AppError) || deps.signal.aborted) throw error
    const { code, message } = error
    const status = error instanceof SourceError ? error.status : undefined
    return { source: about, ...seen, entries: [], failure: { code, message, status } }
  }
}

type Modified = Extract<FetchAnswer, { kind: 'modified' }>

/** How an encoding was found, in words. */
const DECIDED: Readonly<Record<DecodedText['decidedBy'], string>> = {
  bom: 'by its byte order mark',
  pattern: 'by the pattern of its NULs',
  'valid-utf-8': 'since its bytes are valid UTF-8',
  http: 'as the HTTP header says',
  prolog: 'as its XML declaration says',
  'nearly-utf-8': 'since nearly all of it is valid UTF-8',
  guess: 'guessed from its bytes',
  default: 'since nothing says otherwise',
}

async function decoded({ bytes, contentType }: Modified): Promise<DecodedText> {
  const { decodeBytes } = await import('../../feeds/markup/decode.ts')
  return decodeBytes(bytes, contentType)
}

function fetchedOf(answer: Modified, asked: string): NonNullable<Inspection['fetched']> {
  const { status, url, contentType, bytes, etag, lastModified, freshness, candidateUrl } = answer
  const moved = url === publicUrl(asked) ? {} : { movedTo: url, isForGood: candidateUrl === url }
  return { status, url, ...moved, contentType, bytes: bytes.length, etag, lastModified, freshness }
}

async function readFeed(
  { config, clock }: InspectDeps,
  source: SourceConfig,
  { freshness }: Modified,
  feed: ParsedFeed,
  seen: Partial<Inspection>,
): Promise<Pick<Inspection, 'feed' | 'document' | 'entries'>> {
  const now = clock()
  const at = now.toISOString()
  const { entries, repairs, hubs = [], rejected, ...rest } = withPresentable(feed)
  const named = { id: source.id, url: source.url, name: source.name ?? feed.title }
  const normalized = entries.map((entry) => normalizeEntry(entry, named, now))
  const entryDates = entries.flatMap(({ publishedAt, updatedAt }) => publishedAt ?? updatedAt ?? []).slice(0, 20)
  const { intervalMinutes } = source
  const facts = { sourceId: source.id, now: at, intervalMinutes, failCount: 0, entryDates, freshness, feed }
  // As at a first fetch: the entries together decide which of them are undated, backlog, or beyond `maxNewPerSource`.
  const { added } = reconcile(normalized.map(foundArticle), [], {
    now: at,
    isFirstFetch: true,
    firstFetchDays: source.firstFetchDays ?? config.refresh.firstFetchDays,
    maxNewPerSource: config.refresh.maxNewPerSource,
    dropReason: await compileFilters(config.filters),
  })
  const repeats = repeatsOf(added.map(({ article }) => article))
  const keptByKey = Map.groupBy(added, ({ article }) => keyOf(article))
  return {
    feed: { ...rest, hubs, rejected, nextFetchAt: nextFetchAt(facts) },
    document: seen.document && { ...seen.document, repairs },
    entries: entries.map((entry, i) => {
      const article = normalized[i]!
      const kept = keptByKey.get(keyOf(article))?.[0]
      const became = withoutRecurring({ ...article, ...kept?.article }, repeats)
      return { said: entry, became: { ...became, dropped: kept?.dropped } }
    }),
  }
}

/** A key for an article from the fields that `reconcile` does not change, as it may change id and date. */
const keyOf = ({ guid, url, title, text }: Article): string => JSON.stringify([guid, url, title, text.length])

async function pageOf(answer: Modified): Promise<Pick<Inspection, 'page'>> {
  const { findFeeds } = await import('../../feeds/parse/discovery.ts')
  const { extractArticle } = await import('../../feeds/page/extract.ts')
  const { text: html } = await decoded(answer)
  if (!/<(?:!doctype|html|head|body)\b/i.test(html.slice(0, 4_096))) return {}
  const { title, authors, publisher, publishedAt, text } = await extractArticle(html, answer.url)
  const article = { title, authors, publisher, publishedAt, lead: leadOf(text), characters: text.length }
  return { page: { feeds: findFeeds(html, answer.url), ...(text === '' ? {} : { article }) } }
}

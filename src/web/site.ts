/**
 * The site: the published documents and the pages. Answered ahead of the routes of `server.ts`, since a framework takes more
 * than half of the requests a second that Node can answer (measured: 0.4 of node:http through hono, 0.9 without).
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Instant } from '../core/model.ts'
import { etagOf } from '../files.ts'
import { type Answer, headersOf } from './answer.ts'
import { type CacheOptions, createCache, type Found, type Kept } from './cache.ts'
import { type PublishedDocument, type ServingOptions, serveDocument, sharedHeaders } from './documents.ts'

/** A page, or where it is now. */
type SitePage =
  | { readonly kind: 'page' /** A whole document. */; readonly html: string }
  | { readonly kind: 'moved' /** As `core/site-paths.ts` writes it: `story/ID`. */; readonly path: string }

/** Where the site comes from. What throws counts as the store being away, and what was served last is served on. */
export interface SiteDeps extends Pick<CacheOptions, 'readStamp' | 'nowMs' | 'onError'> {
  /** A published document by its path relative to the feed folder: `atom.xml`, `topics/nato/atom.xml`. */
  getDocument(path: string): Promise<PublishedDocument | undefined>
  /** A page by its path: `index`, `story/ID`, `search`; the query is that of the request. */
  getPage(path: string, query: URLSearchParams): Promise<SitePage | undefined>
  /** A file of the feed folder, for when the store is away. */
  getFile(path: string): Promise<{ readonly bytes: Uint8Array; readonly changedAt: Instant } | undefined>
  /** The text of the style sheet. */
  style(): string
  now(): Date
}

/** What a request asks the site for. */
interface SiteRequest {
  /** Decoded, without a slash at its beginning; empty: the front page. */
  readonly path: string
  readonly query: string
  readonly headers: IncomingHttpHeaders
}

interface Site {
  /** The answer to GET and HEAD; undefined where there is nothing. Rejects with what the store throws where nothing was kept. */
  answer(request: SiteRequest): Answer | Promise<Answer | undefined>
  readonly counts: { readonly hits: number; readonly misses: number; readonly stale: number }
}

/** Enough for all feeds and some thousand pages. */
const CACHE_BYTES = 48 * 1024 * 1024

// A feed changes with a pass, by default every quarter of an hour; a page is looked at by people, who load it again.
const FEED: ServingOptions = { maxAgeSeconds: 900, isShared: true }
const PAGE: ServingOptions = { maxAgeSeconds: 60 }
const STYLE: ServingOptions = { maxAgeSeconds: 3_600 }
// Results are no pages of their own for search engines.
const SEARCH: ServingOptions = { maxAgeSeconds: 60, more: { 'X-Robots-Tag': 'noindex' } }
/** For what may be older than what others see: the store is away. */
const STALE_SECONDS = 60
/** An alias may end when a story is split again. */
const MOVED_SECONDS = 900

const HTML = 'text/html; charset=utf-8'
const CSS = 'text/css; charset=utf-8'

/** The media types of documents (RFC 4287 §7, JSON Feed 1.1, RFC 9309 §2.3), by the first pattern that fits. */
const TYPES: readonly (readonly [name: RegExp, contentType: string])[] = [
  [/(^|\/)rss\.xml$/, 'application/rss+xml; charset=utf-8'],
  [/^sitemap[^/]*\.xml$/, 'application/xml; charset=utf-8'],
  [/\.xml$/, 'application/atom+xml; charset=utf-8'],
  [/\.json$/, 'application/feed+json; charset=utf-8'],
  [/\.opml$/, 'text/x-opml; charset=utf-8'],
  [/^robots\.txt$/, 'text/plain; charset=utf-8'],
]

/** The media type of a document's path; undefined where it is a page's. */
const typeOf = (path: string): string | undefined => TYPES.find(([name]) => name.test(path))?.[1]

/** Whether a path is a feed's, so that its errors, too, can be read by a feed reader in a browser. */
export const isShared = (path: string): boolean => path === 'opml' || typeOf(path) !== undefined

/** The site over these functions, with a cache of its own. */
export function createSite(deps: SiteDeps): Site {
  const cache = createCache({ ...deps, maxBytes: CACHE_BYTES })

  const served = (document: PublishedDocument, options: ServingOptions): Found => ({
    kind: 'document',
    served: serveDocument(document, options),
  })

  /** Without a date: it changes with the program, at no instant that all machines would agree on. */
  function styleSheet(): Found {
    const bytes = Buffer.from(deps.style())
    return served({ bytes, contentType: CSS, etag: etagOf(bytes) }, STYLE)
  }

  async function findPage(path: string, query: string, before: Found | undefined): Promise<Found | undefined> {
    const page = await deps.getPage(path, new URLSearchParams(query))
    if (page === undefined || page.kind === 'moved') return page
    const bytes = Buffer.from(page.html)
    const changedAt = deps.now().toISOString()
    // A date says nothing where the page changed twice within its second (RFC 9110 §8.8.2.2).
    const isSameSecond =
      before?.kind === 'document' && before.served.document.changedAt?.slice(0, 19) === changedAt.slice(0, 19)
    const date = isSameSecond ? {} : { changedAt }
    return served({ bytes, contentType: HTML, etag: etagOf(bytes), ...date }, path === 'search' ? SEARCH : PAGE)
  }

  async function find(path: string, query: string, before: Found | undefined): Promise<Found | undefined> {
    if (path === 'style.css') return styleSheet()
    if (typeOf(path) !== undefined) {
      const found = await deps.getDocument(path)
      if (found !== undefined) return served(found, FEED)
    }
    for (const name of pageNames(path)) {
      const found = await findPage(name, query, before)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The file that the static site has at a path. */
  async function findFile(path: string): Promise<Kept | undefined> {
    const type = typeOf(path)
    const names = type === undefined ? pageNames(path).map((name) => `${name}.html`) : [path]
    for (const name of names) {
      const file = await deps.getFile(name)
      if (file === undefined) continue
      const whole = { ...file, contentType: type ?? HTML, etag: etagOf(file.bytes) }
      return { found: served(whole, type === undefined ? PAGE : FEED), isStale: true }
    }
    return undefined
  }

  function answerWith({ found, isStale }: Kept, { path, headers }: SiteRequest): Answer | Promise<Answer> {
    if (found.kind === 'moved') return movedTo(found.path, path)
    const answer = found.served.answer(headers)
    if (!isStale) return answer
    return answer instanceof Promise ? answer.then(staleAnswer) : staleAnswer(answer)
  }

  async function answerSlowly(
    request: SiteRequest,
    path: string,
    kept: Promise<Kept | undefined>,
  ): Promise<Answer | undefined> {
    let known: Kept | undefined
    try {
      known = await kept
    } catch (error) {
      if (path === 'style.css') known = { found: styleSheet(), isStale: false }
      else known = path === 'search' ? undefined : await findFile(path)
      if (known === undefined) throw error
    }
    return known === undefined ? undefined : answerWith(known, request)
  }

  return {
    counts: cache.counts,
    answer(request) {
      const path = request.path === '' ? 'index' : request.path === 'opml' ? 'sources.opml' : request.path
      const isSearch = path === 'search' || path === 'search.html'
      const query = isSearch ? request.query : ''
      const kept = cache.get(isSearch ? `search?${query}` : path, (before) => find(path, query, before))
      if (kept instanceof Promise) return answerSlowly(request, path, kept)
      return answerWith(kept, request)
    },
  }
}

/** The paths that a page may have: without the extension that it has as a file, then as sent, since an id may end in one. */
const pageNames = (path: string): string[] => (path.endsWith('.html') ? [path.slice(0, -5), path] : [path])

/** The same answer, to be used for a shorter time. */
const staleAnswer = (answer: Answer): Answer => ({
  ...answer,
  headers: answer.headers.map((text, i) =>
    answer.headers[i - 1] === 'Cache-Control' ? `public, max-age=${STALE_SECONDS}` : text,
  ),
})

/**
 * A permanent redirect to another path of the site. Its link is relative, since the server may be reached below any path and
 * under any name, and the one that a client sends may be wrong (RFC 9110 §10.2.2 allows it).
 */
export function movedTo(path: string, from: string, query = ''): Answer {
  const up = '../'.repeat(from.split('/').length - 1)
  const location = `${up}${path.split('/').map(encodeURIComponent).join('/')}${query === '' ? '' : `?${query}`}`
  const headers = {
    Location: location,
    'Content-Length': '0',
    'Cache-Control': `public, max-age=${MOVED_SECONDS}`,
    ...sharedHeaders(isShared(from)),
  }
  return { status: 308, headers: headersOf(headers) }
}

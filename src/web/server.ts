/**
 * The web server: the site, the pages behind the links in mail, a health check and figures. It keeps no state of its own and
 * makes no decisions; the functions it is given read and write the store.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { StoreError } from '../core/errors.ts'
import { type Answer, send, textAnswer } from './answer.ts'
import { createAddressReader, createLimit } from './clients.ts'
import { sharedHeaders } from './documents.ts'
import { listen, type Open } from './listen.ts'
import { createMetrics, type RouteClass } from './metrics.ts'
import type { Notices } from './pages/notices.ts'
import { createRoutes, PAGE_HEADERS, RETRY_LATER, type RoutesDeps } from './routes.ts'
import { createSite, isShared, movedTo, type SiteDeps } from './site.ts'
import { readTarget, type Target } from './target.ts'

/**
 * What the web server needs. Each function may throw; then the visitor gets a page that says so, and `onError` gets the
 * error.
 */
interface WebServerDeps extends Omit<SiteDeps, 'style'>, RoutesDeps {
  /** The pages for what goes wrong and for leaving a digest, and the text of the style sheet, as configured now. */
  pages(): Notices & { readonly style: string }
  /** Addresses and ranges of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
}

/** A web server that is not open yet. */
interface WebServer {
  /** Listens for requests; port 0 takes any free port. Throws AppError `web/port-in-use` or `web/unreachable`. */
  listen(host: string, port: number): Promise<Open>
}

/** Searches of one client: more than a person types, or a browser asks for when it opens all its tabs again. */
const SEARCH_BURST = 300
const SEARCHES_PER_SECOND = 10

type Path = Extract<Target, { kind: 'path' }>

const READS = 'GET, HEAD, OPTIONS'
/** What a script of another origin may send to read a feed (Fetch §3.3.3), and for how many seconds a browser remembers it. */
const PREFLIGHT: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers':
    'If-None-Match, If-Modified-Since, Cache-Control, Pragma, Accept, Content-Type, Range',
  'Access-Control-Max-Age': '86400',
}

/** A web server over these functions. */
export function createWebServer(deps: WebServerDeps): WebServer {
  const { pages } = deps
  const site = createSite({ ...deps, style: () => pages().style })
  const metrics = createMetrics({ readFigures: deps.readFigures, cache: site.counts })
  const addressOf = createAddressReader(deps.trustedProxies)
  const searches = createLimit(SEARCH_BURST, SEARCHES_PER_SECOND, deps.nowMs)
  const routes = createRoutes(deps, metrics, addressOf)
  // Otherwise the adaptor replaces the global Request and Response for the whole process.
  const serveRoutes = getRequestListener(routes.fetch, { overrideGlobalObjects: false })

  const page = (status: number, html: string, more: Readonly<Record<string, string>> = {}): Answer =>
    textAnswer(status, html, { ...PAGE_HEADERS, ...more })

  /** The answer to a request that the site does not serve; undefined where it does. */
  function refuse(request: IncomingMessage, { path, query, isFolder }: Path, route: RouteClass): Answer | undefined {
    const { method } = request
    if (method === 'OPTIONS') {
      const preflight = isShared(path) ? { ...sharedHeaders(true), ...PREFLIGHT } : {}
      return textAnswer(204, '', { Allow: READS, ...preflight })
    }
    if (method !== 'GET' && method !== 'HEAD')
      return textAnswer(405, `Only ${READS} are answered here.\n`, { Allow: READS, ...sharedHeaders(isShared(path)) })
    if (isFolder) return movedTo(path, `${path}/`, query)
    if (route !== 'search' || query === '') return undefined
    const waitSeconds = searches.take(addressOf(request))
    return waitSeconds === 0 ? undefined : page(429, pages().tooMany(), { 'Retry-After': String(waitSeconds) })
  }

  /** The answer for what took an error, or is not there. */
  function answerWithout(path: string, error?: unknown): Answer {
    const shared = sharedHeaders(isShared(path))
    if (error === undefined) return page(404, pages().notFound(), shared)
    if (error instanceof StoreError) return page(503, pages().unreachable(), { ...RETRY_LATER, ...shared })
    return page(500, pages().defect(), shared)
  }

  /** The answer for a target that is no path of the site. */
  function answerOther(target: Exclude<Target, { kind: 'path' }>, method = ''): Answer {
    if (target.kind === 'server' && method === 'OPTIONS') return textAnswer(204, '', { Allow: READS })
    if (target.kind === 'too-long') return page(414, pages().addressTooLong())
    return target.kind === 'foreign' ? page(404, pages().notFound()) : page(400, pages().badRequest())
  }

  function answerSite(request: IncomingMessage, target: Path, route: RouteClass): Answer | Promise<Answer> {
    const refused = refuse(request, target, route)
    if (refused !== undefined) return refused
    const { path, query } = target
    const answer = site.answer({ path, query, headers: request.headers })
    if (!(answer instanceof Promise)) return answer
    return answer.then(
      (made) => made ?? answerWithout(path),
      (error: unknown) => answerWithout(path, error),
    )
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    try {
      handle(request, response)
    } catch (error) {
      fail(response, error)
    }
  }

  /** Where even an error page failed. */
  function fail(response: ServerResponse, error: unknown): void {
    deps.onError(error)
    response.destroy()
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const reply = (route: RouteClass, answer: Answer): void => {
      metrics.count(route, answer.status)
      send(response, answer)
    }
    if (!hasHost(request)) {
      reply('other', textAnswer(400, 'Send one Host header (RFC 9112, 3.2).\n'))
      return
    }
    const target = readTarget(request.url ?? '')
    if (target.kind !== 'path') {
      reply('other', answerOther(target, request.method))
      return
    }
    const route = routeOf(target.path)
    if (ROUTES.has(route) && !target.isFolder) {
      // The adaptor makes an address of these, and refuses odd ones; whatever host a client names, no link follows from it.
      request.headers.host = 'localhost'
      request.url = `/${target.path.split('/').map(encodeURIComponent).join('/')}`
      response.once('finish', () => metrics.count(route, response.statusCode))
      void serveRoutes(request, response)
      return
    }
    const answer = answerSite(request, target, route)
    if (answer instanceof Promise)
      answer.then((made) => reply(route, made)).catch((error: unknown) => fail(response, error))
    else reply(route, answer)
  }

  return { listen: (host, port) => listen(onRequest, host, port) }
}

/** Whether a request names one host (RFC 9112 §3.2): HTTP/1.1 must. Which one is not asked: proxies send all kinds. */
function hasHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    if (name.length === 4 && name.toLowerCase() === 'host') count++
  }
  return count === 1 || (count === 0 && httpVersion === '1.0')
}

/** The parts that `routes.ts` answers. */
const ROUTES: ReadonlySet<RouteClass> = new Set(['health', 'metrics', 'unsubscribe'])

const CLASSES: Readonly<Record<string, RouteClass>> = {
  '': 'front',
  'index.html': 'front',
  index: 'front',
  topics: 'topic',
  day: 'day',
  story: 'story',
  source: 'source',
  edition: 'edition',
  feeds: 'feeds',
  'feeds.html': 'feeds',
  search: 'search',
  'search.html': 'search',
  'style.css': 'style',
  health: 'health',
  metrics: 'metrics',
  unsubscribe: 'unsubscribe',
}

/** The part of the site that a path belongs to. */
function routeOf(path: string): RouteClass {
  const slash = path.indexOf('/')
  const first = slash === -1 ? path : path.slice(0, slash)
  if (isShared(path)) return 'document'
  return Object.hasOwn(CLASSES, first) ? CLASSES[first]! : 'other'
}

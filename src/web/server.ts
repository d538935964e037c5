/**
 * The web server: the published documents, the pages behind the links in mail, and a health check. It keeps no state
 * and makes no decisions; the functions it is given read and write the store.
 */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { AppError, StoreError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import { etagOf } from '../files.ts'
import { createResponder, type PublishedDocument } from './documents.ts'
import type { PagesOptions } from './pages/frame.ts'
import type { Subscription } from './pages/notices.ts'
import { createPages } from './pages/pages.ts'

/**
 * What the web server needs. Each function may throw; then the visitor gets a page that says so, and `onError` gets the
 * error.
 */
interface WebServerDeps extends Omit<PagesOptions, 'kind'> {
  /** Whether the store answers. */
  isReady(): Promise<boolean>
  /** A published document by its path relative to the feed folder: `atom.xml`, `topics/nato/atom.xml`. */
  getDocument(path: string): Promise<PublishedDocument | undefined>
  /** The token in the links of test mail. It belongs to nobody, so the store is not queried. */
  readonly testToken: string
  /**
   * The subscription of an unsubscribe token; undefined when the token is not ours or the subscription does not exist.
   */
  findByToken(token: string): Promise<Subscription | undefined>
  /** Ends that subscription; doing it twice changes nothing. */
  unsubscribe(token: string): Promise<Subscription | undefined>
  onError(error: unknown): void
}

/** A web server that answers requests, with or without a socket. */
interface WebServer {
  /** Answers one request without a socket. */
  fetch(request: Request): Promise<Response>
  /**
   * Listens for requests; port 0 takes any free port. Throws AppError `web/port-in-use` or `web/unreachable`.
   * `close` stops accepting connections and lets running answers finish, for at most 5 seconds.
   */
  listen(host: string, port: number): Promise<{ readonly url: string; close(): Promise<void> }>
}

/** Feeds change only with a pass, by default every quarter of an hour. */
const MAX_AGE_SECONDS = 900
/** The form of our page has forty bytes, the multipart form of a mail program a few hundred. */
const MAX_FORM_BYTES = 64 * 1024
const CLOSE_GRACE_MS = 5_000

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/** A web server over these functions, with its templates read. Throws RenderError for a missing or damaged template. */
export async function createWebServer(deps: WebServerDeps): Promise<WebServer> {
  const pages = await createPages({ ...deps, kind: 'served' })
  const style = styleOf(pages.style)
  const { respond } = createResponder(MAX_AGE_SECONDS)
  const app = new Hono()

  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value)
  })

  route(app, '/health', {
    GET: async (context) => {
      const ready = await deps.isReady().catch(() => false)
      context.header('Cache-Control', 'no-store')
      return context.json({ alive: true, ready }, ready ? 200 : 503)
    },
  })

  route(app, '/style.css', { GET: ({ req }) => respond(req.raw, style) })

  const document = async (context: Context, path: string): Promise<Response> => {
    const found = await deps.getDocument(path)
    return found === undefined ? htmlPage(context, pages.notFound(), 404) : respond(context.req.raw, found)
  }
  route(app, '/atom.xml', { GET: (context) => document(context, 'atom.xml') })
  route(app, '/topics/:id/atom.xml', {
    GET: (context) => {
      const id = context.req.param('id')!
      // An encoded slash could turn the id into a path.
      return /[/\\]/.test(id) ? context.notFound() : document(context, `topics/${id}/atom.xml`)
    },
  })

  route(app, '/unsubscribe/:token', {
    GET: async (context) => {
      const token = context.req.param('token')!
      if (token === deps.testToken) return htmlPage(context, pages.testMail(), 200)
      const found = await deps.findByToken(token)
      return found === undefined
        ? htmlPage(context, pages.unknownToken(), 404)
        : htmlPage(context, pages.unsubscribe(found), 200)
    },
    // RFC 8058 §3.2: acts without confirmation, cookies or redirect. The token alone authorises it, so the form's
    // content is read only to let the client finish sending.
    POST: async (context) => {
      if (!(await isWithin(context.req.raw, MAX_FORM_BYTES))) return htmlPage(context, pages.tooLarge(), 413)
      const token = context.req.param('token')!
      if (token === deps.testToken) return htmlPage(context, pages.testMail(), 200)
      const found = await deps.unsubscribe(token)
      return found === undefined
        ? htmlPage(context, pages.unknownToken(), 404)
        : htmlPage(context, pages.unsubscribe({ ...found, isStopped: true }), 200)
    },
  })

  app.notFound((context) => htmlPage(context, pages.notFound(), 404))
  app.onError((error, context) => {
    deps.onError(error)
    if (!(error instanceof StoreError)) return htmlPage(context, pages.defect(), 500)
    context.header('Retry-After', '60')
    return htmlPage(context, pages.unreachable(), 503)
  })

  return { fetch: async (request) => app.fetch(request), listen: (host, port) => listen(app, host, port) }
}

/**
 * The style sheet changes only with the program, so any fixed instant that is the same on all machines can be its date.
 */
const STYLE_CHANGED_AT: Instant = '2026-01-01T00:00:00.000Z'

const styleOf = (text: string): PublishedDocument => ({
  bytes: Buffer.from(text),
  contentType: 'text/css; charset=utf-8',
  etag: etagOf(text),
  changedAt: STYLE_CHANGED_AT,
})

type Handler = (context: Context) => Response | Promise<Response>

/** Adds a path with its methods: HEAD is answered as GET without a body, other methods with 405 and Allow. */
function route(app: Hono, path: string, handlers: { readonly GET: Handler; readonly POST?: Handler }): void {
  const allow = handlers.POST === undefined ? 'GET, HEAD' : 'GET, HEAD, POST'
  app.all(path, (context) => {
    const { method } = context.req
    if (method === 'GET' || method === 'HEAD') return handlers.GET(context)
    if (method === 'POST' && handlers.POST !== undefined) return handlers.POST(context)
    return context.text(`Only ${allow} are answered here.\n`, 405, { Allow: allow, 'Cache-Control': 'no-store' })
  })
}

/**
 * An HTML answer. Pages show one subscription or an error, so they are neither cached nor indexed by search engines.
 */
function htmlPage(context: Context, html: string, status: 200 | 404 | 413 | 500 | 503): Response {
  return context.body(html, status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex',
  })
}

/** Reads and discards a body; returns whether it has at most `maxBytes`. */
async function isWithin(request: Request, maxBytes: number): Promise<boolean> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return false
  let bytes = 0
  for await (const chunk of request.body ?? []) if ((bytes += chunk.length) > maxBytes) return false
  return true
}

async function listen(app: Hono, host: string, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: host,
    // Otherwise the adaptor replaces the global Request and Response for the whole process.
    overrideGlobalObjects: false,
    // Forms are small, so slow requests are cut off early and do not hold connections.
    serverOptions: { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 5_000 },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(asListenError(cause, host, port)))
    server.listen(port, host, () => resolve())
  })
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${name}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        const deadline = setTimeout(
          () => 'closeAllConnections' in server && server.closeAllConnections(),
          CLOSE_GRACE_MS,
        )
        server.close(() => {
          clearTimeout(deadline)
          resolve()
        })
        if ('closeIdleConnections' in server) server.closeIdleConnections()
      }),
  }
}

function asListenError(cause: NodeJS.ErrnoException, host: string, port: number): AppError {
  if (cause.code === 'EADDRINUSE')
    return new AppError(
      `The web server cannot listen at ${host}:${port}: another process is there. Stop it, or choose another web.port (--port 0: any free one).`,
      { code: 'web/port-in-use', cause },
    )
  return new AppError(
    `The web server cannot listen at ${host}:${port} (${cause.code}). Set web.host to an address of this machine and web.port to one this user may open.`,
    { code: 'web/unreachable', cause },
  )
}

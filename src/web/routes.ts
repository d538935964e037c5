/** The routes that act or report: leaving a digest, the health check and the figures. */

import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { StoreError } from '../core/errors.ts'
import { SECURITY_HEADERS } from './answer.ts'
import { PATIENCE_MS, within } from './cache.ts'
import { isAuthorised, type Metrics, type StoreFigures } from './metrics.ts'
import type { Notices, Subscription } from './pages/notices.ts'

/** What the routes need of the store. */
export interface RoutesDeps {
  /** The pages to show, as configured now. */
  pages(): Notices
  /** Whether the store answers. */
  isReady(): Promise<boolean>
  /** The token in the links of test mail. It belongs to nobody, so the store is not queried. */
  readonly testToken: string
  /**
   * The subscription of an unsubscribe token; undefined when the token is not ours or the subscription does not exist.
   */
  findByToken(token: string): Promise<Subscription | undefined>
  /** Ends that subscription for a client at an address; doing it twice changes nothing. Returns it as it is now. */
  unsubscribe(token: string, address: string): Promise<Subscription | undefined>
  /** Takes it up again where its subscriber has ended it; doing it twice changes nothing. Returns it as it is now. */
  subscribeAgain(token: string, address: string): Promise<Subscription | undefined>
  /** The token for `/metrics`; absent: there is no such page. */
  readonly metricsToken?: string | undefined
  readFigures(): Promise<StoreFigures>
  onError(error: unknown): void
}

/** Of pages that are made for one visitor or one moment: neither kept nor found by search engines. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex',
}
/** Seconds. A store that is restarted is back by then. */
export const RETRY_LATER: Readonly<Record<string, string>> = { 'Retry-After': '60' }

/** A store that takes longer to find a subscription, or to end it, counts as away: mail programs wait no longer either. */
const LEAVING_PATIENCE_MS = 10_000

/** The form of our page has forty bytes, the multipart form of a mail program a few hundred. */
const MAX_FORM_BYTES = 64 * 1024

type Env = { Bindings: HttpBindings }

/** The routes over these functions. `addressOf` tells who asks. */
export function createRoutes(
  deps: RoutesDeps,
  metrics: Metrics,
  addressOf: (request: IncomingMessage) => string,
): Hono<Env> {
  const { pages } = deps
  const app = new Hono<Env>()

  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value)
  })

  route(app, '/health', {
    GET: async (context) => {
      const ready = await within(deps.isReady(), PATIENCE_MS).catch(() => false)
      context.header('Cache-Control', 'no-store')
      return context.json({ alive: true, ready }, ready ? 200 : 503)
    },
  })

  const { metricsToken } = deps
  if (metricsToken !== undefined)
    route(app, '/metrics', {
      GET: async (context) => {
        context.header('Cache-Control', 'no-store')
        if (!isAuthorised(context.req.header('authorization'), metricsToken))
          return context.text('Send the token of web.metricsToken: Authorization: Bearer TOKEN\n', 401, {
            'WWW-Authenticate': 'Bearer realm="metrics"',
          })
        const { text, contentType } = await metrics.read()
        return context.body(text, 200, { 'Content-Type': contentType })
      },
    })

  route(app, '/unsubscribe/:token', {
    GET: async (context) => {
      const token = context.req.param('token')!
      if (token === deps.testToken) return htmlPage(context, pages().testMail(), 200)
      const found = await within(deps.findByToken(token), LEAVING_PATIENCE_MS)
      return found === undefined
        ? htmlPage(context, pages().unknownToken(), 404)
        : htmlPage(context, pages().subscription(found, 'shown'), 200)
    },
    // RFC 8058 §3.2: acts without confirmation, cookies or redirect; the token alone authorises it. But only on a body that says
    // what is wanted: scanners of mail follow links with empty bodies, too.
    POST: async (context) => {
      const form = await readForm(context.req.raw, MAX_FORM_BYTES)
      if (form === undefined) return htmlPage(context, pages().tooLarge(), 413)
      const token = context.req.param('token')!
      if (token === deps.testToken) return htmlPage(context, pages().testMail(), 200)
      const wish = wishOf(form)
      const act = { leave: deps.unsubscribe, return: deps.subscribeAgain, unclear: deps.findByToken }[wish]
      const client = addressOf(context.env.incoming as IncomingMessage)
      const found = await within(act(token, client), LEAVING_PATIENCE_MS)
      if (found === undefined) return htmlPage(context, pages().unknownToken(), 404)
      if (wish === 'unclear') return htmlPage(context, pages().subscription(found, 'unclear'), 400)
      // What the operator has ended is not taken up again from here.
      if (wish === 'return' && found.standing !== 'active')
        return htmlPage(context, pages().subscription(found, 'shown'), 409)
      return htmlPage(context, pages().subscription(found, wish === 'return' ? 'returned' : 'shown'), 200)
    },
  })

  app.notFound((context) => htmlPage(context, pages().notFound(), 404))
  app.onError((error, context) => {
    deps.onError(error)
    if (!(error instanceof StoreError)) return htmlPage(context, pages().defect(), 500)
    for (const [name, value] of Object.entries(RETRY_LATER)) context.header(name, value)
    return htmlPage(context, pages().unreachable(), 503)
  })
  return app
}

type Handler = (context: Context<Env>) => Response | Promise<Response>

/** Adds a path with its methods: HEAD is answered as GET without a body, others with 405 and what is allowed. */
function route(app: Hono<Env>, path: string, handlers: { readonly GET: Handler; readonly POST?: Handler }): void {
  const allow = handlers.POST === undefined ? 'GET, HEAD, OPTIONS' : 'GET, HEAD, POST, OPTIONS'
  app.all(path, (context) => {
    const { method } = context.req
    if (method === 'GET' || method === 'HEAD') return handlers.GET(context)
    if (method === 'POST' && handlers.POST !== undefined) return handlers.POST(context)
    const headers = { Allow: allow, 'Cache-Control': 'no-store' }
    if (method === 'OPTIONS') return context.body(null, 204, headers)
    return context.text(`Only ${allow} are answered here.\n`, 405, headers)
  })
}

const htmlPage = (context: Context<Env>, html: string, status: 200 | 400 | 404 | 409 | 413 | 500 | 503): Response =>
  context.body(html, status, PAGE_HEADERS)

/** What a form asks for: that of a mail program (RFC 8058 §3.1), or that of our page. */
function wishOf(form: FormFields): 'leave' | 'return' | 'unclear' {
  if (form.get('List-Unsubscribe') === 'One-Click') return 'leave'
  const action = form.get('action')
  return action === 'leave' || action === 'return' ? action : 'unclear'
}

type FormFields = Pick<FormData, 'get'>

/**
 * The fields of a form, urlencoded or multipart/form-data; undefined where it has more than `maxBytes`. A body of another type is
 * read as urlencoded, since some clients name none; a damaged one has no fields.
 */
async function readForm(request: Request, maxBytes: number): Promise<FormFields | undefined> {
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return undefined
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    if ((bytes += chunk.length) > maxBytes) return undefined
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  if (!/^multipart\/form-data\b/i.test(headers['content-type'])) return new URLSearchParams(body.toString().trim())
  return new Response(body, { headers }).formData().catch(() => new URLSearchParams())
}

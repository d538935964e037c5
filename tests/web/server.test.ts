import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { StoreError } from '../../src/core/errors.ts'
import { makeToken, readToken, TEST_TOKEN } from '../../src/flow/digest/tokens.ts'
import type { PublishedDocument } from '../../src/web/documents.ts'
import { createMetrics } from '../../src/web/metrics.ts'
import type { Subscription } from '../../src/web/pages/notices.ts'
import { createPages } from '../../src/web/pages/pages.ts'
import { createRoutes } from '../../src/web/routes.ts'
import { createWebServer } from '../../src/web/server.ts'

const SECRET = 'only for this test'
const templatesFolder = fileURLToPath(new URL('../../templates', import.meta.url))
const tokenOf = (address: string): string => makeToken(SECRET, ['unsubscribe', 'morning', address])

// What the web server is given: documents in a map, subscriptions in a map, and a store that can fail.
const documents = new Map<string, PublishedDocument>()
const subscriptions = new Map<string, Subscription['standing']>()
const errors: unknown[] = []
const asked: string[] = []
let failure: Error | undefined

function failIfAsked(): void {
  if (failure !== undefined) throw failure
}
async function subscription(token: string) {
  failIfAsked()
  const [purpose, digestId, address] = readToken(SECRET, token) ?? []
  if (purpose !== 'unsubscribe' || digestId === undefined || address === undefined) return undefined
  const standing = subscriptions.get(address)
  return standing === undefined ? undefined : { address, digestTitle: 'Good <morning>', standing }
}
type WebServer = ReturnType<typeof createWebServer>
const newspaper: Parameters<typeof createPages>[0] = {
  templatesFolder,
  kind: 'served',
  title: 'Morning Broadsheet',
  language: 'en-GB',
  timeZone: 'UTC',
  topics: [],
  sourceFiles: new Map(),
  contact: 'ops@example.org',
  imprint: 'Broadsheet, 1 Fleet Street, London',
}
const pagesOfNewspaper = await createPages(newspaper)
/** Pages by path; a text that begins with `→` is where the page is now. */
const pages = new Map<string, string>()
const files = new Map<string, string>()
const searched: string[] = []
let nowMs = 0
let revision = 1
const deps: Parameters<typeof createWebServer>[0] = {
  pages: () => pagesOfNewspaper,
  isReady: async () => {
    failIfAsked()
    return true
  },
  readStamp: async () => {
    failIfAsked()
    return String(revision)
  },
  getDocument: async (path) => {
    failIfAsked()
    asked.push(path)
    return documents.get(path)
  },
  getPage: async (path, query) => {
    failIfAsked()
    asked.push(path)
    if (path === 'search') {
      searched.push(query.toString())
      return { kind: 'page', html: `<h1>${query.get('q') ?? 'Search'}</h1>` }
    }
    const page = pages.get(path)
    if (page === undefined) return undefined
    return page.startsWith('→') ? { kind: 'moved', path: page.slice(1) } : { kind: 'page', html: page }
  },
  getFile: async (path) => {
    const file = files.get(path)
    return file === undefined ? undefined : { bytes: Buffer.from(file), changedAt: '2026-11-22T06:00:00.000Z' }
  },
  nowMs: () => nowMs,
  now: () => new Date('2026-11-22T08:00:00.250Z'),
  readFigures: async () => {
    failIfAsked()
    return FIGURES
  },
  trustedProxies: ['127.0.0.2', '10.0.0.0/8'],
  testToken: TEST_TOKEN,
  findByToken: subscription,
  unsubscribe: async (token) => {
    const found = await subscription(token)
    if (found?.standing === 'active') subscriptions.set(found.address, 'left')
    return subscription(token)
  },
  subscribeAgain: async (token) => {
    const found = await subscription(token)
    if (found?.standing === 'left') subscriptions.set(found.address, 'active')
    return subscription(token)
  },
  onError: (error) => errors.push(error),
}

const FIGURES = {
  sources: { configured: 7, failing: 1, paused: 0 },
  stories: 40,
  articles: 60,
  deliveries: { sent: 3, retry: 1 },
  editions: { sent: 2 },
  lastFetchAt: 1_795_935_600,
  documentsChangedAt: undefined,
}
const FEED = `<?xml version="1.0" encoding="utf-8"?>\n<feed>${'<entry>é &amp; ü</entry>'.repeat(400)}</feed>\n`
function documentOf(text: string, changedAt = '2026-11-22T07:00:00.750Z'): PublishedDocument {
  const bytes = Buffer.from(text)
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`
  return { bytes, contentType: 'application/atom+xml; charset=utf-8', etag, changedAt }
}

/** Everything that was kept is out of date, and asked for anew. */
function changed(): void {
  revision++
  nowMs += 10_000
}

let server: WebServer
let open: Awaited<ReturnType<WebServer['listen']>>
beforeAll(async () => {
  server = createWebServer(deps)
  open = await server.listen('127.0.0.1', 0)
})
afterAll(() => open.close())
beforeEach(() => {
  failure = undefined
  errors.length = 0
  asked.length = 0
  searched.length = 0
  changed()
  pages.clear()
  pages.set('index', '<h1>Front page</h1>')
  pages.set('story/0a1b', '<h1>Storm</h1>')
  pages.set('story/dead', '→story/0a1b')
  pages.set('topics/nato', '<h1>NATO</h1>')
  files.clear()
  documents.clear()
  documents.set('atom.xml', documentOf(FEED))
  documents.set('topics/nato/atom.xml', documentOf('<feed>NATO</feed>'))
  subscriptions.clear()
  subscriptions.set('ann@example.org', 'active')
})

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer
  readonly text: string
}

/** Sends one raw request: no header is added, nothing is decoded. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${open.url}${path}`, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        resolve({ status: response.statusCode!, headers: response.headers, body: bytes, text: bytes.toString() })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

describe('a document', () => {
  it('is served byte for byte, with everything that feed readers and caches need', async () => {
    const { status, headers, body } = await ask('/atom.xml')
    expect(status).toBe(200)
    expect(body.equals(documents.get('atom.xml')!.bytes as Buffer)).toBe(true)
    expect(headers).toMatchObject({
      'content-type': 'application/atom+xml; charset=utf-8',
      'content-length': String(Buffer.byteLength(FEED)),
      etag: documents.get('atom.xml')!.etag,
      'last-modified': 'Sun, 22 Nov 2026 07:00:00 GMT',
      'cache-control': 'public, max-age=900',
      vary: 'Accept-Encoding',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['content-encoding']).toBeUndefined()
  })

  it('is served for a topic, and not for other paths', async () => {
    expect((await ask('/topics/nato/atom.xml?utm_source=x')).text).toBe('<feed>NATO</feed>')
    for (const path of [
      '/topics/none/atom.xml',
      '/topics/none',
      '/topics/..%2f..%2fatom.xml/atom.xml',
      '/topics/..%2fatom.xml/atom.xml',
    ])
      expect((await ask(path)).status).toBe(404)
    expect(asked.filter((path) => path.includes('..'))).toEqual([])
  })

  it('answers HEAD as GET without a body, validators included', async () => {
    const got = await ask('/atom.xml')
    const head = await ask('/atom.xml', { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(head.body).toHaveLength(0)
    const { date: _, ...rest } = got.headers
    expect(head.headers).toMatchObject({ ...rest, connection: head.headers.connection })
    expect((await ask('/atom.xml', { method: 'HEAD', headers: { 'if-none-match': '*' } })).status).toBe(304)
  })

  it.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP;q=1.0, br;q=0.5', 'gzip'],
    ['gzip;q=0, br;q=0', undefined],
    ['br;q=0, *', 'gzip'],
    ['*;q=0', undefined],
    ['identity, gzip;q=0.5', undefined],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['identity;q=0', undefined],
    ['deflate', undefined],
    ['gzip;q=junk', undefined],
    ['', undefined],
    [',;,q=1', undefined],
  ])('is coded as %j asks', async (accept, coding) => {
    const { headers, body, status } = await ask('/atom.xml', { headers: { 'accept-encoding': accept } })
    expect([status, headers['content-encoding']]).toEqual([200, coding])
    const decoded = coding === 'br' ? brotliDecompressSync(body) : coding === 'gzip' ? gunzipSync(body) : body
    expect(decoded.toString()).toBe(FEED)
    expect(headers['content-length']).toBe(String(body.length))
    if (coding !== undefined) expect(body.length).toBeLessThan(FEED.length / 2)
  })

  it('has a strong ETag of its own for each coding', async () => {
    const tags = new Set<unknown>()
    for (const coding of ['identity', 'gzip', 'br']) {
      const { etag } = (await ask('/atom.xml', { headers: { 'accept-encoding': coding } })).headers
      expect(etag).toMatch(/^"[^"]+"$/)
      tags.add(etag)
      const again = { 'accept-encoding': coding, 'if-none-match': String(etag) }
      expect((await ask('/atom.xml', { headers: again })).status).toBe(304)
    }
    expect(tags.size).toBe(3)
    const other = { 'accept-encoding': 'gzip', 'if-none-match': documents.get('atom.xml')!.etag }
    expect((await ask('/atom.xml', { headers: other })).status).toBe(200)
  })

  const etag = documentOf(FEED).etag
  it.each([
    ['its tag', { 'if-none-match': etag }, 304],
    ['its tag, made weak on the way', { 'if-none-match': `W/${etag}` }, 304],
    ['its tag in a list', { 'if-none-match': `"a", W/"b,c" ,${etag},"d"` }, 304],
    ['any', { 'if-none-match': '*' }, 304],
    ['another tag', { 'if-none-match': '"another"' }, 200],
    ['its tag without quotes', { 'if-none-match': etag.slice(1, -1) }, 200],
    ['part of its tag', { 'if-none-match': etag.slice(0, -3) + '"' }, 200],
    ['its date', { 'if-modified-since': 'Sun, 22 Nov 2026 07:00:00 GMT' }, 304],
    ['a later date', { 'if-modified-since': 'Mon, 23 Nov 2026 07:00:00 GMT' }, 304],
    ['an earlier date', { 'if-modified-since': 'Sun, 22 Nov 2026 06:59:59 GMT' }, 200],
    ['its date as RFC 850 wrote it', { 'if-modified-since': 'Sunday, 22-Nov-26 07:00:00 GMT' }, 304],
    ['its date as asctime writes it', { 'if-modified-since': 'Sun Nov 22 07:00:00 2026' }, 304],
    ['an earlier date as asctime writes it', { 'if-modified-since': 'Sun Nov  1 07:00:00 2026' }, 200],
    ['what is no HTTP date', { 'if-modified-since': '2027-01-01' }, 200],
    [
      'another tag and a later date',
      { 'if-none-match': '"x"', 'if-modified-since': 'Mon, 23 Nov 2026 07:00:00 GMT' },
      200,
    ],
    [
      'its tag and an earlier date',
      { 'if-none-match': etag, 'if-modified-since': 'Sun, 22 Nov 2020 07:00:00 GMT' },
      304,
    ],
  ])('is sent only where the reader has not got it: %s', async (_, headers, status) => {
    const answer = await ask('/atom.xml', { headers })
    expect(answer.status).toBe(status)
    expect(answer.body.length).toBe(status === 304 ? 0 : Buffer.byteLength(FEED))
    expect(answer.headers).toMatchObject({
      etag,
      'last-modified': 'Sun, 22 Nov 2026 07:00:00 GMT',
      'cache-control': 'public, max-age=900',
      vary: 'Accept-Encoding',
    })
  })

  it('is sent again to every client when its bytes change', async () => {
    const coded = { 'accept-encoding': 'br' }
    const before = await ask('/atom.xml', { headers: coded })
    documents.set('atom.xml', documentOf('<feed/>', '2026-11-22T07:15:00.000Z'))
    changed()
    const after = await ask('/atom.xml', { headers: { ...coded, 'if-none-match': String(before.headers.etag) } })
    expect(brotliDecompressSync(after.body).toString()).toBe('<feed/>')
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('answers %s with 405 and the allowed methods', async (method) => {
    for (const path of ['/atom.xml', '/topics/nato/atom.xml', '/health', '/style.css']) {
      const { status, headers } = await ask(path, { method, headers: { 'content-length': '0' } })
      expect([status, headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS'])
    }
  })

  it('answers a hundred requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        ask('/atom.xml', { headers: { 'accept-encoding': i % 2 ? 'br' : 'gzip' } }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ body }) => body.length)).size).toBe(2)
  })
})

describe('a page', () => {
  it.each([
    ['/', 'Front page'],
    ['/index.html', 'Front page'],
    ['/?utm_source=x', 'Front page'],
    ['/story/0a1b', 'Storm'],
    ['/story/0a1b.html', 'Storm'],
    ['/%73tory/0a1b', 'Storm'],
    ['/topics/nato', 'NATO'],
    ['http://other.example/topics/nato?x', 'NATO'],
    ['http://other.example', 'Front page'],
  ])('is at its path, and at its name as a file: %s', async (path, heading) => {
    const answer = await rawAnswer(`GET ${path} HTTP/1.1\r\nhost: other.example:99, "\r\nconnection: close\r\n\r\n`)
    expect(answer.slice(0, 15)).toBe('HTTP/1.1 200 OK')
    expect(answer).toContain(`<h1>${heading}</h1>`)
    expect(answer).not.toContain('other.example')
  })

  it('has the headers of a document, but a shorter age and no other origin', async () => {
    const { headers } = await ask('/', { headers: { 'accept-encoding': 'br' } })
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-encoding': 'br',
      'cache-control': 'public, max-age=60',
      'last-modified': 'Sun, 22 Nov 2026 08:00:00 GMT',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      vary: 'Accept-Encoding',
    })
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    const again = { 'accept-encoding': 'br', 'if-none-match': `W/"x", ${headers.etag}` }
    expect((await ask('/index.html', { headers: again })).status).toBe(304)
    expect((await ask('/', { headers: { 'if-modified-since': String(headers['last-modified']) } })).status).toBe(304)
  })

  it('is rendered once as long as nothing has changed, then anew', async () => {
    for (const _ of [1, 2, 3]) await ask('/')
    expect(asked).toEqual(['index'])
    nowMs += 10_000
    await Promise.all([ask('/'), ask('/')])
    expect(asked).toEqual(['index'])
    pages.set('index', '<h1>Another</h1>')
    changed()
    expect((await Promise.all([ask('/'), ask('/')])).map(({ text }) => text)).toEqual(Array(2).fill('<h1>Another</h1>'))
    expect(asked).toEqual(['index', 'index'])
  })

  it('has no date where it changed twice within one second, since that would hide the second change', async () => {
    await ask('/')
    pages.set('index', '<h1>Another</h1>')
    changed()
    const { headers } = await ask('/')
    expect(headers).not.toHaveProperty('last-modified')
    const since = { 'if-modified-since': 'Sun, 22 Nov 2026 08:00:00 GMT' }
    expect((await ask('/', { headers: since })).status).toBe(200)
  })

  it.each([
    ['/story/dead', 'story/0a1b', '../story/0a1b'],
    ['/story/dead.html', 'story/0a1b', '../story/0a1b'],
    ['/story/0a1b/', 'story/0a1b', '../../story/0a1b'],
    ['/topics/nato/atom.xml/?q=%C3%A9', 'topics/nato/atom.xml?q=%C3%A9', '../../../topics/nato/atom.xml?q=%C3%A9'],
    ['/search/?q=a%20b', 'search?q=a%20b', '../search?q=a%20b'],
    ['/opml/', 'opml', '../opml'],
  ])('leads to where it is now, below whatever path and host: %s', async (path, target, location) => {
    const answer = await ask(path, { headers: { host: 'evil.example' } })
    expect([answer.status, answer.headers.location]).toEqual([308, location])
    expect(new URL(location, `https://x.example/paper${path}`).href).toBe(`https://x.example/paper/${target}`)
    expect(answer.headers['cache-control']).toBe('public, max-age=900')
  })

  it('may have an id that ends like a file', async () => {
    pages.set('source/a.html', '<h1>A</h1>')
    pages.set('topics/b.xml', '<h1>B</h1>')
    for (const [path, text] of [
      ['/source/a.html', '<h1>A</h1>'],
      ['/source/a.html.html', '<h1>A</h1>'],
      ['/topics/b.xml', '<h1>B</h1>'],
    ] as const)
      expect((await ask(path)).text).toBe(text)
  })

  it('of search results is kept for each query, and found by no search engine', async () => {
    for (const path of ['/search?q=storm&page=2', '/search?q=storm&page=2', '/search']) {
      const { headers, status } = await ask(path)
      expect([status, headers['x-robots-tag']]).toEqual([200, 'noindex'])
    }
    expect(searched).toEqual(['q=storm&page=2', ''])
  })
})

describe('a feed reader in a browser', () => {
  it.each(['/atom.xml', '/topics/nato/atom.xml', '/feed.json', '/sources.opml', '/opml', '/archive/2026-11.xml'])(
    'is allowed to ask with validators, and to read them: %s',
    async (path) => {
      const preflight = await ask(path, {
        method: 'OPTIONS',
        headers: { origin: 'https://reader.example', 'access-control-request-method': 'GET' },
      })
      expect([preflight.status, preflight.body.length]).toEqual([204, 0])
      expect(preflight.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': expect.stringContaining('If-None-Match, If-Modified-Since'),
        'access-control-max-age': '86400',
      })
      documents.set(path === '/opml' ? 'sources.opml' : path.slice(1), documentOf(FEED))
      const { headers, status } = await ask(path)
      expect(status).toBe(200)
      expect(headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': expect.stringContaining('ETag, Last-Modified'),
      })
    },
  )

  it('can read that there is no such feed', async () => {
    const { status, headers } = await ask('/topics/none/feed.json')
    expect([status, headers['access-control-allow-origin']]).toEqual([404, '*'])
  })

  it.each(['/', '/story/0a1b', '/health', '/style.css', '/nothing', '*'])(
    'is not meant elsewhere, where OPTIONS tells the methods: %s',
    async (path) => {
      const answer = await rawAnswer(`OPTIONS ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 204 /)
      expect(answer).toMatch(/\r\nallow: GET, HEAD, OPTIONS\r\n/i)
      expect(answer).not.toMatch(/access-control/i)
    },
  )
})

describe('while the store is away', () => {
  const gone = new StoreError('gone', { code: 'store/unreachable' })

  it('what was served last is served on, for a shorter time, and the fault is reported once', async () => {
    const before = await Promise.all([ask('/'), ask('/atom.xml')])
    changed()
    failure = gone
    for (const _ of [1, 2])
      for (const [i, path] of ['/', '/atom.xml'].entries()) {
        nowMs += 1_500
        const { status, text, headers } = await ask(path)
        expect([status, text]).toEqual([200, before[i]!.text])
        expect(headers).toMatchObject({ etag: before[i]!.headers.etag, 'cache-control': 'public, max-age=60' })
      }
    expect(errors).toEqual([gone])
    failure = undefined
    documents.set('atom.xml', documentOf('<feed/>'))
    changed()
    expect(await ask('/atom.xml')).toMatchObject({
      text: '<feed/>',
      headers: { 'cache-control': 'public, max-age=900' },
    })
  })

  it.each([
    ['/topics/nato/rss.xml', 'topics/nato/rss.xml', 'application/rss+xml; charset=utf-8'],
    ['/archive/2026-11.xml', 'archive/2026-11.xml', 'application/atom+xml; charset=utf-8'],
    ['/feed.json', 'feed.json', 'application/feed+json; charset=utf-8'],
    ['/sitemap.xml', 'sitemap.xml', 'application/xml; charset=utf-8'],
    ['/robots.txt', 'robots.txt', 'text/plain; charset=utf-8'],
    ['/opml', 'sources.opml', 'text/x-opml; charset=utf-8'],
    ['/source/wire', 'source/wire.html', 'text/html; charset=utf-8'],
    ['/source/wire.html', 'source/wire.html', 'text/html; charset=utf-8'],
  ])('what nobody asked for before is read from the feed folder: %s', async (path, file, type) => {
    files.set(file, 'as published')
    failure = gone
    const { url, close } = await createWebServer(deps).listen('127.0.0.1', 0)
    const answer = await fetch(`${url}${path}`)
    expect([answer.status, await answer.text()]).toEqual([200, 'as published'])
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60')
    await close()
  })

  it('only what cannot be had is unavailable, with a time to come back', async () => {
    failure = gone
    for (const path of ['/story/ffff', '/search?q=x', '/rss.xml']) {
      const { status, headers } = await ask(path)
      expect([path, status, headers['retry-after']]).toEqual([path, 503, '60'])
    }
    expect((await ask('/style.css')).status).toBe(200)
  })

  it('a defect is not mistaken for that, and does not take away what is kept', async () => {
    await ask('/')
    changed()
    failure = new TypeError('x is not a function')
    expect((await ask('/')).text).toBe('<h1>Front page</h1>')
    expect((await ask('/story/ffff')).status).toBe(500)
    expect(errors).toEqual([failure])
  })
})

describe('/metrics', () => {
  const token = 'only for this test'.replaceAll(' ', '-')

  it('is there for whoever has the token', async () => {
    const one = createWebServer({ ...deps, metricsToken: token })
    const { url, close } = await one.listen('127.0.0.1', 0)
    const figures = (authorization?: string) =>
      fetch(`${url}/metrics`, authorization === undefined ? {} : { headers: { authorization } })
    for (const wrong of [undefined, token, `Bearer ${token}x`, `Basic ${token}`, 'Bearer ']) {
      const answer = await figures(wrong)
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="metrics"'])
    }
    for (const path of ['/', '/', '/atom.xml', '/nothing', '/health']) await (await fetch(`${url}${path}`)).text()
    const answer = await figures(`bearer ${token}`)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const text = await answer.text()
    for (const line of [
      'broadsheet_store_up 1',
      'broadsheet_sources{state="failing"} 1',
      'broadsheet_articles 60',
      'broadsheet_deliveries{state="retry"} 1',
      'broadsheet_last_fetch_timestamp_seconds 1795935600',
      'broadsheet_http_requests_total{route="front",status="200"} 2',
      'broadsheet_http_requests_total{route="document",status="200"} 1',
      'broadsheet_http_requests_total{route="other",status="404"} 1',
      'broadsheet_http_requests_total{route="metrics",status="401"} 5',
      'broadsheet_http_cache_total{result="hits"} 1',
    ])
      expect(text).toContain(`\n${line}\n`)
    expect(text).not.toMatch(/^broadsheet_documents_changed/m)
    failure = new StoreError('gone', { code: 'store/unreachable' })
    const without = await (await figures(`Bearer ${token}`)).text()
    expect(without).toContain('\nbroadsheet_store_up 0\n')
    expect(without).not.toMatch(/^broadsheet_(?:articles|sources)/m)
    await close()
  })
})

describe('a client', () => {
  it('that searches too often waits, alone, and for nothing else', async () => {
    const { url, close } = await createWebServer({ ...deps, trustedProxies: ['127.0.0.1'] }).listen('127.0.0.1', 0)
    const request = (client: string, path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${client}\r\n${more}\r\n`
    const last = (client: string, path: string) => rawAnswer(request(client, path, 'connection: close\r\n'), url)
    const many = request('192.0.2.1', '/search?q=x').repeat(300)
    const answers = await rawAnswer(many + request('192.0.2.1', '/search.html?q=y', 'connection: close\r\n'), url)
    expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(300)
    expect(answers).toMatch(/HTTP\/1\.1 429 [\s\S]*\r\nRetry-After: 1\r\n/)
    expect(await last('192.0.2.2', '/search?q=x')).toMatch(/^HTTP\/1\.1 200/)
    expect(await last('192.0.2.1', '/search')).toMatch(/^HTTP\/1\.1 200/)
    nowMs += 1_000
    expect(await last('192.0.2.1', '/search?q=x')).toMatch(/^HTTP\/1\.1 200/)
    await close()
  })
})

describe('/health', () => {
  it('says that the process is alive and the store ready, and is not cached', async () => {
    const { status, headers, text } = await ask('/health')
    expect([status, text]).toEqual([200, '{"alive":true,"ready":true}'])
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' })
    const head = await ask('/health', { method: 'HEAD' })
    expect([head.status, head.body.length]).toEqual([200, 0])
  })

  it('says that the process is alive when the store is not', async () => {
    failure = new StoreError('gone', { code: 'store/unreachable' })
    const { status, text } = await ask('/health')
    expect([status, text]).toEqual([503, '{"alive":true,"ready":false}'])
  })
})

describe('/unsubscribe', () => {
  const path = `/unsubscribe/${tokenOf('ann@example.org')}`
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const isPage = ({ headers }: Answer) =>
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    })

  it('shows a button, and showing the page ends nothing', async () => {
    for (const method of ['GET', 'HEAD', 'GET']) {
      const answer = await ask(path, { method })
      expect(answer.status).toBe(200)
      isPage(answer)
    }
    expect(subscriptions.get('ann@example.org')).toBe('active')
    const { text } = await ask(path)
    expect(text).toContain('<h1>Stop Good &lt;morning&gt;?</h1>')
    expect(text).toContain('No further edition goes to ann@example.org.')
    expect(text).toMatch(/<form method="post">[\s\S]*<button type="submit">Unsubscribe<\/button>/)
    expect(text).not.toMatch(/<script|style=|javascript:/)
  })

  const multipart = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`
  const inParts = { 'content-type': 'multipart/form-data; boundary=b' }

  it.each([
    ['by the button', 'action=leave', form],
    ['by a mail program', 'List-Unsubscribe=One-Click', form],
    ['by one that sends parts', multipart('List-Unsubscribe', 'One-Click'), inParts],
    ['by one that ends the body with a line break', 'List-Unsubscribe=One-Click\r\n', form],
    ['by one that names no type', 'List-Unsubscribe=One-Click', {}],
    [
      'by one that names its charset',
      'List-Unsubscribe=One-Click',
      { 'content-type': `${form['content-type']}; charset=utf-8` },
    ],
  ])('stops at once, without a redirect or a cookie: %s', async (_, body, headers) => {
    const answer = await ask(path, { method: 'POST', body, headers })
    expect(answer.status).toBe(200)
    isPage(answer)
    expect(answer.headers).not.toHaveProperty('set-cookie')
    expect(answer.headers).not.toHaveProperty('location')
    expect(subscriptions.get('ann@example.org')).toBe('left')
    expect(answer.text).toContain('<h1>Good &lt;morning&gt; has stopped</h1>')
    expect(answer.text).toMatch(/value="return">\n<button type="submit">Subscribe again<\/button>/)
  })

  it.each([
    ['nothing', '', {}],
    ['an empty form', '', form],
    ['no parts', '--b--\r\n', inParts],
    [
      'parts without their boundary',
      multipart('List-Unsubscribe', 'One-Click'),
      { 'content-type': 'multipart/form-data' },
    ],
    ['damaged parts', multipart('List-Unsubscribe', 'One-Click').slice(0, 60), inParts],
    ['another field', 'unsubscribe=yes', form],
    ['another value', 'List-Unsubscribe=Two-Clicks', form],
    ['another wish', 'action=stop', form],
    ['JSON', '{"List-Unsubscribe":"One-Click"}', { 'content-type': 'application/json' }],
  ])('changes nothing where a POST holds %s, and says what to do', async (_, body, headers) => {
    const answer = await ask(path, {
      method: 'POST',
      body,
      headers: { 'content-length': String(body.length), ...headers },
    })
    expect(answer.status).toBe(400)
    isPage(answer)
    expect(subscriptions.get('ann@example.org')).toBe('active')
    expect(answer.text).toContain('<h1>Nothing was changed</h1>')
    expect(answer.text).toContain('List-Unsubscribe&#x3D;One-Click')
    expect(answer.text).toMatch(/value="leave">\n<button type="submit">Unsubscribe<\/button>/)
  })

  it('leads back by its own button, as often as it is pressed, and only by it', async () => {
    const back = { method: 'POST', body: 'action=return', headers: form }
    await ask(path, { method: 'POST', body: 'List-Unsubscribe=One-Click', headers: form })
    for (const method of ['GET', 'HEAD']) expect((await ask(path, { method })).status).toBe(200)
    expect((await ask(path, { method: 'POST', body: '', headers: { 'content-length': '0' } })).status).toBe(400)
    expect(subscriptions.get('ann@example.org')).toBe('left')
    const first = await ask(path, back)
    expect(first.status).toBe(200)
    isPage(first)
    expect(first.text).toContain('<h1>Good &lt;morning&gt; goes on</h1>')
    expect(first.text).not.toContain('<button')
    expect((await ask(path, back)).text).toBe(first.text)
    expect(subscriptions.get('ann@example.org')).toBe('active')
    expect((await ask(path)).text).toContain('Stop Good &lt;morning&gt;?')
  })

  it('leads nobody back whom the operator has removed, and names who can', async () => {
    subscriptions.set('ann@example.org', 'removed')
    for (const [method, body, status] of [
      ['GET', undefined, 200],
      ['POST', 'action=return', 409],
      ['POST', 'List-Unsubscribe=One-Click', 200],
    ] as const) {
      const answer = await ask(path, { method, ...(body === undefined ? {} : { body, headers: form }) })
      expect(answer.status).toBe(status)
      expect(answer.text).toContain('<h1>Good &lt;morning&gt; no longer goes to this address</h1>')
      expect(answer.text).toContain('<a href="mailto:ops@example.org">ops@example.org</a>')
      expect(answer.text).not.toContain('<button')
    }
    expect(subscriptions.get('ann@example.org')).toBe('removed')
  })

  it('says the same when it is done twice, or shown afterwards', async () => {
    const first = await ask(path, { method: 'POST', body: 'List-Unsubscribe=One-Click', headers: form })
    const second = await ask(path, { method: 'POST', body: 'List-Unsubscribe=One-Click', headers: form })
    const looked = await ask(path)
    expect([second.status, second.text, looked.text]).toEqual([200, first.text, first.text])
  })

  it.each([
    ['a token that lost a letter', tokenOf('ann@example.org').slice(0, -1)],
    ['a token for something else', makeToken(SECRET, ['confirm', 'morning', 'ann@example.org'])],
    ['a token of somebody who is gone', tokenOf('bob@example.org')],
    ['no token of ours', 'x'],
  ])('has a page of its own for %s', async (_, token) => {
    for (const method of ['GET', 'POST']) {
      const answer = await ask(`/unsubscribe/${token}`, { method, headers: { 'content-length': '0' } })
      expect(answer.status).toBe(404)
      isPage(answer)
      expect(answer.text).toContain('This link belongs to no subscription')
      expect(answer.text).toContain('<a href="mailto:ops@example.org">ops@example.org</a>')
    }
    expect(subscriptions.get('ann@example.org')).toBe('active')
  })

  it.each(['GET', 'POST'])('answers %s in bounded time where the store does not, as one that hangs', async (method) => {
    const hangs = () => new Promise<never>(() => undefined)
    const metrics = createMetrics({ readFigures: hangs, cache: { hits: 0, misses: 0, stale: 0 } })
    const routes = createRoutes(
      { ...deps, findByToken: hangs, unsubscribe: hangs, subscribeAgain: hangs },
      metrics,
      () => '192.0.2.1',
    )
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const answer = routes.request(`/unsubscribe/${tokenOf('ann@example.org')}`, { method }, { incoming: {} })
      await vi.advanceTimersByTimeAsync(10_000)
      const { status, headers } = await answer
      expect([status, headers.get('retry-after')]).toEqual([503, '60'])
      expect(await (await answer).text()).toBe(pagesOfNewspaper.unreachable())
    } finally {
      vi.useRealTimers()
    }
  })

  it.each(['GET', 'POST'])('takes no harm where the store fails after %s was answered', async (method) => {
    const late = Promise.withResolvers<never>()
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const metrics = createMetrics({ readFigures: () => late.promise, cache: { hits: 0, misses: 0, stale: 0 } })
    const slow = { findByToken: () => late.promise, unsubscribe: () => late.promise }
    const routes = createRoutes({ ...deps, ...slow }, metrics, () => '192.0.2.1')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const answer = routes.request(`/unsubscribe/${tokenOf('ann@example.org')}`, { method }, { incoming: {} })
      await vi.advanceTimersByTimeAsync(10_000)
      expect((await answer).status).toBe(503)
      late.reject(new StoreError('gone', { code: 'store/unreachable' }))
      await new Promise((resolve) => setImmediate(resolve))
      expect(unhandled).not.toHaveBeenCalled()
    } finally {
      vi.useRealTimers()
      process.off('unhandledRejection', unhandled)
    }
  })

  it.each([
    ['looked at', 'GET', undefined, {}],
    ['pressed by the button', 'POST', 'List-Unsubscribe=One-Click', form],
    ['pressed by a mail program that sends nothing', 'POST', undefined, { 'content-length': '0' }],
  ])('says that it was a test mail, and asks no store: %s', async (_, method, body, headers) => {
    failure = new StoreError('gone', { code: 'store/unreachable' })
    const answer = await ask(`/unsubscribe/${TEST_TOKEN}`, { method, body: body as string, headers })
    expect(answer.status).toBe(200)
    isPage(answer)
    expect(answer.text).toContain('<h1>That was a test mail</h1>')
    expect(answer.text).toContain('Nothing was changed.')
    expect(answer.text).not.toMatch(/<button|@example\.org"/)
    expect([...subscriptions.values()]).toEqual(['active'])
  })

  it('refuses a form that is too large, with a Content-Length or without', async () => {
    const large = 'x'.repeat(100_000)
    expect((await ask(path, { method: 'POST', body: large, headers: form })).status).toBe(413)
    const chunked = { ...form, 'transfer-encoding': 'chunked' }
    expect((await ask(path, { method: 'POST', body: large, headers: chunked })).status).toBe(413)
    expect(subscriptions.get('ann@example.org')).toBe('active')
  })

  it('answers 503 with Retry-After when the store fails, and reports the error', async () => {
    failure = new StoreError('the disk is full', { code: 'store/full' })
    const answer = await ask(path, { method: 'POST', body: 'List-Unsubscribe=One-Click', headers: form })
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '60'])
    isPage(answer)
    expect(answer.text).not.toContain('the disk is full')
    expect(errors).toEqual([failure])
  })

  it('hides a defect of ours from the visitor, and reports it', async () => {
    failure = new TypeError('x is not a function')
    const answer = await ask(path)
    expect(answer.status).toBe(500)
    isPage(answer)
    expect(answer.text).not.toContain('x is not')
    expect(errors).toEqual([failure])
  })

  it.each(['PUT', 'DELETE'])('answers %s with 405 and the allowed methods', async (method) => {
    const { status, headers } = await ask(path, { method, headers: { 'content-length': '0' } })
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST, OPTIONS'])
  })
})

describe('everything else', () => {
  it.each([
    '/favicon.ico',
    '/unsubscribe',
    '/unsubscribe/a/b',
    '/index.xml',
    '/topics%2fnato/atom.xml',
    '/topics//nato',
    '//example.org/',
    '/.atom.xml.0123456789ab.tmp',
    '/metrics',
    '/ATOM.XML',
    '/%00',
    '/../../etc/passwd',
    '//',
    '/<script>',
  ])('is no page: %s', async (path) => {
    const { status, text, headers } = await ask(path)
    expect(status).toBe(404)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toContain('There is no page at this address')
    expect(text).toContain('<a href="/">the front page</a>')
    expect(text).not.toContain('<script')
  })

  it('has one style sheet, which loads nothing else', async () => {
    const { status, headers, text } = await ask('/style.css')
    expect([status, headers['content-type']]).toEqual([200, 'text/css; charset=utf-8'])
    expect(text).not.toMatch(/url\(|@import/)
    expect((await ask('/style.css', { headers: { 'if-none-match': String(headers.etag) } })).status).toBe(304)
  })

  it.each([
    ['GARBAGE\r\n\r\n', 400],
    [`GET /health HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['GET /health HTTP/1.1\r\n\r\n', 400],
    ['GET /health HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n', 400],
    ['TRACE /atom.xml HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 405],
    ['GET /% HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    ['GET /%ff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    ['GET ftp://x/atom.xml HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    [`GET /${'y'.repeat(9_000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`, 414],
    [`GET /${'y'.repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 414],
    ['GET /topics/../atom.xml HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404],
    ['GET /topics/%2e%2e/atom.xml HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404],
    ['GET /topics%5cnato HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404],
    ['CONNECT other.example:443 HTTP/1.1\r\nhost: other.example:443\r\n\r\n', 405],
    ['GET / HTTP/1.1\r\nhost: x\r\nexpect: the-impossible\r\nconnection: close\r\n\r\n', 417],
    ['POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n', 400],
  ])('is answered in HTTP, with what to do, even when asked %.60j', async (raw, status) => {
    const [head = '', body] = (await rawAnswer(raw)).split('\r\n\r\n')
    expect(head.slice(0, 12)).toBe(`HTTP/1.1 ${status}`)
    expect(head).toContain('X-Content-Type-Options: nosniff')
    expect(body!.length).toBeGreaterThan(20)
    expect((await ask('/health')).status).toBe(200)
  })

  it('links below the path of its public URL', async () => {
    const below = await createPages({ ...newspaper, counterUrl: 'https://news.example.org/paper' })
    const { url, close } = await createWebServer({ ...deps, pages: () => below }).listen('127.0.0.1', 0)
    const text = await (await fetch(`${url}/nothing`)).text()
    expect(text).toContain('<link rel="stylesheet" href="/paper/style.css">')
    expect(text).toContain('<p class="masthead"><a href="/paper/">Morning Broadsheet</a></p>')
    await close()
  })
})

describe('listen', () => {
  it('says what to do when the port is taken or the address is not one of this machine', async () => {
    const { port } = new URL(open.url)
    await expect(server.listen('127.0.0.1', Number(port))).rejects.toMatchObject({ code: 'web/port-in-use' })
    await expect(server.listen('203.0.113.1', 0)).rejects.toMatchObject({ code: 'web/unreachable' })
  })

  it('names an address that opens, also where it listens at every one', async () => {
    const { url, close } = await server.listen('0.0.0.0', 0)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${url}/health`)).status).toBe(200)
    await close()
  })

  it('lets a running answer finish when it closes, drops idle connections, and accepts no new one', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    let arrived = () => {}
    const isAsked = new Promise<void>((resolve) => (arrived = resolve))
    const slow = createWebServer({
      ...deps,
      getDocument: async (path) => {
        arrived()
        await held
        return documents.get(path)
      },
    })
    const { url, close } = await slow.listen('127.0.0.1', 0)
    const idle = connect(Number(new URL(url).port), '127.0.0.1')
    const isGone = new Promise<void>((resolve) => idle.once('close', () => resolve()))
    await new Promise<void>((resolve) => idle.once('connect', () => resolve()))
    const answer = fetch(`${url}/atom.xml`)
    await isAsked
    const closed = close()
    release()
    expect((await answer).status).toBe(200)
    expect(await (await answer).text()).toBe(FEED)
    await Promise.all([closed, isGone])
    await expect(fetch(`${url}/health`)).rejects.toThrow()
  })

  it('does not wait for a client that never finishes its request', async () => {
    const { url, close } = await server.listen('127.0.0.1', 0)
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => {})
    await new Promise<void>((resolve) =>
      socket.write('POST /unsubscribe/x HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n', () => resolve()),
    )
    await close()
    socket.destroy()
  }, 8_000)
})

function rawAnswer(raw: string, url = open.url): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(raw))
    socket.on('data', (chunk) => {
      text += chunk
      socket.end()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}

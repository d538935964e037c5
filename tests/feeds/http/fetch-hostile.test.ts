import { createServer, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { SourceError } from '../../../src/core/errors.ts'
import type { FetchRequest, openFetcher } from '../../../src/feeds/http/fetch.ts'
import { fetching } from '../../support/fetching.ts'
import { openWeb, rssOf } from '../../support/web.ts'

type FetchOptions = Parameters<typeof openFetcher>[0]

const { closed, web, raw, fetcherOf, ...opened } = fetching()
const failureOf = (url: string, changes?: Partial<FetchOptions>, more?: Partial<FetchRequest>): Promise<SourceError> =>
  opened.failureOf({ url, ...more }, changes)
const SHORT = { connectTimeoutMs: 200, headersTimeoutMs: 150, totalTimeoutMs: 300 }
const head = (lines: string): string => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`
/** Writes without end, as fast as the other side reads. */
const flood = (socket: Socket, chunk: string | Buffer): void => {
  const write = (): void => {
    while (!socket.destroyed && socket.write(chunk)) {}
  }
  socket.on('drain', write)
  write()
}
/** Writes a small piece every 10 ms. */
const drip = (socket: Socket, piece: string): void => {
  const timer = setInterval(() => socket.write(piece), 10)
  socket.on('close', () => clearInterval(timer))
}

describe('time', () => {
  it.each([
    ['says nothing', () => {}],
    [
      'sends its headers letter by letter',
      (socket: Socket) => drip(socket.write('HTTP/1.1 200 OK\r\nX: ') ? socket : socket, 'x'),
    ],
    ['sends nothing but interim responses', (socket: Socket) => drip(socket, 'HTTP/1.1 102 Processing\r\n\r\n')],
  ])('for the headers is over when a server %s', async (_, answer) => {
    const site = await raw(answer)
    const error = await failureOf(`${site.origin}/`, { ...SHORT, totalTimeoutMs: 10_000 })
    expect(error).toMatchObject({ code: 'fetch/timeout', retryable: true })
    expect(error.message).toContain('no answer within 0.2 s')
    await expect.poll(site.open).toBe(0)
  })

  it.each([
    ['with a length', 'Content-Length: 1000', 'x'],
    ['in chunks', 'Transfer-Encoding: chunked', '1\r\nx\r\n'],
    ['to the end of the connection', 'Connection: close', 'x'],
  ])('for the answer is over when a body drips %s', async (_, header, piece) => {
    const site = await raw((socket) => {
      socket.write(head(header))
      drip(socket, piece)
    })
    const error = await failureOf(`${site.origin}/`, SHORT)
    expect(error).toMatchObject({ code: 'fetch/timeout', retryable: true })
    expect(error.message).toContain('did not finish its answer within 0.3 s')
    await expect.poll(site.open).toBe(0)
  })

  it('is counted over all hops together', async () => {
    const site = await web()
    site.on('*', async ({ url }) => {
      await new Promise((resolve) => setTimeout(resolve, 60))
      return { status: 302, headers: { location: `${url}x` } }
    })
    const error = await failureOf(`${site.origin}/`, { ...SHORT, totalTimeoutMs: 200 })
    expect(error.code).toBe('fetch/timeout')
    expect(site.asked.length).toBeLessThan(5)
  })

  it('is not counted while a fetch waits in a queue', async () => {
    const site = await web()
    site.on('*', async () => {
      await new Promise((resolve) => setTimeout(resolve, 40))
      return { body: rssOf('x') }
    })
    const fetcher = fetcherOf({ perHost: 1, totalTimeoutMs: 250, headersTimeoutMs: 250 })
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => fetcher.fetchFeed({ sourceId: `${i}`, url: `${site.origin}/${i}` })),
    )
    expect(answers.every(({ kind }) => kind === 'modified')).toBe(true)
  })

  it('for connecting is over when an address does not answer', async () => {
    // Simulated by a resolver that never answers, since no address drops packets on every machine.
    const lookup: FetchOptions['lookup'] = () => {}
    const error = await failureOf('http://never.example.org/', { ...SHORT, totalTimeoutMs: 10_000, lookup })
    expect(error).toMatchObject({ code: 'fetch/timeout', retryable: true })
    expect(error.message).toContain('accepted no connection within 0.2 s')
  })

  it('ends with the reason of a stop, whatever the fetch is waiting for', async () => {
    const site = await raw((socket, request) => {
      if (request.startsWith('GET /body')) socket.write(head('Content-Length: 1000'))
    })
    const fetcher = fetcherOf({ perHost: 2 })
    const stop = new AbortController()
    const paths = ['/body', '/headers', '/waiting']
    const outcomes = paths.map((path) =>
      fetcher.fetchFeed({ sourceId: path, url: `${site.origin}${path}`, signal: stop.signal }).catch((error) => error),
    )
    await expect.poll(() => site.asked.length).toBe(2)
    const reason = new Error('SIGTERM')
    stop.abort(reason)
    expect(await Promise.all(outcomes)).toEqual([reason, reason, reason])
    const late = fetcher.fetchFeed({ sourceId: 'late', url: `${site.origin}/late`, signal: stop.signal })
    await expect(late).rejects.toBe(reason)
    await expect.poll(site.open).toBe(0)
  })
})

describe('size', () => {
  it('is refused by what the headers announce, before a byte is read', async () => {
    const site = await raw((socket) => socket.write(head('Content-Length: 100000')))
    const error = await failureOf(`${site.origin}/`, { maxWireBytes: 99_999 })
    expect(error).toMatchObject({ code: 'fetch/too-large', retryable: false })
    expect(error.message).toContain('maxWireBytes')
    await expect.poll(site.open).toBe(0)
  })

  it.each([
    ['chunks', 'Transfer-Encoding: chunked', `1000\r\n${'x'.repeat(4096)}\r\n`],
    ['one stream', 'Connection: close', 'x'.repeat(4096)],
  ])('is refused when an endless body in %s passes the limit', async (_, header, chunk) => {
    const site = await raw((socket) => {
      socket.write(head(header))
      flood(socket, chunk)
    })
    expect(await failureOf(`${site.origin}/`)).toMatchObject({ code: 'fetch/too-large' })
    await expect.poll(site.open).toBe(0)
  })

  it.each([
    ['gzip', gzipSync(Buffer.alloc(40_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(40_000_000))],
  ])('is refused when %s unpacks to more than the limit', async (coding, body) => {
    const site = await web()
    site.on('/', { body, headers: { 'content-encoding': coding } })
    const error = await failureOf(`${site.origin}/`)
    expect(error).toMatchObject({ code: 'fetch/too-large' })
    expect(error.message).toContain('unpacks to more than 24 MB')
  })

  it('up to the limit is read, on the wire and unpacked', async () => {
    const site = await web()
    const text = 'x'.repeat(2_000_000)
    site.on('/plain', { body: text })
    site.on('/packed', { body: gzipSync(text), headers: { 'content-encoding': 'gzip' } })
    const limits = { maxWireBytes: text.length, maxDecodedBytes: text.length }
    for (const path of ['/plain', '/packed']) {
      const answer = await fetcherOf(limits).fetchFeed({ sourceId: 's', url: `${site.origin}${path}` })
      expect(answer.kind === 'modified' && answer.bytes.length).toBe(text.length)
      expect(await failureOf(`${site.origin}${path}`, { ...limits, maxDecodedBytes: text.length - 1 })).toMatchObject({
        code: 'fetch/too-large',
      })
    }
  })

  it('of an error page does not matter: only its beginning is read', async () => {
    const site = await raw((socket) => {
      socket.write('HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n')
      flood(socket, `1000\r\n${'x'.repeat(4096)}\r\n`)
    })
    expect(await failureOf(`${site.origin}/`)).toMatchObject({ code: 'fetch/http', status: 404 })
    await expect.poll(site.open).toBe(0)
  })

  it('is refused in a million chunks of one byte', async () => {
    const site = await raw((socket) => {
      socket.write(head('Transfer-Encoding: chunked'))
      flood(socket, '1\r\nx\r\n'.repeat(10_000))
    })
    const error = await failureOf(`${site.origin}/`)
    expect(error).toMatchObject({ code: 'fetch/too-large' })
    expect(error.message).toContain('pieces')
    await expect.poll(site.open).toBe(0)
  })

  it('of headers is limited too', async () => {
    const site = await raw((socket) =>
      flood(socket.write('HTTP/1.1 200 OK\r\n') ? socket : socket, `X-Long: ${'x'.repeat(4096)}\r\n`),
    )
    expect(await failureOf(`${site.origin}/`)).toMatchObject({ code: 'fetch/http' })
  })

  it.each([
    ['drip', '1\r\nx\r\n'],
    ['never end', `40000\r\n${'x'.repeat(0x4_0000)}\r\n`],
  ])('of large answers that %s does not block the large answers of other hosts', async (_, piece) => {
    const slow = await raw((socket) => {
      socket.write(head('Transfer-Encoding: chunked') + `200000\r\n${'x'.repeat(0x20_0000)}\r\n`)
      drip(socket, piece)
    })
    const site = await web()
    site.on('/', { body: 'x'.repeat(3_000_000) })
    const fetcher = fetcherOf({ perHost: 4, largePatienceMs: 100, maxWireBytes: 1_000_000_000 })
    const codes: string[] = []
    const bad = Array.from({ length: 3 }, (_, i) =>
      fetcher.fetchFeed({ sourceId: `bad${i}`, url: `${slow.origin}/${i}` }).catch(({ code }) => codes.push(code)),
    )
    await expect.poll(() => slow.asked.length).toBe(3)
    // The first good answers may come before the bad ones are known to be large.
    for (let i = 0; codes.length === 0; i++) {
      const answer = await fetcher.fetchFeed({ sourceId: `good${i}`, url: `${site.origin}/` })
      expect(answer.kind).toBe('modified')
    }
    await fetcher.close()
    await Promise.all(bad)
    expect(codes[0]).toBe('fetch/timeout')
    for (const code of codes) expect(code).toMatch(/^fetch\/(timeout|refused)$/)
  })
})

describe('broken answers', () => {
  it.each([
    ['a body shorter than its length', (socket: Socket) => socket.end(head('Content-Length: 100') + 'short')],
    ['chunks without an end', (socket: Socket) => socket.end(head('Transfer-Encoding: chunked') + '5\r\nshort\r\n')],
    ['a chunk cut off', (socket: Socket) => socket.end(head('Transfer-Encoding: chunked') + '100\r\nshort')],
    [
      'a body cut by a reset',
      (socket: Socket) => socket.write(head('Content-Length: 100') + 'short', () => socket.resetAndDestroy()),
    ],
  ])('with %s are an error, never a document', async (_, answer) => {
    const site = await raw(answer)
    const error = await failureOf(`${site.origin}/`)
    expect(error).toMatchObject({ code: 'fetch/refused', retryable: true })
    expect(error.message).toContain('before the end')
    expect(site.asked).toHaveLength(1)
  })

  it.each([
    ['twice', ['Content-Length: 4', 'content-length:4 ']],
    [
      'three times, between others',
      ['X: 1', 'Content-Length: 4', 'Y: 2', 'Content-Length: 4', 'Content-Length: 4', 'Z: 3'],
    ],
    ['in one header', ['Content-Length: 4, 4']],
  ])('with the same length %s are read, in any pieces, several times', async (_, lines) => {
    const text = `${head(lines.join('\r\n'))}body`
    for (const at of [text.length, 3, 20, text.length - 4, text.length - 6]) {
      const site = await raw((socket) => {
        socket.setNoDelay()
        socket.write(text.slice(0, at))
        setTimeout(() => socket.write(text.slice(at)), 10)
      })
      const fetcher = fetcherOf()
      for (const path of ['/a', '/b']) {
        const answer = await fetcher.fetchFeed({ sourceId: 's', url: site.origin + path })
        expect(answer.kind === 'modified' && Buffer.from(answer.bytes).toString()).toBe('body')
      }
      expect([site.asked.length, site.connections()]).toEqual([2, 2])
    }
  })

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['HTTP without a status', 'HTTP/1.1\r\n\r\n'],
    ['two lengths', head('Content-Length: 1\r\nContent-Length: 2') + 'xx'],
    ['a length and chunks', head('Content-Length: 1\r\nTransfer-Encoding: chunked') + '1\r\nx\r\n0\r\n\r\n'],
    ['a length that is no number', head('Content-Length: many')],
    ['an invalid chunk size', head('Transfer-Encoding: chunked') + 'zz\r\nx\r\n'],
    ['a header with a control character', head('X: a\x01b')],
  ])('with %s are no HTTP, and are called so', async (_, text) => {
    const site = await raw((socket) => socket.end(Buffer.from(text, 'latin1')))
    const error = await failureOf(`${site.origin}/`)
    expect(error).toMatchObject({ sourceId: 's' })
    expect(error.code).toMatch(/^fetch\/(http|refused)$/)
    expect(site.asked).toHaveLength(1)
  })

  it.each([
    ['encoded twice, with both named', 'gzip, gzip', gzipSync(gzipSync('x'))],
    ['encoded twice, with one named', 'gzip', gzipSync(gzipSync('x'))],
    ['truncated in its coding', 'gzip', gzipSync(rssOf('x')).subarray(0, 60)],
    ['in a coding that is not in Accept-Encoding', 'compress', Buffer.from('x')],
  ])('with a body %s are refused', async (_, coding, body) => {
    const site = await web()
    site.on('/', { body, headers: { 'content-encoding': coding, etag: '"1"' } })
    expect(await failureOf(`${site.origin}/`)).toMatchObject({ code: 'fetch/http' })
  })

  it.each([
    ['closed', (socket: Socket) => socket.end()],
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['closed within its head', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nX: y')],
  ])('on a new connection that is %s are an error after one request', async (_, end) => {
    const site = await raw(end)
    expect(await failureOf(`${site.origin}/`)).toMatchObject({ code: 'fetch/refused', retryable: true })
    expect(site.asked).toHaveLength(1)
  })

  it.each([
    ['closed', (socket: Socket) => socket.end()],
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
  ])('on a kept connection that is %s have their request repeated once on a new one', async (_, end) => {
    const site = await raw((socket, request, turn) => {
      if (turn > 1 || request.startsWith('GET /never')) end(socket)
      else socket.write(head('Content-Length: 2') + 'ok')
    })
    const fetcher = fetcherOf()
    await fetcher.fetchFeed({ sourceId: 'a', url: `${site.origin}/a` })
    expect((await fetcher.fetchFeed({ sourceId: 'b', url: `${site.origin}/b` })).kind).toBe('modified')
    expect(site.connections()).toBe(2)
    expect(site.asked).toHaveLength(3)
    const failed = await fetcher.fetchFeed({ sourceId: 'c', url: `${site.origin}/never` }).catch((error) => error)
    expect(failed.code).toBe('fetch/refused')
    expect(site.asked).toHaveLength(5)
  })

  it('with a truncated body on a kept connection are not requested again', async () => {
    const site = await raw((socket, _, turn) => {
      if (turn > 1) socket.end(head('Content-Length: 100') + 'short')
      else socket.write(head('Content-Length: 2') + 'ok')
    })
    const fetcher = fetcherOf()
    await fetcher.fetchFeed({ sourceId: 'a', url: `${site.origin}/a` })
    await expect(fetcher.fetchFeed({ sourceId: 'b', url: `${site.origin}/b` })).rejects.toMatchObject({
      code: 'fetch/refused',
    })
    expect(site.asked).toHaveLength(2)
  })

  it('that were not requested are not taken for the answer to the next request', async () => {
    const site = await raw((socket, request) => {
      if (request.startsWith('GET /a')) socket.write(`${head('Content-Length: 2')}ok${head('Content-Length: 4')}evil`)
      else socket.write(head('Content-Length: 4') + 'good')
    })
    const fetcher = fetcherOf()
    const texts: string[] = []
    for (const path of ['/a', '/b']) {
      const answer = await fetcher.fetchFeed({ sourceId: path, url: `${site.origin}${path}` })
      texts.push(answer.kind === 'modified' ? Buffer.from(answer.bytes).toString() : '')
    }
    expect(texts).toEqual(['ok', 'good'])
  })

  it('are not asked for with configured headers that HTTP does not allow, and the error hides their value', async () => {
    const site = await web()
    const error = await failureOf(`${site.origin}/`, {}, { headers: { 'x-key': 'hush\r\nHost: evil' } })
    expect(error.code).toBe('fetch/refused')
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('hush')
    expect(site.asked).toHaveLength(0)
  })
})

describe('connections', () => {
  it('that are refused are distinguished from names that are not found', async () => {
    const site = await openWeb()
    await site.close()
    expect(await failureOf(`${site.origin}/`)).toMatchObject({ code: 'fetch/refused', retryable: true })
    const lookup: FetchOptions['lookup'] = (_, __, callback) =>
      callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), '', 4)
    const error = await failureOf('http://nowhere.example.org/feed', { lookup })
    expect(error).toMatchObject({ code: 'fetch/dns', retryable: true })
    expect(error.message).toContain('nowhere.example.org')
  })

  it.each(['', 'no address', 'http://', 'ftp://example.org/', 'javascript:alert(1)', 'https://exa mple.org/'])(
    'are not tried for %j',
    async (url) => {
      expect(await failureOf(url)).toMatchObject({ code: 'fetch/refused', retryable: false })
    },
  )

  it('with an untrusted certificate are refused before anything is sent', async () => {
    const site = await web({ tls: true })
    site.on('/', { body: rssOf('x') })
    const error = await failureOf(`https://user:hush@${site.host}/`)
    expect(error).toMatchObject({ code: 'fetch/tls', retryable: false })
    expect(error.message).toContain('NODE_EXTRA_CA_CERTS')
    expect(site.asked).toHaveLength(0)
    const plain = await web()
    expect(await failureOf(`https://${plain.host}/`)).toMatchObject({ code: 'fetch/tls' })
  })
})

describe('undici', () => {
  it('has the parts that are imported alone in their files', async () => {
    const require = createRequire(import.meta.url)
    const { Agent, buildConnector, Dispatcher } = await import('undici')
    expect(require('undici/lib/dispatcher/agent.js')).toBe(Agent)
    expect(require('undici/lib/core/connect.js')).toBe(buildConnector)
    expect(require('undici/lib/api/api-request.js')).toBe(Dispatcher.prototype.request)
  })
})

/** A forward proxy for http, with tunnels for CONNECT, that records its requests and counts its connections. */
async function openProxy(): Promise<{
  url: string
  asked: string[]
  headers: IncomingMessage['headers'][]
  connections(): number
  /** Ends the connection of the next request that comes on a used one, like a proxy that has just closed it. */
  breakNextReused(end: (socket: Socket) => void): void
}> {
  const asked: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const sockets = new Set<Socket>()
  const served = new WeakSet<Socket>()
  let connections = 0
  let breakReused: ((socket: Socket) => void) | undefined
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    headers.push(request.headers)
    if (breakReused !== undefined && served.has(request.socket)) {
      const end = breakReused
      breakReused = undefined
      return end(request.socket)
    }
    served.add(request.socket)
    const { host: _, 'proxy-connection': __, ...rest } = request.headers
    const answer = await fetch(request.url ?? '', { headers: rest as Record<string, string>, redirect: 'manual' })
    const location = answer.headers.get('location')
    response
      .writeHead(answer.status, location === null ? {} : { location })
      .end(Buffer.from(await answer.arrayBuffer()))
  })
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`)
    const [host, port] = (request.url ?? '').split(':')
    const through = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      through.pipe(socket).pipe(through)
    })
    for (const end of [socket, through]) {
      sockets.add(end)
      end.on('error', () => end.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closed({
    close: () => {
      server.close()
      server.closeAllConnections()
      for (const socket of sockets) socket.destroy()
    },
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    headers,
    connections: () => connections,
    breakNextReused: (end) => {
      breakReused = end
    },
  }
}

describe('a proxy', () => {
  it('is used for every address, hop by hop, with the headers of each', async () => {
    const site = await web()
    site.on('/old', { status: 302, headers: { location: '/new' } })
    site.on('/new', { body: rssOf('x') })
    const proxy = await openProxy()
    const answer = await fetcherOf({ proxy: proxy.url }).fetchFeed({
      sourceId: 's',
      url: `http://user:pass@${site.host}/old`,
      etag: '"1"',
    })
    expect(answer).toMatchObject({ kind: 'modified', url: `${site.origin}/new` })
    expect(proxy.asked).toEqual([`GET ${site.origin}/old`, `GET ${site.origin}/new`])
    expect(site.asked[1]?.headers).toMatchObject({ 'if-none-match': '"1"', authorization: 'Basic dXNlcjpwYXNz' })
    expect(site.asked[1]?.headers['user-agent']).toContain('Broadsheet/')
  })

  it('for https is not used for http, and opens a tunnel in which certificates are still checked', async () => {
    const site = await web({ tls: true })
    const plain = await web()
    plain.on('/', { body: rssOf('x') })
    const proxy = await openProxy()
    const fetcher = fetcherOf({ httpsProxy: proxy.url })
    expect((await fetcher.fetchFeed({ sourceId: 'a', url: `${plain.origin}/` })).kind).toBe('modified')
    await expect(fetcher.fetchFeed({ sourceId: 'b', url: `${site.origin}/` })).rejects.toMatchObject({
      code: 'fetch/tls',
    })
    expect(proxy.asked).toEqual([`CONNECT ${site.host}`])
  })

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://localhost/',
    'http://printer/',
    'http://nas.local/',
    'http://[::1]/',
  ])('is not asked for %s', async (url) => {
    const proxy = await openProxy()
    expect(await failureOf(url, { proxy: proxy.url, allowPrivate: [] })).toMatchObject({ code: 'fetch/private' })
    expect(proxy.asked).toEqual([])
  })

  it.each([
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])('that %s a kept connection is asked once more, on a new one', async (_, end) => {
    const site = await web()
    site.on('*', { body: rssOf('x') })
    const proxy = await openProxy()
    const fetcher = fetcherOf({ proxy: proxy.url })
    for (const path of ['/a', '/b']) await fetcher.fetchFeed({ sourceId: path, url: `${site.origin}${path}` })
    expect(proxy.connections()).toBe(1)
    proxy.breakNextReused(end)
    expect((await fetcher.fetchFeed({ sourceId: 'c', url: `${site.origin}/c` })).kind).toBe('modified')
    expect(proxy.asked).toEqual(['/a', '/b', '/c', '/c'].map((path) => `GET ${site.origin}${path}`))
    expect(proxy.connections()).toBe(2)
    await fetcher.close()
  })

  it.each(['http', 'https'])('that resets every connection is asked only once for a source: %s', async (scheme) => {
    const dead = await raw((socket) => socket.resetAndDestroy())
    const error = await failureOf(`${scheme}://example.org/feed`, { proxy: dead.origin })
    expect(error).toMatchObject({ code: 'fetch/refused', retryable: true })
    expect(error.message).toContain('proxy')
    expect(dead.asked).toHaveLength(1)
  })

  it.each([
    ['for http', 'http:'],
    ['for https', 'https:'],
  ])('that wants credentials is reported as that, %s', async (_, scheme) => {
    const proxy = await raw((socket) =>
      socket.write('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'),
    )
    const error = await failureOf(`${scheme}//example.org/feed`, { proxy: proxy.origin })
    expect(error).toMatchObject({ code: 'fetch/refused' })
    expect(error.message).toMatch(/proxy .*407.*fetch\.proxy/i)
    expect(proxy.asked).toHaveLength(1)
  })

  it('that opens no tunnel in the time for connecting is named as what failed', async () => {
    const proxy = await raw(() => {})
    const error = await failureOf('https://example.org/feed', { ...SHORT, totalTimeoutMs: 10_000, proxy: proxy.origin })
    expect(error).toMatchObject({ code: 'fetch/timeout', retryable: true })
    expect(error.message).toContain('The proxy for https://example.org/feed accepted no connection within 0.2 s')
    expect(proxy.asked).toHaveLength(1)
  })

  it('that is not running is named as what failed', async () => {
    const gone = await openWeb()
    await gone.close()
    const error = await failureOf('http://example.org/', { proxy: gone.origin })
    expect(error).toMatchObject({ code: 'fetch/refused', retryable: true })
    expect(error.message).toContain('proxy')
  })
})

/**
 * Small loopback servers whose every response a test scripts, byte by byte where it matters.
 *
 * `openWeb` sends HTTP responses; `openRawWeb` sends what no HTTP library would. Both record their requests.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'

/** One response. Defaults: status 200, no headers, no body. */
export interface ScriptedAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array
}

/** One request as received. */
export interface Asked {
  readonly method: string
  /** Path and query, as sent. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The connection it came on, counted from 1. */
  readonly connection: number
}

/** The script of a path: a response, several (one a request, the last one repeats), or a function. */
export type Script =
  | ScriptedAnswer
  | readonly ScriptedAnswer[]
  | ((
      request: IncomingMessage,
      response: ServerResponse,
    ) => ScriptedAnswer | undefined | Promise<ScriptedAnswer | undefined>)

export interface Web {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly origin: string
  readonly host: string
  readonly port: number
  /** Every request, in order of arrival. */
  readonly asked: readonly Asked[]
  /** Connections accepted so far. */
  connections(): number
  /** Connections open now. */
  open(): number
  /** Sets the script of `path` (with or without a query; `*` for all other paths). */
  on(path: string, script: Script): void
  close(): Promise<void>
}

export interface WebOptions {
  /** The loopback address to listen on. Default: `127.0.0.1`. Every 127.x.y.z is another host. */
  readonly address?: string
  /** Default: 0, any free port. */
  readonly port?: number
  /** Speaks TLS with the self-signed certificate `CERTIFICATE`. */
  readonly tls?: boolean
}

/** Starts a server that follows its scripts. A script function that returns undefined has sent the response itself. */
export async function openWeb({ address = '127.0.0.1', port = 0, tls = false }: WebOptions = {}): Promise<Web> {
  const scripts = new Map<string, Script>()
  const turns = new Map<string, number>()
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  const numbers = new WeakMap<Socket, number>()
  let connections = 0

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/'
    const { method = 'GET', headers, socket } = request
    asked.push({ method, path, headers, connection: numbers.get(socket) ?? 0 })
    const name = [path, path.replace(/\?.*/, ''), '*'].find((key) => scripts.has(key))
    const script = name === undefined ? { status: 404 } : (scripts.get(name) as Script)
    const turn = turns.get(name ?? '') ?? 0
    turns.set(name ?? '', turn + 1)
    const answer =
      typeof script === 'function'
        ? await script(request, response)
        : Array.isArray(script)
          ? script[Math.min(turn, script.length - 1)]
          : (script as ScriptedAnswer)
    if (answer === undefined) return
    const body = Buffer.from(answer.body ?? '')
    response.writeHead(answer.status ?? 200, {
      ...(answer.status === 304 || answer.status === 204 ? {} : { 'content-length': String(body.length) }),
      ...(answer.headers as Record<string, string | string[]>),
    })
    response.end(body)
  }
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch((error) => response.destroy(error))
  }
  const server = tls ? createTlsServer({ key: PRIVATE_KEY, cert: CERTIFICATE }, onRequest) : createServer(onRequest)
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    numbers.set(socket, ++connections)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, resolve)
  })
  const listening = server.address() as AddressInfo
  return {
    origin: `${tls ? 'https' : 'http'}://${address}:${listening.port}`,
    host: `${address}:${listening.port}`,
    port: listening.port,
    asked,
    connections: () => connections,
    open: () => sockets.size,
    on: (path, script) => {
      scripts.set(path, script)
      turns.delete(path)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of sockets) socket.destroy()
      }),
  }
}

export interface RawWeb {
  readonly origin: string
  readonly host: string
  readonly port: number
  /** The head of every request, as sent. */
  readonly asked: readonly string[]
  connections(): number
  open(): number
  close(): Promise<void>
}

/**
 * Starts a TCP server: `answer` is called for the head of each request, with the socket and the number of the request on that
 * connection (from 1), and writes to the socket.
 */
export async function openRawWeb(
  answer: (socket: Socket, head: string, turn: number) => void,
  { address = '127.0.0.1', port = 0 }: Omit<WebOptions, 'tls'> = {},
): Promise<RawWeb> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createTcpServer((socket) => {
    connections++
    sockets.add(socket)
    let pending = ''
    let turn = 0
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1')
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        const head = pending.slice(0, end)
        pending = pending.slice(end + 4)
        asked.push(head)
        answer(socket, head, ++turn)
      }
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, resolve)
  })
  const listening = server.address() as AddressInfo
  return {
    origin: `http://${address}:${listening.port}`,
    host: `${address}:${listening.port}`,
    port: listening.port,
    asked,
    connections: () => connections,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** A valid RSS document with one entry. */
export const rssOf = (title: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>${title}</title><link>https://example.org/</link><description>d</description><item><title>${title}</title><link>https://example.org/1</link><guid>https://example.org/1</guid></item></channel></rss>`

/**
 * A self-signed certificate for localhost and 127.0.0.1, valid for a hundred years. Made for these tests; it protects
 * nothing.
 */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUJtcJ32coTtkbvejyrG432EcTaykwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTAwMjYxNloYDzIxMjYxMTAx
MDAyNjE2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQQU0qw2UHaeTP38elN+/a8LCSFfKqrvO9TKqfbEYOOXTW6tvlGNQ1y
yCoWiFWjy63JkbRNip2OknTA8CWcQjnto28wbTAdBgNVHQ4EFgQUSU3zHxTptDym
xVSJp1yDkzSjL6EwHwYDVR0jBBgwFoAUSU3zHxTptDymxVSJp1yDkzSjL6EwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhANARWXvhvkbMm1Ge/tUq3SM1i5bpLWztI+cOC9oiPDgpAiAc
R5skHn0LDK1HVEvCc+P5ljhXdng+PvqzzwM1cIIOKg==
-----END CERTIFICATE-----
`

const PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgaN0BgjyJ9BqV9GEQ
hb+mtPxVZ02LUtNgpBPuRd0jCyOhRANCAAQQU0qw2UHaeTP38elN+/a8LCSFfKqr
vO9TKqfbEYOOXTW6tvlGNQ1yyCoWiFWjy63JkbRNip2OknTA8CWcQjnt
-----END PRIVATE KEY-----
`

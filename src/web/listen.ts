/** The socket: listening, its limits, and what it says to what is no HTTP. */
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { AppError } from '../core/errors.ts'
import { textAnswer } from './answer.ts'

/** A server that is listening. */
export interface Open {
  /** Opens from this machine. */
  readonly url: string
  /** Stops accepting connections and lets running answers finish, for at most 5 seconds. */
  close(): Promise<void>
}

const CLOSE_GRACE_MS = 5_000
/**
 * Slow requests are cut off early and hold no connection, since forms are small. Node looks for them every half minute unless
 * told otherwise.
 */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
  // Node's own answer has no body; the request listener answers.
  requireHostHeader: false,
}
/** A response that nobody reads ends after this. */
const IDLE_MS = 60_000
/** So long an unread body may go on arriving after the answer, so that its sender reads the answer first. */
const BODY_GRACE_MS = 1_000
/** Many more than a server of this kind has at a time, and within the usual limits of open files. */
const MAX_CONNECTIONS = 1_000

/** Listens at an address of this machine. Throws AppError `web/port-in-use` or `web/unreachable`. */
export async function listen(
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  host: string,
  port: number,
): Promise<Open> {
  let isClosing = false
  const server = createServer(LIMITS, (request, response) => {
    response.once('finish', () => {
      // It would be kept for another request.
      if (isClosing) setImmediate(() => server.closeIdleConnections())
      if (request.complete) return
      // Any bytes after the answer would be read as long as they come.
      const timer = setTimeout(() => request.socket.destroy(), BODY_GRACE_MS)
      request.once('close', () => clearTimeout(timer))
    })
    onRequest(request, response)
  })
  server.maxConnections = MAX_CONNECTIONS
  server.setTimeout(IDLE_MS)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(socket, ...faultOf(error)))
  server.on('connect', (_, socket) => refuse(socket, 405, 'This is no proxy. Only GET, HEAD and POST are answered.'))
  server.on('checkExpectation', (_, response: ServerResponse) => {
    const { status, headers, body } = textAnswer(417, 'Send the request without Expect.\n')
    response.writeHead(status, headers as string[]).end(body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(asListenError(cause, host, port)))
    server.listen(port, host, () => resolve())
  })
  return {
    url: urlOf(server.address() as AddressInfo),
    close: () =>
      new Promise((resolve) => {
        isClosing = true
        const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
        server.close(() => {
          clearTimeout(deadline)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

/** The URL of a listening server as seen from this machine: "every address" is one that can be opened. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (address === '::') return `http://localhost:${port}`
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

/** The status and the sentence for what Node could not read as a request. */
function faultOf(error: NodeJS.ErrnoException): [status: number, sentence: string] {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'The request took too long to arrive. Send it again.']
  if (error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return [413, 'The chunks of the body are too large. Send it whole.']
  if (error.code !== 'HPE_HEADER_OVERFLOW')
    return [400, 'This is no request that HTTP/1.1 allows. Check what was sent.']
  const { rawPacket, bytesParsed } = error as { rawPacket?: Buffer; bytesParsed?: number }
  // What is too long is the address where it is read from its beginning and its line has no end.
  if (/^[A-Z]+ [^\n]*$/.test(rawPacket?.toString('latin1', 0, bytesParsed) ?? ''))
    return [414, 'The address is too long. Ask for a shorter one.']
  return [431, `The headers are too large. Send at most ${LIMITS.maxHeaderSize} bytes, with fewer cookies.`]
}

/** Answers on the socket itself and closes it. After the head of another answer nothing can be said. */
function refuse(
  socket: Duplex & { readonly _httpMessage?: ServerResponse | null },
  status: number,
  sentence: string,
): void {
  if (!socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy()
    return
  }
  const { headers, body } = textAnswer(status, `${sentence}\n`, { Connection: 'close' })
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, `Date: ${new Date().toUTCString()}`]
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  socket.end(`${lines.join('\r\n')}\r\n\r\n${Buffer.from(body!).toString()}`)
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

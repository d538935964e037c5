/**
 * One HTTP exchange on a guarded connection. The only file that imports undici, whose agents keep the connections. An
 * agent has one connection to an origin, and there are as many agents as a host has requests at once: undici's pool of
 * several connections would take 16 kB more for each origin. Each proxy has agents of its own. Proxies are those of the
 * options; undici's own reading of HTTP_PROXY is not used.
 */
import { channel } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import type { LookupFunction, Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { Agent, buildConnector, Client, Dispatcher } from 'undici'
import { type ProxyRules, plainHost, portOf, proxyFor } from './address.ts'
import type { Head } from './answer.ts'
import { AnswerError } from './failure.ts'
import { type Guard, PrivateAddressError } from './guard.ts'
import { type Countdown, type Deadline, type Slots, startCountdown } from './limits.ts'

/** An answer as received, its body still in its content-coding. */
export interface WireAnswer extends Head {
  readonly body: Uint8Array<ArrayBuffer>
  /** Releases the slot of a large body; to be called when its bytes are no longer held. */
  readonly release: () => void
}

/** How much of a body to read, decided from its status. */
export interface BodyPlan {
  readonly maxBytes: number
  /** What happens to a longer body: it fails the exchange, or is cut there (an error page, of which a part is enough). */
  readonly beyond: 'fail' | 'cut'
}

/** One request: a redirect makes another hop. */
interface Hop {
  readonly url: URL
  /** Sent by POST; absent: GET. */
  readonly body?: string
  /** The number of this request among the host's concurrent requests. */
  readonly turn: number
  readonly headers: Record<string, string>
  readonly planBody: (status: number) => BodyPlan
  readonly deadline: Deadline
}

/** Slots for the few answers that are large in memory. */
interface LargeAnswers {
  readonly large: Slots
  /** How long a large answer that makes no progress may keep other large answers waiting. */
  readonly largePatienceMs: number
}

interface ConnectionOptions extends ProxyRules, LargeAnswers {
  readonly connectTimeoutMs: number
  readonly headersTimeoutMs: number
  readonly guard: Guard
}

/** The connections of one run. */
export interface Connections {
  /** The answer to one request. Rejects with the error of undici, node or the guard, with AnswerError, or with the reason of the deadline's signal. */
  exchange(hop: Hop): Promise<WireAnswer>
  close(): Promise<void>
}

/** A body of at most this many bytes needs no slot for large answers. */
export const SMALL_BYTES = 1_048_576
/** Undici's default is 16 kB, and some sites send a longer Content-Security-Policy. */
const MAX_HEADER_BYTES = 65_536
/** How much of a large answer must arrive between two checks, while others wait for its slot. */
const MIN_PROGRESS_BYTES = 262_144
/** A large answer that progresses may make others wait for this many checks. */
const MAX_CHECKS = 5
/** A body may have this many chunks, and one more for each FRAGMENT_BYTES. Sixteen million chunks of one byte take half a minute of CPU. */
const MAX_FRAGMENTS = 65_536
const FRAGMENT_BYTES = 64
/**
 * How long an idle connection is kept for the next source of its host, also when its server offers more. The usual limit
 * of open files is 1,024, and a fast run reaches some two hundred hosts a second.
 */
const KEEP_IDLE_MS = 3_000
/** Time for one of a name's addresses before the next is tried. Node's default of 250 ms is too short for servers far away. */
const ATTEMPT_TIMEOUT_MS = 2_000

/** The parts of undici that a direct connection needs. */
interface Undici {
  readonly Agent: typeof Agent
  readonly buildConnector: typeof buildConnector
  readonly request: Dispatcher['request']
}

/**
 * Undici's agent, connector and `request` without the rest of the library: importing all of it takes 90 ms of CPU, these
 * three take 40 ms. They are not documented entry points, so when a version moves them the whole library is imported.
 */
async function loadUndici(): Promise<Undici> {
  const require = createRequire(import.meta.url)
  try {
    return {
      Agent: require('undici/lib/dispatcher/agent.js'),
      buildConnector: require('undici/lib/core/connect.js'),
      request: require('undici/lib/api/api-request.js'),
    }
  } catch {
    const { Agent, buildConnector, Dispatcher } = await import('undici')
    return { Agent, buildConnector, request: Dispatcher.prototype.request }
  }
}

/** The connections of one run. Undici is loaded by the first exchange. */
export function openConnections(options: ConnectionOptions): Connections {
  const { guard, headersTimeoutMs } = options
  const agents = new Map<string, Dispatcher | Promise<Dispatcher>>()
  const load = async () => {
    const undici = await loadUndici()
    return { request: undici.request, openDirect: directOpener(undici, options) }
  }
  let undici: ReturnType<typeof load> | undefined

  return {
    async exchange({ url, body, turn, headers, planBody, deadline }) {
      undici ??= load()
      const { request, openDirect } = await undici
      const proxy = proxyFor(url, options)
      if (proxy !== undefined) guard.checkName(plainHost(url), portOf(url))
      const key = `${turn} ${proxy}`
      const agent = agents.get(key) ?? (proxy === undefined ? openDirect() : openProxied(proxy, options))
      agents.set(key, agent)
      const dispatcher = await agent
      let interim: Countdown | undefined
      const ask = () =>
        request.call(dispatcher, {
          origin: url.origin,
          path: url.pathname + url.search,
          method: body === undefined ? 'GET' : 'POST',
          body: body ?? null,
          headers,
          signal: deadline.signal,
          // Each interim response starts undici's own time-out again.
          onInfo: () => {
            interim ??= startCountdown(headersTimeoutMs, () => deadline.giveUp(new AnswerError('headers')))
          },
        })
      const askAgain = (error: Error) => {
        if (!isReset(error)) throw error
        return ask()
      }
      const answer = await ask()
        .catch(askAgain)
        .finally(() => interim?.stop())
      const head: Head = { status: answer.statusCode, headers: answer.headers }
      return readBody(head, answer.body, planBody(head.status), deadline, options)
    },
    async close() {
      await Promise.allSettled([...agents.values()].map(async (agent) => (await agent).destroy()))
    },
  }
}

const settingsOf = ({ headersTimeoutMs }: ConnectionOptions): Client.Options => ({
  allowH2: false,
  pipelining: 1,
  keepAliveTimeout: KEEP_IDLE_MS,
  keepAliveMaxTimeout: KEEP_IDLE_MS,
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: headersTimeoutMs,
  // The deadline of the fetch counts the body.
  bodyTimeout: 0,
})

/** Opens agents for direct connections, with one guarded connector. */
function directOpener({ Agent, buildConnector }: Undici, options: ConnectionOptions): () => Dispatcher {
  const connect = guardedConnector(options.guard, (lookup) =>
    buildConnector({
      timeout: options.connectTimeoutMs,
      allowH2: false,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS,
      lookup,
    }),
  )
  return () => new Agent({ ...settingsOf(options), connections: 1, connect: watched(connect) })
}

async function openProxied(uri: string, options: ConnectionOptions): Promise<Dispatcher> {
  const { Client, Pool, ProxyAgent } = await import('undici')
  const settings = settingsOf(options)
  const { connectTimeoutMs } = options
  return new ProxyAgent({
    ...settings,
    uri,
    connectTimeout: connectTimeoutMs,
    // Opening a tunnel is part of connecting.
    clientFactory: (url, given) => new Pool(url, { ...settings, ...given, headersTimeout: connectTimeoutMs }),
    factory: (url, given) => {
      const { connect } = given as { connect: buildConnector.connector }
      return new Client(url, { ...settings, connect: watched(connect) })
    },
  })
}

/** Connects where the guard permits: an IP literal is checked before, a name's addresses at look-up, the socket's peer afterwards. */
function guardedConnector(
  guard: Guard,
  build: (lookup: LookupFunction) => buildConnector.connector,
): buildConnector.connector {
  const connectorsByPort = new Map<number, buildConnector.connector>()
  return (target, done) => {
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80)
    const host = target.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
    try {
      guard.checkLiteral(host, port)
    } catch (error) {
      return done(error as Error, null)
    }
    const connect = connectorsByPort.get(port) ?? build(guard.lookupFor(port))
    connectorsByPort.set(port, connect)
    connect(target, (...answer) => {
      const socket = answer[1]
      const peer = socket?.remoteAddress
      if (!socket || (peer !== undefined && guard.permits(peer, port, host))) return done(...answer)
      const error = new PrivateAddressError(host, [peer ?? 'nowhere'])
      socket.destroy(error)
      done(error, null)
    })
  }
}

/** Errors of sockets on which the server had answered before. */
const errorsAfterAnswers = new WeakSet<Error>()
/** How many requests were sent on a socket; one is sent only when the one before it was answered. */
const requestsOn = new WeakMap<Socket, number>()
channel('undici:client:sendHeaders').subscribe((message) => {
  const { socket } = message as { socket: Socket }
  requestsOn.set(socket, (requestsOn.get(socket) ?? 0) + 1)
})

/** The connector, with the errors of its sockets noted for `isReset`. */
function watched(connect: buildConnector.connector): buildConnector.connector {
  return (target, done) =>
    connect(target, (...answer) => {
      const [error, socket] = answer
      if (socket) {
        // A tunnel through a proxy was opened by a request on this socket.
        requestsOn.set(socket, 0)
        joinLengths(socket)
        socket.on('error', (fault) => {
          if (requestsOn.get(socket)! > 1) errorsAfterAnswers.add(fault)
        })
      }
      // Only a tunnel is opened by a request, which has a time-out of that name.
      if (codeOf(error) === 'UND_ERR_HEADERS_TIMEOUT') done(new AnswerError('connect'), null)
      else done(...answer)
    })
}

/** A head is held back until it is whole, so that one which comes byte by byte costs little; a longer one is given on as it is. */
const MAX_HELD_BYTES = 16_384

/**
 * Makes one Content-Length of several equal ones in the first head on a connection, as RFC 9110 §8.6 allows: undici refuses an answer
 * with two, and neither its parser nor node's has an option for it. The connection is then used for no other answer, so that each
 * of such a server is a first one. Lengths that differ stay, and are refused.
 */
function joinLengths(socket: Socket): void {
  const read = socket.read.bind(socket)
  let head: Buffer | undefined = Buffer.alloc(0)
  socket.read = (size) => {
    const chunk: Buffer | null = read(size)
    if (head === undefined || chunk === null) return chunk
    const bytes: Buffer = head.length === 0 ? chunk : Buffer.concat([head, chunk])
    const text = bytes.toString('latin1', 0, MAX_HELD_BYTES)
    const end = text.search(/\r?\n\r?\n/)
    const isHead = text.startsWith('HTTP/1.') || 'HTTP/1.'.startsWith(text)
    head = end < 0 && isHead && bytes.length < MAX_HELD_BYTES ? bytes : undefined
    if (head !== undefined) return null
    const lengths = text.slice(0, Math.max(0, end)).match(/^content-length:.*$/gim) ?? []
    const values = new Set(lengths.flatMap((line) => line.slice(15).split(',')).map((value) => value.trim()))
    if (values.size !== 1 || (lengths.length === 1 && !lengths[0]!.includes(','))) return bytes
    const others = text
      .slice(0, end)
      .split('\n')
      .filter((line) => !/^content-length:/i.test(line))
    const joined = [
      ...others.map((line) => line.replace('\r', '')),
      `Content-Length: ${[...values][0]}`,
      'Connection: close',
    ]
    return Buffer.concat([Buffer.from(joined.join('\r\n'), 'latin1'), bytes.subarray(end)])
  }
}

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null)?.code

/**
 * Whether the server closed or reset a kept connection just when we used it: the request is then repeated, once (RFC 9110
 * §9.2.2, RFC 9112 §9.3.1; a hub that is told twice does no more than once). A server that resets a new connection is not asked again.
 */
const isReset = (error: Error): boolean =>
  errorsAfterAnswers.has(error) && /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(codeOf(error) ?? '')

/** Reads a body within the limits of size and time. A large one waits for a slot, with the clock stopped and the connection paused. */
async function readBody(
  head: Head,
  stream: Readable,
  { maxBytes, beyond }: BodyPlan,
  deadline: Deadline,
  { large, largePatienceMs }: LargeAnswers,
): Promise<WireAnswer> {
  const announced = Number(head.headers['content-length']) || 0
  let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  let size = 0
  let fragments = 0
  let release: (() => void) | undefined
  let unwatch = (): void => {}
  const becomeLarge = async (): Promise<void> => {
    deadline.pause()
    release = await large.take()
    deadline.signal.throwIfAborted()
    deadline.run()
    unwatch = watchProgress(largePatienceMs, {
      size: () => size,
      isWaitedFor: large.isWaitedFor,
      evict: () => deadline.giveUp(new AnswerError('evicted')),
    })
  }
  // Without a listener, an error that comes while nothing reads the stream would end the process.
  stream.on('error', () => {})
  try {
    if (beyond === 'fail' && announced > maxBytes) throw new AnswerError('too-long')
    if (beyond === 'fail' && announced > SMALL_BYTES) await becomeLarge()
    await eachChunk(stream, (chunk) => {
      if (size + chunk.length > maxBytes) {
        if (beyond === 'cut') return 'enough'
        throw new AnswerError('too-long')
      }
      if (size + chunk.length > bytes.length) {
        const expected = announced > maxBytes ? 0 : announced
        bytes = grown(bytes, Math.max(size + chunk.length, expected, Math.min(size * 2, maxBytes)))
      }
      bytes.set(chunk, size)
      size += chunk.length
      if (++fragments > MAX_FRAGMENTS + size / FRAGMENT_BYTES) throw new AnswerError('fragments')
      return release === undefined && size > SMALL_BYTES ? becomeLarge() : undefined
    })
    return { ...head, body: bytes.subarray(0, size), release: release ?? (() => {}) }
  } catch (error) {
    stream.destroy()
    release?.()
    freeBytes(bytes)
    if (deadline.signal.aborted) throw deadline.signal.reason
    throw error instanceof AnswerError ? error : new AnswerError('cut-off', { cause: error })
  } finally {
    unwatch()
  }
}

/**
 * Passes the chunks of a stream to `take` as they were received, until it says that it has enough; while a promise of it is
 * pending, the stream is paused. Rejects with what `take` throws, and with the error of the stream. Not by `for await`, which
 * in Node 24 joins the chunks that have arrived, so that tiny ones cannot be counted.
 */
function eachChunk(stream: Readable, take: (chunk: Uint8Array) => 'enough' | Promise<void> | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const end = (error?: unknown): void => {
    if (error === undefined) resolve()
    else reject(error)
    stream.destroy()
  }
  stream.on('end', resolve).on('error', reject)
  stream.on('close', () => reject(new Error('The stream was closed before its end.')))
  stream.on('data', (chunk: Uint8Array) => {
    try {
      const next = take(chunk)
      if (next === 'enough') end()
      else if (next !== undefined) {
        stream.pause()
        next.then(() => stream.resume(), end)
      }
    } catch (error) {
      end(error)
    }
  })
  // What happened while nothing listened is not announced again.
  if (stream.destroyed) end(stream.errored ?? new Error('The stream was closed before it was read.'))
  return promise
}

/** Evicts a large answer that keeps others waiting: by making no progress between two checks, or after MAX_CHECKS. */
function watchProgress(
  patienceMs: number,
  answer: { size(): number; isWaitedFor(): boolean; evict(): void },
): () => void {
  let checks = 0
  let sizeBefore = answer.size()
  let countdown: Countdown
  const check = (): void => {
    checks = answer.isWaitedFor() ? checks + 1 : 0
    const hasProgressed = answer.size() - sizeBefore >= MIN_PROGRESS_BYTES
    if (checks > MAX_CHECKS || (checks > 1 && !hasProgressed)) answer.evict()
    sizeBefore = answer.size()
    countdown = startCountdown(patienceMs, check)
  }
  countdown = startCountdown(patienceMs, check)
  return () => void countdown.stop()
}

/** The bytes in a buffer of that length. The old memory is freed at once: with a dozen large answers the garbage collector would come too late. */
const grown = (bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> =>
  bytes.length === 0 ? Buffer.allocUnsafeSlow(length) : new Uint8Array(bytes.buffer.transfer(length))

/** Frees the memory of bytes at once, without waiting for the garbage collector. Every view of them is empty afterwards. */
export const freeBytes = (bytes: Uint8Array<ArrayBuffer>): void => {
  bytes.buffer.transfer(0)
}

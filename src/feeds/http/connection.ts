/**
 * One HTTP exchange on one guarded connection. The only file that imports undici.
 *
 * A connection is one undici client with at most one socket to one origin, directly or through a proxy. We keep the idle
 * connections ourselves instead of using undici's Agent, since we must know whether a request that was reset went over a
 * socket that had served before: only then may it be repeated (RFC 9110 §9.2.2, RFC 9112 §9.3.1). Undici's dispatch
 * handler is used without its stream, so each byte is copied once.
 */
import { createRequire } from 'node:module'
import type { LookupFunction } from 'node:net'
import type { buildConnector, Client, Dispatcher } from 'undici'
import { plainHost, portOf } from './address.ts'
import { type Cancellation, type Countdown, startCountdown } from './deadline.ts'
import type { Headers } from './freshness.ts'
import { type Guard, PrivateAddressError } from './guard.ts'
import { type ProxyRules, proxyFor } from './proxy.ts'
import type { LargeAnswerLimit } from './queue.ts'

/** Status and headers. Header values are the bytes as Latin-1. */
export interface Head {
  readonly status: number
  readonly headers: Headers
}

/** An answer as received, its body still in its content-coding. */
export interface WireAnswer extends Head {
  readonly body: Uint8Array<ArrayBuffer>
  /** Releases the slot of a large body; to be called when its bytes are no longer held. */
  readonly release: () => void
}

/** How much of a body to read, decided from status and headers. */
export interface BodyPlan {
  readonly maxBytes: number
  /** What a longer body does: fail the exchange, or be cut there (an error page, of which a part is enough). */
  readonly beyond: 'fail' | 'cut'
}

/** One request: a redirect makes another hop. */
interface Hop {
  readonly url: URL
  readonly headers: Record<string, string>
  readonly planBody: (head: Head) => BodyPlan
  /** Called with true when the exchange starts to wait for a large answer's slot, with false when it goes on. */
  readonly onWait: (isWaiting: boolean) => void
}

/**
 * Why we gave an exchange up. `phase` says what took too long, or what was wrong with the body: `evicted` for a large
 * answer that kept others waiting, `fragments` for one in too many tiny chunks.
 */
export class ExchangeError extends Error {
  readonly phase: 'connect' | 'headers' | 'total' | 'evicted' | 'too-large' | 'fragments'

  constructor(phase: ExchangeError['phase']) {
    super(phase)
    this.name = 'ExchangeError'
    this.phase = phase
  }
}

interface ConnectionOptions extends ProxyRules {
  readonly connectTimeoutMs: number
  readonly headersTimeoutMs: number
  readonly guard: Guard
  readonly large: LargeAnswerLimit
}

interface Connections {
  /** The answer to one GET. Rejects with the error of undici, node or the guard, or with ExchangeError. */
  exchange(hop: Hop, cancellation: Cancellation): Promise<WireAnswer>
  close(): Promise<void>
}

/** A body of at most this many bytes needs no slot for large answers. */
export const SMALL_BYTES = 1_048_576
/** Undici's default is 16 kB, and some sites send a longer Content-Security-Policy. */
const MAX_HEADER_BYTES = 65_536
/** How much of a large answer must arrive between two checks, while others wait for its slot. */
const MIN_PROGRESS_BYTES = 262_144
/** A body may have this many chunks, and one more for each FRAGMENT_BYTES. Sixteen million chunks of one byte take half a minute of CPU. */
const MAX_FRAGMENTS = 65_536
const FRAGMENT_BYTES = 64
/** Idle connections kept for the next source of their host. The usual limit of open files is 1,024. */
const MAX_IDLE = 512

/** Time for one of a name's addresses before the next is tried. Node's default of 250 ms is too short for servers far away. */
const ATTEMPT_TIMEOUT_MS = 2_000

interface Connection {
  /** The origin; through a proxy, the proxy's address and the origin. */
  readonly key: string
  readonly client: Dispatcher
  /** Answers received on the present socket. */
  served: number
  isIdle: boolean
}

/** The parts of undici that a direct connection needs. */
type Undici = Pick<typeof import('undici'), 'Client' | 'buildConnector'>

/**
 * Undici's client and connector without the rest of the library: importing all of it takes 160 ms of CPU and 8 MB, these
 * two take 70 ms. They are no documented entry points, so when a version moves them the whole library is imported.
 */
export async function loadUndici(): Promise<Undici> {
  const require = createRequire(import.meta.url)
  try {
    return {
      Client: require('undici/lib/dispatcher/client.js'),
      buildConnector: require('undici/lib/core/connect.js'),
    }
  } catch {
    return import('undici')
  }
}

/** The connections of one run. Undici is loaded by the first exchange. */
export function openConnections(options: ConnectionOptions): Connections {
  const { guard } = options
  const idleByKey = new Map<string, Connection[]>()
  /** All idle connections, the one idle for longest first. */
  const idle = new Set<Connection>()
  const open = new Set<Connection>()
  const connectorsByPort = new Map<number, buildConnector.connector>()
  let undici: Promise<Undici> | undefined

  /** Connects where the guard permits: an IP literal is checked before, a name's addresses at look-up, the socket's peer afterwards. */
  const connectGuarded = (
    { buildConnector: build }: Undici,
    target: buildConnector.Options,
    done: buildConnector.Callback,
  ): void => {
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80)
    const host = target.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
    try {
      guard.checkLiteral(host, port)
    } catch (error) {
      done(error as Error, null)
      return
    }
    let connect = connectorsByPort.get(port)
    if (connect === undefined) {
      const lookup: LookupFunction = guard.lookupFor(port)
      connect = build({
        timeout: options.connectTimeoutMs,
        allowH2: false,
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS,
        lookup,
        port,
      })
      connectorsByPort.set(port, connect)
    }
    connect(target, (...answer) => {
      const socket = answer[1]
      const peer = socket?.remoteAddress
      if (socket && (peer === undefined || !guard.permits(peer, port, host))) {
        const error = new PrivateAddressError(host, [peer ?? 'nowhere'])
        socket.destroy(error)
        done(error, null)
      } else done(...answer)
    })
  }

  /** The time-outs of undici are off: ours are counted in `sendRequest`. */
  const clientOptions = {
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
  }

  const takeConnection = async (origin: string, proxy: string | undefined, library: Undici): Promise<Connection> => {
    const key = proxy === undefined ? origin : `${proxy} ${origin}`
    const kept = idleByKey.get(key)?.pop()
    if (kept !== undefined) {
      kept.isIdle = false
      idle.delete(kept)
      return kept
    }
    /** A client that resets `served` for each new socket, and drops an idle connection when its socket closes. */
    const newClient = (url: string | URL, connect: buildConnector.connector): Client => {
      const client = new library.Client(url, {
        ...clientOptions,
        connect: (target, done) => {
          connection.served = 0
          connect(target, done)
        },
      })
      client.on('disconnect', () => {
        if (connection.isIdle) dropConnection(connection)
      })
      return client
    }
    const client =
      proxy === undefined
        ? newClient(origin, (target, done) => connectGuarded(library, target, done))
        : await throughProxy(proxy, newClient)
    const connection: Connection = { key, client, served: 0, isIdle: false }
    open.add(connection)
    return connection
  }

  /** A proxy agent for one connection: undici's agent opens the tunnel, `newClient` makes its clients. */
  const throughProxy = async (
    uri: string,
    newClient: (url: string | URL, connect: buildConnector.connector) => Client,
  ): Promise<Dispatcher> => {
    const { ProxyAgent } = await import('undici')
    return new ProxyAgent({
      ...clientOptions,
      uri,
      connectTimeout: options.connectTimeoutMs,
      factory: (url, given) => newClient(url, (given as { connect: buildConnector.connector }).connect),
    })
  }

  const keepConnection = (connection: Connection): void => {
    connection.isIdle = true
    connection.served++
    const kept = idleByKey.get(connection.key)
    if (kept === undefined) idleByKey.set(connection.key, [connection])
    else kept.push(connection)
    idle.add(connection)
    const oldest = idle.values().next().value
    if (idle.size > MAX_IDLE && oldest !== undefined) dropConnection(oldest)
  }

  const dropConnection = (connection: Connection, reason: Error | null = null): void => {
    if (!open.delete(connection)) return
    idle.delete(connection)
    const kept = idleByKey.get(connection.key)
    const at = kept?.indexOf(connection) ?? -1
    if (at >= 0) kept?.splice(at, 1)
    if (kept?.length === 0) idleByKey.delete(connection.key)
    void connection.client.destroy(reason).catch(() => {})
  }

  return {
    async exchange(hop, cancellation) {
      undici ??= loadUndici()
      const library = await undici
      if (cancellation.cancelled !== undefined) throw cancellation.cancelled.reason
      const proxy = proxyFor(hop.url, options)
      if (proxy !== undefined) guard.checkName(plainHost(hop.url), portOf(hop.url))
      for (let isRepeat = false; ; isRepeat = true) {
        const connection = await takeConnection(hop.url.origin, proxy, library)
        const wasUsed = connection.served > 0
        try {
          const { answer, isComplete } = await sendRequest(connection.client, hop, cancellation, options)
          if (isComplete) keepConnection(connection)
          else dropConnection(connection)
          return answer
        } catch (error) {
          dropConnection(connection, error as Error)
          // The server closed a kept connection just when we used it: the request is repeated once, on a new connection.
          if (isRepeat || !wasUsed || connection.served === 0 || !isReset(error)) throw error
        }
      }
    },
    async close() {
      for (const connection of [...open]) dropConnection(connection)
    },
  }
}

/** Whether the other side closed or reset the connection before it answered. */
function isReset(error: unknown): boolean {
  const { code } = error as { code?: string }
  return (
    (error as { hasHead?: boolean }).hasHead !== true &&
    (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET')
  )
}

/** Sends one request and collects its answer, within the limits of time and size. `isComplete` is false when the body was cut. */
function sendRequest(
  dispatcher: Dispatcher,
  hop: Hop,
  cancellation: Cancellation,
  { connectTimeoutMs, headersTimeoutMs, large }: ConnectionOptions,
): Promise<{ answer: WireAnswer; isComplete: boolean }> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let isSettled = false
    let head: Head | undefined
    let plan: BodyPlan = { maxBytes: 0, beyond: 'cut' }
    let countdown: Countdown | undefined
    let release = (): void => {}
    let isLarge = false
    let fragments = 0
    const body = openBody()
    /** Cancels the wait for a large answer's slot. */
    const slotCancellation: Cancellation = {}

    const settle = (): boolean => {
      if (isSettled) return false
      isSettled = true
      countdown?.stop()
      cancellation.onCancel = undefined
      return true
    }
    const fail = (error: unknown): void => {
      if (!settle()) return
      slotCancellation.onCancel?.(error)
      release()
      body.drop()
      if (head !== undefined && error instanceof Error) Object.assign(error, { hasHead: true })
      controller?.abort(error as Error)
      reject(error)
    }
    const succeed = (isComplete: boolean): void => {
      if (!settle()) return
      if (!isComplete) controller?.abort(new Error('enough was read'))
      resolve({ answer: { ...(head as Head), body: body.bytes(), release }, isComplete })
    }
    let sizeBefore = 0
    const hasProgressed = (): boolean => {
      const arrivedBytes = body.size() - sizeBefore
      sizeBefore = body.size()
      return arrivedBytes >= MIN_PROGRESS_BYTES
    }
    const becomeLarge = (expectedBytes: number, announcedBytes = 0): void => {
      isLarge = true
      controller?.pause()
      hop.onWait(true)
      const evict = (): boolean => {
        if (isSettled) return false
        fail(new ExchangeError('evicted'))
        return true
      }
      large.acquire(expectedBytes, slotCancellation, { hasProgressed, evict }).then(
        (releaseSlot) => {
          if (isSettled) return releaseSlot()
          release = releaseSlot
          sizeBefore = body.size()
          body.expect(announcedBytes, plan.maxBytes)
          hop.onWait(false)
          controller?.resume()
        },
        () => {},
      )
    }

    cancellation.onCancel = fail
    countdown = startCountdown(connectTimeoutMs, () => fail(new ExchangeError('connect')))
    dispatcher.dispatch(
      { origin: hop.url.origin, path: hop.url.pathname + hop.url.search, method: 'GET', headers: hop.headers },
      {
        onRequestStart(started) {
          if (isSettled) return started.abort(new Error('given up'))
          controller = started
          countdown?.stop()
          countdown = startCountdown(headersTimeoutMs, () => fail(new ExchangeError('headers')))
        },
        onResponseStart(_, status, headers) {
          if (status < 200 || isSettled) return
          countdown?.stop()
          head = { status, headers: headers as Headers }
          plan = hop.planBody(head)
          const announced = Number(headers['content-length'])
          if (announced > plan.maxBytes) {
            if (plan.beyond === 'fail') return fail(new ExchangeError('too-large'))
          } else body.expect(Math.min(announced || 0, SMALL_BYTES), plan.maxBytes)
          if (plan.beyond === 'fail' && announced > SMALL_BYTES) becomeLarge(announced, announced)
        },
        onResponseData(_, chunk) {
          if (isSettled) return
          if (body.size() + chunk.length > plan.maxBytes) {
            if (plan.beyond === 'fail') return fail(new ExchangeError('too-large'))
            return succeed(false)
          }
          body.add(chunk)
          if (++fragments > MAX_FRAGMENTS + body.size() / FRAGMENT_BYTES) return fail(new ExchangeError('fragments'))
          if (!isLarge && body.size() > SMALL_BYTES) becomeLarge(plan.maxBytes)
        },
        onResponseEnd() {
          succeed(true)
        },
        onResponseError(_, error) {
          fail(error)
        },
      },
    )
  })
}

/** Frees the memory of bytes at once, without waiting for the garbage collector. Every view of them is empty afterwards. */
export const freeBytes = (bytes: Uint8Array<ArrayBuffer>): void => {
  bytes.buffer.transfer(0)
}

/** A body collected in one growing buffer: a million chunks of one byte take no more memory than one chunk. */
function openBody() {
  let buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  let size = 0
  let expected = 0
  let limit = Number.POSITIVE_INFINITY
  return {
    size: (): number => size,
    expect(bytes: number, maxBytes: number): void {
      expected = bytes
      limit = maxBytes
    },
    add(chunk: Uint8Array): void {
      if (size + chunk.length > buffer.length) {
        const length = Math.max(size + chunk.length, expected, Math.min(size * 2, limit))
        // `transfer` frees the old memory at once; with a dozen large answers the garbage collector would come too late.
        buffer = size === 0 ? Buffer.allocUnsafeSlow(length) : new Uint8Array(buffer.buffer.transfer(length))
      }
      buffer.set(chunk, size)
      size += chunk.length
    },
    bytes: (): Uint8Array<ArrayBuffer> => buffer.subarray(0, size),
    drop(): void {
      freeBytes(buffer)
      buffer = new Uint8Array(0)
      size = 0
    },
  }
}

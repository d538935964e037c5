/**
 * One HTTP exchange on one guarded connection. The only file that names undici.
 *
 * A lane is one undici client with at most one socket to one origin, directly or through a proxy. Keeping lanes
 * ourselves, rather than in undici's Agent, tells us whether a request that was reset had been sent on a socket that had
 * served before: only then may it be repeated (RFC 9110 §9.2.2, RFC 9112 §9.3.1). Undici's handler is used without its
 * stream: one copy of each byte.
 */
import { createRequire } from 'node:module'
import type { LookupFunction } from 'node:net'
import type { buildConnector, Client, Dispatcher } from 'undici'
import { plainHost, portOf } from './address.ts'
import { type Countdown, startCountdown } from './countdown.ts'
import type { Headers } from './freshness.ts'
import { type Guard, PrivateAddressError } from './guard.ts'
import { type ProxyRules, proxyFor } from './proxy.ts'
import type { Brake, LargePlaces } from './queue.ts'

/** Status and headers, before the body. Header values are bytes as Latin-1. */
export interface Head {
  readonly status: number
  readonly headers: Headers
}

/** An answer as it was on the wire: its body still coded. */
export interface WireAnswer extends Head {
  readonly body: Uint8Array<ArrayBuffer>
  /** Gives the place of a large body back; to be called when its bytes are no longer held. */
  readonly release: () => void
}

/** What to do with a body, decided by the head. */
export interface BodyPlan {
  readonly maxBytes: number
  /** A longer body: fails the exchange, or is cut there (an error page, of which a part is enough). */
  readonly beyond: 'fail' | 'cut'
}

export interface Hop {
  readonly url: URL
  readonly headers: Record<string, string>
  readonly planBody: (head: Head) => BodyPlan
  /** Called with true when the exchange stands in line for a large answer's place, with false when it goes on. */
  readonly onWait: (isWaiting: boolean) => void
}

/** Why an exchange was given up by us. `phase` says what took too long, or that the body was too large. */
export class ExchangeError extends Error {
  readonly phase: 'connect' | 'headers' | 'total' | 'overstay' | 'too-large' | 'pieces'

  constructor(phase: ExchangeError['phase']) {
    super(phase)
    this.name = 'ExchangeError'
    this.phase = phase
  }
}

export interface ConnectionOptions extends ProxyRules {
  readonly connectTimeoutMs: number
  readonly headersTimeoutMs: number
  readonly guard: Guard
  readonly large: LargePlaces
}

export interface Connections {
  /** One answer to one GET. Rejects with what undici, node or the guard met, or with ExchangeError. */
  exchange(hop: Hop, brake: Brake): Promise<WireAnswer>
  close(): Promise<void>
}

/** A body of at most this many bytes is never large: it waits for nobody. */
export const SMALL_BYTES = 1_048_576
/** Some sites send a Content-Security-Policy longer than undici's 16 kB. */
const MAX_HEADER_BYTES = 65_536
/** What must have come of a large answer between two looks at it, while others wait for its place. */
const MOVING_BYTES = 262_144
/** Each chunk costs a call: sixteen million of one byte would keep a processor busy for half a minute. */
const MOST_PIECES = 65_536
const PIECE_BYTES = 64
/** Connections kept for a host's next source. More of them might meet the limit of file handles, often 1,024. */
const MAX_IDLE = 512

/** For one of a name's addresses before the next is tried. Node's 250 ms give up servers on the other side of the world. */
const ATTEMPT_TIMEOUT_MS = 2_000

interface Lane {
  /** The origin, behind a proxy the proxy's address before it. */
  readonly place: string
  readonly client: Dispatcher
  /** Answers received on the present socket. */
  served: number
  isIdle: boolean
}

/** What of undici a direct connection needs. */
type Undici = Pick<typeof import('undici'), 'Client' | 'buildConnector'>

/**
 * Undici's client and connector alone: the whole library takes 160 ms of CPU to import and 8 MB, these take 70 ms.
 * They are no documented entry points, so a version that moves them gives us the whole library instead.
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

/** Connections for one run. Undici is loaded by the first exchange. */
export function openConnections(options: ConnectionOptions): Connections {
  const { guard } = options
  const idle = new Map<string, Lane[]>()
  /** The idle lanes by age. */
  const resting = new Set<Lane>()
  const lanes = new Set<Lane>()
  const connectorsByPort = new Map<number, buildConnector.connector>()
  let undici: Promise<Undici> | undefined

  /** The one connector: a literal is checked before, a name's addresses at look-up, the socket's peer once more after. */
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

  /** What every client of ours is. */
  const manner = { allowH2: false, pipelining: 1, maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: 0, bodyTimeout: 0 }

  const takeLane = async (origin: string, proxy: string | undefined, library: Undici): Promise<Lane> => {
    const place = proxy === undefined ? origin : `${proxy} ${origin}`
    const kept = idle.get(place)?.pop()
    if (kept !== undefined) {
      kept.isIdle = false
      resting.delete(kept)
      return kept
    }
    /** Tells when the lane has a new socket, and when it has none any more. */
    const watched = (url: string | URL, connect: buildConnector.connector): Client => {
      const client = new library.Client(url, {
        ...manner,
        connect: (target, done) => {
          lane.served = 0
          connect(target, done)
        },
      })
      client.on('disconnect', () => {
        if (lane.isIdle) dropLane(lane)
      })
      return client
    }
    const client =
      proxy === undefined
        ? watched(origin, (target, done) => connectGuarded(library, target, done))
        : await throughProxy(proxy, watched)
    const lane: Lane = { place, client, served: 0, isIdle: false }
    lanes.add(lane)
    return lane
  }

  /** A proxy of one lane's own: undici's agent opens the tunnels, and its clients are ours. */
  const throughProxy = async (
    uri: string,
    watched: (url: string | URL, connect: buildConnector.connector) => Client,
  ): Promise<Dispatcher> => {
    const { ProxyAgent } = await import('undici')
    return new ProxyAgent({
      ...manner,
      uri,
      connectTimeout: options.connectTimeoutMs,
      factory: (url, given) => watched(url, (given as { connect: buildConnector.connector }).connect),
    })
  }

  const keepLane = (lane: Lane): void => {
    lane.isIdle = true
    lane.served++
    const kept = idle.get(lane.place)
    if (kept === undefined) idle.set(lane.place, [lane])
    else kept.push(lane)
    resting.add(lane)
    const oldest = resting.values().next().value
    if (resting.size > MAX_IDLE && oldest !== undefined) dropLane(oldest)
  }

  const dropLane = (lane: Lane, reason: Error | null = null): void => {
    if (!lanes.delete(lane)) return
    resting.delete(lane)
    const kept = idle.get(lane.place)
    const at = kept?.indexOf(lane) ?? -1
    if (at >= 0) kept?.splice(at, 1)
    if (kept?.length === 0) idle.delete(lane.place)
    void lane.client.destroy(reason).catch(() => {})
  }

  return {
    async exchange(hop, brake) {
      undici ??= loadUndici()
      const library = await undici
      if (brake.pulledBy !== undefined) throw brake.pulledBy.reason
      const proxy = proxyFor(hop.url, options)
      if (proxy !== undefined) guard.checkName(plainHost(hop.url), portOf(hop.url))
      for (let isRepeat = false; ; isRepeat = true) {
        const lane = await takeLane(hop.url.origin, proxy, library)
        const wasUsed = lane.served > 0
        try {
          const { answer, isWhole } = await converse(lane.client, hop, brake, options)
          if (isWhole) keepLane(lane)
          else dropLane(lane)
          return answer
        } catch (error) {
          dropLane(lane, error as Error)
          // The server closed a connection it had kept; what it had to say, it says on a new one. Once.
          if (isRepeat || !wasUsed || lane.served === 0 || !isReset(error)) throw error
        }
      }
    },
    async close() {
      for (const lane of [...lanes]) dropLane(lane)
    },
  }
}

/** The other side closed or reset the connection before it answered. */
function isReset(error: unknown): boolean {
  const { code } = error as { code?: string }
  return (
    (error as { hasHead?: boolean }).hasHead !== true &&
    (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET')
  )
}

/** Sends one request and gathers its answer, within the limits of time and size. */
function converse(
  dispatcher: Dispatcher,
  hop: Hop,
  brake: Brake,
  { connectTimeoutMs, headersTimeoutMs, large }: ConnectionOptions,
): Promise<{ answer: WireAnswer; isWhole: boolean }> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let isSettled = false
    let head: Head | undefined
    let plan: BodyPlan = { maxBytes: 0, beyond: 'cut' }
    let countdown: Countdown | undefined
    let release = (): void => {}
    let isLarge = false
    let pieces = 0
    const body = openBody()
    const waitBrake: { onPull?: (reason: unknown) => void } = {}

    const settle = (): boolean => {
      if (isSettled) return false
      isSettled = true
      countdown?.stop()
      brake.onPull = undefined
      return true
    }
    const fail = (error: unknown): void => {
      if (!settle()) return
      waitBrake.onPull?.(error)
      release()
      body.drop()
      if (head !== undefined && error instanceof Error) Object.assign(error, { hasHead: true })
      controller?.abort(error as Error)
      reject(error)
    }
    const succeed = (isWhole: boolean): void => {
      if (!settle()) return
      if (!isWhole) controller?.abort(new Error('enough was read'))
      resolve({ answer: { ...(head as Head), body: body.bytes(), release }, isWhole })
    }
    let sizeBefore = 0
    const isMoving = (): boolean => {
      const came = body.size() - sizeBefore
      sizeBefore = body.size()
      return came >= MOVING_BYTES
    }
    const becomeLarge = (expectedBytes: number, announcedBytes = 0): void => {
      isLarge = true
      controller?.pause()
      hop.onWait(true)
      large.enter(expectedBytes, waitBrake, { isMoving, onOverstay: () => fail(new ExchangeError('overstay')) }).then(
        (leave) => {
          if (isSettled) return leave()
          release = leave
          sizeBefore = body.size()
          body.expect(announcedBytes, plan.maxBytes)
          hop.onWait(false)
          controller?.resume()
        },
        () => {},
      )
    }

    brake.onPull = fail
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
          if (++pieces > MOST_PIECES + body.size() / PIECE_BYTES) return fail(new ExchangeError('pieces'))
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

/** Gives the memory of bytes back at once. They are empty after that, wherever they are still held. */
export const freeBytes = (bytes: Uint8Array<ArrayBuffer>): void => {
  bytes.buffer.transfer(0)
}

/** Bytes gathered in one growing buffer: a body in a million one-byte chunks costs no more than in one. */
function openBody() {
  let buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  let size = 0
  let expected = 0
  let most = Number.POSITIVE_INFINITY
  return {
    size: (): number => size,
    expect(bytes: number, maxBytes: number): void {
      expected = bytes
      most = maxBytes
    },
    add(chunk: Uint8Array): void {
      if (size + chunk.length > buffer.length) {
        const length = Math.max(size + chunk.length, expected, Math.min(size * 2, most))
        // `transfer` gives the old memory back at once; a dozen large answers would not wait for the garbage collector.
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

/**
 * One HTTP answer, bounded, polite, safe: what a publisher would praise, and nothing hostile gets through.
 *
 * A fetch stands in its host's line, asks one guarded connection, follows redirects itself (each hop in the line of its
 * own host), undoes one content-coding, and says what to remember. Time is counted by monotonic timers, and only while
 * a server has the word: waiting for others costs a source nothing.
 */
import type { LookupFunction } from 'node:net'
import { FetchError, SourceError } from '../../core/errors.ts'
import { hostOf, plainHost, publicUrl, withoutCredentials } from './address.ts'
import type { FetchAnswer, FetchRequest, HeldAnswer } from './answer.ts'
import { CodingError, codingOf, decodeBody } from './coding.ts'
import { type BodyPlan, freeBytes, type Head, openConnections, SMALL_BYTES, type WireAnswer } from './connection.ts'
import { type Deadline, openDeadline } from './deadline.ts'
import { type Circumstances, explainFailure, explainStatus } from './failure.ts'
import { headerOf, readFreshness } from './freshness.ts'
import { openGuard } from './guard.ts'
import { readLocal } from './local.ts'
import { openMemo } from './memo.ts'
import { type ProxyRules, proxyFor } from './proxy.ts'
import { openHostQueue, openLargePlaces, openRoom } from './queue.ts'
import { isPermanent, isRedirect, locationOf, MAX_REDIRECTS, rememberMove } from './redirect.ts'
import { requestHeaders, userAgent } from './request-headers.ts'

export { hostOf, publicUrl } from './address.ts'
export type { FetchAnswer, FetchRequest } from './answer.ts'
export type { Freshness } from './freshness.ts'

/** What holds for every fetch of a run. Behind a proxy the guard sees names and literals only, not the addresses. */
export interface FetchOptions extends ProxyRules {
  readonly connectTimeoutMs: number
  /** From the request sent to the answer's headers, of each hop. */
  readonly headersTimeoutMs: number
  /** For the whole of it, all hops together; waiting in line is not counted. */
  readonly totalTimeoutMs: number
  readonly maxWireBytes: number
  readonly maxDecodedBytes: number
  /** `host:port` or CIDR: what of the private networks may be asked. */
  readonly allowPrivate: readonly string[]
  /** Of whoever runs this: a mail address or a URL, for the User-Agent. */
  readonly contact?: string
  /** Requests at once. */
  readonly concurrency: number
  /** Requests at once to one host name and port. */
  readonly perHost: number
  readonly version: string
  /** Where the program lives, for the User-Agent. */
  readonly projectUrl?: string
  readonly subscriberCount?: number
  /** The wall clock, for instants in answers. */
  readonly now: () => Date
  /** How long a large answer that does not come on may keep others from being read; 2,000. */
  readonly largePatienceMs?: number
  /** Answers names instead of the system's resolver. */
  readonly lookup?: LookupFunction
}

/** One run's fetching. */
export interface Fetcher {
  /**
   * The answer of one source. One URL asked twice (same credentials, headers and memory) is fetched once a run. Throws
   * FetchError (`fetch/…`), SourceError `source/gone` for 410, and the signal's reason when it aborts.
   */
  fetchFeed(request: FetchRequest): Promise<FetchAnswer>
  /**
   * The same, handed to `use`; a large answer (over 1 MB) keeps its place until `use` is done, so that memory stays bounded
   * while documents are parsed, and its bytes are `use`'s own, to be given to a thread.
   */
  readFeed<T>(request: FetchRequest, use: (answer: FetchAnswer) => Promise<T> | T): Promise<T>
  /** Closes every connection; what is under way fails. */
  close(): Promise<void>
}

/** Large answers at once, and for how long one may keep others waiting. Two times 16 MB coded and 24 MB decoded stay below 100 MB. */
const LARGE_PLACES = 2
const LARGE_PATIENCE_MS = 2_000
/** What small answers may hold together until they are used, some four times as much when they are read. A hundred usual feeds. */
const ROOM_BYTES = 8_388_608
/** It takes what it takes, and no server can draw it out. */
const UNPACKING = { isMoving: () => true, onOverstay: () => {} }
/** Of an error page or a redirect: enough to know a wall against programs, and to keep the connection. */
const PAGE_BYTES = 16_384

/** A fetcher for one run. Throws ConfigError for an entry of `allowPrivate` that is none. */
export function openFetcher(options: FetchOptions): Fetcher {
  const { now } = options
  const guard = openGuard(options.allowPrivate, options.lookup)
  const queue = openHostQueue(options.concurrency, options.perHost)
  const large = openLargePlaces(LARGE_PLACES, options.largePatienceMs ?? LARGE_PATIENCE_MS)
  const agent = userAgent(options)
  const pausedHosts = new Map<string, { readonly untilAt: string; readonly status: number }>()
  const connections = openConnections({ ...options, guard, large })
  const room = openRoom(ROOM_BYTES)
  /** One large answer at a time is unpacked or used: each may need a hundred megabytes for a moment. */
  const alone = openHostQueue(1, 1)
  const memo = openMemo(now)

  const planBody = ({ status }: Head): BodyPlan =>
    isGood(status) ? { maxBytes: options.maxWireBytes, beyond: 'fail' } : { maxBytes: PAGE_BYTES, beyond: 'cut' }

  /** Throws when the host asked not to be asked, be it by another source of the same run. */
  const checkPaused = (host: string, { sourceId, url }: Circumstances): void => {
    const paused = pausedHosts.get(host)
    if (paused === undefined || paused.untilAt <= now().toISOString()) return
    throw new FetchError(
      `${url.href} was not asked, since ${plainHost(url)} wants to be left alone (${paused.status}); it will be asked after ${paused.untilAt}.`,
      { code: 'fetch/http', url: url.href, sourceId, status: paused.status, retryable: true, retryAt: paused.untilAt },
    )
  }

  const decodeLarge = async (
    body: Uint8Array<ArrayBuffer>,
    coding: Parameters<typeof decodeBody>[1],
    deadline: Deadline,
  ): Promise<Uint8Array> => {
    const leave = await alone.enter('unpack', deadline.brake)
    try {
      return await decodeBody(body, coding, options.maxDecodedBytes)
    } finally {
      freeBytes(body)
      leave()
    }
  }

  /** The answer's bytes without their content-coding, in a large place when they need one. */
  const decode = async (wire: WireAnswer, deadline: Deadline): Promise<{ bytes: Uint8Array; release: () => void }> => {
    const coding = codingOf(headerOf(wire.headers, 'content-encoding'), wire.body)
    const { maxDecodedBytes } = options
    if (coding === undefined) {
      if (wire.body.length > maxDecodedBytes) throw new CodingError('too-large', 'identity')
      return { bytes: wire.body, release: wire.release }
    }
    if (wire.body.length <= SMALL_BYTES) {
      try {
        return {
          bytes: await decodeBody(wire.body, coding, Math.min(SMALL_BYTES, maxDecodedBytes)),
          release: wire.release,
        }
      } catch (error) {
        if (!(error instanceof CodingError && error.what === 'too-large' && maxDecodedBytes > SMALL_BYTES)) throw error
      }
      const leave = await large.enter(maxDecodedBytes, deadline.brake, UNPACKING)
      try {
        return { bytes: await decodeLarge(wire.body, coding, deadline), release: leave }
      } catch (error) {
        leave()
        throw error
      }
    }
    return { bytes: await decodeLarge(wire.body, coding, deadline), release: wire.release }
  }

  /** Follows one source from its first hop to its answer. `dead` is what the address it had moved to answered before. */
  const follow = async (
    request: FetchRequest,
    configured: URL,
    deadline: Deadline,
    dead?: SourceError,
  ): Promise<HeldAnswer> => {
    const { sourceId } = request
    const needs = { ...request, configured }
    let url = withoutCredentials(
      request.permanentUrl === undefined ? configured : (URL.parse(request.permanentUrl) ?? configured),
    )
    const visited = new Set<string>()
    let movedTo: string | undefined
    let isForGood = true
    for (;;) {
      const isProxied = proxyFor(url, options) !== undefined
      const circumstances = { sourceId, url, isProxied, guard, limits: options }
      checkAddress(url, circumstances)
      if (url.href === dead?.url) throw dead
      visited.add(url.href)
      const { headers, isConditional, withheld } = requestHeaders(needs, agent, url)
      const host = hostOf(url)
      const leave = await queue.enter(host, deadline.brake, visited.size > 1)
      let wire: WireAnswer
      try {
        await room.enter(deadline.brake)
        checkPaused(host, circumstances)
        deadline.run()
        wire = await connections.exchange(
          { url, headers, planBody, onWait: (isWaiting) => (isWaiting ? deadline.pause() : deadline.run()) },
          deadline.brake,
        )
      } catch (error) {
        if (error instanceof SourceError || isStop(error, request.signal)) throw error
        throw explainFailure(error, circumstances)
      } finally {
        deadline.pause()
        leave()
      }

      const { status } = wire
      if (isRedirect(status)) {
        const target = locationOf(headerOf(wire.headers, 'location'), url)
        if (target === undefined || !/^https?:$/.test(target.protocol))
          throw explainStatus(wire, wire.body, { ...circumstances, now: now(), withheld })
        if (visited.has(target.href)) throw loops(url, target, sourceId)
        if (visited.size > MAX_REDIRECTS) throw tooManyHops(configured, sourceId)
        isForGood &&= isPermanent(status)
        if (isForGood) movedTo = target.href
        url = target
        continue
      }

      const moves = rememberMove(request, movedTo)
      const freshness = readFreshness(wire.headers, now())
      const etag = headerOf(wire.headers, 'etag') || undefined
      const lastModified = headerOf(wire.headers, 'last-modified') || undefined
      if (status === 304 && isConditional) {
        const answer: FetchAnswer = {
          kind: 'not-modified',
          url: url.href,
          etag: etag ?? request.etag,
          lastModified: lastModified ?? request.lastModified,
          freshness,
          ...moves,
          status,
        }
        return { answer, release: wire.release }
      }
      if (!isGood(status)) {
        const error = explainStatus(wire, wire.body, { ...circumstances, now: now(), withheld })
        // A 503 without Retry-After may be one address's trouble; a 429, or a wait that is named, is the host's.
        if (error.retryAt !== undefined && (status === 429 || status === 503))
          pausedHosts.set(host, { untilAt: error.retryAt, status })
        throw error
      }
      try {
        const { bytes, release } = await decode(wire, deadline)
        const contentType = headerOf(wire.headers, 'content-type')
        const answer: FetchAnswer = {
          kind: 'modified',
          url: url.href,
          bytes,
          contentType,
          etag,
          lastModified,
          freshness,
          ...moves,
          status,
        }
        return { answer, release }
      } catch (error) {
        wire.release()
        if (isStop(error, request.signal)) throw error
        throw explainFailure(error, circumstances)
      }
    }
  }

  const fetchFile = async (request: FetchRequest, url: URL, deadline: Deadline): Promise<HeldAnswer> => {
    const limit = options.maxDecodedBytes
    const isOurs = request.validatorsUrl === undefined || request.validatorsUrl === url.href
    const leave = await queue.enter('file:', deadline.brake)
    try {
      const file = await readLocal(url, request.sourceId, isOurs ? request.etag : undefined, limit)
      const base = { url: url.href, etag: file.etag, lastModified: file.lastModified, freshness: {} }
      if (file.bytes === undefined) return { answer: { kind: 'not-modified', ...base, status: 304 }, release: () => {} }
      const wire = { status: 200, headers: {}, body: file.bytes, release: () => {} }
      const { bytes, release } = await decode(wire, deadline)
      return { answer: { kind: 'modified', ...base, bytes, contentType: file.contentType, status: 200 }, release }
    } catch (error) {
      if (error instanceof SourceError || isStop(error, request.signal)) throw error
      throw explainFailure(error, { sourceId: request.sourceId, url, isProxied: false, guard, limits: options })
    } finally {
      leave()
    }
  }

  /** A small answer takes room until it is released; a large one has a place. */
  const inRoom = (held: HeldAnswer): HeldAnswer => {
    const { answer, release } = held
    if (answer.kind !== 'modified' || answer.bytes.length > SMALL_BYTES) return held
    const letGo = room.hold(answer.bytes.length)
    return {
      answer,
      release: () => {
        letGo()
        release()
      },
    }
  }

  const fetchHeld = async (request: FetchRequest): Promise<HeldAnswer> => {
    const url = URL.parse(request.url)
    if (url === null) throw notAnAddress(request)
    const deadline = openDeadline(options.totalTimeoutMs, request.signal)
    try {
      if (deadline.brake.pulledBy !== undefined) throw deadline.brake.pulledBy.reason
      if (url.protocol === 'file:') return inRoom(await fetchFile(request, url, deadline))
      const held = await follow(request, url, deadline).catch((error) => {
        if (!isDeadMove(error, request)) throw error
        // The publisher may have redirected the configured address elsewhere since; its answer replaces what we remember.
        return follow({ ...request, permanentUrl: undefined, candidateUrl: undefined }, url, deadline, error)
      })
      return inRoom(held)
    } finally {
      deadline.end()
    }
  }

  const readFeed = async <T>(request: FetchRequest, use: (answer: FetchAnswer) => Promise<T> | T): Promise<T> => {
    const { answer, release, isShared } = await memo.share(request, fetchHeld)
    if (answer.kind !== 'modified' || answer.bytes.length <= SMALL_BYTES) {
      try {
        return await use(answer)
      } finally {
        release()
      }
    }
    const leave = await alone.enter('use', {})
    try {
      // Not `slice`, which of a Buffer copies nothing.
      return await use(isShared() ? { ...answer, bytes: new Uint8Array(answer.bytes) } : answer)
    } finally {
      leave()
      release()
    }
  }

  return { readFeed, fetchFeed: (request) => readFeed(request, (answer) => answer), close: connections.close }
}

const isGood = (status: number): boolean => status === 200 || status === 203

/** The address that a source was remembered to have moved to is no more. */
const isDeadMove = (error: unknown, { permanentUrl }: FetchRequest): boolean =>
  permanentUrl !== undefined &&
  error instanceof SourceError &&
  error.url === URL.parse(permanentUrl)?.href &&
  (error.status === 404 || error.status === 410 || error.code === 'fetch/dns')

/** The run is being stopped: that concerns no source, and passes as it is. */
const isStop = (error: unknown, signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true && error === signal.reason

function checkAddress(url: URL, { sourceId }: Circumstances): void {
  if (url.protocol === 'http:' || url.protocol === 'https:') return
  throw new FetchError(`${url.href} is no web address; sources begin with http://, https:// or file://.`, {
    code: 'fetch/refused',
    url: url.href,
    sourceId,
  })
}

function notAnAddress({ url, sourceId }: FetchRequest): FetchError {
  const shown = publicUrl(url)
  // A zone id names an interface of this machine (RFC 6874): private by nature, and no URL to any browser.
  const hasZone = /^https?:\/\/[^/]*\[[^\]/]*%/i.test(url)
  return new FetchError(
    hasZone
      ? `${shown} leads into a private network, since its address has a zone, and was not asked; use the server's name or its address without the zone.`
      : `${shown} is no address that can be asked; check its spelling.`,
    { code: hasZone ? 'fetch/private' : 'fetch/refused', url: shown, sourceId },
  )
}

const loops = (from: URL, to: URL, sourceId: string): FetchError =>
  new FetchError(
    `${from.href} redirects back to ${to.href === from.href ? 'itself' : to.href}, in a loop; look for the feed's address on the site.`,
    { code: 'fetch/redirect', url: from.href, sourceId },
  )

const tooManyHops = (url: URL, sourceId: string): FetchError =>
  new FetchError(
    `${publicUrl(url.href)} redirects more than ${MAX_REDIRECTS} times; configure the address where the feed is.`,
    { code: 'fetch/redirect', url: publicUrl(url.href), sourceId },
  )

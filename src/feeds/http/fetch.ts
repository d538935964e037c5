/**
 * Fetches feeds over HTTP: limited in time and memory, polite to publishers, safe against hostile servers.
 *
 * A fetch waits in the queue of its host, sends one request over a guarded connection, follows redirects (each hop waits
 * in the queue of its own host), decodes one content-coding, and returns the answer with the state to store. Time is
 * monotonic and counts only while a server is to answer; waiting for other fetches does not use it up.
 */
import type { LookupFunction } from 'node:net'
import { FetchError, SourceError } from '../../core/errors.ts'
import { hostOf, plainHost, publicUrl, withoutCredentials } from './address.ts'
import type { FetchAnswer, FetchRequest, HeldAnswer } from './answer.ts'
import { CodingError, codingOf, decodeBody } from './coding.ts'
import {
  type BodyPlan,
  ExchangeError,
  freeBytes,
  type Head,
  openConnections,
  SMALL_BYTES,
  type WireAnswer,
} from './connection.ts'
import { type Deadline, openDeadline } from './deadline.ts'
import { explainFailure, explainStatus, type FailureContext } from './failure.ts'
import { headerOf, readFreshness } from './freshness.ts'
import { openGuard } from './guard.ts'
import { readLocal } from './local.ts'
import { openMemo } from './memo.ts'
import { type ProxyRules, proxyFor } from './proxy.ts'
import { openHostQueue, openLargeAnswerLimit, openMemoryBudget } from './queue.ts'
import { isPermanent, isRedirect, locationOf, MAX_REDIRECTS, rememberMove } from './redirect.ts'
import { requestHeaders, userAgent } from './request-headers.ts'

export { hostOf, publicUrl } from './address.ts'
export type { FetchAnswer, FetchRequest } from './answer.ts'
export type { Freshness } from './freshness.ts'

/** What applies to every fetch of a run. Through a proxy the guard can check names and IP literals only, not what a name resolves to. */
export interface FetchOptions extends ProxyRules {
  readonly connectTimeoutMs: number
  /** From sending the request to receiving the headers, for each hop. */
  readonly headersTimeoutMs: number
  /** For all hops together. Waiting in a queue is not counted. */
  readonly totalTimeoutMs: number
  readonly maxWireBytes: number
  readonly maxDecodedBytes: number
  /** `host:port` or CIDR: the exceptions in private networks that may be connected to. */
  readonly allowPrivate: readonly string[]
  /** A mail address or URL of the operator, for the User-Agent. */
  readonly contact?: string
  /** Requests at once. */
  readonly concurrency: number
  /** Requests at once to one host name and port. */
  readonly perHost: number
  readonly version: string
  /** The program's home page, for the User-Agent. */
  readonly projectUrl?: string
  readonly subscriberCount?: number
  /** The wall clock, for instants in answers. */
  readonly now: () => Date
  /** How long a large answer that makes no progress may keep other large answers waiting; 2,000. */
  readonly largePatienceMs?: number
  /** Resolves names in place of the system's resolver. */
  readonly lookup?: LookupFunction
}

/** One run's fetching. */
export interface Fetcher {
  /**
   * The answer of one source. Two requests for the same URL with the same credentials, headers and stored state share
   * one fetch. Throws FetchError (`fetch/…`), SourceError `source/gone` for 410, and the signal's reason when it aborts.
   */
  fetchFeed(request: FetchRequest): Promise<FetchAnswer>
  /**
   * Passes the answer of one source to `use` and returns its result; throws as `fetchFeed` does, and what `use` throws. A
   * large answer (over 1 MB) keeps its slot until `use` is done, so that memory stays bounded while documents are parsed.
   * Its bytes belong to `use` alone, which may transfer them to a thread.
   */
  readFeed<T>(request: FetchRequest, use: (answer: FetchAnswer) => Promise<T> | T): Promise<T>
  /** Closes every connection; running fetches fail. */
  close(): Promise<void>
}

/** Large answers held at once: two of 16 MB encoded and 24 MB decoded stay below 100 MB. */
const MAX_LARGE_ANSWERS = 2
const LARGE_PATIENCE_MS = 2_000
/** For all small answers together until they are used: about a hundred usual feeds. Parsing them needs about four times as much. */
const SMALL_ANSWERS_BYTES = 8_388_608
/** Decoding in the thread pool is never evicted: no server can slow it down. */
const DECODING = { hasProgressed: () => true, evict: () => false }
/** Read of an error page or a redirect: enough to recognise bot protection, and usually all of it, so that the connection can be kept. */
const ERROR_PAGE_BYTES = 16_384

/** A fetcher for one run. Throws ConfigError for an invalid entry of `allowPrivate`. */
export function openFetcher(options: FetchOptions): Fetcher {
  const { now } = options
  const guard = openGuard(options.allowPrivate, options.lookup)
  const queue = openHostQueue(options.concurrency, options.perHost)
  const large = openLargeAnswerLimit(MAX_LARGE_ANSWERS, options.largePatienceMs ?? LARGE_PATIENCE_MS)
  const agent = userAgent(options)
  const pausedHosts = new Map<string, { readonly untilAt: string; readonly status: number }>()
  const connections = openConnections({ ...options, guard, large })
  const budget = openMemoryBudget(SMALL_ANSWERS_BYTES)
  /** One large answer at a time is decoded or used, since each may need 100 MB while that lasts. */
  const oneLarge = openHostQueue(1, 1)
  const memo = openMemo(now)

  const planBody = ({ status }: Head): BodyPlan =>
    isGood(status) ? { maxBytes: options.maxWireBytes, beyond: 'fail' } : { maxBytes: ERROR_PAGE_BYTES, beyond: 'cut' }

  /** Throws when the host asked for a pause in this run, whichever source the request was for. */
  const checkPaused = (host: string, { sourceId, url }: FailureContext): void => {
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
    const release = await oneLarge.acquire('decode', deadline.cancellation)
    try {
      return await decodeBody(body, coding, options.maxDecodedBytes)
    } finally {
      freeBytes(body)
      release()
    }
  }

  /** The answer's decoded bytes. They hold a slot for large answers when they are large, even if the encoded body was not. */
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
      const release = await large.acquire(maxDecodedBytes, deadline.cancellation, DECODING)
      try {
        return { bytes: await decodeLarge(wire.body, coding, deadline), release }
      } catch (error) {
        release()
        throw error
      }
    }
    return { bytes: await decodeLarge(wire.body, coding, deadline), release: wire.release }
  }

  /**
   * Fetches one source from its first hop to its answer. `dead` is the error of the stored permanent address, when that
   * was tried before: leading there again throws it.
   */
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
      const context = { sourceId, url, isProxied, guard, limits: options }
      checkAddress(url, context)
      if (url.href === dead?.url) throw dead
      visited.add(url.href)
      const { headers, isConditional, withheld } = requestHeaders(needs, agent, url)
      const host = hostOf(url)
      const leaveQueue = await queue.acquire(host, deadline.cancellation, visited.size > 1)
      let wire: WireAnswer
      try {
        await budget.available(deadline.cancellation)
        checkPaused(host, context)
        deadline.run()
        wire = await connections.exchange(
          { url, headers, planBody, onWait: (isWaiting) => (isWaiting ? deadline.pause() : deadline.run()) },
          deadline.cancellation,
        )
      } catch (error) {
        if (error instanceof SourceError || isStop(error, request.signal)) throw error
        throw explainFailure(error, context)
      } finally {
        deadline.pause()
        leaveQueue()
      }

      const { status } = wire
      if (isRedirect(status)) {
        const target = locationOf(headerOf(wire.headers, 'location'), url)
        if (target === undefined || !/^https?:$/.test(target.protocol))
          throw explainStatus(wire, wire.body, { ...context, now: now(), withheld })
        if (visited.has(target.href)) throw redirectLoop(url, target, sourceId)
        if (visited.size > MAX_REDIRECTS) throw tooManyRedirects(configured, sourceId)
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
        const error = explainStatus(wire, wire.body, { ...context, now: now(), withheld })
        // A 503 without Retry-After may concern this address only. A 429, or a wait that is named, concerns the host.
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
        throw explainFailure(error, context)
      }
    }
  }

  const fetchFile = async (request: FetchRequest, url: URL, deadline: Deadline): Promise<HeldAnswer> => {
    const limit = options.maxDecodedBytes
    const isSameFile = request.validatorsUrl === undefined || request.validatorsUrl === url.href
    const leaveQueue = await queue.acquire('file:', deadline.cancellation)
    try {
      const file = await readLocal(url, request.sourceId, isSameFile ? request.etag : undefined, limit)
      const base = { url: url.href, etag: file.etag, lastModified: file.lastModified, freshness: {} }
      if (file.bytes === undefined) return { answer: { kind: 'not-modified', ...base, status: 304 }, release: () => {} }
      const wire = { status: 200, headers: {}, body: file.bytes, release: () => {} }
      const { bytes, release } = await decode(wire, deadline)
      return { answer: { kind: 'modified', ...base, bytes, contentType: file.contentType, status: 200 }, release }
    } catch (error) {
      if (error instanceof SourceError || isStop(error, request.signal)) throw error
      throw explainFailure(error, { sourceId: request.sourceId, url, isProxied: false, guard, limits: options })
    } finally {
      leaveQueue()
    }
  }

  /** The answer, counted in the memory budget until it is released. A large answer is not counted: it holds a slot. */
  const withinBudget = (held: HeldAnswer): HeldAnswer => {
    const { answer, release } = held
    if (answer.kind !== 'modified' || answer.bytes.length > SMALL_BYTES) return held
    const freeBudget = budget.reserve(answer.bytes.length)
    return {
      answer,
      release: () => {
        freeBudget()
        release()
      },
    }
  }

  const fetchHeld = async (request: FetchRequest): Promise<HeldAnswer> => {
    const url = URL.parse(request.url)
    if (url === null) throw notAnAddress(request)
    const deadline = openDeadline(options.totalTimeoutMs, request.signal, () => new ExchangeError('total'))
    try {
      if (deadline.cancellation.cancelled !== undefined) throw deadline.cancellation.cancelled.reason
      if (url.protocol === 'file:') return withinBudget(await fetchFile(request, url, deadline))
      const held = await follow(request, url, deadline).catch((error) => {
        if (!isPermanentUrlDead(error, request)) throw error
        // The publisher may have redirected the configured address elsewhere since; its answer replaces the stored move.
        return follow({ ...request, permanentUrl: undefined, candidateUrl: undefined }, url, deadline, error)
      })
      return withinBudget(held)
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
    const leaveQueue = await oneLarge.acquire('use', {})
    try {
      // Not `slice`, which copies nothing when the bytes are a Buffer.
      return await use(isShared() ? { ...answer, bytes: new Uint8Array(answer.bytes) } : answer)
    } finally {
      // What it left is 150 MB where it has 20,000 entries. The next may need as much before the collector comes by itself.
      globalThis.gc?.()
      leaveQueue()
      release()
    }
  }

  return { readFeed, fetchFeed: (request) => readFeed(request, (answer) => answer), close: connections.close }
}

const isGood = (status: number): boolean => status === 200 || status === 203

/** Whether the error says that the stored permanent address of a source no longer exists. */
const isPermanentUrlDead = (error: unknown, { permanentUrl }: FetchRequest): boolean =>
  permanentUrl !== undefined &&
  error instanceof SourceError &&
  error.url === URL.parse(permanentUrl)?.href &&
  (error.status === 404 || error.status === 410 || error.code === 'fetch/dns')

/** Whether the error is the stop of the run, which is no failure of the source and is thrown unchanged. */
const isStop = (error: unknown, signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true && error === signal.reason

function checkAddress(url: URL, { sourceId }: FailureContext): void {
  if (url.protocol === 'http:' || url.protocol === 'https:') return
  throw new FetchError(`${url.href} is no web address; sources begin with http://, https:// or file://.`, {
    code: 'fetch/refused',
    url: url.href,
    sourceId,
  })
}

function notAnAddress({ url, sourceId }: FetchRequest): FetchError {
  const shown = publicUrl(url)
  // A zone id names a network interface of this machine (RFC 6874), so the address is private; URL parsers reject it.
  const hasZone = /^https?:\/\/[^/]*\[[^\]/]*%/i.test(url)
  return new FetchError(
    hasZone
      ? `${shown} leads into a private network, since its address has a zone, and was not asked; use the server's name or its address without the zone.`
      : `${shown} is no address that can be asked; check its spelling.`,
    { code: hasZone ? 'fetch/private' : 'fetch/refused', url: shown, sourceId },
  )
}

const redirectLoop = (from: URL, to: URL, sourceId: string): FetchError =>
  new FetchError(
    `${from.href} redirects back to ${to.href === from.href ? 'itself' : to.href}, in a loop; look for the feed's address on the site.`,
    { code: 'fetch/redirect', url: from.href, sourceId },
  )

const tooManyRedirects = (url: URL, sourceId: string): FetchError =>
  new FetchError(
    `${publicUrl(url.href)} redirects more than ${MAX_REDIRECTS} times; configure the address where the feed is.`,
    { code: 'fetch/redirect', url: publicUrl(url.href), sourceId },
  )

/**
 * Fetches feeds over HTTP: limited in time and memory, polite to publishers, safe against hostile servers.
 *
 * A fetch waits in the queue of its host, sends one request over a guarded connection, follows redirects (each hop waits
 * in the queue of its own host), decodes one content-coding, and returns the answer with the state to store. Time is
 * monotonic and counts only while a server is to answer; waiting for other fetches does not use it up.
 */
import type { LookupFunction } from 'node:net'
import { FetchError, HostBusyError, SourceError } from '../../core/errors.ts'
import { hostOf, type ProxyRules, plainHost, proxyFor, publicUrl, withoutCredentials } from './address.ts'
import { type FetchAnswer, type FetchRequest, type HeldAnswer, headerOf, readFreshness } from './answer.ts'
import { codingOf, decodeBody } from './coding.ts'
import {
  type BodyPlan,
  type Connections,
  freeBytes,
  openConnections,
  SMALL_BYTES,
  type WireAnswer,
} from './connection.ts'
import { openCookies } from './cookies.ts'
import { AnswerError, explainFailure, explainStatus, type FailureContext } from './failure.ts'
import { type Guard, openGuard } from './guard.ts'
import {
  type Deadline,
  type HostLimits,
  type MemoryBudget,
  openDeadline,
  openHostLimits,
  openMemoryBudget,
  openSlots,
  type Slots,
} from './limits.ts'
import { readLocal } from './local.ts'
import { openMemo } from './memo.ts'
import { type FormPost, postForm } from './post.ts'
import {
  type HopHeaders,
  isPermanent,
  isRedirect,
  locationOf,
  MAX_REDIRECTS,
  type RedirectMemory,
  rememberMove,
  requestHeaders,
  userAgent,
} from './request.ts'

export { hostOf, publicUrl } from './address.ts'
export type { FetchAnswer, FetchRequest, Freshness } from './answer.ts'

/** What applies to every fetch of a run. Through a proxy the guard can check names and IP literals only, not what a name resolves to. */
interface FetchOptions extends ProxyRules {
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
  /**
   * Sends the fields of a form by POST, and resolves when the server answers that it took them (2xx), within `timeoutMs`; a redirect
   * is not followed. Throws FetchError, and the signal's reason when it aborts.
   */
  postForm(request: FormPost): Promise<void>
  /** Closes every connection; running fetches fail. */
  close(): Promise<void>
}

/** Large answers held at once: two of 16 MB encoded and 24 MB decoded stay below 100 MB. */
const MAX_LARGE_ANSWERS = 2
const LARGE_PATIENCE_MS = 2_000
/** For all small answers together until they are used: about a hundred usual feeds. Parsing them needs about four times as much. */
const SMALL_ANSWERS_BYTES = 8_388_608
/** Read of an error page or a redirect: enough to recognise bot protection, and usually all of it, so that the connection can be kept. */
const ERROR_PAGE_BYTES = 16_384

/** What the fetches of one run share. */
interface Run {
  readonly options: FetchOptions
  readonly guard: Guard
  readonly agent: string
  readonly connections: Connections
  readonly forHost: HostLimits
  readonly large: Slots
  /** One large answer at a time is decoded or used, since each may need 100 MB while that lasts. */
  readonly oneLarge: Slots
  readonly budget: MemoryBudget
  readonly pausedHosts: Map<string, { readonly untilAt: string; readonly status: number }>
}

/** A fetcher for one run. Throws ConfigError for an invalid entry of `allowPrivate`. */
export function openFetcher(options: FetchOptions): Fetcher {
  const { largePatienceMs = LARGE_PATIENCE_MS } = options
  const guard = openGuard(options.allowPrivate, options.lookup)
  const large = openSlots(MAX_LARGE_ANSWERS)
  const run: Run = {
    options,
    guard,
    agent: userAgent(options),
    connections: openConnections({ ...options, guard, large, largePatienceMs }),
    forHost: openHostLimits(options.concurrency, options.perHost),
    large,
    oneLarge: openSlots(1),
    budget: openMemoryBudget(SMALL_ANSWERS_BYTES),
    pausedHosts: new Map(),
  }
  const memo = openMemo(options.now)

  const readFeed = async <T>(request: FetchRequest, use: (answer: FetchAnswer) => Promise<T> | T): Promise<T> => {
    const { answer, release, isShared } = await memo.share(request, (own) => fetchHeld(run, own))
    if (answer.kind !== 'modified' || answer.bytes.length <= SMALL_BYTES) {
      try {
        return await use(answer)
      } finally {
        release()
      }
    }
    const done = await run.oneLarge.take()
    try {
      // Not `slice`, which copies nothing when the bytes are a Buffer.
      return await use(isShared() ? { ...answer, bytes: new Uint8Array(answer.bytes) } : answer)
    } finally {
      // What it left is 150 MB where it has 20,000 entries. The next may need as much before the collector comes by itself.
      globalThis.gc?.()
      done()
      release()
    }
  }

  return {
    readFeed,
    fetchFeed: (request) => readFeed(request, (answer) => answer),
    postForm: (request) => postForm(run, request),
    close: run.connections.close,
  }
}

/** The answer to a request, counted in the memory budget until it is released. A large answer is not counted: it holds a slot. */
async function fetchHeld(run: Run, request: FetchRequest): Promise<HeldAnswer> {
  const url = URL.parse(request.url)
  if (url === null) throw notAnAddress(request)
  const deadline = openDeadline(run.options.totalTimeoutMs, request.signal, () => new AnswerError('total'))
  deadline.signal.throwIfAborted()
  const { answer, release } = await (url.protocol === 'file:' ? fetchFile : fetchConfigured)(
    run,
    request,
    url,
    deadline,
  )
  if (answer.kind !== 'modified' || answer.bytes.length > SMALL_BYTES) return { answer, release }
  const freeBudget = run.budget.reserve(answer.bytes.length)
  return {
    answer,
    release: () => {
      freeBudget()
      release()
    },
  }
}

/** What the configured address answers, or the stored permanent one in its place. */
async function fetchConfigured(run: Run, request: FetchRequest, url: URL, deadline: Deadline): Promise<HeldAnswer> {
  try {
    return await follow(run, request, url, deadline)
  } catch (error) {
    if (!isPermanentUrlDead(error, request)) throw error
    // The publisher may have redirected the configured address elsewhere since; its answer replaces the stored move.
    return follow(run, { ...request, permanentUrl: undefined, candidateUrl: undefined }, url, deadline, error)
  }
}

/** What is needed to request a hop, and to explain its failure. */
interface HopContext extends FailureContext {
  /** The headers sent, and whether credentials were left out. */
  readonly sent: HopHeaders
}

/**
 * Fetches one source from its first hop to its answer. `dead` is the error of the stored permanent address, when that
 * was tried before: leading there again throws it.
 */
async function follow(
  run: Run,
  request: FetchRequest,
  configured: URL,
  deadline: Deadline,
  dead?: SourceError,
): Promise<HeldAnswer> {
  const { options, guard, agent } = run
  const { sourceId } = request
  let url = withoutCredentials(URL.parse(request.permanentUrl ?? request.foundUrl ?? '') ?? configured)
  const cookies = openCookies()
  const visited = new Set<string>()
  let movedTo: string | undefined
  let isForGood = true
  for (;;) {
    checkAddress(url, sourceId)
    if (url.href === dead?.url) throw dead
    const cookie = cookies.headerFor(url)
    visited.add(`${url.href} ${cookie}`)
    const isProxied = proxyFor(url, options) !== undefined
    const sent = requestHeaders(request, configured, agent, url, cookie)
    const context: HopContext = { sourceId, url, isProxied, guard, limits: options, sent }
    const wire = await askHop(run, context, request.signal, deadline)
    const { status } = wire
    if (!isRedirect(status)) return answerOf(run, request, context, wire, rememberMove(request, movedTo), deadline)
    const target = locationOf(headerOf(wire.headers, 'location'), url)
    if (target === undefined || !/^https?:$/.test(target.protocol)) throw explainHop(run, context, wire)
    await cookies.take(wire.headers, url)
    // With another cookie the same address may answer otherwise.
    if (visited.has(`${target.href} ${cookies.headerFor(target)}`)) throw redirectLoop(url, target, sourceId)
    if (visited.size > MAX_REDIRECTS) throw tooManyRedirects(configured, sourceId)
    isForGood &&= isPermanent(status)
    if (isForGood) movedTo = target.href
    url = target
  }
}

/** Requests one hop when it is its host's turn. The turn is over with the answer: a redirect waits for its own host. */
async function askHop(
  run: Run,
  context: HopContext,
  stop: AbortSignal | undefined,
  deadline: Deadline,
): Promise<WireAnswer> {
  const { url, sent } = context
  const { options, connections, budget } = run
  const planBody = (status: number): BodyPlan =>
    isGood(status) ? { maxBytes: options.maxWireBytes, beyond: 'fail' } : { maxBytes: ERROR_PAGE_BYTES, beyond: 'cut' }
  return run.forHost(hostOf(url), async (turn) => {
    try {
      await budget.available()
      deadline.signal.throwIfAborted()
      checkPaused(run, context)
      deadline.run()
      const wire = await connections.exchange({ url, turn, headers: sent.headers, planBody, deadline })
      // Noted before the turn ends, since another request to the host may begin then.
      notePause(run, context, wire)
      return wire
    } catch (error) {
      throw explained(error, context, stop)
    } finally {
      deadline.pause()
    }
  })
}

/** Throws when the host asked for a pause in this run, whichever source the request was for. */
function checkPaused({ pausedHosts, options }: Run, { sourceId, url }: HopContext): void {
  const paused = pausedHosts.get(hostOf(url))
  if (paused === undefined || paused.untilAt <= options.now().toISOString()) return
  throw new HostBusyError(
    `${url.href} was not asked, since ${plainHost(url)} asked to wait (${paused.status}); it will be asked after ${paused.untilAt}.`,
    { code: 'fetch/http', url: url.href, sourceId, status: paused.status, retryable: true, retryAt: paused.untilAt },
  )
}

/** Pauses the host for this run. A 503 without Retry-After may concern this address only; a 429, or a wait that is named, concerns the host. */
function notePause(run: Run, context: HopContext, wire: WireAnswer): void {
  const { status } = wire
  if (status !== 429 && status !== 503) return
  const { retryAt } = explainHop(run, context, wire)
  if (retryAt !== undefined) run.pausedHosts.set(hostOf(context.url), { untilAt: retryAt, status })
}

const explainHop = ({ options }: Run, context: HopContext, wire: WireAnswer): SourceError =>
  explainStatus(wire, wire.body, { ...context, now: options.now(), withheld: context.sent.withheld })

/** The answer of the last hop. Throws what its status means when it is neither a document nor an expected 304. */
async function answerOf(
  run: Run,
  request: FetchRequest,
  context: HopContext,
  wire: WireAnswer,
  moves: RedirectMemory,
  deadline: Deadline,
): Promise<HeldAnswer> {
  const { status, headers } = wire
  const { url, sent } = context
  const etag = headerOf(headers, 'etag') || undefined
  const lastModified = headerOf(headers, 'last-modified') || undefined
  const base = { url: url.href, freshness: readFreshness(headers, run.options.now()), ...moves, status }
  if (status === 304 && sent.isConditional) {
    const validators = { etag: etag ?? request.etag, lastModified: lastModified ?? request.lastModified }
    return { answer: { kind: 'not-modified', ...base, ...validators }, release: wire.release }
  }
  if (!isGood(status)) throw explainHop(run, context, wire)
  try {
    const { bytes, release } = await decode(run, wire, deadline.signal)
    const contentType = headerOf(headers, 'content-type')
    return { answer: { kind: 'modified', ...base, bytes, contentType, etag, lastModified }, release }
  } catch (error) {
    wire.release()
    throw explained(error, context, request.signal)
  }
}

/** The answer's decoded bytes. They hold a slot for large answers when they are large, even if the encoded body was not. */
async function decode(
  { options: { maxDecodedBytes }, large, oneLarge }: Run,
  { headers, body, release }: WireAnswer,
  signal: AbortSignal,
): Promise<{ readonly bytes: Uint8Array; readonly release: () => void }> {
  const coding = codingOf(headerOf(headers, 'content-encoding'), body)
  if (coding === undefined) {
    if (body.length > maxDecodedBytes) throw new AnswerError('unpacks-too-long')
    return { bytes: body, release }
  }
  const isSmall = body.length <= SMALL_BYTES
  if (isSmall) {
    try {
      return { bytes: await decodeBody(body, coding, Math.min(SMALL_BYTES, maxDecodedBytes)), release }
    } catch (error) {
      const isLarge = error instanceof AnswerError && error.code === 'unpacks-too-long'
      if (!isLarge || maxDecodedBytes <= SMALL_BYTES) throw error
    }
  }
  // An encoded body that is large holds its slot already. Decoding in the thread pool is never evicted: no server can slow it down.
  const releaseLarge = isSmall ? await large.take() : release
  const done = await oneLarge.take()
  try {
    signal.throwIfAborted()
    return { bytes: await decodeBody(body, coding, maxDecodedBytes), release: releaseLarge }
  } catch (error) {
    releaseLarge()
    throw error
  } finally {
    freeBytes(body)
    done()
  }
}

/** What a local file contains. */
async function fetchFile(run: Run, request: FetchRequest, url: URL, { signal }: Deadline): Promise<HeldAnswer> {
  const { options, guard } = run
  const { sourceId, etag, validatorsUrl = url.href } = request
  return run.forHost('file:', async () => {
    try {
      signal.throwIfAborted()
      const file = await readLocal(
        url,
        sourceId,
        validatorsUrl === url.href ? etag : undefined,
        options.maxDecodedBytes,
      )
      const base = { url: url.href, etag: file.etag, lastModified: file.lastModified, freshness: {} }
      if (file.bytes === undefined) return { answer: { kind: 'not-modified', ...base, status: 304 }, release: () => {} }
      const wire = { status: 200, headers: {}, body: file.bytes, release: () => {} }
      const { bytes, release } = await decode(run, wire, signal)
      return { answer: { kind: 'modified', ...base, bytes, contentType: file.contentType, status: 200 }, release }
    } catch (error) {
      throw explained(error, { sourceId, url, isProxied: false, guard, limits: options }, request.signal)
    }
  })
}

const isGood = (status: number): boolean => status === 200 || status === 203

/** Whether the error says that the stored permanent address of a source no longer exists. */
const isPermanentUrlDead = (error: unknown, { permanentUrl }: FetchRequest): error is SourceError =>
  permanentUrl !== undefined &&
  error instanceof SourceError &&
  error.url === URL.parse(permanentUrl)?.href &&
  (error.status === 404 || error.status === 410 || error.code === 'fetch/dns')

/** What a fetch throws for `error`, explained. The stop of the run is not a failure of the source and is thrown unchanged. */
const explained = (error: unknown, context: FailureContext, stop: AbortSignal | undefined): unknown =>
  error instanceof SourceError || (stop?.aborted === true && error === stop.reason)
    ? error
    : explainFailure(error, context)

function checkAddress(url: URL, sourceId: string): void {
  if (url.protocol === 'http:' || url.protocol === 'https:') return
  throw new FetchError(`${url.href} is not a web address; sources begin with http://, https:// or file://.`, {
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
      : `${shown} is not an address that can be fetched; check its spelling.`,
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

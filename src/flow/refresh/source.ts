/** Refreshes one source: fetch, parse, normalize, reconcile, save. */
import { createHash } from 'node:crypto'
import type { SourceConfig } from '../../config.ts'
import { type Changes, type KeptArticle, type KnownArticle, reconcile } from '../../core/article/reconcile.ts'
import { AppError, ClaimLostError, HostBusyError, SourceError, StoreError } from '../../core/errors.ts'
import type { Instant } from '../../core/model.ts'
import { nextFetchAt } from '../../core/polling.ts'
import type { DropReason } from '../../core/topics/filters.ts'
import type { FetchAnswer, Fetcher, FetchRequest } from '../../feeds/http/fetch.ts'
import { changeDropped, type DropChange, knownArticles, mailedAndGone } from '../../store/articles.ts'
import type { Statement } from '../../store/db.ts'
import { type KnownSource, pauseHost, postponeSource, recordFailed, recordFetched } from '../../store/sources.ts'
import type { Deps } from '../deps.ts'
import { type FoundHere, readSource } from './finding.ts'
import { withPages } from './pages.ts'
import { type ReadDocument, readDocument } from './reading.ts'
import { mergedWithStored, saveSource, withCleanLeads } from './saving.ts'

/** The outcome of refreshing one source. */
export type SourceOutcome = {
  readonly sourceId: string
  /** The feed that the page at its address declares, where this pass found it. */
  readonly found?: FoundHere
  /** Absent where no good answer came. */
  readonly answered?: Answered
} & (
  | { readonly kind: 'modified'; readonly counts: Changes['counts']; readonly rejected: number }
  | { readonly kind: 'not-modified'; readonly same: number }
  | {
      readonly kind: 'failed' | 'retired'
      readonly code: string
      readonly message: string
      readonly failingSince: Instant
      readonly nextFetchAt: Instant
      /** A defect of Broadsheet, not of the source. */
      readonly isDefect: boolean
      /** The host that asked to wait, where it answered so (429, or 503 with Retry-After). */
      readonly busyHost?: string
    }
  /** Not asked, since its host asked to wait. */
  | { readonly kind: 'put-off'; readonly busyHost: string; readonly nextFetchAt: Instant }
  /** Another worker has claimed it. */
  | { readonly kind: 'lost' }
)

/** A good answer. */
interface Answered {
  /** Without credentials, after redirects. */
  readonly url: string
  readonly status: number
  /** Decoded; absent where the server said that nothing changed. */
  readonly bytes?: number
  /** Since the source was claimed, so with the wait for its host's other sources. */
  readonly afterMs: number
}

/** What all sources of one pass share. */
export interface Pass {
  readonly deps: Deps
  readonly fetcher: Fetcher
  /** Everything that one pass sees first has one instant, so that a server that answers a moment earlier is not preferred. */
  readonly seenAt: Instant
  readonly configById: ReadonlyMap<string, SourceConfig>
  /** By the configured filters. */
  readonly dropReason: DropReason
}

/** A claimed source being refreshed. */
interface Work extends Pass {
  readonly source: KnownSource
  readonly configured: SourceConfig
  /** The claim's. */
  readonly token: string
  /** The feed that its page declares, where that is what is read. */
  readonly foundUrl?: string
}

/** Refreshes one claimed source. Throws only for a fault that concerns the whole pass: StoreError, and the signal's reason. */
export async function refreshSource(pass: Pass, source: KnownSource, token: string): Promise<SourceOutcome> {
  const { deps, fetcher, configById } = pass
  const configured = configById.get(source.id)
  // Added by a worker with another configuration than ours, which will refresh it.
  if (configured === undefined) return { sourceId: source.id, kind: 'lost' }
  const work = { ...pass, source, configured, token }
  // A feed that turns into a page once may be under repair; the second time its successor is looked for there.
  const isFeed = source.firstFetchedAt !== undefined && source.failCode !== 'parse/not-a-feed'
  const begunMs = performance.now()
  let found: FoundHere | undefined
  let answered: Answered | undefined
  try {
    const saved = await readSource(fetcher, requestOf(source, configured, deps.signal), { isFeed }, (answer, at) => {
      found = at
      const bytes = answer.kind === 'modified' ? { bytes: answer.bytes.length } : {}
      answered = { url: answer.url, status: answer.status, ...bytes, afterMs: performance.now() - begunMs }
      return saveAnswer({ ...work, foundUrl: at?.url }, answer)
    })
    const outcome = typeof saved === 'function' ? await saved() : saved
    const isFoundNow = found !== undefined && found.url !== source.foundUrl
    return { ...outcome, ...(answered && { answered }), ...(isFoundNow && { found }) }
  } catch (error) {
    if (error instanceof ClaimLostError) return { sourceId: source.id, kind: 'lost' }
    if (error instanceof StoreError || deps.signal.aborted) throw error
    return saveFailure(work, error)
  }
}

/**
 * Saves a source's answer and returns the outcome. Where article pages are still to be fetched, returns a function
 * that does so and saves: `readFeed` can then release its slot for large answers before the pages are fetched.
 */
async function saveAnswer(work: Work, answer: FetchAnswer): Promise<SourceOutcome | (() => Promise<SourceOutcome>)> {
  const { deps, fetcher, source, configured, token, seenAt, foundUrl, dropReason } = work
  const { db, clock, version } = deps
  const at = clock().toISOString()
  const { etag, lastModified, permanentUrl, candidateUrl, freshness, url } = answer
  const bodyHash = answer.kind === 'modified' ? hashOf(answer.bytes, version) : undefined
  if (answer.kind === 'not-modified' || bodyHash === source.bodyHash) {
    const { entryDates, pace } = source
    const dueAt = nextFetchAt({ ...factsOf(source, configured, at), entryDates, freshness, feed: pace })
    const memory = { foundUrl, permanentUrl, candidateUrl, etag, lastModified, validatorsUrl: url }
    await db.batch([recordFetched(source.id, token, { nextFetchAt: dueAt, ...memory }, at)])
    return { sourceId: source.id, kind: 'not-modified', same: source.entryCount }
  }
  const { bytes, contentType } = answer
  const outlet = { id: source.id, url: source.url, name: configured.name }
  const document = await readDocument({
    bytes,
    contentType,
    url,
    source: outlet,
    fallbackName: source.name,
    now: seenAt,
  })
  for (const { where, error } of document.defects) deps.defect(where, error)
  const known = await knownArticles(db, source.id, document.found)
  const changes = await changesIn(work, document, known)
  const name = configured.name ?? document.feed.title ?? source.name
  const recorded = recordDocument(work, answer, document, { name, bodyHash: bodyHash!, at })
  const save = (decided: Changes): Promise<SourceOutcome> =>
    saveDocument(work, document, { decided, known, recorded, name, at })
  if (configured.content !== 'page') return save(changes)
  return async () => save(await withPages(deps, fetcher, configured, changes, known, dropReason))
}

/** What a document changes in the articles that are kept. */
async function changesIn(work: Work, { feed, found }: ReadDocument, known: readonly KnownArticle[]): Promise<Changes> {
  const { deps, source, configured, dropReason, seenAt } = work
  const { db, config, version } = deps
  const knownIds = new Set(known.map(({ id }) => id))
  const unknownIds = found.flatMap(({ article: { id } }) => (knownIds.has(id) ? [] : [id]))
  const changes = reconcile(found, known, {
    now: seenAt,
    isFirstFetch: source.firstFetchedAt === undefined,
    // Also where the server answered 304 to this version until now: this is the first document that it reads.
    isOtherReader: source.readBy !== version,
    isCut: feed.isCut,
    mailedAt: await mailedAndGone(db, unknownIds),
    firstFetchDays: configured.firstFetchDays ?? config.refresh.firstFetchDays,
    maxNewPerSource: config.refresh.maxNewPerSource,
    dropReason,
  })
  // Entries beyond the cut may still be listed, so nothing is marked as unlisted.
  return feed.isCut ? { ...changes, unlisted: [] } : changes
}

/** The source's own row after a document was read. */
function recordDocument(
  { source, configured, token, deps, foundUrl }: Work,
  answer: FetchAnswer,
  { feed, entryCount, entryDates }: ReadDocument,
  { name, bodyHash, at }: { readonly name: string; readonly bodyHash: string; readonly at: Instant },
): Statement {
  const { etag, lastModified, permanentUrl, candidateUrl, freshness, url } = answer
  const { minutesBetweenFetches, skipHours, skipDays } = feed
  // With the validators of a cut document the server would answer 304 and its rest would never come; the old ones stay.
  const validators = feed.isCut
    ? { etag: source.etag, lastModified: source.lastModified, validatorsUrl: source.validatorsUrl }
    : { etag, lastModified, validatorsUrl: url }
  const document = {
    bodyHash: feed.isCut ? '' : bodyHash,
    readBy: deps.version,
    title: feed.title,
    siteUrl: feed.url,
    feedId: feed.id,
    entryCount,
    entryDates,
    pace: { minutesBetweenFetches, skipHours, skipDays },
    name,
  }
  const dueAt = nextFetchAt({ ...factsOf(source, configured, at), entryDates, freshness, feed })
  return recordFetched(
    source.id,
    token,
    { nextFetchAt: dueAt, foundUrl, permanentUrl, candidateUrl, ...validators, document },
    at,
  )
}

async function saveDocument(
  { deps: { db }, source, token, dropReason }: Work,
  { feed, rejected }: ReadDocument,
  {
    decided,
    known,
    recorded,
    name,
    at,
  }: {
    readonly decided: Changes
    readonly known: readonly KnownArticle[]
    readonly recorded: Statement
    readonly name: string
    readonly at: Instant
  },
): Promise<SourceOutcome> {
  const { changes: clean, cleaned } = await withCleanLeads(db, source.id, decided)
  const changes = { ...clean, quiet: await mergedWithStored(db, clean.quiet, known) }
  const refiltered = dropChanges(changes.quiet, known, dropReason)
  await saveSource(db, changes, {
    sourceId: source.id,
    token,
    isFirstFetch: source.firstFetchedAt === undefined,
    now: at,
    first: cleaned,
    isSourceChanged:
      name !== source.name || feed.title !== source.title || feed.url !== source.siteUrl || feed.id !== source.feedId,
    lastIds: refiltered.map(({ id }) => id),
    last: [recorded, ...changeDropped(refiltered)],
  })
  return { sourceId: source.id, kind: 'modified', counts: changes.counts, rejected }
}

/** Which articles that changed quietly, as by another author or category, filters drop now, or drop no longer. */
function dropChanges(
  quiet: readonly KeptArticle[],
  known: readonly KnownArticle[],
  dropReason: DropReason,
): readonly DropChange[] {
  const oldById = new Map(known.map((old) => [old.id, old]))
  return quiet.flatMap(({ article }): DropChange | [] => {
    const { id, dropped, storyId } = oldById.get(article.id)!
    const reason = dropReason(article)
    return reason === dropped ? [] : { id, storyId, wasDropped: dropped !== undefined, reason }
  })
}

/** Saves a failure and the time of the next try, and returns the outcome. */
async function saveFailure({ deps, source, configured, token }: Work, error: unknown): Promise<SourceOutcome> {
  const { db } = deps
  const now = deps.clock().toISOString()
  const facts = { ...factsOf(source, configured, now), feed: source.pace }
  if (error instanceof HostBusyError) {
    const nextAt = nextFetchAt({ ...facts, error })
    await db.batch([postponeSource(source.id, token, nextAt, nextAt)])
    return { sourceId: source.id, kind: 'put-off', busyHost: hostIn(error, source), nextFetchAt: nextAt }
  }
  const isDefect = !(error instanceof AppError)
  if (isDefect) deps.defect(`source ${source.id}`, error)
  const failure = isDefect
    ? new SourceError('Broadsheet met a defect of its own while reading this source; its stack is in the log.', {
        code: 'source/bug',
        cause: error,
      })
    : error
  const { code, message, retryAt } = failure
  const status = failure instanceof SourceError ? failure.status : undefined
  const isGone = code === 'source/gone'
  // Where nothing good ever came, one 410 is enough; a source that worked may have met a mistake of its server.
  const isRetired = isGone && (source.failCode === 'source/gone' || source.firstFetchedAt === undefined)
  const nextAt = nextFetchAt({ ...facts, error: { code, status, retryAt } })
  const isHostBusy = status === 429 || (status === 503 && retryAt !== undefined)
  const busyHost = isHostBusy ? hostIn(failure, source) : undefined
  try {
    await db.batch([
      recordFailed(
        source.id,
        token,
        { code, message, nextFetchAt: nextAt, notBefore: isHostBusy ? nextAt : undefined, isRetired },
        now,
      ),
      ...(busyHost === undefined ? [] : [pauseHost(busyHost, nextAt)]),
    ])
  } catch (lost) {
    if (lost instanceof ClaimLostError) return { sourceId: source.id, kind: 'lost' }
    throw lost
  }
  return {
    sourceId: source.id,
    kind: isRetired ? 'retired' : 'failed',
    code,
    message,
    failingSince: source.failingSince ?? now,
    nextFetchAt: nextAt,
    isDefect,
    ...(busyHost === undefined ? {} : { busyHost }),
  }
}

/** The host that answered: after a redirect, and for a feed that a page declares, another than the source's own. */
const hostIn = ({ url }: AppError, { host }: KnownSource): string => URL.parse(url ?? '')?.host ?? host

const factsOf = (source: KnownSource, configured: SourceConfig, now: Instant) => ({
  sourceId: source.id,
  now,
  intervalMinutes: configured.intervalMinutes,
  failCount: source.failCount,
})

const requestOf = (source: KnownSource, configured: SourceConfig, signal: AbortSignal): FetchRequest => ({
  sourceId: source.id,
  url: configured.url,
  foundUrl: source.foundUrl,
  permanentUrl: source.permanentUrl,
  candidateUrl: source.candidateUrl,
  etag: source.etag,
  lastModified: source.lastModified,
  validatorsUrl: source.validatorsUrl,
  headers: configured.headers,
  signal,
})

/** A hash of a document and the program's version, so that a new version reads an unchanged document again. */
const hashOf = (bytes: Uint8Array, version: string): string =>
  createHash('sha256').update(version).update('\0').update(bytes).digest('hex').slice(0, 32)

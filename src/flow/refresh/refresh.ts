/** Refreshes the sources that are due: claim, fetch, parse, normalize, reconcile, save. */
import { createHash, randomUUID } from 'node:crypto'
import type { SourceConfig } from '../../config.ts'
import { type Changes, reconcile } from '../../core/article/reconcile.ts'
import { AppError, ClaimLostError, SourceError, StoreError } from '../../core/errors.ts'
import type { Article, Instant } from '../../core/model.ts'
import { nextFetchAt, skippedUntil } from '../../core/polling.ts'
import { compileFilters } from '../../core/topics/topics.ts'
import type { FetchAnswer, Fetcher, FetchRequest } from '../../feeds/http/fetch.ts'
import { knownArticles, mailedAndGone } from '../../store/articles.ts'
import type { Statement } from '../../store/db.ts'
import {
  claimDueSources,
  countDueSources,
  type KnownSource,
  pauseHost,
  postponeSource,
  recordFailed,
  recordFetched,
  renewSourceClaims,
} from '../../store/sources.ts'
import { CLAIM_MS, type Deps, later } from '../deps.ts'
import { withPages } from './pages.ts'
import { mergedWithStored } from './quiet.ts'
import { readDocument } from './reading.ts'
import { withCleanLeads } from './recurring.ts'
import { saveSource } from './saving.ts'

/** The outcome of refreshing one source. */
export type SourceOutcome = { readonly sourceId: string } & (
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
    }
  /** Another worker has claimed it. */
  | { readonly kind: 'lost' }
)

const CLAIM_SIZE = 50
/** Sources in progress at once. More than there are requests at once, since answers are parsed and saved meanwhile. */
const MAX_UNDER_WAY = 100
/**
 * Sources claimed at once. Of one host only `perHost` sources count as in progress; the others wait for a request slot
 * while sources of other hosts are claimed. So a host with many sources does not hold up the rest.
 */
const MAX_CLAIMED = 1_000

/**
 * Refreshes every due source, and gives the outcome of each in the order of ids. Throws StoreError when the store
 * fails, and the signal's reason when stopped.
 */
export async function refreshSources(deps: Deps, options: { readonly force: boolean }): Promise<SourceOutcome[]> {
  const { db, clock, signal, config } = deps
  const seenAt = clock().toISOString()
  const due = await countDueSources(db, seenAt, options.force)
  if (due === 0) return []
  const outcomes: SourceOutcome[] = []
  const pass = randomUUID()
  const fetcher = await deps.openFetcher()
  const refreshSource = sourceRefresher(deps, fetcher, seenAt)
  const claimed = new Set<Promise<void>>()
  const underWay = countUnderWay(config.refresh.perHost)
  const open = new Map<string, number>()
  const renewal = setInterval(() => {
    for (const token of open.keys()) renewSourceClaims(db, token, later(clock(), CLAIM_MS)).catch(() => {})
  }, CLAIM_MS / 5)
  renewal.unref()
  let fault: unknown
  deps.progress('Reading', 0, due)
  try {
    for (;;) {
      signal.throwIfAborted()
      if (fault !== undefined) throw fault
      const token = randomUUID()
      const batch = await claimBatch(deps, { token, pass, force: options.force })
      if (batch === undefined) break
      if (batch.length > 0) open.set(token, batch.length)
      for (const source of batch) {
        underWay.add(source.host)
        const task = refreshSource(source, token)
          .then(
            (outcome) => {
              outcomes.push(outcome)
              deps.progress('Reading', outcomes.length, Math.max(due, outcomes.length), source.name)
            },
            (error: unknown) => {
              fault ??= error
            },
          )
          .finally(() => {
            underWay.remove(source.host)
            claimed.delete(task)
            const left = open.get(token)! - 1
            if (left === 0) open.delete(token)
            else open.set(token, left)
          })
        claimed.add(task)
      }
      const isFull = () => underWay.count() > MAX_UNDER_WAY - CLAIM_SIZE || claimed.size > MAX_CLAIMED - CLAIM_SIZE
      while (isFull() && fault === undefined) await Promise.race(claimed)
    }
  } finally {
    // The sources in progress finish first; then the fault is thrown.
    await Promise.all(claimed)
    clearInterval(renewal)
    await fetcher.close()
  }
  if (fault !== undefined) throw fault
  return outcomes.sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1))
}

/** Claims the next sources that are due and returns those that may be fetched now; undefined when none is due. */
async function claimBatch(
  { db, clock }: Deps,
  { token, pass, force }: { readonly token: string; readonly pass: string; readonly force: boolean },
): Promise<KnownSource[] | undefined> {
  const at = clock()
  const now = at.toISOString()
  const until = later(at, CLAIM_MS)
  const claimed = await claimDueSources(db, { token, pass, now, until, limit: CLAIM_SIZE, force })
  if (claimed.length === 0) return undefined
  if (force) return claimed
  const skipped = claimed.flatMap(({ id, pace, fetchedAt }): Statement[] => {
    const skips = skippedUntil(now, pace, fetchedAt)
    return skips === undefined ? [] : [postponeSource(id, token, skips)]
  })
  if (skipped.length === 0) return claimed
  await db.batch(skipped)
  return claimed.filter(({ pace, fetchedAt }) => skippedUntil(now, pace, fetchedAt) === undefined)
}

/** Counts the sources in progress, at most `perHost` of each host. */
function countUnderWay(perHost: number) {
  const byHost = new Map<string, number>()
  let total = 0
  return {
    count: (): number => total,
    add(host: string): void {
      const before = byHost.get(host) ?? 0
      byHost.set(host, before + 1)
      if (before < perHost) total++
    },
    remove(host: string): void {
      const left = byHost.get(host)! - 1
      if (left === 0) byHost.delete(host)
      else byHost.set(host, left)
      if (left < perHost) total--
    },
  }
}

/**
 * A function that refreshes one claimed source. It rejects only for a fault that concerns the whole pass. What one pass
 * sees first has one instant, `seenAt`, so that a server that answers a moment earlier is not preferred.
 */
function sourceRefresher(
  deps: Deps,
  fetcher: Fetcher,
  seenAt: Instant,
): (source: KnownSource, token: string) => Promise<SourceOutcome> {
  const { db, clock, config, signal, version } = deps
  const configById = new Map(config.sources.map((source) => [source.id, source]))
  const filter = config.filters.length === 0 ? undefined : compileFilters(config.filters)

  return async (source, token) => {
    const configured = configById.get(source.id)
    // Added by a worker with another configuration than ours, which will refresh it.
    if (configured === undefined) return { sourceId: source.id, kind: 'lost' }
    try {
      const saved = await fetcher.readFeed(requestOf(source, configured, signal), (answer) =>
        saveAnswer(source, configured, token, answer),
      )
      return typeof saved === 'function' ? await saved() : saved
    } catch (error) {
      if (error instanceof ClaimLostError) return { sourceId: source.id, kind: 'lost' }
      if (error instanceof StoreError || signal.aborted) throw error
      return saveFailure(source, configured, token, error)
    }
  }

  /**
   * Saves a source's answer and returns the outcome. Where article pages are still to be fetched, returns a function
   * that does so and saves: `readFeed` can then release its slot for large answers before the pages are fetched.
   */
  async function saveAnswer(
    source: KnownSource,
    configured: SourceConfig,
    token: string,
    answer: FetchAnswer,
  ): Promise<SourceOutcome | (() => Promise<SourceOutcome>)> {
    const now = clock()
    const at = now.toISOString()
    const { etag, lastModified, permanentUrl, candidateUrl, freshness, url } = answer
    const bodyHash = answer.kind === 'modified' ? hashOf(answer.bytes, version) : undefined
    if (answer.kind === 'not-modified' || bodyHash === source.bodyHash) {
      const { entryDates, pace } = source
      const dueAt = nextFetchAt({ ...factsOf(source, configured, at), entryDates, freshness, feed: pace })
      const memory = { permanentUrl, candidateUrl, etag, lastModified, validatorsUrl: url }
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
    const { feed, found, rejected, entryDates } = document
    for (const { where, error } of document.defects) deps.defect(where, error)
    const isFirstFetch = source.firstFetchedAt === undefined
    const known = await knownArticles(db, source.id, found)
    const knownIds = new Set(known.map(({ id }) => id))
    const unknownIds = found.flatMap(({ article: { id } }) => (knownIds.has(id) ? [] : [id]))
    const reconciled = reconcile(found, known, {
      now: seenAt,
      isFirstFetch,
      // Also where the server answered 304 to this version until now: this is the first document that it reads.
      isOtherReader: source.readBy !== version,
      isCut: feed.isCut,
      mailedAt: await mailedAndGone(db, unknownIds),
      firstFetchDays: configured.firstFetchDays ?? config.refresh.firstFetchDays,
      maxNewPerSource: config.refresh.maxNewPerSource,
      ...(filter === undefined ? {} : { dropReason: (article: Article) => filter(article, source.id).why }),
    })
    // Entries beyond the cut may still be listed, so nothing is marked as unlisted.
    const whole = feed.isCut ? { ...reconciled, unlisted: [] } : reconciled
    const dueAt = nextFetchAt({ ...factsOf(source, configured, at), entryDates, freshness, feed })
    const name = configured.name ?? feed.title ?? source.name
    const { minutesBetweenFetches, skipHours, skipDays } = feed
    // With the validators of a cut document the server would answer 304 and its rest would never come; the old ones
    // stay.
    const validators = feed.isCut
      ? { etag: source.etag, lastModified: source.lastModified, validatorsUrl: source.validatorsUrl }
      : { etag, lastModified, validatorsUrl: url }
    const recorded = recordFetched(
      source.id,
      token,
      {
        nextFetchAt: dueAt,
        permanentUrl,
        candidateUrl,
        ...validators,
        document: {
          bodyHash: feed.isCut ? '' : bodyHash!,
          readBy: version,
          title: feed.title,
          siteUrl: feed.url,
          entryCount: document.entryCount,
          entryDates,
          pace: { minutesBetweenFetches, skipHours, skipDays },
          name,
        },
      },
      at,
    )
    const save = async (decided: Changes): Promise<SourceOutcome> => {
      const { changes: clean, cleaned } = await withCleanLeads(db, source.id, decided)
      const changes = { ...clean, quiet: await mergedWithStored(db, clean.quiet, known) }
      // Changes that documents show but that make no article pending, so grouping would not raise the revision.
      const isShownOtherwise =
        name !== source.name ||
        feed.url !== source.siteUrl ||
        changes.moved.length > 0 ||
        changes.quiet.length > 0 ||
        cleaned.isShownOtherwise ||
        changes.edited.some(({ dropped }) => dropped !== undefined)
      await saveSource(db, changes, {
        sourceId: source.id,
        token,
        isFirstFetch,
        now: at,
        isShownOtherwise,
        first: cleaned.statements,
        last: [recorded],
      })
      return { sourceId: source.id, kind: 'modified', counts: changes.counts, rejected }
    }
    if (configured.content !== 'page') return save(whole)
    return async () => save(await withPages(deps, fetcher, configured, whole, known))
  }

  /** Saves a failure and the time of the next try, and returns the outcome. */
  async function saveFailure(
    source: KnownSource,
    configured: SourceConfig,
    token: string,
    error: unknown,
  ): Promise<SourceOutcome> {
    const now = clock().toISOString()
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
    const isRetired = isGone && source.failCode === 'source/gone'
    const facts = { ...factsOf(source, configured, now), feed: source.pace }
    const nextAt = nextFetchAt({ ...facts, error: { code, status, retryAt } })
    const isHostBusy = status === 429 || (status === 503 && retryAt !== undefined)
    try {
      await db.batch([
        recordFailed(
          source.id,
          token,
          { code, message, nextFetchAt: nextAt, notBefore: isHostBusy ? nextAt : undefined, isRetired },
          now,
        ),
        ...(isHostBusy ? [pauseHost(source.host, nextAt)] : []),
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
    }
  }
}

const factsOf = (source: KnownSource, configured: SourceConfig, now: Instant) => ({
  sourceId: source.id,
  now,
  intervalMinutes: configured.intervalMinutes,
  failCount: source.failCount,
})

const requestOf = (source: KnownSource, configured: SourceConfig, signal: AbortSignal): FetchRequest => ({
  sourceId: source.id,
  url: configured.url,
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

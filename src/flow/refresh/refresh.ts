/** Due sources to kept articles: claim, fetch, parse, normalize, reconcile, save. */
import { createHash, randomUUID } from 'node:crypto'
import type { SourceConfig } from '../../config.ts'
import { type Changes, reconcile } from '../../core/article/reconcile.ts'
import { AppError, ClaimLostError, SourceError, StoreError } from '../../core/errors.ts'
import type { Article, Instant } from '../../core/model.ts'
import { nextFetchAt, skippedUntil } from '../../core/polling.ts'
import { compileFilters } from '../../core/topics/topics.ts'
import type { FetchAnswer, Fetcher, FetchRequest } from '../../feeds/http/fetch.ts'
import { knownArticles } from '../../store/articles.ts'
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
import { readDocument } from './reading.ts'
import { withCleanLeads } from './recurring.ts'
import { saveSource } from './saving.ts'

/** How one source went. */
export type SourceOutcome = { readonly sourceId: string } & (
  | { readonly kind: 'modified'; readonly counts: Changes['counts']; readonly rejected: number }
  | { readonly kind: 'not-modified'; readonly same: number }
  | {
      readonly kind: 'failed' | 'retired'
      readonly code: string
      readonly message: string
      readonly failingSince: Instant
      readonly nextFetchAt: Instant
      /** A defect of ours. */
      readonly isDefect: boolean
    }
  /** Another worker has it now. */
  | { readonly kind: 'lost' }
)

const CLAIM_SIZE = 50
/** Sources under way at once: more than requests, since answers are read meanwhile. */
const MAX_UNDER_WAY = 100
/**
 * Sources claimed at once. Of one host only as many count as under way as may be asked at once: the others stand in its
 * line while those of other hosts are claimed, so that the sources of one host spread over the run.
 */
const MAX_CLAIMED = 1_000

/** Every due source, each an outcome of its own. Throws StoreError when the store is gone, the signal's reason when stopped. */
export async function refreshSources(deps: Deps, options: { readonly force: boolean }): Promise<SourceOutcome[]> {
  const { db, clock, signal, config } = deps
  const due = await countDueSources(db, clock().toISOString(), options.force)
  if (due === 0) return []
  const outcomes: SourceOutcome[] = []
  const pass = randomUUID()
  const fetcher = await deps.openFetcher()
  const refreshSource = sourceRefresher(deps, fetcher)
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
    // Siblings finish, then the run ends loudly.
    await Promise.all(claimed)
    clearInterval(renewal)
    await fetcher.close()
  }
  if (fault !== undefined) throw fault
  return outcomes.sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1))
}

/** The next sources that are due and may be asked now; undefined when none is left. */
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

/** Counts the sources under way, of each host no more than may be asked at once. */
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

/** Refreshes one claimed source. Rejects only for what concerns the whole run. */
function sourceRefresher(deps: Deps, fetcher: Fetcher): (source: KnownSource, token: string) => Promise<SourceOutcome> {
  const { db, clock, config, signal, version } = deps
  const configById = new Map(config.sources.map((source) => [source.id, source]))
  const filter = config.filters.length === 0 ? undefined : compileFilters(config.filters)

  return async (source, token) => {
    const configured = configById.get(source.id)
    // Another worker knows a newer configuration than ours.
    if (configured === undefined) return { sourceId: source.id, kind: 'lost' }
    try {
      const taken = await fetcher.readFeed(requestOf(source, configured, signal), (answer) =>
        take(source, configured, token, answer),
      )
      return typeof taken === 'function' ? await taken() : taken
    } catch (error) {
      if (error instanceof ClaimLostError) return { sourceId: source.id, kind: 'lost' }
      if (error instanceof StoreError || signal.aborted) throw error
      return fail(source, configured, token, error)
    }
  }

  /** What a source's answer comes to; with pages still to be fetched, how to go on: a large answer must not wait for others meanwhile. */
  async function take(
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
    const document = await readDocument({ bytes, contentType, url, source: outlet, fallbackName: source.name, now: at })
    const { feed, found, rejected, entryDates } = document
    for (const { where, error } of document.defects) deps.defect(where, error)
    const isFirstFetch = source.firstFetchedAt === undefined
    const known = await knownArticles(db, source.id, found)
    const reconciled = reconcile(found, known, {
      now: at,
      isFirstFetch,
      firstFetchDays: configured.firstFetchDays ?? config.refresh.firstFetchDays,
      maxNewPerSource: config.refresh.maxNewPerSource,
      ...(filter === undefined ? {} : { dropReason: (article: Article) => filter(article, source.id).why }),
    })
    // What a cut document does not list may be listed all the same.
    const whole = feed.isCut ? { ...reconciled, unlisted: [] } : reconciled
    const dueAt = nextFetchAt({ ...factsOf(source, configured, at), entryDates, freshness, feed })
    const name = configured.name ?? feed.title ?? source.name
    const { minutesBetweenFetches, skipHours, skipDays } = feed
    // Validators of a cut document would keep its rest from us: those of the last whole one stay.
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
      const { changes, cleaned } = await withCleanLeads(db, source.id, decided)
      // What grouping does not see, since nothing of it is to be grouped.
      const isShownOtherwise =
        name !== source.name ||
        feed.url !== source.siteUrl ||
        changes.moved.length > 0 ||
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

  async function fail(
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

/** Of a document and the program that read it: another version reads it anew. */
const hashOf = (bytes: Uint8Array, version: string): string =>
  createHash('sha256').update(version).update('\0').update(bytes).digest('hex').slice(0, 32)

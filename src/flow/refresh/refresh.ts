/** Refreshes the sources that are due: claims them, and works on many at once. */
import { randomUUID } from 'node:crypto'
import { skippedUntil } from '../../core/polling.ts'
import { compileFilters } from '../../core/topics/topics.ts'
import type { Statement } from '../../store/db.ts'
import {
  claimDueSources,
  countDueSources,
  type KnownSource,
  postponeSource,
  renewSourceClaims,
} from '../../store/sources.ts'
import { CLAIM_MS, type Deps, later } from '../deps.ts'
import { type Pass, refreshSource, type SourceOutcome } from './source.ts'

const CLAIM_SIZE = 50
/** Sources in progress at once. More than there are requests at once, since answers are parsed and saved meanwhile. */
const MAX_UNDER_WAY = 100
/**
 * Sources claimed at once. Of one host only `perHost` sources count as in progress; the others wait for a request slot
 * while sources of other hosts are claimed. So a host with many sources does not hold up the rest.
 */
const MAX_CLAIMED = 1_000

/**
 * Refreshes every due source, and returns the outcome of each in the order of ids. Throws StoreError when the store fails, and
 * the signal's reason when stopped.
 */
export async function refreshSources(deps: Deps, options: { readonly force: boolean }): Promise<SourceOutcome[]> {
  const { db, clock, signal, config } = deps
  const seenAt = clock().toISOString()
  const due = await countDueSources(db, seenAt, options.force)
  if (due === 0) return []
  const outcomes: SourceOutcome[] = []
  const passId = randomUUID()
  const fetcher = await deps.openFetcher()
  const pass: Pass = {
    deps,
    fetcher,
    seenAt,
    configById: new Map(config.sources.map((source) => [source.id, source])),
    filter: config.filters.length === 0 ? undefined : compileFilters(config.filters),
  }
  const claimed = new Set<Promise<void>>()
  const underWay = countUnderWay(config.refresh.perHost)
  const open = new Map<string, number>()
  const renewal = setInterval(() => {
    for (const token of open.keys()) renewSourceClaims(db, token, later(clock(), CLAIM_MS)).catch(() => {})
  }, CLAIM_MS / 5)
  renewal.unref()
  let fault: unknown
  // The names of those in progress, the one that began first in front: that is the one being waited for.
  const reading = new Map<string, string>()
  const showProgress = (): void => {
    const [waitedFor] = reading.values()
    deps.progress('Reading', outcomes.length, Math.max(due, outcomes.length), waitedFor)
  }
  showProgress()
  try {
    for (;;) {
      signal.throwIfAborted()
      if (fault !== undefined) throw fault
      const token = randomUUID()
      const batch = await claimBatch(deps, { token, pass: passId, force: options.force })
      if (batch === undefined) break
      if (batch.length > 0) open.set(token, batch.length)
      for (const source of batch) {
        underWay.add(source.host)
        reading.set(source.id, source.name)
        const task = refreshSource(pass, source, token)
          .then(
            (outcome) => {
              outcomes.push(outcome)
              reading.delete(source.id)
              showProgress()
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
      showProgress()
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

/** Work that only one worker does at a time, under a lease that is renewed until the work ends. */
import { randomUUID } from 'node:crypto'
import { ClaimLostError } from '../core/errors.ts'
import type { Statement } from '../store/db.ts'
import { assertLease, isLeaseHeld, releaseLease, renewLease, takeLease } from '../store/leases.ts'
import { isReading } from '../store/sources.ts'
import { CLAIM_MS, type Deps, pause } from './deps.ts'

/**
 * The result of `work`, done while no other worker does work of this name; undefined when another worker holds the
 * lease, from the start or because this one stalled until its lease expired. `work` must put `guard()` into every batch
 * it writes: a worker that has lost its lease then cannot overwrite its successor. What it wrote before stays; the
 * successor does the rest.
 */
export async function underLease<T>(
  deps: Deps,
  name: string,
  work: (guard: () => Statement) => Promise<T>,
): Promise<T | undefined> {
  const { db, clock, holder } = deps
  const token = randomUUID()
  const now = clock()
  if (!(await takeLease(db, name, { token, holder, now, until: new Date(now.getTime() + CLAIM_MS) }))) return undefined
  const renewal = setInterval(() => {
    // If a renewal fails the lease expires, and the next guard throws ClaimLostError.
    renewLease(db, name, token, new Date(clock().getTime() + CLAIM_MS)).catch(() => {})
  }, CLAIM_MS / 5)
  renewal.unref()
  try {
    return await work(() => assertLease(name, token, clock()))
  } catch (error) {
    if (error instanceof ClaimLostError) return undefined
    throw error
  } finally {
    clearInterval(renewal)
    await releaseLease(db, name, token).catch(() => {})
  }
}

/** The same as `PASS_WAIT_MS` in `wire.ts`, which bounds the wait for the lock of an embedded store. */
const MAX_WAIT_MS = 30_000
const POLL_MS = 100

/**
 * Polls until `isDone` resolves to true, for 30 seconds at most, so that a worker that died delays the others only
 * briefly. Throws the signal's reason when stopped.
 */
export async function waitUntil(deps: Pick<Deps, 'signal'>, isDone: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + MAX_WAIT_MS
  while (!(await isDone()) && performance.now() < giveUpAt) {
    await pause(deps, POLL_MS)
  }
}

/**
 * Waits until no other worker fetches sources or groups articles, so that an edition contains what all of them fetched;
 * at most 30 seconds for each call. Returns at once on SQLite, where there is only one worker.
 */
export async function waitForOthers(deps: Deps): Promise<void> {
  const { db, clock } = deps
  if (db.engine === 'sqlite') return
  await waitUntil(
    deps,
    async () => !(await isReading(db, clock().toISOString())) && !(await isLeaseHeld(db, 'group', clock())),
  )
}

/** Waits until no other worker publishes, as `waitForOthers` does. */
export async function waitForPublishing(deps: Deps): Promise<void> {
  const { db, clock } = deps
  if (db.engine === 'sqlite') return
  await waitUntil(deps, async () => !(await isLeaseHeld(db, 'publish', clock())))
}

/** Work that one worker at a time does, under a lease that is renewed while it lasts. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ClaimLostError } from '../core/errors.ts'
import type { Statement } from '../store/db.ts'
import { holdsLease, isLeaseHeld, releaseLease, renewLease, takeLease } from '../store/leases.ts'
import { isReading } from '../store/sources.ts'
import { CLAIM_MS, type Deps } from './deps.ts'

/**
 * What `work` gives back, done while nobody else does work of that name; undefined when another worker has it, from the
 * start or since we stalled until the lease ran out. `guard` belongs into every batch that `work` writes, so that a worker
 * that lost its lease cannot overwrite its successor: what was written before stays, the rest is the successor's.
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
    // A renewal that fails leaves the lease to run out, and then the guard speaks.
    renewLease(db, name, token, new Date(clock().getTime() + CLAIM_MS)).catch(() => {})
  }, CLAIM_MS / 5)
  renewal.unref()
  try {
    return await work(() => holdsLease(name, token, clock()))
  } catch (error) {
    if (error instanceof ClaimLostError) return undefined
    throw error
  } finally {
    clearInterval(renewal)
    await releaseLease(db, name, token).catch(() => {})
  }
}

/** As long as a pass waits for another one that holds an embedded store. */
const PATIENCE_MS = 30_000
const LOOK_MS = 100

/**
 * Waits until `isDone`, looking again and again, for half a minute at most: whoever died meanwhile keeps nobody for long.
 * Throws the signal's reason when stopped.
 */
export async function waitUntil({ signal }: Deps, isDone: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS
  while (!(await isDone()) && performance.now() < giveUpAt) {
    await sleep(LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/**
 * Waits while other workers are still reading sources or grouping what they read: what one of them freezes holds what all
 * have read. On SQLite there are no others.
 */
export async function waitForOthers(deps: Deps): Promise<void> {
  const { db, clock } = deps
  if (db.engine === 'sqlite') return
  await waitUntil(
    deps,
    async () => !(await isReading(db, clock().toISOString())) && !(await isLeaseHeld(db, 'group', clock())),
  )
}

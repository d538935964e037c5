/**
 * Leases: only one worker at a time does a named piece of work. A lease has a token and an end; its holder renews it,
 * and every batch under it checks the token, so that a worker that stalled cannot overwrite its successor.
 */
import type { Db, Statement } from './db.ts'

/** A request for a lease. */
interface LeaseClaim {
  /** Random; each holder has its own. */
  readonly token: string
  /** Host, process and command, for people to read. */
  readonly holder: string
  readonly now: Date
  readonly until: Date
}

/**
 * Takes the lease `name` if it is free, has expired or has our token already; returns whether it is ours until `until`.
 * Throws StoreError.
 */
export async function takeLease(db: Db, name: string, claim: LeaseClaim): Promise<boolean> {
  const { token, holder, now, until } = claim
  const [rows] = await db.batch([
    {
      sql: `INSERT INTO leases (name, token, holder, until) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name) DO UPDATE SET token = excluded.token, holder = excluded.holder, until = excluded.until
        WHERE leases.token IS NULL OR leases.token = excluded.token OR leases.until <= $5
        RETURNING name`,
      params: [name, token, holder, until.toISOString(), now.toISOString()],
    },
  ])
  return rows?.length === 1
}

/**
 * Extends the lease to `until`; returns whether it is still ours. An expired lease is renewed too while no other worker
 * has taken it: our token is still there, so no other worker has written under it. Throws StoreError.
 */
export async function renewLease(db: Db, name: string, token: string, until: Date): Promise<boolean> {
  const [rows] = await db.batch([
    {
      sql: 'UPDATE leases SET until = $1 WHERE name = $2 AND token = $3 RETURNING name',
      params: [until.toISOString(), name, token],
    },
  ])
  return rows?.length === 1
}

/** Whether some worker holds the lease at `now`. Throws StoreError. */
export async function isLeaseHeld(db: Db, name: string, now: Date): Promise<boolean> {
  const rows = await db.query('SELECT name FROM leases WHERE name = $1 AND token IS NOT NULL AND until > $2', [
    name,
    now.toISOString(),
  ])
  return rows.length > 0
}

/** Releases the lease if it is still ours; another worker's lease stays. Throws StoreError. */
export async function releaseLease(db: Db, name: string, token: string): Promise<void> {
  await db.batch([{ sql: 'DELETE FROM leases WHERE name = $1 AND token = $2', params: [name, token] }])
}

/**
 * The guard of a batch: it locks the lease's row until the batch is done; when the lease is not ours at `now`, the
 * batch is rolled back with ClaimLostError.
 */
export function assertLease(name: string, token: string, now: Date): Statement {
  return {
    sql: 'UPDATE leases SET token = token WHERE name = $1 AND token = $2 AND until > $3 RETURNING name',
    params: [name, token, now.toISOString()],
    expectRows: 1,
  }
}

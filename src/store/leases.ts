/**
 * Leases: one worker at a time does a named piece of work. A lease has a token and an end; its holder renews it, and every
 * batch under it names the token, so that a worker that stalled cannot overwrite its successor.
 */
import type { Db, Statement } from './db.ts'

/** What a taker brings: a token of its own, who it is (for people), and from when to when. */
export interface LeaseClaim {
  /** Unguessable, one a holder. */
  readonly token: string
  /** Host, process and command, for `status`. */
  readonly holder: string
  readonly now: Date
  readonly until: Date
}

/** Whether the lease `name` is ours until `until`: it was free, has run out, or had our token already. Throws StoreError. */
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
 * Whether the lease is still ours, now until `until`. One that has run out is renewed as long as nobody else has taken
 * it: its token is in place, so nothing was done by another. Throws StoreError.
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

/** Whether anybody holds the lease at `now`. Throws StoreError. */
export async function isLeaseHeld(db: Db, name: string, now: Date): Promise<boolean> {
  const rows = await db.query('SELECT name FROM leases WHERE name = $1 AND token IS NOT NULL AND until > $2', [
    name,
    now.toISOString(),
  ])
  return rows.length > 0
}

/** Gives the lease back if it is still ours; of another's it leaves everything as it is. Throws StoreError. */
export async function releaseLease(db: Db, name: string, token: string): Promise<void> {
  await db.batch([{ sql: 'DELETE FROM leases WHERE name = $1 AND token = $2', params: [name, token] }])
}

/**
 * The guard of a batch: it holds the lease's row until the batch is done, and when the lease is no longer ours at `now`
 * the batch leaves nothing and throws ClaimLostError.
 */
export function holdsLease(name: string, token: string, now: Date): Statement {
  return {
    sql: 'UPDATE leases SET token = token WHERE name = $1 AND token = $2 AND until > $3 RETURNING name',
    params: [name, token, now.toISOString()],
    expectRows: 1,
  }
}

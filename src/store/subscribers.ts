/** The digests that the store knows, and their subscribers. */
import type { Instant } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { rowReader } from './rows.ts'

/** What the store knows about a configured digest. */
interface KnownDigest {
  readonly id: string
  readonly firstSeenAt: Instant
  /** Every slot up to it was frozen, or recorded as empty or skipped. */
  readonly decidedUntil: Instant
}

export type SubscriberState = 'pending' | 'active' | 'paused' | 'suppressed'

/** A subscriber of one digest, past or present. */
interface StoredSubscriber {
  readonly digestId: string
  /** Lower case. */
  readonly address: string
  readonly isConfigured: boolean
  readonly state: SubscriberState
  /** No slot before it is owed. */
  readonly addedAt: Instant
  /** Whether a suppressed subscriber has left by themselves, and so may come back. */
  readonly mayReturn: boolean
}

/**
 * Stores configured digests and subscribers. Those who have unsubscribed stay suppressed, whatever the configuration says.
 */
export function syncDigests(
  digests: readonly { readonly id: string; readonly addresses: readonly string[] }[],
  known: readonly StoredSubscriber[],
  now: Instant,
): Statement[] {
  const keyOf = (digestId: string, address: string) => `${digestId} ${address.toLowerCase()}`
  const knownByKey = new Map(known.map((one) => [keyOf(one.digestId, one.address), one]))
  const configured = new Set(digests.flatMap(({ id, addresses }) => addresses.map((address) => keyOf(id, address))))
  return [
    ...digests.map(
      ({ id }): Statement => ({
        sql: 'INSERT INTO digests (id, first_seen_at, decided_until) VALUES ($1, $2, $2) ON CONFLICT (id) DO NOTHING',
        params: [id, now],
      }),
    ),
    ...digests.flatMap(({ id, addresses }) =>
      addresses
        .filter((address) => !knownByKey.get(keyOf(id, address))?.isConfigured)
        .map(
          (address): Statement => ({
            sql: `INSERT INTO subscribers (digest_id, address, configured, state, added_at, changed_at) VALUES ($1, $2, 1, 'active', $3, $3)
              ON CONFLICT (digest_id, address) DO UPDATE SET configured = 1, added_at = excluded.added_at, ended_by = NULL`,
            params: [id, address.toLowerCase(), now],
          }),
        ),
    ),
    // Subscribers no longer configured get nothing more. The suppressed and paused keep their state, in case they are
    // configured again.
    ...known
      .filter((one) => one.isConfigured && !configured.has(keyOf(one.digestId, one.address)))
      .map(
        ({ digestId, address, state }): Statement => ({
          sql:
            state === 'active'
              ? "DELETE FROM subscribers WHERE digest_id = $1 AND address = $2 AND configured = 1 AND state = 'active'"
              : "UPDATE subscribers SET configured = 0, ended_by = 'operator' WHERE digest_id = $1 AND address = $2",
          params: [digestId, address],
        }),
      ),
  ]
}

/**
 * Gives a digest the memory of another that it is the new name of: its editions, deliveries, subscribers and decided slots. Where
 * both have a subscriber, the one who has left or paused counts.
 */
export function renameDigest(from: string, to: string): Statement[] {
  const both = 'digest_id = $2 AND address IN (SELECT address FROM subscribers WHERE digest_id = $1'
  return [
    `DELETE FROM subscribers WHERE state IN ('active', 'pending') AND ${both})`,
    `DELETE FROM subscribers WHERE state <> 'suppressed' AND ${both} AND state = 'suppressed')`,
    `UPDATE subscribers SET digest_id = $2 WHERE digest_id = $1
      AND address NOT IN (SELECT address FROM subscribers WHERE digest_id = $2)`,
    `DELETE FROM subscribers WHERE digest_id = $1 AND address IN (SELECT address FROM subscribers WHERE digest_id = $2)`,
    `UPDATE digests SET first_seen_at = (SELECT MIN(first_seen_at) FROM digests WHERE id IN ($1, $2)),
      decided_until = (SELECT MAX(decided_until) FROM digests WHERE id IN ($1, $2)) WHERE id = $2`,
    `UPDATE digests SET id = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM digests WHERE id = $2)`,
    `DELETE FROM digests WHERE id = $1 AND id <> $2`,
    `UPDATE editions SET digest_id = $2 WHERE digest_id = $1`,
    `UPDATE deliveries SET digest_id = $2 WHERE digest_id = $1`,
  ].map((sql) => ({ sql, params: [from, to] }))
}

/** All digests that were ever configured, in the order of ids. Throws StoreError. */
export const listDigests = async (db: Db): Promise<KnownDigest[]> =>
  (await db.query(`SELECT * FROM digests ORDER BY id ${db.byBytes}`)).map(rowReader<KnownDigest>())

/** Where version 12 or a later one did not record who ended a subscription, the configured may come back. */
const MAY_RETURN = "(ended_by = 'subscriber' OR (ended_by IS NULL AND configured = 1))"
const SUBSCRIBERS = `SELECT digest_id, address, configured AS is_configured, state, added_at,
  CASE WHEN ${MAY_RETURN} THEN 1 ELSE 0 END AS may_return FROM subscribers`
const read = rowReader<StoredSubscriber>({ flags: ['is_configured', 'may_return'] })

/** All past and present subscribers, of one digest or of all, in the order of digest and address. Throws StoreError. */
export async function listSubscribers(db: Db, digestId?: string): Promise<StoredSubscriber[]> {
  const [where, params] = digestId === undefined ? ['', []] : ['WHERE digest_id = $1', [digestId]]
  const rows = await db.query(`${SUBSCRIBERS} ${where} ORDER BY digest_id ${db.byBytes}, address ${db.byBytes}`, params)
  return rows.map(read)
}

/**
 * The past or present subscriber of a digest with an address in lower case; undefined where there is none. Throws
 * StoreError.
 */
export async function readSubscriber(db: Db, digestId: string, address: string): Promise<StoredSubscriber | undefined> {
  const rows = await db.query(`${SUBSCRIBERS} WHERE digest_id = $1 AND address = $2`, [digestId, address])
  return rows.map(read)[0]
}

/**
 * Sets a subscriber's state as the operator wants it, adding them where they are not known. Setting it twice changes nothing.
 */
export const setSubscriberState = (
  digestId: string,
  address: string,
  state: SubscriberState,
  now: Instant,
): Statement => ({
  sql: `INSERT INTO subscribers (digest_id, address, configured, state, added_at, changed_at, ended_by) VALUES ($1, $2, 0, $3, $4, $4, $5)
    ON CONFLICT (digest_id, address) DO UPDATE
      SET state = excluded.state, changed_at = excluded.changed_at, ended_by = excluded.ended_by
    WHERE subscribers.state <> excluded.state OR COALESCE(subscribers.ended_by, '') <> COALESCE(excluded.ended_by, '')`,
  params: [digestId, address.toLowerCase(), state, now, state === 'suppressed' ? 'operator' : null],
})

/** Ends a subscription as its subscriber wants it; of one that has ended nothing changes. */
export const leave = (digestId: string, address: string, now: Instant): Statement => ({
  sql: `UPDATE subscribers SET state = 'suppressed', changed_at = $3, ended_by = 'subscriber'
    WHERE digest_id = $1 AND address = $2 AND state <> 'suppressed'`,
  params: [digestId, address, now],
})

/** Takes up a subscription again that its subscriber has ended; one that the operator has ended stays so. */
export const comeBack = (digestId: string, address: string, now: Instant): Statement => ({
  sql: `UPDATE subscribers SET state = 'active', changed_at = $3, ended_by = NULL
    WHERE digest_id = $1 AND address = $2 AND state = 'suppressed' AND ${MAY_RETURN}`,
  params: [digestId, address, now],
})

/** Records that every slot of a digest up to an instant is decided. */
export const decideUntil = (digestId: string, until: Instant): Statement => ({
  sql: 'UPDATE digests SET decided_until = $1 WHERE id = $2 AND decided_until < $1',
  params: [until, digestId],
})

/** When a subscriber of any digest was last added, changed or suppressed, up to `now`; undefined where there is none. Throws StoreError. */
export async function subscribersChangedAt(db: Db, now: Instant): Promise<Instant | undefined> {
  const [row] = await db.query<{ at: string | null }>(
    'SELECT MAX(changed_at) AS at FROM subscribers WHERE changed_at <= $1',
    [now],
  )
  return row?.at ?? undefined
}

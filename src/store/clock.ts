/**
 * What a clock that was ahead, and is right again, left in the store. Stored instants in the future would bind for as long as
 * it was ahead: sources would not be fetched, slots would count as decided, and new stories would stand behind old ones. So
 * they are brought back to now, all at once.
 */
import type { Instant } from '../core/model.ts'
import { MAX_WAIT_MS } from '../core/polling.ts'
import { HOUR, instantOf } from '../core/schedule.ts'
import type { Db, Statement } from './db.ts'
import { raiseRevision } from './meta.ts'

/** As far ahead instants may be: the clocks of several workers differ a little, and a smaller step back harms nothing. */
const TOLERATED_MS = HOUR

/** Instants that are never in the future by a clock that is right, by table. */
const PAST: Readonly<Record<string, readonly string[]>> = {
  articles: ['first_seen_at', 'grouped_at', 'developed_at', 'substance_at', 'unlisted_at', 'published_at'],
  fingerprints: ['added_at', 'dated_at'],
  nearby: ['dated_at'],
  stories: ['founded_at', 'published_at', 'updated_at'],
  documents: ['changed_at'],
  sources: ['first_seen_at', 'first_fetched_at', 'fetched_at', 'failing_since', 'retired_at'],
  digests: ['first_seen_at'],
  subscribers: ['added_at', 'changed_at'],
  corrections_made: ['made_at'],
  // Claims and leases last for minutes.
  leases: ['until'],
}

const instants = (now: Instant) => {
  const ms = Date.parse(now)
  return { tolerated: instantOf(ms + TOLERATED_MS), longest: instantOf(ms + MAX_WAIT_MS) }
}

/**
 * The latest instant in the store that only a clock which was ahead of `now` can have written; undefined where the clock was
 * not set back. Throws StoreError.
 */
export async function clockWasAt(db: Db, now: Instant): Promise<Instant | undefined> {
  const { tolerated, longest } = instants(now)
  const [row] = await db.query<{ at: string | null }>(
    `SELECT COALESCE(
      (SELECT MAX(at) FROM (
        SELECT MAX(fetched_at) AS at FROM sources UNION ALL SELECT MAX(failing_since) FROM sources
        UNION ALL SELECT MAX(decided_until) FROM digests UNION ALL SELECT MAX(first_seen_at) FROM digests
        UNION ALL SELECT MAX(frozen_at) FROM editions UNION ALL SELECT MAX(until) FROM leases
        UNION ALL SELECT MAX(claimed_until) FROM sources
      ) AS written WHERE at > $1),
      (SELECT MAX(at) FROM (
        SELECT MAX(next_fetch_at) AS at FROM sources UNION ALL SELECT MAX(not_before) FROM sources
        UNION ALL SELECT MAX(next_try_at) FROM deliveries WHERE next_try_at IS NOT NULL
      ) AS awaited WHERE at > $2)) AS at`,
    [tolerated, longest],
  )
  return row?.at ?? undefined
}

/**
 * Brings every stored instant that is ahead of `now` back to it. Sources that were fetched meanwhile, or put off for more than
 * a week, are due. An edition of a slot that is still to come keeps the slot, but was frozen a moment ago, and so before it:
 * such an edition does not count as that slot's.
 */
export function bringBack(now: Instant): Statement[] {
  const { tolerated, longest } = instants(now)
  const before = instantOf(Date.parse(now) - 1)
  return [
    {
      sql: `UPDATE sources SET not_before = NULL, next_fetch_at = CASE WHEN next_fetch_at > $1 THEN $1 ELSE next_fetch_at END
        WHERE next_fetch_at > $3 OR not_before > $3 OR fetched_at > $2 OR failing_since > $2`,
      params: [now, tolerated, longest],
    },
    { sql: 'UPDATE sources SET claimed_until = $1 WHERE claimed_until > $2', params: [now, tolerated] },
    {
      sql: `UPDATE deliveries SET next_try_at = CASE WHEN next_try_at > $1 THEN $1 ELSE next_try_at END,
          claimed_until = CASE WHEN claimed_until > $1 THEN $1 ELSE claimed_until END
        WHERE frozen_at > $2 OR next_try_at > $3 OR claimed_until > $2`,
      params: [now, tolerated, longest],
    },
    // What was grouped meanwhile is brought back to `now`, and so is later than these: nobody has had it unless it was sent.
    ...['editions', 'deliveries'].map(
      (table): Statement => ({
        sql: `UPDATE ${table} SET frozen_at = $1 WHERE frozen_at > $2`,
        params: [before, tolerated],
      }),
    ),
    ...Object.entries(PAST).map(
      ([table, columns]): Statement => ({
        sql: `UPDATE ${table} SET ${columns.map((column) => `${column} = CASE WHEN ${column} > $1 THEN $1 ELSE ${column} END`).join(', ')}
        WHERE ${columns.map((column) => `${column} > $2`).join(' OR ')}`,
        params: [now, tolerated],
      }),
    ),
    {
      sql: `UPDATE digests SET decided_until = COALESCE(
          (SELECT MAX(slot_at) FROM editions WHERE digest_id = digests.id AND slot_at <= $1), first_seen_at)
        WHERE decided_until > $1`,
      params: [now],
    },
    raiseRevision,
  ]
}

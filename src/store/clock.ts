/**
 * What a clock that was ahead, and is right again, left in the store. Stored instants in the future would bind for as long as
 * it was ahead: sources would not be fetched, slots would count as decided, and new stories would stand behind old ones. So
 * they are brought back to now, all at once. A clock that is behind, as on a machine that starts without a battery, looks the
 * same to them, but not to the publishers' dates.
 */
import type { Instant } from '../core/model.ts'
import { MAX_WAIT_MS } from '../core/polling.ts'
import { HOUR, instantOf } from '../core/schedule.ts'
import { markEverything } from './changed-stories.ts'
import type { Db, Statement } from './db.ts'

/** As far ahead instants may be: the clocks of several workers differ a little, and a smaller step back harms nothing. */
const TOLERATED_MS = HOUR

/** Instants that bind, and are never in the future by a clock that is right, by table. */
const BINDING: Readonly<Record<string, readonly string[]>> = {
  digests: ['first_seen_at'],
  subscribers: ['added_at', 'changed_at'],
  // Claims and leases last for minutes.
  leases: ['until'],
}

/** The others, which order what is published and tell what somebody has had. */
const DATES: Readonly<Record<string, readonly string[]>> = {
  articles: ['first_seen_at', 'grouped_at', 'developed_at', 'substance_at', 'unlisted_at', 'published_at'],
  fingerprints: ['added_at', 'dated_at'],
  nearby: ['dated_at'],
  stories: ['founded_at', 'published_at', 'updated_at'],
  story_topics: ['updated_at'],
  documents: ['changed_at'],
  pages: ['changed_at'],
  sources: ['first_seen_at', 'first_fetched_at', 'fetched_at', 'failing_since', 'retired_at'],
  corrections_made: ['made_at'],
  published_entries: ['published_at', 'updated_at', 'taken_up_at'],
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
 * The newest date that a publisher gave, where publishers' dates show that the clock is behind now, rather than was ahead:
 * half of the sources have articles that are dated after `now` and were seen later still. Undefined otherwise. Throws StoreError.
 */
export async function publishedAhead(db: Db, now: Instant): Promise<Instant | undefined> {
  const ahead = 'published_at > $1 AND published_at < first_seen_at'
  const [row] = await db.query<{ seen: unknown; dated: unknown; newest: string | null }>(
    `SELECT COUNT(DISTINCT source_id) AS seen, COUNT(DISTINCT CASE WHEN ${ahead} THEN source_id END) AS dated,
      MAX(CASE WHEN ${ahead} THEN published_at END) AS newest FROM articles WHERE first_seen_at > $1`,
    [instants(now).tolerated],
  )
  return row !== undefined && 2 * Number(row.dated) >= Number(row.seen) ? (row.newest ?? undefined) : undefined
}

/**
 * Lifts what would bind until an instant that is far ahead of `now`. With `dates`, every stored instant that is ahead is brought
 * back to it; without, for a clock that is behind, what was published and had keeps its own. Sources that were fetched meanwhile,
 * or put off for more than a week, are due. An edition of a slot that is still to come keeps the slot, but was frozen a moment
 * ago, and so before it: such an edition does not count as that slot's.
 */
export function bringBack(now: Instant, { dates }: { readonly dates: boolean }): Statement[] {
  const { tolerated, longest } = instants(now)
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
    ...toNow(BINDING, now),
    ...(dates ? [...freezeBefore(now), ...toNow(DATES, now)] : []),
    {
      sql: `UPDATE digests SET decided_until = COALESCE(
          (SELECT MAX(slot_at) FROM editions WHERE digest_id = digests.id AND slot_at <= $1), first_seen_at)
        WHERE decided_until > $1`,
      params: [now],
    },
    ...markEverything,
  ]
}

/** Brings columns of instants back to `now`. */
const toNow = (columnsByTable: Readonly<Record<string, readonly string[]>>, now: Instant): Statement[] =>
  Object.entries(columnsByTable).map(([table, columns]) => ({
    sql: `UPDATE ${table} SET ${columns.map((column) => `${column} = CASE WHEN ${column} > $1 THEN $1 ELSE ${column} END`).join(', ')}
      WHERE ${columns.map((column) => `${column} > $2`).join(' OR ')}`,
    params: [now, instants(now).tolerated],
  }))

/** What was grouped meanwhile is brought back to `now`, and so is later than these: nobody has had it unless it was sent. */
const freezeBefore = (now: Instant): Statement[] =>
  ['editions', 'deliveries'].map((table) => ({
    sql: `UPDATE ${table} SET frozen_at = $1 WHERE frozen_at > $2`,
    params: [instantOf(Date.parse(now) - 1), instants(now).tolerated],
  }))

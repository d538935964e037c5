/**
 * The index of grouping, a row for each article that may still meet new ones, in two tables: `nearby` has what is compared for
 * every article in the window, `fingerprints` what is read for the few that may be copies.
 */
import type { Instant } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { insertRows, queryIn, rowReader, statementsIn } from './rows.ts'

/** An article as the index stores it. */
interface IndexedArticle {
  readonly articleId: string
  readonly datedAt: Instant
  /** When it was grouped. */
  readonly addedAt: Instant
  /** JSON, both. */
  readonly nearby: string
  readonly fingerprint: string
}

/** Stores articles in the index. */
export const saveIndex = (articles: readonly IndexedArticle[]): Statement[] => [
  ...insertRows(
    'fingerprints',
    articles.map(({ articleId, datedAt, addedAt, fingerprint: body }) => ({ articleId, datedAt, addedAt, body })),
    'ON CONFLICT (article_id) DO UPDATE SET dated_at = excluded.dated_at, added_at = excluded.added_at, body = excluded.body',
  ),
  ...insertRows(
    'nearby',
    articles.map(({ articleId, datedAt, nearby: body }) => ({ articleId, datedAt, body })),
    'ON CONFLICT (article_id) DO UPDATE SET dated_at = excluded.dated_at, body = excluded.body',
  ),
]

/** The first and the last date of the pending articles; undefined where there are none. Throws StoreError. */
export async function datesOfPending(db: Db): Promise<{ readonly from: Instant; readonly until: Instant } | undefined> {
  const [row] = await db.query<{ first: string | null; last: string | null }>(
    `SELECT MIN(COALESCE(published_at, first_seen_at)) AS first, MAX(COALESCE(published_at, first_seen_at)) AS last
      FROM articles WHERE pending = 1`,
  )
  return row?.first == null || row.last === null ? undefined : { from: row.first, until: row.last }
}

/** A grouped article of the window. */
export interface NearbyRow {
  readonly id: string
  readonly sourceId: string
  /** The article's date, else when it was first seen. */
  readonly datedAt: Instant
  readonly firstSeenAt: Instant
  readonly publisher?: string
  readonly publisherUrl?: string
  readonly canonicalUrl?: string
  readonly storyId: string
  readonly copyOf?: string
  /** JSON. */
  readonly nearby: string
}

/** Rows read at once. */
const ROWS_AT_ONCE = 2_000

/**
 * Yields the indexed articles that are dated between two instants, in order of date and id, and then the others of their
 * stories. Throws StoreError.
 */
export async function* readNearby(db: Db, from: Instant, until: Instant): AsyncGenerator<NearbyRow[]> {
  for (let after: readonly [string, string] = [from, '']; ; ) {
    const rows = await db.query(
      `${NEARBY} AND n.dated_at <= $1 AND (n.dated_at > $2 OR (n.dated_at = $2 AND n.article_id > $3))
        ORDER BY n.dated_at, n.article_id LIMIT ${ROWS_AT_ONCE}`,
      [until, ...after],
    )
    yield rows.map(nearbyRow)
    if (rows.length < ROWS_AT_ONCE) break
    const last = nearbyRow(rows.at(-1)!)
    after = [last.datedAt, last.id]
  }
  const others = await db.query(
    `${NEARBY} AND (n.dated_at < $1 OR n.dated_at > $2) AND a.story_id IN (
        SELECT a.story_id FROM nearby n JOIN articles a ON a.id = n.article_id WHERE n.dated_at >= $1 AND n.dated_at <= $2)`,
    [from, until],
  )
  yield others.map(nearbyRow)
}

const NEARBY = `SELECT a.id, a.source_id, n.dated_at, a.first_seen_at, a.publisher, a.publisher_url, a.canonical_url,
    a.story_id, a.copy_of, n.body AS nearby
  FROM nearby n JOIN articles a ON a.id = n.article_id WHERE a.story_id IS NOT NULL AND a.dropped IS NULL`

const nearbyRow = rowReader<NearbyRow>()

/** The fingerprints of articles, as JSON, by id. Throws StoreError. */
export async function loadFingerprints(db: Db, articleIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await queryIn<{ articleId: string; body: string }>(
    db,
    articleIds,
    (list) => `SELECT article_id, body FROM fingerprints WHERE article_id IN (${list})`,
  )
  return new Map(rows.map(({ articleId, body }) => [articleId, body]))
}

/** An article with a fingerprint and nothing in `nearby`: an earlier version of the program made it. */
const OUTDATED =
  'FROM fingerprints WHERE NOT EXISTS (SELECT 1 FROM nearby n WHERE n.article_id = fingerprints.article_id)'

/** How many fingerprints an earlier version of the program made. Throws StoreError. */
export async function countOutdated(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>(`SELECT COUNT(*) AS count ${OUTDATED}`)
  return Number(row!.count)
}

/** When an article was added, and its id. */
export type AddedAt = readonly [addedAt: Instant, articleId: string]

/** The first `limit` articles after one, by the two, whose fingerprints an earlier version made. Throws StoreError. */
export async function outdatedFingerprints(db: Db, after: AddedAt, limit: number): Promise<AddedAt[]> {
  const rows = await db.query<{ article_id: string; added_at: string }>(
    `SELECT article_id, added_at ${OUTDATED} AND (added_at > $1 OR (added_at = $1 AND article_id > $2))
      ORDER BY added_at, article_id LIMIT $3`,
    [...after, limit],
  )
  return rows.map(({ article_id, added_at }) => [added_at, article_id])
}

/** Deletes the fingerprints of articles that are gone. */
export const forgetFingerprints = (articleIds: readonly string[]): Statement[] =>
  statementsIn(articleIds, (list) => `DELETE FROM fingerprints WHERE article_id IN (${list})`)

/** Rows deleted in one batch. */
const PRUNED_AT_ONCE = 250

/** Deletes from the index, a few rows at a time, what was added before an instant. Throws StoreError. */
export async function pruneIndex(db: Db, before: Instant): Promise<void> {
  const old = `SELECT article_id FROM fingerprints WHERE added_at < $1 ORDER BY added_at, article_id LIMIT ${PRUNED_AT_ONCE}`
  for (;;) {
    const [, gone] = await db.batch([
      { sql: `DELETE FROM nearby WHERE article_id IN (${old})`, params: [before] },
      { sql: `DELETE FROM fingerprints WHERE article_id IN (${old}) RETURNING article_id`, params: [before] },
    ])
    if (gone!.length < PRUNED_AT_ONCE) return
  }
}

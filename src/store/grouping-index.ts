/**
 * The index of grouping: a fingerprint for each article inside the window, and the keys by which similar articles are
 * found. The keys of all articles that one batch grouped are one row, which is never changed: a row for each key would
 * cost more than everything else.
 */
import type { Instant } from '../core/model.ts'
import { type Db, inList, type Statement } from './db.ts'
import { firstOfStories } from './places.ts'
import { inParts, insertRows, orAbsent } from './rows.ts'

/** An article as the index stores it. */
interface IndexedArticle {
  readonly articleId: string
  readonly datedAt: Instant
  /** JSON. */
  readonly fingerprint: string
}

/**
 * Stores fingerprints. Without their keys they are never found, so they may be written earlier, in batches of their
 * own; that keeps the batch short which saves a slice of the grouping.
 */
export const saveFingerprints = (articles: readonly IndexedArticle[], now: Instant): Statement[] =>
  insertRows(
    'fingerprints',
    ['article_id', 'dated_at', 'added_at', 'body'],
    articles.map(({ articleId, datedAt, fingerprint }) => [articleId, datedAt, now, fingerprint]),
    'ON CONFLICT (article_id) DO UPDATE SET dated_at = excluded.dated_at, added_at = excluded.added_at, body = excluded.body',
  )

/**
 * Stores the keys of articles that were grouped together as one block; `dates` are those of the articles, at least one.
 */
export function saveKeys(keys: string, dates: readonly Instant[], now: Instant): Statement {
  const sorted = [...dates].sort()
  return {
    sql: `INSERT INTO key_blocks (number, added_at, dated_from, dated_until, body)
      VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM key_blocks), $1, $2, $3, $4)`,
    params: [now, sorted[0]!, sorted.at(-1)!, keys],
  }
}

/** Blocks read at once: a few thousand articles. */
const BLOCKS_AT_ONCE = 20

/**
 * Yields the key blocks that overlap the time from `from` to `until`, in the order they were added. Throws StoreError.
 */
export async function* keyBlocks(db: Db, from: Instant, until: Instant): AsyncGenerator<string> {
  for (let after = 0; ; ) {
    const rows = await db.query<{ number: number; body: string }>(
      `SELECT number, body FROM key_blocks WHERE number > $1 AND dated_until >= $2 AND dated_from <= $3
        ORDER BY number LIMIT $4`,
      [after, from, until, BLOCKS_AT_ONCE],
    )
    for (const { body } of rows) yield body
    if (rows.length < BLOCKS_AT_ONCE) return
    after = rows.at(-1)!.number
  }
}

/** The first and the last date of the pending articles; undefined where there are none. Throws StoreError. */
export async function datesOfPending(db: Db): Promise<{ readonly from: Instant; readonly until: Instant } | undefined> {
  const [row] = await db.query<{ first: string | null; last: string | null }>(
    `SELECT MIN(COALESCE(published_at, first_seen_at)) AS first, MAX(COALESCE(published_at, first_seen_at)) AS last
      FROM articles WHERE pending = 1`,
  )
  return row?.first == null || row.last === null ? undefined : { from: row.first, until: row.last }
}

/** The fingerprints of articles, as JSON, by id. Throws StoreError. */
export async function loadFingerprints(db: Db, articleIds: readonly string[]): Promise<Map<string, string>> {
  const bodies = new Map<string, string>()
  for (const part of inParts(articleIds, 100)) {
    const list = inList(part)
    const rows = await db.query<{ article_id: string; body: string }>(
      `SELECT article_id, body FROM fingerprints WHERE article_id IN (${list.sql})`,
      list.params,
    )
    for (const { article_id, body } of rows) bodies.set(article_id, body)
  }
  return bodies
}

/** An article as grouping loads it: without texts, its fingerprint read separately. */
export interface GroupedRow {
  readonly id: string
  readonly sourceId: string
  /** The article's date, else when it was first seen. */
  readonly publishedAt: Instant
  readonly firstSeenAt: Instant
  readonly publisher?: string
  readonly publisherUrl?: string
  readonly canonicalUrl?: string
  readonly storyId: string
  readonly copyOf?: string
  readonly why: readonly string[]
}

/**
 * The indexed articles of the stories that contain these articles, at most `MAX_OF_A_STORY` of each story. Stories in
 * `known` are left out. Throws StoreError.
 */
export async function loadNeighbours(
  db: Db,
  articleIds: readonly string[],
  known: ReadonlySet<string> = new Set(),
): Promise<GroupedRow[]> {
  const storyIds = new Set<string>()
  for (const part of inParts(articleIds, 100)) {
    const list = inList(part)
    const rows = await db.query<{ story_id: string }>(
      `SELECT DISTINCT story_id FROM articles WHERE id IN (${list.sql}) AND story_id IS NOT NULL`,
      list.params,
    )
    for (const { story_id } of rows) if (!known.has(story_id)) storyIds.add(story_id)
  }
  const neighbours: GroupedRow[] = []
  for (const part of inParts([...storyIds], 100)) {
    const list = inList(part)
    const rows = await db.query(
      `SELECT a.id, a.source_id, f.dated_at, a.first_seen_at, a.publisher, a.publisher_url, a.canonical_url, a.story_id,
          a.copy_of, a.why
        FROM (${firstOfStories(list.sql)}) AS placed
        JOIN articles a ON a.id = placed.id JOIN fingerprints f ON f.article_id = a.id`,
      list.params,
    )
    for (const row of rows) {
      neighbours.push({
        id: row['id'] as string,
        sourceId: row['source_id'] as string,
        publishedAt: row['dated_at'] as string,
        firstSeenAt: row['first_seen_at'] as string,
        publisher: orAbsent(row['publisher'] as string | null),
        publisherUrl: orAbsent(row['publisher_url'] as string | null),
        canonicalUrl: orAbsent(row['canonical_url'] as string | null),
        storyId: row['story_id'] as string,
        copyOf: orAbsent(row['copy_of'] as string | null),
        why: JSON.parse(row['why'] as string) as string[],
      })
    }
  }
  return neighbours
}

/** Rows deleted in one batch. */
const PRUNED_AT_ONCE = 250

/** Deletes from the index, a few rows at a time, what was added before an instant. Throws StoreError. */
export async function pruneIndex(db: Db, before: Instant): Promise<void> {
  for (;;) {
    const old = `SELECT number FROM key_blocks WHERE added_at < $1 ORDER BY number LIMIT ${PRUNED_AT_ONCE}`
    const [gone] = await db.batch([
      { sql: `DELETE FROM key_blocks WHERE number IN (${old}) RETURNING number`, params: [before] },
    ])
    if (gone!.length < PRUNED_AT_ONCE) break
  }
  for (;;) {
    const old = `SELECT article_id FROM fingerprints WHERE added_at < $1 ORDER BY added_at, article_id LIMIT ${PRUNED_AT_ONCE}`
    const [gone] = await db.batch([
      { sql: `DELETE FROM fingerprints WHERE article_id IN (${old}) RETURNING article_id`, params: [before] },
    ])
    if (gone!.length < PRUNED_AT_ONCE) break
  }
}

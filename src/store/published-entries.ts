/**
 * The entries that an earlier store published, which is lost: where one of their articles comes, its story gets the entry's id. The
 * tables are empty in a store that was never lost.
 */
import { urlKeyOf } from '../core/article/normalize.ts'
import type { Instant, PublishedEntry } from '../core/model.ts'
import { canonicalUrl } from '../core/url/url.ts'
import type { Db, Statement } from './db.ts'
import { byKey, insertRows, queryIn } from './rows.ts'

/** What is kept of an entry. */
export interface LostStory {
  /** The id of its story. */
  readonly id: string
  readonly publishedAt: Instant
  readonly updatedAt: Instant
  readonly title: string
  /** Absent where the feed had no texts. */
  readonly summary?: string
  /** The address of the article that it showed, as articles have it in `url_key`; absent where it had none. */
  readonly urlKey?: string
}

const keyOf = (url: string): string => urlKeyOf({ canonicalUrl: canonicalUrl(url) })!

/** Keeps entries, of several that have one id the newest. Dates that are later than `now` become `now`. */
export function savePublishedEntries(entries: readonly PublishedEntry[], now: Instant): Statement[] {
  const atMostNow = (instant: Instant): Instant => (instant > now ? now : instant)
  // A document may list an entry twice, and one statement cannot change a row twice.
  const distinct = [...new Map(entries.map((entry) => [entry.id, entry])).values()]
  return [
    ...insertRows(
      'published_entries',
      distinct.map(({ id, publishedAt, updatedAt, title, summary, url }) => ({
        id,
        publishedAt: atMostNow(publishedAt),
        updatedAt: atMostNow(updatedAt),
        title,
        summary,
        urlKey: url === undefined ? undefined : keyOf(url),
        takenUpAt: now,
      })),
      `ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, title = excluded.title, summary = excluded.summary,
        url_key = excluded.url_key WHERE excluded.updated_at > published_entries.updated_at`,
    ),
    ...insertRows(
      'published_urls',
      distinct.flatMap(({ id, url, relatedUrls }) => {
        const keys = new Set([...(url === undefined ? [] : [url]), ...relatedUrls].map(keyOf))
        return [...keys].map((urlKey) => ({ urlKey, storyId: id }))
      }),
      'ON CONFLICT (url_key, story_id) DO NOTHING',
    ),
  ]
}

/** Forgets the entries that were taken up before an instant: what their articles were is no longer listed by any source. */
export const prunePublishedEntries = (before: Instant): Statement[] => [
  {
    sql: 'DELETE FROM published_urls WHERE story_id IN (SELECT id FROM published_entries WHERE taken_up_at < $1)',
    params: [before],
  },
  { sql: 'DELETE FROM published_entries WHERE taken_up_at < $1', params: [before] },
]

/** Whether any entry is kept. Throws StoreError. */
export const hasPublishedEntries = async (db: Db): Promise<boolean> =>
  (await db.query('SELECT id FROM published_entries LIMIT 1')).length > 0

/** An article that is to be grouped, with what it is known by. */
export interface PendingArticle {
  readonly id: string
  /** Of its address as normalised, and as published; none where it has no address. */
  readonly urlKeys: readonly string[]
  readonly title: string
}

/** All pending articles, in order of date and id. Throws StoreError. */
export async function pendingAddresses(db: Db): Promise<PendingArticle[]> {
  const rows = await db.query<{ id: string; url: string | null; url_key: string | null; title: string }>(
    `SELECT id, url, url_key, title FROM articles WHERE pending = 1 AND dropped IS NULL
      ORDER BY COALESCE(published_at, first_seen_at), id`,
  )
  return rows.map(({ id, url, url_key, title }) => {
    const keys = [url_key, url === null ? null : keyOf(url)].filter((key) => key !== null)
    return { id, urlKeys: [...new Set(keys)], title }
  })
}

/** The ids of the stories whose entries had these addresses, by address. Throws StoreError. */
export async function storiesByAddress(db: Db, urlKeys: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await queryIn<{ urlKey: string; storyId: string }>(
    db,
    urlKeys,
    (list) => `SELECT url_key, story_id FROM published_urls WHERE url_key IN (${list})`,
  )
  return byKey(
    rows,
    ({ urlKey }) => urlKey,
    ({ storyId }) => storyId,
  )
}

/** The entries with these story ids. Throws StoreError. */
export const readLostStories = (db: Db, ids: readonly string[]): Promise<LostStory[]> =>
  queryIn(db, ids, (list) => `SELECT * FROM published_entries WHERE id IN (${list})`)

/** Of these story ids those that stand in the store, as stories or aliases. Throws StoreError. */
export async function idsInUse(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = [
    ...(await queryIn<{ id: string }>(db, ids, (list) => `SELECT id FROM stories WHERE id IN (${list})`)),
    ...(await queryIn<{ id: string }>(db, ids, (list) => `SELECT id FROM story_aliases WHERE id IN (${list})`)),
  ]
  return new Set(rows.map(({ id }) => id))
}

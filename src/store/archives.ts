/** The archive documents (RFC 5005 §4), and which stories each of them lists. */
import type { Instant } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { insertRows, queryIn, rowReader, statementsIn } from './rows.ts'

/** An archive document as it was composed last. */
export interface Archive {
  /** `archive/2026-11.xml`. */
  readonly path: string
  /** `2026-11`, in UTC. */
  readonly month: string
  /** From 1, among those of its month. */
  readonly number: number
  readonly stale: boolean
  readonly prev?: string
  readonly next?: string
}

/** A story, and the archive document that it is in. */
export interface ArchivedStory {
  readonly storyId: string
  readonly path: string
}

const readArchive = rowReader<Archive>({ flags: ['stale'] })

/** All archive documents, in the order of their chain. Throws StoreError. */
export const listArchives = async (db: Db): Promise<Archive[]> =>
  (await db.query('SELECT * FROM archives ORDER BY month, number')).map(readArchive)

/** Whether an archive document is to be composed. Throws StoreError. */
export const archiveIsOwed = async (db: Db): Promise<boolean> =>
  (await db.query('SELECT path FROM archives WHERE stale = 1 LIMIT 1')).length > 0

/** The archive documents in which these stories are. Throws StoreError. */
export const archivesOf = (db: Db, storyIds: readonly string[]): Promise<ArchivedStory[]> =>
  queryIn(db, storyIds, (list) => `SELECT story_id, path FROM archived_stories WHERE story_id IN (${list})`)

/** The next `limit` dated stories after a date and id that are in no archive document, in this order. Throws StoreError. */
export async function unarchivedStories(
  db: Db,
  after: readonly [publishedAt: Instant | '', id: string],
  limit: number,
): Promise<{ readonly id: string; readonly publishedAt: Instant }[]> {
  const rows = await db.query(
    `SELECT id, published_at FROM stories
      WHERE published_at >= $1 AND (published_at > $1 OR id > $2)
        AND NOT EXISTS (SELECT 1 FROM archived_stories a WHERE a.story_id = stories.id)
      ORDER BY published_at, id LIMIT $3`,
    [...after, limit],
  )
  return rows.map(rowReader<{ id: string; publishedAt: Instant }>())
}

/** How many stories an archive document has. Throws StoreError. */
export async function countArchived(db: Db, path: string): Promise<number> {
  const [row] = await db.query<{ stories: number }>(
    'SELECT COUNT(*) AS stories FROM archived_stories WHERE path = $1',
    [path],
  )
  return row!.stories
}

/** The ids of the stories of an archive document. Throws StoreError. */
export async function storyIdsInArchive(db: Db, path: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>('SELECT story_id AS id FROM archived_stories WHERE path = $1', [path])
  return rows.map(({ id }) => id)
}

/** Puts stories into archive documents, which then are to be composed. */
export const archiveStories = (
  stories: readonly ArchivedStory[],
  archives: readonly Pick<Archive, 'path' | 'month' | 'number'>[],
): Statement[] => [
  ...insertRows(
    'archives',
    archives.map(({ path, month, number }) => ({ path, month, number, stale: 1 })),
    'ON CONFLICT (path) DO UPDATE SET stale = 1',
  ),
  ...insertRows(
    'archived_stories',
    stories.map(({ storyId, path }) => ({ storyId, path })),
    'ON CONFLICT (story_id) DO UPDATE SET path = excluded.path',
  ),
]

/** Takes stories out of the archive. */
export const unarchiveStories = (storyIds: readonly string[]): Statement[] =>
  statementsIn(storyIds, (list) => `DELETE FROM archived_stories WHERE story_id IN (${list})`)

/** Takes out of the archive what is no longer in the store, and what is of another month since a wrong clock was set right. */
export const unarchiveMisplaced: Statement = {
  // The month in `archive/2026-11.xml`.
  sql: `DELETE FROM archived_stories WHERE NOT EXISTS (SELECT 1 FROM stories s
    WHERE s.id = archived_stories.story_id AND SUBSTR(s.published_at, 1, 7) = SUBSTR(archived_stories.path, 9, 7))`,
}

export const markArchives = (paths: readonly string[]): Statement[] =>
  statementsIn(paths, (list) => `UPDATE archives SET stale = 1 WHERE path IN (${list})`)

export const markAllArchives: Statement = { sql: 'UPDATE archives SET stale = 1' }

/** The archive documents without a story. Throws StoreError. */
export async function emptyArchives(db: Db): Promise<string[]> {
  const rows = await db.query<{ path: string }>(
    `SELECT path FROM archives
      WHERE stale = 1 AND NOT EXISTS (SELECT 1 FROM archived_stories a WHERE a.path = archives.path)`,
  )
  return rows.map(({ path }) => path)
}

/** Forgets an archive document. */
export const deleteArchive = (path: string): Statement => ({
  sql: 'DELETE FROM archives WHERE path = $1',
  params: [path],
})

/** Records that a document was composed, with the links it has. */
export const archiveComposed = ({ path, prev, next }: Pick<Archive, 'path' | 'prev' | 'next'>): Statement => ({
  sql: 'UPDATE archives SET stale = 0, prev = $1, next = $2 WHERE path = $3',
  params: [prev ?? null, next ?? null, path],
})

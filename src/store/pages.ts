/** The pages of the site that are files in the feed folder: what their files are, not their bytes, which are rendered again. */
import type { Instant } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { insertRows, queryIn, rowReader, statementsIn } from './rows.ts'

/** A page as published. */
export interface StoredPage {
  /** Relative to the feed folder: `story/ID.html`. */
  readonly path: string
  /** The local date that it belongs to; absent for pages of topics and sources. */
  readonly day?: string
  /** Strong, with its quotation marks. Empty where the page is withdrawn. */
  readonly etag: string
  readonly bytes: number
  /** When its bytes last changed, or when it was withdrawn: the modification time of its file. */
  readonly changedAt: Instant
}

const read = rowReader<StoredPage>()
const COLUMNS = 'path, day, etag, bytes, changed_at'

/** The pages at these paths, withdrawn ones left out. Throws StoreError. */
export const readPages = (db: Db, paths: readonly string[]): Promise<StoredPage[]> =>
  queryIn(db, paths, (list) => `SELECT ${COLUMNS} FROM pages WHERE path IN (${list}) AND etag <> ''`, { read })

/** The pages in a folder, in the order of paths; withdrawn ones left out. Throws StoreError. */
export async function pagesIn(db: Db, folder: 'day' | 'topics' | 'source' | 'edition'): Promise<StoredPage[]> {
  // Not as a range, which PostgreSQL reads by the database's collation; with the pattern in it SQLite uses the index, PostgreSQL only with collation C.
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM pages WHERE path LIKE '${folder}/%' AND etag <> '' ORDER BY path ${db.byBytes}`,
  )
  return rows.map(read)
}

/** How many pages there are, withdrawn ones left out. Throws StoreError. */
export async function countPages(db: Db): Promise<number> {
  const [row] = await db.query<{ pages: number }>("SELECT COUNT(*) AS pages FROM pages WHERE etag <> ''")
  return row!.pages
}

/** Pages read at once, so that those of a large newspaper never stand in memory whole. */
const AT_ONCE = 5_000

/** Yields every page in the order of paths, withdrawn ones included. Throws StoreError. */
export async function* everyPage(db: Db): AsyncGenerator<StoredPage[]> {
  for (let after = ''; ; ) {
    const rows = await db.query(`SELECT ${COLUMNS} FROM pages WHERE path > $1 ORDER BY path LIMIT $2`, [after, AT_ONCE])
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map(read)
    after = last.path as string
  }
}

/** The newest pages that belong to a day, the latest day first, without those that lead to another story. Throws StoreError. */
export async function newestPages(db: Db, limit: number): Promise<StoredPage[]> {
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM pages WHERE day IS NOT NULL AND etag <> ''
      AND NOT EXISTS (SELECT 1 FROM story_aliases WHERE id = SUBSTR(path, 7, LENGTH(path) - 11))
      ORDER BY day DESC, path LIMIT $1`,
    [limit],
  )
  return rows.map(read)
}

/** Writes pages, replacing those at their paths. */
export const savePages = (pages: readonly StoredPage[]): Statement[] =>
  insertRows(
    'pages',
    pages.map(({ path, day, etag, bytes, changedAt }) => ({ path, day, etag, bytes, changedAt })),
    `ON CONFLICT (path) DO UPDATE SET day = excluded.day, etag = excluded.etag, bytes = excluded.bytes,
      changed_at = excluded.changed_at`,
  )

/** Withdraws pages. Their rows stay for a while, so that every worker also deletes their files. */
export const withdrawPages = (paths: readonly string[], now: Instant): Statement[] =>
  statementsIn(
    paths,
    (list) => `UPDATE pages SET etag = '', bytes = 0, changed_at = $1 WHERE path IN (${list}) AND etag <> ''`,
    [now],
  )

/** Forgets pages that are withdrawn. */
export const forgetPages = (paths: readonly string[]): Statement[] =>
  statementsIn(paths, (list) => `DELETE FROM pages WHERE path IN (${list}) AND etag = ''`)

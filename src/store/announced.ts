/** What each hub was told (WebSub): the entries of each feed, as they were when it was last told. */
import type { Db, Statement } from './db.ts'
import { insertRows, rowReader } from './rows.ts'

/** What a hub was told of a feed. */
export interface Announced {
  readonly hub: string
  /** The path of the feed's Atom document, below the feed folder. */
  readonly path: string
  /** Of the document whose entries these are. */
  readonly etag: string
  /** Each with its id and its `updated`. */
  readonly entries: readonly string[]
}

/** What hubs were told of, without the entries. Throws StoreError. */
export const listAnnounced = (db: Db): Promise<Omit<Announced, 'entries'>[]> =>
  db.query('SELECT hub, path, etag FROM announced')

/** What hubs were told of a feed. Throws StoreError. */
export const announcedOf = async (db: Db, path: string): Promise<Announced[]> =>
  (await db.query('SELECT * FROM announced WHERE path = $1', [path])).map(rowReader<Announced>({ json: ['entries'] }))

/** Forgets what a hub was told of a feed. */
export const forgetAnnounced = ({ hub, path }: Pick<Announced, 'hub' | 'path'>): Statement => ({
  sql: 'DELETE FROM announced WHERE hub = $1 AND path = $2',
  params: [hub, path],
})

/** Records that a hub was told of a feed. */
export const saveAnnounced = ({ hub, path, etag, entries }: Announced): Statement =>
  insertRows(
    'announced',
    [{ hub, path, etag, entries: JSON.stringify(entries) }],
    'ON CONFLICT (hub, path) DO UPDATE SET etag = excluded.etag, entries = excluded.entries',
  )[0]!

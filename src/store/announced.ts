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

/** Everything that hubs were told. Throws StoreError. */
export const listAnnounced = async (db: Db): Promise<Announced[]> =>
  (await db.query('SELECT * FROM announced')).map(rowReader<Announced>({ json: ['entries'] }))

/** Records that a hub was told of a feed. */
export const saveAnnounced = ({ hub, path, etag, entries }: Announced): Statement =>
  insertRows(
    'announced',
    [{ hub, path, etag, entries: JSON.stringify(entries) }],
    'ON CONFLICT (hub, path) DO UPDATE SET etag = excluded.etag, entries = excluded.entries',
  )[0]!

/** The published documents as bytes, so that all workers serve and mirror the same. */
import type { Instant } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { insertRows, rowReader } from './rows.ts'

/** A document as published. */
export interface StoredDocument {
  /** Relative to the feed folder, such as `atom.xml`. */
  readonly path: string
  readonly contentType: string
  readonly body: string
  /** Strong, with its quotation marks. */
  readonly etag: string
  /** When its bytes last changed. */
  readonly changedAt: Instant
  readonly storyIds: readonly string[]
}

const read = rowReader<StoredDocument>({ json: ['story_ids'] })

/** A document's identity without its bytes. */
interface DocumentTag {
  readonly path: string
  /** Empty when the document is withdrawn. */
  readonly etag: string
  readonly bytes: number
  readonly changedAt: Instant
}

/** The ETags of all documents, withdrawn ones included, in the order of paths. Throws StoreError. */
export const listDocumentTags = async (db: Db): Promise<DocumentTag[]> =>
  (
    await db.query(
      `SELECT path, etag, OCTET_LENGTH(body) AS bytes, changed_at FROM documents ORDER BY path ${db.byBytes}`,
    )
  ).map(rowReader<DocumentTag>())

/** The ids of the stories that each document lists, by its path. Throws StoreError. */
export async function storyIdsOfDocuments(db: Db): Promise<Map<string, readonly string[]>> {
  const rows = await db.query<{ path: string; story_ids: string }>('SELECT path, story_ids FROM documents')
  return new Map(rows.map(({ path, story_ids }) => [path, JSON.parse(story_ids) as string[]]))
}

/** The document at a path; undefined where there is none or it is withdrawn. Throws StoreError. */
export async function readDocument(db: Db, path: string): Promise<StoredDocument | undefined> {
  const [row] = await db.query("SELECT * FROM documents WHERE path = $1 AND body <> ''", [path])
  return row === undefined ? undefined : read(row)
}

/** Writes a document, replacing the one at its path. */
export const saveDocument = ({ path, contentType, body, etag, changedAt, storyIds }: StoredDocument): Statement =>
  insertRows(
    'documents',
    [{ path, contentType, body, etag, changedAt, storyIds: JSON.stringify(storyIds) }],
    `ON CONFLICT (path) DO UPDATE SET content_type = excluded.content_type, body = excluded.body, etag = excluded.etag,
      changed_at = excluded.changed_at, story_ids = excluded.story_ids`,
  )[0]!

/** Withdraws a document. Its row stays, so that every worker also deletes its file. */
export const withdrawDocument = (path: string): Statement => ({
  sql: "UPDATE documents SET body = '', etag = '', story_ids = '[]' WHERE path = $1",
  params: [path],
})

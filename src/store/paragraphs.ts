/**
 * The paragraphs that each source repeats: one row per source, rewritten when the source brings new or edited articles.
 */
import { NO_PARAGRAPHS, type SourceParagraphs } from '../core/article/recurring.ts'
import type { Db, Statement } from './db.ts'

/** The paragraphs remembered of a source; empty where it has brought nothing yet. Throws StoreError. */
export async function readParagraphs(db: Db, sourceId: string): Promise<SourceParagraphs> {
  const [row] = await db.query<{ body: string }>('SELECT body FROM source_paragraphs WHERE source_id = $1', [sourceId])
  return row === undefined ? NO_PARAGRAPHS : (JSON.parse(row.body) as SourceParagraphs)
}

/** Stores the paragraphs remembered of a source, replacing the earlier ones. */
export const saveParagraphs = (sourceId: string, memory: SourceParagraphs): Statement => ({
  sql: `INSERT INTO source_paragraphs (source_id, body) VALUES ($1, $2)
    ON CONFLICT (source_id) DO UPDATE SET body = excluded.body`,
  params: [sourceId, JSON.stringify(memory)],
})

/** Deletes the rows of sources that are no longer configured and have no article left. */
export const pruneParagraphs: Statement = {
  sql: `DELETE FROM source_paragraphs WHERE source_id IN (SELECT id FROM sources WHERE configured = 0)
    AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.source_id = source_paragraphs.source_id)`,
}

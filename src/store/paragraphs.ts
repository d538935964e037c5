/** What is remembered of the paragraphs of each source: one row a source, rewritten when it brings something. */
import { NO_PARAGRAPHS, type SourceParagraphs } from '../core/article/recurring.ts'
import type { Db, Statement } from './db.ts'

/** A source's memory; an empty one where it brought nothing yet. Throws StoreError. */
export async function readParagraphs(db: Db, sourceId: string): Promise<SourceParagraphs> {
  const [row] = await db.query<{ body: string }>('SELECT body FROM source_paragraphs WHERE source_id = $1', [sourceId])
  return row === undefined ? NO_PARAGRAPHS : (JSON.parse(row.body) as SourceParagraphs)
}

/** Keeps a source's memory in place of the one before. */
export const saveParagraphs = (sourceId: string, memory: SourceParagraphs): Statement => ({
  sql: `INSERT INTO source_paragraphs (source_id, body) VALUES ($1, $2)
    ON CONFLICT (source_id) DO UPDATE SET body = excluded.body`,
  params: [sourceId, JSON.stringify(memory)],
})

/** Forgets sources that are no longer configured and have no article left. */
export const pruneParagraphs: Statement = {
  sql: `DELETE FROM source_paragraphs WHERE source_id IN (SELECT id FROM sources WHERE configured = 0)
    AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.source_id = source_paragraphs.source_id)`,
}

/**
 * What each source repeats: one row per source, rewritten when the source brings new or edited articles.
 */
import {
  MAX_RECENT,
  NO_MEMORY,
  type Repeats,
  remember,
  repeatsIn,
  type SourceMemory,
} from '../core/article/recurring.ts'
import { type Db, inList, type Statement } from './db.ts'
import { inParts, queryIn, statementsIn } from './rows.ts'

/** The memory of a source; undefined where it has none, or an upgrade took it away. Throws StoreError. */
export async function readMemory(db: Db, sourceId: string): Promise<SourceMemory | undefined> {
  const [row] = await db.query<{ body: string }>('SELECT body FROM source_paragraphs WHERE source_id = $1', [sourceId])
  return row === undefined ? undefined : (JSON.parse(row.body) as SourceMemory)
}

/** What these sources repeat, by source id. Throws StoreError. */
export async function readRepeats(db: Db, sourceIds: Iterable<string>): Promise<Map<string, Repeats>> {
  const rows = await queryIn<{ sourceId: string; body: string }>(
    db,
    [...sourceIds],
    (list) => `SELECT source_id, body FROM source_paragraphs WHERE source_id IN (${list})`,
  )
  return new Map(rows.map(({ sourceId, body }) => [sourceId, repeatsIn(JSON.parse(body) as SourceMemory)]))
}

/** Stores the memory of a source, replacing the earlier one. */
export const saveMemory = (sourceId: string, memory: SourceMemory): Statement => ({
  sql: `INSERT INTO source_paragraphs (source_id, body) VALUES ($1, $2)
    ON CONFLICT (source_id) DO UPDATE SET body = excluded.body`,
  params: [sourceId, JSON.stringify(memory)],
})

/** Articles as `remember` and `holdsSome` read them. */
interface TextRow {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly at: string
}

const TEXTS = `SELECT a.id, a.title, t.text, COALESCE(a.published_at, a.first_seen_at) AS at
  FROM articles a JOIN article_texts t ON t.article_id = a.id`

/** The memory of a source made of its newest articles. Throws StoreError. */
export async function rebuiltMemory(db: Db, sourceId: string): Promise<SourceMemory> {
  const newest = await db.query<TextRow>(
    `${TEXTS} WHERE a.id IN (SELECT id FROM articles WHERE source_id = $1
      ORDER BY COALESCE(published_at, first_seen_at) DESC, id LIMIT $2)`,
    [sourceId, MAX_RECENT],
  )
  return remember(NO_MEMORY, [], newest).memory
}

/** The sources with an article in the grouping index and no memory. Throws StoreError. */
export async function sourcesWithoutMemory(db: Db): Promise<string[]> {
  const rows = await db.query<{ source_id: string }>(
    `SELECT DISTINCT a.source_id FROM fingerprints f JOIN articles a ON a.id = f.article_id
      WHERE a.source_id NOT IN (SELECT source_id FROM source_paragraphs)`,
  )
  return rows.map(({ source_id }) => source_id)
}

/**
 * Yields the articles of a source that the grouping index holds, without dropped ones and those that wait to be grouped, in
 * no order. Throws StoreError.
 */
export async function* indexedTexts(db: Db, sourceId: string): AsyncGenerator<TextRow> {
  const indexed = await db.query<{ id: string }>(
    `SELECT a.id FROM articles a JOIN fingerprints f ON f.article_id = a.id
      WHERE a.source_id = $1 AND a.dropped IS NULL AND a.pending = 0`,
    [sourceId],
  )
  // In parts, so that a source with many neither fills the memory nor blocks the event loop.
  for (const part of inParts(indexed, 100)) {
    const list = inList(part.map(({ id }) => id))
    yield* await db.query<TextRow>(`${TEXTS} WHERE a.id IN (${list.sql})`, list.params)
  }
}

/** Articles are to be fingerprinted and grouped again. */
export const groupAgain = (articleIds: readonly string[]): Statement[] =>
  statementsIn(articleIds, (list) => `UPDATE articles SET pending = 1 WHERE dropped IS NULL AND id IN (${list})`)

/** Deletes the rows of sources that are no longer configured and have no article left. */
export const pruneParagraphs: Statement = {
  sql: `DELETE FROM source_paragraphs WHERE source_id IN (SELECT id FROM sources WHERE configured = 0)
    AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.source_id = source_paragraphs.source_id)`,
}

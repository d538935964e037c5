/**
 * The stories that pages, feeds and the order on them may show otherwise than what is published. Whatever changes one marks it in
 * the same batch, so that publishing costs as much as what changed, not as much as the archive.
 */
import { type Db, inList, type Statement, type Value } from './db.ts'
import { raiseRevision } from './meta.ts'
import { inParts } from './rows.ts'

/**
 * Marks stories as changed. It belongs at the end of a batch, since other workers wait for the row of the revision that it raises.
 * Ids of stories that are no more may be among them.
 */
export const markChanged = (storyIds: readonly string[]): Statement[] =>
  marking(
    storyIds,
    (places) => `SELECT DISTINCT column1 AS id FROM (VALUES ${places.map((one) => `(${one})`).join(', ')}) AS ids`,
  )

/** Marks the stories of these articles, as `markChanged` does. */
export const markStoriesOf = (articleIds: readonly string[]): Statement[] =>
  marking(articleIds, (places) => `SELECT DISTINCT story_id AS id FROM articles WHERE id IN (${places.join(', ')})`)

/** Marks every story that has an article of one of these sources, as `markChanged` does: their name or site is another. */
export const markStoriesOfSources = (sourceIds: readonly string[]): Statement[] =>
  marking(
    sourceIds,
    (places) => `SELECT DISTINCT story_id AS id FROM articles WHERE source_id IN (${places.join(', ')})`,
  )

function marking(values: readonly Value[], select: (places: readonly string[]) => string): Statement[] {
  const marks = inParts([...new Set(values)], 100).map((part): Statement => {
    const { sql, params } = inList(part)
    return {
      sql: `INSERT INTO changed_stories (story_id, revision)
        SELECT id, (SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'revision')
        FROM (${select(sql.split(', '))}) AS changed WHERE id IS NOT NULL
        ON CONFLICT (story_id) DO UPDATE SET revision = excluded.revision`,
      params,
    }
  })
  return marks.length === 0 ? [] : [raiseRevision, ...marks]
}

/** Every page and document is composed anew at the next publication, as after another configuration. */
export const markEverything: readonly Statement[] = [
  raiseRevision,
  // Not before the first publication: grouping asks whether there was one.
  { sql: "UPDATE meta SET value = '' WHERE name = 'documents'" },
]

/** The ids of the marked stories, in their order, `limit` after an id: to read all of them page by page. Throws StoreError. */
export async function changedStoryIds(db: Db, afterId: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ story_id: string }>(
    'SELECT story_id FROM changed_stories WHERE story_id > $1 ORDER BY story_id LIMIT $2',
    [afterId, limit],
  )
  return rows.map(({ story_id }) => story_id)
}

/** Takes away the marks up to a revision: what they name is published. */
export const unmarkUntil = (revision: number): Statement => ({
  sql: 'DELETE FROM changed_stories WHERE revision <= $1',
  params: [revision],
})

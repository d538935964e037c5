/**
 * The stories that pages, feeds and the order on them may show otherwise than what is published. Whatever changes one marks it in
 * the same batch, so that publishing costs as much as what changed, not as much as the archive. Where an article is deleted that
 * a page of its source or of an edition may list, these are marked, too, as `source/ID` and `edition/ID`.
 */
import type { Instant } from '../core/model.ts'
import { storyPath } from '../core/site-paths.ts'
import { type Db, inList, type Statement, type Value } from './db.ts'
import { raiseRevision } from './meta.ts'
import { readPages } from './pages.ts'
import { inParts, queryIn, statementsIn } from './rows.ts'

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

/** Pages and documents count as made of something else. Not before the first publication: grouping asks whether there was one. */
export const forgetMade: Statement = { sql: "UPDATE meta SET value = '' WHERE name = 'documents'" }

/** Every page and document is composed anew at the next publication, as after another configuration. */
export const markEverything: readonly Statement[] = [
  raiseRevision,
  forgetMade,
  { sql: "DELETE FROM meta WHERE name = 'pages_marked'" },
]

/**
 * The marks of what lists the stories of these articles and has a page, for a batch that deletes the articles: afterwards nothing
 * tells any more whose they were. They are for `markChanged`, beside the stories' own. Throws StoreError.
 */
export async function marksOfLists(
  db: Db,
  articles: readonly { readonly sourceId: string; readonly storyId: string }[],
): Promise<string[]> {
  const storyIds = [...new Set(articles.map(({ storyId }) => storyId))]
  const pages = await readPages(
    db,
    storyIds.map((id) => `${storyPath(id)}.html`),
  )
  const paths = new Set(pages.map(({ path }) => path))
  const shown = articles.filter(({ storyId }) => paths.has(`${storyPath(storyId)}.html`))
  const editionIds = await editionIdsWith(
    db,
    shown.map(({ storyId }) => storyId),
  )
  return [...shown.map(({ sourceId }) => `source/${sourceId}`), ...editionIds.map((id) => `edition/${id}`)]
}

/** The ids of the sources and editions that are marked themselves, by `marksOfLists`. Throws StoreError. */
export async function changedLists(db: Db): Promise<Record<'source' | 'edition', string[]>> {
  const rows = await db.query<{ story_id: string }>("SELECT story_id FROM changed_stories WHERE story_id LIKE '%/%'")
  const idsOf = (kind: string): string[] =>
    rows.flatMap(({ story_id }) => (story_id.startsWith(`${kind}/`) ? story_id.slice(kind.length + 1) : []))
  return { source: idsOf('source'), edition: idsOf('edition') }
}

/** The ids of the marked stories, in their order, `limit` after an id: to read all of them page by page. Throws StoreError. */
export async function changedStoryIds(db: Db, afterId: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ story_id: string }>(
    "SELECT story_id FROM changed_stories WHERE story_id > $1 AND story_id NOT LIKE '%/%' ORDER BY story_id LIMIT $2",
    [afterId, limit],
  )
  return rows.map(({ story_id }) => story_id)
}

/** Takes away the marks up to a revision: what they name is published. */
export const unmarkUntil = (revision: number): Statement => ({
  sql: 'DELETE FROM changed_stories WHERE revision <= $1',
  params: [revision],
})

/** Takes away the marks of these stories up to a revision. */
export const unmarkStories = (storyIds: readonly string[], revision: number): Statement[] =>
  statementsIn(storyIds, (list) => `DELETE FROM changed_stories WHERE revision <= $1 AND story_id IN (${list})`, [
    revision,
  ])

/**
 * Marks stories for the publication that is under way, whichever revision it began at: had these marks the store's revision, which
 * other workers raise meanwhile, they would outlast it, and the next one would render every page again. A mark that stands stays.
 */
const markNow = (ids: string, params: readonly Value[] = []): Statement => ({
  sql: `INSERT INTO changed_stories (story_id, revision) SELECT id, 0 FROM (${ids}) AS changed WHERE id IS NOT NULL
      ON CONFLICT (story_id) DO NOTHING`,
  params,
})

/** Marks the stories published from an instant on, and before another one, for the publication that is under way. */
export const markPublished = (from: Instant, before?: Instant): Statement =>
  before === undefined
    ? markNow('SELECT id FROM stories WHERE published_at >= $1', [from])
    : markNow('SELECT id FROM stories WHERE published_at >= $1 AND published_at < $2', [from, before])

/** Marks every story that has a page for the publication that is under way. */
export const markWithPages: Statement = markNow(
  "SELECT SUBSTR(path, 7, LENGTH(path) - 11) AS id FROM pages WHERE path LIKE 'story/%' AND etag <> ''",
)

/** How many stories are marked; counts to `most` at most. Throws StoreError. */
export async function countChanged(db: Db, most: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'SELECT COUNT(*) AS count FROM (SELECT story_id FROM changed_stories LIMIT $1) AS marked',
    [most],
  )
  return Number(row!.count)
}

/** The ids of the sources that have an article in these stories. Throws StoreError. */
export async function sourceIdsIn(db: Db, storyIds: readonly string[]): Promise<string[]> {
  const rows = await queryIn<{ id: string }>(
    db,
    storyIds,
    (list) => `SELECT DISTINCT source_id AS id FROM articles WHERE story_id IN (${list})`,
  )
  return rows.map(({ id }) => id)
}

/** The ids of the editions that had an article of these stories. Throws StoreError. */
export async function editionIdsWith(db: Db, storyIds: readonly string[]): Promise<string[]> {
  const rows = await queryIn<{ id: string }>(
    db,
    storyIds,
    (list) => `SELECT DISTINCT v.edition_id AS id FROM articles a JOIN variant_articles v ON v.article_id = a.id
      WHERE a.story_id IN (${list})`,
  )
  return rows.map(({ id }) => id)
}

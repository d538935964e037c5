/** The stories, and the articles in them. */
import type { Instant, TopicMatch } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { byKey, insertRows, orNull, queryIn, rowReader, statementsIn } from './rows.ts'

/** A story without its articles. */
export interface StoredStory {
  readonly id: string
  readonly foundingArticleId: string
  /** When the grouping began that founded it. */
  readonly foundedAt: Instant
  readonly leadArticleId: string
  readonly leadWhy: string
  /** That of the founding article; absent where it has no date, and then no document lists the story. */
  readonly publishedAt?: Instant
  readonly updatedAt: Instant
}

const read = rowReader<StoredStory>()

/** The stories with these ids, in no order; unknown ids are left out. Throws StoreError. */
export const readStories = (db: Db, ids: readonly string[]): Promise<StoredStory[]> =>
  queryIn(db, ids, (list) => `SELECT * FROM stories WHERE id IN (${list})`, { read })

/**
 * The story with an id: its own, an alias, or that of one of its articles; undefined where there is none. Throws
 * StoreError.
 */
export async function findStory(db: Db, id: string): Promise<StoredStory | undefined> {
  const [row] = await db.query(
    `SELECT * FROM stories WHERE id = $1
      OR id = (SELECT story_id FROM story_aliases WHERE id = $1) OR id = (SELECT story_id FROM articles WHERE id = $1)`,
    [id],
  )
  return row === undefined ? undefined : read(row)
}

/** The ids of stories that were merged into this one. Throws StoreError. */
export async function aliasesOf(db: Db, storyId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>('SELECT id FROM story_aliases WHERE story_id = $1 ORDER BY id', [storyId])
  return rows.map(({ id }) => id)
}

/** The ids of stories that were merged into any of these. Throws StoreError. */
export async function aliasIdsOf(db: Db, storyIds: readonly string[]): Promise<string[]> {
  const rows = await queryIn<{ id: string }>(
    db,
    storyIds,
    (list) => `SELECT id FROM story_aliases WHERE story_id IN (${list})`,
  )
  return rows.map(({ id }) => id)
}

/** The stories that these were merged into, by the merged story's id. Throws StoreError. */
export async function successorsOf(db: Db, storyIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await queryIn<{ id: string; story_id: string }>(
    db,
    storyIds,
    (list) => `SELECT id, story_id FROM story_aliases WHERE id IN (${list})`,
  )
  return new Map(rows.map(({ id, story_id }) => [id, story_id]))
}

/** Inserts or updates stories. */
export const saveStories = (stories: readonly StoredStory[]): Statement[] =>
  insertRows(
    'stories',
    stories.map(({ id, foundingArticleId, foundedAt, leadArticleId, leadWhy, publishedAt, updatedAt }) => ({
      id,
      foundingArticleId,
      foundedAt,
      leadArticleId,
      leadWhy,
      publishedAt,
      updatedAt,
    })),
    `ON CONFLICT (id) DO UPDATE SET lead_article_id = excluded.lead_article_id, lead_why = excluded.lead_why,
      updated_at = excluded.updated_at`,
  )

/**
 * At most this many articles of a story are grouped again, and as many of each source in it are shown; further copies follow
 * the article they are copies of. The largest story among 10,000 wire articles has 69; only feeds that repeat one text over and
 * over make larger ones.
 */
const MAX_OF_A_STORY = 200

/**
 * SQL that selects the ids of the first articles of stories (`$1, $2, …`): at most `MAX_OF_A_STORY` of each story or,
 * with `eachSource`, of each source in a story. The order is: the lead and the founding article, articles in the
 * grouping index, articles that are not copies, then by date. Without dropped articles, and without those that fail `condition`
 * on `a`.
 */
export const firstOfStories = (storyIds: string, eachSource = false, condition = 'TRUE'): string => `
  SELECT id FROM (
    SELECT a.id, ROW_NUMBER() OVER (
        PARTITION BY a.story_id${eachSource ? ', a.source_id' : ''}
        ORDER BY
          CASE WHEN a.id IN (s.lead_article_id, s.founding_article_id) THEN 0 ELSE 1 END,
          CASE WHEN EXISTS (SELECT 1 FROM fingerprints f WHERE f.article_id = a.id) THEN 0 ELSE 1 END,
          CASE WHEN a.copy_of IS NULL THEN 0 ELSE 1 END,
          COALESCE(a.published_at, a.first_seen_at), a.id
      ) AS place
    FROM articles a LEFT JOIN stories s ON s.id = a.story_id
    WHERE a.story_id IN (${storyIds}) AND a.dropped IS NULL AND ${condition}
  ) AS places WHERE place <= ${MAX_OF_A_STORY}`

/** An article as a member of its story. */
interface StoryMember {
  readonly id: string
  readonly sourceId: string
  readonly storyId: string
  readonly copyOf?: string
}

/** The articles of these stories, at most `MAX_OF_A_STORY` of each source in a story; without dropped ones. Throws StoreError. */
export const membersOfStories = (db: Db, storyIds: readonly string[]): Promise<StoryMember[]> =>
  queryIn(
    db,
    storyIds,
    (list) => `SELECT id, source_id, story_id, copy_of FROM articles WHERE id IN (${firstOfStories(list, true)})`,
  )

/** An article's place in a story. */
interface Placement {
  readonly articleId: string
  readonly storyId: string
  readonly copyOf?: string
  /** Absent where it did not change. */
  readonly why?: readonly string[]
}

/**
 * Puts articles into their stories, after which they are no longer pending. `now` becomes the `grouped_at` of those
 * without one.
 */
export const placeArticles = (placements: readonly Placement[], now: Instant): Statement[] =>
  placements.map(({ articleId, storyId, copyOf, why }) => ({
    sql: `UPDATE articles SET story_id = $1, copy_of = $2, why = COALESCE($3, why), pending = 0, grouped_at = COALESCE(grouped_at, $4)
      WHERE id = $5`,
    params: [storyId, orNull(copyOf), why === undefined ? null : JSON.stringify(why), now, articleId],
  }))

/**
 * The move of all copies of an article (`articleId`) from one story to another, where they become copies of `copyOf`.
 */
export interface CopyMove {
  readonly articleId: string
  readonly from: string
  readonly storyId: string
  readonly copyOf: string
}

/** Moves copies that were not placed themselves along with the article they are copies of. */
export const placeFollowers = (moves: readonly CopyMove[]): Statement[] =>
  moves.map(({ articleId, from, storyId, copyOf }) => ({
    sql: 'UPDATE articles SET story_id = $1, copy_of = $2 WHERE story_id = $3 AND copy_of = $4',
    params: [storyId, copyOf, from, articleId],
  }))

/**
 * Turns the ids of merged stories into aliases: their rows are deleted, and their aliases and articles then belong to
 * the other story. An id that was founded again is no longer an alias.
 */
export function saveAliases(aliases: ReadonlyMap<string, string>, foundedIds: readonly string[]): Statement[] {
  return [
    ...statementsIn(foundedIds, (list) => `DELETE FROM story_aliases WHERE id IN (${list})`),
    ...[...aliases].flatMap(([id, storyId]): Statement[] => [
      { sql: 'DELETE FROM stories WHERE id = $1', params: [id] },
      { sql: 'DELETE FROM story_topics WHERE story_id = $1', params: [id] },
      { sql: 'UPDATE story_aliases SET story_id = $1 WHERE story_id = $2', params: [storyId, id] },
      { sql: 'UPDATE articles SET story_id = $1 WHERE story_id = $2', params: [storyId, id] },
      {
        sql: 'INSERT INTO story_aliases (id, story_id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET story_id = excluded.story_id',
        params: [id, storyId],
      },
    ]),
  ]
}

/** The topics of a story, and the story's own `updatedAt`, by which the newest of a topic are found. */
interface TaggedStory extends Pick<StoredStory, 'updatedAt'> {
  readonly storyId: string
  readonly matches: readonly TopicMatch[]
}

/** Replaces the topics of stories. */
export const saveTopics = (stories: readonly TaggedStory[]): Statement[] => [
  ...statementsIn(
    stories.map(({ storyId }) => storyId),
    (list) => `DELETE FROM story_topics WHERE story_id IN (${list})`,
  ),
  ...insertRows(
    'story_topics',
    stories.flatMap(({ storyId, updatedAt, matches }) =>
      matches.map(({ topicId, score, why }) => ({ storyId, topicId, score, why: JSON.stringify(why), updatedAt })),
    ),
  ),
]

/**
 * The sources that have an article in a story, by story, in the order of their first articles; dropped ones left out.
 * Throws StoreError.
 */
export async function sourceIdsOfStories(db: Db, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await queryIn<{ storyId: string; sourceId: string }>(
    db,
    ids,
    (list) => `SELECT story_id, source_id FROM articles WHERE story_id IN (${list}) AND dropped IS NULL
      GROUP BY story_id, source_id ORDER BY MIN(COALESCE(published_at, first_seen_at) || ' ' || id)`,
  )
  return byKey(
    rows,
    ({ storyId }) => storyId,
    ({ sourceId }) => sourceId,
  )
}

/** The topics of stories, the strongest first. Throws StoreError. */
export async function topicsOfStories(db: Db, ids: readonly string[]): Promise<Map<string, TopicMatch[]>> {
  const rows = await queryIn(
    db,
    ids,
    (list) => `SELECT story_id, topic_id, score, why FROM story_topics WHERE story_id IN (${list})`,
    {
      read: rowReader<TopicMatch & { readonly storyId: string }>({ json: ['why'] }),
    },
  )
  return byKey(
    rows.sort((a, b) => b.score - a.score || (a.topicId < b.topicId ? -1 : 1)),
    ({ storyId }) => storyId,
    ({ storyId: _, ...match }) => match,
  )
}

/** The next `limit` stories after an id, in the order of ids: to read all of them page by page. Throws StoreError. */
export async function storiesAfter(db: Db, afterId: string, limit: number): Promise<StoredStory[]> {
  return (await db.query('SELECT * FROM stories WHERE id > $1 ORDER BY id LIMIT $2', [afterId, limit])).map(read)
}

/** The number of stories. Throws StoreError. */
export async function countAllStories(db: Db): Promise<number> {
  const [row] = await db.query<{ stories: number }>('SELECT COUNT(*) AS stories FROM stories')
  return row!.stories
}

/** The number of stories, and of articles that are copies; scans every article. Throws StoreError. */
export async function countStories(db: Db): Promise<{ readonly stories: number; readonly copies: number }> {
  const [row] = await db.query<{ stories: number; copies: number }>(
    `SELECT (SELECT COUNT(*) FROM stories) AS stories, (SELECT COUNT(*) FROM articles WHERE copy_of IS NOT NULL) AS copies`,
  )
  return { stories: Number(row!.stories), copies: Number(row!.copies) }
}

/** The next `limit` stories after a given one, the most recently updated first. Throws StoreError. */
export async function listStories(db: Db, after: StoredStory | undefined, limit: number): Promise<StoredStory[]> {
  const rows =
    after === undefined
      ? await db.query('SELECT * FROM stories ORDER BY updated_at DESC, id LIMIT $1', [limit])
      : await db.query(
          'SELECT * FROM stories WHERE updated_at < $1 OR (updated_at = $1 AND id > $2) ORDER BY updated_at DESC, id LIMIT $3',
          [after.updatedAt, after.id, limit],
        )
  return rows.map(read)
}

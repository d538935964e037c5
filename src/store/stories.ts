/** The stories, the articles in them, and what feeds and editions select. */
import type { Instant, TopicMatch } from '../core/model.ts'
import { type Db, inList, type Statement } from './db.ts'
import { byKey, inParts, insertRows, orNull, queryIn, rowReader, statementsIn } from './rows.ts'

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

// What feeds and editions select -------------------------------------------------------------------------------------

/** SQL condition: the article `a` of the source `s` may be shown. */
const MAY_BE_SHOWN = 'a.dropped IS NULL AND s.configured = 1'

const VISIBLE = `EXISTS (SELECT 1 FROM articles a JOIN sources s ON s.id = a.source_id
  WHERE a.story_id = stories.id AND ${MAY_BE_SHOWN})`

/**
 * The most recently updated stories that have an article of a configured source, of one topic or of all. Throws
 * StoreError.
 */
export async function newestStories(db: Db, limit: number, topicId?: string): Promise<StoredStory[]> {
  const rows =
    topicId === undefined
      ? await db.query(
          `SELECT * FROM stories WHERE published_at IS NOT NULL AND ${VISIBLE} ORDER BY updated_at DESC, id LIMIT $1`,
          [limit],
        )
      : await db.query(
          `SELECT stories.* FROM stories JOIN story_topics t ON t.story_id = stories.id
            WHERE t.topic_id = $2 AND published_at IS NOT NULL AND ${VISIBLE} ORDER BY t.updated_at DESC, t.story_id LIMIT $1`,
          [limit, topicId],
        )
  return rows.map(read)
}

/**
 * The ids of the stories updated last that have an article of a configured source, at most `limit`: those published `from` an
 * instant on. Throws StoreError.
 */
// COALESCE, so that the index on `updated_at` is used and not the one on `published_at`, by which all stories would be sorted.
export async function updatedStoryIds(db: Db, limit: number, from: Instant): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM stories WHERE COALESCE(published_at, '') >= $2 AND ${VISIBLE} ORDER BY updated_at DESC, id LIMIT $1`,
    [limit, from],
  )
  return rows.map(({ id }) => id)
}

/**
 * The ids of stories published `from` an instant on in which, of the `limit` articles that said something new last, one is dated
 * `since` an instant; in no order. Throws StoreError.
 */
export async function developedStoryIds(db: Db, limit: number, since: Instant, from: Instant): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT DISTINCT stories.id FROM (
        SELECT story_id, published_at FROM articles WHERE developed_at IS NOT NULL ORDER BY developed_at DESC, id LIMIT $1
      ) AS told JOIN stories ON stories.id = told.story_id WHERE told.published_at >= $2 AND stories.published_at >= $3`,
    [limit, since, from],
  )
  return rows.map(({ id }) => id)
}

/**
 * The ids of the stories published last that have an article of a configured source, at most `limit`, published `from` an
 * instant on. Throws StoreError.
 */
export async function newestStoryIds(db: Db, limit: number, from: Instant): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM stories WHERE published_at >= $2 AND ${VISIBLE} ORDER BY published_at DESC, id LIMIT $1`,
    [limit, from],
  )
  return rows.map(({ id }) => id)
}

/** A period; `until` is outside of it. */
export interface Period {
  readonly from: Instant
  readonly until: Instant
}

/**
 * The ids of the stories published in a period that have an article of a configured source, the earliest first: at most
 * `limit` after the first `offset`. Throws StoreError.
 */
export async function publishedStoryIds(
  db: Db,
  { from, until }: Period,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM stories WHERE published_at >= $1 AND published_at < $2 AND ${VISIBLE}
      ORDER BY published_at, id LIMIT $3 OFFSET $4`,
    [from, until, limit, offset],
  )
  return rows.map(({ id }) => id)
}

/** How many stories `publishedStoryIds` has of a period. Throws StoreError. */
export async function countPublished(db: Db, { from, until }: Period): Promise<number> {
  const [row] = await db.query<{ stories: number }>(
    `SELECT COUNT(*) AS stories FROM stories WHERE published_at >= $1 AND published_at < $2 AND ${VISIBLE}`,
    [from, until],
  )
  return Number(row!.stories)
}

/** When the last story before an instant was published, or the first one from it on; undefined where there is none. Throws StoreError. */
export async function nearestPublishedAt(db: Db, which: 'before' | 'from', at: Instant): Promise<Instant | undefined> {
  const rows = await db.query<{ at: string }>(
    `SELECT published_at AS at FROM stories WHERE published_at ${which === 'before' ? '<' : '>='} $1 AND ${VISIBLE}
      ORDER BY published_at ${which === 'before' ? 'DESC' : 'ASC'} LIMIT 1`,
    [at],
  )
  return rows[0]?.at
}

/**
 * The ids of the newest stories in which a source has an article, by that article's date, at most `limit`: those published
 * `from` an instant on. Where all its articles in them are undated or older, those. Throws StoreError.
 */
export async function storyIdsOfSource(db: Db, sourceId: string, limit: number, from: Instant): Promise<string[]> {
  // Two steps, so that the older articles of a source, which may be many, are looked at only where it has no other.
  const steps = [
    ['a.published_at >= $2', 'a.published_at'],
    ['(a.published_at < $2 OR a.published_at IS NULL)', 's.published_at'],
  ] as const
  for (const [condition, date] of steps) {
    const rows = await db.query<{ id: string }>(
      `SELECT s.id FROM articles a JOIN stories s ON s.id = a.story_id
        WHERE a.source_id = $1 AND ${condition} AND a.dropped IS NULL AND s.published_at >= $2
        ORDER BY ${date} DESC, a.id LIMIT $3`,
      // A source may have several articles in a story.
      [sourceId, from, 3 * limit],
    )
    if (rows.length > 0) return [...new Set(rows.map(({ id }) => id))].slice(0, limit)
  }
  return []
}

/**
 * SQL condition: the article `a` of the source `s` may be in an edition. Backlog and new articles can share a story.
 */
const MAY_BE_IN_EDITION = `a.backlog = 0 AND ${MAY_BE_SHOWN}`

/**
 * SQL that selects the ids of stories with an article that may be in an edition and was grouped, or edited so that it says
 * something new, after `since`, a parameter.
 */
export const storiesSince = (since: string): string =>
  ['grouped_at', 'developed_at']
    .map(
      (instant) => `
  SELECT a.story_id FROM articles a JOIN sources s ON s.id = a.source_id
    WHERE a.${instant} > ${since} AND a.story_id IS NOT NULL AND ${MAY_BE_IN_EDITION}`,
    )
    .join(' UNION ')

/** Ids of stories read at once: about 3 MB. */
const IDS_AT_ONCE = 10_000

/**
 * Yields the ids of the stories with an article that may be in an edition and was grouped after `since` (undefined:
 * ever), in order, ten thousand at a time. The time of grouping counts and not when an article was first seen, because
 * an article that another worker had fetched but not grouped when an edition was frozen is new to the next one. Throws
 * StoreError.
 */
export async function* storyIdsSince(db: Db, since: Instant | undefined): AsyncGenerator<string[]> {
  // With an instant the index on `grouped_at` finds the articles. Without one each page must not scan all articles
  // again.
  const isNew =
    since === undefined
      ? `EXISTS (SELECT 1 FROM articles a JOIN sources s ON s.id = a.source_id WHERE a.story_id = stories.id AND ${MAY_BE_IN_EDITION})`
      : `id IN (${storiesSince('$3')})`
  for (let after = ''; ; ) {
    const rows = await db.query<{ id: string }>(
      `SELECT id FROM stories WHERE id > $1 AND ${isNew} ORDER BY id LIMIT $2`,
      [after, IDS_AT_ONCE, ...(since === undefined ? [] : [since])],
    )
    yield rows.map(({ id }) => id)
    if (rows.length < IDS_AT_ONCE) return
    after = rows.at(-1)!.id
  }
}

/** What a story is ranked by: one short row, whatever the number of its articles. */
interface StoryStanding {
  readonly storyId: string
  readonly leadSourceId: string
  /** The date of the lead article, else when the story was last updated. */
  readonly datedAt: Instant
  /** Outlets with a report of their own, including that of the lead article. */
  readonly ownOutlets: number
  /** Outlets that only carry a copy. */
  readonly copyOutlets: number
  /** The strongest first. */
  readonly topicIds: readonly string[]
  /** When an article that is not a copy last joined it, or last said something new. */
  readonly newAt: Instant
  /** When an article last said something new, by its date or that of its edit; else the date of the first article. */
  readonly developedAt: Instant
  /** The date of its newest article. */
  readonly newestAt: Instant
}

/**
 * Yields what these stories are ranked by, at most a thousand at a time. It is computed from their articles of configured
 * sources: with `new` only from those that may be in an edition; without those that `leftOut` returns for stories; with the same lead and outlets as `presentStory` shows: an
 * article without a URL counts only if it is the lead. Throws StoreError.
 */
export async function* standingsOf(
  db: Db,
  ids: readonly string[],
  which: 'shown' | 'new',
  leftOut: (storyIds: readonly string[]) => readonly string[] = () => [],
): AsyncGenerator<StoryStanding[]> {
  // Without articles that are left out, one statement may have a thousand stories.
  for (const part of inParts(ids, leftOut(ids).length === 0 ? 1000 : 100)) {
    const list = inList(part)
    const out = leftOut(part)
    const others = inList(out, list.params.length + 1)
    const rows = await db.query(
      `SELECT story_id, MIN(lead_source_id) AS lead_source_id, MIN(dated_at) AS dated_at,
          MAX(CASE WHEN copy_of IS NOT NULL THEN '' WHEN developed_at > grouped_at THEN developed_at ELSE grouped_at END) AS new_at,
          COUNT(DISTINCT CASE WHEN id = lead_id OR (has_link = 1 AND copy_of IS NULL AND id <> lead_text_id) THEN outlet END) AS own,
          COUNT(DISTINCT CASE WHEN id = lead_id OR has_link = 1 THEN outlet END) AS outlets,
          COALESCE(MAX(CASE WHEN news IS NOT NULL THEN told_at END), MIN(article_at)) AS developed_at, MAX(article_at) AS newest_at,
          (SELECT STRING_AGG(topic_id, ' ' ORDER BY score DESC, topic_id ${db.byBytes}) FROM story_topics t WHERE t.story_id = shown.story_id) AS topic_ids
        FROM (
          SELECT a.id, a.story_id, a.copy_of, s.name AS outlet, a.grouped_at, a.developed_at, a.news,
            COALESCE(a.published_at, a.first_seen_at) AS article_at,
            CASE WHEN a.developed_at > a.grouped_at THEN a.developed_at ELSE COALESCE(a.published_at, a.first_seen_at) END AS told_at,
            CASE WHEN COALESCE(a.canonical_url, a.url) IS NULL THEN 0 ELSE 1 END AS has_link,
            FIRST_VALUE(a.id) OVER leads AS lead_id,
            FIRST_VALUE(COALESCE(a.copy_of, a.id)) OVER leads AS lead_text_id,
            FIRST_VALUE(a.source_id) OVER leads AS lead_source_id,
            FIRST_VALUE(COALESCE(a.published_at, stories.updated_at)) OVER leads AS dated_at
          FROM articles a JOIN sources s ON s.id = a.source_id JOIN stories ON stories.id = a.story_id
          WHERE a.story_id IN (${list.sql}) AND ${which === 'new' ? MAY_BE_IN_EDITION : MAY_BE_SHOWN} ${out.length === 0 ? '' : `AND a.id NOT IN (${others.sql})`}
          WINDOW leads AS (PARTITION BY a.story_id ORDER BY CASE WHEN a.id = stories.lead_article_id THEN 0 ELSE 1 END,
            a.development DESC, COALESCE(a.published_at, a.first_seen_at), a.id)
        ) AS shown GROUP BY story_id`,
      out.length === 0 ? list.params : [...list.params, ...others.params],
    )
    yield rows.map((row) => {
      const { own, outlets, topicIds, ...standing } = readStanding(row)
      return { ...standing, ownOutlets: own, copyOutlets: outlets - own, topicIds: topicIds?.split(' ') ?? [] }
    })
  }
}
const readStanding = rowReader<
  Omit<StoryStanding, 'ownOutlets' | 'copyOutlets' | 'topicIds'> & {
    readonly own: number
    readonly outlets: number
    readonly topicIds?: string
  }
>()

/** An article that may be in an edition, and is new, or says something new, since an instant. */
export interface NewArticle {
  readonly id: string
  readonly storyId: string
  readonly outlet: string
  readonly isCopy: boolean
  readonly development: number
  /** Whether it is the first to report its step. */
  readonly startsStep: boolean
}

/** The articles of these stories that may be in an edition and are new since an instant, by date and id. Throws StoreError. */
export async function articlesSince(db: Db, storyIds: readonly string[], since: Instant): Promise<NewArticle[]> {
  return queryIn(
    db,
    storyIds,
    (list) => `SELECT a.id, a.story_id, s.name AS outlet, CASE WHEN a.copy_of IS NULL THEN 0 ELSE 1 END AS is_copy,
        a.development, CASE WHEN a.news IS NULL THEN 0 ELSE 1 END AS starts_step
      FROM articles a JOIN sources s ON s.id = a.source_id
      WHERE a.story_id IN (${list}) AND (a.grouped_at > $1 OR a.developed_at > $1) AND ${MAY_BE_IN_EDITION}
      ORDER BY COALESCE(a.published_at, a.first_seen_at), a.id`,
    { params: [since], size: 500, read: rowReader<NewArticle>({ flags: ['is_copy', 'starts_step'] }) },
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

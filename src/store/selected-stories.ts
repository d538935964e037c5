/** Which stories feeds, pages and editions select, and what they are ranked by. */
import type { Instant } from '../core/model.ts'
import { type Db, inList } from './db.ts'
import { inParts, queryIn, rowReader } from './rows.ts'

/** SQL condition: the article `a` of the source `s` may be shown. */
const MAY_BE_SHOWN = 'a.dropped IS NULL AND s.configured = 1'

const VISIBLE = `EXISTS (SELECT 1 FROM articles a JOIN sources s ON s.id = a.source_id
  WHERE a.story_id = stories.id AND ${MAY_BE_SHOWN})`

/** The ids of the stories updated last that have an article of a configured source, of one topic or of all. Throws StoreError. */
export async function storyIdsOfFeed(db: Db, limit: number, topicId?: string): Promise<string[]> {
  const rows =
    topicId === undefined
      ? await db.query<{ id: string }>(
          `SELECT id FROM stories WHERE published_at IS NOT NULL AND ${VISIBLE} ORDER BY updated_at DESC, id LIMIT $1`,
          [limit],
        )
      : await db.query<{ id: string }>(
          `SELECT stories.id FROM stories JOIN story_topics t ON t.story_id = stories.id
            WHERE t.topic_id = $2 AND published_at IS NOT NULL AND ${VISIBLE} ORDER BY t.updated_at DESC, t.story_id LIMIT $1`,
          [limit, topicId],
        )
  return rows.map(({ id }) => id)
}

/** Articles looked at for each that is selected: the last grouped. It bounds what a first fetch of many old articles costs. */
const LOOKED_AT = 100

/**
 * The ids of the stories of `storyIdsOfFeed`, then of those that have one of the `limit` newest articles, by the date of its entry: an
 * article that joins a story and says nothing new does not update it. Throws StoreError.
 */
export async function storyIdsOfArticles(db: Db, limit: number, topicId?: string): Promise<string[]> {
  const ids = await storyIdsOfFeed(db, limit, topicId)
  // With fewer all are selected.
  if (ids.length < limit) return ids
  const entryAt = `COALESCE(a.substance_at, CASE WHEN a.first_fetch = 1 THEN a.published_at ELSE a.first_seen_at END)`
  const inTopic = `AND EXISTS (SELECT 1 FROM story_topics t WHERE t.story_id = a.story_id AND t.topic_id = $4)`
  // An article is grouped after the date of its entry, so that the index on `grouped_at` finds those newer than the last story. An
  // original that may not be shown is represented by a copy.
  const rows = await db.query<{ id: string }>(
    `SELECT a.story_id AS id FROM (
        SELECT id, story_id, source_id, copy_of, dropped, substance_at, first_fetch, published_at, first_seen_at FROM articles
          WHERE grouped_at >= (SELECT updated_at FROM stories WHERE id = $2) ORDER BY grouped_at DESC LIMIT $3
      ) AS a JOIN sources s ON s.id = a.source_id
      WHERE ${MAY_BE_SHOWN} AND a.published_at IS NOT NULL AND a.story_id IS NOT NULL ${topicId === undefined ? '' : inTopic}
        AND (a.copy_of IS NULL OR NOT EXISTS (SELECT 1 FROM articles o JOIN sources os ON os.id = o.source_id
          WHERE o.id = a.copy_of AND o.dropped IS NULL AND o.published_at IS NOT NULL AND os.configured = 1))
      ORDER BY ${entryAt} DESC, a.id LIMIT $1`,
    [limit, ids.at(-1)!, limit * LOOKED_AT, ...(topicId === undefined ? [] : [topicId])],
  )
  return [...new Set([...ids, ...rows.map(({ id }) => id)])]
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
export interface StoryStanding {
  readonly storyId: string
  readonly leadSourceId: string
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
  /** The score of each of `topicIds`. */
  readonly topicScores: readonly number[]
  /** Of the lead article, as are the addresses. */
  readonly leadTitle: string
  readonly leadUrl?: string
  readonly leadCanonicalUrl?: string
}

/**
 * Yields what these stories are ranked by are ranked by, at most a thousand at a time. It is computed from their articles of configured
 * sources: with `new` only from those that may be in an edition; without those that `leftOut` returns for stories. Lead and outlets
 * are those that `presentStory` shows (an article without a URL counts only if it is the lead), but that a copy whose original is
 * not shown counts as a copy. Throws StoreError.
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
      `SELECT story_id, MIN(lead_source_id) AS lead_source_id, MIN(lead_title) AS lead_title,
          MIN(lead_url) AS lead_url, MIN(lead_canonical_url) AS lead_canonical_url,
          MAX(CASE WHEN copy_of IS NOT NULL THEN '' WHEN developed_at > grouped_at THEN developed_at ELSE grouped_at END) AS new_at,
          COUNT(DISTINCT CASE WHEN id = lead_id OR (has_link = 1 AND copy_of IS NULL AND id <> lead_text_id) THEN outlet END) AS own,
          COUNT(DISTINCT CASE WHEN id = lead_id OR has_link = 1 THEN outlet END) AS outlets,
          COALESCE(MAX(CASE WHEN news IS NOT NULL THEN told_at END), MIN(article_at)) AS developed_at, MAX(article_at) AS newest_at,
          (SELECT STRING_AGG(topic_id, ' ' ORDER BY score DESC, topic_id ${db.byBytes}) FROM story_topics t WHERE t.story_id = shown.story_id) AS topic_ids,
          (SELECT STRING_AGG(CAST(score AS TEXT), ' ' ORDER BY score DESC, topic_id ${db.byBytes}) FROM story_topics t WHERE t.story_id = shown.story_id) AS topic_scores
        FROM (
          SELECT a.id, a.story_id, a.copy_of, s.name AS outlet, a.grouped_at, a.developed_at, a.news,
            COALESCE(a.published_at, a.first_seen_at) AS article_at,
            CASE WHEN a.developed_at > a.grouped_at THEN a.developed_at ELSE COALESCE(a.published_at, a.first_seen_at) END AS told_at,
            CASE WHEN COALESCE(a.canonical_url, a.url) IS NULL THEN 0 ELSE 1 END AS has_link,
            FIRST_VALUE(a.id) OVER leads AS lead_id,
            FIRST_VALUE(COALESCE(a.copy_of, a.id)) OVER leads AS lead_text_id,
            FIRST_VALUE(a.source_id) OVER leads AS lead_source_id,
            FIRST_VALUE(a.title) OVER leads AS lead_title,
            FIRST_VALUE(a.url) OVER leads AS lead_url,
            FIRST_VALUE(a.canonical_url) OVER leads AS lead_canonical_url
          FROM articles a JOIN sources s ON s.id = a.source_id JOIN stories ON stories.id = a.story_id
          WHERE a.story_id IN (${list.sql}) AND ${which === 'new' ? MAY_BE_IN_EDITION : MAY_BE_SHOWN} ${out.length === 0 ? '' : `AND a.id NOT IN (${others.sql})`}
          WINDOW leads AS (PARTITION BY a.story_id ORDER BY CASE WHEN a.id = stories.lead_article_id THEN 0 ELSE 1 END,
            a.development DESC, COALESCE(a.published_at, a.first_seen_at), a.id)
        ) AS shown GROUP BY story_id`,
      out.length === 0 ? list.params : [...list.params, ...others.params],
    )
    yield rows.map((row) => {
      const { own, outlets, topicIds, topicScores, ...standing } = readStanding(row)
      return {
        ...standing,
        ownOutlets: own,
        copyOutlets: outlets - own,
        topicIds: topicIds?.split(' ') ?? [],
        topicScores: topicScores?.split(' ').map(Number) ?? [],
      }
    })
  }
}
const readStanding = rowReader<
  Omit<StoryStanding, 'ownOutlets' | 'copyOutlets' | 'topicIds' | 'topicScores'> & {
    readonly own: number
    readonly outlets: number
    readonly topicIds?: string
    readonly topicScores?: string
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

/** The articles: entries of sources, made uniform and kept. */

import type { Changes, FoundArticle, KeptArticle, KnownArticle } from '../core/article/reconcile.ts'
import type { Article, Instant } from '../core/model.ts'
import { countWords } from '../core/text/text.ts'
import { type Db, inList, type Row, type Statement, type Value } from './db.ts'
import { firstOfStories } from './places.ts'
import { inParts, insertRows, orAbsent, orNull } from './rows.ts'

/** What a publisher may change in an article, in the order of `editableValues`. */
const EDITABLE = [
  'guid',
  'url',
  'canonical_url',
  'url_key',
  'title',
  'authors',
  'publisher',
  'publisher_url',
  'lead',
  'language',
  'updated_at',
  'content_hash',
  'text_hash',
  'rest_hash',
  'words',
  'details',
] as const

/** `guid = $1, …`: the first parameters of an update. */
const SET_EDITABLE = EDITABLE.map((column, at) => `${column} = $${at + 1}`).join(', ')

const COLUMNS = [
  'id',
  'source_id',
  ...EDITABLE,
  'published_at',
  'date_reason',
  'first_seen_at',
  'first_fetch',
  'backlog',
  'dropped',
  'pending',
  'why',
] as const

interface Details {
  readonly categories?: Article['categories']
  readonly imageUrl?: string
  readonly enclosures?: Article['enclosures']
  readonly removed?: Article['removed']
  readonly found?: Article['found']
}

const detailsOf = ({ categories, imageUrl, enclosures, removed, found }: Article): string =>
  JSON.stringify({
    ...(categories?.length ? { categories } : {}),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(enclosures?.length ? { enclosures } : {}),
    ...(removed?.length ? { removed } : {}),
    ...(found === undefined ? {} : { found }),
  } satisfies Details)

/** An article as it is stored, with its place in a story. */
export interface StoredArticle extends Article {
  readonly words: number
  readonly backlog: boolean
  readonly firstFetch: boolean
  readonly storyId?: string
  /** When its title, its numbers or more than 30 % of its text last changed; absent: never. */
  readonly substanceAt?: Instant
  /** Why a filter dropped it; absent: kept. */
  readonly dropped?: string
  /** The fact by which it moved its story on, in words: `the number 14`, and since when. Absent where it said nothing new. */
  readonly news?: string
  readonly developedAt?: Instant
}

function readArticle(row: Row): StoredArticle {
  const text = (name: string) => orAbsent(row[name] as string | null)
  const details = JSON.parse(row['details'] as string) as Details
  return {
    id: row['id'] as string,
    sourceId: row['source_id'] as string,
    guid: text('guid'),
    url: text('url'),
    canonicalUrl: text('canonical_url'),
    title: row['title'] as string,
    authors: JSON.parse(row['authors'] as string) as string[],
    publisher: text('publisher'),
    publisherUrl: text('publisher_url'),
    lead: row['lead'] as string,
    text: row['text'] as string,
    contentHtml: text('content_html'),
    language: text('language'),
    publishedAt: text('published_at'),
    dateReason: text('date_reason') as Article['dateReason'],
    updatedAt: text('updated_at'),
    firstSeenAt: row['first_seen_at'] as string,
    firstFetch: row['first_fetch'] === 1,
    backlog: row['backlog'] === 1,
    words: row['words'] as number,
    storyId: text('story_id'),
    substanceAt: text('substance_at'),
    dropped: text('dropped'),
    copyOf: text('copy_of'),
    development: row['development'] as number,
    news: text('news'),
    developedAt: text('developed_at'),
    why: JSON.parse(row['why'] as string) as string[],
    ...details,
  }
}

/** Articles joined with their texts. */
const WHOLE = 'articles JOIN article_texts ON article_texts.article_id = articles.id'
const KNOWN =
  'id, guid, url, url_key, title, text, published_at, updated_at, content_hash, text_hash, rest_hash, unlisted_at'

/** Rows with texts read by one statement: SQLite reads synchronously, so more would block the event loop for long. */
const KNOWN_AT_ONCE = 1_000

/**
 * The articles of a source that `reconcile` compares with what was found: those that the source listed last time; and
 * for entries that none of these matches, older ones with the same guid, address, or title and text. Throws StoreError.
 */
export async function knownArticles(
  db: Db,
  sourceId: string,
  found: readonly (Pick<FoundArticle, 'urlKey' | 'textHash'> & { readonly article: Pick<Article, 'guid'> })[],
): Promise<KnownArticle[]> {
  const known = new Map<string, KnownArticle>()
  const add = (rows: readonly Row[]): void => {
    for (const row of rows) {
      const text = (name: string) => orAbsent(row[name] as string | null)
      known.set(row['id'] as string, {
        id: row['id'] as string,
        guid: text('guid'),
        url: text('url'),
        urlKey: text('url_key'),
        title: row['title'] as string,
        text: row['text'] as string,
        publishedAt: text('published_at'),
        updatedAt: text('updated_at'),
        contentHash: row['content_hash'] as string,
        textHash: row['text_hash'] as string,
        restHash: text('rest_hash'),
        isListed: row['unlisted_at'] === null,
      })
    }
  }
  const addByIds = async (rows: readonly { readonly id: string }[]): Promise<void> => {
    for (const part of inParts(rows, KNOWN_AT_ONCE)) {
      const list = inList(part.map(({ id }) => id))
      add(await db.query(`SELECT ${KNOWN} FROM ${WHOLE} WHERE id IN (${list.sql})`, list.params))
    }
  }
  const isListed = 'source_id = $1 AND unlisted_at IS NULL'
  const listed = await db.query(`SELECT ${KNOWN} FROM ${WHOLE} WHERE ${isListed} LIMIT ${KNOWN_AT_ONCE}`, [sourceId])
  add(listed)
  if (listed.length === 0 && (await hasNone(db, sourceId))) return []
  if (listed.length === KNOWN_AT_ONCE)
    await addByIds(await db.query<{ id: string }>(`SELECT id FROM articles WHERE ${isListed}`, [sourceId]))
  const guids = new Set([...known.values()].map(({ guid }) => guid))
  const hashes = new Set([...known.values()].map(({ textHash }) => textHash))
  const open = found.filter(({ article, textHash }) => !hashes.has(textHash) || !guids.has(article.guid))
  const asked: readonly (readonly [string, ReadonlySet<string>])[] = [
    ['guid', new Set(open.flatMap(({ article: { guid } }) => guid ?? []))],
    ['url_key', new Set(open.flatMap(({ urlKey }) => urlKey ?? []))],
    ['text_hash', new Set(open.map(({ textHash }) => textHash))],
  ]
  // Only ids at first: an article that matches many entries by its text or address is found by each, but read once.
  const missing = new Set<string>()
  for (const [column, values] of asked) {
    for (const part of inParts([...values], 100)) {
      const list = inList(part, 2)
      const rows = await db.query<{ id: string }>(
        `SELECT id FROM articles WHERE source_id = $1 AND ${column} IN (${list.sql})`,
        [sourceId, ...list.params],
      )
      for (const { id } of rows) if (!known.has(id)) missing.add(id)
    }
  }
  await addByIds([...missing].map((id) => ({ id })))
  return [...known.values()]
}

/** Whether a source has no article yet, as before its first fetch. */
const hasNone = async (db: Db, sourceId: string): Promise<boolean> =>
  (await db.query('SELECT id FROM articles WHERE source_id = $1 LIMIT 1', [sourceId])).length === 0

/**
 * When articles with these ids that are no longer in the store were last mailed, by id: an edition remembers them for good.
 * Throws StoreError.
 */
export async function mailedAndGone(db: Db, ids: readonly string[]): Promise<Map<string, Instant>> {
  const mailedAt = new Map<string, Instant>()
  for (const part of inParts(ids, 100)) {
    const list = inList(part)
    const rows = await db.query<{ id: string; at: string }>(
      `SELECT v.article_id AS id, MAX(e.frozen_at) AS at FROM variant_articles v JOIN editions e ON e.id = v.edition_id
        WHERE v.article_id IN (${list.sql}) AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = v.article_id)
        GROUP BY v.article_id`,
      list.params,
    )
    for (const { id, at } of rows) mailedAt.set(id, at)
  }
  return mailedAt
}

/** Writes everything that `reconcile` decided about one source. */
export function saveChanges(changes: Changes, isFirstFetch: boolean, now: Instant): Statement[] {
  return [
    ...insertRows(
      'articles',
      COLUMNS,
      changes.added.map((kept) => valuesOf(kept, isFirstFetch)),
      'ON CONFLICT (id) DO NOTHING',
    ),
    ...insertRows(
      'article_texts',
      ['article_id', 'text', 'content_html'],
      [...changes.added, ...changes.edited, ...changes.quiet].map(({ article }) => [
        article.id,
        article.text,
        orNull(article.contentHtml),
      ]),
      'ON CONFLICT (article_id) DO UPDATE SET text = excluded.text, content_html = excluded.content_html',
    ),
    ...changes.edited.map((kept): Statement => {
      const { article } = kept
      return {
        sql: `UPDATE articles SET ${SET_EDITABLE}, dropped = CAST($17 AS TEXT),
          substance_at = CASE WHEN $18 = 1 THEN $19 ELSE substance_at END,
          pending = CASE WHEN CAST($17 AS TEXT) IS NULL THEN 1 ELSE 0 END WHERE id = $20`,
        params: [...editableValues(kept), orNull(kept.dropped), kept.isSubstantial ? 1 : 0, now, article.id],
      }
    }),
    // Neither pending nor dated: what is grouped, and when it was new, stays.
    ...changes.quiet.map(
      (kept): Statement => ({
        sql: `UPDATE articles SET ${SET_EDITABLE} WHERE id = $17`,
        params: [...editableValues(kept), kept.article.id],
      }),
    ),
    ...changes.moved.map(
      ({ article, urlKey }): Statement => ({
        sql: 'UPDATE articles SET guid = $1, url = $2, canonical_url = $3, url_key = $4 WHERE id = $5',
        params: [orNull(article.guid), orNull(article.url), orNull(article.canonicalUrl), orNull(urlKey), article.id],
      }),
    ),
    ...inParts(changes.relisted, 100).map((ids): Statement => {
      const list = inList(ids)
      return { sql: `UPDATE articles SET unlisted_at = NULL WHERE id IN (${list.sql})`, params: list.params }
    }),
    ...inParts(changes.unlisted, 100).map((ids): Statement => {
      const list = inList(ids, 2)
      return { sql: `UPDATE articles SET unlisted_at = $1 WHERE id IN (${list.sql})`, params: [now, ...list.params] }
    }),
  ]
}

const editableValues = ({ article, contentHash, textHash, restHash, urlKey }: KeptArticle): Value[] => [
  orNull(article.guid),
  orNull(article.url),
  orNull(article.canonicalUrl),
  orNull(urlKey),
  article.title,
  JSON.stringify(article.authors),
  orNull(article.publisher),
  orNull(article.publisherUrl),
  article.lead,
  orNull(article.language),
  orNull(article.updatedAt),
  contentHash,
  textHash,
  restHash,
  countWords(article.text),
  detailsOf(article),
]

function valuesOf(kept: KeptArticle, isFirstFetch: boolean): Value[] {
  const { article, dropped } = kept
  return [
    article.id,
    article.sourceId,
    ...editableValues(kept),
    orNull(article.publishedAt),
    orNull(article.dateReason),
    article.firstSeenAt,
    isFirstFetch ? 1 : 0,
    article.backlog ? 1 : 0,
    orNull(dropped),
    dropped === undefined ? 1 : 0,
    '[]',
  ]
}

/**
 * Words of all texts read at once for grouping, so that a dozen very long articles neither fill the memory nor block
 * the event loop.
 */
const PENDING_WORDS = 250_000

/**
 * The first pending articles, without their HTML, in (date, id) order: at most `limit`, fewer
 * where their texts are long, but at least one if any is pending. Throws StoreError.
 */
export async function pendingArticles(db: Db, limit: number): Promise<StoredArticle[]> {
  const pending = await db.query<{ id: string; words: number }>(
    'SELECT id, words FROM articles WHERE pending = 1 ORDER BY COALESCE(published_at, first_seen_at), id LIMIT $1',
    [limit],
  )
  let left = PENDING_WORDS
  const ids = pending.filter(({ words }, i) => (left -= words) >= 0 || i === 0).map(({ id }) => id)
  if (ids.length === 0) return []
  const list = inList(ids)
  const rows = await db.query(
    `SELECT articles.*, article_texts.text, NULL AS content_html FROM ${WHOLE} WHERE id IN (${list.sql})
      ORDER BY COALESCE(published_at, first_seen_at), id`,
    list.params,
  )
  return rows.map(readArticle)
}

/** The newest date among the articles of a source's first fetch, by source id. Throws StoreError. */
export async function newestOfFirstFetch(db: Db, sourceIds: readonly string[]): Promise<Map<string, Instant>> {
  const newest = new Map<string, Instant>()
  for (const part of inParts(sourceIds, 100)) {
    const list = inList(part)
    const rows = await db.query<{ source_id: string; newest: string }>(
      `SELECT source_id, MAX(published_at) AS newest FROM articles
        WHERE source_id IN (${list.sql}) AND first_fetch = 1 AND published_at IS NOT NULL GROUP BY source_id`,
      list.params,
    )
    for (const { source_id, newest: date } of rows) newest.set(source_id, date)
  }
  return newest
}

/**
 * Title and first `characters` of the text of articles whose language has this primary tag, those that were grouped last
 * first: at most `limit` that were grouped since. Throws StoreError.
 */
export async function newestTexts(
  db: Db,
  tag: string,
  { since, limit, characters }: { readonly since: Instant; readonly limit: number; readonly characters: number },
): Promise<string[]> {
  const rows = await db.query<{ title: string; text: string }>(
    `SELECT title, SUBSTR(text, 1, ${characters}) AS text FROM ${WHOLE}
      WHERE grouped_at >= $1 AND (LOWER(language) = $2 OR LOWER(language) LIKE $3)
      ORDER BY grouped_at DESC, id LIMIT ${limit}`,
    [since, tag, `${tag}-%`],
  )
  return rows.map(({ title, text }) => `${title}\n${text}`)
}

/** Which texts are read with the articles of stories. With `none` their text is empty and they have no HTML. */
const TEXTS_OF = { none: 'AND FALSE', all: '' }

/**
 * Which articles of stories are read: `all`; `shown`, at most `MAX_OF_A_STORY` of each source; `new`, the same without
 * backlog.
 */
const WHICH = {
  all: () => '',
  shown: (storyIds: string) => `AND articles.id IN (${firstOfStories(storyIds, true)})`,
  new: (storyIds: string) => `AND articles.id IN (${firstOfStories(storyIds, true, 'a.backlog = 0')})`,
}

/**
 * Articles by story id, in (date, id) order, without dropped ones. They can be read without texts, since a text is most
 * of an article and a story may have thousands. Throws StoreError.
 */
export async function articlesOfStories(
  db: Db,
  storyIds: readonly string[],
  texts: keyof typeof TEXTS_OF,
  which: keyof typeof WHICH = 'all',
): Promise<Map<string, StoredArticle[]>> {
  const byStory = new Map<string, StoredArticle[]>()
  for (const part of inParts(storyIds, 100)) {
    const list = inList(part)
    const rows = await db.query(
      `SELECT articles.*, COALESCE(article_texts.text, '') AS text, article_texts.content_html
        FROM articles LEFT JOIN article_texts ON article_texts.article_id = articles.id ${TEXTS_OF[texts]}
        WHERE articles.story_id IN (${list.sql}) AND articles.dropped IS NULL ${WHICH[which](list.sql)}`,
      list.params,
    )
    for (const article of rows.map(readArticle)) {
      const list = byStory.get(article.storyId!)
      if (list === undefined) byStory.set(article.storyId!, [article])
      else list.push(article)
    }
  }
  const key = ({ publishedAt, firstSeenAt, id }: StoredArticle) => `${publishedAt ?? firstSeenAt} ${id}`
  for (const articles of byStory.values()) articles.sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return byStory
}

/** The ids of the articles of stories by story id, in (date, id) order, without dropped ones. Throws StoreError. */
export async function articleIdsOfStories(db: Db, storyIds: readonly string[]): Promise<Map<string, string[]>> {
  const idsByStory = new Map<string, string[]>()
  for (const part of inParts(storyIds, 100)) {
    const list = inList(part)
    const rows = await db.query<{ id: string; story_id: string }>(
      `SELECT id, story_id FROM articles WHERE story_id IN (${list.sql}) AND dropped IS NULL
        ORDER BY COALESCE(published_at, first_seen_at), id`,
      list.params,
    )
    for (const { id, story_id } of rows) {
      const known = idsByStory.get(story_id)
      if (known === undefined) idsByStory.set(story_id, [id])
      else known.push(id)
    }
  }
  return idsByStory
}

/**
 * Every article of one story, including dropped ones and those of unconfigured sources, in (date, id) order. Throws
 * StoreError.
 */
export async function allArticlesOfStory(db: Db, storyId: string): Promise<StoredArticle[]> {
  const articles = (await db.query(`SELECT * FROM ${WHOLE} WHERE story_id = $1`, [storyId])).map(readArticle)
  const key = ({ publishedAt, firstSeenAt, id }: StoredArticle) => `${publishedAt ?? firstSeenAt} ${id}`
  return articles.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/**
 * The next `limit` articles after an id in the order of ids, including dropped ones: to read all of them page by page.
 * Throws StoreError.
 */
export async function articlesAfter(db: Db, afterId: string, limit: number): Promise<StoredArticle[]> {
  return (await db.query(`SELECT * FROM ${WHOLE} WHERE id > $1 ORDER BY id LIMIT $2`, [afterId, limit])).map(
    readArticle,
  )
}

/** The articles with these ids, dropped or not; unknown ids are left out. Throws StoreError. */
export async function readArticlesById(db: Db, ids: readonly string[]): Promise<StoredArticle[]> {
  const articles: StoredArticle[] = []
  for (const part of inParts(ids, 100)) {
    const list = inList(part)
    articles.push(...(await db.query(`SELECT * FROM ${WHOLE} WHERE id IN (${list.sql})`, list.params)).map(readArticle))
  }
  return articles
}

/** Writes an article's lead and what was removed from it. This is no edit, since the text stays. */
export const saveLead = (article: Article): Statement => ({
  sql: 'UPDATE articles SET lead = $1, details = $2 WHERE id = $3',
  params: [article.lead, detailsOf(article), article.id],
})

/** The article with an id, dropped or not; undefined where there is none. Throws StoreError. */
export async function readArticleById(db: Db, id: string): Promise<StoredArticle | undefined> {
  const [row] = await db.query(`SELECT * FROM ${WHOLE} WHERE id = $1`, [id])
  return row === undefined ? undefined : readArticle(row)
}

/**
 * Deletes, 100 at a time, articles that their source has not listed since `before` and that are in no story of
 * `keptStoryIds` and in no open edition. Returns how many were deleted. Throws StoreError.
 */
export async function pruneArticles(db: Db, before: Instant, keptStoryIds: ReadonlySet<string>): Promise<number> {
  let after: readonly [string, string] = ['', '']
  let pruned = 0
  for (;;) {
    const rows = await db.query<{ id: string; story_id: string | null; unlisted_at: string }>(
      `SELECT id, story_id, unlisted_at FROM articles
        WHERE unlisted_at IS NOT NULL AND unlisted_at < $1 AND (unlisted_at > $2 OR (unlisted_at = $2 AND id > $3))
          AND NOT EXISTS (SELECT 1 FROM variant_articles v JOIN editions e ON e.id = v.edition_id
            WHERE v.article_id = articles.id AND e.state IN ('sending', 'held'))
        ORDER BY unlisted_at, id LIMIT 100`,
      [before, after[0], after[1]],
    )
    const gone = rows.filter(({ story_id }) => story_id === null || !keptStoryIds.has(story_id))
    if (gone.length > 0) {
      const articles = inList(gone.map(({ id }) => id))
      const storyIds = [...new Set(gone.flatMap(({ story_id }) => story_id ?? []))]
      const stories = inList(storyIds)
      const empty = `SELECT id FROM stories WHERE id IN (${stories.sql})
        AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.story_id = stories.id)`
      await db.batch([
        { sql: `DELETE FROM articles WHERE id IN (${articles.sql})`, params: articles.params },
        { sql: `DELETE FROM article_texts WHERE article_id IN (${articles.sql})`, params: articles.params },
        { sql: `DELETE FROM article_facts WHERE article_id IN (${articles.sql})`, params: articles.params },
        ...(storyIds.length === 0
          ? []
          : [
              { sql: `DELETE FROM story_topics WHERE story_id IN (${empty})`, params: stories.params },
              { sql: `DELETE FROM stories WHERE id IN (${empty})`, params: stories.params },
            ]),
      ])
      pruned += gone.length
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < 100) return pruned
    after = [last.unlisted_at, last.id]
  }
}

/** The articles: entries of sources, made uniform and kept. */

import type { Changes, FoundArticle, KeptArticle, KnownArticle } from '../core/article/reconcile.ts'
import type { Article, Instant } from '../core/model.ts'
import { datedAt } from '../core/stories/presented.ts'
import { countWords } from '../core/text/text.ts'
import { markChanged, marksOfLists } from './changed-stories.ts'
import { type Db, inList, type Row, type Statement } from './db.ts'
import { byKey, type Fields, insertRows, queryIn, rowReader, statementsIn, updateRow } from './rows.ts'
import { markForSearch } from './search.ts'
import { firstOfStories } from './stories.ts'

interface Details {
  readonly authorUrls?: Article['authorUrls']
  readonly feedUpdatedAt?: Instant
  readonly categories?: Article['categories']
  readonly imageUrl?: string
  readonly imageAlt?: string
  readonly enclosures?: Article['enclosures']
  readonly removed?: Article['removed']
  readonly found?: Article['found']
}

const detailsOf = ({
  authorUrls,
  feedUpdatedAt,
  categories,
  imageUrl,
  imageAlt,
  enclosures,
  removed,
  found,
}: Article): string =>
  JSON.stringify({
    ...(authorUrls === undefined ? {} : { authorUrls }),
    ...(feedUpdatedAt === undefined ? {} : { feedUpdatedAt }),
    ...(categories?.length ? { categories } : {}),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(imageAlt === undefined ? {} : { imageAlt }),
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

const columns = rowReader<StoredArticle & { readonly details: Details }>({
  flags: ['first_fetch', 'backlog'],
  json: ['authors', 'why', 'details'],
})

function read(row: Row): StoredArticle {
  const { details, ...article } = columns(row)
  return { ...article, ...details }
}

/** The columns of a `StoredArticle` but for its text. */
const STORED = `id, source_id, guid, url, canonical_url, title, authors, publisher, publisher_url, lead, language, published_at,
  date_reason, updated_at, first_seen_at, first_fetch, backlog, words, story_id, substance_at, dropped, copy_of, development,
  news, developed_at, why, details`
const WITH_TEXT = `${STORED}, text, content_html`

/** Articles joined with their texts. */
const WHOLE = 'articles JOIN article_texts ON article_texts.article_id = articles.id'
const KNOWN = `id, guid, url, url_key, title, text, published_at, updated_at, first_seen_at, content_hash, text_hash, rest_hash, dropped, story_id,
  CASE WHEN unlisted_at IS NULL THEN 1 ELSE 0 END AS is_listed`
const readKnown = rowReader<KnownArticle>({ flags: ['is_listed'] })

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
  const add = (articles: readonly KnownArticle[]): void => {
    for (const article of articles) known.set(article.id, article)
  }
  const addByIds = async (ids: readonly string[]): Promise<void> =>
    add(
      await queryIn(db, ids, (list) => `SELECT ${KNOWN} FROM ${WHOLE} WHERE id IN (${list})`, {
        size: KNOWN_AT_ONCE,
        read: readKnown,
      }),
    )
  const isListed = 'source_id = $1 AND unlisted_at IS NULL'
  const listed = await db.query(`SELECT ${KNOWN} FROM ${WHOLE} WHERE ${isListed} LIMIT ${KNOWN_AT_ONCE}`, [sourceId])
  add(listed.map(readKnown))
  if (listed.length === 0 && (await hasNone(db, sourceId))) return []
  if (listed.length === KNOWN_AT_ONCE) {
    const rows = await db.query<{ id: string }>(`SELECT id FROM articles WHERE ${isListed}`, [sourceId])
    await addByIds(rows.map(({ id }) => id))
  }
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
    const rows = await queryIn<{ id: string }>(
      db,
      [...values],
      (list) => `SELECT id FROM articles WHERE source_id = $1 AND ${column} IN (${list})`,
      { params: [sourceId] },
    )
    for (const { id } of rows) if (!known.has(id)) missing.add(id)
  }
  await addByIds([...missing])
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
  const rows = await queryIn<{ id: string; at: string }>(
    db,
    ids,
    (list) => `SELECT v.article_id AS id, MAX(e.frozen_at) AS at
      FROM variant_articles v JOIN editions e ON e.id = v.edition_id
      WHERE v.article_id IN (${list}) AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = v.article_id)
      GROUP BY v.article_id`,
  )
  return new Map(rows.map(({ id, at }) => [id, at]))
}

/** Writes everything that `reconcile` decided about one source. */
export function saveChanges(changes: Changes, isFirstFetch: boolean, now: Instant): Statement[] {
  return [
    ...insertRows(
      'articles',
      changes.added.map((kept) => addedOf(kept, isFirstFetch)),
      'ON CONFLICT (id) DO NOTHING',
    ),
    ...insertRows(
      'article_texts',
      [...changes.added, ...changes.edited, ...changes.quiet].map(({ article: { id, text, contentHtml } }) => ({
        articleId: id,
        text,
        contentHtml,
      })),
      'ON CONFLICT (article_id) DO UPDATE SET text = excluded.text, content_html = excluded.content_html',
    ),
    ...changes.edited.map((kept) =>
      update(kept.article.id, {
        ...editableOf(kept),
        dropped: kept.dropped,
        pending: kept.dropped === undefined ? 1 : 0,
        ...(kept.isSubstantial ? { substanceAt: now } : {}),
      }),
    ),
    // Neither pending nor dated: what is grouped, and when it was new, stays.
    ...changes.quiet.map((kept) => update(kept.article.id, editableOf(kept))),
    ...changes.moved.map(({ article: { id, guid, url, canonicalUrl }, urlKey }) =>
      update(id, { guid, url, canonicalUrl, urlKey }),
    ),
    ...markForSearch([...changes.edited, ...changes.quiet].map(({ article }) => article.id)),
    ...statementsIn(changes.relisted, (list) => `UPDATE articles SET unlisted_at = NULL WHERE id IN (${list})`),
    ...statementsIn(changes.unlisted, (list) => `UPDATE articles SET unlisted_at = $1 WHERE id IN (${list})`, [now]),
  ]
}

const update = (id: string, fields: Fields): Statement => updateRow('articles', fields, { id })

/** What a publisher may change in an article. */
const editableOf = ({ article, contentHash, textHash, restHash, urlKey }: KeptArticle): Fields => ({
  guid: article.guid,
  url: article.url,
  canonicalUrl: article.canonicalUrl,
  urlKey,
  title: article.title,
  authors: JSON.stringify(article.authors),
  publisher: article.publisher,
  publisherUrl: article.publisherUrl,
  lead: article.lead,
  language: article.language,
  updatedAt: article.updatedAt,
  contentHash,
  textHash,
  restHash,
  words: countWords(article.text),
  details: detailsOf(article),
})

const addedOf = (kept: KeptArticle, isFirstFetch: boolean): Fields => ({
  id: kept.article.id,
  sourceId: kept.article.sourceId,
  ...editableOf(kept),
  publishedAt: kept.article.publishedAt,
  dateReason: kept.article.dateReason,
  firstSeenAt: kept.article.firstSeenAt,
  firstFetch: isFirstFetch ? 1 : 0,
  backlog: kept.article.backlog ? 1 : 0,
  dropped: kept.dropped,
  pending: kept.dropped === undefined ? 1 : 0,
  why: '[]',
})

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
    `SELECT ${STORED}, text FROM ${WHOLE} WHERE id IN (${list.sql})
      ORDER BY COALESCE(published_at, first_seen_at), id`,
    list.params,
  )
  return rows.map(read)
}

/** The newest date among the articles of a source's first fetch, by source id. Throws StoreError. */
export async function newestOfFirstFetch(db: Db, sourceIds: readonly string[]): Promise<Map<string, Instant>> {
  const rows = await queryIn<{ sourceId: string; newest: string }>(
    db,
    sourceIds,
    (list) => `SELECT source_id, MAX(published_at) AS newest FROM articles
      WHERE source_id IN (${list}) AND first_fetch = 1 AND published_at IS NOT NULL GROUP BY source_id`,
  )
  return new Map(rows.map(({ sourceId, newest }) => [sourceId, newest]))
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
  const articles = await queryIn(
    db,
    storyIds,
    (list) => `SELECT ${STORED}, COALESCE(text, '') AS text, content_html
      FROM articles LEFT JOIN article_texts ON article_id = id ${TEXTS_OF[texts]}
      WHERE story_id IN (${list}) AND dropped IS NULL ${WHICH[which](list)}`,
    { read },
  )
  return byKey(
    articles.sort(byDateAndId),
    ({ storyId }) => storyId!,
    (article) => article,
  )
}

/** The texts of articles by id, for those that have one. Throws StoreError. */
export async function textsOfArticles(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Pick<StoredArticle, 'text' | 'contentHtml'>>> {
  const rows = await queryIn(
    db,
    ids,
    (list) => `SELECT article_id, text, content_html FROM article_texts WHERE article_id IN (${list})`,
    { read: readText },
  )
  return new Map(rows.map(({ articleId, ...texts }) => [articleId, texts]))
}
const readText = rowReader<Pick<StoredArticle, 'text' | 'contentHtml'> & { readonly articleId: string }>()

/** In (date, id) order. */
function byDateAndId(a: StoredArticle, b: StoredArticle): number {
  const key = (article: StoredArticle) => `${datedAt(article)} ${article.id}`
  return key(a) < key(b) ? -1 : 1
}

/** The ids of the articles of stories by story id, in (date, id) order, without dropped ones. Throws StoreError. */
export async function articleIdsOfStories(db: Db, storyIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await queryIn<{ id: string; storyId: string }>(
    db,
    storyIds,
    (list) => `SELECT id, story_id FROM articles WHERE story_id IN (${list}) AND dropped IS NULL
      ORDER BY COALESCE(published_at, first_seen_at), id`,
  )
  return byKey(
    rows,
    ({ storyId }) => storyId,
    ({ id }) => id,
  )
}

/**
 * Every article of one story, including dropped ones and those of unconfigured sources, in (date, id) order. Throws
 * StoreError.
 */
export async function allArticlesOfStory(db: Db, storyId: string): Promise<StoredArticle[]> {
  const rows = await db.query(`SELECT ${WITH_TEXT} FROM ${WHOLE} WHERE story_id = $1`, [storyId])
  return rows.map(read).sort(byDateAndId)
}

/** Articles read at once, so that an archive of a million never stands in memory whole. */
const ARCHIVE_PAGE = 200

/** Yields every article in the order of ids, including dropped ones. Throws StoreError. */
export async function* everyArticle(db: Db): AsyncGenerator<StoredArticle> {
  for (let afterId = ''; ; ) {
    const rows = await db.query(`SELECT ${WITH_TEXT} FROM ${WHOLE} WHERE id > $1 ORDER BY id LIMIT $2`, [
      afterId,
      ARCHIVE_PAGE,
    ])
    const articles = rows.map(read)
    yield* articles
    const last = articles.at(-1)
    if (last === undefined) return
    afterId = last.id
  }
}

/** The articles with these ids, dropped or not; unknown ids are left out. Throws StoreError. */
export const readArticlesById = (db: Db, ids: readonly string[]): Promise<StoredArticle[]> =>
  queryIn(db, ids, (list) => `SELECT ${WITH_TEXT} FROM ${WHOLE} WHERE id IN (${list})`, { read })

/** A change of the reason for which filters drop an article. */
export interface DropChange {
  readonly id: string
  readonly storyId: string | undefined
  readonly wasDropped: boolean
  /** Undefined: it is no longer dropped. */
  readonly reason: string | undefined
}

/**
 * Writes changed reasons. An article that is dropped no longer is pending, and so are the others of a story that loses one; it
 * becomes backlog where an edition was frozen since its first sight.
 */
export const changeDropped = (changes: readonly DropChange[]): Statement[] => [
  ...markForSearch(changes.map(({ id }) => id)),
  ...changes.map(({ id, wasDropped, reason }): Statement => {
    if (reason !== undefined) return update(id, { dropped: reason, ...(wasDropped ? {} : { pending: 0 }) })
    return {
      sql: `UPDATE articles SET dropped = NULL, pending = 1, backlog = CASE
        WHEN EXISTS (SELECT 1 FROM editions WHERE frozen_at >= articles.first_seen_at) THEN 1 ELSE backlog END WHERE id = $1`,
      params: [id],
    }
  }),
  ...statementsIn(
    changes.flatMap(({ storyId, wasDropped }) => (wasDropped || storyId === undefined ? [] : storyId)),
    (list) => `UPDATE articles SET pending = 1 WHERE dropped IS NULL AND story_id IN (${list})`,
  ),
]

/** Writes an article's lead and what was removed from it. This is not an edit, since the text stays. */
export const saveLead = (article: Article): Statement =>
  update(article.id, { lead: article.lead, details: detailsOf(article) })

/** The article with an id, dropped or not; undefined where there is none. Throws StoreError. */
export async function readArticleById(db: Db, id: string): Promise<StoredArticle | undefined> {
  const [row] = await db.query(`SELECT ${WITH_TEXT} FROM ${WHOLE} WHERE id = $1`, [id])
  return row === undefined ? undefined : read(row)
}

/**
 * Deletes, 100 at a time, articles of these sources that their source has not listed since `before` and that are in no story of
 * `keptStoryIds` and in no open edition. Returns how many were deleted. Throws StoreError.
 */
export async function pruneArticles(
  db: Db,
  before: Instant,
  keptStoryIds: ReadonlySet<string>,
  of: { readonly sources: 'only' | 'all but'; readonly ids: readonly string[] },
): Promise<number> {
  const list = inList(of.ids, 4)
  const isOf = of.ids.length === 0 ? '' : `AND source_id ${of.sources === 'only' ? 'IN' : 'NOT IN'} (${list.sql})`
  let after: readonly [string, string] = ['', '']
  let pruned = 0
  for (;;) {
    const rows = await db.query<{ id: string; source_id: string; story_id: string | null; unlisted_at: string }>(
      `SELECT id, source_id, story_id, unlisted_at FROM articles
        WHERE unlisted_at IS NOT NULL AND unlisted_at < $1 AND (unlisted_at > $2 OR (unlisted_at = $2 AND id > $3)) ${isOf}
          AND NOT EXISTS (SELECT 1 FROM variant_articles v JOIN editions e ON e.id = v.edition_id
            WHERE v.article_id = articles.id AND e.state IN ('sending', 'held'))
        ORDER BY unlisted_at, id LIMIT 100`,
      [before, after[0], after[1], ...(isOf === '' ? [] : list.params)],
    )
    const gone = rows.filter(({ story_id }) => story_id === null || !keptStoryIds.has(story_id))
    if (gone.length > 0) {
      const articles = inList(gone.map(({ id }) => id))
      const storyIds = [...new Set(gone.flatMap(({ story_id }) => story_id ?? []))]
      const stories = inList(storyIds)
      const empty = `SELECT id FROM stories WHERE id IN (${stories.sql})
        AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.story_id = stories.id)`
      const lists = await marksOfLists(
        db,
        gone.flatMap(({ source_id, story_id }) =>
          story_id === null ? [] : { sourceId: source_id, storyId: story_id },
        ),
      )
      await db.batch([
        { sql: `DELETE FROM articles WHERE id IN (${articles.sql})`, params: articles.params },
        { sql: `DELETE FROM article_texts WHERE article_id IN (${articles.sql})`, params: articles.params },
        { sql: `DELETE FROM article_facts WHERE article_id IN (${articles.sql})`, params: articles.params },
        ...markForSearch(gone.map(({ id }) => id)),
        ...(storyIds.length === 0
          ? []
          : [
              { sql: `DELETE FROM story_topics WHERE story_id IN (${empty})`, params: stories.params },
              { sql: `DELETE FROM stories WHERE id IN (${empty})`, params: stories.params },
            ]),
        ...markChanged([...storyIds, ...lists]),
      ])
      pruned += gone.length
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < 100) return pruned
    after = [last.unlisted_at, last.id]
  }
}

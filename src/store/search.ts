/**
 * The index of search: of each article its tokens (`core/search/tokens.ts`) and the head by which it is ranked. The tables are
 * the engine's own, FTS5 in SQLite and a `tsvector` in PostgreSQL, so they are made here and not by a migration; all that they
 * hold can be made again. An article's number grows with its date, so that the newest matches are read first.
 */

import type { Instant } from '../core/model.ts'
import { HOUR } from '../core/schedule.ts'
import type { Clause, Expression } from '../core/search/expression.ts'
import { type ArticleTokens, FILLER } from '../core/search/tokens.ts'
import type { Db, Statement } from './db.ts'
import { readMeta } from './meta.ts'
import { insertRows, queryIn, rowReader, statementsIn } from './rows.ts'

/** Of one hour: more than any store has articles of. */
const NUMBERS_AN_HOUR = 2 ** 24

/** The first number of the articles of this instant's hour. */
const firstNumberOf = (at: Instant): number => Math.max(0, Math.floor(Date.parse(at) / HOUR)) * NUMBERS_AN_HOUR

// The tables -----------------------------------------------------------------------------------------------------------------

/**
 * `contentless_delete`: the tokens themselves are not kept, and rows can be deleted all the same. The tokenizer only parts at
 * spaces: to it all that is not ASCII belongs to a token.
 */
const SQLITE_TABLES = [
  `CREATE TABLE IF NOT EXISTS search_articles (
    number INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL,
    topics TEXT NOT NULL,             -- the ids of its story's topics that are indexed, sorted, a space between
    head TEXT NOT NULL
  )`,
  `CREATE VIRTUAL TABLE IF NOT EXISTS search_tokens USING fts5(tokens, content='', contentless_delete=1,
    tokenize="ascii tokenchars '.:@#*'")`,
  // More segments of the index lie side by side, so that merging them costs less.
  `INSERT INTO search_tokens (search_tokens, rank) VALUES ('automerge', 8)`,
]
const POSTGRES_TABLES = [
  `CREATE TABLE IF NOT EXISTS search_articles (
    number BIGINT PRIMARY KEY,
    article_id TEXT NOT NULL,
    topics TEXT NOT NULL,
    head TEXT NOT NULL,
    tokens TSVECTOR NOT NULL
  )`,
  'CREATE INDEX IF NOT EXISTS search_articles_tokens ON search_articles USING GIN (tokens)',
]

/** Makes the tables where there are none. */
export const createSearchTables = ({ engine }: Db): Statement[] =>
  [
    ...(engine === 'sqlite' ? SQLITE_TABLES : POSTGRES_TABLES),
    'CREATE UNIQUE INDEX IF NOT EXISTS search_articles_id ON search_articles (article_id)',
  ].map((sql) => ({ sql }))

/** Drops the tables, to make everything anew. */
export const dropSearchTables = ({ engine }: Db): Statement[] =>
  [...(engine === 'sqlite' ? ['DROP TABLE IF EXISTS search_tokens'] : []), 'DROP TABLE IF EXISTS search_articles'].map(
    (sql) => ({ sql }),
  )

// How far it is --------------------------------------------------------------------------------------------------------

/** Raised when tokens or heads are made otherwise: then the index is made anew. */
export const SEARCH_VERSION = 1

/** How far the index is. */
export interface SearchState {
  readonly version: number
  /** The languages by which articles in it were stemmed. */
  readonly tags: readonly string[]
  /** The rules of topics that the last walk was begun for, as `prepareTagger` names them; absent where there were none yet. */
  readonly topics?: string | undefined
  /** The walk's place; absent while none is owed. */
  readonly walk?: { readonly before: GroupedAt; readonly isFirst: boolean }
}

/** The state of the index; undefined where none was begun by this version of the program. Throws StoreError. */
export async function searchState(db: Db): Promise<SearchState | undefined> {
  const text = (await readMeta(db)).get('search')
  const state = text === undefined ? undefined : (JSON.parse(text) as SearchState)
  return state?.version === SEARCH_VERSION ? state : undefined
}

// What is to be indexed ------------------------------------------------------------------------------------------------------

/** Marks articles that are new, changed or gone, to be indexed. */
export const markForSearch = (articleIds: readonly string[]): Statement[] =>
  insertRows(
    'search_pending',
    [...new Set(articleIds)].map((articleId) => ({ articleId, times: 1 })),
    'ON CONFLICT (article_id) DO UPDATE SET times = search_pending.times + 1',
  )

/** Marks all articles of these stories. */
export const markStoriesForSearch = (storyIds: readonly string[]): Statement[] =>
  statementsIn(
    storyIds,
    (list) => `INSERT INTO search_pending (article_id, times) SELECT id, 1 FROM articles WHERE story_id IN (${list})
      ON CONFLICT (article_id) DO UPDATE SET times = search_pending.times + 1`,
  )

/** A marked article. The mark is taken away only if nobody has marked the article again meanwhile. */
interface SearchMark {
  readonly articleId: string
  readonly times: number
}

/** Some marked articles. Throws StoreError. */
export async function markedForSearch(db: Db, limit: number): Promise<SearchMark[]> {
  const rows = await db.query('SELECT article_id, times FROM search_pending LIMIT $1', [limit])
  return rows.map(rowReader<SearchMark>())
}

/** How many articles are marked. Throws StoreError. */
export async function countMarkedForSearch(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>('SELECT COUNT(*) AS count FROM search_pending')
  return Number(row!.count)
}

/** Takes marks away. */
export const unmarkForSearch = (marks: readonly SearchMark[]): Statement[] =>
  [...Map.groupBy(marks, ({ times }) => times)].flatMap(([times, marks]) =>
    statementsIn(
      marks.map(({ articleId }) => articleId),
      (list) => `DELETE FROM search_pending WHERE times = $1 AND article_id IN (${list})`,
      [times],
    ),
  )

/** When an article was grouped, and its id. */
export type GroupedAt = readonly [groupedAt: Instant, id: string]

/** The next articles before one, by the two, that were grouped last. Throws StoreError. */
export async function groupedBefore(db: Db, before: GroupedAt, limit: number): Promise<GroupedAt[]> {
  const rows = await db.query<{ id: string; grouped_at: string }>(
    `SELECT id, grouped_at FROM articles WHERE grouped_at <= $1 AND (grouped_at < $1 OR id < $2)
      ORDER BY grouped_at DESC, id DESC LIMIT $3`,
    [...before, limit],
  )
  return rows.map(({ id, grouped_at }) => [grouped_at, id])
}

/** An article as it stands in the index. */
interface IndexedArticle {
  readonly articleId: string
  readonly number: number
  /** The ids of topics, sorted, with a space between. */
  readonly topics: string
}

/** Which of these articles are in the index. Throws StoreError. */
export const readIndexed = (db: Db, articleIds: readonly string[]): Promise<IndexedArticle[]> =>
  queryIn(
    db,
    articleIds,
    (list) => `SELECT article_id, number, topics FROM search_articles WHERE article_id IN (${list})`,
  )

/** An article that may be indexed. */
export interface ArticleToIndex {
  readonly id: string
  readonly title: string
  readonly lead: string
  readonly text: string
  readonly language?: string
  readonly sourceId: string
  readonly storyId: string
  /** Its date, else its first sight. */
  readonly datedAt: Instant
}

/** Those of these articles that are found: the ones that are in a story and not dropped. Throws StoreError. */
export const readArticlesToIndex = (db: Db, ids: readonly string[]): Promise<ArticleToIndex[]> =>
  queryIn(
    db,
    ids,
    (
      list,
    ) => `SELECT id, title, lead, text, language, source_id, story_id, COALESCE(published_at, first_seen_at) AS dated_at
      FROM articles JOIN article_texts ON article_id = id
      WHERE id IN (${list}) AND story_id IS NOT NULL AND dropped IS NULL`,
  )

/** The story of each of these articles that is found. Throws StoreError. */
export async function storiesOfArticles(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await queryIn<{ id: string; storyId: string }>(
    db,
    ids,
    (list) => `SELECT id, story_id FROM articles WHERE id IN (${list}) AND story_id IS NOT NULL AND dropped IS NULL`,
  )
  return new Map(rows.map(({ id, storyId }) => [id, storyId]))
}

/** What is written of an article. */
interface SearchRow extends IndexedArticle {
  readonly tokens: ArticleTokens
  readonly head: string
}

/** Numbers for articles of these instants, each the next one that is free in its hour. Throws StoreError. */
export async function nextNumbers(db: Db, datedAt: readonly Instant[]): Promise<number[]> {
  const hours = [...new Set(datedAt.map(firstNumberOf))]
  const rows = await queryIn<{ hour: number; last: number | undefined }>(
    db,
    hours,
    (list) => `SELECT hour, (SELECT MAX(number) FROM search_articles
        WHERE number >= hour AND number < hour + ${NUMBERS_AN_HOUR}) AS last
      FROM (${list
        .split(', ')
        .map((place) => `SELECT CAST(${place} AS BIGINT) AS hour`)
        .join(' UNION ALL ')}) AS hours`,
  )
  const next = new Map(rows.map(({ hour, last }) => [hour, last === undefined ? hour : last + 1]))
  return datedAt.map((at) => {
    const hour = firstNumberOf(at)
    const number = next.get(hour)!
    next.set(hour, number + 1)
    return number
  })
}

/** Writes articles to the index, and takes out those with the numbers `gone`. */
export function saveIndexed({ engine }: Db, rows: readonly SearchRow[], gone: readonly number[]): Statement[] {
  const replaced = [...gone, ...rows.map(({ number }) => number)]
  return [
    ...statementsIn(replaced, (list) => `DELETE FROM search_articles WHERE number IN (${list})`),
    ...(engine === 'sqlite'
      ? [
          ...statementsIn(replaced, (list) => `DELETE FROM search_tokens WHERE rowid IN (${list})`),
          ...insertRows(
            'search_articles',
            rows.map(({ articleId, number, topics, head }) => ({ number, articleId, topics, head })),
          ),
          ...insertRows(
            'search_tokens',
            rows.map(({ number, tokens }) => ({
              rowid: number,
              tokens: [...tokens.words, ...tokens.others].join(' '),
            })),
          ),
        ]
      : insertRows(
          'search_articles',
          rows.map(({ articleId, number, topics, head, tokens }) => ({
            number,
            articleId,
            topics,
            head,
            tokens: vectorOf(tokens, number),
          })),
        )),
  ]
}

/**
 * Moves what PostgreSQL has put aside into its index; until then every search reads it row by row. Throws StoreError.
 */
export async function settleIndex(db: Db): Promise<void> {
  if (db.engine === 'postgres') await db.query("SELECT gin_clean_pending_list('search_articles_tokens')")
}

// What is found --------------------------------------------------------------------------------------------------------------

/** Between which instants an article must be dated: from `since` on, and before `until`. */
interface Period {
  readonly since?: Instant
  readonly until?: Instant
}

/** An article that matches. */
export interface SearchMatch {
  readonly articleId: string
  readonly storyId: string
  /** Its date, else its first sight. */
  readonly datedAt: Instant
  readonly head: string
}

/** Rounds in which matches are read that may not be shown, as those of sources that are no longer configured. */
const MAX_ROUNDS = 20

/** The newest articles of configured sources that match, `limit` at most, the newest first. Throws StoreError. */
export async function newestMatches(
  db: Db,
  expression: Expression,
  { since = '', until = '9999' }: Period,
  limit: number,
): Promise<SearchMatch[]> {
  const from = since === '' ? 0 : firstNumberOf(since)
  let before = until === '9999' ? Number.MAX_SAFE_INTEGER : firstNumberOf(until) + NUMBERS_AN_HOUR
  const found: SearchMatch[] = []
  for (let round = 0; round < MAX_ROUNDS && found.length < limit; round++) {
    const numbers = await newestNumbers(db, expression, { from, before, limit })
    const rows = await queryIn<SearchMatch & { readonly number: number }>(
      db,
      numbers,
      (list) => `SELECT i.number, i.article_id AS "articleId", i.head, a.story_id AS "storyId",
          COALESCE(a.published_at, a.first_seen_at) AS "datedAt"
        FROM search_articles i JOIN articles a ON a.id = i.article_id JOIN sources s ON s.id = a.source_id
        WHERE i.number IN (${list}) AND s.configured = 1 AND a.dropped IS NULL AND a.story_id IS NOT NULL`,
      // Two thousand rows are read at once, so they are not renamed one by one.
      { size: 1000, read: (row) => row as unknown as SearchMatch & { readonly number: number } },
    )
    found.push(
      ...rows
        .filter(({ datedAt }) => datedAt >= since && datedAt < until)
        .sort((a, b) => b.number - a.number)
        .map(({ number: _, ...match }) => match),
    )
    if (numbers.length < limit) break
    before = numbers.at(-1)!
  }
  return found.slice(0, limit)
}

interface NumberRange {
  readonly from: number
  readonly before: number
  readonly limit: number
}

/** The highest numbers in a range that match, in falling order. */
async function newestNumbers(db: Db, expression: Expression, range: NumberRange): Promise<number[]> {
  if (db.engine === 'postgres') return newestInPostgres(db, expression, range)
  const rows = await db.query<{ number: number }>(
    `SELECT rowid AS number FROM search_tokens WHERE search_tokens MATCH $1 AND rowid >= $2 AND rowid < $3
      ORDER BY rowid DESC LIMIT $4`,
    [matchOf(expression), range.from, range.before, range.limit],
  )
  return rows.map(({ number }) => number)
}

/** Of the newest articles so many are searched first; and then so many, if by what was found these have enough matches. */
const WINDOWS = [8_000, 64_000]
/** A window of more days is not asked for: the archive has few articles a day. */
const MAX_DAYS = 60

/**
 * The same in PostgreSQL, whose index has no order: all matches of a common word would be read and sorted. So each article has
 * its day among its tokens, and the days of the newest articles are searched first. The range is a condition outside, or the
 * planner would read articles by number and look through the tokens of each.
 */
async function newestInPostgres(db: Db, expression: Expression, range: NumberRange): Promise<number[]> {
  const { from, before, limit } = range
  const ask = async (days: readonly number[]): Promise<number[]> => {
    const within: Expression =
      days.length === 0
        ? expression
        : { ...expression, all: [...expression.all, { kind: 'any', tokens: days.map(dayToken) }] }
    const rows = await db.query<{ number: number }>(
      `WITH found AS MATERIALIZED (SELECT number FROM search_articles WHERE tokens @@ CAST($1 AS TSQUERY))
        SELECT number FROM found WHERE number >= $2 AND number < $3 ORDER BY number DESC LIMIT $4`,
      [tsqueryOf(within), from, before, limit],
    )
    return rows.map(({ number }) => number)
  }
  for (const [i, size] of WINDOWS.entries()) {
    const days = await daysOfNewest(db, range, size)
    if (days === undefined) break
    const found = await ask(days)
    if (found.length >= limit) return found
    if ((found.length / size) * (WINDOWS[i + 1] ?? 0) < limit) break
  }
  return ask(daysBetween(from, before))
}

/** The days of the newest `size` articles in a range; undefined where it has fewer, or they are of too many days. */
async function daysOfNewest(db: Db, { from, before }: NumberRange, size: number): Promise<number[] | undefined> {
  const [row] = await db.query<{ first: number | null; last: number | null }>(
    `SELECT (SELECT number FROM search_articles WHERE number >= $1 AND number < $2 ORDER BY number DESC OFFSET ${size} LIMIT 1) AS first,
      (SELECT MAX(number) FROM search_articles WHERE number < $2) AS last`,
    [from, before],
  )
  if (row?.first == null || row.last === null) return undefined
  const days = daysBetween(row.first, row.last + 1)
  return days.length === 0 ? undefined : days
}

/** The days of a range of numbers; none where they are too many to name. */
function daysBetween(from: number, before: number): number[] {
  const first = dayOf(from)
  const count = dayOf(before - 1) - first + 1
  return count > MAX_DAYS ? [] : Array.from({ length: Math.max(0, count) }, (_, i) => first + i)
}

const dayOf = (number: number): number => Math.floor(number / (24 * NUMBERS_AN_HOUR))
const dayToken = (day: number): string => `=${day}`

/** The FTS5 query of an expression. Every token is in quotes, so nothing in it is syntax. */
function matchOf({ all, none }: Expression): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const clauseOf = ({ kind, tokens }: Clause): string =>
    kind === 'phrase' ? quoted(tokens.join(' ')) : `(${tokens.map(quoted).join(' OR ')})`
  return [`(${all.map(clauseOf).join(' AND ')})`, ...none.map(clauseOf)].join(' NOT ')
}

/** The tsquery of an expression, as PostgreSQL reads it. */
function tsqueryOf({ all, none }: Expression): string {
  const clauseOf = ({ kind, tokens }: Clause): string =>
    `(${tokens.map(lexeme).join(kind === 'phrase' ? ' <-> ' : ' | ')})`
  return [...all.map(clauseOf), ...none.map((clause) => `!${clauseOf(clause)}`)].join(' & ')
}

const lexeme = (token: string): string => `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** The tsvector of an article, as PostgreSQL reads it: words with their places; its day and other tokens without. */
function vectorOf({ words, others }: ArticleTokens, number: number): string {
  const places = new Map<string, string>()
  for (const [at, word] of words.entries()) {
    if (word === FILLER) continue
    const known = places.get(word)
    places.set(word, known === undefined ? `:${at + 1}` : `${known},${at + 1}`)
  }
  for (const token of [...others, dayToken(dayOf(number))]) if (!places.has(token)) places.set(token, '')
  return [...places].map(([token, at]) => `${lexeme(token)}${at}`).join(' ')
}

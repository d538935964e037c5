/**
 * The index of search: of each article its tokens (`core/search/tokens.ts`) and the head by which it is ranked. The tables are
 * the engine's own, FTS5 in SQLite and a GIN index in PostgreSQL, so they are made here and not by a migration; all that they
 * hold can be made again. An article's number grows with its date, so that the newest matches are read first.
 */

import type { Instant } from '../core/model.ts'
import { HOUR } from '../core/schedule.ts'
import type { Clause, Expression } from '../core/search/expression.ts'
import { type ArticleTokens, FILLER } from '../core/search/tokens.ts'
import { hash30 } from '../core/text/frequencies.ts'
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
/** The tokens of an article as PostgreSQL indexes them. Every query must have it in these words. */
const TOKENS = "string_to_array(tokens, ' ')"
/**
 * Tokens are kept as one text, which has less than half the size of a `tsvector` of them; phrases are looked for in that text.
 * The index does not know the order of words. So that a phrase does not read every article that has its words somewhere, each two
 * words in a row are indexed as well, as one of a few thousand hashes: most pairs are rare, and few large lists take less room than
 * many small ones.
 */
const POSTGRES_TABLES = [
  `CREATE TABLE IF NOT EXISTS search_articles (
    number BIGINT PRIMARY KEY,
    article_id TEXT NOT NULL,
    topics TEXT NOT NULL,
    head TEXT NOT NULL,
    tokens TEXT COLLATE "C" NOT NULL, -- a space between; first the words in their order
    pairs SMALLINT[] NOT NULL         -- hashes of each two words in a row
  )`,
  `CREATE INDEX IF NOT EXISTS search_articles_tokens ON search_articles USING GIN ((${TOKENS}), pairs)`,
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
export const SEARCH_VERSION = 2

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

/** How many articles are marked; counted as far as `limit`. Throws StoreError. */
export async function countMarkedForSearch(db: Db, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'SELECT COUNT(*) AS count FROM (SELECT 1 FROM search_pending LIMIT $1) AS marked',
    [limit],
  )
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
            tokens: textOf(tokens, number),
            pairs: `{${pairsOf(tokens.words).join(',')}}`,
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

/** Rounds in which matches are read: many may not be shown, as those of sources that are no longer configured. */
const MAX_ROUNDS = 20

/**
 * The newest articles that match and are shown, `limit` at most, the newest first: those of configured sources, in a story that
 * has a date. Throws StoreError.
 */
export async function newestMatches(
  db: Db,
  expression: Expression,
  { since = '', until = '9999' }: Period,
  limit: number,
): Promise<SearchMatch[]> {
  let first = since === '' ? 0 : firstNumberOf(since)
  let before = until === '9999' ? Number.MAX_SAFE_INTEGER : firstNumberOf(until) + NUMBERS_AN_HOUR
  let span = Number.POSITIVE_INFINITY
  if (db.engine === 'postgres') {
    const newest = await newestSpan(db, before)
    ;({ before, span } = newest)
    first = Math.max(first, newest.oldest)
  }
  const found: SearchMatch[] = []
  for (let round = 0; round < MAX_ROUNDS && found.length < limit && before > first; round++) {
    const from = Math.max(first, before - span)
    const rows = await matchesBetween(db, expression, { from, before, limit })
    for (const { number: _, storyId, ...match } of rows)
      if (storyId !== null && match.datedAt >= since && match.datedAt < until) found.push({ storyId, ...match })
    if (rows.length === limit) before = rows.at(-1)!.number
    else {
      before = from
      // A little more than it takes if the older articles have as many matches.
      const growth = (1.2 * (limit - found.length)) / Math.max(1, rows.length)
      span = Math.ceil(span * Math.min(MAX_GROWTH, Math.max(1, growth)))
    }
  }
  return found.slice(0, limit)
}

interface NumberRange {
  readonly from: number
  readonly before: number
  readonly limit: number
}

type NumberedMatch = Omit<SearchMatch, 'storyId'> & {
  readonly number: number
  /** Null where the article is not shown. */
  readonly storyId: string | null
}

/** The matches with the highest numbers in a range, in falling order. Those that are not shown are among them. */
async function matchesBetween(db: Db, expression: Expression, range: NumberRange): Promise<NumberedMatch[]> {
  // Few stories have no date, so that these are listed once and not looked up two thousand times.
  const select = (newest: string, tables: string) => `${newest} SELECT n.number, article_id AS "articleId", head,
      CASE WHEN a.source_id IN (SELECT id FROM sources WHERE configured = 1)
        AND a.story_id NOT IN (SELECT id FROM stories WHERE published_at IS NULL) THEN a.story_id END AS "storyId",
      COALESCE(a.published_at, a.first_seen_at) AS "datedAt"
    FROM ${tables} LEFT JOIN articles a ON a.id = article_id AND a.dropped IS NULL
    ORDER BY n.number DESC`
  const { from, before, limit } = range
  if (db.engine === 'sqlite') {
    const newest = `WITH n AS (SELECT rowid AS number FROM search_tokens
      WHERE search_tokens MATCH $1 AND rowid >= $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4)`
    return db.query(select(newest, 'n CROSS JOIN search_articles i ON i.number = n.number'), [
      matchOf(expression),
      from,
      before,
      limit,
    ])
  }
  const { sql, params } = conditionsOf(expression, from, before)
  const count = params.length
  const newest = `WITH found AS MATERIALIZED (SELECT number, article_id, head FROM search_articles WHERE ${sql}),
    n AS MATERIALIZED (SELECT * FROM found WHERE number >= $${count + 1} AND number < $${count + 2}
      ORDER BY number DESC LIMIT $${count + 3})`
  const [, rows] = await db.batch([
    WITH_INDEXES,
    {
      sql: select(newest, 'n'),
      params: [...params, from, before, limit],
    },
  ])
  return rows as unknown as NumberedMatch[]
}

// PostgreSQL -----------------------------------------------------------------------------------------------------------------
// Its index has no order: all matches of a common word would be read and sorted. So each article has the time of its number
// among its tokens, and the newest articles are searched first, as far back as it takes.

/** The period of this many newest articles is searched first. */
const FIRST_SEARCHED = 3_000
/** The next time may be longer by this. */
const MAX_GROWTH = 20

/** The number after the newest article before one, how far below it the newest articles begin, and the oldest number. */
async function newestSpan(db: Db, before: number) {
  const [row] = await db.query<{ first: number | null; last: number | null; oldest: number | null }>(
    `SELECT (SELECT number FROM search_articles WHERE number < $1 ORDER BY number DESC OFFSET ${FIRST_SEARCHED} LIMIT 1) AS first,
      (SELECT MAX(number) FROM search_articles WHERE number < $1) AS last, (SELECT MIN(number) FROM search_articles) AS oldest`,
    [before],
  )
  const after = (row!.last ?? -1) + 1
  const span = row!.first === null ? Number.POSITIVE_INFINITY : after - row!.first
  return { before: after, span, oldest: row!.oldest ?? 0 }
}

/**
 * The planner considers reading a row cheap, also where its tokens must be decompressed and split, and knows little of what matches.
 * For a few thousand rows out of a million the indexes are always better.
 */
const WITH_INDEXES: Statement = {
  sql: `SELECT ${['seqscan', 'hashjoin', 'mergejoin'].map((way) => `set_config('enable_${way}', 'off', true)`).join(', ')}`,
}

/** The condition of an expression for articles with numbers of a range, and some older and newer ones, and its parameters. */
function conditionsOf({ all, none }: Expression, from: number, before: number) {
  const params: string[] = []
  const place = (value: string): string => `$${params.push(value)}`
  const textArray = (tokens: readonly string[]): string => `CAST(${place(arrayOf(tokens))} AS TEXT[])`
  const anyOf = (tokens: readonly string[]): string => `${TOKENS} && ${textArray(tokens)}`
  const phrase = (words: readonly string[]): string[] =>
    words.length < 2
      ? []
      : [
          `pairs @> CAST(${place(arrayOf(pairsOf(words).map(String)))} AS SMALLINT[])`,
          `strpos(tokens, ${place(` ${words.join(' ')} `)}) > 0`,
        ]
  const conditionOf = (clauses: readonly Clause[]): string[] => {
    const needed = clauses.flatMap(({ kind, tokens }) => (kind === 'phrase' || tokens.length === 1 ? tokens : []))
    return [
      ...(needed.length === 0 ? [] : [`${TOKENS} @> ${textArray(needed)}`]),
      ...clauses.flatMap(({ kind, tokens }) =>
        kind === 'phrase' ? phrase(tokens) : tokens.length === 1 ? [] : [anyOf(tokens)],
      ),
    ]
  }
  const periods = periodsBetween(from, before)
  const wanted = [...conditionOf(all), ...(periods === undefined ? [] : [anyOf(periods)])]
  // Those that are excluded are found by the index as well; to look through the tokens of each match takes longer.
  const words = none.flatMap(({ kind, tokens }) => (kind === 'any' ? tokens : []))
  const excluded = [
    ...(words.length === 0 ? [] : [anyOf(words)]),
    ...none.flatMap((clause) => (clause.kind === 'phrase' ? conditionOf([clause]).join(' AND ') : [])),
  ]
  const without = excluded.map(
    (one) => `number NOT IN (SELECT number FROM search_articles WHERE ${[...wanted, one].join(' AND ')})`,
  )
  return { sql: [...wanted, ...without].join(' AND '), params }
}

/** An array as PostgreSQL reads it. */
const arrayOf = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`

/** The lengths of the times that an article has among its tokens, in hours. */
const PERIODS = [6, 8 * 24, 256 * 24]
/** More times are not asked for at once: longer ones are. */
const MAX_PERIODS = 64

const periodToken = (hours: number, number: number): string =>
  `=${hours}:${Math.floor(number / (hours * NUMBERS_AN_HOUR))}`

/** The tokens of the times that have all numbers of a range; undefined where there are too many. */
function periodsBetween(from: number, before: number): string[] | undefined {
  for (const hours of PERIODS) {
    const length = hours * NUMBERS_AN_HOUR
    const first = Math.floor(from / length)
    const count = Math.floor((before - 1) / length) - first + 1
    if (count <= MAX_PERIODS) return Array.from({ length: count }, (_, i) => periodToken(hours, (first + i) * length))
  }
  return undefined
}

/** The tokens of an article as PostgreSQL keeps them: its words in order, with a space on both sides; the others; its times. */
const textOf = ({ words, others }: ArticleTokens, number: number): string =>
  [FILLER, ...words, FILLER, ...others, ...PERIODS.map((hours) => periodToken(hours, number))].join(' ')

/**
 * An article of 200 words has about one in eighty of them, so that few articles without a phrase are looked at. With more, hashes
 * have too few articles each to fill a page of the index.
 */
const PAIR_HASHES = 2 ** 14

/** The hashes of each two words in a row. */
function pairsOf(words: readonly string[]): number[] {
  const pairs = new Set<number>()
  for (let at = 1; at < words.length; at++) {
    const [one, other] = [words[at - 1]!, words[at]!]
    if (one !== FILLER && other !== FILLER) pairs.add(hash30(`${one} ${other}`) % PAIR_HASHES)
  }
  return [...pairs]
}

// SQLite ---------------------------------------------------------------------------------------------------------------------

/** The FTS5 query of an expression. Every token is in quotes, so nothing in it is syntax. */
function matchOf({ all, none }: Expression): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const clauseOf = ({ kind, tokens }: Clause): string =>
    kind === 'phrase' ? quoted(tokens.join(' ')) : `(${tokens.map(quoted).join(' OR ')})`
  const wanted = `(${all.map(clauseOf).join(' AND ')})`
  // One NOT, since each further one counts as a level, of which FTS5 takes 256.
  return none.length === 0 ? wanted : `${wanted} NOT (${none.map(clauseOf).join(' OR ')})`
}

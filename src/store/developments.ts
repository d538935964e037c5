/** What articles say that may be new, and which step of their story each tells. */
import type { Instant } from '../core/model.ts'
import { type Db, inList, type Statement } from './db.ts'
import { inParts, insertRows, orAbsent, orNull } from './rows.ts'

/** What one version of an article says, as `factsOf` gives it. */
export interface FactsVersion {
  readonly facts: string
  /** When the edit was seen; absent for the first version. */
  readonly at?: Instant
}

/** An article with what it says, and the step that it told so far. */
export interface ToldArticle {
  readonly id: string
  readonly storyId?: string
  readonly copyOf?: string
  /** Its date, else when it was first seen. */
  readonly datedAt: Instant
  readonly groupedAt?: Instant
  readonly development: number
  readonly news?: string
  readonly developedAt?: Instant
  /** Absent where an earlier version of the program read it. */
  readonly versions?: readonly FactsVersion[]
}

/** What these articles say, by id; unknown ids are left out. Throws StoreError. */
export async function readTold(db: Db, articleIds: readonly string[]): Promise<Map<string, ToldArticle>> {
  const told = new Map<string, ToldArticle>()
  for (const part of inParts(articleIds, 100)) {
    const list = inList(part)
    const rows = await db.query<
      { id: string; development: number; dated_at: string } & Record<Nullable, string | null>
    >(
      `SELECT a.id, a.story_id, a.copy_of, COALESCE(a.published_at, a.first_seen_at) AS dated_at, a.grouped_at,
          a.development, a.news, a.developed_at, f.body
        FROM articles a LEFT JOIN article_facts f ON f.article_id = a.id WHERE a.id IN (${list.sql})`,
      list.params,
    )
    for (const row of rows) {
      told.set(row.id, {
        id: row.id,
        storyId: orAbsent(row.story_id),
        copyOf: orAbsent(row.copy_of),
        datedAt: row.dated_at,
        groupedAt: orAbsent(row.grouped_at),
        development: row.development,
        news: orAbsent(row.news),
        developedAt: orAbsent(row.developed_at),
        ...(row.body === null ? {} : { versions: JSON.parse(row.body) as FactsVersion[] }),
      })
    }
  }
  return told
}
type Nullable = 'story_id' | 'copy_of' | 'grouped_at' | 'news' | 'developed_at' | 'body'

/** Replaces what articles say. */
export const saveFacts = (articles: ReadonlyMap<string, readonly FactsVersion[]>): Statement[] =>
  insertRows(
    'article_facts',
    ['article_id', 'body'],
    [...articles].map(([id, versions]) => [id, JSON.stringify(versions)]),
    'ON CONFLICT (article_id) DO UPDATE SET body = excluded.body',
  )

/** The step that an article tells. */
export interface SavedStep {
  readonly articleId: string
  readonly development: number
  /** Where it starts the step: what is new, and since when. */
  readonly news?: string
  readonly developedAt?: Instant
}

/** Writes the steps that articles tell. */
export const saveSteps = (steps: readonly SavedStep[]): Statement[] =>
  steps.map(({ articleId, development, news, developedAt }) => ({
    sql: 'UPDATE articles SET development = $1, news = $2, developed_at = $3 WHERE id = $4',
    params: [development, orNull(news), orNull(developedAt), articleId],
  }))

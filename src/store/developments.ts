/** What articles say that may be new, and which step of their story each reports. */
import type { Instant } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { insertRows, queryIn, rowReader, updateRow } from './rows.ts'

/** What one version of an article says, as `factsOf` gives it. */
export interface FactsVersion {
  readonly facts: string
  /** When the edit was seen; absent for the first version. */
  readonly at?: Instant
}

/** An article with what it says, and the step that it reported so far. */
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
  const rows = await queryIn(
    db,
    articleIds,
    (list) => `SELECT a.id, a.story_id, a.copy_of, COALESCE(a.published_at, a.first_seen_at) AS dated_at, a.grouped_at,
        a.development, a.news, a.developed_at, f.body AS versions
      FROM articles a LEFT JOIN article_facts f ON f.article_id = a.id WHERE a.id IN (${list})`,
    { read: rowReader<ToldArticle>({ json: ['versions'] }) },
  )
  return new Map(rows.map((told) => [told.id, told]))
}

/** Replaces what articles say. */
export const saveFacts = (articles: ReadonlyMap<string, readonly FactsVersion[]>): Statement[] =>
  insertRows(
    'article_facts',
    [...articles].map(([articleId, versions]) => ({ articleId, body: JSON.stringify(versions) })),
    'ON CONFLICT (article_id) DO UPDATE SET body = excluded.body',
  )

/** The step that an article reports. */
export interface SavedStep {
  readonly articleId: string
  readonly development: number
  /** What is new, and since when; absent where the article does not start the step. */
  readonly news?: string
  readonly developedAt?: Instant
}

/** Writes the steps that articles report. */
export const saveSteps = (steps: readonly SavedStep[]): Statement[] =>
  steps.map(({ articleId, development, news, developedAt }) =>
    updateRow('articles', { development, news, developedAt }, { id: articleId }),
  )

/**
 * The examples that topics are learned from: articles that a person marked as of a topic, or not. They outlive the
 * article.
 */
import type { Instant } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { insertRows, rowReader } from './rows.ts'

/** An article marked as of a topic (`belongs`), or not. */
export interface TaughtExample {
  readonly topicId: string
  readonly articleId: string
  readonly belongs: boolean
  readonly title: string
  readonly text: string
  readonly language?: string
}

/** Stores examples, replacing earlier ones of the same article and topic. */
export const saveExamples = (examples: readonly TaughtExample[], now: Instant): Statement[] =>
  insertRows(
    'topic_examples',
    examples.map(({ topicId, articleId, belongs, title, text, language }) => ({
      topicId,
      articleId,
      belongs: belongs ? 1 : 0,
      title,
      text,
      language,
      taughtAt: now,
    })),
    `ON CONFLICT (topic_id, article_id) DO UPDATE SET belongs = excluded.belongs, title = excluded.title,
      text = excluded.text, language = excluded.language, taught_at = excluded.taught_at`,
  )

/** Every example, by topic, then by article. Throws StoreError. */
export async function readExamples(db: Db): Promise<TaughtExample[]> {
  const columns = 'topic_id, article_id, belongs, title, text, language'
  const rows = await db.query(`SELECT ${columns} FROM topic_examples ORDER BY topic_id ${db.byBytes}, article_id`)
  return rows.map(rowReader<TaughtExample>({ flags: ['belongs'] }))
}

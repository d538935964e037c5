/** A person's corrections of the grouping, kept for good: pairs of articles that belong apart or together. */
import type { Instant } from '../core/model.ts'
import { type Db, inList, type Statement } from './db.ts'
import { inParts, insertRows, queryIn, rowReader } from './rows.ts'

type CorrectionKind = 'apart' | 'together'

/** Two articles, by id. */
export type ArticlePair = readonly [string, string]

/** All corrections. */
export interface Corrections {
  /** Grouping has not applied some of them yet. */
  readonly hasNew: boolean
  readonly apart: readonly ArticlePair[]
  readonly together: readonly ArticlePair[]
}

/** Stores pairs, replacing earlier corrections of the same pair. The next grouping applies them. */
export const saveCorrections = (pairs: readonly ArticlePair[], kind: CorrectionKind, now: Instant): Statement[] =>
  insertRows(
    'corrections',
    pairs.map((pair) => {
      const [articleId, otherId] = [...pair].sort()
      return { articleId, otherId, kind, madeAt: now, isNew: 1 }
    }),
    `ON CONFLICT (article_id, other_id) DO UPDATE SET kind = excluded.kind, made_at = excluded.made_at, is_new = 1`,
  )

/** Deletes the corrections that keep any two of these articles apart. */
export function forgetApart(articleIds: readonly string[]): Statement[] {
  const parts = inParts(articleIds, 100)
  return parts.flatMap((part) =>
    parts.map((other): Statement => {
      const list = inList(part)
      const others = inList(other, list.params.length + 1)
      return {
        sql: `DELETE FROM corrections WHERE kind = 'apart' AND article_id IN (${list.sql}) AND other_id IN (${others.sql})`,
        params: [...list.params, ...others.params],
      }
    }),
  )
}

/** Marks the articles of stories that a new correction concerns as pending. For grouping only, under its lease. */
export const takeUpCorrections: readonly Statement[] = [
  {
    sql: `UPDATE articles SET pending = 1 WHERE dropped IS NULL AND story_id IN (
      SELECT story_id FROM articles WHERE id IN (
        SELECT article_id FROM corrections WHERE is_new = 1 UNION SELECT other_id FROM corrections WHERE is_new = 1))`,
  },
  { sql: 'UPDATE corrections SET is_new = 0 WHERE is_new = 1' },
]

/** A correction as it is stored. */
interface Correction {
  readonly articleId: string
  readonly otherId: string
  readonly kind: CorrectionKind
  readonly madeAt: Instant
  /** Not applied by grouping yet. */
  readonly isNew: boolean
}
const read = rowReader<Correction>({ flags: ['is_new'] })

/** All corrections; they are made by hand, so they are few. Throws StoreError. */
export async function readCorrections(db: Db): Promise<Corrections> {
  const rows = (await db.query('SELECT * FROM corrections ORDER BY made_at, article_id, other_id')).map(read)
  const of = (wanted: CorrectionKind): ArticlePair[] =>
    rows.flatMap(({ articleId, otherId, kind }) => (kind === wanted ? [[articleId, otherId]] : []))
  return { hasNew: rows.some(({ isNew }) => isNew), apart: of('apart'), together: of('together') }
}

/** The corrections that name any of these articles. Throws StoreError. */
export async function correctionsOf(
  db: Db,
  articleIds: readonly string[],
): Promise<(Pick<Correction, 'kind' | 'madeAt' | 'isNew'> & { readonly pair: ArticlePair })[]> {
  const rows = await queryIn(
    db,
    articleIds,
    (list) => `SELECT * FROM corrections WHERE article_id IN (${list}) OR other_id IN (${list})`,
    { read },
  )
  const found = new Map(
    rows.map(({ articleId, otherId, kind, madeAt, isNew }) => [
      `${articleId} ${otherId}`,
      { pair: [articleId, otherId] as const, kind, madeAt, isNew },
    ]),
  )
  return [...found.values()].sort((a, b) => (a.madeAt + a.pair.join() < b.madeAt + b.pair.join() ? -1 : 1))
}

/**
 * A person's corrections of the grouping, kept until they are undone: each is a list of pairs of articles that belong apart or
 * together. Of two corrections of one pair the later holds; the earlier is kept, in case the later is undone.
 */
import type { Instant } from '../core/model.ts'
import { type Db, inList, type Statement } from './db.ts'
import { inParts, insertRows, queryIn, rowReader } from './rows.ts'

export type CorrectionKind = 'apart' | 'together'

/** Two articles, by id. */
export type ArticlePair = readonly [string, string]

/** All corrections that hold. */
export interface Corrections {
  /** Grouping has not applied some of them yet, or has not forgotten one that was undone. */
  readonly hasNew: boolean
  readonly apart: readonly ArticlePair[]
  readonly together: readonly ArticlePair[]
}

/** One correction, as a person made it. */
export interface MadeCorrection {
  readonly id: string
  readonly kind: CorrectionKind
  /** Of the article that was taken out of a story, or of the first story. */
  readonly title: string
  /** Of the story it was taken out of, or of the second story. */
  readonly otherTitle: string
  readonly madeAt: Instant
}

/** A correction in the list of all. */
interface ListedCorrection extends MadeCorrection {
  /** Not applied by grouping yet. */
  readonly isWaiting: boolean
  /** Some of its pairs hold; no later correction has overruled them all. */
  readonly holds: boolean
}

/** Two sets of articles, between which a correction overrules those of the other kind. */
type Sides = readonly [readonly string[], readonly string[]]

/** Stores a correction, which overrules earlier ones of the other kind between the two sides. The next grouping applies it. */
export const saveCorrection = (
  { id, kind, title, otherTitle, madeAt }: MadeCorrection,
  pairs: readonly ArticlePair[],
  sides: Sides,
): Statement[] => [
  ...overrule(id, kind === 'apart' ? 'together' : 'apart', sides),
  ...insertRows('corrections_made', [{ id, kind, title, otherTitle, madeAt }]),
  ...insertRows(
    'corrected_pairs',
    pairs.map((pair) => {
      const [articleId, otherId] = [...pair].sort()
      return { correctionId: id, articleId, otherId, isNew: 1, undone: 0 }
    }),
  ),
]

function overrule(id: string, kind: CorrectionKind, [left, right]: Sides): Statement[] {
  return inParts(left, 100).flatMap((some) =>
    inParts(right, 100).map((others): Statement => {
      const list = inList(some, 3)
      const other = inList(others, 3 + list.params.length)
      return {
        sql: `UPDATE corrected_pairs SET overruled_by = $1
          WHERE ${HOLDS} AND correction_id IN (SELECT id FROM corrections_made WHERE kind = $2)
            AND ((article_id IN (${list.sql}) AND other_id IN (${other.sql}))
              OR (other_id IN (${list.sql}) AND article_id IN (${other.sql})))`,
        params: [id, kind, ...list.params, ...other.params],
      }
    }),
  )
}

/** SQL condition: a pair holds. */
const HOLDS = 'undone = 0 AND overruled_by IS NULL'

/** Undoes a correction: the next grouping forgets its pairs, and those that it overruled hold again. Returns a row for it. */
export const undoCorrection = (id: string): Statement[] => [
  { sql: 'DELETE FROM corrections_made WHERE id = $1 RETURNING id', params: [id] },
  { sql: 'UPDATE corrected_pairs SET undone = 1, is_new = 1 WHERE correction_id = $1', params: [id] },
  { sql: 'UPDATE corrected_pairs SET overruled_by = NULL, is_new = 1 WHERE overruled_by = $1', params: [id] },
]

/** Marks the articles of stories that a new or undone correction concerns as pending. For grouping only, under its lease. */
export const takeUpCorrections: readonly Statement[] = [
  {
    sql: `UPDATE articles SET pending = 1 WHERE dropped IS NULL AND story_id IN (
      SELECT story_id FROM articles WHERE id IN (
        SELECT article_id FROM corrected_pairs WHERE is_new = 1 UNION SELECT other_id FROM corrected_pairs WHERE is_new = 1))`,
  },
  { sql: 'DELETE FROM corrected_pairs WHERE undone = 1' },
  { sql: 'UPDATE corrected_pairs SET is_new = 0 WHERE is_new = 1' },
]

/** A pair as it is stored, with the correction it is from. */
interface CorrectedPair extends Pick<MadeCorrection, 'kind' | 'madeAt'> {
  readonly correctionId: string
  readonly articleId: string
  readonly otherId: string
  /** Not applied by grouping yet. */
  readonly isNew: boolean
}
const readPair = rowReader<CorrectedPair>({ flags: ['is_new'] })
const readListed = rowReader<ListedCorrection>({ flags: ['is_waiting', 'holds'] })

const PAIRS = `SELECT p.correction_id, p.article_id, p.other_id, p.is_new, c.kind, c.made_at
  FROM corrected_pairs p JOIN corrections_made c ON c.id = p.correction_id WHERE ${HOLDS}`

/** All corrections that hold; they are made by hand, so they are few. Throws StoreError. */
export async function readCorrections(db: Db): Promise<Corrections> {
  const pairs = (await db.query(`${PAIRS} ORDER BY c.made_at, p.article_id, p.other_id`)).map(readPair)
  const of = (wanted: CorrectionKind): ArticlePair[] =>
    pairs.flatMap(({ articleId, otherId, kind }) => (kind === wanted ? [[articleId, otherId]] : []))
  const [isNew] = await db.query('SELECT correction_id FROM corrected_pairs WHERE is_new = 1 LIMIT 1')
  return { hasNew: isNew !== undefined, apart: of('apart'), together: of('together') }
}

/** The corrections that grouping has not applied yet, in the order they were made. Throws StoreError. */
export async function waitingCorrections(
  db: Db,
): Promise<{ readonly kind: CorrectionKind; readonly pairs: readonly ArticlePair[] }[]> {
  const pairs = (await db.query(`${PAIRS} AND p.is_new = 1 ORDER BY c.made_at, c.id`)).map(readPair)
  return [...Map.groupBy(pairs, ({ correctionId }) => correctionId).values()].map((some) => ({
    kind: some[0]!.kind,
    pairs: some.map(({ articleId, otherId }) => [articleId, otherId]),
  }))
}

/** Every correction that was not undone, the last one first. Throws StoreError. */
export async function listCorrections(db: Db): Promise<ListedCorrection[]> {
  const rows = await db.query(
    `SELECT c.id, c.kind, c.title, c.other_title, c.made_at, MAX(p.is_new) AS is_waiting,
        MAX(CASE WHEN p.overruled_by IS NULL THEN 1 ELSE 0 END) AS holds
      FROM corrections_made c JOIN corrected_pairs p ON p.correction_id = c.id
      GROUP BY c.id, c.kind, c.title, c.other_title, c.made_at ORDER BY c.made_at DESC, c.id`,
  )
  return rows.map(readListed)
}

/** The pairs that hold and name any of these articles. Throws StoreError. */
export async function correctionsOf(
  db: Db,
  articleIds: readonly string[],
): Promise<(Pick<CorrectedPair, 'kind' | 'madeAt' | 'isNew'> & { readonly pair: ArticlePair })[]> {
  const rows = await queryIn(
    db,
    articleIds,
    (list) => `${PAIRS} AND (p.article_id IN (${list}) OR p.other_id IN (${list}))`,
    { read: readPair },
  )
  const found = new Map(
    rows.map(({ correctionId, articleId, otherId, kind, madeAt, isNew }) => [
      `${correctionId} ${articleId} ${otherId}`,
      { pair: [articleId, otherId] as const, kind, madeAt, isNew },
    ]),
  )
  return [...found.values()].sort((a, b) => (a.madeAt + a.pair.join() < b.madeAt + b.pair.join() ? -1 : 1))
}

/** The editions: what was composed for a slot, frozen as rendered. */
import type { EditionOutline } from '../core/edition-outline.ts'
import type { Instant } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { insertRows, queryIn, rowReader } from './rows.ts'

type EditionState = 'sending' | 'sent' | 'empty' | 'skipped' | 'held'

/** An edition without its texts. */
export interface StoredEdition {
  readonly id: string
  readonly digestId: string
  readonly slotAt: Instant
  readonly frozenAt: Instant
  readonly state: EditionState
  /** The number of stories in its largest variant. */
  readonly stories: number
}

/** What was rendered for recipients with the same topics, time zone and past editions. */
export interface Variant {
  readonly variant: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Every article of its stories, which its subscribers have had once it is sent. */
  readonly articleIds: readonly string[]
}

/** Freezes an edition; the batch is rolled back with ClaimLostError when its slot was frozen before. */
export const freezeEdition = (
  edition: StoredEdition,
  variants: readonly Variant[],
  outline: EditionOutline,
): Statement[] => [
  {
    sql: `INSERT INTO editions (id, digest_id, slot_at, frozen_at, state, stories, page) VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (id) DO NOTHING RETURNING id`,
    params: [
      ...[edition.id, edition.digestId, edition.slotAt, edition.frozenAt, edition.state, edition.stories],
      edition.stories === 0 ? null : JSON.stringify(outline),
    ],
    expectRows: 1,
  },
  ...insertRows(
    'variants',
    variants.map(({ variant, subject, html, text }) => ({ editionId: edition.id, variant, subject, html, text })),
  ),
  ...insertRows(
    'variant_articles',
    variants.flatMap(({ variant, articleIds }) =>
      articleIds.map((articleId) => ({ editionId: edition.id, variant, articleId })),
    ),
    'ON CONFLICT (edition_id, variant, article_id) DO NOTHING',
  ),
  {
    sql: `UPDATE variant_articles SET development = (SELECT development FROM articles WHERE id = article_id)
      WHERE edition_id = $1`,
    params: [edition.id],
  },
]

/** The editions with these ids, in the order of the ids; unknown ids are left out. Throws StoreError. */
export async function readEditions(db: Db, ids: readonly string[]): Promise<StoredEdition[]> {
  const rows = await queryIn<StoredEdition>(
    db,
    ids,
    (list) => `SELECT id, digest_id, slot_at, frozen_at, state, stories FROM editions WHERE id IN (${list})`,
  )
  const editions = new Map(rows.map((edition) => [edition.id, edition]))
  return ids.flatMap((id) => editions.get(id) ?? [])
}

/**
 * What the pages of these editions list, by id; without those that have no story or were frozen before version 12. Throws StoreError.
 */
export async function outlinesOf(db: Db, ids: readonly string[]): Promise<Map<string, EditionOutline>> {
  const rows = await queryIn<{ id: string; page: string }>(
    db,
    ids,
    (list) => `SELECT id, page FROM editions WHERE page IS NOT NULL AND id IN (${list})`,
  )
  return new Map(rows.map(({ id, page }) => [id, JSON.parse(page) as EditionOutline]))
}

/**
 * A text that changes whenever an edition that has stories is frozen, or forgotten: how many there are, and when the last one was
 * frozen. The instant alone is that of two editions, where two digests are due at once. Throws StoreError.
 */
export async function stampOfEditions(db: Db): Promise<string> {
  const [row] = await db.query<{ count: number; at: string | null }>(
    'SELECT COUNT(*) AS count, MAX(frozen_at) AS at FROM editions WHERE stories > 0',
  )
  return `${row!.count} ${row!.at ?? ''}`
}

/** The ids of the editions of slots from an instant on that have stories, in the order of slots. Throws StoreError. */
export async function editionIdsSince(db: Db, from: Instant): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'SELECT id FROM editions WHERE slot_at >= $1 AND stories > 0 ORDER BY slot_at, id',
    [from],
  )
  return rows.map(({ id }) => id)
}

/** Whether an edition was frozen or recorded as empty or skipped. Throws StoreError. */
export const isDecided = async (db: Db, id: string): Promise<boolean> =>
  (await db.query('SELECT id FROM editions WHERE id = $1', [id])).length > 0

/** Whether an edition of a digest, by whatever name it had then, was frozen or recorded for a slot. Throws StoreError. */
export const isSlotDecided = async (db: Db, digestId: string, slotAt: Instant): Promise<boolean> =>
  (await db.query('SELECT id FROM editions WHERE digest_id = $1 AND slot_at = $2', [digestId, slotAt])).length > 0

/** The texts of a variant; undefined where there is none. Throws StoreError. */
export async function readVariant(
  db: Db,
  editionId: string,
  variant: string,
): Promise<Pick<Variant, 'subject' | 'html' | 'text'> | undefined> {
  const [row] = await db.query<{ subject: string; html: string; text: string }>(
    'SELECT subject, html, text FROM variants WHERE edition_id = $1 AND variant = $2',
    [editionId, variant],
  )
  return row
}

/**
 * The variants of an edition that went to somebody: how many got each, and the address of one, in lower case. Throws StoreError.
 */
export async function recipientsOfVariants(
  db: Db,
  editionId: string,
): Promise<{ readonly variant: string; readonly count: number; readonly subscriber: string }[]> {
  return db.query(
    `SELECT variant, COUNT(*) AS count, MIN(subscriber) AS subscriber FROM deliveries WHERE edition_id = $1
      GROUP BY variant ORDER BY variant`,
    [editionId],
  )
}

/**
 * The last edition of a digest that was frozen for a subscriber (an address in lower case), in their variant; without one, and
 * for an address that never had any, the last of all, in its largest variant. Undefined where there was none. Throws StoreError.
 */
export async function lastFrozen(
  db: Db,
  digestId: string,
  subscriber?: string,
): Promise<{ readonly edition: StoredEdition; readonly variant: string } | undefined> {
  const ofSubscriber = `SELECT edition_id, variant FROM deliveries WHERE digest_id = $1 AND subscriber = $2
    ORDER BY frozen_at DESC, slot_at DESC, edition_id LIMIT 1`
  const ofAll = `SELECT v.edition_id, v.variant FROM variants v WHERE v.edition_id = (SELECT e.id FROM editions e
      WHERE e.digest_id = $1 AND e.id IN (SELECT edition_id FROM variants) ORDER BY e.frozen_at DESC, e.slot_at DESC, e.id LIMIT 1)
    ORDER BY (SELECT COUNT(*) FROM variant_articles a WHERE a.edition_id = v.edition_id AND a.variant = v.variant) DESC,
      v.variant LIMIT 1`
  const [own] = subscriber === undefined ? [] : await db.query(ofSubscriber, [digestId, subscriber])
  const row = own ?? (await db.query(ofAll, [digestId]))[0]
  if (row === undefined) return undefined
  const { editionId, variant } = rowReader<{ editionId: string; variant: string }>()(row)
  const [edition] = await readEditions(db, [editionId])
  return edition && { edition, variant }
}

/**
 * The ids of the stories of an edition, whoever got them: those that have now the articles of its variants. Articles that are no
 * longer kept are left out. Throws StoreError.
 */
export async function storiesOfEdition(db: Db, editionId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT DISTINCT a.story_id AS id FROM variant_articles v JOIN articles a ON a.id = v.article_id
      WHERE v.edition_id = $1 AND a.story_id IS NOT NULL`,
    [editionId],
  )
  return rows.map(({ id }) => id)
}

/** Sets the state of open editions by their deliveries: some are owed, some are held, or all are done. */
export const settleEditions: Statement = {
  sql: `UPDATE editions SET state = CASE
      WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.edition_id = editions.id AND d.state IN ('pending', 'sending', 'retry', 'uncertain')) THEN 'sending'
      WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.edition_id = editions.id AND d.state = 'held') THEN 'held'
      ELSE 'sent' END
    WHERE state IN ('sending', 'held')`,
}

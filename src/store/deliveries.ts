/**
 * The deliveries: one edition to one subscriber, with its state. They are the only record of who has had which stories.
 */
import type { Instant } from '../core/model.ts'
import { type Db, inList, type Statement } from './db.ts'
import { byKey, insertRows, orNull, queryIn, rowReader, statementsIn } from './rows.ts'
import { storiesSince } from './selected-stories.ts'

export type DeliveryState = 'pending' | 'sending' | 'sent' | 'retry' | 'failed' | 'uncertain' | 'held'

/** A delivery and its state. */
export interface DeliveryRecord {
  readonly id: string
  readonly editionId: string
  readonly digestId: string
  readonly slotAt: Instant
  /** As configured; the column `subscriber` holds it in lower case. */
  readonly address: string
  readonly messageId: string
  readonly state: DeliveryState
  readonly tries: number
  readonly nextTryAt?: Instant
  readonly code?: string
  readonly reply?: string
}

/** A delivery with everything needed to send it. */
export interface StoredDelivery extends DeliveryRecord {
  readonly variant: string
  readonly frozenAt: Instant
  readonly name?: string
  /** What fills the open slots. */
  readonly slots: DeliverySlots
}

/** The subscriber's own values, frozen with the edition. */
export interface DeliverySlots {
  readonly html: Readonly<Record<string, string>>
  readonly text: Readonly<Record<string, string>>
  /** The page that ends the subscription. */
  readonly unsubscribeUrl?: string
  /** The subject of a mail to `headers.unsubscribeMailto`. Absent: `unsubscribe`, as older versions had it. */
  readonly unsubscribeSubject?: string
  readonly headers: DeliveryHeaders
}

/**
 * What a message states about its sender, its list and its language. Frozen, so that a retry is the same whatever was
 * configured since.
 */
export interface DeliveryHeaders {
  readonly from: { readonly name?: string; readonly address: string }
  readonly replyTo?: string
  readonly listId: string
  readonly listName: string
  readonly unsubscribeMailto?: string
  readonly archiveUrl?: string
  readonly ownerMailto?: string
  readonly helpMailto?: string
  readonly language: string
}

const RECORD = 'id, edition_id, digest_id, slot_at, address, message_id, state, tries, next_try_at, code, reply'

const readRecord = rowReader<DeliveryRecord>()
const read = rowReader<StoredDelivery>({ json: ['slots'] })

/** A delivery that is to be recorded. */
export type NewDelivery = Omit<StoredDelivery, 'state' | 'tries' | 'nextTryAt' | 'code' | 'reply'>

/** Records deliveries as pending, to be tried from `now` on. */
export const addDeliveries = (deliveries: readonly NewDelivery[], now: Instant): Statement[] =>
  insertRows(
    'deliveries',
    deliveries.map(({ slots, ...delivery }) => ({
      ...delivery,
      subscriber: delivery.address.toLowerCase(),
      slots: JSON.stringify(slots),
      state: 'pending',
      tries: 0,
      nextTryAt: now,
    })),
  )

/** Ends the open deliveries of other editions to these subscribers: the newer edition contains those stories again. */
export const supersede = (digestId: string, addresses: readonly string[], editionId: string): Statement[] =>
  statementsIn(
    addresses.map((address) => address.toLowerCase()),
    (list) => `UPDATE deliveries SET state = 'failed', code = 'superseded', next_try_at = NULL
      WHERE digest_id = $1 AND edition_id <> $2 AND state IN ('pending', 'retry') AND subscriber IN (${list})`,
    [digestId, editionId],
  )

/**
 * Claims the deliveries that are due, the earliest first. The claim is committed before the mailer connects. Throws
 * StoreError.
 */
export async function claimDeliveries(
  db: Db,
  wish: { readonly token: string; readonly now: Instant; readonly until: Instant; readonly limit: number },
): Promise<StoredDelivery[]> {
  const { token, now, until, limit } = wish
  const [, rows] = await db.batch([
    // Subscribers who have unsubscribed since the freeze get nothing: this is checked in the same transaction as the claim.
    {
      sql: `UPDATE deliveries SET state = 'failed', code = 'suppressed', next_try_at = NULL
        WHERE next_try_at IS NOT NULL AND state IN ('pending', 'retry', 'uncertain') AND EXISTS (SELECT 1 FROM subscribers s
          WHERE s.digest_id = deliveries.digest_id AND s.address = deliveries.subscriber AND s.state = 'suppressed')`,
    },
    {
      sql: `WITH due AS MATERIALIZED (
          SELECT id FROM deliveries
          WHERE next_try_at IS NOT NULL AND next_try_at <= $1 AND state IN ('pending', 'retry', 'uncertain')
          ORDER BY next_try_at, id LIMIT $2 ${db.skipLocked}
        )
        UPDATE deliveries SET state = 'sending', tries = tries + 1, claim_token = $3, claimed_until = $4
        WHERE id IN (SELECT id FROM due) RETURNING ${RECORD}, variant, frozen_at, name, slots`,
      params: [now, limit, token, until],
    },
  ])
  return rows!.map(read).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Extends the open claims under a token to `until`. */
export const renewDeliveryClaims = (token: string, until: Instant): Statement => ({
  sql: "UPDATE deliveries SET claimed_until = $1 WHERE claim_token = $2 AND state = 'sending'",
  params: [until, token],
})

/** The result of one try. */
export type DeliveryResult =
  | { readonly state: 'sent'; readonly reply: string }
  | {
      readonly state: 'retry' | 'uncertain'
      readonly nextTryAt: Instant
      readonly code: string
      readonly reply?: string
    }
  | { readonly state: 'held' | 'failed'; readonly code: string; readonly reply?: string }
  /** The transport failed, which does not count as a try. */
  | { readonly state: 'pending'; readonly code: string; readonly reply?: string }

/** The codes of deliveries that may have arrived at an earlier try. */
const MAY_HAVE_ARRIVED = "('mail/uncertain', 'mail/interrupted', 'mail/resend')"

/**
 * Records the result of a try and ends its claim; the batch throws ClaimLostError when another worker has the claim. A delivery that
 * may have arrived before stays uncertain, with its code, where the server takes it at no later try either: its stories count as had.
 */
export function recordTry(id: string, token: string, result: DeliveryResult, now: Instant): Statement {
  const nextTryAt = 'nextTryAt' in result ? result.nextTryAt : result.state === 'pending' ? now : null
  const remains = result.state === 'retry' || result.state === 'pending' ? `code IN ${MAY_HAVE_ARRIVED}` : 'FALSE'
  return {
    sql: `UPDATE deliveries SET state = CASE WHEN ${remains} THEN 'uncertain' ELSE $1 END, next_try_at = $2,
      code = CASE WHEN ${remains} THEN code ELSE $3 END, reply = $4, sent_at = COALESCE($5, sent_at),
      tries = tries - $6, claim_token = NULL, claimed_until = NULL WHERE id = $7 AND claim_token = $8 RETURNING id`,
    params: [
      result.state,
      nextTryAt,
      'code' in result ? result.code : null,
      orNull(result.reply),
      result.state === 'sent' ? now : null,
      result.state === 'pending' ? 1 : 0,
      id,
      token,
    ],
    expectRows: 1,
  }
}

/**
 * Frees the claims of workers that died while sending. Such a delivery is uncertain, since it may have arrived. With
 * `expiredAt` only claims that expired by then are freed (PostgreSQL, with many workers); without it all of them
 * (SQLite, where this pass alone holds the store).
 */
export const freeDeliveryClaims = (policy: 'resend' | 'hold', now: Instant, expiredAt?: Instant): Statement => ({
  sql: `UPDATE deliveries SET state = $1, next_try_at = $2, code = 'mail/interrupted', claim_token = NULL, claimed_until = NULL
    WHERE state = 'sending'${expiredAt === undefined ? '' : ' AND claimed_until <= $3'}`,
  params: [
    policy === 'hold' ? 'held' : 'uncertain',
    policy === 'hold' ? null : now,
    ...(expiredAt === undefined ? [] : [expiredAt]),
  ],
})

/**
 * Ends deliveries that are owed for too long, with slots at or before `slotsUntil`, and returns their editions. One that was not
 * tried yet and was frozen after `frozenUntil` stays, since with a long `lateHours` an edition may be frozen that late after its
 * slot; and one that a person wants sent again stays as long after that decision as others after their slots.
 */
export const expireDeliveries = (slotsUntil: Instant, frozenUntil: Instant): Statement => ({
  sql: `UPDATE deliveries SET state = 'failed', code = 'expired', next_try_at = NULL
    WHERE slot_at <= $1 AND (tries > 0 OR frozen_at <= $2) AND (sent_at IS NULL OR sent_at <= $1)
      AND state IN ('pending', 'retry', 'uncertain') RETURNING edition_id`,
  params: [slotsUntil, frozenUntil],
})

/** The states in which a subscriber has, or may have, the message. */
const HAD = "('sent', 'held', 'uncertain', 'sending')"

/** What the subscribers of a digest have had of stories that are new, or have something new, since an instant. */
interface Had {
  /** By the key of each variant: the articles it showed or counted, with their story and the step they reported then. */
  readonly articlesByVariant: ReadonlyMap<string, readonly HadArticle[]>
  /** The sorted keys of the variants that each subscriber has had, by address in lower case. */
  readonly variantsBySubscriber: ReadonlyMap<string, readonly string[]>
}

/** An article that was shown or counted in an edition. */
export interface HadArticle {
  readonly articleId: string
  readonly storyId: string
  /** The step of its story: as counted now, or, if the article was edited since, as it was then. */
  readonly development: number
  /** Whether it was edited since and says something new. */
  readonly isOutdated: boolean
}

/**
 * What the subscribers of a digest have had, of stories with something new since an instant (undefined: ever), for all
 * subscribers at once. A subscriber has had a story when any of its articles was delivered, so this survives merges, splits
 * and missed editions. Most subscribers have had the same variants, so articles are listed by variant and not by subscriber.
 * Throws StoreError.
 */
export async function hadArticles(db: Db, digestId: string, since: Instant | undefined): Promise<Had> {
  const isNew = since === undefined ? '' : `AND a.story_id IN (${storiesSince('$2')})`
  const rows = (
    await db.query(
      `SELECT v.edition_id, v.variant, v.article_id, a.story_id, a.development, v.development AS then_told,
          CASE WHEN a.developed_at > e.frozen_at AND a.grouped_at <= e.frozen_at THEN 1 ELSE 0 END AS is_outdated
        FROM articles a JOIN variant_articles v ON v.article_id = a.id JOIN editions e ON e.id = v.edition_id
        WHERE e.digest_id = $1 AND a.story_id IS NOT NULL AND a.dropped IS NULL ${isNew}`,
      [digestId, ...(since === undefined ? [] : [since])],
    )
  ).map(readHad)
  const articlesByVariant = byKey(rows, keyOf, ({ articleId, storyId, development, thenTold, isOutdated }) => ({
    articleId,
    storyId,
    development: isOutdated ? Math.min(thenTold ?? 1, development - 1) : development,
    isOutdated,
  }))
  const delivered = await queryIn<Frozen & { readonly subscriber: string }>(
    db,
    [...new Set(rows.map(({ editionId }) => editionId))],
    (list) => `SELECT subscriber, edition_id, variant FROM deliveries
      WHERE edition_id IN (${list}) AND state IN ${HAD} ORDER BY subscriber, edition_id`,
  )
  const variantsBySubscriber = byKey(
    delivered.filter((one) => articlesByVariant.has(keyOf(one))),
    ({ subscriber }) => subscriber,
    keyOf,
  )
  return { articlesByVariant, variantsBySubscriber }
}
interface Frozen {
  readonly editionId: string
  readonly variant: string
}
const keyOf = ({ editionId, variant }: Frozen): string => `${editionId} ${variant}`
const readHad = rowReader<HadArticle & Frozen & { readonly thenTold?: number }>({ flags: ['is_outdated'] })

/** A slot that a clock which was ahead had taken for past counts from when its edition was frozen. */
const SLOT_AT = 'CASE WHEN slot_at > frozen_at THEN frozen_at ELSE slot_at END'

/** An edition that reached a subscriber. */
interface Reached {
  readonly editionId: string
  readonly slotAt: Instant
  readonly frozenAt: Instant
}

/**
 * The last editions of a digest that reached each subscriber, the last one first and at most `limit`, by address in lower
 * case. Throws StoreError.
 */
export async function lastReached(db: Db, digestId: string, limit = 1): Promise<Map<string, readonly Reached[]>> {
  const rows = await db.query(
    `SELECT subscriber, edition_id, slot_at, frozen_at FROM (
        SELECT subscriber, edition_id, ${SLOT_AT} AS slot_at, frozen_at,
          ROW_NUMBER() OVER (PARTITION BY subscriber ORDER BY ${SLOT_AT} DESC, edition_id) AS place
        FROM deliveries WHERE digest_id = $1 AND state IN ${HAD}
      ) AS reached WHERE place <= ${limit} ORDER BY subscriber, place`,
    [digestId],
  )
  return byKey(
    rows.map(rowReader<Reached & { readonly subscriber: string }>()),
    ({ subscriber }) => subscriber,
    ({ subscriber: _, ...reached }) => reached,
  )
}

/** The first slot of a digest that each subscriber was owed, whatever became of it, by address in lower case. Throws StoreError. */
export async function firstSlots(db: Db, digestId: string): Promise<Map<string, Instant>> {
  const rows = await db.query<{ subscriber: string; slot_at: string }>(
    `SELECT subscriber, MIN(${SLOT_AT}) AS slot_at FROM deliveries WHERE digest_id = $1 GROUP BY subscriber`,
    [digestId],
  )
  return new Map(rows.map(({ subscriber, slot_at }) => [subscriber, slot_at]))
}

/** All deliveries, or those of the given editions, newest slot first. Throws StoreError. */
export async function listDeliveries(db: Db, editionIds?: readonly string[]): Promise<DeliveryRecord[]> {
  if (editionIds?.length === 0) return []
  const list = editionIds === undefined ? undefined : inList(editionIds)
  const where = list === undefined ? '' : `WHERE edition_id IN (${list.sql})`
  const rows = await db.query(`SELECT ${RECORD} FROM deliveries ${where} ORDER BY slot_at DESC, id`, list?.params ?? [])
  return rows.map(readRecord)
}

/** How many deliveries are in one of these states. Throws StoreError. */
export async function countDeliveries(db: Db, states: readonly DeliveryState[]): Promise<number> {
  const list = inList(states)
  const [row] = await db.query<{ count: number }>(
    `SELECT COUNT(*) AS count FROM deliveries WHERE state IN (${list.sql})`,
    list.params,
  )
  return row!.count
}

/**
 * When the next try is due, or when the claim of a worker that may have died expires; undefined when nothing is owed.
 * Throws StoreError.
 */
export async function nextTryDue(db: Db): Promise<Instant | undefined> {
  const [row] = await db.query<{ at: string | null }>(
    `SELECT MIN(CASE state WHEN 'sending' THEN claimed_until ELSE next_try_at END) AS at FROM deliveries
      WHERE next_try_at IS NOT NULL AND state IN ('pending', 'retry', 'uncertain', 'sending')`,
  )
  return row!.at ?? undefined
}

/**
 * Settles one held delivery or all: as sent, or to be sent again. Returns a row for each. One to be sent again is uncertain: it may
 * have arrived, so its stories count as had, and no newer edition ends it. Its `sent_at` is when that was decided.
 */
export const settleHeld = (as: 'sent' | 'resend', now: Instant, id?: string): Statement => ({
  sql: `UPDATE deliveries SET state = $1, next_try_at = $2, sent_at = $3${as === 'sent' ? '' : ", code = 'mail/resend'"}
    WHERE state = 'held'${id === undefined ? '' : ' AND id = $4'} RETURNING id`,
  params: [as === 'sent' ? 'sent' : 'uncertain', as === 'sent' ? null : now, now, ...(id === undefined ? [] : [id])],
})

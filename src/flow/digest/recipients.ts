/** Who gets a digest, and when its next edition is due. */
import type { DigestConfig, SubscriberConfig } from '../../config.ts'
import type { Instant } from '../../core/model.ts'
import { nextSlotAt } from '../../core/schedule.ts'
import type { Db } from '../../store/db.ts'
import { listSubscribers } from '../../store/subscribers.ts'

/** An active subscriber of a digest, with the topics and the schedule that apply to them. */
export interface Recipient extends SubscriberConfig {
  /** No slot before it is owed. */
  readonly addedAt: Instant
}

/**
 * The recipients of a digest: its active subscribers, the configured ones with their own topics and schedule.
 * Configured subscribers that are not in the store yet count as added `now`, as the next pass will add them; so the
 * answer is the same before and after that pass. Throws StoreError.
 */
export async function recipientsOf(db: Db, digest: DigestConfig, now: Instant): Promise<Recipient[]> {
  const configured = new Map(digest.subscribers.map((one) => [one.address.toLowerCase(), one]))
  const stored = await listSubscribers(db, digest.id)
  const known = new Set(stored.map(({ address }) => address))
  return [
    ...stored.flatMap(({ address, isConfigured, state, addedAt }): Recipient[] => {
      if (state !== 'active') return []
      const own = configured.get(address)
      // No longer configured: the next pass deletes the row.
      if (own === undefined && isConfigured) return []
      return [{ ...(own ?? { address, topics: [], schedule: digest.schedule }), addedAt }]
    }),
    ...[...configured].flatMap(([address, own]) => (known.has(address) ? [] : [{ ...own, addedAt: now }])),
  ]
}

/** When a digest is next due for one of its recipients, or by its own schedule if it has none; undefined for never. */
export function nextEditionAt(
  { schedule }: DigestConfig,
  recipients: readonly Recipient[],
  now: Instant,
): Instant | undefined {
  const schedules = recipients.length === 0 ? [schedule] : recipients.map((one) => one.schedule)
  // Most recipients share a schedule, whose slots are computed only once.
  const distinct = new Map(schedules.map((one) => [JSON.stringify(one), one]))
  return [...distinct.values()].flatMap((one) => nextSlotAt(one, now) ?? []).sort()[0]
}

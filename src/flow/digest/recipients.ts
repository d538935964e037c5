/** Who gets a digest, and when its next edition is due. */
import type { DigestConfig, SubscriberConfig } from '../../config.ts'
import type { Instant } from '../../core/model.ts'
import { nextSlotAt } from '../../core/schedule.ts'
import type { Db } from '../../store/db.ts'
import { listSubscribers } from '../../store/subscribers.ts'

/** An active subscriber of a digest, with the topics and the schedule that hold for this one. */
export interface Recipient extends SubscriberConfig {
  /** Owes no slot before. */
  readonly addedAt: Instant
}

/**
 * The recipients of a digest: its active subscribers, those of the configuration with their own wishes. Who stands in the
 * configuration and is not in the store yet counts as added `now`, as the next pass will add them: so the answer is the
 * same before that pass as after it. Throws StoreError.
 */
export async function recipientsOf(db: Db, digest: DigestConfig, now: Instant): Promise<Recipient[]> {
  const configured = new Map(digest.subscribers.map((one) => [one.address.toLowerCase(), one]))
  const stored = await listSubscribers(db, digest.id)
  const known = new Set(stored.map(({ address }) => address))
  return [
    ...stored.flatMap(({ address, isConfigured, state, addedAt }): Recipient[] => {
      if (state !== 'active') return []
      const own = configured.get(address)
      // Taken out of the configuration: the next pass takes the row away.
      if (own === undefined && isConfigured) return []
      return [{ ...(own ?? { address, topics: [], schedule: digest.schedule }), addedAt }]
    }),
    ...[...configured].flatMap(([address, own]) => (known.has(address) ? [] : [{ ...own, addedAt: now }])),
  ]
}

/** When a digest is next due to one of its recipients, or by its own schedule while it has none; undefined for never. */
export function nextEditionAt(
  { schedule }: DigestConfig,
  recipients: readonly Recipient[],
  now: Instant,
): Instant | undefined {
  const schedules = recipients.length === 0 ? [schedule] : recipients.map((one) => one.schedule)
  // Most recipients share a schedule: its slots are computed once.
  const distinct = new Map(schedules.map((one) => [JSON.stringify(one), one]))
  return [...distinct.values()].flatMap((one) => nextSlotAt(one, now) ?? []).sort()[0]
}

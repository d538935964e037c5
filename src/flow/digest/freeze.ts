/** Freezes an edition for each due slot: compose, render, freeze. What was frozen is never rendered again. */
import { domainToASCII } from 'node:url'
import type { Config, DigestConfig } from '../../config.ts'
import { storiesIn } from '../../core/edition.ts'
import { outlineOf } from '../../core/edition-outline.ts'
import { ClaimLostError } from '../../core/errors.ts'
import { deliveryId, editionId, messageId } from '../../core/ids.ts'
import type { Instant } from '../../core/model.ts'
import { dueSlots, type Schedule } from '../../core/schedule.ts'
import { editionUrl } from '../../core/site-paths.ts'
import type { Db, Statement } from '../../store/db.ts'
import {
  addDeliveries,
  type DeliveryHeaders,
  type DeliverySlots,
  type NewDelivery,
  supersede,
} from '../../store/deliveries.ts'
import {
  freezeEdition,
  isDecided,
  isSlotDecided,
  readEditions,
  type StoredEdition,
  type Variant,
} from '../../store/editions.ts'
import { decideUntil, listDigests } from '../../store/subscribers.ts'
import type { Deps, PreviewDeps } from '../deps.ts'
import { underLease, waitForOthers } from '../leases.ts'
import { type Composed, composeFor, contactOf } from './compose.ts'
import { type Recipient, recipientsOf } from './recipients.ts'
import { makeToken } from './tokens.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/**
 * Freezes what a digest owes now: with `early` an edition of this minute, else one for every slot that is due; slots
 * that are too old are recorded as skipped. Returns the editions it decided, not those of other workers. Throws
 * StoreError, RenderError.
 */
export async function freezeDue(
  deps: Deps,
  digest: DigestConfig,
  options: { readonly early: boolean },
): Promise<StoredEdition[]> {
  const frozen: StoredEdition[] = []
  await underLease(deps, `digest:${digest.id}`, async (guard) => {
    const now = deps.clock()
    const known = (await listDigests(deps.db)).find(({ id }) => id === digest.id)
    if (known === undefined) return
    const recipients = await recipientsOf(deps.db, digest, now.toISOString())
    const freeze = async (slotAt: Instant, due: readonly Recipient[], state: 'due' | 'missed', decides: boolean) => {
      const edition = await freezeSlot(
        deps,
        digest,
        { slotAt, due, state, decides, firstSeenAt: known.firstSeenAt },
        guard,
      )
      if (edition !== undefined) frozen.push(edition)
    }
    if (options.early) {
      return freeze(minuteOf(now.getTime()), recipients, 'due', false)
    }
    if (digest.firstEdition === 'now') {
      const slotAt = minuteOf(Date.parse(known.firstSeenAt))
      if (!(await isSlotDecided(deps.db, digest.id, slotAt))) {
        const isLate = now.getTime() - Date.parse(slotAt) > digest.lateHours * HOUR_MS
        const first = recipients.filter(({ addedAt }) => addedAt <= known.firstSeenAt)
        await freeze(slotAt, first, isLate ? 'missed' : 'due', false)
      }
    }
    const byAddress = new Map(recipients.map((recipient) => [recipient.address, recipient]))
    for (const slot of dueSlots({ ...known, lateHours: digest.lateHours }, recipients, now.toISOString())) {
      const due = slot.addresses.flatMap((address) => byAddress.get(address) ?? [])
      await freeze(slot.slotAt, due, slot.state, true)
    }
  })
  return frozen
}

interface Slot {
  readonly slotAt: Instant
  readonly due: readonly Recipient[]
  readonly state: 'due' | 'missed'
  /** Whether this decides all of the digest's slots up to this one. */
  readonly decides: boolean
  readonly firstSeenAt: Instant
}

async function freezeSlot(
  deps: Deps,
  digest: DigestConfig,
  slot: Slot,
  guard: () => Statement,
): Promise<StoredEdition | undefined> {
  const { db, clock } = deps
  const { slotAt, due, state, decides } = slot
  const id = await freeEditionId(db, digest.id, slotAt)
  const decided = decides ? [decideUntil(digest.id, slotAt)] : []
  const base = { id, digestId: digest.id, slotAt }
  if (state === 'due') await waitForOthers(deps)
  // Read before composing: what another worker groups meanwhile is new to the next edition.
  const frozenAt = clock().toISOString()
  const composed =
    state === 'missed' ? new Map<string, Composed>() : await composeFor(deps, digest, slotAt, due, slot.firstSeenAt, id)
  const addressed = due.filter(({ address }) => {
    const one = composed.get(address)
    return one !== undefined && (one.edition.storyCount > 0 || digest.whenEmpty === 'note')
  })
  const edition: StoredEdition = {
    ...base,
    frozenAt,
    state: state === 'missed' ? 'skipped' : addressed.length === 0 ? 'empty' : 'sending',
    stories: Math.max(0, ...addressed.map(({ address }) => composed.get(address)!.edition.storyCount)),
  }
  const variants = [...new Set(addressed.map(({ address }) => composed.get(address)!))]
  const topicIds = deps.config.topics.map(({ id }) => id)
  const deliveries: NewDelivery[] = []
  for (const recipient of addressed)
    deliveries.push(await deliveryOf(deps, digest, edition, recipient, composed.get(recipient.address)!.variant))
  try {
    await db.batch([
      guard(),
      ...freezeEdition(edition, variantsOf(variants), outlineOf(variants, topicIds)),
      ...addDeliveries(deliveries, frozenAt),
      ...supersede(
        digest.id,
        addressed.map(({ address }) => address),
        id,
      ),
      ...decided,
    ])
  } catch (error) {
    // If the edition does not exist, the lease was lost.
    if (!(error instanceof ClaimLostError) || !(await isDecided(db, id))) throw error
    // Frozen already: by `--early` in the same minute, or by a faster worker.
    await db.batch(decided)
    return undefined
  }
  return edition
}

/** The id of a slot's edition: another one where a clock that was ahead has frozen one before the slot, and mailed it. */
async function freeEditionId(db: Db, digestId: string, slotAt: Instant): Promise<string> {
  const id = editionId(digestId, slotAt)
  const [known] = await readEditions(db, [id])
  return known !== undefined && known.frozenAt < slotAt ? editionId(id, slotAt) : id
}

/** What is frozen of each variant, and the articles that its subscribers have had once it is sent. */
function variantsOf(variants: readonly Composed[]): Variant[] {
  return variants.map(({ variant, edition, rendered, countedIds }) => {
    const articleIds = new Set([...storiesIn(edition).flatMap(({ story }) => story.articleIds), ...countedIds])
    return { variant, ...rendered, articleIds: [...articleIds] }
  })
}

async function deliveryOf(
  deps: Deps,
  digest: DigestConfig,
  { id: editionId, slotAt, frozenAt }: StoredEdition,
  recipient: Recipient,
  variant: string,
): Promise<NewDelivery> {
  const { config, secret } = deps
  const { address, name } = recipient
  const id = deliveryId(editionId, address)
  const token = makeToken(secret, ['unsubscribe', digest.id, address.toLowerCase()])
  return {
    id,
    editionId,
    digestId: digest.id,
    variant,
    slotAt,
    frozenAt,
    address,
    name,
    slots: await slotsOf(deps, digest, recipient, { token, editionId }),
    messageId: messageId(secret, id, senderDomain(config)),
  }
}

/**
 * A subscriber's own values, to be frozen; `token` goes into the ways to unsubscribe, and `editionId` (absent for a preview) into
 * the address of the edition's page. Throws RenderError.
 */
export async function slotsOf(
  { config, templatesFolder }: PreviewDeps,
  digest: DigestConfig,
  recipient: Recipient,
  { token, editionId }: { readonly token: string; readonly editionId?: string },
): Promise<DeliverySlots> {
  const { slotValues } = await import('../../mail/render.ts')
  const { mailtoUrl } = await import('../../mail/message.ts')
  const { address, schedule, topics } = recipient
  const nameById = new Map(config.topics.map(({ id, name }) => [id, name]))
  const unsubscribeUrl = config.counterUrl === undefined ? undefined : `${config.counterUrl}/unsubscribe/${token}`
  const unsubscribeSubject = `unsubscribe ${token}`
  const headers = headersOf(config, digest, editionId)
  const { unsubscribeMailto } = headers
  const values = await slotValues(
    {
      address,
      ...scheduleOf(schedule),
      topics: (topics.length > 0 ? topics : digest.topics).map((id) => nameById.get(id) ?? id),
      unsubscribeUrl: unsubscribeUrl ?? (unsubscribeMailto && mailtoUrl(unsubscribeMailto, unsubscribeSubject)),
    },
    { templatesFolder, language: config.language, digestTitle: digest.title },
  )
  return { ...values, ...(unsubscribeUrl === undefined ? {} : { unsubscribeUrl }), unsubscribeSubject, headers }
}

/** The sender's domain as the DNS has it. */
export const senderDomain = ({ mail }: Config): string => domainToASCII(mail.from.address.split('@')[1]!)

/** The headers that name a message's sender and list, as configured now. */
function headersOf(config: Config, digest: DigestConfig, editionId: string | undefined): DeliveryHeaders {
  const { mail, language } = config
  const contact = contactOf(config)
  const archiveUrl = editionId && editionUrl(config, editionId)
  return {
    from: mail.from,
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo.address }),
    // An id may have dots where the label of a list may not (RFC 2919 §3).
    listId: `${digest.id
      .toLowerCase()
      .replace(/\.{2,}/g, '.')
      .replace(/\.$/, '')}.${senderDomain(config)}`,
    listName: digest.title,
    ...(archiveUrl ? { archiveUrl } : {}),
    ...(contact ? { unsubscribeMailto: contact, ownerMailto: contact, helpMailto: contact } : {}),
    language,
  }
}

const scheduleOf = ({ days, at, timeZone }: Schedule): Schedule => ({ days, at, timeZone })

/** The whole minute an instant lies in. */
export const minuteOf = (ms: number): Instant => new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS).toISOString()

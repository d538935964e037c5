/**
 * Delivers frozen editions: claim, compose, send, record. A delivery is recorded as `sending` before the mailer
 * connects.
 */
import { createHash, randomUUID } from 'node:crypto'
import { AppError, ClaimLostError, DeliveryError, RenderError, StoreError } from '../../core/errors.ts'
import type { Instant } from '../../core/model.ts'
import { fillSlots } from '../../core/slots.ts'
import type { Mailer } from '../../mail/mailer.ts'
import {
  claimDeliveries,
  type DeliveryResult,
  expireDeliveries,
  freeDeliveryClaims,
  nextTryDue,
  recordTry,
  renewDeliveryClaims,
  type StoredDelivery,
} from '../../store/deliveries.ts'
import { readVariant, settleEditions } from '../../store/editions.ts'
import { CLAIM_MS, type Deps, later, pause } from '../deps.ts'

/** The result of delivering. */
export interface DeliverReport {
  /** The editions of which this pass tried deliveries, or gave some up. */
  readonly editionIds: ReadonlySet<string>
  /** Why no mail at all can be sent now; absent when the transport works. */
  readonly transportFault?: DeliveryError | StoreError
  /** A delivery met a defect of Broadsheet; its stack is in the log. */
  readonly hadDefect: boolean
}

const CLAIM_SIZE = 50
/** The texts that the deliveries of one claim share, by edition and variant; each is read once. */
type FrozenTexts = Map<string, ReturnType<typeof readVariant>>
/** This long after its slot a delivery is given up. */
const GIVE_UP_MS = 48 * 3_600_000
/** An edition frozen even later (`lateHours`) still gets this long for its first try. */
const UNTRIED_MS = 3_600_000

/** The state of one `deliverOwed`. */
interface Round {
  readonly deps: Deps
  readonly editionIds: Set<string>
  mailer?: Mailer
  transportFault?: DeliveryError | StoreError
  hadDefect: boolean
  sent: number
}

/**
 * Sends the deliveries that are owed now, and retries that fall due within `waitMs` of first having nothing else to do, or of the
 * server asking to come back later. Stops when the transport fails otherwise; what is left stays pending. Throws StoreError, and the
 * signal's reason when stopped.
 */
export async function deliverOwed(deps: Deps, options: { readonly waitMs: number }): Promise<DeliverReport> {
  const { db, clock, config, signal } = deps
  const round: Round = { deps, editionIds: new Set(), hadDefect: false, sent: 0 }
  let waitsUntilMs: number | undefined
  try {
    for (;;) {
      signal.throwIfAborted()
      const now = clock()
      const rows = await db.batch([
        ...(db.engine === 'postgres'
          ? [freeDeliveryClaims(config.mail.uncertain, now.toISOString(), now.toISOString())]
          : []),
        expireDeliveries(later(now, -GIVE_UP_MS), later(now, -UNTRIED_MS)),
      ])
      for (const { edition_id } of rows.at(-1)!) round.editionIds.add(String(edition_id))
      const claim = { token: randomUUID(), until: later(now, CLAIM_MS) }
      const claimed = await claimDeliveries(db, {
        ...claim,
        now: now.toISOString(),
        // Under `hold` a kill leaves every claimed delivery for a person to decide, so only what is sent at once is
        // claimed.
        limit: config.mail.uncertain === 'hold' ? config.mail.connections : CLAIM_SIZE,
      })
      if (claimed.length > 0) {
        const sentBefore = round.sent
        await sendClaimed(round, claim, claimed)
        if (round.transportFault === undefined) continue
        if (waitsUntilMs === undefined || round.sent > sentBefore) waitsUntilMs = performance.now() + options.waitMs
        if (!(await waitForServer(round, waitsUntilMs))) break
      } else {
        // From the first such moment on: retries that fail again and again do not prolong it.
        waitsUntilMs ??= performance.now() + options.waitMs
        if (!(await waitForRetry(deps, waitsUntilMs))) break
      }
    }
  } finally {
    await round.mailer?.close()
  }
  await db.batch([settleEditions])
  const { editionIds, hadDefect, transportFault } = round
  return { editionIds, hadDefect, ...(transportFault === undefined ? {} : { transportFault }) }
}

/** Tries every delivery of one claim, as many at once as there are connections, and records each. */
async function sendClaimed(
  round: Round,
  claim: { readonly token: string; until: Instant },
  claimed: readonly StoredDelivery[],
): Promise<void> {
  const { deps } = round
  const { db, clock, config, signal } = deps
  try {
    round.mailer ??= await deps.openMailer()
  } catch (error) {
    if (!(error instanceof DeliveryError || error instanceof StoreError)) throw error
    round.transportFault = error
  }
  const variants: FrozenTexts = new Map()
  const queue = [...claimed]
  const work = async (): Promise<void> => {
    for (let delivery = queue.shift(); delivery !== undefined; delivery = queue.shift()) {
      round.editionIds.add(delivery.editionId)
      const result =
        round.transportFault !== undefined || signal.aborted
          ? ({ state: 'pending', code: round.transportFault?.code ?? 'mail/stopped' } as const)
          : await tryDelivery(round, delivery, variants)
      try {
        const triedAt = clock()
        const isLong = claim.until < later(triedAt, CLAIM_MS / 2)
        if (isLong) claim.until = later(triedAt, CLAIM_MS)
        await db.batch([
          recordTry(delivery.id, claim.token, result, triedAt.toISOString()),
          // With a slow server the rest of the claim waits long in the queue, so the claim is renewed.
          ...(isLong ? [renewDeliveryClaims(claim.token, claim.until)] : []),
        ])
      } catch (error) {
        // The claim expired, and another worker has taken the delivery over.
        if (!(error instanceof ClaimLostError)) throw error
      }
      if (result.state === 'sent') deps.progress('Mailing', ++round.sent, round.sent + queue.length)
    }
  }
  const workers = Math.max(1, Math.min(config.mail.connections, claimed.length))
  const ends = await Promise.allSettled(Array.from({ length: workers }, work))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

async function tryDelivery(round: Round, delivery: StoredDelivery, variants: FrozenTexts): Promise<DeliveryResult> {
  const { deps, mailer } = round
  try {
    const message = await composeDelivery(deps, delivery, variants)
    const envelope = { from: deps.config.mail.from.address, to: delivery.address }
    const { reply } = await mailer!.send({ id: delivery.id, envelope, message })
    return { state: 'sent', reply }
  } catch (error) {
    return resultOf(round, delivery, error)
  }
}

function resultOf(round: Round, delivery: StoredDelivery, error: unknown): DeliveryResult {
  const { deps } = round
  const { retrySeconds, uncertain } = deps.config.mail
  const waitSeconds = retrySeconds[Math.min(delivery.tries, retrySeconds.length) - 1] ?? retrySeconds.at(-1)!
  const nextTryAt = later(deps.clock(), waitSeconds * 1000)
  if (error instanceof StoreError) {
    round.transportFault ??= error
    return { state: 'pending', code: error.code }
  }
  if (error instanceof DeliveryError) {
    // The delivery has its address already.
    const { code, retryable, concerns, reply = error.message.replace(/^\S+@\S+: |\.$/g, '') } = error
    if (concerns === 'transport') {
      round.transportFault ??= error
      return { state: 'pending', code, reply }
    }
    // Sent again until the time is over: the copies have one Message-ID, so a mailbox shows one of them.
    if (concerns === 'unknown') {
      return uncertain === 'hold' ? { state: 'held', code, reply } : { state: 'uncertain', code, reply, nextTryAt }
    }
    return retryable ? { state: 'retry', code, reply, nextTryAt } : { state: 'failed', code, reply }
  }
  // A delivery that meets a defect of ours fails alone; the others go on.
  if (!(error instanceof AppError)) {
    round.hadDefect = true
    deps.defect(`delivery ${delivery.id}`, error)
  }
  const code = error instanceof RenderError ? error.code : 'mail/bug'
  return { state: 'failed', code, reply: error instanceof Error ? error.message : String(error) }
}

/**
 * Waits a step towards the next retry if that falls due until then (monotonic clock). Returns whether to look for due deliveries
 * again. Throws the signal's reason when stopped.
 */
async function waitForRetry(deps: Deps, untilMs: number): Promise<boolean> {
  const { db, clock } = deps
  const next = await nextTryDue(db)
  if (next === undefined) return false
  const dueMs = Date.parse(next) - clock().getTime()
  const leftMs = untilMs - performance.now()
  if (dueMs > leftMs || leftMs <= 0) return false
  // In steps of at most a second, so that a clock set meanwhile does not prolong the wait. The signal ends it at once.
  await pause(deps, Math.max(20, Math.min(dueMs, 1000)))
  return true
}

/**
 * After a temporary reply to a connection or sender, waits as long as before a first retry, at most until then (monotonic clock).
 * Returns whether to try again. Throws the signal's reason when stopped.
 */
async function waitForServer(round: Round, untilMs: number): Promise<boolean> {
  const { deps, transportFault: fault } = round
  const leftMs = untilMs - performance.now()
  if (leftMs <= 0 || !(fault instanceof DeliveryError && /^4/.test(fault.reply ?? ''))) return false
  await pause(deps, Math.min(deps.config.mail.retrySeconds[0]! * 1000, leftMs))
  await round.mailer?.close()
  delete round.mailer
  delete round.transportFault
  return true
}

/**
 * The bytes of one delivery: its variant as frozen, with the subscriber's values in the slots. Throws StoreError,
 * RenderError.
 */
async function composeDelivery({ db }: Deps, delivery: StoredDelivery, variants: FrozenTexts): Promise<Uint8Array> {
  const key = `${delivery.editionId} ${delivery.variant}`
  let reading = variants.get(key)
  if (reading === undefined) variants.set(key, (reading = readVariant(db, delivery.editionId, delivery.variant)))
  const variant = await reading
  if (variant === undefined) {
    throw new RenderError(`Edition ${delivery.editionId} has lost its text; it cannot be sent.`, {
      code: 'render/variant',
    })
  }
  return composeFrozen(variant, delivery)
}

/** The bytes of a message from frozen texts; they depend on nothing but what was frozen. Throws RenderError. */
export async function composeFrozen(
  variant: { readonly subject: string; readonly html: string; readonly text: string },
  delivery: Pick<StoredDelivery, 'editionId' | 'variant' | 'address' | 'name' | 'slots' | 'messageId' | 'frozenAt'>,
): Promise<Uint8Array> {
  const { composeMessage } = await import('../../mail/message.ts')
  const { address, name, slots } = delivery
  return composeMessage({
    ...slots.headers,
    to: { address, ...(name === undefined ? {} : { name }) },
    subject: variant.subject,
    html: fillSlots(variant.html, slots.html),
    text: fillSlots(variant.text, slots.text),
    messageId: delivery.messageId,
    date: delivery.frozenAt,
    boundary: createHash('sha256').update(`${delivery.editionId} ${delivery.variant}`).digest('hex').slice(0, 24),
    unsubscribeUrl: slots.unsubscribeUrl,
    unsubscribeSubject: slots.unsubscribeSubject,
  })
}

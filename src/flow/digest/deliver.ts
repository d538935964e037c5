/** Frozen editions to mailboxes: claim, compose, send, record. A delivery is put down as being sent before anybody connects. */
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, ClaimLostError, DeliveryError, RenderError, StoreError } from '../../core/errors.ts'
import { fillSlots } from '../../core/slots.ts'
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
import { CLAIM_MS, type Deps, later } from '../deps.ts'

/** How delivering went. */
export interface DeliverReport {
  /** Editions that a try of this pass belonged to. */
  readonly editionIds: ReadonlySet<string>
  /** Why nobody's mail goes now, when that is so. */
  readonly transportFault?: DeliveryError | StoreError
  /** A defect of ours was met. */
  readonly hadDefect: boolean
}

const CLAIM_SIZE = 50
/** The texts that the deliveries of one claim share, each read once. */
type FrozenTexts = Map<string, ReturnType<typeof readVariant>>
/** After it a delivery is given up: CONTRACT.md, rules of time and memory. */
const GIVE_UP_MS = 48 * 3_600_000
/** What was frozen later than that after its slot is tried for so long all the same. */
const UNTRIED_MS = 3_600_000

/**
 * Sends what is owed now, and what falls due within `waitMs` of having nothing else to do. Stops trying when the
 * transport fails: what is left stays pending. Throws StoreError of the store, the signal's reason when stopped.
 */
export async function deliverOwed(deps: Deps, options: { readonly waitMs: number }): Promise<DeliverReport> {
  const { db, clock, config, signal } = deps
  const editionIds = new Set<string>()
  let hadDefect = false
  let transportFault: DeliveryError | StoreError | undefined
  let mailer: Awaited<ReturnType<Deps['openMailer']>> | undefined
  const idleSince = { ms: undefined as number | undefined }
  let sent = 0
  try {
    while (transportFault === undefined) {
      signal.throwIfAborted()
      const now = clock()
      await db.batch([
        ...(db.engine === 'postgres'
          ? [freeDeliveryClaims(config.mail.uncertain, now.toISOString(), now.toISOString())]
          : []),
        expireDeliveries(later(now, -GIVE_UP_MS), later(now, -UNTRIED_MS)),
      ])
      const token = randomUUID()
      let claimedUntil = later(now, CLAIM_MS)
      const claimed = await claimDeliveries(db, {
        token,
        now: now.toISOString(),
        until: claimedUntil,
        // What a kill interrupts is held for a person: then no more is claimed than is under way.
        limit: config.mail.uncertain === 'hold' ? config.mail.connections : CLAIM_SIZE,
      })
      if (claimed.length === 0) {
        if (!(await waitForRetry(deps, options.waitMs, idleSince))) break
        continue
      }
      idleSince.ms = undefined
      const variants: FrozenTexts = new Map()
      try {
        mailer ??= await deps.openMailer()
      } catch (error) {
        if (!(error instanceof DeliveryError || error instanceof StoreError)) throw error
        transportFault = error
      }
      const queue = [...claimed]
      const work = async (): Promise<void> => {
        for (let delivery = queue.shift(); delivery !== undefined; delivery = queue.shift()) {
          editionIds.add(delivery.editionId)
          const result =
            transportFault !== undefined || signal.aborted
              ? ({ state: 'pending', code: transportFault?.code ?? 'mail/stopped' } as const)
              : await tryDelivery(delivery, variants)
          try {
            const triedAt = clock()
            const isLong = claimedUntil < later(triedAt, CLAIM_MS / 2)
            if (isLong) claimedUntil = later(triedAt, CLAIM_MS)
            await db.batch([
              recordTry(delivery.id, token, result, triedAt.toISOString()),
              // The others of the claim still wait for their turn with a slow server.
              ...(isLong ? [renewDeliveryClaims(token, claimedUntil)] : []),
            ])
          } catch (error) {
            // Its claim ran out; another worker decides about it.
            if (!(error instanceof ClaimLostError)) throw error
          }
          if (result.state === 'sent') deps.progress('Mailing', ++sent, sent + queue.length)
        }
      }
      const workers = Math.max(1, Math.min(config.mail.connections, claimed.length))
      const ends = await Promise.allSettled(Array.from({ length: workers }, work))
      const failed = ends.find((end) => end.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }
  } finally {
    await mailer?.close()
  }
  await db.batch([settleEditions])
  return { editionIds, hadDefect, ...(transportFault === undefined ? {} : { transportFault }) }

  async function tryDelivery(delivery: StoredDelivery, variants: FrozenTexts): Promise<DeliveryResult> {
    try {
      const message = await composeDelivery(deps, delivery, variants)
      const envelope = { from: config.mail.from.address, to: delivery.address }
      const { reply } = await mailer!.send({ id: delivery.id, envelope, message })
      return { state: 'sent', reply }
    } catch (error) {
      return resultOf(delivery, error)
    }
  }

  function resultOf(delivery: StoredDelivery, error: unknown): DeliveryResult {
    const seconds = config.mail.retrySeconds
    const waitSeconds = seconds[Math.min(delivery.tries, seconds.length) - 1] ?? seconds.at(-1)!
    const nextTryAt = later(clock(), waitSeconds * 1000)
    if (error instanceof StoreError) {
      transportFault ??= error
      return { state: 'pending', code: error.code }
    }
    if (error instanceof DeliveryError) {
      const { code, reply, retryable, concerns } = error
      const words = reply ?? error.message
      if (concerns === 'transport') {
        transportFault ??= error
        return { state: 'pending', code, reply: words }
      }
      if (concerns === 'unknown') {
        // Sent again once: a second loss is for a person to decide, or the reader gets copy after copy.
        const isSecond = delivery.code === code
        return config.mail.uncertain === 'hold' || isSecond
          ? { state: 'held', code, reply: words }
          : { state: 'uncertain', code, reply: words, nextTryAt }
      }
      return retryable ? { state: 'retry', code, reply: words, nextTryAt } : { state: 'failed', code, reply: words }
    }
    // One poisoned delivery stops no other.
    if (!(error instanceof AppError)) {
      hadDefect = true
      deps.defect(`delivery ${delivery.id}`, error)
    }
    const code = error instanceof RenderError ? error.code : 'mail/bug'
    return { state: 'failed', code, reply: error instanceof Error ? error.message : String(error) }
  }
}

/** Waits for the next retry when it falls due within `waitMs` of the moment there was nothing else to do; whether to go on. */
async function waitForRetry(
  { db, clock, signal }: Deps,
  waitMs: number,
  idle: { ms: number | undefined },
): Promise<boolean> {
  idle.ms ??= performance.now()
  const leftMs = waitMs - (performance.now() - idle.ms)
  const next = await nextTryDue(db)
  if (next === undefined || leftMs <= 0) return false
  const dueMs = Date.parse(next) - clock().getTime()
  if (dueMs > leftMs) return false
  // In short steps, so that a clock that is set meanwhile does not keep us; the signal wakes us at once.
  await sleep(Math.max(20, Math.min(dueMs, 1000)), undefined, { signal }).catch(() => signal.throwIfAborted())
  return true
}

/** The bytes of one delivery: its variant as frozen, the subscriber's own values in the slots. Throws RenderError. */
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

/** The bytes of a message from frozen texts; nothing but what was frozen decides about them. Throws RenderError. */
export async function composeFrozen(
  variant: { readonly subject: string; readonly html: string; readonly text: string },
  delivery: Pick<StoredDelivery, 'editionId' | 'variant' | 'address' | 'name' | 'slots' | 'messageId' | 'frozenAt'>,
): Promise<Uint8Array> {
  const { composeMessage } = await import('../../mail/compose.ts')
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
    ...(slots.unsubscribeUrl === undefined ? {} : { unsubscribeUrl: slots.unsubscribeUrl }),
  })
}

/** `broadsheet deliveries list` and `deliveries settle`. */
import { ConfigError } from '../core/errors.ts'
import { type DeliveryRecord, listDeliveries, settleHeld } from '../store/deliveries.ts'
import { settleEditions } from '../store/editions.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { answer, clockTime, counted, createPaint, printJsonLines } from './layout.ts'
import { withStore, withStoreToRead } from './with-store.ts'

/** Lists all deliveries, the newest slot first. */
export async function runCommand(context: CommandContext): Promise<number> {
  return withStoreToRead(context, async (db, config) => {
    const deliveries = await listDeliveries(db)
    if (context.globals.json) {
      printJsonLines(context, deliveries.map(deliveryJson))
      return 0
    }
    if (context.globals.quiet) return 0
    if (deliveries.length === 0) context.stdout('Nothing was mailed yet.\n')
    const paint = createPaint(context.useColor)
    const now = clock().toISOString()
    for (const delivery of deliveries) {
      const { address, digestId, slotAt, state, code, reply, nextTryAt, id } = delivery
      const at = (instant: string) => clockTime(instant, now, config.timeZone)
      const isOwed = state !== 'sent'
      const why = [code, reply].filter((one) => one !== undefined).join(', ')
      const next = nextTryAt === undefined ? '' : `; tried again at ${at(nextTryAt)}`
      context.stdout(
        `${paint.dim(id)}  ${isOwed ? paint.red(state) : state}  ${address}, ${digestId} of ${at(slotAt)}` +
          `${isOwed && why !== '' ? `: ${why}` : ''}${next}\n`,
      )
    }
    return 0
  })
}

const deliveryJson = (delivery: DeliveryRecord): object => ({
  id: delivery.id,
  editionId: delivery.editionId,
  digestId: delivery.digestId,
  subscriber: delivery.address,
  state: delivery.state,
  tries: delivery.tries,
  messageId: `<${delivery.messageId}>`,
  nextTryAt: delivery.nextTryAt,
  ...(delivery.state === 'failed' ? { code: delivery.code } : {}),
})

/**
 * Settles held deliveries, one by its id or all: `--sent` counts them as sent, `--resend` sends them again. Throws
 * ConfigError.
 */
export async function runSettle(context: CommandContext): Promise<number> {
  const { sent, resend, id } = context.options
  if ((sent === true) === (resend === true)) {
    throw new ConfigError([
      { path: '--sent', sentence: 'write either --sent (it arrived) or --resend (send it again)' },
    ])
  }
  return withStore(context, async (db) => {
    const one = typeof id === 'string' ? id : undefined
    const [rows] = await db.batch([
      settleHeld(sent === true ? 'sent' : 'resend', clock().toISOString(), one),
      settleEditions,
    ])
    const settled = rows!.length
    if (one !== undefined && settled === 0) {
      throw new ConfigError([
        { path: '--id', sentence: `no held delivery has the id '${one}'; see: broadsheet deliveries list` },
      ])
    }
    return answer(context, 'deliveries settle', { settled }, () => [settledText(settled, sent === true)])
  })
}

function settledText(count: number, asSent: boolean): string {
  const deliveries = counted(count, 'delivery', 'deliveries')
  if (count === 0) return 'No delivery is held, so nothing was changed.'
  if (asSent) return `${deliveries} counted as sent.`
  const [go, are] = count === 1 ? ['goes', 'is'] : ['go', 'are']
  return `${deliveries} ${go} out again at the next run, with the same Message-ID, and ${are} tried for 48 hours from now. Send now: broadsheet run`
}

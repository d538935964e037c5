/** `broadsheet subscribers list`, `add` and `remove`. */

import { nearestName } from '../config/nearest.ts'
import { looksLikeAddress } from '../config/values.ts'
import type { Config, DigestConfig } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import { endSubscription } from '../flow/digest/leaving.ts'
import type { Db } from '../store/db.ts'
import { listSubscribers, readSubscriber, type SubscriberState, setSubscriberState } from '../store/subscribers.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { answer, createPaint, printJsonLines } from './layout.ts'
import { withStore, withStoreToRead } from './with-store.ts'

/** Lists present and former subscribers of the configured digests; those of the configuration appear after the first run. */
export async function runCommand(context: CommandContext): Promise<number> {
  return withStoreToRead(context, async (db, config) => {
    const known = new Set(config.digests.map(({ id }) => id))
    const subscribers = (await listSubscribers(db)).filter(({ digestId }) => known.has(digestId))
    if (context.globals.json) {
      printJsonLines(
        context,
        subscribers.map(({ address, digestId, state }) => ({ address, digestId, state })),
      )
      return 0
    }
    if (context.globals.quiet) return 0
    if (subscribers.length === 0)
      context.stdout('Nobody yet: write subscribers into the configuration, then: broadsheet run\n')
    const paint = createPaint(context.useColor)
    for (const { address, digestId, state } of subscribers) {
      context.stdout(`${state === 'active' ? state : paint.red(state)}  ${address}, ${digestId}\n`)
    }
    return 0
  })
}

/** Adds a subscriber to those of the configuration. */
export const runAdd = (context: CommandContext): Promise<number> => change(context, 'active', 'gets')

/** Ends a subscription for good, whatever the configuration says; a mail's token says which. Throws ConfigError. */
export async function runRemove(context: CommandContext): Promise<number> {
  const [written = ''] = context.args
  const token = /^(?:unsubscribe )?([\w.-]{22,})$/.exec(written.trim())?.[1]
  if (token === undefined) return change(context, 'suppressed', 'no longer gets')
  return withStore(context, async (db, config) => {
    const ended = await endSubscription(db, config, token, clock().toISOString())
    if (ended === undefined) {
      throw new ConfigError([
        { path: 'ADDRESS', sentence: 'this token is of no mail of ours; remove the address instead' },
      ])
    }
    const { address, digestId, digestTitle } = ended
    return answer(context, 'subscribers remove', { address, digestId, state: 'suppressed' }, () => [
      `${address} no longer gets ${digestTitle}.`,
    ])
  })
}

async function change(context: CommandContext, state: SubscriberState, says: string): Promise<number> {
  const [written = ''] = context.args
  const address = written.trim()
  if (!looksLikeAddress(address)) {
    throw new ConfigError([
      { path: 'ADDRESS', sentence: `${JSON.stringify(address)} is no mail address; write it like me@example.org` },
    ])
  }
  return withStore(context, async (db, config) => {
    const digest = digestOf(config, context.options['digest'])
    if (state === 'suppressed') await mustBeKnown(db, digest, address)
    const before = await readSubscriber(db, digest.id, address.toLowerCase())
    const already = before?.state === state && state === 'active' ? ', as before' : ''
    await db.batch([setSubscriberState(digest.id, address, state, clock().toISOString())])
    const command = `subscribers ${state === 'active' ? 'add' : 'remove'}`
    return answer(context, command, { address, digestId: digest.id, state }, () => [
      `${address} ${says} ${digest.title}${already}.`,
    ])
  })
}

/** Throws ConfigError where nobody, past or present, has this address: it is probably mistyped. */
async function mustBeKnown(db: Db, { id, title, subscribers }: DigestConfig, address: string): Promise<void> {
  const stored = (await listSubscribers(db, id)).map((one) => one.address)
  // Before the first run the store has none of the configuration.
  const known = new Set([...stored, ...subscribers.map((one) => one.address.toLowerCase())])
  if (known.has(address.toLowerCase())) return
  const meant = nearestName(address, known)
  const hint = meant === undefined ? 'see: broadsheet subscribers list' : `did you mean ${meant}?`
  throw new ConfigError([{ path: 'ADDRESS', sentence: `nobody gets ${title} at ${address}; ${hint}` }])
}

/** The digest with that id, or the only one there is. Throws ConfigError. */
function digestOf({ digests }: Config, id: unknown): DigestConfig {
  const digest = id === undefined && digests.length === 1 ? digests[0] : digests.find((one) => one.id === id)
  if (digest !== undefined) return digest
  const known = digests.map((one) => one.id).join(', ') || 'none is configured'
  const sentence =
    id === undefined
      ? `say which digest; there is: ${known}`
      : `no digest is called '${String(id)}'; there is: ${known}`
  throw new ConfigError([{ path: '--digest', sentence }])
}

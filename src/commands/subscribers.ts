/** `broadsheet subscribers list`: who gets which digest. */
import { createPaint } from '../paint.ts'
import { listSubscribers } from '../store/subscribers.ts'
import type { CommandContext } from './context.ts'
import { printLines, withStore } from './look.ts'

/** Lists everybody who is or was a subscriber; who stands in the configuration appears after the first run. */
export async function runCommand(context: CommandContext): Promise<number> {
  return withStore(context, async (db, config) => {
    const known = new Set(config.digests.map(({ id }) => id))
    const subscribers = (await listSubscribers(db)).filter(
      ({ digestId, isConfigured, state }) => known.has(digestId) && (isConfigured || state !== 'active'),
    )
    if (context.globals.json) {
      printLines(
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

/** `broadsheet status`: what is due, what fails and since when, and the next editions. */
import { nextEditionAt, recipientsOf } from '../flow/digest/recipients.ts'
import { countDeliveries } from '../store/deliveries.ts'
import { listSources } from '../store/sources.ts'
import { countStories } from '../store/stories.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { createPaint } from './paint.ts'
import { clockTime, longDate } from './summary.ts'
import { withStoreToRead } from './with-store.ts'

/** Prints the status. Throws ConfigError, StoreError. */
export async function runCommand(context: CommandContext): Promise<number> {
  return withStoreToRead(context, async (db, config) => {
    const now = clock().toISOString()
    const sources = await listSources(db)
    const { readPassHolder } = await import('../store/lock.ts')
    const holder = config.store.kind === 'sqlite' ? readPassHolder(config.stateFolder) : undefined
    const failing = sources.filter(
      ({ failingSince, retiredAt }) => failingSince !== undefined || retiredAt !== undefined,
    )
    const open = sources.filter(({ paused, retiredAt }) => !paused && retiredAt === undefined)
    const due = open.filter(({ nextFetchAt }) => nextFetchAt <= now)
    const next = open
      .map(({ nextFetchAt }) => nextFetchAt)
      .filter((at) => at > now)
      .sort()[0]
    const stories = await countStories(db)
    const digests: { id: string; title: string; nextSlotAt?: string; subscribers: number }[] = []
    for (const digest of config.digests) {
      const recipients = await recipientsOf(db, digest, now)
      digests.push({
        id: digest.id,
        title: digest.title,
        nextSlotAt: nextEditionAt(digest, recipients, now),
        subscribers: recipients.length,
      })
    }
    const owed = await countDeliveries(db, ['pending', 'sending', 'retry', 'uncertain', 'held'])
    if (context.globals.json) {
      context.stdout(
        `${JSON.stringify({
          contract: 1,
          command: 'status',
          exitCode: 0,
          sources: { configured: config.sources.length, due: due.length, failing: failing.length, nextFetchAt: next },
          failures: failing.map(({ id, url, failCode, failMessage, failingSince, nextFetchAt, retiredAt }) => ({
            sourceId: id,
            url,
            code: failCode,
            message: failMessage,
            failingSince,
            nextFetchAt,
            retiredAt,
          })),
          stories,
          digests,
          owed,
          holder,
        })}\n`,
      )
      return 0
    }
    if (context.globals.quiet && failing.length === 0 && owed === 0) return 0
    const paint = createPaint(context.useColor)
    const at = (instant: string) => clockTime(instant, now, config.timeZone)
    const row = (label: string, text: string) => `  ${label.padEnd(11)}${text}`
    const lines = [
      `${paint.bold(config.title)}  ${paint.dim(longDate(now, config.timeZone))}`,
      '',
      row(
        'Sources',
        sources.length === 0
          ? `${config.sources.length} configured, none read yet: broadsheet run`
          : `${paint.bold(String(sources.length))} configured, ${due.length} due now${next === undefined ? '' : `, next at ${at(next)}`}${failing.length > 0 ? `, ${paint.red(`${failing.length} failing`)}` : ''}`,
      ),
      row('Stories', `${paint.bold(String(stories.stories))} kept, ${stories.copies} copies folded`),
      ...digests.map(({ title, nextSlotAt, subscribers }, i) =>
        row(
          i === 0 ? 'Digests' : '',
          `${title}: next at ${nextSlotAt === undefined ? 'no time' : at(nextSlotAt)}, ${subscribers} ${subscribers === 1 ? 'subscriber' : 'subscribers'}`,
        ),
      ),
      ...(owed > 0
        ? [
            row(
              'Mail',
              paint.red(`${owed} ${owed === 1 ? 'delivery' : 'deliveries'} owed`) + '; see: broadsheet deliveries list',
            ),
          ]
        : []),
      ...(holder === undefined
        ? []
        : [row('Now', `${holder.command} runs since ${at(holder.since)} (process ${holder.pid})`)]),
      '',
      ...failing.flatMap(({ id, failMessage, failCode, failingSince, nextFetchAt, retiredAt }) => [
        `${paint.red(id)}  ${failMessage?.replace(/[.\s]+$/, '')} (${failCode}), failing since ${at(failingSince ?? now)}`,
        `${' '.repeat(id.length + 2)}${retiredAt === undefined ? `asked again at ${at(nextFetchAt)}` : 'not asked again'}`,
      ]),
    ]
    context.stdout(`${lines.join('\n').trimEnd()}\n`)
    return 0
  })
}

/** `broadsheet status`: what is due, what fails and since when, and the next editions. */
import type { Config } from '../config.ts'
import type { Instant } from '../core/model.ts'
import { nextEditionAt, recipientsOf } from '../flow/digest/recipients.ts'
import type { Db } from '../store/db.ts'
import { countDeliveries } from '../store/deliveries.ts'
import { listSources } from '../store/sources.ts'
import { countStories } from '../store/stories.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { failureNotices, failuresOf } from './failures.ts'
import { answer, atTime, clockTime, counted, createRows, faultLines, heading, type Paint } from './layout.ts'
import { withStoreToRead } from './with-store.ts'

/** Prints the status; with `--quiet` only when something fails or is owed. Throws ConfigError, StoreError. */
export async function runCommand(context: CommandContext): Promise<number> {
  return withStoreToRead(context, async (db, config) => {
    const now = clock().toISOString()
    const status = await readStatus(db, config, now)
    const { failing, due, nextFetchAt, stories, digests, owed, holder } = status
    const facts = {
      sources: { configured: config.sources.length, due, failing: failing.length, nextFetchAt },
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
    }
    const quiet = context.globals.quiet && failing.length === 0 && owed === 0
    const lines = (paint: Paint) => statusLines(status, config, now, paint)
    return answer({ ...context, globals: { ...context.globals, quiet } }, 'status', facts, lines)
  })
}

type Status = Awaited<ReturnType<typeof readStatus>>

async function readStatus(db: Db, config: Config, now: Instant) {
  const sources = await listSources(db)
  const { readPassHolder } = await import('../store/lock.ts')
  const open = sources.filter(({ paused, retiredAt }) => !paused && retiredAt === undefined)
  const later = open.map(({ nextFetchAt }) => nextFetchAt).filter((at) => at > now)
  const digests: { id: string; title: string; nextSlotAt?: string; subscribers: number }[] = []
  for (const digest of config.digests) {
    const recipients = await recipientsOf(db, digest, now)
    const nextSlotAt = nextEditionAt(digest, recipients, now)
    digests.push({ id: digest.id, title: digest.title, nextSlotAt, subscribers: recipients.length })
  }
  return {
    read: sources.length,
    failing: sources.filter(({ failingSince, retiredAt }) => failingSince !== undefined || retiredAt !== undefined),
    due: open.length - later.length,
    nextFetchAt: later.sort()[0],
    stories: await countStories(db),
    digests,
    owed: await countDeliveries(db, ['pending', 'sending', 'retry', 'uncertain', 'held']),
    holder: config.store.kind === 'sqlite' ? readPassHolder(config.stateFolder) : undefined,
  }
}

function statusLines(status: Status, config: Config, now: Instant, paint: Paint): string[] {
  const { read, failing, due, nextFetchAt, stories, digests, owed, holder } = status
  const at = (instant: Instant) => atTime(instant, now, config.timeZone)
  const row = createRows()
  const sources = [
    `${paint.bold(String(read))} configured, ${due} due now`,
    ...(nextFetchAt === undefined ? [] : [`next ${at(nextFetchAt)}`]),
    ...(failing.length > 0 ? [paint.red(`${failing.length} failing`)] : []),
  ].join(', ')
  const faults = failureNotices(failuresOf(failing), now, config.timeZone)
  return [
    heading(config.title, now, config.timeZone, paint),
    '',
    ...row('Sources', read === 0 ? `${config.sources.length} configured, none read yet: broadsheet run` : sources),
    ...row('Stories', `${paint.bold(String(stories.stories))} kept, ${stories.copies} copies folded`),
    ...row(
      'Digests',
      digests.map(({ title, nextSlotAt, subscribers }) => {
        const next = nextSlotAt === undefined ? 'at no time' : at(nextSlotAt)
        return `${title}: next ${next}, ${counted(subscribers, 'subscriber')}`
      }),
    ),
    ...(owed === 0
      ? []
      : row(
          'Mail',
          `${paint.red(`${counted(owed, 'delivery', 'deliveries')} owed`)}; see: broadsheet deliveries list`,
        )),
    ...row(
      'Now',
      holder && `${holder.command} runs since ${clockTime(holder.since, now, config.timeZone)} (process ${holder.pid})`,
    ),
    ...(faults.length > 0 ? ['', ...faultLines(faults, paint)] : []),
  ]
}

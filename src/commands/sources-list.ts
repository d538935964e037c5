/** `broadsheet sources list`: the configured sources, and what is known of each. Fetches nothing. */
import type { Config, SourceConfig } from '../config.ts'
import type { Instant } from '../core/model.ts'
import { type KnownSource, listSources } from '../store/sources.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { beside, clockTime, columnBeside, counted, createPaint, type Paint, printJsonLines } from './layout.ts'
import { withStoreToRead } from './with-store.ts'

/** What is known of a source. */
interface Listed {
  readonly id: string
  /** Without credentials. */
  readonly url: string
  readonly name?: string
  readonly state: 'good' | 'new' | 'failing' | 'gone' | 'paused'
  readonly entries?: number
  /** The latest date of an entry. */
  readonly newestAt?: Instant
  readonly siteUrl?: string
  /** The feed that the page at `url` declares. */
  readonly foundAt?: string
  readonly topics: readonly string[]
  readonly fetchedAt?: Instant
  readonly nextFetchAt?: Instant
  readonly failingSince?: Instant
  readonly code?: string
  readonly message?: string
}

/** Prints the sources in the order of the configuration; with `--json` one object a line. Throws ConfigError, StoreError. */
export async function runList(context: CommandContext): Promise<number> {
  return withStoreToRead(context, async (db, config) => {
    const known = new Map((await listSources(db)).map((source) => [source.id, source]))
    const listed = config.sources.map((source) => listedOf(source, known.get(source.id)))
    if (context.globals.json) printJsonLines(context, listed)
    else if (!context.globals.quiet)
      context.stdout(`${listLines(listed, config, createPaint(context.useColor)).join('\n')}\n`)
    return 0
  })
}

function listedOf({ id, shownUrl, name, paused, topics }: SourceConfig, known: KnownSource | undefined): Listed {
  const shownName = name ?? known?.title
  const isRead = known?.firstFetchedAt !== undefined
  const isFailing = known?.failingSince !== undefined
  return {
    id,
    url: shownUrl,
    ...(shownName === undefined ? {} : { name: shownName }),
    state: paused
      ? 'paused'
      : known?.retiredAt !== undefined
        ? 'gone'
        : isFailing
          ? 'failing'
          : isRead
            ? 'good'
            : 'new',
    ...(isRead ? { entries: known.entryCount, newestAt: known.entryDates.toSorted().at(-1) } : {}),
    siteUrl: known?.siteUrl,
    foundAt: known?.foundUrl,
    topics,
    fetchedAt: known?.fetchedAt,
    nextFetchAt: known?.nextFetchAt,
    ...(isFailing ? { failingSince: known.failingSince, code: known.failCode, message: known.failMessage } : {}),
  }
}

/** A state in words. */
const STATES: Readonly<Record<Listed['state'], string>> = {
  good: 'good',
  new: 'not read yet',
  failing: 'failing',
  gone: 'gone for good',
  paused: 'paused by you',
}

function listLines(listed: readonly Listed[], config: Config, paint: Paint): string[] {
  if (listed.length === 0) return ['No source is configured. Add one: broadsheet sources add URL']
  const now = clock().toISOString()
  const column = 2 + columnBeside(listed.map(({ id }) => id))
  const at = (instant: Instant) => clockTime(instant, now, config.timeZone)
  const byState = Map.groupBy(listed, ({ state }) => state)
  return [
    ...listed.flatMap(({ id, url, name, state, entries, newestAt, siteUrl, foundAt, failingSince, message }) => {
      const what = [
        `${name ?? url}: ${STATES[state]}${failingSince === undefined ? '' : ` since ${at(failingSince)}`}`,
        ...(entries === undefined ? [] : [counted(entries, 'entry', 'entries')]),
        ...(newestAt === undefined ? [] : [`newest ${at(newestAt)}`]),
      ].join(', ')
      const notes = [
        ...(siteUrl === undefined ? [] : [siteUrl]),
        ...(foundAt === undefined ? [] : [`found at ${foundAt}`]),
        ...(message === undefined ? [] : [message]),
      ]
      return [
        ...beside(`  ${paint.bold(id)}`, ['failing', 'gone'].includes(state) ? paint.red(what) : what, column),
        ...notes.flatMap((note) => beside('', paint.dim(note), column)),
      ]
    }),
    '',
    `${counted(listed.length, 'source')}: ${[...byState].map(([state, some]) => `${some.length} ${STATES[state]}`).join(', ')}.`,
  ]
}

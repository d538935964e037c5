/** `broadsheet sources check`: tries every source and shows the results. Changes nothing. */
import { nearestName } from '../config/nearest.ts'
import type { Config, SourceConfig } from '../config.ts'
import { ConfigError, StoreError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import { type CheckOptions, checkSources, readCheckMemory, type SourceCheck } from '../flow/ask/check.ts'
import { clock, openConfiguredFetcher, openStoreToRead } from '../wire.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { reportDefects } from './defects.ts'
import {
  beside,
  clockTime,
  columnBeside,
  counted,
  createPaint,
  faultLines,
  heading,
  type Paint,
  printJsonLines,
  withClockTimes,
  withoutStop,
  withTitle,
} from './layout.ts'
import { createProgress } from './progress.ts'

/**
 * Tries the sources with these ids, or all. Exit code 0 if one of them answers, 1 if none does. Throws ConfigError for an
 * unknown id.
 */
export async function runCommand(context: CommandContext): Promise<number> {
  const config = await loadContextConfig(context)
  const sources = chosenSources(config, context.args)
  const memory = await readMemory(config)
  const { checks, hadDefect } = await trySources(context, config, sources, { memory })
  const failed = checks.filter(({ kind }) => kind === 'failed').length
  const exitCode = hadDefect || (failed > 0 && failed === checks.length) ? 1 : 0
  if (context.globals.json) printJsonLines(context, checks.map(checkJson))
  else if (!context.globals.quiet || failed > 0) {
    const text = checkText(checks, config, createPaint(context.useColor), context.globals.quiet)
    if (context.globals.quiet) context.stderr(text)
    else context.stdout(text)
  }
  return exitCode
}

/** The sources with these ids, in that order, each once; all sources if no id is given. */
function chosenSources({ sources }: Config, ids: readonly string[]): readonly SourceConfig[] {
  if (ids.length === 0) return sources
  const byId = new Map(sources.map((source) => [source.id, source]))
  const mistakes = ids
    .filter((id) => !byId.has(id))
    .map((id) => {
      const meant = nearestName(id, byId.keys())
      const hint = meant === undefined ? 'see: broadsheet sources list' : `did you mean ${meant}?`
      return { path: id, sentence: `is the id of no source; ${hint}` }
    })
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return [...new Set(ids)].map((id) => byId.get(id)!)
}

/**
 * What the store knows about redirects and about sources that asked not to be fetched now; undefined before the first run, or
 * when the store cannot be opened. A store that `run` has to migrate first is an error, since ignoring it would mean fetching
 * sources that asked not to be. Throws StoreError `store/older`.
 */
export async function readMemory(config: Config): Promise<CheckOptions['memory']> {
  try {
    const db = await openStoreToRead(config)
    try {
      return await readCheckMemory(db, clock().toISOString())
    } finally {
      await db.close()
    }
  } catch (error) {
    if (error instanceof StoreError && error.code !== 'store/older') return undefined
    throw error
  }
}

/** Tries the sources, with a progress line on a terminal, and reports defects of ours. `deadline` ends the wait for answers. */
export async function trySources(
  context: CommandContext,
  config: Config,
  sources: readonly SourceConfig[],
  { memory, deadline }: Pick<CheckOptions, 'memory' | 'deadline'> = {},
): Promise<{ readonly checks: SourceCheck[]; readonly hadDefect: boolean }> {
  const { globals, signal, isErrorTty, useErrorColor } = context
  const isShown = isErrorTty && !globals.quiet && !globals.json
  const progress = createProgress({ ...context, isTty: isShown, useColor: useErrorColor })
  const defects: string[] = []
  const fetcher = await openConfiguredFetcher(config)
  try {
    const checks = await checkSources(sources, {
      fetcher,
      memory,
      signal,
      deadline,
      onChecked: (done, waitedFor) => progress.show('Trying', done, sources.length, waitedFor?.name ?? waitedFor?.id),
      defect: (where, error) => defects.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`),
    })
    return { checks, hadDefect: defects.length > 0 }
  } finally {
    await fetcher.close()
    progress.wipe()
    reportDefects(context, defects)
  }
}

/** A check as printed with --json. */
export const checkJson = ({ kind, ...rest }: SourceCheck): object => ({
  state: kind === 'feed' ? 'answers' : kind,
  ...rest,
})

/** The results for a person; with `failures` only the failed ones. */
function checkText(checks: readonly SourceCheck[], config: Config, paint: Paint, failures: boolean): string {
  if (checks.length === 0) return 'No source is configured. Add some: broadsheet import FILE\n'
  const now = clock().toISOString()
  const given = checks.filter((check) => check.kind === 'feed')
  const column = 2 + columnBeside(checks.map(({ sourceId }) => sourceId))
  const faults = failedLines(checks, paint, config.timeZone)
  const answer = `${given.length} of ${checks.length} ${checks.length === 1 ? 'source answers' : 'sources answer'}.`
  if (failures) return `${[...faults, answer].join('\n')}\n`
  return `${[
    heading(config.title, now, config.timeZone, paint),
    '',
    ...given.flatMap((check) => givenLines(check, column, paint, (at) => clockTime(at, now, config.timeZone))),
    ...(given.length > 0 ? [''] : []),
    ...(faults.length > 0 ? [...faults, ''] : []),
    answer,
  ].join('\n')}\n`
}

function givenLines(
  check: Extract<SourceCheck, { kind: 'feed' }>,
  column: number,
  paint: Paint,
  timeOf: (at: Instant) => string,
): string[] {
  const { sourceId, title, name, entries, rejected, newestAt, format, repairs, paused } = check
  const { movedTo, isForGood, foundAt, feeds = [] } = check
  const what = [
    `${name ?? title ?? 'without a title'}: ${entries === 0 ? 'no entries' : entries === 1 ? 'one entry' : counted(entries, 'entry', 'entries')}`,
    ...(newestAt === undefined ? [] : [`newest ${timeOf(newestAt)}`]),
    format,
    ...(rejected > 0 ? [`${rejected} unreadable`] : []),
    ...(paused ? ['paused by you'] : []),
  ].join(', ')
  const notes = [
    ...(foundAt === undefined ? [] : [`found at ${foundAt}`]),
    ...feeds.map((feed) => `declared: ${withTitle(feed)}`),
    ...(movedTo === undefined
      ? []
      : [isForGood ? `moved for good: write ${movedTo} into the configuration` : `led to ${movedTo}`]),
    ...(repairs.length === 0
      ? []
      : [
          `mended: ${repairs[0]}${repairs.length > 1 ? ` And ${repairs.length - 1} more: broadsheet inspect ${sourceId}` : ''}`,
        ]),
  ]
  return [
    ...beside(`  ${paint.bold(sourceId)}`, what, column),
    ...notes.flatMap((note) => beside('', paint.dim(note), column)),
  ]
}

/** The failed checks, at most `most`: what failed, what to try, and the feeds that a web page declares. */
export function failedLines(
  checks: readonly SourceCheck[],
  paint: Paint,
  timeZone: string,
  most = Number.POSITIVE_INFINITY,
): string[] {
  const now = clock().toISOString()
  const failed = checks.filter((check) => check.kind === 'failed')
  const faults = failed.slice(0, most).map(({ sourceId, code, message, feeds }) => {
    const { what, next } = partsOf(withClockTimes(message, now, timeZone))
    const others = (feeds.length > 1 ? feeds : []).map((feed) => paint.dim(`declared: ${withTitle(feed)}`))
    return [sourceId, `${what} (${code})`, ...(next === undefined ? [] : [next]), ...others] as const
  })
  const more = failed.length > most ? [`${failed.length - most} more: broadsheet sources check`] : []
  return [...faultLines(faults, paint), ...more]
}

/** Splits a message: what failed and, after the last semicolon, what to try next. */
function partsOf(message: string): { readonly what: string; readonly next?: string } {
  const text = withoutStop(message)
  const at = text.lastIndexOf('; ')
  return at < 0 ? { what: text } : { what: text.slice(0, at), next: text.slice(at + 2) }
}

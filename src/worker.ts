/**
 * Decides when to work: timers only wake; what is owed is read from the store, so a missed tick makes a digest late, not lost.
 * Each pass is a process of its own, one at a time: it evaluates the configuration anew, and its memory is freed when it ends.
 * Its report is logged, and says when the next slot is.
 */
import { once } from 'node:events'
import type { Configured } from './commands/child.ts'
import { type Config, configStamp } from './config.ts'
import { AppError, type ConfigMistake } from './core/errors.ts'
import { logLine } from './log.ts'
import { type PassEnd, type PassSummary, runPassProcess } from './pass-process.ts'
import type { Db } from './store/db.ts'
import { isMailDue, isRefreshNeeded, type MailReport, nextTryAfterFault, startMinutes, startTicks } from './ticks.ts'
import { clock } from './wire.ts'

/** What a worker is started with. */
interface WorkerOptions {
  /** As it was evaluated when the worker began; every pass evaluates it anew. */
  readonly config: Config
  /** Where what is due is read. */
  readonly db: Db
  /** For the passes: as it was before any `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Called with every changed configuration, once a pass was made with it. */
  readonly onConfiguration?: ((config: Config) => Promise<void>) | undefined
}

/** The exit code of a pass that could not write a folder. */
const STORE_FAULT = 3

/** Works until the signal, then lets the running pass end. */
export async function work({ config, db, env, signal, onConfiguration }: WorkerOptions): Promise<void> {
  const { configFile, store, stateFolder, web, sources, digests } = config
  const opened = { store, stateFolder, web }
  /** The first slot that the last pass has not decided, and when that pass reported it. */
  let mail: MailReport = { slotAt: undefined, reportedAt: '' }
  /** When this worker's last refresh ended: on PostgreSQL others refresh, too, but each restores its own files. */
  let refreshedAt: Date | undefined
  /** Whether the last pass ended with a report; at the beginning everything is still to be done. */
  let isDone = false
  let faults = 0
  let tryAgainAt: Date | undefined
  let running: Promise<void> | undefined
  let isWoken = false
  const configuration = await followConfiguration(config, wake)

  /** One pass at a time; a wake in the meantime is handled right after it. */
  function wake(): void {
    isWoken = true
    running ??= passWhileWoken().finally(() => {
      running = undefined
    })
  }

  async function passWhileWoken(): Promise<void> {
    while (isWoken && !signal.aborted) {
      isWoken = false
      try {
        const command = await whatIsDue()
        if (command !== undefined) await pass(command)
      } catch (error) {
        logLine(error instanceof AppError ? 'failed' : 'defect', { error })
      }
    }
  }

  /** The command to run now. A changed configuration and a tick of the schedule do not wait until a fault is tried again. */
  async function whatIsDue(): Promise<'run' | 'digest' | undefined> {
    const now = clock()
    if (await configuration.isChanged()) return 'run'
    const refresh = configuration.ticks()
    if (refresh.isOwed(now)) {
      const isNeeded = !isDone || (await isRefreshNeeded(db, now, refreshedAt))
      refresh.served()
      if (isNeeded) return 'run'
    }
    if (tryAgainAt !== undefined && now < tryAgainAt) return undefined
    if (!isDone) return 'run'
    return (await isMailDue(db, now, mail)) ? 'digest' : undefined
  }

  async function pass(command: 'run' | 'digest'): Promise<void> {
    const args = [command, '--wait', '0', '--config', configFile]
    const inUse = { ...opened, stamp: configuration.usedStamp() }
    const end = await configuration.passWith(() => runPassProcess(args, { env, opened: inUse, signal }))
    if (end.kind === 'stopped') return
    isDone = end.kind === 'report' && end.report.exitCode !== STORE_FAULT
    if (end.kind === 'report') {
      mail = { slotAt: end.report.next.slotAt, reportedAt: end.report.endedAt }
      const { config: changed } = end.configured
      if (changed !== undefined) await onConfiguration?.(changed)
      configuration.takeUp(end.configured, end.report.next.refreshSchedule)
      logPass(end.report)
      if (command === 'run') refreshedAt = clock()
    } else if (end.kind === 'invalid') configuration.logMistakes(end.mistakes)
    else logFailure(end.error)
    const now = clock()
    // Mail that is still due could not leave: because of its transport, a defect, or another worker.
    faults = isDone && !(await isMailDue(db, now, mail)) ? 0 : faults + 1
    tryAgainAt = faults === 0 ? undefined : nextTryAfterFault(faults, now)
  }

  const minutes = startMinutes(wake, clock)
  logLine('started', { sources: sources.length, digests: digests.length, refresh: config.refresh.schedule })
  wake()
  if (!signal.aborted) await once(signal, 'abort')
  configuration.ticks().stop()
  minutes.stop()
  await running
  logLine('stopped')
}

/** Follows the configuration as it changes: whether a pass was started with its present form, and its schedule. */
async function followConfiguration(config: Config, wake: () => void) {
  const { configFile: file } = config
  let { files } = config
  /** Of the configuration in use, and of the one that a pass was last started with; undefined: it changed meanwhile. */
  let usedStamp: string | undefined = await configStamp(files)
  let triedStamp: string | undefined = usedStamp
  const logged = { mistakes: '', restart: '' }
  let refresh = startTicks(config.refresh.schedule, wake)
  return {
    ticks: () => refresh,
    usedStamp: () => usedStamp,
    isChanged: async () => (await configStamp(files)) !== triedStamp,
    /** Makes a pass, and notes which configuration it was made with. */
    async passWith(makePass: () => Promise<PassEnd>): Promise<PassEnd> {
      const before = await configStamp(files)
      triedStamp = before
      const end = await makePass()
      if (end.configured !== undefined) {
        // It was changed after it was read: then the next wake starts another pass.
        triedStamp = (await configStamp(files)) === before ? end.configured.stamp : undefined
        files = end.configured.files
      }
      return end
    },
    takeUp({ stamp, restart }: Configured, schedule: string): void {
      if (stamp !== usedStamp) logLine('configuration', { message: 'The changed configuration is in use.', file })
      usedStamp = triedStamp
      const changed = restart.join(', ')
      if (changed !== logged.restart && changed !== '')
        logLine('restart-needed', { message: `${changed} changed: restart to take it up.`, changed: restart })
      logged.restart = changed
      logged.mistakes = ''
      if (schedule === refresh.expression) return
      const changedTicks = startTicks(schedule, wake)
      refresh.stop()
      refresh = changedTicks
    },
    /**
     * One line a change: a configuration that stays wrong is evaluated again and again, since what it reads may be corrected.
     */
    logMistakes(mistakes: readonly ConfigMistake[]): void {
      const sentences = mistakes.map(({ path, sentence }) => (path ? `${path}: ${sentence}` : sentence)).join('; ')
      const key = `${triedStamp} ${sentences}`
      if (key === logged.mistakes) return
      logged.mistakes = key
      logLine('configuration-invalid', {
        message: `The configuration is invalid, and no pass is made until it is mended: ${sentences}`,
        file,
      })
    },
  }
}

function logFailure(error: { readonly code?: string; readonly message: string; readonly stack?: string }): void {
  const { code, message, stack } = error
  if (code === 'store/held') logLine('held', { message })
  else logLine(stack === undefined ? 'failed' : 'defect', { error })
}

/** What words files lack, as it was logged: each once. */
const loggedWords = new Set<string>()

/** One line a pass. */
function logPass(report: PassSummary): void {
  const { contract: _, command: __, next: ___, lackingWords = [], documents, failures, editions, ...rest } = report
  for (const { file, keys } of lackingWords) {
    if (loggedWords.has(`${file} ${keys}`)) continue
    loggedWords.add(`${file} ${keys}`)
    logLine('words', { message: `templates/${file} lacks words; the packaged ones are used.`, keys })
  }
  logLine('pass', {
    ...rest,
    ...(documents === undefined ? {} : { published: documents.filter(({ changed }) => changed).length }),
    ...(failures === undefined ? {} : { failures: failures.map(({ sourceId, code }) => `${sourceId} ${code}`) }),
    editions,
  })
}

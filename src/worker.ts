/**
 * WHEN: timers only wake; what is owed is read from the store, so a missed tick makes a digest late, not lost. Each pass is
 * a process of its own, one at a time: it evaluates the configuration anew, and its memory is freed when it ends. Its
 * report is logged, and says when the next slot is.
 */
import { once } from 'node:events'
import { schedule as scheduleCron } from 'node-cron'
import type { Configured } from './commands/child.ts'
import { type Config, configStamp } from './config.ts'
import { AppError, type ConfigMistake } from './core/errors.ts'
import { logLine } from './log.ts'
import { type PassEnd, type PassSummary, runPassProcess } from './pass-process.ts'
import type { Db } from './store/db.ts'
import { nextTryDue } from './store/deliveries.ts'
import { datesOfPending } from './store/grouping-index.ts'
import { countDueSources } from './store/sources.ts'
import { subscribersChangedAt } from './store/subscribers.ts'
import { clock } from './wire.ts'

/** What a worker is started with. */
export interface WorkerOptions {
  /** As it was evaluated when the worker began; every pass evaluates it anew. */
  readonly config: Config
  /** Where what is due is read. */
  readonly db: Db
  /** For the passes: as it was before any `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

const MINUTE_MS = 60_000
/** Where no source is due a pass restores files, prunes and takes up corrections all the same: this often. */
const REFRESH_AT_LEAST_MS = 60 * MINUTE_MS
const LONGEST_WAIT_MINUTES = 15
/** The exit code of a pass that could not write a folder. */
const STORE_FAULT = 3

/** Works until the signal, then lets the pass under way end. */
export async function work({ config, db, env, signal }: WorkerOptions): Promise<void> {
  const { configFile, store, stateFolder, web } = config
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

  /** One pass at a time; what wakes meanwhile looks again right after. */
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
    const end = await configuration.passWith(() => runPassProcess(args, { env, opened, signal }))
    if (end.kind === 'stopped') return
    isDone = end.kind === 'report' && end.report.exitCode !== STORE_FAULT
    if (end.kind === 'report') {
      mail = { slotAt: end.report.next.slotAt, reportedAt: end.report.endedAt }
      configuration.takeUp(end.configured, end.report.next.refreshSchedule)
      logPass(end.report)
      if (command === 'run') refreshedAt = clock()
    } else if (end.kind === 'invalid') configuration.logMistakes(end.mistakes)
    else logFailure(end.error)
    const now = clock()
    // Mail that is due still was kept from leaving: by its transport, by a defect, or by another worker.
    faults = isDone && !(await isMailDue(db, now, mail)) ? 0 : faults + 1
    tryAgainAt = faults === 0 ? undefined : nextTryAfterFault(faults, now)
  }

  const minutes = startMinutes(wake, clock)
  logLine('started', {
    sources: config.sources.length,
    digests: config.digests.length,
    refresh: config.refresh.schedule,
  })
  wake()
  if (!signal.aborted) await once(signal, 'abort')
  configuration.ticks().stop()
  minutes.stop()
  await running
  logLine('stopped')
}

/** Follows the configuration as it changes: whether a pass was started with it as it stands, and its schedule. */
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
    isChanged: async () => (await configStamp(files)) !== triedStamp,
    /** Makes a pass, and notes which configuration it was made with. */
    async passWith(makePass: () => Promise<PassEnd>): Promise<PassEnd> {
      const before = await configStamp(files)
      triedStamp = before
      const end = await makePass()
      if (end.configured !== undefined) {
        // Written again since it was read: then the next wake starts another pass.
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
    /** One line a change: a configuration that stays wrong is evaluated again and again, since what it reads may be mended. */
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

/**
 * Whether a pass finds anything to do but mail: a source that is due, articles that a killed pass left ungrouped, or what
 * every pass does. Throws StoreError.
 */
export async function isRefreshNeeded(db: Db, now: Date, refreshedAt: Date | undefined): Promise<boolean> {
  if ((await countDueSources(db, now.toISOString(), false)) > 0) return true
  if ((await datesOfPending(db)) !== undefined) return true
  if (refreshedAt === undefined) return true
  const agoMs = now.getTime() - refreshedAt.getTime()
  // An instant that a wrong clock left in the future does not bind.
  return !(agoMs >= 0 && agoMs < REFRESH_AT_LEAST_MS)
}

/** The first slot that a pass has not decided, and when that pass reported it. */
interface MailReport {
  readonly slotAt: string | undefined
  readonly reportedAt: string
}

/**
 * Whether a slot or a retry is due, or may be: `slotAt` is the next slot as it was computed at `reportedAt`, so it does not
 * hold when the clock was set back since, or when somebody joined or left. Throws StoreError.
 */
export async function isMailDue(db: Db, now: Date, { slotAt, reportedAt }: MailReport): Promise<boolean> {
  const at = now.toISOString()
  if (at < reportedAt) return true
  const changedAt = await subscribersChangedAt(db, at)
  if (changedAt !== undefined && changedAt > reportedAt) return true
  const tryAt = await nextTryDue(db)
  return [slotAt, tryAt].some((due) => due !== undefined && due <= at)
}

/**
 * When to try again after so many faults in a row: in 1, 2, 4, 8, then every 15 minutes, counted in full minutes since
 * that is when a worker wakes.
 */
export function nextTryAfterFault(faults: number, now: Date): Date {
  const minutes = Math.min(2 ** (faults - 1), LONGEST_WAIT_MINUTES)
  return new Date((Math.floor(now.getTime() / MINUTE_MS) + minutes) * MINUTE_MS)
}

function logFailure(error: { readonly code?: string; readonly message: string; readonly stack?: string }): void {
  const { code, message, stack } = error
  if (code === 'store/held') logLine('held', { message })
  else logLine(stack === undefined ? 'failed' : 'defect', { error })
}

/** One line a pass. */
function logPass(report: PassSummary): void {
  const { contract: _, command: __, next: ___, documents, failures, editions, ...rest } = report
  logLine('pass', {
    ...rest,
    ...(documents === undefined ? {} : { published: documents.filter(({ changed }) => changed).length }),
    ...(failures === undefined ? {} : { failures: failures.map(({ sourceId, code }) => `${sourceId} ${code}`) }),
    editions,
  })
}

// Cron ticks in UTC: they only wake, and come whatever the zone of the host ---------------------------------------------

/** Ticks that come until they are stopped. */
interface Ticks {
  /** The cron expression. */
  readonly expression: string
  /**
   * Whether a tick was due by `now` since the last one that was served. Only this knows of one that was slept through:
   * timers stand still while the machine sleeps, so `wake` may come hours late.
   */
  isOwed(now: Date): boolean
  served(): void
  stop(): void
}

/**
 * Calls `wake` at every instant of a cron expression (five fields, or six with seconds first; read in UTC), and also when
 * the event loop was busy then and an instant was met more than a second late: node-cron calls that one missed and does
 * not run it. Throws Error for an expression that is none.
 *
 * Puts this process into UTC. node-cron 4.6 cuts milliseconds off by `Date.setMilliseconds`, which computes in local time:
 * in an hour that a clock change repeats, it goes back to the first of the two. So its heartbeat believes to be an hour
 * early, fires a thousand times a second, and misses every tick until that hour has passed. The zone is set as late as here
 * so that a configuration that asks for the host's zone still finds it; a child process finds it in an environment copied
 * before.
 */
export function startTicks(expression: string, wake: () => void): Ticks {
  process.env['TZ'] = 'UTC'
  const task = scheduleCron(expression, wake, { timezone: 'UTC', logger: quiet })
  task.on('execution:missed', wake)
  const nextTick = (): Date => task.getNextRun()!
  let tickAt = nextTick()
  return {
    expression,
    isOwed(now) {
      // Earlier than before: the clock was set back.
      const next = nextTick()
      if (next < tickAt) tickAt = next
      return tickAt <= now
    },
    served() {
      tickAt = nextTick()
    },
    stop: () => void task.destroy(),
  }
}

/**
 * Calls `wake` at every full minute by the clock as it stands then, until it is stopped. Not a cron task: that waits for the
 * instant it has computed, for good where the clock was wrong by a year and is set back.
 */
export function startMinutes(wake: () => void, clock: () => Date): { stop(): void } {
  let timer: NodeJS.Timeout
  const arm = (): void => {
    timer = setTimeout(
      () => {
        arm()
        wake()
      },
      MINUTE_MS - (clock().getTime() % MINUTE_MS),
    )
  }
  arm()
  return { stop: () => clearTimeout(timer) }
}

/** Of what node-cron would print, only a `wake` that threw is kept: it is a defect of ours. */
const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (error: Error | string) => logLine('defect', { where: 'tick', error }),
}

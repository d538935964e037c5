/**
 * WHEN: cron only wakes; what is owed is read from the store, so a missed tick makes a digest late, not lost. Passes never
 * overlap; a changed configuration is taken up before the next pass; a stop lets what is under way finish.
 */
import { summaryJson } from './commands/summary.ts'
import type { Config, ConfigPlace } from './config.ts'
import { configStamp, evaluateConfig } from './config-child.ts'
import { AppError, ConfigError } from './core/errors.ts'
import { dueSlots } from './core/schedule.ts'
import type { Deps } from './flow/deps.ts'
import { recipientsOf } from './flow/digest/recipients.ts'
import { logLine } from './log.ts'
import { type PassReport, runPass } from './pipeline.ts'
import type { Db } from './store/db.ts'
import { nextTryDue } from './store/deliveries.ts'
import { listDigests } from './store/subscribers.ts'
import { startTicks, type Ticks } from './ticks.ts'
import { asPass, clock, isHeld, wireDeps } from './wire.ts'

/** What a worker is started with. */
export interface WorkerOptions {
  readonly config: Config
  readonly db: Db
  /** Where the configuration is read again from. */
  readonly place: ConfigPlace
  readonly signal: AbortSignal
}

/** Every minute: digests keep local time, and a retry falls due when it does. */
const EVERY_MINUTE = '* * * * *'

/** Works until the signal, then lets the pass under way end. */
export async function work({ config: first, db, place, signal }: WorkerOptions): Promise<void> {
  let config = first
  let stamp = await configStamp(config)
  let refreshTicks: Ticks | undefined
  const wish = { refresh: true, digest: true }
  let running: Promise<void> | undefined

  /** One pass at a time; what wakes meanwhile is done right after. */
  const wake = (what: Partial<typeof wish>): void => {
    Object.assign(wish, what)
    running ??= drain().finally(() => {
      running = undefined
      if ((wish.refresh || wish.digest) && !signal.aborted) wake({})
    })
  }

  const drain = async (): Promise<void> => {
    await reload()
    const refresh = wish.refresh
    Object.assign(wish, { refresh: false, digest: false })
    try {
      const deps = await wireDeps(config, db, {
        signal,
        command: 'start',
        defect: (where, error) => logLine('defect', { where, error }),
      })
      if (!refresh && !(await isMailDue(deps))) return
      const report = await asPass(config, { command: 'start', signal }, () =>
        runPass(deps, { refresh, mail: true, force: false, waitMs: 0 }),
      )
      logPass(report, config)
    } catch (error) {
      if (signal.aborted) return
      if (isHeld(error)) logLine('held', { message: (error as Error).message })
      else logLine(error instanceof AppError ? 'failed' : 'defect', { error })
    }
  }

  const reload = async (): Promise<void> => {
    const now = await configStamp(config)
    if (now === stamp) return
    stamp = now
    try {
      const changed = await evaluateConfig(place)
      const restart = needsRestart(config, changed)
      if (restart.length > 0)
        logLine('restart-needed', {
          message: `${restart.join(', ')} changed: restart to take it up.`,
          changed: restart,
        })
      // Written again while it was evaluated: then the next wake evaluates it again.
      const isWhatItWas = (await configStamp(config)) === now
      const isOtherSchedule = changed.refresh.schedule !== config.refresh.schedule
      // What is open stays as it was opened until the restart.
      config = {
        ...changed,
        store: { ...config.store, keepDays: changed.store.keepDays },
        stateFolder: config.stateFolder,
        web: config.web,
      }
      if (isWhatItWas) stamp = await configStamp(config)
      if (isOtherSchedule) scheduleRefresh()
      logLine('configuration', { message: 'The changed configuration is in use.', file: config.configFile })
    } catch (error) {
      const mistakes =
        error instanceof ConfigError
          ? error.mistakes.map(({ path, sentence }) => (path ? `${path}: ${sentence}` : sentence))
          : [String(error)]
      logLine('configuration-invalid', {
        message: `The changed configuration is not in use, the one before is: ${mistakes.join('; ')}`,
        file: config.configFile,
      })
    }
  }

  const scheduleRefresh = (): void => {
    refreshTicks?.stop()
    refreshTicks = startTicks(config.refresh.schedule, () => wake({ refresh: true }))
  }

  scheduleRefresh()
  const minuteTicks = startTicks(EVERY_MINUTE, () => wake({ digest: true }))
  logLine('started', {
    sources: config.sources.length,
    digests: config.digests.length,
    refresh: config.refresh.schedule,
  })
  wake({})
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
  refreshTicks?.stop()
  minuteTicks.stop()
  await running
  logLine('stopped')
}

/** Whether a slot or a retry is due now: a minute in which nothing is takes no lock and writes no line. */
async function isMailDue(deps: Deps): Promise<boolean> {
  const now = clock().toISOString()
  const next = await nextTryDue(deps.db)
  if (next !== undefined && next <= now) return true
  const known = new Map((await listDigests(deps.db)).map((digest) => [digest.id, digest]))
  for (const digest of deps.config.digests) {
    const state = known.get(digest.id)
    // A digest the store does not know yet begins now.
    if (state === undefined) return true
    const recipients = await recipientsOf(deps.db, digest, now)
    if (dueSlots({ ...state, lateHours: digest.lateHours }, recipients, now).length > 0) return true
  }
  return false
}

/** What was opened at the start and cannot be changed under way. */
function needsRestart(old: Config, changed: Config): string[] {
  const isOther = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const place = ({ store }: Config) => (store.kind === 'sqlite' ? store.path : store.url)
  return [
    ...(isOther(place(old), place(changed)) ? ['store'] : []),
    ...(old.stateFolder === changed.stateFolder ? [] : ['stateFolder']),
    ...(isOther(old.web, changed.web) ? ['web'] : []),
  ]
}

/** One line a pass. */
function logPass(report: PassReport, config: Config): void {
  const {
    contract: _,
    command: __,
    documents,
    failures,
    editions,
    ...rest
  } = summaryJson('start', report, config) as {
    contract: number
    command: string
    documents?: readonly { changed: boolean }[]
    failures?: readonly { sourceId: string; code: string }[]
    editions: readonly object[]
  }
  logLine('pass', {
    ...rest,
    ...(documents === undefined ? {} : { published: documents.filter(({ changed }) => changed).length }),
    ...(failures === undefined ? {} : { failures: failures.map(({ sourceId, code }) => `${sourceId} ${code}`) }),
    editions,
  })
}

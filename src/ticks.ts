/**
 * When a worker wakes, and what is due then. Cron ticks are in UTC: they only wake, and do not depend on the host's time zone.
 * The only file that imports node-cron.
 */
import { schedule } from 'node-cron'
import { logLine } from './log.ts'
import type { Db } from './store/db.ts'
import { nextTryDue } from './store/deliveries.ts'
import { datesOfPending } from './store/grouping-index.ts'
import { countDueSources } from './store/sources.ts'
import { subscribersChangedAt } from './store/subscribers.ts'

const MINUTE_MS = 60_000
/** Even where no source is due, a pass restores files, prunes and applies corrections: this often. */
const REFRESH_AT_LEAST_MS = 60 * MINUTE_MS
const LONGEST_WAIT_MINUTES = 15

/** Ticks that come until they are stopped. */
interface Ticks {
  /** The cron expression. */
  readonly expression: string
  /**
   * Whether a tick was due by `now` since the last one that was served. Only this detects one that the machine slept through:
   * timers stop while it sleeps, so `wake` may come hours late.
   */
  isOwed(now: Date): boolean
  served(): void
  stop(): void
}

/**
 * Calls `wake` at every instant of a cron expression (five fields, or six with seconds first; read in UTC), and also when
 * the event loop was busy then and an instant was met more than a second late: node-cron calls that one missed and does
 * not run it. Throws Error for an invalid expression.
 *
 * Puts this process into UTC. node-cron 4.6 cuts milliseconds off by `Date.setMilliseconds`, which computes in local time:
 * in an hour that a clock change repeats, it goes back to the first of the two. So its heartbeat believes that it is an hour
 * early, fires a thousand times a second, and misses every tick until that hour has passed. The zone is set only here so that a
 * configuration that asks for the host's zone still finds it; a child process finds it in an environment copied before.
 */
export function startTicks(expression: string, wake: () => void): Ticks {
  process.env['TZ'] = 'UTC'
  const task = schedule(expression, wake, { timezone: 'UTC', logger: quiet })
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
 * Calls `wake` at every full minute by the current clock, until it is stopped. Not a cron task: that waits for the instant it
 * has computed, which may never come where the clock was wrong by a year and is set back.
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

// What is due ---------------------------------------------------------------------------------------------------------

/**
 * Whether a pass finds anything to do but mail: a source that is due, articles that a killed pass left ungrouped, or what
 * every pass does. Throws StoreError.
 */
export async function isRefreshNeeded(db: Db, now: Date, refreshedAt: Date | undefined): Promise<boolean> {
  if ((await countDueSources(db, now.toISOString(), false)) > 0) return true
  if ((await datesOfPending(db)) !== undefined) return true
  if (refreshedAt === undefined) return true
  const agoMs = now.getTime() - refreshedAt.getTime()
  // An instant that a wrong clock left in the future is ignored.
  return !(agoMs >= 0 && agoMs < REFRESH_AT_LEAST_MS)
}

/** The first slot that a pass has not decided, and when that pass reported it. */
export interface MailReport {
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
 * When to try again after this many faults in a row: in 1, 2, 4, 8, then every 15 minutes, counted in full minutes since that
 * is when a worker wakes.
 */
export function nextTryAfterFault(faults: number, now: Date): Date {
  const minutes = Math.min(2 ** (faults - 1), LONGEST_WAIT_MINUTES)
  return new Date((Math.floor(now.getTime() / MINUTE_MS) + minutes) * MINUTE_MS)
}

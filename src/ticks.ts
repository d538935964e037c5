/** Cron ticks in UTC: they only wake, and come whatever the zone of the host. The only file that names node-cron. */
import { schedule } from 'node-cron'
import { logLine } from './log.ts'

const MINUTE_MS = 60_000

/** Ticks that come until they are stopped. */
export interface Ticks {
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

/** Cron ticks in UTC: they only wake, and come whatever the zone of the host. The only file that names node-cron. */
import { schedule } from 'node-cron'
import { logLine } from './log.ts'

/** Ticks that come until they are stopped. */
export interface Ticks {
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
  return { stop: () => void task.destroy() }
}

/** Of what node-cron would print, only a `wake` that threw is kept: it is a defect of ours. */
const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (error: Error | string) => logLine('defect', { where: 'tick', error }),
}

/**
 * A process with a clock of its own, for ticks.test.ts: goes through each span of time from timer to timer, and prints what
 * the ticks did as one line of JSON. Arguments: a cron expression, and the spans as JSON.
 */
import { setImmediate } from 'node:timers/promises'

/** A span of time; `lateMs` is how much later than asked each timer of it fires. */
export interface Span {
  readonly from: string
  readonly until: string
  readonly lateMs: number
}

export interface Ticked {
  /** Minutes that clocks in this process's zone were behind UTC at the start of the first span, before any tick. */
  readonly zoneOffset: number
  /** The instants at which a tick came, a list for each span. */
  readonly ticks: readonly (readonly string[])[]
  /** Timers that fired in each span. */
  readonly beats: readonly number[]
}

/** A heartbeat that fires so often in one span goes in circles. */
const MOST_BEATS = 2000

const [expression = '', spansJson = '[]'] = process.argv.slice(2)
const spans = JSON.parse(spansJson) as readonly Span[]
let now = Date.parse(spans[0]!.from)
const zoneOffset = new Date(now).getTimezoneOffset()

const timers = new Map<number, { readonly at: number; readonly fire: () => void }>()
let lastTimer = 0
globalThis.Date = class extends Date {
  constructor(...values: unknown[]) {
    super(...((values.length === 0 ? [now] : values) as [number]))
  }
  static override now = (): number => now
} as DateConstructor
globalThis.setTimeout = ((fire: () => void, ms = 0) => {
  timers.set(++lastTimer, { at: now + Math.max(1, ms), fire })
  return lastTimer
}) as unknown as typeof setTimeout
globalThis.clearTimeout = ((timer: number) => timers.delete(timer)) as typeof clearTimeout

const { startTicks } = await import('../src/ticks.ts')
const ticks: string[][] = []
const beats: number[] = []
for (const { from, until, lateMs } of spans) {
  now = Date.parse(from)
  const came: string[] = []
  const running = startTicks(expression, () => came.push(new Date().toISOString()))
  let fired = 0
  for (; fired < MOST_BEATS; fired++) {
    const [next] = [...timers].sort(([, a], [, b]) => a.at - b.at)
    if (next === undefined || next[1].at + lateMs > Date.parse(until)) break
    timers.delete(next[0])
    now = next[1].at + lateMs
    next[1].fire()
    // node-cron calls back after some promises.
    await setImmediate()
  }
  running.stop()
  ticks.push(came)
  beats.push(fired)
}
process.stdout.write(`${JSON.stringify({ zoneOffset, ticks, beats } satisfies Ticked)}\n`)

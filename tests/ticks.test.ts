import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startMinutes, startTicks } from '../src/ticks.ts'
import type { Span, Ticked } from './ticks-child.ts'

const CHILD = fileURLToPath(new URL('ticks-child.ts', import.meta.url))
const QUARTER_MS = 900_000

/** Two hours around each clock change of 2026. */
const CHANGES = {
  'Europe/London': { repeats: '2026-10-25T01:00:00Z', skips: '2026-03-29T01:00:00Z' },
  'America/New_York': { repeats: '2026-11-01T06:00:00Z', skips: '2026-03-08T07:00:00Z' },
  'Australia/Lord_Howe': { repeats: '2026-04-04T15:00:00Z', skips: '2026-10-03T15:30:00Z' },
} as const

function around(change: string, lateMs: number): Span {
  const middle = Date.parse(change)
  const at = (ms: number): string => new Date(middle + ms).toISOString()
  return { from: at(-4 * QUARTER_MS - 30_000), until: at(4 * QUARTER_MS + 30_000), lateMs }
}

async function tick(zone: string, spans: readonly Span[]): Promise<Ticked & { readonly stderr: string }> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [CHILD, '*/15 * * * *', JSON.stringify(spans)],
    { env: { PATH: process.env['PATH'], TZ: zone } },
  )
  return { ...(JSON.parse(stdout) as Ticked), stderr }
}

/** Every quarter of an hour in a span, each later by what its timers are. */
function quartersOf({ from, until, lateMs }: Span): string[] {
  const quarters: string[] = []
  for (let at = Math.ceil(Date.parse(from) / QUARTER_MS) * QUARTER_MS; at < Date.parse(until); at += QUARTER_MS) {
    quarters.push(new Date(at + lateMs).toISOString())
  }
  return quarters
}

describe('ticks', () => {
  // The first span, in July, is of no change: there each zone shows that the child began in it.
  const spans = [
    around('2026-07-15T12:00:00Z', 3),
    ...Object.values(CHANGES).flatMap(({ repeats, skips }) => [around(repeats, 3), around(skips, 3)]),
  ]

  it.each([
    ['Europe/London', -60],
    ['America/New_York', 240],
    ['Australia/Lord_Howe', -630],
    ['UTC', 0],
  ])('come through every clock change where the host keeps %s, at one timer a tick', async (zone, zoneOffset) => {
    expect(await tick(zone, spans)).toEqual({
      zoneOffset,
      ticks: spans.map(quartersOf),
      beats: spans.map(() => 9),
      stderr: '',
    })
  })

  it('that are met late, because the event loop was busy, wake all the same, and nothing is printed', async () => {
    const span = around('2026-06-15T12:00:00Z', 5000)
    expect(await tick('UTC', [span])).toMatchObject({ ticks: [quartersOf(span)], stderr: '' })
  })
})

describe('a tick', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const setClock = (at: string): Date => {
    vi.setSystemTime(at)
    return new Date()
  }

  it('that was slept through is owed, once', () => {
    setClock('2026-11-24T02:00:00Z')
    const ticks = startTicks('0 3 * * *', () => undefined)
    expect(ticks.isOwed(setClock('2026-11-24T02:59:59Z'))).toBe(false)
    expect(ticks.isOwed(setClock('2026-11-26T09:30:00Z'))).toBe(true)
    ticks.served()
    expect(ticks.isOwed(setClock('2026-11-27T02:59:00Z'))).toBe(false)
    expect(ticks.isOwed(setClock('2026-11-27T03:00:00Z'))).toBe(true)
    ticks.stop()
  })

  it('comes at its time though the clock was a year ahead and is set back', async () => {
    setClock('2027-11-24T02:00:00Z')
    const ticks = startTicks('0 3 * * *', () => undefined)
    let woken = 0
    const minutes = startMinutes(
      () => woken++,
      () => new Date(),
    )
    expect(ticks.isOwed(setClock('2026-11-24T02:59:00Z'))).toBe(false)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([woken, ticks.isOwed(new Date())]).toEqual([1, true])
    minutes.stop()
    ticks.stop()
  })
})

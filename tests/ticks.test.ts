import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { setSubscriberState } from '../src/store/subscribers.ts'
import { isMailDue, isRefreshNeeded, nextTryAfterFault, startMinutes, startTicks } from '../src/ticks.ts'
import { databases } from './support/databases.ts'
import { item } from './support/make.ts'
import { emptyStores, openNewspaper } from './support/newspaper.ts'
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

describe('nextTryAfterFault', () => {
  it.each([
    [1, '07:01'],
    [2, '07:02'],
    [3, '07:04'],
    [4, '07:08'],
    [5, '07:15'],
    [60, '07:15'],
  ])('after %i in a row at 07:00:40 waits until %s', (faults, at) => {
    const now = new Date('2026-11-24T07:00:40.000Z')
    expect(nextTryAfterFault(faults, now).toISOString()).toBe(`2026-11-24T${at}:00.000Z`)
  })
})

describe.each(databases)('isRefreshNeeded on $name', (database) => {
  const open = emptyStores(database)

  it('is true while a source is due or an article is not grouped, and an hour after the last refresh', async () => {
    const paper = await openNewspaper(await open())
    await paper.configure({ sources: [{ id: 'post', url: paper.serve('post', [item(1)]) }] })
    await paper.pass()
    const needed = (minutes: number) =>
      isRefreshNeeded(paper.db, new Date(Date.parse(paper.now()) + minutes * 60_000), new Date(paper.now()))
    expect([await needed(1), await needed(61)]).toEqual([false, true])
    // As a pass leaves it that was killed while grouping.
    await paper.db.batch([{ sql: 'UPDATE articles SET pending = 1' }])
    expect(await needed(1)).toBe(true)
    await paper.close()
  })
})

describe.each(databases)('isMailDue on $name', (database) => {
  const open = emptyStores(database)

  it('is true at a slot, after a clock that was set back, and when a subscriber came since the slot was computed', async () => {
    const paper = await openNewspaper(await open())
    await paper.configure({
      sources: [{ id: 'post', url: paper.serve('post', [item(1)]) }],
      digests: [{ id: 'morning', title: 'Good morning', at: '07:00', subscribers: ['ann@example.org'] }],
    })
    await paper.pass()
    const reportedAt = paper.now()
    const at = (minutes: number) => new Date(Date.parse(reportedAt) + minutes * 60_000)
    const due = (minutes: number, slotMinutes: number) =>
      isMailDue(paper.db, at(minutes), { slotAt: at(slotMinutes).toISOString(), reportedAt })
    expect([await due(1, 5), await due(5, 5), await due(-1, 5)]).toEqual([false, true, true])
    await paper.db.batch([setSubscriberState('morning', 'bob@example.org', 'active', at(2).toISOString())])
    expect([await due(1, 5), await due(3, 5)]).toEqual([false, true])
    await paper.close()
  })
})

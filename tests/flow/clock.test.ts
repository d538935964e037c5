/** A clock that was ahead and is right again silences nothing; one that is behind re-dates nothing. */
import { describe, expect, it } from 'vitest'
import { createPaint } from '../../src/commands/layout.ts'
import { summaryJson, summaryText } from '../../src/commands/summary.ts'
import type { PassReport } from '../../src/pipeline.ts'
import { clockWasAt } from '../../src/store/clock.ts'
import { savePublishedEntries } from '../../src/store/published-entries.ts'
import { databasesOfRun } from '../support/databases.ts'
import { type Item, item } from '../support/make.ts'
import { daily, mentions, useNewspaper } from '../support/newspaper.ts'

describe.each(databasesOfRun)('on $name', (database) => {
  const paper = useNewspaper(database)
  const items: Item[] = []

  /** Serves one more item, dated now. */
  function publish(nth: number): Item {
    const next = item(nth, { at: paper.now() })
    items.unshift(next)
    paper.serve('wire', items)
    return next
  }
  /** A pass over what is due alone. */
  const pass = () => paper.pass({ force: false })
  const start = async (): Promise<void> => {
    items.length = 0
    publish(1)
    await paper.configure({
      sources: [{ id: 'wire', url: `${paper.web.origin}/wire.xml`, firstFetchDays: 0 }],
      digests: [daily({ lateHours: 6 })],
    })
  }
  const summary = (report: PassReport): string =>
    summaryText(report, paper.config(), { paint: createPaint(false), tookMs: 1000, next: {} })

  it('reads, publishes and mails again, and says once that it was set back', async () => {
    paper.at('2027-03-01T17:00:00Z')
    await start()
    await pass()
    paper.at('2027-03-01T18:00:00Z')
    await pass()
    expect((await paper.fresh()).map((mail) => mentions(mail, items[0]!))).toEqual([true])

    paper.at('2026-11-20T12:00:00Z')
    const news = publish(2)
    const report = await pass()
    expect(report.refresh?.outcomes).toMatchObject([{ kind: 'modified', counts: { new: 1 } }])
    expect(summaryJson('run', report, paper.config(), {})).toMatchObject({ clockWasAt: '2027-03-01T18:00:00.000Z' })
    expect(summary(report)).toContain(
      '  Clock      set back from 1 Mar 2027 18:00; what was put off until then is due\n',
    )
    expect(paper.published()).not.toContain('2027')
    expect(paper.published()).toContain(news.title)

    paper.at('2026-11-20T18:00:00Z')
    const next = await pass()
    expect(next.clockWasAt).toBeUndefined()
    const [mail, ...more] = await paper.fresh()
    expect([mentions(mail!, news), mentions(mail!, items[1]!), more]).toEqual([true, false, []])
  })

  it('lets every slot come that it had taken for past, also one whose edition it had mailed', async () => {
    paper.at('2026-11-19T12:00:00Z')
    await start()
    await pass()
    paper.at('2026-11-22T18:05:00Z')
    publish(2)
    await pass()
    expect(await paper.fresh()).toHaveLength(1)

    for (const [nth, day] of [20, 21, 22].entries()) {
      paper.at(`2026-11-${day}T12:00:00Z`)
      const news = publish(3 + nth)
      await pass()
      paper.at(`2026-11-${day}T18:01:00Z`)
      const { digests } = await pass()
      expect([day, digests?.editions]).toMatchObject([day, [{ slotAt: `2026-11-${day}T18:00:00.000Z`, state: 'sent' }]])
      expect((await paper.fresh()).map((mail) => [2, 1, 0].map((i) => mentions(mail, items[i]!)))).toEqual([
        [false, false, true],
      ])
      expect(items[0]).toBe(news)
    }
  })

  it('does not keep back an edition from a subscriber who was added meanwhile', async () => {
    paper.at('2026-11-19T12:00:00Z')
    await start()
    await pass()
    paper.at('2027-01-01T12:00:00Z')
    await paper.configure({ digests: [daily({ subscribers: ['ann@example.org', 'bob@example.org'] })] })
    await pass()
    await paper.fresh()
    paper.at('2026-11-20T12:00:00Z')
    publish(2)
    await pass()
    paper.at('2026-11-20T18:00:00Z')
    await pass()
    expect((await paper.fresh()).map(({ to }) => to)).toEqual(['ann@example.org', 'bob@example.org'])
  })

  it('re-dates nothing that was published, and mails nothing anew, where it is behind instead', async () => {
    items.length = 0
    items.push(item(1, { at: '2026-11-20T09:00:00Z' }))
    const url = paper.serve('wire', items)
    await paper.configure({ sources: [{ id: 'wire', url, firstFetchDays: 0 }], digests: [daily({ lateHours: 6 })] })
    for (const time of ['12:00', '18:00']) {
      paper.at(`2026-11-20T${time}:00Z`)
      await pass()
    }
    expect(await paper.fresh()).toHaveLength(1)
    const before = paper.published()

    paper.at('2026-09-20T12:00:00Z')
    const behind = await pass()
    expect(behind.refresh?.outcomes).toHaveLength(1)
    expect(summary(behind)).toContain(
      "  Clock      behind: articles are dated up to 20 Nov 2026 09:00; set this\n             machine's clock right\n",
    )
    expect(paper.published()).toBe(before)

    paper.at('2026-11-21T18:00:00Z')
    await pass()
    expect(await paper.fresh()).toEqual([])
    expect(paper.published()).toBe(before)
  })

  it.each([
    ['a next fetch more than seven days ahead', 'UPDATE sources SET next_fetch_at = $1'],
    ['a pause that a host asked for', 'UPDATE sources SET not_before = $1, next_fetch_at = $1'],
    ['a claim that never ends', "UPDATE sources SET claim_token = 'x', claimed_until = $1, next_fetch_at = $1"],
    ['a lease that never ends', "INSERT INTO leases (name, token, until) VALUES ('group', 'x', $1)"],
    ['decided slots', 'UPDATE digests SET decided_until = $1'],
    ['a digest first seen', 'UPDATE digests SET first_seen_at = $1'],
  ])('does not bind by %s', async (_, sql) => {
    await start()
    await pass()
    await paper.db.batch([{ sql, params: ['2099-01-01T00:00:00.000Z'] }])
    paper.at('2026-11-20T16:00:00Z')
    publish(2)
    const { refresh, clockWasAt: wasAt } = await pass()
    expect(wasAt).toBe('2099-01-01T00:00:00.000Z')
    expect(refresh?.outcomes).toMatchObject([{ kind: 'modified' }])
    expect(refresh?.grouped).toMatchObject({ new: 1 })
    paper.at('2026-11-20T18:00:00Z')
    expect((await pass()).digests?.editions).toMatchObject([{ state: 'sent', stories: 2 }])
  })

  it('keeps the entries of a lost store no longer, although the store was begun by it, and dates no story by it', async () => {
    paper.at('2027-03-01T17:00:00Z')
    await start()
    const at = paper.now()
    const entry = { id: 'a'.repeat(20), publishedAt: at, updatedAt: at, title: 'Lost' }
    await paper.db.batch(
      savePublishedEntries([{ ...entry, url: 'https://wire.example.org/lost', relatedUrls: [] }], at),
    )
    await pass()
    paper.at('2026-11-20T12:00:00Z')
    await pass()
    const now = paper.now()
    expect(await paper.db.query('SELECT published_at, updated_at, taken_up_at FROM published_entries')).toEqual([
      { published_at: now, updated_at: now, taken_up_at: now },
    ])
    paper.later(91 * 24 * 60)
    publish(2)
    await pass()
    expect(await paper.db.query('SELECT * FROM published_entries')).toEqual([])
  })

  it('is not seen in a clock that other workers are a little ahead of', async () => {
    await start()
    await pass()
    expect(await clockWasAt(paper.db, '2026-11-20T11:30:00.000Z')).toBeUndefined()
    expect(await clockWasAt(paper.db, '2026-11-20T10:30:00.000Z')).toBe('2026-11-20T12:00:00.000Z')
  })
})

describe('after a long pause', () => {
  const paper = useNewspaper()

  it('the summary has one line a digest for the editions that were skipped, and the JSON all of them', async () => {
    await paper.configure({
      sources: [{ id: 'wire', url: paper.serve('wire', [item(1)]) }],
      digests: [daily(), daily({ id: 'early', title: 'Early', at: '10:00' })],
    })
    await paper.pass()
    paper.at('2026-11-25T23:00:00Z')
    const report = await paper.pass()
    const text = summaryText(report, paper.config(), { paint: createPaint(false), tookMs: 1000, next: {} })
    expect(text.match(/.*skipped.*/g)).toEqual([
      '  Mailed     Daily of Fri 18:00 to Tue 18:00 (5 editions) skipped: too late',
      '  Mailed     Early of Sat 10:00 to today at 10:00 (5 editions) skipped: too late',
    ])
    const { editions } = summaryJson('run', report, paper.config(), {}) as { editions: { state: string }[] }
    expect(editions.filter(({ state }) => state === 'skipped')).toHaveLength(10)
  })
})

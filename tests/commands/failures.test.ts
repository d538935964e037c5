import { beforeEach, describe, expect, it } from 'vitest'
import { deliveryNotices, type Failure, failureNotices, failuresToTell } from '../../src/commands/failures.ts'
import { createPaint } from '../../src/commands/layout.ts'
import { exitCodeOf, quietText, summaryText } from '../../src/commands/summary.ts'
import type { PassReport } from '../../src/pipeline.ts'
import type { DeliveryRecord } from '../../src/store/deliveries.ts'
import { item } from '../support/make.ts'
import { useNewspaper } from '../support/newspaper.ts'

const NOW = '2026-11-20T12:00:00.000Z'
const failure = (change: Partial<Failure> = {}): Failure => ({
  sourceId: 'wire',
  code: 'fetch/dns',
  message: 'The name a.example of https://a.example/rss was not found (ENOTFOUND); check the spelling.',
  failingSince: NOW,
  nextFetchAt: '2026-11-20T13:00:00.000Z',
  isRetired: false,
  ...change,
})
const notices = (failures: readonly Failure[]) => failureNotices(failures, NOW, 'UTC')

describe('a notice', () => {
  it('of one source says what failed, since when, when it is asked again, and the command to type', () => {
    expect(notices([failure({ failingSince: '2026-11-17T18:45:00.000Z' })])).toEqual([
      [
        'wire',
        'The name a.example of https://a.example/rss was not found (ENOTFOUND); check the spelling (fetch/dns), failing since Tue 18:45',
        'asked again at 13:00; try it now: broadsheet sources check wire',
      ],
    ])
  })

  it('is one for all sources that fail for one cause, with the names of all', () => {
    const failures = Array.from({ length: 12 }, (_, nth) =>
      failure({ sourceId: `s${nth}`, message: failure().message.replaceAll('a.example', `${nth}.example`) }),
    )
    const [notice, ...others] = notices(failures)
    expect(others).toEqual([])
    expect(notice![0]).toBe('12 sources')
    expect(notice![2]).toBe('the same of all: s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11')
    expect(notice![3]).toBe('asked again from 13:00 on; try them now: broadsheet sources check')
  })

  it.each<[string, Partial<Failure>]>([
    ['another code', { code: 'fetch/timeout' }],
    ['another sentence', { message: 'The name a.example was found elsewhere.' }],
    ['another end', { isRetired: true }],
  ])('is of its own for %s', (_, change) => {
    expect(notices([failure(), failure({ sourceId: 'herald', ...change })])).toHaveLength(2)
  })

  it('shows an instant in a message as people write it', () => {
    const message = 'https://a.example/ has been asked too often (429); asked again after 2026-11-21T09:30:00.000Z.'
    expect(notices([failure({ message })])[0]![1]).toContain('asked again after 09:30 tomorrow (')
  })
})

describe('a notice about mail', () => {
  const delivery = (address: string, change: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
    id: address,
    editionId: 'e',
    digestId: 'daily',
    slotAt: NOW,
    address,
    messageId: address,
    state: 'retry',
    tries: 1,
    nextTryAt: '2026-11-20T12:05:00.000Z',
    code: 'mail/busy',
    reply: `451 ${address}: try later`,
    ...change,
  })

  it('is one for all subscribers of whom the server says the same', () => {
    const deliveries = [
      delivery('ann@example.org'),
      delivery('bob@example.org', { tries: 2, nextTryAt: '2026-11-20T12:10:00.000Z' }),
      delivery('cid@example.org', { state: 'failed', code: 'mail/rejected', reply: '550 no such user' }),
      delivery('dan@example.org', { state: 'sent' }),
      delivery('eve@example.org', { state: 'failed', code: 'suppressed' }),
    ]
    expect(deliveryNotices(deliveries, NOW, 'UTC')).toEqual([
      [
        'mail',
        '2 subscribers: 451 ann@example.org: try later (mail/busy), tried twice',
        'the same of all: ann@example.org, bob@example.org',
        'tried again at 12:05; see: broadsheet deliveries list',
      ],
      [
        'mail',
        'cid@example.org: 550 no such user (mail/rejected), tried once',
        'not tried again; see: broadsheet deliveries list',
      ],
    ])
  })
})

const paper = useNewspaper()
const style = { paint: createPaint(false), next: {} }
/** What `run --quiet` prints. */
const quiet = async (report: PassReport): Promise<string> => {
  const failures = await failuresToTell(paper.db, report.endedAt)
  return quietText(report, paper.config(), { ...style, failures })
}
const pass = () => paper.pass({ force: false, mail: false })

beforeEach(async () => {
  await paper.configure({ sources: [{ id: 'wire', url: paper.serve('wire', [item(1)]) }] })
})

describe('--quiet', () => {
  it.each([
    ['every 15 minutes', () => 15],
    ['irregularly', (nth: number) => [7, 300, 1441, 45][nth % 4]!],
  ])('tells of a failure after three days and again each week, once each, with passes %s', async (_, minutesAfter) => {
    await pass()
    paper.web.on('/wire.xml', { status: 500 })
    const began = Date.parse(paper.now())
    const toldAt: number[] = []
    for (let nth = 0; Date.parse(paper.now()) < began + 18.5 * 86_400_000; nth++) {
      // Only the store is asked in between: what is told depends on no pass.
      const isDue = nth === 0 || nth % 96 === 0
      if (isDue) await paper.pass({ mail: false })
      const told = await failuresToTell(paper.db, paper.now())
      if (told.length > 0) toldAt.push((Date.parse(paper.now()) - began) / 86_400_000)
      paper.later(minutesAfter(nth))
    }
    const steps = toldAt.map((days) => Math.floor((days - 3) / 7))
    expect(steps).toEqual([0, 1, 2])
  })

  it('is silent about a source that has just failed, though it is the only one that was due', async () => {
    await pass()
    paper.web.on('/wire.xml', { status: 500 })
    paper.later(60 * 48)
    const report = await pass()
    expect([exitCodeOf(report), await quiet(report)]).toEqual([1, ''])
  })

  it('tells of a source that is gone for good at once', async () => {
    paper.web.on('/wire.xml', { status: 410 })
    expect(await quiet(await pass())).toMatch(
      /^wire {2}http.*gone for good.*\n(.*\n)* {6}not asked again; take it out/m,
    )
    paper.later(60)
    expect(await quiet(await pass())).toBe('')
  })
})

describe('exit code 1', () => {
  it('is for passes that could do nothing, and not for one dead source among living ones that were not due', async () => {
    await paper.configure({
      sources: [
        { id: 'dead', url: `${paper.web.origin}/none.xml`, intervalMinutes: 30 },
        { id: 'wire', url: paper.serve('wire', [item(1)]), intervalMinutes: 4000 },
      ],
    })
    const codes: number[] = []
    for (const minutes of [0, 61, 60 * 22, 60 * 24]) {
      paper.later(minutes)
      const report = await pass()
      codes.push(exitCodeOf(report))
    }
    // The last pass is more than a day after the other one answered.
    expect(codes).toEqual([0, 0, 0, 1])
  })
})

describe('a summary', () => {
  it('of a pass without news says what is owed since an earlier one', async () => {
    const report = await paper.pass({ refresh: false })
    const owing: PassReport = { ...report, digests: { ...report.digests!, owed: 1 } }
    const next = { tryAt: '2026-11-20T14:00:00.000Z' }
    const text = summaryText(owing, paper.config(), { ...style, next, tookMs: 61_400 })
    expect(text).toContain('mail  one delivery owed since an earlier run\n      tried again at 14:00;')
    expect(text).toContain('Done in 1 min 1 s, one delivery owed (exit code 4).')
    expect(quietText(owing, paper.config(), { ...style, next, failures: [] })).toContain('one delivery owed')
  })

  it('speaks of one older article in the singular', async () => {
    paper.serve('wire', [item(1), item(2, { at: '2026-09-01T08:00:00.000Z' })])
    const text = summaryText(await pass(), paper.config(), { ...style, tookMs: 1 })
    expect(text).toContain('1 new, 1 older one kept as backlog')
  })
})

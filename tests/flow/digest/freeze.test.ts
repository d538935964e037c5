/** What an edition contains, when it is owed, and what a subscriber has had. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { UserConfig } from '../../../src/config.ts'
import { listSubscribers, setSubscriberState } from '../../../src/store/subscribers.ts'
import { type Item, item } from '../../support/make.ts'
import { daily, mentions, type Sent, useNewspaper } from '../../support/newspaper.ts'

const at = (changes: Partial<Item>, nth: number): Item => item(nth, changes)
/** The numbers of the items that a message contains. */
const numbersIn = (mail: Sent | undefined, most = 40): number[] =>
  mail === undefined ? [] : Array.from({ length: most }, (_, i) => i).filter((nth) => mentions(mail, item(nth)))

const paper = useNewspaper()
let url: string
beforeEach(async () => {
  url = paper.serve('wire', [])
})

/** Makes the only source list these numbered items from now on. */
const list = (...numbers: number[]): void => {
  paper.serve(
    'wire',
    numbers.map((nth) => at({ at: paper.now() }, nth)),
  )
}
const configure = (...digests: NonNullable<UserConfig['digests']>): Promise<unknown> =>
  paper.configure({ sources: [{ id: 'wire', url }], digests })
const passAt = async (instant: string): Promise<Sent[]> => {
  paper.at(instant)
  await paper.pass()
  return paper.fresh()
}

describe('slots', () => {
  it('makes one edition for a slot, however many passes run, and none before it', async () => {
    await configure(daily())
    list(1, 2)
    expect(await passAt('2026-11-20T17:59:59.000Z')).toEqual([])
    const [mail, ...others] = await passAt('2026-11-20T18:00:00.000Z')
    expect([numbersIn(mail), others]).toEqual([[1, 2], []])
    expect(await passAt('2026-11-20T18:00:30.000Z')).toEqual([])
    expect(await passAt('2026-11-20T21:00:00.000Z')).toEqual([])
  })

  it('sends a slot late within lateHours, and records an older one as skipped', async () => {
    await configure(daily({ lateHours: 3 }))
    list(1)
    expect(await passAt('2026-11-20T12:00:00.000Z')).toEqual([])
    expect(numbersIn((await passAt('2026-11-20T21:00:00.000Z'))[0])).toEqual([1])
    list(1, 2)
    paper.at('2026-11-21T21:00:01.000Z')
    const report = await paper.pass()
    expect(report.digests?.editions).toMatchObject([
      { state: 'skipped', slotAt: '2026-11-21T18:00:00.000Z', deliveries: [] },
    ])
    expect(await paper.fresh()).toEqual([])
    // Nobody had its stories, so they come with the next one.
    expect(numbersIn((await passAt('2026-11-22T18:00:00.000Z'))[0])).toEqual([2])
  })

  it('keeps local time through a clock change: one edition for each local date', async () => {
    paper.at('2027-03-26T12:00:00.000Z')
    await configure(daily({ at: '02:30', timeZone: 'Europe/Berlin' }))
    list(0)
    await paper.pass()
    const sent: string[] = []
    let nth = 1
    for (const instant of [
      '2027-03-27T01:29:59Z',
      '2027-03-27T01:30:00Z',
      '2027-03-28T00:59:59Z',
      '2027-03-28T01:00:00Z',
      '2027-03-28T01:30:00Z',
      '2027-03-29T00:30:00Z',
    ]) {
      paper.at(instant)
      list(nth++)
      await paper.pass()
      if ((await paper.fresh()).length > 0) sent.push(instant)
    }
    expect(sent).toEqual(['2027-03-27T01:30:00Z', '2027-03-28T01:00:00Z', '2027-03-29T00:30:00Z'])
  })

  it('owes nothing before the run that first saw the digest, nor a subscriber before being added', async () => {
    list(1)
    await configure(daily())
    expect(await passAt('2026-11-20T18:00:01.000Z')).toEqual([])
    await configure(daily({ subscribers: ['ann@example.org', 'bob@example.org'] }))
    list(1, 2)
    paper.at('2026-11-21T18:00:01.000Z')
    await paper.pass()
    expect((await paper.fresh()).map(({ to }) => to)).toEqual(['ann@example.org'])
    // Bob's first edition looks back to the previous slot, as any first edition does.
    expect((await passAt('2026-11-22T18:00:00.000Z')).map((mail) => [mail.to, numbersIn(mail)])).toEqual([
      ['bob@example.org', [2]],
    ])
  })

  it('goes out once at first sight with firstEdition now, its slot the minute the store first knew the digest', async () => {
    list(1)
    await configure(daily({ firstEdition: 'now' }))
    paper.at('2026-11-20T12:00:42.000Z')
    const report = await paper.pass()
    expect(report.digests?.editions).toMatchObject([{ slotAt: '2026-11-20T12:00:00.000Z', state: 'sent' }])
    expect(numbersIn((await paper.fresh())[0])).toEqual([1])
    list(1, 2)
    expect(await passAt('2026-11-20T12:01:00.000Z')).toEqual([])
    expect(numbersIn((await passAt('2026-11-20T18:00:00.000Z'))[0])).toEqual([2])
  })

  it('with --early makes a slot of this minute, and the next regular edition holds only what came after', async () => {
    list(1)
    await configure(daily())
    await paper.pass()
    paper.at('2026-11-20T15:07:30.000Z')
    const report = await paper.pass({ early: true })
    expect(report.digests?.editions).toMatchObject([{ slotAt: '2026-11-20T15:07:00.000Z', stories: 1 }])
    expect(numbersIn((await paper.fresh())[0])).toEqual([1])
    await paper.pass({ early: true })
    expect(await paper.fresh()).toEqual([])
    list(1, 2)
    expect(numbersIn((await passAt('2026-11-20T18:00:00.000Z'))[0])).toEqual([2])
  })

  it('sends to each recipient at their own time and days; those due at one instant share the edition', async () => {
    list(1)
    await configure(
      daily({
        at: ['07:00', '18:00'],
        subscribers: [
          'ann@example.org',
          { address: 'bob@example.org', name: 'Bob', timeZone: 'Asia/Tokyo', at: '03:00' },
          { address: 'cyd@example.org', at: '20:00', days: ['sat'] },
        ],
      }),
    )
    await paper.pass()
    paper.at('2026-11-20T18:00:00.000Z')
    const report = await paper.pass()
    expect(report.digests?.editions).toMatchObject([{ slotAt: '2026-11-20T18:00:00.000Z' }])
    expect((await paper.fresh()).map(({ to }) => to)).toEqual(['ann@example.org', 'bob@example.org'])
    expect(await passAt('2026-11-20T20:00:00.000Z')).toEqual([])
    expect((await passAt('2026-11-21T20:00:00.000Z')).map(({ to }) => to)).toEqual(['cyd@example.org'])
  })

  it('sends nobody two editions at once after a downtime', async () => {
    await configure(daily({ at: ['12:30', '13:00', '13:30'] }))
    list(1)
    await paper.pass()
    paper.at('2026-11-20T14:00:00.000Z')
    const report = await paper.pass()
    expect(report.digests?.editions.map(({ slotAt, state }) => `${slotAt} ${state}`)).toEqual([
      '2026-11-20T12:30:00.000Z skipped',
      '2026-11-20T13:00:00.000Z skipped',
      '2026-11-20T13:30:00.000Z sent',
    ])
    expect(await paper.fresh()).toHaveLength(1)
  })
})

describe('an edition without anything new', () => {
  it('is not sent, and recorded as empty', async () => {
    await configure(daily())
    await paper.pass()
    paper.at('2026-11-20T18:00:00.000Z')
    expect((await paper.pass()).digests?.editions).toMatchObject([{ state: 'empty', stories: 0, deliveries: [] }])
    expect(await paper.fresh()).toEqual([])
  })

  it('is sent as a note where whenEmpty says so', async () => {
    await configure(daily({ whenEmpty: 'note' }))
    await paper.pass()
    expect(await passAt('2026-11-20T18:00:00.000Z')).toHaveLength(1)
    list(1)
    expect(numbersIn((await passAt('2026-11-21T18:00:00.000Z'))[0])).toEqual([1])
  })
})

describe('memory', () => {
  it('shows no story twice, also when another outlet carries it later', async () => {
    const text = `${item(1).text} ${item(2).text} ${item(3).text}`
    paper.serve('wire', [item(1, { text, at: '2026-11-20T10:00:00Z' })])
    const sources = [{ id: 'wire', url }]
    await paper.configure({ sources, digests: [daily()] })
    await paper.pass()
    expect(await passAt('2026-11-20T18:00:00.000Z')).toHaveLength(1)
    const other = paper.serve('other', [
      item(1, { text, outlet: 'other', at: '2026-11-20T20:00:00Z' }),
      item(9, { at: '2026-11-21T11:00:00Z' }),
    ])
    await paper.configure({ sources: [...sources, { id: 'other', url: other }] })
    paper.at('2026-11-21T12:00:00.000Z')
    const report = await paper.pass()
    expect(report.refresh?.grouped).toMatchObject({ copies: 1 })
    expect((await passAt('2026-11-21T18:00:00.000Z')).map((mail) => numbersIn(mail))).toEqual([[9]])
  })

  it('shows a story merged from two not again when one of them was had', async () => {
    const text = [101, 102, 103].map((nth) => item(nth).text).join(' ')
    paper.serve('wire', [item(1, { text, at: '2026-11-20T10:00:00Z' })])
    const east = (own: string) =>
      paper.serve('east', [item(2, { outlet: 'east', text: own, at: '2026-11-20T11:00:00Z' })])
    await configure(daily())
    await paper.pass()
    expect((await passAt('2026-11-20T18:00:00.000Z')).map((mail) => numbersIn(mail))).toEqual([[1]])
    await paper.configure({
      sources: [
        { id: 'wire', url },
        { id: 'east', url: east(item(2).text) },
      ],
    })
    paper.later(60)
    expect((await paper.pass()).refresh?.grouped).toMatchObject({ new: 1, merged: 0 })
    east(text)
    paper.later(60)
    expect((await paper.pass()).refresh?.grouped).toMatchObject({ new: 0, merged: 1, copies: 1 })
    expect(await passAt('2026-11-21T18:00:00.000Z')).toEqual([])
    // Nor when they are split again: the one that was had stays so, the other is new.
    east(item(2).text)
    paper.later(60)
    expect((await paper.pass()).refresh?.grouped).toMatchObject({ split: 1 })
    expect((await passAt('2026-11-22T18:00:00.000Z')).map((mail) => numbersIn(mail))).toEqual([[2]])
  })

  it('lets a new subscriber’s first edition look back to the previous slot', async () => {
    await configure(daily())
    list(1)
    await paper.pass()
    await passAt('2026-11-20T18:00:00.000Z')
    paper.at('2026-11-20T19:00:00.000Z')
    list(1, 2)
    await paper.pass()
    paper.at('2026-11-21T09:00:00.000Z')
    await configure(daily({ subscribers: ['ann@example.org', 'bob@example.org'] }))
    await paper.pass()
    const sent = await passAt('2026-11-21T18:00:00.000Z')
    expect(sent.map((mail) => [mail.to, numbersIn(mail)])).toEqual([
      ['ann@example.org', [2]],
      ['bob@example.org', [2]],
    ])
  })

  it('sends the first recipients of a digest everything that is no backlog', async () => {
    list(1)
    await configure(daily({ at: '12:01' }))
    await paper.pass()
    // A week without an edition, since every slot comes too late.
    paper.at('2026-11-27T11:00:00.000Z')
    list(1, 2)
    await paper.pass()
    expect(numbersIn((await passAt('2026-11-27T12:01:00.000Z'))[0])).toEqual([1, 2])
  })

  it('filters by the recipient’s topics, and gives only the number of stories beyond maxStories', async () => {
    const topics = [{ id: 'trams', name: 'Trams', any: ['tram'] }]
    await paper.configure({
      sources: [{ id: 'wire', url }],
      topics,
      digests: [
        daily({
          maxStories: 3,
          subscribers: ['ann@example.org', { address: 'bob@example.org', topics: ['trams'] }],
        }),
      ],
    })
    paper.serve('wire', [
      ...[1, 2, 3, 4].map((nth) => at({ at: '2026-11-20T10:00:00Z' }, nth)),
      item(5, { text: `A tram line. ${item(5).text}`, at: '2026-11-20T11:00:00Z' }),
    ])
    await paper.pass()
    const [ann, bob] = await passAt('2026-11-20T18:00:00.000Z')
    expect(numbersIn(ann)).toHaveLength(3)
    expect(ann!.text).toMatch(/\b2 more\b/)
    expect(numbersIn(bob)).toEqual([5])
    expect(bob!.text).not.toMatch(/\bmore stories\b/)
    // An edition looks back to the last one, so what that left out does not come later.
    expect(await passAt('2026-11-21T18:00:00.000Z')).toEqual([])
  })

  it('mails nobody who was removed from the configuration', async () => {
    list(1)
    await configure(daily({ subscribers: ['ann@example.org', 'bob@example.org'] }))
    await paper.pass()
    await configure(daily({ subscribers: ['ann@example.org'] }))
    expect((await passAt('2026-11-20T18:00:00.000Z')).map(({ to }) => to)).toEqual(['ann@example.org'])
    expect((await listSubscribers(paper.db)).map(({ address }) => address)).toEqual(['ann@example.org'])
  })

  it('mails nobody who has unsubscribed, whatever the configuration says', async () => {
    list(1)
    await configure(daily())
    await paper.pass()
    await paper.db.batch([setSubscriberState('daily', 'Ann@Example.org', 'suppressed', paper.now())])
    expect(await passAt('2026-11-20T18:00:00.000Z')).toEqual([])
    expect(await listSubscribers(paper.db)).toMatchObject([{ address: 'ann@example.org', state: 'suppressed' }])
  })
})

describe('backlog', () => {
  it('stays out of every edition and is in the feed under its own dates (a source added with its archive)', async () => {
    const known = [1, 2, 3].map((nth) => at({ at: `2026-11-20T0${5 + nth}:00:00Z` }, nth))
    const old = Array.from({ length: 20 }, (_, i) =>
      at({ outlet: 'new', at: `20${20 + (i % 6)}-03-0${1 + (i % 9)}T08:00:00Z` } as Partial<Item>, 10 + i),
    )
    const undated = Array.from({ length: 10 }, (_, i) => ({ ...item(30 + i, { outlet: 'new' }), at: undefined }))
    paper.serve('wire', known)
    await configure(daily())
    paper.at('2026-11-20T11:00:00.000Z')
    await paper.pass()
    const added = paper.serve('new', [...undated, ...old])
    await paper.configure({
      sources: [
        { id: 'wire', url },
        { id: 'new', url: added },
      ],
    })
    paper.at('2026-11-20T12:00:00.000Z')
    const report = await paper.pass()
    expect(report.refresh?.outcomes.find(({ sourceId }) => sourceId === 'new')).toMatchObject({
      counts: { new: 0, edited: 0, same: 0, backlog: 30, dropped: 0 },
      rejected: 0,
    })
    expect(numbersIn((await passAt('2026-11-20T18:00:00.000Z'))[0])).toEqual([1, 2, 3])
    expect(await passAt('2026-11-21T18:00:00.000Z')).toEqual([])
    const feed = paper.published()
    for (const { title } of [...known, ...old, ...undated]) expect(feed).toContain(title)
    expect(feed).toContain('<published>2020-03-01T08:00:00Z</published>')
    expect(feed.indexOf(known[0]!.title)).toBeLessThan(feed.indexOf(old[0]!.title))
  })

  it('does not appear in an edition with a new article of the same story', async () => {
    const text = `${item(1).text} ${item(2).text} ${item(3).text}`
    // Thirty times as many as a source may bring: the older article of two is backlog.
    paper.serve('wire', [
      item(1, {
        title: `${item(1).title} again`,
        text,
        link: 'https://wire.example.org/old',
        guid: 'old',
        at: '2026-11-20T09:00:00Z',
      }),
      item(8, { at: '2026-11-20T10:00:00Z' }),
    ])
    await paper.configure({ sources: [{ id: 'wire', url }], digests: [daily()], refresh: { maxNewPerSource: 1 } })
    expect((await paper.pass()).refresh?.outcomes).toMatchObject([{ counts: { new: 1, backlog: 1 } }])
    const other = paper.serve('other', [item(1, { text, outlet: 'other', at: '2026-11-20T11:00:00Z' })])
    await paper.configure({
      sources: [
        { id: 'wire', url },
        { id: 'other', url: other },
      ],
    })
    expect((await paper.pass()).refresh?.grouped).toMatchObject({ copies: 1 })
    const [mail] = await passAt('2026-11-20T18:00:00.000Z')
    expect(numbersIn(mail)).toEqual([1, 8])
    expect(mail!.text).not.toContain('https://wire.example.org/old')
  })

  it('floods nobody with 600 old entries, not by instalments either', async () => {
    const archive = (from: number, count: number): Item[] =>
      Array.from({ length: count }, (_, i) => {
        const old = item(1000 + from + i)
        const days = 3 * (from + i)
        return { ...old, title: `Archive: ${old.title}`, at: new Date(Date.UTC(1975, 0, 1 + days)).toISOString() }
      })
    await configure(daily())
    paper.serve('wire', [...archive(0, 600), at({ at: '2026-11-20T10:00:00Z' }, 1)])
    expect((await paper.pass()).refresh?.outcomes).toMatchObject([{ counts: { new: 1, backlog: 600 } }])
    expect(
      (await passAt('2026-11-20T18:00:00.000Z')).map((mail) => [numbersIn(mail), mail.text.includes('Archive:')]),
    ).toEqual([[[1], false]])
    // Fetching the same document again brings none of them back.
    expect(await passAt('2026-11-21T18:00:00.000Z')).toEqual([])
    // Hundreds of others in a later fetch: as many as a source may bring at once are new, the rest stays backlog.
    paper.serve('wire', archive(600, 340))
    paper.at('2026-11-22T12:00:00.000Z')
    expect((await paper.pass()).refresh?.outcomes).toMatchObject([{ counts: { new: 300, backlog: 40 } }])
    expect((await passAt('2026-11-22T18:00:00.000Z')).map(({ text }) => text.match(/Archive:/g)!.length)).toEqual([30])
    expect((await paper.pass()).refresh?.outcomes).toMatchObject([{ kind: 'not-modified', same: 340 }])
    expect(await passAt('2026-11-23T18:00:00.000Z')).toEqual([])
  })
})

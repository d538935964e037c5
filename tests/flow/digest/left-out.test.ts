/** The filters of a digest: what they drop stands in the feed and in other digests, and nowhere in its own editions. */
import { describe, expect, it } from 'vitest'
import type { UserConfig } from '../../../src/config.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { type Item, item, retold } from '../../support/make.ts'
import { daily, mentions, type Sent, useNewspaper } from '../../support/newspaper.ts'

type Filters = NonNullable<UserConfig['filters']>

describe.each(databasesOfRun)('on $name, the editions of a digest with filters', (database) => {
  const paper = useNewspaper(database)
  const own = item(1, { author: 'Jane Doe' })
  const other = retold(1, 1, { outlet: 'herald', author: 'Max Roe' })
  const alone = item(2, { author: 'Jane Doe' })
  const third = item(3, { author: 'Max Roe' })

  /** Two digests of what two outlets list; the second has these filters. */
  async function configure(
    wire: readonly Item[],
    herald: readonly Item[],
    filters: Filters,
    digest = {},
  ): Promise<void> {
    const sources = [
      { id: 'wire', url: paper.serve('wire', wire) },
      { id: 'herald', url: paper.serve('herald', herald) },
    ]
    const digests = [
      daily({ id: 'all', subscribers: ['all@example.org'] }),
      daily({ id: 'some', subscribers: ['some@example.org'], filters, ...digest }),
    ]
    await paper.configure({ sources, digests })
    await paper.pass()
  }

  /** The mails of a day, that of the digest with filters last. */
  async function editions(day: string): Promise<(Sent | undefined)[]> {
    paper.at(`${day}T18:00:00.000Z`)
    await paper.pass()
    const sent = await paper.fresh()
    return ['all@example.org', 'some@example.org'].map((address) => sent.find(({ to }) => to === address))
  }

  async function firstEditions(filters: Filters, digest = {}): Promise<(Sent | undefined)[]> {
    await configure([own, alone, third], [other], filters, digest)
    return editions('2026-11-20')
  }

  it('show nothing of what is dropped, neither as lead nor as another outlet’s report', async () => {
    const [all, some] = await firstEditions([{ drop: { author: 'Jane Doe' } }])
    expect([own, other, alone, third].map((one) => mentions(all!, one))).toEqual([true, true, true, true])
    expect([own, other, alone, third].map((one) => mentions(some!, one))).toEqual([false, true, false, true])
    expect(some!.subject).not.toContain(alone.title)
    expect(some!.text).not.toMatch(/Jane Doe|wire\.example\.org\/news\/[12]/)
    for (const { title } of [own, alone]) expect(paper.published()).toContain(title)
  })

  it('keep only what is wanted', async () => {
    const [, some] = await firstEditions([{ keep: { author: '/^Jane /' } }])
    expect([own, other, alone, third].map((one) => mentions(some!, one))).toEqual([true, false, true, false])
  })

  it('count what is dropped neither among the stories nor among those beyond maxStories', async () => {
    const [, some] = await firstEditions([{ drop: { url: '/news/3' } }], { maxStories: 1 })
    expect(some!.text).toMatch(/\b1 more\b/)
  })

  it('send nothing where all is dropped', async () => {
    expect(await firstEditions([{ drop: { title: '/./' } }])).toEqual([expect.anything(), undefined])
  })

  it('apply to some sources alone where they name some', async () => {
    const [, some] = await firstEditions([{ drop: { author: ['Jane Doe', 'Max Roe'] }, sources: ['herald'] }])
    expect([own, other, alone, third].map((one) => mentions(some!, one))).toEqual([true, false, true, true])
  })

  it('reckon the age of an article at the slot', async () => {
    const [, some] = await firstEditions([{ drop: { olderThanDays: 1 } }])
    expect(mentions(some!, alone)).toBe(true)
    const late = item(4, { at: '2026-11-20T17:00:00.000Z' })
    const fresh = item(5, { at: '2026-11-21T09:00:00.000Z' })
    paper.serve('wire', [own, alone, third, late, fresh])
    const [all, next] = await editions('2026-11-21')
    expect([late, fresh].map((one) => mentions(all!, one))).toEqual([true, true])
    expect([late, fresh].map((one) => mentions(next!, one))).toEqual([false, true])
  })

  it('let a dropped article move no story on', async () => {
    const report = (author: string, title: string, text: string, at: string): Item =>
      item(1, { title, text, author, at, link: `https://wire.example.org/${author}`, guid: author })
    const fire = report(
      'Max',
      'Fire destroys warehouse in Karsholm harbour',
      'A fire destroyed a warehouse in the harbour of Karsholm. Nobody was hurt, the brigade said.',
      '2026-11-20T08:00:00.000Z',
    )
    const dead = report(
      'Jane',
      'Three dead in Karsholm warehouse fire',
      'Three people died when a fire destroyed a warehouse in the harbour of Karsholm, the brigade said.',
      '2026-11-21T08:00:00.000Z',
    )
    await configure([fire], [], [{ drop: { author: 'Jane' } }])
    expect(mentions((await editions('2026-11-20'))[1]!, fire)).toBe(true)
    paper.serve('wire', [dead, fire])
    const [all, some] = await editions('2026-11-21')
    expect([mentions(all!, dead), some]).toEqual([true, undefined])
  })
})

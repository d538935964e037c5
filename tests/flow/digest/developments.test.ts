/** What an edition has of stories that the reader knows, and of those that did not fit into the one before. */
import { describe, expect, it } from 'vitest'
import { databasesOfRun } from '../../support/databases.ts'
import { type Item, item } from '../../support/make.ts'
import { daily, mentions, type Sent, useNewspaper } from '../../support/newspaper.ts'

const HOUR = 18
const dayOf = (day: number): string => `2026-11-${day}`

describe.each(databasesOfRun)('on $name', (database) => {
  const paper = useNewspaper(database)

  /** Serves these items, passes at noon and at the slot of a day, and gives what was mailed. */
  async function editionOf(day: number, items: readonly Item[]): Promise<Sent[]> {
    paper.serve('wire', items)
    for (const hour of [12, HOUR]) {
      paper.at(`${dayOf(day)}T${hour}:00:00.000Z`)
      await paper.pass()
    }
    return paper.fresh()
  }

  async function configure(digest: Parameters<typeof daily>[0] = {}): Promise<void> {
    await paper.configure({ sources: [{ id: 'wire', url: paper.serve('wire', []) }], digests: [daily(digest)] })
    paper.at(`${dayOf(20)}T01:00:00.000Z`)
    await paper.pass()
    await paper.fresh()
  }

  const at = (nth: number, day: number): Item =>
    item(nth, { at: `${dayOf(day)}T${String(nth).padStart(2, '0')}:00:00Z` })
  const numbersIn = (mail: Sent | undefined, items: readonly Item[]): number[] =>
    mail === undefined ? [] : items.flatMap((one, nth) => (mentions(mail, one) ? [nth + 1] : []))

  it('shows what did not fit in the next two editions, and makes none for it alone', async () => {
    await configure({ maxStories: 2 })
    const items = [1, 2, 3, 4, 5].map((nth) => at(nth, 20))
    const shown: number[][] = []
    for (const [day, more] of [
      [20, undefined],
      [21, undefined],
      [22, 6],
      [23, 7],
      [24, 8],
    ] as const) {
      if (more !== undefined) items.push(at(more, day))
      const [mail] = await editionOf(day, items)
      shown.push(numbersIn(mail, items))
    }
    expect(shown).toEqual([[4, 5], [], [3, 6], [2, 7], [8]])
  })

  const harbour = (title: string, text: string): Item => ({
    title,
    text,
    link: 'https://wire.example.org/harbour',
    guid: 'harbour',
    at: `${dayOf(20)}T08:00:00Z`,
  })
  const first = harbour(
    'Fire destroys warehouse in Karsholm harbour',
    'A fire destroyed a warehouse in the harbour of Karsholm. Nobody was hurt, the brigade said.',
  )

  it('shows an edited article again when title or lead gained a fact, and not for a better headline', async () => {
    await configure({ whenEmpty: 'note' })
    expect(await editionOf(20, [first])).toMatchObject([{ subject: expect.stringContaining(first.title) }])
    const polished = harbour('Blaze destroys Karsholm harbour warehouse', first.text)
    const [second] = await editionOf(21, [polished])
    expect(second!.text).not.toContain('Karsholm')
    const told = harbour(
      'Three dead in Karsholm warehouse fire',
      'Three people died when a fire destroyed a warehouse in the harbour of Karsholm, the brigade said.',
    )
    const [third] = await editionOf(22, [told])
    expect(third!.subject).toContain('Three dead')
    expect(third!.text).toContain('Updated')
    const [fourth] = await editionOf(23, [told])
    expect(fourth!.text).not.toContain('Karsholm')
  })

  it('begins with the first edition that was owed to a subscriber, also where that never arrived', async () => {
    await configure()
    await editionOf(20, [at(1, 20)])
    await paper.configure({ digests: [daily({ subscribers: ['ann@example.org', 'bob@example.org'] })] })
    const items = [at(1, 20), at(2, 21)]
    const ofBob = (mails: readonly Sent[]): Sent | undefined => mails.find(({ to }) => to === 'bob@example.org')
    expect(numbersIn(ofBob(await editionOf(21, items)), items)).toEqual([2])
    await paper.db.batch([
      { sql: `UPDATE deliveries SET state = 'failed', code = 'expired' WHERE subscriber = 'bob@example.org'` },
    ])
    items.push(at(3, 22))
    expect(numbersIn(ofBob(await editionOf(22, items)), items)).toEqual([2, 3])
  })

  it('names later coverage that says nothing new once, in the next edition that goes out anyway', async () => {
    await configure()
    await editionOf(20, [first])
    const later = {
      title: 'What is left of Karsholm’s harbour warehouse',
      text: 'The morning after the fire in the harbour of Karsholm neighbours look at the warehouse.',
      link: 'https://east.example.org/1',
      at: `${dayOf(21)}T09:00:00Z`,
    }
    await paper.configure({
      sources: [
        ...paper.config().sources.map(({ id, url }) => ({ id, url })),
        { id: 'east', url: paper.serve('east', [later]) },
      ],
    })
    expect(await editionOf(21, [first])).toEqual([])
    const [mail] = await editionOf(22, [first, at(1, 22)])
    expect([mentions(mail!, later), mentions(mail!, first), mail!.text.includes('Updated')]).toEqual([
      true,
      false,
      false,
    ])
    const [next] = await editionOf(23, [first, at(1, 22), at(2, 23)])
    expect(mentions(next!, later)).toBe(false)
  })

  const report = (slug: string, at: string, title: string, text: string): Item => ({
    title,
    text,
    link: `https://wire.example.org/${slug}`,
    guid: slug,
    at: `2026-11-${at}:00Z`,
  })
  const dead = report(
    'dead',
    '21T09:00',
    'Three dead in Karsholm warehouse fire',
    'Three people were found dead in the warehouse that burnt down in the harbour of Karsholm, the brigade said.',
  )

  it('tells of a development whose headline was polished before the edition', async () => {
    await configure()
    await editionOf(20, [first])
    paper.serve('wire', [dead, first])
    paper.at(`${dayOf(21)}T10:00:00.000Z`)
    await paper.pass()
    const polished = { ...dead, title: 'Three dead in the fire that destroyed a Karsholm warehouse' }
    const [mail] = await editionOf(21, [polished, first])
    expect([mentions(mail!, polished), mail!.text.includes('Updated')]).toEqual([true, true])
  })

  it('tells of one that comes within hours of the first report, right after the edition', async () => {
    await configure()
    const late = { ...first, at: `${dayOf(20)}T17:00:00Z` }
    await editionOf(20, [late])
    const arrest = report(
      'arrest',
      '20T19:30',
      'Guard arrested after Karsholm warehouse fire',
      'Police arrested a guard of the warehouse that burnt down in the harbour of Karsholm.',
    )
    paper.serve('wire', [arrest, late])
    paper.at(`${dayOf(20)}T20:00:00.000Z`)
    await paper.pass()
    const [mail] = await editionOf(21, [arrest, late])
    expect([mentions(mail!, arrest), mail!.text.includes('Updated')]).toEqual([true, true])
  })

  it('tells of one that came too late to be in its order', async () => {
    await configure()
    await editionOf(20, [first])
    await editionOf(21, [dead, first])
    const arrest = report(
      'arrest',
      '21T08:30',
      'Guard arrested after Karsholm warehouse fire',
      'Police arrested a guard of the warehouse that burnt down in the harbour of Karsholm.',
    )
    const [mail] = await editionOf(22, [dead, arrest, first])
    expect([mentions(mail!, arrest), mail!.text.includes('Updated')]).toEqual([true, true])
  })

  it('tells of one by whoever may be shown, when its first teller may not', async () => {
    await configure()
    await editionOf(20, [first])
    const own = {
      title: 'Bodies of three found in burnt warehouse of Karsholm',
      text: 'Firemen found the bodies of three people in the ruins of the harbour warehouse in Karsholm.',
      link: 'https://east.example.org/1',
      at: `${dayOf(21)}T10:00:00Z`,
    }
    const wire = paper.config().sources.map(({ id, url }) => ({ id, url }))
    const sources = [
      ...wire,
      { id: 'east', url: paper.serve('east', [own]) },
      { id: 'north', url: paper.serve('north', [dead]) },
    ]
    await paper.configure({ sources })
    paper.at(`${dayOf(21)}T12:00:00.000Z`)
    await paper.pass()
    await paper.configure({ sources: sources.slice(0, 2) })
    const [mail] = await editionOf(21, [first])
    expect([mentions(mail!, own), mail!.text.includes('Updated')]).toEqual([true, true])
  })

  it('keeps a story in its topics when it moves on in other words', async () => {
    await paper.configure({ topics: [{ id: 'harbour', name: 'Harbour', any: ['harbour'] }] })
    await configure({ topics: ['harbour'] })
    await editionOf(20, [first])
    const arrest = report(
      'arrest',
      '21T09:30',
      'Guard arrested after Karsholm warehouse fire',
      'Police arrested a guard of the warehouse in Karsholm that burnt down.',
    )
    const [mail] = await editionOf(21, [arrest, first])
    expect(mentions(mail!, arrest)).toBe(true)
  })

  it('tells a reader of one topic of a story that a later source brings into it, as a new one', async () => {
    await paper.configure({ topics: [{ id: 'world', name: 'World', any: ['embassy'] }] })
    await configure({ topics: ['world'] })
    expect(await editionOf(20, [first])).toEqual([])
    const later = {
      title: 'Karsholm harbour warehouse destroyed by fire',
      text: 'A fire has destroyed a warehouse in the harbour of Karsholm, said the brigade. Nobody was hurt.',
      link: 'https://east.example.org/1',
      at: `${dayOf(21)}T09:00:00Z`,
    }
    await paper.configure({
      sources: [
        ...paper.config().sources.map(({ id, url }) => ({ id, url })),
        { id: 'east', url: paper.serve('east', [later]), topics: ['world'] },
      ],
    })
    const [mail] = await editionOf(21, [first])
    expect([mentions(mail!, first), mail!.text.includes('Updated')]).toEqual([true, false])
  })

  it('ranks a story that moved on by the outlets that tell what is new', async () => {
    await configure({ maxStories: 1 })
    const wire = paper.config().sources.map(({ id, url }) => ({ id, url }))
    const of = (source: string, items: readonly Item[]) => ({
      id: source,
      url: paper.serve(source, items),
      firstFetchDays: 30,
    })
    const again = (source: string, hour: number, title: string): Item => ({
      title,
      text: `A fire destroyed a warehouse in the harbour of Karsholm, ${source} reports. Nobody was hurt.`,
      link: `https://${source}.example.org/1`,
      at: `${dayOf(20)}T${hour}:00:00Z`,
    })
    await paper.configure({
      sources: [
        ...wire,
        of('north', [again('north', 10, 'Warehouse in Karsholm harbour destroyed by fire')]),
        of('south', [again('south', 11, 'Fire in Karsholm harbour: warehouse destroyed')]),
      ],
    })
    await editionOf(20, [first])
    const vote = (source: string): Item => ({
      title: 'Parliament of Vellin votes to abolish the salt tax',
      text: `The parliament of Vellin voted by a wide margin to abolish the salt tax, ${source} reports.`,
      link: `https://${source}.example.org/2`,
      at: `${dayOf(21)}T10:00:00Z`,
    })
    for (const source of ['north', 'south']) paper.serve(source, [vote(source)])
    const [mail] = await editionOf(21, [dead, first])
    expect([mentions(mail!, vote('north')), mentions(mail!, dead)]).toEqual([true, false])
  })
})

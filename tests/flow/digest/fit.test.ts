/** How an edition is bounded: by its reading time, by the size of its mail, and by the share of each source. */
import { expect, it } from 'vitest'
import { composeFor } from '../../../src/flow/digest/compose.ts'
import { recipientsOf } from '../../../src/flow/digest/recipients.ts'
import { type Item, item } from '../../support/make.ts'
import { daily, mentions, useNewspaper } from '../../support/newspaper.ts'

const SLOT = '2026-11-20T18:00:00.000Z'
const paper = useNewspaper()

const OUTLETS = ['wire', 'loud', 'east', 'west', 'north', 'south', 'coast', 'hill']

/** Invented reports of different length, which have no event in common. */
const reports = (outlet: string, count: number, text: (nth: number) => string = () => ''): Item[] =>
  Array.from({ length: count }, (_, i) => {
    const own = item(1000 * OUTLETS.indexOf(outlet) + i, {
      at: new Date(Date.parse('2026-11-20T11:00:00Z') - i * 60_000).toISOString(),
    })
    const [title, body] = [`${outlet} ${own.title}`, `${outlet} says: ${own.text} ${text(i)}`]
    return { ...own, title, text: body, link: `https://${outlet}.example.org/${i}`, guid: `${outlet} ${i}` }
  })

async function editionOf() {
  const [digest] = paper.config().digests
  const recipients = await recipientsOf(paper.db, digest!, paper.now())
  const composed = await composeFor(await paper.deps(), digest!, SLOT, recipients, '2026-11-20T12:00:00.000Z')
  return composed.get('ann@example.org')!
}

it('fills an edition to its reading time, and says what did not fit', async () => {
  const items = reports('wire', 60, (i) => `It was said ${'again and '.repeat(4 + (i % 7))}again.`)
  await paper.configure({
    sources: [{ id: 'wire', url: paper.serve('wire', items) }],
    digests: [daily({ minutes: 2, maxStories: 50 })],
  })
  await paper.pass()
  const { edition } = await editionOf()
  const briefs = edition.sections.flatMap((section) => section.briefs)
  expect(edition.minutes).toBe(2)
  expect(edition.storyCount).toBeLessThan(50)
  expect(briefs.length).toBeGreaterThan(2)
  expect(edition.storyCount + edition.moreCount).toBe(60)
  expect(edition.leftOut).toHaveLength(edition.moreCount)
  expect(edition.leftOut[0]).toEqual({
    storyId: expect.any(String),
    title: expect.stringContaining('wire'),
    url: expect.stringMatching(/^https:\/\/wire\.example\.org\//),
    outlet: 'wire',
  })
})

it.each([1, 3])('has %i minutes of words, and as many stories of a loud source as of a few others', async (minutes) => {
  const serve = (id: string, count: number) => ({ id, url: paper.serve(id, reports(id, count)) })
  await paper.configure({
    sources: [{ ...serve('loud', 60), weight: 3 }, ...OUTLETS.slice(2).map((id) => serve(id, 8))],
    digests: [daily({ minutes, maxStories: 60 })],
  })
  await paper.pass()
  const { edition, rendered } = await editionOf()
  const [, own = ''] = rendered.text.split(/^={20,}$/m)
  const words = own.replace(/https?:\S+/g, '').match(/\S*[\p{L}\p{N}]\S*/gu) ?? []
  expect(Math.abs(words.length / (minutes * 230) - 1)).toBeLessThanOrEqual(0.05)
  const led = [edition.top!, ...edition.sections.flatMap(({ stories }) => stories)].map(({ outlet }) => outlet)
  expect(new Set(led).size).toBeGreaterThanOrEqual(Math.min(4, led.length))
  expect(led.filter((outlet) => outlet === 'loud').length * 2).toBeLessThanOrEqual(led.length)
})

it('mails in the next editions what did not fit into the reading time, briefs not again', async () => {
  const items = reports('wire', 40)
  await paper.configure({
    sources: [{ id: 'wire', url: paper.serve('wire', items) }],
    digests: [daily({ minutes: 1 })],
  })
  await paper.pass()
  paper.at(SLOT)
  await paper.pass()
  const [first] = await paper.fresh()
  const more = item(9000, { at: '2026-11-21T10:00:00Z' })
  paper.serve('wire', [more, ...items])
  paper.at('2026-11-21T18:00:00.000Z')
  await paper.pass()
  const [second] = await paper.fresh()
  const inFirst = items.filter((one) => mentions(first!, one))
  expect(inFirst.length).toBeGreaterThan(1)
  expect(inFirst.length).toBeLessThan(items.length)
  expect(inFirst.filter((one) => mentions(second!, one))).toEqual([])
  expect([mentions(second!, more), items.some((one) => mentions(second!, one))]).toEqual([true, true])
})

it('leaves out the weakest stories where the mail would be cut off, and owes them', async () => {
  const long = (i: number) => `${`Word${i} `.repeat(50)}.`
  const items = reports('wire', 200, long).map((one) => ({ ...one, title: `${one.title} ${'and so on '.repeat(25)}` }))
  await paper.configure({
    refresh: { maxNewPerSource: 1000 },
    sources: [{ id: 'wire', url: paper.serve('wire', items) }],
    digests: [daily({ maxStories: 1000 })],
  })
  await paper.pass()
  const { edition, rendered } = await editionOf()
  expect(Buffer.byteLength(rendered.html)).toBeLessThanOrEqual(94_000)
  expect(edition.storyCount).toBeGreaterThan(50)
  expect(edition.moreCount).toBeGreaterThan(0)
  expect(rendered.html).toContain('\uE000address\uE000')
})

it('lets a loud source lead a fifth, or as many as configured, while others wait', async () => {
  const others = OUTLETS.slice(2)
  const serve = (id: string, count: number) => ({ id, url: paper.serve(id, reports(id, count)) })
  const leadsOf = async (changes: { readonly maxPerEdition?: number }): Promise<number> => {
    await paper.configure({
      sources: [{ ...serve('loud', 30), weight: 3, ...changes }, ...others.map((id) => serve(id, 3))],
      digests: [daily({ maxStories: 15 })],
    })
    await paper.pass()
    const { edition } = await editionOf()
    const all = [edition.top!, ...edition.sections.flatMap(({ stories, briefs }) => [...stories, ...briefs])]
    expect(all).toHaveLength(15)
    return all.filter(({ outlet }) => outlet === 'loud').length
  }
  expect([await leadsOf({}), await leadsOf({ maxPerEdition: 1 })]).toEqual([3, 1])
})

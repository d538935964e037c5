import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { explain } from '../../../src/flow/ask/explain.ts'
import { inspectSource } from '../../../src/flow/ask/inspect.ts'
import { type Item, item } from '../../support/make.ts'
import { daily, useNewspaper } from '../../support/newspaper.ts'

const CALL = 'The Ferry Post is made by eleven people in a shed; whoever likes it tells a neighbour.'
const under = (nth: number, changes: Partial<Item> = {}): Item => {
  const own = item(nth)
  return { ...own, text: `<p>${own.text}</p><p>${CALL}</p>`, ...changes }
}

const paper = useNewspaper()

const serve = (items: readonly Item[]): Promise<unknown> =>
  paper.configure({ sources: [{ id: 'post', url: paper.serve('post', items) }], digests: [daily()] })
/** The headline, `updated` and summary of each entry of the feed. */
const entries = (): string[][] =>
  [...paper.published().matchAll(/<entry>(.*?)<\/entry>/gs)].map(([, entry]) =>
    ['title', 'updated', 'summary'].map((name) => new RegExp(`<${name}[^>]*>(.*?)</${name}>`, 's').exec(entry!)![1]!),
  )
const idOf = async ({ title }: Item): Promise<string> =>
  (await paper.db.query<{ id: string }>('SELECT id FROM articles WHERE title = $1', [title]))[0]!.id

it('cleans the leads of a new source at once, in the feed, in the mail and in explain', async () => {
  const items = Array.from({ length: 20 }, (_, nth) => under(nth))
  await serve(items)
  await paper.pass()
  expect(entries().map(([title, , summary]) => [title, summary])).toEqual(
    expect.arrayContaining(items.map(({ title }, nth) => [title, item(nth).text])),
  )
  expect(paper.published()).not.toContain('eleven people')
  paper.at('2026-11-20T18:00:00.000Z')
  const more = Array.from({ length: 3 }, (_, nth) => under(100 + nth, { at: '2026-11-20T15:00:00.000Z' }))
  await serve([...more, ...items])
  await paper.pass()
  const [sent] = await paper.fresh()
  expect(sent!.text).toContain(more[0]!.title)
  expect(sent!.text).not.toContain('eleven people')
  const explanation = await explain({ db: paper.db, config: paper.config() }, await idOf(items[0]!), paper.now())
  expect(explanation!.articles[0]!.lead).toBe(item(0).text)
  expect(explanation!.articles[0]!.removed).toEqual([
    { rule: 'recurring', says: 'stands in other articles of its source too', text: CALL },
  ])
})

it('cleans leads that were published before the third article came, which is no edit and moves no date', async () => {
  await serve([under(1)])
  await paper.pass()
  paper.later(60)
  await serve([under(2), under(1)])
  await paper.pass()
  const before = entries()
  expect(before.every(([, , summary]) => summary!.includes('eleven people'))).toBe(true)
  paper.later(60)
  await serve([under(3), under(2), under(1)])
  const { refresh } = await paper.pass()
  expect(refresh!.outcomes[0]).toMatchObject({ counts: { new: 1, edited: 0, same: 2 } })
  const after = entries()
  expect(after).toHaveLength(3)
  expect(paper.published()).not.toContain('eleven people')
  for (const [title, updated] of before) {
    expect(after.find((entry) => entry[0] === title)![1]).toBe(updated)
  }
})

it('keeps the texts whole, so that copies are still found', async () => {
  const text = async ({ title }: Item): Promise<string> =>
    (
      await paper.db.query<{ text: string }>(
        'SELECT text FROM article_texts JOIN articles ON articles.id = article_id WHERE title = $1',
        [title],
      )
    )[0]!.text
  await serve([under(1), under(2), under(3)])
  await paper.pass()
  expect(await text(under(1))).toContain(CALL)
  expect(await text(under(3))).toContain(CALL)
})

it('counts in no comparison, also of articles that were grouped before it was known, in whatever order they came', async () => {
  const prints = async (): Promise<unknown[]> =>
    (
      await paper.db.query<{ body: string }>(
        'SELECT f.body FROM fingerprints f JOIN articles a ON a.id = f.article_id ORDER BY a.title',
      )
    ).map(({ body }) => JSON.parse(body))
  const pending = async (): Promise<number> =>
    (await paper.db.query('SELECT id FROM articles WHERE pending = 1')).length
  const days = [1, 2, 3, 4].map((nth) => under(nth, { at: `2026-11-1${5 + nth}T08:00:00.000Z` }))
  await serve(days)
  await paper.pass()
  const atOnce = await prints()
  expect(await pending()).toBe(0)
  await paper.restart()
  await serve(days.map((day, i) => ({ ...day, text: item(i + 1).text })))
  await paper.pass()
  expect(await prints()).toEqual(atOnce)
  for (const order of [
    [0, 1, 2, 3],
    [3, 1, 0, 2],
  ]) {
    await paper.restart()
    for (let some = 1; some <= order.length; some++) {
      await serve(order.slice(0, some).map((at) => days[at]!))
      await paper.pass()
      paper.later(60)
    }
    expect(await prints()).toEqual(atOnce)
    expect(await pending()).toBe(0)
  }
})

it('leaves each episode of three daily series a story of its own', async () => {
  const tail = (words: number): string =>
    Array.from(
      { length: words / 10 },
      (_, nth) => `Sentence ${'abcdefghi'[nth]} thanks all the rowers of the club today.`,
    ).join(' ')
  const shows = [
    { id: 'pod', tail: tail(30), own: [0, 1] },
    { id: 'film', tail: tail(90), own: [0] },
    { id: 'plain', tail: '', own: [0, 1] },
  ]
  for (let days = 1; days <= 5; days++) {
    const sources = shows.map(({ id, tail, own }, show) => ({
      id,
      url: paper.serve(
        id,
        Array.from({ length: days }, (_, day) => {
          const nth = 100 * show + 10 * day
          const text = own.map((more) => item(nth + more).text).join(' ')
          return item(nth, {
            outlet: id,
            text: `<p>${text}</p><p>${tail}</p>`,
            at: `2026-11-${15 + day}T09:00:00.000Z`,
          })
        }),
      ),
    }))
    paper.at(`2026-11-${14 + days}T13:05:00.000Z`)
    await paper.configure({ sources, digests: [] })
    await paper.pass()
    const stories = await paper.db.query('SELECT DISTINCT story_id FROM articles WHERE dropped IS NULL')
    expect(stories).toHaveLength(3 * days)
  }
})

it('is found again in a store of the version before', async () => {
  await serve([under(1), under(2)])
  await paper.pass()

  await paper.db.batch([{ sql: 'DELETE FROM source_paragraphs' }])
  paper.later(60)
  await serve([under(3), under(2), under(1)])
  await paper.pass()
  expect(paper.published()).not.toContain('eleven people')
})

it('publishes the same bytes in another pass, and when every file was deleted', async () => {
  await serve([under(1), under(2), under(3)])
  await paper.pass()
  const bytes = paper.published()
  paper.later(15)
  await paper.pass()
  expect(paper.published()).toBe(bytes)
  rmSync(paper.config().feed.folder, { recursive: true })
  await paper.db.batch([{ sql: "UPDATE meta SET value = 'none' WHERE name = 'documents'" }])
  paper.later(15)
  await paper.pass()
  expect(paper.published()).toBe(bytes)
})

it('cleans an edited article as it cleaned it before', async () => {
  await serve([under(1), under(2), under(3)])
  await paper.pass()
  paper.later(60)
  const edited = under(3, { text: `<p>${item(3).text} More is not known.</p><p>${CALL}</p>` })
  await serve([under(1), under(2), edited])
  await paper.pass()
  expect(entries().find(([title]) => title === edited.title)![2]).toBe(`${item(3).text} More is not known.`)
})

it('keeps the paragraphs of different sources apart', async () => {
  const sources = ['east', 'west', 'north'].map((outlet, nth) => ({
    id: outlet,
    url: paper.serve(outlet, [under(nth, { link: `https://${outlet}.example.org/1`, guid: outlet })]),
  }))
  await paper.configure({ sources })
  await paper.pass()
  expect(entries().filter(([, , summary]) => summary!.includes('eleven people'))).toHaveLength(3)
})

it('is shown by inspect from one document alone', async () => {
  await serve([under(1), under(2), under(3)])
  const { openFetcher, clock, signal } = await paper.deps()
  const fetcher = await openFetcher()
  const config = paper.config()
  const { entries } = await inspectSource({ config, fetcher, clock, signal }, config.sources[0]!)
  await fetcher.close()
  expect(entries.map(({ became }) => [became.lead, became.removed])).toEqual(
    [1, 2, 3].map((nth) => [item(nth).text, [{ rule: 'recurring', text: CALL }]]),
  )
})

it('forgets a source that is no longer configured when its last article is pruned', async () => {
  await serve([under(1), under(2), under(3)])
  await paper.pass()
  const count = async (table: string) => (await paper.db.query(`SELECT source_id FROM ${table}`)).length
  await paper.configure({ sources: [], digests: [] })
  paper.later(60)
  await paper.pass()
  expect([await count('articles'), await count('source_paragraphs')]).toEqual([3, 1])
  paper.later(60 * 24 * 100)
  await paper.pass()
  expect([await count('articles'), await count('source_paragraphs')]).toEqual([0, 0])
})

/** A store that is lost and begun anew: what is still published keeps its ids and dates. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UserConfig } from '../../../src/config.ts'
import { readerUrl } from '../../../src/core/url/url.ts'
import { readPublishedFeed } from '../../../src/feeds/publish/published.ts'
import { openSqlite } from '../../../src/store/sqlite.ts'
import { simulateWeek } from '../../../tools/eval/simulate.ts'
import { type Item, item } from '../../support/make.ts'
import { type Newspaper, openNewspaper, useNewspaper } from '../../support/newspaper.ts'

type PublishedEntry = NonNullable<ReturnType<typeof readPublishedFeed>>['entries'][number]

const paper = useNewspaper()
let again: Newspaper | undefined
let sources: { id: string; url: string }[] = []

beforeEach(() => {
  again = undefined
  sources = []
})
afterEach(async () => again?.close())

const entries = (path = 'atom.xml'): readonly PublishedEntry[] =>
  readPublishedFeed(paper.published(path))?.entries ?? []
const titled = (title: string): PublishedEntry | undefined => entries().find((one) => one.title === title)

async function publish(feeds: Readonly<Record<string, readonly Item[]>>, changes: Partial<UserConfig> = {}) {
  for (const [id, items] of Object.entries(feeds)) {
    const url = paper.serve(id, items)
    if (!sources.some((one) => one.id === id)) sources.push({ id, url })
  }
  await paper.configure({ sources, idAuthority: undefined, siteUrl: 'https://news.example.org/', ...changes })
  await paper.pass()
}

/** One pass with an empty store over the same folder and sources, at the same time. */
async function beginAnew(feeds: Readonly<Record<string, readonly Item[]>> = {}): Promise<void> {
  for (const [id, items] of Object.entries(feeds)) paper.serve(id, items)
  const { feed, topics, stories, idAuthority } = paper.config()
  again = await openNewspaper(await openSqlite(':memory:'))
  again.at(paper.now())
  await again.configure({
    idAuthority,
    siteUrl: 'https://news.example.org/',
    feed: { folder: feed.folder, maxEntries: feed.maxEntries },
    topics: topics.map(({ id, name, any }) => ({ id, name, any: any as string[] })),
    stories,
    sources,
  })
  await again.pass()
  expect(again.defects).toEqual([])
}

const at = (hour: number): string => `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`
const fire = (nth: number, title: string, text: string, hour: number): Item => ({
  title,
  text,
  link: `https://wire.example.org/fire/${nth}`,
  guid: `fire-${nth}`,
  at: at(hour),
})
const first = fire(
  1,
  'Fire destroys warehouse in Karsholm harbour',
  'A fire destroyed a warehouse in the harbour of Karsholm. Nobody was hurt, the brigade of Karsholm said.',
  8,
)
const second = fire(
  2,
  'Three dead in Karsholm harbour warehouse fire',
  'Three people died when a fire destroyed a warehouse in the harbour of Karsholm, the brigade of Karsholm said.',
  10,
)

describe('a story that is still published', () => {
  it('keeps id and dates, though another article founds it, its first being listed no more', async () => {
    await publish({ wire: [first] })
    const [{ id }] = entries() as [PublishedEntry]
    paper.later(60)
    await publish({ wire: [second, first, item(7)] })
    expect(titled(second.title)).toMatchObject({ id, updatedAt: paper.now() })
    const before = entries()
    paper.later(60)
    await beginAnew({ wire: [second, item(7)] })
    // What was new opens the summary no more, since the article before is unknown.
    const summary = expect.stringMatching(/^(?!New:)/)
    expect(entries()).toEqual(before.map((one) => ({ ...one, summary, relatedUrls: [] })))
    expect(titled(second.title)).toMatchObject({ id, publishedAt: '2026-11-20T08:00:00.000Z' })
  })

  it('keeps every byte of the feed where nothing has changed', async () => {
    await publish({ wire: [first] })
    paper.later(60)
    await publish({ wire: [second, first], other: [item(7)] })
    const before = paper.published()
    paper.later(600)
    await beginAnew()
    expect(paper.published()).toBe(before)
  })

  it('is updated when its article says substantially something else now, or another one tells what is new', async () => {
    await publish({ wire: [first, item(7)] })
    const ids = new Map(entries().map((one) => [one.title, one.id]))
    paper.later(60)
    const edited = { ...item(7), text: item(8).text }
    await beginAnew({ wire: [second, first, edited] })
    expect(titled(edited.title)).toMatchObject({ id: ids.get(edited.title), updatedAt: paper.now() })
    expect(titled(second.title)).toMatchObject({ id: ids.get(first.title), updatedAt: paper.now() })
  })

  it('keeps them when its source answers in a later pass only', async () => {
    await publish({ wire: [first, item(7)] })
    paper.later(60)
    await publish({ wire: [second, first, item(7)] })
    const before = entries()
    const body = paper.published()
    paper.web.on('/wire.xml', { status: 503 })
    await beginAnew({ other: [item(9)] })
    expect(entries()).toEqual([])
    paper.serve('wire', [second, first, item(7)])
    again!.later(60)
    await again!.pass()
    expect(entries()).toEqual(before)
    expect(paper.published()).toBe(body)
  })
})

describe('stories that are grouped otherwise now', () => {
  const feeds = { wire: [second, first, item(7)] }
  const apart = { stories: { windowHours: 1 } }
  const together = { stories: { windowHours: 72 } }
  /** Published with one configuration, and begun anew with the other. */
  async function regrouped(before: Partial<UserConfig>, after: Partial<UserConfig>) {
    await publish(feeds, before)
    const known = entries()
    await paper.configure(after)
    paper.later(60)
    await beginAnew()
    return known
  }

  it('become one with the id that was published first; the other is an alias', async () => {
    const known = await regrouped(apart, together)
    const idOf = (title: string) => known.find((one) => one.title === title)!.id
    expect(known).toHaveLength(3)
    expect(entries()).toHaveLength(2)
    expect(titled(second.title)).toMatchObject({ id: idOf(first.title), publishedAt: '2026-11-20T08:00:00.000Z' })
    expect(await again!.db.query('SELECT id, story_id FROM story_aliases')).toEqual([
      { id: idOf(second.title), story_id: idOf(first.title) },
    ])
  })

  it('become two, of which the one with the article that the entry showed keeps the id', async () => {
    const known = await regrouped(together, apart)
    const { id, updatedAt } = known.find((one) => one.title === second.title)!
    expect(entries()).toHaveLength(3)
    expect(titled(second.title)).toMatchObject({ id, updatedAt, publishedAt: '2026-11-20T08:00:00.000Z' })
    // Its id would be computed from this article.
    expect(titled(first.title)?.id).not.toBe(id)
    const rows = await again!.db.query<{ id: string }>('SELECT DISTINCT story_id AS id FROM articles')
    expect(new Set(rows.map((row) => row.id))).toEqual(new Set(entries().map((one) => one.id)))
  })
})

it('ids stay where all entries of a source have one address, or none', async () => {
  const items = [1, 2, 3].map((nth) => item(nth, { link: 'https://wire.example.org/', guid: `guid-${nth}` }))
  const bare = [4, 5].map((nth) => ({ ...item(nth), link: undefined }) as unknown as Item)
  await publish({ wire: items, bare })
  const before = entries().map(({ id, title }) => `${id} ${title}`)
  expect(before).toHaveLength(5)
  await beginAnew()
  expect(entries().map(({ id, title }) => `${id} ${title}`)).toEqual(before)
})

it('ids are read from the feeds of topics and the archive too, beyond what the main feed holds', async () => {
  const topics = [{ id: 'fire', name: 'Fire', any: ['fire'] }]
  await publish({ wire: [first, item(7), item(8)] }, { topics })
  paper.later(60)
  await publish({ wire: [second, first, item(7), item(8)] }, { topics })
  const before = entries()
  const { folder } = paper.config().feed
  mkdirSync(join(folder, 'archive'), { recursive: true })
  const cut = (path: string, titles: readonly string[]) => {
    const [head, ...rest] = paper.published().split('  <entry>')
    const kept = rest.filter((one) => titles.some((title) => one.includes(`>${title}<`)))
    writeFileSync(
      join(folder, path),
      [head, ...kept.map((one) => one.replace('</feed>', ''))].join('  <entry>') + '</feed>',
    )
  }
  cut('archive/2026-11.xml', [item(7).title])
  cut('atom.xml', [item(8).title])
  // The founder of the story of the topic is listed no more.
  await beginAnew({ wire: [second, item(7), item(8)] })
  expect(entries().map(({ id, updatedAt }) => `${id} ${updatedAt}`)).toEqual(
    before.map(({ id, updatedAt }) => `${id} ${updatedAt}`),
  )
})

it.each<[string, (feed: string) => string]>([
  ['another program wrote', (feed) => feed.replace('>Broadsheet<', '>Other<')],
  [
    'has the authority of another newspaper',
    (feed) => feed.replaceAll('tag:news.example.org,2026:', 'tag:elsewhere.example,2026:'),
  ],
  [
    'has entries of another authority',
    (feed) => feed.replaceAll(/(<entry>\s*<id>)tag:[^:]+:/g, '$1tag:elsewhere.example,2026:'),
  ],
  ['has ids of another form', (feed) => feed.replaceAll(/(<entry>\s*<id>tag:[^:]+:)[^<]+/g, '$1../../etc')],
  ['has no readable dates', (feed) => feed.replaceAll(/<updated>[^<]+/g, '<updated>soon')],
  ['is cut off within its first entry', (feed) => feed.slice(0, feed.indexOf('</entry>'))],
])('nothing is taken from a document that %s', async (_, change) => {
  await publish({ wire: [first] })
  paper.later(60)
  await publish({ wire: [second, first] })
  const [{ id }] = entries() as [PublishedEntry]
  const { folder } = paper.config().feed
  rmSync(join(folder, 'archive'), { recursive: true })
  const file = join(folder, 'atom.xml')
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  await paper.configure({ idAuthority: 'news.example.org,2026' })
  await beginAnew({ wire: [second] })
  expect(entries()).toHaveLength(1)
  expect(entries()[0]!.id).not.toBe(id)
})

it('ids of articles, in a feed with an entry for each, are not taken for those of stories', async () => {
  await publish({ wire: [second, first] }, { feed: { entryPer: 'article' } })
  const articleIds = entries().map(({ id }) => id)
  expect(articleIds).toHaveLength(2)
  await beginAnew()
  expect(entries()).toHaveLength(1)
  expect(articleIds).not.toContain(entries()[0]!.id)
})

it('every id of a week of news stays, and nothing that is still listed is lost', async () => {
  const week = simulateWeek(77)
    .filter(({ text }) => /^(?:report|other|quote|followup)[01]$|^(?:template|column)0-/.test(text))
    .map(({ article: { sourceId, url, title, text, publishedAt } }) => ({
      outlet: sourceId,
      item: { title, text, link: url!, guid: `${sourceId} ${url}`, at: publishedAt! },
    }))
    .toSorted((a, b) => (a.item.at < b.item.at ? -1 : 1))
  const feedsAt = (count: number) => {
    const listed = Map.groupBy(week.slice(0, count), ({ outlet }) => outlet)
    return Object.fromEntries([...listed].map(([outlet, own]) => [outlet, own.slice(-6).map((one) => one.item)]))
  }
  for (let pass = 1; pass <= 3; pass++) {
    const count = Math.ceil((week.length * pass) / 3)
    paper.at(week[count - 1]!.item.at)
    paper.later(10)
    await publish(feedsAt(count))
  }
  const before = entries()
  paper.later(60)
  await beginAnew()
  const after = entries()
  const shown = new Map(before.flatMap((one) => (one.url === undefined ? [] : [[one.url, one] as const])))
  const moved = after.filter((one) => shown.get(one.url!)?.id !== one.id)
  expect(moved.map(({ title }) => title)).toEqual([])
  expect(after.filter((one) => shown.get(one.url!)?.updatedAt !== one.updatedAt)).toEqual([])
  const urls = new Set(after.flatMap((one) => [one.url, ...one.relatedUrls]))
  const listed = Object.values(feedsAt(week.length)).flat()
  expect(listed.filter(({ link }) => !urls.has(readerUrl(link!)))).toEqual([])
  expect(after.length).toBeGreaterThan(10)
})

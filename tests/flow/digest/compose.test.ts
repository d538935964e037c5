/**
 * What is read to compose an edition: ranking data of all new stories, and whole articles only of those that are in it.
 */
import { expect, it } from 'vitest'
import { presentStory } from '../../../src/core/stories/presented.ts'
import { type Composed, composeFor } from '../../../src/flow/digest/compose.ts'
import { type Recipient, recipientsOf } from '../../../src/flow/digest/recipients.ts'
import { articlesOfStories } from '../../../src/store/articles.ts'
import type { Db, Value } from '../../../src/store/db.ts'
import { insertRows } from '../../../src/store/rows.ts'
import { standingsOf, storyIdsSince } from '../../../src/store/selected-stories.ts'
import { listSources } from '../../../src/store/sources.ts'
import { listStories } from '../../../src/store/stories.ts'
import { type Item, item } from '../../support/make.ts'
import { daily, useNewspaper } from '../../support/newspaper.ts'
import { recorded } from '../../support/recorded.ts'

const SLOT = '2026-11-20T18:00:00.000Z'

const paper = useNewspaper()

const configure = (items: readonly Item[], changes: Parameters<typeof daily>[0] = {}) =>
  paper.configure({ sources: [{ id: 'wire', url: paper.serve('wire', items) }], digests: [daily(changes)] })
const someItems = (count: number): Item[] =>
  Array.from({ length: count }, (_, i) => item(i, { at: new Date(Date.parse(paper.now()) - i * 60_000).toISOString() }))
/** What these recipients get at the slot; by default all of the only digest. */
async function compose(db: Db, recipients?: readonly Recipient[]): Promise<Map<string, Composed>> {
  const deps = { ...(await paper.deps()), db }
  const [digest] = paper.config().digests
  const known = recipients ?? (await recipientsOf(db, digest!, paper.now()))
  return composeFor(deps, digest!, SLOT, known, '2026-11-20T12:00:00.000Z')
}

it('reads whole articles only of the stories it shows, and counts the others', async () => {
  await configure(someItems(120), { maxStories: 4 })
  await paper.pass()
  const { db, asked } = recorded(paper.db)
  const { edition } = (await compose(db)).get('ann@example.org')!
  expect([edition.storyCount, edition.moreCount]).toEqual([4, 116])
  expect(edition.top?.title).toBe(item(0).title)
  const whole = asked.flatMap(({ rows }) => rows).filter((row) => 'lead' in row || 'title' in row)
  // The four articles, and the source.
  expect(whole).toHaveLength(5)
})

it('runs no more statements for forty recipients than for two', async () => {
  const subscribers = Array.from({ length: 40 }, (_, i) => `reader${i}@example.org`)
  await configure(someItems(6), { subscribers })
  await paper.pass()
  paper.at(SLOT)
  await paper.pass()
  paper.later(60)
  await configure([...someItems(1), ...someItems(9)].slice(1), { subscribers })
  await paper.pass()
  const [digest] = paper.config().digests
  const all = await recipientsOf(paper.db, digest!, paper.now())
  const statements: string[][] = []
  for (const recipients of [all.slice(0, 2), all]) {
    const { db, asked } = recorded(paper.db)
    const composed = await compose(db, recipients)
    expect(composed.size).toBe(recipients.length)
    for (const { edition } of composed.values()) expect([edition.storyCount, edition.moreCount]).toEqual([3, 0])
    statements.push(asked.map(({ sql }) => sql))
  }
  expect(statements[1]).toEqual(statements[0])
})

it('reads at most two hundred articles of a source in one story, none of them backlog, and counts all as had', async () => {
  const old = (nth: number): Item =>
    item(1, {
      link: `https://wire.example.org/${nth}`,
      guid: `again ${nth}`,
      at: new Date(Date.parse('2026-11-19T06:00:00.000Z') - nth * 60_000).toISOString(),
    })
  const copies = Array.from({ length: 230 }, (_, i) => old(i))
  await configure(copies)
  await paper.configure({ refresh: { firstFetchDays: 1 } })
  await paper.pass()
  // All articles were backlog; one further copy is new.
  paper.later(30)
  await configure([{ ...old(999), at: '2026-11-20T12:10:00.000Z' }, ...copies])
  await paper.pass()
  const { db, asked } = recorded(paper.db)
  const { edition } = (await compose(db)).get('ann@example.org')!
  expect([edition.storyCount, edition.top?.url]).toEqual([1, 'https://wire.example.org/999'])
  expect(edition.top?.articleIds).toHaveLength(231)
  expect(asked.flatMap(({ rows }) => rows).filter((row) => 'lead' in row)).toHaveLength(1)
})

it('ranks stories from SQL as from their whole articles', async () => {
  const stories = await anyStories(paper.db, 150)
  const sources = new Map((await listSources(paper.db)).map(({ id, name }) => [id, name]))
  const articles = await articlesOfStories(paper.db, stories, 'none')
  type Standing = Awaited<ReturnType<ReturnType<typeof standingsOf>['next']>>['value'][number]
  const wanted: Standing[] = []
  for (const { id, leadArticleId } of await listStories(paper.db, undefined, 1000)) {
    const visible = (articles.get(id) ?? []).filter(({ sourceId, backlog }) => sources.has(sourceId) && !backlog)
    if (visible.length === 0) continue
    const { lead, outlet, carriers } = presentStory(visible, leadArticleId, (sourceId) => sources.get(sourceId)!)
    const isCopy = (id: string) => id === lead.copyOf || visible.find((one) => one.id === id)!.copyOf !== undefined
    const own = new Set([outlet, ...carriers.filter(({ articleId }) => !isCopy(articleId)).map((one) => one.outlet)])
    const copies = new Set(carriers.filter((one) => !own.has(one.outlet)).map((one) => one.outlet))
    wanted.push({
      storyId: id,
      leadSourceId: lead.sourceId,
      ownOutlets: own.size,
      copyOutlets: copies.size,
      topicIds: [],
      topicScores: [],
      leadTitle: lead.title,
      leadUrl: lead.url,
      leadCanonicalUrl: lead.canonicalUrl,
      newAt: expect.any(String),
      developedAt: expect.any(String),
      newestAt: expect.any(String),
    })
  }
  const byId = (a: Standing, b: Standing) => (a.storyId < b.storyId ? -1 : 1)
  const standings: Standing[] = []
  for await (const ids of storyIdsSince(paper.db, undefined))
    for await (const part of standingsOf(paper.db, ids, 'new')) standings.push(...part)
  expect(standings.sort(byId)).toEqual(wanted.sort(byId))
  expect(wanted.length).toBeGreaterThan(100)
  expect(wanted.some(({ copyOutlets, ownOutlets }) => copyOutlets > 1 && ownOutlets > 1)).toBe(true)
})

/**
 * Writes stories with articles of every kind and returns their ids. Two sources share a name; one is no longer
 * configured.
 */
async function anyStories(db: Db, count: number): Promise<string[]> {
  let state = 1
  const any = (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return ((state ^ (state >>> 13)) >>> 0) % below
  }
  const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 0, minute)).toISOString()
  const articles: (string | number | null)[][] = []
  const stories: (string | number | null)[][] = []
  for (let nth = 0; nth < count; nth++) {
    const story = `story${String(nth).padStart(4, '0')}`
    const ids = Array.from({ length: 1 + any(7) }, (_, i) => `${story}-${String.fromCharCode(97 + i)}`)
    for (const [i, id] of ids.entries()) {
      const head = any(2) === 0 ? null : ids[any(ids.length)]!
      articles.push([
        id,
        `s${any(6)}`,
        any(4) === 0 ? null : `https://outlet.example.org/${id}`,
        any(2) === 0 ? null : `https://outlet.example.org/clean/${id}`,
        any(5) === 0 ? null : at(any(300)),
        at(any(300)),
        any(5) === 0 ? 1 : 0,
        any(8) === 0 ? 'by a filter' : null,
        story,
        i === 0 || head === id ? null : head,
        ...['A title', '[]', 'A lead', 0, 'hash', 'hash', 1, '{}', 0, at(400), '[]'],
      ])
    }
    stories.push([story, ids[0]!, at(0), ids[any(ids.length)]!, 'why', null, at(any(300))])
  }
  const named = (columns: string, rows: readonly Value[][]) =>
    rows.map((row) => Object.fromEntries(columns.split(/\s+/).map((column, i) => [column, row[i]])))
  const names = ['East', 'West', 'West', 'North', 'South', 'Gone']
  await db.batch([
    ...insertRows(
      'sources',
      named(
        'id url configured paused host name entry_count entry_dates first_seen_at next_fetch_at fail_count',
        names.map((name, i) => [`s${i}`, `s${i}`, name === 'Gone' ? 0 : 1, 0, '', name, 0, '[]', at(0), at(0), 0]),
      ),
    ),
    ...insertRows(
      'articles',
      named(
        `id source_id url canonical_url published_at first_seen_at backlog dropped story_id copy_of title authors lead
          first_fetch content_hash text_hash words details pending grouped_at why`,
        articles,
      ),
    ),
    ...insertRows(
      'stories',
      named('id founding_article_id founded_at lead_article_id lead_why published_at updated_at', stories),
    ),
  ])
  return stories.map(([id]) => id as string)
}

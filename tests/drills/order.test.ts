/** What is published depends neither on the order of arrival, nor on the number of passes, nor on the database. */
import { describe, expect, it } from 'vitest'
import { normalizeEntry } from '../../src/core/article/normalize.ts'
import type { Article } from '../../src/core/model.ts'
import { groupStories } from '../../src/core/stories/stories.ts'
import { hash30 } from '../../src/core/text/frequencies.ts'
import { parseFeed } from '../../src/feeds/parse/parse.ts'
import { groupAndTag } from '../../src/flow/stories/group.ts'
import { articlesOfStories } from '../../src/store/articles.ts'
import { listStories } from '../../src/store/stories.ts'
import { makeArticle } from '../../tools/bench/articles.ts'
import { adjustedRand, scoreGroups } from '../../tools/eval/score.ts'
import { makeRandom, simulateWeek } from '../../tools/eval/simulate.ts'
import { savePending } from '../../tools/grouping-store.ts'
import { databases } from '../support/databases.ts'
import { type Item, rss } from '../support/make.ts'
import { emptyStores, openNewspaper } from '../support/newspaper.ts'

/** An item and the outlet that lists it. */
interface Listed {
  readonly outlet: string
  readonly item: Item
}

/**
 * Five reports with their reposts, retellings, quotations and follow-ups; a template and a column of five days each.
 */
const week: readonly Listed[] = simulateWeek(77)
  .filter(({ text }) => /^(?:report|other|quote|followup)[0-4]$|^(?:template|column)0-/.test(text))
  .map(({ article: { sourceId, url, title, text, publishedAt } }) => ({
    outlet: sourceId,
    item: {
      title,
      text: text
        .split('\n\n')
        .map((paragraph) => `<p>${paragraph.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`)
        .join('\n'),
      link: url!,
      guid: `${sourceId} ${url}`,
      at: publishedAt!,
    },
  }))
const outlets = [...new Set(week.map(({ outlet }) => outlet))].sort()

/** The groups of two or more addresses. */
function groupsOf(articles: readonly { readonly url: string; readonly group: string }[]): string[] {
  const groups = new Map<string, Set<string>>()
  for (const { url, group } of articles) groups.set(group, (groups.get(group) ?? new Set()).add(url))
  return [...groups.values()]
    .filter((urls) => urls.size > 1)
    .map((urls) => [...urls].sort().join(' '))
    .sort()
}

/** The groups that the pure functions make of all feeds at once. */
async function groupedAtOnce(): Promise<{ copies: string[]; stories: string[] }> {
  const articles = await Promise.all(
    outlets.map(async (outlet) => {
      const items = week.filter((one) => one.outlet === outlet).map(({ item }) => item)
      const feed = await parseFeed(new TextEncoder().encode(rss(outlet, items, `https://${outlet}.example.org/`)), {})
      const source = { id: outlet, url: `https://${outlet}.example.org/feed`, name: outlet }
      return feed.entries.map((entry) => normalizeEntry(entry, source, new Date('2026-03-09T00:00:00.000Z')))
    }),
  )
  const placed = groupStories(articles.flat()).flatMap((story) =>
    story.articles.map(({ id, canonicalUrl, copyOf }) => ({ url: canonicalUrl!, story: story.id, head: copyOf ?? id })),
  )
  return {
    copies: groupsOf(placed.map(({ url, head }) => ({ url, group: head }))),
    stories: groupsOf(placed.map(({ url, story }) => ({ url, group: story }))),
  }
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const left = [...list]
  return list.map(() => left.splice(Math.floor(random() * left.length), 1)[0]!)
}

const HOUR_MS = 3_600_000
/** Generated articles of four days, on few subjects: much is like much else. */
const dense = Array.from({ length: 300 }, (_, nth) => makeArticle(nth, Date.UTC(2026, 2, 16), 75))
const denseSources = [...new Set(dense.map(({ sourceId }) => sourceId))]
const dateMs = ({ publishedAt }: Article): number => Date.parse(publishedAt!)

const byDate = (list: readonly Listed[]): readonly Listed[] =>
  list.toSorted((a, b) => (a.item.at! < b.item.at! ? -1 : 1))

describe.each(databases)('on $name', (database) => {
  const open = emptyStores(database)

  /** The groups after articles came in this order, in so many passes. Each feed lists everything it has had so far. */
  async function groupedInPasses(
    order: readonly Listed[],
    passes: number,
  ): Promise<{ copies: string[]; stories: string[]; entries: string[] }> {
    const paper = await openNewspaper(await open(), { feed: { maxEntries: 1 } })
    paper.at('2026-03-09T00:00:00.000Z')
    const serve = (listed: readonly Listed[]) =>
      outlets.map((outlet) => ({
        id: outlet,
        url: paper.serve(
          outlet,
          listed.filter((one) => one.outlet === outlet).map(({ item }) => item),
        ),
        firstFetchDays: 0,
      }))
    await paper.configure({ sources: serve([]) })
    for (let pass = 1; pass <= passes; pass++) {
      serve(order.slice(0, Math.ceil((order.length * pass) / passes)))
      // Only the last feed is looked at.
      if (pass === passes) await paper.configure({ feed: { maxEntries: 1000 } })
      await paper.pass()
      paper.later(30)
    }
    const stories = await listStories(paper.db, undefined, 1000)
    const articles = [
      ...(
        await articlesOfStories(
          paper.db,
          stories.map(({ id }) => id),
          'none',
        )
      ).values(),
    ].flat()
    const entries = paper
      .published()
      .split('<entry>')
      .slice(1)
      .flatMap((entry, at) =>
        [...entry.replace(/<source>.*?<\/source>/s, '').matchAll(/<link\b[^>]*>/g)]
          .filter(([link]) => /rel="(?:alternate|related)"/.test(link))
          .map(([link]) => ({ url: /href="([^"]*)"/.exec(link)![1]!.replaceAll('&amp;', '&'), group: String(at) })),
      )
    await paper.close()
    expect(paper.defects).toEqual([])
    expect(articles).toHaveLength(order.length)
    return {
      copies: groupsOf(articles.map(({ id, canonicalUrl, copyOf }) => ({ url: canonicalUrl!, group: copyOf ?? id }))),
      stories: groupsOf(articles.map(({ canonicalUrl, storyId }) => ({ url: canonicalUrl!, group: storyId! }))),
      entries: groupsOf(entries),
    }
  }

  /** The stories after dense news came in this order, in so many passes, and how often a story was merged or split. */
  async function groupedDense(
    arrivalMs: (article: Article) => number,
    passes: number,
  ): Promise<{ storyOf: { url: string; group: string }[]; moves: number }> {
    const paper = await openNewspaper(await open())
    await paper.configure({ sources: denseSources.map((id) => ({ id, url: `https://${id}.example.org/` })) })
    const deps = await paper.deps()
    const sorted = dense.toSorted((a, b) => arrivalMs(a) - arrivalMs(b))
    let moves = 0
    for (let pass = 0; pass < passes; pass++) {
      const part = sorted.slice((pass * sorted.length) / passes, ((pass + 1) * sorted.length) / passes)
      paper.at(new Date(Math.max(...part.map(arrivalMs))).toISOString())
      const seenAt = paper.now()
      await savePending(
        paper.db,
        part.map((article) => ({ ...article, firstSeenAt: seenAt })),
        seenAt,
      )
      const { merged, split } = (await groupAndTag(deps))!
      moves += merged + split
    }
    const rows = await paper.db.query<{ id: string; story: string }>('SELECT id, story_id AS story FROM articles')
    await paper.close()
    return { storyOf: rows.map(({ id, story }) => ({ url: id, group: story })), moves }
  }

  it.each<[string, number, (list: readonly Listed[]) => readonly Listed[]]>([
    ['by date, in six passes', 6, byDate],
    ['by date, in twenty passes', 20, byDate],
    ['the newest first, in three passes', 3, (list) => list.toSorted((a, b) => (a.item.at! > b.item.at! ? -1 : 1))],
    ['shuffled, in one pass', 1, (list) => shuffled(list, makeRandom(1))],
    ['shuffled, in ten passes', 10, (list) => shuffled(list, makeRandom(2))],
  ])('finds the same copies and the same stories in articles that come %s', async (_, passes, order) => {
    const expected = await groupedAtOnce()
    expect(week.length).toBeGreaterThanOrEqual(60)
    expect(expected.copies.length).toBeGreaterThanOrEqual(5)
    expect(expected.stories.length).toBeGreaterThanOrEqual(5)
    const { copies, stories, entries } = await groupedInPasses(order(week), passes)
    expect(copies).toEqual(expected.copies)
    expect(stories).toEqual(expected.stories)
    expect(entries).toEqual(expected.stories)
  })

  it('finds the same stories in dense news that comes by date, and nearly the same when it comes up to six hours late', async () => {
    const once = await groupedDense(dateMs, 1)
    const late = (article: Article): number => dateMs(article) + (hash30(article.id) / 2 ** 30) * 6 * HOUR_MS
    const often = await groupedDense(dateMs, 15)
    expect(groupsOf(often.storyOf)).toEqual(groupsOf(once.storyOf))
    expect(often.moves).toBeLessThan(0.1 * dense.length)
    const { storyOf, moves } = await groupedDense(late, 6)
    const goldOf = new Map(once.storyOf.map(({ url, group }) => [url, group]))
    const items = storyOf.map(({ url, group }) => ({ gold: goldOf.get(url)!, predicted: group, kind: '' }))
    expect(scoreGroups(items).bcubed.f1).toBeGreaterThan(0.98)
    expect(adjustedRand(items)).toBeGreaterThan(0.95)
    expect(moves).toBeLessThan(0.1 * dense.length)
  })
})

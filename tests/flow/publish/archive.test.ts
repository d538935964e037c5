/** The archive documents: every story once, and found from the main feed on, whatever changes. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { UserConfig } from '../../../src/config.ts'
import { readPublishedFeed } from '../../../src/feeds/publish/published.ts'
import { markChanged } from '../../../src/store/changed-stories.ts'
import { saveStories } from '../../../src/store/stories.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { deadLinks } from '../../support/dead-links.ts'
import { type Item, item } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'

const siteUrl = 'https://news.example.org/paper/'

/** A story without articles, founded and published at an instant. */
function bareStory(nth: number, at: string) {
  const id = String(nth).padStart(20, '0')
  return {
    id,
    foundingArticleId: id,
    foundedAt: at,
    leadArticleId: id,
    leadWhy: '',
    publishedAt: at,
    updatedAt: at,
  }
}

describe.each(databasesOfRun)('on $name', (database) => {
  const paper = useNewspaper(database)

  const pass = async (items: readonly Item[], changes: Partial<UserConfig> = {}) => {
    const url = paper.serve('wire', items)
    const sources = [{ id: 'wire', url, firstFetchDays: 0, name: 'Wire' }]
    await paper.configure({ siteUrl, sources, refresh: { maxNewPerSource: 0 }, feed: { maxEntries: 2 }, ...changes })
    paper.later(30)
    return paper.pass()
  }
  const dated = (nth: number, at: string): Item => item(nth, { at })

  const link = (path: string, rel: string): string | undefined =>
    new RegExp(`<link rel="${rel}"[^>]*href="${siteUrl}([^"]*)"`).exec(paper.published(path))?.[1]
  /** The documents from the main feed on, with the titles in each. */
  function chain(): [path: string, titles: string[]][] {
    const found: [string, string[]][] = []
    for (let path: string | undefined = 'atom.xml'; path !== undefined; path = link(path, 'prev-archive')) {
      const titles = readPublishedFeed(paper.published(path))!.entries.map(({ title }) => title)
      if (path !== 'atom.xml') {
        expect([link(path, 'self'), link(path, 'current')]).toEqual([path, 'atom.xml'])
        expect(paper.published(path)).toContain('<fh:archive/>')
        expect(link(path, 'next-archive')).toBe(found.length === 1 ? undefined : found.at(-1)![0])
      }
      found.push([path, titles.sort()])
    }
    return found
  }
  const titles = (items: readonly Item[]): string[] => items.map(({ title }) => title).sort()
  const modifiedAt = (path: string): number => statSync(join(paper.config().feed.folder, path)).mtimeMs

  it('list each story once by the month of its date in UTC, linked from the main feed to the oldest', async () => {
    const october = [dated(1, '2026-10-04T08:00:00Z'), dated(2, '2026-10-31T23:59:59Z')]
    const november = [dated(3, '2026-11-01T00:00:00Z'), dated(4, '2026-11-19T08:00:00Z')]
    await pass([...october, ...november])
    expect(chain()).toEqual([
      ['atom.xml', titles(november)],
      ['archive/2026-11.xml', titles(november)],
      ['archive/2026-10.xml', titles(october)],
    ])
    // A month between two, an older one, and one that is no longer configured.
    const late = [dated(5, '2026-09-02T08:00:00Z'), dated(6, '2026-11-20T08:00:00Z')]
    const before = modifiedAt('archive/2026-10.xml')
    await pass([...late, ...october, ...november])
    expect(chain().slice(1)).toEqual([
      ['archive/2026-11.xml', titles([...november, late[1]!])],
      ['archive/2026-10.xml', titles(october)],
      ['archive/2026-09.xml', titles([late[0]!])],
    ])
    expect(modifiedAt('archive/2026-10.xml')).toBeGreaterThan(before)
    expect(
      await paper.db.query(`SELECT path FROM documents WHERE path LIKE 'archive/%' AND story_ids <> '[]'`),
    ).toEqual([])
  })

  it('are composed only where a story of theirs changed', async () => {
    const items = [dated(1, '2026-10-04T08:00:00Z'), dated(2, '2026-11-04T08:00:00Z')]
    await pass(items)
    const report = await pass([dated(3, '2026-11-05T08:00:00Z'), ...items])
    const written = report.refresh!.published!.files.filter(({ changed }) => changed).map(({ path }) => path)
    expect(written).toContain('public/archive/2026-11.xml')
    expect(written).not.toContain('public/archive/2026-10.xml')
  })

  it('leave out what is no longer kept; one that is empty is taken away and the chain closes', async () => {
    const items = [dated(1, '2026-09-04T08:00:00Z'), dated(2, '2026-10-04T08:00:00Z'), dated(3, '2026-11-04T08:00:00Z')]
    await pass(items, { feed: { maxEntries: 1, pageDays: 1 } })
    await pass([items[0]!, items[2]!], { feed: { maxEntries: 1, pageDays: 1 }, store: { keepDays: 5 } })
    paper.later(6 * 1440)
    await pass([items[0]!, items[2]!], { feed: { maxEntries: 1, pageDays: 1 } })
    await pass([items[0]!, items[2]!], { feed: { maxEntries: 1, pageDays: 1 } })
    expect(chain().map(([path]) => path)).toEqual(['atom.xml', 'archive/2026-11.xml', 'archive/2026-09.xml'])
    expect(existsSync(join(paper.config().feed.folder, 'archive/2026-10.xml'))).toBe(false)
  })
})

describe('a large archive', () => {
  const paper = useNewspaper()

  it('links no document that a later pass will compose, and is one chain at the end', async () => {
    const stories = Array.from({ length: 205 }, (_, nth) => {
      return bareStory(nth, new Date(Date.UTC(2009, nth, 10)).toISOString())
    })
    await paper.configure({ siteUrl })
    await paper.pass()
    await paper.db.batch([...saveStories(stories), ...markChanged(stories.map(({ id }) => id))])
    const folder = paper.config().feed.folder
    const lengths: number[] = []
    for (let pass = 0; pass < 4; pass++) {
      await paper.pass()
      expect(deadLinks(folder, siteUrl)).toEqual([])
      let length = 0
      for (let path: string | undefined = 'atom.xml'; path !== undefined; length++)
        path = /<link rel="prev-archive"[^>]*paper\/([^"]*)"/.exec(paper.published(path))?.[1]
      lengths.push(length - 1)
    }
    expect(lengths).toEqual([100, 200, 205, 205])
    const { files } = (await paper.pass()).refresh!.published!
    expect(files.filter(({ changed }) => changed)).toEqual([])
  })
})

describe('a month with very many stories', () => {
  const paper = useNewspaper()

  it('continues in further documents, and a story stays in its own', async () => {
    const add = (from: number, until: number) => {
      const stories = Array.from({ length: until - from }, (_, nth) => {
        return bareStory(from + nth, `2026-11-${10 + (nth % 10)}T08:00:00.000Z`)
      })
      return paper.db.batch([...saveStories(stories), ...markChanged(stories.map(({ id }) => id))])
    }
    const placed = () => paper.db.query<{ path: string }>('SELECT * FROM archived_stories ORDER BY story_id')
    await paper.configure({ siteUrl })
    await paper.pass()
    await add(0, 225)
    await paper.pass()
    const before = await placed()
    await add(225, 230)
    await paper.pass()
    const after = await placed()
    expect(after.slice(0, 225)).toEqual(before)
    const counts = Map.groupBy(after, ({ path }) => path)
    expect([...counts].map(([path, own]) => [path, own.length]).sort()).toEqual([
      ['archive/2026-11-2.xml', 30],
      ['archive/2026-11.xml', 200],
    ])
    expect(paper.published()).toMatch(/rel="prev-archive"[^>]*archive\/2026-11-2\.xml"/)
    expect(paper.published('archive/2026-11-2.xml')).toMatch(/rel="prev-archive"[^>]*archive\/2026-11\.xml"/)
  })
})

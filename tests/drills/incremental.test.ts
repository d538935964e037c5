/** What a pass composes because of a change is what composing everything anew gives. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { UserConfig } from '../../src/config.ts'
import { publishFeeds } from '../../src/flow/publish/publish.ts'
import { mergeStories } from '../../src/flow/stories/correct.ts'
import { markEverything } from '../../src/store/changed-stories.ts'
import { type Item, item, retold } from '../support/make.ts'
import { useNewspaper } from '../support/newspaper.ts'

describe('what is published', () => {
  const paper = useNewspaper()
  const folder = () => paper.config().feed.folder

  const files = (): Map<string, string> =>
    new Map(
      readdirSync(folder(), { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map(
          ({ parentPath, name }) =>
            [join(parentPath, name).slice(folder().length + 1), readFileSync(join(parentPath, name), 'utf8')] as const,
        )
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )

  const morning = (nth: number): string =>
    `2026-11-20T0${3 + Math.floor(nth / 60)}:${String(nth % 60).padStart(2, '0')}:00Z`
  /** A day of two parts. */
  const day = Array.from({ length: 106 }, (_, nth) => item(nth, { at: morning(nth) }))
  const words = (...nths: number[]): string[] => nths.map((nth) => day[nth]!.title.split(' ')[0]!)
  const topics: UserConfig['topics'] = [
    { id: 'early', name: 'Early', any: words(1, 2, 3, 4, 5, 6, 7, 8) },
    { id: 'late', name: 'Late', any: words(100, 101, 102, 103) },
    { id: 'few', name: 'Few', any: words(70) },
  ]
  const serve = (wire: readonly Item[], post: readonly Item[]) => [
    { id: 'wire', url: paper.serve('wire', wire), firstFetchDays: 0 },
    { id: 'post', url: paper.serve('post', post), firstFetchDays: 0 },
  ]
  const [begin, ...rest] = day as [Item, ...Item[]]
  const edited = rest.map((one, nth) =>
    nth === 3 ? { ...one, text: `${one.text} Fourteen were hurt at noon.`, title: `${one.title} 14` } : one,
  )
  const [first, second] = [
    retold(50, 1, { outlet: 'post', at: '2026-11-20T09:00:00Z' }),
    item(900, { outlet: 'post', at: morning(20) }),
  ]
  const next = item(901, { outlet: 'post', at: '2026-11-21T05:00:00Z' })

  /** What happens to a newspaper, each in a pass of its own. */
  const happens: readonly [what: string, () => Promise<unknown> | unknown][] = [
    ['an outlet joins a story of a full day', () => serve(rest, [first])],
    ['a story is new in the middle of the day', () => serve(rest, [first, second])],
    ['an article gains a fact', () => serve(edited, [first, second])],
    ['one that a source forgot is listed again', () => serve([begin, ...edited], [first, second])],
    [
      'two stories are merged',
      async () => {
        const [one, other] = await paper.db.query<{ id: string }>(
          'SELECT id FROM stories ORDER BY published_at LIMIT 2',
        )
        await mergeStories(paper.db, one!.id, other!.id, paper.now())
      },
    ],
    ['a day begins', () => serve([begin, ...edited], [first, second, next])],
    [
      'a topic means something else',
      () => paper.configure({ topics: [{ ...topics[0]!, any: words(9, 10) }, ...topics.slice(1)] }),
    ],
    [
      'a source is called otherwise',
      () => paper.configure({ sources: serve(edited, [first]).map((one) => ({ ...one, name: one.id.toUpperCase() })) }),
    ],
    ['articles are kept no longer', () => paper.at('2027-03-01T00:00:00Z')],
  ]

  it('is the same as when everything is composed anew, whatever happens to stories', async () => {
    await paper.configure({
      siteUrl: 'https://news.example.org',
      feed: { pageDays: 30, maxEntries: 6 },
      refresh: { maxNewPerSource: 0 },
      topics,
      sources: serve(rest, []),
    })
    await paper.pass()
    for (const [what, happen] of happens) {
      await happen()
      paper.later(30)
      const before = files()
      const { refresh } = await paper.pass()
      const composed = files()
      expect(composed, what).not.toEqual(before)
      await paper.db.batch(markEverything)
      const anew = await publishFeeds(await paper.deps())
      expect(
        [...composed].filter(([path, text]) => files().get(path) !== text).map(([path]) => path),
        what,
      ).toEqual([])
      expect([what, anew.pages.written, anew.pages.removed, [...files().keys()]]).toEqual([
        what,
        0,
        0,
        [...composed.keys()],
      ])
      expect(refresh!.published!.pages.written, what).toBeLessThan(
        what.startsWith('a source') || what.startsWith('a topic') ? 1_000 : 40,
      )
    }
  })

  it('is made of the configuration as it is, also where a pass with another one was killed', async () => {
    const url = paper.serve('wire', [item(1), item(2)])
    await paper.configure({ title: 'First', topics: [{ id: 'all', name: 'All', any: [item(1).title.split(' ')[0]!] }] })
    await paper.configure({ sources: [{ id: 'wire', url }] })
    await paper.pass()
    await paper.configure({ title: 'Second' })
    const killed = {
      ...paper.db,
      batch: (statements: Parameters<typeof paper.db.batch>[0]) => {
        if (statements.some(({ sql }) => sql.includes('INTO changed_stories'))) throw new Error('killed')
        return paper.db.batch(statements)
      },
    }
    await expect(publishFeeds({ ...(await paper.deps()), db: killed })).rejects.toThrow('killed')
    expect(paper.published('topics/all/atom.xml')).toContain('Second')
    await paper.configure({ title: 'First' })
    await paper.pass()
    expect(paper.published('topics/all/atom.xml')).not.toContain('Second')
    expect(paper.published()).not.toContain('Second')
  })
})

/** A story too large to be grouped again whole: a feed that repeats one text makes more articles than any event has. */
import { expect, it } from 'vitest'
import { articlesOfStories, type StoredArticle } from '../../../src/store/articles.ts'
import { listStories } from '../../../src/store/stories.ts'
import { type Item, item } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'

const NOW = '2026-03-09T12:00:00.000Z'

/** One text under many addresses, newest first. */
const repeated = (count: number): Item[] =>
  Array.from({ length: count }, (_, i) =>
    item(1, {
      link: `https://wire.example.org/${i}`,
      guid: `again ${i}`,
      at: new Date(Date.parse(NOW) - (i + 1) * 60_000).toISOString(),
    }),
  )

const paper = useNewspaper()

it('a story of hundreds of copies takes in further ones, and all of them follow an older one that comes later', async () => {
  paper.at(NOW)
  const listed = repeated(460)
  const older = listed.at(-1)!
  await paper.configure({ sources: [{ id: 'wire', url: paper.serve('wire', listed.slice(0, 300)) }] })
  const articles = async (): Promise<StoredArticle[]> => {
    const ids = (await listStories(paper.db, undefined, 100)).map(({ id }) => id)
    return [...(await articlesOfStories(paper.db, ids, 'none')).values()].flat()
  }
  await paper.pass()
  const [first, ...others] = await articles()
  expect(others.map(({ copyOf, storyId }) => [copyOf, storyId])).toEqual(others.map(() => [first!.id, first!.storyId]))

  paper.later(30)
  paper.serve('wire', listed.slice(0, 459))
  await paper.pass()
  paper.later(30)
  paper.serve('wire', listed)
  await paper.pass()
  const all = await articles()
  expect(all).toHaveLength(460)
  expect(all[0]!.canonicalUrl).toBe(older.link)
  expect(new Set(all.map(({ storyId }) => storyId))).toEqual(new Set([first!.storyId]))
  expect(all.filter(({ copyOf }) => copyOf !== all[0]!.id).map(({ id }) => id)).toEqual([all[0]!.id])
})

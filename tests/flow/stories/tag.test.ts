/**
 * Tagging stored stories again, and trying rules on the archive, reads a story's lead whole and only the sources of its
 * other articles.
 */
import { expect, it } from 'vitest'
import { tryTopics } from '../../../src/flow/ask/try.ts'
import { prepareTagger } from '../../../src/flow/stories/tag.ts'
import { listStories, topicsOfStories } from '../../../src/store/stories.ts'
import { item } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'
import { recorded } from '../../support/recorded.ts'

const paper = useNewspaper()

it('reads only lead articles whole', async () => {
  const text = `A ferry. ${[1, 2, 3].map((nth) => item(nth).text).join(' ')}`
  const source = (id: string, ...others: number[]) => ({
    id,
    name: id,
    topics: id === 'east' ? ['sea'] : [],
    url: paper.serve(id, [item(1, { outlet: id, text }), ...others.map((nth) => item(nth, { outlet: id }))]),
  })
  const topics = ['sea', 'ships'].map((id) => ({ id, name: id, any: [id === 'sea' ? 'harbour' : 'ferry'] }))
  await paper.configure({ sources: [source('wire', 8), source('east'), source('west', 9)], topics })
  expect((await paper.pass()).refresh?.grouped).toMatchObject({ new: 3, copies: 2 })

  const { db, asked } = recorded(paper.db)
  const wholeArticles = () => asked.flatMap(({ rows }) => rows).filter((row) => 'title' in row && 'lead' in row)
  await paper.db.batch([{ sql: 'DELETE FROM story_topics' }, { sql: "DELETE FROM meta WHERE name = 'topics'" }])
  await prepareTagger({ ...(await paper.deps()), db }, () => ({ sql: 'SELECT 1' }), new Map([['east', 'East']]))
  expect(wholeArticles()).toHaveLength(3)
  const tagged = await topicsOfStories(
    paper.db,
    (await listStories(paper.db, undefined, 9)).map(({ id }) => id),
  )
  expect([...tagged.values()].map((matches) => matches.map(({ topicId, why }) => [topicId, why.at(-1)]))).toEqual([
    [
      ['ships', expect.stringContaining('ferry')],
      ['sea', 'every article of East'],
    ],
  ])

  asked.length = 0
  expect(await tryTopics({ db, config: paper.config() }, topics)).toMatchObject({ stories: 3, untagged: { after: 2 } })
  expect(wholeArticles()).toHaveLength(3)
})

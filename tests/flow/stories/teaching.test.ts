import { beforeEach, expect, it } from 'vitest'
import { measureTopics } from '../../../src/flow/ask/measure-topics.ts'
import { tryTopics } from '../../../src/flow/ask/try.ts'
import { teachTopics } from '../../../src/flow/stories/teach.ts'
import { readExamples } from '../../../src/store/examples.ts'
import { listStories, topicsOfStories } from '../../../src/store/stories.ts'
import { type Item, item } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'

/** Reports of two kinds that share no distinctive word: eight about rowing, eight about bread. */
const ROWING = ['sculls', 'regatta', 'coxswain', 'oars', 'rowers', 'slipway boats', 'eights crew', 'rowing club']
const BREAD = ['sourdough', 'ovens', 'flour mill', 'bakers', 'loaves', 'yeast', 'rye bread', 'pastry']
const sentences: Readonly<Record<string, (word: string, nth: number) => string>> = {
  rowing: (word, nth) =>
    `The regatta on the river brought ${word} and the rowers to the start, where the coxswain of crew ${nth} called the oars.`,
  bread: (word, nth) =>
    `The bakery on the corner sells ${word} and warm loaves, and baker ${nth} lights the ovens before the flour arrives.`,
}
const report = (kind: 'rowing' | 'bread', nth: number): Item => {
  const word = (kind === 'rowing' ? ROWING : BREAD)[nth % 8]!
  // Different words keep each report a story of its own.
  const own = item(nth + (kind === 'rowing' ? 100 : 200))
  return {
    ...own,
    title: `${own.title} ${kind} ${nth}`,
    text: `${sentences[kind]!(word, nth)} ${own.text} ${own.text}`,
  }
}
const numbers = [0, 1, 2, 3, 4, 5, 6, 7]

const paper = useNewspaper()
beforeEach(async () => {
  const items = numbers.flatMap((nth) => [report('rowing', nth), report('bread', nth)])
  await paper.configure({
    sources: [{ id: 'wire', url: paper.serve('wire', items), firstFetchDays: 0 }],
    topics: [{ id: 'rowing', name: 'Rowing', any: ['sculls'] }],
  })
  await paper.pass()
})

const idOf = async (kind: string, nth: number): Promise<string> => {
  const [row] = await paper.db.query<{ id: string }>('SELECT id FROM articles WHERE title = $1', [
    report(kind as 'rowing', nth).title,
  ])
  return row!.id
}
const teach = async (kind: string, nth: number, belongs: boolean) =>
  teachTopics(paper.db, await idOf(kind, nth), [{ topicId: 'rowing', belongs }], paper.now())
/** The headlines of stories that have the topic, each with its reasons. */
const tagged = async (): Promise<Record<string, readonly string[]>> => {
  const stories = await listStories(paper.db, undefined, 100)
  const topics = await topicsOfStories(
    paper.db,
    stories.map(({ id }) => id),
  )
  const rows = await paper.db.query<{ id: string; title: string }>('SELECT id, title FROM articles')
  const titles = new Map(rows.map(({ id, title }) => [id, title.split(' ').slice(-2).join(' ')]))
  return Object.fromEntries(
    stories.flatMap(({ id, leadArticleId }) =>
      (topics.get(id) ?? []).map(({ why }) => [titles.get(leadArticleId)!, why]),
    ),
  )
}

it('tags by the rules alone while a topic has few examples, except articles that are examples themselves', async () => {
  expect(Object.keys(await tagged())).toEqual(['rowing 0'])
  await teach('rowing', 1, true)
  await teach('rowing', 0, false)
  await paper.pass()
  expect(await tagged()).toEqual({ 'rowing 1': ['taught of this very article'] })
  await teach('rowing', 0, true)
  await paper.pass()
  expect(Object.keys(await tagged()).sort()).toEqual(['rowing 0', 'rowing 1'])
})

it('learns a topic from five examples of each kind: similar articles get it, with the deciding words as reason', async () => {
  for (const nth of [1, 2, 3, 4, 5]) {
    await teach('rowing', nth, true)
    await teach('bread', nth, false)
  }
  await paper.pass()
  const found = await tagged()
  // 1 to 5 are examples, 6 and 7 were tagged by the model, and 0 by the rule besides.
  expect(Object.keys(found).sort()).toEqual(numbers.map((nth) => `rowing ${nth}`))
  expect(found['rowing 6']).toEqual([expect.stringMatching(/^taught: ".+"/)])
  expect(found['rowing 0']?.[0]).toMatch(/^"sculls" in the/)
})

it('learns nothing from fewer examples, and shows their counts', async () => {
  for (const nth of [1, 2, 3, 4]) {
    await teach('rowing', nth, true)
    await teach('bread', nth, false)
  }
  await paper.pass()
  expect((await tagged())['rowing 6']).toBeUndefined()
  const [test] = await measureTopics(paper.db, paper.config())
  expect(test).toEqual({ topicId: 'rowing', name: 'Rowing', positive: 4, negative: 4, rules: { recall: 0 } })
})

it('measures the rules on all examples, and the model on examples that it has not seen', async () => {
  for (const nth of numbers) {
    await teach('rowing', nth, true)
    await teach('bread', nth, false)
  }
  const [test] = await measureTopics(paper.db, paper.config())
  expect(test).toMatchObject({
    positive: 8,
    negative: 8,
    rules: { precision: 1, recall: 1 / 8 },
    learned: { precision: 1, recall: 1 },
  })
  // Contradicting examples teach nothing, which the measure shows.
  for (const nth of numbers) await teach('rowing', nth, nth % 2 === 0)
  for (const nth of numbers) await teach('bread', nth, nth % 2 === 0)
  const [mixed] = await measureTopics(paper.db, paper.config())
  expect(mixed?.learned).toBeUndefined()
  expect(mixed?.notLearned).toMatch(/^nothing was found that its 8 examples have in common/)
})

it('says what a model does to the archive: how many articles it tags, how many of these are right, and the surest', async () => {
  for (const nth of [1, 2, 3, 4, 5]) {
    await teach('rowing', nth, true)
    await teach('bread', nth, false)
  }
  const [test] = await measureTopics(paper.db, paper.config())
  const { articles, found, precision, samples } = test!.archive!
  expect([articles, found]).toEqual([16, 8])
  // No wrong one among five negative examples: half a one is assumed, in the half of the archive that it does not tag.
  expect(precision).toBeCloseTo(0.5 / (0.5 + 0.5 * (0.5 / 5)))
  // The taught ones are known already.
  expect(samples.map(({ title }) => title).sort()).toEqual([0, 6, 7].map((nth) => report('rowing', nth).title).sort())
  expect(samples.map(({ score }) => score)).toEqual(samples.map(({ score }) => score).sort((a, b) => b - a))
  expect(samples[0]!.why[0]).toMatch(/^taught: "/)
})

it('expects less precision where the topic is rarer in the archive than among the examples', async () => {
  for (const nth of [1, 2, 3, 4, 5]) {
    await teach('rowing', nth, true)
    await teach('bread', nth, false)
  }
  const [among] = await measureTopics(paper.db, paper.config())
  await paper.db.batch(
    [6, 7].map((nth) => ({ sql: 'DELETE FROM articles WHERE title = $1', params: [report('rowing', nth).title] })),
  )
  const [rarer] = await measureTopics(paper.db, paper.config())
  expect(rarer!.archive!.found).toBe(6)
  expect(rarer!.archive!.precision).toBeLessThan(among!.archive!.precision!)
})

it('keeps an example after its article was pruned', async () => {
  await teach('rowing', 1, true)
  await paper.db.batch([{ sql: 'DELETE FROM articles' }, { sql: 'DELETE FROM article_texts' }])
  expect(await readExamples(paper.db)).toMatchObject([
    { topicId: 'rowing', belongs: true, title: report('rowing', 1).title },
  ])
})

it('tries other rules together with the model, and changes nothing', async () => {
  const before = await tagged()
  const [rowing] = paper.config().topics
  const trial = await tryTopics({ db: paper.db, config: paper.config() }, [
    { ...rowing!, any: ['coxswain'], none: ['sculls'] },
    { id: 'bread', name: 'Bread', any: ['loaves'] },
  ])
  expect(trial).toMatchObject({
    stories: 16,
    untagged: { before: 15, after: 1 },
    topics: [
      { topicId: 'rowing', before: 1, after: 7, gained: 7, lost: 1 },
      { topicId: 'bread', before: 0, after: 8, gained: 8, lost: 0 },
    ],
  })
  expect(trial.topics[0]!.losses).toMatchObject([{ outlet: 'wire', why: [expect.stringContaining('"sculls" in the')] }])
  await paper.pass()
  expect(await tagged()).toEqual(before)
})

import { describe, expect, it } from 'vitest'
import type { Article } from '../../../src/core/model.ts'
import { Grouper } from '../../../src/core/stories/grouper.ts'
import { groupStories } from '../../../src/core/stories/stories.ts'
import { makeRandom } from '../../../tools/eval/simulate.ts'
import { article, FERRY_OTHER_TEXT, FERRY_TEXT, FERRY_TITLE, hoursLater } from '../../support/articles.ts'
import { groupedAnew, groupedInPasses, memberOf } from '../../support/grouping.ts'

const original = (more: Partial<Article> = {}): Article =>
  article({ id: 'original', sourceId: 'courier', title: FERRY_TITLE, text: FERRY_TEXT, ...more })
const own = (more: Partial<Article> = {}): Article =>
  article({
    id: 'own',
    sourceId: 'islander',
    title: 'Brellin ferries banned from crossing the Sound at night',
    text: FERRY_OTHER_TEXT,
    publishedAt: hoursLater(2),
    ...more,
  })
const seal = article({
  id: 'seal',
  title: 'A seal in the bath',
  text: 'A seal has moved into the swimming bath of Osterby and will not leave, its keeper says.',
  publishedAt: hoursLater(1),
})

describe('a story', () => {
  it('never takes everything that is written in the same few words', () => {
    const words =
      'council harbour ferry quota trawler strike verdict budget school bridge radar cannery herring lighthouse'.split(
        ' ',
      )
    const random = makeRandom(9)
    const draw = (count: number): string =>
      Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ')
    const articles = Array.from({ length: 400 }, (_, i) =>
      article({ id: `m${i}`, sourceId: `s${i}`, title: draw(6), text: draw(60), publishedAt: hoursLater(i / 10) }),
    )
    const largest = Math.max(...groupStories(articles).map((story) => story.articles.length))
    expect(largest).toBeLessThan(200)
  })

  it('is found by another report although three hundred outlets carry its text', () => {
    const copies = Array.from({ length: 300 }, (_, i) =>
      original({ id: `copy${i}`, sourceId: `s${i}`, publishedAt: hoursLater(i / 200) }),
    )
    const stories = groupStories([...copies, own(), seal])
    expect(stories.map((story) => story.articles.length)).toEqual([301, 1])
    expect(new Set(copies.map(({ id }) => id)).size).toBe(300)
  })

  it('gains the report that only the whole text tells to be of its event, though its first copies were cut', () => {
    const cut = original({ id: 'cut', title: 'Vote in Brellin', text: 'The harbour council of Brellin has voted…' })
    const stories = groupStories([cut, own({ publishedAt: hoursLater(1) }), original({ publishedAt: hoursLater(2) })])
    expect(
      stories.find(({ articles }) => articles.some(({ id }) => id === 'own'))!.articles.map(({ id }) => id),
    ).toContain('original')
  })

  it('is joined by an article that comes late, after younger ones', () => {
    const [, late] = groupedInPasses([[memberOf(own()), memberOf(seal)], [memberOf(original())]])
    expect(late!.stories).toHaveLength(1)
    expect(late!.stories[0]!.foundingArticleId).toBe('own')
    expect(late!.placements.get('original')!.storyId).toBe(late!.stories[0]!.id)
  })

  it('is left by an article whose text has become another', () => {
    const edited = original({ title: seal.title, text: seal.text })
    const [first, second] = groupedInPasses([[memberOf(original()), memberOf(own())], [memberOf(edited)]])
    expect(first!.stories).toHaveLength(1)
    expect(second!.placements.get('original')!.storyId).not.toBe(second!.placements.get('own')?.storyId)
    expect(second!.stories).toHaveLength(2)
  })
})

describe('what people said of two articles', () => {
  it('keeps them apart, and what is the same text as one of them stays with it', () => {
    const members = [original(), own(), original({ id: 'copy', sourceId: 'mirror', publishedAt: hoursLater(3) })]
    const { placements } = groupedAnew(
      members.map((one) => memberOf(one)),
      [],
      { apart: [['original', 'own']] },
    )
    expect(placements.get('own')!.storyId).not.toBe(placements.get('original')!.storyId)
    expect(placements.get('copy')!.storyId).toBe(placements.get('original')!.storyId)
  })

  it('keeps them together, with the reason', () => {
    const members = [memberOf(original()), memberOf(seal)]
    const { stories, placements } = groupedAnew(members, [], { together: [['original', 'seal']] })
    expect(stories).toHaveLength(1)
    expect(placements.get('seal')!.why).toEqual(['kept together with original by hand'])
  })

  it('keeps together also the other reports of the events that the two are about', () => {
    const members = [memberOf(original()), memberOf(own()), memberOf(seal)]
    for (const first of ['original', 'own'])
      expect(groupedAnew(members, [], { together: [[first, 'seal']] }).stories).toHaveLength(1)
  })

  it('keeps apart before it keeps together', () => {
    const members = [memberOf(original()), memberOf(seal)]
    const pair = ['original', 'seal'] as const
    expect(groupedAnew(members, [], { together: [pair], apart: [pair] }).stories).toHaveLength(2)
  })
})

it('lets go of stories that no later article can reach', () => {
  const grouper = new Grouper(72)
  for (const member of [memberOf(original()), memberOf(seal)]) {
    grouper.meet(member)
    grouper.take((id) => [memberOf(original()), memberOf(seal)].find((one) => one.id === id)!.fingerprint)
  }
  expect(grouper.size).toBe(2)
  grouper.forget(Date.parse(hoursLater(72)))
  expect(grouper.size).toBe(2)
  grouper.forget(Date.parse(hoursLater(80)))
  expect(grouper.size).toBe(0)
})

import { describe, expect, it } from 'vitest'
import {
  byRank,
  byScore,
  describeRank,
  fairly,
  inFairOrder,
  levelOf,
  rankOf,
  type Standing,
} from '../../src/core/order.ts'

const NEWEST = '2026-11-24T18:00:00.000Z'
const before = (hours: number): string => new Date(Date.parse(NEWEST) - hours * 3_600_000).toISOString()

/** A story of so many own reports and copies, whose newest development is so many hours old. */
const story = (storyId: string, own = 1, copies = 0, hours = 0, changes: Partial<Standing> = {}): Standing => ({
  storyId,
  ownOutlets: own,
  copyOutlets: copies,
  weight: 1,
  leadSourceId: 'wire',
  developedAt: before(hours),
  ...changes,
})

describe('the rank of a story', () => {
  it.each([
    ['one own report', story('a'), 1],
    ['copies as a third each', story('a', 3, 2), 3 + 2 / 3],
    ['half after twelve hours', story('a', 3, 0, 12), 1.5],
    ['an eighth after a day and a half', story('a', 8, 0, 36), 1],
    ['the weight of its lead’s source', story('a', 2, 0, 0, { weight: 1.5 }), 3],
    ['a date after the newest article as that one’s', story('a', 2, 0, -3), 2],
  ])('counts %s', (_, standing, score) => {
    expect(rankOf(standing, NEWEST).score).toBeCloseTo(score, 10)
  })

  it.each([
    ['nothing more at the lowest score', 1, 1],
    ['a sixth more with a word in the title', 3, 1 + 1 / 6],
    ['a quarter more at most', 1e9, 1.25],
    ['nothing less below the lowest score', 0.2, 1],
  ])('counts, for its topic, %s', (_, topicScore, score) => {
    expect(rankOf(story('a', 1, 0, 0, { topicScore }), NEWEST).score).toBeCloseTo(score, 6)
  })

  it('counts a quarter of a text that is small by its kind', () => {
    expect(rankOf(story('a', 2, 0, 0, { briefKind: 'puzzle' }), NEWEST).score).toBe(0.5)
  })

  it('is halved after as many hours as it is told', () => {
    expect(rankOf(story('a', 2, 0, 24), NEWEST, 24).score).toBe(1)
  })

  it('gives an order that needs no newest date', () => {
    const some = Array.from({ length: 60 }, (_, i) =>
      story(`n${i}`, 1 + ((i * 7) % 5), i % 3, (i * 13) % 90, { weight: 1 + (i % 4) / 4, topicScore: 1 + (i % 6) }),
    )
    const byDate = some.map((one) => ({ ...one, rank: rankOf(one, NEWEST, 24) })).sort(byScore)
    const without = some.map((one) => ({ ...one, level: levelOf(one, 24) })).sort(byRank)
    expect(without.map(({ storyId }) => storyId)).toEqual(byDate.map(({ storyId }) => storyId))
  })

  it('puts the newer of equals first, then sorts by id', () => {
    const some = [story('c', 2, 0, 12), story('b'), story('a')].map((one) => ({ ...one, rank: rankOf(one, NEWEST) }))
    expect(some.sort(byScore).map(({ storyId }) => storyId)).toEqual(['a', 'b', 'c'])
  })

  it.each([
    [
      story('a', 3, 2, 5),
      '3 outlets with reports of their own and 2 with copies (a third each) count 3.67; its newest development is 5 hours older than the newest article, and every 12 hours halve the count: 2.75',
    ],
    [
      story('a', 1, 1, 72, { weight: 2 }),
      "1 outlet with a report of its own and 1 with a copy (a third) count 1.33, times the weight 2 of the lead's source; its newest development is 3 days older than the newest article, and every 12 hours halve the count: 0.04",
    ],
    [
      story('a', 2, 0, 0.25),
      '2 outlets with reports of their own count 2; its newest development is 15 minutes older than the newest article, and every 12 hours halve the count: 1.97',
    ],
    [
      story('a'),
      '1 outlet with a report of its own counts 1; its newest development is as new as the newest article: 1',
    ],
  ])('is told in one line (%#)', (standing, line) => {
    expect(describeRank(rankOf(standing, NEWEST))).toBe(line)
  })

  it('is told with its topic and its kind, where these count', () => {
    const small = story('a', 1, 0, 24, { topicScore: 3, briefKind: 'puzzle' })
    expect(describeRank(rankOf(small, NEWEST, 24))).toBe(
      '1 outlet with a report of its own counts 1, times 1.17 for its topic (3), times 0.25 for a puzzle or horoscope; its newest development is 24 hours older than the newest article, and every 24 hours halve the count: 0.15',
    )
  })
})

describe('a fair choice', () => {
  /** A capital letter stands for a text of that source that is small by its kind. */
  const led = (sources: string) =>
    [...sources].map((letter, i) => ({
      leadSourceId: letter.toLowerCase(),
      i,
      ...(letter === letter.toLowerCase() ? {} : { briefKind: 'puzzle' as const }),
    }))
  const sourcesOf = (chosen: readonly { readonly leadSourceId: string }[]): string =>
    chosen.map(({ leadSourceId }) => leadSourceId).join('')

  it.each([
    ['keeps the order where no source has more than its share', 'abcde', 5, 'abcde'],
    ['leaves a source two of five while others wait', 'aaaabcd', 5, 'aabcd'],
    [
      'leaves a source a fifth of twenty while others wait',
      'aaaaaabbbbbbccccccddddddeeeeee',
      20,
      'aaaabbbbccccddddeeee',
    ],
    ['leaves few sources about as many each', 'aaaaaaabbbbc', 7, 'aaabbbc'],
    ['gives a loud source no more than the others leave', 'aaaaaaaaaabbbcccddd', 12, 'aaabbbcccddd'],
    ['puts no small text before another source’s news', 'aaaaBcB', 5, 'aaaac'],
    ['has small texts where there is room', 'BaaCc', 5, 'baacc'],
    ['fills up with a source where nobody else waits', 'aaaabaa', 5, 'aaaab'],
    ['takes everything where there is room', 'aaab', 9, 'aaab'],
  ])('%s', (_, sources, max, chosen) => {
    expect(sourcesOf(fairly(led(sources), max))).toBe(chosen)
  })

  it('counts the small texts of a source with a limit of its own to that limit', () => {
    const shareOf = (sourceId: string) => (sourceId === 'a' ? { stories: 1, isFixed: true } : { stories: 2 })
    expect(sourcesOf(inFairOrder(led('aAAbbbbbb'), shareOf).slice(0, 7))).toBe('abbbbbb')
    expect(sourcesOf(inFairOrder(led('AAbbbbbb'), shareOf).slice(0, 7))).toBe('bbabbbb')
  })

  it('is the same whether stories come in parts or at once', () => {
    const all = led(Array.from({ length: 80 }, (_, i) => 'abcDeabCdE'[(i * i + (i >> 3)) % 10]!).join(''))
    const byPlace = (a: { i: number }, b: { i: number }) => a.i - b.i
    for (const max of [1, 4, 9, 30])
      for (const share of [1, 2, 6]) {
        const shareOf = (sourceId: string) => (sourceId === 'c' ? { stories: 1, isFixed: true } : { stories: share })
        const line = (some: typeof all) => inFairOrder(some.toSorted(byPlace), shareOf).slice(0, max)
        let kept: typeof all = []
        for (const part of [3, 0, 2, 1]) kept = line([...kept, ...all.filter(({ i }) => (i * 5) % 4 === part)])
        expect(kept).toEqual(line(all))
      }
  })
})

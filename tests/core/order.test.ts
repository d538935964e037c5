import { describe, expect, it } from 'vitest'
import { byScore, type DatedStanding, describeRank, fairly, rankOf } from '../../src/core/order.ts'

const NEWEST = '2026-11-24T18:00:00.000Z'
const before = (hours: number): string => new Date(Date.parse(NEWEST) - hours * 3_600_000).toISOString()

/** A story of so many own reports and copies, whose newest development is so many hours old. */
const story = (
  storyId: string,
  own = 1,
  copies = 0,
  hours = 0,
  changes: Partial<DatedStanding> = {},
): DatedStanding => ({
  storyId,
  ownOutlets: own,
  copyOutlets: copies,
  weight: 1,
  datedAt: before(hours),
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
})

describe('a fair choice', () => {
  const led = (sources: string) => [...sources].map((leadSourceId, i) => ({ leadSourceId, i }))
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
    ['fills up with a source where nobody else waits', 'aaaabaa', 5, 'aaaab'],
    ['takes everything where there is room', 'aaab', 9, 'aaab'],
  ])('%s', (_, sources, max, chosen) => {
    expect(sourcesOf(fairly(led(sources), max))).toBe(chosen)
  })
})

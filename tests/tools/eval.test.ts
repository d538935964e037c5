import { describe, expect, it } from 'vitest'
import { groupStories } from '../../src/core/stories/stories.ts'
import { simulateFlashes } from '../../tools/eval/flashes.ts'
import { byAddress, byMinHash, bySimHash, byTitle } from '../../tools/eval/plain-methods.ts'
import { scoreGroups } from '../../tools/eval/score.ts'
import { simulateWeek } from '../../tools/eval/simulate.ts'

describe('the score', () => {
  it('averages over pairs, and over items (BCubed)', () => {
    const item = (gold: string, predicted: string) => ({ gold, predicted, kind: 'any' })
    // Gold: abc | de. Predicted: ab | cd | e. Pairs predicted 2, right 1, in gold 4.
    const { pairs, bcubed, kinds } = scoreGroups([
      item('1', 'x'),
      item('1', 'x'),
      item('1', 'y'),
      item('2', 'y'),
      item('2', 'z'),
    ])
    expect(pairs.precision).toBe(1 / 2)
    expect(pairs.recall).toBe(1 / 4)
    expect(bcubed.precision).toBeCloseTo((1 + 1 + 1 / 2 + 1 / 2 + 1) / 5, 10)
    expect(bcubed.recall).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5, 10)
    expect(kinds.get('any')).toEqual({ count: 5, withMate: 5, found: 2, strangers: 2 })
  })
})

describe('a simulated week', () => {
  const week = simulateWeek(900)
  const articles = week.map(({ article }) => article)
  const pairsOf = (groupOf: ReadonlyMap<string, string>) =>
    scoreGroups(week.map(({ article, text, kind }) => ({ gold: text, predicted: groupOf.get(article.id)!, kind })))
      .pairs

  it('is the same for the same seed, and different for another', () => {
    expect(simulateWeek(900)).toEqual(week)
    expect(simulateWeek(901)).not.toEqual(week)
  })

  it('has ten kinds of reposts and five of articles that only look like reposts', () => {
    expect(new Set(week.map(({ kind }) => kind)).size).toBe(1 + 10 + 5)
  })

  it('is grouped into copies better than by any plain method', () => {
    const own = pairsOf(
      new Map(
        groupStories(articles).flatMap((story) => story.articles.map((one) => [one.id, one.copyOf ?? one.id] as const)),
      ),
    )
    expect(own.precision).toBeGreaterThanOrEqual(0.97)
    expect(own.recall).toBeGreaterThanOrEqual(0.97)
    for (const method of [byAddress, byTitle, bySimHash, byMinHash]) {
      const plain = pairsOf(method(articles))
      expect(plain.f1).toBeGreaterThan(0.05)
      expect(plain.f1).toBeLessThan(own.f1)
    }
  })
})

describe('a few days of short items', () => {
  const items = simulateFlashes(900)
  const copyOf = new Map(
    groupStories(items.map(({ article }) => article)).flatMap((story) =>
      story.articles.map((one) => [one.id, one.copyOf ?? one.id] as const),
    ),
  )
  const { pairs, kinds } = scoreGroups(
    items.map(({ article, text, kind }) => ({ gold: text, predicted: copyOf.get(article.id)!, kind })),
  )

  it('is the same for the same seed', () => {
    expect(simulateFlashes(900)).toEqual(items)
  })

  it('is grouped into copies with few mistakes', () => {
    expect(pairs.precision).toBeGreaterThanOrEqual(0.93)
    expect(pairs.recall).toBeGreaterThanOrEqual(0.98)
  })

  it.each([
    'press release',
    'title only',
    'title every day',
    'form: results',
    'form: warnings',
    'form: column',
    'form: fixing',
    'form: liveblog',
  ])('keeps similar articles apart: %s', (kind) => {
    expect(kinds.get(kind)!.count).toBeGreaterThanOrEqual(3)
    expect(kinds.get(kind)!.strangers).toBe(0)
  })
})

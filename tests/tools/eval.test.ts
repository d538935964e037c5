import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { groupStories } from '../../src/core/stories/stories.ts'
import { newsTopics } from '../../src/core/topics/news-topics.ts'
import { simulateFlashes } from '../../tools/eval/flashes.ts'
import { hardCases } from '../../tools/eval/hard-events.ts'
import { ownHeadlines, scoreHeadlines } from '../../tools/eval/headlines.ts'
import { byAddress, byMinHash, bySimHash, byTitle } from '../../tools/eval/plain-methods.ts'
import { adjustedRand, countPairs, scoreGroups } from '../../tools/eval/score.ts'
import { simulateWeek } from '../../tools/eval/simulate.ts'
import { templateCases } from '../../tools/eval/templates.ts'

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

describe('the adjusted Rand index', () => {
  const index = (gold: string, predicted: string): number =>
    adjustedRand([...gold].map((one, i) => ({ gold: one, predicted: predicted[i]! })))

  it.each([
    ['1 for equal groupings, whatever their names', 'aabbc', 'xxyyz', 1],
    ['0 where one of two puts all together', 'aabb', 'xxxx', 0],
    // Pairs: gold 2, predicted 2, both 1, of 10: expected .4.
    ['the share of agreement above chance', 'aabbc', 'xxyzz', (1 - 0.4) / (2 - 0.4)],
    ['less than 0 below chance', 'aabb', 'xyxy', -0.5],
  ])('is %s', (_, gold, predicted, value) => {
    expect(index(gold, predicted)).toBeCloseTo(value, 10)
  })
})

describe('the templates', () => {
  const cases = templateCases(900)

  it('are the same for the same seed', () => {
    expect(templateCases(900)).toEqual(cases)
  })

  it('give each source items that differ, some of which another source carries', () => {
    for (const items of Map.groupBy(cases, ({ article }) => article.sourceId).values()) {
      if (items[0]!.article.sourceId.includes('reprint')) continue
      expect(items.length).toBe(6)
      expect(new Set(items.map(({ article }) => `${article.title} ${article.text}`)).size).toBe(6)
    }
    const carried = [...Map.groupBy(cases, ({ gold }) => gold).values()].filter((items) => items.length > 1)
    expect(carried.length).toBeGreaterThanOrEqual(300)
    for (const [item, copy] of carried) expect(copy!.article.sourceId).not.toBe(item!.article.sourceId)
  })
})

describe('the count of pairs', () => {
  it('parts pairs of one event from those of two that look alike', () => {
    const item = (kind: string, gold: string, predicted: string) => ({ kind, gold, predicted })
    const counts = countPairs([
      item('quake', '1', 'x'),
      item('quake', '1', 'y'),
      item('quake', '2', 'x'),
      item('fire', '3', 'x'),
    ])
    expect(counts.get('quake')).toEqual({ together: 1, found: 0, apart: 2, joined: 1 })
    expect(counts.get('across kinds')).toEqual({ together: 0, found: 0, apart: 3, joined: 2 })
  })
})

describe('the hard events', () => {
  const halves = [hardCases('dev'), hardCases('test')]

  it.each([0, 1])('are read whole: titles, texts, dates and events (half %i)', (half) => {
    const cases = halves[half]!
    const events = Map.groupBy(cases, ({ gold }) => gold)
    expect(cases.length).toBeGreaterThanOrEqual(125)
    expect([...events.values()].filter((items) => items.length > 1).length).toBeGreaterThanOrEqual(20)
    for (const { article } of cases) expect(article.title).not.toBe('')
    // An event ends within the window of grouping.
    for (const items of events.values()) {
      const times = items.map(({ article }) => Date.parse(article.publishedAt!))
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(60 * 3_600_000)
    }
  })

  it('have no text and no outlet in both halves', () => {
    const [dev, test] = halves.map((cases) => new Set(cases.map(({ article }) => `${article.title} ${article.text}`)))
    expect(dev!.intersection(test!)).toEqual(new Set())
    const [ofDev, ofTest] = halves.map((cases) => new Set(cases.map(({ article }) => article.sourceId)))
    expect(ofDev!.intersection(ofTest!)).toEqual(new Set())
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

describe('the score of headlines', () => {
  it('counts a topic that is acceptable besides neither as right nor as wrong', () => {
    const headlines = [
      { title: 'a', lead: '', topics: ['sport'], may: ['health'] },
      { title: 'b', lead: '', topics: ['economy', 'labour'], may: [] },
      { title: 'c', lead: '', topics: [], may: [] },
    ]
    const found: Record<string, string[]> = { a: ['sport', 'health'], b: [], c: ['arts'] }
    const { micro, right, wrong, missed, untagged } = scoreHeadlines(headlines, ({ title }) => found[title]!)
    expect({ right, wrong, missed, untagged }).toEqual({ right: 1, wrong: 1, missed: 2, untagged: 1 / 2 })
    expect(micro).toEqual({ precision: 1 / 2, recall: 1 / 3, f1: 2 / 5 })
  })
})

describe('the headlines', () => {
  const known = new Set(newsTopics.map(({ id }) => id))
  const files = (['dev', 'test'] as const).flatMap((kind) =>
    [...ownHeadlines(kind)].map(([language, headlines]) => ({ name: `${kind}-${language}`, headlines })),
  )

  it.each(files)('of $name name topics of the catalogue, all of them, at most three each', ({ headlines }) => {
    const named = headlines.flatMap(({ topics }) => topics)
    expect(new Set(named)).toEqual(known)
    for (const { title, lead, topics, may } of headlines) {
      expect(title !== '' && lead !== '').toBe(true)
      expect(topics.length).toBeLessThanOrEqual(3)
      expect(topics.filter((topic) => may.includes(topic))).toEqual([])
      expect(may.filter((topic) => !known.has(topic))).toEqual([])
    }
  })

  it('stand in one file only', () => {
    const titles = files.flatMap(({ headlines }) => headlines.map(({ title, lead }) => `${title} ${lead}`))
    expect(new Set(titles).size).toBe(titles.length)
  })
})

describe('the sets that are read', () => {
  const folder = new URL('../../tools/eval/', import.meta.url)
  const files = (name: string): string[] =>
    ['dev', 'test'].map((part) => name.replace('PART', part)).filter((file) => existsSync(new URL(file, folder)))
  const rowsOf = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

  it.each(files('leads/PART.json'))('want no phrase that they forbid: %s', (file) => {
    for (const { keeps, leadStarts, not } of rowsOf(file))
      for (const phrase of not) expect([leadStarts, ...keeps].join('\n')).not.toContain(phrase)
  })

  it.each(files('pages/PART/gold.json'))('have what a reader takes from each page: %s', (file) => {
    const rows = rowsOf(file)
    const pages = readdirSync(new URL('.', new URL(file, folder))).filter((name) => name.endsWith('.html'))
    expect(rows.map((row: { file: string }) => row.file).sort()).toEqual(pages.sort())
    for (const { text, not } of rows) for (const phrase of not) expect(text.join('\n')).not.toContain(phrase)
  })
})

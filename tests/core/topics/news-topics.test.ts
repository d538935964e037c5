import { describe, expect, it } from 'vitest'
import { addLanguage, newsTopics } from '../../../src/core/topics/news-topics.ts'
import { compileTopics } from '../../../src/core/topics/topics.ts'
import { REPORTS_BY_TOPIC, STRAYING, type TopicReport, UNSEEN_BY_TOPIC } from '../../support/news-reports.ts'

const match = compileTopics(newsTopics)
const topicsOf = ({ title, text }: { readonly title: string; readonly text: string }): string[] =>
  match({ title, lead: text, text, language: 'en' }).map(({ topicId }) => topicId)

/** How many reports have their topic, and how many wrong topics they have. */
function scoreOf(reports: readonly TopicReport[]): { readonly found: number; readonly wrong: number } {
  let [found, wrong] = [0, 0]
  for (const report of reports) {
    const right = new Set([report.must, ...(report.may ?? '').split(' ')])
    const topics = topicsOf(report)
    if (topics.includes(report.must)) found++
    wrong += topics.filter((topicId) => !right.has(topicId)).length
  }
  return { found, wrong }
}

describe('newsTopics', () => {
  it('has the 17 top-level Media Topics, each with an id of its own', () => {
    expect(newsTopics).toHaveLength(17)
    expect(new Set(newsTopics.map(({ id }) => id)).size).toBe(17)
    expect(new Set(newsTopics.map(({ iptc }) => iptc)).size).toBe(17)
    for (const { iptc, languages } of newsTopics) {
      expect(iptc).toMatch(/^medtop:\d{8}$/)
      expect(languages).toEqual(['en'])
    }
  })

  it('finds the subject of reports from every section of a newspaper', () => {
    expect(REPORTS_BY_TOPIC.length).toBeGreaterThan(60)
    const { found, wrong } = scoreOf(REPORTS_BY_TOPIC)
    expect(found / REPORTS_BY_TOPIC.length).toBeGreaterThan(0.95)
    expect(wrong / REPORTS_BY_TOPIC.length).toBeLessThan(0.05)
  })

  it('finds the subject of most reports that were not used to choose its phrases', () => {
    const { found, wrong } = scoreOf(UNSEEN_BY_TOPIC)
    expect(found / UNSEEN_BY_TOPIC.length).toBeGreaterThan(0.85)
    expect(wrong / UNSEEN_BY_TOPIC.length).toBeLessThan(0.1)
  })

  it.each(STRAYING)('does not take a figure of speech for $not: $title', ({ not, title, text }) => {
    expect(topicsOf({ title, text })).not.toContain(not)
  })

  it.each([
    ['dating', 'An update on the date of the meeting'],
    ['wellness', 'All is well that ends well'],
    ['supporters', 'A beam supports the roof'],
    ['unions', 'The union of two rivers'],
    ['conservation', 'A conservative estimate'],
    ['values', 'A valued gift'],
    ['minority', 'A minor matter'],
  ])('has no phrase like %s, whose stem is that of common words', (_, title) => {
    expect(topicsOf({ title, text: '' })).toEqual([])
  })
})

describe('addLanguage', () => {
  it('adds words for one more language and leaves the other languages as they are', () => {
    const german = compileTopics(addLanguage(newsTopics, 'de', { politics: { any: ['Wahl', 'Bundestag'] } }))
    const title = 'Bundestag berät über die Wahlen'
    expect(german({ title, lead: '', text: '', language: 'de' })).toEqual([
      { topicId: 'politics', score: 6, why: ['"Wahl" in the title (3)', '"Bundestag" in the title (3)'] },
    ])
    expect(match({ title, lead: '', text: '', language: 'de' })).toEqual([])
    expect(german({ title: 'Parliament votes', lead: '', text: '', language: 'en' })[0]?.topicId).toBe('politics')
  })
})

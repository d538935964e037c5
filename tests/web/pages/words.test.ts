import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createPages } from '../../../src/web/pages/pages.ts'
import { FRONT_PAGE, storiesOf, storyPageOf, TOPICS } from '../../support/site.ts'

const templatesFolder = fileURLToPath(new URL('../../../templates', import.meta.url))
type WordsFile = Record<string, string | Record<string, string>>
const read = (language: string): WordsFile =>
  JSON.parse(readFileSync(`${templatesFolder}/page.${language}.json`, 'utf8')) as WordsFile
const english = read('en')

const namesIn = (sentence: string): string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map(([name]) => name).sort()

describe.each(['en', 'de', 'fr', 'es', 'ar'])('the words of pages in %s', (language) => {
  const words = read(language)

  it('are all there, with the names of the English ones', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort())
    for (const [key, entry] of Object.entries(english)) {
      if (key === 'numbers') continue
      const sentence = words[key]!
      expect([key, typeof sentence]).toEqual([key, typeof entry])
      if (typeof entry === 'string') expect([key, namesIn(sentence as string)]).toEqual([key, namesIn(entry)])
      // Small counts may be said without a number: "one outlet".
      else {
        const allowed = namesIn(entry['other']!)
        expect([key, namesIn((sentence as Record<string, string>)['other']!)]).toEqual([key, allowed])
        for (const form of Object.values(sentence)) for (const name of namesIn(form)) expect(allowed).toContain(name)
      }
    }
  })

  it('have every plural form of the language', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
    for (const [key, entry] of Object.entries(words))
      if (typeof entry !== 'string' && key !== 'numbers')
        expect([key, Object.keys(entry).sort()]).toEqual([key, [...pluralCategories].sort()])
  })

  it('fill every page', async () => {
    const pages = await createPages({
      templatesFolder,
      kind: 'served',
      title: 'x',
      language,
      timeZone: 'UTC',
      topics: TOPICS,
      contact: 'ops@example.org',
    })
    const topic = TOPICS[0]!
    const stories = storiesOf(0, 18)
    const sections = [{ topic, stories }, { stories }]
    const days = [{ date: '2026-11-24', stories }]
    const search = { query: 'x', faults: ['x'], stories, count: 2, isMore: true, page: 2 }
    const html = [
      pages.front(FRONT_PAGE),
      pages.front({ strong: [], sections: [] }),
      ...[1, 2].map((parts) =>
        pages.day({
          date: '2026-11-24',
          part: 1,
          parts,
          count: 2,
          sections,
          previousDate: '2026-11-23',
          nextDate: '2026-11-25',
        }),
      ),
      pages.topic({ topic, words: ['x', 'y'], days }),
      pages.topic({ topic, words: [], days: [] }),
      ...[1, 2, 5, 40].map((count) => pages.story(storyPageOf(count))),
      pages.source({ sourceId: 'x', name: 'x', siteUrl: 'https://x.example/', feedUrl: 'https://x.example/f', days }),
      pages.edition({ editionId: 'x', title: 'x', slotAt: '2026-11-24T07:00:00.000Z', sections }),
      pages.feeds(),
      pages.search(search),
      pages.search({ ...search, query: '', faults: [], stories: [], count: 0 }),
      pages.search({ ...search, stories: [], count: 0 }),
      pages.moved('x', 'y'),
      pages.notFound(),
    ]
    for (const page of html) {
      expect(page).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)
      expect(page).not.toMatch(/\{\w+\}|\0|undefined|\[object/)
    }
  })
})

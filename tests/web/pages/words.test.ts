import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { SearchFault } from '../../../src/core/model.ts'
import type { NotIndexed } from '../../../src/core/site.ts'
import { createPages } from '../../../src/web/pages/pages.ts'
import { FRONT_PAGE, storiesOf, storyPageOf, TOPICS } from '../../support/site.ts'

const templatesFolder = fileURLToPath(new URL('../../../templates', import.meta.url))

const FAULTS: readonly SearchFault[] = [
  { kind: 'too-long', most: 1_000 },
  { kind: 'too-many-words', most: 32 },
  { kind: 'not-closed', text: 'bridge' },
  { kind: 'nothing-after', operator: 'source' },
  { kind: 'no-operator', name: 'author', text: 'author:ann' },
  { kind: 'date-excluded', operator: 'since' },
  { kind: 'no-date', operator: 'until', text: 'soon' },
  { kind: 'none-between' },
  { kind: 'or' },
  { kind: 'not' },
  { kind: 'no-source', name: 'wrie', meant: 'The Wire' },
  { kind: 'no-topic', name: 'water' },
]
const MISSING: readonly NotIndexed[] = [
  { kind: 'all' },
  { kind: 'most' },
  { kind: 'older', before: '2026-11-24' },
  { kind: 'some', count: 3 },
  { kind: 'many', count: 1_000 },
]

describe.each(['en', 'de', 'fr', 'es', 'ar'])('pages in %s', (language) => {
  it('are filled with words of their language', async () => {
    const pages = await createPages({
      templatesFolder,
      kind: 'served',
      title: 'x',
      language,
      timeZone: 'UTC',
      topics: TOPICS,
      sourceFiles: new Map(),
      contact: 'ops@example.org',
    })
    const topic = TOPICS[0]!
    const stories = storiesOf(0, 18)
    const sections = [{ topic, stories }, { stories }]
    const days = [{ date: '2026-11-24', stories }]
    const search = { query: 'x', faults: FAULTS, stories, count: 2, isMore: true, page: 2 }
    const edition = {
      ...{ editionId: 'x', title: 'x', slotAt: '2026-11-24T07:00:00.000Z', leftOut: stories },
      coverage: [{ outlet: 'x', title: 'x', url: 'https://x.example/' }],
    }
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
      pages.edition({ ...edition, sections: sections.map((one) => ({ ...one, briefs: [] })) }),
      pages.edition({ ...edition, sections: [] }),
      pages.feeds(),
      pages.search(search),
      pages.search({ ...search, query: '', faults: [], stories: [], count: 0 }),
      pages.search({ ...search, stories: [], count: 0 }),
      ...MISSING.map((missing) => pages.search({ ...search, missing })),
      pages.moved('x', 'y'),
      pages.notFound(),
    ]
    for (const page of html) {
      expect(page).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)
      expect(page).not.toMatch(/\{\w+\}|\0|undefined|\[object/)
    }
  })
})

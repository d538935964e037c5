/** What a search over the archive finds, the same on both databases, and how its index keeps in step with the archive. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { search } from '../../src/flow/ask/search.ts'
import { fillSearchIndex } from '../../src/flow/stories/search-index.ts'
import { readRevision, setMeta } from '../../src/store/meta.ts'
import { markForSearch } from '../../src/store/search.ts'
import { databasesOfRun } from '../support/databases.ts'
import { type Item, item } from '../support/make.ts'
import { type Newspaper, openNewspaper } from '../support/newspaper.ts'

const report = (nth: number, title: string, text: string, at = '2026-11-18T08:00:00.000Z'): Item =>
  item(nth, { title, text, at })

const WIRE = [
  report(
    1,
    'Council closes the old bridge',
    'Heavy lorries cross the river by the new road until the spring, the council says.',
  ),
  report(
    2,
    'Ferry crews meet the minister',
    'The crews of the ferries want a bridge over the strait. Universities publish policies about it every year.',
    '2026-11-19T08:00:00.000Z',
  ),
  report(
    3,
    'Harbour dredged',
    'The old harbour was closed for a week; larger ships come in again since Friday morning.',
  ),
  report(
    4,
    'Über die Brücken der Stadt',
    'Der Rat der Stadt hat am Montag beschlossen, dass die alten Brücken über den Fluss für die Straßenbahn und nicht mehr für die Autos geöffnet werden, weil sie zu schwach sind.',
  ),
  report(
    5,
    '東京都知事が新しい橋を発表',
    '東京都の知事は月曜日に、川に架かる新しい橋の計画を発表した。工事は来年の春に始まる予定である。',
  ),
  report(
    6,
    'Une école pour les élèves de la côte',
    'Le ministre a dit lundi que la nouvelle école de la côte sera ouverte pour les élèves dans une semaine, mais que le toit n’est pas encore fini et que la mairie doit attendre.',
  ),
]
const STAR = [
  // The same event in the same words: a copy.
  { ...WIRE[0]!, link: 'https://star.example.org/1', guid: 'star-1', at: '2026-11-18T09:00:00.000Z' },
  item(21, {
    outlet: 'star',
    title: 'Star gazing at the bridge',
    text: 'A night walk with telescopes, a guide and warm soup for all who come.',
    at: '2026-11-17T20:00:00.000Z',
  }),
]

describe.each(databasesOfRun)('a search on $name', (database) => {
  let paper: Newspaper
  const find = async (typed: string) => {
    const answer = await search({ db: paper.db, config: paper.config() }, typed)
    const rows = await paper.db.query<{ id: string; title: string }>('SELECT id, title FROM articles')
    const titles = new Map(rows.map(({ id, title }) => [id, title.split(' ').slice(0, 2).join(' ')]))
    return { ...answer, titles: answer.stories.map(({ articleId }) => titles.get(articleId)!) }
  }

  beforeAll(async () => {
    paper = await openNewspaper(await database.open())
    await paper.configure({
      timeZone: 'Europe/London',
      refresh: { firstFetchDays: 0 },
      sources: [
        { id: 'wire', url: paper.serve('wire', WIRE), name: 'The Wire' },
        { id: 'star', url: paper.serve('star', STAR), name: 'Evening Star' },
      ],
      topics: [
        { id: 'water', name: 'On the water', any: ['ferry', 'harbour'] },
        { id: 'roads', any: ['bridge'] },
      ],
      filters: [{ drop: { any: ['dredged'] } }],
    })
    await paper.pass({ mail: false })
  })
  afterAll(() => paper.close())

  it.each<[string, string[]]>([
    ['bridge', ['Council closes', 'Star gazing', 'Ferry crews']],
    ['bridges', ['Council closes', 'Star gazing', 'Ferry crews']],
    ['old bridge', ['Council closes']],
    ['"old bridge"', ['Council closes']],
    ['"bridge old"', []],
    ['"closes the old bridge"', ['Council closes']],
    // Not across title and text.
    ['"bridge heavy"', []],
    ['university', ['Ferry crews']],
    ['"university"', []],
    ['policy', ['Ferry crews']],
    ['brücke', ['Über die']],
    ['bruecke', []],
    ['STRASSENBAHN', ['Über die']],
    ['ecole eleve', ['Une école']],
    ['橋', ['東京都知事が新しい橋を発表']],
    ['東京都', ['東京都知事が新しい橋を発表']],
    ['東京 工事', ['東京都知事が新しい橋を発表']],
    ['京東', []],
    ['bridge -ferry', ['Council closes', 'Star gazing']],
    ['bridge -"old bridge"', ['Star gazing', 'Ferry crews']],
    ['bridge source:star', ['Council closes', 'Star gazing']],
    ['bridge source:"evening star"', ['Council closes', 'Star gazing']],
    ['bridge -source:wire', ['Council closes', 'Star gazing']],
    ['topic:water', ['Ferry crews']],
    ['topic:"on the WATER" bridge', ['Ferry crews']],
    ['bridge -topic:water', ['Council closes', 'Star gazing']],
    ['bridge since:2026-11-18', ['Council closes', 'Ferry crews']],
    ['bridge until:2026-11-17', ['Star gazing']],
    ['since:2026-11-19', ['Ferry crews']],
    ['-bridge -brücke -école -橋', []],
    // Dropped by a filter.
    ['dredged', []],
    ['', []],
    ['!?', []],
  ])('for %s finds', async (typed, titles) => {
    expect((await find(typed)).titles).toEqual(titles)
  })

  it('shows the article that matches best, and where', async () => {
    const { stories } = await find('minister strait')
    expect(stories).toEqual([
      expect.objectContaining({
        excerpt: expect.stringMatching(/^The crews of the ferries want a bridge over the strait\./),
      }),
    ])
  })

  it('names what it cannot use', async () => {
    const { faults, titles } = await find('source:wrie topic:wat since:soon author:x bridge')
    expect(faults).toEqual([
      { kind: 'no-date', operator: 'since', text: 'soon' },
      { kind: 'no-operator', name: 'author', text: 'author:x' },
      { kind: 'no-source', name: 'wrie', meant: 'wire' },
      { kind: 'no-topic', name: 'wat' },
    ])
    expect(titles).toHaveLength(3)
  })

  it('pages', async () => {
    const config = paper.config()
    const first = await search({ db: paper.db, config }, 'bridge', { perPage: 2 })
    const second = await search({ db: paper.db, config }, 'bridge', { perPage: 2, page: 2 })
    expect([first.count, first.isMore, second.count, second.isMore]).toEqual([3, true, 3, false])
    expect(new Set([...first.stories, ...second.stories].map(({ story }) => story.id)).size).toBe(3)
    const last = await search({ db: paper.db, config }, 'bridge', { perPage: 2, page: 99 })
    expect(last).toMatchObject({ page: 2, stories: second.stories.map(({ articleId }) => ({ articleId })) })
  })

  it('fails for nothing that is typed', async () => {
    const typed = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[ -~東ß]{0,40}$/))
    await fc.assert(
      fc.asyncProperty(typed, async (typed) => {
        expect((await find(`bridge ${typed}`)).stories.length).toBeLessThan(7)
      }),
      { numRuns: 30 },
    )
  })

  it('finds what came, was edited, dropped, brought back, and left', async () => {
    paper.later(60)
    const edited = report(
      2,
      'Ferry crews meet the minister',
      'The crews of the ferries want a tunnel under the strait now.',
    )
    paper.serve('wire', [...WIRE.filter((_, i) => i !== 1), edited, report(9, 'Lighthouse sold', 'Nobody wanted it.')])
    await paper.pass({ mail: false })
    expect((await find('tunnel')).titles).toEqual(['Ferry crews'])
    expect((await find('ferries bridge')).titles).toEqual([])
    expect((await find('lighthouse')).titles).toEqual(['Lighthouse sold'])
    await paper.configure({ filters: [{ drop: { any: ['lighthouse'] } }] })
    await paper.pass({ mail: false })
    expect((await find('lighthouse')).titles).toEqual([])
    expect((await find('dredged')).titles).toEqual(['Harbour dredged'])
    const { sources } = paper.config()
    await paper.configure({ sources: [{ id: 'wire', url: sources[0]!.url }] })
    await paper.pass({ mail: false })
    expect((await find('bridge gazing')).titles).toEqual([])
    await paper.db.batch([
      { sql: "UPDATE articles SET unlisted_at = '2020-01-01T00:00:00.000Z' WHERE source_id = 'star'" },
    ])
    await paper.pass({ mail: false })
    const left = await paper.db.query(
      'SELECT number FROM search_articles WHERE article_id NOT IN (SELECT id FROM articles)',
    )
    expect(left).toEqual([])
  })

  it('finds a topic that was configured later', async () => {
    await paper.configure({ topics: [{ id: 'town', any: ['council'] }] })
    await paper.pass({ mail: false })
    expect((await find('topic:town')).titles).toEqual(['Council closes'])
    expect((await find('topic:water')).faults).toEqual([{ kind: 'no-topic', name: 'water' }])
  })

  it('indexes the topics that another worker gave stories while it was indexing', async () => {
    const [marked] = await paper.db.query<{ id: string }>("SELECT id FROM articles WHERE title LIKE 'Ferry%'")
    await paper.db.batch(markForSearch([marked!.id]))
    let tagging: Promise<unknown> | undefined
    const deps = await paper.deps()
    const progress = () => {
      tagging = paper.db.batch([{ sql: 'DELETE FROM story_topics' }, setMeta('topics', 'none')])
    }
    await fillSearchIndex({ ...deps, progress }, 60_000)
    await tagging
    await fillSearchIndex(deps, 60_000)
    expect((await find('topic:town')).titles).toEqual([])
  })

  it('counts as a change of what pages show when the index gets more', async () => {
    const before = await readRevision(paper.db)
    const deps = await paper.deps()
    await fillSearchIndex(deps, 60_000)
    expect(await readRevision(paper.db)).toBe(before)
    const [marked] = await paper.db.query<{ id: string }>('SELECT id FROM articles')
    await paper.db.batch(markForSearch([marked!.id]))
    await fillSearchIndex(deps, 60_000)
    expect(await readRevision(paper.db)).not.toBe(before)
  })

  it('says while the archive is not indexed, and goes on where it was stopped', async () => {
    await paper.db.batch([setMeta('search', '{"version":0}')])
    expect(await find('council')).toMatchObject({
      titles: [],
      missing: { kind: 'all' },
    })
    const deps = await paper.deps()
    await fillSearchIndex(deps, 0)
    expect((await find('council')).missing).toEqual({ kind: 'most' })
    await fillSearchIndex(deps, 60_000)
    expect(await find('council')).toMatchObject({ titles: ['Council closes'] })
    expect((await find('council')).missing).toBeUndefined()
  })
})

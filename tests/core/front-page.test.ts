import { describe, expect, it } from 'vitest'
import { arrangeFrontPage, type FrontCandidate, placeOf } from '../../src/core/front-page.ts'

const NEWEST = '2026-11-24T18:00:00.000Z'
const before = (hours: number): string => new Date(Date.parse(NEWEST) - hours * 3_600_000).toISOString()

/** A candidate whose newest development is so many hours old, led by a source of its own. */
function candidate(storyId: string, hours: number, changes: Partial<FrontCandidate> = {}): FrontCandidate {
  const at = before(hours)
  return {
    storyId,
    ownOutlets: 1,
    copyOutlets: 0,
    weight: 1,
    developedAt: at,
    newestAt: at,
    leadSourceId: storyId,
    topicIds: [],
    ...changes,
  }
}
const many = (count: number, name: string, hours: number, changes: Partial<FrontCandidate> = {}): FrontCandidate[] =>
  Array.from({ length: count }, (_, i) => candidate(`${name}${String(i).padStart(3, '0')}`, hours + i / 100, changes))

/** The ids of a page, a line each for the first five and for every section. */
function linesOf(candidates: readonly FrontCandidate[], topicIds: readonly string[]): string[] {
  const { top, strong, sections } = arrangeFrontPage(candidates, topicIds)
  const ids = (stories: readonly FrontCandidate[]) => stories.map(({ storyId }) => storyId).join(' ')
  return [
    ids([...(top === undefined ? [] : [top]), ...strong]),
    ...sections.map(({ topicId = '-', stories, briefs }) => `${topicId}: ${ids(stories)} | ${ids(briefs)}`),
  ]
}
const sizesOf = (candidates: readonly FrontCandidate[], topicIds: readonly string[]): string[] =>
  arrangeFrontPage(candidates, topicIds).sections.map(
    ({ topicId = '-', stories, briefs }) => `${topicId} ${stories.length}+${briefs.length}`,
  )

describe('the front page', () => {
  it('has the strongest story at the top, four that follow, and the others under their strongest topic', () => {
    const some = [
      candidate('lone', 0),
      candidate('two old', 20, { ownOutlets: 2 }),
      candidate('four', 6, { ownOutlets: 4, topicIds: ['sport', 'world'] }),
      candidate('sport', 9, { topicIds: ['sport'] }),
      candidate('both', 10, { topicIds: ['world', 'sport'] }),
      candidate('other', 11, { topicIds: ['unknown', 'sport'] }),
      candidate('plain', 12),
      candidate('three', 1, { ownOutlets: 3 }),
      candidate('copied', 1, { copyOutlets: 6 }),
    ]
    expect(linesOf(some, ['world', 'sport'])).toEqual([
      'copied three four lone two old',
      'world: both | ',
      'sport: sport other | ',
      '-: plain | ',
    ])
  })

  it('is empty without stories', () => {
    expect(arrangeFrontPage([], ['world'])).toEqual({ strong: [], sections: [] })
  })

  it.each([
    ['the last 36 hours', many(30, 'new', 1), many(10, 'old', 40), 30, 0],
    ['the last week, where these are few', many(6, 'new', 1), many(30, 'old', 40), 6, 30],
    ['the newest twenty, where these are few too', many(6, 'new', 1), many(30, 'old', 200), 6, 14],
  ])('shows the stories of %s', (_, fresh, older, countFresh, countOlder) => {
    const shown = linesOf([...older, ...fresh], []).join(' ')
    expect([shown.match(/new/g)?.length, shown.match(/old/g)?.length ?? 0]).toEqual([countFresh, countOlder])
  })

  it('does not lead with what many outlets carried days ago', () => {
    const [first] = linesOf([...many(5, 'new', 1), candidate('backlog', 100, { ownOutlets: 9 })], [])
    expect(first).toBe('new000 new001 new002 new003 new004')
  })

  it('gives each section a row, and the others to the sections whose next story ranks highest', () => {
    const quiet = many(30, 'a', 3, { topicIds: ['a'] })
    const busy = many(60, 'b', 2, { topicIds: ['b'], ownOutlets: 2 })
    expect(sizesOf([...quiet.slice(0, 3), ...busy], ['a', 'b'])).toEqual(['a 2+1', 'b 22+33'])
    expect(sizesOf([...quiet, ...busy.slice(0, 9)], ['a', 'b'])).toEqual(['a 12+18', 'b 2+2'])
  })

  it('shows at most ninety stories, whatever there is', () => {
    for (const topics of [0, 1, 7, 13, 14, 25]) {
      const topicIds = Array.from({ length: topics }, (_, i) => `t${i}`)
      const all = [...topicIds, undefined].flatMap((id) =>
        many(100, `${id}-`, 1, { topicIds: id === undefined ? [] : [id] }),
      )
      const shown =
        linesOf(all, topicIds)
          .join(' ')
          .match(/-\d{3}/g) ?? []
      expect([topics, shown.length <= 90]).toEqual([topics, true])
      expect(
        new Set(
          linesOf(all, topicIds)
            .join(' ')
            .match(/\S+-\d{3}/g),
        ).size,
      ).toBe(shown.length)
    }
  })

  it('lets no source lead more than two of the first five while another’s stories wait', () => {
    const [first, ...sections] = linesOf(
      [
        ...many(8, 'wire', 0, { leadSourceId: 'wire' }),
        candidate('post', 20),
        candidate('herald', 21),
        candidate('star', 22),
      ],
      [],
    )
    expect(first).toBe('wire000 wire001 post herald star')
    expect(sections[0]).toContain('wire002')
  })

  it('does not depend on the order of the candidates', () => {
    const some = many(50, 's', 3).map((one, i) => ({ ...one, developedAt: before(3), topicIds: i % 2 ? ['a'] : [] }))
    expect(linesOf(some.toReversed(), ['a'])).toEqual(linesOf(some, ['a']))
  })

  it('tells where a story stands', () => {
    const plan = arrangeFrontPage([...many(7, 'world', 1, { topicIds: ['world'] }), ...many(3, 'plain', 9)], ['world'])
    const placeIs = (id: string) => {
      const { place, section } = placeOf(plan, id) ?? {}
      return [place, section?.topicId ?? section]
    }
    expect(['world000', 'world004', 'world006', 'plain001', 'none'].map(placeIs)).toEqual([
      [1, undefined],
      [5, undefined],
      [2, 'world'],
      [2, {}],
      [undefined, undefined],
    ])
  })
})

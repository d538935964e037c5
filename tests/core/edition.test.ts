import { describe, expect, it } from 'vitest'
import {
  articleMinutes,
  type Choice,
  type ChosenStory,
  chooseStories,
  composeEdition,
  fillWords,
  halfLifeOf,
  NOTHING_CHOSEN,
  readingMinutes,
  readingWords,
  shareIn,
} from '../../src/core/edition.ts'
import type { Article, Edition } from '../../src/core/model.ts'
import { presentStory } from '../../src/core/stories/presented.ts'
import { article } from '../support/make.ts'

type RankedStory = Parameters<typeof chooseStories>[1][number]
type EditionOptions = Parameters<typeof composeEdition>[1]

/** A story that may be chosen, with what is shown of it. */
type Candidate = ChosenStory & RankedStory

/** A story of a lead article and its carriers, each from another outlet. */
function candidate(
  name: string,
  changes: Partial<Candidate> & { own?: number; copies?: number; lead?: Partial<Article> } = {},
): Candidate {
  const { own = 0, copies = 0, lead = {}, topics = [], ...rest } = changes
  const part = (outlet: string, more: Partial<Article> = {}) => ({
    ...article({
      sourceId: outlet,
      url: `https://${outlet}.example.org/${name}`,
      title: `${name} as ${outlet} has it`,
      ...more,
    }),
    words: 460,
  })
  const first = part('wire', { title: name, ...lead })
  const articles = [
    first,
    ...Array.from({ length: own }, (_, i) => part(`own${i}`)),
    ...Array.from({ length: copies }, (_, i) => part(`copy${i}`, { copyOf: first.id })),
  ]
  return {
    storyId: name,
    presented: presentStory(articles, first.id, (id) => id),
    articleIds: articles.map(({ id }) => id),
    topics,
    topicIds: topics.map(({ topicId }) => topicId),
    ownOutlets: 1 + own,
    copyOutlets: copies,
    weight: 1,
    leadSourceId: first.sourceId,
    developedAt: first.publishedAt ?? '2026-11-20T09:00:00.000Z',
    newestAt: first.publishedAt ?? '2026-11-20T09:00:00.000Z',
    newAt: '2026-11-20T09:00:00.000Z',
    updatedAt: '2026-11-20T09:00:00.000Z',
    ...rest,
  }
}

const topics = [
  { id: 'world', name: 'World', any: ['x'] },
  { id: 'sport', name: 'Sport', any: ['y'] },
]
type Rules = Parameters<typeof chooseStories>[2]
interface Options extends Omit<EditionOptions, 'moreCount' | 'leftOut'>, Omit<Rules, 'wantedTopics'> {}
const options = (changes: Partial<Options> = {}): Options => ({
  id: 'edition',
  digestId: 'daily',
  title: 'Test Broadsheet',
  digestTitle: 'Daily',
  slotAt: '2026-11-20T18:00:00.000Z',
  language: 'en',
  timeZone: 'UTC',
  wantedTopics: [],
  topics,
  maxStories: 30,
  halfLifeHours: 24,
  // Most tests have one source.
  shareOf: () => ({ stories: 1000 }),
  ...changes,
})
/** The edition of the stories that are chosen from these, all offered at once. */
function editionOf(candidates: readonly Candidate[], changes: Partial<Options> = {}): Edition {
  const all = options(changes)
  const { stories, wanted } = chooseStories<Candidate>(NOTHING_CHOSEN, candidates, all)
  return composeEdition(stories, { ...all, moreCount: wanted - stories.length, leftOut: [] })
}
const order = (candidates: Candidate[], changes: Partial<Options> = {}): string[] => {
  const { top, sections } = editionOf(candidates, changes)
  return [...(top === undefined ? [] : [top]), ...sections.flatMap(({ stories }) => stories)].map(
    ({ storyId }) => storyId,
  )
}
const of = (topicId: string, score = 1) => ({ topics: [{ topicId, score, why: [] }] })

describe('the rank of a story', () => {
  it('is the number of outlets that report it themselves; a copy counts as a third', () => {
    expect(
      order([candidate('alone'), candidate('two own', { own: 1 }), candidate('two copies', { copies: 2 })]),
    ).toEqual(['two own', 'two copies', 'alone'])
    expect(
      order([
        candidate('three copies', { copies: 3 }),
        candidate('two own', { own: 1, lead: { publishedAt: '2026-11-20T09:00:00.000Z' } }),
      ]),
    ).toEqual(['two own', 'three copies'])
  })

  it('is multiplied by the weight of the lead’s source', () => {
    expect(order([candidate('two', { own: 1 }), candidate('heavy', { weight: 2.5 })])).toEqual(['heavy', 'two'])
  })

  it('puts the newer of equals first, then sorts by id, whatever the order of the candidates', () => {
    const some = [
      candidate('b'),
      candidate('newer', { lead: { publishedAt: '2026-11-20T11:00:00.000Z' } }),
      candidate('a'),
    ]
    for (const given of [some, [...some].reverse()]) expect(order(given)).toEqual(['newer', 'a', 'b'])
  })

  it('gives the same choice whether stories are offered in parts or at once, in any order', () => {
    const some = Array.from({ length: 40 }, (_, i) =>
      candidate(`n${i}`, {
        own: (i * 7) % 4,
        copies: (i * 5) % 3,
        weight: 1 + (i % 2),
        leadSourceId: ['west', 'east', 'north'][(i * i) % 3]!,
        developedAt: `2026-11-${10 + (i % 9)}T09:00:00.000Z`,
        newestAt: `2026-11-${10 + (i % 10)}T09:00:00.000Z`,
        ...(i % 3 === 0 ? of('sport') : {}),
      }),
    )
    for (const wantedTopics of [[], ['sport']]) {
      const rules = {
        ...options({ maxStories: 6, shareOf: (id) => ({ stories: id === 'west' ? 2 : 1 }) }),
        wantedTopics,
      }
      const whole = chooseStories<Candidate>(NOTHING_CHOSEN, some, rules)
      expect([whole.stories.length, whole.wanted]).toEqual([6, wantedTopics.length === 0 ? 40 : 14])
      for (const given of [some, [...some].reverse()]) {
        let choice: Choice<Candidate> = NOTHING_CHOSEN
        for (let at = 0; at < given.length; at += 9) choice = chooseStories(choice, given.slice(at, at + 9), rules)
        expect(choice).toEqual(whole)
      }
    }
  })
})

describe('an edition', () => {
  it('has the first story at the top and the others under their strongest topic, those without a topic last', () => {
    const some = [
      candidate('plain'),
      candidate('sport', of('sport')),
      candidate('world', of('world')),
      candidate('top', { own: 5, ...of('sport') }),
      candidate('both', {
        topics: [
          { topicId: 'world', score: 3, why: [] },
          { topicId: 'sport', score: 1, why: [] },
        ],
      }),
    ]
    const { top, sections, storyCount } = editionOf(some)
    expect([top?.storyId, storyCount]).toEqual(['top', 5])
    expect(sections.map(({ name, stories }) => [name, stories.map(({ storyId }) => storyId)])).toEqual([
      ['World', ['both', 'world']],
      ['', ['plain', 'sport']],
    ])
  })

  it('contains only the wanted topics, in the wanted order', () => {
    const some = [
      candidate('w', of('world')),
      candidate('s', of('sport')),
      candidate('s2', of('sport')),
      candidate('s3', of('sport')),
      candidate('plain'),
      candidate('w2', of('world')),
    ]
    const { sections, storyCount, moreCount } = editionOf(some, { wantedTopics: ['sport', 'world'] })
    expect(sections.map(({ topicId }) => topicId)).toEqual(['sport', 'world'])
    expect([storyCount, moreCount]).toEqual([5, 0])
  })

  it('counts what maxStories leaves out', () => {
    const some = Array.from({ length: 12 }, (_, i) => candidate(`n${i}`))
    const { storyCount, moreCount } = editionOf(some, { maxStories: 5 })
    expect([storyCount, moreCount]).toEqual([5, 7])
  })

  it('is empty and has no top story where nothing is new', () => {
    const edition = editionOf([])
    expect(edition).toMatchObject({ sections: [], storyCount: 0, moreCount: 0, minutes: 0 })
    expect(edition.top).toBeUndefined()
  })

  it('names each outlet once, and not the lead’s own among the carriers', () => {
    const lead = { ...article({ sourceId: 'wire' }), words: 10 }
    const more = ['wire', 'east', 'east', 'west'].map((sourceId, i) => ({
      ...article({
        sourceId,
        url: `https://${sourceId}.example.org/${i}`,
        title: `Number ${i}`,
        publishedAt: `2026-11-20T0${i}:00:00.000Z`,
      }),
      words: 10,
    }))
    const presented = presentStory([lead, ...more], lead.id, (id) => id)
    const { top } = editionOf([{ ...candidate('x'), presented }])
    expect(top?.carriers.map(({ outlet, title }) => `${outlet}: ${title}`)).toEqual([
      'east: Number 1',
      'west: Number 3',
    ])
    expect(top?.carriers[0]).not.toHaveProperty('sourceId')
    expect(top?.moreCarriers).toBe(2)
  })

  it('names five carriers and counts the rest', () => {
    const { top } = editionOf([candidate('x', { own: 3, copies: 4 })])
    expect(top?.carriers.map(({ isCopy }) => isCopy)).toEqual([false, false, false, true, true])
    expect(top?.moreCarriers).toBe(2)
  })

  it('says what is new only in a story that the recipient has had', () => {
    const news = [{ text: 'Rails arrive a year early', outlet: 'east', url: 'https://east.example.org/rails' }]
    const { top, sections } = editionOf([candidate('had', { news, own: 1 }), candidate('fresh', { news: [] })])
    expect(top?.news).toEqual(news)
    expect(sections[0]?.stories[0]).not.toHaveProperty('news')
  })

  it('has the later coverage that it is given, also without a story; else none', () => {
    const later = { outlet: 'east', title: 'Again', url: 'https://east.example.org/again', isCopy: false }
    const given = composeEdition([], {
      ...options(),
      moreCount: 0,
      leftOut: [],
      laterCoverage: [later],
      moreCoverage: 3,
    })
    expect(given).toMatchObject({ storyCount: 0, laterCoverage: [later], moreCoverage: 3 })
    expect(editionOf([])).toMatchObject({ laterCoverage: [], moreCoverage: 0 })
  })
})

describe('the sections of an edition', () => {
  const led = (name: string, sourceId: string, topicId?: string, more: Partial<Candidate> = {}): Candidate =>
    candidate(name, { lead: { sourceId }, ...(topicId === undefined ? {} : of(topicId)), ...more })
  /** The sections of stories in this order of rank; the first is at the top. */
  function sectionsOf(stories: readonly Candidate[], changes: Partial<Options> = {}): [string, string, string][] {
    const { sections } = composeEdition(stories, { ...options(changes), moreCount: 0, leftOut: [] })
    const ids = (some: readonly { storyId: string }[]) => some.map(({ storyId }) => storyId).join(' ')
    return sections.map(({ topicId = '-', stories, briefs }) => [topicId, ids(stories), ids(briefs)])
  }
  const top = led('top', 'top')

  it.each([
    [
      'joins a section of one story to the last',
      [led('w1', 'a', 'world'), led('w2', 'b', 'world'), led('s1', 'c', 'sport')],
      [
        ['world', 'w1 w2', ''],
        ['-', 's1', ''],
      ],
    ],
    ['joins all of them where each has one', [led('s1', 'a', 'sport'), led('w1', 'b', 'world')], [['-', 's1 w1', '']]],
    ['leaves the only section its name', [led('s1', 'a', 'sport')], [['sport', 's1', '']]],
    [
      'joins the only section of one where others have no topic',
      [led('s1', 'a', 'sport'), led('p', 'b')],
      [['-', 's1 p', '']],
    ],
    [
      'puts briefs at the end of their section',
      [led('w1', 'a', 'world'), led('x', 'b', 'world', { isBrief: true }), led('w2', 'c', 'world')],
      [['world', 'w1 w2', 'x']],
    ],
    [
      'puts briefs without a section of their own at the end of the last',
      [led('w1', 'a', 'world'), led('x', 'b', 'sport', { isBrief: true }), led('w2', 'c', 'world')],
      [
        ['world', 'w1 w2', ''],
        ['-', '', 'x'],
      ],
    ],
    [
      'keeps the briefs of a section whose stories were all moved',
      [
        led('w1', 'top', 'world'),
        led('w2', 'top', 'world'),
        led('s1', 'top', 'sport'),
        led('s2', 'top', 'sport'),
        led('x', 'b', 'sport', { isBrief: true }),
        ...['c', 'd'].map((id) => led(id, id)),
      ],
      [
        ['world', 'w1 w2', ''],
        ['-', 'c s1 s2 d', 'x'],
      ],
    ],
  ] as const)('%s', (_, stories, sections) => {
    expect(sectionsOf([top, ...stories] as Candidate[])).toEqual(sections)
  })

  it('have no brief at the top while there is a story', () => {
    const edition = composeEdition([led('x', 'a', undefined, { isBrief: true }), led('s', 'b')], {
      ...options(),
      moreCount: 0,
      leftOut: [],
    })
    expect([edition.top?.storyId, edition.sections[0]?.briefs[0]?.storyId, edition.storyCount]).toEqual(['s', 'x', 2])
  })

  const many = (letters: string, topicId?: string) =>
    [...letters].map((letter, i) => led(`${letter}${i}`, letter, topicId))
  it.each([
    [
      'lets another go before the fourth of a source',
      [led('t', 't'), ...many('aaaabb', 'world')],
      ['world: a0 a1 a2 b4 a3 b5'],
    ],
    ['counts the top story', [led('a-', 'a', 'world'), ...many('aaabb', 'world')], ['world: a0 a1 b3 a2 b4']],
    [
      'counts across sections',
      [led('t', 't'), ...many('baaa', 'world'), ...many('aab', 'sport')],
      ['world: b0 a1 a2 a3', 'sport: b2 a0 a1'],
    ],
    [
      'keeps enough of the others to part a loud source',
      [led('t', 't'), ...many('baaaaaa', 'world')],
      ['world: a1 a2 a3 b0 a4 a5 a6'],
    ],
    [
      'moves what nothing parts to the last section',
      [led('t', 't'), ...many('aaaaa', 'world'), ...many('bcd')],
      ['world: a0 a1 a2', '-: b0 c1 d2 a3 a4'],
    ],
    [
      'joins others to the last section where these part its stories',
      [led('t', 't'), ...many('bcde', 'world'), ...many('aaaaa')],
      ['world: b0 c1 d2', '-: a0 a1 e3 a2 a3 a4'],
    ],
    [
      'joins them to a last section with others of another section',
      [led('t', 't'), ...many('aaaa', 'world'), ...many('bcd', 'sport')],
      ['world: a0 a1 a2', 'sport: b0 c1', '-: d2 a3'],
    ],
    ['leaves them where nobody else is there', [led('t', 'a'), ...many('aaaaa', 'world')], ['world: a0 a1 a2 a3 a4']],
  ] as const)('%s', (_, stories, sections) => {
    expect(sectionsOf([...stories]).map(([topic, ids]) => `${topic}: ${ids}`)).toEqual(sections)
  })

  it('have each story once, no topic alone, and never four in a row of a source that others can part', () => {
    let state = 7
    const any = (below: number) => (state = (state * 1103515245 + 12345) & 0x7fffffff) % below
    for (let round = 0; round < 300; round++) {
      const stories = Array.from({ length: 4 + any(26) }, (_, i) =>
        led(`n${i}`, 'aaaabbcde'[any(9)]!, [undefined, 'world', 'sport'][any(3)], { isBrief: any(round % 4) === 1 }),
      )
      const { top, sections } = composeEdition(stories, { ...options(), moreCount: 0, leftOut: [] })
      const read = [top!, ...sections.flatMap(({ stories }) => stories)]
      const shown = [...read, ...sections.flatMap(({ briefs }) => briefs)]
      expect(shown.map(({ storyId }) => storyId).sort()).toEqual(stories.map(({ storyId }) => storyId).sort())
      for (const { topicId, stories } of sections.slice(0, -1))
        expect([topicId, stories.length >= 2]).toEqual([topicId, true])
      const outlets = read.map(({ outlet }) => outlet)
      const most = Math.max(...'abcde'.split('').map((one) => outlets.filter((outlet) => outlet === one).length))
      // With every source below half there is always another.
      if (most * 2 <= outlets.length) expect(outlets.join('')).not.toMatch(/(.)\1\1\1/)
    }
  })
})

describe('a fair share', () => {
  it('leaves a loud source a fifth of the places while others wait, and fills what they leave', () => {
    const of = (sourceId: string, count: number, own = 0) =>
      Array.from({ length: count }, (_, i) => candidate(`${sourceId}${i}`, { own, lead: { sourceId } }))
    const leads = (candidates: readonly Candidate[]) =>
      chooseStories<Candidate>(
        NOTHING_CHOSEN,
        candidates,
        options({ shareOf: () => shareIn(30, undefined) }),
      ).stories.filter(({ leadSourceId }) => leadSourceId === 'loud').length
    const quiet = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((id) => of(id, 5))
    expect([leads([...of('loud', 40, 2), ...quiet]), leads([...of('loud', 40, 2), ...quiet.slice(0, 10)])]).toEqual([
      6, 20,
    ])
  })

  it.each([
    [30, undefined, { stories: 6 }],
    [4, undefined, { stories: 1 }],
    [30, 2, { stories: 2, isFixed: true }],
  ])('of %i stories, configured as %s, is %o', (maxStories, configured, share) => {
    expect(shareIn(maxStories, configured)).toEqual(share)
  })
})

describe('the age of a story', () => {
  it.each([
    ['a day', 24, 48],
    ['a week', 168, 336],
    ['five hours', 5, 12],
  ])('halves it, in an edition of %s, after twice as long or 12 hours', (_, hours, halfLife) => {
    expect(halfLifeOf(hours * 3_600_000)).toBe(halfLife)
  })

  it('leaves a weekly the best of its week, and before what two outlets had the week before', () => {
    const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T09:00:00.000Z`
    const told = (name: string, day: number, own: number) =>
      candidate(name, { own, developedAt: at(day), newestAt: at(day), newAt: at(day) })
    const some = [
      ...Array.from({ length: 7 }, (_, i) => told(`big${i}`, 14 + i, 3)),
      ...Array.from({ length: 30 }, (_, i) => told(`late${i}`, 20, 0)),
      ...Array.from({ length: 10 }, (_, i) => told(`owed${i}`, 10, 1)),
    ]
    const halfLifeHours = halfLifeOf(7 * 24 * 3_600_000)
    const chosen = order(some, { maxStories: 20, halfLifeHours, newsSince: at(13) })
    expect(chosen.filter((id) => id.startsWith('big'))).toHaveLength(7)
    expect(chosen.filter((id) => id.startsWith('owed'))).toEqual([])
  })
})

describe('a reading time', () => {
  it.each([
    ['counts what is between blanks', 'Fire at 06:12 – three hurt', 5],
    ['counts two characters of Chinese as one', '东京电力宣布', 3],
    ['counts both in one line', 'NATO 东京电力', 3],
    ['counts no signs', '· — …', 0],
  ])('%s', (_, text, words) => {
    expect(readingWords(text)).toBe(words)
  })

  it.each([
    [1, 1],
    [345, 2],
    [1150, 5],
  ])('of %i words is %i minutes', (words, minutes) => {
    expect(readingMinutes(words)).toBe(minutes)
  })

  it('of an article is known where its whole text is', () => {
    expect([
      articleMinutes({ words: 690 }),
      articleMinutes({ words: 60 }),
      articleMinutes({ words: 690, removed: [{ rule: 'wall', text: 'Subscribe' }] }),
    ]).toEqual([3, undefined, undefined])
  })

  it('keeps a part of it for lines, where not all stories fit', () => {
    const inLine = Array.from({ length: 9 }, (_, id) => ({ id, words: 20, briefWords: 5, isBrief: false }))
    const lines = (words: number) => fillWords(inLine, words, 0.25).map(({ isBrief }) => isBrief)
    expect([lines(180).filter(Boolean).length, lines(100).filter(Boolean).length]).toEqual([0, 6])
  })

  it.each([
    ['all in full where there is room', 200, 'A B C D'],
    ['the rest in one line from the first that no longer fits', 110, 'A B c d'],
    ['shorter lines where a longer one does not fit', 85, 'A d'],
    ['the first, whatever it takes', 10, 'A'],
  ])('is filled with %s', (_, words, kept) => {
    const inLine = [
      { id: 'a', words: 75, briefWords: 10, isBrief: false },
      { id: 'b', words: 12, briefWords: 11, isBrief: false },
      { id: 'c', words: 60, briefWords: 12, isBrief: false },
      { id: 'd', words: 50, briefWords: 9, isBrief: false },
    ]
    expect(
      fillWords(inLine, words, 0)
        .map(({ id, isBrief }) => (isBrief ? id : id.toUpperCase()))
        .join(' '),
    ).toBe(kept)
  })
})

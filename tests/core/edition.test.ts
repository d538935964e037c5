import { describe, expect, it } from 'vitest'
import { type ChosenStory, chooseStories, composeEdition, NOTHING_CHOSEN } from '../../src/core/edition.ts'
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
    datedAt: first.publishedAt ?? '2026-11-20T09:00:00.000Z',
    newAt: '2026-11-20T09:00:00.000Z',
    updatedAt: '2026-11-20T09:00:00.000Z',
    ...rest,
  }
}

const topics = [
  { id: 'world', name: 'World', any: ['x'] },
  { id: 'sport', name: 'Sport', any: ['y'] },
]
interface Options extends Omit<EditionOptions, 'moreCount'> {
  readonly maxStories: number
}
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
  ...changes,
})
/** The edition of the stories that are chosen from these, all offered at once. */
function editionOf(candidates: readonly Candidate[], changes: Partial<Options> = {}): Edition {
  const all = options(changes)
  const { stories, wanted } = chooseStories(NOTHING_CHOSEN, candidates, all)
  return composeEdition(stories as Candidate[], { ...all, moreCount: wanted - stories.length })
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
        ...(i % 3 === 0 ? of('sport') : {}),
      }),
    )
    for (const wantedTopics of [[], ['sport']]) {
      const rules = { wantedTopics, maxStories: 6 }
      const whole = chooseStories(NOTHING_CHOSEN, some, rules)
      expect([whole.stories.length, whole.wanted]).toEqual([6, wantedTopics.length === 0 ? 40 : 14])
      for (const given of [some, [...some].reverse()]) {
        let choice = NOTHING_CHOSEN
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
      ['Sport', ['sport']],
      ['', ['plain']],
    ])
  })

  it('contains only the wanted topics, in the wanted order', () => {
    const some = [
      candidate('w', of('world')),
      candidate('s', of('sport')),
      candidate('s2', of('sport')),
      candidate('plain'),
      candidate('w2', of('world')),
    ]
    const { sections, storyCount, moreCount } = editionOf(some, { wantedTopics: ['sport', 'world'] })
    expect(sections.map(({ topicId }) => topicId)).toEqual(['sport', 'world'])
    expect([storyCount, moreCount]).toEqual([4, 0])
  })

  it('counts what maxStories leaves out', () => {
    const some = Array.from({ length: 12 }, (_, i) => candidate(`n${i}`))
    const { storyCount, moreCount, minutes } = editionOf(some, { maxStories: 5 })
    expect([storyCount, moreCount, minutes]).toEqual([5, 7, 10])
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
    const given = composeEdition([], { ...options(), moreCount: 0, laterCoverage: [later], moreCoverage: 3 })
    expect(given).toMatchObject({ storyCount: 0, laterCoverage: [later], moreCoverage: 3 })
    expect(editionOf([])).toMatchObject({ laterCoverage: [], moreCoverage: 0 })
  })
})

it.each([
  [0, 1],
  [114, 1],
  [345, 2],
  [2300, 10],
])('reads %i words in %i minutes', (words, minutes) => {
  const { presented, ...rest } = candidate('a')
  const story = { ...rest, presented: { ...presented, lead: { ...presented.lead, words } } }
  expect(editionOf([story])).toMatchObject({ minutes, top: { minutes } })
})

import { describe, expect, it } from 'vitest'
import {
  NO_PARAGRAPHS,
  rememberParagraphs,
  type SourceParagraphs,
  withoutRecurring,
} from '../../../src/core/article/recurring.ts'
import type { Article } from '../../../src/core/model.ts'
import { article } from '../../support/make.ts'

const CALL = 'The Ferry Post is made by eleven people in a shed; whoever likes it tells a neighbour.'
const STORIES = [
  ['Tram wins the vote', 'Nine members voted for the tram on Tuesday, and four against.'],
  ['Dredger runs aground', 'A dredger has been stuck on the bar since the morning tide.'],
  ['Bakery reopens', 'Flour is on the floor again in Marl Street after eleven months.'],
  ['Bees leave the belfry', 'A beekeeper carried the swarm down the ladder in his hat.'],
] as const

const storyWith = (nth: number, ...lines: readonly string[]): Article =>
  article({
    guid: `p${nth}`,
    url: `https://post.example.org/${nth}`,
    title: STORIES[nth]![0],
    text: lines.join('\n\n'),
  })
const withCall = (nth: number): Article => storyWith(nth, STORIES[nth]![1], CALL)
const leads = (articles: readonly Article[], memory: SourceParagraphs = NO_PARAGRAPHS): string[] => {
  const { recurring } = rememberParagraphs(memory, articles)
  return articles.map((one) => withoutRecurring(one, recurring).lead)
}

describe('a paragraph of three articles of a source', () => {
  it('is removed from the lead of all of them at once, recorded as removed, and left in the text', () => {
    const articles = [withCall(0), withCall(1), withCall(2)]
    expect(leads(articles)).toEqual([STORIES[0][1], STORIES[1][1], STORIES[2][1]])
    const { recurring } = rememberParagraphs(NO_PARAGRAPHS, articles)
    const clean = withoutRecurring(articles[0]!, recurring)
    expect(clean.removed).toEqual([{ rule: 'recurring', text: CALL }])
    expect(clean.text).toBe(articles[0]!.text)
  })

  it('is recognised whatever its case and spaces, and also as a line of a paragraph', () => {
    const spellings = [CALL, CALL.toUpperCase(), CALL.replaceAll(' ', '\u00a0')]
    const articles = spellings.map((call, nth) => storyWith(nth, `${STORIES[nth]![1]}\n${call}`))
    expect(leads(articles)).toEqual([0, 1, 2].map((nth) => STORIES[nth]![1]))
  })

  it('is also removed above an article', () => {
    const articles = [0, 1, 2].map((nth) => storyWith(nth, CALL, STORIES[nth]![1]))
    expect(leads(articles)).toEqual([0, 1, 2].map((nth) => STORIES[nth]![1]))
  })

  it('is recognised in any order of arrival, together or one after the other', () => {
    const orders = [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]
    for (const order of orders) {
      let memory = NO_PARAGRAPHS
      const uncleaned: string[] = []
      for (const nth of order) {
        const after = rememberParagraphs(JSON.parse(JSON.stringify(memory)) as SourceParagraphs, [withCall(nth)])
        uncleaned.push(...after.uncleaned)
        memory = after.memory
      }
      expect(uncleaned.sort()).toEqual([withCall(order[0]!).id, withCall(order[1]!).id].sort())
      expect(leads([withCall(3)], memory)).toEqual([STORIES[3][1]])
    }
  })

  it('is remembered the same when part of a document is read again, as after a kill', () => {
    const many = Array.from({ length: 60 }, (_, nth) =>
      article({ guid: `o${nth}`, title: `Ward ${nth} votes`, text: `Ward ${nth} chose its clerk.\n\n${CALL}` }),
    )
    const { memory } = rememberParagraphs(NO_PARAGRAPHS, many)
    for (const rest of [many.slice(50), many.slice(0, 10), many.toReversed()]) {
      const again = rememberParagraphs(memory, rest)
      expect(again).toMatchObject({ memory, uncleaned: [] })
    }
  })

  it('stays known when its articles are no longer remembered', () => {
    let { memory } = rememberParagraphs(NO_PARAGRAPHS, [withCall(0), withCall(1), withCall(2)])
    for (let nth = 0; nth < 60; nth++) {
      const other = article({
        guid: `o${nth}`,
        title: `Ward ${nth} votes`,
        text: `Ward ${nth} chose its clerk by lot.`,
      })
      ;({ memory } = rememberParagraphs(memory, [other]))
    }
    expect(memory.recent).toHaveLength(40)
    expect(JSON.stringify(memory).length).toBeLessThan(12_000)
    expect(leads([withCall(3)], memory)).toEqual([STORIES[3][1]])
  })
})

describe('nothing is removed', () => {
  it('for what two articles share', () => {
    expect(leads([withCall(0), withCall(1)])).toEqual([withCall(0).lead, withCall(1).lead])
  })

  it('for an article that is edited again and again', () => {
    let memory = NO_PARAGRAPHS
    for (const extra of ['', ' More soon.', ' More later.', ' That is all.']) {
      const version = storyWith(0, `${STORIES[0][1]}${extra}`, CALL)
      const after = rememberParagraphs(memory, [version])
      expect(after.recurring.size).toBe(0)
      memory = after.memory
    }
  })

  it('for versions of one text with different ids, or for one text withCall three headlines', () => {
    const body = [STORIES[1][1], 'Two tugs are on their way from Pell.', 'Nobody on board is hurt, the owner says.']
    const version = (nth: number, title: string, first: string): Article =>
      article({ guid: `v${nth}`, title, text: [first, ...body].join('\n\n') })
    const updates = [
      version(1, 'UPDATE 1: Dredger runs aground off Pell', 'The dredger is stuck since six.'),
      version(2, 'UPDATE 2: Dredger runs aground off Pell', 'The dredger has been stuck for three hours.'),
      version(3, 'UPDATE 3: Dredger runs aground off Pell', 'The dredger came free at noon.'),
    ]
    const keep = (articles: readonly Article[]) =>
      expect(rememberParagraphs(NO_PARAGRAPHS, articles).recurring.size).toBe(0)
    keep(updates)
    keep([0, 1, 2].map((nth) => article({ guid: `h${nth}`, title: STORIES[nth]![0], text: body.join('\n\n') })))
  })

  it('for the same forecast at the beginning of three weather reports', () => {
    const days = ['Monday', 'Tuesday', 'Wednesday']
    const reports = days.map((day, nth) =>
      article({
        guid: `w${nth}`,
        title: `Weather for the coast: ${day}`,
        text: `Dry with sunny spells and a light wind from the west.\n\nHigh water at Pell on ${day} is at ${nth + 4}.`,
      }),
    )
    expect(rememberParagraphs(NO_PARAGRAPHS, reports).recurring.size).toBe(0)
  })

  it('where no text would be left', () => {
    const { recurring } = rememberParagraphs(NO_PARAGRAPHS, [withCall(0), withCall(1), withCall(2)])
    for (const text of [CALL, `${CALL}\n\nPell.`]) {
      const bare = article({ guid: 'bare', text, lead: text })
      expect(withoutRecurring(bare, recurring)).toBe(bare)
    }
  })

  it('for a line of a few words, which is repeated by chance', () => {
    const articles = [0, 1, 2].map((nth) => storyWith(nth, STORIES[nth]![1], 'More tomorrow.'))
    expect(rememberParagraphs(NO_PARAGRAPHS, articles).recurring.size).toBe(0)
  })
})

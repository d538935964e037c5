import { describe, expect, it } from 'vitest'
import { developmentsOf, type StoryPart, sentenceWith } from '../../../src/core/stories/developments.ts'
import { type Facts, factsOf } from '../../../src/core/stories/facts.ts'
import { fixture } from '../../support/fixture.ts'

const HOUR_MS = 3_600_000

/** The articles of a story, a day apart unless the hour is given: `[title, lead, hour]`. */
function storyOf(
  articles: readonly (readonly [title: string, lead?: string, hour?: number])[],
  language = 'en',
): StoryPart[] {
  return articles.map(([title, lead = '', hour], i) => ({
    id: `a${i}`,
    sourceId: `source${i}`,
    datedMs: (hour ?? i * 24) * HOUR_MS,
    facts: factsOf({ title, lead, text: lead, language }),
  }))
}

const stepsOf = (parts: readonly StoryPart[]): number[] => {
  const steps = developmentsOf(parts)
  return parts.map(({ id }) => steps.get(id)!.development)
}

const FERRY = [
  'Ferry runs aground off Tarnholm, nobody hurt',
  'All passengers of the Solveig are safe, the coastguard said.',
] as const

/** What makes a step of a story in each language, and what makes none: `[what, title, lead, hour]`. */
const cases = fixture<{
  readonly languages: readonly (readonly [string, readonly [string, string?], readonly [string, string?]])[]
  readonly steps: readonly (readonly [string, string, string, number])[]
  readonly none: readonly (readonly [string, string, string])[]
}>('stories/developments')

describe('developmentsOf', () => {
  it.each(cases.languages)('takes the dead and an arrest for the next step (%s)', (language, first, second) => {
    expect(stepsOf(storyOf([first, second], language))).toEqual([1, 2])
  })

  const DEAD = [
    '14 dead after ferry runs aground off Tarnholm',
    'Divers found the bodies in a flooded cabin, police said.',
  ] as const
  const later = (title: string, lead = '', hour = 60): number =>
    stepsOf(
      storyOf([
        [...FERRY, 0],
        [...DEAD, 20],
        [title, lead, hour],
      ]),
    ).at(-1)!

  it.each(cases.steps)('takes for a step: %s', (_, title, lead, hour) => {
    expect(later(title, lead, hour)).toBe(3)
  })

  it.each(cases.none)('takes for no step: %s', (_, title, lead) => {
    expect(later(title, lead)).toBe(2)
  })

  it('knows a rounded number from a new one', () => {
    const missing = (second: string, hour = 30): number[] =>
      stepsOf(
        storyOf([
          ['Ferry sinks off Tarnholm, about 40 missing', '', 0],
          [second, '', hour],
        ]),
      )
    expect(missing('Ferry sinks off Tarnholm, 38 missing')).toEqual([1, 1])
    expect(missing('Ferry sinks off Tarnholm, 62 missing')).toEqual([1, 2])
  })

  it('takes a number that only background had said before for known', () => {
    const parts = storyOf([FERRY, DEAD])
    const text = `${FERRY[1]} In another accident 14 people died there.`
    const first = { ...parts[0]!, facts: factsOf({ title: FERRY[0], lead: FERRY[1], text, language: 'en' }) }
    expect(developmentsOf([first, parts[1]!]).get('a1')!.fact).not.toBe('the number 14')
  })

  it('gives a late report the step whose facts it repeats', () => {
    const parts = storyOf([FERRY, DEAD, ['Captain charged with manslaughter'], ['14 dead after ferry runs aground']])
    expect(stepsOf(parts)).toEqual([1, 2, 3, 2])
  })

  it('reads numbers in digits where no table has the language', () => {
    const parts = storyOf([['Färja på grund utanför Tarnholm'], ['14 döda efter färjeolycka utanför Tarnholm']], 'sv')
    expect(stepsOf(parts)).toEqual([1, 2])
  })

  it('does not depend on the order in which the articles are given', () => {
    const parts = storyOf([FERRY, DEAD, ['Captain charged with manslaughter']])
    expect([...developmentsOf(parts.toReversed())].sort()).toEqual([...developmentsOf(parts)].sort())
  })

  it('gives copies the step of what they copy', () => {
    const [first, second, third] = storyOf([
      FERRY,
      ['14 dead after ferry runs aground off Tarnholm, captain arrested'],
      ['x'],
    ])
    const copy = { ...third!, facts: second!.facts, copyOf: second!.id }
    expect(stepsOf([first!, second!, copy])).toEqual([1, 2, 2])
  })

  it('takes no step for a rounded count below the known one', () => {
    const parts = storyOf([['120 killed in Tarnholm ferry fire'], ['More than 100 dead in Tarnholm ferry fire']])
    expect(stepsOf(parts)).toEqual([1, 1])
  })

  it('says which fact is new', () => {
    const parts = storyOf([FERRY, ['14 dead after ferry runs aground off Tarnholm']])
    expect(developmentsOf(parts).get('a1')).toEqual({ development: 2, fact: 'the number 14', says: true })
  })
})

describe('sentenceWith', () => {
  it.each([
    ['the number 14', 'Fourteen people died.'],
    ['arrested', 'The captain, Lars Holm, was detained on Tuesday.'],
    ['the name Lars Holm', 'The captain, Lars Holm, was detained on Tuesday.'],
    ['the number 15', undefined],
  ])('finds the sentence that says %s', (fact, sentence) => {
    const lead = 'The ferry lies off Tarnholm. Fourteen people died. The captain, Lars Holm, was detained on Tuesday.'
    expect(sentenceWith(lead, fact)).toBe(sentence)
  })
})

describe('factsOf', () => {
  const numbersOf = (title: string, language = 'en'): string =>
    (JSON.parse(factsOf({ title, lead: '', text: '', language })) as Facts).numbers?.[0] ?? ''

  it.each([
    ['A dozen people died', '12 dead'],
    ['Thirty-two people are missing', '32 missing'],
    ['1,200 homes damaged', '1200'],
    ['Rates rise to 6.50 percent', '6.5%'],
    ['About 40 people are missing', '~40 missing'],
    ['Ransom of $5 million', '5000000'],
    ['Third person dies', '3 dead'],
    ['A man, 34, in 2019, at 5:20 p.m., at 10.30, after 48 hours, 3 May, 4-1, 555-0142', ''],
  ])('reads the numbers of %j', (title, numbers) => {
    expect(numbersOf(title)).toBe(numbers)
  })

  it.each([
    ['de', '1.200 Menschen vermisst', '1200 missing'],
    ['de', 'Zweiunddreißig Tote', '32 dead'],
    ['fr', 'Trente-deux morts', '32 dead'],
    ['es', 'Treinta y dos muertos', '32 dead'],
    ['it', 'Ventotto morti', '28 dead'],
    ['pt', 'Catorze mortos', '14 dead'],
    ['nl', 'Tweeëndertig doden', '32 dead'],
    ['ru', 'Погибли трое моряков', '3 dead'],
  ])('reads number words (%s: %s)', (language, title, numbers) => {
    expect(numbersOf(title, language)).toBe(numbers)
  })

  it('takes an outcome that is denied or only considered for unsaid', () => {
    const outcomesOf = (title: string): string =>
      (JSON.parse(factsOf({ title, lead: '', text: '', language: 'en' })) as Facts).outcomes?.[0] ?? ''
    expect(outcomesOf('Nobody arrested after fair')).toBe('')
    expect(outcomesOf('Minister could resign')).toBe('')
    expect(outcomesOf('Minister resigns')).toBe('resigned')
  })

  it.each([
    ['In 1998 an earthquake killed 3,400 people here.', ''],
    ['The 1998 earthquake killed 3,400 people. Twelve were freed alive.', '12 rescued'],
    ['In 2026 an earthquake killed 3,400 people.', '3400 dead'],
    ['A 1998 murder suspect was one of 14 men arrested on Tuesday.', '14 arrested'],
  ])('leaves out what a sentence tells of a past year: %j', (lead, numbers) => {
    const facts = JSON.parse(
      factsOf({ title: '', lead, text: '', language: 'en', publishedAt: '2026-05-04T07:00:00.000Z' }),
    ) as Facts
    expect(facts.numbers?.[1] ?? '').toBe(numbers)
  })

  it('stays near a kilobyte for a long text', () => {
    const text = Array.from({ length: 600 }, (_, i) => `Word${i} Name${i} ${i * 7} said.`).join(' ')
    expect(Buffer.byteLength(factsOf({ title: 'A long report', lead: 'A long report.', text }))).toBeLessThan(1_300)
  })

  it('reads hostile and empty input', () => {
    expect(factsOf({ title: '', lead: '', text: '' })).toBe('{"words":["","",""]}')
    const hostile = { title: '1,'.repeat(20_000), lead: '-'.repeat(20_000), text: 'no '.repeat(50_000), language: 'en' }
    expect(factsOf(hostile).length).toBeLessThan(1_000)
  })
})

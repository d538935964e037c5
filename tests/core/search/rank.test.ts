/** Which articles answer a query best, and which part of them is shown. */
import { describe, expect, it } from 'vitest'
import { excerptOf } from '../../../src/core/search/excerpt.ts'
import { parseQuery } from '../../../src/core/search/query.ts'
import { createRanking, headOf } from '../../../src/core/search/rank.ts'

const termsOf = (typed: string) => parseQuery(typed, 'UTC').terms

describe('an article ranks higher', () => {
  const score = (typed: string, title: string, lead: string, language = 'en') =>
    createRanking(termsOf(typed))(headOf({ title, lead, language }))

  it.each<[string, string, [string, string], [string, string]]>([
    [
      'with the word in its title than in its lead',
      'ferry',
      ['A ferry sinks', ''],
      ['A boat sinks', 'The ferry sank.'],
    ],
    ['with the word in its lead than in its text', 'ferry', ['A boat sinks', 'The ferry sank.'], ['A boat sinks', '']],
    ['with the word itself than with another form', 'policies', ['New policies', ''], ['New policy', '']],
    ['with a form of the word than without', 'policies', ['New policy', ''], ['New rules', '']],
    [
      'with the rarer of two words',
      'government zeppelin',
      ['The zeppelin returns', ''],
      ['The government returns', ''],
    ],
    ['with the phrase than with its words', '"old bridge"', ['The old bridge', ''], ['The bridge is old', '']],
    ['with a short title', 'ferry', ['Ferry sinks', ''], ['Ferry sinks off the coast in a storm on Monday night', '']],
  ])('%s', (_, typed, better, worse) => {
    expect(score(typed, ...better)).toBeGreaterThan(score(typed, ...worse))
  })

  it('by the forms of its own language', () => {
    expect(score('Brücken', 'Die Brücke', '', 'de')).toBeGreaterThan(score('Brücken', 'Die Straße', '', 'de'))
  })
})

describe('an excerpt', () => {
  const text = `${'It was a quiet night on the coast. '.repeat(20)}Then the ferries met at the harbour wall. Nobody was hurt. ${'Sailors slept. '.repeat(30)}`
  const excerpt = (typed: string, given = text, language = 'en') =>
    excerptOf({ lead: 'The lead.', text: given, language }, termsOf(typed))

  it('is the sentence with most of the words in any form, and what follows', () => {
    expect(excerpt('ferry harbours')).toMatch(
      /^Then the ferries met at the harbour wall\. Nobody was hurt\. Sailors slept\./,
    )
    expect(excerpt('coast hurt')).toMatch(/^It was a quiet night on the coast\./)
    expect(excerpt('"nobody was"')).toMatch(/^Nobody was hurt\./)
  })

  it('is the lead where the text has none of them', () => {
    expect([excerpt('zeppelin'), excerpt('ferry', '')]).toEqual(['The lead.', 'The lead.'])
  })

  it('of a long sentence is the part around the word, at most 240 characters and two marks', () => {
    for (const long of [
      `${'so many words '.repeat(60)}ferry ${'and more words '.repeat(60)}`,
      `${'長'.repeat(400)}渡船${'長'.repeat(400)}`,
    ]) {
      const shown = excerpt(long.includes('ferry') ? 'ferry' : '渡船', long, 'ja')
      expect(shown).toMatch(/^….*(?:ferry|渡船).*…$/u)
      expect(shown.length).toBeLessThan(243)
    }
  })

  it('of a long sentence without spaces is cut between characters as readers see them', () => {
    for (const one of ['👩‍👩‍👧', '🇩🇪', 'が'])
      for (const shift of ['', '長', '長長', '長長長']) {
        const shown = excerpt('渡船', `${shift}${one.repeat(300)}渡船${one.repeat(300)}`, 'ja')
        expect(shown.split(one).join('')).toMatch(/^[渡船長…]*$/)
      }
  })
})

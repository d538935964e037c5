/** What people type into a search, and what is asked of the engines. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expressionOf } from '../../../src/core/search/expression.ts'
import { parseQuery } from '../../../src/core/search/query.ts'

const ZONE = 'America/New_York'
const parse = (typed: string) => parseQuery(typed, ZONE)
const termsOf = (typed: string) =>
  parse(typed).terms.map(({ words, isExact }) => (isExact ? `"${words.join(' ')}"` : words.join(' ')))

describe('reads', () => {
  it.each<[string, string[]]>([
    ['bridge closed', ['bridge', 'closed']],
    ['  Bridge\tCLOSED ', ['bridge', 'closed']],
    ['"climate summit" paris', ['"climate summit"', 'paris']],
    ['“climate summit” «Paris»', ['"climate summit"', '"paris"']],
    ['İstanbul straße Ærø', ['istanbul', 'strasse', 'aero']],
    ['covid-19 U.S. 1,750', ['"covid 19"', 'us', '1750']],
    ['東京都', ['"東京 京都"']],
    ['京', ['京']],
    ['السَّلام', ['السلام']],
    ['10:30 https://example.org', ['"10 30"', '"https example org"']],
    ['re: council', ['re', 'council']],
    ["don't (council)", ['"don t"', 'council']],
    ['- -- ! "" "!"', []],
    ['tram AND bus', ['tram', 'bus']],
    ['東京 AND 京', ['東京', '京']],
    // A headline in capitals.
    ['TO BE OR NOT TO BE', ['to', 'be', 'or', 'not', 'to', 'be']],
    ['this or that, and not "AND"', ['this', 'or', 'that', 'and', 'not', '"and"']],
    ['NEAR(a b) a* ^b c|d & !e', ['"near a"', 'b', 'a', 'b', '"c d"', 'e']],
  ])('%s', (typed, expected) => {
    expect(termsOf(typed)).toEqual(expected)
    expect(parse(typed).faults).toEqual([])
  })

  it('names in capitals, which are no headline', () => {
    expect(termsOf('UN AND IMF')).toEqual(['un', 'imf'])
    expect(parse('NATO OR EU').faults).toEqual([{ kind: 'or' }])
  })

  it('what must not occur', () => {
    const { terms, excluded } = parse('ferry -strike -"night boat" −storm')
    expect(terms.map(({ words }) => words)).toEqual([['ferry']])
    expect(excluded.map(({ words }) => words.join(' '))).toEqual(['strike', 'night boat', 'storm'])
  })

  it('sources and topics, by id or name', () => {
    expect(parse('Source:wire -source:"The Star" topic:nato -topic:sport tram')).toMatchObject({
      sources: ['wire'],
      excludedSources: ['The Star'],
      topics: ['nato'],
      excludedTopics: ['sport'],
      faults: [],
    })
  })

  it.each([
    ['since:2026-11-20', { since: '2026-11-20T05:00:00.000Z' }],
    ['since:2026-11', { since: '2026-11-01T04:00:00.000Z' }],
    ['since:2026', { since: '2026-01-01T05:00:00.000Z' }],
    ['since:2026-11-20T08:00:00+01:00', { since: '2026-11-20T07:00:00.000Z' }],
    ['until:2026-11-20', { until: '2026-11-21T05:00:00.000Z' }],
    ['until:2026-12', { until: '2027-01-01T05:00:00.000Z' }],
    ['until:2026', { until: '2027-01-01T05:00:00.000Z' }],
  ])('a day of the newspaper’s time zone: %s', (typed, expected) => {
    expect(parse(typed)).toMatchObject({ ...expected, faults: [] })
  })
})

describe('says what it cannot use, and searches the rest', () => {
  it.each([
    ['since:soon', { kind: 'no-date', operator: 'since', text: 'soon' }],
    ['since:2026-02-31', { kind: 'no-date', operator: 'since', text: '2026-02-31' }],
    ['since:2026-13', { kind: 'no-date', operator: 'since', text: '2026-13' }],
    ['until:9999', { kind: 'no-date', operator: 'until', text: '9999' }],
    [`since:${'9'.repeat(50)}`, { kind: 'no-date', operator: 'since', text: `${'9'.repeat(40)}…` }],
    ['-since:2026', { kind: 'date-excluded', operator: 'since' }],
    ['since:', { kind: 'nothing-after', operator: 'since' }],
    ['source:""', { kind: 'nothing-after', operator: 'source' }],
    ['-author:"Ann Lee"', { kind: 'no-operator', name: 'author', text: 'author:Ann Lee' }],
    ['"open', { kind: 'not-closed', text: 'open' }],
    ['word '.repeat(40), { kind: 'too-many-words', most: 32 }],
    ['x'.repeat(1_001), { kind: 'too-long', most: 1_000 }],
    ['since:2026-11-20 until:2026-11-19', { kind: 'none-between' }],
    ['OR bus', { kind: 'or' }],
    ['–author:ann', { kind: 'no-operator', name: 'author', text: 'author:ann' }],
    ['NOT bus', { kind: 'not' }],
  ])('%s', (typed, fault) => {
    const { terms, faults } = parse(`tram ${typed}`)
    expect(terms[0]).toEqual({ words: ['tram'], isExact: false })
    expect(faults).toEqual([fault])
  })
})

describe('asks the engine', () => {
  const ask = (typed: string, tags: string[]) => {
    const { terms, excluded } = parse(typed)
    const nothing = { sourceIds: [], excludedSourceIds: [], topicIds: [], excludedTopicIds: [] }
    return expressionOf({ terms, excluded, ...nothing }, tags)
  }

  it('for a word in any form of the languages there are, and for a phrase as it is written', () => {
    expect(ask('policies "policies"', ['en', 'de'])).toEqual({
      all: [
        { kind: 'any', tokens: ['policies', 'en:polici', 'de:polici'] },
        { kind: 'phrase', tokens: ['policies'] },
      ],
      none: [],
    })
    expect(ask('한국은', ['en']).all[0]!.tokens).toEqual(['한국은', 'ko:한국'])
  })

  it('for everything where only something is excluded', () => {
    expect(ask('-tram', [])).toEqual({
      all: [{ kind: 'any', tokens: ['*'] }],
      none: [{ kind: 'any', tokens: ['tram'] }],
    })
  })

  it('in tokens that are no syntax, whatever was typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[ -~“”東ß"':-]{0,60}$/)), (typed) => {
        const { all, none } = ask(typed, ['en', 'ar'])
        const tokens = [...all, ...none].flatMap((clause) => clause.tokens)
        expect(tokens.filter((token) => !/^[a-z0-9.:*\u0080-\uffff]+$/.test(token))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

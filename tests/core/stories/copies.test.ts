import { describe, expect, it } from 'vitest'
import { COPY_THRESHOLD, FEATURES, judgeCopy, pairFeatures } from '../../../src/core/stories/copies.ts'
import { copyWeights } from '../../../src/core/stories/copy-weights.ts'
import { fingerprintArticle } from '../../../src/core/stories/fingerprint.ts'
import {
  article,
  FERRY_OTHER_TEXT,
  FERRY_PARAGRAPHS,
  FERRY_TEXT,
  FERRY_TITLE,
  hoursLater,
  withWordsChanged,
} from '../../support/articles.ts'
import { groupedAnew, groupedInPasses, memberOf } from '../../support/grouping.ts'

const ferry = fingerprintArticle(article({ title: FERRY_TITLE, text: FERRY_TEXT }))
const print = (title: string, text: string, hours = 1) =>
  fingerprintArticle(article({ title, text, publishedAt: hoursLater(hours) }))
const isOneText = (a: ReturnType<typeof print>, b: ReturnType<typeof print>): boolean => {
  expect(judgeCopy(b, a)).toEqual(judgeCopy(a, b))
  return judgeCopy(a, b).p >= COPY_THRESHOLD
}
type Feature = (typeof FEATURES)[number]
const featureOf = (name: Feature, features: readonly number[]): number => features[FEATURES.indexOf(name)]!

describe('the features of a pair', () => {
  const cut = print('No night boats', FERRY_PARAGRAPHS.slice(0, 2).join('\n\n'))

  it('do not depend on the order of the two articles', () => {
    for (const other of [cut, print(FERRY_TITLE, FERRY_OTHER_TEXT), print('', ''), ferry]) {
      expect([...pairFeatures(ferry, other)]).toEqual([...pairFeatures(other, ferry)])
    }
  })

  it('are each about 0 to 1', () => {
    for (const other of [cut, print('', ''), print('9', '9 9 9'), ferry]) {
      for (const value of pairFeatures(ferry, other)) expect(value >= 0 && value <= 1).toBe(true)
    }
  })

  it.each<[Feature, number, number]>([
    ['phraseContainment', 0.9, 1],
    ['phraseJaccard', 0.1, 0.6],
    ['leadInOtherMost', 0.9, 1],
    ['termContainment', 0.9, 1],
    ['titleEqual', 0, 0],
    ['sameSource', 0, 0],
    ['lengthRatio', 0.2, 0.4],
  ])('of a shortened copy: %s is between %d and %d', (name, low, high) => {
    const value = featureOf(name, pairFeatures(ferry, cut))
    expect(value).toBeGreaterThanOrEqual(low)
    expect(value).toBeLessThanOrEqual(high)
  })

  it('show that the numbers of a template differ', () => {
    const report = (numbers: string[]): ReturnType<typeof print> =>
      print(
        `Index at ${numbers[0]}`,
        `The index closed at ${numbers[0]} points, ${numbers[1]} from the day before, with ${numbers[2]} shares traded.`,
      )
    const features = pairFeatures(report(['4211', '0.4', '318']), report(['4187', '0.6', '295']))
    expect(featureOf('numbersMissingBoth', features)).toBe(1)
    expect(featureOf('numbersMissingCount', features)).toBeGreaterThan(0.4)
    expect(featureOf('titleNumbersDiffer', features)).toBe(1)
  })
})

describe('where the common phrases stand', () => {
  const others = FERRY_OTHER_TEXT.split(/(?<=\.) /)
  const quoting = print('Night boats', [others[0], FERRY_PARAGRAPHS[1], ...others.slice(1)].join('\n\n'))
  const abridged = print('Night boats', FERRY_PARAGRAPHS.filter((_, i) => i % 2 === 0).join('\n\n'))

  it('is together in a quotation, with other words before and after', () => {
    const features = pairFeatures(print('', FERRY_PARAGRAPHS[1]!), quoting)
    expect(featureOf('beforeInLonger', features)).toBeGreaterThan(0.05)
    expect(featureOf('afterInLonger', features)).toBeGreaterThan(0.05)
    expect(featureOf('densityInLonger', features)).toBe(1)
    expect(featureOf('densityInShorter', features)).toBe(1)
    expect(featureOf('gapsInLonger', features)).toBe(0)
    expect(featureOf('ownPassages', features)).toBe(0)
  })

  it('is spread over the text that another abridges', () => {
    const features = pairFeatures(ferry, abridged)
    expect(featureOf('beforeInLonger', features)).toBeLessThan(0.05)
    expect(featureOf('densityInLonger', features)).toBeLessThan(0.9)
    expect(featureOf('densityInShorter', features)).toBeGreaterThan(0.8)
    expect(featureOf('gapsInLonger', features)).toBeGreaterThan(0.1)
  })
})

describe('the weights', () => {
  it('have one number for each feature and a bias', () => {
    for (const row of copyWeights.hidden) expect(row).toHaveLength(FEATURES.length + 1)
    expect(copyWeights.output).toHaveLength(copyWeights.hidden.length + 1)
  })

  it.each<[string, ReturnType<typeof print>, boolean]>([
    ['the same text', print('Night boats stopped', FERRY_TEXT), true],
    ['a text with every tenth word changed', print(FERRY_TITLE, withWordsChanged(FERRY_TEXT, 10)), true],
    ['the same event in other words', print(FERRY_TITLE, FERRY_OTHER_TEXT), false],
    [
      'another text',
      print('A seal in the bath', 'A seal has moved into the swimming bath and will not leave, the keeper said.'),
      false,
    ],
    ['nothing', print('', ''), false],
  ])('judge %s', (_, other, isCopy) => {
    expect(judgeCopy(ferry, other).p >= COPY_THRESHOLD).toBe(isCopy)
  })
})

describe('articles without a text', () => {
  const titled = (title: string, sourceId: string, text = '') =>
    fingerprintArticle(article({ title, sourceId, text, publishedAt: hoursLater(1) }))

  it.each<[string, boolean, string, string, string, string]>([
    ['are copies where two outlets have the same distinctive title', true, FERRY_TITLE, 'a', FERRY_TITLE, 'b'],
    ['are no copies where one outlet uses a title again', false, FERRY_TITLE, 'a', FERRY_TITLE, 'a'],
    ['are no copies where the title is a common one', false, 'Morning briefing', 'a', 'Morning briefing', 'b'],
    [
      'are none where the titles tell one event in other words',
      false,
      'Volcano Mount Resk erupts, villages evacuated',
      'a',
      'Mount Resk eruption: villages evacuated on eastern slope',
      'b',
    ],
  ])('%s', (_, isCopy, titleA, sourceA, titleB, sourceB) => {
    for (const text of ['', 'Comments']) {
      expect(isOneText(titled(titleA, sourceA, text), titled(titleB, sourceB, text))).toBe(isCopy)
    }
  })
})

const made = (given: Parameters<typeof article>[0]) => fingerprintArticle(article(given))

describe('headings that come again', () => {
  it.each([
    'Episode 12',
    'Photo of the day',
    'Scheduled maintenance on Friday 12 May',
    'Erratum',
    'Editorial Board',
    'Weekend open thread for Saturday and Sunday',
    'v2.1.0',
    'Morning briefing: Monday, 2 November',
    'Weather forecast for Friday morning',
    'Winning lottery numbers for Saturday, November 21',
    'Die Lottozahlen vom Samstag',
    'Stellenangebote der Woche',
    'Maintenance programmée du serveur vendredi',
    'El tiempo para el viernes',
    'Погода на пятницу',
  ])('make no copies of two outlets: %s', (title) => {
    expect(isOneText(made({ title, text: '' }), made({ title, text: 'Read more' }))).toBe(false)
  })
})

const TAIL =
  'Write to us at the old quay with questions and corrections, and we shall answer what we can. Our theme is by the lamp room choir, used with permission. This programme is made by volunteers of the boat museum; if you like it, tell a friend, leave a rating, or come and sand a plank with us on any dry Saturday. Nothing here is advice. Wear goggles, mind your fingers, and keep the children away from the steam box.'

describe('two entries of one source', () => {
  const entry = (title: string, text: string, hours = 1) =>
    made({ sourceId: 'one', title, text, publishedAt: hoursLater(hours) })

  it.each([20, 45, 75])('are two under the same %i words', (size) => {
    const tail = TAIL.split(' ').slice(0, size).join(' ')
    const own = (at: number): string =>
      `${FERRY_OTHER_TEXT.split(' ')
        .slice(at, at + 25)
        .join(' ')}.\n\n${tail}`
    for (const titles of [
      ['Keel Talk', 'Keel Talk'],
      ['Glue in the cold', 'Where parcels sleep'],
    ])
      expect(isOneText(entry(titles[0]!, own(0)), entry(titles[1]!, own(60), 24))).toBe(false)
  })

  it.each<[string, string, string, string, string]>([
    [
      'parts of a series',
      'Walking the wall, part one',
      'Part one of our series on walking the wall goes along the river past the old mill.',
      'Walking the wall, part four',
      'Part four of our series on walking the wall goes along the river past the old mill.',
    ],
    [
      'days',
      'Weather for Monday',
      'Monday starts cloudy and turns mild by noon, with winds from the sea.',
      'Weather for Thursday',
      'Thursday starts cloudy and turns mild by noon, with winds from the sea.',
    ],
    [
      'vacancies',
      'Vacancy: porter at Pellam Hospital',
      'Pellam Hospital seeks a porter. Apply with a letter and two references to the personnel office before noon on the last day of the month.',
      'Vacancy: chemist at Pellam Hospital',
      'Pellam Hospital seeks a chemist. Apply with a letter and two references to the personnel office before noon on the last day of the month.',
    ],
    [
      'releases',
      'Plane 2.4.0 is out',
      'Bug fixes and small improvements. Download it from the usual place and read the full list of changes there.',
      'Plane 2.4.1 is out',
      'Bug fixes and small improvements. Download it from the usual place and read the full list of changes there.',
    ],
  ])('are two where a slot differs: %s', (_, titleA, textA, titleB, textB) => {
    expect(isOneText(entry(titleA, textA), entry(titleB, textB, 2))).toBe(false)
  })

  it.each<[string, string, string]>([
    ['as it was', FERRY_TITLE, FERRY_TEXT],
    ['corrected', `Corrected: ${FERRY_TITLE}`, FERRY_TEXT.replace('4.6 million', '4.8 million')],
    ['continued', FERRY_TITLE, `${FERRY_TEXT}\n\nThe council meets again on Thursday to hear the owner of the barge.`],
    ['begun anew', FERRY_TITLE, `The council was firm when it met for three hours.\n\n${FERRY_TEXT}`],
  ])('are one where it is filed again %s', (_, title, text) => {
    expect(isOneText(entry(FERRY_TITLE, FERRY_TEXT), entry(title, text, 3))).toBe(true)
  })
})

describe('a form that two outlets fill in', () => {
  const draw = (numbers: readonly number[]): ReturnType<typeof print> =>
    made({
      title: 'Winning numbers drawn on Saturday',
      text: `The winning numbers in Saturday evening's drawing of the lottery were: ${numbers.slice(0, 5).join(', ')}, bonus ball ${numbers[5]}. The estimated jackpot is ${numbers[6]} million crowns, and the next drawing is at ${numbers[7]}.`,
    })
  const numbers = [4, 18, 22, 31, 40, 7, 120, 21]

  it('is two texts where every number is another, and one where they are the same', () => {
    expect(isOneText(draw(numbers), draw(numbers.map((number) => number + 1)))).toBe(false)
    expect(isOneText(draw(numbers), draw(numbers))).toBe(true)
  })
})

describe('an equal address', () => {
  const url = 'https://courier.example/2026/03/night-ferries'
  const at = (title: string, text: string, given: { url: string; canonicalUrl?: string } = { url }) =>
    made({ title, text, ...given })

  it.each<[string, boolean, string, string, string, string]>([
    ['makes copies where nothing contradicts', true, 'Night ferries', '', 'Ferries at night', 'Comments'],
    ['makes copies under a new headline', true, 'Night ferries', FERRY_TEXT, 'Who asked us?', FERRY_PARAGRAPHS[0]!],
    ['makes copies where one adds a comment', true, FERRY_TITLE, FERRY_TEXT, FERRY_TITLE, TAIL],
    ['makes none of other titles and texts', false, 'A seal in the bath', TAIL, FERRY_TITLE, FERRY_TEXT],
    ['makes none of other titles without a text', false, 'A seal in the bath', '', FERRY_TITLE, ''],
    ['makes none of two numbers of a series', false, 'Episode 12', '', 'Episode 13', ''],
  ])('%s', (_, isCopy, titleA, textA, titleB, textB) => {
    expect(isOneText(at(titleA, textA), at(titleB, textB))).toBe(isCopy)
  })

  it('is another where a route after the hash was lost', () => {
    const canonicalUrl = 'https://app.example/reader'
    const post = (nth: number) => at('Night ferries', '', { url: `${canonicalUrl}/#/post/${nth}`, canonicalUrl })
    expect(post(5).urlKey).not.toBe(post(6).urlKey)
    expect(post(5).urlKey).toBe(post(5).urlKey)
  })
})

describe('an equal guid', () => {
  it.each<[string, boolean]>([
    ['tag:courier.example,2026:story-9', true],
    ['https://courier.example/?p=991', true],
    ['https://www.courier.example/?p=991', true],
    ['urn:uuid:0d3f1e1a-5b57-4c0e-9d51-0a1f5d1c9b11', true],
    ['https://elsewhere.example/?p=991', false],
    ['tag:elsewhere.example,2026:story-9', false],
    ['https://courier.example/', false],
    ['http://localhost/?p=5', false],
    ['http://site.local/?p=7', false],
    ['http://192.168.1.20/?p=9', false],
    ['http://[::1]/?p=9', false],
    ['http://example.com/?p=11', false],
    ['urn:uuid:00000000-0000-0000-0000-000000000000', false],
    ['00000000-0000-0000-0000-000000000001', false],
    ['101', false],
    ['story', false],
  ])('is the same everywhere only where its form says so: %s', (guid, isUniversal) => {
    const one = made({ title: 'Night ferries', text: '', guid, url: 'https://courier.example/2026/03/a' })
    expect(one.guidKey !== undefined).toBe(isUniversal)
  })
})

describe('groups of copies', () => {
  const at = (id: string, text: string, hours: number, title = FERRY_TITLE) =>
    memberOf(article({ id, sourceId: id, title, text, publishedAt: hoursLater(hours) }))
  const copiesOf = (members: ReturnType<typeof at>[]): (string | undefined)[] => {
    const { placements } = groupedAnew(members)
    return members.map(({ id }) => placements.get(id)!.copyOf)
  }

  it('get no member through a single wrong pair', () => {
    const given = { guid: 'tag:courier.example,2026:story-9', url: 'https://courier.example/2026/03/a' }
    const teaser = memberOf(article({ id: 'c', sourceId: 'c', title: FERRY_TITLE, text: '', ...given }))
    const other = memberOf(
      article({ id: 'd', sourceId: 'd', title: 'A seal in the bath', text: TAIL, ...given, url: `${given.url}b` }),
    )
    expect(isOneText(teaser.fingerprint, other.fingerprint)).toBe(true)
    expect(copiesOf([at('a', FERRY_TEXT, -2), at('b', FERRY_TEXT, -1), teaser, other])).toEqual([
      undefined,
      'a',
      'a',
      undefined,
    ])
  })

  it('give for each copy the one that it was likest, and why', () => {
    const { placements } = groupedAnew([at('a', FERRY_TEXT, 1), at('b', withWordsChanged(FERRY_TEXT, 9), 2)])
    expect(placements.get('b')!.why![0]).toMatch(/^the same text as a: \d+ % of the shorter text's phrases/)
  })

  it('are headed by their first article, whichever came first', () => {
    const [early, late] = [at('z', FERRY_TEXT, 1), at('a', FERRY_TEXT, 2)]
    const passes = groupedInPasses([[late], [early]])
    expect(passes[0]!.placements.get('a')!.copyOf).toBeUndefined()
    expect(passes[1]!.placements.get('a')!.copyOf).toBe('z')
  })
})

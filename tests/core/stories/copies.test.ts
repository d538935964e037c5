import { describe, expect, it } from 'vitest'
import {
  COPY_THRESHOLD,
  copyProbability,
  FEATURES,
  type Feature,
  pairFeatures,
} from '../../../src/core/stories/copies.ts'
import { joinCopies } from '../../../src/core/stories/copy-groups.ts'
import { fingerprintArticle } from '../../../src/core/stories/stories.ts'
import { copyWeights } from '../../../src/core/stories/weights.ts'
import {
  article,
  FERRY_OTHER_TEXT,
  FERRY_PARAGRAPHS,
  FERRY_TEXT,
  FERRY_TITLE,
  hoursLater,
  withWordsChanged,
} from '../../support/articles.ts'

const ferry = fingerprintArticle(article({ title: FERRY_TITLE, text: FERRY_TEXT }))
const print = (title: string, text: string, hours = 1) =>
  fingerprintArticle(article({ title, text, publishedAt: hoursLater(hours) }))
const featureOf = (name: Feature, features: Float64Array): number => features[FEATURES.indexOf(name)]!

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
    expect(featureOf('titleNumbersDiffer', features)).toBe(1)
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
    expect(copyProbability(pairFeatures(ferry, other)) >= COPY_THRESHOLD).toBe(isCopy)
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
      const features = pairFeatures(titled(titleA, sourceA, text), titled(titleB, sourceB, text))
      expect(copyProbability(features) >= COPY_THRESHOLD).toBe(isCopy)
    }
  })
})

describe('groups of copies', () => {
  const other = print('Who asked us?', FERRY_OTHER_TEXT)
  const sorted = [ferry, print(FERRY_TITLE, FERRY_TEXT, 2), print(FERRY_TITLE, FERRY_TEXT, 3), other].map(
    (fingerprint, i) => ({ id: `a${i}`, fingerprint }),
  )

  it('get no member through a single wrong pair', () => {
    const judged = [
      { a: 0, b: 1, p: 0.99, why: 'x' },
      { a: 1, b: 2, p: 0.98, why: 'y' },
      { a: 2, b: 3, p: 0.9, why: 'a mistake' },
    ]
    const { groupOf, whyOf } = joinCopies(sorted, judged)
    expect(sorted.map((_, i) => groupOf.rootOf(i))).toEqual([0, 0, 0, 3])
    expect([...whyOf.keys()]).toEqual([1, 2])
  })

  it('give for each copy the reason why it is a copy of the first, where that is certain', () => {
    const judged = [
      { a: 1, b: 2, p: 0.99, why: 'surest' },
      { a: 0, b: 2, p: 0.98, why: 'sure' },
      { a: 1, b: 3, p: 0.97, why: 'only like another' },
    ]
    const same = sorted.map(({ id }) => ({ id, fingerprint: ferry }))
    const { whyOf } = joinCopies(same, judged)
    expect([...whyOf].sort()).toEqual([
      [1, 'the same text as a2: surest'],
      [2, 'the same text as a0: sure'],
      [3, 'the same text as a1: only like another'],
    ])
  })

  it('are headed by their first article', () => {
    const { groupOf } = joinCopies(sorted, [{ a: 1, b: 2, p: 1, why: 'the same guid' }])
    expect(groupOf.rootOf(2)).toBe(1)
  })
})

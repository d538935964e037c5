import { describe, expect, it } from 'vitest'
import { Nearby, type NearbyArticle, type NearbyKey, type Numbered } from '../../../src/core/stories/nearby.ts'

const HOUR_MS = 3_600_000
const RARE = 50
const COMMON = 20

let last = 0
interface Known extends NearbyArticle, Numbered {
  readonly keys: readonly NearbyKey[]
}

/** An article of these words, each with its rarity. */
function articleOf(id: string, words: Readonly<Record<number, number>>, more: Partial<NearbyArticle> = {}): Known {
  const keys = Object.entries(words).map(([hash, rarity]) => ({ hash: Number(hash), weight: 32, rarity }))
  return { id, number: last++, datedMs: 0, keys, exact: [], ...more }
}

function indexOf(...articles: readonly Known[]): Nearby<Known> {
  const nearby = new Nearby<Known>(72 * HOUR_MS, ({ keys }) => keys)
  for (const article of articles) nearby.add(article)
  return nearby
}
const ids = (articles: readonly NearbyArticle[]): string[] => articles.map(({ id }) => id)

describe('an article is compared', () => {
  const given = articleOf('given', { 1: RARE, 2: COMMON, 3: COMMON })

  it('with those that share one rare word, or two others', () => {
    const nearby = indexOf(
      articleOf('rare', { 1: RARE, 9: RARE }),
      articleOf('two', { 2: COMMON, 3: COMMON }),
      articleOf('one', { 2: COMMON, 8: RARE }),
      articleOf('none', { 7: RARE }),
    )
    expect(ids(nearby.candidatesOf(given)).sort()).toEqual(['rare', 'two'])
  })

  it('with those inside the window, before and after it', () => {
    const at = (id: string, hours: number) => articleOf(id, { 1: RARE }, { datedMs: hours * HOUR_MS })
    const nearby = indexOf(at('early', -73), at('first', -72), at('last', 72), at('late', 73))
    expect(ids(nearby.candidatesOf(given)).sort()).toEqual(['first', 'last'])
  })

  it('with those that share the most first, and not with itself', () => {
    const nearby = indexOf(given, articleOf('some', { 1: RARE }), articleOf('all', { 1: RARE, 2: COMMON, 3: COMMON }))
    expect(ids(nearby.candidatesOf(given))).toEqual(['all', 'some'])
  })

  it('with a few, the newest, where thousands share a word', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => articleOf(`m${i}`, { 1: RARE }, { datedMs: i }))
    const late = articleOf('given', { 1: RARE }, { datedMs: 5_000 })
    const found = indexOf(...many).candidatesOf(late)
    expect(found).toHaveLength(24)
    for (const { datedMs } of found) expect(datedMs).toBeGreaterThanOrEqual(2_600)
  })

  it('with the same ones, in whatever order they were added', () => {
    const articles = Array.from({ length: 60 }, (_, i) =>
      articleOf(`a${i}`, { 1: RARE, [2 + (i % 5)]: RARE }, { datedMs: (i % 7) * HOUR_MS }),
    )
    expect(ids(indexOf(...articles.toReversed()).candidatesOf(given))).toEqual(
      ids(indexOf(...articles).candidatesOf(given)),
    )
  })

  it('no longer with one that was removed', () => {
    const other = articleOf('other', { 1: RARE }, { exact: [7] })
    const nearby = indexOf(articleOf('kept', { 1: RARE }), other)
    nearby.remove(other)
    expect(ids(nearby.candidatesOf(given))).toEqual(['kept'])
    expect(nearby.sharingExactly(articleOf('given', {}, { exact: [7] }))).toEqual([])
  })
})

describe('an equal address, guid or title', () => {
  it('is found whatever the words, inside the window', () => {
    const nearby = indexOf(
      articleOf('same', { 5: RARE }, { exact: [7] }),
      articleOf('late', { 5: RARE }, { exact: [7], datedMs: 73 * HOUR_MS }),
      articleOf('other', { 5: RARE }, { exact: [8] }),
    )
    expect(ids(nearby.sharingExactly(articleOf('given', { 1: RARE }, { exact: [7, 9] })))).toEqual(['same'])
  })

  it('is all that finds an article from the archive of a source', () => {
    const nearby = indexOf(articleOf('old', { 1: RARE }, { exact: [7], isArchive: true }))
    const given = articleOf('given', { 1: RARE }, { exact: [7] })
    expect(nearby.candidatesOf(given)).toEqual([])
    expect(ids(nearby.sharingExactly(given))).toEqual(['old'])
    expect(nearby.candidatesOf({ ...given, isArchive: true })).toEqual([])
  })
})

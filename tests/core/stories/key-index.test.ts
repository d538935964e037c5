import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY_SPACE, kindOf, narrowKey, PHRASE_KIND, TERM_KIND } from '../../../src/core/stories/index-keys.ts'
import { type IndexEntry, KeyIndex, readKeyBlock, writeKeyBlock } from '../../../src/core/stories/key-index.ts'
import { fingerprintArticle, indexKeys } from '../../../src/core/stories/stories.ts'
import { article, FERRY_TEXT, FERRY_TITLE, hoursLater } from '../../support/articles.ts'

const HOUR_MS = 3_600_000
const own = fingerprintArticle(
  article({ title: FERRY_TITLE, text: FERRY_TEXT, url: 'https://courier.example/2026/ferries', guid: 'x' }),
)
const keys = indexKeys(own)
const phraseKeys = keys.filter((key) => Math.floor(key / KEY_SPACE) === PHRASE_KIND)
const termKeys = keys.filter((key) => Math.floor(key / KEY_SPACE) === TERM_KIND)

function indexOf(entries: readonly (Pick<IndexEntry, 'id' | 'keys'> & { readonly hours?: number })[]): KeyIndex {
  const index = new KeyIndex()
  for (const { id, keys, hours = 0 } of entries) index.add({ id, keys, datedMs: own.publishedMs + hours * HOUR_MS })
  return index
}

const candidates = (index: KeyIndex, id = 'own'): string[] => index.candidatesOf(id, own, 72 * HOUR_MS)
const several = (count: number, of: (i: number) => Pick<IndexEntry, 'id' | 'keys'> & { readonly hours?: number }) =>
  Array.from({ length: count }, (_, i) => of(i))

describe('the candidates of an article', () => {
  it('have one phrase or two rare words in common with it', () => {
    const index = indexOf([
      { id: 'phrase', keys: [phraseKeys[0]!] },
      { id: 'word', keys: [termKeys[0]!] },
      { id: 'words', keys: [termKeys[0]!, termKeys[1]!] },
      { id: 'stranger', keys: [12_345] },
    ])
    expect(candidates(index)).toEqual(['phrase', 'words'])
  })

  it('begin with those that have its address, and a rare phrase comes before a common one', () => {
    const index = indexOf([
      ...several(30, (i) => ({ id: `filler${i}`, keys: [phraseKeys[0]!], hours: 1 })),
      { id: 'common', keys: [phraseKeys[0]!] },
      { id: 'rare', keys: [phraseKeys[1]!] },
      { id: 'address', keys: [own.urlKey!] },
    ])
    expect(candidates(index).slice(0, 3)).toEqual(['address', 'rare', 'common'])
  })

  it('are at most forty, the same ones whatever their order of arrival', () => {
    const entries = several(60, (i) => ({ id: `a${i}`, keys: [phraseKeys[0]!] }))
    const picked = candidates(indexOf(entries))
    expect(picked).toHaveLength(40)
    expect(candidates(indexOf([...entries].reverse()))).toEqual(picked)
  })

  it('are the last that were added under the least common keys, where all keys are common', () => {
    const entries = several(100, (i) => ({
      id: `a${String(i).padStart(3, '0')}`,
      keys: [phraseKeys[0]!, phraseKeys[1]!],
    }))
    const picked = candidates(indexOf(entries))
    expect(picked).toHaveLength(40)
    expect([...picked].sort()[0]).toBe('a060')
  })

  it('are within the window, on either side', () => {
    const at = (id: string, hours: number) => ({ id, keys: [phraseKeys[0]!], hours })
    const index = indexOf([at('early', -73), at('before', -72), at('after', 72), at('late', 73)])
    expect(candidates(index)).toEqual(['after', 'before'])
  })

  it('never include the article itself, and an article that is added again has its last keys', () => {
    const index = indexOf([
      { id: 'own', keys: [phraseKeys[0]!] },
      { id: 'edited', keys: [phraseKeys[0]!] },
      { id: 'edited', keys: [12_345] },
      { id: 'other', keys: [phraseKeys[0]!] },
    ])
    expect(candidates(index)).toEqual(['other'])
    expect(index.size).toBe(3)
  })

  it('are found among any number of others', () => {
    const entries = several(5_000, (i) => ({
      id: `a${i}`,
      keys: several(20, (k) => ({ id: '', keys: [i * 20 + k] })).flatMap((one) => one.keys),
    }))
    const index = indexOf([{ id: 'first', keys: [phraseKeys[0]!] }, ...entries, { id: 'last', keys: [phraseKeys[0]!] }])
    expect(candidates(index)).toEqual(['first', 'last'])
  })
})

describe('the removal of old articles', () => {
  it('happens once more than half are too old, and the rest is found as before', () => {
    const index = indexOf([
      ...several(20_000, (i) => ({ id: `old${i}`, keys: [phraseKeys[0]!], hours: -200 })),
      { id: 'near', keys: [phraseKeys[0]!], hours: -1 },
    ])
    index.forget(own.publishedMs - 100 * HOUR_MS)
    expect(index.size).toBe(1)
    expect(index.has('old7')).toBe(false)
    expect(candidates(index)).toEqual(['near'])
    index.add({ id: 'new', datedMs: own.publishedMs, keys: [phraseKeys[0]!] })
    expect(candidates(index)).toEqual(['near', 'new'])
  })
})

describe('a narrow key', () => {
  it('has 32 bits and keeps its kind', () => {
    expect(phraseKeys.map((key) => kindOf(narrowKey(key)))).toEqual(phraseKeys.map(() => PHRASE_KIND))
    expect(termKeys.map((key) => kindOf(narrowKey(key)))).toEqual(termKeys.map(() => TERM_KIND))
    expect(kindOf(narrowKey(own.urlKey!))).toBe(0)
    for (const key of keys) expect(narrowKey(key)).toBe(narrowKey(key) >>> 0)
    expect(new Set(keys.map(narrowKey)).size).toBe(keys.length)
  })
})

describe('a block of keys', () => {
  it('is read as it was written', () => {
    const id = fc.stringMatching(/^[0-9a-f]{1,20}$/)
    const entry = fc.record({
      id,
      datedMs: fc.integer({ min: 0, max: 4e12 }),
      keys: fc.array(fc.integer({ min: 0, max: 2 ** 52 - 1 }), { maxLength: 32 }),
      near: fc.array(id, { maxLength: 4 }),
    })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        expect(readKeyBlock(writeKeyBlock(entries))).toEqual(entries)
      }),
    )
  })

  it('is read as step 3 of the schema makes it of single keys, with the date as text', () => {
    expect(readKeyBlock(`a1 ${hoursLater(0)} 17 4503599627370495\n`)).toEqual([
      { id: 'a1', datedMs: Date.parse(hoursLater(0)), keys: [17, 4_503_599_627_370_495], near: [] },
    ])
  })
})

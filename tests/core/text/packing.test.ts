import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cosine,
  countBelow,
  countShared,
  packHashes,
  packNumbers,
  unpackHashes,
  unpackNumbers,
  vectorOf,
} from '../../../src/core/text/packing.ts'

const hashes = fc
  .uniqueArray(fc.integer({ min: 0, max: 2 ** 18 - 1 }), { maxLength: 60 })
  .map((set) => set.sort((a, b) => a - b))

describe('packed numbers', () => {
  it('are unpacked as they were packed', () => {
    fc.assert(
      fc.property(hashes, (set) => {
        expect([...unpackHashes(packHashes(set))]).toEqual(set)
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 30 - 1 })), (set) => {
        expect([...unpackNumbers(packNumbers(set, 5), 5)]).toEqual(set)
      }),
    )
  })

  it('are printable, and need no escaping in JSON', () => {
    const all = packNumbers(
      Array.from({ length: 64 }, (_, i) => i),
      1,
    )
    expect(new Set(all).size).toBe(64)
    expect(all).toMatch(/^[!-~]+$/)
    expect(JSON.stringify(all)).toBe(`"${all}"`)
  })
})

describe('sets', () => {
  it('have in common what is in both', () => {
    fc.assert(
      fc.property(hashes, hashes, (a, b) => {
        const expected = a.filter((hash) => b.includes(hash)).length
        expect(countShared(Uint32Array.from(a), Uint32Array.from(b))).toBe(expected)
      }),
    )
  })

  it('are counted below a limit', () => {
    fc.assert(
      fc.property(hashes, fc.integer({ min: 0, max: 2 ** 18 }), (set, limit) => {
        expect(countBelow(Uint32Array.from(set), limit)).toBe(set.filter((hash) => hash < limit).length)
      }),
    )
  })
})

describe('cosine', () => {
  const vector = (weights: Record<number, number>) =>
    vectorOf(Uint32Array.from(Object.entries(weights), ([hash, weight]) => Number(hash) * 64 + weight))

  it.each([
    ['1 for the same', { 3: 10, 9: 4 }, { 3: 10, 9: 4 }, 1],
    ['1 for a multiple', { 3: 10, 9: 4 }, { 3: 30, 9: 12 }, 1],
    ['0 for nothing in common', { 3: 10 }, { 4: 10 }, 0],
    ['0 with an empty one', { 3: 10 }, {}, 0],
    ['the cosine of the angle between them', { 1: 3, 2: 4 }, { 1: 4, 2: 3 }, 24 / 25],
  ])('is %s', (_, a, b, expected) => {
    expect(cosine(vector(a), vector(b))).toBeCloseTo(expected, 10)
  })
})

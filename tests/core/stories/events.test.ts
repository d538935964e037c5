import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventThreshold, groupEvents, type Unit } from '../../../src/core/stories/events.ts'

const HOUR_MS = 3_600_000

/** Units without content; their likenesses are given separately. */
const units = (hours: readonly number[]): Unit[] =>
  hours.map((hour) => ({
    vector: { values: new Uint32Array(), length: 0 },
    words: 100,
    sourceIds: [],
    columns: [],
    firstMs: hour * HOUR_MS,
    lastMs: hour * HOUR_MS,
  }))

function group(hours: readonly number[], likenesses: Record<string, number>, windowHours = 72): number[][] {
  const all = units(hours)
  return groupEvents(all, windowHours * HOUR_MS, (a, b) => {
    const [i, j] = [all.indexOf(a), all.indexOf(b)].sort((x, y) => x - y)
    return likenesses[`${i}${j}`] ?? 0
  })
}

describe('average link', () => {
  it.each<[string, number[], Record<string, number>, number[][]]>([
    ['joins two that are alike enough', [0, 1], { '01': 1 }, [[0, 1]]],
    ['keeps two apart that are not', [0, 1], { '01': 0.99 }, [[0], [1]]],
    ['joins a third that is like both on average', [0, 1, 2], { '01': 2, '02': 1.5, '12': 0.6 }, [[0, 1, 2]]],
    [
      'lets no chain grow over one that is like its neighbour only',
      [0, 1, 2],
      { '01': 1.5, '12': 1.4, '02': 0 },
      [[0, 1], [2]],
    ],
    ['takes the most alike first', [0, 1, 2], { '01': 1.1, '12': 1.9, '02': 0.1 }, [[0], [1, 2]]],
    ['takes the earlier of two that are equally alike', [0, 1, 2], { '01': 1.5, '02': 1.5, '12': 0 }, [[0, 1], [2]]],
    ['joins nothing across the window', [0, 80], { '01': 5 }, [[0], [1]]],
    ['extends the window with each article that joins', [0, 60, 120], { '01': 3, '12': 2.5, '02': 2 }, [[0, 1, 2]]],
    [
      'keeps a negative pair apart though a third is like both',
      [0, 1, 2],
      { '01': 2, '12': 2, '02': -3 },
      [[0, 1], [2]],
    ],
  ])('%s', (_, hours, likenesses, expected) => {
    expect(group(hours, likenesses)).toEqual(expected)
  })

  it('gives the same result as comparing all groups at every step', () => {
    // Multiples of a quarter, so that sums are exact and ties are frequent.
    const quarters = fc.integer({ min: -4, max: 12 }).map((value) => value / 4)
    const cases = fc.integer({ min: 2, max: 9 }).chain((size) =>
      fc.tuple(
        fc
          .array(fc.integer({ min: 0, max: 150 }), { minLength: size, maxLength: size })
          .map((hours) => hours.sort((a, b) => a - b)),
        fc.array(quarters, { minLength: size * size, maxLength: size * size }),
      ),
    )
    fc.assert(
      fc.property(cases, ([hours, values]) => {
        const all = units(hours)
        const likeness = (a: Unit, b: Unit): number => {
          const [i, j] = [all.indexOf(a), all.indexOf(b)].sort((x, y) => x - y) as [number, number]
          return values[i * hours.length + j]!
        }
        expect(groupEvents(all, 72 * HOUR_MS, likeness)).toEqual(plainAverageLink(all, 72 * HOUR_MS, likeness))
      }),
      { numRuns: 500 },
    )
  })
})

/** The textbook form of average linkage: every pair of groups is compared at every step. */
function plainAverageLink(all: readonly Unit[], windowMs: number, likeness: (a: Unit, b: Unit) => number): number[][] {
  let groups = all.map((_, i) => [i])
  for (;;) {
    let best = { value: 0, i: -1, j: -1 }
    for (let i = 0; i < groups.length; i++) {
      for (let j = i + 1; j < groups.length; j++) {
        const [a, b] = [groups[i]!, groups[j]!]
        const span = (group: readonly number[]): [number, number] => [
          Math.min(...group.map((x) => all[x]!.firstMs)),
          Math.max(...group.map((x) => all[x]!.lastMs)),
        ]
        const [firstA, lastA] = span(a)
        const [firstB, lastB] = span(b)
        if (firstA - lastB > windowMs || firstB - lastA > windowMs) continue
        const sum = a
          .flatMap((x) => b.map((y) => likeness(all[x]!, all[y]!)))
          .reduce((total, value) => total + value, 0)
        const value = sum / (a.length * b.length)
        if (value > best.value) best = { value, i, j }
      }
    }
    if (best.value < 1) return groups.map((group) => group.sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!)
    groups[best.i]!.push(...groups[best.j]!)
    groups = groups.filter((_, at) => at !== best.j)
  }
}

describe('the threshold', () => {
  it('is lower where there is little text, and depends on the shorter of two', () => {
    expect(eventThreshold(10, 10)).toBeLessThan(eventThreshold(400, 400))
    expect(eventThreshold(10, 400)).toBe(eventThreshold(10, 10))
    expect(eventThreshold(120, 400)).toBeGreaterThan(eventThreshold(80, 400))
  })
})

import { describe, expect, it } from 'vitest'
import { averageLink } from '../../../src/core/stories/average-link.ts'

const anything = { threshold: 0.3, mayJoin: (_: readonly number[], __: readonly number[]) => true }

interface ByHand {
  readonly together?: readonly (readonly [number, number])[]
  readonly apart?: readonly (readonly [number, number])[]
}

/** The groups of items of which these pairs are alike; others are not. */
function groupsOf(
  size: number,
  pairs: Readonly<Record<string, number>>,
  options: typeof anything & ByHand = anything,
): number[][] {
  return averageLink(size, (i, j) => pairs[`${Math.min(i, j)}-${Math.max(i, j)}`] ?? 0, options)
}

it('joins the pair most alike first, so that a bridge does not chain two groups together', () => {
  const pairs = { '0-1': 0.9, '2-3': 0.9, '1-2': 0.5 }
  expect(groupsOf(4, pairs)).toEqual([
    [0, 1],
    [2, 3],
  ])
})

it('joins nothing that is less alike than the threshold', () => {
  expect(groupsOf(2, { '0-1': 0.29 })).toEqual([[0], [1]])
  expect(groupsOf(2, { '0-1': 0.3 })).toEqual([[0, 1]])
})

it('asks less of two groups whose own articles agree less', () => {
  const loose = { '0-1': 0.4, '2-3': 0.4, '0-2': 0.25, '0-3': 0.25, '1-2': 0.25, '1-3': 0.25 }
  const firm = { ...loose, '0-1': 1, '2-3': 1 }
  expect(groupsOf(4, loose)).toEqual([[0, 1, 2, 3]])
  expect(groupsOf(4, firm)).toEqual([
    [0, 1],
    [2, 3],
  ])
})

it('takes the pair of the lower indexes of two that are equally alike', () => {
  expect(groupsOf(3, { '0-1': 0.4, '1-2': 0.4 })).toEqual([[0, 1], [2]])
})

it('keeps apart what a pair says never belongs together', () => {
  const mayJoin = (a: readonly number[], b: readonly number[]) => ![...a, ...b].includes(2)
  expect(groupsOf(3, { '0-1': 0.9, '1-2': 0.9, '0-2': 0.9 }, { threshold: 0.3, mayJoin })).toEqual([[0, 1], [2]])
  expect(groupsOf(3, { '0-1': 0.9, '1-2': 0.9, '0-2': -1e6 })).toEqual([[0, 1], [2]])
})

describe('pairs that are together or apart', () => {
  const report = { '0-1': 0.8, '0-2': 0.9, '1-2': 0.98, '2-3': 0.001 }
  const star = { '0-1': 0.8, '0-2': 0.9 }
  const weak = { '0-1': 0.35, '0-2': 0.35, '1-2': 0.35 }
  const pairsOf = (list: string) =>
    list
      .split(' ')
      .filter(Boolean)
      .map((pair) => pair.split('-').map(Number) as unknown as readonly [number, number])

  it.each<[string, Readonly<Record<string, number>>, { together?: string; apart?: string }, string]>([
    ['bring along all that is like one of them', report, { together: '0-3 1-3' }, '0,1,2,3'],
    ['bring it along though it is only just alike', weak, { together: '0-3' }, '0,1,2,3'],
    ['come into one group with nothing in common', {}, { together: '1-2 3-2' }, '0 1,2,3'],
    ['come into two groups though they are alike', { '0-1': 0.9 }, { apart: '1-0' }, '0 1 2 3'],
    ['leave behind what is apart from the other', star, { together: '0-3', apart: '3-2' }, '0,1,3 2'],
    ['are apart before they are together', {}, { together: '0-1 1-2', apart: '0-2' }, '0,1 2 3'],
  ])('%s', (_, likenesses, { together = '', apart = '' }, groups) => {
    const byHand = { together: pairsOf(together), apart: pairsOf(apart) }
    expect(groupsOf(4, likenesses, { ...anything, ...byHand }).join(' ')).toBe(groups)
  })
})

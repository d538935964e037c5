/** What people said of articles, as grouping uses it: pairs of indexes that stay apart or together. */
import type { EventGroup } from './event-groups.ts'
import type { GroupingCorrections } from './grouping.ts'

/** Two indexes. */
export type IndexPair = readonly [number, number]

export interface IndexedCorrections {
  readonly apart: readonly IndexPair[]
  readonly together: readonly IndexPair[]
}

/** The corrections of which both articles are given, by their indexes. */
export function correctionsAmong(
  sorted: readonly { readonly id: string }[],
  { apart = [], together = [] }: GroupingCorrections,
): IndexedCorrections {
  if (apart.length + together.length === 0) return { apart: [], together: [] }
  const indexOf = new Map(sorted.map(({ id }, i) => [id, i]))
  const indexed = (pairs: readonly (readonly [string, string])[]): IndexPair[] =>
    pairs.flatMap(([a, b]): IndexPair[] => {
      const i = indexOf.get(a)
      const j = indexOf.get(b)
      return i === undefined || j === undefined || i === j ? [] : [[Math.min(i, j), Math.max(i, j)]]
    })
  const byIndexes = (x: IndexPair, y: IndexPair): number => x[0] - y[0] || x[1] - y[1]
  return { apart: indexed(apart).sort(byIndexes), together: indexed(together).sort(byIndexes) }
}

/** Whether two groups hold a pair that stays apart. */
export const areApart = (
  apart: readonly IndexPair[],
  isInA: (index: number) => boolean,
  isInB: (index: number) => boolean,
): boolean => apart.some(([i, j]) => (isInA(i) && isInB(j)) || (isInA(j) && isInB(i)))

/** The events with those joined that people said belong together, unless it would unite two kept apart; the reason is added. */
export function joinByHand(
  events: readonly EventGroup[],
  { apart, together }: IndexedCorrections,
  sorted: readonly { readonly id: string }[],
): EventGroup[] {
  if (together.length === 0) return [...events]
  const joined: (EventGroup | undefined)[] = [...events]
  const eventOf = new Map(events.flatMap(({ members }, at) => members.map((member) => [member, at] as const)))
  for (const [i, j] of together) {
    const keep = Math.min(eventOf.get(i)!, eventOf.get(j)!)
    const gone = Math.max(eventOf.get(i)!, eventOf.get(j)!)
    const first = joined[keep]!
    if (keep !== gone) {
      const isIn = (at: number) => (index: number) => eventOf.get(index) === at
      if (areApart(apart, isIn(keep), isIn(gone))) continue
      const second = joined[gone]!
      joined[keep] = {
        members: [...first.members, ...second.members].sort((a, b) => a - b),
        headOf: new Map([...first.headOf, ...second.headOf]),
        whyOf: new Map([...first.whyOf, ...second.whyOf]),
      }
      joined[gone] = undefined
      for (const member of second.members) eventOf.set(member, keep)
    }
    // Said by people counts more than a likeness, and is the better reason to give.
    const { whyOf } = joined[keep]!
    const told = new Map(whyOf)
    told.set(i, `kept together with ${sorted[j]!.id} by hand`)
    told.set(j, `kept together with ${sorted[i]!.id} by hand`)
    joined[keep] = { ...joined[keep]!, whyOf: told }
  }
  return joined.filter((event) => event !== undefined)
}

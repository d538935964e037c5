/** The events among articles whose copies are found: units, the components they fall into, average link inside each. */

import { cosine, type Vector } from '../text/packing.ts'
import { eventLikeness, groupEvents, type Unit } from './events.ts'
import type { GroupMember } from './grouping.ts'
import { Groups } from './groups.ts'

/** Average link grows with the square of a component: larger ones are parted by time. */
const MAX_COMPONENT = 500

/** One event: a story to be. */
export interface EventGroup {
  /** Indexes of all articles of the event, rising. */
  readonly members: readonly number[]
  /** For each of them the first of its copies, itself where it is that. */
  readonly headOf: ReadonlyMap<number, number>
  readonly whyOf: ReadonlyMap<number, string>
}

/** Events: average link over the copies' vectors inside each component of likenesses; pairs of `apart` are in no event together. */
export function joinEvents(
  sorted: readonly GroupMember[],
  vectors: readonly Vector[],
  copies: Groups,
  alike: readonly { readonly a: number; readonly b: number }[],
  windowMs: number,
  apart: readonly (readonly [number, number])[] = [],
): EventGroup[] {
  const unitAt = new Map<number, number>()
  const units: Unit[] = []
  const heads: number[] = []
  for (let i = 0; i < sorted.length; i++) {
    if (copies.rootOf(i) !== i) continue
    unitAt.set(i, units.length)
    units.push(
      unitOf(
        [...copies.membersOf(i)].sort((a, b) => a - b),
        sorted,
        vectors,
      ),
    )
    heads.push(i)
  }
  const components = new Groups(units.length)
  for (const { a, b } of alike) {
    const unitA = unitAt.get(copies.rootOf(a))!
    const unitB = unitAt.get(copies.rootOf(b))!
    const rootA = components.rootOf(unitA)
    const rootB = components.rootOf(unitB)
    if (rootA === rootB) continue
    // An average of 1 needs a likeness of 1: what average link joins lies inside such a component.
    if (eventLikeness(units[unitA]!, units[unitB]!) >= 1) components.join(rootA, rootB)
  }
  const events: EventGroup[] = []
  const unitOfIndex = (i: number): Unit => units[unitAt.get(copies.rootOf(i))!]!
  const likeness = likenessApart(apart.map(([i, j]) => [unitOfIndex(i), unitOfIndex(j)]))
  for (let root = 0; root < units.length; root++) {
    if (components.rootOf(root) !== root) continue
    for (const part of partByTime(
      [...components.membersOf(root)].sort((a, b) => a - b),
      units,
    )) {
      const partUnits = part.map((unit) => units[unit]!)
      const groups = part.length === 1 ? [[0]] : groupEvents(partUnits, windowMs, likeness)
      for (const group of groups) events.push(eventOf(group.map((i) => part[i]!)))
    }
  }
  return events

  function eventOf(unitIndexes: readonly number[]): EventGroup {
    const headOf = new Map<number, number>()
    const whyOf = new Map<number, string>()
    for (const unit of unitIndexes) {
      const head = heads[unit]!
      for (const member of copies.membersOf(head)) headOf.set(member, head)
      const nearest = nearestTo(unit, unitIndexes)
      if (nearest !== undefined) {
        const id = sorted[heads[nearest.other]!]!.id
        whyOf.set(head, `the same event as ${id}: likeness ${nearest.value.toFixed(2).replace(/^0/, '')}`)
      }
    }
    return { members: [...headOf.keys()].sort((a, b) => a - b), headOf, whyOf }
  }

  /** The unit of an event that is most like one of it; of equals the lowest. */
  function nearestTo(
    unit: number,
    unitIndexes: readonly number[],
  ): { readonly other: number; readonly value: number } | undefined {
    let nearest: { other: number; value: number } | undefined
    for (const other of unitIndexes) {
      if (other === unit) continue
      const value = cosine(units[unit]!.vector, units[other]!.vector)
      if (nearest === undefined || value > nearest.value) nearest = { other, value }
    }
    return nearest
  }
}

/** The likeness of events, but of pairs kept apart one that no average outweighs. */
function likenessApart(apart: readonly (readonly [Unit, Unit])[]): typeof eventLikeness {
  if (apart.length === 0) return eventLikeness
  const othersOf = new Map<Unit, Set<Unit>>()
  for (const [a, b] of apart) {
    othersOf.set(a, (othersOf.get(a) ?? new Set()).add(b))
    othersOf.set(b, (othersOf.get(b) ?? new Set()).add(a))
  }
  return (a, b, alike) => (othersOf.get(a)?.has(b) ? Number.NEGATIVE_INFINITY : eventLikeness(a, b, alike))
}

/** A group of copies (indexes in order of date) as one unit: the vector of its longest text, the span of all its dates. */
function unitOf(indexes: readonly number[], sorted: readonly GroupMember[], vectors: readonly Vector[]): Unit {
  const wordsOf = (i: number): number => sorted[i]!.fingerprint.words
  const longest = indexes.reduce((best, i) => (wordsOf(i) > wordsOf(best) ? i : best))
  const dates = indexes.map((i) => sorted[i]!.fingerprint.publishedMs)
  const titled = indexes.filter((i) => sorted[i]!.fingerprint.title !== '')
  return {
    vector: vectors[longest]!,
    words: wordsOf(longest),
    sourceIds: someOf(indexes.map((i) => sorted[i]!.sourceId)),
    columns: someOf(
      titled.map((i) => {
        const { title, datedFrame } = sorted[i]!.fingerprint
        return `${sorted[i]!.sourceId} ${datedFrame ?? title}`
      }),
    ),
    frames: someOf(
      indexes.flatMap((i) => {
        const { frame } = sorted[i]!.fingerprint
        return frame === undefined ? [] : [`${sorted[i]!.sourceId} ${frame}`]
      }),
    ),
    firstMs: Math.min(...dates),
    lastMs: Math.max(...dates),
  }
}

const MAX_KEPT = 8

/** The first few different ones: copies of one text need not all be looked through. */
const someOf = (names: readonly string[]): string[] => [...new Set(names)].slice(0, MAX_KEPT)

/** Parts of at most MAX_COMPONENT units (given in order of date), cut where the pause between two units is longest. */
function partByTime(indexes: number[], units: readonly Unit[]): number[][] {
  if (indexes.length <= MAX_COMPONENT) return [indexes]
  const from = Math.floor(indexes.length / 4)
  let cut = Math.floor(indexes.length / 2)
  let longest = -1
  for (let i = from + 1; i < indexes.length - from; i++) {
    const pause = units[indexes[i]!]!.firstMs - units[indexes[i - 1]!]!.firstMs
    if (pause > longest) {
      longest = pause
      cut = i
    }
  }
  return [...partByTime(indexes.slice(0, cut), units), ...partByTime(indexes.slice(cut), units)]
}

/** Pairwise and BCubed precision, recall and F1 of predicted groups against gold groups. */

export interface Score {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

interface Kind {
  count: number
  /** How many share their gold group with others; `found`: how many of them share their predicted group with one of those. */
  withMate: number
  found: number
  /** How many share their predicted group with an item of another gold group. */
  strangers: number
}

const pairs = (count: number): number => (count * (count - 1)) / 2

/** A score from its precision and recall. */
export function scoreOf(precision: number, recall: number): Score {
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

/** Scores the predicted group of each item against its gold group. */
export function scoreGroups(
  items: readonly { readonly gold: string; readonly predicted: string; readonly kind: string }[],
): { readonly pairs: Score; readonly bcubed: Score; readonly kinds: ReadonlyMap<string, Kind> } {
  const count = (keys: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    return counts
  }
  const gold = count(items.map((item) => item.gold))
  const predicted = count(items.map((item) => item.predicted))
  const both = count(items.map((item) => `${item.gold}\n${item.predicted}`))
  const sum = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((total, one) => total + pairs(one), 0)
  const right = sum(both)
  let precision = 0
  let recall = 0
  const kinds = new Map<string, Kind>()
  for (const item of items) {
    const mates = both.get(`${item.gold}\n${item.predicted}`)!
    precision += mates / predicted.get(item.predicted)! / items.length
    recall += mates / gold.get(item.gold)! / items.length
    const kind = kinds.get(item.kind) ?? { count: 0, withMate: 0, found: 0, strangers: 0 }
    kinds.set(item.kind, kind)
    kind.count++
    if (gold.get(item.gold)! > 1) kind.withMate++
    if (mates > 1) kind.found++
    if (predicted.get(item.predicted)! > mates) kind.strangers++
  }
  const ratio = (whole: number): number => (whole === 0 ? 1 : right / whole)
  return { pairs: scoreOf(ratio(sum(predicted)), ratio(sum(gold))), bcubed: scoreOf(precision, recall), kinds }
}

/** Pairs of one kind: those of one gold group, and those of two, which look alike and must stay apart. */
export interface PairCounts {
  together: number
  found: number
  apart: number
  joined: number
}

/** Counts the pairs inside each kind; under `across kinds` those of two kinds. */
export function countPairs(
  items: readonly { readonly gold: string; readonly predicted: string; readonly kind: string }[],
): Map<string, PairCounts> {
  const counts = new Map<string, PairCounts>()
  for (const [at, a] of items.entries()) {
    for (const b of items.slice(0, at)) {
      const kind = a.kind === b.kind ? a.kind : 'across kinds'
      const count = counts.get(kind) ?? { together: 0, found: 0, apart: 0, joined: 0 }
      counts.set(kind, count)
      const isJoined = a.predicted === b.predicted
      if (a.gold === b.gold) {
        count.together++
        if (isJoined) count.found++
      } else {
        count.apart++
        if (isJoined) count.joined++
      }
    }
  }
  return counts
}

/** The adjusted Rand index of two groupings: 1 where they are equal, about 0 where they agree only by chance. */
export function adjustedRand(items: readonly { readonly gold: string; readonly predicted: string }[]): number {
  const sum = (keyOf: (item: { readonly gold: string; readonly predicted: string }) => string): number =>
    [...Map.groupBy(items, keyOf).values()].reduce((total, group) => total + pairs(group.length), 0)
  const gold = sum((item) => item.gold)
  const predicted = sum((item) => item.predicted)
  const expected = (gold * predicted) / pairs(items.length)
  const most = (gold + predicted) / 2
  return most === expected ? 1 : (sum((item) => `${item.gold}\n${item.predicted}`) - expected) / (most - expected)
}

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

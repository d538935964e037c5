/**
 * Which articles tell one event: average link over one well-weighted vector an article. The bias: two stories about one
 * event are better than one story about two.
 */

import { cosine, cosinesInTurn, type Vector } from '../text/packing.ts'

/** What average link joins: a group of copies, or an article alone. */
export interface Unit {
  /** A fingerprint's event vector, unpacked. */
  readonly vector: Vector
  readonly words: number
  readonly sourceIds: readonly string[]
  /** For each article that has a title: its source and the title's stems, which a column repeats. */
  readonly columns: readonly string[]
  /** For each article whose title has a frame ("Cup: …"): its source and the frame. */
  readonly frames?: readonly string[]
  readonly firstMs: number
  readonly lastMs: number
}

/** From which likeness on two units belong to one event: short texts share few words even when they tell the same. */
export function eventThreshold(wordsA: number, wordsB: number): number {
  const words = Math.min(wordsA, wordsB)
  return SHORT_THRESHOLD + (LONG_THRESHOLD - SHORT_THRESHOLD) * Math.max(0, Math.min(1, (words - 60) / 140))
}
const SHORT_THRESHOLD = 0.16
const LONG_THRESHOLD = 0.22

/**
 * One outlet seldom tells an event twice, and what it tells on one day shares its own phrases: the likeness of two
 * articles of one source counts half.
 */
const SAME_SOURCE_FACTOR = 0.5

/** Two issues of one column, or two reports of one template, have the outlet and the words of the title in common. */
const APART = -3

/**
 * How alike two units are, as a share of what would make them one event: 1 and above joins. Negative where one outlet
 * has given two different texts the same title (but for numbers and dates): a column, which tells other things each
 * time; 0 where their titles share a frame: a template, of which one instance is no coverage of another. `alike` is the
 * cosine of their vectors, where it is known.
 */
export function eventLikeness(a: Unit, b: Unit, alike = cosine(a.vector, b.vector)): number {
  const isSameSource = a.sourceIds.some((id) => b.sourceIds.includes(id))
  if (isSameSource && a.columns.some((column) => b.columns.includes(column))) return APART
  if (isSameSource && a.frames?.some((frame) => b.frames?.includes(frame))) return 0
  return shareOfThreshold(alike, { wordsA: a.words, wordsB: b.words, isSameSource })
}

/** A cosine as a share of what would make two texts of so many words one event: 1 and above joins. */
export function shareOfThreshold(
  alike: number,
  {
    wordsA,
    wordsB,
    isSameSource,
  }: { readonly wordsA: number; readonly wordsB: number; readonly isSameSource: boolean },
): number {
  return (alike * (isSameSource ? SAME_SOURCE_FACTOR : 1)) / eventThreshold(wordsA, wordsB)
}

/**
 * The events among units of one connected component, as lists of indexes: the two groups most alike on average are
 * joined until none are alike enough; ties by the lower indexes, so the answer depends on the order of `units` only.
 * Groups further apart than the window are not joined. n² likenesses and about as many steps: at most 500 units.
 *
 * A joined group is at most as like a third one as the better of its parts was. So the best partner that a group once
 * had bounds what it has now, and is looked for anew only when its turn comes.
 */
export function groupEvents(units: readonly Unit[], windowMs: number, likeness = eventLikeness): number[][] {
  const count = units.length
  const groups: (number[] | undefined)[] = units.map((_, i) => [i])
  const first = units.map((unit) => unit.firstMs)
  const last = units.map((unit) => unit.lastMs)
  // sums[i * count + j]: the sum of the likenesses between the members of i and of j.
  const sums = new Float64Array(count * count)
  const cosinesOf = cosinesInTurn(units.map(({ vector }) => vector))
  for (let i = 0; i < count; i++) {
    const cosines = cosinesOf(i)
    for (let j = 0; j < i; j++) sums[i * count + j] = sums[j * count + i] = likeness(units[i]!, units[j]!, cosines[j]!)
  }
  const average = (i: number, j: number): number => {
    if (first[i]! - last[j]! > windowMs || first[j]! - last[i]! > windowMs) return 0
    return sums[i * count + j]! / (groups[i]!.length * groups[j]!.length)
  }
  /** The best partner of each group among those of higher index, how good it was when found, whether that still holds. */
  const partner = new Int32Array(count).fill(-1)
  const value = new Float64Array(count)
  const isStale = new Uint8Array(count)
  const findPartner = (i: number): void => {
    partner[i] = -1
    value[i] = 0
    isStale[i] = 0
    for (let j = i + 1; j < count; j++) {
      if (groups[j] === undefined) continue
      const found = average(i, j)
      if (found > value[i]!) {
        value[i] = found
        partner[i] = j
      }
    }
  }
  for (let i = 0; i < count; i++) findPartner(i)
  for (;;) {
    let keep = -1
    for (let i = 0; i < count; i++) {
      if (groups[i] !== undefined && value[i]! >= 1 && (keep < 0 || value[i]! > value[keep]!)) keep = i
    }
    if (keep < 0) break
    if (isStale[keep]) {
      findPartner(keep)
      continue
    }
    const gone = partner[keep]!
    for (let j = 0; j < count; j++) {
      if (groups[j] === undefined) continue
      if (partner[j] === keep || partner[j] === gone) isStale[j] = 1
      const sum = sums[keep * count + j]! + sums[gone * count + j]!
      sums[keep * count + j] = sums[j * count + keep] = sum
    }
    groups[keep]!.push(...groups[gone]!)
    groups[gone] = undefined
    first[keep] = Math.min(first[keep]!, first[gone]!)
    last[keep] = Math.max(last[keep]!, last[gone]!)
    findPartner(keep)
    // What the window kept apart may be near enough to the grown group.
    for (let j = 0; j < keep; j++) {
      if (groups[j] === undefined) continue
      const found = average(j, keep)
      if (found < value[j]! || (found === value[j]! && keep >= partner[j]!)) continue
      value[j] = found
      partner[j] = keep
      isStale[j] = 0
    }
  }
  return groups.filter((group) => group !== undefined).map((group) => group.sort((a, b) => a - b))
}

/** The lower bound of a group's cohesion, also where its items have nothing in common. */
const MIN_COHESION = 0.02
const COHESION_EXPONENT = 0.3

/**
 * Divides a few items into groups by average link: the two groups most alike are joined until none are alike enough; ties by
 * the lower indexes. `likeness` gives the chance that two items belong together (an item's own is 1).
 *
 * The likeness of two groups is the mean over their pairs, divided by (cohesion of one × cohesion of the other)^0.3, where
 * a group's cohesion is the mean over its pairs: a loose group, whose articles each use their own words, is held to a lower
 * measure. n³ steps: for sixteen items, not for hundreds.
 *
 * Of the pairs of items given, those `apart` never come into one group. Those `together` do, unless that would bring two that
 * are apart into one; this changes no mean, so each brings along whatever it is grouped with by likeness.
 */
export function averageLink(
  size: number,
  likeness: (i: number, j: number) => number,
  options: {
    readonly threshold: number
    readonly mayJoin: (a: readonly number[], b: readonly number[]) => boolean
    readonly together?: readonly (readonly [number, number])[]
    readonly apart?: readonly (readonly [number, number])[]
  },
): number[][] {
  const { threshold, mayJoin, together = [], apart = [] } = options
  // For each item, all that it is grouped with by likeness or by `together`.
  const wholes = Array.from({ length: size }, (_, i) => [i])
  for (const [i, j] of together) if (!areApart(i, j)) unite(i, j)
  const groups = Array.from({ length: size }, (_, i) => [i])
  // sums[a][b]: over the pairs between two groups; sums[a][a]: over all ordered pairs of one, itself included.
  const sums = groups.map((_, i) => groups.map((__, j) => (i === j ? 1 : likeness(i, j))))
  for (;;) {
    let best = threshold
    let keep = -1
    let gone = -1
    for (let a = 0; a < groups.length; a++) {
      for (let b = a + 1; b < groups.length; b++) {
        const mean = sums[a]![b]! / (groups[a]!.length * groups[b]!.length)
        if (mean <= 0) continue
        const value = mean / (cohesion(a) * cohesion(b)) ** COHESION_EXPONENT
        if (value < best || (value === best && keep >= 0)) continue
        if (areApart(groups[a]![0]!, groups[b]![0]!) || !mayJoin(groups[a]!, groups[b]!)) continue
        best = value
        keep = a
        gone = b
      }
    }
    if (keep < 0) return [...new Set(wholes)].map((whole) => whole.sort((a, b) => a - b))
    unite(groups[keep]![0]!, groups[gone]![0]!)
    sums[keep]![keep]! += sums[gone]![gone]! + 2 * sums[keep]![gone]!
    for (let other = 0; other < groups.length; other++) {
      if (other === keep || other === gone) continue
      sums[keep]![other]! += sums[gone]![other]!
      sums[other]![keep] = sums[keep]![other]!
    }
    groups[keep]!.push(...groups[gone]!)
    groups.splice(gone, 1)
    sums.splice(gone, 1)
    for (const row of sums) row.splice(gone, 1)
  }

  function areApart(i: number, j: number): boolean {
    const [some, others] = [wholes[i]!, wholes[j]!]
    return apart.some(([a, b]) => (some.includes(a) && others.includes(b)) || (some.includes(b) && others.includes(a)))
  }

  function unite(i: number, j: number): void {
    if (wholes[i] === wholes[j]) return
    const whole = [...wholes[i]!, ...wholes[j]!]
    for (const item of whole) wholes[item] = whole
  }

  function cohesion(group: number): number {
    return Math.max(MIN_COHESION, sums[group]![group]! / groups[group]!.length ** 2)
  }
}

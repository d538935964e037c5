/**
 * The name that was probably meant, for the hint of an error message; undefined when none is close. Bias: no hint is better
 * than a wrong one, so at most one edit for every three letters is allowed (insertion, deletion, substitution, transposition).
 */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined
  const meant = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const name of names) {
    const distance = editDistance(meant, name.toLowerCase())
    if (distance < bestDistance && distance <= Math.max(1, Math.floor(Math.max(meant.length, name.length) / 3))) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** The optimal string alignment distance: Damerau-Levenshtein in which no pair that was transposed is edited again. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, beforePrevious[j - 2]! + 1)
      }
      current.push(edits)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length]!
}

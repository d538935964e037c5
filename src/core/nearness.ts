/** Which stored articles a new one may end up with: what grouping loads the stories of, and nothing else. */
import { COMPONENT_LIKENESS, eventThreshold } from './events.ts'
import type { Fingerprint } from './fingerprint.ts'
import { cosine, unpackVector } from './packing.ts'

/**
 * Those of the candidates that grouping would link with an article: alike enough for one event or one text, or with the
 * same title, address or guid. The bias: one too many costs a little time, one too few a copy.
 */
export function nearestOf(
  own: Fingerprint,
  candidates: readonly { readonly id: string; readonly fingerprint: Fingerprint }[],
): string[] {
  const vector = unpackVector(own.vector)
  return candidates
    .filter(({ fingerprint: other }) => {
      if (shareKey(own, other)) return true
      return cosine(vector, unpackVector(other.vector)) >= COMPONENT_LIKENESS * eventThreshold(own.words, other.words)
    })
    .map(({ id }) => id)
}

/** Whether two articles have their whole title, address or guid in common. */
export function shareKey(a: Fingerprint, b: Fingerprint): boolean {
  const isSame = (keyA?: number, keyB?: number): boolean => keyA !== undefined && keyA === keyB
  return isSame(a.titleKey, b.titleKey) || isSame(a.urlKey, b.urlKey) || isSame(a.guidKey, b.guidKey)
}

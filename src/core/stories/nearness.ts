/** Which articles grouping links: for one text or for one event. What is not linked, directly or by others, stays apart. */

import { cosine } from '../text/packing.ts'
import { COPY_THRESHOLD, lackCommonPhrases, sameAddress } from './copies.ts'
import type { PairMemory } from './copy-groups.ts'
import { shareOfThreshold } from './events.ts'
import type { Fingerprint } from './fingerprint.ts'
import { eventVector } from './prints.ts'

/**
 * From which likeness on a pair is looked at closely as copies, when it shares a phrase and when it shares words only.
 * Of 5,000 pairs of copies five are less alike than this, of 120,000 other pairs nine in ten.
 */
const MIN_COPY_LIKENESS = 0.15
const MIN_COPY_LIKENESS_OF_WORDS = 0.3

/**
 * How sure we are that two articles are one text, and why, where we are sure enough. `likeness` is the cosine of their
 * event vectors; `isStrong`: they share an address, a title or a phrase, and not only words.
 */
export function copyLink(
  a: Fingerprint,
  b: Fingerprint,
  {
    likeness,
    isStrong,
    memory,
  }: { readonly likeness: number; readonly isStrong: boolean; readonly memory: PairMemory },
): { readonly p: number; readonly why: string } | undefined {
  const isNear = likeness >= (isStrong ? MIN_COPY_LIKENESS : MIN_COPY_LIKENESS_OF_WORDS)
  if (!isNear && !(isStrong && shareKey(a, b))) return undefined
  if (lackCommonPhrases(a, b) && sameAddress(a, b) === undefined) return undefined
  const pair = memory.judge(a, b)
  return pair.p >= COPY_THRESHOLD ? pair : undefined
}

/** Those of the candidates that grouping links with an article: one text, or alike enough for one event. */
export function linkedWith(
  own: Fingerprint,
  candidates: readonly { readonly id: string; readonly fingerprint: Fingerprint }[],
  memory: PairMemory,
): string[] {
  const vector = eventVector(own)
  return candidates
    .filter(({ fingerprint: other }) => {
      const likeness = cosine(vector, eventVector(other))
      const isSameSource = own.sourceId === other.sourceId
      if (shareOfThreshold(likeness, { wordsA: own.words, wordsB: other.words, isSameSource }) >= 1) return true
      return copyLink(own, other, { likeness, isStrong: true, memory }) !== undefined
    })
    .map(({ id }) => id)
}

/** Whether two articles have their whole title, address or guid in common. */
function shareKey(a: Fingerprint, b: Fingerprint): boolean {
  const isSame = (keyA?: number, keyB?: number): boolean => keyA !== undefined && keyA === keyB
  return isSame(a.titleKey, b.titleKey) || isSame(a.urlKey, b.urlKey) || isSame(a.guidKey, b.guidKey)
}

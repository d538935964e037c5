/**
 * Groups of copies out of judged pairs. The bias: a group grows only where its articles on the whole agree, so that one
 * quotation or one mistaken pair does not chain two texts together; what the order of arrival was changes nothing.
 */
import { COPY_THRESHOLD, copyProbability, explainCopy, pairFeatures, sameAddress } from './copies.ts'
import { areApart, type IndexPair } from './corrections.ts'
import type { Fingerprint } from './fingerprint.ts'
import { Groups } from './groups.ts'

/** How sure we are that the articles at two indexes are one text. */
export interface JudgedPair {
  /** Indexes, a < b. */
  readonly a: number
  readonly b: number
  readonly p: number
  readonly why: string
}

/** Of two groups to be joined so many articles each, the first by date, are compared. */
const MAX_COMPARED = 16
/** No single pair weighs more than this, in log-odds. */
const MAX_LOG_ODDS = 4

/** Pairs remembered: about 5 MB. */
const MAX_REMEMBERED = 50_000

/**
 * What was judged of pairs, remembered for as long as the same fingerprints come again: a grouping looks at the articles
 * of a story anew for every article that may join it. An answer never changes, so this costs memory and nothing else.
 */
export class PairMemory {
  readonly #numbers = new WeakMap<Fingerprint, number>()
  readonly #judged = new Map<number, { readonly p: number; readonly why: string }>()
  #last = 0

  /** What `judgePair` says. */
  judge(a: Fingerprint, b: Fingerprint): { readonly p: number; readonly why: string } {
    const first = this.#numberOf(a)
    const second = this.#numberOf(b)
    const key = Math.min(first, second) * 2 ** 26 + Math.max(first, second)
    let judged = this.#judged.get(key)
    if (judged === undefined) {
      judged = judgePair(a, b)
      if (this.#judged.size >= MAX_REMEMBERED) this.#judged.clear()
      this.#judged.set(key, judged)
    }
    return judged
  }

  #numberOf(fingerprint: Fingerprint): number {
    let number = this.#numbers.get(fingerprint)
    if (number === undefined) this.#numbers.set(fingerprint, (number = ++this.#last))
    return number
  }
}

/** How sure we are that two articles are one text, and why in words where we are sure enough. */
export function judgePair(a: Fingerprint, b: Fingerprint): { readonly p: number; readonly why: string } {
  const address = sameAddress(a, b)
  if (address !== undefined) return { p: 1, why: `the same ${address}` }
  const features = pairFeatures(a, b)
  const p = copyProbability(features)
  return { p, why: p >= COPY_THRESHOLD ? explainCopy(features, p) : '' }
}

/**
 * Copies among articles in (date, id) order: sure pairs by falling probability,
 * then by index; two groups are joined when the sum of log-odds over the pairs between them speaks for it, and no pair of
 * `apart` stands between them.
 */
export function joinCopies(
  sorted: readonly { readonly id: string; readonly fingerprint: Fingerprint }[],
  judged: readonly JudgedPair[],
  apart: readonly IndexPair[] = [],
  memory = new PairMemory(),
): { readonly groupOf: Groups; readonly whyOf: ReadonlyMap<number, string> } {
  const size = sorted.length
  const probabilities = new Map(judged.map(({ a, b, p }) => [a * size + b, p]))
  const probability = (i: number, j: number): number => {
    const pair = Math.min(i, j) * size + Math.max(i, j)
    let p = probabilities.get(pair)
    if (p === undefined) {
      p = memory.judge(sorted[i]!.fingerprint, sorted[j]!.fingerprint).p
      probabilities.set(pair, p)
    }
    return p
  }
  const agree = (groupA: readonly number[], groupB: readonly number[]): boolean => {
    let sum = 0
    const someA = firstOf(groupA)
    const someB = firstOf(groupB)
    for (const i of someA) {
      for (const j of someB) {
        const p = probability(i, j)
        sum += Math.max(-MAX_LOG_ODDS, Math.min(MAX_LOG_ODDS, Math.log(p / (1 - p))))
      }
    }
    return sum >= 0
  }
  const groupOf = new Groups(size)
  const sure = judged.filter((pair) => pair.p >= COPY_THRESHOLD).sort((x, y) => y.p - x.p || x.a - y.a || x.b - y.b)
  for (const { a, b } of sure) {
    const rootA = groupOf.rootOf(a)
    const rootB = groupOf.rootOf(b)
    const isIn = (root: number) => (i: number) => groupOf.rootOf(i) === root
    if (rootA !== rootB && areApart(apart, isIn(rootA), isIn(rootB))) continue
    if (rootA === rootB || !agree(groupOf.membersOf(rootA), groupOf.membersOf(rootB))) continue
    groupOf.join(rootA, rootB)
  }
  return { groupOf, whyOf: reasonsOf(sure, groupOf, sorted) }
}

/** Of each copy its link with the first of its group, where there is a sure one, else the surest with another of it. */
function reasonsOf(
  sure: readonly JudgedPair[],
  groupOf: Groups,
  sorted: readonly { readonly id: string }[],
): Map<number, string> {
  const whyOf = new Map<number, string>()
  const tell = (i: number, other: number, why: string): void => {
    if (!whyOf.has(i)) whyOf.set(i, `the same text as ${sorted[other]!.id}: ${why}`)
  }
  const kept = sure.filter(({ a, b }) => groupOf.rootOf(a) === groupOf.rootOf(b))
  for (const { a, b, why } of kept) if (groupOf.rootOf(a) === a) tell(b, a, why)
  for (const { a, b, why } of kept) {
    tell(b, a, why)
    if (groupOf.rootOf(a) !== a) tell(a, b, why)
  }
  return whyOf
}

function firstOf(group: readonly number[]): readonly number[] {
  return group.length <= MAX_COMPARED ? group : [...group].sort((a, b) => a - b).slice(0, MAX_COMPARED)
}

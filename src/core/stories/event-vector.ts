/** The vector by which articles about one event find each other: a hundred telling stems and pairs of stems. */
import { distinct, HASH_SHIFT, mix } from '../text/hashing.ts'
import { packWeighted } from '../text/packing.ts'
import type { Term } from './terms.ts'

const MAX_VECTOR = 100
const MIN_RARITY = 12
const LEAD_WORDS = 80
const TERM_KEYS = 12

/**
 * The event vector: a stem of the title counts three times, one of the first 80 words twice, a capitalised one half as
 * much again, a pair of neighbours half; times its rarity. (That mix won over plain TF-IDF on events told by several outlets.)
 */
export function vectorOf(
  titleTerms: readonly Term[],
  bodyTerms: readonly Term[],
): { readonly packed: string; readonly keys: number[] } {
  // One number an occurrence, hash (30 bits), rarity (6), quarters of its weight (6), so that plain sorting groups them.
  const occurrences: number[] = []
  const add = (terms: readonly Term[], base: number, isTitle: boolean): void => {
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i]!
      if (term.rarity < MIN_RARITY || term.isNumber) continue
      const weight = isTitle ? base : base * (i < LEAD_WORDS ? 2 : 1) * (term.isCapital ? 1.5 : 1)
      occurrences.push((term.stemHash * 64 + term.rarity) * 64 + Math.round(weight * 4))
      const next = terms[i + 1]
      if (next === undefined || next.rarity < MIN_RARITY || next.isNumber) continue
      const rarity = Math.min(63, Math.round((term.rarity + next.rarity) * 0.5))
      occurrences.push((mix(term.stemHash, next.stemHash, 1) * 64 + rarity) * 64 + Math.round(weight * 2))
    }
  }
  add(titleTerms, 3, true)
  add(bodyTerms, 1, false)
  const sorted = Float64Array.from(occurrences).sort()
  // Again one number each, weight first and then the hash, so that plain sorting finds the heaviest.
  const weighed: number[] = []
  for (let i = 0; i < sorted.length; ) {
    const hash = Math.floor(sorted[i]! / 4096)
    const rarity = Math.floor(sorted[i]! / 64) % 64
    let quarters = 0
    while (i < sorted.length && Math.floor(sorted[i]! / 4096) === hash) quarters += sorted[i++]! % 64
    const weight = (1 + Math.log(quarters / 4)) * rarity
    if (weight > 0) weighed.push(Math.round(weight * 1000) * 2 ** 30 + hash)
  }
  const heaviest = Float64Array.from(weighed).sort().reverse().slice(0, MAX_VECTOR)
  const most = Math.floor((heaviest[0] ?? 0) / 2 ** 30)
  const values = Uint32Array.from(heaviest, (value) => {
    const weight = Math.max(1, Math.round((Math.floor(value / 2 ** 30) / most) * 63))
    return ((value % 2 ** 30) >>> HASH_SHIFT) * 64 + weight
  }).sort()
  const packed = distinct(values, 0).filter((value, i, all) => value >>> 6 !== (all[i + 1] ?? -1) >>> 6)
  return {
    packed: packWeighted(packed),
    keys: Array.from(heaviest.slice(0, TERM_KEYS), (value) => value % 2 ** 30),
  }
}

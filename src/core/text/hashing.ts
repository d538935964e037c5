/** The hashes that fingerprints are made of. */

/** Shifts the 30-bit hash of a word or phrase to the 18 bits that a fingerprint keeps. */
export const HASH_SHIFT = 12

/** A 30-bit hash of three 30-bit hashes; their order matters. */
export function mix(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 2
}

/** Shifts sorted numbers right by `shift` bits and returns the distinct results, sorted. */
export function distinct(sorted: Uint32Array, shift: number): number[] {
  const found: number[] = []
  let last = -1
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i]! >>> shift
    if (value !== last) found.push(value)
    last = value
  }
  return found
}

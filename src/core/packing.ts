/**
 * Sorted sets of small hashes as plain ASCII text: a fingerprint stays JSON and costs one byte a character. Before two of
 * them are compared they are unpacked into typed arrays, which are walked side by side.
 *
 * A digit of base 64 is one character from `#` on, leaving out the backslash: no character needs escaping in JSON.
 */

/** 18-bit hashes: three digits. A weighted one has its weight of 0–63 as a fourth. */
export const HASH_SPACE = 1 << 18
const HASH_DIGITS = 3
const WEIGHTED_DIGITS = 4

const codeOf = (value: number): number => (value < 57 ? value + 35 : value + 36)

/** One digit, 0–63, as its character. */
export const digitOf = (value: number): string => String.fromCharCode(codeOf(value))

/** The value of the digit at `at`. */
export function valueAt(packed: string, at: number): number {
  const code = packed.charCodeAt(at)
  return code < 92 ? code - 35 : code - 36
}

/** Numbers, each below 64 to the power of `digits`, as that many digits each. */
export function packNumbers(values: ArrayLike<number>, digits: number): string {
  const codes = new Array<number>(values.length * digits)
  for (let i = 0; i < values.length; i++) {
    let rest = values[i]!
    for (let at = (i + 1) * digits - 1; at >= i * digits; at--) {
      codes[at] = codeOf(rest % 64)
      rest = Math.floor(rest / 64)
    }
  }
  return String.fromCharCode.apply(null, codes)
}

/** The numbers that were packed with so many digits each; at most five digits, 30 bits. */
export function unpackNumbers(packed: string, digits: number): Uint32Array {
  const values = new Uint32Array(Math.floor(packed.length / digits))
  for (let i = 0, at = 0; i < values.length; i++) {
    let value = 0
    for (let digit = 0; digit < digits; digit++, at++) {
      const code = packed.charCodeAt(at)
      value = (value << 6) | (code < 92 ? code - 35 : code - 36)
    }
    values[i] = value
  }
  return values
}

/** Hashes (below 2^18, distinct, rising) as text. */
export const packHashes = (hashes: ArrayLike<number>): string => packNumbers(hashes, HASH_DIGITS)

/** Hashes that `packHashes` packed. */
export const unpackHashes = (packed: string): Uint32Array => unpackNumbers(packed, HASH_DIGITS)

/** Weighted hashes, `hash * 64 + weight`, rising by hash, as text. */
export const packWeighted = (values: ArrayLike<number>): string => packNumbers(values, WEIGHTED_DIGITS)

/** Weighted hashes that `packWeighted` packed, as `hash * 64 + weight`. */
export const unpackWeighted = (packed: string): Uint32Array => unpackNumbers(packed, WEIGHTED_DIGITS)

/** How many of sorted numbers are below `limit`. */
export function countBelow(sorted: Uint32Array, limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** How many of the first `sizeA` and `sizeB` of two rising sets of hashes are the same. */
export function countShared(a: Uint32Array, b: Uint32Array, sizeA = a.length, sizeB = b.length): number {
  let atA = 0
  let atB = 0
  let shared = 0
  while (atA < sizeA && atB < sizeB) {
    const hashA = a[atA]!
    const hashB = b[atB]!
    if (hashA === hashB) shared++
    if (hashA <= hashB) atA++
    if (hashB <= hashA) atB++
  }
  return shared
}

/** A weighted set with its length in the sense of geometry, taken once. */
export interface Vector {
  /** `hash * 64 + weight`, rising. */
  readonly values: Uint32Array
  readonly length: number
}

/** The vector that `packWeighted` packed. */
export function unpackVector(packed: string): Vector {
  const values = unpackWeighted(packed)
  let square = 0
  for (let i = 0; i < values.length; i++) square += (values[i]! & 63) * (values[i]! & 63)
  return { values, length: Math.sqrt(square) }
}

/** The cosine of two vectors, 0–1. */
export function cosine(first: Vector, second: Vector): number {
  const a = first.values
  const b = second.values
  const sizeA = a.length
  const sizeB = b.length
  let atA = 0
  let atB = 0
  let product = 0
  while (atA < sizeA && atB < sizeB) {
    const valueA = a[atA]!
    const valueB = b[atB]!
    if (valueA >>> 6 === valueB >>> 6) {
      product += (valueA & 63) * (valueB & 63)
      atA++
      atB++
    } else if (valueA < valueB) atA++
    else atB++
  }
  return product === 0 ? 0 : product / (first.length * second.length)
}

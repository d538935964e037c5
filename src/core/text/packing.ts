/**
 * Sorted sets of small hashes, packed as ASCII text: a fingerprint can be stored as JSON and costs one byte a character.
 * To be compared, two sets are unpacked into typed arrays, which are walked side by side.
 *
 * A base-64 digit is one character, counted from `#` and leaving out the backslash: none needs escaping in JSON.
 */

/** Hashes have 18 bits, which is three digits. A weighted hash has its weight, 0–63, as a fourth. */
export const HASH_SPACE = 1 << 18
/** Shifts the 30-bit hash of a word or phrase to the 18 bits that a fingerprint keeps. */
export const HASH_SHIFT = 12
const HASH_DIGITS = 3
const WEIGHTED_DIGITS = 4

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

const codeOf = (value: number): number => (value < 57 ? value + 35 : value + 36)

/** The character of a digit, 0–63. */
export const digitOf = (value: number): string => String.fromCharCode(codeOf(value))

/** The value of the digit at `at`. */
export function valueAt(packed: string, at: number): number {
  const code = packed.charCodeAt(at)
  return code < 92 ? code - 35 : code - 36
}

/** Packs numbers with this many digits each; every number must be below 64 to the power of `digits`. */
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

/** Unpacks what `packNumbers` packed with the same number of digits; at most five digits, which is 30 bits. */
export function unpackNumbers(packed: string, digits: number): Uint32Array {
  const values = new Uint32Array(Math.floor(packed.length / digits))
  unpackInto(values, packed, 0, digits)
  return values
}

/** Fills `values` with the numbers that stand in `packed` from `at` on. */
export function unpackInto(values: Uint32Array, packed: string, at: number, digits: number): void {
  for (let i = 0; i < values.length; i++) {
    let value = 0
    for (let digit = 0; digit < digits; digit++, at++) {
      const code = packed.charCodeAt(at)
      value = (value << 6) | (code < 92 ? code - 35 : code - 36)
    }
    values[i] = value
  }
}

/** Packs hashes: below 2^18, distinct, ascending. */
export const packHashes = (hashes: ArrayLike<number>): string => packNumbers(hashes, HASH_DIGITS)

/** Unpacks what `packHashes` packed. */
export const unpackHashes = (packed: string): Uint32Array => unpackNumbers(packed, HASH_DIGITS)

/** Packs weighted hashes: `hash * 64 + weight`, ascending. */
export const packWeighted = (values: ArrayLike<number>): string => packNumbers(values, WEIGHTED_DIGITS)

/** Unpacks what `packWeighted` packed, as `hash * 64 + weight`. */
export const unpackWeighted = (packed: string): Uint32Array => unpackNumbers(packed, WEIGHTED_DIGITS)

/** How many of the sorted numbers are below `limit`. */
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

/** How many hashes two ascending sets have in common, among the first `sizeA` of one and the first `sizeB` of the other. */
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

/** A weighted set as a vector, with its Euclidean length computed once. */
export interface Vector {
  /** `hash * 64 + weight`, ascending. */
  readonly values: Uint32Array
  readonly length: number
}

/** Weighted hashes, ascending, as a vector. */
export function vectorOf(values: Uint32Array): Vector {
  let square = 0
  for (let i = 0; i < values.length; i++) square += (values[i]! & 63) * (values[i]! & 63)
  return { values, length: Math.sqrt(square) }
}

/**
 * The weights of one vector as a dense array indexed by hash. A vector is usually compared with many others in a row;
 * then a look-up by hash replaces the walk over both.
 */
const dense = new Uint8Array(HASH_SPACE)
let denseVector: Vector | undefined

function fillDense(vector: Vector): void {
  const old = denseVector?.values ?? []
  for (let i = 0; i < old.length; i++) dense[old[i]! >>> 6] = 0
  const { values } = vector
  for (let i = 0; i < values.length; i++) dense[values[i]! >>> 6] = values[i]! & 63
  denseVector = vector
}

/** The cosine of two vectors, 0–1. Fastest when the first vector is the same from call to call. */
export function cosine(first: Vector, second: Vector): number {
  if (first !== denseVector) fillDense(first)
  const { values } = second
  let product = 0
  for (let i = 0; i < values.length; i++) product += dense[values[i]! >>> 6]! * (values[i]! & 63)
  return product === 0 ? 0 : product / (first.length * second.length)
}

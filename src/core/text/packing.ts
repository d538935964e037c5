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

/** The weights of one vector by hash: it is compared with many in a row, and then a look-up takes the place of a walk. */
const spread = new Uint8Array(HASH_SPACE)
let spreadVector: Vector | undefined

function spreadOut(vector: Vector): void {
  const old = spreadVector?.values ?? []
  for (let i = 0; i < old.length; i++) spread[old[i]! >>> 6] = 0
  const { values } = vector
  for (let i = 0; i < values.length; i++) spread[values[i]! >>> 6] = values[i]! & 63
  spreadVector = vector
}

/** The cosine of two vectors, 0–1; cheapest where the first stays the same from call to call. */
export function cosine(first: Vector, second: Vector): number {
  if (first !== spreadVector) spreadOut(first)
  const { values } = second
  let product = 0
  for (let i = 0; i < values.length; i++) product += spread[values[i]! >>> 6]! * (values[i]! & 63)
  return product === 0 ? 0 : product / (first.length * second.length)
}

/**
 * The cosines of every vector with those before it: to be asked for 0, 1, 2 … in turn; the answer holds until the next is
 * asked for. Only hashes in common are looked at, of which strangers have few.
 */
export function cosinesInTurn(vectors: readonly Vector[]): (index: number) => Float64Array {
  const size = vectors.reduce((sum, { values }) => sum + values.length, 0)
  // The vectors that hold a hash are a chain, the latest first.
  const last = new Map<number, number>()
  const before = new Int32Array(size)
  const holder = new Int32Array(size)
  const weight = new Uint8Array(size)
  const products = new Float64Array(vectors.length)
  let end = 0
  return (index) => {
    products.fill(0, 0, index)
    const { values, length } = vectors[index]!
    for (let i = 0; i < values.length; i++) {
      const hash = values[i]! >>> 6
      const own = values[i]! & 63
      const from = last.get(hash) ?? -1
      for (let at = from; at >= 0; at = before[at]!) products[holder[at]!]! += own * weight[at]!
      before[end] = from
      holder[end] = index
      weight[end] = own
      last.set(hash, end++)
    }
    for (let i = 0; i < index; i++) if (products[i] !== 0) products[i]! /= length * vectors[i]!.length
    return products
  }
}

/** A cache of one value per word, keyed by two 32-bit hashes of the word: a look-up allocates no string. */
import { units } from './letters.ts'

/** How many words a cache holds. When it is full it is emptied, which is cheaper than evicting words one by one. */
const MAX_WORDS = 16_384
const SLOTS = 2 * MAX_WORDS

/**
 * A hash table with open addressing, for words that stand in `units`. Two words with the same 64 bits are taken for one
 * word; expect that once in 10¹⁵ look-ups.
 */
export class WordMemo<Value> {
  readonly #slots = new Uint16Array(SLOTS)
  readonly #hashes = new Int32Array(2 * MAX_WORDS)
  #values: Value[] = []

  /** The cached value of the word from `start` to `end` in `units`; computed by `compute` where there is none yet. */
  get(start: number, end: number, compute: (start: number, end: number) => Value): Value {
    const letters = units
    const slots = this.#slots
    const hashes = this.#hashes
    let one = 0
    let other = end - start
    for (let at = start; at < end; at++) {
      one = Math.imul(one ^ letters[at]!, 0x01000193)
      other = Math.imul(other ^ letters[at]!, 0x5bd1e995)
    }
    let slot = (one ^ (one >>> 15)) & (SLOTS - 1)
    for (let number = slots[slot]!; number !== 0; number = slots[slot]!) {
      if (hashes[2 * number - 2] === one && hashes[2 * number - 1] === other) return this.#values[number - 1]!
      slot = (slot + 1) & (SLOTS - 1)
    }
    if (this.#values.length === MAX_WORDS) {
      slots.fill(0)
      this.#values = []
    }
    const number = this.#values.push(compute(start, end))
    slots[slot] = number
    hashes[2 * number - 2] = one
    hashes[2 * number - 1] = other
    return this.#values[number - 1]!
  }
}

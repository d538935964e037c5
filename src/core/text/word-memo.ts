/** What words lead to, remembered by two hashes of 32 bits each: asked without making a string of the word. */
import { units } from './letters.ts'

/** So many words of a language are remembered; then all are forgotten, which costs less than to forget them one by one. */
const MAX_WORDS = 16_384
const SLOTS = 2 * MAX_WORDS

/** A table of words in `units`, open addressing. Two words with the same 64 bits are taken for one: once in 10¹⁵ looks. */
export class WordMemo<Answer> {
  readonly #slots = new Uint16Array(SLOTS)
  readonly #hashes = new Int32Array(2 * MAX_WORDS)
  #answers: Answer[] = []

  /** What is remembered of the word from `start` to `end`; else what `ask` answers. */
  get(start: number, end: number, ask: (start: number, end: number) => Answer): Answer {
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
      if (hashes[2 * number - 2] === one && hashes[2 * number - 1] === other) return this.#answers[number - 1]!
      slot = (slot + 1) & (SLOTS - 1)
    }
    if (this.#answers.length === MAX_WORDS) {
      slots.fill(0)
      this.#answers = []
    }
    const number = this.#answers.push(ask(start, end))
    slots[slot] = number
    hashes[2 * number - 2] = one
    hashes[2 * number - 1] = other
    return this.#answers[number - 1]!
  }
}

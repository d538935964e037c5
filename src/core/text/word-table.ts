/**
 * A table of words that is read with a part of a text as its key, without cutting the word out: a third of the time of a Map
 * where every word of every article is looked up. Bias: what it does not remember is worked out again, so it forgets
 * everything when full, and words that many others collide with are not kept, which makes a hostile text cost no more than
 * its length.
 */

/** How many words are kept, and how many characters of them. */
const MAX_WORDS = 40_000
const MAX_CHARACTERS = 600_000
/** Longer words are not kept. */
const MAX_LENGTH = 40
/** How many slots are looked at for a word. */
const MAX_PROBES = 16

/** Remembers a value for each word. */
export class WordTable<T> {
  /** By slot, the number of the word plus 1; 0: none. */
  #slots = new Int32Array(1 << 10)
  /** The characters of all words, one after the other. */
  #characters = new Uint16Array(1 << 12)
  /** By word: its hash, where its characters end (they begin where those of the word before it end), its value. */
  #hashes: number[] = []
  #ends: number[] = []
  #values: T[] = []

  /** The value for the word from `start` to `end`, which `work` finds out where it is not known. */
  get(text: string, start: number, end: number, work: (word: string) => T): T {
    if (end - start > MAX_LENGTH) return work(text.slice(start, end))
    const hash = hashOf(text, start, end)
    const mask = this.#slots.length - 1
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const word = this.#slots[(hash + probe) & mask]! - 1
      if (word === -1) break
      if (this.#hashes[word] === hash && this.#isWord(word, text, start, end)) return this.#values[word]!
    }
    const value = work(text.slice(start, end))
    this.#keep(text, start, end, hash, value)
    return value
  }

  #isWord(word: number, text: string, start: number, end: number): boolean {
    const from = word === 0 ? 0 : this.#ends[word - 1]!
    if (this.#ends[word]! - from !== end - start) return false
    for (let at = start; at < end; at++) {
      if (this.#characters[from + at - start] !== text.charCodeAt(at)) return false
    }
    return true
  }

  #keep(text: string, start: number, end: number, hash: number, value: T): void {
    let from = this.#ends.at(-1) ?? 0
    if (this.#values.length >= MAX_WORDS || from + MAX_LENGTH > MAX_CHARACTERS) {
      this.#slots.fill(0)
      this.#hashes = []
      this.#ends = []
      this.#values = []
      from = 0
    }
    if (this.#values.length * 2 >= this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 2)
      for (const [word, known] of this.#hashes.entries()) this.#place(word, known)
    }
    if (from + MAX_LENGTH > this.#characters.length) {
      const more = new Uint16Array(this.#characters.length * 2)
      more.set(this.#characters)
      this.#characters = more
    }
    if (!this.#place(this.#values.length, hash)) return
    for (let at = start; at < end; at++) this.#characters[from + at - start] = text.charCodeAt(at)
    this.#hashes.push(hash)
    this.#ends.push(from + end - start)
    this.#values.push(value)
  }

  #place(word: number, hash: number): boolean {
    const mask = this.#slots.length - 1
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + probe) & mask
      if (this.#slots[slot] !== 0) continue
      this.#slots[slot] = word + 1
      return true
    }
    return false
  }
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

import { grown } from './key-index.ts'

/** Which articles grouping links with which, in memory while it lasts: flat numbers, 8 bytes for each side of a link. */
export class Links {
  readonly #numberOf = new Map<string, number>()
  readonly #ids: string[] = []
  /** The last link of each article, and one; 0 for none. */
  #heads = new Uint32Array(1_024)
  #size = 0
  #others = new Uint32Array(8_192)
  #next = new Uint32Array(8_192)

  /** Articles in it. */
  get size(): number {
    return this.#ids.length
  }

  /** Links two articles, each with the other. */
  add(a: string, b: string): void {
    this.#put(this.#number(a), this.#number(b))
  }

  /** What is linked with an article, each once, the last linked first. */
  of(id: string): string[] {
    const number = this.#numberOf.get(id)
    if (number === undefined) return []
    const others = new Set<number>()
    for (let link = this.#heads[number]!; link > 0; link = this.#next[link - 1]!) others.add(this.#others[link - 1]!)
    return Array.from(others, (other) => this.#ids[other]!)
  }

  /** The links between the articles that `isKept` says. */
  among(isKept: (id: string) => boolean): Links {
    const links = new Links()
    for (const id of this.#ids.filter(isKept)) {
      // Each link stands at both its ends: one of them is enough.
      for (const other of this.of(id)) if (id < other && isKept(other)) links.add(id, other)
    }
    return links
  }

  #number(id: string): number {
    let number = this.#numberOf.get(id)
    if (number === undefined) {
      number = this.#ids.push(id) - 1
      this.#numberOf.set(id, number)
      if (number === this.#heads.length) this.#heads = grown(this.#heads, new Uint32Array(2 * number))
    }
    return number
  }

  #put(a: number, b: number): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      if (this.#size === this.#others.length) {
        this.#others = grown(this.#others, new Uint32Array(2 * this.#size))
        this.#next = grown(this.#next, new Uint32Array(2 * this.#size))
      }
      this.#others[this.#size] = to
      this.#next[this.#size] = this.#heads[from]!
      this.#heads[from] = ++this.#size
    }
  }
}

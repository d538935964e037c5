/** Which articles grouping links with which, in memory while it lasts: flat numbers, 8 bytes for each side of a link. */
export class Links {
  readonly #numberOf = new Map<string, number>()
  #ids: string[] = []
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

  /** Keeps the articles that `isKept` says, and the links between them. */
  keep(isKept: (id: string) => boolean): void {
    const [ids, heads, others, next] = [this.#ids, this.#heads, this.#others, this.#next]
    const kept = ids.map(isKept)
    this.#numberOf.clear()
    this.#ids = []
    this.#heads = new Uint32Array(1_024)
    this.#size = 0
    this.#others = new Uint32Array(8_192)
    this.#next = new Uint32Array(8_192)
    for (const [number, id] of ids.entries()) {
      for (let link = heads[number]!; link > 0; link = next[link - 1]!) {
        const other = others[link - 1]!
        // Each link stands at both its ends.
        if (number < other && kept[number] && kept[other]) this.add(id, ids[other]!)
      }
    }
  }

  #number(id: string): number {
    let number = this.#numberOf.get(id)
    if (number === undefined) {
      number = this.#ids.push(id) - 1
      this.#numberOf.set(id, number)
      if (number === this.#heads.length) this.#heads = grown(this.#heads)
    }
    return number
  }

  #put(a: number, b: number): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      if (this.#size === this.#others.length) {
        this.#others = grown(this.#others)
        this.#next = grown(this.#next)
      }
      this.#others[this.#size] = to
      this.#next[this.#size] = this.#heads[from]!
      this.#heads[from] = ++this.#size
    }
  }
}

function grown(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(2 * from.length)
  to.set(from)
  return to
}

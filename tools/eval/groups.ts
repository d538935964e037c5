/** Union-find over indexes: the root of each group is its lowest index, that is its first article by date and id. */
export class Groups {
  readonly #parents: Int32Array
  readonly #members: number[][]

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, i) => i)
    this.#members = Array.from({ length: size }, (_, i) => [i])
  }

  rootOf(i: number): number {
    let root = i
    while (this.#parents[root] !== root) root = this.#parents[root]!
    while (this.#parents[i] !== root) {
      const next = this.#parents[i]!
      this.#parents[i] = root
      i = next
    }
    return root
  }

  membersOf(root: number): readonly number[] {
    return this.#members[root]!
  }

  join(a: number, b: number): void {
    const keep = Math.min(a, b)
    const gone = Math.max(a, b)
    this.#parents[gone] = keep
    this.#members[keep]!.push(...this.#members[gone]!)
    this.#members[gone] = []
  }
}

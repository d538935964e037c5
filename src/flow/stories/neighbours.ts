/**
 * Where new articles may belong: what grouping has to look at again beside them. The keys of the window are read once for a
 * grouping, fingerprints as they are needed; both are kept in memory until it ends.
 */

import type { Instant } from '../../core/model.ts'
import { type IndexEntry, KeyIndex, readKeyBlock } from '../../core/stories/key-index.ts'
import { Links } from '../../core/stories/links.ts'
import { linkedWith } from '../../core/stories/nearness.ts'
import { type Fingerprint, indexKeys, type PairMemory } from '../../core/stories/stories.ts'
import type { Corrections } from '../../store/corrections.ts'
import type { Db } from '../../store/db.ts'
import {
  datesOfPending,
  type GroupedRow,
  keyBlocks,
  loadFingerprints,
  loadNeighbours,
} from '../../store/grouping-index.ts'
import { inParts } from '../../store/rows.ts'

/** Fingerprints kept, about 12 KB each with what is made of them: those that come again and again in the slices of one grouping. */
const MAX_FINGERPRINTS = 2_000
/** Buckets for the keys of the articles of a slice: 2 to this. */
const OWN_BUCKET_BITS = 12
/** Articles whose candidates are loaded together: 40 each. */
const ARTICLES_AT_ONCE = 50

/**
 * All that hangs together with new articles is looked at again while it is no more than so many articles: where a whole
 * week hangs together the cost would grow with all of it.
 */
const MAX_LOOKED_AT = 1_000

/** An article of a story that a new one may join. */
export interface Neighbour {
  readonly row: GroupedRow
  readonly fingerprint: Fingerprint
}

/** An article that others may belong to; its story, where it stands in one. */
interface Placed {
  readonly fingerprint: Fingerprint
  readonly storyId?: string
}

/** What one grouping knows of the articles inside the window. */
export class Neighbourhood {
  readonly #db: Db
  readonly #windowMs: number
  readonly #together: Corrections['together']
  readonly #memory: PairMemory
  readonly #index = new KeyIndex()
  /** What grouping links with each article, as far as the two have met. */
  #near = new Links()
  /** The last used last. */
  readonly #fingerprints = new Map<string, Fingerprint>()

  private constructor(db: Db, windowMs: number, together: Corrections['together'], memory: PairMemory) {
    this.#db = db
    this.#windowMs = windowMs
    this.#together = together
    this.#memory = memory
  }

  /** Reads the keys of what may be near the pending articles. Throws StoreError. */
  static async open(db: Db, windowMs: number, { together }: Corrections, memory: PairMemory): Promise<Neighbourhood> {
    const near = new Neighbourhood(db, windowMs, together, memory)
    const dates = await datesOfPending(db)
    if (dates === undefined) return near
    // Twice the window: what is near to a pending article, and what is near to that.
    const from = new Date(Date.parse(dates.from) - 2 * windowMs).toISOString()
    const until = new Date(Date.parse(dates.until) + 2 * windowMs).toISOString()
    for await (const block of keyBlocks(db, from, until)) {
      for (const entry of readKeyBlock(block)) {
        near.#index.add(entry)
        for (const other of entry.near ?? []) near.#near.add(entry.id, other)
      }
    }
    return near
  }

  /**
   * Takes in articles that are about to be grouped, and gives back what grouping has to look at beside them: the articles
   * of every story that it links with one of them, inside the window, those of their own stories included; of every story
   * that it links with one of these, and so on. Whether a new article joins a story may hang on a third that is like the
   * story and not like it: without it the order of arrival would show. Throws StoreError.
   */
  async of(fresh: ReadonlyMap<string, Placed>): Promise<Neighbour[]> {
    this.#letGo()
    let next = await this.#nearOf(fresh)
    for (const [id, { storyId }] of fresh) if (storyId !== undefined) next.add(id)
    // What people said belongs together need not be alike.
    for (const [a, b] of this.#together) {
      if (fresh.has(a)) next.add(b)
      if (fresh.has(b)) next.add(a)
    }
    const found = new Map<string, Neighbour>()
    const stories = new Set<string>()
    while (next.size > 0) {
      const members = await this.#membersOf(next, stories)
      for (const member of members) {
        found.set(member.row.id, member)
        stories.add(member.row.storyId)
      }
      next = this.#beyond(members, (id) => found.has(id) || fresh.has(id), MAX_LOOKED_AT - found.size)
    }
    return [...found.values()]
  }

  /** What is linked with these and not known yet: as much as there is room for, what is linked with most first. */
  #beyond(members: readonly Neighbour[], isKnown: (id: string) => boolean, room: number): Set<string> {
    const linksOf = new Map<string, number>()
    for (const { row } of members) {
      for (const id of this.#near.of(row.id)) {
        if (!isKnown(id)) linksOf.set(id, (linksOf.get(id) ?? 0) + 1)
      }
    }
    const beyond = [...linksOf].sort(([idA, a], [idB, b]) => b - a || (idA < idB ? -1 : 1))
    return new Set(beyond.slice(0, Math.max(0, room)).map(([id]) => id))
  }

  /** What the index keeps of articles that were taken in. */
  entriesOf(fresh: ReadonlyMap<string, Placed>): IndexEntry[] {
    return [...fresh].map(([id, { fingerprint }]) => ({ ...entryOf(id, fingerprint), near: this.#near.of(id) }))
  }

  /** Lets go of what is too old for what comes next: all that is dated `from` or later. */
  forget(from: Instant): void {
    this.#index.forget(Date.parse(from) - 2 * this.#windowMs)
    if (this.#near.size < 2 * this.#index.size) return
    this.#near = this.#near.among((id) => this.#index.has(id))
  }

  /**
   * Those that grouping links with one of the given; each is remembered as near to the other. Candidates among those that
   * come together are looked for apart: where one text comes by the hundred they would be the only ones.
   */
  async #nearOf(articles: ReadonlyMap<string, Placed>): Promise<Set<string>> {
    const near = new Set<string>()
    const own = new KeyIndex(OWN_BUCKET_BITS)
    const entries = Array.from(articles, ([id, { fingerprint }]) => entryOf(id, fingerprint))
    for (const entry of entries) own.add(entry)
    for (const part of inParts([...articles], ARTICLES_AT_ONCE)) {
      const candidatesOf = new Map<string, readonly string[]>()
      for (const [id, { fingerprint }] of part) {
        candidatesOf.set(id, this.#index.candidatesOf(id, fingerprint, this.#windowMs))
      }
      await this.#load([...new Set([...candidatesOf.values()].flat())])
      for (const [id, { fingerprint }] of part) {
        const together = own.candidatesOf(id, fingerprint, this.#windowMs)
        const candidates = [...new Set([...candidatesOf.get(id)!, ...together])].flatMap((other) => {
          const known = articles.get(other)?.fingerprint ?? this.#fingerprints.get(other)
          return known === undefined ? [] : [{ id: other, fingerprint: known }]
        })
        for (const other of linkedWith(fingerprint, candidates, this.#memory)) {
          near.add(other)
          this.#near.add(id, other)
        }
      }
    }
    for (const entry of entries) this.#index.add(entry)
    for (const [id, { fingerprint }] of articles) this.#remember(id, fingerprint)
    return near
  }

  /** The articles of the stories that these stand in, but of those that are known. */
  async #membersOf(ids: ReadonlySet<string>, known: ReadonlySet<string>): Promise<Neighbour[]> {
    const rows = await loadNeighbours(this.#db, [...ids].sort(), known)
    await this.#load(rows.map(({ id }) => id))
    return rows.flatMap((row) => {
      const fingerprint = this.#fingerprints.get(row.id)
      return fingerprint === undefined ? [] : [{ row, fingerprint }]
    })
  }

  async #load(ids: readonly string[]): Promise<void> {
    // Before, not after: what is asked for must stay, however much it is.
    this.#letGo()
    const missing: string[] = []
    for (const id of ids) {
      const known = this.#fingerprints.get(id)
      if (known === undefined) missing.push(id)
      else this.#remember(id, known)
    }
    for (const [id, body] of await loadFingerprints(this.#db, missing)) {
      this.#remember(id, JSON.parse(body) as Fingerprint)
    }
  }

  #remember(id: string, fingerprint: Fingerprint): void {
    this.#fingerprints.delete(id)
    this.#fingerprints.set(id, fingerprint)
  }

  #letGo(): void {
    for (const id of this.#fingerprints.keys()) {
      if (this.#fingerprints.size <= MAX_FINGERPRINTS) return
      this.#fingerprints.delete(id)
    }
  }
}

const entryOf = (id: string, fingerprint: Fingerprint): IndexEntry => ({
  id,
  datedMs: fingerprint.publishedMs,
  keys: indexKeys(fingerprint),
})

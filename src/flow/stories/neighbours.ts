/**
 * Finds the kept articles that must be grouped again beside new ones, because these may belong to their stories. The
 * keys of all articles inside the window are read once for a grouping, fingerprints when they are needed; both stay in
 * memory until the grouping ends.
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

/**
 * Fingerprints kept in memory, the most recently used ones, since slices often need the same. About 12 KB each with
 * derived data.
 */
const MAX_FINGERPRINTS = 2_000
/** The index of one slice's keys has 2 to this many buckets. */
const OWN_BUCKET_BITS = 12
/** Articles whose candidates are loaded together; each has up to 40. */
const ARTICLES_AT_ONCE = 50

/**
 * At most so many articles that are linked with new ones, directly or through others, are grouped again. Without a
 * limit the cost would grow with the whole window where all of a week's articles are linked.
 */
const MAX_LOOKED_AT = 1_000

/** An article of a story that a new one may join. */
interface Neighbour {
  readonly row: GroupedRow
  readonly fingerprint: Fingerprint
}

/** An article that is being grouped, with its story where it already has one. */
interface Placed {
  readonly fingerprint: Fingerprint
  readonly storyId?: string
}

/** What one grouping knows about the articles inside the window. */
export class Neighbourhood {
  readonly #db: Db
  readonly #windowMs: number
  readonly #together: Corrections['together']
  readonly #memory: PairMemory
  readonly #index = new KeyIndex()
  /** The articles that grouping links with each article, as far as the two were compared. */
  #near = new Links()
  /** By article id, the most recently used last. */
  readonly #fingerprints = new Map<string, Fingerprint>()

  private constructor(db: Db, windowMs: number, together: Corrections['together'], memory: PairMemory) {
    this.#db = db
    this.#windowMs = windowMs
    this.#together = together
    this.#memory = memory
  }

  /** Reads the keys of all articles that may be linked with the pending ones. Throws StoreError. */
  static async open(db: Db, windowMs: number, { together }: Corrections, memory: PairMemory): Promise<Neighbourhood> {
    const near = new Neighbourhood(db, windowMs, together, memory)
    const dates = await datesOfPending(db)
    if (dates === undefined) return near
    // Twice the window: articles near a pending one, and articles near those.
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
   * Adds articles that are about to be grouped, and returns the articles that must be grouped with them: all articles
   * inside the window of each story that is linked with one of them or contains one; of each story linked with one of
   * those; and so on. Whether a new article joins a story can depend on a third article that resembles the story but
   * not the new article: without that one the result would depend on the order of arrival. Throws StoreError.
   */
  async of(fresh: ReadonlyMap<string, Placed>): Promise<Neighbour[]> {
    this.#evict()
    let next = await this.#nearOf(fresh)
    for (const [id, { storyId }] of fresh) if (storyId !== undefined) next.add(id)
    // Articles that a person put together need not be similar.
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

  /** Up to `limit` articles that are linked with these and not known yet, those with the most links first. */
  #beyond(members: readonly Neighbour[], isKnown: (id: string) => boolean, limit: number): Set<string> {
    const linksOf = new Map<string, number>()
    for (const { row } of members) {
      for (const id of this.#near.of(row.id)) {
        if (!isKnown(id)) linksOf.set(id, (linksOf.get(id) ?? 0) + 1)
      }
    }
    const beyond = [...linksOf].sort(([idA, a], [idB, b]) => b - a || (idA < idB ? -1 : 1))
    return new Set(beyond.slice(0, Math.max(0, limit)).map(([id]) => id))
  }

  /** The index entries to be stored for articles that were added. */
  entriesOf(fresh: ReadonlyMap<string, Placed>): IndexEntry[] {
    return [...fresh].map(([id, { fingerprint }]) => ({ ...entryOf(id, fingerprint), near: this.#near.of(id) }))
  }

  /** Forgets articles too old to be linked with the next ones, which are all dated `from` or later. */
  forget(from: Instant): void {
    this.#index.forget(Date.parse(from) - 2 * this.#windowMs)
    if (this.#near.size < 2 * this.#index.size) return
    this.#near = this.#near.among((id) => this.#index.has(id))
  }

  /**
   * The articles that grouping links with one of the given, which are remembered as near each other. Candidates within
   * the slice are looked up in an index of its own: where a hundred articles of a slice have one text, they would
   * otherwise crowd out all other candidates.
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

  /** The articles of the stories that these are in, except stories already known. */
  async #membersOf(ids: ReadonlySet<string>, known: ReadonlySet<string>): Promise<Neighbour[]> {
    const rows = await loadNeighbours(this.#db, [...ids].sort(), known)
    await this.#load(rows.map(({ id }) => id))
    return rows.flatMap((row) => {
      const fingerprint = this.#fingerprints.get(row.id)
      return fingerprint === undefined ? [] : [{ row, fingerprint }]
    })
  }

  async #load(ids: readonly string[]): Promise<void> {
    // Before loading, since everything asked for now must stay in memory, however much it is.
    this.#evict()
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

  #evict(): void {
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

/**
 * The articles that pending ones may meet, read once for a grouping, and the adding of the pending ones. Fingerprints are read
 * when they are needed, and the last used stay in memory.
 */

import { NO_REPEATS, type Repeats } from '../../core/article/recurring.ts'
import type { Instant } from '../../core/model.ts'
import { type Fingerprint, fingerprintArticle } from '../../core/stories/fingerprint.ts'
import { type ChangedStory, Grouper, type WindowArticle } from '../../core/stories/grouper.ts'
import { originFacts } from '../../core/stories/origin.ts'
import type { Place } from '../../core/stories/placement.ts'
import { datedAt } from '../../core/stories/presented.ts'
import { countTable, hasTable, type RarityTable, readTable, tableTag } from '../../core/text/frequencies.ts'
import { newestOfFirstFetch, newestTexts, readArticlesById, type StoredArticle } from '../../store/articles.ts'
import type { Corrections } from '../../store/corrections.ts'
import type { Statement } from '../../store/db.ts'
import {
  type AddedAt,
  countOutdated,
  datesOfPending,
  forgetFingerprints,
  loadFingerprints,
  type NearbyRow,
  outdatedFingerprints,
  readNearby,
  saveIndex,
} from '../../store/grouping-index.ts'
import { readMeta, setMeta } from '../../store/meta.ts'
import { readRepeats, rebuiltMemory, saveMemory, sourcesWithoutMemory } from '../../store/paragraphs.ts'
import type { Deps } from '../deps.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Fingerprints kept in memory: about 5 KB each. */
const MAX_FINGERPRINTS = 2_000
/** How many outdated fingerprints are remade in one batch. */
const RENEWED_AT_ONCE = 100
/** The table of a language that none ships for is counted in this many of its articles, each cut to this many characters. */
const COUNTED = { days: 30, limit: 1_000, characters: 3_000 }
/** Backlog this much older than the newest entry of its source's first document meets others by equal keys alone. */
const ARCHIVE_DAYS = 10

type IndexRow = Parameters<typeof saveIndex>[0][number]

/** What a grouping needs besides Deps. */
interface Surroundings {
  readonly guard: () => Statement
  /** The outlets' names by source id. */
  readonly outlets: ReadonlyMap<string, string>
  readonly corrections: Corrections
}

/** What `nearby` keeps of an article, besides its columns. */
interface NearbyBody {
  readonly print: string
  readonly words: number
  readonly exact: readonly number[]
  readonly isCut?: true
  readonly isArchive?: true
}

export class Window {
  readonly #deps: Deps
  readonly #grouper: Grouper
  readonly #outlets: ReadonlyMap<string, string>
  readonly #weights: ReadonlyMap<string, number | undefined>
  /** By article id, the most recently used last. */
  readonly #fingerprints = new Map<string, Fingerprint>()
  /** By source id: the newest date of its first fetch. */
  readonly #newest = new Map<string, Instant | undefined>()
  /** By source id. */
  readonly #repeats = new Map<string, Repeats>()
  /** By primary tag, of the languages met that no table ships for; undefined: too few articles of it were read. */
  readonly #tables = new Map<string, RarityTable | undefined>()
  readonly #guard: () => Statement
  /** Values that many articles have in common, each kept once. */
  readonly #texts = new Map<string, string>()
  readonly #names = new Map<string, readonly string[]>()

  private constructor(deps: Deps, { outlets, corrections, guard }: Surroundings) {
    this.#deps = deps
    this.#guard = guard
    this.#outlets = outlets
    this.#weights = new Map(deps.config.sources.map(({ id, weight }) => [id, weight]))
    this.#grouper = new Grouper(deps.config.stories.windowHours, corrections)
  }

  /** Reads all articles that may meet pending ones. Throws StoreError. */
  static async open(deps: Deps, surroundings: Surroundings): Promise<Window> {
    const window = new Window(deps, surroundings)
    await window.#renew()
    const dates = await datesOfPending(deps.db)
    if (dates === undefined) return window
    const windowMs = deps.config.stories.windowHours * HOUR_MS
    const from = new Date(Date.parse(dates.from) - windowMs).toISOString()
    const until = new Date(Date.parse(dates.until) + windowMs).toISOString()
    for await (const rows of readNearby(deps.db, from, until)) {
      for (const row of rows) if (!window.#grouper.has(row.id)) window.#grouper.restore(window.#restored(row))
    }
    return window
  }

  /** Adds pending articles, given in order of date and id; returns the stories that changed and the index rows to save. */
  async take(
    pending: readonly StoredArticle[],
    now: Instant,
  ): Promise<{ readonly changed: readonly ChangedStory[]; readonly index: readonly IndexRow[] }> {
    const index: IndexRow[] = []
    this.#evict()
    await this.#readNewest(pending)
    await this.#readRepeats(pending)
    await this.#readTables(pending)
    this.#grouper.forget(Date.parse(datedAt(pending[0]!)))
    for (const article of pending) {
      const fingerprint = this.#fingerprint(article)
      const one = this.#taken(article, fingerprint)
      this.#remember(article.id, fingerprint)
      await this.#load(this.#grouper.meet(one))
      this.#grouper.take((id) => this.#fingerprints.get(id))
      index.push(indexRow(article, fingerprint, now, one.isArchive))
    }
    return { changed: this.#grouper.changed(), index }
  }

  /** Records where articles stand now. */
  settle(placements: ReadonlyMap<string, Place>): void {
    for (const [id, place] of placements) this.#grouper.settle(id, place)
  }

  /** Remakes the fingerprints of an earlier version: the articles stay where they are. */
  async #renew(): Promise<void> {
    const { db, progress, signal } = this.#deps
    if ((await readMeta(db)).get('fingerprints') !== 'outdated') return
    for (const sourceId of await sourcesWithoutMemory(db)) {
      await db.batch([this.#guard(), saveMemory(sourceId, await rebuiltMemory(db, sourceId))])
    }
    const count = await countOutdated(db)
    let after: AddedAt = ['', '']
    for (let done = 0; ; done += RENEWED_AT_ONCE) {
      signal.throwIfAborted()
      const outdated = await outdatedFingerprints(db, after, RENEWED_AT_ONCE)
      if (outdated.length === 0) break
      progress('Grouping', done, count, 'fingerprints made anew')
      after = outdated.at(-1)!
      const addedAt = new Map(outdated.map(([at, id]) => [id, at]))
      const articles = await readArticlesById(db, [...addedAt.keys()])
      await this.#readNewest(articles)
      await this.#readRepeats(articles)
      await this.#readTables(articles)
      const rows = articles.map((article) =>
        indexRow(article, this.#fingerprint(article), addedAt.get(article.id)!, this.#isArchive(article)),
      )
      for (const { id } of articles) addedAt.delete(id)
      await db.batch([this.#guard(), ...saveIndex(rows), ...forgetFingerprints([...addedAt.keys()])])
    }
    await db.batch([this.#guard(), setMeta('fingerprints', 'current')])
  }

  #restored(row: NearbyRow): WindowArticle & { readonly storyId: string } {
    return {
      ...(JSON.parse(row.nearby) as NearbyBody),
      ...this.#facts(row),
      datedMs: Date.parse(row.datedAt),
      publishedAt: row.datedAt,
      storyId: row.storyId,
      ...(row.copyOf === undefined ? {} : { copyOf: row.copyOf }),
    }
  }

  #taken(article: StoredArticle, { print, words, exact, isCut }: Fingerprint): WindowArticle {
    const publishedAt = datedAt(article)
    const { storyId, copyOf } = article
    return {
      ...this.#facts(article),
      datedMs: Date.parse(publishedAt) || 0,
      publishedAt,
      print,
      words,
      exact,
      ...(isCut ? { isCut } : {}),
      ...(this.#isArchive(article) ? { isArchive: true } : {}),
      ...(storyId === undefined ? {} : { storyId }),
      ...(copyOf === undefined ? {} : { copyOf }),
    }
  }

  #facts(row: StoredArticle | NearbyRow) {
    const outlet = this.#outlets.get(row.sourceId)
    const { knownAs, namesAs } = originFacts({ ...row, url: row.canonicalUrl, outlet })
    return {
      id: row.id,
      sourceId: once(this.#texts, row.sourceId, row.sourceId),
      firstSeenAt: once(this.#texts, row.firstSeenAt, row.firstSeenAt),
      weight: this.#weights.get(row.sourceId) ?? 1,
      knownAs: once(this.#names, knownAs.join(' '), knownAs),
      namesAs: namesAs && once(this.#texts, namesAs, namesAs),
    }
  }

  #isArchive({ sourceId, firstFetch, backlog, publishedAt }: StoredArticle): boolean {
    const newest = this.#newest.get(sourceId)
    if (!firstFetch || !backlog || publishedAt === undefined || newest === undefined) return false
    return Date.parse(publishedAt) < Date.parse(newest) - ARCHIVE_DAYS * DAY_MS
  }

  async #readNewest(pending: readonly StoredArticle[]): Promise<void> {
    const unknown = pending.flatMap(({ sourceId, firstFetch, backlog }) =>
      firstFetch && backlog && !this.#newest.has(sourceId) ? [sourceId] : [],
    )
    const found = await newestOfFirstFetch(this.#deps.db, [...new Set(unknown)])
    for (const sourceId of unknown) this.#newest.set(sourceId, found.get(sourceId))
  }

  #fingerprint(article: StoredArticle): Fingerprint {
    return fingerprintArticle(article, this.#repeats.get(article.sourceId), this.#tables)
  }

  /** What the sources of these articles repeat. */
  async #readRepeats(articles: readonly StoredArticle[]): Promise<void> {
    const { db } = this.#deps
    const unknown = new Set(articles.flatMap(({ sourceId }) => (this.#repeats.has(sourceId) ? [] : [sourceId])))
    const found = await readRepeats(db, unknown)
    for (const sourceId of unknown) this.#repeats.set(sourceId, found.get(sourceId) ?? NO_REPEATS)
  }

  /** The tables of languages that none ships for. They are counted in the store's own articles, once each day. */
  async #readTables(articles: readonly StoredArticle[]): Promise<void> {
    const { db, clock } = this.#deps
    for (const { language } of articles) {
      const tag = language === undefined ? 'en' : tableTag(language)
      if (hasTable(tag) || this.#tables.has(tag)) continue
      const name = `rarities ${tag}`
      const now = clock()
      const day = now.toISOString().slice(0, 10)
      const known = (await readMeta(db)).get(name)
      let packed = known?.startsWith(day) ? known.slice(day.length) : undefined
      if (packed === undefined) {
        const since = new Date(now.getTime() - COUNTED.days * DAY_MS).toISOString()
        packed = countTable(await newestTexts(db, tag, { since, ...COUNTED }), tag) ?? ''
        await db.batch([this.#guard(), setMeta(name, `${day}${packed}`)])
      }
      this.#tables.set(tag, packed === '' ? undefined : readTable(packed))
    }
  }

  async #load(ids: readonly string[]): Promise<void> {
    const missing: string[] = []
    for (const id of ids) {
      const known = this.#fingerprints.get(id)
      if (known === undefined) missing.push(id)
      else this.#remember(id, known)
    }
    if (missing.length === 0) return
    for (const [id, body] of await loadFingerprints(this.#deps.db, missing)) {
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

/** The first value that was given for a key. */
function once<T>(known: Map<string, T>, key: string, value: T): T {
  const first = known.get(key)
  if (first === undefined) known.set(key, value)
  return first ?? value
}

function indexRow(article: StoredArticle, fingerprint: Fingerprint, addedAt: Instant, isArchive?: boolean): IndexRow {
  const { print, exact, isCut, ...copy } = fingerprint
  const nearby: NearbyBody = {
    print,
    words: copy.words,
    exact,
    ...(isCut ? { isCut } : {}),
    ...(isArchive ? { isArchive } : {}),
  }
  return {
    articleId: article.id,
    datedAt: datedAt(article),
    addedAt,
    nearby: JSON.stringify(nearby),
    fingerprint: JSON.stringify({ ...copy, isCut }),
  }
}

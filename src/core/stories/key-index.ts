/**
 * The keys of the articles inside the window, in memory while grouping lasts: from a new article's keys to those worth
 * comparing with it. Flat numbers, so that 100,000 articles need 50 MB and not ten times as much.
 */
import type { Fingerprint } from './fingerprint.ts'
import { indexKeys, kindOf, narrowKey, PHRASE_KIND, TERM_KIND } from './index-keys.ts'

/** An article as the index knows it. */
export interface IndexEntry {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly datedMs: number
  readonly keys: readonly number[]
  /** Articles that grouping would link with it, by id: those found when it came. */
  readonly near?: readonly string[]
}

/** A key that stands at more articles than this tells little by itself. */
const COMMON_KEY = 60
/** Of an article whose keys are all common: so many of them, and so many articles under each. */
const LEAST_COMMON_KEYS = 4
const NEWEST_UNDER_KEY = 40
/** Of a key that stands at thousands the newest are looked at: the cost of an article does not grow with the archive. */
const MAX_STEPS = 1_000
const MAX_CANDIDATES = 40
/** Two articles that share no phrase are candidates when they share so many of their telling words. */
const MIN_SHARED_TERMS = 2

/** Of the number of buckets: about as many as 40,000 articles have keys; with more of them each bucket holds more. */
const BUCKET_BITS = 20

interface Found {
  readonly key: number
  readonly count: number
  /** Articles by number, the last added first. */
  readonly articles: readonly number[]
}

/** Which articles stand under which keys; an article added again is known by its last keys. */
export class KeyIndex {
  readonly #numberOf = new Map<string, number>()
  #ids: (string | undefined)[] = []
  #dates = new Float64Array(1_024)
  /** A posting is an article under a key; those whose key falls into one bucket are a chain, the last added first. */
  #size = 0
  #keys = new Uint32Array(32_768)
  #articles = new Uint32Array(32_768)
  #next = new Uint32Array(32_768)
  /** The last posting of each bucket, and one: pages of it that nobody has used yet cost no memory. */
  readonly #heads: Uint32Array
  readonly #shift: number
  /** What is added up for each article while candidates are picked; zeros between. */
  #scores = new Float64Array(1_024)
  #terms = new Uint8Array(1_024)

  /** For a few hundred articles 12 bits do. */
  constructor(bucketBits = BUCKET_BITS) {
    this.#heads = new Uint32Array(2 ** bucketBits)
    this.#shift = 32 - bucketBits
  }

  #bucketOf(key: number): number {
    return Math.imul(key, 0x9e3779b1) >>> this.#shift
  }

  /** Articles in it, those added again counted once. */
  get size(): number {
    return this.#numberOf.size
  }

  has(id: string): boolean {
    return this.#numberOf.has(id)
  }

  add({ id, datedMs, keys }: IndexEntry): void {
    const known = this.#numberOf.get(id)
    if (known !== undefined) this.#ids[known] = undefined
    const number = this.#ids.push(id) - 1
    this.#numberOf.set(id, number)
    if (number === this.#dates.length) {
      this.#dates = grown(this.#dates, new Float64Array(2 * number))
      this.#scores = new Float64Array(2 * number)
      this.#terms = new Uint8Array(2 * number)
    }
    this.#dates[number] = datedMs
    for (const key of keys) this.#post(narrowKey(key), number)
  }

  #post(key: number, article: number): void {
    if (this.#size === this.#keys.length) {
      this.#keys = grown(this.#keys, new Uint32Array(2 * this.#size))
      this.#articles = grown(this.#articles, new Uint32Array(2 * this.#size))
      this.#next = grown(this.#next, new Uint32Array(2 * this.#size))
    }
    const at = this.#size++
    const bucket = this.#bucketOf(key)
    this.#keys[at] = key
    this.#articles[at] = article
    this.#next[at] = this.#heads[bucket]!
    this.#heads[bucket] = at + 1
  }

  /** Lets go of articles dated before an instant, when they are so many that it is worth the while. */
  forget(beforeMs: number): void {
    const isKept = (number: number): boolean => this.#ids[number] !== undefined && this.#dates[number]! >= beforeMs
    let kept = 0
    for (let number = 0; number < this.#ids.length; number++) if (isKept(number)) kept++
    if (this.#ids.length < MIN_FORGOTTEN || kept > this.#ids.length / 2) return
    const renumbered = new Int32Array(this.#ids.length).fill(-1)
    const ids: string[] = []
    this.#numberOf.clear()
    for (let number = 0; number < renumbered.length; number++) {
      if (!isKept(number)) continue
      renumbered[number] = ids.length
      this.#dates[ids.length] = this.#dates[number]!
      this.#numberOf.set(this.#ids[number]!, ids.length)
      ids.push(this.#ids[number]!)
    }
    this.#ids = ids
    const size = this.#size
    this.#size = 0
    this.#heads.fill(0)
    for (let at = 0; at < size; at++) {
      const article = renumbered[this.#articles[at]!]!
      if (article >= 0) this.#post(this.#keys[at]!, article)
    }
  }

  /**
   * Which articles deserve loading, the likeliest first, at most 40: those that share a phrase, a title or an address, or
   * two telling words, dated within the window of it. A rare key counts more than a common one, an address, title or
   * phrase more than a word. An event told by many outlets has common keys only: then the last added under the least
   * common ones are looked at.
   */
  candidatesOf(id: string, fingerprint: Fingerprint, windowMs: number): string[] {
    const own = this.#numberOf.get(id)
    const found: Found[] = []
    for (const key of indexKeys(fingerprint)) {
      const one = this.#find(narrowKey(key), own, fingerprint.publishedMs, windowMs)
      if (one.count > 0) found.push(one)
    }
    const rare = found.filter(({ count }) => count <= COMMON_KEY)
    const looked =
      rare.length > 0
        ? rare
        : found
            .sort((a, b) => a.count - b.count || a.key - b.key)
            .slice(0, LEAST_COMMON_KEYS)
            .map((one) => ({ ...one, articles: one.articles.slice(0, NEWEST_UNDER_KEY) }))
    return this.#best(looked)
  }

  #find(key: number, own: number | undefined, datedMs: number, windowMs: number): Found {
    const articles: number[] = []
    let count = 0
    let steps = 0
    for (
      let link = this.#heads[this.#bucketOf(key)]!;
      link > 0 && steps < MAX_STEPS;
      link = this.#next[link - 1]!, steps++
    ) {
      const at = link - 1
      if (this.#keys[at] !== key) continue
      const article = this.#articles[at]!
      if (article === own || this.#ids[article] === undefined) continue
      if (Math.abs(this.#dates[article]! - datedMs) > windowMs) continue
      count++
      if (count <= COMMON_KEY) articles.push(article)
    }
    return { key, count, articles }
  }

  #best(found: readonly Found[]): string[] {
    const seen: number[] = []
    for (const { key, count, articles } of found) {
      const kind = kindOf(key)
      const rarity = 1 / Math.log2(2 + count)
      for (const article of articles) {
        if (this.#scores[article] === 0) seen.push(article)
        this.#scores[article]! += (kind === TERM_KIND ? 1 : kind === PHRASE_KIND ? 2 : 8) * rarity
        // Anything but a word is reason enough.
        this.#terms[article]! += kind === TERM_KIND ? 1 : MIN_SHARED_TERMS
      }
    }
    const best = seen
      .filter((article) => this.#terms[article]! >= MIN_SHARED_TERMS)
      .map((article) => ({ id: this.#ids[article]!, score: this.#scores[article]! }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, MAX_CANDIDATES)
    for (const article of seen) {
      this.#scores[article] = 0
      this.#terms[article] = 0
    }
    return best.map(({ id }) => id)
  }
}

/** Fewer articles are not worth making room for. */
const MIN_FORGOTTEN = 20_000

/** The larger array, beginning with what stands in the other. */
export function grown<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from)
  return to
}

/** Entries as a store keeps them: a line each, of the id, the date, the keys, and after a bar the articles near it. */
export const writeKeyBlock = (entries: readonly IndexEntry[]): string =>
  entries
    .map(({ id, datedMs, keys, near = [] }) => `${id} ${datedMs} ${keys.join(' ')}${['', ...near].join('|')}\n`)
    .join('')

/** The entries of such a block; the date may be ISO 8601 text. */
export function readKeyBlock(block: string): IndexEntry[] {
  const entries: IndexEntry[] = []
  for (let at = 0; at < block.length; ) {
    const dateAt = block.indexOf(' ', at) + 1
    const keysAt = block.indexOf(' ', dateAt) + 1
    const end = block.indexOf('\n', keysAt)
    const dated = block.slice(dateAt, keysAt - 1)
    const keys: number[] = []
    let key = 0
    let digit = keysAt
    for (; ; digit++) {
      const code = block.charCodeAt(digit)
      if (code >= 48 && code <= 57) key = key * 10 + code - 48
      else {
        if (digit > keysAt) keys.push(key)
        key = 0
        if (code !== 32) break
      }
    }
    entries.push({
      id: block.slice(at, dateAt - 1),
      datedMs: dated.includes('T') ? Date.parse(dated) : Number(dated),
      keys,
      near: digit < end ? block.slice(digit + 1, end).split('|') : [],
    })
    at = end + 1
  }
  return entries
}

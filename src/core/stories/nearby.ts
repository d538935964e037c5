/**
 * Which articles are worth comparing with another: those inside the window that share its distinctive words, an address or the
 * whole title. The cost of one look-up is bounded, however many articles there are.
 *
 * Bias: not every article about an event has to be found, but a few of each story that it may belong to. With these
 * bounds the best neighbour is among the candidates for 98 to 100 articles in 100 of real news, and for nine in ten where
 * thousands are written in the same forty words.
 */

/** A word by which an article is found. */
export interface NearbyKey {
  /** Of its stem, 30 bits. */
  readonly hash: number
  /** 0–63: how much of the article it is; of the heaviest 63. */
  readonly weight: number
  /** 0–63: how rare it is in general, in steps of RARITY_STEP. */
  readonly rarity: number
}

/** An article as it is looked up. */
export interface NearbyArticle {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly datedMs: number
  /** Of its address, guid and whole title: 52 bits. */
  readonly exact: readonly number[]
  /** Whether it is much older than the rest of its source's list: then it is found and compared by exact keys alone. */
  readonly isArchive?: boolean | undefined
}

/** An article of the index has a number of its own: small, from 0 on. */
export interface Numbered {
  readonly number: number
}

/** How many postings are read for one article, in all and for one word. */
const MAX_STEPS = 600
const MAX_STEPS_OF_WORD = 400
/** How many articles that share an exact key are returned: the newest. */
const MAX_EXACT = 8
const MAX_CANDIDATES = 24
/** A word of this rarity (five nats) is reason enough to compare two articles; with other words it takes two. */
const RARE = 31
const MIN_SHARED = 2

/** `number * 64 + weight` of an article: one small integer, since there are a dozen for each article of the window. */
type Posting = number
const numberOf = (posting: Posting): number => posting >>> 6
const weightOf = (posting: Posting): number => posting & 63

/** The postings of each key, in order of date and id; most keys have only one, and then no list. */
type Postings = Map<number, Posting | Posting[]>

/** The articles by the keys that find them. */
export class Nearby<G extends NearbyArticle, A extends G & Numbered = G & Numbered> {
  readonly #windowMs: number
  readonly #wordsOf: (article: G) => readonly NearbyKey[]
  /** By number. */
  readonly #articles: (A | undefined)[] = []
  readonly #byWord: Postings = new Map()
  readonly #byExact: Postings = new Map()
  /** For the article that is looked up, by the other's number: the products of shared words, and how many are shared. */
  #sums = new Uint32Array(1_024)
  #shared = new Uint8Array(1_024)

  /** `wordsOf` gives the words by which an article is found. */
  constructor(windowMs: number, wordsOf: (article: G) => readonly NearbyKey[]) {
    this.#windowMs = windowMs
    this.#wordsOf = wordsOf
  }

  add(article: A): void {
    const { number } = article
    this.#articles[number] = article
    if (number >= this.#sums.length) {
      this.#sums = new Uint32Array(2 * number)
      this.#shared = new Uint8Array(2 * number)
    }
    for (const { hash, weight } of this.#postedWords(article)) this.#post(this.#byWord, hash, number * 64 + weight)
    for (const key of article.exact) this.#post(this.#byExact, key, number * 64)
  }

  remove(article: A): void {
    for (const { hash } of this.#postedWords(article)) this.#unpost(this.#byWord, hash, article)
    for (const key of article.exact) this.#unpost(this.#byExact, key, article)
    this.#articles[article.number] = undefined
  }

  /** The articles inside the window that have an exact key of this one, the newest eight of each. */
  sharingExactly({ id, datedMs, exact }: G): A[] {
    const found = new Set<A>()
    for (const key of exact) {
      const { list, from, until } = this.#within(this.#byExact.get(key), datedMs)
      for (let at = until - 1; at >= from && at >= until - MAX_EXACT; at--) {
        const article = this.#articleOf(list[at]!)
        if (article.id !== id) found.add(article)
      }
    }
    return [...found]
  }

  /** At most 24 articles inside the window, the likeliest first. */
  candidatesOf(given: G): A[] {
    const { id, datedMs } = given
    const lists = this.#postedWords(given)
      .map((word) => ({ word, ...this.#within(this.#byWord.get(word.hash), datedMs) }))
      .filter(({ from, until }) => until > from)
      .sort((a, b) => a.until - a.from - (b.until - b.from) || a.word.hash - b.word.hash)
    const sums = this.#sums
    const shared = this.#shared
    const touched: number[] = []
    let left = MAX_STEPS
    for (const { word, list, from, until } of lists) {
      const end = Math.max(from, until - MAX_STEPS_OF_WORD, until - left)
      const share = word.rarity >= RARE ? MIN_SHARED : 1
      for (let at = until - 1; at >= end; at--) {
        const number = numberOf(list[at]!)
        if (shared[number] === 0) touched.push(number)
        shared[number]! += share
        sums[number]! += word.weight * weightOf(list[at]!)
      }
      left -= until - end
      if (left <= 0) break
    }
    const worth: { readonly article: A; readonly sum: number }[] = []
    const least = leastWorth(touched.filter((number) => shared[number]! >= MIN_SHARED).map((number) => sums[number]!))
    for (const number of touched) {
      const sum = sums[number]!
      const article = this.#articles[number]!
      if (sum >= least && shared[number]! >= MIN_SHARED && article.id !== id) worth.push({ article, sum })
      sums[number] = 0
      shared[number] = 0
    }
    worth.sort((a, b) => b.sum - a.sum || byDateThenId(a.article, b.article))
    return worth.slice(0, MAX_CANDIDATES).map(({ article }) => article)
  }

  #postedWords(article: G): readonly NearbyKey[] {
    return article.isArchive ? [] : this.#wordsOf(article)
  }

  #articleOf(posting: Posting): A {
    return this.#articles[numberOf(posting)]!
  }

  #post(postings: Postings, key: number, posting: Posting): void {
    const list = postings.get(key)
    if (list === undefined) postings.set(key, posting)
    else {
      const article = this.#articleOf(posting)
      if (typeof list === 'number') {
        postings.set(key, byDateThenId(this.#articleOf(list), article) < 0 ? [list, posting] : [posting, list])
      } else if (byDateThenId(this.#articleOf(list.at(-1)!), article) < 0) list.push(posting)
      else list.splice(this.#placeOf(list, article), 0, posting)
    }
  }

  #unpost(postings: Postings, key: number, article: A): void {
    const list = postings.get(key)
    if (typeof list === 'number') {
      if (numberOf(list) === article.number) postings.delete(key)
    } else if (list !== undefined) {
      const at = this.#placeOf(list, article)
      if (at === list.length || numberOf(list[at]!) !== article.number) return
      list.splice(at, 1)
      if (list.length === 0) postings.delete(key)
    }
  }

  /** Where in a list an article stands or would stand. */
  #placeOf(list: readonly Posting[], article: A): number {
    return countBefore(list, (posting) => byDateThenId(this.#articleOf(posting), article) < 0)
  }

  /** The part of a list that is dated within the window. */
  #within(
    list: Posting | readonly Posting[] | undefined,
    datedMs: number,
  ): { readonly list: readonly Posting[]; readonly from: number; readonly until: number } {
    const all = list === undefined ? [] : typeof list === 'number' ? [list] : list
    const from = datedMs - this.#windowMs
    const until = datedMs + this.#windowMs
    return {
      list: all,
      from: countBefore(all, (posting) => this.#articleOf(posting).datedMs < from),
      until: countBefore(all, (posting) => this.#articleOf(posting).datedMs <= until),
    }
  }
}

/** The least sum that may be among the best 24. */
function leastWorth(sums: readonly number[]): number {
  // One more, since the article itself may be among them.
  return sums.length <= MAX_CANDIDATES + 1
    ? 0
    : Uint32Array.from(sums)
        .sort()
        .at(-MAX_CANDIDATES - 1)!
}

/** Articles in the order in which they are grouped. */
export function byDateThenId(
  a: { readonly datedMs: number; readonly id: string },
  b: { readonly datedMs: number; readonly id: string },
): number {
  return a.datedMs - b.datedMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** How many items of a sorted list are before; the first ones are, and the others are not. */
function countBefore(list: readonly Posting[], isBefore: (posting: Posting) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(list[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}

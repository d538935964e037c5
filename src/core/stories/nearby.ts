/**
 * Which articles are worth comparing with another: those inside the window that share its telling words, an address or
 * the whole title. What one look-up costs is bounded, however many articles there are.
 *
 * Bias: not every article about an event has to be found, but a few of each story that it may belong to. With these
 * bounds the best neighbour is among the candidates of 98 to 100 articles in 100 of real news, and of nine in ten where
 * thousands are written in the same forty words.
 */

/** A word by which an article is found. */
export interface NearbyKey {
  /** Of its stem, 30 bits. */
  readonly hash: number
  /** 0–63: how much of the article it is; of the heaviest 63. */
  readonly weight: number
  /** 0–63: how telling it is anywhere, in steps of RARITY_STEP. */
  readonly rarity: number
}

/** An article as the index knows it. */
export interface NearbyArticle {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly datedMs: number
  /** Of its address, guid and whole title: 52 bits. */
  readonly exact: readonly number[]
  /** Much older than what else its source lists: found and compared by exact keys alone. */
  readonly isArchive?: boolean
}

/** Postings looked at for one article, in all and of one word. */
const MAX_STEPS = 600
const MAX_STEPS_OF_WORD = 400
/** Articles that share an exact key: the newest. */
const MAX_EXACT = 8
const MAX_CANDIDATES = 24
/** A word of this rarity (five nats) is reason enough to compare two articles; of others it takes two. */
const RARE = 31
const MIN_SHARED = 2

/** The articles by what they are found by. Every list is in order of date and id. */
export class Nearby<A extends NearbyArticle> {
  readonly #windowMs: number
  /** By word; most stand in one article only, and then in no list. */
  readonly #byWord = new Map<number, Posting<A> | Posting<A>[]>()
  readonly #byExact = new Map<number, Posting<A> | Posting<A>[]>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  add(article: A, words: readonly NearbyKey[]): void {
    if (!article.isArchive) for (const { hash, weight } of words) post(this.#byWord, hash, { article, weight })
    for (const key of article.exact) post(this.#byExact, key, { article, weight: 0 })
  }

  remove(article: A, words: readonly NearbyKey[]): void {
    if (!article.isArchive) for (const { hash } of words) unpost(this.#byWord, hash, article)
    for (const key of article.exact) unpost(this.#byExact, key, article)
  }

  /** The articles inside the window that have an exact key of this one, the newest eight of each. */
  sharingExactly({ id, datedMs, exact }: NearbyArticle): A[] {
    const found = new Set<A>()
    for (const key of exact) {
      const { list, from, until } = within(this.#byExact.get(key), datedMs, this.#windowMs)
      for (let at = until - 1; at >= from && at >= until - MAX_EXACT; at--) {
        const { article } = list[at]!
        if (article.id !== id) found.add(article)
      }
    }
    return [...found]
  }

  /** At most 24 articles inside the window, the likeliest first. */
  candidatesOf({ id, datedMs, isArchive }: NearbyArticle, words: readonly NearbyKey[]): A[] {
    if (isArchive) return []
    const lists = words
      .map((word) => ({ word, ...within(this.#byWord.get(word.hash), datedMs, this.#windowMs) }))
      .filter(({ from, until }) => until > from)
      .sort((a, b) => a.until - a.from - (b.until - b.from) || a.word.hash - b.word.hash)
    const found = new Map<A, { sum: number; shared: number }>()
    let left = MAX_STEPS
    for (const { word, list, from, until } of lists) {
      const end = Math.max(from, until - MAX_STEPS_OF_WORD, until - left)
      for (let at = until - 1; at >= end; at--) {
        const { article, weight } = list[at]!
        if (article.id === id) continue
        const one = found.get(article)
        const shared = word.rarity >= RARE ? MIN_SHARED : 1
        if (one === undefined) found.set(article, { sum: word.weight * weight, shared })
        else {
          one.sum += word.weight * weight
          one.shared += shared
        }
      }
      left -= until - end
      if (left <= 0) break
    }
    const worth = [...found].filter(([, { shared }]) => shared >= MIN_SHARED)
    worth.sort(([a, { sum: sumA }], [b, { sum: sumB }]) => sumB - sumA || byDateThenId(a, b))
    return worth.slice(0, MAX_CANDIDATES).map(([article]) => article)
  }
}

interface Posting<A> {
  readonly article: A
  readonly weight: number
}

/** Articles in the order in which they are grouped. */
export function byDateThenId(
  a: { readonly datedMs: number; readonly id: string },
  b: { readonly datedMs: number; readonly id: string },
): number {
  return a.datedMs - b.datedMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

function post<A extends NearbyArticle>(
  lists: Map<number, Posting<A> | Posting<A>[]>,
  key: number,
  posting: Posting<A>,
): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, posting)
  else if (!Array.isArray(list)) {
    lists.set(key, byDateThenId(list.article, posting.article) < 0 ? [list, posting] : [posting, list])
  } else if (byDateThenId(list.at(-1)!.article, posting.article) < 0) list.push(posting)
  else list.splice(placeOf(list, posting.article), 0, posting)
}

function unpost<A extends NearbyArticle>(lists: Map<number, Posting<A> | Posting<A>[]>, key: number, article: A): void {
  const list = lists.get(key)
  if (!Array.isArray(list)) {
    if (list?.article === article) lists.delete(key)
    return
  }
  const at = placeOf(list, article)
  if (list[at]?.article !== article) return
  list.splice(at, 1)
  if (list.length === 0) lists.delete(key)
}

/** Where in a list an article stands or would stand. */
function placeOf<A extends NearbyArticle>(list: readonly Posting<A>[], article: A): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (byDateThenId(list[middle]!.article, article) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The part of a list that is dated within the window. */
function within<A extends NearbyArticle>(
  list: Posting<A> | Posting<A>[] | undefined,
  datedMs: number,
  windowMs: number,
): { readonly list: readonly Posting<A>[]; readonly from: number; readonly until: number } {
  const all = list === undefined ? [] : Array.isArray(list) ? list : [list]
  return { list: all, from: countBefore(all, datedMs - windowMs), until: countBefore(all, datedMs + windowMs + 1) }
}

function countBefore<A extends NearbyArticle>(list: readonly Posting<A>[], beforeMs: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (list[middle]!.article.datedMs < beforeMs) low = middle + 1
    else high = middle
  }
  return low
}

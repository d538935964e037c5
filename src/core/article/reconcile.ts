/**
 * What a source says now against what we know of it: new, edited, the same, gone from its list. Bias: an article that
 * comes back as new reaches every subscriber again, so in doubt an entry is one we know; but two posts that one source
 * tells apart are never folded by their address. The four rules of identity:
 *
 * 1. Same guid and same title, date or text: the same article.
 * 2. A guid that one known article alone has, and one entry of the document alone: that article, edited, unless title,
 *    text and date all differ (an id used again).
 * 3. An unknown guid: the known article with the same canonical URL (scheme apart), if that URL stands once in the
 *    document and once among the articles whose guid the document no longer has; else the one with the same title and text.
 * 4. Else new, its id from source and guid; where another article or entry has that guid, from title and date too;
 *    without a guid from the canonical URL, else title and text.
 */
import { articleId } from '../ids.ts'
import type { Article, Instant } from '../model.ts'
import { hash52, words } from '../text/text.ts'
import { contentHash } from './normalize.ts'

/** An article of this source that the store has. */
export interface KnownArticle {
  readonly id: string
  readonly guid?: string
  readonly urlKey?: string
  readonly title: string
  readonly text: string
  readonly publishedAt?: Instant
  readonly updatedAt?: Instant
  readonly contentHash: string
  readonly textHash: string
  readonly url?: string
  /** Whether the source listed it when it was last read. */
  readonly isListed: boolean
}

/** An article that is to be kept, with what the store needs to recognise it by. */
export interface KeptArticle {
  readonly article: Article
  readonly contentHash: string
  readonly textHash: string
  readonly urlKey?: string
  /** Why a filter drops it. */
  readonly dropped?: string
}

/** An article whose publisher changed it. */
export interface EditedArticle extends KeptArticle {
  /** Its title, its numbers or more than 30 % of its text changed: its story counts as updated. */
  readonly isSubstantial: boolean
}

/** What is to be written, and how it is counted: read = new + edited + same + backlog + dropped (+ rejected). */
export interface Changes {
  readonly added: readonly KeptArticle[]
  readonly edited: readonly EditedArticle[]
  /** Known articles whose guid or address moved while all they say stayed. */
  readonly moved: readonly KeptArticle[]
  /** Ids of articles that the source lists again. */
  readonly relisted: readonly string[]
  /** Ids of articles that the source no longer lists. */
  readonly unlisted: readonly string[]
  readonly counts: {
    readonly new: number
    readonly edited: number
    readonly same: number
    readonly backlog: number
    readonly dropped: number
  }
}

export interface ReconcileOptions {
  readonly now: Instant
  readonly isFirstFetch: boolean
  /** Days; 0: no limit. */
  readonly firstFetchDays: number
  /** 0: no limit. */
  readonly maxNewPerSource: number
  /** Why a filter drops an article; undefined: kept. */
  readonly dropReason?: (article: Article) => string | undefined
}

const DAY_MS = 86_400_000

/** An address as articles of one source are compared by it: `//host/path`, the scheme apart. */
export const urlKeyOf = (article: Pick<Article, 'canonicalUrl'>): string | undefined =>
  article.canonicalUrl?.replace(/^https?:/i, '')

/** Of title and text alone: what survives another guid and another address. */
export const textHashOf = (article: Pick<Article, 'title' | 'text'>): string =>
  hash52(`${article.title}\0${article.text}`).toString(16).padStart(13, '0')

/** An article of a document, with what it is recognised by: computed once, where the document is read. */
export interface FoundArticle {
  readonly article: Article
  readonly urlKey?: string
  readonly textHash: string
  readonly contentHash: string
}

/** An article with its keys. */
export const foundArticle = (article: Article): FoundArticle => ({
  article,
  urlKey: urlKeyOf(article),
  textHash: textHashOf(article),
  contentHash: contentHash(article),
})

/** What is to be written of a source's document; pure. `found` stands in the document's order, `known` in any. */
export function reconcile(
  found: readonly FoundArticle[],
  known: readonly KnownArticle[],
  options: ReconcileOptions,
): Changes {
  const entries = distinct(found)
  const matches = matchKnown(entries, known)
  const edited: EditedArticle[] = []
  const moved: KeptArticle[] = []
  const relisted: string[] = []
  const fresh: KeptArticle[] = []
  const knownIds = new Set(known.map(({ id }) => id))
  const idOf = idGiver(entries, known, knownIds)
  const listed = new Set<string>()
  let same = found.length - entries.length
  for (const [i, entry] of entries.entries()) {
    const old = matches[i]
    if (old === undefined) {
      const article = { ...entry.article, id: idOf(entry) }
      // The document says the same thing twice: as it was, and as it is. Its entries never share an id (`distinct`).
      if (knownIds.has(article.id)) same++
      else fresh.push({ ...entry, article })
      continue
    }
    if (listed.has(old.id)) {
      same++
      continue
    }
    listed.add(old.id)
    if (!old.isListed) relisted.push(old.id)
    const article = inheritFrom(old, entry.article, options.now)
    const kept = { ...entry, article }
    if (kept.contentHash !== old.contentHash) {
      const dropped = options.dropReason?.(article)
      edited.push({
        ...kept,
        isSubstantial: isSubstantial(old, article),
        ...(dropped === undefined ? {} : { dropped }),
      })
      continue
    }
    same++
    if (article.guid !== old.guid || article.url !== old.url) moved.push(kept)
  }
  const added = settleNew(fresh, options)
  const dropped = added.filter((kept) => kept.dropped !== undefined).length
  const backlog = added.filter((kept) => kept.dropped === undefined && kept.article.backlog).length
  return {
    added,
    edited,
    moved,
    relisted,
    unlisted: known.filter(({ id, isListed }) => isListed && !listed.has(id)).map(({ id }) => id),
    counts: { new: added.length - dropped - backlog, edited: edited.length, same, backlog, dropped },
  }
}

/**
 * One entry of those with one guid, title and date, or without a guid with one address, title and text: rule 4 would give
 * them one id, so the first stands for all.
 */
function distinct(found: readonly FoundArticle[]): FoundArticle[] {
  const seen = new Set<string>()
  return found.filter(({ article, urlKey, textHash }) => {
    const { guid, title, publishedAt } = article
    const key = guid === undefined ? `\0${urlKey ?? ''}\0${textHash}` : `${guid}\0${title}\0${publishedAt}`
    return !seen.has(key) && seen.add(key)
  })
}

/** The known article behind each entry, by rules 1 to 3; each known article is given once. */
function matchKnown(entries: readonly FoundArticle[], known: readonly KnownArticle[]): (KnownArticle | undefined)[] {
  const matches = new Array<KnownArticle | undefined>(entries.length).fill(undefined)
  if (known.length === 0) return matches
  const taken = new Set<KnownArticle>()
  const take = (i: number, article: KnownArticle | undefined): void => {
    if (article === undefined) return
    matches[i] = article
    taken.add(article)
  }
  const openBy = (keysOf: (one: KnownArticle) => readonly [unknown, unknown]) => openIndex(known, taken, keysOf)
  // Rule 1, the fullest agreement first, so that of several with one guid each finds its own: same text, address and, if
  // the entry says, date; same text; same title and date; same title, date or text.
  const whole = openBy(({ guid, textHash, urlKey, publishedAt }) => [guid, `${textHash} ${urlKey} ${publishedAt}`])
  const wholeButDate = lazily(() => openBy(({ guid, textHash, urlKey }) => [guid, `${textHash} ${urlKey}`]))
  const sameText = lazily(() => openBy(({ guid, textHash }) => [guid, textHash]))
  const sameTitleAndDate = lazily(() => openBy(({ guid, title, publishedAt }) => [guid, `${publishedAt} ${title}`]))
  const sameTitle = lazily(() => openBy(({ guid, title }) => [guid, title]))
  const sameDate = lazily(() => openBy(({ guid, publishedAt }) => [guid, publishedAt]))
  const sameWords = lazily(() => openBy(({ guid, text }) => [guid, text]))
  const passes: readonly ((entry: FoundArticle) => KnownArticle | undefined)[] = [
    ({ article: { guid, publishedAt }, textHash, urlKey }) =>
      publishedAt === undefined
        ? wholeButDate()(guid, `${textHash} ${urlKey}`)
        : whole(guid, `${textHash} ${urlKey} ${publishedAt}`),
    ({ article: { guid }, textHash }) => sameText()(guid, textHash),
    ({ article: { guid, title, publishedAt } }) =>
      publishedAt === undefined ? undefined : sameTitleAndDate()(guid, `${publishedAt} ${title}`),
    ({ article: { guid, title, publishedAt, text } }) =>
      firstOf(
        sameTitle()(guid, title),
        publishedAt === undefined ? undefined : sameDate()(guid, publishedAt),
        sameWords()(guid, text),
      ),
  ]
  const order = new Map(known.map((article, at) => [article, at]))
  function firstOf(...articles: (KnownArticle | undefined)[]): KnownArticle | undefined {
    return articles.reduce((a, b) => (a === undefined || (b && order.get(b)! < order.get(a)!) ? b : a), undefined)
  }
  for (const find of passes) {
    entries.forEach((entry, i) => {
      if (matches[i] === undefined && entry.article.guid !== undefined) take(i, find(entry))
    })
  }
  // Rule 2.
  const knownByGuid = groupBy(known, ({ guid }) => guid)
  const entriesByGuid = countBy(entries, ({ article }) => article.guid)
  entries.forEach((entry, i) => {
    const { guid } = entry.article
    if (matches[i] !== undefined || guid === undefined) return
    const [old, another] = knownByGuid.get(guid) ?? []
    if (old === undefined || another !== undefined || entriesByGuid.get(guid)! > 1 || taken.has(old)) return
    // By rule 1 title, text and date are others, if both have a date: the id is used again.
    if (entry.article.publishedAt === undefined || old.publishedAt === undefined) take(i, old)
  })
  // Rule 3: only articles whose guid the document no longer has may be taken over.
  const orphans = known.filter((old) => !taken.has(old) && (old.guid === undefined || !entriesByGuid.has(old.guid)))
  const orphansByUrl = groupBy(orphans, ({ urlKey }) => urlKey)
  const entriesByUrl = countBy(entries, ({ urlKey }) => urlKey)
  const sameTextAndUrl = openIndex(orphans, taken, ({ textHash, urlKey }) => [textHash, urlKey])
  const sameTextAnywhere = openIndex(orphans, taken, ({ textHash }) => [textHash, undefined])
  const isOpen = (i: number): boolean => {
    const { guid } = entries[i]!.article
    return matches[i] === undefined && (guid === undefined || !knownByGuid.has(guid))
  }
  entries.forEach(({ textHash, urlKey }, i) => {
    if (isOpen(i)) take(i, sameTextAndUrl(textHash, urlKey))
  })
  entries.forEach(({ textHash, urlKey }, i) => {
    if (!isOpen(i)) return
    const sameUrl = urlKey === undefined ? undefined : orphansByUrl.get(urlKey)
    const isOnlyOne = sameUrl?.length === 1 && entriesByUrl.get(urlKey!) === 1 && !taken.has(sameUrl[0]!)
    take(i, isOnlyOne ? sameUrl[0] : sameTextAnywhere(textHash, undefined))
  })
  // What a document lists twice word for word is one article: the second finds the first's.
  const twins = lazily(() => openIndex(known, new Set(), ({ guid, textHash }) => [guid, textHash]))
  entries.forEach(({ article: { guid }, textHash }, i) => {
    if (matches[i] === undefined && guid !== undefined) matches[i] = twins()(guid, textHash)
  })
  return matches
}

/**
 * Finds the first of the known articles with two keys that is not taken yet. However many share them, each is passed over
 * once: a source may give one guid to twenty thousand.
 */
function openIndex(
  known: readonly KnownArticle[],
  taken: ReadonlySet<KnownArticle>,
  keysOf: (one: KnownArticle) => readonly [unknown, unknown],
): (outer: unknown, inner: unknown) => KnownArticle | undefined {
  const lists = new Map<unknown, Map<unknown, KnownArticle[]>>()
  // From the last to the first, so that the first is popped first.
  for (const one of known.toReversed()) {
    const [outer, inner] = keysOf(one)
    let byInner = lists.get(outer)
    if (byInner === undefined) lists.set(outer, (byInner = new Map()))
    const list = byInner.get(inner)
    if (list === undefined) byInner.set(inner, [one])
    else list.push(one)
  }
  return (outer, inner) => {
    const list = lists.get(outer)?.get(inner)
    while (list !== undefined && taken.has(list.at(-1)!)) list.pop()
    return list?.at(-1)
  }
}

/** Made when first asked for. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** Rule 4: gives new articles their ids. */
function idGiver(
  entries: readonly FoundArticle[],
  known: readonly KnownArticle[],
  knownIds: ReadonlySet<string>,
): (entry: FoundArticle) => string {
  const guids = countBy(entries, ({ article }) => article.guid)
  const addresses = countBy(entries, ({ urlKey }) => urlKey)
  const knownGuids = new Set(known.map(({ guid }) => guid))
  const knownAddresses = new Set(known.map(({ urlKey }) => urlKey))
  return ({ article, urlKey }) => {
    const { sourceId, guid, canonicalUrl, title, publishedAt, text } = article
    if (guid !== undefined) {
      const id = articleId(sourceId, guid)
      // An article that had this guid once has the id still.
      const isShared = knownGuids.has(guid) || guids.get(guid)! > 1 || knownIds.has(id)
      return isShared ? articleId(sourceId, guid, title, publishedAt ?? '') : id
    }
    const id = articleId(sourceId, canonicalUrl ?? '')
    const isOnlyOne = urlKey !== undefined && addresses.get(urlKey) === 1 && !knownAddresses.has(urlKey)
    return isOnlyOne && !knownIds.has(id) ? id : articleId(sourceId, canonicalUrl ?? '', title, text)
  }
}

/** A known article as its publisher gives it now: its id, date and first sight stay. */
function inheritFrom(old: KnownArticle, article: Article, now: Instant): Article {
  const updated = article.updatedAt
  const isNewer = updated !== undefined && updated <= now && updated > (old.updatedAt ?? old.publishedAt ?? '')
  return { ...article, id: old.id, publishedAt: old.publishedAt, updatedAt: isNewer ? updated : now }
}

/** Whether the story counts as updated: CONTRACT.md, rules of time and memory. */
export function isSubstantial(old: Pick<KnownArticle, 'title' | 'text'>, article: Article): boolean {
  if (old.title !== article.title) return true
  if (old.text === article.text) return false
  if (numbersOf(old.text) !== numbersOf(article.text)) return true
  const before = words(old.text)
  const after = words(article.text)
  const counts = new Map<string, number>()
  for (const word of before) counts.set(word, (counts.get(word) ?? 0) + 1)
  let kept = 0
  for (const word of after) {
    const left = counts.get(word) ?? 0
    if (left === 0) continue
    counts.set(word, left - 1)
    kept++
  }
  return kept < 0.7 * Math.max(before.length, after.length)
}

const numbersOf = (text: string): string => [...new Set(text.match(/\d+(?:[.,:]\d+)*/g))].sort().join(' ')

/** Dates for the undated, and what of the new is backlog: too old on a first fetch, or more than a source may bring at once. */
function settleNew(fresh: readonly KeptArticle[], options: ReconcileOptions): KeptArticle[] {
  const { now, isFirstFetch, firstFetchDays, maxNewPerSource, dropReason } = options
  const isLimited = isFirstFetch && firstFetchDays > 0
  const oldestAllowed = new Date(Date.parse(now) - firstFetchDays * DAY_MS).toISOString()
  const oldestDated = fresh.reduce<Instant | undefined>(
    (oldest, { article: { publishedAt } }) =>
      publishedAt !== undefined && (oldest === undefined || publishedAt < oldest) ? publishedAt : oldest,
    undefined,
  )
  const dated = fresh.map((kept): KeptArticle => {
    const { article } = kept
    if (article.publishedAt !== undefined) {
      return isLimited && article.publishedAt < oldestAllowed
        ? { ...kept, article: { ...article, backlog: true } }
        : kept
    }
    if (!isLimited) return { ...kept, article: { ...article, publishedAt: now, dateReason: 'first-seen' } }
    const date =
      oldestDated === undefined ? {} : ({ publishedAt: oldestDated, dateReason: 'oldest-of-source' } as const)
    return { ...kept, article: { ...article, ...date, backlog: true } }
  })
  const settled = dated.map((kept): KeptArticle => {
    const dropped = dropReason?.(kept.article)
    return dropped === undefined ? kept : { ...kept, dropped }
  })
  if (maxNewPerSource === 0) return settled
  const counted = settled.filter(({ article, dropped }) => !article.backlog && dropped === undefined)
  if (counted.length <= maxNewPerSource) return settled
  const tooMany = new Set(
    [...counted]
      .sort(
        (a, b) =>
          compare(b.article.publishedAt ?? '', a.article.publishedAt ?? '') || compare(a.article.id, b.article.id),
      )
      .slice(maxNewPerSource),
  )
  return settled.map((kept) => (tooMany.has(kept) ? { ...kept, article: { ...kept.article, backlog: true } } : kept))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) {
    const key = keyOf(item)
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

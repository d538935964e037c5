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
import { articleId } from './ids.ts'
import type { Article, Instant } from './model.ts'
import { contentHash } from './normalize.ts'
import { hash52, words } from './text.ts'

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

/** What is to be written of a source's document; pure. `found` stands in the document's order, `known` in any. */
export function reconcile(
  found: readonly Article[],
  known: readonly KnownArticle[],
  options: ReconcileOptions,
): Changes {
  const entries = distinct(found).map((article) => ({
    article,
    urlKey: urlKeyOf(article),
    textHash: textHashOf(article),
  }))
  const matches = matchKnown(entries, known)
  const edited: EditedArticle[] = []
  const moved: KeptArticle[] = []
  const relisted: string[] = []
  const fresh: KeptArticle[] = []
  const idOf = idGiver(entries, known)
  const ids = new Set(known.map(({ id }) => id))
  const listed = new Set<string>()
  let same = found.length - entries.length
  entries.forEach((entry, i) => {
    const old = matches[i]
    if (old === undefined) {
      const article = { ...entry.article, id: idOf(entry.article) }
      // The document says the same thing twice.
      if (ids.has(article.id)) same++
      else {
        ids.add(article.id)
        fresh.push(keep(article, entry))
      }
      return
    }
    if (listed.has(old.id)) {
      same++
      return
    }
    listed.add(old.id)
    if (!old.isListed) relisted.push(old.id)
    const article = inheritFrom(old, entry.article, options.now)
    const kept = keep(article, entry)
    if (kept.contentHash !== old.contentHash) {
      const dropped = options.dropReason?.(article)
      edited.push({
        ...kept,
        isSubstantial: isSubstantial(old, article),
        ...(dropped === undefined ? {} : { dropped }),
      })
      return
    }
    same++
    if (article.guid !== old.guid || article.url !== old.url) moved.push(kept)
  })
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
function distinct(found: readonly Article[]): Article[] {
  const seen = new Set<string>()
  return found.filter((article) => {
    const { guid, title, publishedAt } = article
    const key =
      guid === undefined ? `\0${urlKeyOf(article) ?? ''}\0${textHashOf(article)}` : `${guid}\0${title}\0${publishedAt}`
    return !seen.has(key) && seen.add(key)
  })
}

interface FoundEntry {
  readonly article: Article
  readonly urlKey?: string
  readonly textHash: string
}

/** The known article behind each entry, by rules 1 to 3; each known article is given once. */
function matchKnown(entries: readonly FoundEntry[], known: readonly KnownArticle[]): (KnownArticle | undefined)[] {
  const matches = new Array<KnownArticle | undefined>(entries.length).fill(undefined)
  if (known.length === 0) return matches
  const knownByGuid = groupBy(known, ({ guid }) => guid)
  const entriesByGuid = groupBy(entries, ({ article }) => article.guid)
  const taken = new Set<string>()
  const take = (i: number, article: KnownArticle): void => {
    matches[i] = article
    taken.add(article.id)
  }
  // Rule 1, the fullest agreement first, so that of several with one guid each finds its own.
  for (const isSame of [sameWholly, sameText, sameTitleAndDate, sameTitleOrDate]) {
    entries.forEach((entry, i) => {
      if (matches[i] !== undefined || entry.article.guid === undefined) return
      const old = knownByGuid.get(entry.article.guid)?.find((one) => !taken.has(one.id) && isSame(entry, one))
      if (old !== undefined) take(i, old)
    })
  }
  // Rule 2.
  entries.forEach((entry, i) => {
    const { guid } = entry.article
    if (matches[i] !== undefined || guid === undefined) return
    const [old, another] = knownByGuid.get(guid) ?? []
    if (old === undefined || another !== undefined || entriesByGuid.get(guid)!.length > 1 || taken.has(old.id)) return
    if (!differsWholly(entry, old)) take(i, old)
  })
  // Rule 3: only articles whose guid the document no longer has may be taken over.
  const orphans = known.filter(({ id, guid }) => !taken.has(id) && (guid === undefined || !entriesByGuid.has(guid)))
  const orphansByUrl = groupBy(orphans, ({ urlKey }) => urlKey)
  const orphansByText = groupBy(orphans, ({ textHash }) => textHash)
  const entriesByUrl = groupBy(entries, ({ urlKey }) => urlKey)
  const isOpen = (i: number): boolean => {
    const { guid } = entries[i]!.article
    return matches[i] === undefined && (guid === undefined || !knownByGuid.has(guid))
  }
  entries.forEach((entry, i) => {
    if (!isOpen(i)) return
    const old = orphansByText.get(entry.textHash)?.find(({ id, urlKey }) => !taken.has(id) && urlKey === entry.urlKey)
    if (old !== undefined) take(i, old)
  })
  entries.forEach((entry, i) => {
    if (!isOpen(i)) return
    const sameUrl = entry.urlKey === undefined ? undefined : orphansByUrl.get(entry.urlKey)
    if (sameUrl?.length === 1 && entriesByUrl.get(entry.urlKey!)!.length === 1 && !taken.has(sameUrl[0]!.id)) {
      take(i, sameUrl[0]!)
      return
    }
    const old = orphansByText.get(entry.textHash)?.find(({ id }) => !taken.has(id))
    if (old !== undefined) take(i, old)
  })
  // What a document lists twice word for word is one article: the second finds the first's.
  entries.forEach((entry, i) => {
    if (matches[i] !== undefined || entry.article.guid === undefined) return
    matches[i] = knownByGuid.get(entry.article.guid)?.find((one) => sameText(entry, one))
  })
  return matches
}

const sameText = (entry: FoundEntry, old: KnownArticle): boolean => entry.textHash === old.textHash
/** Also where it stands and, if it says, when: of posts with one guid and one text each finds its own. */
const sameWholly = (entry: FoundEntry, old: KnownArticle): boolean =>
  sameText(entry, old) &&
  entry.urlKey === old.urlKey &&
  (entry.article.publishedAt === undefined || sameDate(entry, old))
const sameDate = ({ article }: FoundEntry, old: KnownArticle): boolean =>
  article.publishedAt !== undefined && article.publishedAt === old.publishedAt
const sameTitleAndDate = (entry: FoundEntry, old: KnownArticle): boolean =>
  entry.article.title === old.title && sameDate(entry, old)
const sameTitleOrDate = (entry: FoundEntry, old: KnownArticle): boolean =>
  entry.article.title === old.title || sameDate(entry, old) || entry.article.text === old.text
/** Title, text and date all differ; a date that is missing on either side says nothing. */
const differsWholly = (entry: FoundEntry, old: KnownArticle): boolean =>
  entry.article.title !== old.title &&
  entry.article.text !== old.text &&
  entry.article.publishedAt !== undefined &&
  old.publishedAt !== undefined &&
  entry.article.publishedAt !== old.publishedAt

/** Rule 4: gives new articles their ids. */
function idGiver(entries: readonly FoundEntry[], known: readonly KnownArticle[]): (article: Article) => string {
  const guids = countBy(entries, ({ article }) => article.guid)
  const addresses = countBy(entries, ({ urlKey }) => urlKey)
  const knownGuids = new Set(known.map(({ guid }) => guid))
  const knownAddresses = new Set(known.map(({ urlKey }) => urlKey))
  return (article) => {
    const { sourceId, guid, canonicalUrl, title, publishedAt, text } = article
    if (guid !== undefined) {
      const isShared = knownGuids.has(guid) || guids.get(guid)! > 1
      return isShared ? articleId(sourceId, guid, title, publishedAt ?? '') : articleId(sourceId, guid)
    }
    const urlKey = urlKeyOf(article)
    const isOnlyOne = urlKey !== undefined && addresses.get(urlKey) === 1 && !knownAddresses.has(urlKey)
    return isOnlyOne ? articleId(sourceId, canonicalUrl!) : articleId(sourceId, canonicalUrl ?? '', title, text)
  }
}

const keep = (article: Article, { urlKey, textHash }: FoundEntry): KeptArticle => ({
  article,
  contentHash: contentHash(article),
  textHash,
  ...(urlKey === undefined ? {} : { urlKey }),
})

/** A known article as its publisher gives it now: its id, date and first sight stay. */
function inheritFrom(old: KnownArticle, article: Article, now: Instant): Article {
  const updated = article.updatedAt
  const isNewer = updated !== undefined && updated <= now && updated > (old.updatedAt ?? old.publishedAt ?? '')
  return { ...article, id: old.id, publishedAt: old.publishedAt, updatedAt: isNewer ? updated : now }
}

/** The story counts as updated: CONTRACT.md, rules of time and memory. */
function isSubstantial(old: KnownArticle, article: Article): boolean {
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

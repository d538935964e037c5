/**
 * Compares a source's document with the articles that are known of it: which entries are new, edited or the same, and
 * which articles the source no longer lists. Bias: in doubt an entry is a known article, because an article that is taken
 * for new reaches every subscriber again. But two entries that their source distinguishes are never joined by their
 * address. The rules of identity, in order:
 *
 * 0. A known guid whose entry was missing from the document in between, and whose text and date both differ now: a new article,
 *    whatever its title. The source has withdrawn the first one and reused its guid.
 * 1. Same guid, and same title, date or text: the same article.
 * 2. A guid that only one known article and only one entry have: that article, edited; but a new one where title, text and
 *    date all differ, because the source has reused the guid.
 * 3. An unknown guid: the known article with the same canonical URL, whatever its scheme, if that URL occurs once in the
 *    document and once among the known articles whose guid the document no longer has. Else the one with the same title
 *    and text. Else, where headline and address were corrected at once, the one with the same text (see `isCorrected`).
 * 4. Otherwise new. Its id comes from source and guid; where another article or entry has that guid, from title and date as
 *    well; without a guid from the canonical URL, else from title and text. Where an article that was mailed before the
 *    entry's date had the id and is gone from the store, its guid is used again, too.
 *
 * An article is edited when its title or text changes, counters and ages apart. Everything else that changes (an enclosure,
 * a picture, a link in the text, an author, a counter) is saved, so that it is published, but is not news: no date moves.
 */
import { articleId } from '../ids.ts'
import type { Article, Instant } from '../model.ts'
import { compare, countWords, foldText, hexHash, words } from '../text/text.ts'
import { isSameButCounters, withoutCounters } from './counters.ts'
import { contentHash, urlKeyOf } from './normalize.ts'

/** An article of this source in the store. */
export interface KnownArticle {
  readonly id: string
  readonly guid?: string
  readonly urlKey?: string
  readonly title: string
  readonly text: string
  readonly publishedAt?: Instant
  readonly updatedAt?: Instant
  readonly firstSeenAt: Instant
  readonly contentHash: string
  readonly textHash: string
  /** Undefined where an earlier version stored it. */
  readonly restHash?: string
  readonly url?: string
  /** Whether the source listed it when it was last read. */
  readonly isListed: boolean
  /** Why a filter drops it; undefined: it is kept. */
  readonly dropped?: string
  readonly storyId?: string
}

/** An article to be stored, with the keys by which it will be recognised. */
export interface KeptArticle {
  readonly article: Article
  readonly contentHash: string
  readonly textHash: string
  readonly restHash: string
  readonly urlKey?: string
  /** Why a filter drops it; absent where none does. */
  readonly dropped?: string
}

/** An article that its publisher has changed. */
export interface EditedArticle extends KeptArticle {
  /** Whether its title, its numbers or more than 30 % of its text changed, so that its story counts as updated. */
  readonly isSubstantial: boolean
}

/** What to write, and the counts: entries read = new + edited + same + backlog + dropped (+ rejected). */
export interface Changes {
  readonly added: readonly KeptArticle[]
  readonly edited: readonly EditedArticle[]
  /**
   * Known articles that changed without being edited, or that another version of the program reads differently. They are saved
   * and published, but not dated, grouped or mailed again.
   */
  readonly quiet: readonly KeptArticle[]
  /** Known articles whose guid or address as written changed, and nothing else. */
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

interface ReconcileOptions {
  readonly now: Instant
  readonly isFirstFetch: boolean
  /** Days; 0: no limit. */
  readonly firstFetchDays: number
  /** 0: no limit. */
  readonly maxNewPerSource: number
  /**
   * Whether another version of the program read the source last. Then nothing is an edit: the difference may be ours. A real
   * edit that coincides with this one reading is not recognised either, which is better than a mail about every article after
   * an upgrade.
   */
  readonly isOtherReader?: boolean
  /** Whether the document was cut, so that an entry it does not list may be listed all the same. */
  readonly isCut?: boolean
  /** When the articles with these ids, which are no longer in the store, were last mailed. */
  readonly mailedAt?: ReadonlyMap<string, Instant>
  /** Returns why a filter drops an article, or undefined where none does. */
  readonly dropReason?: (article: Article) => string | undefined
}

const DAY_MS = 86_400_000

/** The hash of title and text alone, which a new guid or a new address does not change. */
const textHashOf = (article: Pick<Article, 'title' | 'text'>): string => hexHash(`${article.title}\0${article.text}`)

/**
 * The hash of what an article has besides title, text, dates and guid: the address by which it is compared, authors and
 * publisher, language, categories, picture, enclosures and HTML.
 */
const restHashOf = (article: Article): string => {
  const { canonicalUrl, authors, publisher, publisherUrl, language, categories, imageUrl, enclosures } = article
  const rest: unknown[] = [canonicalUrl, authors, publisher, publisherUrl, language, categories, imageUrl, enclosures]
  // Without them the hash stays that of earlier versions.
  for (const later of [article.imageAlt, article.authorUrls]) if (later !== undefined) rest.push(later)
  // Counters and ages count neither as title nor as text, but they are shown.
  return hexHash(`${JSON.stringify(rest)}\0${article.contentHtml ?? ''}`)
}

/** Whether an article has the text of its page; the hash is of the feed's text. */
export const hasPageText = (one: Pick<Article, 'title' | 'text'>, textHash: string): boolean =>
  textHashOf(one) !== textHash

/** An article of a document with the keys by which it is recognised, computed once when the document is read. */
export interface FoundArticle {
  readonly article: Article
  readonly urlKey?: string
  readonly textHash: string
  readonly contentHash: string
  readonly restHash: string
}

/** The article with its keys. */
export const foundArticle = (article: Article): FoundArticle => ({
  article,
  urlKey: urlKeyOf(article),
  textHash: textHashOf(article),
  contentHash: contentHash(article),
  restHash: restHashOf(article),
})

/** What to write after reading a source's document. `found` is in the document's order, `known` in any order. */
export function reconcile(
  found: readonly FoundArticle[],
  known: readonly KnownArticle[],
  options: ReconcileOptions,
): Changes {
  const entries = distinct(found)
  const matches = matchKnown(entries, known, options)
  const edited: EditedArticle[] = []
  const quiet: KeptArticle[] = []
  const moved: KeptArticle[] = []
  const relisted: string[] = []
  const fresh: KeptArticle[] = []
  const knownIds = new Set(known.map(({ id }) => id))
  const idOf = idAssigner(entries, known, knownIds, options.mailedAt)
  const listed = new Set<string>()
  let same = found.length - entries.length
  for (const [i, entry] of entries.entries()) {
    const old = matches[i]
    if (old === undefined) {
      const article = { ...entry.article, id: idOf(entry) }
      // The document lists the article twice, in an old and a new form. Its entries never share an id (see `distinct`).
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
    if (!options.isOtherReader && entry.textHash !== old.textHash && isEdited(old, entry.article)) {
      const article = inheritFrom(old, entry.article, options.now)
      const dropped = options.dropReason?.(article)
      edited.push({
        ...entry,
        article,
        isSubstantial: isSubstantial(old, article),
        ...(dropped === undefined ? {} : { dropped }),
      })
      continue
    }
    same++
    const kept = keepDates(old, entry)
    if (entry.contentHash !== old.contentHash || entry.restHash !== old.restHash) quiet.push(kept)
    else if (kept.article.guid !== old.guid || kept.article.url !== old.url) moved.push(kept)
  }
  const added = completeNew(fresh, options)
  const dropped = added.filter((kept) => kept.dropped !== undefined).length
  const backlog = added.filter((kept) => kept.dropped === undefined && kept.article.backlog).length
  return {
    added,
    edited,
    quiet,
    moved,
    relisted,
    unlisted: known.filter(({ id, isListed }) => isListed && !listed.has(id)).map(({ id }) => id),
    counts: { new: added.length - dropped - backlog, edited: edited.length, same, backlog, dropped },
  }
}

/**
 * The entries without duplicates: the first of those with the same guid, title and date, or, without a guid, with the same
 * address, title and text. Rule 4 would give them the same id.
 */
function distinct(found: readonly FoundArticle[]): FoundArticle[] {
  const seen = new Set<string>()
  return found.filter(({ article, urlKey, textHash }) => {
    const { guid, title, publishedAt } = article
    const key = guid === undefined ? `\0${urlKey ?? ''}\0${textHash}` : `${guid}\0${title}\0${publishedAt}`
    return !seen.has(key) && seen.add(key)
  })
}

/** The entries of a document, the known articles of its source, and the matches so far. */
interface Matching {
  readonly entries: readonly FoundArticle[]
  readonly known: readonly KnownArticle[]
  /** By the index of the entry. */
  readonly matches: (KnownArticle | undefined)[]
  readonly taken: Set<KnownArticle>
  readonly knownByGuid: ReadonlyMap<string | undefined, readonly KnownArticle[]>
  readonly entriesByGuid: ReadonlyMap<string | undefined, readonly FoundArticle[]>
}

/** The known article of each entry, by rules 1 to 3; no two entries get the same one, except exact duplicates. */
function matchKnown(
  entries: readonly FoundArticle[],
  known: readonly KnownArticle[],
  { isOtherReader = false, isCut = false }: ReconcileOptions,
): readonly (KnownArticle | undefined)[] {
  const matches = new Array<KnownArticle | undefined>(entries.length).fill(undefined)
  if (known.length === 0) return matches
  const matching: Matching = {
    entries,
    known,
    matches,
    taken: new Set(),
    knownByGuid: Map.groupBy(known, ({ guid }) => guid),
    entriesByGuid: Map.groupBy(entries, ({ article }) => article.guid),
  }
  matchAgreeing(matching)
  matchOnlyOneOfGuid(matching, isOtherReader)
  matchUnknownGuids(matching, { isOtherReader, isCut })
  // An entry that a document lists twice, word for word, is one article: the second gets the article of the first.
  const duplicate = openIndex(known, new Set(), ({ guid, textHash }) => [guid, textHash])
  for (const [i, { article, textHash }] of entries.entries())
    if (article.guid !== undefined) matches[i] ??= duplicate(article.guid, textHash)
  return matches
}

/** Gives each entry without a match the article that `find` returns for it. */
function matchBy({ entries, matches, taken }: Matching, find: (entry: FoundArticle) => KnownArticle | undefined): void {
  for (const [i, entry] of entries.entries()) {
    if (matches[i] !== undefined) continue
    const article = find(entry)
    if (article === undefined) continue
    matches[i] = article
    taken.add(article)
  }
}

/**
 * Rule 1, the fullest agreement first, so that each of several entries with one guid finds its own article. In order: same
 * text and address, and same date if the entry has one; same text; same title and date; same title, date or text.
 */
function matchAgreeing(matching: Matching): void {
  const { known, taken } = matching
  const openBy = (keyOf: (one: KnownArticle) => unknown, among = known) =>
    openIndex(among, taken, (one) => [one.guid, keyOf(one)])
  const whole = openBy(({ textHash, urlKey, publishedAt }) => `${textHash} ${urlKey} ${publishedAt}`)
  const wholeButDate = openBy(({ textHash, urlKey }) => `${textHash} ${urlKey}`)
  const sameText = openBy(({ textHash }) => textHash)
  const sameTitleAndDate = openBy(({ title, publishedAt }) => `${publishedAt} ${title}`)
  const isListed = (one: KnownArticle): boolean => one.isListed
  const sameTitle = openBy(({ title }) => title, known.filter(isListed))
  const sameTitleBefore = openBy(
    ({ title }) => title,
    known.filter((one) => !isListed(one)),
  )
  const sameDate = openBy(({ publishedAt }) => publishedAt)
  const sameWords = openBy(({ text }) => text)
  const order = new Map(known.map((article, at) => [article, at]))
  const firstOf = (...articles: (KnownArticle | undefined)[]): KnownArticle | undefined =>
    articles.reduce((a, b) => (a === undefined || (b && order.get(b)! < order.get(a)!) ? b : a), undefined)
  const passes: readonly ((entry: FoundArticle) => KnownArticle | undefined)[] = [
    ({ article: { guid, publishedAt }, textHash, urlKey }) =>
      publishedAt === undefined
        ? wholeButDate(guid, `${textHash} ${urlKey}`)
        : whole(guid, `${textHash} ${urlKey} ${publishedAt}`),
    ({ article: { guid }, textHash }) => sameText(guid, textHash),
    ({ article: { guid, title, publishedAt } }) =>
      publishedAt === undefined ? undefined : sameTitleAndDate(guid, `${publishedAt} ${title}`),
    ({ article, article: { guid, title, publishedAt, text } }) =>
      firstOf(
        sameTitle(guid, title),
        unlessUsedAgain(sameTitleBefore(guid, title), article),
        publishedAt === undefined ? undefined : sameDate(guid, publishedAt),
        sameWords(guid, text),
      ),
  ]
  for (const find of passes) matchBy(matching, (entry) => (entry.article.guid === undefined ? undefined : find(entry)))
}

/** Rule 2. */
function matchOnlyOneOfGuid(matching: Matching, isOtherReader: boolean): void {
  const { taken, knownByGuid, entriesByGuid } = matching
  matchBy(matching, ({ article: { guid, publishedAt }, urlKey }) => {
    if (guid === undefined) return undefined
    const [old, another] = knownByGuid.get(guid) ?? []
    if (old === undefined || another !== undefined || entriesByGuid.get(guid)!.length > 1 || taken.has(old))
      return undefined
    // Rule 1 has not matched, so where both have a date, title, text and date all differ: the guid was reused. Or another
    // version of the program reads them differently, and only the address can decide.
    const isReadOtherwise = isOtherReader && old.isListed && urlKey === old.urlKey
    return publishedAt === undefined || old.publishedAt === undefined || isReadOtherwise ? old : undefined
  })
}

/** Rule 3. */
function matchUnknownGuids(
  matching: Matching,
  { isOtherReader, isCut }: { readonly isOtherReader: boolean; readonly isCut: boolean },
): void {
  const { entries, known, taken, knownByGuid, entriesByGuid } = matching
  // Only an article whose guid the document no longer has can have got a new one.
  const orphans = known.filter((old) => !taken.has(old) && (old.guid === undefined || !entriesByGuid.has(old.guid)))
  const orphansByUrl = Map.groupBy(orphans, ({ urlKey }) => urlKey)
  const entriesByUrl = Map.groupBy(entries, ({ urlKey }) => urlKey)
  const sameTextAndUrl = openIndex(orphans, taken, ({ textHash, urlKey }) => [textHash, urlKey])
  const sameTextAnywhere = openIndex(orphans, taken, ({ textHash }) => [textHash, undefined])
  const matchOpen = (find: (entry: FoundArticle) => KnownArticle | undefined): void =>
    matchBy(matching, (entry) => {
      const { guid } = entry.article
      return guid === undefined || !knownByGuid.has(guid) ? find(entry) : undefined
    })
  matchOpen(({ textHash, urlKey }) => sameTextAndUrl(textHash, urlKey))
  matchOpen(({ textHash, urlKey }) => {
    const sameUrl = urlKey === undefined ? undefined : orphansByUrl.get(urlKey)
    const isOnlyOne = sameUrl?.length === 1 && entriesByUrl.get(urlKey)!.length === 1 && !taken.has(sameUrl[0]!)
    return isOnlyOne ? sameUrl[0] : sameTextAnywhere(textHash, undefined)
  })
  if (isOtherReader) {
    // Where guids and addresses do not decide, title and text did, and another version reads those differently.
    const listed = orphans.filter(({ isListed }) => isListed)
    const byTitle = openIndex(listed, taken, ({ urlKey, title }) => [urlKey, title])
    const byDate = openIndex(listed, taken, ({ urlKey, publishedAt }) => [urlKey, publishedAt])
    matchOpen(
      ({ urlKey, article: { title, publishedAt } }) =>
        byTitle(urlKey, title) ?? (publishedAt === undefined ? undefined : byDate(urlKey, publishedAt)),
    )
    // Without title, date and address the text is all, of which one version cuts more at the beginning than another.
    const endOf = (text: string): string => text.slice(-MIN_COMMON_END)
    const byEnd = openIndex(listed, taken, ({ urlKey, text }) => [urlKey, endOf(text)])
    matchOpen(({ urlKey, article: { guid, text } }) => {
      if (guid !== undefined || urlKey !== undefined || text.length < MIN_COMMON_END) return undefined
      const old = byEnd(undefined, endOf(text))
      return old !== undefined && (old.text.endsWith(text) || text.endsWith(old.text)) ? old : undefined
    })
  }
  if (!isCut) matchOpen(correctedFrom(matching))
}

/**
 * An index that finds the first known article with two keys that is not taken yet; made at the first look-up. Linear in all
 * look-ups together, also where a source gives one guid to twenty thousand articles: a taken article is removed when it is
 * met.
 */
function openIndex(
  known: readonly KnownArticle[],
  taken: ReadonlySet<KnownArticle>,
  keysOf: (one: KnownArticle) => readonly [unknown, unknown],
): (outer: unknown, inner: unknown) => KnownArticle | undefined {
  const lists = lazily(() => {
    // In reverse, so that the first article is at the end of its list and can be popped.
    const byOuter = Map.groupBy(known.toReversed(), (one) => keysOf(one)[0])
    return new Map(Array.from(byOuter, ([outer, ones]) => [outer, Map.groupBy(ones, (one) => keysOf(one)[1])]))
  })
  return (outer, inner) => {
    const list = lists().get(outer)?.get(inner)
    while (list !== undefined && taken.has(list.at(-1)!)) list.pop()
    return list?.at(-1)
  }
}

/** A function that computes its value at the first call and returns it from then on. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** Rule 0: undefined where the entry is another article that reuses the guid of `old`. */
function unlessUsedAgain(old: KnownArticle | undefined, article: Article): KnownArticle | undefined {
  if (old === undefined || old.isListed || old.publishedAt === undefined || article.publishedAt === undefined)
    return old
  const isOther = old.publishedAt !== article.publishedAt && !isSameButCounters(old.text, article.text)
  return isOther ? undefined : old
}

/** How many characters at their ends two readings of one text have in common at least. */
const MIN_COMMON_END = 60

/** A text of fewer words may be a phrase that a source uses for many articles. */
const MIN_WORDS_OF_CORRECTED = 20
/** A correction that gives an entry a new date comes within this many hours. */
const MAX_HOURS_TO_CORRECTION = 48

/**
 * Rule 3, last: a function that finds the article whose headline and address were corrected at once. Only one that the
 * document no longer has, with a long text that no other known article and no other entry has. Bias: in doubt they are two
 * articles, because some sources put one text under every headline (a daily puzzle, an episode).
 */
function correctedFrom({
  entries,
  known,
  taken,
  entriesByGuid,
}: Matching): (entry: FoundArticle) => KnownArticle | undefined {
  const knownByText = lazily(() => Map.groupBy(known, ({ text }) => text))
  const entriesByText = lazily(() => Map.groupBy(entries, ({ article }) => article.text))
  return ({ article }) => {
    const [old, another] = knownByText().get(article.text) ?? []
    if (old === undefined || another !== undefined || !old.isListed || taken.has(old)) return undefined
    if (old.guid !== undefined && entriesByGuid.has(old.guid)) return undefined
    if (entriesByText().get(article.text)!.length > 1) return undefined
    return countWords(article.text) >= MIN_WORDS_OF_CORRECTED && isCorrected(old, article) ? old : undefined
  }
}

/**
 * Whether a headline over the same text is a correction of the old one and not the next of a series: it has the same date;
 * or only a spelling changed, and no number.
 */
function isCorrected(old: KnownArticle, { title, publishedAt }: Article): boolean {
  if (old.publishedAt !== undefined && old.publishedAt === publishedAt) return true
  if (numbersOf(old.title) !== numbersOf(title)) return false
  const hours =
    old.publishedAt === undefined || publishedAt === undefined
      ? 0
      : Math.abs(Date.parse(publishedAt) - Date.parse(old.publishedAt)) / 3_600_000
  return hours <= MAX_HOURS_TO_CORRECTION && isRespelt(old.title, title)
}

/** Whether two titles differ in spaces and marks, or in the spelling of at most two words: long, a letter or two changed. */
function isRespelt(before: string, after: string): boolean {
  const a = words(before)
  const b = words(after)
  if (a.length !== b.length) return lettersOf(before) === lettersOf(after)
  const changed = a.flatMap((word, i) => (word === b[i] ? [] : [[word, b[i]!] as const]))
  return changed.length <= 2 && changed.every(([x, y]) => Math.min(x.length, y.length) >= 4 && areSpeltAlike(x, y))
}

const lettersOf = (title: string): string => foldText(title).replace(/[^\p{L}\p{N}]/gu, '')

/** Whether two words begin alike and become equal where at most two letters in a row are left out of each. */
function areSpeltAlike(a: string, b: string): boolean {
  let from = 0
  while (from < a.length && from < b.length && a[from] === b[from]) from++
  let left = a.length - from
  let right = b.length - from
  while (left > 0 && right > 0 && a[from + left - 1] === b[from + right - 1]) {
    left--
    right--
  }
  return from > 0 && left <= 2 && right <= 2
}

/** Rule 4: a function that returns the id of a new article. */
function idAssigner(
  entries: readonly FoundArticle[],
  known: readonly KnownArticle[],
  knownIds: ReadonlySet<string>,
  mailedAt: ReadonlyMap<string, Instant> = new Map(),
): (entry: FoundArticle) => string {
  const entriesByGuid = Map.groupBy(entries, ({ article }) => article.guid)
  const entriesByUrl = Map.groupBy(entries, ({ urlKey }) => urlKey)
  const knownGuids = new Set(known.map(({ guid }) => guid))
  const knownAddresses = new Set(known.map(({ urlKey }) => urlKey))
  return ({ article, urlKey }) => {
    const { sourceId, guid, canonicalUrl, title, publishedAt, text } = article
    if (guid !== undefined) {
      const id = articleId(sourceId, guid)
      // An article that had this guid before keeps the id made from it, so the id may be in use without the guid.
      // One that is gone from the store keeps it as well, if it was mailed: a recipient would count as having had this one.
      const isUsedAgain = publishedAt !== undefined && publishedAt > (mailedAt.get(id) ?? publishedAt)
      const isShared = knownGuids.has(guid) || entriesByGuid.get(guid)!.length > 1 || knownIds.has(id) || isUsedAgain
      return isShared ? articleId(sourceId, guid, title, publishedAt ?? '') : id
    }
    const id = articleId(sourceId, canonicalUrl ?? '')
    const isOnlyOne = urlKey !== undefined && entriesByUrl.get(urlKey)!.length === 1 && !knownAddresses.has(urlKey)
    return isOnlyOne && !knownIds.has(id) ? id : articleId(sourceId, canonicalUrl ?? '', title, text)
  }
}

/** The new form of a known article, which keeps its id and its date. */
function inheritFrom(old: KnownArticle, article: Article, now: Instant): Article {
  const updated = article.updatedAt
  const isNewer = updated !== undefined && updated <= now && updated > (old.updatedAt ?? old.publishedAt ?? '')
  const { id, publishedAt, firstSeenAt } = old
  return { ...article, id, publishedAt, firstSeenAt, updatedAt: isNewer ? updated : now }
}

/** The new form of a known article that was not edited: it keeps its dates. */
function keepDates(old: KnownArticle, entry: FoundArticle): KeptArticle {
  const { id, publishedAt, updatedAt, firstSeenAt } = old
  return { ...entry, article: { ...entry.article, id, publishedAt, updatedAt, firstSeenAt } }
}

/** Whether title or text changed, counters and ages in them apart. */
export function isEdited(old: Pick<KnownArticle, 'title' | 'text'>, article: Pick<Article, 'title' | 'text'>): boolean {
  return !isSameTitle(old.title, article.title) || !isSameButCounters(old.text, article.text)
}

/** Whether two titles are the same, counters and ages apart. A title that is a counter altogether ("Yesterday") counts. */
const isSameTitle = (before: string, after: string): boolean =>
  before === after || (isSameButCounters(before, after) && withoutCounters(before) !== '')

/** Whether the title, a number, or more than 30 % of the words changed, so that the story counts as updated; counters apart. */
export function isSubstantial(old: Pick<KnownArticle, 'title' | 'text'>, article: Article): boolean {
  if (!isSameTitle(old.title, article.title)) return true
  if (old.text === article.text) return false
  const [oldText, text] = [withoutCounters(old.text), withoutCounters(article.text)]
  if (numbersOf(oldText) !== numbersOf(text)) return true
  const [before, after] = [words(oldText), words(text)]
  return keptWords(before, after) < 0.7 * Math.max(before.length, after.length)
}

/**
 * Whether a text is told by another one that may tell more: all of its numbers, and 70 % of its words; counters apart.
 */
export function isToldIn(text: string, other: string): boolean {
  const [own, all] = [withoutCounters(text), withoutCounters(other)]
  const known = new Set(numbersIn(all))
  const sought = words(own)
  return numbersIn(own).every((number) => known.has(number)) && keptWords(words(all), sought) >= 0.7 * sought.length
}

/** How many words of a text are those of the text before. */
function keptWords(before: readonly string[], after: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const word of before) counts.set(word, (counts.get(word) ?? 0) + 1)
  let kept = 0
  for (const word of after) {
    const left = counts.get(word) ?? 0
    if (left === 0) continue
    counts.set(word, left - 1)
    kept++
  }
  return kept
}

const numbersIn = (text: string): string[] => text.match(/\d+(?:[.,:]\d+)*/g) ?? []
const numbersOf = (text: string): string => [...new Set(numbersIn(text))].sort().join(' ')

/**
 * Completes new articles: dates those without a date, applies the filter, and marks the backlog, which is what is too old
 * on a first fetch or exceeds the number that a source may add at once.
 */
function completeNew(fresh: readonly KeptArticle[], options: ReconcileOptions): KeptArticle[] {
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
  const filtered = dated.map((kept): KeptArticle => {
    const dropped = dropReason?.(kept.article)
    return dropped === undefined ? kept : { ...kept, dropped }
  })
  if (maxNewPerSource === 0) return filtered
  const counted = filtered.filter(({ article, dropped }) => !article.backlog && dropped === undefined)
  if (counted.length <= maxNewPerSource) return filtered
  const excess = new Set(
    [...counted]
      .sort(
        (a, b) =>
          compare(b.article.publishedAt ?? '', a.article.publishedAt ?? '') || compare(a.article.id, b.article.id),
      )
      .slice(maxNewPerSource),
  )
  return filtered.map((kept) => (excess.has(kept) ? { ...kept, article: { ...kept.article, backlog: true } } : kept))
}

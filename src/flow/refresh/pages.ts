/**
 * Fetches the pages of new and edited articles for their whole text, where a source is configured so (`content:
 * 'page'`).
 */
import type { SourceConfig } from '../../config.ts'
import { leadOf } from '../../core/article/article-text.ts'
import {
  type Changes,
  type EditedArticle,
  isEdited,
  isSubstantial,
  type KeptArticle,
  type KnownArticle,
} from '../../core/article/reconcile.ts'
import { AppError, StoreError } from '../../core/errors.ts'
import type { Article } from '../../core/model.ts'
import { words } from '../../core/text/text.ts'
import type { DropReason } from '../../core/topics/filters.ts'
import type { Fetcher } from '../../feeds/http/fetch.ts'
import type { Deps } from '../deps.ts'
import { type ReadPage, readPage } from './reading.ts'

/** Pages fetched for one source in one pass. The first fetch of a large archive must not become a crawl. */
const MAX_PAGES = 40
/**
 * Characters of text and HTML taken from the pages of one source in one pass, since they are in memory until the source is
 * saved: forty pages of 50,000 characters each. When they are used up, no further page is read.
 */
const MAX_PAGE_CHARACTERS = 4_000_000
/** A teaser with fewer different words is too short to show whether a page belongs to its article. */
const MIN_TEASER_WORDS = 12
/**
 * The share of the teaser's words that must stand on the page. Not higher, since editors rewrite teasers; a paywall or
 * another article shares only the common words.
 */
const MIN_SHARED_WORDS = 0.4
const PAGE_HEADERS = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1' }

/**
 * The same changes, with the text, authors and picture of new and edited articles taken from their pages. Each page is
 * fetched once, with the request headers and limits of feeds. Where that fails, the feed's text stays, or for an edited
 * article the text that its page gave before. No page is fetched for backlog and for articles that a filter drops. The
 * hashes that recognise an article are still those of the feed's text. What a filter drops by what the page says is dropped,
 * too. Throws StoreError, and the signal's reason when
 * stopped.
 */
export async function withPages(
  deps: Deps,
  fetcher: Fetcher,
  source: SourceConfig,
  changes: Changes,
  known: readonly KnownArticle[],
  dropReason: DropReason,
): Promise<Changes> {
  const budget = { pages: MAX_PAGES, characters: MAX_PAGE_CHARACTERS }
  const oldById = new Map(known.map((old) => [old.id, old]))
  const pageOf = async ({ article, dropped }: KeptArticle): Promise<ReadPage | undefined> => {
    const isWanted = dropped === undefined && !article.backlog && article.url !== undefined && budget.pages-- > 0
    return isWanted ? fetchPage(deps, fetcher, source, article, budget) : undefined
  }
  // An article that its page changed is judged anew.
  const judged = <K extends KeptArticle>(kept: K, before: Article): K => {
    const dropped = kept.dropped ?? (kept.article === before ? undefined : dropReason(kept.article))
    return dropped === undefined ? kept : { ...kept, dropped }
  }
  const fetched = async (kept: KeptArticle): Promise<KeptArticle> =>
    judged({ ...kept, article: withPage(kept.article, await pageOf(kept)) }, kept.article)
  const edited = async (kept: EditedArticle): Promise<EditedArticle> => {
    const old = oldById.get(kept.article.id)
    const paged = withPage(kept.article, await pageOf(kept))
    if (old === undefined) return judged({ ...kept, article: paged }, kept.article)
    // Where the page cannot be fetched this time, the shorter text is the feed's teaser and not an edit: the old text stays.
    const text = paged.text === kept.article.text && old.text.length > paged.text.length ? old.text : paged.text
    const article = text === paged.text ? paged : { ...paged, text }
    return judged({ ...kept, article, isSubstantial: isSubstantial(old, article) }, kept.article)
  }
  const added = await Promise.all(changes.added.map(fetched))
  const isDropped = ({ dropped }: KeptArticle): boolean => dropped !== undefined
  const dropped = added.filter(isDropped).length - changes.added.filter(isDropped).length
  const paged = await Promise.all(changes.edited.map(edited))
  // Where only the teaser changed, the kept article is the same.
  const isQuiet = ({ article, dropped }: EditedArticle): boolean => {
    const old = oldById.get(article.id)
    return old !== undefined && dropped === undefined && !isEdited(old, article)
  }
  const quiet = paged.filter(isQuiet).map((kept): KeptArticle => {
    const { publishedAt, updatedAt } = oldById.get(kept.article.id)!
    return { ...kept, article: { ...kept.article, publishedAt, updatedAt } }
  })
  const { counts } = changes
  return {
    ...changes,
    added,
    edited: paged.filter((kept) => !isQuiet(kept)),
    quiet: [...changes.quiet, ...quiet],
    counts: {
      ...counts,
      new: counts.new - dropped,
      dropped: counts.dropped + dropped,
      edited: counts.edited - quiet.length,
      same: counts.same + quiet.length,
    },
  }
}

/**
 * What an article's page says, taken from the budget; undefined where that is used up, and where the page cannot be
 * fetched or is not HTML. Throws StoreError, and the signal's reason when stopped.
 */
async function fetchPage(
  { signal, defect }: Deps,
  fetcher: Fetcher,
  source: SourceConfig,
  { sourceId, url = '' }: Article,
  budget: { characters: number },
): Promise<ReadPage | undefined> {
  try {
    // Headers configured for the feed may hold credentials, so they go to the same origin only.
    const isHome = URL.parse(url)?.origin === URL.parse(source.url)?.origin
    const headers = { ...(isHome ? source.headers : {}), ...PAGE_HEADERS }
    return await fetcher.readFeed({ sourceId, url, headers, signal }, async (answer) => {
      if (answer.kind !== 'modified' || !/html/i.test(answer.contentType ?? 'text/html')) return undefined
      if (budget.characters <= 0) return undefined
      const { bytes, contentType } = answer
      const page = await readPage({ bytes, contentType, url: answer.url })
      budget.characters -= page.text.length + (page.contentHtml?.length ?? 0)
      return page
    })
  } catch (error) {
    if (error instanceof StoreError || signal.aborted) throw error
    if (!(error instanceof AppError)) defect(`page ${url}`, error)
    return undefined
  }
}

/**
 * The article with what its page says; unchanged where the page has no more text than the feed, or is another
 * article's.
 */
function withPage(article: Article, page: ReadPage | undefined): Article {
  // A list of articles holds this one's teaser among others. A page with less text than the teaser is a paywall or a cookie notice.
  if (page === undefined || page.isList === true || page.text.length <= article.text.length || !isPageOf(article, page))
    return article
  const { text, canonicalUrl, contentHtml, imageUrl, imageAlt, publishedAt, removed = [] } = page
  const isUndated =
    article.dateReason === 'first-seen' && publishedAt !== undefined && publishedAt < article.firstSeenAt
  return {
    ...article,
    ...whoAndWhere(article, page),
    canonicalUrl,
    text,
    lead: leadOf(text) || article.lead,
    removed,
    ...(contentHtml === undefined ? {} : { contentHtml }),
    ...(article.imageUrl === undefined && imageUrl !== undefined ? { imageUrl, imageAlt } : {}),
    ...(isUndated ? { publishedAt, dateReason: 'page' } : {}),
  }
}

/**
 * Authors and original publisher of an article with a page. A byline on the page is preferred to the feed's own author
 * field, which may name whoever posted the entry; that field is preferred to the page's metadata.
 */
function whoAndWhere(article: Article, page: ReadPage): Partial<Article> {
  const isByline = page.found?.authors !== undefined
  const isFeedWeak = article.authors.length === 0 || /^feed-/.test(article.found?.authors ?? '')
  const takesAuthors = page.authors.length > 0 && (isByline ? isFeedWeak : article.authors.length === 0)
  const takesPublisher = article.publisher === undefined && page.found?.publisher !== undefined
  const { publisher, publisherUrl } = page
  return {
    ...(takesAuthors ? { authors: page.authors } : {}),
    ...(takesPublisher ? { publisher, ...(publisherUrl === undefined ? {} : { publisherUrl }) } : {}),
    found: {
      ...article.found,
      ...(takesAuthors ? { authors: page.found?.authors ?? 'page-data' } : {}),
      ...(takesPublisher ? { publisher: page.found.publisher } : {}),
    },
  }
}

/**
 * Whether a page contains what the feed's headline and teaser announce, and so is neither a wordy paywall nor another article.
 */
function isPageOf({ title, text }: Article, page: ReadPage): boolean {
  const teaser = new Set(words(`${title} ${text}`))
  if (teaser.size < MIN_TEASER_WORDS) return true
  const onPage = new Set(words(`${page.title ?? ''} ${page.text}`))
  let shared = 0
  for (const word of teaser) if (onPage.has(word)) shared++
  return shared >= MIN_SHARED_WORDS * teaser.size
}

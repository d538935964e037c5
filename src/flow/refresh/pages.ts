/** The whole text of new articles, from their own pages, where a source asks for it (`content: 'page'`). */
import type { SourceConfig } from '../../config.ts'
import { leadOf } from '../../core/article/lead.ts'
import {
  type Changes,
  type EditedArticle,
  isSubstantial,
  type KeptArticle,
  type KnownArticle,
} from '../../core/article/reconcile.ts'
import { AppError, StoreError } from '../../core/errors.ts'
import type { Article } from '../../core/model.ts'
import { words } from '../../core/text/text.ts'
import type { Fetcher } from '../../feeds/http/fetch.ts'
import type { Deps } from '../deps.ts'
import { type ReadPage, readPage } from './reading.ts'

/** Pages a source may cost a run: a first fetch of a large archive must not become a crawl. */
const MAX_PAGES = 40
/** A teaser of so many words tells whether a page is its article's. */
const MIN_TEASER_WORDS = 12
/** Of these words so many stand on the page. Editors write teasers anew; a wall or another article has the small words alone. */
const MIN_SHARED_WORDS = 0.4
const PAGE_HEADERS = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1' }

/**
 * The same changes, new and edited articles with the text, authors and picture of their pages. A page is asked for once,
 * with the feeds' own request headers and limits; where it cannot be had, what the feed says stays, or of an edited article what its
 * page said before. Backlog and what a filter drops is not asked for. What articles are recognised by stays the feed's own.
 */
export async function withPages(
  deps: Deps,
  fetcher: Fetcher,
  source: SourceConfig,
  changes: Changes,
  known: readonly KnownArticle[],
): Promise<Changes> {
  let left = MAX_PAGES
  const oldById = new Map(known.map((old) => [old.id, old]))
  const pageOf = async ({ article, dropped }: KeptArticle): Promise<ReadPage | undefined> => {
    const isWanted = dropped === undefined && !article.backlog && article.url !== undefined && left-- > 0
    return isWanted ? fetchPage(deps, fetcher, source, article) : undefined
  }
  const added = async (kept: KeptArticle): Promise<KeptArticle> => ({
    ...kept,
    article: withPage(kept.article, await pageOf(kept)),
  })
  const edited = async (kept: EditedArticle): Promise<EditedArticle> => {
    const old = oldById.get(kept.article.id)
    const paged = withPage(kept.article, await pageOf(kept))
    if (old === undefined) return { ...kept, article: paged }
    // A teaser instead of the whole text is no edit that anybody made.
    const text = paged.text === kept.article.text && old.text.length > paged.text.length ? old.text : paged.text
    const article = { ...paged, text }
    return { ...kept, article, isSubstantial: isSubstantial(old, article) }
  }
  return {
    ...changes,
    added: await Promise.all(changes.added.map(added)),
    edited: await Promise.all(changes.edited.map(edited)),
  }
}

/** An article's page, read; undefined where it cannot be had. Throws StoreError, and the signal's reason. */
async function fetchPage(
  { signal, defect }: Deps,
  fetcher: Fetcher,
  source: SourceConfig,
  { sourceId, url = '' }: Article,
): Promise<ReadPage | undefined> {
  try {
    // What was configured for the feed is no other site's business.
    const isHome = URL.parse(url)?.origin === URL.parse(source.url)?.origin
    const headers = { ...(isHome ? source.headers : {}), ...PAGE_HEADERS }
    const answer = await fetcher.fetchFeed({ sourceId, url, headers, signal })
    if (answer.kind !== 'modified' || !/html/i.test(answer.contentType ?? 'text/html')) return undefined
    const { bytes, contentType } = answer
    return await readPage({ bytes, contentType, url: answer.url })
  } catch (error) {
    if (error instanceof StoreError || signal.aborted) throw error
    if (!(error instanceof AppError)) defect(`page ${url}`, error)
    return undefined
  }
}

/** An article with what its page says; as it is where the page has no more of it than the feed. */
function withPage(article: Article, page: ReadPage | undefined): Article {
  // A wall or a cookie page has less than the teaser; then the feed knows better.
  if (page === undefined || page.text.length <= article.text.length || !isPageOf(article, page)) return article
  const { text, canonicalUrl, contentHtml, imageUrl, publishedAt, removed = [] } = page
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
    ...(article.imageUrl === undefined && imageUrl !== undefined ? { imageUrl } : {}),
    ...(isUndated ? { publishedAt, dateReason: 'page' } : {}),
  }
}

/** People and original publisher: a byline of the page before the feed's author, who may be the poster, before the page's data. */
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

/** Whether a page tells what the feed's teaser and headline announce; a wall with many words, or another article, does not. */
function isPageOf({ title, text }: Article, page: ReadPage): boolean {
  const teaser = new Set(words(`${title} ${text}`))
  if (teaser.size < MIN_TEASER_WORDS) return true
  const onPage = new Set(words(`${page.title ?? ''} ${page.text}`))
  let shared = 0
  for (const word of teaser) if (onPage.has(word)) shared++
  return shared >= MIN_SHARED_WORDS * teaser.size
}

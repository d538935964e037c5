/** The whole text of new articles, from their own pages, where a source asks for it (`content: 'page'`). */
import { AppError, StoreError } from '../core/errors.ts'
import { leadOf } from '../core/lead.ts'
import type { Article } from '../core/model.ts'
import type { Changes, KeptArticle } from '../core/reconcile.ts'
import type { Fetcher } from '../feeds/fetch.ts'
import type { Deps } from './deps.ts'

/** Pages a source may cost a run: a first fetch of a large archive must not become a crawl. */
const MAX_PAGES = 40

/**
 * The same changes, new and edited articles with the text, authors and picture of their pages. A page is asked for once,
 * with the feeds' manners and guards; where it cannot be had, what the feed says stays. Backlog and what a filter drops is
 * not asked for. What articles are recognised by stays the feed's own.
 */
export async function withPages(deps: Deps, fetcher: Fetcher, changes: Changes): Promise<Changes> {
  let left = MAX_PAGES
  const isWanted = ({ article, dropped }: KeptArticle): boolean =>
    dropped === undefined && !article.backlog && article.url !== undefined && left-- > 0
  const whole = async <K extends KeptArticle>(kept: K): Promise<K> =>
    isWanted(kept) ? { ...kept, article: await fromPage(deps, fetcher, kept.article) } : kept
  return {
    ...changes,
    added: await Promise.all(changes.added.map(whole)),
    edited: await Promise.all(changes.edited.map(whole)),
  }
}

async function fromPage(deps: Deps, fetcher: Fetcher, article: Article): Promise<Article> {
  try {
    const request = { sourceId: article.sourceId, url: article.url!, signal: deps.signal }
    const answer = await fetcher.fetchFeed(request)
    if (answer.kind !== 'modified' || !/html/i.test(answer.contentType ?? 'text/html')) return article
    const { extractArticle } = await import('../feeds/extract.ts')
    const { decodeBytes } = await import('../feeds/decode.ts')
    const { text: html } = await decodeBytes(answer.bytes, answer.contentType)
    const page = await extractArticle(html, answer.url)
    // A wall or a cookie page has less than the teaser; then the feed knows better.
    if (page.text.length <= article.text.length) return article
    return {
      ...article,
      text: page.text,
      lead: leadOf(page.text) || article.lead,
      authors: article.authors.length > 0 ? article.authors : (page.authors ?? []),
      ...(article.imageUrl === undefined && page.imageUrl !== undefined ? { imageUrl: page.imageUrl } : {}),
    }
  } catch (error) {
    if (error instanceof StoreError || deps.signal.aborted) throw error
    if (!(error instanceof AppError)) deps.defect(`page ${article.url}`, error)
    return article
  }
}

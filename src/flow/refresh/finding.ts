/** Reads a source whose address may be that of a site: the feed that its page declares is read in its place. */
import { ParseError, SourceError } from '../../core/errors.ts'
import type { FetchAnswer, Fetcher, FetchRequest } from '../../feeds/http/fetch.ts'
import type { FoundFeed } from '../../feeds/parse/discovery.ts'

/** The feed that is read for a page. */
export interface FoundHere {
  readonly url: string
  /** The other feeds that the page declares; empty where the page was not asked, since its feed was known. */
  readonly others: readonly FoundFeed[]
}

/**
 * The result of `use` for the answer of a source. Where a web page is at its address, `use` throws the WebPageError of
 * `parseFeed`, and is called again for the feed that the page declares. A feed that was found before (`foundUrl`) is requested
 * directly; when it is gone (404, 410, no such host) or no feed any more, the page is requested again. With `isFeed` the address
 * is known to be a feed, so a page there is a failure. Throws what `readFeed` and `use` throw.
 */
export async function readSource<T>(
  fetcher: Fetcher,
  request: FetchRequest,
  { isFeed }: { readonly isFeed: boolean },
  use: (answer: FetchAnswer, found?: FoundHere) => Promise<T>,
): Promise<T> {
  const { foundUrl } = request
  if (foundUrl === undefined) return readPage(fetcher, request, { isFeed }, use)
  try {
    return await fetcher.readFeed(request, (answer) => use(answer, { url: foundUrl, others: [] }))
  } catch (error) {
    if (!isNoFeed(error)) throw error
    return readPage(fetcher, withoutState(request), { isFeed: false, gone: error, goneUrl: foundUrl }, use)
  }
}

/** The same where the configured address is requested. `gone` is the error of the feed that the page declared until now. */
async function readPage<T>(
  fetcher: Fetcher,
  request: FetchRequest,
  { isFeed, gone, goneUrl }: { readonly isFeed: boolean; readonly gone?: SourceError; readonly goneUrl?: string },
  use: (answer: FetchAnswer, found?: FoundHere) => Promise<T>,
): Promise<T> {
  try {
    return await fetcher.readFeed(request, (answer) => use(answer))
  } catch (error) {
    const { WebPageError, mainFeed } = await import('../../feeds/parse/discovery.ts')
    // A local page is read as it is: it would make requests that nobody configured.
    if (!(error instanceof WebPageError) || isFeed || !/^https?:/i.test(request.url)) throw error
    const { feeds, url: pageUrl = request.url } = error
    const main = mainFeed(feeds, pageUrl)
    if (main === undefined) throw error
    if (main.url === goneUrl) throw gone
    const found = { url: main.url, others: feeds.filter((feed) => feed !== main) }
    try {
      return await fetcher.readFeed({ ...withoutState(request), foundUrl: main.url }, (answer) => use(answer, found))
    } catch (second) {
      if (!(second instanceof WebPageError)) throw second
      throw new WebPageError(
        `${pageUrl} is a web page that declares the feed ${main.url}, which is a web page, too; look for the feed's address on the site.`,
        { url: main.url },
        found.others,
      )
    }
  }
}

/** Whether an error says that no feed is at its address any more. */
const isNoFeed = (error: unknown): error is SourceError =>
  error instanceof SourceError &&
  (error.status === 404 ||
    error.status === 410 ||
    error.code === 'fetch/dns' ||
    (error instanceof ParseError && error.code === 'parse/not-a-feed'))

/** The request without what is stored about the answer to another one: redirects and validators. */
const withoutState = ({ sourceId, url, headers, signal }: FetchRequest): FetchRequest => ({
  sourceId,
  url,
  headers,
  signal,
})

/** The files of the site that are documents of the store: the front page, its style, and what search engines read. */
import type { Instant } from '../../core/model.ts'
import { FRONT, linksFrom } from '../../core/site-paths.ts'
import { escapeXml } from '../../feeds/markup/clean-text.ts'
import { etagOf } from '../../files.ts'
import type { StoredDocument } from '../../store/documents.ts'
import { newestPages, pagesIn } from '../../store/pages.ts'
import type { Deps } from '../deps.ts'
import { composeOpml } from './opml.ts'
import { fileOf, pathOf, type Site } from './site-files.ts'

/** Pages that the sitemap lists at most: what a search engine asks for first, and a file that is quick to write in each pass. */
const MOST_LISTED = 5_000

/**
 * Yields the front page, which keeps its stories in the archive, the style sheet, the list of sources, `robots.txt` and, where the
 * address of the site is known, `sitemap.xml` (sitemaps.org 0.9), which needs absolute addresses. The pages must have been published. Throws StoreError.
 */
export async function* composeSiteDocuments(
  deps: Deps,
  site: Site,
  changedAt: Instant,
): AsyncGenerator<StoredDocument> {
  const { siteUrl } = deps.config
  const document = (
    path: string,
    contentType: string,
    body: string,
    storyIds: readonly string[] = [],
  ): StoredDocument => ({
    path,
    contentType: `${contentType}; charset=utf-8`,
    body,
    etag: etagOf(body),
    changedAt,
    storyIds,
  })
  const { html, storyIds } = await site.front()
  yield document(fileOf(FRONT), 'text/html', html, storyIds)
  yield document('style.css', 'text/css', site.style)
  const sitemap = siteUrl === undefined ? '' : `Sitemap: ${siteUrl}/sitemap.xml\n`
  yield document('robots.txt', 'text/plain', `User-agent: *\nDisallow:\n${sitemap}`)
  if (siteUrl !== undefined) yield document('sitemap.xml', 'application/xml', await sitemapOf(deps, site, siteUrl))
  yield await composeOpml(deps)
}

/** The front page, topics and feeds, the sources, and the newest of the other pages. */
async function sitemapOf({ db }: Deps, site: Site, siteUrl: string): Promise<string> {
  const always = [FRONT, ...site.fixed].map((path) => ({ path: fileOf(path), changedAt: undefined }))
  const pages = [...always, ...(await pagesIn(db, 'source')), ...(await newestPages(db, MOST_LISTED))]
  const { page } = linksFrom(FRONT, 'file')
  const urls = pages.slice(0, MOST_LISTED).map(({ path, changedAt }) => {
    const address = path === fileOf(FRONT) ? `${siteUrl}/` : `${siteUrl}/${page(pathOf(path))}`
    const changed = changedAt === undefined ? '' : `<lastmod>${changedAt}</lastmod>`
    return `<url><loc>${escapeXml(address)}</loc>${changed}</url>\n`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n',
    ...urls,
    '</urlset>\n',
  ].join('')
}

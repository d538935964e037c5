/** Finds the page of a path that the web server is asked for, and renders it from the store. */
import { sourceFiles, topicFolders } from '../../core/ids.ts'
import { FRONT, isFilePath, sourcePath, storyPath, topicPath } from '../../core/site-paths.ts'
import type { Pages } from '../../web/pages/pages.ts'
import { searchPage } from '../ask/search.ts'
import { editionPage } from './edition.ts'
import { frontPage } from './front.ts'
import { dayPage, sourcePage, topicPage } from './lists.ts'
import type { SiteDeps } from './shown.ts'
import { storyPage } from './story.ts'

/** A page, or where it is now. */
type FoundPage = { readonly kind: 'page'; readonly html: string } | { readonly kind: 'moved'; readonly path: string }

/** The site as the web server serves it: every page there is, also those that the feed folder no longer has. */
interface ServedSite {
  /** The page at a path as `core/site-paths.ts` writes it; undefined where there is none. Throws StoreError. */
  getPage(path: string, query: URLSearchParams): Promise<FoundPage | undefined>
  /** Whether the feed folder may have a document or page at a path, so that its file may be served. */
  mayBeFile(path: string): boolean
}

/** The site over a store. */
export function serveSite(deps: SiteDeps, pages: Pages): ServedSite {
  const { config } = deps
  const folders = topicFolders(config.topics.map(({ id }) => id))
  const topicIds = new Map([...folders].map(([id, folder]) => [folder, id]))
  const files = sourceFiles(config.sources.map(({ id }) => id))
  const sourceIds = new Map([...files].map(([id, name]) => [name, id]))

  async function find(path: string): Promise<string | FoundPage | undefined> {
    if (path === FRONT) return pages.front(await frontPage(deps))
    if (path === 'feeds') return pages.feeds()
    const [kind, id, ...more] = path.split('/')
    if (id === undefined) return undefined
    // A topic's id leads to its page and feeds where its folder has another name.
    if (kind === 'topics' && !topicIds.has(id) && folders.has(id))
      return { kind: 'moved', path: [topicPath(folders.get(id)!), ...more].join('/') }
    if (more.length > 0) return undefined
    // And a source's id to its page.
    if (kind === 'source' && !sourceIds.has(id) && files.has(id))
      return { kind: 'moved', path: sourcePath(files.get(id)!) }
    switch (kind) {
      case 'topics':
        return render(await topicPage(deps, topicIds.get(id) ?? id), pages.topic)
      case 'day': {
        const [, date, part] = /^(\d{4}-\d\d-\d\d)(?:-([1-9]\d{0,3}))?$/.exec(id) ?? []
        // The first part has one address, without a number.
        if (date === undefined || part === '1') return undefined
        return render(await dayPage(deps, date, part === undefined ? 1 : Number(part)), pages.day)
      }
      case 'story': {
        const page = await storyPage(deps, id)
        if (page !== undefined && 'movedTo' in page) return { kind: 'moved', path: storyPath(page.movedTo) }
        return render(page, pages.story)
      }
      case 'source':
        return render(await sourcePage(deps, sourceIds.get(id) ?? id), pages.source)
      case 'edition':
        return render(await editionPage(deps, id), pages.edition)
    }
    return undefined
  }

  return {
    mayBeFile: (path) =>
      isFilePath(
        path,
        (name) => topicIds.has(name),
        (name) => sourceIds.has(name),
      ),
    async getPage(path, query) {
      const found =
        path === 'search'
          ? pages.search(await searchPage(deps, query.get('q') ?? '', pageOf(query.get('page'))))
          : await find(path)
      return typeof found === 'string' ? { kind: 'page', html: found } : found
    },
  }
}

/** The number of a page of results; the first where it is no number. */
const pageOf = (typed: string | null): number => (/^[1-9]\d{0,3}$/.test(typed ?? '') ? Number(typed) : 1)

const render = <Page>(page: Page | undefined, fill: (page: Page) => string): string | undefined =>
  page === undefined ? undefined : fill(page)

/**
 * The addresses of pages. Every page has a path without an extension, `story/ID`: the web server answers it as it stands, and in
 * the feed folder it is the file `story/ID.html`. Links between pages are relative, so that a site works below any path.
 */

/** The front page's path. */
export const FRONT = 'index'

/** `day/2026-11-24`, and `day/2026-11-24-2` for its second part. */
export const dayPath = (date: string, part = 1): string => `day/${date}${part === 1 ? '' : `-${part}`}`

/** `topics/nato`; the folder is that of `topicFolders`. */
export const topicPath = (folder: string): string => `topics/${folder}`

export const storyPath = (id: string): string => `story/${id}`

/** `source/wire`; the name is that of `sourceFiles`. */
export const sourcePath = (name: string): string => `source/${name}`

export const editionPath = (id: string): string => `edition/${id}`

/**
 * The public address of an edition's page, for links in mail: at the web server, which has it as long as the edition is kept and
 * from the moment when it is frozen, else in the static site. Undefined where neither can be reached, or the site has no pages.
 */
export function editionUrl(
  {
    siteUrl,
    counterUrl,
    feed,
  }: {
    readonly siteUrl?: string | undefined
    readonly counterUrl?: string | undefined
    readonly feed: { readonly pageDays: number }
  },
  id: string,
): string | undefined {
  if (counterUrl !== undefined) return `${counterUrl}/${editionPath(id)}`
  return siteUrl === undefined || feed.pageDays === 0 ? undefined : `${siteUrl}/${editionPath(id)}.html`
}

/** The formats of a feed: the file of each, its media type without parameters, and what it is called in words files. */
export const FEED_FORMATS = [
  { file: 'atom.xml', type: 'application/atom+xml', name: 'atom' },
  { file: 'rss.xml', type: 'application/rss+xml', name: 'rss' },
  { file: 'feed.json', type: 'application/feed+json', name: 'json' },
] as const

/** Files of the site that are named by dates and ids, or have one name. */
const FILE =
  /^(?:(?:index|feeds)\.html|robots\.txt|sitemap\.xml|sources\.opml|archive\/\d{4}-\d\d(?:-\d+)?\.xml|day\/\d{4}-\d\d-\d\d(?:-\d+)?\.html|(?:story|edition)\/[0-9a-f]{20}\.html)$/

/** Whether a path is that of a document or page which may be a file of the feed folder, whose other files are not ours. */
export function isFilePath(
  path: string,
  isTopicFolder: (name: string) => boolean,
  isSourceFile: (name: string) => boolean,
): boolean {
  if (FILE.test(path) || FEED_FORMATS.some(({ file }) => file === path)) return true
  const [, kind, name = '', feed] = /^(topics|source)\/([^/]+?)(?:\.html|\/([^/]+))$/.exec(path) ?? []
  if (kind === 'source') return feed === undefined && isSourceFile(name)
  if (kind !== 'topics' || !isTopicFolder(name)) return false
  return feed === undefined || FEED_FORMATS.some(({ file }) => file === feed)
}

/** Returns the relative link to a page or file of the site. */
type Link = (path: string) => string

/**
 * Links from the page at `from` to other pages, and with `fileLink` to files. As a file a page has the extension `.html`; from
 * the web server it has none, and the front page is the folder itself.
 */
export function linksFrom(from: string, kind: 'file' | 'served'): { readonly page: Link; readonly file: Link } {
  const up = '../'.repeat(from.split('/').length - 1)
  return {
    page: (path) => {
      if (kind === 'file') return `${up}${encodePath(path)}.html`
      return path === FRONT ? up || './' : `${up}${encodePath(path)}`
    },
    file: (path) => `${up}${encodePath(path)}`,
  }
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

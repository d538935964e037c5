/** What is around every page: its head, the masthead with the topics, and the footer; and the addresses that pages link. */
import { legible } from '../../core/shown.ts'
import type { TopicName } from '../../core/site.ts'
import { FEED_FORMATS, FRONT, linksFrom, sourcePath, topicPath } from '../../core/site-paths.ts'
import type { Words } from '../../words.ts'

/** What every page shows about the newspaper, and how its pages are linked. */
export interface PagesOptions {
  readonly templatesFolder: string
  /** Files of the feed folder, or pages of the web server: their links differ. */
  readonly kind: 'file' | 'served'
  /** The newspaper's title. */
  readonly title: string
  /** BCP 47; English is used where the folder has no sentences in this language. */
  readonly language: string
  /** IANA name. */
  readonly timeZone: string
  /** In the configured order. */
  readonly topics: readonly NamedTopic[]
  /** The name of each source's page below `source/`, by the source's id; a source that is not among them is named by its id. */
  readonly sourceFiles: ReadonlyMap<string, string>
  /** Where the feed folder is served. */
  readonly siteUrl?: string
  /** The public URL of the web server, with its path; absent: the root of the requested host. */
  readonly counterUrl?: string
  /** The mail address of a person who can help. */
  readonly contact?: string
  /** The footer of the page: name and postal address, one line. */
  readonly imprint?: string
  /**
   * Whether a page, by its path without an extension, is a file of the feed folder; with the date of the newest that it shows
   * where that is asked about the page itself. In files, other pages are linked at `counterUrl` or not at all; as a canonical
   * address, a file has precedence. Default: every page is.
   */
  isFile?(path: string, date?: string): boolean
}

/** A configured topic with its folder below `topics/`. */
interface NamedTopic extends TopicName {
  readonly folder: string
}

/** The addresses that one page links. */
interface Links {
  /** A page by its path; undefined where it cannot be reached from here. */
  page(path: string): string | undefined
  /** A topic's page by the topic's id; undefined for one that is not configured. */
  topic(id: string): string | undefined
  /** A source's page by the source's id; undefined where it cannot be reached from here. */
  source(id: string): string | undefined
  file(path: string): string
  /** The search; undefined in files of a newspaper whose web server has no public URL. */
  readonly search: string | undefined
}

/** What a page says about itself. */
export interface PageHead {
  /** Its path; undefined for pages that answer anywhere, such as errors: they link from the root of the web server. */
  readonly path?: string
  /** Its own title; absent on the front page. */
  readonly title?: string
  readonly description?: string
  /** Whether search engines may list it. */
  readonly isListed: boolean
  /** The id of the topic that it shows. */
  readonly topicId?: string
  /** The local date of the newest that it shows. */
  readonly newest?: string | undefined
  /** The date line of the front page. */
  readonly date?: string
  /** The day that the footer leads to, `2026-11-24`. */
  readonly footerDay?: { readonly date: string; readonly path: string }
}

/** One page to be: its language, its links, and the values that the template `page.html` asks for. */
export interface Frame {
  readonly words: Words
  readonly direction: 'ltr' | 'rtl'
  readonly links: Links
  readonly values: object
}

/** More topics than this do not fit into one line of the topic bar. */
const BAR_TOPICS = 8

/** The three formats of a feed: each with its path below the feed folder, its media type, and its name in words. */
export const feedsOf = (words: Words, folder?: string) =>
  FEED_FORMATS.map(({ file, type, name }) => ({
    path: folder === undefined ? file : `${topicPath(folder)}/${file}`,
    type,
    id: name,
    format: words.say(name),
  }))

/** The whole address of a path of the site; undefined where neither URL is known. */
export function absoluteUrl(options: PagesOptions, path: string): string | undefined {
  const base = options.siteUrl ?? options.counterUrl
  return base === undefined ? undefined : below(base, linksFrom(FRONT, 'file').file(path))
}

/** The frame of one page. */
export function frameOf(head: PageHead, options: PagesOptions, words: Words): Frame {
  const { topics, imprint } = options
  const title = legible(options.title)
  const isFront = head.path === FRONT
  const links = linksOf(head.path, options)
  const feeds = links.page('feeds')!
  const canonical = head.path === undefined || !head.isListed ? undefined : canonicalOf(head.path, head.newest, options)
  const current = topics.find(({ id }) => id === head.topicId)
  const shown = topics.length > BAR_TOPICS ? barOf(topics, current) : topics
  const isCurrent = (is: boolean) => (is ? [{}] : [])
  const feedLinks = (name: string, folder?: string) =>
    feedsOf(words, folder).map(({ path, type, format }) => ({
      type,
      href: links.file(path),
      words: words.say('feedTitle', { title: name, format }),
    }))
  return {
    words,
    direction: words.say('direction') as 'ltr' | 'rtl',
    links,
    values: {
      language: words.language,
      direction: words.say('direction'),
      headTitle: head.title === undefined ? title : words.say('headTitle', { page: head.title, newspaper: title }),
      descriptions: head.description ? [{ words: head.description }] : [],
      robots: head.isListed ? [] : [{ words: 'noindex' }],
      canonicals: canonical === undefined ? [] : [{ href: canonical }],
      alternates: [
        ...(current ? feedLinks(`${title}: ${legible(current.name)}`, current.folder) : []),
        ...(head.isListed ? feedLinks(title) : []),
      ],
      style: links.file('style.css'),
      skip: words.say('skip'),
      titles: isFront ? [{ words: title }] : [],
      homes: isFront ? [] : [{ href: links.page(FRONT), words: title }],
      servicesName: words.say('services'),
      services: [
        ...(links.search ? [{ href: links.search, words: words.say('searchLink'), path: 'search' }] : []),
        { href: feeds, words: words.say('feedsLink'), path: 'feeds' },
      ].map((service) => ({ ...service, current: isCurrent(service.path === head.path) })),
      folios: head.date === undefined ? [] : [{ date: words.wholeDay(head.date), order: words.say('order') }],
      topicsName: words.say('topics'),
      bar: [
        { href: links.page(FRONT), words: words.say('frontPage'), current: isCurrent(isFront) },
        ...shown.map(({ id, name }) => ({
          href: links.topic(id),
          words: legible(name),
          current: isCurrent(id === head.topicId),
        })),
        ...(shown === topics ? [] : [{ href: `${feeds}#topics`, words: words.say('allTopics'), current: [] }]),
      ],
      footerName: words.say('footer'),
      links: [
        { href: feeds, words: words.say('allFeeds') },
        ...[head.footerDay ?? []].flat().flatMap(({ date, path }) => {
          const href = links.page(path)
          return href ? [{ href, words: words.day(date) }] : []
        }),
        { href: options.kind === 'file' ? links.file('sources.opml') : links.page('opml'), words: words.say('opml') },
        { href: `${feeds}#order`, words: words.say('whyOrder') },
      ],
      imprints: imprint === undefined ? [] : [{ words: legible(imprint) }],
    },
  }
}

/** The first seven topics; where the current one is not among them, it has the last place. */
function barOf(topics: readonly NamedTopic[], current: NamedTopic | undefined): readonly NamedTopic[] {
  const first = topics.slice(0, BAR_TOPICS - 1)
  return current === undefined || first.includes(current) ? first : [...first.slice(0, -1), current]
}

function linksOf(from: string | undefined, options: PagesOptions): Links {
  const { kind, counterUrl, isFile = () => true } = options
  const folders = new Map(options.topics.map(({ id, folder }) => [id, folder]))
  const relative = from === undefined ? undefined : linksFrom(from, kind)
  const root = linksFrom(FRONT, 'served')
  const base = counterUrl === undefined ? '/' : new URL(counterUrl).pathname.replace(/\/*$/, '/')
  const page = (path: string): string | undefined => {
    if (relative === undefined) return path === FRONT ? base : `${base}${root.page(path)}`
    if (kind === 'served' || ALWAYS.has(path) || isFile(path)) return relative.page(path)
    return counterUrl === undefined ? undefined : below(counterUrl, root.page(path))
  }
  return {
    page,
    topic: (id) => {
      const folder = folders.get(id)
      return folder === undefined ? undefined : page(topicPath(folder))
    },
    source: (id) => page(pathOfSource(id, options)),
    file: (path) => (relative === undefined ? `${base}${root.file(path)}` : relative.file(path)),
    search: kind === 'served' ? page('search') : counterUrl === undefined ? undefined : below(counterUrl, 'search'),
  }
}

/** The path of a source's page. */
export const pathOfSource = (id: string, { sourceFiles }: PagesOptions): string => sourcePath(sourceFiles.get(id) ?? id)

/** Pages that are files whatever is published. */
const ALWAYS: ReadonlySet<string> = new Set([FRONT, 'feeds'])

function canonicalOf(path: string, newest: string | undefined, options: PagesOptions): string | undefined {
  const { siteUrl, counterUrl, isFile = () => true } = options
  if (siteUrl !== undefined && (ALWAYS.has(path) || isFile(path, newest)))
    return path === FRONT ? below(siteUrl, '') : below(siteUrl, linksFrom(FRONT, 'file').page(path))
  if (counterUrl === undefined) return undefined
  return path === FRONT ? below(counterUrl, '') : below(counterUrl, linksFrom(FRONT, 'served').page(path))
}

const below = (base: string, path: string): string => `${base.replace(/\/+$/, '')}/${path}`

/** Finds the feeds that a web page declares: `<link rel="alternate" type="application/rss+xml" …>`. */
import { Parser } from 'htmlparser2'
import { type ErrorDetails, ParseError } from '../../core/errors.ts'
import { decodeOrKeep, webUrl } from '../markup/links.ts'

/** A feed that a page declares. */
export interface FoundFeed {
  /** Absolute, http or https. */
  readonly url: string
  readonly title?: string
  /** The media type as declared, lower case and without parameters. */
  readonly type?: string
}

const FEED_TYPES = /^(?:application\/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json|xml)|text\/(?:(?:rss|atom)\+)?xml)$/
/** Addresses of type application/json that are not feeds: WordPress declares its REST interface so. */
const NOT_A_FEED = /\/wp-json(\/|$)|oembed/
/** Only this many UTF-16 units are searched. Feeds are declared in the head, which is far shorter. */
const MAX_PAGE_LENGTH = 2_000_000
const MAX_FEEDS = 50

/**
 * The feeds that a page declares, in its order, each once; empty when there are none. Links are resolved against its
 * `<base href>`, else against `url`, the page's own address.
 */
export function findFeeds(html: string, url: string): FoundFeed[] {
  const found = new Map<string, FoundFeed>()
  let base = url
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'base' && base === url && attributes['href'] !== undefined)
        base = URL.parse(attributes['href'], url)?.href ?? url
      if ((name !== 'link' && name !== 'a') || found.size >= MAX_FEEDS) return
      const rel = (attributes['rel'] ?? '').toLowerCase().split(/\s+/)
      const type = attributes['type']?.toLowerCase().split(';')[0]?.trim()
      const isDeclared = rel.includes('alternate') && type !== undefined && FEED_TYPES.test(type)
      if (!(isDeclared || (rel.includes('feed') && name === 'link')) || rel.includes('stylesheet')) return
      const target = webUrl(attributes['href'], base)?.replace(/#.*$/s, '')
      if (target === undefined || found.has(target)) return
      if (type === 'application/json' && NOT_A_FEED.test(new URL(target).pathname)) return
      const title = attributes['title']?.replace(/\s+/g, ' ').trim().slice(0, 300)
      found.set(target, { url: target, title: title || undefined, type })
    },
  })
  parser.write(html.slice(0, MAX_PAGE_LENGTH))
  parser.end()
  return [...found.values()]
}

/** Thrown for a web page in a feed's place, with the feeds that it declares. */
export class WebPageError extends ParseError {
  readonly feeds: readonly FoundFeed[]

  constructor(message: string, details: Omit<ErrorDetails, 'code'>, feeds: readonly FoundFeed[]) {
    super(message, { ...details, code: 'parse/not-a-feed' })
    this.feeds = feeds
  }
}

/** Feeds of readers' comments, by the words of their titles and addresses: blog programs declare one beside the feed of articles. */
const COMMENTS =
  /comment|kommentar|koment|comentari|commenti|reacties|réaction|yorum|hozzászólás|ком+ентар|σχόλι|コメント|评论|評論|댓글|تعليق|תגוב/i

/**
 * The feed that is read for the page at `url`; undefined when it declares none. In this order: one of articles before one of
 * comments, one below the page's own address (a section's, beside that of the whole site), one on the page's site before one
 * elsewhere, and the one declared first.
 */
export function mainFeed(feeds: readonly FoundFeed[], url: string): FoundFeed | undefined {
  const { hostname: site = '', pathname = '/' } = URL.parse(url) ?? {}
  const folder = pathname.replace(/\/?$/, '/')
  const rank = (feed: FoundFeed): number => {
    const { pathname: path, hostname } = new URL(feed.url)
    const isOnSite = isOneSite(hostname, site)
    const isOfPage = isOnSite && folder !== '/' && path.startsWith(folder)
    return (COMMENTS.test(`${feed.title} ${decodeOrKeep(path)}`) ? 4 : 0) + (isOfPage ? 0 : isOnSite ? 1 : 2)
  }
  return feeds.toSorted((a, b) => rank(a) - rank(b))[0]
}

/** Whether two host names are one, or one is a part of the other: `blog.example.org`, `www.example.org`, `example.org`. */
function isOneSite(a: string, b: string): boolean {
  const [short, long] = [a, b].map((host) => host.replace(/^www\./, '')).sort((x, y) => x.length - y.length)
  return long === short || long!.endsWith(`.${short}`)
}

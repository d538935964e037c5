/**
 * Writes a feed as an RSS 2.0 document, by the package `feed`. What it is given is cleaned for it, since it escapes no attribute,
 * undoes escapes in texts, ends a CDATA section early and rewrites addresses; elements that it lacks are its extensions.
 */
import { Feed, type Item } from 'feed'
import { escapeHtml, escapeXml } from '../markup/clean-text.ts'
import { oneLine } from './clean.ts'
import { type CleanEntry, type CleanFeed, extension, fitting } from './feed.ts'

const SPACES = [
  ['atom', 'http://www.w3.org/2005/Atom'],
  ['content', 'http://purl.org/rss/1.0/modules/content/'],
  ['dc', 'http://purl.org/dc/elements/1.1/'],
  ['media', 'http://search.yahoo.com/mrss/'],
]
const ROOT = `<rss version="2.0"${SPACES.map(([prefix, name]) => ` xmlns:${prefix}="${name}"`).join('')}>`

/**
 * The RSS 2.0 document (rssboard.org/rss-specification) at a path below the site, `rss.xml`. The same feed gives the same bytes at
 * any time. Beyond `maxBytes` the last entries are left out.
 */
export function renderRss(feed: CleanFeed, path: string): string {
  return fitting(feed, (entries) => write(feed, path, entries))
}

function write(feed: CleanFeed, path: string, entries: readonly CleanEntry[]): string {
  const { id, title, subtitle, rights, language, site, alternate, hubs, updated } = feed
  const host = hostOf(feed.head.authority)
  const document = new Feed({
    id,
    title: text(title),
    // A channel must have a link. Where its pages have no address that is known, its id, which claims to be no web address.
    link: alternate ?? site ?? id,
    description: text(subtitle ?? title),
    language,
    updated,
    // Keeps the place of all links of the channel before its items.
    feed: site,
    copyright: rights && text(rights),
    generator: `Broadsheet ${oneLine(feed.head.version)}`,
    docs: 'https://www.rssboard.org/rss-specification',
  })
  const self = site === undefined ? [] : [{ rel: 'self', type: 'application/rss+xml', href: new URL(path, site).href }]
  const links = [...self, ...hubs.map((href) => ({ rel: 'hub', href }))]
  if (links.length > 0) document.addExtension(extension('atom:link', links.map(attributes)))
  for (const entry of entries) document.addItem(itemOf(entry, feed.scheme, host))
  // The package declares only some of the namespaces.
  return `${document.rss2().replace(/<rss [^>]*>/, ROOT)}\n`
}

function itemOf(entry: CleanEntry, scheme: string, host: string): Item {
  const {
    id,
    title,
    url = '',
    published,
    updated,
    authors,
    summary,
    content,
    topics,
    source,
    enclosures,
    picture,
  } = entry
  const enclosed = enclosureOf(enclosures)
  const { alt, outlet } = picture ?? {}
  const elements: Readonly<Record<string, unknown>> = {
    title: { _text: text(title) },
    ...(url && { link: { _text: text(url) } }),
    'atom:updated': { _text: updated.toISOString() },
    author: { _text: text(`noreply@${host} (${authors.map(({ name }) => withoutBrackets(name)).join(', ')})`) },
    'dc:creator': authors.map(({ name }) => ({ _text: text(name) })),
    ...(enclosed && {
      enclosure: attributes({
        url: enclosed.url,
        length: String(enclosed.lengthBytes ?? 0),
        type: enclosed.type,
      }),
    }),
    ...(source.self && { source: { ...attributes({ url: source.self }), _text: text(source.title ?? source.self) } }),
    ...(picture && { 'media:thumbnail': attributes({ url: picture.url }) }),
    'media:content': [
      ...enclosures
        // An enclosure has no title, which names the outlet of a file that is not the lead's.
        .filter((file) => (file !== enclosed || file.isOthers) && !((alt || outlet) && file.url === picture?.url))
        .map(({ url, type, lengthBytes, title }) => ({
          ...attributes({ url, fileSize: lengthBytes?.toString(), type }),
          ...(title && { 'media:title': { ...attributes({ type: 'plain' }), _text: text(title) } }),
        })),
      ...(picture && (alt || outlet)
        ? [
            {
              ...attributes({ url: picture.url, medium: 'image' }),
              ...(alt && { 'media:description': { ...attributes({ type: 'plain' }), _text: text(alt) } }),
              ...(outlet && { 'media:credit': { _text: text(outlet) } }),
            },
          ]
        : []),
    ],
  }
  return {
    title,
    id: text(id),
    link: url,
    date: published ?? updated,
    description: summary && escapeHtml(summary),
    content: content?.replaceAll(']]>', ']]&gt;'),
    category: topics.map(({ name }) => ({ name: text(name), domain: escapeXml(scheme) })),
    extensions: Object.entries(elements).map(([name, value]) => extension(name, value)),
  }
}

/**
 * An item has one enclosure, with type and length: what can be played, of the lead before others, then any other file; among these
 * the first that states its length, else with a length of 0. The others are Media RSS.
 */
function enclosureOf(enclosures: CleanEntry['enclosures']): CleanEntry['enclosures'][number] | undefined {
  const typed = enclosures.filter(({ type }) => type !== undefined)
  const played = typed.filter(({ type }) => /^(?:audio|video)\//.test(type!))
  const own = played.filter(({ isOthers }) => !isOthers)
  const [best = []] = [own, played, typed].filter((files) => files.length > 0)
  return best.find(({ lengthBytes }) => lengthBytes !== undefined) ?? best[0]
}

/** A text for the package, which turns every `&amp;` into `&` before it escapes. */
const text = (plain: string): string => plain.replaceAll('&', '&amp;')

const attributes = (values: Readonly<Record<string, string | undefined>>) => ({
  _attributes: Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, escapeXml(value)]])),
  ),
})

/** A name inside of the brackets that follow an address (RFC 822 §3.4.3). */
const withoutBrackets = (name: string): string => name.replace(/[(\\]/g, '[').replaceAll(')', ']')

/** The host in an authority: `news.example.org` of `news.example.org,2026`. */
function hostOf(authority: string): string {
  const host = authority.split(',')[0]!.split('@').at(-1)!
  return URL.canParse(`https://${host}/`) ? host : 'broadsheet.invalid'
}

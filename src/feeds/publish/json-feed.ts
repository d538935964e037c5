/** Writes a feed as JSON Feed 1.1, by the package `feed`, whose version is 1: what 1.1 added are its extensions. */
import { Feed, type Item } from 'feed'
import { type CleanEntry, type CleanFeed, extension, fitting } from './feed.ts'

/**
 * The JSON Feed 1.1 document (jsonfeed.org/version/1.1) at a path below the site, `feed.json`. The same feed gives the same bytes
 * at any time. Beyond `maxBytes` the last entries are left out.
 */
export function renderJson(feed: CleanFeed, path: string): string {
  return fitting(feed, (entries) => write(feed, path, entries))
}

function write(feed: CleanFeed, path: string, entries: readonly CleanEntry[]): string {
  const { id, title, subtitle, rights, language, site, alternate, hubs } = feed
  const document = new Feed({
    id,
    title,
    link: alternate,
    description: subtitle,
    copyright: rights,
    feedLinks: site === undefined ? undefined : { json: new URL(path, site).href },
  })
  const keys = {
    version: 'https://jsonfeed.org/version/1.1',
    ...(language && { language }),
    ...(hubs.length > 0 && { hubs: hubs.map((url) => ({ type: 'WebSub', url })) }),
  }
  for (const [name, value] of Object.entries(keys)) document.addExtension(extension(name, value))
  for (const entry of entries) document.addItem(itemOf(entry))
  return `${document.json1()}\n`
}

function itemOf(entry: CleanEntry): Item {
  const { id, title, url = '', published, updated, authors, summary, content, language, topics, picture } = entry
  // An attachment must have a type.
  const attachments = entry.enclosures.flatMap(({ url, type, lengthBytes, title }) =>
    type === undefined
      ? []
      : [{ url, mime_type: type, ...(title && { title }), ...(lengthBytes && { size_in_bytes: lengthBytes }) }],
  )
  const keys = {
    // An item must have content, also in a feed without texts.
    ...(content === undefined && { content_text: summary ?? title }),
    authors,
    ...(language && { language }),
    ...(attachments.length > 0 && { attachments }),
  }
  return {
    id,
    title,
    link: url,
    date: updated,
    published,
    description: content === undefined ? undefined : summary,
    content,
    image: picture?.url,
    category: topics.length === 0 ? undefined : topics.map(({ name }) => ({ name })),
    extensions: Object.entries(keys).map(([name, value]) => extension(name, value)),
  }
}

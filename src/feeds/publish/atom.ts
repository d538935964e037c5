/**
 * Writes a feed as an Atom document. The package `feed` writes RSS and JSON Feed from the same entries, but its Atom has no text
 * titles, `atom:source`, `related`, `via`, `xml:lang` or archives, so Atom is written here.
 */
import { isSameLanguage } from '../../core/language-tag.ts'
import { linksFrom } from '../../core/site-paths.ts'
import { escapeXml, stripText } from '../markup/clean-text.ts'
import type { CleanEntry, CleanFeed } from './feed.ts'

/** The scheme under which IPTC publishes its Media Topics. */
const IPTC_SCHEME = 'http://cv.iptc.org/newscodes/mediatopic/'

const MEDIA = ' xmlns:media="http://search.yahoo.com/mrss/"'
const HISTORY = ' xmlns:fh="http://purl.org/syndication/history/1.0"'

/**
 * The Atom document (RFC 4287) at a path below the site, `atom.xml`; with `head.archive` one of a chain (RFC 5005 §4). The same
 * feed gives the same bytes at any time. Beyond `maxBytes` the last entries are left out; an entry that is larger than the
 * document may be is written without its content.
 */
export function renderAtom(feed: CleanFeed, path: string): string {
  const end = '</feed>\n'
  const top = topOf(feed, path)
  const parts = [top]
  const availableBytes = feed.head.maxBytes - Buffer.byteLength(top) - Buffer.byteLength(end)
  let usedBytes = 0
  for (const one of feed.entries) {
    let text = entryOf(one, feed)
    if (Buffer.byteLength(text) > availableBytes) text = entryOf({ ...one, content: undefined }, feed)
    const bytes = Buffer.byteLength(text)
    // An entry that is larger than the whole document may be is skipped, so that the others are still published.
    if (bytes > availableBytes) continue
    if (usedBytes + bytes > availableBytes) break
    usedBytes += bytes
    parts.push(text)
  }
  parts.push(end)
  return parts.join('')
}

function topOf(feed: CleanFeed, path: string): string {
  const { id, title, subtitle, rights, language, site, alternate, about, hubs, updated, entries } = feed
  const { archive, version, words } = feed.head
  // Where there are no words in the feed's language.
  const isForeign = language !== undefined && !isSameLanguage(language, words.language)
  const ours = { type: 'text', ...(isForeign && { 'xml:lang': words.language }) }
  // Without a siteUrl, and in the folder, the documents of an archive still lead to each other.
  const { file: relative } = linksFrom(path, 'file')
  const spaces = `${entries.some(({ picture }) => picture) ? MEDIA : ''}${archive?.isArchive ? HISTORY : ''}`
  const link = (rel: string, to: string | undefined) =>
    to !== undefined && element('  link', { rel, type: ATOM, href: site ? new URL(to, site).href : relative(to) })
  return lines('', [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom"${spaces}${language ? ` xml:lang="${language}"` : ''}>`,
    element('  id', {}, id),
    element('  title', { type: 'text' }, title),
    subtitle && element('  subtitle', ours, subtitle),
    element('  updated', {}, dateText(updated)),
    alternate && element('  link', { rel: 'alternate', type: 'text/html', href: alternate }),
    site && link('self', path),
    ...hubs.map((href) => element('  link', { rel: 'hub', href })),
    link('current', archive?.current),
    link('prev-archive', archive?.prev),
    link('next-archive', archive?.next),
    archive?.isArchive && '  <fh:archive/>',
    // Every entry has its own authors. Readers that cannot read several of them would take this one instead.
    entries.length === 0 && `  <author>${element('name', {}, title)}</author>`,
    rights && element('  rights', ours, rights),
    element('  generator', { uri: about, version }, 'Broadsheet'),
  ])
}

function entryOf(entry: CleanEntry, { scheme }: CleanFeed): string {
  const { id, title, url, published, updated, authors, summary, content, language, topics, source, via, picture } =
    entry
  return lines('  ', [
    language ? `<entry xml:lang="${language}">` : '<entry>',
    element('  id', {}, id),
    element('  title', { type: 'text' }, title),
    url && element('  link', { rel: 'alternate', type: 'text/html', href: url }),
    published && element('  published', {}, dateText(published)),
    element('  updated', {}, dateText(updated)),
    ...authors.map(({ name, url }) => `  <author>${element('name', {}, name)}${element('uri', {}, url)}</author>`),
    ...topics.map(({ id, name }) => element('  category', { term: id, scheme, label: name })),
    ...topics.map(({ iptc, name }) => iptc && element('  category', { term: iptc, scheme: IPTC_SCHEME, label: name })),
    via && element('  link', { rel: 'via', type: 'text/html', title: via.outlet, href: via.url }),
    ...entry.related.map(({ title, url }) =>
      element('  link', { rel: 'related', type: 'text/html', title, href: url }),
    ),
    ...entry.enclosures.map(({ url, type, lengthBytes, title }) =>
      element('  link', { rel: 'enclosure', type, title, length: lengthBytes?.toString(), href: url }),
    ),
    ...(picture ? pictureLines(picture) : []),
    summary && (content || url) && element('  summary', { type: 'text' }, summary),
    content && `  <content type="html">${cdata(content)}</content>`,
    // RFC 4287 §4.1.2: an entry without an alternate link must have content.
    !content && !url && element('  content', { type: 'text' }, summary ?? title),
    ...sourceLines(source),
    '</entry>',
  ])
}

function sourceLines({ id, title, updated, site, self }: CleanEntry['source']): (string | undefined)[] {
  if (id === undefined) return []
  return [
    '  <source>',
    element('    id', {}, id),
    element('    title', { type: 'text' }, title),
    updated && element('    updated', {}, dateText(updated)),
    site && element('    link', { rel: 'alternate', type: 'text/html', href: site }),
    self && element('    link', { rel: 'self', href: self }),
    '  </source>',
  ]
}

/**
 * The picture (Media RSS 1.5.1). `media:thumbnail` is what readers show, but has no place for what the picture shows and whose it
 * is: these are the description and credit of the `media:content` of the same address.
 */
function pictureLines({ url, alt, outlet }: NonNullable<CleanEntry['picture']>): string[] {
  const thumbnail = element('  media:thumbnail', { url })
  if (!alt && !outlet) return [thumbnail]
  const about = element('media:description', { type: 'plain' }, alt) + element('media:credit', {}, outlet)
  return [thumbnail, `  <media:content url="${escapeXml(url)}" medium="image">${about}</media:content>`]
}

// Writing XML ---------------------------------------------------------------------------------------------------------

const ATOM = 'application/atom+xml'

const lines = (indent: string, texts: readonly (string | undefined | false)[]): string =>
  texts.map((text) => (text ? `${indent}${text}\n` : '')).join('')

const EMPTY = /^(?:link|category|media:thumbnail)$/

/** An element as one line, indented as its name is; '' for one without a text, except those that are empty anyway. */
function element(indentedName: string, attributes: Record<string, string | undefined>, text?: string): string {
  const name = indentedName.trimStart()
  let tag = `${indentedName.slice(0, indentedName.length - name.length)}<${name}`
  for (const [key, value] of Object.entries(attributes)) if (value) tag += ` ${key}="${escapeXml(value)}"`
  if (EMPTY.test(name)) return `${tag}/>`
  return text === undefined ? '' : `${tag}>${escapeXml(text)}</${name}>`
}

/** HTML as it is, so that nothing in it is escaped twice. In HTML `&gt;` says the same as the `>` that would end the section. */
const cdata = (html: string): string => `<![CDATA[${stripText(html).replaceAll(']]>', ']]&gt;')}]]>`

/** The date in UTC, as in RFC 3339; whole seconds are written without a fraction. */
const dateText = (date: Date): string => date.toISOString().replace('.000Z', 'Z')

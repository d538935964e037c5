/** The rules of RSS 2.0 (rssboard.org/rss-specification, rssboard.org/rss-profile) that a document can break. */
import {
  broken,
  isAddress,
  isCleanHtml,
  isIri,
  isLanguage,
  isLine,
  isMediaType,
  isRfc822,
  isRfc3339,
  type Rule,
} from './values.ts'
import { all, type Element, one, readXml, textOf } from './xml.ts'

const WELL_FORMED = 'XML 1.0: well-formed'

const channelOf = (rss: Element): Element =>
  one(rss, 'channel') ?? { name: 'channel', attributes: {}, text: '', children: [] }
const items = (rss: Element) => all(channelOf(rss), 'item')
const inItems = (rss: Element, name: string) => items(rss).flatMap((item) => all(item, name))
const isOwn = (name: string) => !name.includes(':')
/** Whether its elements of RSS itself are among these, and each stands once at most, but for those of `repeated`. */
const hasOnly = (parent: Element, names: string, repeated: string) => {
  const own = parent.children.map(({ name }) => name).filter(isOwn)
  const counted = own.filter((name) => !repeated.split(' ').includes(name))
  return own.every((name) => names.split(' ').includes(name)) && new Set(counted).size === counted.length
}
const CHANNEL =
  `title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator docs
 cloud ttl image rating textInput skipHours skipDays item`.replace(/\s+/g, ' ')
const ITEM = 'title link description author category comments enclosure guid pubDate source'
const ATTRIBUTES: Readonly<Record<string, string>> = {
  rss: 'version',
  guid: 'isPermaLink',
  enclosure: 'url length type',
  source: 'url',
  category: 'domain',
}
const everything = (element: Element): Element[] => [element, ...element.children.flatMap(everything)]

const RULES: readonly Rule<Element>[] = [
  {
    rule: 'rss: the version is 2.0',
    holds: (rss) => rss.name === 'rss' && rss.attributes['version'] === '2.0',
  },
  {
    rule: 'rss: it holds one channel',
    holds: (rss) => rss.children.length === 1 && all(rss, 'channel').length === 1,
  },
  {
    rule: 'channel: it has title, link and description',
    holds: (rss) => ['title', 'link', 'description'].every((name) => isLine(textOf(channelOf(rss), name))),
  },
  {
    rule: 'channel: its elements are known, and none but category and item stands twice',
    holds: (rss) => hasOnly(channelOf(rss), CHANNEL, 'category item'),
  },
  {
    rule: 'item: its elements are known, and none but category stands twice',
    holds: (rss) => items(rss).every((item) => hasOnly(item, ITEM, 'category')),
  },
  {
    rule: 'item: it has a title or a description, and they say something',
    holds: (rss) =>
      items(rss).every(
        (item) =>
          (one(item, 'title') ?? one(item, 'description')) !== undefined &&
          all(item, 'title').every(({ text }) => isLine(text)) &&
          all(item, 'description').every(({ text }) => text.trim() !== ''),
      ),
  },
  {
    rule: 'elements of RSS have its attributes only',
    holds: (rss) =>
      everything(rss)
        .filter(({ name }) => isOwn(name))
        .every(({ name, attributes }) =>
          Object.keys(attributes).every((key) => (ATTRIBUTES[name] ?? '').split(' ').includes(key)),
        ),
  },
  {
    rule: 'link: the address is absolute, in an item of the web',
    holds: (rss) => isIri(textOf(channelOf(rss), 'link')) && inItems(rss, 'link').every(({ text }) => isAddress(text)),
  },
  {
    rule: 'pubDate, lastBuildDate: dates are those of RFC 822, with four digits of the year',
    holds: (rss) =>
      [...all(channelOf(rss), 'pubDate'), ...all(channelOf(rss), 'lastBuildDate'), ...inItems(rss, 'pubDate')].every(
        ({ text }) => isRfc822(text),
      ),
  },
  {
    rule: 'guid: it says something and is the only one',
    holds: (rss) => {
      const ids = inItems(rss, 'guid').map(({ text }) => text)
      return ids.every(isLine) && new Set(ids).size === ids.length
    },
  },
  {
    rule: 'guid: it is an address, or says that it is none',
    holds: (rss) =>
      inItems(rss, 'guid').every(({ text, attributes: { isPermaLink = 'true' } }) =>
        isPermaLink === 'true' ? isAddress(text) : isPermaLink === 'false',
      ),
  },
  {
    rule: 'author: an e-mail address, with the name in brackets',
    holds: (rss) =>
      inItems(rss, 'author').every(
        ({ text }) => isLine(text) && /^[\w.+-]+@[\w-]+(?:\.[\w-]+)* \([^()]+\)$/.test(text),
      ),
  },
  {
    rule: 'enclosure: address, length in bytes and type',
    holds: (rss) =>
      inItems(rss, 'enclosure').every(
        ({ attributes: { url = '', length = '', type = '' } }) =>
          isAddress(url) && /^\d+$/.test(length) && isMediaType(type),
      ),
  },
  {
    rule: 'source: it has name and address of its feed',
    holds: (rss) =>
      inItems(rss, 'source').every(({ text, attributes: { url = '' } }) => isLine(text) && isAddress(url)),
  },
  {
    rule: 'category: it says something, its domain is an IRI',
    holds: (rss) =>
      inItems(rss, 'category').every(
        ({ text, attributes: { domain } }) => isLine(text) && (domain === undefined || isIri(domain)),
      ),
  },
  {
    rule: 'language: a language tag',
    holds: (rss) => all(channelOf(rss), 'language').every(({ text }) => isLanguage(text)),
  },
  {
    rule: 'docs: the address of the specification',
    holds: (rss) => all(channelOf(rss), 'docs').every(({ text }) => isAddress(text)),
  },
  {
    rule: 'description, content:encoded: HTML is clean and whole',
    holds: (rss) =>
      ['description', 'content:encoded'].every((name) => inItems(rss, name).every(({ text }) => isCleanHtml(text))),
  },
  {
    rule: 'content:encoded: once in an item that has a description',
    holds: (rss) =>
      items(rss).every(
        (item) =>
          all(item, 'content:encoded').length <= 1 &&
          (!one(item, 'content:encoded') || one(item, 'description') || one(item, 'title')),
      ),
  },
  {
    rule: 'dc:creator: it says something',
    holds: (rss) => inItems(rss, 'dc:creator').every(({ text }) => isLine(text)),
  },
  {
    rule: 'atom:link: a feed names its own address at most once, as RSS; every other link is a hub',
    holds: (rss) => {
      const links = all(channelOf(rss), 'atom:link').map(({ attributes }) => attributes)
      const self = links.filter(({ rel }) => rel === 'self')
      return (
        self.length <= 1 &&
        self.every(({ type }) => type === 'application/rss+xml') &&
        links.every(({ rel = '', href = '' }) => /^(?:self|hub)$/.test(rel) && isAddress(href))
      )
    },
  },
  {
    rule: 'atom:updated: a date of RFC 3339',
    holds: (rss) => inItems(rss, 'atom:updated').every(({ text }) => isRfc3339(text)),
  },
  {
    rule: 'Media RSS: thumbnails and media have addresses, and texts that say something',
    holds: (rss) =>
      ['media:thumbnail', 'media:content'].every((name) =>
        inItems(rss, name).every(
          ({ attributes: { url = '' }, children }) => isAddress(url) && children.every(({ text }) => isLine(text)),
        ),
      ),
  },
]

export const RSS_RULES: readonly string[] = [WELL_FORMED, ...RULES.map(({ rule }) => rule)]

/** The rules that an RSS document breaks. */
export function rssFaults(text: string): string[] {
  let rss: Element
  try {
    rss = readXml(text)
  } catch {
    return [WELL_FORMED]
  }
  return broken(RULES, rss)
}

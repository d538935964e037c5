/** The rules of Atom (RFC 4287), of archives in it (RFC 5005) and of Media RSS in it, that a document can break. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { RelaxNGValidator, XmlDocument } from 'libxml2-wasm'
import {
  broken,
  isAddress,
  isCleanHtml,
  isIri,
  isLanguage,
  isLine,
  isMediaType,
  isRfc3339,
  type Rule,
} from './values.ts'
import { all, type Element, one, readXml, textOf } from './xml.ts'

const GRAMMAR = 'RFC 4287 appendix B: the grammar'
const WELL_FORMED = 'XML 1.0: well-formed'

const grammar = RelaxNGValidator.fromDoc(
  XmlDocument.fromBuffer(readFileSync(fileURLToPath(new URL('../../fixtures/rules/atom.rng', import.meta.url)))),
)

const entries = (feed: Element) => all(feed, 'atom:entry')
const sources = (feed: Element) => entries(feed).flatMap((entry) => all(entry, 'atom:source'))
/** The feed, its entries and their sources. */
const containers = (feed: Element) => [feed, ...entries(feed), ...sources(feed)]
const links = (feed: Element) => containers(feed).flatMap((parent) => all(parent, 'atom:link'))
const relOf = ({ attributes }: Element) => attributes['rel'] ?? 'alternate'
const linked = (parent: Element, rel: string) => all(parent, 'atom:link').filter((link) => relOf(link) === rel)
const within = (feed: Element, name: string) => containers(feed).flatMap((parent) => all(parent, name))
const people = (feed: Element) => [...within(feed, 'atom:author'), ...within(feed, 'atom:contributor')]
const isUnique = (values: readonly string[]) => new Set(values).size === values.length
const hasOwnAuthor = (entry: Element) =>
  one(entry, 'atom:author') !== undefined || all(entry, 'atom:source').some((source) => one(source, 'atom:author'))
const archives = (feed: Element) =>
  ['current', 'prev-archive', 'next-archive'].map((rel) =>
    linked(feed, rel).map(({ attributes }) => attributes['href']),
  )
/** Registered with IANA, and `hub` of WebSub. */
const RELATIONS = 'alternate self related via enclosure hub current prev-archive next-archive first last next previous'

const RULES: readonly Rule<Element>[] = [
  {
    rule: 'RFC 4287 §3.1.1: a text says something, a title in one line',
    holds: (feed) =>
      ['atom:title', 'atom:subtitle', 'atom:rights'].every((name) =>
        within(feed, name).every(({ text }) => isLine(text)),
      ) && within(feed, 'atom:summary').every(({ text }) => text.trim() !== ''),
  },
  {
    rule: 'RFC 4287 §3.1.1.3, §4.1.3.3: HTML is clean and whole',
    holds: (feed) =>
      ['atom:title', 'atom:summary', 'atom:content'].every((name) =>
        within(feed, name).every(({ attributes, text }) => attributes['type'] !== 'html' || isCleanHtml(text)),
      ),
  },
  {
    rule: 'RFC 4287 §3.2.1: a person has a name',
    holds: (feed) => people(feed).every((person) => isLine(textOf(person, 'atom:name'))),
  },
  {
    rule: 'RFC 4287 §3.2.2: the page of a person is an address',
    holds: (feed) => people(feed).every((person) => all(person, 'atom:uri').every(({ text }) => isAddress(text))),
  },
  {
    rule: 'RFC 4287 §3.3: dates are those of RFC 3339',
    holds: (feed) =>
      ['atom:updated', 'atom:published'].every((name) => within(feed, name).every(({ text }) => isRfc3339(text))),
  },
  {
    rule: 'RFC 4287 §4.1.1: a feed has an author, unless every entry has one',
    holds: (feed) => one(feed, 'atom:author') !== undefined || entries(feed).every(hasOwnAuthor),
  },
  {
    rule: 'RFC 4287 §4.1.1: a feed names its own address at most once, as Atom',
    holds: (feed) =>
      linked(feed, 'self').length <= 1 &&
      linked(feed, 'self').every(({ attributes }) => attributes['type'] === 'application/atom+xml'),
  },
  {
    rule: 'RFC 4287 §4.1.1, §4.1.2: one alternate link for each type and language',
    holds: (feed) =>
      containers(feed).every((parent) =>
        isUnique(linked(parent, 'alternate').map(({ attributes: { type, hreflang } }) => `${type} ${hreflang}`)),
      ),
  },
  {
    rule: 'RFC 4287 §4.1.1: entries have ids of their own',
    holds: (feed) => isUnique(entries(feed).map((entry) => textOf(entry, 'atom:id'))),
  },
  {
    rule: 'RFC 4287 §4.1.2: an entry without content has an alternate link',
    holds: (feed) =>
      entries(feed).every((entry) => one(entry, 'atom:content') !== undefined || linked(entry, 'alternate').length > 0),
  },
  {
    rule: 'RFC 4287 §4.1.2: an entry has a summary where its content is elsewhere or not text',
    holds: (feed) =>
      entries(feed).every((entry) => {
        const { src, type = 'text' } = one(entry, 'atom:content')?.attributes ?? {}
        const isText = /^(?:text|html|xhtml)$|^text\/|[+/]xml$/i.test(type)
        return (src === undefined && isText) || one(entry, 'atom:summary') !== undefined
      }),
  },
  {
    rule: 'RFC 4287 §4.2.2: a category has a term, its scheme is an IRI, its label says something',
    holds: (feed) =>
      within(feed, 'atom:category').every(
        ({ attributes: { term = '', scheme, label } }) =>
          isLine(term) && (scheme === undefined || isIri(scheme)) && (label === undefined || isLine(label)),
      ),
  },
  {
    rule: 'RFC 4287 §4.2.4: the generator has a name, and an address where it names one',
    holds: (feed) =>
      all(feed, 'atom:generator').every(
        ({ text, attributes: { uri } }) => isLine(text) && (uri === undefined || isAddress(uri)),
      ),
  },
  {
    rule: 'RFC 4287 §4.2.6: an id is an absolute IRI',
    holds: (feed) => within(feed, 'atom:id').every(({ text }) => isIri(text)),
  },
  {
    rule: 'RFC 4287 §4.2.7.1: a link leads to an absolute address; those of an archive may be relative',
    holds: (feed) =>
      links(feed).every((link) => {
        const href = link.attributes['href'] ?? ''
        return (
          isAddress(href) || (/^(?:current|prev-archive|next-archive)$/.test(relOf(link)) && /^[\w./-]+$/.test(href))
        )
      }),
  },
  {
    rule: 'RFC 4287 §4.2.7.2: a relation is registered, or an IRI',
    holds: (feed) => links(feed).every((link) => RELATIONS.split(' ').includes(relOf(link)) || isIri(relOf(link))),
  },
  {
    rule: 'RFC 4287 §4.2.7.3: the type of a link is a media type',
    holds: (feed) => links(feed).every(({ attributes: { type } }) => type === undefined || isMediaType(type)),
  },
  {
    rule: 'RFC 4287 §4.2.7.5: the title of a link says something',
    holds: (feed) => links(feed).every(({ attributes: { title } }) => title === undefined || isLine(title)),
  },
  {
    rule: 'RFC 4287 §4.2.7.6: the length of a link is a number of bytes',
    holds: (feed) => links(feed).every(({ attributes: { length } }) => length === undefined || /^\d+$/.test(length)),
  },
  {
    rule: 'RFC 4287 §4.2.11: a source has id and title, and its author is not that of the feed',
    holds: (feed) =>
      sources(feed).every((source) => textOf(source, 'atom:id') !== '' && textOf(source, 'atom:title') !== ''),
  },
  {
    rule: 'RFC 4287 §4.2.15: a feed is updated with its newest entry',
    holds: (feed) => {
      const dates = entries(feed).map((entry) => Date.parse(textOf(entry, 'atom:updated')))
      return dates.length === 0 || Math.max(...dates) === Date.parse(textOf(feed, 'atom:updated'))
    },
  },
  {
    rule: 'FEEDS.md: the newest entry is first',
    holds: (feed) => {
      const dates = entries(feed).map((entry) => Date.parse(textOf(entry, 'atom:updated')))
      return dates.every((date, i) => i === 0 || date <= dates[i - 1]!)
    },
  },
  {
    rule: 'FEEDS.md: a feed states its language',
    holds: ({ attributes }) => isLanguage(attributes['xml:lang'] ?? ''),
  },
  {
    rule: 'RFC 5005 §4: an archive is marked once, in the feed alone, by an empty element',
    holds: (feed) =>
      all(feed, 'fh:archive').length <= 1 &&
      all(feed, 'fh:archive').every(({ text, children }) => text === '' && children.length === 0) &&
      entries(feed).every((entry) => all(entry, 'fh:archive').length === 0),
  },
  {
    rule: 'RFC 5005 §2: a complete feed is no archive and has none',
    holds: (feed) =>
      all(feed, 'fh:complete').length === 0 ||
      (all(feed, 'fh:archive').length === 0 && archives(feed).flat().length === 0),
  },
  {
    rule: 'RFC 5005 §4: a document has one link to each neighbour, which is another document',
    holds: (feed) => {
      const self = linked(feed, 'self').map(({ attributes }) => attributes['href'])
      const [current, prev, next] = archives(feed)
      const found = [...current!, ...prev!, ...next!]
      return [current, prev, next].every((hrefs) => hrefs!.length <= 1) && isUnique([...self, ...found] as string[])
    },
  },
  {
    rule: 'RFC 5005 §4: only an archive has a later one, and it leads to the newest document',
    holds: (feed) =>
      all(feed, 'fh:archive').length > 0
        ? linked(feed, 'current').length === 1
        : linked(feed, 'next-archive').length === 0,
  },
  {
    rule: 'Media RSS: a thumbnail has an address, and a size at most',
    holds: (feed) =>
      within(feed, 'media:thumbnail').every(
        ({ attributes, children }) =>
          isAddress(attributes['url'] ?? '') &&
          children.length === 0 &&
          Object.keys(attributes).every((name) => ['url', 'width', 'height', 'time'].includes(name)),
      ),
  },
  {
    rule: 'Media RSS: a medium has an address and a kind, and its description is a text',
    holds: (feed) =>
      within(feed, 'media:content').every(
        (content) =>
          isAddress(content.attributes['url'] ?? '') &&
          /^(?:image|audio|video|document|executable)$/.test(content.attributes['medium'] ?? '') &&
          all(content, 'media:description').every(
            ({ text, attributes }) => attributes['type'] === 'plain' && isLine(text),
          ),
      ),
  },
]

export const ATOM_RULES: readonly string[] = [WELL_FORMED, GRAMMAR, ...RULES.map(({ rule }) => rule)]

/** The rules that an Atom document breaks. */
export function atomFaults(text: string): string[] {
  let isValid = true
  let feed: Element
  try {
    feed = readXml(text, (document) => {
      try {
        grammar.validate(document)
      } catch {
        isValid = false
      }
    })
  } catch {
    return [WELL_FORMED]
  }
  return [...(isValid ? [] : [GRAMMAR]), ...broken(RULES, feed)]
}

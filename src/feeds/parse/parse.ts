/**
 * Parses the bytes of a feed in any format, and repairs what publishers got wrong. Of RSS, RDF and Atom our parser makes
 * the tree, rss-parser maps it and `finishEntry` cleans the entries.
 */
import RssParser from 'rss-parser'
import { ParseError } from '../../core/errors.ts'
import type { Entry, ParsedFeed } from '../../core/model.ts'
import { stripText } from '../markup/clean-text.ts'
import { decodeBytes } from '../markup/decode.ts'
import { type HtmlBudget, makeBudget } from '../markup/html.ts'
import { type ShapedDocument, shapeTree } from './dialects.ts'
import { findFeeds, mainFeed, WebPageError } from './discovery.ts'
import { type EntryDraft, finishEntry, languageTag } from './entry.ts'
import { type FeedTree, readTree } from './feed-tree.ts'
import { readJsonFeed } from './json-feed.ts'

interface ParseOptions {
  /** The HTTP header, for its charset. */
  readonly contentType?: string
  /** Where the document was fetched: relative addresses resolve against it. */
  readonly url?: string
}

/**
 * The feed in a document's bytes: RSS 0.9 to 2.0, RSS 1.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1. The texts of its
 * entries are plain, HTML is sanitised, addresses are absolute. `repairs` has a sentence for each kind of repair.
 *
 * Throws ParseError with the code `parse/not-a-feed` (an empty answer, a web page, something else), `parse/damaged`
 * (truncated before the end of its first entry) or `parse/limit` (nested deeper or larger than any feed). Entities that a
 * DTD declares are never expanded.
 */
export async function parseFeed(bytes: Uint8Array, options: ParseOptions): Promise<ParsedFeed> {
  const decoded = await decodeBytes(bytes, options.contentType)
  if (isBinary(decoded.text))
    throw new ParseError('The document is not text but a file of another kind, so it is not a feed.', {
      code: 'parse/not-a-feed',
    })
  // A NUL inside a name would break the parser. Other unwanted characters are removed later, from each text.
  const text = bytes.includes(0) && decoded.text.includes('\0') ? stripText(decoded.text) : decoded.text
  const start = /[^\s\ufeff]/.exec(text)?.[0]
  if (start === undefined)
    throw new ParseError('The answer is empty: there is nothing in it to read.', { code: 'parse/not-a-feed' })
  const feed = await readText(text, start, options.url)
  return { ...feed, repairs: [...decoded.repairs, ...feed.repairs] }
}

async function readText(text: string, start: string, url: string | undefined): Promise<ParsedFeed> {
  if (start === '{' || start === '[' || JSON_VALUE.test(text)) return readJsonFeed(text, url)
  if (!isWebPage(text)) return readXmlFeed(text, url)
  const at = feedInPage(text)
  if (at === -1) throw webPage(text, url)
  const feed = await readXmlFeed(text.slice(at), url)
  if (feed.entries.length === 0) throw webPage(text, url)
  return { ...feed, repairs: ['The feed stands inside a web page.', ...feed.repairs] }
}

/** A whole document of JSON that is neither an object nor a list: what programs answer when they have nothing. */
const JSON_VALUE = /^\s*(?:null|true|false|-?\d[\d.e+-]*|"[^"]*")\s*$/i

/**
 * Whether the text is that of a picture, an archive or the like, by the share of control characters in its beginning. The
 * parsers would read megabytes of it as one long damaged tag. A damaged feed has only a few control characters.
 */
function isBinary(text: string): boolean {
  const head = text.slice(0, 4_096)
  const controls = head.match(/[\0-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0
  return controls > 32 && controls > head.length / 16
}

/** Whether the text is a web page, by its first element or HTML's doctype. A feed under that doctype, which some frameworks add, is a feed. */
function isWebPage(text: string): boolean {
  const head = text.slice(0, 4_096).replace(/<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|$)/g, '')
  const first = /<([A-Za-z][\w:.-]*)/.exec(head)?.[1].toLowerCase()
  if (first === 'html' || first === 'head' || first === 'body') return true
  return /<!doctype\s+html/i.test(head) && !/^(?:[\w.-]+:)?(?:rss|rdf|feed|channel)$/.test(first ?? '')
}

/** How much of a page is searched for a feed, in UTF-16 units. */
const MAX_FEED_OFFSET = 65_536
const FEED_ROOT = /<(?:rss\s[^<>]*version|rdf:RDF\s[^<>]*xmlns|(?:atom:)?feed\s[^<>]*xmlns)/i

/**
 * The offset of a feed that stands inside a page, as some frameworks and caches wrap it; -1 where there is none. One in a
 * script, a comment or a text field is a text about feeds.
 */
function feedInPage(page: string): number {
  const head = page.slice(0, MAX_FEED_OFFSET)
  const at = head.search(FEED_ROOT)
  if (at === -1) return -1
  const before = head.slice(0, at).toLowerCase()
  const isQuoted = (start: string, end: string): boolean => before.lastIndexOf(start) > before.lastIndexOf(end)
  return isQuoted('<script', '</script') || isQuoted('<!--', '-->') || isQuoted('<textarea', '</textarea') ? -1 : at
}

function webPage(page: string, url: string | undefined): ParseError {
  const feeds = findFeeds(page, url ?? 'about:blank')
  const feed = mainFeed(feeds, url ?? 'about:blank')
  const sentence =
    feed === undefined
      ? `${url ?? 'This'} is a web page, not a feed, and it declares none; look for the feed's address on the site.`
      : `This is a web page, not a feed; it declares the feed ${feed.url}: try that address.`
  return new WebPageError(sentence, { url }, feeds)
}

// RSS, RDF and Atom ---------------------------------------------------------------------------------------------------

/** The part of rss-parser's result that we use. */
interface MappedItem {
  readonly title?: string
  readonly link?: string
  readonly guid?: string
  readonly id?: string
  readonly isoDate?: string
  readonly categories?: readonly string[]
  readonly draft: readonly EntryDraft[]
}
interface MappedFeed {
  readonly title?: string
  readonly link?: string
  readonly description?: string
  readonly subtitle?: string
  readonly language?: string
  readonly items: readonly MappedItem[]
}

/**
 * rss-parser without its XML parser: it receives the objects of `shapeTree` instead. Its `parseString` calls
 * `xmlParser.parseString(input, done)` (in 3.13.0; a test checks that). Long texts are passed under names it does not
 * know, so its regular expression for contentSnippet, which takes quadratic time, never runs.
 */
const rssParser = new RssParser<object, MappedItem>({
  customFields: {
    feed: ['subtitle', 'language'] as never,
    item: [['draft', 'draft', { keepArray: true }]] as never,
  },
})
Object.assign(rssParser, {
  xmlParser: {
    parseString: (document: unknown, done: (error: unknown, result: unknown) => void) => done(null, document),
  },
})

async function readXmlFeed(text: string, documentUrl: string | undefined): Promise<ParsedFeed> {
  const tree = readTree(text, documentUrl)
  if (tree.root === undefined) throw notAFeed(tree)
  const shaped = shapeTree(tree.root, tree, documentUrl)
  const feed = (await rssParser.parseString(shaped.document as never)) as unknown as MappedFeed
  const budget = makeBudget()
  const entries = feed.items.map((item) => finishItem(item, budget))
  if (tree.isCut && entries.length === 0) {
    throw new ParseError(
      'The document ends before its first entry is complete; the server may send the whole one next time.',
      {
        code: 'parse/damaged',
        retryable: true,
      },
    )
  }
  const language = languageTag(feed.language)
  const description = feed.description ?? feed.subtitle
  return {
    format: shaped.format,
    ...(shaped.id !== undefined && { id: shaped.id }),
    ...(shaped.updatedAt !== undefined && { updatedAt: shaped.updatedAt }),
    ...(feed.title !== undefined && { title: feed.title }),
    ...(feed.link !== undefined && { url: feed.link }),
    ...(language !== undefined && { language }),
    repairs: [...tree.repairs, ...cutRepairs(tree, shaped)],
    entries,
    ...(description !== undefined && { description }),
    ...(shaped.selfUrl !== undefined && { selfUrl: shaped.selfUrl }),
    ...(shaped.hubs.length > 0 && { hubs: shaped.hubs }),
    ...(shaped.minutesBetweenFetches !== undefined && { minutesBetweenFetches: shaped.minutesBetweenFetches }),
    ...(shaped.skipHours.length > 0 && { skipHours: shaped.skipHours }),
    ...(shaped.skipDays.length > 0 && { skipDays: shaped.skipDays }),
    ...(tree.isCut && { isCut: true }),
  }
}

function finishItem(item: MappedItem, budget: HtmlBudget): Entry {
  const draft = item.draft[0]!
  return finishEntry(
    {
      ...draft,
      title: item.title,
      url: item.link,
      guid: item.guid ?? item.id,
      publishedAt: item.isoDate,
      categories: item.categories ?? draft.categories,
    },
    budget,
  )
}

function cutRepairs({ isCut }: FeedTree, { cutEntries }: ShapedDocument): string[] {
  if (!isCut) return []
  return cutEntries === 0
    ? ['The document ends before its last end tags.']
    : ['The document was cut: its last entry is incomplete and was left out.']
}

/** Root elements of documents that are often taken for feeds, with the next thing to try. */
const OTHER_ROOTS = new Map([
  ['opml', ', a list of feeds: `broadsheet import` takes it'],
  ['urlset', ', a map of a site: look for the feed on its home page'],
  ['sitemapindex', ', a map of a site: look for the feed on its home page'],
])

function notAFeed({ firstName }: FeedTree): ParseError {
  const sentence =
    firstName === undefined
      ? 'The document is neither XML nor JSON, so it is not a feed.'
      : `The document is not a feed: its root element is <${firstName.replace('?', '').slice(0, 60)}>${OTHER_ROOTS.get(firstName) ?? ''}.`
  return new ParseError(sentence, { code: 'parse/not-a-feed' })
}

/** Reads RSS, RDF and Atom into a ParsedFeed: our parser makes the tree, rss-parser maps it, `finishEntry` cleans the entries. */
import RssParser from 'rss-parser'
import { ParseError } from '../../core/errors.ts'
import type { Entry, ParsedFeed } from '../../core/model.ts'
import { type HtmlBudget, makeBudget } from '../markup/html.ts'
import { type ShapedDocument, shapeTree } from './dialects.ts'
import { type EntryDraft, finishEntry, languageTag } from './entry.ts'
import { type FeedTree, readTree } from './feed-tree.ts'

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

async function mapDocument(document: ShapedDocument['document']): Promise<MappedFeed> {
  return (await rssParser.parseString(document as never)) as unknown as MappedFeed
}

/**
 * The feed in a document's text. Throws ParseError: `parse/not-a-feed` when it has no root element of a feed,
 * `parse/damaged` when it is truncated before the end of its first entry, `parse/limit`.
 */
export async function readXmlFeed(text: string, documentUrl: string | undefined): Promise<ParsedFeed> {
  const tree = readTree(text, documentUrl)
  if (tree.root === undefined) throw notAFeed(tree)
  const shaped = shapeTree(tree.root, tree, documentUrl)
  const feed = await mapDocument(shaped.document)
  const entries: Entry[] = []
  const budget = makeBudget()
  let rejected = 0
  for (const item of feed.items) {
    const entry = finishItem(item, budget)
    if (entry) entries.push(entry)
    else rejected++
  }
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
    ...(rejected > 0 && { rejected }),
    ...(tree.isCut && { isCut: true }),
  }
}

function finishItem(item: MappedItem, budget: HtmlBudget): Entry | undefined {
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
      ? 'The document is neither XML nor JSON, so it is no feed.'
      : `The document is no feed: its root element is <${firstName.replace('?', '').slice(0, 60)}>${OTHER_ROOTS.get(firstName) ?? ''}.`
  return new ParseError(sentence, { code: 'parse/not-a-feed' })
}

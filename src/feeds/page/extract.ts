/**
 * Extracts the article of a web page. The text comes from Readability on a light DOM (linkedom), or from the main part of the page
 * where Readability takes only a small share of it; authors, date and picture come from structured data and meta tags, then
 * from what the page marks and shows.
 *
 * Bias: what the page declares about itself is preferred to what its layout suggests, and nothing is guessed. Not chosen:
 * jsdom (six times slower, throws on one page in thirty), defuddle (four times slower, leaves more boilerplate).
 */

import { cleanText } from '../../core/article/article-text.ts'
import { nameKey, outletNameOf } from '../../core/attribution/outlets.ts'
import type { Instant } from '../../core/model.ts'
import { anchorsOf } from '../../core/text/html-scan.ts'
import { canonicalUrl, isHomePage, outletOfUrl } from '../../core/url/url.ts'
import { textToHtml } from '../markup/html.ts'
import { webUrl } from '../markup/links.ts'
import { type Metadata, readMetadata } from './metadata.ts'
import { authorsOf } from './page-authors.ts'
import { publishedAtOf } from './page-dates.ts'
import { cutPage, isTooDeep, type PageDocument } from './page-document.ts'
import { type PageMarks, readMarks } from './page-marks.ts'
import {
  isGallery,
  mainPart,
  removeBoilerplate,
  shareOfMain,
  textOf,
  withoutEndMatter,
  withoutPreformatted,
} from './page-text.ts'
import { titleOf } from './page-title.ts'
import { readShownNames, type ShownNames, siteNameOf } from './site-name.ts'

/** The article of a page. Fields that the page does not declare are absent. */
export interface ExtractedArticle {
  /** Clean plain text, as from `normalizeEntry`, with an empty line between paragraphs. Empty when the page has none. */
  readonly text: string
  /** Whether the page is a list of articles, and its text their teasers. */
  readonly isList?: boolean
  readonly title?: string
  readonly authors: readonly string[]
  /** The outlet that published it first, according to the page; else the site's own name. */
  readonly publisher?: string
  /** The address at the original publisher, when the article links to it. */
  readonly publisherUrl?: string
  /** The rules that found authors and original publisher in the text; absent when they come from metadata or the site. */
  readonly found?: { readonly authors?: string; readonly publisher?: string }
  /** Boilerplate that was removed from the text, with the rule that found it. */
  readonly removed?: readonly { readonly rule: string; readonly text: string }[]
  readonly publishedAt?: Instant
  readonly imageUrl?: string
  /** What the picture shows, in its publisher's words. */
  readonly imageAlt?: string
  /** The canonical address that the page declares, else its own, cleaned. */
  readonly canonicalUrl: string
  /** The article's HTML, not sanitised. */
  readonly html?: string
}

/** Text, title, authors, publisher, date and picture of the article at `url`. Never throws, whatever the page contains. */
export async function extractArticle(html: string, url: string): Promise<ExtractedArticle> {
  // One after the other, since two concurrent imports that share a dependency can throw.
  const { parseHTML } = await import('linkedom')
  const { Readability } = await import('@mozilla/readability')
  const address = canonicalUrl(url, { html })
  const parse = (source: string): PageDocument => parseHTML(source).document as unknown as PageDocument
  let document: PageDocument
  try {
    document = parse(cutPage(html))
  } catch {
    return { text: '', authors: [], canonicalUrl: address }
  }
  const metadata = readMetadata(document, url)
  const isBare = document.documentElement === null || isTooDeep(document)
  const isForum = metadata.type === 'forum' || forumAddress.test(url)
  const marks = isBare ? NO_MARKS : readMarks(document, isForum)
  const shown = isBare ? { headers: [], copyrights: [] } : readShownNames(document, url)
  const content = isBare
    ? NO_CONTENT
    : readContent(document, metadata, isForum, {
        url,
        read: () => new Readability(document as never).parse(),
        textOfHtml: (source) => textOf(parse(`<!doctype html><html><body>${source}</body></html>`).body),
      })
  return describe(isForum ? { ...metadata, type: 'forum' } : metadata, { marks, shown, content }, url, address)
}

const NO_MARKS: PageMarks = { headings: [], authors: [], dates: [], prose: [] }
const NO_CONTENT: Content = { text: '', html: '', isList: false }
const forumAddress =
  /\/(?:forums?|threads?|viewtopic|showthread|questions|discussions?)[/.?-]|\/topics?\/\d|\/t\/[\w-]+\/\d|\/comments\/\w+\/|[?&](?:topic|thread|t)=\d/i

/** The text of a page, before it is cleaned. */
interface Content {
  readonly text: string
  readonly html: string
  /** Whether it is a list of articles and not one. */
  readonly isList: boolean
  /** What Readability takes for the page's metadata. */
  readonly read?: Readable
}
interface Readable {
  readonly content?: string | null
  readonly title?: string | null
  readonly byline?: string | null
  readonly siteName?: string | null
}

/**
 * Where Readability takes less than this share of the main part, it has missed most of the page. The share is low for an article,
 * whose main part may hold lists of others that no markup tells, and half of that where no element is made for the main part.
 */
const MIN_SHARE = { article: 0.3, unknown: 0.5, forum: 0.75, product: 0.75, list: 0.75 }
/** The text in structured data is used where it is longer than the page's by this factor: the page shows a part of it. */
const MIN_BODY_FACTOR = 1.5
const MIN_BODY_CHARACTERS = 600

/** The text and the HTML of the page. Changes the document. */
function readContent(
  document: PageDocument,
  metadata: Metadata,
  isForum: boolean,
  {
    url,
    read,
    textOfHtml,
  }: {
    readonly url: string
    readonly read: () => Readable | null
    readonly textOfHtml: (html: string) => string
  },
): Content {
  const isOverview = metadata.type === 'list' || isHomePage(url)
  const isListAddress = listAddress.test(url)
  const hasPictures = !isOverview && !isListAddress && !isForum && isGallery(document)
  removeBoilerplate(document, { isForum, isOverview, isGallery: hasPictures })
  const main = mainPart(document, hasPictures)
  let found: Readable = {}
  let text = ''
  try {
    found = read() ?? {}
    if (found.content) text = textOfHtml(found.content)
  } catch {
    // Of a page on which Readability fails, the main part is used.
  }
  let html = found.content ?? ''
  const minShare = MIN_SHARE[isForum ? 'forum' : metadata.type] * (main.isMarked ? 1 : 0.5)
  if (hasPictures || (main.text.length > text.length && shareOfMain(text, main.text) < minShare))
    ({ text, html } = main)
  const { body = '' } = metadata
  if (body.length >= MIN_BODY_CHARACTERS && body.length > MIN_BODY_FACTOR * text.length && !/<\w/.test(body)) {
    text = body
    html = textToHtml(body)
  }
  // A round-up declares itself an article and its date, which a category's page does not. A thread's headings link to its posters.
  const isOne = isForum || (metadata.type === 'article' && metadata.published.length > 0)
  const isOfSection = isListAddress && metadata.type !== 'article' && metadata.published.length === 0
  return { text, html, isList: !isOne && (isOfSection || isList(html, url)), read: found }
}

/** What the page says, from its parts. */
function describe(
  metadata: Metadata,
  { marks, shown, content }: { readonly marks: PageMarks; readonly shown: ShownNames; readonly content: Content },
  url: string,
  address: string,
): ExtractedArticle {
  const { read = {}, html } = content
  // A page that lists articles and has no heading of its own has no text of its own.
  const isIndex = content.isList && (isHomePage(url) || !marks.headings.some(({ rank }) => rank === 0))
  const domain = outletOfUrl(url)
  const host = URL.parse(url)?.hostname ?? ''
  const siteNames = metadata.siteNames.map(({ name }) => name)
  const title =
    titleOf(
      metadata,
      marks,
      [...siteNames, read.siteName ?? undefined, domain],
      [...shown.headers, ...shown.copyrights, host.replace(/^www\./, '')],
    ) ?? ''
  const site = siteNameOf({
    declared: metadata.siteNames,
    shown,
    title,
    ...(metadata.titleElement === undefined ? {} : { titleElement: metadata.titleElement }),
    host,
  })
  const { text: prose, restore } = withoutPreformatted(content.text)
  const cleaned = cleanText(isIndex ? '' : withoutEndMatter(prose, metadata, url), title, {
    anchors: anchorsOf(html),
    ...(site ? { ownName: site } : {}),
    ...(domain === undefined ? {} : { ownDomain: domain }),
  })
  const { attribution } = cleaned
  const isOverview = content.isList || isHomePage(url)
  const declared = authorsOf(metadata, marks, {
    siteNames: [...siteNames, ...(site ? [site] : [])],
    ...(domain === undefined ? {} : { domain }),
    ...(metadata.language === undefined ? {} : { language: metadata.language }),
    title,
    isList: isOverview,
    ...(read.byline ? { byline: read.byline } : {}),
  })
  // In a repost the byline in the text names the writer, while the metadata may name whoever posted it.
  const isRepost = attribution.authorsRule === 'authored-by-via'
  const isOfText = !isOverview && (isRepost || declared.people.length === 0) && attribution.authors.length > 0
  const authors = isOfText ? attribution.authors : declared.people
  // A copyright line names the owner of the site, or of a picture, and a header its outlet.
  const isOwner = attribution.publisherRule === 'copyright' || /^(?:the )?authors?$/i.test(attribution.publisher ?? '')
  const found = {
    ...(isOfText && attribution.authorsRule !== undefined ? { authors: attribution.authorsRule } : {}),
    ...(attribution.publisherRule === undefined || isOwner ? {} : { publisher: attribution.publisherRule }),
  }
  const named = attribution.publisher ?? declared.agency
  // "Quay News — Harbour edition" is the site itself.
  const isOfSite = named !== undefined && site !== undefined && nameKey(named).startsWith(nameKey(site))
  const first = isOwner || isOfSite ? undefined : named
  const publisher = first ?? site ?? (domain && (outletNameOf(domain) ?? domain))
  const publishedAt = publishedAtOf(metadata, marks, { url, isList: isOverview })
  const imageUrl = webUrl(metadata.imageUrl, url)
  return {
    text: restore(cleaned.text),
    ...(content.isList ? { isList: true } : {}),
    ...(title ? { title } : {}),
    authors,
    ...(publisher ? { publisher } : {}),
    ...(attribution.publisherUrl === undefined || isOwner
      ? {}
      : { publisherUrl: canonicalUrl(attribution.publisherUrl) }),
    ...(Object.keys(found).length === 0 ? {} : { found }),
    ...(cleaned.removed.length === 0 ? {} : { removed: cleaned.removed }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(imageUrl === undefined ? {} : { imageUrl, ...(metadata.imageAlt && { imageAlt: metadata.imageAlt }) }),
    canonicalUrl: address,
    ...(html === '' || isIndex ? {} : { html }),
  }
}

/** Addresses of the pages of sections, keywords, writers and searches, which list articles. */
const listAddress =
  /\/(?:categor(?:y|ies|ia|ía|ie)|tags?|topics?|sections?|authors?|search|kategori[ea]|rubrik|themen?|schlagwort|etiquetas?|rubriques?|mot-cle|temat)\/[^/?#]+\/?(?:page\/\d+\/?)?(?:[?#]|$)|\/(?:search|suche|buscar|recherche)\/?(?:[?#]|$)|\/\?s=/i
/** With this many headings that link to other pages a page can be a list of articles. */
const LIST_HEADINGS = 3

/** Whether the content is a list of articles: enough headings that link to other pages, and at most three paragraphs for each. */
function isList(content: string, url: string): boolean {
  const own = url.replace(/#.*$/, '')
  const headings = [
    ...content.matchAll(
      /<h[1-6][^>]*>\s*(?:<[^>]*>\s*){0,3}?<a\s[^>]*?href="([^"#][^"]*)"[^>]*>[\s\S]{0,400}?<\/a>\s*(?:<\/[^>]*>\s*){0,3}<\/h[1-6]>/gi,
    ),
  ]
  const others = headings.filter(([, href]) => URL.parse(href!, url)?.href.replace(/#.*$/, '') !== own)
  const paragraphs = content.split(/<p[\s>]/i).length - 1
  return others.length >= LIST_HEADINGS && paragraphs <= 3 * others.length
}

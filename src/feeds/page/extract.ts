/**
 * Extracts the article of a web page. The text comes from Readability on a light DOM (linkedom); authors, date and
 * picture come from structured data and meta tags.
 *
 * Bias: what the page declares about itself is preferred to what its layout suggests, and nothing is guessed. Not chosen:
 * jsdom (six times slower, throws on one page in thirty), defuddle (four times slower, leaves more boilerplate).
 */

import { cleanText } from '../../core/article/article-text.ts'
import { tidyTitle } from '../../core/article/normalize.ts'
import { peopleOf } from '../../core/attribution/attribution.ts'
import { outletNameOf } from '../../core/attribution/outlets.ts'
import type { Instant } from '../../core/model.ts'
import { anchorsOf } from '../../core/text/html-scan.ts'
import { canonicalUrl, outletOfUrl } from '../../core/url/url.ts'
import { webUrl } from '../markup/links.ts'

/** The article of a page. Fields that the page does not declare are absent. */
export interface ExtractedArticle {
  /** Clean plain text, as from `normalizeEntry`, with an empty line between paragraphs. Empty when the page has no article. */
  readonly text: string
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
  /** The canonical address that the page declares, else its own, cleaned. */
  readonly canonicalUrl: string
  /** The article's HTML, not sanitised. */
  readonly html?: string
}

/**
 * A page is cut after this many UTF-16 units or tags: an article is always in the first megabytes. A page of this size takes 1
 * to 2 s of CPU and up to 120 MB (measured with paragraphs of three words, links and spans).
 */
const MAX_HTML_CHARACTERS = 2_000_000
const MAX_TAGS = 40_000
/** Deeper pages are not given to Readability, whose time grows with the square of the depth. No article nests that deep. */
const MAX_DEPTH = 250
/** Elements that are paragraphs of their own. */
const BLOCKS = 'P H1 H2 H3 H4 H5 H6 LI BLOCKQUOTE PRE FIGCAPTION TR DT DD DIV SECTION ARTICLE'

/** The page, cut at these limits. */
function cutPage(html: string): string {
  let end = -1
  for (let tags = 0; tags <= MAX_TAGS; tags++) {
    end = html.indexOf('<', end + 1)
    if (end < 0 || end > MAX_HTML_CHARACTERS) return html.slice(0, MAX_HTML_CHARACTERS)
  }
  return html.slice(0, end)
}

/** The part of the DOM that is used here, since the project is compiled without the DOM's types. */
interface PageNode {
  readonly nodeName: string
  readonly nodeType: number
  readonly textContent: string | null
  readonly lastChild: PageNode | null
  readonly previousSibling: PageNode | null
}
interface PageElement extends PageNode {
  getAttribute(name: string): string | null
  querySelector(selector: string): PageElement | null
}
interface PageDocument {
  readonly body: PageNode
  readonly documentElement: PageNode | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}

/** Text, title, authors, publisher, date and picture of the article at `url`. Never throws, whatever the page contains. */
export async function extractArticle(html: string, url: string): Promise<ExtractedArticle> {
  // One after the other, since two concurrent imports that share a dependency can throw.
  const { parseHTML } = await import('linkedom')
  const { Readability } = await import('@mozilla/readability')
  const address = canonicalUrl(url, { html })
  let document: PageDocument
  try {
    document = parseHTML(cutPage(html)).document as unknown as PageDocument
  } catch {
    return { text: '', authors: [], canonicalUrl: address }
  }
  const metadata = readMetadata(document)
  let read: {
    content?: string | null
    title?: string | null
    byline?: string | null
    siteName?: string | null
    publishedTime?: string | null
  } | null = null
  let text = ''
  try {
    if (!isTooDeep(document)) read = new Readability(document as never).parse()
    if (read?.content)
      text = textOf(
        parseHTML(`<!doctype html><html><body>${read.content}</body></html>`).document as unknown as PageDocument,
      )
  } catch {
    // Of a page on which Readability fails, the metadata is used and the text is empty.
  }
  // A page that lists several articles has no text of its own.
  if (read?.content && isList(read.content, url)) {
    read = { ...read, content: null }
    text = ''
  }
  const site = metadata.siteName ?? read?.siteName ?? undefined
  const domain = outletOfUrl(url)
  const title = tidyTitle(metadata.title ?? metadata.heading ?? read?.title ?? '', [site, domain])
  const cleaned = cleanText(text, title, {
    anchors: anchorsOf(read?.content ?? ''),
    ...(site ? { ownName: site } : {}),
    ...(domain === undefined ? {} : { ownDomain: domain }),
  })
  const { attribution } = cleaned
  // In a repost the byline in the text names the writer, while the metadata may name whoever posted it.
  const isRepost = attribution.authorsRule === 'authored-by-via'
  const authors =
    (isRepost || metadata.authors.length === 0) && attribution.authors.length > 0
      ? attribution.authors
      : metadata.authors
  const people = authors.length > 0 ? authors : (peopleOf(read?.byline ?? '') ?? [])
  const found = {
    ...(authors === attribution.authors && attribution.authorsRule !== undefined
      ? { authors: attribution.authorsRule }
      : {}),
    ...(attribution.publisherRule === undefined ? {} : { publisher: attribution.publisherRule }),
  }
  const publisher = attribution.publisher ?? site ?? (domain && (outletNameOf(domain) ?? domain))
  const publishedAt = metadata.publishedAt ?? instantOf(read?.publishedTime)
  const imageUrl = webUrl(metadata.imageUrl, url)
  return {
    text: cleaned.text,
    ...(title ? { title } : {}),
    authors: people,
    ...(publisher ? { publisher } : {}),
    ...(attribution.publisherUrl === undefined ? {} : { publisherUrl: canonicalUrl(attribution.publisherUrl) }),
    ...(Object.keys(found).length === 0 ? {} : { found }),
    ...(cleaned.removed.length === 0 ? {} : { removed: cleaned.removed }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    canonicalUrl: address,
    ...(read?.content ? { html: read.content } : {}),
  }
}

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

/** Whether an element has more than MAX_DEPTH ancestors. Uses its own stack, since recursion could overflow. */
function isTooDeep(document: PageDocument): boolean {
  if (document.documentElement === null) return false
  const stack: { readonly node: PageNode; readonly depth: number }[] = [
    // In a page without html and body tags this is its first element.
    { node: document.documentElement, depth: 0 },
  ]
  while (stack.length > 0) {
    const { node, depth } = stack.pop()!
    if (depth > MAX_DEPTH) return true
    for (let child = node.lastChild; child !== null; child = child.previousSibling) {
      if (child.nodeType === 1) stack.push({ node: child, depth: depth + 1 })
    }
  }
  return false
}

/** The text of an article, each block as a paragraph, without captions. */
function textOf(document: PageDocument): string {
  const blocks = new Set(BLOCKS.split(' '))
  const found: string[] = []
  let open = ''
  const close = (): void => {
    const line = open
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim()
    if (line !== '') found.push(line)
    open = ''
  }
  // Its own stack, since a page may nest deeper than recursion allows.
  const stack: { readonly node: PageNode; readonly isEnd: boolean }[] = [{ node: document.body, isEnd: false }]
  while (stack.length > 0) {
    const { node, isEnd } = stack.pop()!
    const name = node.nodeName.toUpperCase()
    if (isEnd) {
      close()
      continue
    }
    if (node.nodeType === 3) {
      open += (node.textContent ?? '').replace(/\s+/g, ' ')
      continue
    }
    if (node.nodeType !== 1 || name === 'SCRIPT' || name === 'STYLE' || name === 'FIGCAPTION' || name === 'NOSCRIPT')
      continue
    if (name === 'BR') {
      open += '\n'
      continue
    }
    if (blocks.has(name)) {
      close()
      stack.push({ node, isEnd: true })
    }
    for (let child = node.lastChild; child !== null; child = child.previousSibling)
      stack.push({ node: child, isEnd: false })
  }
  close()
  return found.join('\n\n')
}

// ---- metadata

/** What a page declares about its article. */
interface Metadata {
  readonly title?: string
  /** The page's only first-level heading. */
  readonly heading?: string
  readonly authors: readonly string[]
  readonly siteName?: string
  readonly publishedAt?: Instant
  readonly imageUrl?: string
}

/** A longer first-level heading lacks its end tag and is ignored. */
const MAX_HEADING_CHARACTERS = 300

/** The metadata by preference: structured data (schema.org as JSON-LD, then microdata), Open Graph, older meta names. */
function readMetadata(document: PageDocument): Metadata {
  const data = structuredData(document)
  const meta = new Map<string, string>()
  const authorMetas: string[] = []
  for (const element of document.querySelectorAll('meta')) {
    const name = (
      element.getAttribute('property') ??
      element.getAttribute('name') ??
      element.getAttribute('itemprop') ??
      ''
    ).toLowerCase()
    const content = (element.getAttribute('content') ?? '').trim()
    if (name === '' || content === '') continue
    if (!meta.has(name)) meta.set(name, content)
    if (/^(?:author|article:author|parsely-author|dc\.creator|citation_author|byl|sailthru\.author)$/.test(name))
      authorMetas.push(content)
  }
  const first = (...names: readonly string[]): string | undefined => names.map((name) => meta.get(name)).find(Boolean)
  const title = textIn(data?.['headline']) ?? first('og:title', 'twitter:title', 'dc.title')
  const headings = [...document.querySelectorAll('h1')]
  const heading = headings.length === 1 ? (headings[0]?.textContent ?? '') : ''
  const siteName =
    namesIn(data?.['publisher'])[0] ?? microdata(document, 'publisher')[0] ?? first('og:site_name', 'application-name')
  const named = people(namesIn(data?.['author']))
  const authors = named.length > 0 ? named : people(microdata(document, 'author'))
  const publishedAt =
    instantOf(textIn(data?.['datePublished'])) ??
    instantOf(
      first(
        'article:published_time',
        'og:published_time',
        'parsely-pub-date',
        'datepublished',
        'date',
        'dc.date',
        'dc.date.issued',
        'dcterms.created',
        'pubdate',
        'publish-date',
        'sailthru.date',
        'citation_date',
      ),
    ) ??
    instantOf(
      document
        .querySelector('article time[datetime], time[datetime][pubdate], time[itemprop="datePublished"]')
        ?.getAttribute('datetime'),
    )
  const imageUrl =
    imageIn(data?.['image']) ??
    microdata(document, 'image')[0] ??
    first('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src')
  return {
    ...(title === undefined ? {} : { title }),
    ...(heading !== '' && heading.length <= MAX_HEADING_CHARACTERS ? { heading } : {}),
    authors: authors.length > 0 ? authors : people(authorMetas),
    ...(siteName === undefined ? {} : { siteName }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(imageUrl === undefined ? {} : { imageUrl }),
  }
}

function people(names: readonly string[]): string[] {
  const found: string[] = []
  for (const name of names) {
    if (/^https?:|@/.test(name)) continue
    for (const person of peopleOf(name) ?? []) if (!found.includes(person)) found.push(person)
  }
  return found
}

/** The values of a property of a schema.org article in microdata: names of people and outlets, addresses of pictures. */
function microdata(document: PageDocument, property: 'author' | 'publisher' | 'image'): string[] {
  const scope = document.querySelector('[itemtype*="Article"], [itemtype*="BlogPosting"]')
  if (scope === null) return []
  const elements = [
    ...document.querySelectorAll(
      `[itemtype*="Article"] [itemprop~="${property}"], [itemtype*="BlogPosting"] [itemprop~="${property}"]`,
    ),
  ]
  return elements.slice(0, 20).flatMap((element) => {
    const inner = element.querySelector(property === 'image' ? '[itemprop~="url"]' : '[itemprop~="name"]') ?? element
    const address = inner.getAttribute('content') ?? inner.getAttribute('src') ?? inner.getAttribute('href')
    const value = property === 'image' ? address : (inner.getAttribute('content') ?? inner.textContent)
    return value?.trim() ? [value.replace(/\s+/g, ' ').trim()] : []
  })
}

type Json = Readonly<Record<string, unknown>>

const articleType =
  /^(?:(?:News|Reportage|Analysis|Opinion|Background|Review|Tech|Scholarly|AdvertiserContent|Satirical|Report)?Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting|ReviewNewsArticle)$/

/** The first schema.org article in a page's JSON-LD, also inside lists and graphs. Its references to people and outlets are resolved. */
function structuredData(document: PageDocument): Json | undefined {
  let article: Json | undefined
  const byId = new Map<string, Json>()
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    let parsed: unknown
    try {
      parsed = JSON.parse((script.textContent ?? '').trim().replace(/^<!\[CDATA\[|\]\]>$/g, ''))
    } catch {
      continue
    }
    const queue: unknown[] = [parsed]
    for (let seen = 0; queue.length > 0 && seen < 500; seen++) {
      const item = queue.shift()
      if (Array.isArray(item)) queue.push(...item.slice(0, 100))
      else if (typeof item === 'object' && item !== null) {
        const record = item as Json
        const id = textIn(record['@id'])
        if (id !== undefined && record['name'] !== undefined) byId.set(id, record)
        const types = [record['@type']].flat()
        if (types.some((type) => typeof type === 'string' && articleType.test(type.replace(/^.*[/#:]/, ''))))
          article ??= record
        for (const key of ['@graph', 'mainEntity', 'mainEntityOfPage', 'itemListElement'])
          if (record[key] !== undefined) queue.push(record[key])
      }
    }
  }
  const resolved = (value: unknown): unknown =>
    [value]
      .flat()
      .map((item) =>
        typeof item === 'object' && item !== null ? (byId.get(String((item as Json)['@id'])) ?? item) : item,
      )
  return (
    article && {
      ...article,
      author: resolved(article['author'] ?? article['creator']),
      publisher: resolved(article['publisher']),
    }
  )
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined

/** The names in a schema.org person, organisation or text, or in a list of them. */
function namesIn(value: unknown): string[] {
  return [value]
    .flat()
    .slice(0, 20)
    .flatMap((item) => {
      if (typeof item === 'string') return [item]
      const name = typeof item === 'object' && item !== null ? (item as Json)['name'] : undefined
      return [name].flat().filter((text): text is string => typeof text === 'string' && text.trim() !== '')
    })
}

function imageIn(value: unknown): string | undefined {
  const [first] = [value].flat()
  return textIn(first) ?? (typeof first === 'object' && first !== null ? textIn((first as Json)['url']) : undefined)
}

/** The instant of an ISO 8601 text, midnight UTC for a date without a time; undefined for anything else. */
function instantOf(text: string | null | undefined): Instant | undefined {
  if (!text || !/^\d{4}-\d{2}-\d{2}/.test(text.trim())) return undefined
  const date = new Date(text.trim())
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

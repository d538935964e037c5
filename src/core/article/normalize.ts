/**
 * Turns an entry into an article: one shape for all sources, with the publisher's text and without its boilerplate. Pure:
 * the same entry, source and instant give the same article.
 */

import type { Attribution } from '../attribution/attribution.ts'
import { isNoPublisher } from '../attribution/credits.ts'
import { type FeedAuthors, readFeedAuthors } from '../attribution/feed-authors.ts'
import { nameKey, outletNameOf } from '../attribution/outlets.ts'
import { ParseError } from '../errors.ts'
import { articleId } from '../ids.ts'
import type { Article, DateReason, Entry, Instant, ParsedFeed, Source } from '../model.ts'
import { anchorsOf, captionsOf, decodeEntities, preformattedOf } from '../text/html-scan.ts'
import { detectLanguage, foldText, hexHash } from '../text/text.ts'
import { canonicalUrl, outletOfUrl } from '../url/url.ts'
import { cleanText, cutAtWord, leadOf } from './article-text.ts'
import { submissionOf } from './submission.ts'

const MAX_TITLE_CHARACTERS = 300
/** The limit of a title that is made from the text, where an entry has none. */
const MAX_TITLE_FROM_TEXT_CHARACTERS = 120
const MAX_CATEGORIES = 20
/** A tag that is more than a break between paragraphs or lines. */
const MARKUP = /<(?!\/?p>|br \/>)/
/** How much of an entry's HTML is searched for links, half at each end: that is where an original publisher is named. */
const MAX_HTML_CHARACTERS = 200_000

/** A feed with the entries alone that have something to show; the others count as rejected. */
export function withPresentable(feed: ParsedFeed): ParsedFeed & { readonly rejected: number } {
  const entries = feed.entries.filter(isPresentable)
  return { ...feed, entries, rejected: (feed.rejected ?? 0) + feed.entries.length - entries.length }
}

/** Whether an entry has something to show: a title, a text, an address, a picture or a file. */
function isPresentable({ title, text, url, imageUrl, enclosures }: Entry): boolean {
  return Boolean(title || text || url || imageUrl) || enclosures.length > 0
}

/**
 * The article of an entry: its title, authors and original publisher with the rules that found them, its clean text and
 * lead with what was removed, and its date with the reason for it. `now` is when the entry is first seen; no date is later.
 * Throws ParseError `parse/empty-entry` for an entry that is not presentable.
 */
export function normalizeEntry(entry: Entry, source: Source, now: Date): Article {
  if (!isPresentable(entry)) {
    throw new ParseError('The entry has no title, text, address, picture or file, so there is nothing to show.', {
      code: 'parse/empty-entry',
      sourceId: source.id,
    })
  }
  const firstSeenAt = now.toISOString()
  const ownDomain = ownDomainOf(entry.url, source)
  const entryTitle = tidyTitle(entry.title ?? '', [source.name, entry.origin?.name, ownDomain])
  const language = languageOfEntry(entry, entryTitle)
  const feedAuthors = readFeedAuthors(entry.authors, source.name)
  const html = htmlForLinks(entry)
  const anchors = anchorsOf(html)
  const cleaned = cleanText(entry.text, entryTitle, {
    anchors,
    captions: captionsOf(html),
    preformatted: preformattedOf(html),
    people: feedAuthors.people,
    ...(language === undefined ? {} : { language }),
    ...(source.name === undefined ? {} : { ownName: source.name }),
    ...(ownDomain === undefined ? {} : { ownDomain }),
  })
  const title = entryTitle || titleFromText(cleaned.text)
  const text = isSame(cleaned.text, title) ? '' : cleaned.text
  const submission = submissionOf(entry.text, entry.url, anchors)
  // A link post is about the article that it links to; a text post has its discussion as its address.
  const url = (text === '' ? submission?.linkedUrl : undefined) ?? entry.url
  const address = url === undefined ? undefined : canonicalUrl(url)
  const authors =
    submission === undefined
      ? authorsOf(feedAuthors, cleaned.attribution)
      : { names: [submission.poster], rule: 'forum-poster' }
  const publisher = publisherOf(entry, source, cleaned.attribution, feedAuthors.agency, ownDomain)
  const dates = datesOf(entry, firstSeenAt)
  // Many feeds have the whole article in its description. Plain paragraphs are no more than the text.
  const contentHtml = entry.contentHtml ?? (MARKUP.test(entry.summaryHtml ?? '') ? entry.summaryHtml : undefined)
  const found = {
    ...(authors.rule === undefined ? {} : { authors: authors.rule }),
    ...(publisher.rule === undefined ? {} : { publisher: publisher.rule }),
  }
  return {
    id: idOf(entry, source, address, title, text),
    sourceId: source.id,
    ...(entry.guid === undefined ? {} : { guid: entry.guid }),
    ...(url === undefined ? {} : { url }),
    ...(address === undefined ? {} : { canonicalUrl: address }),
    title,
    authors: authors.names,
    ...authorUrlsOf(authors.names, entry),
    ...(publisher.name === undefined ? {} : { publisher: publisher.name }),
    ...(publisher.url === undefined ? {} : { publisherUrl: publisher.url }),
    lead: leadOf(text),
    text,
    ...dates,
    firstSeenAt,
    ...(language === undefined ? {} : { language }),
    ...(entry.categories.length === 0 ? {} : { categories: entry.categories.slice(0, MAX_CATEGORIES) }),
    ...(contentHtml === undefined ? {} : { contentHtml }),
    ...(entry.imageUrl === undefined ? {} : { imageUrl: entry.imageUrl }),
    ...(entry.imageAlt === undefined ? {} : { imageAlt: entry.imageAlt }),
    ...(entry.enclosures.length === 0 ? {} : { enclosures: entry.enclosures }),
    ...(cleaned.removed.length === 0 ? {} : { removed: cleaned.removed }),
    ...(Object.keys(found).length === 0 ? {} : { found }),
  }
}

/** The declared language, unless the text contradicts it; undeclared, what the text shows. */
function languageOfEntry({ language, text }: Entry, title: string): string | undefined {
  // A contradiction needs more text than a guess, which must not change with a longer text.
  const beginning = text.slice(0, language === undefined ? 500 : 1_500)
  return detectLanguage(`${title}\n${beginning}`, language)
}

/** The address by which articles of one source are compared: `//host/path`, without the scheme. */
export const urlKeyOf = (article: Pick<Article, 'canonicalUrl'>): string | undefined =>
  article.canonicalUrl?.replace(/^https?:/i, '')

/** The hash by which an edit is recognised: of title, address without its scheme, and text. 13 hex digits. */
export const contentHash = (article: Pick<Article, 'title' | 'canonicalUrl' | 'text'>): string =>
  hexHash(`${article.title}\0${urlKeyOf(article) ?? ''}\0${article.text}`)

function idOf(entry: Entry, source: Source, address: string | undefined, title: string, text: string): string {
  if (entry.guid !== undefined && entry.guid !== '') return articleId(source.id, entry.guid)
  return address === undefined ? articleId(source.id, title, text) : articleId(source.id, address)
}

function ownDomainOf(url: string | undefined, source: Source): string | undefined {
  return (url === undefined ? undefined : outletOfUrl(url)) ?? outletOfUrl(source.url)
}

function htmlForLinks(entry: Entry): string {
  const html = entry.contentHtml ?? entry.summaryHtml ?? ''
  if (html.length <= MAX_HTML_CHARACTERS) return html
  return `${html.slice(0, MAX_HTML_CHARACTERS / 2)}\n${html.slice(-MAX_HTML_CHARACTERS / 2)}`
}

// ---- title

/**
 * Markup that double escaping leaves in titles: a tag with its end tag and words between them, an image or a link with an
 * address, and a line break right behind a word. Any other tag is a word of the title (`How to use <div>`,
 * `The cost of a <br>`, `map<K>`).
 */
const pairInTitle =
  /<(a|abbr|b|big|center|cite|code|del|div|em|font|h[1-6]|i|ins|li|mark|nobr|p|q|s|small|span|strike|strong|sub|sup|tt|u)(?:\s[^<>]{0,200})?>([^<>]*[^<>\s][^<>]*)<\/\1>/gi
const addressInTitle = /<(?:a\s[^<>]{0,500}?href|img\s[^<>]{0,500}?src)=["']?(?:https?:)?\/\/[^<>]*>/gi
const breakInTitle = /(?<=\S)<br ?\/?>(?=\S|\s*$)/gi

/**
 * The title on one line as plain text, at most 300 characters, without markup or entities left by double escaping, and
 * without one of `ownNames`, the outlet's own, at its end.
 */
export function tidyTitle(title: string, ownNames: readonly (string | undefined)[]): string {
  let tidy = title.slice(0, 4 * MAX_TITLE_CHARACTERS)
  if (tidy.includes('&')) tidy = decodeEntities(tidy)
  if (tidy.includes('<')) {
    tidy = tidy
      .replace(pairInTitle, '$2')
      .replace(pairInTitle, '$2')
      .replace(addressInTitle, '')
      .replace(breakInTitle, ' ')
  }
  tidy = tidy.replace(/[\s\u0085\u200b\ufeff]+/g, ' ').trim()
  const suffix = /^(.{8,}?)\s+(?:[-–—|•·»]|::)\s+([^|]{2,60})$/.exec(tidy.length > 400 ? '' : tidy)
  if (suffix !== null) {
    // Only the last part is compared, so that "A - B - Outlet" loses only the outlet.
    const lastAt = Math.max(
      ...[' - ', ' – ', ' — ', ' | ', ' • ', ' · ', ' » ', ' :: '].map((mark) => tidy.lastIndexOf(mark)),
    )
    const name = nameKey(tidy.slice(lastAt).replace(/^\s*(?:::|\S)\s*/, ''))
    const isOwn = ownNames.some((own) => {
      if (own === undefined || name === '') return false
      return nameKey(own) === name || (own.includes('.') && nameKey(own.split('.')[0] ?? '') === name)
    })
    if (isOwn && lastAt > 0) tidy = tidy.slice(0, lastAt).trim()
  }
  return cutAtWord(tidy, MAX_TITLE_CHARACTERS)
}

/** The first sentence of the text, without the number of a list item. */
const titleFromText = (text: string): string =>
  cutAtWord(
    leadOf(text)
      .replace(/^[([]?\d{1,3}[.)\]]{1,2}\s/, '')
      .split(/(?<=[.!?…])\s/)[0] ?? '',
    MAX_TITLE_FROM_TEXT_CHARACTERS,
  )

const isSame = (text: string, title: string): boolean =>
  text.length < 2 * MAX_TITLE_CHARACTERS && foldText(text) === foldText(title)

// ---- authors and publisher

/**
 * The authors. A byline in the text goes before the feed's author: on a repost it names the writer, and the feed may name
 * who posted it.
 */
function authorsOf(feed: FeedAuthors, attribution: Attribution): { readonly names: string[]; readonly rule?: string } {
  const { authors, authorsRule } = attribution
  const [first] = authors
  // Where the feed's list agrees with the byline and is longer, it is the complete one.
  const isFeedFuller =
    first !== undefined &&
    feed.people.length > authors.length &&
    feed.people.some((person) => nameKey(person) === nameKey(first))
  if (first !== undefined && !isFeedFuller) {
    return { names: [...authors], ...(authorsRule === undefined ? {} : { rule: authorsRule }) }
  }
  if (feed.people.length > 0) return { names: [...feed.people], rule: 'feed-author' }
  return feed.desk === undefined ? { names: [] } : { names: [feed.desk], rule: 'feed-desk' }
}

/** The pages of those authors for whom the entry has one, also beside other words (`Mara Quill, Harbour Desk`). */
function authorUrlsOf(names: readonly string[], { authorUrls = [] }: Entry): Pick<Article, 'authorUrls'> {
  if (authorUrls.length === 0) return {}
  const known = authorUrls.map(({ name, url }) => ({ key: nameKey(name), url }))
  const found = names.flatMap((name) => {
    const key = nameKey(name)
    const url = known.find((one) => key !== '' && one.key.includes(key))?.url
    return url === undefined ? [] : [{ name, url }]
  })
  return found.length === 0 ? {} : { authorUrls: found }
}

interface Publisher {
  readonly name?: string
  readonly url?: string
  readonly rule?: string
}

/**
 * The original publisher: what the text says, else the entry's `<source>`, else an agency or a known outlet that is named
 * as author. Where all three are silent, the article's page may still name it (`flow/refresh/pages.ts`).
 */
function publisherOf(
  entry: Entry,
  source: Source,
  { publisher, publisherRule, publisherUrl }: Attribution,
  agency: string | undefined,
  ownDomain: string | undefined,
): Publisher {
  if (publisher !== undefined) {
    return {
      name: publisher,
      ...(publisherRule === undefined ? {} : { rule: publisherRule }),
      ...(publisherUrl === undefined ? {} : { url: canonicalUrl(publisherUrl) }),
    }
  }
  const { origin } = entry
  const originDomain = origin?.url === undefined ? undefined : outletOfUrl(origin.url)
  const originName =
    origin?.name?.replace(/\s+/g, ' ').trim() || (originDomain && (outletNameOf(originDomain) ?? originDomain))
  const isOwn =
    (originDomain !== undefined && originDomain === outletOfUrl(source.url)) ||
    (originName !== undefined && source.name !== undefined && nameKey(originName) === nameKey(source.name))
  if (originName && !isOwn && !isNoPublisher(originName)) {
    return {
      name: originName,
      rule: 'entry-source',
      ...(origin?.url === undefined ? {} : { url: canonicalUrl(origin.url) }),
    }
  }
  const isOwnAgency =
    agency !== undefined &&
    [ownDomain && (outletNameOf(ownDomain) ?? ownDomain), source.name].some(
      (own) => own !== undefined && nameKey(own) === nameKey(agency),
    )
  return agency === undefined || isOwnAgency ? {} : { name: agency, rule: 'agency-author' }
}

// ---- dates

function datesOf(entry: Entry, now: Instant): { publishedAt?: Instant; updatedAt?: Instant; dateReason?: DateReason } {
  const claimed = entry.publishedAt ?? entry.updatedAt
  if (claimed === undefined) return {}
  const updatedAt = entry.updatedAt === undefined ? {} : { updatedAt: entry.updatedAt > now ? now : entry.updatedAt }
  // Instants have a fixed width, so they compare as text.
  if (claimed > now) return { publishedAt: now, ...updatedAt, dateReason: 'future' }
  return { publishedAt: claimed, ...updatedAt, dateReason: entry.publishedAt === undefined ? 'updated' : 'published' }
}

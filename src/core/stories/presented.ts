/** Presents a story, in the feed and in the mail alike: its lead article, its other outlets and its first publisher. */
import type { Article, Carrier, Instant } from '../model.ts'
import { canonicalUrl, outletOfUrl, readerUrl } from '../url/url.ts'

/** Another article of a story. */
interface PresentedCarrier extends Carrier {
  readonly articleId: string
  readonly sourceId: string
}

/** A story with the articles of configured sources. */
export interface PresentedStory<A extends Article = Article> {
  readonly lead: A
  /** The lead article's outlet. */
  readonly outlet: string
  /** The lead's people; where it names none, those that a copy of it names. */
  readonly authors: readonly string[]
  readonly authorUrls?: Article['authorUrls']
  /** Every other article with an address: own reports first, those of the latest step before the others, then by date. */
  readonly carriers: readonly PresentedCarrier[]
  /** The carriers that are named: of each other outlet the first, four at most, which makes five articles with the lead. */
  readonly named: readonly PresentedCarrier[]
  /** How many carriers are only counted. */
  readonly more: number
  /** The original publisher where the text or a link of the lead or of a copy names it, and it is not the lead's outlet. */
  readonly origin?: { readonly outlet: string; readonly url?: string }
}

/** More steps than any story has. */
const MAX_STEP = 9_999

/** How many articles of a story are named, including the lead. A saga has dozens, and nobody reads a list of them. */
const NAMED_ARTICLES = 5

/**
 * Presents a story. `articles` are those that may be shown, at least one; `leadId` is among them, else the first that reports
 * the latest step leads.
 */
export function presentStory<A extends Article>(
  articles: readonly A[],
  leadId: string,
  outletOf: (sourceId: string) => string,
): PresentedStory<A> {
  const lead = articles.find(({ id }) => id === leadId) ?? firstOfLatest(articles)
  const head = lead.copyOf ?? lead.id
  const sameText = [lead, ...articles.filter((one) => one !== lead && (one.id === head || one.copyOf === head))]
  const outlet = outletOf(lead.sourceId)
  const { authors = [], authorUrls } = sameText.find((one) => one.authors.length > 0) ?? {}
  const found = articles
    .flatMap((one) => {
      const url = one === lead ? undefined : linkOf(one)
      if (url === undefined) return []
      const isCopy = one.copyOf !== undefined || one.id === head
      const step = String(MAX_STEP - (one.development ?? 1)).padStart(4, '0')
      const order = `${isCopy ? 1 : 0} ${step} ${one.publishedAt ?? one.firstSeenAt} ${one.id}`
      return {
        carrier: {
          articleId: one.id,
          sourceId: one.sourceId,
          outlet: outletOf(one.sourceId),
          title: one.title,
          url,
          isCopy,
        },
        order,
        one,
      }
    })
    .sort((a, b) => (a.order < b.order ? -1 : 1))
  const seen = new Set([outlet])
  const named = found
    // A copy of another text than the lead's would be called the same text as the lead.
    .filter(({ carrier, one }) => !carrier.isCopy || sameText.includes(one))
    .map(({ carrier }) => carrier)
    .filter((carrier) => !seen.has(carrier.outlet) && seen.add(carrier.outlet))
    .slice(0, NAMED_ARTICLES - 1)
  const carriers = found.map(({ carrier }) => carrier)
  const more = carriers.length - named.length
  return {
    lead,
    outlet,
    authors,
    ...(authorUrls && { authorUrls }),
    carriers,
    named,
    more,
    ...originOf(sameText, outlet, outletOf),
  }
}

/** What every list shows of a story, in the mail and on pages; `otherwise` is the date of a lead that has none. */
export function itemOf({ lead, outlet, authors, more, origin }: PresentedStory, otherwise: Instant) {
  const url = linkOf(lead)
  return {
    title: lead.title,
    ...(url === undefined ? {} : { url }),
    lead: lead.lead,
    outlet,
    authors,
    publishedAt: lead.publishedAt ?? otherwise,
    ...(lead.language === undefined ? {} : { language: lead.language }),
    moreCarriers: more,
    ...(origin === undefined ? {} : { firstPublishedBy: origin }),
  }
}

/** Where the lead may not be shown: the first of the articles that report the latest step. */
const firstOfLatest = <A extends Article>(articles: readonly A[]): A =>
  articles.reduce((best, one) => ((one.development ?? 1) > (best.development ?? 1) ? one : best))

/**
 * The address shown to readers: the publisher's own link, cleaned. Where the article's page says that it stands on another
 * site, as behind a feed proxy, that address.
 */
export function linkOf(article: Pick<Article, 'url' | 'canonicalUrl'>): string | undefined {
  if (!links.has(article)) links.set(article, findLink(article))
  return links.get(article)
}

/** A cache: an article's link is asked for by each document that shows it, and costs three parsed addresses. */
const links = new WeakMap<object, string | undefined>()

function findLink({ url, canonicalUrl: found }: Pick<Article, 'url' | 'canonicalUrl'>): string | undefined {
  if (url === undefined) return found
  // Both in the form that is compared: youtu.be is the site youtube.com.
  const isElsewhere = found !== undefined && outletOfUrl(canonicalUrl(url)) !== outletOfUrl(found)
  return isElsewhere ? found : readerUrl(url)
}

function originOf(
  sameText: readonly Article[],
  outlet: string,
  outletOf: (sourceId: string) => string,
): Pick<PresentedStory, 'origin'> {
  const named = sameText.find(({ publisher, publisherUrl }) => publisher !== undefined && publisherUrl !== undefined)
  const { publisher, publisherUrl } = named ?? sameText.find(({ publisher }) => publisher !== undefined) ?? {}
  if (publisher === undefined) return {}
  // The publisher's own article, where one of our sources is its site: a better address than a link to a home page.
  const site = publisherUrl === undefined ? undefined : outletOfUrl(publisherUrl)
  const own = sameText.find(
    (one) =>
      one.publisher === undefined &&
      (sameName(outletOf(one.sourceId), publisher) || (site !== undefined && outletOfUrl(linkOf(one) ?? '') === site)),
  )
  if (sameName(publisher, outlet) || own === sameText[0]) return {}
  const url = (own && linkOf(own)) ?? publisherUrl
  return {
    origin: { outlet: own === undefined ? publisher : outletOf(own.sourceId), ...(url === undefined ? {} : { url }) },
  }
}

const sameName = (a: string, b: string): boolean => bareName(a) === bareName(b)
/** A name as outlets are compared: no case, leading article or punctuation. */
export const bareName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^the\s+/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '')

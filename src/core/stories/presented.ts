/** Presents a story, in the feed and in the mail alike: its lead article, its other outlets and its first publisher. */
import type { Article, Carrier } from '../model.ts'
import { canonicalUrl, outletOfUrl, readerUrl } from '../url/url.ts'

/** A story with the articles of configured sources. */
export interface PresentedStory<A extends Article = Article> {
  readonly lead: A
  /** The lead article's outlet. */
  readonly outlet: string
  /** The lead's people; where it names none, those that a copy of it names. */
  readonly authors: readonly string[]
  /** Every other article with an address, own reports first, then by date. */
  readonly carriers: readonly (Carrier & { readonly sourceId: string })[]
  /** The original publisher where the text or a link of the lead or of a copy names it, and it is not the lead's outlet. */
  readonly origin?: { readonly outlet: string; readonly url?: string }
}

/** Presents a story. `articles` are those that may be shown, at least one; `leadId` is among them, else the first leads. */
export function presentStory<A extends Article>(
  articles: readonly A[],
  leadId: string,
  outletOf: (sourceId: string) => string,
): PresentedStory<A> {
  const lead = articles.find(({ id }) => id === leadId) ?? articles[0]!
  const head = lead.copyOf ?? lead.id
  const sameText = [lead, ...articles.filter((one) => one !== lead && (one.id === head || one.copyOf === head))]
  const outlet = outletOf(lead.sourceId)
  const authors = sameText.find((one) => one.authors.length > 0)?.authors ?? []
  const carriers = articles
    .flatMap((one) => {
      const url = one === lead ? undefined : linkOf(one)
      if (url === undefined) return []
      const isCopy = one.copyOf !== undefined || one.id === head
      const order = `${isCopy ? 1 : 0} ${one.publishedAt ?? one.firstSeenAt} ${one.id}`
      return { sourceId: one.sourceId, outlet: outletOf(one.sourceId), title: one.title, url, isCopy, order }
    })
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ order: _, ...carrier }) => carrier)
  return { lead, outlet, authors, carriers, ...originOf(sameText, outlet, outletOf) }
}

/**
 * The address that readers are given: the publisher's own link, cleaned. Where the article's page says that it stands on
 * another site, as behind a feed proxy, that address.
 */
export function linkOf({ url, canonicalUrl: found }: Pick<Article, 'url' | 'canonicalUrl'>): string | undefined {
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

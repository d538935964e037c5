/** Presents a story, in feeds, on pages and in mail alike: its lead article, its other outlets and its first publisher. */
import type { Article, Carrier, Enclosure, Instant } from '../model.ts'
import { compare } from '../text/text.ts'
import { canonicalUrl, outletOfUrl, readerUrl } from '../url/url.ts'

/** Another article of a story. */
interface PresentedCarrier extends Carrier {
  readonly articleId: string
  readonly sourceId: string
}

/** An outlet, and its address of an article. */
export interface Credit {
  readonly outlet: string
  readonly url?: string
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
  /** The carriers that are named: of each other outlet the first, five at most. */
  readonly named: readonly PresentedCarrier[]
  /** How many carriers are only counted. */
  readonly more: number
  /** How many other outlets have an article. */
  readonly otherOutlets: number
  /**
   * The original publisher where the text or a link of the lead or of a copy names it, else of the text that began the story; and
   * it is not the lead's outlet.
   */
  readonly origin?: Credit
  /** The lead's picture, else that of another article; `credit` says whose it is where it is not the lead's outlet. */
  readonly picture?: { readonly url: string; readonly alt?: string; readonly credit?: Credit }
  /** The lead's files, then audio and video of the other articles, so that they stay when another outlet leads. */
  readonly files: readonly (Enclosure & { readonly credit?: Credit })[]
}

type OutletOf = (sourceId: string) => string

/** More steps than any story has. */
const MAX_STEP = 9_999

/** How many other outlets are named. A saga has dozens, and nobody reads a list of them. */
const MOST_NAMED = 5

/** Files of other articles, so that a saga of radio reports does not fill an entry. The oldest stay. */
const MOST_FILES = 5

/**
 * Presents a story. `articles` are those that may be shown, at least one; `leadId` is among them, else the first that reports
 * the latest step leads. `whole` are the articles that the story has for everybody, where `articles` are only those that are new to
 * a recipient: they say whose text a copy has, and give the picture. In any order.
 */
export function presentStory<A extends Article>(
  articles: readonly A[],
  leadId: string,
  outletOf: OutletOf,
  whole: readonly Article[] = articles,
): PresentedStory<A> {
  const dated = articles.toSorted(byDate)
  const lead = dated.find(({ id }) => id === leadId) ?? firstOfLatest(dated)
  const outlet = outletOf(lead.sourceId)
  const all = whole.toSorted(byDate)
  const sameText = sameTextAs<Article>(lead, dated)
  const beginning = sameTextAs(all[0]!, all)
  const { authors = [], authorUrls } = sameText.find((one) => one.authors.length > 0) ?? {}
  const carriers = carriersOf(articles, lead, originalsOf<Article>(all, lead), outletOf)
  const seen = new Set([outlet])
  const firsts = carriers.filter((one) => !seen.has(one.outlet) && seen.add(one.outlet))
  const named = firsts.slice(0, MOST_NAMED)
  const origin = originOf(sameText, lead, outletOf) ?? originOf(beginning, lead, outletOf)
  const picture = pictureOf(lead, all, outletOf)
  return {
    lead,
    outlet,
    authors,
    ...(authorUrls && { authorUrls }),
    carriers,
    named,
    more: carriers.length - named.length,
    otherOutlets: firsts.length,
    ...(origin && { origin }),
    ...(picture && { picture }),
    files: filesOf(lead, all, outletOf),
  }
}

/** An article's date, else when it was first seen. */
export const datedAt = ({ publishedAt, firstSeenAt }: Pick<Article, 'publishedAt' | 'firstSeenAt'>): Instant =>
  publishedAt ?? firstSeenAt

const byDate = (a: Article, b: Article): number => compare(datedAt(a), datedAt(b)) || compare(a.id, b.id)

/** The id of the first article with this article's text. */
export const textId = ({ id, copyOf }: Article): string => copyOf ?? id

/** The article, then the others of these that have its text. */
const sameTextAs = <A extends Article>(article: A, articles: readonly A[]): readonly A[] => [
  article,
  ...articles.filter((one) => one.id !== article.id && textId(one) === textId(article)),
]

/**
 * For each text, by `textId`, the article that has it from no other: the lead, else the original, else, where that is not among
 * these, the oldest copy. `all` are by date.
 */
export function originalsOf<A extends Article>(all: readonly A[], lead?: A): ReadonlyMap<string, A> {
  const originals = new Map<string, A>()
  for (const one of all) if (one.copyOf === undefined || !originals.has(textId(one))) originals.set(textId(one), one)
  return lead === undefined ? originals : originals.set(textId(lead), lead)
}

function carriersOf(
  articles: readonly Article[],
  lead: Article,
  originals: ReadonlyMap<string, Article>,
  outletOf: OutletOf,
): PresentedCarrier[] {
  return articles
    .flatMap((one) => {
      const url = one === lead ? undefined : linkOf(one)
      if (url === undefined) return []
      const original = originals.get(textId(one)) ?? one
      const isCopy = original.id !== one.id
      const step = String(MAX_STEP - (one.development ?? 1)).padStart(4, '0')
      const carrier = {
        articleId: one.id,
        sourceId: one.sourceId,
        outlet: outletOf(one.sourceId),
        title: one.title,
        url,
        isCopy,
        ...(isCopy && original.id !== lead.id ? { copyOf: outletOf(original.sourceId) } : {}),
        ...(one.language === undefined ? {} : { language: one.language }),
      }
      return { carrier, order: `${isCopy ? 1 : 0} ${step} ${datedAt(one)} ${one.id}` }
    })
    .sort((a, b) => compare(a.order, b.order))
    .map(({ carrier }) => carrier)
}

/** The lead's picture; where it has none that a page may show, that of the newest own report, else of the newest copy. */
function pictureOf(lead: Article, all: readonly Article[], outletOf: OutletOf): PresentedStory['picture'] {
  const others = all.filter(({ id }) => id !== lead.id).reverse()
  const ordered = [
    lead,
    ...others.filter(({ copyOf }) => copyOf === undefined),
    ...others.filter(({ copyOf }) => copyOf),
  ]
  const one = ordered.find(({ imageUrl }) => imageUrl?.startsWith('https:')) ?? lead
  if (one.imageUrl === undefined) return undefined
  const { imageUrl: url, imageAlt: alt } = one
  return { url, ...(alt === undefined ? {} : { alt }), ...creditOf(one, lead, outletOf) }
}

function filesOf(lead: Article, all: readonly Article[], outletOf: OutletOf): PresentedStory['files'] {
  const own = lead.enclosures ?? []
  const known = new Set(own.map(({ url }) => url))
  const others = all.flatMap((one) =>
    (one.enclosures ?? []).flatMap((file) => {
      if (!/^(?:audio|video)\//.test(file.type ?? '') || known.has(file.url)) return []
      known.add(file.url)
      return [{ ...file, title: file.title ?? one.title, ...creditOf(one, lead, outletOf) }]
    }),
  )
  return [...own, ...others.slice(0, MOST_FILES)]
}

/** Whose an article is, where that is not the lead's outlet. */
function creditOf(one: Article, lead: Article, outletOf: OutletOf): { readonly credit?: Credit } {
  const outlet = outletOf(one.sourceId)
  if (outlet === outletOf(lead.sourceId)) return {}
  const url = linkOf(one)
  return { credit: { outlet, ...(url === undefined ? {} : { url }) } }
}

/** Copies of one text, and whose it is: the lead's, another text of the lead's outlet, or that of another outlet. */
interface TextCopies<C extends Carrier> {
  readonly text: 'lead' | 'leadOutlet' | 'other'
  readonly outlet: string
  readonly copies: readonly C[]
}

/** The copies among these carriers, together by text, in their order; `outlet` is the lead's. */
export const copiesByText = <C extends Carrier>(carriers: readonly C[], outlet: string): TextCopies<C>[] =>
  [
    ...Map.groupBy(
      carriers.filter(({ isCopy }) => isCopy),
      ({ copyOf }) => copyOf,
    ),
  ].map(([copyOf, copies]) => ({
    text: copyOf === undefined ? 'lead' : copyOf === outlet ? 'leadOutlet' : 'other',
    outlet: copyOf ?? outlet,
    copies,
  }))

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

/** Who published a text first, as the articles that have it say; undefined where none does, or it is the lead's outlet. */
function originOf(sameText: readonly Article[], lead: Article, outletOf: OutletOf): Credit | undefined {
  const named = sameText.find(({ publisher, publisherUrl }) => publisher !== undefined && publisherUrl !== undefined)
  const { publisher, publisherUrl } = named ?? sameText.find(({ publisher }) => publisher !== undefined) ?? {}
  if (publisher === undefined) return undefined
  // The publisher's own article, where one of our sources is its site: a better address than a link to a home page.
  const site = publisherUrl === undefined ? undefined : outletOfUrl(publisherUrl)
  const own = sameText.find(
    (one) =>
      one.publisher === undefined &&
      (isSameOutlet(outletOf(one.sourceId), publisher) ||
        (site !== undefined && outletOfUrl(linkOf(one) ?? '') === site)),
  )
  const outlet = own === undefined ? publisher : outletOf(own.sourceId)
  if (isSameOutlet(outlet, outletOf(lead.sourceId)) || isSameOutlet(publisher, outletOf(lead.sourceId)))
    return undefined
  const url = (own && linkOf(own)) ?? publisherUrl
  return { outlet, ...(url === undefined ? {} : { url }) }
}

/**
 * The articles, by date, of which those that name an outlet among them by its feed's own title as their publisher have its shown
 * name: a configured name is none that its reposts know.
 */
export function withShownNames<A extends Article>(
  articles: readonly A[],
  outlets: ReadonlyMap<string, { readonly name: string; readonly title?: string }>,
): readonly A[] {
  const shown = new Map<string, string>()
  for (const { sourceId } of articles) {
    const { name, title = '' } = outlets.get(sourceId) ?? {}
    const bare = bareName(title)
    if (name !== undefined && bare !== '' && !shown.has(bare)) shown.set(bare, name)
  }
  return articles.map((one) => {
    const publisher = shown.get(bareName(one.publisher ?? ''))
    return publisher === undefined ? one : { ...one, publisher }
  })
}

/** Whether two names are of one outlet. */
export const isSameOutlet = (a: string, b: string): boolean => bareName(a) === bareName(b)
/** A name as outlets are compared: no case, leading article or punctuation. */
export const bareName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^the\s+/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '')

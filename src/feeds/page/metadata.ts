/**
 * What a page declares about itself where browsers show nothing: structured data of schema.org as JSON-LD and microdata,
 * Open Graph and older meta names. Bias: what stands nearest to the article counts; what describes other articles does not.
 */
import { nameKey } from '../../core/attribution/outlets.ts'
import type { PageDocument, PageElement } from './page-document.ts'
import type { SiteName } from './site-name.ts'

/** A name that the page declares as an author's. */
export interface DeclaredName {
  readonly name: string
  readonly kind: 'person' | 'organization' | 'unknown'
}

/** What a page declares. Names and dates are as written. */
export interface Metadata {
  readonly type: 'article' | 'forum' | 'list' | 'product' | 'unknown'
  /** The titles by preference, without the title element. */
  readonly titles: readonly string[]
  readonly titleElement?: string
  /** The authors by preference: each list is one statement. */
  readonly authors: readonly (readonly DeclaredName[])[]
  /** The names of the site. */
  readonly siteNames: readonly SiteName[]
  /** Dates of publication by preference. */
  readonly published: readonly string[]
  /** Dates that may be something else's: of the page, of its creation. */
  readonly maybePublished: readonly string[]
  readonly imageUrl?: string
  readonly imageAlt?: string
  readonly language?: string
  /** The text that the structured data repeats. */
  readonly body?: string
  /** Whether it describes a scholarly paper. */
  readonly isPaper: boolean
}

const authorNames =
  /^(?:author|article:author|article:author_name|og:author|parsely-author|dc\.creator|dcterms\.creator|dc\.contributor\.author|citation_author|byl|sailthru\.author|twitter:creator:name|cxenseparse:author|bt:author|shareaholic:article_author_name|authors)$/
const publishedNames = [
  'article:published_time',
  'article:published',
  'og:published_time',
  'og:article:published_time',
  'parsely-pub-date',
  'datepublished',
  'pubdate',
  'publish-date',
  'publish_date',
  'publishdate',
  'published_date',
  'published-date',
  'publication_date',
  'sailthru.date',
  'citation_publication_date',
  'citation_online_date',
  'cxenseparse:recs:publishtime',
  'article.published',
  'article_date_original',
  'originalpublicationdate',
  'dc.date.issued',
  'dcterms.issued',
  'dcterms.created',
  'dc.date.created',
  'ptime',
]
const otherDateNames = [
  'date',
  'dc.date',
  'dcterms.date',
  'citation_date',
  'created',
  'og:pubdate',
  'weibo:article:create_at',
]

/** The metadata of a page. */
export function readMetadata(document: PageDocument, url: string): Metadata {
  const { meta, authorMetas } = readMetas(document)
  const first = (...names: readonly string[]): string | undefined => names.map((name) => meta.get(name)).find(Boolean)
  const element = titleElement(document)
  const data = readStructuredData(
    document,
    url,
    [first('og:title'), element].flatMap((title) => title ?? []),
  )
  const { article, page } = data
  const titles = [
    textIn(article?.['headline']) ?? textIn(article?.['name']),
    first('og:title'),
    first('twitter:title'),
    first('dc.title', 'citation_title', 'parsely-title', 'sailthru.title', 'dcterms.title'),
  ].flatMap((title) => title ?? [])
  const scope = articleScope(document)
  const micro = scope === undefined ? [] : microdata(scope, 'author')
  const named = (place: SiteName['place'], ...names: readonly (string | undefined)[]): SiteName[] =>
    names
      .filter((name) => name !== undefined && name.length <= 80 && !/^https?:/.test(name))
      .map((name) => ({ name: name!, place }))
  const site = [
    ...named('journal', first('citation_journal_title')),
    ...named('og:site_name', first('og:site_name')),
    ...named(
      'publisher',
      namesOf(article?.['publisher'])[0]?.name,
      scope === undefined ? undefined : microdata(scope, 'publisher')[0],
    ),
    ...named('application', first('application-name', 'apple-mobile-web-app-title')),
    ...named('website', data.siteName),
  ]
  const declaredType = first('og:type') ?? ''
  const type =
    data.type !== 'unknown'
      ? data.type
      : /article|blog/.test(declaredType)
        ? 'article'
        : /product/.test(declaredType)
          ? 'product'
          : 'unknown'
  const imageUrl =
    imageIn(article?.['image']) ??
    (scope === undefined ? undefined : microdata(scope, 'image')[0]) ??
    first('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src')
  const imageAlt = first('og:image:alt', 'twitter:image:alt')
  const language = document.documentElement?.getAttribute('lang') ?? first('og:locale', 'content-language')
  const body = textIn(article?.['articleBody']) ?? textIn(article?.['text'])
  return {
    type:
      type === 'unknown' && /forum|bulletin|discourse|flarum|nodebb|phpbb|xenforo|mybb/i.test(first('generator') ?? '')
        ? 'forum'
        : type,
    titles,
    ...(element === undefined ? {} : { titleElement: element }),
    authors: [
      namesOf(article?.['author'] ?? article?.['creator']),
      micro.map((name): DeclaredName => ({ name, kind: 'person' })),
      authorMetas.map((name): DeclaredName => ({ name, kind: 'unknown' })),
      namesOf(page?.['author'] ?? page?.['creator']),
    ].filter((names) => names.length > 0),
    siteNames: site,
    published: [
      textIn(article?.['datePublished']),
      ...publishedNames.map((name) => meta.get(name)),
      data.type === 'forum' ? textIn(article?.['dateCreated']) : undefined,
    ].flatMap((date) => date ?? []),
    maybePublished: [
      textIn(page?.['datePublished']),
      ...otherDateNames.map((name) => meta.get(name)),
      textIn(article?.['uploadDate']) ?? textIn(article?.['dateCreated']),
    ].flatMap((date) => date ?? []),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(imageAlt === undefined ? {} : { imageAlt }),
    ...(language ? { language: language.replace('_', '-') } : {}),
    ...(body === undefined ? {} : { body }),
    isPaper: meta.has('citation_title') || meta.has('citation_journal_title'),
  }
}

function readMetas(document: PageDocument): { meta: Map<string, string>; authorMetas: string[] } {
  const meta = new Map<string, string>()
  const authorMetas: string[] = []
  for (const element of document.querySelectorAll('meta')) {
    const name = (
      element.getAttribute('property') ??
      element.getAttribute('name') ??
      element.getAttribute('itemprop') ??
      element.getAttribute('http-equiv') ??
      ''
    ).toLowerCase()
    const content = (element.getAttribute('content') ?? '').trim()
    if (name === '' || content === '') continue
    if (!meta.has(name)) meta.set(name, content)
    if (!authorNames.test(name) || authorMetas.length >= 40) continue
    // Libraries write the family name first.
    const family = /^(?:citation|dc)/.test(name) ? /^([^,;]{2,40}), ([^,;]{2,40})$/.exec(content) : null
    authorMetas.push(family === null ? content : `${family[2]} ${family[1]}`)
  }
  const linked = linkedAuthor(document, authorMetas)
  if (linked !== undefined) authorMetas.push(linked)
  return { meta, authorMetas }
}

/** The text of the link to the author's page whose address the metadata give instead of a name. */
function linkedAuthor(document: PageDocument, authorMetas: readonly string[]): string | undefined {
  const paths = authorMetas.map((content) => URL.parse(content)?.pathname ?? '/').filter((path) => path !== '/')
  if (paths.length === 0) return undefined
  let count = 0
  for (const link of document.querySelectorAll('a[rel~="author"]')) {
    if (++count > 20) break
    const path = URL.parse(link.getAttribute('href') ?? '', 'https://page.invalid')?.pathname
    const text = (link.textContent ?? '').slice(0, 200).replace(/\s+/g, ' ').trim()
    if (path !== undefined && text !== '' && paths.includes(path)) return text
  }
  return undefined
}

function titleElement(document: PageDocument): string | undefined {
  const title = document.querySelector('head > title, title')?.textContent?.replace(/\s+/g, ' ').trim()
  return title ? title.slice(0, 1_000) : undefined
}

// ---- microdata

/** The element that describes the page's article in microdata. */
function articleScope(document: PageDocument): PageElement | undefined {
  return (
    document.querySelector(
      '[itemtype*="Article"], [itemtype*="BlogPosting"], [itemtype$="/Recipe"], [itemtype$="/DiscussionForumPosting"], [itemtype$="/Question"]',
    ) ?? undefined
  )
}

/** The values of a property in microdata: names of people and outlets, addresses of pictures. */
function microdata(scope: PageElement, property: 'author' | 'publisher' | 'image'): string[] {
  const elements: PageElement[] = []
  let seen = 0
  for (const element of (scope as unknown as PageDocument).querySelectorAll(`[itemprop~="${property}"]`)) {
    if (++seen > 60) break
    const owner = ownerOf(element)
    if (owner === undefined || owner === scope) elements.push(element)
  }
  return elements.slice(0, 20).flatMap((element) => {
    const inner = element.querySelector(property === 'image' ? '[itemprop~="url"]' : '[itemprop~="name"]') ?? element
    const address = inner.getAttribute('content') ?? inner.getAttribute('src') ?? inner.getAttribute('href')
    const value = property === 'image' ? address : (inner.getAttribute('content') ?? inner.textContent)
    const text = value?.replace(/\s+/g, ' ').trim() ?? ''
    return text !== '' && text.length <= 300 ? [text] : []
  })
}

/** The innermost element around another that describes a thing of its own: a comment, a related article. */
function ownerOf(element: PageElement): PageElement | undefined {
  let steps = 0
  for (let node = element.parentNode; node !== null && node.nodeType === 1 && steps < 300; node = node.parentNode) {
    if ((node as PageElement).getAttribute('itemscope') !== null) return node as PageElement
    steps++
  }
  return undefined
}

// ---- JSON-LD

type Json = Readonly<Record<string, unknown>>

const articleType =
  /^(?:(?:News|Reportage|Analysis|AnalysisNews|Opinion|OpinionNews|Background|BackgroundNews|ReportageNews|Review|ReviewNews|AskPublicNews|Tech|Scholarly|MedicalScholarly|AdvertiserContent|Satirical|Report)?Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting|Recipe|HowTo|PodcastEpisode|APIReference|Review|CriticReview)$/
const forumType = /^(?:DiscussionForumPosting|Question)$/
const productType = /^(?:Product|ProductGroup|IndividualProduct|Offer)$/
const listType = /^(?:CollectionPage|SearchResultsPage|ItemList|Blog|OfferCatalog)$/
const pageType = /^(?:WebPage|ItemPage|AboutPage|ContactPage|MedicalWebPage|FAQPage|VideoObject|CreativeWork)$/
/** The properties that lead from a page to its main thing, and not to other pages. */
const mainKeys = ['@graph', 'mainEntity', 'mainEntityOfPage']
const MAX_NODES = 3_000

interface StructuredData {
  readonly type: Metadata['type']
  readonly article?: Json
  readonly page?: Json
  readonly siteName?: string
}

/** The nodes of a page's JSON-LD that describe it. Their references to people and outlets are resolved. */
function readStructuredData(document: PageDocument, url: string, titles: readonly string[]): StructuredData {
  const byId = new Map<string, Json>()
  const articles: Json[] = []
  const forums: Json[] = []
  let page: Json | undefined
  let siteName: string | undefined
  const types = new Set<string>()
  const queue: { readonly item: unknown; readonly isMain: boolean }[] = []
  for (const script of document.querySelectorAll('script[type*="ld+json"]')) {
    const parsed = parseLoose(script.textContent ?? '')
    if (parsed !== undefined && queue.length < 100) queue.push({ item: parsed, isMain: true })
  }
  for (let at = 0; at < queue.length && at < MAX_NODES; at++) {
    const { item, isMain } = queue[at]!
    if (Array.isArray(item)) for (const one of item.slice(0, 200)) queue.push({ item: one, isMain })
    if (typeof item !== 'object' || item === null || Array.isArray(item)) continue
    const node = item as Json
    const id = textIn(node['@id'])
    if (id !== undefined && node['name'] !== undefined) byId.set(id, node)
    if (isMain)
      for (const type of typesOf(node)) {
        if (articleType.test(type)) articles.push(node)
        else if (forumType.test(type)) forums.push(node)
        else if (pageType.test(type)) page ??= node
        else if (type === 'WebSite') siteName ??= textIn(node['name'])
        types.add(type)
      }
    for (const [key, value] of Object.entries(node))
      if (typeof value === 'object' && value !== null)
        queue.push({ item: value, isMain: isMain && mainKeys.includes(key) })
  }
  const article = chosen(forums.length > 0 ? forums : articles, url, titles)
  const has = (pattern: RegExp): boolean => [...types].some((type) => pattern.test(type))
  const type =
    forums.length > 0 || types.has('QAPage')
      ? 'forum'
      : has(productType)
        ? 'product'
        : has(listType) && articles.length !== 1
          ? 'list'
          : article !== undefined
            ? 'article'
            : 'unknown'
  return {
    type,
    ...(article === undefined ? {} : { article: resolved(article, byId) }),
    ...(page === undefined ? {} : { page: resolved(page, byId) }),
    ...(siteName === undefined ? {} : { siteName }),
  }
}

const typesOf = (node: Json): string[] =>
  [node['@type']].flat().flatMap((type) => (typeof type === 'string' ? [type.replace(/^.*[/#:]/, '')] : []))

/** Of several articles the one with the page's address or title; of several that have neither, none, since they are a list's. */
function chosen(articles: readonly Json[], url: string, titles: readonly string[]): Json | undefined {
  if (articles.length <= 1) return articles[0]
  const key = (address: unknown): string | undefined => {
    const text =
      textIn(address) ??
      (typeof address === 'object' && address !== null ? textIn((address as Json)['@id']) : undefined)
    const parsed = text === undefined ? null : URL.parse(text, url)
    return parsed === null ? undefined : parsed.host.replace(/^www\./, '') + parsed.pathname.replace(/\/$/, '')
  }
  const own = key(url)
  const titleKeys = titles.map(nameKey)
  const found = articles.find((article) => {
    const headline = nameKey(textIn(article['headline']) ?? textIn(article['name']) ?? '')
    return (
      [article['url'], article['@id'], article['mainEntityOfPage']].some(
        (address) => key(address) === own && own !== undefined,
      ) ||
      (headline.length > 5 && titleKeys.some((title) => title.includes(headline)))
    )
  })
  if (found !== undefined) return found
  const headlines = new Set(articles.map((article) => nameKey(textIn(article['headline']) ?? '')))
  return headlines.size <= 1 || articles.length <= 2 ? articles[0] : undefined
}

/** The node with its references to authors and publisher replaced by what they refer to. */
function resolved(node: Json, byId: ReadonlyMap<string, Json>): Json {
  const follow = (value: unknown): unknown =>
    value === undefined
      ? undefined
      : [value]
          .flat(3)
          .slice(0, 40)
          .map((item) => {
            const id =
              typeof item === 'string' ? item : typeof item === 'object' && item !== null ? (item as Json)['@id'] : ''
            return (typeof id === 'string' ? byId.get(id) : undefined) ?? item
          })
  const withValues: Record<string, unknown> = { ...node }
  for (const key of ['author', 'creator', 'publisher']) if (node[key] !== undefined) withValues[key] = follow(node[key])
  return withValues
}

/** The value of a JSON text, also in a comment or CDATA, with raw line breaks in its strings or a comma too many; undefined for others. */
function parseLoose(written: string): unknown {
  const text = written
    .trim()
    .replace(/^(?:<!--|\/\*\s*)?\s*(?:<!\[CDATA\[)?(?:\s*\*\/)?/, '')
    .replace(/(?:\/\*\s*)?(?:\]\]>)?(?:\s*\*\/)?\s*(?:-->)?$/, '')
  try {
    return JSON.parse(text)
  } catch {
    try {
      return JSON.parse(
        text
          .replace(/[\u0000-\u001f]+/g, ' ')
          .replace(/,\s{0,20}(?=[}\]])/g, '')
          .replace(/;\s*$/, ''),
      )
    } catch {
      return undefined
    }
  }
}

/** The text of a value, of the first of a list, or of a value with a language. */
const textIn = (value: unknown): string | undefined => {
  const [first] = [value].flat()
  const text = typeof first === 'object' && first !== null ? (first as Json)['@value'] : first
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}

/** The names in a schema.org person, organisation or text, or in a list of them. */
function namesOf(value: unknown): DeclaredName[] {
  return [value]
    .flat(3)
    .slice(0, 40)
    .flatMap((item): DeclaredName[] => {
      if (typeof item === 'string') return [{ name: item, kind: 'unknown' }]
      if (typeof item !== 'object' || item === null) return []
      const types = typesOf(item as Json)
      const kind = types.includes('Person')
        ? 'person'
        : types.some((type) => /Organi[sz]ation|Corporation|Project|Brand|WebSite/.test(type))
          ? 'organization'
          : 'unknown'
      const { name, givenName, familyName } = item as Json
      const whole = [textIn(givenName), textIn(familyName)].filter(Boolean).join(' ')
      const names = [name].flat(2).flatMap((one) => textIn(one) ?? [])
      return (names.length > 0 ? names : whole === '' ? [] : [whole]).map((one) => ({ name: one, kind }))
    })
}

function imageIn(value: unknown): string | undefined {
  const [first] = [value].flat()
  return textIn(first) ?? (typeof first === 'object' && first !== null ? textIn((first as Json)['url']) : undefined)
}

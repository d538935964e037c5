/**
 * Entry to article: one shape whatever the source wrote, with the words of the publisher and without the furniture of the
 * page. Pure: the same entry, source and instant give the same article.
 */

import { type Attribution, peopleOf } from '../attribution/byline.ts'
import { isAgency, isDesk, nameKey, outletNameOf } from '../attribution/outlets.ts'
import { articleId } from '../ids.ts'
import type { Article, DateReason, Entry, Instant, Source } from '../model.ts'
import { anchorsOf, captionsOf, decodeEntities } from '../text/html-scan.ts'
import { detectLanguage, foldText, hash52 } from '../text/text.ts'
import { canonicalUrl, outletOfUrl } from '../url/url.ts'
import { cleanText, cutAtWord, leadOf } from './lead.ts'

const MAX_TITLE_CHARACTERS = 300
/** A title made from the text where an entry has none. */
const MADE_TITLE_CHARACTERS = 120
const MAX_CATEGORIES = 20
/** A longer author element is prose. */
const MAX_AUTHOR_CHARACTERS = 500
/** Links are looked for in so much of an entry's HTML: origins are named at its beginning or its end. */
const MAX_HTML_CHARACTERS = 200_000

/**
 * The article an entry is: tidy title, people and original publisher with the rules that found them, clean text and lead,
 * what was taken out of them, the date we use and why. `now` is the instant of first sight and bounds dates in the future.
 */
export function normalizeEntry(entry: Entry, source: Source, now: Date): Article {
  const firstSeenAt = now.toISOString()
  const url = entry.url
  const address = url === undefined ? undefined : canonicalUrl(url)
  const ownDomain = ownDomainOf(url, source)
  const given = tidyTitle(entry.title ?? '', [source.name, entry.origin?.name, ownDomain])
  const language = (entry.language ?? detectLanguage(`${given}\n${entry.text.slice(0, 500)}`)) || undefined
  const fed = readAuthors(entry.authors, source)
  const html = htmlForLinks(entry)
  const cleaned = cleanText(entry.text, given, {
    anchors: anchorsOf(html),
    captions: captionsOf(html),
    people: fed.people,
    ...(language === undefined ? {} : { language }),
    ...(source.name === undefined ? {} : { ownName: source.name }),
    ...(ownDomain === undefined ? {} : { ownDomain }),
  })
  const title = given || madeTitle(cleaned.text)
  const text = isSame(cleaned.text, title) ? '' : cleaned.text
  const people = whoWrote(fed, cleaned.attribution)
  const origin = whoPublished(entry, source, cleaned.attribution, fed.agency, ownDomain)
  const dates = datesOf(entry, firstSeenAt)
  const found = {
    ...(people.rule === undefined ? {} : { authors: people.rule }),
    ...(origin.rule === undefined ? {} : { publisher: origin.rule }),
  }
  return {
    id: idOf(entry, source, address, title, text),
    sourceId: source.id,
    ...(entry.guid === undefined ? {} : { guid: entry.guid }),
    ...(url === undefined ? {} : { url }),
    ...(address === undefined ? {} : { canonicalUrl: address }),
    title,
    authors: people.authors,
    ...(origin.name === undefined ? {} : { publisher: origin.name }),
    ...(origin.url === undefined ? {} : { publisherUrl: origin.url }),
    lead: leadOf(text),
    text,
    ...dates,
    firstSeenAt,
    ...(language === undefined ? {} : { language }),
    ...(entry.categories.length === 0 ? {} : { categories: entry.categories.slice(0, MAX_CATEGORIES) }),
    ...(entry.contentHtml === undefined ? {} : { contentHtml: entry.contentHtml }),
    ...(entry.imageUrl === undefined ? {} : { imageUrl: entry.imageUrl }),
    ...(entry.enclosures.length === 0 ? {} : { enclosures: entry.enclosures }),
    ...(cleaned.removed.length === 0 ? {} : { removed: cleaned.removed }),
    ...(Object.keys(found).length === 0 ? {} : { found }),
  }
}

/** The hash by which an edit is known (FEEDS.md): title, address without its scheme, text. 13 hex digits. */
export function contentHash(article: Pick<Article, 'title' | 'canonicalUrl' | 'text'>): string {
  const address = (article.canonicalUrl ?? '').replace(/^https?:/i, '')
  return hash52(`${article.title}\0${address}\0${article.text}`).toString(16).padStart(13, '0')
}

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

/** What double escaping leaves in titles. Any other word in angle brackets (`<iron>`, `map<K>`) is the title's own. */
const markupInTitle =
  /<\/?(?:a|abbr|b|big|br|center|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|nobr|ol|p|q|s|small|span|strike|strong|sub|sup|tt|u|ul|wbr)(?:\s[^<>]{0,200})?\/?>/gi

/** The title on one line, plain, without markup or entities left by double escaping, and without the source's own name. */
export function tidyTitle(title: string, ownNames: readonly (string | undefined)[]): string {
  let tidy = title.slice(0, 4 * MAX_TITLE_CHARACTERS)
  if (tidy.includes('&')) tidy = decodeEntities(tidy)
  if (tidy.includes('<')) tidy = tidy.replace(markupInTitle, '')
  tidy = tidy.replace(/[\s\u0085\u200b\ufeff]+/g, ' ').trim()
  const suffix = /^(.{8,}?)\s+(?:[-–—|•·»]|::)\s+([^|]{2,60})$/.exec(tidy.length > 400 ? '' : tidy)
  if (suffix !== null) {
    // The last part alone is compared, so that "A - B - Outlet" loses only the outlet.
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

const madeTitle = (text: string): string =>
  cutAtWord(
    leadOf(text)
      .replace(/^[([]?\d{1,3}[.)\]]{1,2}\s/, '')
      .split(/(?<=[.!?…])\s/)[0] ?? '',
    MADE_TITLE_CHARACTERS,
  )

const isSame = (text: string, title: string): boolean =>
  text.length < 2 * MAX_TITLE_CHARACTERS && foldText(text) === foldText(title)

// ---- people and outlets

interface Named {
  readonly people: readonly string[]
  /** An agency that stands where a person should: it published, it did not write. */
  readonly agency?: string
  /** A desk that has a name of its own: it stands where nobody else is found. */
  readonly desk?: string
}

/** Who wrote it: a byline of the text, which on a repost names the writer, before the feed's author, who may be the poster. */
function whoWrote(fed: Named, said: Attribution): { readonly authors: string[]; readonly rule?: string } {
  const [first] = said.authors
  // The feed's list is taken where it agrees: it is often the fuller one.
  const isFeedFuller =
    first !== undefined &&
    fed.people.length > said.authors.length &&
    fed.people.some((person) => nameKey(person) === nameKey(first))
  if (first !== undefined && !isFeedFuller) {
    return { authors: [...said.authors], ...(said.authorsRule === undefined ? {} : { rule: said.authorsRule }) }
  }
  if (fed.people.length > 0) return { authors: [...fed.people], rule: 'feed-author' }
  return fed.desk === undefined ? { authors: [] } : { authors: [fed.desk], rule: 'feed-desk' }
}

/** The people of all author elements, each once. */
function readAuthors(authors: readonly string[], source: Source): Named {
  const people: string[] = []
  let agency: string | undefined
  let desk: string | undefined
  for (const author of authors.slice(0, 30)) {
    const named = readAuthor(author, source)
    for (const person of named.people) {
      if (!people.some((other) => nameKey(other) === nameKey(person))) people.push(person)
    }
    agency ??= named.agency
    desk ??= named.desk
  }
  return { people, ...(agency === undefined ? {} : { agency }), ...(desk === undefined ? {} : { desk }) }
}

/** A desk with a name ("Harbour Desk"), neither a placeholder ("Web Desk") nor the outlet's own name with one ("Herald News Desk"). */
function isNamedDesk(text: string, source: Source): boolean {
  const name = /^(?:the\s+)?(.{2,50}?)\s+(?:desk|team)$/i.exec(text)?.[1]
  const own = name?.replace(/(?:^|\s+)(?:central|copy|digital|editorial|news|night|online|our|web|main)$/i, '')
  if (!own || isAgency(own)) return false
  return source.name === undefined || nameKey(own) !== nameKey(source.name)
}

/** One author element: its people, without e-mail addresses, "By", roles and desks. */
function readAuthor(author: string, source: Source): Named {
  if (author.length > MAX_AUTHOR_CHARACTERS) return { people: [] }
  let text = decodeEntities(author).replace(/\s+/g, ' ').trim()
  // RSS 2.0: "name@example.com (Name)"; mail: "Name <name@example.com>".
  text = /^\S+@\S+\s+\((.+)\)$/.exec(text)?.[1] ?? text
  text = text.replace(/<[^>]*>|\([^)]*@[^)]*\)|\S+@\S+/g, ' ').replace(/https?:\S+/g, ' ')
  text = text
    .replace(/^(?:(?:written |posted |authored |story )?by|author|von|por|par|di|door)\s*:?\s+/i, '')
    .replace(/\s+/g, ' ')
    .replace(/[\s,;|/]+$/, '')
    .trim()
  if (text === '') return { people: [] }
  const isOwnName = source.name !== undefined && nameKey(text) === nameKey(source.name)
  if (isOwnName) return { people: [] }
  if (isDesk(text)) return isNamedDesk(text, source) ? { people: [], desk: text } : { people: [] }
  if (isAgency(text)) return { people: [], agency: text }
  const turned = /^(\p{Lu}[\p{L}'’-]+), (\p{Lu}[\p{L}'’.-]+(?: \p{Lu}\.?)?)$/u.exec(text)
  if (turned !== null) return { people: [`${turned[2]} ${turned[1]}`] }
  const parts = text.split(/\s*(?:[|;/•]|\s[-–—]\s)\s*/).filter(Boolean)
  const people: string[] = []
  let agency: string | undefined
  for (const part of parts) {
    const listed = peopleOf(part)
    if (listed !== undefined) {
      people.push(...listed)
      continue
    }
    for (const name of part.split(/\s*,\s*(?:and\s+)?|\s+(?:and|&|und|et)\s+/)) {
      if (isAgency(name)) agency ??= name
      else people.push(...(peopleOf(name) ?? []))
    }
  }
  // A pseudonym or a name in another script, alone in its element, is somebody all the same.
  if (people.length === 0 && agency === undefined && parts.length === 1 && isSomebody(text)) people.push(text)
  return { people, ...(agency === undefined ? {} : { agency }) }
}

const isSomebody = (text: string): boolean =>
  text.length <= 60 &&
  text.split(' ').length <= 4 &&
  /\p{L}{2}/u.test(text) &&
  !/[@:/]|\.(?:com|org|net)\b/i.test(text) &&
  !isDesk(text)

interface Origin {
  readonly name?: string
  readonly url?: string
  readonly rule?: string
}

/** Who published first: what the text says, else `<source>` of the entry, else an agency that stands as author. */
function whoPublished(
  entry: Entry,
  source: Source,
  said: Attribution,
  agency: string | undefined,
  ownDomain: string | undefined,
): Origin {
  if (said.publisher !== undefined) {
    return {
      name: said.publisher,
      ...(said.publisherRule === undefined ? {} : { rule: said.publisherRule }),
      ...(said.publisherUrl === undefined ? {} : { url: canonicalUrl(said.publisherUrl) }),
    }
  }
  const { origin } = entry
  const originDomain = origin?.url === undefined ? undefined : outletOfUrl(origin.url)
  const originName =
    origin?.name?.replace(/\s+/g, ' ').trim() || (originDomain && (outletNameOf(originDomain) ?? originDomain))
  const isOwn =
    (originDomain !== undefined && originDomain === outletOfUrl(source.url)) ||
    (originName !== undefined && source.name !== undefined && nameKey(originName) === nameKey(source.name))
  if (originName && !isOwn) {
    return {
      name: originName,
      rule: 'entry-source',
      ...(origin?.url === undefined ? {} : { url: canonicalUrl(origin.url) }),
    }
  }
  const isOwnAgency =
    agency !== undefined && ownDomain !== undefined && nameKey(outletNameOf(ownDomain) ?? ownDomain) === nameKey(agency)
  return agency === undefined || isOwnAgency ? {} : { name: agency, rule: 'agency-author' }
}

// ---- dates

function datesOf(entry: Entry, now: Instant): { publishedAt?: Instant; updatedAt?: Instant; dateReason?: DateReason } {
  const claimed = entry.publishedAt ?? entry.updatedAt
  if (claimed === undefined) return {}
  const updatedAt = entry.updatedAt === undefined ? {} : { updatedAt: entry.updatedAt > now ? now : entry.updatedAt }
  // Fixed-width instants compare as text. Whether a whole source lives in the future is reconcile's to see.
  if (claimed > now) return { publishedAt: now, ...updatedAt, dateReason: 'future' }
  return { publishedAt: claimed, ...updatedAt, dateReason: entry.publishedAt === undefined ? 'updated' : 'published' }
}

/**
 * Normalises addresses for comparison: one article gets one address, whether a feed, a phone or a mailing links to it. And
 * cleans addresses for readers, which is much less: such an address must lead where its publisher wants.
 *
 * Bias: a missed match is better than a wrong one. Two addresses are joined only where their difference is known to
 * select nothing. An unknown query name is kept, and a name that is tracking on one site and an id on another is dropped
 * only where the rest of the address identifies an article.
 *
 * Not chosen: the regular-expression lists of other projects (they drop `ref` and `source` everywhere, and so join
 * different articles), and following redirects over the network (`core/` does no input or output).
 */
import { domainToUnicode } from 'node:url'
import { parse } from 'tldts'
import { scanTags } from '../text/html-scan.ts'
import { type AddressParts, applyHostRule } from './hosts.ts'
import {
  ambiguousNames,
  channelValues,
  clickNames,
  clickPrefixes,
  identityNames,
  redirectors,
  trackingNames,
  trackingPrefixes,
} from './tables.ts'

/** How many nested redirectors are unwrapped; what a longer chain leaves is taken as it is. */
const MAX_UNWRAPS = 6
/** A longer address is data rather than an address; it is returned unchanged. */
const MAX_URL_CHARACTERS = 8_192
/** How much of a page is searched for rel=canonical and og:url. */
const MAX_HEAD_CHARACTERS = 300_000

/**
 * The normalised address of an article: redirectors unwrapped, mobile and AMP forms joined, tracking names removed, the
 * rest sorted and written one way (https where the host is a public name, no fragment, no trailing slash). With `html`,
 * the fetched page, its rel=canonical or og:url is used where it is plausible. Never throws: what is no http address is
 * returned unchanged.
 */
export function canonicalUrl(url: string, options?: { html?: string }): string {
  const trimmed = url.trim()
  if (trimmed.length > MAX_URL_CHARACTERS) return url
  const parsed = parseHttp(trimmed)
  if (parsed === undefined) return url
  const target = unwrap(parsed)
  const own = normalize(target)
  if (options?.html === undefined) return own
  const claimed = claimedAddress(options.html, target)
  return claimed === undefined ? own : normalize(unwrap(claimed))
}

/** The name of a query value that signs an address: its server refuses it when anything is changed. */
const SIGNING = /(?:^|[-_])(?:sig|sign|signature|signed|hmac|mac|token|jwt|policy|hdnts|hdnea|expires?)$/i

/**
 * The address shown to readers: the publisher's own, absolute, redirectors unwrapped, without user name, password and the query
 * names that only count clicks, and otherwise as written; a signed address stays whole. Never throws: what is no http address
 * is returned unchanged.
 */
export function readerUrl(url: string): string {
  const trimmed = url.trim()
  const parsed = trimmed.length > MAX_URL_CHARACTERS ? undefined : parseHttp(trimmed)
  if (parsed === undefined) return url
  const target = unwrap(parsed)
  target.username = target.password = ''
  const values = target.search.slice(1).split('&')
  const names = values.map((value) => nameOf(value).toLowerCase())
  if (names.some((name) => SIGNING.test(name))) return target.href
  const kept = values.filter((_, i) => !isClickName(names[i]!))
  if (kept.length < values.length) target.search = kept.join('&')
  return target.href
}

const isClickName = (name: string): boolean =>
  clickNames.has(name) || clickPrefixes.some((prefix) => name.startsWith(prefix))

/** Blog hosts: each subdomain is an outlet of its own, also where the public suffix list does not say so. */
const blogHosts =
  /^(?:blogspot\.[a-z.]+|wordpress\.com|substack\.com|medium\.com|tumblr\.com|livejournal\.com|typepad\.com|ghost\.io|beehiiv\.com|over-blog\.com|hatenablog\.com|hatenadiary\.org)$/

/**
 * The registrable domain of an address (`bbc.co.uk`), on blog hosts with the blog's own label (`ann.substack.com`). It
 * names the outlet where nothing better is known. Undefined where the host has no registrable domain.
 */
export function outletOfUrl(url: string): string | undefined {
  const parsed = parseHttp(url.trim())
  if (parsed === undefined) return undefined
  const { domain, subdomain } = domainOf(parsed.hostname)
  if (domain === null) return undefined
  const blog = blogHosts.test(domain)
    ? subdomain
        ?.split('.')
        .filter((label) => !alternateLabel.test(label))
        .at(-1)
    : undefined
  const outlet = blog ? `${blog}.${domain}` : domain
  return outlet.includes('xn--') ? domainToUnicode(outlet) : outlet
}

/** Whether an address is a site's front page, or the front page of one of its languages, and so no article. */
export function isHomePage(url: string): boolean {
  const parsed = parseHttp(url.trim())
  if (parsed === undefined) return false
  const path = parsed.pathname.replace(/\/+$/, '').replace(indexPattern, '')
  const hasIdentity = [...parsed.searchParams.keys()].some((name) => identityNames.has(name.toLowerCase()))
  const isFront = path === '' || /^\/(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?|home|homepage|amp|m|mobile)$/.test(path)
  return isFront && !hasIdentity && !/^#!/.test(parsed.hash)
}

function parseHttp(url: string): URL | undefined {
  const hasScheme = /^https?:/i.test(url)
  if (!hasScheme && !url.startsWith('//')) return undefined
  const parsed = URL.parse(hasScheme ? url : `https:${url}`)
  return parsed === null || parsed.hostname === '' ? undefined : parsed
}

interface DomainOfHost {
  readonly domain: string | null
  readonly subdomain: string | null
  readonly isPublic: boolean
}

/** A cache: a run meets the same few thousand hosts again and again. */
const domains = new Map<string, DomainOfHost>()
const MAX_CACHED_DOMAINS = 5_000

function domainOf(host: string): DomainOfHost {
  const known = domains.get(host)
  if (known !== undefined) return known
  const bare = host.replace(/\.$/, '')
  // Private suffixes count, because two blogs on one host are two outlets.
  const { domain, subdomain, isIcann, isPrivate } = parse(bare, { allowPrivateDomains: true, extractHostname: false })
  const found = { domain, subdomain, isPublic: domain !== null && (isIcann === true || isPrivate === true) }
  if (domains.size >= MAX_CACHED_DOMAINS) domains.clear()
  domains.set(host, found)
  return found
}

// ---- redirectors

/** The target behind redirectors, AMP caches and mail link scanners; the address itself where there is none. */
function unwrap(address: URL): URL {
  let current = address
  for (let step = 0; step < MAX_UNWRAPS; step++) {
    const next = unwrapOnce(current)
    if (next === undefined) return current
    current = next
  }
  return current
}

function unwrapOnce(address: URL): URL | undefined {
  const host = address.hostname.replace(/^www\./, '')
  return (
    targetInPath(host, address) ??
    targetInQuery(host, address) ??
    targetInEncodedQuery(host, address) ??
    targetOfRedirectPath(address)
  )
}

/** A redirector's text as an address; undefined where it is not an absolute one. A few redirectors leave out the scheme. */
function targetOf(text: string | null | undefined): URL | undefined {
  if (text === null || text === undefined || text === '') return undefined
  let target = text.trim()
  // Some mailings wrap a link that is wrapped already, so it may be encoded twice.
  for (let i = 0; i < 2 && /^https?%3a/i.test(target); i++) target = decodeOrKeep(target)
  if (/^www\.[^/\s]+\.[a-z]{2,}(\/|$)/i.test(target)) target = `https://${target}`
  return parseHttp(target)
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The target of a redirector that carries it in its path: AMP caches and viewers, mail link scanners, referrer removers. */
function targetInPath(host: string, address: URL): URL | undefined {
  const path = address.pathname
  if (host.endsWith('.cdn.ampproject.org') || host === 'cdn.ampproject.org' || host.endsWith('bing-amp.com')) {
    const [, isSecure, rest] = /^\/(?:[a-z]{1,3}\/)?(s\/)?([^/]+\.[a-z]{2,}.*)$/i.exec(path) ?? []
    return rest === undefined ? undefined : targetOf(`http${isSecure ? 's' : ''}://${rest}${address.search}`)
  }
  if (isGoogle(host)) {
    const [, isSecure, rest] = /^\/amp\/(s\/)?([^/]+\.[a-z]{2,}.*)$/i.exec(path) ?? []
    return rest === undefined ? undefined : targetOf(`http${isSecure ? 's' : ''}://${rest}${address.search}`)
  }
  if (host === 'urldefense.com' || host === 'urldefense.us') {
    const inside = /^\/v3\/__(.+?)__;/.exec(path + address.search)?.[1]
    // Version 3 replaces some characters by `*` and lists them in an appendix, which is not decoded here.
    return inside === undefined || inside.includes('*')
      ? undefined
      : targetOf(decodeOrKeep(inside).replace(/^(https?:\/)(?!\/)/, '$1/'))
  }
  if (host === 'news.google.com') {
    // Until 2024 the article's id there was its address in base64. Later ids cannot be resolved without a request.
    const coded = /^\/(?:rss\/|__i\/rss\/rd\/)?articles\/([\w-]{20,})/.exec(path)?.[1]
    if (coded === undefined) return undefined
    return targetOf(/https?:\/\/[\x21-\x7e]+/.exec(Buffer.from(coded, 'base64url').toString('latin1'))?.[0])
  }
  if (host === 'r.search.yahoo.com') return targetOf(decodeOrKeep(/\/RU=([^/]+)\//.exec(path)?.[1] ?? ''))
  if (host === 'outgoing.prod.mozaws.net')
    return targetOf(decodeOrKeep(/^\/v1\/[0-9a-f]+\/(.+)$/.exec(path)?.[1] ?? ''))
  if (/^(href\.li|anonym\.to|anon\.to|nullrefer\.com|dereferer\.me)$/.test(host))
    return targetOf(address.search.slice(1))
  if (/(^|\.)yahoo\.com$/.test(host)) {
    const starred = (path + address.search).split(/\/?\*(?=https?:\/)/)[1]
    return targetOf(starred?.replace(/^(https?:\/)(?!\/)/, '$1/'))
  }
  return undefined
}

const isGoogle = (host: string): boolean => /^(?:(?:cse|amp)\.)?google\.(?:com?\.)?[a-z]{2,3}$/.test(host)

/** The target of a listed redirector, which carries it in a query value. */
function targetInQuery(host: string, address: URL): URL | undefined {
  if (address.search === '') return undefined
  if (isGoogle(host) && address.pathname === '/url') {
    return targetOf(address.searchParams.get('url')) ?? targetOf(address.searchParams.get('q'))
  }
  for (const redirector of redirectors) {
    if (host !== redirector.host && !host.endsWith(`.${redirector.host}`)) continue
    if (redirector.path !== undefined && !redirector.path.test(address.pathname)) continue
    for (const name of redirector.names) {
      const value = address.searchParams.get(name)
      // Disqus appends a hash to the address.
      const target = targetOf(host === 'disq.us' ? value?.replace(/:[\w-]{20,}$/, '') : value)
      if (target !== undefined) return target
    }
  }
  return undefined
}

/** The target of a redirector that encodes it in a way of its own. */
function targetInEncodedQuery(host: string, address: URL): URL | undefined {
  if (host === 'urldefense.proofpoint.com') {
    const coded = address.searchParams.get('u')
    return coded === null ? undefined : targetOf(decodeOrKeep(coded.replaceAll('-', '%').replaceAll('_', '/')))
  }
  if (host === 'bing.com' && address.pathname.startsWith('/ck/')) {
    const coded = address.searchParams.get('u')
    if (coded === null || !coded.startsWith('a1')) return undefined
    return targetOf(Buffer.from(coded.slice(2), 'base64url').toString('utf8'))
  }
  return undefined
}

const redirectPath =
  /\/(?:redirect|redir|out|away|go|goto|leave|exit|external|track|click|outbound|linkout|link|r|url)(?:\.(?:php|aspx?|html?|jsp|cgi))?\/?$/i
const targetNames = [
  'url',
  'u',
  'to',
  'target',
  'dest',
  'destination',
  'redirect',
  'redirect_url',
  'goto',
  'link',
] as const

/** The target of a redirect on any host: its path says that it leads elsewhere, and its query has an absolute address. */
function targetOfRedirectPath(address: URL): URL | undefined {
  if (address.search === '' || !redirectPath.test(address.pathname)) return undefined
  for (const name of targetNames) {
    const target = targetOf(address.searchParams.get(name))
    if (target !== undefined) return target
  }
  return undefined
}

// ---- normalisation

const indexPattern = /\/(?:index|default|home)\.(?:html?|php\d?|aspx?|jspx?|shtml|cfm|xhtml)$/i
const alternateLabel = /^(?:www\d{0,2}|ww\d|m|mobile|mobil|amp|wap|touch)$/

function normalize(address: URL): string {
  const { domain, subdomain, isPublic } = domainOf(address.hostname)
  const parts: AddressParts = {
    host: hostOf(address.hostname, domain, subdomain),
    path: pathOf(address.pathname),
    query: queryOf(address.search),
  }
  if (domain !== null) applyHostRule(domain, parts)
  const isArticle = identifiesArticle(parts.path)
  const query = tidyQuery(parts.query, isArticle)
  const hashBang = address.hash.startsWith('#!') && address.hash.length > 2 ? address.hash : ''
  // URL has removed default ports. A public host that serves http only is rare; a loopback host or an unusual port often does.
  const scheme = isPublic && address.port === '' ? 'https' : address.protocol.slice(0, -1)
  const port = address.port === '' ? '' : `:${address.port}`
  return `${scheme}://${parts.host}${port}${parts.path}${query}${hashBang}`
}

function hostOf(host: string, domain: string | null, subdomain: string | null): string {
  const bare = host.replace(/\.$/, '')
  if (domain === null || subdomain === null) return bare
  const base = /^blogspot\.(?:com?\.)?[a-z]{2,3}$/.test(domain) ? 'blogspot.com' : domain
  if (subdomain === '') return base
  const kept = subdomain.split('.').filter((label) => !alternateLabel.test(label))
  return kept.length === 0 ? base : `${kept.join('.')}.${base}`
}

function pathOf(path: string): string {
  let normal = path
  if (normal.includes('%')) normal = normalizeEscapes(normal)
  if (normal.includes('//')) normal = normal.replace(/(?<!https?:)\/{2,}/gi, '/')
  if (normal.includes(';')) normal = normal.replace(/;(?:jsessionid|phpsessid|sid)=[^/;]*/gi, '')
  normal = normal.replace(indexPattern, '/')
  if (/amp/i.test(normal)) normal = withoutAmp(normal)
  return normal.length > 1 ? normal.replace(/\/+$/, '') || '/' : '/'
}

const isUnreserved = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) ||
  (byte >= 65 && byte <= 90) ||
  (byte >= 97 && byte <= 122) ||
  '-._~'.includes(String.fromCharCode(byte))

/** Normalises percent-encoding (RFC 3986 §6.2.2): needless escapes decoded, hex in capitals, letters composed (NFC). */
function normalizeEscapes(text: string): string {
  const normal = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => {
    const byte = Number.parseInt(hex, 16)
    return isUnreserved(byte) ? String.fromCharCode(byte) : `%${hex.toUpperCase()}`
  })
  return normal.replace(/(?:[\w.~-]|%[89A-F][0-9A-F])*(?:%[89A-F][0-9A-F])+/g, (run) => {
    try {
      return encodeURIComponent(decodeURIComponent(run).normalize('NFC'))
    } catch {
      return run // not UTF-8, but the charset of an old site
    }
  })
}

/** The path without the marks of AMP, at its end or as a folder; unchanged where the rest is not an article (`/tag/amp`). */
function withoutAmp(path: string): string {
  const shortened = path
    .replace(/\/(?:amp|amphtml)(?:\.html?)?\/?$/i, '')
    .replace(/\.amp(?=\.html?$|\/?$)/i, '')
    .replace(/\.amphtml$/i, '.html')
    .replace(/\/(?:amp|amphtml)(?=\/)/i, '')
    .replace(/\/amp_(?=articleshow\/)/i, '/')
  return shortened !== path && identifiesArticle(shortened) ? shortened : path
}

/**
 * Whether a path by itself identifies an article: a slug of several words, a long number, or a file in a dated folder.
 * Bias: rather no than yes, so that the path of a section, a tag or a script (`/view.php`) does not.
 */
function identifiesArticle(path: string): boolean {
  const segments = path.split('/').filter(Boolean)
  const last = segments.at(-1)
  if (last === undefined) return false
  const stem = last.replace(/\.(?:s?html?|php\d?|aspx?|jsp|cms|ece|story)$/i, '')
  if (/(?:^|[^\d])\d{5,}$|^[a-z]{0,3}-?\d{5,}/i.test(stem)) return true
  const decoded = stem.includes('%') ? decodeOrKeep(stem) : stem
  const words = decoded.split(/[-_+ ,.]+/).filter(Boolean)
  if (words.length >= 4) return true
  const isDated = /\/(?:19|20)\d{2}\/(?:\d{1,2}|[a-z]{3})\//i.test(path)
  if (isDated && segments.length >= 3 && !/^\d{1,2}$/.test(stem)) return true
  if (words.length >= 2 && words.length <= 3) {
    const hasNumber = words.some((word) => /^\d{3,}$|^(?=.*\d)[0-9a-f]{8,}$/i.test(word))
    return hasNumber || (words.length === 3 && decoded.length >= 12)
  }
  // An opaque id, such as the BBC's c4gq3xk7w1po or a UUID without dashes.
  return (
    /^(?=(?:.*\d){2})(?=.*[a-z])[a-z0-9]{10,}$/i.test(stem) || (/[^\x00-\x7f]/.test(decoded) && decoded.length >= 6)
  )
}

function queryOf(search: string): [string, string][] {
  if (search.length < 2) return []
  const pairs: [string, string][] = []
  for (const part of search.slice(1).split('&')) {
    if (part === '') continue
    const at = part.indexOf('=')
    pairs.push([nameOf(part), at === -1 ? '' : part.slice(at + 1)])
  }
  return pairs
}

/** The name of a part of a query. A feed that escapes its address twice leaves `amp;` before every name but the first. */
function nameOf(part: string): string {
  const name = part.split('=', 1)[0]!
  return (name.includes('%') ? decodeOrKeep(name) : name).replace(/^(?:amp;)+/, '')
}

function tidyQuery(query: readonly (readonly [string, string])[], isArticle: boolean): string {
  if (query.length === 0) return ''
  const certain = query.filter(([name, value]) => !isTracking(name.toLowerCase(), value))
  const hasIdentity =
    isArticle || certain.some(([name, value]) => identityNames.has(name.toLowerCase()) && value !== '')
  const kept = certain.filter(([name, value]) => {
    const lower = name.toLowerCase()
    if (!ambiguousNames.has(lower) || (lower === 'm' && !/^[01]$/.test(value))) return true
    // A `src` with a file, a path or an address says what is shown, not where the reader came from.
    if (/\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|html?|xml)$|^(?:%2f|\/|https?(?::|%3a))/i.test(value)) return true
    return !(isArticle || (hasIdentity && channelValues.has(value.toLowerCase())))
  })
  if (kept.length === 0) return ''
  const pairs = kept.map(([name, value]) => {
    const key = encodeName(name)
    const text = normalizeEscapes(value.replaceAll('+', '%20'))
    return [key, text === '' ? key : `${key}=${text}`] as const
  })
  pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
  return `?${[...new Set(pairs.map(([, pair]) => pair))].join('&')}`
}

const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/%(?:5B|5D|24|3A|2C)/g, decodeURIComponent)

function isTracking(name: string, value: string): boolean {
  if (isClickName(name) || trackingNames.has(name)) return true
  if (trackingPrefixes.some((prefix) => name.startsWith(prefix))) return true
  // Another form of the same page: AMP, or that for phones.
  if (name === 'amp' || name === '_amp') return /^(?:|1|true|yes|y)$/i.test(value)
  if (/^(?:outputtype|output|view|mode|format|type|ampmode)$/.test(name)) return /^(?:amp|amphtml|mobile)$/i.test(value)
  if (name === '_r') return true
  // A timestamp, added so that no cache answers.
  if (name === '_') return /^\d{9,}$/.test(value)
  return false
}

// ---- the address that a page claims

const headTags: ReadonlySet<string> = new Set(['link', 'meta', 'base', 'body'])

/**
 * The address that a page claims for itself: rel=canonical (RFC 6596), else og:url. Ignored where it is a front page
 * claimed by an article, has another scheme or a local host, or is the section that contains the article.
 */
function claimedAddress(html: string, address: URL): URL | undefined {
  let canonical: string | undefined
  let openGraph: string | undefined
  let base = address.href
  for (const { name, attributes } of scanTags(html.slice(0, MAX_HEAD_CHARACTERS), headTags)) {
    if (name === 'body') break
    if (name === 'base') base = URL.parse(attributes.get('href') ?? '', base)?.href ?? base
    else if (name === 'link' && /(?:^|\s)canonical(?:\s|$)/i.test(attributes.get('rel') ?? ''))
      canonical ??= attributes.get('href')
    else if (name === 'meta' && /^og:url$/i.test(attributes.get('property') ?? attributes.get('name') ?? '')) {
      openGraph ??= attributes.get('content')
    }
  }
  for (const claim of [canonical, openGraph]) {
    if (claim === undefined || claim.trim() === '' || claim.length > MAX_URL_CHARACTERS) continue
    const resolved = URL.parse(claim.trim(), base)
    if (resolved !== null && isPlausible(resolved, address)) return resolved
  }
  return undefined
}

function isPlausible(claim: URL, address: URL): boolean {
  if (claim.protocol !== 'https:' && claim.protocol !== 'http:') return false
  const claimed = domainOf(claim.hostname)
  const own = domainOf(address.hostname)
  if (claimed.domain !== own.domain && !claimed.isPublic) return false
  if (isHomePage(claim.href) && !isHomePage(address.href)) return false
  // A section claimed by all its articles is a mistake in the site's template. So is a page of another site that is not an
  // article.
  const path = pathOf(claim.pathname)
  const ownPath = pathOf(address.pathname)
  if (claimed.domain !== own.domain)
    return identifiesArticle(path) || queryOf(claim.search).some(([name]) => identityNames.has(name.toLowerCase()))
  return !(ownPath.startsWith(`${path}/`) && identifiesArticle(ownPath) && !identifiesArticle(path))
}

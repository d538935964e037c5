/**
 * Addresses made comparable: the same article gives the same text whichever way a feed, a phone or a mailing led to it.
 * Bias: two addresses are joined only where the difference is known to choose nothing. An unknown query name stays, and
 * a name that is tracking on one site and an id on the next goes only where the rest of the address names an article.
 * Not chosen: regular-expression lists of other projects (they drop `ref` and `source` everywhere, joining what is not
 * one), and a redirect followed over the network (thinking has no socket).
 */
import { domainToUnicode } from 'node:url'
import { parse } from 'tldts'
import { scanTags } from '../text/html-scan.ts'
import { type AddressParts, applyHostRule } from './hosts.ts'
import { ambiguousNames, channelValues, identityNames, redirectors, trackingNames, trackingPrefixes } from './tables.ts'

/** Redirectors inside redirectors are followed so far; a longer chain is left as it stands. */
const MAX_UNWRAPS = 6
/** Longer addresses are data, not addresses: they are given back as they are. */
const MAX_URL_CHARACTERS = 8_192
/** The head of a page: where rel=canonical and og:url are looked for. */
const MAX_HEAD_CHARACTERS = 300_000

/**
 * The clean address of an article: redirectors unwrapped, mobile and AMP forms joined, tracking names gone, the rest
 * sorted and spelled one way (https where the host is a public name, no fragment, no trailing slash). With the fetched
 * page's `html` its rel=canonical or og:url is taken where it is believable. Never throws: what is no http address comes
 * back as it was.
 */
export function canonicalUrl(url: string, options?: { html?: string }): string {
  const trimmed = url.trim()
  if (trimmed.length > MAX_URL_CHARACTERS) return url
  const parsed = parseHttp(trimmed)
  if (parsed === undefined) return url
  const target = unwrap(parsed)
  const own = spell(target)
  if (options?.html === undefined) return own
  const claimed = claimedAddress(options.html, target)
  return claimed === undefined ? own : spell(unwrap(claimed))
}

/** Hosts whose every subdomain is an outlet of its own, though the public suffix list does not say so. */
const blogHosts =
  /^(?:blogspot\.[a-z.]+|wordpress\.com|substack\.com|medium\.com|tumblr\.com|livejournal\.com|typepad\.com|ghost\.io|beehiiv\.com|over-blog\.com|hatenablog\.com|hatenadiary\.org)$/

/**
 * The registrable domain of an address (`bbc.co.uk`; on hosts of blogs with the blog's own label), to name an outlet by
 * when nothing better is known.
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

/** Whether an address is a site's front page (also one of its languages'), and so names no article. */
export function isHomePage(url: string): boolean {
  const parsed = parseHttp(url.trim())
  if (parsed === undefined) return false
  const path = parsed.pathname.replace(/\/+$/, '').replace(indexPattern, '')
  const namesSomething = [...parsed.searchParams.keys()].some((name) => identityNames.has(name.toLowerCase()))
  const isFront = path === '' || /^\/(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?|home|homepage|amp|m|mobile)$/.test(path)
  return isFront && !namesSomething && !/^#!/.test(parsed.hash)
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

/** A run sees the same few thousand hosts again and again. */
const domains = new Map<string, DomainOfHost>()
const MAX_CACHED_DOMAINS = 5_000

function domainOf(host: string): DomainOfHost {
  const known = domains.get(host)
  if (known !== undefined) return known
  const bare = host.replace(/\.$/, '')
  // Private suffixes count: two blogs of one host are two outlets.
  const { domain, subdomain, isIcann, isPrivate } = parse(bare, { allowPrivateDomains: true, extractHostname: false })
  const found = { domain, subdomain, isPublic: domain !== null && (isIcann === true || isPrivate === true) }
  if (domains.size >= MAX_CACHED_DOMAINS) domains.clear()
  domains.set(host, found)
  return found
}

// ---- redirectors

/** The address behind redirectors, AMP caches and mail guards; the address itself where there is none. */
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
    behindPath(host, address) ?? behindTable(host, address) ?? behindCodedQuery(host, address) ?? behindGoPath(address)
  )
}

/** An address given as text, where it is a whole one (a few redirectors leave out the scheme). */
function targetOf(text: string | null | undefined): URL | undefined {
  if (text === null || text === undefined || text === '') return undefined
  let target = text.trim()
  // Encoded twice: some mailings wrap what is wrapped already.
  for (let turn = 0; turn < 2 && /^https?%3a/i.test(target); turn++) target = decodeQuietly(target)
  if (/^www\.[^/\s]+\.[a-z]{2,}(\/|$)/i.test(target)) target = `https://${target}`
  return parseHttp(target)
}

function decodeQuietly(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Redirectors that carry the address in their path: AMP caches and viewers, mail guards, link cleaners. */
function behindPath(host: string, address: URL): URL | undefined {
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
    // Version 3 writes `*` for what its appendix restores: such an address cannot be told from its path alone.
    return inside === undefined || inside.includes('*')
      ? undefined
      : targetOf(decodeQuietly(inside).replace(/^(https?:\/)(?!\/)/, '$1/'))
  }
  if (host === 'news.google.com') {
    // Until 2024 the article's name there was its address in base64; later ones cannot be read without asking.
    const coded = /^\/(?:rss\/|__i\/rss\/rd\/)?articles\/([\w-]{20,})/.exec(path)?.[1]
    if (coded === undefined) return undefined
    return targetOf(/https?:\/\/[\x21-\x7e]+/.exec(Buffer.from(coded, 'base64url').toString('latin1'))?.[0])
  }
  if (host === 'r.search.yahoo.com') return targetOf(decodeQuietly(/\/RU=([^/]+)\//.exec(path)?.[1] ?? ''))
  if (host === 'outgoing.prod.mozaws.net')
    return targetOf(decodeQuietly(/^\/v1\/[0-9a-f]+\/(.+)$/.exec(path)?.[1] ?? ''))
  if (/^(href\.li|anonym\.to|anon\.to|nullrefer\.com|dereferer\.me)$/.test(host))
    return targetOf(address.search.slice(1))
  if (/(^|\.)yahoo\.com$/.test(host)) {
    const starred = (path + address.search).split(/\/?\*(?=https?:\/)/)[1]
    return targetOf(starred?.replace(/^(https?:\/)(?!\/)/, '$1/'))
  }
  return undefined
}

const isGoogle = (host: string): boolean => /^(?:(?:cse|amp)\.)?google\.(?:com?\.)?[a-z]{2,3}$/.test(host)

function behindTable(host: string, address: URL): URL | undefined {
  if (isGoogle(host) && address.pathname === '/url') {
    return targetOf(address.searchParams.get('url')) ?? targetOf(address.searchParams.get('q'))
  }
  for (const redirector of redirectors) {
    if (host !== redirector.host && !host.endsWith(`.${redirector.host}`)) continue
    if (redirector.path !== undefined && !redirector.path.test(address.pathname)) continue
    for (const name of redirector.names ?? []) {
      const value = address.searchParams.get(name)
      // Disqus writes a hash behind the address.
      const target = targetOf(host === 'disq.us' ? value?.replace(/:[\w-]{20,}$/, '') : value)
      if (target !== undefined) return target
    }
  }
  return undefined
}

/** Redirectors that write the address in a code of their own. */
function behindCodedQuery(host: string, address: URL): URL | undefined {
  if (host === 'urldefense.proofpoint.com') {
    const coded = address.searchParams.get('u')
    return coded === null ? undefined : targetOf(decodeQuietly(coded.replaceAll('-', '%').replaceAll('_', '/')))
  }
  if (host === 'bing.com' && address.pathname.startsWith('/ck/')) {
    const coded = address.searchParams.get('u')
    if (coded === null || !coded.startsWith('a1')) return undefined
    return targetOf(Buffer.from(coded.slice(2), 'base64url').toString('utf8'))
  }
  return undefined
}

const goPath =
  /\/(?:redirect|redir|out|away|go|goto|leave|exit|external|track|click|outbound|linkout|link|r|url)(?:\.(?:php|aspx?|html?|jsp|cgi))?\/?$/i
const goNames = ['url', 'u', 'to', 'target', 'dest', 'destination', 'redirect', 'redirect_url', 'goto', 'link'] as const

/** Any host's own way out: a path that says it only leads elsewhere, and a whole address in the query. */
function behindGoPath(address: URL): URL | undefined {
  if (address.search === '' || !goPath.test(address.pathname)) return undefined
  for (const name of goNames) {
    const target = targetOf(address.searchParams.get(name))
    if (target !== undefined) return target
  }
  return undefined
}

// ---- one spelling

const indexPattern = /\/(?:index|default|home)\.(?:html?|php\d?|aspx?|jspx?|shtml|cfm|xhtml)$/i
const alternateLabel = /^(?:www\d{0,2}|ww\d|m|mobile|mobil|amp|wap|touch)$/

function spell(address: URL): string {
  const { domain, subdomain, isPublic } = domainOf(address.hostname)
  const parts: AddressParts = {
    host: hostOf(address.hostname, domain, subdomain),
    path: pathOf(address.pathname),
    query: queryOf(address.search),
  }
  if (domain !== null) applyHostRule(domain, parts)
  const isArticle = namesArticle(parts.path)
  const query = tidyQuery(parts.query, isArticle)
  const bang = address.hash.startsWith('#!') && address.hash.length > 2 ? address.hash : ''
  // Default ports are gone already. A public host that answers on http alone is rare; a loopback or a port of its own is not.
  const scheme = isPublic && address.port === '' ? 'https' : address.protocol.slice(0, -1)
  const port = address.port === '' ? '' : `:${address.port}`
  return `${scheme}://${parts.host}${port}${parts.path}${query}${bang}`
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
  let spelled = path
  if (spelled.includes('%')) spelled = spellEscapes(spelled)
  if (spelled.includes('//')) spelled = spelled.replace(/(?<!https?:)\/{2,}/gi, '/')
  if (spelled.includes(';')) spelled = spelled.replace(/;(?:jsessionid|phpsessid|sid)=[^/;]*/gi, '')
  spelled = spelled.replace(indexPattern, '/')
  if (/amp/i.test(spelled)) spelled = withoutAmp(spelled)
  return spelled.length > 1 ? spelled.replace(/\/+$/, '') || '/' : '/'
}

const isUnreserved = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) ||
  (byte >= 65 && byte <= 90) ||
  (byte >= 97 && byte <= 122) ||
  '-._~'.includes(String.fromCharCode(byte))

/** Escapes spelled one way (RFC 3986 §6.2.2): needless ones decoded, hex in capitals, letters composed (NFC). */
function spellEscapes(text: string): string {
  const spelled = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => {
    const byte = Number.parseInt(hex, 16)
    return isUnreserved(byte) ? String.fromCharCode(byte) : `%${hex.toUpperCase()}`
  })
  return spelled.replace(/(?:[\w.~-]|%[89A-F][0-9A-F])*(?:%[89A-F][0-9A-F])+/g, (run) => {
    try {
      return encodeURIComponent(decodeURIComponent(run).normalize('NFC'))
    } catch {
      return run // not UTF-8: an old site's own charset
    }
  })
}

/** AMP's marks in a path: at its end, or as a folder; only where what remains names an article (`/tag/amp` stays). */
function withoutAmp(path: string): string {
  const shortened = path
    .replace(/\/(?:amp|amphtml)(?:\.html?)?\/?$/i, '')
    .replace(/\.amp(?=\.html?$|\/?$)/i, '')
    .replace(/\.amphtml$/i, '.html')
    .replace(/\/(?:amp|amphtml)(?=\/)/i, '')
    .replace(/\/amp_(?=articleshow\/)/i, '/')
  return shortened !== path && namesArticle(shortened) ? shortened : path
}

/**
 * Whether a path by itself names an article: a slug of several words, a long number, or a file under a dated folder.
 * Bias: a section, a tag or a script (`/view.php`) never does.
 */
function namesArticle(path: string): boolean {
  const segments = path.split('/').filter(Boolean)
  const last = segments.at(-1)
  if (last === undefined) return false
  const stem = last.replace(/\.(?:s?html?|php\d?|aspx?|jsp|cms|ece|story)$/i, '')
  if (/(?:^|[^\d])\d{5,}$|^[a-z]{0,3}-?\d{5,}/i.test(stem)) return true
  const escaped = stem.includes('%') ? decodeQuietly(stem) : stem
  const words = escaped.split(/[-_+ ,.]+/).filter(Boolean)
  if (words.length >= 4) return true
  const isDated = /\/(?:19|20)\d{2}\/(?:\d{1,2}|[a-z]{3})\//i.test(path)
  if (isDated && segments.length >= 3 && !/^\d{1,2}$/.test(stem)) return true
  if (words.length >= 2 && words.length <= 3) {
    const hasNumber = words.some((word) => /^\d{3,}$|^(?=.*\d)[0-9a-f]{8,}$/i.test(word))
    return hasNumber || (words.length === 3 && escaped.length >= 12)
  }
  // An opaque id: BBC's c4gq3xk7w1po, a UUID without its dashes.
  return (
    /^(?=(?:.*\d){2})(?=.*[a-z])[a-z0-9]{10,}$/i.test(stem) || (/[^\x00-\x7f]/.test(escaped) && escaped.length >= 6)
  )
}

function queryOf(search: string): [string, string][] {
  if (search.length < 2) return []
  const pairs: [string, string][] = []
  for (const part of search.slice(1).split('&')) {
    if (part === '') continue
    const at = part.indexOf('=')
    const rawName = at === -1 ? part : part.slice(0, at)
    // A feed that escaped its address twice leaves `amp;` before every name but the first.
    const name = (rawName.includes('%') ? decodeQuietly(rawName) : rawName).replace(/^(?:amp;)+/, '')
    pairs.push([name, at === -1 ? '' : part.slice(at + 1)])
  }
  return pairs
}

function tidyQuery(query: readonly (readonly [string, string])[], isArticle: boolean): string {
  if (query.length === 0) return ''
  const certain = query.filter(([name, value]) => !isTracking(name.toLowerCase(), value))
  const hasIdentity =
    isArticle || certain.some(([name, value]) => identityNames.has(name.toLowerCase()) && value !== '')
  const kept = certain.filter(([name, value]) => {
    const lower = name.toLowerCase()
    if (!ambiguousNames.has(lower) || (lower === 'm' && !/^[01]$/.test(value))) return true
    // A file, a path or an address behind `src` is what is shown, not where the reader came from.
    if (/\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|html?|xml)$|^(?:%2f|\/|https?(?::|%3a))/i.test(value)) return true
    return !(isArticle || (hasIdentity && channelValues.has(value.toLowerCase())))
  })
  if (kept.length === 0) return ''
  const spelled = kept.map(([name, value]) => {
    const key = encodeName(name)
    const text = spellEscapes(value.replaceAll('+', '%20'))
    return [key, text === '' ? key : `${key}=${text}`] as const
  })
  spelled.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
  return `?${[...new Set(spelled.map(([, pair]) => pair))].join('&')}`
}

const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/%(?:5B|5D|24|3A|2C)/g, decodeURIComponent)

function isTracking(name: string, value: string): boolean {
  if (trackingNames.has(name)) return true
  if (trackingPrefixes.some((prefix) => name.startsWith(prefix))) return true
  // Another form of the same page: AMP, a phone's, the printer's.
  if (name === 'amp' || name === '_amp') return /^(?:|1|true|yes|y)$/i.test(value)
  if (/^(?:outputtype|output|view|mode|format|type|ampmode)$/.test(name)) return /^(?:amp|amphtml|mobile)$/i.test(value)
  if (name === '_r') return true
  // The time of day, so that no cache answers.
  if (name === '_') return /^\d{9,}$/.test(value)
  return false
}

// ---- what a page says of itself

const headTags: ReadonlySet<string> = new Set(['link', 'meta', 'base', 'body'])

/**
 * The address a page claims for itself: rel=canonical (RFC 6596), else og:url. Not believed: a front page for an article,
 * another scheme, a local host, a section above the article.
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
    if (resolved !== null && isBelievable(resolved, address)) return resolved
  }
  return undefined
}

function isBelievable(claim: URL, address: URL): boolean {
  if (claim.protocol !== 'https:' && claim.protocol !== 'http:') return false
  const claimed = domainOf(claim.hostname)
  const own = domainOf(address.hostname)
  if (claimed.domain !== own.domain && !claimed.isPublic) return false
  if (isHomePage(claim.href) && !isHomePage(address.href)) return false
  // Every page of a site claiming its section is a template's mistake; so is another site's page that names no article.
  const path = pathOf(claim.pathname)
  const ownPath = pathOf(address.pathname)
  if (claimed.domain !== own.domain)
    return namesArticle(path) || queryOf(claim.search).some(([name]) => identityNames.has(name.toLowerCase()))
  return !(ownPath.startsWith(`${path}/`) && namesArticle(ownPath) && !namesArticle(path))
}

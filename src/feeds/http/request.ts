/** The request of one hop: its headers (User-Agent, validators, credentials where they may go), and where a redirect leads. */
import { withoutCredentials } from './address.ts'
import type { FetchRequest } from './answer.ts'

/** What the User-Agent says. */
interface Identity {
  readonly version: string
  /** Where a publisher finds out who asks: a mail address or URL. */
  readonly contact?: string
  readonly subscriberCount?: number
}

/**
 * Every feed type is preferred to text/html, so a server that negotiates sends the feed. text/html is listed because some
 * servers refuse a request without it (newsboat/newsboat#2985).
 */
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.3, */*;q=0.2'

/** Headers of the connection and the protocol, which a configuration cannot set. */
const RESERVED =
  /^(host|connection|keep-alive|content-length|content-type|transfer-encoding|accept-encoding|te|trailer|upgrade|expect|if-.*|range|proxy-.*|referer)$/
/** Configured headers that are sent to other origins after a redirect. Every other one may hold a secret. */
const NOT_SECRET = /^(accept|accept-language|user-agent)$/
/** A valid field value (RFC 9110 §5.5), as Latin-1. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]+$/

/**
 * Our User-Agent: `Broadsheet/1.2.0 (+https://example.org; 3 subscribers)`. Without a contact it still says what asks, since many
 * publishers block what is nameless.
 */
export function userAgent({ version, contact, subscriberCount }: Identity): string {
  const who = contact === undefined ? 'self-hosted feed aggregator' : `+${contact}`
  const count =
    subscriberCount === undefined ? '' : `; ${subscriberCount} subscriber${subscriberCount === 1 ? '' : 's'}`
  return `Broadsheet/${version} (${who}${count})`.replace(/[^\x20-\x7e]/g, '')
}

/** The headers of one hop. */
export interface HopHeaders {
  readonly headers: Record<string, string>
  /** Whether the request is conditional (If-None-Match, If-Modified-Since). */
  readonly isConditional: boolean
  /** Whether credentials or headers of the source were left out, since the hop leads to another origin. */
  readonly withheld: boolean
}

/**
 * The headers of one request; `configured` is the source's address with credentials, `cookie` what the hops before it set ('' for
 * nothing). Credentials (in the URL, RFC 7617, or in
 * the source's own headers) go to the configured origin only. Validators go to the host of the answer they came with, also
 * after a redirect within it. They never go to another host, where the same text may denote another state.
 */
export function requestHeaders(
  request: FetchRequest,
  configured: URL,
  agent: string,
  hop: URL,
  cookie: string,
): HopHeaders {
  const { etag, lastModified, validatorsUrl } = request
  const headers: Record<string, string> = {
    'user-agent': agent,
    accept: ACCEPT,
    'accept-encoding': 'gzip, br, deflate, zstd',
  }
  const isConfiguredOrigin = hop.origin === configured.origin
  let withheld = false
  if (configured.username !== '' || configured.password !== '') {
    if (isConfiguredOrigin) headers['authorization'] = `Basic ${basicCredentials(configured)}`
    else withheld = true
  }
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const lower = name.toLowerCase()
    if (RESERVED.test(lower)) continue
    if (isConfiguredOrigin || NOT_SECRET.test(lower)) headers[lower] = value
    else withheld = true
  }
  if (cookie !== '') headers['cookie'] = headers['cookie'] === undefined ? cookie : `${headers['cookie']}; ${cookie}`
  const origin = validatorsUrl === undefined ? configured : URL.parse(validatorsUrl)
  const isSameHost = origin?.host === hop.host || (origin?.hostname === hop.hostname && isSchemeChange(origin, hop))
  const sends = (value: string | undefined): value is string =>
    isSameHost && value !== undefined && FIELD_VALUE.test(value)
  if (sends(etag)) headers['if-none-match'] = etag
  if (sends(lastModified)) headers['if-modified-since'] = lastModified
  const isConditional = sends(etag) || sends(lastModified)
  return { headers, isConditional, withheld }
}

/** Whether one is http and the other https, both on their default ports. */
const isSchemeChange = (from: URL, to: URL): boolean =>
  from.port === '' && to.port === '' && from.protocol !== to.protocol

function basicCredentials({ username, password }: URL): string {
  const decoded = (text: string): string => {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  }
  return Buffer.from(`${decoded(username)}:${decoded(password)}`, 'utf8').toString('base64')
}

/** What is stored about a source's redirects between fetches. */
export type RedirectMemory = Pick<FetchRequest, 'permanentUrl' | 'candidateUrl'>

/** Our own limit; RFC 9110 §15.4 names none, RFC 2068 had five, browsers allow twenty. */
export const MAX_REDIRECTS = 10

export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308

export const isPermanent = (status: number): boolean => status === 301 || status === 308

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The address that a Location header leads to, without credentials and fragment; undefined when there is none or it is
 * invalid. `location` is its bytes as Latin-1, as HTTP libraries return it. RFC 9110 §10.2.2 allows ASCII only, but
 * bytes that are valid UTF-8 are read as UTF-8, as every browser does (miniflux/picoFeed#178).
 */
export function locationOf(location: string | undefined, from: URL): URL | undefined {
  if (location === undefined || location.trim() === '') return undefined
  let text = location
  if (/[\x80-\xff]/.test(location)) {
    try {
      text = strictUtf8.decode(Buffer.from(location, 'latin1'))
    } catch {
      // No valid UTF-8, so it is Latin-1.
    }
  }
  const target = URL.parse(text, from.href)
  return target === null ? undefined : withoutCredentials(target)
}

/**
 * What to store about redirects after a good answer. `movedTo` is the last target of the permanent redirects (301, 308)
 * before the first temporary one; undefined when the first hop was not permanent.
 */
export function rememberMove(before: RedirectMemory, movedTo: string | undefined): RedirectMemory {
  const { permanentUrl, candidateUrl } = before
  if (movedTo === undefined) return { permanentUrl }
  if (movedTo === candidateUrl) return { permanentUrl: movedTo }
  return { permanentUrl, candidateUrl: movedTo }
}

/** How we introduce ourselves, and which header goes where. */

/** Who is asking. */
export interface Identity {
  readonly version: string
  /** Where the program lives, for a publisher who wonders. */
  readonly projectUrl?: string
  /** An address or URL of whoever runs it. */
  readonly contact?: string
  readonly subscriberCount?: number
}

/**
 * Feed types first, each preferred to text/html: a server that chooses gives the feed, and one that insists on the name
 * of text/html (newsboat/newsboat#2985) finds it.
 */
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.3, */*;q=0.2'

/** Headers of the connection and of the protocol, which belong to us. */
const OURS =
  /^(host|connection|keep-alive|content-length|content-type|transfer-encoding|accept-encoding|te|trailer|upgrade|expect|if-.*|range|proxy-.*|referer)$/
/** Configured headers that are no secret, so that they follow a redirect to another origin. Every other one may be. */
const HARMLESS = /^(accept|accept-language|user-agent)$/
/** What HTTP allows in a field value (RFC 9110 §5.5), as Latin-1. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]+$/

/** `Broadsheet/1.2.0 (+https://…; ops@example.org; 3 subscribers)`: what is known of it. */
export function userAgent({ version, projectUrl, contact, subscriberCount }: Identity): string {
  const about = [
    projectUrl === undefined ? '' : `+${projectUrl}`,
    contact === undefined ? '' : /^https?:/i.test(contact) ? `+${contact}` : contact,
    subscriberCount === undefined ? '' : `${subscriberCount} subscriber${subscriberCount === 1 ? '' : 's'}`,
  ].filter((part) => part !== '')
  const text = `Broadsheet/${version}${about.length > 0 ? ` (${about.join('; ')})` : ''}`
  return text.replace(/[^\x20-\x7e]/g, '')
}

/** What one hop sends. */
export interface HopHeaders {
  readonly headers: Record<string, string>
  /** Whether it asks for changes only. */
  readonly isConditional: boolean
  /** Whether credentials or headers of the source were kept back, since the hop leads to another origin. */
  readonly withheld: boolean
}

/** The part of a fetch that decides about headers. */
export interface HeaderNeeds {
  /** The configured address, credentials and all. */
  readonly configured: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly etag?: string
  readonly lastModified?: string
  readonly validatorsUrl?: string
}

/**
 * The headers of one request. Credentials (of the URL, RFC 7617, and of the source's own headers) go to the configured
 * origin only. Validators go to the host of the answer they came with, also after a redirect within it, and never to
 * another host: there the same text may name another state.
 */
export function requestHeaders(needs: HeaderNeeds, agent: string, hop: URL): HopHeaders {
  const { configured, etag, lastModified } = needs
  const headers: Record<string, string> = {
    'user-agent': agent,
    accept: ACCEPT,
    'accept-encoding': 'gzip, br, deflate, zstd',
  }
  const isHome = hop.origin === configured.origin
  let withheld = false
  if (configured.username !== '' || configured.password !== '') {
    if (isHome) headers['authorization'] = `Basic ${basicCredentials(configured)}`
    else withheld = true
  }
  for (const [name, value] of Object.entries(needs.headers ?? {})) {
    const lower = name.toLowerCase()
    if (OURS.test(lower)) continue
    if (isHome || HARMLESS.test(lower)) headers[lower] = value
    else withheld = true
  }
  const home = needs.validatorsUrl === undefined ? configured : URL.parse(needs.validatorsUrl)
  const isSameHost = home?.host === hop.host || (home?.hostname === hop.hostname && isUpgrade(home, hop))
  const sends = (value: string | undefined): value is string =>
    isSameHost && value !== undefined && SENDABLE.test(value)
  if (sends(etag)) headers['if-none-match'] = etag
  if (sends(lastModified)) headers['if-modified-since'] = lastModified
  const isConditional = sends(etag) || sends(lastModified)
  return { headers, isConditional, withheld }
}

/** From http to https on their default ports: the same host, moved up. */
const isUpgrade = (from: URL, to: URL): boolean => from.port === '' && to.port === '' && from.protocol !== to.protocol

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

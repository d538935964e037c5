/** Parts and forms of a URL: its host and port, the form without credentials, and the proxy that leads to it. */

/** The port to connect to for a URL: its own, else its scheme's default. */
export const portOf = (url: URL): number =>
  url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)

/** A URL's host as sockets and certificates spell it: without the brackets of IPv6 and without a trailing dot. */
export const plainHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

/** The key of a host, for limits and pauses: name and port, `example.org:443`. */
export const hostOf = (url: URL): string => `${url.hostname}:${portOf(url)}`

/** A copy of a URL without credentials and fragment: the form that is requested, compared and stored. */
export function withoutCredentials(url: URL): URL {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  plain.hash = ''
  return plain
}

/**
 * An address without credentials, for output: lists, logs, errors, OPML. In text that is not a URL, everything before an @ is
 * removed.
 */
export function publicUrl(url: string): string {
  const parsed = URL.parse(url)
  // `user:pass@host/x`, where the scheme was forgotten, parses as a URL with the scheme `user:`.
  if (parsed === null || parsed.host === '') return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1')
  if (parsed.username === '' && parsed.password === '') return url
  parsed.username = ''
  parsed.password = ''
  return parsed.href
}

/** The proxies of a configuration and an environment. */
export interface ProxyRules {
  /** `fetch.proxy`, for every URL: `http://host:port`. */
  readonly proxy?: string
  /** HTTPS_PROXY, for https URLs only. It overrides `proxy`, as the environment overrides the configuration. */
  readonly httpsProxy?: string
  /** NO_PROXY in its usual form, comma-separated: `example.org` with its subdomains, `example.org:8080`, `*`. */
  readonly noProxy?: string
}

/** The proxy to use for a URL, or undefined for a direct connection. */
export function proxyFor(url: URL, { proxy, httpsProxy, noProxy }: ProxyRules): string | undefined {
  const chosen = (url.protocol === 'https:' ? httpsProxy : undefined) || proxy || undefined
  if (chosen === undefined || !noProxy) return chosen
  const isExempt = noProxy.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true
    const [, host, port] = /^\*?\.?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    if (!host || (port !== undefined && Number(port) !== portOf(url))) return false
    return url.hostname === host || url.hostname.endsWith(`.${host}`)
  })
  return isExempt ? undefined : chosen
}

/** Chooses the proxy for a URL: HTTPS_PROXY for https, else `fetch.proxy`; none for the hosts of NO_PROXY. */
import { portOf } from './address.ts'

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

/** Which addresses a proxy is asked for: HTTPS_PROXY for https, else `fetch.proxy` for all, NO_PROXY for none. */
import { portOf } from './address.ts'

/** The proxies of a configuration and an environment. */
export interface ProxyRules {
  /** For every address, `http://host:port`. */
  readonly proxy?: string
  /** For https addresses only: HTTPS_PROXY, which as part of the environment beats `proxy`. */
  readonly httpsProxy?: string
  /** Hosts to ask directly, as everywhere: `example.org` with its subdomains, `example.org:8080`, `*`; comma-separated. */
  readonly noProxy?: string
}

/** The proxy to ask for a URL, or undefined for a direct connection. */
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

/** Who asks: the client's address, also behind proxies that are trusted, and how often a client may ask for what is costly. */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import proxyAddr from 'proxy-addr'

/**
 * Returns the address of a request's client: that of the connection or, where this is a trusted proxy's, the last one in
 * X-Forwarded-For that is not. `trusted` are addresses and ranges such as `10.0.0.0/8`. What a proxy writes that is no address
 * counts as the proxy itself.
 */
export function createAddressReader(trusted: readonly string[]): (request: IncomingMessage) => string {
  const trust = proxyAddr.compile([...trusted])
  return (request) => {
    const connected = request.socket.remoteAddress ?? ''
    const named = proxyAddr(request, trust) ?? ''
    // Some proxies add the port.
    const address = isIP(named) ? named : named.replace(/^\[(.*)\](?::\d+)?$|^([^:]*):\d+$/, '$1$2')
    return isIP(address) ? address : connected
  }
}

/** Limits how often each client may ask. */
interface Limit {
  /** Counts a request; returns 0 where it is allowed, else after how many whole seconds the next one is. */
  take(address: string): number
}

/** So many clients are remembered, those that asked last. */
const MAX_CLIENTS = 10_000

/** A limit of `perSecond` requests a second for each client, and `burst` at once after a pause. `nowMs` is monotonic. */
export function createLimit(burst: number, perSecond: number, nowMs: () => number): Limit {
  const clients = new Map<string, { readonly left: number; readonly at: number }>()
  return {
    take(address) {
      const key = networkOf(address)
      const now = nowMs()
      const known = clients.get(key)
      const left = known === undefined ? burst : Math.min(burst, known.left + ((now - known.at) / 1000) * perSecond)
      clients.delete(key)
      clients.set(key, { left: left < 1 ? left : left - 1, at: now })
      if (clients.size > MAX_CLIENTS) clients.delete(clients.keys().next().value!)
      return left < 1 ? Math.ceil((1 - left) / perSecond) : 0
    },
  }
}

/** What one client can choose its addresses from: of IPv6 the first 64 bits. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || isIP(address) !== 6) return mapped ?? address
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  if (tail !== undefined) groups.push(...Array<string>(Math.max(0, 8 - groups.length - last.length)).fill('0'), ...last)
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

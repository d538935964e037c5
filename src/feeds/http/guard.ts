/**
 * The guard against server-side request forgery: feeds are fetched from the public internet only, unless the operator
 * configures an exception.
 *
 * Bias: a refused source is better than a request into a private network. A source refused by mistake costs the operator
 * one line of configuration; a request let through by mistake exposes the network to whoever writes a Location header.
 * So an address counts as public only when it is known to be.
 *
 * The check is on the address that a socket is about to connect to, never on the name alone: a name may have several
 * addresses, or another one at each look-up (DNS rebinding). WHATWG URL parsing has already turned every spelling of an
 * IPv4 literal (decimal, hexadecimal, octal, short, full-width digits) into dotted decimal.
 */
import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { ConfigError } from '../../core/errors.ts'
import { plainHost } from './address.ts'

/** Thrown for a connection that would leave the public internet; `failure.ts` turns it into a message. */
export class PrivateAddressError extends Error {
  readonly code = 'EPRIVATE'
  readonly host: string
  readonly addresses: readonly string[]

  constructor(host: string, addresses: readonly string[]) {
    super(`${host} is ${addresses.join(', ')}`)
    this.name = 'PrivateAddressError'
    this.host = host
    this.addresses = addresses
  }
}

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Allowance =
  | { readonly kind: 'range'; readonly network: Address; readonly bits: number }
  | { readonly kind: 'host'; readonly host: string; readonly port: number }

/** Decides which addresses and names may be connected to; made once a run by `openGuard`. */
export interface Guard {
  /** Whether a socket may connect to this address and port when the URL's host is `host`. */
  permits(address: string, port: number, host?: string): boolean
  /** A look-up for sockets to `port` that returns the permitted addresses only. Calls back with PrivateAddressError when there is none. */
  lookupFor(port: number): LookupFunction
  /** The private addresses of a name that has public ones too. They were not tried: the likely reason when the public ones fail. */
  leftOut(host: string): readonly string[]
  /** Throws PrivateAddressError for an IP literal that is not permitted. Sockets connect to a literal without a look-up. */
  checkLiteral(host: string, port: number): void
  /** Like `checkLiteral`, and also for names of private networks. Through a proxy nothing more can be checked. */
  checkName(host: string, port: number): void
}

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')
/** RFC 6052: the prefix DNS64 uses in a network without IPv4. Not 64:ff9b:1::/48 (RFC 8215), which is for local use. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')

/** Whether an address is on the public internet; false for text that is not an address. */
function isPublicAddress(address: string): boolean {
  const parsed = parseAddress(address)
  return parsed !== undefined && isPublic(parsed)
}

function isPublic(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast'
  // ::ffff:a.b.c.d (mapped) and 64:ff9b::a.b.c.d are as public as the IPv4 address they reach. Nothing else outside
  // 2000::/3 is public unicast: ::1, ::/96 (compatible), ::ffff:0:0:0/96 (RFC 2765), fc00::/7, fe80::/10, ff00::/8.
  // Within it ipaddr.js knows 6to4, Teredo, documentation, ORCHID and the rest of IANA's special-purpose registry.
  if (address.isIPv4MappedAddress() || address.match(NAT64))
    return isPublic(new ipaddr.IPv4(address.toByteArray().slice(12)))
  return address.match(GLOBAL_UNICAST) && address.range() === 'unicast'
}

/** Parses an address as a look-up, a URL or a configuration spells it: drops brackets and zone, unwraps mapped IPv4. */
function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  if (isIP(bare) === 0) return undefined
  // ipaddr.js parses ::8.8.8.8 (compatible) as ::ffff:8.8.8.8 (mapped). URL spells both in hexadecimal, which it parses right.
  const isTransitional = bare.includes(':') && bare.includes('.')
  const address = ipaddr.parse(isTransitional ? new URL(`http://[${bare}]/`).hostname.slice(1, -1) : bare)
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/** What is wrong with one entry of `fetch.allowPrivate`, as a sentence; undefined when it is `host:port`, an address or a CIDR. */
function allowanceMistake(text: string): string | undefined {
  return readAllowance(text) === undefined
    ? `"${text}" is neither host:port nor a range like 10.0.0.0/8; write for example 127.0.0.1:8090`
    : undefined
}

function readAllowance(text: string): Allowance | undefined {
  const trimmed = text.trim().toLowerCase()
  const slash = trimmed.lastIndexOf('/')
  if (slash > 0) {
    const network = parseAddress(trimmed.slice(0, slash))
    const bits = trimmed.slice(slash + 1)
    const widest = network instanceof ipaddr.IPv4 ? 32 : 128
    if (network === undefined || !/^\d{1,3}$/.test(bits) || Number(bits) > widest) return undefined
    return { kind: 'range', network, bits: Number(bits) }
  }
  const single = parseAddress(trimmed)
  if (single !== undefined) return { kind: 'range', network: single, bits: single instanceof ipaddr.IPv4 ? 32 : 128 }
  const parts = /^(\[[^\]]+\]|[^\s:/@[\]]+):(\d{1,5})$/.exec(trimmed)
  if (parts === null || !URL.canParse(`http://${parts[1]}/`)) return undefined
  const port = Number(parts[2])
  return port > 0 && port < 65_536 ? { kind: 'host', host: plainHost(new URL(`http://${parts[1]}/`)), port } : undefined
}

/** Names of this machine or of hosts in a private network (RFC 6761, 6762, 8375, 9476, and common practice). */
const PRIVATE_NAME =
  /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa|ip6-localhost|ip6-loopback)$/

/**
 * A guard with the operator's exceptions: `host:port` (a name or an IP literal), an address or a CIDR. `lookup` resolves
 * names: the system's resolver, unless a test passes its own. Throws ConfigError for an exception of no such form.
 */
export function openGuard(allowPrivate: readonly string[], lookup: LookupFunction = systemLookup): Guard {
  const mistakes = allowPrivate.flatMap((text, i) => {
    const sentence = allowanceMistake(text)
    return sentence === undefined ? [] : [{ path: `fetch.allowPrivate.${i}`, sentence }]
  })
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  const allowances = allowPrivate.map((text) => readAllowance(text) as Allowance)

  const isAllowed = (address: Address | undefined, port: number, host: string): boolean =>
    allowances.some((allowance) => {
      if (allowance.kind === 'range')
        return (
          address !== undefined &&
          address.kind() === allowance.network.kind() &&
          (address as ipaddr.IPv4).match(allowance.network as ipaddr.IPv4, allowance.bits)
        )
      // `127.0.0.1:8090` also permits http://localhost:8090/, since the socket connects to that address.
      return allowance.port === port && (allowance.host === host || allowance.host === address?.toString())
    })

  const permits = (address: string, port: number, host: string = address): boolean => {
    const parsed = parseAddress(address)
    return parsed !== undefined && (isPublic(parsed) || isAllowed(parsed, port, host.toLowerCase().replace(/\.$/, '')))
  }

  const checkLiteral = (host: string, port: number): void => {
    if (isIP(host) !== 0 && !permits(host, port)) throw new PrivateAddressError(host, [host])
  }

  const leftOutByHost = new Map<string, readonly string[]>()

  return {
    permits,
    checkLiteral,
    leftOut: (host) => leftOutByHost.get(host) ?? [],
    checkName(host, port) {
      checkLiteral(host, port)
      const name = host.toLowerCase()
      const isPrivate = isIP(name) === 0 && (!name.includes('.') || PRIVATE_NAME.test(name))
      if (isPrivate && !isAllowed(undefined, port, name)) throw new PrivateAddressError(host, ['a private name'])
    },
    lookupFor: (port) => (host, options, callback) => {
      lookup(host, { ...options, all: true }, (error, found) => {
        if (error !== null && error !== undefined) return callback(error, '', 4)
        const all = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found
        const permitted = all.filter(({ address }) => permits(address, port, host))
        const first = permitted[0]
        const refused = all.filter((answer) => !permitted.includes(answer)).map(({ address }) => address)
        if (first === undefined) return callback(new PrivateAddressError(host, refused), '', 4)
        // For a name with public and private addresses only the public ones are tried.
        if (refused.length > 0 && permitted.some(({ address }) => isPublicAddress(address)))
          leftOutByHost.set(host, refused)
        if (options.all === true) return callback(null, permitted)
        callback(null, first.address, first.family)
      })
    },
  }
}

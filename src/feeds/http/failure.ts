/** Turns what went wrong with a fetch into an error for the operator: what failed, on what, and the next thing to try. */
import { FetchError, SourceError } from '../../core/errors.ts'
import { plainHost, portOf } from './address.ts'
import { CodingError } from './coding.ts'
import { ExchangeError, type Head } from './connection.ts'
import { headerOf, readFreshness, readRetryAfter } from './freshness.ts'
import { type Guard, PrivateAddressError } from './guard.ts'

/** What a message needs to know about the fetch that failed. */
export interface FailureContext {
  readonly sourceId: string
  /** The address that was requested, without credentials. */
  readonly url: URL
  /** Whether a proxy connects for us. A connection that fails is then the one to the proxy. */
  readonly isProxied: boolean
  readonly guard: Guard
  readonly limits: {
    readonly connectTimeoutMs: number
    readonly headersTimeoutMs: number
    readonly totalTimeoutMs: number
    readonly maxWireBytes: number
    readonly maxDecodedBytes: number
  }
}

const DNS_CODES = /^(ENOTFOUND|ENODATA|ESERVFAIL|EREFUSED|ENONAME|EBADNAME|EAI_\w+|EDNS\w*)$/
const REFUSED_CODES =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED|UND_ERR_ABORTED)$/
/** From undici's ProxyAgent: a tunnel that was refused, was closed, or has no trusted certificate. */
const PROXY_CODES = /^UND_ERR_(ABORTED|PRX_\w+|SOCKS5\w*)$/
const TLS_CODES =
  /^(ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|CRL_\w+|ERROR_IN_\w+|PATH_LENGTH_EXCEEDED)$/

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`
const megabytes = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} kB` : `${Math.round(bytes / 104_857.6) / 10} MB`

/**
 * The FetchError for a fetch that got no usable answer. `error` comes from undici, node, the guard or a decoder. Throws
 * `error` itself when it is none of the known failures, since it is then a defect of ours.
 */
export function explainFailure(
  error: unknown,
  { sourceId, url, isProxied, guard, limits }: FailureContext,
): FetchError {
  const host = plainHost(url)
  const hostAndPort = `${host.includes(':') ? `[${host}]` : host}:${portOf(url)}`
  const address = url.href
  // V8 formats a stack when it is first read. Until then the error keeps every function on it alive, with sockets and bodies.
  void (error as Error | undefined)?.stack
  const fail = (code: string, message: string, retryable = false): FetchError =>
    new FetchError(message, { code, url: address, sourceId, retryable, cause: error })
  const isPrivate = (addresses: readonly string[]): FetchError =>
    fail(
      'fetch/private',
      `${address} leads into a private network (${host === addresses[0] ? '' : `${host} is `}${addresses.join(', ')}) and was not asked; if that server is yours, add '${hostAndPort}' to fetch.allowPrivate or BROADSHEET_ALLOW_PRIVATE.`,
    )

  if (error instanceof PrivateAddressError) return isPrivate(error.addresses)
  if (error instanceof ExchangeError)
    switch (error.phase) {
      case 'connect':
        return fail(
          'fetch/timeout',
          `${isProxied ? `The proxy for ${address}` : hostAndPort} accepted no connection within ${seconds(limits.connectTimeoutMs)}; it will be tried again, or check the address ${isProxied ? 'of the proxy' : address}.`,
          true,
        )
      case 'headers':
        return fail(
          'fetch/timeout',
          `${address} was asked and sent no answer within ${seconds(limits.headersTimeoutMs)}; it will be tried again, or raise fetch.headersTimeoutMs.`,
          true,
        )
      case 'total':
        return fail(
          'fetch/timeout',
          `${address} did not finish its answer within ${seconds(limits.totalTimeoutMs)}; it will be tried again, or raise fetch.totalTimeoutMs.`,
          true,
        )
      case 'evicted':
        return fail(
          'fetch/timeout',
          `${address} sent a large answer so slowly that it held up others; it will be tried again.`,
          true,
        )
      case 'fragments':
        return fail(
          'fetch/too-large',
          `${address} sends its answer in pieces of a few bytes, tens of thousands of them; tell the publisher.`,
        )
      case 'too-large':
        return fail(
          'fetch/too-large',
          `${address} sent more than ${megabytes(limits.maxWireBytes)}; ask the publisher for a shorter feed, or raise fetch.maxWireBytes.`,
        )
    }
  if (error instanceof CodingError)
    switch (error.what) {
      case 'too-large':
        return fail(
          'fetch/too-large',
          `${address} unpacks to more than ${megabytes(limits.maxDecodedBytes)}; ask the publisher for a shorter feed, or raise fetch.maxDecodedBytes.`,
        )
      case 'damaged':
        return fail(
          'fetch/http',
          `${address} sent a damaged or cut off ${error.message} body; it will be tried again.`,
          true,
        )
      case 'several':
        return fail(
          'fetch/http',
          `${address} encoded its answer more than once (${error.message}), which is not supported; tell the publisher.`,
        )
      case 'unknown':
        return fail(
          'fetch/http',
          `${address} answered in the content-coding '${error.message.slice(0, 40)}', which was not asked for; tell the publisher.`,
        )
    }

  const code = codeOf(error)
  const leftOut = guard.leftOut(host)
  if (leftOut.length > 0 && (code === 'UND_ERR_CONNECT_TIMEOUT' || REFUSED_CODES.test(code))) return isPrivate(leftOut)
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return explainFailure(new ExchangeError('connect'), { sourceId, url, isProxied, guard, limits })
  const hasHead = (error as { hasHead?: boolean })?.hasHead === true
  const isProxyFault = isProxied && !hasHead && (DNS_CODES.test(code) || REFUSED_CODES.test(code))
  if (PROXY_CODES.test(code) || isProxyFault || (isProxied && /\(407\)/.test(messageOf(error))))
    return fail(
      'fetch/refused',
      `The proxy did not lead to ${address} (${messageOf(error)}); check fetch.proxy or HTTPS_PROXY.`,
      true,
    )
  if (DNS_CODES.test(code))
    return fail(
      'fetch/dns',
      `The name ${plainHost(url)} of ${address} was not found (${code}); check the spelling, or this machine's name server.`,
      true,
    )
  if (TLS_CODES.test(code))
    return fail(
      'fetch/tls',
      `${hostAndPort} has no trustworthy certificate for ${address} (${code}); tell the publisher, or give its authority in NODE_EXTRA_CA_CERTS.`,
    )
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || hasHead)
    return fail(
      'fetch/refused',
      `${address} closed the connection before the end of its answer; it will be tried again.`,
      true,
    )
  if (/^HPE_|^UND_ERR_HEADERS_OVERFLOW/.test(code) || (error as Error | undefined)?.name === 'HTTPParserError')
    return fail(
      'fetch/http',
      `${address} did not answer in HTTP/1.1 (${messageOf(error)}); check whether it is the right port.`,
    )
  if (code === 'UND_ERR_INVALID_ARG')
    return fail(
      'fetch/refused',
      `${address} cannot be asked with the headers configured for it; check \`headers\` of this source for characters that HTTP does not allow.`,
    )
  if (code === 'ECONNREFUSED')
    return fail(
      'fetch/refused',
      `${hostAndPort} refuses connections; check the address ${address}, or wait until the server is back.`,
      true,
    )
  if (REFUSED_CODES.test(code))
    return fail(
      'fetch/refused',
      `${hostAndPort} could not be reached or closed the connection without an answer (${code}); ${address} will be tried again.`,
      true,
    )
  // An unknown error is a defect of ours and is reported as one.
  throw error
}

/** The code of an error, of its cause or of its first inner error; '' when there is none. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string' && code !== 'UND_ERR') return code
    const inner = (at as { errors?: unknown[] }).errors?.[0]
    if (inner !== undefined) return codeOf(inner)
  }
  return ''
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 120) : '')

/** Headers and words of the bot protection that many sites use. It seldom blocks feed readers on purpose. */
const BOT_PROTECTION_HEADERS = [
  'cf-mitigated',
  'x-datadome',
  'x-sucuri-block',
  'sg-captcha',
  'x-iinfo',
  'x-px-captcha',
] as const
const BOT_PROTECTION_TEXT =
  /just a moment\.\.\.|attention required! \| cloudflare|cf-chl|challenge-platform|captcha|_incapsula_resource|datadome|are you a (robot|human)|making sure you(&#39;|')re not a bot|access denied/i

/**
 * Whether an answer comes from bot protection rather than from the site itself. Bias: without a known header or word in
 * its first 16 kB, a 403 is taken for the site's own.
 */
function isBotProtection({ status, headers }: Head, body: Uint8Array): boolean {
  if (status !== 403 && status !== 401 && status !== 429 && status !== 503 && status !== 202) return false
  if (BOT_PROTECTION_HEADERS.some((name) => headers[name] !== undefined)) return true
  return BOT_PROTECTION_TEXT.test(
    Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 16_384)).toString('latin1'),
  )
}

/** How long we wait after a 429 without Retry-After: our own choice, since RFC 6585 §4 names no time. */
const BARE_429_MS = 3_600_000

const after = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString()
const laterOf = (a: string, b: string): string => (a > b ? a : b)

/**
 * Until when a 429 itself is fresh, at most seven days: some servers send one with a max-age of days although their
 * Retry-After says one hour, and would answer the same until then.
 */
const freshUntil = (headers: Head['headers'], now: Date): string =>
  after(now, Math.min((readFreshness(headers, now).maxAgeSeconds ?? 0) * 1000, 7 * 86_400_000))

/**
 * The error for an answer whose status means that there is no feed: SourceError `source/gone` for 410, FetchError
 * `fetch/redirect` for a redirect without a usable Location, else FetchError `fetch/http`. `retryAt` is set when the
 * server named a time, and always for 429.
 */
export function explainStatus(
  head: Head,
  body: Uint8Array,
  context: FailureContext & { readonly now: Date; readonly withheld: boolean },
): SourceError {
  const { status, headers } = head
  const { sourceId, now, withheld } = context
  const url = context.url.href
  const asked = readRetryAfter(headers, now)
  const retryAt = status === 429 ? laterOf(asked ?? after(now, BARE_429_MS), freshUntil(headers, now)) : asked
  const retryable = status >= 500 || status === 429 || status === 408 || status === 425
  const fail = (message: string): FetchError =>
    new FetchError(message, { code: 'fetch/http', url, sourceId, status, retryable, retryAt })

  if (status === 410)
    return new SourceError(
      `${url} says that it is gone for good (410); remove it from the sources or look for its successor.`,
      {
        code: 'source/gone',
        url,
        sourceId,
        status,
      },
    )
  if (isBotProtection(head, body))
    return fail(`${url} is behind bot protection (${status}); ask the publisher to let feed readers through.`)
  if (status === 304)
    return fail(
      `${url} answered 304 though it was not asked for changes only; tell the publisher that its cache is wrong.`,
    )
  if (status === 401 || status === 407)
    return fail(
      withheld
        ? `${url} asks for credentials (${status}), and those of this source belong to another address; configure the address it moved to.`
        : `${url} asks for credentials (${status}); put them into this source's url or headers.`,
    )
  if (status === 403) return fail(`${url} forbids it (403); ask the publisher whether feed readers are welcome there.`)
  if (status === 404) return fail(`${url} does not exist (404); look for the feed's new address on the site.`)
  if (status === 406)
    return fail(`${url} has nothing that we accept (406); set \`headers.accept\` of this source to what it wants.`)
  if (status === 429) return fail(`${url} has been asked too often (429); it will be asked again after ${retryAt}.`)
  if (status >= 500) return fail(`${url} answered with a server error (${status}); it will be tried again.`)
  if (status >= 300 && status < 400) {
    const location = headerOf(headers, 'location')
    return new FetchError(
      `${url} redirects (${status}) ${location === undefined ? 'without saying where' : 'to what is no web address'}; look for the feed's address on the site.`,
      { code: 'fetch/redirect', url, sourceId, status },
    )
  }
  return fail(`${url} answered ${status}, which is no feed; open it in a browser to see why.`)
}

/** Turns what went wrong with a fetch into an error for the operator: what failed, on what, and the next thing to try. */
import { FetchError, SourceError } from '../../core/errors.ts'
import { plainHost, portOf } from './address.ts'
import { type Head, headerOf, readFreshness, readRetryAfter } from './answer.ts'
import { type Guard, PrivateAddressError } from './guard.ts'

/**
 * Why we gave an answer up: it took too long (`connect`, `headers`, `total`), it was large and kept others waiting
 * (`evicted`), its body was too long or in too many pieces or cut off, or could not be decoded. The message of a
 * decoder's error is the name of the coding.
 */
export class AnswerError extends Error {
  readonly code:
    | 'connect'
    | 'headers'
    | 'total'
    | 'evicted'
    | 'fragments'
    | 'too-long'
    | 'cut-off'
    | 'unpacks-too-long'
    | 'damaged'
    | 'several-codings'
    | 'unknown-coding'

  constructor(code: AnswerError['code'], { about = code, cause }: { about?: string; cause?: unknown } = {}) {
    super(about, { cause })
    this.name = 'AnswerError'
    this.code = code
  }
}

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

/** What the sentences name. */
interface Facts extends Pick<FailureContext, 'isProxied' | 'limits'> {
  /** The address that was requested. */
  readonly url: string
  readonly host: string
  readonly hostAndPort: string
  /** The private addresses of the host. */
  readonly privateAddresses: readonly string[]
  /** The code and the message of what went wrong. */
  readonly cause: string
  readonly said: string
}

/** One kind of failure. */
interface Failure {
  /** Matches the code that `causeOf` finds. */
  readonly when: RegExp
  readonly code: string
  readonly retryable: boolean
  readonly sentence: (facts: Facts) => string
}

const DNS = /^(ENOTFOUND|ENODATA|ESERVFAIL|EREFUSED|ENONAME|EBADNAME|EAI_\w+|EDNS\w*)$/
const UNREACHED =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/
const CONNECT_TIMEOUT = 'UND_ERR_CONNECT_TIMEOUT'

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`
const megabytes = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} kB` : `${Math.round(bytes / 104_857.6) / 10} MB`

/** The failures we foresee. The first that matches applies. */
const FAILURES: readonly Failure[] = [
  {
    when: /^EPRIVATE$/,
    code: 'fetch/private',
    retryable: false,
    sentence: ({ url, host, hostAndPort, privateAddresses: addresses }) =>
      `${url} leads into a private network (${host === addresses[0] ? '' : `${host} is `}${addresses.join(', ')}) and was not asked; if that server is yours, add '${hostAndPort}' to fetch.allowPrivate or BROADSHEET_ALLOW_PRIVATE.`,
  },
  {
    when: /^(connect|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    code: 'fetch/timeout',
    retryable: true,
    sentence: ({ url, hostAndPort, isProxied, limits }) =>
      `${isProxied ? `The proxy for ${url}` : hostAndPort} accepted no connection within ${seconds(limits.connectTimeoutMs)}; it will be tried again, or check the address ${isProxied ? 'of the proxy' : url}.`,
  },
  {
    when: /^(headers|UND_ERR_HEADERS_TIMEOUT)$/,
    code: 'fetch/timeout',
    retryable: true,
    sentence: ({ url, limits }) =>
      `${url} was asked and sent no answer within ${seconds(limits.headersTimeoutMs)}; it will be tried again, or raise fetch.headersTimeoutMs.`,
  },
  {
    when: /^total$/,
    code: 'fetch/timeout',
    retryable: true,
    sentence: ({ url, limits }) =>
      `${url} did not finish its answer within ${seconds(limits.totalTimeoutMs)}; it will be tried again, or raise fetch.totalTimeoutMs.`,
  },
  {
    when: /^evicted$/,
    code: 'fetch/timeout',
    retryable: true,
    sentence: ({ url }) => `${url} sent a large answer so slowly that it held up others; it will be tried again.`,
  },
  {
    when: /^fragments$/,
    code: 'fetch/too-large',
    retryable: false,
    sentence: ({ url }) =>
      `${url} sends its answer in pieces of a few bytes, tens of thousands of them; tell the publisher.`,
  },
  {
    when: /^too-long$/,
    code: 'fetch/too-large',
    retryable: false,
    sentence: ({ url, limits }) =>
      `${url} sent more than ${megabytes(limits.maxWireBytes)}; ask the publisher for a shorter feed, or raise fetch.maxWireBytes.`,
  },
  {
    when: /^unpacks-too-long$/,
    code: 'fetch/too-large',
    retryable: false,
    sentence: ({ url, limits }) =>
      `${url} unpacks to more than ${megabytes(limits.maxDecodedBytes)}; ask the publisher for a shorter feed, or raise fetch.maxDecodedBytes.`,
  },
  {
    when: /^damaged$/,
    code: 'fetch/http',
    retryable: true,
    sentence: ({ url, said }) => `${url} sent a damaged or cut off ${said} body; it will be tried again.`,
  },
  {
    when: /^several-codings$/,
    code: 'fetch/http',
    retryable: false,
    sentence: ({ url, said }) =>
      `${url} encoded its answer more than once (${said}), which is not supported; tell the publisher.`,
  },
  {
    when: /^unknown-coding$/,
    code: 'fetch/http',
    retryable: false,
    sentence: ({ url, said }) =>
      `${url} answered in the content-coding '${said.slice(0, 40)}', which was not asked for; tell the publisher.`,
  },
  {
    when: /^(cut-off|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/,
    code: 'fetch/refused',
    retryable: true,
    sentence: ({ url }) => `${url} closed the connection before the end of its answer; it will be tried again.`,
  },
  {
    // Those of undici: a tunnel that was refused, was closed, or has no trusted certificate.
    when: /^(proxy|UND_ERR_(ABORTED|PRX_\w+|SOCKS5\w*))$/,
    code: 'fetch/refused',
    retryable: true,
    sentence: ({ url, said }) => `The proxy did not lead to ${url} (${said}); check fetch.proxy or HTTPS_PROXY.`,
  },
  {
    when: DNS,
    code: 'fetch/dns',
    retryable: true,
    sentence: ({ url, host, cause }) =>
      `The name ${host} of ${url} was not found (${cause}); check the spelling, or this machine's name server.`,
  },
  {
    when: /^(ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|CRL_\w+|ERROR_IN_\w+|PATH_LENGTH_EXCEEDED)$/,
    code: 'fetch/tls',
    retryable: false,
    sentence: ({ url, hostAndPort, cause }) =>
      `${hostAndPort} has no trustworthy certificate for ${url} (${cause}); tell the publisher, or give its authority in NODE_EXTRA_CA_CERTS.`,
  },
  {
    when: /^(HPE_\w+|UND_ERR_HEADERS_OVERFLOW)$/,
    code: 'fetch/http',
    retryable: false,
    sentence: ({ url, said }) => `${url} did not answer in HTTP/1.1 (${said}); check whether it is the right port.`,
  },
  {
    when: /^UND_ERR_INVALID_ARG$/,
    code: 'fetch/refused',
    retryable: false,
    sentence: ({ url }) =>
      `${url} cannot be asked with the headers configured for it; check \`headers\` of this source for characters that HTTP does not allow.`,
  },
  {
    when: /^ECONNREFUSED$/,
    code: 'fetch/refused',
    retryable: true,
    sentence: ({ url, hostAndPort }) =>
      `${hostAndPort} refuses connections; check the address ${url}, or wait until the server is back.`,
  },
  {
    when: UNREACHED,
    code: 'fetch/refused',
    retryable: true,
    sentence: ({ url, hostAndPort, cause }) =>
      `${hostAndPort} could not be reached or closed the connection without an answer (${cause}); ${url} will be tried again.`,
  },
]

/**
 * The FetchError for a fetch that got no usable answer. `error` comes from undici, node, the guard or a decoder. Throws
 * `error` itself when it is none of the known failures, since it is then a defect of ours.
 */
export function explainFailure(error: unknown, context: FailureContext): FetchError {
  const { sourceId, url, isProxied, guard, limits } = context
  // V8 formats a stack when it is first read. Until then the error keeps every function on it alive, with sockets and bodies.
  void (error as Error | undefined)?.stack
  const host = plainHost(url)
  const cause = causeOf(error, context)
  const failure = FAILURES.find(({ when }) => when.test(cause))
  if (failure === undefined) throw error
  const { code, retryable, sentence } = failure
  const facts: Facts = {
    url: url.href,
    host,
    hostAndPort: `${host.includes(':') ? `[${host}]` : host}:${portOf(url)}`,
    isProxied,
    limits,
    privateAddresses: error instanceof PrivateAddressError ? error.addresses : guard.leftOut(host),
    cause,
    said: error instanceof Error ? error.message.slice(0, 120) : '',
  }
  return new FetchError(sentence(facts), { code, url: url.href, sourceId, retryable, cause: error })
}

/** The code of what went wrong: an error's own, `EPRIVATE` or `proxy` where that is the likely reason. */
function causeOf(error: unknown, { url, isProxied, guard }: FailureContext): string {
  const code = codeOf(error)
  if (error instanceof AnswerError) return code
  const isUnreached = UNREACHED.test(code)
  // The public addresses of the name do not answer, and its private ones were not tried.
  if ((isUnreached || code === CONNECT_TIMEOUT) && guard.leftOut(plainHost(url)).length > 0) return 'EPRIVATE'
  if (isProxied && (isUnreached || DNS.test(code) || (error instanceof Error && /\(407\)/.test(error.message))))
    return 'proxy'
  return error instanceof Error && error.name === 'HTTPParserError' && !code.startsWith('HPE_') ? 'HPE_INVALID' : code
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

/** What the sentences about a status name. */
interface StatusFacts extends Head {
  readonly url: string
  readonly retryAt: string | undefined
  /** Whether credentials were left out, since the address is of another origin. */
  readonly withheld: boolean
}

/** What a status means, beside bot protection. The first that matches applies. */
const STATUSES: readonly { readonly when: RegExp; readonly sentence: (facts: StatusFacts) => string }[] = [
  {
    when: /^410$/,
    sentence: ({ url }) =>
      `${url} says that it is gone for good (410); remove it from the sources or look for its successor.`,
  },
  {
    when: /^304$/,
    sentence: ({ url }) =>
      `${url} answered 304 though it was not asked for changes only; tell the publisher that its cache is wrong.`,
  },
  {
    when: /^40[17]$/,
    sentence: ({ url, status, withheld }) =>
      withheld
        ? `${url} asks for credentials (${status}), and those of this source belong to another address; configure the address it moved to.`
        : `${url} asks for credentials (${status}); put them into this source's url or headers.`,
  },
  {
    when: /^403$/,
    sentence: ({ url }) => `${url} forbids it (403); ask the publisher whether feed readers are welcome there.`,
  },
  {
    when: /^404$/,
    sentence: ({ url }) => `${url} does not exist (404); look for the feed's new address on the site.`,
  },
  {
    when: /^406$/,
    sentence: ({ url }) =>
      `${url} has nothing that we accept (406); set \`headers.accept\` of this source to what it wants.`,
  },
  {
    when: /^429$/,
    sentence: ({ url, retryAt }) => `${url} has been asked too often (429); it will be asked again after ${retryAt}.`,
  },
  {
    when: /^([5-9]|\d{4})/,
    sentence: ({ url, status }) => `${url} answered with a server error (${status}); it will be tried again.`,
  },
  {
    when: /^3/,
    sentence: ({ url, status, headers }) =>
      `${url} redirects (${status}) ${headerOf(headers, 'location') === undefined ? 'without saying where' : 'to what is no web address'}; look for the feed's address on the site.`,
  },
  {
    when: /^/,
    sentence: ({ url, status }) => `${url} answered ${status}, which is no feed; open it in a browser to see why.`,
  },
]

/**
 * The error for an answer whose status means that there is no feed: SourceError `source/gone` for 410, FetchError
 * `fetch/redirect` for a redirect without a usable Location, else FetchError `fetch/http`. `retryAt` is set when the
 * server named a time, and always for 429.
 */
export function explainStatus(
  head: Head,
  body: Uint8Array,
  { sourceId, url: { href: url }, now, withheld }: FailureContext & { readonly now: Date; readonly withheld: boolean },
): SourceError {
  const { status, headers } = head
  const asked = readRetryAfter(headers, now)
  const retryAt = status === 429 ? laterOf(asked ?? after(now, BARE_429_MS), freshUntil(headers, now)) : asked
  const retryable = status >= 500 || status === 429 || status === 408 || status === 425
  const meaning = STATUSES.find(({ when }) => when.test(String(status)))?.sentence
  const sentence = isBotProtection(head, body)
    ? `${url} is behind bot protection (${status}); ask the publisher to let feed readers through.`
    : (meaning?.({ ...head, url, retryAt, withheld }) ?? '')
  if (status === 410) return new SourceError(sentence, { code: 'source/gone', url, sourceId, status })
  if (status >= 300 && status < 400 && status !== 304)
    return new FetchError(sentence, { code: 'fetch/redirect', url, sourceId, status })
  return new FetchError(sentence, { code: 'fetch/http', url, sourceId, status, retryable, retryAt })
}

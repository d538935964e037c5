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

/** One kind of failure. `{name}` in its sentence stands for a fact. */
interface Failure {
  /** Matches the code of what went wrong. */
  readonly when: RegExp
  readonly code: string
  readonly sentence: string
  readonly retryable?: true
}

const DNS = /^(ENOTFOUND|ENODATA|ESERVFAIL|EREFUSED|ENONAME|EBADNAME|EAI_\w+|EDNS\w*)$/
const UNREACHED =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/
const CONNECT_TIMEOUT = /^(connect|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/

/** The failures we foresee. The first that matches applies. */
const FAILURES: readonly Failure[] = [
  {
    when: /^EPRIVATE$/,
    code: 'fetch/private',
    sentence:
      "{url} leads into a private network ({addresses}) and was not asked; if that server is yours, add '{server}' to fetch.allowPrivate or BROADSHEET_ALLOW_PRIVATE.",
  },
  {
    when: /^proxy-timeout$/,
    code: 'fetch/timeout',
    sentence:
      'The proxy for {url} accepted no connection within {connectTimeout}; it will be tried again, or check the address of the proxy.',
    retryable: true,
  },
  {
    when: CONNECT_TIMEOUT,
    code: 'fetch/timeout',
    sentence:
      '{server} accepted no connection within {connectTimeout}; it will be tried again, or check the address {url}.',
    retryable: true,
  },
  {
    when: /^(headers|UND_ERR_HEADERS_TIMEOUT)$/,
    code: 'fetch/timeout',
    sentence:
      '{url} was asked and sent no answer within {headersTimeout}; it will be tried again, or raise fetch.headersTimeoutMs.',
    retryable: true,
  },
  {
    when: /^total$/,
    code: 'fetch/timeout',
    sentence:
      '{url} did not finish its answer within {totalTimeout}; it will be tried again, or raise fetch.totalTimeoutMs.',
    retryable: true,
  },
  {
    when: /^evicted$/,
    code: 'fetch/timeout',
    sentence: '{url} sent a large answer so slowly that it held up others; it will be tried again.',
    retryable: true,
  },
  {
    when: /^fragments$/,
    code: 'fetch/too-large',
    sentence: '{url} sends its answer in pieces of a few bytes, tens of thousands of them; tell the publisher.',
  },
  {
    when: /^too-long$/,
    code: 'fetch/too-large',
    sentence: '{url} sent more than {maxWire}; ask the publisher for a shorter feed, or raise fetch.maxWireBytes.',
  },
  {
    when: /^unpacks-too-long$/,
    code: 'fetch/too-large',
    sentence:
      '{url} unpacks to more than {maxDecoded}; ask the publisher for a shorter feed, or raise fetch.maxDecodedBytes.',
  },
  {
    when: /^damaged$/,
    code: 'fetch/http',
    sentence: '{url} sent a damaged or cut off {message} body; it will be tried again.',
    retryable: true,
  },
  {
    when: /^several-codings$/,
    code: 'fetch/http',
    sentence: '{url} encoded its answer more than once ({message}), which is not supported; tell the publisher.',
  },
  {
    when: /^unknown-coding$/,
    code: 'fetch/http',
    sentence: "{url} answered in the content-coding '{message}', which was not asked for; tell the publisher.",
  },
  {
    when: /^(cut-off|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/,
    code: 'fetch/refused',
    sentence: '{url} closed the connection before the end of its answer; it will be tried again.',
    retryable: true,
  },
  {
    // Those of undici: a tunnel that was refused, was closed, or has no trusted certificate.
    when: /^(proxy|UND_ERR_(ABORTED|PRX_\w+|SOCKS5\w*))$/,
    code: 'fetch/refused',
    sentence: 'The proxy did not lead to {url} ({message}); check fetch.proxy or HTTPS_PROXY.',
    retryable: true,
  },
  {
    when: DNS,
    code: 'fetch/dns',
    sentence: "The name {host} of {url} was not found ({cause}); check the spelling, or this machine's name server.",
    retryable: true,
  },
  {
    // What a server says that speaks HTTP alone.
    when: /^ERR_SSL_(WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL)$/,
    code: 'fetch/tls',
    sentence: '{server} does not speak https ({cause}); write http:// in front of the address, or check the port.',
  },
  {
    when: /^(ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|CRL_\w+|ERROR_IN_\w+|PATH_LENGTH_EXCEEDED)$/,
    code: 'fetch/tls',
    sentence:
      '{server} has no trustworthy certificate for {url} ({cause}); tell the publisher, or give its authority in NODE_EXTRA_CA_CERTS.',
  },
  {
    // No status line at all.
    when: /^HPE_(?:INVALID_CONSTANT|INVALID_VERSION|INVALID)$/,
    code: 'fetch/http',
    sentence: '{url} did not answer in HTTP/1.1 ({message}); check whether it is the right port.',
  },
  {
    when: /^(HPE_\w+|UND_ERR_HEADERS_OVERFLOW)$/,
    code: 'fetch/http',
    sentence: '{url} sent an answer that breaks the rules of HTTP ({message}); tell the publisher.',
  },
  {
    when: /^UND_ERR_INVALID_ARG$/,
    code: 'fetch/refused',
    sentence:
      '{url} cannot be asked with the headers configured for it; check `headers` of this source for characters that HTTP does not allow.',
  },
  {
    when: /^ECONNREFUSED$/,
    code: 'fetch/refused',
    sentence: '{server} refuses connections; check the address {url}, or wait until the server is back.',
    retryable: true,
  },
  {
    when: UNREACHED,
    code: 'fetch/refused',
    sentence:
      '{server} could not be reached or closed the connection without an answer ({cause}); {url} will be tried again.',
    retryable: true,
  },
]

/** A sentence with its facts. What a fact contains is not filled again. */
const fill = (sentence: string, facts: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? '')

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`
const megabytes = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} kB` : `${Math.round(bytes / 104_857.6) / 10} MB`

/**
 * The FetchError for a fetch that got no usable answer. `error` comes from undici, node, the guard or a decoder. Throws
 * `error` itself when it is not a known failure, since it is then a defect of ours.
 */
export function explainFailure(error: unknown, context: FailureContext): FetchError {
  const { sourceId, url, guard, limits } = context
  // V8 formats a stack when it is first read. Until then the error keeps every function on it alive, with sockets and bodies.
  void (error as Error | undefined)?.stack
  const host = plainHost(url)
  const cause = causeOf(error, context)
  const failure = FAILURES.find(({ when }) => when.test(cause))
  if (failure === undefined) throw error
  const addresses = error instanceof PrivateAddressError ? error.addresses : guard.leftOut(host)
  const sentence = fill(failure.sentence, {
    url: url.href,
    host,
    server: `${host.includes(':') ? `[${host}]` : host}:${portOf(url)}`,
    addresses: `${host === addresses[0] ? '' : `${host} is `}${addresses.join(', ')}`,
    cause,
    message: error instanceof Error ? error.message.slice(0, cause === 'unknown-coding' ? 40 : 120) : '',
    connectTimeout: seconds(limits.connectTimeoutMs),
    headersTimeout: seconds(limits.headersTimeoutMs),
    totalTimeout: seconds(limits.totalTimeoutMs),
    maxWire: megabytes(limits.maxWireBytes),
    maxDecoded: megabytes(limits.maxDecodedBytes),
  })
  const { code, retryable = false } = failure
  return new FetchError(sentence, { code, url: url.href, sourceId, retryable, cause: error })
}

/** The code of what went wrong: an error's own, `EPRIVATE` or `proxy` where that is the likely reason. */
function causeOf(error: unknown, { url, isProxied, guard }: FailureContext): string {
  const code = codeOf(error)
  const isUnreached = UNREACHED.test(code)
  // The public addresses of the name do not answer, and its private ones were not tried.
  if ((isUnreached || code === 'UND_ERR_CONNECT_TIMEOUT') && guard.leftOut(plainHost(url)).length > 0) return 'EPRIVATE'
  if (isProxied && CONNECT_TIMEOUT.test(code)) return 'proxy-timeout'
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

/** What a status means, unless it comes from bot protection. The first that matches applies. */
const STATUSES: readonly (readonly [when: RegExp, sentence: string])[] = [
  [/^304/, '{url} answered 304 though it was not asked for changes only; tell the publisher that its cache is wrong.'],
  [
    /^40[17] withheld$/,
    '{url} asks for credentials ({status}), and those of this source belong to another address; configure the address it moved to.',
  ],
  [/^40[17]/, "{url} asks for credentials ({status}); put them into this source's url or headers."],
  [/^403/, '{url} forbids it (403); ask the publisher whether feed readers are welcome there.'],
  [/^404/, "{url} does not exist (404); look for the feed's new address on the site."],
  [/^406/, '{url} has nothing that we accept (406); set `headers.accept` of this source to what it wants.'],
  [/^410/, '{url} says that it is gone for good (410); remove it from the sources or look for its successor.'],
  [/^429/, '{url} has been asked too often (429); it will be asked again after {retryAt}.'],
  [/^[5-9]/, '{url} answered with a server error ({status}); it will be tried again.'],
  [/^3/, "{url} redirects ({status}) {where}; look for the feed's address on the site."],
  [/^/, '{url} answered {status}, which is no feed; open it in a browser to see why.'],
]
const BOT_PROTECTION = '{url} is behind bot protection ({status}); ask the publisher to let feed readers through.'

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
  const meaning = STATUSES.find(([when]) => when.test(`${status}${withheld ? ' withheld' : ''}`))?.[1] ?? ''
  const sentence = fill(isBotProtection(head, body) ? BOT_PROTECTION : meaning, {
    url,
    status: String(status),
    retryAt: retryAt ?? '',
    where: headerOf(headers, 'location') === undefined ? 'without saying where' : 'to no valid web address',
  })
  if (status === 410) return new SourceError(sentence, { code: 'source/gone', url, sourceId, status })
  if (status >= 300 && status < 400 && status !== 304)
    return new FetchError(sentence, { code: 'fetch/redirect', url, sourceId, status })
  return new FetchError(sentence, { code: 'fetch/http', url, sourceId, status, retryable, retryAt })
}

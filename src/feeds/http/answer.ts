/** The request for one source and its answer as plain data, and what an answer's headers say about the next fetch (RFC 9111 §4.2, RFC 9110 §10.2.3). */

/** One source, and what is stored about it. */
export interface FetchRequest {
  readonly sourceId: string
  /** As configured, with credentials. May be a local file, `file:///…`. */
  readonly url: string
  /** The feed that the page at `url` declares; requested instead of `url`. Credentials still go to the origin of `url` only. */
  readonly foundUrl?: string
  /** The target of two consistent 301/308 answers; requested instead of `url`, and of `foundUrl`. */
  readonly permanentUrl?: string
  /** The target of a 301/308 answer seen once so far. */
  readonly candidateUrl?: string
  /** Byte for byte as received, as Latin-1. */
  readonly etag?: string
  readonly lastModified?: string
  /** The final URL the validators belong to. */
  readonly validatorsUrl?: string
  /** The source's configured headers. All but Accept, Accept-Language and User-Agent go to the origin of `url` only. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

interface AnswerBase {
  /** The final URL, without credentials. The validators belong to it, and relative links resolve against it. */
  readonly url: string
  readonly etag?: string
  readonly lastModified?: string
  readonly freshness: Freshness
  /** The state of redirects to store in place of the old one; absent means that the old value is deleted. */
  readonly permanentUrl?: string
  readonly candidateUrl?: string
  /** The HTTP status; 200 or 304 for a local file. */
  readonly status: number
}

/** What a source answered. Its validators and redirects replace the stored ones; absent means that the old value is deleted. */
export type FetchAnswer =
  | (AnswerBase & { readonly kind: 'modified'; readonly bytes: Uint8Array; readonly contentType?: string })
  | (AnswerBase & { readonly kind: 'not-modified' })

/** An answer together with the memory it occupies. */
export interface HeldAnswer {
  readonly answer: FetchAnswer
  /** To be called when the answer's bytes are no longer used. */
  readonly release: () => void
}

/** An answer that several requests may share. */
export interface SharedAnswer extends HeldAnswer {
  /** Whether another request also holds it and has not released it yet. */
  isShared(): boolean
}

/** What an answer's headers say about the next fetch. Minimum and maximum intervals are applied in `polling.ts`. */
export interface Freshness {
  /** Seconds from now for which the answer stays fresh by Cache-Control: max-age less the Age it has spent in caches. */
  readonly maxAgeSeconds?: number
  /** The instant of `Expires`, corrected by the difference between the server's clock and ours. */
  readonly expiresAt?: string
  /** The instant before which the server asked not to receive another request (Retry-After). */
  readonly retryAt?: string
}

/** Header values as received, by lower-case name. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Status and headers of an answer. Header values are the bytes as Latin-1. */
export interface Head {
  readonly status: number
  readonly headers: Headers
}

/** A longer Retry-After is cut to seven days: our own choice, since a longer one is more often a mistake than a wish. */
const MAX_WAIT_MS = 7 * 86_400_000
/** A longer max-age counts as this (RFC 9111 §1.2.2). */
const MAX_AGE_SECONDS = 2 ** 31

/** The first value of a header, or undefined. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** The freshness that these headers declare, measured from the wall clock's `now`. */
export function readFreshness(headers: Headers, now: Date): Freshness {
  const joined = headers['cache-control']
  const cacheControl = typeof joined === 'string' ? joined : (joined?.join(',') ?? '')
  const age = Number(/^\d{1,10}$/.exec(headerOf(headers, 'age') ?? '')?.[0] ?? 0)
  const directive = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/i.exec(cacheControl)?.[1]
  const date = instantOf(headerOf(headers, 'date'))
  const expires = instantOf(headerOf(headers, 'expires'))
  return {
    maxAgeSeconds:
      directive === undefined ? undefined : Math.max(0, Math.min(Number(directive), MAX_AGE_SECONDS) - age),
    expiresAt: expires === undefined ? undefined : isoAt(expires + (date === undefined ? 0 : now.getTime() - date)),
    retryAt: readRetryAfter(headers, now),
  }
}

/**
 * The instant that Retry-After names, at most seven days from `now`; undefined when it is missing, invalid or past. A
 * date in it is measured from the server's own Date header, so that a wrong server clock does no harm.
 */
export function readRetryAfter(headers: Headers, now: Date): string | undefined {
  const text = headerOf(headers, 'retry-after')?.trim()
  if (text === undefined) return undefined
  const asked = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : (instantOf(text) ?? Number.NaN) - (instantOf(headerOf(headers, 'date')) ?? now.getTime())
  return asked > 0 ? isoAt(now.getTime() + Math.min(asked, MAX_WAIT_MS)) : undefined
}

const isoAt = (ms: number): string | undefined => (Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : undefined)

/** The three date forms of RFC 9110 §5.6.7; a numeric or missing zone is accepted too. */
const HTTP_DATE =
  /^(?:[a-z]{3,9},?\s+)?(?:\d{1,2}[ -][a-z]{3}[ -]\d{2,4} \d{1,2}:\d\d:\d\d|[a-z]{3} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})( gmt| utc| z| [+-]\d{4})?$/i

/** An HTTP date, or one of ISO 8601, in milliseconds since 1970; undefined when invalid. A date without a zone is UTC, whatever `TZ` says. */
function instantOf(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 64) return undefined
  const trimmed = text.trim()
  const http = HTTP_DATE.exec(trimmed)
  if (http === null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i.test(trimmed)) return undefined
  const ms = Date.parse(
    http !== null && http[1] === undefined ? `${trimmed} GMT` : trimmed.replace(/-(?=.*:)/g, http ? ' ' : '-'),
  )
  return Number.isNaN(ms) ? undefined : ms
}

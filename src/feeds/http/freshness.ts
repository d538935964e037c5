/** When a server wants to be asked again: RFC 9111 §4.2 and RFC 9110 §10.2.3, as far as they hold for a polite reader. */

/** What an answer's headers say about the next fetch. Nothing here is capped: `polling.ts` knows floor and cap. */
export interface Freshness {
  /** Seconds from now for which the answer stays fresh by Cache-Control, what a cache has used up already taken off. */
  readonly maxAgeSeconds?: number
  /** The instant of `Expires`, moved by how far the server's clock is from ours. */
  readonly expiresAt?: string
  /** The instant before which the server asked not to be asked again. */
  readonly retryAt?: string
}

/** Header values by lower-case name, as they came. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** No server is taken at its word for longer (FEEDS.md, 6). */
const LONGEST_WAIT_MS = 7 * 86_400_000
/** Beyond this, seconds are no honest number (RFC 9111 §1.2.2). */
const MOST_SECONDS = 2 ** 31

/** The first value of a header, or undefined. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** What these headers say about coming back; the wall clock is `now`. */
export function readFreshness(headers: Headers, now: Date): Freshness {
  const joined = headers['cache-control']
  const cacheControl = typeof joined === 'string' ? joined : (joined?.join(',') ?? '')
  const age = Number(/^\d{1,10}$/.exec(headerOf(headers, 'age') ?? '')?.[0] ?? 0)
  const directive = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/i.exec(cacheControl)?.[1]
  const date = instantOf(headerOf(headers, 'date'))
  const expires = instantOf(headerOf(headers, 'expires'))
  return {
    maxAgeSeconds: directive === undefined ? undefined : Math.max(0, Math.min(Number(directive), MOST_SECONDS) - age),
    expiresAt: expires === undefined ? undefined : isoAt(expires + (date === undefined ? 0 : now.getTime() - date)),
    retryAt: readRetryAfter(headers, now),
  }
}

/**
 * The instant a Retry-After names, at most seven days away; undefined where there is none, it is junk, or it lies in
 * the past. A date is measured from the server's own Date, so that a wrong clock there does not keep us away for years.
 */
export function readRetryAfter(headers: Headers, now: Date): string | undefined {
  const text = headerOf(headers, 'retry-after')?.trim()
  if (text === undefined) return undefined
  const asked = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : (instantOf(text) ?? Number.NaN) - (instantOf(headerOf(headers, 'date')) ?? now.getTime())
  return asked > 0 ? isoAt(now.getTime() + Math.min(asked, LONGEST_WAIT_MS)) : undefined
}

const isoAt = (ms: number): string | undefined => (Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : undefined)

/** The three forms of RFC 9110 §5.6.7, with a numeric zone, a missing zone or ISO 8601 forgiven. */
const HTTP_DATE =
  /^(?:[a-z]{3,9},?\s+)?(?:\d{1,2}[ -][a-z]{3}[ -]\d{2,4} \d{1,2}:\d\d:\d\d|[a-z]{3} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})( gmt| utc| z| [+-]\d{4})?$/i

/** An HTTP date in milliseconds since 1970, or undefined. A date without a zone is in UTC, whatever zone we run in. */
export function instantOf(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 64) return undefined
  const trimmed = text.trim()
  const http = HTTP_DATE.exec(trimmed)
  if (http === null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i.test(trimmed)) return undefined
  const ms = Date.parse(
    http !== null && http[1] === undefined ? `${trimmed} GMT` : trimmed.replace(/-(?=.*:)/g, http ? ' ' : '-'),
  )
  return Number.isNaN(ms) ? undefined : ms
}

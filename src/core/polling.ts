/** Decides when a source is next fetched, from its answers, its document and its failures. Pure: `now` is given. */
import type { Instant } from './model.ts'
import { DAY, HOUR, instantOf, MINUTE } from './schedule.ts'

/** The facts of one fetch that determine the next. */
interface FetchFacts {
  readonly sourceId: string
  readonly now: Instant
  /** The configured interval, which replaces the learned one. */
  readonly intervalMinutes?: number
  /** The number of consecutive failures before this fetch. */
  readonly failCount: number
  /** The dates of the source's recent entries, in any order. */
  readonly entryDates?: readonly Instant[]
  /** From the answer's headers. */
  readonly freshness?: { readonly maxAgeSeconds?: number; readonly expiresAt?: Instant; readonly retryAt?: Instant }
  /** From the document. */
  readonly feed?: {
    readonly minutesBetweenFetches?: number
    readonly skipHours?: readonly number[]
    readonly skipDays?: readonly number[]
  }
  /** Present when the fetch failed. */
  readonly error?: { readonly code: string; readonly status?: number; readonly retryAt?: Instant }
}

/** The shortest wait, whatever the source says (no-cache, `<ttl>1`), unless a shorter interval is configured. */
const MIN_WAIT_MS = 30 * MINUTE
/** The longest wait: a max-age of a year is more often a mistake than intended. */
export const MAX_WAIT_MS = 7 * DAY
/** The longest learned interval; the shortest is MIN_WAIT_MS. */
const MAX_LEARNED_MS = DAY
/** The interval of a source from which fewer than two dates are known. */
const UNKNOWN_MS = HOUR
/** How many of the newest entries count: enough for a median, few enough to follow a source that changes its rhythm. */
const RECENT_ENTRIES = 20
/** The wait after a first failure, and the longest after several. */
const FIRST_BACK_OFF_MS = HOUR
const MAX_BACK_OFF_MS = DAY
/** Learned intervals are spread by a tenth either way, so that a thousand sources added at once do not fall due at once. */
const JITTER = 0.1

/**
 * When to fetch a source again: at least 30 minutes, or the configured interval where that is shorter, and at most 7 days
 * from now.
 *
 * After an answer it is the later of our own interval and what the source asks for: max-age, Expires, Retry-After, `<ttl>`
 * and sy:updatePeriod; then skipHours and skipDays, which are in UTC, may move it further. Our own interval is the
 * configured one, counted from the whole minute so that a schedule in minutes meets it, else half the median gap between the source's recent entries, from 30 minutes to 24 hours (1 hour while
 * unknown), spread by at most 10 % depending on the source's id.
 *
 * After a failure it is Retry-After where there is one (RFC 9110 §10.2.3), else 1 hour, doubled by each consecutive failure
 * up to 24 hours. A source is never given up.
 */
export function nextFetchAt(facts: FetchFacts): Instant {
  const nowMs = Date.parse(facts.now)
  const waitMs = facts.error === undefined ? waitAfterAnswer(facts, nowMs) : waitAfterFailure(facts, nowMs)
  const leastMs = Math.min(MIN_WAIT_MS, configuredWait(facts, nowMs) ?? MIN_WAIT_MS)
  const wantedMs = nowMs + Math.min(MAX_WAIT_MS, Math.max(leastMs, waitMs))
  return instantOf(Math.min(nowMs + MAX_WAIT_MS, afterSkipped(wantedMs, facts.feed)))
}

/** The time in ms until the configured interval is over, counted from the beginning of this minute. */
const configuredWait = ({ intervalMinutes }: FetchFacts, nowMs: number): number | undefined =>
  intervalMinutes === undefined ? undefined : intervalMinutes * MINUTE - (nowMs % MINUTE)

function waitAfterAnswer(facts: FetchFacts, nowMs: number): number {
  const { sourceId, entryDates, freshness, feed } = facts
  return Math.max(
    configuredWait(facts, nowMs) ?? spread(learnedInterval(entryDates ?? [], nowMs), sourceId),
    finite((freshness?.maxAgeSeconds ?? 0) * 1000),
    msUntil(freshness?.expiresAt, nowMs),
    msUntil(freshness?.retryAt, nowMs),
    finite((feed?.minutesBetweenFetches ?? 0) * MINUTE),
  )
}

function waitAfterFailure({ failCount, freshness, error }: FetchFacts, nowMs: number): number {
  const asked = Math.max(msUntil(error?.retryAt, nowMs), msUntil(freshness?.retryAt, nowMs))
  if (asked > 0) return asked
  return Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(Math.max(0, failCount), 10))
}

/**
 * Half the median gap between different dates of recent entries. Dates in the future are ignored: they are mistakes, or
 * events of a calendar.
 */
function learnedInterval(entryDates: readonly Instant[], nowMs: number): number {
  const dates = [...new Set(entryDates.map((date) => Date.parse(date)))]
    .filter((date) => date <= nowMs)
    .sort((a, b) => b - a)
    .slice(0, RECENT_ENTRIES)
  const gaps = dates.slice(1).map((date, i) => dates[i]! - date)
  if (gaps.length === 0) return UNKNOWN_MS
  gaps.sort((a, b) => a - b)
  const median = (gaps[(gaps.length - 1) >> 1]! + gaps[gaps.length >> 1]!) / 2
  return Math.min(MAX_LEARNED_MS, median / 2)
}

/**
 * An interval spread by -10 % to +10 %, by a hash of the id (FNV-1a): always the same for a source, so that it keeps its
 * rhythm. Near MIN_WAIT_MS it is spread upward only.
 */
function spread(ms: number, id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  // The high bits of FNV hardly differ for short ids that differ at their end, so they are mixed once more.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const share = (((hash ^ (hash >>> 13)) >>> 0) / 0xffffffff) * 2 * JITTER - JITTER
  return Math.round(Math.max(ms * (1 + share), MIN_WAIT_MS * (1 + Math.abs(share))))
}

/** The first instant from `ms` on whose hour and day (UTC) the source does not skip; `ms` itself where it skips all. */
function afterSkipped(ms: number, feed: FetchFacts['feed']): number {
  // Some feeds write 24 for midnight, because RSS 0.91 counts hours from 1.
  const hours = new Set((feed?.skipHours ?? []).map((hour) => hour % 24))
  const days = new Set(feed?.skipDays ?? [])
  const isSkipped = (at: Date): boolean => hours.has(at.getUTCHours()) || days.has(at.getUTCDay())
  if (!isSkipped(new Date(ms))) return ms
  const nextHour = Math.floor(ms / HOUR) * HOUR + HOUR
  for (let hour = 0; hour < 8 * 24; hour++)
    if (!isSkipped(new Date(nextHour + hour * HOUR))) return nextHour + hour * HOUR
  return ms
}

/**
 * Until when a source must not be fetched because it skips this hour or day (skipHours, skipDays), although it fell due
 * before; undefined where it may be fetched now. A week after its last answer it may always be fetched.
 */
export function skippedUntil(
  now: Instant,
  feed: FetchFacts['feed'],
  fetchedAt: Instant | undefined,
): Instant | undefined {
  const nowMs = Date.parse(now)
  const untilMs = afterSkipped(nowMs, feed)
  const latestMs = fetchedAt === undefined ? nowMs : Date.parse(fetchedAt) + MAX_WAIT_MS
  return untilMs > nowMs && latestMs > nowMs ? instantOf(Math.min(untilMs, latestMs)) : undefined
}

/** Whether a source is due: also where a clock that was ahead put it off for longer than any wait. */
export const isDue = (nextFetchAt: Instant, now: Instant): boolean =>
  nextFetchAt <= now || Date.parse(nextFetchAt) > Date.parse(now) + MAX_WAIT_MS

const finite = (ms: number): number => (Number.isFinite(ms) ? ms : 0)
/** The time until an instant in ms; 0 where it is absent or no date. */
const msUntil = (instant: Instant | undefined, nowMs: number): number =>
  instant === undefined ? 0 : finite(Date.parse(instant) - nowMs)

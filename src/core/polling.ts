/** When a source is next asked: what its answers, its document and its failures teach about that. Pure: `now` is given. */
import type { Instant } from './model.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const instantOf = (ms: number): Instant => new Date(ms).toISOString()

/** What one fetch taught about when to come back. */
export interface FetchFacts {
  readonly sourceId: string
  readonly now: Instant
  /** As configured: replaces the learned interval. */
  readonly intervalMinutes?: number
  /** Failures in a row before this one. */
  readonly failCount: number
  /** The source's recent entries, in any order. */
  readonly entryDates?: readonly Instant[]
  /** What the answer's headers say. */
  readonly freshness?: { readonly maxAgeSeconds?: number; readonly expiresAt?: Instant; readonly retryAt?: Instant }
  /** What the document says. */
  readonly feed?: {
    readonly minutesBetweenFetches?: number
    readonly skipHours?: readonly number[]
    readonly skipDays?: readonly number[]
  }
  /** Present when the fetch failed. */
  readonly error?: { readonly code: string; readonly status?: number; readonly retryAt?: Instant }
}

/** Nobody is asked more often, whatever they say (no-cache, `<ttl>1`) and whatever is configured. */
const FLOOR_MS = 30 * MINUTE
/** Nobody is left alone for longer: a max-age of a year is a mistake more often than a wish. */
const CAP_MS = 7 * DAY
/** A learned interval's upper bound (its lower one is the floor), and what stands for it while there are not two dates. */
const LEARNED_MOST_MS = DAY
const UNKNOWN_MS = HOUR
/** The newest entries that count as recent: enough for a median, few enough to follow a source that changes its habits. */
const RECENT_ENTRIES = 20
const BACK_OFF_FIRST_MS = HOUR
const BACK_OFF_MOST_MS = DAY
/** Learned intervals are spread by a tenth either way, so that a thousand sources added at once do not come due at once. */
const JITTER = 0.1

/**
 * When to ask a source again. After an answer: the later of our own interval and what the server wishes (max-age,
 * Expires, Retry-After, `<ttl>`, sy:updatePeriod, then skipHours and skipDays, which are in UTC). Our own is the
 * configured one, else half the median gap between the source's recent entries, 30 minutes to 24 hours (1 hour while
 * unknown), spread by at most 10 % by its id. After a failure: Retry-After where there is one (RFC 9110 §10.2.3), else
 * 1 hour, doubled by each failure in a row up to 24 hours; never for good. In all cases at least 30 minutes and at most
 * 7 days from now.
 */
export function nextFetchAt(facts: FetchFacts): Instant {
  const nowMs = Date.parse(facts.now)
  const waitMs = facts.error === undefined ? waitAfterAnswer(facts, nowMs) : waitAfterFailure(facts, nowMs)
  const wantedMs = nowMs + Math.min(CAP_MS, Math.max(FLOOR_MS, waitMs))
  return instantOf(Math.min(nowMs + CAP_MS, afterSkipped(wantedMs, facts.feed)))
}

function waitAfterAnswer(
  { sourceId, intervalMinutes, entryDates, freshness, feed }: FetchFacts,
  nowMs: number,
): number {
  const own =
    intervalMinutes === undefined
      ? spread(learnedInterval(entryDates ?? [], nowMs), sourceId)
      : intervalMinutes * MINUTE
  return Math.max(
    own,
    finite((freshness?.maxAgeSeconds ?? 0) * 1000),
    msUntil(freshness?.expiresAt, nowMs),
    msUntil(freshness?.retryAt, nowMs),
    finite((feed?.minutesBetweenFetches ?? 0) * MINUTE),
  )
}

function waitAfterFailure({ failCount, freshness, error }: FetchFacts, nowMs: number): number {
  const asked = Math.max(msUntil(error?.retryAt, nowMs), msUntil(freshness?.retryAt, nowMs))
  if (asked > 0) return asked
  return Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(Math.max(0, failCount), 10))
}

/** Half the median gap between the recent entries that have different dates; dates in the future are mistakes or calendars. */
function learnedInterval(entryDates: readonly Instant[], nowMs: number): number {
  const dates = [...new Set(entryDates.map((date) => Date.parse(date)))]
    .filter((date) => date <= nowMs)
    .sort((a, b) => b - a)
    .slice(0, RECENT_ENTRIES)
  const gaps = dates.slice(1).map((date, i) => dates[i]! - date)
  if (gaps.length === 0) return UNKNOWN_MS
  gaps.sort((a, b) => a - b)
  const median = (gaps[(gaps.length - 1) >> 1]! + gaps[gaps.length >> 1]!) / 2
  return Math.min(LEARNED_MOST_MS, median / 2)
}

/** An interval spread by the id's own share (FNV-1a, -10 % to +10 %): stable, so a source keeps its rhythm. At the floor it is only spread upward. */
function spread(ms: number, id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  // FNV's high bits hardly move for short ids that differ at their end: mix once more.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const share = (((hash ^ (hash >>> 13)) >>> 0) / 0xffffffff) * 2 * JITTER - JITTER
  return Math.round(Math.max(ms * (1 + share), FLOOR_MS * (1 + Math.abs(share))))
}

/** The first instant from here on whose hour and day (UTC) the source has not asked to be left alone in; a list that leaves none is ignored. */
function afterSkipped(ms: number, feed: FetchFacts['feed']): number {
  // Some write 24 for midnight (RSS 0.91 counted from 1).
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
 * Until when a source has asked to be left alone at this hour or on this day (skipHours, skipDays), where it has: what fell
 * due just before must not be asked within. Undefined where it may be asked, as it always may a week after its last answer.
 */
export function skippedUntil(
  now: Instant,
  feed: FetchFacts['feed'],
  fetchedAt: Instant | undefined,
): Instant | undefined {
  const nowMs = Date.parse(now)
  const untilMs = afterSkipped(nowMs, feed)
  const latestMs = fetchedAt === undefined ? nowMs : Date.parse(fetchedAt) + CAP_MS
  return untilMs > nowMs && latestMs > nowMs ? instantOf(Math.min(untilMs, latestMs)) : undefined
}

const finite = (ms: number): number => (Number.isFinite(ms) ? ms : 0)
/** 0 where there is no such instant, or it is no date. */
const msUntil = (instant: Instant | undefined, nowMs: number): number =>
  instant === undefined ? 0 : finite(Date.parse(instant) - nowMs)

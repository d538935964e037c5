/**
 * When something is next owed: the slots of a digest, and the next fetch of a source. Pure: `now` is given, and the
 * only thing read beside the arguments is the runtime's table of time zones.
 */
import type { Instant } from './model.ts'

/** A day of the week as the configuration names it. */
export type Weekday = 'sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat'

/** When a digest goes out, in somebody's local time. */
export interface Schedule {
  /** Wall times, `'07:00'`, 00:00 to 23:59. */
  readonly at: readonly string[]
  readonly days: readonly Weekday[]
  /** An IANA zone, `'Europe/London'`. */
  readonly timeZone: string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** How far back a digest is decided at most: who was away for longer is not told slot by slot what was missed. */
const LOOK_BACK_MS = 31 * DAY

const instantOf = (ms: number): Instant => new Date(ms).toISOString()

// Zones ---------------------------------------------------------------------------------------------------------------

const formatters = new Map<string, Intl.DateTimeFormat>()

/** A zone's offset from UTC at an instant, in ms: positive east of Greenwich. Making a formatter costs 50 uses of it, so they are kept. */
function offsetAt(timeZone: string, ms: number): number {
  let formatter = formatters.get(timeZone)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(timeZone, formatter)
  }
  // '3/28/2027, 03:00:00'
  const [month, day, year, hour, minute, second] = formatter.format(ms).match(/\d+/g)!.map(Number)
  return Date.UTC(year!, month! - 1, day!, hour, minute, second) - Math.floor(ms / 1000) * 1000
}

/**
 * The first instant at which a zone's clock shows this wall time or a later one (`wallMs`: the wall time read as if it
 * were UTC). So a time in the gap of a clock change becomes the first minute that exists (also where a whole date is
 * left out, as in Samoa in December 2011), and a repeated one its first occurrence.
 * Offsets lie between -12 and +14 hours, and no zone has changed its clock twice within 30 hours since 1970.
 */
function instantOfWall(timeZone: string, wallMs: number): number {
  let before = wallMs - 15 * HOUR
  let after = wallMs + 15 * HOUR
  const earlier = offsetAt(timeZone, before)
  const later = offsetAt(timeZone, after)
  if (earlier === later) return wallMs - earlier
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000
    if (offsetAt(timeZone, middle) === earlier) before = middle
    else after = middle
  }
  const changeAt = after
  return wallMs - earlier < changeAt ? wallMs - earlier : Math.max(changeAt, wallMs - later)
}

// Slots ---------------------------------------------------------------------------------------------------------------

/** A local date's slots in ms, unsorted; `date` is that date's midnight read as if it were UTC. */
function slotsOfDate(schedule: Schedule, date: number): number[] {
  if (!schedule.days.includes(WEEKDAYS[new Date(date).getUTCDay()]!)) return []
  return schedule.at.map((time) => {
    const [hour, minute] = time.split(':').map(Number)
    return instantOfWall(schedule.timeZone, date + hour! * HOUR + minute! * MINUTE)
  })
}

/** The midnight of the date that a zone's clock shows at an instant, read as if it were UTC. */
const dateAt = (timeZone: string, ms: number): number => Math.floor((ms + offsetAt(timeZone, ms)) / DAY) * DAY

function slotsBetweenMs(schedule: Schedule, afterMs: number, untilMs: number): number[] {
  const slots = new Set<number>()
  // No time of an earlier date comes after `afterMs`: a gap moves it to an instant at which the clock shows a later date.
  const lastDate = dateAt(schedule.timeZone, untilMs)
  for (let date = dateAt(schedule.timeZone, afterMs); date <= lastDate; date += DAY)
    for (const slot of slotsOfDate(schedule, date)) if (slot > afterMs && slot <= untilMs) slots.add(slot)
  return [...slots].sort((a, b) => a - b)
}

/**
 * The slots after one instant (exclusive) up to another (inclusive), sorted and distinct. A slot is computed from local
 * dates and `at` (CONTRACT.md, rules of time and memory): a time in the gap of a clock change moves to the first minute
 * that exists, a repeated one counts once, at its first occurrence, and two that meet at one instant are one.
 * Throws RangeError for a zone the runtime does not know.
 */
export function slotsBetween(schedule: Schedule, after: Instant, until: Instant): Instant[] {
  return slotsBetweenMs(schedule, Date.parse(after), Date.parse(until)).map(instantOf)
}

/** The latest slot strictly before an instant. Throws RangeError for a schedule without a day or a time, which has none. */
export function slotBefore(schedule: Schedule, instant: Instant): Instant {
  const ms = Date.parse(instant)
  // A week reaches every weekday; three days more for the gaps of clock changes.
  const latest = slotsBetweenMs(schedule, ms - 10 * DAY, ms - 1).at(-1)
  if (latest === undefined) throw new RangeError('A schedule without a day or a time has no slot.')
  return instantOf(latest)
}

/** The first slot after an instant, or undefined where the schedule has none. */
export function nextSlotAt(schedule: Schedule, after: Instant): Instant | undefined {
  const ms = Date.parse(after)
  // Most schedules have one within two days; the rest within a week and what a gap may add.
  const next = slotsBetweenMs(schedule, ms, ms + 2 * DAY)[0] ?? slotsBetweenMs(schedule, ms + 2 * DAY, ms + 10 * DAY)[0]
  return next === undefined ? undefined : instantOf(next)
}

/** A subscriber as far as slots go. */
export interface DueSubscriber {
  readonly address: string
  readonly schedule: Schedule
  readonly addedAt: Instant
}

/** What a digest owes at one instant, or has missed. */
export interface DueSlot {
  readonly slotAt: Instant
  /** `missed`: too old to be sent, or overtaken by a later slot of the same subscribers. */
  readonly state: 'due' | 'missed'
  /** Sorted, distinct. */
  readonly addresses: string[]
}

/**
 * The slots a digest owes, earliest first: for each instant the subscribers due at it. Only slots after `decidedUntil`,
 * after the digest was first seen and after the subscriber was added, up to `now`, at most 31 days back (or `lateHours`,
 * if that is longer). A slot more than `lateHours` old is missed; of several within `lateHours` only a subscriber's
 * latest is due, so that nobody gets two editions at once after a standstill. One instant can be due for one subscriber
 * and missed for another: then it stands there twice, due first.
 */
export function dueSlots(
  digest: { readonly firstSeenAt: Instant; readonly decidedUntil: Instant; readonly lateHours: number },
  subscribers: readonly DueSubscriber[],
  now: Instant,
): DueSlot[] {
  const nowMs = Date.parse(now)
  const lateMs = digest.lateHours * HOUR
  const floorMs = Math.max(
    Date.parse(digest.decidedUntil),
    Date.parse(digest.firstSeenAt),
    nowMs - Math.max(LOOK_BACK_MS, lateMs) - 1,
  )
  // Most subscribers share a schedule: its slots are computed once.
  const slotsBySchedule = new Map<string, number[]>()
  const addressesBySlot = new Map<number, { due: Set<string>; missed: Set<string> }>()
  for (const { address, schedule, addedAt } of subscribers) {
    const key = `${schedule.timeZone} ${schedule.days.join()} ${schedule.at.join()}`
    let slots = slotsBySchedule.get(key)
    if (slots === undefined) slotsBySchedule.set(key, (slots = slotsBetweenMs(schedule, floorMs, nowMs)))
    const addedMs = Date.parse(addedAt)
    for (const [i, slot] of slots.entries()) {
      if (slot <= addedMs) continue
      let addresses = addressesBySlot.get(slot)
      if (addresses === undefined) addressesBySlot.set(slot, (addresses = { due: new Set(), missed: new Set() }))
      const isLatest = i === slots.length - 1
      addresses[isLatest && slot >= nowMs - lateMs ? 'due' : 'missed'].add(address)
    }
  }
  return [...addressesBySlot]
    .sort(([a], [b]) => a - b)
    .flatMap(([slot, addresses]) =>
      (['due', 'missed'] as const)
        .filter((state) => addresses[state].size > 0)
        .map((state) => ({ slotAt: instantOf(slot), state, addresses: [...addresses[state]].sort() })),
    )
}

// Fetches -------------------------------------------------------------------------------------------------------------

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

/**
 * Computes the slots of a digest from local dates and wall times, and which of them are due. Pure: `now` is given, and
 * besides its arguments it reads only the runtime's time zone database.
 */
import type { Instant } from './model.ts'

/** A day of the week as the configuration names it. */
export type Weekday = 'sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat'

/** When a digest goes out, in local time. */
export interface Schedule {
  /** Wall times, `'07:00'`, 00:00 to 23:59. */
  readonly at: readonly string[]
  readonly days: readonly Weekday[]
  /** An IANA zone, `'Europe/London'`. */
  readonly timeZone: string
}

/** In milliseconds, as are the other two. */
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** How far back slots are decided at most. After a longer downtime, older slots are ignored and not reported as missed. */
const LOOK_BACK_MS = 31 * DAY

/** The instant that is this many milliseconds after the epoch. */
export const instantOf = (ms: number): Instant => new Date(ms).toISOString()

// Time zones ---------------------------------------------------------------------------------------------------------------

const formatters = new Map<string, Intl.DateTimeFormat>()

/**
 * A time zone's offset from UTC at an instant, in ms; positive east of Greenwich. Formatters are cached, because making one
 * costs as much as 50 uses.
 */
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
 * The first instant at which a zone's clock shows this wall time or a later one; `wallMs` is the wall time as if it were
 * UTC. So a time in the gap of a clock change becomes the first minute that exists, also where a whole date is left out, as
 * in Samoa in December 2011; a repeated time becomes its first occurrence.
 *
 * It relies on two facts: offsets lie between -12 and +14 hours, and since 1970 no zone has changed its clock twice within
 * 30 hours.
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

// Dates ---------------------------------------------------------------------------------------------------------------

/** The local date at an instant, `2026-11-24`. */
export const localDate = (timeZone: string, instant: Instant): string =>
  instantOf(dateAt(timeZone, Date.parse(instant))).slice(0, 10)

/** The first instant of a local date, `2026-11-24`; where the zone's clock leaves that date out, of the next one it shows. */
export const startOfDate = (timeZone: string, date: string): Instant =>
  instantOf(instantOfWall(timeZone, Date.parse(`${date}T00:00:00Z`)))

/** The date this many days after another, negative for before. Throws RangeError for a date that no month has. */
export const dateAfter = (date: string, days: number): string =>
  instantOf(Date.parse(`${date}T00:00:00Z`) + days * DAY).slice(0, 10)

// Slots ---------------------------------------------------------------------------------------------------------------

/** The slots of a local date in ms, unsorted; `date` is its midnight as if it were UTC. */
function slotsOfDate(schedule: Schedule, date: number): number[] {
  if (!schedule.days.includes(WEEKDAYS[new Date(date).getUTCDay()]!)) return []
  return schedule.at.map((time) => {
    const [hour, minute] = time.split(':').map(Number)
    return instantOfWall(schedule.timeZone, date + hour! * HOUR + minute! * MINUTE)
  })
}

/** The midnight, as if it were UTC, of the local date at an instant. */
const dateAt = (timeZone: string, ms: number): number => Math.floor((ms + offsetAt(timeZone, ms)) / DAY) * DAY

/**
 * The slots after one instant (exclusive) up to another (inclusive), sorted and distinct. They are computed from local dates
 * and `at`: a time in the gap of a clock change moves to the first minute that exists, a repeated time counts once, at its
 * first occurrence, and two that fall on one instant are one. Throws RangeError for an unknown time zone.
 */
function slotsBetween(schedule: Schedule, afterMs: number, untilMs: number): number[] {
  const slots = new Set<number>()
  // An earlier local date has no slot after `afterMs`: a gap moves it at most to the first instant of a later date.
  const lastDate = dateAt(schedule.timeZone, untilMs)
  for (let date = dateAt(schedule.timeZone, afterMs); date <= lastDate; date += DAY)
    for (const slot of slotsOfDate(schedule, date)) if (slot > afterMs && slot <= untilMs) slots.add(slot)
  return [...slots].sort((a, b) => a - b)
}

/** The latest slot strictly before an instant. Throws RangeError for a schedule without a day or a time. */
export function slotBefore(schedule: Schedule, instant: Instant): Instant {
  const ms = Date.parse(instant)
  // A week contains every weekday; three more days allow for the gaps of clock changes.
  const latest = slotsBetween(schedule, ms - 10 * DAY, ms - 1).at(-1)
  if (latest === undefined) throw new RangeError('A schedule without a day or a time has no slot.')
  return instantOf(latest)
}

/** The first slot after an instant; undefined where the schedule has none. */
export function nextSlotAt(schedule: Schedule, after: Instant): Instant | undefined {
  const ms = Date.parse(after)
  // Most schedules have a slot within two days, the others within a week and three days for the gaps of clock changes.
  const next = slotsBetween(schedule, ms, ms + 2 * DAY)[0] ?? slotsBetween(schedule, ms + 2 * DAY, ms + 10 * DAY)[0]
  return next === undefined ? undefined : instantOf(next)
}

/** What `dueSlots` needs of a subscriber. */
interface DueSubscriber {
  readonly address: string
  readonly schedule: Schedule
  readonly addedAt: Instant
}

/** A slot that is due or was missed, with the subscribers it concerns. */
interface DueSlot {
  readonly slotAt: Instant
  /** `missed`: too old to be sent, or followed by a later slot of the same subscribers. */
  readonly state: 'due' | 'missed'
  /** Sorted, distinct. */
  readonly addresses: string[]
}

/**
 * The slots of a digest that are to be decided, earliest first, each with its subscribers. Only slots after `decidedUntil`,
 * after the digest was first seen and after the subscriber was added count, up to `now` and at most 31 days back (or
 * `lateHours`, if that is longer). A slot more than `lateHours` old is missed. Of several within `lateHours` only a
 * subscriber's latest is due, so that nobody gets two editions at once after a downtime. An instant that is due for one
 * subscriber and missed for another is listed twice, due first.
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
  // Most subscribers share a schedule, so the slots of each schedule are computed once.
  const slotsBySchedule = new Map<string, number[]>()
  const addressesBySlot = new Map<number, { due: Set<string>; missed: Set<string> }>()
  for (const { address, schedule, addedAt } of subscribers) {
    const key = `${schedule.timeZone} ${schedule.days.join()} ${schedule.at.join()}`
    let slots = slotsBySchedule.get(key)
    if (slots === undefined) slotsBySchedule.set(key, (slots = slotsBetween(schedule, floorMs, nowMs)))
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

import { describe, expect, it } from 'vitest'
import {
  type DueSubscriber,
  dueSlots,
  type FetchFacts,
  nextFetchAt,
  nextSlotAt,
  type Schedule,
  skippedUntil,
  slotBefore,
  slotsBetween,
  type Weekday,
} from '../../src/core/due.ts'

const EVERY_DAY: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

const schedule = (
  at: string | readonly string[],
  timeZone: string,
  days: readonly Weekday[] = EVERY_DAY,
): Schedule => ({
  at: typeof at === 'string' ? [at] : at,
  days,
  timeZone,
})

/** `2027-03-28T01:00Z`: as the tables write an instant. */
const short = (instant: string | undefined): string | undefined => instant?.replace(':00.000Z', 'Z')
const long = (instant: string): string => new Date(instant).toISOString()

describe('slotsBetween', () => {
  // Rules of the tz database: Europe/Berlin turns at 01:00Z on the last Sundays of March and October; America/New_York at
  // 02:00 local on the second Sunday of March and the first of November; Lord Howe moves by half an hour, at 02:00 local;
  // Samoa left out 30 December 2011; Gaza and Beirut turn at midnight.
  it.each([
    [
      'an ordinary week-end',
      '07:00',
      'UTC',
      '2026-11-21',
      ['2026-11-21T07:00Z', '2026-11-22T07:00Z', '2026-11-23T07:00Z'],
    ],
    [
      'Berlin, a time that is skipped',
      '02:30',
      'Europe/Berlin',
      '2027-03-27',
      ['2027-03-27T01:30Z', '2027-03-28T01:00Z', '2027-03-29T00:30Z'],
    ],
    [
      'Berlin, the last minute before the gap',
      '01:59',
      'Europe/Berlin',
      '2027-03-27',
      ['2027-03-27T00:59Z', '2027-03-28T00:59Z', '2027-03-28T23:59Z'],
    ],
    [
      'Berlin, the first minute of the gap',
      '02:00',
      'Europe/Berlin',
      '2027-03-27',
      ['2027-03-27T01:00Z', '2027-03-28T01:00Z', '2027-03-29T00:00Z'],
    ],
    [
      'Berlin, the first minute after the gap',
      '03:00',
      'Europe/Berlin',
      '2027-03-27',
      ['2027-03-27T02:00Z', '2027-03-28T01:00Z', '2027-03-29T01:00Z'],
    ],
    [
      'Berlin, a time that is repeated',
      '02:30',
      'Europe/Berlin',
      '2027-10-30',
      ['2027-10-30T00:30Z', '2027-10-31T00:30Z', '2027-11-01T01:30Z'],
    ],
    [
      'Berlin, the first repeated minute',
      '02:00',
      'Europe/Berlin',
      '2027-10-30',
      ['2027-10-30T00:00Z', '2027-10-31T00:00Z', '2027-11-01T01:00Z'],
    ],
    [
      'Berlin, the first minute after the repetition',
      '03:00',
      'Europe/Berlin',
      '2027-10-30',
      ['2027-10-30T01:00Z', '2027-10-31T02:00Z', '2027-11-01T02:00Z'],
    ],
    [
      'New York, before the gap',
      '01:30',
      'America/New_York',
      '2027-03-13',
      ['2027-03-13T06:30Z', '2027-03-14T06:30Z', '2027-03-15T05:30Z'],
    ],
    [
      'New York, a time that is skipped',
      '02:15',
      'America/New_York',
      '2027-03-13',
      ['2027-03-13T07:15Z', '2027-03-14T07:00Z', '2027-03-15T06:15Z'],
    ],
    [
      'New York, a time that is repeated',
      '01:30',
      'America/New_York',
      '2027-11-06',
      ['2027-11-06T05:30Z', '2027-11-07T05:30Z', '2027-11-08T06:30Z'],
    ],
    [
      'New York, after the repetition',
      '02:15',
      'America/New_York',
      '2027-11-06',
      ['2027-11-06T06:15Z', '2027-11-07T07:15Z', '2027-11-08T07:15Z'],
    ],
    [
      'Lord Howe, half an hour skipped',
      '02:10',
      'Australia/Lord_Howe',
      '2027-10-02',
      ['2027-10-01T15:40Z', '2027-10-02T15:30Z', '2027-10-03T15:10Z'],
    ],
    [
      'Lord Howe, half an hour repeated',
      '01:45',
      'Australia/Lord_Howe',
      '2027-04-03',
      ['2027-04-02T14:45Z', '2027-04-03T14:45Z', '2027-04-04T15:15Z'],
    ],
    [
      'Kathmandu, a quarter of an hour',
      '00:10',
      'Asia/Kathmandu',
      '2026-12-31',
      ['2026-12-30T18:25Z', '2026-12-31T18:25Z', '2027-01-01T18:25Z'],
    ],
    [
      'Kiritimati, a day ahead over the year',
      '00:00',
      'Pacific/Kiritimati',
      '2026-12-31',
      ['2026-12-30T10:00Z', '2026-12-31T10:00Z', '2027-01-01T10:00Z'],
    ],
    [
      'Los Angeles, over the end of February',
      '23:45',
      'America/Los_Angeles',
      '2028-02-28',
      ['2028-02-29T07:45Z', '2028-03-01T07:45Z', '2028-03-02T07:45Z'],
    ],
    [
      'Beirut, midnight skipped',
      '00:00',
      'Asia/Beirut',
      '2027-03-27',
      ['2027-03-26T22:00Z', '2027-03-27T22:00Z', '2027-03-28T21:00Z'],
    ],
    [
      'Havana, midnight repeated',
      '00:15',
      'America/Havana',
      '2027-11-06',
      ['2027-11-06T04:15Z', '2027-11-07T04:15Z', '2027-11-08T05:15Z'],
    ],
  ] as const)('gives each local date one slot: %s', (_, at, timeZone, firstDate, expected) => {
    const until = expected.at(-1)!
    const after = new Date(Date.parse(expected[0]) - 60_000).toISOString()
    expect(firstDate <= expected[1].slice(0, 10)).toBe(true)
    expect(slotsBetween(schedule(at, timeZone), after, long(until)).map(short)).toEqual(expected)
  })

  it('moves the times of a date that a zone left out to the first minute that exists, where they are one', () => {
    // 29 December 2011 in Apia (UTC-10) ended at 10:00Z on the 30th and was followed by the 31st (UTC+14).
    const slots = slotsBetween(
      schedule(['07:00', '18:00'], 'Pacific/Apia'),
      '2011-12-29T09:00:00.000Z',
      '2011-12-31T05:00:00.000Z',
    )
    expect(slots.map(short)).toEqual([
      '2011-12-29T17:00Z',
      '2011-12-30T04:00Z',
      '2011-12-30T10:00Z',
      '2011-12-30T17:00Z',
      '2011-12-31T04:00Z',
    ])
  })

  it('makes one slot of two times that meet at one instant', () => {
    const slots = slotsBetween(
      schedule(['02:15', '02:45', '03:00'], 'Europe/Berlin'),
      '2027-03-28T00:00:00.000Z',
      '2027-03-28T12:00:00.000Z',
    )
    expect(slots.map(short)).toEqual(['2027-03-28T01:00Z'])
  })

  it('takes its days from the local date, not from that of UTC', () => {
    const slots = slotsBetween(
      schedule('08:00', 'Asia/Tokyo', ['mon']),
      '2026-11-16T00:00:00.000Z',
      '2026-12-01T00:00:00.000Z',
    )
    expect(slots.map(short)).toEqual(['2026-11-22T23:00Z', '2026-11-29T23:00Z'])
  })

  it('leaves out its beginning, holds its end and sorts the times of a day', () => {
    const slots = slotsBetween(
      schedule(['18:00', '07:00', '07:00'], 'UTC'),
      '2026-11-22T07:00:00.000Z',
      '2026-11-23T07:00:00.000Z',
    )
    expect(slots.map(short)).toEqual(['2026-11-22T18:00Z', '2026-11-23T07:00Z'])
  })

  it('sorts the times of one day, whatever order they are written in', () => {
    const three = schedule(['18:00', '07:00', '12:00'], 'UTC')
    const slots = slotsBetween(three, '2026-11-22T00:00:00.000Z', '2026-11-22T23:00:00.000Z')
    expect(slots.map(short)).toEqual(['2026-11-22T07:00Z', '2026-11-22T12:00Z', '2026-11-22T18:00Z'])
  })

  it.each([
    ['no day', schedule('07:00', 'UTC', [])],
    ['no time', schedule([], 'UTC')],
  ])('is empty for a schedule with %s, however long the span', (_, never) => {
    expect(slotsBetween(never, '1990-01-01T00:00:00.000Z', '2040-01-01T00:00:00.000Z')).toEqual([])
    expect(nextSlotAt(never, '2026-11-22T07:00:00.000Z')).toBeUndefined()
    expect(() => slotBefore(never, '2026-11-22T07:00:00.000Z')).toThrow(
      new RangeError('A schedule without a day or a time has no slot.'),
    )
  })

  it('is empty when time went backwards', () => {
    expect(slotsBetween(schedule('07:00', 'UTC'), '2026-11-23T00:00:00.000Z', '2026-11-20T00:00:00.000Z')).toEqual([])
  })

  it('gives one slot a local date over a whole year, in every zone with a clock change', () => {
    for (const timeZone of [
      'Europe/London',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'America/Santiago',
    ])
      for (const at of ['00:00', '01:30', '02:30', '23:59'])
        expect(
          slotsBetween(schedule(at, timeZone), '2026-12-31T12:00:00.000Z', '2027-12-31T12:00:00.000Z'),
        ).toHaveLength(365)
  })
})

describe('slotBefore and nextSlotAt', () => {
  it.each([
    ['strictly', '07:00', EVERY_DAY, '2026-11-22T07:00:00.000Z', '2026-11-21T07:00Z', '2026-11-23T07:00Z'],
    ['a millisecond off', '07:00', EVERY_DAY, '2026-11-22T07:00:00.001Z', '2026-11-22T07:00Z', '2026-11-23T07:00Z'],
    ['once a week', '07:00', ['sat'], '2026-11-28T07:00:00.000Z', '2026-11-21T07:00Z', '2026-12-05T07:00Z'],
    ['over the year', '23:30', ['thu'], '2027-01-01T00:00:00.000Z', '2026-12-31T23:30Z', '2027-01-07T23:30Z'],
  ] as const)('find the neighbours of an instant: %s', (_, at, days, instant, before, next) => {
    expect(short(slotBefore(schedule(at, 'UTC', days), instant))).toBe(before)
    expect(short(nextSlotAt(schedule(at, 'UTC', days), instant))).toBe(next)
  })

  it('find what a gap moved into the next week day', () => {
    // Friday 30 December 2011 did not happen in Apia: a Friday digest goes out as Saturday begins.
    const fridays = schedule('07:00', 'Pacific/Apia', ['fri'])
    expect(short(nextSlotAt(fridays, '2011-12-24T00:00:00.000Z'))).toBe('2011-12-30T10:00Z')
    expect(short(slotBefore(fridays, '2012-01-05T00:00:00.000Z'))).toBe('2011-12-30T10:00Z')
  })
})

describe('dueSlots', () => {
  const daily = schedule('07:00', 'UTC')
  const subscriber = (address: string, rest: Partial<DueSubscriber> = {}): DueSubscriber => ({
    address,
    schedule: daily,
    addedAt: '2026-01-01T00:00:00.000Z',
    ...rest,
  })
  const digest = (rest: Partial<Parameters<typeof dueSlots>[0]> = {}) => ({
    firstSeenAt: '2026-01-01T00:00:00.000Z',
    decidedUntil: '2026-11-21T07:00:00.000Z',
    lateHours: 12,
    ...rest,
  })
  const told = (...args: Parameters<typeof dueSlots>) =>
    dueSlots(...args).map(({ slotAt, state, addresses }) => `${short(slotAt)} ${state} ${addresses.join('+')}`)

  it('joins the subscribers of one instant, whatever zone they are in', () => {
    const subscribers = [subscriber('b@x'), subscriber('a@x', { schedule: schedule('08:00', 'Europe/Berlin') })]
    expect(told(digest(), subscribers, '2026-11-22T07:00:00.000Z')).toEqual(['2026-11-22T07:00Z due a@x+b@x'])
  })

  it('tells the earliest instant first, whatever order the subscribers stand in', () => {
    const subscribers = [subscriber('late@x'), subscriber('early@x', { schedule: schedule('07:00', 'Asia/Tokyo') })]
    expect(told(digest(), subscribers, '2026-11-22T07:00:00.000Z')).toEqual([
      '2026-11-21T22:00Z due early@x',
      '2026-11-22T07:00Z due late@x',
    ])
  })

  it('owes nothing before the slot, and nothing once it is decided', () => {
    expect(told(digest(), [subscriber('a@x')], '2026-11-22T06:59:59.999Z')).toEqual([])
    expect(
      told(digest({ decidedUntil: '2026-11-22T07:00:00.000Z' }), [subscriber('a@x')], '2026-11-22T09:00:00.000Z'),
    ).toEqual([])
  })

  it.each([
    ['is due to its last minute', '2026-11-22T19:00:00.000Z', 'due'],
    ['is missed after it', '2026-11-22T19:00:00.001Z', 'missed'],
  ])('a slot %s', (_, now, state) => {
    expect(told(digest(), [subscriber('a@x')], now)).toEqual([`2026-11-22T07:00Z ${state} a@x`])
  })

  it('sends only the latest of several slots that are not too late', () => {
    const twice = { schedule: schedule(['07:00', '18:00'], 'UTC') }
    expect(told(digest(), [subscriber('a@x', twice), subscriber('b@x')], '2026-11-22T18:30:00.000Z')).toEqual([
      '2026-11-21T18:00Z missed a@x',
      '2026-11-22T07:00Z due b@x',
      '2026-11-22T07:00Z missed a@x',
      '2026-11-22T18:00Z due a@x',
    ])
  })

  it('owes no slot before the digest was first seen, nor at that instant', () => {
    const seen = digest({ decidedUntil: '2020-01-01T00:00:00.000Z', firstSeenAt: '2026-11-22T07:00:00.000Z' })
    expect(told(seen, [subscriber('a@x')], '2026-11-22T08:00:00.000Z')).toEqual([])
    expect(told(seen, [subscriber('a@x')], '2026-11-23T08:00:00.000Z')).toEqual(['2026-11-23T07:00Z due a@x'])
  })

  it('owes a subscriber nothing from before being added', () => {
    const subscribers = [subscriber('new@x', { addedAt: '2026-11-22T07:00:00.000Z' }), subscriber('old@x')]
    expect(told(digest(), subscribers, '2026-11-22T08:00:00.000Z')).toEqual(['2026-11-22T07:00Z due old@x'])
  })

  it('looks back 31 days at most after a long standstill, or as far as lateHours', () => {
    const long = told(
      digest({ decidedUntil: '2019-01-01T00:00:00.000Z' }),
      [subscriber('a@x')],
      '2026-11-22T08:00:00.000Z',
    )
    expect(long).toHaveLength(31)
    expect(long.at(0)).toBe('2026-10-23T07:00Z missed a@x')
    expect(long.at(-1)).toBe('2026-11-22T07:00Z due a@x')
    const yearly = digest({ decidedUntil: '2019-01-01T00:00:00.000Z', lateHours: 24 * 60 })
    expect(told(yearly, [subscriber('a@x')], '2026-11-22T07:00:00.000Z')).toHaveLength(61)
  })

  it('names an address once, and is empty without subscribers', () => {
    expect(told(digest(), [subscriber('a@x'), subscriber('a@x')], '2026-11-22T08:00:00.000Z')).toEqual([
      '2026-11-22T07:00Z due a@x',
    ])
    expect(dueSlots(digest(), [], '2026-11-22T08:00:00.000Z')).toEqual([])
  })
})

describe('nextFetchAt', () => {
  const now = '2026-11-22T07:00:00.000Z'
  const minutes = (rest: Partial<FetchFacts>): number =>
    (Date.parse(nextFetchAt({ sourceId: 'wire', now, failCount: 0, ...rest })) - Date.parse(now)) / 60_000
  const every = (gapMinutes: number, count = 10): string[] =>
    Array.from({ length: count }, (_, i) => new Date(Date.parse(now) - (i + 1) * gapMinutes * 60_000).toISOString())
  const within = (value: number, least: number, most: number) => {
    expect(value).toBeGreaterThanOrEqual(least)
    expect(value).toBeLessThanOrEqual(most)
  }

  it.each([
    ['an hour while unknown', {}, 60],
    ['an hour while only one date is known', { entryDates: every(5, 1) }, 60],
    ['an hour when all dates are equal', { entryDates: [now, now, now] }, 60],
    ['half the median gap', { entryDates: every(240) }, 120],
    ['from two dates on', { entryDates: every(240, 2) }, 120],
    ['dates in any order', { entryDates: [4, 0, 3, 1, 2].map((i) => every(240)[i]!) }, 120],
    ['24 hours for a monthly', { entryDates: every(60 * 24 * 30) }, 1440],
    ['the recent entries alone', { entryDates: [...every(120, 20), ...every(60 * 24 * 30, 400)] }, 60],
    ['no date in the future', { entryDates: [...every(240), '2099-01-01T00:00:00.000Z'] }, 120],
    ['no date in the future, however many', { entryDates: [...every(240, 3), ...every(-1440, 9)] }, 120],
    ['this instant as well', { entryDates: [now, ...every(480, 1)] }, 240],
    ['the middle one of uneven gaps', { entryDates: [0, 600, 660, 900].map((ago) => every(ago, 1)[0]!) }, 120],
    ['the mean of the two middle ones', { entryDates: [0, 600, 660, 900, 1380].map((ago) => every(ago, 1)[0]!) }, 180],
  ])('learns its own interval: %s', (_, facts, expected) => {
    within(minutes(facts), expected * 0.9, expected * 1.1)
  })

  it('spreads sources by at most a tenth, each always alike, over the whole range', () => {
    const waits = Array.from({ length: 400 }, (_, i) => minutes({ sourceId: `s${i}` }))
    expect(minutes({ sourceId: 's7' })).toBe(waits[7])
    within(Math.min(...waits), 54, 55)
    within(Math.max(...waits), 65, 66)
    // No tenth of the range is empty, none holds more than twice its share.
    for (let tenth = 0; tenth < 10; tenth++)
      within(waits.filter((wait) => Math.min(9, Math.floor((wait - 54) / 1.2)) === tenth).length, 20, 80)
  })

  it('is spread only upward at the floor', () => {
    const waits = Array.from({ length: 100 }, (_, i) => minutes({ sourceId: `s${i}`, entryDates: every(1) }))
    within(Math.min(...waits), 30, 30.5)
    within(Math.max(...waits), 32.5, 33)
    expect(new Set(waits).size).toBeGreaterThan(90)
  })

  it.each([
    ['as configured, to the minute', { intervalMinutes: 60 }, 60],
    ['a configured interval instead of the learned one', { intervalMinutes: 45, entryDates: every(1440) }, 45],
    ['never more often than every 30 minutes', { intervalMinutes: 5 }, 30],
    ['never less often than every 7 days', { intervalMinutes: 60 * 24 * 30 }, 7 * 1440],
    ['max-age, when later', { intervalMinutes: 60, freshness: { maxAgeSeconds: 7200 } }, 120],
    ['our own, when max-age is sooner', { intervalMinutes: 60, freshness: { maxAgeSeconds: 60 } }, 60],
    ['no-cache as no wish', { intervalMinutes: 30, freshness: { maxAgeSeconds: 0 } }, 30],
    ['Expires', { intervalMinutes: 30, freshness: { expiresAt: '2026-11-22T10:00:00.000Z' } }, 180],
    [
      'Expires in the past as no wish',
      { intervalMinutes: 30, freshness: { expiresAt: '1970-01-01T00:00:00.000Z' } },
      30,
    ],
    ['ttl and sy:', { intervalMinutes: 30, feed: { minutesBetweenFetches: 360 } }, 360],
    [
      'the latest of all',
      { intervalMinutes: 30, freshness: { maxAgeSeconds: 3600 }, feed: { minutesBetweenFetches: 90 } },
      90,
    ],
    ['a year of max-age as 7 days', { freshness: { maxAgeSeconds: 31_536_000 } }, 7 * 1440],
    [
      'nonsense as no wish',
      {
        intervalMinutes: 30,
        freshness: { maxAgeSeconds: Number.NaN, expiresAt: 'soon' },
        feed: { minutesBetweenFetches: Number.POSITIVE_INFINITY },
      },
      30,
    ],
    ['Retry-After on a good answer', { intervalMinutes: 30, freshness: { retryAt: '2026-11-22T09:00:00.000Z' } }, 120],
  ] as const)('takes %s', (_, facts, expected) => {
    expect(minutes(facts)).toBe(expected)
  })

  it.each([
    // 22 November 2026 is a Sunday; 07:00Z + 30 minutes.
    ['waits for an hour that is not skipped', { skipHours: [7, 8, 9] }, '2026-11-22T10:00:00.000Z'],
    ['goes on when the hour is not skipped', { skipHours: [0, 1, 2, 22, 23] }, '2026-11-22T07:30:00.000Z'],
    [
      'reads 24 as midnight, and skips over it',
      { skipHours: Array.from({ length: 18 }, (_, i) => i + 7) },
      '2026-11-23T01:00:00.000Z',
    ],
    ['waits for a day that is not skipped', { skipDays: [0, 1] }, '2026-11-24T00:00:00.000Z'],
    ['joins days and hours', { skipDays: [0], skipHours: [0, 1, 2, 3, 4, 5] }, '2026-11-23T06:00:00.000Z'],
    [
      'ignores a source that skips every hour',
      { skipHours: Array.from({ length: 24 }, (_, i) => i) },
      '2026-11-22T07:30:00.000Z',
    ],
    ['ignores a source that skips every day', { skipDays: [0, 1, 2, 3, 4, 5, 6] }, '2026-11-22T07:30:00.000Z'],
    ['keeps the cap', { minutesBetweenFetches: 7 * 1440, skipDays: [0] }, '2026-11-29T07:00:00.000Z'],
  ])('%s', (_, feed, expected) => {
    expect(nextFetchAt({ sourceId: 'wire', now, failCount: 0, intervalMinutes: 30, feed })).toBe(expected)
  })

  it.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 8],
    [4, 16],
    [5, 24],
    [6, 24],
    [10_000, 24],
  ])('backs off after %i failures before this one by %i hours', (failCount, hours) => {
    expect(minutes({ failCount, error: { code: 'fetch/timeout' } })).toBe(hours * 60)
  })

  it.each([
    ['obeys Retry-After', { retryAt: '2026-11-22T12:00:00.000Z' }, 300],
    ['obeys a short one down to the floor', { retryAt: '2026-11-22T07:00:10.000Z' }, 30],
    ['obeys a long one up to the cap', { retryAt: '2030-01-01T00:00:00.000Z' }, 7 * 1440],
    ['backs off an hour without one', {}, 60],
    ['ignores one that is no date', { retryAt: 'later' }, 60],
    ['ignores one in the past', { retryAt: '2026-11-21T00:00:00.000Z' }, 60],
  ])('on 429 it %s', (_, rest, expected) => {
    expect(minutes({ error: { code: 'fetch/http', status: 429, ...rest } })).toBe(expected)
  })
})

describe('skippedUntil', () => {
  // A Sunday.
  const now = '2026-11-22T07:10:00.000Z'
  const DAY_BEFORE = '2026-11-21T07:10:00.000Z'

  it.each([
    ['until the first hour that is not skipped', { skipHours: [7, 8] }, DAY_BEFORE, '2026-11-22T09:00:00.000Z'],
    ['until the first day that is not skipped', { skipDays: [0] }, DAY_BEFORE, '2026-11-23T00:00:00.000Z'],
    ['at most a week after its last answer', { skipDays: [0] }, '2026-11-15T08:00:00.000Z', '2026-11-22T08:00:00.000Z'],
    ['not where a week has gone by', { skipDays: [0] }, '2026-11-15T07:10:00.000Z', undefined],
    ['not where it never answered', { skipDays: [0] }, undefined, undefined],
    ['not at another hour', { skipHours: [6, 8] }, DAY_BEFORE, undefined],
    ['not where it says nothing', {}, DAY_BEFORE, undefined],
    ['not where nothing is known of it', undefined, DAY_BEFORE, undefined],
    ['not where it skips every hour', { skipHours: Array.from({ length: 24 }, (_, i) => i) }, DAY_BEFORE, undefined],
  ])('leaves a source alone %s', (_, feed, fetchedAt, until) => {
    expect(skippedUntil(now, feed, fetchedAt)).toBe(until)
  })
})

import { describe, expect, it } from 'vitest'
import {
  dateAfter,
  dueSlots,
  localDate,
  nextSlotAt,
  type Schedule,
  slotBefore,
  startOfDate,
  type Weekday,
} from '../../src/core/schedule.ts'

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

/** An instant as the tables below write it: `2027-03-28T01:00Z`. */
const short = (instant: string | undefined): string | undefined => instant?.replace(':00.000Z', 'Z')
const long = (instant: string): string => new Date(instant).toISOString()

/** The slots after one instant up to another, one after the other. */
function slotsBetween(schedule: Schedule, after: string, until: string): string[] {
  const slots: string[] = []
  for (let at = nextSlotAt(schedule, after); at !== undefined && at <= until; at = nextSlotAt(schedule, at))
    slots.push(at)
  return slots
}

describe('nextSlotAt', () => {
  // Rules of the tz database: Europe/Berlin changes its clock at 01:00Z on the last Sundays of March and October,
  // America/New_York at 02:00 local on the second Sunday of March and the first of November; Lord Howe changes by half an
  // hour, at 02:00 local; Samoa left out 30 December 2011; Gaza and Beirut change at midnight.
  it.each([
    ['an ordinary week-end', '07:00', 'UTC', ['2026-11-21T07:00Z', '2026-11-22T07:00Z', '2026-11-23T07:00Z']],
    [
      'Berlin, a time that is skipped',
      '02:30',
      'Europe/Berlin',
      ['2027-03-27T01:30Z', '2027-03-28T01:00Z', '2027-03-29T00:30Z'],
    ],
    [
      'Berlin, the last minute before the gap',
      '01:59',
      'Europe/Berlin',
      ['2027-03-27T00:59Z', '2027-03-28T00:59Z', '2027-03-28T23:59Z'],
    ],
    [
      'Berlin, the first minute of the gap',
      '02:00',
      'Europe/Berlin',
      ['2027-03-27T01:00Z', '2027-03-28T01:00Z', '2027-03-29T00:00Z'],
    ],
    [
      'Berlin, the first minute after the gap',
      '03:00',
      'Europe/Berlin',
      ['2027-03-27T02:00Z', '2027-03-28T01:00Z', '2027-03-29T01:00Z'],
    ],
    [
      'Berlin, a time that is repeated',
      '02:30',
      'Europe/Berlin',
      ['2027-10-30T00:30Z', '2027-10-31T00:30Z', '2027-11-01T01:30Z'],
    ],
    [
      'Berlin, the first repeated minute',
      '02:00',
      'Europe/Berlin',
      ['2027-10-30T00:00Z', '2027-10-31T00:00Z', '2027-11-01T01:00Z'],
    ],
    [
      'Berlin, the first minute after the repetition',
      '03:00',
      'Europe/Berlin',
      ['2027-10-30T01:00Z', '2027-10-31T02:00Z', '2027-11-01T02:00Z'],
    ],
    [
      'New York, before the gap',
      '01:30',
      'America/New_York',
      ['2027-03-13T06:30Z', '2027-03-14T06:30Z', '2027-03-15T05:30Z'],
    ],
    [
      'New York, a time that is skipped',
      '02:15',
      'America/New_York',
      ['2027-03-13T07:15Z', '2027-03-14T07:00Z', '2027-03-15T06:15Z'],
    ],
    [
      'New York, a time that is repeated',
      '01:30',
      'America/New_York',
      ['2027-11-06T05:30Z', '2027-11-07T05:30Z', '2027-11-08T06:30Z'],
    ],
    [
      'New York, after the repetition',
      '02:15',
      'America/New_York',
      ['2027-11-06T06:15Z', '2027-11-07T07:15Z', '2027-11-08T07:15Z'],
    ],
    [
      'Lord Howe, half an hour skipped',
      '02:10',
      'Australia/Lord_Howe',
      ['2027-10-01T15:40Z', '2027-10-02T15:30Z', '2027-10-03T15:10Z'],
    ],
    [
      'Lord Howe, half an hour repeated',
      '01:45',
      'Australia/Lord_Howe',
      ['2027-04-02T14:45Z', '2027-04-03T14:45Z', '2027-04-04T15:15Z'],
    ],
    [
      'Kathmandu, a quarter of an hour',
      '00:10',
      'Asia/Kathmandu',
      ['2026-12-30T18:25Z', '2026-12-31T18:25Z', '2027-01-01T18:25Z'],
    ],
    [
      'Kiritimati, a day ahead over the year',
      '00:00',
      'Pacific/Kiritimati',
      ['2026-12-30T10:00Z', '2026-12-31T10:00Z', '2027-01-01T10:00Z'],
    ],
    [
      'Los Angeles, over the end of February',
      '23:45',
      'America/Los_Angeles',
      ['2028-02-29T07:45Z', '2028-03-01T07:45Z', '2028-03-02T07:45Z'],
    ],
    [
      'Beirut, midnight skipped',
      '00:00',
      'Asia/Beirut',
      ['2027-03-26T22:00Z', '2027-03-27T22:00Z', '2027-03-28T21:00Z'],
    ],
    [
      'Havana, midnight repeated',
      '00:15',
      'America/Havana',
      ['2027-11-06T04:15Z', '2027-11-07T04:15Z', '2027-11-08T05:15Z'],
    ],
  ] as const)('gives each local date one slot: %s', (_, at, timeZone, expected) => {
    const until = expected.at(-1)!
    const after = new Date(Date.parse(expected[0]) - 60_000).toISOString()
    expect(slotsBetween(schedule(at, timeZone), after, long(until)).map(short)).toEqual(expected)
  })

  it('moves all times of a date that a zone left out to the first minute that exists, as one slot', () => {
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

  it('makes one slot of two times that fall on one instant', () => {
    const slots = slotsBetween(
      schedule(['02:15', '02:45', '03:00'], 'Europe/Berlin'),
      '2027-03-28T00:00:00.000Z',
      '2027-03-28T12:00:00.000Z',
    )
    expect(slots.map(short)).toEqual(['2027-03-28T01:00Z'])
  })

  it('takes its days from the local date, not from the UTC date', () => {
    const slots = slotsBetween(
      schedule('08:00', 'Asia/Tokyo', ['mon']),
      '2026-11-16T00:00:00.000Z',
      '2026-12-01T00:00:00.000Z',
    )
    expect(slots.map(short)).toEqual(['2026-11-22T23:00Z', '2026-11-29T23:00Z'])
  })

  it('excludes its beginning, includes its end and sorts the times of a day', () => {
    const slots = slotsBetween(
      schedule(['18:00', '07:00', '07:00'], 'UTC'),
      '2026-11-22T07:00:00.000Z',
      '2026-11-23T07:00:00.000Z',
    )
    expect(slots.map(short)).toEqual(['2026-11-22T18:00Z', '2026-11-23T07:00Z'])
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

  it('has one slot for each local date of a year, in every zone with a clock change', () => {
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

  it('find a slot that a gap moved into the next day', () => {
    // Friday 30 December 2011 did not happen in Apia: a Friday digest goes out as Saturday begins.
    const fridays = schedule('07:00', 'Pacific/Apia', ['fri'])
    expect(short(nextSlotAt(fridays, '2011-12-24T00:00:00.000Z'))).toBe('2011-12-30T10:00Z')
    expect(short(slotBefore(fridays, '2012-01-05T00:00:00.000Z'))).toBe('2011-12-30T10:00Z')
  })
})

describe('dueSlots', () => {
  const daily = schedule('07:00', 'UTC')
  type DueSubscriber = Parameters<typeof dueSlots>[1][number]
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
  const listed = (...args: Parameters<typeof dueSlots>) =>
    dueSlots(...args).map(({ slotAt, state, addresses }) => `${short(slotAt)} ${state} ${addresses.join('+')}`)

  it('joins the subscribers of one instant, whatever zone they are in', () => {
    const subscribers = [subscriber('b@x'), subscriber('a@x', { schedule: schedule('08:00', 'Europe/Berlin') })]
    expect(listed(digest(), subscribers, '2026-11-22T07:00:00.000Z')).toEqual(['2026-11-22T07:00Z due a@x+b@x'])
  })

  it('lists the earliest instant first, whatever the order of the subscribers', () => {
    const subscribers = [subscriber('late@x'), subscriber('early@x', { schedule: schedule('07:00', 'Asia/Tokyo') })]
    expect(listed(digest(), subscribers, '2026-11-22T07:00:00.000Z')).toEqual([
      '2026-11-21T22:00Z due early@x',
      '2026-11-22T07:00Z due late@x',
    ])
  })

  it('lists nothing before the slot, and nothing once it is decided', () => {
    expect(listed(digest(), [subscriber('a@x')], '2026-11-22T06:59:59.999Z')).toEqual([])
    expect(
      listed(digest({ decidedUntil: '2026-11-22T07:00:00.000Z' }), [subscriber('a@x')], '2026-11-22T09:00:00.000Z'),
    ).toEqual([])
  })

  it.each([
    ['is due to its last minute', '2026-11-22T19:00:00.000Z', 'due'],
    ['is missed after it', '2026-11-22T19:00:00.001Z', 'missed'],
  ])('a slot %s', (_, now, state) => {
    expect(listed(digest(), [subscriber('a@x')], now)).toEqual([`2026-11-22T07:00Z ${state} a@x`])
  })

  it('marks only the latest of several slots within lateHours as due', () => {
    const twice = { schedule: schedule(['07:00', '18:00'], 'UTC') }
    expect(listed(digest(), [subscriber('a@x', twice), subscriber('b@x')], '2026-11-22T18:30:00.000Z')).toEqual([
      '2026-11-21T18:00Z missed a@x',
      '2026-11-22T07:00Z due b@x',
      '2026-11-22T07:00Z missed a@x',
      '2026-11-22T18:00Z due a@x',
    ])
  })

  it('lists no slot before the digest was first seen, nor at that instant', () => {
    const seen = digest({ decidedUntil: '2020-01-01T00:00:00.000Z', firstSeenAt: '2026-11-22T07:00:00.000Z' })
    expect(listed(seen, [subscriber('a@x')], '2026-11-22T08:00:00.000Z')).toEqual([])
    expect(listed(seen, [subscriber('a@x')], '2026-11-23T08:00:00.000Z')).toEqual(['2026-11-23T07:00Z due a@x'])
  })

  it('lists no slot of a subscriber from before being added', () => {
    const subscribers = [subscriber('new@x', { addedAt: '2026-11-22T07:00:00.000Z' }), subscriber('old@x')]
    expect(listed(digest(), subscribers, '2026-11-22T08:00:00.000Z')).toEqual(['2026-11-22T07:00Z due old@x'])
  })

  it('looks back at most 31 days after a long downtime, or as far as lateHours', () => {
    const long = listed(
      digest({ decidedUntil: '2019-01-01T00:00:00.000Z' }),
      [subscriber('a@x')],
      '2026-11-22T08:00:00.000Z',
    )
    expect(long).toHaveLength(31)
    expect(long.at(0)).toBe('2026-10-23T07:00Z missed a@x')
    expect(long.at(-1)).toBe('2026-11-22T07:00Z due a@x')
    const yearly = digest({ decidedUntil: '2019-01-01T00:00:00.000Z', lateHours: 24 * 60 })
    expect(listed(yearly, [subscriber('a@x')], '2026-11-22T07:00:00.000Z')).toHaveLength(61)
  })

  it('lists an address once, and is empty without subscribers', () => {
    expect(listed(digest(), [subscriber('a@x'), subscriber('a@x')], '2026-11-22T08:00:00.000Z')).toEqual([
      '2026-11-22T07:00Z due a@x',
    ])
    expect(dueSlots(digest(), [], '2026-11-22T08:00:00.000Z')).toEqual([])
  })
})

describe('a local date', () => {
  // Europe/London has 25 hours on 25 October 2026; Cairo's clock leaves out the hour after midnight on 24 April 2026; Samoa has no
  // 30 December 2011.
  it.each([
    ['UTC', '2026-11-24', '2026-11-24T00:00Z', '2026-11-25T00:00Z'],
    ['Europe/London', '2026-10-25', '2026-10-24T23:00Z', '2026-10-26T00:00Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00Z', '2026-03-09T04:00Z'],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00Z', '2026-04-24T21:00Z'],
    ['Asia/Kathmandu', '2026-11-24', '2026-11-23T18:15Z', '2026-11-24T18:15Z'],
    ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00Z', '2011-12-30T10:00Z'],
  ])('in %s on %s is from %s to %s', (timeZone, date, start, end) => {
    expect(short(startOfDate(timeZone, date))).toBe(start)
    expect(short(startOfDate(timeZone, dateAfter(date, 1)))).toBe(end)
    expect(localDate(timeZone, long(start))).toBe(date)
    expect(localDate(timeZone, new Date(Date.parse(end) - 1).toISOString())).toBe(date)
    expect(localDate(timeZone, new Date(Date.parse(start) - 1).toISOString())).not.toBe(date)
  })
})

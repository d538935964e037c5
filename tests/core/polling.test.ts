import { describe, expect, it } from 'vitest'
import { isDue, nextFetchAt, skippedUntil } from '../../src/core/polling.ts'

describe('nextFetchAt', () => {
  const now = '2026-11-22T07:00:00.000Z'
  const minutes = (rest: Partial<Parameters<typeof nextFetchAt>[0]>): number =>
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
    ['from dates in any order', { entryDates: [4, 0, 3, 1, 2].map((i) => every(240)[i]!) }, 120],
    ['24 hours for a monthly feed', { entryDates: every(60 * 24 * 30) }, 1440],
    ['only from recent entries', { entryDates: [...every(120, 20), ...every(60 * 24 * 30, 400)] }, 60],
    ['without dates in the future', { entryDates: [...every(240), '2099-01-01T00:00:00.000Z'] }, 120],
    ['without dates in the future, however many', { entryDates: [...every(240, 3), ...every(-1440, 9)] }, 120],
    ['with a date of this instant', { entryDates: [now, ...every(480, 1)] }, 240],
    ['from the middle one of uneven gaps', { entryDates: [0, 600, 660, 900].map((ago) => every(ago, 1)[0]!) }, 120],
    [
      'from the mean of the two middle ones',
      { entryDates: [0, 600, 660, 900, 1380].map((ago) => every(ago, 1)[0]!) },
      180,
    ],
  ])('learns its own interval: %s', (_, facts, expected) => {
    within(minutes(facts), expected * 0.9, expected * 1.1)
  })

  it('spreads sources by at most a tenth over the whole range, each source always by the same', () => {
    const waits = Array.from({ length: 400 }, (_, i) => minutes({ sourceId: `s${i}` }))
    expect(minutes({ sourceId: 's7' })).toBe(waits[7])
    within(Math.min(...waits), 54, 55)
    within(Math.max(...waits), 65, 66)
    // No tenth of the range is empty, none holds more than twice its share.
    for (let tenth = 0; tenth < 10; tenth++)
      within(waits.filter((wait) => Math.min(9, Math.floor((wait - 54) / 1.2)) === tenth).length, 20, 80)
  })

  it('is spread upward only at the minimum', () => {
    const waits = Array.from({ length: 100 }, (_, i) => minutes({ sourceId: `s${i}`, entryDates: every(1) }))
    within(Math.min(...waits), 30, 30.5)
    within(Math.max(...waits), 32.5, 33)
    expect(new Set(waits).size).toBeGreaterThan(90)
  })

  it('counts a configured interval from the whole minute, so that a schedule of that interval meets it', () => {
    const facts = { sourceId: 'wire', failCount: 0, intervalMinutes: 5 }
    expect(nextFetchAt({ ...facts, now: '2026-11-22T07:00:42.500Z' })).toBe('2026-11-22T07:05:00.000Z')
    const asked = { ...facts, now: '2026-11-22T07:00:42.500Z', freshness: { maxAgeSeconds: 600 } }
    expect(nextFetchAt(asked)).toBe('2026-11-22T07:10:42.500Z')
  })

  it.each([
    ['as configured, to the minute', { intervalMinutes: 60 }, 60],
    ['a configured interval instead of the learned one', { intervalMinutes: 45, entryDates: every(1440) }, 45],
    ['as configured, also below 30 minutes', { intervalMinutes: 5 }, 5],
    ['max-age, when later than five minutes', { intervalMinutes: 5, freshness: { maxAgeSeconds: 900 } }, 15],
    ['never less often than every 7 days', { intervalMinutes: 60 * 24 * 30 }, 7 * 1440],
    ['max-age, when later', { intervalMinutes: 60, freshness: { maxAgeSeconds: 7200 } }, 120],
    ['our own, when max-age is sooner', { intervalMinutes: 60, freshness: { maxAgeSeconds: 60 } }, 60],
    ['nothing from no-cache', { intervalMinutes: 30, freshness: { maxAgeSeconds: 0 } }, 30],
    ['Expires', { intervalMinutes: 30, freshness: { expiresAt: '2026-11-22T10:00:00.000Z' } }, 180],
    [
      'nothing from an Expires in the past',
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
      'nothing from invalid values',
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
    ['does not wait when the hour is not skipped', { skipHours: [0, 1, 2, 22, 23] }, '2026-11-22T07:30:00.000Z'],
    [
      'reads 24 as midnight, and skips over it',
      { skipHours: Array.from({ length: 18 }, (_, i) => i + 7) },
      '2026-11-23T01:00:00.000Z',
    ],
    ['waits for a day that is not skipped', { skipDays: [0, 1] }, '2026-11-24T00:00:00.000Z'],
    ['combines days and hours', { skipDays: [0], skipHours: [0, 1, 2, 3, 4, 5] }, '2026-11-23T06:00:00.000Z'],
    [
      'skips nothing where a source skips every hour',
      { skipHours: Array.from({ length: 24 }, (_, i) => i) },
      '2026-11-22T07:30:00.000Z',
    ],
    ['skips nothing where a source skips every day', { skipDays: [0, 1, 2, 3, 4, 5, 6] }, '2026-11-22T07:30:00.000Z'],
    ['keeps the maximum', { minutesBetweenFetches: 7 * 1440, skipDays: [0] }, '2026-11-29T07:00:00.000Z'],
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
    ['obeys a short one down to the minimum', { retryAt: '2026-11-22T07:00:10.000Z' }, 30],
    ['obeys a long one up to the maximum', { retryAt: '2030-01-01T00:00:00.000Z' }, 7 * 1440],
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
    ['not where it skips nothing', {}, DAY_BEFORE, undefined],
    ['not where nothing is known of it', undefined, DAY_BEFORE, undefined],
    ['not where it skips every hour', { skipHours: Array.from({ length: 24 }, (_, i) => i) }, DAY_BEFORE, undefined],
  ])('leaves a source alone %s', (_, feed, fetchedAt, until) => {
    expect(skippedUntil(now, feed, fetchedAt)).toBe(until)
  })
})

describe('isDue', () => {
  const now = '2026-11-22T07:10:00.000Z'

  it.each([
    ['when its time has come', now, true],
    ['not before', '2026-11-22T07:10:00.001Z', false],
    ['not during the longest wait', '2026-11-29T07:10:00.000Z', false],
    ['where only a clock that was ahead can have put it off', '2026-11-29T07:10:00.001Z', true],
  ])('says that a source is due %s', (_, nextFetchAt, due) => {
    expect(isDue(nextFetchAt, now)).toBe(due)
  })
})

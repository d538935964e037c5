import { describe, expect, it } from 'vitest'
import { readFreshness, readRetryAfter } from '../../../src/feeds/http/answer.ts'
import { NOW } from '../../support/fetching.ts'

describe('readFreshness', () => {
  it.each([
    ['max-age=600', 600],
    ['public, max-age=600, must-revalidate', 600],
    ['public,MAX-AGE = "600"', 600],
    ['private max-age=600', 600],
    ['no-cache, no-store', undefined],
    ['s-maxage=600', undefined],
    ['max-age=-1', undefined],
    ['max-age=soon', undefined],
    ['max-age=99999999999999999999', 2 ** 31],
    ['', undefined],
  ])('reads %j as %s seconds', (cacheControl, expected) => {
    expect(readFreshness({ 'cache-control': cacheControl }, NOW).maxAgeSeconds).toBe(expected)
  })

  it('subtracts Age, the time the answer has spent in caches', () => {
    expect(readFreshness({ 'cache-control': 'max-age=600', age: '590' }, NOW).maxAgeSeconds).toBe(10)
    expect(readFreshness({ 'cache-control': 'max-age=600', age: '700' }, NOW).maxAgeSeconds).toBe(0)
    expect(readFreshness({ 'cache-control': 'max-age=600', age: 'old' }, NOW).maxAgeSeconds).toBe(600)
  })

  it('reads a header that was sent twice', () => {
    expect(readFreshness({ 'cache-control': ['public', 'max-age=60'] }, NOW).maxAgeSeconds).toBe(60)
  })

  it('corrects Expires by the difference between the clock of the server and ours', () => {
    const expires = 'Sun, 22 Nov 2026 08:00:00 GMT'
    expect(readFreshness({ expires }, NOW).expiresAt).toBe('2026-11-22T08:00:00.000Z')
    const date = 'Sun, 22 Nov 2026 07:30:00 GMT'
    expect(readFreshness({ expires, date }, NOW).expiresAt).toBe('2026-11-22T07:30:00.000Z')
  })

  it.each(['0', '-1', '', 'never', 'Thu, 99 Jan 2026 00:00:00 GMT'])('reads Expires %j as nothing', (expires) => {
    expect(readFreshness({ expires }, NOW).expiresAt).toBeUndefined()
  })
})

describe('readRetryAfter', () => {
  it.each([
    ['120', '2026-11-22T07:02:00.000Z'],
    [' 120 ', '2026-11-22T07:02:00.000Z'],
    ['1.5', '2026-11-22T07:00:01.500Z'],
    ['Sun, 22 Nov 2026 09:00:00 GMT', '2026-11-22T09:00:00.000Z'],
    ['Sunday, 22-Nov-26 09:00:00 GMT', '2026-11-22T09:00:00.000Z'],
    ['Sun Nov 22 09:00:00 2026', '2026-11-22T09:00:00.000Z'],
    ['99999999', '2026-11-29T07:00:00.000Z'],
    ['Sun, 22 Nov 2099 09:00:00 GMT', '2026-11-29T07:00:00.000Z'],
    ['0', undefined],
    ['-5', undefined],
    ['Sun, 22 Nov 2020 09:00:00 GMT', undefined],
    ['soon', undefined],
    ['2', '2026-11-22T07:00:02.000Z'],
    ['2 hours', undefined],
    ['', undefined],
  ])('reads %j as %s', (value, expected) => {
    expect(readRetryAfter({ 'retry-after': value }, NOW)).toBe(expected)
  })

  it('measures a date from the Date header of the server', () => {
    const headers = { 'retry-after': 'Wed, 01 Jan 2020 01:00:00 GMT', date: 'Wed, 01 Jan 2020 00:00:00 GMT' }
    expect(readRetryAfter(headers, NOW)).toBe('2026-11-22T08:00:00.000Z')
  })
})

describe('the date of Expires', () => {
  const read = (text: string): string | undefined => readFreshness({ expires: text }, NOW).expiresAt
  it.each([
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
    'Sun, 6 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'Sun, 06 Nov 1994 09:49:37 +0100',
    '06 Nov 1994 08:49:37 GMT',
    '1994-11-06T08:49:37Z',
    '1994-11-06T10:49:37+02:00',
  ])('reads %j', (text) => {
    expect(read(text)).toBe('1994-11-06T08:49:37.000Z')
  })

  it.each(['1994', '6', 'Nov 1994', 'yesterday', 'Sun, 06 Foo 1994 08:49:37 GMT', '1994-11-06', 'x'.repeat(100_000)])(
    'reads %.30s as nothing',
    (text) => {
      expect(read(text)).toBeUndefined()
    },
  )
})

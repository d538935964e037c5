import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDate } from '../../../src/feeds/markup/dates.ts'
import rows from '../../fixtures/parse/dates.json' with { type: 'json' }

const iso = (text: string): string | undefined => parseDate(text)?.toISOString()

describe('RFC 822, also with common mistakes', () => {
  it.each(rows.rfc822)('%s', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })
})

describe('ISO 8601 and W3C-DTF in parts', () => {
  it.each(rows.iso8601)('%s', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })
})

describe('asctime and numbers', () => {
  it.each(rows.others)('%s', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })
})

describe('month names', () => {
  it.each(rows.months as [string, string, number][])('%s: %s', (_, text, month) => {
    expect(iso(text)).toBe(`2026-${String(month).padStart(2, '0')}-19T07:10:00.000Z`)
  })

  it('are Korean time in Korean', () => {
    expect(iso('2026년 11월 19일 07:10:00')).toBe('2026-11-18T22:10:00.000Z')
    expect(iso('2026-11-19 오후 7:10:00')).toBe('2026-11-19T10:10:00.000Z')
  })
})

describe('text that is no date', () => {
  it.each([
    '', ' ', 'yesterday', 'sam., 13 jui 2026 09:30', 'garbage', '30 Feb 2026', 'Thu, 32 Nov 2026 07:10:00 GMT', '2026-13-01', '2026-02-30', '2026-11-19T25:00:00Z', '2026-11-19T24:30:00Z', '2026-11-19T24:00:30Z', '2026-11-19T07:60:00Z', '2026-11-19T07:10:61Z',
    '2025-366', '2026-W54-1', '0001-01-01T00:00:00Z', '0000-00-00 00:00:00', 'Thu, 00 Jan 0000 00:00:00 GMT', 'Nov', '12:30', '[object Object]',
    'NaN', 'Invalid Date', 'undefined', '19 jui 2026', '19 abc 2026',
  ])('%s', (text) => {
    expect(parseDate(text)).toBeUndefined()
  }) // biome-ignore format: a list
})

describe('what programs write for no date', () => {
  it.each([
    'Thu, 01 Jan 1970 00:00:00 +0000', 'Thu, 01 Jan 1970 00:00:00 GMT', '1970-01-01T00:00:00Z', '1970-01-01', '1970-01-01T01:00:00+01:00', 'Wed, 31 Dec 1969 19:00:00 -0500', '1970-01-01 08:00:00', 'Thu, 01 Jan 1970 00:00:01 GMT', '01.01.1970', '1 января 1970', '0', '000000000',
    '0000-00-00', '0000-00-00T00:00:00Z', '00.00.0000', '2026-00-00', '0001-01-01T00:00:00', 'Mon, 01 Jan 0001 00:00:00 GMT', 'Sun, 30 Nov -0001 00:00:00 +0000', '1899-12-30', '1900-01-01T00:00:00', '1601-01-01', '9999-12-31T23:59:59Z',
  ])('%s', (text) => {
    expect(parseDate(text)).toBeUndefined()
  }) // biome-ignore format: a list
})

describe('names of the time zone database', () => {
  it.each([
    ['Thu, 19 Nov 2026 07:10:00 America/New_York', '2026-11-19T12:10:00.000Z'],
    ['Sun, 19 Jul 2026 07:10:00 America/New_York', '2026-07-19T11:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 Europe/Berlin', '2026-11-19T06:10:00.000Z'],
    ['2026-11-19 07:10:00 Asia/Kolkata', '2026-11-19T01:40:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 America/Argentina/Buenos_Aires', '2026-11-19T10:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 Nowhere/Atlantis', '2026-11-19T07:10:00.000Z'],
    ['the last hour before clocks go forward', 'Sun, 29 Mar 2026 01:30:00 Europe/Berlin', '2026-03-29T00:30:00.000Z'],
    ['the first after it', 'Sun, 29 Mar 2026 03:30:00 Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['the last hour before clocks go back', 'Sun, 25 Oct 2026 01:30:00 Europe/Berlin', '2026-10-24T23:30:00.000Z'],
    ['the first after it', 'Sun, 25 Oct 2026 03:30:00 Europe/Berlin', '2026-10-25T02:30:00.000Z'],
    ['the same west of Greenwich', 'Sun, 08 Mar 2026 01:30:00 America/New_York', '2026-03-08T06:30:00.000Z'],
    ['the first after it', 'Sun, 08 Mar 2026 03:30:00 America/New_York', '2026-03-08T07:30:00.000Z'],
    ['the first after it, back', 'Sun, 01 Nov 2026 02:30:00 America/New_York', '2026-11-01T07:30:00.000Z'],
  ])('%s', (...row) => {
    expect(iso(row.at(-2)!)).toBe(row.at(-1))
  })
})

it.each([
  ['+0530', '06:30'],
  ['-0330', '15:30'],
  ['+14:00', '22:00'],
  ['+9', '03:00'],
  ['CEST', '10:00'],
  ['AEDT', '01:00'],
  ['NST', '15:30'],
  ['MSK', '09:00'],
  ['ET', '17:00'],
  ['A', '12:00'],
  ['+9959', '12:00'],
  ['+1500', '12:00'],
  ['-0800', '20:00'],
  ['XYZ', '12:00'],
])('noon in zone %s is %s in UTC', (zone, time) => {
  expect(iso(`2026-11-19 12:00 ${zone}`)?.slice(11, 16)).toBe(time)
})

it('reads every instant in the three common forms', () => {
  const instants = fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(instants, (date) => {
      const seconds = new Date(Math.floor(date.getTime() / 1_000) * 1_000)
      expect(parseDate(date.toISOString())).toEqual(date)
      expect(parseDate(seconds.toUTCString())).toEqual(seconds)
      expect(parseDate(seconds.toUTCString().replace('GMT', '+0000'))).toEqual(seconds)
    }),
    { numRuns: 300 },
  )
})

it('returns a date in range or nothing for any text, and never throws', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.stringMatching(/^[0-9 :.,/+TZWa-z-]{0,30}$/),
      (noise, near) => {
        for (const text of [noise, near]) {
          const date = parseDate(text)
          if (date) expect(date.getUTCFullYear()).toBeGreaterThanOrEqual(1899)
        }
      },
    ),
    { numRuns: 500 },
  )
})

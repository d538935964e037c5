import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDate } from '../../../src/feeds/parse/dates.ts'

const iso = (text: string): string | undefined => parseDate(text)?.toISOString()

describe('RFC 822, also with common mistakes', () => {
  it.each([
    ['Thu, 19 Nov 2026 07:10:00 +0000', '2026-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 -0500', '2026-11-19T12:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 GMT', '2026-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 EST', '2026-11-19T12:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 PDT', '2026-11-19T14:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 Z', '2026-11-19T07:10:00.000Z'],
    ['19 Nov 2026 07:10 GMT', '2026-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 26 07:10:00 GMT', '2026-11-19T07:10:00.000Z'],
    ['Sun, 19 Nov 95 07:10:00 GMT', '1995-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 2026', '2026-11-19T00:00:00.000Z'],
    ['19 Nov 2026', '2026-11-19T00:00:00.000Z'],
    ['Thu,19 Nov 2026 07:10:00 GMT', '2026-11-19T07:10:00.000Z'],
    ['Thu 19 Nov 2026 07:10:00 GMT', '2026-11-19T07:10:00.000Z'],
    ['Thursday, 19 November 2026 07:10:00 GMT', '2026-11-19T07:10:00.000Z'],
    ['Thurs, 19 Sept 2026 07:10:00 GMT', '2026-09-19T07:10:00.000Z'],
    ['THU, 19 NOV 2026 07:10:00 gmt', '2026-11-19T07:10:00.000Z'],
    ['Thu, 9 Nov 2026 7:5:3 GMT', '2026-11-09T07:05:03.000Z'],
    ['Thu, 19-Nov-2026 07:10:00 GMT', '2026-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00', '2026-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 0000', '2026-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 +01:00', '2026-11-19T06:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 GMT+0200', '2026-11-19T05:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 UTC-3', '2026-11-19T10:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 +0100 (CET)', '2026-11-19T06:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 Etc/GMT', '2026-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 PM EST', '2026-11-20T00:10:00.000Z'],
    ['Nov 19, 2026 7:10 AM', '2026-11-19T07:10:00.000Z'],
    ['Nov 19th, 2026', '2026-11-19T00:00:00.000Z'],
    ['2026 19 Nov 07:10', '2026-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 2026 24:00:00 GMT', '2026-11-20T00:00:00.000Z'],
    ['Wed, 31 Dec 2025 23:59:60 GMT', '2025-12-31T23:59:59.000Z'],
    ['  Thu, 19 Nov 2026\n 07:10:00 GMT ', '2026-11-19T07:10:00.000Z'],
    ['Thu, 19 Nov 2026 07.10.00 GMT', '2026-11-19T07:10:00.000Z'],
    ['Thursday, November 19, 2026 - 3:09pm', '2026-11-19T15:09:00.000Z'],
    ['Nov. 19, 2026, 10:57 a.m.', '2026-11-19T10:57:00.000Z'],
    ['Thu, 19 11 2026 07:10:00 +0100', '2026-11-19T06:10:00.000Z'],
    ['Thu, 19 Nov 2026 07:10:00 AT', '2026-11-19T11:10:00.000Z'],
  ])('%s', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })
})

describe('ISO 8601 and W3C-DTF in parts', () => {
  it.each([
    ['2026', '2026-01-01T00:00:00.000Z'],
    ['2026-11', '2026-11-01T00:00:00.000Z'],
    ['2026-11-19', '2026-11-19T00:00:00.000Z'],
    ['20261119', '2026-11-19T00:00:00.000Z'],
    ['2026-11-19T07:10Z', '2026-11-19T07:10:00.000Z'],
    ['2026-11-19T07:10:30+01:00', '2026-11-19T06:10:30.000Z'],
    ['2026-11-19T07:10:30.25-05:00', '2026-11-19T12:10:30.250Z'],
    ['2026-11-19T07:10:30,123456789Z', '2026-11-19T07:10:30.123Z'],
    ['2026-11-19t07:10:30z', '2026-11-19T07:10:30.000Z'],
    ['2026-11-19 07:10:30', '2026-11-19T07:10:30.000Z'],
    ['2026-11-19 07:10:30 +0100', '2026-11-19T06:10:30.000Z'],
    ['2026-11-19 07:10:30 UTC', '2026-11-19T07:10:30.000Z'],
    ['2026-11-19T07:10:30+0100', '2026-11-19T06:10:30.000Z'],
    ['2026-11-19T07:10:30+01', '2026-11-19T06:10:30.000Z'],
    ['2026-11-19T07:10:30−05:00', '2026-11-19T12:10:30.000Z'],
    ['20261119T071030Z', '2026-11-19T07:10:30.000Z'],
    ['2026-11-19T07', '2026-11-19T07:00:00.000Z'],
    ['2026-323', '2026-11-19T00:00:00.000Z'],
    ['2024-366', '2024-12-31T00:00:00.000Z'],
    ['2026-W47-4', '2026-11-19T00:00:00.000Z'],
    ['2026W474', '2026-11-19T00:00:00.000Z'],
    ['2020-W53-5', '2021-01-01T00:00:00.000Z'],
    ['03-12-31', '2003-12-31T00:00:00.000Z'],
    ['2004-07-08 23:56:58.0', '2004-07-08T23:56:58.000Z'],
    ['2026/11/19 08:19:53', '2026-11-19T08:19:53.000Z'],
    ['Fri, 2006/09/15 08:19:53 EDT', '2006-09-15T12:19:53.000Z'],
  ])('%s', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })
})

describe('asctime and numbers', () => {
  it.each([
    ['Thu Nov 19 07:10:00 2026', '2026-11-19T07:10:00.000Z'],
    ['Sun Jan  4 16:29:06 2004', '2004-01-04T16:29:06.000Z'],
    ['Thu Nov 19 07:10:00 +0100 2026', '2026-11-19T06:10:00.000Z'],
    ['Thu Nov 19 07:10:00 PST 2026', '2026-11-19T15:10:00.000Z'],
    ['19.11.2026', '2026-11-19T00:00:00.000Z'],
    ['19.11.2026 14:30 Uhr', '2026-11-19T14:30:00.000Z'],
    ['19/11/2026 14:30', '2026-11-19T14:30:00.000Z'],
    ['3/4/2026 14:30', '2026-04-03T14:30:00.000Z'],
    ['3/4/2026 2:30 PM', '2026-03-04T14:30:00.000Z'],
    ['11/22/2026 7:00:00 AM', '2026-11-22T07:00:00.000Z'],
    ['1795072200', '2026-11-19T07:10:00.000Z'],
    ['1795072200000', '2026-11-19T07:10:00.000Z'],
  ])('%s', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })
})

describe('month names', () => {
  it.each([
    ['German', 'Donnerstag, 19. März 2026 07:10', 3],
    ['German, short', 'Do, 19 Mrz 2026 07:10:00 +0000', 3],
    ['German, short', 'Do, 19 Okt 2026 07:10:00 +0000', 10],
    ['Austrian', '19. Jänner 2026 07:10', 1],
    ['French', 'jeudi 19 août 2026 07:10', 8],
    ['French, short', 'jeu., 19 févr. 2026 07:10:00 +0000', 2],
    ['French, with h', '19 décembre 2026 à 07h10', 12],
    ['Spanish', 'jueves, 19 de septiembre de 2026 07:10', 9],
    ['Spanish, a weekday like a month', 'mar, 19 feb 2026 07:10:00 +0000', 2],
    ['Portuguese', '19 de fevereiro de 2026 07:10', 2],
    ['Italian', 'gio, 19 mag 2026 07:10:00 +0000', 5],
    ['Dutch', '19 mei 2026 07:10', 5],
    ['Polish', '19 października 2026 07:10', 10],
    ['Polish, November', '19 listopada 2026 07:10', 11],
    ['Russian', '19 ноября 2026 г. 07:10', 11],
    ['Russian, short', 'Чт, 19 янв 2026 07:10:00 +0000', 1],
    ['Ukrainian', '19 листопада 2026 07:10', 11],
    ['Czech', '19. května 2026 07:10', 5],
    ['Hungarian', '2026. július 19. 07:10', 7],
    ['Romanian', '19 iunie 2026 07:10', 6],
    ['Greek', 'Κυρ, 19 Ιούλ 2026 07:10:00 +0000', 7],
    ['Greek, genitive', '19 Δεκεμβρίου 2026 07:10', 12],
    ['Turkish', '19 Ağustos 2026 07:10', 8],
    ['Swedish', '19 maj 2026 07:10', 5],
    ['Finnish', '19. toukokuuta 2026 07:10', 5],
    ['Indonesian', '19 Agustus 2026 07:10', 8],
    ['Vietnamese', 'ngày 19 tháng 11 năm 2026 07:10', 11],
    ['Hindi', '19 नवंबर 2026 07:10', 11],
    ['Bengali, with its digits', '১৯ নভেম্বর ২০২৬ 07:10', 11],
    ['Arabic, with its digits', '١٩ نوفمبر ٢٠٢٦ 07:10', 11],
    ['Hebrew', '19 בנובמבר 2026 07:10', 11],
    ['Thai, with its years', '19 พฤศจิกายน 2569 07:10', 11],
    ['Japanese', '2026年11月19日 07時10分', 11],
    ['Chinese', '2026年11月19日 上午7:10', 11],
    ['Chinese, full width', '２０２６年１１月１９日 07：10', 11],
  ])('%s: %s', (_, text, month) => {
    expect(iso(text)).toBe(`2026-${String(month).padStart(2, '0')}-19T07:10:00.000Z`)
  })

  it('are Korean time in Korean', () => {
    expect(iso('2026년 11월 19일 07:10:00')).toBe('2026-11-18T22:10:00.000Z')
    expect(iso('2026-11-19 오후 7:10:00')).toBe('2026-11-19T10:10:00.000Z')
  })
})

describe('text that is no date', () => {
  it.each([
    '', ' ', 'yesterday', 'garbage', '30 Feb 2026', 'Thu, 32 Nov 2026 07:10:00 GMT', '2026-13-01', '2026-02-30', '2026-11-19T25:00:00Z', '2026-11-19T24:30:00Z', '2026-11-19T24:00:30Z', '2026-11-19T07:60:00Z', '2026-11-19T07:10:61Z',
    '2025-366', '2026-W54-1', '0001-01-01T00:00:00Z', '0000-00-00 00:00:00', 'Thu, 00 Jan 0000 00:00:00 GMT', 'Nov', '12:30', '[object Object]',
    'NaN', 'Invalid Date', 'undefined',
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

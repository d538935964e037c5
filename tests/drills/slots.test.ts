/** A year in five zones, minute by minute: a digest is due once for each local date, at its hour or the first minute after a gap. */
import { expect, it } from 'vitest'
import { dueSlots, instantOf, MINUTE } from '../../src/core/schedule.ts'

/** By zone an hour that a clock change of 2027 skips or repeats. */
const HOURS = {
  'Europe/London': '01:30',
  'America/St_Johns': '02:15',
  'Australia/Lord_Howe': '01:45',
  'Asia/Beirut': '00:30',
  'America/Santiago': '23:30',
}
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const START = Date.UTC(2026, 11, 31, 12)
const END = Date.UTC(2027, 11, 31, 12)

it('decides no slot twice and misses none', { timeout: 600_000 }, () => {
  const subscribers = Object.entries(HOURS).map(([timeZone, at]) => ({
    address: timeZone,
    schedule: { at: [at], days: DAYS, timeZone },
    addedAt: instantOf(START),
  }))
  // The dates and hours that clocks show, computed without the code under test.
  const clocks = Object.entries(HOURS).map(([timeZone, at]) => {
    const show = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    const [today, now] = show.format(START).split(' ') as [string, string]
    const yesterday = new Date(Date.parse(today) - 1440 * MINUTE).toISOString().slice(0, 10)
    return { timeZone, at, show, sentOn: now < at ? yesterday : today }
  })
  let decidedUntil = instantOf(START)
  const problems: string[] = []
  for (let ms = START + MINUTE; ms <= END; ms += MINUTE) {
    const now = instantOf(ms)
    const slots = dueSlots({ firstSeenAt: instantOf(START), decidedUntil, lateHours: 12 }, subscribers, now)
    const due = slots.flatMap(({ slotAt, state, addresses }) =>
      addresses.map((address) => `${address} ${state} ${slotAt}`),
    )
    const owed = clocks.flatMap((clock) => {
      const [date, time] = clock.show.format(ms).split(' ') as [string, string]
      if (date <= clock.sentOn || time < clock.at) return []
      clock.sentOn = date
      return [`${clock.timeZone} due ${now}`]
    })
    if (due.sort().join() !== owed.sort().join()) problems.push(`${now}: due ${due.join()}; owed ${owed.join()}`)
    decidedUntil = slots.at(-1)?.slotAt ?? decidedUntil
  }
  expect(problems.slice(0, 10)).toEqual([])
})

import { describe, expect, it } from 'vitest'
import {
  type EventPrint,
  eventPrintOf,
  packEventPrint,
  readArticle,
  unpackEventPrint,
} from '../../../src/core/stories/event-print.ts'
import { SAME_EVENT, sameEvent } from '../../../src/core/stories/likeness.ts'
import { fixture } from '../../support/fixture.ts'

type Pair = readonly [language: string, title: string, text: string, other: string, otherText: string]

const { apart, together } = fixture<Readonly<Record<'apart' | 'together', readonly Pair[]>>>('stories/likeness')

const printOf = (language: string, title: string, text: string): EventPrint =>
  eventPrintOf(readArticle(title, text, () => language))

function likeness([language, title, text, other, otherText]: Pair, isSameSource = false): number {
  return sameEvent(printOf(language, title, text), printOf(language, other, otherText), { hoursApart: 5, isSameSource })
}

describe('the likeness of two reports', () => {
  it.each(apart)('keeps apart (%s) %j %j and %j %j', (...pair) => {
    expect(likeness(pair)).toBeLessThan(SAME_EVENT)
  })

  it.each(together)('joins (%s) %j %j and %j %j', (...pair) => {
    expect(likeness(pair)).toBeGreaterThanOrEqual(SAME_EVENT)
  })

  it.each([...apart, ...together])('is the same either way and from the packed prints (%s) %j', (...pair) => {
    const [language, title, text, other, otherText] = pair
    const stored = (print: EventPrint): EventPrint => unpackEventPrint(packEventPrint(print))
    const [a, b] = [printOf(language, title, text), printOf(language, other, otherText)]
    const about = { hoursApart: 5, isSameSource: false }
    expect(sameEvent(b, a, about)).toBe(sameEvent(a, b, about))
    expect(sameEvent(stored(a), stored(b), about)).toBe(sameEvent(a, b, about))
  })

  it.each([
    ['two issues of one column', 'Weather for Monday', 'Weather for Thursday'],
    ['two parts of one series', 'Walking the wall, part one', 'Walking the wall, part four'],
    ['two fillings of one form', 'Drone attack on Odesa kills two', 'Drone attack on Kharkiv kills three'],
    ['two releases', 'v2.1.0', 'v2.1.1'],
  ])('lets no third article join %s of one source', (_, title, other) => {
    expect(likeness(['en', title, 'Sunny spells.', other, 'Some rain.'], true)).toBeLessThan(-1)
  })
})

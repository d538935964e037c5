import { describe, expect, it } from 'vitest'
import { titleFrameOf } from '../../../src/core/stories/title-frame.ts'

describe('titleFrameOf', () => {
  it.each([
    ['Weather: Monday', 'Weather: Tuesday'],
    ['Market close, Monday: exporters lead', 'Market close, 18 November: banks fall'],
    ['The week in books - No. 14', 'The week in books - No. 15'],
  ])('returns the same dated frame for %j and %j', (one, other) => {
    expect(titleFrameOf(one)?.isDated).toBe(true)
    expect(titleFrameOf(other)).toEqual(titleFrameOf(one))
  })

  it('returns the same undated frame for two reports under one heading', () => {
    const frame = titleFrameOf('Western Cup: Arden 2, Lorne 1')
    expect(frame?.isDated).toBe(false)
    expect(titleFrameOf('Western Cup: Stane 0, Holm 0')).toEqual(frame)
  })

  it.each([
    'Council votes for the tram, nine to four',
    'Storm reaches coast - thousands without power',
    'A title without any frame at all',
    '',
    'The minister, the bank and the seven people who were asked to explain it all: a story',
  ])('finds no frame in %j', (title) => {
    expect(titleFrameOf(title)).toBeUndefined()
  })
})

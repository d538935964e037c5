import { describe, expect, it } from 'vitest'
import {
  beside,
  clockTime,
  counted,
  createPaint,
  createRows,
  faultLines,
  linesBeside,
} from '../../src/commands/layout.ts'

const plain = createPaint(false)
const columnsOf = (line: string): number =>
  [...line].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 2 : 1), 0)

describe('linesBeside', () => {
  it('breaks between words, so that each line fits beside the indent', () => {
    const lines = linesBeside('word '.repeat(60).trim(), 13)
    expect(lines.join(' ')).toBe('word '.repeat(60).trim())
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(67)
  })

  it('breaks a text without spaces by its width: each letter of Chinese is two columns wide', () => {
    const lines = linesBeside('新聞'.repeat(50), 20)
    expect(lines.map(columnsOf)).toEqual([60, 60, 60, 20])
  })

  it('keeps an address whole', () => {
    const url = `https://example.org/${'x'.repeat(90)}`
    expect(linesBeside(`see ${url}`)).toEqual(['see', url])
  })

  it('breaks no line at a no-break space, which it shows as a space', () => {
    expect(linesBeside(`${'x'.repeat(70)} Science\u00A014`)).toEqual(['x'.repeat(70), 'Science 14'])
  })
})

describe('rows', () => {
  it('have the label once, and no row where there is no text', () => {
    const row = createRows()
    expect(row('Lead', 'a\n  b')).toEqual(['  Lead       a b'])
    expect(row('Topics', ['one', '', 'two'])).toEqual(['  Topics     one', '             two'])
    expect([...row('None', undefined), ...row('None', ''), ...row('None', [])]).toEqual([])
  })

  it('are aligned by what is seen of a painted head', () => {
    const { bold } = createPaint(true)
    expect(beside(bold('ab'), 'text', 6)).toEqual([`${bold('ab')}    text`])
  })

  it('of failures share a column; a longer name moves only its own line', () => {
    const long = 'x'.repeat(30)
    expect(
      faultLines(
        [
          [long, 'what', 'next'],
          ['a', 'b'],
        ],
        plain,
      ),
    ).toEqual([`${long}  what`, `${' '.repeat(26)}next`, `a${' '.repeat(25)}b`])
  })
})

it.each([
  ['2026-11-20T18:00:00.000Z', '18:00'],
  ['2026-11-21T07:00:00.000Z', '07:00 tomorrow'],
  ['2026-11-23T07:00:00.000Z', 'Mon 07:00'],
  ['2026-12-24T07:00:00.000Z', '24 Dec 2026 07:00'],
])('clockTime shows %s as %s', (instant, shown) => {
  expect(clockTime(instant, '2026-11-20T12:00:00.000Z', 'UTC')).toBe(shown)
})

it.each([
  [1, '1 story'],
  [1204, '1,204 stories'],
])('counted: %i', (count, shown) => {
  expect(counted(count, 'story', 'stories')).toBe(shown)
})

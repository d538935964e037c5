import { describe, expect, it } from 'vitest'
import { createProgress } from '../../src/commands/progress.ts'

const state = {
  step: 'Reading',
  done: 24,
  total: 38,
  label: 'The Meridian',
  useColor: false,
  useUnicode: true,
  width: 80,
}

/** The line that is drawn for a state. */
function progressLine({ step, done, total, label, ...target }: typeof state): string {
  let drawn = ''
  const stderr = (text: string) => {
    drawn = text
  }
  createProgress({ ...target, stderr, isTty: true }).show(step, done, total, label)
  return drawn.replace('\r\u001B[2K', '')
}

describe('the line of progress', () => {
  it('shows the step, a bar of 30 cells, the count, and the current item', () => {
    expect(progressLine(state)).toBe(`Reading  ${'━'.repeat(18)}${'─'.repeat(12)}  24 of 38  The Meridian`)
  })

  it('is ASCII where the terminal shows nothing else', () => {
    expect(progressLine({ ...state, useUnicode: false })).toBe('Reading  [#######-----]  24 of 38  The Meridian')
  })

  it('dims the step, the rest of the bar and the label only', () => {
    expect(progressLine({ ...state, useColor: true })).toBe(
      `\u001B[2mReading\u001B[22m  ${'━'.repeat(18)}\u001B[2m${'─'.repeat(12)}\u001B[22m  24 of 38  \u001B[2mThe Meridian\u001B[22m`,
    )
  })

  it.each<[string, { label?: string; width?: number }]>([
    ['a long label', { label: 'x'.repeat(200) }],
    ['letters two columns wide', { label: '新聞'.repeat(50) }],
    ['a narrow terminal', { width: 50 }],
  ])('never wraps: %s', (_, change) => {
    const line = progressLine({ ...state, ...change })
    const columns = [...line].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 2 : 1), 0)
    expect(columns).toBeLessThan(change.width ?? 80)
  })

  it('removes control characters from a label', () => {
    expect(progressLine({ ...state, label: 'a\u001B[31mb\nc\u202E' })).toMatch(/ {2}a\[31mbc$/)
  })

  it('shows an empty bar for a total of 0, and a full one for more than the total', () => {
    expect(progressLine({ ...state, done: 0, total: 0 })).toContain(`${'─'.repeat(30)}  0 of 0`)
    expect(progressLine({ ...state, done: 40 })).toContain('━'.repeat(30))
  })
})

describe('createProgress', () => {
  it('prints nothing where there is no terminal', () => {
    const written: string[] = []
    const progress = createProgress({ ...state, stderr: (text) => written.push(text), isTty: false })
    progress.show('Reading', 1, 2)
    progress.wipe()
    expect(written).toEqual([])
  })

  it('draws once in a burst, and erases the whole line', () => {
    const written: string[] = []
    const progress = createProgress({ ...state, stderr: (text) => written.push(text), isTty: true })
    for (let done = 0; done <= 38; done++) progress.show('Reading', done, 38)
    progress.wipe()
    progress.wipe()
    expect(written).toHaveLength(2)
    expect(written[0]).toMatch(/^\r\u001B\[2KReading {2}─{30} {2}0 of 38$/)
    expect(written[1]).toBe('\r\u001B[2K')
  })

  it('draws the last state of a burst if nothing follows', async () => {
    let last = ''
    const progress = createProgress({ ...state, stderr: (text) => (last = text), isTty: true })
    progress.show('Reading', 1, 2)
    progress.show('Reading', 2, 2)
    await expect.poll(() => last).toContain('2 of 2')
    progress.wipe()
  })
})

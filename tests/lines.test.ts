import { describe, expect, it } from 'vitest'
import { wrapLines } from '../src/lines.ts'

describe('wrapLines', () => {
  it.each([
    ['between words', 'one two  three four', ['one two', 'three four']],
    ['never in a long word', 'see https://example.org/a/b/c now', ['see', 'https://example.org/a/b/c', 'now']],
    [
      'between letters of scripts without spaces, each two columns wide',
      '東京都知事選挙が告示',
      ['東京都知事', '選挙が告示'],
    ],
    ['in the line begun, where the text has no spaces', 'a 東京都知事選挙', ['a 東京都知', '事選挙']],
  ])('breaks %s', (_, text, lines) => {
    expect(
      wrapLines(text, 10)
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual(lines)
  })
})

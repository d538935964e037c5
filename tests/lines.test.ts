import { describe, expect, it } from 'vitest'
import { wrapLines } from '../src/lines.ts'

describe('wrapLines', () => {
  it.each([
    ['between words', 'one two  three four', ['one two', 'three four']],
    ['never in a long word', 'see https://example.org/a/b/c now', ['see', 'https://example.org/a/b/c', 'now']],
    ['at a zero-width space, where the word is too long', 'see abcdefgh\u200bi\u200bjkl', ['see', 'abcdefghi', 'jkl']],
    ['not at a zero-width space in a word that fits', 'see ab\u200bcd', ['see abcd']],
    [
      'between words of scripts without spaces, two columns a letter',
      '東京都知事選挙が告示',
      ['東京都知事', '選挙が告示'],
    ],
    ['in the line begun, where the text has no spaces', 'a 東京都知事選挙', ['a 東京', '都知事選挙']],
    ['with punctuation beside its word', '「東京」の（都）知事、選挙。', ['「東京」', 'の（都）', '知事、', '選挙。']],
    ['between Latin and Chinese words', 'COVID-19感染者が増加', ['COVID-19', '感染者が', '増加']],
    ['and not at a no-break space', 'one two by\u00a0Ann', ['one two', 'by\u00a0Ann']],
    ['where it was broken before', 'one\ntwo', ['one', 'two']],
  ])('breaks %s', (_, text, lines) => {
    expect(wrapLines(text, 10).split('\n')).toEqual(lines)
  })
})

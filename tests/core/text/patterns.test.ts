import { describe, expect, it } from 'vitest'
import { compilePattern, isPattern } from '../../../src/core/text/patterns.ts'

const fault = (written: string): Promise<string> =>
  compilePattern(written).then(
    () => 'none',
    (error: Error) => error.message,
  )

describe('a pattern', () => {
  it.each([
    ['/sport/', true],
    [' /^(ad|advert)[: ]/i ', true],
    ['/a/b/', true],
    ['/sport', false],
    ['sport/', false],
    ['//', false],
    ['/sport/2026', false],
    ['and/or', false],
  ])('stands between slashes: %s', (written, expected) => {
    expect(isPattern(written)).toBe(expected)
  })

  it.each([
    ['/^sponsored: /', 'Sponsored: ferries', false],
    ['/^sponsored: /i', 'Sponsored: ferries', true],
    ['/^\\p{Lu}+$/u', 'ÉTÉ', true],
    ['/straße/gi', 'STRAßE', true],
    ['/^b.c$/', 'a\nb c', false],
    ['/^b.c$/m', 'a\nb c', true],
    ['/a.b/', 'a\nb', false],
    ['/a.b/s', 'a\nb', true],
    ['/a\\/b/', 'a/b', true],
    ['/(?<year>20\\d\\d)/', 'in 2026', true],
    ['/\\bad\\b/', 'a bad ad', true],
  ])('finds with its flags: %s in %j', async (written, text, expected) => {
    expect((await compilePattern(written))(text)).toBe(expected)
  })

  // Each keeps a backtracking engine busy for longer than this test may last.
  it.each(['/(a+)+$/', '/(a|aa)*c/', '/(.*a){20}c/', '/^(a?){240}a{240}c/', '/(\\w+\\s?)+!$/'])(
    'is searched in linear time: %s',
    async (written) => {
      expect((await compilePattern(written))(`${'a'.repeat(9_000)}ß`)).toBe(false)
    },
  )

  it.each([
    [`/${'x'.repeat(501)}/`, 'has 501 characters; write at most 500, or several patterns in a list'],
    ['/x/x', 'is read as a regular expression, and "x" after its last slash are no flags'],
    ['/news/world', 'or leave out the first slash for words'],
    ['/a{1001}/', 'repeats too often ({1001}): at most 1,000 times'],
    ['/(a{100}){100}/', 'repeats too often'],
    ['/a{1000}{1000}/', 'repeats too often ({1000}{1000})'],
    ['/^(?!News).*/', 'looks ahead or behind'],
    ['/(?<=€)\\d/', 'looks ahead or behind'],
    ['/(a)\\1/', 'refers back to a group (\\1)'],
    ['/\\u00e9/', 'has \\u, which RE2 does not know; write the character itself, or \\x{e9}'],
    ['/\\p{Script=Latin}/u', 'names an unknown class (\\p{Script=Latin})'],
    ['/ad|/', 'finds every text'],
    ['/.*/', 'finds every text'],
    ['/(/', 'is no regular expression (missing closing ), at ()'],
    [`/${'('.repeat(400)}/`, 'is no regular expression'],
    ['/[z-a]/', 'is no regular expression (invalid character class range, at z-a)'],
    ['/*.html/', 'is no regular expression (missing argument to repetition operator, at *)'],
  ])('that cannot be used says why: %s', async (written, expected) => {
    const message = await fault(written)
    expect(message).toContain(expected)
    expect(message.length).toBeLessThan(200)
  })

  it('may be as long as five hundred characters', async () => {
    expect(await fault(`/${'x'.repeat(500)}/`)).toBe('none')
  })
})

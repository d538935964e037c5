import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeToken, readToken, TEST_TOKEN } from '../../../src/flow/digest/tokens.ts'

const parts = ['unsubscribe', 'morning', 'ann@example.org']
const token = makeToken('a secret', parts)
/** As the first mail that was sent holds it. */
const older = 'dW5zdWJzY3JpYmUAbW9ybmluZwBhbm5AZXhhbXBsZS5vcmc.E2ZVQqaiN5721o08x8gb0maG'

describe('a token', () => {
  it('gives back its parts, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme' }).filter((part) => !part.includes('\0')),
          { minLength: 1 },
        ),
        (parts) => {
          const made = makeToken('a secret', parts)
          fc.pre(made.length <= 2_000)
          expect(made).toMatch(/^[\w-]{22,}$/)
          expect(readToken('a secret', made)).toEqual(parts)
        },
      ),
    )
  })

  it('is the same for the same parts, in every version', () => {
    expect(token).toBe('cbWLMrrLMLVo9aiRfb9IEAQzNgDv7ISRqDPQjr1neoLb9KXIUYkJBK20i7v5UEIiJFD2')
  })

  it('shows nothing of its parts, and two of parts that begin alike do not', () => {
    const bytes = Buffer.from(token, 'base64url')
    for (const part of parts) expect(bytes.includes(part)).toBe(false)
    const other = makeToken('a secret', ['unsubscribe', 'morning', 'bob@example.org'])
    expect(Array.from(other).filter((character, i) => character === token[i]).length).toBeLessThan(10)
  })

  it('is short enough for a line of a header, also for a long address', () => {
    expect(token.length).toBeLessThan(76)
    const long = makeToken('a secret', ['unsubscribe', 'morning', `${'a'.repeat(64)}@${'b'.repeat(180)}.example.org`])
    expect(long.length).toBeLessThan(400)
  })

  it('keeps lists of parts apart', () => {
    expect(makeToken('a secret', ['a', 'bc'])).not.toBe(makeToken('a secret', ['ab', 'c']))
    expect(readToken('a secret', makeToken('a secret', ['a', '']))).toEqual(['a', ''])
  })

  it('of the older form, in mail that went out, is accepted', () => {
    expect(readToken('a secret', older)).toEqual(parts)
  })

  describe.each([
    ['today', token],
    ['the older form', older],
  ])('of %s', (_, token) => {
    it('is rejected under another secret', () => {
      expect(readToken('another', token)).toBeUndefined()
    })

    it.each(Array.from(token, (_, i) => i))('is rejected with its character %i changed or missing', (i) => {
      const other = token[i] === 'A' ? 'B' : 'A'
      expect(readToken('a secret', token.slice(0, i) + other + token.slice(i + 1))).toBeUndefined()
      expect(readToken('a secret', token.slice(0, i) + token.slice(i + 1))).toBeUndefined()
    })
  })

  it.each([
    '',
    '.',
    'abc',
    'a'.repeat(22),
    `${token}.`,
    `${token}=`,
    ` ${token}`,
    `${token}A`,
    token.toUpperCase(),
    'a'.repeat(3_000),
    `${'a'.repeat(3_000)}.${'a'.repeat(24)}`,
  ])('is nothing when it reads %j', (text) => {
    expect(readToken('a secret', text)).toBeUndefined()
  })

  it('is never equal to the token of test mail', () => {
    fc.assert(fc.property(fc.string(), (secret) => secret === '' || makeToken(secret, ['a']) !== TEST_TOKEN))
    expect(readToken('a secret', TEST_TOKEN)).toBeUndefined()
  })

  it('is rejected in another base64url spelling of the same bytes', () => {
    // 17 bytes: the last digit of base64 holds four bits that mean nothing.
    const made = makeToken('a secret', ['a'])
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = digits.indexOf(made.at(-1)!)
    const spelling = made.slice(0, -1) + digits[last + 1]
    expect(Buffer.from(spelling, 'base64url')).toEqual(Buffer.from(made, 'base64url'))
    expect(readToken('a secret', spelling)).toBeUndefined()
  })

  it('is refused where it could not be trusted or read back', () => {
    expect(() => makeToken('', parts)).toThrow(RangeError)
    expect(() => makeToken('a secret', ['a\0b'])).toThrow(RangeError)
  })
})

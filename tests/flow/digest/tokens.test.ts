import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readToken, signToken, TEST_TOKEN } from '../../../src/flow/digest/tokens.ts'

const parts = ['unsubscribe', 'morning', 'ann@example.org']
const token = signToken('a secret', parts)

describe('a token', () => {
  it('gives back what was signed, whatever the parts', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme' }).filter((part) => !part.includes('\0')),
          { minLength: 1 },
        ),
        (parts) => {
          const signed = signToken('a secret', parts)
          fc.pre(signed.length <= 2_000)
          expect(signed).toMatch(/^[\w-]*\.[\w-]{24}$/)
          expect(readToken('a secret', signed)).toEqual(parts)
        },
      ),
    )
  })

  it('is the same for the same parts', () => {
    expect(signToken('a secret', parts)).toBe(token)
  })

  it('keeps lists of parts apart', () => {
    expect(signToken('a secret', ['a', 'bc'])).not.toBe(signToken('a secret', ['ab', 'c']))
    expect(readToken('a secret', signToken('a secret', ['a', '']))).toEqual(['a', ''])
  })

  it('is rejected under another secret', () => {
    expect(readToken('another', token)).toBeUndefined()
  })

  it.each(Array.from(token, (_, i) => i))('is rejected with its character %i changed or missing', (i) => {
    const other = token[i] === 'A' ? 'B' : 'A'
    expect(readToken('a secret', token.slice(0, i) + other + token.slice(i + 1))).toBeUndefined()
    expect(readToken('a secret', token.slice(0, i) + token.slice(i + 1))).toBeUndefined()
  })

  it.each([
    '',
    '.',
    'abc',
    `${token}.`,
    `${token}=`,
    ` ${token}`,
    token.toUpperCase(),
    `${'a'.repeat(3_000)}.${'a'.repeat(24)}`,
  ])('is nothing when it reads %j', (text) => {
    expect(readToken('a secret', text)).toBeUndefined()
  })

  it('keeps the form of the tokens in the first mail that was sent', () => {
    expect(token).toBe('dW5zdWJzY3JpYmUAbW9ybmluZwBhbm5AZXhhbXBsZS5vcmc.E2ZVQqaiN5721o08x8gb0maG')
  })

  it('is never equal to the token of test mail', () => {
    fc.assert(fc.property(fc.string(), (secret) => secret === '' || signToken(secret, ['a']) !== TEST_TOKEN))
    expect(readToken('a secret', TEST_TOKEN)).toBeUndefined()
    expect(TEST_TOKEN).not.toContain('.')
  })

  it('is rejected in another base64url spelling of the same bytes', () => {
    // 'a' is one byte: two digits of base64, of which the last holds four bits that mean nothing.
    const signed = signToken('a secret', ['a'])
    expect(signed.slice(0, 2)).toBe('YQ')
    expect(readToken('a secret', `YR${signed.slice(2)}`)).toBeUndefined()
  })

  it('is refused where it could not be trusted or read back', () => {
    expect(() => signToken('', parts)).toThrow(RangeError)
    expect(() => signToken('a secret', ['a\0b'])).toThrow(RangeError)
  })
})

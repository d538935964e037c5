/** Signed tokens for links: anybody can read them, but only the holder of the secret can make one. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Bytes of the signature (144 bits, 24 characters): too many to guess, and short enough for a mail's header line. */
const SIGNATURE_BYTES = 18

/**
 * The token in the links of previews and test mail. No signed token equals it, since those have a dot before the signature. Its
 * page says that the mail was a test, without a query to the store.
 */
export const TEST_TOKEN = 'test'

/**
 * A token that holds these parts, safe in a URL's path (`A–Z a–z 0–9 - _` and one dot), the same for the same parts, so that a
 * retried mail keeps its bytes. By custom the first part says what the token is for (`'unsubscribe'`), and the reader checks
 * that: a token for one thing must not do another. The parts are signed, not hidden. Throws RangeError for an empty secret, or
 * a part with a NUL.
 */
export function signToken(secret: string, parts: readonly string[]): string {
  if (secret === '') throw new RangeError('A token needs a secret.')
  if (parts.some((part) => part.includes('\0'))) throw new RangeError('A part of a token holds a NUL.')
  const payload = Buffer.from(parts.join('\0')).toString('base64url')
  return `${payload}.${createHmac('sha256', secret).update(`token\0${payload}`).digest().subarray(0, SIGNATURE_BYTES).toString('base64url')}`
}

/**
 * The parts that `signToken` was given, or undefined for anything else (RFC 2104 §5 on truncated codes). The comparison
 * takes constant time and is exact, so another base64url spelling of the same bytes is not accepted.
 */
export function readToken(secret: string, token: string): readonly string[] | undefined {
  // Longer than any address and id can make one; and the pattern keeps what is decoded cheap.
  if (token.length > 2_000 || !/^[\w-]*\.[\w-]{24}$/.test(token)) return undefined
  const parts = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url')
    .toString()
    .split('\0')
  const expected = Buffer.from(signToken(secret, parts))
  const given = Buffer.from(token)
  return expected.length === given.length && timingSafeEqual(expected, given) ? parts : undefined
}

/**
 * Tokens for links: only the holder of the secret can make or read one. They are encrypted, since a link is seen by proxies, by
 * logs and by whoever a mail is forwarded to, and none of them has to learn an address from it.
 */
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'

/** Bytes of the code that authenticates a token and is its initialisation vector, too: the block of AES. */
const CODE_BYTES = 16
/** Characters of the signature (144 bits) in tokens of the older, readable form. */
const SIGNATURE_BYTES = 18

/**
 * The token in the links of previews and test mail. No other token equals it, since those are longer. Its page says that the mail
 * was a test, without a query to the store.
 */
export const TEST_TOKEN = 'test'

/**
 * A token that holds these parts, safe in a URL's path (`A–Z a–z 0–9 - _`), the same for the same parts, so that a retried mail
 * keeps its bytes. By custom the first part says what the token is for (`'unsubscribe'`), and the reader checks that: a token for
 * one thing must not do another. Only its length tells something of the parts. Throws RangeError for an empty secret, or a part
 * with a NUL.
 *
 * Encrypted with a synthetic initialisation vector (Rogaway and Shrimpton 2006; RFC 5297 is the same with another code): the code
 * of the parts is the vector, so the same parts give the same token, and others share no part of it.
 */
export function makeToken(secret: string, parts: readonly string[]): string {
  if (parts.some((part) => part.includes('\0'))) throw new RangeError('A part of a token holds a NUL.')
  const payload = Buffer.from(parts.join('\0'))
  const code = codeOf(secret, payload)
  const cipher = createCipheriv('aes-256-ctr', keyOf(secret, 'encryption'), code)
  return Buffer.concat([code, cipher.update(payload)]).toString('base64url')
}

/**
 * The parts that `makeToken` was given, or undefined for anything else. The comparison takes constant time and is exact, so
 * another base64url spelling of the same bytes is not accepted. Tokens of the older form, `PARTS.SIGNATURE`, which anybody could
 * read, stand in mail that went out and are still accepted.
 */
export function readToken(secret: string, token: string): readonly string[] | undefined {
  // Longer than any address and id can make one; and the patterns keep what is decoded cheap.
  if (token.length > 2_000) return undefined
  if (/^[\w-]*\.[\w-]{24}$/.test(token)) return readSigned(secret, token)
  if (!/^[\w-]{22,}$/.test(token)) return undefined
  const bytes = Buffer.from(token, 'base64url')
  const code = bytes.subarray(0, CODE_BYTES)
  const decipher = createDecipheriv('aes-256-ctr', keyOf(secret, 'encryption'), code)
  const payload = decipher.update(bytes.subarray(CODE_BYTES))
  const isOurs = timingSafeEqual(code, codeOf(secret, payload)) && bytes.toString('base64url') === token
  return isOurs ? payload.toString().split('\0') : undefined
}

/** Two keys of one secret, since a key should do one thing. Throws RangeError for an empty secret. */
function keyOf(secret: string, use: 'encryption' | 'code'): Buffer {
  if (secret === '') throw new RangeError('A token needs a secret.')
  return createHmac('sha256', secret).update(`token ${use}`).digest()
}

const codeOf = (secret: string, payload: Uint8Array): Buffer =>
  createHmac('sha256', keyOf(secret, 'code')).update(payload).digest().subarray(0, CODE_BYTES)

function readSigned(secret: string, token: string): readonly string[] | undefined {
  const payload = token.slice(0, token.indexOf('.'))
  const bytes = Buffer.from(payload, 'base64url')
  const signature = createHmac('sha256', secret).update(`token\0${payload}`).digest().subarray(0, SIGNATURE_BYTES)
  const expected = Buffer.from(`${bytes.toString('base64url')}.${signature.toString('base64url')}`)
  const given = Buffer.from(token)
  return expected.length === given.length && timingSafeEqual(expected, given) ? bytes.toString().split('\0') : undefined
}

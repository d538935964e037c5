/** Signs messages (DKIM, RFC 6376). The signature is added when a message is sent; it is not part of the frozen edition. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ConfigError } from '../core/errors.ts'

export interface DkimOptions {
  readonly domain: string
  readonly selector: string
  /** An RSA key in PEM form. Line ends may be written as `\n`, as they often are in environment variables. */
  readonly privateKey: string
}

/** Returns the message with a DKIM-Signature header before it. */
type Sign = (message: Uint8Array) => Promise<Buffer>

/**
 * The headers that are signed. RFC 8058 §4 requires both List-Unsubscribe headers; unsigned, a relay could change where they
 * lead. Return-Path and headers that relays may rewrite are not signed (RFC 6376 §5.4.1).
 */
const SIGNED_HEADERS = [
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding',
  'List-Id:List-Unsubscribe:List-Unsubscribe-Post:List-Help:List-Owner:List-Archive:Auto-Submitted',
].join(':')

const SAMPLE = [
  'From: a@example.org',
  'To: b@example.org',
  'Subject: sample',
  'List-Unsubscribe: <https://example.org/u>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  '',
  'A  body with spaces ',
  '',
  '',
].join('\r\n')

/**
 * Returns a signer for these options. It first signs a sample and verifies the signature, because with an unusable key
 * nodemailer would silently send unsigned mail. Throws ConfigError at `mail.dkim.privateKey` that says what is wrong.
 */
export async function openSigner({ domain, selector, privateKey }: DkimOptions): Promise<Sign> {
  const pem = privateKey.replaceAll('\\n', '\n')
  const publicKey = publicKeyOf(pem)
  const { default: Dkim } = await import('nodemailer/lib/dkim')
  const dkim = new Dkim({
    domainName: domain,
    keySelector: selector,
    privateKey: pem,
    headerFieldNames: SIGNED_HEADERS,
  })
  const sign: Sign = (message) => buffer(dkim.sign(Buffer.from(message.buffer, message.byteOffset, message.byteLength)))
  const fault = signatureFault(await sign(Buffer.from(SAMPLE)), publicKey)
  if (fault) throw unusable(`A message signed with this key does not hold: ${fault}.`)
  return sign
}

function publicKeyOf(pem: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch (cause) {
    throw unusable(
      'This is no private key in PEM form ("-----BEGIN PRIVATE KEY-----"); unset it to send unsigned.',
      cause,
    )
  }
  if (key.asymmetricKeyType !== 'rsa') {
    throw unusable(`The key is ${key.asymmetricKeyType}; signing needs an RSA key, best of 2048 bits.`)
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < 1024) throw unusable(`The key has ${bits} bits; receivers ignore less than 1024 (RFC 8301), use 2048.`)
  return createPublicKey(key)
}

function unusable(sentence: string, cause?: unknown): ConfigError {
  return new ConfigError([{ path: 'mail.dkim.privateKey', sentence }], cause)
}

/**
 * What is wrong with a message's first DKIM-Signature (relaxed/relaxed, rsa-sha256); undefined when it verifies with this
 * key. Follows RFC 6376 §3.4 and §3.7 as far as needed to check our own signer, not messages from others.
 */
export function signatureFault(message: Buffer, publicKey: KeyObject): string | undefined {
  const text = message.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const headers = text.slice(0, end + 2).match(/^[^\s:]+:.*\r\n(?:[ \t].*\r\n)*/gm) ?? []
  const signature = headers.find((header) => /^dkim-signature:/i.test(header))
  if (!signature) return 'it has no DKIM-Signature'
  const tag = (name: string) =>
    new RegExp(`[;:]\\s*${name}=([^;]*)`).exec(signature.replace(/\r\n/g, ''))?.[1]?.replace(/\s+/g, '') ?? ''
  const body = text
    .slice(end + 4)
    .replace(/[ \t]+/g, ' ')
    .replace(/ \r\n/g, '\r\n')
    .replace(/(?:\r\n)*$/, '\r\n')
  if (createHash('sha256').update(body, 'latin1').digest('base64') !== tag('bh')) return 'the hash of the body differs'
  const names = tag('h').toLowerCase().split(':')
  for (const needed of ['from', 'list-unsubscribe', 'list-unsubscribe-post']) {
    if (!names.includes(needed)) return `it leaves out ${needed}`
  }
  const lines = names.map((name) => headers.findLast((header) => header.toLowerCase().startsWith(`${name}:`)))
  const unsigned = signature.replace(/([;\s]b=)[^;]*/, '$1')
  const signed = [...lines.filter((line) => line !== undefined).map(relaxed), relaxed(unsigned).trimEnd()].join('')
  const holds = verify('rsa-sha256', Buffer.from(signed, 'latin1'), publicKey, Buffer.from(tag('b'), 'base64'))
  return holds ? undefined : 'the signature does not verify'
}

/** A header in the relaxed canonical form of RFC 6376 §3.4.2. */
function relaxed(header: string): string {
  const colon = header.indexOf(':')
  const value = header
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return `${header.slice(0, colon).toLowerCase()}:${value}\r\n`
}

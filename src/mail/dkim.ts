/**
 * Signatures (DKIM, RFC 6376), added when a message is sent; they are no part of the frozen edition. Made here, since nodemailer
 * signs a header at most once and sends unsigned mail without an error when its key cannot sign.
 */
import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { promisify } from 'node:util'
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
 * The headers that are signed once more than they occur: a header of that name which somebody adds on the way breaks the
 * signature (RFC 6376 §5.4.2, §8.15). A second From or Subject is what readers would be shown.
 */
const OVERSIGNED_HEADERS = ['From', 'Reply-To', 'To', 'Cc', 'Subject', 'Date', 'Message-ID']

/**
 * The headers that are signed where they occur. RFC 8058 §4 requires both List-Unsubscribe headers; unsigned, a relay could change
 * where they lead. Return-Path and headers that relays may rewrite are not signed (RFC 6376 §5.4.1).
 */
const SIGNED_HEADERS = [
  ...['MIME-Version', 'Content-Type', 'Content-Transfer-Encoding', 'Content-Language', 'Auto-Submitted'],
  ...['List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Help', 'List-Owner', 'List-Archive'],
]

const LINE_LENGTH = 76
const signAsync = promisify<string, Buffer, KeyObject, Buffer>(sign)

/**
 * Returns a signer for these options: rsa-sha256, both canonicalizations relaxed. Throws ConfigError at `mail.dkim.privateKey` for
 * a key that cannot sign, or that receivers ignore.
 */
export function openSigner({ domain, selector, privateKey }: DkimOptions): Sign {
  const key = readKey(privateKey.replaceAll('\\n', '\n'))
  return async (message) => {
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
    const end = bytes.indexOf('\r\n\r\n')
    const headers = headersOf(bytes.subarray(0, end < 0 ? bytes.length : end).toString('latin1'))
    const body = end < 0 ? '' : bytes.subarray(end + 4).toString('latin1')
    const signed = signedHeaders(headers)
    const tags = [
      ...['v=1', 'a=rsa-sha256', 'c=relaxed/relaxed', `d=${domainToASCII(domain)}`, `s=${selector}`],
      `h=${signed.map(({ name }) => name).join(':')}`,
      `bh=${createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64')}`,
      'b=',
    ]
    const unsigned = `DKIM-Signature: ${folded(tags)}`
    const hashed = [...signed.flatMap(({ value }) => value ?? []), relaxedHeader(unsigned)].join('\r\n')
    const signature = await signAsync('sha256', Buffer.from(hashed, 'latin1'), key)
    const lines = signature.toString('base64').match(new RegExp(`.{1,${LINE_LENGTH - 1}}`, 'g'))!
    return Buffer.concat([Buffer.from(`${unsigned}\r\n ${lines.join('\r\n ')}\r\n`), bytes])
  }
}

interface Header {
  readonly name: string
  /** Canonical; undefined where the header does not occur, or not once more. */
  readonly value?: string
}

/** The header lines, unfolded, by their names in lower case and in order. */
const headersOf = (text: string): Map<string, string[]> =>
  Map.groupBy(text.split(/\r\n(?![ \t])/), (line) => line.slice(0, line.indexOf(':')).toLowerCase().trim())

/** What is signed, in the order of `h=`. Several headers of a name are signed from the last to the first (RFC 6376 §5.4.2). */
function signedHeaders(headers: ReadonlyMap<string, readonly string[]>): Header[] {
  const occurring = (name: string): Header[] =>
    (headers.get(name.toLowerCase()) ?? []).map((line) => ({ name, value: relaxedHeader(line) })).reverse()
  return [...OVERSIGNED_HEADERS.flatMap((name) => [...occurring(name), { name }]), ...SIGNED_HEADERS.flatMap(occurring)]
}

/** RFC 6376 §3.4.2. */
function relaxedHeader(line: string): string {
  const colon = line.indexOf(':')
  const value = line.slice(colon + 1).replace(/[ \t\r\n]+/g, ' ')
  return `${line.slice(0, colon).toLowerCase().trim()}:${value.trim()}`
}

/** RFC 6376 §3.4.4: blanks at line ends and empty lines at the end do not count, other runs of blanks are one. */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
  while (lines.at(-1) === '') lines.pop()
  return lines.map((line) => `${line}\r\n`).join('')
}

/** The tags in lines of at most 76 characters; a list of header names is broken after a colon. */
function folded(tags: readonly string[]): string {
  const words = tags.join('; ').split(/(?<= )|(?<=:)/)
  const lines = ['']
  for (const word of words) {
    const room = LINE_LENGTH - (lines.length === 1 ? 'DKIM-Signature: '.length : 1)
    if (lines.at(-1)!.length + word.trimEnd().length > room) lines.push('')
    lines[lines.length - 1] += word
  }
  return lines.map((line) => line.trimEnd()).join('\r\n ')
}

function readKey(pem: string): KeyObject {
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
  return key
}

function unusable(sentence: string, cause?: unknown): ConfigError {
  return new ConfigError([{ path: 'mail.dkim.privateKey', sentence }], cause)
}

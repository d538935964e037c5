import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import Dkim from 'nodemailer/lib/dkim'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/core/errors.ts'
import { openSigner } from '../../src/mail/dkim.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const options = { domain: 'example.org', selector: 's1', privateKey: pem }
const publicKey = createPublicKey(privateKey)
const sign = openSigner(options)

const mail = [
  'From: Broadsheet <news@example.org>',
  'To: ann@example.org',
  'Subject: Fourteen dead,\r\n  and   a long line that is folded',
  'Message-ID: <1@example.org>',
  'Date: Fri, 20 Nov 2026 18:00:00 +0000',
  'List-Unsubscribe: <https://mail.example.org/u/abc>, <mailto:ops@example.org?subject=unsubscribe%20abc>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Body  with   spaces ',
  '',
  '\tan indented line',
  '',
  '',
  '',
].join('\r\n')

/** Reads a signature as RFC 6376 §6 tells a receiver to, with nothing of the code that makes it. */
function verdictOf(message: string, key: KeyObject): { isValid: boolean; bodyMatches: boolean; names: string[] } {
  const split = message.indexOf('\r\n\r\n')
  const fields: string[] = []
  for (const line of message.slice(0, split).split('\r\n')) {
    if (/^[ \t]/.test(line)) fields[fields.length - 1] += `\r\n${line}`
    else fields.push(line)
  }
  const relaxed = (field: string): string => {
    const [, name, value] = /^([^:]*):([\s\S]*)$/.exec(field)!
    return `${name!.trimEnd().toLowerCase()}:${value!
      .replaceAll('\r\n', '')
      .replace(/[ \t]+/g, ' ')
      .trim()}`
  }
  const signature = fields.find((field) => /^dkim-signature:/i.test(field))!
  const tags = new Map(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .map((tag): [string, string] => {
        const at = tag.indexOf('=')
        return [tag.slice(0, at).trim(), tag.slice(at + 1).replace(/\s/g, '')]
      }),
  )
  let body = message
    .slice(split + 4)
    .replace(/[ \t]+/g, ' ')
    .replace(/ \r\n/g, '\r\n')
    .replace(/(?:\r\n)+$/, '')
  if (body !== '') body += '\r\n'
  const names = tags.get('h')!.toLowerCase().split(':')
  const left = [...fields.filter((field) => field !== signature)]
  const data: string[] = []
  for (const name of names) {
    const at = left.findLastIndex((field) => field.toLowerCase().startsWith(`${name}:`))
    if (at >= 0) data.push(`${relaxed(left.splice(at, 1)[0]!)}\r\n`)
  }
  data.push(relaxed(signature.replace(/([;\s]b=)[\s\S]*$/, '$1')))
  return {
    isValid: verify('sha256', Buffer.from(data.join(''), 'latin1'), key, Buffer.from(tags.get('b')!, 'base64')),
    bodyMatches: createHash('sha256').update(body, 'latin1').digest('base64') === tags.get('bh'),
    names,
  }
}
const signed = async (message: string): Promise<string> => (await sign(Buffer.from(message))).toString('latin1')
const isAccepted = (message: string, key = publicKey): boolean => {
  const { isValid, bodyMatches } = verdictOf(message, key)
  return isValid && bodyMatches
}

describe('a signature', () => {
  it('verifies, as does that of another signer by the same rules', async () => {
    expect(isAccepted(await signed(mail))).toBe(true)
    const other = new Dkim({ domainName: 'example.org', keySelector: 's1', privateKey: pem })
    expect(isAccepted((await buffer(other.sign(Buffer.from(mail)))).toString('latin1'))).toBe(true)
  })

  it('names its domain, selector and methods, stands before the unchanged message, and has short lines', async () => {
    const bytes = await signed(mail)
    const header = bytes.slice(0, bytes.indexOf('\r\nFrom:'))
    expect(header).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=example\.org;\s+s=s1;/)
    expect(bytes.slice(header.length + 2)).toBe(mail)
    expect(Math.max(...header.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(77)
  })

  it('names a domain of other letters as the DNS has it', async () => {
    const text = await openSigner({ ...options, domain: 'bücher.example' })(Buffer.from(mail))
    expect(text.toString('latin1')).toContain('d=xn--bcher-kva.example;')
    expect(isAccepted(text.toString('latin1'))).toBe(true)
  })

  it('covers From twice and both unsubscribe headers', async () => {
    const { names } = verdictOf(await signed(mail), publicKey)
    expect(names.filter((name) => name === 'from')).toHaveLength(2)
    for (const name of ['list-unsubscribe', 'list-unsubscribe-post', 'content-type', 'mime-version']) {
      expect(names.filter((one) => one === name)).toHaveLength(1)
    }
  })

  it.each([
    ['a second From', (text: string) => `From: somebody@else.example\r\n${text}`],
    ['a second From below', (text: string) => text.replace('\r\nTo:', '\r\nFrom: somebody@else.example\r\nTo:')],
    ['a second Subject', (text: string) => `Subject: Another\r\n${text}`],
    ['a Reply-To', (text: string) => `Reply-To: somebody@else.example\r\n${text}`],
    ['another unsubscribe link', (text: string) => text.replace('/u/abc', '/u/abd')],
    ['another word in the text', (text: string) => text.replace('Body', 'Bodies')],
    ['a line more', (text: string) => `${text}More\r\n`],
  ])('does not hold with %s', async (_, change) => {
    expect(isAccepted(change(await signed(mail)))).toBe(false)
  })

  it.each([
    ['a header that is no part of it', (text: string) => `Received: from here\r\n${text}`],
    ['headers folded otherwise', (text: string) => text.replace(' and   a long', '\r\n\tand a  long')],
    ['blanks at line ends and empty lines at the end', (text: string) => text.replace('spaces ', 'spaces \t') + '\r\n'],
  ])('holds with %s', async (_, change) => {
    expect(isAccepted(change(await signed(mail)))).toBe(true)
  })

  it.each([
    ['without a body', 'From: a@example.org\r\nSubject: x\r\n\r\n'],
    ['of empty lines', 'From: a@example.org\r\n\r\n\r\n\r\n'],
    ['whose last line has no end', 'From: a@example.org\r\n\r\nthe end'],
    ['with bytes above 127', 'From: a@example.org\r\nSubject: Z\u00fcrich\r\n\r\nZ\u00fcrich\r\n'],
    ['with lines of blanks', 'From: a@example.org\r\n\r\n \t \r\nx \r\n \r\n'],
  ])('verifies for a message %s', async (_, message) => {
    expect(isAccepted(await signed(message))).toBe(true)
  })

  it('takes a time that grows with the length of a text, not with its square', async () => {
    const blanks = `From: a@example.org\r\n\r\n${' \t'.repeat(500_000)}x\r\n`
    expect(isAccepted(await signed(blanks))).toBe(true)
  })
})

describe('a key', () => {
  it('may have its line ends written as \\n', async () => {
    const text = await openSigner({ ...options, privateKey: pem.replaceAll('\n', '\\n') })(Buffer.from(mail))
    expect(isAccepted(text.toString('latin1'))).toBe(true)
  })

  it.each([
    { what: 'a text that is no key', key: 'nonsense', says: /no private key/ },
    {
      what: 'an Ed25519 key, which few receivers know',
      key: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      says: /ed25519.*RSA/,
    },
    {
      what: 'a public key',
      key: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      says: /no private key/,
    },
    {
      what: 'a key too short for receivers',
      key: generateKeyPairSync('rsa', { modulusLength: 512 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      says: /512 bits/,
    },
  ])('is refused at once: $what', ({ key, says }) => {
    let error: unknown
    try {
      openSigner({ ...options, privateKey: key })
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(ConfigError)
    expect((error as ConfigError).message).toMatch(says)
    expect((error as ConfigError).mistakes[0]?.path).toBe('mail.dkim.privateKey')
  })
})

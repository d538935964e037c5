import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { RenderError } from '../../src/core/errors.ts'
import { composeMessage } from '../../src/mail/message.ts'

type MessageParts = Parameters<typeof composeMessage>[0]

const parts: MessageParts = {
  from: { name: 'Broadsheet', address: 'news@example.org' },
  to: { name: 'Ann', address: 'ann@example.org' },
  replyTo: 'editor@example.org',
  subject: 'Bridge opens; Bank holds (16 stories, Tue 24 Nov)',
  html: '<!doctype html>\n<html lang="en"><body><p>Grüße aus Tarnby</p></body></html>\n',
  text: 'Grüße aus Tarnby\n\n.\nFrom the quay\n',
  messageId: '0123abcd@example.org',
  date: '2026-11-24T07:00:00.000Z',
  boundary: '8e0f4c',
  listId: 'morning.news.example.org',
  listName: 'Good morning',
  unsubscribeUrl: 'https://mail.example.org/unsubscribe/AbC-1_2.xyz',
  unsubscribeMailto: 'editor@example.org',
}

const compose = async (changes: Partial<MessageParts> = {}) =>
  Buffer.from(await composeMessage({ ...parts, ...changes })).toString('latin1')

/** The header of that name, unfolded; undefined when there is none. More than one is a failure. */
function header(message: string, name: string): string | undefined {
  const head = message.slice(0, message.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const found = head.split('\r\n').filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  expect(found.length).toBeLessThanOrEqual(1)
  return found[0]?.slice(name.length + 1).trim()
}

describe('composeMessage', () => {
  it('gives the same bytes for the same parts', async () => {
    expect(await compose()).toBe(await compose())
    expect(await compose({ boundary: '8e0f4d' })).not.toBe(await compose())
  })

  it('has the text before the HTML, both complete, in lines of at most 76 characters that end in CRLF', async () => {
    const long = { text: `${'word '.repeat(60)}\n`, html: `<p>${'ü'.repeat(300)}</p>` }
    for (const changes of [{}, long]) {
      const message = await compose(changes)
      const mail = await PostalMime.parse(message)
      expect(mail.text?.trimEnd()).toBe((changes === long ? long.text : parts.text).trimEnd())
      expect(mail.html?.trimEnd()).toBe((changes === long ? long.html : parts.html).trimEnd())
      expect(message.indexOf('text/plain')).toBeLessThan(message.indexOf('text/html'))
      expect(message).not.toMatch(/[^\r]\n|\r[^\n]/)
      const body = message.slice(message.indexOf('\r\n\r\n'))
      for (const line of body.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76)
      expect(message).toMatch(/^[\x00-\x7f]*$/)
    }
  })

  it('has one Date, one Message-ID and one of each address header', async () => {
    const message = await compose()
    expect(header(message, 'Date')).toBe('Tue, 24 Nov 2026 07:00:00 +0000')
    expect(header(message, 'Message-ID')).toBe('<0123abcd@example.org>')
    expect(header(message, 'MIME-Version')).toBe('1.0')
    expect(header(message, 'From')).toBe('Broadsheet <news@example.org>')
    expect(header(message, 'To')).toBe('Ann <ann@example.org>')
    expect(header(message, 'Reply-To')).toBe('editor@example.org')
  })

  it('offers one-click unsubscribing, and asks for no automatic replies', async () => {
    const message = await compose()
    expect(message).toContain(
      'List-Unsubscribe: <https://mail.example.org/unsubscribe/AbC-1_2.xyz>,\r\n <mailto:editor@example.org?subject=unsubscribe>\r\n',
    )
    expect(header(message, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
    expect(header(message, 'List-Id')).toBe('"Good morning" <morning.news.example.org>')
    expect(header(message, 'Auto-Submitted')).toBe('auto-generated')
    expect(header(message, 'Precedence')).toBe('bulk')
  })

  it.each([
    {
      url: undefined,
      mailto: 'editor@example.org',
      unsubscribe: '<mailto:editor@example.org?subject=unsubscribe>',
      one: false,
    },
    {
      url: undefined,
      mailto: 'editor@example.org',
      subject: 'unsubscribe AbC-1_2',
      unsubscribe: '<mailto:editor@example.org?subject=unsubscribe%20AbC-1_2>',
      one: false,
    },
    {
      url: 'https://mail.example.org/u/1',
      mailto: 'editor+list@example.org',
      subject: 'unsubscribe AbC-1_2',
      unsubscribe: '<https://mail.example.org/u/1>, <mailto:editor%2Blist@example.org?subject=unsubscribe%20AbC-1_2>',
      one: true,
    },
    {
      url: 'http://mail.example.org/u/1',
      mailto: 'editor@example.org',
      unsubscribe: '<mailto:editor@example.org?subject=unsubscribe>',
      one: false,
    },
    { url: undefined, mailto: undefined, unsubscribe: undefined, one: false },
    { url: 'http://mail.example.org/u/1', mailto: undefined, unsubscribe: '<http://mail.example.org/u/1>', one: false },
    { url: 'http://127.0.0.1:8080/u/1', mailto: undefined, unsubscribe: '<http://127.0.0.1:8080/u/1>', one: true },
  ])(
    'offers one-click unsubscribing only over https or on this machine: $unsubscribe',
    async ({ url, mailto, subject, unsubscribe, one }) => {
      const message = await compose({ unsubscribeUrl: url, unsubscribeMailto: mailto, unsubscribeSubject: subject })
      expect(header(message, 'List-Unsubscribe')).toBe(unsubscribe)
      expect(header(message, 'List-Unsubscribe-Post')).toBe(one ? 'List-Unsubscribe=One-Click' : undefined)
    },
  )

  it('names help, owner and archive of the list where there are any', async () => {
    const all = {
      ownerMailto: 'ops@example.org',
      helpMailto: 'ops@example.org',
      archiveUrl: 'https://news.example.org/edition/1',
    }
    const message = await compose(all)
    expect(header(message, 'List-Help')).toBe('<mailto:ops@example.org?subject=help>')
    expect(header(message, 'List-Owner')).toBe('<mailto:ops@example.org>')
    expect(header(message, 'List-Archive')).toBe('<https://news.example.org/edition/1>')
    expect(await compose()).not.toMatch(/^List-(?:Help|Owner|Archive):/m)
  })

  it('folds List-Unsubscribe between its addresses only, since relays may break a folded URL', async () => {
    const unsubscribeUrl = `https://mail.example.org/unsubscribe/${'x'.repeat(300)}`
    expect(await compose({ unsubscribeUrl })).toContain(`List-Unsubscribe: <${unsubscribeUrl}>,\r\n <mailto:`)
    const short = {
      unsubscribeUrl: 'https://a.example/1',
      unsubscribeMailto: 'b@c.example',
      unsubscribeSubject: 'stop',
    }
    expect(await compose(short)).toContain(
      'List-Unsubscribe: <https://a.example/1>, <mailto:b@c.example?subject=stop>\r\n',
    )
  })

  it('has no line of more than 998 octets, however long its addresses are', async () => {
    const longest = `https://mail.example.org/${'x'.repeat(960 - 25)}`
    const address = `${'a+'.repeat(30)}@${'b'.repeat(60)}.example.org`
    const message = await compose({
      unsubscribeUrl: longest,
      unsubscribeMailto: address,
      unsubscribeSubject: `unsubscribe ${'t'.repeat(463)}`,
      archiveUrl: longest,
      helpMailto: address,
      to: { name: 'ü'.repeat(500), address },
      subject: 'Ł'.repeat(2000),
    })
    for (const line of message.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
    await expect(compose({ unsubscribeUrl: `${longest}x` })).rejects.toThrow(RenderError)
  })

  it.each([
    'Harbour News, Daily Desk',
    'Kontor: Nachrichten',
    'Harbour News (daily)',
    'The "Fog" & Salt, Ltd.',
    'Back\\slash; semicolon',
    'news@other.example',
    'Kontor für Übersee: Täglich, immer (neu)',
    'Тихая гавань',
    'team <eve@evil.example>',
  ])('keeps the sender’s name whole in one mailbox: %s', async (name) => {
    const message = await compose({ from: { name, address: 'digest@news.example.org' } })
    const mail = await PostalMime.parse(message)
    expect(mail.from).toMatchObject({ name, address: 'digest@news.example.org' })
    expect(header(message, 'From')).toMatch(/<digest@news\.example\.org>$/)
    expect(header(message, 'From')?.match(/@/g)?.length).toBe(name.includes('@') ? 2 : 1)
  })

  it.each([
    { field: 'from', changes: { from: { name: 'News\r\nBcc: eve@evil.example', address: 'news@example.org' } } },
    { field: 'to', changes: { to: { name: 'Ann\nBcc: eve@evil.example', address: 'ann@example.org' } } },
    { field: 'subject', changes: { subject: 'Hello\r\nBcc: eve@evil.example\r\n\r\nbody' } },
    { field: 'list name', changes: { listName: 'Good\r\nBcc: eve@evil.example' } },
    { field: 'language', changes: { language: 'en\r\nBcc: eve@evil.example' } },
  ] satisfies { field: string; changes: Partial<MessageParts> }[])(
    'lets a line break in the $field add no header',
    async ({ changes }) => {
      const message = await compose(changes)
      expect(header(message, 'Bcc')).toBeUndefined()
      expect((await PostalMime.parse(message)).text?.trimEnd()).toBe(parts.text.trimEnd())
    },
  )

  it.each([
    { what: 'an address with a line break', changes: { to: { address: 'ann@example.org\r\nBcc: eve@evil.example' } } },
    { what: 'two addresses', changes: { to: { address: 'ann@example.org, eve@evil.example' } } },
    { what: 'an address in brackets', changes: { from: { address: '<news@example.org>' } } },
    { what: 'no address', changes: { replyTo: 'editor' } },
    {
      what: 'an unsubscribe URL with a line break',
      changes: { unsubscribeUrl: 'https://a.example/u>\r\nBcc: <eve@evil.example' },
    },
    { what: 'an unsubscribe URL that is a script', changes: { unsubscribeUrl: 'javascript:alert(1)' } },
    {
      what: 'a mailto with a second address',
      changes: { unsubscribeMailto: 'a@example.org>,<mailto:eve@evil.example' },
    },
    { what: 'a Message-ID with a bracket', changes: { messageId: 'a@b>\r\nX: <' } },
    { what: 'a boundary with a quote', changes: { boundary: 'a"\r\nX: ' } },
    { what: 'a List-Id that is no name', changes: { listId: 'morning>\r\nX: <a' } },
  ] satisfies { what: string; changes: Partial<MessageParts> }[])('refuses $what', async ({ changes }) => {
    await expect(compose(changes)).rejects.toBeInstanceOf(RenderError)
  })

  it('lets no source end its MIME part, even when it knows the boundary', async () => {
    const [, boundary = ''] = /boundary="([^"]+)"/.exec(await compose()) ?? []
    const text = `--${boundary}\nContent-Type: text/html\n\n<b>forged</b>\n--${boundary}--\n`
    const mail = await PostalMime.parse(await compose({ text }))
    expect(boundary).toContain('8e0f4c')
    expect(mail.text?.trimEnd()).toBe(text.trimEnd())
    expect(mail.html?.trimEnd()).toBe(parts.html.trimEnd())
    expect(mail.attachments).toEqual([])
  })

  it('writes an international domain in ASCII', async () => {
    const message = await compose({ to: { address: 'ann@bücher.example' } })
    expect(header(message, 'To')).toBe('ann@xn--bcher-kva.example')
  })
})

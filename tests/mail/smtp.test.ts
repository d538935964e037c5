import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:net'
import * as tls from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { DeliveryError } from '../../src/core/errors.ts'
import type { Mailer } from '../../src/mail/mailer.ts'
import { openSmtp } from '../../src/mail/smtp.ts'
import { parseSmtpUrl } from '../../src/mail/smtp-session.ts'
import { startFaulty } from '../support/faulty-smtp.ts'
import { certificate, type SmtpScript, startSmtp } from '../support/smtp.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function connect(script: SmtpScript = {}, options: Partial<Parameters<typeof openSmtp>[0]> = {}) {
  const server = await startSmtp(script)
  open.push(server)
  const mailer = await openSmtp({ url: server.url, tls: 'opportunistic', connections: 2, perMinute: 0, ...options })
  open.push(mailer)
  return { server, mailer }
}

const message = Buffer.from(
  'From: news@example.org\r\nTo: ann@example.org\r\nSubject: Hello\r\n\r\nA line\r\n.\r\n..leading dots\r\n',
)

function send(mailer: Mailer, to = 'ann@example.org', bytes: Uint8Array = message) {
  return mailer.send({ id: `to-${to}`, envelope: { from: 'news@example.org', to }, message: bytes })
}

async function failure(sending: Promise<unknown>): Promise<DeliveryError> {
  const error = await sending.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(DeliveryError)
  return error as DeliveryError
}

describe('sending', () => {
  it('sends the message byte for byte, also lines that are dots', async () => {
    const { server, mailer } = await connect()
    const { reply } = await send(mailer)
    expect(server.received[0]?.bytes).toEqual(message)
    expect(server.received[0]).toMatchObject({ from: 'news@example.org', to: 'ann@example.org' })
    expect(reply).toMatch(/^250 .*Taken as 1/)
  })

  it('sends consecutive messages over one connection', async () => {
    const { server, mailer } = await connect()
    for (const to of ['a@example.org', 'b@example.org', 'c@example.org']) await send(mailer, to)
    expect(server.received.map(({ to }) => to)).toEqual(['a@example.org', 'b@example.org', 'c@example.org'])
    expect(server.counts().connections).toBe(1)
  })

  it('opens as many connections as allowed, not more', async () => {
    // Slow, since this server greets after 100 ms, and connections are opened one after another.
    const { server, mailer } = await connect({ slowMs: 60 }, { connections: 3 })
    await Promise.all(Array.from({ length: 12 }, (_, i) => send(mailer, `ann${i}@example.org`)))
    expect(server.received).toHaveLength(12)
    expect(server.counts().mostAtOnce).toBe(3)
    expect(server.counts().connections).toBe(3)
  })

  it.each([1, 3])('sends over as many connections as the server takes: %i of 4', async (allowed) => {
    const { server, mailer } = await connect({ slowMs: 60, connectionsAtMost: () => allowed }, { connections: 4 })
    const sending = Array.from({ length: 24 }, (_, i) => send(mailer, `ann${i}@example.org`))
    expect(await Promise.allSettled(sending)).toMatchObject(sending.map(() => ({ status: 'fulfilled' })))
    expect(server.received).toHaveLength(24)
    expect(server.counts().mostAtOnce).toBe(allowed)
    // After the refusal of one no other was tried.
    expect(server.counts().connections).toBeLessThanOrEqual(allowed + 1)
  })

  it('sends over those that are left when the server takes fewer connections than before', async () => {
    let allowed = 4
    const { server, mailer } = await connect({ slowMs: 60, connectionsAtMost: () => allowed }, { connections: 4 })
    await Promise.all(Array.from({ length: 8 }, (_, i) => send(mailer, `ann${i}@example.org`)))
    allowed = 1
    server.hangUp()
    await Promise.all(Array.from({ length: 8 }, (_, i) => send(mailer, `bob${i}@example.org`)))
    expect(server.received).toHaveLength(16)
  })

  it('keeps as many as work where one more is refused, also when these have nothing to do at that moment', async () => {
    const [third, together, ...replies] = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
    let inFlight = 0
    const server = await startFaulty(({ stage, connection, to }) => {
      if (stage === 'greeting' && connection === 3)
        return { until: third!.promise, say: '421 Enough\r\n', hangUp: true }
      if (stage !== 'message') return undefined
      const nth = Number(/\d/.exec(to))
      if (nth > 3 && ++inFlight === 2) together!.resolve()
      return { until: (replies[nth - 1] ?? together!).promise }
    })
    open.push(server)
    const mailer = openSmtp({ url: server.url, tls: 'never', connections: 3, perMinute: 0 })
    open.push(mailer)
    const sending = [1, 2, 3].map((nth) => send(mailer, `ann${nth}@example.org`))
    await expect.poll(() => server.connections).toBe(3)
    for (const [nth, { resolve }] of replies.entries()) {
      resolve()
      await sending[nth]
    }
    third!.resolve()
    await expect.poll(() => server.open).toBe(2)
    server.hangUp()
    // Neither gets a reply before the other is there, too.
    await Promise.all([4, 5].map((nth) => send(mailer, `ann${nth}@example.org`)))
    expect(server.received).toHaveLength(5)
  })

  it.each([1, 4])(
    'goes on over a new connection where the server takes two messages on each, %i at once',
    async (most) => {
      const script: SmtpScript = { messagesPerConnection: 2, connectionsAtMost: () => most }
      const { server, mailer } = await connect(script, { connections: most })
      await Promise.all(Array.from({ length: 9 }, (_, i) => send(mailer, `ann${i}@example.org`)))
      expect(server.received).toHaveLength(9)
    },
  )

  it('ends a connection after a hundred messages, and the next one is not refused', async () => {
    const { server, mailer } = await connect({ connectionsAtMost: () => 1 }, { connections: 1 })
    for (let i = 0; i < 101; i++) await send(mailer)
    expect(server.received).toHaveLength(101)
    expect(server.counts().connections).toBe(2)
  })

  it('leaves no connection when it has closed, so that the next mailer is not refused', async () => {
    const { server, mailer } = await connect({ connectionsAtMost: () => 1 })
    await send(mailer)
    await mailer.close()
    const next = openSmtp({ url: server.url, tls: 'never', connections: 2, perMinute: 0 })
    open.push(next)
    await send(next)
    expect(server.received).toHaveLength(2)
  })

  it('sends over a new connection when the server has ended the kept one, and sends once', async () => {
    const { server, mailer } = await connect()
    await send(mailer, 'a@example.org')
    server.hangUp()
    await send(mailer, 'b@example.org')
    expect(server.received.map(({ to }) => to)).toEqual(['a@example.org', 'b@example.org'])
    expect(server.counts().connections).toBe(2)
  })

  it('logs in with the percent-encoded user and password of the address', async () => {
    const { server, mailer } = await connect({ login: { user: 'news@example.org', pass: 'a:b/c@d%' } })
    await send(mailer)
    expect(server.received[0]?.user).toBe('news@example.org')
  })

  it('refuses waiting messages once it is closed, and lets the one in flight arrive', async () => {
    let isHandedOver = false
    const data = () => {
      isHandedOver = true
      return undefined
    }
    const { server, mailer } = await connect({ slowMs: 50, data }, { connections: 1 })
    const first = send(mailer, 'a@example.org')
    const second = failure(send(mailer, 'b@example.org'))
    while (!isHandedOver) await new Promise((resolve) => setTimeout(resolve, 5))
    await mailer.close()
    await first
    expect(await second).toMatchObject({ concerns: 'transport', code: 'mail/closed' })
    expect(server.received.map(({ to }) => to)).toEqual(['a@example.org'])
  })

  it('stops waiting for the greeting of a server once it is closed', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    open.push({ close: () => new Promise((resolve) => silent.close(() => resolve())) })
    const { port } = silent.address() as { port: number }
    const mailer = await openSmtp({ url: `smtp://127.0.0.1:${port}`, tls: 'never', connections: 1, perMinute: 0 })
    const sending = failure(send(mailer))
    await new Promise((resolve) => silent.once('connection', resolve))
    await mailer.close()
    expect(await sending).toMatchObject({ code: 'mail/closed' })
  })

  it('delays messages beyond the limit a minute', async () => {
    const { server, mailer } = await connect({}, { perMinute: 2 })
    const third = Promise.all([send(mailer, 'a@example.org'), send(mailer, 'b@example.org')]).then(() =>
      failure(send(mailer, 'c@example.org')),
    )
    while (server.received.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(server.received).toHaveLength(2)
    await mailer.close()
    expect(await third).toMatchObject({ code: 'mail/closed' })
  })
})

describe('a failure', () => {
  it.each([
    { at: 'RCPT', code: 450, script: { rcpt: () => ({ code: 450, text: '4.2.2 Mailbox full' }) }, retryable: true },
    { at: 'RCPT', code: 550, script: { rcpt: () => ({ code: 550, text: '5.1.1 No such user' }) }, retryable: false },
    { at: 'DATA', code: 451, script: { data: () => ({ code: 451, text: '4.3.0 Try later' }) }, retryable: true },
    { at: 'DATA', code: 554, script: { data: () => ({ code: 554, text: '5.7.1 Spam' }) }, retryable: false },
    { at: 'DATA', code: 421, script: { data: () => ({ code: 421, text: '4.7.0 Slow down' }) }, retryable: true },
    { at: 'RCPT', code: 421, script: { rcpt: () => ({ code: 421, text: '4.7.0 Slow down' }) }, retryable: true },
  ] as { at: string; code: number; script: SmtpScript; retryable: boolean }[])(
    'concerns the recipient when $at is answered with $code',
    async ({ code, script, retryable }) => {
      const { server, mailer } = await connect(script)
      const error = await failure(send(mailer))
      expect(error).toMatchObject({ concerns: 'recipient', code: 'mail/recipient', retryable })
      expect(error.reply).toContain(String(code))
      expect(error.message).toContain('ann@example.org')
      expect(server.received).toHaveLength(0)
    },
  )

  it('that refuses one recipient stops no other, and needs no new connection', async () => {
    const { server, mailer } = await connect(
      { rcpt: (address) => (address.startsWith('bob') ? { code: 550, text: 'No such user' } : undefined) },
      { connections: 1 },
    )
    const outcomes = await Promise.allSettled(['ann', 'bob', 'cid'].map((name) => send(mailer, `${name}@example.org`)))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(server.received.map(({ to }) => to)).toEqual(['ann@example.org', 'cid@example.org'])
    expect(server.counts().connections).toBe(1)
  })

  it('for a greylisted recipient can be retried', async () => {
    const { server, mailer } = await connect({ greylist: true })
    expect(await failure(send(mailer))).toMatchObject({ concerns: 'recipient', retryable: true })
    await send(mailer)
    expect(server.received).toHaveLength(1)
  })

  it.each([
    {
      when: 'the greeting refuses us',
      script: { greeting: () => ({ code: 554, text: 'No mail from your network' }) },
      code: 'mail/refused',
      says: /No mail from your network/,
    },
    {
      when: 'the sender is refused',
      script: { mailFrom: () => ({ code: 553, text: 'Not your address' }) },
      code: 'mail/sender',
      says: /Not your address.*mail\.from/,
    },
    {
      when: 'the sender is answered with 421',
      script: { mailFrom: () => ({ code: 421, text: 'Too busy' }) },
      code: 'mail/busy',
      says: /takes no mail from us now: 421 Too busy/,
    },
    {
      when: 'the sender is answered with another 4xx',
      script: { mailFrom: () => ({ code: 452, text: 'Disk full' }) },
      code: 'mail/busy',
      says: /takes no mail from us now: 452 Disk full\.$/,
    },
  ] as { when: string; script: SmtpScript; code: string; says: RegExp }[])(
    'concerns the transport when $when',
    async ({ script, code, says }) => {
      const { mailer } = await connect(script)
      const error = await failure(send(mailer))
      expect(error).toMatchObject({ concerns: 'transport', code, retryable: true })
      expect(error.message).toMatch(says)
    },
  )

  it('concerns the transport when the login is refused: it says what to check, never the password, and one login is tried', async () => {
    const server = await startSmtp({ login: { user: 'news', pass: 'right' } })
    open.push(server)
    const url = `smtp://news:s3cretword@127.0.0.1:${server.port}`
    const mailer = await openSmtp({ url, tls: 'never', connections: 4, perMinute: 0 })
    open.push(mailer)
    const errors = await Promise.all(['a', 'b', 'c', 'd'].map((name) => failure(send(mailer, `${name}@example.org`))))
    for (const error of errors) {
      expect(error).toMatchObject({ concerns: 'transport', code: 'mail/login' })
      expect(error.message).toMatch(/refused the login of news: 535.*Check user and password in mail\.smtp/)
      expect(error.message + String(error.cause)).not.toContain('s3cretword')
    }
    expect(server.counts().logins).toBe(1)
  })

  it('concerns the transport when nobody listens', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => free.once('listening', resolve))
    const { port } = free.address() as { port: number }
    await new Promise((resolve) => free.close(resolve))
    const mailer = await openSmtp({ url: `smtp://127.0.0.1:${port}`, tls: 'never', connections: 1, perMinute: 0 })
    expect(await failure(send(mailer))).toMatchObject({ concerns: 'transport', code: 'mail/refused' })
  })

  it('concerns the transport when the server never greets', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    open.push({ close: () => new Promise((resolve) => silent.close(() => resolve())) })
    const { port } = silent.address() as { port: number }
    const url = `smtp://127.0.0.1:${port}`
    const mailer = await openSmtp({ url, tls: 'never', connections: 1, perMinute: 0, replyTimeoutMs: 100 })
    expect(await failure(send(mailer))).toMatchObject({ concerns: 'transport', code: 'mail/timeout' })
  })

  it('leaves the outcome unknown when the connection ends after the message and before the reply', async () => {
    const { server, mailer } = await connect({ drop: (_, nth) => (nth === 1 ? 'before-reply' : undefined) })
    const error = await failure(send(mailer))
    expect(error).toMatchObject({ concerns: 'unknown', code: 'mail/uncertain' })
    expect(server.received).toHaveLength(1)
    await send(mailer)
    expect(server.received[1]?.bytes).toEqual(server.received[0]?.bytes)
  })

  it('leaves the outcome unknown when the reply to the message never comes', async () => {
    const { mailer } = await connect({ slowMs: 4000 }, { replyTimeoutMs: 1500 })
    expect(await failure(send(mailer))).toMatchObject({ concerns: 'unknown', code: 'mail/uncertain' })
  })

  it.each([
    { where: 'before the message', drop: 'at-rcpt', lines: 0 },
    { where: 'in the middle of a message larger than the buffers', drop: 'in-data', lines: 400_000 },
  ] as const)('can be retried, and nothing is uncertain, when the connection ends $where', async ({ drop, lines }) => {
    const { server, mailer } = await connect({ drop: (address) => (address.startsWith('ann') ? drop : undefined) })
    const large = Buffer.concat([message, Buffer.from('x'.repeat(74).concat('\r\n').repeat(lines))])
    const error = await failure(send(mailer, 'ann@example.org', large))
    expect(error).toMatchObject({ concerns: 'recipient', code: 'mail/lost', retryable: true })
    expect(error.message).toMatch(/^ann@example\.org: .* before the message/)
    await send(mailer, 'bob@example.org')
    expect(server.received.map(({ to }) => to)).toEqual(['bob@example.org'])
  })

  it('concerns the transport when the connection ends under three messages in a row, each tried over two', async () => {
    const { server, mailer } = await connect({ drop: () => 'at-rcpt' }, { connections: 1 })
    const errors = []
    for (const name of ['ann', 'bob', 'cid']) errors.push(await failure(send(mailer, `${name}@example.org`)))
    expect(errors.map(({ concerns }) => concerns)).toEqual(['recipient', 'recipient', 'transport'])
    expect(errors[2]!.message).toMatch(/ends every connection before it takes a message/)
    expect(server.counts().connections).toBe(6)
  })

  it('waits for the next connection when the first one ends before the message', async () => {
    const { server, mailer } = await connect({ drop: (_, nth) => (nth === 1 ? 'at-rcpt' : undefined) })
    await send(mailer)
    expect(server.received).toHaveLength(1)
  })

  it('names domains of other letters to the server as the DNS has them', async () => {
    const server = await startFaulty(() => undefined)
    open.push(server)
    await send(openSmtp({ url: server.url, tls: 'never', connections: 1, perMinute: 0 }), 'jo@bücher.example')
    expect(server.received[0]?.to).toBe('jo@xn--bcher-kva.example')
  })

  it('is final only where a reply of 5xx says so', async () => {
    const server = await startFaulty(({ stage }) => (stage === 'RCPT' ? { say: '999 What\r\n' } : undefined))
    open.push(server)
    const mailer = openSmtp({ url: server.url, tls: 'never', connections: 1, perMinute: 0 })
    expect(await failure(send(mailer))).toMatchObject({ concerns: 'recipient', retryable: true })
  })

  it('adds no second recipient that is hidden in an address', async () => {
    const { server, mailer } = await connect()
    const error = await failure(send(mailer, 'ann@example.org>\r\nRCPT TO:<eve@example.org'))
    expect(error).toMatchObject({ concerns: 'recipient', retryable: false })
    expect(server.received).toHaveLength(0)
  })
})

describe('encryption', () => {
  it('is never left out where it is required', async () => {
    const { server, mailer } = await connect({ tls: 'none' }, { tls: 'required' })
    const error = await failure(send(mailer))
    expect(error).toMatchObject({ concerns: 'transport', code: 'mail/tls' })
    expect(error.message).toMatch(/no STARTTLS.*mail\.tls/)
    expect(server.received).toHaveLength(0)
  })

  it('is tried again later where it is required and the server cannot encrypt now', async () => {
    const server = await startFaulty(() => undefined)
    open.push(server)
    const mailer = openSmtp({ url: server.url, tls: 'required', connections: 1, perMinute: 0 })
    const { code, message } = await failure(send(mailer))
    expect([code, message]).toEqual(['mail/tls', expect.stringMatching(/cannot encrypt now: 454 .*tried again/)])
  })

  it.each(['starttls', 'implicit'] as const)('refuses an untrusted certificate (%s)', async (kind) => {
    const { server, mailer } = await connect({ tls: kind }, { tls: 'required' })
    const error = await failure(send(mailer))
    expect(error).toMatchObject({ concerns: 'transport', code: 'mail/tls' })
    expect(error.message).toMatch(/certificate of 127\.0\.0\.1:\d+ does not hold: it is self-signed/)
    expect(server.received).toHaveLength(0)
  })

  it.each(['starttls', 'implicit'] as const)('sends encrypted when the certificate is trusted (%s)', async (kind) => {
    const before = tls.getCACertificates('default')
    tls.setDefaultCACertificates([...before, certificate])
    try {
      const { server, mailer } = await connect({ tls: kind }, { tls: 'required' })
      await send(mailer)
      expect(server.received[0]?.isEncrypted).toBe(true)
    } finally {
      tls.setDefaultCACertificates(before)
    }
  })

  it.each([
    { rule: 'opportunistic', offered: 'starttls', isEncrypted: true },
    { rule: 'opportunistic', offered: 'none', isEncrypted: false },
    { rule: 'never', offered: 'starttls', isEncrypted: false },
  ] as const)('on this machine, $rule with $offered is encrypted: $isEncrypted', async (row) => {
    const { server, mailer } = await connect({ tls: row.offered }, { tls: row.rule })
    await send(mailer)
    expect(server.received[0]?.isEncrypted).toBe(row.isEncrypted)
  })
})

it('signs messages where a key is given', async () => {
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  const dkim = { domain: 'example.org', selector: 's1', privateKey: privateKey.toString() }
  const { server, mailer } = await connect({}, { dkim })
  await send(mailer)
  const bytes = server.received[0]!.bytes
  expect(bytes.toString()).toMatch(/^DKIM-Signature: v=1;/)
  expect(bytes.subarray(bytes.indexOf('\r\nFrom:') + 2)).toEqual(message)
})

describe('the address of the server', () => {
  it.each([
    ['smtp://mail.example.org', { port: 587, isImplicitTls: false }],
    ['smtps://mail.example.org', { port: 465, isImplicitTls: true }],
    ['smtp://localhost', { port: 25 }],
    ['smtp://a%40b.org:p%3Aq@mail.example.org:2525', { port: 2525, login: { user: 'a@b.org', pass: 'p:q' } }],
    ['smtp://[::1]:2525', { host: '::1', name: '[::1]:2525' }],
  ])('%s', (url, expected) => {
    expect(parseSmtpUrl(url, 'required')).toMatchObject(expected)
  })

  it.each(['mail.example.org:587', 'https://mail.example.org', 'smtp://', 'smtp://user@host', 'smtp://u:p%@h'])(
    'refuses %s at mail.smtp',
    (url) => {
      expect(() => parseSmtpUrl(url, 'required')).toThrow(/^mail\.smtp: /)
    },
  )
})

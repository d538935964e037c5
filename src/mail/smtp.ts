/**
 * The mailer that uses a mail server: connections kept open, a limit of messages a minute, DKIM signatures if a key is
 * given.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { ConfigError, DeliveryError } from '../core/errors.ts'
import type { Envelope, Mailer } from './mailer.ts'
import {
  closedError,
  openSession,
  parseSmtpUrl,
  type SmtpServer,
  type SmtpSession,
  type TlsRule,
} from './smtp-session.ts'

interface SmtpOptions {
  /** `smtp[s]://user:pass@host:port`. */
  readonly url: string
  readonly tls: TlsRule
  /** Connections open at the same time, at most. */
  readonly connections: number
  /** Messages in any sixty seconds, at most; 0: no limit. */
  readonly perMinute: number
  readonly dkim?: DkimOptions
  /** How long the server may take for one reply, in milliseconds. Default: 5 minutes. */
  readonly replyTimeoutMs?: number
}

/** Many servers end a connection after a hundred messages. Ending it first ourselves loses no message. */
const MESSAGES_PER_CONNECTION = 100
/** A connection that is unused for this long is closed. */
const IDLE_MS = 10_000
/** How long `close` waits for messages in flight: less than the ten seconds in which the program must stop after a signal. */
const CLOSING_MS = 7_000

/**
 * Returns a mailer for this server. It connects at the first message; the signing key is checked now. Connections are opened
 * one at a time, and when one cannot be opened, every message waiting for one fails with that error: a refused login is tried
 * once and not forty times. Throws ConfigError for the server's address or the key.
 */
export async function openSmtp(options: SmtpOptions): Promise<Mailer> {
  const server = parseSmtpUrl(options.url, options.tls)
  const sign = options.dkim && (await openSigner(options.dkim))
  const limited = limitAtOnce(options.connections)
  const pace = limitPerMinute(options.perMinute)
  const stopping = new AbortController()
  const inFlight = new Set<Promise<unknown>>()
  const connections = keepConnections(server, stopping.signal, options.replyTimeoutMs)

  return {
    kind: 'smtp',
    async send({ envelope, message }) {
      const sending = limited(async () => {
        if (stopping.signal.aborted) throw closedError()
        await pace(stopping.signal)
        const reply = await connections.send(envelope, sign ? await sign(message) : message)
        return { reply }
      })
      inFlight.add(sending)
      try {
        return await sending
      } finally {
        inFlight.delete(sending)
      }
    },
    async close() {
      stopping.abort()
      connections.quitIdle()
      const done = new AbortController()
      await Promise.race([
        Promise.allSettled(inFlight),
        wait(CLOSING_MS, undefined, { signal: done.signal }).catch(() => {}),
      ])
      done.abort()
      connections.destroy()
    },
  }
}

/** The connections to a server: opened when needed, kept for the next message, closed when unused. */
function keepConnections(server: SmtpServer, stopped: AbortSignal, replyTimeoutMs: number | undefined) {
  const idle: { readonly session: SmtpSession; readonly timer: NodeJS.Timeout }[] = []
  const inUse = new Set<SmtpSession>()
  let opening: Promise<SmtpSession> | undefined

  async function openOne(): Promise<SmtpSession> {
    while (opening) await opening
    opening = openSession(server, { signal: stopped, replyTimeoutMs }).finally(() => {
      opening = undefined
    })
    return opening
  }

  function takeIdle(): SmtpSession | undefined {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      clearTimeout(kept.timer)
      if (kept.session.isOpen()) return kept.session
    }
    return undefined
  }

  function release(session: SmtpSession): void {
    inUse.delete(session)
    if (!session.isOpen()) return
    if (stopped.aborted || session.sent() >= MESSAGES_PER_CONNECTION) {
      session.quit()
      return
    }
    const kept = {
      session,
      timer: setTimeout(() => {
        idle.splice(idle.indexOf(kept), 1)
        session.quit()
      }, IDLE_MS).unref(),
    }
    idle.push(kept)
  }

  async function sendOver(session: SmtpSession, envelope: Envelope, message: Uint8Array): Promise<string> {
    inUse.add(session)
    try {
      return await session.send(envelope, message)
    } finally {
      release(session)
    }
  }

  return {
    async send(envelope: Envelope, message: Uint8Array): Promise<string> {
      const kept = takeIdle()
      if (kept) {
        try {
          return await sendOver(kept, envelope, message)
        } catch (error) {
          if (!isStale(error) || stopped.aborted) throw error
        }
      }
      return sendOver(await openOne(), envelope, message)
    },
    quitIdle(): void {
      for (const { session, timer } of idle.splice(0)) {
        clearTimeout(timer)
        session.quit()
      }
    },
    destroy(): void {
      for (const session of inUse) session.destroy()
    },
  }
}

/**
 * Whether the server had ended a kept connection, silently or with 421. It has taken nothing of the message, so sending it
 * again repeats nothing.
 */
function isStale(error: unknown): boolean {
  if (!(error instanceof DeliveryError) || error.concerns !== 'transport') return false
  return error.code === 'mail/lost' || error.reply?.startsWith('421') === true
}

/** Returns a function that runs at most this many tasks at once; the others wait in the order of their calls. */
function limitAtOnce(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go))
    else running += 1
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}

/**
 * Returns a function that waits until fewer than this many calls were let through in the last sixty seconds (monotonic clock).
 */
function limitPerMinute(most: number): (signal: AbortSignal) => Promise<void> {
  const starts: number[] = []
  return async (signal) => {
    if (most <= 0) return
    for (;;) {
      const now = performance.now()
      while (starts.length > 0 && now - starts[0]! >= 60_000) starts.shift()
      if (starts.length < most) {
        starts.push(now)
        return
      }
      await wait(starts[0]! + 60_000 - now, undefined, { signal }).catch(() => {
        throw closedError()
      })
    }
  }
}

// Signatures (DKIM, RFC 6376), added when a message is sent; they are no part of the frozen edition ---------------------

interface DkimOptions {
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
  'A body',
  '',
  '',
].join('\r\n')

/**
 * Returns a signer for these options. It first signs a sample and reads the header back, because with an unusable key
 * nodemailer would silently send unsigned mail. Throws ConfigError at `mail.dkim.privateKey` that says what is wrong.
 */
async function openSigner({ domain, selector, privateKey }: DkimOptions): Promise<Sign> {
  const pem = privateKey.replaceAll('\\n', '\n')
  checkKey(pem)
  const { default: Dkim } = await import('nodemailer/lib/dkim')
  const dkim = new Dkim({
    domainName: domain,
    keySelector: selector,
    privateKey: pem,
    headerFieldNames: SIGNED_HEADERS,
  })
  const sign: Sign = (message) => buffer(dkim.sign(Buffer.from(message.buffer, message.byteOffset, message.byteLength)))
  const header = (await sign(Buffer.from(SAMPLE))).toString('latin1').replace(/\r\n[ \t]+/g, ' ')
  const names = /^DKIM-Signature:.*; h=([^;]*);.* b=\S/i.exec(header)?.[1]?.replace(/\s/g, '').toLowerCase().split(':')
  const missing = ['from', 'list-unsubscribe', 'list-unsubscribe-post'].filter((name) => !names?.includes(name))
  if (missing.length > 0) throw unusable(`A message signed with this key has no signature of ${missing.join(', ')}.`)
  return sign
}

function checkKey(pem: string): void {
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
}

function unusable(sentence: string, cause?: unknown): ConfigError {
  return new ConfigError([{ path: 'mail.dkim.privateKey', sentence }], cause)
}

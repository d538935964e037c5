/** The post through a mail server: a few connections kept open, a limit a minute, signed where a key is given. */
import { setTimeout as wait } from 'node:timers/promises'
import { DeliveryError } from '../core/errors.ts'
import { type DkimOptions, openSigner } from './dkim.ts'
import type { Envelope, Mailer } from './mailer.ts'
import { closedError } from './smtp-errors.ts'
import { parseSmtpUrl, type TlsRule } from './smtp-server.ts'
import { openSession, type SmtpSession } from './smtp-session.ts'

export interface SmtpOptions {
  /** `smtp[s]://user:pass@host:port`. */
  readonly url: string
  readonly tls: TlsRule
  /** How many connections at most, at the same time. */
  readonly connections: number
  /** How many messages in any sixty seconds; 0: no limit. */
  readonly perMinute: number
  readonly dkim?: DkimOptions
  /** How long the server may take for one reply, in milliseconds (5 minutes). */
  readonly replyTimeoutMs?: number
}

/** Many servers end a connection after a hundred messages; ending it ourselves loses none. */
const MESSAGES_PER_CONNECTION = 100
/** An unused connection is given back after so long. */
const IDLE_MS = 10_000
/** How long `close` lets messages in flight finish: less than the ten seconds in which a stop signal must end us. */
const CLOSING_MS = 7_000

/**
 * A mailer for this server. Nothing connects before the first message; the signing key is proven now. Connections are
 * opened one at a time, and when one cannot be opened everybody who waited for one gets that error, so that a refused
 * login is tried once and not forty times. Throws ConfigError for the address or the key.
 */
export async function openSmtp(options: SmtpOptions): Promise<Mailer> {
  const server = parseSmtpUrl(options.url, options.tls)
  const sign = options.dkim && (await openSigner(options.dkim))
  const turns = limitAtOnce(options.connections)
  const pace = limitPerMinute(options.perMinute)
  const stopping = new AbortController()
  const idle: { readonly session: SmtpSession; readonly timer: NodeJS.Timeout }[] = []
  const inUse = new Set<SmtpSession>()
  const inFlight = new Set<Promise<unknown>>()
  let opening: Promise<SmtpSession> | undefined

  async function openOne(): Promise<SmtpSession> {
    while (opening) await opening
    opening = openSession(server, { signal: stopping.signal, replyTimeoutMs: options.replyTimeoutMs }).finally(() => {
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

  function giveBack(session: SmtpSession): void {
    inUse.delete(session)
    if (!session.isOpen()) return
    if (stopping.signal.aborted || session.sent() >= MESSAGES_PER_CONNECTION) {
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
      giveBack(session)
    }
  }

  async function handIn(envelope: Envelope, message: Uint8Array): Promise<string> {
    const kept = takeIdle()
    if (kept) {
      try {
        return await sendOver(kept, envelope, message)
      } catch (error) {
        if (!isStale(error) || stopping.signal.aborted) throw error
      }
    }
    return sendOver(await openOne(), envelope, message)
  }

  return {
    kind: 'smtp',
    async send({ envelope, message }) {
      const sending = turns(async () => {
        if (stopping.signal.aborted) throw closedError()
        await pace(stopping.signal)
        const reply = await handIn(envelope, sign ? await sign(message) : message)
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
      for (const { session, timer } of idle.splice(0)) {
        clearTimeout(timer)
        session.quit()
      }
      const done = new AbortController()
      await Promise.race([
        Promise.allSettled(inFlight),
        wait(CLOSING_MS, undefined, { signal: done.signal }).catch(() => {}),
      ])
      done.abort()
      for (const session of inUse) session.destroy()
    },
  }
}

/** That the server ended a kept connection, silently or with 421; nothing of the message was taken, so a new try is no repeat. */
function isStale(error: unknown): boolean {
  if (!(error instanceof DeliveryError) || error.concerns !== 'transport') return false
  return error.code === 'mail/lost' || error.reply?.startsWith('421') === true
}

/** Runs at most so many tasks at once, the others in the order they came. */
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

/** Waits until fewer than so many have started in the last sixty seconds (monotonic clock). */
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

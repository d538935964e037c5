/** The connections to a mail server: opened when needed, kept for the next message, fewer where the server takes fewer. */
import { setTimeout as wait } from 'node:timers/promises'
import { DeliveryError } from '../core/errors.ts'
import { closedError, type Transport } from './paced.ts'
import { openSession, type SmtpServer, type SmtpSession } from './smtp-session.ts'

/** Many servers end a connection after a hundred messages. Ending it first ourselves loses no message. */
const MESSAGES_PER_CONNECTION = 100
/** A connection that is unused for this long is closed. */
const IDLE_MS = 10_000
/** After a refused connection the number stays lower for this long; then one more is tried. */
const LOWERED_MS = 60_000
/**
 * Pauses before a connection is tried again where the server took messages before and says 421 now: it may not have noticed yet
 * that the last one has ended.
 */
const PAUSES_MS = [250, 1000, 4000]
/** New connections that may end under one message before it counts as tried. */
const CONNECTIONS_PER_MESSAGE = 2
/** So many messages in a row under which every connection ended: the server takes nothing. */
const MOST_LOST_IN_A_ROW = 3

interface ConnectionOptions {
  /** Connections open at the same time, at most. */
  readonly most: number
  readonly stopped: AbortSignal
  readonly replyTimeoutMs?: number | undefined
}

/**
 * Connections are opened one at a time, when a message waits and none is free. One that is refused (421, a time-out, a refused
 * login, no answer) lowers their number to those that work, and its message waits for one of these; only where none works do all
 * that wait fail with that error, so that a refused login is tried once and not forty times.
 */
export function keepConnections(server: SmtpServer, options: ConnectionOptions): Transport {
  const { most, stopped, replyTimeoutMs } = options
  const idle: { readonly session: SmtpSession; readonly timer: NodeJS.Timeout }[] = []
  const inUse = new Set<SmtpSession>()
  const waiting: PromiseWithResolvers<SmtpSession>[] = []
  /** Connections that were told to end: a server counts them until they have. */
  const leaving = new Set<Promise<unknown>>()
  let isOpening = false
  let limit = most
  let raisedAt = 0
  let refusals = 0
  let lostInARow = 0
  let hasAccepted = false

  function take(): Promise<SmtpSession> {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      clearTimeout(kept.timer)
      if (kept.session.isOpen()) return Promise.resolve(kept.session)
    }
    if (stopped.aborted) return Promise.reject(closedError())
    const place = Promise.withResolvers<SmtpSession>()
    waiting.push(place)
    openForWaiting()
    return place.promise
  }

  /** Opens a connection where a message waits and one more is allowed. */
  function openForWaiting(): void {
    const open = inUse.size + leaving.size
    if (isOpening || waiting.length === 0) return
    if (open >= limit) {
      if (limit === most || performance.now() < raisedAt) return
      raisedAt = performance.now() + LOWERED_MS
      limit += 1
    }
    isOpening = true
    void openSession(server, { signal: stopped, replyTimeoutMs })
      .then(offer, refuse)
      .finally(() => {
        isOpening = false
        openForWaiting()
      })
  }

  function offer(session: SmtpSession): void {
    if (stopped.aborted) {
      leave(session)
      return
    }
    const next = waiting.shift()
    if (next) {
      inUse.add(session)
      next.resolve(session)
      return
    }
    const kept = {
      session,
      timer: setTimeout(() => {
        idle.splice(idle.indexOf(kept), 1)
        leave(session)
      }, IDLE_MS).unref(),
    }
    idle.push(kept)
  }

  async function refuse(error: unknown): Promise<void> {
    const working = inUse.size + idle.length + leaving.size
    if (working > 0 && !stopped.aborted) {
      limit = working
      raisedAt = performance.now() + LOWERED_MS
      return
    }
    const pause = hasAccepted && isEnding(error) ? PAUSES_MS[refusals++] : undefined
    if (pause !== undefined) {
      limit = 1
      raisedAt = performance.now() + LOWERED_MS
      await wait(pause, undefined, { signal: stopped }).catch(() => {})
      return
    }
    for (const { reject } of waiting.splice(0)) reject(error)
  }

  function release(session: SmtpSession): void {
    inUse.delete(session)
    if (session.isOpen() && session.sent() >= MESSAGES_PER_CONNECTION) leave(session)
    else if (session.isOpen()) offer(session)
    openForWaiting()
  }

  function leave(session: SmtpSession): void {
    const left = session.quit().finally(() => {
      leaving.delete(left)
      openForWaiting()
    })
    leaving.add(left)
  }

  /** What a message counts as under which its connections ended before it was taken. */
  function lost(error: DeliveryError, to: string): DeliveryError {
    lostInARow += 1
    const { code, reply, message } = error
    if (code === 'mail/busy') return error
    if (lostInARow < MOST_LOST_IN_A_ROW) {
      return new DeliveryError(`${to}: ${message}`, {
        code,
        concerns: 'recipient',
        retryable: true,
        reply,
        cause: error,
      })
    }
    const text = `${server.name} ends every connection before it takes a message${reply === undefined ? '' : `: ${reply}`}.`
    return new DeliveryError(text, { code: 'mail/lost', concerns: 'transport', retryable: true, reply, cause: error })
  }

  return {
    async send(envelope, message) {
      for (let tries = 0; ; ) {
        const session = await take()
        // One that has carried a message may have ended since, which says nothing of the next.
        const isNew = session.sent() === 0
        try {
          const reply = await session.send(envelope, message)
          hasAccepted = true
          refusals = lostInARow = 0
          return reply
        } catch (error) {
          if (!(error instanceof DeliveryError) || stopped.aborted || error.concerns === 'unknown') throw error
          const isOver = isEnding(error)
          if (!isOver && error.code !== 'mail/timeout') {
            if (error.concerns === 'recipient') lostInARow = 0
            throw error
          }
          if (isNew) tries += 1
          if (!isOver || tries >= CONNECTIONS_PER_MESSAGE) throw lost(error, envelope.to)
        } finally {
          release(session)
        }
      }
    },
    stop() {
      for (const { reject } of waiting.splice(0)) reject(closedError())
      for (const { session, timer } of idle.splice(0)) {
        clearTimeout(timer)
        leave(session)
      }
      return Promise.all(leaving)
    },
    destroy() {
      for (const session of inUse) session.destroy()
    },
  }
}

/**
 * Whether the server ended the connection, silently or with 421, and has taken nothing of the message: sending it again over
 * another connection repeats nothing.
 */
function isEnding(error: unknown): boolean {
  return error instanceof DeliveryError && (error.code === 'mail/lost' || error.reply?.startsWith('421') === true)
}

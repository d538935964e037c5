/** What mailers that hand messages over have in common: a limit of messages a minute, DKIM signatures, an orderly end. */
import { setTimeout as wait } from 'node:timers/promises'
import { DeliveryError } from '../core/errors.ts'
import { type DkimOptions, openSigner } from './dkim.ts'
import type { Envelope, Mailer } from './mailer.ts'
import { withAsciiDomain } from './message.ts'

export interface SendingLimits {
  /** Connections or processes at the same time, at most. */
  readonly connections: number
  /** Messages in any sixty seconds, at most; 0: no limit. */
  readonly perMinute: number
  readonly dkim?: DkimOptions
}

/** How messages leave. */
export interface Transport {
  /** Hands one message over and returns the reply. Throws DeliveryError. */
  send(envelope: Envelope, message: Uint8Array): Promise<string>
  /** Refuses what waits, and ends what is not in use; settles when that has ended. */
  stop(): Promise<unknown>
  /** Ends what is in use at once. */
  destroy(): void
}

/** How long `close` waits for messages in flight: less than the ten seconds in which the program must stop after a signal. */
const CLOSING_MS = 7_000

/** Returns a mailer over a transport, which is told by the signal when the mailer closes. Throws ConfigError for the signing key. */
export function openPaced(
  kind: Mailer['kind'],
  { perMinute, dkim }: SendingLimits,
  openTransport: (stopped: AbortSignal) => Transport,
): Mailer {
  const sign = dkim && openSigner(dkim)
  const pace = limitPerMinute(perMinute)
  const stopping = new AbortController()
  const inFlight = new Set<Promise<unknown>>()
  const transport = openTransport(stopping.signal)

  return {
    kind,
    async send({ envelope, message }) {
      if (stopping.signal.aborted) throw closedError()
      const sending = (async () => {
        await pace(stopping.signal)
        const ascii = { from: withAsciiDomain(envelope.from), to: withAsciiDomain(envelope.to) }
        return { reply: await transport.send(ascii, sign ? await sign(message) : message) }
      })()
      inFlight.add(sending)
      try {
        return await sending
      } finally {
        inFlight.delete(sending)
      }
    },
    async close() {
      stopping.abort()
      const stopped = transport.stop()
      const done = new AbortController()
      await Promise.race([
        Promise.allSettled([...inFlight, stopped]),
        wait(CLOSING_MS, undefined, { signal: done.signal }).catch(() => {}),
      ])
      done.abort()
      transport.destroy()
    },
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

/** The error for a message that was still waiting when the mailer closed. */
export function closedError(): DeliveryError {
  return new DeliveryError('The mailer was closed before this message was sent.', {
    code: 'mail/closed',
    concerns: 'transport',
    retryable: true,
  })
}

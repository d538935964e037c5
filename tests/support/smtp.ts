/**
 * A real SMTP server on loopback that follows a script: it refuses logins, addresses or messages, greylists, replies slowly,
 * or closes the connection before its reply. It keeps the messages that it accepted.
 */
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A refusal with its reply; the code decides whether it is final. */
interface Refusal {
  readonly code: number
  readonly text: string
}

export interface SmtpScript {
  /** The only accepted login; absent: none is needed. */
  readonly login?: { readonly user: string; readonly pass: string }
  /** `none`: no STARTTLS. `starttls`: offered, with a certificate made for localhost. `implicit`: smtps. */
  readonly tls?: 'none' | 'starttls' | 'implicit'
  /** Refuses the greeting, MAIL FROM, a recipient's RCPT or the message for it; `nth` counts that address from 1. */
  readonly greeting?: () => Refusal | undefined
  readonly mailFrom?: (address: string) => Refusal | undefined
  readonly rcpt?: (address: string, nth: number) => Refusal | undefined
  readonly data?: (address: string, nth: number) => Refusal | undefined
  /** More connections at the same time than this get 421 as their greeting. */
  readonly connectionsAtMost?: () => number
  /** After so many messages a connection gets 421 at MAIL FROM, and is closed. */
  readonly messagesPerConnection?: number
  /** Every address gets 451 at its first RCPT. */
  readonly greylist?: boolean
  /** Closes the connection instead of replying: at RCPT, in the middle of the message, or after the message. */
  readonly drop?: (address: string, nth: number) => 'at-rcpt' | 'in-data' | 'before-reply' | undefined
  /** How long the reply to a message takes, in milliseconds. */
  readonly slowMs?: number
}

interface ReceivedMessage {
  readonly from: string
  readonly to: string
  readonly bytes: Buffer
  readonly isEncrypted: boolean
  readonly user?: string
}

export interface TestSmtp {
  /** `smtp://127.0.0.1:PORT`, with the script's login where it has one. */
  readonly url: string
  readonly port: number
  /** The messages received completely, in order; also those whose reply was lost. */
  readonly received: readonly ReceivedMessage[]
  /** Connections opened so far, logins tried, and the most that were open at once. */
  counts(): { readonly connections: number; readonly logins: number; readonly mostAtOnce: number }
  /** Closes every open connection, as a restarting server does. */
  hangUp(): void
  close(): Promise<void>
}

/** The server's certificate, for tests that trust it. */
export const certificate = readFileSync(new URL('../fixtures/mail/localhost-cert.pem', import.meta.url), 'utf8')
const key = readFileSync(new URL('../fixtures/mail/localhost-key.pem', import.meta.url), 'utf8')

/** What the server answers by the script; it counts what it has seen. */
function handlersOf(
  script: SmtpScript,
  seen: { readonly received: ReceivedMessage[]; connections: number; logins: number; mostAtOnce: number },
  hangUp: (id: string) => void,
): SMTPServerOptions {
  const rcpts = new Map<string, number>()
  const messages = new Map<string, number>()
  let open = 0
  return {
    onConnect(_session, done) {
      seen.connections += 1
      open += 1
      if (open > (script.connectionsAtMost?.() ?? Infinity)) {
        return done(refused({ code: 421, text: '4.7.0 Too many connections from your address' }))
      }
      seen.mostAtOnce = Math.max(seen.mostAtOnce, open)
      done(refused(script.greeting?.()))
    },
    onClose() {
      open -= 1
    },
    onAuth({ username, password }, _session, done) {
      seen.logins += 1
      if (username === script.login?.user && password === script.login?.pass) done(null, { user: username })
      else done(refused({ code: 535, text: '5.7.8 Authentication credentials invalid' }))
    },
    onMailFrom({ address }, session, done) {
      const nth = (messages.get(session.id) ?? 0) + 1
      messages.set(session.id, nth)
      if (nth > (script.messagesPerConnection ?? Infinity)) {
        return done(refused({ code: 421, text: '4.7.0 Too many messages on this connection' }))
      }
      done(refused(script.mailFrom?.(address)))
    },
    onRcptTo({ address }, session, done) {
      const nth = (rcpts.get(address) ?? 0) + 1
      rcpts.set(address, nth)
      if (script.drop?.(address, nth) === 'at-rcpt') return hangUp(session.id)
      if (script.greylist && nth === 1) return done(refused({ code: 451, text: '4.7.1 Greylisted, come back later' }))
      done(refused(script.rcpt?.(address, nth)))
    },
    async onData(stream, session, done) {
      const to = session.envelope.rcptTo[0]!.address
      const nth = rcpts.get(to) ?? 1
      const drop = script.drop?.(to, nth)
      if (drop === 'in-data') {
        stream.once('data', () => hangUp(session.id))
        stream.resume()
        return
      }
      // Undefined: the client disconnected before the end of its message.
      const bytes = await buffer(stream).catch(() => undefined)
      if (bytes === undefined) return
      const refusal = script.data?.(to, nth)
      if (script.slowMs) await wait(script.slowMs)
      if (!refusal) {
        const { mailFrom } = session.envelope
        seen.received.push({
          from: mailFrom ? mailFrom.address : '',
          to,
          bytes,
          isEncrypted: session.secure,
          ...(session.user && { user: session.user }),
        })
      }
      if (drop === 'before-reply') return hangUp(session.id)
      if (refusal) done(refused(refusal))
      else done(null, `Taken as ${seen.received.length}`)
    },
  }
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startSmtp(script: SmtpScript = {}): Promise<TestSmtp> {
  const seen = { received: [] as ReceivedMessage[], connections: 0, logins: 0, mostAtOnce: 0 }
  const isImplicit = script.tls === 'implicit'

  const server = new SMTPServer({
    secure: isImplicit,
    key,
    cert: certificate,
    authOptional: script.login === undefined,
    allowInsecureAuth: true,
    disabledCommands: [
      ...(script.tls === 'starttls' ? [] : ['STARTTLS']),
      ...(script.login === undefined ? ['AUTH'] : []),
    ],
    disableReverseLookup: true,
    closeTimeout: 100,
    ...handlersOf(script, seen, (id) => hangUp(id)),
  })
  server.server.on('connection', (socket) => socket.setNoDelay(true)) // as mail servers do; otherwise each message waits 40 ms
  server.on('error', () => {}) // connections closed by clients or by the script

  /** Closes the connection with that id, or all. */
  function hangUp(id?: string): void {
    for (const connection of server.connections) {
      if (id === undefined || connection.id === id) connection._socket.destroy()
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const login = script.login ? `${encodeURIComponent(script.login.user)}:${encodeURIComponent(script.login.pass)}@` : ''
  return {
    url: `smtp${isImplicit ? 's' : ''}://${login}127.0.0.1:${port}`,
    port,
    received: seen.received,
    counts: () => {
      const { received: _, ...counts } = seen
      return counts
    },
    hangUp: () => hangUp(),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        hangUp()
      }),
  }
}

function refused(refusal: Refusal | undefined): Error | null {
  return refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null
}

/** One SMTP connection to a mail server, from the greeting to QUIT. */
import { Readable } from 'node:stream'
import type { NodemailerError } from 'nodemailer'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Envelope } from './mailer.ts'
import { closedError, openingError, sendingError } from './smtp-errors.ts'
import { isLoopback, type SmtpServer } from './smtp-server.ts'

export interface SmtpSession {
  /** False once either side has ended the connection. */
  isOpen(): boolean
  /** How many messages the server has accepted on this connection. */
  sent(): number
  /** Sends one message and returns the server's reply. Throws DeliveryError. */
  send(envelope: Envelope, message: Uint8Array): Promise<string>
  /** Sends QUIT. */
  quit(): void
  /** Closes the connection at once. */
  destroy(): void
}

/**
 * RFC 5321 §4.5.3.2 allows a server five minutes for most replies. The ten minutes for the last one are longer than we wait.
 */
const REPLY_TIMEOUT_MS = 300_000
const OPENING_TIMEOUT_MS = 30_000
const CHUNK_BYTES = 16_384

/**
 * Opens a connection: waits for the greeting, encrypts as demanded and logs in. Throws a DeliveryError that concerns the
 * transport, also when the signal is aborted meanwhile. `replyTimeoutMs` bounds the wait for each reply.
 */
export async function openSession(
  server: SmtpServer,
  { signal, replyTimeoutMs = REPLY_TIMEOUT_MS }: { readonly signal: AbortSignal; readonly replyTimeoutMs?: number },
): Promise<SmtpSession> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection')
  const connection = new Connection({
    host: server.host,
    port: server.port,
    secure: server.isImplicitTls,
    requireTLS: server.tls === 'required' && !server.isImplicitTls,
    ignoreTLS: server.tls === 'never',
    opportunisticTLS: server.tls === 'opportunistic',
    connectionTimeout: Math.min(OPENING_TIMEOUT_MS, replyTimeoutMs),
    greetingTimeout: Math.min(OPENING_TIMEOUT_MS, replyTimeoutMs),
    socketTimeout: replyTimeoutMs,
    tls: { rejectUnauthorized: mustVerify(server), minVersion: 'TLSv1.2' },
  })
  let isOpen = true
  connection.on('end', () => {
    isOpen = false
  })
  try {
    signal.throwIfAborted()
    await unlessAborted(
      signal,
      new Promise<void>((resolve, reject) => {
        connection.on('error', reject) // stays registered: a later error also rejects the send in progress
        connection.connect((error) => (error ? reject(error) : resolve()))
      }),
    )
    if (server.login) await unlessAborted(signal, logIn(connection, server, server.login))
  } catch (error) {
    connection.close()
    throw signal.aborted ? closedError() : openingError(error as NodemailerError, server)
  }

  let sent = 0
  return {
    isOpen: () => isOpen,
    sent: () => sent,
    async send(envelope, message) {
      const body = watchedBody(message)
      try {
        const reply = await new Promise<string>((resolve, reject) => {
          connection.send({ from: envelope.from, to: [envelope.to] }, body.stream, (error, info) =>
            error ? reject(error) : resolve(info!.response),
          )
        })
        sent += 1
        return reply
      } catch (error) {
        const failure = sendingError(error as NodemailerError, server, envelope.to, body.isHandedOver())
        // After a refused recipient the transaction is still open; RSET keeps it out of the next message.
        if (failure.concerns === 'recipient' && isOpen) await reset(connection)
        else connection.close()
        throw failure
      }
    },
    quit: () => connection.quit(),
    destroy: () => {
      connection.close()
      if (connection._socket) connection._socket.destroy()
    },
  }
}

/**
 * Whether an invalid certificate ends the connection. Always where encryption is required. Where it is opportunistic,
 * unauthenticated encryption is better than none (RFC 7435), unless a password would be sent over a network.
 */
function mustVerify(server: SmtpServer): boolean {
  if (server.tls === 'required' || server.isImplicitTls) return true
  return server.login !== undefined && !isLoopback(server.host)
}

async function logIn(
  connection: SMTPConnection,
  server: SmtpServer,
  login: { readonly user: string; readonly pass: string },
): Promise<void> {
  if (!connection.secure && server.tls === 'opportunistic' && !isLoopback(server.host)) {
    const refusal: NodemailerError = new Error('STARTTLS is not offered and a password would be sent in clear')
    throw refusal
  }
  await new Promise<void>((resolve, reject) => {
    connection.once('end', () => reject(new Error('the server ended the connection at the login')))
    connection.login({ user: login.user, pass: login.pass }, (error) => (error ? reject(error) : resolve()))
  })
}

/** Waits for the work; rejects as soon as the signal is aborted. */
async function unlessAborted(signal: AbortSignal, work: Promise<void>): Promise<void> {
  const stopped = Promise.withResolvers<void>()
  signal.addEventListener('abort', stopped.reject)
  try {
    await Promise.race([work, stopped.promise])
  } finally {
    signal.removeEventListener('abort', stopped.reject)
  }
}

/** Sends RSET and waits for the reply; closes the connection when the server refuses. */
async function reset(connection: SMTPConnection): Promise<void> {
  await new Promise<void>((resolve) => {
    connection.once('end', () => resolve())
    connection.reset((error) => {
      if (error) connection.close()
      resolve()
    })
  })
}

/**
 * The message as a stream that knows whether all of it was read. It is read only after the server's 354, and before its end
 * was read the server cannot have received the final dot. Bias: in doubt the message counts as possibly delivered.
 */
function watchedBody(message: Uint8Array): { readonly stream: Readable; isHandedOver(): boolean } {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  let at = 0
  let isHandedOver = false
  const stream = new Readable({
    highWaterMark: CHUNK_BYTES,
    read() {
      if (at >= bytes.length) {
        isHandedOver = true
        this.push(null)
        return
      }
      this.push(bytes.subarray(at, (at += CHUNK_BYTES)))
    },
  })
  return { stream, isHandedOver: () => isHandedOver }
}

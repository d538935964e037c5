/** The mail server as configured, one connection to it from the greeting to QUIT, and what its failures mean. */
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { NodemailerError } from 'nodemailer'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { ConfigError, DeliveryError } from '../core/errors.ts'
import type { Envelope } from './mailer.ts'
import { closedError } from './paced.ts'

/** `required`: nothing is sent unencrypted. `opportunistic`: encrypted where the server offers it. `never`: unencrypted. */
export type TlsRule = 'required' | 'opportunistic' | 'never'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** Whether the scheme is `smtps:`: encrypted from the first byte, whatever `tls` says. */
  readonly isImplicitTls: boolean
  readonly tls: TlsRule
  readonly login?: { readonly user: string; readonly pass: string }
  /** Host and port without the login, for messages. */
  readonly name: string
}

/**
 * The server that `smtp[s]://user:pass@host:port` names; the login is percent-encoded. Default ports: 465 for smtps, 25 on
 * this machine, else 587. Throws ConfigError at `mail.smtp`, which never repeats the password.
 */
export function parseSmtpUrl(url: string, tls: TlsRule): SmtpServer {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const host = parsed?.hostname.replace(/^\[|\]$/g, '') ?? ''
  if (!parsed || !/^smtps?:$/.test(parsed.protocol) || !host) {
    throw new ConfigError([
      { path: 'mail.smtp', sentence: 'Write smtp://user:password@host:587 or smtps://user:password@host:465.' },
    ])
  }
  const isImplicitTls = parsed.protocol === 'smtps:'
  const port = Number(parsed.port) || (isImplicitTls ? 465 : isLoopback(host) ? 25 : 587)
  const user = decoded(parsed.username)
  const pass = decoded(parsed.password)
  if (Boolean(user) !== Boolean(pass)) {
    throw new ConfigError([
      { path: 'mail.smtp', sentence: `It has a ${user ? 'user but no password' : 'password but no user'}.` },
    ])
  }
  return {
    host,
    port,
    isImplicitTls,
    tls,
    ...(user && { login: { user, pass } }),
    name: `${host.includes(':') ? `[${host}]` : host}:${port}`,
  }
}

/** Whether the host is this machine, so that nobody can listen in between. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** The percent-decoded part of the URL. Throws ConfigError for a lone `%`. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    throw new ConfigError(
      [{ path: 'mail.smtp', sentence: 'A % in the user or password has to be written %25.' }],
      cause,
    )
  }
}

// One connection -----------------------------------------------------------------------------------------------------

export interface SmtpSession {
  /** False once either side has ended the connection. */
  isOpen(): boolean
  /** How many messages the server has accepted on this connection. */
  sent(): number
  /** Sends one message and returns the server's reply. Throws DeliveryError. */
  send(envelope: Envelope, message: Uint8Array): Promise<string>
  /** Sends QUIT, and settles when the connection has ended. */
  quit(): Promise<void>
  /** Closes the connection at once. */
  destroy(): void
}

/**
 * RFC 5321 §4.5.3.2 allows a server five minutes for most replies. The ten minutes for the last one are longer than we wait.
 */
const REPLY_TIMEOUT_MS = 300_000
const OPENING_TIMEOUT_MS = 30_000
/** What a server may take for its reply to QUIT before the connection is closed without it. */
const QUIT_TIMEOUT_MS = 2_000
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
    async quit() {
      const ended = new Promise<void>((resolve) => connection.once('end', () => resolve()))
      connection.quit()
      const waited = new AbortController()
      await Promise.race([ended, wait(QUIT_TIMEOUT_MS, undefined, { ref: false, signal: waited.signal })]).catch(
        () => {},
      )
      waited.abort()
      connection.close()
    },
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

// Failures -----------------------------------------------------------------------------------------------------------

/** The error for a failure before any message was sent: greeting, TLS or login. It always concerns the transport. */
function openingError(cause: NodemailerError, server: SmtpServer): DeliveryError {
  const [code, message] = openingFault(cause, server)
  return new DeliveryError(message, { code, concerns: 'transport', retryable: true, reply: replyOf(cause), cause })
}

/** Its code and message, with what to try next. */
function openingFault(cause: NodemailerError, { name, login, tls }: SmtpServer): [code: string, message: string] {
  const reply = replyOf(cause)
  const reason = cause.originalCode ?? cause.code ?? ''
  const certificate = certificateFault(cause)
  if (cause.code === 'EAUTH' && cause.responseCode && cause.responseCode < 500)
    return ['mail/login', `${name} cannot check the login now: ${reply}. It is tried again at the next run.`]
  if (cause.code === 'EAUTH') {
    const refused = `${name} refused the login of ${login?.user ?? 'nobody'}${reply ? `: ${reply}` : ''}`
    return ['mail/login', `${refused}. Check user and password in mail.smtp (SMTP_URL).`]
  }
  if (cause.code === 'EDNS' || reason === 'ENOTFOUND' || reason === 'EAI_AGAIN')
    return ['mail/dns', `The mail server ${name} has no address (${reason}). Check the host in mail.smtp.`]
  if (certificate)
    return [
      'mail/tls',
      `The certificate of ${name} does not hold: ${certificate}. Use the host name it was made for, or name its authority in NODE_EXTRA_CA_CERTS.`,
    ]
  const isStarttls = /STARTTLS/.test(cause.message)
  if (isStarttls && cause.responseCode !== undefined && cause.responseCode < 500)
    return ['mail/tls', `${name} cannot encrypt now: ${reply}. It is tried again at the next run.`]
  if (isStarttls)
    return [
      'mail/tls',
      `${name} does not encrypt (no STARTTLS), and mail.tls is '${tls}'. Use smtps:// on port 465, or set mail.tls to 'opportunistic'.`,
    ]
  if (cause.code === 'ETLS' || /ssl|tls/i.test(cause.message))
    return [
      'mail/tls',
      `No encrypted connection to ${name}: ${firstLine(cause.message)}. Is it smtp:// (587) where smtps:// (465) is written, or the other way?`,
    ]
  if (reason === 'ECONNREFUSED')
    return ['mail/refused', `Nothing answers at ${name}. Is the mail server running, and is the port right?`]
  if (cause.code === 'ETIMEDOUT')
    return ['mail/timeout', `${name} did not answer in time. Is the port right, and open in the firewall?`]
  if (reply) return ['mail/refused', `${name} does not take mail from us now: ${reply}.`]
  return ['mail/lost', `The connection to ${name} failed: ${firstLine(cause.message)}.`]
}

/** The error for a failure while a message was sent; `isHandedOver` when all of it had been passed to the connection. */
function sendingError(cause: NodemailerError, server: SmtpServer, to: string, isHandedOver: boolean): DeliveryError {
  const reply = replyOf(cause)
  const { command, code, responseCode } = cause
  const error = (code: string, concerns: DeliveryError['concerns'], message: string, retryable = true) =>
    new DeliveryError(message, { code: `mail/${code}`, concerns, retryable, reply, cause })
  const isTemporary = responseCode !== undefined && responseCode >= 400 && responseCode < 500
  if (command === 'MAIL FROM' && !isTemporary) {
    const refused = `${server.name} refused the sender: ${reply ?? firstLine(cause.message)}`
    return error('sender', 'transport', `${refused}. Check mail.from and what this login may send as.`)
  }
  if (command === 'MAIL FROM') return error('busy', 'transport', `${server.name} takes no mail from us now: ${reply}.`)
  // A refusal is a reply of 4xx or 5xx, the latter for good. Another one, out of turn, says nothing about the message. With
  // PIPELINING a 421 to RCPT or DATA arrives without its command.
  const isRefusal = (responseCode ?? 0) >= 400
  if (isRefusal && (command === 'RCPT TO' || command === 'DATA' || responseCode === 421 || isHandedOver))
    return error('recipient', 'recipient', `${to}: ${reply}`, !/^5/.test(String(responseCode)))
  if (code === 'EENVELOPE') return error('recipient', 'recipient', `${to}: this address cannot be sent to.`, false)
  const how = `${server.name} ${code === 'ETIMEDOUT' ? 'did not answer in time' : 'ended the connection'}`
  if (isHandedOver)
    return error('uncertain', 'unknown', `${to}: ${how} after the message, so it may have arrived or not.`)
  const when = code === 'ETIMEDOUT' ? 'timeout' : 'lost'
  return error(when, 'transport', `${how} before the message${reply ? `: ${reply}` : ''}.`)
}

/** What is wrong with the certificate, as the end of a sentence; undefined when the error has another cause. */
function certificateFault(error: NodemailerError): string | undefined {
  const text = `${error.originalCode ?? ''} ${error.message}`
  if (/SELF_SIGNED|self-signed/i.test(text)) return 'it is self-signed'
  if (/CERT_HAS_EXPIRED|expired/i.test(text)) return 'it has expired'
  if (/ALTNAME_INVALID|altnames/i.test(text)) return 'it was made for another name'
  if (/UNABLE_TO_(?:VERIFY|GET)|unable to (?:verify|get)/i.test(text)) return 'its authority is not known'
  if (/CERT_[A-Z]|certificate/i.test(text)) return firstLine(error.message)
  return undefined
}

/** The server's reply on one line, at most 300 characters. */
function replyOf(error: NodemailerError): string | undefined {
  return typeof error.response === 'string' ? firstLine(error.response.replace(/\s*\n\s*/g, ' ')) : undefined
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '')
    .replace(/[\u0000-\u001F\u007F]+/g, ' ')
    .trim()
    .slice(0, 300)
    .replace(/\.$/, '')
}

/** Turns failures between us and a mail server into DeliveryErrors: whom they concern, and what to try next. */
import type { NodemailerError } from 'nodemailer'
import { DeliveryError } from '../core/errors.ts'
import type { SmtpServer } from './smtp-server.ts'

/** The error for a failure before any message was sent: greeting, TLS or login. It always concerns the transport. */
export function openingError(cause: NodemailerError, server: SmtpServer): DeliveryError {
  const { name, login } = server
  const reply = replyOf(cause)
  const reason = cause.originalCode ?? cause.code ?? ''
  const transport = (code: string, message: string) =>
    new DeliveryError(message, { code, concerns: 'transport', retryable: true, reply, cause })

  if (cause.code === 'EAUTH') {
    if (cause.responseCode && cause.responseCode < 500) {
      return transport('mail/login', `${name} cannot check the login now: ${reply}. It is tried again at the next run.`)
    }
    const says = reply ? `: ${reply}` : ''
    return transport(
      'mail/login',
      `${name} refused the login of ${login?.user ?? 'nobody'}${says}. Check user and password in mail.smtp (SMTP_URL).`,
    )
  }
  if (cause.code === 'EDNS' || reason === 'ENOTFOUND' || reason === 'EAI_AGAIN') {
    return transport('mail/dns', `The mail server ${name} has no address (${reason}). Check the host in mail.smtp.`)
  }
  if (/STARTTLS/.test(cause.message) && !certificateFault(cause)) {
    return transport(
      'mail/tls',
      `${name} does not encrypt (no STARTTLS), and mail.tls is '${server.tls}'. Use smtps:// on port 465, or set mail.tls.`,
    )
  }
  const fault = certificateFault(cause)
  if (fault) {
    return transport(
      'mail/tls',
      `The certificate of ${name} does not hold: ${fault}. Use the host name it was made for, or name its authority in NODE_EXTRA_CA_CERTS.`,
    )
  }
  if (cause.code === 'ETLS' || /ssl|tls/i.test(cause.message)) {
    return transport(
      'mail/tls',
      `No encrypted connection to ${name}: ${firstLine(cause.message)}. Is it smtp:// (587) where smtps:// (465) is written, or the other way?`,
    )
  }
  if (reason === 'ECONNREFUSED') {
    return transport('mail/refused', `Nothing answers at ${name}. Is the mail server running, and is the port right?`)
  }
  if (cause.code === 'ETIMEDOUT') {
    return transport('mail/timeout', `${name} did not answer in time. Is the port right, and open in the firewall?`)
  }
  if (reply) return transport('mail/refused', `${name} does not take mail from us now: ${reply}.`)
  return transport('mail/lost', `The connection to ${name} failed: ${firstLine(cause.message)}.`)
}

/** The error for a failure while a message was sent; `isHandedOver` when all of it had been passed to the connection. */
export function sendingError(
  cause: NodemailerError,
  server: SmtpServer,
  to: string,
  isHandedOver: boolean,
): DeliveryError {
  const reply = replyOf(cause)
  const { command, code, responseCode } = cause
  if (command === 'MAIL FROM') {
    return new DeliveryError(
      `${server.name} refused the sender: ${reply ?? firstLine(cause.message)}. Check mail.from and what this login may send as.`,
      { code: 'mail/sender', concerns: 'transport', retryable: true, reply, cause },
    )
  }
  // With PIPELINING a 421 to RCPT or DATA arrives without its command; a 421 to MAIL FROM was handled above.
  if ((command === 'RCPT TO' || command === 'DATA' || responseCode === 421) && responseCode) {
    return new DeliveryError(`${to}: ${reply}`, {
      code: 'mail/recipient',
      concerns: 'recipient',
      retryable: responseCode < 500,
      reply,
      cause,
    })
  }
  if (code === 'EENVELOPE') {
    return new DeliveryError(`${to}: this address cannot be sent to.`, {
      code: 'mail/recipient',
      concerns: 'recipient',
      retryable: false,
      cause,
    })
  }
  const how = code === 'ETIMEDOUT' ? 'did not answer in time' : 'ended the connection'
  if (isHandedOver) {
    return new DeliveryError(`${to}: ${server.name} ${how} after the message, so it may have arrived or not.`, {
      code: 'mail/uncertain',
      concerns: 'unknown',
      retryable: true,
      reply,
      cause,
    })
  }
  return new DeliveryError(`${server.name} ${how} before the message${reply ? `: ${reply}` : ''}.`, {
    code: code === 'ETIMEDOUT' ? 'mail/timeout' : 'mail/lost',
    concerns: 'transport',
    retryable: true,
    reply,
    cause,
  })
}

/** The error for a message that was still waiting when the mailer closed. */
export function closedError(): DeliveryError {
  return new DeliveryError('The mailer was closed before this message was sent.', {
    code: 'mail/closed',
    concerns: 'transport',
    retryable: true,
  })
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

/** The mailer that uses a mail server. */
import type { Mailer } from './mailer.ts'
import { openPaced, type SendingLimits } from './paced.ts'
import { keepConnections } from './smtp-connections.ts'
import { parseSmtpUrl, type TlsRule } from './smtp-session.ts'

interface SmtpOptions extends SendingLimits {
  /** `smtp[s]://user:pass@host:port`. */
  readonly url: string
  readonly tls: TlsRule
  /** How long the server may take for one reply, in milliseconds. Default: 5 minutes. */
  readonly replyTimeoutMs?: number
}

/**
 * Returns a mailer for this server. It connects at the first message; the signing key is checked now. Throws ConfigError for the
 * server's address or the key.
 */
export function openSmtp(options: SmtpOptions): Mailer {
  const server = parseSmtpUrl(options.url, options.tls)
  return openPaced('smtp', options, (stopped) =>
    keepConnections(server, { most: options.connections, stopped, replyTimeoutMs: options.replyTimeoutMs }),
  )
}

/** The mail server as configured: its address, the login and the encryption that is demanded. */
import { ConfigError } from '../core/errors.ts'

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
export function isLoopback(host: string): boolean {
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

/** What is read off a feed's address: host, port, and the form that may be shown. */

/** The port a URL's socket is connected to. */
export const portOf = (url: URL): number =>
  url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)

/** A URL's host as sockets and certificates spell it: without brackets and without the root's dot. */
export const plainHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

/** The host by which requests are limited and pauses are kept: name and port, `example.org:443`. */
export const hostOf = (url: URL): string => `${url.hostname}:${portOf(url)}`

/** A copy of a URL without credentials and fragment: what is asked, compared and remembered. */
export function withoutCredentials(url: URL): URL {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  plain.hash = ''
  return plain
}

/** An address without credentials, for output: lists, logs, errors, OPML. What is no URL loses whatever stands before an @. */
export function publicUrl(url: string): string {
  const parsed = URL.parse(url)
  // `user:pass@host/x`, a scheme forgotten, parses as the scheme `user:`.
  if (parsed === null || parsed.host === '') return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1')
  if (parsed.username === '' && parsed.password === '') return url
  parsed.username = ''
  parsed.password = ''
  return parsed.href
}

/** What a request asks for, read from its target as it was sent. */

/** The longest target that is read. RFC 9110 §4.1 wants at least 8,000 to be supported. */
const MAX_TARGET = 8_000

/** A path as the site names it, or why there is none. */
export type Target =
  | {
      readonly kind: 'path'
      /** Decoded, without a slash at either end: `topics/nato/atom.xml`; empty: the front page. */
      readonly path: string
      /** As sent, without the question mark. */
      readonly query: string
      /** Whether it was sent with a slash at its end, as a folder. */
      readonly isFolder: boolean
    }
  /** `*`, the server as a whole (RFC 9112 §3.2.4). */
  | { readonly kind: 'server' }
  /** Not percent-encoded UTF-8, or no target at all. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'too-long' }
  /** Can be read, but nothing of ours has such a path: `..`, an encoded slash, a NUL. */
  | { readonly kind: 'foreign' }

/** Reads a request target (RFC 9112 §3.2); of the absolute form only path and query count, as for the Host header. */
export function readTarget(sent: string): Target {
  if (sent.length > MAX_TARGET) return { kind: 'too-long' }
  if (sent === '*') return { kind: 'server' }
  const local = sent.startsWith('/') ? sent : /^https?:\/\/[^/?#]+(.*)$/is.exec(sent)?.[1]
  if (local === undefined) return { kind: 'damaged' }
  const [, rawPath = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(local)!
  let path: string
  try {
    path = decodeURIComponent(rawPath)
  } catch {
    return { kind: 'damaged' }
  }
  // Encoded slashes would make other segments than were sent.
  const hasOtherSegments = /%2f|%5c/i.test(rawPath) || path.includes('\\')
  const isFolder = path.length > 1 && path.endsWith('/')
  const inner = path.slice(1, isFolder ? -1 : undefined)
  const isForeign = hasOtherSegments || /\p{Cc}/u.test(path) || inner.split('/').some((part) => /^\.|^$/.test(part))
  if (isForeign && path.length > 1) return { kind: 'foreign' }
  return { kind: 'path', path: inner, query, isFolder }
}

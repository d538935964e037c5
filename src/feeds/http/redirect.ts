/** Redirects: where a Location leads, and which permanent ones to store. */

/** What is stored about a source's redirects between fetches. */
interface RedirectMemory {
  /** Requested instead of the configured address. */
  readonly permanentUrl?: string
  /** The target of a permanent redirect seen once; a second good answer by way of the same redirect makes it `permanentUrl`. */
  readonly candidateUrl?: string
}

/** Our own limit; RFC 9110 §15.4 names none, RFC 2068 had five, browsers allow twenty. */
export const MAX_REDIRECTS = 10

export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308

export const isPermanent = (status: number): boolean => status === 301 || status === 308

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The address that a Location header leads to, without credentials and fragment; undefined when there is none or it is
 * invalid. `location` is its bytes as Latin-1, as HTTP libraries return it. RFC 9110 §10.2.2 allows ASCII only, but
 * bytes that are valid UTF-8 are read as UTF-8, as every browser does (miniflux/picoFeed#178).
 */
export function locationOf(location: string | undefined, from: URL): URL | undefined {
  if (location === undefined || location.trim() === '') return undefined
  let text = location
  if (/[\x80-\xff]/.test(location)) {
    try {
      text = strictUtf8.decode(Buffer.from(location, 'latin1'))
    } catch {
      // No valid UTF-8, so it is Latin-1.
    }
  }
  const target = URL.parse(text, from.href)
  if (target === null) return undefined
  target.username = ''
  target.password = ''
  target.hash = ''
  return target
}

/**
 * What to store about redirects after a good answer. `movedTo` is the last target of the permanent redirects (301, 308)
 * before the first temporary one; undefined when the first hop was not permanent.
 */
export function rememberMove(before: RedirectMemory, movedTo: string | undefined): RedirectMemory {
  const { permanentUrl, candidateUrl } = before
  if (movedTo === undefined) return { permanentUrl }
  if (movedTo === candidateUrl) return { permanentUrl: movedTo }
  return { permanentUrl, candidateUrl: movedTo }
}

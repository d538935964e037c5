/** Redirects followed by ourselves: where a Location leads, and which moves are for good. */

/** What is remembered of a source's redirects between fetches. */
export interface Permanence {
  /** Asked instead of the configured address. */
  readonly permanentUrl?: string
  /** The permanent target seen once; the second consistent good answer makes it the permanent address. */
  readonly candidateUrl?: string
}

/** FEEDS.md, 8. */
export const MAX_REDIRECTS = 10

export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308

export const isPermanent = (status: number): boolean => status === 301 || status === 308

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The address a Location header (its bytes as Latin-1, as HTTP libraries hand it over) leads to; undefined where it is
 * none. Bytes that are valid UTF-8 are read as UTF-8, as every browser does, although RFC 9110 §10.2.2 allows ASCII
 * only (miniflux/picoFeed#178); credentials and the fragment in it are dropped.
 */
export function locationOf(location: string | undefined, from: URL): URL | undefined {
  if (location === undefined || location.trim() === '') return undefined
  let text = location
  if (/[\x80-\xff]/.test(location)) {
    try {
      text = strictUtf8.decode(Buffer.from(location, 'latin1'))
    } catch {
      // Latin-1 after all.
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
 * What to remember after a good answer. `asked` is the address that was asked first, `movedTo` where its unbroken run
 * of permanent redirects (301, 308) led; undefined where the first hop was none.
 */
export function rememberMove(before: Permanence, movedTo: string | undefined): Permanence {
  const { permanentUrl, candidateUrl } = before
  if (movedTo === undefined) return { permanentUrl }
  if (movedTo === candidateUrl) return { permanentUrl: movedTo }
  return { permanentUrl, candidateUrl: movedTo }
}

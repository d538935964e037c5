/**
 * The cookies of one fetch (RFC 6265): some sites set one and redirect back to the same address, where a request without it
 * would be sent in a circle. They are sent within that chain of redirects and then forgotten, so that nobody is followed from
 * fetch to fetch.
 */
import type { Headers } from './answer.ts'

interface ChainCookies {
  /** Takes the cookies that an answer sets. A cookie for another site than the answer's is refused. */
  take(headers: Headers, url: URL): Promise<void>
  /** The Cookie header for an address; '' for none. */
  headerFor(url: URL): string
}

/** More Set-Cookie headers of one answer are ignored, and longer ones: a site needs one or two. */
const MAX_COOKIES = 20
const MAX_CHARACTERS = 4_096

/** The cookies of a chain, none at first. The parser is loaded with the first one. */
export function openCookies(): ChainCookies {
  let jar: import('tough-cookie').CookieJar | undefined
  return {
    async take(headers, url) {
      const values = [headers['set-cookie'] ?? []].flat()
      if (values.length === 0) return
      if (jar === undefined) {
        const { CookieJar } = await import('tough-cookie')
        jar = new CookieJar()
      }
      for (const value of values.slice(0, MAX_COOKIES)) {
        if (value.length <= MAX_CHARACTERS) jar.setCookieSync(value, url.href, { ignoreError: true })
      }
    },
    headerFor: (url) => jar?.getCookieStringSync(url.href) ?? '',
  }
}

/** Resolves addresses in documents and keeps those with an allowed scheme. */

/** Most addresses: absolute and without anything that `URL` would rewrite, so they need not be parsed. */
const PLAIN_ADDRESS = /^https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?\/[\w/.,~!$'()*+:;=@%&?#-]*$/
const WEB = /^https?:$/
const LINKABLE = /^(?:https?|mailto|tel):$/
/** Browsers remove these from an address before parsing it, so a check of its scheme must do the same. */
const IGNORED_IN_URL = /[\t\n\r]/g
const MAX_ADDRESS_LENGTH = 4096

/** The absolute http or https address; undefined when invalid, of another scheme, or relative without a base. */
export function webUrl(address: string | undefined, base?: string): string | undefined {
  return resolveUrl(address, base, WEB)
}

/** Like `webUrl`, but also mailto and tel, which a link may have. */
export function linkUrl(address: string | undefined, base?: string): string | undefined {
  return resolveUrl(address, base, LINKABLE)
}

function resolveUrl(address: string | undefined, base: string | undefined, schemes: RegExp): string | undefined {
  if (!address) return undefined
  const plain = address.trim()
  if (plain === '' || plain.length > MAX_ADDRESS_LENGTH) return undefined
  if (PLAIN_ADDRESS.test(plain) && !plain.includes('/.')) return plain
  const url = URL.parse(plain.replace(IGNORED_IN_URL, ''), base)
  return url && schemes.test(url.protocol) ? url.href : undefined
}

/** The address, when the whole text is an absolute http or https one. */
export function absoluteUrl(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\/\S+$/i.test(text) ? webUrl(text) : undefined
}

/** The address without user and password; text that is not an address is returned unchanged. */
export function withoutCredentials(address: string): string {
  const url = URL.parse(address)
  if (url === null || (url.username === '' && url.password === '')) return address
  url.username = url.password = ''
  return url.href
}

/** The text percent-decoded; as it is written where a percent sign is stray. */
export function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Addresses in documents: resolved, and only of the schemes that may be kept. */

/** What most addresses look like: absolute, and nothing in them that `URL` would rewrite. */
const PLAIN_ADDRESS = /^https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?\/[\w/.,~!$'()*+:;=@%&?#-]*$/
const WEB = /^https?:$/
const SENDABLE = /^(?:https?|mailto|tel):$/
/** Browsers take these out of an address before they read it, and so must a check of its scheme. */
const IGNORED_IN_URL = /[\t\n\r]/g
const LONGEST_ADDRESS = 4096

/** An absolute http or https address, or undefined for what is none and for schemes that are not kept. */
export function webUrl(address: string | undefined, base?: string): string | undefined {
  return resolveUrl(address, base, WEB)
}

/** Like `webUrl`, and mailto and tel as well: what an `a` may lead to. */
export function linkUrl(address: string | undefined, base?: string): string | undefined {
  return resolveUrl(address, base, SENDABLE)
}

function resolveUrl(address: string | undefined, base: string | undefined, schemes: RegExp): string | undefined {
  if (!address) return undefined
  const plain = address.trim()
  if (plain === '' || plain.length > LONGEST_ADDRESS) return undefined
  if (PLAIN_ADDRESS.test(plain) && !plain.includes('/.')) return plain
  const url = URL.parse(plain.replace(IGNORED_IN_URL, ''), base)
  return url && schemes.test(url.protocol) ? url.href : undefined
}

/** Whether the text is an absolute http or https address as it stands. */
export function isWebUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text)
}

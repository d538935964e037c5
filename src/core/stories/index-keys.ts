/** The keys under which the store finds an article again: address, guid, title, a few phrases and telling words. */
import { distinct } from '../text/hashing.ts'
import { packNumbers, unpackNumbers } from '../text/packing.ts'
import { hash52 } from '../text/text.ts'
import { isHomePage } from '../url/url.ts'
import type { Term } from './terms.ts'

const MIN_TITLE_RARITY = 15
const MIN_TITLE_TERMS = 3
const KEYED_PHRASES = 40
const PHRASE_KEYS = 12
const KEY_DIGITS = 5

/** A key for the whole title, whatever the order of its telling words; none for titles like `Morning briefing`. */
export function titleKeyOf(terms: readonly Term[]): number | undefined {
  const telling = terms.filter((term) => term.isNumber || term.rarity > MIN_TITLE_RARITY).map((term) => term.stemHash)
  return telling.length < MIN_TITLE_TERMS ? undefined : hash52(telling.sort((a, b) => a - b).join(' '))
}

/** The lowest few hashes of the first phrases (they survive shortening) and of all (they survive a new beginning). */
export function phraseKeysOf(phrases: Uint32Array, sorted: Uint32Array): number[] {
  const first = distinct(phrases.slice(0, KEYED_PHRASES).sort(), 0).slice(0, PHRASE_KEYS / 2)
  return [...new Set([...first, ...distinct(sorted.slice(0, 4 * PHRASE_KEYS), 0)])].slice(0, PHRASE_KEYS)
}

/** Index keys of 30 bits as text, and back. */
export const packKeys = (keys: readonly number[]): string => packNumbers(keys, KEY_DIGITS)

/** A key for an address that names an article; none for a home page, which many articles may give as their link. */
export function articleUrlKey(url: string | undefined): number | undefined {
  if (url === undefined) return undefined
  if (!/^https?:\/\//i.test(url) || isHomePage(url)) return undefined
  return hash52(`url ${url.replace(/#(?!!).*$/, '')}`)
}

/** A key for a guid that means the same in every feed; a bare number or a word means something in its own feed only. */
export function universalGuidKey(guid: string | undefined): number | undefined {
  if (guid === undefined) return undefined
  if (/^https?:\/\//i.test(guid)) return articleUrlKey(guid) === undefined ? undefined : hash52(`guid ${guid}`)
  const isUniversal = /^(?:tag:[^,]+,\d{4}|urn:\w+:|(?:urn:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-)/i.test(guid)
  return isUniversal ? hash52(`guid ${guid}`) : undefined
}

/** What an index key stands for; the kind is its leading digits: `Math.floor(key / KEY_SPACE)`. */
export const KEY_SPACE = 2 ** 30
export const PHRASE_KIND = 1
export const TERM_KIND = 2

/** A key in 32 bits, of which the last two are its kind: words 2, phrases 1, what is no 30-bit key (address, guid, title) 0. */
export function narrowKey(key: number): number {
  const high = Math.floor(key / KEY_SPACE)
  return (((key - high * KEY_SPACE) << 2) | (high === PHRASE_KIND || high === TERM_KIND ? high : 0)) >>> 0
}

/** The kind of a narrow key. */
export const kindOf = (narrow: number): number => narrow & 3

/** What of a fingerprint its keys are made of. */
interface Keyed {
  readonly urlKey?: number
  readonly guidKey?: number
  readonly titleKey?: number
  readonly phraseKeys: string
  readonly termKeys: string
}

/** An article has no more keys than this. */
export const MAX_KEYS = 32

/** At most MAX_KEYS numbers of at most 52 bits: the keys under which an article is looked for. */
export function indexKeys(fingerprint: Keyed): number[] {
  const keys: number[] = []
  if (fingerprint.urlKey !== undefined) keys.push(fingerprint.urlKey)
  if (fingerprint.guidKey !== undefined) keys.push(fingerprint.guidKey)
  if (fingerprint.titleKey !== undefined) keys.push(fingerprint.titleKey)
  for (const key of unpackNumbers(fingerprint.phraseKeys, KEY_DIGITS)) keys.push(PHRASE_KIND * KEY_SPACE + key)
  for (const key of unpackNumbers(fingerprint.termKeys, KEY_DIGITS)) keys.push(TERM_KIND * KEY_SPACE + key)
  return keys
}

/**
 * What grouping keeps of an article while it is inside the window: enough to decide whether another article is a copy of it or
 * reports the same event, and nothing that could be read. Everything is computed from the article, what its source repeats and
 * the shipped tables, so that two machines, or one machine on two days, fingerprint alike; in a language that no table ships
 * for, from a table that changes once a day.
 */

import { NO_REPEATS, type Repeats } from '../article/recurring.ts'
import { ownTitle } from '../article/title-forms.ts'
import type { Article } from '../model.ts'
import type { RarityTable } from '../text/frequencies.ts'
import { languageOf } from '../text/language.ts'
import { distinct, HASH_SHIFT, HASH_SPACE, mix, packHashes, packNumbers, packWeighted } from '../text/packing.ts'
import { articleUrlKey, isTellingTitle, titleKeyOf, universalGuidKey } from './address-keys.ts'
import { eventPrintOf, packEventPrint, readArticle } from './event-print.ts'
import { isCutText, ownText } from './own-text.ts'
import { datedAt } from './presented.ts'
import { phrasesOf, subjectsOf, type Term } from './terms.ts'

/** What `copies.ts` reads is packed, and JSON-serialisable. */
export interface Fingerprint {
  readonly publishedMs: number
  readonly sourceId: string
  /** Of the canonical URL, where it leads to an article and not to a home page. */
  readonly urlKey?: number
  /** Of a guid that is the same wherever the entry is carried: its own site's URL or tag, or a UUID. */
  readonly guidKey?: number
  /** Words of the clean text. */
  readonly words: number
  /** The text breaks off: `…`, `[…]`, `Read more`. */
  readonly isCut?: boolean
  /** Hashes of the text's phrases of three words in their order, packed, sampled to those below HASH_SPACE >> phraseLevel. */
  readonly phrases: string
  readonly phraseLevel: number
  /** The same of the first 48 phrases, never sampled. */
  readonly lead: string
  /** Stems of title and text with their rarity, packed weighted, sampled by termLevel. */
  readonly terms: string
  readonly termLevel: number
  /** Stems of the title with their rarity, packed weighted. */
  readonly title: string
  /** Hashes of the distinctive stems of the title that the text has, too: what it is about; packed. */
  readonly subjects: string
  /** Numbers in the title, and in the first part of the text, packed. */
  readonly titleNumbers: string
  readonly numbers: string
  /** Where numbers of the first part stand: a hash of the words before and after, and the number's; packed, ascending. */
  readonly slots: string
  /** The event vector: the weightiest stems and pairs of stems, packed weighted. */
  readonly vector: string
  /** Of the whole title, where it has three distinctive words or more. */
  readonly titleKey?: number
  /** Whether the title says what it is about, and is not a recurring heading: `Episode 12`, `Weather for Friday`. */
  readonly isTitleTelling?: boolean
  /** An EventPrint, packed: it decides whether another article reports the same event. */
  readonly print: string
  /** The keys above, as far as there are any: an article with one of them is worth comparing. */
  readonly exact: readonly number[]
}

const LEAD_PHRASES = 48
const MAX_PHRASES = 192
const MAX_TERMS = 160
const MAX_NUMBERS = 40
const SLOT_WORDS = 400
const SLOT_NUMBER_BITS = 12
/** A slot is `frame * SLOT_NUMBERS + number`: 18 and 12 bits. */
export const SLOT_NUMBERS = 1 << SLOT_NUMBER_BITS
export const SLOT_DIGITS = 5
/** A text of a million words would still be sampled to the limit. */
const MAX_LEVEL = 12
/** Stems in every seventh article or more say too little to be kept. */
const MIN_TERM_RARITY = 12

/**
 * What grouping needs to know about an article whose source repeats this; about 0.2 ms for 300 words. `tables` are those of
 * languages that none ships for, by primary tag.
 */
export function fingerprintArticle(
  article: Article,
  repeats: Repeats = NO_REPEATS,
  tables?: ReadonlyMap<string, RarityTable | undefined>,
): Fingerprint {
  const given = article.text !== '' ? article.text : article.lead
  const body = ownText(given, article.title, repeats)
  const title = ownTitle(article.title, repeats.titles)
  // The text's own language before the declared one, which is often the blog software's default. Copies must be stemmed alike,
  // so a text too short to show its language is stemmed as English.
  const language = (words: readonly string[]): string => languageOf(words, body) ?? article.language ?? 'en'
  const read = readArticle(title, body, language, tables)
  const { terms: titleTerms } = read.title
  const { terms: bodyTerms, written: bodyWords } = read.body
  const phrases = phrasesOf(bodyTerms.length >= 3 ? bodyTerms : [...titleTerms, ...bodyTerms])
  const sampledPhrases = sample(distinct(phrases.slice().sort(), HASH_SHIFT), MAX_PHRASES)
  const sampledTerms = sampleTerms([...titleTerms, ...bodyTerms])
  const print = eventPrintOf(read)
  const urlKey = articleUrlKey(article.canonicalUrl ?? article.url, article.url)
  const guidKey = universalGuidKey(article.guid, [article.url, article.canonicalUrl])
  const titleKey = titleKeyOf(titleTerms)
  return {
    print: packEventPrint(print),
    exact: [urlKey, guidKey, titleKey].filter((key) => key !== undefined),
    publishedMs: Date.parse(datedAt(article)) || 0,
    sourceId: article.sourceId,
    ...(urlKey === undefined ? {} : { urlKey }),
    ...(guidKey === undefined ? {} : { guidKey }),
    ...(titleKey === undefined ? {} : { titleKey }),
    ...(isTellingTitle(titleTerms) ? { isTitleTelling: true } : {}),
    words: bodyTerms.length,
    ...(isCutText(given) ? { isCut: true } : {}),
    phrases: packHashes(inOrder(phrases, HASH_SPACE >> sampledPhrases.level)),
    phraseLevel: sampledPhrases.level,
    lead: packHashes(inOrder(phrases.subarray(0, LEAD_PHRASES), HASH_SPACE)),
    terms: sampledTerms.packed,
    termLevel: sampledTerms.level,
    title: packWeighted(rarities(titleTerms.filter((term) => !term.isNumber))),
    subjects: packHashes(subjectsOf(titleTerms, bodyTerms)),
    titleNumbers: numbersOf(titleTerms),
    numbers: numbersOf(bodyTerms),
    slots: slotsOf(bodyWords, bodyTerms),
    vector: packWeighted(print.vector.values),
  }
}

/** The distinct hashes below a bound, in the order of the text. */
function inOrder(phrases: Uint32Array, bound: number): number[] {
  const found = new Set<number>()
  for (let i = 0; i < phrases.length; i++) if (phrases[i]! >>> HASH_SHIFT < bound) found.add(phrases[i]! >>> HASH_SHIFT)
  return [...found]
}

/** The part of sorted hashes (times `scale`) below HASH_SPACE >> level, with the smallest level that leaves at most `limit`. */
function sample(
  sorted: readonly number[],
  limit: number,
  scale = 1,
): { readonly hashes: readonly number[]; readonly level: number } {
  let size = sorted.length
  let level = 0
  while (size > limit && level < MAX_LEVEL) {
    level++
    const bound = (HASH_SPACE >> level) * scale
    while (size > 0 && sorted[size - 1]! >= bound) size--
  }
  return { hashes: size === sorted.length ? sorted : sorted.slice(0, size), level }
}

/** Stem hashes (18 bits) with their rarity (6 bits) in one number each, sorted, distinct. */
function rarities(terms: readonly Term[]): number[] {
  const values = new Uint32Array(terms.length)
  for (let i = 0; i < terms.length; i++) values[i] = (terms[i]!.stemHash >>> HASH_SHIFT) * 64 + terms[i]!.rarity
  return distinct(values.sort(), 0)
}

function sampleTerms(terms: readonly Term[]): { readonly packed: string; readonly level: number } {
  const values = rarities(terms.filter((term) => !term.isNumber && term.rarity >= MIN_TERM_RARITY))
  const { hashes, level } = sample(values, MAX_TERMS, 64)
  return { packed: packWeighted(hashes), level }
}

/** The numbers of the first words, each with its frame: the words beside it, in which every number counts as one. */
function slotsOf(words: readonly string[], terms: readonly Term[]): string {
  const frameOf = (at: number): number => {
    const word = words[at]
    return word === undefined ? 0 : terms[at]!.isNumber ? 1 : terms[at]!.hash
  }
  const found = new Set<number>()
  for (let at = 0; at < Math.min(words.length, SLOT_WORDS) && found.size < MAX_NUMBERS; at++) {
    if (!terms[at]!.isNumber) continue
    const frame = mix(frameOf(at - 1), frameOf(at + 1), 2) >>> HASH_SHIFT
    found.add(frame * SLOT_NUMBERS + (terms[at]!.hash >>> (30 - SLOT_NUMBER_BITS)))
  }
  return packNumbers(
    [...found].sort((a, b) => a - b),
    SLOT_DIGITS,
  )
}

function numbersOf(terms: readonly Term[]): string {
  const found = new Set<number>()
  for (const term of terms) {
    if (term.isNumber) found.add(term.hash >>> HASH_SHIFT)
    if (found.size === MAX_NUMBERS) break
  }
  return packHashes([...found].sort((a, b) => a - b))
}

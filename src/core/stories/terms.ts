/** Words as grouping counts them: their hash, their stem's hash and its rarity, looked up once per word. */
import { hash30, type RarityTable, raritySteps } from '../text/frequencies.ts'
import { distinct, HASH_SHIFT, mix } from '../text/packing.ts'
import { stem } from '../text/text.ts'
import { kindOfWord } from './title-words.ts'

/** A word of a text. */
export interface Term {
  /** Folded, in lower case. */
  readonly lower: string
  /** 30 bits, of the folded word in lower case. */
  readonly hash: number
  /** 30 bits, of its stem. */
  readonly stemHash: number
  /** 0–63: from a word in every article to one in hardly any. */
  readonly rarity: number
  readonly isNumber: boolean
  readonly isCapital: boolean
  /** What follows from the word alone, see `title-words.ts`. */
  readonly kind: number
}

const MAX_CACHED_TERMS = 60_000
const MAX_CACHED_LANGUAGES = 64
const termsByLanguage = new Map<string, Map<string, Term>>()
const termsByTable = new WeakMap<RarityTable, Map<string, Term>>()

/**
 * The terms of words that keep their capitals, in order; stemmed by the rules of the language. `counted`: the table of a
 * language that none ships for.
 */
export function termsOf(words: readonly string[], language: string, counted?: RarityTable): Term[] {
  const known = cacheOf(language, counted)
  // Emptied when full, rather than evicted one by one: it fills again within a few hundred articles.
  if (known.size > MAX_CACHED_TERMS) known.clear()
  const terms: Term[] = []
  for (const word of words) {
    let term = known.get(word)
    if (term === undefined) {
      term = makeTerm(word, language, counted)
      known.set(word, term)
    }
    terms.push(term)
  }
  return terms
}

function cacheOf(language: string, counted: RarityTable | undefined): Map<string, Term> {
  let known = counted === undefined ? termsByLanguage.get(language) : termsByTable.get(counted)
  if (known !== undefined) return known
  known = new Map()
  if (counted !== undefined) termsByTable.set(counted, known)
  else if (termsByLanguage.size < MAX_CACHED_LANGUAGES) termsByLanguage.set(language, known)
  return known
}

function makeTerm(word: string, language: string, counted: RarityTable | undefined): Term {
  const lower = word.toLowerCase()
  const stemmed = stem(lower, language)
  const stemHash = hash30(stemmed)
  const first = word.charCodeAt(0)
  return {
    lower,
    hash: hash30(lower),
    stemHash,
    rarity: raritySteps(stemmed, stemHash, language, counted),
    isNumber: first >= 48 && first <= 57,
    isCapital: lower !== word,
    kind: kindOfWord(lower),
  }
}

/** Phrases of three words, in order, as 30-bit hashes; a text of one or two words is one phrase. */
export function phrasesOf(terms: readonly Term[]): Uint32Array {
  const count = terms.length
  if (count > 0 && count < 3) return Uint32Array.of(mix(terms[0]!.hash, terms[count - 1]!.hash, 0))
  const found = new Uint32Array(Math.max(0, count - 2))
  for (let i = 0; i < found.length; i++) found[i] = mix(terms[i]!.hash, terms[i + 1]!.hash, terms[i + 2]!.hash)
  return found
}

/** Stems in every seventh article or more say too little. */
const MIN_SUBJECT_RARITY = 12

/** The distinctive stems of a title that its text has, too: what it is about; hashes of 18 bits, ascending. */
export function subjectsOf(title: readonly Term[], body: readonly Term[]): number[] {
  const inBody = new Set(body.map((term) => term.stemHash))
  const found = title.filter((term) => term.rarity >= MIN_SUBJECT_RARITY && !term.isNumber && inBody.has(term.stemHash))
  return distinct(Uint32Array.from(found, (term) => term.stemHash).sort(), HASH_SHIFT)
}

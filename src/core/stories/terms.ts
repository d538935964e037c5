/** Words as grouping counts them: their hash, their stem's hash and how telling it is, looked up once a word. */
import { hash30, raritySteps } from '../text/frequencies.ts'
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

/** The terms of words that keep their capitals, in order; stemmed by the rules of the language. */
export function termsOf(words: readonly string[], language: string): Term[] {
  let known = termsByLanguage.get(language)
  if (known === undefined) {
    known = new Map()
    if (termsByLanguage.size < MAX_CACHED_LANGUAGES) termsByLanguage.set(language, known)
  }
  // Emptied when full, rather than evicted one by one: it fills again within a few hundred articles.
  if (known.size > MAX_CACHED_TERMS) known.clear()
  const terms: Term[] = []
  for (const word of words) {
    let term = known.get(word)
    if (term === undefined) {
      term = makeTerm(word, language)
      known.set(word, term)
    }
    terms.push(term)
  }
  return terms
}

function makeTerm(word: string, language: string): Term {
  const lower = word.toLowerCase()
  const stemmed = stem(lower, language)
  const stemHash = hash30(stemmed)
  const first = word.charCodeAt(0)
  return {
    lower,
    hash: hash30(lower),
    stemHash,
    rarity: raritySteps(stemmed, stemHash, language),
    isNumber: first >= 48 && first <= 57,
    isCapital: lower !== word,
    kind: kindOfWord(lower),
  }
}

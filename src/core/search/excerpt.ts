/** The part of an article that shows why it was found. */
import { cuttingPlace, sentences } from '../text/text.ts'
import type { Term } from './query.ts'
import { searchedStem, searchedWords, stemTag } from './tokens.ts'

/** Sentences that are looked at; what a text is about stands near its beginning. */
const MAX_SENTENCES = 120
const MAX_CHARACTERS = 20_000
/** The length of an excerpt, in characters. */
const LENGTH = 240

/**
 * The sentence of an article in which most of the terms occur, the first of several, and what follows it where that fits; at
 * most 240 characters. The lead where the text has none of them; empty where the article has only a title.
 */
export function excerptOf(
  { lead, text, language }: { readonly lead: string; readonly text: string; readonly language?: string },
  terms: readonly Term[],
): string {
  const sought = soughtIn(terms, stemTag(language))
  const found = sentences(text.slice(0, MAX_CHARACTERS)).slice(0, MAX_SENTENCES)
  let best = -1
  let most = 0
  for (const [at, sentence] of found.entries()) {
    const words = searchedWords(sentence)
    const count = sought.filter((one) => one.isIn(words)).length
    if (count <= most) continue
    most = count
    best = at
    if (count === sought.length) break
  }
  if (best === -1) return cut(lead, 0)
  const sentence = found[best]!
  if (sentence.length > LENGTH) return cut(sentence, placeOf(sentence, sought))
  let excerpt = sentence
  for (const next of found.slice(best + 1)) {
    if (excerpt.length + 1 + next.length > LENGTH) break
    excerpt += ` ${next}`
  }
  return excerpt
}

interface Sought {
  readonly isIn: (words: readonly string[]) => boolean
  /** Whether it begins with this word. */
  readonly isAt: (word: string) => boolean
}

/** Languages whose stems may begin otherwise than their words. */
const WITH_PREFIXES = new Set(['ar', 'ga'])

/** The terms as they are sought in a language. Only words that may have the stem are stemmed, as that takes time. */
function soughtIn(terms: readonly Term[], tag: string): Sought[] {
  return terms.map(({ words, isExact }) => {
    const [first] = words as [string]
    if (isExact) return { isIn: (text) => hasPhrase(text, words), isAt: (word) => word === first }
    const stem = searchedStem(first, tag)
    const start = WITH_PREFIXES.has(tag) ? '' : first.slice(0, 2)
    const isAt = (word: string): boolean =>
      word === first || (stem !== undefined && word.startsWith(start) && searchedStem(word, tag) === stem)
    return { isIn: (text) => text.some(isAt), isAt }
  })
}

/** Whether these words follow each other. */
function hasPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  for (let at = words.indexOf(phrase[0]!); at !== -1; at = words.indexOf(phrase[0]!, at + 1))
    if (phrase.every((word, i) => words[at + i] === word)) return true
  return false
}

/** About where the first term stands in a long sentence: the pieces between spaces are read one by one. */
function placeOf(sentence: string, sought: readonly Sought[]): number {
  for (const { 0: piece, index } of sentence.matchAll(/\S+/g)) {
    const at = searchedWords(piece).findIndex((word) => sought.some(({ isAt }) => isAt(word)))
    // Without spaces a word is two characters, so its number is about its place.
    if (at !== -1) return index + (piece.length > 40 ? at : 0)
  }
  return 0
}

/** At most 240 characters of a text, from a little before `at`; cut between words, and marked where it is cut. */
function cut(text: string, at: number): string {
  if (text.length <= LENGTH) return text
  let from = Math.max(0, Math.min(at - LENGTH / 4, text.length - LENGTH))
  if (from > 0) {
    const space = text.indexOf(' ', from)
    from = space !== -1 && space < at ? space + 1 : cuttingPlace(text, from)
  }
  let to = Math.min(text.length, from + LENGTH)
  if (to < text.length) {
    const space = text.lastIndexOf(' ', to)
    to = space > from + LENGTH / 2 ? space : cuttingPlace(text, to)
  }
  const part = text.slice(from, to).trim()
  return `${from > 0 ? '…' : ''}${part}${to < text.length && !part.endsWith('…') ? '…' : ''}`
}

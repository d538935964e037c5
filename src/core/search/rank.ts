/**
 * How well an article answers a query, from its title and lead, which are stored for it: BM25 over fields (Robertson et al.,
 * "Simple BM25 extension to multiple weighted fields", 2004). How rare a word is comes from the tables that ship with the
 * program. So both engines give the same order, and no text is read of two thousand articles.
 */
import { hash30, RARITY_STEP, raritySteps } from '../text/frequencies.ts'
import type { Term } from './query.ts'
import { searchedStem, searchedWords, stemTag } from './tokens.ts'

/** Words of a title and of a lead that count. */
const TITLE_WORDS = 40
const LEAD_WORDS = 80
/** More than so many words have. */
const LEAD_CHARACTERS = 1_000

/** A word with its stem where that is another: `polici+es`, `went/go`. */
function written(word: string, tag: string): string {
  const stem = searchedStem(word, tag) ?? word
  if (stem === word) return word
  return word.startsWith(stem) ? `${stem}+${word.slice(stem.length)}` : `${word}/${stem}`
}

/**
 * Title and lead of an article as `createRanking` reads them, in three lines: language and numbers of words; the words of the
 * title; those of the lead.
 */
export function headOf({
  title,
  lead,
  language,
}: {
  readonly title: string
  readonly lead: string
  readonly language?: string
}): string {
  const tag = stemTag(language)
  const titleWords = searchedWords(title).slice(0, TITLE_WORDS)
  const leadWords = searchedWords(lead.slice(0, LEAD_CHARACTERS)).slice(0, LEAD_WORDS)
  const line = (words: readonly string[]): string => ` ${words.map((word) => written(word, tag)).join(' ')} `
  return `${tag} ${titleWords.length} ${leadWords.length}\n${line(titleWords)}\n${line(leadWords)}`
}

const TITLE_WEIGHT = 3
const LEAD_WEIGHT = 1.5
/** A word that stands in the text alone; each word of the query stands somewhere. */
const TEXT_WEIGHT = 1
/** What another form of the word counts, or its words apart. */
const OTHER_FORM = 0.7
/** The usual constants of BM25; lengths are those of most titles and leads. */
const K1 = 1.2
const B = 0.4
const TITLE_LENGTH = 9
const LEAD_LENGTH = 35

interface Sought {
  readonly exact: string
  /** How it stands in another form. */
  readonly others: readonly string[]
  readonly rarity: number
}

/** Returns how well an article, given by its head, answers the terms of a query; 0 where there are none. */
export function createRanking(terms: readonly Term[]): (head: string) => number {
  const soughtByTag = new Map<string, Sought[]>()
  const soughtIn = (tag: string): Sought[] => {
    let sought = soughtByTag.get(tag)
    if (sought === undefined) soughtByTag.set(tag, (sought = terms.map((term) => soughtOf(term, tag))))
    return sought
  }
  return (head) => {
    const titleAt = head.indexOf('\n')
    const leadAt = head.indexOf('\n', titleAt + 1)
    const [tag, titleWords, leadWords] = head.slice(0, titleAt).split(' ')
    const title = head.slice(titleAt + 1, leadAt)
    const lead = head.slice(leadAt + 1)
    const titleLength = 1 - B + (B * Number(titleWords)) / TITLE_LENGTH
    const leadLength = 1 - B + (B * Number(leadWords)) / LEAD_LENGTH
    let score = 0
    for (const one of soughtIn(tag!)) {
      const frequency =
        TEXT_WEIGHT +
        (TITLE_WEIGHT * occurrences(one, title)) / titleLength +
        (LEAD_WEIGHT * occurrences(one, lead)) / leadLength
      score += (one.rarity * frequency * (K1 + 1)) / (frequency + K1)
    }
    // Rounded, so that what adds up in another order is still equal, and then the newer one is first.
    return Math.round(score * 1000) / 1000
  }
}

function soughtOf({ words, isExact }: Term, tag: string): Sought {
  const rarity = words.reduce((sum, word) => {
    const stem = searchedStem(word, tag) ?? word
    return sum + Math.max(1, RARITY_STEP * raritySteps(stem, hash30(stem), tag))
  }, 0)
  const exact = ` ${words.map((word) => written(word, tag)).join(' ')} `
  const stem = isExact ? undefined : (searchedStem(words[0]!, tag) ?? words[0]!)
  return { exact, others: stem === undefined ? [] : [` ${stem} `, ` ${stem}+`, `/${stem} `], rarity }
}

/** Occurrences in a line of a head; those in another form count less. */
function occurrences({ exact, others }: Sought, line: string): number {
  const exactly = count(line, exact)
  let all = 0
  for (const other of others) all += count(line, other)
  return exactly + Math.max(0, all - exactly) * OTHER_FORM
}

function count(line: string, part: string): number {
  let found = 0
  // The space at the end of one word begins the next.
  for (let at = line.indexOf(part); at !== -1; at = line.indexOf(part, at + part.length - 1)) found++
  return found
}

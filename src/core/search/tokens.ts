/**
 * The tokens by which an article is found. They are our own, so that both search engines find the same:
 *
 * - each word, folded (`bridge`), in order, so that phrases are found; of scripts without spaces pairs of characters, and
 *   Chinese characters alone as well;
 * - its stem with the language of the article (`en:bridg`), so that a word is found in its other forms, and a German stem does
 *   not find an English word;
 * - the source (`@…`), and the topics of the story (`#…`);
 * - one token (`*`) that all articles have, for queries that only exclude.
 *
 * Of ASCII characters a token has only small letters, digits and `.:@#*`.
 *
 * Not chosen: a token for each two words in a row instead of their order. Most pairs are rare: they made the index half as large
 * again, and writing it took three times as long. In PostgreSQL a few thousand hashes stand for them.
 */
import { comparedWords } from '../text/east-asian.ts'
import { tableTag } from '../text/frequencies.ts'
import { foldedWords, foldText, hasStemmer, hexHash, stem } from '../text/text.ts'

/** What of an article is searched. */
interface Searchable {
  readonly title: string
  readonly lead: string
  readonly text: string
  /** A BCP 47 tag. */
  readonly language?: string
  readonly sourceId: string
  /** Those of its story. */
  readonly topicIds: readonly string[]
}

/**
 * Only this much of a text is searched, so that no single article fills the index. Hardly an article is longer than a tenth of it.
 */
const MAX_CHARACTERS = 100_000
const MAX_WORDS = 12_000
/** Longer words are cut, in articles and queries alike. */
const MAX_WORD = 40
/** Stands where the order of words is broken. */
export const FILLER = '.'

/** The token that every article has. */
export const EVERY = '*'
export const sourceToken = (sourceId: string): string => `@${hexHash(sourceId)}`
export const topicToken = (topicId: string): string => `#${hexHash(topicId)}`

/** The words of a text as they are searched. */
export const searchedWords = (text: string): string[] =>
  foldedWords(foldText(text.slice(0, MAX_CHARACTERS)).slice(0, MAX_CHARACTERS), MAX_WORDS).map((word) =>
    word.length > MAX_WORD ? word.slice(0, MAX_WORD) : word,
  )

const HANGUL_AT_END = /[가-힣]$/u
const DIGIT = /\d/

/**
 * The stem of a word, in a language given by the tag of `stemTag`: without its endings in Korean. Undefined where there is none
 * beside the word itself.
 */
export function searchedStem(word: string, tag: string): string | undefined {
  if (word.length < 2 || DIGIT.test(word)) return undefined
  if (HANGUL_AT_END.test(word)) {
    const bare = comparedWords(word, 1)
    return bare.length === 1 ? bare[0] : undefined
  }
  return word.length > 2 && hasStemmer(tag) ? stem(word, tag) : undefined
}

const stemToken = (word: string, tag: string): string | undefined => {
  const found = searchedStem(word, tag)
  return found === undefined ? undefined : `${HANGUL_AT_END.test(word) ? 'ko' : tag}:${found}`
}

/** The language by which the words of an article are stemmed, as a primary tag; an unknown one is read as English. */
export const stemTag = (language: string | undefined): string => tableTag(language ?? 'en')

/** The tokens of a word in a query: itself, and its stems in these languages (tags of `stemTag`). */
export function tokensOfWord(word: string, tags: Iterable<string>): string[] {
  const tokens = new Set([word])
  for (const tag of tags) {
    const token = stemToken(word, tag)
    if (token !== undefined) tokens.add(token)
  }
  return [...tokens]
}

const HAN = /\p{Script=Han}/gu

/** The tokens beside a word itself, by the word; forgotten when there are many. */
const MAX_REMEMBERED = 50_000
const besidesByTag = new Map<string, Map<string, readonly string[]>>()

function besidesOf(word: string, tag: string): readonly string[] {
  const stemmed = stemToken(word, tag)
  return stemmed !== undefined ? [stemmed] : (word.match(HAN) ?? [])
}

/** The tokens of an article. */
export interface ArticleTokens {
  /** In the order of the text, with `FILLER` where the order is broken. */
  readonly words: readonly string[]
  /** The others, each once. */
  readonly others: readonly string[]
}

/** The tokens of an article: those of its title, its text, and its lead where the text does not begin with that. */
export function tokensOfArticle({ title, lead, text, language, sourceId, topicIds }: Searchable): ArticleTokens {
  const tag = stemTag(language)
  let besides = besidesByTag.get(tag)
  if (besides === undefined || besides.size > MAX_REMEMBERED) besidesByTag.set(tag, (besides = new Map()))
  const words: string[] = []
  const others = new Set([EVERY, sourceToken(sourceId), ...topicIds.map(topicToken)])
  const seen = new Set<string>()
  const hasLead = text.startsWith(lead.endsWith('…') ? lead.slice(0, -1) : lead)
  for (const part of hasLead ? [title, text] : [title, lead, text]) {
    if (words.length > 0) words.push(FILLER)
    for (const word of searchedWords(part)) {
      if (words.length >= MAX_WORDS) break
      words.push(word)
      if (seen.has(word)) continue
      seen.add(word)
      let more = besides.get(word)
      if (more === undefined) besides.set(word, (more = besidesOf(word, tag)))
      for (const token of more) others.add(token)
    }
  }
  return { words, others: [...others] }
}

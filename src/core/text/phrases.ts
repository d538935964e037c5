/**
 * Finds any number of phrases in a text in one pass over its words.
 *
 * Words are compared by their stems in the article's language, with accents folded. A word in capitals ("NATO", "US") is
 * compared in capitals wherever the text mixes cases, so that "us" does not match US. Bias: a missed acronym in a line
 * all in capitals is better than a pronoun taken for a country. Scripts without spaces and Hangul are compared by
 * substring.
 *
 * Not chosen: one regular expression with all phrases as alternatives (twice as slow, and it knows no endings);
 * Aho-Corasick over characters (a trie over stems needs a single pass, too, and has far fewer states); a filter over the
 * letters before any word is cut out (0.02 ms less an article, and 250 lines more).
 */
import { primaryTag } from './language.ts'
import { countWords, foldMarks, stem, type Token, tokensOf, UNSPACED } from './text.ts'

/** How often and where a phrase occurs in an article. */
export interface PhraseHits {
  title: number
  lead: number
  text: number
  /** In words, on the scale of `PhrasesFound`; filled only for phrases that are part of a `near`. */
  readonly positions: number[]
}

/**
 * The phrases found in an article. Positions count words, and each field has a range of its own: the title below
 * `LEAD_FROM`, the lead from there, the text from `textFrom`.
 */
export interface PhrasesFound {
  /** By the phrase's number; absent where there is no hit. */
  readonly hits: ReadonlyMap<number, PhraseHits>
  readonly textFrom: number
}

/** The fields of an article that are searched. */
interface Searched {
  readonly title: string
  readonly lead: string
  readonly text: string
  readonly language?: string
}

/** Finds all phrases of an index in an article. */
export type FindPhrases = (article: Searched) => PhrasesFound

/** The position of the lead's first word, beyond every title. A text that begins with the lead continues its count. */
export const LEAD_FROM = 1e6
/** The position of the first word of a text that does not begin with its lead. */
const TEXT_FROM = 2e6
/** Only this much of a field is searched: an article names its subject in the first 150,000 characters. */
const MAX_CHARACTERS = 150_000
/** Acronyms that are also common words. In a line all in capitals these are not taken for acronyms; all others are. */
const ambiguousAcronyms = new Set(
  'us who it is in on at as an am pm or so up to if we me he be by do go my no of un en la el le de ai'.split(' '),
)
/** Positions kept of one phrase in one field; more would not change a decision. */
const MAX_HITS = 200
/** How many languages keep their trie in memory. */
const MAX_TREES = 64

/** Characters that separate words here, although folding turns some into letters. */
const SIGNS = /[…™℠½¼¾²³¹ªº]/gu
const HANGUL = /\p{Script=Hangul}/u

/**
 * Whether phrases of this text are found by substring: it is in a script without spaces, or in Hangul, for whose endings
 * there is no stemmer.
 */
const isUnsegmented = (folded: string): boolean => UNSPACED.test(folded) || HANGUL.test(folded)

/** A text as it is searched: folded, once with its capitals and once without; offsets are the same in both. */
interface ReadText {
  readonly written: string
  readonly lower: string
  /** Its words; those of scripts without spaces are left out. */
  readonly tokens: readonly Token[]
  readonly isUnsegmented: boolean
}

const foldSigns = (text: string): string => foldMarks(text.slice(0, MAX_CHARACTERS).replace(SIGNS, ' '))

function readText(text: string): ReadText {
  const written = foldSigns(text)
  const lower = written.toLowerCase()
  const tokens = tokensOf(lower)
  const mayBeUnsegmented = isUnsegmented(lower)
  return {
    written,
    lower,
    tokens: mayBeUnsegmented ? tokens.filter(({ word }) => !UNSPACED.test(word)) : tokens,
    isUnsegmented: mayBeUnsegmented,
  }
}

/** A branch of the trie of phrases. */
interface Node {
  /** By stem. */
  readonly next: Map<string, Node>
  /** By word, for words that must stand in capitals. */
  readonly capitals: Map<string, Node>
  readonly ids: number[]
}
const newNode = (): Node => ({ next: new Map(), capitals: new Map(), ids: [] })

/** The trie of one language. */
interface Tree {
  readonly root: Node
  readonly language: string
}

/** A phrase of words. */
interface WordPhrase {
  readonly id: number
  readonly words: readonly { readonly word: string; readonly inCapitals: boolean }[]
}

/** A phrase in a script without spaces, or in Hangul. */
interface Substring {
  readonly id: number
  readonly folded: string
}

/** Indexes a list of phrases, numbered by their index in it; `placed` are the numbers of those whose positions are needed. */
export function indexPhrases(phrases: readonly string[], placed: ReadonlySet<number>): FindPhrases {
  const listed: WordPhrase[] = []
  const substrings: Substring[] = []
  for (const [id, phrase] of phrases.entries()) {
    const { lower, written, tokens, isUnsegmented } = readText(phrase)
    if (isUnsegmented) substrings.push({ id, folded: lower.replace(/\s+/g, ' ').trim() })
    else
      listed.push({ id, words: tokens.map((token) => ({ word: token.word, inCapitals: isAcronym(written, token) })) })
  }
  const trees = new Map<string, Tree>()
  return (article) => {
    // An unknown language is stemmed as English: phrase and text alike, so equal words stay equal.
    const language = primaryTag(article.language ?? 'en')
    let tree = trees.get(language)
    if (tree === undefined) {
      tree = buildTree(listed, language)
      if (trees.size < MAX_TREES) trees.set(language, tree)
    }
    const found: Found = { hits: new Map(), placed, spots: [] }
    for (const field of fieldsOf(article)) {
      findWords(tree, field, found)
      if (field.isUnsegmented) findSubstrings(substrings, field, found)
    }
    return { hits: found.hits, textFrom: setPositions(found.spots) }
  }
}

/** Whether a word of a phrase is written in two or more capitals, and so must be found in capitals. */
const isAcronym = (written: string, { start, end }: Token): boolean =>
  /^\p{Lu}(?:\.?[\p{Lu}\p{N}])+$/u.test(written.slice(start, end))

function buildTree(listed: readonly WordPhrase[], language: string): Tree {
  const root = newNode()
  for (const { id, words } of listed) {
    let node = root
    for (const { word, inCapitals } of words) {
      const branches = inCapitals ? node.capitals : node.next
      const key = inCapitals ? word : stem(word, language)
      let child = branches.get(key)
      if (child === undefined) branches.set(key, (child = newNode()))
      node = child
    }
    if (node !== root) node.ids.push(id)
  }
  return { root, language }
}

/** A field of the article that is searched. */
interface Field extends ReadText {
  readonly place: 'title' | 'lead' | 'text'
  /** Where the lead ends with which the text begins; 0 where it does not. */
  readonly leadEnd: number
  /** The position of its first word. */
  readonly from: number
}

function fieldsOf({ title, lead, text }: Searched): Field[] {
  const head = lead.slice(0, 40)
  const titleField: Field = { ...readText(title), place: 'title', leadEnd: 0, from: 0 }
  if (text.startsWith(head) || text.startsWith(head.replace(/…$/, '')))
    return [titleField, { ...readText(text), place: 'text', leadEnd: foldSigns(lead).length, from: LEAD_FROM }]
  return [
    titleField,
    { ...readText(lead), place: 'lead', leadEnd: 0, from: LEAD_FROM },
    { ...readText(text), place: 'text', leadEnd: 0, from: TEXT_FROM },
  ]
}

/** What was found in an article so far. */
interface Found {
  readonly hits: Map<number, PhraseHits>
  readonly placed: ReadonlySet<number>
  /** Where phrases of `placed` were found. */
  readonly spots: Spot[]
}

interface Spot {
  readonly hits: PhraseHits
  readonly field: Field
  readonly start: number
}

function findWords({ root, language }: Tree, field: Field, found: Found): void {
  const { tokens, written } = field
  let isAllCapitals: boolean | undefined
  for (const [at, token] of tokens.entries()) {
    const plain = root.next.get(stem(token.word, language))
    if (plain !== undefined) follow(plain, language, field, at, found)
    const capitals = root.capitals.get(token.word)
    if (capitals === undefined || !standsInCapitals(written, token)) continue
    isAllCapitals ??= !/\p{Ll}/u.test(written)
    if (!isAllCapitals || !ambiguousAcronyms.has(token.word)) follow(capitals, language, field, at, found)
  }
}

/** Whether a word may be an acronym: NATO, N.A.T.O., and Nato as British papers write it. */
function standsInCapitals(text: string, { start, end }: Token): boolean {
  const written = text.slice(start, end)
  return written.length > 1 && (written === written.toUpperCase() || /^\p{Lu}\P{Lu}{3,}$/u.test(written))
}

/** Records every phrase that continues from the node of the word at `first`. */
function follow(from: Node, language: string, field: Field, first: number, found: Found): void {
  const { tokens, written } = field
  let node: Node | undefined = from
  for (let at = first + 1; node !== undefined; at++) {
    addHit(found, node.ids, field, tokens[first]!.start)
    const token = tokens[at]
    if (token === undefined || (node.next.size === 0 && node.capitals.size === 0)) return
    const capitals: Node | undefined = node.capitals.get(token.word)
    node =
      capitals !== undefined && standsInCapitals(written, token) ? capitals : node.next.get(stem(token.word, language))
  }
}

/** Records a hit. Phrases with the same stems share one record. */
function addHit({ hits, placed, spots }: Found, ids: readonly number[], field: Field, start: number): void {
  if (ids.length === 0) return
  let known = hits.get(ids[0]!)
  if (known === undefined) {
    known = { title: 0, lead: 0, text: 0, positions: [] }
    for (const id of ids) hits.set(id, known)
  }
  const place = start < field.leadEnd ? 'lead' : field.place
  known[place]++
  if (known[place] <= MAX_HITS && ids.some((id) => placed.has(id))) spots.push({ hits: known, field, start })
}

function findSubstrings(substrings: readonly Substring[], field: Field, found: Found): void {
  // The replacement keeps the index of every character.
  const searched = field.lower.replace(/\s/g, ' ')
  for (const { id, folded } of substrings) {
    for (let at = searched.indexOf(folded); at !== -1; at = searched.indexOf(folded, at + folded.length))
      addHit(found, [id], field, at)
  }
}

/** Counts the words before each spot and sets the positions; returns the position of the first word after the lead. */
function setPositions(spots: readonly Spot[]): number {
  let textFrom = TEXT_FROM
  if (spots.length < 2) return textFrom
  const byField = Map.groupBy(spots, ({ field }) => field)
  for (const [field, own] of byField) {
    if (field.place === 'text' && field.from === LEAD_FROM) textFrom = LEAD_FROM
    let position = field.from
    let counted = 0
    for (const { hits, start } of own.sort((a, b) => a.start - b.start)) {
      position += countWords(field.written.slice(counted, start))
      counted = start
      hits.positions.push(position)
      if (start < field.leadEnd) textFrom = position + 1
    }
  }
  return textFrom
}

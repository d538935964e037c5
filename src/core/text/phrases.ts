/**
 * Finds any number of phrases in a text in one pass.
 *
 * Words are compared by their stems in the article's language, with accents folded. A word in capitals ("NATO", "US") is
 * compared in capitals wherever the text mixes cases, so that "us" does not match US. Bias: a missed acronym in a line
 * all in capitals is better than a pronoun taken for a country. Scripts without spaces and Hangul are compared by
 * substring.
 *
 * Not chosen: one regular expression with all phrases as alternatives (twice as slow, and it knows no endings);
 * Aho-Corasick over characters (a trie over stems needs a single pass, too, and has far fewer states).
 */
import { isUnsegmented, isWithinWord, layOut, nextWord, SYMBOL, symbols, units, wordEnd } from './letters.ts'
import {
  addEveryWord,
  addPrefix,
  candidateStarts,
  findCandidateStarts,
  newPrefixSet,
  type PrefixSet,
} from './phrase-prefixes.ts'
import { countWords, foldedWords, foldMarks, foldText, stem } from './text.ts'
import { WordMemo } from './word-memo.ts'

/** How often and where a phrase occurs in an article. */
export interface PhraseHits {
  title: number
  lead: number
  text: number
  /** In words, on the scale of `PhrasesFound`; filled only for phrases that are part of a `near`. */
  positions: number[]
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
/** Acronyms that are common words as well. In a line all in capitals these are not taken for acronyms; all others are. */
const ambiguousAcronyms = new Set(
  'us who it is in on at as an am pm or so up to if we me he be by do go my no of un en la el le de ai'.split(' '),
)
/** Positions kept of one phrase in one field; more would not change a decision. */
const MAX_HITS = 200
/** A longer word begins no phrase. */
const MAX_WORD_UNITS = 64
/** Languages whose stemmer removes or changes letters near the front of a word: every word is looked up. */
const languagesChangingPrefixes = new Set(['ar', 'eu', 'fi', 'ga', 'ta'])
/** How many letters at the end of a stem its words may lack. English is in `lettersKept`: skies → sky, dying → die. */
const lettersChanged: Readonly<Record<string, number>> = { ca: 1, cs: 2, fr: 2, nl: 1, tr: 1 }
/** How many languages keep their trie in memory. */
const MAX_TREES = 64

/** A branch of the trie of phrases. */
interface Node {
  /** By stem. */
  readonly next: Map<string, Node>
  /** By word, for words that must stand in capitals. */
  readonly capitals: Map<string, Node>
  readonly ids: number[]
}
const newNode = (): Node => ({ next: new Map(), capitals: new Map(), ids: [] })

/** The branches of the trie that a word enters: by its stem, and as an acronym. */
interface Start {
  readonly plain?: Node
  readonly capitals?: Node
  /** Whether it is a common word as well: then its capitals prove nothing in a line all in capitals. */
  readonly isCommon: boolean
}

/** The trie of one language. */
interface Tree {
  readonly root: Node
  readonly language: string
  readonly prefixes: PrefixSet
  /** Null for a word that begins no phrase. */
  readonly starts: WordMemo<Start | null>
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
    const folded = foldText(phrase)
    if (isUnsegmented(folded)) substrings.push({ id, folded })
    else if (folded !== '') listed.push({ id, words: wordsOf(phrase) })
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
    const { title, lead, text } = article
    const head = lead.slice(0, 40)
    const isLeadFirst = text.startsWith(head) || text.startsWith(head.replace(/…$/, ''))
    let count = 0
    const laidOut = layOut(isLeadFirst ? [title, text] : [title, lead, text], (length) => {
      const found = findCandidateStarts(tree.prefixes, length)
      count = found.count
      return found.flags
    })
    const [titleEnd = 0, secondEnd = 0] = laidOut.ends
    const leadUnits = laidOut.text.length === title.length + text.length + 1 ? lead.length : foldMarks(lead).length
    const fields: Fields = {
      text: laidOut.text,
      titleEnd,
      leadEnd: isLeadFirst ? titleEnd + 1 + leadUnits : secondEnd,
      isLeadFirst,
      hits: new Map(),
      placed,
      spots: [],
    }
    findWords(tree, fields, count)
    if (laidOut.hasUnsegmented && substrings.length > 0) findSubstrings(substrings, fields)
    return { hits: fields.hits, textFrom: setPositions(fields) }
  }
}

const primaryTag = (language: string): string =>
  language.length === 2 ? language : (language.split(/[-_]/)[0] ?? '').toLowerCase()

/** The words of a phrase; one written in two or more capitals must be found in capitals. */
function wordsOf(phrase: string): WordPhrase['words'] {
  const { text } = layOut([phrase])
  const words: { readonly word: string; readonly inCapitals: boolean }[] = []
  for (let at = nextWord(0, text.length); at < text.length; ) {
    const end = wordEnd(at)
    const written = text.slice(at, end)
    words.push({ word: wordOf(written), inCapitals: /^\p{Lu}(?:\.?[\p{Lu}\p{N}])+$/u.test(written) })
    at = nextWord(end, text.length)
  }
  return words
}

const wordOf = (written: string): string => foldedWords(foldText(written), 1)[0] ?? ''

function buildTree(listed: readonly WordPhrase[], language: string): Tree {
  const root = newNode()
  const prefixes = newPrefixSet()
  if (languagesChangingPrefixes.has(language)) addEveryWord(prefixes)
  for (const { id, words } of listed) {
    let node = root
    for (const [at, { word, inCapitals }] of words.entries()) {
      const key = inCapitals ? word : stem(word, language)
      const branches = inCapitals ? node.capitals : node.next
      let child = branches.get(key)
      if (child === undefined) {
        child = newNode()
        branches.set(key, child)
      }
      node = child
      if (at > 0) continue
      if (inCapitals) addPrefix(prefixes, key, true)
      else addPrefix(prefixes, key.slice(0, lettersKept(key, language)), false)
    }
    if (node !== root) node.ids.push(id)
  }
  return { root, language, prefixes, starts: new WordMemo() }
}

/** How many first letters a stem shares with every word that has this stem. */
function lettersKept(key: string, language: string): number {
  // A number may be written with separators: the text of 1750 can be 1,750.
  if (/^\d/.test(key)) return 1
  const changed =
    language === 'en' ? (/^[dlt]ie$/.test(key) ? 2 : /[eiy]$/.test(key) ? 1 : 0) : (lettersChanged[language] ?? 0)
  return Math.max(1, key.length - changed)
}

/** The fields of the article that is searched, laid out one after the other, and what was found in them. */
interface Fields {
  readonly text: string
  readonly titleEnd: number
  /** Where the lead ends, be it a field of its own or the beginning of the text. */
  readonly leadEnd: number
  /** Whether the lead is the beginning of the text. */
  readonly isLeadFirst: boolean
  readonly hits: Map<number, PhraseHits>
  readonly placed: ReadonlySet<number>
  /** Where phrases of `placed` were found. */
  readonly spots: { readonly found: PhraseHits; readonly start: number }[]
}

/** The end of the field that contains this index. */
const endOfField = ({ text, titleEnd, leadEnd, isLeadFirst }: Fields, at: number): number =>
  at < titleEnd ? titleEnd : at < leadEnd && !isLeadFirst ? leadEnd : text.length

function findWords(tree: Tree, fields: Fields, count: number): void {
  const { text } = fields
  // Local copies, because an imported binding is looked up at every use.
  const letters = units
  const symbolBy = symbols
  const mask = SYMBOL
  const starts = candidateStarts
  const compute = (start: number, end: number): Start | null => startOf(tree, text.slice(start, end))
  for (let i = 0; i < count; i++) {
    const start = starts[i]!
    let end = start + 1
    while ((symbolBy[letters[end]!]! & mask) !== 0) end++
    // A word is longer than its run of letters, or part of another word, only next to a joint.
    if (isJoint(letters[start - 1]!) && isWithinWord(start)) continue
    if (isJoint(letters[end]!)) end = wordEnd(start)
    if (end - start > MAX_WORD_UNITS) continue
    const entry = tree.starts.get(start, end, compute)
    if (entry === null) continue
    if (entry.plain !== undefined) follow(tree, entry.plain, fields, start, end)
    if (entry.capitals !== undefined && !(entry.isCommon && isAllCapitals(fields, start)))
      follow(tree, entry.capitals, fields, start, end)
  }
}

/** A dot, a comma, an apostrophe. */
const isJoint = (code: number): boolean => code === 46 || code === 44 || code === 39 || code === 0x2019

/** Whether the field that contains this index has no small letter, so that capitals prove nothing. */
function isAllCapitals(fields: Fields, at: number): boolean {
  const { text, titleEnd, leadEnd, isLeadFirst } = fields
  const from = at < titleEnd ? 0 : at < leadEnd || isLeadFirst ? titleEnd : leadEnd
  return !/\p{Ll}/u.test(text.slice(from, endOfField(fields, at)))
}

function startOf({ root, language }: Tree, written: string): Start | null {
  const word = wordOf(written)
  const plain = root.next.get(stem(word, language))
  const capitals = standsInCapitals(written) ? root.capitals.get(word) : undefined
  if (plain === undefined && capitals === undefined) return null
  return {
    ...(plain === undefined ? {} : { plain }),
    ...(capitals === undefined ? {} : { capitals }),
    isCommon: ambiguousAcronyms.has(word),
  }
}

/** Whether a word may be an acronym: NATO, N.A.T.O., and Nato as British papers write it. */
const standsInCapitals = (written: string): boolean =>
  written.length > 1 && (written === written.toUpperCase() || /^\p{Lu}\P{Lu}{3,}$/u.test(written))

/** Records every phrase that continues from a node with the words from `at` on. */
function follow(tree: Tree, from: Node, fields: Fields, start: number, at: number): void {
  const { text } = fields
  let node: Node | undefined = from
  let end = at
  while (node !== undefined) {
    addHit(fields, node.ids, start)
    if (node.next.size === 0 && node.capitals.size === 0) return
    const limit = endOfField(fields, start)
    const next = nextWord(end, limit)
    if (next >= limit) return
    end = wordEnd(next)
    const written = text.slice(next, end)
    const word = wordOf(written)
    const capitals: Node | undefined =
      node.capitals.size > 0 && standsInCapitals(written) ? node.capitals.get(word) : undefined
    node = capitals ?? node.next.get(stem(word, tree.language))
  }
}

/** Shared by all hits without positions. */
const noPositions: number[] = []

/** Records a hit. Phrases with the same stems share one record. */
function addHit({ titleEnd, leadEnd, hits, placed, spots }: Fields, ids: readonly number[], start: number): void {
  if (ids.length === 0) return
  let found = hits.get(ids[0]!)
  if (found === undefined) {
    found = { title: 0, lead: 0, text: 0, positions: noPositions }
    for (const id of ids) hits.set(id, found)
  }
  const field = start < titleEnd ? 'title' : start < leadEnd ? 'lead' : 'text'
  found[field]++
  if (found[field] <= MAX_HITS && ids.some((id) => placed.has(id))) spots.push({ found, start })
}

function findSubstrings(substrings: readonly Substring[], fields: Fields): void {
  // These replacements keep the index of every character.
  const searched = fields.text.toLowerCase().replace(/\s/g, ' ')
  for (const { id, folded } of substrings) {
    for (let at = searched.indexOf(folded); at !== -1; at = searched.indexOf(folded, at + folded.length)) {
      addHit(fields, [id], at)
    }
  }
}

/** Counts the words before each spot and sets the positions; returns the position of the first word after the lead. */
function setPositions({ text, titleEnd, leadEnd, isLeadFirst, spots }: Fields): number {
  let textFrom = isLeadFirst ? LEAD_FROM : TEXT_FROM
  if (spots.length < 2) return textFrom
  spots.sort((a, b) => a.start - b.start)
  let words = 0
  let counted = 0
  for (const { found, start } of spots) {
    words += countWords(text.slice(counted, start))
    counted = start
    const from = start < titleEnd ? 0 : start < leadEnd || isLeadFirst ? LEAD_FROM : TEXT_FROM
    if (found.positions === noPositions) found.positions = []
    found.positions.push(from + words)
    if (isLeadFirst && start < leadEnd) textFrom = from + words + 1
  }
  return textFrom
}

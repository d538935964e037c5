/**
 * Phrases found in texts: all of them in one pass. Words are compared by their stems in the article's language, accents
 * folded; a word in capitals ("NATO", "US") is compared in capitals wherever the text mixes cases, so that "us" is not US
 * (bias: a missed acronym in a shouted line is better than a pronoun taken for a country); scripts without spaces and
 * Hangul are compared by substring. Not chosen: one alternation pattern (twice as slow, and blind to endings), Aho-Corasick
 * over characters (a trie over stems has the same single pass and far fewer states).
 */
import { addBeginning, addEveryWord, type Beginnings, findPlaces, newBeginnings, places } from './beginnings.ts'
import { isUnparted, isWithinWord, layOut, nextWord, SYMBOL, symbols, units, wordEnd } from './letters.ts'
import { countWords, foldedWords, foldMarks, foldText, stem } from './text.ts'
import { WordMemo } from './word-memo.ts'

/** How often and where a phrase stands in an article. */
export interface PhraseHits {
  title: number
  lead: number
  text: number
  /** In words, as `PhrasesFound` counts them; for phrases that are parts of a `near` only. */
  positions: number[]
}

/** What was found in an article. */
export interface PhrasesFound {
  /** By the phrase's number; absent where there is no hit. */
  readonly hits: ReadonlyMap<number, PhraseHits>
  /** The title has the positions below `LEAD_FROM`, the lead those from there, the text those from here on. */
  readonly textFrom: number
}

/** What an article must tell of itself to be searched. */
export interface Searched {
  readonly title: string
  readonly lead: string
  readonly text: string
  readonly language?: string
}

/** Finds every phrase of the index in an article. */
export type FindPhrases = (article: Searched) => PhrasesFound

/** The position of the lead's first word: beyond every title. A lead that is the beginning of the text goes on in it. */
export const LEAD_FROM = 1e6
/** The position of the first word of a text that does not begin with its lead. */
const TEXT_FROM = 2e6
/** An acronym in a line all in capitals is believed unless it is a common word as well. */
const wordsThatAreAcronyms = new Set(
  'us who it is in on at as an am pm or so up to if we me he be by do go my no of un en la el le de ai'.split(' '),
)
/** More hits of one phrase say nothing new. */
const MAX_HITS = 200
/** Longer words begin no phrase. */
const MAX_WORD_UNITS = 64
/** Stemmers that take off or change what stands further to the front: every word is looked at. */
const changesBeginnings = new Set(['ar', 'eu', 'fi', 'ga', 'ta'])
/** How many letters at the end of a stem its words may not have; English: "sky" is the stem of "skies", "die" of "dying". */
const lettersChanged: Readonly<Record<string, number>> = { ca: 1, cs: 2, fr: 2, nl: 1, tr: 1 }
const languagesKept = 64

/** A branch of the trie of phrases. */
interface Node {
  /** By stem. */
  readonly next: Map<string, Node>
  /** By word, for words that must stand in capitals. */
  readonly capitals: Map<string, Node>
  readonly ids: number[]
}
const newNode = (): Node => ({ next: new Map(), capitals: new Map(), ids: [] })

/** What a word may begin: as a word, and as it stands in capitals. */
interface Start {
  readonly plain?: Node
  readonly capitals?: Node
  /** Whether its capitals tell nothing in a line all in capitals. */
  readonly isCommon: boolean
}

/** The trie of one language. */
interface Tree {
  readonly root: Node
  readonly language: string
  readonly beginnings: Beginnings
  readonly starts: WordMemo<Start | null>
}

interface Listed {
  readonly id: number
  readonly words: readonly { readonly word: string; readonly inCapitals: boolean }[]
}

/** A phrase of a script without spaces, or of Hangul. */
interface Substring {
  readonly id: number
  readonly folded: string
}

/** Makes the finder for a list of phrases; a phrase's number is its place in the list. `placed`: whose positions matter. */
export function indexPhrases(phrases: readonly string[], placed: ReadonlySet<number>): FindPhrases {
  const listed: Listed[] = []
  const substrings: Substring[] = []
  for (const [id, phrase] of phrases.entries()) {
    const folded = foldText(phrase)
    if (isUnparted(folded)) substrings.push({ id, folded })
    else if (folded !== '') listed.push({ id, words: wordsOf(phrase) })
  }
  const trees = new Map<string, Tree>()
  return (article) => {
    // An unknown language is read by the rules of English: on both sides alike, so that equal words stay equal.
    const language = primaryTag(article.language ?? 'en')
    let tree = trees.get(language)
    if (tree === undefined) {
      tree = growTree(listed, language)
      if (trees.size < languagesKept) trees.set(language, tree)
    }
    const { title, lead, text } = article
    const head = lead.slice(0, 40)
    const isLeadFirst = text.startsWith(head) || text.startsWith(head.replace(/…$/, ''))
    let count = 0
    const laidOut = layOut(isLeadFirst ? [title, text] : [title, lead, text], (length) => {
      const found = findPlaces(tree.beginnings, length)
      count = found.count
      return found.met
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
    if (laidOut.hasUnparted && substrings.length > 0) findSubstrings(substrings, fields)
    return { hits: fields.hits, textFrom: placeSpots(fields) }
  }
}

const primaryTag = (language: string): string =>
  language.length === 2 ? language : (language.split(/[-_]/)[0] ?? '').toLowerCase()

/** The words of a phrase; those of two capitals or more must stand in capitals. */
function wordsOf(phrase: string): Listed['words'] {
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

function growTree(listed: readonly Listed[], language: string): Tree {
  const root = newNode()
  const beginnings = newBeginnings()
  if (changesBeginnings.has(language)) addEveryWord(beginnings)
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
      if (inCapitals) addBeginning(beginnings, key, true)
      else addBeginning(beginnings, key.slice(0, lettersKept(key, language)), false)
    }
    if (node !== root) node.ids.push(id)
  }
  return { root, language, beginnings, starts: new WordMemo() }
}

/** How many of its first letters a stem has in common with every word that has it. */
function lettersKept(key: string, language: string): number {
  // 1,750 begins with 1.
  if (/^\d/.test(key)) return 1
  const changed =
    language === 'en' ? (/^[dlt]ie$/.test(key) ? 2 : /[eiy]$/.test(key) ? 1 : 0) : (lettersChanged[language] ?? 0)
  return Math.max(1, key.length - changed)
}

/** The fields of an article being searched, laid out one behind the other. */
interface Fields {
  readonly text: string
  readonly titleEnd: number
  /** Where the lead ends; it stands by itself, or is the beginning of the text. */
  readonly leadEnd: number
  readonly isLeadFirst: boolean
  readonly hits: Map<number, PhraseHits>
  readonly placed: ReadonlySet<number>
  /** Where phrases stand whose positions matter. */
  readonly spots: { readonly found: PhraseHits; readonly start: number }[]
}

/** Where the field ends that has this place. */
const endOfField = ({ text, titleEnd, leadEnd, isLeadFirst }: Fields, at: number): number =>
  at < titleEnd ? titleEnd : at < leadEnd && !isLeadFirst ? leadEnd : text.length

function findWords(tree: Tree, fields: Fields, count: number): void {
  const { text } = fields
  // Imported bindings are looked up at every use.
  const letters = units
  const symbolBy = symbols
  const mask = SYMBOL
  const starts = places
  const ask = (start: number, end: number): Start | null => startOf(tree, text.slice(start, end))
  for (let place = 0; place < count; place++) {
    const start = starts[place]!
    let end = start + 1
    while ((symbolBy[letters[end]!]! & mask) !== 0) end++
    // Only beside these may a word be more, or less, than its letters.
    if (isJoint(letters[start - 1]!) && isWithinWord(start)) continue
    if (isJoint(letters[end]!)) end = wordEnd(start)
    if (end - start > MAX_WORD_UNITS) continue
    const begun = tree.starts.get(start, end, ask)
    if (begun === null) continue
    if (begun.plain !== undefined) follow(tree, begun.plain, fields, start, end)
    if (begun.capitals !== undefined && !(begun.isCommon && isShouted(fields, start)))
      follow(tree, begun.capitals, fields, start, end)
  }
}

/** A dot, a comma, an apostrophe. */
const isJoint = (code: number): boolean => code === 46 || code === 44 || code === 39 || code === 0x2019

/** Whether a place stands in a title or another field without small letters, where capitals tell nothing. */
function isShouted(fields: Fields, at: number): boolean {
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
    isCommon: wordsThatAreAcronyms.has(word),
  }
}

/** Whether a word may be an acronym: NATO, N.A.T.O., and Nato as British papers write. */
const standsInCapitals = (written: string): boolean =>
  written.length > 1 && (written === written.toUpperCase() || /^\p{Lu}\P{Lu}{3,}$/u.test(written))

/** Notes every phrase that goes on from a node with the words from `at` on. */
function follow(tree: Tree, from: Node, fields: Fields, start: number, at: number): void {
  const { text } = fields
  let node: Node | undefined = from
  let end = at
  while (node !== undefined) {
    note(fields, node.ids, start)
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

/** Shared by all that have no positions. */
const nowhere: number[] = []

/** Notes a hit. Phrases that are one in their stems share what is noted of them. */
function note({ titleEnd, leadEnd, hits, placed, spots }: Fields, ids: readonly number[], start: number): void {
  if (ids.length === 0) return
  let found = hits.get(ids[0]!)
  if (found === undefined) {
    found = { title: 0, lead: 0, text: 0, positions: nowhere }
    for (const id of ids) hits.set(id, found)
  }
  const place = start < titleEnd ? 'title' : start < leadEnd ? 'lead' : 'text'
  found[place]++
  if (found[place] <= MAX_HITS && ids.some((id) => placed.has(id))) spots.push({ found, start })
}

function findSubstrings(substrings: readonly Substring[], fields: Fields): void {
  // Every character stays at its place.
  const searched = fields.text.toLowerCase().replace(/\s/g, ' ')
  for (const { id, folded } of substrings) {
    for (let at = searched.indexOf(folded); at !== -1; at = searched.indexOf(folded, at + folded.length)) {
      note(fields, [id], at)
    }
  }
}

/** Counts the words before each spot; answers where the text proper begins, behind the lead. */
function placeSpots({ text, titleEnd, leadEnd, isLeadFirst, spots }: Fields): number {
  let textFrom = isLeadFirst ? LEAD_FROM : TEXT_FROM
  if (spots.length < 2) return textFrom
  spots.sort((a, b) => a.start - b.start)
  let words = 0
  let counted = 0
  for (const { found, start } of spots) {
    words += countWords(text.slice(counted, start))
    counted = start
    const from = start < titleEnd ? 0 : start < leadEnd || isLeadFirst ? LEAD_FROM : TEXT_FROM
    if (found.positions === nowhere) found.positions = []
    found.positions.push(from + words)
    if (isLeadFirst && start < leadEnd) textFrom = from + words + 1
  }
  return textFrom
}

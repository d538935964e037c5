/**
 * Finds any number of phrases in a text in one pass over its words.
 *
 * Words are compared by their inflections (`inflections.ts`), with accents folded. Signs that belong to a word of a phrase
 * (`C++`, `.NET`, `@ferry`) must be found with it. A word in capitals ("NATO", "US") is compared in capitals, so that "us"
 * does not match US. Bias: a missed acronym in a line all in capitals is better than a pronoun taken for a country. Scripts
 * without spaces and Hangul are compared by substring.
 *
 * Each distinct word, as it is written, is folded and looked up once for all articles of its language; most begin no phrase,
 * and nothing more is done for those. Not chosen: one regular expression with all phrases as alternatives (it knows no
 * endings); Aho-Corasick over characters (a trie over words needs a single pass, too, and has far fewer states).
 */
import { primaryTag } from '../language-tag.ts'
import { inflectionKey } from './inflections.ts'
import {
  beginsWord,
  endOfSigns,
  foldGap,
  foldWord,
  hasSignsBefore,
  isJoint,
  isPartOfSigns,
  isRequiredGap,
  kindAt,
  MAX_GAP,
  possessiveEnd,
  signsAfter,
  signsBefore,
  UNSEGMENTED,
  wordEnd,
} from './phrase-words.ts'
import { countWords, foldMarks } from './text.ts'
import { WordTable } from './word-table.ts'

/** A phrase to find. */
export interface SoughtPhrase {
  readonly text: string
  /** Whether its words are found only as they are written, in no other form. */
  readonly isExact: boolean
}

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
  /** By the phrase's number; absent where there is no hit. Phrases that are the same but for inflection share their hits. */
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
type FindPhrases = (article: Searched) => PhrasesFound

/** The position of the lead's first word, beyond every title. A text that begins with the lead continues its count. */
export const LEAD_FROM = 1e6
/** The position of the first word of a text that does not begin with its lead. */
const TEXT_FROM = 2e6
/** Only this much of a field is searched: an article names its subject in the first 150,000 characters. */
const MAX_CHARACTERS = 150_000
/** Acronyms that are also common words. In a line all in capitals these are not taken for acronyms; all others are. */
const ambiguousAcronyms = new Set(
  (
    'us who it is in on at as an am pm or so up to if we me he be by do go my no of un en la el le de ai ' +
    'act add aid all any are arm art can for has his ice its may new not now one our out she sun the was you'
  ).split(' '),
)
/** Only this many words of a phrase are sought; each is looked for again wherever the first one stands. */
const MAX_PHRASE_WORDS = 20
/** Positions kept of one phrase in one field; more would not change a decision. */
const MAX_HITS = 200
/** How many languages keep their trie and words in memory. */
const MAX_TREES = 32
/** Characters of a line that are looked at on each side of an acronym. */
const LINE_CHARACTERS = 200

/** Indexes a list of phrases, numbered by their index in it; `placed` are the numbers of those whose positions are needed. */
export function indexPhrases(phrases: readonly SoughtPhrase[], placed: ReadonlySet<number>): FindPhrases {
  const listed: ListedPhrase[] = []
  const substrings = new Substrings()
  for (const [id, phrase] of phrases.entries()) {
    const firsts = firstWordsOf(phrase)
    if (firsts.length === 0) substrings.add(id, phrase.text)
    for (const first of firsts) listed.push({ id, phrase, first })
  }
  // Without phrases no text is read, and no word remembered.
  if (phrases.length === 0) return () => ({ hits: new Map(), textFrom: TEXT_FROM })
  const trees = new Map<string, Tree>()
  return (article) => {
    // An unknown language is read as English: phrase and text alike, so equal words stay equal.
    const language = primaryTag(article.language ?? 'en')
    let tree = trees.get(language)
    if (tree === undefined) {
      tree = buildTree(listed, language)
      if (trees.size < MAX_TREES) trees.set(language, tree)
    }
    const found: Found = { hits: new Map(), placed, spots: [] }
    for (const field of fieldsOf(article)) {
      const hasUnsegmented = findWords(tree, field, found)
      if (substrings.areFor(hasUnsegmented)) substrings.find(field, found)
    }
    return { hits: found.hits, textFrom: setPositions(found.spots) }
  }
}

// ---- phrases of words

/** A word of a phrase. */
interface SoughtWord {
  readonly word: string
  /** The signs that must stand directly before and after it, or ''. */
  readonly before: string
  readonly after: string
  /** What stands between the word before it and this one, folded, and whether the text must have the same there. */
  readonly gap: string
  readonly isGapRequired: boolean
  readonly isExact: boolean
  readonly inCapitals: boolean
  /** Whether it is written with the dots of initials: `a.m.` is not "am". */
  readonly isDotted: boolean
  /** Whether signs are part of the phrase here, so that signs around the word do not make it another. */
  readonly isSigned: boolean
}

type FirstWord = Pick<SoughtWord, 'word' | 'isExact' | 'inCapitals' | 'isDotted'>

/**
 * A phrase of words under one of its first words. Its other words are read when that one is met in a text: of the thousands
 * of phrases of a catalogue, few begin with a word of a day's news.
 */
interface ListedPhrase {
  readonly id: number
  readonly phrase: SoughtPhrase
  readonly first: FirstWord
}

/** A phrase whose first word stands alone before a space or the end, and is no acronym. Most are so. */
const PLAIN_START = /^(\p{L}\p{Ll}+)(?: [\p{Lu}\p{Ll}\p{M}\p{Nd}.'’&-]*)*$/u

/** The first words under which a phrase can be found; none for one that is found by substring. */
function firstWordsOf(phrase: SoughtPhrase): FirstWord[] {
  const { text, isExact } = phrase
  const plain = PLAIN_START.exec(text)?.[1]
  if (plain !== undefined && beginsWord(kindAt(text, 0)))
    return [{ word: foldWord(plain), isExact, inCapitals: false, isDotted: false }]
  return isOfWords(text) ? readPhrase(phrase).map(([first]) => first!) : []
}

/** Whether a phrase consists of words, and so is not searched by substring. */
function isOfWords(text: string): boolean {
  let hasWord = false
  for (let at = 0; at < text.length; at++) {
    const kind = kindAt(text, at)
    if (kind === UNSEGMENTED) return false
    hasWord ||= beginsWord(kind)
  }
  return hasWord
}

/** A phrase as its words, and again with the words joined that a hyphen joins (`Wi-Fi`, wifi), or with `and` for `&`. */
function readPhrase({ text, isExact }: SoughtPhrase): SoughtWord[][] {
  const own = wordsOf(text, isExact)
  if (!isExact && / & /.test(text)) return [own, wordsOf(text.replaceAll(' & ', ' and '), false)]
  const joined = text.replace(/(?<=[\p{L}\p{N}])[-‐‑](?=[\p{L}\p{N}])/gu, '')
  if (isExact || joined === text || /^[\p{N}\P{L}]+$/u.test(joined)) return [own]
  return [own, wordsOf(joined, false)]
}

function wordsOf(text: string, isExact: boolean): SoughtWord[] {
  const places: { readonly start: number; readonly end: number }[] = []
  for (let at = 0; at < text.length && places.length < MAX_PHRASE_WORDS; ) {
    if (!beginsWord(kindAt(text, at))) {
      at++
      continue
    }
    const end = wordEnd(text, at)
    places.push({ start: at, end })
    at = possessiveEnd(text, end)
  }
  let from = 0
  return places.map(({ start, end }, index): SoughtWord => {
    const next = places[index + 1]?.start ?? text.length
    const written = text.slice(start, end)
    const isGlued = start === from && index > 0
    const gapText = text.slice(from, start)
    const before = index === 0 || /\s/.test(gapText) ? signsBefore(text, start, from) : ''
    const rest = text.slice(end, next)
    const after = index === places.length - 1 || /\s/.test(rest) ? signsAfter(text, end, next).trim() : ''
    const gap = index === 0 || isGlued ? '' : foldGap(gapText.slice(0, gapText.length - before.length))
    const isNumber = (at: number): boolean => /^[\p{Nd}.,]+$/u.test(text.slice(places[at]!.start, places[at]!.end))
    const isGapRequired = index > 0 && isRequiredGap(gap, isNumber(index - 1) && isNumber(index))
    from = after === '' ? possessiveEnd(text, end) : end + after.length
    const isSigned =
      before !== '' ||
      after !== '' ||
      isGapRequired ||
      isRequiredGap(foldGap(rest), false) ||
      (end - start === 1 && /^['’‘ʼ]/.test(rest))
    const isPlural = /^\p{Lu}{2,}s$/u.test(written)
    const word = foldWord(isPlural ? written.slice(0, -1) : written)
    const inCapitals = !isSigned && (isPlural || /^\p{Lu}(?:\.?[\p{Lu}\p{N}])*$/u.test(written))
    const isDotted = /\p{L}\.\p{L}/u.test(written)
    return { word, before, after, gap, isGapRequired, isExact, inCapitals, isDotted, isSigned }
  })
}

/** A branch of the trie of phrases, by keys of words; see `keyOf`. */
interface Node {
  readonly ids: number[]
  next?: Map<string, Edge[]>
}
interface Edge {
  readonly sought: SoughtWord
  readonly node: Node
}

/** The phrases in one language, with the words met so far. */
interface Tree {
  /** By the key of their first word. */
  readonly listed: ReadonlyMap<string, readonly ListedPhrase[]>
  readonly language: string
  /** By a word as written: how a phrase can begin with it; null where none can. */
  readonly beginnings: WordTable<Beginning | null>
  /** The words that stood after the beginning of a phrase. */
  readonly forms: WordTable<Form>
}
interface Beginning {
  readonly form: Form
  readonly edges: readonly Edge[]
}

/** A word of a text, as it is compared. */
interface Form {
  readonly keys: readonly string[]
  readonly isUpper: boolean
  /** Whether it may be an acronym all the same: Nato, as British papers write it. */
  readonly isCapitalized: boolean
  readonly word: string
}

/** The key of a word of a phrase: with its inflections, or as it is. */
function keyOf({ word, isExact, inCapitals, isDotted }: FirstWord, language: string): string {
  if (isExact) return `!${word}`
  return inCapitals || isDotted ? `=${word}` : inflectionKey(word, language)
}

function formOf(written: string, language: string): Form {
  const word = foldWord(written)
  const keys = [`=${word}`, `!${word}`]
  const isUpper = written === written.toUpperCase() && written !== written.toLowerCase()
  const isCapitalized = /^\p{Lu}\P{Lu}{3,}$/u.test(written)
  if (!/\p{L}\.\p{L}/u.test(written)) keys.push(inflectionKey(word, language))
  // Acronyms with a plural: EVs, MPs.
  const isPlural = /^[\p{Lu}\p{N}]{2,}s$/u.test(written)
  // The genitive of Swedish, Danish and Norwegian: Natos.
  const isGenitive = isCapitalized && word.endsWith('s') && scandinavian.has(language)
  if (isPlural || isGenitive) keys.push(`=${word.slice(0, -1)}`)
  const rest = withoutPrefix(word, language)
  if (rest !== undefined) keys.push(inflectionKey(rest, language))
  return { keys, isUpper: isUpper || isPlural, isCapitalized, word }
}

const scandinavian = new Set(['sv', 'da', 'no', 'nb', 'nn'])

/** Articles, prepositions and conjunctions that Hebrew and Arabic write together with the next word. */
const prefixes: Readonly<Record<string, RegExp>> = {
  he: /^(?:[ושכ]?[הבלמ]|ו|ש|כש)(?=.{4})/,
  ar: /^(?:[وف]?(?:ال|بال|كال|لل)(?=.{3})|[وف]?[بلك](?=.{4})|[وف](?=.{4}))/,
}
function withoutPrefix(word: string, language: string): string | undefined {
  const code = word.charCodeAt(0)
  if (code < 0x590 || code > 0x6ff) return undefined
  const prefix = prefixes[code < 0x600 ? 'he' : language]?.exec(word)
  return prefix ? word.slice(prefix[0].length) : undefined
}

function buildTree(listed: readonly ListedPhrase[], language: string): Tree {
  return {
    listed: Map.groupBy(listed, ({ first }) => keyOf(first, language)),
    language,
    beginnings: new WordTable(),
    forms: new WordTable(),
  }
}

/** The edges of the phrases that begin with a word of this key. */
function edgesFrom({ listed, language }: Tree, key: string): readonly Edge[] {
  const root: Node = { ids: [] }
  for (const { id, phrase } of listed.get(key) ?? []) {
    for (const words of readPhrase(phrase)) {
      if (keyOf(words[0]!, language) !== key) continue
      let node = root
      for (const sought of words) node = nodeAfter(node, sought, language)
      if (!node.ids.includes(id)) node.ids.push(id)
    }
  }
  return root.next?.get(key) ?? noEdges
}

/** The node to which a word leads, made where there is none. */
function nodeAfter(node: Node, sought: SoughtWord, language: string): Node {
  const key = keyOf(sought, language)
  node.next ??= new Map()
  let edges = node.next.get(key)
  if (edges === undefined) node.next.set(key, (edges = []))
  let edge = edges.find((one) => isSameCondition(one.sought, sought))
  if (edge === undefined) edges.push((edge = { sought, node: { ids: [] } }))
  return edge.node
}

const isSameCondition = (a: SoughtWord, b: SoughtWord): boolean =>
  a.before === b.before &&
  a.after === b.after &&
  a.gap === b.gap &&
  a.isGapRequired === b.isGapRequired &&
  a.inCapitals === b.inCapitals &&
  a.isSigned === b.isSigned

/** Soft hyphens and spaces of no width stand anywhere, also between the signs of a word. */
const INVISIBLES = /[\u00ad\u200b\u2060\ufeff]/g
const withoutInvisibles = (text: string): string => text.replace(INVISIBLES, '')

/** A field of the article that is searched. */
interface Field {
  readonly written: string
  readonly place: 'title' | 'lead' | 'text'
  /** Where the lead ends with which the text begins; 0 where it does not. */
  readonly leadEnd: number
  /** The position of its first word. */
  readonly from: number
}

function fieldsOf({ title, lead, text }: Searched): Field[] {
  const field = (written: string, place: Field['place'], from: number, leadEnd = 0): Field => ({
    written: withoutInvisibles(written.length > MAX_CHARACTERS ? written.slice(0, MAX_CHARACTERS) : written),
    place,
    leadEnd,
    from,
  })
  const head = lead.slice(0, 40)
  const titleField = field(title, 'title', 0)
  if (text.startsWith(head) || text.startsWith(head.replace(/…$/, '')))
    return [titleField, field(text, 'text', LEAD_FROM, withoutInvisibles(lead).length)]
  return [titleField, field(lead, 'lead', LEAD_FROM), field(text, 'text', TEXT_FROM)]
}

/** What was found in an article so far. */
interface Found {
  readonly hits: Map<number, Hits>
  readonly placed: ReadonlySet<number>
  /** Where phrases of `placed` were found. */
  readonly spots: Spot[]
}

interface Hits extends PhraseHits {
  /** Where the last hit began, so that two spellings of one phrase do not count twice there. */
  last: number
}

interface Spot {
  readonly hits: PhraseHits
  readonly field: Field
  readonly start: number
}

/** A field that is being searched for phrases of words. */
interface Reading {
  readonly tree: Tree
  readonly field: Field
  readonly found: Found
}

/** A word in the text, and where the phrase began of which it may be the next. */
interface Place {
  readonly form: Form
  readonly start: number
  readonly end: number
  readonly first: number
  /** Where the word before it ended; -1 where it is the first. */
  readonly gapFrom: number
}

/** Finds the phrases of words; returns whether the field has characters of scripts that are searched by substring. */
function findWords(tree: Tree, field: Field, found: Found): boolean {
  const { written } = field
  const reading = { tree, field, found }
  let hasUnsegmented = false
  for (let at = 0; at < written.length; ) {
    const kind = kindAt(written, at)
    if (!beginsWord(kind)) {
      if (kind === UNSEGMENTED) hasUnsegmented = true
      at++
      continue
    }
    const end = wordEnd(written, at)
    const beginning = beginningOf(tree, written, at, end)
    if (beginning !== null)
      followAll(reading, beginning.edges, { form: beginning.form, start: at, end, first: at, gapFrom: -1 })
    if (isHyphen(written.charCodeAt(end)) && beginsWord(kindAt(written, end + 1))) {
      const joinedEnd = wordEnd(written, end + 1)
      const both = written.slice(at, end) + written.slice(end + 1, joinedEnd)
      const joined = beginningOf(tree, both, 0, both.length)
      // Numbers are not joined: 2-1 is not 21.
      if (joined !== null && /\p{L}/u.test(joined.form.word)) {
        const edges = joined.edges.filter(({ sought }) => !sought.isExact)
        followAll(reading, edges, { form: joined.form, start: at, end: joinedEnd, first: at, gapFrom: -1 })
      }
    }
    at = possessiveEnd(written, end)
  }
  return hasUnsegmented
}

const isHyphen = (code: number): boolean => code === 45 || code === 0x2010 || code === 0x2011

/** How a phrase can begin with the word from `start` to `end`. */
function beginningOf(tree: Tree, text: string, start: number, end: number): Beginning | null {
  return tree.beginnings.get(text, start, end, (written) => {
    const form = formOf(written, tree.language)
    const edges = form.keys.flatMap((key) => edgesFrom(tree, key))
    return edges.length === 0 ? null : { form, edges }
  })
}

function edgesOf({ next }: Node, { keys }: Form): readonly Edge[] {
  if (next === undefined) return noEdges
  let found: Edge[] | undefined
  for (const key of keys) {
    const edges = next.get(key)
    if (edges !== undefined) found = found === undefined ? edges : [...found, ...edges]
  }
  return found ?? noEdges
}
const noEdges: readonly Edge[] = []

/** Records the phrases that go on with a word. */
function followAll(reading: Reading, edges: readonly Edge[], place: Place): void {
  const { tree, field, found } = reading
  const { form, start, end, first, gapFrom } = place
  const { written } = field
  for (const { sought, node } of edges) {
    if (gapFrom !== -1) {
      const gapTo = start - sought.before.length
      if (!isJoint(written, gapFrom, gapTo, sought.gap, sought.isGapRequired)) continue
    }
    if (!isAsWritten(sought, form, written, start, end)) continue
    const after = sought.after === '' ? end : endOfSigns(written, end, sought.after)
    if (after === -1) continue
    addHit(found, node.ids, field, first)
    if (node.next === undefined) continue
    const from = after === end ? possessiveEnd(written, end) : after
    let next = from
    while (next < written.length && next - from < MAX_GAP && !beginsWord(kindAt(written, next))) next++
    if (next >= written.length || !beginsWord(kindAt(written, next))) continue
    const nextEnd = wordEnd(written, next)
    const nextForm = tree.forms.get(written, next, nextEnd, (word) => formOf(word, tree.language))
    const nextPlace = { form: nextForm, start: next, end: nextEnd, first, gapFrom: from }
    followAll(reading, edgesOf(node, nextForm), nextPlace)
  }
}

/** Whether a word stands in the text with the signs and capitals that the phrase asks for. */
function isAsWritten(sought: SoughtWord, form: Form, text: string, start: number, end: number): boolean {
  if (sought.before !== '' && !hasSignsBefore(text, start, sought.before)) return false
  if (!sought.isSigned && isPartOfSigns(text, start, end)) return false
  if (!sought.inCapitals) return true
  if (!form.isUpper) return form.isCapitalized
  return !ambiguousAcronyms.has(sought.word) || !isShouted(text, start, end)
}

/** Whether a word stands in a line that is all in capitals and has other words. Scripts without case are not. */
function isShouted(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - LINE_CHARACTERS), start)
  const after = text.slice(end, end + LINE_CHARACTERS)
  const line =
    before.slice(before.lastIndexOf('\n') + 1) + after.slice(0, (after.indexOf('\n') + 1 || after.length + 1) - 1)
  return !/[\p{Ll}\p{Lo}]/u.test(line) && /\p{Lu}/u.test(line)
}

/** Records a hit. Phrases that end in the same node share one record. */
function addHit({ hits, placed, spots }: Found, ids: readonly number[], field: Field, start: number): void {
  let shared: Hits | undefined
  const place = start < field.leadEnd ? 'lead' : field.place
  for (const id of ids) {
    let known = hits.get(id)
    if (known === undefined) {
      shared ??= { title: 0, lead: 0, text: 0, positions: [], last: -1 }
      hits.set(id, (known = shared))
    } else shared ??= known
    if (known.last === field.from + start) continue
    known.last = field.from + start
    known[place]++
    if (known[place] <= MAX_HITS && ids.some((one) => placed.has(one))) spots.push({ hits: known, field, start })
  }
}

// ---- phrases that are found by substring: those with characters of scripts without spaces or of Hangul, for whose endings
// there is no rule, and those without any word (an emoji)

interface Substring {
  readonly id: number
  readonly pattern: RegExp
}

class Substrings {
  /** By the first two characters, or by the first where the second is not of such a script. */
  readonly #byStart = new Map<number, Substring[]>()
  /** Those that begin with another character. */
  readonly #others: Substring[] = []
  #needUnsegmented = true

  add(id: number, phrase: string): void {
    const folded = foldSearched(phrase).trim()
    if (folded === '') return
    const isIndexed = kindAt(folded, 0) === UNSEGMENTED
    const substring = { id, pattern: patternOf(folded, isIndexed) }
    if (!isIndexed) {
      this.#others.push(substring)
      if (!hasUnsegmented(folded)) this.#needUnsegmented = false
      return
    }
    const key = folded.length > 1 && kindAt(folded, 1) === UNSEGMENTED ? pairKey(folded, 0) : folded.charCodeAt(0)
    const known = this.#byStart.get(key)
    if (known === undefined) this.#byStart.set(key, [substring])
    else known.push(substring)
  }

  /** Whether a field may have some, that has such characters or not. */
  areFor(hasUnsegmented: boolean): boolean {
    if (!hasUnsegmented && this.#needUnsegmented) return false
    return this.#byStart.size > 0 || this.#others.length > 0
  }

  find(field: Field, found: Found): void {
    const written = foldSearched(field.written)
    const leadEnd = field.leadEnd === 0 ? 0 : foldSearched(field.written.slice(0, field.leadEnd)).length
    const folded: Field = { ...field, written, leadEnd }
    for (let at = 0; at < written.length; at++) {
      if (kindAt(written, at) !== UNSEGMENTED) continue
      for (const key of [written.charCodeAt(at), pairKey(written, at)]) {
        for (const { id, pattern } of this.#byStart.get(key) ?? []) {
          pattern.lastIndex = at
          if (pattern.test(written)) addHit(found, [id], folded, at)
        }
      }
    }
    for (const { id, pattern } of this.#others) {
      for (const { index } of written.matchAll(pattern)) addHit(found, [id], folded, index)
    }
  }
}

const foldSearched = (text: string): string => foldMarks(text).toLowerCase()
const pairKey = (text: string, at: number): number => text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1)

function hasUnsegmented(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (kindAt(text, at) === UNSEGMENTED) return true
  return false
}

/** Spaces of the phrase may be missing in the text, and one may stand where another script begins: `AI 規制`. */
function patternOf(folded: string, isSticky: boolean): RegExp {
  let source = ''
  const characters = [...folded.replace(/\s+/g, ' ')]
  for (const [at, character] of characters.entries()) {
    const isHere = hasUnsegmented(character)
    if (at > 0 && isHere !== hasUnsegmented(characters[at - 1]!)) source += '[^\\S\\n\\r]{0,2}'
    source += character === ' ' ? '[^\\S\\n\\r]{0,2}' : RegExp.escape(character)
  }
  const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character) && !hasUnsegmented(character)
  if (isWord(characters[0]!)) source = `(?<![\\p{Script=Latin}\\p{N}])${source}`
  if (isWord(characters.at(-1)!)) source += '(?![\\p{Script=Latin}\\p{N}])'
  // A mark would make the last character another one.
  return new RegExp(`${source}(?!\\p{M})`, isSticky ? 'yu' : 'gu')
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

/**
 * Phrases found in texts: all of them in one pass. Words are compared by their stems in the article's language, accents
 * folded; a word in capitals ("NATO", "US") is compared in capitals wherever the text mixes cases, so that "us" is not US
 * (bias: a missed acronym in a shouted line is better than a pronoun taken for a country); scripts without spaces and
 * Hangul are compared by substring. Not chosen: one alternation pattern (slower from a few dozen phrases on, and blind to
 * endings), Aho-Corasick over characters (a trie over stems has the same single pass and far fewer states).
 */
import { foldedWords, foldText, stem } from './text.ts'

/** Where in an article something was found. */
export type Field = 'title' | 'lead' | 'text'

/** How often and where a phrase stands in an article. */
export interface PhraseHits {
  title: number
  lead: number
  text: number
  /** Word positions in the title, and in the text (the lead is its beginning); kept for `near` only. */
  readonly titleAt: number[]
  readonly textAt: number[]
}

/** What an article must tell of itself to be searched. */
export interface Searched {
  readonly title: string
  readonly lead: string
  readonly text: string
  readonly language?: string
}

/** Finds every phrase of the index in an article; answers by the phrase's number, absent where there is no hit. */
export type FindPhrases = (article: Searched) => ReadonlyMap<number, PhraseHits>

/** Behind a word that stood in capitals; no language has it. */
const CAPITALS = 'zqz'
/** An acronym in a line all in capitals is believed unless it is a common word as well. */
const wordsThatAreAcronyms = new Set(
  'us who it is in on at as an am pm or so up to if we me he be by do go my no of un en la el le de ai'.split(' '),
)
/** Texts are searched so far: what an article is about stands in its first 150,000 characters. */
const MAX_TEXT_CHARACTERS = 150_000
/** More positions of one phrase say nothing new. */
const MAX_POSITIONS = 200
/** What a word leads to is remembered for so many words of a language. */
const MAX_CACHED_WORDS = 40_000
/** A phrase stands within so many characters, or is not found in the quick way. */
const MAX_PHRASE_CHARACTERS = 100
/** Stemmers that change the beginning of a word: no quick look at its first letters there. */
const changesBeginnings = new Set(['ar', 'ga', 'ta'])

const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]$/u
const hangul = /\p{Script=Hangul}/u
const capitalsPattern = /(?<![\p{L}\p{N}])\p{Lu}(?:\.?[\p{Lu}\p{N}])+(?![\p{L}\p{N}])/gu
const capitalisedPattern = /(?<![\p{L}\p{N}])\p{Lu}\p{Ll}{3,}(?![\p{L}\p{N}])/gu

/** A branch of the trie over stems. */
interface Node {
  readonly next: Map<string, Node>
  readonly ids: number[]
}
const newNode = (): Node => ({ next: new Map(), ids: [] })

/** What a word may begin: as a word, and where it stands in capitals. */
interface Start {
  readonly plain?: Node
  readonly capitals?: Node
}

/** The trie of one language. */
interface Tree {
  readonly root: Node
  readonly language: string
  /** Remembered words; null where a word begins nothing. */
  readonly starts: Map<string, Start | null>
  /** One bit for each hash of the first letters of a word that may begin a phrase; absent where every word may. */
  readonly beginnings?: Uint8Array
}

/** Makes the finder for a list of phrases; a phrase's number is its place in the list. */
export function indexPhrases(phrases: readonly string[]): FindPhrases {
  const listed: { readonly id: number; readonly tokens: readonly string[] }[] = []
  const substrings: { readonly id: number; readonly folded: string }[] = []
  const acronyms = new Set<string>()
  for (const [id, phrase] of phrases.entries()) {
    const folded = foldText(phrase)
    if (folded === '') continue
    if (hangul.test(folded) || unspaced.test(folded)) {
      substrings.push({ id, folded })
      continue
    }
    const tokens = markCapitals(phrase, undefined, acronyms)
    if (tokens.length > 0) listed.push({ id, tokens })
  }
  const trees = new Map<string, Tree>()
  const treeOf = (language: string): Tree => {
    const known = trees.get(language)
    if (known !== undefined) return known
    const tree = growTree(listed, language)
    if (trees.size < 64) trees.set(language, tree)
    return tree
  }
  return (article) => {
    const hits = new Map<number, PhraseHits>()
    // An unknown language is read by the rules of English: on both sides alike, so that equal words stay equal.
    const tree = treeOf(primaryTag(article.language ?? 'en'))
    const text = article.text.length > MAX_TEXT_CHARACTERS ? article.text.slice(0, MAX_TEXT_CHARACTERS) : article.text
    const startsWithLead = text.startsWith(article.lead.slice(0, 40).replace(/…$/, ''))
    searchField(tree, acronyms, article.title, 'title', 0, hits)
    if (!startsWithLead) searchField(tree, acronyms, article.lead, 'lead', 0, hits)
    searchField(tree, acronyms, text, 'text', startsWithLead ? article.lead.length : 0, hits)
    if (substrings.length > 0) findSubstrings(substrings, { ...article, text }, startsWithLead, hits)
    return hits
  }
}

const primaryTag = (language: string): string =>
  language.length === 2 ? language : (language.split(/[-_]/)[0] ?? '').toLowerCase()

function growTree(
  listed: readonly { readonly id: number; readonly tokens: readonly string[] }[],
  language: string,
): Tree {
  const root = newNode()
  const beginnings = changesBeginnings.has(language) ? undefined : new Uint8Array(BEGINNINGS)
  for (const { id, tokens } of listed) {
    let node = root
    for (const [at, token] of tokens.entries()) {
      const key = isMarked(token) ? token : stem(token, language)
      let child = node.next.get(key)
      if (child === undefined) {
        child = newNode()
        node.next.set(key, child)
      }
      node = child
      if (at === 0 && beginnings !== undefined)
        noteBeginning(beginnings, isMarked(token) ? token.slice(0, -CAPITALS.length) : token, key)
    }
    node.ids.push(id)
  }
  return { root, language, starts: new Map(), ...(beginnings === undefined ? {} : { beginnings }) }
}

const isMarked = (token: string): boolean => token.charCodeAt(token.length - 1) === 122 && token.endsWith(CAPITALS)

// ---- the first letters of a word

const BEGINNINGS = 1 << 15

/** Stems keep the first letters of their words but for three English verbs (die, lie, tie). */
function noteBeginning(beginnings: Uint8Array, word: string, key: string): void {
  for (const text of [word, key, ...(/^[dlt]ie$/.test(key) ? [`${key[0]}ying`] : [])]) {
    beginnings[hashOf(text.charCodeAt(0), text.charCodeAt(1), text.length > 2 ? text.charCodeAt(2) : 0)] = 1
    // "be" is the stem of "being": a short stem begins longer words.
    if (text.length === 2) beginnings[hashOf(text.charCodeAt(0), text.charCodeAt(1), -1)] = 1
    if (text.length === 1) beginnings[hashOf(text.charCodeAt(0), 0, 0)] = 1
  }
}

const hashOf = (first: number, second: number, third: number): number =>
  (first * 961 + (Number.isNaN(second) ? 0 : second) * 31 + third) & (BEGINNINGS - 1)

// ---- searching

/** Characters that stand one for one: what a Western text has beside ASCII. Others send a text the slow way. */
const plainTwin = new Map<string, string>()
for (const [twins, plain] of [
  ['‘’‚‛′ʼ´`', "'"],
  ['“”„‟«»″', '"'],
  ['–—‐‑−', '-'],
  ['…€£¥°©®™•·§¿¡†‡½¼¾²³\u00a0\u2009\u202f\u2028\u2029', ' '],
  ['áàâäãåāąăÁÀÂÄÃÅĀĄĂ', 'a'],
  ['çćčÇĆČ', 'c'],
  ['ďĎ', 'd'],
  ['éèêëēęěÉÈÊËĒĘĚ', 'e'],
  ['ğĞ', 'g'],
  ['íìîïīİÍÌÎÏĪ', 'i'],
  ['ñńňÑŃŇ', 'n'],
  ['óòôöõōőÓÒÔÖÕŌŐ', 'o'],
  ['řŘ', 'r'],
  ['śšşșŚŠŞȘ', 's'],
  ['ťţțŤŢȚ', 't'],
  ['úùûüūůűÚÙÛÜŪŮŰ', 'u'],
  ['ýÿÝ', 'y'],
  ['źżžŹŻŽ', 'z'],
] as const) {
  for (const twin of twins) plainTwin.set(twin, plain)
}
const notAscii = /[^\x00-\x7f]/
const notAsciiAll = /[^\x00-\x7f]/g

/** The text in small letters without accents, every character at its old place; undefined where that cannot be. */
function flatten(text: string): string | undefined {
  if (!notAscii.test(text)) return text.toLowerCase()
  let isFlat = true
  const flat = text.replace(notAsciiAll, (character) => {
    const plain = plainTwin.get(character)
    if (plain === undefined) isFlat = false
    return plain ?? ' '
  })
  return isFlat ? flat.toLowerCase() : undefined
}

/** 1 for letters and digits of a flat text. */
const isWordCode = new Uint8Array(128)
for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789') isWordCode[character.charCodeAt(0)] = 1

function searchField(
  tree: Tree,
  acronyms: ReadonlySet<string>,
  text: string,
  field: Field,
  leadCharacters: number,
  hits: Map<number, PhraseHits>,
): void {
  if (text === '') return
  // In a line without small letters capitals tell nothing.
  const isShouted = acronyms.size > 0 && !/\p{Ll}/u.test(text)
  const flat = tree.beginnings === undefined ? undefined : flatten(text)
  if (flat === undefined) {
    const tokens = markCapitals(text, acronyms, undefined, isShouted)
    const leadWords = leadCharacters === 0 ? 0 : foldedWords(foldText(text.slice(0, leadCharacters))).length
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at]!
      const start = startOf(tree, isMarked(token) ? token.slice(0, -CAPITALS.length) : token)
      if (start !== null) walk(tree, start, tokens, at, field === 'text' && at < leadWords ? 'lead' : field, at, hits)
    }
    return
  }
  searchFlat(tree, acronyms, text, flat, { field, leadCharacters, isShouted }, hits)
}

/** The quick way: only words whose first letters begin a phrase are looked at, only those that do are read on from. */
function searchFlat(
  tree: Tree,
  acronyms: ReadonlySet<string>,
  text: string,
  flat: string,
  { field, leadCharacters, isShouted }: { field: Field; leadCharacters: number; isShouted: boolean },
  hits: Map<number, PhraseHits>,
): void {
  const beginnings = tree.beginnings!
  const end = flat.length
  let at = 0
  for (let position = 0; at < end; position++) {
    while (at < end && isWordCode[flat.charCodeAt(at)] === 0) at++
    if (at >= end) return
    const start = at
    const first = flat.charCodeAt(at)
    while (++at < end && isWordCode[flat.charCodeAt(at)] === 1);
    // 10.2 and 1,750 are one number.
    const isLongNumber = isSeparatedNumber(flat, at)
    while (isSeparatedNumber(flat, at)) while (++at < end && isWordCode[flat.charCodeAt(at)] === 1);
    const length = at - start
    const second = length > 1 ? flat.charCodeAt(start + 1) : 0
    const isInitials = length === 1 && flat.charCodeAt(at) === 46 && isWordCode[flat.charCodeAt(at + 1)] === 1
    if (
      !isInitials &&
      !isLongNumber &&
      beginnings[hashOf(first, second, length > 2 ? flat.charCodeAt(start + 2) : 0)] === 0 &&
      beginnings[hashOf(first, second, -1)] === 0
    ) {
      continue
    }
    let word = flat.slice(start, at)
    if (word.includes(',')) word = word.replaceAll(',', '')
    // The s of a possessive is no word; U.S. is us.
    if (word === 's' && start > 1 && flat.charCodeAt(start - 1) === 39) {
      position--
      continue
    }
    if (isInitials) {
      word = foldedWords(flat.slice(start, start + 24))[0] ?? word
      if (word.length > 1) at = Math.min(end, start + 2 * word.length)
    }
    const begun = startOf(tree, word)
    if (begun === null) continue
    const place = field === 'text' && start < leadCharacters ? 'lead' : field
    const plain = begun.plain
    const capitals =
      begun.capitals !== undefined && standsInCapitals(text.slice(start, at), word, isShouted)
        ? begun.capitals
        : undefined
    if (plain !== undefined) for (const id of plain.ids) note(hits, id, place, position)
    if (capitals !== undefined) for (const id of capitals.ids) note(hits, id, place, position)
    if (!goesOn(tree, plain, flat, at) && !goesOn(tree, capitals, flat, at)) continue
    let stop = Math.min(end, start + MAX_PHRASE_CHARACTERS)
    while (stop > at && stop < end && isWordCode[flat.charCodeAt(stop)] === 1) stop--
    const tokens = markCapitals(text.slice(start, Math.max(stop, at)), acronyms, undefined, isShouted)
    if (plain !== undefined) follow(tree, plain, tokens, 1, place, position, hits)
    if (capitals !== undefined) follow(tree, capitals, tokens, 1, place, position, hits)
  }
}

/** Whether a dot or a comma between two digits stands at `at`. */
function isSeparatedNumber(flat: string, at: number): boolean {
  const code = flat.charCodeAt(at)
  return (code === 46 || code === 44) && isDigit(flat.charCodeAt(at - 1)) && isDigit(flat.charCodeAt(at + 1))
}
const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Whether a word of the text that may be an acronym stands as one: NATO, N.A.T.O., and Nato as British papers write. */
function standsInCapitals(written: string, word: string, isShouted: boolean): boolean {
  if (written === written.toUpperCase()) return written.length > 1 && !(isShouted && wordsThatAreAcronyms.has(word))
  return !isShouted && written.length >= 4 && /^\p{Lu}\P{Lu}+$/u.test(written)
}

/** Whether the word behind `at` may lead on from a node: one look before the tokens are read. */
function goesOn(tree: Tree, node: Node | undefined, flat: string, at: number): boolean {
  if (node === undefined || node.next.size === 0) return false
  const limit = Math.min(flat.length, at + MAX_PHRASE_CHARACTERS)
  let from = at
  while (from < limit && isWordCode[flat.charCodeAt(from)] === 0) from++
  let to = from
  while (to < limit && isWordCode[flat.charCodeAt(to)] === 1) to++
  const word = flat.slice(from, to)
  // Initials, decimals and possessives are read by the tokens themselves.
  if (word.length < 2 || /\d/.test(word)) return word !== ''
  return node.next.has(stem(word, tree.language)) || node.next.has(word + CAPITALS)
}

function startOf(tree: Tree, word: string): Start | null {
  const known = tree.starts.get(word)
  if (known !== undefined) return known
  const plain = tree.root.next.get(stem(word, tree.language))
  const capitals = tree.root.next.get(word + CAPITALS)
  const start =
    plain === undefined && capitals === undefined
      ? null
      : { ...(plain === undefined ? {} : { plain }), ...(capitals === undefined ? {} : { capitals }) }
  if (tree.starts.size >= MAX_CACHED_WORDS) tree.starts.clear()
  tree.starts.set(word, start)
  return start
}

/** Notes every phrase that begins at a token. A word in capitals is also an ordinary word. */
function walk(
  tree: Tree,
  start: Start,
  tokens: readonly string[],
  at: number,
  field: Field,
  position: number,
  hits: Map<number, PhraseHits>,
): void {
  for (const node of [start.plain, isMarked(tokens[at] ?? '') ? start.capitals : undefined]) {
    if (node === undefined) continue
    for (const id of node.ids) note(hits, id, field, position)
    follow(tree, node, tokens, at + 1, field, position, hits)
  }
}

/** Notes every phrase that goes on from a node with the tokens from `from`. */
function follow(
  tree: Tree,
  start: Node,
  tokens: readonly string[],
  from: number,
  field: Field,
  position: number,
  hits: Map<number, PhraseHits>,
): void {
  let node: Node | undefined = start
  for (let next = from; node !== undefined && node.next.size > 0; next++) {
    const token = tokens[next]
    if (token === undefined) return
    const branch: Map<string, Node> = node.next
    node = isMarked(token)
      ? (branch.get(token) ?? branch.get(stem(token.slice(0, -CAPITALS.length), tree.language)))
      : branch.get(stem(token, tree.language))
    if (node !== undefined) for (const id of node.ids) note(hits, id, field, position)
  }
}

function note(hits: Map<number, PhraseHits>, id: number, field: Field, position: number): void {
  let found = hits.get(id)
  if (found === undefined) {
    found = { title: 0, lead: 0, text: 0, titleAt: [], textAt: [] }
    hits.set(id, found)
  }
  found[field]++
  const positions = field === 'title' ? found.titleAt : found.textAt
  if (positions.length < MAX_POSITIONS) positions.push(position)
}

/** Scripts whose words are not parted, and Hangul, whose endings no stemmer takes off. */
function findSubstrings(
  substrings: readonly { readonly id: number; readonly folded: string }[],
  article: Searched,
  startsWithLead: boolean,
  hits: Map<number, PhraseHits>,
): void {
  const title = foldText(article.title)
  const lead = foldText(article.lead)
  const text = foldText(article.text)
  const leadEnd = startsWithLead ? lead.length : 0
  for (const { id, folded } of substrings) {
    for (const [field, searched] of [
      ['title', title],
      ['lead', startsWithLead ? '' : lead],
      ['text', text],
    ] as const) {
      let at = searched.indexOf(folded)
      for (let count = 0; at !== -1 && count < MAX_POSITIONS; count++) {
        // Two characters stand for a word, as readers count these scripts.
        note(hits, id, field === 'text' && at < leadEnd ? 'lead' : field, at >> 1)
        at = searched.indexOf(folded, at + folded.length)
      }
    }
  }
}

/**
 * The folded words of a text, those in capitals marked. With `known`, only acronyms of that set are marked (a text); with
 * `collect`, every word in capitals is marked and added to it (a phrase).
 */
function markCapitals(
  text: string,
  known: ReadonlySet<string> | undefined,
  collect?: Set<string>,
  isShouted = false,
): string[] {
  if (collect === undefined && (known === undefined || known.size === 0)) return foldedWords(foldText(text))
  let marked = text.replace(capitalsPattern, (token) => {
    const bare = foldText(token.replaceAll('.', ''))
    if (!/\p{L}/u.test(bare)) return token
    if (collect !== undefined) collect.add(bare)
    else if (!known!.has(bare) || (isShouted && wordsThatAreAcronyms.has(bare))) return token
    return `${bare}${CAPITALS}`
  })
  // British papers write Nato and Unicef.
  if (collect === undefined && !isShouted) {
    marked = marked.replace(capitalisedPattern, (token) =>
      known!.has(token.toLowerCase()) ? `${token}${CAPITALS}` : token,
    )
  }
  return foldedWords(foldText(marked))
}

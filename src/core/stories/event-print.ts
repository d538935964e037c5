/**
 * What grouping keeps of an article to decide whether another one reports the same event: a vector of its distinctive stems,
 * the words of its title in order, the names and numbers of its lead. Everything is hashed; `likeness.ts` compares two prints.
 */

import { comparedWords } from '../text/east-asian.ts'
import { type RarityTable, tableTag } from '../text/frequencies.ts'
import { isFunctionWord } from '../text/language.ts'
import {
  countBelow,
  digitOf,
  distinct,
  HASH_SHIFT,
  HASH_SPACE,
  mix,
  packHashes,
  packNumbers,
  packWeighted,
  unpackInto,
  unpackNumbers,
  type Vector,
  valueAt,
  vectorOf,
} from '../text/packing.ts'
import { foldMarks, UNSPACED } from '../text/text.ts'
import type { NearbyKey } from './nearby.ts'
import { phrasesOf, subjectsOf, type Term, termsOf } from './terms.ts'
import { titleFrameOf } from './title-frame.ts'
import { CAPITAL, DATE, NAME, weekdayOf } from './title-words.ts'

/** What is kept of an article. Hashes have 18 bits; a weighted one is `hash * 64 + rarity`; sorted where not in order. */
export interface EventPrint {
  /** Words of title and text. */
  readonly words: number
  readonly vector: Vector
  readonly keys: readonly NearbyKey[]
  /** The title's words in order, as `hash * 4096 + rarity * 64 + kinds`. */
  readonly title: Uint32Array
  /** The characters of a title in a script without spaces, in order. */
  readonly characters: Uint32Array
  /** Distinctive stems of title and lead, weighted. */
  readonly lead: Uint32Array
  /**
   * Those that stand only beside a rarer one, as `place * PLACES + place of that one`: of "Chief Executive Ann Roe" all but
   * one.
   */
  readonly parts: Uint32Array
  /** The names among them, weighted. */
  readonly names: Uint32Array
  /** Those names of the lead that are written in capitals alone. */
  readonly acronyms: Uint32Array
  /** Names of the rest of the text. */
  readonly farNames: Uint32Array
  /** Initials of long names in the text, which another article may write instead: "Federal Reserve Bank", "frb". */
  readonly initials: Uint32Array
  /** Numbers of the title and the lead. */
  readonly numbers: Uint32Array
  /** Runs of five letters of the title, 12 bits each. */
  readonly runs: Uint32Array
  /** Of a short text about every second phrase of three words, and the distinctive words of its title that it has, too. */
  readonly phrases: Uint32Array
  readonly subjects: Uint32Array
  /** Weekdays of title and lead, bit 0 Monday. */
  readonly days: number
  /** Most of the title's words have capitals, so that capitals do not mark names. */
  readonly isTitleCase: boolean
  /** The title's script has no capitals. */
  readonly isCaseless: boolean
  /** German: all nouns have capitals. */
  readonly hasCapitalNouns: boolean
  /** The hash of the part of a column's title that stands every time; 0: none. */
  readonly frame: number
  /** Whether nothing but a date or a number follows the frame. */
  readonly isDatedFrame: boolean
  /** Computed when unpacked: distinctive stems of the title, weighted, and the sum of their squared rarities. */
  readonly titleStems: Uint32Array
  readonly titleNames: Uint32Array
  readonly titleSquare: number
  /** For each stem of the lead whether it is a name, the title has it, it is an acronym: 1, 2, 4. */
  readonly leadKinds: Uint8Array
  /** For each stem of the lead the one beside which it stands, weighted; 0: none. */
  readonly leadHeads: Uint32Array
}

const MAX_TITLE_WORDS = 24
/** This many words of the text, besides those of the title, decide the language. */
const LANGUAGE_WORDS = 80
const MAX_CHARACTERS = 40
const LEAD_WORDS = 60
const NAME_WORDS = 200
const MAX_LEAD = 64
const MAX_NUMBERS = 16
const MAX_FAR_NAMES = 40
const MAX_INITIALS = 6
const MAX_RUNS = 56
/** A longer text is recognised by its names and words. */
const SHORT_WORDS = 80
const MAX_PHRASE = HASH_SPACE / 2
const KEYS = 12
/** Initials of at least this length are keys as well: hardly any common word is written like them. */
const MAX_INITIAL_KEYS = 3
const RARE_INITIALS = 31
const INITIALS_WEIGHT = 20
/** Stems in every seventh article or more say too little. */
const MIN_RARITY = 12
/** The rarity of a word that the shipped table does not have. */
const UNKNOWN = 60
/** At a sentence's start, and in Title Case, only a word as rare as this is taken for a name. */
const RARE_NAME = 55
/** German writes all nouns with capitals. */
const GERMAN_NAME = 50
/** Where the table has few words of a text, an unknown one says about as much as one of medium rarity. */
const FOREIGN_WORD = 30
const FOREIGN_NAME = 44

/** The words of a title or a text, read once for all that grouping keeps of them. */
interface ReadWords {
  readonly folded: string
  /** With their capitals. */
  readonly written: readonly string[]
  readonly terms: readonly Term[]
  /** How many of them stand near the beginning, where sentences are distinguished. */
  readonly near: number
  /** Those of them that are the first of a sentence, a quotation or a line. */
  readonly firsts: ReadonlySet<number>
}

/** The input of a print. */
interface ReadArticle {
  readonly title: ReadWords
  /** Of the article's own text: without boilerplate. */
  readonly body: ReadWords
  /** By whose rules words are stemmed. */
  readonly language: string
}

const MAX_READ_OF_TITLE = 30
const MAX_READ = 4_000
const NEAR_CHARACTERS = 2_400
const SENTENCE_END = /(?<!(?:^|[^\p{L}])\p{Lu}\p{L}{0,2})[.!?…]["')\]]*\s+|[:;]["')\]]*\s+|\s[-|]\s|["«»\n()]+/u

/**
 * Reads title and text; `languageOf` is given the words of both, in lower case, and says by whose rules they are stemmed.
 * `tables` are those of languages that none ships for, by primary tag.
 */
export function readArticle(
  title: string,
  text: string,
  languageOf: (words: readonly string[]) => string,
  tables?: ReadonlyMap<string, RarityTable | undefined>,
): ReadArticle {
  const ofTitle = readWords(foldMarks(title), MAX_READ_OF_TITLE)
  const ofText = readWords(foldMarks(text), MAX_READ)
  const first = [...ofTitle.written, ...ofText.written.slice(0, LANGUAGE_WORDS)]
  const language = languageOf(first.map((word) => word.toLowerCase()))
  const counted = tables?.get(tableTag(language))
  return {
    title: { ...ofTitle, terms: termsOf(ofTitle.written, language, counted) },
    body: { ...ofText, terms: termsOf(ofText.written, language, counted) },
    language,
  }
}

function readWords(folded: string, limit: number): Omit<ReadWords, 'terms'> {
  const written: string[] = []
  const firsts = new Set<number>()
  const space = folded.length <= NEAR_CHARACTERS ? folded.length : folded.lastIndexOf(' ', NEAR_CHARACTERS)
  const end = space <= 0 ? NEAR_CHARACTERS : space
  for (const part of folded.slice(0, end).split(SENTENCE_END)) {
    firsts.add(written.length)
    for (const word of comparedWords(part, limit - written.length)) written.push(word)
  }
  const near = written.length
  if (end < folded.length) for (const word of comparedWords(folded.slice(end), limit - near)) written.push(word)
  return { folded, written, near, firsts }
}

interface Word {
  readonly term: Term
  readonly written: string
  readonly isFirst: boolean
}

/** The first words of those near the beginning. */
const firstWords = ({ written, terms, near, firsts }: ReadWords, limit: number): Word[] =>
  Array.from({ length: Math.min(near, limit) }, (_, i) => ({
    term: terms[i]!,
    written: written[i]!,
    isFirst: firsts.has(i),
  }))

/** A function word of another language may be a distinctive one here: "war", "die". */
const MAX_FUNCTION_RARITY = 25

const isContent = (word: Word): boolean =>
  !word.term.isNumber &&
  word.term.rarity >= MIN_RARITY &&
  !(word.term.rarity < MAX_FUNCTION_RARITY && isFunctionWord(word.term.lower))

const isTelling = (term: Term): boolean => !term.isNumber && term.rarity >= MIN_RARITY

/** How distinctive the words of one article are, and which of them are names. */
class Reading {
  /** The table has few of the words, so one that it lacks need not be rare. */
  readonly #isForeign: boolean
  readonly #isGerman: boolean
  readonly #isTitleCase: boolean

  constructor(terms: readonly Term[], language: string, isTitleCase: boolean) {
    const unknown = new Set<number>()
    const all = new Set<number>()
    for (const term of terms) {
      if (!isTelling(term)) continue
      all.add(term.stemHash)
      if (term.rarity === UNKNOWN) unknown.add(term.stemHash)
    }
    this.#isForeign = !language.startsWith('en') && unknown.size > 0.45 * all.size
    this.#isGerman = language.startsWith('de')
    this.#isTitleCase = isTitleCase
  }

  rarity(term: Term): number {
    return this.rarityOfStem(term.rarity, term.isCapital && !this.#isGerman)
  }

  rarityOfStem(rarity: number, isName: boolean): number {
    return !this.#isForeign || rarity < UNKNOWN ? rarity : isName ? FOREIGN_NAME : FOREIGN_WORD
  }

  isName(word: Word, isInTitle: boolean): boolean {
    const { term } = word
    if (!term.isCapital || !isContent(word) || term.kind & DATE) return false
    const isMarked = !word.isFirst && !(isInTitle && this.#isTitleCase)
    if (this.#isForeign) return isMarked && (!this.#isGerman || term.lower.length < 5)
    if (this.#isGerman && term.rarity < GERMAN_NAME) return false
    return isMarked || term.rarity >= RARE_NAME
  }
}

/** The print of an article; about 0.1 ms for 300 words. */
export function eventPrintOf({ title, body, language }: ReadArticle): EventPrint {
  const titleWords = firstWords(title, MAX_TITLE_WORDS)
  const nearWords = firstWords(body, NAME_WORDS)
  const titleTerms = titleWords.map(({ term }) => term)
  const isTitleCase = !language.startsWith('de') && isInTitleCase(titleWords)
  const reading = new Reading(
    [...titleTerms, ...nearWords.slice(0, 120).map(({ term }) => term)],
    language,
    isTitleCase,
  )
  const lead = new Map<number, number>()
  const names = new Map<number, number>()
  const acronyms = new Set<number>()
  const farNames = new Set<number>()
  const numbers = new Set<number>()
  let days = 0
  const read = (word: Word, isInTitle: boolean, isNear: boolean): boolean => {
    const { term } = word
    const hash = term.stemHash >>> HASH_SHIFT
    const { kind, lower } = term
    const isName = reading.isName(word, isInTitle)
    if (!isNear) {
      if (isName && farNames.size < MAX_FAR_NAMES && !lead.has(hash)) farNames.add(hash)
      return isName
    }
    const day = kind & DATE ? weekdayOf(lower) : undefined
    if (day !== undefined) days |= 1 << day
    if (term.isNumber) {
      if (lower.length > 1 && numbers.size < MAX_NUMBERS) numbers.add(term.hash >>> HASH_SHIFT)
    } else if (isContent(word) && !(kind & DATE)) {
      if (lead.size < MAX_LEAD || isName) {
        lead.set(hash, reading.rarity(term))
        if (isName) names.set(hash, reading.rarity(term))
        if (isName && isAcronym(word.written)) acronyms.add(hash)
      }
    }
    return isName
  }
  const heads = new NameHeads()
  const titlePacked = titleWords.map((word) => {
    const isName = read(word, true, true)
    heads.read(word, isName)
    const kind = word.term.kind | (isName ? NAME : 0) | (word.term.isCapital && word !== titleWords[0] ? CAPITAL : 0)
    const rarity = isContent(word) ? reading.rarity(word.term) : 0
    return ((word.term.stemHash >>> HASH_SHIFT) * 64 + rarity) * 64 + kind
  })
  heads.end()
  for (let i = 0; i < nearWords.length; i++) {
    const isName = read(nearWords[i]!, false, i < LEAD_WORDS)
    if (i < LEAD_WORDS) heads.read(nearWords[i]!, isName)
  }
  heads.end()
  const weightedLead = weighted(lead)
  const initials = [...initialsOf(nearWords), ...(isTitleCase ? [] : initialsOf(titleWords))]
  const frame = titleFrameOf(title.folded)
  const sortedInitials = sortedHashes(new Set(initials.map(({ stemHash }) => stemHash >>> HASH_SHIFT)), MAX_INITIALS)
  return finish({
    words: titleTerms.length + body.terms.length,
    ...weigh(titleTerms, body.terms, initials, (stemHash, rarity) =>
      reading.rarityOfStem(rarity, names.has(stemHash >>> HASH_SHIFT)),
    ),
    title: Uint32Array.from(titlePacked),
    characters: charactersOf(title.folded),
    lead: weightedLead,
    parts: heads.partsOf(weightedLead),
    names: weighted(names),
    acronyms: sortedHashes(acronyms, MAX_LEAD),
    farNames: sortedHashes(farNames, MAX_FAR_NAMES),
    initials: sortedInitials,
    numbers: sortedHashes(numbers, MAX_NUMBERS),
    runs: runsOf(titleWords),
    ...(body.terms.length < SHORT_WORDS ? stockOf(titleTerms, body.terms) : NO_STOCK),
    days,
    isTitleCase,
    isCaseless: titleWords.length > 0 && !/\p{Lu}|\p{Ll}/u.test(title.folded),
    hasCapitalNouns: language.startsWith('de'),
    frame: frame === undefined ? 0 : frame.key % 2 ** 30,
    isDatedFrame: frame?.isDated ?? false,
  })
}

type Kept = Omit<EventPrint, 'titleStems' | 'titleNames' | 'titleSquare' | 'leadKinds' | 'leadHeads'>

/** Adds what is computed from the kept parts. */
function finish(kept: Kept): EventPrint {
  const stems: number[] = []
  const names: number[] = []
  for (const word of kept.title) {
    const kind = word & 63
    if (kind & DATE || ((word >>> 6) & 63) < MIN_RARITY) continue
    stems.push(word >>> 6)
    if (kind & NAME) names.push(word >>> 6)
  }
  const titleStems = sortedOnce(stems)
  let titleSquare = 0
  for (const stem of titleStems) titleSquare += (stem & 63) ** 2
  const leadKinds = new Uint8Array(kept.lead.length)
  const leadHeads = new Uint32Array(kept.lead.length)
  for (const part of kept.parts) leadHeads[Math.floor(part / PLACES)] = kept.lead[part % PLACES]!
  for (let i = 0; i < leadKinds.length; i++) {
    const stem = kept.lead[i]!
    leadKinds[i] =
      (includes(kept.names, stem) ? 1 : 0) +
      (includes(titleStems, stem) ? 2 : 0) +
      (includes(kept.acronyms, stem >>> 6) ? 4 : 0)
  }
  return {
    ...kept,
    titleStems,
    titleNames: sortedOnce(names),
    titleSquare,
    leadKinds,
    leadHeads,
  }
}

const sortedOnce = (values: readonly number[]): Uint32Array =>
  new Uint32Array(distinct(new Uint32Array(values).sort(), 0))

/** Whether sorted numbers have a value. */
export function includes(sorted: Uint32Array, value: number): boolean {
  const at = countBelow(sorted, value)
  return sorted[at] === value
}

const weighted = (rarities: ReadonlyMap<number, number>): Uint32Array =>
  Uint32Array.from(rarities, ([hash, rarity]) => hash * 64 + rarity).sort()

const sortedHashes = (hashes: ReadonlySet<number>, limit: number): Uint32Array =>
  Uint32Array.from([...hashes].slice(0, limit)).sort()

/** All in capitals: mostly an institution, which many reports name. */
const isAcronym = (written: string): boolean => /^\p{Lu}{2,6}$/u.test(written)

/** Small words inside a name: "Bank of England". */
const INSIDE_NAMES = new Set('of de la le du des del der von van di da do dos'.split(' '))

/** Words before a name that say who it is: "Bundeskanzler Friedrich Merz", "chief executive Ann Roe". */
const WORDS_OF_OFFICE = 2

/**
 * What stands next to a name: first names, offices, "Toronto, Ontario". That is one thing, not four; its head is its rarest
 * name.
 */
class NameHeads {
  readonly #heads = new Map<number, number>()
  #before: Term[] = []
  #names: Term[] = []

  read(word: Word, isName: boolean): void {
    if (word.isFirst) this.end()
    if (isName) this.#names.push(word.term)
    else if (this.#names.length > 0) {
      if (INSIDE_NAMES.has(word.term.lower)) return
      this.end()
    }
    if (isName) return
    if (!isContent(word) || word.term.kind & DATE) this.#before = []
    else this.#before = [...this.#before.slice(1 - WORDS_OF_OFFICE), word.term]
  }

  /** A sentence ends here, and a name with it. */
  end(): void {
    const head = this.#names.reduce<Term | undefined>(
      (best, term) => (best !== undefined && best.rarity >= term.rarity ? best : term),
      undefined,
    )
    for (const { stemHash } of head === undefined ? [] : [...this.#before, ...this.#names])
      if (stemHash !== head!.stemHash && !this.#heads.has(stemHash >>> HASH_SHIFT))
        this.#heads.set(stemHash >>> HASH_SHIFT, head!.stemHash >>> HASH_SHIFT)
    this.#before = []
    this.#names = []
  }

  /** Which weighted stems of a lead are parts of a longer name. */
  partsOf(lead: Uint32Array): Uint32Array {
    const places = new Map<number, number>()
    for (let i = 0; i < lead.length; i++) places.set(lead[i]! >>> 6, i)
    const found: number[] = []
    for (const [part, head] of this.#heads) {
      const [one, other] = [places.get(part), places.get(head)]
      if (one !== undefined && other !== undefined) found.push(one * PLACES + other)
    }
    return Uint32Array.from(found)
  }
}

const PLACES = 256

/** Whether most of the longer words have capitals. */
function isInTitleCase(words: readonly Word[]): boolean {
  let long = 0
  let capital = 0
  for (const { written, term } of words) {
    if (written.length < 4 || term.isNumber) continue
    long++
    if (term.isCapital) capital++
  }
  return long >= 3 && capital > 0.7 * long
}

/** The title's characters, where most of it is in a script without spaces. */
function charactersOf(foldedTitle: string): Uint32Array {
  if (!UNSPACED.test(foldedTitle)) return new Uint32Array()
  const found: number[] = []
  for (let at = 0; at < foldedTitle.length && found.length < MAX_CHARACTERS; at++) {
    if (/[\p{L}\p{N}]/u.test(foldedTitle[at]!)) found.push(foldedTitle.charCodeAt(at))
  }
  return Uint32Array.from(found)
}

/** Hashes of the title's runs of five letters; they find what stemming and compounds hide. */
function runsOf(words: readonly Word[]): Uint32Array {
  const text = words.map(({ term }) => term.lower).join(' ')
  const found = new Set<number>()
  for (let at = 0; at + 5 <= text.length && found.size < MAX_RUNS; at++) {
    let hash = 0x811c9dc5
    for (let i = at; i < at + 5; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
    found.add((hash ^ (hash >>> 13)) >>> 20)
  }
  return Uint32Array.from(found).sort()
}

const NO_STOCK = { phrases: new Uint32Array(), subjects: new Uint32Array() }

/** What distinguishes one form of words filled in for another event from another report of the same event. */
function stockOf(title: readonly Term[], body: readonly Term[]): { phrases: Uint32Array; subjects: Uint32Array } {
  const phrases = new Set<number>()
  for (const phrase of phrasesOf(body)) if (phrase >>> HASH_SHIFT < MAX_PHRASE) phrases.add(phrase >>> HASH_SHIFT)
  // A weekday is not a subject.
  const subjects = subjectsOf(
    title.filter(({ kind }) => !(kind & DATE)),
    body,
  )
  return { phrases: sortedHashes(phrases, SHORT_WORDS), subjects: Uint32Array.from(subjects) }
}

const SMALL = new Set('of the and for de la le du des del der die das und et y e van von en in on'.split(' '))

/** The initials of names of several words, with and without the small words between them. */
function initialsOf(words: readonly Word[]): Term[] {
  const found: string[] = []
  let plain = ''
  let full = ''
  let pending = ''
  const end = (): void => {
    for (const one of new Set([plain, full]))
      if (one.length >= 3 && one.length <= 5 && plain.length >= 2) found.push(one)
    plain = full = pending = ''
  }
  for (const { written, term, isFirst } of words) {
    const { lower } = term
    if (isFirst) end()
    const isWord = term.isCapital && written.length > 1 && written.slice(1) === lower.slice(1)
    if (isWord && !(isFirst && SMALL.has(lower))) {
      if (plain !== '') full += pending
      plain += lower[0]
      full += lower[0]
      pending = ''
    } else if (plain !== '' && pending.length < 2 && SMALL.has(lower)) pending += lower[0]
    else end()
  }
  end()
  return found.length === 0 ? [] : termsOf(found, 'und')
}

const MAX_VECTOR = 100
const LEAD_WEIGHT_WORDS = 80

/**
 * The event vector and the keys: a stem of the title counts three times, one of the first 80 words twice, a capitalised one
 * half as much again, a pair of neighbours half; times its rarity. (That mix won over plain TF-IDF on events reported by
 * several outlets.) Keys are the heaviest stems, without pairs, and the initials of long names.
 */
function weigh(
  titleTerms: readonly Term[],
  bodyTerms: readonly Term[],
  initials: readonly Term[],
  rarityOf: (stemHash: number, rarity: number) => number,
): { readonly vector: Vector; readonly keys: NearbyKey[] } {
  // One number an occurrence, hash (30 bits), rarity (6), whether a pair (1), quarters of its weight (6), so that plain
  // sorting groups them.
  const occurrences: number[] = []
  const add = (terms: readonly Term[], base: number, isTitle: boolean): void => {
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i]!
      if (!isTelling(term)) continue
      const weight = isTitle ? base : base * (i < LEAD_WEIGHT_WORDS ? 2 : 1) * (term.isCapital ? 1.5 : 1)
      occurrences.push((term.stemHash * 64 + term.rarity) * 128 + Math.round(weight * 4))
      const next = terms[i + 1]
      if (next === undefined || !isTelling(next)) continue
      const rarity = Math.min(63, Math.round((term.rarity + next.rarity) * 0.5))
      occurrences.push((mix(term.stemHash, next.stemHash, 1) * 64 + rarity) * 128 + 64 + Math.round(weight * 2))
    }
  }
  add(titleTerms, 3, true)
  add(bodyTerms, 1, false)
  const sorted = Float64Array.from(occurrences).sort()
  // Again one number each, weight first, then the hash, and whether a pair, so that plain sorting finds the heaviest.
  const weighed: number[] = []
  const rarityByStem = new Map<number, number>()
  for (let i = 0; i < sorted.length; ) {
    const group = Math.floor(sorted[i]! / 64)
    const rarity = Math.floor(group / 2) % 64
    let quarters = 0
    while (i < sorted.length && Math.floor(sorted[i]! / 64) === group) quarters += sorted[i++]! % 64
    const weight = (1 + Math.log(quarters / 4)) * rarity
    if (weight <= 0) continue
    const hash = Math.floor(group / 128)
    weighed.push((Math.round(weight * 1000) * 2 ** 30 + hash) * 2 + (group % 2))
    if (group % 2 === 0) rarityByStem.set(hash, rarity)
  }
  const heaviest = Float64Array.from(weighed).sort().reverse()
  const most = Math.floor((heaviest[0] ?? 0) / 2 ** 31)
  const weightOf = (value: number): number => Math.max(1, Math.round((Math.floor(value / 2 ** 31) / most) * 63))
  const hashOf = (value: number): number => Math.floor(value / 2) % 2 ** 30
  const values = Uint32Array.from(
    heaviest.subarray(0, MAX_VECTOR),
    (value) => (hashOf(value) >>> HASH_SHIFT) * 64 + weightOf(value),
  ).sort()
  const packed = distinct(values, 0).filter((value, i, all) => value >>> 6 !== (all[i + 1] ?? -1) >>> 6)
  const keys: NearbyKey[] = []
  for (const value of heaviest) {
    if (keys.length === KEYS) break
    if (value % 2 === 1) continue
    const hash = hashOf(value)
    keys.push({ hash, weight: weightOf(value), rarity: rarityOf(hash, rarityByStem.get(hash)!) })
  }
  for (const { stemHash, rarity } of initials) {
    if (keys.length === KEYS + MAX_INITIAL_KEYS) break
    if (rarity < RARE_INITIALS || keys.some(({ hash }) => hash === stemHash)) continue
    keys.push({ hash: stemHash, rarity, weight: INITIALS_WEIGHT })
  }
  return { vector: vectorOf(Uint32Array.from(packed)), keys }
}

/** The order of the parts, each preceded by its length in one or two digits. */
const part = (packed: string, digits: number): string => {
  const size = packed.length / digits
  return digitOf(size >>> 6) + digitOf(size & 63) + packed
}

/** The print as text that needs no escaping in JSON: about 600 bytes for a short item, 1,200 for a long one. */
export function packEventPrint(print: EventPrint): string {
  const keys = print.keys.map(({ hash }) => hash)
  const marks = print.keys.map(({ weight, rarity }) => weight * 64 + rarity)
  return [
    packNumbers([Math.min(print.words, 4_095)], 2),
    packNumbers([print.days], 2),
    digitOf(
      (print.isTitleCase ? 1 : 0) +
        (print.isDatedFrame ? 2 : 0) +
        (print.isCaseless ? 4 : 0) +
        (print.hasCapitalNouns ? 8 : 0),
    ),
    packNumbers([print.frame], 5),
    part(packWeighted(print.vector.values), 4),
    part(packNumbers(keys, 5), 5),
    part(packNumbers(marks, 2), 2),
    part(packNumbers(print.title, 5), 5),
    part(packHashes(print.characters), 3),
    part(packWeighted(print.lead), 4),
    part(packNumbers(print.parts, 3), 3),
    part(packWeighted(print.names), 4),
    part(packHashes(print.acronyms), 3),
    part(packHashes(print.farNames), 3),
    part(packHashes(print.initials), 3),
    part(packHashes(print.numbers), 3),
    part(packNumbers(print.runs, 2), 2),
    part(packHashes(print.phrases), 3),
    part(packHashes(print.subjects), 3),
  ].join('')
}

/** The number of numbers in the part at `at`. */
const sizeAt = (packed: string, at: number): number => valueAt(packed, at) * 64 + valueAt(packed, at + 1)

/** The digits of a number of each part, in the order in which `packEventPrint` writes them. */
const PART_DIGITS = [4, 5, 2, 5, 3, 4, 3, 4, 3, 3, 3, 3, 2, 3, 3]
const FIRST_PART = 10

/** Reads what `packEventPrint` wrote. */
export function unpackEventPrint(packed: string): EventPrint {
  const flags = valueAt(packed, 4)
  const [
    vector,
    hashes,
    marks,
    title,
    characters,
    lead,
    parts,
    names,
    acronyms,
    farNames,
    initials,
    numbers,
    runs,
    phrases,
    subjects,
  ] = partsOf(packed)
  return finish({
    words: unpackNumbers(packed.slice(0, 2), 2)[0]!,
    vector: vectorOf(vector!),
    keys: keysOf(hashes!, marks!),
    title: title!,
    characters: characters!,
    lead: lead!,
    parts: parts!,
    names: names!,
    acronyms: acronyms!,
    farNames: farNames!,
    initials: initials!,
    numbers: numbers!,
    runs: runs!,
    phrases: phrases!,
    subjects: subjects!,
    days: unpackNumbers(packed.slice(2, 4), 2)[0]!,
    isTitleCase: (flags & 1) !== 0,
    isCaseless: (flags & 4) !== 0,
    hasCapitalNouns: (flags & 8) !== 0,
    frame: unpackNumbers(packed.slice(5, FIRST_PART), 5)[0]!,
    isDatedFrame: (flags & 2) !== 0,
  })
}

/** Reads only the keys of what `packEventPrint` wrote: a twentieth of the work. */
export function unpackKeys(packed: string): NearbyKey[] {
  const at = FIRST_PART + 2 + sizeAt(packed, FIRST_PART) * PART_DIGITS[0]!
  const hashes = new Uint32Array(sizeAt(packed, at))
  const marks = new Uint32Array(hashes.length)
  unpackInto(hashes, packed, at + 2, 5)
  unpackInto(marks, packed, at + 4 + hashes.length * 5, 2)
  return keysOf(hashes, marks)
}

const keysOf = (hashes: Uint32Array, marks: Uint32Array): NearbyKey[] =>
  Array.from(hashes, (hash, i) => ({ hash, weight: marks[i]! >>> 6, rarity: marks[i]! & 63 }))

/** All parts share one buffer: a dozen buffers would take more memory than the numbers. */
function partsOf(packed: string): Uint32Array[] {
  const starts: number[] = []
  const sizes: number[] = []
  let all = 0
  let at = FIRST_PART
  for (const digits of PART_DIGITS) {
    const size = sizeAt(packed, at)
    starts.push(at + 2)
    sizes.push(size)
    all += size
    at += 2 + size * digits
  }
  const buffer = new Uint32Array(all)
  let filled = 0
  return PART_DIGITS.map((digits, i) => {
    const values = buffer.subarray(filled, (filled += sizes[i]!))
    unpackInto(values, packed, starts[i]!, digits)
    return values
  })
}

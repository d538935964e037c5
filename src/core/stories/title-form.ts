/**
 * How two titles are of one form: the same words except for some that fill a slot: a place, a number, a name. Words are aligned
 * by their longest common subsequence; titles without spaces by characters.
 */
import { hash30 } from '../text/frequencies.ts'
import { HASH_SHIFT } from '../text/packing.ts'
import type { EventPrint } from './event-print.ts'
import { CAPITAL, DATE, NAME, NUMBER } from './title-words.ts'

/** From this rarity on, in steps, a stem is rare: about one article in 140 has it. */
export const RARE = 31

/** Where weighted hashes have a stem; -1: nowhere. */
export function indexOfStem(weighted: Uint32Array, stem: number): number {
  let low = 0
  let high = weighted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (weighted[middle]! >>> 6 < stem) low = middle + 1
    else high = middle
  }
  return low < weighted.length && weighted[low]! >>> 6 === stem ? low : -1
}

/** The two in an order of their own, so that a pair has one answer. */
export function inOrder(a: EventPrint, b: EventPrint): readonly [EventPrint, EventPrint] {
  if (a.words !== b.words) return a.words < b.words ? [a, b] : [b, a]
  const size = Math.min(a.title.length, b.title.length)
  for (let i = 0; i < size; i++) if (a.title[i] !== b.title[i]) return a.title[i]! < b.title[i]! ? [a, b] : [b, a]
  if (a.title.length !== b.title.length) return a.title.length < b.title.length ? [a, b] : [b, a]
  return a.vector.length <= b.vector.length ? [a, b] : [b, a]
}

/** How two titles are of one form. */
export interface Form {
  /** The share of the longer title's words that are the same in the same order. */
  readonly common: number
  /** The share of the words outside the slots that are the same in the same order. */
  readonly alike: number
  /** Whether both have a slot that the other title lacks: of any kind; a name. */
  readonly slots: boolean
  readonly nameSlots: boolean
  /** Whether a name in a slot of one stands in the lead of the other. */
  readonly isCrossed: boolean
}

const NO_FORM: Form = { common: 0, alike: 0, slots: false, nameSlots: false, isCrossed: false }
const MAX_TITLE = 40
/** The least share of the shorter title's words that two titles of one form have in common. */
const MIN_COMMON = 0.33
const WIDTH = MAX_TITLE + 1
/** `table[i * WIDTH + j]`: the longest common subsequence of the first i words of one title and the first j of the other. */
const table = new Uint8Array(WIDTH * WIDTH)

/** The length of the longest common subsequence of two titles, of words without their lowest bits; fills `table`. */
function commonInOrder(a: Uint32Array, b: Uint32Array, shift: number): number {
  const endA = Math.min(a.length, MAX_TITLE)
  const endB = Math.min(b.length, MAX_TITLE)
  for (let i = 0; i < endA; i++) {
    const word = a[i]! >>> shift
    const row = (i + 1) * WIDTH
    for (let j = 0; j < endB; j++) {
      const above = table[row - WIDTH + j + 1]!
      const left = table[row + j]!
      table[row + j + 1] = b[j]! >>> shift === word ? table[row - WIDTH + j]! + 1 : Math.max(above, left)
    }
  }
  return table[endA * WIDTH + endB]!
}

/** Where all words have capitals, a name has at most this many. */
const NAME_LENGTH = 3

/**
 * What may fill a slot of a title: names, numbers, days; the first word, which has a capital anyway; without capitals any
 * distinctive word.
 */
function isSlot(word: number, at: number, print: EventPrint): boolean {
  const kinds = word & 63
  if (kinds & (NAME | NUMBER | DATE)) return true
  const rarity = (word >>> 6) & 63
  if (kinds & CAPITAL) return rarity >= (print.isTitleCase ? RARE : 1)
  return rarity >= (print.isCaseless ? 25 : at === 0 ? 1 : 64)
}

/** What stands in one title between two words that both have. */
interface Gap {
  /** Whether it may be a slot: of any kind; a name. */
  isSlot: boolean
  isName: boolean
  /** Words of it that are in no slot. */
  rest: number
  isCrossed: boolean
}

/**
 * Reads a gap of one title. Beside a name, what is written with a capital and the small words between belong to it: "Bank
 * of England".
 */
function gapOf(one: EventPrint, from: number, to: number, other: EventPrint): Gap {
  const gap: Gap = { isSlot: false, isName: false, rest: 0, isCrossed: false }
  let sure = 0
  let unsure = 0
  for (let at = from; at < to; at++) {
    const word = one.title[at]!
    const isOwn = !hasWord(other.title, word >>> 12)
    if (isOwn && isSlot(word, at, one)) {
      gap.isSlot = true
      if (word & (NAME | NUMBER | DATE)) sure++
      else unsure++
      if (word & (NUMBER | DATE)) continue
      gap.isName = true
      if (indexOfStem(other.lead, word >>> 12) >= 0) gap.isCrossed = true
    } else if (at > 0 && !(word & CAPITAL) && ((word >>> 6) & 63) > 0) gap.rest++
  }
  const isPhrase = sure === 0 && (unsure > NAME_LENGTH || (one.isTitleCase && ((one.title[from]! >>> 6) & 63) === 0))
  if (isPhrase) gap.isSlot = gap.isName = false
  if (!gap.isSlot) gap.rest = to - from
  return gap
}

export function formOf(a: EventPrint, b: EventPrint): Form {
  const isUnspaced = a.characters.length > 0 && b.characters.length > 0
  if (isUnspaced) return formOfCharacters(a, b)
  const common = commonInOrder(a.title, b.title, 12)
  if (common === 0 || common < MIN_COMMON * Math.min(countWords(a), countWords(b))) return NO_FORM
  let restA = 0
  let restB = 0
  let slots = 0
  let names = 0
  let isCrossed = false
  let i = a.title.length
  let j = b.title.length
  for (;;) {
    const [endA, endB] = [i, j]
    // Back to the last word that both have.
    while (i > 0 && j > 0 && a.title[i - 1]! >>> 12 !== b.title[j - 1]! >>> 12) {
      if (table[(i - 1) * WIDTH + j]! >= table[i * WIDTH + j - 1]!) i--
      else j--
    }
    const isStart = i === 0 || j === 0
    if (isStart) i = j = 0
    if (endA > i && endB > j) {
      const ofA = gapOf(a, i, endA, b)
      const ofB = gapOf(b, j, endB, a)
      if (ofA.isSlot && ofB.isSlot) {
        slots++
        if (ofA.isName && ofB.isName) names++
        if (ofA.isCrossed || ofB.isCrossed) isCrossed = true
        restA += ofA.rest
        restB += ofB.rest
      } else {
        restA += endA - i
        restB += endB - j
      }
    } else {
      restA += endA - i
      restB += endB - j
    }
    if (isStart) break
    i--
    j--
  }
  return {
    common: common / Math.max(a.title.length, b.title.length),
    alike: common / (common + Math.max(restA, restB)),
    slots: slots > 0,
    nameSlots: names > 0,
    isCrossed,
  }
}

/** The words of a title that are not numbers. */
function countWords(print: EventPrint): number {
  let count = 0
  for (const word of print.title) if (!(word & NUMBER)) count++
  return count
}

export function hasWord(title: Uint32Array, word: number): boolean {
  for (let i = 0; i < title.length; i++) if (title[i]! >>> 12 === word) return true
  return false
}

export const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** A number of a title is one token, above all characters. */
const NUMBER_TOKEN = 0x10000

/** The characters of a title, a number as one token. */
function tokensOf(characters: Uint32Array): Uint32Array {
  const found: number[] = []
  for (let at = 0; at < characters.length; at++) {
    const code = characters[at]!
    const last = found.length - 1
    if (!isDigit(code)) found.push(code)
    else if (at > 0 && isDigit(characters[at - 1]!)) found[last] = NUMBER_TOKEN + ((found[last]! * 10 + code) & 0xffff)
    else found.push(NUMBER_TOKEN + code)
  }
  return Uint32Array.from(found)
}

/** Two names in a row, or a name and what happened, have at most this many characters. */
const LONGEST_SLOT = 8
/** Two titles of one form have at least this many characters in common, and this share of the shorter one. */
const FORM_CHARACTERS = 4
const MIN_COMMON_CHARACTERS = 0.4

/** Whether two characters in a row, of those from one place to another, stand in the other title, too. */
function hasPairOf(one: Uint32Array, from: number, to: number, other: Uint32Array): boolean {
  for (let at = from; at + 1 < to; at++) {
    for (let i = 0; i + 1 < other.length; i++) if (other[i] === one[at] && other[i + 1] === one[at + 1]) return true
  }
  return false
}

/** How many of the characters that fill a slot of a title stand in another article's lead, each with a neighbour. */
function countTold(title: Uint32Array, from: number, to: number, { lead }: EventPrint): number {
  const isTold = (at: number): boolean =>
    at > 0 &&
    at < title.length &&
    indexOfStem(lead, hash30(String.fromCharCode(title[at - 1]!, title[at]!)) >>> HASH_SHIFT) >= 0
  let told = 0
  for (let at = from; at < to; at++) if (isTold(at) || isTold(at + 1)) told++
  return told
}

/** Where words are not separated, a few characters in a row that differ between common parts of both titles are a slot. */
function formOfCharacters(a: EventPrint, b: EventPrint): Form {
  const one = tokensOf(a.characters)
  const other = tokensOf(b.characters)
  const inOrder = commonInOrder(one, other, 0)
  const share = inOrder / Math.max(1, one.length, other.length)
  let common = 0
  let restA = 0
  let restB = 0
  let slots = 0
  let names = 0
  // Of the characters in slots: all, and those that the other article has.
  let filledA = 0
  let filledB = 0
  let toldA = 0
  let toldB = 0
  let [endA, endB] = [one.length, other.length]
  const close = (startA: number, startB: number): void => {
    let [fromA, fromB] = [startA, startB]
    // What is the same at the edges of a gap is not part of a slot.
    for (; fromA < endA && fromB < endB && one[fromA] === other[fromB]; fromA++, fromB++) common++
    for (; fromA < endA && fromB < endB && one[endA - 1] === other[endB - 1]; endA--, endB--) common++
    const [ofA, ofB] = [endA - fromA, endB - fromB]
    const isSlot =
      Math.min(ofA, ofB) > 0 &&
      Math.max(ofA, ofB) <= LONGEST_SLOT &&
      !hasPairOf(one, fromA, endA, other) &&
      !hasPairOf(other, fromB, endB, one)
    if (!isSlot) {
      restA += ofA
      restB += ofB
      return
    }
    slots++
    if (one[fromA]! >= NUMBER_TOKEN && other[fromB]! >= NUMBER_TOKEN) return
    names += Math.min(ofA, ofB)
    filledA += ofA
    filledB += ofB
    toldA += countTold(one, fromA, endA, b)
    toldB += countTold(other, fromB, endB, a)
  }
  for (let [i, j] = [endA, endB]; ; ) {
    while (i > 0 && j > 0 && one[i - 1] !== other[j - 1]) {
      if (table[(i - 1) * WIDTH + j]! >= table[i * WIDTH + j - 1]!) i--
      else j--
    }
    if (i === 0 || j === 0) break
    let length = 1
    while (length < Math.min(i, j) && one[i - 1 - length] === other[j - 1 - length]) length++
    // One character alone is in two names by chance: 松本 and 高松.
    if (length > 1) {
      close(i, j)
      common += length
      ;[endA, endB] = [i - length, j - length]
    }
    i -= length
    j -= length
  }
  close(0, 0)
  const isForm = common >= Math.max(FORM_CHARACTERS, MIN_COMMON_CHARACTERS * Math.min(one.length, other.length))
  return {
    common: share,
    alike: common / Math.max(1, common + Math.max(restA, restB)),
    slots: isForm && slots > 0,
    nameSlots: isForm && names > 1,
    // The same words may report the same event of another place: half of what fills the slots is more than that.
    isCrossed: toldA + toldB > 0 && (2 * toldA >= filledA || 2 * toldB >= filledB),
  }
}

/**
 * Whether two articles report one event, from their prints alone. The bias: two stories about one event are better than
 * one story about two. One form of words about two places, numbers or days is two events, whatever a model says; for the rest a
 * small model weighs what the two have in common.
 */
import { cosine, countShared } from '../text/packing.ts'
import type { EventPrint } from './event-print.ts'
import { eventWeights } from './event-weights.ts'
import { type Form, formOf, hasWord, indexOfStem, inOrder, isDigit, RARE } from './title-form.ts'
import { CAPITAL, COUNTING, DATE, NAME, NUMBER, SERIAL_WORD } from './title-words.ts'

/** From this average probability on two groups of articles are one event. */
export const SAME_EVENT = 0.25

/** The value of two that are kept apart: no third article joins them. */
const APART = -3

/** What is known about a pair besides its prints. */
export interface PairAbout {
  readonly hoursApart: number
  readonly isSameSource: boolean
}

/** The features of a pair, in the order of the weights. `i`: rarity in nats. */
export const EVENT_FEATURES = [
  'vectorCosine',
  'titleCosine',
  'titleInOtherMost',
  'titleInOtherLeast',
  'namesSharedSum',
  'nameSharedRarest',
  'namesShared',
  'titleNamesMissing',
  'slots',
  'numbersShared',
  'titleNumbersDiffer',
  'daysDiffer',
  'hoursApart',
  'sameSource',
  'shorterLength',
  'longerLength',
  'sharedSecondRarest',
  'bothTitlesHaveOwnName',
  'leadShared',
  'titleRunsShared',
  'titleCase',
  'leadNamesDiffer',
  'sharedOutsideTitles',
  'sharedRarest',
  'titleInOrder',
  'keysShared',
] as const

/** The size of a rarity step in nats. */
const NATS = 0.16

/** What the leads of a pair share. */
interface Shared {
  count: number
  names: number
  namesSum: number
  rarestName: number
  rarest: number
  second: number
  /** Besides what both titles have: names, distinctive stems, and the sum of their rarities. */
  outsideNames: number
  outsideNamesSum: number
  outsideRare: number
  outsideSum: number
}

function sharedOf(a: EventPrint, b: EventPrint): Shared {
  const shared: Shared = {
    count: 0,
    names: 0,
    namesSum: 0,
    rarestName: 0,
    rarest: 0,
    second: 0,
    outsideNames: 0,
    outsideNamesSum: 0,
    outsideRare: 0,
    outsideSum: 0,
  }
  const add = (rarity: number, isName: boolean, isInBothTitles: boolean, isAcronym: boolean): void => {
    shared.count++
    if (rarity > shared.rarest) {
      shared.second = shared.rarest
      shared.rarest = rarity
    } else if (rarity > shared.second) shared.second = rarity
    if (isName) {
      shared.names++
      shared.namesSum += rarity
      if (rarity > shared.rarestName) shared.rarestName = rarity
    }
    if (isInBothTitles) return
    shared.outsideSum += rarity
    if (rarity >= RARE) shared.outsideRare++
    if (!isName || isAcronym) return
    shared.outsideNamesSum += rarity
    if (rarity >= RARE) shared.outsideNames++
  }
  const leadA = a.lead
  const leadB = b.lead
  for (let i = 0, j = 0; i < leadA.length && j < leadB.length; ) {
    const stemA = leadA[i]! >>> 6
    const stemB = leadB[j]! >>> 6
    if (stemA === stemB) {
      const kinds = a.leadKinds[i]! | b.leadKinds[j]!
      add(
        Math.min(leadA[i]! & 63, leadB[j]! & 63),
        (kinds & 1) !== 0,
        (a.leadKinds[i]! & b.leadKinds[j]! & 2) !== 0,
        (kinds & 4) !== 0,
      )
    }
    if (stemA <= stemB) i++
    if (stemB <= stemA) j++
  }
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const initial of one.initials) {
      const at = indexOfStem(other.lead, initial)
      if (at >= 0 && indexOfStem(one.lead, initial) < 0) add(other.lead[at]! & 63, true, false, true)
    }
  }
  return shared
}

/** Whether an article has a stem anywhere, as far as its print shows. */
function mentions(print: EventPrint, stem: number): boolean {
  if (indexOfStem(print.lead, stem) >= 0 || indexOfStem(print.vector.values, stem) >= 0) return true
  return print.farNames.includes(stem) || print.initials.includes(stem)
}

/** The sum of the rarities of one title's names that the other article lacks. */
function missingNames(a: EventPrint, b: EventPrint): number {
  let sum = 0
  for (const name of a.titleNames) if (!mentions(b, name >>> 6)) sum += name & 63
  return sum
}

/** The sum of the squared rarities of the stems that both have. */
function squareShared(stems: Uint32Array, others: Uint32Array): number {
  let sum = 0
  for (let i = 0, j = 0; i < stems.length && j < others.length; ) {
    const one = stems[i]! >>> 6
    const other = others[j]! >>> 6
    if (one === other) sum += (stems[i]! & 63) * (others[j]! & 63)
    if (one <= other) i++
    if (other <= one) j++
  }
  return sum
}

/**
 * Whether one title numbers a thing that the other numbers differently: "Stage 12" and "Stage 13", "Folge 3" and "5. Folge".
 */
const countDiffers = (a: EventPrint, b: EventPrint): boolean =>
  Math.max(a.title.length, b.title.length) <= HEADLINE_WORDS && countsOtherwise(a, b) && countsOtherwise(b, a)

/** A longer title is a sentence, whose numbers may count anything. */
const HEADLINE_WORDS = 14

function countsOtherwise(a: EventPrint, b: EventPrint): boolean {
  const [one, other] = [issueOf(a.characters), issueOf(b.characters)]
  if (one !== undefined && other !== undefined) return one !== other
  let isDifferent = false
  const { title } = a
  for (let i = 0; i < title.length; i++) {
    if (!(title[i]! & NUMBER)) continue
    for (const at of [i - 1, i + 1]) {
      const beside = title[at]
      if (beside === undefined || !(beside & COUNTING) || beside & NUMBER) continue
      const found = countsBeside(b.title, beside >>> 12)
      if (found.length === 0) continue
      if (found.includes(title[i]! >>> 12)) return false
      isDifferent = true
    }
  }
  return isDifferent
}

/** Chinese and Japanese counters of issues, parts, rounds and matches. */
const COUNTERS = new Set(Array.from('期集回话話章轮輪场場届号號弹彈讲講版', (counter) => counter.charCodeAt(0)))

/** The number before a counter, and the counter, among the characters of a title. */
function issueOf(characters: Uint32Array): string | undefined {
  for (let at = 1; at < characters.length; at++) {
    if (!COUNTERS.has(characters[at]!) || !isDigit(characters[at - 1]!)) continue
    let from = at
    while (from > 0 && isDigit(characters[from - 1]!)) from--
    return String.fromCharCode(...characters.slice(from, at + 1))
  }
  return undefined
}

/** The numbers that stand beside a word of a title. */
function countsBeside(title: Uint32Array, word: number): number[] {
  const found: number[] = []
  for (let i = 0; i < title.length; i++) {
    if (title[i]! >>> 12 !== word) continue
    for (const at of [i - 1, i + 1]) {
      const beside = title[at]
      if (beside !== undefined && beside & NUMBER) found.push(beside >>> 12)
    }
  }
  return found
}

/** From this share on titles are of one form. */
const ONE_FORM = 0.66

/** The answer where a rule decides; undefined where the model does. */
function ruleOf(
  a: EventPrint,
  b: EventPrint,
  form: Form,
  shared: Shared,
  { isSameSource, hoursApart }: PairAbout,
): number | undefined {
  const isOneForm = form.alike >= ONE_FORM
  const isFilledTwice = isOneForm && form.slots
  if (isSameSource) {
    const isNamed = shared.outsideNames > 1 || (shared.outsideRare > 1 && shareName(a, b))
    const isUpdate = hoursApart < UPDATE_HOURS && isNamed && !isSerialTitle(a)
    if (a.title.length > 0 && isSameColumn(a, b) && !isUpdate) return APART
    if (a.frame !== 0 && a.frame === b.frame) return a.isDatedFrame && b.isDatedFrame ? APART : 0
    if (isFilledTwice && (form.nameSlots || !(isUpdate || shared.outsideNames > 1))) return APART
  }
  const isOne =
    isOneAfterAll(form, shared, a.isCaseless || a.hasCapitalNouns) || (form.nameSlots && shareFullName(a, b))
  if (isFilledTwice && !isOne) return 0
  if (countDiffers(a, b)) return 0
  if (shared.outsideNamesSum < SERIAL_NAMES && isSerialPair(a, b)) return 0
  if ((isSameSource || Math.min(a.words, b.words) < STOCK_WORDS) && isStockText(a, b)) return 0
  if (!isSameSource && isFilledForm(a, b, shared)) return 0
  const little = a.characters.length > 0 ? LITTLE_UNSPACED : LITTLE
  if (form.common >= ONE_TITLE && shared.outsideSum < little && tellsLittle(a) && tellsLittle(b)) return 0
  if (!isTextOwn(a) || !isTextOwn(b)) return undefined
  if (form.common >= ONE_TITLE && shared.outsideSum < LITTLE && !shareName(a, b)) return 0
  if (form.common >= NEARLY_ONE_TITLE && shared.outsideRare < 2 && hasOwnWord(a, b) && hasOwnWord(b, a)) return 0
  return undefined
}

/** A count of victims rises within hours; what a source counts every day comes a day later. */
const UPDATE_HOURS = 20
/** From this share of common words in order on two titles are one. */
const ONE_TITLE = 0.8
/** One word of four may differ: then that word is what the title is about, if nothing besides the titles says otherwise. */
const NEARLY_ONE_TITLE = 0.74
/** Rarity shared besides the titles that is next to nothing: less than one distinctive word. */
const LITTLE = 30
/** In pairs of characters, where one word makes several. */
const LITTLE_UNSPACED = 150
const OWN_WORDS = 3
const OWN_WORD = 20

const FEW_WORDS = 3
const FEW_CHARACTERS = 7

/** Whether a title has so few distinctive words that it may be a heading of any outlet: "Police blotter", "Bild des Tages". */
function tellsLittle(print: EventPrint): boolean {
  if (print.characters.length > 0) return print.characters.length < FEW_CHARACTERS
  let telling = 0
  for (const word of print.title)
    if (!(word & (SERIAL_WORD | NUMBER | DATE)) && ((word >>> 6) & 63) >= OWN_WORD) telling++
  return telling < FEW_WORDS
}

/** So few stems besides the titles may be the same by chance. */
const MIN_STOCK = 3
const MOST_OF_STOCK = 0.85
/** Two outlets that share a longer text have one report. */
const STOCK_WORDS = 70

/**
 * Whether two texts are the same although their titles have nothing in common and the texts do not mention them: a call to read
 * on, a notice, the description of a programme.
 */
function isStockText(a: EventPrint, b: EventPrint): boolean {
  if (a.titleStems.length < 2 || b.titleStems.length < 2 || squareShared(a.titleStems, b.titleStems) > 0) return false
  let shared = 0
  let others = 0
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    for (let i = 0; i < one.lead.length; i++) {
      const at = indexOfStem(other.lead, one.lead[i]! >>> 6)
      const isOfTitle = (one.leadKinds[i]! & 2) !== 0
      if (isOfTitle && at >= 0) return false
      if (isOfTitle) continue
      if (at >= 0) shared++
      else others++
    }
  }
  return shared >= 2 * MIN_STOCK && shared >= MOST_OF_STOCK * (shared + others)
}

/** The least share of the shorter text's phrases that two short texts of one form have in common. */
const FORM_PHRASES = 0.12
/** From this cosine on two titles name one subject. */
const ONE_SUBJECT = 0.66

/**
 * Whether two short texts are one form of words about two events: "Police are looking for witnesses", "Here are the best". Two
 * outlets that report one event in their own words hardly share a phrase, and where they share the text, it says the same.
 */
function isFilledForm(a: EventPrint, b: EventPrint, shared: Shared): boolean {
  const size = Math.min(a.phrases.length, b.phrases.length)
  if (size === 0 || countShared(a.phrases, b.phrases) < FORM_PHRASES * size) return false
  if (shareName(a, b) || (shared.outsideNames > 1 && !a.hasCapitalNouns) || titleCosine(a, b) >= ONE_SUBJECT)
    return false
  const isNumberOther = a.numbers.length > 0 && b.numbers.length > 0 && countShared(a.numbers, b.numbers) === 0
  return isNumberOther || (hasOwnSubject(a, b) && hasOwnSubject(b, a))
}

const titleCosine = (a: EventPrint, b: EventPrint): number =>
  squareShared(a.titleStems, b.titleStems) / Math.sqrt(Math.max(1, a.titleSquare) * Math.max(1, b.titleSquare))

/** Whether a title and its text have a distinctive word that the other article does not have at all. */
const hasOwnSubject = (one: EventPrint, other: EventPrint): boolean =>
  one.subjects.some((stem) => !mentions(other, stem))

/** Whether there is a text besides the title, which could confirm what the title says. */
const isTextOwn = (print: EventPrint): boolean => print.words - print.title.length >= OWN_WORDS

/** Whether a title has a distinctive word that the other article does not have at all. */
function hasOwnWord(one: EventPrint, other: EventPrint): boolean {
  return one.titleStems.some((stem) => (stem & 63) >= OWN_WORD && !mentions(other, stem >>> 6))
}

/** Whether both titles have a name: then the title alone identifies the event. */
function shareName(a: EventPrint, b: EventPrint): boolean {
  if (a.hasCapitalNouns && isSerialTitle(a)) return false
  const isName = (word: number): boolean => (word & (NAME | SERIAL_WORD | DATE)) === NAME
  return hasAnyOf(a, b, isName) || hasAnyOf(b, a, isName)
}

/** Whether one title has a word that `isMeant` accepts and that the other title has, too. */
const hasAnyOf = (one: EventPrint, other: EventPrint, isMeant: (word: number) => boolean): boolean =>
  one.title.some((word) => isMeant(word) && hasWord(other.title, word >>> 12))

/** Names besides the titles that make one event of two fillings: two rare ones. Institutions are in every report. */
const OWN_NAMES = 90

/** Whether two fillings of one form report one event all the same: a place of one in the lead of the other, or shared names. */
function isOneAfterAll(form: Form, shared: Shared, tellsNoNames: boolean): boolean {
  if (form.isCrossed) return true
  if (form.nameSlots) return !tellsNoNames && shared.outsideNames > 1 && shared.outsideNamesSum >= OWN_NAMES
  return tellsNoNames ? shared.outsideRare + shared.outsideSum / 60 > 7 : shared.outsideNames > 0
}

/** From this rarity on a name is hardly ever in the news for more than one thing. */
const SELDOM_NAMED = 40

/** Whether both titles have a name of two words in a row that is seldom in the news: one person, whatever is reported. */
function shareFullName(a: EventPrint, b: EventPrint): boolean {
  if (a.hasCapitalNouns || b.hasCapitalNouns) return false
  let length = 0
  for (const word of a.title) {
    const isPart =
      word & (NAME | CAPITAL) &&
      !(word & SERIAL_WORD) &&
      ((word >>> 6) & 63) >= SELDOM_NAMED &&
      hasWord(b.title, word >>> 12)
    length = isPart ? length + 1 : 0
    if (length > 1) return true
  }
  return false
}

/** Titles that differ in numbers and dates only. */
function isSameColumn(a: EventPrint, b: EventPrint): boolean {
  const stemsOf = (print: EventPrint): number[] => {
    const found: number[] = []
    for (const word of print.title) if (!(word & (NUMBER | DATE))) found.push(word >>> 12)
    return found
  }
  const one = stemsOf(a)
  const other = stemsOf(b)
  return one.length === other.length && one.every((stem, i) => stem === other[i])
}

/** Two texts under serial headlines are one event only with this much rarity in names besides the titles. */
const SERIAL_NAMES = 75

/** Whether two titles have nothing in common except what heads a series, a list or a notice. */
const isSerialPair = (a: EventPrint, b: EventPrint): boolean =>
  isSerialTitle(a) && isSerialTitle(b) && !hasAnyOf(a, b, isTellingWord) && !hasAnyOf(b, a, isTellingWord)

/** Whether a word of a title says what a series is about this time. */
const isTellingWord = (word: number): boolean =>
  ((word & NAME) !== 0 || ((word >>> 6) & 63) >= RARE) && !(word & (SERIAL_WORD | NUMBER | DATE))

/** Whether at least half of a title's words are such as head a series. */
function isSerialTitle(print: EventPrint): boolean {
  let serial = 0
  let other = 0
  for (const word of print.title) {
    if (word & (SERIAL_WORD | NUMBER | DATE)) serial++
    else if (((word >>> 6) & 63) > 0) other++
  }
  return serial > 0 && serial >= other
}

/** The share of the two articles' heaviest stems that both have. */
function keysShared(a: EventPrint, b: EventPrint): number {
  let product = 0
  let squareA = 0
  let squareB = 0
  for (const { weight } of b.keys) squareB += weight * weight
  for (const one of a.keys) {
    squareA += one.weight * one.weight
    for (const other of b.keys) if (one.hash === other.hash) product += one.weight * other.weight
  }
  return product === 0 ? 0 : product / Math.sqrt(squareA * squareB)
}

const clamp = (value: number, most = 1): number => Math.max(0, Math.min(most, value))

/** The features of a pair; exported for `research/train-events.ts`. */
export function eventFeatures(one: EventPrint, other: EventPrint, about: PairAbout): Float64Array {
  const [a, b] = inOrder(one, other)
  return featuresOf(a, b, about, sharedOf(a, b), formOf(a, b))
}

function featuresOf(a: EventPrint, b: EventPrint, about: PairAbout, shared: Shared, form: Form): Float64Array {
  const titleA = Math.max(1, a.titleSquare)
  const titleB = Math.max(1, b.titleSquare)
  const inA = squareShared(b.titleStems, a.lead) / titleB
  const inB = squareShared(a.titleStems, b.lead) / titleA
  const missingA = missingNames(a, b)
  const missingB = missingNames(b, a)
  const runs = Math.min(a.runs.length, b.runs.length)
  const numbers = (print: EventPrint): boolean => print.title.some((word) => (word & NUMBER) !== 0)
  const bothNumbers = numbers(a) && numbers(b)
  const sharedNumbers = countShared(a.numbers, b.numbers)
  const bothNames = Math.min(a.names.length, b.names.length)
  return Float64Array.of(
    cosine(a.vector, b.vector),
    titleCosine(a, b),
    Math.max(inA, inB),
    Math.min(inA, inB),
    clamp((shared.namesSum * NATS) / 10, 3),
    (shared.rarestName * NATS) / 8,
    clamp(shared.names / 4),
    clamp((Math.min(missingA, missingB) * NATS) / 8),
    form.slots ? clamp(form.alike) : 0,
    clamp(sharedNumbers / 3),
    bothNumbers && sharedNumbers === 0 ? 1 : 0,
    a.days !== 0 && b.days !== 0 && (a.days & b.days) === 0 ? 1 : 0,
    clamp(about.hoursApart / 72),
    about.isSameSource ? 1 : 0,
    Math.log1p(Math.min(a.words, b.words)) / 7,
    Math.log1p(Math.max(a.words, b.words)) / 7,
    (shared.second * NATS) / 8,
    missingA > 0 && missingB > 0 ? 1 : 0,
    clamp(shared.count / 10),
    runs === 0 ? 0 : countShared(a.runs, b.runs) / runs,
    a.isTitleCase || b.isTitleCase ? 1 : 0,
    shared.names === 0 ? clamp(bothNames / 3) : 0,
    clamp((shared.outsideSum * NATS) / 40),
    (shared.rarest * NATS) / 8,
    form.common,
    keysShared(a, b),
  )
}

/** What a rule says about a pair, undefined where the model decides; exported for `research/train-events.ts`. */
export function eventRule(one: EventPrint, other: EventPrint, about: PairAbout): number | undefined {
  const [a, b] = inOrder(one, other)
  return ruleOf(a, b, formOf(a, b), sharedOf(a, b), about)
}

/** How short a text of this many words is: 1 up to 36 words, 0 from 200 on. */
const shortness = (words: number): number => clamp((5.3 - Math.log1p(words)) / 1.7)

/** Logistic regression and trees, see `event-weights.ts`. */
export interface EventModel {
  readonly logistic: readonly number[]
  readonly trees: {
    readonly base: number
    readonly count: number
    readonly splits: readonly number[]
    readonly leaves: readonly number[]
  }
}

/** The same model in typed arrays: twice as fast. */
export interface CompiledModel {
  readonly logistic: Float64Array
  readonly base: number
  /** Of each split: the feature, and the value above which to go right. Seven a tree, and eight leaves. */
  readonly features: Uint8Array
  readonly limits: Float64Array
  readonly leaves: Float64Array
}

/** A model to compute with. */
export function compiled({ logistic, trees: { base, splits, leaves } }: EventModel): CompiledModel {
  return {
    logistic: Float64Array.from(logistic),
    base,
    features: Uint8Array.from(splits.filter((_, i) => i % 2 === 0)),
    limits: Float64Array.from(splits.filter((_, i) => i % 2 === 1)),
    leaves: Float64Array.from(leaves),
  }
}

const shipped = compiled(eventWeights)
/** The features of one pair, and the shortness. */
const inputs = new Float64Array(EVENT_FEATURES.length + 1)

/** The probability by the model alone. */
export function modelProbability(features: Float64Array, shorterWords: number, model = shipped): number {
  const short = shortness(shorterWords)
  const { logistic, features: splits, limits, leaves } = model
  const size = features.length
  let sum = logistic[2 * size]! + logistic[2 * size + 1]! * short
  for (let i = 0; i < size; i++) sum += features[i]! * (logistic[i]! + logistic[size + i]! * short)
  inputs.set(features)
  inputs[size] = short
  let score = model.base
  for (let at = 0, leaf = 0; at < limits.length; at += 7, leaf += 8) {
    const one = inputs[splits[at]!]! > limits[at]! ? 2 : 1
    const two = 2 * one + (inputs[splits[at + one]!]! > limits[at + one]! ? 2 : 1)
    const three = 2 * two + (inputs[splits[at + two]!]! > limits[at + two]! ? 2 : 1)
    score += leaves[leaf + three - 7]!
  }
  return (1 / (1 + Math.exp(-sum)) + 1 / (1 + Math.exp(-score))) / 2
}

/**
 * The probability, 0-1, that two articles report one event; 0 where they are known not to, -3 where they are kept apart even if
 * a third article is like both: two issues of one column, two fillings of one form of one source.
 */
export function sameEvent(one: EventPrint, other: EventPrint, about: PairAbout): number {
  const [a, b] = inOrder(one, other)
  const shared = sharedOf(a, b)
  const form = formOf(a, b)
  const rule = ruleOf(a, b, form, shared, about)
  if (rule !== undefined) return rule
  const words = Math.min(a.words, b.words)
  const p = modelProbability(featuresOf(a, b, about, shared, form), words)
  if (shared.count <= Math.min(MAX_CHANCE_STEMS, Math.floor(words / WORDS_OF_CHANCE))) return p * BY_CHANCE
  if (isOneActor(a, b)) return p * BY_ACTOR
  return a.isDatedFrame === b.isDatedFrame ? p : p * OF_A_COLUMN
}

/** What two reports of one event have in common besides the actor: at least three distinctive words. */
const ACT = 90
const ACTOR_WORDS = 80

/**
 * Whether two short texts are about one busy person or firm, whose first name or office both give, but each about another act:
 * a word of its title that its text has and the other article does not have at all.
 */
function isOneActor(a: EventPrint, b: EventPrint): boolean {
  if (Math.min(a.words, b.words) > ACTOR_WORDS || !hasOwnSubject(a, b) || !hasOwnSubject(b, a)) return false
  const isPart = (stem: number): boolean => isPartOfShared(stem, a, b) || isPartOfShared(stem, b, a)
  let things = 0
  for (const stem of a.titleStems)
    if (indexOfStem(b.titleStems, stem >>> 6) >= 0 && !isPart(stem >>> 6) && ++things > 1) return false
  let parts = 0
  let others = 0
  for (let i = 0; i < a.lead.length; i++) {
    const stem = a.lead[i]! >>> 6
    if (indexOfStem(b.lead, stem) < 0) continue
    if (isPart(stem)) parts++
    else if (!(a.leadKinds[i]! & 2)) others += a.lead[i]! & 63
  }
  return parts > 0 && others < ACT
}

/** Whether a stem of one lead stands beside a name that both have. */
function isPartOfShared(stem: number, one: EventPrint, other: EventPrint): boolean {
  const at = indexOfStem(one.lead, stem)
  return at >= 0 && one.leadHeads[at] !== 0 && indexOfStem(other.lead, one.leadHeads[at]! >>> 6) >= 0
}

/** An issue of a dated column ("Market close, Tuesday: …") names an event in passing. */
const OF_A_COLUMN = 0.3

/**
 * Two leads of 30 words that share one distinctive stem, or of 60 that share two, share a name or a subject but not an event,
 * however rare it is. Headlines are too short for more. (On ecb-train pairs' precision .79 → .83, no right pair lost.)
 */
const WORDS_OF_CHANCE = 30
const MAX_CHANCE_STEMS = 2
const BY_CHANCE = 0.3
/** A common actor alone never joins two articles. */
const BY_ACTOR = 0.25

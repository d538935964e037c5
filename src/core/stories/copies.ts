/**
 * Whether two articles are one text, give or take boilerplate, edits and shortening. The bias: a missed copy is better
 * than a wrong merge, so a publisher's templates (the same words, other numbers), columns (the same frame, other items),
 * follow-ups and quotations stay apart.
 *
 * A pair is judged by features of the two fingerprints and the shipped tables alone, never by what else is known, so that the
 * order of arrival changes nothing.
 */

import { cosine, countBelow, countShared, HASH_SPACE } from '../text/packing.ts'
import { copyWeights } from './copy-weights.ts'
import { type Fingerprint, SLOT_NUMBERS } from './fingerprint.ts'
import { type Print, printOf } from './prints.ts'

/** What is measured in a pair, in the order of the weights. */
export const FEATURES = [
  'phraseJaccard',
  'phraseContainment',
  'phraseEvidence',
  'leadShared',
  'leadInOtherMost',
  'leadInOtherLeast',
  'titleOverlap',
  'titleEqual',
  'titleInTextMost',
  'titleInTextLeast',
  'eventCosine',
  'termContainment',
  'termContainmentOfLonger',
  'termEvidence',
  'rareContainment',
  'rareContainmentOfLonger',
  'numbersShared',
  'numbersMissingBoth',
  'numbersMissingShorter',
  'numbersEvidence',
  'numbersMissingCount',
  'titleNumbersDiffer',
  'sameSource',
  'daysApart',
  'shorterLength',
  'lengthRatio',
  'isCut',
  'beforeInLonger',
  'afterInLonger',
  'densityInLonger',
  'gapsInLonger',
  'beforeInShorter',
  'afterInShorter',
  'densityInShorter',
  'gapsInShorter',
  'ownPassages',
] as const
type Feature = (typeof FEATURES)[number]
const TITLE_EQUAL = FEATURES.indexOf('titleEqual')
const TITLE_OVERLAP = FEATURES.indexOf('titleOverlap')
const TITLE_IN_TEXT = FEATURES.indexOf('titleInTextMost')
const PHRASE_CONTAINMENT = FEATURES.indexOf('phraseContainment')
const TERM_CONTAINMENT = FEATURES.indexOf('termContainment')

const HOUR_MS = 3_600_000

/** The features of a pair, in the order of FEATURES, each about 0–1; the order of the two does not matter. */
export function pairFeatures(first: Fingerprint, second: Fingerprint): readonly number[] {
  const [a, b] = inOrderOfLength(first, second)
  return featuresOf(first, second, a, b, comparePhrases(a, b))
}

/** The shorter text first. */
function inOrderOfLength(first: Fingerprint, second: Fingerprint): [Print, Print] {
  const isFirstShorter = first.words < second.words || (first.words === second.words && first.phrases <= second.phrases)
  return isFirstShorter ? [printOf(first), printOf(second)] : [printOf(second), printOf(first)]
}

function featuresOf(first: Fingerprint, second: Fingerprint, a: Print, b: Print, phrases: PhraseComparison): number[] {
  const { shared: phrasesShared, inA, inB } = phrases
  const leadShared = countShared(a.lead, b.lead)
  const leadAInB = Math.max(shareOfLead(a, b), ratio(leadShared, a.lead.length))
  const leadBInA = Math.max(shareOfLead(b, a), ratio(leadShared, b.lead.length))

  const title = overlap(a.title, b.title, 0)
  const titleInB = containment(a.title, b.terms, b.termLevel)
  const titleInA = containment(b.title, a.terms, a.termLevel)
  const terms = overlap(a.terms, b.terms, Math.max(a.termLevel, b.termLevel))

  const numbersA = a.numbers.length
  const numbersB = b.numbers.length
  const numbersShared = countShared(a.numbers, b.numbers)
  const titleNumbers = countShared(a.titleNumbers, b.titleNumbers)
  const isTitleEqual = first.titleKey !== undefined && first.titleKey === second.titleKey
  return [
    ratio(phrasesShared, inA.size + inB.size - phrasesShared),
    shareOfShorter(phrases),
    Math.min(1, Math.log1p(phrasesShared) / 5),
    ratio(leadShared, Math.min(a.lead.length, b.lead.length)),
    Math.max(leadAInB, leadBInA),
    Math.min(leadAInB, leadBInA),
    ratio(title.shared, Math.max(title.a, title.b)),
    isTitleEqual ? 1 : 0,
    Math.max(titleInA, titleInB),
    Math.min(titleInA, titleInB),
    // One article is compared with several in a row.
    cosine(printOf(first).vector, printOf(second).vector),
    ratio(terms.shared, terms.a),
    ratio(terms.shared, terms.b),
    Math.min(1, Math.log1p(terms.shared) / 8),
    ratio(terms.rareShared, terms.rareA),
    ratio(terms.rareShared, terms.rareB),
    numbersA === 0 || numbersB === 0 ? 1 : numbersShared / Math.min(numbersA, numbersB),
    Math.min(ratio(numbersA - numbersShared, numbersA), ratio(numbersB - numbersShared, numbersB)),
    ratio(numbersA - numbersShared, numbersA),
    Math.min(1, Math.log1p(numbersShared) / 3),
    Math.min(1, Math.log1p(Math.min(numbersA, numbersB) - numbersShared) / 3),
    titleNumbers < Math.min(a.titleNumbers.length, b.titleNumbers.length) ? 1 : 0,
    first.sourceId === second.sourceId ? 1 : 0,
    Math.min(1, Math.abs(first.publishedMs - second.publishedMs) / (72 * HOUR_MS)),
    Math.min(1, Math.log1p(a.words) / 7),
    ratio(a.words, b.words),
    first.isCut || second.isCut ? 1 : 0,
    inB.before,
    inB.after,
    inB.density,
    Math.min(1, Math.log1p(inB.gaps) / 4),
    inA.before,
    inA.after,
    inA.density,
    Math.min(1, Math.log1p(inA.gaps) / 4),
    Math.min(1, Math.log1p(Math.min(inA.longestOwn, inB.longestOwn)) / 6),
  ]
}

/**
 * Where in a text the phrases stand that another text also has: in a quotation they stand together, in an abridged text they
 * are spread out.
 */
interface Spread {
  /** The phrases that the sampling of both texts keeps. */
  readonly size: number
  /** The shares of the text before the first and after the last common phrase; and of what is between, how much is common. */
  readonly before: number
  readonly after: number
  readonly density: number
  /** Passages of its own between common ones. */
  readonly gaps: number
  /** About how many words in a row the text has at least somewhere that the other has not. */
  readonly longestOwn: number
}

interface PhraseComparison {
  readonly shared: number
  readonly inA: Spread
  readonly inB: Spread
}

const shareOfShorter = ({ shared, inA, inB }: PhraseComparison): number => ratio(shared, Math.min(inA.size, inB.size))

function comparePhrases(a: Print, b: Print): PhraseComparison {
  const level = Math.max(a.phraseLevel, b.phraseLevel)
  const bound = HASH_SPACE >> level
  const sizeA = countBelow(a.phrases, bound)
  const sizeB = countBelow(b.phrases, bound)
  const isSharedA = new Uint8Array(a.phrases.length)
  const isSharedB = new Uint8Array(b.phrases.length)
  let shared = 0
  for (let i = 0, j = 0; i < sizeA && j < sizeB; ) {
    const hashA = a.phrases[i]!
    const hashB = b.phrases[j]!
    if (hashA === hashB) {
      isSharedA[a.places[i]!] = 1
      isSharedB[b.places[j]!] = 1
      shared++
    }
    if (hashA <= hashB) i++
    if (hashB <= hashA) j++
  }
  return { shared, inA: spreadOf(a, isSharedA, level), inB: spreadOf(b, isSharedB, level) }
}

function spreadOf({ phrasesInOrder }: Print, isShared: Uint8Array, level: number): Spread {
  const bound = HASH_SPACE >> level
  let size = 0
  let shared = 0
  let first = -1
  let last = -1
  let gaps = 0
  let run = 0
  let longest = 0
  for (let at = 0; at < phrasesInOrder.length; at++) {
    if (phrasesInOrder[at]! >= bound) continue
    if (isShared[at] === 0) {
      if (++run > longest) longest = run
    } else {
      if (first < 0) first = size
      else if (run > 0) gaps++
      last = size
      run = 0
      shared++
    }
    size++
  }
  const longestOwn = longest === 0 ? 0 : (longest - 1) * 2 ** level + 1
  if (shared === 0) return { size, before: 0, after: 0, density: 0, gaps, longestOwn }
  const [before, after] = [first / size, (size - 1 - last) / size]
  return { size, before, after, density: shared / (last - first + 1), gaps, longestOwn }
}

/** Below this share of common phrases, and of each lead in the other text, two texts of some length are never one. */
const MIN_PHRASES_SHARED = 0.1
const MIN_PHRASED_WORDS = 20

/**
 * Whether two articles have enough in common to be judged closely: cheap, and false for most that are not copies. (Of 5,355
 * pairs of one text that were judged to be copies it is true for all but one.)
 */
export function mayBeCopies(first: Fingerprint, second: Fingerprint): boolean {
  if (sameAddress(first, second) !== undefined) return true
  const a = printOf(first)
  const b = printOf(second)
  if (Math.min(a.words, b.words) < MIN_PHRASED_WORDS) return true
  const limit = HASH_SPACE >> Math.max(a.phraseLevel, b.phraseLevel)
  const sizeA = countBelow(a.phrases, limit)
  const sizeB = countBelow(b.phrases, limit)
  if (countShared(a.phrases, b.phrases, sizeA, sizeB) >= MIN_PHRASES_SHARED * Math.min(sizeA, sizeB)) return true
  if (countShared(a.lead, b.lead) >= MIN_PHRASES_SHARED * Math.min(a.lead.length, b.lead.length)) return true
  return Math.max(shareOfLead(a, b), shareOfLead(b, a)) >= MIN_PHRASES_SHARED
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0
}

/** The share of one lead's phrases that the other whole text has, among those its sampling kept. */
function shareOfLead(a: Print, b: Print): number {
  const size = countBelow(a.lead, HASH_SPACE >> b.phraseLevel)
  return size < 6 ? 0 : countShared(a.lead, b.phrases, size) / size
}

/** From this rarity on a stem is rare: in fewer than about one article of 600. */
const RARE = 40

/** The sums of rarities that two weighted sets share and that each has, among the hashes that a sampling level keeps. */
function overlap(
  a: Uint32Array,
  b: Uint32Array,
  level: number,
): { shared: number; a: number; b: number; rareShared: number; rareA: number; rareB: number } {
  const sums = { shared: 0, a: 0, b: 0, rareShared: 0, rareA: 0, rareB: 0 }
  const bound = (HASH_SPACE >> level) * 64
  const sizeA = countBelow(a, bound)
  const sizeB = countBelow(b, bound)
  let atA = 0
  let atB = 0
  while (atA < sizeA || atB < sizeB) {
    const hashA = atA < sizeA ? a[atA]! >>> 6 : HASH_SPACE
    const hashB = atB < sizeB ? b[atB]! >>> 6 : HASH_SPACE
    const rarity = (hashA <= hashB ? a[atA]! : b[atB]!) & 63
    const isRare = rarity >= RARE
    if (hashA === hashB) {
      sums.shared += rarity
      if (isRare) sums.rareShared++
    }
    if (hashA <= hashB) {
      sums.a += rarity
      if (isRare) sums.rareA++
      atA++
    }
    if (hashB <= hashA) {
      sums.b += rarity
      if (isRare) sums.rareB++
      atB++
    }
  }
  return sums
}

/** The share of a title's rarity that a text's terms hold; 0 where the sampling of the text left nothing to decide by. */
function containment(title: Uint32Array, terms: Uint32Array, level: number): number {
  const found = overlap(title, terms, level)
  return ratio(found.shared, found.a)
}

/** A text of fewer words says nothing of its own (`Comments`, `Read more`): then only the titles can decide. */
const MIN_TEXT_WORDS = 6
/** The probability for two outlets that have one distinctive title, where one of them has hardly any text. */
const EQUAL_TITLES = 0.9

/** How sure we are, 0–1, that two articles are one text, from the features of the pair. */
function copyProbability(features: readonly number[]): number {
  const { hidden, output } = copyWeights
  let sum = output[hidden.length]!
  for (let unit = 0; unit < hidden.length; unit++) {
    const weights = hidden[unit]!
    let activation = weights[features.length]!
    for (let i = 0; i < features.length; i++) activation += weights[i]! * features[i]!
    sum += output[unit]! * Math.tanh(activation)
  }
  return 1 / (1 + Math.exp(-sum))
}

/** At this probability and above two articles are copies. */
export const COPY_THRESHOLD = 0.85
/** No single pair weighs more than this, in log-odds, where groups of copies are weighed. */
const MAX_LOG_ODDS = 4

/** The evidence for or against two articles being one text, in log-odds. */
export const agreementOf = (p: number): number => Math.max(-MAX_LOG_ODDS, Math.min(MAX_LOG_ODDS, Math.log(p / (1 - p))))

/** Whether two sources carry the very same entry, by address or guid. Within one source an equal address proves nothing. */
export function sameAddress(a: Fingerprint, b: Fingerprint): 'address' | 'guid' | undefined {
  if (a.sourceId === b.sourceId) return undefined
  if (a.urlKey !== undefined && a.urlKey === b.urlKey) return 'address'
  if (a.guidKey !== undefined && a.guidKey === b.guidKey) return 'guid'
  return undefined
}

/** The judgement on a pair: how sure we are that it is one text, and why, in words. */
interface Judgement {
  readonly p: number
  readonly why: string
}

/** In longer texts of two sources, a common share below this is a quotation, or comes from one release. */
const QUOTABLE_WORDS = 30
const MIN_PHRASES_OF_COPY = 0.15

/** Whether two articles are one text; all that is known here. The order of the two does not matter. */
export function judgeCopy(first: Fingerprint, second: Fingerprint): Judgement {
  const [a, b] = inOrderOfLength(first, second)
  const isOneSource = first.sourceId === second.sourceId
  const isTelling = first.isTitleTelling === true && second.isTitleTelling === true
  const key = sameAddress(first, second)
  const phrases = comparePhrases(a, b)
  const isQuotation = !isOneSource && a.words > QUOTABLE_WORDS && shareOfShorter(phrases) < MIN_PHRASES_OF_COPY
  if (isQuotation && key === undefined) return { p: 0, why: '' }
  const features = featuresOf(first, second, a, b, phrases)
  const p = isQuotation ? 0 : copyProbability(features)
  const isShort = a.words < MIN_TEXT_WORDS
  if (p < COPY_THRESHOLD && key === undefined && !isShort) return { p, why: '' }
  const titles = compareTitles(a, b)
  const isHeadlineSame = isTelling && titles.shared >= SAME_HEADLINE && !titles.isNumberOther
  if (key !== undefined && !contradict(key, a, b, titles, features, isHeadlineSame))
    return { p: 1, why: `the same ${key}` }
  if (isShort) {
    // One outlet reuses a title for what it publishes every day, and so do two that publish a `Photo of the day`.
    const isOne = !isOneSource && isTelling && features[TITLE_EQUAL] === 1
    return isOne ? { p: EQUAL_TITLES, why: 'the same title' } : { p: 0, why: '' }
  }
  if (p < COPY_THRESHOLD) return { p, why: '' }
  const isSoon = Math.abs(first.publishedMs - second.publishedMs) < REFILING_HOURS * HOUR_MS
  const objection = isOneSource
    ? objectionOfOneSource(a, b, titles, features, phrases, isHeadlineSame && isSoon)
    : objectionOfTwoSources(a, b, titles)
  return objection === undefined ? { p, why: explainCopy(features, p) } : { p: 0, why: objection }
}

/** Why a pair was judged to be one text, in words. */
function explainCopy(features: readonly number[], probability: number): string {
  const percent = (name: Feature): string => `${Math.round(features[FEATURES.indexOf(name)]! * 100)} %`
  const parts = [
    `${percent('phraseContainment')} of the shorter text's phrases`,
    `${percent('termContainment')} of its telling words`,
  ]
  if (features[FEATURES.indexOf('titleEqual')]! > 0) parts.push('the same title')
  return `${parts.join(', ')} (${Math.min(99, Math.floor(probability * 100))} % sure)`
}

/** What two titles have in common and what not. */
interface TitleComparison {
  /** The share of the shorter title's words that the other has. */
  readonly shared: number
  /** Each has a word that the other lacks, however common: `part one`, `part four`. */
  readonly isWordOther: boolean
  /** Each has a number that the other lacks. */
  readonly isNumberOther: boolean
  /** Each has a number that neither the other title nor the other text has. */
  readonly isNumberNew: boolean
  /** Each has a distinctive word that neither the other title nor the other text has. */
  readonly isNameOther: boolean
  /** Each has such a word, and its own text has it, too. */
  readonly isSubjectOther: boolean
  /** How many of the two titles have a distinctive word that their own text has. */
  readonly told: number
}

const NAME_RARITY = 12

function compareTitles(a: Print, b: Print): TitleComparison {
  const words = countSharedWeighted(a.title, b.title)
  const numbers = countShared(a.titleNumbers, b.titleNumbers)
  const size = Math.min(a.title.length + a.titleNumbers.length, b.title.length + b.titleNumbers.length)
  const [ownA, ownB] = [ownNames(a, b), ownNames(b, a)]
  return {
    shared: ratio(words + numbers, size),
    isWordOther: words < Math.min(a.title.length, b.title.length),
    isNumberOther: numbers < a.titleNumbers.length && numbers < b.titleNumbers.length,
    isNumberNew: hasNumberOfItsOwn(a, b) && hasNumberOfItsOwn(b, a),
    isNameOther: ownA.length > 0 && ownB.length > 0,
    isSubjectOther: ownA.some((name) => has(a.subjects, name)) && ownB.some((name) => has(b.subjects, name)),
    told: (a.subjects.length > 0 ? 1 : 0) + (b.subjects.length > 0 ? 1 : 0),
  }
}

function countSharedWeighted(a: Uint32Array, b: Uint32Array): number {
  let shared = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [hashA, hashB] = [a[i]! >>> 6, b[j]! >>> 6]
    if (hashA === hashB) shared++
    if (hashA <= hashB) i++
    if (hashB <= hashA) j++
  }
  return shared
}

const hasNumberOfItsOwn = (own: Print, other: Print): boolean =>
  own.titleNumbers.some((number) => !has(other.titleNumbers, number) && !has(other.numbers, number))

/** The distinctive words of a title that the other article, as far as its fingerprint kept it, has nowhere. */
function ownNames(own: Print, other: Print): number[] {
  const kept = HASH_SPACE >> other.termLevel
  const found: number[] = []
  for (const value of own.title) {
    const hash = value >>> 6
    if ((value & 63) < NAME_RARITY || hash >= kept) continue
    if (!hasHash(other.terms, hash) && !hasHash(other.title, hash)) found.push(hash)
  }
  return found
}

/** Whether a weighted set has a hash. */
function hasHash(set: Uint32Array, hash: number): boolean {
  const at = countBelow(set, hash * 64)
  return at < set.length && set[at]! >>> 6 === hash
}

/** Where both texts have a number in the same frame: in how many frames one number agrees, in how many none does. */
function compareSlots(a: Print, b: Print): { agreements: number; conflicts: number } {
  const found = { agreements: 0, conflicts: 0 }
  for (let i = 0, j = 0; i < a.slots.length && j < b.slots.length; ) {
    const [frameA, frameB] = [frameAt(a.slots, i), frameAt(b.slots, j)]
    const [endA, endB] = [frameEnd(a.slots, i), frameEnd(b.slots, j)]
    if (frameA === frameB)
      found[countShared(a.slots.subarray(i, endA), b.slots.subarray(j, endB)) > 0 ? 'agreements' : 'conflicts']++
    if (frameA <= frameB) i = endA
    if (frameB <= frameA) j = endB
  }
  return found
}

const frameAt = (slots: Uint32Array, at: number): number => Math.floor(slots[at]! / SLOT_NUMBERS)

/** Where the numbers of a frame end that begin at `from`. */
function frameEnd(slots: Uint32Array, from: number): number {
  let end = from + 1
  while (end < slots.length && frameAt(slots, end) === frameAt(slots, from)) end++
  return end
}

const has = (set: Uint32Array, hash: number): boolean => set[countBelow(set, hash)] === hash

/** In texts of fewer words a title or a single number distinguishes two entries of one source. */
export const SHORT_WORDS = 60
/** In even fewer, any word of the title does. */
const FEW_WORDS = 25
/**
 * A passage of this many words is not a correction; in a long text the limit is a share of it, and a larger one under the same
 * headline on one day.
 */
const OWN_PASSAGE = 14
const OWN_SHARE = 0.06
const OWN_SHARE_REFILED = 0.3
/** A text is filed again within this many hours; after that it may be the next issue. */
const REFILING_HOURS = 20
const SAME_HEADLINE = 0.75
/** Titles of one form: without what differs, two thirds of the shorter one are the same. */
const ONE_FORM = 0.66

const NOTHING_TOLD = 'the titles differ, and the text says nothing of them'

/**
 * Why two entries that one source distinguishes are not one text, however much of it is the same: what is their own differs.
 * The rest may be words that stand under every entry, or a form filled in again.
 */
function objectionOfOneSource(
  a: Print,
  b: Print,
  titles: TitleComparison,
  features: readonly number[],
  { inA, inB }: PhraseComparison,
  isRefiling: boolean,
): string | undefined {
  const phrases = features[PHRASE_CONTAINMENT]!
  const ownPassages = Math.min(inA.longestOwn, inB.longestOwn)
  const isShort = a.words < SHORT_WORDS
  if (titles.isNumberNew || (titles.isNumberOther && isShort)) return 'the titles differ in a number'
  // A call to read on, or the description of a programme: it stands under whatever the source reports.
  if (titles.isNameOther && titles.told < 2) return NOTHING_TOLD
  if (titles.isSubjectOther || (isShort && titles.isNameOther && titles.shared >= 0.5))
    return 'the titles differ in a name'
  if (a.words < FEW_WORDS && titles.isWordOther && titles.shared >= ONE_FORM) return 'the titles differ in a word'
  if (ownPassages >= Math.max(OWN_PASSAGE, (isRefiling ? OWN_SHARE_REFILED : OWN_SHARE) * a.words))
    return 'each has a passage of its own'
  const { agreements, conflicts } = compareSlots(a, b)
  if (conflicts >= (isShort ? 1 : 2) && conflicts >= agreements) return 'other numbers in the same places'
  if (phrases < 0.6 || (features[TITLE_OVERLAP]! < 0.3 && phrases < 0.9)) return 'too little in common for one source'
  return undefined
}

/** The least share of the longer text's words that the shorter one has if it is not cut. */
export const UNCUT = 0.5

/** Why two sources' articles are not one text: one form, filled in with other numbers or names. */
function objectionOfTwoSources(a: Print, b: Print, titles: TitleComparison): string | undefined {
  const { agreements, conflicts } = compareSlots(a, b)
  if (conflicts >= 2 && conflicts >= agreements) return 'other numbers in the same places'
  // A longer text decides by itself, whatever its title.
  if (a.words < SHORT_WORDS && titles.isNameOther && titles.told === 0) return NOTHING_TOLD
  const isOneForm = titles.shared >= ONE_FORM
  // A short title may have little beside two names. A text cut to its beginning mentions fewer things than the whole.
  if (titles.isSubjectOther && (isOneForm || a.words >= UNCUT * b.words)) return 'the titles differ in a name'
  if (!isOneForm) return undefined
  return titles.isNumberOther ? 'the titles differ in a number' : undefined
}

/** Texts of fewer words cannot contradict. */
const MIN_TELLING_WORDS = 12

/**
 * Whether what two articles say speaks against the address or guid that they share. An address may be a page that many
 * entries lead to; a guid that is unique by its form is believed unless titles and texts are both about other things.
 */
function contradict(
  key: 'address' | 'guid',
  a: Print,
  b: Print,
  titles: TitleComparison,
  features: readonly number[],
  isHeadlineSame: boolean,
): boolean {
  const haveTexts = a.words >= MIN_TELLING_WORDS
  if (haveTexts && (features[PHRASE_CONTAINMENT]! >= 0.15 || features[TERM_CONTAINMENT]! >= 0.4)) return false
  if (isHeadlineSame || (key === 'guid' && !haveTexts)) return false
  const haveTitles = a.title.length + a.titleNumbers.length > 0 && b.title.length + b.titleNumbers.length > 0
  if (!haveTitles) return haveTexts
  if (titles.isNumberOther) return true
  if (features[TITLE_IN_TEXT]! >= 0.6) return false
  return haveTexts || features[TITLE_OVERLAP]! < 0.3
}

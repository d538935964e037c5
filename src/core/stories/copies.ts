/**
 * Whether two articles are one text, give or take boilerplate, edits and shortening. The bias: a missed copy is better
 * than a wrong merge, so a publisher's templates (the same words, other numbers), columns (the same frame, other items),
 * follow-ups and quotations stay apart.
 *
 * A pair is judged by features of the two fingerprints and the shipped tables alone: never by what else is known, so
 * that order of arrival changes nothing.
 */

import { cosine, countBelow, countShared, HASH_SPACE } from '../text/packing.ts'
import type { Fingerprint } from './fingerprint.ts'
import { type Print, printOf } from './prints.ts'
import { copyWeights } from './weights.ts'

/** What is measured of a pair, in the order of the weights. */
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
  'titleNumbersDiffer',
  'sameSource',
  'daysApart',
  'shorterLength',
  'lengthRatio',
  'isCut',
] as const
export type Feature = (typeof FEATURES)[number]
const TITLE_EQUAL = FEATURES.indexOf('titleEqual')
const SAME_SOURCE = FEATURES.indexOf('sameSource')
const SHORTER_LENGTH = FEATURES.indexOf('shorterLength')

const HOUR_MS = 3_600_000

/** The features of a pair, in the order of FEATURES, each about 0–1; the order of the two does not matter. */
export function pairFeatures(first: Fingerprint, second: Fingerprint): Float64Array {
  const isFirstShorter = first.words < second.words || (first.words === second.words && first.phrases <= second.phrases)
  const a = printOf(isFirstShorter ? first : second)
  const b = printOf(isFirstShorter ? second : first)

  const phraseLimit = HASH_SPACE >> Math.max(a.phraseLevel, b.phraseLevel)
  const phrasesA = countBelow(a.phrases, phraseLimit)
  const phrasesB = countBelow(b.phrases, phraseLimit)
  const phrasesShared = countShared(a.phrases, b.phrases, phrasesA, phrasesB)
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
  return Float64Array.of(
    ratio(phrasesShared, phrasesA + phrasesB - phrasesShared),
    ratio(phrasesShared, Math.min(phrasesA, phrasesB)),
    Math.min(1, Math.log1p(phrasesShared) / 5),
    ratio(leadShared, Math.min(a.lead.length, b.lead.length)),
    Math.max(leadAInB, leadBInA),
    Math.min(leadAInB, leadBInA),
    ratio(title.shared, Math.max(title.a, title.b)),
    isTitleEqual ? 1 : 0,
    Math.max(titleInA, titleInB),
    Math.min(titleInA, titleInB),
    cosine(a.vector, b.vector),
    ratio(terms.shared, terms.a),
    ratio(terms.shared, terms.b),
    Math.min(1, Math.log1p(terms.shared) / 8),
    ratio(terms.rareShared, terms.rareA),
    ratio(terms.rareShared, terms.rareB),
    numbersA === 0 || numbersB === 0 ? 1 : numbersShared / Math.min(numbersA, numbersB),
    Math.min(ratio(numbersA - numbersShared, numbersA), ratio(numbersB - numbersShared, numbersB)),
    ratio(numbersA - numbersShared, numbersA),
    Math.min(1, Math.log1p(numbersShared) / 3),
    titleNumbers < Math.min(a.titleNumbers.length, b.titleNumbers.length) ? 1 : 0,
    first.sourceId === second.sourceId ? 1 : 0,
    Math.min(1, Math.abs(first.publishedMs - second.publishedMs) / (72 * HOUR_MS)),
    Math.min(1, Math.log1p(a.words) / 7),
    ratio(a.words, b.words),
    first.isCut || second.isCut ? 1 : 0,
  )
}

/** Below this share of common phrases, and of the leads in one another, two texts of some length are never one. */
const MIN_PHRASES_SHARED = 0.1
const MIN_PHRASED_WORDS = 20

/**
 * Whether two articles have so few phrases in common that judging them closely is in vain: cheap, and true of most that
 * are no copies. (Of 6,800 pairs that were judged to be copies it is true of none.)
 */
export function lackCommonPhrases(first: Fingerprint, second: Fingerprint): boolean {
  const a = printOf(first)
  const b = printOf(second)
  if (Math.min(a.words, b.words) < MIN_PHRASED_WORDS) return false
  const limit = HASH_SPACE >> Math.max(a.phraseLevel, b.phraseLevel)
  const sizeA = countBelow(a.phrases, limit)
  const sizeB = countBelow(b.phrases, limit)
  if (countShared(a.phrases, b.phrases, sizeA, sizeB) >= MIN_PHRASES_SHARED * Math.min(sizeA, sizeB)) return false
  if (countShared(a.lead, b.lead) >= MIN_PHRASES_SHARED * Math.min(a.lead.length, b.lead.length)) return false
  return Math.max(shareOfLead(a, b), shareOfLead(b, a)) < MIN_PHRASES_SHARED
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

/** The rarities that two weighted sets share and hold each, among the hashes that a sampling level keeps. */
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

/** The share of a title's rarity that a text's terms hold; 0 where the text's sampling left nothing to tell by. */
function containment(title: Uint32Array, terms: Uint32Array, level: number): number {
  const found = overlap(title, terms, level)
  return ratio(found.shared, found.a)
}

/** A text of fewer words says nothing of its own (`Comments`, `Read more`): then only the titles can tell. */
const MIN_TEXT_WORDS = 6
/** Of two outlets that give one whole title and, one of them, hardly a text. */
const EQUAL_TITLES = 0.9

/** How sure we are, 0–1, that two articles are one text, from the features of the pair. */
export function copyProbability(features: Float64Array): number {
  if (features[SHORTER_LENGTH]! < Math.log1p(MIN_TEXT_WORDS) / 7) {
    // One outlet gives one title again to what it tells every day.
    return features[TITLE_EQUAL] === 1 && features[SAME_SOURCE] === 0 ? EQUAL_TITLES : 0
  }
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
/** Whether two sources carry the very same entry, by address or guid. Within one source an equal address proves nothing. */
export function sameAddress(a: Fingerprint, b: Fingerprint): 'address' | 'guid' | undefined {
  if (a.sourceId === b.sourceId) return undefined
  if (a.urlKey !== undefined && a.urlKey === b.urlKey) return 'address'
  if (a.guidKey !== undefined && a.guidKey === b.guidKey) return 'guid'
  return undefined
}

/** Why a pair was judged to be one text, in words. */
export function explainCopy(features: Float64Array, probability: number): string {
  const percent = (name: Feature): string => `${Math.round(features[FEATURES.indexOf(name)]! * 100)} %`
  const parts = [
    `${percent('phraseContainment')} of the shorter text's phrases`,
    `${percent('termContainment')} of its telling words`,
  ]
  if (features[FEATURES.indexOf('titleEqual')]! > 0) parts.push('the same title')
  return `${parts.join(', ')} (${Math.min(99, Math.floor(probability * 100))} % sure)`
}

/** Fingerprints unpacked for comparing: each once, for as long as the fingerprint is referenced. */

import { unpackHashes, unpackNumbers, unpackWeighted, type Vector, vectorOf } from '../text/packing.ts'
import { type Fingerprint, SLOT_DIGITS } from './fingerprint.ts'

/** The part of a fingerprint that decides whether two articles are one text. */
export interface Print {
  readonly words: number
  /** Sorted, with where each stands in the order of the text. */
  readonly phrases: Uint32Array
  readonly places: Uint32Array
  readonly phrasesInOrder: Uint32Array
  readonly phraseLevel: number
  /** The same. */
  readonly lead: Uint32Array
  readonly terms: Uint32Array
  readonly termLevel: number
  readonly title: Uint32Array
  readonly subjects: Uint32Array
  readonly titleNumbers: Uint32Array
  readonly numbers: Uint32Array
  readonly slots: Uint32Array
  readonly vector: Vector
}

/** A text's phrases are fewer; with the 18 bits of a hash a place fits into 32. */
const PLACE_BITS = 13
const MAX_PLACES = 1 << PLACE_BITS

const prints = new WeakMap<Fingerprint, Print>()
/** All of a fingerprint. */
export function printOf(fingerprint: Fingerprint): Print {
  let print = prints.get(fingerprint)
  if (print === undefined) {
    const phrasesInOrder = unpackHashes(fingerprint.phrases)
    const sorted = phrasesInOrder.map((phrase, place) => phrase * MAX_PLACES + place).sort()
    print = {
      words: fingerprint.words,
      phrases: sorted.map((phrase) => phrase >>> PLACE_BITS),
      places: sorted.map((phrase) => phrase & (MAX_PLACES - 1)),
      lead: unpackHashes(fingerprint.lead).sort(),
      phraseLevel: fingerprint.phraseLevel,
      phrasesInOrder,
      terms: unpackWeighted(fingerprint.terms),
      termLevel: fingerprint.termLevel,
      title: unpackWeighted(fingerprint.title),
      subjects: unpackHashes(fingerprint.subjects),
      titleNumbers: unpackHashes(fingerprint.titleNumbers),
      numbers: unpackHashes(fingerprint.numbers),
      slots: unpackNumbers(fingerprint.slots, SLOT_DIGITS),
      vector: vectorOf(unpackWeighted(fingerprint.vector)),
    }
    prints.set(fingerprint, print)
  }
  return print
}

/** Fingerprints unpacked for comparing: once each, for as long as somebody holds the fingerprint. */

import { unpackHashes, unpackVector, unpackWeighted, type Vector } from '../text/packing.ts'
import type { Fingerprint } from './fingerprint.ts'

/** What of a fingerprint tells whether two articles are one text. */
export interface Print {
  readonly words: number
  readonly phrases: Uint32Array
  readonly phraseLevel: number
  readonly lead: Uint32Array
  readonly terms: Uint32Array
  readonly termLevel: number
  readonly title: Uint32Array
  readonly titleNumbers: Uint32Array
  readonly numbers: Uint32Array
  readonly vector: Vector
}

const prints = new WeakMap<Fingerprint, Print>()
const vectors = new WeakMap<Fingerprint, Vector>()

/** A fingerprint's event vector. */
export function eventVector(fingerprint: Fingerprint): Vector {
  let vector = vectors.get(fingerprint)
  if (vector === undefined) {
    vector = unpackVector(fingerprint.vector)
    vectors.set(fingerprint, vector)
  }
  return vector
}

/** All of a fingerprint. */
export function printOf(fingerprint: Fingerprint): Print {
  let print = prints.get(fingerprint)
  if (print === undefined) {
    print = {
      words: fingerprint.words,
      phrases: unpackHashes(fingerprint.phrases),
      phraseLevel: fingerprint.phraseLevel,
      lead: unpackHashes(fingerprint.lead),
      terms: unpackWeighted(fingerprint.terms),
      termLevel: fingerprint.termLevel,
      title: unpackWeighted(fingerprint.title),
      titleNumbers: unpackHashes(fingerprint.titleNumbers),
      numbers: unpackHashes(fingerprint.numbers),
      vector: eventVector(fingerprint),
    }
    prints.set(fingerprint, print)
  }
  return print
}

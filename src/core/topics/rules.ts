/**
 * Evaluates word rules (any, all, none, near), which topics and filters share. Rules are compiled into one index of
 * phrases, an article is searched in one pass, and each answer has its reasons in words.
 */
import type { Phrase, Rule } from '../model.ts'
import { type FindPhrases, indexPhrases, LEAD_FROM, type PhraseHits, type PhrasesFound } from '../text/phrases.ts'

/** How much a hit counts in each place. */
export interface PlaceWeights {
  readonly title: number
  readonly lead: number
  readonly text: number
}

/** The result of a rule for an article. */
interface Verdict {
  readonly holds: boolean
  /** Weighted and saturated; 0 where the rule does not hold. */
  readonly score: number
  /** Strongest first, at most eight. */
  readonly reasons: readonly Reason[]
}

/** A reason for a rule: what was found where, and how much it counts. */
interface Reason {
  /** `"NATO" 2 times in the lead` */
  readonly text: string
  readonly score: number
}

/** How many words apart the parts of a `near` may be where the rule gives no number. */
const DEFAULT_NEAR_WORDS = 10
/** How fast repeated hits of a phrase lose weight (k1 of BM25, its usual value): one hit counts 1, any number less than 2.2. */
const SATURATION = 1.2
const MAX_REASONS = 8
const PLACES = ['title', 'lead', 'text'] as const

/** A phrase of a rule, with the numbers of its phrases in the index. */
interface Sought {
  readonly label: string
  /** One number, or for `near` one for each part. */
  readonly ids: readonly number[]
  readonly withinWords?: number
}

interface CompiledRule {
  readonly any: readonly Sought[]
  readonly all: readonly Sought[]
  readonly none: readonly Sought[]
}

/** Rules compiled together: `find` searches an article once, `judge` evaluates one rule on what was found. */
interface CompiledRules {
  readonly find: FindPhrases
  readonly judge: (rule: number, found: PhrasesFound, weights: PlaceWeights) => Verdict
  /** The rules that may hold for what was found, in their order; the others cannot hold. */
  readonly candidates: (found: PhrasesFound) => readonly number[]
}

/** Compiles rules into one index. A rule's number is its index in the list. */
export function compileRules(rules: readonly Rule[]): CompiledRules {
  const phrases: string[] = []
  const numbers = new Map<string, number>()
  const numberOf = (phrase: string): number => {
    const known = numbers.get(phrase)
    if (known !== undefined) return known
    numbers.set(phrase, phrases.length)
    return phrases.push(phrase) - 1
  }
  const seek = (phrase: Phrase): Sought =>
    typeof phrase === 'string'
      ? { label: `"${phrase}"`, ids: [numberOf(phrase)] }
      : {
          label: phrase.near.map((part) => `"${part}"`).join(' near '),
          ids: phrase.near.map(numberOf),
          withinWords: phrase.words ?? DEFAULT_NEAR_WORDS,
        }
  const compiled = rules.map(
    ({ any, all, none }): CompiledRule => ({
      any: (any ?? []).map(seek),
      all: (all ?? []).map(seek),
      none: (none ?? []).map(seek),
    }),
  )
  const rulesByPhrase = phrases.map((): number[] => [])
  const always: number[] = []
  const placed = new Set<number>()
  for (const [index, { any, all, none }] of compiled.entries()) {
    // A rule can hold only where one of its phrases is found, unless it has nothing but `none`.
    const ids = new Set([...any, ...all].flatMap((sought) => sought.ids))
    for (const id of ids) rulesByPhrase[id]!.push(index)
    if (ids.size === 0 && none.length > 0) always.push(index)
    for (const { ids, withinWords } of [...any, ...all, ...none]) {
      if (withinWords !== undefined) for (const id of ids) placed.add(id)
    }
  }
  return {
    find: indexPhrases(phrases, placed),
    candidates: ({ hits }) => {
      if (hits.size === 0) return always
      const found = [...always]
      for (const id of hits.keys()) for (const rule of rulesByPhrase[id]!) if (!found.includes(rule)) found.push(rule)
      return found.sort((a, b) => a - b)
    },
    judge: (rule, found, weights) => judge(compiled[rule]!, found, weights),
  }
}

const failed: Verdict = { holds: false, score: 0, reasons: [] }

/** Evaluates a rule. An empty rule never holds; one with only `none` holds where none of its phrases is found. */
function judge(rule: CompiledRule, found: PhrasesFound, weights: PlaceWeights): Verdict {
  if (rule.any.length + rule.all.length + rule.none.length === 0) return failed
  const reasons: Reason[] = []
  const counted: Counts[] = []
  const isFound = (sought: Sought): boolean => {
    const counts = countsOf(sought, found)
    // Phrases with the same stems (family, families) share their counts and count once.
    if (counts !== undefined && !counted.includes(counts)) {
      counted.push(counts)
      addReasons(sought, counts, weights, reasons)
    }
    return counts !== undefined
  }
  if (!rule.all.every(isFound)) return failed
  const isAny = rule.any.filter(isFound).length > 0 || rule.any.length === 0
  if (!isAny || rule.none.some((sought) => countsOf(sought, found) !== undefined)) return failed
  if (reasons.length === 0) {
    const forbidden = rule.none.map(({ label }) => label).join(', ')
    return { holds: true, score: weights.text, reasons: [{ text: `none of ${forbidden}`, score: weights.text }] }
  }
  const score = reasons.reduce((sum, one) => sum + one.score, 0)
  return { holds: true, score, reasons: reasons.sort((a, b) => b.score - a.score).slice(0, MAX_REASONS) }
}

type Counts = Pick<PhraseHits, 'title' | 'lead' | 'text'>

function countsOf(sought: Sought, { hits, textFrom }: PhrasesFound): Counts | undefined {
  if (sought.withinWords === undefined) return hits.get(sought.ids[0]!)
  const lists: (readonly number[])[] = []
  for (const id of sought.ids) {
    const positions = hits.get(id)?.positions
    if (positions === undefined || positions.length === 0) return undefined
    lists.push(positions)
  }
  const counts = { title: 0, lead: 0, text: 0 }
  for (const last of lastOfNear(lists, sought.withinWords)) {
    counts[last < LEAD_FROM ? 'title' : last < textFrom ? 'lead' : 'text']++
  }
  return counts.title + counts.lead + counts.text === 0 ? undefined : counts
}

/**
 * The places where all lists have a position within so many words of each other, each as the last of these positions. The
 * lists must be ascending and not empty.
 */
function lastOfNear(lists: readonly (readonly number[])[], withinWords: number): number[] {
  const at = lists.map(() => 0)
  const found: number[] = []
  for (;;) {
    let low = 0
    let lowest = Number.POSITIVE_INFINITY
    let highest = Number.NEGATIVE_INFINITY
    for (const [index, list] of lists.entries()) {
      const position = list[at[index]!]!
      if (position < lowest) {
        lowest = position
        low = index
      }
      if (position > highest) highest = position
    }
    if (highest - lowest <= withinWords) found.push(highest)
    at[low]!++
    if (at[low]! >= lists[low]!.length) return found
  }
}

const saturated = (count: number): number => (count * (SATURATION + 1)) / (count + SATURATION)

/** Adds a reason for each place where a phrase was found. */
function addReasons({ label }: Sought, counts: Counts, weights: PlaceWeights, reasons: Reason[]): void {
  for (const place of PLACES) {
    const count = counts[place]
    if (count === 0) continue
    const times = count === 1 ? '' : ` ${count} times`
    reasons.push({ text: `${label}${times} in the ${place}`, score: weights[place] * saturated(count) })
  }
}

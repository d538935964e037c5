/**
 * Rules on words (any, all, none, near), which topics and filters share. They are compiled into one index of phrases, an
 * article is searched in one pass, and each answer has its reasons in words.
 */
import type { Article, Phrase, Rule } from '../model.ts'
import { indexPhrases, LEAD_FROM, type PhraseHits, type PhrasesFound, type SoughtPhrase } from '../text/phrases.ts'

/** The fields of an article that are searched. */
export type ReadArticle = Pick<Article, 'title' | 'lead' | 'text' | 'language'>

/** How much a hit counts in each place. */
export interface PlaceWeights {
  readonly title: number
  readonly lead: number
  readonly text: number
}

/** What a hit counts in each place, unless a topic says otherwise. */
export const DEFAULT_WEIGHTS: PlaceWeights = { title: 3, lead: 1.5, text: 1 }
/** The score from which a rule applies, unless a topic says otherwise: one plain hit in the text. */
export const DEFAULT_MIN_SCORE = 1

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
  readonly phrase: Phrase
  readonly weight: number
  /** One number, or for `near` one for each part. */
  readonly ids: readonly number[]
  readonly withinWords?: number
}

interface CompiledRule {
  readonly any: readonly Sought[]
  readonly all: readonly Sought[]
  readonly none: readonly Sought[]
}

/** What was found in an article, and by rule those phrases of its `any` of which something was found, the weightiest first. */
export interface Findings extends PhrasesFound {
  readonly anyByRule: ReadonlyMap<number, readonly Sought[]>
}

/** Rules compiled together: `find` searches an article once, `judge` evaluates one rule on what was found. */
export interface CompiledRules {
  readonly find: (article: ReadArticle) => Findings
  readonly judge: (rule: number, found: Findings, weights: PlaceWeights) => Verdict
  /** The rules that may hold for what was found, in their order; the others cannot hold. */
  readonly candidates: (found: Findings) => readonly number[]
}

/** Compiles rules into one index. A rule's number is its index in the list. */
export function compileRules(rules: readonly Rule[]): CompiledRules {
  const phrases: SoughtPhrase[] = []
  const numbers = { exact: new Map<string, number>(), others: new Map<string, number>() }
  const numberOf = (text: string, isExact: boolean): number => {
    const byText = numbers[isExact ? 'exact' : 'others']
    const known = byText.get(text)
    if (known !== undefined) return known
    byText.set(text, phrases.length)
    return phrases.push({ text, isExact }) - 1
  }
  const seek = (written: Phrase, isExactRule: boolean): Sought => {
    const phrase: Exclude<Phrase, string> = typeof written === 'string' ? { phrase: written } : written
    const { weight = 1, exact = isExactRule } = phrase
    return 'near' in phrase
      ? {
          phrase,
          weight,
          ids: phrase.near.map((part) => numberOf(part, exact)),
          withinWords: phrase.words ?? DEFAULT_NEAR_WORDS,
        }
      : { phrase, weight, ids: [numberOf(phrase.phrase, exact)] }
  }
  const seekAll = (phrases: readonly Phrase[] = [], exact = false): Sought[] => phrases.map((one) => seek(one, exact))
  const compiled = rules.map(
    ({ any, all, none, exact }): CompiledRule => ({
      any: seekAll(any, exact),
      all: seekAll(all, exact),
      none: seekAll(none, exact),
    }),
  )
  const anyByPhrase = phrases.map((): { readonly rule: number; readonly sought: Sought }[] => [])
  // A rule can hold only where one of its `any` is found. One without `any` is always judged.
  const always = [...compiled.keys()].filter((index) => compiled[index]!.any.length === 0)
  const placed = new Set<number>()
  for (const [index, { any, all, none }] of compiled.entries()) {
    for (const sought of any) for (const id of sought.ids) anyByPhrase[id]!.push({ rule: index, sought })
    for (const { ids, withinWords } of [...any, ...all, ...none]) {
      if (withinWords !== undefined) for (const id of ids) placed.add(id)
    }
  }
  const findPhrases = indexPhrases(phrases, placed)
  return {
    find: (article) => {
      const found = findPhrases(article)
      const anyByRule = new Map<number, Sought[]>()
      for (const id of found.hits.keys()) {
        for (const { rule, sought } of anyByPhrase[id]!) {
          const known = anyByRule.get(rule)
          if (known === undefined) anyByRule.set(rule, [sought])
          else if (!known.includes(sought)) known.push(sought)
        }
      }
      for (const list of anyByRule.values()) list.sort((a, b) => b.weight - a.weight)
      return { ...found, anyByRule }
    },
    candidates: ({ anyByRule }) =>
      anyByRule.size === 0 ? always : [...always, ...anyByRule.keys()].sort((a, b) => a - b),
    judge: (rule, found, weights) => judge(compiled[rule]!, found.anyByRule.get(rule) ?? [], found, weights),
  }
}

/** A phrase as reasons name it. */
export function labelOf(phrase: Phrase): string {
  if (typeof phrase === 'string') return `"${phrase}"`
  return 'near' in phrase ? phrase.near.map((part) => `"${part}"`).join(' near ') : `"${phrase.phrase}"`
}

const failed: Verdict = { holds: false, score: 0, reasons: [] }

/**
 * Evaluates a rule; `any` are those of its `any` that may be found. An empty rule never holds; one with only `none` holds where
 * none of its phrases is found.
 */
function judge(rule: CompiledRule, any: readonly Sought[], found: PhrasesFound, weights: PlaceWeights): Verdict {
  if (rule.any.length + rule.all.length + rule.none.length === 0) return failed
  const reasons: Reason[] = []
  const counted: Counts[] = []
  const isFound = (sought: Sought): boolean => {
    const counts = countsOf(sought, found)
    // Phrases with the same stems (family, families) share their counts and count once, by the greatest weight.
    if (counts !== undefined && !counted.includes(counts)) {
      counted.push(counts)
      addReasons(sought, counts, weights, reasons)
    }
    return counts !== undefined
  }
  if (!rule.all.every(isFound)) return failed
  const isAny = rule.any.length === 0 || any.filter(isFound).length > 0
  if (!isAny || rule.none.some((sought) => countsOf(sought, found) !== undefined)) return failed
  if (reasons.length === 0) {
    const forbidden = rule.none.map(({ phrase }) => labelOf(phrase)).join(', ')
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
 * The places where all lists have a position within this many words of each other, each as the last of these positions. The
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
function addReasons({ phrase, weight }: Sought, counts: Counts, weights: PlaceWeights, reasons: Reason[]): void {
  for (const place of PLACES) {
    const count = counts[place]
    if (count === 0) continue
    const times = count === 1 ? '' : ` ${count} times`
    reasons.push({
      text: `${labelOf(phrase)}${times} in the ${place}`,
      score: weight * weights[place] * saturated(count),
    })
  }
}

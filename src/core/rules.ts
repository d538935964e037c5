/**
 * Rules of words (any, all, none, near), shared by topics and filters: compiled into one index of phrases, asked in one
 * pass, answered with the reasons in words.
 */
import type { Phrase, Rule } from './model.ts'
import { type FindPhrases, indexPhrases, type PhraseHits, type Searched } from './phrases.ts'

/** How much a hit counts by its place. */
export interface PlaceWeights {
  readonly title: number
  readonly lead: number
  readonly text: number
}

/** What a rule says of an article. */
export interface Verdict {
  readonly holds: boolean
  /** Weighted and saturated; 0 where the rule does not hold. */
  readonly score: number
  /** Strongest first, at most eight. */
  readonly why: readonly string[]
}

/** Parts of `near` may stand so many words apart where the rule names no number. */
const DEFAULT_NEAR_WORDS = 10
/** How soon more of the same phrase adds nothing (the k1 of BM25): one hit counts 1, endless hits 2.2. */
const SATURATION = 1.2
const MAX_REASONS = 8

/** A phrase of a rule with the numbers of what must be found for it. */
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

/** Rules compiled together: `find` reads an article once, `judge` answers for one rule from what was found. */
export interface CompiledRules {
  readonly find: FindPhrases
  readonly judge: (rule: number, hits: ReadonlyMap<number, PhraseHits>, weights: PlaceWeights) => Verdict
  /** The rules that may hold for what was found, in their order: the others need not be judged. */
  readonly candidates: (hits: ReadonlyMap<number, PhraseHits>) => number[]
}

/** Compiles rules into one index; a rule's number is its place in the list. */
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
  for (const [index, { any, all, none }] of compiled.entries()) {
    // A rule needs one of its phrases, but for one that only forbids.
    const ids = new Set([...any, ...all].flatMap((sought) => sought.ids))
    for (const id of ids) rulesByPhrase[id]!.push(index)
    if (ids.size === 0 && none.length > 0) always.push(index)
  }
  return {
    find: indexPhrases(phrases),
    candidates: (hits) => {
      const found = new Set(always)
      for (const id of hits.keys()) for (const rule of rulesByPhrase[id]!) found.add(rule)
      return [...found].sort((a, b) => a - b)
    },
    judge: (rule, hits, weights) => judge(compiled[rule]!, hits, weights),
  }
}

/** A rule that says nothing holds for nothing; one that only forbids holds where nothing forbidden stands. */
function judge(rule: CompiledRule, hits: ReadonlyMap<number, PhraseHits>, weights: PlaceWeights): Verdict {
  const failed: Verdict = { holds: false, score: 0, why: [] }
  if (rule.any.length + rule.all.length + rule.none.length === 0) return failed
  const found: { readonly score: number; readonly why: readonly string[] }[] = []
  for (const sought of rule.all) {
    const counts = countsOf(sought, hits)
    if (counts === undefined) return failed
    found.push(reasonsOf(sought, counts, weights))
  }
  let isAny = rule.any.length === 0
  for (const sought of rule.any) {
    const counts = countsOf(sought, hits)
    if (counts === undefined) continue
    isAny = true
    found.push(reasonsOf(sought, counts, weights))
  }
  if (!isAny || rule.none.some((sought) => countsOf(sought, hits) !== undefined)) return failed
  if (found.length === 0)
    return { holds: true, score: weights.text, why: [`none of ${rule.none.map(({ label }) => label).join(', ')}`] }
  found.sort((a, b) => b.score - a.score)
  return {
    holds: true,
    score: found.reduce((sum, { score }) => sum + score, 0),
    why: found.flatMap(({ why }) => why).slice(0, MAX_REASONS),
  }
}

type Counts = Pick<PhraseHits, 'title' | 'lead' | 'text'>

function countsOf(sought: Sought, hits: ReadonlyMap<number, PhraseHits>): Counts | undefined {
  if (sought.withinWords === undefined) return hits.get(sought.ids[0]!)
  const parts: PhraseHits[] = []
  for (const id of sought.ids) {
    const found = hits.get(id)
    if (found === undefined) return undefined
    parts.push(found)
  }
  if (parts.length === 0) return undefined
  const title = countNear(
    parts.map(({ titleAt }) => titleAt),
    sought.withinWords,
  )
  const text = countNear(
    parts.map(({ textAt }) => textAt),
    sought.withinWords,
  )
  return title + text === 0 ? undefined : { title, lead: 0, text }
}

/** How often all lists have a position within so many words of each other; each list ascends. */
function countNear(lists: readonly (readonly number[])[], withinWords: number): number {
  if (lists.some((list) => list.length === 0)) return 0
  const at = lists.map(() => 0)
  let count = 0
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
    if (highest - lowest <= withinWords) count++
    at[low]!++
    if (at[low]! >= lists[low]!.length) return count
  }
}

const saturated = (count: number): number => (count * (SATURATION + 1)) / (count + SATURATION)

function reasonsOf({ label }: Sought, counts: Counts, weights: PlaceWeights): { score: number; why: string[] } {
  const why: string[] = []
  const times = (count: number): string => (count === 1 ? '' : ` ${count} times`)
  let score = 0
  for (const place of ['title', 'lead', 'text'] as const) {
    const count = counts[place]
    if (count === 0) continue
    score += weights[place] * saturated(count)
    why.push(`${label}${times(count)} in the ${place}`)
  }
  return { score, why }
}

/** What an article gives to be searched. */
export type { Searched }

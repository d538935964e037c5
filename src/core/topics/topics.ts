/**
 * Decides by phrase rules which topics apply to an article and which articles the filters drop, with the reasons. Bias: a
 * missed topic is better than a guessed one, so only the operator's rules count here; topics learned from examples are in
 * topic-model.ts.
 */
import type { Article, Filter, Phrase, Rule, Topic, TopicMatch } from '../model.ts'
import { primaryTag } from '../text/language.ts'
import { indexPhrases, LEAD_FROM, type PhraseHits, type PhrasesFound, type SoughtPhrase } from '../text/phrases.ts'

const DEFAULT_WEIGHTS: PlaceWeights = { title: 3, lead: 1.5, text: 1 }
const DEFAULT_MIN_SCORE = 1
/** A feed may name any text as its language. */
const MAX_LANGUAGES = 500

/** The fields of an article that are searched. */
type ReadArticle = Pick<Article, 'title' | 'lead' | 'text' | 'language'>

/**
 * Compiles topics into a function that returns the topics that apply to an article, strongest first, scores rounded to two
 * decimals. It reads an article in one pass, whatever the number of topics.
 */
export function compileTopics(topics: readonly Topic[]): (article: ReadArticle) => TopicMatch[] {
  const partsFor = openPartsByLanguage(topics.flatMap(partsOf))
  return (article) => {
    const { parts, rules } = partsFor(article.language === undefined ? undefined : primaryTag(article.language))
    const found = rules.find(article)
    const matches: (TopicMatch & { readonly minShare: number | undefined })[] = []
    let strongest = 0
    for (const index of rules.candidates(found)) {
      const { topic, weights } = parts[index]!
      const { holds, score, reasons } = rules.judge(index, found, weights)
      if (!holds || score < (topic.minScore ?? DEFAULT_MIN_SCORE)) continue
      const why = reasons.map((reason) => `${reason.text} (${rounded(reason.score)})`)
      matches.push({ topicId: topic.id, score: rounded(score), why, minShare: topic.minShare })
      if (topic.minShare !== undefined) strongest = Math.max(strongest, rounded(score))
    }
    return matches
      .filter(({ score, minShare }) => minShare === undefined || score >= minShare * strongest)
      .sort((a, b) => b.score - a.score)
      .map(({ topicId, score, why }) => ({ topicId, score, why }))
  }
}

/** One rule of a topic, for articles in some languages. */
interface Part {
  readonly topic: Topic
  readonly rule: Rule
  readonly weights: PlaceWeights
  /** Whether it applies to articles in this language; undefined is an unknown language. */
  readonly isFor: (language: string | undefined) => boolean
}

interface CompiledParts {
  readonly parts: readonly Part[]
  readonly rules: CompiledRules
}

/**
 * The parts for a language, compiled at its first article. Languages with the same parts share them, and no language is
 * searched for the words of another.
 */
function openPartsByLanguage(all: readonly Part[]) {
  const byLanguage = new Map<string | undefined, CompiledParts>()
  const bySelection = new Map<string, CompiledParts>()
  return (language: string | undefined): CompiledParts => {
    const known = byLanguage.get(language)
    if (known !== undefined) return known
    const indices = [...all.keys()].filter((index) => all[index]!.isFor(language))
    const selection = indices.join(' ')
    let found = bySelection.get(selection)
    if (found === undefined) {
      const parts = indices.map((index) => all[index]!)
      found = { parts, rules: compileRules(parts.map(({ rule }) => rule)) }
      bySelection.set(selection, found)
    }
    if (byLanguage.size < MAX_LANGUAGES) byLanguage.set(language, found)
    return found
  }
}

/** The rules of a topic: its own, and those for single languages, which replace it there. */
function partsOf(topic: Topic): Part[] {
  const weights: PlaceWeights = {
    title: topic.titleWeight ?? DEFAULT_WEIGHTS.title,
    lead: topic.leadWeight ?? DEFAULT_WEIGHTS.lead,
    text: DEFAULT_WEIGHTS.text,
  }
  const others = Object.entries(topic.inLanguage ?? {}).map(([tag, rule]) => ({ language: primaryTag(tag), rule }))
  const elsewhere = new Set(others.map(({ language }) => language))
  const languages = topic.languages && new Set(topic.languages.map(primaryTag))
  const isOwn = (language: string | undefined): boolean =>
    // An unknown language does not exclude an article.
    language === undefined || (!elsewhere.has(language) && (languages === undefined || languages.has(language)))
  return [
    { topic, rule: topic, weights, isFor: isOwn },
    ...others.map(({ language, rule }) => ({ topic, rule, weights, isFor: (given?: string) => given === language })),
  ]
}

const rounded = (score: number): number => Math.round(score * 100) / 100

const compiled = new WeakMap<readonly Topic[], ReturnType<typeof compileTopics>>()

/** The topics that apply to an article, strongest first. A list of topics is compiled at its first use. */
export function matchTopics(article: Article, topics: readonly Topic[]): TopicMatch[] {
  let match = compiled.get(topics)
  if (match === undefined) {
    match = compileTopics(topics)
    compiled.set(topics, match)
  }
  return match(article)
}

/**
 * Compiles filters into a function that says whether an article is dropped, and by which words. `drop` drops an article
 * for which its rule holds, `keep` one for which it does not; a filter with `sources` applies only to those.
 */
export function compileFilters(
  filters: readonly Filter[],
): (article: ReadArticle, sourceId: string) => { dropped: boolean; why?: string } {
  const parts: { readonly kind: 'drop' | 'keep'; readonly rule: Rule; readonly sources?: ReadonlySet<string> }[] = []
  for (const { drop, keep, sources } of filters) {
    const only = sources === undefined ? {} : { sources: new Set(sources) }
    if (drop !== undefined) parts.push({ kind: 'drop', rule: drop, ...only })
    if (keep !== undefined) parts.push({ kind: 'keep', rule: keep, ...only })
  }
  if (parts.length === 0) return () => ({ dropped: false })
  const rules = compileRules(parts.map(({ rule }) => rule))
  return (article, sourceId) => {
    const concerned = parts.map(({ sources }) => sources === undefined || sources.has(sourceId))
    if (!concerned.includes(true)) return { dropped: false }
    const found = rules.find(article)
    for (const [index, { kind, rule }] of parts.entries()) {
      if (!concerned[index]) continue
      const { holds, reasons } = rules.judge(index, found, DEFAULT_WEIGHTS)
      if (kind === 'drop' && holds) return { dropped: true, why: `drop: ${reasons.map(({ text }) => text).join(', ')}` }
      if (kind === 'keep' && !holds) return { dropped: true, why: `keep: ${describeRule(rule)} not found` }
    }
    return { dropped: false }
  }
}

function describeRule({ any = [], all = [], none = [] }: Rule): string {
  const list = (phrases: NonNullable<Rule['any']>): string => phrases.slice(0, 5).map(labelOf).join(', ')
  return [
    any.length > 0 && `any of ${list(any)}`,
    all.length > 0 && `all of ${list(all)}`,
    none.length > 0 && `none of ${list(none)}`,
  ]
    .filter((part) => part !== false)
    .join(', ')
}

// ---- the topics of a story: those that the rules and the learned models find in its lead article, and those that its
// sources are configured with. The reasons of one topic are joined and its highest score counts. A decision that a person
// taught for the lead article itself overrides all of them.

type Match = (article: ReadArticle) => readonly TopicMatch[]

/** What was taught by examples. */
export interface TaughtTopics {
  /** The topics that learned models find, for topics with enough examples. */
  readonly learned?: Match
  /** By article id: for each topic id whether a person said that the article belongs to it. */
  readonly decisionsByArticle?: ReadonlyMap<string, ReadonlyMap<string, boolean>>
}

/** Everything that assigns topics. */
interface Tagging extends TaughtTopics {
  /** The topics that the configured rules find, strongest first. */
  readonly match: Match
  /** By source id: the name of its outlet, and the topics that all its articles have. */
  readonly sources: ReadonlyMap<string, { readonly name: string; readonly topics: readonly string[] }>
}

/** What the topics of a story depend on. */
export interface TaggedStory {
  readonly leadId: string
  /** The lead article; absent where it may not be shown. */
  readonly lead?: Article
  /** The sources of its articles. */
  readonly sourceIds: Iterable<string>
}

/** The topics of a story, those of the rules first. */
export function tagStory(
  { match, learned, decisionsByArticle, sources }: Tagging,
  { leadId, lead, sourceIds }: TaggedStory,
): TopicMatch[] {
  const matches = new Map<string, TopicMatch>()
  const add = ({ topicId, score, why }: TopicMatch): void => {
    const known = matches.get(topicId)
    if (known === undefined) matches.set(topicId, { topicId, score, why })
    else {
      const more = why.filter((reason) => !known.why.includes(reason))
      matches.set(topicId, { topicId, score: Math.max(known.score, score), why: [...known.why, ...more] })
    }
  }
  if (lead !== undefined) for (const one of [...match(lead), ...(learned?.(lead) ?? [])]) add(one)
  for (const sourceId of sourceIds) {
    const source = sources.get(sourceId)
    for (const topicId of source?.topics ?? []) {
      add({ topicId, score: matches.get(topicId)?.score ?? 1, why: [`every article of ${source!.name}`] })
    }
  }
  for (const [topicId, belongs] of decisionsByArticle?.get(leadId) ?? []) {
    if (belongs) add({ topicId, score: 1, why: ['taught of this very article'] })
    else matches.delete(topicId)
  }
  return [...matches.values()]
}

// ---- rules (any, all, none, near), which topics and filters share. They are compiled into one index of phrases, an
// article is searched in one pass, and each answer has its reasons in words.

/** How much a hit counts in each place. */
interface PlaceWeights {
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
interface Findings extends PhrasesFound {
  readonly anyByRule: ReadonlyMap<number, readonly Sought[]>
}

/** Rules compiled together: `find` searches an article once, `judge` evaluates one rule on what was found. */
interface CompiledRules {
  readonly find: (article: ReadArticle) => Findings
  readonly judge: (rule: number, found: Findings, weights: PlaceWeights) => Verdict
  /** The rules that may hold for what was found, in their order; the others cannot hold. */
  readonly candidates: (found: Findings) => readonly number[]
}

/** Compiles rules into one index. A rule's number is its index in the list. */
function compileRules(rules: readonly Rule[]): CompiledRules {
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
function labelOf(phrase: Phrase): string {
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

/**
 * Decides by phrase rules which topics apply to an article, with the reasons. Bias: a missed topic is better than a guessed
 * one, so only the operator's rules count here; topics learned from examples are in topic-model.ts.
 */

import { primaryTag } from '../language-tag.ts'
import type { Article, Rule, Topic, TopicMatch } from '../model.ts'
import {
  type CompiledRules,
  compileRules,
  DEFAULT_MIN_SCORE,
  DEFAULT_WEIGHTS,
  type PlaceWeights,
  type ReadArticle,
} from './rules.ts'

/** A feed may name any text as its language. */
const MAX_LANGUAGES = 500

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

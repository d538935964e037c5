/**
 * Decides by phrase rules which topics apply to an article and which articles the filters drop, with the reasons. Bias: a
 * missed topic is better than a guessed one, so only the operator's rules count here; topics learned from examples are in
 * topic-model.ts.
 */
import type { Article, Filter, Rule, Topic, TopicMatch } from '../model.ts'
import { primaryTag } from '../text/language.ts'
import { compileRules, type PlaceWeights } from './rules.ts'

const DEFAULT_WEIGHTS: PlaceWeights = { title: 3, lead: 1.5, text: 1 }
const DEFAULT_MIN_SCORE = 1

/**
 * Compiles topics into a function that returns the topics that apply to an article, strongest first, scores rounded to two
 * decimals. It reads an article in one pass, whatever the number of topics.
 */
export function compileTopics(
  topics: readonly Topic[],
): (article: Pick<Article, 'title' | 'lead' | 'text' | 'language'>) => TopicMatch[] {
  const parts = topics.flatMap(partsOf)
  const rules = compileRules(parts.map(({ rule }) => rule))
  return (article) => {
    const found = rules.find(article)
    const language = article.language === undefined ? undefined : primaryTag(article.language)
    const matches: TopicMatch[] = []
    for (const index of rules.candidates(found)) {
      const { topic, weights, isFor } = parts[index]!
      if (!isFor(language)) continue
      const { holds, score, reasons } = rules.judge(index, found, weights)
      if (!holds || score < (topic.minScore ?? DEFAULT_MIN_SCORE)) continue
      const why = reasons.map((reason) => `${reason.text} (${rounded(reason.score)})`)
      matches.push({ topicId: topic.id, score: rounded(score), why })
    }
    return matches.sort((a, b) => b.score - a.score)
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
): (
  article: Pick<Article, 'title' | 'lead' | 'text' | 'language'>,
  sourceId: string,
) => { dropped: boolean; why?: string } {
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
  const list = (phrases: NonNullable<Rule['any']>): string =>
    phrases
      .slice(0, 5)
      .map((phrase) =>
        typeof phrase === 'string' ? `"${phrase}"` : phrase.near.map((part) => `"${part}"`).join(' near '),
      )
      .join(', ')
  return [
    any.length > 0 && `any of ${list(any)}`,
    all.length > 0 && `all of ${list(all)}`,
    none.length > 0 && `none of ${list(none)}`,
  ]
    .filter((part) => part !== false)
    .join(', ')
}

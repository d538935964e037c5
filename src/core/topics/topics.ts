/**
 * Which topics an article belongs to, and which articles the filters drop: phrase rules, every answer with its reasons.
 * Bias: a topic is what its operator wrote down; nothing is guessed here (what is taught is topic-model.ts).
 */
import type { Article, Filter, Rule, Topic, TopicMatch } from '../model.ts'
import { compileRules, type PlaceWeights } from './rules.ts'

const DEFAULT_WEIGHTS: PlaceWeights = { title: 3, lead: 1.5, text: 1 }
const DEFAULT_MIN_SCORE = 1

/**
 * The matcher of these topics, compiled once: it reads an article in one pass whatever the number of topics and gives the
 * topics that apply, strongest first, scores rounded to two digits.
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
      const { topic, weights, isRead } = parts[index]!
      if (!isRead(language)) continue
      const { holds, score, reasons } = rules.judge(index, found, weights)
      if (!holds || score < (topic.minScore ?? DEFAULT_MIN_SCORE)) continue
      const why = reasons.map((reason) => `${reason.text} (${rounded(reason.score)})`)
      matches.push({ topicId: topic.id, score: rounded(score), why })
    }
    return matches.sort((a, b) => b.score - a.score)
  }
}

/** A topic's rule for some languages. */
interface Part {
  readonly topic: Topic
  readonly rule: Rule
  readonly weights: PlaceWeights
  /** Whether it holds for articles in a language; undefined: one that is not known. */
  readonly isRead: (language: string | undefined) => boolean
}

/** The rules of a topic: its own, and those for certain languages, which take its place there. */
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
    // An article whose language is not known is not kept from a topic.
    language === undefined || (!elsewhere.has(language) && (languages === undefined || languages.has(language)))
  return [
    { topic, rule: topic, weights, isRead: isOwn },
    ...others.map(({ language, rule }) => ({ topic, rule, weights, isRead: (read?: string) => read === language })),
  ]
}

const rounded = (score: number): number => Math.round(score * 100) / 100

const primaryTag = (language: string): string => (language.split(/[-_]/)[0] ?? '').toLowerCase()

const compiled = new WeakMap<readonly Topic[], ReturnType<typeof compileTopics>>()

/** The topics that apply to an article, strongest first; a list of topics is compiled when it is first seen. */
export function matchTopics(article: Article, topics: readonly Topic[]): TopicMatch[] {
  let match = compiled.get(topics)
  if (match === undefined) {
    match = compileTopics(topics)
    compiled.set(topics, match)
  }
  return match(article)
}

/**
 * The judge of these filters, compiled once: whether an article is dropped, and by which words. `drop` drops what its rule
 * finds, `keep` everything its rule does not find; a filter with `sources` touches only those.
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

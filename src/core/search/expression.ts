/** What an engine is asked: tokens joined by and, or and not. */
import type { Term } from './query.ts'
import { EVERY, sourceToken, tokensOfWord, topicToken } from './tokens.ts'

/** Matches where any of these tokens occurs, or where all of them follow each other. */
export interface Clause {
  readonly kind: 'any' | 'phrase'
  readonly tokens: readonly string[]
}

/** Matches where all of `all` match and none of `none`. Neither has more than a few dozen; `all` has at least one. */
export interface Expression {
  readonly all: readonly Clause[]
  readonly none: readonly Clause[]
}

/** A query with its sources and topics as ids. */
export interface Wanted {
  readonly terms: readonly Term[]
  readonly excluded: readonly Term[]
  /** Any of them; empty: all. */
  readonly sourceIds: readonly string[]
  readonly excludedSourceIds: readonly string[]
  /** Each of them. */
  readonly topicIds: readonly string[]
  readonly excludedTopicIds: readonly string[]
}

/** The expression of a query; `tags` are the languages by which articles were stemmed. */
export function expressionOf(wanted: Wanted, tags: Iterable<string>): Expression {
  const languages = [...tags]
  const clauseOf = ({ words, isExact }: Term): Clause =>
    isExact ? { kind: 'phrase', tokens: words } : { kind: 'any', tokens: tokensOfWord(words[0]!, languages) }
  const any = (tokens: readonly string[]): Clause => ({ kind: 'any', tokens })
  const all = [
    ...wanted.terms.map(clauseOf),
    ...(wanted.sourceIds.length === 0 ? [] : [any(wanted.sourceIds.map(sourceToken))]),
    ...wanted.topicIds.map((id) => any([topicToken(id)])),
  ]
  const none = [
    ...wanted.excluded.map(clauseOf),
    ...[...wanted.excludedSourceIds.map(sourceToken), ...wanted.excludedTopicIds.map(topicToken)].map((token) =>
      any([token]),
    ),
  ]
  return { all: all.length === 0 ? [any([EVERY])] : all, none }
}

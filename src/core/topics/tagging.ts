/**
 * The topics of a story: what its lead article's words say by the rules, what was learned from examples, and what its
 * sources are configured for. Reasons of the same topic are joined, the stronger score holds. What somebody said of the
 * lead article itself decides.
 */
import type { Article, TopicMatch } from '../model.ts'

type Match = (article: Pick<Article, 'title' | 'lead' | 'text' | 'language'>) => readonly TopicMatch[]

/** What examples teach. */
export interface Taught {
  /** By models of the topics that have examples enough. */
  readonly learned?: Match
  /** Of an article, by id, what it was said to be and not to be. */
  readonly saidOf?: ReadonlyMap<string, ReadonlyMap<string, boolean>>
}

/** What tags a story. */
export interface Tagging extends Taught {
  /** By the configured rules, strongest first. */
  readonly match: Match
  /** Topics that all articles of a source have, with the name of its outlet. */
  readonly sources: ReadonlyMap<string, { readonly name: string; readonly topics: readonly string[] }>
}

/** What of a story its topics depend on. */
export interface TaggedStory {
  readonly leadId: string
  /** The lead article; absent where it may not be shown. */
  readonly lead?: Article
  /** Of its articles. */
  readonly sourceIds: Iterable<string>
}

/** The topics of a story: those of the rules first. */
export function tagStory(
  { match, learned, saidOf, sources }: Tagging,
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
  for (const [topicId, belongs] of saidOf?.get(leadId) ?? []) {
    if (belongs) add({ topicId, score: 1, why: ['taught of this very article'] })
    else matches.delete(topicId)
  }
  return [...matches.values()]
}

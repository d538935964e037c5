/**
 * Determines the topics of a story: those that the rules and the learned models find in its lead article, and those that
 * its sources are configured with. The reasons of one topic are joined and its highest score counts. A decision that
 * somebody taught for the lead article itself overrules all of them.
 */
import type { Article, TopicMatch } from '../model.ts'

type Match = (article: Pick<Article, 'title' | 'lead' | 'text' | 'language'>) => readonly TopicMatch[]

/** What was taught by examples. */
export interface TaughtTopics {
  /** The topics that learned models find, for topics with enough examples. */
  readonly learned?: Match
  /** By article id: for each topic id whether somebody said that the article belongs to it. */
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

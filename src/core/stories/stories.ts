/**
 * Articles to stories, two levels: copies (one text carried by several outlets) inside stories (one event). The bias:
 * a missed copy is better than a wrong merge, two stories about one event better than one about two.
 *
 * The steps: pairs of articles that share an index key inside the window; of each pair the probability that they are
 * one text (`copies.ts`); copies joined by falling probability; average link over the copies' vectors (`events.ts`);
 * ids kept while the founding article stays. Nothing depends on the order in which articles are given. Not chosen: addresses and
 * titles alone (a third of the copies missed, columns merged), MinHash or SimHash alone (edited copies missed, templates
 * merged), a centroid for each story (drifts, and depends on order).
 */

import type { Article, Story } from '../model.ts'
import { cosine } from '../text/packing.ts'
import { candidatePairs } from './candidates.ts'
import { type JudgedPair, joinCopies, PairMemory } from './copy-groups.ts'
import { correctionsAmong, joinByHand } from './corrections.ts'
import { joinEvents } from './event-groups.ts'
import { fingerprintArticle } from './fingerprint.ts'
import type { Grouping, GroupingCorrections, GroupMember, KnownStory } from './grouping.ts'
import { copyLink } from './nearness.ts'
import { originFacts } from './origin.ts'
import { placeInStories } from './placement.ts'
import { eventVector } from './prints.ts'

export { PairMemory } from './copy-groups.ts'
export { type Fingerprint, fingerprintArticle } from './fingerprint.ts'
export type { Grouping, GroupingCorrections, GroupMember, KnownStory } from './grouping.ts'
export { indexKeys } from './index-keys.ts'

/** Likenesses below this are far below every threshold of an event. */
const MIN_EVENT_LIKENESS = 0.09

const HOUR_MS = 3_600_000
/** How grouping is done. */
export interface GroupingOptions extends GroupingCorrections {
  readonly windowHours: number
  readonly now: string
  /** Kept by who groups slice by slice: what was judged of two articles is not judged again. */
  readonly memory?: PairMemory
}

/**
 * Groups the given members anew: `fresh` and everything near them (all members of every story that shares a key with
 * them). Pure; the order of members and stories does not matter.
 */
export function regroup(
  members: readonly GroupMember[],
  known: readonly KnownStory[],
  options: GroupingOptions,
): Grouping {
  const sorted = [...members].sort(byDateThenId)
  const windowMs = options.windowHours * HOUR_MS
  const { memory = new PairMemory() } = options
  const vectors = sorted.map((member) => eventVector(member.fingerprint))
  const alike: { readonly a: number; readonly b: number }[] = []
  const judged: JudgedPair[] = []
  for (const { a, b, isStrong } of candidatePairs(sorted, windowMs)) {
    const first = sorted[a]!.fingerprint
    const second = sorted[b]!.fingerprint
    const likeness = cosine(vectors[a]!, vectors[b]!)
    if (likeness >= MIN_EVENT_LIKENESS) alike.push({ a, b })
    const copy = copyLink(first, second, { likeness, isStrong, memory })
    if (copy !== undefined) judged.push({ a, b, ...copy })
  }
  const byHand = correctionsAmong(sorted, options)
  const copies = joinCopies(sorted, judged, byHand.apart, memory)
  const alone = joinEvents(sorted, vectors, copies.groupOf, alike, windowMs, byHand.apart)
  const events = joinByHand(alone, byHand, sorted)
  return placeInStories(sorted, events, copies.whyOf, known)
}

function byDateThenId(
  a: { readonly publishedAt: string; readonly id: string },
  b: { readonly publishedAt: string; readonly id: string },
): number {
  if (a.publishedAt !== b.publishedAt) return a.publishedAt < b.publishedAt ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const DEFAULT_WINDOW_HOURS = 72

/** Stories out of articles, in any order; each article stands in exactly one story, with the reason; topics are left empty. */
export function groupStories(articles: readonly Article[]): Story[] {
  const articleById = new Map(articles.map((article) => [article.id, article]))
  const members = [...articleById.values()].map((article): GroupMember => {
    return {
      id: article.id,
      sourceId: article.sourceId,
      publishedAt: article.publishedAt ?? article.firstSeenAt,
      firstSeenAt: article.firstSeenAt,
      fingerprint: fingerprintArticle(article),
      publisherKnown: article.publisher !== undefined,
      ...originFacts({ ...article, url: article.canonicalUrl ?? article.url }),
    }
  })
  const grouping = regroup(members, [], { windowHours: DEFAULT_WINDOW_HOURS, now: '' })
  const byStory = new Map<string, Article[]>()
  for (const member of members.sort(byDateThenId)) {
    const { storyId, copyOf, why } = grouping.placements.get(member.id)!
    const { copyOf: _, ...article } = articleById.get(member.id)!
    const list = byStory.get(storyId) ?? []
    list.push({ ...article, ...(copyOf === undefined ? {} : { copyOf }), why })
    byStory.set(storyId, list)
  }
  return grouping.stories
    .map(({ id, leadArticleId, foundingArticleId }): Story => {
      const lead = articleById.get(leadArticleId)!
      const url = lead.canonicalUrl ?? lead.url
      const { publishedAt } = articleById.get(foundingArticleId)!
      return {
        id,
        title: lead.title,
        ...(url === undefined ? {} : { url }),
        leadArticleId,
        articles: byStory.get(id)!,
        topics: [],
        ...(publishedAt === undefined ? {} : { publishedAt }),
      }
    })
    .sort(
      (a, b) =>
        compareText(a.articles[0]!.publishedAt ?? '', b.articles[0]!.publishedAt ?? '') || compareText(a.id, b.id),
    )
}

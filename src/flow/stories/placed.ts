/** What a grouping changes: which stories, which articles they will have, and the rows to be saved. */

import type { Instant } from '../../core/model.ts'
import type { ChangedStory } from '../../core/stories/grouper.ts'
import type { Grouping } from '../../core/stories/placement.ts'
import type { StoredArticle } from '../../store/articles.ts'
import type { Db } from '../../store/db.ts'
import { type CopyMove, membersOfStories, type StoredStory } from '../../store/stories.ts'
import type { LostStories } from './lost-stories.ts'

/** An article's story and copy relation before the grouping. */
export interface PlaceBefore {
  readonly storyId?: string | undefined
  readonly copyOf?: string | undefined
}

/** An article of a story. */
export interface Member {
  readonly id: string
  readonly sourceId: string
  readonly copyOf?: string | undefined
}

/**
 * Moves of articles that became copies or went to another story. Copies of them that were not part of this grouping
 * follow them.
 */
export function movesOfCopies(grouping: Grouping, before: ReadonlyMap<string, PlaceBefore>): CopyMove[] {
  return [...grouping.placements].flatMap(([id, { storyId, copyOf = id }]) => {
    const { storyId: from, copyOf: was } = before.get(id)!
    if (from === undefined || was !== undefined) return []
    return storyId === from && copyOf === id ? [] : [{ articleId: id, from, storyId, copyOf }]
  })
}

/**
 * The articles that the changed stories will have, by story id. Those that left the index are read from the store: only a
 * story founded before `indexedSince` has any, of each source in it `MAX_OF_A_STORY` at most. Throws StoreError.
 */
export async function membersAsPlaced(
  db: Db,
  grouping: Grouping,
  changed: readonly ChangedStory[],
  { known, indexedSince }: { readonly known: readonly StoredStory[]; readonly indexedSince: Instant },
): Promise<Map<string, Member[]>> {
  const indexed = new Set<string>()
  const placed = new Map<string, Member[]>()
  for (const [at, { id }] of grouping.stories.entries()) {
    const members = changed[at]!.map(({ article, headId }) => {
      indexed.add(article.id)
      return { id: article.id, sourceId: article.sourceId, copyOf: headId === article.id ? undefined : headId }
    })
    placed.set(id, members)
  }
  const old = known.flatMap(({ id, foundedAt }) => (foundedAt < indexedSince ? [id] : []))
  for (const { id, sourceId, storyId, copyOf } of await membersOfStories(db, old)) {
    if (indexed.has(id)) continue
    // A copy that was not part of this grouping follows the article it is a copy of.
    const head = copyOf === undefined ? undefined : grouping.placements.get(copyOf)
    const now = head?.storyId ?? grouping.aliases.get(storyId) ?? storyId
    placed.get(now)?.push({ id, sourceId, copyOf: head?.copyOf ?? copyOf })
  }
  return placed
}

/**
 * A story's row to be saved. `publishedAt` never changes; `updatedAt` moves only when there is something new to read: a
 * later article says a new fact, or the lead was edited. `articleOf` knows the articles grouped now, and the founders of new
 * stories. A story that an earlier store published keeps the dates of its entry.
 */
export function storyAsSaved(
  { id, foundingArticleId }: Grouping['stories'][number],
  old: StoredStory | undefined,
  lead: { readonly id: string; readonly why: string },
  run: {
    readonly foundedAt: Instant
    readonly now: Instant
    readonly fresh: ReadonlyMap<string, StoredArticle>
    readonly movedOn: ReadonlySet<string>
    readonly articleOf: (id: string) => StoredArticle | undefined
    readonly lost: LostStories | undefined
  },
): StoredStory {
  const { foundedAt, now, fresh, movedOn, lost } = run
  const leading = { leadArticleId: lead.id, leadWhy: lead.why }
  const isOtherThanPublished = lost?.isRewritten(id, fresh.get(lead.id)) ?? false
  const published = lost?.entryOf(id)
  if (old === undefined && published !== undefined) {
    const { publishedAt } = published
    const updatedAt = isOtherThanPublished || movedOn.has(id) ? now : published.updatedAt
    return { id, foundingArticleId, foundedAt: publishedAt, ...leading, publishedAt, updatedAt }
  }
  if (old === undefined) {
    const { publishedAt, updatedAt, firstFetch, firstSeenAt } = run.articleOf(foundingArticleId)!
    const own = updatedAt ?? publishedAt ?? firstSeenAt
    const startedAt = firstFetch ? [own, now].sort()[0]! : firstSeenAt
    return { id, foundingArticleId, foundedAt, ...leading, publishedAt, updatedAt: startedAt }
  }
  const kept = { ...old, ...leading }
  // Founded earlier in this grouping: what joins it now is part of its founding.
  if (old.foundedAt === foundedAt) return kept
  // Only an edit that this grouping brings counts, of an article that led before: an article edited before it became
  // the lead does not make the story updated.
  const edited = lead.id === old.leadArticleId ? fresh.get(lead.id)?.substanceAt : undefined
  const isRewritten = edited !== undefined && edited > old.updatedAt
  return isRewritten || isOtherThanPublished || movedOn.has(id) ? { ...kept, updatedAt: now } : kept
}

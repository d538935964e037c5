/** What a grouping changes: which stories, which articles they will have, and the rows to be saved. */

import type { Instant } from '../../core/model.ts'
import type { Grouping } from '../../core/stories/placement.ts'
import type { Db } from '../../store/db.ts'
import { type CopyMove, membersOfStories, type StoredStory, type StoryMember } from '../../store/stories.ts'

/** An article's story and copy relation before the grouping. */
export interface PlaceBefore {
  readonly storyId?: string
  readonly copyOf?: string
}

/** A pending article as a member of its story. */
type FreshMember = Omit<StoryMember, 'storyId'> & PlaceBefore

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
 * The articles that the touched stories will have, by date, including articles outside the index; of each source in a
 * story `MAX_OF_A_STORY` at most. Throws StoreError.
 */
export async function membersAsPlaced(
  db: Db,
  fresh: ReadonlyMap<string, FreshMember>,
  grouping: Grouping,
  knownIds: readonly string[],
): Promise<Map<string, StoryMember[]>> {
  const stored = await membersOfStories(db, knownIds)
  const all = new Map<string, FreshMember>(stored.map((member) => [member.id, member]))
  for (const [id, member] of fresh) all.set(id, member)
  const touched = new Set(grouping.stories.map(({ id }) => id))
  const placed = new Map<string, StoryMember[]>()
  for (const member of all.values()) {
    const head = member.copyOf === undefined ? undefined : grouping.placements.get(member.copyOf)
    // A copy that was not part of this grouping follows the article it is a copy of.
    const follows = head === undefined ? undefined : { storyId: head.storyId, copyOf: head.copyOf ?? member.copyOf }
    const place = grouping.placements.get(member.id) ?? follows
    const old = member.storyId === undefined ? undefined : (grouping.aliases.get(member.storyId) ?? member.storyId)
    const storyId = place?.storyId ?? old
    if (storyId === undefined || !touched.has(storyId)) continue
    const list = placed.get(storyId)
    const one = { ...member, storyId, copyOf: place === undefined ? member.copyOf : place.copyOf }
    if (list === undefined) placed.set(storyId, [one])
    else list.push(one)
  }
  const key = ({ publishedAt, firstSeenAt, id }: StoryMember): string => `${publishedAt ?? firstSeenAt} ${id}`
  for (const members of placed.values()) {
    if (members.length > 1) members.sort((a, b) => (key(a) < key(b) ? -1 : 1))
  }
  return placed
}

/** So many more independent outlets make a story updated. */
const MORE_OUTLETS = 3

/**
 * A story's row to be saved. `publishedAt` never changes; `updatedAt` moves only when there is something
 * new to read.
 */
export function storyAsSaved(
  story: Grouping['stories'][number],
  old: StoredStory | undefined,
  members: readonly StoryMember[],
  run: { readonly foundedAt: Instant; readonly now: Instant; readonly fresh: ReadonlyMap<string, unknown> },
): StoredStory {
  const { foundedAt, now, fresh } = run
  // Outlets that only carry a copy do not count, so a further carrier does not make a story updated.
  const outlets = new Set(members.filter(({ copyOf }) => copyOf === undefined).map(({ sourceId }) => sourceId)).size
  const { id, foundingArticleId, leadArticleId, leadWhy } = story
  if (old === undefined) {
    const founder = members.find((member) => member.id === foundingArticleId)!
    const { publishedAt, updatedAt, firstFetch, firstSeenAt } = founder
    const own = updatedAt ?? publishedAt ?? firstSeenAt
    const startedAt = firstFetch ? [own, now].sort()[0]! : firstSeenAt
    return { id, foundingArticleId, foundedAt, leadArticleId, leadWhy, publishedAt, updatedAt: startedAt, outlets }
  }
  const kept = { ...old, leadArticleId, leadWhy }
  // Founded earlier in this grouping: what joins it now is part of its founding.
  if (old.foundedAt === foundedAt) return { ...kept, outlets: Math.max(old.outlets, outlets) }
  const lead = members.find((member) => member.id === leadArticleId)
  // Only an edit that this grouping brings counts, of an article that led before: an article edited before it became
  // the lead does not make the story updated.
  const isRewritten =
    lead?.substanceAt !== undefined &&
    fresh.has(lead.id) &&
    lead.id === old.leadArticleId &&
    lead.substanceAt > old.updatedAt
  const isWider = outlets >= old.outlets + MORE_OUTLETS
  return isRewritten || isWider ? { ...kept, updatedAt: now, outlets: Math.max(old.outlets, outlets) } : kept
}

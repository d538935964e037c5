/**
 * Corrections of the grouping by a person. They are stored as pairs of articles, hold for good, and apply from the next
 * grouping on.
 */
import type { Instant } from '../../core/model.ts'
import { articleIdsOfStories, readArticleById, type StoredArticle } from '../../store/articles.ts'
import { type ArticlePair, forgetApart, saveCorrections } from '../../store/corrections.ts'
import type { Db } from '../../store/db.ts'
import { findStory, type StoredStory } from '../../store/stories.ts'

/** The result of a split, or why there is nothing to split. */
type SplitOutcome =
  | { readonly kind: 'split'; readonly article: StoredArticle; readonly story: StoredStory; readonly pairs: number }
  | { readonly kind: 'unknown' | 'no-story' | 'alone' }

/**
 * Keeps an article apart from all others of its story. A short write that does not wait for a running pass. Throws
 * StoreError.
 */
export async function splitArticle(db: Db, articleId: string, now: Instant): Promise<SplitOutcome> {
  const article = await readArticleById(db, articleId)
  if (article === undefined) return { kind: 'unknown' }
  const story = article.dropped === undefined ? await findStory(db, articleId) : undefined
  if (story === undefined) return { kind: 'no-story' }
  const pairs = (await articleIdsOf(db, story)).flatMap((id): ArticlePair[] =>
    id === articleId ? [] : [[articleId, id]],
  )
  if (pairs.length === 0) return { kind: 'alone' }
  await db.batch(saveCorrections(pairs, 'apart', now))
  return { kind: 'split', article, story, pairs: pairs.length }
}

/** The result of a merge, or why there is nothing to merge. */
type MergeOutcome =
  | { readonly kind: 'merged'; readonly stories: readonly [StoredStory, StoredStory]; readonly pairs: number }
  | { readonly kind: 'unknown'; readonly id: string }
  | { readonly kind: 'same' }

/**
 * Keeps two stories together, by pairing their lead and founding articles. Earlier corrections that keep articles of
 * the two apart are deleted. Each id may be a story's, an alias or an article's. A short write that does not wait for a
 * running pass. Throws StoreError.
 */
export async function mergeStories(db: Db, idA: string, idB: string, now: Instant): Promise<MergeOutcome> {
  const first = await findStory(db, idA)
  if (first === undefined) return { kind: 'unknown', id: idA }
  const second = await findStory(db, idB)
  if (second === undefined) return { kind: 'unknown', id: idB }
  if (first.id === second.id) return { kind: 'same' }
  const ids = [await articleIdsOf(db, first), await articleIdsOf(db, second)] as const
  // Two articles of each, so that the stories stay together after one of them is pruned.
  const [ofFirst, ofSecond] = [mainArticleIdsOf(first, ids[0]), mainArticleIdsOf(second, ids[1])]
  const pairs = ofFirst.flatMap((a) => ofSecond.map((b): ArticlePair => [a, b]))
  await db.batch([...forgetApart(ids.flat()), ...saveCorrections(pairs, 'together', now)])
  return { kind: 'merged', stories: [first, second], pairs: pairs.length }
}

async function articleIdsOf(db: Db, { id }: StoredStory): Promise<readonly string[]> {
  return (await articleIdsOfStories(db, [id])).get(id) ?? []
}

/** The lead and the founding article of a story as far as they are still kept, else its first article. */
function mainArticleIdsOf({ leadArticleId, foundingArticleId }: StoredStory, articleIds: readonly string[]): string[] {
  const kept = new Set(articleIds)
  const main = [...new Set([leadArticleId, foundingArticleId])].filter((id) => kept.has(id))
  return main.length > 0 ? main : articleIds.slice(0, 1)
}

/** What a person corrects in the grouping: kept as pairs of articles, for good, and taken up by the next grouping. */
import type { Instant } from '../../core/model.ts'
import { articleIdsOfStories, readArticleById, type StoredArticle } from '../../store/articles.ts'
import { type ArticlePair, forgetApart, saveCorrections } from '../../store/corrections.ts'
import type { Db } from '../../store/db.ts'
import { findStory, type StoredStory } from '../../store/stories.ts'

/** What a correction came to, or why there is nothing to correct. */
export type SplitOutcome =
  | { readonly kind: 'split'; readonly article: StoredArticle; readonly story: StoredStory; readonly pairs: number }
  | { readonly kind: 'unknown' | 'no-story' | 'alone' }

/** Keeps an article apart from every other one of its story. A short write: no pass is waited for. Throws StoreError. */
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

/** What joining two stories came to. */
export type MergeOutcome =
  | { readonly kind: 'merged'; readonly stories: readonly [StoredStory, StoredStory]; readonly pairs: number }
  | { readonly kind: 'unknown'; readonly id: string }
  | { readonly kind: 'same' }

/**
 * Keeps two stories together, by the articles that lead and found them; what was kept apart between them no longer is.
 * The ids may be aliases' or articles'. A short write: no pass is waited for. Throws StoreError.
 */
export async function mergeStories(db: Db, idA: string, idB: string, now: Instant): Promise<MergeOutcome> {
  const first = await findStory(db, idA)
  if (first === undefined) return { kind: 'unknown', id: idA }
  const second = await findStory(db, idB)
  if (second === undefined) return { kind: 'unknown', id: idB }
  if (first.id === second.id) return { kind: 'same' }
  const ids = [await articleIdsOf(db, first), await articleIdsOf(db, second)] as const
  // Two of each: a story stays together when one of its articles is no longer kept.
  const [ofFirst, ofSecond] = [pillarsOf(first, ids[0]), pillarsOf(second, ids[1])]
  const pairs = ofFirst.flatMap((a) => ofSecond.map((b): ArticlePair => [a, b]))
  await db.batch([...forgetApart(ids.flat()), ...saveCorrections(pairs, 'together', now)])
  return { kind: 'merged', stories: [first, second], pairs: pairs.length }
}

async function articleIdsOf(db: Db, { id }: StoredStory): Promise<readonly string[]> {
  return (await articleIdsOfStories(db, [id])).get(id) ?? []
}

/** The articles of a story that stand for it: those there are of its lead and its founder, else its first. */
function pillarsOf({ leadArticleId, foundingArticleId }: StoredStory, articleIds: readonly string[]): string[] {
  const there = new Set(articleIds)
  const pillars = [...new Set([leadArticleId, foundingArticleId])].filter((id) => there.has(id))
  return pillars.length > 0 ? pillars : articleIds.slice(0, 1)
}

/**
 * Corrections of the grouping by a person. They are stored as pairs of articles, hold until they are undone, and apply from the
 * next grouping on. One that is made before the others were applied counts them as applied.
 */
import { correctionId } from '../../core/ids.ts'
import type { Instant } from '../../core/model.ts'
import { articleIdsOfStories, readArticleById, readArticlesById, type StoredArticle } from '../../store/articles.ts'
import {
  type ArticlePair,
  type CorrectionKind,
  listCorrections,
  type MadeCorrection,
  saveCorrection,
  undoCorrection,
  waitingCorrections,
} from '../../store/corrections.ts'
import type { Db } from '../../store/db.ts'
import { findStory, type StoredStory } from '../../store/stories.ts'

/** The result of a split, or why there is nothing to split. */
type SplitOutcome =
  | {
      readonly kind: 'split'
      readonly correction: MadeCorrection
      readonly article: StoredArticle
      readonly story: StoredStory
      readonly pairs: number
    }
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
  const partOf = await readParts(db)
  const others = [...(await partOf(articleId))].filter((id) => id !== articleId)
  if (others.length === 0) return { kind: 'alone' }
  const pairs = others.map((id): ArticlePair => [articleId, id])
  const [main] = mainArticleIdsOf(story, others)
  const correction = await correctionOf(db, 'apart', [articleId, main!], now)
  await db.batch(saveCorrection(correction, pairs, [[articleId], others]))
  return { kind: 'split', correction, article, story, pairs: pairs.length }
}

/** The result of a merge, or why there is nothing to merge. */
type MergeOutcome =
  | {
      readonly kind: 'merged'
      readonly correction: MadeCorrection
      readonly stories: readonly [StoredStory, StoredStory]
      readonly pairs: number
    }
  | { readonly kind: 'unknown'; readonly id: string }
  | { readonly kind: 'same' }

/**
 * Keeps two stories together, by pairing their lead and founding articles. Earlier corrections that keep articles of
 * one apart from articles of the other are overruled. Each id may be a story's, an alias or an article's. A short write that
 * does not wait for a running pass. Throws StoreError.
 */
export async function mergeStories(db: Db, idA: string, idB: string, now: Instant): Promise<MergeOutcome> {
  const first = await findStory(db, idA)
  if (first === undefined) return { kind: 'unknown', id: idA }
  const second = await findStory(db, idB)
  if (second === undefined) return { kind: 'unknown', id: idB }
  const partOf = await readParts(db)
  const parts = [await partOf(await articleOf(db, first, idA)), await partOf(await articleOf(db, second, idB))] as const
  if (parts[0] === parts[1]) return { kind: 'same' }
  const sides = [[...parts[0]], [...parts[1]]] as const
  // Two articles of each, so that the stories stay together after one of them is pruned.
  const [ofFirst, ofSecond] = [mainArticleIdsOf(first, sides[0]), mainArticleIdsOf(second, sides[1])]
  const pairs = ofFirst.flatMap((a) => ofSecond.map((b): ArticlePair => [a, b]))
  const correction = await correctionOf(db, 'together', [ofFirst[0]!, ofSecond[0]!], now)
  await db.batch(saveCorrection(correction, pairs, sides))
  return { kind: 'merged', correction, stories: [first, second], pairs: pairs.length }
}

/**
 * Undoes a correction by its id, or the last one: the next grouping judges the articles of its stories anew. Returns it;
 * undefined where there is none. Throws StoreError.
 */
export async function undo(db: Db, id: string): Promise<MadeCorrection | undefined> {
  const all = await listCorrections(db)
  const correction = id === 'last' ? all[0] : all.find((one) => one.id === id)
  if (correction === undefined) return undefined
  const [deleted] = await db.batch(undoCorrection(correction.id))
  return deleted!.length === 0 ? undefined : correction
}

/** A correction named by the titles of two articles. */
async function correctionOf(
  db: Db,
  kind: CorrectionKind,
  [first, other]: ArticlePair,
  madeAt: Instant,
): Promise<MadeCorrection> {
  const titles = new Map((await readArticlesById(db, [first, other])).map(({ id, title }) => [id, title]))
  return {
    id: correctionId(kind, madeAt, first, other),
    kind,
    title: titles.get(first)!,
    otherTitle: titles.get(other)!,
    madeAt,
  }
}

/**
 * Returns a function that finds the articles of a story as the next grouping will have it, by one of them: corrections that
 * wait are counted as applied, in the order they were made. Articles of one story get the same set. Throws StoreError.
 */
async function readParts(db: Db): Promise<(articleId: string) => Promise<ReadonlySet<string>>> {
  const parts = new Map<string, Set<string>>()
  const partOf = async (articleId: string): Promise<Set<string>> => {
    const known = parts.get(articleId)
    if (known !== undefined) return known
    const story = await findStory(db, articleId)
    return asPart([articleId, ...(story === undefined ? [] : await articleIdsOf(db, story))])
  }
  const asPart = (articleIds: Iterable<string>): Set<string> => {
    const part = new Set(articleIds)
    for (const id of part) parts.set(id, part)
    return part
  }
  for (const { kind, pairs } of await waitingCorrections(db)) {
    if (kind === 'together') {
      for (const [a, b] of pairs) asPart([...(await partOf(a)), ...(await partOf(b))])
    } else {
      const taken = commonArticle(pairs)
      ;(await partOf(taken)).delete(taken)
      asPart([taken])
    }
  }
  return partOf
}

/** The article that is in every pair of a split. */
const commonArticle = ([[a, b], second = [a, b]]: readonly ArticlePair[]): string => (second.includes(a) ? a : b)

async function articleIdsOf(db: Db, { id }: StoredStory): Promise<readonly string[]> {
  return (await articleIdsOfStories(db, [id])).get(id) ?? []
}

/** The article that stands for an id: itself, or the one with which the story keeps its id. */
async function articleOf(db: Db, story: StoredStory, id: string): Promise<string> {
  const articleIds = await articleIdsOf(db, story)
  return [id, story.foundingArticleId, story.leadArticleId].find((one) => articleIds.includes(one)) ?? articleIds[0]!
}

/** The lead and the founding article of a story as far as they are among these, else the first of these. */
function mainArticleIdsOf({ leadArticleId, foundingArticleId }: StoredStory, articleIds: readonly string[]): string[] {
  const kept = new Set(articleIds)
  const main = [...new Set([leadArticleId, foundingArticleId])].filter((id) => kept.has(id))
  return main.length > 0 ? main : articleIds.slice(0, 1)
}

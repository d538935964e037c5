/** Stories as the pages show them, read from the store. */
import type { Config } from '../../config.ts'
import { articleMinutes } from '../../core/edition.ts'
import type { FrontCandidate } from '../../core/front-page.ts'
import type { Instant, TopicMatch } from '../../core/model.ts'
import { startOfDate } from '../../core/schedule.ts'
import type { ShownStory, StoryRank, TopicName } from '../../core/site.ts'
import { latestNews } from '../../core/stories/news.ts'
import {
  datedAt,
  isSameOutlet,
  itemOf,
  linkOf,
  type PresentedStory,
  presentStory,
  textId,
  withShownNames,
} from '../../core/stories/presented.ts'
import { articlesOfStories, type StoredArticle } from '../../store/articles.ts'
import type { Db } from '../../store/db.ts'
import { configuredOutlets } from '../../store/sources.ts'
import { readStories, type StoredStory, topicsOfStories } from '../../store/stories.ts'

/** What pages are composed from. */
export interface SiteDeps {
  readonly db: Db
  readonly config: Config
  /**
   * A local date, `2026-11-24`: stories published before have no page, and no list shows them. Absent: every story has a page.
   */
  readonly since?: string
  /**
   * The stories that one publication has read, by id: many documents and pages show the same ones. They must not be kept for
   * the next one.
   */
  readonly cache?: StoryCache
}

/** What was read of stories, by id. */
export interface StoryCache {
  readonly stories: Map<string, ReadStory>
  readonly standings: Map<string, FrontCandidate>
}

/** Stories in a cache: those of all feeds and of some days of a large newspaper. */
const MOST_CACHED = 3_000

/**
 * The values of these ids, by id: those that are not in the cache from `read`, which may know less than all. The oldest leave a
 * cache that is full.
 */
export async function throughCache<Value>(
  cache: Map<string, Value> = new Map(),
  ids: readonly string[],
  read: (missing: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): Promise<Map<string, Value>> {
  const missing = ids.filter((id) => !cache.has(id))
  if (missing.length > 0) for (const [id, value] of await read(missing)) cache.set(id, value)
  const found = new Map<string, Value>()
  for (const id of ids) if (cache.has(id)) found.set(id, cache.get(id)!)
  for (const id of cache.keys()) {
    if (cache.size <= MOST_CACHED) break
    cache.delete(id)
  }
  return found
}

/** A story with everything that pages show of it. */
export interface ReadStory {
  readonly story: StoredStory
  /** The articles that may be shown, by date. */
  readonly articles: readonly StoredArticle[]
  readonly presented: PresentedStory<StoredArticle>
  /** The configured ones, the strongest first. */
  readonly topics: readonly (TopicName & TopicMatch)[]
  readonly outletOf: (sourceId: string) => string
}

/** Before and after every instant that is stored. Whole instants, since other text sorts otherwise by another collation. */
const BEFORE_ALL: Instant = '0001-01-01T00:00:00.000Z'
export const AFTER_ALL: Instant = '9999-12-31T23:59:59.999Z'

/** The instant from which on stories have a page. */
export const fromOf = ({ config, since }: SiteDeps): Instant =>
  since === undefined ? BEFORE_ALL : startOfDate(config.timeZone, since)

/**
 * The stories with these ids, by id: with the articles of configured sources alone, and without stories that have none, that
 * are undated, or that have no page. Throws StoreError.
 */
export async function readShown(deps: SiteDeps, ids: readonly string[]): Promise<Map<string, ReadStory>> {
  const from = fromOf(deps)
  const shown = await throughCache(deps.cache?.stories, ids, (missing) => readFromStore(deps, missing))
  for (const [id, { story }] of shown) if (story.publishedAt! < from) shown.delete(id)
  return shown
}

/** The dated ones of these stories that have an article of a configured source. */
async function readFromStore({ db, config }: SiteDeps, ids: readonly string[]): Promise<Map<string, ReadStory>> {
  const stories = (await readStories(db, ids)).filter(({ publishedAt }) => publishedAt !== undefined)
  const storyIds = stories.map(({ id }) => id)
  const articles = await articlesOfStories(db, storyIds, 'none', 'shown')
  const matches = await topicsOfStories(db, storyIds)
  const sourceIds = new Set([...articles.values()].flat().map(({ sourceId }) => sourceId))
  const outlets = await configuredOutlets(db, [...sourceIds])
  const nameById = new Map(config.topics.map(({ id, name }) => [id, name]))
  const outletOf = (sourceId: string): string => outlets.get(sourceId)?.name ?? sourceId
  const found = new Map<string, ReadStory>()
  for (const story of stories) {
    const visible = withShownNames(
      (articles.get(story.id) ?? []).filter(({ sourceId }) => outlets.has(sourceId)),
      outlets,
    )
    if (visible.length === 0) continue
    const topics = (matches.get(story.id) ?? []).flatMap((match) => {
      const name = nameById.get(match.topicId)
      return name === undefined ? [] : { ...match, id: match.topicId, name }
    })
    const presented = presentStory(visible, story.leadArticleId, outletOf)
    found.set(story.id, { story, articles: visible, presented, topics, outletOf })
  }
  return found
}

/** The stories with these ids as lists show them, in this order; those that have no page are left out. Throws StoreError. */
export async function shownStories(deps: SiteDeps, ids: readonly string[]): Promise<ShownStory[]> {
  const read = await readShown(deps, ids)
  return ids.flatMap((id) => {
    const one = read.get(id)
    return one === undefined ? [] : shownStoryOf(one)
  })
}

/** A story as lists show it, with what its place was computed from where it has one. */
export function shownStoryOf(read: ReadStory, rank?: StoryRank): ShownStory {
  const { story, articles, presented, topics, outletOf } = read
  const { lead, named, otherOutlets, picture } = presented
  const minutes = articleMinutes(lead)
  const firstId = firstToPublish(read)?.id
  const news = latestNews(story, articles, lead, outletOf)
  return {
    storyId: story.id,
    ...itemOf(presented, story.updatedAt),
    sourceId: lead.sourceId,
    ...(minutes === undefined ? {} : { minutes }),
    ...(picture === undefined ? {} : { picture: shownPicture(picture) }),
    carriers: named.map(({ articleId, ...carrier }) => ({
      ...carrier,
      ...(articleId === firstId ? { isFirst: true } : {}),
    })),
    otherOutlets,
    ...(news.length === 0 ? {} : { updated: { at: story.updatedAt, news } }),
    topics: topics.map(({ id, name }) => ({ id, name })),
    ...(rank === undefined ? {} : { rank }),
  }
}

const shownPicture = ({
  credit,
  ...picture
}: NonNullable<PresentedStory['picture']>): NonNullable<ShownStory['picture']> => ({
  ...picture,
  ...(credit === undefined ? {} : { outlet: credit.outlet }),
})

/**
 * The article that was published first: that of the original publisher, where the texts name one; else by date, and undefined where
 * it is the only one, or another has the same date.
 */
export function firstToPublish({ articles, presented: { origin }, outletOf }: ReadStory): StoredArticle | undefined {
  const [first, second] = articles
  const isOf = (one: StoredArticle, outlet: string): boolean => isSameOutlet(outletOf(one.sourceId), outlet)
  if (origin !== undefined) return articles.find((one) => isOf(one, origin.outlet) && linkOf(one) === origin.url)
  const { publisher } = first ?? {}
  if (publisher !== undefined) return articles.find((one) => isOf(one, publisher) && textId(one) === textId(first!))
  return first !== undefined && second !== undefined && datedAt(first) < datedAt(second) ? first : undefined
}

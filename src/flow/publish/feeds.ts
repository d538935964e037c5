/** Composes the feeds: the main one, and one for each topic. */
import { atomId, topicFolders } from '../../core/ids.ts'
import { FEED_FORMATS, topicPath } from '../../core/site-paths.ts'
import { latestNews } from '../../core/stories/news.ts'
import { datedAt, linkOf, originalsOf, presentStory, textId } from '../../core/stories/presented.ts'
import type { FeedEntry, FeedHead, FeedWords } from '../../feeds/publish/entry.ts'
import { etagOf } from '../../files.ts'
import { type StoredArticle, textsOfArticles } from '../../store/articles.ts'
import type { StoredDocument } from '../../store/documents.ts'
import { storyIdsOfArticles, storyIdsOfFeed } from '../../store/selected-stories.ts'
import { type KnownSource, listSources } from '../../store/sources.ts'
import { loadWords } from '../../words.ts'
import type { Deps } from '../deps.ts'
import { type ReadStory, readShown, type StoryCache } from '../site/shown.ts'

/** What feeds are composed with. */
interface Composing {
  readonly authority: string
  /** The path of the archive document before the main feed. */
  readonly newestArchive?: string | undefined
  readonly cache: StoryCache
  /** Whether the documents at these paths have just these stories, in this order, and none of them has changed. */
  readonly isCurrent: (paths: readonly string[], storyIds: readonly string[]) => boolean
}

/**
 * Yields every feed that is to be published, composed one after another so that only one is held in memory; of one that is current
 * the paths alone. Throws StoreError.
 */
export async function* composeDocuments(
  deps: Deps,
  { authority, newestArchive, cache, isCurrent }: Composing,
): AsyncGenerator<StoredDocument | { readonly path: string; readonly etag?: never }> {
  const { db, config, clock } = deps
  const render = await loadRenderers()
  const { cleanFeed } = await import('../../feeds/publish/feed.ts')
  const words = await loadWords(deps.templatesFolder, 'words', config.language, config.timeZone)
  const sources = new Map((await listSources(db)).map((source) => [source.id, source]))
  const changedAt = clock().toISOString()
  const folders = topicFolders(config.topics.map(({ id }) => id))
  const select = config.feed.entryPer === 'story' ? storyIdsOfFeed : storyIdsOfArticles
  for (const topic of [undefined, ...config.topics]) {
    const storyIds = await select(db, config.feed.maxEntries, topic?.id)
    const folder = topic === undefined ? '' : `${topicPath(folders.get(topic.id)!)}/`
    const formats = FEED_FORMATS.map((format) => ({ ...format, path: `${folder}${format.file}` }))
    if (
      isCurrent(
        formats.map(({ path }) => path),
        storyIds,
      )
    ) {
      yield* formats.map(({ path }) => ({ path }))
      continue
    }
    const shown = await readShown({ db, config, cache }, storyIds)
    const head = feedHead(deps, authority, words, sources.size, topic && { ...topic, folder: folders.get(topic.id)! })
    const archive = topic === undefined && { archive: { isArchive: false, prev: newestArchive } }
    const feed = cleanFeed({ ...head, ...archive }, await entriesOf(deps, [...shown.values()], sources, authority))
    for (const { path, type, name } of formats) {
      const body = render[name](feed, path)
      yield { path, contentType: `${type}; charset=utf-8`, body, etag: etagOf(body), changedAt, storyIds }
    }
  }
}

/** What writes each format, imported when needed, one after another. */
const loadRenderers = async () => ({
  atom: (await import('../../feeds/publish/atom.ts')).renderAtom,
  rss: (await import('../../feeds/publish/rss.ts')).renderRss,
  json: (await import('../../feeds/publish/json-feed.ts')).renderJson,
})

/** The head of the main feed, or of a topic's. */
export function feedHead(
  { config, version }: Deps,
  authority: string,
  words: FeedWords,
  outlets: number,
  topic?: { readonly id: string; readonly name: string; readonly folder: string },
): FeedHead {
  const { title, language, siteUrl, counterUrl, feed } = config
  return {
    title: topic === undefined ? title : `${title}: ${topic.name}`,
    subtitle:
      topic === undefined
        ? words.count('feedSubtitle', outlets)
        : words.count('feedOfTopic', outlets, { topic: topic.name }),
    rights: words.say('feedRights'),
    language,
    authority,
    name: topic === undefined ? 'feed' : `topic:${topic.id}`,
    siteUrl,
    counterUrl,
    alternate: topic === undefined ? '' : `${topicPath(topic.folder)}.html`,
    hubs: feed.hubs,
    version,
    words,
    maxEntries: feed.maxEntries,
    maxBytes: feed.maxBytes,
  }
}

/** The feed entries of stories: one per story, or with `entryPer: 'article'` one per text. */
export async function entriesOf(
  { db, config }: Deps,
  stories: readonly ReadStory[],
  sources: ReadonlyMap<string, KnownSource>,
  authority: string,
): Promise<FeedEntry[]> {
  const topicById = new Map(config.topics.map((topic) => [topic.id, topic]))
  const { entryPer, content } = config.feed
  const presented = stories.flatMap((one) => (entryPer === 'story' ? [one] : eachArticle(one)))
  const texts =
    content === 'full'
      ? await textsOfArticles(
          db,
          presented.map(({ presented: { lead } }) => lead.id),
        )
      : undefined
  return presented.map(({ story, articles, presented, topics, outletOf }) => {
    const { lead, authors, authorUrls, carriers, named, more, origin, picture, files } = presented
    return {
      id: atomId(authority, story.id),
      title: lead.title,
      url: linkOf(lead),
      publishedAt: story.publishedAt!,
      updatedAt: story.updatedAt,
      leadAt: datedAt(lead),
      authors,
      authorUrls,
      ...(content === 'none' ? {} : { summary: lead.lead || lead.imageAlt || '' }),
      ...texts?.get(lead.id),
      language: lead.language,
      topics: topics.map(({ id }) => topicById.get(id)!),
      source: sourceOf(sources.get(lead.sourceId)!, lead),
      carriers,
      named,
      more,
      ...(origin === undefined ? {} : { via: origin }),
      enclosures: files,
      picture,
      ...(entryPer === 'story' && content !== 'none' ? { news: latestNews(story, articles, lead, outletOf) } : {}),
    }
  })
}

/** The texts of a story, each as a story of its own with its copies: of its original, else of the oldest copy. */
function eachArticle({ story, articles, topics, outletOf }: ReadStory): ReadStory[] {
  const originals = originalsOf(articles.filter(({ publishedAt }) => publishedAt !== undefined))
  return [...originals].map(([id, article]) => {
    const own = articles.filter((one) => textId(one) === id)
    const updatedAt = article.substanceAt ?? (article.firstFetch ? article.publishedAt! : article.firstSeenAt)
    return {
      story: { ...story, id: article.id, publishedAt: article.publishedAt!, updatedAt },
      articles: own,
      presented: presentStory(own, article.id, outletOf),
      topics,
      outletOf,
    }
  })
}

/**
 * The feed of an article, as it was when the article was first seen (RFC 4287 §4.2.11). Its date is the article's own copy: the
 * latest one would change the bytes of documents at each fetch of a feed that is dated when it is served. Where the feed stated
 * none, as most RSS and all of JSON Feed, it had changed when the article did. It is never later than the first sight, which
 * moves, too, when a clock that was ahead is set back.
 */
function sourceOf(source: KnownSource, article: StoredArticle): FeedEntry['source'] {
  const { feedUpdatedAt, updatedAt, publishedAt, firstSeenAt } = article
  const changedAt = feedUpdatedAt ?? updatedAt ?? publishedAt
  return {
    title: source.name,
    ...(source.title !== undefined && { feedTitle: source.title }),
    url: source.siteUrl,
    id: source.feedId,
    sourceId: source.id,
    updatedAt: changedAt !== undefined && changedAt > firstSeenAt ? firstSeenAt : changedAt,
    ...(/^https?:/.test(source.url) ? { feedUrl: source.url } : {}),
  }
}

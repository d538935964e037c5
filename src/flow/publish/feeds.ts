/** Composes the feeds: the main one, and one for each topic. */
import { atomId, topicFolders } from '../../core/ids.ts'
import { FEED_FORMATS, topicPath } from '../../core/site-paths.ts'
import { latestNews } from '../../core/stories/news.ts'
import { linkOf, type PresentedStory, presentStory } from '../../core/stories/presented.ts'
import type { FeedEntry, FeedHead, FeedWords } from '../../feeds/publish/entry.ts'
import { etagOf } from '../../files.ts'
import { articlesOfStories, type StoredArticle } from '../../store/articles.ts'
import type { StoredDocument } from '../../store/documents.ts'
import { type KnownSource, listSources } from '../../store/sources.ts'
import { newestStories, type StoredStory, topicsOfStories } from '../../store/stories.ts'
import { loadWords } from '../../words.ts'
import type { Deps } from '../deps.ts'

/**
 * Yields every feed that is to be published, composed one after another so that only one is held in memory. `newestArchive` is the
 * path of the archive document before the main feed. Throws StoreError.
 */
export async function* composeDocuments(
  deps: Deps,
  authority: string,
  newestArchive?: string,
): AsyncGenerator<StoredDocument> {
  const { db, config, clock } = deps
  const render = await loadRenderers()
  const { cleanFeed } = await import('../../feeds/publish/feed.ts')
  const words = await loadWords(deps.templatesFolder, 'words', config.language, config.timeZone)
  const sources = new Map((await listSources(db)).map((source) => [source.id, source]))
  const changedAt = clock().toISOString()
  const folders = topicFolders(config.topics.map(({ id }) => id))
  for (const topic of [undefined, ...config.topics]) {
    const stories = await newestStories(db, config.feed.maxEntries, topic?.id)
    const storyIds = stories.map(({ id }) => id)
    const head = feedHead(deps, authority, words, sources.size, topic && { ...topic, folder: folders.get(topic.id)! })
    const archive = topic === undefined && { archive: { isArchive: false, prev: newestArchive } }
    const feed = cleanFeed({ ...head, ...archive }, await entriesOf(deps, stories, sources, authority))
    for (const { file, type, name } of FEED_FORMATS) {
      const path = topic === undefined ? file : `${topicPath(folders.get(topic.id)!)}/${file}`
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

/** The feed entries of stories: one per story, or with `entryPer: 'article'` one per article that is not a copy. */
export async function entriesOf(
  { db, config }: Deps,
  stories: readonly StoredStory[],
  sources: ReadonlyMap<string, KnownSource>,
  authority: string,
): Promise<FeedEntry[]> {
  const ids = stories.map(({ id }) => id)
  const articles = await articlesOfStories(db, ids, config.feed.content === 'full' ? 'all' : 'none', 'shown')
  const matches = await topicsOfStories(db, ids)
  const topicById = new Map(config.topics.map((topic) => [topic.id, topic]))
  const outletOf = (sourceId: string) => sources.get(sourceId)?.name ?? sourceId
  return stories.flatMap((story) => {
    const visible = (articles.get(story.id) ?? []).filter(({ sourceId }) => sources.has(sourceId))
    if (visible.length === 0) return []
    const topics = (matches.get(story.id) ?? []).flatMap(({ topicId }) => topicById.get(topicId) ?? [])
    const entry = (
      { lead, authors, authorUrls, carriers, named, more, origin, picture, files }: PresentedStory<StoredArticle>,
      id: string,
      publishedAt: string,
      updatedAt: string,
    ): FeedEntry => ({
      id: atomId(authority, id),
      title: lead.title,
      url: linkOf(lead),
      publishedAt,
      updatedAt,
      leadAt: lead.publishedAt ?? lead.firstSeenAt,
      authors,
      authorUrls,
      ...(config.feed.content === 'none' ? {} : { summary: lead.lead || lead.imageAlt || '' }),
      ...(config.feed.content === 'full' ? { contentHtml: lead.contentHtml, text: lead.text } : {}),
      language: lead.language,
      topics,
      source: sourceOf(sources.get(lead.sourceId)!, lead),
      carriers,
      named,
      more,
      ...(origin === undefined ? {} : { via: origin }),
      enclosures: files,
      picture,
    })
    if (config.feed.entryPer === 'story') {
      const presented = presentStory(visible, story.leadArticleId, outletOf)
      const shown = entry(presented, story.id, story.publishedAt!, story.updatedAt)
      if (config.feed.content === 'none') return [shown]
      return [{ ...shown, news: latestNews(story, visible, presented.lead, outletOf) }]
    }
    return visible
      .filter(({ copyOf, publishedAt }) => copyOf === undefined && publishedAt !== undefined)
      .map((article) => {
        const copies = visible.filter((one) => one.id === article.id || one.copyOf === article.id)
        const updatedAt = article.substanceAt ?? (article.firstFetch ? article.publishedAt! : article.firstSeenAt)
        return entry(presentStory(copies, article.id, outletOf), article.id, article.publishedAt!, updatedAt)
      })
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
    url: source.siteUrl,
    id: source.feedId,
    updatedAt: changedAt !== undefined && changedAt > firstSeenAt ? firstSeenAt : changedAt,
    ...(/^https?:/.test(source.url) ? { feedUrl: source.url } : {}),
  }
}

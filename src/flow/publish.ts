/**
 * Publishes stories as feeds. Documents are computed when what they show has changed; files are restored in every pass.
 */
import { randomBytes } from 'node:crypto'
import { relative, sep } from 'node:path'
import { type Config, documentsFingerprint } from '../config.ts'
import { atomId, topicFolders } from '../core/ids.ts'
import type { Topic } from '../core/model.ts'
import { newsOf } from '../core/stories/news.ts'
import { linkOf, type PresentedStory, presentStory } from '../core/stories/presented.ts'
import type { FeedEntry } from '../feeds/publish/atom.ts'
import { etagOf, publishFile, readPublished, removeFile, sizeIfPublished } from '../files.ts'
import { articlesOfStories, type StoredArticle } from '../store/articles.ts'
import type { Statement } from '../store/db.ts'
import {
  listDocumentTags,
  readDocument,
  type StoredDocument,
  saveDocument,
  withdrawDocument,
} from '../store/documents.ts'
import { readMeta, setMeta } from '../store/meta.ts'
import { type KnownSource, listSources } from '../store/sources.ts'
import { newestStories, type StoredStory, topicsOfStories } from '../store/stories.ts'
import type { Deps } from './deps.ts'
import { underLease } from './leases.ts'

/** One published document, as the summary of a pass lists it. */
export interface PublishedFile {
  /** Relative to the configuration's folder, such as `public/atom.xml`; absolute where it is outside of it. */
  readonly path: string
  /** Whether the file was written, because the document is new or the file was missing or altered. */
  readonly changed: boolean
  readonly bytes: number
  readonly etag: string
}

const ATOM = 'application/atom+xml; charset=utf-8'

/**
 * Publishes the documents that have changed, unless another worker is doing so, and restores every file from the store.
 * Returns what is published now. Throws StoreError.
 */
export async function publishFeeds(deps: Deps): Promise<PublishedFile[]> {
  const { db, config, version } = deps
  await underLease(deps, 'publish', async (guard) => {
    const meta = await readMeta(db)
    const wanted = `${meta.get('revision')} ${documentsFingerprint(config)} ${version}`
    if (meta.get('documents') === wanted) return
    const etags = new Map((await listDocumentTags(db)).map(({ path, etag }) => [path, etag]))
    const changes: Statement[] = []
    for await (const document of composeDocuments(deps, meta.get('id_authority')!)) {
      if (etags.get(document.path) !== document.etag) changes.push(saveDocument(document))
      etags.delete(document.path)
    }
    for (const [path, etag] of etags) if (etag !== '') changes.push(withdrawDocument(path))
    await db.batch([guard(), ...changes, setMeta('documents', wanted)])
  })
  return mirror(deps)
}

/**
 * The authority (RFC 4151) in the ids of a new store: the configured one, that of the feed which an earlier store
 * published, so that its ids stay, the siteUrl's host, or a random name, so that no two stores share ids. Throws StoreError.
 */
export async function chooseAuthority({ idAuthority, siteUrl, feed }: Config): Promise<string> {
  return (
    idAuthority ??
    (await publishedAuthority(feed.folder)) ??
    `${siteUrl === undefined ? `${randomBytes(8).toString('hex')}.broadsheet.invalid` : new URL(siteUrl).hostname},2026`
  )
}

/** The authority of the feed in a folder; undefined where there is none of ours. Throws StoreError. */
async function publishedAuthority(folder: string): Promise<string | undefined> {
  const head = (await readPublished(folder, 'atom.xml'))?.toString().split('<entry>', 1)[0] ?? ''
  if (!/<generator [^>]*>Broadsheet</.test(head)) return undefined
  return /<id>tag:([^:<\s]+):feed<\/id>/.exec(head)?.[1]
}

/**
 * Writes every document of the store to the feed folder where its file is missing or has other bytes. Files are
 * compared with the documents' ETags, so a document's bytes are read only when its file must be written. Throws
 * StoreError.
 */
async function mirror({ db, config, progress }: Deps): Promise<PublishedFile[]> {
  const { folder } = config.feed
  const shown = relative(config.folder, folder).split(sep).join('/')
  const shownFolder = shown.startsWith('..') ? folder : shown
  const documents = await listDocumentTags(db)
  const files: PublishedFile[] = []
  // File systems may ignore case: there the file of a topic that was renamed from `NATO` to `nato` is the new one's.
  const kept = new Set(documents.flatMap(({ path, etag }) => (etag === '' ? [] : path.toLowerCase())))
  for (const { path, etag } of documents) {
    progress('Publishing', files.length, documents.length, path)
    // Withdrawn: its topic is no longer configured.
    if (etag === '') {
      if (!kept.has(path.toLowerCase())) await removeFile(folder, path)
      continue
    }
    const size = await sizeIfPublished(folder, path, etag)
    if (size !== undefined) {
      files.push({ path: `${shownFolder}/${path}`, changed: false, bytes: size, etag })
      continue
    }
    const document = await readDocument(db, path)
    // Another worker has withdrawn it since the list was read.
    if (document === undefined) continue
    const bytes = Buffer.from(document.body)
    const changed = (await publishFile(folder, path, bytes)) === 'written'
    files.push({ path: `${shownFolder}/${path}`, changed, bytes: bytes.length, etag: document.etag })
  }
  return files
}

/** Yields every document that is to be published, composed one after another so that only one is held in memory. */
async function* composeDocuments(deps: Deps, authority: string): AsyncGenerator<StoredDocument> {
  const { db, config, clock, version } = deps
  const { renderAtom } = await import('../feeds/publish/atom.ts')
  const sources = new Map((await listSources(db)).map((source) => [source.id, source]))
  const changedAt = clock().toISOString()
  const folders = topicFolders(config.topics.map(({ id }) => id))
  const feeds: readonly { readonly path: string; readonly topic?: Topic }[] = [
    { path: 'atom.xml' },
    ...config.topics.map((topic) => ({ path: `topics/${folders.get(topic.id)!}/atom.xml`, topic })),
  ]
  for (const { path, topic } of feeds) {
    const stories = await newestStories(db, config.feed.maxEntries, topic?.id)
    const entries = await entriesOf(deps, stories, sources, authority)
    const body = renderAtom(
      {
        title: topic === undefined ? config.title : `${config.title}: ${topic.name}`,
        language: config.language,
        authority,
        name: topic === undefined ? 'feed' : `topic:${topic.id}`,
        siteUrl: config.siteUrl,
        path,
        version,
        maxEntries: config.feed.maxEntries,
        maxBytes: config.feed.maxBytes,
      },
      entries,
    )
    const storyIds = stories.map(({ id }) => id)
    yield { path, contentType: ATOM, body, etag: etagOf(body), changedAt, storyIds }
  }
}

/** The feed entries of stories: one per story, or with `entryPer: 'article'` one per article that is not a copy. */
async function entriesOf(
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
      { lead, authors, authorUrls, carriers, named, more, origin }: PresentedStory<StoredArticle>,
      id: string,
      publishedAt: string,
      updatedAt: string,
    ): FeedEntry => ({
      id: atomId(authority, id),
      title: lead.title,
      url: linkOf(lead),
      publishedAt,
      updatedAt,
      authors,
      authorUrls,
      ...(config.feed.content === 'none' ? {} : { summary: lead.lead || lead.imageAlt || '' }),
      ...(config.feed.content === 'full' ? { contentHtml: lead.contentHtml, text: lead.text } : {}),
      language: lead.language,
      topics,
      source: sourceOf(sources.get(lead.sourceId)!, lead.feedUpdatedAt),
      carriers,
      named,
      more,
      ...(origin?.url === undefined ? {} : { via: { outlet: origin.outlet, url: origin.url } }),
      enclosures: lead.enclosures,
      picture: lead.imageUrl === undefined ? undefined : { url: lead.imageUrl, alt: lead.imageAlt },
    })
    if (config.feed.entryPer === 'story') {
      const presented = presentStory(visible, story.leadArticleId, outletOf)
      const shown = entry(presented, story.id, story.publishedAt!, story.updatedAt)
      // What was new when a story was founded does not open its entry.
      if (config.feed.content === 'none' || story.updatedAt <= story.foundedAt) return [shown]
      const { development: latest = 1 } = presented.lead
      const newest = visible.filter(({ development = 1 }) => development === latest && latest > 1)
      const { news } = newsOf(newest, presented.lead, latest - 1, outletOf)
      return [{ ...shown, news: news.map(({ text }) => text) }]
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
 * The feed of an article, as it was when the article was read (RFC 4287 §4.2.11). Its date is the article's own copy: the latest
 * one would change the bytes of documents at each fetch of a feed that is dated when it is served.
 */
const sourceOf = (source: KnownSource, updatedAt: string | undefined): FeedEntry['source'] => ({
  title: source.name,
  url: source.siteUrl,
  id: source.feedId,
  updatedAt,
  ...(/^https?:/.test(source.url) ? { feedUrl: source.url } : {}),
})

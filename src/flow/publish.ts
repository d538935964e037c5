/** Stories to published documents: computed when something they show has changed, mirrored to the feed folder every time. */
import { createHash } from 'node:crypto'
import { relative, sep } from 'node:path'
import { documentsFingerprint } from '../config.ts'
import { atomId } from '../core/ids.ts'
import type { Topic } from '../core/model.ts'
import { linkOf, type ToldStory, tellStory } from '../core/stories/presented.ts'
import type { FeedEntry } from '../feeds/publish/atom.ts'
import { articlesOfStories, type StoredArticle } from '../store/articles.ts'
import { listDocuments, type StoredDocument, saveDocument, withdrawDocument } from '../store/documents.ts'
import { readMeta, setMeta } from '../store/meta.ts'
import { type KnownSource, listSources } from '../store/sources.ts'
import { newestStories, type StoredStory, topicsOfStories } from '../store/stories.ts'
import type { Deps } from './deps.ts'
import { underLease } from './leases.ts'

/** One published document, as the summary tells it. */
export interface PublishedFile {
  /** As seen from the configuration's folder: `public/atom.xml`. */
  readonly path: string
  /** Whether the file was written: its bytes are new, or it was missing or had been changed. */
  readonly changed: boolean
  readonly bytes: number
  readonly etag: string
}

const ATOM = 'application/atom+xml; charset=utf-8'

/** Publishes what has changed, unless another worker does, and restores every file from the store. Throws StoreError. */
export async function publishFeeds(deps: Deps): Promise<PublishedFile[]> {
  const { db, config, version } = deps
  await underLease(deps, 'publish', async (guard) => {
    const meta = await readMeta(db)
    const wanted = `${meta.get('revision')} ${documentsFingerprint(config)} ${version}`
    if (meta.get('documents') === wanted) return
    const old = new Map((await listDocuments(db)).map((document) => [document.path, document]))
    const documents = await composeDocuments(deps, meta.get('id_authority')!)
    const paths = new Set(documents.map(({ path }) => path))
    await db.batch([
      guard(),
      ...documents.filter(({ path, etag }) => old.get(path)?.etag !== etag).map((document) => saveDocument(document)),
      ...[...old.values()]
        .filter(({ path, body }) => body !== '' && !paths.has(path))
        .map(({ path }) => withdrawDocument(path)),
      setMeta('documents', wanted),
    ])
  })
  return mirror(deps)
}

/** Writes every document of the store to the feed folder, where it is missing or has other bytes. Throws StoreError. */
async function mirror({ db, config, progress }: Deps): Promise<PublishedFile[]> {
  const { publishFile, removeFile } = await import('../feeds/publish/files.ts')
  const documents = await listDocuments(db)
  const files: PublishedFile[] = []
  for (const { path, body, etag } of documents) {
    progress('Publishing', files.length, documents.length, path)
    // A topic that left the configuration takes its file along.
    if (body === '') {
      await removeFile(config.feed.folder, path)
      continue
    }
    const bytes = Buffer.from(body)
    const outcome = await publishFile(config.feed.folder, path, bytes)
    const shown = relative(config.folder, config.feed.folder).split(sep).join('/')
    const isInside = !shown.startsWith('..')
    files.push({
      path: `${isInside ? shown : config.feed.folder}/${path}`,
      changed: outcome === 'written',
      bytes: bytes.length,
      etag,
    })
  }
  return files
}

async function composeDocuments(deps: Deps, authority: string): Promise<StoredDocument[]> {
  const { db, config, clock, version } = deps
  const { renderAtom } = await import('../feeds/publish/atom.ts')
  const sources = new Map((await listSources(db)).map((source) => [source.id, source]))
  const changedAt = clock().toISOString()
  const feeds: readonly { readonly path: string; readonly topic?: Topic }[] = [
    { path: 'atom.xml' },
    ...config.topics.map((topic) => ({ path: `topics/${topic.id}/atom.xml`, topic })),
  ]
  const documents: StoredDocument[] = []
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
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`
    documents.push({ path, contentType: ATOM, body, etag, changedAt, storyIds: stories.map(({ id }) => id) })
  }
  return documents
}

/** The entries that stories make: one each, or with `entryPer: 'article'` one for each article that is no copy. */
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
    const entry = (told: ToldStory<StoredArticle>, id: string, publishedAt: string, updatedAt: string): FeedEntry => ({
      id: atomId(authority, id),
      title: told.lead.title,
      url: linkOf(told.lead),
      publishedAt,
      updatedAt,
      authors: told.authors,
      ...(config.feed.content === 'none' ? {} : { summary: told.lead.lead }),
      ...(config.feed.content === 'full' ? { contentHtml: told.lead.contentHtml } : {}),
      language: told.lead.language,
      topics,
      source: sourceOf(sources.get(told.lead.sourceId)!),
      carriers: told.carriers,
      ...(told.origin?.url === undefined ? {} : { via: { outlet: told.origin.outlet, url: told.origin.url } }),
      enclosures: told.lead.enclosures,
    })
    if (config.feed.entryPer === 'story') {
      const told = tellStory(visible, story.leadArticleId, outletOf)
      return [entry(told, story.id, story.publishedAt!, story.updatedAt)]
    }
    return visible
      .filter(({ copyOf, publishedAt }) => copyOf === undefined && publishedAt !== undefined)
      .map((article) => {
        const copies = visible.filter((one) => one.id === article.id || one.copyOf === article.id)
        const updatedAt = article.substanceAt ?? (article.firstFetch ? article.publishedAt! : article.firstSeenAt)
        return entry(tellStory(copies, article.id, outletOf), article.id, article.publishedAt!, updatedAt)
      })
  })
}

const sourceOf = (source: KnownSource): FeedEntry['source'] => ({
  title: source.name,
  url: source.siteUrl,
  ...(/^https?:/.test(source.url) ? { feedUrl: source.url } : {}),
})

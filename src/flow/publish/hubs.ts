/**
 * Tells the hubs (WebSub) which feeds have new or updated entries. What a hub was told is kept, so that it hears nothing twice, and
 * what a killed run or a dead hub missed is told by the next run.
 */
import { FetchError } from '../../core/errors.ts'
import { FEED_FORMATS } from '../../core/site-paths.ts'
import { type Fetcher, publicUrl } from '../../feeds/http/fetch.ts'
import { readPublishedFeed } from '../../feeds/publish/published.ts'
import { type Announced, announcedOf, forgetAnnounced, listAnnounced, saveAnnounced } from '../../store/announced.ts'
import type { Statement } from '../../store/db.ts'
import { listDocumentTags, readDocument } from '../../store/documents.ts'
import type { Deps } from '../deps.ts'
import { underLease } from '../leases.ts'

/** What became of the notifications of a hub. */
export interface HubReport {
  /** Without credentials. */
  readonly url: string
  /** The documents that it was told of. */
  readonly told: readonly string[]
  /** Why it could not be told; the next run tells it. */
  readonly fault?: FetchError
}

/** A feed in all its formats. */
interface Feed {
  /** Of its Atom document. */
  readonly path: string
  readonly etag: string
  /** Of every format that is published. */
  readonly paths: readonly string[]
}

const TIMEOUT_MS = 10_000

/**
 * Tells each hub of every feed that has entries which are new or updated since it was last told, unless another worker is doing so.
 * Returns the hubs that there was something to tell. A hub that fails once is not asked again in this run. Without `siteUrl` feeds
 * have no address to tell. Throws StoreError, and the signal's reason when stopped.
 */
export async function tellHubs(deps: Deps): Promise<HubReport[]> {
  const { feed, siteUrl } = deps.config
  const hubs = siteUrl === undefined ? [] : [...new Set(feed.hubs)]
  if (hubs.length === 0 && (await listAnnounced(deps.db)).length === 0) return []
  const reports = await underLease(deps, 'hubs', async (guard) => {
    const owed = await owedTo(deps, guard, hubs)
    if (owed.size === 0) return []
    const fetcher = await deps.openFetcher()
    try {
      return await Promise.all([...owed].map(([hub, news]) => tell(deps, guard, fetcher, hub, news)))
    } finally {
      await fetcher.close()
    }
  })
  return reports ?? []
}

/** A feed of which a hub is to be told, and what it then was told. */
interface News {
  readonly feed: Feed
  readonly announced: Announced
}

/**
 * By hub, the feeds with entries that it was not told of. Other changes of a document, such as a new link, are no news. What is
 * known of other hubs and of feeds that are no longer published is forgotten.
 */
async function owedTo({ db }: Deps, guard: () => Statement, hubs: readonly string[]): Promise<Map<string, News[]>> {
  const told = await listAnnounced(db)
  const etags = new Map(told.map(({ hub, path, etag }) => [`${hub} ${path}`, etag]))
  const feeds = await listFeeds({ db })
  const gone = told.filter((one) => !hubs.includes(one.hub) || !feeds.some(({ path }) => path === one.path))
  if (gone.length > 0) await db.batch([guard(), ...gone.map(forgetAnnounced)])
  const owed = new Map<string, News[]>()
  for (const feed of feeds) {
    const open = hubs.filter((hub) => etags.get(`${hub} ${feed.path}`) !== feed.etag)
    if (open.length === 0) continue
    const { entries: published = [] } = readPublishedFeed((await readDocument(db, feed.path))?.body ?? '') ?? {}
    const entries = published.map(({ id, updatedAt }) => `${id} ${updatedAt}`)
    const announced = new Map((await announcedOf(db, feed.path)).map((one) => [one.hub, one]))
    for (const hub of open) {
      const known = new Set(announced.get(hub)?.entries)
      const now: Announced = { hub, path: feed.path, etag: feed.etag, entries }
      if (entries.every((entry) => known.has(entry))) await db.batch([guard(), saveAnnounced(now)])
      else owed.set(hub, [...(owed.get(hub) ?? []), { feed, announced: now }])
    }
  }
  return owed
}

async function listFeeds({ db }: Pick<Deps, 'db'>): Promise<Feed[]> {
  const etags = new Map(
    (await listDocumentTags(db)).filter(({ etag }) => etag !== '').map((one) => [one.path, one.etag]),
  )
  return [...etags].flatMap(([path, etag]) => {
    const [, place] = /^(|topics\/[^/]+\/)atom\.xml$/.exec(path) ?? []
    if (place === undefined) return []
    return [{ path, etag, paths: FEED_FORMATS.map(({ file }) => `${place}${file}`).filter((one) => etags.has(one)) }]
  })
}

/** Tells one hub of its news, one document after another, so that a dead hub costs ten seconds and no more. */
async function tell(
  { db, config, signal }: Deps,
  guard: () => Statement,
  fetcher: Fetcher,
  hub: string,
  news: readonly News[],
): Promise<HubReport> {
  const told: string[] = []
  const url = publicUrl(hub)
  try {
    for (const { feed, announced } of news) {
      for (const path of feed.paths) {
        const topic = new URL(path, `${config.siteUrl}/`).href
        // The field is `hub.url` in PubSubHubbub 0.4, which defines it; hubs that know WebSub alone ask for `hub.topic`.
        const fields = { 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }
        await fetcher.postForm({ url: hub, fields, timeoutMs: TIMEOUT_MS, signal })
        told.push(path)
      }
      await db.batch([guard(), saveAnnounced(announced)])
    }
    return { url, told }
  } catch (error) {
    if (error instanceof FetchError) return { url, told, fault: error }
    throw error
  }
}

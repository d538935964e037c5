/**
 * Composes the archive documents (RFC 5005 §4), a chain that the main feed leads to: every story once, by the month of its
 * `published`. That month is taken in UTC, as entries state the date, so that a change of the newspaper's time zone moves no story.
 *
 * A story stays in its document for good. A document that is full takes no more, and the month continues in another one: so
 * each pass composes the few documents that new and changed stories are in, however many stories are kept.
 */
import type { Instant } from '../../core/model.ts'
import { cleanFeed } from '../../feeds/publish/feed.ts'
import { etagOf } from '../../files.ts'
import {
  type Archive,
  type ArchivedStory,
  archiveComposed,
  archiveStories,
  archivesOf,
  countArchived,
  deleteArchive,
  emptyArchives,
  listArchives,
  markAllArchives,
  markArchives,
  storyIdsInArchive,
  unarchivedStories,
  unarchiveMisplaced,
  unarchiveStories,
} from '../../store/archives.ts'
import { changedStoryIds } from '../../store/changed-stories.ts'
import type { Statement } from '../../store/db.ts'
import { saveDocument, withdrawDocument } from '../../store/documents.ts'
import { listSources } from '../../store/sources.ts'
import { readStories } from '../../store/stories.ts'
import type { Deps } from '../deps.ts'
import { readShown, type StoryCache } from '../site/shown.ts'
import { entriesOf, feedHead } from './feeds.ts'

/** As many as two feeds have: a reader fetches few documents, and a change in one costs little. */
const MAX_STORIES = 200
/** A document that is larger with whole articles has their summaries. */
const MAX_BYTES = 2_097_152
/**
 * Composed in one pass, the newest first, besides those whose links alone change: the first pass over a large store, or after
 * another configuration, leaves some to the next.
 */
const MAX_DOCUMENTS = 100
const STORIES_AT_ONCE = 1_000

/** What the archive is composed with. */
interface Surroundings {
  readonly guard: () => Statement
  /** The authority in ids (RFC 4151). */
  readonly authority: string
  /** Whether every document is composed anew, and not only those of the stories that are marked as changed. */
  readonly isAnew: boolean
  readonly cache: StoryCache
  /** The ETags of all documents by path, empty where one is withdrawn. */
  readonly etags: ReadonlyMap<string, string>
}

/**
 * Saves the archive documents that changed stories are in, a document in each batch; returns the path of the newest, to which the
 * main feed leads. What they list is kept no longer for it. Throws StoreError, ClaimLostError.
 */
export async function publishArchive(
  deps: Deps,
  { guard, authority, isAnew, cache, etags }: Surroundings,
): Promise<string | undefined> {
  const { db, signal, progress } = deps
  if (isAnew) await assignAll(deps, guard)
  else await assignChanged(deps, guard)
  for (const path of await emptyArchives(db)) await db.batch([guard(), deleteArchive(path), withdrawDocument(path)])
  const archives = await listArchives(db)
  const stale = archives.flatMap((one) => (one.stale ? one.path : []))
  const due = new Set(stale.slice(-MAX_DOCUMENTS))
  // The links lead past what a later pass will compose for the first time.
  const chain = archives.filter(({ path }) => due.has(path) || (etags.get(path) ?? '') !== '')
  const linked = chain.map((one, at): Archive => ({ ...one, prev: chain[at - 1]?.path, next: chain[at + 1]?.path }))
  const owed = linked.filter(
    ({ path, prev, next }, at) => due.has(path) || prev !== chain[at]!.prev || next !== chain[at]!.next,
  )
  const marks = markArchives(owed.flatMap(({ path, stale }) => (stale ? [] : [path])))
  if (marks.length > 0) await db.batch([guard(), ...marks])
  const compose = owed.length === 0 ? undefined : await composer(deps, authority, cache)
  for (const [at, archive] of owed.toReversed().entries()) {
    signal.throwIfAborted()
    progress('Publishing', at, owed.length, archive.path)
    const body = await compose!(archive)
    const etag = etagOf(body)
    const document = {
      path: archive.path,
      contentType: 'application/atom+xml; charset=utf-8',
      body,
      etag,
      changedAt: deps.clock().toISOString(),
      // Archives keep no article alive.
      storyIds: [],
    }
    await db.batch([
      guard(),
      ...(etags.get(archive.path) === etag ? [] : [saveDocument(document)]),
      archiveComposed(archive),
    ])
  }
  return chain.at(-1)?.path
}

/** Returns a function that composes the document of an archive. */
async function composer(
  deps: Deps,
  authority: string,
  cache: StoryCache,
): Promise<(archive: Archive) => Promise<string>> {
  const { db, config, templatesFolder } = deps
  const { renderAtom } = await import('../../feeds/publish/atom.ts')
  const { loadWords } = await import('../../words.ts')
  const words = await loadWords(templatesFolder, 'words', config.language, config.timeZone)
  const sources = new Map((await listSources(db)).map((source) => [source.id, source]))
  return async ({ path, prev, next }) => {
    const shown = await readShown({ db, config, cache }, await storyIdsInArchive(db, path))
    const entries = await entriesOf(deps, [...shown.values()], sources, authority)
    const head = {
      ...feedHead(deps, authority, words, sources.size),
      // Hubs are told of new entries, which are in the main feed.
      hubs: [],
      archive: { isArchive: true, prev, next, current: 'atom.xml' },
      maxEntries: Number.POSITIVE_INFINITY,
      maxBytes: Number.POSITIVE_INFINITY,
    }
    const body = renderAtom(cleanFeed(head, entries), path)
    if (config.feed.content !== 'full' || Buffer.byteLength(body) <= MAX_BYTES) return body
    const short = entries.map(({ contentHtml: _, text: __, ...entry }) => entry)
    return renderAtom(cleanFeed(head, short), path)
  }
}

/** Composes everything anew, and puts every story that is in no document of its month into one. */
async function assignAll(deps: Deps, guard: () => Statement): Promise<void> {
  const { db } = deps
  await db.batch([guard(), unarchiveMisplaced, markAllArchives])
  const shelf = await openShelf(deps)
  let after: readonly [Instant | '', string] = ['', '']
  for (;;) {
    const stories = await unarchivedStories(db, after, STORIES_AT_ONCE)
    const last = stories.at(-1)
    if (last === undefined) return
    after = [last.publishedAt, last.id]
    await db.batch([guard(), ...(await shelf(stories))])
  }
}

/** Marks the documents of changed stories, and puts the new ones into one. */
async function assignChanged(deps: Deps, guard: () => Statement): Promise<void> {
  const { db } = deps
  const shelf = await openShelf(deps)
  for (let after = ''; ; ) {
    const ids = await changedStoryIds(db, after, STORIES_AT_ONCE)
    if (ids.length === 0) return
    after = ids.at(-1)!
    const stories = new Map((await readStories(db, ids)).map((story) => [story.id, story]))
    const known = await archivesOf(db, ids)
    const stays = new Set(
      known.flatMap(({ storyId, path }) => {
        const publishedAt = stories.get(storyId)?.publishedAt
        return publishedAt !== undefined && path.startsWith(`archive/${monthOf(publishedAt)}`) ? [storyId] : []
      }),
    )
    const fresh = [...stories.values()].flatMap(({ id, publishedAt }) =>
      publishedAt === undefined || stays.has(id) ? [] : [{ id, publishedAt }],
    )
    const byDate = fresh.sort((a, b) => (`${a.publishedAt} ${a.id}` < `${b.publishedAt} ${b.id}` ? -1 : 1))
    await db.batch([
      guard(),
      ...unarchiveStories(known.flatMap(({ storyId }) => (stays.has(storyId) ? [] : [storyId]))),
      ...markArchives([...new Set(known.map(({ path }) => path))]),
      ...(await shelf(byDate)),
    ])
  }
}

/** Returns a function that puts stories, in the order of their dates, into the last document of their month while it has room. */
async function openShelf({ db }: Deps) {
  const lastOf = new Map((await listArchives(db)).map((archive) => [archive.month, archive]))
  const room = new Map<string, number>()
  return async (stories: readonly { readonly id: string; readonly publishedAt: Instant }[]): Promise<Statement[]> => {
    const placed: ArchivedStory[] = []
    const used = new Map<string, Archive>()
    for (const { id, publishedAt } of stories) {
      const month = monthOf(publishedAt)
      let last = lastOf.get(month)
      if (last !== undefined && !room.has(last.path))
        room.set(last.path, MAX_STORIES - (await countArchived(db, last.path)))
      if (last === undefined || room.get(last.path)! <= 0) {
        const number = (last?.number ?? 0) + 1
        last = { path: `archive/${month}${number === 1 ? '' : `-${number}`}.xml`, month, number, stale: true }
        lastOf.set(month, last)
        room.set(last.path, MAX_STORIES)
      }
      room.set(last.path, room.get(last.path)! - 1)
      used.set(last.path, last)
      placed.push({ storyId: id, path: last.path })
    }
    return archiveStories(placed, [...used.values()])
  }
}

const monthOf = (publishedAt: Instant): string => publishedAt.slice(0, 7)

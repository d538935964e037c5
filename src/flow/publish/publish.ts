/**
 * Publishes stories as feeds and as the pages of a site. What changed is composed again; files are restored in every pass.
 */
import { documentsFingerprint } from '../../config.ts'
import { RenderError } from '../../core/errors.ts'
import { etagOf } from '../../files.ts'
import { archiveIsOwed } from '../../store/archives.ts'
import { changedStoryIds, forgetMade, unmarkUntil } from '../../store/changed-stories.ts'
import type { Db, Statement } from '../../store/db.ts'
import { listDocumentTags, saveDocument, storyIdsOfDocuments, withdrawDocument } from '../../store/documents.ts'
import { stampOfEditions } from '../../store/editions.ts'
import { readMeta, setMeta } from '../../store/meta.ts'
import { readTemplate, templateNames } from '../../template.ts'
import type { Deps } from '../deps.ts'
import { underLease } from '../leases.ts'
import type { StoryCache } from '../site/shown.ts'
import { publishArchive } from './archive.ts'
import { composeDocuments } from './feeds.ts'
import { isArchive, mirrorDocuments, mirrorPages, type PageCounts, type PublishedFile } from './mirror.ts'
import { publishPages } from './pages.ts'
import { composeSiteDocuments } from './site-documents.ts'
import { openSite, type Site } from './site-files.ts'

export type { PublishedFile }

/** What is published now. */
export interface Published {
  readonly files: readonly PublishedFile[]
  readonly pages: PageCounts
}

/**
 * Publishes what has changed, unless another worker is doing so, and restores every file: documents from the store, pages by
 * rendering them again. Returns what is published now. Throws StoreError, and the signal's reason when stopped.
 */
export async function publishFeeds(deps: Deps): Promise<Published> {
  const done = await underLease(deps, 'publish', (guard) => publishChanged(deps, guard))
  const files = await mirrorDocuments(deps)
  const { written, kept, removed } = await mirrorPages(deps, done?.site)
  const early = done?.writtenPaths
  const pages = done?.pages ?? 0
  return {
    files: files.map((file) => (early?.has(file.path) ? { ...file, changed: true } : file)),
    pages: { written: pages + written, kept: kept - pages, removed },
  }
}

/** Whether an edition was frozen, or forgotten, since the last publication: its page is owed. Throws StoreError. */
export async function editionsAreOwed(db: Db): Promise<boolean> {
  return madeOf((await readMeta(db)).get('documents')).editions !== (await stampOfEditions(db))
}

/** What a worker has published under the lease. */
interface Done {
  readonly site?: Site
  /** The documents whose files it has written already. */
  readonly writtenPaths?: ReadonlySet<string>
  /** How many pages it has written. */
  readonly pages: number
}

/** Composes what has changed since the last publication; nothing where nothing has. */
async function publishChanged(deps: Deps, guard: () => Statement): Promise<Done> {
  const { db, clock } = deps
  const meta = await readMeta(db)
  const last = madeOf(meta.get('documents'))
  const revision = Number(meta.get('revision'))
  const shape = await shapeOf(deps)
  // Editions have pages, but change no story.
  const editions = await stampOfEditions(db)
  const isSame = last.revision === revision && last.shape === shape && last.editions === editions
  if (isSame && !(await archiveIsOwed(db))) return { pages: 0 }
  const now = clock().toISOString()
  const etags = new Map((await listDocumentTags(db)).map(({ path, etag }) => [path, etag]))
  const save = async (documents: ReturnType<typeof composeDocuments>): Promise<void> => {
    // One after another, so that only one is held in memory.
    for await (const document of documents) {
      const { path, etag } = document
      if (etag !== undefined && etags.get(path) !== etag) await db.batch([guard(), saveDocument(document)])
      etags.delete(path)
    }
  }
  const authority = meta.get('id_authority')!
  const isAnew = last.shape !== shape
  // Should this pass be killed, what it saved must not count as made of the last configuration.
  if (isAnew) await db.batch([guard(), forgetMade])
  const cache: StoryCache = { stories: new Map(), standings: new Map() }
  const isUnchanged = isAnew ? () => false : await unchangedSince(db, etags)
  const newestArchive = await publishArchive(deps, { guard, authority, isAnew, cache, etags })
  const isCurrent = (paths: readonly string[], storyIds: readonly string[]): boolean =>
    last.newestArchive === newestArchive && isUnchanged(paths, storyIds)
  // The feeds first: when all pages of a large newspaper are rendered, that takes minutes.
  await save(composeDocuments(deps, { authority, newestArchive, cache, isCurrent }))
  const early = await mirrorDocuments(deps)
  const site = await openSite(deps, cache)
  const { written, parts } = await publishPages(deps, site, {
    guard,
    revision,
    shape,
    isAnew,
    wasSince: last.since,
    wereParts: JSON.parse(meta.get('day_parts') ?? '{}'),
    now,
  })
  await save(composeSiteDocuments(deps, site, now))
  await db.batch([
    guard(),
    ...[...etags].flatMap(([path, etag]) => (etag === '' || isArchive(path) ? [] : withdrawDocument(path))),
    setMeta(
      'documents',
      JSON.stringify({ revision, shape, editions, since: site.since, newestArchive } satisfies MadeOf),
    ),
    setMeta('day_parts', JSON.stringify(parts)),
    setMeta('pages_marked', ''),
    unmarkUntil(revision),
  ])
  return { site, pages: written, writtenPaths: new Set(early.filter(({ changed }) => changed).map(({ path }) => path)) }
}

/** With more changed stories than this, every feed is composed. */
const MOST_CHANGED = 1_000

/** Returns whether documents were saved with just these stories, in this order, and none of them has changed since. */
async function unchangedSince(
  db: Db,
  etags: ReadonlyMap<string, string>,
): Promise<(paths: readonly string[], storyIds: readonly string[]) => boolean> {
  const ids = await changedStoryIds(db, '', MOST_CHANGED)
  if (ids.length === MOST_CHANGED) return () => false
  const changed = new Set(ids)
  const listed = await storyIdsOfDocuments(db)
  return (paths, storyIds) =>
    paths.every((path) => etags.get(path) && listed.get(path)?.join() === storyIds.join()) &&
    !storyIds.some((id) => changed.has(id))
}

/** Identifies what shapes documents besides the store: the configuration, the templates and the program. */
async function shapeOf({ config, version, templatesFolder }: Deps): Promise<string> {
  const names = await templateNames(templatesFolder)
  const texts = await Promise.all(names.map((name) => textOrFault(templatesFolder, name)))
  // By their names, not their paths, which may differ between the workers that share a store.
  const templates = etagOf(names.map((name, at) => `${name} ${etagOf(texts[at]!)}`).join('\n'))
  return `${documentsFingerprint(config)} ${templates} ${version}`
}

/** The text of a template, or why it cannot be read: whoever needs it says so, and the others are published. */
const textOrFault = (folder: string, name: string): Promise<string> =>
  readTemplate(folder, name).catch((error: unknown) => {
    if (error instanceof RenderError) return error.message
    throw error
  })

/** What documents and pages were made of. */
interface MadeOf {
  readonly revision?: number
  /** As `shapeOf` returns it. */
  readonly shape?: string
  /** As `stampOfEditions` returns it. */
  readonly editions?: string
  /** The first day with pages. */
  readonly since?: string | undefined
  readonly newestArchive?: string | undefined
}

/** Reads what documents were made of. Nothing is known before the first publication, and where an earlier version did the last. */
function madeOf(text = ''): MadeOf {
  try {
    return JSON.parse(text) as MadeOf
  } catch {
    return {}
  }
}

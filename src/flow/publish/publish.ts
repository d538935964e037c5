/**
 * Publishes stories as feeds and as the pages of a site. What changed is composed again; files are restored in every pass.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { documentsFingerprint } from '../../config.ts'
import { etagOf } from '../../files.ts'
import { archiveIsOwed } from '../../store/archives.ts'
import { unmarkUntil } from '../../store/changed-stories.ts'
import type { Statement } from '../../store/db.ts'
import { listDocumentTags, type StoredDocument, saveDocument, withdrawDocument } from '../../store/documents.ts'
import { lastFrozenAt } from '../../store/editions.ts'
import { readMeta, setMeta } from '../../store/meta.ts'
import type { Deps } from '../deps.ts'
import { underLease } from '../leases.ts'
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
  const frozenAt = (await lastFrozenAt(db)) ?? ''
  const isSame = last.revision === revision && last.shape === shape && last.frozenAt === frozenAt
  if (isSame && !(await archiveIsOwed(db))) return { pages: 0 }
  const now = clock().toISOString()
  const etags = new Map((await listDocumentTags(db)).map(({ path, etag }) => [path, etag]))
  const save = async (documents: AsyncIterable<StoredDocument>): Promise<void> => {
    // One after another, so that only one is held in memory.
    for await (const document of documents) {
      if (etags.get(document.path) !== document.etag) await db.batch([guard(), saveDocument(document)])
      etags.delete(document.path)
    }
  }
  const authority = meta.get('id_authority')!
  const isAnew = last.shape !== shape
  const newestArchive = await publishArchive(deps, { guard, authority, isAnew })
  // The feeds first: when all pages of a large newspaper are rendered, that takes minutes.
  await save(composeDocuments(deps, authority, newestArchive))
  const early = await mirrorDocuments(deps)
  const site = await openSite(deps)
  const pages = await publishPages(deps, site, { guard, revision, shape, isAnew, wasSince: last.since, now })
  await save(composeSiteDocuments(deps, site, now))
  await db.batch([
    guard(),
    ...[...etags].flatMap(([path, etag]) => (etag === '' || isArchive(path) ? [] : withdrawDocument(path))),
    setMeta('documents', JSON.stringify({ revision, shape, frozenAt, since: site.since } satisfies MadeOf)),
    setMeta('pages_marked', ''),
    unmarkUntil(revision),
  ])
  return { site, pages, writtenPaths: new Set(early.filter(({ changed }) => changed).map(({ path }) => path)) }
}

/** Identifies what shapes documents besides the store: the configuration, the templates and the program. */
async function shapeOf({ config, version, templatesFolder }: Deps): Promise<string> {
  const names = (await readdir(templatesFolder)).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(templatesFolder, name))))
  // By their names, not their paths, which may differ between the workers that share a store.
  const templates = etagOf(names.map((name, at) => `${name} ${etagOf(texts[at]!)}`).join('\n'))
  return `${documentsFingerprint(config)} ${templates} ${version}`
}

/** What documents and pages were made of. */
interface MadeOf {
  readonly revision?: number
  /** As `shapeOf` returns it. */
  readonly shape?: string
  readonly frozenAt?: string
  /** The first day with pages. */
  readonly since?: string | undefined
}

/** Reads what documents were made of. Nothing is known before the first publication, and where an earlier version did the last. */
function madeOf(text = ''): MadeOf {
  try {
    return JSON.parse(text) as MadeOf
  } catch {
    return {}
  }
}

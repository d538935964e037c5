/** Makes the feed folder what is published: files that are missing or were altered are restored, withdrawn ones removed. */
import { relative, sep } from 'node:path'
import type { Config } from '../../config.ts'
import {
  etagOf,
  isPagePublished,
  publishFile,
  publishPage,
  removeFile,
  removePages,
  removeTemporaries,
  sizeIfPublished,
} from '../../files.ts'
import { listDocumentTags, readDocument } from '../../store/documents.ts'
import { countPages, everyPage, forgetPages, pagesIn, type StoredPage } from '../../store/pages.ts'
import { type Deps, later } from '../deps.ts'
import { openSite, pathOf, type Site } from './site-files.ts'

/** One published document, as the summary of a pass lists it. */
export interface PublishedFile {
  /** Relative to the configuration's folder, such as `public/atom.xml`; absolute where it is outside of it. */
  readonly path: string
  /** Whether the file was written, because the document is new or the file was missing or altered. */
  readonly changed: boolean
  readonly bytes: number
  readonly etag: string
}

/** The pages of the site, as counts. */
export interface PageCounts {
  readonly written: number
  /** Those that stayed as they were. */
  readonly kept: number
  readonly removed: number
}

/** The feed folder as it is shown: relative to the configuration's, absolute where it is outside of it. */
function shownFolder(config: Config): string {
  const shown = relative(config.folder, config.feed.folder).split(sep).join('/')
  return shown.startsWith('..') ? config.feed.folder : shown
}

/** Archive documents are looked at as pages are, by size and time, since after some years there are thousands. */
export const isArchive = (path: string): boolean => path.startsWith('archive/')

/**
 * Writes every document of the store to the feed folder where its file is missing or has other bytes. Files are
 * compared with the documents' ETags, so a document's bytes are read only when its file must be written. Throws
 * StoreError.
 */
export async function mirrorDocuments({ db, config, progress }: Deps): Promise<PublishedFile[]> {
  const { folder } = config.feed
  const shown = shownFolder(config)
  const documents = await listDocumentTags(db)
  const files: PublishedFile[] = []
  // File systems may ignore case: there the file of a topic that was renamed from `NATO` to `nato` is the new one's.
  const kept = new Set(documents.flatMap(({ path, etag }) => (etag === '' ? [] : path.toLowerCase())))
  for (const [at, { path, etag, bytes: size, changedAt }] of documents.entries()) {
    progress('Publishing', at, documents.length, path)
    // Withdrawn: its topic is no longer configured.
    if (etag === '') {
      if (!kept.has(path.toLowerCase())) await removeFile(folder, path)
      continue
    }
    const isThere = isArchive(path)
      ? isPagePublished(folder, path, { bytes: size, changedAt })
      : (await sizeIfPublished(folder, path, etag)) !== undefined
    if (isThere) {
      files.push({ path: `${shown}/${path}`, changed: false, bytes: size, etag })
      continue
    }
    const document = await readDocument(db, path)
    // Another worker has withdrawn it since the list was read.
    if (document === undefined) continue
    const bytes = Buffer.from(document.body)
    let changed = true
    if (isArchive(path)) await publishPage(folder, path, bytes, document.changedAt)
    else changed = (await publishFile(folder, path, bytes)) === 'written'
    files.push({ path: `${shown}/${path}`, changed, bytes: bytes.length, etag: document.etag })
  }
  return files
}

/** How long withdrawn pages are remembered, so that every worker removes their files. */
const REMEMBERED_MS = 7 * 86_400_000
/** The folders with files that `publishPage` writes, below the feed folder. */
const FOLDERS = ['', 'topics', 'day', 'story', 'source', 'edition', 'archive']

/**
 * Renders every page again whose file is missing, or has another size or time than recorded, and removes the files of withdrawn
 * ones. Returns how many there were of each; `opened` is the site as far as it is open already. Throws StoreError, and the signal's reason when stopped.
 */
export async function mirrorPages(deps: Deps, opened?: Site): Promise<PageCounts> {
  const { db, config, clock, signal, progress } = deps
  const { folder } = config.feed
  for (const one of FOLDERS) await removeTemporaries(folder, one)
  const forgotten = later(clock(), -REMEMBERED_MS)
  let site = opened
  let total: number | undefined
  let [written, kept] = [0, 0]
  const withdrawn: string[] = []
  const old: string[] = []
  for await (const pages of everyPage(db)) {
    signal.throwIfAborted()
    for (const page of pages) {
      if (page.etag === '') {
        withdrawn.push(page.path)
        if (page.changedAt < forgotten) old.push(page.path)
      } else if (isPagePublished(folder, page.path, page)) kept++
      else {
        signal.throwIfAborted()
        total ??= await countPages(db)
        progress('Publishing', written + kept, total, page.path)
        site ??= await openSite(deps)
        if (await restored(deps, site, page)) written++
      }
    }
  }
  const removed = await removeWithdrawn(deps, withdrawn)
  if (old.length > 0) await db.batch(forgetPages(old))
  return { written, kept, removed }
}

/**
 * Writes a page again as it is now. Where that is not what is recorded, because it has changed since it was published, its file
 * keeps its own time, so that the next run looks at it again.
 */
async function restored({ config }: Deps, site: Site, { path, etag, changedAt }: StoredPage): Promise<boolean> {
  const page = await site.page(pathOf(path))
  // It will be withdrawn.
  if (page === undefined) return false
  const body = Buffer.from(page.html)
  const isAsRecorded = etagOf(body) === etag
  await publishPage(config.feed.folder, path, body, isAsRecorded ? changedAt : undefined)
  return true
}

/** Removes the files of withdrawn pages, but for one that a file system which ignores case takes for another page's. */
async function removeWithdrawn({ db, config }: Deps, paths: readonly string[]): Promise<number> {
  if (paths.length === 0) return 0
  // The others are named by ids and dates, in which case does not differ.
  const named = (await Promise.all([pagesIn(db, 'source'), pagesIn(db, 'topics')])).flat()
  const kept = new Set(named.map(({ path }) => path.toLowerCase()))
  return removePages(
    config.feed.folder,
    paths.filter((path) => !kept.has(path.toLowerCase())),
  )
}

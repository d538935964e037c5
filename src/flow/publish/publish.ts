/**
 * Publishes stories as feeds. Documents are computed when what they show has changed; files are restored in every pass.
 */
import { relative, sep } from 'node:path'
import { documentsFingerprint } from '../../config.ts'
import { publishFile, removeFile, sizeIfPublished } from '../../files.ts'
import { archiveIsOwed } from '../../store/archives.ts'
import { unmarkUntil } from '../../store/changed-stories.ts'
import type { Statement } from '../../store/db.ts'
import {
  listDocumentTags,
  readDocument,
  type StoredDocument,
  saveDocument,
  withdrawDocument,
} from '../../store/documents.ts'
import { readMeta, setMeta } from '../../store/meta.ts'
import type { Deps } from '../deps.ts'
import { underLease } from '../leases.ts'
import { publishArchive } from './archive.ts'
import { composeDocuments } from './feeds.ts'
import { composeOpml } from './opml.ts'

/** One published document, as the summary of a pass lists it. */
export interface PublishedFile {
  /** Relative to the configuration's folder, such as `public/atom.xml`; absolute where it is outside of it. */
  readonly path: string
  /** Whether the file was written, because the document is new or the file was missing or altered. */
  readonly changed: boolean
  readonly bytes: number
  readonly etag: string
}

/**
 * Publishes the documents that have changed, unless another worker is doing so, and restores every file from the store.
 * Returns what is published now. Throws StoreError.
 */
export async function publishFeeds(deps: Deps): Promise<PublishedFile[]> {
  const { db, config, version } = deps
  await underLease(deps, 'publish', async (guard) => {
    const meta = await readMeta(db)
    const wanted = `${meta.get('revision')} ${documentsFingerprint(config)} ${version}`
    if (meta.get('documents') === wanted && !(await archiveIsOwed(db))) return
    const authority = meta.get('id_authority')!
    const isAnew =
      meta.get('documents') !== `${meta.get('documents')?.split(' ', 1)[0]} ${documentsFingerprint(config)} ${version}`
    const newestArchive = await publishArchive(deps, { guard, authority, isAnew })
    const etags = new Map((await listDocumentTags(db)).map(({ path, etag }) => [path, etag]))
    const changes: Statement[] = []
    const save = (document: StoredDocument) => {
      if (etags.get(document.path) !== document.etag) changes.push(saveDocument(document))
      etags.delete(document.path)
    }
    for await (const document of composeDocuments(deps, authority, newestArchive)) save(document)
    save(await composeOpml(deps))
    for (const [path, etag] of etags)
      if (etag !== '' && !path.startsWith('archive/')) changes.push(withdrawDocument(path))
    await db.batch([guard(), ...changes, setMeta('documents', wanted), unmarkUntil(Number(meta.get('revision')))])
  })
  return mirror(deps)
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

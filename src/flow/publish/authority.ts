/**
 * What a new store takes up from the documents that an earlier one published: the authority (RFC 4151) that stands in every id,
 * and the ids of the stories.
 */
import { randomBytes } from 'node:crypto'
import type { Config } from '../../config.ts'
import { readPublishedFeed } from '../../feeds/publish/published.ts'
import { listPublished, readPublished } from '../../files.ts'
import { savePublishedEntries } from '../../store/published-entries.ts'
import type { Deps } from '../deps.ts'

/**
 * The authority (RFC 4151) in the ids of a new store: the configured one, that of the feed which an earlier store
 * published, so that its ids stay, the siteUrl's host, or a random name, so that no two stores share ids. Throws StoreError.
 */
export async function chooseAuthority({ idAuthority, siteUrl, feed }: Config): Promise<string> {
  return (
    idAuthority ??
    (await readDocument(feed.folder, 'atom.xml'))?.authority ??
    `${siteUrl === undefined ? `${randomBytes(8).toString('hex')}.broadsheet.invalid` : new URL(siteUrl).hostname},2026`
  )
}

/**
 * Keeps the entries that the documents in the feed folder list under this authority, so that grouping gives their stories the same
 * ids. With an entry for each article there is nothing to keep, since ids of articles are computed. Throws StoreError.
 */
export async function takeUpPublished({ db, config, clock }: Deps, authority: string): Promise<void> {
  const { folder, entryPer } = config.feed
  if (entryPer === 'article') return
  const now = clock().toISOString()
  const topics = (await listPublished(folder, 'topics')).map((name) => `topics/${name}/atom.xml`)
  const archive = (await listPublished(folder, 'archive'))
    .filter((name) => name.endsWith('.xml'))
    .map((name) => `archive/${name}`)
  for (const path of ['atom.xml', ...topics, ...archive]) {
    const document = await readDocument(folder, path)
    if (document?.authority !== authority || document.entries.length === 0) continue
    await db.batch(savePublishedEntries(document.entries, now))
  }
}

/** A document of ours in the feed folder; undefined where there is none. Throws StoreError. */
async function readDocument(folder: string, path: string) {
  const bytes = await readPublished(folder, path)
  return bytes === undefined ? undefined : readPublishedFeed(bytes.toString())
}

/** Chooses the authority (RFC 4151) that stands in every published id. */
import { randomBytes } from 'node:crypto'
import type { Config } from '../../config.ts'
import { readPublished } from '../../files.ts'

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

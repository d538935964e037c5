/** The list of sources (OPML) that the site publishes and `export` prints. */
import type { Config } from '../../config.ts'
import { legible } from '../../core/shown.ts'
import { type OpmlSource, writeOpml } from '../../feeds/publish/opml.ts'
import { etagOf } from '../../files.ts'
import type { StoredDocument } from '../../store/documents.ts'
import { type KnownSource, listSources } from '../../store/sources.ts'
import type { Deps } from '../deps.ts'

/**
 * The configured sources as a list has them: without credentials, their topics as folders, with the titles and pages that the store
 * knows. For a source that is a site it is the feed that was found there.
 */
export function listedSources({ sources, topics }: Config, known: ReadonlyMap<string, KnownSource>): OpmlSource[] {
  const namesById = new Map(topics.map(({ id, name }) => [id, name]))
  return sources.map(({ id, shownUrl, name, topics, siteUrl: listedSite }) => {
    const { foundUrl, title: written, siteUrl = (foundUrl && shownUrl) ?? listedSite } = known.get(id) ?? {}
    const title = written === undefined ? undefined : legible(written)
    const shownName = name ?? title
    return {
      url: foundUrl ?? shownUrl,
      ...(shownName === undefined ? {} : { name: shownName }),
      ...(title === undefined ? {} : { title }),
      ...(siteUrl === undefined ? {} : { siteUrl }),
      labels: topics.map((topic) => namesById.get(topic) ?? topic),
    }
  })
}

/** The document `sources.opml`; local files, which nobody else can read, are left out. Throws StoreError. */
export async function composeOpml({ db, config, clock }: Deps): Promise<StoredDocument> {
  const known = new Map((await listSources(db)).map((source) => [source.id, source]))
  const sources = config.sources.filter(({ url }) => /^https?:/i.test(url))
  const body = writeOpml(config.title, listedSources({ ...config, sources }, known))
  return {
    path: 'sources.opml',
    contentType: 'text/x-opml; charset=utf-8',
    body,
    etag: etagOf(body),
    changedAt: clock().toISOString(),
    storyIds: [],
  }
}

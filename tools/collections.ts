/** Reads collections of articles: gzipped JSONL files in a folder given on the command line. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Article } from '../src/core/model.ts'
import { hash30 } from '../src/core/text/frequencies.ts'
import { canonicalUrl } from '../src/core/url/url.ts'

/** A row of a collection, with the fields that the tools use. */
export interface Row {
  readonly id: string
  /** Feed items of `events-dev` have no address and no guid. */
  readonly url?: string
  readonly guid?: string
  readonly source: string
  readonly title: string
  readonly published: string
  readonly summary: string
  /** Of the feed items of `events-dev` the summary. */
  readonly text: string
  readonly cluster: string | null
  readonly kind?: string
  readonly part?: string
}

/** The rows of `FOLDER/NAME.jsonl.gz`. Lines end only at \n; `node:readline` would also split at U+2028. */
export function readRows(folder: string, name: string): Row[] {
  const text = gunzipSync(readFileSync(join(folder, `${name}.jsonl.gz`))).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
    .map((row) => ({ ...row, text: row.text ?? row.summary }))
}

/**
 * Whether a row's cluster belongs to the half that is trained on: by a hash, so that all rows of a cluster are in the same
 * half.
 */
export const isTraining = (row: Row): boolean => hash30(`half ${row.cluster ?? row.id}`) % 2 === 0

/** A row as an article, with the row's text, not cleaned by `normalizeEntry`. */
export function articleOf(row: Row): Article {
  const publishedAt = new Date(row.published).toISOString()
  return {
    id: row.id,
    sourceId: row.source,
    ...(row.guid === undefined ? {} : { guid: row.guid }),
    ...(row.url === undefined ? {} : { url: row.url, canonicalUrl: canonicalUrl(row.url) }),
    title: row.title,
    authors: [],
    lead: row.summary ?? '',
    text: row.text,
    publishedAt,
    firstSeenAt: publishedAt,
  }
}

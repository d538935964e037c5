/** Reads back the Atom documents that Broadsheet published, for a store that knows nothing of them. */
import { Parser } from 'htmlparser2'
import type { Instant, PublishedEntry } from '../../core/model.ts'

/** A document of ours. */
interface PublishedFeed {
  /** The authority in all of its ids (RFC 4151). */
  readonly authority: string
  readonly entries: readonly PublishedEntry[]
}

/** A tag URI as `atomId` makes it. */
const TAG = /^tag:([^:\s]+):(.+)$/
const ENTRY_ID = /^[0-9a-f]{20}$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

/**
 * The entries of an Atom document that Broadsheet wrote, the main feed, a topic's or an archive; undefined for any other text. Entries with
 * an id of another authority or form, or without dates, are left out, and so is one that is cut off. Never throws.
 */
export function readPublishedFeed(xml: string): PublishedFeed | undefined {
  const path: string[] = []
  const entries: (Draft & { id: string })[] = []
  let texts: Map<string, string> = new Map()
  let feedTexts: Map<string, string> = texts
  let draft: Draft | undefined
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        path.push(tag)
        const at = path.join(' ')
        if (at === 'feed entry') {
          draft = { relatedUrls: [] }
          texts = new Map()
        } else if (at === 'feed entry link' && draft !== undefined) {
          const { rel, href } = attributes
          if (rel === 'alternate' && href !== undefined) draft.url = href
          else if (rel === 'related' && href !== undefined) draft.relatedUrls.push(href)
        }
      },
      ontext(text) {
        const [root, first, second, third] = path
        if (root !== 'feed' || third !== undefined) return
        if (first === 'entry' ? second === undefined : second !== undefined) return
        const name = second ?? first
        if (name !== undefined && READ.has(name)) texts.set(name, (texts.get(name) ?? '') + text)
      },
      onclosetag(_, isImplied) {
        const at = path.join(' ')
        path.pop()
        if (at !== 'feed entry' || draft === undefined) return
        if (!isImplied) entries.push({ ...draft, ...Object.fromEntries(texts), id: texts.get('id') ?? '' })
        draft = undefined
        texts = feedTexts
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  feedTexts = texts
  parser.end(xml)
  const [, authority, name = ''] = TAG.exec(feedTexts.get('id') ?? '') ?? []
  if (authority === undefined || feedTexts.get('generator') !== 'Broadsheet' || !/^(?:feed$|topic:)/.test(name))
    return undefined
  return { authority, entries: entries.flatMap((one) => entryOf(one, authority)) }
}

/** The elements whose text is read, of the feed or of an entry. */
const READ = new Set(['id', 'generator', 'title', 'summary', 'published', 'updated'])

/** An entry as far as it was read, its texts as written. */
interface Draft {
  url?: string
  relatedUrls: string[]
  title?: string
  summary?: string
  published?: string
  updated?: string
}

function entryOf(
  { id, title = '', summary, published, updated, url, relatedUrls }: Draft & { readonly id: string },
  authority: string,
): PublishedEntry[] {
  const [, own, name = ''] = TAG.exec(id) ?? []
  const [publishedAt, updatedAt] = [instantOf(published), instantOf(updated)]
  if (own !== authority || !ENTRY_ID.test(name) || publishedAt === undefined || updatedAt === undefined) return []
  return [
    {
      id: name,
      publishedAt,
      updatedAt,
      title,
      ...(summary === undefined ? {} : { summary }),
      ...(url === undefined ? {} : { url }),
      relatedUrls,
    },
  ]
}

function instantOf(text = ''): Instant | undefined {
  const date = new Date(INSTANT.test(text) ? text : Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

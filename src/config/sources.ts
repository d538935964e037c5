/** The configured sources with every default filled: URLs, local files, and the feeds of OPML files. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError, type ConfigMistake } from '../core/errors.ts'
import { sourceId } from '../core/ids.ts'
import type { Topic } from '../core/model.ts'
import { shown } from './mistakes.ts'
import type { CheckedConfig } from './schema.ts'
import type { SourceConfig } from './types.ts'

/** The result of expanding the configured list. */
interface ExpandedSources {
  readonly sources: readonly SourceConfig[]
  /** The configured topics, then those made from OPML folders. */
  readonly topics: readonly Topic[]
  /** The absolute paths of the OPML files, whether they exist or not. */
  readonly files: readonly string[]
  readonly mistakes: readonly ConfigMistake[]
}

type WrittenSource = Exclude<CheckedConfig['sources'][number], string | { opml: string }>

/**
 * Expands the list. What cannot be read is left out and reported, so that one mistake does not hide others. `written` may
 * contain items that failed the schema; they are skipped.
 */
export async function expandSources(
  written: readonly unknown[],
  configuredTopics: readonly Topic[],
  folder: string,
): Promise<ExpandedSources> {
  const sources: SourceConfig[] = []
  const indexesByAddress = new Map<string, number>()
  const pathsById = new Map<string, string>()
  const topics = [...configuredTopics]
  const files: string[] = []
  const mistakes: ConfigMistake[] = []

  const add = (
    source: Partial<WrittenSource> & Pick<SourceConfig, 'siteUrl'> & { readonly url: string },
    path: string,
  ): void => {
    const place = placeOf(source.url, folder)
    if ('fault' in place) {
      mistakes.push({ path, sentence: place.fault })
      return
    }
    const known = indexesByAddress.get(place.url)
    if (known !== undefined) {
      const first = sources[known]!
      sources[known] = { ...first, topics: [...new Set([...first.topics, ...(source.topics ?? [])])] }
      return
    }
    const id = source.id ?? sourceId(source.url)
    const namesake = pathsById.get(id)
    if (namesake !== undefined) {
      mistakes.push({
        path: `${path.replace(/\.url$/, '')}.id`,
        sentence: `"${id}" is already the id of ${namesake}; give each source an id of its own`,
      })
    }
    pathsById.set(id, path.replace(/\.url$/, ''))
    indexesByAddress.set(place.url, sources.length)
    const headers = Object.entries(source.headers ?? {}).filter(
      (header): header is [string, string] => typeof header[1] === 'string',
    )
    sources.push({
      id,
      ...place,
      ...(source.name === undefined ? {} : { name: source.name }),
      ...(source.siteUrl === undefined ? {} : { siteUrl: source.siteUrl }),
      topics: [...new Set(source.topics ?? [])],
      content: source.content ?? 'feed',
      ...(source.intervalMinutes === undefined ? {} : { intervalMinutes: source.intervalMinutes }),
      weight: source.weight ?? 1,
      headers: Object.fromEntries(headers),
      ...(source.keepDays === undefined ? {} : { keepDays: source.keepDays }),
      ...(source.maxPerEdition === undefined ? {} : { maxPerEdition: source.maxPerEdition }),
      ...(source.firstFetchDays === undefined ? {} : { firstFetchDays: source.firstFetchDays }),
      paused: source.paused ?? false,
    })
  }

  for (const [i, item] of written.entries()) {
    if (typeof item === 'string') add({ url: item }, `sources.${i}`)
    else if (isObject(item) && typeof item['opml'] === 'string') {
      const file = resolve(folder, item['opml'])
      files.push(file)
      try {
        const { decodeBytes } = await import('../feeds/markup/decode.ts')
        const { readOpml } = await import('../feeds/publish/opml.ts')
        const { text } = await decodeBytes(await readFile(file))
        for (const { url, name, siteUrl, labels } of readOpml(text).sources) {
          // A URL that we cannot use was reported when the file was imported; here it is skipped.
          if ('fault' in placeOf(url, folder)) continue
          const given = { ...(name === undefined ? {} : { name }), ...(siteUrl === undefined ? {} : { siteUrl }) }
          add({ url, ...given, topics: labels.map((label) => topicOf(label, topics)) }, '')
        }
      } catch (error) {
        mistakes.push({ path: `sources.${i}.opml`, sentence: opmlFault(item['opml'], error) })
      }
    } else if (isObject(item) && typeof item['url'] === 'string') {
      add(item as Partial<WrittenSource> & { url: string }, `sources.${i}.url`)
    }
  }
  return { sources, topics, files, mistakes }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The location of a source as written, or what is wrong with it. */
function placeOf(
  written: string,
  folder: string,
): { readonly url: string; readonly shownUrl: string; readonly host: string } | { readonly fault: string } {
  const text = written.trim()
  // A single letter before the colon is a Windows drive, not a scheme.
  if (/^[a-z][a-z0-9+.-]+:/i.test(text)) {
    const url = URL.parse(text)
    if (url?.protocol === 'file:') return { url: url.href, shownUrl: url.href, host: '' }
    if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
      const hidden = shown(text.replace(/\/\/[^/]*@/, '//'))
      return { fault: `${hidden} is no address of a feed; write 'https://…', or the path of a local file` }
    }
    url.hash = ''
    const open = new URL(url)
    open.username = open.password = ''
    return { url: url.href, shownUrl: open.href, host: url.host }
  }
  if (text === '') return { fault: "is empty; write 'https://…', or the path of a local file" }
  const path = resolve(folder, text)
  const looksLikeHost = /^(www\.[^/\s]+|[\w-]+(\.[\w-]+)+\/\S*)$/i.test(text)
  if (looksLikeHost && !existsSync(path)) {
    return { fault: `${shown(text)} is no file; for an address write 'https://${text}'` }
  }
  return { url: pathToFileURL(path).href, shownUrl: text, host: '' }
}

/**
 * The id of the topic for an OPML folder: the topic with that name or id, else a new one that is added to `topics`. The new one
 * has no phrases, so it applies only to the folder's sources. Names that differ only in signs are two topics (C++ and C#), so a
 * topic whose id was made from another name is not meant, and the second of them gets a hash.
 */
function topicOf(label: string, topics: Topic[]): string {
  const name = nameKey(label)
  const id = topicIdOf(label)
  const known =
    topics.find((topic) => nameKey(topic.name) === name) ??
    topics.find((topic) => topic.id === id && topicIdOf(topic.name) !== id)
  if (known) return known.id
  const isTaken = topics.some((topic) => topic.id === id)
  const ownId = isTaken ? withHash(id, label) : id
  topics.push({ id: ownId, name: label.trim() })
  return ownId
}

/** In lower case, without accents. */
const folded = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** A topic's name without what does not tell two of them apart: case, accents, and blanks or dashes between words. */
const nameKey = (name: string): string =>
  folded(name)
    .replace(/[\s_\p{Pd}]+/gu, ' ')
    .trim()

/**
 * A topic id made from a name: `Arts & Culture` becomes `arts-culture`. Ids are part of paths, so a name without Latin
 * letters becomes a hash.
 */
function topicIdOf(name: string): string {
  const slug = folded(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 64)
  // Names that share only their Latin part ("2026 год", "2026 año") must get different ids: if a letter is lost, the hash is
  // added.
  const isWhole = !/[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(name.normalize('NFKD'))
  if (slug && isWhole) return slug
  return withHash(slug, name)
}

function withHash(slug: string, name: string): string {
  const hash = createHash('sha256').update(name.trim().toLowerCase()).digest('hex').slice(0, 8)
  return `${slug.slice(0, 50) || 'topic'}-${hash}`
}

function opmlFault(written: string, error: unknown): string {
  const code = isObject(error) ? error['code'] : undefined
  if (code === 'ENOENT') return `there is no file ${shown(written)}; make it with: broadsheet import FILE`
  if (error instanceof AppError) return `${shown(written)} ${error.message}`
  if (typeof code === 'string' && isObject(error) && 'syscall' in error)
    return `${shown(written)} cannot be read (${code})`
  throw error
}

/** The names of elements in feeds, independent of the prefixes of a document, and what kind of content each has. */

/** Root elements of feeds. */
export const ROOTS = new Set(['rss', 'rdf:rdf', 'feed', 'atom:feed', 'channel', 'atom:entry'])
/** Entries, in every dialect. */
export const ENTRIES = new Set(['item', 'entry', 'atom:entry'])
/** Elements whose content is a text: tags in them are markup of that text, not structure. */
export const TEXTS = new Set([
  'title', 'description', 'summary', 'content', 'subtitle', 'tagline', 'copyright', 'rights', 'info', 'body', 'fullitem',
  'atom:title', 'atom:summary', 'atom:content', 'atom:subtitle', 'atom:tagline', 'atom:rights', 'atom:copyright', 'atom:info',
  'content:encoded', 'dc:title', 'dc:description', 'dcterms:abstract', 'media:title', 'media:description', 'media:text',
  'itunes:summary', 'itunes:subtitle', 'itunes:title', 'xhtml:body', 'xhtml:div', 'googleplay:description', 'prism:teaser',
]) // biome-ignore format: a list
/** Elements that are never inside a text. If one begins there, the end tag of the text is missing. */
export const ENDS_TEXT = new Set([
  'item', 'entry', 'channel', 'pubDate', 'pubdate', 'guid', 'enclosure', 'description', 'content:encoded', 'dc:date',
  'dc:creator', 'category', 'comments', 'published', 'updated', 'lastBuildDate', 'language', 'image', 'itunes:summary',
]) // biome-ignore format: a list
/** More elements that are never inside a title. Other texts may have them, such as the `link` of a whole web page. */
export const ENDS_TITLE = new Set(['link', 'id', 'author', 'content', 'summary', 'source'])
/** Elements that are markup when they are inside a short text (a name, a category, a date). */
export const INLINE = new Set(
  ['a', 'abbr', 'b', 'bdi', 'em', 'font', 'i', 'small', 'span', 'strong', 'u'].flatMap((name) => [
    name,
    `atom:${name}`,
    `xhtml:${name}`,
  ]),
)
/** Elements without a text of their own; every other element may have one. */
export const CONTAINERS = new Set([
  'rss',
  'rdf:rdf',
  'feed',
  'atom:feed',
  'channel',
  'item',
  'entry',
  'atom:entry',
  'media:group',
])

/**
 * Our prefix for each namespace seen in feeds. The keys are in lower case, without scheme, `www.` and a final `/` or
 * `#`. The empty prefix is RSS itself, with all the namespaces it has had.
 */
const PREFIXES: Readonly<Record<string, string>> = {
  'w3.org/2005/atom': 'atom',
  'purl.org/atom/ns': 'atom',
  'purl.org/atom': 'atom',
  'example.com/newformat': 'atom',
  'purl.org/rss/1.0': '',
  'purl.org/net/rss1.1': '',
  'channel.netscape.com/rdf/simple/0.9': '',
  'my.netscape.com/rdf/simple/0.9': '',
  'my.netscape.com/publish/formats/rss-0.91.dtd': '',
  'backend.userland.com/rss': '',
  'backend.userland.com/rss2': '',
  'backend.userland.com/rss091': '',
  'backend.userland.com/rss2.0': '',
  'blogs.law.harvard.edu/tech/rss': '',
  'cyber.law.harvard.edu/rss': '',
  'rssboard.org/rss-specification': '',
  'w3.org/1999/02/22-rdf-syntax-ns': 'rdf',
  'purl.org/dc/elements/1.1': 'dc',
  'purl.org/dc/elements/1.0': 'dc',
  'purl.org/metadata/dublin_core': 'dc',
  'purl.org/dc/terms': 'dcterms',
  'purl.org/rss/1.0/modules/dcterms': 'dcterms',
  'purl.org/rss/1.0/modules/content': 'content',
  'purl.org/rss/1.0/modules/syndication': 'sy',
  'search.yahoo.com/mrss': 'media',
  'video.search.yahoo.com/mrss': 'media',
  'search.yahoo.com/searchmonkey/media': 'media',
  'tools.search.yahoo.com/mrss': 'media',
  'itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'itunes.apple.com/dtds/podcast-1.0.dtd': 'itunes',
  'example.com/dtds/podcast-1.0.dtd': 'itunes',
  'google.com/schemas/play-podcasts/1.0': 'googleplay',
  'podcastindex.org/namespace/1.0': 'podcast',
  'github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md': 'podcast',
  'rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'w3.org/1999/xhtml': 'xhtml',
  'prismstandard.org/namespaces/1.2/basic': 'prism',
  'prismstandard.org/namespaces/basic/2.0': 'prism',
}

/** Our prefix for a namespace; undefined for one that we do not read. */
export function prefixOf(uri: string): string | undefined {
  const key = uri
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?/, '')
    .replace(/[/#]+$/, '')
  return Object.hasOwn(PREFIXES, key) ? PREFIXES[key] : undefined
}

const KNOWN_PREFIXES = new Set(Object.values(PREFIXES))
const MAX_NAMES = 10_000

/**
 * The prefix for a namespace that we do not know. Bias: a well-known prefix with a web address is taken for the known
 * vocabulary with its address misspelt (`dc` at `http://purl.org/dc/`), since that is more common than another
 * vocabulary with the same prefix.
 */
function prefixOfUnknown(prefix: string, uri: string): string {
  if (prefix === '') return uri === '' ? '' : '?'
  const lower = prefix.toLowerCase()
  return KNOWN_PREFIXES.has(lower) && /^https?:/i.test(uri.trim()) ? lower : `?${prefix}`
}

/**
 * The namespace declarations in force at an element. They resolve names as written to ours: in lower case, since
 * documents also write `pubdate` and `GUID`, and with our prefixes. Names in namespaces that we do not read get the
 * prefix of the document behind a `?`.
 */
export class Scope {
  private readonly names = new Map<string, string>()
  private readonly prefixes = new Map<string, string>()
  private readonly parent: Scope | undefined
  /** Prefixes that are used without being declared. */
  readonly undeclared: Set<string>
  /** Well-known prefixes whose address is not the known one. */
  readonly misspelt: Set<string>

  constructor(parent?: Scope) {
    this.parent = parent
    this.undeclared = parent?.undeclared ?? new Set()
    this.misspelt = parent?.misspelt ?? new Set()
    if (parent === undefined) this.prefixes.set('xml', 'xml')
  }

  /** Adds `xmlns:prefix="uri"`; the empty prefix is the default namespace. */
  declare(prefix: string, uri: string): void {
    const known = prefixOf(uri)
    const ours = known ?? prefixOfUnknown(prefix, uri)
    if (known === undefined && ours !== '' && KNOWN_PREFIXES.has(ours)) this.misspelt.add(ours)
    this.prefixes.set(prefix, ours)
  }

  /** Our name for a name as written in the document: `dc:creator`, `pubdate`, `atom:link`, `?georss:point`. */
  nameOf(raw: string): string {
    const known = this.names.get(raw)
    if (known !== undefined) return known
    const name = this.resolve(raw)
    if (this.names.size < MAX_NAMES) this.names.set(raw, name)
    return name
  }

  private resolve(raw: string): string {
    const colon = raw.indexOf(':')
    const written = colon === -1 ? '' : raw.slice(0, colon)
    const local = raw.slice(colon + 1).toLowerCase()
    const prefix = this.declared(written) ?? this.guess(written)
    return prefix === '' ? local : `${prefix}:${local}`
  }

  private declared(written: string): string | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const prefix = scope.prefixes.get(written)
      if (prefix !== undefined) return prefix
    }
    return undefined
  }

  /** Our prefix for one that is used without being declared: the vocabulary that usually has it. */
  private guess(written: string): string {
    if (written === '') return ''
    if (this.undeclared.size < MAX_NAMES) this.undeclared.add(written)
    const lower = written.toLowerCase()
    if (lower === 'atom10' || lower === 'a10') return 'atom'
    return KNOWN_PREFIXES.has(lower) ? lower : `?${lower}`
  }
}

/** The names of elements in feeds, independent of the prefixes of a document, and what kind of content each has. */
import names from './names.json' with { type: 'json' }

/** Root elements of feeds. */
export const ROOTS = new Set(['rss', 'rdf:rdf', 'feed', 'atom:feed', 'channel', 'atom:entry'])
/** Entries, in every dialect. */
export const ENTRIES = new Set(['item', 'entry', 'atom:entry'])
/** Elements whose content is a text: tags in them are markup of that text, not structure. */
export const TEXTS = new Set(names.texts)
/** Elements that are never inside a text. If one begins there, the end tag of the text is missing. */
export const ENDS_TEXT = new Set(names.endsText)
/** More elements that are never inside a title. Other texts may have them, such as the `link` of a whole web page. */
export const ENDS_TITLE = new Set(['link', 'id', 'author', 'content', 'summary', 'source'])
/** Elements that are markup when they are inside a short text (a name, a category, a date). */
export const INLINE = new Set(
  'a abbr b bdi em font i small span strong u'.split(' ').flatMap((name) => [name, `atom:${name}`, `xhtml:${name}`]),
)
/** Elements without a text of their own; every other element may have one. */
export const CONTAINERS = new Set('rss rdf:rdf feed atom:feed channel item entry atom:entry media:group'.split(' '))

/**
 * Our prefix for each namespace seen in feeds. The keys are in lower case, without scheme, `www.` and a final `/` or
 * `#`. The empty prefix is RSS itself, with all the namespaces it has had.
 */
const PREFIXES: Readonly<Record<string, string>> = names.prefixes

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

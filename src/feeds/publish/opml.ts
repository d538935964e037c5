/**
 * Subscription lists, OPML 2.0 (opml.org/spec2.opml), coming in and going out. What other programs write is read as it
 * was meant: names of attributes in any case, folders of type rss, outlines without text or type, blanks around an address.
 */
import { Parser } from 'htmlparser2'
import { ConfigError } from '../../core/errors.ts'

/** A source as a list names it. */
export interface OpmlSource {
  /** http(s), or the relative path of a local file. */
  readonly url: string
  /** Absent: the feed's own title. */
  readonly name?: string
  /** The folders it stands in, outermost first, and its categories; each once. */
  readonly labels: readonly string[]
}

/** More than any person has subscribed to; a larger text is refused before it is read. */
const MAX_LETTERS = 16_777_216
/** Folders deeper than this give no label: nobody nests so deep by hand, and the work stays in proportion to the text. */
const MAX_LABEL_DEPTH = 16
/** The tokenizer's work for an element grows with what is open around it, so deeper texts are refused. */
const MAX_DEPTH = 500
const MAX_SKIPPED_LINES = 200

interface OpenOutline {
  readonly text: string
  readonly line: number
  readonly isFolder: boolean
  hasChildren: boolean
}

/**
 * Every source of the list, each address once (its folders joined, its first name kept), and a line for each thing in it
 * that is no source. Throws ConfigError when the text is no OPML at all.
 */
export function readOpml(text: string): { sources: OpmlSource[]; skipped: string[] } {
  if (text.length > MAX_LETTERS) throw notOpml('is larger than 16 MB')
  const sourcesByUrl = new Map<string, { url: string; name?: string; labels: string[] }>()
  const skipped: string[] = []
  let leftOut = 0
  const skip = (line: number, what: string): void => {
    if (skipped.length < MAX_SKIPPED_LINES) skipped.push(`line ${line}: ${what}`)
    else leftOut++
  }

  let isOpml = false
  let inBody = false
  const open: OpenOutline[] = []
  /** The element that is passed over with all it holds, and how deep we are in it. */
  let foreignDepth = 0
  let depth = 0
  let line = 1
  let counted = 0
  const lineAt = (index: number): number => {
    for (; counted < index; counted++) if (text.charCodeAt(counted) === 10) line++
    return line
  }

  const startOutline = (attributes: Readonly<Record<string, string>>, at: number): void => {
    const parent = open.at(-1)
    if (parent) parent.hasChildren = true
    const name = oneLine(attributes['text']) || oneLine(attributes['title'])
    const type = oneLine(attributes['type']).toLowerCase()
    const isFeedType = /^(rss|atom|rdf|feed|json)/.test(type)
    const address = (attributes['xmlurl'] ?? (isFeedType ? attributes['url'] : undefined) ?? '').trim()
    open.push({ text: name, line: at, isFolder: address === '' && attributes['url'] === undefined, hasChildren: false })
    if (address === '') {
      if (attributes['url'] !== undefined)
        skip(at, `${quoted(name)} has no feed address${type ? ` (type ${type})` : ''}`)
      return
    }
    const url = sourceAddress(address)
    if (url === undefined) {
      skip(at, `${quoted(name || address)} has an address that is not http or https`)
      return
    }
    const folders = open.slice(0, MAX_LABEL_DEPTH).filter(({ isFolder, text }) => isFolder && text !== '')
    const labels = [...folders.map(({ text }) => text), ...categoriesOf(attributes['category'])]
    const key = URL.parse(url)?.href ?? url
    const known = sourcesByUrl.get(key)
    // A name that is the address again is what `writeOpml` puts where there is none.
    const ownName = name && name !== address && name !== url ? name : undefined
    if (known === undefined) {
      sourcesByUrl.set(key, { url, ...(ownName === undefined ? {} : { name: ownName }), labels: [...new Set(labels)] })
      return
    }
    if (known.name === undefined && ownName !== undefined) known.name = ownName
    for (const label of labels) if (!known.labels.includes(label)) known.labels.push(label)
  }

  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (++depth > MAX_DEPTH) throw notOpml(`nests more than ${MAX_DEPTH} elements`)
        const element = tag.slice(tag.indexOf(':') + 1)
        if (foreignDepth > 0) foreignDepth++
        else if (element === 'opml') isOpml = true
        else if (element === 'body') inBody = true
        else if (inBody && element === 'outline') startOutline(attributes, lineAt(parser.startIndex))
        else if (inBody) {
          foreignDepth = 1
          skip(lineAt(parser.startIndex), `<${tag.slice(0, 40)}> is no outline`)
        }
      },
      onclosetag(tag) {
        depth--
        const element = tag.slice(tag.indexOf(':') + 1)
        if (foreignDepth > 0) foreignDepth--
        else if (element === 'body') inBody = false
        else if (inBody && element === 'outline') {
          const closed = open.pop()
          if (closed?.isFolder && !closed.hasChildren)
            skip(closed.line, `${quoted(closed.text)} has no feed address and holds nothing`)
        }
      },
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  parser.end(text)
  if (!isOpml) throw notOpml('is no OPML: it has no <opml> element')
  if (leftOut > 0) skipped.push(`and ${leftOut} more`)
  return { sources: [...sourcesByUrl.values()], skipped }
}

const notOpml = (what: string): ConfigError => new ConfigError([{ path: '', sentence: what }])

const oneLine = (text: string | undefined): string => (text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim()

const quoted = (text: string): string => (text === '' ? 'an outline without a name' : `"${text.slice(0, 80)}"`)

/** The address as we keep it; undefined for other schemes, and for paths that would leave the folder of the list. */
function sourceAddress(written: string): string | undefined {
  // The old feed scheme, `feed:https://…` and `feed://…`, means the web.
  const text = written.replace(/^feed:(?=https?:)/i, '').replace(/^feed:\/\//i, 'http://')
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) {
    const url = URL.parse(text)
    return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? text : undefined
  }
  if (/^[/\\]/.test(text) || text.split(/[/\\]/).includes('..')) return undefined
  return text
}

/** `category="/News/World,Sea"`: lists parted by commas, levels by slashes (OPML 2.0, "category"). */
function categoriesOf(written: string | undefined): string[] {
  return (written ?? '')
    .split(',')
    .flatMap((path) => path.split('/'))
    .map(oneLine)
    .filter(Boolean)
}

/**
 * The sources as OPML 2.0, folder by folder in the order they first appear; a source of several folders stands in each.
 * Credentials in an address are left out. The bytes depend on the arguments alone.
 */
export function writeOpml(title: string, sources: readonly OpmlSource[]): string {
  const sourcesByLabel = new Map<string, OpmlSource[]>()
  const loose: OpmlSource[] = []
  for (const source of sources) {
    if (source.labels.length === 0) loose.push(source)
    for (const label of source.labels) {
      const folder = sourcesByLabel.get(label)
      if (folder) folder.push(source)
      else sourcesByLabel.set(label, [source])
    }
  }
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
  lines.push('  <head>', `    <title>${escaped(title)}</title>`, '  </head>', '  <body>')
  for (const source of loose) lines.push(`    ${outlineOf(source)}`)
  for (const [label, members] of sourcesByLabel) {
    lines.push(`    <outline text="${escaped(label)}" type="folder">`)
    for (const source of members) lines.push(`      ${outlineOf(source)}`)
    lines.push('    </outline>')
  }
  lines.push('  </body>', '</opml>', '')
  return lines.join('\n')
}

function outlineOf({ url, name }: OpmlSource): string {
  const address = withoutCredentials(url)
  return `<outline text="${escaped(name ?? address)}" type="rss" xmlUrl="${escaped(address)}"/>`
}

/** The address without user and password; any other text as it is. */
export function withoutCredentials(address: string): string {
  const url = URL.parse(address)
  if (url === null || (url.username === '' && url.password === '')) return address
  url.username = url.password = ''
  return url.href
}

/** For an attribute or a text in XML 1.0: what XML cannot hold is left out (production 2, Char). */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character]!)

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': ' ',
  '\n': ' ',
  '\r': ' ',
}

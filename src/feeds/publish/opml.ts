/**
 * Reads and writes subscription lists in OPML 2.0 (opml.org/spec2.opml), and reads plain lists of addresses. Common deviations of other programs are accepted:
 * attribute names in any case, folders of type rss, outlines without text or type, blanks around an address.
 */
import { Parser } from 'htmlparser2'
import { ConfigError } from '../../core/errors.ts'
import { escapeXml } from '../markup/clean-text.ts'
import { webUrl, withoutCredentials } from '../markup/links.ts'

/** A source in a subscription list. */
export interface OpmlSource {
  /** http(s), or the relative path of a local file. */
  readonly url: string
  /** Absent means the feed's own title. */
  readonly name?: string
  /** The feed's own title, where it is not the name. */
  readonly title?: string
  /** The page that the feed belongs to. */
  readonly siteUrl?: string
  /** The folders it is in, outermost first, and its categories; each once. */
  readonly labels: readonly string[]
}

/** In UTF-16 units. A larger text is refused before it is parsed; nobody subscribes to that much. */
const MAX_LENGTH = 16_777_216
/**
 * Folders nested deeper give no label. Nobody nests that deep by hand, and without a limit the labels could grow with the
 * square of the text.
 */
const MAX_LABEL_DEPTH = 16
/** Deeper texts are refused, since the parser's time for an element grows with the number of open ones. */
const MAX_DEPTH = 500
const MAX_SKIPPED_LINES = 200

interface OpenOutline {
  readonly text: string
  readonly line: number
  readonly isFolder: boolean
  hasChildren: boolean
}

/**
 * Every source of the list, and a sentence for each element that is left out. An address that is listed twice is one
 * source, with the labels of both and the first name. Throws ConfigError when the text is not OPML, too long or too deep.
 */
export function readOpml(text: string): { sources: OpmlSource[]; skipped: string[] } {
  if (text.length > MAX_LENGTH) throw notOpml('is larger than 16 MB')
  const found = new Findings()
  let isOpml = false
  let inBody = false
  const open: OpenOutline[] = []
  /** The depth inside an element that is skipped with its content; 0 outside of one. */
  let foreignDepth = 0
  let depth = 0
  let line = 1
  let counted = 0
  const lineAt = (index: number): number => {
    for (; counted < index; counted++) if (text.charCodeAt(counted) === 10) line++
    return line
  }

  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (++depth > MAX_DEPTH) throw notOpml(`nests more than ${MAX_DEPTH} elements`)
        const element = tag.slice(tag.indexOf(':') + 1)
        if (foreignDepth > 0) foreignDepth++
        else if (element === 'opml') isOpml = true
        else if (element === 'body') inBody = true
        else if (inBody && element === 'outline') openOutline(attributes, lineAt(parser.startIndex), open, found)
        else if (inBody) {
          foreignDepth = 1
          found.skip(lineAt(parser.startIndex), `<${tag.slice(0, 40)}> is no outline`)
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
            found.skip(closed.line, `${quoted(closed.text)} has no feed address and holds nothing`)
        }
      },
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  parser.end(text)
  if (!isOpml) throw notOpml('is no OPML: it has no <opml> element')
  return found.result()
}

/** What is read from a list. */
class Findings {
  private readonly sourcesByUrl = new Map<string, OpmlSource & { labels: string[] }>()
  private readonly skipped: string[] = []
  private leftOut = 0

  skip(line: number, what: string): void {
    if (this.skipped.length < MAX_SKIPPED_LINES) this.skipped.push(`line ${line}: ${what}`)
    else this.leftOut++
  }

  /** Adds a source; what is listed again adds its folders, and what was not known of it. */
  add(source: OpmlSource): void {
    const key = URL.parse(source.url)?.href ?? source.url
    const known = this.sourcesByUrl.get(key)
    const labels = [...new Set([...(known?.labels ?? []), ...source.labels])]
    this.sourcesByUrl.set(key, { ...source, ...known, labels })
  }

  result(): { sources: OpmlSource[]; skipped: string[] } {
    if (this.leftOut > 0) this.skipped.push(`and ${this.leftOut} more`)
    return { sources: [...this.sourcesByUrl.values()], skipped: this.skipped }
  }
}

/** Adds an outline to the open ones and, when it is a source, to what is found. */
function openOutline(
  attributes: Readonly<Record<string, string>>,
  line: number,
  open: OpenOutline[],
  found: Findings,
): void {
  const parent = open.at(-1)
  if (parent) parent.hasChildren = true
  const name = oneLine(attributes['text']) || oneLine(attributes['title'])
  const type = oneLine(attributes['type']).toLowerCase()
  const isFeedType = /^(rss|atom|rdf|feed|json)/.test(type)
  const address = (attributes['xmlurl'] ?? (isFeedType ? attributes['url'] : undefined) ?? '').trim()
  open.push({ text: name, line, isFolder: address === '' && attributes['url'] === undefined, hasChildren: false })
  if (address === '') {
    if (attributes['url'] !== undefined)
      found.skip(line, `${quoted(name)} has no feed address${type ? ` (type ${type})` : ''}`)
    return
  }
  const url = sourceAddress(address)
  if (url === undefined) {
    found.skip(line, `${quoted(name || address)} has an address that is not http or https`)
    return
  }
  const folders = open.slice(0, MAX_LABEL_DEPTH).filter(({ isFolder, text }) => isFolder && text !== '')
  const labels = [...folders.map(({ text }) => text), ...categoriesOf(attributes['category'])]
  const title = oneLine(attributes['title'])
  const siteUrl = webUrl(attributes['htmlurl'])
  found.add({
    url,
    // `writeOpml` writes the address in place of a missing name.
    ...(name && name !== address && name !== url ? { name } : {}),
    ...(title && title !== name ? { title } : {}),
    ...(siteUrl === undefined ? {} : { siteUrl }),
    labels,
  })
}

const notOpml = (what: string): ConfigError => new ConfigError([{ path: '', sentence: what }])

const oneLine = (text: string | undefined): string => (text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim()

const quoted = (text: string): string => (text === '' ? 'an outline without a name' : `"${text.slice(0, 80)}"`)

/** An address without the old feed scheme: `feed:https://…` means https, `feed://…` means http. */
export const withoutFeedScheme = (written: string): string =>
  written.replace(/^feed:(?=https?:)/i, '').replace(/^feed:\/\//i, 'http://')

/** The address as it is stored; undefined for other schemes, and for paths that lead outside the folder of the list. */
function sourceAddress(written: string): string | undefined {
  const text = withoutFeedScheme(written)
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) {
    const url = URL.parse(text)
    return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? text : undefined
  }
  if (/^[/\\]/.test(text) || text.split(/[/\\]/).includes('..')) return undefined
  return text
}

/** The labels in `category="/News/World,Sea"`: paths separated by commas, their levels by slashes (OPML 2.0, "category"). */
function categoriesOf(written: string | undefined): string[] {
  return (written ?? '')
    .split(',')
    .flatMap((path) => path.split('/'))
    .map(oneLine)
    .filter(Boolean)
}

/**
 * The sources as OPML 2.0, first those without a label, then a folder for each label in order of appearance; a source
 * with several labels is in each folder. Credentials in addresses are left out. The bytes depend only on the arguments.
 */
export function writeOpml(title: string, sources: readonly OpmlSource[]): string {
  const sourcesByLabel = new Map<string, OpmlSource[]>()
  const unlabelled: OpmlSource[] = []
  for (const source of sources) {
    if (source.labels.length === 0) unlabelled.push(source)
    for (const label of source.labels) {
      const folder = sourcesByLabel.get(label)
      if (folder) folder.push(source)
      else sourcesByLabel.set(label, [source])
    }
  }
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
  lines.push('  <head>', `    <title>${escaped(title)}</title>`, '  </head>', '  <body>')
  for (const source of unlabelled) lines.push(`    ${outlineOf(source)}`)
  for (const [label, members] of sourcesByLabel) {
    lines.push(`    <outline text="${escaped(label)}" type="folder">`)
    for (const source of members) lines.push(`      ${outlineOf(source)}`)
    lines.push('    </outline>')
  }
  lines.push('  </body>', '</opml>', '')
  return lines.join('\n')
}

function outlineOf({ url, name, title = name, siteUrl }: OpmlSource): string {
  const address = withoutCredentials(url)
  const attributes = [
    ['text', name ?? address],
    ['type', 'rss'],
    ['title', title],
    ['xmlUrl', address],
    ['htmlUrl', siteUrl && withoutCredentials(siteUrl)],
  ]
  return `<outline ${attributes.flatMap(([key, value]) => (value === undefined ? [] : `${key}="${escaped(value)}"`)).join(' ')}/>`
}

/**
 * The sources of a plain list: one address a line; empty lines and what follows a # are left out. Undefined for a text without any
 * address, which is no such list.
 */
export function readAddressList(text: string): ReturnType<typeof readOpml> | undefined {
  const found = new Findings()
  for (const [i, written] of text
    .slice(0, MAX_LENGTH)
    .split(/\r\n?|\n/)
    .entries()) {
    const line = written.replace(/(?:^|\s)#.*$/, '').trim()
    if (line === '') continue
    const url = /\s/.test(line) || !/^[a-z]+:/i.test(line) ? undefined : sourceAddress(line)
    if (url === undefined) found.skip(i + 1, `${quoted(line)} is no address that begins with http:// or https://`)
    else found.add({ url, labels: [] })
  }
  const list = found.result()
  return list.sources.length > 0 ? list : undefined
}

/** The text for an attribute, where line breaks and tabs become blanks. */
const escaped = (text: string): string => escapeXml(text.replace(/[\t\n\r]/g, ' '))

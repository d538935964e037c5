/**
 * A linear scan over HTML for single tags. It is not a parser: it reads links and meta tags from HTML that has been sanitised
 * already. It does not recognise comments and scripts, so nothing here may decide about safety.
 */

/** One start tag: its attributes (names in lower case), and where it begins and ends in the HTML. */
interface Tag {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly start: number
  readonly end: number
}

/** A link in a text: its address and its link text. */
export interface Anchor {
  readonly href: string
  readonly text: string
}

const attributePattern = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g
const namedEntities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  ndash: '–',
  mdash: '—',
  hellip: '…',
}

/** The text with the entities decoded that an HTML serializer writes; unknown ones stay as they are. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return namedEntities[name] ?? whole
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : whole
  })
}

/** The index after the `>` of the tag that begins at `start`, quoted values skipped; -1 where the tag is not closed. */
function tagEnd(html: string, start: number): number {
  let quote = 0
  for (let i = start; i < html.length; i++) {
    const code = html.charCodeAt(i)
    if (quote !== 0) {
      if (code === quote) quote = 0
    } else if (code === 34 || code === 39) quote = code
    else if (code === 62) return i + 1
  }
  return -1
}

/** The start tags with one of these names (lower case), at most `limit`; stops at a tag that is not closed. */
export function* scanTags(html: string, names: ReadonlySet<string>, limit = 1000): Generator<Tag> {
  let found = 0
  let at = html.indexOf('<')
  while (at !== -1 && found < limit) {
    const name = /[a-zA-Z][a-zA-Z0-9]*/y
    name.lastIndex = at + 1
    const tagName = name.exec(html)?.[0].toLowerCase()
    if (tagName === undefined || !names.has(tagName)) {
      at = html.indexOf('<', at + 1)
      continue
    }
    const end = tagEnd(html, at)
    if (end === -1) return
    const attributes = new Map<string, string>()
    for (const [, key, double, single, bare] of html
      .slice(at + 1 + tagName.length, end - 1)
      .matchAll(attributePattern)) {
      const lower = key!.toLowerCase()
      if (!attributes.has(lower)) attributes.set(lower, decodeEntities(double ?? single ?? bare ?? ''))
    }
    yield { name: tagName, attributes, start: at, end }
    found++
    at = html.indexOf('<', end)
  }
}

const anchorNames: ReadonlySet<string> = new Set(['a'])

/** The links of sanitised HTML in document order, at most `limit`, each with its text on one line. */
export function anchorsOf(html: string, limit = 200): Anchor[] {
  const anchors: Anchor[] = []
  for (const tag of scanTags(html, anchorNames, limit)) {
    const href = tag.attributes.get('href')
    if (href === undefined || !/^https?:\/\//i.test(href)) continue
    const close = html.slice(tag.end, tag.end + 500).search(/<\/a\s*>/i)
    if (close < 1) continue
    const text = decodeEntities(html.slice(tag.end, tag.end + close).replace(/<[^<>]*>/g, ''))
      .replace(/\s+/g, ' ')
      .trim()
    anchors.push({ href, text })
  }
  return anchors
}

/** The figure captions of sanitised HTML as plain text, at most `limit`. */
export function captionsOf(html: string, limit = 60): string[] {
  const captions: string[] = []
  let at = html.indexOf('<figcaption')
  while (at !== -1 && captions.length < limit) {
    const start = html.indexOf('>', at) + 1
    const end = start === 0 ? -1 : html.indexOf('</figcaption', start)
    if (end === -1) break
    if (end - start <= 4_000) {
      captions.push(
        decodeEntities(html.slice(start, end).replace(/<[^<>]*>/g, ' '))
          .replace(/\s+/g, ' ')
          .trim(),
      )
    }
    at = html.indexOf('<figcaption', end)
  }
  return captions
}

/** The trimmed lines of the preformatted text of sanitised HTML; empty where it has none. */
export function preformattedOf(html: string): ReadonlySet<string> {
  const lines = new Set<string>()
  for (let at = html.indexOf('<pre'); at !== -1; ) {
    const start = html.indexOf('>', at) + 1
    const end = start === 0 ? -1 : html.indexOf('</pre>', start)
    if (end === -1) break
    const text = decodeEntities(
      html
        .slice(start, end)
        .replace(/<br\s?\/?>/g, '\n')
        .replace(/<[^<>]*>/g, ''),
    )
    for (const line of text.split('\n')) lines.add(line.trim())
    at = html.indexOf('<pre', end)
  }
  return lines
}

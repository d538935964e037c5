/** Reads children, texts, links, people and dates of elements, for all dialects. */

import { isUtf8 } from 'node:buffer'
import type { PersonUrl } from '../../core/model.ts'
import { escapeHtml } from '../markup/clean-text.ts'
import { parseDate } from '../markup/dates.ts'
import { holdsMarkup } from '../markup/html.ts'
import { webUrl } from '../markup/links.ts'
import { decodeReferences } from '../markup/references.ts'
import type { SourceText } from './entry.ts'
import type { Element } from './feed-tree.ts'

/** An object in the form of xml2js's output. */
export type Shape = Record<string, unknown>

/** Sets a field to an array of one value, as xml2js does; does nothing without a value. */
export function put(shape: Shape, field: string, value: string | undefined): void {
  if (value !== undefined) shape[field] = [value]
}

/** The children with a name, with or without Atom's namespace. */
export function childrenOf(element: Element, name: string): Element[] {
  const found: Element[] = []
  for (const child of element.children) if (isNamed(child.name, name)) found.push(child)
  return found
}

function isNamed(written: string, name: string): boolean {
  return written.length === name.length + 5 ? written.startsWith('atom:') && written.endsWith(name) : written === name
}

/** The trimmed text of the first child with this name and a text. */
export function textOf(element: Element, name: string): string | undefined {
  for (const child of element.children) {
    if (child.name === name) {
      const text = child.text.trim()
      if (text !== '') return text
    }
  }
  return undefined
}

function baseOf(element: Element): Pick<SourceText, 'base' | 'isOwnBase'> {
  return element.base === undefined ? {} : { base: element.base, isOwnBase: element.hasOwnBase }
}

/** The text, its base marked as the entry's own also when the entry, not its content, declares it. */
export function ownBase(text: SourceText | undefined, entry: Element): SourceText | undefined {
  return text?.base !== undefined && entry.hasOwnBase ? { ...text, isOwnBase: true } : text
}

/** An element's text as HTML, escaped or in CDATA. RSS does not declare the type of its texts; in practice they are HTML. */
export function htmlText(element: Element): SourceText | undefined {
  return /\S/.test(element.text) ? { kind: 'html', value: element.text, ...baseOf(element) } : undefined
}

/** A text that begins with an HTML tag which is still escaped after decoding. */
const ESCAPED_TAG =
  /^\s*&lt;(?:p|div|br|hr|img|a|b|i|em|strong|span|h[1-6]|ul|ol|table|blockquote|figure|section|article|center|font)(?:\s|\/|&gt;)/i

/**
 * Like `htmlText`, decoded once more when the publisher escaped it twice. Bias: a visible tag is better than losing the
 * words of a text about tags. So only a text that has no real tag, begins with an escaped one and has an escaped end tag
 * counts as escaped twice.
 */
export function rssHtmlText(element: Element): SourceText | undefined {
  const text = htmlText(element)
  if (text === undefined || !ESCAPED_TAG.test(text.value)) return text
  const isTwice = /&lt;\/[a-z]/i.test(text.value) && !text.value.includes('<')
  return isTwice ? { ...text, value: decodeReferences(text.value) } : text
}

/** The XHTML of an element as HTML. Where the markup is escaped or in CDATA instead of elements, it is read as HTML. */
export function xhtmlText(element: Element): SourceText | undefined {
  if (element.markup === undefined && holdsMarkup(element.text)) return htmlText(element)
  if (!/\S/.test(element.text)) return undefined
  return { kind: 'html', value: xhtmlToHtml(element.markup ?? escapeHtml(element.text)), ...baseOf(element) }
}

/** An Atom text construct or content (RFC 4287 §3.1, §4.1.3; `mode` of Atom 0.3), decoded exactly once. */
export function atomText(element: Element | undefined): SourceText | undefined {
  if (element === undefined || !/\S/.test(element.text)) return undefined
  const type = element.attributes.type?.replace(/;.*/s, '').trim().toLowerCase() || 'text'
  const mode = element.attributes.mode?.trim().toLowerCase()
  const isBytes = type === 'application/octet-stream'
  if (!isTextType(type) && !isBytes) return undefined
  if (mode === 'base64' || isBytes) {
    const bytes = Buffer.from(element.text, 'base64')
    if (!isUtf8(bytes)) return undefined
    return { kind: type.includes('html') ? 'html' : 'text', value: bytes.toString('utf8'), ...baseOf(element) }
  }
  if (type.includes('xhtml') || (mode === 'xml' && element.markup !== undefined)) return xhtmlText(element)
  const isPlain = type === 'text' || (type.startsWith('text/') && !type.includes('html'))
  if (!isPlain || (mode === 'escaped' && type === 'text')) return htmlText(element)
  // Plain text has no elements, so a text with elements is read as XHTML.
  return element.markup === undefined ? { kind: 'text', value: element.text } : xhtmlText(element)
}

/**
 * Whether content of an Atom type is for people to read. A type of a picture, a file or XML data (RFC 4287 §4.1.3.3) is not;
 * words that are no type of Atom (`CDATA`, `notes`) stand for HTML.
 */
function isTextType(type: string): boolean {
  return !type.includes('/') || type.includes('html') || (type.startsWith('text/') && type !== 'text/xml')
}

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i

/** The source of XHTML elements as HTML: without prefixes, CDATA and empty-element tags. */
function xhtmlToHtml(markup: string): string {
  let html = markup
  const prefix = /^\s*<([A-Za-z_][\w.-]*):[A-Za-z]/.exec(html)?.[1]
  if (prefix !== undefined) html = html.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</')
  if (html.includes('<![CDATA[')) {
    html = html.replace(/<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)/g, (_, text: string) => escapeHtml(text))
  }
  if (html.includes('/>')) {
    html = html.replace(/<([A-Za-z][\w-]*)((?:\s[^<>]*)?)\/>/g, (tag, name: string, rest: string) =>
      VOID.test(name) ? tag : `<${name}${rest}></${name}>`,
    )
  }
  return html
}

/** The address of the first link with a relation; a link without one is `alternate` (RFC 4287 §4.2.7.2). */
export function linkOf(
  links: readonly Element[],
  relation: string,
  documentUrl: string | undefined,
): string | undefined {
  return linksOf(links, relation, documentUrl, true)[0]
}

/** The addresses of the links with a relation. Of alternates those of HTML or without a type, or else the first one of another type. */
export function linksOf(
  links: readonly Element[],
  relation: string,
  documentUrl: string | undefined,
  first = false,
): string[] {
  const urls: string[] = []
  let other: string | undefined
  for (const link of links) {
    if (!relationsOf(link).includes(relation)) continue
    // RSS has the address as text; some Atom feeds do too.
    const url = webUrl(link.attributes.href ?? link.text, link.base ?? documentUrl)
    if (url === undefined) continue
    const type = link.attributes.type
    if (relation === 'alternate' && type !== undefined && !/html/i.test(type)) {
      other ??= url
      continue
    }
    urls.push(url)
    if (first) break
  }
  if (urls.length === 0 && other !== undefined) urls.push(other)
  return urls
}

const ALTERNATE: readonly string[] = ['alternate']

/** A link's relations in lower case. IANA's relations may be written as URLs. */
export function relationsOf(link: Element): readonly string[] {
  const rel = link.attributes.rel
  if (rel === undefined || rel === '' || rel === 'alternate') return ALTERNATE
  return rel.toLowerCase().replace('http://www.iana.org/assignments/relation/', '').split(/\s+/)
}

/** The people in the Atom person constructs with a name (RFC 4287 §3.2): each by its `name`, else its own text. */
export function atomPeople(holder: Element, name: string): string[] {
  const people: string[] = []
  for (const person of childrenOf(holder, name)) {
    const written = childrenOf(person, 'name')[0]?.text.trim() || person.text.trim()
    if (written !== '') people.push(written)
  }
  return people
}

/** The addresses of such people (`uri`, in Atom 0.3 `url`), by name as written. */
export function atomPeopleUrls(holder: Element, name: string, base: string | undefined): PersonUrl[] {
  return childrenOf(holder, name).flatMap((person) => {
    const written = childrenOf(person, 'name')[0]?.text
    const address = childrenOf(person, 'uri')[0] ?? childrenOf(person, 'url')[0]
    const url = webUrl(address?.text, address?.base ?? base)
    return written === undefined || url === undefined ? [] : [{ name: written, url }]
  })
}

/** The first text of the lists, in order, that is a date, as the instant `at`; else the first that is not empty, as `claimed`. */
export function readDates(...lists: readonly (readonly string[])[]): {
  readonly at?: string
  readonly claimed?: string
} {
  let claimed: string | undefined
  for (const texts of lists) {
    for (const text of texts) {
      const date = parseDate(text)
      if (date !== undefined) return { at: date.toISOString() }
      claimed ??= text.trim() || undefined
    }
  }
  return { claimed }
}

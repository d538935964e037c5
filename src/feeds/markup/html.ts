/** Source HTML to the harmless HTML we keep, and to plain text: one pass of tokens gives both (DESIGN.md, idea 6). */
import { createRequire } from 'node:module'
import { Parser } from 'htmlparser2'
import type sanitizeHtml from 'sanitize-html'
import { escapeHtml, stripText } from './clean-text.ts'
import {
  type Attributes,
  attributesOf,
  DEEPEST,
  DROPPED_TAGS,
  HARMLESS_TAGS,
  type HtmlBase,
  SKIPPED_TAGS,
  sanitizerOptions,
  VOID_TAGS,
} from './harmless.ts'
import { readPlainHtml } from './plain-html.ts'
import { decodeReferences } from './references.ts'

/** A text of a source, read. Both are empty when there was nothing to read. */
export interface HtmlReading {
  readonly html: string
  readonly text: string
}

/** A text longer than this is cut, in UTF-16 units: the longest article pages are a tenth of it. */
export const LONGEST_TEXT = 1_000_000

const PARAGRAPH_TAGS = new Set(
  (
    'address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
    'header hr main nav ol p pre section summary table ul center video audio iframe'
  ).split(' '),
)
const LINE_TAGS = new Set(['li', 'tr', 'dt', 'dd', 'caption', 'thead', 'tbody', 'tfoot', 'legend'])
const CELL_TAGS = new Set(['td', 'th'])

/** Tags that tell HTML from a text with angle brackets in it (`map<K, V>`, `<3`). */
const MARKUP =
  /<(?:\/?(?:a|abbr|acronym|address|applet|article|aside|audio|b|base|bdi|bdo|big|blink|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd|del|details|dfn|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe|image|img|input|ins|kbd|label|legend|li|link|main|map|mark|marquee|math|meta|nav|nobr|noframes|noscript|object|ol|option|p|param|picture|plaintext|pre|q|rp|rt|ruby|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|wbr|xmp)(?=[\s/>])|!--|!doctype|!\[CDATA\[)/i

/** Whether a text holds HTML markup, rather than angle brackets that mean themselves. */
export function holdsMarkup(text: string): boolean {
  return text.includes('<') && MARKUP.test(text)
}

/**
 * Harmless HTML: no script, event handler, style, form, frame outside a short list of players, `javascript:` or
 * `data:` address, tracking pixel, id or class; addresses absolute, links `rel="noopener nofollow"`, nesting bounded.
 * Relative addresses without `baseUrl` lose their attribute.
 */
export function cleanHtml(html: string, baseUrl?: string): string {
  return readHtml(html, { url: baseUrl, fragmentUrl: baseUrl }).html
}

/**
 * The text a reader would see: paragraphs parted by an empty line, list items and lines by a line break, white space
 * folded, entities decoded exactly once; scripts, styles and forms' inputs left out.
 */
export function htmlToText(html: string): string {
  return readHtml(html, {}).text
}

/** Plain text as HTML: escaped, paragraphs and lines kept. */
export function textToHtml(text: string): string {
  if (!text.includes('\n')) return escapeHtml(text)
  return text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br />')}</p>`)
    .join('')
}

/** Plain text with its white space in order: no trailing blanks, at most one empty line together. */
export function tidyText(text: string): string {
  if (!/[^\S ]| {2}|^ | $/.test(text)) return text
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/**
 * How much one document may cost, in UTF-16 units of its texts: so much of a document's HTML is read, and so much of
 * it by the sanitiser (some 5 MB a second, four times slower than the rest). What is beyond is kept as plain text.
 */
export interface HtmlBudget {
  read: number
  sanitize: number
}

/** A document's whole budget. */
export const makeBudget = (): HtmlBudget => ({ read: 16_000_000, sanitize: 3_000_000 })

/** One pass over a text of a source: the harmless HTML we keep of it, and its plain text. */
export function readHtml(source: string, base: HtmlBase, budget?: HtmlBudget): HtmlReading {
  const html = stripText(source.length > LONGEST_TEXT ? source.slice(0, LONGEST_TEXT) : source)
  if (!holdsMarkup(html)) {
    const text = tidyText(decodeReferences(html))
    return { text, html: textToHtml(text) }
  }
  if (budget && (budget.read -= html.length) < 0) return readFlat(html)
  return readMarkup(closeFrames(withoutCutTag(html)), base, budget)
}

function readMarkup(html: string, base: HtmlBase, budget: HtmlBudget | undefined): HtmlReading {
  const decodesItself = html.includes('&') && LOOSE_REFERENCE.test(html)
  reader.start(base, decodesItself || !html.includes('&'))
  if (decodesItself) decodingParser.parseComplete(html)
  else if (!readPlainHtml(html, reader)) {
    reader.start(base, !html.includes('&'))
    plainParser.parseComplete(html)
  }
  if (reader.tooDeep) return readFlat(html)
  const text = decodesItself ? stripText(reader.finishText()) : reader.finishText()
  if (reader.isHarmless) return { text, html: (decodesItself ? stripText(reader.html) : reader.html).trim() }
  if (budget && (budget.sanitize -= html.length) < 0) return { text, html: textToHtml(text) }
  return { text, html: stripText(sanitize(html, base)).trim() }
}

/** Publishers cut texts anywhere. What looks like a tag and never ends is none, and its thousands would cost time. */
function withoutCutTag(html: string): string {
  const from = html.lastIndexOf('>') + 1
  const cut = html.slice(from).search(/<[a-z!/]/i)
  return cut === -1 ? html : html.slice(0, from + cut)
}

/** To HTML `<iframe …/>` is no empty element, and all that follows would be its text. */
function closeFrames(html: string): string {
  return html.includes('<iframe') ? html.replace(/<iframe((?:\s[^<>]*)?)\/>/gi, '<iframe$1></iframe>') : html
}

/** The text between the tags, for what is not worth more. */
function readFlat(html: string): HtmlReading {
  const text = tidyText(decodeReferences(html.replace(/<[^<>]*>/g, ' ')))
  return { text, html: textToHtml(text) }
}

const NEEDS_ESCAPE = /[&<>]/
const FOLDABLE = /[^\S ]| {2}/
const SPACES = /\s+/g

type Break = 0 | 1 | 2 | 3
const NONE: Break = 0
const SPACE: Break = 1
const LINE: Break = 2
const PARAGRAPH: Break = 3

/**
 * Reads the parser's events. The plain text is always made. The HTML is made here only while every tag is in
 * HARMLESS_TAGS and written out anew with the attributes of `attributesOf`, its text escaped; anything else is left to
 * sanitize-html, which sees the same events and whose answer is the same where both can give one (tested).
 */
class HtmlReader {
  isHarmless = true
  tooDeep = false
  html = ''
  private text = ''
  private gap: Break = NONE
  private skipped = 0
  private preformatted = 0
  private readonly open: string[] = []
  private base: HtmlBase = {}
  private isDecoded = true

  /** `isDecoded`: whether the events' texts are, or hold nothing to decode. */
  start(base: HtmlBase, isDecoded: boolean): void {
    this.isDecoded = isDecoded
    this.isHarmless = true
    this.tooDeep = false
    this.html = ''
    this.text = ''
    this.gap = NONE
    this.skipped = 0
    this.preformatted = 0
    this.open.length = 0
    this.base = base
  }

  finishText(): string {
    const text = this.text
    this.text = ''
    return text
  }

  onopentag(name: string, attributes: Attributes): void {
    if (this.open.push(name) > DEEPEST) {
      this.tooDeep = true
      decodingParser.pause()
      plainParser.pause()
      return
    }
    if (this.skipped > 0 || SKIPPED_TAGS.has(name) || name === 'iframe') {
      if (this.skipped === 0) this.breakAt(name)
      this.skipped++
      this.isHarmless = false
      return
    }
    if (name === 'br') {
      if (this.gap < LINE) this.gap = LINE
      else this.gap = PARAGRAPH
    } else this.breakAt(name)
    if (name === 'pre') this.preformatted++
    if (!this.isHarmless) return
    if (!HARMLESS_TAGS.has(name)) {
      this.isHarmless = DROPPED_TAGS.has(name)
      return
    }
    if (!this.isDecoded) for (const key in attributes) attributes[key] = decodeReferences(attributes[key]!)
    const kept = attributesOf(name, attributes, this.base)
    if (kept === undefined) return
    this.html += '<' + name
    for (const key in kept) this.html += ` ${key}="${escapeHtml(kept[key]!)}"`
    this.html += VOID_TAGS.has(name) ? ' />' : '>'
  }

  ontext(written: string): void {
    if (this.skipped > 0) return
    const data = this.isDecoded ? written : decodeReferences(written)
    if (this.isHarmless) this.html += NEEDS_ESCAPE.test(data) ? escapeText(data) : data
    if (this.preformatted > 0) this.append(data)
    else this.appendFolded(data)
  }

  onclosetag(name: string): void {
    // A tag that never ends was not opened, but the parser closes it at the end.
    if (this.open[this.open.length - 1] !== name) return
    this.open.length--
    if (this.skipped > 0) {
      this.skipped--
      return
    }
    if (name === 'pre') this.preformatted--
    this.breakAt(name)
    if (this.isHarmless && HARMLESS_TAGS.has(name) && !VOID_TAGS.has(name)) this.html += `</${name}>`
  }

  private breakAt(name: string): void {
    const gap = PARAGRAPH_TAGS.has(name) ? PARAGRAPH : LINE_TAGS.has(name) ? LINE : CELL_TAGS.has(name) ? SPACE : NONE
    if (gap > this.gap) this.gap = gap
  }

  private append(data: string): void {
    if (data === '') return
    if (this.text !== '' && this.gap !== NONE) this.text += GAPS[this.gap]
    this.gap = NONE
    this.text += data
  }

  private appendFolded(data: string): void {
    let line = FOLDABLE.test(data) ? data.replace(SPACES, ' ') : data
    if (line.charCodeAt(0) === 32) {
      if (this.gap === NONE) this.gap = SPACE
      if (line.length === 1) return
      line = line.slice(1)
    }
    const trails = line.charCodeAt(line.length - 1) === 32
    this.append(trails ? line.slice(0, -1) : line)
    if (trails) this.gap = SPACE
  }
}

const GAPS = ['', ' ', '\n', '\n\n'] as const

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** An `&` that is no reference, or one without its semicolon, which HTML has rules of its own for. */
const LOOSE_REFERENCE = /&(?!#?[A-Za-z0-9]{1,31};)/

const reader = new HtmlReader()
/** Looks at every character; the other one jumps from tag to tag and leaves references to `decodeReferences`. */
const decodingParser = new Parser(reader, { decodeEntities: true })
const plainParser = new Parser(reader, { decodeEntities: false })

let sanitizer: typeof sanitizeHtml | undefined

/** By sanitize-html: everything that is not plainly harmless. Imported when the first such text is met (86 ms). */
function sanitize(html: string, base: HtmlBase): string {
  sanitizer ??= createRequire(import.meta.url)('sanitize-html') as typeof sanitizeHtml
  return sanitizer(html, sanitizerOptions(base))
}

/** Reads the HTML of sources into sanitised HTML and plain text, both in one pass over its tokens. */
import { createRequire } from 'node:module'
import { Parser } from 'htmlparser2'
import type sanitizeHtml from 'sanitize-html'
import {
  ALLOWED_TAGS,
  attributesOf,
  type HtmlBase,
  imageAttributes,
  MAX_DEPTH,
  REMOVED_TAGS,
  SANITIZED_TAGS,
  sanitizerOptions,
  VOID_TAGS,
  WITHOUT_ADDRESS,
} from './allowed-html.ts'
import { type Apart, type Attributes, apartOf, emojiOf, keptOf } from './apart.ts'
import { escapeHtml, stripText } from './clean-text.ts'
import { ImagesSeen } from './images.ts'
import { readOrderlyHtml } from './orderly-html.ts'
import type { Picture } from './pictures.ts'
import { decodeReferences } from './references.ts'

/** What a source's HTML became. Both are empty when the source was. */
export interface HtmlReading {
  /** Sanitised. */
  readonly html: string
  readonly text: string
  /** The first image that is a picture of something, and no decoration. */
  readonly picture?: Picture
}

/** A longer text is cut to this many UTF-16 units. The longest article pages have a tenth of it. */
export const MAX_TEXT_LENGTH = 1_000_000

const PARAGRAPH_TAGS = new Set(
  (
    'address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
    'header hr main nav ol p pre section summary table ul center video audio iframe'
  ).split(' '),
)
const LINE_TAGS = new Set(['li', 'tr', 'dt', 'dd', 'caption', 'thead', 'tbody', 'tfoot', 'legend'])
const CELL_TAGS = new Set(['td', 'th'])
/** Of the elements that are removed with their content, those in which a browser would display other elements. */
const DISPLAYED_TAGS = new Set(['object', 'applet', 'button', 'select', 'svg', 'template'])

/** The tags of HTML: they distinguish it from text with angle brackets (`map<K, V>`, `<3`). */
const MARKUP =
  /<(?:\/?(?:a|abbr|acronym|address|applet|article|aside|audio|b|base|bdi|bdo|big|blink|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd|del|details|dfn|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe|image|img|input|ins|kbd|label|legend|li|link|main|map|mark|marquee|math|meta|nav|nobr|noframes|noscript|object|ol|option|p|param|picture|plaintext|pre|q|rp|rt|ruby|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|wbr|xmp)(?=[\s/>])|!--|!doctype|!\[CDATA\[)/i

/** Whether a text has HTML markup, rather than literal angle brackets. */
export function holdsMarkup(text: string): boolean {
  return text.includes('<') && MARKUP.test(text)
}

/** The end tag of an element that HTML does not have: where one is, `<` begins tags. */
const OTHER_END_TAG = /<\/[a-z][\w:.-]*>/i

/** The text without the markers of CDATA sections, which are not read as such in HTML, or were escaped; `]]>` alone is text. */
function withoutCdata(text: string): string {
  if (!text.includes('<![CDATA[')) return text
  let open = 0
  return text.replace(/<!\[CDATA\[|\]\]>/g, (marker) => {
    if (marker === ']]>' && open === 0) return marker
    open += marker === ']]>' ? -1 : 1
    return ''
  })
}

/** The sanitised HTML of `readHtml` alone, with relative addresses and fragments resolved against `baseUrl`. */
export function cleanHtml(html: string, baseUrl?: string): string {
  return readHtml(html, { url: baseUrl, fragmentUrl: baseUrl }).html
}

/** Plain text as HTML: escaped, with paragraphs and line breaks. */
export function textToHtml(text: string): string {
  if (!text.includes('\n')) return escapeHtml(text)
  return text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br />')}</p>`)
    .join('')
}

/** Plain text with white space folded: single blanks, none at the end of a line, at most one empty line in a row. */
export function tidyText(text: string): string {
  if (!/[^\S ]| {2}|^ | $/.test(text)) return text
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/**
 * How much of one document's HTML may still be read, in UTF-16 units, and how much of that by sanitize-html (about 5 MB
 * a second, four times slower than the rest). HTML beyond the budget is kept as plain text.
 */
export interface HtmlBudget {
  read: number
  sanitize: number
}

/** The budget of one document: at the speeds above less than a second each for reading and sanitising. */
export const makeBudget = (): HtmlBudget => ({ read: 16_000_000, sanitize: 3_000_000 })

/**
 * The sanitised HTML and the plain text of a source's HTML. `budget` is reduced by what was read.
 *
 * The HTML has no script, event handler, style, form, id, class, tracking pixel, `javascript:` or `data:` address, and no
 * frame except a few players. Addresses are absolute, one that cannot be resolved is removed; links are
 * `rel="noopener nofollow"`; nesting is limited to MAX_DEPTH.
 *
 * The text is what a browser would show: an empty line between paragraphs, a line break between list items and lines,
 * white space folded, entities decoded exactly once; without scripts, styles and form inputs, and without what `apart.ts`
 * leaves out: hidden and struck text, captions, menus, footnote numbers. The HTML keeps those.
 */
export function readHtml(source: string, base: HtmlBase, budget?: HtmlBudget): HtmlReading {
  const html = withoutCdata(stripText(source.length > MAX_TEXT_LENGTH ? source.slice(0, MAX_TEXT_LENGTH) : source))
  if (!(holdsMarkup(html) || OTHER_END_TAG.test(html))) {
    const text = tidyText(decodeReferences(html))
    return { text, html: textToHtml(text) }
  }
  if (budget && (budget.read -= html.length) < 0) return readFlat(html)
  return readMarkup(closeEmpty(withoutTruncatedTag(html)), base, budget)
}

/** `tries` limits how often a text is read again because an element was left open in it. */
function readMarkup(html: string, base: HtmlBase, budget: HtmlBudget | undefined, tries = 3): HtmlReading {
  const decodesItself = html.includes('&') && LOOSE_REFERENCE.test(html)
  const isDecoded = decodesItself || !html.includes('&')
  const parse = (readsApart: boolean): void => {
    reader.start(base, isDecoded, readsApart)
    if (!decodesItself) {
      if (readOrderlyHtml(html, reader)) return
      reader.start(base, isDecoded, readsApart)
    }
    const parser = decodesItself ? decodingParser : rawParser
    parser.parseComplete(html)
  }
  parse(true)
  if (reader.tooDeep) return readFlat(html)
  if (reader.leftOpen !== undefined && tries > 0) {
    const tags = new RegExp(`</?${reader.leftOpen}(?:[\\s/][^<>]*)?>`, 'gi')
    return readMarkup(html.replace(tags, ' '), base, budget, tries - 1)
  }
  if (reader.leftMostOut) parse(false)
  const text = decodesItself ? stripText(reader.finishText()) : reader.finishText()
  const { images } = reader
  const { picture } = images
  if (reader.isSimple) return { text, html: (decodesItself ? stripText(reader.html) : reader.html).trim(), picture }
  if (budget && (budget.sanitize -= html.length) < 0) return { text, html: textToHtml(text), picture }
  return { text, html: stripText(sanitize(html, base, images)).trim(), picture }
}

/** Removes a tag without an end at the end of the text, as left by publishers that cut texts anywhere. The parsers would be slow on one. */
function withoutTruncatedTag(html: string): string {
  const from = html.lastIndexOf('>') + 1
  const cut = html.slice(from).search(/<[a-z!/]/i)
  return cut === -1 ? html : html.slice(0, from + cut)
}

/** Gives `<iframe …/>` and `<script …/>` an end tag. In HTML they are not empty elements, and everything after them would be their content. */
function closeEmpty(html: string): string {
  return html.includes('<iframe') || html.includes('<script')
    ? html.replace(/<(iframe|script)((?:\s(?:[^<>]*["'\s])?)?)\/>/gi, '<$1$2></$1>')
    : html
}

/** The text between the tags, without their structure: for HTML beyond the budget or nested too deep. */
function readFlat(html: string): HtmlReading {
  const text = tidyText(decodeReferences(html.replace(/<[^<>]*>/g, ' ')))
  return { text, html: textToHtml(text) }
}

/** A shorter text, if more than it was left out, is no article: then nothing is left out. */
const MIN_TEXT_LENGTH = 80

const FOLDABLE = /[^\S ]| {2}/
/** What FOLDABLE matches, and what is escaped: most texts have neither, and are searched once. */
const SPECIAL = /[^\S ]| {2}|[&<>]/
const SPACES = /\s+/g

/** What separates two pieces of text, the stronger the higher. */
type Break = 0 | 1 | 2 | 3
const NONE: Break = 0
const SPACE: Break = 1
const LINE: Break = 2
const PARAGRAPH: Break = 3

/**
 * Makes the plain text from a parser's events, and the HTML as long as no tag is in SANITIZED_TAGS: each of ALLOWED_TAGS is
 * written again with the attributes of `attributesOf`, others lose their tags, and text is escaped. HTML with media is left
 * to sanitize-html.
 * Where this fast path applies, both give the same HTML (tested).
 */
class HtmlReader {
  /** Whether `html` is complete; else sanitize-html is needed. */
  isSimple = true
  tooDeep = false
  /** An element without an end tag that is removed, although what follows is no content of it. */
  leftOpen: string | undefined
  html = ''
  images = new ImagesSeen(undefined)
  private text = ''
  private gap: Break = NONE
  private skipped = 0
  private preformatted = 0
  private readonly open: string[] = []
  /** The elements whose text is read apart, outermost first, each with the text and the gap before it. */
  private readonly apart: { kind: Apart; depth: number; text: string; gap: Break; last: string }[] = []
  /** The last character of the text, which is read without joining the pieces of `text`. */
  private last = ''
  private base: HtmlBase = {}
  private isDecoded = true
  private readsApart = true
  private leftOut = 0

  /**
   * Begins a new text. `isDecoded` says that the texts of the events have no references left to decode, `readsApart` that hidden
   * and struck text, captions and menus are left out.
   */
  start(base: HtmlBase, isDecoded: boolean, readsApart = true): void {
    this.isDecoded = isDecoded
    this.readsApart = readsApart
    this.leftOut = 0
    this.isSimple = true
    this.tooDeep = false
    this.leftOpen = undefined
    this.html = ''
    this.images = new ImagesSeen(base.url)
    this.text = ''
    this.gap = NONE
    this.skipped = 0
    this.preformatted = 0
    this.open.length = 0
    this.apart.length = 0
    this.last = ''
    this.base = base
  }

  /** Whether little text is left beside what was left out: then that was the text. */
  get leftMostOut(): boolean {
    return this.leftOut > this.text.length && this.text.length < MIN_TEXT_LENGTH
  }

  finishText(): string {
    const text = this.text
    this.text = ''
    return text
  }

  onopentag(name: string, attributes: Attributes): void {
    if (this.open.push(name) > MAX_DEPTH) {
      this.tooDeep = true
      decodingParser.pause()
      rawParser.pause()
      return
    }
    if (this.skipped > 0 || REMOVED_TAGS.has(name) || name === 'iframe') {
      if (this.skipped === 0) this.breakAt(name)
      this.skipped++
      if (name === 'iframe') this.isSimple = false
      return
    }
    if (name === 'br') {
      if (this.gap < LINE) this.gap = LINE
      else this.gap = PARAGRAPH
    } else this.breakAt(name)
    if (name === 'pre') this.preformatted++
    if (!this.isDecoded) for (const key in attributes) attributes[key] = decodeReferences(attributes[key]!)
    const image = this.images.onOpen(name, attributes)
    if (name === 'img') this.appendEmoji(attributes)
    else if (!VOID_TAGS.has(name)) {
      const kind = apartOf(name, attributes, this.base.url)
      if (kind !== undefined && (this.readsApart || kind === 'raised' || kind === 'lowered')) {
        this.apart.push({ kind, depth: this.open.length, text: this.text, gap: this.gap, last: this.last })
        this.text = ''
      }
    }
    if (!this.isSimple) return
    if (!ALLOWED_TAGS.has(name)) {
      this.isSimple = !SANITIZED_TAGS.has(name)
      return
    }
    const kept = name === 'img' ? imageAttributes(attributes, image) : attributesOf(name, attributes, this.base)
    if (kept === undefined) return
    this.html += '<' + name
    for (const key in kept) this.html += ` ${key}="${escapeHtml(kept[key]!)}"`
    this.html += VOID_TAGS.has(name) ? ' />' : '>'
  }

  ontext(written: string): void {
    if (this.skipped > 0) return
    const data = this.isDecoded ? written : decodeReferences(written)
    const isPlain = !SPECIAL.test(data)
    if (this.isSimple) this.html += isPlain ? data : escapeHtml(data, 'content')
    if (this.preformatted > 0) this.append(data)
    else this.appendFolded(isPlain || !FOLDABLE.test(data) ? data : data.replace(SPACES, ' '))
  }

  onclosetag(name: string, isImplied = false): void {
    // The parser closes a start tag that is cut off at the end, although it did not report it as open.
    if (this.open[this.open.length - 1] !== name) return
    if (this.apart.length > 0 && this.apart[this.apart.length - 1]!.depth === this.open.length)
      this.finishApart(isImplied)
    this.open.length--
    if (this.skipped > 0) {
      this.skipped--
      if (isImplied && this.skipped === 0 && DISPLAYED_TAGS.has(name)) this.leftOpen = name
      return
    }
    if (name === 'pre') this.preformatted--
    this.images.onClose(name)
    this.breakAt(name)
    if (this.isSimple && ALLOWED_TAGS.has(name) && !VOID_TAGS.has(name)) this.html += `</${name}>`
  }

  private breakAt(name: string): void {
    const gap = PARAGRAPH_TAGS.has(name) ? PARAGRAPH : LINE_TAGS.has(name) ? LINE : CELL_TAGS.has(name) ? SPACE : NONE
    if (gap > this.gap) this.gap = gap
  }

  private finishApart(isImplied: boolean): void {
    const { kind, text, gap, last } = this.apart.pop()!
    const kept = keptOf(kind, this.text, {
      before: gap >= LINE ? '' : text === '' ? last : text.slice(-4),
      isInList: this.open.some((name) => LINE_TAGS.has(name) || CELL_TAGS.has(name)),
      isInSup: this.apart.at(-1)?.kind === 'raised',
      isInQuote: this.open.includes('blockquote'),
      isImplied,
    })
    // A short text with a footer of its own is an article.
    if (kept === '' && (kind !== 'footer' || text === '')) this.leftOut += this.text.length
    this.text = text
    if (kept === '') {
      if (gap > this.gap) this.gap = gap
      this.last = last
    } else this.text += text === '' && this.apart.length === 0 ? kept.trimStart() : kept
  }

  private appendEmoji(attributes: Attributes): void {
    const { alt } = attributes
    if (!alt) return
    const emoji = emojiOf(attributes.class, alt)
    if (emoji !== undefined) this.appendFolded(emoji.replace(SPACES, ' '))
  }

  private append(data: string): void {
    if (data === '') return
    this.images.onText()
    if ((this.text !== '' || this.apart.length > 0) && this.gap !== NONE) this.text += GAPS[this.gap]
    this.gap = NONE
    this.text += data
    this.last = data[data.length - 1]!
  }

  /** Appends a text whose white space is single blanks. */
  private appendFolded(folded: string): void {
    let line = folded
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

/** An `&` that is not a reference, or a reference without its semicolon, for which HTML has special rules. */
const LOOSE_REFERENCE = /&(?!#?[A-Za-z0-9]{1,31};)/

const reader = new HtmlReader()
/** Decodes references by the rules of HTML, and so must read every character. */
const decodingParser = new Parser(reader, { decodeEntities: true })
/** Skips from tag to tag; references are left to `decodeReferences`. */
const rawParser = new Parser(reader, { decodeEntities: false })

let sanitizer: typeof sanitizeHtml | undefined

/** The HTML sanitised by sanitize-html, which is imported when it is first needed (86 ms). */
function sanitize(html: string, base: HtmlBase, images: ImagesSeen): string {
  sanitizer ??= createRequire(import.meta.url)('sanitize-html') as typeof sanitizeHtml
  return sanitizer(html, sanitizerOptions(base, images)).replace(WITHOUT_ADDRESS, '')
}

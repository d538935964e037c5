/**
 * A tolerant XML parser for feeds: turns a document's text into a small tree of elements, repairing what is broken.
 * `readTags` finds the tags; this file decides where elements and texts begin and end. Entities of a DTD are never
 * expanded, all sizes are limited, and every element is visited once.
 */
import { ParseError } from '../../core/errors.ts'
import { holdsMarkup, MAX_TEXT_LENGTH } from '../markup/html.ts'
import { decodeReferences } from '../markup/references.ts'
import { readTags } from '../markup/tags.ts'
import type { Tag, TagSink } from '../markup/well-formed-tags.ts'
import { CONTAINERS, ENDS_TEXT, ENDS_TITLE, ENTRIES, INLINE, prefixOf, ROOTS, Scope, TEXTS } from './names.ts'

/** An element. Its name is one of `Scope.nameOf`. */
export interface Element {
  readonly name: string
  /** The name as written, by which its end tag is found. */
  readonly raw: string
  readonly attributes: Readonly<Record<string, string>>
  children: readonly Element[]
  /** Its text, references decoded once. In an element of TEXTS the tags in it are part of the text. */
  text: string
  /** In an element of TEXTS that has elements: the source of its content, references not decoded. Else undefined. */
  markup: string | undefined
  /** The xml:base in force, absolute where possible; undefined where none was declared. */
  base: string | undefined
  /** Whether the element itself, or the first tag in a text, declares that base. */
  hasOwnBase: boolean
  /** The xml:lang in force. */
  readonly language: string | undefined
  /** Whether it ended, by its own end tag or another tag; false when the document ends inside it. */
  isClosed: boolean
}

/** A parsed document. */
export interface FeedTree {
  /** Undefined when no element is the root of a feed. */
  readonly root: Element | undefined
  /** The name of the first element, when it is not the root of a feed. */
  readonly firstName: string | undefined
  /** Whether the document has no root, or ends before its root does. */
  readonly isCut: boolean
  /** The namespaces that the root declares, separated by blanks. */
  readonly namespaces: string
  /** Sentences for the operator. */
  readonly repairs: readonly string[]
}

/** Our own limits, far above what feeds have: documents beyond the first two are refused. */
const MAX_DEPTH = 400
const MAX_ELEMENTS = 500_000
const MAX_REPAIRS = 50
/** Further entries are not read. */
export const MAX_ENTRIES = 20_000

const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({})

const NO_CHILDREN: readonly Element[] = Object.freeze([])

/** The element tree of a document's text. Throws ParseError `parse/limit` when it nests too deep or has too many elements. */
export function readTree(source: string, documentUrl: string | undefined): FeedTree {
  const builder = new TreeBuilder(source, documentUrl)
  readTags(source, builder)
  return builder.finish()
}

class TreeBuilder implements TagSink {
  private readonly source: string
  private readonly documentUrl: string | undefined
  private readonly stack: Element[] = []
  private readonly scopes: Scope[] = [new Scope()]
  private readonly repairs = new Set<string>()
  private namespaces = ''
  private root: Element | undefined
  private firstName: string | undefined
  private isOver = false
  private isFull = false
  private elements = 0
  private entries = 0

  /** The element of TEXTS being read, if any. */
  private inText: Element | undefined
  /** The offset of its content. */
  private contentStart = 0
  /** How many elements with its own name are open in it. */
  private sameNameOpen = 0
  private hasTags = false

  constructor(source: string, documentUrl: string | undefined) {
    this.source = source
    this.documentUrl = documentUrl
  }

  onText(start: number, end: number): void {
    const into = this.inText ?? this.stack[this.stack.length - 1]
    if (into === undefined) {
      const repair = this.isOver ? AFTER : BEFORE
      // The rest of a DTD's internal declarations is not counted as text.
      const written = /[^\s\ufeff\]>]/
      if (!this.repairs.has(repair) && written.test(this.source.slice(start, end))) this.onRepair(repair)
    } else if (holdsText(into)) {
      addText(into, decodeReferences(this.source.slice(start, Math.min(end, start + MAX_TEXT_LENGTH))))
    }
  }

  onCdata(start: number, end: number): void {
    const into = this.inText ?? this.stack[this.stack.length - 1]
    if (into !== undefined && holdsText(into))
      addText(into, this.source.slice(start, Math.min(end, start + MAX_TEXT_LENGTH)))
  }

  onStrayText(start: number, end: number): void {
    const into = this.inText ?? this.stack[this.stack.length - 1]
    if (into === undefined || !holdsText(into)) return
    const text = decodeReferences(this.source.slice(start, Math.min(end, start + MAX_TEXT_LENGTH)))
    addText(into, isPlain(into) ? text : text.replaceAll('<', '&lt;'))
  }

  onRepair(sentence: string): void {
    if (this.repairs.size < MAX_REPAIRS) this.repairs.add(sentence)
  }

  innermostName(): string | undefined {
    return this.stack[this.stack.length - 1]?.raw
  }

  isDone(): boolean {
    return this.isFull || (this.isOver && this.repairs.has(AFTER))
  }

  onOpen(tag: Tag): void {
    const raw = tag.name
    if (this.inText !== undefined && !this.endsText(tag)) {
      this.keepTag(tag)
      return
    }
    if (this.isOver) {
      this.onRepair(AFTER)
      return
    }
    this.endShortText(tag)
    const outer = this.stack[this.stack.length - 1]
    const scope = this.scopeFor(tag, outer)
    const name = scope.nameOf(raw)
    // Markup in a name, a category or a date: its text is added to the outer element.
    if (INLINE.has(name) && outer !== undefined && holdsText(outer)) return
    if (this.root === undefined) {
      this.firstName ??= name
      if (!ROOTS.has(name)) return
    }
    if (ENTRIES.has(name)) {
      // An empty entry inside another is ignored, and the outer one continues.
      if (tag.isSelfClosing && this.stack.some((open) => ENTRIES.has(open.name))) return
      if (++this.entries > MAX_ENTRIES) {
        this.onRepair(`Only the first ${MAX_ENTRIES} entries were read.`)
        this.isFull = true
        return
      }
      this.closeOpenEntry(name, tag.start)
    }
    if (++this.elements > MAX_ELEMENTS) {
      throw new ParseError(`The document has more than ${MAX_ELEMENTS} elements and was not read.`, {
        code: 'parse/limit',
      })
    }
    // Not `outer`, which `closeOpenEntry` may have closed.
    const parent = this.stack[this.stack.length - 1]
    const element = this.makeElement(name, tag, parent, scope)
    if (parent === undefined) this.root = element
    else if (parent.children === NO_CHILDREN) parent.children = [element]
    else (parent.children as Element[]).push(element)
    if (tag.isSelfClosing) {
      element.isClosed = true
      if (parent === undefined) this.isOver = true
      return
    }
    if (this.stack.length >= MAX_DEPTH) {
      throw new ParseError(`The document nests its elements more than ${MAX_DEPTH} deep and was not read.`, {
        code: 'parse/limit',
      })
    }
    this.stack.push(element)
    this.scopes.push(scope)
    if (TEXTS.has(name)) {
      this.inText = element
      this.contentStart = tag.end + 1
      this.sameNameOpen = 0
      this.hasTags = false
    }
  }

  private scopeFor({ name, attributes: given }: Tag, parent: Element | undefined): Scope {
    const outer = this.scopes[this.scopes.length - 1]!
    if (given === undefined) return outer
    let scope: Scope | undefined
    for (let i = given.length - 2; i >= 0; i -= 2) {
      const key = given[i]!
      if (!key.startsWith('xmlns') || (key.length > 5 && key[5] !== ':')) continue
      const uri = given[i + 1]!
      // RSS has no namespace. A default one on its root or channel (often Atom's) is a mistake and ignored, and so is an
      // unknown one on any root.
      if (key === 'xmlns' && (isRssTop(name, parent) || (parent === undefined && prefixOf(uri) === undefined))) continue
      scope ??= new Scope(outer)
      scope.declare(key.slice(6), uri)
    }
    return scope ?? outer
  }

  private makeElement(name: string, tag: Tag, parent: Element | undefined, scope: Scope): Element {
    const given = tag.attributes
    let base = parent?.base
    let hasOwnBase = false
    let language = parent?.language
    let attributes = NO_ATTRIBUTES
    if (given !== undefined) {
      const kept: Record<string, string> = {}
      // From the last to the first, so that the first value of a repeated name is kept.
      for (let i = given.length - 2; i >= 0; i -= 2) {
        const key = given[i]!
        const value = given[i + 1]!
        if (key.startsWith('xmlns')) {
          if (parent === undefined) this.namespaces += ` ${value}`
        } else if (key === 'xml:base') {
          base = this.resolveBase(value, parent?.base)
          hasOwnBase = true
        } else if (key === 'xml:lang') language = value
        // Attributes without a prefix belong to their element.
        else kept[key.includes(':') ? scope.nameOf(key) : key.toLowerCase()] = value
      }
      attributes = kept
    }
    return {
      name,
      raw: tag.name,
      attributes,
      children: NO_CHILDREN,
      text: '',
      markup: undefined,
      base,
      hasOwnBase,
      language,
      isClosed: false,
    }
  }

  private resolveBase(value: string, outer: string | undefined): string | undefined {
    return URL.parse(value, outer ?? this.documentUrl)?.href ?? outer
  }

  /** Adds the source of a tag inside a text to that text. */
  private keepTag({ name, start, end, isSelfClosing, attributes }: Tag): void {
    const text = this.inText!
    if (!this.hasTags) {
      this.hasTags = true
      const at = attributes?.indexOf('xml:base') ?? -1
      const inner = at % 2 === 0 ? attributes![at + 1] : undefined
      if (inner !== undefined) {
        text.base = this.resolveBase(inner, text.base)
        text.hasOwnBase = true
      }
    }
    if (!isSelfClosing && name === text.raw) this.sameNameOpen++
    addTag(text, this.source.slice(start, Math.min(end + 1, start + MAX_TEXT_LENGTH)))
  }

  /** Whether a tag shows that the end tag of the text before it is missing. Then the text is closed. */
  private endsText({ name, start }: Tag): boolean {
    const text = this.inText!
    if (name === text.raw) return false
    const isTitle = !this.hasTags && (text.name === 'title' || text.name === 'atom:title')
    if (!ENDS_TEXT.has(name) && !(isTitle && ENDS_TITLE.has(name))) return false
    if (isXhtml(text) && name !== 'entry') return false
    this.reportMissingEnd(text)
    this.closeTop(start, true)
    return true
  }

  /** Closes a link, guid or date whose end tag is missing: with a text in it, it has no elements of an item. */
  private endShortText({ name, start }: Tag): void {
    const outer = this.stack[this.stack.length - 1]
    if (outer === undefined || outer.text === '' || name === outer.raw || CONTAINERS.has(outer.name)) return
    if (!(ENDS_TEXT.has(name) || name === 'title' || name === 'link') || !/\S/.test(outer.text)) return
    this.reportMissingEnd(outer)
    this.closeTop(start, true)
  }

  private reportMissingEnd({ raw }: Element): void {
    this.onRepair(`The end tag of <${raw.slice(0, 60)}> is missing.`)
  }

  /** Closes an open entry when the next one begins: entries do not nest, so its end tag is missing. */
  private closeOpenEntry(name: string, start: number): void {
    const at = this.stack.findLastIndex((open) => open.name === name)
    if (at <= 0) return
    this.reportMissingEnd(this.stack[at]!)
    while (this.stack.length > at) this.closeTop(start, true)
  }

  onClose(raw: string, start: number): void {
    if (this.inText !== undefined && !this.closesOuter(this.inText, raw, start)) return
    const lower = raw.toLowerCase()
    let at = this.stack.findLastIndex((open) => open.raw === raw)
    if (at === -1) at = this.stack.findLastIndex((open) => open.raw.toLowerCase() === lower)
    if (at === -1) return
    while (this.stack.length > at + 1) this.closeTopEarly(start, true)
    this.closeTop(start, true)
    if (at === 0) this.isOver = true
  }

  /**
   * Handles an end tag inside a text. Returns whether it closes an element around the text, which shows that the text's
   * own end tag is missing.
   */
  private closesOuter(text: Element, raw: string, start: number): boolean {
    if (raw === text.raw) {
      if (this.sameNameOpen === 0) this.closeTop(start, true)
      else {
        this.sameNameOpen--
        addTag(text, `</${raw}>`)
      }
      return false
    }
    if (this.stack.some((open) => open.raw === raw)) {
      this.reportMissingEnd(text)
      return true
    }
    // The end tag of the text in another case: <title>…</Title>.
    if (raw.toLowerCase() === text.raw.toLowerCase()) this.closeTop(start, true)
    else addTag(text, `</${raw}>`)
    return false
  }

  /**
   * Closes the innermost element without its end tag. The entries in it are its parent's: it was left open before them, and
   * no element but a list has entries.
   */
  private closeTopEarly(end: number, isClosed: boolean): void {
    const element = this.stack[this.stack.length - 1]!
    this.closeTop(end, isClosed)
    const parent = this.stack[this.stack.length - 1]
    if (parent === undefined || CONTAINERS.has(element.name) || element.name === 'items') return
    const entries = element.children.filter((child) => ENTRIES.has(child.name))
    if (entries.length === 0) return
    this.reportMissingEnd(element)
    parent.children = [...parent.children, ...entries]
  }

  private closeTop(contentEnd: number, isClosed: boolean): void {
    const element = this.stack.pop()!
    this.scopes.pop()
    element.isClosed = isClosed
    if (element === this.inText) {
      this.inText = undefined
      if (this.hasTags) element.markup = this.source.slice(this.contentStart, contentEnd)
    }
    if (CDATA_START.test(element.text)) element.text = withoutCdata(element.text)
  }

  finish(): FeedTree {
    const isCut = !this.isOver && !this.isFull
    while (this.stack.length > 0) this.closeTopEarly(this.source.length, false)
    for (const prefix of this.scopes[0]!.misspelt) {
      this.onRepair(`The prefix ${prefix} is declared with an address that is not the known one.`)
    }
    for (const prefix of this.scopes[0]!.undeclared) {
      this.onRepair(`The prefix ${prefix.slice(0, 60)} is used without being declared.`)
    }
    return {
      root: this.root,
      firstName: this.firstName,
      isCut,
      namespaces: this.namespaces,
      repairs: [...this.repairs],
    }
  }
}

/** Whether an element may have text. Text between the elements of a container is ignored. */
function holdsText({ name }: Element): boolean {
  return !CONTAINERS.has(name)
}

function addText(into: Element, text: string): void {
  if (into.text === '') into.text = text
  else if (into.text.length < MAX_TEXT_LENGTH) into.text += text
}

/** Adds a tag to the text it is in, if it is one of HTML. Another would later be read as literal text, so it is left out. */
function addTag(into: Element, tag: string): void {
  if (holdsMarkup(tag)) addText(into, tag)
}

function isXhtml({ attributes }: Element): boolean {
  return attributes.type === 'xhtml'
}

/** Whether an element's text is plain text. In TEXTS only Atom's are, without a type or with `type="text"`; the others are read as HTML. */
function isPlain({ name, attributes }: Element): boolean {
  if (!TEXTS.has(name)) return true
  const isAtom = name.startsWith('atom:')
  return isAtom && (attributes.type === undefined || attributes.type === 'text')
}

/** The markers of a CDATA section that is all of a text, escaped once or twice. */
const CDATA_START = /^\s*(?:<|&lt;)!\[CDATA\[/
const CDATA_END = /\]\](?:>|&gt;)\s*$/

/** The text without these markers; as it is where the section ends before the text does. */
function withoutCdata(text: string): string {
  const inside = text.replace(CDATA_START, '')
  if (CDATA_END.test(inside)) return inside.replace(CDATA_END, '')
  return /\]\](?:>|&gt;)/.test(inside) ? text : inside
}

const BEFORE = 'There is text before the document.'
const AFTER = 'There is text after the document.'

function isRssTop(raw: string, parent: Element | undefined): boolean {
  const lower = raw.toLowerCase()
  return lower === 'rss' || (lower === 'channel' && parent?.name === 'rss')
}

/**
 * The tolerant front end: a document's text to a small tree of what a feed is made of, whatever is wrong with it.
 * `readTags` finds the tags; this file decides what they mean. Nothing is ever expanded (entities of a DTD stay as
 * they stand), everything is bounded, and every element is visited once.
 */
import { ParseError } from '../../core/errors.ts'
import { holdsMarkup, MAX_TEXT_LENGTH } from '../markup/html.ts'
import { decodeReferences } from '../markup/references.ts'
import { readTags } from '../markup/tags.ts'
import type { Tag, TagSink } from '../markup/well-formed-tags.ts'
import { CONTAINERS, ENDS_TEXT, ENDS_TITLE, ENTRIES, INLINE, prefixOf, ROOTS, Scope, TEXTS } from './names.ts'

/** An element. Names are those of `Scope.nameOf`. */
export interface Element {
  readonly name: string
  /** The name as written, to find its end tag by. */
  readonly raw: string
  readonly attributes: Readonly<Record<string, string>>
  children: readonly Element[]
  /** Its text, references decoded once. In an element of TEXTS also its markup, written out. */
  text: string
  /** In an element of TEXTS: there were elements in it, and this is their source (references as they stand). */
  markup: string | undefined
  /** xml:base in force, absolute where it can be; undefined where none was declared. */
  base: string | undefined
  /** Whether the element itself (or the first tag of a text) declares it. */
  hasOwnBase: boolean
  /** xml:lang in force. */
  readonly language: string | undefined
  /** Whether its end tag came, or one that implied it; not so when the document was cut inside it. */
  isClosed: boolean
}

export interface FeedTree {
  readonly root: Element | undefined
  /** The first element's name when no element was a feed's root. */
  readonly firstName: string | undefined
  /** Whether the document ends before its root does, or has none. */
  readonly isCut: boolean
  /** The namespaces the root declares, in one line. */
  readonly namespaces: string
  readonly repairs: readonly string[]
}

/** FEEDS.md, 14. Deeper documents are refused. */
const MAX_DEPTH = 400
const MOST_ELEMENTS = 500_000
const MOST_REPAIRS = 50
/** Entries beyond are not read. */
export const MOST_ENTRIES = 20_000

const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({})

const NO_CHILDREN: readonly Element[] = Object.freeze([])

/** Parses a document's text. Throws `parse/limit` for what is too deep or too large. */
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

  // The text element being read, if any: where its content starts, how many of its own name are open in it.
  private inText: Element | undefined
  private contentStart = 0
  private sameOpen = 0
  private hasTags = false

  constructor(source: string, documentUrl: string | undefined) {
    this.source = source
    this.documentUrl = documentUrl
  }

  onText(start: number, end: number): void {
    const into = this.inText ?? this.stack[this.stack.length - 1]
    if (into === undefined) {
      const repair = this.isOver ? AFTER : BEFORE
      // What is left of a DTD's own declarations is no text.
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
    if (this.repairs.size < MOST_REPAIRS) this.repairs.add(sentence)
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
    const around = this.stack[this.stack.length - 1]
    const scope = this.scopeFor(tag, around)
    const name = scope.nameOf(raw)
    // Markup in a name, a category or a date: its text belongs to what holds it.
    if (INLINE.has(name) && around !== undefined && holdsText(around)) return
    if (this.root === undefined) {
      this.firstName ??= name
      if (!ROOTS.has(name)) return
    }
    if (ENTRIES.has(name)) {
      // An empty entry inside another is nothing, and the outer one goes on.
      if (tag.isSelfClosing && this.stack.some((open) => ENTRIES.has(open.name))) return
      if (++this.entries > MOST_ENTRIES) {
        this.onRepair(`Only the first ${MOST_ENTRIES} entries were read.`)
        this.isFull = true
        return
      }
      this.closeOpenEntry(name, tag.start)
    }
    if (++this.elements > MOST_ELEMENTS) {
      throw new ParseError(`The document has more than ${MOST_ELEMENTS} elements and was not read.`, {
        code: 'parse/limit',
      })
    }
    const holder = this.stack[this.stack.length - 1]
    const element = this.makeElement(name, tag, holder, scope)
    if (holder === undefined) this.root = element
    else if (holder.children === NO_CHILDREN) holder.children = [element]
    else (holder.children as Element[]).push(element)
    if (tag.isSelfClosing) {
      element.isClosed = true
      if (holder === undefined) this.isOver = true
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
      this.sameOpen = 0
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
      // RSS has no namespace: a default one on its root or channel (Atom's, often) is a mistake that means nothing, and
      // so is one that nobody knows on any root.
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
      // From the last to the first, so that of a name that stands twice the first value stays.
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

  /** A tag inside a text: its source becomes part of the text. */
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
    if (!isSelfClosing && name === text.raw) this.sameOpen++
    addTag(text, this.source.slice(start, Math.min(end + 1, start + MAX_TEXT_LENGTH)))
  }

  /** Whether a tag shows that the text's end tag is missing; then the text is closed. */
  private endsText({ name, start }: Tag): boolean {
    const text = this.inText!
    if (name === text.raw) return false
    const isTitle = !this.hasTags && (text.name === 'title' || text.name === 'atom:title')
    if (!ENDS_TEXT.has(name) && !(isTitle && ENDS_TITLE.has(name))) return false
    if (isXhtml(text) && name !== 'entry') return false
    this.missEnd(text)
    this.closeTop(start, true)
    return true
  }

  private missEnd({ raw }: Element): void {
    this.onRepair(`The end tag of <${raw.slice(0, 60)}> is missing.`)
  }

  /** An entry does not hold an entry: the one before it ended without saying so. */
  private closeOpenEntry(name: string, start: number): void {
    const at = this.stack.findLastIndex((open) => open.name === name)
    if (at <= 0) return
    this.missEnd(this.stack[at]!)
    while (this.stack.length > at) this.closeTop(start, true)
  }

  onClose(raw: string, start: number): void {
    if (this.inText !== undefined && !this.closesMore(this.inText, raw, start)) return
    const lower = raw.toLowerCase()
    let at = this.stack.findLastIndex((open) => open.raw === raw)
    if (at === -1) at = this.stack.findLastIndex((open) => open.raw.toLowerCase() === lower)
    if (at === -1) return
    while (this.stack.length > at) this.closeTop(start, true)
    if (at === 0) this.isOver = true
  }

  /** Takes an end tag inside a text; whether it is one of an element around the text, whose own end tag is missing. */
  private closesMore(text: Element, raw: string, start: number): boolean {
    if (raw === text.raw) {
      if (this.sameOpen === 0) this.closeTop(start, true)
      else {
        this.sameOpen--
        addTag(text, `</${raw}>`)
      }
      return false
    }
    if (this.stack.some((open) => open.raw === raw)) {
      this.missEnd(text)
      return true
    }
    // An end tag for a text in another case: <title>…</Title>.
    if (raw.toLowerCase() === text.raw.toLowerCase()) this.closeTop(start, true)
    else addTag(text, `</${raw}>`)
    return false
  }

  private closeTop(contentEnd: number, isClosed: boolean): void {
    const element = this.stack.pop()!
    this.scopes.pop()
    element.isClosed = isClosed
    if (element === this.inText) {
      this.inText = undefined
      if (this.hasTags) element.markup = this.source.slice(this.contentStart, contentEnd)
    }
  }

  finish(): FeedTree {
    const isCut = !this.isOver && !this.isFull
    while (this.stack.length > 0) this.closeTop(this.source.length, false)
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

/** Containers are in no text's place, and what stands between their elements means nothing. */
function holdsText({ name }: Element): boolean {
  return !CONTAINERS.has(name)
}

function addText(into: Element, text: string): void {
  if (into.text === '') into.text = text
  else if (into.text.length < MAX_TEXT_LENGTH) into.text += text
}

/** A tag of HTML is part of the text it stands in; one that HTML does not have would be read as text, so it goes. */
function addTag(into: Element, tag: string): void {
  if (holdsMarkup(tag)) addText(into, tag)
}

function isXhtml({ attributes }: Element): boolean {
  return attributes.type === 'xhtml'
}

/** Whether an element's text is plain as it stands: all but Atom's typed texts are read as HTML. */
function isPlain({ name, attributes }: Element): boolean {
  if (!TEXTS.has(name)) return true
  const isAtom = name.startsWith('atom:')
  return isAtom && (attributes.type === undefined || attributes.type === 'text')
}

const BEFORE = 'There is text before the document.'
const AFTER = 'There is text after the document.'

function isRssTop(raw: string, parent: Element | undefined): boolean {
  const lower = raw.toLowerCase()
  return lower === 'rss' || (lower === 'channel' && parent?.name === 'rss')
}

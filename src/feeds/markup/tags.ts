/**
 * Tags as they are meant: htmlparser2's tokens, with what looks like a tag and is none (`a < b`, `<3`) given back as
 * text, and tags whose quote is missing ended where they must have ended. Every character is read once or twice.
 */
import { Tokenizer } from 'htmlparser2'
import { ParseError } from '../../core/errors.ts'
import { readPlainTags } from './plain-tags.ts'
import { decodeReferences } from './references.ts'
import type { TagSink } from './tag-sink.ts'

const MOST_ATTRIBUTES = 256
/** Each starts the tokenizer anew in the midst of a document. */
const MOST_RESTARTS = 500
const MOST_TAGS = 2_000_000

const LIMITS = { mostAttributes: MOST_ATTRIBUTES, mostTags: MOST_TAGS, readValue }

/** Reads a document's tags and texts, in order. Throws `parse/limit` for a document of more tags than any feed has. */
export function readTags(source: string, sink: TagSink): void {
  const plainEnd = readPlainTags(source, sink, LIMITS)
  if (plainEnd === source.length) return
  const reader = new TagReader(source, sink)
  for (let from = plainEnd; from < source.length; ) {
    const tokenizer = new Tokenizer({ xmlMode: true, decodeEntities: false }, reader)
    reader.start(tokenizer, from)
    tokenizer.write(from === 0 ? source : source.slice(from))
    tokenizer.end()
    from = reader.nextStart()
  }
}

type Callbacks = ConstructorParameters<typeof Tokenizer>[1]

class TagReader implements Callbacks {
  private tokenizer: Tokenizer | undefined
  private readonly source: string
  private readonly sink: TagSink
  private tags = 0

  // Where the tokenizer's text starts in the source, and where it must start again after a tag that was none.
  private shift = 0
  private restartAt = 0
  private restarts = 0

  // The tag being read; -1 between tags.
  private tagStart = -1
  private tagName = ''
  private attributeName = ''
  private attributeValue = ''
  private attributes: string[] | undefined
  private attributeCount = 0
  /** Where in the tag a `<` or a stray quote shows that it is none, or that a quote is missing; 0: nowhere. */
  private strayLt = 0
  private strayQuote = 0

  constructor(source: string, sink: TagSink) {
    this.source = source
    this.sink = sink
  }

  start(tokenizer: Tokenizer, at: number): void {
    this.tokenizer = tokenizer
    this.shift = at
    this.restartAt = 0
    this.tagStart = -1
  }

  /** Where to go on reading; the source's length when all is read. */
  nextStart(): number {
    if (this.restartAt > 0) return this.restartAt
    // The end came inside a tag: if a quote was missing, the tag ended long before.
    if (this.tagStart >= 0 && this.restarts < MOST_RESTARTS && !this.sink.isDone()) {
      const end = this.source.indexOf('>', this.tagStart)
      if (end !== -1) {
        this.endTagEarly(end)
        return this.restartAt
      }
    }
    return this.source.length
  }

  private restart(at: number, repair: string): void {
    this.restarts++
    this.restartAt = at
    this.sink.onRepair(repair)
    this.tokenizer?.pause()
  }

  ontext(from: number, to: number): void {
    if (this.restartAt === 0) this.sink.onText(from + this.shift, to + this.shift)
  }

  oncdata(from: number, to: number, endOffset: number): void {
    if (this.restartAt === 0) this.sink.onCdata(from + this.shift, to + this.shift - endOffset)
  }

  onopentagname(from: number, to: number): void {
    const start = from + this.shift
    this.tagStart = start - 1
    this.tagName = this.source.slice(start, to + this.shift)
    this.attributes = undefined
    this.attributeCount = 0
    this.strayQuote = 0
    const stray = this.tagName.lastIndexOf('<')
    this.strayLt = stray === -1 ? 0 : start + stray
  }

  onattribname(from: number, to: number): void {
    const start = from + this.shift
    this.attributeValue = ''
    const name = this.source.slice(start, to + this.shift)
    this.attributeName = name
    const stray = name.lastIndexOf('<')
    if (stray !== -1) this.strayLt = start + stray
    if (this.strayQuote === 0 && /["']/.test(name)) this.strayQuote = start
  }

  onattribdata(from: number, to: number): void {
    this.attributeValue += this.source.slice(from + this.shift, to + this.shift)
  }

  onattribend(): void {
    if (++this.attributeCount > MOST_ATTRIBUTES) {
      if (this.attributeCount === MOST_ATTRIBUTES + 1)
        this.sink.onRepair(`An element has more than ${MOST_ATTRIBUTES} attributes; the rest were left out.`)
      return
    }
    this.attributes ??= []
    this.attributes.push(this.attributeName, readValue(this.attributeValue))
  }

  onopentagend(end: number): void {
    this.finishTag(end + this.shift, false)
  }

  onselfclosingtag(end: number): void {
    this.finishTag(end + this.shift, true)
  }

  onclosetag(from: number, to: number): void {
    if (this.restartAt > 0) return
    this.countTag()
    const start = from + this.shift
    // Nearly every end tag is the innermost element's: seen without making a string of it.
    const innermost = this.sink.innermostName()
    if (innermost !== undefined && to - from === innermost.length && this.source.startsWith(innermost, start)) {
      this.sink.onClose(innermost, start - 2)
      return
    }
    const raw = this.source.slice(start, to + this.shift)
    const stray = raw.indexOf('<')
    if (stray > 0 && this.restarts < MOST_RESTARTS) {
      // Its `>` is missing, and another tag begins.
      this.sink.onClose(raw.slice(0, stray), start - 2)
      this.restart(start + stray, A_LESS_THAN)
      return
    }
    this.sink.onClose(raw, start - 2)
  }

  onattribentity(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  ontextentity(): void {}
  onend(): void {}

  /** A whole start tag was read; now it shows whether it was one. */
  private finishTag(end: number, isSelfClosing: boolean): void {
    if (this.restartAt > 0) return
    const isName = isNameStart(this.tagName.charCodeAt(0))
    if ((this.strayLt > 0 || this.strayQuote > 0 || !isName) && this.restarts < MOST_RESTARTS && this.mend(isName))
      return
    this.open(end, isSelfClosing)
  }

  /**
   * What looked like a tag is `a < b` or `<3` (the text goes on to the last `<` in it), or its quote is missing (it
   * ended at its first `>`).
   */
  private mend(isName: boolean): boolean {
    const start = this.tagStart
    if (this.strayQuote > 0) {
      const end = this.source.indexOf('>', start)
      if (end < this.strayQuote) {
        this.endTagEarly(end)
        return true
      }
    }
    if (this.strayLt === 0 && isName) return false
    const next = this.strayLt > 0 ? this.strayLt : start + 1
    this.sink.onStrayText(start, next)
    this.restart(next, A_LESS_THAN)
    this.tagStart = -1
    return true
  }

  /** A tag whose quote is missing ends at its first `>`. */
  private endTagEarly(end: number): void {
    const tag = this.source.slice(this.tagStart, Math.min(end, this.tagStart + 4_000))
    this.attributes = undefined
    for (const [, name, value] of tag.matchAll(/\s([\w:.-]+)\s*=\s*["']?([^"'<>]*)/g)) {
      this.attributes ??= []
      this.attributes.push(name!, decodeReferences(withoutNextName(value!.replace(/\/$/, ''))))
    }
    this.restart(end + 1, A_QUOTE)
    this.open(end, this.source[end - 1] === '/')
  }

  private open(end: number, isSelfClosing: boolean): void {
    this.countTag()
    const { tagName: name, tagStart: start, attributes } = this
    this.tagStart = -1
    this.sink.onOpen({ name, start, end, isSelfClosing, attributes })
    // After the last entry that is kept, and after the root, only the rest's existence matters.
    if (this.sink.isDone()) this.tokenizer?.pause()
  }

  private countTag(): void {
    if (++this.tags <= MOST_TAGS) return
    throw new ParseError(`The document has more than ${MOST_TAGS} tags and was not read.`, { code: 'parse/limit' })
  }
}

/** An attribute's value as it is meant. */
function readValue(written: string): string {
  return decodeReferences(written.endsWith('=') ? withoutNextName(written) : written)
}

/** Of `a.mp3 type=`, the value up to where its closing quote should have been. */
function withoutNextName(value: string): string {
  return value.length < 2_000 && /^\S+\s/.test(value) ? value.replace(/\s+[\w:.-]+\s*=[\s\S]*$/, '') : value
}

function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 58 || code > 127
}

const A_LESS_THAN = 'A "<" stands where "&lt;" was meant.'
const A_QUOTE = 'An attribute lacks its closing quote.'

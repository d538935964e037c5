/**
 * Reads the tags of XML-like documents by htmlparser2's tokenizer, with two repairs: what only looks like a tag (`a < b`,
 * `<3`) becomes text again, and a tag that lacks a closing quote ends at its first `>`. No character is read more than
 * twice.
 */
import { Tokenizer } from 'htmlparser2'
import { ParseError } from '../../core/errors.ts'
import { decodeReferences } from './references.ts'
import {
  MAX_ATTRIBUTES,
  MAX_TAGS,
  readValue,
  readWellFormedTags,
  type TagSink,
  withoutNextName,
} from './well-formed-tags.ts'

/** Each repair starts a new tokenizer in the middle of the document. */
const MAX_RESTARTS = 500

/** Reports a document's tags and texts to the sink, in order. Throws ParseError `parse/limit` beyond MAX_TAGS tags. */
export function readTags(source: string, sink: TagSink): void {
  const wellFormedEnd = readWellFormedTags(source, sink)
  if (wellFormedEnd === source.length) return
  const reader = new TagReader(source, sink)
  for (let from = wellFormedEnd; from < source.length; ) {
    const tokenizer = new Tokenizer({ xmlMode: true, decodeEntities: false }, reader)
    reader.start(tokenizer, from)
    tokenizer.write(from === 0 ? source : source.slice(from))
    tokenizer.end()
    from = reader.nextStart()
  }
  const last = LAST_TAG.exec(source.slice(-MAX_LAST_TAG))
  if (last === null || sink.isDone()) return
  sink.onRepair('The last end tag lacks its ">".')
  sink.onClose(last[1]!, source.length - last[0].length)
}

/** The document's last end tag, cut before its `>`. */
const LAST_TAG = /<\/([A-Za-z_][\w:.-]*)\s*$/
const MAX_LAST_TAG = 200

type Callbacks = ConstructorParameters<typeof Tokenizer>[1]

class TagReader implements Callbacks {
  private tokenizer: Tokenizer | undefined
  private readonly source: string
  private readonly sink: TagSink
  private tags = 0

  // Where the tokenizer's text starts in the source, and where the next tokenizer must start after a repair (0: no repair).
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
  /**
   * Offsets of a `<` in the tag, which shows that it is not a tag, and of a stray quote, which shows that one is missing; 0:
   * none.
   */
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

  /** Where the next tokenizer starts; the source's length when everything was read. */
  nextStart(): number {
    if (this.restartAt > 0) return this.restartAt
    // The document ended inside a tag. Most likely a closing quote was missing, so the tag ends at its first `>`.
    if (this.tagStart >= 0 && this.restarts < MAX_RESTARTS && !this.sink.isDone()) {
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
    if (++this.attributeCount > MAX_ATTRIBUTES) {
      if (this.attributeCount === MAX_ATTRIBUTES + 1)
        this.sink.onRepair(`An element has more than ${MAX_ATTRIBUTES} attributes; the rest were left out.`)
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
    // Nearly every end tag closes the innermost element: compared without making a string.
    const innermost = this.sink.innermostName()
    if (innermost !== undefined && to - from === innermost.length && this.source.startsWith(innermost, start)) {
      this.sink.onClose(innermost, start - 2)
      return
    }
    const raw = this.source.slice(start, to + this.shift)
    const stray = raw.indexOf('<')
    if (stray > 0 && this.restarts < MAX_RESTARTS) {
      // The `>` of this end tag is missing, and another tag begins in it.
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

  /** Called at the end of a start tag, when it is known whether it needs a repair. */
  private finishTag(end: number, isSelfClosing: boolean): void {
    if (this.restartAt > 0) return
    const isName = isNameStart(this.tagName.charCodeAt(0))
    if ((this.strayLt > 0 || this.strayQuote > 0 || !isName) && this.restarts < MAX_RESTARTS && this.repair(isName))
      return
    this.open(end, isSelfClosing)
  }

  /**
   * Repairs the tag and returns true, or returns false when it is one after all. With a stray quote after its first `>`
   * it ended there. With a `<` in it, or without a name (`a < b`, `<3`), it is text up to the last `<` in it.
   */
  private repair(isName: boolean): boolean {
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

  /** Ends a tag that lacks a quote at `end`, its first `>`, and reads its attributes leniently. */
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
    // After the last entry that is kept, and after the root element, the rest does not matter.
    if (this.sink.isDone()) this.tokenizer?.pause()
  }

  private countTag(): void {
    if (++this.tags <= MAX_TAGS) return
    throw new ParseError(`The document has more than ${MAX_TAGS} tags and was not read.`, { code: 'parse/limit' })
  }
}

function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 58 || code > 127
}

const A_LESS_THAN = 'A "<" stands where "&lt;" was meant.'
const A_QUOTE = 'An attribute lacks its closing quote.'

/**
 * A fast reader for tags as nearly every document writes them: a name and quoted attributes. It skips from one `<` to the
 * next, while htmlparser2's tokenizer reads every character. From the first tag written differently on, the caller uses that
 * tokenizer.
 */

import { decodeReferences } from './references.ts'

/** A start tag. */
export interface Tag {
  /** As written. */
  readonly name: string
  /** Offset of its `<` in the source. */
  readonly start: number
  /** Offset of its `>`. */
  readonly end: number
  readonly isSelfClosing: boolean
  /** Names and values alternately, references decoded. Of a name that is repeated the first value counts. */
  readonly attributes: readonly string[] | undefined
}

/** Receives the tags and texts of a document, in order. Offsets are those of the source. */
export interface TagSink {
  /** Text whose references are not decoded. */
  readonly onText: (start: number, end: number) => void
  readonly onCdata: (start: number, end: number) => void
  /** Text that looked like a tag. */
  readonly onStrayText: (start: number, end: number) => void
  readonly onOpen: (tag: Tag) => void
  readonly onClose: (name: string, start: number) => void
  /** The name of the innermost open element, which nearly every end tag closes. */
  readonly innermostName: () => string | undefined
  /** Receives a sentence for the operator about what was repaired. */
  readonly onRepair: (sentence: string) => void
  /** Whether the rest of the document does not matter. */
  readonly isDone: () => boolean
}

const NAME = /[A-Za-z_][\w.:-]*/y
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y

/** Further attributes of a tag are left out. */
export const MAX_ATTRIBUTES = 256
/** More tags than any feed has. */
export const MAX_TAGS = 2_000_000

/**
 * Reads tags and texts up to the first tag that is not well-formed, and returns its offset: the source's length when
 * there is none, or when the sink is done.
 */
export function readWellFormedTags(source: string, sink: TagSink): number {
  let at = 0
  for (let tags = 0; tags < MAX_TAGS; ) {
    const open = source.indexOf('<', at)
    const textEnd = open === -1 ? source.length : open
    if (textEnd > at) sink.onText(at, textEnd)
    if (open === -1) return source.length
    const code = source.charCodeAt(open + 1)
    if (code === 47) {
      at = readEnd(source, open, sink)
      tags++
    } else if (code === 33 || code === 63) at = readOther(source, open, sink)
    else {
      at = readStart(source, open, sink)
      tags++
    }
    if (at === -1) return open
    if (sink.isDone()) return source.length
  }
  return at
}

/** Reads `</name>` and returns the offset after it; -1 when it is not well-formed. */
function readEnd(source: string, open: number, sink: TagSink): number {
  const innermost = sink.innermostName()
  if (innermost !== undefined && source.startsWith(innermost, open + 2)) {
    const end = open + 2 + innermost.length
    if (source.charCodeAt(end) === 62) {
      sink.onClose(innermost, open)
      return end + 1
    }
  }
  NAME.lastIndex = open + 2
  if (!NAME.test(source)) return -1
  const end = skipBlanks(source, NAME.lastIndex)
  if (source.charCodeAt(end) !== 62) return -1
  sink.onClose(source.slice(open + 2, NAME.lastIndex), open)
  return end + 1
}

/** Reads a CDATA section, a comment or a processing instruction and returns the offset after it, or -1. */
function readOther(source: string, open: number, sink: TagSink): number {
  if (source.startsWith('<![CDATA[', open)) {
    const end = source.indexOf(']]>', open + 9)
    if (end === -1) return -1
    sink.onCdata(open + 9, end)
    return end + 3
  }
  if (source.startsWith('<!--', open)) {
    const end = source.indexOf('-->', open + 4)
    // Two forms are left to the tokenizer, which reads them as HTML: `<!-->` is a whole comment, and `--!>` ends one.
    const isWellFormed = end !== -1 && !/^-?>|--!>/.test(source.slice(open + 4, end))
    return isWellFormed ? end + 3 : -1
  }
  if (source.charCodeAt(open + 1) !== 63) return -1
  const end = source.indexOf('>', open)
  return end !== -1 && source.charCodeAt(end - 1) === 63 && end > open + 2 ? end + 1 : -1
}

/** Reads `<name attribute="value" …>` and returns the offset after it, or -1. */
function readStart(source: string, open: number, sink: TagSink): number {
  NAME.lastIndex = open + 1
  if (!NAME.test(source)) return -1
  let at = NAME.lastIndex
  const name = source.slice(open + 1, at)
  let attributes: string[] | undefined
  for (let count = 0; count <= MAX_ATTRIBUTES; count++) {
    const next = skipBlanks(source, at)
    const code = source.charCodeAt(next)
    const isSelfClosing = code === 47 && source.charCodeAt(next + 1) === 62
    if (code === 62 || isSelfClosing) {
      const end = isSelfClosing ? next + 1 : next
      sink.onOpen({ name, start: open, end, isSelfClosing, attributes })
      return end + 1
    }
    if (next === at) return -1
    ATTRIBUTE.lastIndex = next
    const found = ATTRIBUTE.exec(source)
    if (!found) return -1
    attributes ??= []
    attributes.push(found[1]!, readValue(found[2] ?? found[3]!))
    at = ATTRIBUTE.lastIndex
  }
  return -1
}

function skipBlanks(source: string, from: number): number {
  for (let at = from; ; at++) {
    const code = source.charCodeAt(at)
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at
  }
}

/** An attribute's value with references decoded and, where its closing quote was missing, without the next attribute's name. */
export function readValue(written: string): string {
  return decodeReferences(written.endsWith('=') ? withoutNextName(written) : written)
}

/** The value up to where its closing quote should have been: `a.mp3` of `a.mp3 type=`. */
export function withoutNextName(value: string): string {
  return value.length < 2_000 && /^\S+\s/.test(value) ? value.replace(/\s+[\w:.-]+\s*=[\s\S]*$/, '') : value
}

/**
 * The tags of a document as nearly every document writes them: a name, attributes in quotes, an end. Read here because
 * the general tokenizer looks at every character; what is written otherwise is left to it, from that place on.
 */
import type { TagSink } from './tag-sink.ts'

const NAME = /[A-Za-z_][\w.:-]*/y
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y

/** What the general reader does to an attribute's value, and how much it lets through. */
export interface TagLimits {
  readonly mostAttributes: number
  readonly mostTags: number
  readonly readValue: (written: string) => string
}

/** Reads tags and texts up to the first that is not plain. Answers where that stands (the source's end: all was plain). */
export function readPlainTags(source: string, sink: TagSink, limits: TagLimits): number {
  let at = 0
  for (let tags = 0; tags < limits.mostTags; ) {
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
      at = readStart(source, open, sink, limits)
      tags++
    }
    if (at === -1) return open
    if (sink.isDone()) return source.length
  }
  return at
}

/** `</name>`: where it ends, or -1. */
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

/** A CDATA section, a comment, a processing instruction: where it ends, or -1. */
function readOther(source: string, open: number, sink: TagSink): number {
  if (source.startsWith('<![CDATA[', open)) {
    const end = source.indexOf(']]>', open + 9)
    if (end === -1) return -1
    sink.onCdata(open + 9, end)
    return end + 3
  }
  if (source.startsWith('<!--', open)) {
    const end = source.indexOf('-->', open + 4)
    // To HTML `<!-->` is a whole comment, and `--!>` ends one.
    const isPlain = end !== -1 && !/^-?>|--!>/.test(source.slice(open + 4, end))
    return isPlain ? end + 3 : -1
  }
  if (source.charCodeAt(open + 1) !== 63) return -1
  const end = source.indexOf('>', open)
  return end !== -1 && source.charCodeAt(end - 1) === 63 && end > open + 2 ? end + 1 : -1
}

/** `<name attribute="value" …>`: where it ends, or -1. */
function readStart(source: string, open: number, sink: TagSink, limits: TagLimits): number {
  NAME.lastIndex = open + 1
  if (!NAME.test(source)) return -1
  let at = NAME.lastIndex
  const name = source.slice(open + 1, at)
  let attributes: string[] | undefined
  for (let count = 0; count <= limits.mostAttributes; count++) {
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
    attributes.push(found[1]!, limits.readValue(found[2] ?? found[3]!))
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

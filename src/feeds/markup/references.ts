/** Decodes the character references (`&amp;`, `&#8217;`, `&eacute;`) of XML and HTML, exactly once. */
import { Parser } from 'htmlparser2'
import { windows1252 } from './utf-8.ts'

const MAX_REFERENCE_LENGTH = 34
/** Values by name; undefined for names that HTML does not have. Filled as names occur, up to 5,000 (HTML has 2,231). */
const names = new Map<string, string | undefined>([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
])

/**
 * The text with its references decoded: the names of XML and all of HTML (feeds use them undeclared), and numbers. A
 * reference needs its semicolon. A bare `&` and an unknown name stay unchanged; entities that a DTD declares are never
 * expanded. The numbers of characters that `stripText` removes decode to nothing. 128 to 159 mean windows-1252, as in HTML.
 */
export function decodeReferences(source: string): string {
  if (!source.includes('&')) return source
  // Escaped markup is full of these three. Their values have no `&`, so nothing is decoded twice.
  const text = source.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
  let at = text.indexOf('&')
  let decoded = ''
  let from = 0
  while (at !== -1) {
    const end = endOfReference(text, at + 1)
    const value = end === -1 ? undefined : referenceValue(text.slice(at + 1, end))
    if (value === undefined) {
      at = text.indexOf('&', at + 1)
      continue
    }
    decoded += from === at ? value : text.slice(from, at) + value
    from = end + 1
    at = text.indexOf('&', from)
  }
  return from === 0 ? text : decoded + text.slice(from)
}

/** The offset of the semicolon of the reference whose name starts at `from`; -1 when it is not a reference. */
function endOfReference(text: string, from: number): number {
  const limit = Math.min(text.length, from + MAX_REFERENCE_LENGTH)
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at)
    if (code === 59) return at > from ? at : -1
    const isNamePart = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)
    if (!isNamePart && !(code === 35 && at === from)) return -1
  }
  return -1
}

function referenceValue(name: string): string | undefined {
  if (name.charCodeAt(0) === 35) return numeric(name)
  if (names.has(name)) return names.get(name)
  const value = lookUp(name)
  if (names.size < 5_000) names.set(name, value)
  return value
}

function numeric(name: string): string | undefined {
  const isHex = name[1] === 'x' || name[1] === 'X'
  const digits = name.slice(isHex ? 2 : 1)
  if (!(isHex ? /^[0-9a-f]+$/i : /^\d+$/).test(digits)) return undefined
  const point = Number.parseInt(digits, isHex ? 16 : 10)
  if (point >= 0x80 && point <= 0x9f) return windows1252(point)
  const isKept =
    point === 9 ||
    point === 10 ||
    point === 13 ||
    (point >= 0x20 && point < 0xd800) ||
    (point > 0xe000 && point <= 0x10ffff)
  return isKept && point !== 0xfffc && (point & 0xfffe) !== 0xfffe ? String.fromCodePoint(point) : ''
}

/** The value of a name of HTML, from htmlparser2's table; undefined for a name that HTML does not have. */
function lookUp(name: string): string | undefined {
  let value = ''
  new Parser({ ontext: (text) => void (value += text) }).end(`&${name};`)
  // The semicolon is left where it ends no known name (`&ampx;`), and is the value of `&semi;`.
  return value.endsWith(';') && value !== ';' ? undefined : value
}

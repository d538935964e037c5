/** Decodes bytes to text, with the character encoding a document really has, which may not be the declared one. */
import { isAscii, isUtf8 } from 'node:buffer'
import moreLabels from './charset-labels.json' with { type: 'json' }

/** A document's text, and how its encoding was found. */
export interface DecodedText {
  readonly text: string
  /** The WHATWG name of the encoding: `utf-8`, `windows-1252`, `shift_jis`, … */
  readonly charset: string
  readonly decidedBy: 'bom' | 'pattern' | 'valid-utf-8' | 'http' | 'prolog' | 'nearly-utf-8' | 'guess' | 'default'
  /** Sentences for the operator: what was declared wrongly, what was repaired. */
  readonly repairs: readonly string[]
}

/** The statistical guess sees only the first 64 kB: enough for it, and its time is bounded. */
const GUESS_BYTES = 65_536
/** A declared encoding is accepted when at most one in this many of the non-ASCII characters fails to decode. */
const CHARACTERS_PER_ERROR = 50

/**
 * The text of a document's bytes.
 *
 * Bias: bytes that are valid UTF-8 with at least one multi-byte sequence are UTF-8 whatever was declared. Text in another
 * encoding is hardly ever valid UTF-8 by chance, while wrong labels are common.
 *
 * In this order: byte order mark; UTF-16 and UTF-32 by the position of their NULs; valid UTF-8; the charset of the HTTP
 * header; that of the XML declaration; nearly valid UTF-8, its invalid bytes read as windows-1252; a statistical guess;
 * windows-1252. Labels are those of the WHATWG Encoding Standard and a few more seen in feeds. A label is rejected when
 * too many characters fail to decode.
 */
export async function decodeBytes(bytes: Uint8Array, contentType?: string): Promise<DecodedText> {
  const marked = byFirstBytes(bytes)
  if (marked) return marked

  const http = labelOfHeader(contentType)
  if (isAscii(bytes)) {
    // In ASCII bytes only an encoding with escape sequences, ISO-2022-JP, means anything but ASCII.
    const escaped = bytes.includes(0x1b)
      ? [http, labelOfProlog(bytes)].find((it) => it && encodingOf(it) === 'iso-2022-jp')
      : undefined
    if (escaped) return { text: decodeAs('iso-2022-jp', bytes), charset: 'iso-2022-jp', decidedBy: 'http', repairs: [] }
    return {
      text: latin1(bytes),
      charset: 'utf-8',
      decidedBy: 'valid-utf-8',
      repairs: [],
    }
  }
  const repairs: string[] = []
  const prolog = labelOfProlog(bytes)
  if (isUtf8(bytes)) {
    const declared = http ?? prolog
    if (declared && encodingOf(declared) !== 'utf-8')
      repairs.push(`The document is UTF-8, though it is declared as ${declared}.`)
    return { text: decodeUtf8(bytes, repairs), charset: 'utf-8', decidedBy: 'valid-utf-8', repairs }
  }

  const nearly = nearlyUtf8(bytes)
  for (const [label, decidedBy] of [
    [http, 'http'],
    [prolog, 'prolog'],
  ] as const) {
    if (!label) continue
    const charset = encodingOf(label)
    if (!charset) repairs.push(`The declared character encoding "${label}" is not known.`)
    else if (charset === 'utf-8' || charset.startsWith('utf-16')) {
      if (!nearly) repairs.push(`The document is declared as ${label}, but is not.`)
    } else if (nearly && SINGLE_BYTE.test(charset)) {
      repairs.push(`The document is UTF-8, though it is declared as ${label}.`)
    } else {
      const text = decodeAs(charset, bytes)
      if (isPlausible(text)) return { text, charset, decidedBy, repairs }
      repairs.push(`The document is declared as ${label}, but is not.`)
    }
  }
  if (nearly) {
    repairs.push(
      `${nearly.invalidBytes === 1 ? 'One byte was' : `${nearly.invalidBytes} bytes were`} not UTF-8 and read as windows-1252.`,
    )
    return { text: nearly.text, charset: 'utf-8', decidedBy: 'nearly-utf-8', repairs }
  }
  return { ...(await byGuess(bytes)), repairs }
}

/** The text when a byte order mark, or the NULs of UTF-16 and UTF-32, show the encoding. */
function byFirstBytes(bytes: Uint8Array): DecodedText | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    const rest = bytes.subarray(3)
    if (isUtf8(rest)) {
      const repairs: string[] = []
      return { text: decodeUtf8(rest, repairs), charset: 'utf-8', decidedBy: 'bom', repairs }
    }
    const { text, invalidBytes } = repairUtf8(rest)
    return {
      text,
      charset: 'utf-8',
      decidedBy: 'bom',
      repairs: [`${invalidBytes} bytes were not UTF-8 and read as windows-1252.`],
    }
  }
  const wide = (charset: string, offset: number, decidedBy: 'bom' | 'pattern'): DecodedText => ({
    text: charset.startsWith('utf-32')
      ? utf32(bytes.subarray(offset), charset === 'utf-32le')
      : new TextDecoder(charset).decode(bytes.subarray(offset)),
    charset,
    decidedBy,
    repairs: [],
  })
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? wide('utf-32le', 4, 'bom') : wide('utf-16le', 2, 'bom')
  if (a === 0xfe && b === 0xff) return wide('utf-16be', 2, 'bom')
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return wide('utf-32be', 4, 'bom')
  // A document starts with `<` or white space. Only in UTF-16 and UTF-32 are there NULs beside it.
  if (a === 0 && b === 0 && c === 0 && d) return wide('utf-32be', 0, 'pattern')
  if (a && b === 0 && c === 0 && d === 0) return wide('utf-32le', 0, 'pattern')
  if (a === 0 && b && c === 0 && d) return wide('utf-16be', 0, 'pattern')
  if (a && b === 0 && c && d === 0) return wide('utf-16le', 0, 'pattern')
  return undefined
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function utf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: string[] = []
  for (let at = 0; at + 4 <= bytes.byteLength; at += 4) {
    const point = view.getUint32(at, littleEndian)
    parts.push(point <= 0x10ffff && (point & 0xfffff800) !== 0xd800 ? String.fromCodePoint(point) : '\ufffd')
  }
  return parts.join('')
}

const SINGLE_BYTE = /^(?:windows-\d|iso-8859-|macintosh|koi8|ibm866|x-mac)/
/** Labels seen in feeds that the WHATWG Encoding Standard does not list. */
const MORE_LABELS: Readonly<Record<string, string>> = moreLabels

/** The WHATWG encoding a label names, or undefined. */
function encodingOf(label: string): string | undefined {
  try {
    const { encoding } = new TextDecoder(MORE_LABELS[label] ?? label)
    return encoding === 'replacement' || encoding === 'x-user-defined' ? undefined : encoding
  } catch {
    return undefined
  }
}

function labelOfHeader(contentType: string | undefined): string | undefined {
  const found = contentType && /;\s*charset\s*=\s*["']?([^\s"';,]{1,40})/i.exec(contentType)
  return found ? found[1]!.toLowerCase() : undefined
}

function labelOfProlog(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1')
  const found = /<\?xml[^>]{0,200}?\sencoding\s*=\s*["']?\s*([^\s"'?>]{1,40})/i.exec(head)
  return found ? found[1]!.toLowerCase() : undefined
}

function decodeAs(charset: string, bytes: Uint8Array): string {
  if (charset !== 'windows-1252') return new TextDecoder(charset).decode(bytes)
  // Some versions of Node decode windows-1252 as Latin-1, so we decode it ourselves.
  const text = latin1(bytes)
  if (!/[\x80-\x9f]/.test(text)) return text
  const units = new Uint16Array(bytes.length)
  for (let at = 0; at < bytes.length; at++) units[at] = WINDOWS_1252_UNITS[bytes[at]!]!
  return Buffer.from(units.buffer).toString('utf16le')
}

/** Whether few enough of the characters failed to decode. A single failure is also accepted among more than eight non-ASCII units. */
function isPlausible(text: string): boolean {
  let errors = 0
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) errors++
  if (errors === 0) return true
  let others = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) others++
  return errors * CHARACTERS_PER_ERROR <= others || (errors === 1 && others > 8)
}

/**
 * The text as UTF-8 when it has at least two valid multi-byte sequences for each invalid byte, else undefined: in other
 * encodings hardly any sequence is valid by chance.
 */
function nearlyUtf8(bytes: Uint8Array): { text: string; invalidBytes: number } | undefined {
  let sequences = 0
  let invalidBytes = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length > 1) sequences++
    else if (length === 0) invalidBytes++
    at += length || 1
  }
  return sequences >= 2 * invalidBytes ? repairUtf8(bytes) : undefined
}

/** The bytes as UTF-8, with each byte outside a valid sequence read as windows-1252. */
function repairUtf8(bytes: Uint8Array): { text: string; invalidBytes: number } {
  const parts: string[] = []
  let invalidBytes = 0
  let from = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length > 0) {
      at += length
      continue
    }
    if (at > from) parts.push(utf8(bytes.subarray(from, at)))
    // A sequence that the end of a truncated document cuts is dropped.
    if (at + 3 < bytes.length || bytes[at]! < 0xc2) parts.push(windows1252(bytes[at]!))
    invalidBytes++
    from = ++at
  }
  parts.push(utf8(bytes.subarray(from)))
  return { text: parts.join(''), invalidBytes }
}

/** The length in bytes of the valid UTF-8 sequence at `at` (Unicode, table 3-7); 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  const tail = (offset: number, low = 0x80, high = 0xbf): boolean => {
    const byte = bytes[at + offset]
    return byte !== undefined && byte >= low && byte <= high
  }
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0
  if (lead >= 0xe0 && lead <= 0xef) {
    const second = tail(1, lead === 0xe0 ? 0xa0 : 0x80, lead === 0xed ? 0x9f : 0xbf)
    return second && tail(2) ? 3 : 0
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const second = tail(1, lead === 0xf0 ? 0x90 : 0x80, lead === 0xf4 ? 0x8f : 0xbf)
    return second && tail(2) && tail(3) ? 4 : 0
  }
  return 0
}

const WINDOWS_1252_C1 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** The character of a byte in windows-1252, which differs from Latin-1 in 0x80 to 0x9f only. */
export function windows1252(byte: number): string {
  return byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252_C1[byte - 0x80]! : String.fromCharCode(byte)
}

const WINDOWS_1252_UNITS = Uint16Array.from({ length: 256 }, (_, byte) => windows1252(byte).charCodeAt(0))

/**
 * The text of valid UTF-8, with U+0080 to U+009F read as windows-1252. No text has these control characters; they come
 * from converting windows-1252 to UTF-8 as if it were Latin-1.
 */
function decodeUtf8(bytes: Uint8Array, repairs: string[]): string {
  const text = utf8(bytes)
  if (!holdsC1Controls(bytes)) return text
  repairs.push('Control characters stood for quotes and dashes of windows-1252.')
  // A loop over the units, since `replace` would call its function millions of times for a hostile document.
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    units[at] = unit >= 0x80 && unit <= 0x9f ? WINDOWS_1252_UNITS[unit]! : unit
  }
  return Buffer.from(units.buffer).toString('utf16le')
}

/** Whether valid UTF-8 has U+0080 to U+009F: 0xc2 and a byte below 0xa0. Searching the bytes is a hundred times faster than the text. */
function holdsC1Controls(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0xc2); at !== -1; at = bytes.indexOf(0xc2, at + 1)) if (bytes[at + 1]! < 0xa0) return true
  return false
}

/** The text in the most likely encoding by letter frequencies (chardet), else as windows-1252. */
async function byGuess(bytes: Uint8Array): Promise<Omit<DecodedText, 'repairs'>> {
  const { analyse } = await import('chardet')
  for (const { name, confidence } of analyse(bytes.subarray(0, GUESS_BYTES)).slice(0, 3)) {
    const charset = encodingOf(name.toLowerCase())
    if (!charset || charset === 'utf-8' || charset.startsWith('utf-16') || confidence < 10) continue
    const text = decodeAs(charset, bytes)
    if (isPlausible(text)) return { text, charset, decidedBy: 'guess' }
  }
  return { text: decodeAs('windows-1252', bytes), charset: 'windows-1252', decidedBy: 'default' }
}

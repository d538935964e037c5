/** Bytes to text: which character encoding a document really has, whatever it says. */
import { isAscii, isUtf8 } from 'node:buffer'

/** A document's text, and how its encoding was found. */
export interface DecodedText {
  readonly text: string
  /** The WHATWG name of the encoding: `utf-8`, `windows-1252`, `shift_jis`, … */
  readonly charset: string
  readonly decidedBy: 'bom' | 'pattern' | 'valid-utf-8' | 'http' | 'prolog' | 'nearly-utf-8' | 'guess' | 'default'
  /** Plain sentences: what was declared wrongly, what was mended. */
  readonly repairs: readonly string[]
}

/** Only so much of a document is given to the statistical guess: enough for it, and bounded. */
const GUESS_BYTES = 65_536
/** A declared encoding is believed while it fails for at most one character in so many. */
const ONE_ERROR_IN = 50

/**
 * The text of a document's bytes.
 *
 * Bias: bytes that are valid UTF-8 with at least one multi-byte sequence are UTF-8 whatever was declared, since text
 * in another encoding hardly ever is by chance, while wrong labels are common. Order: byte order mark; UTF-16 and
 * UTF-32 by their NULs; valid UTF-8; the HTTP charset; the XML prolog's; nearly valid UTF-8 (stray bytes read as
 * windows-1252); a statistical guess; windows-1252. Labels as in the WHATWG Encoding Standard, and a few that are
 * seen. A label whose decoding fails often is not believed.
 */
export async function decodeBytes(bytes: Uint8Array, contentType?: string): Promise<DecodedText> {
  const marked = byMark(bytes)
  if (marked) return marked

  const http = labelOfHeader(contentType)
  if (isAscii(bytes)) {
    // Only the encodings that shift by escape sequences say anything else in ASCII bytes.
    const shifting = bytes.includes(0x1b)
      ? [http, labelOfProlog(bytes)].find((it) => it && encodingOf(it) === 'iso-2022-jp')
      : undefined
    if (shifting)
      return { text: decodeAs('iso-2022-jp', bytes), charset: 'iso-2022-jp', decidedBy: 'http', repairs: [] }
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
    return { text: withoutControls(bytes, repairs), charset: 'utf-8', decidedBy: 'valid-utf-8', repairs }
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
      if (isBelievable(text)) return { text, charset, decidedBy, repairs }
      repairs.push(`The document is declared as ${label}, but is not.`)
    }
  }
  if (nearly) {
    repairs.push(
      `${nearly.strays === 1 ? 'One byte was' : `${nearly.strays} bytes were`} not UTF-8 and read as windows-1252.`,
    )
    return { text: nearly.text, charset: 'utf-8', decidedBy: 'nearly-utf-8', repairs }
  }
  return { ...(await byGuess(bytes)), repairs }
}

function byMark(bytes: Uint8Array): DecodedText | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    const rest = bytes.subarray(3)
    if (isUtf8(rest)) {
      const repairs: string[] = []
      return { text: withoutControls(rest, repairs), charset: 'utf-8', decidedBy: 'bom', repairs }
    }
    const { text, strays } = mendUtf8(rest)
    return {
      text,
      charset: 'utf-8',
      decidedBy: 'bom',
      repairs: [`${strays} bytes were not UTF-8 and read as windows-1252.`],
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
  // `<` or white space, then NULs: no other encoding starts so.
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
/** Labels seen in feeds that the standard does not list. */
const MORE_LABELS: Readonly<Record<string, string>> = {
  utf8mb4: 'utf-8',
  'utf-8mb4': 'utf-8',
  unicode: 'utf-8',
  utf: 'utf-8',
  'cp-1252': 'windows-1252',
  'cp-1251': 'windows-1251',
  'win-1251': 'windows-1251',
  win1251: 'windows-1251',
  'windows-31j': 'shift_jis',
  cp932: 'shift_jis',
  'shift-jis-2004': 'shift_jis',
  'euc-cn': 'gbk',
  cp936: 'gbk',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  cp950: 'big5',
  'iso8859-1': 'windows-1252',
  'iso-8859-1-windows-3.1-latin-1': 'windows-1252',
  'iso-latin-1': 'windows-1252',
  latin: 'windows-1252',
  cp437: 'windows-1252',
  maccyrillic: 'x-mac-cyrillic',
}

/** The WHATWG encoding a label names, or undefined. */
function encodingOf(label: string): string | undefined {
  const asked = MORE_LABELS[label] ?? label
  try {
    const { encoding } = new TextDecoder(asked)
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
  // Some versions of Node decode windows-1252 as Latin-1, so this most common of the old encodings is our own.
  const text = latin1(bytes)
  if (!/[\x80-\x9f]/.test(text)) return text
  const units = new Uint16Array(bytes.length)
  for (let at = 0; at < bytes.length; at++) units[at] = WINDOWS_1252_UNITS[bytes[at]!]!
  return Buffer.from(units.buffer).toString('utf16le')
}

function isBelievable(text: string): boolean {
  let errors = 0
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) errors++
  if (errors === 0) return true
  let others = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) others++
  return errors * ONE_ERROR_IN <= others || (errors === 1 && others > 8)
}

/** UTF-8 where two sequences are right for each byte that is wrong: in other encodings hardly any is, by chance. */
function nearlyUtf8(bytes: Uint8Array): { text: string; strays: number } | undefined {
  let sequences = 0
  let strays = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length > 1) sequences++
    else if (length === 0) strays++
    at += length || 1
  }
  return sequences >= 2 * strays ? mendUtf8(bytes) : undefined
}

/** The bytes as UTF-8, each that belongs to no valid sequence read as windows-1252. */
function mendUtf8(bytes: Uint8Array): { text: string; strays: number } {
  const parts: string[] = []
  let strays = 0
  let from = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length > 0) {
      at += length
      continue
    }
    if (at > from) parts.push(utf8(bytes.subarray(from, at)))
    // What a cut left of the last sequence is no character.
    if (at + 3 < bytes.length || bytes[at]! < 0xc2) parts.push(windows1252(bytes[at]!))
    strays++
    from = ++at
  }
  parts.push(utf8(bytes.subarray(from)))
  return { text: parts.join(''), strays }
}

/** How many bytes the valid sequence at `at` has (Unicode, table 3-7), 0 when there is none. */
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

/** The character that windows-1252 has at a byte (the C1 range; the rest is Latin-1). */
export function windows1252(byte: number): string {
  return byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252_C1[byte - 0x80]! : String.fromCharCode(byte)
}

const WINDOWS_1252_UNITS = Uint16Array.from({ length: 256 }, (_, byte) => windows1252(byte).charCodeAt(0))

/** U+0080–U+009F are in no text: somebody took windows-1252 for Latin-1 before making it UTF-8. */
function withoutControls(bytes: Uint8Array, repairs: string[]): string {
  const text = utf8(bytes)
  if (!holdsControls(bytes)) return text
  repairs.push('Control characters stood for quotes and dashes of windows-1252.')
  // Unit by unit: a document of nothing else would call a replacing function millions of times.
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    units[at] = unit >= 0x80 && unit <= 0x9f ? WINDOWS_1252_UNITS[unit]! : unit
  }
  return Buffer.from(units.buffer).toString('utf16le')
}

/** In UTF-8 they are 0xc2 and a byte below 0xa0: looking at bytes is a hundred times faster than at the text. */
function holdsControls(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0xc2); at !== -1; at = bytes.indexOf(0xc2, at + 1)) if (bytes[at + 1]! < 0xa0) return true
  return false
}

async function byGuess(bytes: Uint8Array): Promise<Omit<DecodedText, 'repairs'>> {
  const { analyse } = await import('chardet')
  for (const { name, confidence } of analyse(bytes.subarray(0, GUESS_BYTES)).slice(0, 3)) {
    const charset = encodingOf(name.toLowerCase())
    if (!charset || charset === 'utf-8' || charset.startsWith('utf-16') || confidence < 10) continue
    const text = decodeAs(charset, bytes)
    if (isBelievable(text)) return { text, charset, decidedBy: 'guess' }
  }
  return { text: decodeAs('windows-1252', bytes), charset: 'windows-1252', decidedBy: 'default' }
}

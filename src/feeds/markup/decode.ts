/** Decodes bytes to text, with the character encoding a document really has, which may not be the declared one. */
import { isAscii, isUtf8 } from 'node:buffer'
import moreLabels from './charset-labels.json' with { type: 'json' }
import { countUtf8, decodeUtf8, repairUtf8, WINDOWS_1252_UNITS } from './utf-8.ts'

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
 * encoding is hardly ever valid UTF-8 by chance, while wrong labels are common. UTF-8 that was encoded twice is decoded twice.
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

  // At least two sequences for each other byte: in other encodings hardly any sequence is valid by chance.
  const counts = countUtf8(bytes)
  const isNearly = counts.sequences >= 2 * counts.invalidBytes
  for (const [label, decidedBy] of [
    [http, 'http'],
    [prolog, 'prolog'],
  ] as const) {
    if (!label) continue
    const charset = encodingOf(label)
    if (!charset) repairs.push(`The declared character encoding "${label}" is not known.`)
    else if (charset === 'utf-8' || charset.startsWith('utf-16')) {
      if (!isNearly) repairs.push(`The document is declared as ${label}, but is not.`)
    } else if (isNearly && counts.sequences > 0 && SINGLE_BYTE.test(charset)) {
      repairs.push(`The document is UTF-8, though it is declared as ${label}.`)
    } else {
      const text = decodeAs(charset, bytes)
      if (isPlausible(text)) return { text, charset, decidedBy, repairs }
      repairs.push(`The document is declared as ${label}, but is not.`)
    }
  }
  if (isNearly) {
    return { text: repairUtf8(bytes, counts, repairs), charset: 'utf-8', decidedBy: 'nearly-utf-8', repairs }
  }
  return { ...(await byGuess(bytes)), repairs }
}

/** The text when a byte order mark, or the NULs of UTF-16 and UTF-32, show the encoding. */
function byFirstBytes(bytes: Uint8Array): DecodedText | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    const rest = bytes.subarray(3)
    const repairs: string[] = []
    const text = isUtf8(rest) ? decodeUtf8(rest, repairs) : repairUtf8(rest, countUtf8(rest), repairs)
    return { text, charset: 'utf-8', decidedBy: 'bom', repairs }
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
 * The text in the most likely encoding by the form and the frequency of its letters (chardet), else as windows-1252. An
 * encoding of several bytes a letter is known from the document as it stands. For one of a single byte the letters are
 * looked at alone: markup, which is English, would outweigh them.
 */
async function byGuess(bytes: Uint8Array): Promise<Omit<DecodedText, 'repairs'>> {
  const { analyse } = await import('chardet')
  const letters = lettersOf(bytes)
  if (isThai(letters)) return { text: decodeAs('windows-874', bytes), charset: 'windows-874', decidedBy: 'guess' }
  for (const { name, confidence } of analyse(bytes.subarray(0, GUESS_BYTES)).slice(0, 3)) {
    const charset = encodingOf(name.toLowerCase())
    if (!charset || charset.startsWith('utf-') || confidence < 10) continue
    if (SINGLE_BYTE.test(charset)) break
    const text = decodeAs(charset, bytes)
    if (isPlausible(text)) return { text, charset, decidedBy: 'guess' }
  }
  for (const { name, confidence } of analyse(Buffer.from(letters, 'latin1'))) {
    const guessed = encodingOf(name.toLowerCase())
    if (!guessed || !SINGLE_BYTE.test(guessed) || confidence < 10) continue
    const withC1 = WITH_C1[guessed]
    const charset = withC1 !== undefined && bytes.some(isC1) ? withC1 : (ALSO[guessed] ?? guessed)
    const text = decodeAs(charset, bytes)
    if (isPlausible(text)) return { text, charset, decidedBy: 'guess' }
  }
  return { text: decodeAs('windows-1252', bytes), charset: 'windows-1252', decidedBy: 'default' }
}

/** What a document with the bytes 0x80 to 0x9f is in, if a guess by its beginning says that it is in the other. */
const WITH_C1: Readonly<Record<string, string>> = { 'iso-8859-2': 'windows-1250', 'iso-8859-7': 'windows-1253' }
/** What has the letters of another encoding and more: Ukrainian ones in place of lines of boxes. */
const ALSO: Readonly<Record<string, string>> = { 'koi8-r': 'koi8-u' }

const isC1 = (byte: number): boolean => byte >= 0x80 && byte <= 0x9f

/** A word with a byte beyond ASCII. */
const FOREIGN_WORD = /[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*/g

/**
 * The beginning of a document, one unit a byte, without its markup and, where its letters are hardly ever ASCII, without the
 * words that are: accented letters need their neighbours, while beside Greek or Thai there are only names and addresses.
 */
function lettersOf(bytes: Uint8Array): string {
  const text = latin1(bytes.subarray(0, 4 * GUESS_BYTES)).replace(/<!\[CDATA\[|<[^<>]*>|&#?\w+;/g, ' ')
  const words = text.match(FOREIGN_WORD)?.join(' ') ?? ''
  const foreign = words.match(/[\x80-\xff]/g)?.length ?? 0
  return (foreign > words.replaceAll(' ', '').length * 0.6 ? words : text).slice(0, GUESS_BYTES)
}

/**
 * Whether bytes are Thai (windows-874, TIS-620), which looks like Chinese to chardet. Of Thai about 30 % are marks above or
 * below a consonant, which stand behind one, and vowels written before their consonant, which have one behind them; of
 * Chinese, Japanese and Korean bytes at most 15 % are the same ones. One byte, or one in two hundred,
 * may break the rule: texts are cut anywhere.
 */
function isThai(letters: string): boolean {
  const all = letters.match(/[\x80-\xff]/g)?.length ?? 0
  const bound = letters.match(/[\xd1\xd4-\xda\xe0-\xe4\xe7-\xee]/g)?.length ?? 0
  if (bound < 2 || bound < all * 0.18) return false
  const wrong = letters.match(
    /[\x81-\x84\x86-\x90\x98-\x9f\xdb-\xde\xfc-\xff]|[\xe0-\xe4](?![\xa1-\xce])|(?<![\xa1-\xce\xd1\xd4-\xda\xe7-\xee])[\xd1\xd4-\xda\xe7-\xee]/g,
  )
  return (wrong?.length ?? 0) <= Math.max(1, all / 200)
}

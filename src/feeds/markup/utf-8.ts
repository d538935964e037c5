/** Reads UTF-8 as feeds have it: with stray bytes, with control characters in place of quotes, and encoded twice. */

const WINDOWS_1252_C1 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** The character of a byte in windows-1252, which differs from Latin-1 in 0x80 to 0x9f only. */
export function windows1252(byte: number): string {
  return byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252_C1[byte - 0x80]! : String.fromCharCode(byte)
}

/** The UTF-16 unit of each byte in windows-1252. */
export const WINDOWS_1252_UNITS = Uint16Array.from({ length: 256 }, (_, byte) => windows1252(byte).charCodeAt(0))

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/**
 * The text of valid UTF-8. U+0080 to U+009F are read as windows-1252: no text has these control characters; they come from
 * converting windows-1252 to UTF-8 as if it were Latin-1. A text that is encoded twice is decoded twice.
 */
export function decodeUtf8(bytes: Uint8Array, repairs: string[]): string {
  const written = utf8(bytes)
  const holdsControls = holdsC1Controls(bytes)
  const text = holdsControls ? withoutC1Controls(written) : written
  const mended = mayBeEncodedTwice(bytes) ? withoutSecondEncoding(text, repairs) : text
  if (holdsControls && mended === text) repairs.push('Control characters stood for quotes and dashes of windows-1252.')
  return mended
}

/** Whether valid UTF-8 has U+0080 to U+009F: 0xc2 and a byte below 0xa0. Searching the bytes is a hundred times faster than the text. */
function holdsC1Controls(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0xc2); at !== -1; at = bytes.indexOf(0xc2, at + 1)) if (bytes[at + 1]! < 0xa0) return true
  return false
}

function withoutC1Controls(text: string): string {
  // A loop over the units, since `replace` would call its function millions of times for a hostile document.
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    units[at] = unit >= 0x80 && unit <= 0x9f ? WINDOWS_1252_UNITS[unit]! : unit
  }
  return Buffer.from(units.buffer).toString('utf16le')
}

// Nearly valid UTF-8 ----------------------------------------------------------------------------------------------------

/** What bytes are as UTF-8. */
interface Utf8Counts {
  /** The valid sequences of more than one byte. */
  readonly sequences: number
  /** Bytes outside such a sequence. */
  readonly invalidBytes: number
  /** Bytes 0xff outside one, which are no letter but what a broken program left. */
  readonly strayBytes: number
}

/** Counts the sequences and the other bytes beyond ASCII. */
export function countUtf8(bytes: Uint8Array): Utf8Counts {
  let sequences = 0
  let invalidBytes = 0
  let strayBytes = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length > 1) sequences++
    else if (length === 0 && bytes[at] === 0xff) strayBytes++
    else if (length === 0) invalidBytes++
    at += length || 1
  }
  return { sequences, invalidBytes, strayBytes }
}

/** Nearly valid UTF-8 as text: each byte outside a valid sequence is read as windows-1252, and 0xff is left out. */
export function repairUtf8(bytes: Uint8Array, { invalidBytes, strayBytes }: Utf8Counts, repairs: string[]): string {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length > 0) {
      at += length
      continue
    }
    if (at > from) parts.push(utf8(bytes.subarray(from, at)))
    // A sequence that the end of a truncated document cuts is dropped.
    const isKept = bytes[at] !== 0xff && (at + 3 < bytes.length || bytes[at]! < 0xc2)
    if (isKept) parts.push(windows1252(bytes[at]!))
    from = ++at
  }
  parts.push(utf8(bytes.subarray(from)))
  const many = (count: number, what: string): string =>
    count === 1 ? `One byte${what} was` : `${count} bytes${what} were`
  if (invalidBytes > 0) repairs.push(`${many(invalidBytes, '')} not UTF-8 and read as windows-1252.`)
  if (strayBytes > 0) repairs.push(`${many(strayBytes, ' 0xFF')} left out.`)
  return withoutSecondEncoding(parts.join(''), repairs)
}

/** The length in bytes of the valid UTF-8 sequence at `at` (Unicode, table 3-7); 0 when there is none. */
function sequenceLength(bytes: ArrayLike<number>, at: number): number {
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

// Encoded twice ---------------------------------------------------------------------------------------------------------

/** How many of the letters that begin most signs of such a text are looked at before it is searched. */
const FIRST_LEADS = 16

/**
 * Whether valid UTF-8 may be encoded twice: whether one of its first letters from `À` to `ÿ` (0xc3) is followed by another
 * sign that stands for a byte of UTF-8. Searching the bytes for 0xc3 is all that most documents need.
 */
function mayBeEncodedTwice(bytes: Uint8Array): boolean {
  let at = bytes.indexOf(0xc3)
  for (let count = 0; at !== -1 && count < FIRST_LEADS; count++) {
    const next = bytes[at + 2]!
    // U+0080 to U+00BF, and what windows-1252 has in place of the control characters among them.
    if (next === 0xc2 || next === 0xc5 || next === 0xc6 || next === 0xcb || next === 0xe2) return true
    at = bytes.indexOf(0xc3, at + 1)
  }
  return false
}

/** The text, decoded once more where it was encoded in UTF-8 twice; then a sentence is added to `repairs`. */
export function withoutSecondEncoding(text: string, repairs: string[]): string {
  const mended = decodeAgain(text)
  if (mended === undefined) return text
  repairs.push('The text was encoded twice, and was decoded twice.')
  return decodeAgain(mended) ?? mended
}

const BYTES_BY_UNIT = new Map(Array.from(WINDOWS_1252_UNITS, (unit, byte) => [unit, byte]))

/**
 * The text decoded once more, where it is UTF-8 that was taken for windows-1252 or Latin-1 and encoded again (`Trumpâ€™s`);
 * else undefined.
 *
 * Bias: a text that stays garbled is better than a right one that is spoilt. So four in five of the signs beyond ASCII must
 * be such sequences, and they must be some that right texts do not have by chance (`CAFÉ’S`).
 */
function decodeAgain(text: string): string | undefined {
  const units = new Uint16Array(text.length)
  const bytes = new Uint8Array(4)
  let size = 0
  let evidence = 0
  let sequences = 0
  let others = 0
  let lastEnd = -1
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) {
      units[size++] = unit
      at++
      continue
    }
    for (let i = 0; i < 4; i++) bytes[i] = BYTES_BY_UNIT.get(text.charCodeAt(at + i)) ?? 0
    const length = sequenceLength(bytes, 0)
    if (length > 1) {
      sequences++
      if (!isNamed(text, at, length)) evidence += evidenceOf(bytes, length, lastEnd === at)
      size = writeSequence(bytes, length, units, size)
      at = lastEnd = at + length
      continue
    }
    const damaged = damagedSign(text, at)
    if (damaged === undefined) {
      units[size++] = unit
      at++
      // A document that is right otherwise is not read to its end.
      if (++others > 8 && others * 5 > sequences + others) return undefined
    } else {
      if (damaged.unit !== 0) units[size++] = damaged.unit
      at += damaged.length
    }
  }
  if (evidence < 2 || others * 5 > sequences + others) return undefined
  return Buffer.from(units.buffer, 0, size * 2).toString('utf16le')
}

const EDGE = /[\s"'“”()[\]<>,.;:?!]/

/**
 * Whether a sequence for an accented letter or a quote stands alone, as in a text about such text (`How to fix â€™`): quotes
 * have a word beside them. The letter à is a word itself.
 */
function isNamed(text: string, at: number, length: number): boolean {
  const isLetterOrQuote =
    (text[at] === 'Ã' && text[at + 1] !== '\u00a0') || (text.startsWith('â€', at) && /[˜™š›œ]/.test(text[at + 2]!))
  return isLetterOrQuote && EDGE.test(text[at - 1] ?? ' ') && EDGE.test(text[at + length] ?? ' ')
}

/** Writes the character of a sequence of UTF-8 at `size`, and returns the size after it. */
function writeSequence(bytes: Uint8Array, length: number, units: Uint16Array, size: number): number {
  let point = bytes[0]! & (0x7f >> length)
  for (let i = 1; i < length; i++) point = (point << 6) | (bytes[i]! & 0x3f)
  if (point <= 0xffff) {
    units[size] = point
    return size + 1
  }
  units[size] = 0xd800 + ((point - 0x10000) >> 10)
  units[size + 1] = 0xdc00 + ((point - 0x10000) & 0x3ff)
  return size + 2
}

/** Quotes, dashes, the ellipsis and ™, which right texts have behind capitals. */
const BEHIND_LETTERS = new Set(Array.from('‚„…‹‘’“”–—™›«»', (sign) => BYTES_BY_UNIT.get(sign.charCodeAt(0))))

/** How much a sequence shows: 2 is enough. `isInRun`: another one ends where it begins, as in words of other alphabets. */
function evidenceOf(bytes: Uint8Array, length: number, isInRun: boolean): number {
  const lead = bytes[0]!
  const second = bytes[1]!
  // Letters and signs of Latin-1, and letters of central Europe and Turkish.
  if (length === 2 && lead <= 0xc5 && !BEHIND_LETTERS.has(second)) return lead <= 0xc3 ? 2 : 1
  // Quotes, dashes, the ellipsis, €, ™; emojis.
  if (length === 3 && lead === 0xe2 && second <= 0x84) return 2
  if (length === 4 && lead === 0xf0 && second === 0x9f) return 2
  return isInRun ? 1 : 0
}

/**
 * The length and the meaning, as a UTF-16 unit (0: none), of a sequence that has lost its last byte, one that programs drop:
 * 0x9d, or a space (0xa0) folded.
 */
function damagedSign(text: string, at: number): { readonly length: number; readonly unit: number } | undefined {
  if (text.startsWith('â€', at)) return { length: text[at + 2] === '\ufffd' ? 3 : 2, unit: 0x201d }
  if (text[at + 1] !== ' ') return undefined
  if (text[at] === 'Ã') return { length: 1, unit: 0xe0 }
  return text[at] === 'Â' ? { length: 1, unit: 0 } : undefined
}

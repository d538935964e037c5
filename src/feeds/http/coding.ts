/**
 * Content-codings undone, with a limit: RFC 9110 §8.4. One coding only, since a second one serves nobody but the maker
 * of a decompression bomb.
 *
 * Servers lie in both directions: plain text under `Content-Encoding: gzip`, and a stored `feed.xml.gz` without any.
 * The first bytes decide there, for gzip and zstd announce themselves.
 */
import { promisify } from 'node:util'
import zlib from 'node:zlib'

/** A body that could not be decoded; `fetch.ts` makes the sentence of it. */
export class CodingError extends Error {
  readonly what: 'too-large' | 'damaged' | 'several' | 'unknown'

  constructor(what: CodingError['what'], coding: string) {
    super(coding)
    this.name = 'CodingError'
    this.what = what
  }
}

type Coding = 'gzip' | 'br' | 'deflate' | 'deflate-raw' | 'zstd'

const NAMES = new Map<string, Coding | ''>(
  Object.entries({
    gzip: 'gzip',
    'x-gzip': 'gzip',
    br: 'br',
    deflate: 'deflate',
    zstd: 'zstd',
    // No coding at all, though found in this header.
    identity: '',
    none: '',
    'utf-8': '',
    utf8: '',
    binary: '',
    '8bit': '',
    '7bit': '',
    'aws-chunked': '',
  }),
)

const NOW = {
  gzip: zlib.gunzipSync,
  br: zlib.brotliDecompressSync,
  deflate: zlib.inflateSync,
  'deflate-raw': zlib.inflateRawSync,
  zstd: zlib.zstdDecompressSync,
}
const ELSEWHERE = {
  gzip: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  br: promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
  deflate: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate),
  'deflate-raw': promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflateRaw),
  zstd: promisify<Uint8Array, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress),
}

/** Up to here a body is decoded at once: less than a millisecond for honest text, and no trip to another thread. */
const AT_ONCE_BYTES = 65_536
/** And only where it cannot unpack to more: a bomb of 64 kB would stop everything for a tenth of a second. */
const MOST_AT_ONCE_BYTES = 1_048_576

/**
 * The coding of a body: from its header value, corrected by its first bytes; undefined where there is none. Throws
 * CodingError for a second or unknown coding.
 */
export function codingOf(header: string | undefined, body: Uint8Array): Coding | undefined {
  const named = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && NAMES.get(name) !== '')
  if (named.length > 1) throw new CodingError('several', named.join(', '))
  const name = named[0]
  const coding = NAMES.get(name ?? '') || undefined
  if (name !== undefined && coding === undefined) throw new CodingError('unknown', name)
  if (body.length === 0) return undefined
  const isGzip = body[0] === 0x1f && body[1] === 0x8b
  if (isGzip) return coding === undefined || coding === 'gzip' ? 'gzip' : coding
  const isZstd = body[0] === 0x28 && body[1] === 0xb5 && body[2] === 0x2f && body[3] === 0xfd
  if (isZstd) return coding === undefined || coding === 'zstd' ? 'zstd' : coding
  if (coding === 'gzip' || coding === 'zstd') return undefined
  // RFC 9110 §8.4.1.2: deflate is the zlib format, but some servers send it without zlib's two bytes.
  if (coding === 'deflate')
    return ((body[0] ?? 0) & 0x0f) === 8 && (((body[0] ?? 0) << 8) | (body[1] ?? 0)) % 31 === 0
      ? 'deflate'
      : 'deflate-raw'
  return coding
}

/**
 * The body decoded, at most `maxBytes` long. Throws CodingError: `too-large` beyond that, `damaged` for a body that
 * breaks off or is no such coding, `several` where another coding lies inside.
 */
export async function decodeBody(body: Uint8Array, coding: Coding, maxBytes: number): Promise<Uint8Array> {
  // One chunk for the whole text where that can be guessed, since joining several copies all of them at once: gzip ends
  // with the length (RFC 1952 §2.3.1), a hint only. What is not written of a chunk takes no memory.
  const guessBytes = coding === 'gzip' && body.length >= 18 ? lengthAtEnd(body) : body.length * 6
  const chunkSize = Math.min(Math.max(4_096, guessBytes + 64), maxBytes + 64)
  const options = { maxOutputLength: maxBytes, chunkSize }
  // Node 24 takes a zstd body that breaks off for a short one.
  if (coding === 'zstd' && !isWholeZstd(body)) throw new CodingError('damaged', coding)
  let decoded: Uint8Array
  try {
    const isSmall = body.length <= AT_ONCE_BYTES && maxBytes <= MOST_AT_ONCE_BYTES
    decoded = isSmall ? NOW[coding](body, options) : await ELSEWHERE[coding](body, options)
  } catch (error) {
    const isTooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    // Without its cause: a zlib error holds the stream that made it, and that holds all it has unpacked.
    throw new CodingError(isTooLarge ? 'too-large' : 'damaged', coding)
  }
  if (decoded[0] === 0x1f && decoded[1] === 0x8b) throw new CodingError('several', `${coding}, gzip`)
  return decoded
}

const lengthAtEnd = (body: Uint8Array): number =>
  new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(body.byteLength - 4, true)

/** Whether every zstd frame of a body reaches its last block (RFC 8878 §3.1): headers are walked, nothing is unpacked. */
function isWholeZstd(body: Uint8Array): boolean {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  let at = 0
  try {
    while (at < body.length) {
      const magic = view.getUint32(at, true)
      if (magic >>> 4 === 0x184d2a5) {
        at += 8 + view.getUint32(at + 4, true)
        continue
      }
      // What follows the first frame and is none is junk after the end; the decoder judges it.
      if (magic !== 0xfd2fb528) return at > 0
      const descriptor = view.getUint8(at + 4)
      const isSingleSegment = (descriptor & 0x20) !== 0
      const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
      const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0
      at += 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes
      for (let isLast = false; !isLast; ) {
        const block = view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
        isLast = (block & 1) === 1
        const isRepeat = ((block >>> 1) & 3) === 1
        at += 3 + (isRepeat ? 1 : block >>> 3)
      }
      if (descriptor & 4) at += 4
    }
  } catch {
    // Beyond the end: a header is cut.
    return false
  }
  return at === body.length
}

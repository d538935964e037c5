/**
 * Decodes content-codings (RFC 9110 §8.4) up to a size limit. Only one coding is accepted: honest servers apply one,
 * and a second one is what a decompression bomb uses.
 *
 * Servers get the header wrong in both directions: plain text with `Content-Encoding: gzip`, and a stored `feed.xml.gz`
 * without the header. The first bytes decide then, since gzip and zstd begin with a magic number.
 */
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { AnswerError } from './failure.ts'

type Coding = 'gzip' | 'br' | 'deflate' | 'deflate-raw' | 'zstd'

const NAMES = new Map<string, Coding | ''>(
  Object.entries({
    gzip: 'gzip',
    'x-gzip': 'gzip',
    br: 'br',
    deflate: 'deflate',
    zstd: 'zstd',
    // Values seen in this header that name no coding.
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

const DECODE_SYNC = {
  gzip: zlib.gunzipSync,
  br: zlib.brotliDecompressSync,
  deflate: zlib.inflateSync,
  'deflate-raw': zlib.inflateRawSync,
  zstd: zlib.zstdDecompressSync,
}
const DECODE_IN_THREAD_POOL = {
  gzip: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  br: promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
  deflate: promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate),
  'deflate-raw': promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflateRaw),
  zstd: promisify<Uint8Array, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress),
}

/** A body of at most this size is decoded synchronously: measured below 1 ms for ordinary text, less than the thread pool costs. */
const MAX_SYNC_BYTES = 65_536
/** Synchronous decoding needs an output limit of at most this: a bomb of 64 kB would otherwise block the process for 100 ms. */
const MAX_SYNC_DECODED_BYTES = 1_048_576

/**
 * The coding of a body, from its header value, corrected by its first bytes; undefined when it is not encoded. Throws
 * AnswerError for a second coding or an unknown one.
 */
export function codingOf(header: string | undefined, body: Uint8Array): Coding | undefined {
  const named = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && NAMES.get(name) !== '')
  if (named.length > 1) throw new AnswerError('several-codings', { about: named.join(', ') })
  const name = named[0]
  const coding = NAMES.get(name ?? '') || undefined
  if (name !== undefined && coding === undefined) throw new AnswerError('unknown-coding', { about: name })
  if (body.length === 0) return undefined
  const isGzip = body[0] === 0x1f && body[1] === 0x8b
  if (isGzip) return coding === undefined || coding === 'gzip' ? 'gzip' : coding
  const isZstd = body[0] === 0x28 && body[1] === 0xb5 && body[2] === 0x2f && body[3] === 0xfd
  if (isZstd) return coding === undefined || coding === 'zstd' ? 'zstd' : coding
  if (coding === 'gzip' || coding === 'zstd') return undefined
  // RFC 9110 §8.4.1.2: deflate is the zlib format, but some servers send it without zlib's two header bytes.
  if (coding === 'deflate')
    return ((body[0] ?? 0) & 0x0f) === 8 && (((body[0] ?? 0) << 8) | (body[1] ?? 0)) % 31 === 0
      ? 'deflate'
      : 'deflate-raw'
  return coding
}

/**
 * The decoded body, at most `maxBytes` long. Throws AnswerError: `unpacks-too-long` beyond that, `damaged` for a body
 * that is truncated or not in this coding, `several-codings` when the result is encoded again.
 */
export async function decodeBody(body: Uint8Array, coding: Coding, maxBytes: number): Promise<Uint8Array> {
  // zlib collects its output in chunks and copies them together at the end, which doubles the memory. So the chunk size is
  // a guess at the whole length: gzip ends with that length (RFC 1952 §2.3.1), which may be wrong; for the others six
  // times the encoded length. The unwritten part of a chunk takes no physical memory.
  const guessedBytes = coding === 'gzip' && body.length >= 18 ? lengthAtEnd(body) : body.length * 6
  const chunkSize = Math.min(Math.max(4_096, guessedBytes + 64), maxBytes + 64)
  const options = { maxOutputLength: maxBytes, chunkSize }
  // Node 24 decodes a truncated zstd body without an error.
  if (coding === 'zstd' && !isWholeZstd(body)) throw new AnswerError('damaged', { about: coding })
  let decoded: Uint8Array
  try {
    const isSmall = body.length <= MAX_SYNC_BYTES && maxBytes <= MAX_SYNC_DECODED_BYTES
    decoded = isSmall ? DECODE_SYNC[coding](body, options) : await DECODE_IN_THREAD_POOL[coding](body, options)
  } catch (error) {
    const { code } = error as { code?: string }
    const raw = coding === 'gzip' && code === 'Z_BUF_ERROR' ? withoutFrame(body) : undefined
    if (raw !== undefined) return decodeBody(raw, 'deflate-raw', maxBytes)
    const isTooLarge = code === 'ERR_BUFFER_TOO_LARGE'
    // Without `cause`: a zlib error references its stream, and the stream references everything decoded so far.
    throw new AnswerError(isTooLarge ? 'unpacks-too-long' : 'damaged', { about: coding })
  }
  if (decoded[0] === 0x1f && decoded[1] === 0x8b) throw new AnswerError('several-codings', { about: `${coding}, gzip` })
  return decoded
}

/**
 * The compressed data of a gzip body without its header (RFC 1952 §2.3), for a body that was cut off inside the eight bytes of
 * checksum and length at its end: the data themselves show where they end. Undefined where the header is cut off or unknown.
 * Seen: servers that compress a stream and close it without finishing gzip.
 */
function withoutFrame(body: Uint8Array): Uint8Array | undefined {
  const flags = body[3] ?? 0xff
  let at = 10
  if (flags & 0x04) at += 2 + (body[at] ?? 0) + ((body[at + 1] ?? 0) << 8)
  // The name and the comment end with a zero byte.
  for (const flag of [0x08, 0x10]) if (flags & flag) at = body.indexOf(0, at) + 1 || body.length
  if (flags & 0x02) at += 2
  return at >= body.length || flags & 0xe0 ? undefined : body.subarray(at)
}

const lengthAtEnd = (body: Uint8Array): number =>
  new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(body.byteLength - 4, true)

/** Whether every zstd frame of a body reaches its last block (RFC 8878 §3.1). Reads the headers only; decodes nothing. */
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
      // Bytes after the first frame that are not a frame: trailing junk, left to the decoder.
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
    // RangeError: a header is truncated.
    return false
  }
  return at === body.length
}

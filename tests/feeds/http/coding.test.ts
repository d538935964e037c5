import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { codingOf, decodeBody } from '../../../src/feeds/http/coding.ts'

const text = Buffer.from(`<rss>${'Une façon de parler. '.repeat(500)}</rss>`)
/** 400 kB that compress badly: hexadecimal digits of hashes. */
const long = Buffer.from(
  Array.from({ length: 6250 }, (_, i) => createHash('sha256').update(String(i)).digest('hex')).join(''),
)

const decode = async (header: string | undefined, body: Uint8Array, maxBytes = 1_000_000): Promise<string> => {
  const coding = codingOf(header, body)
  return Buffer.from(coding === undefined ? body : await decodeBody(body, coding, maxBytes)).toString()
}

describe('decodeBody', () => {
  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['identity', text],
    ['utf-8', text],
    ['identity, gzip', gzipSync(text)],
    ['', text],
    [undefined, text],
    // Wrong headers: a coding that is named but not used, and one that is used but not named.
    ['gzip', text],
    ['zstd', text],
    [undefined, gzipSync(text)],
    [undefined, zstdCompressSync(text)],
    // Junk after the end, which gunzip and browsers ignore.
    ['gzip', Buffer.concat([gzipSync(text), Buffer.alloc(10)])],
    ['gzip', Buffer.concat([gzipSync(text.subarray(0, 100)), gzipSync(text.subarray(100))])],
    ['zstd', zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
    ['zstd', zstdCompressSync(text, { pledgedSrcSize: text.length })],
  ])('decodes %s', async (header, body) => {
    expect(await decode(header, body)).toBe(text.toString())
  })

  it.each([
    ['gzip', gzipSync(long)],
    ['br', brotliCompressSync(long)],
    ['deflate', deflateSync(long)],
    ['deflate', deflateRawSync(long)],
    ['zstd', zstdCompressSync(long)],
  ])('decodes a long %s body in the thread pool', async (header, body) => {
    expect(body.length).toBeGreaterThan(65_536)
    const coding = codingOf(header, body)
    expect(Buffer.compare(await decodeBody(body, coding!, 500_000), long)).toBe(0)
  })

  it.each([
    ['gzip', gzipSync(Buffer.alloc(5_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(5_000_000))],
    ['deflate', deflateSync(Buffer.alloc(5_000_000))],
    ['deflate', deflateRawSync(Buffer.alloc(5_000_000))],
    ['zstd', zstdCompressSync(Buffer.alloc(5_000_000))],
    ['gzip', gzipSync(long)],
  ])('refuses a %s bomb', async (header, body) => {
    await expect(decode(header, body, 100_000)).rejects.toMatchObject({ code: 'unpacks-too-long' })
  })

  it.each([
    ['without its checksum and length', gzipSync(text).subarray(0, -8)],
    ['without the last byte', gzipSync(text).subarray(0, -1)],
    [
      'with a name in its header',
      Buffer.concat([
        Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]),
        Buffer.from('feed.xml\0'),
        deflateRawSync(text),
      ]),
    ],
    [
      'with an extra field in its header',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 2, 0, 1, 2]), deflateRawSync(text)]),
    ],
  ])('decodes gzip %s, whose data are whole', async (_, body) => {
    expect(await decode('gzip', body)).toBe(text.toString())
  })

  it('calls gzip with a wrong length at its end damaged, and does not allocate that length', async () => {
    const body = gzipSync(text)
    body.writeUInt32LE(0xffffffff, body.length - 4)
    await expect(decode('gzip', body)).rejects.toMatchObject({ code: 'damaged' })
  })

  it.each([
    ['gzip', gzipSync(text).subarray(0, -20)],
    ['br', brotliCompressSync(text).subarray(0, -5)],
    ['deflate', deflateSync(text).subarray(0, -10)],
    ['zstd', zstdCompressSync(text).subarray(0, -10)],
    ['zstd', zstdCompressSync(text).subarray(0, -1)],
    ['zstd', zstdCompressSync(text).subarray(0, 5)],
    ['zstd', zstdCompressSync(long).subarray(0, 140_000)],
    ['zstd', Buffer.concat([zstdCompressSync(text), zstdCompressSync(text).subarray(0, -1)])],
    ['br', text],
    ['gzip', Buffer.concat([gzipSync(text).subarray(0, 30), Buffer.alloc(30, 1)])],
  ])('calls a truncated or broken %s body damaged', async (header, body) => {
    await expect(decode(header, body)).rejects.toMatchObject({ code: 'damaged' })
  })

  it.each([
    ['gzip, gzip', gzipSync(gzipSync(text))],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
    ['gzip', gzipSync(gzipSync(text))],
    ['br', brotliCompressSync(gzipSync(text))],
  ])('refuses a second coding under %s', async (header, body) => {
    await expect(decode(header, body)).rejects.toMatchObject({ code: 'several-codings' })
  })

  it('names a coding that is not in our Accept-Encoding', async () => {
    for (const name of ['compress', 'constructor'])
      await expect(decode(name, text)).rejects.toMatchObject({ code: 'unknown-coding', message: name })
  })

  it('leaves an empty body empty', async () => {
    expect(await decode('gzip', new Uint8Array(0))).toBe('')
  })
})

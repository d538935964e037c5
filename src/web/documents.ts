/**
 * A published document as an HTTP answer: byte for byte, with validators that follow the bytes. Our own, because what
 * frameworks bring answers HEAD, lists of tags, If-Modified-Since or a tag for each coding wrongly or not at all.
 */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Instant } from '../core/model.ts'

/** A document as the store holds it. */
export interface PublishedDocument {
  readonly bytes: Uint8Array
  /** `application/atom+xml; charset=utf-8`. */
  readonly contentType: string
  /** Strong, quoted, of these bytes. */
  readonly etag: string
  /** When these bytes were published first. */
  readonly changedAt: Instant
}

type Coding = 'br' | 'gzip' | 'identity'

/** Brotli's default of 11 takes a second for half a megabyte; 5 takes 10 ms and is still smaller than gzip. */
const BROTLI_QUALITY = 5
/** What is compressed once is kept up to this much: 100 main feeds, or all topics of a large newspaper. */
const CACHE_BYTES = 16 * 1024 * 1024

/** Answers GET and HEAD for one document; any number of documents share its cache of compressed bytes. */
export interface DocumentResponder {
  respond(request: Request, document: PublishedDocument): Promise<Response>
}

/** A responder of its own; `maxAgeSeconds` is how long readers may keep what they have without asking. */
export function createResponder(maxAgeSeconds: number): DocumentResponder {
  const compressed = new Map<string, Uint8Array>()
  let cachedBytes = 0

  async function encoded({ bytes, etag }: PublishedDocument, coding: Coding): Promise<Uint8Array> {
    if (coding === 'identity') return bytes
    const key = `${coding} ${etag}`
    const known = compressed.get(key)
    if (known !== undefined) return known
    const made = coding === 'br' ? await brotli(bytes) : await promisify(gzip)(bytes)
    if (compressed.has(key)) return made
    compressed.set(key, made)
    cachedBytes += made.length
    for (const [oldest, { length }] of compressed) {
      if (cachedBytes <= CACHE_BYTES) break
      compressed.delete(oldest)
      cachedBytes -= length
    }
    return made
  }

  async function respond(request: Request, document: PublishedDocument): Promise<Response> {
    const coding = codingFor(request.headers.get('accept-encoding'))
    const etag = tagOf(document.etag, coding)
    const changedAtMs = Math.floor(Date.parse(document.changedAt) / 1000) * 1000
    const headers = new Headers({
      ETag: etag,
      'Last-Modified': new Date(changedAtMs).toUTCString(),
      'Cache-Control': `public, max-age=${maxAgeSeconds}`,
      Vary: 'Accept-Encoding',
      'Access-Control-Allow-Origin': '*',
    })
    if (isUnchanged(request, etag, changedAtMs)) return new Response(null, { status: 304, headers })
    const body = await encoded(document, coding)
    headers.set('Content-Type', document.contentType)
    headers.set('Content-Length', String(body.length))
    if (coding !== 'identity') headers.set('Content-Encoding', coding)
    return new Response(request.method === 'HEAD' ? null : (body as Uint8Array<ArrayBuffer>), { headers })
  }

  return { respond }
}

function brotli(bytes: Uint8Array): Promise<Uint8Array> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  return promisify(brotliCompress)(bytes, { params })
}

/** A strong tag belongs to one sequence of bytes (RFC 9110 §8.8.3.3): each coding has its own. */
function tagOf(etag: string, coding: Coding): string {
  const opaque = etag.replace(/^W\//, '').replace(/^"|"$/g, '')
  return coding === 'identity' ? `"${opaque}"` : `"${opaque}-${coding}"`
}

/**
 * The coding to answer with (RFC 9110 §12.5.3): the wanted one of greatest weight, at equal weight the smallest result.
 * Who asks for nothing gets identity; so does who refuses it without wanting what we have.
 */
function codingFor(accept: string | null): Coding {
  const weights = new Map<string, number>()
  for (const member of (accept ?? '').toLowerCase().split(',')) {
    const [name, ...parameters] = member.split(';').map((part) => part.trim())
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    const weight = q === undefined ? 1 : Number(q)
    if (name) weights.set(name === 'x-gzip' ? 'gzip' : name, weight >= 0 && weight <= 1 ? weight : 0)
  }
  let best: Coding = 'identity'
  // Identity that is not named stands behind every coding that is wanted.
  let bestWeight = weights.get('identity') ?? 0
  for (const coding of ['gzip', 'br'] as const) {
    const weight = weights.get(coding) ?? weights.get('*') ?? 0
    if (weight > 0 && weight >= bestWeight) [best, bestWeight] = [coding, weight]
  }
  return best
}

/** RFC 9110 §13.2.2: If-None-Match, weakly compared, decides alone where it is given; else If-Modified-Since, if it is a date. */
function isUnchanged(request: Request, etag: string, changedAtMs: number): boolean {
  const tags = request.headers.get('if-none-match')
  if (tags !== null) {
    if (tags.trim() === '*') return true
    return tags.match(/"[^"]*"/g)?.some((tag) => tag === etag) ?? false
  }
  const since = request.headers.get('if-modified-since')
  return since !== null && changedAtMs <= httpDate(since)
}

/** An HTTP date in one of its three forms (RFC 9110 §5.6.7) in ms, else NaN, which is neither before nor after anything. */
function httpDate(text: string): number {
  if (/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) return Date.parse(text)
  if (/^[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/.test(text))
    return Date.parse(text.replaceAll('-', ' '))
  if (/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(text)) return Date.parse(`${text} GMT`)
  return Number.NaN
}

/**
 * Serves a published document byte for byte, with validators computed from its bytes. Written here, because the
 * middleware of frameworks handles HEAD, lists of ETags, If-Modified-Since or one ETag per coding wrongly or not at
 * all.
 */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Instant } from '../core/model.ts'

/** A document as the store holds it. */
export interface PublishedDocument {
  readonly bytes: Uint8Array
  /** `application/atom+xml; charset=utf-8`. */
  readonly contentType: string
  /** The strong ETag of these bytes, with its quotation marks. */
  readonly etag: string
  /** When these bytes were first published. */
  readonly changedAt: Instant
}

type Coding = 'br' | 'gzip' | 'identity'

/** Brotli's default of 11 takes a second for half a megabyte; 5 takes 10 ms and is still smaller than gzip. */
const BROTLI_QUALITY = 5
/** The size of the cache of compressed documents: enough for 100 main feeds, or all topics of a large newspaper. */
const CACHE_BYTES = 16 * 1024 * 1024

/** Answers GET and HEAD for documents, which share one cache of compressed bytes. */
interface DocumentResponder {
  respond(request: Request, document: PublishedDocument): Promise<Response>
}

/** A responder with a cache of its own. `maxAgeSeconds` is how long clients may use a document without asking again. */
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

/**
 * The ETag of a document in a coding. A strong ETag identifies one sequence of bytes (RFC 9110 §8.8.3.3), so each
 * coding has its own.
 */
function tagOf(etag: string, coding: Coding): string {
  const opaque = etag.replace(/^W\//, '').replace(/^"|"$/g, '')
  return coding === 'identity' ? `"${opaque}"` : `"${opaque}-${coding}"`
}

/**
 * The coding to answer with (RFC 9110 §12.5.3): the accepted one with the greatest weight, at equal weight the one with
 * the smallest result. Without Accept-Encoding it is identity, and also when identity is refused but none of ours is
 * accepted.
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
  // Identity that is not listed ranks behind every accepted coding.
  let bestWeight = weights.get('identity') ?? 0
  for (const coding of ['gzip', 'br'] as const) {
    const weight = weights.get(coding) ?? weights.get('*') ?? 0
    if (weight > 0 && weight >= bestWeight) [best, bestWeight] = [coding, weight]
  }
  return best
}

/**
 * Whether the client already has these bytes (RFC 9110 §13.2.2): If-None-Match, compared weakly, decides alone where it
 * is given; else If-Modified-Since, if it is a valid date.
 */
function isUnchanged(request: Request, etag: string, changedAtMs: number): boolean {
  const tags = request.headers.get('if-none-match')
  if (tags !== null) {
    if (tags.trim() === '*') return true
    return tags.match(/"[^"]*"/g)?.some((tag) => tag === etag) ?? false
  }
  const since = request.headers.get('if-modified-since')
  return since !== null && changedAtMs <= httpDate(since)
}

/**
 * An HTTP date in one of its three forms (RFC 9110 §5.6.7) in milliseconds; NaN for anything else, for which every
 * comparison is false.
 */
function httpDate(text: string): number {
  if (/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) return Date.parse(text)
  if (/^[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/.test(text))
    return Date.parse(text.replaceAll('-', ' '))
  if (/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(text)) return Date.parse(`${text} GMT`)
  return Number.NaN
}

/**
 * Serves bytes with validators that follow from them. Written here, because the middleware of frameworks handles HEAD, lists
 * of ETags, If-Modified-Since or one ETag per coding wrongly or not at all.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Instant } from '../core/model.ts'
import { type Answer, headersOf } from './answer.ts'
import { type Coding, codingFor, encode } from './codings.ts'

/** A document, or a page, as it is published. */
export interface PublishedDocument {
  readonly bytes: Uint8Array
  /** `application/atom+xml; charset=utf-8`. */
  readonly contentType: string
  /** The strong ETag of these bytes, with its quotation marks. */
  readonly etag: string
  /** When these bytes were first published; absent where that is not known to the second. */
  readonly changedAt?: Instant
}

/** How a document may be used by clients. */
export interface ServingOptions {
  /** How long clients may use it without asking again. */
  readonly maxAgeSeconds: number
  /** Whether pages of other origins may read it, as feed readers in a browser do. */
  readonly isShared?: boolean
  readonly more?: Readonly<Record<string, string>>
}

/** The bytes of a document in one coding, with the headers of both answers. */
interface Form {
  readonly etag: string
  readonly whole: Answer
  readonly unchanged: Answer
}

/** A document that answers GET and HEAD. */
export interface ServedDocument {
  readonly document: PublishedDocument
  /** The bytes of memory that it may take: compressed, texts are shorter than half. */
  readonly size: number
  /** At once, unless nobody has asked in that coding before. */
  answer(request: IncomingHttpHeaders): Answer | Promise<Answer>
}

/** What a script of another origin may read of an answer (Fetch §3.3.4); the rest of the usual headers it may read anyway. */
const SHARED: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, Last-Modified, Content-Length, Retry-After',
}

/** The headers of CORS where a document is shared, else none. */
export const sharedHeaders = (isShared: boolean): Readonly<Record<string, string>> => (isShared ? SHARED : {})

/** Serves a document; what is compressed once is kept with it. */
export function serveDocument(document: PublishedDocument, options: ServingOptions): ServedDocument {
  /** While the first is being compressed, others wait for it. */
  const forms = new Map<Coding, Form | Promise<Form>>()
  const changedAtMs =
    document.changedAt === undefined ? undefined : Math.floor(Date.parse(document.changedAt) / 1000) * 1000

  async function makeForm(coding: Coding): Promise<Form> {
    const body = await encode(document.bytes, coding)
    const etag = tagOf(document.etag, coding)
    const validators: Record<string, string> = {
      ETag: etag,
      ...(changedAtMs === undefined ? {} : { 'Last-Modified': new Date(changedAtMs).toUTCString() }),
      'Cache-Control': `public, max-age=${options.maxAgeSeconds}`,
      Vary: 'Accept-Encoding',
      ...sharedHeaders(options.isShared ?? false),
      ...options.more,
    }
    const content: Record<string, string> = {
      'Content-Type': document.contentType,
      'Content-Length': String(body.length),
      ...(coding === 'identity' ? {} : { 'Content-Encoding': coding }),
    }
    const form: Form = {
      etag,
      whole: { status: 200, headers: headersOf({ ...content, ...validators }), body },
      unchanged: { status: 304, headers: headersOf(validators) },
    }
    forms.set(coding, form)
    return form
  }
  const choose = (form: Form, request: IncomingHttpHeaders): Answer =>
    isUnchanged(request, form.etag, changedAtMs) ? form.unchanged : form.whole

  return {
    document,
    size: document.bytes.length * 2 + 4_096,
    answer(request) {
      const coding = codingFor(request['accept-encoding'] as string | undefined)
      let form = forms.get(coding)
      if (form === undefined) {
        form = makeForm(coding).catch((error: unknown) => {
          forms.delete(coding)
          throw error
        })
        forms.set(coding, form)
      }
      return form instanceof Promise ? form.then((made) => choose(made, request)) : choose(form, request)
    },
  }
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
 * Whether the client already has these bytes (RFC 9110 §13.2.2): If-None-Match, compared weakly, decides alone where it
 * is given; else If-Modified-Since, if it is a valid date.
 */
function isUnchanged(request: IncomingHttpHeaders, etag: string, changedAtMs: number | undefined): boolean {
  const tags = request['if-none-match']
  if (tags !== undefined) {
    if (tags.trim() === '*') return true
    return tags.match(/"[^"]*"/g)?.some((tag) => tag === etag) ?? false
  }
  const since = request['if-modified-since']
  return since !== undefined && changedAtMs !== undefined && changedAtMs <= httpDate(since)
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

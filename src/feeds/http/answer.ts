/** The request for one source and its answer, as plain data. */
import type { Freshness } from './freshness.ts'

/** One source, and what is stored about it. */
export interface FetchRequest {
  readonly sourceId: string
  /** As configured, with credentials. May be a local file, `file:///…`. */
  readonly url: string
  /** The target of two consistent 301/308 answers; requested instead of `url`. */
  readonly permanentUrl?: string
  /** The target of a 301/308 answer seen once so far. */
  readonly candidateUrl?: string
  /** Byte for byte as received, as Latin-1. */
  readonly etag?: string
  readonly lastModified?: string
  /** The final URL the validators belong to. */
  readonly validatorsUrl?: string
  /** The source's configured headers. All but Accept, Accept-Language and User-Agent go to the origin of `url` only. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

interface AnswerBase {
  /** The final URL, without credentials. The validators belong to it, and relative links resolve against it. */
  readonly url: string
  readonly etag?: string
  readonly lastModified?: string
  readonly freshness: Freshness
  /** The state of redirects to store in place of the old one; absent means that the old value is deleted. */
  readonly permanentUrl?: string
  readonly candidateUrl?: string
  /** The HTTP status; 200 or 304 for a local file. */
  readonly status: number
}

/** What a source answered. Its validators and redirects replace the stored ones; absent means that the old value is deleted. */
export type FetchAnswer =
  | (AnswerBase & { readonly kind: 'modified'; readonly bytes: Uint8Array; readonly contentType?: string })
  | (AnswerBase & { readonly kind: 'not-modified' })

/** An answer together with the memory it occupies. */
export interface HeldAnswer {
  readonly answer: FetchAnswer
  /** To be called when the answer's bytes are no longer used. */
  readonly release: () => void
}

/** An answer that several requests may share. */
export interface SharedAnswer extends HeldAnswer {
  /** Whether another request holds it too and has not released it yet. */
  isShared(): boolean
}

/** What is asked of a source, and what it answered: plain data between fetching and everything after. */
import type { Freshness } from './freshness.ts'

/** One source, and what is remembered of it. */
export interface FetchRequest {
  readonly sourceId: string
  /** As configured, credentials and all; may be `file:///…`, a local file. */
  readonly url: string
  /** Remembered after two consistent 301/308 answers; asked instead of `url`. */
  readonly permanentUrl?: string
  /** The permanent target seen once. */
  readonly candidateUrl?: string
  /** Byte for byte as received, Latin-1. */
  readonly etag?: string
  readonly lastModified?: string
  /** The final URL the validators belong to. */
  readonly validatorsUrl?: string
  /** The source's own headers; all but Accept, Accept-Language and User-Agent go to `url`'s origin only. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

interface AnswerBase {
  /** The final URL, without credentials: validators belong to it, and relative links start there. */
  readonly url: string
  readonly etag?: string
  readonly lastModified?: string
  readonly freshness: Freshness
  /** The new state to store, with the answer's own success; absent: forget. */
  readonly permanentUrl?: string
  readonly candidateUrl?: string
  /** 200 or 304; of a local file too. */
  readonly status: number
}

/** What a source answered. Validators and moves in it are the new state; absent means forget. */
export type FetchAnswer =
  | (AnswerBase & { readonly kind: 'modified'; readonly bytes: Uint8Array; readonly contentType?: string })
  | (AnswerBase & { readonly kind: 'not-modified' })

/** An answer with the place it holds. */
export interface HeldAnswer {
  readonly answer: FetchAnswer
  readonly release: () => void
}

/** An answer that several may have asked for. */
export interface SharedAnswer extends HeldAnswer {
  /** Whether another has it that has not released it yet. */
  isShared(): boolean
}

/**
 * One fetch a URL a run: who asks for the same thing shares the answer, be it under way or there already.
 *
 * Bias: a second request is better than memory without bound, so finished answers are kept while they are small, few
 * and young; a configuration has one URL twice by oversight, not by the thousand.
 */
import { type ErrorDetails, FetchError, SourceError } from '../../core/errors.ts'
import type { FetchRequest, HeldAnswer, SharedAnswer } from './answer.ts'

/** What finished answers may hold in all, how long one may be, and how old. */
const KEPT_BYTES = 4_194_304
const KEPT_ANSWER_BYTES = 1_048_576
const KEPT_MS = 300_000
const KEPT_ANSWERS = 5_000

interface Kept {
  readonly promise: Promise<HeldAnswer>
  readonly sourceId: string
  readonly sinceMs: number
  /** Who holds the answer now. */
  users: number
  /** Undefined while it is under way. */
  bytes?: number
}

export interface Memo {
  share(request: FetchRequest, fetch: (request: FetchRequest) => Promise<HeldAnswer>): Promise<SharedAnswer>
}

/** A memo whose age is told by the wall clock, so that simulated days count. */
export function openMemo(now: () => Date): Memo {
  const keptByKey = new Map<string, Kept>()
  let heldBytes = 0

  const drop = (key: string, kept: Kept): void => {
    if (keptByKey.get(key) !== kept) return
    keptByKey.delete(key)
    heldBytes -= kept.bytes ?? 0
  }

  /** A finished answer is kept when it is small; the oldest make room. */
  const settle = (key: string, kept: Kept, bytes: number): void => {
    kept.bytes = bytes
    if (keptByKey.get(key) !== kept) return
    heldBytes += bytes
    if (bytes > KEPT_ANSWER_BYTES) drop(key, kept)
    for (const [oldestKey, oldest] of keptByKey) {
      if (heldBytes <= KEPT_BYTES && keptByKey.size <= KEPT_ANSWERS) break
      if (oldest.bytes !== undefined) drop(oldestKey, oldest)
    }
  }

  const start = (key: string, request: FetchRequest, fetch: (request: FetchRequest) => Promise<HeldAnswer>): Kept => {
    const promise = fetch(request)
    const kept: Kept = { promise, sourceId: request.sourceId, sinceMs: now().getTime(), users: 0 }
    keptByKey.set(key, kept)
    promise.then(
      ({ answer }) => settle(key, kept, answer.kind === 'modified' ? answer.bytes.length : 0),
      // A failure is an answer too, one request a run; a stop is none.
      (error) => (error instanceof SourceError ? settle(key, kept, 0) : drop(key, kept)),
    )
    return kept
  }

  return {
    async share(request, fetch) {
      const key = keyOf(request)
      for (;;) {
        let kept = keptByKey.get(key)
        if (kept !== undefined && Math.abs(now().getTime() - kept.sinceMs) > KEPT_MS && kept.bytes !== undefined) {
          drop(key, kept)
          kept = undefined
        }
        const isOwn = kept === undefined
        kept ??= start(key, request, fetch)
        const shared = kept
        shared.users++
        try {
          const { answer, release } = await shared.promise
          return {
            answer,
            isShared: () => shared.users > 1,
            release: () => {
              if (--shared.users === 0) release()
            },
          }
        } catch (error) {
          shared.users--
          if (isOwn) throw error
          if (error instanceof SourceError) throw forSource(error, request.sourceId)
          // Whoever it was shared with was stopped; we may not be.
          if (request.signal?.aborted) throw request.signal.reason
        }
      }
    },
  }
}

/** Everything that shapes the request or the state in its answer. */
function keyOf({ url, permanentUrl, candidateUrl, etag, lastModified, validatorsUrl, headers }: FetchRequest): string {
  const sorted = Object.entries(headers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([url, permanentUrl, candidateUrl, etag, lastModified, validatorsUrl, sorted])
}

/** The same failure, told of another source. */
function forSource(error: SourceError, sourceId: string): SourceError {
  const { code, url, retryable, retryAt, status } = error
  const details: ErrorDetails & { status?: number } = { code, url, sourceId, retryable, retryAt, status, cause: error }
  return error instanceof FetchError ? new FetchError(error.message, details) : new SourceError(error.message, details)
}

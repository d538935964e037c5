/**
 * One fetch for each distinct request of a run: a second request for the same thing shares the answer, whether it is
 * still being fetched or already there.
 *
 * Bias: a second fetch is better than unbounded memory. So finished answers are kept only while they are small, few and
 * recent; a configuration lists a URL twice by mistake, not a thousand times.
 */
import { type ErrorDetails, FetchError, HostBusyError, SourceError } from '../../core/errors.ts'
import type { FetchRequest, HeldAnswer, SharedAnswer } from './answer.ts'

/** Limits on finished answers: bytes in all, bytes of one, age, and number. */
const MAX_KEPT_BYTES = 4_194_304
const MAX_KEPT_ANSWER_BYTES = 1_048_576
const MAX_KEPT_MS = 300_000
const MAX_KEPT_ANSWERS = 5_000

interface Kept {
  readonly promise: Promise<HeldAnswer>
  readonly sinceMs: number
  /** How many requests wait for the answer or hold it now. */
  users: number
  /** Undefined while it is being fetched. */
  bytes?: number
}

interface Memo {
  /** The answer to `request`: a kept one, or that of `fetch`. Throws what `fetch` throws, with the source id of `request`. */
  share(request: FetchRequest, fetch: (request: FetchRequest) => Promise<HeldAnswer>): Promise<SharedAnswer>
}

/** A memo whose answers age by the wall clock `now`, so that a simulated clock ages them too. */
export function openMemo(now: () => Date): Memo {
  const keptByKey = new Map<string, Kept>()
  let heldBytes = 0

  const drop = (key: string, kept: Kept): void => {
    if (keptByKey.get(key) !== kept) return
    keptByKey.delete(key)
    heldBytes -= kept.bytes ?? 0
  }

  /** Records a finished answer: a large one is dropped, and the oldest are dropped while the limits are exceeded. */
  const settle = (key: string, kept: Kept, bytes: number): void => {
    kept.bytes = bytes
    if (keptByKey.get(key) !== kept) return
    heldBytes += bytes
    if (bytes > MAX_KEPT_ANSWER_BYTES) drop(key, kept)
    for (const [oldestKey, oldest] of keptByKey) {
      if (heldBytes <= MAX_KEPT_BYTES && keptByKey.size <= MAX_KEPT_ANSWERS) break
      if (oldest.bytes !== undefined) drop(oldestKey, oldest)
    }
  }

  const start = (key: string, request: FetchRequest, fetch: (request: FetchRequest) => Promise<HeldAnswer>): Kept => {
    const promise = fetch(request)
    const kept: Kept = { promise, sinceMs: now().getTime(), users: 0 }
    keptByKey.set(key, kept)
    promise.then(
      ({ answer }) => settle(key, kept, answer.kind === 'modified' ? answer.bytes.length : 0),
      // The failure of a source is kept like an answer. Anything else, such as a stop, is not.
      (error) => (error instanceof SourceError ? settle(key, kept, 0) : drop(key, kept)),
    )
    return kept
  }

  return {
    async share(request, fetch) {
      const key = keyOf(request)
      for (;;) {
        let kept = keptByKey.get(key)
        if (kept !== undefined && Math.abs(now().getTime() - kept.sinceMs) > MAX_KEPT_MS && kept.bytes !== undefined) {
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
          // The request whose fetch we shared was stopped. Unless we are stopped too, fetch again.
          if (request.signal?.aborted) throw request.signal.reason
        }
      }
    },
  }
}

/** A key of everything that shapes the request, or the stored state in its answer. */
function keyOf(request: FetchRequest): string {
  const { url, foundUrl, permanentUrl, candidateUrl, etag, lastModified, validatorsUrl, headers } = request
  const sorted = Object.entries(headers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([url, foundUrl, permanentUrl, candidateUrl, etag, lastModified, validatorsUrl, sorted])
}

/** The same failure for another source. */
function forSource(error: SourceError, sourceId: string): SourceError {
  const { code, url, retryable, retryAt, status } = error
  const details: ErrorDetails & { status?: number } = { code, url, sourceId, retryable, retryAt, status, cause: error }
  const Kind = [HostBusyError, FetchError].find((kind) => error instanceof kind) ?? SourceError
  return new Kind(error.message, details)
}

/**
 * Keeps what was rendered or read from the store, and serves it as long as the store says that nothing has changed. While the
 * store is away, what was served last is served on.
 */
import { StoreError } from '../core/errors.ts'
import type { ServedDocument } from './documents.ts'

/** What a path leads to. */
export type Found =
  | { readonly kind: 'document'; readonly served: ServedDocument }
  /** The page is at another path now. */
  | { readonly kind: 'moved'; readonly path: string }

/** What is found, and whether the store could not be asked. */
export interface Kept {
  readonly found: Found
  readonly isStale: boolean
}

export interface CacheOptions {
  /** A text that changes whenever any page or document may look otherwise. */
  readStamp(): Promise<string>
  /** The bytes of memory to use at most. */
  readonly maxBytes: number
  /** The monotonic clock, in milliseconds. */
  nowMs(): number
  /** Called once when the store goes away, and for every defect. */
  onError(error: unknown): void
}

/** Finds what a key stands for; it is given what was found before. */
type Make = (before: Found | undefined) => Promise<Found | undefined>

export interface Cache {
  /** What `make` finds for the key, made anew where it may have changed. Rejects with what `make` throws where nothing is kept. */
  get(key: string, make: Make): Kept | Promise<Kept | undefined>
  /** For the figures. */
  readonly counts: { hits: number; misses: number; stale: number }
}

/** So long the store is not asked again. It bounds what a busy server costs the store, and how late a change shows. */
const CHECK_MS = 100
/** A page is made anew at most for this share of the time, so that rendering leaves time to serve while much changes. */
const MAKING_SHARE = 0.1
const LONGEST_MS = 1_000
/** While the store is away it is tried again so often. */
const AWAY_MS = 1_000
/** A store that takes longer than this to answer counts as away. */
export const PATIENCE_MS = 2_000
/** The same while a page is made. */
const MAKING_PATIENCE_MS = 10_000
/** What a path that leads to another one takes. */
const MOVED_BYTES = 512

interface Entry {
  kept: Kept
  stamp: string
  /** On the monotonic clock, in milliseconds. */
  goodUntil: number
  size: number
}

/** A cache that drops what was asked for longest ago. */
export function createCache({ readStamp, maxBytes, nowMs, onError }: CacheOptions): Cache {
  const entries = new Map<string, Entry>()
  const running = new Map<string, Promise<Kept | undefined>>()
  const counts = { hits: 0, misses: 0, stale: 0 }
  const stamps = createStamps({ readStamp, nowMs, onError })
  let bytes = 0

  function drop(key: string): void {
    bytes -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }

  function keep(key: string, entry: Entry): void {
    drop(key)
    entries.set(key, entry)
    bytes += entry.size
    for (const oldest of entries.keys()) {
      if (bytes <= maxBytes || oldest === key) break
      drop(oldest)
    }
  }

  async function renew(key: string, entry: Entry | undefined, make: Make): Promise<Kept | undefined> {
    let isMaking = false
    try {
      const stamp = await stamps.now()
      const startedAt = nowMs()
      if (entry !== undefined && entry.stamp === stamp) {
        entry.goodUntil = startedAt + CHECK_MS
        entry.kept = { ...entry.kept, isStale: false }
        counts.hits++
        return entry.kept
      }
      counts.misses++
      isMaking = true
      const made = await within(make(entry?.kept.found), MAKING_PATIENCE_MS)
      if (made === undefined) {
        drop(key)
        return undefined
      }
      const endedAt = nowMs()
      const found = entry !== undefined && isSame(entry.kept.found, made) ? entry.kept.found : made
      const size = found.kind === 'document' ? found.served.size : MOVED_BYTES
      const rest = Math.min(LONGEST_MS, Math.max(CHECK_MS, (endedAt - startedAt) / MAKING_SHARE))
      const kept = { found, isStale: false }
      keep(key, { kept, stamp, goodUntil: endedAt + rest, size })
      return kept
    } catch (error) {
      if (isMaking) {
        if (error instanceof StoreError) stamps.fail(error)
        else onError(error)
      }
      if (entry === undefined) throw error
      counts.stale++
      entry.goodUntil = nowMs() + AWAY_MS
      entry.kept = { ...entry.kept, isStale: true }
      return entry.kept
    }
  }

  return {
    counts,
    get(key, make) {
      const entry = entries.get(key)
      if (entry !== undefined) {
        // What was asked for last is dropped last.
        entries.delete(key)
        entries.set(key, entry)
        if (nowMs() < entry.goodUntil) {
          counts[entry.kept.isStale ? 'stale' : 'hits']++
          return entry.kept
        }
      }
      let renewal = running.get(key)
      if (renewal === undefined) {
        renewal = renew(key, entry, make).finally(() => running.delete(key))
        running.set(key, renewal)
      }
      return renewal
    },
  }
}

/** The store's stamp, read at most every `CHECK_MS`, and not waited for long where the store does not answer. */
function createStamps({ readStamp, nowMs, onError }: Omit<CacheOptions, 'maxBytes'>) {
  let last: { readonly stamp: string } | { readonly error: unknown } | undefined
  let goodUntil = 0
  let isAway = false
  let reading: { readonly promise: Promise<string>; readonly startedAt: number } | undefined

  function fail(error: unknown): void {
    last = { error }
    goodUntil = nowMs() + AWAY_MS
    if (!isAway) onError(error)
    isAway = true
  }

  async function read(): Promise<string> {
    try {
      const stamp = await readStamp()
      last = { stamp }
      goodUntil = nowMs() + CHECK_MS
      isAway = false
      return stamp
    } finally {
      reading = undefined
    }
  }

  return {
    fail,
    async now(): Promise<string> {
      const now = nowMs()
      if (last !== undefined && now < goodUntil) {
        if ('error' in last) throw last.error
        return last.stamp
      }
      reading ??= { promise: read(), startedAt: now }
      const { promise, startedAt } = reading
      try {
        return await within(promise, Math.max(0, startedAt + PATIENCE_MS - now))
      } catch (error) {
        fail(error)
        throw error
      }
    },
  }
}

/** Whether two findings are the same bytes, or the same other path: then what is compressed already stays. */
function isSame(before: Found, after: Found): boolean {
  if (before.kind === 'moved') return after.kind === 'moved' && after.path === before.path
  if (after.kind === 'moved') return false
  const [old, made] = [before.served.document, after.served.document]
  return old.etag === made.etag && old.contentType === made.contentType
}

/** The result, if it comes within so many milliseconds. Else throws StoreError `store/unreachable`; the work goes on unheeded. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new StoreError('The store does not answer.', { code: 'store/unreachable', retryable: true })),
    ms,
  )
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

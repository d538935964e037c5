/** What a run does at once (requests in all and to one host, large answers, bytes held in memory), and how long it waits. */
import pLimit, { type LimitFunction } from 'p-limit'

/**
 * Runs `work` when it is the turn of `host`. It receives the number of its turn, which no other running work of that host has.
 */
export type HostLimits = <T>(host: string, work: (turn: number) => Promise<T>) => Promise<T>

/**
 * At most `perHost` turns at once for one host, `concurrency` in all. A thousand sources of one host wait for that host,
 * and every other host that waits is served between two of them.
 */
export function openHostLimits(concurrency: number, perHost: number): HostLimits {
  const inAll = pLimit(concurrency)
  const byHost = new Map<string, { readonly limit: LimitFunction; readonly free: number[] }>()
  return async (host, work) => {
    const own = byHost.get(host) ?? { limit: pLimit(perHost), free: [...Array(perHost).keys()] }
    byHost.set(host, own)
    const { limit, free } = own
    try {
      return await limit(async () => {
        const turn = free.pop() ?? 0
        try {
          return await inAll(() => work(turn))
        } finally {
          free.push(turn)
        }
      })
    } finally {
      if (limit.activeCount + limit.pendingCount === 0) byHost.delete(host)
    }
  }
}

/** Slots that are held across several steps. */
export interface Slots {
  /** Resolves when a slot is free, with the function that releases it; calling that again does nothing. */
  take(): Promise<() => void>
  isWaitedFor(): boolean
}

/** A number of slots, given out in the order in which they were asked for. */
export function openSlots(count: number): Slots {
  const limit = pLimit(count)
  return {
    take: () => new Promise((taken) => void limit(() => new Promise<void>((giveBack) => taken(giveBack)))),
    isWaitedFor: () => limit.pendingCount > 0,
  }
}

/** The bytes of small answers that were received and not used yet. */
export interface MemoryBudget {
  /** Resolves when less than `maxBytes` is reserved. */
  available(): Promise<void>
  /** Reserves this many bytes and returns the function that frees them; calling it again does nothing. */
  reserve(bytes: number): () => void
}

/** A budget of `maxBytes`: answers may be used more slowly than servers send them. */
export function openMemoryBudget(maxBytes: number): MemoryBudget {
  let reserved = 0
  let freed = Promise.withResolvers<void>()
  return {
    async available() {
      while (reserved >= maxBytes) await freed.promise
    },
    reserve(bytes) {
      reserved += bytes
      let isReserved = true
      return () => {
        if (!isReserved) return
        isReserved = false
        reserved -= bytes
        freed.resolve()
        freed = Promise.withResolvers()
      }
    },
  }
}

/** A running countdown. */
export interface Countdown {
  /** Stops it and returns how many milliseconds were left. */
  stop(): number
}

/** Time is counted in slices of this length. A slice that ends late, because the event loop was busy, counts as one slice. */
const SLICE_MS = 250

/**
 * A countdown that calls `onOver` after `ms` counted milliseconds, once everything that had arrived by then was read. It
 * counts only time in which this process could read its sockets: one long document is parsed without a break, for
 * seconds, and AbortSignal.timeout, which fires right after, would give up servers whose answers have arrived already.
 */
export function startCountdown(ms: number, onOver: () => void): Countdown {
  let leftMs = ms
  let sinceMs = 0
  let sliceMs = 0
  let timer: NodeJS.Timeout | undefined
  let last: NodeJS.Immediate | undefined
  const count = (): void => {
    leftMs -= sliceMs
    sinceMs = performance.now()
    sliceMs = Math.min(SLICE_MS, leftMs)
    // The event loop reads sockets between timers and immediates, so an answer that has arrived is seen first.
    if (leftMs <= 0) last = setImmediate(onOver)
    else timer = setTimeout(count, sliceMs)
  }
  count()
  return {
    stop() {
      clearTimeout(timer)
      clearImmediate(last)
      return Math.max(0, leftMs - Math.min(sliceMs, performance.now() - sinceMs))
    },
  }
}

/** The time one fetch has. */
export interface Deadline {
  /** Aborted when the time is over, when the fetch is given up, and when the run stops. */
  readonly signal: AbortSignal
  /** Starts or resumes the clock. It runs only while a server is to answer, not while the fetch waits for other fetches. */
  run(): void
  pause(): void
  giveUp(reason: Error): void
}

/** A deadline of `totalMs`, paused at first. Its signal aborts with `overdue()` when the time is over, and with the reason of `stop`. */
export function openDeadline(totalMs: number, stop: AbortSignal | undefined, overdue: () => Error): Deadline {
  const own = new AbortController()
  let leftMs = totalMs
  let countdown: Countdown | undefined
  return {
    signal: stop === undefined ? own.signal : AbortSignal.any([own.signal, stop]),
    run() {
      countdown ??= startCountdown(leftMs, () => own.abort(overdue()))
    },
    pause() {
      leftMs = countdown?.stop() ?? leftMs
      countdown = undefined
    },
    giveUp: (reason) => own.abort(reason),
  }
}

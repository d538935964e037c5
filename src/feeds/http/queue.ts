/**
 * Limits on what a run does at once: requests in all, requests to one host, bytes held in memory, and large answers.
 *
 * Hosts are served in turn. A thousand sources of one host wait in that host's own queue, and every other host with a
 * waiting request is served between two of them.
 */
import { type Cancellation, type Countdown, startCountdown } from './deadline.ts'

interface HostQueue {
  /**
   * Resolves when a request to `host` (name and port) may be sent, with the function that releases its slot. `first`
   * goes to the head of that host's queue. Rejects with the reason when cancelled.
   */
  acquire(host: string, cancellation: Cancellation, first?: boolean): Promise<() => void>
}

interface HostState {
  active: number
  /** Whether the host is listed in `ready`. */
  isReady: boolean
  readonly waiting: (() => void)[]
}

/** A queue that lets at most `concurrency` requests run in all, and `perHost` to one host. */
export function openHostQueue(concurrency: number, perHost: number): HostQueue {
  const states = new Map<string, HostState>()
  /** Hosts with a waiting request and a free slot of their own, the next to be served first. */
  const ready: string[] = []
  let active = 0

  const markReady = (host: string, state: HostState): void => {
    if (state.isReady || state.waiting.length === 0 || state.active >= perHost) return
    state.isReady = true
    ready.push(host)
  }

  const forgetIdle = (host: string, state: HostState): void => {
    if (state.active === 0 && state.waiting.length === 0 && states.get(host) === state) states.delete(host)
  }

  const admit = (): void => {
    while (active < concurrency && ready.length > 0) {
      const host = ready.shift() as string
      const state = states.get(host)
      if (state === undefined) continue
      state.isReady = false
      const next = state.waiting.shift()
      if (next === undefined) continue
      state.active++
      active++
      markReady(host, state)
      next()
    }
  }

  const release = (host: string, state: HostState): void => {
    active--
    state.active--
    forgetIdle(host, state)
    markReady(host, state)
    admit()
  }

  return {
    acquire: (host, cancellation, first = false) =>
      new Promise((resolve, reject) => {
        let state = states.get(host)
        if (state === undefined) states.set(host, (state = { active: 0, isReady: false, waiting: [] }))
        const own = state
        let isHeld = true
        const start = (): void => {
          cancellation.onCancel = undefined
          resolve(() => {
            if (isHeld) release(host, own)
            isHeld = false
          })
        }
        cancellation.onCancel = (reason) => {
          const at = own.waiting.indexOf(start)
          if (at >= 0) own.waiting.splice(at, 1)
          forgetIdle(host, own)
          reject(reason)
        }
        if (first) own.waiting.unshift(start)
        else own.waiting.push(start)
        markReady(host, own)
        admit()
      }),
  }
}

/** The bytes of small answers that were received and not used yet. */
interface MemoryBudget {
  /** Resolves when less than `maxBytes` is reserved. Rejects with the reason when cancelled. */
  available(cancellation: Cancellation): Promise<void>
  /** Reserves so many bytes and returns the function that frees them; calling it again does nothing. */
  reserve(bytes: number): () => void
}

/** A budget of `maxBytes`: answers may be used more slowly than servers send them. */
export function openMemoryBudget(maxBytes: number): MemoryBudget {
  const waiting: (() => void)[] = []
  let reserved = 0
  return {
    available: async (cancellation) => {
      while (reserved >= maxBytes)
        await new Promise<void>((resolve, reject) => {
          const start = (): void => {
            cancellation.onCancel = undefined
            resolve()
          }
          cancellation.onCancel = (reason) => {
            const at = waiting.indexOf(start)
            if (at >= 0) waiting.splice(at, 1)
            reject(reason)
          }
          waiting.push(start)
        })
    },
    reserve: (bytes) => {
      reserved += bytes
      let isReserved = true
      return () => {
        if (!isReserved) return
        isReserved = false
        reserved -= bytes
        if (reserved < maxBytes) for (const start of waiting.splice(0)) start()
      }
    },
  }
}

/** A large answer that holds a slot. */
interface LargeHolder {
  /** Whether enough of it has arrived since the last call. */
  hasProgressed(): boolean
  /**
   * Gives the slot up, since others have waited too long. False when it keeps it: all of it has arrived, and its memory is
   * in use until it is released.
   */
  evict(): boolean
}

/** The few slots for answers that are large in memory. */
export interface LargeAnswerLimit {
  /**
   * Resolves when one more large answer may be held, with the function that releases its slot. Of those that wait, the
   * smallest expected answer is next. Rejects with the reason when cancelled.
   */
  acquire(expectedBytes: number, cancellation: Cancellation, holder: LargeHolder): Promise<() => void>
}

interface LargeSlot {
  readonly holder: LargeHolder
  /** After so many more checks the holder is evicted even if it progresses. */
  checksLeft: number
}

/** A holder that progresses may make others wait at most this many times `patienceMs`. */
const MAX_CHECKS = 5

/**
 * A limit of `maxAtOnce` large answers. While others wait, a holder is evicted when it does not progress for
 * `patienceMs`, or has not arrived after five times as long: a server that sends a large answer very slowly must not
 * keep out the answers of others.
 */
export function openLargeAnswerLimit(maxAtOnce: number, patienceMs: number): LargeAnswerLimit {
  const waiting: { readonly expectedBytes: number; readonly start: () => void }[] = []
  /** The next slot to be checked is first. */
  const held = new Set<LargeSlot>()
  let watched: { readonly slot: LargeSlot; readonly countdown: Countdown } | undefined

  const watch = (): void => {
    const slot = waiting.length === 0 ? undefined : held.values().next().value
    if (slot === watched?.slot) return
    watched?.countdown.stop()
    watched = slot && { slot, countdown: startCountdown(patienceMs, () => check(slot)) }
  }

  const check = (slot: LargeSlot): void => {
    held.delete(slot)
    if ((slot.holder.hasProgressed() && --slot.checksLeft > 0) || !slot.holder.evict()) held.add(slot)
    watched = undefined
    admit()
  }

  const admit = (): void => {
    while (held.size < maxAtOnce) {
      const next = waiting.shift()
      if (next === undefined) break
      next.start()
    }
    watch()
  }

  return {
    acquire: (expectedBytes, cancellation, holder) =>
      new Promise((resolve, reject) => {
        const start = (): void => {
          cancellation.onCancel = undefined
          const slot: LargeSlot = { holder, checksLeft: MAX_CHECKS }
          held.add(slot)
          resolve(() => {
            if (held.delete(slot)) admit()
          })
        }
        const own = { expectedBytes, start }
        cancellation.onCancel = (reason) => {
          const at = waiting.indexOf(own)
          if (at >= 0) waiting.splice(at, 1)
          watch()
          reject(reason)
        }
        const at = waiting.findIndex((other) => other.expectedBytes > expectedBytes)
        waiting.splice(at < 0 ? waiting.length : at, 0, own)
        admit()
      }),
  }
}

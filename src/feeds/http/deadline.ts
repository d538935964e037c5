/**
 * How long something may take, and how it is cancelled.
 *
 * Time-outs here count only time in which this process could read its sockets. One long document is parsed without a
 * break, for seconds. A plain timer that fires right after would give up servers whose answers have arrived already.
 */

/** Lets a caller cancel what it waits for, such as a place in a queue or a running exchange. */
export interface Cancellation {
  /** Set by whatever is being waited for; called at most once, with the reason. */
  onCancel?: (reason: unknown) => void
  /** Set once it is cancelled. */
  readonly cancelled?: { readonly reason: unknown }
}

/** A running countdown. */
export interface Countdown {
  /** Stops it and returns how many milliseconds were left. */
  stop(): number
}

/** Time is counted in slices of this length. A slice that ends late, because the event loop was busy, counts as one slice. */
const SLICE_MS = 250

/** A countdown that calls `onOver` after `ms` counted milliseconds, once everything that had arrived by then was read. */
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

/** The time one fetch has. It is cancelled when that time is over, or when the run stops. */
export interface Deadline {
  readonly cancellation: Cancellation
  /** Starts or resumes the clock. It runs only while a server is to answer, not while the fetch waits for other fetches. */
  run(): void
  pause(): void
  /** Stops the clock and the listening; nothing is called afterwards. */
  end(): void
}

/** A deadline of `totalMs`, paused at first. Cancelled with `overdue()` when the time is over, or with the reason of `signal`. */
export function openDeadline(totalMs: number, signal: AbortSignal | undefined, overdue: () => Error): Deadline {
  const cancellation: { onCancel?: (reason: unknown) => void; cancelled?: { readonly reason: unknown } } = {}
  let leftMs = totalMs
  let countdown: Countdown | undefined

  const cancel = (reason: unknown): void => {
    if (cancellation.cancelled !== undefined) return
    cancellation.cancelled = { reason }
    cancellation.onCancel?.(reason)
  }
  const onAbort = (): void => cancel(signal?.reason)
  const pause = (): void => {
    if (countdown === undefined) return
    leftMs = countdown.stop()
    countdown = undefined
  }
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })

  return {
    cancellation,
    pause,
    run() {
      if (countdown !== undefined || cancellation.cancelled !== undefined) return
      countdown = startCountdown(leftMs, () => cancel(overdue()))
    },
    end() {
      pause()
      cancellation.onCancel = undefined
      signal?.removeEventListener('abort', onAbort)
    },
  }
}

/**
 * Time-outs that count only the time in which this process could listen. A long document is read in one go, for seconds;
 * a plain timer that falls due meanwhile would give up servers whose answers lie in their sockets already.
 */

/** A countdown under way. */
export interface Countdown {
  /** Stops it, and says how many milliseconds were left. */
  stop(): number
}

/** Time is counted in slices of so much: one that the event loop overslept counts as its own length. */
const SLICE_MS = 250

/** Calls `onOver` once `ms` have been counted, after everything that had arrived by then was read. */
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
    // Sockets are read between timers and immediates.
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

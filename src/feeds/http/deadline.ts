/** The time one fetch has, and how it is given up: by its own deadline, by the run's end, by whoever it holds up. */
import { ExchangeError } from './connection.ts'
import { type Countdown, startCountdown } from './countdown.ts'
import type { Brake } from './queue.ts'

export interface Deadline {
  readonly brake: Brake
  /** The clock runs while a server is to answer, and is paused while the fetch waits for others. */
  run(): void
  pause(): void
  /** Ends it; nothing is called after. */
  end(): void
}

/** A deadline of `totalMs`, pulled when that is over or when `signal` aborts (then with the signal's own reason). */
export function openDeadline(totalMs: number, signal: AbortSignal | undefined): Deadline {
  const brake: { onPull?: (reason: unknown) => void; pulledBy?: { readonly reason: unknown } } = {}
  let leftMs = totalMs
  let countdown: Countdown | undefined

  const pull = (reason: unknown): void => {
    if (brake.pulledBy !== undefined) return
    brake.pulledBy = { reason }
    brake.onPull?.(reason)
  }
  const onAbort = (): void => pull(signal?.reason)
  const pause = (): void => {
    if (countdown === undefined) return
    leftMs = countdown.stop()
    countdown = undefined
  }
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })

  return {
    brake,
    pause,
    run() {
      if (countdown !== undefined || brake.pulledBy !== undefined) return
      countdown = startCountdown(leftMs, () => pull(new ExchangeError('total')))
    },
    end() {
      pause()
      brake.onPull = undefined
      signal?.removeEventListener('abort', onAbort)
    },
  }
}

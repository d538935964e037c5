/** The time one fetch has, and how it is given up: by its own deadline, by the run's end, by whoever it holds up. */
import { ExchangeError } from './connection.ts'
import type { Brake } from './queue.ts'

export interface Course {
  readonly brake: Brake
  /** The clock runs while a server has the word, and stands while the fetch waits for others. */
  run(): void
  stand(): void
  /** Ends it; nothing is called after. */
  end(): void
}

/** A course of `totalMs`, pulled when that is over or when `signal` aborts (then with the signal's own reason). */
export function openCourse(totalMs: number, signal: AbortSignal | undefined): Course {
  const brake: { onPull?: (reason: unknown) => void; pulledBy?: { readonly reason: unknown } } = {}
  let leftMs = totalMs
  let sinceMs = 0
  let timer: NodeJS.Timeout | undefined

  const pull = (reason: unknown): void => {
    if (brake.pulledBy !== undefined) return
    brake.pulledBy = { reason }
    brake.onPull?.(reason)
  }
  const onAbort = (): void => pull(signal?.reason)
  const stand = (): void => {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    leftMs -= performance.now() - sinceMs
  }
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })

  return {
    brake,
    stand,
    run() {
      if (timer !== undefined || brake.pulledBy !== undefined) return
      sinceMs = performance.now()
      timer = setTimeout(() => pull(new ExchangeError('total')), Math.max(1, leftMs))
    },
    end() {
      stand()
      brake.onPull = undefined
      signal?.removeEventListener('abort', onAbort)
    },
  }
}

/** Turns for everybody else: long computations give the event loop back now and then, and the answer stays the same. */
import { setImmediate as turn } from 'node:timers/promises'

/** So long grouping may compute before everything else has its turn. */
const TURN_MS = 10
let turnedAtMs = performance.now()

/** Gives the loop a turn when the last one is long enough ago. */
export async function giveTurn(): Promise<void> {
  if (performance.now() - turnedAtMs < TURN_MS) return
  await turn()
  turnedAtMs = performance.now()
}

/** What a computation gives back that may be interrupted wherever it yields. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    if (performance.now() - turnedAtMs >= TURN_MS) await giveTurn()
  }
}

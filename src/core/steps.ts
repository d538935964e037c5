/** Computations in steps: a generator that yields now and then, so that whoever runs it can let others have their turn. */

/** The answer of a computation in steps, without a pause. */
export function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

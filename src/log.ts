/** The log of a running worker: one JSON object a line on standard error, since standard output is for the summary. */

/** Writes one line: the event, then the fields; undefined ones are left out, and errors are written by `errorFields`. */
export function logLine(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stderr.write(
    `${JSON.stringify({ event, ...fields }, (_, value: unknown) => (value instanceof Error ? errorFields(value) : value))}\n`,
  )
}

/** The fields of an error in a log line: its code and message, and for a defect the stack. */
export function errorFields(error: Error): { code?: string; message: string; stack?: string | undefined } {
  const { code } = error as { code?: unknown }
  // The message of a failure that we foresaw is enough.
  if (typeof code === 'string' && code.includes('/')) return { code, message: error.message }
  return { ...(typeof code === 'string' ? { code } : {}), message: error.message, stack: error.stack }
}

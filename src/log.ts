/** What a machine reads of a running worker: one JSON object a line, on standard error, so that standard output stays the summary's. */

/** Writes one line: the event first, then the fields as they are; undefined ones are left out, an error is its code, message and stack. */
export function logLine(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stderr.write(
    `${JSON.stringify({ event, ...fields }, (_, value: unknown) => (value instanceof Error ? errorFields(value) : value))}\n`,
  )
}

/** An error as a log line has it: its code and message; of a defect the stack as well, since that is what helps. */
export function errorFields(error: Error): { code?: string; message: string; stack?: string | undefined } {
  const { code } = error as { code?: unknown }
  // A failure we foresaw says all in its message.
  if (typeof code === 'string' && code.includes('/')) return { code, message: error.message }
  return { ...(typeof code === 'string' ? { code } : {}), message: error.message, stack: error.stack }
}

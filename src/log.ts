/** What a machine reads of a running worker: one JSON object a line, on standard error, so that standard output stays the summary's. */

/** Writes one line: the event first, then the fields as they are; undefined ones are left out, an error is its code, message and stack. */
export function logLine(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stderr.write(
    `${JSON.stringify({ event, ...fields }, (_, value: unknown) => (value instanceof Error ? tellError(value) : value))}\n`,
  )
}

function tellError(error: Error): Record<string, unknown> {
  const { code } = error as { code?: unknown }
  const isForeseen = typeof code === 'string' && code.includes('/')
  // A failure we foresaw says all in its message; of a defect the stack is what helps.
  return {
    ...(code === undefined ? {} : { code }),
    message: error.message,
    ...(isForeseen ? {} : { stack: error.stack }),
  }
}

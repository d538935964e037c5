/** Terminal styles: bold for the main number of a line, dim for details, red (and bold) for what failed or is owed. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
}

/** The styles; without `useColor` they return the text unchanged. */
export function createPaint(useColor: boolean): Paint {
  const style =
    (on: string, off: string) =>
    (text: string): string =>
      useColor && text !== '' ? `\u001B[${on}m${text}\u001B[${off}m` : text
  return { bold: style('1', '22'), dim: style('2', '22'), red: style('1;31', '22;39') }
}

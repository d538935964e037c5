/** How texts are marked on a terminal: bold for the first number, dim for what is quiet, red (and bold) for what failed or is owed. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
}

/** The marks, or plain texts where colour is not wanted. */
export function createPaint(useColor: boolean): Paint {
  const mark =
    (on: string, off: string) =>
    (text: string): string =>
      useColor && text !== '' ? `\u001B[${on}m${text}\u001B[${off}m` : text
  return { bold: mark('1', '22'), dim: mark('2', '22'), red: mark('1;31', '22;39') }
}

/** An answer as plain data, and the headers that every answer of the web server has. */
import type { ServerResponse } from 'node:http'

/** An answer that is ready to be sent. */
export interface Answer {
  readonly status: number
  /** Names and values by turns, as Node sends them without copying. */
  readonly headers: readonly string[]
  /** Whole; absent where there is none. */
  readonly body?: Uint8Array
}

/** No page runs a script, is framed, or loads anything but its style and pictures. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/** Headers by name as an answer holds them, with those that every answer has. */
export const headersOf = (headers: Readonly<Record<string, string>>): string[] => [
  ...Object.entries(headers).flat(),
  ...Object.entries(SECURITY_HEADERS).flat(),
]

/** An answer with a text that is made for this request, so that nobody keeps it; plain unless `more` says otherwise. */
export function textAnswer(status: number, text: string, more: Readonly<Record<string, string>> = {}): Answer {
  const body = Buffer.from(text)
  const length: Record<string, string> = {}
  // An answer without content says no length (RFC 9110 §8.6).
  if (status !== 204) length['Content-Length'] = String(body.length)
  if (body.length > 0) length['Content-Type'] = 'text/plain; charset=utf-8'
  return { status, headers: headersOf({ ...length, 'Cache-Control': 'no-store', ...more }), body }
}

/** Sends an answer; to HEAD without its body. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers as string[])
  if (response.req.method === 'HEAD' || body === undefined || body.length === 0) response.end()
  else response.end(body)
}

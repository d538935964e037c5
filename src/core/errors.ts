/**
 * The failures we foresee. Each message is written for the person who runs Broadsheet: what failed, on what, and the
 * next thing to try. `code` is stable and may be matched by scripts; the original error is the `cause`.
 */
export interface ErrorDetails {
  /** Stable, `room/what`: `fetch/timeout`, `parse/not-a-feed`, `store/locked`. */
  readonly code: string
  /** The address it concerns, never with credentials. */
  readonly url?: string
  readonly sourceId?: string
  /** Whether the same try may succeed later without anybody doing anything. */
  readonly retryable?: boolean
  /** When the other side asked to be tried again, ISO 8601 UTC. */
  readonly retryAt?: string
  readonly cause?: unknown
}

/** A failure with a stable code, written for a person. Everything else that is thrown is a defect of ours. */
export class AppError extends Error {
  readonly code: string
  readonly url?: string
  readonly sourceId?: string
  readonly retryable: boolean
  readonly retryAt?: string

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = details.code
    this.url = details.url
    this.sourceId = details.sourceId
    this.retryable = details.retryable ?? false
    this.retryAt = details.retryAt
  }
}

/** One mistake in the configuration or on the command line: where it stands, and a sentence. */
export interface ConfigMistake {
  /** `digests.0.at`, `sources.2.url`, `--wait`; empty when it is the file as a whole. */
  readonly path: string
  readonly sentence: string
}

/** Wrong usage or configuration; lists every mistake found, one line each as `path: sentence`. Exit code 2. */
export class ConfigError extends AppError {
  readonly mistakes: readonly ConfigMistake[]

  constructor(mistakes: readonly ConfigMistake[], cause?: unknown) {
    super(mistakes.map(({ path, sentence }) => (path ? `${path}: ${sentence}` : sentence)).join('\n'), {
      code: 'config/invalid',
      cause,
    })
    this.mistakes = mistakes
  }
}

/** A failure that concerns one source and stops no other. */
export class SourceError extends AppError {
  /** The HTTP status where there was one. */
  readonly status?: number

  constructor(message: string, details: ErrorDetails & { readonly status?: number }) {
    super(message, details)
    this.status = details.status
  }
}

/** No usable answer: `fetch/{timeout,refused,dns,private,tls,too-large,http,redirect}`. */
export class FetchError extends SourceError {}

/** An answer that is no readable feed: `parse/{not-a-feed,damaged,limit}`. */
export class ParseError extends SourceError {}

/** A template that cannot be filled or compiled. */
export class RenderError extends AppError {}

/** The store, the state, feed or outbox folder is unreachable, full, read-only, newer than us or held. Exit code 3. */
export class StoreError extends AppError {}

/** The rows a claim's statement was to change are another worker's now; its work is dropped, never written. */
export class ClaimLostError extends StoreError {}

/** A delivery that did not happen. `concerns` tells whose fault it is: the transport's (everybody waits) or one recipient's. */
export class DeliveryError extends AppError {
  readonly concerns: 'transport' | 'recipient' | 'unknown'
  /** The server's own words, one line. */
  readonly reply?: string

  constructor(
    message: string,
    details: ErrorDetails & { readonly concerns: 'transport' | 'recipient' | 'unknown'; readonly reply?: string },
  ) {
    super(message, details)
    this.concerns = details.concerns
    this.reply = details.reply
  }
}

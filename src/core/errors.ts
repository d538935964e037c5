/**
 * The failures that are foreseen. Each message is written for the person who runs Broadsheet: what failed, on what, and
 * what to try next. `code` is stable, so that scripts may match it; `cause` is the original error.
 */
export interface ErrorDetails {
  /** Stable, `area/what`: `fetch/timeout`, `parse/not-a-feed`, `store/locked`. */
  readonly code: string
  /** The address it concerns, never with credentials. */
  readonly url?: string
  readonly sourceId?: string
  /** Whether the same attempt may succeed later although nobody changes anything. Default: false. */
  readonly retryable?: boolean
  /** When the other side asked for the next attempt, ISO 8601 UTC. */
  readonly retryAt?: string
  readonly cause?: unknown
}

/** A foreseen failure, with a stable code and a message for a person. Any other error that is thrown is a defect. */
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

/** One mistake in the configuration or on the command line: its place, and a sentence. */
export interface ConfigMistake {
  /** `digests.0.at`, `sources.2.url`, `--wait`; empty where it concerns the file as a whole. */
  readonly path: string
  readonly sentence: string
}

/** Wrong usage or configuration. Its message has one line per mistake, `path: sentence`. Exit code 2. */
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

/** A failure that concerns one source and does not stop the others. */
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

/** Not asked, since its host asked to wait until `retryAt`: it said so to another request of this run. */
export class HostBusyError extends FetchError {}

/** An answer that is not a readable feed: `parse/{not-a-feed,damaged,limit}`. */
export class ParseError extends SourceError {}

/** A template that cannot be filled or compiled. */
export class RenderError extends AppError {}

/**
 * The store, or the state, feed or outbox folder, is unreachable, full, read-only or held by another process, or the store
 * is newer than this program. Exit code 3.
 */
export class StoreError extends AppError {}

/** The claim was lost: its rows now belong to another worker, so the batch under it is dropped and nothing is written. */
export class ClaimLostError extends StoreError {}

/** A delivery that failed. `concerns` says what is affected: the transport, so that all deliveries wait, or one recipient. */
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

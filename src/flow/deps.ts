/** What the flow works with: made by `wire.ts`, handed down, never reached for. */
import type { Config } from '../config.ts'
import type { Fetcher } from '../feeds/http/fetch.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Db } from '../store/db.ts'

/** Everything outside of the flow. */
export interface Deps {
  readonly config: Config
  readonly db: Db
  /** Asked anew for each claim, try and renewal. */
  readonly clock: () => Date
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal
  /** Signs tokens and Message-IDs. */
  readonly secret: string
  /** The program's. */
  readonly version: string
  /** Absolute: the package's templates. */
  readonly templatesFolder: string
  /** Host, process and command, for other workers to read. */
  readonly holder: string
  /** Opened when first needed: reading commands need none. */
  readonly openFetcher: () => Promise<Fetcher>
  readonly openMailer: () => Promise<Mailer>
  /** What is being done, for a person who watches. */
  readonly progress: (
    step: 'Reading' | 'Grouping' | 'Publishing' | 'Mailing',
    done: number,
    of: number,
    what?: string,
  ) => void
  /** A defect of ours, with its stack, into the log. */
  readonly defect: (where: string, error: unknown) => void
}

/** What looking at an edition works with: nothing that signs, so that nothing it makes acts for anybody. */
export type PreviewDeps = Omit<Deps, 'secret'>

/** How long a claim or lease holds unless it is renewed. */
export const CLAIM_MS = 5 * 60_000

/** The instant `ms` after another, as stored. */
export const later = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString()

/** What the flow works with. `wire.ts` makes it; each step receives it as an argument. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import type { Fetcher } from '../feeds/http/fetch.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Db } from '../store/db.ts'

/** Everything that the flow needs from outside itself. */
export interface Deps {
  readonly config: Config
  readonly db: Db
  /** Read anew for each claim, try and renewal. */
  readonly clock: () => Date
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal
  /** Signs tokens and Message-IDs. */
  readonly secret: string
  /** The program's version. */
  readonly version: string
  /** Absolute path of the operator's own templates; the package's are used where it has none, or does not exist. */
  readonly templatesFolder: string
  /** Host, process and command, written to leases for people to read. */
  readonly holder: string
  /** Opened when first needed, since commands that only read need neither. */
  readonly openFetcher: () => Promise<Fetcher>
  readonly openMailer: () => Promise<Mailer>
  /** Shows the progress of a step to a person who watches. */
  readonly progress: (
    step: 'Reading' | 'Grouping' | 'Publishing' | 'Indexing' | 'Mailing',
    done: number,
    of: number,
    what?: string,
  ) => void
  /** Logs a defect of Broadsheet with its stack. */
  readonly defect: (where: string, error: unknown) => void
}

/** What composing a preview works with: no secret, so that nothing made from it can act for a subscriber. */
export type PreviewDeps = Omit<Deps, 'secret'>

/** How long a claim or lease lasts unless it is renewed. */
export const CLAIM_MS = 5 * 60_000

/** The instant `ms` milliseconds after `now`, in the form that is stored. */
export const later = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString()

/** Waits so long. Throws the signal's reason when stopped. */
export const pause = async ({ signal }: Pick<Deps, 'signal'>, ms: number): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted())

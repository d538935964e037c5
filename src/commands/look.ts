/** What commands that answer from the store share: the store, open for the time of one answer. */
import type { Config } from '../config.ts'
import type { Db } from '../store/db.ts'
import { openStore, openStoreToRead } from '../wire.ts'
import { type CommandContext, loadContextConfig } from './context.ts'

type Work = (db: Db, config: Config) => Promise<number>

/**
 * Gives `work` the store, which it may change, and the configuration, and closes the store after it. Needs no lock.
 * Throws ConfigError, StoreError.
 */
export const withStore = (context: CommandContext, work: Work): Promise<number> => withOpened(context, openStore, work)

/** The same for work that only reads: the store is neither made nor brought up to date for it. */
export const withStoreToRead = (context: CommandContext, work: Work): Promise<number> =>
  withOpened(context, openStoreToRead, work)

async function withOpened(context: CommandContext, open: typeof openStore, work: Work): Promise<number> {
  const config = await loadContextConfig(context)
  const db = await open(config)
  try {
    return await work(db, config)
  } finally {
    await db.close()
  }
}

/** One JSON object a line. */
export function printLines({ stdout }: CommandContext, rows: Iterable<object>): void {
  for (const row of rows) stdout(`${JSON.stringify(row)}\n`)
}

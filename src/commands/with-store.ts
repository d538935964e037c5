/** Opens the store for a command and closes it. */
import type { Config } from '../config.ts'
import type { Db } from '../store/db.ts'
import { openStore, openStoreToRead } from '../wire.ts'
import { type CommandContext, loadContextConfig } from './context.ts'

type Work = (db: Db, config: Config) => Promise<number>

/**
 * Runs `work` with the open store, which it may change, and the configuration; closes the store afterwards. Returns the exit
 * code of `work`. Takes no lock. Throws ConfigError, StoreError.
 */
export const withStore = (context: CommandContext, work: Work): Promise<number> => withOpened(context, openStore, work)

/** The same for work that only reads: the store is neither created nor migrated for it. */
export const withStoreToRead = (context: CommandContext, work: Work): Promise<number> =>
  withOpened(context, openStoreToRead, work)

async function withOpened(context: CommandContext, open: typeof openStoreToRead, work: Work): Promise<number> {
  const config = await loadContextConfig(context)
  const db = await open(config)
  try {
    return await work(db, config)
  } finally {
    await db.close()
  }
}

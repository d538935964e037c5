/** What every command that only looks shares: the store, open for the time of one answer. */
import type { Config } from '../config.ts'
import type { Db } from '../store/db.ts'
import { openStore } from '../wire.ts'
import { type CommandContext, loadContextConfig } from './context.ts'

/** Gives `work` the store and the configuration, and closes the store after it. Needs no lock. Throws ConfigError, StoreError. */
export async function withStore(
  context: CommandContext,
  work: (db: Db, config: Config) => Promise<number>,
): Promise<number> {
  const config = await loadContextConfig(context)
  const db = await openStore(config)
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

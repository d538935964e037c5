/** Values that concern the store as a whole, by name. */
import type { Db, Statement } from './db.ts'

/** All values by name. Throws StoreError. */
export async function readMeta(db: Db): Promise<Map<string, string>> {
  const rows = await db.query<{ name: string; value: string }>('SELECT name, value FROM meta')
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/** Sets one value. */
export const setMeta = (name: string, value: string): Statement => ({
  sql: 'INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  params: [name, value],
})

/** Sets a value unless the name has one already. */
export const setMetaOnce = (name: string, value: string): Statement => ({
  sql: 'INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
  params: [name, value],
})

/**
 * Records that something documents show has changed. Documents are published again while this revision differs from
 * theirs.
 */
export const raiseRevision: Statement = {
  sql: "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'revision'",
}

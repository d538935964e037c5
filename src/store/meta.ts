/** What is true of the store as a whole: a name, a value. */
import type { Db, Statement } from './db.ts'

/** The values there are, by name. Throws StoreError. */
export async function readMeta(db: Db): Promise<Map<string, string>> {
  const rows = await db.query<{ name: string; value: string }>('SELECT name, value FROM meta')
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/** Sets one value. */
export const setMeta = (name: string, value: string): Statement => ({
  sql: 'INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  params: [name, value],
})

/** Sets a value that has none yet, for good. */
export const setMetaOnce = (name: string, value: string): Statement => ({
  sql: 'INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
  params: [name, value],
})

/** Says that what documents show has changed: they are published again while their revision differs from this one. */
export const raiseRevision: Statement = {
  sql: "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'revision'",
}

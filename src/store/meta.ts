/** Values that concern the store as a whole, by name; and the secrets that sign tokens. */
import { randomBytes } from 'node:crypto'
import type { Db, Statement } from './db.ts'

/** All values by name. Throws StoreError. */
export async function readMeta(db: Db): Promise<Map<string, string>> {
  const rows = await db.query<{ name: string; value: string }>('SELECT name, value FROM meta')
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/**
 * A text that changes whenever a page or document may look otherwise: the revisions of the stories and of the index of search, and
 * what documents were made of. Throws StoreError.
 */
export async function readRevision(db: Db): Promise<string> {
  // Not all values: some are large.
  const rows = await db.query<{ value: string }>(
    "SELECT value FROM meta WHERE name IN ('revision', 'documents', 'search_revision') ORDER BY name",
  )
  return rows.map(({ value }) => value).join(' ')
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

/** Records that a search may find something else. */
export const raiseSearchRevision: Statement = {
  sql: `INSERT INTO meta (name, value) VALUES ('search_revision', '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)`,
}

// Secrets. The store has one of its own, so that all workers that share it sign alike and a backup contains it. Every other
// secret that was ever used stays accepted, so that links in mail already sent keep working.

/** The secrets that this process knows. */
interface OwnSecrets {
  /** From the state folder, where earlier versions kept it. */
  readonly inherited: string | undefined
  /** From the configuration or the environment. It signs in this process, whatever the store has. */
  readonly configured: string | undefined
}

/**
 * The secret that signs in this process: the configured one, else the store's own. The store gets its own secret once,
 * even if many processes ask at the same time: the one that the first process knows, so that an upgrade on one machine
 * changes nothing, else a random one. Every secret that a process knows is recorded and accepted for good; so a
 * configured secret that is replaced later stays accepted. Writes only what the store does not know yet. Throws
 * StoreError.
 */
export async function ensureSecret(db: Db, { inherited, configured }: OwnSecrets): Promise<string> {
  const given = [inherited, configured].filter((secret) => secret !== undefined)
  const known = await acceptedSecrets(db)
  let own = (await readMeta(db)).get('secret')
  if (own === undefined || given.some((secret) => !known.includes(secret))) {
    await db.batch([
      setMetaOnce('secret', given[0] ?? randomBytes(32).toString('base64url')),
      ...given.map(
        (secret): Statement => ({
          sql: 'INSERT INTO secrets (secret) VALUES ($1) ON CONFLICT (secret) DO NOTHING',
          params: [secret],
        }),
      ),
    ])
    own = (await readMeta(db)).get('secret')
  }
  return configured ?? own!
}

/** Every secret whose signature is accepted. Throws StoreError. */
export async function acceptedSecrets(db: Db): Promise<string[]> {
  const rows = await db.query<{ secret: string }>(
    "SELECT value AS secret FROM meta WHERE name = 'secret' UNION SELECT secret FROM secrets",
  )
  return rows.map(({ secret }) => secret)
}

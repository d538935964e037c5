/**
 * The secrets that sign tokens. The store has one of its own, so that all who share it sign alike and a back-up brings it;
 * every other that was ever used stays known, so that links in mail already sent keep working.
 */
import { randomBytes } from 'node:crypto'
import type { Db, Statement } from './db.ts'
import { setMetaOnce } from './meta.ts'

/** What this process brings along. */
export interface OwnSecrets {
  /** From a version that kept it in the state folder. */
  readonly inherited: string | undefined
  /** From the configuration or the environment: it signs here, whatever the store has. */
  readonly configured: string | undefined
}

/**
 * The secret that signs in this process: the configured one, else the store's own. The store gets its own once, however
 * many ask at the same time: what the first process brings, so that an upgrade on one machine changes nothing, else a
 * random one. Whatever a process brings is accepted from then on, for good: a configured secret that is replaced was
 * recorded when it was first used. Writes only what the store does not know yet. Throws StoreError.
 */
export async function ensureSecret(db: Db, { inherited, configured }: OwnSecrets): Promise<string> {
  const brought = [inherited, configured].filter((secret) => secret !== undefined)
  const known = await acceptedSecrets(db)
  let own = await ownSecret(db)
  if (own === undefined || brought.some((secret) => !known.includes(secret))) {
    await db.batch([
      setMetaOnce('secret', brought[0] ?? randomBytes(32).toString('base64url')),
      ...brought.map(
        (secret): Statement => ({
          sql: 'INSERT INTO secrets (secret) VALUES ($1) ON CONFLICT (secret) DO NOTHING',
          params: [secret],
        }),
      ),
    ])
    own = await ownSecret(db)
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

async function ownSecret(db: Db): Promise<string | undefined> {
  const [row] = await db.query<{ value: string }>("SELECT value FROM meta WHERE name = 'secret'")
  return row?.value
}

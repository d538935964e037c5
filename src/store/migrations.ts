/**
 * Brings the store's schema up to date step by step. Steps are numbered and only ever appended. Each is one transaction
 * in both databases, so that a kill leaves no step half done.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { ClaimLostError, StoreError } from '../core/errors.ts'
import type { Db } from './db.ts'

/** One step of the schema. Never changed once released. */
export interface Migration {
  /** 1, 2, 3 …: the version of a store after this step. */
  readonly number: number
  /** A few words for people, kept in the store. */
  readonly name: string
  /** One statement each, in the SQL that both databases share. */
  readonly sql: readonly string[]
}

const TABLE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL
)`

/**
 * When several workers create the table at once, PostgreSQL fails all but one with a violated constraint; those try
 * again.
 */
const TABLE_TRIES = 20

/**
 * Applies every missing step, and returns the versions the store had and has now; 0 is an empty store. Any number of
 * workers may call it at once: a step starts by inserting its row into `schema_migrations`; other workers wait for that
 * row and then find it, so each step is applied once. Before the first step `copyTo` is called, unless the store is
 * empty.
 *
 * Throws StoreError `store/newer` when the store is newer than this program, and the StoreErrors of the driver.
 */
export async function migrateStore(
  db: Db,
  migrations: readonly Migration[],
  options: {
    readonly now: () => Date
    /** Called for an empty store before anything is written; what it throws ends the call. */
    readonly beginNew?: () => void
    /** Copies the store as it is, at this version. Not called for an empty store. */
    readonly copyTo?: (version: number) => Promise<void>
    readonly sleep?: (ms: number) => Promise<unknown>
  },
): Promise<{ readonly from: number; readonly to: number }> {
  const target = checkedTarget(migrations)
  const from = await storeVersion(db)
  if ((from ?? 0) === 0) options.beginNew?.()
  if (from === undefined) await createTable(db, options.sleep ?? wait)
  const start = from ?? 0
  refuseNewer(start, target)
  if (start < target && start > 0) await options.copyTo?.(start)
  for (let version = start; version < target; version = (await storeVersion(db)) ?? 0) {
    refuseNewer(version, target)
    await applyOnce(db, migrations.find(({ number }) => number > version) as Migration, options.now())
  }
  return { from: start, to: target }
}

/**
 * Whether the store has the schema of this program; false when it is empty. Throws StoreError `store/older` or
 * `store/newer` when it has another one, and the StoreErrors of the driver.
 */
export async function isUpToDate(db: Db, migrations: readonly Migration[]): Promise<boolean> {
  const target = checkedTarget(migrations)
  const version = (await storeVersion(db)) ?? 0
  refuseNewer(version, target)
  if (version > 0 && version < target) {
    throw new StoreError(
      `The store has version ${version}, and this program needs ${target}. Bring it up to date first: broadsheet run`,
      { code: 'store/older' },
    )
  }
  return version > 0
}

/**
 * The version of a store: its highest step, 0 when it has none, undefined when it was never migrated. Throws
 * StoreError.
 */
async function storeVersion(db: Db): Promise<number | undefined> {
  try {
    const [row] = await db.query<{ number: number | null }>('SELECT MAX(number) AS number FROM schema_migrations')
    return row?.number ?? 0
  } catch (error) {
    if (isMissingTable(error)) return undefined
    throw error
  }
}

/** SQLite is recognised by its message; PostgreSQL by its code, since its messages are localised. */
const isMissingTable = (error: unknown): boolean =>
  error instanceof Error && (/^no such table/.test(error.message) || ('code' in error && error.code === '42P01'))

/** Applies one step, unless another worker has applied it. A step that fails leaves nothing. */
async function applyOnce(db: Db, migration: Migration, now: Date): Promise<void> {
  const { number, name, sql } = migration
  try {
    await db.batch([
      {
        sql: `INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)
          ON CONFLICT (number) DO NOTHING RETURNING number`,
        params: [number, name, now.toISOString()],
        expectRows: 1,
      },
      ...sql.map((sql) => ({ sql })),
    ])
  } catch (error) {
    if (!(error instanceof ClaimLostError)) throw error
  }
}

async function createTable(db: Db, sleep: (ms: number) => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await db.batch([{ sql: TABLE }])
      return
    } catch (error) {
      if (error instanceof StoreError || tries >= TABLE_TRIES) throw error
      await sleep(25)
    }
  }
}

/** The schema version of this program. Throws for a list that is not ascending, which is a defect of ours. */
function checkedTarget(migrations: readonly Migration[]): number {
  let last = 0
  for (const { number, name } of migrations) {
    if (!Number.isInteger(number) || number <= last)
      throw new Error(`migration ${number} (${name}) comes after ${last}`)
    last = number
  }
  return last
}

function refuseNewer(version: number, target: number): void {
  if (version <= target) return
  throw new StoreError(
    `The store has version ${version}, and this program knows only ${target}. Run the newer Broadsheet that made it, or put back a copy of version ${target}.`,
    { code: 'store/newer' },
  )
}

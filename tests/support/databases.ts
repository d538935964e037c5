/**
 * Both databases, for suites that run over each: `describe.each(databases)('$name', ({ open }) => …)`. Each `open()` gives a
 * new empty store; on PostgreSQL a schema, dropped when it is closed.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import type { Db } from '../../src/store/db.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

/** One empty store that several connections or processes share. */
export interface SharedStore {
  /** For BROADSHEET_STORE: `sqlite:PATH`, or `postgres://…` with the schema in it. */
  readonly url: string
  /** A further connection, as another process would have it. */
  connect(): Promise<Db>
  /** Closes all connections and removes the store. */
  close(): Promise<void>
}

export interface TestDatabase {
  readonly name: 'SQLite' | 'PostgreSQL'
  open(): Promise<Db>
  share(): Promise<SharedStore>
}

let asked: Promise<string> | undefined

/** The connection that creates and drops schemas, one for each process; it ends with that. */
let owner: Promise<Db> | undefined

/** The URL of this run's PostgreSQL; the first call starts it. */
export function postgresUrl(): Promise<string> {
  asked ??= text(connectSocket(inject('postgresPort'), '127.0.0.1')).then((line) => {
    if (!line.startsWith('postgres://')) throw new Error(line)
    return line.trim()
  })
  return asked
}

function shareOf(url: string, connect: () => Promise<Db>, remove: () => Promise<void>): SharedStore {
  const opened: Db[] = []
  return {
    url,
    connect: async () => {
      const db = await connect()
      opened.push(db)
      return db
    },
    close: async () => {
      for (const db of opened) await db.close()
      await remove()
    },
  }
}

async function shareSqlite(): Promise<SharedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-store-'))
  const path = join(folder, 'broadsheet.db')
  return shareOf(
    `sqlite:${path}`,
    () => openSqlite(path),
    async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  )
}

async function sharePostgres(): Promise<SharedStore> {
  const server = await postgresUrl()
  const schema = `t_${randomBytes(8).toString('hex')}`
  const asOwner = async (sql: string): Promise<void> => {
    owner ??= openPostgres(server, { connections: 1 })
    await (await owner).query(sql)
  }
  await asOwner(`CREATE SCHEMA ${schema}`)
  return shareOf(
    `${server}?options=${encodeURIComponent(`-c search_path=${schema}`)}`,
    () => openPostgres(server, { schema }),
    () => asOwner(`DROP SCHEMA IF EXISTS ${schema} CASCADE`),
  )
}

/** A new empty store in a PostgreSQL database that sorts text by an ICU locale; the database is dropped when it is closed. */
export async function openCollated(locale: string): Promise<Db> {
  const server = await postgresUrl()
  const name = `c_${randomBytes(8).toString('hex')}`
  owner ??= openPostgres(server, { connections: 1 })
  const { query } = await owner
  await query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE '${locale}'`)
  const url = new URL(server)
  url.pathname = name
  const db = await openPostgres(url.href)
  return {
    ...db,
    close: async () => {
      await db.close()
      await query(`DROP DATABASE ${name}`)
    },
  }
}

export const sqlite: TestDatabase = { name: 'SQLite', open: () => openSqlite(':memory:'), share: shareSqlite }

export const databases: readonly TestDatabase[] = [
  sqlite,
  {
    name: 'PostgreSQL',
    open: async () => {
      const store = await sharePostgres()
      const db = await store.connect()
      return { ...db, close: () => store.close() }
    },
    share: sharePostgres,
  },
]

/** For tests that are too many for both in each run: SQLite with `npm test`, PostgreSQL with `npm run drill:tests`. */
export const databasesOfRun = databases.filter(({ name }) => name === (process.env['TEST_DATABASE'] ?? 'SQLite'))

/** The version of a store; undefined where it was never migrated. */
export async function storeVersion(db: Db): Promise<number | undefined> {
  const [row] = await db
    .query<{ number: number }>('SELECT MAX(number) AS number FROM schema_migrations')
    .catch(() => [undefined])
  return row?.number
}

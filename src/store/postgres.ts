/**
 * The driver for PostgreSQL 14 or newer, for a store that several workers share. It uses a small pool of connections.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { StoreError } from '../core/errors.ts'
import { checkParams, type Db, expectRows, type Row, type Statement, type Value } from './db.ts'
import { asPostgresStoreError, isConflict, isConnectionLost } from './faults.ts'

/**
 * Enough for 24 sources at once, whose batches are short; 12 workers together stay below a server's usual limit of 100.
 */
const DEFAULT_CONNECTIONS = 8

/** Also bounds the wait for a free connection of the pool, so it is longer than any reasonable batch. */
const CONNECT_TIMEOUT_MS = 30_000

/**
 * Tries of a batch that PostgreSQL aborts in favour of another. Waits double from 10 ms, so the last try comes after
 * about 0.6 s.
 */
const MAX_TRIES = 7

/** Named statements that a connection keeps parsed and planned; further texts are sent unnamed each time. */
const MAX_NAMED = 512

/**
 * Opens the store at a `postgres://` address. Numbers are returned as numbers (int8, numeric and float8 alike),
 * booleans as 1 and 0, everything else as text; every session uses UTC. With `schema`, all tables are in that schema;
 * `connections` is the size of the pool.
 *
 * A batch that PostgreSQL aborts because of a deadlock or a serialisation conflict, or whose connection is lost before
 * COMMIT was sent, is tried again as a whole. Throws StoreError: `store/unreachable` (naming host and database, never
 * the password), `store/full`, `store/read-only`, `store/locked`, `store/damaged`.
 */
export async function openPostgres(
  url: string,
  options: { readonly schema?: string; readonly connections?: number } = {},
): Promise<Db> {
  const { default: postgres } = await import('pg')
  const place = placeOf(postgres.Client, url)
  const { schema } = options
  if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw new TypeError(`'${schema}' is no schema name`)
  const settings = `SET TIME ZONE 'UTC'${schema === undefined ? '' : `; SET search_path TO ${schema}`}`
  try {
    const pool = new postgres.Pool({
      connectionString: url,
      application_name: 'broadsheet',
      max: options.connections ?? DEFAULT_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // All statements of a batch are sent before the first answer is read: two round trips per batch, whatever its
      // length.
      pipeline: true,
      types: { getTypeParser },
      onConnect: async (client) => {
        await client.query(settings)
      },
    })
    // An idle connection that breaks, as when the server restarts, is replaced at its next use. Without this listener
    // the error would end the process.
    pool.on('error', () => {})
    const db = postgresDb(pool, place)
    try {
      await db.query('SELECT 1')
    } catch (error) {
      await db.close()
      throw error
    }
    return db
  } catch (error) {
    throw asPostgresStoreError(error, place)
  }
}

function postgresDb(pool: pg.Pool, place: string): Db {
  const prepared = preparing()
  let closing: Promise<void> | undefined

  async function tryBatch(statements: readonly Statement[], configs: readonly pg.QueryConfig[]): Promise<Row[][]> {
    const client = await pool.connect()
    let broken = false
    // Between the statements and COMMIT no query is open that would reject when the connection is lost.
    const onError = (): void => {
      broken = true
    }
    client.on('error', onError)
    try {
      const answers = await Promise.allSettled([
        client.query<Row>('BEGIN'),
        ...configs.map((config) => client.query<Row>(config)),
      ])
      if (answers[0]?.status === 'rejected') throw answers[0].reason
      // In the statements' order, so that a failed guard is reported and not the errors it causes after it.
      const results = answers.slice(1).map((answer, i) => {
        if (answer.status === 'rejected') throw answer.reason
        return expectRows(statements[i]!, answer.value.rows)
      })
      await client.query('COMMIT').catch((error: unknown) => {
        throw new CommitFailed(error)
      })
      return results
    } catch (error) {
      if (error instanceof CommitFailed || isConnectionLost(error)) broken = true
      else await client.query('ROLLBACK').catch(onError)
      throw error
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }

  /** Tries again what certainly was not done: a batch that the server aborted, or one whose COMMIT was never sent. */
  async function retrying<T>(run: () => Promise<T>, mayRepeatWhenLost: boolean): Promise<T> {
    let lost = false
    for (let tries = 1; ; tries++) {
      try {
        return await run()
      } catch (error) {
        if (error instanceof CommitFailed) {
          if (!isConflict(error.cause) || tries >= MAX_TRIES) throw asPostgresStoreError(error.cause, place)
        } else if (isConnectionLost(error) && mayRepeatWhenLost && !lost) {
          lost = true
        } else if (!isConflict(error) || tries >= MAX_TRIES) {
          throw asPostgresStoreError(error, place)
        }
        // The wait is partly random, so that two batches that conflicted once do not do so again.
        await sleep(10 * 2 ** (tries - 1) * (0.5 + Math.random() / 2))
      }
    }
  }

  return {
    engine: 'postgres',
    skipLocked: 'FOR UPDATE SKIP LOCKED',
    byBytes: 'COLLATE "C"',
    query: async <T = Row>(sql: string, params?: readonly Value[]) => {
      const config = prepared(sql, params)
      const { rows } = await retrying(() => pool.query(config), /^\s*SELECT\b/i.test(sql))
      return rows as T[]
    },
    batch: async (statements) => {
      if (statements.length === 0) return []
      const configs = statements.map(({ sql, params }) => prepared(sql, params))
      return retrying(() => tryBatch(statements, configs), true)
    },
    close: () => (closing ??= pool.end()),
  }
}

/** Turns statements into queries that each connection parses and plans once. */
function preparing(): (sql: string, params?: readonly Value[]) => pg.QueryConfig {
  const names = new Map<string, string>()
  return (sql, params = []) => {
    const values = [...checkParams(params)]
    if (!/^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(sql)) return { text: sql, values }
    let name = names.get(sql)
    if (name === undefined && names.size < MAX_NAMED) names.set(sql, (name = `b${names.size + 1}`))
    return { name, text: sql, values }
  }
}

/** COMMIT was sent but not answered. Whether it was done is not known, so the batch is not tried again. */
class CommitFailed extends Error {
  constructor(cause: unknown) {
    super('COMMIT failed', { cause })
  }
}

const NUMBER_TYPES = new Set([20, 21, 23, 26, 700, 701, 1700]) // int8, int2, int4, oid, float4, float8, numeric
const BOOLEAN_TYPE = 16

function getTypeParser(typeId: number): (text: string) => Value {
  if (NUMBER_TYPES.has(typeId)) return Number
  if (typeId === BOOLEAN_TYPE) return (text) => (text === 't' ? 1 : 0)
  return (text) => text
}

/**
 * The store's location for messages: host, port and database as the driver reads them, never user or password. Throws
 * StoreError for an address that cannot be read; without its cause, which would quote the address.
 */
function placeOf(Client: typeof pg.Client, url: string): string {
  try {
    const { host, port, database } = new Client({ connectionString: url })
    return `${host}:${port}, database ${database}`
  } catch {
    throw new StoreError(
      "The store's address is no PostgreSQL address. Write postgres://USER:PASSWORD@HOST:PORT/DATABASE in BROADSHEET_STORE or store.url; signs like @ or / in the password are written %40, %2F.",
      { code: 'store/unreachable' },
    )
  }
}

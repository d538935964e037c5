/**
 * The embedded store: one file, one connection a process, nothing to install.
 *
 * Every transaction is synchronous, so no two of this process ever wait for each other. Batches requested in one
 * iteration of the event loop share a transaction and its flush to disk. Between processes `BEGIN IMMEDIATE` and the
 * busy time-out decide who writes.
 */
import { randomUUID } from 'node:crypto'
import { chmodSync, closeSync, openSync, statSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { backup, DatabaseSync, type StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '../core/errors.ts'
import { makeFolder, moveFlushed } from '../files.ts'
import { checkParams, type Db, expectRows, type Row, type Statement, type Value } from './db.ts'
import { asSqliteStoreError, isBusy } from './faults.ts'

/** How long one try may block the event loop, and so all pages of `start`, while another process holds a lock. */
const BUSY_TIMEOUT_MS = 100
const RETRY_MS = 20
/** As long as a second pass waits for the first one: `PASS_WAIT_MS` in `wire.ts`. */
const WAIT_MS = 30_000

/** How long a copy waits for a lock. Readers wait only while another process opens the store or recovers it. */
const COPY_TIMEOUT_MS = 5_000

/** Prepared statements kept. The whole program has about a hundred texts, some in the four sizes of `inList`. */
const MAX_PREPARED = 512

/**
 * Node 24 keeps a statement's columns as they were when it was prepared, so `SELECT *` would not see what a migration
 * adds: such texts are prepared again each time.
 */
const UNNAMED_COLUMNS = /(?:\bSELECT|\bDISTINCT|\bRETURNING|,)\s*(?:\w+\.)?\*/i

/**
 * Opens the store in the file at `path` (created with its folder where missing), or in memory for `':memory:'`. Only
 * the owner can read the file (mode 0600), since it holds addresses and the secret. WAL and `synchronous=FULL`:
 * acknowledged batches survive a kill and a power cut. What another process locks out is tried again for up to `waitMs`
 * (30 seconds).
 *
 * Throws StoreError: `store/unreachable`, `store/read-only`, `store/full`, `store/locked`, `store/damaged`.
 */
export async function openSqlite(path: string, waitMs = WAIT_MS): Promise<Db> {
  const inMemory = path === ':memory:'
  const place = inMemory ? path : resolve(path)
  const translate = (error: unknown): unknown => asSqliteStoreError(error, place)
  let database: DatabaseSync | undefined
  try {
    if (!inMemory) {
      makeFolder(dirname(place))
      makePrivately(place)
    }
    database = new DatabaseSync(place, { timeout: BUSY_TIMEOUT_MS })
    const file = database
    // SQLite needs the file exclusively for this and does not wait, so two processes that create a store at the same time
    // try again. A file that is in this mode already costs one read.
    await retrying(waitMs)(() => {
      if (file.prepare('PRAGMA journal_mode').get()?.['journal_mode'] !== 'wal') file.exec('PRAGMA journal_mode = WAL')
    })
    database.exec('PRAGMA synchronous = FULL')
    // As in PostgreSQL; and LIKE finds what begins with a text by the index.
    database.exec('PRAGMA case_sensitive_like = ON')
    // After a large batch the log is cut back to this, instead of staying on disk at its largest for good.
    database.exec('PRAGMA journal_size_limit = 67108864')
    if (!inMemory) for (const file of [place, `${place}-wal`, `${place}-shm`]) keepPrivate(file)
  } catch (error) {
    if (database?.isOpen) database.close()
    throw translate(error)
  }
  return sqliteDb(database, translate, waitMs)
}

/**
 * Creates the file where there is none with mode 0600, so that nobody else can ever read it; SQLite gives its logs the
 * same mode. An existing file is not opened, since closing it would drop this process's locks on it (POSIX). Errors are
 * ignored, because SQLite then reports them better.
 */
function makePrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch {}
}

/**
 * Removes the access rights of others from a file that an earlier version created. Files of another user stay as they
 * are.
 */
function keepPrivate(path: string): void {
  try {
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
  } catch {}
}

function sqliteDb(database: DatabaseSync, translate: (error: unknown) => unknown, waitMs: number): Db {
  const prepared = new Map<string, StatementSync>()

  function prepare(sql: string): StatementSync {
    const known = prepared.get(sql)
    if (known) return known
    const isOpenEnded = UNNAMED_COLUMNS.test(sql)
    if (isOpenEnded) database.exec('SELECT 1 FROM sqlite_schema LIMIT 1') // learns of another process's migration
    const statement = database.prepare(numberedParams(sql))
    if (isOpenEnded) return statement
    if (prepared.size >= MAX_PREPARED) prepared.delete(prepared.keys().next().value as string)
    prepared.set(sql, statement)
    return statement
  }

  function run(sql: string, params: readonly Value[] = []): Row[] {
    try {
      return prepare(sql).all(...checkParams(params).map(bindable)) as Row[]
    } catch (error) {
      throw withStatement(translate(error), sql)
    }
  }

  const runAll = (statements: readonly Statement[]): Row[][] =>
    statements.map((statement) => expectRows(statement, run(statement.sql, statement.params)))
  const commits = groupCommits(database, runAll, translate)
  // Reads and writes apart: a read that succeeds does not say that the write lock is free.
  const whenReadable = retrying(waitMs)
  const whenWritable = retrying(waitMs)

  return {
    engine: 'sqlite',
    skipLocked: '',
    byBytes: 'COLLATE BINARY',
    query: <T = Row>(sql: string, params?: readonly Value[]) => whenReadable(async () => run(sql, params) as T[]),
    batch: async (statements) => (statements.length === 0 ? [] : whenWritable(() => commits.add(statements))),
    close: async () => {
      commits.flush()
      prepared.clear()
      if (database.isOpen) database.close()
    },
  }
}

interface WaitingBatch {
  readonly statements: readonly Statement[]
  readonly resolve: (results: Row[][]) => void
  readonly reject: (error: unknown) => void
}

/** Commits batches that are requested in one iteration of the event loop together, so that they share one flush to disk. */
function groupCommits(
  database: DatabaseSync,
  runAll: (statements: readonly Statement[]) => Row[][],
  translate: (error: unknown) => unknown,
): { add(statements: readonly Statement[]): Promise<Row[][]>; flush(): void } {
  let waiting: WaitingBatch[] = []

  /** Commits the waiting batches in one transaction, each of them whole or not at all. */
  function flush(): void {
    const group = waiting
    waiting = []
    if (group.length === 0) return
    const settled: (() => void)[] = []
    try {
      database.exec('BEGIN IMMEDIATE')
      for (const { statements, resolve, reject } of group) {
        const results = runInside(statements)
        settled.push(results instanceof Error ? () => reject(results) : () => resolve(results))
      }
      database.exec('COMMIT')
      for (const settle of settled) settle()
    } catch (error) {
      // A full disk may have ended the transaction already, and a failed COMMIT leaves it open.
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK')
      const fault = translate(error)
      for (const { reject } of group) reject(fault)
    }
  }

  /**
   * Runs a batch in a transaction shared with others. Returns its rows, or the error for which it was rolled back.
   * Throws what ends the whole transaction.
   */
  function runInside(statements: readonly Statement[]): Row[][] | Error {
    database.exec('SAVEPOINT batch')
    try {
      const results = runAll(statements)
      database.exec('RELEASE batch')
      return results
    } catch (error) {
      if (!(error instanceof Error) || !database.isTransaction) throw error
      database.exec('ROLLBACK TO batch')
      database.exec('RELEASE batch')
      return translate(error) as Error
    }
  }

  return {
    add: (statements) =>
      new Promise((resolve, reject) => {
        waiting.push({ statements, resolve, reject })
        // Deferred, so that a long step yields to the event loop between any two of its batches.
        if (waiting.length === 1) setImmediate(flush)
      }),
    flush,
  }
}

/**
 * Returns a function that tries work again while another process holds a lock, for up to `waitMs` since the lock was first
 * met. All that waits shares this time, so that a pass with many batches does not wait for each of them in turn; after twice
 * this time a lock counts as another one.
 */
function retrying(waitMs: number): <T>(work: () => T | Promise<T>) => Promise<T> {
  let lockedSince: number | undefined
  return async (work) => {
    for (;;) {
      try {
        const result = await work()
        lockedSince = undefined
        return result
      } catch (error) {
        const isLocked = isBusy(error) || (error instanceof StoreError && error.code === 'store/locked')
        if (!isLocked) throw error
        const nowMs = performance.now()
        if (lockedSince === undefined || nowMs - lockedSince > 2 * waitMs) lockedSince = nowMs
        if (nowMs - lockedSince >= waitMs) throw error
        await sleep(RETRY_MS)
      }
    }
  }
}

/**
 * `$1` as `?1`, since node:sqlite binds only the latter by position. Text in quotes and comments stays as it is.
 */
function numberedParams(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\$(\d+)/g, (text, index?: string) => (index ? `?${index}` : text))
}

/**
 * node:sqlite binds every number as a double, so that `$1 / 2` and `$1 || ''` would differ from PostgreSQL; a BigInt is
 * bound as an integer.
 */
function bindable(value: Value): string | number | bigint | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
}

/** A defect with the SQL text it met, for the log; a StoreError as it is. */
function withStatement(error: unknown, sql: string): unknown {
  if (error instanceof Error && 'errcode' in error && !error.message.includes('\n')) {
    error.message = `${error.message}\n  in: ${sql.length > 500 ? `${sql.slice(0, 500)}…` : sql}`
  }
  return error
}

/**
 * Makes a complete and compact copy at `to` of the SQLite store in the file `from` while others read and write. An
 * existing file is replaced only when the copy is complete and flushed to disk. With `version`, no copy is made when
 * the store has another schema by now, since another process has migrated it and made its own copy. Only the owner can
 * read the copy. Throws StoreError.
 */
export async function copySqlite(from: string, to: string, version?: number): Promise<void> {
  // Not named by the process id, which may be the same in several containers that share the folder.
  const part = `${to}.${randomUUID()}.part`
  try {
    makeFolder(dirname(resolve(to)))
    await (await open(part, 'wx', 0o600)).close()
    await copyAsItStands(from, part)
    if (version !== undefined && schemaVersion(part) !== version) return
    await moveFlushed(part, resolve(to))
  } catch (error) {
    throw asSqliteStoreError(error, to)
  } finally {
    for (const name of [part, `${part}-wal`, `${part}-shm`, `${part}-journal`])
      await rm(name, { force: true }).catch(() => {})
  }
}

/**
 * Copies in one read transaction on a connection of its own, which sees the store as it was when the copy began.
 * Otherwise a copy fails while its own connection writes, and starts over each time another one has written.
 */
async function copyAsItStands(from: string, part: string): Promise<void> {
  const database = new DatabaseSync(from, { readOnly: true, timeout: COPY_TIMEOUT_MS })
  try {
    database.exec('BEGIN')
    database.exec('SELECT 1 FROM sqlite_schema LIMIT 1')
    await backup(database, part, { rate: 2_000 })
  } finally {
    database.close()
  }
}

function schemaVersion(path: string): number {
  const copy = new DatabaseSync(path)
  try {
    return Number(copy.prepare('SELECT MAX(number) AS number FROM schema_migrations').get()?.number ?? 0)
  } finally {
    copy.close()
  }
}

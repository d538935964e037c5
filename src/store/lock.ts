/**
 * The lock of a pass on an embedded store: one pass at a time, and everybody can see who holds it.
 *
 * The lock is an open `BEGIN IMMEDIATE` on `lock.db`, a file of its own so that no reader or short writer of the store
 * waits for it. The system frees it when the process ends, however it ends. The holder writes its name into a row and
 * commits it before taking the lock, because others cannot read what an open transaction writes. Between that commit
 * and the lock another process may write its own row; so the process that gets the lock checks that the row is its own, and
 * starts over when it is not. While the lock is held nobody can write the row, so the row always names the holder. Not chosen:
 * a file with a process id, which survives a SIGKILL and may then name an unrelated process.
 *
 * A lock.db that is damaged is emptied in place, since it holds nothing that is needed. It is not removed: a process that
 * found it damaged a moment later would remove the new file, in which another one holds its lock.
 *
 * No other code may open lock.db with `fs`: closing any descriptor of a file drops the process's locks on it (POSIX).
 */
import { randomUUID } from 'node:crypto'
import { existsSync, truncateSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import { makeFolder } from '../files.ts'
import { asSqliteStoreError, isBusy, isDamaged } from './faults.ts'

/** The process that holds the lock. */
interface PassHolder {
  readonly pid: number
  readonly host: string
  /** `run`, `digest`, `start`. */
  readonly command: string
  readonly since: Instant
}

const POLL_MS = 100

/** The minimal wait, with `waitMs` 0 too, since `readPassHolder` takes the lock for a moment to test it. */
const MIN_WAIT_MS = 60

/** How long one SQLite call may wait for another process that reads the row, which takes microseconds. */
const STATEMENT_TIMEOUT_MS = 500

/**
 * Takes the lock of a pass until `release()` or the end of the process. Waits up to `waitMs` for another holder.
 *
 * Throws StoreError `store/held`, which names the holder; the StoreErrors of `openSqlite` for a folder it cannot use;
 * and the signal's reason when stopped while waiting.
 */
export async function takePassLock(
  stateFolder: string,
  options: {
    readonly command: string
    readonly now: () => Date
    readonly waitMs: number
    readonly signal?: AbortSignal
  },
): Promise<{ release(): void }> {
  const { command, now, waitMs, signal } = options
  const path = lockPath(stateFolder)
  const giveUpAt = performance.now() + Math.max(waitMs, MIN_WAIT_MS)
  signal?.throwIfAborted()
  let file: DatabaseSync | undefined
  try {
    makeFolder(resolve(stateFolder))
    file = openLock(path)
    for (;;) {
      if (tryTake(file, command, now)) return { release: releaser(file) }
      const leftMs = giveUpAt - performance.now()
      if (leftMs <= 0) throw held(readRow(file), path)
      await sleep(Math.min(leftMs, waitMs > MIN_WAIT_MS ? POLL_MS : MIN_WAIT_MS / 3), undefined, { signal })
    }
  } catch (error) {
    if (file?.isOpen) file.close()
    if (signal?.aborted) throw signal.reason
    throw asSqliteStoreError(error, path)
  }
}

/** Who holds the lock in this state folder now; undefined when nobody does. Throws StoreError. */
export function readPassHolder(stateFolder: string): PassHolder | undefined {
  const path = lockPath(stateFolder)
  if (!existsSync(path)) return undefined
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(path, { timeout: STATEMENT_TIMEOUT_MS })
    // Only taking the lock shows whether the process named in the row is still alive, so it is taken and released.
    if (begin(file)) {
      file.exec('ROLLBACK')
      return undefined
    }
    return readRow(file)
  } catch (error) {
    // Nobody holds a damaged lock; the next pass makes it anew.
    if (isDamaged(error)) return undefined
    throw asSqliteStoreError(error, path)
  } finally {
    if (file?.isOpen) file.close()
  }
}

/** Opens the lock's file; one that is damaged is made anew. Throws the errors of SQLite and of the file system. */
function openLock(path: string): DatabaseSync {
  const file = new DatabaseSync(path, { timeout: STATEMENT_TIMEOUT_MS })
  try {
    // Reads the row's table as a whole, so that damage anywhere in this small file is found.
    if (file.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'holder'").get())
      file.prepare('SELECT * FROM holder').all()
    return file
  } catch (error) {
    if (isBusy(error)) return file
    file.close()
    if (!isDamaged(error)) throw error
    truncateSync(path)
    return new DatabaseSync(path, { timeout: STATEMENT_TIMEOUT_MS })
  }
}

const lockPath = (stateFolder: string): string => join(resolve(stateFolder), 'lock.db')

/** Writes our row and takes the lock; true when we have the lock and the row is ours. */
function tryTake(file: DatabaseSync, command: string, now: () => Date): boolean {
  if (!begin(file)) return false
  const token = randomUUID()
  try {
    file.exec(`CREATE TABLE IF NOT EXISTS holder (
      one BIGINT PRIMARY KEY, token TEXT NOT NULL, pid BIGINT NOT NULL, host TEXT NOT NULL, command TEXT NOT NULL, since TEXT NOT NULL)`)
    file
      .prepare('INSERT OR REPLACE INTO holder (one, token, pid, host, command, since) VALUES (1, ?, ?, ?, ?, ?)')
      .run(token, process.pid, hostname(), command, now().toISOString())
    file.exec('COMMIT')
    if (!begin(file)) return false
    if (file.prepare('SELECT token FROM holder').get()?.token === token) return true
  } catch (error) {
    if (!isBusy(error)) throw error
  }
  if (file.isTransaction) file.exec('ROLLBACK')
  return false
}

/** Takes the write lock of the file without waiting; returns whether it is ours. */
function begin(file: DatabaseSync): boolean {
  try {
    file.exec('PRAGMA busy_timeout = 0')
    file.exec('BEGIN IMMEDIATE')
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  } finally {
    file.exec(`PRAGMA busy_timeout = ${STATEMENT_TIMEOUT_MS}`)
  }
}

/** Deletes our row and frees the lock in one commit, so that only a kill leaves a row without a holder. */
function releaser(file: DatabaseSync): () => void {
  return () => {
    if (!file.isOpen) return
    try {
      file.exec('DELETE FROM holder')
      file.exec('COMMIT')
    } catch {
      // The disk may be full by now. Closing still frees the lock, and a row alone locks nothing.
    } finally {
      file.close()
    }
  }
}

/**
 * The holder as written in the row, for a caller that has just found the lock taken; undefined when it is not known.
 */
function readRow(file: DatabaseSync): PassHolder | undefined {
  try {
    const row = file.prepare('SELECT pid, host, command, since FROM holder').get()
    const holder = row && ({ ...row } as unknown as PassHolder)
    return holder && isGone(holder) ? undefined : holder
  } catch (error) {
    // No table yet: the first process that locks this folder is just creating it.
    if (isBusy(error) || /no such table/.test(String(error))) return undefined
    throw error
  }
}

/**
 * Whether the process in a row no longer exists. A killed holder's row stays until the next holder commits its own;
 * until then the row would name the dead process as holder of a lock that a new one is taking.
 */
function isGone(holder: PassHolder): boolean {
  if (holder.host !== hostname()) return false
  try {
    process.kill(holder.pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

function held(holder: PassHolder | undefined, path: string): StoreError {
  const who = holder
    ? `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`} (broadsheet ${holder.command}, since ${holder.since.slice(0, 16).replace('T', ' ')} UTC)`
    : 'another process, which is just starting or ending'
  return new StoreError(
    `The store is held by ${who}. Wait until it has finished, or end it, then run again; the lock is ${path}.`,
    { code: 'store/held', retryable: true },
  )
}

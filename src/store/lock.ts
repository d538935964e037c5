/**
 * The pass's lock on an embedded store: one pass at a time, and everybody can see whose.
 *
 * The lock is an open `BEGIN IMMEDIATE` on `lock.db`, a file of its own so that nobody's reading or short writing waits
 * for it. The system frees it when its process ends, however it ends. Who holds it stands in a row that was committed
 * just before, because what an open transaction writes nobody else can read. Between that commit and the lock another
 * taker may come first and write its own row; so whoever has the lock looks whether the row is its own, and starts anew
 * when it is not. While the lock is held nobody can write the row, so a holder's row is always the right one. Not
 * chosen: a file with a process id in it, which outlives a SIGKILL and may name a stranger.
 *
 * No other code may open lock.db with `fs`: closing any descriptor of a file drops the process's locks on it (POSIX).
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import { asSqliteStoreError, isBusy } from './sqlite-errors.ts'

/** Who holds the pass's lock. */
export interface PassHolder {
  readonly pid: number
  readonly host: string
  /** `run`, `digest`, `start`. */
  readonly command: string
  readonly since: Instant
}

const POLL_MS = 100

/** How long even a taker that waits for nothing looks, since a glance at the lock by `readPassHolder` takes it for a moment. */
const GLANCE_MS = 60

/** How long one SQLite call may wait for a reader of the row; readers take microseconds. */
const STATEMENT_TIMEOUT_MS = 500

/**
 * The pass's lock, until `release()` or the end of the process. Waits up to `waitMs` for another holder.
 *
 * Throws StoreError `store/held`, naming the holder, and what `openSqlite` throws for a folder it cannot use; the
 * signal's reason when stopped while waiting.
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
  const giveUpAt = performance.now() + Math.max(waitMs, GLANCE_MS)
  signal?.throwIfAborted()
  let file: DatabaseSync | undefined
  try {
    mkdirSync(resolve(stateFolder), { recursive: true })
    file = new DatabaseSync(path, { timeout: STATEMENT_TIMEOUT_MS })
    for (;;) {
      if (tryTake(file, command, now)) return { release: releaser(file) }
      const leftMs = giveUpAt - performance.now()
      if (leftMs <= 0) throw held(readRow(file), path)
      await sleep(Math.min(leftMs, waitMs > GLANCE_MS ? POLL_MS : GLANCE_MS / 3), undefined, { signal })
    }
  } catch (error) {
    if (file?.isOpen) file.close()
    if (signal?.aborted) throw signal.reason
    throw asSqliteStoreError(error, path)
  }
}

/** Who holds the pass's lock of this state folder now, undefined when nobody does. Throws StoreError. */
export function readPassHolder(stateFolder: string): PassHolder | undefined {
  const path = lockPath(stateFolder)
  if (!existsSync(path)) return undefined
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(path, { timeout: STATEMENT_TIMEOUT_MS })
    // Taken for a moment and given back: only the system knows whether the process in the row still lives.
    if (begin(file)) {
      file.exec('ROLLBACK')
      return undefined
    }
    return readRow(file)
  } catch (error) {
    throw asSqliteStoreError(error, path)
  } finally {
    if (file?.isOpen) file.close()
  }
}

const lockPath = (stateFolder: string): string => join(resolve(stateFolder), 'lock.db')

/** Writes our row and takes the lock, true when both are ours at once. */
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

/** Whether the write lock of the file is ours now; never waits. */
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

/** Takes our row away and frees the lock in one commit, so that a row without a holder is only ever left by a kill. */
function releaser(file: DatabaseSync): () => void {
  return () => {
    if (!file.isOpen) return
    try {
      file.exec('DELETE FROM holder')
      file.exec('COMMIT')
    } catch {
      // A disk that is full by now: closing frees the lock all the same, and the row alone holds nothing.
    } finally {
      file.close()
    }
  }
}

/** The holder as written, for a caller that has just seen the lock taken. */
function readRow(file: DatabaseSync): PassHolder | undefined {
  try {
    const row = file.prepare('SELECT pid, host, command, since FROM holder').get()
    const holder = row && ({ ...row } as unknown as PassHolder)
    return holder && isGone(holder) ? undefined : holder
  } catch (error) {
    // No table yet: the first taker of this folder is just making it.
    if (isBusy(error) || /no such table/.test(String(error))) return undefined
    throw error
  }
}

/** A killed holder's row stays until the next one is committed, so for that moment a taker could be taken for the dead. */
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
    ? `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`} (broadsheet ${holder.command}, since ${holder.since})`
    : 'another process, which is just starting or ending'
  return new StoreError(
    `The store is held by ${who}. Wait until it has finished, or end it, then run again; the lock is ${path}.`,
    { code: 'store/held', retryable: true },
  )
}

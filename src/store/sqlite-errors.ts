/** Turns errors of SQLite and the file system into messages for the person who runs Broadsheet. */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError, StoreError } from '../core/errors.ts'

// Primary result codes are the low byte of node:sqlite's `errcode` (https://sqlite.org/rescode.html).
const PERM = 3
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const PROTOCOL = 15
const NOTADB = 26

/**
 * The kinds of SQLITE_IOERR that occur when a disk is full or no longer takes writes: write, fsync, dir_fsync,
 * truncate, shmopen, shmsize, shmmap.
 */
const IOERR_WRITING = new Set([778, 1034, 1290, 1546, 4618, 4874, 5386])

interface SqliteFailure extends Error {
  readonly errcode: number
}

/** Whether an error says that another connection holds a lock that this one needs. */
export function isBusy(error: unknown): boolean {
  if (!isSqliteFailure(error)) return false
  const kind = error.errcode & 0xff
  return kind === BUSY || kind === LOCKED || kind === PROTOCOL
}

/**
 * The StoreError for a failure of SQLite or of the file system at `path`, with what to do next. Any other error (wrong
 * SQL, a violated constraint) is returned unchanged, since it is a defect of ours.
 */
export function asSqliteStoreError(error: unknown, path: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  if (isSqliteFailure(error)) return fromSqlite(error, path) ?? error
  const code = (error as NodeJS.ErrnoException).code
  return code === undefined ? error : (fromFileSystem(code, error, path) ?? error)
}

function isSqliteFailure(error: unknown): error is SqliteFailure {
  return error instanceof Error && typeof (error as Partial<SqliteFailure>).errcode === 'number'
}

function fromSqlite(error: SqliteFailure, path: string): StoreError | undefined {
  switch (error.errcode & 0xff) {
    case BUSY:
    case LOCKED:
    case PROTOCOL:
      return new StoreError(
        `The store ${path} was busy for too long: another program is writing to it. Try again when it has finished.`,
        { code: 'store/locked', retryable: true, cause: error },
      )
    case READONLY:
      return readOnly(path, error)
    case FULL:
      return full(path, error)
    case IOERR:
      return IOERR_WRITING.has(error.errcode)
        ? full(path, error)
        : unreachable(path, `the disk failed to answer (${error.message})`, error)
    case CORRUPT:
      return new StoreError(
        `The store ${path} is damaged. Put a backup in its place, or move it away to start with an empty one.`,
        { code: 'store/damaged', cause: error },
      )
    case NOTADB:
      return new StoreError(
        `${path} is not a SQLite database, or its first page is damaged. Name another file in store.url, or move this one away.`,
        { code: 'store/damaged', cause: error },
      )
    case PERM:
    case CANTOPEN:
      return whyNotOpened(path, error)
  }
  return undefined
}

/** The StoreError for a file that SQLite could not open. SQLite does not say why, so the file system is asked. */
function whyNotOpened(path: string, error: Error): StoreError {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return unreachable(path, 'it is a folder', error)
    accessSync(dirname(path), constants.W_OK | constants.X_OK)
    if (statSync(path, { throwIfNoEntry: false })) accessSync(path, constants.R_OK | constants.W_OK)
  } catch (reason) {
    const code = (reason as NodeJS.ErrnoException).code ?? ''
    return fromFileSystem(code, error, path) ?? unreachable(path, code || error.message, error)
  }
  return unreachable(path, error.message, error)
}

function fromFileSystem(code: string, error: Error, path: string): StoreError | undefined {
  switch (code) {
    case 'EROFS':
      return readOnly(path, error)
    case 'ENOSPC':
    case 'EDQUOT':
      return full(path, error)
    case 'EACCES':
    case 'EPERM':
      return unreachable(path, 'this user may not write there', error)
    case 'ENOENT':
      return unreachable(path, 'its folder does not exist', error)
    case 'ENOTDIR':
    case 'EEXIST':
      return unreachable(path, 'a part of its path is a file, not a folder', error)
    case 'EISDIR':
      return unreachable(path, 'it is a folder', error)
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return unreachable(path, code, error)
  }
  return undefined
}

function unreachable(path: string, why: string, cause: Error): StoreError {
  return new StoreError(
    `The store ${path} cannot be opened: ${why}. Check the path and that its folder belongs to the user who runs Broadsheet.`,
    { code: 'store/unreachable', cause },
  )
}

function readOnly(path: string, cause: Error): StoreError {
  return new StoreError(
    `The store ${path} is read-only. Make its disk and folder writable, or name another stateFolder.`,
    { code: 'store/read-only', cause },
  )
}

function full(path: string, cause: Error): StoreError {
  return new StoreError(
    `The store ${path} cannot grow: the disk is full or no longer takes writes. Free some space and run again; nothing is lost.`,
    { code: 'store/full', retryable: true, cause },
  )
}

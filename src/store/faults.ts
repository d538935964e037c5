/** What each failure of SQLite, PostgreSQL, the file system and the network means for the person who runs Broadsheet. */
import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError, StoreError } from '../core/errors.ts'

/** Failures with one meaning. */
interface Fault {
  /**
   * Codes, separated by spaces, or a pattern of what is known: `CODE MESSAGE`. SQLite's codes are numbers
   * (https://sqlite.org/rescode.html): the extended one, then the primary one, is looked up.
   */
  readonly when: string | RegExp
  /** After `store/`. */
  readonly code: 'unreachable' | 'full' | 'read-only' | 'locked' | 'damaged'
  /** `{place}` and `{message}` are filled in. */
  readonly sentence: string
  readonly retryable?: boolean
}

const unopened = (when: string, why: string): Fault => ({
  when,
  code: 'unreachable',
  sentence: `The store {place} cannot be opened: ${why}. Check the path and that its folder belongs to the user who runs Broadsheet.`,
})

/** Of SQLite, and of the file system around its file. */
const SQLITE: readonly Fault[] = [
  {
    when: '5 6 15', // BUSY, LOCKED, PROTOCOL
    code: 'locked',
    sentence:
      'Another process has kept the store {place} locked for too long: wait until it has finished (a backup, a database tool), or end it, and run again; nothing is lost.',
    retryable: true,
  },
  {
    when: '8 EROFS',
    code: 'read-only',
    sentence: 'The store {place} is read-only. Make its disk and folder writable, or name another stateFolder.',
  },
  {
    // 13 is SQLITE_FULL; the others are the kinds of SQLITE_IOERR when a disk is full or no longer takes writes: write,
    // fsync, dir_fsync, truncate, shmopen, shmsize, shmmap.
    when: '13 778 1034 1290 1546 4618 4874 5386 ENOSPC EDQUOT',
    code: 'full',
    sentence:
      'The store {place} cannot grow: the disk is full or no longer takes writes. Free some space and run again; nothing is lost.',
    retryable: true,
  },
  unopened('10', 'the disk failed to answer ({message})'), // IOERR
  {
    when: '11', // CORRUPT
    code: 'damaged',
    sentence: 'The store {place} is damaged. Put a backup in its place, or move it away to start with an empty one.',
  },
  {
    when: '26', // NOTADB
    code: 'damaged',
    sentence:
      '{place} is not a SQLite database, or its first page is damaged. Name another file in store.url, or move this one away.',
  },
  unopened('3 14', '{message}'), // PERM, CANTOPEN
  unopened('EACCES EPERM', 'this user may not write there'),
  unopened('ENOENT', 'its folder does not exist and cannot be made'),
  unopened('ENOTDIR EEXIST', 'a part of its path is a file, not a folder'),
  unopened('EISDIR', 'it is a folder'),
  unopened('EIO EMFILE ENFILE ELOOP ENAMETOOLONG', '{code}'),
]

const unreached = (when: string | RegExp, why: string, then: string): Fault => ({
  when,
  code: 'unreachable',
  sentence: `The store {place} cannot be reached: ${why}. ${then}`,
  retryable: true,
})

/** A lost connection: codes; or what the driver says, without a code, when its socket closes. */
const LOST = new RegExp(
  '^(?:57P01 |57P02 |08|ECONNRESET |EPIPE |ETIMEDOUT |ECONNABORTED |EHOSTUNREACH |ENETUNREACH ' +
    '| (?:Connection terminated|Client has encountered a connection error|Client was closed))',
)

/** Of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html), and of the connection to it. */
const POSTGRES: readonly Fault[] = [
  unreached('28P01 28000', 'it refused the login', 'Check user and password in BROADSHEET_STORE or store.url.'),
  unreached('3D000', 'there is no such database', 'Create it with createdb, or name another in store.url.'),
  unreached('3F000', 'there is no schema to put tables in', 'Check the search_path of the user.'),
  unreached('53300', 'it has no free connection', 'Raise max_connections there, or run fewer workers.'),
  unreached('53200', 'it has no memory left', 'Look at its log, then run again.'),
  unreached('57P03', 'it is starting or stopping', 'Try again in a minute.'),
  {
    when: '53100',
    code: 'full',
    sentence: 'The store {place} cannot grow: its disk is full. Free some space there and run again; nothing is lost.',
    retryable: true,
  },
  {
    when: '25006',
    code: 'read-only',
    sentence: 'The store {place} is read-only, a standby perhaps. Name the primary server in store.url.',
  },
  {
    when: '42501',
    code: 'read-only',
    sentence: 'The store {place} does not let this user write: {message}. Grant it the right, or name another user.',
  },
  {
    when: '40P01 40001 55P03 57014',
    code: 'locked',
    sentence: 'The store {place} was busy for too long ({message}). Try again when other work on it has finished.',
    retryable: true,
  },
  {
    when: 'XX001 XX002 58030',
    code: 'damaged',
    sentence: "The store {place} is damaged ({message}). Look at the server's log and restore a backup.",
  },
  unreached('ENOTFOUND EAI_AGAIN', 'its host name is not known', 'Check store.url and the network.'),
  unreached('ECONNREFUSED ENOENT', 'nothing listens there', 'Start PostgreSQL, or check host and port in store.url.'),
  unreached(
    /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_|UNABLE_TO_)|does not support SSL/,
    'no safe connection ({message})',
    'Check sslmode in store.url and the certificates.',
  ),
  unreached(
    new RegExp(`${LOST.source}|^\\S* (?:timeout e|Connection timeout|connect )`, 'i'),
    'the connection was lost or timed out',
    'Check that PostgreSQL runs and the network holds.',
  ),
]

/**
 * The StoreError for a failure of SQLite or of the file system at `path`, with what to do next. Any other error (wrong
 * SQL, a violated constraint) is returned unchanged, since it is a defect of ours.
 */
export function asSqliteStoreError(error: unknown, path: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const { errcode } = error as { errcode?: number }
  if (errcode === undefined) return asStoreError(SQLITE, [codeOf(error)], error, path) ?? error
  const primary = errcode & 0xff
  const reason = primary === 3 || primary === 14 ? whyNotOpened(path) : undefined
  return asStoreError(SQLITE, [reason ?? String(errcode), String(primary)], error, path) ?? error
}

/** Whether an error says that another connection holds a lock that this one needs. */
export function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: number }
  return errcode !== undefined && [5, 6, 15].includes(errcode & 0xff)
}

/** Whether an error says that a file is no SQLite database, or a damaged one. */
export function isDamaged(error: unknown): boolean {
  const { errcode } = error as { errcode?: number }
  return errcode !== undefined && [11, 26].includes(errcode & 0xff)
}

/** Why SQLite could not open a file, which it does not say: the code of what the file system then refuses. */
function whyNotOpened(path: string): string | undefined {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'EISDIR'
    accessSync(dirname(path), constants.W_OK | constants.X_OK)
    if (statSync(path, { throwIfNoEntry: false })) accessSync(path, constants.R_OK | constants.W_OK)
  } catch (reason) {
    return codeOf(reason)
  }
  return undefined
}

/**
 * The StoreError for a failure of PostgreSQL or of the connection, with what to do next. Any other error (wrong SQL, a
 * violated constraint) is returned unchanged, since it is a defect of ours. `place` is host and database, without
 * credentials.
 */
export function asPostgresStoreError(error: unknown, place: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  return asStoreError(POSTGRES, [codeOf(error)], error, `at ${place}`) ?? error
}

/**
 * Whether PostgreSQL aborted a transaction in favour of another (deadlock, serialisation), or a cached plan is older
 * than a migration.
 */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40P01' || code === '40001' || (code === '0A000' && /cached plan/.test(messageOf(error)))
}

/** Whether an established connection is lost: cut by the network, or closed by the server's shutdown or an operator. */
export function isConnectionLost(error: unknown): boolean {
  return LOST.test(`${codeOf(error)} ${messageOf(error)}`)
}

/** The StoreError of the first fault that has one of these codes, the first code before the second. */
function asStoreError(
  faults: readonly Fault[],
  codes: readonly string[],
  cause: Error,
  place: string,
): StoreError | undefined {
  for (const code of codes) {
    const known = faults.find(({ when }) =>
      typeof when === 'string' ? when.split(' ').includes(code) : when.test(`${code} ${cause.message}`),
    )
    if (known === undefined) continue
    const values: Record<string, string> = { place, code, message: cause.message }
    const sentence = known.sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!)
    return new StoreError(sentence, { code: `store/${known.code}`, retryable: known.retryable, cause })
  }
  return undefined
}

const codeOf = (error: unknown): string => textOf((error as { code?: unknown } | undefined)?.code)
const messageOf = (error: unknown): string => textOf((error as { message?: unknown } | undefined)?.message)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Turns errors of PostgreSQL and the network into messages for the person who runs Broadsheet. */
import { AppError, StoreError } from '../core/errors.ts'

/**
 * Whether PostgreSQL aborted a transaction in favour of another (deadlock, serialisation), or a cached plan is older
 * than a migration.
 */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40P01' || code === '40001' || (code === '0A000' && /cached plan/.test(messageOf(error)))
}

const NETWORK_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Whether an established connection is lost: cut by the network, or closed by the server's shutdown or an operator. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error)
  if (code === '57P01' || code === '57P02' || code.startsWith('08') || NETWORK_CODES.has(code)) return true
  // When its socket closes, the driver throws one of these three messages, without a code.
  return (
    code === '' &&
    /^(?:Connection terminated|Client has encountered a connection error|Client was closed)/.test(messageOf(error))
  )
}

/**
 * The StoreError for a failure of PostgreSQL or of the connection, with what to do next. Any other error (wrong SQL, a
 * violated constraint) is returned unchanged, since it is a defect of ours. `place` is host and database, without
 * credentials.
 */
export function asPostgresStoreError(error: unknown, place: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const known = explain(codeOf(error), messageOf(error), place)
  return known ? new StoreError(known.sentence, { code: known.code, retryable: known.retryable, cause: error }) : error
}

interface Explanation {
  readonly code: string
  readonly sentence: string
  readonly retryable: boolean
}

function explain(code: string, message: string, place: string): Explanation | undefined {
  const unreachable = (why: string, then: string): Explanation => ({
    code: 'store/unreachable',
    sentence: `The store at ${place} cannot be reached: ${why}. ${then}`,
    retryable: true,
  })
  switch (code) {
    case '28P01':
    case '28000':
      return unreachable('it refused the login', 'Check user and password in BROADSHEET_STORE or store.url.')
    case '3D000':
      return unreachable('there is no such database', 'Create it with createdb, or name another in store.url.')
    case '3F000':
      return unreachable('there is no schema to put tables in', 'Check the search_path of the user.')
    case '53300':
      return unreachable('it has no free connection', 'Raise max_connections there, or run fewer workers.')
    case '53200':
      return unreachable('it has no memory left', 'Look at its log, then run again.')
    case '57P03':
      return unreachable('it is starting or stopping', 'Try again in a minute.')
    case '53100':
      return {
        code: 'store/full',
        sentence: `The store at ${place} cannot grow: its disk is full. Free some space there and run again; nothing is lost.`,
        retryable: true,
      }
    case '25006':
      return {
        code: 'store/read-only',
        sentence: `The store at ${place} is read-only, a standby perhaps. Name the primary server in store.url.`,
        retryable: false,
      }
    case '42501':
      return {
        code: 'store/read-only',
        sentence: `The store at ${place} does not let this user write: ${message}. Grant it the right, or name another user.`,
        retryable: false,
      }
    case '40P01':
    case '40001':
    case '55P03':
    case '57014':
      return {
        code: 'store/locked',
        sentence: `The store at ${place} was busy for too long (${message}). Try again when other work on it has finished.`,
        retryable: true,
      }
    case 'XX001':
    case 'XX002':
    case '58030':
      return {
        code: 'store/damaged',
        sentence: `The store at ${place} is damaged (${message}). Look at the server's log and restore a backup.`,
        retryable: false,
      }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable('its host name is not known', 'Check store.url and the network.')
    case 'ECONNREFUSED':
    case 'ENOENT':
      return unreachable('nothing listens there', 'Start PostgreSQL, or check host and port in store.url.')
  }
  if (/^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_|UNABLE_TO_)/.test(code) || /does not support SSL/.test(message)) {
    return unreachable(`no safe connection (${message})`, 'Check sslmode in store.url and the certificates.')
  }
  if (isConnectionLost({ code, message }) || /^(?:timeout e|Connection timeout|connect )/i.test(message)) {
    return unreachable('the connection was lost or timed out', 'Check that PostgreSQL runs and the network holds.')
  }
  return undefined
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : ''
}

function messageOf(error: unknown): string {
  const message = (error as { message?: unknown } | undefined)?.message
  return typeof message === 'string' ? message : ''
}

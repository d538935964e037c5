/**
 * Checks that both drivers make on parameters and on returned rows, so that both databases accept and promise the same.
 */
import { ClaimLostError } from '../core/errors.ts'
import type { Row, Statement, Value } from './db.ts'

/**
 * SQLite allows 32,766 parameters and PostgreSQL 65,535. One limit below both, so that a statement that runs in one
 * runs in the other.
 */
const MAX_PARAMS = 30_000

/**
 * The parameters as both databases store them: without NUL characters, which PostgreSQL refuses and at which SQLite's
 * functions stop reading. Returns the same array when nothing had to change.
 *
 * Throws a TypeError or RangeError, as a defect of ours, for what only one of the two would accept: undefined and NaN
 * (one database makes null of them), booleans, dates, more than 30,000 parameters.
 */
export function checkParams(params: readonly Value[]): readonly Value[] {
  if (params.length > MAX_PARAMS) throw new RangeError(`${params.length} parameters; at most ${MAX_PARAMS} are allowed`)
  let cleaned: Value[] | undefined
  for (let i = 0; i < params.length; i++) {
    const value: unknown = params[i]
    if (typeof value === 'string') {
      if (value.includes('\0')) (cleaned ??= [...params])[i] = value.replaceAll('\0', '')
    } else if (value !== null && !(typeof value === 'number' && Number.isFinite(value))) {
      throw new TypeError(
        `parameter $${i + 1} is ${typeof value} ${String(value)}; only text, finite numbers and null are kept`,
      )
    }
  }
  return cleaned ?? params
}

/** The rows a statement returned, if their number is its `expectRows`; else throws ClaimLostError. */
export function expectRows(statement: Statement, rows: Row[]): Row[] {
  if (statement.expectRows !== undefined && rows.length !== statement.expectRows) {
    throw new ClaimLostError(
      `The claim is another worker's now (${rows.length} rows where ${statement.expectRows} were expected); its work is left to that worker.`,
      { code: 'store/claim-lost', retryable: true },
    )
  }
  return rows
}

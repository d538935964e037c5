/** The port to the database, with two implementations: `sqlite.ts` and `postgres.ts`; and what both of them check. */
import { ClaimLostError } from '../core/errors.ts'

/** A parameter: text, a number (an integer of at most 52 bits, or a double), or null. */
export type Value = string | number | null

/** A row of a result: text, numbers and null only, in both databases. */
export type Row = Record<string, Value>

/** A write as a value: nothing happens until it is part of a `batch`. */
export interface Statement {
  /** One SQL text for both databases, with parameters `$1`, `$2`, … */
  readonly sql: string
  readonly params?: readonly Value[]
  /**
   * How many rows this statement must return (so it ends in RETURNING). Any other number rolls the whole batch back
   * with a `ClaimLostError`. It makes the statement the guard of a claim.
   */
  readonly expectRows?: number
}

export interface Db {
  readonly engine: 'sqlite' | 'postgres'
  /** The one clause in which the engines differ for claims: `FOR UPDATE SKIP LOCKED` in PostgreSQL, empty in SQLite. */
  readonly skipLocked: string
  /** After text in ORDER BY: by its bytes, as everywhere in the program, whichever order a PostgreSQL database was made with. */
  readonly byBytes: string
  /** The rows of one statement that only reads. Throws StoreError. */
  query<T = Row>(sql: string, params?: readonly Value[]): Promise<T[]>
  /**
   * Runs all statements in one durable transaction or none, and returns each statement's rows. Throws StoreError,
   * ClaimLostError.
   */
  batch(statements: readonly Statement[]): Promise<Row[][]>
  close(): Promise<void>
}

/**
 * `$1, $2, …` for an IN list, and its parameters. The list has 1, 10, 100 or 1000 places (above that as many as
 * values), so that few different texts are prepared; the last value is repeated to fill it.
 */
export function inList(
  values: readonly Value[],
  firstIndex = 1,
): { readonly sql: string; readonly params: readonly Value[] } {
  const size = [1, 10, 100, 1000].find((size) => values.length <= size) ?? values.length
  const params = Array.from({ length: size }, (_, i) => values[Math.min(i, values.length - 1)] ?? null)
  return { sql: params.map((_, i) => `$${firstIndex + i}`).join(', '), params }
}

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

/** The port to the database, with two implementations: `sqlite.ts` and `postgres.ts`. */

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

/** The port to the memory. Two real things stand behind it: `sqlite.ts` and `postgres.ts`. */

/** What a parameter may be: text, a number (an integer of at most 52 bits, or a double), or null. */
export type Value = string | number | null

/** A row as it comes back: text, numbers and null only, in both databases. */
export type Row = Record<string, Value>

/** A write as a value: nothing happens until it stands in a `batch`. */
export interface Statement {
  /** One SQL text for both databases, parameters `$1`, `$2`, … */
  readonly sql: string
  readonly params?: readonly Value[]
  /**
   * How many rows this statement must give back (so it ends in RETURNING); another number rolls the whole batch back
   * with a `ClaimLostError`. A claim's guard.
   */
  readonly expectRows?: number
}

export interface Db {
  readonly engine: 'sqlite' | 'postgres'
  /** The one place where the engines differ in claiming: `FOR UPDATE SKIP LOCKED` in PostgreSQL, empty in SQLite. */
  readonly skipLocked: string
  /** Rows of one reading statement. Throws StoreError. */
  query<T = Row>(sql: string, params?: readonly Value[]): Promise<T[]>
  /** All statements in one durable transaction, or none; gives back each statement's rows. Throws StoreError, ClaimLostError. */
  batch(statements: readonly Statement[]): Promise<Row[][]>
  close(): Promise<void>
}

/** `$1, $2, …` for an IN list of a fixed size, so that few texts are prepared: sizes 1, 10, 100, 1000; the rest is padded with the last value. */
export function inList(
  values: readonly Value[],
  firstIndex = 1,
): { readonly sql: string; readonly params: readonly Value[] } {
  const size = [1, 10, 100, 1000].find((size) => values.length <= size) ?? values.length
  const params = Array.from({ length: size }, (_, i) => values[Math.min(i, values.length - 1)] ?? null)
  return { sql: params.map((_, i) => `$${firstIndex + i}`).join(', '), params }
}

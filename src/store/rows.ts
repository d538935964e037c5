/** Helpers for reading and writing rows, shared by all tables. */
import type { Statement, Value } from './db.ts'

/**
 * Rows in one INSERT. Few sizes, so that few texts are prepared; far below the number of parameters either database
 * allows.
 */
const SIZES = [50, 10, 1] as const

/** INSERT statements for these rows, each with several of them; `suffix` follows the values (`ON CONFLICT …`). */
export function insertRows(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  suffix = '',
): Statement[] {
  const statements: Statement[] = []
  let at = 0
  while (at < rows.length) {
    const size = SIZES.find((size) => rows.length - at >= size)!
    const values = Array.from(
      { length: size },
      (_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`).join(', ')})`,
    )
    statements.push({
      sql: `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values.join(', ')} ${suffix}`,
      params: rows.slice(at, at + size).flat(),
    })
    at += size
  }
  return statements
}

/** The values split into parts of at most `size`, for statements with an IN list. */
export function inParts<T>(values: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < values.length; at += size) parts.push(values.slice(at, at + size))
  return parts
}

/** Undefined as null, everything else as it is. */
export const orNull = <T extends Value>(value: T | undefined): T | null => value ?? null

/** Null as undefined, everything else as it is. */
export const orAbsent = <T>(value: T | null): T | undefined => value ?? undefined

/** Many rows in few statements: what every table of the store writes with. */
import type { Statement, Value } from './db.ts'

/** Rows a statement at most: few texts to prepare, and far below the parameters either database takes. */
const SIZES = [50, 10, 1] as const

/** INSERTs for these rows, several to a statement; `suffix` is what follows the values (`ON CONFLICT …`). */
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

/** The values in parts of at most `size`, for lists that are asked for part by part. */
export function inParts<T>(values: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < values.length; at += size) parts.push(values.slice(at, at + size))
  return parts
}

/** Undefined as null, everything else as it is. */
export const orNull = <T extends Value>(value: T | undefined): T | null => value ?? null

/** Null as undefined, everything else as it is. */
export const orAbsent = <T>(value: T | null): T | undefined => value ?? undefined

/** Helpers for reading and writing rows, shared by all tables. */
import { type Db, inList, type Row, type Statement, type Value } from './db.ts'

/**
 * Rows in one INSERT. Few sizes, so that few texts are prepared; far below the number of parameters either database
 * allows.
 */
const SIZES = [50, 10, 1] as const

/** The values of a row by field: `firstSeenAt` for the column `first_seen_at`. Undefined is null. */
export type Fields = Readonly<Record<string, Value | undefined>>

/**
 * INSERT statements for these rows, each with several of them. `suffix` follows the values (`ON CONFLICT …`).
 */
export function insertRows(table: string, rows: readonly Fields[], suffix = ''): Statement[] {
  const fields = [...new Set(rows.flatMap(Object.keys))]
  const columns = fields.map(columnOf).join(', ')
  const statements: Statement[] = []
  let at = 0
  while (at < rows.length) {
    const size = SIZES.find((size) => rows.length - at >= size)!
    const values = Array.from(
      { length: size },
      (_, row) => `(${fields.map((_, column) => `$${row * fields.length + column + 1}`).join(', ')})`,
    )
    statements.push({
      sql: `INSERT INTO ${table} (${columns}) VALUES ${values.join(', ')} ${suffix}`,
      params: rows.slice(at, at + size).flatMap((row) => fields.map((field) => orNull(row[field]))),
    })
    at += size
  }
  return statements
}

/** Sets fields of the rows with these keys; the keys are not among the fields that are set. */
export function updateRow(table: string, fields: Fields, keys: Fields): Statement {
  const all = Object.entries({ ...fields, ...keys })
  const pairs = all.map(([field], at) => `${columnOf(field)} = $${at + 1}`)
  const count = Object.keys(fields).length
  const sql = `UPDATE ${table} SET ${pairs.slice(0, count).join(', ')} WHERE ${pairs.slice(count).join(' AND ')}`
  return { sql, params: all.map(([, value]) => orNull(value)) }
}

const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const fieldByColumn = new Map<string, string>()

/** The field of a column: `firstSeenAt` of `first_seen_at`. */
function fieldOf(column: string): string {
  let field = fieldByColumn.get(column)
  if (field === undefined) {
    field = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    fieldByColumn.set(column, field)
  }
  return field
}

/**
 * Reads rows as objects: the column `first_seen_at` is the field `firstSeenAt`, and null is undefined. Of the columns
 * named, `flags` hold 1 or 0 for true or false, and `json` text to parse.
 */
export const rowReader =
  <T>({ flags = [], json = [] }: { readonly flags?: readonly string[]; readonly json?: readonly string[] } = {}) =>
  (row: Row): T => {
    const object: Record<string, unknown> = {}
    for (const column in row) {
      const value = row[column]
      object[fieldOf(column)] =
        value === null
          ? undefined
          : flags.includes(column)
            ? value === 1
            : json.includes(column)
              ? JSON.parse(value as string)
              : value
    }
    return object as T
  }

/**
 * The rows of a query about values, asked for a hundred at a time: `sql` is given their list for `IN (…)`. `params` are
 * numbered before the list. Throws StoreError.
 */
export async function queryIn<T>(
  db: Db,
  values: readonly Value[],
  sql: (list: string) => string,
  {
    params = [],
    size = 100,
    read = rowReader<T>(),
  }: { readonly params?: readonly Value[]; readonly size?: number; readonly read?: (row: Row) => T } = {},
): Promise<T[]> {
  const found: T[] = []
  for (const part of inParts(values, size)) {
    const list = inList(part, params.length + 1)
    for (const row of await db.query(sql(list.sql), [...params, ...list.params])) found.push(read(row))
  }
  return found
}

/** One statement for each hundred values: `sql` is given their list for `IN (…)`, before which `params` are numbered. */
export const statementsIn = (
  values: readonly Value[],
  sql: (list: string) => string,
  params: readonly Value[] = [],
): Statement[] =>
  inParts(values, 100).map((part) => {
    const list = inList(part, params.length + 1)
    return { sql: sql(list.sql), params: [...params, ...list.params] }
  })

/** The values split into parts of at most `size`, for statements with an IN list. */
export function inParts<T>(values: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < values.length; at += size) parts.push(values.slice(at, at + size))
  return parts
}

/** The objects with the same key, by it, as `value` gives each. */
export function byKey<T, V>(
  objects: readonly T[],
  key: (object: T) => string,
  value: (object: T) => V,
): Map<string, V[]> {
  const grouped = new Map<string, V[]>()
  for (const object of objects) {
    const known = grouped.get(key(object))
    if (known === undefined) grouped.set(key(object), [value(object)])
    else known.push(value(object))
  }
  return grouped
}

/** Undefined as null, everything else as it is. */
export const orNull = <T extends Value>(value: T | undefined): T | null => value ?? null

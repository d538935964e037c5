/** What both drivers make sure of before a parameter leaves for the database, so that neither is kinder than the other. */
import type { Value } from './db.ts'

/** SQLite allows 32,766 parameters and PostgreSQL 65,535; one bound below both, so that a text that runs in one runs in the other. */
const MAX_PARAMS = 30_000

/**
 * The parameters as both databases keep them: NUL taken out of texts (PostgreSQL refuses it, and SQLite's own functions
 * stop reading at it). Gives back the same array when nothing had to change.
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

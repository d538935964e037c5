/** The promise of `Statement.expectRows`, kept in one place for both drivers. */
import { ClaimLostError } from '../core/errors.ts'
import type { Row, Statement } from './db.ts'

/** The rows, if their number is the one the statement stands for; else throws ClaimLostError. */
export function expectRows(statement: Statement, rows: Row[]): Row[] {
  if (statement.expectRows !== undefined && rows.length !== statement.expectRows) {
    throw new ClaimLostError(
      `The claim is another worker's now (${rows.length} rows where ${statement.expectRows} were expected); its work is left to that worker.`,
      { code: 'store/claim-lost', retryable: true },
    )
  }
  return rows
}

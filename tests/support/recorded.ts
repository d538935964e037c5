/** A real store that records its queries, for rules about how much is read, and how often. */
import type { Db, Row, Statement, Value } from '../../src/store/db.ts'

/** One reading statement and the number of rows it returned. */
interface Asked {
  readonly sql: string
  readonly rows: readonly Row[]
}

/** The same store, and the list of its reading statements from now on. */
export function recorded(db: Db): { readonly db: Db; readonly asked: Asked[] } {
  const asked: Asked[] = []
  return {
    asked,
    db: {
      ...db,
      query: async <T = Row>(sql: string, params?: readonly Value[]) => {
        const rows = await db.query<T>(sql, params)
        asked.push({ sql, rows: rows as Row[] })
        return rows
      },
      batch: async (statements: readonly Statement[]) => {
        const answers = await db.batch(statements)
        for (const [i, { sql }] of statements.entries()) asked.push({ sql, rows: answers[i]! })
        return answers
      },
    },
  }
}

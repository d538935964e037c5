import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inTurns } from '../../src/flow/turns.ts'
import type { Statement } from '../../src/store/db.ts'
import { databases } from '../support/databases.ts'
import { item } from '../support/make.ts'
import { emptyStores, type Newspaper, openNewspaper } from '../support/newspaper.ts'

describe('a computation in turns', () => {
  it('gives its answer, and everything else its turn where a step was long', async () => {
    let turns = 0
    let isDone = false
    const count = (): void => {
      turns++
      if (!isDone) setImmediate(count)
    }
    setImmediate(count)
    const answer = await inTurns(
      (function* () {
        for (let i = 0; i < 5; i++) {
          const startedAt = performance.now()
          while (performance.now() - startedAt < 12);
          yield
        }
        return 'done'
      })(),
    )
    isDone = true
    expect(answer).toBe('done')
    expect(turns).toBeGreaterThanOrEqual(5)
  })
})

describe.each(databases)('grouping on $name', (database) => {
  const open = emptyStores(database)
  let paper: Newspaper
  beforeEach(async () => {
    paper = await openNewspaper(await open())
  })
  afterEach(() => paper.close())

  it('writes at most 250 places and 125 fingerprints in one batch', async () => {
    const url = paper.serve(
      'herald',
      Array.from({ length: 280 }, (_, i) => item(i + 1, { at: '2026-11-20T08:00:00Z' })),
    )
    await paper.configure({ sources: [{ id: 'herald', url }] })
    const { db } = paper
    const batches: (readonly Statement[])[] = []
    const recording = {
      ...db,
      batch: (statements: readonly Statement[]) => {
        batches.push(statements)
        return db.batch(statements)
      },
    }
    await paper.pass({}, { db: recording })
    const most = (count: (statement: Statement) => number): number =>
      Math.max(...batches.map((statements) => statements.reduce((sum, statement) => sum + count(statement), 0)))
    const placed = (statement: Statement): number => (/^UPDATE articles SET story_id/.test(statement.sql) ? 1 : 0)
    const kept = ({ sql, params }: Statement): number =>
      /^INSERT INTO fingerprints/.test(sql) ? params!.length / 4 : 0
    expect(most(placed)).toBe(250)
    expect(most(kept)).toBe(125)
    const rows = await db.query<{ count: number }>('SELECT COUNT(*) AS count FROM fingerprints')
    expect(rows[0]!.count).toBe(280)
    expect(batches.flat().reduce((sum, statement) => sum + placed(statement), 0)).toBe(280)
  })
})

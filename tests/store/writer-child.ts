/**
 * Writes pairs of rows into a SQLite store, one batch per pair, and prints each number once its batch is acknowledged.
 */
import { writeSync } from 'node:fs'
import { openSqlite } from '../../src/store/sqlite.ts'

const [path = '', name = '', count = 'Infinity', bytes = '10'] = process.argv.slice(2)
try {
  const db = await openSqlite(path)
  await db.batch([{ sql: 'CREATE TABLE IF NOT EXISTS pairs (writer TEXT, number BIGINT, half BIGINT, filler TEXT)' }])
  for (let number = 0; number < Number(count); number++) {
    await db.batch(
      [1, 2].map((half) => ({
        sql: 'INSERT INTO pairs (writer, number, half, filler) VALUES ($1, $2, $3, $4)',
        params: [name, number, half, 'x'.repeat(Number(bytes))],
      })),
    )
    writeSync(1, `${number}\n`) // synchronous: what was said has left the process
  }
  await db.close()
} catch (error) {
  writeSync(1, `${(error as { code: string }).code}\n`)
}

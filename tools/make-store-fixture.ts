/**
 * Makes `tests/fixtures/stores/vN.db`, a small store with the current schema, by two real runs a day apart:
 * `node tools/make-store-fixture.ts`. Run it once when a schema is released. The fixture of a released schema is never made
 * again, since it represents the stores that people have.
 *
 * `--schema N`: the same store with schema N, for a migration step that was added before N was released; only steps that add
 * without changing anything can be undone.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { migrations } from '../src/store/schema.ts'
import { runFirstDay, runHeld } from './drill.ts'
import { serveNewsroom, writeNewsroom } from './drill-newsroom.ts'

/** The statements that undo a step. */
const UNDO: Readonly<Record<number, readonly string[]>> = {
  2: ['DROP TABLE corrections', 'DROP TABLE topic_examples', 'ALTER TABLE sources DROP COLUMN pace'],
  4: ['DROP TABLE source_paragraphs'],
  5: ['DROP TABLE secrets', "DELETE FROM meta WHERE name = 'secret'"],
}

const current = migrations.at(-1)!.number
const wanted = Number(parseArgs({ options: { schema: { type: 'string' } } }).values.schema ?? current)

// A fixed port, which is part of the sources' URLs, so that making the fixture twice gives the same rows.
const newsroom = await serveNewsroom(8, 47_823)
const folder = mkdtempSync(join(tmpdir(), 'broadsheet-fixture-'))
try {
  writeNewsroom(folder, 0, newsroom.host)
  await runFirstDay(folder)
  newsroom.turnTo(1)
  writeNewsroom(folder, 1, newsroom.host)
  const { code, stderr } = await runHeld(folder, { day: 1 })
  if (code !== 0) throw new Error(`the second run ended with ${code}: ${stderr}`)
  const fixtures = fileURLToPath(new URL('../tests/fixtures/stores', import.meta.url))
  const fixture = join(fixtures, `v${wanted}.db`)
  mkdirSync(fixtures, { recursive: true })
  rmSync(fixture, { force: true })
  const database = new DatabaseSync(join(folder, 'state', 'broadsheet.db'))
  // The folders of this machine must not be in the fixture.
  database.prepare('UPDATE sources SET validators_url = NULL WHERE validators_url LIKE ?').run('file:%')
  database.prepare('UPDATE deliveries SET reply = NULL').run()
  for (let step = current; step > wanted; step--) {
    const undo = UNDO[step]
    if (undo === undefined) throw new Error(`step ${step} cannot be taken back`)
    for (const sql of undo) database.exec(sql)
    database.prepare('DELETE FROM schema_migrations WHERE number = ?').run(step)
  }
  database.prepare('VACUUM INTO ?').run(fixture)
  database.close()
  // The copy has lost the mode that all our stores have.
  const made = new DatabaseSync(fixture)
  made.exec('PRAGMA journal_mode = WAL')
  made.close()
  console.log(fixture)
} finally {
  await newsroom.close()
  rmSync(folder, { recursive: true, force: true })
}

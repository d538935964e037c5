/** A SQLite store that another process locks or reads: a pass waits, or ends without having done anything by halves. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqlite } from '../../src/store/sqlite.ts'
import { temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'
import { daily, mentions, type Newspaper, openNewspaper } from '../support/newspaper.ts'

const folderWith = temporaryFolders()
/** Longer than the locks of the tests that wait for them. */
const PATIENT_MS = 5_000
const IMPATIENT_MS = 200

let store: string
let paper: Newspaper
let other: DatabaseSync
/** The validators with which the feed was asked for. */
let validators: (string | undefined)[]
/** Called when the feed is asked for. */
let whenAsked: () => void

async function openPaper(waitMs: number): Promise<void> {
  paper = await openNewspaper(await openSqlite(store, waitMs))
  paper.web.on('/feed.xml', ({ headers }) => {
    whenAsked()
    validators.push(headers['if-none-match'])
    if (headers['if-none-match'] === '"v1"') return { status: 304 }
    return { body: rss('wire', [item(1)]), headers: { etag: '"v1"' } }
  })
  await paper.configure({
    sources: [{ id: 'wire', url: `${paper.web.origin}/feed.xml` }],
    digests: [daily({ firstEdition: 'now' })],
  })
}

beforeEach(() => {
  store = join(folderWith(), 'broadsheet.db')
  validators = []
  whenAsked = () => undefined
})
afterEach(async () => {
  other.close()
  await paper.close()
  expect(paper.defects).toEqual([])
})

/** Locks the store as another process does. */
function lock(): void {
  other = new DatabaseSync(store)
  other.exec('BEGIN IMMEDIATE')
}

it('is waited for while another process writes', async () => {
  await openPaper(PATIENT_MS)
  lock()
  setTimeout(() => other.exec('ROLLBACK'), 300)
  expect((await paper.pass()).refresh?.outcomes).toMatchObject([{ kind: 'modified' }])
  expect((await paper.outbox()).map((message) => mentions(message, item(1)))).toEqual([true])
})

it('does not disturb a pass while another process only reads', async () => {
  await openPaper(IMPATIENT_MS)
  other = new DatabaseSync(store)
  other.exec('BEGIN')
  other.prepare('SELECT COUNT(*) FROM articles').get()
  expect((await paper.pass()).refresh?.outcomes).toMatchObject([{ kind: 'modified' }])
  expect(await paper.outbox()).toHaveLength(1)
})

it('that stays locked keeps no validator of an answer whose articles were not saved, and no digest is lost or doubled', async () => {
  await openPaper(IMPATIENT_MS)
  whenAsked = lock
  await expect(paper.pass()).rejects.toMatchObject({ code: 'store/locked' })
  expect(await paper.db.query('SELECT id FROM articles')).toEqual([])
  other.exec('ROLLBACK')

  whenAsked = () => undefined
  for (let i = 0; i < 2; i++) {
    paper.later(5)
    await paper.pass()
  }
  expect(validators).toEqual([undefined, undefined, '"v1"'])
  expect(await paper.db.query('SELECT title FROM articles')).toEqual([{ title: item(1).title }])
  expect((await paper.outbox()).map((message) => mentions(message, item(1)))).toEqual([true])
})

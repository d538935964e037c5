import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../src/core/errors.ts'
import type { Db } from '../../src/store/db.ts'
import { asSqliteStoreError } from '../../src/store/faults.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { copySqlite, openSqlite } from '../../src/store/sqlite.ts'

const writerFile = fileURLToPath(new URL('./writer-child.ts', import.meta.url))

let folder: string
let path: string
let opened: Db[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'broadsheet-sqlite-'))
  path = join(folder, 'broadsheet.db')
  opened = []
})
afterEach(async () => {
  for (const db of opened) await db.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function open(at = path): Promise<Db> {
  const db = await openSqlite(at)
  opened.push(db)
  return db
}

async function openWithRows(rows: number): Promise<Db> {
  const db = await open()
  await db.batch([
    { sql: 'CREATE TABLE things (id TEXT PRIMARY KEY, filler TEXT)' },
    ...Array.from({ length: rows }, (_, i) => add(`t${i}`)),
  ])
  return db
}

describe.skipIf(process.platform === 'win32')('the file', () => {
  const modeOf = (name: string) => (statSync(name).mode & 0o777).toString(8)
  const logs = () => [path, `${path}-wal`, `${path}-shm`].map(modeOf)

  it('is readable by its owner alone, its logs too', async () => {
    await openWithRows(1)
    expect(logs()).toEqual(['600', '600', '600'])
  })

  it('becomes so where an earlier version made it otherwise, whoever else has it open', async () => {
    const db = await openWithRows(1)
    for (const name of [path, `${path}-wal`, `${path}-shm`]) chmodSync(name, 0o644)
    await open()
    expect(logs()).toEqual(['600', '600', '600'])
    await db.batch([add('still')])
  })
})

const add = (id: string, bytes = 500) => ({
  sql: 'INSERT INTO things (id, filler) VALUES ($1, $2)',
  params: [id, 'x'.repeat(bytes)],
})
const countThings = async (db: Db) => (await db.query('SELECT COUNT(*) AS n FROM things'))[0]?.['n']

/** Runs the synchronous part of opening a store as a user who may only read, since root may write everywhere. */
async function asOrdinaryUser<T>(run: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return run()
  process.seteuid?.(65_534)
  try {
    return run()
  } finally {
    process.seteuid?.(0)
  }
}

describe('opening', () => {
  it('creates the file and its folders, with a write-ahead log and full flushes', async () => {
    const db = await open(join(folder, 'a', 'b', 'store.db'))
    expect(await db.query('PRAGMA journal_mode')).toMatchObject([{ journal_mode: 'wal' }])
    expect(await db.query('PRAGMA synchronous')).toMatchObject([{ synchronous: 2 }])
    expect(await db.query('PRAGMA busy_timeout')).toMatchObject([{ timeout: 100 }])
  })

  it('finds what was there', async () => {
    const db = await openWithRows(3)
    await db.close()
    expect(await countThings(await open())).toBe(3)
  })

  it('leaves a single file when it is closed', async () => {
    const db = await openWithRows(3)
    await db.close()
    expect(readdirSync(folder)).toEqual(['broadsheet.db'])
  })

  it('reports a folder in place of the store', async () => {
    mkdirSync(path)
    await expect(openSqlite(path)).rejects.toMatchObject({
      code: 'store/unreachable',
      message: expect.stringMatching(/folder/),
    })
  })

  it('reports a file in place of a folder', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(openSqlite(join(folder, 'file', 'x.db'))).rejects.toMatchObject({ code: 'store/unreachable' })
    await expect(openSqlite(join(folder, 'file', 'deep', 'x.db'))).rejects.toMatchObject({ code: 'store/unreachable' })
  })

  it('reports a file that is no database, and leaves it unchanged', async () => {
    writeFileSync(path, 'Dear diary, '.repeat(1000))
    await expect(openSqlite(path)).rejects.toMatchObject({ code: 'store/damaged' })
    expect(statSync(path).size).toBe(12_000)
  })

  it('reports a folder that may not be written to', async () => {
    chmodSync(folder, 0o555)
    await expect(asOrdinaryUser(() => openSqlite(path))).rejects.toMatchObject({ code: 'store/unreachable' })
    await expect(asOrdinaryUser(() => openSqlite(join(folder, 'a', 'x.db')))).rejects.toMatchObject({
      code: 'store/unreachable',
      message: expect.stringMatching(/may not write/),
    })
    chmodSync(folder, 0o755)
  })
})

it('yields to the event loop between any two batches', async () => {
  const db = await openSqlite(':memory:')
  opened.push(db)
  await db.batch([{ sql: 'CREATE TABLE t (n BIGINT)' }])
  let turns = 0
  let next = setImmediate(function turn() {
    turns++
    next = setImmediate(turn)
  })
  for (let batch = 0; batch < 20; batch++) await db.batch([{ sql: 'INSERT INTO t VALUES ($1)', params: [1] }])
  clearImmediate(next)
  expect(turns).toBeGreaterThanOrEqual(19)
})

it('commits batches requested together in one transaction, each whole or not at all whatever happens to the others', async () => {
  const db = await openSqlite(path)
  opened.push(db)
  await db.batch([{ sql: 'CREATE TABLE t (id TEXT PRIMARY KEY)' }])
  const insert = (id: string) => ({ sql: 'INSERT INTO t VALUES ($1) RETURNING id', params: [id] })
  const outcomes = await Promise.allSettled([
    db.batch([insert('a'), insert('b')]),
    db.batch([insert('c'), insert('a')]),
    db.batch([insert('d'), { ...insert('e'), expectRows: 2 }]),
    db.batch([insert('f')]),
  ])
  expect(outcomes).toMatchObject([
    { value: [[{ id: 'a' }], [{ id: 'b' }]] },
    { reason: { message: expect.stringContaining('UNIQUE') } },
    { reason: { code: 'store/claim-lost' } },
    { value: [[{ id: 'f' }]] },
  ])
  expect(await db.query('SELECT id FROM t ORDER BY id')).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'f' }])
})

it('writes requested batches before it is closed', async () => {
  const db = await openSqlite(path)
  const written = db.batch([{ sql: 'CREATE TABLE t (id TEXT)' }])
  await db.close()
  await written
  const again = await openSqlite(path)
  opened.push(again)
  expect(await again.query('SELECT id FROM t')).toEqual([])
})

describe('a disk that fails', () => {
  it('is reported as full when the store cannot grow; what was written stays, and writing goes on when there is space', async () => {
    const db = await openWithRows(10)
    const [{ page_count: pages } = {}] = await db.query<{ page_count: number }>('PRAGMA page_count')
    await db.query(`PRAGMA max_page_count = ${pages! + 2}`)
    const refused = db.batch([add('small'), ...Array.from({ length: 30 }, (_, i) => add(`more${i}`, 2_000))])
    await expect(refused).rejects.toThrow(StoreError)
    await expect(refused).rejects.toMatchObject({ code: 'store/full', message: expect.stringContaining(path) })
    expect(await countThings(db)).toBe(10)
    await db.query('PRAGMA max_page_count = 100000')
    await db.batch([add('small')])
    expect(await countThings(db)).toBe(11)
  })

  it('is reported as read-only when it takes no writes', async () => {
    const db = await openWithRows(1)
    await db.query('PRAGMA query_only = 1')
    await expect(db.batch([add('x')])).rejects.toMatchObject({ code: 'store/read-only' })
    await expect(db.query('DELETE FROM things RETURNING id')).rejects.toMatchObject({ code: 'store/read-only' })
    expect(await countThings(db)).toBe(1)
  })

  it('is reported as read-only when the file may only be read', async () => {
    await (await openWithRows(1)).close()
    chmodSync(path, 0o444)
    chmodSync(folder, 0o755)
    const db = await asOrdinaryUser(() => openSqlite(path)).catch((error: unknown) => error)
    // For a user without access to the folder opening fails, else the first write.
    const error =
      db instanceof StoreError
        ? db
        : await asOrdinaryUser(() => (db as Db).batch([add('x')])).catch((error: unknown) => error)
    if (!(db instanceof StoreError)) await (db as Db).close()
    expect(error).toMatchObject({ code: expect.stringMatching(/^store\/(read-only|unreachable)$/) })
  })

  it.each(['EROFS', 'ENOSPC', 'EACCES'])('is reported for the system code %s', (code) => {
    const reported = asSqliteStoreError(Object.assign(new Error(code), { code }), path) as StoreError
    expect(reported.code).toBe({ EROFS: 'store/read-only', ENOSPC: 'store/full', EACCES: 'store/unreachable' }[code])
    expect(reported.cause).toBeInstanceOf(Error)
  })

  it.skipIf(process.platform === 'win32')('is reported as full when the system refuses a longer file', async () => {
    // With a limit of 256 blocks of 512 bytes the system refuses the write itself, as on a full disk.
    const child = spawn('sh', [
      '-c',
      `ulimit -f 256; exec "$0" "$@"`,
      process.execPath,
      writerFile,
      path,
      'a',
      '400',
      '2000',
    ])
    const said = (await text(child.stdout)).trim().split('\n')
    expect(said.at(-1)).toBe('store/full')
    const db = await open()
    const rows = await db.query<{ n: number }>('SELECT COUNT(*) AS n FROM pairs')
    expect(rows[0]?.n).toBe((said.length - 1) * 2)
    expect(said.length).toBeGreaterThan(2)
  })

  it('is reported as damage when pages are overwritten', async () => {
    await (await openWithRows(200)).close()
    const file = openSync(path, 'r+')
    for (let page = 2; page < 20; page++) writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, page * 4096)
    const db = await open()
    await expect(db.query('SELECT * FROM things ORDER BY filler')).rejects.toMatchObject({ code: 'store/damaged' })
  })
})

describe('several processes', () => {
  it('wait for each other’s batches, and report in one sentence when it takes too long', async () => {
    await (await openWithRows(1)).close()
    const db = await openSqlite(path, 150)
    opened.push(db)
    const other = lockForWriting()
    const refused = db.batch([add('x')])
    await expect(refused).rejects.toMatchObject({ code: 'store/locked', retryable: true })
    await expect(refused).rejects.toThrow(
      `Another process has kept the store ${path} locked for too long: wait until it has finished (a backup, a database tool), or end it, and run again; nothing is lost.`,
    )
    expect(await countThings(db)).toBe(1)
    other.close()
    await db.batch([add('x')])
    expect(await countThings(db)).toBe(2)
  })

  it('share the wait for one lock among all batches that meet it', async () => {
    const db = await openSqlite(path, 300)
    opened.push(db)
    await db.batch([{ sql: 'CREATE TABLE things (id TEXT PRIMARY KEY, filler TEXT)' }])
    const other = lockForWriting()
    let tries = 0
    const late = add('late')
    await expect(db.batch([add('early')])).rejects.toMatchObject({ code: 'store/locked' })
    // A timer that fires meanwhile shows that a late batch waits again.
    const timer = setInterval(() => tries++, 1)
    await expect(db.batch([late])).rejects.toMatchObject({ code: 'store/locked' })
    clearInterval(timer)
    expect(tries).toBeLessThan(2)
    other.close()
    await db.batch([late])
    expect(await countThings(db)).toBe(1)
  })

  it('do not block the event loop of a process that waits', async () => {
    const db = await openSqlite(path)
    opened.push(db)
    await db.batch([{ sql: 'CREATE TABLE things (id TEXT PRIMARY KEY, filler TEXT)' }])
    const other = lockForWriting()
    // This timer ends the wait, so it would not fire if the event loop were blocked.
    setTimeout(() => other.close(), 200)
    await db.batch([add('x')])
    expect(await countThings(db)).toBe(1)
  })

  function lockForWriting(): DatabaseSync {
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    return other
  }

  it('find every acknowledged batch whole after SIGKILL, also when they created the store at the same time', async () => {
    const acknowledged = new Map<string, number>()
    for (const round of [1, 2]) {
      const writers = ['a', 'b'].map((name) => ({ name: `${name}${round}`, child: startWriter(`${name}${round}`) }))
      await Promise.all(
        writers.map(({ name, child }) => countThenKill(child, 25 * round, (number) => acknowledged.set(name, number))),
      )
    }
    const db = await open()
    const found = await db.query<{ writer: string; last: number; pairs: number; rows: number }>(
      'SELECT writer, MAX(number) AS last, COUNT(DISTINCT number) AS pairs, COUNT(*) AS rows FROM pairs GROUP BY writer',
    )
    expect(found.map(({ writer }) => writer).sort()).toEqual(['a1', 'a2', 'b1', 'b2'])
    for (const { writer, last, pairs, rows } of found) {
      expect(acknowledged.get(writer)).toBeGreaterThan(5)
      expect(last).toBeGreaterThanOrEqual(acknowledged.get(writer)!)
      expect(pairs).toBe(last + 1)
      expect(rows).toBe(pairs * 2)
    }
    expect(await db.query('PRAGMA integrity_check')).toMatchObject([{ integrity_check: 'ok' }])
  })

  function startWriter(name: string): ChildProcess {
    return spawn(process.execPath, [writerFile, path, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  }

  /**
   * Kills the writer once it has printed so many numbers; passes on the last number of which the whole line arrived.
   */
  async function countThenKill(child: ChildProcess, count: number, onNumber: (number: number) => void): Promise<void> {
    const closed = once(child, 'close')
    let said = ''
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      if (said.split('\n').length > count) child.kill('SIGKILL')
    })
    await closed
    onNumber(Number(said.split('\n').at(-2)))
  }
})

describe('a copy', () => {
  const steps = [{ number: 1, name: 'things', sql: ['CREATE TABLE things (id TEXT PRIMARY KEY, filler TEXT)'] }]
  const now = () => new Date(0)
  const to = () => join(folder, 'copies', 'broadsheet.db.v1-copy')

  it('has the content of the store, and can be opened as one', async () => {
    const db = await openWithRows(100)
    await copySqlite(path, to())
    await db.batch([add('later')])
    const copy = await open(to())
    expect(await countThings(copy)).toBe(100)
    await copy.batch([add('in the copy')])
    expect(await countThings(db)).toBe(101)
    await copy.close()
    expect(readdirSync(join(folder, 'copies'))).toEqual(['broadsheet.db.v1-copy'])
  })

  it('is whole while the store is written to', async () => {
    const db = await openWithRows(2_000)
    const copying = copySqlite(path, to())
    let isCopied = false
    const isDone = copying.finally(() => (isCopied = true))
    // The store is written to all the time: a copy that began during a batch used to fail with "not an error".
    for (let i = 0; i < 20 || !isCopied; i++)
      await db.batch(Array.from({ length: 400 }, (_, j) => add(`during${i}-${j}`)))
    await isDone
    const copy = await open(to())
    expect(await copy.query('PRAGMA integrity_check')).toMatchObject([{ integrity_check: 'ok' }])
    expect((await countThings(copy)) as number).toBeGreaterThanOrEqual(2_000)
    expect(((await countThings(copy)) as number) % 400).toBe(0)
  })

  it('is whole when two processes with the same id make it at once, and only its owner can read it', async () => {
    // As in containers, where each process has the id 1.
    await openWithRows(2_000)
    await Promise.all([copySqlite(path, to()), copySqlite(path, to())])
    expect(await countThings(await open(to()))).toBe(2_000)
    expect(statSync(to()).mode & 0o777).toBe(0o600)
  })

  it('replaces an older copy only when it has the requested version', async () => {
    const db = await open()
    await migrateStore(db, steps, { now })
    await copySqlite(path, to(), 1)
    await db.batch([add('a')])
    await copySqlite(path, to(), 2)
    const first = await open(to())
    expect(await countThings(first)).toBe(0)
    await first.close()
    await copySqlite(path, to(), 1)
    expect(await countThings(await open(to()))).toBe(1)
  })

  it('is made before a migration, under the name that the caller gives', async () => {
    const db = await open()
    await migrateStore(db, steps, { now })
    await db.batch([add('a')])
    const more = [...steps, { number: 2, name: 'drop', sql: ['DROP TABLE things'] }]
    await migrateStore(db, more, { now, copyTo: (version) => copySqlite(path, `${path}.v${version}-copy`, version) })
    expect(await countThings(await open(`${path}.v1-copy`))).toBe(1)
    await expect(countThings(db)).rejects.toThrow(/things/)
  })

  it('that fails leaves no file behind', async () => {
    await openWithRows(1)
    writeFileSync(join(folder, 'file'), '')
    await expect(copySqlite(path, join(folder, 'file', 'copy'))).rejects.toMatchObject({ code: 'store/unreachable' })
    mkdirSync(join(folder, 'taken'))
    await expect(copySqlite(path, join(folder, 'taken'))).rejects.toThrow()
    expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([])
    expect(existsSync(path)).toBe(true)
  })
})

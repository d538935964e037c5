import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../src/core/errors.ts'
import type { Db } from '../../src/store/db.ts'
import { type Migration, migrateStore } from '../../src/store/migrations.ts'
import { databases, type SharedStore, storeVersion } from '../support/databases.ts'

const steps: readonly Migration[] = [
  {
    number: 1,
    name: 'the first table',
    sql: ['CREATE TABLE one (id TEXT PRIMARY KEY)', "INSERT INTO one VALUES ('a')"],
  },
  {
    number: 2,
    name: 'its second column',
    sql: ['ALTER TABLE one ADD COLUMN note TEXT', "UPDATE one SET note = 'old'"],
  },
  { number: 3, name: 'an index', sql: ['CREATE INDEX one_note ON one (note)'] },
]
const now = () => new Date('2026-11-22T07:00:00.000Z')

describe.each(databases)('$name', ({ share }) => {
  let store: SharedStore
  let db: Db
  beforeEach(async () => {
    store = await share()
    db = await store.connect()
  })
  afterEach(() => store.close())

  const applied = async () =>
    (await db.query('SELECT number, name, applied_at FROM schema_migrations ORDER BY number')).map((row) => ({
      ...row,
    }))

  it('applies every step to an empty store, in order, and records when', async () => {
    expect(await migrateStore(db, steps, { now })).toEqual({ from: 0, to: 3 })
    expect(await applied()).toEqual(
      steps.map(({ number, name }) => ({ number, name, applied_at: now().toISOString() })),
    )
    expect((await db.query('SELECT id, note FROM one')).map((row) => ({ ...row }))).toEqual([{ id: 'a', note: 'old' }])
  })

  it('changes nothing the second time', async () => {
    await migrateStore(db, steps, { now })
    const later = () => new Date('2027-01-01T00:00:00.000Z')
    expect(await migrateStore(db, steps, { now: later })).toEqual({ from: 3, to: 3 })
    expect((await applied())[2]).toMatchObject({ applied_at: now().toISOString() })
  })

  it('applies only missing steps, and has a copy made before', async () => {
    await migrateStore(db, steps.slice(0, 1), { now })
    const copied: unknown[] = []
    const copyTo = async (version: number) => {
      copied.push(version, await storeVersion(db))
    }
    expect(await migrateStore(db, steps, { now, copyTo })).toEqual({ from: 1, to: 3 })
    expect(copied).toEqual([1, 1])
    expect(await storeVersion(db)).toBe(3)
  })

  it('has no copy made of an empty store or of one that is up to date', async () => {
    const copied: number[] = []
    const copyTo = async (version: number) => void copied.push(version)
    await migrateStore(db, steps, { now, copyTo })
    await migrateStore(db, steps, { now, copyTo })
    expect(copied).toEqual([])
  })

  it('changes nothing when the copy fails', async () => {
    await migrateStore(db, steps.slice(0, 1), { now })
    const copyTo = () => Promise.reject(new StoreError('no room', { code: 'store/full' }))
    await expect(migrateStore(db, steps, { now, copyTo })).rejects.toThrow('no room')
    expect(await storeVersion(db)).toBe(1)
  })

  it('refuses a newer store with a message that names both versions, and leaves it unchanged', async () => {
    await migrateStore(db, steps, { now })
    const refusal = migrateStore(db, steps.slice(0, 2), { now })
    await expect(refusal).rejects.toThrow(StoreError)
    await expect(refusal).rejects.toMatchObject({
      code: 'store/newer',
      message: expect.stringMatching(/version 3.*\b2\b/),
    })
    expect(await applied()).toHaveLength(3)
  })

  it('leaves no step half done when one fails, and continues from there', async () => {
    const broken = { number: 2, name: 'broken', sql: ['CREATE TABLE two (id TEXT)', 'INSERT INTO nowhere VALUES (1)'] }
    await expect(migrateStore(db, [steps[0]!, broken], { now })).rejects.toThrow(/nowhere/)
    expect(await storeVersion(db)).toBe(1)
    await expect(db.query('SELECT * FROM two')).rejects.toThrow(/two/)
    expect(await migrateStore(db, steps, { now })).toEqual({ from: 1, to: 3 })
  })

  it.each([
    ['out of order', [2, 1]],
    ['a number twice', [1, 1]],
    ['a fraction', [1.5]],
    ['zero', [0]],
  ])('refuses a list with %s', async (_, numbers) => {
    const list = numbers.map((number) => ({ number, name: `step ${number}`, sql: ['SELECT 1'] }))
    await expect(migrateStore(db, list, { now })).rejects.toThrow(/comes after/)
  })

  it('applies each step once when eight workers start at once', async () => {
    const counting: readonly Migration[] = [
      ...steps,
      { number: 4, name: 'a row', sql: ["INSERT INTO one VALUES ('b', 'new')"] },
      { number: 5, name: 'another', sql: ["INSERT INTO one VALUES ('c', 'new')", 'CREATE TABLE three (id TEXT)'] },
    ]
    const workers = await Promise.all(Array.from({ length: 8 }, () => store.connect()))
    const results = await Promise.all(workers.map((worker) => migrateStore(worker, counting, { now })))
    expect(results.map(({ to }) => to)).toEqual(workers.map(() => 5))
    expect((await applied()).map((row) => row['number'])).toEqual([1, 2, 3, 4, 5])
    expect((await db.query('SELECT id FROM one ORDER BY id')).map((row) => row['id'])).toEqual(['a', 'b', 'c'])
  })
})

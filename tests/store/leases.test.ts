import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ClaimLostError } from '../../src/core/errors.ts'
import type { Db } from '../../src/store/db.ts'
import { assertLease, releaseLease, renewLease, takeLease } from '../../src/store/leases.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { databases } from '../support/databases.ts'

const tables = [
  'CREATE TABLE leases (name TEXT PRIMARY KEY, token TEXT, holder TEXT, until TEXT)',
  'CREATE TABLE work (done TEXT)',
]

/** The instant so many minutes after 07:00. */
const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 22, 7, minutes))

describe.each(databases)('$name', ({ open }) => {
  let db: Db
  beforeAll(async () => {
    db = await open()
    await migrateStore(db, [{ number: 1, name: 'tables', sql: tables }], { now: () => at(0) })
  })
  beforeEach(async () => {
    await db.batch([{ sql: 'DELETE FROM leases' }, { sql: 'DELETE FROM work' }])
  })
  afterAll(() => db.close())

  const take = (token: string, minutes: number) =>
    takeLease(db, 'group', { token, holder: `worker ${token}`, now: at(minutes), until: at(minutes + 5) })
  const workAs = (token: string, minutes: number) =>
    db.batch([
      { sql: 'INSERT INTO work (done) VALUES ($1)', params: [token] },
      assertLease('group', token, at(minutes)),
    ])
  const work = async () => (await db.query('SELECT done FROM work')).map((row) => row['done'])

  it('is taken by one worker and refused to another until it expires', async () => {
    expect(await take('a', 0)).toBe(true)
    expect(await take('b', 0)).toBe(false)
    expect(await take('b', 4)).toBe(false)
    expect(await take('b', 5)).toBe(true)
    expect(await take('a', 6)).toBe(false)
  })

  it('can be taken again by its holder, which extends it', async () => {
    expect(await take('a', 0)).toBe(true)
    expect(await take('a', 3)).toBe(true)
    expect(await take('b', 7)).toBe(false)
    expect(await take('b', 8)).toBe(true)
  })

  it('is free at once when it is released', async () => {
    await take('a', 0)
    await releaseLease(db, 'group', 'a')
    expect(await take('b', 0)).toBe(true)
  })

  it('cannot be released by another worker', async () => {
    await take('a', 0)
    await releaseLease(db, 'group', 'b')
    expect(await take('b', 1)).toBe(false)
  })

  it('of one name does not block other names', async () => {
    await take('a', 0)
    expect(await takeLease(db, 'publish', { token: 'b', holder: 'b', now: at(0), until: at(5) })).toBe(true)
  })

  it('names its holder', async () => {
    await take('a', 0)
    const rows = await db.query('SELECT name, token, holder, until FROM leases')
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { name: 'group', token: 'a', holder: 'worker a', until: '2026-11-22T07:05:00.000Z' },
    ])
  })

  it('can be renewed by its holder only', async () => {
    await take('a', 0)
    expect(await renewLease(db, 'group', 'b', at(20))).toBe(false)
    expect(await renewLease(db, 'group', 'a', at(10))).toBe(true)
    expect(await take('b', 9)).toBe(false)
    expect(await take('b', 10)).toBe(true)
    expect(await renewLease(db, 'group', 'a', at(30))).toBe(false)
  })

  it('that has expired can be renewed while nobody else has taken it', async () => {
    await take('a', 0)
    expect(await renewLease(db, 'group', 'a', at(30))).toBe(true)
    await workAs('a', 29)
    expect(await work()).toEqual(['a'])
  })

  it('guards a batch: its holder can write, and nobody else', async () => {
    await take('a', 0)
    await workAs('a', 1)
    await expect(workAs('b', 1)).rejects.toThrow(ClaimLostError)
    expect(await work()).toEqual(['a'])
  })

  it('refuses a batch after it expired, was released, or was never taken', async () => {
    await expect(workAs('a', 0)).rejects.toThrow(ClaimLostError)
    await take('a', 0)
    await expect(workAs('a', 5)).rejects.toThrow(ClaimLostError)
    await releaseLease(db, 'group', 'a')
    await expect(workAs('a', 1)).rejects.toThrow(ClaimLostError)
    expect(await work()).toEqual([])
  })

  it('goes to exactly one of many workers that take it at once', async () => {
    for (let round = 0; round < 5; round++) {
      const takers = Array.from({ length: 8 }, (_, i) => `${round}-${i}`)
      const taken = await Promise.all(takers.map((token) => take(token, round * 5)))
      expect(taken.filter(Boolean)).toHaveLength(1)
      const [row] = await db.query('SELECT token FROM leases')
      expect(row?.['token']).toBe(takers[taken.indexOf(true)])
    }
  })
})

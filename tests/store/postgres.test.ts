import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../src/core/errors.ts'
import type { Db } from '../../src/store/db.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { databases, postgresUrl, type SharedStore } from '../support/databases.ts'

const database = databases.find(({ name }) => name === 'PostgreSQL')!

/** The address of the test server, changed by `change`. */
async function serverUrl(change: (url: URL) => void): Promise<string> {
  const url = new URL(await postgresUrl())
  change(url)
  return url.href
}

describe('opening', () => {
  it.each([
    [
      'a port where nothing listens',
      async () => 'postgres://ann:hush-hush@127.0.0.1:1/news',
      /127\.0\.0\.1:1, database news.*nothing listens/,
    ],
    [
      'a host that is not known',
      async () => 'postgres://ann:hush-hush@db.invalid/news',
      /db\.invalid:5432, database news.*host name/,
    ],
    [
      'a wrong password',
      () => serverUrl((url) => (url.password = 'hush-hush')),
      /database postgres.*refused the login/,
    ],
    [
      'an unknown user',
      () => serverUrl((url) => Object.assign(url, { username: 'ann', password: 'hush-hush' })),
      /refused the login/,
    ],
    [
      'a database that is not there',
      () => serverUrl((url) => (url.pathname = '/nothing')),
      /database nothing.*createdb/,
    ],
    [
      'a server without TLS where TLS is asked for',
      () => serverUrl((url) => (url.search = 'sslmode=verify-full')),
      /SSL|safe/,
    ],
    ['a text that is no address', async () => 'postgres://:hush-hush@[', /no PostgreSQL address/],
  ])('says what to do about %s, never the password', async (_, urlOf, sentence) => {
    const url = await urlOf()
    const error: unknown = await openPostgres(url).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(StoreError)
    const { message, code } = error as StoreError
    expect(code).toBe('store/unreachable')
    expect(message).toMatch(sentence)
    expect(message).not.toContain('hush-hush')
    expect(message).not.toContain(new URL(await postgresUrl()).password)
  })

  it('refuses a schema that would need quotes', async () => {
    await expect(openPostgres(await postgresUrl(), { schema: 'a; DROP TABLE x' })).rejects.toThrow(/schema name/)
  })
})

describe('a session', () => {
  let store: SharedStore
  let db: Db
  beforeEach(async () => {
    store = await database.share()
    db = await store.connect()
    await db.batch([
      { sql: 'CREATE TABLE things (id TEXT PRIMARY KEY, count BIGINT)' },
      { sql: "INSERT INTO things VALUES ('a', 0)" },
    ])
  })
  afterEach(() => store.close())

  const increment = { sql: 'UPDATE things SET count = count + 1 WHERE id = $1', params: ['a'] }
  const count = async () => (await db.query('SELECT count FROM things'))[0]?.['count']
  const backend = async (of: Db): Promise<number> =>
    (await of.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]!.pid

  it('uses UTC, whatever the server uses', async () => {
    const other = await openPostgres(`${store.url}%20-c%20TimeZone%3DAsia/Tokyo`)
    expect(await other.query("SELECT current_setting('TimeZone') AS zone")).toEqual([{ zone: 'UTC' }])
    await other.close()
  })

  it('returns PostgreSQL’s own types as text', async () => {
    const sql = `SELECT TIMESTAMPTZ '2026-11-22 08:00+01' AS instant, '{"a":1}'::jsonb AS json, true AS yes, NULL AS nothing`
    expect(await db.query(sql)).toEqual([
      { instant: '2026-11-22 07:00:00+00', json: '{"a": 1}', yes: 1, nothing: null },
    ])
  })

  it('finds its schema by the address alone, as another process would', async () => {
    const other = await openPostgres(store.url)
    expect(await other.query('SELECT id FROM things')).toEqual([{ id: 'a' }])
    await other.close()
  })

  it('uses no more connections than configured', async () => {
    const one = await openPostgres(store.url, { connections: 2 })
    const pids = await Promise.all(Array.from({ length: 12 }, () => backend(one)))
    expect(new Set(pids).size).toBeLessThanOrEqual(2)
    await one.close()
  })

  it('goes on with a new connection when the server has ended the old one', async () => {
    const one = await openPostgres(store.url, { connections: 1 })
    for (let i = 1; i <= 3; i++) {
      await db.query('SELECT pg_terminate_backend($1::int)', [await backend(one)])
      await one.batch([increment])
      expect(await count()).toBe(i)
    }
    await db.query('SELECT pg_terminate_backend($1::int)', [await backend(one)])
    expect(await one.query('SELECT count FROM things')).toEqual([{ count: 3 }])
    await one.close()
  })

  it('applies a batch once when its connection is cut during it', async () => {
    const one = await openPostgres(store.url, { connections: 1 })
    const pid = await backend(one)
    const slow = one.batch([
      increment,
      { sql: 'SELECT pg_sleep(CASE pg_backend_pid() WHEN $1::int THEN 30 ELSE 0 END)', params: [pid] },
    ])
    await until(
      async () =>
        (await db.query("SELECT 1 FROM pg_stat_activity WHERE pid = $1::int AND wait_event = 'PgSleep'", [pid]))
          .length > 0,
    )
    await db.query('SELECT pg_terminate_backend($1::int)', [pid])
    await slow
    expect(await count()).toBe(1)
    await one.close()
  })

  it('tries a batch again that failed with a serialisation conflict', async () => {
    const strict = await openPostgres(`${store.url}%20-c%20default_transaction_isolation%3Dserializable`, {
      connections: 3,
    })
    await Promise.all(Array.from({ length: 9 }, () => strict.batch([increment])))
    expect(await count()).toBe(9)
    await strict.close()
  })

  it('reports a conflict that does not end after a bounded number of tries', async () => {
    await db.batch([{ sql: 'CREATE SEQUENCE tries' }])
    const sql = `DO $$ BEGIN PERFORM nextval('tries'); RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`
    await expect(db.batch([increment, { sql }])).rejects.toMatchObject({ code: 'store/locked', retryable: true })
    expect(await db.query('SELECT last_value FROM tries')).toEqual([{ last_value: 7 }])
    expect(await count()).toBe(0)
  })

  it.each([
    ['53100', 'store/full'],
    ['53300', 'store/unreachable'],
    ['53200', 'store/unreachable'],
    ['57P03', 'store/unreachable'],
    ['25006', 'store/read-only'],
    ['42501', 'store/read-only'],
    ['55P03', 'store/locked'],
    ['57014', 'store/locked'],
    ['XX001', 'store/damaged'],
    ['58030', 'store/damaged'],
  ])('tells the server’s %s as %s, and leaves nothing of the batch', async (state, code) => {
    const sql = `DO $$ BEGIN RAISE EXCEPTION 'oh' USING ERRCODE = '${state}'; END $$`
    const error: unknown = await db.batch([increment, { sql }]).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(/^The store at 127\.0\.0\.1:\d+, database postgres/),
    })
    expect(await count()).toBe(0)
  })

  it('reports a standby as read-only', async () => {
    const standby = await openPostgres(`${store.url}%20-c%20default_transaction_read_only%3Don`)
    await expect(standby.batch([increment])).rejects.toMatchObject({ code: 'store/read-only' })
    await standby.close()
  })

  it('reports a lock that was not obtained in time', async () => {
    const hasty = await openPostgres(`${store.url}%20-c%20lock_timeout%3D20`)
    const held = db.batch([increment, { sql: 'SELECT pg_sleep(0.5)' }])
    await until(async () => (await db.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")).length > 0)
    await expect(hasty.batch([increment])).rejects.toMatchObject({ code: 'store/locked' })
    await held
    await hasty.close()
  })

  it('finishes running statements before it closes', async () => {
    const one = await openPostgres(store.url)
    const begun = one.batch([increment, { sql: 'SELECT pg_sleep(0.05)' }])
    await until(async () => (await db.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")).length > 0)
    await one.close()
    await begun
    expect(await count()).toBe(1)
  })
})

/** Waits until a condition is true; bounded by the test's time-out. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((done) => setTimeout(done, 5))
}

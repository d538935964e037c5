/** The secrets of a store that several processes share: one signs, all are accepted. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../src/store/db.ts'
import { acceptedSecrets, ensureSecret } from '../../src/store/meta.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { migrations } from '../../src/store/schema.ts'
import { copySqlite, openSqlite } from '../../src/store/sqlite.ts'
import { databasesOfRun, type SharedStore } from '../support/databases.ts'

const now = () => new Date('2026-11-22T07:00:00.000Z')

describe.each(databasesOfRun)('on $name', ({ share }) => {
  let store: SharedStore
  let db: Db
  beforeEach(async () => {
    store = await share()
    db = await store.connect()
    await migrateStore(db, migrations, { now })
  })
  afterEach(() => store.close())

  /** The secret that signs in a process that knows these. */
  const open = async ({ configured, inherited }: { configured?: string; inherited?: string } = {}, at = db) =>
    ensureSecret(at, { configured, inherited })
  const accepted = async () => (await acceptedSecrets(db)).sort()

  it('is created once, however many processes ask at once, and cannot be guessed', async () => {
    const connections = [db, ...(await Promise.all(Array.from({ length: 5 }, () => store.connect())))]
    const secrets = await Promise.all(connections.flatMap((one) => [open({}, one), open({}, one)]))
    expect(new Set(secrets).size).toBe(1)
    expect(secrets[0]).toMatch(/^[\w-]{43}$/)
    expect(await accepted()).toEqual([secrets[0]])
    expect(await open()).toBe(secrets[0])
  })

  it('is the one that an earlier version created, so that nothing changes on one machine', async () => {
    expect(await open({ inherited: 'before' })).toBe('before')
    expect(await open()).toBe('before')
    expect(await accepted()).toEqual(['before'])
  })

  it('is the first one taken over where several machines had one each; the others are accepted', async () => {
    const other = await store.connect()
    const [one, two] = await Promise.all([open({ inherited: 'a' }), open({ inherited: 'b' }, other)])
    expect(one).toBe(two)
    expect(['a', 'b']).toContain(one)
    expect(await accepted()).toEqual(['a', 'b'])
    expect([await open({ inherited: 'a' }), await open({ inherited: 'b' }), await open()]).toEqual([one, one, one])
  })

  it('stays when a machine that joins later knows another', async () => {
    const own = await open()
    expect(await open({ inherited: 'late' })).toBe(own)
    expect(await accepted()).toEqual([own, 'late'].sort())
  })

  it('is overridden by a configured one, and each configured one stays accepted after it was replaced or removed', async () => {
    expect(await open({ configured: 'first', inherited: 'before' })).toBe('first')
    expect(await open({ configured: 'second', inherited: 'before' })).toBe('second')
    expect(await open({ configured: 'first' })).toBe('first')
    expect(await open()).toBe('before')
    expect(await accepted()).toEqual(['before', 'first', 'second'])
  })

  it('is the configured one of the first worker for workers without one', async () => {
    expect(await open({ configured: 'first' })).toBe('first')
    expect([await open(), await open({ inherited: 'late' })]).toEqual(['first', 'first'])
    expect(await accepted()).toEqual(['first', 'late'])
  })

  it('continues to sign after it was configured under the same value', async () => {
    expect(await open({ configured: 'words', inherited: 'words' })).toBe('words')
    expect(await open()).toBe('words')
    expect(await accepted()).toEqual(['words'])
  })
})

it('is part of a backup', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-secrets-'))
  try {
    const path = join(folder, 'broadsheet.db')
    const db = await openSqlite(path)
    await migrateStore(db, migrations, { now })
    const own = await ensureSecret(db, { configured: undefined, inherited: undefined })
    await ensureSecret(db, { configured: 'configured', inherited: undefined })
    await copySqlite(path, join(folder, 'copy.db'))
    await db.close()
    const copy = await openSqlite(join(folder, 'copy.db'))
    expect(await ensureSecret(copy, { configured: undefined, inherited: undefined })).toBe(own)
    expect((await acceptedSecrets(copy)).sort()).toEqual([own, 'configured'].sort())
    await copy.close()
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

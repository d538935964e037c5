/** Commands that only read leave the store as it is. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CommandContext } from '../../src/commands/context.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { migrations } from '../../src/store/schema.ts'
import { callHere, callInside, temporaryFolders } from '../support/cli.ts'
import { databases, type SharedStore, storeVersion } from '../support/databases.ts'
import { item, rss } from '../support/make.ts'

const folderWith = temporaryFolders()
const now = () => new Date('2026-11-20T12:00:00.000Z')
const current = migrations.at(-1)!.number
const files = {
  'c.json': JSON.stringify({
    title: 'Test',
    sources: [{ id: 'wire', url: 'wire.xml' }],
    digests: [{ id: 'morning', title: 'Good morning', at: '07:00' }],
  }),
  'wire.xml': rss('wire', [item(1)]),
}

/** Every command that reads the store and changes nothing. */
const READING: readonly (readonly [words: string, given?: Partial<Pick<CommandContext, 'args' | 'options'>>])[] = [
  ['status'],
  ['stories list'],
  ['deliveries list'],
  ['subscribers list'],
  ['explain', { args: ['x'] }],
  ['topics try', { args: ['harbour'] }],
  ['topics test'],
  ['filters try', { args: ['harbour'] }],
  ['sources check'],
  ['digest', { options: { preview: 'preview' } }],
  ['digest', { options: { testTo: 'me@example.org' } }],
]

describe.each(databases)('a reading command on $name', ({ name, share }) => {
  let store: SharedStore
  let cwd: string
  beforeEach(async () => {
    store = await share()
    cwd = folderWith(files)
  })
  afterEach(() => store.close())

  const env = () => ({ BROADSHEET_STORE: store.url, BROADSHEET_SECRET: 'only for this test' })
  const call = (line: string) => callInside([...line.split(' '), '--config', 'c.json'], { cwd, env: env() })
  const run = ([words, given]: (typeof READING)[number]) => callHere(words, { cwd, env: env(), ...given })
  /** The version of the store; undefined where nothing made one. */
  const version = async (): Promise<number | undefined> =>
    name === 'SQLite' && !existsSync(store.url.slice('sqlite:'.length))
      ? undefined
      : storeVersion(await store.connect())
  /** The store as an older or newer program left it. */
  const storeOf = async (steps: typeof migrations): Promise<void> => {
    await migrateStore(await store.connect(), steps, { now })
  }

  it('names the version of an older store and what to run, and leaves the store as it is', async () => {
    await storeOf(migrations.slice(0, -1))
    for (const command of READING) await expect(run(command), command[0]).rejects.toMatchObject({ code: 'store/older' })
    expect(await call('status')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `The store has version ${current - 1}, and this program needs ${current}. Bring it up to date first: broadsheet run\n`,
    })
    expect(await version()).toBe(current - 1)
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(files))

    expect((await call('run --quiet')).exitCode).toBe(0)
    expect(await version()).toBe(current)
    expect((await call('stories list')).stdout).toContain(item(1).title)
  })

  it('rejects a newer store, as every command does', async () => {
    await storeOf([...migrations, { number: current + 1, name: 'of tomorrow', sql: [] }])
    const { exitCode, stderr } = await call('status')
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining(`The store has version ${current + 1}`)])
  })

  it('shows an empty store where there is none, and creates none', async () => {
    expect((await call('status')).stdout).toContain('1 configured, none read yet: broadsheet run')
    expect((await call('stories list')).stdout).toMatch(/^There is no story yet/)
    expect((await call('sources check')).stdout).toContain('1 of 1 source answers')
    expect(await version()).toBeUndefined()
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(files))
  })

  it('differs from a writing command, which migrates an older store', async () => {
    await storeOf(migrations.slice(0, -1))
    expect((await call('subscribers add ann@example.org')).exitCode).toBe(0)
    expect(await version()).toBe(current)
  })
})

it('reports a store that cannot be reached, instead of showing an empty one', async () => {
  const cwd = folderWith({ ...files, file: '' })
  const { exitCode, stderr } = await callInside(['status', '--config', 'c.json'], {
    cwd,
    env: { BROADSHEET_STORE: `sqlite:${join(cwd, 'file', 'broadsheet.db')}` },
  })
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('a part of its path is a file')])
})

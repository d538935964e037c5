/** A store that was in use and is gone is not begun anew without a word. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { callInside, temporaryFolders } from '../support/cli.ts'
import { databases, storeVersion } from '../support/databases.ts'
import { item, rss } from '../support/make.ts'

const folderWith = temporaryFolders()
const files = {
  'c.json': JSON.stringify({ title: 'Test', sources: [{ id: 'wire', url: 'wire.xml' }] }),
  'wire.xml': rss('wire', [item(1)]),
}
const caller =
  (cwd: string, env: Record<string, string> = {}) =>
  async (line: string) => {
    const { exitCode, stderr } = await callInside([...line.split(' '), '--config', 'c.json'], { cwd, env })
    return [exitCode, stderr]
  }

/** A folder after its first pass. */
async function usedFolder(): Promise<string> {
  const cwd = folderWith(files)
  expect(await caller(cwd)('run')).toEqual([0, ''])
  return cwd
}
const storeIn = (cwd: string): string => join(cwd, 'state', 'broadsheet.db')

describe.each([
  ['removed', (store: string) => rmSync(store)],
  ['cut to no bytes', (store: string) => truncateSync(store)],
])('a SQLite store that was in use and is %s', (_, damage) => {
  it('is reported by every command, which leaves everything as it is, and begun anew by --new-store once and for all', async () => {
    const cwd = await usedFolder()
    const store = storeIn(cwd)
    damage(store)
    const before = readdirSync(join(cwd, 'state'))
    for (const line of ['run', 'digest', 'start --port 0', 'subscribers add ann@example.org', 'status'])
      expect([line, ...(await caller(cwd)(line))]).toEqual([
        line,
        3,
        `The store ${store} is missing or has no bytes, and was in use here until now: put it back, or correct store.url; an empty one, which knows neither who has left nor what was sent, is begun by: broadsheet run --new-store\n`,
      ])
    expect(readdirSync(join(cwd, 'state'))).toEqual(before)
    expect(existsSync(store) ? statSync(store).size : 0).toBe(0)

    // An id that no article would found, as where the one that did is listed no more.
    const feed = join(cwd, 'public', 'atom.xml')
    const published = readFileSync(feed, 'utf8').replace(/(<entry>\s*<id>tag:[^:]+:)[^<]+/, '$1deadbeefdeadbeefdead')
    writeFileSync(feed, published)
    rmSync(join(cwd, 'public', 'archive'), { recursive: true })
    expect(await caller(cwd)('run --new-store')).toEqual([0, ''])
    expect(readFileSync(feed, 'utf8')).toBe(published)
    expect(await caller(cwd)('run')).toEqual([0, ''])
    expect(readFileSync(feed, 'utf8')).toBe(published)
  })
})

it('can be put back', async () => {
  const cwd = await usedFolder()
  renameSync(storeIn(cwd), join(cwd, 'backup.db'))
  expect((await caller(cwd)('run'))[0]).toBe(3)
  renameSync(join(cwd, 'backup.db'), storeIn(cwd))
  expect(await caller(cwd)('run')).toEqual([0, ''])
})

it('that was never in use is begun without a question, also when its file has no bytes', async () => {
  const cwd = folderWith(files)
  mkdirSync(join(cwd, 'state'))
  writeFileSync(storeIn(cwd), '')
  expect(await caller(cwd)('status')).toEqual([0, ''])
  expect(await caller(cwd)('run')).toEqual([0, ''])
})

it('is asked about as well where the sign of its use is damaged', async () => {
  const cwd = await usedFolder()
  writeFileSync(join(cwd, 'state', 'store-in-use.json'), '')
  rmSync(storeIn(cwd))
  expect(await caller(cwd)('run')).toEqual([3, expect.stringContaining('broadsheet run --new-store')])
})

describe.each(databases)('another store on $name, configured beside a used one', ({ share }) => {
  it.each([
    ['with the sign', false],
    ['without it, as an earlier version left it', true],
  ])('is asked about %s', async (_, isEarlier) => {
    const cwd = await usedFolder()
    if (isEarlier) rmSync(join(cwd, 'state', 'store-in-use.json'))
    const store = await share()
    const call = caller(cwd, { BROADSHEET_STORE: store.url })
    expect(await call('run')).toEqual([
      3,
      expect.stringContaining(`is not the one in use here until now, ${storeIn(cwd)}: put it back`),
    ])
    expect(await storeVersion(await store.connect())).toBeUndefined()
    expect(await call('run --new-store')).toEqual([0, ''])
    expect(await call('run')).toEqual([0, ''])
    await store.close()
  })
})

it('on PostgreSQL is asked about when its database is empty again', async () => {
  const cwd = folderWith(files)
  const [first, second] = [await databases[1]!.share(), await databases[1]!.share()]
  expect(await caller(cwd, { BROADSHEET_STORE: first.url })('run')).toEqual([0, ''])
  expect(await caller(cwd, { BROADSHEET_STORE: second.url })('run')).toEqual([
    3,
    expect.stringMatching(/^The store in the PostgreSQL database is empty, and was in use here until now/),
  ])
  await first.close()
  await second.close()
})

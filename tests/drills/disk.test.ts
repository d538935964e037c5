/**
 * A disk that is full or takes no writes, and a store that another process holds: one clear line each that says what to
 * do, exit code 3, and nothing lost: the next plain run ends as if nothing had been.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { compare, type Ended, type Outcome, outcomeOf, type RunOptions, runHeld, seedCache } from '../../tools/drill.ts'
import { type NewsroomServer, serveNewsroom, writeNewsroom } from '../../tools/drill-newsroom.ts'
import type { DiskFault } from '../support/full-disk.ts'

const PRELOAD = new URL('../support/full-disk.ts', import.meta.url).href
const HOLDER = fileURLToPath(new URL('../store/holder-child.ts', import.meta.url))

// Real runs, several at once: a busy machine may be slow.
vi.setConfig({ testTimeout: 180_000 })

let root: string
let base: string
let newsroom: NewsroomServer
let undisturbed: Outcome

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'broadsheet-disk-'))
  newsroom = await serveNewsroom(8)
  base = join(root, 'base')
  writeNewsroom(base, 0, newsroom.host)
  await seedCache(base, join(root, 'seed'), newsroom.host)
  const folder = newFolder()
  expect((await runHeld(folder, { day: 0 })).code).toBe(0)
  undisturbed = outcomeOf(folder)
}, 180_000)
afterAll(async () => {
  await newsroom.close()
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

/** A folder of its own with configuration, feeds and compiled templates. */
function newFolder(): string {
  const folder = mkdtempSync(join(root, 'x-'))
  cpSync(base, folder, { recursive: true })
  writeNewsroom(folder, 0, newsroom.host)
  return folder
}

const runWith = (folder: string, fault: DiskFault, options: Partial<RunOptions> = {}): Promise<Ended> =>
  runHeld(folder, { day: 0, preload: PRELOAD, ...options, env: { DISK_FAULT: JSON.stringify(fault), ...options.env } })

/** What a person reads, its lines joined: the summary breaks them at 80 columns. */
const said = ({ stdout, stderr }: Ended): string => `${stdout}${stderr}`.replace(/\s+/g, ' ')

async function expectEqualAfterPlainRun(folder: string): Promise<void> {
  const plain = await runHeld(folder, { day: 0 })
  expect([plain.code, plain.stderr]).toEqual([0, ''])
  expect(compare(undisturbed, outcomeOf(folder))).toEqual([])
}

const messagesIn = (folder: string): number =>
  existsSync(join(folder, 'outbox'))
    ? readdirSync(join(folder, 'outbox')).filter((name) => name.endsWith('.eml')).length
    : 0

describe('a folder that cannot be written', () => {
  it.concurrent.each([
    [
      'EROFS',
      /feed Cannot write the published file \S+\/public\/archive\/2026-11\.xml: the folder is read-only .* set feed\.folder to another one/,
    ],
    [
      'ENOSPC',
      /feed Cannot write the published file \S+\/public\/archive\/2026-11\.xml: the disk is full\. Make room and run again/,
    ],
  ] as const)('keeps the feed for the next run and nobody from their mail (%s)', async (code, line) => {
    const folder = newFolder()
    const ended = await runWith(folder, { folder: join(folder, 'public'), code })
    expect([ended.code, ended.stderr]).toEqual([3, ''])
    expect(said(ended)).toMatch(line)
    expect(messagesIn(folder)).toBe(undisturbed.messages.size)
    await expectEqualAfterPlainRun(folder)
  })

  it.concurrent.each([
    [
      'EROFS',
      /mail Cannot write the outbox \S+\/outbox: the folder is read-only .*\(EROFS\).* set mail\.outbox to another one/,
    ],
    ['ENOSPC', /mail Cannot write the outbox \S+\/outbox: the disk is full\. Make room and run again/],
  ] as const)('keeps every message for the next run and the feed up to date (%s)', async (code, line) => {
    const folder = newFolder()
    const ended = await runWith(folder, { folder: join(folder, 'outbox'), code })
    expect([ended.code, ended.stderr]).toEqual([3, ''])
    expect(said(ended)).toMatch(line)
    expect(said(ended)).toMatch(/nothing is lost/)
    expect(messagesIn(folder)).toBe(0)
    expect(existsSync(join(folder, 'public', 'atom.xml'))).toBe(true)
    await expectEqualAfterPlainRun(folder)
  })

  it.concurrent('costs only time where it is the cache', async () => {
    const folder = newFolder()
    rmSync(join(folder, 'state', 'cache'), { recursive: true })
    const ended = await runWith(folder, { folder: join(folder, 'state', 'cache'), code: 'ENOSPC' })
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(compare(undisturbed, outcomeOf(folder))).toEqual([])
  })

  it.concurrent.each(['state', 'public', 'outbox'])('is told when it is a file (%s)', async (name) => {
    const folder = newFolder()
    rmSync(join(folder, name), { recursive: true, force: true })
    writeFileSync(join(folder, name), 'in the way')
    const ended = await runHeld(folder, { day: 0 })
    expect(ended.code).toBe(3)
    expect(said(ended)).toMatch(
      {
        state: /^The store \S+\/state\/lock\.db cannot be opened: a part of its path is a file, not a folder\./,
        public:
          /feed Cannot write the published file \S+: a part of its path is a file, not a folder\. Move it away, or set feed\.folder to another one/,
        outbox:
          /mail Cannot write the outbox \S+\/outbox: a part of its path is a file, not a folder\. Move it away, or set mail\.outbox to another one/,
      }[name]!,
    )
    rmSync(join(folder, name))
    await expectEqualAfterPlainRun(folder)
  })
})

describe('a store that cannot grow', () => {
  // From the schema's first table to the last deliveries: wherever it ends, it ends between two batches.
  it.concurrent.each([1, 50, 85])(
    'ends the run with one line, and the next one goes on (%i percent of its pages)',
    async (percent) => {
      const folder = newFolder()
      const maxPages = Math.max(2, Math.floor((pagesOfUndisturbed() * percent) / 100))
      const ended = await runWith(folder, { database: 'broadsheet.db', maxPages })
      expect([ended.code, ended.stdout]).toEqual([3, ''])
      expect(ended.stderr).toMatch(
        /^The store \S+\/broadsheet\.db cannot grow: the disk is full or no longer takes writes\. Free some space and run again; nothing is lost\.\n$/,
      )
      await expectEqualAfterPlainRun(folder)
    },
  )

  const pagesOfUndisturbed = (): number => {
    const database = new DatabaseSync(join(root, 'seed', 'state', 'broadsheet.db'))
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number }
    database.close()
    return pages
  }

  it.concurrent.each(['broadsheet.db', 'lock.db'])('or takes no writes is told in one line (%s)', async (database) => {
    const folder = newFolder()
    const ended = await runWith(folder, { database, isReadOnly: true })
    expect([ended.code, ended.stdout]).toEqual([3, ''])
    expect(ended.stderr).toMatch(
      new RegExp(
        `^The store \\S+/${database} is read-only\\. Make its disk and folder writable, or name another stateFolder\\.\\n$`,
      ),
    )
    await expectEqualAfterPlainRun(folder)
  })
})

describe('a store that another pass holds', () => {
  /** A process that holds the pass's lock of a folder. */
  async function hold(folder: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [HOLDER, join(folder, 'state'), 'digest', '0'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
    expect(line).toBe('held')
    return child
  }

  it('is told after half a minute, with who holds it, and nothing is touched', async () => {
    const folder = newFolder()
    const holder = await hold(folder)
    // The half minute goes by thirty times as fast.
    const ended = await runWith(folder, { speed: 30 })
    expect([ended.code, ended.stdout]).toEqual([3, ''])
    expect(ended.stderr).toMatch(
      new RegExp(
        `^The store is held by process ${holder.pid} \\(broadsheet digest, since \\S+ \\S+ UTC\\)\\. Wait until it has finished, or end it, then run again; the lock is \\S+lock\\.db\\.\\n$`,
      ),
    )
    expect(existsSync(join(folder, 'state', 'broadsheet.db'))).toBe(false)
    const closed = once(holder, 'close')
    holder.kill('SIGKILL')
    await closed
    await expectEqualAfterPlainRun(folder)
  })

  it('is waited for, and taken when the other has ended', async () => {
    const folder = newFolder()
    const holder = await hold(folder)
    const running = runHeld(folder, { day: 0 })
    setTimeout(() => holder.kill('SIGKILL'), 1500)
    const ended = await running
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(compare(undisturbed, outcomeOf(folder))).toEqual([])
  })
})

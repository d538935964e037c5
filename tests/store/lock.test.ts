import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { StoreError } from '../../src/core/errors.ts'
import { readPassHolder, takePassLock } from '../../src/store/lock.ts'

const now = () => new Date('2026-11-22T07:00:00.000Z')
const childFile = fileURLToPath(new URL('./holder-child.ts', import.meta.url))

let folder: string
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'broadsheet-lock-'))
  children = []
})
afterEach(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const take = (command: string, waitMs = 0, signal?: AbortSignal) =>
  takePassLock(folder, { command, now, waitMs, ...(signal && { signal }) })

/** Starts a process that tries to take the lock; `said` is its first line: `held` or the code of an error. */
async function startTaker(command: string, waitMs = 0): Promise<{ child: ChildProcess; said: Promise<string> }> {
  const child = spawn(process.execPath, [childFile, folder, command, String(waitMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  return { child, said: once(createInterface(child.stdout!), 'line').then(([line]) => line as string) }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const closed = once(child, 'close')
  child.kill(signal)
  await closed
}

it('shows its holder, and nobody before and after', async () => {
  expect(readPassHolder(folder)).toBeUndefined()
  expect(existsSync(join(folder, 'lock.db'))).toBe(false)
  const lock = await take('digest')
  expect(readPassHolder(folder)).toEqual({
    pid: process.pid,
    host: hostname(),
    command: 'digest',
    since: now().toISOString(),
  })
  lock.release()
  expect(readPassHolder(folder)).toBeUndefined()
})

it('can be released twice, and the second time does not free the next holder’s lock', async () => {
  const first = await take('run')
  first.release()
  const second = await take('digest')
  first.release()
  expect(readPassHolder(folder)?.command).toBe('digest')
  second.release()
})

it('creates a missing state folder', async () => {
  const deep = join(folder, 'a', 'b')
  const lock = await takePassLock(deep, { command: 'run', now, waitMs: 0 })
  expect(readPassHolder(deep)?.pid).toBe(process.pid)
  lock.release()
})

it('is refused to a second process with a message that names the holder', async () => {
  const lock = await take('run')
  const refusal = take('digest', 150)
  await expect(refusal).rejects.toThrow(StoreError)
  await expect(refusal).rejects.toMatchObject({
    code: 'store/held',
    retryable: true,
    message: expect.stringContaining(`process ${process.pid} (broadsheet run, since 2026-11-22 07:00 UTC)`),
  })
  lock.release()
})

it('goes to a second process that waits until the first has finished', async () => {
  const first = await take('run')
  const second = take('digest', 30_000)
  setTimeout(first.release, 150)
  const lock = await second
  expect(readPassHolder(folder)?.command).toBe('digest')
  lock.release()
})

it('is not waited for after the signal aborts, and its holder keeps it', async () => {
  const lock = await take('run')
  const stop = new AbortController()
  const waiting = take('digest', 30_000, stop.signal)
  setTimeout(() => stop.abort(new Error('stopped')), 50)
  await expect(waiting).rejects.toThrow('stopped')
  await expect(take('digest', 30_000, stop.signal)).rejects.toThrow('stopped')
  expect(readPassHolder(folder)?.command).toBe('run')
  lock.release()
})

it('is held by another process, and freed when that one is killed', async () => {
  const { child, said } = await startTaker('start')
  expect(await said).toBe('held')
  expect(readPassHolder(folder)).toMatchObject({ pid: child.pid, command: 'start' })
  await expect(take('run')).rejects.toMatchObject({
    code: 'store/held',
    message: expect.stringContaining(`process ${child.pid}`),
  })
  await end(child, 'SIGKILL')
  expect(readPassHolder(folder)).toBeUndefined()
  const lock = await take('run')
  expect(readPassHolder(folder)?.pid).toBe(process.pid)
  lock.release()
})

it('goes to a waiting process when its holder is killed', async () => {
  const first = await startTaker('start')
  expect(await first.said).toBe('held')
  const second = await startTaker('run', 30_000)
  await end(first.child, 'SIGKILL')
  expect(await second.said).toBe('held')
  expect(readPassHolder(folder)).toMatchObject({ pid: second.child.pid, command: 'run' })
})

it('goes to one of several processes that take it at once, and that one is shown', async () => {
  const takers = await Promise.all(['a', 'b', 'c', 'd'].map((command) => startTaker(command)))
  const said = await Promise.all(takers.map(({ said }) => said))
  expect(said.toSorted()).toEqual(['held', 'store/held', 'store/held', 'store/held'])
  expect(readPassHolder(folder)?.pid).toBe(takers[said.indexOf('held')]?.child.pid)
})

it('always shows its holder, however many processes take it in turn and look', async () => {
  let holder = ''
  const wrong: unknown[] = []
  const takers = Array.from({ length: 6 }, async (_, i) => {
    for (let turn = 0; turn < 5; turn++) {
      const command = `taker-${i}-${turn}`
      const lock = await takePassLock(folder, { command, now, waitMs: 30_000 })
      if (holder) wrong.push([holder, command])
      holder = command
      await new Promise((done) => setTimeout(done, 2))
      const shown = readPassHolder(folder)?.command
      if (shown !== command) wrong.push([shown, command])
      holder = ''
      lock.release()
    }
  })
  await Promise.all(takers)
  expect(wrong).toEqual([])
})

it('is not refused to a single process while others look', async () => {
  let isDone = false
  const looking = (async () => {
    while (!isDone) {
      readPassHolder(folder)
      await new Promise((done) => setImmediate(done))
    }
  })()
  for (let i = 0; i < 30; i++) (await take('run')).release()
  isDone = true
  await looking
})

it('does not name a killed holder while another process is writing its row', async () => {
  const { child, said } = await startTaker('start')
  expect(await said).toBe('held')
  await end(child, 'SIGKILL')
  const justWriting = new DatabaseSync(join(folder, 'lock.db'))
  justWriting.exec('BEGIN IMMEDIATE')
  expect(justWriting.prepare('SELECT pid FROM holder').get()?.['pid']).toBe(child.pid)
  expect(readPassHolder(folder)).toBeUndefined()
  await expect(take('run')).rejects.toMatchObject({
    code: 'store/held',
    message: expect.stringContaining('another process'),
  })
  justWriting.close()
})

it('is not taken when another process wrote its row between our row and the lock', async () => {
  ;(await take('run')).release()
  const file = new DatabaseSync(join(folder, 'lock.db'))
  file.exec("CREATE TRIGGER came_between AFTER INSERT ON holder BEGIN UPDATE holder SET token = 'theirs'; END")
  await expect(take('run', 120)).rejects.toMatchObject({ code: 'store/held' })
  file.exec('DROP TRIGGER came_between')
  file.close()
  ;(await take('run')).release()
})

it('leaves no row behind when it is released', async () => {
  ;(await take('run')).release()
  const file = new DatabaseSync(join(folder, 'lock.db'))
  expect(file.prepare('SELECT * FROM holder').all()).toEqual([])
  file.close()
})

it('is not refused while another process tests it for a moment, even without waiting', async () => {
  const glancing = new DatabaseSync(join(folder, 'lock.db'))
  glancing.exec('BEGIN IMMEDIATE')
  setTimeout(() => glancing.close(), 5)
  ;(await take('run')).release()
})

it('is never held by two processes, nor shown as another’s, when several take it many times', async () => {
  const takers = Array.from({ length: 3 }, (_, i) =>
    spawn(process.execPath, [childFile, folder, `taker-${i}`, '30000', '25'], { stdio: ['ignore', 'pipe', 'inherit'] }),
  )
  children.push(...takers)
  const said = await Promise.all(takers.map((child) => text(child.stdout)))
  expect(said.map((lines) => lines.trim())).toEqual(takers.map(() => '25 rounds, 0 wrong'))
})

it.each([
  ['no database', () => Buffer.from('this is not a database, but long enough to look like one'.repeat(50))],
  ['shorter than a header', () => Buffer.from('x')],
  ['a database whose pages are overwritten', (whole: Buffer) => whole.fill(0xff, 100, 12_000)],
  ['a database that is cut off', (whole: Buffer) => whole.subarray(0, 5_000)],
])('whose file is %s is made anew', async (_, damage) => {
  const path = join(folder, 'lock.db')
  ;(await take('run')).release()
  writeFileSync(path, damage(readFileSync(path)))
  expect(readPassHolder(folder)).toBeUndefined()
  const lock = await take('digest')
  expect(readPassHolder(folder)).toMatchObject({ pid: process.pid, command: 'digest' })
  await expect(take('run')).rejects.toMatchObject({ code: 'store/held' })
  lock.release()
  expect(readPassHolder(folder)).toBeUndefined()
})

it('reports a file in place of the state folder', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, 'x')
  await expect(takePassLock(file, { command: 'run', now, waitMs: 0 })).rejects.toMatchObject({
    code: 'store/unreachable',
  })
})

it.skipIf(process.getuid?.() === 0)('reports a state folder that may not be written to', async () => {
  chmodSync(folder, 0o555)
  await expect(take('run')).rejects.toMatchObject({ code: 'store/unreachable' })
  chmodSync(folder, 0o755)
})

/** One pass of `start` as a process of its own: how it ends, and what is left when it or its parent is killed. */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { runPassProcess } from '../../src/pass-process.ts'
import { BIN } from '../support/cli.ts'
import { databases } from '../support/databases.ts'
import { item, rss } from '../support/make.ts'
import { holderOf, makeFolder, openSilentSource, running, startWorker, useWorkers } from '../support/worker.ts'

const HOLDER = fileURLToPath(new URL('../store/holder-child.ts', import.meta.url))
const FULL_DISK = new URL('../support/full-disk.ts', import.meta.url).href

useWorkers()

describe('a pass of start', () => {
  it('ends at a stop while its source does not answer, and the worker with 0', async () => {
    const { config, isAsked } = await openSilentSource()
    const worker = await startWorker(config)
    await isAsked
    expect(holderOf(worker)).toMatchObject({ command: 'start' })
    expect(holderOf(worker)?.pid).not.toBe(worker.child.pid)
    expect(await worker.stop('SIGTERM')).toBe(0)
    expect(holderOf(worker)).toBeUndefined()
    expect(worker.lines.map(({ event }) => event)).toEqual(['started', 'stopped'])
  })

  it('is killed when it does not stop, and the worker ends with 0', async () => {
    const worker = await startWorker(
      {},
      {
        args: ['--config', 'hung.config.mjs'],
        files: {
          // In the child alone, which has a channel.
          'hung.config.mjs': `import { writeFileSync } from 'node:fs'
        if (process.send) { writeFileSync('hung', ''); for (;;); }
        export default { title: 'T', sources: ['feed.xml'] }`,
        },
      },
    )
    await vi.waitFor(() => expect(existsSync(join(worker.folder, 'hung'))).toBe(true), 30_000)
    expect(await worker.stop('SIGTERM')).toBe(0)
    expect(worker.lines.map(({ event }) => event)).toEqual(['started', 'failed', 'stopped'])
  })

  it('that was killed is one line, and the next takes back what it had claimed', async () => {
    const { config, isAsked, answer } = await openSilentSource()
    const worker = await startWorker(config)
    await isAsked
    answer()
    process.kill(holderOf(worker)!.pid, 'SIGKILL')
    expect(await worker.next('failed')).toMatchObject({ error: { message: expect.stringContaining('SIGKILL') } })
    expect(await worker.next('pass')).toMatchObject({ sources: { due: 1, modified: 1 }, published: 8 })
    expect(worker.count('failed')).toBe(1)
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('ends when its worker was killed', async () => {
    const { config, isAsked } = await openSilentSource()
    const worker = await startWorker(config)
    await isAsked
    const { pid } = holderOf(worker)!
    worker.child.kill('SIGKILL')
    await vi.waitFor(() => expect(holderOf(worker)?.pid).not.toBe(pid), 30_000)
  })

  it('that finds the store held is one line, and the worker tries again', async () => {
    const holding = makeFolder()
    const holder = spawn(process.execPath, [HOLDER, join(holding, 'state'), 'digest'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    running.push(holder)
    expect(await once(createInterface(holder.stdout), 'line')).toEqual(['held'])
    const worker = await startWorker(
      { stateFolder: join(holding, 'state') },
      // The half minute for which a pass waits goes by thirty times as fast.
      { execArgv: ['--import', FULL_DISK], env: { DISK_FAULT: JSON.stringify({ speed: 30 }) } },
    )
    expect(await worker.next('held')).toMatchObject({
      message: expect.stringContaining(`process ${holder.pid} (broadsheet digest, since`),
    })
    holder.kill('SIGKILL')
    await worker.next('pass')
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('works on PostgreSQL, too', async () => {
    const [postgres] = databases.filter(({ name }) => name === 'PostgreSQL')
    const shared = await postgres!.share()
    const worker = await startWorker({
      store: { url: shared.url },
      digests: [{ id: 'daily', title: 'Daily', at: '18:00', firstEdition: 'now', subscribers: ['ann@example.org'] }],
    })
    expect(await worker.next('pass')).toMatchObject({ exitCode: 0, editions: [{ deliveries: { sent: 1 } }] })
    expect(await worker.stop('SIGTERM')).toBe(0)
    await shared.close()
  })

  it('is not started again each minute while mail cannot leave', async () => {
    const worker = await startWorker({
      digests: [{ id: 'daily', title: 'Daily', at: '18:00', firstEdition: 'now', subscribers: ['ann@example.org'] }],
      mail: { from: 'news@example.org', smtp: 'smtp://127.0.0.1:1', tls: 'never' },
    })
    expect(await worker.next('pass')).toMatchObject({
      exitCode: 4,
      faults: [{ code: expect.stringMatching(/^mail\//) }],
      editions: [{ state: 'sending', deliveries: { sent: 0, retry: 1 } }],
    })
    const minuteNow = (): number => Math.floor(Date.now() / 60_000)
    const failedIn = minuteNow()
    await sleep(2500)
    worker.makeDue()
    // The mail is tried again in the next full minute, which may have begun meanwhile: a pass that is `digest` has no sources.
    let sources: { readonly due: number } | undefined
    do ({ sources } = (await worker.next('pass')) as { sources?: typeof sources })
    while ((sources?.due ?? 0) === 0)
    expect(sources).toMatchObject({ due: 1 })
    expect(worker.count('pass')).toBeLessThanOrEqual(2 + minuteNow() - failedIn)
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('is none where a script forks run itself: only its own signals stop that', async () => {
    const folder = makeFolder({
      'feed.xml': rss('wire', [item(1)]),
      'feeds.config.json': JSON.stringify({ title: 'T', sources: ['feed.xml'] }),
    })
    const child = fork(BIN, ['run', '--json', '--config', 'feeds.config.json'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], BROADSHEET_SECRET: 'only for this test' } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    running.push(child)
    child.disconnect()
    const said = text(child.stdout!)
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(JSON.parse(await said)).toMatchObject({
      command: 'run',
      exitCode: 0,
      next: { refreshSchedule: '*/15 * * * *' },
    })
  })
})

it('is reported as failed where no process can be started', async () => {
  const { signal } = new AbortController()
  const opened = { store: { kind: 'sqlite', path: '/nowhere/x.db', keepDays: 90 }, stateFolder: '/nowhere' } as const
  // Linux passes at most 128 kB in one variable on.
  const end = await runPassProcess(['run'], { env: { LARGE: 'x'.repeat(200_000) }, opened, signal })
  expect(end).toMatchObject({ kind: 'failed', error: { message: expect.stringContaining('could not be started') } })
})

/** The worker as a person starts it: a process of its own that wakes every second, and a child process a pass. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { UserConfig } from '../src/config.ts'
import { signToken } from '../src/flow/digest/tokens.ts'
import { readPassHolder } from '../src/store/lock.ts'
import { isRefreshNeeded, nextTryAfterFault } from '../src/worker.ts'
import { BIN, temporaryFolders } from './support/cli.ts'
import { databases } from './support/databases.ts'
import { item, rss } from './support/make.ts'
import { emptyStores, openNewspaper } from './support/newspaper.ts'
import { openWeb, type Web } from './support/web.ts'

const HOLDER = fileURLToPath(new URL('./store/holder-child.ts', import.meta.url))
const FULL_DISK = new URL('./support/full-disk.ts', import.meta.url).href

interface Line {
  readonly event: string
  readonly message?: string
  readonly [key: string]: unknown
}

interface Worker {
  readonly folder: string
  readonly child: ChildProcess
  readonly lines: readonly Line[]
  /** The first line of that event after the last one that was waited for. */
  next(event: string): Promise<Line>
  count(event: string): number
  /** Writes the configuration; what is given replaces whole keys of the one before. */
  configure(changes: Partial<UserConfig>): void
  /** Makes every source due, so that the next tick finds something to do. */
  makeDue(): void
  published(): string
  /** The exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>
}

const makeFolder = temporaryFolders()
const running: ChildProcess[] = []
const webs: Web[] = []
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  for (const web of webs.splice(0)) await web.close()
})

interface WorkerOptions {
  readonly args?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly execArgv?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

async function startWorker(first: Partial<UserConfig> = {}, options: WorkerOptions = {}): Promise<Worker> {
  const { args = [], files = {}, execArgv = [], env = {} } = options
  const folder = makeFolder({ 'feed.xml': rss('wire', [item(1)]), ...files })
  let written: Partial<UserConfig> = {
    title: 'First title',
    sources: [{ id: 'wire', url: 'feed.xml' }],
    refresh: { schedule: '* * * * * *', firstFetchDays: 0 },
    mail: { from: 'news@example.org' },
    ...first,
  }
  const configure = (changes: Partial<UserConfig>): void => {
    written = { ...written, ...changes }
    writeFileSync(join(folder, 'feeds.config.json'), JSON.stringify(written))
  }
  configure({})
  const child = spawn(process.execPath, [...execArgv, BIN, 'start', '--config', 'feeds.config.json', ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], BROADSHEET_SECRET: 'only for this test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  const lines: Line[] = []
  let seen = 0
  let onLine = (): void => {}
  let isClosed = false
  createInterface(child.stderr!).on('line', (line) => {
    lines.push(line.startsWith('{') ? (JSON.parse(line) as Line) : { event: 'text', message: line })
    onLine()
  })
  child.on('close', () => {
    isClosed = true
    onLine()
  })
  return {
    folder,
    child,
    lines,
    configure,
    count: (event) => lines.filter((line) => line.event === event).length,
    makeDue: () => {
      const database = new DatabaseSync(join(folder, 'state', 'broadsheet.db'), { timeout: 5000 })
      database.exec("UPDATE sources SET next_fetch_at = '2026-01-01T00:00:00.000Z'")
      database.close()
    },
    published: () => readFileSync(join(folder, 'public', 'atom.xml'), 'utf8'),
    next: async (event) => {
      for (;;) {
        const at = lines.findIndex((line, i) => i >= seen && line.event === event)
        if (at >= 0) {
          seen = at + 1
          return lines[at]!
        }
        const failed = lines.find((line, i) => i >= seen && (line.event === 'defect' || line.event === 'failed'))
        if (failed !== undefined) throw new Error(`The worker failed: ${JSON.stringify(failed)}`)
        if (isClosed) throw new Error(`The worker ended before '${event}': ${JSON.stringify(lines)}`)
        await new Promise<void>((resolve) => {
          onLine = resolve
        })
      }
    },
    stop: async (signal) => {
      const ended = once(child, 'close')
      child.kill(signal)
      return ((await ended) as [number | null])[0]
    },
  }
}

/** A source that takes requests and does not answer them until it is told to; every time-out is longer than a test. */
async function openSilentSource() {
  const web = await openWeb()
  webs.push(web)
  const asked = Promise.withResolvers<void>()
  let isSilent = true
  web.on('/feed.xml', () => {
    asked.resolve()
    return isSilent ? new Promise(() => {}) : { body: rss('wire', [item(1)]) }
  })
  const patience = 600_000
  return {
    config: {
      sources: [`${web.origin}/feed.xml`],
      fetch: { allowPrivate: ['127.0.0.1/32'], headersTimeoutMs: patience, totalTimeoutMs: patience },
    },
    isAsked: asked.promise,
    answer: () => {
      isSilent = false
    },
  }
}

/** The process that holds the store: the child. */
const holderOf = ({ folder }: Worker) => readPassHolder(join(folder, 'state'))

describe('start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'makes a pass at once and one at a tick that finds a source due, each one line, serves, and ends with 0 at %s',
    async (signal) => {
      const worker = await startWorker({}, { args: ['--port', '0'] })
      const { url } = (await worker.next('listening')) as unknown as { url: string }
      const pass = await worker.next('pass')
      expect(pass).toMatchObject({ sources: { configured: 1, modified: 1 }, entries: { new: 1 }, published: 1 })
      expect(Object.keys(pass)).not.toEqual(expect.arrayContaining(['next']))
      const answer = await fetch(`${url}/atom.xml`)
      expect([answer.status, await answer.text()]).toEqual([200, worker.published()])
      expect(await (await fetch(`${url}/health`)).json()).toEqual({ alive: true, ready: true })
      // At least one tick with nothing to do: it starts no pass.
      await sleep(1500)
      worker.makeDue()
      expect(await worker.next('pass')).toMatchObject({ sources: { due: 1 }, published: 0 })
      expect(await worker.stop(signal)).toBe(0)
      expect(worker.lines.map(({ event }) => event)).toEqual(['listening', 'started', 'pass', 'pass', 'stopped'])
    },
  )

  it('serves every page while another process writes, and acts when that has ended', async () => {
    const worker = await startWorker(
      { digests: [{ id: 'daily', title: 'Daily', at: '18:00', subscribers: ['ann@example.org'] }] },
      { args: ['--port', '0'] },
    )
    const { url } = (await worker.next('listening')) as unknown as { url: string }
    await worker.next('pass')
    const database = new DatabaseSync(join(worker.folder, 'state', 'broadsheet.db'))
    database.exec('BEGIN IMMEDIATE')
    const token = signToken('only for this test', ['unsubscribe', 'daily', 'ann@example.org'])
    const acting = fetch(`${url}/unsubscribe/${token}`, { method: 'POST' })
    for (const path of ['health', 'atom.xml', `unsubscribe/${token}`])
      expect((await fetch(`${url}/${path}`)).status).toBe(200)
    database.exec('ROLLBACK')
    database.close()
    expect((await acting).status).toBe(200)
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('takes a changed configuration up, with its schedule, and mails what a new digest owes', async () => {
    const worker = await startWorker()
    await worker.next('pass')
    expect(worker.published()).toContain('First title')
    worker.configure({
      title: 'Second title',
      refresh: { schedule: '*/2 * * * * *' },
      digests: [{ id: 'daily', title: 'Daily', at: '18:00', firstEdition: 'now', subscribers: ['ann@example.org'] }],
    })
    expect(await worker.next('configuration')).toMatchObject({ message: expect.stringContaining('in use') })
    expect(await worker.next('pass')).toMatchObject({ editions: [{ digestId: 'daily', state: 'sent' }] })
    expect(worker.published()).toContain('Second title')
    expect(readdirSync(join(worker.folder, 'outbox'))).toHaveLength(1)
    worker.makeDue()
    await worker.next('pass')
    expect(worker.count('configuration')).toBe(1)
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('takes up what was written while a change before it was still evaluated', async () => {
    const write = (folder: string, title: string) =>
      writeFileSync(
        join(folder, 'extra.config.mjs'),
        `console.log('evaluating ${title}'); await new Promise((go) => setTimeout(go, 300))
        export default { title: '${title}', sources: ['feed.xml'], refresh: { schedule: '* * * * * *' } }`,
      )
    const folder = makeFolder({ 'feed.xml': rss('wire', [item(1)]) })
    write(folder, 'One')
    const worker = await startWorker({}, { args: ['--config', join(folder, 'extra.config.mjs')] })
    await worker.next('pass')
    write(folder, 'Two')
    await worker.next('output')
    write(folder, 'Three')
    await worker.next('configuration')
    await worker.next('configuration')
    await worker.next('pass')
    expect(readFileSync(join(folder, 'public', 'atom.xml'), 'utf8')).toContain('Three')
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('takes up a changed .env', async () => {
    const worker = await startWorker(
      {},
      {
        args: ['--config', 'env.config.mjs'],
        files: {
          '.env': 'TITLE=One',
          'env.config.mjs': `export default { title: process.env.TITLE, sources: ['feed.xml'], refresh: { schedule: '* * * * * *' } }`,
        },
      },
    )
    await worker.next('pass')
    writeFileSync(join(worker.folder, '.env'), 'TITLE=Two')
    await worker.next('configuration')
    await worker.next('pass')
    expect(worker.published()).toContain('Two')
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('says in one line that the changed configuration is invalid, serves on without a pass, and takes up its repair', async () => {
    const worker = await startWorker({}, { args: ['--port', '0'] })
    const { url } = (await worker.next('listening')) as unknown as { url: string }
    await worker.next('pass')
    worker.configure({ title: 'Second title', colour: 'red', feed: { maxEntries: -1 } } as Partial<UserConfig>)
    const line = await worker.next('configuration-invalid')
    expect(line.message).toMatch(/colour: .*feed\.maxEntries: /)
    worker.makeDue()
    await sleep(2500)
    expect((await fetch(`${url}/atom.xml`)).status).toBe(200)
    worker.configure({ title: 'Third title', colour: undefined, feed: {} } as Partial<UserConfig>)
    await worker.next('configuration')
    await worker.next('pass')
    expect(worker.published()).toContain('Third title')
    expect(await worker.stop('SIGTERM')).toBe(0)
    expect(worker.lines.map(({ event }) => event).slice(2)).toEqual([
      'pass',
      'configuration-invalid',
      'configuration',
      'pass',
      'stopped',
    ])
  })

  it('says what is wrong with a configuration that ends its process, and takes up its repair by a file it does not know of', async () => {
    const worker = await startWorker(
      {},
      {
        args: ['--config', 'own.config.mjs'],
        files: {
          'switch.txt': 'well',
          'own.config.mjs': `import { readFileSync } from 'node:fs'
        if (readFileSync('switch.txt', 'utf8') !== 'well') process.exit(0)
        export default { title: 'T', sources: ['feed.xml'], refresh: { schedule: '* * * * * *' } }`,
        },
      },
    )
    await worker.next('pass')
    writeFileSync(join(worker.folder, 'switch.txt'), 'ill')
    worker.makeDue()
    expect(await worker.next('configuration-invalid')).toMatchObject({
      message: expect.stringMatching(/take process\.exit out of it$/),
    })
    writeFileSync(join(worker.folder, 'switch.txt'), 'well')
    await worker.next('pass')
    expect(await worker.stop('SIGTERM')).toBe(0)
    expect(worker.count('configuration-invalid')).toBe(1)
  })

  it('asks in one line for a restart when store, state folder or web change, and takes up the rest', async () => {
    const worker = await startWorker()
    await worker.next('pass')
    worker.configure({
      title: 'Second title',
      stateFolder: 'elsewhere',
      store: { url: 'sqlite:other.db' },
      web: { port: 8099 },
    })
    const line = await worker.next('restart-needed')
    expect(line).toMatchObject({
      changed: ['store', 'stateFolder', 'web'],
      message: expect.stringContaining('restart'),
    })
    await worker.next('pass')
    worker.makeDue()
    await worker.next('pass')
    expect(worker.count('restart-needed')).toBe(1)
    expect(worker.published()).toContain('Second title')
    expect([existsSync(join(worker.folder, 'elsewhere')), existsSync(join(worker.folder, 'other.db'))]).toEqual([
      false,
      false,
    ])
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('names what is configured and has no effect in one line', async () => {
    const worker = await startWorker({ feed: { pageDays: 3, hubs: ['https://hub.example.org/'] } })
    expect(await worker.next('without-effect')).toMatchObject({
      message: expect.stringMatching(/^feed\.hubs: has no effect yet.*; feed\.pageDays: has no effect yet$/),
      keys: ['feed.hubs', 'feed.pageDays'],
    })
    await worker.next('pass')
    expect(await worker.stop('SIGTERM')).toBe(0)
    expect(worker.lines.filter(({ event }) => ['without-effect', 'text'].includes(event))).toHaveLength(1)
  })

  it('refuses to begin with an invalid configuration, each mistake a line', async () => {
    const worker = await startWorker({
      title: undefined,
      refresh: { schedule: 'often' },
    } as unknown as Partial<UserConfig>)
    const [code] = (await once(worker.child, 'close')) as [number]
    expect(code).toBe(2)
    expect(worker.lines.map(({ message }) => message?.split(':')[0])).toEqual(['title', 'refresh.schedule'])
  })

  it('has loaded nothing of what a pass does', async () => {
    const folder = makeFolder()
    const list = join(folder, 'loaded.txt')
    const preload = `data:text/javascript,import { registerHooks } from 'node:module'; import { appendFileSync } from 'node:fs';
      if (process.argv[2] === 'start') registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context) } })`
    const worker = await startWorker({}, { args: ['--port', '0'], execArgv: ['--import', preload] })
    await worker.next('pass')
    expect(await worker.stop('SIGTERM')).toBe(0)
    const loaded = readFileSync(list, 'utf8')
    expect(loaded).toMatch(/src\/worker\.ts\n/)
    expect(loaded).not.toMatch(
      /src\/pipeline\.ts|src\/flow\/(?:refresh|stories)|src\/feeds\/(?:http|page)|src\/mail\/|mjml|undici|readability|nodemailer/,
    )
  })
})

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
    expect(await worker.next('pass')).toMatchObject({ sources: { due: 1, modified: 1 }, published: 1 })
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
    await sleep(2500)
    worker.makeDue()
    expect(await worker.next('pass')).toMatchObject({ sources: { due: 1 } })
    expect(worker.count('pass')).toBe(2)
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

describe('nextTryAfterFault', () => {
  it.each([
    [1, '07:01'],
    [2, '07:02'],
    [3, '07:04'],
    [4, '07:08'],
    [5, '07:15'],
    [60, '07:15'],
  ])('after %i in a row at 07:00:40 waits until %s', (faults, at) => {
    const now = new Date('2026-11-24T07:00:40.000Z')
    expect(nextTryAfterFault(faults, now).toISOString()).toBe(`2026-11-24T${at}:00.000Z`)
  })
})

describe.each(databases)('isRefreshNeeded on $name', (database) => {
  const open = emptyStores(database)

  it('is true while a source is due or an article is not grouped, and an hour after the last refresh', async () => {
    const paper = await openNewspaper(await open())
    await paper.configure({ sources: [{ id: 'post', url: paper.serve('post', [item(1)]) }] })
    await paper.pass()
    const needed = (minutes: number) => isRefreshNeeded(paper.db, new Date(Date.parse(paper.now()) + minutes * 60_000))
    expect([await needed(1), await needed(61)]).toEqual([false, true])
    // As a pass leaves it that was killed while grouping.
    await paper.db.batch([{ sql: 'UPDATE articles SET pending = 1' }])
    expect(await needed(1)).toBe(true)
    await paper.close()
  })
})

/** The worker as a person starts it: a process of its own that wakes every second. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { UserConfig } from '../src/config.ts'
import { BIN, temporaryFolders } from './support/cli.ts'
import { item, rss } from './support/make.ts'

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
  /** Writes the configuration; what is given replaces whole keys of the one before. */
  configure(changes: Partial<UserConfig>): void
  published(): string
  stop(signal: NodeJS.Signals): Promise<{ code: number | null; tookMs: number }>
}

const makeFolder = temporaryFolders()
const running: ChildProcess[] = []
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'close')
  }
})

async function startWorker(first: Partial<UserConfig> = {}, args: readonly string[] = []): Promise<Worker> {
  const folder = makeFolder({ 'feed.xml': rss('wire', [item(1)]) })
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
  const child = spawn(process.execPath, [BIN, 'start', '--config', 'feeds.config.json', ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], BROADSHEET_SECRET: 'only for this test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  const lines: Line[] = []
  let seen = 0
  let onLine = (): void => {}
  let isClosed = false
  createInterface(child.stderr!).on('line', (text) => {
    lines.push(text.startsWith('{') ? (JSON.parse(text) as Line) : { event: 'text', message: text })
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
    published: () => readFileSync(join(folder, 'public', 'atom.xml'), 'utf8'),
    next: async (event) => {
      for (;;) {
        const at = lines.findIndex((line, i) => i >= seen && line.event === event)
        if (at >= 0) {
          seen = at + 1
          return lines[at]!
        }
        const defect = lines.find((line) => line.event === 'defect' || line.event === 'failed')
        if (defect !== undefined) throw new Error(`The worker met a defect: ${JSON.stringify(defect)}`)
        if (isClosed) throw new Error(`The worker ended before '${event}': ${JSON.stringify(lines)}`)
        await new Promise<void>((resolve) => {
          onLine = resolve
        })
      }
    },
    stop: async (signal) => {
      const startedAt = performance.now()
      const ended = once(child, 'close')
      child.kill(signal)
      const [code] = (await ended) as [number | null]
      return { code, tookMs: performance.now() - startedAt }
    },
  }
}

describe('start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'does a pass at once, wakes on schedule, serves, and ends with 0 at %s',
    async (signal) => {
      const worker = await startWorker({}, ['--port', '0'])
      const { url } = (await worker.next('listening')) as unknown as { url: string }
      const pass = await worker.next('pass')
      expect(pass).toMatchObject({ sources: { configured: 1, modified: 1 }, entries: { new: 1 }, published: 1 })
      const answer = await fetch(`${url}/atom.xml`)
      expect([answer.status, await answer.text()]).toEqual([200, worker.published()])
      expect(await (await fetch(`${url}/health`)).json()).toEqual({ alive: true, ready: true })
      // Woken by its schedule, with nothing to do.
      expect(await worker.next('pass')).toMatchObject({ sources: { due: 0 }, published: 0 })
      const { code, tookMs } = await worker.stop(signal)
      expect(code).toBe(0)
      expect(tookMs).toBeLessThan(10_000)
      expect(worker.lines.at(-1)).toMatchObject({ event: 'stopped' })
      expect(worker.lines.filter(({ event }) => ['text', 'defect', 'failed'].includes(event))).toEqual([])
    },
  )

  it('ends within its time while a source does not answer', async () => {
    const { openRawWeb } = await import('./support/web.ts')
    let asked = (): void => {}
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const silent = await openRawWeb(() => asked())
    try {
      const worker = await startWorker({
        sources: [`${silent.origin}/feed.xml`],
        fetch: { allowPrivate: ['127.0.0.1/32'] },
      })
      await isAsked
      expect((await worker.stop('SIGTERM')).code).toBe(0)
    } finally {
      await silent.close()
    }
  })

  it('takes a changed configuration up before the next pass, and mails what a new digest owes', async () => {
    const worker = await startWorker()
    await worker.next('pass')
    expect(worker.published()).toContain('First title')
    worker.configure({
      title: 'Second title',
      digests: [{ id: 'daily', title: 'Daily', at: '18:00', firstEdition: 'now', subscribers: ['ann@example.org'] }],
    })
    expect(await worker.next('configuration')).toMatchObject({ message: expect.stringContaining('in use') })
    expect(await worker.next('pass')).toMatchObject({ editions: [{ digestId: 'daily', state: 'sent' }] })
    expect(worker.published()).toContain('Second title')
    expect(readdirSync(join(worker.folder, 'outbox'))).toHaveLength(1)
    expect((await worker.stop('SIGTERM')).code).toBe(0)
  })

  it('takes up what was written while a change before it was still evaluated', async () => {
    const worker = await startWorker()
    const file = join(worker.folder, 'extra.config.mjs')
    const write = (title: string) =>
      writeFileSync(
        file,
        `console.log('evaluating ${title}'); await new Promise((go) => setTimeout(go, 300))
        export default { title: '${title}', sources: ['feed.xml'], refresh: { schedule: '* * * * * *' } }`,
      )
    await worker.stop('SIGTERM')
    write('One')
    const slow = await startWorker({}, ['--config', file])
    await slow.next('pass')
    write('Two')
    await vi.waitFor(() => expect(slow.lines.map(({ message }) => message)).toContain('evaluating Two'), {
      timeout: 20_000,
      interval: 20,
    })
    write('Three')
    await slow.next('configuration')
    await slow.next('configuration')
    await slow.next('pass')
    expect(readFileSync(join(worker.folder, 'public', 'atom.xml'), 'utf8')).toContain('Three')
    expect((await slow.stop('SIGTERM')).code).toBe(0)
  })

  it('keeps the configuration it has when the changed one is invalid, says so in one line, and takes up its repair', async () => {
    const worker = await startWorker()
    await worker.next('pass')
    worker.configure({ title: 'Second title', colour: 'red', feed: { maxEntries: -1 } } as Partial<UserConfig>)
    const line = await worker.next('configuration-invalid')
    expect(line.message).toMatch(/colour: .*feed\.maxEntries: /)
    await worker.next('pass')
    await worker.next('pass')
    expect(worker.lines.filter(({ event }) => event === 'configuration-invalid')).toHaveLength(1)
    expect(worker.published()).toContain('First title')
    worker.configure({ title: 'Third title', colour: undefined, feed: {} } as Partial<UserConfig>)
    await worker.next('configuration')
    await worker.next('pass')
    expect(worker.published()).toContain('Third title')
    expect((await worker.stop('SIGTERM')).code).toBe(0)
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
    await worker.next('pass')
    expect(worker.lines.filter(({ event }) => event === 'restart-needed')).toHaveLength(1)
    expect(worker.published()).toContain('Second title')
    expect([existsSync(join(worker.folder, 'elsewhere')), existsSync(join(worker.folder, 'other.db'))]).toEqual([
      false,
      false,
    ])
    expect((await worker.stop('SIGTERM')).code).toBe(0)
  })

  it('names what is configured and has no effect in one line', async () => {
    const worker = await startWorker({ feed: { pageDays: 3, hubs: ['https://hub.example.org/'] } })
    expect(await worker.next('without-effect')).toMatchObject({
      message: expect.stringMatching(/^feed\.hubs: has no effect yet.*; feed\.pageDays: has no effect yet$/),
      keys: ['feed.hubs', 'feed.pageDays'],
    })
    await worker.next('pass')
    expect((await worker.stop('SIGTERM')).code).toBe(0)
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
})

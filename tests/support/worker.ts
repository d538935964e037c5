/** The worker as a person starts it, for tests: a process of its own that wakes every second, and a child process a pass. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { afterEach } from 'vitest'
import type { UserConfig } from '../../src/config.ts'
import { readPassHolder } from '../../src/store/lock.ts'
import { BIN, temporaryFolders } from './cli.ts'
import { item, rss } from './make.ts'
import { openWeb, type Web } from './web.ts'

interface Line {
  readonly event: string
  readonly message?: string
  readonly [key: string]: unknown
}

export interface Worker {
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

export let makeFolder: ReturnType<typeof temporaryFolders>
/** What a test started: killed by `endWorkers`. */
export const running: ChildProcess[] = []
const webs: Web[] = []

/** For a file whose tests start workers: what a test left running is killed, and the folders are removed in the end. */
export function useWorkers(): void {
  makeFolder = temporaryFolders()
  afterEach(endWorkers)
}

async function endWorkers(): Promise<void> {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  for (const web of webs.splice(0)) await web.close()
}

interface WorkerOptions {
  readonly args?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly execArgv?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A worker in a folder of its own, with one source and a schedule that ticks every second. */
export async function startWorker(first: Partial<UserConfig> = {}, options: WorkerOptions = {}): Promise<Worker> {
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
export async function openSilentSource() {
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
export const holderOf = ({ folder }: Worker) => readPassHolder(join(folder, 'state'))

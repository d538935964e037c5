/**
 * One pass as a process of its own: `run` or `digest` as the child of `start`. Its standard output is the report, what it
 * writes to standard error goes to ours, and it is stopped over the channel that `fork` opens, since Windows has no SIGTERM.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { CHILD_VARIABLE, type Configured, type Opened, STOP } from './commands/child.ts'
import type { ConfigMistake } from './core/errors.ts'
import { logLine } from './log.ts'

/** The report of a pass as `run --json` prints it: what `start` reads of it. */
export interface PassSummary {
  readonly contract: number
  readonly command: string
  readonly exitCode: number
  readonly endedAt: string
  readonly editions: readonly object[]
  readonly next: { readonly refreshSchedule: string; readonly slotAt?: string }
  readonly documents?: readonly { readonly changed: boolean }[]
  readonly lackingWords?: readonly { readonly file: string; readonly keys: readonly string[] }[]
  readonly failures?: readonly { readonly sourceId: string; readonly code: string }[]
}

/** What `run --json` prints when there was no pass; of a defect of ours the stack, too. */
interface Refusal {
  readonly error: {
    readonly code?: string
    readonly message: string
    readonly stack?: string
    readonly mistakes?: readonly ConfigMistake[]
  }
}

/** How a pass ended; `configured` where it got as far as evaluating its configuration. */
export type PassEnd =
  | { readonly kind: 'report'; readonly configured: Configured; readonly report: PassSummary }
  | {
      readonly kind: 'invalid'
      readonly configured?: Configured | undefined
      readonly mistakes: readonly ConfigMistake[]
    }
  | {
      readonly kind: 'failed'
      readonly configured?: Configured | undefined
      readonly error: Omit<Refusal['error'], 'mistakes'>
    }
  /** Ended by our signal, in an orderly way. */
  | { readonly kind: 'stopped'; readonly configured?: undefined }

/** The launcher: the same way from here in a checkout and in the built package. */
const BIN = fileURLToPath(new URL('../src/bin.js', import.meta.url))
/** The first Node whose V8 has that pool. */
const NODE_WITH_POOL = 26
/**
 * V8 lets the heap grow to four times what is in use before it collects, and keeps 48 MB for new objects: a pass over a hostile
 * feed then holds 380 to 430 MB, of which it uses half. So we collect when the heap has grown by 15 % (a V8 flag that Node does
 * not document), and after each large document, at the fetcher's request; and only 12 MB are kept for new objects. That makes
 * 270 to 335 MB, and costs a tenth of the time of such a pass and nothing measurable in others. Freed memory goes back to the
 * system in the next turn of the event loop; V8 would pool it for 8 s, while the next document needs other memory. Not
 * `--no-memory-pool`: in Node 26.10 that keeps pooled memory for good.
 */
let heapFlags: readonly string[] = [
  '--heap-growing-percent=15',
  '--max-semi-space-size=4',
  '--expose-gc',
  ...(Number.parseInt(process.versions.node, 10) >= NODE_WITH_POOL ? ['--memory-pool-timeout=0'] : []),
]
/**
 * glibc returns blocks of this size to the system at once. By default it raises the size to that of the first large block
 * freed, and documents leave holes in its heap: 50 MB with large article pages. One arena for all threads has fewer holes,
 * too: 20 MB. Other C libraries ignore both.
 */
const MALLOC = { MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_ARENA_MAX: '1' }
/** Node's exit code for an option that it does not know: a newer V8 may drop one of these, and passes go on without. */
const INVALID_OPTION = 9
/** A configuration that is not evaluated by then waits for something that never happens. */
const CONFIGURED_WITHIN_MS = 30_000
/** A child that still runs after this is stuck. `start` ends within 10 s. */
const STOPPED_WITHIN_MS = 9_000
/** What a child has written is read within this time after its end. */
const STREAMS_OPEN_MS = 1_000
/** A report has some 300 characters for each source that failed. */
const MAX_LINE = 16 * 1024 * 1024
const MAX_OUTPUT = 4096

interface PassOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly opened: Opened
  readonly signal: AbortSignal
}

/** One pass from its start to its end, stopped at the signal. `args`: `run` or `digest` with their flags. Never throws. */
export async function runPassProcess(args: readonly string[], options: PassOptions): Promise<PassEnd> {
  const { env, opened, signal } = options
  let child: ChildProcess
  try {
    child = fork(BIN, [...args, '--json'], {
      env: { ...MALLOC, ...env, [CHILD_VARIABLE]: JSON.stringify(opened) } as NodeJS.ProcessEnv,
      execArgv: [...process.execArgv, ...heapFlags],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    // Without file handles or memory there is a child without a process or streams, and the error comes later.
    if (child.pid === undefined) throw (await once(child, 'error'))[0]
  } catch (error) {
    return { kind: 'failed', error: { message: `The pass could not be started: ${(error as Error).message}.` } }
  }
  const course = await watch(child, signal)
  const { configured, answer, how } = course
  const isOptionUnknown = configured === undefined && answer === undefined && how === INVALID_OPTION
  if (isOptionUnknown && course.killedFor === undefined && !signal.aborted && heapFlags.length > 0) {
    heapFlags = []
    return runPassProcess(args, options)
  }
  return endOf(course, signal.aborted)
}

/** How a child ended. */
interface Course {
  readonly configured?: Configured
  readonly answer?: PassSummary | Refusal
  /** Why we killed it. */
  readonly killedFor?: 'configuration' | 'stop'
  /** Its exit code, or the signal that ended it. */
  readonly how: number | string
}

/** Follows a child to its end: passes on its output, stops it at the signal, kills it when it is stuck. */
async function watch(child: ChildProcess, signal: AbortSignal): Promise<Course> {
  let configured: Configured | undefined
  let answer: PassSummary | Refusal | undefined
  let killedFor: Course['killedFor']
  const killAfter = (ms: number, why: Course['killedFor']): NodeJS.Timeout =>
    setTimeout(() => {
      killedFor = why
      child.kill('SIGKILL')
    }, ms)
  const configuring = killAfter(CONFIGURED_WITHIN_MS, 'configuration')
  child.once('message', (message) => {
    clearTimeout(configuring)
    configured = message as Configured
  })
  let stopping: NodeJS.Timeout | undefined
  const stop = (): void => {
    stopping = killAfter(STOPPED_WITHIN_MS, 'stop')
    child.send(STOP, () => undefined)
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  eachLine(child.stdout!, (line) => {
    const read = line.startsWith('{"contract":') ? parsed(line) : undefined
    if (read === undefined) passOn(line)
    else answer = read as PassSummary | Refusal
  })
  eachLine(child.stderr!, passOn)
  child.on('error', ({ message }) => logLine('output', { message }))
  const how = await new Promise<number | string>((resolve) => {
    child.once('close', (code, by) => resolve(code ?? by!))
    // A process that the configuration has started may keep the streams open for ever.
    child.once('exit', () =>
      setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, STREAMS_OPEN_MS).unref(),
    )
  })
  clearTimeout(configuring)
  clearTimeout(stopping)
  signal.removeEventListener('abort', stop)
  return { configured, answer, killedFor, how }
}

/** What the end of a child means. */
function endOf({ configured, answer, killedFor, how }: Course, isStopped: boolean): PassEnd {
  const failed = (message: string): PassEnd => ({ kind: 'failed', configured, error: { message } })
  const invalid = (sentence: string): PassEnd => ({ kind: 'invalid', mistakes: [{ path: '', sentence }] })
  if (answer !== undefined && 'error' in answer) {
    const { mistakes, ...error } = answer.error
    return mistakes === undefined ? { kind: 'failed', configured, error } : { kind: 'invalid', configured, mistakes }
  }
  if (answer !== undefined && configured !== undefined) return { kind: 'report', configured, report: answer }
  if (killedFor === 'stop') return failed('The pass did not stop within 9 s and was killed; what it sent is uncertain.')
  if (isStopped) return { kind: 'stopped' }
  if (killedFor === 'configuration')
    return invalid(
      `the configuration was not evaluated within ${CONFIGURED_WITHIN_MS / 1000} s; look what it waits for`,
    )
  if (configured === undefined && typeof how === 'number' && how < 128)
    return invalid(
      `the configuration ended its process (exit code ${how}); it calls process.exit, or waits for something that does not come`,
    )
  return failed(`The pass ended before its report: ${typeof how === 'number' ? `exit code ${how}` : how}.`)
}

/** Calls `onLine` for every line of a stream; what is too long is cut. */
function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = ''
  stream
    .setEncoding('utf8')
    .on('data', (text: string) => {
      const lines = text.split('\n')
      lines[0] = rest + lines[0]
      rest = lines.pop()!.slice(0, MAX_LINE)
      for (const line of lines) onLine(line)
    })
    .on('end', () => {
      if (rest !== '') onLine(rest)
    })
}

/** A log line stays as it is; a line that a configuration or the runtime prints becomes one. */
function passOn(line: string): void {
  if (line.startsWith('{"event":') && parsed(line) !== undefined) process.stderr.write(`${line}\n`)
  else if (line !== '') logLine('output', { message: line.slice(0, MAX_OUTPUT) })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

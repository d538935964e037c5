/** The process of a command: its signals, its output and its exit code. */
import { type Opened, onStop, takeOpened } from './commands/child.ts'
import type { CommandContext } from './commands/context.ts'
import { writeDefectReport } from './commands/defects.ts'
import { type Call, parseCall } from './commands/program.ts'
import { AppError, ConfigError, StoreError } from './core/errors.ts'
import { errorFields } from './log.ts'

/**
 * A process that was asked to stop and still runs after this is stuck; the store survives a kill. `start` ends
 * within 10 s, and after 9 s it kills a pass that does not.
 */
const STOP_WITHIN_MS = 9_500
/** A signal that follows this soon is the same one, sent by the terminal and by npm. */
const SAME_SIGNAL_MS = 500
/** What is left open after a command's end (a pool, a timer) keeps the process no longer than this. */
const LINGER_MS = 2_000

/** Runs what the arguments ask for; sets the exit code of the process. Never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const opened = takeOpened()
  process.on('uncaughtException', (error) => {
    process.exit(reportFailure(error, { isVerbose: argv.includes('--verbose'), opened }))
  })
  // A pipe that is closed early (`| head`) is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  // When `start` was killed nobody reads what its child logs; the child still stops in an orderly way.
  if (opened !== undefined) process.stderr.on('error', () => {})
  process.exitCode = await answer(argv, opened)
  setTimeout(() => process.exit(), LINGER_MS).unref()
}

async function answer(argv: readonly string[], opened: Opened | undefined): Promise<number> {
  let command = ''
  try {
    const call = parseCall(argv)
    if (call.kind === 'page') {
      process.stdout.write(call.text)
      return 0
    }
    command = call.words
    return await runCall(call, opened)
  } catch (error) {
    const jsonFor = argv.includes('--json') ? command : undefined
    return reportFailure(error, { isVerbose: argv.includes('--verbose'), opened, jsonFor })
  }
}

/**
 * Runs one command to its end; SIGINT and SIGTERM abort its signal where it has something to finish, a second one ends it
 * immediately.
 */
async function runCall(call: Call, opened: Opened | undefined): Promise<number> {
  const controller = new AbortController()
  let stoppedAt = Number.POSITIVE_INFINITY
  let stopCode: number | undefined
  const stop = (signal: NodeJS.Signals): void => {
    const code = call.atSignal === 'end' ? 0 : signal === 'SIGINT' ? 130 : 143
    if (stopCode !== undefined) {
      if (performance.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(signal === 'SIGINT' ? 130 : 143)
      return
    }
    stopCode = code
    stoppedAt = performance.now()
    setTimeout(() => process.exit(code), STOP_WITHIN_MS).unref()
    controller.abort(signal)
  }
  // No other command leaves anything half done, and a shell reports its sudden end as 130 or 143.
  if (call.atSignal !== undefined) process.on('SIGINT', stop).on('SIGTERM', stop)
  if (opened !== undefined) onStop(() => stopCode ?? stop('SIGTERM'))
  try {
    const code = await call.run({ ...contextOf(call, controller.signal), opened })
    return stopCode ?? code
  } catch (error) {
    if (stopCode !== undefined && isAbort(error, controller.signal)) return stopCode
    throw error
  }
}

const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  error === signal.reason || (error instanceof Error && (error.name === 'AbortError' || error.cause === signal.reason))

function contextOf({ options, globals, args }: Call, signal: AbortSignal): CommandContext {
  const { stdout, stderr } = process
  const env = { ...process.env }
  const isColorful = !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return {
    options,
    globals,
    args,
    cwd: process.cwd(),
    env,
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    openDialogue: () => ({ input: process.stdin, output: process.stdout }),
    isTty: stdout.isTTY === true,
    isErrorTty: stderr.isTTY === true,
    useColor: stdout.isTTY === true && isColorful,
    useErrorColor: stderr.isTTY === true && isColorful,
    useUnicode: /utf-?8/i.test(locale) || (process.platform === 'win32' && env['WT_SESSION'] !== undefined),
    width: Math.min(80, (stdout.isTTY && stdout.columns) || (stderr.isTTY && stderr.columns) || 80),
    signal,
  }
}

/**
 * Reports what failed and returns the exit code. A foreseen failure prints its message; a defect prints one line, with its
 * stack in a file.
 */
function reportFailure(
  error: unknown,
  { isVerbose, opened, jsonFor }: { isVerbose: boolean; opened: Opened | undefined; jsonFor?: string | undefined },
): number {
  const exitCode = error instanceof ConfigError ? 2 : error instanceof StoreError ? 3 : 1
  const mistakes = error instanceof ConfigError ? { mistakes: error.mistakes } : {}
  const answer = (fields: object): void => {
    const failure = { code: 'broadsheet/bug', ...fields, ...mistakes }
    process.stdout.write(`${JSON.stringify({ contract: 1, command: jsonFor ?? '', exitCode, error: failure })}\n`)
  }
  if (opened !== undefined) {
    // `start` reads the answer and logs it, the stack of a defect with it.
    answer(errorFields(error instanceof Error ? error : new Error(String(error))))
    return exitCode
  }
  const isForeseen = error instanceof AppError
  const message = isForeseen ? error.message : defectMessage(error, isVerbose)
  process.stderr.write(`${message}\n`)
  if (isVerbose && isForeseen && error.cause instanceof Error) process.stderr.write(`${error.cause.stack}\n`)
  if (jsonFor !== undefined) answer({ message, ...(isForeseen ? { code: error.code } : {}) })
  return exitCode
}

function defectMessage(error: unknown, isVerbose: boolean): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const first = `Broadsheet met a defect of its own: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`
  if (isVerbose) return `${first}\n${stack}`
  const file = writeDefectReport(`${stack}\n`)
  return file === undefined ? `${first}\n${stack}` : `${first} (stack: ${file})`
}

/** The command line: which command is meant, what it is given, and what its end means to a shell. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { type Opened, onStop, takeOpened } from './commands/child.ts'
import type { CommandContext, GlobalFlags } from './commands/context.ts'
import { writeDefectReport } from './commands/defects.ts'
import { commandHelp, groupHelp, mainHelp } from './commands/help.ts'
import { COMMANDS, type CommandEntry, type FlagEntry, GLOBAL_FLAGS } from './commands/table.ts'
import { nearestName } from './config/nearest.ts'
import { AppError, ConfigError, type ConfigMistake, StoreError } from './core/errors.ts'
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
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  // When `start` was killed nobody reads what its child logs; the child still stops in good order.
  if (opened !== undefined) process.stderr.on('error', () => {})
  process.exitCode = await answer(argv, opened)
  setTimeout(() => process.exit(), LINGER_MS).unref()
}

async function answer(argv: readonly string[], opened: Opened | undefined): Promise<number> {
  let call: Call | undefined
  try {
    call = parseCall(argv)
    if (call.kind === 'page') {
      process.stdout.write(call.text)
      return 0
    }
    return await runEntry(call, opened)
  } catch (error) {
    const isVerbose = argv.includes('--verbose')
    const command = call?.kind === 'command' ? call.entry.words : undefined
    return reportFailure(error, { isVerbose, opened, ...(argv.includes('--json') ? { jsonFor: command ?? '' } : {}) })
  }
}

type Call =
  | { readonly kind: 'page'; readonly text: string }
  | {
      readonly kind: 'command'
      readonly entry: CommandEntry
      readonly options: CommandContext['options']
      readonly globals: GlobalFlags
      readonly args: readonly string[]
    }

/** What the arguments ask for. Throws ConfigError with a sentence and the name that was probably meant. */
export function parseCall(argv: readonly string[]): Call {
  if (argv.length === 0) throw new ConfigError([{ path: '', sentence: `Which command? See: broadsheet --help` }])
  let call: Call | undefined
  const page = (text: string): void => {
    call = { kind: 'page', text }
  }
  const prepare = (command: Command, help: () => string): Command =>
    command
      .exitOverride()
      .configureOutput({ writeOut: page, writeErr: () => undefined })
      .configureHelp({ formatHelp: help })
      .helpOption('-h, --help')
      .showSuggestionAfterError(false)
      .allowExcessArguments(false)
  const program = prepare(new Command('broadsheet'), mainHelp).helpCommand('help [command]')
  if (argv.includes('--version') || argv.includes('-V')) program.version(readVersion())
  for (const { flag } of GLOBAL_FLAGS) program.option(spelled(flag))

  const parents = new Map<string, Command>()
  const parentOf = (word: string): Command => {
    const known = parents.get(word)
    if (known) return known
    const parent = prepare(program.command(word), () => groupHelp(word))
    parents.set(word, parent)
    return parent
  }
  for (const entry of COMMANDS) {
    const [word = '', rest] = entry.words.split(' ')
    const command = prepare((rest ? parentOf(word) : program).command(rest ?? word), () => commandHelp(entry))
    for (const arg of entry.args ?? []) command.argument(arg.startsWith('[') ? arg : `<${arg}>`)
    for (const { flag } of entry.flags) command.option(spelled(flag))
    if (entry.takesMinus) command.allowUnknownOption()
    command.action(() => {
      const given = command.opts<Record<string, string | boolean>>()
      call = {
        kind: 'command',
        entry,
        options: checkFlags(entry.flags, given),
        globals: globalsOf(program.opts()),
        args: command.args,
      }
    })
  }
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (call === undefined || error.exitCode !== 0) throw new ConfigError([usageMistake(error, argv)])
  }
  if (call === undefined) throw new ConfigError([{ path: '', sentence: 'Which command? See: broadsheet --help' }])
  return call
}

/** `--wait SECONDS` as commander spells it. */
const spelled = (flag: string): string => flag.replace(/ (.+)$/, ' <$1>')

const globalsOf = (opts: Record<string, unknown>): GlobalFlags => ({
  ...(typeof opts['config'] === 'string' ? { config: opts['config'] } : {}),
  json: opts['json'] === true,
  quiet: opts['quiet'] === true,
  verbose: opts['verbose'] === true,
})

const keyOf = (flag: string): string =>
  flag
    .split(' ')[0]!
    .replace(/^--(no-)?/, '')
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** The values as what they mean. Throws ConfigError with every mistake. */
function checkFlags(flags: readonly FlagEntry[], given: Record<string, string | boolean>): CommandContext['options'] {
  const options: Record<string, string | number | boolean> = { ...given }
  const mistakes: ConfigMistake[] = []
  for (const { flag, value, needs } of flags) {
    const written = given[keyOf(flag)]
    const name = flag.split(' ')[0]!
    if (typeof written === 'string' && value === 'address' && !/^[^\s@<>,]+@[^\s@<>,]+$/.test(written)) {
      mistakes.push({
        path: name,
        sentence: `${JSON.stringify(written)} is no mail address; write it like me@example.org`,
      })
    }
    if (typeof written === 'string' && (value === 'count' || value === 'port')) {
      const most = value === 'port' ? 65_535 : 1_000_000
      const number = /^\d{1,7}$/.test(written) ? Number(written) : Number.NaN
      if (number <= most) options[keyOf(flag)] = number
      else mistakes.push({ path: name, sentence: `${JSON.stringify(written)} is no whole number from 0 to ${most}` })
    }
    if (written !== undefined && needs !== undefined && given[keyOf(needs)] === undefined) {
      mistakes.push({ path: name, sentence: `says nothing without ${needs}; write both` })
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return options
}

/** One sentence for what commander found wrong. */
function usageMistake(error: CommanderError, argv: readonly string[]): ConfigMistake {
  const named = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  const words = argv.filter((word) => !word.startsWith('-'))
  const entry = COMMANDS.find((entry) => `${words.join(' ')} `.startsWith(`${entry.words} `))
  const page = `broadsheet ${entry ? `${entry.words} ` : ''}--help`
  const hint = (names: readonly string[]): string => {
    const meant = nearestName(named, names)
    return meant ? `did you mean ${meant}?` : `see: ${page}`
  }
  switch (error.code) {
    case 'commander.unknownOption': {
      const flags = [...(entry?.flags ?? []), ...GLOBAL_FLAGS, { flag: '--help' }].map(
        ({ flag }) => flag.split(' ')[0]!,
      )
      return { path: named, sentence: `is no option of ${entry ? entry.words : 'broadsheet'}; ${hint(flags)}` }
    }
    case 'commander.unknownCommand': {
      const parent = COMMANDS.filter((entry) => entry.words.startsWith(`${words[0]} `))
      const names =
        parent.length > 0
          ? parent.map(({ words }) => words.split(' ')[1]!)
          : COMMANDS.map(({ words }) => words.split(' ')[0]!)
      return { path: named, sentence: `is no command; ${hint([...new Set(names)])}` }
    }
    case 'commander.missingArgument':
      return { path: named, sentence: `is missing; write: broadsheet ${entry?.words} ${named}` }
    case 'commander.optionMissingArgument':
      return { path: named.split(' ')[0]!, sentence: `wants a value; write: ${named.replace(/[<>]/g, '')}` }
    case 'commander.excessArguments':
      return { path: words.at(-1) ?? '', sentence: `is one word too many; see: ${page}` }
    case 'commander.help': {
      const members = COMMANDS.filter((entry) => entry.words.startsWith(`${words[0]} `))
      return {
        path: words[0] ?? '',
        sentence: `wants a word after it: ${members.map(({ words }) => words).join(', ')}`,
      }
    }
    default:
      return { path: '', sentence: error.message.replace(/^error: /, '').replaceAll('\n', ' ') }
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** Runs one command to its end; SIGINT and SIGTERM abort its signal where it has something to finish, a second one ends it on the spot. */
async function runEntry(
  { entry, options, globals, args }: Extract<Call, { kind: 'command' }>,
  opened: Opened | undefined,
): Promise<number> {
  const controller = new AbortController()
  let stoppedAt = Number.POSITIVE_INFINITY
  let stopCode: number | undefined
  const stop = (signal: NodeJS.Signals): void => {
    const code = entry.atSignal === 'end' ? 0 : signal === 'SIGINT' ? 130 : 143
    if (stopCode !== undefined) {
      if (performance.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(signal === 'SIGINT' ? 130 : 143)
      return
    }
    stopCode = code
    stoppedAt = performance.now()
    setTimeout(() => process.exit(code), STOP_WITHIN_MS).unref()
    controller.abort(signal)
  }
  // Any other command leaves nothing half done, and a shell makes 130 or 143 of its sudden end.
  if (entry.atSignal !== undefined) process.on('SIGINT', stop).on('SIGTERM', stop)
  if (opened !== undefined) onStop(() => stopCode ?? stop('SIGTERM'))
  try {
    const context = { ...contextOf(options, globals, args, controller.signal), opened }
    const code = await (await entry.load()).runCommand(context)
    return stopCode ?? code
  } catch (error) {
    if (stopCode !== undefined && isAbort(error, controller.signal)) return stopCode
    throw error
  }
}

const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  error === signal.reason || (error instanceof Error && (error.name === 'AbortError' || error.cause === signal.reason))

function contextOf(
  options: CommandContext['options'],
  globals: GlobalFlags,
  args: readonly string[],
  signal: AbortSignal,
): CommandContext {
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
    isTty: stdout.isTTY === true,
    isErrorTty: stderr.isTTY === true,
    useColor: stdout.isTTY === true && isColorful,
    useErrorColor: stderr.isTTY === true && isColorful,
    useUnicode: /utf-?8/i.test(locale) || (process.platform === 'win32' && env['WT_SESSION'] !== undefined),
    width: Math.min(80, (stdout.isTTY && stdout.columns) || (stderr.isTTY && stderr.columns) || 80),
    signal,
  }
}

/** Says what failed and gives the exit code. A failure that we foresaw is its message; a defect one line, its stack in a file. */
function reportFailure(
  error: unknown,
  { isVerbose, opened, jsonFor }: { isVerbose: boolean; opened: Opened | undefined; jsonFor?: string },
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

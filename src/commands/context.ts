/** What every command is given: what was asked for, and where it may answer. */
import { type Config, loadConfig } from '../config.ts'
import type { Opened } from './child.ts'

export { createPaint, type Paint } from './paint.ts'

/** The flags that every command takes. */
export interface GlobalFlags {
  /** As written, relative to `cwd`. */
  readonly config?: string
  /** Exactly one JSON object on standard output (lists: one a line). */
  readonly json: boolean
  /** Nothing is said unless a person is needed. */
  readonly quiet: boolean
  readonly verbose: boolean
}

export interface CommandContext {
  /** The command's own flags by their camel-case names: `--no-mail` is `mail: false`, `--wait 5` is `wait: 5`. */
  readonly options: Readonly<Record<string, string | number | boolean | undefined>>
  readonly globals: GlobalFlags
  /** What stands after the command and is no flag. */
  readonly args: readonly string[]
  /** Absolute. */
  readonly cwd: string
  /** As it was at the start, before any `.env`: what a child process is to be given. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The summary. Text as it is: the line break is the caller's. */
  readonly stdout: (text: string) => void
  /** Progress, log lines, faults. */
  readonly stderr: (text: string) => void
  /** Whether standard output is a terminal; of standard error, where the live line goes, `isErrorTty`. */
  readonly isTty: boolean
  readonly isErrorTty: boolean
  /** Standard output is a terminal and NO_COLOR is not set. */
  readonly useColor: boolean
  readonly useErrorColor: boolean
  /** Whether the terminal shows more than ASCII. */
  readonly useUnicode: boolean
  /** Columns of the terminal, at most 80; 80 where there is none. */
  readonly width: number
  /** Aborted by SIGINT or SIGTERM; the reason is the signal's name. */
  readonly signal: AbortSignal
  /** Present in the child of `start`: what that has open. */
  readonly opened?: Opened
}

/** The configuration that this call means; what in it has no effect is named on standard error. Throws ConfigError. */
export async function loadContextConfig(context: CommandContext): Promise<Config> {
  const { globals, env, cwd, opened } = context
  const config = await loadConfig({ file: globals.config, env, cwd })
  // `start` has named them in its own way.
  if (opened === undefined) nameNotices(context, config)
  return config
}

const named = new Set<string>()

/** Names what is set and has no effect, each key once a process; not with `--quiet`, which speaks only when a person is needed. */
export function nameNotices({ globals, stderr }: CommandContext, { notices }: Config): void {
  if (globals.quiet) return
  for (const { path, sentence } of notices) {
    if (!named.has(path)) stderr(`${path}: ${sentence}\n`)
    named.add(path)
  }
}

/** What every command gets: its options and arguments, and where to print. */
import { type Config, loadConfig } from '../config.ts'
import type { Opened } from './child.ts'

/** The flags that every command takes. */
export interface GlobalFlags {
  /** As written, relative to `cwd`. */
  readonly config?: string
  /** Exactly one JSON object on standard output (lists: one a line). */
  readonly json: boolean
  /** Print only what needs a person. */
  readonly quiet: boolean
  readonly verbose: boolean
}

export interface CommandContext {
  /** The command's own flags by their camel-case names: `--no-mail` is `mail: false`, `--wait 5` is `wait: 5`. */
  readonly options: Readonly<Record<string, string | number | boolean | undefined>>
  readonly globals: GlobalFlags
  /** The arguments after the command that are not flags. */
  readonly args: readonly string[]
  /** Absolute. */
  readonly cwd: string
  /** The environment at the start of the process, before any `.env`; child processes get this one. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Writes to standard output, for the command's result. It adds no line break. */
  readonly stdout: (text: string) => void
  /** Writes to standard error, for progress, log lines and failures. */
  readonly stderr: (text: string) => void
  /** Opens the streams for questions and their answers; absent where nobody answers. */
  readonly openDialogue?: () => {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
    readonly output: NodeJS.WritableStream
  }
  /** Whether standard output is a terminal. */
  readonly isTty: boolean
  /** Whether standard error, where the progress line goes, is a terminal. */
  readonly isErrorTty: boolean
  /** Whether standard output is a terminal and NO_COLOR is not set; `useErrorColor` likewise for standard error. */
  readonly useColor: boolean
  readonly useErrorColor: boolean
  /** Whether the terminal can show more than ASCII. */
  readonly useUnicode: boolean
  /** Columns of the terminal, at most 80; 80 where there is none. */
  readonly width: number
  /** Aborted by SIGINT or SIGTERM; the reason is the signal's name. */
  readonly signal: AbortSignal
  /** Present in the child of `start`: what `start` has open. */
  readonly opened?: Opened
}

/** Loads the configuration for this call and names settings without effect on standard error. Throws ConfigError. */
export async function loadContextConfig(context: CommandContext): Promise<Config> {
  const { globals, env, cwd, opened } = context
  const config = await loadConfig({ file: globals.config, env, cwd })
  // `start` has named them in its own way.
  if (opened === undefined) nameNotices(context, config)
  return config
}

const named = new Set<string>()

/** Names settings without effect on standard error, each once a process; with `--quiet` not at all. */
export function nameNotices({ globals, stderr }: CommandContext, { notices }: Config): void {
  if (globals.quiet) return
  for (const { path, sentence } of notices) {
    if (!named.has(path)) stderr(`${path}: ${sentence}\n`)
    named.add(path)
  }
}

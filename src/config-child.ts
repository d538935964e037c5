/**
 * The configuration evaluated in a fresh process, for a worker that has been running since before it changed: a module is
 * evaluated once in a process, and what it imports as well.
 */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { withoutEnvFile } from './config/file.ts'
import { type Config, type ConfigPlace, loadConfig } from './config.ts'
import { AppError, ConfigError, type ConfigMistake } from './core/errors.ts'

/** A configuration that has not come to an end by then never will: it waits for something. */
const TIMEOUT_MS = 30_000

type Answer =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly ConfigMistake[] }
  | { readonly kind: 'defect'; readonly stack: string }

/** The configuration as it stands now, whatever this process has loaded before. Throws ConfigError like `loadConfig`. */
export function evaluateConfig(options: ConfigPlace): Promise<Config> {
  const { promise, resolve, reject } = Promise.withResolvers<Config>()
  const fail = (sentence: string): void => reject(new ConfigError([{ path: '', sentence }]))
  const child = fork(fileURLToPath(import.meta.url), {
    cwd: options.cwd,
    execArgv: [],
    env: withoutEnvFile(options.env) as NodeJS.ProcessEnv,
    // What a configuration prints is for a person, not for the summary on standard output.
    stdio: ['ignore', 2, 'inherit', 'ipc'],
    serialization: 'json',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  child.once('message', (message) => {
    const answer = message as Answer
    if (answer.kind === 'config') resolve(answer.config)
    else if (answer.kind === 'mistakes') reject(new ConfigError(answer.mistakes))
    else reject(new AppError(`The configuration could not be read: ${answer.stack}`, { code: 'config/bug' }))
  })
  child.once('error', (error) => fail(`the configuration could not be evaluated: ${error.message}`))
  child.once('exit', (code, signal) => {
    // Without an answer: after one this changes nothing.
    if (signal === 'SIGKILL')
      fail(`the configuration was not evaluated within ${TIMEOUT_MS / 1000} s; look what it waits for`)
    else fail(`the configuration ended its process (exit code ${code}); take process.exit out of it`)
  })
  child.send({ file: options.file, cwd: options.cwd })
  return promise
}

/**
 * A hash over everything the configuration was made of: it changes when the file, a module it imports, an OPML file or
 * `.env` was changed, made or taken away.
 */
export async function configStamp(config: Config): Promise<string> {
  const hash = createHash('sha256')
  for (const file of config.files) {
    const bytes = await readFile(file).catch(() => undefined)
    hash.update(`${file}\0${bytes?.length ?? 'absent'}\0`).update(bytes ?? '')
  }
  return hash.digest('hex')
}

async function answerParent({ file, cwd }: { readonly file?: string; readonly cwd: string }): Promise<void> {
  const answer = await loadConfig({ file, cwd, env: { ...process.env } }).then(
    (config): Answer => ({ kind: 'config', config }),
    (error: unknown): Answer =>
      error instanceof ConfigError
        ? { kind: 'mistakes', mistakes: error.mistakes }
        : { kind: 'defect', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) },
  )
  // Timers or sockets that the configuration left open must not keep this process.
  process.send?.(answer, () => process.exit())
}

if (import.meta.main && process.send) process.once('message', (options) => answerParent(options as { cwd: string }))

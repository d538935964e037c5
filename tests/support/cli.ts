/** Runs the command line in a process of its own, as a person does. */
import { type ExecFileException, execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { CommandContext } from '../../src/commands/context.ts'
import { parseCall } from '../../src/commands/program.ts'
import { AppError, ConfigError, StoreError } from '../../src/core/errors.ts'

export const BIN = fileURLToPath(new URL('../../src/bin.js', import.meta.url))

/** Words of what is not built yet, which no page or document may promise. */
export const NOT_BUILT = /sign[- ]?up/i

export interface Answer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `broadsheet` with these arguments to its end. */
export function callCli(
  args: readonly string[],
  {
    cwd,
    env = {},
    execArgv = [],
    uid,
  }: { cwd: string; env?: Record<string, string>; execArgv?: readonly string[]; uid?: number },
): Promise<Answer> {
  return new Promise((resolve) => {
    const user = uid === undefined ? {} : { uid, gid: uid }
    const options = { cwd, env: { PATH: process.env['PATH'], ...env }, maxBuffer: 2 ** 26, ...user }
    execFile(
      process.execPath,
      [...execArgv, BIN, ...args],
      options,
      (error: ExecFileException | null, stdout, stderr) => {
        resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
      },
    )
  })
}

/**
 * The same in this process, in a tenth of the time: for what a command answers. What concerns its process (signals, defects, a
 * terminal) needs one of its own.
 */
export async function callInside(
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<Answer> {
  let stdout = ''
  let stderr = ''
  try {
    const call = parseCall(args)
    if (call.kind === 'page') return { exitCode: 0, stdout: call.text, stderr }
    const { options, globals } = call
    const exitCode = await call.run({
      options,
      globals,
      args: call.args,
      cwd,
      env,
      stdout: (text) => {
        stdout += text
      },
      stderr: (text) => {
        stderr += text
      },
      isTty: false,
      isErrorTty: false,
      useColor: false,
      useErrorColor: false,
      useUnicode: false,
      width: 80,
      signal: new AbortController().signal,
    })
    return { exitCode, stdout, stderr }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const exitCode = error instanceof ConfigError ? 2 : error instanceof StoreError ? 3 : 1
    return { exitCode, stdout, stderr: `${stderr}${error.message}\n` }
  }
}

/**
 * Runs a command with the configuration c.json in this process, in a tenth of the time that a process of its own takes.
 * Throws what the command throws.
 */
export async function callHere(
  words: string,
  given: { readonly cwd: string } & Partial<CommandContext>,
): Promise<Answer> {
  const call = parseCall([...words.split(' '), ...(given.args ?? [])])
  if (call.kind !== 'command') throw new Error(`broadsheet ${words} is no command`)
  const output = { stdout: '', stderr: '' }
  const exitCode = await call.run({
    options: {},
    globals: { config: 'c.json', json: false, quiet: false, verbose: false },
    args: [],
    env: {},
    stdout: (text) => {
      output.stdout += text
    },
    stderr: (text) => {
      output.stderr += text
    },
    isTty: false,
    isErrorTty: false,
    useColor: false,
    useErrorColor: false,
    useUnicode: true,
    width: 80,
    signal: new AbortController().signal,
    ...given,
  })
  return { exitCode, ...output }
}

/** Makes folders with files in them; all are removed after the tests of the file. */
export function temporaryFolders(): (files?: Readonly<Record<string, string>>) => string {
  const root = mkdtempSync(join(tmpdir(), 'broadsheet-cli-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  return (files = {}) => {
    const folder = mkdtempSync(join(root, 'x-'))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    return folder
  }
}

/** What the benchmarks share: processes whose CPU time and memory are measured, and rounds, of which the least counts. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** What a process has used from its start to its end. */
export interface Usage {
  readonly cpuMs: number
  readonly peakMb: number
}

/** The path of a file beside this one. */
export const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Runs Node with these arguments; resolves when it has ended, with what it used and the last message it sent. */
export async function measured<T = undefined>(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly isQuiet?: boolean } = {},
): Promise<Usage & { readonly sent: T }> {
  const { isQuiet = false, ...where } = options
  const output = isQuiet ? 'ignore' : 'inherit'
  const child = spawn(process.execPath, ['--import', here('./usage.ts'), ...args], {
    ...where,
    stdio: ['ignore', output, output, 'pipe', 'ipc'],
  })
  let sent: unknown
  child.on('message', (message) => {
    sent = message
  })
  const usage = text(child.stdio[3] as NodeJS.ReadableStream)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
  return { ...(JSON.parse(await usage) as Usage), sent: sent as T }
}

/** CPU milliseconds of this process so far. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The least of several rounds: other load on the machine only adds, so it is nearest to the real cost. */
export const least = (rounds: readonly number[]): number => Math.min(...rounds)

/** A cost as a multiple of a baseline. */
export const ratio = (value: number, baseline: number): string => `${(value / baseline).toFixed(2)} x`

/** Does its work in a temporary folder, which is removed afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

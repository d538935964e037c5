/**
 * `npm run bench`: a whole pass over loopback feeds compared with a baseline ("floor"), as ratios of CPU time and memory.
 *
 * 100, 300 and 1,000 sources with about 40 entries each, all of the last days, one in eight carried from another source; each
 * source at an address of its own in 127.0.0.0/8; three rounds: cold, nothing changed, one source in ten with one new entry. At
 * 2,500 sources only the cold round. The floor is a bare client of the same HTTP library with the same concurrency that inflates,
 * decodes and drops the bodies. A process of its own serves the feeds, so that serving is not measured. `--sources 100,300` and
 * `--entries N` make it smaller.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    sources: { type: 'string', default: '100,300,1000,2500' },
    entries: { type: 'string', default: '40' },
  },
})
/** With more sources than this only the cold round is measured. */
const MAX_ALL_ROUNDS = 1_000
const ROUNDS = [
  ['cold', 'cold'],
  ['same', 'nothing changed'],
  ['some', 'one in ten, one new'],
] as const
const TOPICS = [
  ['world', 'election', 'minister', 'border'],
  ['economy', 'bank', 'market', 'inflation'],
  ['science', 'research', 'species', 'telescope'],
  ['sport', 'match', 'league', 'coach'],
]
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

interface Usage {
  readonly cpuMs: number
  readonly peakMb: number
  readonly steps?: Readonly<Record<string, number>>
  readonly articles?: number
}

for (const sources of values.sources.split(',').map(Number)) await measureSize(sources)
const help = await costOf([here('../src/bin.js'), '--help'])
const empty = await costOf(['-e', ''])
console.log(`\n--help: ${(help / empty).toFixed(2)} x the CPU of an empty start of the runtime`)

/** Measures all rounds with so many sources, on an empty store. */
async function measureSize(sources: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'))
  const server = fork(here('./bench-server.ts'), [String(sources), values.entries])
  try {
    const port = await new Promise<number>((resolve) => server.once('message', (message) => resolve(message as number)))
    const config = join(folder, 'bench.json')
    await writeFile(
      config,
      JSON.stringify({
        title: 'Bench',
        sources: Array.from({ length: sources }, (_, i) => ({
          id: `s${i}`,
          url: `http://${addressOf(i)}:${port}/feed`,
          firstFetchDays: 0,
        })),
        topics: TOPICS.map(([id, ...any]) => ({ id, name: id, any })),
        fetch: { allowPrivate: ['127.0.0.0/8'] },
      }),
    )
    console.log(`\n${sources} sources; CPU as a multiple of the floor's, memory beside it`)
    console.log('round                floor CPU   whole   without stories   memory over the floor   stories and topics')
    for (const [round, say] of ROUNDS.slice(0, sources > MAX_ALL_ROUNDS ? 1 : undefined)) {
      await setRound(server, round)
      const floor = await measure(folder, './bench-floor.ts', [
        String(sources),
        String(port),
        join(folder, 'floor.json'),
      ])
      const pass = await measure(folder, './bench-pass.ts', [config])
      const grouping = pass.steps?.['Grouping'] ?? 0
      const articles = pass.articles ?? 0
      const ratio = (ms: number): string => `${(ms / floor.cpuMs).toFixed(2)} x`
      console.log(
        [
          say.padEnd(20),
          `${floor.cpuMs.toFixed(0)} ms`.padEnd(11),
          ratio(pass.cpuMs).padEnd(7),
          ratio(pass.cpuMs - grouping).padEnd(17),
          `${(pass.peakMb - floor.peakMb).toFixed(0)} MB (${pass.peakMb.toFixed(0)})`.padEnd(23),
          articles > 0 ? `${Math.round((articles * 1000) / grouping)} of ${articles} articles a CPU second` : '',
        ].join(' '),
      )
      console.log(
        `  steps, CPU ms: ${Object.entries(pass.steps ?? {})
          .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
          .join(', ')}`,
      )
    }
  } finally {
    server.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

function addressOf(i: number): string {
  return `127.${1 + Math.floor(i / 62_500)}.${Math.floor(i / 250) % 250}.${1 + (i % 250)}`
}

/** Sets the server's round and waits for its confirmation. */
function setRound(server: ChildProcess, round: string): Promise<void> {
  return new Promise((resolve) => {
    server.once('message', () => resolve())
    server.send(round)
  })
}

function measure(folder: string, script: string, args: readonly string[]): Promise<Usage> {
  return new Promise((resolve, reject) => {
    const child = fork(here(script), args, {
      cwd: folder,
      env: { ...process.env, BROADSHEET_STATE: join(folder, 'state') },
    })
    let usage: Usage | undefined
    child.once('message', (message) => {
      usage = message as Usage
    })
    child.once('exit', (code) =>
      usage === undefined ? reject(new Error(`${script} ended with ${code}`)) : resolve(usage),
    )
  })
}

/** CPU milliseconds of a whole process, the least of five runs. */
async function costOf(args: readonly string[]): Promise<number> {
  const costs: number[] = []
  for (let i = 0; i < 6; i++) {
    const cost = await new Promise<number>((resolve, reject) => {
      const child = spawn(process.execPath, ['--import', here('./bench-usage.ts'), ...args], {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      })
      let text = ''
      child.stdio[3]!.on('data', (chunk) => {
        text += chunk
      })
      child.once('error', reject)
      child.once('close', () => resolve(Number(text)))
    })
    // The first run fills the compile cache.
    if (i > 0) costs.push(cost)
  }
  return Math.min(...costs)
}

/**
 * `npm run bench`: a whole pass over loopback feeds compared with a baseline ("floor"), as ratios of CPU time and memory.
 *
 * 100, 300 and 1,000 sources with about 40 entries each, all from the last days, one in eight taken from another source; each
 * source has an address of its own in 127.0.0.0/8; three rounds: cold, nothing changed, one source in ten with one new entry.
 * With 2,500 sources only the cold round is measured. The floor is a bare client of the same HTTP library with the same
 * concurrency that inflates, decodes and drops the bodies. A process of its own serves the feeds, so that serving is not
 * measured. `--sources 100,300` and `--entries N` make it smaller.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { here, inFolder, least, measured, ratio } from './measure.ts'

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

/** What `pass.ts` sends: the CPU time of each step, and how many articles it saved. */
interface PassSteps {
  readonly steps: Readonly<Record<string, number>>
  readonly articles: number
}

for (const sources of values.sources.split(',').map(Number)) await inFolder((folder) => measureSize(folder, sources))
const help = await costOf([here('../../src/bin.js'), '--help'])
const empty = await costOf(['-e', ''])
console.log(`\n--help: ${ratio(help, empty)} the CPU of an empty start of the runtime`)

/** Measures all rounds with this many sources, on an empty store. */
async function measureSize(folder: string, sources: number): Promise<void> {
  const server = fork(here('./server.ts'), [String(sources), values.entries])
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
      const floor = await measured([here('./floor.ts'), String(sources), String(port), join(folder, 'floor.json')])
      const pass = await measured<PassSteps>([here('./pass.ts'), config], {
        cwd: folder,
        env: { ...process.env, BROADSHEET_STATE: join(folder, 'state') },
      })
      const { steps, articles } = pass.sent
      const grouping = steps['Grouping'] ?? 0
      console.log(
        [
          say.padEnd(20),
          `${floor.cpuMs.toFixed(0)} ms`.padEnd(11),
          ratio(pass.cpuMs, floor.cpuMs).padEnd(7),
          ratio(pass.cpuMs - grouping, floor.cpuMs).padEnd(17),
          `${(pass.peakMb - floor.peakMb).toFixed(0)} MB (${pass.peakMb.toFixed(0)})`.padEnd(23),
          articles > 0 ? `${Math.round((articles * 1000) / grouping)} of ${articles} articles a CPU second` : '',
        ].join(' '),
      )
      console.log(
        `  steps, CPU ms: ${Object.entries(steps)
          .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
          .join(', ')}`,
      )
    }
  } finally {
    server.kill()
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

/** CPU milliseconds of a whole process: the least of five runs, after one that fills the compile cache. */
async function costOf(args: readonly string[]): Promise<number> {
  const costs: number[] = []
  for (let i = 0; i < 6; i++) costs.push((await measured(args, { isQuiet: true })).cpuMs)
  return least(costs.slice(1))
}

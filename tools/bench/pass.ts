/** One pass as in `broadsheet run --force`, with the CPU time of each step; for the benchmark. */
import { enableCompileCache } from 'node:module'

// As in `src/bin.js`, before any other module of ours is loaded.
enableCompileCache()
const { loadConfig } = await import('../../src/config.ts')
const { runPass } = await import('../../src/pipeline.ts')
const { cpuMs } = await import('./measure.ts')
const { asPass, openStore, wireDeps } = await import('../../src/wire.ts')

const config = await loadConfig({ file: process.argv[2]!, env: process.env, cwd: process.cwd() })
const { signal } = new AbortController()
const steps: Record<string, number> = {}
let step = 'Starting'
let before = 0
const turn = (to: string): void => {
  const now = cpuMs()
  steps[step] = (steps[step] ?? 0) + now - before
  before = now
  step = to
}
const articles = await asPass(config, { command: 'run', signal }, async () => {
  const db = await openStore(config)
  const deps = await wireDeps(config, db, {
    signal,
    command: 'run',
    progress: (to) => {
      if (to !== step) turn(to)
    },
    defect: (where, error) => console.error(where, error),
  })
  const report = await runPass(deps, { refresh: true, mail: true, force: true, waitMs: 0 })
  await db.close()
  return report.refresh!.outcomes.reduce(
    (sum, outcome) =>
      sum + (outcome.kind === 'modified' ? outcome.counts.new + outcome.counts.backlog + outcome.counts.edited : 0),
    0,
  )
})
turn('Ended')
process.send!({ steps, articles })

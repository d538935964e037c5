/**
 * `npm run bench:stories`: the cost of grouping with 10,000, 100,000 and 1,000,000 articles in the store. One process fills the
 * store; another groups the fresh articles and reports its CPU time and memory.
 *
 * `--kept 10k,100k,1M`, `--fresh 3000` (articles to group); a quick run: `--kept 3k --fresh 500`.
 */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { kept: { type: 'string', default: '10k,100k,1M' }, fresh: { type: 'string', default: '3000' } },
})
const numberOf = (text: string): number =>
  Number.parseFloat(text) * (/k$/i.test(text) ? 1_000 : /m$/i.test(text) ? 1_000_000 : 1)
const fresh = numberOf(values.fresh)

interface Measured {
  readonly groupedMs: number
  readonly prunedMs: number
  readonly peakMb: number
  readonly stories: number
  readonly copies: number
  readonly indexedArticles: number
  readonly rows: number
  readonly bytes: number
}

console.log(`${fresh} fresh articles through copies and stories\n`)
for (const kept of values.kept.split(',').map(numberOf)) {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'))
  try {
    const run = async <T>(task: string): Promise<T> => {
      const child = fork(fileURLToPath(new URL('./bench-stories-pass.ts', import.meta.url)), [
        folder,
        task,
        String(kept),
        String(fresh),
      ])
      return new Promise((resolve, reject) => {
        let report: T | undefined
        child.once('message', (message) => {
          report = message as T
        })
        child.once('exit', (code) =>
          report === undefined ? reject(new Error(`${task} ended with ${code}`)) : resolve(report),
        )
      })
    }
    await run('fill')
    const { groupedMs, prunedMs, peakMb, stories, copies, indexedArticles, rows, bytes } = await run<Measured>('group')
    console.log(
      `${kept} kept: ${Math.round((fresh * 1000) / groupedMs)} articles a CPU second, peak ${peakMb.toFixed(0)} MB`,
    )
    console.log(`  grouping  ${groupedMs.toFixed(0)} CPU ms, pruning ${prunedMs.toFixed(0)} CPU ms`)
    console.log(`  index     ${indexedArticles} articles, ${rows} rows, ${(bytes / 1e6).toFixed(1)} MB`)
    console.log(`  stories   ${stories}, copies ${copies}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

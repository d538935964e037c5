/**
 * `npm run bench:stories`: the cost of grouping with 10,000, 100,000 and 1,000,000 articles in the store. One process fills the
 * store; another groups the fresh articles and reports its CPU time and memory.
 *
 * `--kept 10k,100k,1M`, `--fresh 3000` (articles to group); a quick run: `--kept 3k --fresh 500`.
 */
import { parseArgs } from 'node:util'
import { here, inFolder, measured } from './measure.ts'

const { values } = parseArgs({
  options: { kept: { type: 'string', default: '10k,100k,1M' }, fresh: { type: 'string', default: '3000' } },
})
const numberOf = (text: string): number =>
  Number.parseFloat(text) * (/k$/i.test(text) ? 1_000 : /m$/i.test(text) ? 1_000_000 : 1)
const fresh = numberOf(values.fresh)

/** What `stories-pass.ts` sends of its second task. */
interface Grouped {
  readonly groupedMs: number
  readonly prunedMs: number
  readonly stories: number
  readonly copies: number
  readonly indexedArticles: number
  readonly rows: number
  readonly bytes: number
}

console.log(`${fresh} fresh articles through copies and stories\n`)
for (const kept of values.kept.split(',').map(numberOf)) {
  await inFolder(async (folder) => {
    const run = (task: string) =>
      measured<Grouped>([here('./stories-pass.ts'), folder, task, String(kept), String(fresh)])
    await run('fill')
    const { peakMb, sent } = await run('group')
    const { groupedMs, prunedMs, stories, copies, indexedArticles, rows, bytes } = sent
    console.log(
      `${kept} kept: ${Math.round((fresh * 1000) / groupedMs)} articles a CPU second, peak ${peakMb.toFixed(0)} MB`,
    )
    console.log(`  grouping  ${groupedMs.toFixed(0)} CPU ms, pruning ${prunedMs.toFixed(0)} CPU ms`)
    console.log(`  index     ${indexedArticles} articles, ${rows} rows, ${(bytes / 1e6).toFixed(1)} MB`)
    console.log(`  stories   ${stories}, copies ${copies}`)
  })
}

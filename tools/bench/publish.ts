/**
 * The cost of publishing in stores of different sizes, as ratios of CPU time: the first publication of a site, passes in which the
 * same number of stories has changed, and passes in which nothing has. `npm run bench:publish -- 10000 100000 1000000` names the
 * sizes; each store is made in a temporary folder.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { publishFeeds } from '../../src/flow/publish/publish.ts'
import { archiveIsOwed } from '../../src/store/archives.ts'
import { changeStories, fillPublishingStore, openPublishingStore } from '../publishing-store.ts'
import { cpuMs, inFolder, least, ratio } from './measure.ts'

const CHANGED = 200
const ROUNDS = 2

interface Cost {
  readonly kept: number
  readonly firstMs: number
  readonly pages: number
  /** After which nothing was owed. */
  readonly passes: number
  readonly changedMs: number
  readonly written: number
  readonly quietMs: number
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const before = cpuMs()
  const result = await work()
  return { ms: cpuMs() - before, result }
}

async function measure(kept: number): Promise<Cost> {
  return inFolder(async (folder) => {
    await mkdir(join(folder, 'state'))
    const deps = await openPublishingStore(folder, join(folder, 'public'))
    await fillPublishingStore(deps, kept)
    const first = await timed(() => publishFeeds(deps))
    // The archive documents of a large store come a hundred a pass.
    let passes = 1
    for (; await archiveIsOwed(deps.db); passes++) await publishFeeds(deps)
    const [changed, quiet]: [number[], number[]] = [[], []]
    let written = 0
    for (let round = 1; round <= ROUNDS; round++) {
      await changeStories(deps, CHANGED, round)
      const one = await timed(() => publishFeeds(deps))
      changed.push(one.ms)
      written = one.result.pages.written + one.result.files.filter((file) => file.changed).length
      quiet.push((await timed(() => publishFeeds(deps))).ms)
    }
    await deps.db.close()
    return {
      kept,
      firstMs: first.ms,
      pages: first.result.pages.written,
      passes,
      changedMs: least(changed),
      written,
      quietMs: least(quiet),
    }
  })
}

const named = process.argv.slice(2).map(Number)
const sizes = named.length > 0 ? named : [10_000, 100_000]
const costs: Cost[] = []
for (const size of sizes) {
  costs.push(await measure(size))
  console.error(JSON.stringify(costs.at(-1)))
}
const base = costs[0]!
console.log(
  `CPU of publishing ${CHANGED} changed stories, the least of ${ROUNDS} passes; beside it, of a pass without changes:`,
)
for (const { kept, firstMs, pages, passes, changedMs, written, quietMs } of costs) {
  const perPage = (firstMs / pages || 0).toFixed(2)
  console.log(
    [
      `${kept.toLocaleString('en')} kept`.padEnd(16),
      `first: ${pages.toLocaleString('en')} pages, ${perPage} ms each; ${passes} passes`.padEnd(46),
      `changed: ${changedMs.toFixed(0)} ms (${ratio(changedMs, base.changedMs)}), ${written} files`.padEnd(42),
      `unchanged: ${quietMs.toFixed(0)} ms (${ratio(quietMs, base.quietMs)})`,
    ].join('  '),
  )
}

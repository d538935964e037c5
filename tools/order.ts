/**
 * `npm run order -- N`: whether the stories depend on the order and the number of passes in which articles arrive.
 *
 * The same N articles (50,000 without a number) of four days are grouped by the flow on SQLite stores: in one pass, then in 6 and
 * in 40, contiguous in date, and as polled feeds bring them. Each is compared with the single pass: how many stories are not
 * exactly one of its stories, BCubed F1 and the adjusted Rand index; merges and splits as a share of what arrived. The articles
 * are generated; if `../shared/data/stories`, or `--folder FOLDER`, has collections, real ones of these are the second set.
 * `--passes 6,40`.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Article } from '../src/core/model.ts'
import { hash30 } from '../src/core/text/frequencies.ts'
import { makeArticle } from './bench/articles.ts'
import { articleOf, readRows } from './collections.ts'
import { movedInto, sampled } from './eval/cases.ts'
import { adjustedRand, scoreGroups } from './eval/score.ts'
import { openGroupingStore } from './grouping-store.ts'

const shared = fileURLToPath(new URL('../../shared/data/stories', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    passes: { type: 'string', default: '6,40' },
    folder: { type: 'string', ...(existsSync(shared) ? { default: shared } : {}) },
  },
})
const count = Number(positionals[0] ?? 50_000)
const HOUR_MS = 3_600_000
const DAYS = 4
const START_MS = Date.UTC(2026, 2, 16)
const END_MS = START_MS + DAYS * 24 * HOUR_MS
const POLLED_EVERY_MS = 3 * HOUR_MS
const MAX_LATE_MS = 6 * HOUR_MS

/** An article and when its source is read with it. */
interface Arrival {
  readonly article: Article
  readonly atMs: number
}

/** When an article arrives, by the ways in which articles arrive. */
const ARRIVALS: Readonly<Record<string, (article: Article) => number>> = {
  'by date': (article) => Date.parse(article.publishedAt!),
  'polled every 3 h': (article) => polledAt(article, 0),
  'so, up to 6 h late': (article) => polledAt(article, (hash30(`late ${article.id}`) / 2 ** 30) * MAX_LATE_MS),
}

function polledAt({ sourceId, publishedAt }: Article, lateMs: number): number {
  const phaseMs = (hash30(sourceId) / 2 ** 30) * POLLED_EVERY_MS
  return Math.ceil((Date.parse(publishedAt!) + lateMs - phaseMs) / POLLED_EVERY_MS) * POLLED_EVERY_MS + phaseMs
}

/** The articles in order of arrival, cut into passes: by date into equal parts, else into equal times. */
function passesOf(articles: readonly Article[], way: string, passes: number): Arrival[][] {
  const arrivals = articles
    .map((article) => ({ article, atMs: ARRIVALS[way]!(article) }))
    .sort((a, b) => a.atMs - b.atMs || (a.article.id < b.article.id ? -1 : 1))
  const [fromMs, toMs] = [arrivals[0]!.atMs, arrivals.at(-1)!.atMs + 1]
  const parts = Array.from({ length: passes }, (): Arrival[] => [])
  arrivals.forEach((arrival, i) => {
    const share = way === 'by date' ? i / arrivals.length : (arrival.atMs - fromMs) / (toMs - fromMs)
    parts[Math.floor(share * passes)]!.push(arrival)
  })
  return parts
}

interface Grouped {
  /** Story and copy group by article. */
  readonly stories: ReadonlyMap<string, string>
  readonly copies: ReadonlyMap<string, string>
  readonly merged: number
  readonly split: number
  readonly perSecond: number
}

async function groupInPasses(articles: readonly Article[], parts: readonly (readonly Arrival[])[]): Promise<Grouped> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-order-'))
  let nowMs = START_MS
  const sources = [...new Set(articles.map(({ sourceId }) => sourceId))]
  const store = await openGroupingStore(folder, sources, () => new Date(nowMs))
  try {
    let [merged, split, cpuUs] = [0, 0, 0]
    for (const part of parts) {
      if (part.length === 0) continue
      nowMs = Math.max(nowMs, part.at(-1)!.atMs)
      const firstSeenAt = new Date(nowMs).toISOString()
      await store.save(part.map(({ article }) => ({ ...article, firstSeenAt })))
      const before = process.cpuUsage()
      const report = await store.group()
      const { user, system } = process.cpuUsage(before)
      cpuUs += user + system
      merged += report.merged
      split += report.split
    }
    const rows = await store.db.query('SELECT id, story_id, copy_of FROM articles')
    return {
      stories: new Map(rows.map((row) => [String(row['id']), String(row['story_id'])])),
      copies: new Map(rows.map((row) => [String(row['id']), String(row['copy_of'] ?? row['id'])])),
      merged,
      split,
      perSecond: Math.round((articles.length * 1e6) / cpuUs),
    }
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Groups as sorted lists of members, so that their ids do not count. */
function groupsOf(groupOf: ReadonlyMap<string, string>): string[] {
  return [...Map.groupBy(groupOf, ([, group]) => group).values()].map((members) =>
    members
      .map(([id]) => id)
      .sort()
      .join(' '),
  )
}

/** How many groups of one grouping are not in the other. */
function differing(of: ReadonlyMap<string, string>, from: ReadonlyMap<string, string>): string {
  const known = new Set(groupsOf(from))
  const others = groupsOf(of).filter((group) => !known.has(group)).length
  return others === 0 ? 'equal' : String(others)
}

async function report(name: string, articles: readonly Article[]): Promise<void> {
  const once = await groupInPasses(articles, passesOf(articles, 'by date', 1))
  const sizes = groupsOf(once.stories).map((group) => group.split(' ').length)
  console.log(
    `\n${name}, in one pass: ${sizes.length} stories, the largest of ${sizes.reduce((a, b) => Math.max(a, b))} articles`,
  )
  console.log(
    '  arrival             passes   stories   copies   BCubed     ARI   merges   splits   articles a CPU second',
  )
  const shareOf = (part: number): string => `${((100 * part) / articles.length).toFixed(1)} %`.padStart(8)
  const print = (way: string, passes: number, got: Grouped): void => {
    const items = [...got.stories].map(([id, predicted]) => ({ gold: once.stories.get(id)!, predicted, kind: '' }))
    const figures = [scoreGroups(items).bcubed.f1, adjustedRand(items)].map((one) => one.toFixed(4).padStart(7))
    console.log(
      `  ${way.padEnd(20)} ${String(passes).padStart(5)} ${differing(got.stories, once.stories).padStart(9)} ${differing(got.copies, once.copies).padStart(8)}  ${figures.join(' ')} ${shareOf(got.merged)} ${shareOf(got.split)} ${String(got.perSecond).padStart(12)}`,
    )
  }
  print('by date', 1, once)
  for (const way of Object.keys(ARRIVALS)) {
    for (const passes of values.passes.split(',').map(Number))
      print(way, passes, await groupInPasses(articles, passesOf(articles, way, passes)))
  }
}

await report(
  `${count} generated articles`,
  Array.from({ length: count }, (_, n) => makeArticle(n, START_MS, count / DAYS)),
)
const sets = ['wire-dev', 'syn-dev', 'basil']
if (values.folder !== undefined && sets.every((set) => existsSync(join(values.folder!, `${set}.jsonl.gz`)))) {
  const rows = sets.flatMap((set) => movedInto({ fromMs: START_MS, toMs: END_MS }, readRows(values.folder!, set)))
  const real = sampled(rows, count).map(articleOf)
  await report(`${real.length} articles of ${sets.join(', ')}`, real)
}

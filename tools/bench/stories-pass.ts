/** One process of the stories benchmark: fills a store, or groups its pending articles and measures that. */
import { enableCompileCache } from 'node:module'
import type { Article } from '../../src/core/model.ts'

enableCompileCache()
const { insertRows } = await import('../../src/store/rows.ts')
const { makeArticle, OUTLETS, PER_DAY } = await import('./articles.ts')
const { cpuMs } = await import('./measure.ts')
const { openGroupingStore } = await import('../grouping-store.ts')

const [, , folder, task, keptText, freshText] = process.argv
const kept = Number(keptText)
const fresh = Number(freshText)
const DAY_MS = 86_400_000
const END_MS = Date.UTC(2026, 2, 20, 12)
/** Articles `0` to `kept + fresh` are published in order, the last one now. */
const startMs = END_MS - ((kept + fresh) * DAY_MS) / PER_DAY
/** Articles in the index before the fresh ones: those of ten days, and of one day that is about to be removed. */
const indexed = Math.min(kept, 11 * PER_DAY)

let now = new Date(END_MS)
const outlets = Array.from({ length: OUTLETS }, (_, i) => `o${i}`)
const { db, save, group, close } = await openGroupingStore(folder!, outlets, () => now)
const rangeOf = (from: number, to: number): Article[] =>
  Array.from({ length: to - from }, (_, i) => makeArticle(from + i, startMs))

/** Saves old articles: grouped long ago, each a story of its own, no longer listed, not in the index. */
async function fillArchive(to: number): Promise<void> {
  const PAGE = 2_000
  for (let from = 0; from < to; from += PAGE) {
    const articles = rangeOf(from, Math.min(to, from + PAGE))
    await save(articles.map(({ contentHtml: _, ...article }) => ({ ...article, text: article.lead })))
    await db.batch([
      ...insertRows(
        'stories',
        articles.map(({ id, publishedAt }) => ({
          id,
          foundingArticleId: id,
          foundedAt: publishedAt,
          leadArticleId: id,
          leadWhy: 'the only article',
          publishedAt,
          updatedAt: publishedAt,
        })),
      ),
      {
        sql: `UPDATE articles SET story_id = id, pending = 0, grouped_at = published_at, unlisted_at = published_at,
          copy_of = CASE WHEN length(title) % 7 = 0 THEN id END WHERE pending = 1`,
      },
    ])
  }
}

/** Groups the pending articles and returns the CPU time in ms. */
async function measured(): Promise<number> {
  const before = cpuMs()
  await group()
  return cpuMs() - before
}

if (task === 'fill') {
  const archived = kept - indexed
  await fillArchive(archived)
  // The first of these were added so long ago that the index will remove them.
  for (const [from, to, at] of [
    [archived, archived + (kept > 5 * PER_DAY ? PER_DAY : 0), END_MS - 10.5 * DAY_MS],
    [archived + (kept > 5 * PER_DAY ? PER_DAY : 0), kept, END_MS - DAY_MS],
  ] as const) {
    now = new Date(at)
    for (let n = from; n < to; n += 10_000) await save(rangeOf(n, Math.min(to, n + 10_000)))
    await group()
  }
  await save(rangeOf(kept, kept + fresh))
} else {
  // First grouping alone; then, with nothing to group, the removal of old index entries.
  now = new Date(END_MS - DAY_MS / 2)
  const groupedMs = await measured()
  now = new Date(END_MS)
  const prunedMs = await measured()
  const one = async (sql: string): Promise<number> => Number(Object.values((await db.query(sql))[0]!)[0])
  process.send!({
    groupedMs,
    prunedMs,
    stories: await one('SELECT COUNT(*) FROM stories'),
    copies: await one('SELECT COUNT(*) FROM articles WHERE copy_of IS NOT NULL'),
    indexedArticles: await one('SELECT COUNT(*) FROM fingerprints'),
    rows: (await one('SELECT COUNT(*) FROM fingerprints')) + (await one('SELECT COUNT(*) FROM nearby')),
    bytes: await one(
      `SELECT SUM(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name IN ('fingerprints', 'nearby'))`,
    ).catch(() => 0),
  })
}
await close()

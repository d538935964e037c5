/**
 * `npm run bench:search`: how long a search takes with 10,000, 100,000 and 1,000,000 articles kept, on both databases, and how
 * large the index is. `--kept 10k,100k,1M`, `--on sqlite,postgres`, `--queries 360`; `--explain` names the slowest ones. Stores are
 * kept in `--folder` and on the server `--postgres URL`, and used again from there.
 *
 * One article in four is in German, French, Japanese, Arabic or Chinese. Above 40,000 the articles repeat, with words of their own
 * and new dates: how often a word occurs stays as it is, and that is what a search costs.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Config } from '../../src/config.ts'
import type { Article } from '../../src/core/model.ts'
import { headOf } from '../../src/core/search/rank.ts'
import { searchedWords, tokensOfArticle, topicToken } from '../../src/core/search/tokens.ts'
import functionWords from '../../src/core/text/function-words.json' with { type: 'json' }
import { search } from '../../src/flow/ask/search.ts'
import type { Db, Statement } from '../../src/store/db.ts'
import { setMeta } from '../../src/store/meta.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { insertRows } from '../../src/store/rows.ts'
import { migrations } from '../../src/store/schema.ts'
import { createSearchTables, nextNumbers, SEARCH_VERSION, saveIndexed } from '../../src/store/search.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { makeRandom } from '../eval/simulate.ts'
import { makeArticle, OUTLETS, PER_DAY } from './articles.ts'
import { cpuMs, inFolder } from './measure.ts'

const { values } = parseArgs({
  options: {
    kept: { type: 'string', default: '10k,100k,1M' },
    on: { type: 'string', default: 'sqlite,postgres' },
    queries: { type: 'string', default: '360' },
    explain: { type: 'boolean', default: false },
    folder: { type: 'string' },
    postgres: { type: 'string' },
  },
})
const numberOf = (text: string): number =>
  Number.parseFloat(text) * (/k$/i.test(text) ? 1_000 : /m$/i.test(text) ? 1_000_000 : 1)

const START_MS = Date.parse('2026-01-01T00:00:00Z')
const DISTINCT = 40_000
const TOPICS = 20
const AT_ONCE = 500
const ROUNDS = 5

// Articles -------------------------------------------------------------------------------------------------------------------

const SYLLABLES = 'scha ver un gen burg trop eau ment lich ier ons tra che nou keit zen'.split(' ')
const KANJI = Array.from({ length: 2_000 }, (_, i) => String.fromCharCode(0x4e00 + i * 9))
const zipf = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(list.length ** random()) - 1]!
const COMPOUNDS = Array.from({ length: 20_000 }, (_, rank) => {
  const random = makeRandom(rank * 5 + 2)
  return Array.from({ length: 3 }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('')
})

const ROOTS = 'كتب درس علم حكم جمع فتح نصر قتل سكن شهد عمل صنع زرع طلب وصل نقل'.split(' ')
const ARABIC = Array.from({ length: 4_000 }, (_, i) => {
  const [one, other, more] = [ROOTS[i % 16]!, ROOTS[(i >> 4) % 16]!, i >> 8]
  return `${['', 'ال', 'م', 'و'][more % 4]}${one}${other.slice(0, 2)}${['', 'ة', 'ون', 'ات'][(more >> 2) % 4]}`
})

/** A text of this many words in another language than English. */
function foreignText(language: string, random: () => number, count: number): string {
  if (language === 'ja' || language === 'zh')
    return `${Array.from({ length: count }, () => zipf(random, KANJI)).join('')}。`
  const common = functionWords[language as 'de'].split(' ')
  const RARE = language === 'ar' ? ARABIC : COMPOUNDS
  return `${Array.from({ length: count }, () => (random() < 0.5 ? zipf(random, common) : zipf(random, RARE))).join(' ')}.`
}

function articleAt(n: number): Article {
  const article = makeArticle(n, START_MS)
  if (n % 4 !== 0) return article
  const language = ['de', 'fr', 'ja', 'ar', 'zh'][(n / 4) % 5]!
  const random = makeRandom(n + 5)
  const paragraphs = Array.from({ length: 6 }, () => foreignText(language, random, 30))
  return {
    ...article,
    language,
    title: foreignText(language, random, 8),
    lead: paragraphs[0]!,
    text: paragraphs.join('\n\n'),
  }
}

interface Made {
  readonly article: Article
  readonly tokens: ReturnType<typeof tokensOfArticle>
  readonly head: string
}
const made: Made[] = []

/** Article `n` with its tokens; of those that repeat, one word more is its own. */
function madeAt(n: number, kept: number): Made & { readonly topicIds: readonly string[] } {
  const base = n % DISTINCT
  const { article, tokens, head } = (made[base] ??= makeOne(base))
  const date = START_MS + (n * 86_400_000) / Math.max(PER_DAY, kept / 90)
  const publishedAt = new Date(date).toISOString()
  const topicIds = Array.from({ length: TOPICS }, (_, i) => i).filter((i) => n % (3 * (i + 1)) === 1)
  return {
    article: { ...article, id: `${article.id}-${n}`, publishedAt },
    tokens: {
      words: [...tokens.words, `own${n}`],
      others: [...tokens.others, ...topicIds.map((id) => topicToken(`t${id}`))],
    },
    head,
    topicIds: topicIds.map((id) => `t${id}`),
  }
}

function makeOne(n: number): Made {
  const article = articleAt(n)
  return { article, tokens: tokensOfArticle({ ...article, topicIds: [] }), head: headOf(article) }
}

async function fill(db: Db, kept: number): Promise<void> {
  const sources = Array.from({ length: OUTLETS }, (_, i) => i)
  await db.batch(
    sources.map(
      (i): Statement => ({
        sql: `INSERT INTO sources (id, url, configured, paused, host, name, entry_count, entry_dates, first_seen_at, next_fetch_at, fail_count)
          VALUES ($1, $1, 1, 0, $1, $2, 0, '[]', '', '', 0)`,
        params: [`o${i}`, `Outlet ${i}`],
      }),
    ),
  )
  for (let from = 0; from < kept; from += AT_ONCE) {
    const part = Array.from({ length: Math.min(AT_ONCE, kept - from) }, (_, i) => madeAt(from + i, kept))
    const storyOf = (i: number): string => `story${Math.floor((from + i) / 2)}`
    const numbers = await nextNumbers(
      db,
      part.map(({ article }) => article.publishedAt!),
    )
    await db.batch([
      ...insertRows(
        'articles',
        part.map(({ article }, i) => ({
          id: article.id,
          sourceId: article.sourceId,
          title: article.title,
          url: article.url,
          authors: '[]',
          lead: article.lead,
          language: article.language,
          publishedAt: article.publishedAt,
          firstSeenAt: article.publishedAt,
          firstFetch: 0,
          backlog: 0,
          contentHash: '',
          textHash: `${from + i}`,
          words: 0,
          details: '{}',
          pending: 0,
          groupedAt: article.publishedAt,
          storyId: storyOf(i),
          why: '[]',
        })),
      ),
      ...insertRows(
        'article_texts',
        part.map(({ article: { id, text, contentHtml } }) => ({ articleId: id, text, contentHtml })),
      ),
      ...insertRows(
        'stories',
        part.flatMap(({ article: { id, publishedAt } }, i) =>
          (from + i) % 2 === 1
            ? []
            : {
                id: storyOf(i),
                foundingArticleId: id,
                leadArticleId: id,
                leadWhy: '',
                foundedAt: publishedAt,
                publishedAt,
                updatedAt: publishedAt,
              },
        ),
      ),
      ...insertRows(
        'story_topics',
        part.flatMap(({ topicIds }, i) =>
          topicIds.map((topicId) => ({ storyId: storyOf(i), topicId, score: 1, why: '[]' })),
        ),
        'ON CONFLICT DO NOTHING',
      ),
    ])
    await db.batch(
      saveIndexed(
        db,
        part.map(({ article, tokens, head, topicIds }, i) => ({
          articleId: article.id,
          number: numbers[i]!,
          topics: topicIds.join(' '),
          tokens,
          head,
        })),
        [],
      ),
    )
  }
}

// Queries --------------------------------------------------------------------------------------------------------------------

/** Queries as people type them, by kind; words by how many articles have them. */
function queriesOf(kept: number, count: number): { readonly kind: string; readonly typed: string }[] {
  const random = makeRandom(99)
  const sample = Array.from({ length: 3_000 }, (_, i) => madeAt((i * 13) % Math.min(kept, DISTINCT), kept))
  const counts = new Map<string, number>()
  for (const { tokens } of sample)
    for (const word of new Set(tokens.words))
      if (/^[a-z]{4,}$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const byShare = (from: number, to: number): string[] =>
    [...counts].flatMap(([word, n]) => (n >= from * sample.length && n < to * sample.length ? word : []))
  const common = byShare(0.08, 1)
  const usual = byShare(0.005, 0.08)
  const rare = byShare(0, 0.002)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const phrase = (length: number): string => {
    const words = searchedWords(pick(sample.filter((_, i) => ((i * 13) % DISTINCT) % 4 !== 0)).article.text)
    const at = Math.floor(random() * Math.max(1, words.length - length))
    return `"${words.slice(at, at + length).join(' ')}"`
  }
  const day = (share: number): string =>
    new Date(START_MS + (share * kept * 86_400_000) / Math.max(PER_DAY, kept / 90)).toISOString().slice(0, 10)
  const kinds: Readonly<Record<string, () => string>> = {
    'common word': () => pick(common),
    'usual word': () => pick(usual),
    'rare word': () => pick(rare),
    'two words': () => `${pick(usual)} ${pick(usual)}`,
    'common and usual word': () => `${pick(common)} ${pick(usual)}`,
    phrase: () => phrase(2),
    'long phrase': () => phrase(4),
    'with topic': () => `${pick(common)} topic:t${Math.floor(random() * TOPICS)}`,
    'with source': () => `${pick(common)} source:o${Math.floor(random() * OUTLETS)}`,
    'since, until': () => `${pick(usual)} since:${day(0.3)} until:${day(0.6)}`,
    Japanese: () => `${zipf(random, KANJI)}${zipf(random, KANJI)}`,
    'one character': () => pick(KANJI),
    'Japanese phrase': () => `"${zipf(random, KANJI)}${zipf(random, KANJI)}${zipf(random, KANJI)}"`,
    Arabic: () => `${pick(ARABIC)} ${zipf(random, functionWords.ar.split(' '))}`,
    'two compounds': () => `${zipf(random, COMPOUNDS)} ${zipf(random, COMPOUNDS)}`,
    'phrase of common words': () => `"${pick(common)} ${pick(common)}"`,
    'all operators': () =>
      `${pick(common)} ${pick(usual)} -${pick(usual)} topic:t${Math.floor(random() * TOPICS)} -source:o${Math.floor(random() * OUTLETS)} since:${day(0.1)}`,
    'without a phrase': () => `${pick(usual)} -"${pick(common)} ${pick(common)}"`,
    'only excluded': () => `-${pick(common)} -topic:t${Math.floor(random() * TOPICS)}`,
    'dates alone': () => `since:${day(0.2)} until:${day(0.9)}`,
    'topic alone': () => `topic:t${Math.floor(random() * TOPICS)}`,
    'twelve words': () => Array.from({ length: 12 }, () => pick(common)).join(' '),
    'without a word': () => `${pick(usual)} -${pick(common)}`,
    'no match': () => `${pick(common)} zzzxq`,
  }
  const names = Object.keys(kinds)
  return Array.from({ length: count }, (_, i) => {
    const kind = names[i % names.length]!
    return { kind, typed: kinds[kind]!() }
  })
}

const topics = Array.from({ length: TOPICS }, (_, i) => ({ id: `t${i}`, name: `Topic ${i}` }))
const config = { timeZone: 'UTC', topics } as unknown as Config

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!

async function measure(db: Db, kept: number, name: string): Promise<void> {
  await db.batch([setMeta('search', JSON.stringify({ version: SEARCH_VERSION, tags: ['ar', 'de', 'en', 'fr'] }))])
  const queries = queriesOf(kept, Number(values.queries))
  const times = queries.map((query) => ({
    ...query,
    cpu: Number.POSITIVE_INFINITY,
    wall: Number.POSITIVE_INFINITY,
    count: 0,
  }))
  const serverMs = await serverCpu(db)
  // Other load on the machine only adds, so the least of some rounds counts; the first warms caches, as in a server that runs.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const time of times) {
      const [cpu, wall] = [cpuMs() + serverMs(), performance.now()]
      const { count } = await search({ db, config }, time.typed)
      if (round === 0) continue
      time.count = count
      time.cpu = Math.min(time.cpu, cpuMs() + serverMs() - cpu)
      time.wall = Math.min(time.wall, performance.now() - wall)
    }
  }
  const line = (some: readonly Record<'cpu' | 'wall', number>[]): string =>
    (['cpu', 'wall'] as const)
      .map((kind) => {
        const sorted = some.map((one) => one[kind]).sort((a, b) => a - b)
        const [p50, p95, most] = [0.5, 0.95, 1].map((share) => percentile(sorted, share).toFixed(1).padStart(6))
        return `${kind} p50 ${p50} p95 ${p95} most ${most} ms`
      })
      .join(', ')
  console.log(`${name}, ${kept} kept: ${line(times)}`)
  if (!values.explain) return
  for (const [kind, some] of Map.groupBy(times, ({ kind }) => kind)) {
    const { typed, count } = some.reduce((a, b) => (a.cpu > b.cpu ? a : b))
    console.log(`  ${kind.padEnd(22)} ${line(some)}: ${typed} (${count} stories)`)
  }
}

/** Returns the CPU time so far of the server's process for the only connection, where Linux tells; else 0. */
async function serverCpu(db: Db): Promise<() => number> {
  if (db.engine === 'sqlite') return () => 0
  const [row] = await db.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const path = `/proc/${row!.pid}/schedstat`
  return () => (existsSync(path) ? Number(readFileSync(path, 'utf8').split(' ')[0]) / 1e6 : 0)
}

async function withPostgres(work: (url: string) => Promise<void>): Promise<void> {
  if (values.postgres !== undefined) return work(values.postgres)
  const program = fileURLToPath(new URL('../../tests/support/postgres-server.ts', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  try {
    await work(url)
  } finally {
    child.stdin.end()
    await once(child, 'close')
  }
}

/** Does its work in the folder that was named, which is kept, or else in a temporary one. */
const inStoreFolder = (work: (folder: string) => Promise<void>): Promise<void> =>
  values.folder === undefined ? inFolder(work) : work(values.folder)

async function onSqlite(kept: number): Promise<void> {
  await inStoreFolder(async (folder) => {
    const path = join(folder, `store-${kept}.db`)
    const isFilled = existsSync(path)
    const db = await openSqlite(path)
    if (!isFilled) {
      await migrateStore(db, migrations, { now: () => new Date(START_MS) })
      await db.batch(createSearchTables(db))
      await fill(db, kept)
    }
    await measure(db, kept, 'SQLite')
    const sizes = await db
      .query<{ name: string; bytes: number }>(
        `SELECT CASE WHEN name LIKE 'search%' OR name LIKE '%search_articles%' THEN 'search' ELSE 'rest' END AS name, SUM(pgsize) AS bytes
        FROM dbstat GROUP BY 1`,
      )
      .catch(() => [])
    console.log(
      `  bytes an article: ${[...sizes.map(({ name, bytes }) => `${name} ${Math.round(bytes / kept)}`), `file ${Math.round(statSync(path).size / kept)}`].join(', ')}`,
    )
    await db.close()
    if (values.folder === undefined) rmSync(path)
  })
}

async function onPostgres(kept: number): Promise<void> {
  await withPostgres(async (url) => {
    const schema = `bench_${kept}`
    const db = await openPostgres(url, { schema, connections: 1 })
    const [known] = await db.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])
    if (known === undefined) {
      await db.query(`CREATE SCHEMA ${schema}`)
      await migrateStore(db, migrations, { now: () => new Date(START_MS) })
      await db.batch(createSearchTables(db))
      // Built at the end, as it takes hours row by row for a million.
      await db.batch([{ sql: 'DROP INDEX search_articles_tokens' }])
      await fill(db, kept)
      await db.batch([{ sql: "SET LOCAL maintenance_work_mem = '1GB'" }, ...createSearchTables(db)])
      await db.query('VACUUM ANALYZE')
    }
    await measure(db, kept, 'PostgreSQL')
    const [size] = await db.query<{ table: number; index: number; articles: number }>(
      `SELECT pg_table_size('search_articles') AS "table", pg_indexes_size('search_articles') AS "index",
        pg_total_relation_size('articles') + pg_total_relation_size('article_texts') AS articles`,
    )
    const { table, index, articles } = size!
    console.log(
      `  bytes an article: search ${Math.round((table + index) / kept)} (rows ${Math.round(table / kept)}, indexes ${Math.round(index / kept)}), articles ${Math.round(articles / kept)}`,
    )
    await db.close()
  })
}

for (const kept of values.kept.split(',').map(numberOf)) {
  for (const engine of values.on.split(',')) await (engine === 'sqlite' ? onSqlite : onPostgres)(kept)
}

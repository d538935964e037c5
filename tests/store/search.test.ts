/** Which articles the index of search finds among more than it looks through at once, the same on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clause } from '../../src/core/search/expression.ts'
import type { Db } from '../../src/store/db.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { insertRows } from '../../src/store/rows.ts'
import { migrations } from '../../src/store/schema.ts'
import { createSearchTables, newestMatches, nextNumbers, saveIndexed } from '../../src/store/search.ts'
import { databasesOfRun } from '../support/databases.ts'

const COUNT = 9_000
const START_MS = Date.parse('2026-01-01T00:00:00Z')
/** The first articles are years apart, and the last are of one week. */
const dateOf = (n: number): string =>
  new Date(START_MS + (n < 20 ? (n - 20) * 200 * 86_400_000 : n * 61_000)).toISOString()
const wordsOf = (n: number): string[] => [
  'every',
  ...(n % 3 === 0 ? ['third'] : []),
  ...(n < 25 ? ['early'] : []),
  ...(n % 2 === 0 ? ['one', 'two'] : ['two', 'one']),
  ...(n % 1_000 === 7 ? ['two', 'three'] : ['three']),
]
const sourceOf = (n: number): string => (n % 10 === 9 ? 'gone' : 'kept')

describe.each(databasesOfRun)('the newest matches on $name', (database) => {
  let db: Db
  beforeAll(async () => {
    db = await database.open()
    await migrateStore(db, migrations, { now: () => new Date(START_MS) })
    const all = Array.from({ length: COUNT }, (_, n) => n)
    const id = (n: number): string => `a${n}`
    await db.batch(createSearchTables(db))
    const numbers = await nextNumbers(db, all.map(dateOf))
    await db.batch([
      ...['kept', 'gone'].map((id) => ({
        sql: `INSERT INTO sources (id, url, configured, paused, host, name, entry_count, entry_dates, first_seen_at, next_fetch_at, fail_count)
          VALUES ($1, $1, $2, 0, $1, $1, 0, '[]', '', '', 0)`,
        params: [id, id === 'kept' ? 1 : 0],
      })),
      ...insertRows(
        'articles',
        all.map((n) => ({
          id: id(n),
          sourceId: sourceOf(n),
          title: '',
          authors: '[]',
          lead: '',
          publishedAt: dateOf(n),
          firstSeenAt: dateOf(n),
          firstFetch: 0,
          backlog: 0,
          contentHash: '',
          textHash: `${n}`,
          words: 0,
          details: '{}',
          pending: 0,
          storyId: `s${n}`,
          why: '[]',
        })),
      ),
      ...insertRows(
        'stories',
        all.map((n) => ({
          id: `s${n}`,
          foundingArticleId: id(n),
          foundedAt: '',
          leadArticleId: id(n),
          leadWhy: '',
          // One in ten has no date and so no page.
          publishedAt: n % 10 === 8 ? undefined : dateOf(n),
          updatedAt: dateOf(n),
        })),
      ),
      ...saveIndexed(
        db,
        all.map((n) => ({
          articleId: id(n),
          number: numbers[n]!,
          topics: '',
          head: '',
          tokens: { words: wordsOf(n), others: ['*'] },
        })),
        [],
      ),
    ])
  }, 60_000)
  afterAll(() => db.close())

  const any = (...tokens: string[]): Clause => ({ kind: 'any', tokens })
  const phrase = (...tokens: string[]): Clause => ({ kind: 'phrase', tokens })
  const shown = Array.from({ length: COUNT }, (_, i) => COUNT - 1 - i).filter((n) => n % 10 < 8)

  it.each<[string, Clause[], Clause[], (n: number) => boolean]>([
    ['a word of all', [any('every')], [], () => true],
    ['a word of some', [any('third')], [], (n) => n % 3 === 0],
    ['a word of the oldest', [any('early')], [], (n) => n < 25],
    ['either of two words', [any('early', 'third')], [], (n) => n < 25 || n % 3 === 0],
    ['two words', [any('early'), any('third')], [], (n) => n < 25 && n % 3 === 0],
    ['a phrase', [phrase('two', 'one')], [], (n) => n % 2 === 1],
    ['a phrase of three words', [phrase('one', 'two', 'three')], [], (n) => n % 2 === 0 || n % 1_000 === 7],
    ['a phrase of which the pairs stand apart', [phrase('two', 'one', 'two')], [], (n) => n % 1_000 === 7],
    ['a word without others', [any('every')], [any('third'), any('early')], (n) => n >= 25 && n % 3 !== 0],
    ['a word without a phrase', [any('early')], [phrase('two', 'one')], (n) => n < 25 && n % 2 === 0],
    [
      'a word without hundreds of others',
      [any('early')],
      Array.from({ length: 400 }, (_, i) => any(i === 399 ? 'third' : `@${i}`)),
      (n) => n < 25 && n % 3 !== 0,
    ],
    ['nothing', [any('every'), any('absent')], [], () => false],
  ])('with %s', async (_, all, none, isMatch) => {
    for (const limit of [7, 2_000, 20_000]) {
      const found = await newestMatches(db, { all, none }, {}, limit)
      const wanted = shown.filter(isMatch).slice(0, limit)
      expect(found.map(({ articleId }) => articleId)).toEqual(wanted.map((n) => `a${n}`))
    }
  })

  it('of a period', async () => {
    const period = { since: dateOf(10), until: dateOf(30) }
    const found = await newestMatches(db, { all: [any('every')], none: [] }, period, 2_000)
    expect(found.map(({ articleId }) => articleId)).toEqual(shown.filter((n) => n >= 10 && n < 30).map((n) => `a${n}`))
  })
})

/** One suite for the port `Db`, run over both drivers: what holds for SQLite holds for PostgreSQL. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ClaimLostError } from '../../src/core/errors.ts'
import { type Db, inList, type Row, type Value } from '../../src/store/db.ts'
import { databases, type SharedStore } from '../support/databases.ts'

const TABLE = `CREATE TABLE things (
  id TEXT PRIMARY KEY, -- the thing's id, not '$1'
  count BIGINT,
  score DOUBLE PRECISION,
  note TEXT
)`
const insert = (id: string, count: number | null = null, score: number | null = null, note: string | null = null) => ({
  sql: 'INSERT INTO things (id, count, score, note) VALUES ($1, $2, $3, $4)',
  params: [id, count, score, note],
})
const ids = (rows: readonly Row[]): Value[] => rows.map((row) => row['id'] as Value)

describe.each(databases)('$name', ({ open, share }) => {
  describe('one connection', () => {
    let db: Db
    beforeAll(async () => {
      db = await open()
      await db.batch([{ sql: TABLE }])
    })
    beforeEach(async () => {
      await db.batch([{ sql: 'DELETE FROM things' }])
    })
    afterAll(() => db.close())

    const read = async (id: string): Promise<Row> => {
      const [row] = await db.query('SELECT id, count, score, note FROM things WHERE id = $1', [id])
      return { ...row }
    }

    it('returns rows as text, numbers and null', async () => {
      await db.batch([insert('a', 3, 2.5, 'three'), insert('b')])
      expect(await read('a')).toEqual({ id: 'a', count: 3, score: 2.5, note: 'three' })
      expect(await read('b')).toEqual({ id: 'b', count: null, score: null, note: null })
      expect(await db.query('SELECT id FROM things WHERE id = $1', ['c'])).toEqual([])
    })

    it.each([0, -1, 1, 2 ** 31, -(2 ** 31), 2 ** 52 - 1, 2 ** 52, -(2 ** 52)])(
      'keeps the whole number %d',
      async (count) => {
        await db.batch([insert('n', count)])
        expect((await read('n'))['count']).toBe(count)
        expect(await db.query('SELECT id FROM things WHERE count = $1', [count])).toHaveLength(1)
      },
    )

    it.each([0.1, -2.5, 1 / 3, 1e300, 5e-324, 1e21, 42, 2 ** 53])(
      'keeps the double %d to its last bit',
      async (score) => {
        await db.batch([insert('n', null, score)])
        expect((await read('n'))['score']).toBe(score)
      },
    )

    it.each([
      ['nothing', ''],
      ['accents', 'Ærøskøbing, naïve, 東京, עברית'],
      ['astral signs', '𝕬 👩🏽‍🚀 🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
      ['quotes and marks', `it's "$1" \\ ?1 :name @x % _ -- /* */ ;`],
      ['line ends', 'a\r\nb\n\tc\u2028d'],
      ['two forms of one letter', 'é e\u0301'],
      ['256 kB', 'wörter '.repeat(32_768)],
    ])('keeps text with %s', async (_, note) => {
      await db.batch([insert('t', null, null, note)])
      expect((await read('t'))['note']).toBe(note)
    })

    it('removes NUL from texts, which PostgreSQL cannot store', async () => {
      await db.batch([insert('t', null, null, 'a\0b\0')])
      expect((await read('t'))['note']).toBe('ab')
      expect(await db.query('SELECT id FROM things WHERE note = $1', ['a\0b'])).toHaveLength(1)
    })

    it.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [true], [1n], [new Date(0)], [{}]])(
      'refuses %s as a parameter and leaves nothing of the batch',
      async (value) => {
        const bad = { sql: 'INSERT INTO things (id, note) VALUES ($1, $2)', params: ['x', value as Value] }
        await expect(db.batch([insert('before'), bad])).rejects.toThrow(TypeError)
        expect(await db.query('SELECT id FROM things')).toEqual([])
      },
    )

    it('refuses more parameters than both databases allow', async () => {
      const many = Array.from({ length: 30_001 }, (_, i) => i)
      await expect(db.query('SELECT 1', many)).rejects.toThrow(RangeError)
    })

    it('numbers parameters by name, in any order and repeatedly', async () => {
      await db.batch([
        { sql: 'INSERT INTO things (score, count, id, note) VALUES ($3, $2, $1, $1)', params: ['a', 7, 1.5] },
        ...Array.from({ length: 11 }, (_, i) => insert(`x${i}`, i)),
      ])
      expect(await read('a')).toEqual({ id: 'a', count: 7, score: 1.5, note: 'a' })
      const rows = await db.query(
        'SELECT id FROM things WHERE count IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ORDER BY count',
        [10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0],
      )
      expect(rows).toHaveLength(12)
    })

    it('replaces no parameters in quotes and comments', async () => {
      const rows = await db.query(
        `SELECT '$1 it''s $2' AS a, "id" AS "$1" FROM things -- that's $3\n WHERE note = $1`,
        ['n'],
      )
      expect(rows).toEqual([])
      await db.batch([insert('q', null, null, 'n')])
      const [row] = await db.query(`SELECT '$1 it''s $2' AS a, "id" AS "$1" FROM things WHERE note = $1`, ['n'])
      expect({ ...row }).toEqual({ a: `$1 it's $2`, $1: 'q' })
    })

    it('counts, sums, averages and compares in numbers', async () => {
      await db.batch([insert('a', 1, 0.5), insert('b', 2 ** 40, 1.5), insert('c', null, null)])
      const [row] = await db.query(
        'SELECT COUNT(*) AS n, SUM(count) AS total, AVG(score) AS mean, MAX(count) > MIN(count) AS differs, COUNT(*) / 2 AS half FROM things',
      )
      expect({ ...row }).toEqual({ n: 3, total: 2 ** 40 + 1, mean: 1, differs: 1, half: 1 })
    })

    it('divides whole numbers as whole numbers, also when one is a parameter', async () => {
      await db.batch([insert('a', 7)])
      const [row] = await db.query('SELECT count / $1 AS half FROM things', [2])
      expect(row?.['half']).toBe(3)
    })

    it('does nothing for an empty batch', async () => {
      expect(await db.batch([])).toEqual([])
    })

    it('returns the rows of each statement of a batch, in order', async () => {
      const [created, none, updated, read] = await db.batch([
        { sql: "INSERT INTO things (id, count) VALUES ('a', 1), ('b', 2) RETURNING id, count" },
        insert('c'),
        { sql: 'UPDATE things SET count = count + $1 WHERE count IS NOT NULL RETURNING id, count', params: [10] },
        { sql: 'SELECT COUNT(*) AS n FROM things' },
      ])
      expect(created).toHaveLength(2)
      expect(none).toEqual([])
      expect((updated ?? []).map((row) => row['count']).sort()).toEqual([11, 12])
      expect(read?.[0]?.['n']).toBe(3)
    })

    it('leaves nothing of a batch whose later statement fails', async () => {
      await db.batch([insert('kept')])
      await expect(db.batch([insert('new'), insert('kept'), insert('after')])).rejects.toThrow(/unique/i)
      expect(ids(await db.query('SELECT id FROM things'))).toEqual(['kept'])
      await db.batch([insert('new')])
      expect(ids(await db.query('SELECT id FROM things ORDER BY id'))).toEqual(['kept', 'new'])
    })

    it('throws a defect of ours unchanged, not as a failure of the store', async () => {
      const error = await db.query('SELECT nothing FROM nowhere').catch((error: Error) => error)
      expect(error).toBeInstanceOf(Error)
      expect((error as Error).name).not.toBe('StoreError')
      expect(String(error)).toMatch(/nowhere/)
    })

    describe('a guard', () => {
      const guard = (id: string, expected: number) => ({
        sql: 'UPDATE things SET note = $1 WHERE id = $2 RETURNING id',
        params: ['guarded', id],
        expectRows: expected,
      })

      it('lets the batch through when its number of rows is right', async () => {
        await db.batch([insert('a')])
        await db.batch([guard('a', 1), insert('b')])
        await db.batch([guard('nobody', 0), insert('c')])
        expect(ids(await db.query('SELECT id FROM things ORDER BY id'))).toEqual(['a', 'b', 'c'])
      })

      it.each([0, 2])('rolls everything back when there is one row and %d were expected', async (expected) => {
        await db.batch([insert('a')])
        await expect(db.batch([insert('b'), guard('a', expected), insert('c')])).rejects.toThrow(ClaimLostError)
        expect(await read('a')).toMatchObject({ note: null })
        expect(ids(await db.query('SELECT id FROM things'))).toEqual(['a'])
      })

      it('is reported instead of the errors it causes after it', async () => {
        await db.batch([insert('a')])
        await expect(db.batch([guard('nobody', 1), insert('a')])).rejects.toThrow(ClaimLostError)
      })

      it('of a failed batch does not block the next one', async () => {
        for (let i = 0; i < 20; i++) await expect(db.batch([guard('nobody', 1)])).rejects.toThrow(ClaimLostError)
        await db.batch([insert('a')])
        expect(ids(await db.query('SELECT id FROM things'))).toEqual(['a'])
      })
    })

    it('inserts or updates by ON CONFLICT, also from a SELECT', async () => {
      const upsert = (id: string, count: number) => ({
        sql: `INSERT INTO things (id, count) VALUES ($1, $2)
          ON CONFLICT (id) DO UPDATE SET count = excluded.count WHERE things.count < excluded.count RETURNING count`,
        params: [id, count],
      })
      expect(await db.batch([upsert('a', 1), upsert('a', 5), upsert('a', 3)])).toEqual([
        [{ count: 1 }],
        [{ count: 5 }],
        [],
      ])
      const copied = {
        sql: `INSERT INTO things (id, count) SELECT id, count * 2 FROM things WHERE true
          ON CONFLICT (id) DO UPDATE SET count = excluded.count RETURNING count`,
      }
      expect(await db.batch([copied, copied])).toEqual([[{ count: 10 }], [{ count: 20 }]])
      const ignored = {
        sql: 'INSERT INTO things (id) VALUES ($1) ON CONFLICT (id) DO NOTHING RETURNING id',
        params: ['a'],
      }
      expect(await db.batch([ignored])).toEqual([[]])
    })

    it.each([0, 1, 2, 10, 11, 100, 101, 1000, 1001, 4000])('finds %d values of a list', async (length) => {
      const wanted = Array.from({ length }, (_, i) => `k${i}`)
      await db.batch([{ sql: wideInsert(wanted.length + 2), params: [...wanted, 'other', 'more'] }])
      const list = inList(wanted, 2)
      const rows = await db.query(`SELECT id FROM things WHERE id <> $1 AND id IN (${list.sql})`, [
        'none',
        ...list.params,
      ])
      expect(ids(rows).sort()).toEqual([...wanted].sort())
    })

    it('sorts hex ids and instants as text', async () => {
      const keys = ['00ff', '0a00', '0a01', '9abc', 'a000', 'abcd', 'ffff']
      const instants = [
        '0999-12-31T23:59:59.999Z',
        '2026-11-22T07:00:00.000Z',
        '2026-11-22T07:00:00.001Z',
        '2026-11-22T17:00:00.000Z',
      ]
      for (const ordered of [keys, instants]) {
        await db.batch([{ sql: 'DELETE FROM things' }, ...ordered.toReversed().map((id) => insert(id))])
        expect(ids(await db.query('SELECT id FROM things ORDER BY id'))).toEqual(ordered)
        expect(
          ids(await db.query('SELECT id FROM things WHERE id > $1 ORDER BY id LIMIT 2', [ordered[0] as string])),
        ).toEqual(ordered.slice(1, 3))
        const [row] = await db.query('SELECT MIN(id) AS first, MAX(id) AS last FROM things')
        expect({ ...row }).toEqual({ first: ordered[0], last: ordered.at(-1) })
      }
    })

    it('finds texts by prefix, and keeps empty texts and null apart', async () => {
      await db.batch([
        insert('a', null, null, ''),
        insert('b', null, null, 'fetch/dns'),
        insert('c', null, null, 'fetch_dns'),
        insert('d'),
      ])
      expect(ids(await db.query('SELECT id FROM things WHERE note >= $1 AND note < $2', ['fetch/', 'fetch0']))).toEqual(
        ['b'],
      )
      expect(
        ids(await db.query("SELECT id FROM things WHERE note LIKE $1 || '%' ESCAPE '!' ORDER BY id", ['fetch!_'])),
      ).toEqual(['c'])
      expect(ids(await db.query('SELECT id FROM things WHERE note = $1', ['']))).toEqual(['a'])
      expect(ids(await db.query('SELECT id FROM things WHERE note IS NULL'))).toEqual(['d'])
      expect(ids(await db.query('SELECT id FROM things ORDER BY note NULLS LAST, id LIMIT 1'))).toEqual(['a'])
    })

    it('runs the same statement and the same text any number of times', async () => {
      for (let i = 0; i < 3; i++) {
        await db.batch([insert(`r${i}`), { sql: 'DELETE FROM things WHERE id = $1', params: ['absent'] }])
        expect(await db.query('SELECT id FROM things')).toHaveLength(i + 1)
      }
      const texts = Array.from({ length: 1_200 }, (_, i) => db.query(`SELECT ${i} AS n`))
      expect((await Promise.all(texts)).map(([row]) => row?.['n'])).toEqual(texts.map((_, i) => i))
    })

    it('keeps concurrent batches apart', async () => {
      await db.batch([insert('sum', 0)])
      const add = (i: number) =>
        db.batch([
          insert(`c${i}`),
          { sql: 'UPDATE things SET count = count + 1 WHERE id = $1', params: ['sum'] },
          { sql: 'SELECT count FROM things WHERE id = $1', params: ['sum'] },
        ])
      const seen = await Promise.all(Array.from({ length: 40 }, (_, i) => add(i)))
      expect(seen.map((rows) => rows[2]?.[0]?.['count'] as number).sort((a, b) => a - b)).toEqual(
        seen.map((_, i) => i + 1),
      )
    })

    it('rolls back one of several concurrent batches alone', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) =>
          db.batch(i % 2 ? [insert(`e${i}`), { sql: 'SELECT 1 AS one', expectRows: 2 }] : [insert(`e${i}`)]),
        ),
      )
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10)
      expect(await db.query('SELECT id FROM things')).toHaveLength(10)
    })

    it('can be closed twice, and refuses work afterwards', async () => {
      const other = await open()
      await other.close()
      await other.close()
      await expect(other.query('SELECT 1')).rejects.toThrow()
      await expect(other.batch([{ sql: 'SELECT 1' }])).rejects.toThrow()
    })
  })

  describe('several connections', () => {
    let store: SharedStore
    let workers: Db[]
    beforeEach(async () => {
      store = await share()
      workers = [await store.connect(), await store.connect(), await store.connect(), await store.connect()]
      await workers[0]?.batch([{ sql: TABLE }])
    })
    afterEach(() => store.close())

    it('see only what others have committed', async () => {
      const [one, two] = workers as [Db, Db]
      await one.batch([insert('a', 1)])
      expect(ids(await two.query('SELECT id FROM things'))).toEqual(['a'])
      await expect(one.batch([insert('b'), insert('a')])).rejects.toThrow()
      expect(ids(await two.query('SELECT id FROM things'))).toEqual(['a'])
    })

    it('claim due rows in batches, and none twice', async () => {
      const count = 200
      const rows = Array.from({ length: count }, (_, i) => insert(String(i).padStart(4, '0'), i % 7, 0))
      await workers[0]?.batch(rows)
      const claim = async (db: Db, token: string): Promise<Value[]> => {
        const mine: Value[] = []
        for (;;) {
          const [claimed] = await db.batch([
            {
              sql: `WITH due AS MATERIALIZED (
                  SELECT id FROM things WHERE note IS NULL AND count <= $1 ORDER BY count, id LIMIT $2 ${db.skipLocked}
                ) UPDATE things SET note = $3 WHERE id IN (SELECT id FROM due) RETURNING id`,
              params: [100, 7, token],
            },
          ])
          expect(claimed?.length).toBeLessThanOrEqual(7)
          if (!claimed?.length) return mine
          mine.push(...ids(claimed))
        }
      }
      const claimed = await Promise.all(workers.map((db, i) => claim(db, `worker ${i}`)))
      expect(claimed.flat().sort()).toEqual(rows.map(({ params }) => params[0]))
      for (const [i, mine] of claimed.entries()) {
        const rows = await workers[0]!.query('SELECT id FROM things WHERE note = $1 ORDER BY id', [`worker ${i}`])
        expect(ids(rows)).toEqual([...mine].sort())
      }
    })

    it('change the same rows in opposite orders, and every batch is applied once', async () => {
      const keys = Array.from({ length: 12 }, (_, i) => `d${i}`)
      await workers[0]?.batch(keys.map((id) => insert(id, 0)))
      const touch = (order: readonly string[]) =>
        order.map((id) => ({ sql: 'UPDATE things SET count = count + 1 WHERE id = $1', params: [id] }))
      await Promise.all(
        workers.flatMap((db) => [0, 1, 2].flatMap(() => [db.batch(touch(keys)), db.batch(touch(keys.toReversed()))])),
      )
      const rows = await workers[0]!.query('SELECT DISTINCT count FROM things')
      expect(rows.map((row) => row['count'])).toEqual([24])
    })

    it('cannot write under a claim that another one has taken over', async () => {
      const [one, two] = workers as [Db, Db]
      await one.batch([insert('s', null, null, 'one')])
      const finish = (token: string) => ({
        sql: 'UPDATE things SET count = 1 WHERE id = $1 AND note = $2 RETURNING id',
        params: ['s', token],
        expectRows: 1,
      })
      await two.batch([{ sql: 'UPDATE things SET note = $1 WHERE id = $2', params: ['two', 's'] }])
      await expect(one.batch([insert('work of one'), finish('one')])).rejects.toThrow(ClaimLostError)
      await two.batch([insert('work of two'), finish('two')])
      expect(ids(await one.query('SELECT id FROM things ORDER BY id'))).toEqual(['s', 'work of two'])
    })

    it('see a column that another connection adds', async () => {
      const [one, two] = workers as [Db, Db]
      await one.batch([insert('a')])
      const readAll = () => one.query('SELECT * FROM things')
      for (let i = 0; i < 3; i++) expect(Object.keys((await readAll())[0] ?? {})).toHaveLength(4)
      await two.batch([{ sql: "ALTER TABLE things ADD COLUMN extra TEXT NOT NULL DEFAULT 'x'" }])
      expect((await readAll())[0]?.['extra']).toBe('x')
    })
  })
})

function wideInsert(rows: number): string {
  return `INSERT INTO things (id) VALUES ${Array.from({ length: rows }, (_, i) => `($${i + 1})`).join(', ')}`
}

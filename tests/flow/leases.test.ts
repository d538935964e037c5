/** Work under a lease that another worker takes over before it ends. */
import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../src/commands/summary.ts'
import { underLease } from '../../src/flow/leases.ts'
import type { Db, Statement } from '../../src/store/db.ts'
import { isLeaseHeld, releaseLease, takeLease } from '../../src/store/leases.ts'
import { readMeta, setMeta } from '../../src/store/meta.ts'
import { databasesOfRun } from '../support/databases.ts'
import { item } from '../support/make.ts'
import { daily, mentions, useNewspaper } from '../support/newspaper.ts'

describe.each(databasesOfRun)('on $name', (database) => {
  const paper = useNewspaper(database)

  const isGuarded = (statements: readonly Statement[], name: string): boolean =>
    statements.some(({ sql, params }) => sql.startsWith('UPDATE leases SET token = token') && params?.[0] === name)

  /** Another worker takes the lease and releases it, as when this one stalled until it expired. */
  async function takeOver(name: string): Promise<void> {
    const now = new Date(Date.parse(paper.now()) + 6 * 60_000)
    const until = new Date(now.getTime() + 5 * 60_000)
    expect(await takeLease(paper.db, name, { token: 'successor', holder: 'another worker', now, until })).toBe(true)
    await releaseLease(paper.db, name, 'successor')
  }

  /** A store whose worker loses the lease just before its first guarded batch for which `when` holds. */
  function losing(name: string, when: (statements: readonly Statement[]) => boolean): Db {
    let isLost = false
    return {
      ...paper.db,
      batch: async (statements) => {
        if (isGuarded(statements, name) && when(statements) && !isLost) {
          isLost = true
          await takeOver(name)
        }
        return paper.db.batch(statements)
      },
    }
  }
  const writes = (table: string) => (statements: readonly Statement[]) =>
    statements.some(({ sql }) => sql.includes(`INTO ${table}`))

  describe('a lost lease', () => {
    it('gives the same outcome as one that another worker holds, and leaves nothing of the batch', async () => {
      const deps = await paper.deps()
      const work = (isLost: boolean) =>
        underLease(deps, 'group', async (guard) => {
          if (isLost) await takeOver('group')
          await paper.db.batch([guard(), setMeta('note', 'written')])
          return 'done'
        })
      expect(await work(true)).toBeUndefined()
      expect((await readMeta(paper.db)).has('note')).toBe(false)
      expect(await work(false)).toBe('done')
      expect(await isLeaseHeld(paper.db, 'group', deps.clock())).toBe(false)
    })

    it('hides no other failure', async () => {
      const failing = underLease(await paper.deps(), 'group', () => Promise.reject(new Error('broken')))
      await expect(failing).rejects.toThrow('broken')
    })

    it('between two batches of grouping keeps what was written; publishing and mail go on, the next pass groups the rest', async () => {
      const all = Array.from({ length: 270 }, (_, nth) =>
        item(nth, { at: new Date(Date.UTC(2026, 10, 20, 11) - nth * 60_000).toISOString() }),
      )
      const sources = [{ id: 'wire', url: paper.serve('wire', all) }]
      await paper.configure({ sources, digests: [daily({ firstEdition: 'now', maxStories: 30 })] })
      let slices = 0
      const db = losing('group', (statements) => writes('stories')(statements) && ++slices === 2)
      const report = await paper.pass({}, { db })
      expect(report.refresh).toMatchObject({ grouped: undefined, publishFault: undefined })
      expect(exitCodeOf(report)).toBe(0)
      expect(paper.published().match(/<entry>/g)).toHaveLength(100)
      const [mail] = await paper.fresh()
      expect(all.filter((one) => mentions(mail!, one))).toHaveLength(30)
      expect(mail!.text).toContain('220 more stories')

      const next = await paper.pass()
      expect(next.refresh?.grouped).toMatchObject({ new: 20, open: 270 })
    })

    it('while publishing is no fault of the feed folder: stored documents are published, the next pass does the rest', async () => {
      const sources = [{ id: 'wire', url: paper.serve('wire', [item(1)]) }]
      await paper.configure({ sources })
      await paper.pass()
      paper.serve('wire', [item(1), item(2)])
      const report = await paper.pass({}, { db: losing('publish', writes('documents')) })
      expect(report.refresh).toMatchObject({ grouped: { new: 1 }, publishFault: undefined })
      expect(report.refresh?.published?.files).toContainEqual(
        expect.objectContaining({ path: 'public/atom.xml', changed: false }),
      )
      expect(exitCodeOf(report)).toBe(0)
      await paper.pass()
      expect(paper.published()).toContain(item(2).title)
    })

    it('between two editions keeps the first, and leaves the others to its successor', async () => {
      const subscribers = ['17:00', '18:00', '19:00'].map((at, i) => ({ address: `reader${i}@example.org`, at }))
      const sources = [{ id: 'wire', url: paper.serve('wire', [item(1)]) }]
      await paper.configure({ sources, digests: [daily({ at: '17:00', subscribers })] })
      await paper.pass()
      paper.at('2026-11-20T19:30:00.000Z')
      let frozen = 0
      const db = losing('digest:daily', (statements) => writes('editions')(statements) && ++frozen === 2)
      const report = await paper.pass({}, { db })
      expect(report.digests?.editions.map(({ slotAt, state }) => [slotAt.slice(11, 16), state])).toEqual([
        ['17:00', 'sent'],
      ])
      expect([exitCodeOf(report), frozen]).toEqual([0, 2])
      await paper.pass()
      expect((await paper.outbox()).map(({ to }) => to).sort()).toEqual(subscribers.map(({ address }) => address))
    })
  })
})

/** Several workers on one store: what one has claimed, what becomes of it when that worker dies, and what no two do twice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../src/commands/summary.ts'
import type { UserConfig } from '../../src/config.ts'
import { claimDeliveries, listDeliveries } from '../../src/store/deliveries.ts'
import { claimDueSources } from '../../src/store/sources.ts'
import { databasesOfRun } from '../support/databases.ts'
import { item } from '../support/make.ts'
import { daily, mentions, useNewspaper } from '../support/newspaper.ts'
import { type SmtpScript, startSmtp, type TestSmtp } from '../support/smtp.ts'

const SLOT = '2026-11-20T18:00:00.000Z'

describe.each(databasesOfRun)('several workers on $name', (database) => {
  const { name } = database
  const paper = useNewspaper(database)
  let url: string
  beforeEach(async () => {
    url = paper.serve('wire', [item(1), item(2)])
    await paper.configure({ sources: [{ id: 'wire', url }] })
  })
  const articles = () => paper.db.query('SELECT * FROM articles ORDER BY id')
  const outcomes = async (options = {}) => (await paper.pass(options)).refresh!.outcomes

  describe('and sources', () => {
    it('leave the rest of a very long document to the one that has taken over its claim', async () => {
      const long = Array.from({ length: 700 }, (_, nth) => item(1000 + nth))
      paper.serve('wire', long)
      const { db } = paper
      let batches = 0
      const robbed: typeof db = {
        ...db,
        batch: async (statements) => {
          if (statements.some(({ sql }) => sql.includes('INTO articles')) && ++batches === 2)
            await db.batch([{ sql: "UPDATE sources SET claim_token = 'a successor'" }])
          return db.batch(statements)
        },
      }
      expect((await paper.pass({ mail: false }, { db: robbed })).refresh?.outcomes).toEqual([
        { sourceId: 'wire', kind: 'lost' },
      ])
      expect([batches, (await articles()).length]).toEqual([2, 250])
    })

    it('discard the work of one that lost its claim, and report so', async () => {
      const { db } = paper
      const robbed: typeof db = {
        ...db,
        batch: async (statements) => {
          if (statements.some(({ sql }) => sql.includes('INTO articles')))
            await db.batch([{ sql: "UPDATE sources SET claim_token = 'a successor'" }])
          return db.batch(statements)
        },
      }
      const report = await paper.pass({}, { db: robbed })
      expect(report.refresh?.outcomes).toEqual([{ sourceId: 'wire', kind: 'lost' }])
      expect([exitCodeOf(report), await articles()]).toEqual([0, []])
    })

    it('free the sources that a killed one had claimed: at once on SQLite, after five minutes on PostgreSQL', async () => {
      await paper.pass({ refresh: false })
      const until = '2026-11-20T12:05:00.000Z'
      await claimDueSources(paper.db, {
        token: 'the killed one',
        pass: 'its pass',
        now: paper.now(),
        until,
        limit: 9,
        force: false,
      })
      paper.at('2026-11-20T12:04:59.999Z')
      expect(await outcomes({ force: false })).toHaveLength(name === 'SQLite' ? 1 : 0)
      paper.at(until)
      await paper.pass({ force: false })
      expect(await articles()).toHaveLength(2)
    })

    it.runIf(name === 'PostgreSQL')(
      'share the sources of two passes at once: each fetched once, one edition, one message a reader',
      async () => {
        const names = Array.from({ length: 60 }, (_, i) => `s${i}`)
        const sources = names.map((id, i) => ({ id, url: paper.serve(id, [item(200 + i, { outlet: id })]) }))
        await paper.configure({
          sources,
          digests: [daily({ subscribers: ['ann@example.org', 'bob@example.org'], maxStories: 100 })],
          refresh: { perHost: 8 },
        })
        await paper.pass({ refresh: false })
        const requests = paper.web.asked.length
        paper.at(SLOT)
        const both = await Promise.all([paper.pass({ force: false }), paper.pass({ force: false })])
        expect(paper.web.asked.length - requests).toBe(60)
        expect(both.map(exitCodeOf)).toEqual([0, 0])
        expect(both.flatMap(({ refresh }) => refresh!.outcomes).filter(({ kind }) => kind === 'modified')).toHaveLength(
          60,
        )
        await paper.pass({ force: false })
        const sent = await paper.outbox()
        expect(sent.map(({ to }) => to).sort()).toEqual(['ann@example.org', 'bob@example.org'])
        // What both have fetched is in the one edition, whichever worker froze it.
        for (const mail of sent) expect(names.filter((_, i) => !mentions(mail, item(200 + i)))).toEqual([])
        expect(await paper.db.query('SELECT id FROM editions')).toHaveLength(1)
        expect(await articles()).toHaveLength(60)
      },
    )
  })

  describe('and editions', () => {
    const passAt = async (instant: string) => {
      paper.at(instant)
      await paper.pass()
    }
    /** The numbers of the items in each message since the last call. */
    const fresh = async () => (await paper.fresh()).map((mail) => [1, 2].filter((nth) => mentions(mail, item(nth))))
    const list = (...numbers: number[]) =>
      paper.serve(
        'wire',
        numbers.map((nth) => item(nth, { at: paper.now() })),
      )

    it('still owe a slot when a worker lost its lease before it froze the edition', async () => {
      list(1)
      await paper.configure({ digests: [daily()] })
      await paper.pass()
      paper.at(SLOT)
      const { db } = paper
      const stalled: typeof db = {
        ...db,
        batch: async (statements) => {
          if (statements.some(({ sql }) => sql.includes('INTO editions')))
            await db.batch([{ sql: "UPDATE leases SET token = 'a successor' WHERE name = 'digest:daily'" }])
          return db.batch(statements)
        },
      }
      expect((await paper.pass({}, { db: stalled })).digests?.editions).toEqual([])
      // The other worker ends without having done anything.
      await db.batch([{ sql: "DELETE FROM leases WHERE token = 'a successor'" }])
      await passAt('2026-11-20T18:05:00.000Z')
      expect(await fresh()).toEqual([[1]])
    })

    it.runIf(name === 'PostgreSQL')('lose no story that one groups while another renders an edition', async () => {
      list(1)
      await paper.configure({ digests: [daily()] })
      await paper.pass()
      paper.at(SLOT)
      const { db } = paper
      let isFirst = true
      const watched: typeof db = {
        ...db,
        query: async (sql, params) => {
          const rows = await db.query(sql, params)
          if (isFirst && sql.startsWith('SELECT id FROM stories')) {
            isFirst = false
            paper.later(1)
            list(1, 2)
            await paper.pass({ mail: false })
            paper.later(1)
          }
          return rows as never
        },
      }
      await paper.pass({ refresh: false }, { db: watched })
      expect(await fresh()).toEqual([[1]])
      await passAt('2026-11-21T18:00:00.000Z')
      expect(await fresh()).toEqual([[2]])
    })
  })

  describe('and deliveries', () => {
    let smtp: TestSmtp
    let script: { -readonly [K in keyof SmtpScript]: SmtpScript[K] }
    beforeEach(async () => {
      script = {}
      smtp = await startSmtp({
        data: (...args) => script.data?.(...args),
        greeting: () => script.greeting?.(),
      })
      await configure({})
      await paper.pass()
    })
    afterEach(() => smtp.close())
    const configure = (mail: Partial<NonNullable<UserConfig['mail']>>, digest: Parameters<typeof daily>[0] = {}) =>
      paper.configure({
        digests: [daily({ subscribers: ['ann@example.org', 'bob@example.org'], ...digest })],
        mail: { from: 'Broadsheet <news@example.org>', smtp: smtp.url, tls: 'never', retrySeconds: [60, 300], ...mail },
      })
    const passAt = (instant: string) => {
      paper.at(instant)
      return paper.pass()
    }

    const states = async () =>
      (await listDeliveries(paper.db)).map(({ address, state, tries }) => `${address} ${state} ${tries}`)

    it('free what a killed worker had claimed: at once on SQLite, after five minutes on PostgreSQL', async () => {
      script.greeting = () => ({ code: 554, text: 'Not now' })
      await passAt(SLOT)
      script.greeting = () => undefined
      const until = '2026-11-20T18:05:00.000Z'
      const [taken] = await claimDeliveries(paper.db, { token: 'the killed one', now: SLOT, until, limit: 1 })
      await passAt('2026-11-20T18:04:59.999Z')
      const isSqlite = name === 'SQLite'
      expect(smtp.received).toHaveLength(isSqlite ? 2 : 1)
      await passAt(until)
      expect(await states()).toContain(`${taken!.address} sent 2`)
      expect(smtp.received).toHaveLength(2)
    })

    it.runIf(name === 'PostgreSQL')('owe nothing for what another one has under way', async () => {
      script.greeting = () => ({ code: 554, text: 'Not now' })
      expect(exitCodeOf(await passAt(SLOT))).toBe(4)
      script.greeting = () => undefined
      const until = '2026-11-20T18:05:00.000Z'
      await claimDeliveries(paper.db, { token: 'another worker', now: SLOT, until, limit: 9 })
      const report = await paper.pass()
      expect([exitCodeOf(report), report.digests!.owed, smtp.received]).toEqual([0, 0, []])
      // That worker died: its deliveries are tried again when its claim has expired.
      expect(exitCodeOf(await passAt(until))).toBe(0)
      expect(smtp.received).toHaveLength(2)
    })

    it.runIf(name === 'PostgreSQL')('keep their claims while a slow server takes the messages one by one', async () => {
      await configure({ connections: 1 }, { subscribers: ['a', 'b', 'c', 'd'].map((who) => `${who}@example.org`) })
      await paper.pass()
      // Each message takes four minutes, a claim lasts five. A second worker runs after each.
      const others: unknown[] = []
      script.data = () => {
        paper.later(4)
        return undefined
      }
      const deps = await paper.deps()
      const other = async () => others.push(...((await paper.pass({ refresh: false })).digests?.editions ?? []))
      paper.at(SLOT)
      let looking: Promise<unknown> = Promise.resolve()
      await paper.pass(
        {},
        {
          ...deps,
          progress: (step) => {
            if (step === 'Mailing') looking = looking.then(other)
          },
        },
      )
      await looking
      expect(smtp.received.map(({ to }) => to).sort()).toEqual(['a', 'b', 'c', 'd'].map((who) => `${who}@example.org`))
      expect((await states()).sort()).toEqual(['a', 'b', 'c', 'd'].map((who) => `${who}@example.org sent 1`))
    })
  })
})

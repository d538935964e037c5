/** Deliveries that may have arrived, and what a person decides about those that are held. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPaint } from '../../../src/commands/layout.ts'
import { exitCodeOf, summaryText } from '../../../src/commands/summary.ts'
import type { UserConfig } from '../../../src/config.ts'
import { listDeliveries, settleHeld } from '../../../src/store/deliveries.ts'
import { settleEditions } from '../../../src/store/editions.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { item } from '../../support/make.ts'
import { daily, mentions, readMessage, useNewspaper } from '../../support/newspaper.ts'
import { type SmtpScript, startSmtp, type TestSmtp } from '../../support/smtp.ts'

const SLOT = '2026-11-20T18:00:00.000Z'
const busy = { code: 451, text: '4.7.1 Come back later' }

describe.each(databasesOfRun)('on $name', (database) => {
  const paper = useNewspaper(database)
  let smtp: TestSmtp
  let script: { -readonly [K in keyof SmtpScript]: SmtpScript[K] }
  beforeEach(async () => {
    script = {}
    smtp = await startSmtp({
      rcpt: (...args) => script.rcpt?.(...args),
      drop: (...args) => script.drop?.(...args),
      greeting: () => script.greeting?.(),
    })
  })
  afterEach(() => smtp.close())

  const begin = async (mail: Partial<NonNullable<UserConfig['mail']>>, days: ('fri' | 'sat')[] = ['fri']) => {
    await paper.configure({
      sources: [{ id: 'wire', url: paper.serve('wire', [item(1), item(2)]) }],
      digests: [daily({ subscribers: ['ann@example.org'], days })],
      mail: { from: 'news@example.org', smtp: smtp.url, tls: 'never', retrySeconds: [60, 300], ...mail },
    })
    await paper.pass()
  }
  const passAt = (instant: string) => {
    paper.at(instant)
    return paper.pass()
  }
  const resend = async () => {
    const [rows] = await paper.db.batch([settleHeld('resend', paper.now()), settleEditions])
    return rows!.length
  }
  const states = async () =>
    (await listDeliveries(paper.db))
      .sort((a, b) => (a.slotAt < b.slotAt ? -1 : 1))
      .map(({ state, code }) => [state, code].filter(Boolean).join(' '))
  const bytes = () => new Set(smtp.received.map((one) => one.bytes.toString()))

  it('sends what is to be sent again also long after its slot, tries it for 48 hours, and gives it up then', async () => {
    await begin({ uncertain: 'hold' })
    script.drop = () => 'before-reply'
    await passAt(SLOT)
    expect(await states()).toEqual(['held mail/uncertain'])
    script.drop = () => undefined
    script.rcpt = () => busy
    paper.at('2026-11-25T10:00:00.000Z')
    expect(await resend()).toBe(1)
    expect(exitCodeOf(await passAt('2026-11-25T10:00:30.000Z'))).toBe(4)
    expect(await states()).toEqual(['uncertain mail/resend'])
    script.rcpt = () => undefined
    expect(exitCodeOf(await passAt('2026-11-25T10:10:00.000Z'))).toBe(0)
    expect(await states()).toEqual(['sent'])
    expect([smtp.received.length, bytes().size]).toEqual([2, 1])
  })

  it('gives up what was to be sent again 48 hours after that was decided, and says so once', async () => {
    await begin({ uncertain: 'hold' })
    script.drop = () => 'before-reply'
    await passAt(SLOT)
    script.drop = () => undefined
    script.rcpt = () => busy
    paper.at('2026-11-25T10:00:00.000Z')
    await resend()
    await passAt('2026-11-27T09:59:00.000Z')
    expect(await states()).toEqual(['uncertain mail/resend'])
    const report = await passAt('2026-11-27T10:00:00.000Z')
    expect(await states()).toEqual(['failed expired'])
    const text = summaryText(report, paper.config(), { paint: createPaint(false), tookMs: 1, next: {} })
    expect(text.replace(/\s+/g, ' ')).toMatch(/ann@example\.org: .*Come back later \(expired\).* not tried again/)
    expect((await passAt('2026-11-27T10:01:00.000Z')).digests?.editions).toEqual([])
  })

  it.each([
    ['the recipient is refused for now', 'rcpt'],
    ['the server takes no mail', 'greeting'],
  ] as const)(
    'neither ends a delivery that may have arrived nor repeats its stories where, before the next edition, %s',
    async (_, stage) => {
      await begin({ retrySeconds: [3600] }, ['fri', 'sat'])
      script.drop = (_address, nth) => (nth === 1 ? 'before-reply' : undefined)
      await passAt(SLOT)
      script[stage] = () => ({ code: 421, text: 'Not now' })
      await passAt('2026-11-20T19:00:00.000Z')
      expect(await states()).toEqual(['uncertain mail/uncertain'])
      script[stage] = () => undefined
      paper.serve('wire', [item(1), item(2), item(3, { at: '2026-11-21T09:00:00Z' })])
      await passAt('2026-11-21T18:00:00.000Z')
      await passAt('2026-11-21T20:00:00.000Z')
      expect(await states()).toEqual(['sent', 'sent'])
      const mails = await Promise.all(smtp.received.map((one) => readMessage(one.bytes)))
      const shown = mails.map((mail) => [1, 2, 3].filter((nth) => mentions(mail, item(nth))))
      expect(shown.map(String).sort()).toEqual(['1,2', '1,2', '3'])
    },
  )
})

/** Delivery of frozen editions to a real SMTP server that refuses, delays and hangs up. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPaint } from '../../../src/commands/layout.ts'
import { exitCodeOf, quietText, summaryJson, summaryText } from '../../../src/commands/summary.ts'
import type { UserConfig } from '../../../src/config.ts'
import { listDeliveries, settleHeld } from '../../../src/store/deliveries.ts'
import { settleEditions } from '../../../src/store/editions.ts'
import { setSubscriberState } from '../../../src/store/subscribers.ts'
import { packagedTemplates as templatesFolder } from '../../../src/template.ts'
import { item } from '../../support/make.ts'
import { daily, mentions, readMessage, useNewspaper } from '../../support/newspaper.ts'
import { recorded } from '../../support/recorded.ts'
import { type SmtpScript, startSmtp, type TestSmtp } from '../../support/smtp.ts'

const ANN = 'ann@example.org'
const BOB = 'bob@example.org'
const gone = { code: 550, text: '5.1.1 No such user' }
const busy = { code: 451, text: '4.7.1 Come back later' }

const paper = useNewspaper()
let smtp: TestSmtp
let url: string
let script: { -readonly [K in keyof SmtpScript]: SmtpScript[K] }
beforeEach(async () => {
  script = {}
  smtp = await startSmtp({
    rcpt: (...args) => script.rcpt?.(...args),
    data: (...args) => script.data?.(...args),
    drop: (...args) => script.drop?.(...args),
    greeting: () => script.greeting?.(),
    connectionsAtMost: () => script.connectionsAtMost?.() ?? Infinity,
  })
  url = paper.serve('wire', [item(1), item(2)])
  await configure({})
  await paper.pass()
})
afterEach(async () => {
  await smtp.close()
})

/** Two recipients, mail sent to the server, retries after one and five minutes; the arguments override this. */
const configure = (mail: Partial<NonNullable<UserConfig['mail']>>, digest: Parameters<typeof daily>[0] = {}) =>
  paper.configure({
    sources: [{ id: 'wire', url }],
    digests: [daily({ subscribers: [ANN, BOB], ...digest })],
    mail: { from: 'Broadsheet <news@example.org>', smtp: smtp.url, tls: 'never', retrySeconds: [60, 300], ...mail },
  })
const passAt = (instant: string) => {
  paper.at(instant)
  return paper.pass()
}
const states = async () =>
  Object.fromEntries(
    (await listDeliveries(paper.db))
      .sort((a, b) => (a.slotAt < b.slotAt ? -1 : 1))
      .map(({ address, slotAt, state, tries, code }) => [
        `${address} ${slotAt.slice(8, 10)}`,
        `${state} ${tries}${code === undefined ? '' : ` ${code}`}`,
      ]),
  )
const to = (address: string) => smtp.received.filter((message) => message.to === address)
const idOf = async (bytes: Buffer) => (await readMessage(bytes)).messageId
const SLOT = '2026-11-20T18:00:00.000Z'

it('tries again after a 4xx, by retrySeconds, with the same bytes and Message-ID', async () => {
  script.data = (address, nth) => (address === BOB && nth === 1 ? busy : undefined)
  script.rcpt = (address, nth) => (address === BOB && nth === 2 ? busy : undefined)
  const report = await passAt(SLOT)
  expect(exitCodeOf(report)).toBe(4)
  expect(report.digests).toMatchObject({ owed: 1, editions: [{ state: 'sending' }] })
  expect(await states()).toEqual({ [`${ANN} 20`]: 'sent 1', [`${BOB} 20`]: 'retry 1 mail/recipient' })
  await passAt('2026-11-20T18:00:59.000Z')
  expect(await states()).toMatchObject({ [`${BOB} 20`]: 'retry 1 mail/recipient' })
  await passAt('2026-11-20T18:01:00.000Z')
  expect(await states()).toMatchObject({ [`${BOB} 20`]: 'retry 2 mail/recipient' })
  await passAt('2026-11-20T18:05:59.000Z')
  expect(to(BOB)).toHaveLength(0)
  const last = await passAt('2026-11-20T18:06:00.000Z')
  expect(await states()).toEqual({ [`${ANN} 20`]: 'sent 1', [`${BOB} 20`]: 'sent 3' })
  expect([exitCodeOf(last), last.digests?.editions[0]?.state]).toEqual([0, 'sent'])
  expect(to(ANN)).toHaveLength(1)
  expect(to(BOB)).toHaveLength(1)
  // Except for the recipient's own address, id and token the bytes are the same, date and boundary included.
  const common = ({ bytes }: { bytes: Buffer }) =>
    bytes
      .toString()
      .replaceAll('=\r\n', '')
      .replaceAll(BOB, ANN)
      .replace(/^Message-ID: .*$/m, '')
      .replaceAll(/unsubscribe%20[\w-]+/g, 'unsubscribe%20TOKEN')
  expect(common(to(BOB)[0]!)).toBe(common(to(ANN)[0]!))
})

it('reads a text once for all who get it, and deliveries only to send them or to report them', async () => {
  const subscribers = Array.from({ length: 12 }, (_, i) => `reader${i}@example.org`)
  await configure({}, { subscribers })
  await paper.pass()
  script.data = () => busy
  const { db, asked } = recorded(paper.db)
  const readFrom = (table: string) => asked.filter(({ sql }) => new RegExp(`^SELECT.* FROM ${table}\\b`, 's').test(sql))
  const rowsWith = (column: string) => asked.flatMap(({ rows }) => rows).filter((row) => column in row).length
  paper.at(SLOT)
  expect((await paper.pass({}, { db })).digests).toMatchObject({ owed: 12 })
  expect(readFrom('variants')).toHaveLength(1)
  expect([rowsWith('slots'), rowsWith('reply')]).toEqual([12, 24])
  // Nothing is due and no edition is reported, so deliveries are only counted.
  asked.length = 0
  expect((await paper.pass({}, { db })).digests).toMatchObject({ owed: 12, held: 0, editions: [] })
  expect([rowsWith('slots'), rowsWith('reply')]).toEqual([0, 0])
})

it('waits for a retry that falls due within --wait, and not longer', async () => {
  await configure({ retrySeconds: [1, 3600] })
  script.rcpt = (_, nth) => (nth === 1 ? busy : undefined)
  paper.at(SLOT)
  const started = Date.now()
  const clock = () => new Date(Date.parse(SLOT) + (Date.now() - started))
  const report = await paper.pass({ waitMs: 5000 }, { clock })
  expect(report.digests).toMatchObject({ owed: 0 })
  expect(smtp.received).toHaveLength(2)
})

it('waits for the retries within --wait, counted from the first moment without work, however often they fail', async () => {
  await configure({ retrySeconds: [1] }, { subscribers: [ANN] })
  let tries = 0
  script.rcpt = () => (++tries > 20 ? undefined : busy)
  paper.at(SLOT)
  const started = Date.now()
  const clock = () => new Date(Date.parse(SLOT) + (Date.now() - started))
  const report = await paper.pass({ waitMs: 2500 }, { clock })
  expect(report.digests).toMatchObject({ owed: 1 })
  expect(tries).toBe(3)
})

it.each(['greeting', 'mailFrom'] as const)(
  'sends within --wait what the server puts off for a time: %s',
  async (stage) => {
    await configure({ retrySeconds: [1] })
    let tries = 0
    const later = { code: 451, text: 'Come back later' }
    script[stage] = () => (++tries > 2 ? undefined : later)
    paper.at(SLOT)
    const started = Date.now()
    const clock = () => new Date(Date.parse(SLOT) + (Date.now() - started))
    const report = await paper.pass({ waitMs: 10_000 }, { clock })
    expect(report.digests).toMatchObject({ owed: 0 })
    expect(await states()).toEqual({ [`${ANN} 20`]: 'sent 1', [`${BOB} 20`]: 'sent 1' })
  },
)

it('gives up a delivery that a 5xx refuses, and shows that recipient the stories again', async () => {
  script.rcpt = (address, nth) => (address === BOB && nth === 1 ? gone : undefined)
  const report = await passAt(SLOT)
  expect(exitCodeOf(report)).toBe(0)
  expect(await states()).toEqual({ [`${ANN} 20`]: 'sent 1', [`${BOB} 20`]: 'failed 1 mail/recipient' })
  await passAt('2026-11-21T18:00:00.000Z')
  expect(to(ANN)).toHaveLength(1)
  expect(mentions(await readMessage(to(BOB)[0]!.bytes), item(1))).toBe(true)
})

it('leaves everything pending, with no try counted, when the transport fails, and reports it once', async () => {
  script.greeting = () => ({ code: 554, text: 'Not now' })
  const report = await passAt(SLOT)
  expect(exitCodeOf(report)).toBe(4)
  expect(report.digests).toMatchObject({ owed: 2, transportFault: { concerns: 'transport' } })
  expect(Object.values(await states()).map((state) => state.slice(0, 9))).toEqual(['pending 0', 'pending 0'])
  script.greeting = () => undefined
  expect(exitCodeOf(await paper.pass())).toBe(0)
  expect(await states()).toEqual({ [`${ANN} 20`]: 'sent 1', [`${BOB} 20`]: 'sent 1' })
})

it('leaves everything pending when the login is refused', async () => {
  const guarded = await startSmtp({ login: { user: 'paper', pass: 'right' } })
  try {
    await configure({ smtp: guarded.url.replace(':right@', ':wrong@') })
    const report = await passAt(SLOT)
    expect(exitCodeOf(report)).toBe(4)
    expect(report.digests).toMatchObject({ owed: 2, transportFault: { code: 'mail/login' } })
    expect(Object.values(await states())).toEqual(['pending 0 mail/login', 'pending 0 mail/login'])
    await configure({ smtp: guarded.url })
    expect(exitCodeOf(await paper.pass())).toBe(0)
    expect(guarded.received).toHaveLength(2)
  } finally {
    await guarded.close()
  }
})

it('sends a message whose reply was lost again by retrySeconds, with the same id and bytes, until one comes', async () => {
  script.drop = (address, nth) => (address === BOB && nth <= 4 ? 'before-reply' : undefined)
  for (const [at, tries] of Object.entries({ '18:00': 1, '18:01': 2, '18:06': 3, '18:11': 4 })) {
    const report = await passAt(`2026-11-20T${at}:00.000Z`)
    expect([exitCodeOf(report), report.digests?.held]).toEqual([4, 0])
    expect(await states()).toMatchObject({ [`${BOB} 20`]: `uncertain ${tries} mail/uncertain` })
  }
  expect(exitCodeOf(await passAt('2026-11-20T18:16:00.000Z'))).toBe(0)
  expect(await states()).toMatchObject({ [`${BOB} 20`]: 'sent 5' })
  expect(new Set(to(BOB).map(({ bytes }) => bytes.toString())).size).toBe(1)
  expect(to(BOB)).toHaveLength(5)
})

it('says once to whom it could not be sent, and why', async () => {
  script.drop = (address) => (address === BOB ? 'before-reply' : undefined)
  const report = await passAt(SLOT)
  const text = summaryText(report, paper.config(), { paint: createPaint(false), tookMs: 1, next: {} })
  expect(text.replace(/\s+/g, ' ')).toMatch(
    /mail bob@example\.org: 127\.0\.0\.1:\d+ ended the connection after the message, so it may have arrived or not \(mail\/uncertain\), tried once/,
  )
})

it('gives up a message whose reply is always lost 48 hours after the slot, and holds nothing', async () => {
  await configure({ retrySeconds: [86_400] }, { days: ['fri'] })
  script.drop = (address) => (address === BOB ? 'before-reply' : undefined)
  await passAt(SLOT)
  await passAt('2026-11-21T18:00:00.000Z')
  const report = await passAt('2026-11-22T18:00:00.000Z')
  expect([exitCodeOf(report), report.digests?.held]).toEqual([0, 0])
  expect(await states()).toMatchObject({ [`${BOB} 20`]: 'failed 2 expired' })
})

it('is certain that a message did not arrive where the connection ended before it, and tries it again', async () => {
  await configure({ uncertain: 'hold' })
  script.drop = (address) => (address === BOB ? 'at-rcpt' : undefined)
  await passAt(SLOT)
  expect(await states()).toEqual({ [`${ANN} 20`]: 'sent 1', [`${BOB} 20`]: 'retry 1 mail/lost' })
  script.drop = () => undefined
  expect(exitCodeOf(await passAt('2026-11-20T18:01:00.000Z'))).toBe(0)
  expect(to(BOB)).toHaveLength(1)
})

it.each([1, 3])(
  'sends all in one pass to a server that takes %i connections, where four are configured',
  async (most) => {
    script.connectionsAtMost = () => most
    const subscribers = Array.from({ length: 30 }, (_, i) => `reader${i}@example.org`)
    await configure({ connections: 4 }, { subscribers })
    await paper.pass()
    const report = await passAt(SLOT)
    expect([exitCodeOf(report), report.digests?.transportFault]).toEqual([0, undefined])
    expect(smtp.received).toHaveLength(30)
  },
)

it('sends to the others in the same pass where the server ends the connection under one recipient', async () => {
  script.drop = (address) => (address === ANN ? 'at-rcpt' : undefined)
  await configure({ connections: 1 }, { subscribers: [ANN, BOB, 'cid@example.org', 'dan@example.org'] })
  await paper.pass()
  const report = await passAt(SLOT)
  expect(report.digests).toMatchObject({ owed: 1 })
  expect(smtp.received).toHaveLength(3)
})

it('holds a message lost after DATA at once where the configuration says so', async () => {
  await configure({ uncertain: 'hold' })
  script.drop = (address, nth) => (address === BOB && nth === 1 ? 'before-reply' : undefined)
  const report = await passAt(SLOT)
  expect(report.digests).toMatchObject({ owed: 0, held: 1, editions: [{ state: 'held' }] })
  // Said on every run, with what to do.
  const later = await passAt('2026-11-20T19:00:00.000Z')
  expect(exitCodeOf(later)).toBe(4)
  expect(summaryJson('run', later, paper.config(), {})).toMatchObject({
    exitCode: 4,
    deliveries: { owed: 0, held: 1, settle: expect.stringContaining('broadsheet deliveries settle') },
  })
  const style = { paint: createPaint(false), tookMs: 1, next: {} }
  for (const text of [
    summaryText(later, paper.config(), style),
    quietText(later, paper.config(), { ...style, failures: [] }),
  ]) {
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /1 delivery held since an earlier run.* broadsheet deliveries settle --sent/,
    )
  }
  expect(to(BOB)).toHaveLength(1)
  // Held counts as had, so none of its stories comes again.
  await passAt('2026-11-21T18:00:00.000Z')
  expect(to(BOB)).toHaveLength(1)
})

it('settles held deliveries as a person decides, one by its id or all', async () => {
  await configure({ uncertain: 'hold' })
  script.drop = () => 'before-reply'
  expect((await passAt(SLOT)).digests).toMatchObject({ held: 2 })
  script.drop = () => undefined
  const bob = (await listDeliveries(paper.db)).find(({ address }) => address === BOB)!
  const settle = (as: 'sent' | 'resend', id?: string) =>
    paper.db.batch([settleHeld(as, paper.now(), id), settleEditions])
  expect((await settle('resend', 'no such id'))[0]).toEqual([])
  expect((await settle('resend', bob.id))[0]).toEqual([{ id: bob.id }])
  expect((await passAt('2026-11-20T18:01:00.000Z')).digests).toMatchObject({ held: 1, editions: [{ state: 'held' }] })
  expect(to(BOB)).toHaveLength(2)
  expect((await settle('sent'))[0]).toHaveLength(1)
  expect((await passAt('2026-11-20T18:02:00.000Z')).digests).toMatchObject({ held: 0, owed: 0 })
  expect(await states()).toEqual({ [`${ANN} 20`]: 'sent 1 mail/uncertain', [`${BOB} 20`]: 'sent 2' })
  expect(to(ANN)).toHaveLength(1)
})

it('ends an owed delivery when the recipient’s next edition is frozen, which shows those stories again', async () => {
  script.rcpt = (address, nth) => (address === BOB && nth === 1 ? busy : undefined)
  await configure({ retrySeconds: [600_000] })
  await passAt(SLOT)
  paper.serve('wire', [item(1), item(2), item(3, { at: '2026-11-21T09:00:00Z' })])
  await passAt('2026-11-21T18:00:00.000Z')
  expect(await states()).toEqual({
    [`${ANN} 20`]: 'sent 1',
    [`${BOB} 20`]: 'failed 1 superseded',
    [`${ANN} 21`]: 'sent 1',
    [`${BOB} 21`]: 'sent 1',
  })
  const [bob] = await Promise.all(to(BOB).map(({ bytes }) => readMessage(bytes)))
  expect([1, 2, 3].map((nth) => mentions(bob!, item(nth)))).toEqual([true, true, true])
  const ann = await readMessage(to(ANN)[1]!.bytes)
  expect([1, 2, 3].map((nth) => mentions(ann, item(nth)))).toEqual([false, false, true])
})

it('ends an early edition still owed when a late regular one is frozen, so that nobody gets both', async () => {
  script.rcpt = (_, nth) => (nth === 1 ? busy : undefined)
  paper.at('2026-11-20T18:30:00.000Z')
  await paper.pass({ early: true })
  expect(Object.values(await states())).toEqual(['retry 1 mail/recipient', 'retry 1 mail/recipient'])
  await passAt('2026-11-20T18:30:30.000Z')
  await passAt('2026-11-20T19:30:00.000Z')
  expect([to(ANN).length, to(BOB).length]).toEqual([1, 1])
})

it('gives up 48 hours after the slot, and shows the stories again', async () => {
  await configure({}, { days: ['fri', 'mon'] })
  script.rcpt = (address) => (address === BOB ? busy : undefined)
  await passAt(SLOT)
  await passAt('2026-11-22T17:59:00.000Z')
  expect(await states()).toMatchObject({ [`${BOB} 20`]: 'retry 2 mail/recipient' })
  await passAt('2026-11-22T18:00:00.000Z')
  expect(await states()).toMatchObject({ [`${BOB} 20`]: 'failed 2 expired' })
  script.rcpt = () => undefined
  await passAt('2026-11-23T18:00:00.000Z')
  expect(mentions(await readMessage(to(BOB)[0]!.bytes), item(1))).toBe(true)
  expect(to(ANN)).toHaveLength(1)
})

it('sends an edition whose slot is older than 48 hours where lateHours allows it', async () => {
  await configure({}, { days: ['fri'], lateHours: 72 })
  await passAt('2026-11-23T12:00:00.000Z')
  expect(await states()).toEqual({ [`${ANN} 20`]: 'sent 1', [`${BOB} 20`]: 'sent 1' })
})

it('sends nothing to a subscriber who unsubscribed between freezing and sending', async () => {
  script.rcpt = (address, nth) => (address === BOB && nth === 1 ? busy : undefined)
  await passAt(SLOT)
  await paper.db.batch([setSubscriberState('daily', BOB, 'suppressed', paper.now())])
  expect(exitCodeOf(await passAt('2026-11-20T18:01:00.000Z'))).toBe(0)
  expect(await states()).toMatchObject({ [`${BOB} 20`]: 'failed 1 suppressed' })
  expect(to(BOB)).toEqual([])
})

it('sends a retry with the bytes that were frozen, whatever changed meanwhile', async () => {
  script.drop = (address, nth) => (address === BOB && nth === 1 ? 'before-reply' : undefined)
  await configure({ operator: 'ops@example.org', replyTo: 'desk@example.org' })
  await passAt(SLOT)
  const templates = join(paper.folder, 'templates')
  cpSync(templatesFolder, templates, { recursive: true })
  writeFileSync(join(templates, 'digest.txt'), readFileSync(join(templates, 'digest.txt'), 'utf8').replaceAll('=', '#'))
  paper.serve('wire', [item(1, { title: 'Quite another headline' })])
  await configure(
    { from: 'Another name <other@example.net>', operator: 'someone@example.net', replyTo: 'else@example.net' },
    { title: 'Renamed', at: '05:00' },
  )
  await paper.configure({
    title: 'Renamed paper',
    language: 'de',
    siteUrl: 'https://news.example.net',
    counterUrl: 'https://mail.example.net',
  })
  paper.at('2026-11-20T18:01:00.000Z')
  await paper.pass({}, { templatesFolder: templates })
  const [first, second] = to(BOB)
  expect(second!.bytes.toString()).toBe(first!.bytes.toString())
  expect(await idOf(second!.bytes)).toMatch(/@example\.org>$/)
})

/**
 * SIGKILL before and after every SMTP command of a run that has deliveries to send, then a plain run: every message arrives, with
 * the same bytes, and a second copy only of what was in flight. And two workers on one PostgreSQL database, one of them killed.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listDeliveries } from '../../src/store/deliveries.ts'
import { outcomeOf, runHeld, seedCache } from '../../tools/drill.ts'
import { CONFIG_FILE, DRILL_DATES, serveNewsroom, writeNewsroom } from '../../tools/drill-newsroom.ts'
import { databases, type SharedStore } from '../support/databases.ts'
import { startSmtp, type TestSmtp } from '../support/smtp.ts'

const root = mkdtempSync(join(tmpdir(), 'broadsheet-sending-'))
const base = join(root, 'base')
let newsroom: Awaited<ReturnType<typeof serveNewsroom>>

beforeAll(async () => {
  newsroom = await serveNewsroom(2)
  newsroom.turnTo(0)
  writeNewsroom(base, 0, newsroom.host)
  await seedCache(base, join(root, 'seed'), newsroom.host)
}, 120_000)
afterAll(async () => {
  await newsroom.close()
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

/** A copy of a folder, with one digest for so many subscribers. */
function copyOf(from: string, name: string, subscribers: number, connections: number): string {
  const folder = join(root, name)
  cpSync(from, folder, { recursive: true })
  writeNewsroom(folder, 0, newsroom.host)
  const path = join(folder, CONFIG_FILE)
  const config = JSON.parse(readFileSync(path, 'utf8'))
  config.digests = [
    { ...config.digests[0], subscribers: Array.from({ length: subscribers }, (_, i) => `reader${i}@reader.example`) },
  ]
  config.mail.connections = connections
  writeFileSync(path, JSON.stringify(config))
  return folder
}

/** Freezes the edition of a folder and leaves its deliveries pending, since the server takes no mail. */
async function freeze(folder: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const closed = await startSmtp({ tls: 'none', greeting: () => ({ code: 554, text: 'Closed' }) })
  const ended = await runHeld(folder, { day: 0, smtp: closed, env })
  await closed.close()
  expect(ended).toMatchObject({ code: 4, signal: null })
}

/** The copies of each message by its id. */
function copiesIn(received: TestSmtp['received']): Map<string, string[]> {
  const mails = received.map(({ bytes }) => bytes.toString('latin1'))
  return Map.groupBy(mails, (mail) => /^Message-ID: (.*)\r$/m.exec(mail)![1]!) as Map<string, string[]>
}

it('loses no message, and repeats only what was in flight, wherever a run is killed', async () => {
  const frozen = copyOf(base, 'frozen', 2, 1)
  await freeze(frozen)
  const reference = await startSmtp({ tls: 'none' })
  const pointsFile = join(root, 'points')
  const unkilled = copyOf(frozen, 'unkilled', 2, 1)
  expect(await runHeld(unkilled, { day: 0, smtp: reference, pointsFile })).toMatchObject({ code: 0, stderr: '' })
  await reference.close()
  const wanted = copiesIn(reference.received)
  expect(wanted.size).toBe(2)
  const commands = readFileSync(pointsFile, 'utf8')
    .trim()
    .split('\n')
    .flatMap((point, index) => (point.startsWith('smtp: ') ? [{ command: point.slice(6), index }] : []))
  expect(new Set(commands.map(({ command }) => command))).toEqual(
    new Set(['EHLO', 'MAIL FROM', 'RCPT TO', 'DATA', 'a part of the message', 'the final dot', 'QUIT']),
  )
  const queue = commands.flatMap(({ command, index }) => ['before', 'after'].map((side) => ({ command, side, index })))
  const faults: string[] = []
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { command, side, index } = next
      const fault = (what: string) => faults.push(`${side} ${index}, ${command}: ${what}`)
      const smtp = await startSmtp({ tls: 'none' })
      const folder = copyOf(frozen, `${side}-${index}`, 2, 1)
      const killed = await runHeld(folder, { day: 0, smtp, kill: `${side} ${index}`, victim: 'run' })
      const plain = await runHeld(folder, { day: 0, smtp })
      await smtp.close()
      if (killed.signal !== 'SIGKILL') fault(`not killed but ${killed.code}`)
      if (plain.code !== 0) fault(`then ${plain.code}: ${plain.stdout}`)
      const found = copiesIn(smtp.received)
      for (const [id, [bytes]] of wanted) {
        const copies = found.get(id) ?? []
        if (copies.length === 0 || copies.some((copy) => copy !== bytes)) fault(`${id} is lost or has other bytes`)
      }
      if (smtp.received.length > wanted.size + 1 || found.size > wanted.size) fault(`${smtp.received.length} messages`)
      const states = outcomeOf(folder)
        .rows.get('deliveries')!
        .map(({ state }) => state)
      if (states.some((state) => state !== 'sent')) fault(states.join())
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  await Promise.all([work(), work()])
  expect(faults).toEqual([])
}, 600_000)

it('loses no message where one of two workers on a PostgreSQL database is killed, and repeats only what it had in flight', async () => {
  const store: SharedStore = await databases[1]!.share()
  const smtp = await startSmtp({ tls: 'none', slowMs: 5 })
  try {
    const env = { BROADSHEET_STORE: store.url }
    const [one, other] = ['one', 'other'].map((name) => copyOf(base, name, 70, 2)) as [string, string]
    await freeze(one, env)
    const ends = await Promise.all([
      runHeld(one, { day: 0, smtp, env, kill: 'after 40', victim: 'run' }),
      runHeld(other, { day: 0, smtp, env }),
    ])
    expect(ends[0].signal).toBe('SIGKILL')
    // Its claims return when they have run out.
    const later = { ...env, DRILL_DATE: new Date(Date.parse(DRILL_DATES[0]) + 600_000).toISOString() }
    expect(await runHeld(other, { day: 0, smtp, env: later })).toMatchObject({ code: 0, stderr: '' })
    const deliveries = await listDeliveries(await store.connect())
    expect(deliveries.map(({ state }) => state)).toEqual(Array.from({ length: 70 }, () => 'sent'))
    const copies = copiesIn(smtp.received)
    expect(copies.size).toBe(70)
    expect([...copies.values()].every((some) => new Set(some).size === 1)).toBe(true)
    expect(smtp.received.length).toBeLessThanOrEqual(72)
  } finally {
    await smtp.close()
    await store.close()
  }
}, 120_000)

/**
 * The sending drill: a mail server with one fault at a time, followed until every delivery is settled. Nothing is lost, nothing is
 * held, no reader sees a message twice, and what was refused for good is not tried again.
 */
import { afterEach, describe, expect, it } from 'vitest'
import type { UserConfig } from '../../src/config.ts'
import { openSmtp } from '../../src/mail/smtp.ts'
import { listDeliveries, nextTryDue } from '../../src/store/deliveries.ts'
import { type Line, openLine } from '../support/cut-line.ts'
import { type Act, type FaultyServer, type Moment, startFaulty } from '../support/faulty-smtp.ts'
import { item } from '../support/make.ts'
import { daily, useNewspaper } from '../support/newspaper.ts'

const paper = useNewspaper()
const READERS = Array.from({ length: 20 }, (_, i) => `reader${String(i).padStart(2, '0')}@example.org`)
const SLOT = '2026-11-20T18:00:00.000Z'
/** Reader 3, 10 and 17. */
const isSome = (to: string): boolean => /(?:03|10|17)@/.test(to)
const at = (stage: Moment['stage'], act: (moment: Moment) => Act | undefined) => (moment: Moment) =>
  moment.stage === stage ? act(moment) : undefined
const first =
  (act: Act, times = 1) =>
  ({ nth }: Moment) =>
    nth <= times ? act : undefined
const some =
  (act: Act, times = 1) =>
  (moment: Moment) =>
    isSome(moment.to) && moment.nth <= times ? act : undefined

interface Fault {
  readonly name: string
  readonly act: (moment: Moment) => Act | undefined
  /** Readers who may get a copy more, with the same bytes, since a reply was lost; by default nobody. */
  readonly mayRepeat?: boolean
  /** Readers who are refused for good. */
  readonly isRefused?: (to: string) => boolean
  readonly mail?: Partial<NonNullable<UserConfig['mail']>>
  readonly login?: string
  /** Passes that it may take: by default two, since most faults pass at the first retry. */
  readonly passes?: number
}

const FAULTS: readonly Fault[] = [
  { name: 'none', act: () => undefined, passes: 1 },
  { name: 'greylisting', act: at('RCPT', first({ say: '451 4.7.1 Greylisted\r\n' })) },
  { name: '450 for some, twice', act: at('RCPT', some({ say: '450 4.2.1 Busy\r\n' }, 2)), passes: 3 },
  { name: '451 after DATA', act: at('message', first({ say: '451 4.3.0 Try later\r\n' })) },
  { name: '452 for a full mailbox', act: at('RCPT', some({ say: '452 4.2.2 Mailbox full\r\n' })) },
  { name: '451 at the command DATA', act: at('DATA', some({ say: '451 4.3.2 Not now\r\n' })) },
  {
    name: 'refused recipients',
    act: at('RCPT', some({ say: '550 5.1.1 No such user\r\n' }, 99)),
    isRefused: isSome,
    passes: 1,
  },
  { name: '554 after DATA', act: at('message', some({ say: '554 5.7.1 Spam\r\n' }, 99)), isRefused: isSome, passes: 1 },
  {
    name: '552 for the size',
    act: at('message', some({ say: '552 5.3.4 Too large\r\n' }, 99)),
    isRefused: isSome,
    passes: 1,
  },
  {
    name: 'a refusal in several lines',
    act: at('RCPT', some({ say: '550-5.1.1 No\r\n550-5.1.1 such\r\n550 5.1.1 user\r\n' }, 99)),
    isRefused: isSome,
    passes: 1,
  },
  { name: 'a drop at RCPT', act: at('RCPT', some({ hangUp: true }, 3)), passes: 3 },
  { name: 'a drop in the text', act: at('text', some({ hangUp: true })), mayRepeat: true },
  {
    name: 'a drop after the dot, message not taken',
    act: at('message', some({ hangUp: true, isTaken: false }, 3)),
    passes: 4,
  },
  {
    name: 'a drop after the dot, message taken',
    act: at('message', some({ hangUp: true, isTaken: true }, 3)),
    mayRepeat: true,
    passes: 4,
  },
  {
    name: 'a drop after every reply',
    act: at('message', () => ({ say: '250 2.0.0 Taken\r\n', isTaken: true, hangUp: true })),
    passes: 1,
  },
  {
    name: 'half a reply to the message',
    act: at('message', some({ say: '25', isTaken: true, hangUp: true })),
    mayRepeat: true,
  },
  { name: 'no reply to the message', act: at('message', some({ say: '', isTaken: true, waitMs: 5 })), mayRepeat: true },
  { name: 'no reply to RCPT', act: at('RCPT', some({ say: '' })) },
  {
    name: '421 as the greeting of the first connections',
    act: at('greeting', ({ connection }) =>
      connection <= 3 ? { say: '421 4.3.2 Starting\r\n', hangUp: true } : undefined,
    ),
    passes: 5,
  },
  {
    name: 'one connection allowed',
    act: at('greeting', ({ open }) => (open > 1 ? { say: '421 4.7.0 Too many\r\n', hangUp: true } : undefined)),
    passes: 1,
  },
  {
    name: 'three connections allowed',
    act: at('greeting', ({ open }) => (open > 3 ? { say: '421 4.7.0 Too many\r\n', hangUp: true } : undefined)),
    passes: 1,
  },
  {
    name: 'an extra connection without a greeting',
    act: at('greeting', ({ open }) => (open > 1 ? { hangUp: true } : undefined)),
    passes: 1,
  },
  {
    name: '421 at MAIL after two messages',
    act: at('MAIL', ({ carried }) => (carried >= 2 ? { say: '421 4.7.0 Enough\r\n', hangUp: true } : undefined)),
    passes: 1,
  },
  { name: '421 at RCPT', act: at('RCPT', some({ say: '421 4.7.0 Closing\r\n', hangUp: true })), passes: 1 },
  {
    name: '421 instead of the reply to the message',
    act: at('message', some({ say: '421 4.3.2 Shutting down\r\n', hangUp: true })),
    passes: 1,
  },
  {
    name: 'a rate limit that refuses every other recipient',
    act: at('RCPT', ({ nth, to }) =>
      nth === 1 && Number(/\d+/.exec(to)) % 2 === 1 ? { say: '450 4.7.1 Rate limit\r\n' } : undefined,
    ),
  },
  { name: 'slow replies', act: ({ stage }) => (stage === 'text' ? undefined : { waitMs: 3 }), passes: 1 },
  {
    name: 'a greeting that is no SMTP',
    act: at('greeting', ({ connection }) => (connection <= 2 ? { say: 'SSH-2.0-OpenSSH_9.9\r\n' } : undefined)),
    passes: 4,
  },
  {
    name: 'STARTTLS offered, and not there',
    act: at('EHLO', () => ({ say: '250-loopback\r\n250 STARTTLS\r\n' })),
    mail: { tls: 'opportunistic' },
    passes: 1,
  },
  {
    name: 'STARTTLS that breaks, once',
    act: ({ stage, connection }) =>
      stage === 'EHLO' && connection <= 2
        ? { say: '250-loopback\r\n250 STARTTLS\r\n' }
        : stage === 'STARTTLS'
          ? { say: '220 Go\r\nplain garbage\r\n' }
          : undefined,
    mail: { tls: 'opportunistic' },
    passes: 4,
  },
  {
    name: 'a login that is refused, then works',
    act: ({ stage, nth }) =>
      stage === 'EHLO'
        ? { say: '250-loopback\r\n250 AUTH PLAIN\r\n' }
        : stage === 'AUTH' && nth === 1
          ? { say: '535 5.7.8 No\r\n' }
          : undefined,
    login: 'news:secret@',
  },
  {
    name: 'a login that cannot be checked now',
    act: ({ stage, nth }) =>
      stage === 'EHLO'
        ? { say: '250-loopback\r\n250 AUTH PLAIN\r\n' }
        : stage === 'AUTH' && nth === 1
          ? { say: '454 4.7.0 Later\r\n' }
          : undefined,
    login: 'news:secret@',
  },
  { name: 'no PIPELINING', act: at('EHLO', () => ({ say: '250 loopback\r\n' })), passes: 1 },
  { name: 'PIPELINING that takes DATA without a recipient', act: at('RCPT', some({ say: '450 4.2.1 Busy\r\n' })) },
  {
    name: 'replies in several lines and with odd texts',
    act: ({ stage }) =>
      stage === 'MAIL'
        ? { say: '250-2.1.0 one\r\n250-2.1.0 two\r\n250 2.1.0\r\n' }
        : stage === 'message'
          ? { say: '250-Taken,\r\n250 \u00C3\u00BCber\r\n', isTaken: true }
          : undefined,
    passes: 1,
  },
]

let server: FaultyServer | undefined
let line: Line | undefined
afterEach(async () => {
  await line?.close()
  await server?.close()
  line = undefined
})

/** Runs passes at the instants when something is due, until nothing is. Returns how many it took. */
async function settle(
  { mail, login = '' }: Partial<Fault>,
  act: Fault['act'],
  broken?: Parameters<typeof openLine>[1],
): Promise<number> {
  server = await startFaulty(act, login)
  line = broken && (await openLine(Number(new URL(server.url).port), broken))
  const smtp = line === undefined ? server.url : `smtp://127.0.0.1:${line.port}`
  const url = paper.serve('wire', [item(1), item(2)])
  await paper.configure({
    sources: [{ id: 'wire', url }],
    digests: [daily({ subscribers: READERS })],
    mail: {
      ...{ from: 'Broadsheet <news@example.org>', smtp, tls: 'never', connections: 4, perMinute: 10_000 },
      retrySeconds: [60, 300],
      ...mail,
    },
  })
  await paper.pass()
  paper.at(SLOT)
  for (let passes = 1; ; passes++) {
    const config = { ...paper.config().mail, url: smtp }
    const openMailer = async () => openSmtp({ ...config, replyTimeoutMs: 400 })
    const { digests } = await paper.pass({ refresh: passes === 1 }, { openMailer })
    const due = await nextTryDue(paper.db)
    if (due === undefined || passes === 40) {
      expect(digests).toMatchObject({ owed: 0, held: 0 })
      return passes
    }
    paper.at(due > paper.now() ? due : new Date(Date.parse(paper.now()) + 60_000).toISOString())
  }
}

describe('a mail server with a fault', () => {
  it.each(FAULTS)('loses nothing, repeats nothing that a reader sees, and holds nothing: $name', async (fault) => {
    const { act, isRefused = () => false, mayRepeat = false, passes = 2 } = fault
    const took = await settle(fault, act)
    const deliveries = await listDeliveries(paper.db)
    const ended = Object.fromEntries(deliveries.map(({ address, state }) => [address, state]))
    expect(ended).toEqual(Object.fromEntries(READERS.map((to) => [to, isRefused(to) ? 'failed' : 'sent'])))
    for (const to of READERS) {
      const texts = server!.received.filter((one) => one.to === to).map(({ text }) => text)
      expect(texts.length).toBeGreaterThanOrEqual(isRefused(to) ? 0 : 1)
      // Copies have the same bytes, with the same Message-ID, and are sent only where the reply was lost.
      expect(new Set(texts).size).toBe(isRefused(to) ? 0 : 1)
      if (!(mayRepeat && isSome(to))) expect(texts).toHaveLength(isRefused(to) ? 0 : 1)
      if (isRefused(to)) expect(server!.asked(to)).toBe(1)
    }
    expect(took).toBeLessThanOrEqual(passes)
  })
})

describe('a line to the mail server', () => {
  const LONG = 'x'.repeat(190)

  it.each([1, 2, 3, 4, 5, 6])('may break at any byte, with one connection allowed and with many (%i)', async (seed) => {
    let state = seed * 7919
    // A linear congruential generator: the same numbers in every run.
    const random = (below: number): number => Math.floor(((state = (state * 48271) % 2147483647) / 2147483647) * below)
    const cut = () => ({
      sent: random(4) > 0 ? random(60_000) : undefined,
      received: seed > 3 && random(2) > 0 ? random(800) : undefined,
    })
    const one = at('greeting', ({ open }) => (open > 1 ? { say: '421 4.7.0 One only\r\n', hangUp: true } : undefined))
    await settle({}, seed % 2 === 1 ? one : () => undefined, { cut })
    expect((await listDeliveries(paper.db)).map(({ state }) => state)).toEqual(READERS.map(() => 'sent'))
    const texts = Map.groupBy(server!.received, ({ to }) => to)
    expect([...texts.keys()].sort()).toEqual(READERS)
    for (const copies of texts.values()) expect(new Set(copies.map(({ text }) => text)).size).toBe(1)
  })

  it('may carry replies byte by byte, with long lines and letters beyond ASCII', async () => {
    const says: Partial<Record<Moment['stage'], string>> = {
      greeting: `220-${LONG}\r\n220-\u00fcber \u00ff\r\n220 ${LONG}\r\n`,
      EHLO: `250-${LONG}\r\n250-PIPELINING\r\n250-X-\u00e9\r\n250 8BITMIME\r\n`,
      MAIL: `250-${LONG}\r\n250 ${LONG}\r\n`,
      message: `250-${LONG}\r\n250 \u00fc taken\r\n`,
    }
    const act: Fault['act'] = ({ stage }) => (stage in says ? { say: says[stage]!, isTaken: true } : undefined)
    expect(await settle({}, act, { cut: () => ({}), byteByByte: true })).toBe(1)
    expect(server!.received.map(({ to }) => to).sort()).toEqual(READERS)
  })
})

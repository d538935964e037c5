/**
 * An SMTP server on loopback that can break every rule: `smtp.ts` follows a library's idea of a server, this one writes the bytes
 * itself. It keeps every message that it was given whole, also those whose reply was lost.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** Where a server can do something else: before its greeting, at a command, in the text of a message, or after its final dot. */
type Stage = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'text' | 'message' | 'QUIT'

export interface Moment {
  readonly stage: Stage
  /** The recipient; empty before RCPT. */
  readonly to: string
  /** How often this stage was reached for this recipient, over all connections, from 1. */
  readonly nth: number
  /** The connection, from 1; how many are open; the messages that it has carried. */
  readonly connection: number
  readonly open: number
  readonly carried: number
}

/** What the server does instead; what is not said is as usual. */
export interface Act {
  /** Bytes instead of the reply. */
  readonly say?: string
  readonly waitMs?: number
  /** Waits for this first. */
  readonly until?: Promise<unknown>
  /** Closes the connection: instead of a reply, or after `say`. */
  readonly hangUp?: boolean
  /** After the dot: whether the message was taken all the same. */
  readonly isTaken?: boolean
}

export interface FaultyServer {
  readonly url: string
  readonly received: readonly { readonly to: string; readonly text: string }[]
  /** Every reply of 5xx that was sent for a recipient, in order. */
  readonly refused: readonly string[]
  /** How often RCPT was said for a recipient. */
  asked(to: string): number
  readonly connections: number
  /** Connections that are open now. */
  readonly open: number
  /** Closes them. */
  hangUp(): void
  close(): Promise<void>
}

const USUAL: Readonly<Record<Stage, string>> = {
  greeting: '220 loopback ESMTP\r\n',
  EHLO: '250-loopback\r\n250-PIPELINING\r\n250 SIZE 10000000\r\n',
  STARTTLS: '454 4.7.0 TLS not available\r\n',
  AUTH: '235 2.7.0 Welcome\r\n',
  MAIL: '250 2.1.0 Ok\r\n',
  RCPT: '250 2.1.5 Ok\r\n',
  DATA: '354 Go ahead\r\n',
  text: '',
  message: '250 2.0.0 Taken\r\n',
  QUIT: '221 Bye\r\n',
}

/** Starts a server on a free port of 127.0.0.1; `act` says what it does otherwise, `login` is written into its URL. */
export async function startFaulty(act: (moment: Moment) => Act | undefined, login = ''): Promise<FaultyServer> {
  const received: { to: string; text: string }[] = []
  const refused: string[] = []
  const counts = new Map<string, number>()
  const sockets = new Set<Socket>()
  let connections = 0

  async function serve(socket: Socket): Promise<void> {
    const connection = ++connections
    let carried = 0
    let to = ''
    sockets.add(socket)
    socket.setNoDelay(true).on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    /** Answers a stage; returns what it did, undefined once the connection is over. */
    const answer = async (stage: Stage): Promise<Act | undefined> => {
      const key = `${stage} ${to}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      const moment = { stage, to, nth: counts.get(key)!, connection, open: sockets.size, carried }
      const done = act(moment) ?? {}
      if (stage === 'message' && (done.isTaken ?? (done.say === undefined && !done.hangUp))) received.push({ to, text })
      await done.until
      if (done.waitMs !== undefined) await wait(done.waitMs, undefined, { ref: false })
      const said = done.say ?? (done.hangUp ? '' : USUAL[stage])
      if (/^5\d\d/.test(said)) refused.push(to)
      if (said !== '') socket.write(said)
      if (!done.hangUp) return done
      if (said === '') socket.destroy()
      else socket.end()
      return undefined
    }
    let text = ''
    let pending = ''
    let isInText = false
    if ((await answer('greeting')) === undefined) return
    for await (const chunk of socket) {
      pending += (chunk as Buffer).toString('latin1')
      if (isInText && (await answer('text')) === undefined) return
      for (;;) {
        if (isInText) {
          const end = /(?:^|\r\n)\.\r\n/.exec(pending)
          if (end === null) break
          text = pending.slice(0, end.index + 2)
          pending = pending.slice(end.index + end[0].length)
          isInText = false
          if ((await answer('message')) === undefined) return
          carried += 1
          to = ''
          continue
        }
        const end = pending.indexOf('\r\n')
        if (end < 0) break
        const line = pending.slice(0, end)
        pending = pending.slice(end + 2)
        const command = line.slice(0, 4).toUpperCase()
        const stage = (
          {
            EHLO: 'EHLO',
            STAR: 'STARTTLS',
            AUTH: 'AUTH',
            MAIL: 'MAIL',
            RCPT: 'RCPT',
            DATA: 'DATA',
            QUIT: 'QUIT',
          } as const
        )[command]
        if (stage === undefined) {
          socket.write(command === 'RSET' ? '250 Ok\r\n' : '502 Not known\r\n')
          to = ''
          continue
        }
        if (stage === 'RCPT') to = /<(.*)>/.exec(line)?.[1] ?? ''
        // Without a recipient that was accepted there is nothing to say: what was pipelined after a refusal is refused, too.
        if (stage === 'DATA' && to === '') {
          socket.write('554 5.5.1 No valid recipients\r\n')
          continue
        }
        const done = await answer(stage)
        if (done === undefined) return
        if (stage === 'RCPT' && /^[45]/.test(done.say ?? '')) to = ''
        if (stage === 'DATA') isInText = /^(?:354|$)/.test((done.say ?? '').slice(0, 3))
        if (stage === 'QUIT') socket.end()
      }
    }
  }

  const server = createServer((socket) => void serve(socket).catch(() => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://${login}127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    refused,
    asked: (address) => counts.get(`RCPT ${address}`) ?? 0,
    get connections() {
      return connections
    },
    get open() {
      return sockets.size
    },
    hangUp() {
      for (const socket of sockets) socket.destroy()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** The mailer that hands each message to a local program with the command line of sendmail: Postfix, Exim, OpenSMTPD, msmtp and others. */
import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { DeliveryError } from '../core/errors.ts'
import type { Envelope, Mailer } from './mailer.ts'
import { openPaced, type SendingLimits } from './paced.ts'

interface SendmailOptions extends SendingLimits {
  /** The program's absolute path. */
  readonly program: string
  /** How long it may take for one message, in milliseconds. Default: 5 minutes. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 300_000
/** A server that the program left behind may keep standard error open, so its last words are not waited for longer. */
const LAST_WORDS_MS = 200
const MOST_STDERR_BYTES = 8_192

type Verdict = readonly [concerns: 'transport' | 'recipient', isRetryable: boolean, meaning: string]

/**
 * What exit codes mean (sysexits.h). Bias: a code that says little is tried again, as 1 is, with which some programs end whatever
 * happened. What is wrong for every message, as a missing configuration is, concerns the transport.
 */
const VERDICTS: Readonly<Record<number, Verdict>> = {
  64: ['transport', true, 'it does not know the options -i, -f and --'],
  65: ['recipient', false, 'it does not take this message'],
  66: ['transport', true, 'it cannot read what it needs'],
  67: ['recipient', false, 'no such user'],
  68: ['recipient', false, 'no such host'],
  69: ['recipient', true, 'a service is unavailable'],
  70: ['recipient', true, 'a fault of its own'],
  71: ['recipient', true, 'a fault of the system'],
  72: ['transport', true, 'a file of the system is missing'],
  73: ['transport', true, 'it cannot write its queue'],
  74: ['recipient', true, 'reading or writing failed'],
  75: ['recipient', true, 'try again later'],
  76: ['recipient', true, 'the next server did not follow the protocol'],
  77: ['transport', true, 'it may not do this'],
  78: ['transport', true, 'its configuration is wrong'],
  126: ['transport', true, 'it cannot be run'],
  127: ['transport', true, 'something that it runs is missing'],
}

/**
 * Returns a mailer that runs the program once for each message: `PROGRAM -i -f FROM -- TO`, without a shell, the message on
 * standard input. The program is looked for at the first message; the signing key is checked now. Throws ConfigError for the key.
 */
export function openSendmail(options: SendmailOptions): Mailer {
  const { program, timeoutMs = TIMEOUT_MS } = options
  const running = new Set<AbortController>()
  return openPaced('sendmail', options, () => ({
    async send(envelope, message) {
      const stop = new AbortController()
      running.add(stop)
      try {
        return verdictOf(program, envelope, await run(program, envelope, message, { timeoutMs, stop }))
      } finally {
        running.delete(stop)
      }
    },
    stop: async () => {},
    destroy() {
      for (const one of running) one.abort()
    },
  }))
}

interface Ended {
  /** Undefined where the program could not be started. */
  readonly code: number | undefined
  readonly startFault?: NodeJS.ErrnoException
  readonly wasStopped: boolean
  /** Whether it was given the whole message; before that it cannot have taken it. */
  readonly wasGivenAll: boolean
  /** The first line of its standard error. */
  readonly said: string
}

async function run(
  program: string,
  { from, to }: Envelope,
  message: Uint8Array,
  { timeoutMs, stop }: { readonly timeoutMs: number; readonly stop: AbortController },
): Promise<Ended> {
  const child = spawn(program, ['-i', '-f', from, '--', to], { stdio: ['pipe', 'ignore', 'pipe'] })
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let startFault: NodeJS.ErrnoException | undefined
  let wasGivenAll = false
  let said = ''
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('error', (error) => {
      startFault = error
      resolve(undefined)
    })
    child.once('exit', (code) => resolve(code ?? undefined))
  })
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < MOST_STDERR_BYTES) said += chunk.toString('utf8')
  })
  // A program that ends without reading closes the pipe; its exit code says why.
  child.stdin.on('error', () => {})
  child.stdin.once('finish', () => {
    wasGivenAll = true
  })
  // Programs expect the line ends of this system.
  child.stdin.end(Buffer.from(message).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
  const kill = (): void => void child.kill('SIGKILL')
  stop.signal.addEventListener('abort', kill)
  const timer = setTimeout(() => stop.abort(), timeoutMs)
  try {
    const code = await ended
    if (startFault === undefined) await Promise.race([closed, wait(LAST_WORDS_MS)])
    return { code, startFault, wasStopped: stop.signal.aborted, wasGivenAll, said: firstLine(said) }
  } finally {
    clearTimeout(timer)
    child.stderr.destroy()
  }
}

/** The program's reply. Throws DeliveryError for everything but a message that it took. */
function verdictOf(program: string, { to }: Envelope, ended: Ended): string {
  const { code, startFault, wasStopped, wasGivenAll, said } = ended
  const name = basename(program)
  const fail = (concerns: DeliveryError['concerns'], about: string, text: string, retryable = true): never => {
    // What it says on standard error is seldom whole without the code that it ended with, so it is no reply by itself.
    const message = `${text}${said ? `: ${said}` : ''}.${concerns === 'transport' ? ' Check mail.sendmail.' : ''}`
    throw new DeliveryError(message, { code: about, concerns, retryable, cause: startFault })
  }
  if (startFault !== undefined) {
    const why =
      startFault.code === 'ENOENT' ? 'There is no such program' : `The program cannot be run (${startFault.code})`
    return fail('transport', 'mail/sendmail', `${why}: ${program}`)
  }
  if (code === 0 && wasGivenAll) return said || `taken by ${program}`
  if (code === 0) return fail('recipient', 'mail/recipient', `${to}: ${name} ended before it had read the message`)
  if (code === undefined) {
    const how = wasStopped ? 'did not end in time' : 'was killed'
    return wasGivenAll
      ? fail('unknown', 'mail/uncertain', `${to}: ${name} ${how}, so the message may have been taken or not`)
      : fail('recipient', 'mail/lost', `${to}: ${name} ${how} before it had read the message`)
  }
  const [concerns, isRetryable, meaning] = VERDICTS[code] ?? ['recipient', true, 'no usual code']
  const text = `${name} ended with ${code} (${meaning})`
  return concerns === 'transport'
    ? fail(concerns, 'mail/sendmail', text)
    : fail(concerns, 'mail/recipient', `${to}: ${text}`, isRetryable)
}

/** At most 300 characters. */
function firstLine(text: string): string {
  const [line = ''] = text.trimStart().split('\n')
  return line
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 300)
    .replace(/\.$/, '')
}

/**
 * The cost of mail, as ratios of CPU time: `npm run bench:mail`.
 *
 *   sending    messages composed, signed and sent to a server on loopback, against nodemailer composing and signing the same text
 *   rendering  a subscriber's own mail (open slots filled) against MJML compiled for each subscriber
 *   memory     the peak of a pass that mails so many subscribers: `npm run bench:mail -- 100 1000 10000`
 *
 * `--only memory` measures one of them.
 */
import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import mjml2html from 'mjml'
import nodemailer from 'nodemailer'
import { fillSlots } from '../../src/core/slots.ts'
import { composeMessage } from '../../src/mail/message.ts'
import { renderEdition, slotValues } from '../../src/mail/render.ts'
import { openSmtp } from '../../src/mail/smtp.ts'
import { richEdition } from '../../tests/support/sample-edition.ts'
import { cpuMs, here, inFolder, least, measured, ratio } from './measure.ts'

const MESSAGES = 500
/** With which `start` runs its passes (src/pass-process.ts). Without them V8 collects late, and the peak says little of what is needed. */
const HEAP_FLAGS = ['--heap-growing-percent=15', '--max-semi-space-size=4', '--expose-gc', '--memory-pool-timeout=0']
const COMPILATIONS = 20
const ROUNDS = 3
const CONNECTIONS = 4
const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } })
const isAsked = (name: string): boolean => values.only === undefined || values.only === name
const sizes = positionals.length > 0 ? positionals.map(Number) : [100, 10_000]

const root = fileURLToPath(new URL('../..', import.meta.url))
const templatesFolder = join(root, 'templates')
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const addresses = Array.from({ length: MESSAGES }, (_, i) => `reader${i}@example.org`)
const from = { name: 'Broadsheet', address: 'news@example.org' }
const subject = 'Bridge opens; Bank holds (16 stories, Tue 24 Nov)'
const unsubscribeUrl = 'https://mail.example.org/unsubscribe/jcIFsRwxCUVuhp9h-qm49IZCfMiRvArhR9YmGDGUzOscN3W4'

const subscriber = { days: [], at: ['07:00'], timeZone: 'Europe/London', topics: [], unsubscribeUrl }

interface Texts {
  readonly html: string
  readonly text: string
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = cpuMs()
    await work()
    rounds.push(cpuMs() - before)
  }
  return least(rounds)
}

/** Runs the work for every address, so many at once. */
async function forEachAddress(work: (address: string, nth: number) => Promise<unknown>): Promise<void> {
  const queue = [...addresses.entries()]
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next[1], next[0])
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
}

async function sendOurs(url: string, html: string, text: string): Promise<void> {
  const dkim = { domain: 'example.org', selector: 's1', privateKey: key }
  const mailer = openSmtp({ url, tls: 'never', connections: CONNECTIONS, perMinute: 0, dkim })
  await forEachAddress(async (address, nth) => {
    const message = await composeMessage({
      ...{ from, to: { address }, subject, html, text, unsubscribeUrl, messageId: `${nth}@example.org` },
      ...{ date: '2026-11-24T07:00:00.000Z', boundary: '8e0f4c', listId: 'morning.example.org' },
    })
    await mailer.send({ id: String(nth), envelope: { from: from.address, to: address }, message })
  })
  await mailer.close()
}

/** Composes and signs with nodemailer, without sending: its stream transport gives the bytes. */
async function composeTheirs(html: string, text: string): Promise<void> {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const dkim = { domainName: 'example.org', keySelector: 's1', privateKey: key }
  await forEachAddress((address, nth) =>
    transport.sendMail({
      ...{ from, to: { name: '', address }, subject, html, text, dkim, messageId: `<${nth}@example.org>` },
      list: { unsubscribe: unsubscribeUrl },
      textEncoding: 'quoted-printable',
    }),
  )
}

async function peakOf(subscribers: number, url: string): Promise<number> {
  return inFolder(async (folder) => {
    const samples = ['pennant.atom', 'morrow-ledger.xml', 'foreland-dispatch.xml', 'understory.atom']
    await writeFile(
      join(folder, 'c.json'),
      JSON.stringify({
        title: 'Bench',
        sources: samples.map((name) => ({ url: join(root, 'samples', 'feeds', name), firstFetchDays: 36_500 })),
        digests: [
          {
            ...{ id: 'morning', title: 'Morning', at: '07:00', firstEdition: 'now' },
            subscribers: Array.from({ length: subscribers }, (_, i) => `reader${i}@example.org`),
          },
        ],
        mail: { from: from.address, smtp: url, tls: 'never', perMinute: 1_000_000 },
      }),
    )
    const args = [...HEAP_FLAGS, join(root, 'src', 'bin.js'), 'run', '--wait', '0', '--config', join(folder, 'c.json')]
    const { cpuMs, peakMb } = await measured(args, { cwd: folder, isQuiet: true })
    console.log(`  ${subscribers} subscribers: peak ${peakMb.toFixed(0)} MB, ${(cpuMs / 1000).toFixed(1)} s of CPU`)
    return peakMb
  })
}

async function measureSending(url: string, { html, text }: Texts): Promise<void> {
  const theirs = await cpuOf(() => composeTheirs(html, text))
  const ours = await cpuOf(() => sendOurs(url, html, text))
  const each = (ms: number) => `${(ms / MESSAGES).toFixed(2)} ms`
  console.log(`sending: a message of ${Math.round(html.length / 1000)} kB composed, signed and sent in ${each(ours)};`)
  console.log(`  nodemailer composes and signs it in ${each(theirs)}: ${ratio(ours, theirs)}`)
}

async function measureRendering({ html, text }: Texts): Promise<void> {
  const slotMs = await cpuOf(() =>
    forEachAddress(async (address) => {
      const slots = await slotValues(
        { ...subscriber, address },
        { templatesFolder, language: 'en', digestTitle: 'Good morning' },
      )
      return fillSlots(html, slots.html).length + fillSlots(text, slots.text).length
    }),
  )
  // The template without a single story: with the stories in it MJML would take longer.
  const template = await readFile(join(templatesFolder, 'digest.mjml'), 'utf8')
  const mjmlMs = await cpuOf(async () => {
    for (let i = 0; i < COMPILATIONS; i++) await mjml2html(template, { fonts: {} })
  })
  const [filled, compiled] = [slotMs / MESSAGES, mjmlMs / COMPILATIONS]
  console.log(`rendering: slots filled in ${filled.toFixed(3)} ms, MJML compiled in ${compiled.toFixed(2)} ms:`)
  console.log(`  1/${Math.round(compiled / filled)}`)
}

async function measureMemory(url: string): Promise<void> {
  console.log('memory:')
  const peaks: number[] = []
  for (const size of sizes) peaks.push(await peakOf(size, url))
  if (peaks.length > 1) console.log(`  the last ${ratio(peaks.at(-1)!, peaks[0]!)} the first`)
}

const child = fork(here('./mail-server.ts'), { stdio: 'inherit' })
const [url] = (await once(child, 'message')) as [string]
try {
  const open = await inFolder((cacheFolder) =>
    renderEdition(richEdition(), { templatesFolder, cacheFolder, counterUrl: 'https://mail.example.org' }),
  )
  const slots = await slotValues(
    { ...subscriber, address: 'ann@example.org' },
    { templatesFolder, language: 'en', digestTitle: 'Good morning' },
  )
  const filled = { html: fillSlots(open.html, slots.html), text: fillSlots(open.text, slots.text) }
  if (isAsked('sending')) await measureSending(url, filled)
  if (isAsked('rendering')) await measureRendering(open)
  if (isAsked('memory')) await measureMemory(url)
} finally {
  child.disconnect()
}

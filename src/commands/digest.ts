/** `broadsheet digest`: mails the editions that are due, or shows the next one. */
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config, DigestConfig } from '../config.ts'
import { ConfigError, StoreError } from '../core/errors.ts'
import { editionId } from '../core/ids.ts'
import { fillSlots } from '../core/slots.ts'
import { makeFolder } from '../files.ts'
import type { PreviewDeps } from '../flow/deps.ts'
import { type Composed, composeFor } from '../flow/digest/compose.ts'
import { composeFrozen } from '../flow/digest/deliver.ts'
import { minuteOf, slotsOf } from '../flow/digest/freeze.ts'
import { type Recipient, recipientsOf } from '../flow/digest/recipients.ts'
import { TEST_TOKEN } from '../flow/digest/tokens.ts'
import { listDigests } from '../store/subscribers.ts'
import { clock, openStoreToRead, wirePreview } from '../wire.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { answer } from './layout.ts'
import { runAsCommand } from './run.ts'

/**
 * Mails what is due. With `--preview` or `--test-to` it shows the next edition instead and changes nothing. Throws
 * ConfigError, StoreError.
 */
export async function runCommand(context: CommandContext): Promise<number> {
  const { digest, early, wait, testTo, preview, for: forAddress } = context.options
  if (forAddress !== undefined && preview === undefined)
    throw new ConfigError([{ path: '--for', sentence: 'says nothing without --preview; write both' }])
  const config = await loadContextConfig(context)
  const digestId = typeof digest === 'string' ? digest : undefined
  const chosen = chooseDigest(config, digestId)
  if (typeof preview === 'string') {
    return withNext(context, config, chosen, asText(forAddress), (_, next) => writePreview(context, next, preview))
  }
  if (typeof testTo === 'string') {
    return withNext(context, config, chosen, testTo, (deps, next) => sendTest(context, deps, next, testTo))
  }
  return runAsCommand(context, config, 'digest', {
    refresh: false,
    mail: true,
    force: false,
    early: early === true,
    waitMs: (typeof wait === 'number' ? wait : 60) * 1000,
    digestId,
  })
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function chooseDigest(config: Config, id: string | undefined): DigestConfig | undefined {
  const digest = id === undefined ? config.digests[0] : config.digests.find((one) => one.id === id)
  if (id !== undefined && digest === undefined) {
    const known = config.digests.map((one) => one.id).join(', ') || 'none is configured'
    throw new ConfigError([{ path: '--digest', sentence: `no digest is called '${id}'; there is: ${known}` }])
  }
  return digest
}

/** The next edition as one recipient would get it. */
interface Next {
  readonly digest: DigestConfig
  readonly composed: Composed
  readonly subject: string
  readonly html: string
  readonly text: string
  /** The whole message. */
  readonly message: Uint8Array
}

async function withNext(
  context: CommandContext,
  config: Config,
  digest: DigestConfig | undefined,
  address: string | undefined,
  use: (deps: PreviewDeps, next: Next) => Promise<number>,
): Promise<number> {
  if (digest === undefined)
    throw new ConfigError([{ path: 'digests', sentence: 'no digest is configured; write one first' }])
  const db = await openStoreToRead(config)
  try {
    const deps = wirePreview(config, db, {
      signal: context.signal,
      command: 'digest',
      defect: (where, error) => context.stderr(`${where}: ${String(error)}\n`),
    })
    return await use(deps, await composeNext(deps, digest, address, context.options['testTo'] !== undefined))
  } finally {
    await db.close()
  }
}

/**
 * Composes the next edition as of now. Its unsubscribe link leads to the page for test mail, so that it ends nobody's
 * subscription. Without an address it is the first subscriber's edition, but contains nobody's address.
 */
async function composeNext(
  deps: PreviewDeps,
  digest: DigestConfig,
  address: string | undefined,
  isTest: boolean,
): Promise<Next> {
  const now = clock()
  const recipients = await recipientsOf(deps.db, digest, now.toISOString())
  const known = recipients.find((one) => one.address.toLowerCase() === address?.toLowerCase())
  if (known === undefined && address !== undefined && !isTest && recipients.length > 0) {
    throw new ConfigError([
      { path: '--for', sentence: `'${address}' is no subscriber of ${digest.id}; see: broadsheet subscribers list` },
    ])
  }
  const firstSeenAt = (await listDigests(deps.db)).find(({ id }) => id === digest.id)?.firstSeenAt ?? now.toISOString()
  const to = known?.address ?? address ?? 'reader@example.org'
  const stranger: Recipient = { address: to, topics: [], schedule: digest.schedule, addedAt: firstSeenAt }
  const recipient = known ?? recipients[0] ?? stranger
  const slotAt = minuteOf(now.getTime())
  const composed = (await composeFor(deps, digest, slotAt, [recipient], firstSeenAt)).get(recipient.address)!
  const slots = await slotsOf(deps, digest, { ...recipient, address: to }, TEST_TOKEN)
  const subject = isTest ? `[Test] ${composed.rendered.subject}` : composed.rendered.subject
  const frozenAt = now.toISOString()
  const domain = deps.config.mail.from.address.split('@')[1]!
  const message = await composeFrozen(
    { ...composed.rendered, subject },
    {
      editionId: editionId(digest.id, slotAt),
      variant: composed.variant,
      address: to,
      slots,
      messageId: `${isTest ? 'test' : 'preview'}.${now.getTime()}@${domain}`,
      frozenAt,
    },
  )
  return {
    digest,
    composed,
    subject,
    html: fillSlots(composed.rendered.html, slots.html),
    text: fillSlots(composed.rendered.text, slots.text),
    message,
  }
}

async function writePreview(context: CommandContext, next: Next, folder: string): Promise<number> {
  const place = resolve(context.cwd, folder)
  try {
    makeFolder(place)
    await writeFile(join(place, 'edition.html'), next.html)
    await writeFile(join(place, 'edition.txt'), next.text)
    await writeFile(join(place, 'edition.eml'), next.message)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new StoreError(`The preview cannot be written to ${place} (${code}); name another folder.`, {
      code: 'store/unreachable',
      cause: error,
    })
  }
  const files = `${folder}/edition.html, edition.txt and edition.eml`
  return report(context, next, `${next.digest.title}: ${count(next)} in ${files}`)
}

async function sendTest(context: CommandContext, deps: PreviewDeps, next: Next, address: string): Promise<number> {
  const mailer = await deps.openMailer()
  try {
    const envelope = { from: deps.config.mail.from.address, to: address }
    await mailer.send({ id: `test-${clock().getTime()}`, envelope, message: next.message })
  } finally {
    await mailer.close()
  }
  const where = mailer.kind === 'outbox' ? ` (into ${deps.config.mail.outbox})` : ''
  return report(context, next, `${next.digest.title}: ${count(next)} sent to ${address}${where}; nothing was recorded`)
}

/** Prints the result: an object for a script, else the sentence. */
function report(context: CommandContext, { digest, composed, subject }: Next, sentence: string): number {
  const facts = { digestId: digest.id, stories: composed.edition.storyCount, subject }
  return answer(context, 'digest', facts, () => [`${sentence}.`])
}

const count = ({ composed }: Next): string => {
  const { storyCount } = composed.edition
  return storyCount === 1 ? 'one story' : `${storyCount} stories`
}

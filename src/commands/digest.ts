/** `broadsheet digest`: mails the editions that are due, or shows the next one. */
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config, DigestConfig } from '../config.ts'
import { ConfigError, StoreError } from '../core/errors.ts'
import { editionId } from '../core/ids.ts'
import type { Instant } from '../core/model.ts'
import { fillSlots } from '../core/slots.ts'
import { makeFolder } from '../files.ts'
import type { PreviewDeps } from '../flow/deps.ts'
import { composeFor } from '../flow/digest/compose.ts'
import { composeFrozen } from '../flow/digest/deliver.ts'
import { minuteOf, slotsOf } from '../flow/digest/freeze.ts'
import { type Recipient, recipientsOf } from '../flow/digest/recipients.ts'
import { TEST_TOKEN } from '../flow/digest/tokens.ts'
import { lastFrozen, readVariant } from '../store/editions.ts'
import { listDigests } from '../store/subscribers.ts'
import { clock, openStoreToRead, wirePreview } from '../wire.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { answer, clockTime, counted } from './layout.ts'
import { runAsCommand } from './run.ts'

/**
 * Mails what is due. With `--preview` or `--test-to` it shows the next edition instead, with `--last` the one that went out
 * last, and changes nothing. Throws ConfigError, StoreError.
 */
export async function runCommand(context: CommandContext): Promise<number> {
  const { digest, early, wait, testTo, preview, last, for: forAddress } = context.options
  if (forAddress !== undefined && preview === undefined)
    throw new ConfigError([{ path: '--for', sentence: 'says nothing without --preview; write both' }])
  const config = await loadContextConfig(context)
  const digestId = typeof digest === 'string' ? digest : undefined
  const chosen = chooseDigest(config, digestId)
  if (typeof preview === 'string') {
    return withEdition(context, config, chosen, asText(forAddress), (_, shown) => writePreview(context, shown, preview))
  }
  if (typeof testTo === 'string') {
    return withEdition(context, config, chosen, testTo, (deps, shown) => sendTest(context, deps, shown, testTo))
  }
  if (last === true)
    return withEdition(context, config, chosen, undefined, async (_, shown) => printText(context, shown))
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

/** An edition as one recipient would get it. */
interface Shown {
  readonly digest: DigestConfig
  /** The edition that is due next, or the one that went out last. */
  readonly which: 'next' | 'last'
  readonly slotAt: Instant
  readonly stories: number
  readonly subject: string
  readonly html: string
  readonly text: string
  /** The whole message. */
  readonly message: Uint8Array
}

async function withEdition(
  context: CommandContext,
  config: Config,
  digest: DigestConfig | undefined,
  address: string | undefined,
  use: (deps: PreviewDeps, shown: Shown) => Promise<number>,
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
    const { testTo, last } = context.options
    return await use(
      deps,
      await editionFor(deps, digest, address, { isTest: testTo !== undefined, isLast: last === true }),
    )
  } finally {
    await db.close()
  }
}

/**
 * The next edition as of now; with `isLast`, and where nothing is new, the one that went out last. Its unsubscribe link leads to
 * the page for test mail, so that it ends nobody's subscription. Without an address it is the first subscriber's edition, but
 * contains nobody's address.
 */
async function editionFor(
  deps: PreviewDeps,
  digest: DigestConfig,
  address: string | undefined,
  { isTest, isLast }: { readonly isTest: boolean; readonly isLast: boolean },
): Promise<Shown> {
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
  const next = isLast ? undefined : await nextEdition(deps, digest, recipient, { now, firstSeenAt })
  const found = next === undefined || next.stories === 0 ? await lastEdition(deps, digest, known?.address) : undefined
  const edition = found ?? next
  if (edition === undefined) {
    throw new ConfigError([{ path: '--last', sentence: `no edition of ${digest.id} went out yet; leave --last out` }])
  }
  const slots = await slotsOf(deps, digest, { ...recipient, address: to }, { token: TEST_TOKEN })
  const { which, slotAt, stories, variant } = edition
  const subject = isTest ? `[Test] ${edition.subject}` : edition.subject
  const domain = deps.config.mail.from.address.split('@')[1]!
  const message = await composeFrozen(
    { ...edition, subject },
    {
      editionId: editionId(digest.id, slotAt),
      variant,
      address: to,
      slots,
      messageId: `${isTest ? 'test' : 'preview'}.${now.getTime()}@${domain}`,
      frozenAt: now.toISOString(),
    },
  )
  return {
    digest,
    which,
    slotAt,
    stories,
    subject,
    html: fillSlots(edition.html, slots.html),
    text: fillSlots(edition.text, slots.text),
    message,
  }
}

/** An edition with its slots open. */
interface OpenEdition extends Pick<Shown, 'which' | 'slotAt' | 'stories' | 'subject' | 'html' | 'text'> {
  readonly variant: string
}

async function nextEdition(
  deps: PreviewDeps,
  digest: DigestConfig,
  recipient: Recipient,
  { now, firstSeenAt }: { readonly now: Date; readonly firstSeenAt: Instant },
): Promise<OpenEdition> {
  const slotAt = minuteOf(now.getTime())
  const composed = (await composeFor(deps, digest, slotAt, [recipient], firstSeenAt)).get(recipient.address)!
  const { edition, rendered, variant } = composed
  return { which: 'next', slotAt, stories: edition.storyCount, variant, ...rendered }
}

/** The last edition as it was frozen, for a subscriber theirs; undefined where none went out. */
async function lastEdition(
  { db }: PreviewDeps,
  digest: DigestConfig,
  address: string | undefined,
): Promise<OpenEdition | undefined> {
  const last = await lastFrozen(db, digest.id, address?.toLowerCase())
  const texts = last && (await readVariant(db, last.edition.id, last.variant))
  if (last === undefined || texts === undefined) return undefined
  const { slotAt, stories } = last.edition
  return { which: 'last', slotAt, stories, variant: last.variant, ...texts }
}

async function writePreview(context: CommandContext, shown: Shown, folder: string): Promise<number> {
  const place = resolve(context.cwd, folder)
  try {
    makeFolder(place)
    await writeFile(join(place, 'edition.html'), shown.html)
    await writeFile(join(place, 'edition.txt'), shown.text)
    await writeFile(join(place, 'edition.eml'), shown.message)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new StoreError(`The preview cannot be written to ${place} (${code}); name another folder.`, {
      code: 'store/unreachable',
      cause: error,
    })
  }
  const files = `${folder}/edition.html, edition.txt and edition.eml`
  return report(context, shown, `in ${files}`)
}

async function sendTest(context: CommandContext, deps: PreviewDeps, shown: Shown, address: string): Promise<number> {
  const mailer = await deps.openMailer()
  try {
    const envelope = { from: deps.config.mail.from.address, to: address }
    await mailer.send({ id: `test-${clock().getTime()}`, envelope, message: shown.message })
  } finally {
    await mailer.close()
  }
  const where = mailer.kind === 'outbox' ? ` (into ${deps.config.mail.outbox})` : ''
  return report(context, shown, `sent to ${address}${where}; nothing was recorded`)
}

/** Prints the result: an object for a script, else a sentence that says which edition it is and where it went. */
function report(context: CommandContext, shown: Shown, went: string): number {
  const { digest, which, slotAt, stories, subject } = shown
  const facts = { digestId: digest.id, edition: which, slotAt, stories, subject }
  const count = stories === 1 ? 'one story' : counted(stories, 'story', 'stories')
  const of = clockTime(slotAt, clock().toISOString(), digest.schedule.timeZone)
  const isNothingNew = which === 'last' && context.options['last'] !== true
  const what = which === 'next' ? '' : `${isNothingNew ? 'nothing is new; ' : ''}the last edition, of ${of}, `
  return answer(context, 'digest', facts, () => [`${digest.title}: ${what}${count} ${went}.`])
}

/** Prints the text of an edition, or with `--json` an object that has it. */
function printText(context: CommandContext, { digest, which, slotAt, stories, subject, text }: Shown): number {
  const facts = { digestId: digest.id, edition: which, slotAt, stories, subject, text }
  return answer(context, 'digest', facts, () => [text.trimEnd()])
}

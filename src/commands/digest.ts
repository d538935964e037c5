/** `broadsheet digest`: mails the editions that are due, or shows the next one. */
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config, DigestConfig } from '../config.ts'
import { ConfigError, RenderError, StoreError } from '../core/errors.ts'
import { editionId } from '../core/ids.ts'
import type { Instant } from '../core/model.ts'
import { fillSlots } from '../core/slots.ts'
import { makeFolder } from '../files.ts'
import type { PreviewDeps } from '../flow/deps.ts'
import { composeFor } from '../flow/digest/compose.ts'
import { composeFrozen } from '../flow/digest/deliver.ts'
import { minuteOf, senderDomain, slotsOf } from '../flow/digest/freeze.ts'
import { type Recipient, recipientsOf } from '../flow/digest/recipients.ts'
import { TEST_TOKEN } from '../flow/digest/tokens.ts'
import type { Db } from '../store/db.ts'
import { lastFrozen, outlinesOf, readVariant, recipientsOfVariants, type StoredEdition } from '../store/editions.ts'
import { listDigests } from '../store/subscribers.ts'
import { clock, openStoreToRead, wirePreview } from '../wire.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { answer, clockTime, counted } from './layout.ts'
import { READER, type ShownVariant, writeVariants } from './preview.ts'
import { runAsCommand } from './run.ts'

/**
 * Mails what is due. With `--preview` or `--test-to` it shows the next edition instead, with `--last` the one that went out
 * last, and changes nothing. Throws ConfigError, StoreError.
 */
export async function runCommand(context: CommandContext): Promise<number> {
  const { digest, early, wait, testTo, preview, last, anew, for: forAddress } = context.options
  if (forAddress !== undefined && preview === undefined)
    throw new ConfigError([{ path: '--for', sentence: 'says nothing without --preview; write both' }])
  if (anew === true && preview === undefined && testTo === undefined)
    throw new ConfigError([{ path: '--anew', sentence: 'says nothing without --preview or --test-to; write one' }])
  const config = await loadContextConfig(context)
  const digestId = typeof digest === 'string' ? digest : undefined
  const chosen = chooseDigest(config, digestId)
  if (typeof preview === 'string') {
    return withEdition(context, config, chosen, asText(forAddress), (deps, shown) =>
      writePreview(context, deps, shown, preview),
    )
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
  /** Every variant of the edition, for the page that shows them. */
  readonly variants: readonly ShownVariant[]
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
    const { testTo, last, anew } = context.options
    return await use(
      deps,
      await editionFor(deps, digest, address, {
        isTest: testTo !== undefined,
        isLast: last === true,
        isAnew: anew === true,
      }),
    )
  } finally {
    await db.close()
  }
}

/**
 * The next edition as of now; with `isLast`, and where nothing is new, the one that went out last. Its unsubscribe link leads to
 * the page for test mail, so that it ends nobody's subscription. Without an address it is the first subscriber's edition, but
 * contains nobody's address. With `isAnew` it is that of somebody who has had nothing yet, from all that is kept.
 */
async function editionFor(
  deps: PreviewDeps,
  digest: DigestConfig,
  address: string | undefined,
  { isTest, isLast, isAnew }: { readonly isTest: boolean; readonly isLast: boolean; readonly isAnew: boolean },
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
  const to = known?.address ?? address ?? READER
  const stranger: Recipient = { address: READER, topics: [], schedule: digest.schedule, addedAt: firstSeenAt }
  const recipient = known ?? recipients[0] ?? stranger
  const everybody = recipients.length > 0 && !isTest ? recipients : [recipient]
  // Under addresses that have had nothing.
  const newcomers = everybody.map((one, nth) => ({ ...one, address: `${nth}@newcomer.invalid`, addedAt: firstSeenAt }))
  const next = isLast ? [] : await nextVariants(deps, digest, isAnew ? newcomers : everybody, { now, firstSeenAt })
  const { address: asked } = isAnew ? newcomers[everybody.indexOf(recipient)]! : recipient
  const own = next.find(({ addresses }) => addresses.has(asked)) ?? next[0]
  const found = own === undefined || own.stories === 0 ? await lastEdition(deps, digest, known?.address) : undefined
  const edition = found ?? own
  if (edition === undefined) {
    throw new ConfigError([{ path: '--last', sentence: `no edition of ${digest.id} went out yet; leave --last out` }])
  }
  const slots = await slotsOf(deps, digest, { ...recipient, address: to }, { token: TEST_TOKEN })
  const { which, slotAt, stories, variant } = edition
  const subject = isTest ? `[Test] ${edition.subject}` : edition.subject
  const message = await composeFrozen(
    { ...edition, subject },
    {
      editionId: editionId(digest.id, slotAt),
      variant,
      address: to,
      slots,
      messageId: `${isTest ? 'test' : 'preview'}.${now.getTime()}@${senderDomain(deps.config)}`,
      frozenAt: now.toISOString(),
    },
  )
  const withStories = next.filter(({ stories }) => stories > 0)
  const variants =
    found !== undefined
      ? await lastVariants(deps, digest, found, recipients)
      : withStories.length > 0
        ? withStories
        : next
  return {
    digest,
    variants,
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

/** The variants of the next edition, each once. */
async function nextVariants(
  deps: PreviewDeps,
  digest: DigestConfig,
  recipients: readonly Recipient[],
  { now, firstSeenAt }: { readonly now: Date; readonly firstSeenAt: Instant },
): Promise<(OpenEdition & ShownVariant & { readonly addresses: ReadonlySet<string> })[]> {
  const slotAt = minuteOf(now.getTime())
  const composed = await composeFor(deps, digest, slotAt, recipients, firstSeenAt)
  const groups = Map.groupBy(recipients, ({ address }) => composed.get(address)!)
  return [...groups].map(([{ edition, rendered, variant }, some]) => ({
    which: 'next',
    slotAt,
    stories: edition.storyCount,
    variant,
    ...rendered,
    recipient: some[0]!,
    recipients: some.length,
    addresses: new Set(some.map(({ address }) => address)),
  }))
}

/** The last edition as it was frozen, for a subscriber theirs; undefined where none went out. */
async function lastEdition(
  { db }: PreviewDeps,
  digest: DigestConfig,
  address: string | undefined,
): Promise<OpenEdition | undefined> {
  const last = await lastFrozen(db, digest.id, address?.toLowerCase())
  return last && frozenAs(db, last.edition, last.variant)
}

/** A frozen edition in one of its variants. */
async function frozenAs(
  db: Db,
  { id, slotAt, stories }: StoredEdition,
  variant: string,
): Promise<OpenEdition | undefined> {
  const texts = await readVariant(db, id, variant)
  const outline = (await outlinesOf(db, [id])).get(id)
  // Of an edition of an earlier version only the largest variant's count is known.
  return texts && { which: 'last', slotAt, stories: outline?.counts[variant] ?? stories, variant, ...texts }
}

/** The variants of the last edition, for whoever of their recipients is one still. */
async function lastVariants(
  { db }: PreviewDeps,
  digest: DigestConfig,
  shown: OpenEdition,
  recipients: readonly Recipient[],
): Promise<ShownVariant[]> {
  const last = await lastFrozen(db, digest.id)
  const stranger: Recipient = { address: READER, topics: [], schedule: digest.schedule, addedAt: shown.slotAt }
  const variants: ShownVariant[] = []
  for (const { variant, count, subscriber } of last === undefined
    ? []
    : await recipientsOfVariants(db, last.edition.id)) {
    const open = await frozenAs(db, last!.edition, variant)
    const recipient = recipients.find(({ address }) => address.toLowerCase() === subscriber) ?? stranger
    if (open !== undefined) variants.push({ ...open, recipient, recipients: count })
  }
  return variants
}

async function writePreview(context: CommandContext, deps: PreviewDeps, shown: Shown, folder: string): Promise<number> {
  const place = resolve(context.cwd, folder)
  try {
    makeFolder(place)
    await writeFile(join(place, 'edition.html'), shown.html)
    await writeFile(join(place, 'edition.txt'), shown.text)
    await writeFile(join(place, 'edition.eml'), shown.message)
    await writeVariants(place, deps, shown.digest, { variants: shown.variants, summary: summaryOf(context, shown) })
  } catch (error) {
    if (error instanceof RenderError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new StoreError(`The preview cannot be written to ${place} (${code}); name another folder.`, {
      code: 'store/unreachable',
      cause: error,
    })
  }
  const files = `${folder}/edition.html, edition.txt and edition.eml; all variants side by side: ${folder}/index.html`
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
  return answer(context, 'digest', facts, () => [`${digest.title}: ${summaryOf(context, shown)} ${went}.`])
}

/** `12 stories`, `nothing is new; the last edition, of 07:00, 12 stories`. */
function summaryOf({ options }: CommandContext, { digest, which, slotAt, stories }: Shown): string {
  const count = stories === 1 ? 'one story' : counted(stories, 'story', 'stories')
  const of = clockTime(slotAt, clock().toISOString(), digest.schedule.timeZone)
  const isNothingNew = which === 'last' && options['last'] !== true
  return `${which === 'next' ? '' : `${isNothingNew ? 'nothing is new; ' : ''}the last edition, of ${of}, `}${count}`
}

/** Prints the text of an edition, or with `--json` an object that has it. */
function printText(context: CommandContext, { digest, which, slotAt, stories, subject, text }: Shown): number {
  const facts = { digestId: digest.id, edition: which, slotAt, stories, subject, text }
  return answer(context, 'digest', facts, () => [text.trimEnd()])
}

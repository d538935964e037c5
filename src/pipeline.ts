/**
 * The whole flow, in order. Data moves one way. No step hands its result to the next one in memory: each reads its
 * input from the store. So nothing is lost when the process is killed between two steps, or when another worker has the
 * lease.
 *
 *   sync ▸ claim ▸ fetch ▸ parse ▸ normalize ▸ reconcile ▸ save ▸ group ▸ tag ▸ save ▸ publish ▸ tell hubs ▸ index
 *   slot ▸ compose ▸ render ▸ freeze ▸ publish ▸ deliver ▸ record
 */
import type { DigestConfig } from './config.ts'
import { AppError, ConfigError, type DeliveryError, RenderError, StoreError } from './core/errors.ts'
import type { Instant } from './core/model.ts'
import { DAY, instantOf } from './core/schedule.ts'
import type { Deps } from './flow/deps.ts'
import { type DeliverReport, deliverOwed } from './flow/digest/deliver.ts'
import { freezeDue } from './flow/digest/freeze.ts'
import { waitForPublishing } from './flow/leases.ts'
import { chooseAuthority, takeUpPublished } from './flow/publish/authority.ts'
import { type HubReport, tellHubs } from './flow/publish/hubs.ts'
import { editionsAreOwed, type Published, publishFeeds } from './flow/publish/publish.ts'
import { refreshSources } from './flow/refresh/refresh.ts'
import type { SourceOutcome } from './flow/refresh/source.ts'
import { type GroupReport, groupAndTag } from './flow/stories/group.ts'
import { filtersHash } from './flow/stories/refilter.ts'
import { fillSearchIndex } from './flow/stories/search-index.ts'
import { bringBack, clockWasAt, publishedAhead } from './store/clock.ts'
import { countDeliveries, type DeliveryRecord, freeDeliveryClaims, listDeliveries } from './store/deliveries.ts'
import { readEditions, type StoredEdition } from './store/editions.ts'
import { readMeta, setMetaOnce } from './store/meta.ts'
import { freeSourceClaims, listSources, syncSources } from './store/sources.ts'
import { listDigests, listSubscribers, renameDigest, syncDigests } from './store/subscribers.ts'
import { type LackingWords, lackingWords, readCheckedTemplate } from './template.ts'

/** One refresh: from the sources that are due to the published documents. */
export interface RefreshReport {
  readonly configured: number
  readonly outcomes: readonly SourceOutcome[]
  /** Whether, where no due source answered well, one that was not due did within the last day. */
  readonly othersAnswered: boolean
  /** Absent while another worker groups, and where grouping met a defect. */
  readonly grouped?: GroupReport
  /** Absent where nothing could be published. */
  readonly published?: Published
  /** The hubs that were to be told of new entries. */
  readonly hubs: readonly HubReport[]
  /**
   * Why the feed folder could not be written, or a page not be rendered, at first or again for the new editions. All other steps went
   * on.
   */
  readonly publishFault?: StoreError | RenderError
}

/** One edition and the state of its deliveries. */
export interface EditionReport extends StoredEdition {
  readonly deliveries: readonly DeliveryRecord[]
}

/** The result of composing and sending the digests. */
export interface DigestReport {
  readonly editions: readonly EditionReport[]
  readonly transportFault?: DeliveryError | StoreError
  /** Why the feed folder could not be written for the new editions, in a pass without a refresh. */
  readonly publishFault?: StoreError | RenderError | undefined
  /** The digests that were to have an edition of this minute, and have one already: by `early`, a slot, or another worker. */
  readonly hadEarly: readonly string[]
  /** Why editions that are due could not be rendered: they stay due. */
  readonly renderFaults: readonly RenderError[]
  readonly hadDefect: boolean
  /** Deliveries of any edition that are still owed, except those that another worker is sending. */
  readonly owed: number
  /** Deliveries that wait for a person's decision. */
  readonly held: number
}

/** The result of one pass. */
export interface PassReport {
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly refresh?: RefreshReport
  readonly digests?: DigestReport
  /** The latest instant that was stored by a clock which was ahead, and is right again; absent where it was not. */
  readonly clockWasAt?: Instant
  /** The newest date that a publisher gave, where this clock is behind those dates. */
  readonly clockBehind?: Instant
  /** Own words files that lack sentences, or why they or own templates of mail could not be read. */
  readonly words: { readonly lacking: readonly LackingWords[]; readonly fault?: RenderError }
  /** Some step met a defect of Broadsheet; its stack is in the log. */
  readonly hadDefect: boolean
}

/** What a pass is asked to do. */
export interface PassOptions {
  readonly refresh: boolean
  readonly mail: boolean
  /** Fetch every source that is not paused, due or not. */
  readonly force: boolean
  /** How long to wait, with nothing else to do, for the next retry of a delivery. */
  readonly waitMs: number
  /** Compose only this digest; absent: all. */
  readonly digestId?: string
  /** Freeze an edition for this minute instead of the slots that are due. */
  readonly early?: boolean
}

/**
 * Does one pass over everything that is due, and reports it. Throws StoreError when the store fails, ConfigError when
 * `idAuthority` is not that of the store, and the signal's reason when stopped.
 */
export async function runPass(deps: Deps, options: PassOptions): Promise<PassReport> {
  const startedAt = deps.clock().toISOString()
  let defects = 0
  const watched: Deps = {
    ...deps,
    defect: (where, error) => {
      defects++
      deps.defect(where, error)
    },
  }
  const clocks = await openPass(watched)
  const refresh = options.refresh ? await refreshAndPublish(watched, options) : undefined
  const renderFaults: RenderError[] = []
  const frozen = options.mail ? await freezeDigests(watched, options, renderFaults) : undefined
  const hadEarly = options.early && renderFaults.length === 0 ? digestsWithout(deps, options, frozen ?? []) : []
  const editions = frozen && (await publishEditions(watched, frozen))
  const digests = frozen && (await sendDigests(watched, options, frozen, renderFaults))
  const endedAt = deps.clock().toISOString()
  return {
    startedAt,
    endedAt,
    refresh: refresh && withPublished(refresh, editions),
    digests: digests && {
      ...digests,
      hadEarly,
      publishFault: refresh === undefined ? editions?.publishFault : undefined,
    },
    ...clocks,
    words: await ownWords(deps),
    hadDefect: defects > 0,
  }
}

/** What the operator's words files lack, and a mistake in them or in the templates of mail, though no edition may be due for hours. */
async function ownWords({ config, templatesFolder }: Deps): Promise<PassReport['words']> {
  try {
    if (config.digests.length > 0)
      for (const name of ['digest.mjml', 'digest.txt']) await readCheckedTemplate(templatesFolder, name)
    return { lacking: await lackingWords(templatesFolder, config.language) }
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    return { lacking: [], fault: error }
  }
}

/**
 * Writes the configured sources and digests to the store, and frees what a killed pass had claimed or a wrong clock put off.
 * Returns where that clock was.
 */
async function openPass(deps: Deps): Promise<Pick<PassReport, 'clockWasAt' | 'clockBehind'>> {
  const { db, config, clock } = deps
  const now = clock().toISOString()
  const meta = await readMeta(db)
  const authority = meta.get('id_authority')
  checkAuthority(authority, config)
  const chosen = authority ?? (await chooseAuthority(config))
  if (authority === undefined) await takeUpPublished(deps, chosen)
  const addresses = config.digests.map(({ id, subscribers }) => ({
    id,
    addresses: subscribers.map(({ address }) => address),
  }))
  await takeUpRenamed(deps)
  const wasAt = await clockWasAt(db, now)
  const clockBehind = wasAt === undefined ? undefined : await publishedAhead(db, now)
  await db.batch([
    ...(authority === undefined
      ? [
          setMetaOnce('id_authority', chosen),
          // In a new store nothing was filtered otherwise.
          setMetaOnce('filters', filtersHash(config.filters)),
        ]
      : []),
    // On SQLite this pass alone holds the store, so every claim found is a dead process's. On PostgreSQL claims expire.
    ...(db.engine === 'sqlite' ? [freeSourceClaims, freeDeliveryClaims(config.mail.uncertain, now), freeLeases] : []),
    ...(wasAt === undefined ? [] : bringBack(now, { dates: clockBehind === undefined })),
    ...syncSources(config.sources, await listSources(db), now),
    ...syncDigests(addresses, await listSubscribers(db), now),
  ])
  return clockBehind === undefined ? { clockWasAt: wasAt } : { clockBehind }
}

/** Gives digests that were renamed in the configuration the memory of their former names. */
async function takeUpRenamed({ db, config }: Deps): Promise<void> {
  const known = new Set((await listDigests(db)).map(({ id }) => id))
  for (const { id, formerly } of config.digests)
    for (const old of formerly) if (known.has(old)) await db.batch(renameDigest(old, id))
}

const freeLeases = { sql: 'DELETE FROM leases' }

function checkAuthority(known: string | undefined, config: Deps['config']): void {
  if (known === undefined || config.idAuthority === undefined || known === config.idAuthority) return
  throw new ConfigError([
    {
      path: 'idAuthority',
      sentence: `is '${config.idAuthority}', but every id in this store was made with '${known}'; write idAuthority: '${known}', or begin with an empty store`,
    },
  ])
}

/**
 * How long a pass goes on with the index of search, or as long as the rest took: what a pass has read it can also index, and
 * after an upgrade nobody waits for a large archive.
 */
const LEAST_INDEXING_MS = 10_000

/** One refresh: from the sources that are due to the published documents. */
async function refreshAndPublish(deps: Deps, options: PassOptions): Promise<RefreshReport> {
  const startedMs = performance.now()
  const outcomes = await refreshSources(deps, options)
  const grouped = await orDefect(deps, 'grouping', () => groupAndTag(deps))
  const { published, publishFault } = await publishOrReportFault(deps)
  // What no reader can fetch yet is not announced.
  const hubs = published === undefined ? [] : ((await orDefect(deps, 'hubs', () => tellHubs(deps))) ?? [])
  const indexingMs = Math.max(LEAST_INDEXING_MS, performance.now() - startedMs)
  await orDefect(deps, 'search index', () => fillSearchIndex(deps, indexingMs))
  const isAnyWell = outcomes.some(({ kind }) => kind === 'modified' || kind === 'not-modified')
  const othersAnswered = !isAnyWell && (await haveOthersAnswered(deps, outcomes))
  return { configured: deps.config.sources.length, outcomes, othersAnswered, grouped, published, hubs, publishFault }
}

async function haveOthersAnswered({ db, clock }: Deps, outcomes: readonly SourceOutcome[]): Promise<boolean> {
  const now = clock()
  const since = instantOf(now.getTime() - DAY)
  const due = new Set(outcomes.map(({ sourceId }) => sourceId))
  return (await listSources(db)).some(
    ({ id, fetchedAt = '' }) => !due.has(id) && fetchedAt >= since && fetchedAt <= now.toISOString(),
  )
}

/** What a publication came to. */
type Publication = Pick<RefreshReport, 'published' | 'publishFault'>

/**
 * The result of a step; undefined where it met a defect of Broadsheet, which is reported and does not stop the steps after it. A
 * failure that is foreseen, and a stop, pass.
 */
async function orDefect<T>(deps: Deps, step: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError || deps.signal.aborted) throw error
    deps.defect(step, error)
    return undefined
  }
}

/**
 * Publishes; a folder that cannot be written, a template with a mistake, or a defect is reported and does not stop the mail.
 */
async function publishOrReportFault(deps: Deps): Promise<Publication> {
  try {
    return { published: await orDefect(deps, 'publishing', () => publishFeeds(deps)) }
  } catch (error) {
    const isReported = error instanceof RenderError || (error instanceof StoreError && error.code.startsWith('store/'))
    if (!isReported) throw error
    return { publishFault: error }
  }
}

/**
 * Publishes the pages of editions that were just frozen, before any mail links them, also where a pass that was killed has frozen
 * them; nothing where all have theirs. Where another worker is publishing, waits for it, since it may have begun before the freeze.
 */
async function publishEditions(deps: Deps, frozen: readonly StoredEdition[]): Promise<Publication | undefined> {
  const isOwed = frozen.some(({ stories }) => stories > 0) || (await countDeliveries(deps.db, ['pending'])) > 0
  if (!isOwed || !(await editionsAreOwed(deps.db))) return undefined
  await waitForPublishing(deps)
  return publishOrReportFault(deps)
}

/** The report of a refresh with what was published after it, for the editions. */
function withPublished(refresh: RefreshReport, editions: Publication | undefined): RefreshReport {
  const before = refresh.published
  if (editions === undefined || before === undefined) return refresh
  const { published, publishFault } = editions
  if (published === undefined) return { ...refresh, publishFault }
  const changed = new Set(before.files.filter((file) => file.changed).map(({ path }) => path))
  return {
    ...refresh,
    published: {
      files: published.files.map((file) => (changed.has(file.path) ? { ...file, changed: true } : file)),
      pages: {
        written: before.pages.written + published.pages.written,
        kept: published.pages.kept - before.pages.written,
        removed: before.pages.removed + published.pages.removed,
      },
    },
  }
}

/** The ids of the digests that were chosen and have no edition among these. */
function digestsWithout({ config }: Deps, options: PassOptions, frozen: readonly StoredEdition[]): string[] {
  return chosenDigests(config, options).flatMap(({ id }) => (frozen.some(({ digestId }) => digestId === id) ? [] : id))
}

const chosenDigests = ({ digests }: Deps['config'], { digestId }: PassOptions) =>
  digests.filter(({ id }) => digestId === undefined || id === digestId)

/** Freezes the editions that are due. */
async function freezeDigests(deps: Deps, options: PassOptions, renderFaults: RenderError[]): Promise<StoredEdition[]> {
  const frozen: StoredEdition[] = []
  for (const digest of chosenDigests(deps.config, options))
    frozen.push(...(await freezeOrReportFault(deps, digest, options, renderFaults)))
  return frozen
}

/** Sends every delivery that is owed. */
async function sendDigests(
  deps: Deps,
  options: PassOptions,
  frozen: readonly StoredEdition[],
  renderFaults: readonly RenderError[],
): Promise<Omit<DigestReport, 'hadEarly'>> {
  const delivered = await deliverOwed(deps, options)
  return { ...(await digestReport(deps, frozen, delivered)), renderFaults }
}

/** Freezes what a digest owes; one that cannot be composed or rendered is reported and does not stop the others. */
async function freezeOrReportFault(
  deps: Deps,
  digest: DigestConfig,
  { early = false }: PassOptions,
  renderFaults: RenderError[],
): Promise<StoredEdition[]> {
  try {
    return await freezeDue(deps, digest, { early })
  } catch (error) {
    if (error instanceof StoreError || deps.signal.aborted) throw error
    if (error instanceof RenderError) {
      // Several digests have the same templates.
      if (!renderFaults.some(({ message }) => message === error.message)) renderFaults.push(error)
      return []
    }
    deps.defect(`digest ${digest.id}${error instanceof AppError ? `: ${error.message}` : ''}`, error)
    return []
  }
}

async function digestReport(
  { db }: Deps,
  frozen: readonly StoredEdition[],
  delivered: DeliverReport,
): Promise<Omit<DigestReport, 'renderFaults' | 'hadEarly'>> {
  const ids = [...new Set([...frozen.map(({ id }) => id), ...delivered.editionIds])]
  const deliveries = Map.groupBy(await listDeliveries(db, ids), ({ editionId }) => editionId)
  const editions = (await readEditions(db, ids)).map((one) => ({ ...one, deliveries: deliveries.get(one.id) ?? [] }))
  const { transportFault, hadDefect } = delivered
  // Without a transport fault this worker leaves nothing pending or sending, so such deliveries are another worker's.
  const states = transportFault === undefined ? [] : (['pending', 'sending'] as const)
  const owed = await countDeliveries(db, [...states, 'retry', 'uncertain'])
  return { editions, transportFault, hadDefect, owed, held: await countDeliveries(db, ['held']) }
}

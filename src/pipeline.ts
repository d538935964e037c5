/**
 * The whole flow, in order. Data moves one way, and no step hands the next one its work in memory: each reads from the
 * store what is to be done, so a kill between two steps, or a worker that finds work taken, loses nothing.
 *
 *   sync ▸ claim ▸ fetch ▸ parse ▸ normalize ▸ reconcile ▸ save ▸ group ▸ tag ▸ save ▸ publish
 *   slot ▸ compose ▸ render ▸ freeze ▸ deliver ▸ record
 */
import type { DigestConfig } from './config.ts'
import { AppError, ConfigError, type DeliveryError, StoreError } from './core/errors.ts'
import type { Instant } from './core/model.ts'
import type { Deps } from './flow/deps.ts'
import { type DeliverReport, deliverOwed } from './flow/digest/deliver.ts'
import { freezeDue } from './flow/digest/edition.ts'
import { type PublishedFile, publishFeeds } from './flow/publish.ts'
import { refreshSources, type SourceOutcome } from './flow/refresh/refresh.ts'
import { type GroupReport, groupAndTag } from './flow/stories/group.ts'
import { countDeliveries, type DeliveryRecord, freeDeliveryClaims, listDeliveries } from './store/deliveries.ts'
import { readEditions, type StoredEdition } from './store/editions.ts'
import { readMeta, setMeta, setMetaOnce } from './store/meta.ts'
import { freeSourceClaims, listSources, syncSources } from './store/sources.ts'
import { listSubscribers, syncDigests } from './store/subscribers.ts'

/** One refresh: from the sources that are due to the published documents. */
export interface RefreshReport {
  readonly configured: number
  readonly outcomes: readonly SourceOutcome[]
  /** Absent while another worker does it. */
  readonly grouped?: GroupReport
  readonly published?: readonly PublishedFile[]
  /** The feed folder cannot be written; everything else went on. */
  readonly publishFault?: StoreError
}

/** One edition with what became of its deliveries. */
export interface EditionReport extends StoredEdition {
  readonly deliveries: readonly DeliveryRecord[]
}

/** What the digests came to. */
export interface DigestReport {
  readonly editions: readonly EditionReport[]
  readonly transportFault?: DeliveryError | StoreError
  readonly hadDefect: boolean
  /** Deliveries still owed, of any edition; not those that another worker has under way. */
  readonly owed: number
  readonly held: number
}

/** One pass. */
export interface PassReport {
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly refresh?: RefreshReport
  readonly digests?: DigestReport
  /** A defect of ours was met somewhere. */
  readonly hadDefect: boolean
}

/** What a pass is asked to do. */
export interface PassOptions {
  readonly refresh: boolean
  readonly mail: boolean
  readonly force: boolean
  readonly waitMs: number
  /** Of this digest only. */
  readonly digestId?: string
  readonly early?: boolean
}

/** One pass over everything that is due. Throws StoreError when the store is gone, ConfigError for another authority, the signal's reason when stopped. */
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
  await openPass(watched, options)
  const refresh = options.refresh ? await refreshAndPublish(watched, options) : undefined
  const digests = options.mail ? await sendDigests(watched, options) : undefined
  const endedAt = deps.clock().toISOString()
  return { startedAt, endedAt, refresh, digests, hadDefect: defects > 0 }
}

/** Makes the store know what is configured, and takes back what a killed pass had claimed. */
async function openPass({ db, config, clock }: Deps, { refresh }: PassOptions): Promise<void> {
  const now = clock().toISOString()
  const meta = await readMeta(db)
  checkAuthority(meta.get('id_authority'), config)
  const addresses = config.digests.map(({ id, subscribers }) => ({
    id,
    addresses: subscribers.map(({ address }) => address),
  }))
  await db.batch([
    setMetaOnce('id_authority', config.idAuthority),
    ...(refresh ? [setMeta('refreshed_at', now)] : []),
    // On SQLite no claim outlives its process, and this pass holds the store; elsewhere claims run out.
    ...(db.engine === 'sqlite' ? [freeSourceClaims, freeDeliveryClaims(config.mail.uncertain, now), freeLeases] : []),
    ...syncSources(config.sources, await listSources(db), now),
    ...syncDigests(addresses, await listSubscribers(db), now),
  ])
}

const freeLeases = { sql: 'DELETE FROM leases' }

function checkAuthority(known: string | undefined, config: Deps['config']): void {
  if (known === undefined || known === config.idAuthority || !config.idAuthorityConfigured) return
  throw new ConfigError([
    {
      path: 'idAuthority',
      sentence: `is '${config.idAuthority}', but every id in this store was made with '${known}'; write idAuthority: '${known}', or begin with an empty store`,
    },
  ])
}

/** One refresh: from the sources that are due to the published documents. */
async function refreshAndPublish(deps: Deps, options: PassOptions): Promise<RefreshReport> {
  const outcomes = await refreshSources(deps, options)
  const grouped = await groupAndTag(deps)
  const { published, publishFault } = await publishOrTell(deps)
  return { configured: deps.config.sources.length, outcomes, grouped, published, publishFault }
}

/** A feed folder that cannot be written keeps nobody from their mail. */
async function publishOrTell(deps: Deps): Promise<Pick<RefreshReport, 'published' | 'publishFault'>> {
  try {
    return { published: await publishFeeds(deps) }
  } catch (error) {
    if (!(error instanceof StoreError) || !error.code.startsWith('store/')) throw error
    return { publishFault: error }
  }
}

/** The editions that are due, frozen; then every delivery that is owed. */
async function sendDigests(deps: Deps, options: PassOptions): Promise<DigestReport> {
  const digests = deps.config.digests.filter(({ id }) => options.digestId === undefined || id === options.digestId)
  const frozen: StoredEdition[] = []
  for (const digest of digests) frozen.push(...(await freezeOrTell(deps, digest, options)))
  const delivered = await deliverOwed(deps, options)
  return digestReport(deps, frozen, delivered)
}

/** A digest that cannot be composed stops no other. */
async function freezeOrTell(
  deps: Deps,
  digest: DigestConfig,
  { early = false }: PassOptions,
): Promise<StoredEdition[]> {
  try {
    return await freezeDue(deps, digest, { early })
  } catch (error) {
    if (error instanceof StoreError || deps.signal.aborted) throw error
    deps.defect(`digest ${digest.id}${error instanceof AppError ? `: ${error.message}` : ''}`, error)
    return []
  }
}

async function digestReport(
  { db }: Deps,
  frozen: readonly StoredEdition[],
  delivered: DeliverReport,
): Promise<DigestReport> {
  const ids = [...new Set([...frozen.map(({ id }) => id), ...delivered.editionIds])]
  const deliveries = Map.groupBy(await listDeliveries(db, ids), ({ editionId }) => editionId)
  const editions = (await readEditions(db, ids)).map((one) => ({ ...one, deliveries: deliveries.get(one.id) ?? [] }))
  const { transportFault, hadDefect } = delivered
  // Without a fault of the transport nothing of ours stays pending or being sent: that is another worker at its work.
  const states = transportFault === undefined ? [] : (['pending', 'sending'] as const)
  const owed = await countDeliveries(db, [...states, 'retry', 'uncertain'])
  return { editions, transportFault, hadDefect, owed, held: await countDeliveries(db, ['held']) }
}

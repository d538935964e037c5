/** Makes Deps from Config. The only file that chooses a driver or makes the clock. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { type Config, readSecretFile } from './config.ts'
import type { Fetcher } from './feeds/http/fetch.ts'
import type { Deps, PreviewDeps } from './flow/deps.ts'
import type { Db } from './store/db.ts'
import { ensureSecret } from './store/meta.ts'
import { isUpToDate, migrateStore } from './store/migrations.ts'
import { migrations } from './store/schema.ts'
import { listSubscribers } from './store/subscribers.ts'
import { isGone, refuseToBeginAnew } from './store/used.ts'

/** The wall clock. Every stored or scheduled instant comes from it; time-outs use the monotonic clock. */
export const clock = (): Date => new Date()

/** The program's version, from its package. */
const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
  .version

/**
 * Opens the store, creates it where there is none, and brings its schema up to date; a SQLite store is copied before
 * that. Throws StoreError, with code `store/gone` where it is empty although a store was in use, unless `newStore` agrees to
 * that.
 */
export async function openStore(config: Config, { newStore = false } = {}): Promise<Db> {
  const { store } = config
  const beginNew = newStore ? () => undefined : () => refuseToBeginAnew(config)
  if (isGone(config)) beginNew()
  const copy = async (from: number): Promise<void> => {
    if (store.kind !== 'sqlite') return
    const { copySqlite } = await import('./store/sqlite.ts')
    await copySqlite(store.path, `${store.path}.v${from}-copy`, from)
  }
  const db = await openDriver(store)
  try {
    await migrateStore(db, migrations, { now: clock, beginNew, copyTo: copy })
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

/**
 * Opens the store for a command that only reads, which neither creates nor migrates it. Where there is none yet, an
 * empty one in memory takes its place. Throws StoreError, with code `store/older` where `run` must bring it up to date
 * first, and with `store/gone` as `openStore` does.
 */
export async function openStoreToRead(config: Config): Promise<Db> {
  const { store } = config
  if (!isGone(config)) {
    const db = await openDriver(store)
    try {
      if (await isUpToDate(db, migrations)) return db
    } catch (error) {
      await db.close()
      throw error
    }
    await db.close()
  }
  refuseToBeginAnew(config)
  const empty = await (await import('./store/sqlite.ts')).openSqlite(':memory:')
  await migrateStore(empty, migrations, { now: clock })
  return empty
}

const openDriver = async (store: Config['store']): Promise<Db> =>
  store.kind === 'sqlite'
    ? (await import('./store/sqlite.ts')).openSqlite(store.path)
    : (await import('./store/postgres.ts')).openPostgres(store.url)

/** How a pass is stopped, and where it reports while it runs. */
interface Watch {
  readonly signal: AbortSignal
  /** `run`, `digest` or `start`, for people who read who holds a lease. */
  readonly command: string
  readonly progress?: Deps['progress']
  readonly defect: Deps['defect']
}

/**
 * The secret that signs in this process: that of `BROADSHEET_SECRET` or `secret`, else the store's own. Every secret
 * that this machine knows is recorded, so that all processes that share the store accept it. For passes and the web
 * server. Throws StoreError.
 */
export async function openSecret(config: Config, db: Db): Promise<string> {
  return ensureSecret(db, { configured: config.secret, inherited: await readSecretFile(config.stateFolder) })
}

/** Everything a pass needs over an open store. Throws StoreError. */
export async function wireDeps(config: Config, db: Db, watch: Watch): Promise<Deps> {
  return { ...wirePreview(config, db, watch), secret: await openSecret(config, db) }
}

/** Everything that composing a preview of the next edition needs over an open store. Writes nothing. */
export function wirePreview(config: Config, db: Db, watch: Watch): PreviewDeps {
  const { mail } = config
  return {
    config,
    db,
    clock,
    signal: watch.signal,
    version,
    templatesFolder: config.templatesFolder,
    holder: `${watch.command} (process ${process.pid} on ${hostname()})`,
    openFetcher: async () => {
      const active = (await listSubscribers(db)).filter(
        ({ state, digestId }) => state === 'active' && config.digests.some(({ id }) => id === digestId),
      )
      return openConfiguredFetcher(config, new Set(active.map(({ address }) => address)).size)
    },
    openMailer: async () => {
      if (mail.sendmail !== undefined) {
        return (await import('./mail/sendmail.ts')).openSendmail({ ...mail, program: mail.sendmail })
      }
      if (mail.smtp === undefined) return (await import('./mail/outbox.ts')).openOutbox(mail.outbox)
      const { openSmtp } = await import('./mail/smtp.ts')
      return openSmtp({ ...mail, url: mail.smtp })
    },
    progress: watch.progress ?? (() => undefined),
    defect: watch.defect,
  }
}

/**
 * A fetcher as configured: limits, proxies, allowed private addresses, User-Agent. The last names how many people get what is
 * fetched: those of the store, or without one the configured ones; none are not named.
 */
export async function openConfiguredFetcher(
  config: Config,
  subscriberCount = countConfigured(config),
): Promise<Fetcher> {
  const { openFetcher } = await import('./feeds/http/fetch.ts')
  const { concurrency, perHost } = config.refresh
  const contact = config.fetch.contact ?? config.siteUrl
  return openFetcher({
    ...config.fetch,
    ...(contact === undefined ? {} : { contact }),
    concurrency,
    perHost,
    version,
    now: clock,
    ...(subscriberCount === 0 ? {} : { subscriberCount }),
  })
}

/** How many people the configuration names, each once, whatever digests they get. */
const countConfigured = ({ digests }: Config): number =>
  new Set(digests.flatMap(({ subscribers }) => subscribers.map(({ address }) => address.toLowerCase()))).size

/** How long a pass waits for another one that holds the store. */
const PASS_WAIT_MS = 30_000

/**
 * The result of `work`, done as a pass: on SQLite under the lock of the state folder, on PostgreSQL beside other
 * passes. Throws StoreError `store/held`, which names the holder, when the lock is still held after `waitMs` (default
 * 30 seconds).
 */
export async function asPass<T>(
  config: Config,
  options: { readonly command: string; readonly signal: AbortSignal; readonly waitMs?: number },
  work: () => Promise<T>,
): Promise<T> {
  if (config.store.kind === 'postgres') return work()
  const { takePassLock } = await import('./store/lock.ts')
  const lock = await takePassLock(config.stateFolder, {
    command: options.command,
    now: clock,
    waitMs: options.waitMs ?? PASS_WAIT_MS,
    signal: options.signal,
  })
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** Deps from Config: the only file that chooses a driver or makes the clock. */
import { accessSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Config, readSecretFile } from './config.ts'
import { StoreError } from './core/errors.ts'
import type { Fetcher } from './feeds/http/fetch.ts'
import type { Deps, PreviewDeps } from './flow/deps.ts'
import type { Db } from './store/db.ts'
import { isUpToDate, migrateStore } from './store/migrations.ts'
import { migrations } from './store/schema.ts'
import { ensureSecret } from './store/secrets.ts'

/** The wall clock. Every stored or scheduled instant comes from here; time-outs use the monotonic one. */
export const clock = (): Date => new Date()

/** The program's version, from its package. */
export const version = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version

/** The package's templates, absolute. */
export const templatesFolder = fileURLToPath(new URL('../templates', import.meta.url))

/**
 * The store, made where there is none and brought up to date; a copy is made before a step of its schema. `busyTimeoutMs`:
 * how long SQLite may keep this process standing still for another's batch at once. Throws StoreError.
 */
export async function openStore({ store }: Config, busyTimeoutMs?: number): Promise<Db> {
  const copy = async (from: number): Promise<void> => {
    if (store.kind !== 'sqlite') return
    const { copySqlite } = await import('./store/sqlite.ts')
    await copySqlite(store.path, `${store.path}.v${from}-copy`, from)
  }
  const db = await openDriver(store, busyTimeoutMs)
  try {
    await migrateStore(db, migrations, { now: clock, copyTo: copy })
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

/**
 * The store for a command that only reads: never made, and never brought up to date. Where there is none yet, an empty
 * one in memory stands in for it. Throws StoreError; `store/older` where `run` has to bring it up to date first.
 */
export async function openStoreToRead({ store }: Config): Promise<Db> {
  if (store.kind === 'postgres' || isThere(store.path)) {
    const db = await openDriver(store)
    try {
      if (await isUpToDate(db, migrations)) return db
    } catch (error) {
      await db.close()
      throw error
    }
    await db.close()
  }
  const empty = await (await import('./store/sqlite.ts')).openSqlite(':memory:')
  await migrateStore(empty, migrations, { now: clock })
  return empty
}

const openDriver = async (store: Config['store'], busyTimeoutMs?: number): Promise<Db> =>
  store.kind === 'sqlite'
    ? (await import('./store/sqlite.ts')).openSqlite(store.path, busyTimeoutMs)
    : (await import('./store/postgres.ts')).openPostgres(store.url)

/** Whether there is a file, or something else in its way, which the driver then says. */
function isThere(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/** How a pass watches and reports while it runs. */
export interface Watch {
  readonly signal: AbortSignal
  /** `run`, `digest`, `start`: for others to read who holds what. */
  readonly command: string
  readonly progress?: Deps['progress']
  readonly defect: Deps['defect']
}

/**
 * The secret that signs here, by `BROADSHEET_SECRET` or `secret`, else the store's own; every secret that this machine
 * knows is accepted by whoever shares the store from now on. For what opens a pass or the web server. Throws StoreError.
 */
export async function openSecret(config: Config, db: Db): Promise<string> {
  return ensureSecret(db, { configured: config.secret, inherited: await readSecretFile(config.stateFolder) })
}

/** Everything a pass needs over an open store. Throws StoreError. */
export async function wireDeps(config: Config, db: Db, watch: Watch): Promise<Deps> {
  return { ...wirePreview(config, db, watch), secret: await openSecret(config, db) }
}

/** What it takes to look at the next edition; writes nothing. */
export function wirePreview(config: Config, db: Db, watch: Watch): PreviewDeps {
  const { mail } = config
  return {
    config,
    db,
    clock,
    signal: watch.signal,
    version,
    templatesFolder,
    holder: `${watch.command} (process ${process.pid} on ${hostname()})`,
    openFetcher: () => openConfiguredFetcher(config),
    openMailer: async () => {
      if (mail.smtp === undefined) return (await import('./mail/outbox.ts')).openOutbox(mail.outbox)
      const { openSmtp } = await import('./mail/smtp.ts')
      return openSmtp({ ...mail, url: mail.smtp })
    },
    progress: watch.progress ?? (() => undefined),
    defect: watch.defect,
  }
}

/** A fetcher with what is configured: limits, proxies, private places, and who we are. Needs no store. */
export async function openConfiguredFetcher(config: Config): Promise<Fetcher> {
  const { openFetcher } = await import('./feeds/http/fetch.ts')
  const { concurrency, perHost } = config.refresh
  return openFetcher({ ...config.fetch, concurrency, perHost, version, now: clock, ...subscribersOf(config) })
}

/** For the User-Agent: how many people one fetch serves. */
function subscribersOf({ digests }: Config): { readonly subscriberCount?: number } {
  const count = new Set(digests.flatMap(({ subscribers }) => subscribers.map(({ address }) => address.toLowerCase())))
    .size
  return count === 0 ? {} : { subscriberCount: count }
}

/** How long a second pass waits for the first. */
const PASS_WAIT_MS = 30_000

/**
 * What `work` gives back, done as the one pass that holds the store: on SQLite under the lock of the state folder, on
 * PostgreSQL beside others. Throws StoreError `store/held`, naming the holder, after 30 seconds.
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

/** Whether another pass holds the store: for the worker, which then simply waits for its next tick. */
export const isHeld = (error: unknown): boolean => error instanceof StoreError && error.code === 'store/held'

/**
 * A whole newspaper in a temporary folder: feeds on a real loopback server, a configuration loaded from a file, a store in
 * either database, and passes of the real flow with a clock that the test sets.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, expect } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { type Config, loadConfig, type UserConfig } from '../../src/config.ts'
import { openFetcher } from '../../src/feeds/http/fetch.ts'
import type { Deps } from '../../src/flow/deps.ts'
import { type PassOptions, type PassReport, runPass } from '../../src/pipeline.ts'
import type { Db, Statement } from '../../src/store/db.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { migrations } from '../../src/store/schema.ts'
import { wireDeps } from '../../src/wire.ts'
import { sqlite, type TestDatabase } from './databases.ts'
import { type Item, rss } from './make.ts'
import { openWeb, type Web } from './web.ts'

/** One message as it was sent. */
export interface Sent {
  readonly to: string
  readonly subject: string
  /** The text part on one line, so that wrapping cannot split a headline. */
  readonly text: string
  readonly messageId: string
  readonly bytes: Buffer
}

export interface Newspaper {
  readonly folder: string
  readonly web: Web
  readonly db: Db
  /** Sets the clock, or moves it on by so many minutes. */
  at(instant: string): void
  later(minutes: number): void
  now(): string
  /** Serves a feed and returns its URL. */
  serve(name: string, items: readonly Item[], headers?: Readonly<Record<string, string>>): string
  /** Writes and loads a configuration; the given keys replace those of the one before. */
  configure(changes: Partial<UserConfig>): Promise<Config>
  config(): Config
  /** Runs one pass; it fetches every source unless `force` is false. */
  pass(options?: Partial<PassOptions>, deps?: Partial<Deps>): Promise<PassReport>
  deps(): Promise<Deps>
  /** Messages in the outbox, in the order of their dates. */
  outbox(): Promise<Sent[]>
  /** The messages added to the outbox since the last call. */
  fresh(): Promise<Sent[]>
  /** A published file as text. */
  published(path?: string): string
  /** Defects of ours that passes met. */
  readonly defects: string[]
  close(): Promise<void>
}

// Compiled templates are cached by content: MJML runs once, not once for each newspaper or test file.
const cache = join(tmpdir(), 'broadsheet-test-shells')
mkdirSync(cache, { recursive: true })

const opened = new Map<string, Promise<Db>>()
const closed = new Map<string, Promise<Db>>()

/**
 * Returns a function that opens an empty store. The tables of each kind of database are created once for a process and then
 * emptied, since creating them takes longer than most tests. A store that was closed answers as any closed one.
 */
export function emptyStores(database: TestDatabase): () => Promise<Db> {
  return async () => {
    const known = opened.get(database.name)
    const opening = known ?? database.open()
    opened.set(database.name, opening)
    let db = await opening
    if (known) await empty(db)
    return {
      ...db,
      query: (sql, params) => db.query(sql, params),
      batch: (statements) => db.batch(statements),
      close: async () => {
        const closing = closed.get(database.name) ?? closedStore(database)
        closed.set(database.name, closing)
        db = await closing
      },
    }
  }
}

async function closedStore(database: TestDatabase): Promise<Db> {
  const db = await database.open()
  await db.close()
  return db
}

async function empty(db: Db): Promise<void> {
  const rows = migrations
    .flatMap((step) => step.sql)
    .filter((sql) => /^\s*INSERT INTO \w+ \([^)]*\) VALUES/.test(sql))
    .map((sql) => ({ sql }))
  if (db.engine === 'sqlite') {
    const tables = await db.query<{ name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migrations'
       AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_%' ESCAPE '\\'`,
    )
    await db.batch([
      ...tables.map(({ name }) => ({ sql: `DELETE FROM ${name}` })),
      ...['search_articles', 'search_tokens'].map((name) => ({ sql: `DROP TABLE IF EXISTS ${name}` })),
      ...rows,
    ])
    return
  }
  const tables = await db.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_migrations'",
  )
  await db.batch([
    // One statement, and not TRUNCATE, which takes twenty times as long for tables of a few rows.
    { sql: `DO $$ BEGIN ${tables.map(({ name }) => `DELETE FROM ${name};`).join(' ')} END $$` },
    ...rows,
  ])
}

/**
 * A newspaper for each test of a suite, on an empty store; a test fails where a pass met a defect of ours. SQLite, unless the suite
 * is about what the databases could do differently.
 */
export function useNewspaper(database: TestDatabase = sqlite): Newspaper & { restart(): Promise<void> } {
  const open = emptyStores(database)
  const restart = async (): Promise<void> => {
    await paper.close?.()
    Object.assign(paper, await openNewspaper(await open()))
  }
  const paper = { restart } as ReturnType<typeof useNewspaper>
  beforeEach(restart)
  afterEach(async () => {
    await paper.close()
    expect(paper.defects).toEqual([])
  })
  return paper
}

/** Opens a newspaper on an empty store; its clock is at noon of 20 November 2026 until it is set. */
export async function openNewspaper(db: Db, first: Partial<UserConfig> = {}): Promise<Newspaper> {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-newspaper-'))
  mkdirSync(join(folder, 'state'))
  symlinkSync(cache, join(folder, 'state', 'cache'))
  const web = await openWeb()
  let now = new Date('2026-11-20T12:00:00.000Z')
  const clock = (): Date => new Date(now)
  await migrateStore(db, migrations, { now: clock, copyTo: async () => undefined })
  let written: Partial<UserConfig> = {
    title: 'Test Broadsheet',
    secret: 'only for this test',
    idAuthority: 'news.example.org,2026',
    fetch: { allowPrivate: ['127.0.0.0/8'] },
    mail: { from: 'Broadsheet <news@example.org>' },
    sources: [],
  }
  let config: Config
  const defects: string[] = []
  const seen = new Set<string>()

  const newspaper: Newspaper = {
    folder,
    web,
    db,
    defects,
    at: (instant) => {
      now = new Date(instant)
    },
    later: (minutes) => {
      now = new Date(now.getTime() + minutes * 60_000)
    },
    now: () => now.toISOString(),
    serve: (name, items, headers = {}) => {
      web.on(`/${name}.xml`, { body: rss(name, items, `https://${name}.example.org/`), headers })
      return `${web.origin}/${name}.xml`
    },
    configure: async (changes) => {
      written = { ...written, ...changes }
      // Pages of stories are rendered only where a test is about them.
      const feed = { pageDays: 0, ...written.feed }
      const file = join(folder, 'feeds.config.json')
      writeFileSync(file, JSON.stringify({ ...written, feed }))
      config = await loadConfig({ file, env: {}, cwd: folder })
      return config
    },
    config: () => config,
    deps: async () => ({
      ...(await wireDeps(config, db, {
        signal: new AbortController().signal,
        command: 'test',
        defect: (where, error) => defects.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`),
      })),
      clock,
      openFetcher: async () =>
        openFetcher({ ...config.fetch, ...config.refresh, version: packageJson.version, now: clock }),
    }),
    pass: async (options = {}, changes = {}) => {
      const deps = { ...(await newspaper.deps()), ...changes }
      return runPass(deps, { refresh: true, mail: true, force: true, waitMs: 0, ...options })
    },
    outbox: async () => {
      const files = list(config.mail.outbox)
      const sent = await Promise.all(files.map((file) => readMessage(readFileSync(join(config.mail.outbox, file)))))
      return sent.sort((a, b) => (a.date + a.to < b.date + b.to ? -1 : 1))
    },
    fresh: async () => {
      const all = await newspaper.outbox()
      const fresh = all.filter(({ messageId }) => !seen.has(messageId))
      for (const { messageId } of fresh) seen.add(messageId)
      return fresh
    },
    published: (path = 'atom.xml') => readFileSync(join(config.feed.folder, path), 'utf8'),
    close: async () => {
      await web.close()
      await db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await newspaper.configure(first)
  return newspaper
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.eml'))
  } catch {
    return []
  }
}

/** Reads a message as a mail program does. */
export async function readMessage(bytes: Buffer): Promise<Sent & { readonly date: string }> {
  const { to, subject, text, messageId, date } = await PostalMime.parse(bytes)
  return {
    to: to?.[0]?.address ?? '',
    subject: subject ?? '',
    text: (text ?? '').replace(/\s+/g, ' '),
    messageId: messageId ?? '',
    date: date ?? '',
    bytes,
  }
}

/** Whether a message has an item. */
export const mentions = ({ text }: Sent, { title }: Pick<Item, 'title'>): boolean => text.includes(title)

/** A daily digest with one subscriber; the given keys replace the defaults. */
export const daily = (
  changes: Partial<NonNullable<UserConfig['digests']>[number]> = {},
): NonNullable<UserConfig['digests']>[number] => ({
  id: 'daily',
  title: 'Daily',
  at: '18:00',
  timeZone: 'UTC',
  subscribers: ['ann@example.org'],
  ...changes,
})

/** For a pass that ends, as by a signal, before it writes a batch: from then on it reads and writes nothing. */
export function killedBefore(
  db: Db,
  isLast: (statements: readonly Statement[]) => boolean,
): { readonly db: Db; readonly signal: AbortSignal } {
  const stop = new AbortController()
  const { signal } = stop
  const killed: Db = {
    ...db,
    query: async (sql, params) => {
      signal.throwIfAborted()
      return db.query(sql, params)
    },
    batch: async (statements) => {
      if (!signal.aborted && isLast(statements)) stop.abort(new Error('killed'))
      signal.throwIfAborted()
      return db.batch(statements)
    },
  }
  return { db: killed, signal }
}

/** From what was written to what everybody works with: defaults filled, paths absolute, everything that hangs together checked. */
import { dirname, resolve } from 'node:path'
import { safeParse } from 'valibot'
import { ConfigError, type ConfigMistake } from '../core/errors.ts'
import type { Filter, Topic } from '../core/model.ts'
import { DAYS, type Day, isPrivateRange, isWebUrl, parseMailbox } from './checks.ts'
import { mistakesOf } from './mistakes.ts'
import { checkReferences, inFileOrder, listOf, objectOf } from './references.ts'
import { type CheckedConfig, configSchema, isStoreUrl } from './schema.ts'
import { expandSources } from './sources.ts'
import type { Config, ConfigNotice, DigestConfig, SourceConfig } from './types.ts'
import { keysWithoutEffect, misspeltVariables } from './without-effect.ts'

/** What was read: the configuration as written and where it came from. */
export interface Written {
  readonly value: unknown
  readonly configFile: string
  readonly files: readonly string[]
  /** The real environment over `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The configuration resolved. Throws ConfigError with every mistake, in one go. */
export async function resolveConfig({ value, configFile, files, env }: Written): Promise<Config> {
  const folder = dirname(configFile)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError([
      {
        path: '',
        sentence: `${configFile} exports no configuration; write: export default { title: '…', sources: ['https://…'] }`,
      },
    ])
  }
  const result = safeParse(configSchema, value)
  const mistakes = mistakesOf(result.issues ?? [])
  const faulty = new Set(mistakes.map(({ path }) => path))
  const report = (mistake: ConfigMistake): void => {
    if (faulty.has(mistake.path)) return
    faulty.add(mistake.path)
    mistakes.push(mistake)
  }

  // Parts of it may still be wrong: a mistake in one place must not hide those in another.
  const rough = objectOf(result.output)
  const configuredTopics = listOf(rough['topics'])
    .map(objectOf)
    .filter((topic) => typeof topic['id'] === 'string')
    .map((topic) => ({
      ...topic,
      id: topic['id'] as string,
      name: typeof topic['name'] === 'string' ? topic['name'] : String(topic['id']),
    }))
  const expanded = await expandSources(listOf(rough['sources']), configuredTopics as Topic[], folder)
  expanded.mistakes.forEach(report)
  checkReferences(rough, expanded, report)
  const environment = readEnvironment(env, report)
  const smtp = environment.smtp ?? (objectOf(rough['mail'])['smtp'] || undefined)
  if (smtp !== undefined && objectOf(rough['mail'])['from'] === undefined) {
    report({
      path: 'mail.from',
      sentence:
        "is missing, and a mail server wants a sender; write { name: 'Broadsheet', address: 'news@example.org' }",
    })
  }
  if (mistakes.length > 0) throw new ConfigError(inFileOrder(mistakes, Object.keys(value)))
  return assemble(rough as CheckedConfig, {
    ...expanded,
    configFile,
    files: [...files, ...expanded.files],
    environment,
    notices: [...misspeltVariables(env), ...keysWithoutEffect(value)],
  })
}

interface Environment {
  readonly stateFolder?: string
  readonly store?: string
  readonly smtp?: string
  readonly secret?: string
  readonly httpsProxy?: string
  readonly noProxy?: string
  readonly allowPrivate: readonly string[]
}

/** What the environment says; a variable that is set to nothing says nothing. */
function readEnvironment(env: Written['env'], report: (mistake: ConfigMistake) => void): Environment {
  const store = env['BROADSHEET_STORE'] || undefined
  if (store !== undefined && !isStoreUrl(store)) {
    report({
      path: 'BROADSHEET_STORE',
      sentence: "is no store; write 'sqlite:PATH' or 'postgres://user:password@host/database'",
    })
  }
  const smtp = env['BROADSHEET_SMTP_URL'] || undefined
  if (smtp !== undefined && !/^smtps?:\/\/[^/]/.test(smtp)) {
    report({
      path: 'BROADSHEET_SMTP_URL',
      sentence: "is no server; write it like 'smtp://user:password@mail.example.org:587'",
    })
  }
  const httpsProxy = env['HTTPS_PROXY'] || env['https_proxy'] || undefined
  if (httpsProxy !== undefined && !isWebUrl(httpsProxy)) {
    report({ path: 'HTTPS_PROXY', sentence: "is no proxy; write it like 'http://proxy.example.org:3128'" })
  }
  const noProxy = env['NO_PROXY'] || env['no_proxy'] || undefined
  const allowPrivate = (env['BROADSHEET_ALLOW_PRIVATE'] ?? '')
    .split(',')
    .map((place) => place.trim())
    .filter(Boolean)
  for (const place of allowPrivate) {
    if (isPrivateRange(place)) continue
    report({
      path: 'BROADSHEET_ALLOW_PRIVATE',
      sentence: `${JSON.stringify(place)} is no place; write 'host:port' or a range like '10.0.0.0/8', parted by commas`,
    })
  }
  return {
    ...(env['BROADSHEET_STATE'] ? { stateFolder: env['BROADSHEET_STATE'] } : {}),
    ...(store === undefined ? {} : { store }),
    ...(smtp === undefined ? {} : { smtp }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    ...(noProxy === undefined ? {} : { noProxy }),
    ...(env['BROADSHEET_SECRET'] ? { secret: env['BROADSHEET_SECRET'] } : {}),
    allowPrivate,
  }
}

function assemble(
  checked: CheckedConfig,
  found: {
    readonly configFile: string
    readonly files: readonly string[]
    readonly sources: readonly SourceConfig[]
    readonly topics: readonly Topic[]
    readonly environment: Environment
    readonly notices: readonly ConfigNotice[]
  },
): Config {
  const { configFile, environment } = found
  const folder = dirname(configFile)
  const absolute = (path: string): string => resolve(folder, path)
  const stateFolder = absolute(environment.stateFolder ?? checked.stateFolder)
  const siteUrl = baseUrl(checked.siteUrl)
  const { secret, mail, web } = checked
  const { folder: feedFolder, maxEntries, maxBytes, content, entryPer } = checked.feed
  return compact({
    title: checked.title,
    language: checked.language,
    timeZone: checked.timeZone,
    siteUrl,
    counterUrl: baseUrl(checked.counterUrl),
    idAuthority: checked.idAuthority ?? `${siteUrl ? new URL(siteUrl).hostname : 'broadsheet.invalid'},2026`,
    idAuthorityConfigured: checked.idAuthority !== undefined,
    secret: environment.secret ?? (secret || undefined),
    configFile,
    folder,
    files: [...new Set(found.files)],
    stateFolder,
    store: {
      ...storeOf(environment.store ?? (checked.store.url || undefined), stateFolder, absolute),
      keepDays: checked.store.keepDays,
    },
    sources: found.sources,
    // Without one of its conditions a filter would drop what it was not meant to.
    filters: checked.filters.filter(
      (filter) => keysWithoutEffect({ filters: [filter] }).length === 0,
    ) as readonly Filter[],
    topics: found.topics,
    refresh: { ...checked.refresh, perHost: checked.refresh.perHost ?? Math.min(2, checked.refresh.concurrency) },
    fetch: {
      ...checked.fetch,
      allowPrivate: [...new Set([...checked.fetch.allowPrivate, ...environment.allowPrivate])],
      proxy: checked.fetch.proxy || undefined,
      httpsProxy: environment.httpsProxy,
      noProxy: environment.noProxy,
    },
    stories: checked.stories,
    feed: { folder: absolute(feedFolder), maxEntries, maxBytes, content, entryPer },
    digests: checked.digests.map((digest) => digestOf(digest, checked)),
    mail: {
      ...mail,
      from: mailboxOf(mail.from) ?? { name: checked.title, address: 'broadsheet@localhost' },
      replyTo: mailboxOf(mail.replyTo),
      smtp: environment.smtp ?? (mail.smtp || undefined),
      outbox: absolute(mail.outbox),
      dkim: mail.dkim?.privateKey ? { ...mail.dkim, privateKey: mail.dkim.privateKey } : undefined,
    },
    web: web && { host: web.host, port: web.port },
    notices: found.notices,
  } satisfies Config)
}

function storeOf(
  url: string | undefined,
  stateFolder: string,
  absolute: (path: string) => string,
): { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string } {
  if (url === undefined) return { kind: 'sqlite', path: resolve(stateFolder, 'broadsheet.db') }
  if (!/^sqlite:/i.test(url)) return { kind: 'postgres', url }
  return {
    kind: 'sqlite',
    path: absolute(
      url
        .slice('sqlite:'.length)
        .replace(/^\/\/(?=\/)/, '')
        .trim(),
    ),
  }
}

function digestOf(digest: CheckedConfig['digests'][number], { title, timeZone }: CheckedConfig): DigestConfig {
  const { id, topics, maxStories, lateHours, firstEdition, whenEmpty, subscribers } = digest
  const schedule = { at: timesOf(digest.at), days: daysOf(digest.days), timeZone: digest.timeZone ?? timeZone }
  return {
    id,
    topics,
    maxStories,
    lateHours,
    firstEdition,
    whenEmpty,
    title: digest.title ?? title,
    schedule,
    subscribers: subscribers.map((written) => {
      const subscriber = typeof written === 'string' ? { address: written } : written
      return {
        address: subscriber.address,
        ...(subscriber.name === undefined ? {} : { name: subscriber.name }),
        topics: subscriber.topics?.length ? subscriber.topics : topics,
        schedule: {
          at: subscriber.at === undefined ? schedule.at : timesOf(subscriber.at),
          days: subscriber.days === undefined ? schedule.days : daysOf(subscriber.days),
          timeZone: subscriber.timeZone ?? schedule.timeZone,
        },
      }
    }),
  }
}

/** In the order of the day, each once, so that the same times written otherwise are the same schedule. */
const timesOf = (at: string | readonly string[]): string[] => [...new Set(typeof at === 'string' ? [at] : at)].sort()

/** In the order of the week, each once. */
const daysOf = (days: readonly Day[]): Day[] => DAYS.filter((day) => days.includes(day))

const mailboxOf = (written: string | { name?: string | undefined; address: string } | undefined) =>
  typeof written === 'string' ? parseMailbox(written) : written && compact(written)

/** Without query, fragment and the slash at its end, so that `/path` can be added. */
function baseUrl(written: string | undefined): string | undefined {
  if (written === undefined || !isWebUrl(written)) return undefined
  const url = new URL(written)
  return url.origin + url.pathname.replace(/\/+$/, '')
}

/** The same without the keys that hold undefined, all the way down: what is not known is absent. */
function compact<T>(value: T): T {
  if (Array.isArray(value)) return value.map(compact) as T
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(kept.map(([key, inner]) => [key, compact(inner)])) as T
}

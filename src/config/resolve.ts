/** Turns the configuration as written into the one the program uses: defaults filled, paths absolute, references checked. */
import { dirname, join, resolve } from 'node:path'
import * as v from 'valibot'
import { ConfigError, type ConfigMistake } from '../core/errors.ts'
import type { Filter, Topic } from '../core/model.ts'
import type { Weekday } from '../core/schedule.ts'
import { templateNames } from '../template.ts'
import { mistakesOf } from './mistakes.ts'
import { patternMistakes } from './patterns.ts'
import {
  addressOf,
  checkReferences,
  filtersOf,
  inFileOrder,
  listOf,
  objectOf,
  subscribersNamedAgain,
} from './references.ts'
import { type CheckedConfig, configSchema } from './schema.ts'
import { expandSources } from './sources.ts'
import type { Config, ConfigNotice, DigestConfig, SourceConfig } from './types.ts'
import { DAYS, isWebUrl, parseMailbox, privatePlace, proxyUrl, smtpUrl, storeUrl } from './values.ts'
import { languageWithoutWords, misspeltVariables } from './without-effect.ts'

/** The configuration as read, and where it is from. */
export interface Written {
  readonly value: unknown
  readonly configFile: string
  readonly files: readonly string[]
  /** `.env`, overridden by the real environment. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Resolves and checks the configuration. Throws ConfigError with all mistakes at once. */
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
  const result = v.safeParse(configSchema, value)
  const mistakes = mistakesOf(result.issues ?? [])
  const faulty = new Set(mistakes.map(({ path }) => path))
  const report = (mistake: ConfigMistake): void => {
    if (faulty.has(mistake.path)) return
    faulty.add(mistake.path)
    mistakes.push(mistake)
  }

  // Parts of it may be invalid. They are still checked, so that one mistake does not hide others.
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
  for (const [path, filter] of filtersOf(rough))
    for (const mistake of await patternMistakes(filter, path)) report(mistake)
  const environment = readEnvironment(env, report)
  const smtp = environment.smtp ?? (objectOf(rough['mail'])['smtp'] || undefined)
  const sendmail = objectOf(rough['mail'])['sendmail'] || undefined
  if (smtp !== undefined && sendmail !== undefined) {
    report({
      path: 'mail.sendmail',
      sentence:
        'is set, and a mail server, too (mail.smtp or BROADSHEET_SMTP_URL); mail goes one way, so take one of them out',
    })
  }
  if ((smtp ?? sendmail) !== undefined && objectOf(rough['mail'])['from'] === undefined) {
    report({
      path: 'mail.from',
      sentence:
        "is missing, and a mail server wants a sender; write { name: 'Broadsheet', address: 'news@example.org' }",
    })
  }
  // A misspelt variable may be the reason of a mistake.
  const misspelt = misspeltVariables(env)
  if (mistakes.length > 0) throw new ConfigError([...inFileOrder(mistakes, Object.keys(value)), ...misspelt])
  const checked = rough as CheckedConfig
  const templatesFolder = join(folder, 'templates')
  return assemble(checked, {
    ...expanded,
    configFile,
    files: [...files, ...expanded.files, ...(await templateFiles(templatesFolder))],
    templatesFolder,
    environment,
    notices: [
      ...misspelt,
      ...languageWithoutWords(checked.language, templatesFolder),
      ...hubsWithoutSite(checked),
      ...subscribersNamedAgain(checked.digests),
    ],
  })
}

/** A notice where no hub can be told, since feeds have no address. */
const hubsWithoutSite = ({ siteUrl, feed }: CheckedConfig): ConfigNotice[] =>
  feed.hubs.length === 0 || siteUrl !== undefined
    ? []
    : [{ path: 'feed.hubs', sentence: 'has no effect without siteUrl, the address where the feeds are' }]

type Environment = ReturnType<typeof readEnvironment>

/** What the environment sets; an empty variable counts as not set. */
function readEnvironment(env: Written['env'], report: (mistake: ConfigMistake) => void) {
  const check = (path: string, written: string, kind: v.GenericSchema<string>, more = ''): void => {
    const [issue] = v.safeParse(kind, written).issues ?? []
    if (issue !== undefined) report({ path, sentence: issue.message + more })
  }
  const read = (name: string, kind: v.GenericSchema<string>): string | undefined => {
    const written = env[name] || undefined
    if (written !== undefined) check(name, written, kind)
    return written
  }
  const store = read('BROADSHEET_STORE', storeUrl())
  const smtp = read('BROADSHEET_SMTP_URL', smtpUrl())
  const httpsProxy = env['HTTPS_PROXY'] || env['https_proxy'] || undefined
  if (httpsProxy !== undefined) check('HTTPS_PROXY', httpsProxy, proxyUrl())
  const allowPrivate = (env['BROADSHEET_ALLOW_PRIVATE'] ?? '')
    .split(',')
    .map((place) => place.trim())
    .filter(Boolean)
  for (const place of allowPrivate) check('BROADSHEET_ALLOW_PRIVATE', place, privatePlace(), ', separated by commas')
  return {
    stateFolder: env['BROADSHEET_STATE'] || undefined,
    store,
    smtp,
    secret: env['BROADSHEET_SECRET'] || undefined,
    httpsProxy,
    noProxy: env['NO_PROXY'] || env['no_proxy'] || undefined,
    allowPrivate,
  }
}

/** The files that may stand in the folder of own templates, whether they exist or not. */
const templateFiles = async (folder: string): Promise<string[]> =>
  (await templateNames(folder)).map((name) => join(folder, name))

function assemble(
  checked: CheckedConfig,
  found: {
    readonly configFile: string
    readonly files: readonly string[]
    readonly templatesFolder: string
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
  const { folder: feedFolder, maxEntries, maxBytes, content, entryPer, hubs, pageDays } = checked.feed
  return compact({
    title: checked.title,
    language: checked.language,
    timeZone: checked.timeZone,
    siteUrl,
    counterUrl: baseUrl(checked.counterUrl),
    idAuthority: checked.idAuthority,
    secret: environment.secret ?? (secret || undefined),
    configFile,
    folder,
    files: [...new Set(found.files)],
    templatesFolder: found.templatesFolder,
    stateFolder,
    store: {
      ...storeOf(environment.store ?? (checked.store.url || undefined), stateFolder, absolute),
      keepDays: checked.store.keepDays,
    },
    sources: found.sources,
    filters: checked.filters as readonly Filter[],
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
    feed: { folder: absolute(feedFolder), maxEntries, maxBytes, content, entryPer, hubs, pageDays },
    digests: checked.digests.map((digest) => digestOf(digest, checked)),
    mail: {
      ...mail,
      from: mailboxOf(mail.from) ?? { name: checked.title, address: 'broadsheet@localhost' },
      replyTo: mailboxOf(mail.replyTo),
      smtp: environment.smtp ?? (mail.smtp || undefined),
      sendmail: mail.sendmail && absolute(mail.sendmail),
      outbox: absolute(mail.outbox),
      dkim: mail.dkim?.privateKey ? { ...mail.dkim, privateKey: mail.dkim.privateKey } : undefined,
    },
    web: web && { ...web, metricsToken: web.metricsToken || undefined },
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
  const {
    id,
    formerly = [],
    topics,
    maxStories,
    minutes,
    lateHours,
    firstEdition,
    whenEmpty,
    filters = [],
    subscribers,
  } = digest
  const schedule = { at: timesOf(digest.at), days: daysOf(digest.days), timeZone: digest.timeZone ?? timeZone }
  return {
    id,
    formerly,
    topics,
    maxStories,
    ...(minutes === undefined ? {} : { minutes }),
    lateHours,
    firstEdition,
    whenEmpty,
    title: digest.title ?? title,
    schedule,
    filters: filters as readonly Filter[],
    subscribers: distinct(subscribers).map((written) => {
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

/** The subscribers, each once: the first of those with one address counts. */
const distinct = (subscribers: CheckedConfig['digests'][number]['subscribers']) =>
  [...Map.groupBy(subscribers, (one) => addressOf(one).toLowerCase()).values()].map(([first]) => first!)

/** Sorted and without duplicates, so that equal schedules compare equal however they are written. */
const timesOf = (at: string | readonly string[]): string[] => [...new Set(typeof at === 'string' ? [at] : at)].sort()

/** In the order of the week, without duplicates. */
const daysOf = (days: readonly Weekday[]): Weekday[] => DAYS.filter((day) => days.includes(day))

const mailboxOf = (written: string | { name?: string | undefined; address: string } | undefined) =>
  typeof written === 'string' ? parseMailbox(written) : written && compact(written)

/** The URL without query, fragment and trailing slash, so that `/path` can be appended. */
function baseUrl(written: string | undefined): string | undefined {
  if (written === undefined || !isWebUrl(written)) return undefined
  const url = new URL(written)
  return url.origin + url.pathname.replace(/\/+$/, '')
}

/** The value without keys that are undefined, at every depth: what is not known is absent. */
function compact<T>(value: T): T {
  if (Array.isArray(value)) return value.map(compact) as T
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(kept.map(([key, inner]) => [key, compact(inner)])) as T
}

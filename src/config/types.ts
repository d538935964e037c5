/** The configuration as the rest of the program uses it. */

import type { Filter, Topic } from '../core/model.ts'
import type { Schedule } from '../core/schedule.ts'
import type { CheckedConfig } from './schema.ts'
import type { MailAddress } from './values.ts'

type Checked<Key extends keyof CheckedConfig> = Readonly<CheckedConfig[Key]>

/** A source as configured, every default filled. */
export interface SourceConfig {
  readonly id: string
  /** An http(s) URL, or a `file:` URL for a local file. May contain credentials: never print it, print `shownUrl`. */
  readonly url: string
  /** The URL for people, logs and OPML: without credentials; a local file's path as written. */
  readonly shownUrl: string
  /** As configured; absent: the feed's own title. */
  readonly name?: string
  /** The page that it belongs to, as an OPML list says; known before the feed was read. */
  readonly siteUrl?: string
  /** Ids of the topics that all its articles have. */
  readonly topics: readonly string[]
  readonly content: 'feed' | 'page'
  /** Absent: learned. */
  readonly intervalMinutes?: number
  readonly weight: number
  /** Request headers, sent only to its own origin. */
  readonly headers: Readonly<Record<string, string>>
  /** Absent: `refresh.firstFetchDays`. */
  readonly firstFetchDays?: number
  /** Absent: `store.keepDays`. */
  readonly keepDays?: number
  /** Absent: a fifth of an edition's stories, then one in turn with others. */
  readonly maxPerEdition?: number
  readonly paused: boolean
  /** Host name, with the port unless it is the scheme's default; empty for a local file. */
  readonly host: string
}

/** A configured subscriber of a digest. */
export interface SubscriberConfig {
  readonly address: string
  readonly name?: string
  /** Ids; empty: all. */
  readonly topics: readonly string[]
  /** The subscriber's own values, completed by the digest's. */
  readonly schedule: Schedule
}

/** A recurring mailing. */
export interface DigestConfig
  extends Readonly<
    Pick<Checked<'digests'>[number], 'id' | 'topics' | 'maxStories' | 'lateHours' | 'firstEdition' | 'whenEmpty'>
  > {
  readonly title: string
  /** The ids that it had before. */
  readonly formerly: readonly string[]
  readonly schedule: Schedule
  /** The reading time of an edition; absent: `maxStories` alone bounds it. */
  readonly minutes?: number
  /** What they drop stands in no edition of this digest. */
  readonly filters: readonly Filter[]
  readonly subscribers: readonly SubscriberConfig[]
}

/** How mail is sent. */
export interface MailConfig extends Omit<Checked<'mail'>, 'from' | 'replyTo' | 'smtp' | 'sendmail' | 'dkim'> {
  readonly from: MailAddress
  readonly replyTo?: MailAddress
  /** `smtp[s]://user:pass@host:port`; absent, and `sendmail`, too: .eml files in `outbox`, which is absolute. */
  readonly smtp?: string
  /** Absolute; never beside `smtp`. */
  readonly sendmail?: string
  /** Absent: unsigned. */
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly privateKey: string }
}

/** A setting without effect, such as a misspelt environment variable. */
export interface ConfigNotice {
  /** `feed.hubs`, `BROADSHEET_STROE`. */
  readonly path: string
  /** Follows the path: `has no effect without siteUrl`. */
  readonly sentence: string
}

/** The loaded configuration; no other code checks it again. Plain data that survives JSON. */
export interface Config extends Pick<CheckedConfig, 'title' | 'language' | 'timeZone' | 'stories'> {
  /** Without a trailing slash, like `counterUrl`. */
  readonly siteUrl?: string
  readonly counterUrl?: string
  /** Absent: that of the store. One that differs from the store's is a mistake. */
  readonly idAuthority?: string
  /** Signs instead of the store's own secret; absent: the store's own signs. */
  readonly secret?: string
  /** Absolute. */
  readonly configFile: string
  /** Absolute; relative paths are resolved against it. */
  readonly folder: string
  /** The absolute paths of all files it was made of, whether they exist or not: the file, its imports, OPML, `.env`, own templates. */
  readonly files: readonly string[]
  /** Absolute: the operator's own templates, which are used first; the folder need not exist. */
  readonly templatesFolder: string
  /** Absolute. */
  readonly stateFolder: string
  readonly store: (
    | { readonly kind: 'sqlite' /** Absolute. */; readonly path: string }
    | { readonly kind: 'postgres'; readonly url: string }
  ) & { readonly keepDays: number }
  readonly sources: readonly SourceConfig[]
  readonly filters: readonly Filter[]
  readonly topics: readonly Topic[]
  readonly refresh: Checked<'refresh'> & { readonly perHost: number }
  readonly fetch: Checked<'fetch'> & {
    /** HTTPS_PROXY of the environment: for https URLs only, and preferred to `proxy`. */
    readonly httpsProxy?: string
    /** NO_PROXY of the environment: hosts that are fetched without a proxy. */
    readonly noProxy?: string
  }
  /** The folder is absolute. */
  readonly feed: Checked<'feed'>
  readonly digests: readonly DigestConfig[]
  readonly mail: MailConfig
  readonly web?: {
    readonly host: string
    readonly port: number
    /** Absent: there is no /metrics. */
    readonly metricsToken?: string
    /** Addresses and ranges. */
    readonly trustedProxies: readonly string[]
  }
  readonly notices: readonly ConfigNotice[]
}

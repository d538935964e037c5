/**
 * What feeds.config.ts may say, and the manual: the editor shows these comments where a person writes. After each key stands
 * its default. The schema in `schema.ts` is held to these types by the compiler, key by key.
 */

import type { Phrase, Rule } from '../core/model.ts'
import type { Day, MailAddress } from './checks.ts'

/** A newspaper. */
export interface UserConfig {
  /** The newspaper's name. Required. */
  readonly title: string
  /** The newspaper's language, a BCP 47 tag, as feeds and mail state it; its own words are English so far. Default: `'en'`. */
  readonly language?: string
  /** Whose days and hours it keeps, an IANA name. Default: `'UTC'`; `init` writes the system's. */
  readonly timeZone?: string
  /** Where `feed.folder` is served: ids and links use it. Default: none, and documents have no self link. */
  readonly siteUrl?: string
  /** Where `broadsheet start` is reached from outside. Default: none, and mail has no link that needs it. */
  readonly counterUrl?: string
  /**
   * Leads every id we publish (RFC 4151): a domain of yours, a comma, a year. Fixed in the store at the first run.
   * Default: the siteUrl's host, else broadsheet.invalid, with 2026.
   */
  readonly idAuthority?: string
  /** Signs tokens and Message-IDs: `process.env.BROADSHEET_SECRET`. Default: made once and kept in the store, for all that share it. */
  readonly secret?: string | undefined
  /** The folder for the store and a cache. Default: `'state'`. */
  readonly stateFolder?: string
  readonly store?: UserStore
  /**
   * The feeds: an address, `{ url, … }`, or `{ opml: FILE }`. One address twice is one source: the first's options, the
   * topics of both. Default: none.
   */
  readonly sources?: readonly (string | UserSource | UserOpml)[]
  /** What is left out before stories are made. It stays in the archive. Default: nothing. */
  readonly filters?: readonly UserFilter[]
  /** Subjects that are looked for in every article. Default: none. */
  readonly topics?: readonly UserTopic[]
  readonly refresh?: UserRefresh
  readonly fetch?: UserFetch
  readonly stories?: UserStories
  readonly feed?: UserFeed
  /** Mailings. Default: none. */
  readonly digests?: readonly UserDigest[]
  readonly mail?: UserMail
  /** The counter that `broadsheet start` opens: feeds, the way out of a digest, health; `{}` is enough. Default: none. */
  readonly web?: UserWeb
}

/** Where everything is kept. */
export interface UserStore {
  /** `'sqlite:PATH'` or `'postgres://…'`. Default: broadsheet.db in the state folder. */
  readonly url?: string | undefined
  /** Days that an article stays after its source last listed it. Default: 90. */
  readonly keepDays?: number
}

/** One feed. */
export interface UserSource {
  /** Default: made from the address. Give one of your own before the address changes: articles belong to the id. */
  readonly id?: string
  /** `https://…`, or the path of a local file. A user and password in it are sent to that host only. */
  readonly url: string
  /** The outlet's name. Default: the feed's own title. */
  readonly name?: string
  /** Ids of topics that every article of this source has. Default: none. */
  readonly topics?: readonly string[]
  /**
   * `'page'` fetches each new article's page, 40 a run at most, for its whole text, people, picture and clean address;
   * where it cannot be had, or is a wall, the feed's own text stays. `'feed'` takes what the feed holds. Default: `'feed'`.
   */
  readonly content?: 'feed' | 'page'
  /** How often to ask, in minutes. Default: learned from how often it has news. */
  readonly intervalMinutes?: number
  /** Above 1, its articles lead stories and editions rather than others; below 1, less. Default: 1. */
  readonly weight?: number
  /** Request headers, for its own origin only: `{ authorization: process.env.WIRE_TOKEN }`. Default: none. */
  readonly headers?: { readonly [name: string]: string | undefined }
  /** On the first fetch, entries older than so many days are backlog, in no edition; 0: no limit. Default: `refresh.firstFetchDays`. */
  readonly firstFetchDays?: number
  /** Not fetched while true; its articles stay. Default: false. */
  readonly paused?: boolean
  /** No effect yet: `store.keepDays` holds for every source. */
  readonly keepDays?: number
  /** No effect yet: `maxStories` alone bounds an edition. */
  readonly maxPerEdition?: number
}

/** All feeds of a list. */
export interface UserOpml {
  /** The path of an OPML file. A folder in it is a topic. `broadsheet import FILE` fills `'sources.opml'`. */
  readonly opml: string
}

/** What is left out: all that a rule finds, or all that it does not find. One of the two. */
export interface UserFilter {
  readonly drop?: UserFilterRule
  readonly keep?: UserFilterRule
  /** Ids of the sources it concerns. Default: all. */
  readonly sources?: readonly string[]
}

/** Phrases as in a topic. A filter that states one of the other conditions, which have no effect yet, is not applied. */
export interface UserFilterRule extends Rule {
  /** No effect yet. Words, or `'/a regular expression/'`. */
  readonly title?: string | readonly string[]
  /** No effect yet. Words, or `'/a regular expression/'`. */
  readonly author?: string | readonly string[]
  /** No effect yet. Words, or `'/a regular expression/'`. */
  readonly category?: string | readonly string[]
  /** No effect yet. Words, or `'/a regular expression/'`. */
  readonly url?: string | readonly string[]
  /** No effect yet. Languages, BCP 47. */
  readonly language?: string | readonly string[]
  /** No effect yet. */
  readonly olderThanDays?: number
}

/** A subject. It applies where its score is reached, or to whole sources that name it. */
export interface UserTopic {
  /** Stands in addresses and files: `public/topics/ID/atom.xml`. */
  readonly id: string
  /** As readers see it. Default: the id. */
  readonly name?: string
  /** At least one of these must occur: `['NATO', 'North Atlantic']`. A word finds its other forms too. */
  readonly any?: readonly Phrase[]
  /** Every one of these must occur. `{ near: ['rate', 'bank'], words: 5 }` finds words that stand close together. */
  readonly all?: readonly Phrase[]
  /** None of these may occur. */
  readonly none?: readonly Phrase[]
  /** How much a match in the title counts beside one in the text. Default: 3. */
  readonly titleWeight?: number
  /** How much a match in the lead counts. Default: 1.5. */
  readonly leadWeight?: number
  /** The score from which the topic applies. Default: 1. */
  readonly minScore?: number
  /** Only articles in these languages: `['en', 'de']`. Default: every language. */
  readonly languages?: readonly string[]
  /** Words in place of those above for articles in a language: `{ de: { any: ['Wahl', 'Bundestag'] } }`. Default: none. */
  readonly inLanguage?: Readonly<Record<string, Rule>>
  /** IPTC Media Topic, published as the category's scheme: `'medtop:11000000'`. Default: none. */
  readonly iptc?: string
}

/** When and how much is read. */
export interface UserRefresh {
  /** When `broadsheet start` wakes, a cron expression in UTC; digests keep local time. Default: every quarter of an hour. */
  readonly schedule?: string
  /** Fetches at once, in all. Default: 24. */
  readonly concurrency?: number
  /** Fetches at once of one host (name and port). Default: 2. */
  readonly perHost?: number
  /** On a source's first fetch, entries older than so many days are backlog, in no edition; 0: no limit. Default: 7. */
  readonly firstFetchDays?: number
  /** What one fetch brings beyond so many is backlog, the oldest first; 0: no limit. Default: 300. */
  readonly maxNewPerSource?: number
}

/** How patient a fetch is, and where it may go. */
export interface UserFetch {
  /** Default: 10,000. */
  readonly connectTimeoutMs?: number
  /** Until the headers of the answer are there. Default: 15,000. */
  readonly headersTimeoutMs?: number
  /** For the whole answer. Default: 30,000. */
  readonly totalTimeoutMs?: number
  /** Bytes of an answer as sent. Default: 16,777,216. */
  readonly maxWireBytes?: number
  /** Bytes of an answer unpacked. Default: 25,165,824. */
  readonly maxDecodedBytes?: number
  /** Addresses of inner networks that may be asked: `'localhost:8080'`, `'10.0.0.0/8'`. Default: none. */
  readonly allowPrivate?: readonly string[]
  /** Stands in the User-Agent, so that a publisher can reach you. Default: none. */
  readonly contact?: string
  /** An HTTP proxy for every fetch; names are then all that the guard sees. Default: none, and HTTPS_PROXY is heard. */
  readonly proxy?: string | undefined
}

/** How articles become stories. */
export interface UserStories {
  /** Articles further apart than this, by their own dates, are not one story. Default: 72. */
  readonly windowHours?: number
}

/** What is published. */
export interface UserFeed {
  /** Where documents are written. Default: `'public'`. */
  readonly folder?: string
  /** Entries of one document. Default: 100. */
  readonly maxEntries?: number
  /** Bytes of one document. Default: 524,288. */
  readonly maxBytes?: number
  /** How much of each article the feed carries. Default: `'summary'`. */
  readonly content?: 'none' | 'summary' | 'full'
  /** One entry a story, or one an article (copies are folded all the same). Default: `'story'`. */
  readonly entryPer?: 'story' | 'article'
  /** No effect yet: no hub is told of news, and the feed links none. */
  readonly hubs?: readonly string[]
  /** No effect yet: there are no pages of days. */
  readonly pageDays?: number
}

/** A recurring mailing. */
export interface UserDigest {
  /** Fixed for good: what was sent belongs to it. */
  readonly id: string
  /** No effect yet: a digest with another id is a new digest. */
  readonly formerly?: readonly string[]
  /** As subscribers read it: `'Good morning'`. Default: the newspaper's name. */
  readonly title?: string
  /** When it goes out, local time: `'07:00'`, or `['07:00', '18:00']`. */
  readonly at: string | readonly string[]
  /** Default: every day. */
  readonly days?: readonly Day[]
  /** Default: the newspaper's. */
  readonly timeZone?: string
  /** Ids of the topics it brings; `[]`: all. Default: all. */
  readonly topics?: readonly string[]
  /** How many stories at most; the mail says how many more there were. Default: 30. */
  readonly maxStories?: number
  /** No effect yet: `maxStories` alone bounds an edition. */
  readonly minutes?: number
  /** A missed slot still goes out so many hours later. Default: 12. */
  readonly lateHours?: number
  /** Of a new digest: `'now'`, one edition at once, or `'next-slot'`, none before its hour. Default: `'next-slot'`. */
  readonly firstEdition?: 'next-slot' | 'now'
  /** When nothing is new: `'skip'` sends nothing, `'note'` says so in a mail. Default: `'skip'`. */
  readonly whenEmpty?: 'skip' | 'note'
  /** No effect yet: only the filters of the whole newspaper are applied. */
  readonly filters?: readonly UserFilter[]
  /** Addresses, or `{ address, name, topics, at, days, timeZone }`, beside those of `broadsheet subscribers add`. Default: none. */
  readonly subscribers?: readonly (string | UserSubscriber)[]
}

/** Someone who gets a digest; what is left out is the digest's. */
export interface UserSubscriber {
  readonly address: string
  /** As it stands in the To line. Default: none. */
  readonly name?: string
  /** Ids of the topics wanted. Default: the digest's. */
  readonly topics?: readonly string[]
  /** Default: the digest's. */
  readonly at?: string | readonly string[]
  /** Default: the digest's. */
  readonly days?: readonly Day[]
  /** Default: the digest's. */
  readonly timeZone?: string
}

/** How mail leaves. */
export interface UserMail {
  /** Who it is from: `{ name, address }`, or `'Name <address>'`. Required with `smtp`. */
  readonly from?: string | MailAddress
  /** Where a reader's reply goes. Default: to `from`. */
  readonly replyTo?: string | MailAddress
  /** Stands at the foot of every mail; many countries require one. Default: none. */
  readonly postalAddress?: string
  /** Where a reader reaches whoever runs this. Default: none. */
  readonly operator?: string
  /** The server, `smtp[s]://user:pass@host:port`: `process.env.SMTP_URL`. Default: none, and mail is written to `outbox`. */
  readonly smtp?: string | undefined
  /** `'required'`: nothing without TLS; `'opportunistic'`: where the server offers it. Default: `'required'`. */
  readonly tls?: 'required' | 'opportunistic' | 'never'
  /** The folder for .eml files while `smtp` is unset. Default: `'outbox'`. */
  readonly outbox?: string
  /** Connections to the server at once. Default: 4. */
  readonly connections?: number
  /** Messages a minute at most. Default: 600. */
  readonly perMinute?: number
  /** Seconds before the second, third … try; the last repeats for 48 hours. Default: `[60, 300, 1800, 7200]`. */
  readonly retrySeconds?: readonly number[]
  /** When the server's answer was lost and nobody knows whether it went: `'resend'` or `'hold'`. Default: `'resend'`. */
  readonly uncertain?: 'resend' | 'hold'
  /** Signs each mail (RFC 6376). Default: unsigned. */
  readonly dkim?: UserDkim
}

/** The key that signs mail. */
export interface UserDkim {
  readonly domain: string
  readonly selector: string
  /** PEM text of an RSA key: `process.env.DKIM_KEY`. Unset: unsigned. */
  readonly privateKey?: string | undefined
}

/** Where `broadsheet start` serves the feeds, the way out of a digest and its health. */
export interface UserWeb {
  /** The address to listen on. Default: `'127.0.0.1'`, this machine only. */
  readonly host?: string
  /** 0: any free one. Default: 8080. */
  readonly port?: number
  /** No effect yet: there is no /metrics. */
  readonly metricsToken?: string | undefined
  /** No effect yet: no header of a proxy is believed. */
  readonly trustedProxies?: readonly string[]
}

/** The configuration as it is given: it exists for its type, so that the editor helps while you write. */
export function defineConfig(config: UserConfig): UserConfig {
  return config
}

/**
 * The type of feeds.config.ts, and its manual: an editor shows these comments while one writes. Each comment ends with the
 * default. `schema.ts` checks that both have the same keys and types.
 */

import type { Phrase, Rule } from '../core/model.ts'
import type { Weekday } from '../core/schedule.ts'
import type { MailAddress } from './values.ts'

/** A newspaper. */
export interface UserConfig {
  /** The newspaper's name. Required. */
  readonly title: string
  /**
   * The language of the newspaper's own sentences and dates in feeds, mail and pages, a BCP 47 tag: English, German, French, Spanish
   * and Arabic; in any other they are English. Default: `'en'`.
   */
  readonly language?: string
  /** The time zone of its days and hours, an IANA name. Default: `'UTC'`; `init` writes the system's. */
  readonly timeZone?: string
  /** Where `feed.folder` is served: ids and links use it. At most 400 characters. Default: none, and documents have no self link. */
  readonly siteUrl?: string
  /**
   * The public URL of the web server of `broadsheet start`; without a siteUrl, feeds lead to its pages. At most 400 characters.
   * Default: none, and a digest is left by writing to `mail.operator`, or to `replyTo` or `from`.
   */
  readonly counterUrl?: string
  /**
   * The prefix of every published id (RFC 4151): a domain of yours, a comma, a year. Fixed in the store at the first run, so
   * that a siteUrl set later changes no id. Default: that of the feed which is published already, else the siteUrl's host,
   * else a random name of the store under broadsheet.invalid, with 2026.
   */
  readonly idAuthority?: string
  /**
   * Signs tokens and Message-IDs: `process.env.BROADSHEET_SECRET`. Default: made once and kept in the store, for all that
   * share it.
   */
  readonly secret?: string | undefined
  /** The folder for the store and a cache. Default: `'state'`. */
  readonly stateFolder?: string
  readonly store?: UserStore
  /**
   * The feeds: a URL, `{ url, … }`, or `{ opml: FILE }`. A URL that is listed twice is one source with the options of the
   * first and the topics of both. Default: none.
   */
  readonly sources?: readonly (string | UserSource | UserOpml)[]
  /**
   * Articles that are left out before stories are made. They stay in the archive, and are judged anew when the filters change.
   * With `content: 'page'` the feed's text is judged first, and no page is fetched for what it drops; then the page's. Default:
   * none.
   */
  readonly filters?: readonly UserFilter[]
  /** Topics, each matched against every article. Default: none. */
  readonly topics?: readonly UserTopic[]
  readonly refresh?: UserRefresh
  readonly fetch?: UserFetch
  readonly stories?: UserStories
  readonly feed?: UserFeed
  /** Mailings. Default: none. */
  readonly digests?: readonly UserDigest[]
  readonly mail?: UserMail
  /** The web server of `broadsheet start`: the site, unsubscribe pages, health and figures; `{}` is enough. Default: none. */
  readonly web?: UserWeb
}

/** Where everything is kept. */
interface UserStore {
  /** `'sqlite:PATH'` or `'postgres://…'`. Default: broadsheet.db in the state folder. */
  readonly url?: string | undefined
  /** Days that an article stays after its source last listed it. Default: 90. */
  readonly keepDays?: number
}

/** One feed. */
interface UserSource {
  /** Its articles belong to this id, so set it yourself before the URL changes. Default: made from the URL. */
  readonly id?: string
  /**
   * `https://…`, of a feed or of a site that declares one, or the path of a local file. A user and password in it are sent to that
   * host only.
   */
  readonly url: string
  /** The outlet's name. Default: the feed's own title. */
  readonly name?: string
  /** Ids of topics that apply to every article of this source. Default: none. */
  readonly topics?: readonly string[]
  /**
   * `'page'` fetches the page of each new article, at most 40 a run, for its full text, authors, picture and clean URL;
   * where that fails, or the page is a paywall or consent page, the feed's text is used. `'feed'` uses the feed's text only.
   * Default: `'feed'`.
   */
  readonly content?: 'feed' | 'page'
  /**
   * Minutes between fetches, 5 or more; a source may ask for longer (max-age, ttl), a week at most. `broadsheet start` looks no
   * more often than `refresh.schedule` says. Default: learned from how often it publishes, 30 or more.
   */
  readonly intervalMinutes?: number
  /** Above 1, its articles are preferred as leads of stories and editions; below 1, the opposite. Default: 1. */
  readonly weight?: number
  /** Request headers, for its own origin only: `{ authorization: process.env.WIRE_TOKEN }`. Default: none. */
  readonly headers?: { readonly [name: string]: string | undefined }
  /**
   * On the first fetch, entries older than this many days are backlog, in no edition; 0: no limit. Default:
   * `refresh.firstFetchDays`.
   */
  readonly firstFetchDays?: number
  /** Not fetched while true; its articles stay. Default: false. */
  readonly paused?: boolean
  /** Days that its articles stay after it last listed them. Default: `store.keepDays`. */
  readonly keepDays?: number
  /**
   * Most stories of an edition that it leads while stories of other sources wait; it fills the places that these leave. Default: a
   * fifth of the digest's `maxStories`, or of what its `minutes` have room for, at least 1, then one in turn with the others.
   */
  readonly maxPerEdition?: number
}

/** All feeds of an OPML file. */
interface UserOpml {
  /** The path of an OPML file. A folder in it is a topic. `broadsheet import FILE` fills `'sources.opml'`. */
  readonly opml: string
}

/**
 * Leaves out the articles that a rule matches (`drop`), or those that it does not match (`keep`). Set one of the two. With
 * several filters an article is left out where one of them says so.
 */
interface UserFilter {
  readonly drop?: UserFilterRule
  readonly keep?: UserFilterRule
  /** Ids of the sources it applies to. Default: all. */
  readonly sources?: readonly string[]
}

/**
 * Phrases as in a topic, and fields. All keys that are set must hold, and of a list in a field one item: `{ any: ['cup'], author:
 * ['Ann', 'Bob'] }` is about the cup and by Ann or by Bob. An unknown language or date leaves no article out.
 *
 * A field has words, in any case, or `'/a regular expression/'` (RE2: no look-ahead, no references back), with regard to case
 * unless it ends in `/i`, of at most 500 characters.
 */
interface UserFilterRule extends Rule {
  /** Words in other forms too, as in `any`, but for `exact`: `'advert'`; `'/^(ad|advert):/i'`. */
  readonly title?: string | readonly string[]
  /** A name, or a part of it, as it is written: `'Jane Doe'`. An article without authors does not match. */
  readonly author?: string | readonly string[]
  /** Words of a category that the outlet gives: `'world cup'`; `'/^sports?$/i'` is the whole of it. */
  readonly category?: string | readonly string[]
  /** Words of the address: `'example.org/sport'`; `'/sport/'` is a regular expression and finds transport, too. */
  readonly url?: string | readonly string[]
  /** `'en'`, or `['en', 'de']`: the language, of whatever country. */
  readonly language?: string | readonly string[]
  /** Dated more than this many days before its first sight; in a digest, before the edition. */
  readonly olderThanDays?: number
}

/** A topic. It applies to an article that reaches its score, and to all articles of the sources that list it. */
interface UserTopic {
  /**
   * Part of URLs and file names: `public/topics/ID/atom.xml`; with a hash where ids differ in case alone, where Windows
   * reserves the name, or where it ends in `.html`.
   */
  readonly id: string
  /** The name that readers see. Default: the id. */
  readonly name?: string
  /**
   * At least one of these must occur: `['NATO', 'North Atlantic']`. A word also matches its other forms, unless it is exact:
   * `{ phrase: 'Apple', exact: true }`. Signs count: `'C++'`, `'.NET'`, `'AT&T'`. No phrase crosses a stop, a comma or a line.
   * `{ phrase: 'ferry crash', weight: 2 }` counts twice as much as the others. Default: none.
   */
  readonly any?: readonly Phrase[]
  /**
   * Every one of these must occur. `{ near: ['rate', 'bank'], words: 5 }` matches words that are close together. Default:
   * none.
   */
  readonly all?: readonly Phrase[]
  /** None of these may occur. Default: none. */
  readonly none?: readonly Phrase[]
  /** Whether its phrases match only as they are written, in no other form. Default: false. */
  readonly exact?: boolean
  /** The weight of a match in the title, where one in the text has 1. Default: 3. */
  readonly titleWeight?: number
  /** The weight of a match in the lead. Default: 1.5. */
  readonly leadWeight?: number
  /** The lowest score at which the topic applies. Default: 1. */
  readonly minScore?: number
  /**
   * The share of the strongest topic's score that it needs, 0 to 1, to apply beside it: with 0.5, only topics half as strong as
   * the strongest. Topics without this key are neither compared nor left out. Default: no comparison.
   */
  readonly minShare?: number
  /** Only articles in these languages: `['en', 'de']`. Default: every language. */
  readonly languages?: readonly string[]
  /** Rules that replace the one above for articles in a language: `{ de: { any: ['Wahl', 'Bundestag'] } }`. Default: none. */
  readonly inLanguage?: Readonly<Record<string, Rule>>
  /** IPTC Media Topic, published as the category's scheme: `'medtop:11000000'`. Default: none. */
  readonly iptc?: string
}

/** When sources are fetched, and how much. */
interface UserRefresh {
  /**
   * When `broadsheet start` refreshes, a cron expression in UTC; digests keep local time. Default: every quarter of an hour.
   */
  readonly schedule?: string
  /** Most fetches at the same time. Default: 24. */
  readonly concurrency?: number
  /** Most fetches of one host (name and port) at the same time. Default: 2. */
  readonly perHost?: number
  /** On a source's first fetch, entries older than this many days are backlog, in no edition; 0: no limit. Default: 7. */
  readonly firstFetchDays?: number
  /** Most new articles of one fetch; the oldest beyond that are backlog; 0: no limit. Default: 300. */
  readonly maxNewPerSource?: number
}

/** Timeouts and limits of a fetch, and which addresses it may reach. */
interface UserFetch {
  /** Until the server has accepted the connection. Default: 10,000. */
  readonly connectTimeoutMs?: number
  /** Until the response headers have arrived. Default: 15,000. */
  readonly headersTimeoutMs?: number
  /** For the whole response. Default: 30,000. */
  readonly totalTimeoutMs?: number
  /** Most bytes of a response as sent. Default: 16,777,216. */
  readonly maxWireBytes?: number
  /** Most bytes of a response after decompression. Default: 25,165,824. */
  readonly maxDecodedBytes?: number
  /** Private addresses that may be fetched: `'localhost:8080'`, `'10.0.0.0/8'`. Default: none. */
  readonly allowPrivate?: readonly string[]
  /** A mail address or URL in the User-Agent, by which a publisher can reach you. Default: the siteUrl. */
  readonly contact?: string
  /**
   * An HTTP proxy for every fetch. Private addresses are then blocked by name only. Default: none; HTTPS_PROXY is used for
   * https.
   */
  readonly proxy?: string | undefined
}

/** How articles become stories. */
interface UserStories {
  /** Articles whose own dates are further apart are never one story. Default: 72. */
  readonly windowHours?: number
}

/** What is published. */
interface UserFeed {
  /** Where documents are written. Default: `'public'`. */
  readonly folder?: string
  /** Most entries of one document. Default: 100. */
  readonly maxEntries?: number
  /** Most bytes of one document. Default: 524,288. */
  readonly maxBytes?: number
  /** How much of each article's text the feed contains. Default: `'summary'`. */
  readonly content?: 'none' | 'summary' | 'full'
  /** One entry for each story, or for each article (copies are folded in both cases). Default: `'story'`. */
  readonly entryPer?: 'story' | 'article'
  /**
   * WebSub hubs that are told by each run which feeds have new or updated entries, `'https://pubsubhubbub.appspot.com/'`; the feeds
   * link them. Without `siteUrl` no hub is told. Default: none.
   */
  readonly hubs?: readonly string[]
  /**
   * For how many days, counted from the newest story, the folder has pages of days, stories, sources and editions. Default: 30; 0:
   * none of them, only the front page, topics and feeds. Never longer than `store.keepDays`.
   */
  readonly pageDays?: number
}

/** A recurring mailing. */
interface UserDigest {
  /** Sent editions belong to it: to change it, write the old one into `formerly`. */
  readonly id: string
  /**
   * The ids that it had before: `['morning']`. Its subscribers keep what they have had and whether they have left, and unsubscribe
   * links in mail that was sent stay good; so leave them here. Default: none.
   */
  readonly formerly?: readonly string[]
  /** The name that subscribers see: `'Good morning'`. Default: the newspaper's name. */
  readonly title?: string
  /** When it is sent, local time: `'07:00'`, or `['07:00', '18:00']`. */
  readonly at: string | readonly string[]
  /** The days on which it is sent. Default: every day. */
  readonly days?: readonly Weekday[]
  /** The time zone of its hours and days. Default: the newspaper's. */
  readonly timeZone?: string
  /** Ids of the topics it covers; `[]`: all. Default: all. */
  readonly topics?: readonly string[]
  /** Most stories of an edition; the mail says how many more there were. Default: 30. */
  readonly maxStories?: number
  /**
   * Fills an edition to this reading time, its own words at 230 a minute: the strongest stories in full, the last few in one line;
   * the others wait. `maxStories` stays a limit: 30 stories are about 6 minutes. Default: `maxStories` alone bounds an edition.
   */
  readonly minutes?: number
  /** A missed slot is still sent up to this many hours later. Default: 12. */
  readonly lateHours?: number
  /** For a new digest: `'now'` sends one edition at once, `'next-slot'` none before its first slot. Default: `'next-slot'`. */
  readonly firstEdition?: 'next-slot' | 'now'
  /** When nothing is new: `'skip'` sends nothing, `'note'` says so in a mail. Default: `'skip'`. */
  readonly whenEmpty?: 'skip' | 'note'
  /**
   * What is left out of this digest alone, besides `filters` of the newspaper: such an article stands in no edition, neither as
   * a story's lead nor among its other outlets. Default: none.
   */
  readonly filters?: readonly UserFilter[]
  /**
   * Addresses, or `{ address, name, topics, at, days, timeZone }`, in addition to those of `broadsheet subscribers add ADDRESS`.
   * Default: none.
   */
  readonly subscribers?: readonly (string | UserSubscriber)[]
}

/** A subscriber of a digest; the digest's values apply where a key is left out. */
interface UserSubscriber {
  /** The bare mail address. */
  readonly address: string
  /** The name in the To header. Default: none. */
  readonly name?: string
  /** Ids of the topics wanted. Default: the digest's. */
  readonly topics?: readonly string[]
  /** The hours at which this subscriber gets it. Default: the digest's. */
  readonly at?: string | readonly string[]
  /** The days on which this subscriber gets it. Default: the digest's. */
  readonly days?: readonly Weekday[]
  /** The time zone of these hours and days. Default: the digest's. */
  readonly timeZone?: string
}

/** How mail is sent. */
interface UserMail {
  /** The sender: `{ name, address }`, or `'Name <address>'`. Required with `smtp` and `sendmail`. Default: none. */
  readonly from?: string | MailAddress
  /** Where replies go. Default: to `from`. */
  readonly replyTo?: string | MailAddress
  /** Printed in the footer of every mail; many countries require one. Default: none. */
  readonly postalAddress?: string
  /** The address of whoever runs this, for subscribers. Default: none. */
  readonly operator?: string
  /**
   * The server, `smtp[s]://user:pass@host:port`: `process.env.SMTP_URL`. Default: none, and without `sendmail` mail is written to
   * `outbox`.
   */
  readonly smtp?: string | undefined
  /**
   * Instead of `smtp`: the path of a program on this machine that takes mail as sendmail does, such as `'/usr/sbin/sendmail'`. It
   * is run for each message, as `PROGRAM -i -f FROM -- TO`. Default: none.
   */
  readonly sendmail?: string | undefined
  /** `'required'`: never without TLS; `'opportunistic'`: TLS where the server offers it. Default: `'required'`. */
  readonly tls?: 'required' | 'opportunistic' | 'never'
  /** The folder for .eml files while `smtp` and `sendmail` are unset. Default: `'outbox'`. */
  readonly outbox?: string
  /** Most connections to the server, or runs of `sendmail`, at the same time. Default: 4. */
  readonly connections?: number
  /** Most messages a minute. Default: 600. */
  readonly perMinute?: number
  /**
   * Seconds before the second, third … try; the last one repeats until 48 hours after the slot. Default: `[60, 300, 1800,
   * 7200]`.
   */
  readonly retrySeconds?: readonly number[]
  /**
   * What to do when the server's reply was lost, so that the mail may have arrived or not: `'resend'` or `'hold'`. Default:
   * `'resend'`.
   */
  readonly uncertain?: 'resend' | 'hold'
  /** Signs each mail (RFC 6376). Default: unsigned. */
  readonly dkim?: UserDkim
}

/** The key that signs mail. */
interface UserDkim {
  /** The domain of the sender's address. */
  readonly domain: string
  /** Names the key: its public half is the TXT record `SELECTOR._domainkey.DOMAIN`. */
  readonly selector: string
  /** PEM text of an RSA key: `process.env.DKIM_KEY`. Default: unsigned. */
  readonly privateKey?: string | undefined
}

/** The web server of `broadsheet start`: it serves the site, unsubscribe pages, health and figures. */
interface UserWeb {
  /** The address to listen on. Default: `'127.0.0.1'`, reachable only from this machine. */
  readonly host?: string
  /** The port to listen on; 0: any free one. Default: 8080. */
  readonly port?: number
  /**
   * Opens `/metrics` (Prometheus text) to whoever sends it, `Authorization: Bearer TOKEN`: `process.env.METRICS_TOKEN`.
   * Default: none, and there is no such page.
   */
  readonly metricsToken?: string | undefined
  /**
   * Proxies in front of it, addresses or ranges: `['127.0.0.1', '10.0.0.0/8']`. A client's address is read from the
   * X-Forwarded-For of these alone; it counts for the limit on searches and in the log. Links come from `siteUrl` and
   * `counterUrl`, whatever a proxy sends. Default: none.
   */
  readonly trustedProxies?: readonly string[]
}

/** Returns its argument unchanged; it exists for its type, so that the editor helps while you write. */
export function defineConfig(config: UserConfig): UserConfig {
  return config
}

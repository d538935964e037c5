/** The schema of feeds.config.ts: every key of `user-config.ts` with its limits, its error sentence and its default. */
import * as v from 'valibot'
import type { Phrase, Topic } from '../core/model.ts'
import { isPattern } from '../core/text/patterns.ts'
import type { UserConfig } from './user-config.ts'
import {
  addressRange,
  baseWebUrl,
  bearerToken,
  count,
  cron,
  DAYS,
  day,
  fromEnvironment,
  id,
  isMailAddress,
  language,
  list,
  mailAddress,
  mailbox,
  notEmpty,
  oneOrMore,
  positive,
  privatePlace,
  programPath,
  proxyUrl,
  section,
  share,
  signed,
  smtpUrl,
  storeUrl,
  text,
  timeOfDay,
  timeZone,
  webUrl,
  words,
} from './values.ts'

// Rules, topics, filters ----------------------------------------------------------------------------------------------

const phraseOptions = {
  exact: v.optional(v.boolean()),
  weight: v.optional(signed()),
}

const sought = v.pipe(
  words(),
  v.check(
    (text) => text.trim() === '' || /[\p{L}\p{N}\p{S}]/u.test(text),
    'can never be found, since it has no word; write one',
  ),
  v.check(
    (text) => !isPattern(text) || !/[\\^$*+?()[\]{}|]/.test(text),
    'is a regular expression, but phrases are words; a filter takes it in title, author, category and url',
  ),
)
const plainPhrase: v.GenericSchema<Phrase> = sought
const onePhrase: v.GenericSchema<Phrase> = section({ phrase: sought, ...phraseOptions })
const nearPhrases: v.GenericSchema<Phrase> = section({
  near: notEmpty(sought),
  words: v.optional(count(1)),
  ...phraseOptions,
})
const phrase = v.lazy((input): v.GenericSchema<Phrase> => {
  if (typeof input !== 'object' || input === null) return plainPhrase
  return 'near' in input ? nearPhrases : onePhrase
})

const rule = {
  any: v.optional(list(phrase)),
  all: v.optional(list(phrase)),
  none: v.optional(list(phrase)),
  exact: v.optional(v.boolean()),
}

const ruleObject = () =>
  v.pipe(
    section(rule),
    v.check(
      ({ any, all, none }) => [any, all, none].some((phrases) => phrases !== undefined && phrases.length > 0),
      "finds nothing; write phrases, like { any: ['sponsored'] }",
    ),
  )

/** One entry of `topics`. */
export const topic = section({
  id: id(),
  name: v.optional(words()),
  ...rule,
  titleWeight: v.optional(positive()),
  leadWeight: v.optional(positive()),
  minScore: v.optional(positive()),
  minShare: v.optional(share()),
  languages: v.optional(list(language())),
  inLanguage: v.optional(v.record(language(), ruleObject())),
  iptc: v.optional(words()),
})

/** Words, or a pattern in slashes; `patterns.ts` checks what is between them. */
const wordsOrPattern = () =>
  v.lazy((input): v.GenericSchema<string> => {
    if (input instanceof RegExp)
      return v.custom<string>(() => false, `is a RegExp; write it as text, ${JSON.stringify(String(input))}`)
    return typeof input === 'string' && isPattern(input) ? v.string() : unslashed
  })

const unslashed = v.pipe(
  sought,
  v.check(
    (text) => !/\\[dwsb]|\.[*+]/i.test(text),
    (issue) => `${JSON.stringify(issue.input)} looks like a regular expression; write it between slashes, '/…/'`,
  ),
)

const ruleWithFields = v.pipe(
  section({
    ...rule,
    title: v.optional(oneOrMore(wordsOrPattern())),
    author: v.optional(oneOrMore(wordsOrPattern())),
    category: v.optional(oneOrMore(wordsOrPattern())),
    url: v.optional(oneOrMore(wordsOrPattern())),
    language: v.optional(oneOrMore(language())),
    olderThanDays: v.optional(count(1, 36_500)),
  }),
  v.check(
    ({ any, all, none, exact: _, ...fields }) =>
      [any, all, none].some((phrases) => phrases !== undefined && phrases.length > 0) ||
      Object.values(fields).some((field) => field !== undefined),
    "finds nothing; write phrases, like { any: ['sponsored'] }, or a field, like { author: 'Jane Doe' }",
  ),
)

/** The same, with its own sentence for a text or a list in its place. */
const filterRule = () =>
  v.lazy(
    (input): v.GenericSchema<v.InferInput<typeof ruleWithFields>, v.InferOutput<typeof ruleWithFields>> =>
      typeof input === 'string' || Array.isArray(input)
        ? v.custom<never>(() => false, "is no rule; write { any: ['sponsored'] }, or { title: 'sponsored' }")
        : ruleWithFields,
  )

/** One entry of `filters`. */
export const filter = v.pipe(
  section({
    drop: v.optional(filterRule()),
    keep: v.optional(filterRule()),
    sources: v.optional(notEmpty(id())),
  }),
  v.check(
    ({ drop, keep }) => drop !== undefined || keep !== undefined,
    "needs drop or keep; write for example { drop: { any: ['sponsored'] } }",
  ),
  v.check(
    ({ drop, keep }) => drop === undefined || keep === undefined,
    'has both drop and keep; write a filter for each, [{ drop: … }, { keep: … }]',
  ),
)

// Sources -------------------------------------------------------------------------------------------------------------

const source = section({
  id: v.optional(id()),
  url: words(),
  name: v.optional(words()),
  topics: v.optional(list(id()), []),
  content: v.optional(v.picklist(['feed', 'page']), 'feed'),
  intervalMinutes: v.optional(count(5, 43_200)),
  weight: v.optional(positive(), 1),
  headers: v.optional(
    v.record(
      text((name) => /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name), "is no header name; write one like 'authorization'"),
      v.optional(text((value) => !/[\0\r\n]/.test(value), 'holds a line break; write the value in one line')),
    ),
    {},
  ),
  firstFetchDays: v.optional(count(0)),
  paused: v.optional(v.boolean(), false),
  keepDays: v.optional(count(1, 36_500)),
  maxPerEdition: v.optional(count(1, 1000)),
})

const opml = section({
  opml: words(),
})

const sourceOrOpml = v.lazy(
  (
    input,
  ): v.GenericSchema<
    string | v.InferInput<typeof source> | v.InferInput<typeof opml>,
    string | v.InferOutput<typeof source> | v.InferOutput<typeof opml>
  > => (typeof input !== 'object' || input === null ? words() : 'opml' in input ? opml : source),
)

// Digests and mail ----------------------------------------------------------------------------------------------------

const subscriber = section({
  address: mailAddress(),
  name: v.optional(words()),
  topics: v.optional(list(id())),
  at: v.optional(oneOrMore(timeOfDay())),
  days: v.optional(notEmpty(day())),
  timeZone: v.optional(timeZone()),
})

const digest = section({
  id: id(),
  formerly: v.optional(list(id())),
  title: v.optional(words()),
  at: oneOrMore(timeOfDay()),
  days: v.optional(notEmpty(day()), [...DAYS]),
  timeZone: v.optional(timeZone()),
  topics: v.optional(list(id()), []),
  maxStories: v.optional(count(1, 1000), 30),
  minutes: v.optional(count(1)),
  lateHours: v.optional(count(0, 744), 12),
  firstEdition: v.optional(v.picklist(['next-slot', 'now']), 'next-slot'),
  whenEmpty: v.optional(v.picklist(['skip', 'note']), 'skip'),
  filters: v.optional(list(filter)),
  subscribers: v.optional(
    list(
      v.lazy(
        (input): v.GenericSchema<string | v.InferInput<typeof subscriber>> =>
          typeof input === 'object' && input !== null ? subscriber : mailAddress(),
      ),
    ),
    [],
  ),
})

const mail = section({
  from: v.optional(mailbox()),
  replyTo: v.optional(mailbox()),
  postalAddress: v.optional(words()),
  operator: v.optional(words()),
  smtp: fromEnvironment(smtpUrl()),
  sendmail: fromEnvironment(programPath()),
  tls: v.optional(v.picklist(['required', 'opportunistic', 'never']), 'required'),
  outbox: v.optional(words(), 'outbox'),
  connections: v.optional(count(1, 100), 4),
  perMinute: v.optional(count(1), 600),
  retrySeconds: v.optional(notEmpty(count(1)), [60, 300, 1800, 7200]),
  uncertain: v.optional(v.picklist(['resend', 'hold']), 'resend'),
  dkim: v.optional(
    section({
      domain: text((domain) => isMailAddress(`a@${domain}`), "is no domain; write it like 'example.org'"),
      selector: text((selector) => /^[\w-]+(\.[\w-]+)*$/.test(selector), "is no selector; write it like 's1'"),
      privateKey: fromEnvironment(v.string()),
    }),
  ),
})

// The whole -----------------------------------------------------------------------------------------------------------

export const configSchema = section({
  title: words(),
  language: v.optional(language(), 'en'),
  timeZone: v.optional(timeZone(), 'UTC'),
  siteUrl: v.optional(baseWebUrl()),
  counterUrl: v.optional(baseWebUrl()),
  idAuthority: v.optional(
    text(
      (text) => /^[a-z0-9]([a-z0-9.@_-]*[a-z0-9])?,\d{4}(-\d\d(-\d\d)?)?$/i.test(text),
      "is no authority; write a domain of yours, a comma and a year, like 'news.example.org,2026'",
    ),
  ),
  secret: fromEnvironment(v.string()),
  stateFolder: v.optional(words(), 'state'),
  store: v.optional(
    section({
      url: fromEnvironment(storeUrl()),
      keepDays: v.optional(count(1, 36_500), 90),
    }),
    {},
  ),
  sources: v.optional(list(sourceOrOpml), []),
  filters: v.optional(list(filter), []),
  topics: v.optional(list(topic as v.GenericSchema<Omit<Topic, 'name'> & { readonly name?: string | undefined }>), []),
  refresh: v.optional(
    section({
      schedule: v.optional(cron(), '*/15 * * * *'),
      concurrency: v.optional(count(1, 1000), 24),
      perHost: v.optional(count(1, 1000)),
      firstFetchDays: v.optional(count(0), 7),
      maxNewPerSource: v.optional(count(0), 300),
    }),
    {},
  ),
  fetch: v.optional(
    section({
      connectTimeoutMs: v.optional(count(1), 10_000),
      headersTimeoutMs: v.optional(count(1), 15_000),
      totalTimeoutMs: v.optional(count(1), 30_000),
      maxWireBytes: v.optional(count(1), 16_777_216),
      maxDecodedBytes: v.optional(count(1), 25_165_824),
      allowPrivate: v.optional(list(privatePlace()), []),
      contact: v.optional(words()),
      proxy: fromEnvironment(proxyUrl()),
    }),
    {},
  ),
  stories: v.optional(
    section({
      windowHours: v.optional(count(1, 8760), 72),
    }),
    {},
  ),
  feed: v.optional(
    section({
      folder: v.optional(words(), 'public'),
      maxEntries: v.optional(count(1, 10_000), 100),
      maxBytes: v.optional(count(1024), 524_288),
      content: v.optional(v.picklist(['none', 'summary', 'full']), 'summary'),
      entryPer: v.optional(v.picklist(['story', 'article']), 'story'),
      hubs: v.optional(list(webUrl()), []),
      pageDays: v.optional(count(0, 3650), 30),
    }),
    {},
  ),
  digests: v.optional(list(digest), []),
  mail: v.optional(mail, {}),
  web: v.optional(
    section({
      host: v.optional(words(), '127.0.0.1'),
      port: v.optional(count(0, 65_535), 8080),
      metricsToken: fromEnvironment(bearerToken()),
      trustedProxies: v.optional(list(addressRange()), []),
    }),
  ),
})

/**
 * The configuration with the defaults of single keys filled; `resolve.ts` resolves paths, sources and digests. Does not compile
 * where a key or its type differs between the schema and `user-config.ts`, whose comments an editor shows (from types that are
 * inferred it shows none, as of TypeScript 7.0).
 */
export type CheckedConfig = IfAgreed<
  Whole<UserConfig>,
  Whole<v.InferInput<typeof configSchema>>,
  v.InferOutput<typeof configSchema>
>
type IfAgreed<Manual extends Schema, Schema extends Same, Result, Same = Manual> = Result
/** With every key required, at every depth: so a key that only one of them has is a difference, too. */
type Whole<T> = T extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Whole<T[Key]> }
    : T

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Config, documentsFingerprint, loadConfig } from '../../src/config.ts'
import type { ConfigError, ConfigMistake } from '../../src/core/errors.ts'

const cwd = mkdtempSync(join(tmpdir(), 'broadsheet-effect-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

function load(config: object, env: Record<string, string> = {}): Promise<Config> {
  writeFileSync(join(cwd, 'c.json'), JSON.stringify({ title: 'T', ...config }))
  return loadConfig({ file: 'c.json', env, cwd })
}

const pathsNamed = async (config: object, env?: Record<string, string>): Promise<string[]> =>
  (await load(config, env)).notices.map(({ path }) => path)

async function mistakesOf(config: object): Promise<readonly ConfigMistake[]> {
  const error = await load(config).then(
    () => undefined,
    (error: unknown) => error as ConfigError,
  )
  return error?.mistakes ?? []
}

const source = { id: 'wire', url: 'https://a.example/' }
const digest = { id: 'm', at: '07:00' }

describe('a key without effect', () => {
  it('is named where it needs another: hubs without siteUrl', async () => {
    const feed = { hubs: ['https://hub.example.org/'] }
    expect(await pathsNamed({ feed })).toEqual(['feed.hubs'])
    expect(await pathsNamed({ feed, siteUrl: 'https://news.example.org/' })).toEqual([])
  })
})

describe('a key of editions', () => {
  it.each([
    ['sources.0.maxPerEdition', { sources: [{ ...source, maxPerEdition: 'few' }] }],
    ['digests.0.formerly', { digests: [{ ...digest, formerly: 'old' }] }],
    ['digests.0.minutes', { digests: [{ ...digest, minutes: '10' }] }],
    ['digests.0.minutes', { digests: [{ ...digest, minutes: 0 }] }],
  ])('is a mistake where it has the wrong type: %s', async (path, config) => {
    expect(await mistakesOf(config)).toMatchObject([{ path }])
  })

  it('publishes nothing anew', async () => {
    const plain = await load({ sources: [source], digests: [digest] })
    const full = await load({
      sources: [{ ...source, maxPerEdition: 2 }],
      digests: [{ ...digest, formerly: ['old'], minutes: 10 }],
    })
    expect(documentsFingerprint(full)).toBe(documentsFingerprint(plain))
    expect([full.sources[0]?.maxPerEdition, full.digests[0]?.formerly, full.digests[0]?.minutes]).toEqual([
      2,
      ['old'],
      10,
    ])
  })

  it.each([
    [
      'still the id of a digest',
      [
        { ...digest, formerly: ['n'] },
        { ...digest, id: 'n' },
      ],
      'digests.0.formerly.0',
      '"n" is still digests.1.id',
    ],
    ['its own id', [{ ...digest, formerly: ['M'] }], 'digests.0.formerly.0', '"M" is still digests.0.id'],
    [
      'in two digests',
      [
        { ...digest, formerly: ['old'] },
        { ...digest, id: 'n', formerly: ['old'] },
      ],
      'digests.1.formerly.0',
      '"old" is already in digests.0.formerly.0',
    ],
  ])('is a mistake where a former id is %s', async (_, digests, path, sentence) => {
    expect(await mistakesOf({ digests })).toEqual([{ path, sentence: expect.stringContaining(sentence) }])
  })
})

describe('a configuration with every key', () => {
  // Every version accepts all of these keys.
  const wire = { id: 'wire', url: 'https://example.org/atom', name: 'The Wire', topics: ['nato'], content: 'feed' }
  const learned = { intervalMinutes: 60, weight: 1, headers: {}, firstFetchDays: 7, paused: false }
  const bob = { address: 'bob@example.org', name: 'Bob', topics: ['nato'], timeZone: 'Asia/Tokyo', at: '08:00' }
  const morning = { id: 'morning', formerly: [], title: 'Good morning', at: '07:00', days: ['mon', 'tue'] }
  const edition = { topics: [], maxStories: 30, lateHours: 12, minutes: undefined, whenEmpty: 'skip' }
  const timeouts = { connectTimeoutMs: 10_000, headersTimeoutMs: 15_000, totalTimeoutMs: 30_000 }
  const sending = { connections: 4, perMinute: 600, retrySeconds: [60, 300, 1800, 7200], uncertain: 'resend' }
  const whole = {
    title: 'Morning Broadsheet',
    language: 'en',
    timeZone: 'Europe/London',
    siteUrl: 'https://news.example.org',
    counterUrl: 'https://mail.example.org',
    idAuthority: 'news.example.org,2026',
    secret: 'x',
    stateFolder: 'state',
    store: { url: 'sqlite:state/broadsheet.db', keepDays: 90 },
    sources: [
      'https://example.com/rss',
      { ...wire, ...learned, keepDays: 90, maxPerEdition: undefined },
      { url: 'samples/feeds/herald.xml' },
    ],
    filters: [{ drop: { any: ['sponsored'] }, sources: ['wire'] }],
    topics: [{ id: 'nato', name: 'NATO', any: ['NATO', 'North Atlantic'], all: [], none: [] }],
    refresh: { schedule: '*/15 * * * *', concurrency: 24, perHost: 2, firstFetchDays: 7, maxNewPerSource: 300 },
    fetch: { ...timeouts, maxWireBytes: 1, maxDecodedBytes: 1, allowPrivate: [], contact: 'ops', proxy: undefined },
    stories: { windowHours: 72 },
    feed: { folder: 'p', maxEntries: 1, maxBytes: 1024, content: 'full', entryPer: 'story', hubs: [], pageDays: 30 },
    digests: [
      {
        ...{ ...morning, ...edition, timeZone: 'Europe/London', firstEdition: 'next-slot' },
        subscribers: ['ann@example.org', { ...bob, days: ['sat'] }],
      },
    ],
    mail: {
      ...{ ...sending, smtp: '', tls: 'required', outbox: 'outbox' },
      from: { name: 'Broadsheet', address: 'news@example.org' },
      replyTo: 'editor@example.org',
      postalAddress: '1 Fleet St, London',
      operator: 'ops@example.org',
      dkim: { domain: 'example.org', selector: 's1', privateKey: '' },
    },
    web: { host: '127.0.0.1', port: 8080, metricsToken: undefined, trustedProxies: [] },
  }

  it('is accepted, and keys without effect are named', async () => {
    expect(await pathsNamed(whole)).toEqual([])
  })
})

describe('a language', () => {
  it.each([
    ['english', 'en'],
    ['German', 'de'],
    ['Deutsch', 'de'],
    ['français', 'fr'],
    ['portugese', 'pt'],
    ['en_GB.UTF-8', 'en-GB'],
    ['jp', 'ja'],
    ['hebrew', 'he'],
  ])('that is no tag of BCP 47 is a mistake, and the one meant is named: %s', async (language, meant) => {
    const sentence = `"${language}" is no language; write its tag (BCP 47); did you mean '${meant}'?`
    await expect(load({ language })).rejects.toThrow(`language: ${sentence}`)
  })

  it.each(['', 'xx', 'klingonese speech', 'x-private'])('that is none at all is a mistake: %j', async (language) => {
    const sentence = `is no language; write its tag (BCP 47), like 'en' or 'pt-BR'`
    await expect(load({ language })).rejects.toThrow(`language: "${language}" ${sentence}`)
  })

  it.each(['en', 'en-GB', 'EN-us', 'de', 'de-AT', 'fr', 'es', 'ar'])(
    'with words of its own is not named: %s',
    async (language) => {
      expect(await pathsNamed({ language })).toEqual([])
    },
  )

  it.each(['pt-BR', 'zh-Hant-TW', 'yue', 'cnr'])('without words of its own is named: %s', async (language) => {
    expect((await load({ language })).notices).toEqual([
      {
        path: 'language',
        sentence: expect.stringMatching(
          new RegExp(`no words in '${language}' .*; feeds, mail and pages are in English$`),
        ),
      },
    ])
  })
})

describe('an environment variable', () => {
  it.each([
    ['BROADSHEET_STROE', 'BROADSHEET_STORE'],
    ['BROADSHEET_SECRETS', 'BROADSHEET_SECRET'],
    ['BROADSHEET_SMTP', 'BROADSHEET_SMTP_URL'],
    ['BROADSHEET_STATE_FOLDER', 'BROADSHEET_STATE'],
    ['BROADSHEET_ALOW_PRIVATE', 'BROADSHEET_ALLOW_PRIVATE'],
    ['BROADSHEET_SMPT', 'BROADSHEET_SMTP_URL'],
    ['BROADSHEET_SMTP_SERVER', 'BROADSHEET_SMTP_URL'],
    ['BROADSHEET_CONFIG_FILE', 'BROADSHEET_CONFIG'],
    ['BROADSHET_SECRET', 'BROADSHEET_SECRET'],
    ['broadsheet_store', 'BROADSHEET_STORE'],
  ])('that is misspelt is named with the one probably meant: %s', async (name, meant) => {
    expect((await load({}, { [name]: 'x' })).notices).toEqual([
      { path: name, sentence: `is not read by Broadsheet; did you mean ${meant}?` },
    ])
  })

  it.each<[string, string, object]>([
    ['the file is not found', 'BROADSHEET_CONFG', {}],
    ['there is another mistake', 'BROADSHEET_STROE', { stories: 5 }],
  ])('that is misspelt is named where %s', async (_, name, config) => {
    const isLost = name === 'BROADSHEET_CONFG'
    const loading = isLost ? loadConfig({ env: { [name]: 'c.json' }, cwd }) : load(config, { [name]: 'x' })
    await expect(loading).rejects.toThrow(new RegExp(`\\n${name}: is not read by Broadsheet; did you mean`))
  })

  it('that is misspelt in .env is named, too', async () => {
    writeFileSync(join(cwd, '.env'), 'BROADSHEET_SECRT=x\n')
    expect(await pathsNamed({})).toEqual(['BROADSHEET_SECRT'])
    rmSync(join(cwd, '.env'))
  })

  it('that is known, empty or similar to none is not named', async () => {
    const env = {
      BROADSHEET_SECRET: 'x',
      BROADSHEET_STROE: '',
      BROADSHEET_SERVICE_HOST: '10.0.0.1',
      BROADSHEET_PORT: 'tcp://10.0.0.1:8080',
      BROADSHEET_DKIM_KEY: 'read by the configuration itself',
      BROADSHEET_NODE_TRIED: '1',
      BROADSHEET_STORE_SERVICE_HOST: '10.0.0.1',
      BROADSHEET_STORE_PORT_5432_TCP_ADDR: '10.0.0.1',
      BROADCAST_SECRET: 'x',
      STORE: 'x',
    }
    expect(await pathsNamed({}, env)).toEqual([])
  })
})

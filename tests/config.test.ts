import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Config, configStamp, documentsFingerprint, loadConfig, readSecretFile } from '../src/config.ts'
import { ConfigError, StoreError } from '../src/core/errors.ts'
import { templateNames } from '../src/template.ts'
import { callCli } from './support/cli.ts'
import { loadConfigAlone } from './support/load-config.ts'

const root = mkdtempSync(join(tmpdir(), 'broadsheet-config-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A folder with these files; their values are texts, or objects for JSON. */
function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(root, 'x-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

const loadObject = (config: object, env: Record<string, string> = {}, files: Record<string, string> = {}) =>
  loadConfig({ file: 'c.json', env, cwd: folderWith({ 'c.json': { title: 'T', ...config }, ...files }) })

/** The mistakes as the command line prints them. */
async function mistakesOf(loading: Promise<Config>): Promise<string[]> {
  const error = await loading.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(ConfigError)
  return (error as ConfigError).message.split('\n')
}

/** Those that may stand in the folder of own templates. */
const templates = await templateNames('')

describe('loadConfig', () => {
  it('needs only a title, and fills the documented defaults', async () => {
    const cwd = folderWith({ 'c.json': { title: 'T' } })
    expect(await loadConfig({ file: 'c.json', env: {}, cwd })).toEqual({
      title: 'T',
      language: 'en',
      timeZone: 'UTC',
      configFile: join(cwd, 'c.json'),
      folder: cwd,
      files: [join(cwd, 'c.json'), join(cwd, '.env'), ...templates.map((name) => join(cwd, 'templates', name))],
      templatesFolder: join(cwd, 'templates'),
      stateFolder: join(cwd, 'state'),
      store: { kind: 'sqlite', path: join(cwd, 'state/broadsheet.db'), keepDays: 90 },
      sources: [],
      filters: [],
      topics: [],
      refresh: { schedule: '*/15 * * * *', concurrency: 24, perHost: 2, firstFetchDays: 7, maxNewPerSource: 300 },
      fetch: {
        connectTimeoutMs: 10_000,
        headersTimeoutMs: 15_000,
        totalTimeoutMs: 30_000,
        maxWireBytes: 16_777_216,
        maxDecodedBytes: 25_165_824,
        allowPrivate: [],
      },
      stories: { windowHours: 72 },
      feed: {
        folder: join(cwd, 'public'),
        maxEntries: 100,
        maxBytes: 524_288,
        content: 'summary',
        entryPer: 'story',
        hubs: [],
        pageDays: 30,
      },
      digests: [],
      mail: {
        from: { name: 'T', address: 'broadsheet@localhost' },
        tls: 'required',
        outbox: join(cwd, 'outbox'),
        connections: 4,
        perMinute: 600,
        retrySeconds: [60, 300, 1800, 7200],
        uncertain: 'resend',
      },
      notices: [],
    })
  })

  it('survives JSON, so that a child process can send it', async () => {
    const config = await loadObject({ siteUrl: 'https://a.example', sources: ['https://b.example/'], web: {} })
    expect(JSON.parse(JSON.stringify(config))).toEqual(config)
    expect(config.web).toEqual({ host: '127.0.0.1', port: 8080, trustedProxies: [] })
  })

  it('reports all mistakes at once, with their paths, in the order of the file', async () => {
    const mistakes = await mistakesOf(
      loadObject({
        titel: 'x',
        timeZone: 'Europe/Londn',
        sources: ['htp://a.example/', { url: 'https://b.example/', tpoics: ['world'], topics: ['wrld'] }],
        topics: [{ id: 'world', any: ['world'] }],
        digests: [{ id: 'm', at: '7:00', subscribers: ['ann'] }],
      }),
    )
    expect(mistakes).toEqual([
      'titel: is no key here; did you mean title?',
      `timeZone: "Europe/Londn" is no time zone; write its IANA name, like 'Europe/London' or 'UTC'`,
      `sources.0: "htp://a.example/" is no address of a feed; write 'https://…', or the path of a local file`,
      'sources.1.tpoics: is no key here; did you mean topics?',
      `sources.1.topics.0: "wrld" is no topic's id; did you mean "world"?`,
      `digests.0.at: "7:00" is no time of day; write it as HH:MM, like '07:00'`,
      `digests.0.subscribers.0: "ann" is no mail address; write it bare, like 'ann@example.org'`,
    ])
  })

  it.each([
    ['title', { title: undefined }],
    ['title', { title: '' }],
    ['title', { title: 'two\nlines' }],
    ['title', { title: 5 }],
    ['language', { language: 'english!' }],
    ['siteUrl', { siteUrl: 'news.example.org' }],
    ['siteUrl', { siteUrl: 'ftp://news.example.org' }],
    ['siteUrl', { siteUrl: `https://news.example.org/${'é'.repeat(70)}` }],
    ['counterUrl', { counterUrl: `https://news.example.org/${'a'.repeat(400)}` }],
    ['idAuthority', { idAuthority: 'news.example.org' }],
    ['store.url', { store: { url: 'mysql://x' } }],
    ['store.keepDays', { store: { keepDays: 0 } }],
    ['sources', { sources: 'https://a.example/' }],
    ['sources.0', { sources: [5] }],
    ['sources.0', { sources: ['example.com/rss'] }],
    ['sources.0.url', { sources: [{ url: 'feed:x' }] }],
    ['sources.0.url', { sources: [{ name: 'x' }] }],
    ['sources.0.id', { sources: [{ id: '../x', url: 'https://a.example/' }] }],
    [
      'sources.1.id',
      {
        sources: [
          { id: 'a', url: 'https://a.example/' },
          { id: 'a', url: 'https://b.example/' },
        ],
      },
    ],
    ['sources.0.content', { sources: [{ url: 'https://a.example/', content: 'pages' }] }],
    ['sources.0.weight', { sources: [{ url: 'https://a.example/', weight: 0 }] }],
    ['sources.0.headers.a b', { sources: [{ url: 'https://a.example/', headers: { 'a b': 'x' } }] }],
    ['sources.0.headers.a', { sources: [{ url: 'https://a.example/', headers: { a: 'x\r\nb: y' } }] }],
    ['sources.0.opml', { sources: [{ opml: 'none.opml' }] }],
    ['topics.1.id', { topics: [{ id: 'a' }, { id: 'a' }] }],
    ['topics.0.any.0', { topics: [{ id: 'a', any: [''] }] }],
    ['topics.0.any.0', { topics: [{ id: 'a', any: ['...'] }] }],
    ['topics.0.any.0.near', { topics: [{ id: 'a', any: [{ near: [] }] }] }],
    ['topics.0.any.0.weight', { topics: [{ id: 'a', any: [{ phrase: 'ferry', weight: 0 }] }] }],
    ['topics.0.any.0.exact', { topics: [{ id: 'a', any: [{ near: ['ferry'], exact: 'yes' }] }] }],
    ['topics.0.any.0.phrase', { topics: [{ id: 'a', any: [{ weight: 2 }] }] }],
    ['topics.0.minShare', { topics: [{ id: 'a', any: ['ferry'], minShare: 1.5 }] }],
    ['filters.0.drop', { filters: [{ drop: { exact: true } }] }],
    ['filters.0', { filters: [{}] }],
    ['filters.0', { filters: [{ drop: { any: ['a'] }, keep: { any: ['b'] } }] }],
    ['filters.0.drop', { filters: [{ drop: {} }] }],
    ['filters.0.sources.0', { filters: [{ drop: { any: ['a'] }, sources: ['wire'] }] }],
    ['filters.0.drop', { filters: [{ drop: 'sponsored' }] }],
    ['filters.0.drop', { filters: [{ drop: ['sponsored'] }] }],
    ['filters.0', { filters: ['sponsored'] }],
    ['fetch', { fetch: ['10.0.0.0/8'] }],
    ['filters.0.drop.any.0', { filters: [{ drop: { any: ['/lamps?/'] } }] }],
    ['filters.0.drop.title', { filters: [{ drop: { title: 'ad.*lamps' } }] }],
    ['filters.0.drop.title', { filters: [{ drop: { title: 5 } }] }],
    ['filters.0.drop.author', { filters: [{ drop: { author: [] } }] }],
    ['filters.0.drop.author.1', { filters: [{ drop: { author: ['Ann', ''] } }] }],
    ['filters.0.keep.category', { filters: [{ keep: { category: '...' } }] }],
    ['filters.0.keep.title', { filters: [{ keep: { title: '/(/' } }] }],
    ['filters.1.drop.url.1', { filters: [{ drop: { url: '/a/' } }, { drop: { url: ['/a/', '/a(?=b)/'] } }] }],
    ['filters.0.drop.language', { filters: [{ drop: { language: 'english!' } }] }],
    ['filters.0.drop.olderThanDays', { filters: [{ drop: { olderThanDays: '7' } }] }],
    ['filters.0.drop.olderThanDays', { filters: [{ drop: { olderThanDays: 0 } }] }],
    ['digests.0.filters.0', { digests: [{ id: 'm', at: '07:00', filters: [{}] }] }],
    ['digests.0.filters.0.drop.title', { digests: [{ id: 'm', at: '07:00', filters: [{ drop: { title: '/[/' } }] }] }],
    [
      'digests.0.filters.0.sources.0',
      { digests: [{ id: 'm', at: '07:00', filters: [{ drop: { any: ['a'] }, sources: ['wire'] }] }] },
    ],
    ['sources.0.keepDays', { sources: [{ url: 'https://a.example/', keepDays: 0 }] }],
    ['sources.0.intervalMinutes', { sources: [{ url: 'https://a.example/', intervalMinutes: 4 }] }],
    ['refresh.schedule', { refresh: { schedule: '*/15 * * *' } }],
    ['refresh.schedule', { refresh: { schedule: '61 * * * *' } }],
    ['refresh.schedule', { refresh: { schedule: '0 0 31 2 *' } }],
    ['refresh.schedule', { refresh: { schedule: '0 0 31 4,jun *' } }],
    ['refresh.schedule', { refresh: { schedule: '0 0 30-31 feb *' } }],
    ['refresh.perHost', { refresh: { perHost: 3, concurrency: 2 } }],
    ['refresh.concurrency', { refresh: { concurrency: 1.5 } }],
    ['fetch.maxWireBytes', { fetch: { maxWireBytes: -1 } }],
    ['fetch.allowPrivate.0', { fetch: { allowPrivate: ['10.0.0.0/33'] } }],
    ['fetch.allowPrivate.0', { fetch: { allowPrivate: ['localhost'] } }],
    ['feed.content', { feed: { content: 'all' } }],
    ['digests.0.at', { digests: [{ id: 'm' }] }],
    ['digests.0.at', { digests: [{ id: 'm', at: [] }] }],
    ['digests.0.at.1', { digests: [{ id: 'm', at: ['07:00', '24:00'] }] }],
    ['digests.0.days.0', { digests: [{ id: 'm', at: '07:00', days: ['monday'] }] }],
    ['digests.0.days', { digests: [{ id: 'm', at: '07:00', days: [] }] }],
    ['digests.0.topics.0', { digests: [{ id: 'm', at: '07:00', topics: ['x'] }] }],
    [
      'digests.0.subscribers.0.topics.0',
      { digests: [{ id: 'm', at: '07:00', subscribers: [{ address: 'a@b.c', topics: ['x'] }] }] },
    ],
    ['digests.0.subscribers.0', { digests: [{ id: 'm', at: '07:00', subscribers: ['a@b.c\r\nBcc: d@e.f'] }] }],
    [
      'digests.1.id',
      {
        digests: [
          { id: 'm', at: '07:00' },
          { id: 'm', at: '08:00' },
        ],
      },
    ],
    ['mail.from', { mail: { from: 'Nobody' } }],
    ['mail.from', { mail: { from: 'A <a@b.c>, B <d@e.f>' } }],
    ['mail.from', { mail: { from: 'A\r\nBcc: x@y.z <a@b.c>' } }],
    ['mail.from', { mail: { smtp: 'smtp://mail.example.org' } }],
    ['mail.smtp', { mail: { smtp: 'mail.example.org', from: 'a@b.c' } }],
    ['mail.from', { mail: { sendmail: '/usr/sbin/sendmail' } }],
    ['mail.sendmail', { mail: { sendmail: 'sendmail', from: 'a@b.c' } }],
    ['mail.sendmail', { mail: { sendmail: '/usr/sbin/sendmail', smtp: 'smtp://mail.example.org', from: 'a@b.c' } }],
    ['mail.perMinute', { mail: { perMinute: '3' } }],
    ['web.port', { web: { port: 65_536 } }],
    ['web', { web: true }],
    ['web.metricsToken', { web: { metricsToken: 'two words' } }],
    ['web.metricsToken', { web: { metricsToken: 5 } }],
    ['web.trustedProxies', { web: { trustedProxies: '10.0.0.0/8' } }],
    ['web.trustedProxies.0', { web: { trustedProxies: ['proxy.example.org'] } }],
    ['web.trustedProxies.1', { web: { trustedProxies: ['::1', '10.0.0.0/33'] } }],
    ['web.trustedProxies.0', { web: { trustedProxies: ['10.0.0.0/0'] } }],
  ])('reports at %s what is wrong with %j', async (path, config) => {
    const mistakes = await mistakesOf(loadObject(config))
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}: .{8,}`))
  })

  it('never repeats a password in a sentence', async () => {
    const mistakes = await mistakesOf(
      loadObject({ sources: ['htp://ann:s3cret@a.example/'], mail: { smtp: 'http://ann:s3cret@b.example' } }),
    )
    expect(mistakes.length).toBeGreaterThanOrEqual(2)
    expect(mistakes.join()).not.toContain('s3cret')
  })

  it.each([
    ['Harbour News, Daily Desk <digest@news.example.org>', 'Harbour News, Daily Desk'],
    ['Kontor: Nachrichten <digest@news.example.org>', 'Kontor: Nachrichten'],
    ['Harbour News (daily) <digest@news.example.org>', 'Harbour News (daily)'],
    ['"Quoted \\"twice\\", Ltd." <digest@news.example.org>', 'Quoted "twice", Ltd.'],
    [{ name: 'The "Fog" & Salt, Ltd.', address: 'digest@news.example.org' }, 'The "Fog" & Salt, Ltd.'],
    ['digest@news.example.org', undefined],
  ])('keeps the whole name of the sender %j', async (from, name) => {
    const { mail } = await loadObject({ mail: { from } })
    expect(mail.from).toEqual({ ...(name === undefined ? {} : { name }), address: 'digest@news.example.org' })
  })

  it('gives each subscriber a complete schedule: own values, the rest from the digest', async () => {
    const bob = { address: 'bob@example.org', topics: ['nato'], timeZone: 'Asia/Tokyo', days: ['sun', 'sat'] }
    const { digests } = await loadObject({
      timeZone: 'Europe/London',
      topics: [{ id: 'nato', name: 'NATO', any: ['NATO'] }],
      digests: [
        { id: 'm', at: ['18:00', '07:00', '07:00'], days: ['fri', 'mon'], subscribers: ['ann@example.org', bob] },
      ],
    })
    expect(digests[0]!.title).toBe('T')
    expect(digests[0]!.subscribers).toEqual([
      {
        address: 'ann@example.org',
        topics: [],
        schedule: { at: ['07:00', '18:00'], days: ['mon', 'fri'], timeZone: 'Europe/London' },
      },
      {
        address: 'bob@example.org',
        topics: ['nato'],
        schedule: { at: ['07:00', '18:00'], days: ['sat', 'sun'], timeZone: 'Asia/Tokyo' },
      },
    ])
  })

  it('makes one subscriber of an address in several spellings: the first’s options, and a note for each other one', async () => {
    const ann = { address: ' Ann@Example.org ', name: 'Ann' }
    const subscribers = [ann, 'bob@example.org', 'ann@example.org\t', { address: 'ANN@example.org', at: '09:00' }]
    const { digests, notices } = await loadObject({ digests: [{ id: 'm', at: '07:00', subscribers }] })
    expect(digests[0]!.subscribers).toMatchObject([
      { address: 'Ann@Example.org', name: 'Ann', schedule: { at: ['07:00'] } },
      { address: 'bob@example.org' },
    ])
    expect(notices).toEqual([
      {
        path: 'digests.0.subscribers.2',
        sentence: '"ann@example.org" is already in digests.0.subscribers.0, which counts; remove one',
      },
      { path: 'digests.0.subscribers.3', sentence: expect.stringContaining('"ANN@example.org" is already in') },
    ])
  })

  it('makes one source of a URL that is listed twice: the first’s options, the topics of both', async () => {
    const { sources } = await loadObject({
      topics: [{ id: 'a' }, { id: 'b' }],
      sources: [
        { id: 'wire', url: 'https://Wire.example', topics: ['a'], weight: 2 },
        { url: 'https://wire.example/', topics: ['b'], weight: 3 },
      ],
    })
    expect(sources).toMatchObject([{ id: 'wire', topics: ['a', 'b'], weight: 2, host: 'wire.example' }])
  })

  it('makes a source’s id from its URL as written, so that a local file keeps its id in another folder', async () => {
    const sources = ['samples/herald.xml', 'https://u:p@a.example:8443/rss']
    const [here, there] = [await loadObject({ sources }), await loadObject({ sources })]
    expect(here.sources[0]!.url).toBe(`file://${here.folder}/samples/herald.xml`)
    expect(here.sources.map(({ id }) => id)).toEqual(there.sources.map(({ id }) => id))
    expect(here.sources[1]).toMatchObject({
      url: 'https://u:p@a.example:8443/rss',
      shownUrl: 'https://a.example:8443/rss',
      host: 'a.example:8443',
    })
  })

  it('makes two topics of folders whose names differ only in signs, one of those that differ in case, accents and dashes', async () => {
    const names = [
      'C',
      'C++',
      'c#',
      'C#',
      '.NET',
      'Net',
      'Q&A',
      'Q/A',
      'Cafe',
      'Café',
      'Sci-Fi',
      'sci fi',
      'Notes!',
      'Tech!',
    ]
    const folders = names.map(
      (name, i) => `<outline text="${name.replace('&', '&amp;')}"><outline xmlUrl="https://${i}.example/"/></outline>`,
    )
    const { topics, sources } = await loadObject(
      {
        sources: [{ opml: 's.opml' }],
        topics: [
          { id: 'notes', name: 'Notes', any: ['x'] },
          { id: 'tech', name: 'Technology', any: ['x'] },
        ],
      },
      {},
      { 's.opml': `<opml><body>${folders.join('')}</body></opml>` },
    )
    const ids = sources.map((source) => source.topics.join())
    const named = new Map(topics.map(({ id, name }) => [id, name]))
    expect(ids.map((id) => named.get(id))).toEqual([
      'C',
      'C++',
      'c#',
      'c#',
      '.NET',
      'Net',
      'Q&A',
      'Q/A',
      'Cafe',
      'Cafe',
      'Sci-Fi',
      'Sci-Fi',
      'Notes!',
      'Technology',
    ])
    expect(named.size).toBe(12)
    expect(ids.slice(0, 2)).toEqual(['c', expect.stringMatching(/^c-[0-9a-f]{8}$/)])
  })

  it('gives a source in nested folders the topics of both', async () => {
    const opml = `<opml><body><outline text="Code"><outline text="C++"><outline text="C#"><outline xmlUrl="https://a.example/"/>
      </outline></outline></outline></body></opml>`
    const { topics, sources } = await loadObject({ sources: [{ opml: 's.opml' }] }, {}, { 's.opml': opml })
    expect(topics.map(({ name }) => name)).toEqual(['Code', 'C++', 'C#'])
    expect(sources[0]!.topics).toEqual(topics.map(({ id }) => id))
  })

  it('makes a topic of an OPML folder where none has that id or name', async () => {
    const opml = `<opml><body>
      <outline text="Arts &amp; Culture"><outline xmlUrl="https://a.example/"/></outline>
      <outline text="North Atlantic"><outline xmlUrl="https://a.example/"/><outline text="B" xmlUrl="https://b.example/"/></outline>
      <outline text="Наука"><outline xmlUrl="https://c.example/"/></outline></body></opml>`
    const { sources, topics } = await loadObject(
      { sources: [{ opml: 's.opml' }], topics: [{ id: 'nato', name: 'North Atlantic', any: ['NATO'] }] },
      {},
      { 's.opml': opml },
    )
    const science = topics[2]!.id
    expect(topics).toEqual([
      { id: 'nato', name: 'North Atlantic', any: ['NATO'] },
      { id: 'arts-culture', name: 'Arts & Culture' },
      { id: science, name: 'Наука' },
    ])
    expect(science).toMatch(/^topic-[0-9a-f]{8}$/)
    expect(sources.map(({ name, topics }) => [name, topics])).toEqual([
      [undefined, ['arts-culture', 'nato']],
      ['B', ['nato']],
      [undefined, [science]],
    ])
  })

  it('prefers the environment to .env, and .env to the file', async () => {
    const config = { stateFolder: 'file', store: { url: 'sqlite:file.db' }, secret: 'file' }
    const envFile =
      'BROADSHEET_STATE=dotenv\nBROADSHEET_SECRET=dotenv\nBROADSHEET_ALLOW_PRIVATE="10.0.0.0/8, localhost:80"\n'
    const loaded = await loadObject(config, { BROADSHEET_SECRET: 'real', BROADSHEET_STORE: '' }, { '.env': envFile })
    expect(loaded.stateFolder).toBe(join(loaded.folder, 'dotenv'))
    expect(loaded.secret).toBe('real')
    expect(loaded.store).toEqual({ kind: 'sqlite', path: join(loaded.folder, 'file.db'), keepDays: 90 })
    expect(loaded.fetch.allowPrivate).toEqual(['10.0.0.0/8', 'localhost:80'])
  })

  it('reports a mistake in the environment with its variable', async () => {
    const env = { BROADSHEET_STORE: 'x', BROADSHEET_SMTP_URL: 'x', BROADSHEET_ALLOW_PRIVATE: 'x' }
    const mistakes = await mistakesOf(loadObject({ mail: { from: 'a@b.c' } }, env))
    expect(mistakes.map((line) => line.split(':')[0])).toEqual(Object.keys(env))
  })

  it('takes the siteUrl without its trailing slash', async () => {
    const { siteUrl } = await loadObject({ siteUrl: 'https://news.example.org:8443/paper/' })
    expect(siteUrl).toBe('https://news.example.org:8443/paper')
  })

  it('says how to make a configuration where there is none', async () => {
    expect(await mistakesOf(loadConfig({ env: {}, cwd: root }))).toEqual([
      `there is no file ${join(root, 'feeds.config.ts')}; make one with: broadsheet init`,
    ])
  })

  it('rejects invalid JSON', async () => {
    const cwd = folderWith({ 'c.json': '{ title: ' })
    expect((await mistakesOf(loadConfig({ file: 'c.json', env: {}, cwd })))[0]).toMatch(/c\.json is no JSON: /)
  })
})

describe('feeds.config.ts', () => {
  const environment = { PATH: process.env['PATH'] }
  const load = (files: Readonly<Record<string, unknown>>, env: Record<string, string> = {}) =>
    loadConfigAlone({ env: { ...environment, ...env }, cwd: folderWith(files) })

  it('is TypeScript that imports broadsheet, its own modules and JSON, in a folder of CommonJS', async () => {
    const config = await load(
      {
        'package.json': { type: 'commonjs' },
        'feeds.config.ts': `import { defineConfig, type UserConfig } from 'broadsheet'
          import { sources } from './sources.ts'
          import names from './names.json' with { type: 'json' }
          const title: UserConfig['title'] = names.title
          export default defineConfig({ title, sources, secret: process.env.TOKEN })`,
        'sources.ts': `export const sources: string[] = ['https://a.example/']`,
        'names.json': { title: 'Imported' },
        '.env': 'TOKEN=from-file',
      },
      {},
    )
    expect(config).toMatchObject({ title: 'Imported', secret: 'from-file' })
    expect(config.files.map((file) => file.slice(config.folder.length + 1))).toEqual([
      'feeds.config.ts',
      'sources.ts',
      'names.json',
      '.env',
      ...templates.map((name) => join('templates', name)),
    ])
  })

  it('prints no warning of the runtime', async () => {
    const cwd = folderWith({ 'feeds.config.ts': `export default { title: 'T' as string, sources: [] }` })
    expect(await callCli(['export'], { cwd })).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it.each([
    ['a missing comma', `export default {\n  title: 'x'\n  language: 'en',\n}`, /^feeds\.config\.ts:3: /],
    [
      'a name declared twice',
      `import 'broadsheet'\nconst a: number = 1\n\nconst a = 2\nexport default {}`,
      /^feeds\.config\.ts:4: .*'a'/,
    ],
    ['an enum', `enum A { B }\nexport default {}`, /^feeds\.config\.ts:1: .*enum/],
    ['a missing module', `import 'node:fs'\nimport { a } from './nothing.ts'`, /^feeds\.config\.ts:2: .*nothing\.ts/],
    [
      'a throw',
      `const f = (): never => {\n  throw new Error('no token')\n}\nexport default f()`,
      /^feeds\.config\.ts:2: no token$/,
    ],
    ['no default export', `export const title = 'x'`, /exports no configuration; write: export default/],
  ])('reports %s on one line with its place', async (_, text, line) => {
    const mistakes = await mistakesOf(load({ 'feeds.config.ts': text }))
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(line)
  })

  it('is evaluated anew when it, an import or .env changed, and only then has another stamp', async () => {
    const cwd = folderWith({
      'feeds.config.ts': `import { title } from './title.ts'\nexport default { title, secret: process.env.TOKEN }`,
      'title.ts': `export const title = 'One'`,
      '.env': 'TOKEN=one',
    })
    const place = { env: environment, cwd }
    const before = await loadConfigAlone(place)
    const stamp = await configStamp(before.files)
    expect(await configStamp(before.files)).toBe(stamp)
    writeFileSync(join(cwd, 'title.ts'), `export const title = 'Two'`)
    writeFileSync(join(cwd, '.env'), 'TOKEN=two')
    expect(await configStamp(before.files)).not.toBe(stamp)
    expect(await loadConfigAlone(place)).toMatchObject({ title: 'Two', secret: 'two' })
  })
})

describe('documentsFingerprint', () => {
  const base = { sources: [{ id: 'a', url: 'https://a.example/' }], feed: { maxEntries: 10 } }
  it.each([
    ['the title', { title: 'Other' }, true],
    ['a topic', { topics: [{ id: 'x', any: ['y'] }] }, true],
    ['a name of a source', { sources: [{ id: 'a', url: 'https://a.example/', name: 'A' }] }, true],
    ['feed.maxEntries', { feed: { maxEntries: 11 } }, true],
    ['a password', { sources: [{ id: 'a', url: 'https://u:p@a.example/' }] }, false],
    ['mail', { mail: { from: 'a@b.c' } }, false],
    ['the folder', { feed: { maxEntries: 10, folder: 'elsewhere' } }, false],
  ])('with another %s: changed %j → %s', async (_, change, isOther) => {
    const before = documentsFingerprint(await loadObject(base))
    expect(documentsFingerprint(await loadObject({ ...base, ...change })) !== before).toBe(isOther)
  })
})

describe('readSecretFile', () => {
  it('returns what an earlier version wrote, without its line break, and keeps the file', async () => {
    const folder = folderWith({ secret: 'made by an earlier version\n' })
    expect(await readSecretFile(folder)).toBe('made by an earlier version')
    expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe('made by an earlier version\n')
  })

  it('returns undefined where there is no file or no folder', async () => {
    expect(await readSecretFile(folderWith({}))).toBeUndefined()
    expect(await readSecretFile(join(folderWith({ state: 'a file' }), 'state'))).toBeUndefined()
  })

  it('rejects an empty one, which would break links in mail already sent', async () => {
    const reading = readSecretFile(folderWith({ secret: '' }))
    await expect(reading).rejects.toThrow(StoreError)
    await expect(reading).rejects.toThrow(/secret is empty; restore it, or delete it/)
  })
})

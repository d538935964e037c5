import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Config, configForOne } from '../../src/config.ts'
import { openFetcher } from '../../src/feeds/http/fetch.ts'
import { checkSources } from '../../src/flow/ask/check.ts'
import { callCli, callInside, temporaryFolders } from '../support/cli.ts'
import { fetchOptions } from '../support/fetching.ts'
import { item, rss } from '../support/make.ts'
import { openRawWeb, openWeb, type RawWeb, type Web } from '../support/web.ts'

const folderWith = temporaryFolders()
const page = `<!doctype html><html><head><title>Home</title>
<link rel="alternate" type="application/rss+xml" title="All" href="/all.xml">
<link rel="alternate" type="application/atom+xml" title="Comments" href="/comments.atom"></head><body><p>Hello</p></body></html>`

let web: Web
let env: Record<string, string>
beforeAll(async () => {
  web = await openWeb()
  env = { BROADSHEET_ALLOW_PRIVATE: '127.0.0.0/8' }
  const items = [item(1, { at: '2025-11-18T08:00:00Z' }), item(2, { at: '2025-11-19T08:00:00Z' })]
  web.on('/good.xml', { body: rss('The Wire', items), headers: { etag: '"one"' } })
  web.on('/moved.xml', { status: 301, headers: { location: '/good.xml' } })
  web.on('/lent.xml', { status: 302, headers: { location: '/good.xml' } })
  web.on('/all.xml', { body: rss('All of it', items) })
  web.on('/plain', { body: '<!doctype html><html><body><p>Hello</p></body></html>' })
  web.on('/page', { body: page, headers: { 'content-type': 'text/html' } })
  web.on('/gone.xml', { status: 410 })
  web.on('/bare.xml', { body: rss('Bare', []).replace('</channel>', '<item/></channel>') })
})
afterAll(() => web.close())

const configWith = (sources: readonly unknown[]): string =>
  folderWith({ 'c.json': JSON.stringify({ title: 'Morning', sources }) })
const check = async (cwd: string, ...args: string[]) =>
  callInside(['sources', 'check', '--config', 'c.json', ...args], { cwd, env })

describe('sources check', () => {
  const all = () => [
    { id: 'wire', url: `${web.origin}/good.xml` },
    { id: 'moved', url: `${web.origin}/moved.xml` },
    { id: 'lent', url: `${web.origin}/lent.xml`, name: 'Lent' },
    { id: 'page', url: `${web.origin}/page` },
    { id: 'plain', url: `${web.origin}/plain` },
    { id: 'gone', url: `${web.origin}/gone.xml` },
    { id: 'bare', url: `${web.origin}/bare.xml`, paused: true },
    { id: 'file', url: 'none.xml' },
  ]

  it('prints with --json the result of each source, one object a line in their order, and changes nothing', async () => {
    const cwd = configWith(all())
    const { exitCode, stdout, stderr } = await check(cwd, '--json')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const newestAt = '2025-11-19T08:00:00.000Z'
    const siteUrl = 'https://wire.example.org/'
    const feed = { title: 'The Wire', language: 'en', siteUrl, format: 'rss2.0', entries: 2, rejected: 0, newestAt }
    const given = { state: 'answers', ...feed, repairs: [], paused: false }
    const moved = { ...given, movedTo: `${web.origin}/good.xml` }
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows).toEqual([
      { sourceId: 'wire', url: `${web.origin}/good.xml`, ...given },
      { sourceId: 'moved', url: `${web.origin}/moved.xml`, ...moved, isForGood: true },
      { sourceId: 'lent', url: `${web.origin}/lent.xml`, name: 'Lent', ...moved, isForGood: false },
      {
        sourceId: 'page',
        url: `${web.origin}/page`,
        ...given,
        title: 'All of it',
        foundAt: `${web.origin}/all.xml`,
        feeds: [{ url: `${web.origin}/comments.atom`, title: 'Comments', type: 'application/atom+xml' }],
      },
      {
        sourceId: 'plain',
        url: `${web.origin}/plain`,
        paused: false,
        state: 'failed',
        code: 'parse/not-a-feed',
        message: `${web.origin}/plain is a web page, not a feed, and it declares none; look for the feed's address on the site.`,
        feeds: [],
      },
      expect.objectContaining({ sourceId: 'gone', state: 'failed', code: 'source/gone', status: 410, feeds: [] }),
      expect.objectContaining({ sourceId: 'bare', state: 'answers', entries: 0, rejected: 1, paused: true }),
      expect.objectContaining({ sourceId: 'file', url: 'none.xml', state: 'failed', code: 'fetch/refused' }),
    ])
    expect(readdirSync(cwd)).toEqual(['c.json'])
  })

  it('prints a line for each source that answers, what failed and what to try for the others, in at most 80 columns', async () => {
    const { exitCode, stdout, stderr } = await check(configWith(all()))
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const line of [
      '  wire   The Wire: 2 entries, newest 19 Nov 2025 08:00, rss2.0',
      '  bare   Bare: no entries, rss2.0, 1 unreadable, paused by you',
      '  page   All of it: 2 entries, newest 19 Nov 2025 08:00, rss2.0',
      `         found at ${web.origin}/all.xml`,
      `         declared: ${web.origin}/comments.atom (Comments)`,
      "       look for the feed's address on the site",
      '5 of 8 sources answer.',
    ])
      expect(stdout).toContain(`\n${line}\n`)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('tries only the given sources, also a paused one, once each, without validators', async () => {
    const before = web.asked.length
    const { exitCode, stdout } = await check(configWith(all()), 'bare', 'wire', 'bare', '--json')
    expect(exitCode).toBe(0)
    expect(stdout.match(/"sourceId":"\w+"/g)).toEqual(['"sourceId":"bare"', '"sourceId":"wire"'])
    const asked = web.asked.slice(before)
    expect(asked.map(({ path }) => path).sort()).toEqual(['/bare.xml', '/good.xml'])
    for (const { headers } of asked) expect(headers['if-none-match']).toBeUndefined()
  })

  it('exits with 1 if none answers, and with 2 for an unknown id', async () => {
    const cwd = configWith(all())
    const before = web.asked.length
    expect(await check(cwd, 'wrie', 'wire', 'nobody')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'wrie: is the id of no source; did you mean wire?\nnobody: is the id of no source; see: broadsheet sources list\n',
    })
    expect(web.asked).toHaveLength(before)
    const { exitCode, stdout, stderr } = await check(cwd, 'gone', 'plain', '--quiet')
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toMatch(/^gone {3}http[\s\S]+\n0 of 2 sources answer\.\n$/)
  })

  it('says what to do where no source is configured', async () => {
    expect(await check(configWith([]))).toEqual({
      exitCode: 0,
      stdout: 'No source is configured. Add some: broadsheet import FILE\n',
      stderr: '',
    })
  })

  it('sends credentials but shows none', async () => {
    const url = `${web.origin.replace('//', '//ann:geheim@')}/gone.xml`
    const { stdout, stderr } = await check(configWith([url]), '--json')
    expect(web.asked.at(-1)?.headers.authorization).toBe(`Basic ${btoa('ann:geheim')}`)
    expect(stdout + stderr).not.toMatch(/geheim|ann:/)
  })
})

describe('HTTPS_PROXY and NO_PROXY', () => {
  const refuse = () => openRawWeb((socket) => void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
  let configured: RawWeb
  let named: RawWeb
  beforeAll(async () => {
    configured = await refuse()
    named = await refuse()
  })
  afterAll(() => Promise.all([configured.close(), named.close()]))

  it('override the configuration: https uses HTTPS_PROXY, hosts of NO_PROXY no proxy, the rest fetch.proxy', async () => {
    const sources = [
      { id: 'safe', url: 'https://safe.example.org/feed' },
      { id: 'plain', url: 'http://plain.example.org/feed' },
      { id: 'near', url: `${web.origin}/good.xml` },
    ]
    const config = { title: 'T', sources, fetch: { proxy: configured.origin } }
    // The real environment overrides `.env`.
    const cwd = folderWith({ 'c.json': JSON.stringify(config), '.env': 'HTTPS_PROXY=http://127.0.0.1:9\nNO_PROXY=*\n' })
    const { stdout } = await callInside(['sources', 'check', '--json', '--config', 'c.json'], {
      cwd,
      env: { ...env, HTTPS_PROXY: named.origin, NO_PROXY: 'near.example.org, 127.0.0.1' },
    })
    expect(stdout.match(/"state":"\w+"/g)).toEqual(['"state":"failed"', '"state":"failed"', '"state":"answers"'])
    expect(named.asked.map((head) => head.split(' ', 2).join(' '))).toEqual(['CONNECT safe.example.org:443'])
    expect(configured.asked.map((head) => head.split(' ', 2).join(' '))).toEqual([
      expect.stringContaining('plain.example.org'),
    ])
  })
})

describe('init', () => {
  it('tries the sources after the configuration is written, and succeeds whatever they answer', async () => {
    const outlines = ['good.xml', 'gone.xml'].map(
      (path) => `<outline type="rss" text="${path}" xmlUrl="${web.origin}/${path}"/>`,
    )
    const files = { 'subs.opml': `<opml version="2.0"><body>${outlines.join('')}</body></opml>` }
    // The configuration that it writes is TypeScript, which Node reads.
    const call = (cwd: string, ...args: string[]) => callCli(['init', '--opml', 'subs.opml', ...args], { cwd, env })
    const { exitCode, stdout } = await call(folderWith(files))
    expect(exitCode).toBe(0)
    expect(stdout).toContain('\n  Tried      1 answers, 1 failed\n')
    expect(stdout.replace(/\s+/g, ' ')).toContain(`${web.origin}/gone.xml says that it is gone for good (410)`)
    const printed = JSON.parse((await call(folderWith(files), '--json')).stdout)
    expect(printed).toMatchObject({
      exitCode: 0,
      sources: 2,
      answering: 1,
      failures: [{ state: 'failed', code: 'source/gone', url: `${web.origin}/gone.xml` }],
    })
  })
})

describe('what a run has stored', () => {
  it('applies to a check, too: it follows a permanent redirect, and fetches from no server that asked to wait', async () => {
    const site = await openWeb()
    try {
      site.on('/old.xml', { status: 308, headers: { location: '/new.xml' } })
      site.on('/new.xml', { body: rss('Moved', [item(1)]) })
      site.on('/busy.xml', { status: 429, headers: { 'retry-after': '7200' } })
      const cwd = configWith([{ id: 'moved', url: `${site.origin}/old.xml` }])
      const run = () => callInside(['run', '--config', 'c.json', '--force', '--no-mail'], { cwd, env })
      for (let nth = 0; nth < 2; nth++) expect((await run()).exitCode).toBe(0)
      const before = site.asked.length
      const moved = await check(cwd, '--json')
      expect(JSON.parse(moved.stdout)).toMatchObject({
        state: 'answers',
        movedTo: `${site.origin}/new.xml`,
        isForGood: true,
      })
      expect(site.asked.slice(before).map(({ path, headers }) => [path, headers['if-none-match']])).toEqual([
        ['/new.xml', undefined],
      ])
      writeFileSync(
        join(cwd, 'c.json'),
        JSON.stringify({
          title: 'Morning',
          sources: ['busy', 'new'].map((id) => ({ id, url: `${site.origin}/${id}.xml` })),
          refresh: { perHost: 1 },
        }),
      )
      // One of them was asked, the other put off: nothing has failed.
      expect((await run()).exitCode).toBe(0)
      const asked = site.asked.length
      const { exitCode, stdout } = await check(cwd, '--json')
      expect([exitCode, site.asked.length]).toEqual([1, asked])
      for (const line of stdout.trim().split('\n'))
        expect(JSON.parse(line)).toMatchObject({
          state: 'failed',
          code: 'fetch/http',
          message: expect.stringMatching(/asked to wait; it will be asked/),
        })
      // For people an instant is a time of their day.
      expect((await check(cwd)).stdout).toMatch(/will be asked after\s+\d\d:\d\d( tomorrow)?\n/)
    } finally {
      await site.close()
    }
  })
})

describe('checkSources', () => {
  it('stops waiting at its deadline, and reports the sources that have answered by then', async () => {
    const deadline = new AbortController()
    web.on('/never.xml', () => {
      deadline.abort()
      return new Promise(() => {})
    })
    const sourceOf = async (path: string): Promise<Config['sources'][number]> =>
      (await configForOne(web.origin + path, { env: {}, cwd: '/' })).sources[0]!
    const sources = [await sourceOf('/good.xml'), await sourceOf('/never.xml')]
    const fetcher = openFetcher(fetchOptions({ perHost: 1 }))
    const signal = new AbortController().signal
    const checks = await checkSources(sources, { fetcher, signal, deadline: deadline.signal, defect: () => {} })
    expect(checks.map(({ kind }) => kind)).toEqual(['feed', 'unheard'])
    await fetcher.close()
  })

  it('ends with the signal’s reason when it is stopped', async () => {
    const stop = new AbortController()
    web.on('/slow.xml', () => {
      stop.abort('SIGINT')
      return new Promise(() => {})
    })
    const { sources } = await configForOne(`${web.origin}/slow.xml`, { env: {}, cwd: '/' })
    const fetcher = openFetcher(fetchOptions())
    await expect(checkSources(sources, { fetcher, signal: stop.signal, defect: () => {} })).rejects.toBe('SIGINT')
    await fetcher.close()
  })
})

it('shows of the sources in progress the one that is waited for', async () => {
  const release = Promise.withResolvers<void>()
  web.on('/slow.xml', async () => {
    await release.promise
    return { body: rss('Slow', []) }
  })
  const { sources } = await configForOne(`${web.origin}/slow.xml`, { env, cwd: folderWith() })
  const [slow] = sources as readonly [Config['sources'][number]]
  const named = [
    { ...slow, id: 'a', name: 'Slow' },
    { ...slow, id: 'b', url: `${web.origin}/good.xml` },
  ]
  const fetcher = openFetcher(fetchOptions({}))
  const shown: string[] = []
  try {
    await checkSources(named, {
      fetcher,
      signal: new AbortController().signal,
      onChecked: (done, waitedFor) => {
        shown.push(`${done} ${waitedFor?.name ?? ''}`)
        release.resolve()
      },
      defect: () => undefined,
    })
  } finally {
    await fetcher.close()
  }
  expect(shown).toEqual(['1 Slow', '2 '])
})

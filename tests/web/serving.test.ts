/** The web server of `start` over a real store: every link leads somewhere, and the store may go away. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openWebServer } from '../../src/commands/web-server.ts'
import { item } from '../support/make.ts'
import { daily, useNewspaper } from '../support/newspaper.ts'

const paper = useNewspaper()
let server: Awaited<ReturnType<typeof openWebServer>>
/** Ids of the store's tables, for addresses. */
const ids = async (sql: string): Promise<string[]> => (await paper.db.query<{ id: string }>(sql)).map(({ id }) => id)
const get = (path: string): Promise<Response> => fetch(new URL(path, server.url), { redirect: 'manual' })

/** A page is checked at most ten times a second, and rendered for at most a tenth of the time. */
const SOON = { timeout: 10_000 }

beforeEach(async () => {
  await paper.configure({
    siteUrl: 'https://news.example.org/paper',
    sources: [
      { id: 'wire', url: paper.serve('wire', [item(1), item(2)]), name: 'The Wire' },
      { id: 'a.html', url: paper.serve('herald', [item(3)]), name: 'The Herald' },
    ],
    topics: [{ id: 'all', name: 'All & <sundry>', any: ['the'] }, { id: 'NUL' }],
    digests: [daily({ firstEdition: 'now' })],
    refresh: { firstFetchDays: 0 },
  })
  server = await openWebServer(paper.config(), paper.db, 0)
})
afterEach(() => server.close())

describe('the web server of start', () => {
  it('has a front page before anything is printed, and the new one at once', async () => {
    const empty = await get('/')
    expect([empty.status, await empty.text()]).toEqual([200, expect.stringContaining('Nothing is printed yet')])
    await paper.pass()
    await expect.poll(async () => (await get('/')).text(), SOON).toContain(item(1).title)
  })

  it('has a page behind every link that it shows, and answers each document byte for byte', async () => {
    await paper.pass()
    const [editionId] = await ids('SELECT id FROM editions')
    const seen = new Set<string>()
    const open = ['/', `/edition/${editionId}`]
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (seen.has(path)) continue
      seen.add(path)
      const answer = await get(path)
      expect([path, answer.status]).toEqual([path, 200])
      const text = await answer.text()
      const isPage = answer.headers.get('content-type')!.startsWith('text/html')
      if (!isPage && path !== '/opml') expect(text).toBe(readFileSync(join(paper.config().feed.folder, path), 'utf8'))
      if (!isPage) continue
      for (const [, href] of text.matchAll(/ (?:href|action)="([^"#?]*)/g)) {
        const target = new URL(href!.replaceAll('&amp;', '&'), new URL(path, server.url))
        if (target.origin === new URL(server.url).origin) open.push(target.pathname)
      }
    }
    for (const path of ['/feeds', '/topics/all', '/source/wire', '/atom.xml', '/day/2026-11-20'])
      expect(seen).toContain(path)
    expect([...seen].filter((path) => /^\/source\/a-html-[0-9a-f]{8}$/.test(path))).toHaveLength(1)
    expect([...seen].filter((path) => path.startsWith('/story/'))).toHaveLength(3)
  })

  it('searches', async () => {
    await paper.pass()
    const { title } = item(3)
    const found = await (await get(`/search?q=${encodeURIComponent(title)}&page=junk`)).text()
    expect(found).toContain(title)
    expect((await get('/search?q=')).status).toBe(200)
    expect(await (await get('/search?q=%3Cscript%3E')).text()).not.toContain('<script')
  })

  it('leads from what an id was to what it is', async () => {
    await paper.pass()
    const [storyId] = await ids('SELECT id FROM stories ORDER BY id')
    const [articleId] = await ids(`SELECT id FROM articles WHERE story_id = '${storyId}'`)
    await paper.db.batch([
      { sql: 'INSERT INTO story_aliases (id, story_id) VALUES ($1, $2)', params: ['0ld', storyId!] },
    ])
    for (const old of ['/story/0ld', `/story/${articleId}`]) {
      const { status, headers } = await get(old)
      expect([status, headers.get('location')]).toEqual([308, `../story/${storyId}`])
    }
    for (const path of ['/topics/NUL', '/topics/NUL/atom.xml', '/source/a.html']) {
      const { status, headers } = await get(path)
      expect([path, status]).toEqual([path, 308])
      expect((await get(new URL(headers.get('location')!, server.url + path).pathname)).status).toBe(200)
    }
    for (const none of [
      '/story/ffff',
      '/topics/none',
      '/day/2026-11-19',
      '/day/2026-11-20-1',
      '/day/2026-02-30',
      '/source/x',
      '/edition/x',
    ])
      expect([none, (await get(none)).status]).toEqual([none, 404])
  })

  it('serves what was published last while the store is away', async () => {
    await paper.pass()
    const before = await Promise.all(['/', '/atom.xml'].map(async (path) => (await get(path)).text()))
    await paper.db.close()
    for (const [i, path] of ['/', '/atom.xml', '/'].entries()) {
      const answer = await get(path)
      expect([answer.status, await answer.text()]).toEqual([200, before[i % 2]])
    }
    const unasked = await get('/topics/all/atom.xml')
    expect(unasked.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    expect(await unasked.text()).toBe(paper.published('topics/all/atom.xml'))
    expect(await (await get('/health')).json()).toEqual({ alive: true, ready: false })
  })

  it('serves only what is published while the store is away, whatever else the folder holds or links', async () => {
    await paper.configure({ feed: { pageDays: 30 } })
    await paper.pass()
    const at = (path: string): string => join(paper.config().feed.folder, path)
    const secret = join(paper.folder, 'secret.html')
    writeFileSync(secret, 'secret')
    mkdirSync(at('.git'))
    const own = ['private.json', 'notes.xml', '.env.json', '.git/config.xml', 'topics/plans.html', 'topics/all/x.json']
    const more = [
      'archive/notes.xml',
      'archive/.2026-11.xml',
      'day/notes.html',
      'story/notes.html',
      'notes.html',
      'x.opml',
    ]
    for (const path of [...own, ...more]) writeFileSync(at(path), 'secret')
    const [storyId] = await ids('SELECT id FROM stories')
    for (const path of [`story/${storyId}.html`, 'topics/all/rss.xml']) {
      rmSync(at(path))
      symlinkSync(secret, at(path))
    }
    await paper.db.close()
    const logged = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    for (const path of [
      ...own,
      ...more,
      `story/${storyId}`,
      'topics/all/rss.xml',
      '..%2fsecret.html',
      'topics/all.json',
    ]) {
      const answer = await get(`/${path}`)
      expect([path, answer.ok]).toEqual([path, false])
      expect(await answer.text()).not.toContain('secret')
    }
    expect(JSON.parse(String(logged.mock.calls[0]![0]))).toMatchObject({
      event: 'web-server',
      error: expect.anything(),
    })
    const archive = `archive/${paper.now().slice(0, 7)}.xml`
    const documents = ['atom.xml', 'topics/all/feed.json', 'sources.opml', 'robots.txt', 'sitemap.xml', archive]
    for (const path of documents) expect([path, (await get(`/${path}`)).status]).toEqual([path, 200])
    for (const path of [
      '',
      'index.html',
      'feeds',
      'topics/all',
      'source/wire',
      'day/2026-11-20',
      'day/2026-11-20.html',
    ])
      expect([path, (await get(`/${path}`)).status]).toEqual([path, 200])
  })

  it('names the file of a page as its canonical address, and itself where the feed folder has none', async () => {
    const [siteUrl, counterUrl] = ['https://news.example.org/paper', 'https://mail.example.org']
    paper.serve('wire', [item(1, { at: '2026-11-18T08:00:00Z' }), item(2, { at: '2026-11-17T08:00:00Z' })])
    const canonical = async (path: string) =>
      /rel="canonical" href="([^"]*)"/.exec(await (await get(`/${path}`)).text())?.[1]
    const paths = async () => [
      'feeds',
      'topics/all',
      ...(await ids('SELECT published_at AS id FROM stories')).map((at) => `day/${at.slice(0, 10)}`),
      ...(await ids('SELECT id FROM stories')).map((id) => `story/${id}`),
      ...(await ids('SELECT id FROM editions')).map((id) => `edition/${id}`),
      'source/wire',
    ]
    for (const pageDays of [1, 0, 30]) {
      await server.close()
      await paper.configure({ siteUrl, counterUrl, feed: { pageDays } })
      await paper.pass()
      server = await openWebServer(paper.config(), paper.db, 0)
      const published: string[] = []
      for (const path of await paths()) {
        const isFile = existsSync(join(paper.config().feed.folder, `${path}.html`))
        expect([path, await canonical(path)]).toEqual([
          path,
          isFile ? `${siteUrl}/${path}.html` : `${counterUrl}/${path}`,
        ])
        if (isFile) published.push(path)
      }
      expect(published.length).toBe({ 0: 2, 1: 5, 30: 10 }[pageDays])
    }
    const pages = await paper.configure({ siteUrl, feed: { pageDays: 1 } })
    await server.takeUp({ ...pages, counterUrl: undefined } as typeof pages)
    await expect.poll(() => canonical('day/2026-11-17'), SOON).toBeUndefined()
  })

  it('takes a changed configuration up', async () => {
    await paper.pass()
    expect(await (await get('/')).text()).toContain('Test Broadsheet')
    await server.takeUp(await paper.configure({ title: 'Another Broadsheet' }))
    await expect.poll(async () => (await get('/')).text(), SOON).toContain('Another Broadsheet')
    expect(await (await get('/nothing')).text()).toContain('Another Broadsheet')
  })
})

describe('/metrics', () => {
  it('counts what the store holds', async () => {
    await paper.pass()
    await server.close()
    const web = { metricsToken: 'secret', port: 0 }
    server = await openWebServer(await paper.configure({ web }), paper.db, undefined)
    const text = await (await fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer secret' } })).text()
    for (const line of [
      'broadsheet_sources{state="configured"} 2',
      'broadsheet_sources{state="failing"} 0',
      'broadsheet_articles 3',
      'broadsheet_stories 3',
      'broadsheet_deliveries{state="sent"} 1',
      'broadsheet_editions{state="sent"} 1',
      `broadsheet_last_fetch_timestamp_seconds ${Date.parse(paper.now()) / 1000}`,
      `broadsheet_documents_changed_timestamp_seconds ${Date.parse(paper.now()) / 1000}`,
    ])
      expect(text).toContain(`\n${line}\n`)
  })
})

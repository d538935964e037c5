import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callInside, temporaryFolders } from '../support/cli.ts'
import { openWeb, type Web } from '../support/web.ts'

const folderWith = temporaryFolders()
/** In windows-1251 without a declaration; one entry is a repost with a byline, one is undated, one is dated tomorrow. */
const feed = `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Ledger</title>
<link>https://ledger.example.org/</link><ttl>240</ttl>
<item><title>Ferry stops & starts</title><link>https://ledger.example.org/1?utm_source=rss</link><guid>l-1</guid>
<dc:creator>The Ledger</dc:creator><pubDate>Tue, 18 Nov 2025 07:10:00 GMT</pubDate>
<description>&lt;p&gt;Authored by Mara Quill via Coastal Review,&lt;/p&gt;&lt;p&gt;The ferry stopped at noon and started at two, says the harbour board in a note.&lt;/p&gt;&lt;p&gt;Read more&lt;/p&gt;</description></item>
<item><title>Undated</title><link>https://ledger.example.org/2</link><guid>l-2</guid><pubDate>soon</pubDate><description>It has no date.</description></item>
<item><title>Ahead of its time</title><link>https://ledger.example.org/3</link><guid>l-3</guid><pubDate>Tue, 18 Nov 2098 07:10:00 GMT</pubDate><dc:creator>Ann Vale</dc:creator><description>A sponsored caf\u00e9.</description></item>
<item><guid>empty</guid></item>
</channel></rss>`
const bytes = Buffer.from(feed, 'latin1')

let web: Web
const env = { BROADSHEET_ALLOW_PRIVATE: '127.0.0.0/8' }
beforeAll(async () => {
  web = await openWeb()
  web.on('/feed.xml', {
    body: bytes,
    headers: {
      'content-type': 'application/rss+xml; charset=iso-8859-1',
      etag: 'W/"7"',
      'last-modified': 'Tue, 18 Nov 2025 07:10:00 GMT',
      'cache-control': 'max-age=600',
    },
  })
  web.on('/old.xml', { status: 301, headers: { location: '/feed.xml' } })
  web.on('/page.html', {
    headers: { 'content-type': 'text/html' },
    body: `<!doctype html><html><head><title>The whole story</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>
<body><article><h1>The whole story</h1>${'<p>A long paragraph about the harbour, its boats and its people, who wait for spring.</p>'.repeat(12)}</article></body></html>`,
  })
  web.on('/none.xml', { status: 503 })
})
afterAll(() => web.close())

const inspect = (address: string, args: readonly string[] = [], cwd = folderWith()) =>
  callInside(['inspect', address, ...args], { cwd, env })

describe('inspect --json', () => {
  it('shows what was fetched and what became of it, entry by entry, without a configuration', async () => {
    const cwd = folderWith()
    const { exitCode, stdout, stderr } = await inspect(`${web.origin}/old.xml`, ['--json'], cwd)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      contract: 1,
      command: 'inspect',
      exitCode: 0,
      source: { url: `${web.origin}/old.xml` },
      fetched: {
        status: 200,
        url: `${web.origin}/feed.xml`,
        movedTo: `${web.origin}/feed.xml`,
        isForGood: true,
        contentType: 'application/rss+xml; charset=iso-8859-1',
        bytes: bytes.length,
        etag: 'W/"7"',
        lastModified: 'Tue, 18 Nov 2025 07:10:00 GMT',
        freshness: { maxAgeSeconds: 600 },
      },
      document: { charset: 'windows-1252', charsetDecidedBy: 'http', repairs: expect.any(Array) },
      feed: { format: 'rss2.0', title: 'Ledger', minutesBetweenFetches: 240, rejected: 1 },
      entries: [
        {
          said: { guid: 'l-1', publishedAt: '2025-11-18T07:10:00.000Z', authors: ['The Ledger'] },
          became: {
            canonicalUrl: 'https://ledger.example.org/1',
            title: 'Ferry stops & starts',
            authors: ['Mara Quill'],
            publisher: 'Coastal Review',
            found: { authors: 'authored-by-via', publisher: 'authored-by-via' },
            publishedAt: '2025-11-18T07:10:00.000Z',
            dateReason: 'published',
            backlog: true,
            lead: 'The ferry stopped at noon and started at two, says the harbour board in a note.',
            removed: [{ rule: 'byline', text: 'Authored by Mara Quill via Coastal Review,' }, { rule: 'read-more' }],
          },
        },
        {
          said: { claimedDate: 'soon' },
          became: { publishedAt: '2025-11-18T07:10:00.000Z', dateReason: 'oldest-of-source', backlog: true },
        },
        {
          said: { publishedAt: '2098-11-18T07:10:00.000Z' },
          became: { authors: ['Ann Vale'], dateReason: 'future', lead: 'A sponsored café.' },
        },
      ],
    })
    expect(readdirSync(cwd)).toEqual([])
  })

  it('shows which feeds a web page declares, and its article', async () => {
    const { exitCode, stdout } = await inspect(`${web.origin}/page.html`, ['--json'])
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 1,
      fetched: { status: 200 },
      document: { charset: 'utf-8' },
      page: {
        feeds: [{ url: `${web.origin}/feed.xml` }],
        article: { title: 'The whole story', lead: expect.stringMatching(/^A long paragraph about the harbour/) },
      },
      entries: [],
      failure: { code: 'parse/not-a-feed' },
    })
  })

  it('says why nothing could be fetched', async () => {
    const { exitCode, stdout } = await inspect(`${web.origin}/none.xml`, ['--json'])
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ entries: [], failure: { code: 'fetch/http', status: 503 } })
  })
})

describe('inspect', () => {
  it('shows a person the same for a file, in lines of at most 80 columns', async () => {
    const cwd = folderWith({ 'feeds/ledger.xml': feed })
    const { exitCode, stdout, stderr } = await inspect('feeds/ledger.xml', [], cwd)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const line of [
      `  Asked       feeds/ledger.xml`,
      `  Charset     utf-8, since its bytes are valid UTF-8`,
      `  Dialect     rss2.0`,
      `   1  Ferry stops & starts`,
      `      as given    https://ledger.example.org/1?utm_source=rss`,
      `      Date        2025-11-18T07:10:00.000Z (published), backlog`,
      `      Authors     Mara Quill (authored-by-via)`,
      `      Publisher   Coastal Review (authored-by-via)`,
      `      Claims      unreadable "soon"`,
      `                  read-more: "Read more"`,
    ])
      expect(`\n${stdout}`).toContain(`\n${line}\n`)
    for (const line of stdout.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('knows the sources of a configuration by id and by address, with their names, headers and filters', async () => {
    const source = { id: 'ledger', url: `${web.origin}/feed.xml`, name: 'The Ledger', headers: { 'x-key': 'secret' } }
    const config = { title: 'T', sources: [source], filters: [{ drop: { any: ['sponsored'] } }] }
    const cwd = folderWith({ 'c.json': JSON.stringify(config) })
    for (const address of ['ledger', source.url]) {
      const { stdout } = await inspect(address, ['--config', 'c.json', '--json'], cwd)
      expect(web.asked.at(-1)?.headers['x-key']).toBe('secret')
      const { source: shown, entries } = JSON.parse(stdout)
      expect(shown).toEqual({ id: 'ledger', url: source.url, name: 'The Ledger' })
      expect(entries[2].became.dropped).toMatch(/sponsored/)
      expect(entries[0].became.dropped).toBeUndefined()
      expect(stdout).not.toContain('secret')
    }
    expect(readdirSync(cwd)).toEqual(['c.json'])
  })

  it.each([
    ['ftp://example.org/x', 2, /^URL\|FILE: "ftp:\/\/example\.org\/x" is no address of a feed/],
    ['www.example.org', 2, /^URL\|FILE: "www\.example\.org" is no file; for an address write 'https:\/\/www/],
  ])('ends for %s with exit code %i', async (address, code, message) => {
    const { exitCode, stdout, stderr } = await inspect(address)
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' })
    expect(stderr).toMatch(message)
  })

  it('refuses a private address that is not allowed, as every fetch does', async () => {
    const { exitCode, stdout } = await callInside(['inspect', `${web.origin}/feed.xml`], { cwd: folderWith() })
    expect(exitCode).toBe(1)
    expect(stdout).toContain('fetch/private')
  })

  it('shows no credentials', async () => {
    const { stdout, stderr } = await inspect(`${web.origin.replace('//', '//ann:geheim@')}/feed.xml`, ['--json'])
    expect(web.asked.at(-1)?.headers.authorization).toBe(`Basic ${btoa('ann:geheim')}`)
    expect(stdout + stderr).not.toMatch(/geheim/)
  })
})

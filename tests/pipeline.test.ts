/**
 * The whole flow, from three feeds to the combined feed and the mail, compared byte for byte with files under
 * fixtures/golden.
 */
import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import PostalMime from 'postal-mime'
import { beforeEach, describe, expect, it } from 'vitest'
import { exitCodeOf, summaryJson } from '../src/commands/summary.ts'
import type { Db } from '../src/store/db.ts'
import { listDeliveries } from '../src/store/deliveries.ts'
import { databases } from './support/databases.ts'
import { daily, useNewspaper } from './support/newspaper.ts'

const golden = fileURLToPath(new URL('./fixtures/golden', import.meta.url))
const asGolden = (name: string): string => join(golden, name)

describe.each(databases)('on $name', (database) => {
  const paper = useNewspaper(database)
  beforeEach(async () => {
    for (const feed of ['harbour.xml', 'hill.atom', 'valley.json']) cpSync(join(golden, feed), join(paper.folder, feed))
    await paper.configure({
      siteUrl: 'https://news.example.org',
      counterUrl: 'https://mail.example.org',
      sources: [
        { id: 'harbour', url: 'harbour.xml' },
        { id: 'hill', url: 'hill.atom' },
        { id: 'valley', url: 'valley.json', name: 'Valley Radio' },
      ],
      topics: [
        { id: 'sea', name: 'The sea', any: ['ferry', 'harbour', { near: ['rudder', 'hull'], words: 20 }] },
        { id: 'politics', name: 'Politics', any: ['parliament'] },
      ],
      digests: [
        daily({
          title: 'Evening',
          firstEdition: 'now',
          subscribers: ['ann@example.org', { address: 'bob@example.org', name: 'Bob', topics: ['politics'] }],
        }),
      ],
      mail: { from: 'Broadsheet <news@example.org>', operator: 'ops@example.org', postalAddress: '1 Quay Road' },
    })
  })
  const pass = () => paper.pass({}, { version: '1.2.3' })

  it('turns sources into stories, documents and mail, and reports what it did', async () => {
    const report = await pass()
    expect(summaryJson('run', report, paper.config(), {})).toMatchObject({
      contract: 1,
      command: 'run',
      exitCode: 0,
      sources: { configured: 3, due: 3, modified: 3, notModified: 0, failed: 0, retired: 0 },
      entries: { read: 6, new: 6, edited: 0, same: 0, backlog: 0, dropped: 0, rejected: 0 },
      stories: { new: 4, copies: 1, open: 4 },
      documents: [
        'archive/2026-11.xml',
        ...['atom.xml', 'feed.json', 'index.html', 'robots.txt', 'rss.xml', 'sitemap.xml', 'sources.opml', 'style.css'],
        ...['politics', 'sea'].flatMap((topic) =>
          ['atom.xml', 'feed.json', 'rss.xml'].map((name) => `topics/${topic}/${name}`),
        ),
      ].map((path) => ({ path: `public/${path}` })),
      editions: [
        { digestId: 'daily', slotAt: '2026-11-20T12:00:00.000Z', state: 'sent', stories: 4, deliveries: { sent: 2 } },
      ],
    })
    await expect(paper.published()).toMatchFileSnapshot(asGolden('atom.xml'))
    await expect(paper.published('topics/sea/atom.xml')).toMatchFileSnapshot(asGolden('sea.xml'))
    await expect(paper.published('rss.xml')).toMatchFileSnapshot(asGolden('rss.xml'))
    await expect(paper.published('feed.json')).toMatchFileSnapshot(asGolden('feed.json'))
    for (const { to, bytes } of await paper.outbox()) {
      const text = bytes.toString()
      // Every line ends in CR LF; golden files have plain line feeds, so that any editor can show them.
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      await expect(text.replaceAll('\r\n', '\n')).toMatchFileSnapshot(asGolden(`${to.split('@')[0]}.eml`))
    }
  })

  it('decodes a title once and escapes it once in every output', async () => {
    await pass()
    const title = 'Parliament votes 61 to 40 for the <open> data act & its budget'
    const escaped = 'Parliament votes 61 to 40 for the &lt;open&gt; data act &amp; its budget'
    expect(paper.published()).toContain(`<title type="text">${escaped}</title>`)
    const bob = (await paper.outbox()).find(({ to }) => to === 'bob@example.org')!
    const { html, subject } = await PostalMime.parse(bob.bytes)
    expect(subject).toContain(title)
    expect(bob.text).toContain(title)
    expect(html!.replace(/\s+/g, ' ')).toContain(escaped)
    for (const text of [paper.published(), html!, bob.text]) expect(text).not.toMatch(/&amp;(?:lt|amp);/)
    for (const text of [paper.published(), html!]) expect(text).toContain('List&lt;Row&gt;')
  })

  it('changes no byte, writes no file and sends nothing when it runs again, and restores what was deleted', async () => {
    await pass()
    const { folder } = paper.config().feed
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
    const look = () => files.map((file) => readFileSync(file, 'utf8'))
    const times = files.map((file) => statSync(file).mtimeMs)
    const before = look()
    paper.later(60)
    const again = await pass()
    expect(again.refresh?.outcomes.map(({ kind }) => kind)).toEqual(['not-modified', 'not-modified', 'not-modified'])
    expect([look(), files.map((file) => statSync(file).mtimeMs)]).toEqual([before, times])
    rmSync(folder, { recursive: true })
    paper.later(60)
    await pass()
    expect(look()).toEqual(before)
    expect(await paper.outbox()).toHaveLength(2)
    expect((await listDeliveries(paper.db)).map(({ state, tries }) => `${state} ${tries}`)).toEqual([
      'sent 1',
      'sent 1',
    ])
  })

  it('refuses another idAuthority than that of its store, and changes nothing', async () => {
    await pass()
    await paper.configure({ idAuthority: 'elsewhere.example.org,2027' })
    await expect(pass()).rejects.toThrow(/news\.example\.org,2026/)
  })

  it('goes on with mail when the feed folder cannot be written, and exits with 3', async () => {
    await paper.configure({ feed: { folder: 'harbour.xml/public' } })
    const report = await pass()
    expect([exitCodeOf(report), report.refresh?.publishFault?.code.split('/')[0]]).toEqual([3, 'store'])
    expect(await paper.outbox()).toHaveLength(2)
  })

  it.each([
    ['grouping', 'group'],
    ['publishing', 'publish'],
    ['search index', 'search'],
  ])('goes on with mail where %s meets a defect, reports that, and exits with 1', async (step, lease) => {
    await pass()
    const met: string[] = []
    const db: Db = {
      ...paper.db,
      batch: async (statements) => {
        if (statements.some(({ params = [] }) => params.includes(lease)))
          throw new TypeError('undefined is not a function')
        return paper.db.batch(statements)
      },
    }
    await paper.db.batch([{ sql: "UPDATE deliveries SET state = 'retry', next_try_at = slot_at" }])
    const report = await paper.pass({}, { db, defect: (where, error) => met.push(`${where}: ${error}`) })
    expect(new Set(met)).toEqual(new Set([`${step}: TypeError: undefined is not a function`]))
    expect([exitCodeOf(report), report.digests?.owed]).toEqual([1, 0])
    const tries = (await listDeliveries(paper.db)).map((one) => `${one.state} ${one.tries}`)
    expect(tries).toEqual(['sent 2', 'sent 2'])
  })

  it('stops between two steps when it is asked to, and the next pass does the rest', async () => {
    const controller = new AbortController()
    const stopped = paper.pass(
      {},
      {
        signal: controller.signal,
        progress: (step) => {
          if (step === 'Grouping') controller.abort('SIGTERM')
        },
      },
    )
    await expect(stopped).rejects.toBe('SIGTERM')
    expect((await pass()).digests?.editions).toMatchObject([{ state: 'sent', stories: 4 }])
  })
})

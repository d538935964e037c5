/**
 * The life of a source: fetched, unchanged, failing, gone, removed, back; and what happens to its articles, stories and
 * documents.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { exitCodeOf, summaryText } from '../../../src/commands/summary.ts'
import { listDocumentTags } from '../../../src/store/documents.ts'
import { listSources } from '../../../src/store/sources.ts'
import { type Item, item, rss } from '../../support/make.ts'
import { daily, mentions, type Newspaper, useNewspaper } from '../../support/newspaper.ts'
import { openWeb } from '../../support/web.ts'

/** A text long enough for another outlet's copy of it to be recognised. */
const wireText = [101, 102, 103, 104].map((nth) => item(nth).text).join(' ')
const copy = (outlet: string, changes: Partial<Item> = {}): Item => item(1, { outlet, text: wireText, ...changes })

const paper = useNewspaper()
let url: string
beforeEach(async () => {
  url = paper.serve('wire', [item(1), item(2)])
  await paper.configure({ sources: [{ id: 'wire', url }] })
})

const titles = (path?: string): string[] =>
  [...paper.published(path).matchAll(/<entry>[\s\S]*?<title type="text">(.*?)<\/title>/g)].map(([, title]) => title!)
const articles = () =>
  paper.db.query<{
    id: string
    title: string
    first_seen_at: string
    story_id: string
    copy_of: string | null
    source_id: string
  }>('SELECT * FROM articles ORDER BY id')
const datesOf = (title: string): { published: string; updated: string } => {
  const entry = paper
    .published()
    .split('<entry>')
    .find((text) => text.includes(title))!
  return { published: /<published>(.*?)</.exec(entry)![1]!, updated: /<updated>(.*?)</.exec(entry)![1]! }
}
const outcomes = async (options = {}) => (await paper.pass(options)).refresh!.outcomes
const add = async (...sources: { id: string; url: string }[]) => {
  const known = paper.config().sources.map(({ id, url }) => ({ id, url }))
  await paper.configure({ sources: [...known, ...sources] })
}

describe('reading', () => {
  it('keeps articles when nothing has changed, after a 304 as after the same bytes, and writes nothing', async () => {
    const body = rss('wire', [item(1), item(2)])
    paper.web.on('/wire.xml', (request) =>
      request.headers['if-none-match'] === '"one"' ? { status: 304 } : { body, headers: { etag: '"one"' } },
    )
    expect(await outcomes()).toMatchObject([{ kind: 'modified', counts: { new: 2, same: 0 } }])
    const file = join(paper.config().feed.folder, 'atom.xml')
    const before = [readFileSync(file, 'utf8'), statSync(file).mtimeMs]
    paper.later(60)
    expect(await outcomes()).toMatchObject([{ sourceId: 'wire', kind: 'not-modified', same: 2 }])
    paper.web.on('/wire.xml', { body })
    const report = await paper.pass()
    expect(report.refresh?.outcomes).toMatchObject([{ sourceId: 'wire', kind: 'not-modified', same: 2 }])
    expect(report.refresh?.published?.files.filter(({ changed }) => changed)).toEqual([])
    expect([readFileSync(file, 'utf8'), statSync(file).mtimeMs]).toEqual(before)
    expect(titles()).toHaveLength(2)
  })

  it('keeps the id of an edited article, updates its date, and counts every entry once', async () => {
    await paper.pass()
    const before = await articles()
    paper.later(60)
    paper.serve('wire', [item(1, { title: 'Quite another headline' }), item(2), item(3)])
    expect(await outcomes()).toMatchObject([
      { counts: { new: 1, edited: 1, same: 1, backlog: 0, dropped: 0 }, rejected: 0 },
    ])
    const after = await articles()
    expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)))
    expect(titles()).toContain('Quite another headline')
    expect(titles()).not.toContain(item(1).title)
  })

  it('keeps entries apart that share one link and one guid, and a second fetch adds nothing', async () => {
    const home = 'https://chisel.example.org/'
    const post = (nth: number, anchor: string): Item =>
      item(nth, { link: home, guid: `${home}#${anchor}`, at: `2026-11-${14 + nth}T08:00:00Z` })
    const posts = [post(1, '8f2d'), post(2, 'b71c'), post(3, 'c09a'), post(4, 'd44e'), post(5, 'd44e')]
    paper.serve('wire', posts)
    expect((await paper.pass()).refresh?.grouped).toMatchObject({ new: 5, copies: 0 })
    const before = [await articles(), paper.published()]
    paper.later(60)
    paper.serve('wire', [...posts].reverse())
    expect(await outcomes()).toMatchObject([{ counts: { new: 0, edited: 0, same: 5 } }])
    expect([await articles(), paper.published()]).toEqual(before)
  })

  it('recognises articles whose guids and links change from http to https and back', async () => {
    const note = (nth: number, scheme: string): Item =>
      item(nth, {
        link: `${scheme}://park.example.org/${nth}`,
        guid: `${scheme}://park.example.org/${nth}`,
        at: `2026-11-1${nth + 4}T08:00:00Z`,
      })
    await paper.configure({ digests: [daily({ at: ['13:00', '15:00', '17:00'] })] })
    const seen: string[][] = []
    const kept: number[] = []
    const read = async (instant: string, items: Item[]) => {
      paper.serve('wire', items)
      paper.at(instant)
      await paper.pass()
      kept.push((await articles()).length)
      seen.push(
        (await paper.fresh()).flatMap((mail) => [1, 2, 3, 4].filter((nth) => mentions(mail, item(nth))).map(String)),
      )
    }
    paper.web.on('/wire.xml', { body: rss('wire', []) })
    await paper.pass()
    await read(
      '2026-11-20T13:00:00Z',
      [1, 2, 3].map((nth) => note(nth, 'http')),
    )
    const before = await articles()
    const dates = [1, 2, 3].map((nth) => datesOf(item(nth).title))
    await read(
      '2026-11-20T15:00:00Z',
      [4, 1, 2, 3].map((nth) => note(nth, 'https')),
    )
    await read(
      '2026-11-20T17:00:00Z',
      [4, 1, 2, 3].map((nth) => note(nth, 'http')),
    )
    expect(kept).toEqual([3, 4, 4])
    expect(seen).toEqual([['1', '2', '3'], ['4'], []])
    expect((await articles()).filter(({ id }) => before.some((one) => one.id === id))).toMatchObject(
      before.map(({ id, first_seen_at, story_id }) => ({ id, first_seen_at, story_id })),
    )
    expect([1, 2, 3].map((nth) => datesOf(item(nth).title))).toEqual(dates)
  })

  it('rejects an unreadable entry alone, and a failing source does not stop the others', async () => {
    await add({ id: 'broken', url: `${paper.web.origin}/none.xml` })
    const report = await paper.pass()
    expect(report.refresh?.outcomes).toMatchObject([
      { sourceId: 'broken', kind: 'failed', code: 'fetch/http', failingSince: paper.now() },
      { sourceId: 'wire', kind: 'modified' },
    ])
    expect(exitCodeOf(report)).toBe(0)
    expect(titles()).toHaveLength(2)
  })

  it('spreads the sources of one host over the pass, with those of other hosts between them', async () => {
    const other = await openWeb({ address: '127.0.0.2' })
    try {
      const body = rss('x', [])
      const order: string[] = []
      // The many sources of one slow host are due first.
      paper.web.on('*', async () => {
        order.push('many')
        await new Promise((resolve) => setTimeout(resolve, 4))
        return { body }
      })
      other.on('*', () => {
        order.push('few')
        return { body }
      })
      await paper.configure({
        sources: [
          ...Array.from({ length: 120 }, (_, i) => ({ id: `a${1000 + i}`, url: `${paper.web.origin}/${i}` })),
          ...Array.from({ length: 5 }, (_, i) => ({ id: `b${i}`, url: `${other.origin}/${i}` })),
        ],
      })
      expect(await outcomes()).toHaveLength(125)
      expect(order.filter((host) => host === 'many')).toHaveLength(120)
      expect(order.lastIndexOf('few')).toBeLessThan(30)
    } finally {
      await other.close()
    }
  })

  it('writes a very long document in batches under the claim, with the same result after a kill between two of them', async () => {
    const long = Array.from({ length: 700 }, (_, nth) =>
      item(1000 + nth, { at: new Date(Date.UTC(2026, 10, 20, 11) - nth * 60_000).toISOString() }),
    )
    paper.serve('wire', long)
    const { db } = paper
    let batches = 0
    const killed: typeof db = {
      ...db,
      batch: async (statements) => {
        if (statements.some(({ sql }) => sql.includes('INTO articles')) && ++batches === 2) throw new Error('killed')
        return db.batch(statements)
      },
    }
    const fault = await paper.pass({ mail: false }, { db: killed, defect: () => {} })
    expect(fault.refresh?.outcomes).toMatchObject([{ kind: 'failed', code: 'source/bug' }])
    expect((await articles()).length).toBe(250)
    paper.later(60)
    expect(await outcomes()).toMatchObject([{ kind: 'modified', counts: { new: 300, same: 250, backlog: 150 } }])
    const rows = await paper.db.query<{ title: string }>('SELECT title FROM articles WHERE backlog = 0')
    expect(rows.map(({ title }) => title).sort()).toEqual(
      long
        .slice(0, 300)
        .map(({ title }) => title)
        .sort(),
    )
  })

  it('shows of the sources in progress the one that is waited for', async () => {
    const release = Promise.withResolvers<void>()
    paper.web.on('/slow.xml', async () => {
      await release.promise
      return { body: rss('slow', []) }
    })
    const quick = ['b', 'c'].map((id) => ({ id, url: paper.serve(id, []) }))
    await paper.configure({ sources: [{ id: 'a', url: `${paper.web.origin}/slow.xml`, name: 'Slow' }, ...quick] })
    const shown: string[] = []
    await paper.pass(
      { mail: false },
      {
        progress: (step, done, total, label = '') => {
          if (step !== 'Reading') return
          shown.push(`${done} of ${total} ${label}`.trim())
          if (done === 2) release.resolve()
        },
      },
    )
    expect(shown).toEqual(['0 of 3', '0 of 3 Slow', '1 of 3 Slow', '2 of 3 Slow', '3 of 3'])
  })

  it('closes its connections at the end of a pass', async () => {
    await paper.pass()
    await vi.waitFor(() => expect(paper.web.open()).toBe(0), { timeout: 2000 })
  })
})

describe('failing', () => {
  it('keeps the articles of a failing source in the documents, and reports since when it fails', async () => {
    await paper.pass()
    const bytes = paper.published()
    paper.web.on('/wire.xml', { status: 500 })
    paper.later(60)
    const since = paper.now()
    const report = await paper.pass()
    expect(exitCodeOf(report)).toBe(1)
    paper.later(60)
    expect(await outcomes()).toMatchObject([{ kind: 'failed', code: 'fetch/http', failingSince: since }])
    expect(paper.published()).toBe(bytes)
    paper.serve('wire', [item(1), item(2)])
    await paper.pass()
    expect(await listSources(paper.db)).toMatchObject([{ failCount: 0, failingSince: undefined }])
  })

  it('retires a source that never answered well at its first 410', async () => {
    paper.web.on('/wire.xml', { status: 410 })
    expect(await outcomes()).toMatchObject([{ kind: 'retired', code: 'source/gone' }])
    expect(await outcomes()).toEqual([])
  })

  it('retires a source that answers 410 twice, and never fetches it again, not even with --force', async () => {
    await paper.pass()
    paper.web.on('/wire.xml', { status: 410 })
    expect(await outcomes()).toMatchObject([{ kind: 'failed', code: 'source/gone' }])
    expect(await outcomes()).toMatchObject([{ kind: 'retired', code: 'source/gone' }])
    expect(await outcomes()).toEqual([])
    expect(titles()).toHaveLength(2)
  })

  it('does not retire a source that answers 410, recovers, and answers 410 again', async () => {
    await paper.pass()
    paper.web.on('/wire.xml', [{ status: 410 }, { body: rss('wire', [item(1)]) }, { status: 410 }])
    for (const kind of ['failed', 'modified', 'failed']) expect(await outcomes()).toMatchObject([{ kind }])
  })

  it('fetches no source of a host that answers 429 for as long as it asks, with --force too', async () => {
    const other = paper.serve('other', [item(3, { outlet: 'other' })])
    await add({ id: 'other', url: other })
    await paper.configure({ refresh: { perHost: 1 } })
    await paper.pass()
    paper.web.on('/wire.xml', { status: 429, headers: { 'retry-after': '7200' } })
    paper.web.on('/other.xml', { status: 429, headers: { 'retry-after': '7200' } })
    paper.later(60)
    await paper.pass()
    const asked = paper.web.asked.length
    paper.later(119)
    expect(await outcomes()).toEqual([])
    expect(paper.web.asked).toHaveLength(asked)
    paper.serve('wire', [item(1), item(2)])
    paper.serve('other', [item(3, { outlet: 'other' })])
    paper.later(1)
    expect((await outcomes()).map(({ kind }) => kind)).toEqual(['not-modified', 'not-modified'])
  })

  it('puts the other sources of such a host off to the same time, with one notice and without failing', async () => {
    const { origin, host } = paper.web
    const sources = Array.from({ length: 12 }, (_, i) => ({ id: `s${i}`, url: `${origin}/${i}.xml` }))
    await paper.configure({ sources })
    paper.web.on('*', { status: 429, headers: { 'retry-after': '7200' } })
    const report = await paper.pass()
    expect(paper.web.asked.length).toBeLessThanOrEqual(2)
    const { outcomes = [] } = report.refresh ?? {}
    const untilAt = new Date(Date.parse(paper.now()) + 7_200_000).toISOString()
    for (const outcome of outcomes) expect(outcome).toMatchObject({ busyHost: host, nextFetchAt: untilAt })
    expect(outcomes.filter(({ kind }) => kind === 'put-off').length).toBeGreaterThanOrEqual(10)
    expect(exitCodeOf(report)).toBe(0)
    const paint = { bold: String, dim: String, red: String }
    const text = summaryText(report, paper.config(), { paint, tookMs: 1, next: {} })
    expect(text.match(/asked too often/g)).toHaveLength(1)
    expect(text).toContain(`${host}  was asked too often (429 or 503), so its 12 sources are put off\n`)
    for (const { id } of sources) expect(text).not.toContain(`${id} `)
    // What was not asked has not failed.
    expect((await listSources(paper.db)).filter(({ failCount }) => failCount > 0).length).toBeLessThanOrEqual(2)
    paper.later(119)
    expect((await paper.pass()).refresh?.outcomes).toEqual([])
  })

  it('puts off the sources of the host that a redirect leads to, not those of the one that redirects', async () => {
    const other = await openWeb({ address: '127.0.0.2' })
    try {
      other.on('*', { status: 429, headers: { 'retry-after': '7200' } })
      paper.web.on('/led.xml', { status: 302, headers: { location: `${other.origin}/led.xml` } })
      await add({ id: 'led', url: `${paper.web.origin}/led.xml` }, { id: 'there', url: `${other.origin}/there.xml` })
      await paper.configure({ refresh: { perHost: 1 } })
      const kinds = async () => (await outcomes()).map(({ sourceId, kind }) => `${sourceId} ${kind}`)
      expect(await kinds()).toContain('wire modified')
      paper.later(60)
      expect(await kinds()).toEqual(['wire not-modified'])
    } finally {
      await other.close()
    }
  })

  it('keeps the pause of a host when another of its answers arrives after it', async () => {
    const other = paper.serve('other', [item(3, { outlet: 'other' })])
    await add({ id: 'other', url: other })
    await paper.pass()
    // Both are requested at once; one answer asks to wait, then the other arrives.
    let answered = (): void => {}
    const isAnswered = new Promise<void>((resolve) => {
      answered = resolve
    })
    paper.web.on('/wire.xml', (_, response) => {
      response.on('close', () => setTimeout(answered, 100))
      return { status: 429, headers: { 'retry-after': '7200' } }
    })
    paper.web.on('/other.xml', async () => {
      await isAnswered
      return { body: rss('other', [item(3, { outlet: 'other' })]) }
    })
    paper.later(60)
    expect((await outcomes()).map(({ kind }) => kind)).toEqual(['modified', 'failed'])
    paper.later(60)
    expect(await outcomes()).toEqual([])
  })

  it('does not fetch a paused source', async () => {
    await paper.configure({ sources: [{ id: 'wire', url, paused: true }] })
    expect(await outcomes()).toEqual([])
    expect(paper.web.asked).toEqual([])
  })
})

describe('leaving the configuration', () => {
  it('removes the articles from documents and editions at the next pass, and brings them back with the source', async () => {
    const other = paper.serve('other', [item(3, { outlet: 'other' })])
    await add({ id: 'other', url: other })
    await paper.configure({ digests: [daily()], topics: [{ id: 'all', any: [item(3).title.split(' ')[0]!] }] })
    await paper.pass()
    expect(titles().sort()).toEqual([1, 2, 3].map((nth) => item(nth).title).sort())
    expect(titles('topics/all/atom.xml')).toEqual([item(3).title])
    const stories = (await articles()).map(({ id, story_id }) => `${id} ${story_id}`)
    await paper.configure({ sources: [{ id: 'wire', url }] })
    paper.at('2026-11-20T18:00:00Z')
    await paper.pass()
    expect(titles().sort()).toEqual([1, 2].map((nth) => item(nth).title).sort())
    expect(titles('topics/all/atom.xml')).toEqual([])
    const [mail] = await paper.fresh()
    expect([1, 2, 3].map((nth) => mentions(mail!, item(nth)))).toEqual([true, true, false])
    await paper.configure({
      sources: [
        { id: 'wire', url },
        { id: 'other', url: other },
      ],
    })
    paper.later(60)
    expect(await outcomes()).toMatchObject([{ sourceId: 'other', counts: { new: 0, same: 1 } }, {}])
    expect((await articles()).map(({ id, story_id }) => `${id} ${story_id}`)).toEqual(stories)
    expect(titles()).toContain(item(3).title)
  })

  it('leaves the other articles of a story, one of which becomes its lead', async () => {
    paper.serve('wire', [copy('wire')])
    const other = paper.serve('other', [
      copy('other', { title: 'The other headline of it', at: '2026-11-20T09:00:00Z' }),
    ])
    await add({ id: 'other', url: other })
    expect((await paper.pass()).refresh?.grouped).toMatchObject({ new: 1, copies: 1 })
    const entryId = /<entry>\s*<id>(.*?)</.exec(paper.published())![1]
    await paper.configure({ sources: [{ id: 'other', url: other }] })
    paper.later(60)
    await paper.pass()
    expect(titles()).toEqual(['The other headline of it'])
    expect(paper.published()).toContain(`<id>${entryId}</id>`)
    expect(paper.published()).not.toContain('wire.example.org')
  })

  it('withdraws the document of a topic that is no longer configured, with its file', async () => {
    await paper.configure({
      topics: [
        { id: 'one', any: ['x'] },
        { id: 'two', any: ['y'] },
      ],
    })
    await paper.pass()
    const folder = join(paper.config().feed.folder, 'topics')
    expect(readdirSync(folder).sort()).toEqual(['one', 'one.html', 'two', 'two.html'])
    await paper.configure({ topics: [{ id: 'one', any: ['x'] }] })
    await paper.pass()
    for (const gone of ['two/atom.xml', 'two.html']) expect(() => statSync(join(folder, gone))).toThrow('ENOENT')
    const documents = (await listDocumentTags(paper.db)).filter(({ etag }) => etag !== '').map(({ path }) => path)
    expect(documents.filter((path) => path.startsWith('topics/'))).toEqual([
      'topics/one/atom.xml',
      'topics/one/feed.json',
      'topics/one/rss.xml',
    ])
  })

  it('prunes after keepDays the articles that no source, document or open edition lists any more, and nothing else', async () => {
    // The front page lists the newest day alone.
    await paper.configure({ store: { keepDays: 10 }, feed: { maxEntries: 2, pageDays: 1 } })
    paper.serve(
      'wire',
      [1, 2, 3, 4].map((nth) => item(nth, { at: `2026-11-${nth < 3 ? 19 : 20}T0${nth}:00:00Z` })),
    )
    await paper.pass()
    // The feed no longer lists 1, 3 and 4; a document still lists 3 and 4. The feed still lists 2.
    paper.serve('wire', [item(2, { at: '2026-11-19T02:00:00Z' })])
    paper.later(60)
    await paper.pass()
    paper.later(10 * 24 * 60)
    await paper.pass()
    expect(await articles()).toHaveLength(4)
    paper.later(1)
    await paper.pass()
    expect((await articles()).map(({ title }) => title).sort()).toEqual([2, 3, 4].map((nth) => item(nth).title).sort())
    expect(await paper.db.query('SELECT id FROM stories')).toHaveLength(3)
  })

  it('prunes by the keepDays of each source, shorter or longer than that of the store, and by that once it is gone', async () => {
    const ids = ['brief', 'long', 'plain']
    const sources = ids.map((outlet, nth) => ({
      id: outlet,
      url: paper.serve(outlet, [item(nth, { outlet, at: '2026-11-19T08:00:00Z' })]),
      ...{ brief: { keepDays: 2 }, long: { keepDays: 20 } }[outlet],
    }))
    await paper.configure({ store: { keepDays: 10 }, feed: { maxEntries: 1, pageDays: 1 }, sources })
    await paper.pass()
    // A newer story takes the one place in the feed.
    for (const outlet of ids) paper.serve(outlet, outlet === 'plain' ? [item(9, { at: '2026-11-20T11:00:00Z' })] : [])
    paper.later(60)
    const left = async (days: number): Promise<string[]> => {
      paper.later(days * 24 * 60 + 1)
      await paper.pass()
      return (await articles()).map(({ title }) => title).sort()
    }
    await paper.pass()
    const titles = (...numbers: number[]) => numbers.map((nth) => item(nth).title).sort()
    expect(await left(2)).toEqual(titles(1, 2, 9))
    expect(await left(8)).toEqual(titles(1, 9))
    await paper.configure({ sources: sources.filter(({ id }) => id !== 'long') })
    expect(await left(0)).toEqual(titles(9))
  })

  it('keeps the articles of an edition that is still owed', async () => {
    await paper.configure({
      store: { keepDays: 1 },
      feed: { maxEntries: 1, pageDays: 1 },
      digests: [daily()],
      // No mail server listens there, so the frozen edition stays owed for 48 hours.
      mail: { from: 'news@example.org', smtp: 'smtp://127.0.0.1:1', tls: 'never' },
    })
    // Of an earlier day than the next one, so that the front page does not keep them.
    paper.serve(
      'wire',
      [1, 2].map((nth) => item(nth, { at: '2026-11-19T12:00:00Z' })),
    )
    await paper.pass()
    paper.at('2026-11-20T18:00:00Z')
    paper.serve('wire', [item(3, { at: '2026-11-20T17:00:00Z' })])
    await paper.pass()
    paper.at('2026-11-21T17:00:00Z')
    await paper.configure({ digests: [daily({ days: ['fri'] })] })
    paper.at('2026-11-22T17:59:00Z')
    await paper.pass()
    expect(await articles()).toHaveLength(3)
    // The 48 hours are over: this pass closes the edition, and the next one prunes its articles.
    paper.at('2026-11-22T18:00:00Z')
    await paper.pass()
    await paper.pass()
    expect((await articles()).map(({ title }) => title)).toEqual([item(3).title])
  })
})

describe('documents', () => {
  it('are restored with the same bytes when files are missing or were changed', async () => {
    await paper.configure({ topics: [{ id: 'one', any: ['x'] }] })
    await paper.pass()
    const { folder } = paper.config().feed
    const paths = ['atom.xml', 'feed.json', 'rss.xml'].flatMap((name) => [name, `topics/one/${name}`])
    const before = paths.map((path) => paper.published(path))
    rmSync(folder, { recursive: true })
    paper.later(60)
    const report = await paper.pass()
    expect(report.refresh?.published?.files.filter(({ changed }) => !changed)).toEqual([])
    expect(paths.map((path) => paper.published(path))).toEqual(before)
    writeFileSync(join(folder, 'atom.xml'), 'scribble')
    await paper.pass()
    expect(paper.published()).toBe(before[0])
  })

  it('lose an article at once when an edit makes a filter drop it, and get it back when the edit is undone', async () => {
    await paper.configure({ filters: [{ drop: { any: ['sponsored'] } }] })
    await paper.pass()
    paper.later(60)
    paper.serve('wire', [item(1, { text: `Sponsored. ${item(1).text}` }), item(2)])
    await paper.pass()
    expect(titles()).toEqual([item(2).title])
    paper.later(60)
    paper.serve('wire', [item(1), item(2)])
    await paper.pass()
    expect(titles().sort()).toEqual([item(1).title, item(2).title].sort())
  })
})

describe('a story’s dates', () => {
  it('start with the founding article’s own date on a first fetch, later with the time it was first seen', async () => {
    await paper.pass()
    expect(datesOf(item(1).title)).toEqual({ published: '2026-11-20T08:00:00Z', updated: '2026-11-20T08:00:00Z' })
    paper.serve('wire', [item(1), item(2), item(3, { at: '2026-11-20T11:00:00Z' })])
    paper.later(30)
    await paper.pass()
    expect(datesOf(item(3).title)).toEqual({ published: '2026-11-20T11:00:00Z', updated: '2026-11-20T12:30:00Z' })
  })

  it('take the updated date of a first fetch where there is one, at most now', async () => {
    const atom = (nth: number, updated: string) =>
      `<entry><id>urn:${nth}</id><title>${item(nth).title}</title><link href="https://wire.example.org/${nth}"/><published>2026-11-19T08:00:00Z</published><updated>${updated}</updated><summary>${item(nth).text}</summary></entry>`
    paper.web.on('/wire.xml', {
      body: `<feed xmlns="http://www.w3.org/2005/Atom"><title>wire</title><id>urn:f</id><updated>2026-11-20T00:00:00Z</updated>${atom(1, '2026-11-20T07:00:00Z')}${atom(2, '2031-01-01T00:00:00Z')}</feed>`,
    })
    await paper.pass()
    expect(datesOf(item(1).title)).toEqual({ published: '2026-11-19T08:00:00Z', updated: '2026-11-20T07:00:00Z' })
    expect(datesOf(item(2).title)).toEqual({ published: '2026-11-19T08:00:00Z', updated: '2026-11-20T12:00:00Z' })
  })

  it.each([
    ['its lead’s title changes', { title: 'Quite another headline' }, true],
    ['a number of it changes', { text: `${item(1).text} It was 12.` }, true],
    ['more than 30 % of its text changes', { text: item(51).text }, true],
    ['a few words change', { text: `${item(1).text} Snow fell.` }, false],
    ['only its link changes', { link: 'https://wire.example.org/moved' }, false],
  ])('move when %s, or not', async (_, changes, moves) => {
    const first = item(1, { text: `${item(1).text} ${item(41).text}` })
    const changed = {
      ...first,
      ...changes,
      ...('text' in changes ? { text: changes.text!.replace(item(1).text, first.text) } : {}),
    }
    paper.serve('wire', [first, item(2)])
    await paper.pass()
    paper.later(60)
    paper.serve('wire', [changed, item(2)])
    await paper.pass()
    const { published, updated } = datesOf(changed.title)
    expect(published).toBe('2026-11-20T08:00:00Z')
    expect(updated).toBe(moves ? '2026-11-20T13:00:00Z' : '2026-11-20T08:00:00Z')
  })

  it('stay when outlets come that carry copies, even three at once, although the document names them', async () => {
    paper.serve('wire', [copy('wire')])
    await paper.pass()
    const before = paper.published()
    const names = ['east', 'west', 'north', 'south']
    for (const [i, some] of [names.slice(0, 1), names.slice(1)].entries()) {
      await add(...some.map((id) => ({ id, url: paper.serve(id, [copy(id, { at: `2026-11-20T1${i}:00:00Z` })]) })))
      paper.later(60)
      expect((await paper.pass()).refresh?.grouped).toMatchObject({ new: 0, changed: 1, copies: some.length })
      expect(datesOf(item(1).title)).toEqual({ published: '2026-11-20T08:00:00Z', updated: '2026-11-20T08:00:00Z' })
    }
    expect(paper.published()).not.toBe(before)
    expect(paper.published().match(/rel="related"/g)).toHaveLength(4)
  })

  it('move when a later article says a new fact, not when more outlets report the event in their own words', async () => {
    const at = (id: string, hour: number, title: string, text: string) =>
      add({
        id,
        url: paper.serve(id, [{ title, text, link: `https://${id}.example.org/1`, at: `2026-11-20T${hour}:00:00Z` }]),
      })
    const updated: string[] = []
    for (const [id, hour, title, text] of [
      [
        'east',
        10,
        'Roof of Tarnholm ice rink falls in',
        'The roof of the ice rink in Tarnholm fell in under snow. Nobody was hurt, the fire brigade said.',
      ],
      [
        'west',
        11,
        'Ice rink roof falls in at Tarnholm',
        'Snow brought down the roof of the ice rink of Tarnholm, firefighters said. Nobody was inside.',
      ],
      [
        'north',
        12,
        'Snow brings down roof of Tarnholm ice rink',
        'Nobody was hurt when the roof of the ice rink in Tarnholm came down under snow.',
      ],
      [
        'south',
        13,
        'Two dead found under roof of Tarnholm ice rink',
        'Searchers found two people dead under the roof of the ice rink in Tarnholm, the fire brigade said.',
      ],
    ] as const) {
      await at(id, hour, title, text)
      paper.later(60)
      await paper.pass()
      updated.push(
        /<entry>(?:(?!<\/entry>)[\s\S])*?<updated>(.*?)<(?:(?!<\/entry>)[\s\S])*?Tarnholm/.exec(paper.published())![1]!,
      )
    }
    expect(updated).toEqual([
      ...Array.from({ length: 3 }, () => '2026-11-20T10:00:00Z'),
      paper.now().replace('.000', ''),
    ])
  })

  it('do not move for an old edit when the edited article becomes the lead and a carrier comes', async () => {
    const east = (title: string) => paper.serve('east', [copy('east', { at: '2026-11-20T09:00:00Z', title })])
    const sources = [
      { id: 'wire', url, weight: 9 },
      { id: 'east', url: east('First headline of the east'), weight: 1 },
    ]
    paper.serve('wire', [copy('wire')])
    await paper.configure({ sources })
    await paper.pass()
    // The copy is edited while it is not the lead, which moves no date.
    east('Second headline of the east')
    paper.later(60)
    await paper.pass()
    expect(titles()).toEqual([item(1).title])
    sources[1]!.weight = 99
    for (const id of ['west', 'north']) {
      sources.push({ id, url: paper.serve(id, [copy(id, { at: '2026-11-20T10:00:00Z' })]), weight: 1 })
      await paper.configure({ sources })
      paper.later(60)
      await paper.pass()
      expect(titles()).toEqual(['Second headline of the east'])
    }
    expect(/<entry>[\s\S]*?<updated>(.*?)</.exec(paper.published())![1]).toBe('2026-11-20T08:00:00Z')
  })
})

it('makes the same copies and stories of the same articles in one run or in ten', async () => {
  const outlets = ['east', 'west', 'north', 'south', 'mid']
  const items = outlets.flatMap((outlet, o) => [
    copy(outlet, { at: `2026-11-20T0${o + 1}:00:00Z` }),
    ...Array.from({ length: 4 }, (_, i) => item(10 * (o + 1) + i, { outlet, at: `2026-11-20T0${i + 1}:30:00Z` })),
  ])
  const ofOutlet = (outlet: string) => items.filter(({ link }) => link!.includes(`//${outlet}.`))
  const shape = async (paper: Newspaper) =>
    (await paper.db.query('SELECT id, story_id, copy_of FROM articles ORDER BY id')).map((row) =>
      Object.values(row).join(' '),
    )
  const all = outlets.map((id) => ({ id, url: paper.serve(id, ofOutlet(id)) }))
  await paper.configure({ sources: all })
  await paper.pass()
  const once = await shape(paper)
  await paper.restart()
  for (let run = 0; run < 10; run++) {
    const some = outlets
      .slice(0, 1 + (run % 5))
      .map((id) => ({ id, url: paper.serve(id, ofOutlet(id).slice(0, 1 + Math.floor(run / 2))) }))
    await paper.configure({
      sources: [
        ...paper
          .config()
          .sources.filter(({ id }) => !some.some((one) => one.id === id))
          .map(({ id, url }) => ({ id, url })),
        ...some,
      ],
    })
    await paper.pass()
    paper.later(1)
  }
  await paper.configure({ sources: outlets.map((id) => ({ id, url: paper.serve(id, ofOutlet(id)) })) })
  await paper.pass()
  const groups = (rows: string[]) => {
    const stories = new Map<string, string[]>()
    for (const [id, story, copyOf] of rows.map((row) => row.split(' '))) {
      const members = stories.get(story!) ?? []
      stories.set(story!, [...members, `${id}${copyOf === '' || copyOf === undefined ? '' : ` copy of ${copyOf}`}`])
    }
    return [...stories.values()].map((members) => members.sort().join(', ')).sort()
  }
  expect(groups(await shape(paper))).toEqual(groups(once))
  expect(groups(once).some((members) => members.split('copy of').length === 5)).toBe(true)
})

/** Sources whose address is that of a site: which feed is read, what is remembered of it, and what happens when it is gone. */
import { beforeEach, describe, expect, it } from 'vitest'
import { summaryJson, summaryText } from '../../../src/commands/summary.ts'
import { listSources } from '../../../src/store/sources.ts'
import { item, rss } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'
import type { Script } from '../../support/web.ts'

const paper = useNewspaper()
const feed = (nth = 1): Script => ({ body: rss('Wire', [item(nth)]) })
const page = (...links: string[]): Script => ({
  body: `<!doctype html><html><head>${links.join('')}</head><body><p>Hello</p></body></html>`,
  headers: { 'content-type': 'text/html' },
})
const link = (href: string, title = ''): string =>
  `<link rel="alternate" type="application/rss+xml" title="${title}" href="${href}">`
const bare = { status: 404 }

/** Runs a pass. Returns its outcome and the paths that were requested. */
async function read() {
  const before = paper.web.asked.length
  const report = await paper.pass({ mail: false })
  return { report, outcome: report.refresh!.outcomes[0]!, asked: paper.web.asked.slice(before).map(({ path }) => path) }
}
const foundUrl = async () => (await listSources(paper.db))[0]!.foundUrl?.replace(paper.web.origin, '')

beforeEach(async () => {
  await paper.configure({ sources: [{ id: 'wire', url: `${paper.web.origin}/` }] })
})

describe('a source whose address is a web page', () => {
  it('is the feed that the page declares, which is remembered and requested directly from then on', async () => {
    paper.web.on('/', page(link('/feed.xml', 'All'), link('/comments.xml', 'Comments'), link('/photos.xml', 'Photos')))
    paper.web.on('/feed.xml', (request) =>
      request.headers['if-none-match'] === '"1"'
        ? { status: 304 }
        : { body: rss('Wire', [item(1)]), headers: { etag: '"1"' } },
    )
    const first = await read()
    expect(first.asked).toEqual(['/', '/feed.xml'])
    expect(first.outcome).toMatchObject({
      kind: 'modified',
      counts: { new: 1 },
      found: { url: `${paper.web.origin}/feed.xml`, others: [{ title: 'Comments' }, { title: 'Photos' }] },
    })
    paper.later(60)
    expect(await read()).toMatchObject({ asked: ['/feed.xml'], outcome: { kind: 'not-modified' } })
    expect((await read()).outcome).not.toHaveProperty('found')
  })

  it('is told once in the summary, with the other feeds of the page', async () => {
    paper.web.on('/', page(link('/feed.xml'), link('/photos.xml', 'Photos')))
    paper.web.on('/feed.xml', feed())
    const { report } = await read()
    const paint = { bold: (text: string) => text, dim: (text: string) => text, red: (text: string) => text }
    const style = { paint, tookMs: 1, next: {} }
    const { origin } = paper.web
    expect(summaryText(report, paper.config(), style).replace(/\s+/g, ' ')).toContain(
      `Found wire: found at ${origin}/feed.xml; also declared: ${origin}/photos.xml (Photos) `,
    )
    expect(summaryJson('run', report, paper.config(), {})).toMatchObject({
      found: [{ sourceId: 'wire', url: `${origin}/`, foundAt: `${origin}/feed.xml`, feeds: [{ title: 'Photos' }] }],
    })
  })

  it.each([
    ['is answered with 404', bare],
    ['is answered with 410', { status: 410 }],
    ['is a web page now', page()],
  ])('is looked for again when its feed %s, and keeps its articles', async (_, answer) => {
    paper.web.on('/', page(link('/old.xml')))
    paper.web.on('/old.xml', { body: rss('Wire', [item(1)]), headers: { etag: '"1"' } })
    await read()
    paper.web.on('/old.xml', answer)
    paper.web.on('/', page(link('/new.xml')))
    paper.web.on('/new.xml', { body: rss('Wire', [item(1), item(2)]) })
    paper.later(60)
    expect(await read()).toMatchObject({
      asked: ['/old.xml', '/', '/new.xml'],
      outcome: { kind: 'modified', counts: { new: 1, same: 1 }, found: { url: `${paper.web.origin}/new.xml` } },
    })
    // The validators belong to the old address.
    expect(paper.web.asked.at(-1)!.headers['if-none-match']).toBeUndefined()
    expect(await foundUrl()).toBe('/new.xml')
  })

  it.each([
    ['an error of the server', { status: 500 }],
    ['a wish to wait', { status: 429, headers: { 'retry-after': '7200' } }],
    ['a damaged document', { body: '<rss><channel><item><title>x' }],
  ])('keeps its feed after %s, and the page is not requested', async (_, answer) => {
    paper.web.on('/', page(link('/feed.xml')))
    paper.web.on('/feed.xml', feed())
    await read()
    paper.web.on('/feed.xml', answer)
    paper.later(60)
    expect(await read()).toMatchObject({ asked: ['/feed.xml'], outcome: { kind: 'failed' } })
    expect(await foundUrl()).toBe('/feed.xml')
  })

  it('fails with the error of its feed while the page still declares that one', async () => {
    paper.web.on('/', page(link('/feed.xml')))
    paper.web.on('/feed.xml', feed())
    await read()
    paper.web.on('/feed.xml', bare)
    paper.later(60)
    const { asked, outcome } = await read()
    expect(asked).toEqual(['/feed.xml', '/'])
    expect(outcome).toMatchObject({ kind: 'failed', code: 'fetch/http', message: expect.stringContaining('(404)') })
  })

  it('is requested itself again when it has become a feed', async () => {
    paper.web.on('/', page(link('/feed.xml')))
    paper.web.on('/feed.xml', feed())
    await read()
    paper.web.on('/feed.xml', bare)
    paper.web.on('/', feed(2))
    paper.later(60)
    expect((await read()).outcome).toMatchObject({ kind: 'modified', counts: { new: 1 } })
    expect(await foundUrl()).toBeUndefined()
  })

  it('follows the redirects of the page and of its feed, and remembers a permanent one of the feed', async () => {
    paper.web.on('/', { status: 301, headers: { location: '/home/' } })
    paper.web.on('/home/', page(link('feed.xml')))
    paper.web.on('/home/feed.xml', { status: 308, headers: { location: '/moved.xml' } })
    paper.web.on('/moved.xml', feed())
    expect((await read()).asked).toEqual(['/', '/home/', '/home/feed.xml', '/moved.xml'])
    expect((await read()).asked).toEqual(['/home/feed.xml', '/moved.xml'])
    expect((await read()).asked).toEqual(['/moved.xml'])
    expect(await foundUrl()).toBe('/home/feed.xml')
  })

  it.each([
    ['declares no feed', page(), 'is a web page, not a feed, and it declares none'],
    ['declares itself', page(link('/')), 'which is a web page, too'],
    ['declares another page', page(link('/page')), 'which is a web page, too'],
  ])('fails when it %s, and its message says what was tried', async (_, answer, sentence) => {
    paper.web.on('/', answer)
    paper.web.on('/page', page(link('/deeper.xml')))
    const { outcome } = await read()
    expect(outcome).toMatchObject({ kind: 'failed', code: 'parse/not-a-feed' })
    expect(outcome).toHaveProperty('message', expect.stringContaining(`${paper.web.origin}/ `))
    expect(outcome).toHaveProperty('message', expect.stringContaining(sentence))
    expect(await foundUrl()).toBeUndefined()
  })

  it('may not lead into a private network', async () => {
    await paper.configure({ fetch: { allowPrivate: [paper.web.host] } })
    paper.web.on('/', page(link('http://127.0.0.2:9/feed.xml')))
    expect((await read()).outcome).toMatchObject({ kind: 'failed', code: 'fetch/private' })
  })

  it('keeps its credentials from a feed of another origin, and sends them to one of its own', async () => {
    const url = paper.web.origin.replace('//', '//ann:secret@')
    await paper.configure({ sources: [{ id: 'wire', url, headers: { 'x-key': 'k' } }] })
    const other = paper.web.origin.replace('127.0.0.1', 'localhost')
    const sent = () => paper.web.asked.map(({ path, headers }) => [path, headers.authorization, headers['x-key']])
    paper.web.on('/feed.xml', feed())
    paper.web.on('/', [page(link(`${other}/feed.xml`)) as object, page(link('/own.xml')) as object])
    paper.web.on('/own.xml', feed(2))
    await read()
    paper.web.on('/feed.xml', bare)
    await read()
    const basic = `Basic ${btoa('ann:secret')}`
    expect(sent()).toEqual([
      ['/', basic, 'k'],
      ['/feed.xml', undefined, undefined],
      ['/feed.xml', undefined, undefined],
      ['/', basic, 'k'],
      ['/own.xml', basic, 'k'],
    ])
  })
})

describe('a source that was a feed', () => {
  it('is not replaced by the feed of a page that stands there once, but when it still does the next time', async () => {
    paper.web.on('/', feed())
    await read()
    paper.web.on('/', page(link('/feed.xml')))
    paper.web.on('/feed.xml', { body: rss('Wire', [item(1), item(2)]) })
    expect(await read()).toMatchObject({ asked: ['/'], outcome: { kind: 'failed', code: 'parse/not-a-feed' } })
    expect(await read()).toMatchObject({
      asked: ['/', '/feed.xml'],
      outcome: { kind: 'modified', counts: { new: 1, same: 1 } },
    })
  })
})

describe('another address in the configuration', () => {
  it('forgets the feed that was found for the old one', async () => {
    paper.web.on('/', page(link('/feed.xml')))
    paper.web.on('/feed.xml', feed())
    await read()
    await paper.configure({ sources: [{ id: 'wire', url: `${paper.web.origin}/other.xml` }] })
    paper.web.on('/other.xml', feed(2))
    expect((await read()).asked).toEqual(['/other.xml'])
    expect(await foundUrl()).toBeUndefined()
  })
})

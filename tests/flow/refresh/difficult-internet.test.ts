/**
 * Feeds with difficult behaviour, served over loopback HTTP and fetched by real passes over several simulated days.
 * What one fetch does with one answer is tested in fetch.test.ts; here it is how stored state carries over many
 * fetches.
 */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { listSources } from '../../../src/store/sources.ts'
import { item, rss } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'
import { openRawWeb, type RawWeb, type ScriptedAnswer } from '../../support/web.ts'

const HOUR = 60
const DAY = 24 * HOUR
const START = '2026-11-20T12:00:00.000Z'

const paper = useNewspaper()

/**
 * Runs passes by schedule, one each half hour. Returns the minutes from the start at which each path was requested.
 */
async function passes(minutes: number, step = 30): Promise<Map<string, number[]>> {
  const askedAt = new Map<string, number[]>()
  for (let passed = 0; passed < minutes; passed += step) {
    const before = paper.web.asked.length
    await paper.pass({ force: false, mail: false })
    const at = (Date.parse(paper.now()) - Date.parse(START)) / 60_000
    for (const { path } of paper.web.asked.slice(before)) askedAt.set(path, [...(askedAt.get(path) ?? []), at])
    paper.later(step)
  }
  return askedAt
}
const gaps = (times: readonly number[] = []): number[] => times.slice(1).map((time, i) => time - times[i]!)
const configure = (...paths: string[]) =>
  paper.configure({ sources: paths.map((path) => ({ id: path.slice(1), url: paper.web.origin + path })) })
/** Runs one pass and returns its outcome, the requested paths and the validators that were sent. */
async function read(): Promise<{ kind: string; code?: string; asked: string[]; validators: (string | undefined)[] }> {
  const before = paper.web.asked.length
  const { kind, code } = (await paper.pass({ mail: false })).refresh!.outcomes[0] as { kind: string; code?: string }
  const asked = paper.web.asked.slice(before)
  return {
    kind,
    ...(code === undefined ? {} : { code }),
    asked: asked.map(({ path }) => path),
    validators: asked.map(({ headers }) => headers['if-none-match']),
  }
}
const articles = () =>
  paper.db.query<{ id: string; source_id: string }>('SELECT id, source_id FROM articles ORDER BY id')
const published = (): number => paper.published().split('<entry>').length - 1

describe('the next fetch', () => {
  /** Six entries an hour apart, from which alone a fetch every half hour would follow. */
  const hourly = [0, 1, 2, 3, 4, 5].map((nth) => item(nth, { at: `2026-11-20T0${nth + 5}:00:00Z` }))
  const withHints = (hints: string): string => rss('wire', hourly).replace('<channel>', `<channel>${hints}`)
  const serve = (path: string, body: string, headers: Record<string, string> = {}): void =>
    paper.web.on(path, (request) =>
      request.headers['if-none-match'] === '"v"'
        ? { status: 304, headers }
        : { body, headers: { etag: '"v"', ...headers } },
    )

  it('is never earlier than the headers or the document allow, also while the server only answers 304', async () => {
    serve('/plain', rss('wire', hourly))
    serve('/max-age', rss('wire', hourly), { 'cache-control': 'max-age=21600' })
    serve('/no-cache', rss('wire', hourly), { 'cache-control': 'no-cache, no-store, max-age=0' })
    serve('/year', rss('wire', hourly), { 'cache-control': 'max-age=31536000' })
    serve('/ttl', withHints('<ttl>240</ttl>'))
    serve(
      '/nights',
      withHints(`<skipHours>${[0, 1, 2, 3, 4, 5].map((hour) => `<hour>${hour}</hour>`).join('')}</skipHours>`),
    )
    serve('/weekdays', withHints('<skipDays><day>Saturday</day><day>Sunday</day></skipDays>'))
    await configure('/plain', '/max-age', '/no-cache', '/year', '/ttl', '/nights', '/weekdays')
    // From Friday noon to Monday noon.
    const asked = await passes(3 * DAY)
    const least = (path: string) => Math.min(...gaps(asked.get(path)))
    const most = (path: string) => Math.max(...gaps(asked.get(path)))
    expect([least('/plain'), most('/plain')]).toEqual([60, 60])
    expect([least('/no-cache'), most('/no-cache')]).toEqual([60, 60])
    expect([least('/max-age'), most('/max-age')]).toEqual([6 * HOUR, 6 * HOUR])
    expect([least('/ttl'), most('/ttl')]).toEqual([4 * HOUR, 4 * HOUR])
    expect(asked.get('/year')).toEqual([0])
    const hoursOf = (path: string) => new Set(asked.get(path)!.map((at) => Math.floor(at / HOUR + 12) % 24))
    expect(hoursOf('/plain').size).toBe(24)
    // A source that falls due just before midnight is not fetched at midnight, but in the morning.
    expect([...hoursOf('/nights')].sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, i) => i + 6))
    const weekend = (at: number): boolean => at >= 0.5 * DAY && at < 2.5 * DAY
    expect(asked.get('/weekdays')!.filter(weekend)).toEqual([])
    expect(asked.get('/weekdays')!.length).toBe(asked.get('/plain')!.filter((at) => !weekend(at)).length)
    // Only the first request to each source was without validators, and every article is still there.
    expect(paper.web.asked.filter(({ headers }) => headers['if-none-match'] === undefined)).toHaveLength(7)
    expect(await articles()).toHaveLength(7 * hourly.length)
  })

  it('is within a week, whatever the server says', async () => {
    serve('/year', rss('wire', hourly), { 'cache-control': 'max-age=31536000' })
    await configure('/year')
    await paper.pass({ force: false, mail: false })
    paper.later(7 * DAY - 1)
    expect((await paper.pass({ force: false, mail: false })).refresh?.outcomes).toEqual([])
    paper.later(1)
    expect((await paper.pass({ force: false, mail: false })).refresh?.outcomes).toMatchObject([
      { kind: 'not-modified' },
    ])
  })

  it('backs off from an hour to a day while a source fails, and follows the old schedule when it recovers', async () => {
    serve('/wire', rss('wire', hourly))
    await configure('/wire')
    await passes(30)
    paper.web.on('/wire', { status: 503 })
    const asked = (await passes(3.5 * DAY, 60)).get('/wire')
    expect(gaps(asked)).toEqual([60, 120, 240, 480, 960, 1440, 1440])
    expect(published()).toBe(hourly.length)
    serve('/wire', rss('wire', hourly))
    await passes(DAY, 12 * HOUR)
    expect(gaps((await passes(4 * HOUR)).get('/wire'))).toEqual([60, 60, 60])
    expect(await listSources(paper.db)).toMatchObject([{ failCount: 0, failingSince: undefined, etag: '"v"' }])
  })

  it.each<[string, ScriptedAnswer, number]>([
    ['429 and Retry-After in seconds', { status: 429, headers: { 'retry-after': '10800' } }, 180],
    [
      '503 and Retry-After as a date',
      {
        status: 503,
        headers: { 'retry-after': 'Sat, 21 Nov 2026 02:30:00 GMT', date: 'Fri, 20 Nov 2026 13:00:00 GMT' },
      },
      13.5 * HOUR,
    ],
    ['429 alone', { status: 429 }, 60],
    ['429 and junk', { status: 429, headers: { 'retry-after': 'later' } }, 60],
    ['a Retry-After of a year', { status: 429, headers: { 'retry-after': '31536000' } }, 7 * DAY],
  ])('respects %s', async (_, answer, wait) => {
    serve('/wire', rss('wire', hourly))
    await configure('/wire')
    await passes(60)
    paper.web.on('/wire', [answer, { status: 304 }])
    const first = (await passes(30)).get('/wire')![0]!
    paper.at(new Date(Date.parse(START) + (first + wait - 30) * 60_000).toISOString())
    const [second] = (await passes(90)).get('/wire')!
    expect(second! - first).toBe(wait)
  })

  it('never comes for a source that answered twice that it is gone; its articles stay', async () => {
    serve('/wire', rss('wire', hourly))
    await configure('/wire')
    await passes(30)
    paper.web.on('/wire', { status: 410 })
    expect((await passes(DAY / 2, 60)).get('/wire')).toEqual([90, 150])
    // No back-off lasts longer than a day, nor any other wait than a week.
    expect((await passes(8 * DAY, 12 * HOUR)).get('/wire')).toBeUndefined()
    expect(await listSources(paper.db)).toMatchObject([{ failCode: 'source/gone', retiredAt: expect.any(String) }])
    expect(published()).toBe(hourly.length)
  })
})

it('names a source by its own title from the first fetch on, so that a second fetch edits nothing', async () => {
  const named = (nth: number) => item(nth, { title: `${item(nth).title} - The Daily Wire`, author: 'The Daily Wire' })
  paper.web.on(
    '/wire',
    [1, 2].map((count) => ({ body: rss('The Daily Wire', [named(1), named(2), named(3)].slice(0, count + 1)) })),
  )
  await configure('/wire')
  const counts = []
  for (let nth = 0; nth < 2; nth++) {
    counts.push((await paper.pass({ mail: false })).refresh!.outcomes[0])
    paper.later(HOUR)
  }
  expect(counts).toMatchObject([{ counts: { new: 2, edited: 0 } }, { counts: { new: 1, edited: 0, same: 2 } }])
  const rows = await paper.db.query<{ title: string; authors: string }>('SELECT title, authors FROM articles')
  expect(rows.map(({ title }) => title).sort()).toEqual([1, 2, 3].map((nth) => item(nth).title).sort())
  expect(rows.map(({ authors }) => authors)).toEqual(['[]', '[]', '[]'])
})

describe('a feed that moves', () => {
  const body = rss('wire', [item(1), item(2)])
  const moved = (status: number, location: string): ScriptedAnswer => ({ status, headers: { location } })

  it('keeps its id, its articles and its dates through every redirect, and is fetched at its new address', async () => {
    paper.web.on('/feed', { body })
    await configure('/feed')
    const day = async () => {
      const { kind, asked } = await read()
      paper.later(DAY)
      return [kind, ...asked]
    }
    expect(await day()).toEqual(['modified', '/feed'])
    const before = [await articles(), paper.published()]
    paper.web.on('/feed', moved(301, '/new'))
    paper.web.on('/new', { body })
    expect(await day()).toEqual(['not-modified', '/feed', '/new'])
    // Between the two good answers the target fails once; a failure does not reset the count.
    paper.web.on('/new', [{ status: 500 }, { body }])
    expect(await day()).toEqual(['failed', '/feed', '/new'])
    expect(await day()).toEqual(['not-modified', '/feed', '/new'])
    expect(await day()).toEqual(['not-modified', '/new'])
    // A temporary redirect is followed, and never stored.
    paper.web.on('/new', moved(302, '/lent'))
    paper.web.on('/lent', moved(301, '/deep'))
    paper.web.on('/deep', { body })
    for (let nth = 0; nth < 3; nth++) expect(await day()).toEqual(['not-modified', '/new', '/lent', '/deep'])
    // Another permanent redirect, and then one back to the first address.
    paper.web.on('/new', moved(308, '/newer'))
    paper.web.on('/newer', { body })
    for (let nth = 0; nth < 2; nth++) expect(await day()).toEqual(['not-modified', '/new', '/newer'])
    expect(await day()).toEqual(['not-modified', '/newer'])
    paper.web.on('/newer', { status: 404 })
    paper.web.on('/feed', { body })
    expect(await day()).toEqual(['not-modified', '/newer', '/feed'])
    expect(await day()).toEqual(['not-modified', '/feed'])
    expect([await articles(), paper.published()]).toEqual(before)
    expect((await listSources(paper.db)).map(({ id, url }) => [id, url])).toEqual([
      ['feed', `${paper.web.origin}/feed`],
    ])
  })

  it.each([302, 303, 307])('by %d is still requested at its old address every time', async (status) => {
    paper.web.on('/feed', moved(status, '/lent'))
    paper.web.on('/lent', { body })
    await configure('/feed')
    for (let nth = 0; nth < 4; nth++) {
      expect((await read()).asked).toEqual(['/feed', '/lent'])
      paper.later(DAY)
    }
  })
})

describe('validators', () => {
  const items = [item(1), item(2), item(3)]
  const whole = rss('wire', items)
  const good: ScriptedAnswer = {
    body: whole,
    headers: { etag: '"one"', 'last-modified': 'Fri, 20 Nov 2026 11:00:00 GMT' },
  }
  /** The document up to the end of its first entry. */
  const cut = whole.slice(0, whole.indexOf('</item>') + 20)

  it('of the last whole document survive every answer that is not one, and so do its articles', async () => {
    paper.web.on('/wire', good)
    await configure('/wire')
    await read()
    const before = [await articles(), paper.published()]
    const etag = { etag: '"two"' }
    for (const [answer, outcome] of [
      [{ body: whole.slice(0, whole.indexOf('<item>') + 10), headers: etag }, 'parse/damaged'],
      [{ body: cut, headers: etag }, 'modified'],
      [{ body: cut, headers: etag }, 'modified'],
      [{ body: '<!doctype html><html><body>Back soon</body></html>', headers: etag }, 'parse/not-a-feed'],
      [{ body: '', headers: etag }, 'parse/not-a-feed'],
      [{ body: '{"error":"overloaded"}', headers: etag }, 'parse/not-a-feed'],
      [{ status: 500, headers: etag }, 'fetch/http'],
      [{ status: 404, headers: etag }, 'fetch/http'],
      [{ body: gzipSync(whole).subarray(0, 90), headers: { ...etag, 'content-encoding': 'gzip' } }, 'fetch/http'],
    ] as const) {
      paper.later(DAY)
      paper.web.on('/wire', answer)
      const { kind, code, validators } = await read()
      expect([code ?? kind, validators]).toEqual([outcome, ['"one"']])
      expect([await articles(), paper.published()]).toEqual(before)
    }
    // Entries beyond the cut were never marked as unlisted, so the whole document brings nothing new.
    paper.later(DAY)
    paper.web.on('/wire', { body: whole, headers: etag })
    expect((await paper.pass({ mail: false })).refresh?.outcomes).toMatchObject([
      { kind: 'modified', counts: { new: 0, edited: 0, same: 3 } },
    ])
    expect((await read()).validators).toEqual(['"two"'])
    expect([await articles(), paper.published()]).toEqual(before)
  })

  it('are always the latest, even if the document and Last-Modified stay the same', async () => {
    const again = (etag: string): ScriptedAnswer => ({ ...good, headers: { ...good.headers, etag } })
    paper.web.on('/wire', [
      good,
      again('"two"'),
      again('W/"three"'),
      { status: 304, headers: { etag: '"four"' } },
      good,
    ])
    await configure('/wire')
    const seen: unknown[] = []
    for (let nth = 0; nth < 5; nth++) {
      seen.push((await read()).validators[0])
      paper.later(DAY)
    }
    expect(seen).toEqual([undefined, '"one"', '"two"', 'W/"three"', '"four"'])
    expect(new Set(paper.web.asked.slice(1).map(({ headers }) => headers['if-modified-since']))).toEqual(
      new Set(['Fri, 20 Nov 2026 11:00:00 GMT']),
    )
  })

  it('are dropped when the server sends none, and never invented', async () => {
    paper.web.on('/wire', [good, { body: whole }, { body: whole }])
    await configure('/wire')
    const seen: (string | undefined)[] = []
    for (let nth = 0; nth < 3; nth++) {
      seen.push(...(await read()).validators)
      paper.later(DAY)
    }
    expect(seen).toEqual([undefined, '"one"', undefined])
  })

  it('of a connection that breaks off are not stored, nor is the partial document', async () => {
    let broken = false
    const site: RawWeb = await openRawWeb((socket) => {
      const body = Buffer.from(whole)
      const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\netag: "${broken ? 'two' : 'one'}"\r\n\r\n`
      socket.write(head)
      if (broken) socket.end(body.subarray(0, body.length / 2))
      else socket.write(body)
    })
    try {
      await paper.configure({ sources: [{ id: 'wire', url: `${site.origin}/wire` }] })
      await paper.pass({ mail: false })
      const before = paper.published()
      broken = true
      for (let nth = 0; nth < 2; nth++) {
        paper.later(DAY)
        const report = await paper.pass({ mail: false })
        expect(report.refresh?.outcomes).toMatchObject([{ kind: 'failed', code: 'fetch/refused' }])
      }
      broken = false
      paper.later(DAY)
      await paper.pass({ mail: false })
      expect(site.asked.map((head) => /if-none-match: (.*)/i.exec(head)?.[1])).toEqual([
        undefined,
        ...Array(site.asked.length - 1).fill('"one"'),
      ])
      expect(paper.published()).toBe(before)
    } finally {
      await site.close()
    }
  })
})

import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { FetchError, SourceError } from '../../../src/core/errors.ts'
import { type FetchAnswer, type FetchRequest, publicUrl } from '../../../src/feeds/http/fetch.ts'
import { fetching, NOW } from '../../support/fetching.ts'
import { rssOf, type Web } from '../../support/web.ts'

const { closed, web, raw, fetcherOf, fetchOnce, failureOf } = fetching()
const textOf = (answer: FetchAnswer): string =>
  answer.kind === 'modified' ? Buffer.from(answer.bytes).toString() : answer.kind
const pathsOf = ({ asked }: Web): string[] => asked.map(({ path }) => path)

describe('a request', () => {
  it('is a GET with a User-Agent and every coding, without cookies of earlier fetches and referrer', async () => {
    const site = await web()
    site.on('/feed', { status: 302, headers: { location: '/real' } })
    site.on('/real', { body: rssOf('x'), headers: { 'set-cookie': 'id=2; Path=/' } })
    const fetcher = fetcherOf({ contact: 'ops@example.org', subscriberCount: 3 })
    await fetcher.fetchFeed({ sourceId: 's', url: `${site.origin}/feed` })
    await fetcher.fetchFeed({ sourceId: 's', url: `${site.origin}/real` })
    expect(site.asked).toHaveLength(3)
    for (const { method, headers } of site.asked) {
      expect(method).toBe('GET')
      expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
      expect(headers['user-agent']).toBe('Broadsheet/1.2.3 (+ops@example.org; 3 subscribers)')
      expect(headers['accept-encoding']).toBe('gzip, br, deflate, zstd')
    }
  })

  it('accepts text/html, and prefers every feed type to it', async () => {
    const site = await web()
    site.on('*', { body: rssOf('x') })
    await fetchOnce({ url: `${site.origin}/` })
    const weights = new Map(
      String(site.asked[0]?.headers.accept)
        .split(',')
        .map((part) => {
          const [type, q] = part.trim().split(';q=')
          return [type, Number(q ?? 1)]
        }),
    )
    const html = weights.get('text/html') ?? 9
    for (const type of [
      'application/atom+xml',
      'application/rss+xml',
      'application/feed+json',
      'application/rdf+xml',
      'application/xml',
      'text/xml',
      'application/json',
    ])
      expect(weights.get(type), type).toBeGreaterThan(html)
    expect(html).toBeGreaterThan(0)
  })

  it("takes a source's own headers in place of ours, except those of the connection", async () => {
    const site = await web()
    site.on('*', { body: rssOf('x') })
    const headers = {
      'User-Agent': 'Mine',
      ACCEPT: 'text/xml',
      'Accept-Encoding': 'rot13',
      Host: 'evil',
      'If-None-Match': '"x"',
      'X-Key': 'k',
    }
    await fetchOnce({ url: `${site.origin}/`, headers })
    expect(site.asked[0]?.headers).toMatchObject({
      'user-agent': 'Mine',
      accept: 'text/xml',
      'accept-encoding': 'gzip, br, deflate, zstd',
      host: site.host,
      'x-key': 'k',
    })
    expect(site.asked[0]?.headers).not.toHaveProperty('if-none-match')
  })

  it('is sent once a run for the same URL, whether it is asked for at the same time or later', async () => {
    const site = await web()
    site.on('/feed', { body: rssOf('x') })
    site.on('/bad', { status: 500 })
    const fetcher = fetcherOf()
    const ask = (path: string, sourceId: string, more?: Partial<FetchRequest>) =>
      fetcher.fetchFeed({ sourceId, url: `${site.origin}${path}`, ...more })
    const [a, b] = await Promise.all([ask('/feed', 'a'), ask('/feed', 'b')])
    expect(textOf(b)).toBe(textOf(a))
    expect(textOf(await ask('/feed', 'c'))).toBe(textOf(a))
    const failures = await Promise.all(['a', 'b'].map((id) => ask('/bad', id).catch((error) => error)))
    expect(failures.map(({ sourceId, code }) => [sourceId, code])).toEqual([
      ['a', 'fetch/http'],
      ['b', 'fetch/http'],
    ])
    expect(pathsOf(site)).toEqual(['/feed', '/bad'])
    await ask('/feed', 'd', { headers: { 'x-key': 'other' } })
    await ask('/feed', 'e', { etag: '"1"' })
    expect(pathsOf(site)).toEqual(['/feed', '/bad', '/feed', '/feed'])
  })

  it('is not stopped because another that shares its answer is', async () => {
    const site = await web()
    let arrived = (): void => {}
    const arrival = new Promise<void>((resolve) => (arrived = resolve))
    let turn = 0
    site.on('*', () => {
      arrived()
      return turn++ === 0 ? undefined : { body: rssOf('x') }
    })
    const fetcher = fetcherOf()
    const stop = new AbortController()
    const url = `${site.origin}/`
    const first = fetcher.fetchFeed({ sourceId: 'a', url, signal: stop.signal }).catch((error) => error)
    const second = fetcher.fetchFeed({ sourceId: 'b', url })
    await arrival
    const reason = new Error('the run ends')
    stop.abort(reason)
    expect(await first).toBe(reason)
    expect(textOf(await second)).toContain('<rss')
  })

  it('waits while the limit of its host, or of all hosts, is reached', async () => {
    const site = await web()
    const other = await web({ address: '127.0.0.2' })
    let now = 0
    let most = 0
    let total = 0
    let mostTotal = 0
    const slow = (isSite: boolean) => async () => {
      if (isSite) most = Math.max(most, ++now)
      mostTotal = Math.max(mostTotal, ++total)
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (isSite) now--
      total--
      return { body: rssOf('x') }
    }
    site.on('*', slow(true))
    other.on('*', slow(false))
    other.on('/to', { status: 302, headers: { location: `${site.origin}/from` } })
    const fetcher = fetcherOf({ concurrency: 3, perHost: 2 })
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        fetcher.fetchFeed({
          sourceId: `s${i}`,
          url: `${i % 3 === 0 ? other.origin : site.origin}/${i % 5 === 0 ? 'to' : i}`,
        }),
      ),
    )
    expect(most).toBe(2)
    expect(mostTotal).toBe(3)
    expect(site.connections()).toBeLessThanOrEqual(4)
  })

  it('leaves its connection open for the next source of its host', async () => {
    const site = await web()
    site.on('*', { body: rssOf('x') })
    site.on('/404', { status: 404, body: 'no' })
    const fetcher = fetcherOf()
    for (const path of ['/a', '/404', '/b', '/c'])
      await fetcher.fetchFeed({ sourceId: path, url: `${site.origin}${path}` }).catch(() => {})
    expect(site.asked.map(({ connection }) => connection)).toEqual([1, 1, 1, 1])
    await fetcher.close()
    await expect.poll(site.open).toBe(0)
  })
})

describe('validators', () => {
  it.each([
    ['"plain"', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['W/"weak"', 'Sun, 06 Nov 1994 08:49:37 +0000'],
    ['unquoted', '1994-11-06T08:49:37Z'],
    ['"a"b, "c"', '0'],
    ['"caf\xe9"', 'not a date at all'],
    [`"${'x'.repeat(3000)}"`, undefined],
    [undefined, 'Sun, 06 Nov 1994 08:49:37 GMT'],
  ])('are sent back byte for byte: %.40s', async (etag, lastModified) => {
    const site = await web()
    site.on('/feed', [
      { body: rssOf('x'), headers: { ...(etag && { etag }), ...(lastModified && { 'last-modified': lastModified }) } },
      { status: 304 },
    ])
    const first = await fetchOnce({ url: `${site.origin}/feed` })
    expect(first).toMatchObject({ kind: 'modified', status: 200, etag, lastModified, url: `${site.origin}/feed` })
    const memory = { etag: first.etag, lastModified: first.lastModified, validatorsUrl: first.url }
    const second = await fetchOnce({ url: `${site.origin}/feed`, ...memory })
    expect(second).toMatchObject({ kind: 'not-modified', status: 304, etag, lastModified })
    expect(site.asked[1]?.headers['if-none-match']).toBe(etag)
    expect(site.asked[1]?.headers['if-modified-since']).toBe(lastModified)
  })

  it('are never made up, not even from Date', async () => {
    const site = await web()
    site.on('/feed', { body: rssOf('x'), headers: { date: 'Sun, 06 Nov 1994 08:49:37 GMT' } })
    const answer = await fetchOnce({ url: `${site.origin}/feed` })
    expect([answer.etag, answer.lastModified]).toEqual([undefined, undefined])
  })

  it('are dropped when the server drops them', async () => {
    const site = await web()
    site.on('/feed', { body: rssOf('x') })
    const answer = await fetchOnce({
      url: `${site.origin}/feed`,
      etag: '"old"',
      lastModified: 'Sun, 06 Nov 1994 08:49:37 GMT',
    })
    expect([answer.etag, answer.lastModified]).toEqual([undefined, undefined])
  })

  it('are replaced by those of a 304, even with the same Last-Modified', async () => {
    const site = await web()
    const lastModified = 'Sun, 06 Nov 1994 08:49:37 GMT'
    site.on('/feed', { status: 304, headers: { etag: '"new"', 'cache-control': 'max-age=77' } })
    const answer = await fetchOnce({ url: `${site.origin}/feed`, etag: '"old"', lastModified })
    expect(answer).toMatchObject({
      kind: 'not-modified',
      etag: '"new"',
      lastModified,
      freshness: { maxAgeSeconds: 77 },
    })
  })

  it('go to the target of a redirect within their host', async () => {
    const site = await web()
    site.on('/feed', { status: 301, headers: { location: '/real' } })
    site.on('/real', (request) => (request.headers['if-none-match'] === '"1"' ? { status: 304 } : { body: rssOf('x') }))
    const answer = await fetchOnce({ url: `${site.origin}/feed`, etag: '"1"', validatorsUrl: `${site.origin}/feed` })
    expect(answer).toMatchObject({ kind: 'not-modified', url: `${site.origin}/real` })
  })

  it('never go to another host, where they may denote another state', async () => {
    const site = await web()
    const other = await web({ address: '127.0.0.2' })
    site.on('/feed', { status: 302, headers: { location: `${other.origin}/feed` } })
    other.on('/feed', { body: rssOf('x'), headers: { etag: '"1"' } })
    const fetched = await fetchOnce({
      url: `${site.origin}/feed`,
      etag: '"1"',
      lastModified: 'x',
      validatorsUrl: `${site.origin}/feed`,
    })
    expect(fetched.kind).toBe('modified')
    expect(site.asked[0]?.headers['if-none-match']).toBe('"1"')
    expect(other.asked[0]?.headers).not.toHaveProperty('if-none-match')
    expect(other.asked[0]?.headers).not.toHaveProperty('if-modified-since')
    // And those of the target stay with the target.
    await fetchOnce({ url: `${site.origin}/feed`, etag: fetched.etag, validatorsUrl: fetched.url })
    expect(site.asked[1]?.headers).not.toHaveProperty('if-none-match')
    expect(other.asked[1]?.headers['if-none-match']).toBe('"1"')
  })

  it('that were not sent make a 304 an error', async () => {
    const site = await web()
    site.on('/feed', { status: 304, headers: { etag: '"1"' } })
    const error = await failureOf({ url: `${site.origin}/feed` })
    expect(error).toMatchObject({ code: 'fetch/http', status: 304 })
    expect(error.message).toContain('not asked for changes only')
  })

  it('with characters that HTTP does not allow are left out', async () => {
    const site = await web()
    site.on('/feed', { body: rssOf('x') })
    await fetchOnce({ url: `${site.origin}/feed`, etag: '"a"\r\nX-Evil: 1', lastModified: '昨日' })
    expect(site.asked[0]?.headers).not.toHaveProperty('x-evil')
    expect(site.asked[0]?.headers).not.toHaveProperty('if-none-match')
    expect(site.asked[0]?.headers).not.toHaveProperty('if-modified-since')
  })
})

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('with %d are followed, relative and absolute', async (status) => {
    const site = await web()
    site.on('/a/feed', { status, headers: { location: '../b/c?d=1#e' } })
    site.on('/b/c?d=1', { status, headers: { location: `${site.origin}/end` } })
    site.on('/end', { body: rssOf('x') })
    expect((await fetchOnce({ url: `${site.origin}/a/feed#top` })).url).toBe(`${site.origin}/end`)
    expect(pathsOf(site)).toEqual(['/a/feed', '/b/c?d=1', '/end'])
  })

  it.each([
    ['UTF-8', 'utf8', '/fil/c%C3%B4te-%C3%A9t%C3%A9.xml'],
    ['Latin-1', 'latin1', '/fil/c%C3%B4te-%C3%A9t%C3%A9.xml'],
  ] as const)('with a Location in raw %s lead where they lead a browser', async (_, encoding, expected) => {
    const site = await raw((socket, head) => {
      if (head.startsWith('GET /fil '))
        socket.end(
          Buffer.from(
            'HTTP/1.1 302 Found\r\nLocation: /fil/côte-été.xml\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
            encoding,
          ),
        )
      else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
    await fetchOnce({ url: `${site.origin}/fil` })
    expect(site.asked.map((head) => head.split(' ')[1])).toEqual(['/fil', expected])
  })

  it('become permanent with the second consistent answer, and then the target is requested directly', async () => {
    const site = await web()
    site.on('/old', { status: 301, headers: { location: '/new' } })
    site.on('/new', { body: rssOf('x') })
    const url = `${site.origin}/old`
    const target = `${site.origin}/new`
    const first = await fetchOnce({ url })
    expect([first.permanentUrl, first.candidateUrl]).toEqual([undefined, target])
    const second = await fetchOnce({ url, candidateUrl: first.candidateUrl })
    expect([second.permanentUrl, second.candidateUrl]).toEqual([target, undefined])
    const third = await fetchOnce({ url, permanentUrl: second.permanentUrl })
    expect([third.permanentUrl, third.candidateUrl]).toEqual([target, undefined])
    expect(pathsOf(site)).toEqual(['/old', '/new', '/old', '/new', '/new'])
  })

  it('are learned from a stored address as from the configured one', async () => {
    const site = await web()
    site.on('/new', { status: 308, headers: { location: '/newer' } })
    site.on('/newer', { body: rssOf('x') })
    const memory = { url: `${site.origin}/old`, permanentUrl: `${site.origin}/new` }
    const first = await fetchOnce(memory)
    expect([first.permanentUrl, first.candidateUrl]).toEqual([`${site.origin}/new`, `${site.origin}/newer`])
    const second = await fetchOnce({ ...memory, candidateUrl: first.candidateUrl })
    expect([second.permanentUrl, second.candidateUrl]).toEqual([`${site.origin}/newer`, undefined])
  })

  it.each([
    ['a temporary one is never', [302, 301], undefined],
    ['the first temporary hop ends permanence', [301, 307, 301], '/1'],
    ['303 is never', [303], undefined],
    ['all permanent hops lead to the last', [301, 308, 301], '/3'],
  ])('are stored with the right target: %s', async (_, statuses, expected) => {
    const site = await web()
    for (const [i, status] of statuses.entries()) site.on(`/${i}`, { status, headers: { location: `/${i + 1}` } })
    site.on(`/${statuses.length}`, { body: rssOf('x') })
    const { candidateUrl } = await fetchOnce({ url: `${site.origin}/0` })
    expect(candidateUrl).toBe(expected && `${site.origin}${expected}`)
  })

  it('are forgotten when another target or none is named', async () => {
    const site = await web()
    site.on('/old', [{ status: 301, headers: { location: '/b' } }, { body: rssOf('x') }])
    site.on('/b', { body: rssOf('x') })
    const url = `${site.origin}/old`
    const first = await fetchOnce({ url, candidateUrl: `${site.origin}/a` })
    expect([first.permanentUrl, first.candidateUrl]).toEqual([undefined, `${site.origin}/b`])
    const second = await fetchOnce({ url, candidateUrl: first.candidateUrl })
    expect([second.permanentUrl, second.candidateUrl]).toEqual([undefined, undefined])
  })

  it('count as consistent when they end at a 304', async () => {
    const site = await web()
    site.on('/old', { status: 301, headers: { location: '/new' } })
    site.on('/new', { status: 304 })
    const target = `${site.origin}/new`
    const answer = await fetchOnce({
      url: `${site.origin}/old`,
      candidateUrl: target,
      etag: '"1"',
      validatorsUrl: target,
    })
    expect(answer).toMatchObject({ kind: 'not-modified', permanentUrl: target })
  })

  it('that are stored and end at a missing page make us request the configured address again', async () => {
    const site = await web()
    site.on('/old', { status: 302, headers: { location: '/newest' } })
    site.on('/newest', { body: rssOf('x') })
    const memory = { url: `${site.origin}/old`, permanentUrl: `${site.origin}/new` }
    const answer = await fetchOnce(memory)
    expect(answer).toMatchObject({ kind: 'modified', url: `${site.origin}/newest` })
    expect([answer.permanentUrl, answer.candidateUrl]).toEqual([undefined, undefined])
    expect(pathsOf(site)).toEqual(['/new', '/old', '/newest'])
    site.on('/old', { status: 301, headers: { location: '/new' } })
    expect(await failureOf(memory)).toMatchObject({ status: 404, url: `${site.origin}/new` })
    expect(pathsOf(site).slice(3)).toEqual(['/new', '/old'])
  })

  it('may be ten, not eleven', async () => {
    const site = await web()
    for (let i = 0; i < 11; i++) site.on(`/${i}`, { status: 302, headers: { location: `/${i + 1}` } })
    site.on('/11', { body: rssOf('x') })
    expect((await fetchOnce({ url: `${site.origin}/1` })).kind).toBe('modified')
    const error = await failureOf({ url: `${site.origin}/0` })
    expect(error).toMatchObject({ code: 'fetch/redirect', retryable: false })
    expect(error.message).toContain('more than 10 times')
    expect(site.asked).toHaveLength(22)
  })

  it.each([
    ['/a', '/a', 'back to itself'],
    ['/a', '/b', 'back to http'],
  ])('in a loop end in an error that names it: %s to %s', async (from, to, words) => {
    const site = await web()
    site.on(from, { status: 301, headers: { location: to } })
    if (from !== to) site.on(to, { status: 302, headers: { location: from } })
    const error = await failureOf({ url: `${site.origin}${from}` })
    expect(error.code).toBe('fetch/redirect')
    expect(error.message).toContain(words)
    expect(site.asked).toHaveLength(new Set([from, to]).size)
  })

  it.each([
    ['no Location', {}],
    ['an empty Location', { location: '' }],
    ['a script', { location: 'javascript:alert(1)' }],
    ['a file', { location: 'file:///etc/passwd' }],
    ['another protocol', { location: 'ftp://example.org/feed' }],
    ['no host', { location: 'http://' }],
  ])('to %s are refused', async (_, headers) => {
    const site = await web()
    site.on('/', { status: 302, headers })
    expect(await failureOf({ url: `${site.origin}/` })).toMatchObject({ code: 'fetch/redirect', status: 302 })
  })

  it('wait in the queue of the host they lead to', async () => {
    const site = await web()
    const other = await web({ address: '127.0.0.2' })
    let now = 0
    let most = 0
    for (let i = 0; i < 6; i++) site.on(`/${i}`, { status: 302, headers: { location: `${other.origin}/${i}` } })
    other.on('*', async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 5))
      now--
      return { body: rssOf('x') }
    })
    const fetcher = fetcherOf({ perHost: 1 })
    await Promise.all(
      Array.from({ length: 6 }, (_, i) => fetcher.fetchFeed({ sourceId: `${i}`, url: `${site.origin}/${i}` })),
    )
    expect(most).toBe(1)
  })
})

describe('cookies', () => {
  /** A gate that sets a cookie and sends back, as sites do that ask for consent or count visitors. */
  const gated = async (setCookie: string | readonly string[] = 'gate=open; Path=/; HttpOnly') => {
    const site = await web()
    site.on('*', ({ url: location = '', headers }) =>
      /gate=open/.test(headers.cookie ?? '')
        ? { body: rssOf('x') }
        : { status: 302, headers: { location, 'set-cookie': setCookie as string } },
    )
    return site
  }

  it('that a redirect sets are sent within its chain, so that a gate that sends back lets us in', async () => {
    const site = await gated()
    expect((await fetchOnce({ url: `${site.origin}/feed` })).kind).toBe('modified')
    expect(site.asked.map(({ headers }) => headers.cookie)).toEqual([undefined, 'gate=open'])
  })

  it('are forgotten with the chain', async () => {
    const site = await gated()
    const fetcher = fetcherOf()
    for (const path of ['/a', '/b']) await fetcher.fetchFeed({ sourceId: 's', url: `${site.origin}${path}` })
    expect(site.asked.map(({ headers }) => headers.cookie)).toEqual([undefined, 'gate=open', undefined, 'gate=open'])
  })

  it('go to no other host, and none is taken that is meant for one', async () => {
    const other = await web({ address: '127.0.0.2' })
    other.on('/feed', { body: rssOf('x') })
    const site = await web()
    const setCookie = [
      'mine=1; Path=/',
      'theirs=1; Path=/; Domain=127.0.0.2',
      'all=1; Domain=com',
      'no cookie at all',
      '',
    ]
    site.on('/feed', { status: 302, headers: { location: `${other.origin}/feed`, 'set-cookie': setCookie as never } })
    await fetchOnce({ url: `${site.origin}/feed` })
    expect(other.asked[0]?.headers).not.toHaveProperty('cookie')
  })

  it('stand beside one that is configured for the source', async () => {
    const site = await gated()
    await fetchOnce({ url: `${site.origin}/feed`, headers: { Cookie: 'member=7' } })
    expect(site.asked.map(({ headers }) => headers.cookie)).toEqual(['member=7', 'member=7; gate=open'])
  })

  it('that change with every answer end as too many redirects', async () => {
    const site = await web()
    let count = 0
    site.on('/feed', () => ({ status: 302, headers: { location: '/feed', 'set-cookie': `n=${count++}` } }))
    expect(await failureOf({ url: `${site.origin}/feed` })).toMatchObject({ code: 'fetch/redirect' })
    expect(site.asked.length).toBeLessThan(15)
  })
})

describe('credentials', () => {
  const secretUrl = (site: Web, path: string): string => `http://us%C3%A9r:p%40ss@${site.host}${path}`
  const basic = `Basic ${Buffer.from('usér:p@ss').toString('base64')}`

  it('of a URL go to its origin as RFC 7617 says, and are in no answer', async () => {
    const site = await web()
    site.on('/feed', { status: 302, headers: { location: '/real' } })
    site.on('/real', { body: rssOf('x') })
    const answer = await fetchOnce({ url: secretUrl(site, '/feed') })
    expect(site.asked.map(({ headers }) => headers.authorization)).toEqual([basic, basic])
    expect(JSON.stringify({ ...answer, bytes: 0 })).not.toContain('p%40ss')
    expect(answer.url).toBe(`${site.origin}/real`)
  })

  it('and secret headers are left out when a redirect leads to another host', async () => {
    const site = await web()
    const other = await web({ address: '127.0.0.2' })
    site.on('/feed', { status: 302, headers: { location: `${other.origin}/feed` } })
    other.on('/feed', { body: rssOf('x') })
    const headers = { Authorization: 'Bearer t', 'X-Api-Key': 'k', Cookie: 'c=1', 'Accept-Language': 'de' }
    await fetchOnce({ url: `${site.origin}/feed`, headers })
    expect(site.asked[0]?.headers).toMatchObject({ authorization: 'Bearer t', 'x-api-key': 'k', cookie: 'c=1' })
    expect(other.asked[0]?.headers['accept-language']).toBe('de')
    for (const name of ['authorization', 'x-api-key', 'cookie'])
      expect(other.asked[0]?.headers).not.toHaveProperty(name)
  })

  it('are left out on another port of the same host, too', async () => {
    const site = await web()
    const other = await web()
    site.on('/feed', { status: 302, headers: { location: `${other.origin}/feed` } })
    other.on('/feed', { status: 401 })
    const error = await failureOf({ url: secretUrl(site, '/feed') })
    expect(other.asked[0]?.headers).not.toHaveProperty('authorization')
    expect(error.message).toContain('belong to another address')
  })

  it('are not sent to a stored address on another host, but to one on their own', async () => {
    const site = await web()
    const other = await web({ address: '127.0.0.2' })
    site.on('*', { body: rssOf('x') })
    other.on('*', { body: rssOf('x') })
    await fetchOnce({ url: secretUrl(site, '/feed'), permanentUrl: `${other.origin}/feed` })
    await fetchOnce({ url: secretUrl(site, '/feed'), permanentUrl: `${site.origin}/new` })
    expect(other.asked[0]?.headers).not.toHaveProperty('authorization')
    expect(site.asked[0]?.headers.authorization).toBe(basic)
  })

  it.each([401, 403, 404, 410, 429, 500])('are in no error of a %d', async (status) => {
    const site = await web()
    site.on('/feed', { status })
    const error = await failureOf({ url: secretUrl(site, '/feed'), headers: { 'x-key': 'hush' } })
    const shown = JSON.stringify([error, error.message, error.stack, error.cause])
    expect(shown).not.toMatch(/p%40ss|p@ss|hush/)
    expect(error.url).toBe(`${site.origin}/feed`)
  })

  it('in a Location are not used', async () => {
    const site = await web()
    site.on('/feed', { status: 302, headers: { location: `http://a:b@${site.host}/real` } })
    site.on('/real', { body: rssOf('x') })
    expect((await fetchOnce({ url: `${site.origin}/feed` })).url).toBe(`${site.origin}/real`)
    expect(site.asked[1]?.headers).not.toHaveProperty('authorization')
  })

  it.each([
    ['https://user:pass@example.org/feed?a=1#b', 'https://example.org/feed?a=1#b'],
    ['https://user@example.org/', 'https://example.org/'],
    ['https://:pass@example.org/', 'https://example.org/'],
    ['https://example.org/feed', 'https://example.org/feed'],
    ['https://example.org', 'https://example.org'],
    ['https://example.org/@user', 'https://example.org/@user'],
    ['https://user:p@ss@exa mple.org/x', 'https://exa mple.org/x'],
    ['user:pass@example.org/x', 'example.org/x'],
    ['samples/feeds/herald.xml', 'samples/feeds/herald.xml'],
  ])('publicUrl shows %s as %s', (url, expected) => {
    expect(publicUrl(url)).toBe(expected)
  })
})

describe('statuses', () => {
  it.each([
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [406, false],
    [408, true],
    [418, false],
    [425, true],
    [500, true],
    [502, true],
    [503, true],
    [204, false],
    [206, false],
    [300, false],
  ])('%d is an error that says what to do, retryable: %s', async (status, retryable) => {
    const site = await web()
    site.on('/feed', { status, headers: { etag: '"x"' } })
    const error = await failureOf({ url: `${site.origin}/feed` })
    expect(error).toBeInstanceOf(FetchError)
    expect(error).toMatchObject({
      code: status === 300 ? 'fetch/redirect' : 'fetch/http',
      status,
      retryable,
      sourceId: 's',
      url: `${site.origin}/feed`,
    })
    expect(error.message).toMatch(/^[^;]+[;,][^;]+\.$/)
    expect(site.asked).toHaveLength(1)
  })

  it('410 means that the source is gone', async () => {
    const site = await web()
    site.on('/feed', { status: 410 })
    const error = await failureOf({ url: `${site.origin}/feed` })
    expect(error).toBeInstanceOf(SourceError)
    expect(error).toMatchObject({ code: 'source/gone', status: 410 })
  })

  it.each([
    [429, { 'retry-after': '120' }, '2026-11-22T07:02:00.000Z'],
    [429, { 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT', date: NOW.toUTCString() }, '2026-11-22T09:00:00.000Z'],
    [429, { 'retry-after': 'later' }, '2026-11-22T08:00:00.000Z'],
    [429, {}, '2026-11-22T08:00:00.000Z'],
    [429, { 'retry-after': '3600', 'cache-control': 'max-age=172800' }, '2026-11-24T07:00:00.000Z'],
    [429, { 'retry-after': '3600', 'cache-control': 'max-age=60' }, '2026-11-22T08:00:00.000Z'],
    [429, { 'cache-control': 'max-age=31536000' }, '2026-11-29T07:00:00.000Z'],
    [503, { 'cache-control': 'max-age=172800' }, undefined],
    [503, { 'retry-after': '99999999' }, '2026-11-29T07:00:00.000Z'],
    [503, {}, undefined],
    [500, { 'retry-after': '60' }, '2026-11-22T07:01:00.000Z'],
  ])('%d with %j is asked again after %s', async (status, headers, retryAt) => {
    const site = await web()
    site.on('/feed', { status, headers })
    expect(await failureOf({ url: `${site.origin}/feed` })).toMatchObject({
      code: 'fetch/http',
      status,
      retryAt,
      retryable: true,
    })
  })

  it.each([
    [429, {}, true],
    [503, { 'retry-after': '600' }, true],
    [503, {}, false],
    [500, {}, false],
  ])('%d with %j pauses every source of its host: %s', async (status, headers, pauses) => {
    const site = await web()
    const other = await web({ address: '127.0.0.2' })
    site.on('/first', { status, headers })
    site.on('/second', { body: rssOf('x') })
    other.on('/', { body: rssOf('x') })
    let now = NOW
    const fetcher = fetcherOf({ now: () => now, perHost: 1 })
    const [, second] = await Promise.all(
      ['first', 'second'].map((path) =>
        fetcher.fetchFeed({ sourceId: path, url: `${site.origin}/${path}` }).catch((error) => error),
      ),
    )
    expect(pathsOf(site)).toEqual(pauses ? ['/first'] : ['/first', '/second'])
    if (pauses) expect(second).toMatchObject({ code: 'fetch/http', status, sourceId: 'second', retryable: true })
    if (pauses) expect(second.retryAt > NOW.toISOString()).toBe(true)
    expect((await fetcher.fetchFeed({ sourceId: 'c', url: `${other.origin}/` })).kind).toBe('modified')
    now = new Date(NOW.getTime() + 2 * 3_600_000)
    await fetcher.fetchFeed({ sourceId: 'b', url: `${site.origin}/second` })
  })

  it.each([
    [403, { 'cf-mitigated': 'challenge' }, 'x'],
    [503, {}, '<title>Just a moment...</title>'],
    [202, { 'sg-captcha': 'challenge' }, ''],
    [403, {}, '<p>Please solve the CAPTCHA</p>'],
  ])('%d of bot protection has its own message', async (status, headers, body) => {
    const site = await web()
    site.on('/feed', { status, headers, body })
    const error = await failureOf({ url: `${site.origin}/feed` })
    expect(error).toMatchObject({ code: 'fetch/http', status })
    expect(error.message).toContain('bot protection')
  })
})

describe('bodies', () => {
  it('are decoded, and come with their content type and freshness', async () => {
    const site = await web()
    site.on('/feed', {
      body: gzipSync(rssOf('packed')),
      headers: {
        'content-encoding': 'gzip',
        'content-type': 'application/rss+xml; charset=utf-8',
        'cache-control': 'max-age=60',
        expires: 'Sun, 22 Nov 2026 08:00:00 GMT',
        date: NOW.toUTCString(),
      },
    })
    const answer = await fetchOnce({ url: `${site.origin}/feed` })
    expect(textOf(answer)).toBe(rssOf('packed'))
    expect(answer).toMatchObject({
      contentType: 'application/rss+xml; charset=utf-8',
      freshness: { maxAgeSeconds: 60, expiresAt: '2026-11-22T08:00:00.000Z' },
    })
  })

  it('that are a web page or empty are returned unchanged, for the parser to judge', async () => {
    const site = await web()
    site.on('/page', { body: '<!doctype html><p>hi', headers: { 'content-type': 'text/html' } })
    site.on('/empty', { body: '' })
    expect(textOf(await fetchOnce({ url: `${site.origin}/page` }))).toBe('<!doctype html><p>hi')
    expect(textOf(await fetchOnce({ url: `${site.origin}/empty` }))).toBe('')
  })

  it('in thousands of small chunks are complete', async () => {
    const text = rssOf('piecemeal '.repeat(1000))
    const site = await raw((socket) => {
      const chunks = Array.from(text, (character) => `1\r\n${character}\r\n`).join('')
      socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`)
    })
    expect(textOf(await fetchOnce({ url: `${site.origin}/` }))).toBe(text)
  })

  it('that are large are complete when many come at once, and are used one at a time', async () => {
    const text = rssOf('long '.repeat(500_000))
    const site = await web()
    site.on('*', { body: text })
    const fetcher = fetcherOf({ concurrency: 8, perHost: 8 })
    let now = 0
    let most = 0
    const lengths = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        fetcher.readFeed({ sourceId: `${i}`, url: `${site.origin}/${i}` }, async (answer) => {
          most = Math.max(most, ++now)
          await new Promise((resolve) => setTimeout(resolve, 5))
          now--
          return textOf(answer).length
        }),
      ),
    )
    expect(new Set(lengths)).toEqual(new Set([text.length]))
    expect(most).toBe(1)
  })
})

describe('memory', () => {
  it('stays bounded when answers are used more slowly than they arrive, since no more are requested meanwhile', async () => {
    const site = await web()
    let open = (): void => {}
    const isOpen = new Promise<void>((resolve) => (open = resolve))
    site.on('*', async () => {
      await isOpen
      return { body: 'x'.repeat(1_000_000) }
    })
    const fetcher = fetcherOf({ perHost: 24 })
    let go = (): void => {}
    const isTime = new Promise<void>((resolve) => (go = resolve))
    let using = 0
    const used = Promise.all(
      Array.from({ length: 80 }, (_, i) =>
        fetcher.readFeed({ sourceId: `${i}`, url: `${site.origin}/${i}` }, async () => {
          using++
          await isTime
        }),
      ),
    )
    await expect.poll(() => site.asked.length, { timeout: 10_000 }).toBe(24)
    open()
    await expect.poll(() => using, { timeout: 10_000 }).toBeGreaterThan(8)
    await new Promise((resolve) => setTimeout(resolve, 50))
    // Nine answers fill the budget of 8 MB. Each of them let one more be requested, and so did the one that arrived while the ninth was counted.
    expect(site.asked.length).toBeLessThanOrEqual(24 + 10)
    go()
    await used
    expect(site.asked).toHaveLength(80)
  })

  it('of a large answer belongs to its user alone, who may transfer it even when others asked for the same', async () => {
    const site = await web()
    const text = 'x'.repeat(2_000_000)
    site.on('/', { body: text })
    const fetcher = fetcherOf()
    const lengths = await Promise.all(
      ['a', 'b', 'c'].map((sourceId) =>
        fetcher.readFeed({ sourceId, url: `${site.origin}/` }, (answer) => {
          const bytes = answer.kind === 'modified' ? answer.bytes : new Uint8Array()
          return structuredClone(bytes, { transfer: [bytes.buffer as ArrayBuffer] }).length
        }),
      ),
    )
    expect(lengths).toEqual([text.length, text.length, text.length])
    expect(site.asked).toHaveLength(1)
  })
})

describe('local files', () => {
  it('are read with validators from size and time, and not read again while these are the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broadsheet-'))
    closed({ close: () => rm(folder, { recursive: true }) })
    const path = join(folder, 'a feed.xml')
    const url = pathToFileURL(path).href
    await writeFile(path, rssOf('one'))
    const first = await fetchOnce({ url })
    expect(textOf(first)).toBe(rssOf('one'))
    const memory = { url, etag: first.etag, lastModified: first.lastModified, validatorsUrl: first.url }
    expect(await fetchOnce(memory)).toMatchObject({ kind: 'not-modified', etag: first.etag, url })
    await utimes(path, new Date(), new Date(0))
    expect(await fetchOnce(memory)).toMatchObject({ kind: 'modified' })
    await writeFile(path, gzipSync(rssOf('packed')))
    expect(textOf(await fetchOnce(memory))).toBe(rssOf('packed'))
  })

  it('that are missing, no regular files or too long are named in the error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broadsheet-'))
    closed({ close: () => rm(folder, { recursive: true }) })
    const path = join(folder, 'feed.xml')
    const missing = await failureOf({ url: pathToFileURL(path).href })
    expect(missing).toMatchObject({ code: 'fetch/refused', sourceId: 's' })
    expect(missing.message).toContain(`The file ${path} does not exist`)
    expect(await failureOf({ url: pathToFileURL(folder).href })).toMatchObject({ code: 'fetch/refused' })
    expect(await failureOf({ url: 'file://server/share/feed.xml' })).toMatchObject({ code: 'fetch/refused' })
    await writeFile(path, rssOf('x'))
    expect(await failureOf({ url: pathToFileURL(path).href }, { maxDecodedBytes: 50 })).toMatchObject({
      code: 'fetch/too-large',
    })
  })

  it('are never what a redirect leads to', async () => {
    const site = await web()
    site.on('/', { status: 302, headers: { location: pathToFileURL('/etc/hosts').href } })
    expect(await failureOf({ url: `${site.origin}/` })).toMatchObject({ code: 'fetch/redirect' })
  })
})

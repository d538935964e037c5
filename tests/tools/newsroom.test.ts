import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFetcher } from '../../src/feeds/http/fetch.ts'
import { openNewsroom } from '../../tools/newsroom.ts'
import { fetchOptions } from '../support/fetching.ts'
import { rssOf } from '../support/web.ts'

describe('the newsroom', () => {
  let folder = ''
  let newsroom: Awaited<ReturnType<typeof openNewsroom>>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-'))
    await mkdir(join(folder, 'feeds'))
    await writeFile(join(folder, 'feeds', 'herald.xml'), rssOf('Herald'))
    await writeFile(join(folder, 'page.html'), '<p>hi')
    newsroom = await openNewsroom(folder, 0)
  })
  afterAll(async () => {
    newsroom.close()
    await rm(folder, { recursive: true })
  })

  it('serves a feed compressed, with its type and validators, and answers 304 to them', async () => {
    const fetcher = openFetcher(fetchOptions())
    const url = `${newsroom.origin}/feeds/herald.xml`
    const first = await fetcher.fetchFeed({ sourceId: 'herald', url })
    expect(first.kind === 'modified' && Buffer.from(first.bytes).toString()).toBe(rssOf('Herald'))
    expect(first).toMatchObject({ contentType: 'application/rss+xml', freshness: { maxAgeSeconds: 60 } })
    for (const { etag, lastModified } of [first, { ...first, etag: undefined }, { ...first, lastModified: undefined }])
      expect((await fetcher.fetchFeed({ sourceId: 'herald', url, etag, lastModified })).kind).toBe('not-modified')
    await fetcher.close()
  })

  it.each([
    ['/', 200, 'text/plain; charset=utf-8'],
    ['/page', 200, 'text/html; charset=utf-8'],
    ['/page.html', 200, 'text/html; charset=utf-8'],
    ['/nothing', 404, 'text/plain; charset=utf-8'],
    ['/..%2f..%2fetc%2fpasswd', 404, 'text/plain; charset=utf-8'],
    ['/%ff', 400, null],
  ])('answers %s with %d', async (path, status, type) => {
    const answer = await fetch(newsroom.origin + path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type])
  })
})

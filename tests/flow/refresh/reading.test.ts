import { afterEach, describe, expect, it } from 'vitest'
import { readDocument } from '../../../src/flow/refresh/read-document.ts'
import { openReader, type Reader, type ReadLimits } from '../../../src/flow/refresh/reading.ts'
import { item, rss } from '../../support/make.ts'

let reader: Reader
afterEach(() => reader.close())

const source = { id: 'wire', url: 'https://wire.example.org/feed', name: 'wire' }
const requestOf = (text: string) => ({
  bytes: Buffer.from(text),
  contentType: 'application/rss+xml',
  url: source.url,
  source,
  now: '2026-11-20T12:00:00.000Z',
})
const open = (limits: ReadLimits) => {
  reader = openReader(limits)
  return reader
}
const items = Array.from({ length: 450 }, (_, nth) => item(nth))
const sound = requestOf(rss('wire', items))

it('reads small documents one a turn of the loop, however many come at once', async () => {
  const own = open({})
  let turn = 0
  const count = (): void => {
    turn++
    clockwork = setImmediate(count)
  }
  let clockwork = setImmediate(count)
  const small = requestOf(rss('wire', [item(1)]))
  const turns = await Promise.all(Array.from({ length: 6 }, () => own.read(small).then(() => turn)))
  clearImmediate(clockwork)
  expect(new Set(turns).size).toBe(6)
})

describe('reading in a thread', () => {
  it('gives what reading here gives: feed, dates and articles in their order', async () => {
    const away = await open({ smallBytes: 0 }).read(sound)
    expect(away).toEqual(await readDocument(sound))
    expect([away.found.length, away.entryCount]).toEqual([450, 450])
  })

  it('reads several one after another, each for its own source', async () => {
    const own = open({ smallBytes: 0 })
    const documents = [1, 2, 3].map((nth) => requestOf(rss(`feed ${nth}`, [item(nth)])))
    const read = await Promise.all(documents.map((request) => own.read(request)))
    expect(read.map(({ feed, found }) => [feed.title, found[0]?.article.title])).toEqual(
      [1, 2, 3].map((nth) => [`feed ${nth}`, item(nth).title]),
    )
  })

  it('fails as reading here fails, with code and sentence, and reads on', async () => {
    const own = open({ smallBytes: 0 })
    const page = requestOf('<!doctype html><html><body>Hello</body></html>')
    const here = await readDocument(page).catch((error: unknown) => error)
    expect(here).toMatchObject({ code: 'parse/not-a-feed' })
    await expect(own.read(page)).rejects.toEqual(here)
    expect((await own.read(sound)).entryCount).toBe(450)
  })

  it('takes a huge document’s bytes for itself, and begins anew after it', async () => {
    const own = open({})
    const huge = requestOf(rss('wire', [item(1, { text: 'word '.repeat(850_000) })]))
    expect(huge.bytes.length).toBeGreaterThan(4_194_304)
    const here = await readDocument(huge)
    expect(await own.read(huge)).toEqual(here)
    expect(huge.bytes.length).toBe(0)
    expect((await own.read(sound)).entryCount).toBe(450)
  })

  it('gives up what takes longer than its time, and reads on', async () => {
    const own = open({ smallBytes: sound.bytes.length, timeoutMs: 1 })
    const endless = requestOf(rss('wire', Array(20_000).fill(item(1))))
    await expect(own.read(endless)).rejects.toMatchObject({ code: 'parse/limit', message: /within 0.001 s/ })
    expect((await own.read(sound)).entryCount).toBe(450)
  })

  it('gives up what takes more than its memory, the process lives, and the next is read', async () => {
    const own = open({ smallBytes: 0, maxHeapMb: 24 })
    const large = requestOf(rss('wire', Array(20_000).fill(item(1))))
    await expect(own.read(large)).rejects.toMatchObject({
      code: 'parse/limit',
      message:
        'The document needs more than 24 MB of memory to be read and was given up; ask the publisher for a shorter feed.',
    })
    await expect(own.read(requestOf(rss('wire', [item(1)])))).resolves.toMatchObject({ entryCount: 1 })
  })

  it('stops when it is told to, with the signal’s reason', async () => {
    const stop = new AbortController()
    const read = open({ smallBytes: 0 }).read(requestOf(rss('wire', Array(20_000).fill(item(1)))), stop.signal)
    stop.abort('SIGTERM')
    await expect(read).rejects.toBe('SIGTERM')
  })

  it('lets the loop turn meanwhile', async () => {
    const large = requestOf(rss('wire', Array(8_000).fill(item(1))))
    expect(large.bytes.length).toBeGreaterThan(1_048_576)
    let turns = 0
    const clockwork = setInterval(() => turns++, 1)
    await open({}).read(large)
    clearInterval(clockwork)
    expect(turns).toBeGreaterThan(10)
  })
})

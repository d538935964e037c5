/**
 * Serves the benchmark's feeds with ETag and gzip. They are generated from a seed, so that every run measures the same; only the
 * dates move with the clock. All entries are of the last days, on twelve subjects and many events; one in eight is another
 * source's entry, carried under an address of the source's own.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { makeRandom } from '../eval/simulate.ts'
import { eventOf, eventSeed, sentenceOf } from './articles.ts'

const [, , sourceCount, entryCount] = process.argv
const sources = Number(sourceCount)
const entries = Number(entryCount)
const DAYS = 6.5
const NOW_MS = Date.now()
const HOUR_MS = 3_600_000

/** The entries of a source: half to one and a half times the average. */
const countOf = (source: number): number => Math.ceil(entries / 2) + ((source * 7_919) % (entries + 1))
/** How far an entry is from the oldest, 0, to now, 1. */
const shareOf = (source: number, entry: number): number =>
  Math.min(1, (entry + makeRandom(source * 1_000 + entry + 5)()) / countOf(source))
const isCarried = (source: number, entry: number): boolean => makeRandom(source * 1_000 + entry + 9)() < 1 / 8

interface Text {
  readonly title: string
  readonly paragraphs: readonly string[]
}

function ownText(source: number, entry: number): Text {
  const random = makeRandom(source * 1_000 + entry)
  const n = Math.floor(shareOf(source, entry) * sources * entries)
  const event = eventOf(eventSeed(n, random, (sources * entries) / DAYS))
  const title = sentenceOf(random, event, 8).slice(0, -1)
  const paragraphs = Array.from({ length: 4 }, () =>
    Array.from({ length: 2 }, () => sentenceOf(random, event, 16)).join(' '),
  )
  return { title, paragraphs }
}

/** A text of its own, or that of another source's entry, some hours later and in half of the cases with a credit. */
function entryOf(source: number, entry: number): string {
  let text = ownText(source, entry)
  let at = NOW_MS - (1 - shareOf(source, entry)) * DAYS * 24 * HOUR_MS
  if (sources > 1 && isCarried(source, entry)) {
    const random = makeRandom(source * 1_000 + entry + 13)
    const from = (source + 1 + Math.floor(random() * (sources - 1))) % sources
    const carried = Math.floor(random() * countOf(from))
    const { title, paragraphs } = ownText(from, carried)
    const credit = random() < 0.5 ? [] : [`This piece was first published by Outlet ${from}. Read more`]
    text = { title, paragraphs: [...paragraphs, ...credit] }
    at = NOW_MS - (1 - shareOf(from, carried)) * DAYS * 24 * HOUR_MS + random() * 10 * HOUR_MS
  }
  const date = new Date(Math.min(NOW_MS, at)).toUTCString()
  const html = text.paragraphs.map((one) => `<p>${one}</p>`).join('')
  return `<item><title>${text.title}</title><link>https://outlet${source}.example/news/${entry}?utm_source=rss</link><guid isPermaLink="false">${source}-${entry}</guid><pubDate>${date}</pubDate><dc:creator>Ann Example</dc:creator><category>News</category><description><![CDATA[${html}]]></description></item>`
}

const documents = Array.from({ length: sources }, (_, source) => documentOf(source, countOf(source)))
let round = 'cold'

function documentOf(source: number, count: number): { readonly bytes: Buffer; readonly etag: string } {
  const items = Array.from({ length: count }, (_, i) => entryOf(source, count - 1 - i))
  const text = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Outlet ${source}</title><link>https://outlet${source}.example/</link><description>News</description>${items.join('')}</channel></rss>`
  return { bytes: gzipSync(text), etag: `"${createHash('sha1').update(text).digest('hex')}"` }
}

const server = createServer((request, response) => {
  const [, b, c, d] = request.socket.localAddress!.replace('::ffff:', '').split('.').map(Number)
  const source = (b! - 1) * 62_500 + c! * 250 + d! - 1
  const { bytes, etag } = documents[source]!
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end()
    return
  }
  response
    .writeHead(200, {
      'content-type': 'application/rss+xml; charset=utf-8',
      'content-encoding': 'gzip',
      'content-length': bytes.length,
      etag,
    })
    .end(bytes)
})
server.keepAliveTimeout = 60_000
server.listen(0, '0.0.0.0', () => process.send!((server.address() as AddressInfo).port))
process.on('message', (wanted: string) => {
  if (wanted === 'some' && round !== 'some') {
    for (let source = 0; source < sources; source += 10) documents[source] = documentOf(source, countOf(source) + 1)
  }
  round = wanted
  process.send!('ready')
})
process.on('disconnect', () => process.exit())

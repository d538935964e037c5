/** Serves the benchmark's feeds with ETag and gzip. They are generated from a seed, so that every run measures the same. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

const [, , sourceCount, entryCount] = process.argv
const sources = Number(sourceCount)
const entries = Number(entryCount)

/** mulberry32: a small generator, the same on every machine. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const syllables = [
  'ba',
  'ren',
  'to',
  'li',
  'mar',
  'ko',
  'ves',
  'du',
  'sha',
  'pel',
  'ni',
  'or',
  'gra',
  'thi',
  'um',
  'sel',
  'ca',
  'fen',
  'ro',
  'dis',
]
const common =
  'the of and to in a is that for it was on with as his they at be this from have or by one had not but what all were when we there can an which their said if will about how up out them then she so would other into has more two him see time could no than first been its who now people made over did down only may after'.split(
    ' ',
  )

/** The words of the sample newsroom, with repetitions, so that random choices have the frequencies of news English. */
const samples = new URL('../samples/feeds/', import.meta.url)
const newsWords = readdirSync(samples).flatMap(
  (file) =>
    readFileSync(new URL(file, samples), 'utf8')
      .replace(/<[^>]*>|&\w+;/g, ' ')
      .match(/\b[a-z]{4,}\b/g) ?? [],
)
const subjects = [
  'election',
  'minister',
  'border',
  'bank',
  'market',
  'inflation',
  'research',
  'species',
  'telescope',
  'match',
  'league',
  'coach',
]

/** Names that only one event has. */
function namesOf(next: () => number): string[] {
  return Array.from({ length: 4 }, () => {
    const name = Array.from({ length: 3 }, () => syllables[Math.floor(next() * syllables.length)]).join('')
    return name[0]!.toUpperCase() + name.slice(1)
  })
}

function sentenceOf(next: () => number, names: readonly string[], length: number): string {
  const words = Array.from({ length }, () => {
    const roll = next()
    if (roll < 0.5) return common[Math.floor(next() * common.length)]!
    if (roll < 0.52) return subjects[Math.floor(next() * subjects.length)]!
    if (roll < 0.6) return names[Math.floor(next() * names.length)]!
    return newsWords[Math.floor(next() * newsWords.length)]!
  })
  return `${words[0]![0]!.toUpperCase()}${words.join(' ').slice(1)}.`
}

/** One entry in twenty is a copy of another source's. */
function entryOf(source: number, entry: number): string {
  const seed = source * 1000 + entry
  const isCopy = seed % 20 === 0 && source > 0
  const next = random(isCopy ? seed - 1000 : seed)
  const names = namesOf(next)
  const title = sentenceOf(next, names, 8).slice(0, -1)
  const paragraphs = Array.from(
    { length: 4 },
    () => `<p>${Array.from({ length: 2 }, () => sentenceOf(next, names, 16)).join(' ')}</p>`,
  )
  const at = new Date(Date.UTC(2025, 10, 17) + ((seed * 7919) % (3 * 86_400)) * 1000).toUTCString()
  return `<item><title>${title}</title><link>https://outlet${source}.example/news/${entry}?utm_source=rss</link><guid isPermaLink="false">${source}-${entry}</guid><pubDate>${at}</pubDate><dc:creator>Ann Example</dc:creator><category>News</category><description><![CDATA[${paragraphs.join('')}]]></description></item>`
}

const documents = Array.from({ length: sources }, (_, source) => documentOf(source, entries))
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
    for (let source = 0; source < sources; source += 10) documents[source] = documentOf(source, entries + 1)
  }
  round = wanted
  process.send!('ready')
})
process.on('disconnect', () => process.exit())

/**
 * `npm run bench:parse`: the cost of parsing a feed compared with other parsers, in one process, on the same documents.
 *
 * The documents are generated from a seed: four formats, small and large, with markup, entities and tracking pixels like real
 * ones. Every parser gets the bytes and does what it does by default; ours also sanitises the HTML, resolves URLs and parses
 * dates. Rounds are interleaved in rotating order; the measure is the process's CPU time, the least of a parser's rounds.
 * Compare the ratios, since the milliseconds depend on the machine.
 *
 * The others are not dependencies: `--install` puts them into `node_modules/.cache`, where later runs find them. rss-parser is
 * a dependency, but is measured here as published, with its own XML reader. `--rounds N` (25), `--json`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { escapeHtml } from '../../src/feeds/markup/clean-text.ts'
import { parseFeed } from '../../src/feeds/parse/parse.ts'
import { cpuMs, least } from './measure.ts'

const { values } = parseArgs({
  options: {
    install: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '25' },
  },
})
const rounds = Math.max(3, Number(values.rounds) || 25)
const elsewhere = join(import.meta.dirname, '../../node_modules/.cache/bench-parse')
const OTHERS = ['feedsmith', 'feedparser']

if (values.install) {
  mkdirSync(elsewhere, { recursive: true })
  writeFileSync(join(elsewhere, 'package.json'), '{"private":true}\n')
  spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...OTHERS], {
    cwd: elsewhere,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

// ---- documents

/** The same numbers in every run (a linear congruential generator with the constants of Numerical Recipes). */
let seed = 20_261_122
const random = (below: number): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((seed / 2 ** 32) * below)
}
const WORDS = (
  'harbour council bridge ferry winter market river school budget tide lantern railway gallery orchard mill quarry ' +
  'opened closed repaired announced delayed reported after before during against between because although their which ' +
  'the the the of of and to in a is for on with at by from it as'
).split(' ')
const words = (count: number): string => Array.from({ length: count }, () => WORDS[random(WORDS.length)]).join(' ')
const sentence = (count: number): string => {
  const text = words(count)
  return `${text[0]!.toUpperCase()}${text.slice(1)}${random(6) === 0 ? ' &#8211; “naturally”' : ''}.`
}
const escaped = (text: string): string => escapeHtml(text, 'content')
const date = (i: number): Date => new Date(Date.UTC(2026, 10, 22) - i * 5_400_000)

function article(paragraphs: number, i: number): string {
  const body = Array.from({ length: paragraphs }, (_, n) =>
    n % 4 === 1
      ? `<p><a href="/archive/${i}?a=1&amp;b=2" class="link">${words(4)}</a> ${sentence(30)} <strong>${words(3)}</strong></p>`
      : `<p>${sentence(25)} ${sentence(18)}</p>`,
  )
  const picture = `<figure><img src="https://img.example.org/${i}.jpg" alt="${words(4)}" width="640" height="360"/></figure>`
  return `${picture}${body.join('\n')}<img src="https://count.example.org/${i}.gif" width="1" height="1" alt=""/>`
}

const RSS_NAMESPACES =
  'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" ' +
  'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" ' +
  'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:wfw="http://wellformedweb.org/CommentAPI/" ' +
  'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
const head =
  '<title>Harbour Record</title><link>https://harbour.example.org/</link><description>News &amp; notes</description><language>en-gb</language>'

/** A newspaper's headlines: plain-text summaries, categories with domains, pictures in several sizes with credits. */
function newspaper(items: number): string {
  const body = Array.from(
    { length: items },
    (_, i) =>
      `<item><title>${sentence(9)}</title><link>https://harbour.example.org/2026/${i}?utm_source=rss&amp;x=${i}</link><description>${escaped(`<p>${sentence(24)}</p> <a href="https://harbour.example.org/2026/${i}">Continue reading...</a>`)}</description>` +
      Array.from(
        { length: 7 },
        (_, n) => `<category domain="https://harbour.example.org/topics/${n}">${words(1 + (n % 2))}</category>`,
      ).join('') +
      `<pubDate>${date(i).toUTCString()}</pubDate><guid>https://harbour.example.org/2026/${i}</guid>` +
      [140, 460, 700]
        .map(
          (width) =>
            `<media:content width="${width}" url="https://img.example.org/${i}/${width}.jpg?quality=85&amp;fit=max"><media:credit scheme="urn:ebu">${words(3)}</media:credit></media:content>`,
        )
        .join('') +
      `<dc:creator>Ann Ek</dc:creator><dc:date>${date(i).toISOString()}</dc:date></item>\n`,
  )
  return rss(body)
}

/** A weblog: whole articles in CDATA, with all the elements that its software adds. */
function weblog(items: number, paragraphs: number): string {
  const body = Array.from(
    { length: items },
    (_, i) =>
      `<item>\n\t\t<title>${sentence(7)}</title>\n\t\t<link>https://harbour.example.org/2026/${i}/</link>\n\t\t<comments>https://harbour.example.org/2026/${i}/#respond</comments>\n` +
      `\t\t<dc:creator><![CDATA[Ann Ek]]></dc:creator>\n\t\t<pubDate>${date(i).toUTCString()}</pubDate>\n` +
      Array.from({ length: 5 }, () => `\t\t<category><![CDATA[${words(2)}]]></category>\n`).join('') +
      `\t\t<guid isPermaLink="false">https://harbour.example.org/?p=${i}</guid>\n\t\t<description><![CDATA[<p>${sentence(40)} [&#8230;]</p>\n]]></description>\n` +
      `\t\t<content:encoded><![CDATA[${article(paragraphs, i)}]]></content:encoded>\n\t\t<wfw:commentRss>https://harbour.example.org/2026/${i}/feed/</wfw:commentRss>\n\t\t<slash:comments>${i}</slash:comments>\n\t</item>\n`,
  )
  return rss(body)
}

const rss = (items: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" ${RSS_NAMESPACES}><channel>${head}${items.join('')}</channel></rss>`

function podcast(items: number): string {
  const body = Array.from(
    { length: items },
    (_, i) =>
      `<item><title>${sentence(7)}</title><guid>https://harbour.example.org/episodes/${i}</guid><pubDate>${date(i).toUTCString()}</pubDate>` +
      `<enclosure url="https://cdn.example.org/${i}.mp3" length="${10_000 + i}" type="audio/mpeg"/><itunes:author>Port Radio</itunes:author>` +
      `<itunes:duration>00:31:0${i % 10}</itunes:duration><itunes:summary>${escaped(sentence(40))}</itunes:summary>` +
      `<itunes:image href="https://img.example.org/e${i}.jpg"/><description><![CDATA[<p>${sentence(40)}</p>]]></description></item>\n`,
  )
  return rss(body)
}

function rdf(items: number): string {
  const body = Array.from(
    { length: items },
    (_, i) =>
      `<item rdf:about="https://harbour.example.org/${i}"><title>${sentence(8)}</title><link>https://harbour.example.org/${i}</link>` +
      `<description>${escaped(sentence(35))}</description><dc:creator>Ann Ek</dc:creator><dc:date>${date(i).toISOString()}</dc:date><dc:subject>Harbour</dc:subject></item>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://harbour.example.org/rdf">${head}</channel>${body.join('')}</rdf:RDF>`
}

function atom(entries: number, paragraphs: number, isXhtml: boolean): string {
  const body = Array.from({ length: entries }, (_, i) => {
    const html = article(paragraphs, i)
    const content = isXhtml
      ? `<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">${html}</div></content>`
      : `<content type="html">${escaped(html)}</content>`
    return (
      `<entry><id>tag:harbour.example.org,2026:${i}</id><title type="html">${escaped(sentence(8))}</title><link rel="alternate" href="https://harbour.example.org/${i}"/>` +
      `<link rel="self" href="https://harbour.example.org/feeds/${i}"/><link rel="replies" type="text/html" href="https://harbour.example.org/${i}#comments" title="0 Comments"/>` +
      `<published>${date(i).toISOString()}</published><updated>${date(i).toISOString()}</updated><author><name>Ann Ek</name><uri>https://harbour.example.org/ann</uri><email>noreply@harbour.example.org</email></author>` +
      `${Array.from({ length: 4 }, () => `<category scheme="https://harbour.example.org/ns" term="${words(1)}"/>`).join('')}` +
      `<summary>${escaped(sentence(25))}</summary>${content}</entry>\n`
    )
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Record</title><id>tag:harbour.example.org,2026:feed</id><updated>${date(0).toISOString()}</updated><link href="https://harbour.example.org/"/>${body.join('')}</feed>`
}

/** A video site's channel: Media RSS and statistics, hardly any text. */
function videos(entries: number): string {
  const body = Array.from(
    { length: entries },
    (_, i) =>
      `<entry>\n <id>video:${i}</id>\n <title>${sentence(7)}</title>\n <link rel="alternate" href="https://video.example.org/watch?v=${i}"/>\n <author>\n  <name>Port Radio</name>\n  <uri>https://video.example.org/port</uri>\n </author>\n` +
      ` <published>${date(i).toISOString()}</published>\n <updated>${date(i).toISOString()}</updated>\n <media:group>\n  <media:title>${sentence(7)}</media:title>\n  <media:content url="https://video.example.org/v/${i}?version=3" type="video/mp4" width="640" height="390"/>\n  <media:thumbnail url="https://img.example.org/v${i}.jpg" width="480" height="360"/>\n` +
      `  <media:description>${sentence(30)}\n${sentence(20)}</media:description>\n  <media:community>\n   <media:starRating count="${i}" average="5.00" min="1" max="5"/>\n   <media:statistics views="${i * 100}"/>\n  </media:community>\n </media:group>\n</entry>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>Port Radio</title><id>port</id><link href="https://video.example.org/port"/><updated>${date(0).toISOString()}</updated>${body.join('')}</feed>`
}

const DOCUMENTS: readonly (readonly [string, Buffer])[] = [
  ['RSS 2.0, a newspaper', Buffer.from(newspaper(40))],
  ['RSS 2.0, a weblog', Buffer.from(weblog(15, 12))],
  ['RSS 2.0, a podcast', Buffer.from(podcast(300))],
  ['RSS 1.0, headlines', Buffer.from(rdf(50))],
  ['Atom, HTML', Buffer.from(atom(25, 10, false))],
  ['Atom, XHTML', Buffer.from(atom(25, 10, true))],
  ['Atom, videos', Buffer.from(videos(15))],
]

// ---- parsers

interface Contender {
  readonly name: string
  /** Parses once and returns the number of entries. */
  readonly parse: (bytes: Buffer) => Promise<number>
}

const require = createRequire(import.meta.url)
const find = (name: string): string | undefined => {
  const folder = [join(import.meta.dirname, '../..'), elsewhere].find((it) =>
    existsSync(join(it, 'node_modules', name)),
  )
  return folder === undefined ? undefined : createRequire(join(folder, 'x.js')).resolve(name)
}

async function contenders(): Promise<Contender[]> {
  const RssParser = require('rss-parser') as typeof import('rss-parser')
  const published = new RssParser()
  const { Parser } = await import('htmlparser2')
  const found: Contender[] = [
    {
      name: 'broadsheet',
      parse: async (bytes) => (await parseFeed(bytes, { url: 'https://harbour.example.org/feed' })).entries.length,
    },
    {
      name: 'rss-parser',
      parse: async (bytes) => (await published.parseString(bytes.toString('utf8'))).items.length,
    },
  ]
  const feedsmith = find('feedsmith')
  if (feedsmith !== undefined) {
    const module = (await import(feedsmith)) as { parseFeed: (text: string) => { feed: Record<string, unknown[]> } }
    found.push({
      name: 'feedsmith',
      parse: async (bytes) => {
        const { feed } = module.parseFeed(bytes.toString('utf8'))
        return (feed.items ?? feed.entries ?? []).length
      },
    })
  }
  const feedparser = find('feedparser')
  if (feedparser !== undefined) {
    const module = (await import(feedparser)) as { default: new (options: object) => import('node:stream').Transform }
    found.push({
      name: 'feedparser',
      parse: (bytes) =>
        new Promise((resolve, reject) => {
          let entries = 0
          const parser = new module.default({ feedurl: 'https://harbour.example.org/feed' })
          parser
            .on('data', () => void entries++)
            .on('error', reject)
            .on('end', () => resolve(entries))
          parser.end(bytes)
        }),
    })
  }
  found.push({
    name: 'htmlparser2, tags only',
    parse: async (bytes) => {
      let entries = 0
      const parser = new Parser(
        { onopentagname: (name) => void (entries += name === 'item' || name === 'entry' ? 1 : 0) },
        { xmlMode: true },
      )
      parser.parseComplete(bytes.toString('utf8'))
      return entries
    },
  })
  return found
}

// ---- measuring

/** Bytes parsed for one measurement: about 20 ms, many times the resolution of the CPU clock. */
const MEASURED_BYTES = 1_000_000

/** CPU milliseconds of one parse, averaged over enough parses to be measurable. */
async function measure({ parse }: Contender, bytes: Buffer, times: number): Promise<number> {
  const before = cpuMs()
  for (let i = 0; i < times; i++) await parse(bytes)
  return (cpuMs() - before) / times
}

async function compare(parsers: readonly Contender[], bytes: Buffer, runs: number): Promise<number[]> {
  const counts = await Promise.all(parsers.map((parser) => parser.parse(bytes)))
  for (const [i, count] of counts.entries())
    if (count !== counts[0]) throw new Error(`${parsers[i]!.name} finds ${count} entries, broadsheet ${counts[0]}`)
  for (const parser of parsers) await measure(parser, bytes, 10)
  const times = Math.max(1, Math.round(MEASURED_BYTES / bytes.length))
  const taken: number[][] = parsers.map(() => [])
  for (let round = 0; round < runs; round++) {
    for (let turn = 0; turn < parsers.length; turn++) {
      const i = (turn + round) % parsers.length
      taken[i]!.push(await measure(parsers[i]!, bytes, times))
    }
  }
  return taken.map(least)
}

/** One entry with 160 KB of unclosed tags, and the same without the `<`. */
const quadratic = (text: string): Buffer =>
  Buffer.from(
    `<rss version="2.0"><channel><title>x</title><item><title>y</title><description><![CDATA[${text}]]></description></item></channel></rss>`,
  )

const parsers = await contenders()
const rows: { document: string; bytes: number; ms: number[] }[] = []
for (const [document, bytes] of DOCUMENTS)
  rows.push({ document, bytes: bytes.length, ms: await compare(parsers, bytes, rounds) })
const missing = OTHERS.filter((name) => find(name) === undefined)

const [ours] = parsers
const tags = quadratic('<p '.repeat(53_333))
const plain = quadratic('_p '.repeat(53_333))
const trap = { tags: [] as number[], plain: [] as number[] }
for (let round = 0; round < rounds + 3; round++) {
  const taken = { tags: await measure(ours!, tags, 20), plain: await measure(ours!, plain, 20) }
  if (round < 3) continue
  trap.tags.push(taken.tags)
  trap.plain.push(taken.plain)
}
const trapRatio = least(trap.tags) / least(trap.plain)

/** Another parser's CPU time as a multiple of ours, as the geometric mean over the documents. */
const overall = parsers.map((_, i) =>
  Math.exp(rows.reduce((sum, { ms }) => sum + Math.log(ms[i]! / ms[0]!), 0) / rows.length),
)
if (values.json) {
  console.log(
    JSON.stringify({ node: process.version, parsers: parsers.map(({ name }) => name), rows, overall, trapRatio }),
  )
} else {
  const cell = (text: string, width: number): string => text.padStart(width)
  console.log(`Node ${process.version}; ms of CPU for one document, and how many times ours\n`)
  console.log(`${''.padEnd(26)}${cell('KB', 5)}${parsers.map(({ name }) => cell(name, name.length + 9)).join('')}`)
  for (const { document, bytes, ms } of rows) {
    const cells = ms.map((value, i) =>
      cell(
        `${value.toFixed(2)}${i === 0 ? '       ' : ` ×${(value / ms[0]!).toFixed(2).padEnd(5)}`}`,
        parsers[i]!.name.length + 9,
      ),
    )
    console.log(`${document.padEnd(26)}${cell(String(Math.round(bytes / 1024)), 5)}${cells.join('')}`)
  }
  const means = overall.map((ratio, i) =>
    cell(i === 0 ? '' : `×${ratio.toFixed(2).padEnd(5)}`, parsers[i]!.name.length + 9),
  )
  console.log(`${'geometric mean'.padEnd(31)}${means.join('')}`)
  console.log(`\n160 KB of "<p " costs ${trapRatio.toFixed(2)} times the same bytes without the "<"`)
  if (missing.length > 0) console.log(`\nNot installed: ${missing.join(', ')} (npm run bench:parse -- --install)`)
}

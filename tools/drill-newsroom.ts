/**
 * The kill drill's own newsroom, small and fixed: four outlets in four formats on two days, two of them local files and two
 * behind a loopback server with validators. The first day is long enough for two slices of grouping; the second has new, edited
 * and vanished articles and a story that grows.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fixture } from '../tests/support/fixture.ts'

/** Day 0 or day 1 of the newsroom. */
export type Day = 0 | 1

/** The instants at which the clock of the drilled runs stands still. */
export const DRILL_DATES = ['2026-11-24T07:05:30.250Z', '2026-11-25T07:01:10.500Z'] as const

interface Item {
  readonly id: string
  readonly at: string
  readonly title: string
  readonly paragraphs: readonly string[]
}

/** What the outlets list on each of the two days, newest first. */
const listed = fixture<readonly Readonly<Record<'beacon' | 'ledger' | 'lantern', readonly Item[]>>[]>('drill-newsroom')

/** Notices of the almanac on the first day; with the other articles they are more than one slice of grouping takes. */
export const MANY_NOTICES = 256

const SYLLABLES =
  'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bre cla dri fro gru ple sta tri sko'.split(' ')

/** Short notices that have nothing to do with each other: their words are made up, each from the notice's number. */
function notices(from: number, to: number): Item[] {
  return Array.from({ length: to - from }, (_, i): Item => {
    const number = from + i
    const draw = (count: number, salt: string): string => {
      const bytes = createHash('sha512').update(`${salt} ${number}`).digest()
      const syllable = (at: number) => SYLLABLES[bytes[at]! % SYLLABLES.length]
      return Array.from({ length: count }, (_, word) => [0, 1, 2].map((n) => syllable(word * 3 + n)).join('')).join(' ')
    }
    const at = new Date(Date.UTC(2026, 10, 21, 6, number * 13)).toISOString()
    const sentences = [0, 1].map((n) => `The ${draw(12, `text ${n}`)} of ${draw(2, `place ${n}`)}.`)
    return {
      id: `https://almanac.example/${number}`,
      at,
      title: `Notice of ${draw(5, 'title')}`,
      paragraphs: sentences,
    }
  }).reverse()
}

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const html = ({ paragraphs }: Item): string => paragraphs.map((text) => `<p>${xml(text)}</p>`).join('')

function rss(title: string, items: readonly Item[]): string {
  const texts = items.map(
    (one) =>
      `<item><title>${xml(one.title)}</title><link>${one.id}</link><guid>${one.id}</guid><pubDate>${new Date(one.at).toUTCString()}</pubDate><description>${xml(html(one))}</description></item>`,
  )
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title><link>https://${title.toLowerCase()}.example/</link><description>d</description>${texts.join('')}</channel></rss>`
}

function rdf(title: string, items: readonly Item[]): string {
  const texts = items.map(
    (one) =>
      `<item rdf:about="${one.id}"><title>${xml(one.title)}</title><link>${one.id}</link><dc:date>${one.at}</dc:date><description>${xml(html(one))}</description></item>`,
  )
  return `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://ledger.example/"><title>${title}</title><link>https://ledger.example/</link><description>d</description></channel>${texts.join('')}</rdf:RDF>`
}

function atom(title: string, items: readonly Item[]): string {
  const texts = items.map(
    (one) =>
      `<entry><id>${one.id}</id><title>${xml(one.title)}</title><link href="${one.id}"/><published>${one.at}</published><updated>${one.at}</updated><content type="html">${xml(html(one))}</content></entry>`,
  )
  return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>https://lantern.example/</id><title>${title}</title><updated>2026-11-24T00:00:00Z</updated>${texts.join('')}</feed>`
}

const json = (title: string, items: readonly Item[]): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: 'https://almanac.example/',
    items: items.map((one) => ({
      id: one.id,
      url: one.id,
      title: one.title,
      date_published: one.at,
      content_html: html(one),
    })),
  })

/** The two outlets over HTTP, with validators, on loopback. */
export interface NewsroomServer {
  readonly host: string
  /** Sets the day that it serves from now on. */
  turnTo(day: Day): void
  close(): Promise<void>
}

/**
 * Serves the two outlets that are not files, on a free port unless one is given; one of them is an almanac with this many
 * notices.
 */
export async function serveNewsroom(noticeCount: number, port = 0): Promise<NewsroomServer> {
  let day: Day = 0
  // On the second day some are new, and as many are no longer listed.
  const almanac = () => notices(day * 6, day * 6 + noticeCount)
  const server = createServer((request, response) => {
    const body =
      request.url === '/lantern.atom'
        ? atom('The Lantern', listed[day]!.lantern)
        : request.url === '/almanac.json'
          ? json('Almanac', almanac())
          : undefined
    if (body === undefined) return void response.writeHead(404).end()
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end()
    const type = request.url === '/lantern.atom' ? 'application/atom+xml' : 'application/feed+json'
    response.writeHead(200, { etag, 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    turnTo: (next) => {
      day = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const TOPICS = [
  { id: 'harbour', name: 'Harbour', any: ['bridge', 'ferry', 'trawler', 'trawlers', 'quay'] },
  { id: 'nato', name: 'NATO', any: ['NATO', 'treaty'] },
  { id: 'money', name: 'Money', any: ['central bank', 'bond dealers'] },
]

/** JSON, so that no run has to load the compiler of TypeScript. */
export const CONFIG_FILE = 'feeds.config.json'

/** Writes the configuration and the two local feeds of a day into a folder; files have the same times wherever they are. */
export function writeNewsroom(folder: string, day: Day, host: string): void {
  mkdirSync(join(folder, 'feeds'), { recursive: true })
  const write = (path: string, text: string): void => {
    writeFileSync(join(folder, path), text)
    const at = new Date(DRILL_DATES[day])
    utimesSync(join(folder, path), at, at)
  }
  write('feeds/beacon.xml', rss('Beacon', listed[day]!.beacon))
  write('feeds/ledger.rdf', rdf('Ledger', listed[day]!.ledger))
  const config = {
    title: 'Drill Broadsheet',
    // A random name would differ between two stores whose bytes are compared.
    idAuthority: 'broadsheet.invalid,2026',
    sources: [
      { id: 'beacon', url: 'feeds/beacon.xml', intervalMinutes: 30 },
      { id: 'ledger', url: 'feeds/ledger.rdf', intervalMinutes: 30, topics: [day === 0 ? 'money' : 'nato'] },
      { id: 'lantern', url: `http://${host}/lantern.atom`, intervalMinutes: 30 },
      { id: 'almanac', url: `http://${host}/almanac.json`, intervalMinutes: 30 },
    ],
    // On the second day a topic is gone: its document is withdrawn, and every story is tagged again.
    topics: day === 0 ? TOPICS : TOPICS.slice(0, 2).map((topic) => ({ ...topic, any: [...topic.any, 'bearings'] })),
    ...(day === 0 ? {} : { filters: [{ drop: { any: ['tuba'] } }] }),
    fetch: { allowPrivate: [host] },
    digests: [
      {
        id: 'morning',
        title: 'Morning',
        at: '07:00',
        firstEdition: 'now',
        maxStories: 12,
        subscribers: [
          'ann@reader.example',
          { address: 'Bob@reader.example', name: 'Bob', topics: ['nato'] },
          { address: 'cleo@reader.example', timeZone: 'Europe/Prague', at: ['06:30', '07:30'] },
          ...(day === 0 ? [] : ['dora@reader.example']),
        ],
      },
      {
        id: 'harbour',
        title: 'Harbour',
        at: '06:00',
        topics: ['harbour'],
        firstEdition: 'now',
        whenEmpty: 'note',
        subscribers: ['ann@reader.example'],
      },
    ],
    mail: {
      from: 'Drill <drill@broadsheet.example>',
      operator: 'ops@broadsheet.example',
      tls: 'never',
      connections: 2,
    },
  }
  write(CONFIG_FILE, `${JSON.stringify(config, undefined, 2)}\n`)
}

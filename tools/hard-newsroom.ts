/**
 * A newsroom of what is hard to read, publish and show: long headlines, seven scripts, a text that twelve outlets carry,
 * stories that move on in a second pass, a day of 400 stories, and a feed of markup, control characters, bad dates and links.
 *
 *     node tools/hard-newsroom.ts FOLDER [2]    writes its feeds and a configuration into FOLDER, of the first pass or the second
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fixture } from '../tests/support/fixture.ts'

interface Item {
  readonly title: string
  /** An instant, or what stands in its place. */
  readonly at: string
  readonly text: readonly string[]
  readonly url?: string
  readonly author?: string
  readonly picture?: string
  /** What the picture shows. */
  readonly alt?: string
  /** 2: listed from the second pass on. */
  readonly pass?: 2
}

interface Outlet {
  readonly name: string
  readonly language?: string
  readonly items: readonly Item[]
}

const prose = fixture<{
  readonly wire: Item
  readonly copies: readonly { outlet: string; title: string; credit: string; replace?: readonly [string, string] }[]
  readonly outlets: readonly Outlet[]
  readonly notices: Readonly<Record<'subjects' | 'deeds' | 'remarks' | 'details', readonly string[]>>
}>('hard-newsroom')

const SYLLABLES = 'bar ces dil fon gud hak jel kir lov mur nas pel rit sov tuk wen yar zul bren clav dros fril'.split(
  ' ',
)

/** The first of the wire, then its copies, each with its own headline and credit. */
function carriers(): Outlet[] {
  const copies = prose.copies.map(({ outlet, title, credit, replace }, i): Outlet => {
    const [from, to] = replace ?? ['', '']
    const text = [...prose.wire.text.map((paragraph) => paragraph.replace(from, to)), credit]
    const at = new Date(Date.parse(prose.wire.at) + (i + 1) * 17 * 60_000).toISOString()
    return { name: outlet, language: 'en', items: [{ title, at, text: text.filter((paragraph) => paragraph !== '') }] }
  })
  return [{ name: 'Lantern Press', language: 'en', items: [prose.wire] }, ...copies]
}

/** Short notices by four outlets, so many that their day has 400 stories even where a few are taken for one event. */
function registers(): Outlet[] {
  const { subjects, deeds, remarks, details } = prose.notices
  const place = (n: number): string => {
    const [a, b, c] = [n % 22, Math.floor(n / 22) % 22, (n * 7 + 3) % 22].map((at) => SYLLABLES[at]!)
    return `${a![0]!.toUpperCase()}${a!.slice(1)}${b}${c}`
  }
  const items = Array.from({ length: 440 }, (_, n): Item => {
    const what = `${subjects[n % subjects.length]} in ${place(n)} ${deeds[n % deeds.length]}`
    return {
      title: what,
      at: new Date(Date.UTC(2025, 10, 24, 0, n)).toISOString(),
      text: [`${what}. ${remarks[n % remarks.length]} ${details[n % details.length]}`],
    }
  })
  return ['North', 'South', 'East', 'West'].map((side, i) => ({
    name: `${side} Varn Register`,
    language: 'en',
    items: items.filter((_, n) => n % 4 === i),
  }))
}

const LONG_URL = `https://hostile.example/${'very-long-path/'.repeat(120)}end?${'a=1&'.repeat(80)}z=2#x`

/** Markup, control characters, bad dates and bad links in every field. */
const HOSTILE: Outlet = {
  name: 'Breakwater <b>&amp;</b> "Sons" ]]> \u0007<script>alert(1)</script>',
  language: 'en" onload="alert(1)',
  items: [
    ['<img src=x onerror=alert(1)> & <b>bold</b> "quoted" \'single\' ]]> in a headline', '2025-11-24T01:01:00Z'],
    [
      'Control \u0000\u0008\u000b\u001b[31m characters \ufffe\uffff and a lone \ud800 surrogate',
      '2025-11-24T01:02:00Z',
    ],
    ['CDATA <![CDATA[ in ]]> a ]]]]><![CDATA[> headline', '2025-11-24T01:03:00Z'],
    ['Script address', '2025-11-24T01:04:00Z', 'javascript:alert(document.domain)'],
    ['Data address', '2025-11-24T01:05:00Z', 'data:text/html,<script>alert(1)</script>'],
    ['Address without a host', '2025-11-24T01:06:00Z', 'https://'],
    ['Address with spaces and quotes', '2025-11-24T01:07:00Z', 'https://hostile.example/a b"c<d>\'e?q=ä&r=%zz'],
    ['Address with a password', '2025-11-24T01:08:00Z', 'https://user:secret@hostile.example/private'],
    ['Address of 2,000 characters', '2025-11-24T01:09:00Z', LONG_URL],
    ['Published yesterday, it says', 'yesterday, more or less'],
    ['Published on the 45th', '2025-13-45T99:99:99Z'],
    ['Published in the year 9999', '9999-12-31T23:59:59Z'],
    ['Published before the printing press', '0001-01-01T00:00:00Z'],
    ['\u202eOverride of the direction \u2066 left open', '2025-11-24T01:10:00Z'],
    ['', '2025-11-24T01:11:00Z'],
    ['W'.repeat(400), '2025-11-24T01:12:00Z'],
  ].map(([title, at, url], n) => ({
    title: title!,
    at: at!,
    url: url ?? `https://hostile.example/${n}?a=1&b="2"`,
    author: 'O’Neill & "Söhne" <o\'neill@hostile.example>, ]]> \u0001',
    picture: ['https://pictures.example/a b".png', 'javascript:alert(1)', 'http://insecure.example/plain.png'][n % 3]!,
    alt: 'A "picture" <of> & ]]>',
    text: [
      `Text ${n} of the breakwater: <script>alert(1)</script> <iframe src=x> & ]]> \u0003 it is not to be trusted.`,
      `</div></p><h1>Number ${n}</h1><style>*{display:none}</style><a href="javascript:alert(1)">press</a>`,
    ],
  })),
}

const isAllowed = /[^\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
/** Text for XML; control characters stay as the careless write them, every second one as a reference. */
const xml = (text: string): string =>
  [...text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')]
    .map((one, i) => (isAllowed.test(one) || i % 2 === 0 ? one : `&#${one.codePointAt(0)};`))
    .join('')
/** Prose is escaped; what the hostile outlet writes is markup already. */
const html = ({ text }: Item, isRaw: boolean): string =>
  text.map((paragraph) => `<p>${isRaw ? paragraph : xml(paragraph)}</p>`).join('\n')

const hostOf = (name: string): string =>
  encodeURIComponent(name.toLowerCase().replace(/[^a-z]+/g, '-')).replace(/^-|-$/g, '') || 'outlet'
const siteOf = (name: string, n: number): string => `https://${hostOf(name).slice(0, 50)}-${n}.example/`

function rss({ name, language, items }: Outlet, site: string): string {
  const entries = items.map((one, n) => {
    const url = xml(one.url ?? `${site}news/${n}`)
    const media =
      one.picture &&
      `<media:content medium="image" url="${xml(one.picture)}"><media:description>${xml(one.alt ?? '')}</media:description></media:content>`
    const date = Number.isNaN(Date.parse(one.at)) ? one.at : new Date(one.at).toUTCString()
    return `<item><title>${xml(one.title)}</title><link>${url}</link><guid isPermaLink="false">${site}${n}</guid><pubDate>${date}</pubDate>${one.author ? `<dc:creator>${xml(one.author)}</dc:creator>` : ''}${media ?? ''}<description>${xml(html(one, name === HOSTILE.name))}</description></item>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>${xml(name)}</title><link>${site}</link><description>News</description><language>${xml(language ?? 'en')}</language>
${entries.join('\n')}
</channel></rss>
`
}

function atom({ name, language, items }: Outlet, site: string): string {
  const entries = items.map((one, n) => {
    const media =
      one.picture &&
      `<media:content medium="image" url="${xml(one.picture)}"><media:description>${xml(one.alt ?? '')}</media:description></media:content>`
    return `<entry><id>${site}${n}</id><title>${xml(one.title)}</title><link href="${xml(one.url ?? `${site}news/${n}`)}"/><published>${one.at}</published><updated>${one.at}</updated>${one.author ? `<author><name>${xml(one.author)}</name></author>` : ''}${media ?? ''}<content type="html">${xml(html(one, false))}</content></entry>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="${xml(language ?? 'en')}"><id>${site}</id><title>${xml(name)}</title><link href="${site}"/><updated>2025-11-24T13:00:00Z</updated>
${entries.join('\n')}
</feed>
`
}

const json = ({ name, language, items }: Outlet, site: string): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: name,
    language,
    home_page_url: site,
    items: items.map((one, n) => ({
      id: `${site}${n}`,
      url: one.url ?? `${site}news/${n}`,
      title: one.title,
      date_published: one.at,
      authors: one.author === undefined ? [] : [{ name: one.author }],
      image: one.picture,
      content_html: html(one, false),
    })),
  })

/** The feeds of a pass as documents, by their file's name. The hostile one is `breakwater.xml`. */
export function hardFeeds(pass: 1 | 2): Map<string, string> {
  const outlets = [...carriers(), ...prose.outlets, ...registers()]
  const feeds = outlets.map((outlet, n): [string, string] => {
    const listed = { ...outlet, items: outlet.items.filter((item) => (item.pass ?? 1) <= pass) }
    const site = siteOf(outlet.name, n)
    const [write, ending] = (
      [
        [rss, 'xml'],
        [atom, 'atom'],
        [json, 'json'],
      ] as const
    )[n % 3]!
    return [`outlet-${n}.${ending}`, write(listed, site)]
  })
  return new Map([...feeds, ['breakwater.xml', rss(HOSTILE, 'https://hostile.example/')]])
}

const topic = (id: string, name: string, ...any: string[]) => ({ id, name, any, minScore: 1 })

/** Twelve topics: two ids that differ in case only, names of markup and of another script, one without a story. */
const TOPICS = [
  topic(
    'transport',
    'Transport',
    'train',
    'tunnel',
    'ferry',
    'tram',
    'Hauptbahnhof',
    'سفينة',
    '隧道',
    'אוטובוס',
    'הרכבת',
  ),
  topic('Harbour', 'Harbour', 'ferry', 'coastguard', 'ميناء', 'pier'),
  topic('harbour', 'Harbours elsewhere', 'fish market', 'salt works', 'lighthouse'),
  topic('science', 'Science & <research>', 'scientists', 'geologists', 'weather station'),
  topic('money', 'Money', 'central bank', 'treasurer', 'crown'),
  topic('books', 'مكتبة', 'library', 'مكتبة', 'novel', 'print shop'),
  topic('school', 'School', 'school', 'pupils', 'evening classes'),
  topic('sport', 'Sport', 'goalkeeper', 'swimming hall', 'bicycle'),
  topic(
    'law',
    'Verwaltungsvorschriftenvereinfachungsbestrebungen',
    'Ausschuss',
    'sub-committee',
    'police',
    'prosecutors',
  ),
  topic('music', 'Music', 'choir', 'brass band', 'bell'),
  topic('nature', 'Nature', 'glacier', 'botanic garden', 'orchard', 'horse'),
  topic('chess', 'Chess', 'grandmaster'),
]

/** The configuration that reads the feeds of `folder`, relative to its own. */
export function hardConfig(folder: string) {
  return {
    title: 'The Hard Broadsheet of Lissel & <Varn>',
    language: 'en',
    timeZone: 'Europe/London',
    idAuthority: 'broadsheet.invalid,2025',
    // All of it counts as news, whatever its date; but what has no usable date would be the news of today.
    sources: [...hardFeeds(1).keys()].map((name) => ({
      id: name.replace(/\..*/, ''),
      url: `${folder}/${name}`,
      firstFetchDays: name === 'breakwater.xml' ? 7 : 0,
    })),
    topics: TOPICS,
    feed: { folder: 'public', content: 'full' },
    digests: [
      { id: 'morning', title: 'Good morning', at: '07:00', firstEdition: 'now', subscribers: ['ann@reader.example'] },
    ],
    mail: { from: 'Broadsheet <news@broadsheet.example>', postalAddress: '1 Fleet St, London', outbox: 'outbox' },
    counterUrl: 'http://127.0.0.1:1',
  }
}

/** Writes the feeds of a pass and `feeds.config.json` into a folder. */
export async function writeHardNewsroom(folder: string, pass: 1 | 2): Promise<void> {
  await mkdir(join(folder, 'feeds'), { recursive: true })
  for (const [name, text] of hardFeeds(pass)) await writeFile(join(folder, 'feeds', name), text)
  await writeFile(join(folder, 'feeds.config.json'), JSON.stringify(hardConfig('feeds'), undefined, 2))
}

if (import.meta.main) {
  const [folder, pass] = process.argv.slice(2)
  if (folder === undefined) {
    console.error('Usage: node tools/hard-newsroom.ts FOLDER [2]')
    process.exitCode = 2
  } else await writeHardNewsroom(folder, pass === '2' ? 2 : 1)
}

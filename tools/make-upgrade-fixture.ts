/**
 * Makes `tests/fixtures/stores/before-6.db`, a store in the middle of its life that the version before schema 6 wrote: three
 * days, six passes, three editions mailed to two subscribers. It is made by a checkout of that version and never again:
 *
 *   git worktree add ../before ae5c20e && (cd ../before && npm ci)
 *   node tools/make-upgrade-fixture.ts ../before
 *
 * In it: stories of several outlets, copies, an article edited the day after, a story merged and one split by hand, and a
 * register's filings that grouping took for one event by their form. `tests/drills/upgrade.test.ts` serves the same feeds to this
 * version: they are local files, so that the sources' addresses are the same wherever the test runs.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { UserConfig } from '../src/config.ts'
import { fixture } from '../tests/support/fixture.ts'
import { type Item, rss } from '../tests/support/make.ts'

export const UPGRADE_FIXTURE = fileURLToPath(new URL('../tests/fixtures/stores/before-6.db', import.meta.url))

/** The last pass of the earlier version. */
export const LAST_PASS = '2026-11-22T18:00:30.000Z'

const OUTLETS = ['beacon', 'ledger', 'lantern', 'register', 'almanac'] as const
type Outlet = (typeof OUTLETS)[number]

export const UPGRADE_CONFIG: Partial<UserConfig> = {
  title: 'Upgrade Broadsheet',
  secret: 'only for this test',
  idAuthority: 'news.example.org,2026',
  mail: { from: 'Broadsheet <news@example.org>' },
  sources: OUTLETS.map((id) => ({ id, url: `feeds/${id}.xml` })),
  topics: [{ id: 'harbour', name: 'Harbour', any: ['ferry', 'bridge', 'quay'] }],
  feed: { maxEntries: 500 },
  digests: [
    {
      id: 'daily',
      title: 'Daily',
      at: '18:00',
      timeZone: 'UTC',
      maxStories: 100,
      subscribers: ['ann@example.org', 'bob@example.org', { address: 'cleo@example.org', topics: ['harbour'] }],
    },
  ],
}

/** A day of November 2026. */
export type Day = 20 | 21 | 22

/** Writes the feeds as they stand on a day into a folder; `more` is listed besides. */
export function writeFeeds(folder: string, day: Day, more: Partial<Record<Outlet, readonly Item[]>> = {}): void {
  mkdirSync(join(folder, 'feeds'), { recursive: true })
  for (const outlet of OUTLETS) {
    const items = [...(more[outlet] ?? []), ...listed(outlet, day)]
    writeFileSync(join(folder, 'feeds', `${outlet}.xml`), rss(capital(outlet), items, `https://${outlet}.example/`))
  }
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What an outlet has published until the morning of a day. */
function listed(outlet: Outlet, until: Day): Item[] {
  const items: Item[] = []
  for (const day of [20, 21, 22] as const) if (day <= until) items.unshift(...published(outlet, day, until))
  return items
}

const itemOf = (outlet: Outlet, slug: string, at: string, title: string, paragraphs: readonly string[]): Item => {
  const link = `https://${outlet}.example/${slug}`
  return { title, text: paragraphs.map((text) => `<p>${text}</p>`).join(''), link, guid: link, at }
}

/** What each outlet published on each day, by `OUTLET DAY`; what `{injured}` stands for is corrected on the second day. */
const reports =
  fixture<
    Readonly<Record<string, readonly { slug: string; at: string; title: string; paragraphs: readonly string[] }[]>>
  >('stores/upgrade')

function published(outlet: Outlet, day: Day, until: Day): Item[] {
  if (outlet === 'register') return Array.from({ length: FILINGS_A_DAY }, (_, i) => filing(day, i))
  if (outlet === 'almanac') return [episode(day)]
  const corrected = (text: string): string => text.replace('{injured}', until === 20 ? '12' : '19')
  return (reports[`${outlet} ${day}`] ?? []).map(({ slug, at, title, paragraphs }) =>
    itemOf(outlet, slug, `2026-11-${day}T${at}`, corrected(title), paragraphs.map(corrected)),
  )
}

const FILINGS_A_DAY = 32
const FIRMS =
  'Halden Orbis Kestrel Marlow Tarn Velde Quill Rowan Sable Thorne Umber Wexley Yarrow Zephyr Alder Birch'.split(' ')
const TRADES = 'Mills Foundries Textiles Ceramics Shipping Timber Optics Brewing'.split(' ')
const PLACES = 'Calder Tollmere Skarholm Orvane Vesmark Ostrava Lindel Brae'.split(' ')

/** One of a register's filings: a name, a place and a few numbers of its own, in words that all filings share. */
function filing(day: Day, nth: number): Item {
  const number = (day - 20) * FILINGS_A_DAY + nth
  const firm = `${FIRMS[number % 16]} ${TRADES[Math.floor(number / 3) % 8]}`
  const place = PLACES[(number * 3) % 8]
  const at = new Date(Date.UTC(2026, 10, day, 1, nth)).toISOString()
  return itemOf('register', `filing/${4_100 + number}`, at, `Notice of change of directors: ${firm} of ${place}`, [
    `${firm}, registered at ${place} under number ${70_000 + number * 37}, has given notice of ${2 + (number % 5)} changes among its directors.`,
    'The notice was entered in the register of companies in accordance with section 12 of the Companies Ordinance and may be inspected at the office of the registrar during opening hours.',
  ])
}

function episode(day: Day): Item {
  const subjects = { 20: 'the first frost', 21: 'bees in November', 22: 'how to store quinces' }
  return itemOf(
    'almanac',
    `episode-${day}`,
    `2026-11-${day}T02:00:00Z`,
    `The Almanac, episode ${day + 300}: ${subjects[day]}`,
    [
      `Today Mira and Paul talk about ${subjects[day]}.`,
      'The Almanac comes out every day before breakfast. Subscribe wherever you listen, leave a review, and write to us with your questions. Music by the Calder Brass.',
    ],
  )
}

// The command ---------------------------------------------------------------------------------------------------------

if (import.meta.main) {
  const program = resolve(process.argv[2] ?? '.')
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-upgrade-'))
  const broadsheet = (at: string, ...args: string[]): string => {
    const preload = new URL('./drill-preload.ts', import.meta.url).href
    const command = ['--import', preload, join(program, 'src/bin.js'), ...args]
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], BROADSHEET_CONFIG: 'feeds.config.json', DRILL_DATE: at },
    })
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}${stdout}`)
    return stdout
  }
  const database = (): DatabaseSync => new DatabaseSync(join(folder, 'state', 'broadsheet.db'))
  /** The story or the article with an address. */
  const idOf = (column: 'id' | 'story_id', url: string): string => {
    const store = database()
    const row = store.prepare(`SELECT ${column} AS id FROM articles WHERE url = ?`).get(url)
    store.close()
    return row!['id'] as string
  }
  try {
    writeFileSync(join(folder, 'feeds.config.json'), JSON.stringify(UPGRADE_CONFIG))
    for (const day of [20, 21, 22] as const) {
      writeFeeds(folder, day)
      broadsheet(`2026-11-${day}T09:00:00.000Z`, 'run', '--force')
      if (day === 21) {
        const skippers = idOf('story_id', 'https://beacon.example/quay')
        const band = idOf('story_id', 'https://lantern.example/band')
        broadsheet('2026-11-21T10:00:00.000Z', 'stories', 'merge', skippers, band)
        broadsheet('2026-11-21T10:01:00.000Z', 'stories', 'split', idOf('id', 'https://register.example/filing/4103'))
      }
      broadsheet(`2026-11-${day}T18:00:30.000Z`, 'run')
    }
    rmSync(UPGRADE_FIXTURE, { force: true })
    const store = database()
    // Nothing of this machine.
    store.prepare('UPDATE sources SET validators_url = NULL').run()
    store.prepare('UPDATE deliveries SET reply = NULL').run()
    store.prepare('VACUUM INTO ?').run(UPGRADE_FIXTURE)
    store.close()
    const made = new DatabaseSync(UPGRADE_FIXTURE)
    made.exec('PRAGMA journal_mode = WAL')
    made.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

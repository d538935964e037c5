/** Previews and test mail: they contain no live token and no subscriber's address. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import PostalMime from 'postal-mime'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { CommandContext } from '../../src/commands/context.ts'
import type { UserConfig } from '../../src/config.ts'
import { callHere, temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'

const folderWith = temporaryFolders()
const TESTER = 'tester@example.com'
const TEST_LINK = 'https://mail.example.org/unsubscribe/test'
const LEAVE = `<${TEST_LINK}>, <mailto:news@example.org?subject=unsubscribe%20${TEST_LINK.split('/').at(-1)}>`
const LIVE_TOKEN = /unsubscribe\/[\w-]+\.[\w-]{24}/
const config: UserConfig = {
  title: 'Test Broadsheet',
  counterUrl: 'https://mail.example.org',
  sources: [{ id: 'wire', url: 'feed.xml' }],
  refresh: { firstFetchDays: 0 },
  digests: [
    {
      id: 'daily',
      title: 'Daily',
      at: '18:00',
      subscribers: ['ann@example.org', { address: 'Bob@example.org', name: 'Bob Baker' }],
    },
  ],
  mail: { from: 'Broadsheet <news@example.org>' },
}

/** A folder after its first run, with two subscribers who have had no mail yet. */
let cwd: string
beforeAll(async () => {
  cwd = folderWith({ 'c.json': JSON.stringify(config), 'feed.xml': rss('wire', [item(1), item(2)]) })
  await command('run', { cwd, options: { mail: false } })
})

/** Runs one command, which must succeed without a warning. */
async function command(...[words, given]: Parameters<typeof callHere>): Promise<void> {
  expect(await callHere(words, given)).toMatchObject({ exitCode: 0, stderr: '' })
}

interface Message {
  readonly to: string
  readonly listUnsubscribe: string | undefined
  /** Everything a mailbox could show or a person could find in its source. */
  readonly whole: string
}

async function readEml(file: string): Promise<Message> {
  const bytes = readFileSync(file)
  const { to, headers, text, html } = await PostalMime.parse(bytes)
  return {
    to: to?.map(({ name, address }) => `${name}${address}`).join() ?? '',
    listUnsubscribe: headers.find(({ key }) => key === 'list-unsubscribe')?.value,
    // Decoded, in addition to its bytes: quoted-printable breaks long words.
    whole: [bytes.toString(), text, html].join('\n'),
  }
}

/** The message that `--test-to` wrote into the outbox. */
async function testMailTo(address: string): Promise<Message> {
  rmSync(join(cwd, 'outbox'), { recursive: true, force: true })
  await command('digest', { cwd, options: { testTo: address } })
  const files = readdirSync(join(cwd, 'outbox'))
  expect(files).toHaveLength(1)
  return readEml(join(cwd, 'outbox', files[0]!))
}

async function previewOf(options: CommandContext['options'] = {}): Promise<Message> {
  await command('digest', { cwd, options: { preview: 'preview', ...options } })
  const eml = await readEml(join(cwd, 'preview', 'edition.eml'))
  const texts = ['edition.html', 'edition.txt'].map((name) => readFileSync(join(cwd, 'preview', name), 'utf8'))
  return { ...eml, whole: [...texts, eml.whole].join('\n') }
}

/** Every row of the store. */
function storeRows(folder: string): Record<string, unknown[]> {
  const db = new DatabaseSync(join(folder, 'state', 'broadsheet.db'), { readOnly: true })
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all()
    return Object.fromEntries(tables.map(({ name }) => [String(name), db.prepare(`SELECT * FROM ${name}`).all()]))
  } finally {
    db.close()
  }
}

describe('digest --test-to', () => {
  it('is addressed to the tester everywhere, its unsubscribe link leads to the page for test mail, and nothing is changed', async () => {
    const before = storeRows(cwd)
    const { to, listUnsubscribe, whole } = await testMailTo(TESTER)
    expect([to, listUnsubscribe]).toEqual([TESTER, LEAVE])
    expect(whole).toContain(item(1).title)
    expect(whole).toContain(`You get Daily at ${TESTER}`)
    expect(whole).toContain(`<a href="${TEST_LINK}"`)
    expect(whole).not.toMatch(/ann@|bob@|Bob Baker/i)
    expect(whole).not.toMatch(LIVE_TOKEN)
    expect(storeRows(cwd)).toEqual(before)
  })

  it('has no live token of the tester either, who may be a subscriber', async () => {
    const { to, listUnsubscribe, whole } = await testMailTo('ann@example.org')
    expect([to, listUnsubscribe]).toEqual(['ann@example.org', LEAVE])
    expect(whole).toContain('You get Daily at ann@example.org')
    expect(whole).not.toMatch(/bob/i)
    expect(whole).not.toMatch(LIVE_TOKEN)
  })
})

describe('digest --preview', () => {
  it('has no subscriber’s address and no live token in any of its files, and changes nothing', async () => {
    const before = storeRows(cwd)
    const { to, listUnsubscribe, whole } = await previewOf()
    expect([to, listUnsubscribe]).toEqual(['reader@example.org', LEAVE])
    expect(whole).toContain(item(1).title)
    expect(whole).toContain(`<a href="${TEST_LINK}"`)
    expect(whole).not.toMatch(/ann@|bob@|Bob Baker/i)
    expect(whole).not.toMatch(LIVE_TOKEN)
    expect(storeRows(cwd)).toEqual(before)
  })

  it('--for shows the subscriber’s edition: with that address, and no live token', async () => {
    const { to, listUnsubscribe, whole } = await previewOf({ for: 'bob@example.org' })
    expect([to, listUnsubscribe]).toEqual(['Bob@example.org', LEAVE])
    expect(whole).toContain('You get Daily at Bob@example.org')
    expect(whole).not.toMatch(/ann@/i)
    expect(whole).not.toMatch(LIVE_TOKEN)
  })
})

describe('the page of a preview', () => {
  const DIGEST = { ...config.digests![0]!, firstEdition: 'now' as const }
  const topics = [{ id: 'sea', name: 'Sea', any: ['ferry'] }]
  const subscribers = [
    'ann@example.org',
    'cid@example.org',
    { address: 'bob@example.org', topics: ['sea'], timeZone: 'Asia/Tokyo' },
  ]
  const FERRY = item(3, { title: 'The ferry is back' })

  it.each([
    ['next', false],
    ['last', true],
  ])('shows each variant of the %s edition in every look, and names nobody', async (_, isSent) => {
    const folder = folderWith({
      'c.json': JSON.stringify({ ...config, topics, digests: [{ ...DIGEST, subscribers }] }),
      'feed.xml': rss('wire', [item(1), item(2), FERRY]),
    })
    await command('run', { cwd: folder, options: { mail: isSent } })
    const { stdout } = await callHere('digest', { cwd: folder, options: { preview: 'p', for: 'bob@example.org' } })
    // Those of that subscriber's variant alone.
    expect(stdout).toContain('one story in p/edition.html')
    expect(stdout).toContain('all variants side by side: p/index.html')
    const page = readFileSync(join(folder, 'p/index.html'), 'utf8')
    expect(page).toContain('<h2>Every topic, UTC: 2 subscribers</h2>')
    expect(page).toContain('<h2>Sea, Asia/Tokyo: 1 subscriber</h2>')
    const frames = [...page.matchAll(/<iframe [^>]*src="([^"]+)" sandbox="">/g)].map(([, src]) => src!)
    expect(frames).toHaveLength(12)
    // Nothing of it is elsewhere, and no script runs.
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\/|<script/)
    const of = (look: string) => readFileSync(join(folder, `p/frames/1-${look}.html`), 'utf8')
    expect([of('light'), of('dark')].map((html) => html.includes('prefers-color-scheme'))).toEqual([false, false])
    expect(of('no-styles')).not.toContain('<style')
    expect(of('no-images')).not.toMatch(/<img[^>]*src="http/)
    const files = readdirSync(join(folder, 'p/frames')).map((name) =>
      readFileSync(join(folder, 'p/frames', name), 'utf8'),
    )
    for (const text of [page, ...files]) {
      expect(text).not.toMatch(/(?:ann|bob|cid)@/)
      expect(text).not.toMatch(LIVE_TOKEN)
    }
  })

  it('shows with --anew what somebody would get who has had nothing, although nothing is new', async () => {
    const folder = folderWith({
      'c.json': JSON.stringify({ ...config, digests: [DIGEST] }),
      'feed.xml': rss('wire', [item(1), item(2)]),
    })
    await command('run', { cwd: folder })
    const { stdout } = await callHere('digest', { cwd: folder, options: { preview: 'p', anew: true } })
    expect(stdout).toMatch(/^Daily: 2 stories in p\/edition\.html/)
    expect(readFileSync(join(folder, 'p/index.html'), 'utf8')).not.toMatch(/ann@|bob@|newcomer/i)
  })

  it('shows with --anew every variant, and with --for the one of that subscriber', async () => {
    const subscribers = ['ann@example.org', { address: 'bob@example.org', topics: ['sea'] }, 'cid@example.org']
    const folder = folderWith({
      'c.json': JSON.stringify({
        ...config,
        topics: [{ id: 'sea', name: 'Sea', any: ['unheard-of ferry'] }],
        digests: [{ ...DIGEST, subscribers }],
      }),
      'feed.xml': rss('wire', [item(1), item(2), item(3, { title: 'An unheard-of ferry sails' })]),
    })
    await command('run', { cwd: folder })
    const preview = (more: CommandContext['options'] = {}) =>
      callHere('digest', { cwd: folder, options: { preview: 'p', anew: true, ...more } })
    expect((await preview()).stdout).toMatch(/^Daily: 3 stories in p\/edition\.html/)
    const page = readFileSync(join(folder, 'p/index.html'), 'utf8')
    expect(page.match(/<h2>[^<]*/g)).toEqual(['<h2>Every topic, UTC: 2 subscribers', '<h2>Sea, UTC: 1 subscriber'])
    expect((await preview({ for: 'bob@example.org' })).stdout).toMatch(/^Daily: one story in p\/edition\.html/)
  })
})

it('digest --early says that this minute has its edition already, and what to do', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  try {
    const folder = folderWith({ 'c.json': JSON.stringify(config), 'feed.xml': rss('wire', [item(1)]) })
    await command('run', { cwd: folder, options: { mail: false } })
    await command('digest', { cwd: folder, options: { early: true } })
    const { stdout, exitCode } = await callHere('digest', { cwd: folder, options: { early: true } })
    expect(exitCode).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Daily: this minute has its edition already, and has one only; for another, try again a minute later',
    )
  } finally {
    vi.useRealTimers()
  }
})

describe('an edition that went out', () => {
  let folder: string
  const FEED = [item(1), item(2)]
  const show = async (options: CommandContext['options']): Promise<string> => {
    expect((await callHere('digest', { cwd: folder, options })).exitCode).toBe(0)
    const file = options['testTo'] === undefined ? 'preview/edition.eml' : `outbox/${newest(join(folder, 'outbox'))}`
    return (await readEml(join(folder, file))).whole
  }
  const newest = (place: string): string =>
    readdirSync(place)
      .filter((name) => name.startsWith('test-'))
      .sort()
      .at(-1)!

  beforeAll(async () => {
    const digests = [{ ...config.digests![0]!, firstEdition: 'now' as const }]
    folder = folderWith({ 'c.json': JSON.stringify({ ...config, digests }), 'feed.xml': rss('wire', FEED) })
    await command('run', { cwd: folder })
  })

  it.each<[string, CommandContext['options']]>([
    ['--preview', { preview: 'preview' }],
    ['--preview --for', { preview: 'preview', for: 'bob@example.org' }],
    ['--preview --last', { preview: 'preview', last: true }],
    ['--test-to', { testTo: TESTER }],
    ['--test-to --last', { testTo: TESTER, last: true }],
  ])('is shown whole where nothing is new, with no live token and nobody else’s address: %s', async (_, options) => {
    const before = storeRows(folder)
    const whole = await show(options)
    for (const { title } of FEED) expect(whole).toContain(title)
    expect(whole).toContain(`<a href="${TEST_LINK}"`)
    expect(whole).not.toMatch(LIVE_TOKEN)
    expect(whole).not.toMatch(options['for'] === undefined ? /ann@|bob@/i : /ann@/i)
    expect(storeRows(folder)).toEqual(before)
  })

  it('is said to be the last one, and printed by --last alone', async () => {
    const call = (options: CommandContext['options']) => callHere('digest', { cwd: folder, options })
    expect((await call({ preview: 'preview' })).stdout).toMatch(
      /^Daily: nothing is new; the last edition, of .+, 2 stories in preview\/edition\.html/,
    )
    const { stdout } = await call({ last: true })
    for (const { title } of FEED) expect(stdout).toContain(title)
    expect(stdout).not.toMatch(/ann@|bob@/i)
    expect(stdout).not.toMatch(LIVE_TOKEN)
  })

  it('gives way to the next one where something is new, but for --last', async () => {
    const isNew = item(3)
    writeFileSync(join(folder, 'feed.xml'), rss('wire', [isNew, ...FEED]))
    await command('run', { cwd: folder, options: { mail: false, force: true } })
    expect(await show({ preview: 'preview' })).toContain(isNew.title)
    const last = await show({ preview: 'preview', last: true })
    expect([last.includes(isNew.title), last.includes(FEED[0]!.title)]).toEqual([false, true])
  })

  it('is missed where there was none', async () => {
    await expect(callHere('digest', { cwd, options: { last: true } })).rejects.toThrow(
      '--last: no edition of daily went out yet',
    )
  })
})

it('a command without a pass or a web server makes no secret', async () => {
  const folder = folderWith({ 'feed.xml': rss('wire', [item(1)]), 'c.json': JSON.stringify(config) })
  await command('subscribers add', { cwd: folder, args: ['cleo@example.org'] })
  await command('status', { cwd: folder })
  await command('digest', { cwd: folder, options: { preview: 'preview' } })
  await command('digest', { cwd: folder, options: { testTo: TESTER } })
  const { meta, secrets } = storeRows(folder)
  expect((meta as { name: string }[]).map(({ name }) => name)).not.toContain('secret')
  expect(secrets).toEqual([])
  expect(existsSync(join(folder, 'state', 'secret'))).toBe(false)
})

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CommandContext } from '../../src/commands/context.ts'
import { readOpml } from '../../src/feeds/publish/opml.ts'
import { callHere, callInside, temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'
import { openWeb, type Web } from '../support/web.ts'

const folderWith = temporaryFolders()
const env = { BROADSHEET_ALLOW_PRIVATE: '127.0.0.0/8' }
const LISTED = JSON.stringify({ title: 'Morning', sources: [{ opml: 'sources.opml' }] })
const link = (title: string, href: string): string =>
  `<link rel="alternate" type="application/rss+xml" title="${title}" href="${href}">`

let web: Web
beforeAll(async () => {
  web = await openWeb()
  const items = [item(1, { at: '2025-11-18T08:00:00Z' }), item(2, { at: '2025-11-19T08:00:00Z' })]
  web.on('/', {
    body: `<html>${link('Comments', '/comments')}${link('All', '/all.xml')}${link('Sport', '/sport.xml')}</html>`,
  })
  web.on('/all.xml', { body: rss('The Wire', items, 'https://wire.example/') })
  web.on('/sport.xml', { body: rss('The Wire, Sport', items, 'https://wire.example/sport') })
  web.on('/old.xml', { status: 301, headers: { location: '/all.xml' } })
  web.on('/plain', { body: '<html><p>Hello</p></html>' })
})
afterAll(() => web.close())

const listOf = (cwd: string) => readOpml(readFileSync(join(cwd, 'sources.opml'), 'utf8')).sources
const wire = () => ({ url: `${web.origin}/all.xml`, name: 'The Wire', siteUrl: 'https://wire.example/', labels: [] })
const add = (cwd: string, path: string, ...flags: string[]) =>
  callInside(['sources', 'add', web.origin + path, '--config', 'c.json', ...flags], { cwd, env })

describe('sources add', () => {
  it.each([
    [
      'a site: its main feed, and names the others',
      '/',
      ['Also       http.*/comments \\(Comments\\)', 'Also .*/sport.xml \\(Sport\\)'],
    ],
    ['a feed', '/all.xml', []],
    ['an address that moved for good: its new one', '/old.xml', []],
  ])('shows and adds %s', async (_, path, lines) => {
    const cwd = folderWith({ 'c.json': LISTED })
    const { exitCode, stdout } = await add(cwd, path)
    expect(exitCode).toBe(0)
    const shown = [
      'The Wire',
      'Feed .*/all.xml',
      'Site .*https://wire.example/',
      'Entries .*2 entries, newest 19 Nov 2025',
    ]
    for (const line of [
      ...shown,
      'Language .*en',
      ...lines,
      'The Wire was added to sources.opml',
      'Next: broadsheet run',
    ])
      expect(stdout).toMatch(new RegExp(`^ *${line}`, 'm'))
    expect(listOf(cwd)).toEqual([wire()])
  })

  it('adds to what the list has', async () => {
    const opml =
      '<opml><body><outline text="Sea"><outline text="A" xmlUrl="https://a.example/"/></outline></body></opml>'
    const cwd = folderWith({ 'c.json': LISTED, 'sources.opml': opml })
    const { stdout } = await add(cwd, '/', '--yes', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'sources add',
      added: true,
      url: `${web.origin}/all.xml`,
      title: 'The Wire',
      entries: 2,
      foundAt: `${web.origin}/all.xml`,
      isConfigured: true,
    })
    expect(listOf(cwd)).toEqual([wire(), { url: 'https://a.example/', name: 'A', labels: ['Sea'] }])
  })

  it.each([
    ['by its address', '/all.xml', '/all.xml'],
    ['as the feed of a site', '/all.xml', '/'],
    ['as a site whose feed a run has found', '/', '/all.xml'],
  ])('says that a source is there already, %s, and adds none', async (_, configured, added) => {
    const config = { title: 'T', sources: [{ id: 'wire', url: web.origin + configured }] }
    const cwd = folderWith({ 'c.json': JSON.stringify(config) })
    await callInside(['run', '--no-mail', '--config', 'c.json'], { cwd, env })
    const { exitCode, stdout } = await add(cwd, added)
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/is a source already: wire\. Nothing was added\.\n$/)])
    expect(existsSync(join(cwd, 'sources.opml'))).toBe(false)
  })

  it('says how to add the list to a configuration that does not read it', async () => {
    const cwd = folderWith({ 'c.json': JSON.stringify({ title: 'T', sources: [] }) })
    const remedy = "c.json does not read sources.opml yet; add to its sources: { opml: 'sources.opml' },\n"
    expect((await add(cwd, '/all.xml', '--quiet')).stdout).toBe(remedy)
    expect((await add(cwd, '/all.xml')).stdout).toContain(`\nThe Wire is already in sources.opml\n${remedy}`)
    expect(listOf(cwd)).toHaveLength(1)
  })

  it.each([
    ['/plain', 'declares'],
    ['/none.xml', 'does not exist'],
  ])('adds nothing where there is no feed: %s', async (path, sentence) => {
    const cwd = folderWith({ 'c.json': LISTED })
    const { exitCode, stdout } = await add(cwd, path)
    expect(exitCode).toBe(1)
    expect(stdout.replace(/\s+/g, ' ')).toContain(sentence)
    expect(stdout).toMatch(/\nNothing was added\.\n$/)
    expect(existsSync(join(cwd, 'sources.opml'))).toBe(false)
  })

  it('takes the old feed scheme for http', async () => {
    const cwd = folderWith({ 'c.json': LISTED })
    const url = `${web.origin.replace('http:', 'feed:')}/all.xml`
    const { exitCode } = await callInside(['sources', 'add', url, '--config', 'c.json'], { cwd, env })
    expect(exitCode).toBe(0)
    expect(listOf(cwd)).toEqual([wire()])
  })

  it.each([
    ['mailto:ann@example.org', '"mailto:ann@example.org" is no address of a feed'],
    ['ftp://a.example/feed', '"ftp://a.example/feed" is no address of a feed'],
    ['all.xml', 'is a local file; write it into the configuration'],
  ])('says what an address is that it cannot add: %s', async (address, sentence) => {
    const cwd = folderWith({ 'c.json': LISTED, 'all.xml': rss('The Wire', []) })
    const answer = await callInside(['sources', 'add', address, '--config', 'c.json'], { cwd, env })
    expect(answer).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(`URL: ${sentence}`) })
  })

  it('takes no password into the list', async () => {
    const cwd = folderWith({ 'c.json': LISTED })
    const url = `${web.origin.replace('//', '//ann:s3cret@')}/all.xml`
    const answer = await callInside(['sources', 'add', url, '--config', 'c.json'], { cwd, env })
    expect(answer).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('write it into the conf') })
    expect(answer.stderr).not.toContain('s3cret')
  })
})

describe('sources add at a terminal', () => {
  /** Types the answers, one for each question, and returns what stood on the terminal. */
  const talk = async (
    cwd: string,
    path: string,
    answers: readonly string[],
    options: CommandContext['options'] = {},
  ) => {
    const input = Object.assign(new PassThrough(), { isTTY: true })
    const output = new PassThrough()
    const left = [...answers]
    let screen = ''
    output.on('data', (text) => {
      screen += text
      if (/[?)\]] $/.test(String(text))) input.write(`${left.shift()}\n`)
    })
    const stdout = (text: string): void => void output.write(text)
    const given = { args: [web.origin + path], cwd, env, options, isTty: true, stdout }
    const { exitCode } = await callHere('sources add', { ...given, openDialogue: () => ({ input, output }) })
    return { exitCode, screen, left }
  }

  it('lets the person choose among several feeds, and asks before it adds', async () => {
    const cwd = folderWith({ 'c.json': LISTED })
    const { exitCode, screen, left } = await talk(cwd, '/', ['4', '3', 'perhaps', 'y'])
    expect([exitCode, left]).toEqual([0, []])
    expect(screen).toMatch(/The site has 3 feeds:\n {2}1 {2}The Wire .*\n {2}2 {2}Comments .*\n {2}3 {2}Sport /)
    expect(screen).toContain('A number from 1 to 3.')
    expect(screen).toContain('Yes or no?')
    expect(listOf(cwd)).toMatchObject([{ url: `${web.origin}/sport.xml`, name: 'The Wire, Sport' }])
  })

  it.each([
    ['adds nothing after a no', ['no'], {}, false],
    ['adds after an empty answer', [''], {}, true],
    ['asks nothing with --yes', [], { yes: true }, true],
  ])('%s', async (_, answers, options, isAdded) => {
    const cwd = folderWith({ 'c.json': LISTED })
    const { exitCode, screen } = await talk(cwd, '/all.xml', answers, options)
    expect([exitCode, existsSync(join(cwd, 'sources.opml'))]).toEqual([0, isAdded])
    if (!isAdded) expect(screen).toMatch(/Nothing was added\.\n$/)
  })
})

describe('sources list', () => {
  it('shows each source with its name, state, newest entry and site, and with --json one object a line', async () => {
    const site = await openWeb()
    try {
      const at = '2025-11-19T08:00:00Z'
      site.on('/good.xml', { body: rss('Good', [item(1, { at })], 'https://good.example/') })
      site.on('/ill.xml', { status: 500 })
      site.on('/gone.xml', { status: 410 })
      site.on('/', { body: `<html>${link('', '/good.xml')}</html>` })
      const ids = ['good', 'ill', 'gone']
      const sources = [
        ...ids.map((id) => ({ id, url: `${site.origin}/${id}.xml` })),
        { id: 'site', url: `${site.origin}/` },
      ]
      const cwd = folderWith({ 'c.json': JSON.stringify({ title: 'T', sources }) })
      const call = (...args: string[]) => callInside([...args, '--config', 'c.json'], { cwd, env })
      expect((await call('run', '--no-mail')).exitCode).toBe(0)
      const more = [
        ...sources,
        { id: 'new', url: 'https://new.example/' },
        { id: 'rest', url: 'x.xml', name: 'R', paused: true },
      ]
      writeFileSync(join(cwd, 'c.json'), JSON.stringify({ title: 'T', sources: more }))
      const asked = site.asked.length
      const { exitCode, stdout } = await call('sources', 'list', '--json')
      expect([exitCode, site.asked.length]).toEqual([0, asked])
      const good = {
        name: 'Good',
        state: 'good',
        entries: 1,
        newestAt: '2025-11-19T08:00:00.000Z',
        siteUrl: 'https://good.example/',
      }
      expect(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toMatchObject([
        { id: 'good', url: `${site.origin}/good.xml`, ...good },
        { id: 'ill', state: 'failing', code: 'fetch/http', message: expect.stringContaining('(500)') },
        { id: 'gone', state: 'gone', code: 'source/gone' },
        { id: 'site', url: `${site.origin}/`, ...good, foundAt: `${site.origin}/good.xml` },
        { id: 'new', state: 'new' },
        { id: 'rest', name: 'R', state: 'paused' },
      ])
      const text = (await call('sources', 'list')).stdout
      for (const line of [
        '  good  Good: good, 1 entry, newest 19 Nov 2025 08:00',
        '        https://good.example/',
        `        found at ${site.origin}/good.xml`,
        '  new   https://new.example/: not read yet',
        '  rest  R: paused by you',
        '6 sources: 2 good, 1 failing, 1 gone for good, 1 not read yet, 1 paused by you.',
      ])
        expect(text).toContain(`${line}\n`)
      expect(text).toMatch(/\n {2}ill {3}http.*: failing since .*\n {8}http.* answered with a server error \(500\)/)
    } finally {
      await site.close()
    }
  })

  it('says how to add one where there is none', async () => {
    const cwd = folderWith({ 'c.json': JSON.stringify({ title: 'T', sources: [] }) })
    const { stdout } = await callInside(['sources', 'list', '--config', 'c.json'], { cwd })
    expect(stdout).toBe('No source is configured. Add one: broadsheet sources add URL\n')
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { isSample, ownConfig, sampleConfig } from '../../src/commands/init-template.ts'
import { BIN, callCli, callHere, NOT_BUILT, temporaryFolders } from '../support/cli.ts'
import { loadConfigAlone } from '../support/load-config.ts'
import { openWeb, rssOf } from '../support/web.ts'

const folderWith = temporaryFolders()
const asFound = readFileSync(new URL('../fixtures/opml/as-found.opml', import.meta.url), 'utf8')
const globals = { json: false, quiet: false, verbose: false }
const load = (cwd: string) => loadConfigAlone({ env: { PATH: process.env['PATH'] }, cwd })

describe('init --opml', () => {
  it('writes a configuration that works: the list, its folders as topics, a digest to the address, one edition at once', async () => {
    const cwd = folderWith({ 'subs.opml': asFound })
    const answer = await callCli(['init', '--opml', 'subs.opml', '--to', 'me@example.org'], {
      cwd,
      env: { TZ: 'Asia/Tokyo' },
    })
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' })
    expect(answer.stdout).toMatch(/^Next: node .+bin\.js run$/m)
    expect(readdirSync(cwd).sort()).toEqual(['feeds.config.ts', 'sources.opml', 'subs.opml'])
    const config = await load(cwd)
    expect(config.sources).toHaveLength(8)
    expect(config.topics.map(({ name }) => name)).toEqual(['Food', 'Drinks', 'Trades', 'Wood', 'Weekend'])
    expect(config).toMatchObject({
      timeZone: 'Asia/Tokyo',
      digests: [{ firstEdition: 'now', subscribers: [{ address: 'me@example.org' }] }],
      mail: { from: { address: 'me@example.org' } },
    })
  })

  it('prints with --json what it wrote and the next command', async () => {
    const cwd = folderWith({ 'subs.opml': asFound })
    const { stdout } = await callCli(['init', '--opml', 'subs.opml', '--json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({ contract: 1, command: 'init', sources: 8, topics: 5, exitCode: 0 })
  })

  it.each([
    ['feeds.config.ts', `// mine`],
    ['sources.opml', `<opml><body/></opml>`],
  ])('never overwrites %s: exit code 2, one sentence, nothing written', async (file, content) => {
    const cwd = folderWith({ 'subs.opml': asFound, [file]: content })
    const { exitCode, stdout, stderr } = await callCli(['init', '--opml', 'subs.opml'], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^.*${file}: is there already.*nothing was written.*\\n$`))
    expect(readdirSync(cwd).sort()).toEqual([file, 'subs.opml'].sort())
    expect(readFileSync(join(cwd, file), 'utf8')).toBe(content)
  })

  it.each([
    [['--opml', 'none.opml'], /^none\.opml: there is no such file\n$/],
    [['--to', 'not an address'], /^--to: /],
    [['--config', 'c.json', '--yes'], /^--config: init writes TypeScript/],
  ])('rejects %j, and writes nothing', async (args, stderr) => {
    const cwd = folderWith()
    const answer = await callCli(['init', ...args], { cwd })
    expect(answer).toMatchObject({ exitCode: 2, stdout: '' })
    expect(answer.stderr).toMatch(stderr)
    expect(readdirSync(cwd)).toEqual([])
  })
})

describe('init --yes', () => {
  it('writes the sample newsroom: its configuration with the answers put in', async () => {
    const cwd = folderWith()
    const answer = await callCli(['init', '--yes', '--to', 'me@example.org'], { cwd, env: { TZ: 'Asia/Tokyo' } })
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' })
    const config = await load(cwd)
    expect(config.timeZone).toBe('Asia/Tokyo')
    expect(config.digests[0]!.subscribers[0]!.address).toBe('me@example.org')
    expect(config.sources.length).toBeGreaterThanOrEqual(6)
    for (const { url } of config.sources) expect(existsSync(new URL(url))).toBe(true)
  })
})

describe('init through a pipe', () => {
  it('reads its answers, one a line, refuses those it cannot use, and takes the defaults for the rest', async () => {
    const site = await openWeb()
    try {
      const link = (href: string) => `<link rel="alternate" type="text/xml" title="${href}" href="${href}">`
      site.on('/', { body: `<html>${link('/feed.xml')}${link('/sport.xml')}</html>` })
      site.on('/feed.xml', { body: rssOf('The Wire') })
      const cwd = folderWith({ '.env': `BROADSHEET_ALLOW_PRIVATE=127.0.0.0/8\nMINE=1` })
      const env = { PATH: process.env['PATH'], BROADSHEET_ALLOW_PRIVATE: '127.0.0.0/8' }
      const program = spawn(process.execPath, [BIN, 'init'], { cwd, env })
      const output = { stdout: '', stderr: '' }
      for (const name of ['stdout', 'stderr'] as const) program[name].on('data', (text) => (output[name] += text))
      program.stdin.end(
        `me@example.org\n${site.origin}/none\n${site.origin}/\nann\nann@example.org\n\nsmtps://mail.example.org\n`,
      )
      const [code] = await once(program, 'close')
      expect([code, output.stderr.trim().split('\n')]).toEqual([
        0,
        [
          expect.stringContaining('There is no such file.'),
          expect.stringContaining('does not exist (404)'),
          expect.stringContaining('ann: A bare mail address'),
        ],
      ])
      expect(output.stdout).toMatch(
        /Sources +1 in sources\.opml[\s\S]+Mail +from ann@example\.org, through mail\.example\.org/,
      )
      expect(output.stdout.replace(/\s+/g, ' ')).toContain(
        `Left out ${site.origin}/sport.xml (/sport.xml), another feed of the site`,
      )
      const { sources, digests, mail } = await load(cwd)
      expect(sources).toMatchObject([{ url: `${site.origin}/feed.xml`, name: 'The Wire' }])
      expect([digests[0]!.schedule.at, mail.from.address]).toEqual([['07:00'], 'ann@example.org'])
      // What stood in .env still does.
      expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe(
        'BROADSHEET_ALLOW_PRIVATE=127.0.0.0/8\nMINE=1\nBROADSHEET_SMTP_URL="smtps://mail.example.org"\n',
      )
    } finally {
      await site.close()
    }
  })

  it.each([true, false])(
    'writes nothing when the answers end with one that it cannot use, its output at a terminal: %s',
    async (isTty) => {
      const cwd = folderWith()
      const input = new PassThrough()
      input.end('none.opml\n')
      const call = callHere('init', { cwd, globals, isTty, openDialogue: () => ({ input, output: new PassThrough() }) })
      await expect(call).rejects.toThrow(/There is no such file, and nothing was written/)
      expect(readdirSync(cwd)).toEqual([])
    },
  )
})

describe('init where the sample is configured', () => {
  const shipped = readFileSync(new URL('../../feeds.config.ts', import.meta.url), 'utf8')

  it('replaces it, keeps it beside, and names the commands that work there', async () => {
    const edited = shipped.replace(/title: '[^']+'/, "title: 'Changed by me'")
    const cwd = folderWith({ 'feeds.config.ts': edited, 'subs.txt': 'http://127.0.0.1:9/feed\n' })
    const { stdout } = await callCli(['init', '--opml', 'subs.txt'], { cwd })
    expect(stdout.replace(/\s+/g, ' ')).toContain("Kept the sample's configuration, as feeds.config.sample.ts")
    expect(readFileSync(join(cwd, 'feeds.config.sample.ts'), 'utf8')).toBe(edited)
    const written = readFileSync(join(cwd, 'feeds.config.ts'), 'utf8')
    expect(written).toMatch(/\bnode \S+bin\.js (?:run|start|sources add URL)/)
    expect(written).not.toMatch(/[^/]\bbroadsheet (?:run|start|import|sources)/)
    // The sample's digest had its first edition already.
    const digestOf = (config: string) => /digests: \[\s*\{\s*id: '(\w+)'/.exec(config)?.[1]
    expect([digestOf(shipped), digestOf(written)]).toEqual(['morning', 'daily'])
    // The next time it is the operator's own.
    await expect(callHere('init', { cwd, globals, options: { opml: 'subs.txt' } })).rejects.toThrow('is there already')
  })

  it.each([
    ['a source of the web', "sources: ['https://a.example/rss', 'samples/feeds/herald.xml']"],
    ['a list', "sources: [{ opml: 'sources.opml' }, 'samples/feeds/herald.xml']"],
    ['no sample', "sources: ['my.xml'], // 'samples/feeds/herald.xml'"],
    ['an address of its own', "siteUrl: 'https://me.example', sources: ['samples/feeds/herald.xml']"],
  ])('takes a configuration with %s for the operator’s own', (_, code) => {
    expect(isSample(shipped)).toBe(true)
    expect(isSample(`export default { title: 'T', ${code} }`)).toBe(false)
  })

  it('writes nothing where another configuration was kept before', async () => {
    const files = {
      'feeds.config.ts': shipped,
      'feeds.config.sample.ts': '// mine',
      'subs.txt': 'https://a.example/\n',
    }
    const cwd = folderWith(files)
    const call = callHere('init', { cwd, globals, options: { opml: 'subs.txt' } })
    await expect(call).rejects.toThrow(/feeds\.config\.sample\.ts: is there already with other content/)
    for (const [file, text] of Object.entries(files)) expect(readFileSync(join(cwd, file), 'utf8')).toBe(text)
    expect(readdirSync(cwd)).toHaveLength(3)
  })
})

/** Runs a program in a terminal of its own; every Linux has it. */
const SCRIPT = '/usr/bin/script'

describe.skipIf(process.platform !== 'linux' || !existsSync(SCRIPT))('init at a terminal', () => {
  /** Types each answer when its question stands there, and gives back what was on the screen at the end. */
  const typeInto = async (cwd: string, answers: readonly (readonly [question: string, typed: string])[]) => {
    const program = spawn(SCRIPT, ['-qefc', `"${process.execPath}" "${BIN}" init`, '/dev/null'], {
      cwd,
      env: { PATH: process.env['PATH'], TZ: 'Asia/Tokyo' },
    })
    const ended = once(program, 'exit')
    const left = [...answers]
    let screen = ''
    let read = 0
    program.stdout.setEncoding('utf8').on('data', (text) => {
      screen += text
      const [question, typed] = left[0] ?? []
      const at = question === undefined ? -1 : screen.indexOf(question, read)
      // The cursor moves behind the question when it waits for the answer.
      if (at < 0 || !screen.slice(at).endsWith('G')) return
      read = screen.length
      left.shift()
      program.stdin.write(typed!)
    })
    const [code] = await ended
    return { code, screen, unasked: left.length }
  }
  const all = [
    ['What do you read?', 'none.opml\r'],
    ['There is no such file.', 'subs.opml\r'],
    ['Where does the digest go? [you@example.org]', 'me@example.org\r'],
    ['From which address is it sent? [me@example.org]', 'news@example.org\r'],
    ['Through which mail server?', 'mail.example.org\r'],
    ['Like smtp://user', 'smtp://me:pa%20ss@mail.example.org:587\r'],
    ['At what time? [07:00]', '25:00\r'],
    ['HH:MM, like 07:00.', '06:30\r'],
  ] as const

  it('asks five questions with the default in brackets, repeats one after an invalid answer, and writes the answers', async () => {
    const cwd = folderWith({
      'subs.opml': '<opml><body><outline xmlUrl="feed.xml"/></body></opml>',
      'feed.xml': rssOf('x'),
    })
    const { code, screen, unasked } = await typeInto(cwd, all)
    expect([code, unasked]).toEqual([0, 0])
    expect(screen).toMatch(/Next: .*node \S+ run/)
    const { timeZone, digests, mail } = await load(cwd)
    expect([
      timeZone,
      digests[0]!.schedule.at,
      digests[0]!.subscribers[0]!.address,
      mail.from.address,
      mail.smtp,
    ]).toEqual([
      'Asia/Tokyo',
      ['06:30'],
      'me@example.org',
      'news@example.org',
      'smtp://me:pa%20ss@mail.example.org:587',
    ])
    // The password is in .env, for its owner's eyes.
    expect(readFileSync(join(cwd, 'feeds.config.ts'), 'utf8')).not.toContain('pa%20ss')
    expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['Ctrl-D', '\u0004', 2],
    ['Ctrl-C', '\u0003', 130],
  ])('writes nothing when the person quits with %s', async (_, key, exitCode) => {
    const cwd = folderWith()
    const { code, unasked } = await typeInto(cwd, [all[0], [all[1][0], key]])
    expect([code, unasked, readdirSync(cwd)]).toEqual([exitCode, 0, []])
  })
})

describe('the shipped documents', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  const mail = { to: 'ann@example.org', sender: 'ann@example.org', at: '07:00' }
  const answers = { timeZone: 'UTC', program: 'npx broadsheet', ...mail }

  it.each([
    ['the sample configuration', read('feeds.config.ts')],
    ['what init writes', ownConfig(answers)],
    ['README', read('README.md')],
    ['the words of mail', read('templates/words.en.json')],
    ['the words of pages', read('templates/page.en.json')],
  ])('promise nothing that is not built: %s', (_, text) => {
    expect(text).not.toMatch(NOT_BUILT)
  })
})

describe('the templates', () => {
  const mail = { to: `o'neil@example.org`, sender: `o'brien@example.org`, at: '06:30' }
  const answers = { timeZone: 'UTC', program: 'npx broadsheet', ...mail }

  it('keep any characters of the answers', async () => {
    const cwd = folderWith({ 'feeds.config.ts': ownConfig(answers), 'sources.opml': '<opml><body/></opml>' })
    const { title, mail, digests } = await load(cwd)
    expect([mail.from, digests[0]!.subscribers[0]!.address, digests[0]!.schedule.at]).toEqual([
      { name: title, address: answers.sender },
      answers.to,
      ['06:30'],
    ])
  })

  it('put the answers into code, not into comments, and leave the title of the sample', () => {
    const shipped = `/* timeZone: 'nor me' */
export default {
  title: 'A sample',
  timeZone: 'Europe/London', sources: ['https://a.example/'],
  digests: [{ at: '07:00', subscribers: ['ann@example.org', 'bob@example.org'] }], // \`broadsheet run\`
  mail: { from: { name: 'Me', address: 'a@example.org' } },
}`
    const mail = { to: 'me@example.org', sender: 'my@example.org', at: '06:30' }
    expect(sampleConfig(shipped, { timeZone: 'UTC', program: 'npx broadsheet', ...mail })).toBe(
      `/* timeZone: 'nor me' */
export default {
  title: 'A sample',
  timeZone: 'UTC', sources: ['https://a.example/'],
  digests: [{ at: '06:30', subscribers: ['me@example.org', 'bob@example.org'] }], // \`npx broadsheet run\`
  mail: { from: { name: 'Me', address: 'my@example.org' } },
}`,
    )
  })
})

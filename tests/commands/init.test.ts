import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ownConfig, sampleConfig } from '../../src/commands/init-template.ts'
import { BIN, callCli, NOT_BUILT, temporaryFolders } from '../support/cli.ts'
import { loadConfigAlone } from '../support/load-config.ts'

const folderWith = temporaryFolders()
const asFound = readFileSync(new URL('../fixtures/opml/as-found.opml', import.meta.url), 'utf8')
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
    ['What is your newspaper called? [Morning Broadsheet]', 'The "Fog"\r'],
    ['Your subscriptions, as an OPML file', 'none.opml\r'],
    ['There is no such file.', 'subs.opml\r'],
    ['Where does the digest go? [you@example.org]', 'me@example.org\r'],
    ['At what time? [07:00]', '25:00\r'],
    ['HH:MM, like 07:00.', '06:30\r'],
    ['In which time zone? [Asia/Tokyo]', '\r'],
  ] as const

  it('asks five questions with the default in brackets, repeats one after an invalid answer, and writes the answers', async () => {
    const cwd = folderWith({ 'subs.opml': '<opml><body/></opml>' })
    const { code, screen, unasked } = await typeInto(cwd, all)
    expect([code, unasked]).toEqual([0, 0])
    expect(screen).toMatch(/Next: .*node \S+ run/)
    const { title, timeZone, digests } = await load(cwd)
    expect([title, timeZone, digests[0]!.schedule.at, digests[0]!.subscribers[0]!.address]).toEqual([
      'The "Fog"',
      'Asia/Tokyo',
      ['06:30'],
      'me@example.org',
    ])
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
  const answers = { title: 'T', timeZone: 'UTC', to: 'ann@example.org', at: '07:00' }

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
  const answers = { title: `The "Fog" & Anna's \\ Salt`, timeZone: 'UTC', to: `o'neil@example.org`, at: '06:30' }

  it('keep any characters of the answers', async () => {
    const cwd = folderWith({ 'feeds.config.ts': ownConfig(answers), 'sources.opml': '<opml><body/></opml>' })
    const { title, mail, digests } = await load(cwd)
    expect([title, mail.from.name, mail.from.address, digests[0]!.schedule.at]).toEqual([
      answers.title,
      answers.title,
      answers.to,
      ['06:30'],
    ])
  })

  it('put the answers into code, not into comments', () => {
    const shipped = `// title: 'not me'
/* timeZone: 'nor me' */
export default {
  title: 'Me', // title: 'nor me'
  timeZone: 'Europe/London', sources: ['https://a.example/'],
  digests: [{ at: '07:00', subscribers: ['ann@example.org', 'bob@example.org'] }],
}`
    expect(sampleConfig(shipped, { title: 'X', timeZone: 'UTC', to: 'me@example.org', at: '06:30' })).toBe(
      `// title: 'not me'
/* timeZone: 'nor me' */
export default {
  title: 'X', // title: 'nor me'
  timeZone: 'UTC', sources: ['https://a.example/'],
  digests: [{ at: '06:30', subscribers: ['me@example.org', 'bob@example.org'] }],
}`,
    )
  })
})

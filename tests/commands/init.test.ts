import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ownConfig, sampleConfig } from '../../src/commands/init-template.ts'
import { evaluateConfig } from '../../src/config-child.ts'
import { callCli, temporaryFolders } from '../support/cli.ts'

const folderWith = temporaryFolders()
const asFound = readFileSync(new URL('../fixtures/opml/as-found.opml', import.meta.url), 'utf8')
const load = (cwd: string) => evaluateConfig({ env: { PATH: process.env['PATH'] }, cwd })

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

  it('says with --json what it wrote and the next command', async () => {
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
  ])('refuses %j, and writes nothing', async (args, stderr) => {
    const cwd = folderWith()
    const answer = await callCli(['init', ...args], { cwd })
    expect(answer).toMatchObject({ exitCode: 2, stdout: '' })
    expect(answer.stderr).toMatch(stderr)
    expect(readdirSync(cwd)).toEqual([])
  })
})

describe('init --yes', () => {
  it('brings the sample newsroom: the shipped configuration with the answers in their places', async () => {
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

describe('the templates', () => {
  const answers = { title: `The "Fog" & Anna's \\ Salt`, timeZone: 'UTC', to: `o'neil@example.org`, at: '06:30' }

  it('hold whatever the answers hold', async () => {
    const cwd = folderWith({ 'feeds.config.ts': ownConfig(answers), 'sources.opml': '<opml><body/></opml>' })
    const { title, mail, digests } = await load(cwd)
    expect([title, mail.from.name, mail.from.address, digests[0]!.schedule.at]).toEqual([
      answers.title,
      answers.title,
      answers.to,
      ['06:30'],
    ])
  })

  it('put the answers where code stands, not into comments', () => {
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

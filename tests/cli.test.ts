import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseCall } from '../src/commands/program.ts'
import { ConfigError } from '../src/core/errors.ts'
import { BIN, callCli, NOT_BUILT, temporaryFolders } from './support/cli.ts'
import { item, rss } from './support/make.ts'

const folderWith = temporaryFolders()
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const COMMANDS = [
  ...[
    'run',
    'start',
    'digest',
    'init',
    'import',
    'export',
    'eject templates',
    'status',
    'sources list',
    'sources add',
    'sources check',
    'inspect',
    'explain',
    'search',
  ],
  ...[
    'stories list',
    'stories split',
    'stories merge',
    'stories corrections',
    'stories undo',
    'topics try',
    'topics teach',
    'topics test',
    'filters try',
  ],
  ...['deliveries list', 'deliveries settle', 'subscribers list', 'subscribers add', 'subscribers remove'],
]

/** The page that these arguments ask for. */
function pageOf(args: string): string {
  const call = parseCall(args.split(' ').filter(Boolean))
  if (call.kind !== 'page') throw new Error(`'${args}' asks for no page`)
  return call.text
}

describe('--help', () => {
  it('lists every command there is, and no other', () => {
    const listed = pageOf('--help')
      .split(/^Every day:$/m)[1]!
      .split(/^For example:$/m)[0]!
    let word = ''
    const commands = [...listed.matchAll(/^ {2}([a-z]*) +(?:([a-z]+): )?/gm)].map(([, name, verb]) => {
      word = name || word
      const isGroup = COMMANDS.some((words) => words.startsWith(`${word} `))
      return isGroup ? `${word} ${verb}` : word
    })
    expect(commands).toEqual(COMMANDS)
  })

  it.each(COMMANDS)('of %s teaches it with an example, in ASCII and at most 80 columns', (words) => {
    const page = pageOf(`${words} --help`)
    for (const line of page.split('\n')) expect(line).toMatch(/^[ -~]{0,80}$/)
    expect(page).toContain(`For example:\n  broadsheet ${words}`)
  })

  it.each(['', ...COMMANDS])('promises nothing that is not built: %s', (words) => {
    expect(pageOf(`${words} --help`.trim())).not.toMatch(NOT_BUILT)
  })

  it.each([
    ['help run', 'run --help'],
    ['run --force -h --config x', 'run --help'],
    ['help', '--help'],
    ['', '--help'],
    ['--verbose', '--help'],
  ])('is the page that %s asks for', (args, same) => {
    expect(pageOf(args)).toBe(pageOf(same))
  })

  it.each([
    ['--help', pageOf('--help')],
    ['--version', `${version}\n`],
  ])('answers %s on standard output', async (args, page) => {
    expect(await callCli(args.split(' '), { cwd: folderWith() })).toEqual({ exitCode: 0, stdout: page, stderr: '' })
  })
})

/** The sentences about what cannot be understood; how a process says them, the tests of a failure show. */
function complaintAbout(args: string): string {
  try {
    parseCall(args.split(' ').filter(Boolean))
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message
  }
  throw new Error(`'${args}' is understood`)
}

describe('wrong usage', () => {
  it.each([
    ['--frobnicate', '--frobnicate: is no option of broadsheet; see: broadsheet --help'],
    ['rnu', 'rnu: is no command; did you mean run?'],
    ['frobnicate', 'frobnicate: is no command; see: broadsheet --help'],
    ['--josn run', '--josn: is no option of broadsheet; did you mean --json?'],
    ['run --forc', '--forc: is no option of run; did you mean --force?'],
    ['run --frobnicate', '--frobnicate: is no option of run; see: broadsheet run --help'],
    ['run now', 'now: is one word too many; see: broadsheet run --help'],
    ['run --wait', '--wait: wants a value; write: --wait SECONDS'],
    ['run --wait soon', '--wait: "soon" is no whole number from 0 to 1000000'],
    ['start --port 65536', '--port: "65536" is no whole number from 0 to 65535'],
    ['digest --test-to ann', '--test-to: "ann" is no mail address; write it like me@example.org'],
    ['import', 'FILE: is missing; write: broadsheet import FILE'],
    ['stories merge a', 'STORY: is missing; write: broadsheet stories merge STORY STORY'],
    ['digest --test-to a@example.org --preview out', '--test-to: does not go with --preview; write one of them'],
    ['digest --preview out --early', '--preview: does not go with --early; write one of them'],
    ['digest --early --last', '--last: does not go with --early; write one of them'],
    [
      'stories',
      'stories: wants a word after it: stories list, stories split, stories merge, stories corrections, stories undo',
    ],
    ['stories lsit', 'lsit: is no command; did you mean list?'],
  ])('is answered in one sentence: broadsheet %s', (args, sentence) => {
    expect(complaintAbout(args)).toBe(sentence)
  })

  it('ends with exit code 2, the sentence on standard error', async () => {
    const answer = await callCli(['rnu'], { cwd: folderWith() })
    expect(answer).toEqual({ exitCode: 2, stdout: '', stderr: `${complaintAbout('rnu')}\n` })
  })

  it.each([...['doctor', 'bounces', 'store copy', 'backup', 'restore'], 'subscribers import'])(
    'is what is not built yet: broadsheet %s',
    (call) => {
      expect(complaintAbout(call)).toMatch(/^\S+: is no (command|option of \w+); [^\n]+$/)
    },
  )

  it('names all wrong flags at once', () => {
    expect(complaintAbout('digest --wait x --test-to y').split('\n')).toHaveLength(2)
  })
})

describe('a failure', () => {
  it('of the configuration is one line a mistake, exit code 2, and touches nothing', async () => {
    const cwd = folderWith({
      'feeds.config.ts': `export default { title: '', timeZone: 'X', sources: 5, refresh: { a: 1 }, web: 1 }`,
    })
    const { exitCode, stdout, stderr } = await callCli(['export'], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(['title', 'timeZone', 'sources', 'refresh.a', 'web'])
  })

  it('is with --json one object on standard output as well', async () => {
    const { exitCode, stdout } = await callCli(['export', '--json'], { cwd: folderWith() })
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      contract: 1,
      command: 'export',
      exitCode: 2,
      error: { code: 'config/invalid', mistakes: [{ path: '', sentence: expect.stringContaining('broadsheet init') }] },
    })
  })

  it('that is a defect is one line and a file with the stack, exit code 1; --verbose, or no place for the file, shows the stack instead', async () => {
    const broken = `data:text/javascript,process.stdout.write=()=>{throw new TypeError('broken')}`
    const cwd = folderWith({ 'c.json': '{"title":"T"}' })
    const call = (flags: readonly string[], TMPDIR = cwd) =>
      callCli(['export', '--config', 'c.json', ...flags], { cwd, env: { TMPDIR }, execArgv: ['--import', broken] })
    const { exitCode, stderr } = await call([])
    expect(exitCode).toBe(1)
    const file = /^Broadsheet met a defect of its own: broken \(stack: (.+)\)\n$/.exec(stderr)![1]!
    expect(readFileSync(file, 'utf8')).toMatch(/^TypeError: broken\n {4}at /)
    const shown = /^[^\n]+: broken\nTypeError: broken\n {4}at /
    expect((await call(['--verbose'])).stderr).toMatch(shown)
    expect((await call([], join(cwd, 'c.json'))).stderr).toMatch(shown)
  })

  it('of a reader that goes away (| head) is none', async () => {
    const sources = Array.from({ length: 20_000 }, (_, i) => `https://a.example/${i}`)
    const cwd = folderWith({ 'c.json': JSON.stringify({ title: 'T', sources }) })
    const child = spawn(process.execPath, [BIN, 'export', '--config', 'c.json'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.once('data', () => child.stdout.destroy())
    let stderr = ''
    child.stderr.on('data', (data) => (stderr += data))
    const [code] = (await once(child, 'close')) as [number]
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})

// Seen in containers that run under a number which stands in no /etc/passwd.
it.runIf(process.getuid?.() === 0)('a user without an account and HOME gets mail', async () => {
  const uid = 54_321
  const cwd = mkdtempSync(join(tmpdir(), 'broadsheet-uid-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  const subscribers = ['ann@example.org']
  const digests = [{ id: 'daily', at: '18:00', firstEdition: 'now', subscribers }]
  const config = { title: 'T', sources: ['feed.xml'], refresh: { firstFetchDays: 0 }, digests }
  writeFileSync(join(cwd, 'c.json'), JSON.stringify(config))
  writeFileSync(join(cwd, 'feed.xml'), rss('wire', [item(1)]))
  chownSync(cwd, uid, uid)
  const { exitCode, stderr } = await callCli(['run', '--config', 'c.json'], { cwd, uid })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(readdirSync(join(cwd, 'outbox'))).toHaveLength(1)
})

describe('a key or variable without effect', () => {
  const config = JSON.stringify({
    title: 'T',
    sources: ['feed.xml'],
    feed: { hubs: ['https://hub.example.org/'] },
  })
  const named = ['BROADSHEET_STROE', 'feed.hubs']
  const call = (cwd: string, ...args: string[]) =>
    callCli([...args, '--config', 'c.json'], { cwd, env: { BROADSHEET_STROE: 'sqlite:x.db' } })
  const folder = () => folderWith({ 'c.json': config, 'feed.xml': rss('wire', [item(1)]) })

  it.each([[[]], [['--json']]])('is named once on standard error, whatever the command answers: %j', async (flags) => {
    const cwd = folder()
    for (const words of [['run'], ['export']]) {
      const { exitCode, stdout, stderr } = await call(cwd, ...words, ...flags)
      expect(exitCode).toBe(0)
      expect(
        stderr
          .trimEnd()
          .split('\n')
          .map((line) => line.split(':')[0])
          .sort(),
      ).toEqual(named)
      for (const path of named) expect(stdout).not.toContain(path)
    }
  })

  it('is not named with --quiet, which is for cron, and once where a second configuration has it as well', async () => {
    const cwd = folder()
    expect(await call(cwd, 'run', '--quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    const { stderr } = await call(cwd, 'filters', 'try', '--file', 'c.json')
    expect(stderr.match(/^feed\.hubs: /gm)).toHaveLength(1)
  })
})

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends a command that only reads on the spot', async (signal) => {
    const cwd = folderWith({ 'c.mjs': `console.log('evaluating'); await new Promise((r) => setTimeout(r, 60_000))` })
    const child = spawn(process.execPath, [BIN, 'export', '--config', 'c.mjs'], {
      cwd,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(child.stdout, 'data')
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([null, signal])
  })
})

describe('bin.js', () => {
  const pretend = (condition: string): string =>
    `data:text/javascript,if(${condition})Object.defineProperty(process.versions,'node',{value:'20.1.0'})`

  it('runs itself again with the Node that the package brings, when it was started by an old one', async () => {
    const execArgv = ['--import', pretend('!process.env.BROADSHEET_NODE_TRIED')]
    const answer = await callCli(['--version'], { cwd: folderWith(), execArgv })
    expect(answer).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  })

  it('passes the exit code on', async () => {
    const execArgv = ['--import', pretend('!process.env.BROADSHEET_NODE_TRIED')]
    expect((await callCli(['rnu'], { cwd: folderWith(), execArgv })).exitCode).toBe(2)
  })

  it('says what to do when that is too old as well, and does not try for ever', async () => {
    const { exitCode, stderr } = await callCli(['--version'], {
      cwd: folderWith(),
      execArgv: ['--import', pretend('true')],
    })
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^Broadsheet needs Node 24\.15 or newer, and this is .*npm ci.*\n$/)
  })
})

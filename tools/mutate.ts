/**
 * `npm run mutate`: does a test fail when the code it is for is changed? StrykerJS's instrumenter alters one expression
 * after another of what reads feeds and decides; the tests of the file's own room are run with each alteration (a mutant)
 * switched on, in one process. What no test notices has survived.
 *
 * `npm run mutate -- src/core/schedule.ts` tries one file, several names several. The verdicts are kept in `coverage/mutation`.
 * `--list` runs nothing and writes the survivors in the form of docs/mutation.md, each with its answer from there, and
 * ends with 1 when one has none. The instrumenter is no dependency: it is fetched into the temporary folder.
 */
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import type { NoJudge, Verdict } from './mutate-tests.ts'

const INSTRUMENTER = '@stryker-mutator/instrumenter'
const VERSION = '10.1.1'

/** Each file and the tests that hold it, its own first; the slow ones (damage.test.ts) are not among them. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  'feeds/parse': ['feeds/parse'],
  'feeds/markup': ['feeds/tags', 'feeds/names', 'feeds/parse'],
  'feeds/tags': ['feeds/tags', 'feeds/parse'],
  'feeds/plain-tags': ['feeds/plain-tags', 'feeds/tags', 'feeds/parse'],
  'feeds/names': ['feeds/names', 'feeds/parse'],
  'feeds/elements': ['feeds/elements', 'feeds/dialects', 'feeds/items', 'feeds/parse'],
  'feeds/dialects': ['feeds/dialects', 'feeds/parse'],
  'feeds/rss-item': ['feeds/items', 'feeds/parse'],
  'feeds/atom-entry': ['feeds/items', 'feeds/elements', 'feeds/parse'],
  'feeds/xml-feed': ['feeds/dialects', 'feeds/parse'],
  'feeds/json-feed': ['feeds/json-feed', 'feeds/parse'],
  'feeds/json-repair': ['feeds/json-feed', 'feeds/parse'],
  'feeds/entry': ['feeds/entry', 'feeds/items', 'feeds/parse'],
  'feeds/html': ['feeds/html', 'feeds/elements', 'feeds/parse'],
  'feeds/plain-html': ['feeds/plain-tags', 'feeds/html', 'feeds/parse'],
  'feeds/harmless': ['feeds/html'],
  'core/reconcile': ['core/reconcile'],
  'core/due': ['core/due'],
}
const FILES = Object.keys(TESTS).map((name) => `src/${name}.ts`)

/** A mutant that no count of visits ends is given up after this time. */
const SILENCE_MS = 180_000
const LONGEST_LINE = 125

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = join(root, 'coverage/mutation')
const folder = join(tmpdir(), 'broadsheet-mutation')
const answersFile = join(root, 'docs/mutation.md')

/** One alteration of a file's code; lines and columns count from 0. */
interface Mutant {
  readonly id: string
  readonly replacement: string
  readonly location: { readonly start: Place; readonly end: Place }
}
interface Place {
  readonly line: number
  readonly column: number
}

/** What is kept of a run over one file. */
interface Report {
  readonly source: string
  readonly mutants: readonly (Mutant & Omit<Verdict, 'id'>)[]
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { list: { type: 'boolean' } } })
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
if (values.list) await listSurvivors()
else await tryFiles(positionals)

/** Tries the named files, or all. */
async function tryFiles(named: readonly string[]): Promise<void> {
  const unknown = named.filter((name) => !FILES.includes(name))
  if (unknown.length > 0) throw new Error(`tools/mutate.ts knows no tests for ${unknown.join(', ')}.`)
  await mkdir(reports, { recursive: true })
  const instrument = await loadInstrumenter()
  for (const file of named.length > 0 ? named : FILES) {
    await writeFile(reportOf(file), JSON.stringify(await tryFile(file, instrument)))
    console.log(scoreOf(file, await readReport(file)))
  }
}

type Instrument = (name: string, content: string) => Promise<{ content: string; mutants: Mutant[] }>

async function loadInstrumenter(): Promise<Instrument> {
  const home = join(folder, `instrumenter-${VERSION}`)
  const entry = join(home, 'node_modules', INSTRUMENTER, 'dist/src/index.js')
  if (!existsSync(entry)) {
    await mkdir(home, { recursive: true })
    await writeFile(join(home, 'package.json'), '{ "private": true }')
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', `${INSTRUMENTER}@${VERSION}`], {
      cwd: home,
    })
  }
  const { Instrumenter } = await import(pathToFileURL(entry).href)
  const quiet = { isDebugEnabled: () => false, debug() {}, info() {}, warn: console.error, error: console.error }
  const instrumenter = new Instrumenter(quiet)
  return async (name, content) => {
    const options = { plugins: null, excludedMutations: [], ignorers: [] }
    const result = await instrumenter.instrument([{ name, content, mutate: true }], options)
    return { content: result.files[0].content, mutants: result.mutants }
  }
}

async function tryFile(file: string, instrument: Instrument): Promise<Report> {
  const tests = TESTS[file.slice(4, -3)]!.map((name) => `tests/${name}.test.ts`)
  // In a copy, so that nobody who works in the checkout meets altered code.
  const copy = join(folder, `checkout-${process.pid}`)
  await rm(copy, { recursive: true, force: true })
  await mkdir(copy, { recursive: true })
  for (const name of ['src', 'tests', 'tools', 'package.json'])
    await cp(join(root, name), join(copy, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  const source = await readFile(join(copy, file), 'utf8')
  const { content, mutants } = await instrument(file, source)
  await writeFile(join(copy, file), content)

  const shards = Math.min(availableParallelism(), mutants.length)
  const parts = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      runShard(
        copy,
        shard,
        file,
        tests,
        mutants.filter((_, i) => i % shards === shard).map(({ id }) => id),
      ),
    ),
  )
  await rm(copy, { recursive: true })
  const verdicts = new Map(parts.flat().map((verdict) => [verdict.id, verdict]))
  return { source, mutants: mutants.map((mutant) => ({ ...mutant, ...verdicts.get(mutant.id)! })) }
}

/** Tries mutants one after another, in a vitest that is started again when one of them stops it. */
async function runShard(
  copy: string,
  shard: number,
  file: string,
  tests: readonly string[],
  ids: readonly string[],
): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  while (verdicts.length < ids.length) {
    const rest = ids.slice(verdicts.length)
    const { isHung, lines } = await runVitest(copy, shard, file, tests, rest)
    for (const line of lines) {
      if (line.status !== 'no judge') verdicts.push(line)
      else if (shard === 0 && rest === ids) console.error(`Left out, since it fails without a mutant: ${line.by}`)
    }
    if (isHung) verdicts.push({ id: ids[verdicts.length]!, status: 'endless' })
  }
  return verdicts
}

/** One vitest with one test: try these mutants. */
async function runVitest(copy: string, shard: number, file: string, tests: readonly string[], ids: readonly string[]) {
  const names = { driver: `drive-${shard}.test.ts`, config: `drive-${shard}.config.mjs`, verdicts: `verdicts-${shard}` }
  const collector = join(copy, 'tools/mutate-tests.ts')
  const verdicts = join(copy, names.verdicts)
  await writeFile(verdicts, '')
  const args = [join(copy, file), tests.map((test) => join(copy, test)), ids, verdicts].map((arg) =>
    JSON.stringify(arg),
  )
  await writeFile(
    join(copy, names.driver),
    `import { it } from 'vitest'
import { tryMutants } from './tools/mutate-tests.ts'
it('tries mutants', () => tryMutants(${args.join(', ')}), 24 * 3_600_000)
`,
  )
  await writeFile(
    join(copy, names.config),
    `const isTest = (importer) => importer?.startsWith(${JSON.stringify(join(copy, 'tests/'))})
const collector = {
  name: 'collector',
  enforce: 'pre',
  resolveId: (id, importer) => (id === 'vitest' && isTest(importer) ? ${JSON.stringify(collector)} : undefined),
}
export default { plugins: [collector], test: { include: ['${names.driver}'], pool: 'threads', cache: false } }
`,
  )
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', '--config', names.config], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = (): void => void child.kill('SIGKILL')
  process.once('exit', stop)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += String(data)))
  let isHung = false
  const watch = setInterval(async () => {
    if (Date.now() - (await stat(verdicts)).mtimeMs < SILENCE_MS) return
    isHung = true
    stop()
  }, 5_000)
  const code = await new Promise((resolve) => child.once('exit', resolve))
  clearInterval(watch)
  process.off('exit', stop)
  if (code !== 0 && !isHung) throw new Error(`vitest ended with ${code}:\n${output.slice(-4_000)}`)
  const lines = (await readFile(verdicts, 'utf8')).split('\n').filter((line) => line !== '')
  return { isHung, lines: lines.map((line) => JSON.parse(line) as Verdict | NoJudge) }
}

function reportOf(file: string): string {
  return join(reports, `${file.replaceAll('/', '.')}.json`)
}

async function readReport(file: string): Promise<Report> {
  return JSON.parse(await readFile(reportOf(file), 'utf8')) as Report
}

function isAlive({ status }: Pick<Verdict, 'status'>): boolean {
  return status === 'survived' || status === 'unvisited'
}

function scoreOf(file: string, { mutants }: Pick<Report, 'mutants'>): string {
  const alive = mutants.filter(isAlive).length
  const killed = mutants.length - alive
  return `| ${file} | ${mutants.length} | ${killed} | ${alive} | ${((100 * killed) / mutants.length).toFixed(1)} % |`
}

/** The survivors as docs/mutation.md lists them: below its answer what was changed in which line of code. */
async function listSurvivors(): Promise<void> {
  const answers = await readAnswers()
  const names = (await readdir(reports)).map((name) => name.replace(/\.json$/, ''))
  const files = FILES.filter((file) => names.includes(file.replaceAll('/', '.')))
  const table = ['| file | mutants | killed | survive | |', '| --- | --- | --- | --- | --- |']
  const lists: string[] = []
  const all: Report['mutants'][number][] = []
  let unanswered = 0
  for (const file of files) {
    const report = await readReport(file)
    table.push(scoreOf(file, report))
    all.push(...report.mutants)
    const survivors = report.mutants.filter(isAlive).map((mutant) => describeMutant(report.source, mutant))
    const byAnswer = Map.groupBy(survivors, (survivor) => answers.get(`${file} ${survivor}`) ?? '?')
    unanswered += byAnswer.get('?')?.length ?? 0
    if (survivors.length > 0) lists.push('', `### ${file}`, '')
    for (const [answer, answered] of byAnswer)
      lists.push(`- ${answer}`, ...[...new Set(answered)].map((one) => `  - ${one}`))
  }
  console.log([...table, scoreOf('all', { mutants: all }), ...lists].join('\n'))
  if (unanswered > 0) {
    console.error(`${unanswered} survivors have no answer in docs/mutation.md.`)
    process.exitCode = 1
  }
}

/** `` `before` → `after` in `the line` ``, as much of it as a line of the document holds. */
function describeMutant(source: string, { location: { start, end }, replacement }: Mutant): string {
  const lines = source.split('\n')
  const offset = ({ line, column }: Place): number =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + column
  const change = `${quote(source.slice(offset(start), offset(end)), 44)} → ${quote(replacement, 44)}`
  const room = LONGEST_LINE - change.length - 10
  return room < 20 ? change : `${change} in ${quote(lines[start.line]!, room)}`
}

function quote(code: string, longest: number): string {
  const line = code.trim().replace(/\s+/g, ' ').replaceAll('`', "'")
  return '`' + (line.length > longest ? `${line.slice(0, longest - 1)}…` : line) + '`'
}

/** Answer by file and survivor, as they stand in docs/mutation.md. */
async function readAnswers(): Promise<Map<string, string>> {
  const answers = new Map<string, string>()
  let file = ''
  let answer = '?'
  for (const line of existsSync(answersFile) ? (await readFile(answersFile, 'utf8')).split('\n') : []) {
    file = /^### (\S+)$/.exec(line)?.[1] ?? file
    answer = /^- (.+)$/.exec(line)?.[1] ?? answer
    const survivor = /^ {2}- (`.+`)$/.exec(line)?.[1]
    if (survivor !== undefined && answer !== '?') answers.set(`${file} ${survivor}`, answer)
  }
  return answers
}

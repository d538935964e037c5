/**
 * The kill drill: `npm run drill`. One run of Broadsheet is ended by SIGKILL before and after every database batch, file rename
 * and SMTP command that it makes, one child process per point; then a plain run follows. Published files, the store's rows and
 * the messages must be those of a run that nobody killed. The same is done at every sixteenth point of a pass that `start`
 * makes: the pass, `start` or both are killed.
 *
 *   --every K        only every K-th point (1); under `start` every K-th from 16 on
 *   --scenario NAME  only one of them
 *   --jobs N         runs at the same time (as many as there are processors)
 *
 * The points are counted in an unkilled run first, so they are enumerated, not found by chance. Everything is real: the command
 * line, the store, a feed server, an SMTP server, files. Exit code 1 when anything differs.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type SmtpScript, startSmtp } from '../tests/support/smtp.ts'
import { CONFIG_FILE, type Day, DRILL_DATES, MANY_NOTICES, serveNewsroom, writeNewsroom } from './drill-newsroom.ts'

/** One run that is drilled. */
interface Scenario {
  readonly name: string
  readonly day: Day
  readonly post: 'smtp' | 'outbox'
}

/**
 * The first edition over SMTP; and the day after, into the outbox, with news, an edit, one topic fewer and a retry that a newer
 * edition supersedes.
 */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'first-edition', day: 0, post: 'smtp' },
  { name: 'day-after', day: 1, post: 'outbox' },
]

/** What differs after a kill. */
interface Difference {
  /** `after 12, batch: COMMIT in broadsheet.db` */
  readonly point: string
  readonly differences: readonly string[]
}

/** Who is killed: a plain run; or under `start` the pass, `start`, or both. */
type Victim = 'run' | 'pass' | 'start' | 'both'

const UNDER_START: readonly Victim[] = ['pass', 'start', 'both']
const UNDER_START_EVERY = 16

const SIDES = ['before', 'after'] as const

/** A place in a run, and who is killed there. */
interface Kill {
  readonly victim: Victim
  readonly side: (typeof SIDES)[number]
  readonly index: number
  readonly name: string
}

/** How the drill of one run went. */
interface DrillReport {
  /** With ` under start` where `start` made the pass. */
  readonly scenario: string
  /** The points that an unkilled run passes, in order. */
  readonly points: readonly string[]
  readonly kills: number
  readonly equal: number
  readonly differing: readonly Difference[]
  /** Messages that were sent a second time: each was in flight at its kill, and has the same bytes. */
  readonly sentAgain: number
}

/** The options of the drill. */
interface DrillOptions {
  readonly every: number
  readonly jobs: number
  readonly scenarios: readonly Scenario[]
  /** For a test: a small newsroom, and MJML's part compiled beforehand. */
  readonly isBrief?: boolean
  /** Called after each kill: how many of how many are done. */
  readonly progress?: (scenario: string, done: number, of: number) => void
}

const BIN = fileURLToPath(new URL('../src/bin.js', import.meta.url))
const PRELOAD = new URL('./drill-preload.ts', import.meta.url).href
const RUN_TIMEOUT_MS = 120_000
/** As in the newsroom's configuration: at most this many messages are in flight. */
const CONNECTIONS = 2

/** Columns that say how often and by whom something was tried, not what the result was. */
const VOLATILE: Readonly<Record<string, readonly string[]>> = {
  sources: ['claim_token', 'claimed_until', 'claimed_by_pass'],
  search_articles: ['number'],
  deliveries: ['tries', 'reply', 'claim_token', 'claimed_until'],
}

/** Drills every scenario, one after the other. Throws when an unkilled run fails. */
export async function drill(options: DrillOptions): Promise<DrillReport[]> {
  const root = mkdtempSync(join(tmpdir(), 'broadsheet-drill-'))
  const newsroom = await serveNewsroom(options.isBrief ? 8 : MANY_NOTICES)
  try {
    const reports: DrillReport[] = []
    for (const scenario of options.scenarios) {
      const base = join(root, scenario.name, 'base')
      newsroom.turnTo(0)
      writeNewsroom(base, 0, newsroom.host)
      if (scenario.day === 1) await runFirstDay(base)
      else if (options.isBrief) await seedCache(base, join(root, 'seed'), newsroom.host)
      newsroom.turnTo(scenario.day)
      writeNewsroom(base, scenario.day, newsroom.host)
      reports.push(...(await drillScenario(scenario, base, join(root, scenario.name), newsroom.host, options)))
    }
    return reports
  } finally {
    await newsroom.close()
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A first day over SMTP on which the server asks to try one subscriber again later: a delivery is left in `retry`. */
export async function runFirstDay(folder: string): Promise<void> {
  const refused = (address: string) =>
    address.startsWith('Bob') ? { code: 451, text: '4.2.1 Come back later' } : undefined
  await withPost({ rcpt: refused }, async ({ url, port }) => {
    const ended = await runHeld(folder, { day: 0, smtp: { url, port } })
    if (ended.code !== 4) throw new Error(`the first day ended with ${ended.code}: ${ended.stderr}`)
  })
}

/** Copies the compiled templates of another run into a folder. */
export async function seedCache(folder: string, elsewhere: string, host: string): Promise<void> {
  writeNewsroom(elsewhere, 0, host)
  await runHeld(elsewhere, { day: 0 })
  cpSync(join(elsewhere, 'state', 'cache'), join(folder, 'state', 'cache'), { recursive: true })
}

async function drillScenario(
  scenario: Scenario,
  base: string,
  place: string,
  host: string,
  options: DrillOptions,
): Promise<DrillReport[]> {
  const folderOf = (name: string): string => {
    const folder = join(place, name)
    cpSync(base, folder, { recursive: true })
    writeNewsroom(folder, scenario.day, host) // a copy's files have other times, and a file's time is its validator
    return folder
  }
  const reference = await runUnkilled('run')
  const unsent = reference.outcome.rows
    .get('deliveries')!
    .filter((row) => row['state'] !== 'sent' && row['code'] !== 'superseded')
  if (unsent.length > 0) throw new Error(`an unkilled run left ${JSON.stringify(unsent)}`)
  const underStart = await runUnkilled('pass')
  const differences = compare(reference.outcome, underStart.outcome)
  if (differences.length > 0) throw new Error(`under start an unkilled run has other ends: ${differences.join('; ')}`)
  return [
    await killEverywhere(scenario.name, reference.points, ['run'], options.every),
    await killEverywhere(
      `${scenario.name} under start`,
      underStart.points,
      UNDER_START,
      Math.max(options.every, UNDER_START_EVERY),
    ),
  ]

  async function runUnkilled(victim: Victim): Promise<{ points: string[]; outcome: Outcome }> {
    const folder = folderOf(`unkilled-${victim}`)
    return withPost({}, async (post) => {
      const smtp = scenario.post === 'smtp' ? post : undefined
      const pointsFile = join(place, `points-${victim}`)
      const ended = await runnerOf(victim)(folder, { day: scenario.day, smtp, pointsFile })
      if (ended.code !== 0 || faultsIn(ended.stderr).length > 0)
        throw new Error(`an unkilled run ended with ${ended.code}: ${ended.stderr}${ended.stdout}`)
      const points = readFileSync(pointsFile, 'utf8').trim().split('\n')
      return { points, outcome: outcomeOf(folder, post.received) }
    })
  }

  async function killEverywhere(
    name: string,
    points: readonly string[],
    victims: readonly Victim[],
    every: number,
  ): Promise<DrillReport> {
    // Several victims take the two sides of a point in turn.
    const sidesOf = (turn: number) => (victims.length === 1 ? SIDES : SIDES.filter((_, nth) => nth === turn % 2))
    const kills = points.flatMap((point, index): Kill[] =>
      index % every === 0
        ? victims.flatMap((victim, nth) =>
            sidesOf(index / every + nth).map((side) => ({ victim, side, index, name: point })),
          )
        : [],
    )
    const differing: Difference[] = []
    let equal = 0
    let sentAgain = 0
    const queue = [...kills]
    const work = async (): Promise<void> => {
      for (let kill = queue.shift(); kill !== undefined; kill = queue.shift()) {
        const folder = folderOf(`${kill.victim}-${kill.side}-${kill.index}`)
        const one = await killAndRecover(folder, scenario, kill, reference.outcome)
        sentAgain += one.sentAgain
        if (one.differences.length === 0) equal++
        else differing.push(one)
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
        options.progress?.(name, equal + differing.length, kills.length)
      }
    }
    await Promise.all(Array.from({ length: Math.min(options.jobs, kills.length) }, work))
    return { scenario: name, points, kills: kills.length, equal, differing, sentAgain }
  }
}

async function killAndRecover(
  folder: string,
  scenario: Scenario,
  kill: Kill,
  reference: Outcome,
): Promise<Difference & { readonly sentAgain: number }> {
  const { day } = scenario
  const { victim, side, index } = kill
  return withPost({}, async (post) => {
    const smtp = scenario.post === 'smtp' ? post : undefined
    const pointsFile = `${folder}.points`
    const killed = await runnerOf(victim)(folder, { day, smtp, pointsFile, kill: `${side} ${index}`, victim })
    // Runs are not in lockstep: what two sources or two connections do at once may happen in another order.
    const passed = existsSync(pointsFile) ? readFileSync(pointsFile, 'utf8').trim().split('\n') : []
    const point = `${victim} ${side} ${index}, ${passed[index] ?? kill.name}`
    const wasKilled = victim === 'pass' ? killed.stderr.includes('SIGKILL') : killed.signal === 'SIGKILL'
    // A run may have a point or two fewer than the one that was counted, and then ends before it reaches the last.
    const isTooShort = killed.code === 0 && passed.length <= index
    if (!wasKilled && !isTooShort) {
      return { point, differences: [`it was not killed but ended with ${killed.code}: ${killed.stderr}`], sentAgain: 0 }
    }
    // A pass that has lost its `start` ends normally, so nothing is in flight; the plain run waits for it.
    const atKill = victim === 'start' ? new Map<string, string>() : statesAtKill(folder)
    const plain = await runHeld(folder, { day, smtp })
    const outcome = outcomeOf(folder, post.received)
    const differences = [
      ...(plain.code === 0 && plain.stderr === ''
        ? []
        : [`the plain run ended with ${plain.code}: ${plain.stderr || plain.stdout}`]),
      ...(victim === 'pass' && killed.code !== 0 ? [`start ended with ${killed.code}: ${killed.stderr}`] : []),
      ...compare(reference, outcome),
      ...(scenario.post === 'smtp' ? compareRepeats(outcome, atKill) : []),
    ]
    const sentAgain = [...outcome.messages.values()].reduce((sum, bytes) => sum + bytes.length - 1, 0)
    return { point, differences, sentAgain }
  })
}

// Runs ----------------------------------------------------------------------------------------------------------------

/** How a run is set up. */
export interface RunOptions {
  readonly day: Day
  /** Absent: mail goes into the outbox. */
  readonly smtp?: { readonly url: string; readonly port: number } | undefined
  readonly pointsFile?: string
  readonly kill?: string
  readonly victim?: Victim
  /** A module preloaded after the drill's own, and its environment. */
  readonly preload?: string
  readonly env?: Readonly<Record<string, string>>
  /** Arguments after `run --wait 0`. */
  readonly args?: readonly string[]
}

/** How it ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** One run of the command line in a folder, with `Date` stopped, the secret set, and no waiting. */
export async function runHeld(folder: string, options: RunOptions): Promise<Ended> {
  return endOf(spawnHeld(folder, ['run', '--wait', '0', ...(options.args ?? [])], options))
}

/** `start` until its first pass has ended, then stopped. */
function startHeld(folder: string, options: RunOptions): Promise<Ended> {
  const child = spawnHeld(folder, ['start'], options)
  child.stderr!.on('data', (chunk: Buffer) => {
    if (/"event":"(?:pass|failed|defect)"/.test(chunk.toString('latin1'))) child.kill('SIGTERM')
  })
  return endOf(child)
}

const runnerOf = (victim: Victim) => (victim === 'run' ? runHeld : startHeld)

/** Whether a run reports no faults: it prints nothing, or under `start` only the lines of a normal end. */
const faultsIn = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => line !== '' && !/^\{"event":"(?:started|pass|stopped)"/.test(line))

function spawnHeld(folder: string, args: readonly string[], options: RunOptions): ChildProcess {
  const { day, smtp, pointsFile, kill, victim, preload, env } = options
  const imports = [PRELOAD, ...(preload === undefined ? [] : [preload])].flatMap((module) => ['--import', module])
  return spawn(process.execPath, [...imports, BIN, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_TIMEOUT_MS,
    env: {
      PATH: process.env['PATH'],
      TMPDIR: tmpdir(),
      // As the launcher has it; the module that is preloaded comes before the launcher.
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      BROADSHEET_CONFIG: CONFIG_FILE,
      BROADSHEET_SECRET: 'the drill holds this still',
      DRILL_DATE: DRILL_DATES[day],
      ...(smtp === undefined ? {} : { BROADSHEET_SMTP_URL: smtp.url, DRILL_SMTP_PORT: String(smtp.port) }),
      ...(pointsFile === undefined ? {} : { DRILL_POINTS: pointsFile }),
      ...(kill === undefined ? {} : { DRILL_KILL: kill, DRILL_VICTIM: victim }),
      ...env,
    },
  })
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const said = Promise.all([text(child.stdout!), text(child.stderr!)])
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (...end) => resolve(end))
  })
  const [stdout, stderr] = await said
  return { code, signal, stdout, stderr }
}

interface Post {
  readonly url: string
  readonly port: number
  readonly received: readonly { readonly bytes: Buffer }[]
}

async function withPost<T>(script: SmtpScript, work: (post: Post) => Promise<T>): Promise<T> {
  const post = await startSmtp({ tls: 'none', ...script })
  try {
    return await work(post)
  } finally {
    await post.close()
  }
}

// What came of it -----------------------------------------------------------------------------------------------------

type Row = Readonly<Record<string, unknown>>

/** What a run left behind for people. */
export interface Outcome {
  /** The files below the feed folder and the outbox, by path; as latin1. */
  readonly files: ReadonlyMap<string, string>
  /** By Message-ID, every copy that was sent. */
  readonly messages: ReadonlyMap<string, readonly string[]>
  /** By table, without what is volatile. */
  readonly rows: ReadonlyMap<string, readonly Row[]>
}

/** The content of a run's folder, and what an SMTP server received. */
export function outcomeOf(folder: string, received: Post['received'] = []): Outcome {
  const files = new Map<string, string>()
  for (const name of ['public', 'outbox']) {
    if (!existsSync(join(folder, name))) continue
    for (const entry of readdirSync(join(folder, name), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile()) files.set(relative(folder, path), readFileSync(path, 'latin1'))
    }
  }
  const mails = [
    ...received.map(({ bytes }) => bytes.toString('latin1')),
    ...[...files].flatMap(([path, bytes]) => (path.endsWith('.eml') ? [bytes] : [])),
  ]
  const messages = new Map<string, string[]>()
  for (const mail of mails) {
    const id = messageIdOf(mail)
    messages.set(id, [...(messages.get(id) ?? []), mail])
  }
  return { files, messages, rows: rowsOf(join(folder, 'state', 'broadsheet.db'), folder) }
}

const messageIdOf = (mail: string): string =>
  /^Message-ID:\s*(<[^>]+>)/im.exec(mail)?.[1] ?? `none: ${mail.slice(0, 200)}`

/** Every table's rows; the run's own folder, which differs from run to run, as `…`. */
function rowsOf(path: string, folder: string): Map<string, Row[]> {
  const database = new DatabaseSync(path)
  try {
    // The index of search is laid out by the order in which articles were indexed; `search_articles` says which are in it.
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_tokens%' ORDER BY name")
      .all()
    return new Map(
      tables.map(({ name }): [string, Row[]] => {
        const table = String(name)
        const rows = database.prepare(`SELECT * FROM ${table}`).all() as Row[]
        return [table, (table === 'meta' ? withoutRevision(rows) : rows).map((row) => kept(table, row, folder))]
      }),
    )
  } finally {
    database.close()
  }
}

function kept(table: string, row: Row, folder: string): Row {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !VOLATILE[table]?.includes(column))
      .map(([column, value]) => [column, typeof value === 'string' ? value.replaceAll(folder, '…') : value]),
  )
}

/**
 * The revisions count how often something changed, and work that is done again after a kill counts again. What matters is
 * whether the documents are of the last revision.
 */
function withoutRevision(meta: readonly Row[]): Row[] {
  const revision = String(meta.find(({ name }) => name === 'revision')?.['value'])
  const made = `{"revision":${revision},`
  return meta
    .filter(({ name }) => name !== 'revision' && name !== 'search_revision')
    .map((row) => {
      const value = String(row['value'])
      const isCurrent = row['name'] === 'documents' && value.startsWith(made)
      return isCurrent ? { ...row, value: `of the last revision${value.slice(made.length)}` } : row
    })
}

/** The deliveries' states by Message-ID as the killed run left them, read from a copy so that the store itself stays as it is. */
function statesAtKill(folder: string): Map<string, string> {
  const copy = join(folder, 'at-kill')
  mkdirSync(copy)
  for (const name of ['broadsheet.db', 'broadsheet.db-wal']) {
    if (existsSync(join(folder, 'state', name))) cpSync(join(folder, 'state', name), join(copy, name))
  }
  const rows = existsSync(join(copy, 'broadsheet.db'))
    ? rowsOf(join(copy, 'broadsheet.db'), folder).get('deliveries')
    : undefined
  rmSync(copy, { recursive: true })
  return new Map((rows ?? []).map((row) => [`<${row['message_id']}>`, String(row['state'])]))
}

// Comparing -----------------------------------------------------------------------------------------------------------

/** Every difference between two outcomes, one a line; none when files, messages and rows are the same. */
export function compare(reference: Outcome, outcome: Outcome): string[] {
  const messageIds = ({ messages }: Outcome) => [...messages.keys()]
  return [
    ...compareMaps('file', reference.files, outcome.files),
    ...compareLists('message', messageIds(reference), messageIds(outcome)),
    ...[...reference.messages].flatMap(([id, [bytes]]) =>
      (outcome.messages.get(id) ?? []).some((other) => other !== bytes) ? [`message ${id} has other bytes`] : [],
    ),
    ...[...new Set([...reference.rows.keys(), ...outcome.rows.keys()])].flatMap((table) =>
      compareRows(table, reference.rows.get(table) ?? [], outcome.rows.get(table) ?? []),
    ),
  ]
}

function compareMaps(
  what: string,
  reference: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string[] {
  return [
    ...compareLists(what, [...reference.keys()], [...found.keys()]),
    ...[...reference].flatMap(([name, bytes]) => {
      const other = found.get(name)
      return other === undefined || other === bytes
        ? []
        : [`${what} ${name} has other bytes: ${firstDifference(bytes, other)}`]
    }),
  ]
}

function compareLists(what: string, reference: readonly string[], found: readonly string[]): string[] {
  return [
    ...reference.filter((one) => !found.includes(one)).map((one) => `${what} ${one} is missing`),
    ...found.filter((one) => !reference.includes(one)).map((one) => `${what} ${one} is too many`),
  ]
}

/** Rows in any order; a row that differs is described by its columns where its first column is the same. */
function compareRows(table: string, reference: readonly Row[], found: readonly Row[]): string[] {
  const left = new Set(found.map((row) => JSON.stringify(row)))
  const lost: Row[] = []
  const wanted = reference.map((row) => JSON.stringify(row))
  for (const [i, text] of wanted.entries()) if (!left.delete(text)) lost.push(reference[i]!)
  const extra = [...left].map((text) => JSON.parse(text) as Row)
  const differences =
    found.length === reference.length ? [] : [`${table} has ${found.length} rows, not ${reference.length}`]
  for (const row of lost) {
    const key = Object.values(row)[0]
    const at = extra.findIndex((other) => Object.values(other)[0] === key)
    const other = at < 0 ? undefined : extra.splice(at, 1)[0]
    if (other === undefined) differences.push(`${table} has lost ${shorten(JSON.stringify(row))}`)
    else {
      const columns = Object.keys(row).filter((column) => row[column] !== other[column])
      const told = columns.map((column) => `${column} ${firstDifference(String(row[column]), String(other[column]))}`)
      differences.push(`${table} ${key}: ${told.join('; ')}`)
    }
  }
  for (const row of extra) differences.push(`${table} has too much: ${shorten(JSON.stringify(row))}`)
  return differences
}

/**
 * A second copy is allowed for one message per connection: the one that the store did not know as sent when the run was killed.
 */
function compareRepeats({ messages }: Outcome, atKill: ReadonlyMap<string, string>): string[] {
  const again = [...messages].filter(([, bytes]) => bytes.length > 1)
  return [
    ...(again.length > CONNECTIONS
      ? [`${again.length} messages were handed in twice over ${CONNECTIONS} connections`]
      : []),
    ...again.flatMap(([id, bytes]) => [
      ...(bytes.length > 2 ? [`message ${id} was handed in ${bytes.length} times`] : []),
      ...(atKill.get(id) === 'sending'
        ? []
        : [`message ${id} was handed in twice, though it was '${atKill.get(id)}' at the kill`]),
      ...(bytes.some((one) => one !== bytes[0]) ? [`message ${id} was handed in twice with other bytes`] : []),
    ]),
  ]
}

function firstDifference(wanted: string, found: string): string {
  let at = 0
  while (at < wanted.length && wanted[at] === found[at]) at++
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 30), at + 60))
  return `at ${at} ${around(found)}, not ${around(wanted)}`
}

const shorten = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text)

// The command ---------------------------------------------------------------------------------------------------------

if (import.meta.main) {
  const { values } = parseArgs({
    options: { every: { type: 'string', default: '1' }, jobs: { type: 'string' }, scenario: { type: 'string' } },
  })
  const scenarios = SCENARIOS.filter(({ name }) => values.scenario === undefined || name === values.scenario)
  const every = Number(values.every)
  const jobs = Number(values.jobs ?? availableParallelism())
  if (scenarios.length === 0 || !(every >= 1) || !(jobs >= 1)) {
    console.error(
      `usage: npm run drill -- [--every K] [--jobs N] [--scenario ${SCENARIOS.map(({ name }) => name).join('|')}]`,
    )
    process.exit(2)
  }
  const progress = (scenario: string, done: number, of: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${scenario}: ${done} of ${of} kills${done === of ? '\n' : ''}`)
    else if (done === of || done % 25 === 0) process.stderr.write(`${scenario}: ${done} of ${of} kills\n`)
  }
  const startedMs = performance.now()
  const reports = await drill({ every, jobs, scenarios, progress })
  for (const { scenario, points, kills, equal, differing, sentAgain } of reports) {
    const counted = ['batch', 'file', 'smtp'].map(
      (kind) => `${points.filter((point) => point.startsWith(kind)).length} ${kind}`,
    )
    console.log(
      `${scenario}: ${points.length} points (${counted.join(', ')}), ${kills} kills, ${equal} equal, ${differing.length} differing; ${sentAgain} messages in flight were handed in again`,
    )
    for (const { point, differences } of differing) {
      console.log(`  ${point}`)
      for (const difference of differences.slice(0, 20)) console.log(`    ${difference}`)
      if (differences.length > 20) console.log(`    and ${differences.length - 20} more`)
    }
  }
  console.log(`Took ${Math.round((performance.now() - startedMs) / 1000)} s.`)
  if (reports.some(({ differing }) => differing.length > 0)) process.exitCode = 1
}

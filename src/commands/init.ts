/** `broadsheet init`: asks five questions and writes a configuration that works. It overwrites nothing. */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { configFileOf } from '../config/file.ts'
import { isMailAddress, isTimeOfDay, isTimeZone } from '../config/values.ts'
import { ConfigError, type ConfigMistake } from '../core/errors.ts'
import { writeOpml } from '../feeds/publish/opml.ts'
import { saveFile } from '../files.ts'
import type { SourceCheck } from '../flow/ask/check.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { type InitAnswers, ownConfig, sampleConfig } from './init-template.ts'
import { answer, counted, createRows, type Paint } from './layout.ts'
import { readSourceFile } from './opml.ts'
import { checkJson, failedLines, trySources } from './sources.ts'

const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url))

/** The configuration is already written by then, so slow publishers need not be waited for. */
const TRY_WITHIN_MS = 15_000
/** Failures listed one by one; the rest are only counted. */
const MAX_LISTED = 10

/** A file to be written: its path relative to the folder of the configuration, and its bytes. */
interface Draft {
  readonly path: string
  readonly bytes: Buffer
}

/**
 * Asks, writes the files, tries the sources and prints the next command. Throws ConfigError when a file would be
 * overwritten, StoreError.
 */
export async function runCommand(context: CommandContext): Promise<number> {
  const { cwd, env, globals } = context
  const configFile = configFileOf({ file: globals.config, env, cwd })
  const folder = dirname(configFile)
  const name = basename(configFile)
  if (!['.ts', '.mts', '.js', '.mjs'].includes(extname(configFile))) {
    throw new ConfigError([{ path: '--config', sentence: `init writes TypeScript; give a name like ${name}.ts` }])
  }
  if (existsSync(configFile)) throw new ConfigError([takenBy(configFile)])

  const { opml, ...answers } = await answersOf(context)
  const list = opml === '' ? undefined : await readSourceFile(resolve(cwd, opml), opml)
  const drafts: Draft[] = list
    ? [
        { path: 'sources.opml', bytes: Buffer.from(writeOpml(answers.title, list.sources)) },
        { path: name, bytes: Buffer.from(ownConfig(answers)) },
      ]
    : [
        ...(await sampleFiles()),
        {
          path: name,
          bytes: Buffer.from(sampleConfig(await readFile(join(PACKAGE_FOLDER, 'feeds.config.ts'), 'utf8'), answers)),
        },
      ]
  const taken = await Promise.all(drafts.map((draft) => mistakeOf(folder, draft)))
  const mistakes = taken.filter((mistake) => mistake !== undefined)
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  // The configuration is written last: while it is missing, init can be run again.
  for (const { path, bytes } of drafts) {
    const target = join(folder, path)
    await saveFile(target, bytes, { what: target })
  }

  const config = await loadContextConfig(context)
  const [digest] = config.digests
  const written = [config.title, config.timeZone, digest?.schedule.at.join(), digest?.subscribers[0]?.address]
  if (!written.every((value, i) => value === [answers.title, answers.timeZone, answers.at, answers.to][i])) {
    throw new Error(`the written configuration has ${written.join(', ')} instead of the answers`)
  }
  const { checks } = await trySources(context, config, config.sources, { deadline: AbortSignal.timeout(TRY_WITHIN_MS) })
  const result = {
    file: configFile,
    sources: config.sources.length,
    answering: checks.filter(({ kind }) => kind === 'feed').length,
    failures: checks.filter((check) => check.kind === 'failed'),
    topics: config.topics.length,
    skipped: list?.skipped ?? [],
    next: `${programName(cwd)} run${globals.config === undefined ? '' : ` --config ${globals.config}`}`,
  }
  const facts = { ...result, failures: result.failures.map(checkJson) }
  return answer(context, 'init', facts, (paint) =>
    summaryLines(
      { ...result, ...answers, file: relative(cwd, configFile), list: list ? 'sources.opml' : 'samples/' },
      paint,
    ),
  )
}

/** What the summary is made of; `file` is relative to the current folder. */
interface Result extends InitAnswers {
  readonly file: string
  readonly list: string
  readonly sources: number
  readonly answering: number
  readonly failures: readonly SourceCheck[]
  readonly topics: number
  readonly skipped: readonly string[]
  readonly next: string
}

function summaryLines(result: Result, paint: Paint): string[] {
  const { title, file, sources, list, topics, to, at, timeZone, skipped, failures, next } = result
  const row = createRows()
  return [
    `${paint.bold(title)}  ${file}`,
    '',
    ...row('Sources', `${paint.bold(String(sources))} in ${list}, ${counted(topics, 'topic')}`),
    ...row('Tried', sources > 0 ? triedText(result) : undefined),
    ...row('Digest', `to ${to}, at ${at} (${timeZone}), the first at once`),
    ...skipped.flatMap((line) => row('Left out', line).map(paint.dim)),
    '',
    ...(failures.length > 0 ? [...failedLines(failures, paint, MAX_LISTED), ''] : []),
    `Next: ${paint.bold(next)}`,
  ]
}

/** `36 answer, 2 failed`; the first run fetches what has not answered in time. */
function triedText({ sources, answering, failures }: Result): string {
  const unanswered = sources - answering - failures.length
  return [
    `${answering} ${answering === 1 ? 'answers' : 'answer'}`,
    ...(failures.length > 0 ? [`${failures.length} failed`] : []),
    ...(unanswered > 0 ? [`${unanswered} did not answer within ${TRY_WITHIN_MS / 1000} s`] : []),
  ].join(', ')
}

/** How to call this program, for the next command to type. */
function programName(cwd: string): string {
  const bin = join(PACKAGE_FOLDER, 'src', 'bin.js')
  return bin.split(sep).includes('node_modules') ? 'npx broadsheet' : `node ${relative(cwd, bin)}`
}

const takenBy = (path: string): ConfigMistake => ({
  path,
  sentence: 'is there already, and nothing was written; rename it, or name another with --config FILE',
})

async function mistakeOf(folder: string, { path, bytes }: Draft): Promise<ConfigMistake | undefined> {
  const target = join(folder, path)
  const present = await readFile(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  return present === undefined || present.equals(bytes)
    ? undefined
    : { path: target, sentence: 'is there already with other content, and nothing was written; rename it first' }
}

/** The files of the sample newsroom that is part of the package. */
async function sampleFiles(): Promise<Draft[]> {
  const entries = await readdir(join(PACKAGE_FOLDER, 'samples'), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return Promise.all(
    files.sort().map(async (file) => ({
      path: relative(PACKAGE_FOLDER, file).split(sep).join('/'),
      bytes: await readFile(file),
    })),
  )
}

interface Question {
  readonly key: keyof InitAnswers | 'opml'
  readonly asks: string
  readonly byDefault: string
  /** What is wrong with an answer; undefined when it is fine. */
  readonly faultOf: (answer: string) => string | undefined
}

/** The answers: from flags, else from the person at the terminal, else the defaults. */
async function answersOf({
  options,
  cwd,
  isTty,
  stdout,
  signal,
}: CommandContext): Promise<InitAnswers & { readonly opml: string }> {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const questions: readonly Question[] = [
    {
      key: 'title',
      asks: 'What is your newspaper called?',
      byDefault: 'Morning Broadsheet',
      faultOf: (answer) => (/\p{Cc}/u.test(answer) ? 'One line, please.' : undefined),
    },
    {
      key: 'opml',
      asks: 'Your subscriptions, as an OPML file (empty: a sample newsroom)',
      byDefault: '',
      faultOf: (answer) => (answer === '' || existsSync(resolve(cwd, answer)) ? undefined : 'There is no such file.'),
    },
    {
      key: 'to',
      asks: 'Where does the digest go?',
      byDefault: 'you@example.org',
      faultOf: (answer) => (isMailAddress(answer) ? undefined : 'A bare mail address, like you@example.org.'),
    },
    {
      key: 'at',
      asks: 'At what time?',
      byDefault: '07:00',
      faultOf: (answer) => (isTimeOfDay(answer) ? undefined : 'HH:MM, like 07:00.'),
    },
    {
      key: 'timeZone',
      asks: 'In which time zone?',
      byDefault: isTimeZone(zone) ? zone : 'UTC',
      faultOf: (answer) => (isTimeZone(answer) ? undefined : 'An IANA name, like Europe/London.'),
    },
  ]
  const given: Partial<Record<Question['key'], string>> = {}
  for (const key of ['opml', 'to'] as const) if (typeof options[key] === 'string') given[key] = options[key]
  const isAsking = options['yes'] !== true && isTty && process.stdin.isTTY === true
  const lines = isAsking ? createInterface({ input: process.stdin, output: process.stdout }) : undefined
  const closed = new AbortController()
  // In raw mode Ctrl-C sends no signal, and after Ctrl-D a question would never be answered.
  lines?.on('SIGINT', () => process.kill(process.pid, 'SIGINT')).on('close', () => closed.abort())
  const ended = AbortSignal.any([signal, closed.signal])
  try {
    const answers: Partial<Record<Question['key'], string>> = { ...given }
    for (const { key, asks, byDefault, faultOf } of questions) {
      while (answers[key] === undefined) {
        const answer =
          (await lines?.question(`${asks}${byDefault && ` [${byDefault}]`} `, { signal: ended }))?.trim() || byDefault
        const fault = faultOf(answer)
        if (fault === undefined) answers[key] = answer
        else if (lines === undefined) throw new RangeError(`the default of ${key} is wrong: ${fault}`)
        else stdout(`${fault}\n`)
      }
    }
    return answers as InitAnswers & { opml: string }
  } catch (error) {
    if (!closed.signal.aborted || signal.aborted) throw error
    throw new ConfigError([{ path: '', sentence: 'not all questions were answered, and nothing was written' }], error)
  } finally {
    lines?.close()
  }
}

/** `broadsheet init`: asks five questions and writes a configuration that works. It overwrites nothing but the sample's, of which it keeps a copy. */
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { configFileOf } from '../config/file.ts'
import { isMailAddress, isSmtpUrl, isTimeOfDay, isTimeZone } from '../config/values.ts'
import { ConfigError, type ConfigMistake } from '../core/errors.ts'
import { type OpmlSource, writeOpml } from '../feeds/publish/opml.ts'
import { saveFile } from '../files.ts'
import type { SourceCheck } from '../flow/ask/check.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { type InitAnswers, isSample, OWN_TITLE, ownConfig, sampleConfig } from './init-template.ts'
import { answer, counted, createRows, type Paint, withTitle } from './layout.ts'
import { readSourceFile } from './opml.ts'
import { openQuestions } from './questions.ts'
import { checkJson, failedLines, trySources } from './sources.ts'
import { listedAs, sourceAt } from './sources-add.ts'

const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url))

/** The configuration is already written by then, so slow publishers need not be waited for. */
const TRY_WITHIN_MS = 15_000
/** Failures listed one by one; the rest are only counted. */
const MAX_LISTED = 10

/** A file to be written: its path relative to the folder of the configuration, and its bytes. */
interface Draft {
  readonly path: string
  readonly bytes: Buffer
  /** What may be there now, and is replaced. */
  readonly replaces?: Buffer
}

/**
 * Asks, writes the files, tries the sources and prints the next command. A configuration that reads the sample newsroom only is
 * replaced, and kept beside it. Throws ConfigError when another file would be overwritten, StoreError.
 */
export async function runCommand(context: CommandContext): Promise<number> {
  const { cwd, env, globals } = context
  const configFile = configFileOf({ file: globals.config, env, cwd })
  const folder = dirname(configFile)
  const name = basename(configFile)
  if (!['.ts', '.mts', '.js', '.mjs'].includes(extname(configFile))) {
    throw new ConfigError([{ path: '--config', sentence: `init writes TypeScript; give a name like ${name}.ts` }])
  }
  const sample = await present(configFile)
  if (sample !== undefined && !isSample(sample.toString())) throw new ConfigError([takenBy(configFile)])
  const kept = sample && name.replace(/(\.\w+)$/, '.sample$1')

  const { list, smtp, ...asked } = await answersOf(context)
  const answers = { ...asked, program: programName(folder) }
  const text = list === undefined ? sampleConfig(await shippedSample(), answers) : ownConfig(answers)
  const drafts: Draft[] = [
    ...(list === undefined
      ? await sampleFiles()
      : [{ path: 'sources.opml', bytes: Buffer.from(writeOpml(OWN_TITLE, list.sources)) }]),
    ...(sample === undefined ? [] : [{ path: kept!, bytes: sample }]),
    { path: name, bytes: Buffer.from(text), replaces: sample },
  ]
  const envFile = join(folder, '.env')
  const envText = smtp === '' ? undefined : await withServer(envFile, smtp)
  const taken = await Promise.all(drafts.map((draft) => mistakeOf(folder, draft)))
  const mistakes = taken.filter((mistake) => mistake !== undefined)
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  // It has a password, so it is nobody else's to read.
  if (envText !== undefined)
    await saveFile(envFile, envText, { what: envFile }, (file, bytes) => writeFile(file, bytes, { mode: 0o600 }))
  // The configuration is written last: while it is missing, init can be run again.
  for (const { path, bytes } of drafts) {
    const target = join(folder, path)
    await saveFile(target, bytes, { what: target })
  }

  const config = await loadContextConfig(context)
  const [digest] = config.digests
  const { timeZone, at, to, sender } = answers
  const schedule = [config.timeZone, digest?.schedule.at.join(), digest?.subscribers[0]?.address]
  const written = [...schedule, config.mail.from.address]
  if (!written.every((value, i) => value === [timeZone, at, to, sender][i])) {
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
    kept,
    next: `${programName(cwd)} run${globals.config === undefined ? '' : ` --config ${globals.config}`}`,
  }
  const facts = { ...result, failures: result.failures.map(checkJson) }
  return answer(context, 'init', facts, (paint) =>
    summaryLines(
      {
        ...result,
        ...answers,
        title: config.title,
        file: relative(cwd, configFile),
        list: list ? 'sources.opml' : 'samples/',
        server: config.mail.smtp && URL.parse(config.mail.smtp)?.hostname,
      },
      paint,
    ),
  )
}

/** What the summary is made of; `file` is relative to the current folder. */
interface Result extends InitAnswers {
  readonly title: string
  readonly file: string
  readonly list: string
  readonly sources: number
  readonly answering: number
  readonly failures: readonly SourceCheck[]
  readonly topics: number
  readonly skipped: readonly string[]
  /** The file that the sample's configuration was kept in. */
  readonly kept: string | undefined
  /** The mail server's host; undefined for the outbox. */
  readonly server: string | undefined
  readonly next: string
}

function summaryLines(result: Result, paint: Paint): string[] {
  const { title, file, sources, list, topics, to, sender, server, at, timeZone, skipped, failures, kept, next } = result
  const row = createRows()
  return [
    `${paint.bold(title)}  ${file}`,
    '',
    ...row('Sources', `${paint.bold(String(sources))} in ${list}, ${counted(topics, 'topic')}`),
    ...row('Tried', sources > 0 ? triedText(result) : undefined),
    ...row('Digest', `to ${to}, at ${at} (${timeZone}), the first at once`),
    ...row('Mail', `from ${sender}, ${server === undefined ? 'as .eml files in outbox/' : `through ${server}`}`),
    ...row('Kept', kept && `the sample's configuration, as ${kept}`),
    ...skipped.flatMap((line) => row('Left out', line).map(paint.dim)),
    '',
    ...(failures.length > 0 ? [...failedLines(failures, paint, timeZone, MAX_LISTED), ''] : []),
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

/** The bytes of a file; undefined where there is none. */
const present = (file: string): Promise<Buffer | undefined> =>
  readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })

async function mistakeOf(folder: string, { path, bytes, replaces }: Draft): Promise<ConfigMistake | undefined> {
  const target = join(folder, path)
  const there = await present(target)
  return there === undefined || there.equals(bytes) || (replaces !== undefined && there.equals(replaces))
    ? undefined
    : { path: target, sentence: 'is there already with other content, and nothing was written; rename it first' }
}

/** `.env` with the mail server added. Throws ConfigError where it names another one. */
async function withServer(file: string, smtp: string): Promise<string> {
  const text = (await present(file))?.toString() ?? ''
  const known = parseEnv(text)['BROADSHEET_SMTP_URL']
  if (known === smtp) return text
  if (known !== undefined)
    throw new ConfigError([
      { path: file, sentence: 'names another mail server, and nothing was written; change it there' },
    ])
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}BROADSHEET_SMTP_URL="${smtp}"\n`
}

/** The configuration of the sample newsroom. In a checkout it is the operator's place, where init replaces it and keeps a copy. */
async function shippedSample(): Promise<string> {
  const [kept, shipped] = ['feeds.config.sample.ts', 'feeds.config.ts'].map((name) => join(PACKAGE_FOLDER, name))
  return ((await present(kept!)) ?? (await readFile(shipped!))).toString()
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

/** Sources to begin with. */
interface FirstSources {
  readonly sources: readonly OpmlSource[]
  readonly skipped: readonly string[]
}

/** What was answered; `smtp` is '' for none, and without `list` the sample newsroom is read. */
type Answers = Omit<InitAnswers, 'program'> & { readonly list: FirstSources | undefined; readonly smtp: string }

/** The answers: from flags, else from the person at the terminal or the lines of a pipe, else the defaults. */
async function answersOf(context: CommandContext): Promise<Answers> {
  const { options, cwd } = context
  const { yes, opml, to: address } = options
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const isScripted = yes === true || opml !== undefined || address !== undefined
  const questions = openQuestions({ ...context, isTty: context.isTty && yes !== true }, { readsPipe: !isScripted })
  try {
    let list: FirstSources | undefined
    if (typeof opml === 'string') list = await readSourceFile(resolve(cwd, opml), opml)
    else
      await questions.ask({
        asks: 'What do you read? A feed, a site, or a file with your subscriptions (empty: a sample newsroom)',
        byDefault: '',
        faultOf: async (answer) => {
          const found = answer === '' ? undefined : await sourcesIn(context, answer)
          if (typeof found === 'string') return found
          list = found
          return undefined
        },
      })
    const to =
      typeof address === 'string'
        ? address
        : await questions.ask({
            asks: 'Where does the digest go?',
            byDefault: 'you@example.org',
            faultOf: addressFault,
          })
    const sender = await questions.ask({ asks: 'From which address is it sent?', byDefault: to, faultOf: addressFault })
    const smtp = await questions.ask({
      asks: 'Through which mail server? smtp://user:password@host:587 (empty: files in outbox/)',
      byDefault: '',
      faultOf: (answer) =>
        answer === '' || isSmtpUrl(answer)
          ? undefined
          : 'Like smtp://user:password@mail.example.org:587, special letters of the password as %XX.',
    })
    const at = await questions.ask({
      asks: 'At what time?',
      byDefault: '07:00',
      faultOf: (answer) => (isTimeOfDay(answer) ? undefined : 'HH:MM, like 07:00.'),
    })
    const timeZone = isTimeZone(zone) ? zone : 'UTC'
    return { timeZone, list, to, sender, smtp: URL.parse(smtp)?.href ?? '', at }
  } finally {
    questions.close()
  }
}

const addressFault = (answer: string): string | undefined =>
  isMailAddress(answer) ? undefined : 'A bare mail address, like you@example.org.'

/** The sources that an answer means: those of a file, or the feed at an address; a sentence where there are none. */
async function sourcesIn(context: CommandContext, answer: string): Promise<FirstSources | string> {
  const file = resolve(context.cwd, answer)
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(answer) || /^[^\s/\\@]+\.[^\s/\\@]{2,}(?:\/|$)/.test(answer)
  try {
    if (!isAddress || existsSync(file) || /\.(?:opml|xml|txt)$/i.test(answer)) {
      if (!existsSync(file)) return 'There is no such file.'
      const list = await readSourceFile(file, answer)
      return list.sources.length > 0 ? list : `${answer} names no source.`
    }
    const { source, alone } = await sourceAt(context, answer)
    const { checks } = await trySources(context, alone, [source], { deadline: AbortSignal.timeout(TRY_WITHIN_MS) })
    const [check] = checks
    if (check?.kind === 'unheard') return `${source.shownUrl} did not answer within ${TRY_WITHIN_MS / 1000} s.`
    if (check?.kind !== 'feed') return check?.message ?? ''
    const skipped = (check.feeds ?? []).map((feed) => `${withTitle(feed)}, another feed of the site`)
    return { sources: [listedAs(check)], skipped }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.mistakes.map(({ path, sentence }) => `${path === 'URL' ? answer : path} ${sentence}.`).join(' ')
  }
}

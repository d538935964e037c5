/** `broadsheet sources add URL`: shows the feed at an address or on a site, and writes it into sources.opml. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Config, configForOne, type SourceConfig } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import { type OpmlSource, withoutFeedScheme } from '../feeds/publish/opml.ts'
import type { SourceCheck } from '../flow/ask/check.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { answer, clockTime, counted, createPaint, createRows, type Paint, withTitle } from './layout.ts'
import { mergeIntoList, readListing } from './opml.ts'
import { openQuestions, type Questions } from './questions.ts'
import { checkJson, failedLines, readMemory, trySources } from './sources.ts'

type FeedCheck = Extract<SourceCheck, { kind: 'feed' }>

/**
 * Fetches the address, shows what is there, asks at a terminal unless `--yes`, and adds the feed. Exit code 0 also where it is a
 * source already, 1 where there is no feed. Throws ConfigError, StoreError.
 */
export async function runAdd(context: CommandContext): Promise<number> {
  const { source, alone } = await sourceAt(context, context.args[0]!)
  const { config } = await readListing(context)
  const memory = config && (await readMemory(config))
  const configuredAs = (...urls: readonly (string | undefined)[]) =>
    config?.sources.find(({ id, url }) => urls.includes(url) || urls.includes(memory?.get(id)?.foundUrl ?? url))
  const known = configuredAs(source.url)
  if (known !== undefined) return sayKnown(context, known)

  const check = async (one: SourceConfig) => (await trySources(context, config ?? alone, [one])).checks[0]!
  const questions = openQuestions(context, { readsPipe: false })
  try {
    const isAsked = questions.isTerminal && context.options['yes'] !== true
    let found = await check(source)
    const other = isAsked && found.kind === 'feed' ? await otherChosen(context, questions, found) : undefined
    if (other !== undefined) found = await check((await sourceAt(context, other)).source)
    if (found.kind !== 'feed') return sayNoFeed(context, config ?? alone, found)
    const { url } = listedAs(found)
    const same = configuredAs(url, found.movedTo)
    if (same !== undefined) return sayKnown(context, same)
    if (isAsked) {
      context.stdout(`${foundLines(found, url, config ?? alone, createPaint(context.useColor)).join('\n')}\n\n`)
      const agreed = await questions.ask({ asks: 'Add it? (yes or no)', byDefault: 'yes', faultOf: notYesOrNo })
      if (/^n/i.test(agreed)) return answer(context, 'sources add', { added: false, url }, () => ['Nothing was added.'])
    }
    return await add(context, found, (paint) =>
      isAsked ? [] : [...foundLines(found, url, config ?? alone, paint), ''],
    )
  } finally {
    questions.close()
  }
}

/** A feed as sources.opml lists it: where it moved for good, and of a site the feed itself, as other programs expect. */
export const listedAs = ({ url, title, siteUrl, movedTo, isForGood, foundAt }: FeedCheck): OpmlSource => ({
  url: (isForGood ? movedTo : undefined) ?? foundAt ?? url,
  ...(title === undefined ? {} : { name: title }),
  ...(siteUrl === undefined ? {} : { siteUrl }),
  labels: [],
})

const notYesOrNo = (text: string): string | undefined => (/^(?:y(?:es)?|no?)$/i.test(text) ? undefined : 'Yes or no?')

/** A source made from an address, which may lack its scheme. Throws ConfigError. */
export async function sourceAt(
  { env, cwd }: Pick<CommandContext, 'env' | 'cwd'>,
  given: string,
): Promise<{ readonly source: SourceConfig; readonly alone: Config }> {
  const address = withoutFeedScheme(given.trim())
  // `localhost:8080` has a port, `mailto:ann@example.org` a scheme.
  const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(address)
  if (!hasScheme && existsSync(resolve(cwd, address))) throw noWebAddress()
  const written = hasScheme ? address : `https://${address}`
  const alone = await configForOne(written, { env, cwd }).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error
    const mistakes = error.mistakes.map(({ path, sentence }) => ({
      path: path.startsWith('sources.') ? 'URL' : path,
      sentence,
    }))
    throw new ConfigError(mistakes, error)
  })
  const source = alone.sources[0]!
  if (source.host === '') throw noWebAddress()
  if (source.url !== source.shownUrl) {
    const sentence = `has a user and password, which sources.opml cannot keep; write it into the configuration: sources: [{ url: '…' }]`
    throw new ConfigError([{ path: 'URL', sentence }])
  }
  return { source, alone }
}

const noWebAddress = (): ConfigError =>
  new ConfigError([
    { path: 'URL', sentence: `is a local file; write it into the configuration: sources: [{ url: '…' }]` },
  ])

/** The address of another feed of the site, where the person chooses one; undefined for the one that was read. */
async function otherChosen(
  { stdout, useColor }: CommandContext,
  questions: Questions,
  { title, foundAt, feeds = [] }: FeedCheck,
): Promise<string | undefined> {
  if (foundAt === undefined || feeds.length === 0) return undefined
  const paint = createPaint(useColor)
  const all = [{ url: foundAt, title }, ...feeds]
  const lines = all.map((feed, i) => `  ${i + 1}  ${feed.title ?? 'without a title'}  ${paint.dim(feed.url)}`)
  stdout(`${[`The site has ${all.length} feeds:`, ...lines].join('\n')}\n`)
  const number = await questions.ask({
    asks: 'Which one?',
    byDefault: '1',
    faultOf: (text) => (/^\d+$/.test(text) && all[Number(text) - 1] ? undefined : `A number from 1 to ${all.length}.`),
  })
  return number === '1' ? undefined : all[Number(number) - 1]!.url
}

function foundLines(found: FeedCheck, url: string, { timeZone }: Config, paint: Paint): string[] {
  const { title, siteUrl, entries, newestAt, language, format, feeds = [] } = found
  const row = createRows()
  const newest = newestAt && `, newest ${clockTime(newestAt, clock().toISOString(), timeZone)}`
  return [
    paint.bold(title ?? url),
    '',
    ...row('Feed', url),
    ...row('Site', siteUrl),
    ...row('Entries', `${counted(entries, 'entry', 'entries')}${newest ?? ''}`),
    ...row('Language', language),
    ...row('Format', format),
    ...feeds.flatMap((feed) => row('Also', withTitle(feed)).map(paint.dim)),
  ]
}

async function add(
  context: CommandContext,
  found: FeedCheck,
  before: (paint: Paint) => readonly string[],
): Promise<number> {
  const { globals, stdout } = context
  const { title, siteUrl, entries, newestAt, language, format, foundAt, feeds } = found
  const listed = listedAs(found)
  const { url } = listed
  const { file, added, remedy } = await mergeIntoList(context, [listed])
  if (globals.quiet && !globals.json && remedy !== undefined) stdout(`${remedy}\n`)
  const facts = { added: added > 0, url, title, siteUrl, format, entries, newestAt, language, foundAt, feeds, file }
  return answer(context, 'sources add', { ...facts, isConfigured: remedy === undefined }, (paint) => [
    ...before(paint),
    // A list that the configuration does not read may have it already.
    `${title ?? url} ${added > 0 ? 'was added to' : 'is already in'} sources.opml`,
    remedy ?? 'Next: broadsheet run',
  ])
}

function sayKnown(context: CommandContext, { id, shownUrl, name }: SourceConfig): number {
  const lines = [`${name ?? shownUrl} is a source already: ${id}. Nothing was added.`]
  return answer(context, 'sources add', { added: false, url: shownUrl, sourceId: id }, () => lines)
}

function sayNoFeed(context: CommandContext, { timeZone }: Config, check: SourceCheck): number {
  const { globals, stderr } = context
  const message = check.kind === 'failed' ? check.message : ''
  if (globals.quiet && !globals.json) stderr(`${message}\n`)
  const facts = { added: false, url: check.url, failure: checkJson(check) }
  const lines = (paint: Paint) => [
    ...failedLines([{ ...check, sourceId: 'URL' }], paint, timeZone),
    'Nothing was added.',
  ]
  return answer(context, 'sources add', facts, lines, 1)
}

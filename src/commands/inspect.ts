/** `broadsheet inspect URL|FILE`: shows what was fetched and what became of it, entry by entry. Stores nothing. */
import { existsSync } from 'node:fs'
import { configFileOf } from '../config/file.ts'
import { type Config, configForOne, type SourceConfig } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import { type InspectedEntry, type Inspection, inspectSource } from '../flow/ask/inspect.ts'
import { clock, openConfiguredFetcher } from '../wire.ts'
import { type CommandContext, loadContextConfig, nameNotices } from './context.ts'
import { answer, createRows, indented, linesBeside, type Paint } from './layout.ts'

/** Fetches the document and shows it. Exit code 0 if it is a feed, 1 if it is not or cannot be fetched. Throws ConfigError. */
export async function runCommand(context: CommandContext): Promise<number> {
  const [address = ''] = context.args
  const { config, source } = await sourceMeant(context, address)
  const fetcher = await openConfiguredFetcher(config)
  try {
    const inspection = await inspectSource({ config, fetcher, signal: context.signal, clock }, source)
    const exitCode = inspection.failure === undefined ? 0 : 1
    const { quiet, json } = context.globals
    if (quiet && !json && inspection.failure !== undefined) context.stderr(`${inspection.failure.message}\n`)
    return answer(context, 'inspect', inspection, (paint) => inspectionLines(inspection, paint), exitCode)
  } finally {
    await fetcher.close()
  }
}

/** The configured source with that id or URL, else a source made from the URL or path, with every default. */
async function sourceMeant(
  context: CommandContext,
  address: string,
): Promise<{ readonly config: Config; readonly source: SourceConfig }> {
  const { env, cwd, globals } = context
  const isWritten = globals.config !== undefined || existsSync(configFileOf({ file: globals.config, env, cwd }))
  const config = isWritten ? await loadContextConfig(context) : undefined
  const byId = config?.sources.find(({ id }) => id === address)
  if (config !== undefined && byId !== undefined) return { config, source: byId }
  try {
    const alone = await configForOne(address, { env, cwd })
    nameNotices(context, alone)
    const source = alone.sources[0]!
    const known = config?.sources.find(({ url, shownUrl }) => url === source.url || shownUrl === source.shownUrl)
    return { config: config ?? alone, source: known ?? source }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const mistakes = error.mistakes.map(({ path, sentence }) =>
      path.startsWith('sources.') ? { path: 'URL|FILE', sentence } : { path, sentence },
    )
    throw new ConfigError(mistakes, error)
  }
}

const LABEL = 12

function inspectionLines(inspection: Inspection, paint: Paint): string[] {
  const { fetched, entries, failure, source } = inspection
  return [
    paint.bold(fetched?.url ?? source.url),
    '',
    ...documentRows(inspection, paint),
    ...pageRows(inspection, paint),
    ...entries.flatMap((entry, i) => ['', ...entryLines(entry, i + 1, paint)]),
    ...(failure === undefined ? [] : ['', paint.red(failure.code), ...indented(failure.message, 2)]),
  ]
}

/** What was fetched, and what the feed says of itself. */
function documentRows({ fetched, document, feed, entries, source }: Inspection, paint: Paint): string[] {
  const row = createRows(paint.dim, { width: LABEL })
  return [
    ...(fetched === undefined ? [] : fetchedRows(fetched, source.url, row)),
    ...row('Charset', document && `${document.charset}, ${document.why}`),
    ...row('Dialect', feed?.format),
    ...row('Title', feed?.title),
    ...row('About', feed?.description?.slice(0, 300)),
    ...row('Site', feed?.url),
    ...row('Itself', feed?.selfUrl),
    ...row('Hubs', feed?.hubs.join(' ')),
    ...row('Language', feed?.language),
    ...row('Entries', feed && `${entries.length}${feed.rejected > 0 ? `, ${feed.rejected} unreadable` : ''}`),
    ...row('Next', feed && `not asked again before ${feed.nextFetchAt}`),
    ...row('Mended', document?.repairs),
  ]
}

function fetchedRows(
  fetched: NonNullable<Inspection['fetched']>,
  asked: string,
  row: ReturnType<typeof createRows>,
): string[] {
  const { status, contentType, bytes, etag, lastModified, freshness, movedTo, isForGood } = fetched
  const { maxAgeSeconds, expiresAt, retryAt } = freshness
  return [
    ...row('Asked', asked),
    ...row('Answer', `${status}, ${bytes.toLocaleString('en')} bytes, ${contentType ?? 'no content type'}`),
    ...row('Moved', movedTo && `${isForGood ? 'for good' : 'for now'}, to ${movedTo}`),
    ...row('Validators', said(['ETag', etag], ['Last-Modified', lastModified]) || 'none'),
    ...row(
      'Freshness',
      said(
        ['max-age', maxAgeSeconds === undefined ? undefined : `${maxAgeSeconds} s`],
        ['expires', expiresAt],
        ['not to be asked before', retryAt],
      ),
    ),
  ]
}

/** What is known, each with its label: `ETag "7", Last-Modified …`. */
const said = (...parts: readonly (readonly [words: string, value: string | undefined])[]): string =>
  parts.flatMap(([words, value]) => (value === undefined ? [] : `${words} ${value}`)).join(', ')

/** Where the document is a web page: the feeds it declares, and its article. */
function pageRows({ page }: Inspection, paint: Paint): string[] {
  const row = createRows(paint.dim, { width: LABEL })
  const article = page?.article
  return [
    ...row(
      'Declares',
      page?.feeds.map(({ url, title }) => url + (title === undefined ? '' : ` (${title})`)),
    ),
    ...row('Headline', article?.title),
    ...row('Authors', article?.authors.join(', ')),
    ...row('Publisher', article?.publisher),
    ...row('Date', article?.publishedAt),
    ...row('Text', article && `${article.characters.toLocaleString('en')} characters: ${article.lead}`),
  ]
}

function entryLines({ said: entry, became }: InspectedEntry, number: number, paint: Paint): string[] {
  const margin = 6
  const row = createRows(paint.dim, { margin, width: LABEL })
  const byRule = (text: string, rule: string | undefined) =>
    text === '' || rule === undefined ? text : `${text} (${rule})`
  const claims = said(
    ['published', entry.publishedAt],
    ['updated', entry.updatedAt],
    ['unreadable', entry.claimedDate === undefined ? undefined : JSON.stringify(entry.claimedDate)],
  )
  const date = byRule(became.publishedAt ?? 'none', became.dateReason)
  const publisher = byRule(became.publisher ?? '', became.found?.publisher)
  return [
    ...linesBeside(became.title || 'without a title', margin).map((line, i) =>
      i === 0 ? `${String(number).padStart(margin - 2)}  ${paint.bold(line)}` : ' '.repeat(margin) + line,
    ),
    ...row('Address', became.canonicalUrl ?? became.url),
    ...row('as given', entry.url === became.canonicalUrl ? undefined : entry.url),
    ...row('Guid', entry.guid === entry.url ? undefined : entry.guid),
    ...row('Claims', claims || 'no date'),
    ...row('Date', `${date}${became.backlog ? ', backlog' : ''}`),
    ...row('Authors', byRule(became.authors.join(', '), became.found?.authors)),
    ...row('Publisher', `${publisher}${became.publisherUrl === undefined ? '' : ` ${became.publisherUrl}`}`),
    ...row('Language', became.language),
    ...row('Categories', became.categories?.join(', ')),
    ...row('Picture', became.imageUrl),
    ...row(
      'Enclosure',
      became.enclosures?.map(({ url, type }) => byRule(url, type)),
    ),
    ...row('Lead', became.lead || 'none'),
    ...row('Text', `${became.text.length.toLocaleString('en')} characters`),
    ...row('Dropped', became.dropped),
    ...row(
      'Taken out',
      became.removed?.map(({ rule, text }) => `${rule}: ${JSON.stringify(text.slice(0, 160))}`),
    ),
  ]
}

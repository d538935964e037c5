/** `broadsheet inspect URL|FILE`: shows what was fetched and what became of it, entry by entry. Stores nothing. */
import { existsSync } from 'node:fs'
import { configFileOf } from '../config/file.ts'
import { type Config, configForOne, type SourceConfig } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import { type InspectedEntry, type Inspection, inspectSource } from '../flow/ask/inspect.ts'
import { clock, openConfiguredFetcher } from '../wire.ts'
import { type CommandContext, loadContextConfig, nameNotices } from './context.ts'
import { createPaint, type Paint } from './paint.ts'
import { hang } from './summary.ts'

/** Fetches the document and shows it. Exit code 0 if it is a feed, 1 if it is none or cannot be fetched. Throws ConfigError. */
export async function runCommand(context: CommandContext): Promise<number> {
  const [address = ''] = context.args
  const { config, source } = await sourceMeant(context, address)
  const fetcher = await openConfiguredFetcher(config)
  try {
    const inspection = await inspectSource({ config, fetcher, signal: context.signal, clock }, source)
    const exitCode = inspection.failure === undefined ? 0 : 1
    if (context.globals.json)
      context.stdout(`${JSON.stringify({ contract: 1, command: 'inspect', exitCode, ...inspection })}\n`)
    else {
      const text = inspectionText(inspection, createPaint(context.useColor))
      if (!context.globals.quiet) context.stdout(text)
      else if (inspection.failure !== undefined) context.stderr(`${inspection.failure.message}\n`)
    }
    return exitCode
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

/** A label and its text, wrapped to as many lines as it needs. */
function rows(label: string, text: string | undefined, paint: Paint, margin = 2): string[] {
  if (text === undefined || text === '') return []
  const indent = margin + LABEL
  return hang(text.replace(/\s+/g, ' ').trim(), indent).map(
    (line, i) => ' '.repeat(margin) + (i === 0 ? paint.dim(label.padEnd(LABEL)) : ' '.repeat(LABEL)) + line,
  )
}

function inspectionText({ fetched, document, feed, page, entries, failure, source }: Inspection, paint: Paint): string {
  const lines = [paint.bold(fetched?.url ?? source.url), '']
  if (fetched !== undefined) {
    const { status, contentType, bytes, etag, lastModified, freshness, movedTo, isForGood } = fetched
    const fresh = [
      ...(freshness.maxAgeSeconds === undefined ? [] : [`max-age ${freshness.maxAgeSeconds} s`]),
      ...(freshness.expiresAt === undefined ? [] : [`expires ${freshness.expiresAt}`]),
      ...(freshness.retryAt === undefined ? [] : [`not to be asked before ${freshness.retryAt}`]),
    ]
    const answer = `${status}, ${bytes.toLocaleString('en')} bytes, ${contentType ?? 'no content type'}`
    lines.push(
      ...rows('Asked', source.url, paint),
      ...rows('Answer', answer, paint),
      ...rows('Moved', movedTo && `${isForGood ? 'for good' : 'for now'}, to ${movedTo}`, paint),
      ...rows('Validators', validatorsOf(etag, lastModified), paint),
      ...rows('Freshness', fresh.join(', '), paint),
    )
  }
  if (document !== undefined) {
    lines.push(...rows('Charset', `${document.charset}, ${document.why}`, paint))
  }
  if (feed !== undefined) {
    const { format, title, url, selfUrl, language, description, hubs, rejected, nextFetchAt } = feed
    const unread = rejected > 0 ? `, ${rejected} unreadable` : ''
    lines.push(
      ...rows('Dialect', format, paint),
      ...rows('Title', title, paint),
      ...rows('About', description?.slice(0, 300), paint),
      ...rows('Site', url, paint),
      ...rows('Itself', selfUrl, paint),
      ...rows('Hubs', hubs.join(' '), paint),
      ...rows('Language', language, paint),
      ...rows('Entries', `${entries.length}${unread}`, paint),
      ...rows('Next', `not asked again before ${nextFetchAt}`, paint),
    )
  }
  for (const [i, repair] of (document?.repairs ?? []).entries())
    lines.push(...rows(i === 0 ? 'Mended' : '', repair, paint))
  if (page !== undefined) {
    for (const [i, { url, title }] of page.feeds.entries())
      lines.push(...rows(i === 0 ? 'Declares' : '', `${url}${title === undefined ? '' : ` (${title})`}`, paint))
    const { article } = page
    if (article !== undefined)
      lines.push(
        ...rows('Headline', article.title, paint),
        ...rows('Authors', article.authors.join(', '), paint),
        ...rows('Publisher', article.publisher, paint),
        ...rows('Date', article.publishedAt, paint),
        ...rows('Text', `${article.characters.toLocaleString('en')} characters: ${article.lead}`, paint),
      )
  }
  for (const [i, entry] of entries.entries()) lines.push('', ...entryLines(entry, i + 1, paint))
  if (failure !== undefined)
    lines.push('', paint.red(failure.code), ...hang(failure.message, 2).map((line) => `  ${line}`))
  return `${lines.join('\n')}\n`
}

const validatorsOf = (etag: string | undefined, lastModified: string | undefined): string =>
  [
    ...(etag === undefined ? [] : [`ETag ${etag}`]),
    ...(lastModified === undefined ? [] : [`Last-Modified ${lastModified}`]),
  ].join(', ') || 'none'

function entryLines({ said, became }: InspectedEntry, number: number, paint: Paint): string[] {
  const margin = 6
  const at = (label: string, text: string | undefined) => rows(label, text, paint, margin)
  const [first = '', ...rest] = hang(became.title || 'without a title', margin)
  const byRule = (text: string, rule: string | undefined) =>
    text === '' || rule === undefined ? text : `${text} (${rule})`
  const claims = [
    ...(said.publishedAt === undefined ? [] : [`published ${said.publishedAt}`]),
    ...(said.updatedAt === undefined ? [] : [`updated ${said.updatedAt}`]),
    ...(said.claimedDate === undefined ? [] : [`unreadable ${JSON.stringify(said.claimedDate)}`]),
  ]
  const publisher = byRule(became.publisher ?? '', became.found?.publisher)
  return [
    `${String(number).padStart(margin - 2)}  ${paint.bold(first)}`,
    ...rest.map((line) => ' '.repeat(margin) + line),
    ...at('Address', became.canonicalUrl ?? became.url),
    ...(said.url !== undefined && said.url !== became.canonicalUrl ? at('as given', said.url) : []),
    ...at('Guid', said.guid === said.url ? undefined : said.guid),
    ...at('Claims', claims.join(', ') || 'no date'),
    ...at(
      'Date',
      `${became.publishedAt ?? 'none'}${became.dateReason === undefined ? '' : ` (${became.dateReason})`}${became.backlog ? ', backlog' : ''}`,
    ),
    ...at('Authors', byRule(became.authors.join(', '), became.found?.authors)),
    ...at('Publisher', `${publisher}${became.publisherUrl === undefined ? '' : ` ${became.publisherUrl}`}`),
    ...at('Language', became.language),
    ...at('Categories', became.categories?.join(', ')),
    ...at('Picture', became.imageUrl),
    ...(became.enclosures ?? []).flatMap(({ url, type }) =>
      at('Enclosure', `${url}${type === undefined ? '' : ` (${type})`}`),
    ),
    ...at('Lead', became.lead || 'none'),
    ...at('Text', `${became.text.length.toLocaleString('en')} characters`),
    ...at('Dropped', became.dropped),
    ...(became.removed ?? []).flatMap(({ rule, text }) =>
      at('Taken out', `${rule}: ${JSON.stringify(text.slice(0, 160))}`),
    ),
  ]
}

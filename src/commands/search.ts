/** `broadsheet search WORDS`: the stories of the archive that match. */
import { ConfigError } from '../core/errors.ts'
import type { Instant, SearchFault, SearchOperator } from '../core/model.ts'
import { OPERATORS, operandOf } from '../core/search/query.ts'
import type { NotIndexed } from '../core/site.ts'
import { datedAt, linkOf } from '../core/stories/presented.ts'
import { type SearchAnswer, search } from '../flow/ask/search.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { clockTime, counted, createPaint, indented, type Paint, printJsonLines } from './layout.ts'
import { withStoreToRead } from './with-store.ts'

/** Shown where no other number is asked for. */
const DEFAULT_LIMIT = 20

/** Prints the stories that match, the best first. What could not be used of the query is said on standard error. */
export async function runCommand(context: CommandContext): Promise<number> {
  const { args, globals, stderr, stdout, useColor } = context
  const typed = typedOf(args)
  return withStoreToRead(context, async (db, config) => {
    const perPage = Number(context.options.limit ?? DEFAULT_LIMIT)
    const found = await search({ db, config }, typed, { perPage })
    if (!globals.quiet) {
      for (const fault of found.faults) stderr(`left out: ${faultInWords(fault)}\n`)
      if (found.missing !== undefined) stderr(`${missingInWords(found.missing)}: broadsheet run\n`)
    }
    if (globals.json) printJsonLines(context, found.stories.map(storyJson))
    else if (!globals.quiet) {
      const now = clock().toISOString()
      const paint = createPaint(useColor)
      const at = (instant: Instant): string => clockTime(instant, now, config.timeZone)
      const lines = [...found.stories.flatMap((story) => storyLines(story, paint, at)), ...endOf(found, perPage)]
      stdout(`${lines.join('\n')}\n`)
    }
    return 0
  })
}

type Found = SearchAnswer['stories'][number]

function storyJson({ story, presented: { lead, outlet }, topics, articleId, excerpt }: Found): object {
  const { id, title, publishedAt } = lead
  return {
    id: story.id,
    title,
    url: linkOf(lead),
    outlet,
    publishedAt,
    topics: topics.map(({ id }) => id),
    excerpt,
    leadArticleId: id,
    articleId,
  }
}

function storyLines(
  { story, presented: { lead, outlet }, articles, topics, excerpt }: Found,
  paint: Paint,
  at: (instant: Instant) => string,
): string[] {
  const others = articles.length - 1
  const facts = [
    `${outlet}, ${at(datedAt(lead))}`,
    ...(topics.length > 0 ? [topics.map(({ name }) => name).join(', ')] : []),
    ...(others > 0 ? [counted(others, 'more article')] : []),
  ]
  return [
    `${paint.dim(story.id)}  ${paint.bold(lead.title)}`,
    `  ${facts.join('; ')}`,
    ...indented(excerpt, 4, paint.dim),
  ]
}

/**
 * The query as it was typed. The shell takes the quotes of `source:"The Wire"` away, and `-word` is an argument, but `--word` is
 * an option that there is not. Throws ConfigError.
 */
function typedOf(args: readonly string[]): string {
  const option = args.find((arg) => arg.startsWith('--'))
  if (option !== undefined)
    throw new ConfigError([{ path: option, sentence: 'is no option of search; see: broadsheet search --help' }])
  if (args.length === 1) return args[0]!
  return args.map((arg) => arg.replace(/^(-?[a-z]+:)([^"]*\s[^"]*)$/i, '$1"$2"')).join(' ')
}

/** The last line: how many there are, or what to try. */
function endOf({ count, isCut, isEmpty, stories, missing }: SearchAnswer, limit: number): string[] {
  if (isEmpty) return ['There is nothing to search for. Write words: broadsheet search bridge closed']
  if (count === 0) {
    return missing === undefined
      ? ['No story has all of this. Try fewer words, or other ones: broadsheet search --help']
      : ['Nothing was found in what is indexed.']
  }
  const all = isCut
    ? `${counted(count, 'story', 'stories')} among the newest articles that match`
    : counted(count, 'story', 'stories')
  return [
    '',
    stories.length < count ? `${all}, the best ${stories.length}; more: --limit ${Math.min(count, 10 * limit)}` : all,
  ]
}

const EXAMPLES: Readonly<Record<SearchOperator, string>> = {
  source: 'write the id or the name of a source: source:wire, source:"The Wire"',
  topic: 'write the id or the name of a topic: topic:nato',
  since: 'write it like since:2026-11-20, since:2026-11 or since:2026',
  until: 'write it like until:2026-11-20, until:2026-11 or until:2026',
}

function faultInWords(fault: SearchFault): string {
  switch (fault.kind) {
    case 'too-long':
      return `the query is longer than ${fault.most} characters; only these are searched`
    case 'too-many-words':
      return `the query has more than ${fault.most} words; only these are searched`
    case 'not-closed':
      return `the quotation mark before "${fault.text}" is not closed; all after it is read as one phrase`
    case 'nothing-after':
      return `${fault.operator}: has nothing after it; ${EXAMPLES[fault.operator]}`
    case 'no-operator':
      return `there is no operator ${fault.name}:, only ${OPERATORS.join(':, ')}:; to search for these words, write them in quotes: "${fault.text}"`
    case 'date-excluded':
      return `a date cannot be excluded; ${EXAMPLES[fault.operator]}`
    case 'no-date':
      return `"${fault.text}" is no date; ${EXAMPLES[fault.operator]}`
    case 'none-between':
      return 'since: is after until:, so that there is nothing between them'
    case 'or':
      return 'OR is not known: all words must occur; search for each of them by itself'
    case 'not':
      return 'NOT is not known; write - before what must not occur: bridge -ferry'
    default: {
      const { kind, name, meant } = fault
      const what = kind === 'no-source' ? 'source' : 'topic'
      return `no ${what} is called "${name}"${meant === undefined ? '' : `; did you mean ${operandOf(what, meant)}?`}`
    }
  }
}

function missingInWords(missing: NotIndexed): string {
  switch (missing.kind) {
    case 'all':
      return 'nothing is indexed yet; the next run begins with it'
    case 'most':
      return 'the archive is not indexed yet; each run adds to it, the newest first'
    case 'older':
      return `articles that came before ${missing.before} are not indexed yet; each run adds some`
    case 'many':
      return `more than ${missing.count.toLocaleString('en')} articles are not indexed yet; the next run does it`
    case 'some':
      return `${counted(missing.count, 'article is', 'articles are')} not indexed yet; the next run does it`
  }
}

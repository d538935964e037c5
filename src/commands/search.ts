/** `broadsheet search WORDS`: the stories of the archive that match. */
import { ConfigError } from '../core/errors.ts'
import type { SearchFault, SearchOperator } from '../core/model.ts'
import { OPERATORS, operandOf } from '../core/search/query.ts'
import type { NotIndexed } from '../core/site.ts'
import { linkOf, presentStory } from '../core/stories/presented.ts'
import { type SearchAnswer, search } from '../flow/ask/search.ts'
import { articlesOfStories } from '../store/articles.ts'
import { listSources } from '../store/sources.ts'
import { readStories, topicsOfStories } from '../store/stories.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { clockTime, counted, createPaint, indented, printJsonLines } from './layout.ts'
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
    const ids = found.stories.map(({ storyId }) => storyId)
    const sources = new Map((await listSources(db)).map((source) => [source.id, source]))
    const outletOf = (id: string): string => sources.get(id)?.name ?? id
    const articles = await articlesOfStories(db, ids, 'none', 'shown')
    const topics = await topicsOfStories(db, ids)
    const leads = new Map((await readStories(db, ids)).map(({ id, leadArticleId }) => [id, leadArticleId]))
    const paint = createPaint(useColor)
    const now = clock().toISOString()
    for (const { storyId, articleId, excerpt } of found.stories) {
      const visible = (articles.get(storyId) ?? []).filter(({ sourceId }) => sources.has(sourceId))
      if (visible.length === 0) continue
      const { lead, outlet } = presentStory(visible, leads.get(storyId) ?? '', outletOf)
      const names = (topics.get(storyId) ?? []).map(({ topicId }) => ({
        id: topicId,
        name: config.topics.find(({ id }) => id === topicId)?.name ?? topicId,
      }))
      if (globals.json) {
        const { id, title, publishedAt } = lead
        printJsonLines(context, [
          {
            id: storyId,
            title,
            url: linkOf(lead),
            outlet,
            publishedAt,
            topics: names.map(({ id }) => id),
            excerpt,
            leadArticleId: id,
            articleId,
          },
        ])
      } else if (!globals.quiet) {
        const time = clockTime(lead.publishedAt ?? lead.firstSeenAt, now, config.timeZone)
        const others = visible.length - 1
        stdout(
          `${paint.dim(storyId)}  ${paint.bold(lead.title)}\n` +
            `  ${[outlet, time].join(', ')}${names.length > 0 ? `; ${names.map(({ name }) => name).join(', ')}` : ''}${others > 0 ? `; ${counted(others, 'more article')}` : ''}\n` +
            indented(excerpt, 4, paint.dim)
              .map((line) => `${line}\n`)
              .join(''),
        )
      }
    }
    if (!globals.json && !globals.quiet) stdout(`${endOf(found, perPage).join('\n')}\n`)
    return 0
  })
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
    case 'some':
      return `${counted(missing.count, 'article is', 'articles are')} not indexed yet; the next run does it`
  }
}

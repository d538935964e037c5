/** `broadsheet search WORDS`: the stories of the archive that match. */
import { ConfigError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import { linkOf } from '../core/stories/presented.ts'
import { type SearchAnswer, search } from '../flow/ask/search.ts'
import { datedAt } from '../flow/site/shown.ts'
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
      for (const fault of found.faults) stderr(`left out: ${fault}\n`)
      if (found.missing !== undefined) stderr(`${found.missing}: broadsheet run\n`)
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

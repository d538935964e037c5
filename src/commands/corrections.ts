/** `broadsheet stories split ARTICLE` and `stories merge STORY STORY`: permanent corrections of the grouping. */
import { ConfigError } from '../core/errors.ts'
import { mergeStories, splitArticle } from '../flow/stories/correct.ts'
import { readArticleById } from '../store/articles.ts'
import type { Db } from '../store/db.ts'
import type { StoredStory } from '../store/stories.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { createPaint } from './paint.ts'
import { withStore } from './with-store.ts'

const NEXT = 'Done at the next run, and kept for good; now: broadsheet run'

/** Takes an article out of its story. Throws ConfigError for an unknown id and an article that is alone or in no story. */
export async function runSplit(context: CommandContext): Promise<number> {
  const [id = ''] = context.args
  return withStore(context, async (db) => {
    const outcome = await splitArticle(db, id, clock().toISOString())
    if (outcome.kind === 'split') {
      const { article, story, pairs } = outcome
      const title = await titleOf(db, story)
      report(context, 'stories split', { articleId: article.id, storyId: story.id, pairs }, (bold) => [
        bold(article.title),
        `  leaves the story ${title} (${pairs} other ${pairs === 1 ? 'article' : 'articles'}).`,
      ])
      return 0
    }
    const sentence = {
      unknown: `no article has the id '${id}'; the articles of a story: broadsheet explain STORY`,
      'no-story': `the article '${id}' is in no story; see: broadsheet explain ${id}`,
      alone: `the article '${id}' is the only one of its story`,
    }[outcome.kind]
    throw new ConfigError([{ path: 'ARTICLE', sentence }])
  })
}

/** Makes one story of two. Throws ConfigError for an unknown id, and when both ids are of one story. */
export async function runMerge(context: CommandContext): Promise<number> {
  const [idA = '', idB = ''] = context.args
  return withStore(context, async (db) => {
    const outcome = await mergeStories(db, idA, idB, clock().toISOString())
    if (outcome.kind === 'merged') {
      const [first, second] = outcome.stories
      const titles = [await titleOf(db, first), await titleOf(db, second)] as const
      report(context, 'stories merge', { storyIds: [first.id, second.id], pairs: outcome.pairs }, (bold) => [
        bold(titles[0]),
        `  and ${titles[1]} become one story.`,
      ])
      return 0
    }
    const sentence =
      outcome.kind === 'same'
        ? `'${idA}' and '${idB}' are one story already`
        : `no story has the id '${outcome.id}'; see: broadsheet stories list`
    throw new ConfigError([{ path: 'STORY', sentence }])
  })
}

async function titleOf(db: Db, { leadArticleId, id }: StoredStory): Promise<string> {
  return (await readArticleById(db, leadArticleId))?.title ?? id
}

/** Prints what was recorded: facts for a script, lines for a person. */
function report(
  context: CommandContext,
  command: string,
  facts: object,
  lines: (bold: (text: string) => string) => readonly string[],
): void {
  const { globals, stdout, useColor } = context
  if (globals.json) stdout(`${JSON.stringify({ contract: 1, command, exitCode: 0, ...facts })}\n`)
  else if (!globals.quiet) stdout(`${[...lines(createPaint(useColor).bold), NEXT].join('\n')}\n`)
}

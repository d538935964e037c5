/** `broadsheet stories split ARTICLE`, `merge STORY STORY`, `corrections` and `undo ID`: corrections of the grouping. */
import { ConfigError } from '../core/errors.ts'
import { mergeStories, splitArticle, undo } from '../flow/stories/correct.ts'
import { listCorrections, type MadeCorrection } from '../store/corrections.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { answer, clockTime, counted, createPaint, indented, type Paint, printJsonLines } from './layout.ts'
import { withStore, withStoreToRead } from './with-store.ts'

const nextLines = ({ id }: MadeCorrection): string[] => [
  'Done at the next run, and kept; now: broadsheet run',
  `To take it back: broadsheet stories undo ${id}`,
]

/** Takes an article out of its story. Throws ConfigError for an unknown id and an article that is alone or in no story. */
export async function runSplit(context: CommandContext): Promise<number> {
  const [id = ''] = context.args
  return withStore(context, async (db) => {
    const outcome = await splitArticle(db, id, clock().toISOString())
    if (outcome.kind === 'split') {
      const { correction, article, story, pairs } = outcome
      const facts = { id: correction.id, articleId: article.id, storyId: story.id, pairs }
      return answer(context, 'stories split', facts, (paint) => [
        paint.bold(article.title),
        `  leaves the story ${correction.otherTitle} (${counted(pairs, 'other article')}).`,
        ...nextLines(correction),
      ])
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
      const { correction, stories, pairs } = outcome
      const facts = { id: correction.id, storyIds: stories.map((story) => story.id), pairs }
      return answer(context, 'stories merge', facts, (paint) => [
        paint.bold(correction.title),
        `  and ${correction.otherTitle} become one story.`,
        ...nextLines(correction),
      ])
    }
    const sentence =
      outcome.kind === 'same'
        ? `'${idA}' and '${idB}' are one story already`
        : `no story has the id '${outcome.id}'; see: broadsheet stories list`
    throw new ConfigError([{ path: 'STORY', sentence }])
  })
}

const WORDS = { apart: 'split', together: 'merge' } as const

/** Lists the corrections that were made and not undone, the last one first. */
export async function runCorrections(context: CommandContext): Promise<number> {
  return withStoreToRead(context, async (db, config) => {
    const corrections = await listCorrections(db)
    const { globals, stdout, useColor } = context
    if (globals.json) {
      printJsonLines(
        context,
        corrections.map(({ id, kind, title, otherTitle, ...rest }) => ({
          id,
          kind: WORDS[kind],
          titles: [title, otherTitle],
          ...rest,
        })),
      )
      return 0
    }
    if (globals.quiet) return 0
    if (corrections.length === 0) stdout('Nothing was corrected; see: broadsheet stories split --help\n')
    const paint = createPaint(useColor)
    const now = clock().toISOString()
    for (const correction of corrections) {
      const { id, kind, madeAt, isWaiting, holds } = correction
      const state = !holds ? '; overruled by a later one' : isWaiting ? '; waits for the next run' : ''
      const head = `${paint.dim(id)}  ${WORDS[kind]}, ${clockTime(madeAt, now, config.timeZone)}${state}`
      stdout(`${[head, ...titleLines(correction, paint)].join('\n')}\n`)
    }
    return 0
  })
}

/** What was taken out of what, or made one with what. */
function titleLines({ kind, title, otherTitle }: MadeCorrection, paint: Paint): string[] {
  const link = kind === 'apart' ? 'taken out of' : 'one story with'
  return [...indented(title, 2, paint.bold), ...indented(`${link}: ${otherTitle}`, 2)]
}

/** Takes a correction back, by its id or the last one. Throws ConfigError where there is none. */
export async function runUndo(context: CommandContext): Promise<number> {
  const [id = ''] = context.args
  return withStore(context, async (db) => {
    const correction = await undo(db, id)
    if (correction === undefined) {
      const sentence =
        id === 'last'
          ? 'nothing was corrected'
          : `no correction has the id '${id}'; see: broadsheet stories corrections`
      throw new ConfigError([{ path: 'ID', sentence }])
    }
    const { kind, title, otherTitle, madeAt } = correction
    const facts = { id: correction.id, kind: WORDS[kind], titles: [title, otherTitle], madeAt }
    return answer(context, 'stories undo', facts, (paint) => [
      ...titleLines(correction, paint),
      'Taken back: the articles are grouped anew at the next run; now: broadsheet run',
    ])
  })
}

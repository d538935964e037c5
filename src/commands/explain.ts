/** `broadsheet explain STORY|ARTICLE`: how a story came about. */
import { ConfigError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import { type ExplainedArticle, type Explanation, explain } from '../flow/ask/explain.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { createPaint, type Paint } from './paint.ts'
import { clockTime, hang } from './summary.ts'
import { withStoreToRead } from './with-store.ts'

/** Explains the story or article with that id. Throws ConfigError for an unknown id. */
export async function runCommand(context: CommandContext): Promise<number> {
  const [id = ''] = context.args
  return withStoreToRead(context, async (db, config) => {
    const explanation = await explain({ db, config }, id)
    if (explanation === undefined) {
      throw new ConfigError([
        { path: 'STORY|ARTICLE', sentence: `no story and no article has the id '${id}'; see: broadsheet stories list` },
      ])
    }
    if (context.globals.json)
      context.stdout(`${JSON.stringify({ contract: 1, command: 'explain', exitCode: 0, ...explanation })}\n`)
    else if (!context.globals.quiet) {
      const now = clock().toISOString()
      const at = (instant: Instant): string => clockTime(instant, now, config.timeZone)
      context.stdout(explanationText(explanation, createPaint(context.useColor), at))
    }
    return 0
  })
}

const MARGIN = 2
const LABEL = 11
/** How much of a removed line is shown; --json has all of it. */
const SHOWN_CHARACTERS = 160

/** A label and its text, wrapped to as many lines as it needs. */
function rows(label: string, text: string | undefined, paint: Paint): string[] {
  if (text === undefined || text === '') return []
  return hang(text.replace(/\s+/g, ' ').trim(), MARGIN + LABEL).map(
    (line, i) => ' '.repeat(MARGIN) + (i === 0 ? paint.dim(label.padEnd(LABEL)) : ' '.repeat(LABEL)) + line,
  )
}

function explanationText(
  { asked, story, byHand, articles }: Explanation,
  paint: Paint,
  at: (i: Instant) => string,
): string {
  if (story === undefined) return `${articles.flatMap((one) => articleLines(one, paint, at)).join('\n')}\n`
  const kept = articles.filter(({ dropped }) => dropped === undefined)
  const lead = kept.find(({ isLead }) => isLead)
  const founder = articles.find(({ id }) => id === story.foundingArticleId)
  const askedFor = articles.find(({ id }) => asked.kind === 'article' && id === asked.id)
  const lines = [
    ...hang(story.title, 0).map(paint.bold),
    ...hang(story.url ?? '', 0).map(paint.dim),
    '',
    ...rows('Story', story.id, paint),
    ...rows('Asked for', asked.kind === 'alias' ? `${asked.id}, which is part of it now` : undefined, paint),
    ...rows('Asked for', askedFor && `the article of ${askedFor.outlet}`, paint),
    ...rows('Founded', `${at(story.foundedAt)}${founder === undefined ? '' : `, by ${founder.outlet}`}`, paint),
    ...rows('Published', story.publishedAt && at(story.publishedAt), paint),
    ...rows('Updated', at(story.updatedAt), paint),
    ...rows('Lead', lead && `${lead.outlet}: ${story.leadWhy}`, paint),
    ...rows('Took in', story.aliases.join(', '), paint),
    ...(story.topics.length === 0
      ? rows('Topics', 'none: nothing that you configured or taught gives it one', paint)
      : story.topics.flatMap(({ name, score, why }, i) =>
          rows(i === 0 ? 'Topics' : '', `${name} (${score}): ${why.join(', ')}`, paint),
        )),
    ...rows('Carriers', carriersOf(kept), paint),
    ...byHand.flatMap(({ says, madeAt, isWaiting }, i) =>
      rows(i === 0 ? 'By hand' : '', `${says}, ${at(madeAt)}${isWaiting ? '; done at the next run' : ''}`, paint),
    ),
  ]
  for (const article of articles) lines.push('', ...articleLines(article, paint, at))
  return `${lines.join('\n')}\n`
}

/** `5 articles of 4 outlets: 2 own reports, 3 with the text of another` */
function carriersOf(kept: readonly ExplainedArticle[]): string {
  const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
  const copies = kept.filter(({ copyOf }) => copyOf !== undefined).length
  const outlets = new Set(kept.map(({ sourceId }) => sourceId)).size
  return [
    `${count(kept.length, 'article', 'articles')} of ${count(outlets, 'outlet', 'outlets')}: `,
    count(kept.length - copies, 'own report', 'own reports'),
    copies > 0 ? `, ${copies} with the text of another` : '',
  ].join('')
}

function articleLines(article: ExplainedArticle, paint: Paint, at: (i: Instant) => string): string[] {
  const { copyOf, development, dropped, isGrouped, reasons, authors, authorsFound, publisher, publisherFound, date } =
    article
  const stands =
    dropped !== undefined
      ? undefined
      : !isGrouped
        ? 'in no story yet: it is grouped at the next run'
        : [...(copyOf === undefined ? ['own report'] : []), ...reasons].join('; ')
  const tells = article.news?.says ?? (development === undefined ? undefined : `development ${development}`)
  const notes = [
    ...(article.isLead ? ['leads'] : []),
    ...(article.backlog ? ['backlog: in no edition'] : []),
    ...(article.isConfigured ? [] : ['its source is no longer configured: not shown']),
  ]
  const byRule = (text: string, says: string | undefined): string | undefined =>
    text === '' ? undefined : `${text}${says === undefined ? '' : ` (${says})`}`
  const time = article.publishedAt ?? article.firstSeenAt
  const head = `${article.outlet}, ${at(time)}${notes.length === 0 ? '' : `; ${notes.join('; ')}`}`
  return [
    ...hang(head, 0).map((line, i) => (i === 0 ? paint.bold(line) : line)),
    ...hang(article.title, MARGIN).map((line) => ' '.repeat(MARGIN) + line),
    ...rows('Stands', stands, paint),
    ...rows('Tells', tells, paint),
    ...(dropped === undefined ? [] : rows('Dropped', `by your filters, ${dropped}`, paint).map(paint.red)),
    ...rows('Authors', byRule(authors.join(', '), authorsFound?.says), paint),
    ...rows('Publisher', byRule(publisher ?? '', publisherFound?.says), paint),
    ...rows('', article.publisherUrl, paint),
    ...(date === undefined || date.reason === 'published' ? [] : rows('Date', date.says, paint)),
    ...article.removed.flatMap(({ says, text }, i) =>
      rows(i === 0 ? 'Taken out' : '', `${says}: "${shortened(text)}"`, paint),
    ),
    ...rows('Article', article.id, paint).map(paint.dim),
  ]
}

const shortened = (text: string): string =>
  text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS).replace(/\s+\S*$/, '')} ...`

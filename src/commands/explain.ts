/** `broadsheet explain STORY|ARTICLE`: how a story came about. */
import { ConfigError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import { type ExplainedArticle, type Explanation, explain } from '../flow/ask/explain.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { answer, clockTime, counted, createRows, indented, linesBeside, type Paint } from './layout.ts'
import { withStoreToRead } from './with-store.ts'

/** Explains the story or article with that id. Throws ConfigError for an unknown id. */
export async function runCommand(context: CommandContext): Promise<number> {
  const [id = ''] = context.args
  return withStoreToRead(context, async (db, config) => {
    const now = clock().toISOString()
    const explanation = await explain({ db, config }, id, now)
    if (explanation === undefined) {
      throw new ConfigError([
        { path: 'STORY|ARTICLE', sentence: `no story and no article has the id '${id}'; see: broadsheet stories list` },
      ])
    }
    const at = (instant: Instant): string => clockTime(instant, now, config.timeZone)
    return answer(context, 'explain', explanation, (paint) => explanationLines(explanation, paint, at))
  })
}

/** How much of a removed line is shown; --json has all of it. */
const SHOWN_CHARACTERS = 160

function explanationLines(
  { asked, story, byHand, articles }: Explanation,
  paint: Paint,
  at: (instant: Instant) => string,
): string[] {
  if (story === undefined) return articles.flatMap((one) => articleLines(one, paint, at))
  const row = createRows(paint.dim)
  const kept = articles.filter(({ dropped }) => dropped === undefined)
  const lead = kept.find(({ isLead }) => isLead)
  const founder = articles.find(({ id }) => id === story.foundingArticleId)
  const askedFor = articles.find(({ id }) => asked.kind === 'article' && id === asked.id)
  const topics = story.topics.map(({ name, score, why }) => `${name} (${score}): ${why.join(', ')}`)
  return [
    ...linesBeside(story.title).map(paint.bold),
    ...linesBeside(story.url ?? '').map(paint.dim),
    '',
    ...row('Story', story.id),
    ...row('Asked for', asked.kind === 'alias' ? `${asked.id}, which is part of it now` : undefined),
    ...row('Asked for', askedFor && `the article of ${askedFor.outlet}`),
    ...row('Founded', `${at(story.foundedAt)}${founder === undefined ? '' : `, by ${founder.outlet}`}`),
    ...row('Published', story.publishedAt && at(story.publishedAt)),
    ...row('Updated', at(story.updatedAt)),
    ...row('Lead', lead && `${lead.outlet}: ${story.leadWhy}`),
    ...row('Took in', story.aliases.join(', ')),
    ...row('Topics', topics.length === 0 ? 'none: nothing that you configured or taught gives it one' : topics),
    ...row('Order', story.order?.says),
    ...row(
      'Editions',
      story.editions.map(({ says }) => says),
    ),
    ...row('Carriers', carriersOf(kept)),
    ...row(
      'By hand',
      byHand.map(({ says, madeAt, isWaiting }) => `${says}, ${at(madeAt)}${isWaiting ? '; done at the next run' : ''}`),
    ),
    ...articles.flatMap((article) => ['', ...articleLines(article, paint, at)]),
  ]
}

/** `5 articles of 4 outlets: 2 own reports, 3 with the text of another` */
function carriersOf(kept: readonly ExplainedArticle[]): string {
  const copies = kept.filter(({ copyOf }) => copyOf !== undefined).length
  const outlets = new Set(kept.map(({ sourceId }) => sourceId)).size
  return [
    `${counted(kept.length, 'article')} of ${counted(outlets, 'outlet')}: `,
    counted(kept.length - copies, 'own report'),
    copies > 0 ? `, ${copies} with the text of another` : '',
  ].join('')
}

function articleLines(article: ExplainedArticle, paint: Paint, at: (instant: Instant) => string): string[] {
  const row = createRows(paint.dim)
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
    ...linesBeside(head).map((line, i) => (i === 0 ? paint.bold(line) : line)),
    ...indented(article.title, 2),
    ...row('Stands', stands),
    ...row('Tells', tells),
    ...row('Dropped', dropped && `by your filters, ${dropped}`).map(paint.red),
    ...row(
      'Left out',
      article.leftOut.map(({ digestId, why }) => `of the digest ${digestId}, ${why}`),
    ),
    ...row('Authors', byRule(authors.join(', '), authorsFound?.says)),
    ...row('Publisher', byRule(publisher ?? '', publisherFound?.says)),
    ...row('', article.publisherUrl),
    ...row('Date', date?.reason === 'published' ? undefined : date?.says),
    ...row(
      'Taken out',
      article.removed.map(({ says, text }) => `${says}: "${shortened(text)}"`),
    ),
    ...row('Article', article.id).map(paint.dim),
  ]
}

const shortened = (text: string): string =>
  text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS).replace(/\s+\S*$/, '')} ...`

/** `broadsheet stories list`: the stories that are kept. */
import { nearestName } from '../config/nearest.ts'
import type { Config } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import type { TopicMatch } from '../core/model.ts'
import { copiesByText, linkOf, type PresentedStory, presentStory } from '../core/stories/presented.ts'
import { foldText } from '../core/text/text.ts'
import { articlesOfStories, type StoredArticle } from '../store/articles.ts'
import type { Db } from '../store/db.ts'
import { listSources } from '../store/sources.ts'
import { listStories, type StoredStory, topicsOfStories } from '../store/stories.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { clockTime, counted, createPaint, printJsonLines } from './layout.ts'
import { withStoreToRead } from './with-store.ts'

/** Stories read at once, so that a list of a million is not held in memory. */
const PAGE = 200

/** Lists the stories that have an article of a configured source, newest first: all of them, or those asked for. */
export async function runCommand(context: CommandContext): Promise<number> {
  return withStoreToRead(context, async (db, config) => {
    const { limit = Number.POSITIVE_INFINITY } = context.options
    const asked = askedStories(context, config)
    const sources = new Map((await listSources(db)).map((source) => [source.id, source]))
    const paint = createPaint(context.useColor)
    const now = clock().toISOString()
    let listed = 0
    let isEmpty = true
    for await (const { story, articles, topics } of eachStory(db, new Set(sources.keys()))) {
      isEmpty = false
      // They come in the order of their updates.
      if (asked.isTooOld(story)) break
      const presented = presentStory(articles, story.leadArticleId, (id) => sources.get(id)?.name ?? id)
      if (!asked.matches(presented.lead.title, topics)) continue
      if (context.globals.json) {
        printJsonLines(context, [
          {
            id: story.id,
            title: presented.lead.title,
            url: linkOf(presented.lead),
            leadArticleId: presented.lead.id,
            publishedAt: story.publishedAt,
            updatedAt: story.updatedAt,
            topics,
            articles: articles.map(articleJson),
          },
        ])
      } else if (!context.globals.quiet) {
        const names = topics.map(({ topicId }) => config.topics.find(({ id }) => id === topicId)?.name ?? topicId)
        context.stdout(
          `${paint.dim(story.id)}  ${paint.bold(presented.lead.title)}\n` +
            `  ${presented.outlet}, ${clockTime(story.updatedAt, now, config.timeZone)}${names.length > 0 ? `; ${names.join(', ')}` : ''}\n` +
            othersText(presented),
        )
      }
      if (++listed >= Number(limit)) break
    }
    if (listed === 0 && !context.globals.json && !context.globals.quiet)
      context.stdout(isEmpty ? 'There is no story yet; fetch some: broadsheet run\n' : 'No story is as asked for.\n')
    return 0
  })
}

/** Tells which stories `--topic`, `--since` (a day in the newspaper's time zone) and `--search-title` ask for. Throws ConfigError. */
function askedStories({ options }: CommandContext, { topics, timeZone }: Config) {
  const { topic, since = '', searchTitle = '' } = options as Readonly<Record<string, string | undefined>>
  const ids = topics.map(({ id }) => id)
  if (topic !== undefined && !ids.includes(topic)) {
    const meant = nearestName(topic, ids)
    const hint = meant === undefined ? `there is: ${ids.slice(0, 20).join(', ') || 'none'}` : `did you mean '${meant}'?`
    throw new ConfigError([{ path: '--topic', sentence: `no topic is called '${topic}'; ${hint}` }])
  }
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const isDay = !since.includes('T')
  const sinceAt = isDay ? since : new Date(since).toISOString()
  const words = foldText(searchTitle)
  return {
    isTooOld: ({ updatedAt }: StoredStory): boolean =>
      since !== '' && (isDay ? day.format(new Date(updatedAt)) : updatedAt) < sinceAt,
    matches: (title: string, matches: readonly TopicMatch[]): boolean =>
      (topic === undefined || matches.some(({ topicId }) => topicId === topic)) && foldText(title).includes(words),
  }
}

/** The other articles: own reports by outlet and headline, copies by outlet, then how many more there are. */
function othersText({ outlet, named, more }: Pick<PresentedStory, 'outlet' | 'named' | 'more'>): string {
  const texts = {
    lead: () => 'the same text',
    leadOutlet: (by: string) => `another text by ${by}`,
    other: (by: string) => `the same text as ${by}`,
  }
  const lines = [
    ...named.filter(({ isCopy }) => !isCopy).map(({ outlet, title }) => `${outlet}: ${title}`),
    ...copiesByText(named, outlet).map(
      (same) => `${texts[same.text](same.outlet)} at ${same.copies.map((copy) => copy.outlet).join(', ')}`,
    ),
    ...(more === 0 ? [] : [counted(more, 'more article')]),
  ]
  return lines.map((line) => `    ${line}\n`).join('')
}

async function* eachStory(db: Db, sourceIds: ReadonlySet<string>) {
  let after: StoredStory | undefined
  for (;;) {
    const stories = await listStories(db, after, PAGE)
    after = stories.at(-1)
    if (after === undefined) return
    const ids = stories.map(({ id }) => id)
    const articles = await articlesOfStories(db, ids, 'none')
    const topics = await topicsOfStories(db, ids)
    for (const story of stories) {
      const visible = (articles.get(story.id) ?? []).filter(({ sourceId }) => sourceIds.has(sourceId))
      if (visible.length > 0) yield { story, articles: visible, topics: topics.get(story.id) ?? [] }
    }
  }
}

const articleJson = (article: StoredArticle): object => ({
  id: article.id,
  sourceId: article.sourceId,
  guid: article.guid,
  url: article.url,
  canonicalUrl: article.canonicalUrl,
  title: article.title,
  authors: article.authors,
  publisher: article.publisher,
  lead: article.lead,
  publishedAt: article.publishedAt,
  updatedAt: article.updatedAt,
  firstSeenAt: article.firstSeenAt,
  copyOf: article.copyOf,
  development: article.development,
  why: article.why,
  backlog: article.backlog,
})

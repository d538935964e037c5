/** The page of a story: its articles side by side in the order of events. */
import { localDate } from '../../core/schedule.ts'
import type { ShownArticle, StoryPage } from '../../core/site.ts'
import { linkOf } from '../../core/stories/presented.ts'
import { findStory } from '../../store/stories.ts'
import { copied, firstToPublish, minutesOf, readShown, type SiteDeps, shownStoryOf } from './shown.ts'

/** Articles on the page of a story; a saga has hundreds. */
const MOST_ARTICLES = 40

/**
 * The page of the story with this id; where the id is that of a story merged into another, or of an article, the id of the
 * story that has it now. Undefined where there is none, or it has no page. Throws StoreError.
 */
export async function storyPage(
  deps: SiteDeps,
  id: string,
): Promise<StoryPage | { readonly movedTo: string } | undefined> {
  const found = await findStory(deps.db, id)
  if (found === undefined) return undefined
  const read = (await readShown(deps, [found.id])).get(found.id)
  if (read === undefined) return undefined
  if (found.id !== id) return { movedTo: found.id }
  const { story, articles, presented, topics, outletOf } = read
  const firstId = firstToPublish(articles)?.id
  const byId = new Map(articles.map((article) => [article.id, article]))
  const shown = articles.slice(0, MOST_ARTICLES)
  return {
    story: shownStoryOf(read),
    leadWhy: story.leadWhy,
    articles: shown.map((article): ShownArticle => {
      const url = linkOf(article)
      const minutes = minutesOf(article)
      const outlet = outletOf(article.sourceId)
      return {
        articleId: article.id,
        sourceId: article.sourceId,
        outlet,
        title: article.title,
        ...(url === undefined ? {} : { url }),
        publishedAt: article.publishedAt ?? article.firstSeenAt,
        ...(minutes === undefined ? {} : { minutes }),
        ...(article.language === undefined ? {} : { language: article.language }),
        isLead: article === presented.lead,
        isFirst: article.id === firstId,
        ...copied(byId.get(article.copyOf ?? ''), outlet, outletOf),
        development: article.development ?? 1,
        why: article.why ?? [],
      }
    }),
    moreArticles: articles.length - shown.length,
    topics: topics.map(({ id, name, score, why }) => ({ id, name, score, why })),
    growth: shown.map((article, at) => ({
      at: article.publishedAt ?? article.firstSeenAt,
      outlet: outletOf(article.sourceId),
      kind: at === 0 ? 'began' : article.news !== undefined ? 'news' : article.copyOf === undefined ? 'joined' : 'copy',
      ...(article.news === undefined ? {} : { news: article.news }),
    })),
    date: localDate(deps.config.timeZone, story.publishedAt!),
  }
}

/** The page of a story: its articles side by side in the order of events. */
import { articleMinutes } from '../../core/edition.ts'
import type { Instant } from '../../core/model.ts'
import { countOf } from '../../core/order.ts'
import { localDate } from '../../core/schedule.ts'
import type { ShownArticle, ShownReason, StoryPage } from '../../core/site.ts'
import { whatIsNew } from '../../core/stories/news.ts'
import { datedAt, linkOf, originalsOf, textId } from '../../core/stories/presented.ts'
import { readLeadReason, readPlaceReason } from '../../core/stories/reasons.ts'
import { sharedWords } from '../../core/stories/shared-words.ts'
import { compare } from '../../core/text/text.ts'
import { readTopicReasons } from '../../core/topics/reasons.ts'
import type { StoredArticle } from '../../store/articles.ts'
import { findStory } from '../../store/stories.ts'
import { rankable } from './front.ts'
import { firstToPublish, type ReadStory, readShown, type SiteDeps, shownStoryOf } from './shown.ts'

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
  const read = (await readShown(deps, [id])).get(id)
  if (read === undefined) {
    const found = await findStory(deps.db, id)
    return found === undefined || found.id === id || !(await readShown(deps, [found.id])).has(found.id)
      ? undefined
      : { movedTo: found.id }
  }
  const [standing] = await rankable(deps, [id])
  if (standing === undefined) return undefined
  const { story, articles, topics } = read
  const { ownOutlets, copyOutlets, weight, developedAt } = standing
  const shown = articlesShown(read)
  const leadWhy = readLeadReason(story.leadWhy)
  return {
    story: shownStoryOf(read),
    ...(leadWhy === undefined ? {} : { leadWhy }),
    standing: { ownOutlets, copyOutlets, weight, counted: countOf(standing), developedAt },
    articles: shownArticles(read, shown),
    moreArticles: articles.length - shown.length,
    topics: topics.map(({ id, name, score, why }) => ({ id, name, score, why: readTopicReasons(why) })),
    growth: growthOf(read, shown),
    date: localDate(deps.config.timeZone, story.publishedAt!),
  }
}

/** The articles that stand on the page, by date: the lead, the first, those that say something new, own reports, then copies. */
function articlesShown({ articles, presented: { lead } }: ReadStory): readonly StoredArticle[] {
  if (articles.length <= MOST_ARTICLES) return articles
  const worth = (one: StoredArticle): number =>
    one === lead || one === articles[0] ? 0 : one.news !== undefined ? 1 : one.copyOf === undefined ? 2 : 3
  const chosen = new Set(
    articles
      .toReversed()
      .sort((a, b) => worth(a) - worth(b))
      .slice(0, MOST_ARTICLES),
  )
  return articles.filter((one) => chosen.has(one))
}

function shownArticles(read: ReadStory, shown: readonly StoredArticle[]): ShownArticle[] {
  const { articles, presented, outletOf } = read
  const firstId = firstToPublish(read)?.id
  const originals = originalsOf(articles)
  return shown.map((article) => {
    const url = linkOf(article)
    const minutes = articleMinutes(article)
    const original = originals.get(textId(article))!
    const isCopy = original !== article
    return {
      articleId: article.id,
      sourceId: article.sourceId,
      outlet: outletOf(article.sourceId),
      title: article.title,
      ...(url === undefined ? {} : { url }),
      publishedAt: datedAt(article),
      ...(minutes === undefined ? {} : { minutes }),
      ...(article.language === undefined ? {} : { language: article.language }),
      isLead: article === presented.lead,
      isFirst: article.id === firstId,
      ...(isCopy ? { copyOf: outletOf(original.sourceId) } : {}),
      development: article.development ?? 1,
      why: reasonsOf(article, isCopy, read),
    }
  })
}

/** What is known of why an article is in its story. For the first of several copies nothing: its copies say why they are copies. */
function reasonsOf(article: StoredArticle, isCopy: boolean, { articles, outletOf }: ReadStory): ShownReason[] {
  return (article.why ?? []).flatMap((kept): ShownReason[] => {
    const reason = readPlaceReason(kept)
    if (reason === undefined) return []
    const compared = articles.find(({ id }) => id === reason.of)
    const isAmongMany = articles.some(({ id, sourceId }) => id !== reason.of && sourceId === compared?.sourceId)
    const other = compared && {
      outlet: outletOf(compared.sourceId),
      ...(isAmongMany ? { title: compared.title } : {}),
    }
    switch (reason.kind) {
      case 'event':
        return other === undefined || isCopy ? [] : [{ kind: 'event', other, words: sharedWords(article, compared!) }]
      case 'hand':
        return other === undefined ? [] : [{ kind: 'hand', other }]
      case 'wording': {
        const { percent, isTitleSame } = reason
        if (!isCopy) return []
        return [
          { kind: 'wording', percent, ...(other && { other }) },
          ...(isTitleSame ? [{ kind: 'title' } as const] : []),
        ]
      }
      default:
        return isCopy ? [{ kind: reason.kind }] : []
    }
  })
}

/** What happened when: an article that was edited so that it says something new is published, and later says it. */
function growthOf(
  { articles, presented: { lead }, outletOf }: ReadStory,
  shown: readonly StoredArticle[],
): StoryPage['growth'] {
  const events = shown.flatMap((article) => {
    const { copyOf, sourceId } = article
    const news = article.news === undefined ? undefined : whatIsNew(article)
    const outlet = outletOf(sourceId)
    const editedAt = news === undefined ? undefined : editAt(article)
    const isNews = news !== undefined && editedAt === undefined
    const event = (at: Instant, kind: StoryPage['growth'][number]['kind']) => ({
      at,
      outlet,
      kind,
      ...(article === lead && kind !== 'began' ? { isLead: true } : {}),
      ...(kind === 'news' ? { news: news! } : {}),
    })
    const kind = article === articles[0] ? 'began' : isNews ? 'news' : copyOf === undefined ? 'joined' : 'copy'
    return [event(datedAt(article), kind), ...(editedAt === undefined ? [] : [event(editedAt, 'news')])]
  })
  return events.sort((a, b) => compare(a.at, b.at))
}

/** When an edit made an article say what is new; undefined where it said so from the beginning. */
const editAt = ({ substanceAt, developedAt }: StoredArticle): Instant | undefined =>
  substanceAt !== undefined && developedAt !== undefined && developedAt >= substanceAt ? substanceAt : undefined

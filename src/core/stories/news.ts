/** What is new in a story that moved on, as text for people. */
import type { Article, Instant, StoryNews } from '../model.ts'
import { gapAfter, sentences } from '../text/text.ts'
import { sentenceWith } from './developments.ts'
import { linkOf } from './presented.ts'

/** An article with the fact by which it starts its step of the story; absent where it starts none. */
type ToldArticle = Article & { readonly news?: string }

/**
 * What is new to someone who knows a story up to a step: a line for each step that these articles report beyond it or start,
 * the newest last; and the ids of the articles that report them. A line is the headline of the article that reports the step
 * first; for the lead article, whose headline is shown anyway, the sentence that says it. `articles` are in order of date.
 */
export function newsOf(
  articles: readonly ToldArticle[],
  lead: Article,
  step: number,
  outletOf: (sourceId: string) => string,
): { readonly told: ReadonlySet<string>; readonly news: readonly StoryNews[] } {
  const tellers = new Map<number, ToldArticle>()
  for (const article of articles) {
    const { development = 1, news } = article
    const known = tellers.get(development)
    // Where the article that starts a step may not be shown, another article of the step stands for it.
    if ((news !== undefined && known?.news === undefined) || (known === undefined && development > step))
      tellers.set(development, article)
  }
  const told = [...tellers].sort(([a], [b]) => a - b).map(([, article]) => article)
  return {
    told: new Set(told.map(({ id }) => id)),
    news: told.map((article) => {
      const url = linkOf(article)
      return {
        text: article.id === lead.id ? whatIsNew(article) : article.title,
        outlet: outletOf(article.sourceId),
        ...(url === undefined ? {} : { url }),
        ...(article.language === undefined ? {} : { language: article.language }),
      }
    }),
  }
}

/**
 * What was new when a story last moved on, a line for each step; none for a story that did not since its founding. `articles` are
 * those that may be shown, in order of date.
 */
export function latestNews(
  { foundedAt, updatedAt }: { readonly foundedAt: Instant; readonly updatedAt: Instant },
  articles: readonly ToldArticle[],
  lead: Article,
  outletOf: (sourceId: string) => string,
): string[] {
  const { development: latest = 1 } = lead
  if (latest === 1 || updatedAt <= foundedAt) return []
  const newest = articles.filter(({ development = 1 }) => development === latest)
  return newsOf(newest, lead, latest - 1, outletOf).news.map(({ text }) => text)
}

/** The sentence of an article's lead that says what is new, else its first one. */
export const whatIsNew = ({ lead, news, title }: ToldArticle): string =>
  (news === undefined ? undefined : sentenceWith(lead, news)) ?? sentences(lead)[0] ?? title

/** A lead without the sentences that are shown beside it. */
export function leadBeside(lead: string, told: readonly string[]): string {
  const all = sentences(lead)
  return all.some((sentence) => told.includes(sentence))
    ? all
        .filter((sentence) => !told.includes(sentence))
        .reduce((text, one) => text + (text && gapAfter(text)) + one, '')
    : lead
}

/** Names articles in the stored reasons for people, who know outlets and headlines but no ids. */
import type { Article } from '../model.ts'
import { RTL_LETTER } from '../text/text.ts'

/** An article id, as `ids.ts` makes it. */
const ARTICLE_ID = /\b[0-9a-f]{20}\b/g

/** The ids of articles that a reason names. */
export const idsIn = (reason: string): readonly string[] => reason.match(ARTICLE_ID) ?? []

/**
 * How articles are named in sentences: by the outlet, with the headline where the outlet has several of them. `inWords` gives a
 * reason with names in place of ids. An article that is not among them is `unknown`.
 */
export function articleNames(
  articles: Iterable<Pick<Article, 'id' | 'sourceId' | 'title'>>,
  outletOf: (sourceId: string) => string,
  unknown: string,
): { readonly nameOf: (id: string) => string; readonly inWords: (reason: string) => string } {
  const byId = new Map([...articles].map((article) => [article.id, article]))
  const times = new Map<string, number>()
  for (const { sourceId } of byId.values()) times.set(sourceId, (times.get(sourceId) ?? 0) + 1)
  const nameOf = (id: string): string => {
    const article = byId.get(id)
    if (article === undefined) return unknown
    const outlet = closed(outletOf(article.sourceId))
    return times.get(article.sourceId) === 1 ? outlet : `${outlet}'s "${closed(article.title)}"`
  }
  return { nameOf, inWords: (reason) => reason.replace(ARTICLE_ID, nameOf) }
}

/** A name between left-to-right marks where it is written from right to left, so that it does not turn the signs after it. */
const closed = (name: string): string => (RTL_LETTER.test(name) ? `\u200E${name}\u200E` : name)

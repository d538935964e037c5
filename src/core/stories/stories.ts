/**
 * Turns articles into stories, in two levels: copies (one text carried by several outlets) inside stories (one event). The
 * bias: a missed copy is better than a wrong merge, two stories about one event better than one about two.
 *
 * `nearby.ts` finds what is near; `copies.ts` and `likeness.ts` decide what is one text and what one event; `grouper.ts` forms
 * the stories; `placement.ts` and `lead-article.ts` give each its id and its lead article.
 */

import { repeatsOf } from '../article/recurring.ts'
import type { Article, Story } from '../model.ts'
import { developmentsOf, type Step, tellersOfLatest } from './developments.ts'
import { factsOf } from './facts.ts'
import { type Fingerprint, fingerprintArticle } from './fingerprint.ts'
import { type ChangedStory, Grouper } from './grouper.ts'
import { byDateThenId } from './nearby.ts'
import { originFacts } from './origin.ts'
import { leadOf, placeInStories } from './placement.ts'
import { datedAt, linkOf } from './presented.ts'

const WINDOW_HOURS = 72

/** Stories out of articles, in any order; each article stands in exactly one story, with the reason; topics are left empty. */
export function groupStories(articles: readonly Article[]): Story[] {
  const articleById = new Map(articles.map((article) => [article.id, article]))
  const bySource = Map.groupBy(articleById.values(), ({ sourceId }) => sourceId)
  const repeats = new Map([...bySource].map(([sourceId, own]) => [sourceId, repeatsOf(own)]))
  const fingerprints = new Map<string, Fingerprint>()
  const sorted = [...articleById.values()]
    .map((article) => ({ article, id: article.id, datedMs: Date.parse(datedAt(article)) || 0 }))
    .sort(byDateThenId)
  const grouper = new Grouper(WINDOW_HOURS)
  for (const { article, id, datedMs } of sorted) {
    const fingerprint = fingerprintArticle(article, repeats.get(article.sourceId))
    const { print, words, exact, isCut } = fingerprint
    fingerprints.set(id, fingerprint)
    const { sourceId, firstSeenAt } = article
    const facts = originFacts({ ...article, url: article.canonicalUrl ?? article.url })
    const own = {
      id,
      datedMs,
      sourceId,
      publishedAt: datedAt(article),
      firstSeenAt,
      print,
      words,
      exact,
      isCut,
      ...facts,
    }
    grouper.meet(own)
    grouper.take((one) => fingerprints.get(one))
  }
  const changed = grouper.changed()
  const { stories, placements } = placeInStories(changed, [])
  return stories.map(({ id, foundingArticleId }, at): Story => {
    const steps = stepsOf(changed[at]!, articleById)
    const leadArticleId = leadOf(changed[at]!, tellersOfLatest([...steps.keys()], steps))!.id
    const lead = articleById.get(leadArticleId)!
    const url = linkOf(lead)
    const { publishedAt } = articleById.get(foundingArticleId)!
    return {
      id,
      title: lead.title,
      ...(url === undefined ? {} : { url }),
      leadArticleId,
      articles: changed[at]!.map((one) => {
        const { copyOf: _, ...article } = articleById.get(one.article.id)!
        const { copyOf, why } = placements.get(article.id)!
        const { development } = steps.get(article.id)!
        return { ...article, ...(copyOf === undefined ? {} : { copyOf }), development, why }
      }),
      topics: [],
      ...(publishedAt === undefined ? {} : { publishedAt }),
    }
  })
}

/** The step that each article of a story reports. */
function stepsOf(story: ChangedStory, articleById: ReadonlyMap<string, Article>): ReadonlyMap<string, Step> {
  const [first, second] = story
  if (second === undefined) return new Map([[first!.article.id, { development: 1, says: true }]])
  return developmentsOf(
    story.map(({ article: { id, sourceId, datedMs }, headId }) => ({
      id,
      sourceId,
      datedMs,
      // A copy says what its original says.
      ...(headId === id ? { facts: factsOf(articleById.get(id)!) } : { copyOf: headId, facts: '' }),
    })),
  )
}

/** Grouping as a flow does it, without a store. */
import type { Article } from '../../src/core/model.ts'
import { type Fingerprint, fingerprintArticle } from '../../src/core/stories/fingerprint.ts'
import { type ChangedStory, type Corrections, Grouper, type WindowArticle } from '../../src/core/stories/grouper.ts'
import { byDateThenId } from '../../src/core/stories/nearby.ts'
import { originFacts } from '../../src/core/stories/origin.ts'
import { type Grouping, placeInStories } from '../../src/core/stories/placement.ts'

/** An article as grouping sees it, with its fingerprint. */
export interface Member extends WindowArticle {
  readonly fingerprint: Fingerprint
}

/** An article as a member; `more` says where it stood, or what its source is. */
export function memberOf(article: Article, more: Partial<WindowArticle> = {}): Member {
  const fingerprint = fingerprintArticle(article)
  const { print, words, exact, isCut } = fingerprint
  const { id, sourceId, firstSeenAt, publishedAt = firstSeenAt } = article
  const dates = { datedMs: Date.parse(publishedAt), publishedAt, firstSeenAt }
  const facts = originFacts({ ...article, url: article.canonicalUrl ?? article.url })
  return {
    id,
    sourceId,
    ...dates,
    print,
    words,
    exact,
    ...(isCut ? { isCut } : {}),
    ...facts,
    ...more,
    fingerprint,
  }
}

/** What changed, and the stories that did with their articles. */
interface Grouped extends Grouping {
  readonly changed: readonly ChangedStory[]
}

/** Takes all members in, in order of date and id; none stands where it stood unless it finds its place again. */
export function groupedAnew(
  members: readonly Member[],
  known: Parameters<typeof placeInStories>[1] = [],
  corrections: Corrections = {},
): Grouped {
  return groupedInPasses([members], known, corrections).at(-1)!
}

/** The same in several passes, each with a grouper of its own, which knows what the passes before it have placed. */
export function groupedInPasses(
  passes: readonly (readonly Member[])[],
  founded: Parameters<typeof placeInStories>[1] = [],
  corrections: Corrections = {},
): Grouped[] {
  const fingerprints = new Map(passes.flat().map(({ id, fingerprint }) => [id, fingerprint]))
  const placed = new Map<string, WindowArticle & { readonly storyId: string }>()
  const known = new Map(founded.map((story) => [story.id, story]))
  return passes.map((pass, number) => {
    const grouper = new Grouper(72, corrections)
    for (const article of placed.values()) grouper.restore(article)
    for (const member of [...pass].sort(byDateThenId)) {
      grouper.meet(member)
      grouper.take((id) => fingerprints.get(id))
    }
    const changed = grouper.changed()
    const grouping = { ...placeInStories(changed, [...known.values()]), changed }
    for (const [id, { storyId, copyOf }] of grouping.placements) {
      const { copyOf: _, ...article } = passes.flat().find((one) => one.id === id)!
      placed.set(id, { ...article, storyId, ...(copyOf === undefined ? {} : { copyOf }) })
    }
    for (const id of grouping.aliases.keys()) known.delete(id)
    for (const { id, foundingArticleId } of grouping.stories) {
      if (!known.has(id)) known.set(id, { id, foundingArticleId, foundedAt: `pass ${String(number).padStart(3, '0')}` })
    }
    return grouping
  })
}

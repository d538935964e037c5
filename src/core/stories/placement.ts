/**
 * Which id an event has, and which article leads it: a story continues where its founding article is; the lead is chosen by a
 * rule that can be read, and changes only for one of the rule's reasons.
 */

import { storyId } from '../ids.ts'
import type { Instant } from '../model.ts'
import type { ArticleNow, ChangedStory, WindowArticle } from './grouper.ts'
import { originalsAmong } from './origin.ts'
import { LEAD_REASONS } from './reasons.ts'

/** A story that existed before. */
interface KnownStory {
  readonly id: string
  readonly foundingArticleId: string
  /** The instant of the run that founded it. */
  readonly foundedAt: Instant
  /** Whether only documents know it, which an earlier store published: it is founded again. */
  readonly isLost?: boolean
}

/** Where an article stands now. */
export interface Place {
  readonly storyId: string
  readonly copyOf?: string
  /** For people; absent where it did not change. */
  readonly why?: readonly string[]
}

/** What changed. */
export interface Grouping {
  /** By article id: those added, and others that moved. */
  readonly placements: ReadonlyMap<string, Place>
  /** The stories that gained or lost an article. */
  readonly stories: readonly {
    readonly id: string
    readonly foundingArticleId: string
    readonly isNew: boolean
  }[]
  /** Ids that now belong to another story. */
  readonly aliases: ReadonlyMap<string, string>
}

/**
 * Ids for the stories that changed, of which `known` are those that existed before; where several became one, the id founded
 * first. `isTaken` says which ids are another story's, though they would be computed.
 */
export function placeInStories(
  changed: readonly ChangedStory[],
  known: readonly KnownStory[],
  isTaken: (id: string) => boolean = () => false,
): Grouping {
  const holders = holdersOf(changed, known)
  const placements = new Map<string, Place>()
  const stories: Grouping['stories'][number][] = []
  const aliases = new Map<string, string>()
  for (const articles of changed) {
    const kept = articles
      .flatMap(({ article }) =>
        (holders.get(article.id) ?? []).map((story) => ({ story, founderDate: article.publishedAt })),
      )
      .sort(
        (a, b) =>
          compareText(a.story.foundedAt, b.story.foundedAt) ||
          compareText(a.founderDate, b.founderDate) ||
          compareText(a.story.id, b.story.id),
      )
    const foundingArticleId = kept[0]?.story.foundingArticleId ?? articles[0]!.article.id
    const id = kept[0]?.story.id ?? foundedId(foundingArticleId, isTaken)
    for (const { story } of kept.slice(1)) aliases.set(story.id, id)
    stories.push({ id, foundingArticleId, isNew: kept[0] === undefined || kept[0].story.isLost === true })
    for (const one of articles) if (isMoved(one, id)) placements.set(one.article.id, placeOf(one, id))
  }
  return { placements, stories, aliases }
}

/**
 * The article by which a story is presented: of those that report its latest step, `tellers`, the best; undefined where none of
 * the articles given does.
 */
export function leadOf(
  articles: ChangedStory,
  tellers: ReadonlySet<string>,
): { readonly id: string; readonly why: string } | undefined {
  const latest = articles.flatMap(({ article }) => (tellers.has(article.id) ? [article] : []))
  if (latest.length === 0) return undefined
  const isOne = latest.length === 1 && articles.length > 1
  return isOne ? { id: latest[0]!.id, why: LEAD_REASONS.news } : chooseLead(latest)
}

/** The id of a new story. Where an earlier store's story has the computed one, which now is about other articles, it is another. */
function foundedId(foundingArticleId: string, isTaken: (id: string) => boolean): string {
  const id = storyId(foundingArticleId)
  return isTaken(id) ? storyId(`${foundingArticleId} apart`) : id
}

const copyOf = ({ article, headId }: ArticleNow): string | undefined => (headId === article.id ? undefined : headId)

const isMoved = (one: ArticleNow, id: string): boolean =>
  one.isTaken || one.article.storyId !== id || one.article.copyOf !== copyOf(one)

function placeOf(one: ArticleNow, id: string): Place {
  const head = copyOf(one)
  return {
    storyId: id,
    ...(head === undefined ? {} : { copyOf: head }),
    ...(one.why === undefined ? {} : { why: one.why }),
  }
}

/**
 * The stories whose id each article holds: the founding article does; where that is gone (pruned, or its source left), the
 * story's first article that is given.
 */
function holdersOf(changed: readonly ChangedStory[], known: readonly KnownStory[]): Map<string, KnownStory[]> {
  const given = new Set<string>()
  const firstOfStory = new Map<string, WindowArticle>()
  for (const { article } of changed.flat()) {
    given.add(article.id)
    if (article.storyId === undefined) continue
    const first = firstOfStory.get(article.storyId)
    if (first === undefined || compareDates(article, first) < 0) firstOfStory.set(article.storyId, article)
  }
  const holders = new Map<string, KnownStory[]>()
  for (const story of known) {
    const { foundingArticleId } = story
    const holder = given.has(foundingArticleId) ? foundingArticleId : firstOfStory.get(story.id)?.id
    if (holder === undefined) continue
    const list = holders.get(holder)
    if (list === undefined) holders.set(holder, [story])
    else list.push(story)
  }
  return holders
}

const compareDates = (a: WindowArticle, b: WindowArticle): number =>
  compareText(a.publishedAt, b.publishedAt) || compareText(a.id, b.id)

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Completeness in four steps, so that a few words more move no lead: a cut text, a teaser, a short text, a whole one. */
function completeness({ isCut, words }: WindowArticle): number {
  if (isCut || words < 40) return 0
  return words < 120 ? 1 : words < 400 ? 2 : 3
}

type Worth = (member: WindowArticle, originals: ReadonlySet<WindowArticle>) => number

const RULES: readonly { readonly why: string; readonly worth: Worth }[] = [
  {
    why: LEAD_REASONS.original,
    worth: (member, originals) => (originals.has(member) ? 1 : 0),
  },
  { why: LEAD_REASONS.weight, worth: (member) => member.weight ?? 1 },
  { why: LEAD_REASONS.complete, worth: completeness },
]

/** The lead article of a story: original publisher, then source weight, completeness, first seen, date, id. */
function chooseLead(members: readonly WindowArticle[]): { readonly id: string; readonly why: string } {
  if (members.length === 1) return { id: members[0]!.id, why: LEAD_REASONS.only }
  const originals = originalsAmong(members)
  let left = members
  for (const { why, worth } of RULES) {
    const best = left.reduce((most, member) => Math.max(most, worth(member, originals)), Number.NEGATIVE_INFINITY)
    left = left.filter((member) => worth(member, originals) === best)
    if (left.length === 1) return { id: left[0]!.id, why }
  }
  const isEarlier = (a: WindowArticle, b: WindowArticle): boolean => orderOf(a) < orderOf(b)
  return { id: left.reduce((first, member) => (isEarlier(member, first) ? member : first)).id, why: LEAD_REASONS.first }
}

/** What one pass saw first has one instant of first sight: then the article's own date decides. */
const orderOf = ({ firstSeenAt, publishedAt, id }: WindowArticle): string => `${firstSeenAt} ${publishedAt} ${id}`

/** Which stories make an edition, in what order. */
import type { Article, Edition, EditionStory, Instant, Topic, TopicMatch } from './model.ts'
import { linkOf, type PresentedStory } from './stories/presented.ts'

/** What decides whether a story stands in an edition, and where. */
export interface RankedStory {
  readonly storyId: string
  /** Outlets that report it themselves, the lead's own among them. */
  readonly ownOutlets: number
  /** The other outlets: all they have is a copy. */
  readonly copyOutlets: number
  /** The lead source's weight; 1 is usual. */
  readonly weight: number
  /** The lead's date, else when the story was last updated. */
  readonly datedAt: Instant
  readonly topicIds: readonly string[]
}

/** The stories of an edition, chosen from any number of them a part at a time. */
export interface Choice {
  /** In the order of their rank, `maxStories` at most. */
  readonly stories: readonly RankedStory[]
  /** How many were wanted, those that `maxStories` left out included. */
  readonly wanted: number
}

/** Before the first part. */
export const NOTHING_CHOSEN: Choice = { stories: [], wanted: 0 }

/** A story that was chosen, with what is shown of it. */
export interface ChosenStory {
  readonly storyId: string
  readonly presented: PresentedStory<Article & { readonly words: number }>
  /** Every article of the story. */
  readonly articleIds: readonly string[]
  /** The strongest first. */
  readonly topics: readonly TopicMatch[]
  readonly updatedAt: Instant
}

/** What an edition is composed for. */
export interface EditionWish {
  readonly id: string
  readonly digestId: string
  /** The newspaper's title, and the digest's. */
  readonly title: string
  readonly digestTitle: string
  readonly slotAt: Instant
  readonly sinceAt?: Instant
  readonly language: string
  readonly timeZone: string
  /** Topic ids in the recipient's order; empty: all, in the configuration's order, and stories of no topic too. */
  readonly wantedTopics: readonly string[]
  readonly topics: readonly Topic[]
  /** Stories that were wanted and did not fit. */
  readonly moreCount: number
}

/** Words a minute: what adults read of news on a screen (Brysbaert 2019 has 238 for English non-fiction). */
const WORDS_PER_MINUTE = 230

/** Whole minutes, at least one. */
export const readingMinutes = (words: number): number => Math.max(1, Math.round(words / WORDS_PER_MINUTE))

/**
 * What is chosen when more stories are offered. The rank of a story is what editors go by: how many outlets report it
 * themselves (a copy counts a third of an own report), by the lead source's weight; the newer first where they agree. In
 * parts and at once, in any order, the same stories are chosen: what `maxStories` others outrank is outranked for good.
 */
export function chooseStories(
  before: Choice,
  offered: readonly RankedStory[],
  { wantedTopics, maxStories }: { readonly wantedTopics: readonly string[]; readonly maxStories: number },
): Choice {
  const wanted =
    wantedTopics.length === 0
      ? offered
      : offered.filter(({ topicIds }) => topicIds.some((topicId) => wantedTopics.includes(topicId)))
  const ranked = [...before.stories, ...wanted].sort(
    (a, b) => rankOf(b) - rankOf(a) || compare(b.datedAt, a.datedAt) || compare(a.storyId, b.storyId),
  )
  return { stories: ranked.slice(0, maxStories), wanted: before.wanted + wanted.length }
}

const rankOf = ({ ownOutlets, copyOutlets, weight }: RankedStory): number => weight * (ownOutlets + copyOutlets / 3)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Composes an edition of stories in the order of their rank: the first stands on top, the others under the topic they
 * belong to most, topics in the recipient's order, stories of no topic last.
 */
export function composeEdition(chosen: readonly ChosenStory[], wish: EditionWish): Edition {
  const { wantedTopics, topics } = wish
  const stories = new Map(chosen.map((candidate) => [candidate, editionStoryOf(candidate)]))
  const [first, ...others] = chosen
  const nameById = new Map(topics.map(({ id, name }) => [id, name]))
  const order = wantedTopics.length > 0 ? wantedTopics : topics.map(({ id }) => id)
  const sections = [...order, undefined].flatMap((topicId) => {
    const own = others.filter((candidate) => sectionOf(candidate, order) === topicId)
    if (own.length === 0) return []
    const name = topicId === undefined ? '' : (nameById.get(topicId) ?? topicId)
    return [{ ...(topicId === undefined ? {} : { topicId }), name, stories: own.map((one) => stories.get(one)!) }]
  })
  const shown = [...stories.values()]
  return {
    id: wish.id,
    digestId: wish.digestId,
    title: wish.title,
    digestTitle: wish.digestTitle,
    slotAt: wish.slotAt,
    ...(wish.sinceAt === undefined ? {} : { sinceAt: wish.sinceAt }),
    language: wish.language,
    timeZone: wish.timeZone,
    ...(first === undefined ? {} : { top: stories.get(first)! }),
    sections,
    storyCount: shown.length,
    moreCount: wish.moreCount,
    minutes: shown.reduce((sum, { minutes }) => sum + minutes, 0),
  }
}

/** The strongest of the story's topics that have a section; undefined for none. */
const sectionOf = ({ topics }: ChosenStory, order: readonly string[]): string | undefined =>
  topics.find(({ topicId }) => order.includes(topicId))?.topicId

function editionStoryOf({ storyId, presented, articleIds, topics, updatedAt }: ChosenStory): EditionStory {
  const { lead, outlet, authors, carriers, origin } = presented
  const url = linkOf(lead)
  const seen = new Set([outlet])
  return {
    storyId,
    articleIds,
    title: lead.title,
    ...(url === undefined ? {} : { url }),
    lead: lead.lead,
    outlet,
    authors,
    publishedAt: lead.publishedAt ?? updatedAt,
    minutes: readingMinutes(lead.words),
    ...(lead.language === undefined ? {} : { language: lead.language }),
    ...(lead.imageUrl === undefined ? {} : { imageUrl: lead.imageUrl }),
    // An outlet is named once, by its first article.
    carriers: carriers
      .filter((carrier) => !seen.has(carrier.outlet) && seen.add(carrier.outlet))
      .map(({ sourceId: _, ...carrier }) => carrier),
    ...(origin === undefined ? {} : { firstPublishedBy: origin }),
    topicIds: topics.map(({ topicId }) => topicId),
  }
}

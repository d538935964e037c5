/** Which stories make an edition, in what order. */
import type { Article, Edition, EditionStory, Instant, Topic, TopicMatch } from './model.ts'
import { linkOf, type ToldStory } from './stories/presented.ts'

/** A story that may stand in an edition: nothing of it was had by whoever gets this. */
export interface EditionCandidate {
  readonly storyId: string
  readonly told: ToldStory<Article & { readonly words: number }>
  /** Every article of the story. */
  readonly articleIds: readonly string[]
  readonly topics: readonly TopicMatch[]
  /** The lead source's weight; 1 is usual. */
  readonly weight: number
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
  /** Topic ids in the reader's order; empty: all, in the configuration's order, and stories of no topic too. */
  readonly wantedTopics: readonly string[]
  readonly topics: readonly Topic[]
  readonly maxStories: number
}

/** Words a minute: what adults read of news on a screen (Brysbaert 2019 has 238 for English non-fiction). */
const WORDS_A_MINUTE = 230

/** Whole minutes, at least one. */
export const readingMinutes = (words: number): number => Math.max(1, Math.round(words / WORDS_A_MINUTE))

/**
 * Composes an edition. The rank of a story is what editors go by: how many outlets report it themselves (a copy counts a
 * third of an own report), by the lead source's weight; the newer first where they agree. The first of all stands on top,
 * the others under the topic they belong to most, topics in the reader's order, stories of no topic last.
 */
export function composeEdition(candidates: readonly EditionCandidate[], wish: EditionWish): Edition {
  const { wantedTopics, topics, maxStories } = wish
  const isWanted = new Set(wantedTopics)
  const wanted = candidates.filter(
    (candidate) => isWanted.size === 0 || candidate.topics.some(({ topicId }) => isWanted.has(topicId)),
  )
  const ranked = [...wanted].sort(
    (a, b) => rankOf(b) - rankOf(a) || compare(dateOf(b), dateOf(a)) || compare(a.storyId, b.storyId),
  )
  const chosen = ranked.slice(0, maxStories)
  const stories = new Map(chosen.map((candidate) => [candidate, editionStoryOf(candidate)]))
  const [first, ...others] = chosen
  const nameById = new Map(topics.map(({ id, name }) => [id, name]))
  const order = isWanted.size > 0 ? wantedTopics : topics.map(({ id }) => id)
  const sections = [...order, undefined].flatMap((topicId) => {
    const own = others.filter((candidate) => sectionOf(candidate, order) === topicId)
    if (own.length === 0) return []
    const name = topicId === undefined ? '' : (nameById.get(topicId) ?? topicId)
    return [{ ...(topicId === undefined ? {} : { topicId }), name, stories: own.map((one) => stories.get(one)!) }]
  })
  const told = [...stories.values()]
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
    storyCount: told.length,
    moreCount: ranked.length - chosen.length,
    minutes: told.reduce((sum, { minutes }) => sum + minutes, 0),
  }
}

function rankOf({ told, weight }: EditionCandidate): number {
  const own = new Set<string>([told.outlet])
  const copies = new Set<string>()
  for (const { outlet, isCopy } of told.carriers) (isCopy ? copies : own).add(outlet)
  for (const outlet of own) copies.delete(outlet)
  return weight * (own.size + copies.size / 3)
}

const dateOf = ({ told, updatedAt }: EditionCandidate): Instant => told.lead.publishedAt ?? updatedAt

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The strongest of the story's topics that have a section; undefined for none. */
const sectionOf = ({ topics }: EditionCandidate, order: readonly string[]): string | undefined =>
  topics.find(({ topicId }) => order.includes(topicId))?.topicId

function editionStoryOf({ storyId, told, articleIds, topics, updatedAt }: EditionCandidate): EditionStory {
  const { lead, outlet, authors, carriers, origin } = told
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

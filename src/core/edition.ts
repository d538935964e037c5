/** Composes an edition: which stories it has, and in what order. */
import type { Article, Carrier, Edition, EditionStory, Instant, StoryNews, Topic, TopicMatch } from './model.ts'
import { byCount, type Standing } from './order.ts'
import { itemOf, type PresentedStory } from './stories/presented.ts'

/** What determines whether a story is in an edition, and its rank. */
interface RankedStory extends Standing {
  readonly topicIds: readonly string[]
  /** When an article that is not a copy last joined it, or last said something new. */
  readonly newAt: Instant
}

/** The stories chosen so far for an edition. */
export interface Choice {
  /** Ordered by rank, at most `maxStories`. */
  readonly stories: readonly RankedStory[]
  /** Whether one of the wanted stories is news since the last edition, apart from those that did not fit into it. */
  readonly hasNews: boolean
  /** The number of stories on wanted topics, including those that `maxStories` left out. */
  readonly wanted: number
}

/** The choice before any story is offered. */
export const NOTHING_CHOSEN: Choice = { stories: [], hasNews: false, wanted: 0 }

/** A chosen story, with what is shown of it. */
export interface ChosenStory {
  readonly storyId: string
  readonly presented: PresentedStory<Article & { readonly words: number }>
  /** Every article of the story. */
  readonly articleIds: readonly string[]
  /** The strongest first. */
  readonly topics: readonly TopicMatch[]
  readonly updatedAt: Instant
  /** Where the recipient has had the story: what is new in it. */
  readonly news?: readonly StoryNews[]
}

/** The slot, the digest and the variant that an edition is composed for. */
interface EditionOptions
  extends Pick<
    Edition,
    'id' | 'digestId' | 'title' | 'digestTitle' | 'slotAt' | 'sinceAt' | 'language' | 'timeZone' | 'moreCount'
  > {
  /** Topic ids in the recipient's order. Empty: all, in the configured order, and stories without a topic. */
  readonly wantedTopics: readonly string[]
  readonly topics: readonly Topic[]
  /** Later articles on stories that the recipient has had, and how many more there are. Default: none. */
  readonly laterCoverage?: readonly Carrier[]
  readonly moreCoverage?: number
}

/** How fast adults read news on a screen (Brysbaert 2019 has 238 words a minute for English non-fiction). */
const WORDS_PER_MINUTE = 230

/** The reading time in whole minutes, at least one. */
export const readingMinutes = (words: number): number => Math.max(1, Math.round(words / WORDS_PER_MINUTE))

/**
 * The choice after more stories are offered. A story ranks by the number of outlets that report it themselves, where one with
 * only a copy counts as a third, times the weight of the lead's source; of two equal ones the newer is first.
 *
 * Stories may be offered all at once or in parts, in any order: the same ones are chosen, because a story that ranks below
 * `maxStories` others still does when more are offered.
 */
export function chooseStories(
  before: Choice,
  offered: readonly RankedStory[],
  {
    wantedTopics,
    maxStories,
    newsSince,
  }: {
    readonly wantedTopics: readonly string[]
    readonly maxStories: number
    readonly newsSince?: Instant | undefined
  },
): Choice {
  const wanted = offered.filter(({ topicIds }) => isWanted(topicIds, wantedTopics))
  const ranked = [...before.stories, ...wanted].sort(byCount)
  return {
    stories: ranked.slice(0, maxStories),
    hasNews: before.hasNews || wanted.some(({ newAt }) => newsSince === undefined || newAt > newsSince),
    wanted: before.wanted + wanted.length,
  }
}

/** Whether a story has one of the topics that a recipient wants; a recipient who names none wants all. */
export const isWanted = (topicIds: readonly string[], wantedTopics: readonly string[]): boolean =>
  wantedTopics.length === 0 || topicIds.some((topicId) => wantedTopics.includes(topicId))

/**
 * Composes an edition from stories in order of rank. The first is at the top. The others follow by their strongest topic, with
 * topics in the recipient's order and stories without a topic last.
 */
export function composeEdition(chosen: readonly ChosenStory[], options: EditionOptions): Edition {
  const { wantedTopics, topics, laterCoverage = [], moreCoverage = 0, ...rest } = options
  const stories = new Map(chosen.map((candidate) => [candidate, editionStoryOf(candidate)]))
  const [first, ...others] = chosen
  const nameById = new Map(topics.map(({ id, name }) => [id, name]))
  const order = wantedTopics.length > 0 ? wantedTopics : topics.map(({ id }) => id)
  const sections = [...order, undefined].flatMap((topicId) => {
    const own = others.filter((candidate) => sectionOf(candidate, order) === topicId)
    if (own.length === 0) return []
    const name = topicId === undefined ? '' : (nameById.get(topicId) ?? topicId)
    return [
      { ...(topicId === undefined ? {} : { topicId }), name, stories: own.map((one) => stories.get(one)!), briefs: [] },
    ]
  })
  const shown = [...stories.values()]
  return {
    ...rest,
    ...(first === undefined ? {} : { top: stories.get(first)! }),
    sections,
    laterCoverage,
    moreCoverage,
    storyCount: shown.length,
    minutes: shown.reduce((sum, { minutes }) => sum + minutes, 0),
  }
}

/** The strongest of the story's topics that has a section; undefined where none has. */
const sectionOf = ({ topics }: ChosenStory, order: readonly string[]): string | undefined =>
  topics.find(({ topicId }) => order.includes(topicId))?.topicId

function editionStoryOf({ storyId, presented, articleIds, topics, updatedAt, news }: ChosenStory): EditionStory {
  const { lead, named, picture } = presented
  return {
    storyId,
    articleIds,
    ...itemOf(presented, updatedAt),
    minutes: readingMinutes(lead.words),
    ...(picture === undefined ? {} : { imageUrl: picture.url }),
    ...(picture?.alt === undefined ? {} : { imageAlt: picture.alt }),
    ...(picture?.credit === undefined ? {} : { imageOutlet: picture.credit.outlet }),
    carriers: named.map(({ articleId: _, sourceId: __, ...carrier }) => carrier),
    ...(news === undefined || news.length === 0 ? {} : { news }),
    topicIds: topics.map(({ topicId }) => topicId),
  }
}

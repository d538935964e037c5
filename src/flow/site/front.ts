/** The front page, and the rank of a story on it. */
import {
  arrangeFrontPage,
  FRONT_HOURS,
  FRONT_LEAST,
  type FrontCandidate,
  type FrontPlan,
  placeOf,
} from '../../core/front-page.ts'
import type { Instant } from '../../core/model.ts'
import { describeRank, rankOf } from '../../core/order.ts'
import { HOUR, instantOf, localDate, startOfDate } from '../../core/schedule.ts'
import type { FrontPage, ShownStory, StoryRank } from '../../core/site.ts'
import {
  developedStoryIds,
  nearestPublishedAt,
  newestStoryIds,
  standingsOf,
  updatedStoryIds,
} from '../../store/selected-stories.ts'
import { AFTER_ALL, fromOf, readShown, type SiteDeps, shownStoryOf, throughCache } from './shown.ts'

/**
 * Stories among which the front page chooses at most: so many that were published last, and so many that moved on last. Each is
 * ranked by one row; more would make the page of a newspaper with thousands of stories a day slow.
 */
const MOST_CANDIDATES = 1_000

/** Stories updated last, whenever they were published, and those of a slow newspaper. */
const OTHER_CANDIDATES = 200

/** The front page. Throws StoreError. */
export async function frontPage(deps: SiteDeps): Promise<FrontPage> {
  const { newestAt, top, strong, sections } = await planFrontPage(deps)
  if (newestAt === undefined) return { strong: [], sections: [] }
  const { db, config } = deps
  const all = [top ?? [], strong, ...sections.flatMap(({ stories, briefs }) => [stories, briefs])].flat()
  const read = await readShown(
    deps,
    all.map(({ storyId }) => storyId),
  )
  const shown = ({ storyId, rank }: (typeof all)[number]): ShownStory[] => {
    const one = read.get(storyId)
    // Another worker has merged it into another story since it was ranked.
    return one === undefined ? [] : [shownStoryOf(one, rank)]
  }
  const date = localDate(config.timeZone, newestAt)
  const [first] = top === undefined ? [] : shown(top)
  const nameById = new Map(config.topics.map(({ id, name }) => [id, name]))
  const before = await nearestPublishedAt(db, 'before', startOfDate(config.timeZone, date))
  return {
    date,
    ...(first === undefined ? {} : { top: first }),
    strong: strong.flatMap(shown),
    sections: sections.map(({ topicId, stories, briefs }) => ({
      ...(topicId === undefined ? {} : { topic: { id: topicId, name: nameById.get(topicId) ?? topicId } }),
      stories: stories.flatMap(shown),
      briefs: briefs.flatMap(shown),
    })),
    ...(before === undefined || before < fromOf(deps) ? {} : { previousDate: localDate(config.timeZone, before) }),
  }
}

/** Why a story stands where it does. */
interface ExplainedOrder extends StoryRank {
  /** When its newest development was reported first. */
  readonly developedAt: Instant
  /** Its place on the front page, from 1, among the first five or in the section of a topic; absent where it is not on it. */
  readonly place?: number
  readonly topicId?: string
  readonly says: string
}

/** Why a story stands where it does on the front page, or not on it; undefined where nothing of it is shown. Throws StoreError. */
export async function explainOrder(deps: SiteDeps, storyId: string): Promise<ExplainedOrder | undefined> {
  const plan = await planFrontPage(deps)
  const found = placeOf(plan, storyId)
  const story = found?.story ?? (await rankable(deps, [storyId]))[0]
  if (story === undefined || plan.newestAt === undefined) return undefined
  const rank = rankOf(story, plan.newestAt)
  const topicId = found?.section?.topicId
  const name = deps.config.topics.find(({ id }) => id === topicId)?.name
  const under = found?.section === undefined ? '' : name === undefined ? ' without a topic' : ` under ${name}`
  const where = found === undefined ? 'not on' : `${ordinal(found.place)}${under} on`
  return {
    ...rank,
    developedAt: story.developedAt,
    ...(found === undefined ? {} : { place: found.place }),
    ...(topicId === undefined ? {} : { topicId }),
    says: `${describeRank(rank)}; ${where} the front page`,
  }
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth']

/** `third`, `12th`, `23rd` */
const ordinal = (place: number): string => ORDINALS[place - 1] ?? `${place}${ENDINGS[ORDER.select(place)]}`
const ORDER = new Intl.PluralRules('en', { type: 'ordinal' })
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }

/** Which stories stand where on the front page. Throws StoreError. */
async function planFrontPage(deps: SiteDeps): Promise<FrontPlan> {
  return arrangeFrontPage(
    await candidatesOf(deps),
    deps.config.topics.map(({ id }) => id),
  )
}

/**
 * The stories that may stand on the front page: those published within 36 hours before the one published last, those in which an
 * article of that time said something new, and the last that were updated, by an edit too. Where the first are few, older ones.
 * When a story was updated is an instant of ours and its articles' dates are their outlets', so that no window has both.
 */
async function candidatesOf(deps: SiteDeps): Promise<FrontCandidate[]> {
  const { db } = deps
  const from = fromOf(deps)
  const newestAt = await nearestPublishedAt(db, 'before', AFTER_ALL)
  if (newestAt === undefined || newestAt < from) return []
  const since = [from, instantOf(Date.parse(newestAt) - FRONT_HOURS * HOUR)].sort().at(-1)!
  const published = await newestStoryIds(db, MOST_CANDIDATES, since)
  const earlier = published.length < FRONT_LEAST ? await newestStoryIds(db, OTHER_CANDIDATES, from) : []
  const developed = await developedStoryIds(db, MOST_CANDIDATES, since, from)
  const updated = await updatedStoryIds(db, OTHER_CANDIDATES, from)
  return rankable(deps, [...new Set([...published, ...earlier, ...developed, ...updated])])
}

/** What these stories are ranked by. Throws StoreError. */
export async function rankable({ db, config, cache }: SiteDeps, ids: readonly string[]): Promise<FrontCandidate[]> {
  const standings = await throughCache(cache?.standings, ids, async (missing) => {
    const weights = new Map(config.sources.map(({ id, weight }) => [id, weight]))
    const found = new Map<string, FrontCandidate>()
    for await (const part of standingsOf(db, missing, 'shown'))
      for (const one of part) found.set(one.storyId, { ...one, weight: weights.get(one.leadSourceId) ?? 1 })
    return found
  })
  return [...standings.values()]
}

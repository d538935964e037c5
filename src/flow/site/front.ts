/** The front page, and the rank of a story on it. */
import {
  arrangeFrontPage,
  FRONT_HOURS,
  FRONT_LEAST,
  type FrontCandidate,
  type FrontPlan,
} from '../../core/front-page.ts'
import { HOUR, instantOf, localDate, startOfDate } from '../../core/schedule.ts'
import type { FrontPage, ShownStory } from '../../core/site.ts'
import { nearestPublishedAt, standingsOf, updatedStories } from '../../store/stories.ts'
import { fromOf, readShown, type SiteDeps, shownStoryOf } from './shown.ts'

/**
 * Stories among which the front page chooses at most, those updated last. They are ranked by one row each; more would make the
 * page of a newspaper with tens of thousands of stories a day slow.
 */
const MOST_CANDIDATES = 2_000

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

/** Which stories stand where on the front page. Throws StoreError. */
export async function planFrontPage(deps: SiteDeps): Promise<FrontPlan> {
  return arrangeFrontPage(
    await candidatesOf(deps),
    deps.config.topics.map(({ id }) => id),
  )
}

/** The stories updated within 36 hours before the one updated last; where these are few, the 20 updated last. */
async function candidatesOf(deps: SiteDeps): Promise<FrontCandidate[]> {
  const { db } = deps
  const from = fromOf(deps)
  const last = await updatedStories(db, FRONT_LEAST, { from })
  if (last.length === 0) return []
  const since = instantOf(Date.parse(last[0]!.updatedAt) - FRONT_HOURS * HOUR)
  const isBusy = last.length === FRONT_LEAST && last.at(-1)!.updatedAt >= since
  const stories = isBusy ? await updatedStories(db, MOST_CANDIDATES, { since, from }) : last
  return rankable(
    deps,
    stories.map(({ id }) => id),
  )
}

/** What these stories are ranked by. Throws StoreError. */
export async function rankable({ db, config }: SiteDeps, ids: readonly string[]): Promise<FrontCandidate[]> {
  const weights = new Map(config.sources.map(({ id, weight }) => [id, weight]))
  const found: FrontCandidate[] = []
  for await (const part of standingsOf(db, ids, 'shown'))
    for (const one of part) found.push({ ...one, weight: weights.get(one.leadSourceId) ?? 1 })
  return found
}

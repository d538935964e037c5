/** Arranges the front page: one story at the top, four strong ones, and the others by topic. */

import type { Instant } from './model.ts'
import { byScore, fairly, rankOf, type Standing } from './order.ts'
import { HOUR, instantOf } from './schedule.ts'
import type { StoryRank } from './site.ts'
import { compare } from './text/text.ts'

/** A story that may stand on the front page. */
export interface FrontCandidate extends Standing {
  /** The strongest first. */
  readonly topicIds: readonly string[]
  /** The date of its newest article. */
  readonly newestAt: Instant
}

/** A story with its rank. */
type RankedCandidate = FrontCandidate & { readonly rank: StoryRank }

/** The front page's stories by id. */
export interface FrontPlan {
  /** The date of the newspaper's newest article; absent where there is none. */
  readonly newestAt?: Instant
  readonly top?: RankedCandidate
  readonly strong: readonly RankedCandidate[]
  /** In the order of topics; stories without one are last. */
  readonly sections: readonly {
    readonly topicId?: string
    readonly stories: readonly RankedCandidate[]
    readonly briefs: readonly RankedCandidate[]
  }[]
}

/** How long after its newest development a story may stand on the front page: a day, and the evening before it. */
export const FRONT_HOURS = 36

/** With fewer stories than this, older ones stand on the front page too, so that a slow newspaper's is not empty. */
export const FRONT_LEAST = 20

/** How far back it goes then, at first. */
const SLOW_HOURS = 7 * 24

const STRONG = 4

/** Two stories and three briefs: one row of a section. */
const ROW = { stories: 2, briefs: 3 }
/** Rows on the page: 65 stories besides the first five, well below 30 KB compressed. */
const ROWS = 13

/**
 * Arranges the front page. Of the stories in the order of rank the first is at the top and the next four follow; the others
 * stand under their strongest topic. Neither among the five nor in a section does one source lead more than its share while
 * another's stories wait.
 */
export function arrangeFrontPage(candidates: readonly FrontCandidate[], topicIds: readonly string[]): FrontPlan {
  const newestAt = candidates
    .map((one) => one.newestAt)
    .sort()
    .at(-1)
  if (newestAt === undefined) return { strong: [], sections: [] }
  const ranked = freshOf(candidates, newestAt)
    .map((one) => ({ ...one, rank: rankOf(one, newestAt) }))
    .sort(byScore)
  const [top, ...strong] = fairly(ranked, 1 + STRONG)
  const first = new Set([top, ...strong])
  const waiting = sectionsOf(
    ranked.filter((one) => !first.has(one)),
    topicIds,
  )
  const shapes = shapesOf(waiting)
  const sections = waiting.map((section, nth) => {
    const { stories, briefs } = shapes[nth]!
    const chosen = fairly(section.stories, stories + briefs)
    return { ...section, stories: chosen.slice(0, stories), briefs: chosen.slice(stories) }
  })
  return { newestAt, ...(top === undefined ? {} : { top }), strong, sections }
}

/**
 * How much each section shows: one row, and of the rows that are left each goes to the section whose next story ranks highest.
 * With more sections than rows it is one story and two briefs each.
 */
function shapesOf(sections: readonly { readonly stories: readonly RankedCandidate[] }[]): (typeof ROW)[] {
  if (sections.length > ROWS) return sections.map(() => ({ stories: 1, briefs: 2 }))
  const rows = sections.map(() => 1)
  for (let left = ROWS - sections.length; left > 0; left--) {
    const next = sections.map(({ stories }, nth) => stories[rows[nth]! * (ROW.stories + ROW.briefs)])
    const [highest] = next.filter((one) => one !== undefined).sort(byScore)
    if (highest === undefined) break
    rows[next.indexOf(highest)]!++
  }
  return rows.map((count) => ({ stories: count * ROW.stories, briefs: count * ROW.briefs }))
}

/** Stories by their strongest topic, with topics in their order, and stories without one last. */
export const sectionsOf = <T extends { readonly topicIds: readonly string[] }>(
  stories: readonly T[],
  topicIds: readonly string[],
): { readonly topicId?: string; readonly stories: readonly T[] }[] => {
  const bySection = Map.groupBy(stories, (story) => story.topicIds.find((id) => topicIds.includes(id)))
  return [...topicIds, undefined].flatMap((topicId) => {
    const own = bySection.get(topicId)
    return own === undefined ? [] : [{ ...(topicId === undefined ? {} : { topicId }), stories: own }]
  })
}

/** The stories with a development in the last 36 hours; where these are few, in the last week; where these are, the newest. */
function freshOf(candidates: readonly FrontCandidate[], newestAt: Instant): readonly FrontCandidate[] {
  for (const hours of [FRONT_HOURS, SLOW_HOURS]) {
    const from = instantOf(Date.parse(newestAt) - hours * HOUR)
    const fresh = candidates.filter(({ developedAt }) => developedAt >= from)
    if (fresh.length >= FRONT_LEAST) return fresh
  }
  return [...candidates]
    .sort((a, b) => compare(b.developedAt, a.developedAt) || compare(a.storyId, b.storyId))
    .slice(0, FRONT_LEAST)
}

/** Where a story stands, counted from 1; `topicId` is that of its section. */
interface FrontPlace {
  readonly place: number
  readonly section?: { readonly topicId?: string }
}

/** Where a story stands on the front page: one of the first five, or in a section; undefined where it is not on it. */
export function placeOf(
  { top, strong, sections }: FrontPlan,
  storyId: string,
): (FrontPlace & { readonly story: RankedCandidate }) | undefined {
  const five = [...(top === undefined ? [] : [top]), ...strong]
  const lists = [
    { all: five, section: undefined },
    ...sections.map(({ topicId, stories, briefs }) => ({
      all: [...stories, ...briefs],
      section: topicId === undefined ? {} : { topicId },
    })),
  ]
  for (const { all, section } of lists) {
    const at = all.findIndex((one) => one.storyId === storyId)
    if (at >= 0) return { story: all[at]!, place: at + 1, ...(section === undefined ? {} : { section }) }
  }
  return undefined
}

/**
 * The order of stories: in an edition by the outlets that carry them, on the front page by these and by age. Pure, and without a
 * clock: an age is counted from the newest article of the newspaper, so that the order changes only when the stories do.
 */
import type { Instant } from './model.ts'
import { HOUR } from './schedule.ts'
import type { StoryRank } from './site.ts'
import { compare } from './text/text.ts'

/** What a story's place is computed from. */
export interface Standing {
  readonly storyId: string
  /** Outlets with a report of their own, including that of the lead article. */
  readonly ownOutlets: number
  /** Outlets that only carry a copy. */
  readonly copyOutlets: number
  /** The configured weight of the lead article's source; 1 where none is configured. */
  readonly weight: number
  /** The lead article's date; where it has none, when the story was last updated. */
  readonly datedAt: Instant
}

/** A standing with what the front page needs besides. */
export interface DatedStanding extends Standing {
  readonly leadSourceId: string
  /** When its newest development was reported first. */
  readonly developedAt: Instant
}

/**
 * After how many hours without a development a story counts half: what four outlets reported yesterday counts as what one reports
 * now. A decay by half-life needs no other window (Del Corso, Gullì and Romani, Ranking a Stream of News, WWW 2005), and whoever
 * reads the order can compute it. On four collections of 59 to 160 stories a day and a half, at least four of the first five are
 * the same with 8 to 24 hours. Not chosen: Hacker News's (age + 2)^1.8, by which the first twenty are nearly the newest twenty,
 * whoever reports them; and 24 hours, by which they are nearly those with the most outlets, whenever these reported.
 */
const HALF_LIFE_HOURS = 12

/** The outlets that carry a story, where one that has only a copy counts as a third. */
const outletsCounted = ({ ownOutlets, copyOutlets }: Pick<Standing, 'ownOutlets' | 'copyOutlets'>): number =>
  ownOutlets + copyOutlets / 3

/** What a story counts by itself, whatever its age: the outlets that carry it times the weight of its lead's source. */
export const countOf = (story: Standing): number => story.weight * outletsCounted(story)

/** Compares stories for sorting: what counts more is first, of two equal ones the newer. */
export const byCount = (a: Standing, b: Standing): number =>
  countOf(b) - countOf(a) || compare(b.datedAt, a.datedAt) || compare(a.storyId, b.storyId)

/** A story's rank where the newest article of the newspaper has the date `newestAt`: its count, halved every 12 hours. */
export function rankOf(story: DatedStanding, newestAt: Instant): StoryRank {
  const { ownOutlets, copyOutlets, weight, developedAt } = story
  const ageHours = Math.max(0, Date.parse(newestAt) - Date.parse(developedAt)) / HOUR
  const score = countOf(story) * 0.5 ** (ageHours / HALF_LIFE_HOURS)
  return { ownOutlets, copyOutlets, weight, ageHours, score }
}

/** Compares ranked stories for sorting: the higher score is first, of two equal ones the newer. */
export const byScore = (
  a: DatedStanding & { readonly rank: StoryRank },
  b: DatedStanding & { readonly rank: StoryRank },
): number => b.rank.score - a.rank.score || compare(b.developedAt, a.developedAt) || compare(a.storyId, b.storyId)

/**
 * The first `max` of ordered stories, where no source leads more than a fifth of them, or two, while a story led by another
 * waits. They stay in their order.
 */
export function fairly<T extends { readonly leadSourceId: string }>(ordered: readonly T[], max: number): T[] {
  const most = Math.max(2, Math.ceil(max / 5))
  const led = new Map<string, number>()
  const chosen = new Set<T>()
  for (const story of ordered) {
    const count = led.get(story.leadSourceId) ?? 0
    if (chosen.size === max || count >= most) continue
    led.set(story.leadSourceId, count + 1)
    chosen.add(story)
  }
  for (const story of ordered) if (chosen.size < max) chosen.add(story)
  return ordered.filter((story) => chosen.has(story))
}

/**
 * Why a story stands where it does, in one line: `3 outlets with reports of their own and 2 with copies (a third each) count 3.67; its
 * newest development is 5 hours older than the newest article, and every 12 hours halve the count: 2.75`.
 */
export function describeRank({ ownOutlets, copyOutlets, weight, ageHours, score }: StoryRank): string {
  const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`
  const own = `${counted(ownOutlets, 'outlet')} with ${ownOutlets === 1 ? 'a report of its own' : 'reports of their own'}`
  const copies =
    copyOutlets === 0
      ? ''
      : ` and ${copyOutlets} with ${copyOutlets === 1 ? 'a copy (a third)' : 'copies (a third each)'}`
  const verb = ownOutlets + copyOutlets === 1 ? 'counts' : 'count'
  const count = short(outletsCounted({ ownOutlets, copyOutlets }))
  const weighted = weight === 1 ? '' : `, times the weight ${weight} of the lead's source`
  const [minutes, hours] = [Math.round(ageHours * 60), Math.round(ageHours)]
  const age =
    minutes < 60
      ? counted(minutes, 'minute')
      : hours < 48
        ? counted(hours, 'hour')
        : counted(Math.round(hours / 24), 'day')
  const aged =
    minutes === 0
      ? 'is as new as the newest article'
      : `is ${age} older than the newest article, and every ${HALF_LIFE_HOURS} hours halve the count`
  return `${own}${copies} ${verb} ${count}${weighted}; its newest development ${aged}: ${short(score)}`
}

/** A number of at most two digits after the point. */
const short = (number: number): string => String(Math.round(number * 100) / 100)

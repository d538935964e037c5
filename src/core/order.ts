/**
 * The order of stories, in an edition and on the front page: by the outlets that carry them, their topic and their age. Pure, and
 * without a clock: an age is counted from the newest article of those in question, so that the order changes only when the
 * stories do.
 */
import type { BriefKind } from './briefs.ts'
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
  readonly leadSourceId: string
  /** The configured weight of the lead article's source; 1 where none is configured. */
  readonly weight: number
  /** When its newest development was reported first. */
  readonly developedAt: Instant
  /** The score of the strongest topic that is wanted; absent where it has none, and on the front page. */
  readonly topicScore?: number
  /** Of a text that is small by its kind, such as a crossword: which kind. */
  readonly briefKind?: BriefKind
  /** Whether it is no news any more, but did not fit into an edition before. */
  readonly isOwed?: boolean
}

/**
 * After how many hours without a development a story counts half: what four outlets reported yesterday counts as what one reports
 * now. A decay by half-life needs no other window (Del Corso, Gullì and Romani, Ranking a Stream of News, WWW 2005), and whoever
 * reads the order can compute it. On four collections of 59 to 160 stories a day and a half, at least four of the first five are
 * the same with 8 to 24 hours. Not chosen: Hacker News's (age + 2)^1.8, by which the first twenty are nearly the newest twenty,
 * whoever reports them; and 24 hours, by which they are nearly those with the most outlets, whenever these reported.
 */
export const HALF_LIFE_HOURS = 12

/**
 * What a story counts more that is as strong in its topic as can be. Mild, since a score says how often words occur, not how much
 * happened: between two stories with the same outlets it decides, and it outweighs no other outlet until five have the story.
 */
const MOST_FOR_TOPIC = 0.25

/** What a text counts that is small by its kind: a crossword stands behind the news of its day, whoever else has one. */
const BRIEF_SHARE = 0.25

/** What a story counts that did not fit before: it fills what the news leaves, and goes before what is much weaker. */
const OWED_SHARE = 0.5

/** The outlets that carry a story, where one that has only a copy counts as a third. */
const outletsCounted = ({ ownOutlets, copyOutlets }: Pick<Standing, 'ownOutlets' | 'copyOutlets'>): number =>
  ownOutlets + copyOutlets / 3

/** What a topic's score multiplies the count by: 1 at the lowest score, 1; up to a quarter more. */
const topicFactor = (score: number | undefined): number =>
  score === undefined ? 1 : 1 + MOST_FOR_TOPIC * Math.max(0, 1 - 1 / score)

/** What a story counts, whatever its age. */
export const countOf = ({ weight, topicScore, briefKind, isOwed, ...outlets }: Standing): number =>
  weight *
  outletsCounted(outlets) *
  topicFactor(topicScore) *
  (briefKind === undefined ? 1 : BRIEF_SHARE) *
  (isOwed === true ? OWED_SHARE : 1)

/**
 * A story's rank where the newest article of those in question has the date `newestAt`: its count, halved every `halfLifeHours`
 * since its newest development.
 */
export function rankOf(story: Standing, newestAt: Instant, halfLifeHours = HALF_LIFE_HOURS): StoryRank {
  const { ownOutlets, copyOutlets, weight, developedAt, topicScore, briefKind, isOwed } = story
  const ageHours = Math.max(0, Date.parse(newestAt) - Date.parse(developedAt)) / HOUR
  return {
    ownOutlets,
    copyOutlets,
    weight,
    ...(topicScore === undefined ? {} : { topicScore }),
    ...(briefKind === undefined ? {} : { briefKind }),
    ...(isOwed === true ? { isOwed } : {}),
    ageHours,
    halfLifeHours,
    score: countOf(story) * 0.5 ** (ageHours / halfLifeHours),
  }
}

/** Compares ranked stories for sorting: the higher score is first, of two equal ones the newer. */
export const byScore = (
  a: Standing & { readonly rank: StoryRank },
  b: Standing & { readonly rank: StoryRank },
): number => b.rank.score - a.rank.score || byAge(a, b)

/** Compares stories for sorting: what counts more is first, whatever its age; of two equal ones the newer. */
export const byCount = (a: Standing, b: Standing): number => countOf(b) - countOf(a) || byAge(a, b)

const byAge = (a: Standing, b: Standing): number =>
  compare(b.developedAt, a.developedAt) || compare(a.storyId, b.storyId)

/**
 * Compares stories as `byScore` does, without the newest date: whatever instant ages are counted from, it divides all scores by the
 * same number. So stories that come in parts can be compared before the newest is known.
 */
export const byRank = <T extends Standing & { readonly level: number }>(a: T, b: T): number =>
  b.level - a.level || byAge(a, b)

/** What `byRank` compares: how many times the story's score was doubled, up to a constant. */
export const levelOf = (story: Standing, halfLifeHours: number): number =>
  Math.log2(countOf(story)) + Date.parse(story.developedAt) / HOUR / halfLifeHours

/** How many stories a source leads while others wait. */
export interface Share {
  readonly stories: number
  /** Whether it is as configured: what is beyond it comes after all other stories, else in turn. */
  readonly isFixed?: boolean
}

type Led = Pick<Standing, 'leadSourceId' | 'briefKind'>

/**
 * Ordered stories in the order in which they get a place: of each source as many as its share, in their order, then one of each in
 * turn, so that few sources have as many each, and a loud one no more than others leave. Texts that are small by their kind wait
 * until each source had its share twice: a crossword takes no place from another source's news. The first N of a part of the stories
 * and of the rest together are the first N of them all.
 */
export function inFairOrder<T extends Led>(ordered: readonly T[], shareOf: (sourceId: string) => Share): T[] {
  const news = Map.groupBy(ordered, ({ leadSourceId, briefKind }) =>
    briefKind === undefined ? leadSourceId : undefined,
  )
  const led = { news: new Map<string, number>(), briefs: new Map<string, number>() }
  const rounds = Map.groupBy(ordered, ({ leadSourceId, briefKind }) => {
    const isBrief = briefKind !== undefined
    const counts = isBrief ? led.briefs : led.news
    const count = counts.get(leadSourceId) ?? 0
    counts.set(leadSourceId, count + 1)
    const { stories, isFixed } = shareOf(leadSourceId)
    // All its news come before its briefs.
    const before = count + (isBrief ? (news.get(leadSourceId)?.length ?? 0) : 0)
    if (isFixed && before >= stories) return Number.POSITIVE_INFINITY
    return Math.max(0, count + 1 - stories) + (isBrief ? stories : 0)
  })
  return [...rounds].sort(([a], [b]) => a - b).flatMap(([, stories]) => stories)
}

/**
 * The first `max` of ordered stories, where no source leads more than its share of them while a story led by another waits: by
 * default a fifth, or two. They stay in their order.
 */
export function fairly<T extends Led>(
  ordered: readonly T[],
  max: number,
  shareOf: (sourceId: string) => Share = () => ({ stories: Math.max(2, Math.ceil(max / 5)) }),
): T[] {
  const chosen = new Set(inFairOrder(ordered, shareOf).slice(0, max))
  return ordered.filter((story) => chosen.has(story))
}

/**
 * Why a story stands where it does, in one line: `3 outlets with reports of their own and 2 with copies (a third each) count 3.67; its
 * newest development is 5 hours older than the newest article, and every 12 hours halve the count: 2.75`.
 */
export function describeRank(rank: StoryRank): string {
  const { ownOutlets, copyOutlets, weight, topicScore, briefKind, isOwed, ageHours, halfLifeHours, score } = rank
  const own = `${counted(ownOutlets, 'outlet')} with ${ownOutlets === 1 ? 'a report of its own' : 'reports of their own'}`
  const copies =
    copyOutlets === 0
      ? ''
      : ` and ${copyOutlets} with ${copyOutlets === 1 ? 'a copy (a third)' : 'copies (a third each)'}`
  const verb = ownOutlets + copyOutlets === 1 ? 'counts' : 'count'
  const count = short(outletsCounted({ ownOutlets, copyOutlets }))
  const times = [
    weight === 1 ? '' : `, times the weight ${weight} of the lead's source`,
    topicScore === undefined ? '' : `, times ${short(topicFactor(topicScore))} for its topic (${short(topicScore)})`,
    briefKind === undefined ? '' : `, times ${BRIEF_SHARE} for ${KINDS[briefKind]}`,
    isOwed === true ? `, times ${OWED_SHARE} since it did not fit before` : '',
  ].join('')
  const aged =
    Math.round(ageHours * 60) === 0
      ? 'is as new as the newest article'
      : `is ${ageInWords(ageHours)} older than the newest article, and every ${counted(Math.round(halfLifeHours), 'hour')} halve the count`
  return `${own}${copies} ${verb} ${count}${times}; its newest development ${aged}: ${short(score)}`
}

const KINDS: Readonly<Record<BriefKind, string>> = {
  correction: 'a correction',
  weather: 'a weather report',
  puzzle: 'a puzzle or horoscope',
  pictures: 'a page of pictures',
  deals: 'an offer',
  results: 'a list of results',
  jobs: 'a job ad',
}

/** `1 hour`, `3 hours` */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

function ageInWords(ageHours: number): string {
  const [minutes, hours] = [Math.round(ageHours * 60), Math.round(ageHours)]
  if (minutes < 60) return counted(minutes, 'minute')
  return hours < 48 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day')
}

/** A number of at most two digits after the point. */
const short = (number: number): string => String(Math.round(number * 100) / 100)

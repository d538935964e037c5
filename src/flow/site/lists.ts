/** The pages that list stories: of a day, of a topic, of a source. */

import type { Config } from '../../config.ts'
import { sectionsOf } from '../../core/front-page.ts'
import type { Phrase } from '../../core/model.ts'
import { byCount } from '../../core/order.ts'
import { dateAfter, localDate, startOfDate } from '../../core/schedule.ts'
import type { DayPage, ShownStory, SourcePage, TopicName, TopicPage } from '../../core/site.ts'
import { compare } from '../../core/text/text.ts'
import { inParts } from '../../store/rows.ts'
import {
  countPublished,
  nearestPublishedAt,
  type Period,
  publishedStoryIds,
  storyIdsOfFeed,
  storyIdsOfSource,
} from '../../store/selected-stories.ts'
import { configuredOutlets } from '../../store/sources.ts'
import { rankable } from './front.ts'
import { AFTER_ALL, fromOf, readShown, type SiteDeps, shownStories, shownStoryOf } from './shown.ts'

/** Stories in one part of a day, so that a page stays small. */
const STORIES_OF_A_PART = 100

const STORIES_OF_A_TOPIC = 60
const STORIES_OF_A_SOURCE = 40

/**
 * The stories published on a local date, `2026-11-24`, by topic and in order of rank; undefined where it has none, or has no such
 * part. A part has the next hundred by the time of publication, so that what comes later on a day changes only its last part.
 * Throws StoreError.
 */
export async function dayPage(deps: SiteDeps, date: string, part = 1): Promise<DayPage | undefined> {
  const { db, config } = deps
  const { timeZone } = config
  if (!isDate(date) || !Number.isSafeInteger(part) || part < 1) return undefined
  if (deps.since !== undefined && date < deps.since) return undefined
  const day = periodOf(config, date)
  const ids = await publishedStoryIds(db, day, { limit: STORIES_OF_A_PART, offset: (part - 1) * STORIES_OF_A_PART })
  const sections = await inSections(deps, ids)
  if (sections.length === 0) return undefined
  const before = await nearestPublishedAt(db, 'before', day.from)
  const after = await nearestPublishedAt(db, 'from', day.until)
  return {
    date,
    part,
    parts: Math.ceil((await countPublished(db, day)) / STORIES_OF_A_PART),
    count: sections.reduce((sum, { stories }) => sum + stories.length, 0),
    sections,
    ...(before === undefined || before < fromOf(deps) ? {} : { previousDate: localDate(timeZone, before) }),
    ...(after === undefined ? {} : { nextDate: localDate(timeZone, after) }),
  }
}

/** The ids of the stories of a local date, by the parts of its page. Throws StoreError. */
export async function partsOfDay({ db, config }: SiteDeps, date: string): Promise<string[][]> {
  const ids = await publishedStoryIds(db, periodOf(config, date), { limit: Number.MAX_SAFE_INTEGER, offset: 0 })
  return inParts(ids, STORIES_OF_A_PART)
}

/** From the start of a local date to that of the next. */
const periodOf = ({ timeZone }: Config, date: string): Period => ({
  from: startOfDate(timeZone, date),
  until: startOfDate(timeZone, dateAfter(date, 1)),
})

/** The local dates that have stories, the newest first, at most `limit` of them. Throws StoreError. */
export async function siteDays(deps: SiteDeps, limit: number): Promise<string[]> {
  const { timeZone } = deps.config
  const days: string[] = []
  for (let before = AFTER_ALL; days.length < limit; ) {
    const at = await nearestPublishedAt(deps.db, 'before', before)
    if (at === undefined || at < fromOf(deps)) break
    const date = localDate(timeZone, at)
    days.push(date)
    before = startOfDate(timeZone, date)
  }
  return days
}

/**
 * The local date from which on stories have pages in the feed folder, counted from the newest story, so that a newspaper whose
 * sources are silent keeps its own; undefined where none has. Throws StoreError.
 */
export async function firstDayOfFiles({ db, config }: SiteDeps): Promise<string | undefined> {
  // Pages reach back no further than what is kept.
  const back = Math.min(config.feed.pageDays, config.store.keepDays)
  const [newest] = back === 0 ? [] : await siteDays({ db, config }, 1)
  return newest === undefined ? undefined : dateAfter(newest, 1 - back)
}

/** The newest stories of a configured topic, by the days of their publication; undefined for any other. Throws StoreError. */
export async function topicPage(deps: SiteDeps, topicId: string): Promise<TopicPage | undefined> {
  const topic = deps.config.topics.find(({ id }) => id === topicId)
  if (topic === undefined) return undefined
  const ids = await storyIdsOfFeed(deps.db, STORIES_OF_A_TOPIC, topicId)
  return { topic: { id: topic.id, name: topic.name }, words: wordsOf(topic), days: await byDay(deps, ids) }
}

/** The last stories of a configured source; undefined for any other. Throws StoreError. */
export async function sourcePage(deps: SiteDeps, sourceId: string): Promise<SourcePage | undefined> {
  const outlet = (await configuredOutlets(deps.db, [sourceId])).get(sourceId)
  if (outlet === undefined) return undefined
  const { name, siteUrl, url } = outlet
  return {
    sourceId,
    name,
    ...(siteUrl === undefined ? {} : { siteUrl }),
    ...(/^https?:/.test(url) ? { feedUrl: url } : {}),
    days: await byDay(deps, await storyIdsOfSource(deps.db, sourceId, STORIES_OF_A_SOURCE, fromOf(deps))),
  }
}

/** Stories by topic, and in each section by what they count. */
export async function inSections(
  deps: SiteDeps,
  ids: readonly string[],
): Promise<{ readonly topic?: TopicName; readonly stories: readonly ShownStory[] }[]> {
  const ranked = (await rankable(deps, ids)).sort(byCount)
  const order = ranked.map(({ storyId }) => storyId)
  const shown = new Map((await shownStories(deps, order)).map((story) => [story.storyId, story]))
  const nameById = new Map(deps.config.topics.map(({ id, name }) => [id, name]))
  return sectionsOf(ranked, [...nameById.keys()]).flatMap(({ topicId, stories: own }) => {
    // Another worker has merged a story into another since it was ranked.
    const stories = own.flatMap(({ storyId }) => shown.get(storyId) ?? [])
    if (stories.length === 0) return []
    return [{ ...(topicId === undefined ? {} : { topic: { id: topicId, name: nameById.get(topicId)! } }), stories }]
  })
}

/** Stories by the local dates of their publication, the newest first: those of the pages of days. */
async function byDay(deps: SiteDeps, ids: readonly string[]): Promise<TopicPage['days']> {
  const read = [...(await readShown(deps, ids)).values()]
  read.sort(({ story: a }, { story: b }) => compare(b.publishedAt!, a.publishedAt!) || compare(a.id, b.id))
  const days = Map.groupBy(read, ({ story }) => localDate(deps.config.timeZone, story.publishedAt!))
  return [...days].map(([date, own]) => ({ date, stories: own.map((one) => shownStoryOf(one)) }))
}

/** How many words of a rule are named on its topic's page. */
const WORDS_NAMED = 8

/** The first words of a topic's rule, as people read them. */
function wordsOf({
  any = [],
  all = [],
}: {
  readonly any?: readonly Phrase[]
  readonly all?: readonly Phrase[]
}): string[] {
  return [...all, ...any]
    .map((phrase) =>
      typeof phrase === 'string' ? phrase : 'phrase' in phrase ? phrase.phrase : phrase.near.join(' … '),
    )
    .slice(0, WORDS_NAMED)
}

/** Whether a text is a date of the calendar, from the year 1000 on; `2026-02-30` and `2026-13-01` are none. */
const isDate = (text: string): boolean =>
  /^[12]\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dateAfter(text, 0) === text

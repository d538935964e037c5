/** Tries rules on the archive before they are adopted: what they find, and what would change. Nothing is written. */
import type { Config } from '../../config.ts'
import type { Filter, Topic, TopicMatch } from '../../core/model.ts'
import { compileFilters } from '../../core/topics/filters.ts'
import { compileTopics, tagStory } from '../../core/topics/topics.ts'
import { everyArticle } from '../../store/articles.ts'
import type { Db } from '../../store/db.ts'
import { readExamples } from '../../store/examples.ts'
import { readOutlets } from '../../store/sources.ts'
import { storiesToTag } from '../stories/tag.ts'
import { learnTopics } from '../stories/teach.ts'

/** A story or an article that shows what a rule does. */
export interface TrialSample {
  readonly id: string
  readonly title: string
  readonly outlet: string
  readonly why: readonly string[]
}

/** How the stories of one topic would change. Samples are at most five of each kind. */
export interface TopicChange {
  readonly topicId: string
  readonly name: string
  /** Stories that have it by the current rules. */
  readonly before: number
  /** Stories that have it by the tried rules. */
  readonly after: number
  readonly gained: number
  readonly lost: number
  /** Stories that have it by the tried rules, with the reasons. */
  readonly samples: readonly TrialSample[]
  readonly gains: readonly TrialSample[]
  /** With the reasons of the current rules. */
  readonly losses: readonly TrialSample[]
}

interface TopicTrial {
  readonly stories: number
  /** Stories without any topic. */
  readonly untagged: { readonly before: number; readonly after: number }
  /** In the order of the tried topics; topics that they leave out come last. */
  readonly topics: readonly TopicChange[]
}

interface Archive {
  readonly db: Db
  readonly config: Config
}

const SAMPLES = 5

/** The difference between tagging every story by the configured topics and by the tried ones. Throws StoreError. */
export async function tryTopics({ db, config }: Archive, tried: readonly Topic[]): Promise<TopicTrial> {
  const outlets = await readOutlets(db)
  const sources = new Map(config.sources.map(({ id, topics }) => [id, { name: outlets.get(id) ?? id, topics }]))
  const examples = await readExamples(db)
  const today = { match: compileTopics(config.topics), sources, ...learnTopics(examples, config.topics) }
  const then = { match: compileTopics(tried), sources, ...learnTopics(examples, tried) }
  const nameById = new Map([...config.topics, ...tried].map(({ id, name }) => [id, name]))
  const changes = new Map([...tried, ...config.topics].map(({ id }) => [id, noChange()]))
  let count = 0
  const untagged = { before: 0, after: 0 }
  for await (const stories of storiesToTag(db)) {
    for (const story of stories) {
      const { storyId: id, lead } = story
      if (lead === undefined || !sources.has(lead.sourceId)) continue
      count++
      const had = byTopic(tagStory(today, story))
      const has = byTopic(tagStory(then, story))
      if (had.size === 0) untagged.before++
      if (has.size === 0) untagged.after++
      const sample = ({ why }: TopicMatch): TrialSample => ({
        id,
        title: lead.title,
        outlet: outlets.get(lead.sourceId) ?? lead.sourceId,
        why,
      })
      const keep = (samples: TrialSample[], match: TopicMatch): void => {
        if (samples.length < SAMPLES) samples.push(sample(match))
      }
      for (const topicId of new Set([...had.keys(), ...has.keys()])) {
        // Neither a configured nor a tried topic: it comes from the source's configuration.
        const change = changes.get(topicId)
        if (change === undefined) continue
        const [was, is] = [had.get(topicId), has.get(topicId)]
        if (was !== undefined) change.before++
        if (is !== undefined) {
          change.after++
          keep(change.samples, is)
        }
        if (was === undefined && is !== undefined) {
          change.gained++
          keep(change.gains, is)
        }
        if (was !== undefined && is === undefined) {
          change.lost++
          keep(change.losses, was)
        }
      }
    }
  }
  const topics = [...changes].map(([topicId, change]) => ({ topicId, name: nameById.get(topicId)!, ...change }))
  return { stories: count, untagged, topics }
}

function noChange() {
  const samples: TrialSample[] = []
  const gains: TrialSample[] = []
  const losses: TrialSample[] = []
  return { before: 0, after: 0, gained: 0, lost: 0, samples, gains, losses }
}

const byTopic = (matches: readonly TopicMatch[]): Map<string, TopicMatch> =>
  new Map(matches.map((match) => [match.topicId, match]))

interface FilterTrial {
  readonly articles: number
  /** Articles that the current filters drop. */
  readonly before: number
  /** Articles that the tried filters drop. */
  readonly after: number
  readonly newlyDropped: number
  readonly newlyKept: number
  readonly drops: readonly TrialSample[]
  /** With the reasons for which they are dropped now. */
  readonly keeps: readonly TrialSample[]
  /** Articles that the filter given as `alone` would drop by itself; absent without one. */
  readonly alone?: number
}

/**
 * The difference between the configured filters and the tried ones over every article of the archive. Throws
 * StoreError.
 */
export async function tryFilters(
  { db, config }: Archive,
  tried: readonly Filter[],
  alone?: Filter,
): Promise<FilterTrial> {
  const outlets = await readOutlets(db)
  const sources = new Set(config.sources.map(({ id }) => id))
  const today = await compileFilters(config.filters)
  const then = await compileFilters(tried)
  const only = alone === undefined ? undefined : await compileFilters([alone])
  const trial = { articles: 0, before: 0, after: 0, newlyDropped: 0, newlyKept: 0, alone: 0 }
  const drops: TrialSample[] = []
  const keeps: TrialSample[] = []
  for await (const article of everyArticle(db)) {
    if (!sources.has(article.sourceId)) continue
    trial.articles++
    const was = today(article)
    const is = then(article)
    if (was !== undefined) trial.before++
    if (is !== undefined) trial.after++
    if (only?.(article) !== undefined) trial.alone++
    if ((was === undefined) === (is === undefined)) continue
    const list = is === undefined ? keeps : drops
    if (is === undefined) trial.newlyKept++
    else trial.newlyDropped++
    if (list.length < SAMPLES)
      list.push({
        id: article.id,
        title: article.title,
        outlet: outlets.get(article.sourceId) ?? article.sourceId,
        why: [is ?? was!],
      })
  }
  const { alone: count, ...counts } = trial
  return { ...counts, drops, keeps, ...(only === undefined ? {} : { alone: count }) }
}

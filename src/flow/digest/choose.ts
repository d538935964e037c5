/** Chooses the stories of an edition for each variant: recipients with the same topics, time zone and past editions. */
import { createHash } from 'node:crypto'
import type { Config, DigestConfig } from '../../config.ts'
import { asksFor, type BriefKind, briefKindOf } from '../../core/briefs.ts'
import { type Choice, chooseStories, halfLifeOf, isWanted, NOTHING_CHOSEN, shareIn } from '../../core/edition.ts'
import type { Instant, Topic } from '../../core/model.ts'
import type { Share, Standing } from '../../core/order.ts'
import { slotBefore } from '../../core/schedule.ts'
import { firstSlots, type HadArticle, hadArticles, lastReached } from '../../store/deliveries.ts'
import {
  articlesSince,
  type NewArticle,
  type StoryStanding,
  standingsOf,
  storyIdsSince,
} from '../../store/selected-stories.ts'
import { topicsOfStories } from '../../store/stories.ts'
import type { PreviewDeps } from '../deps.ts'
import { LeftOut } from './left-out.ts'
import type { Recipient } from './recipients.ts'

type ChoosingDeps = Pick<PreviewDeps, 'db' | 'config'>

/** What one recipient's edition depends on. */
interface Asked {
  readonly address: string
  /** Stories grouped after it may be in the edition, also those that did not fit into the last two; absent: all stories. */
  readonly since?: Instant
  /** Stories grouped, or moved on, after it are news; absent: all are. */
  readonly newsSince?: Instant
  /** The start of the period that the edition names. */
  readonly sinceAt?: Instant
  readonly wantedTopics: readonly string[]
  readonly timeZone: string
  /** After so many hours without a development a story counts half. */
  readonly halfLifeHours: number
}

/** What is chosen for recipients with the same topics, time zone and past editions. */
export interface ChosenVariant extends Pick<Asked, 'sinceAt' | 'wantedTopics' | 'timeZone' | 'halfLifeHours'> {
  readonly variant: string
  readonly addresses: readonly string[]
  readonly choice: Choice<ChoosableStory>
  /** The steps that the recipients have had of stories that moved on, by story id. */
  readonly hadSteps: ReadonlyMap<string, number>
  /** The articles of these stories that they have not had. */
  readonly unhad: ReadonlySet<string>
  /** Later articles of stories that they have had, which say nothing new. */
  readonly later: readonly NewArticle[]
}

/** A story that may be chosen, with what is said of it where it does not fit. */
export type ChoosableStory = Parameters<typeof chooseStories<StoryStanding & Standing>>[1][number]

/** How many editions a story that did not fit into one may wait. */
const OWED_EDITIONS = 2

/** What is chosen for each of these recipients at a slot, and what the digest's filters leave out. Throws StoreError. */
export async function chooseFor(
  deps: ChoosingDeps,
  digest: DigestConfig,
  slotAt: Instant,
  recipients: readonly Recipient[],
  firstSeenAt: Instant,
): Promise<{ readonly variants: readonly ChosenVariant[]; readonly leftOut: LeftOut }> {
  const { db } = deps
  const reached = await lastReached(db, digest.id, OWED_EDITIONS + 1)
  const slots = await firstSlots(db, digest.id)
  const asked = recipients.map((recipient): Asked => {
    const { address, topics, schedule } = recipient
    const key = address.toLowerCase()
    const [last, ...before] = reached.get(key) ?? []
    // A recipient begins with the first edition that was owed to them, whatever became of it.
    const begin = lookBackOf(digest, recipient, slots.get(key) ?? slotAt, firstSeenAt)
    const sinceAt = last?.slotAt ?? begin
    return {
      address,
      since: before.length === OWED_EDITIONS ? before.at(-1)!.frozenAt : begin,
      newsSince: last?.frozenAt,
      sinceAt,
      wantedTopics: topics.length > 0 ? topics : digest.topics,
      timeZone: schedule.timeZone,
      halfLifeHours: halfLifeOf(Date.parse(slotAt) - Date.parse(sinceAt ?? slotBefore(schedule, slotAt))),
    }
  })
  const leftOut = await LeftOut.open(db, digest.filters, slotAt)
  const variants: ChosenVariant[] = []
  for (const [since, some] of Map.groupBy(asked, ({ since }) => since))
    variants.push(...(await chooseSince(deps, { digest, since, leftOut }, some)))
  return { variants, leftOut }
}

/**
 * How far a recipient's first edition looks back: without limit (undefined) for a recipient from the beginning of the digest,
 * else to the digest's previous slot.
 */
function lookBackOf(
  digest: DigestConfig,
  recipient: Recipient,
  slotAt: Instant,
  firstSeenAt: Instant,
): Instant | undefined {
  return recipient.addedAt <= firstSeenAt ? undefined : slotBefore(digest.schedule, slotAt)
}

/** What recipients with the same past have already had of the stories that are new since an instant. */
class Past {
  /** For each story the latest step reported by an article that they have had. */
  readonly steps = new Map<string, number>()
  readonly #current = new Set<string>()

  constructor(articles: readonly HadArticle[]) {
    for (const { articleId, storyId, development, isOutdated } of articles) {
      this.steps.set(storyId, Math.max(development, this.steps.get(storyId) ?? 0))
      if (!isOutdated) this.#current.add(articleId)
    }
  }

  /** Whether they have had an article in its present form. */
  hasHad = ({ id }: NewArticle): boolean => this.#current.has(id)

  /**
   * Whether an article that they have not had says something that none of those they have had says; it may have arrived late.
   */
  isNews = ({ storyId, development, startsStep }: NewArticle): boolean =>
    startsStep || development > (this.steps.get(storyId) ?? 0)
}

/**
 * Chooses for recipients among the stories that are new since an instant. A digest's first edition chooses from
 * everything that is kept, so memory is bounded: at once it holds the ids of ten thousand stories, the ranking data of
 * a thousand, and for each variant the best `maxStories` so far. The result is exact: every story is ranked and
 * counted, and one that is outranked by `maxStories` others cannot be in the edition, whatever comes later.
 */
async function chooseSince(
  { db, config }: ChoosingDeps,
  {
    digest,
    since,
    leftOut,
  }: { readonly digest: DigestConfig; readonly since: Instant | undefined; readonly leftOut: LeftOut },
  asked: readonly Asked[],
): Promise<ChosenVariant[]> {
  const hasPast = asked.some(({ newsSince }) => newsSince !== undefined)
  const had = hasPast ? await hadArticles(db, digest.id, since) : undefined
  const hadStories = new Set([...(had?.articlesByVariant.values() ?? [])].flat().map(({ storyId }) => storyId))
  await leftOut.look([...hadStories])
  const fresh = (await articlesSince(db, [...hadStories], since ?? '')).filter(({ id }) => !leftOut.has(id))
  const hadBy = ({ address }: Asked) => had?.variantsBySubscriber.get(address.toLowerCase()) ?? []
  const alike = Map.groupBy(asked, (one) =>
    JSON.stringify([one.newsSince, one.sinceAt, one.halfLifeHours, one.wantedTopics, one.timeZone, hadBy(one)]),
  )
  const variants = [...alike.values()].map((some) => {
    const { newsSince, sinceAt, wantedTopics, timeZone, halfLifeHours } = some[0]!
    const past = new Past(hadBy(some[0]!).flatMap((key) => had?.articlesByVariant.get(key) ?? []))
    const unhad = fresh.filter((article) => past.steps.has(article.storyId) && !past.hasHad(article))
    const movedOn = new Set(unhad.filter(past.isNews).map(({ storyId }) => storyId))
    return {
      addresses: some.map(({ address }) => address),
      newsSince,
      sinceAt,
      wantedTopics,
      timeZone,
      halfLifeHours,
      hadSteps: new Map([...past.steps].filter(([storyId]) => movedOn.has(storyId))),
      outletsByStory: outletsOf(unhad.filter(({ storyId }) => movedOn.has(storyId))),
      unhad: new Set(unhad.flatMap(({ id, storyId }) => (movedOn.has(storyId) ? [id] : []))),
      later: unhad.filter(({ storyId }) => !movedOn.has(storyId)),
      isNew: (storyId: string) => !past.steps.has(storyId) || movedOn.has(storyId),
      name: variantName(wantedTopics, timeZone, sinceAt),
      rankedAs: rankedFor(wantedTopics, config.topics),
      choice: NOTHING_CHOSEN as Choice<ChoosableStory>,
    }
  })
  const weights = new Map(config.sources.map(({ id, weight }) => [id, weight]))
  const shareOf = sharesIn(config, digest.maxStories)
  for await (const ids of storyIdsSince(db, since)) {
    await leftOut.look(ids)
    for (const { hadSteps, isNew, name } of variants)
      name.add(ids.filter(isNew).map((id) => (hadSteps.has(id) ? `${id} ${hadSteps.get(id)}` : id)))
    for await (const part of standingsOf(db, ids, 'new', leftOut.of)) {
      const weighted = part.map((one) => ({ ...one, weight: weights.get(one.leadSourceId) ?? 1, ...kindOf(one) }))
      for (const one of variants) {
        const news = weighted.flatMap((story) =>
          one.isNew(story.storyId) ? one.rankedAs({ ...story, ...one.outletsByStory.get(story.storyId) }) : [],
        )
        one.choice = chooseStories(one.choice, news, { ...one, maxStories: digest.maxStories, shareOf })
      }
    }
  }
  const topics = await topicsOfStories(db, [
    ...new Set(variants.flatMap(({ later }) => later.map(({ storyId }) => storyId))),
  ])
  return variants.map(({ name, isNew: _, outletsByStory: __, rankedAs: ___, newsSince, ...one }) => {
    const later = one.later.filter(({ storyId }) =>
      isWanted(
        (topics.get(storyId) ?? []).map(({ topicId }) => topicId),
        one.wantedTopics,
      ),
    )
    name.add(later.map(({ id }) => id))
    name.add([String(one.choice.hasNews)])
    return { ...one, later, variant: name.hash() }
  })
}

/** How many of so many stories each source leads while others wait. */
export function sharesIn({ sources }: Config, stories: number): (sourceId: string) => Share {
  const shares = new Map(sources.map(({ id, maxPerEdition }) => [id, shareIn(stories, maxPerEdition)]))
  return (sourceId) => shares.get(sourceId) ?? shareIn(stories, undefined)
}

/** So many outlets with a report of their own make news of a text whose kind is small. */
const OUTLETS_OF_NEWS = 3

/** Which kind of small text leads a story, if any, and no outlets make it news. */
function kindOf({ leadTitle, leadUrl, ownOutlets }: StoryStanding): Pick<Standing, 'briefKind'> {
  if (ownOutlets >= OUTLETS_OF_NEWS) return {}
  const briefKind = briefKindOf({ title: leadTitle, ...(leadUrl === undefined ? {} : { url: leadUrl }) })
  return briefKind === undefined ? {} : { briefKind }
}

/** Adds to a story what of its topics counts for recipients: how strong the wanted ones are, and which small text they ask for. */
function rankedFor(wantedTopics: readonly string[], topics: readonly Topic[]) {
  const topicById = new Map(topics.map((topic) => [topic.id, topic]))
  return ({ briefKind, ...story }: Omit<ChoosableStory, 'topicScore'>): ChoosableStory => {
    const strongest = story.topicIds.findIndex((id) => topicById.has(id) && isWanted([id], wantedTopics))
    const isAsked = (kind: BriefKind) =>
      story.topicIds.some((id) => wantedTopics.includes(id) && topicById.has(id) && asksFor(topicById.get(id)!, kind))
    return {
      ...story,
      ...(strongest < 0 ? {} : { topicScore: story.topicScores[strongest]! }),
      ...(briefKind === undefined || isAsked(briefKind) ? {} : { briefKind }),
    }
  }
}

/** How many outlets report what is new in a story, so that a story that moved on ranks by its news and not by all its past. */
function outletsOf(
  unhad: readonly NewArticle[],
): ReadonlyMap<string, { readonly ownOutlets: number; readonly copyOutlets: number }> {
  return new Map(
    [...Map.groupBy(unhad, ({ storyId }) => storyId)].map(([storyId, articles]) => {
      const own = new Set(articles.flatMap(({ outlet, isCopy }) => (isCopy ? [] : outlet)))
      const all = new Set(articles.map(({ outlet }) => outlet))
      return [storyId, { ownOutlets: own.size, copyOutlets: all.size - own.size }]
    }),
  )
}

/**
 * Computes the name of a variant: a hash of what its recipients asked for and of the ids of the stories that are new to
 * them, in order. `add` takes the ids part by part; the hash is that of all of it as one JSON text.
 */
function variantName(wantedTopics: readonly string[], timeZone: string, sinceAt: Instant | undefined) {
  const sha = createHash('sha256').update(`${JSON.stringify([wantedTopics, timeZone, sinceAt ?? '']).slice(0, -1)},[`)
  let separator = ''
  return {
    add(storyIds: readonly string[]): void {
      if (storyIds.length === 0) return
      sha.update(separator + JSON.stringify(storyIds).slice(1, -1))
      separator = ','
    },
    hash: (): string => sha.update(']]').digest('hex').slice(0, 24),
  }
}

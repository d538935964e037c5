/**
 * Composes what the recipients of a digest get at a slot: which stories, in which order, rendered as mail. Recipients
 * who get the same share a variant, which is composed and rendered once.
 */
import { createHash } from 'node:crypto'
import type { DigestConfig } from '../../config.ts'
import {
  type Choice,
  type ChosenStory,
  chooseStories,
  composeEdition,
  isWanted,
  NOTHING_CHOSEN,
} from '../../core/edition.ts'
import { editionId } from '../../core/ids.ts'
import type { Carrier, Edition, Instant } from '../../core/model.ts'
import { slotBefore } from '../../core/schedule.ts'
import { editionUrl } from '../../core/site-paths.ts'
import { newsOf } from '../../core/stories/news.ts'
import { linkOf, presentStory, withShownNames } from '../../core/stories/presented.ts'
import type { RenderedEdition } from '../../mail/render.ts'
import { articleIdsOfStories, articlesOfStories, type StoredArticle } from '../../store/articles.ts'
import { firstSlots, type HadArticle, hadArticles, lastReached } from '../../store/deliveries.ts'
import { articlesSince, type NewArticle, standingsOf, storyIdsSince } from '../../store/selected-stories.ts'
import { type KnownSource, listSources } from '../../store/sources.ts'
import { readStories, topicsOfStories } from '../../store/stories.ts'
import type { PreviewDeps } from '../deps.ts'
import { LeftOut } from './left-out.ts'
import type { Recipient } from './recipients.ts'

/** One composed and rendered variant. */
export interface Composed {
  readonly edition: Edition
  readonly rendered: RenderedEdition
  /** A hash of everything in which variants differ. */
  readonly variant: string
  /** The articles that count as had, besides those of its stories. */
  readonly countedIds: readonly string[]
}

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
}

/** What is chosen for recipients with the same topics, time zone and past editions. */
interface ChosenVariant extends Pick<Asked, 'sinceAt' | 'wantedTopics' | 'timeZone'> {
  readonly variant: string
  readonly addresses: readonly string[]
  readonly choice: Choice
  /** The steps that the recipients have had of stories that moved on, by story id. */
  readonly hadSteps: ReadonlyMap<string, number>
  /** The articles of these stories that they have not had. */
  readonly unhad: ReadonlySet<string>
  /** Later articles of stories that they have had, which say nothing new. */
  readonly later: readonly NewArticle[]
}

/** How many editions a story that did not fit into one may wait. */
const OWED_EDITIONS = 2

/** What each of these recipients gets at a slot, by address; `id` is the edition's. Throws StoreError, RenderError. */
export async function composeFor(
  deps: PreviewDeps,
  digest: DigestConfig,
  slotAt: Instant,
  recipients: readonly Recipient[],
  firstSeenAt: Instant,
  id = editionId(digest.id, slotAt),
): Promise<Map<string, Composed>> {
  const { config, db } = deps
  const { renderEdition } = await import('../../mail/render.ts')
  const reached = await lastReached(db, digest.id, OWED_EDITIONS + 1)
  const slots = await firstSlots(db, digest.id)
  const asked = recipients.map((recipient): Asked => {
    const { address, topics, schedule } = recipient
    const key = address.toLowerCase()
    const [last, ...before] = reached.get(key) ?? []
    // A recipient begins with the first edition that was owed to them, whatever became of it.
    const begin = lookBackOf(digest, recipient, slots.get(key) ?? slotAt, firstSeenAt)
    return {
      address,
      since: before.length === OWED_EDITIONS ? before.at(-1)!.frozenAt : begin,
      newsSince: last?.frozenAt,
      sinceAt: last?.slotAt ?? begin,
      wantedTopics: topics.length > 0 ? topics : digest.topics,
      timeZone: schedule.timeZone,
    }
  })
  const leftOut = await LeftOut.open(db, digest.filters, slotAt)
  const variants: ChosenVariant[] = []
  for (const [since, some] of Map.groupBy(asked, ({ since }) => since))
    variants.push(...(await chooseSince(deps, { digest, since, leftOut }, some)))
  const outlets = new Map((await listSources(db)).map((source) => [source.id, source]))
  const outletOf = (sourceId: string) => outlets.get(sourceId)?.name ?? sourceId
  const shown = await storiesShown(
    deps,
    variants.flatMap(({ choice, later }) => [...choice.stories, ...later].map(({ storyId }) => storyId)),
    outlets,
    leftOut,
  )
  const byVariant = new Map<string, Composed>()
  const composed = new Map<string, Composed>()
  for (const chosen of variants) {
    const { variant, addresses, choice, later, sinceAt, wantedTopics, timeZone } = chosen
    let one = byVariant.get(variant)
    if (one === undefined) {
      // Stories that did not fit into an edition, and later coverage, do not make an edition by themselves.
      const isEmpty = !choice.hasNews && digest.whenEmpty !== 'note'
      const stories = isEmpty
        ? []
        : choice.stories.flatMap(({ storyId }) => chosenOf(shown.get(storyId), chosen, outletOf))
      const coverage = isEmpty ? [] : coverageOf(later, shown, outletOf)
      const edition = composeEdition(stories, {
        id,
        digestId: digest.id,
        title: config.title,
        digestTitle: digest.title,
        slotAt,
        sinceAt,
        language: config.language,
        timeZone,
        wantedTopics,
        topics: config.topics,
        moreCount: isEmpty ? 0 : choice.wanted - choice.stories.length,
        laterCoverage: coverage.slice(0, MAX_LATER),
        moreCoverage: Math.max(0, coverage.length - MAX_LATER),
      })
      one = {
        edition,
        rendered: await renderEdition(edition, renderOptionsOf(deps, id)),
        variant,
        countedIds: isEmpty ? [] : later.map(({ id }) => id),
      }
      byVariant.set(variant, one)
    }
    for (const address of addresses) composed.set(address, one)
  }
  return composed
}

/** Lines for later articles in one edition. */
const MAX_LATER = 20

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
  { db, config }: PreviewDeps,
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
    JSON.stringify([one.newsSince, one.sinceAt, one.wantedTopics, one.timeZone, hadBy(one)]),
  )
  const variants = [...alike.values()].map((some) => {
    const { newsSince, sinceAt, wantedTopics, timeZone } = some[0]!
    const past = new Past(hadBy(some[0]!).flatMap((key) => had?.articlesByVariant.get(key) ?? []))
    const unhad = fresh.filter((article) => past.steps.has(article.storyId) && !past.hasHad(article))
    const movedOn = new Set(unhad.filter(past.isNews).map(({ storyId }) => storyId))
    return {
      addresses: some.map(({ address }) => address),
      newsSince,
      sinceAt,
      wantedTopics,
      timeZone,
      hadSteps: new Map([...past.steps].filter(([storyId]) => movedOn.has(storyId))),
      outletsByStory: outletsOf(unhad.filter(({ storyId }) => movedOn.has(storyId))),
      unhad: new Set(unhad.flatMap(({ id, storyId }) => (movedOn.has(storyId) ? [id] : []))),
      later: unhad.filter(({ storyId }) => !movedOn.has(storyId)),
      isNew: (storyId: string) => !past.steps.has(storyId) || movedOn.has(storyId),
      name: variantName(wantedTopics, timeZone, sinceAt),
      choice: NOTHING_CHOSEN,
    }
  })
  const weights = new Map(config.sources.map(({ id, weight }) => [id, weight]))
  for await (const ids of storyIdsSince(db, since)) {
    await leftOut.look(ids)
    for (const { hadSteps, isNew, name } of variants)
      name.add(ids.filter(isNew).map((id) => (hadSteps.has(id) ? `${id} ${hadSteps.get(id)}` : id)))
    for await (const part of standingsOf(db, ids, 'new', leftOut.of)) {
      const ranked = part.map((one) => ({ ...one, weight: weights.get(one.leadSourceId) ?? 1 }))
      for (const one of variants) {
        const news = ranked.flatMap((story) =>
          one.isNew(story.storyId) ? { ...story, ...one.outletsByStory.get(story.storyId) } : [],
        )
        one.choice = chooseStories(one.choice, news, { ...one, maxStories: digest.maxStories })
      }
    }
  }
  const topics = await topicsOfStories(db, [
    ...new Set(variants.flatMap(({ later }) => later.map(({ storyId }) => storyId))),
  ])
  return variants.map(({ name, isNew: _, outletsByStory: __, newsSince, ...one }) => {
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

/** A story as it may be shown, with the articles that may be shown. */
interface ShownStory extends ChosenStory {
  readonly articles: readonly StoredArticle[]
}

/**
 * A chosen story. For a recipient who has had it up to a step, with what is new in it, and only with the articles that they
 * have not had.
 */
function chosenOf(
  story: ShownStory | undefined,
  { hadSteps, unhad }: ChosenVariant,
  outletOf: OutletOf,
): ChosenStory[] {
  // Another worker has merged it into another story since it was chosen.
  if (story === undefined) return []
  const step = hadSteps.get(story.storyId)
  if (step === undefined) return [story]
  const { lead } = story.presented
  const fresh = story.articles.filter(({ id }) => unhad.has(id))
  const { told, news } = newsOf(fresh, lead, step, outletOf)
  // An article that is named as new is not named again.
  const articles = story.articles.filter(({ id }) => id === lead.id || (unhad.has(id) && !told.has(id)))
  return [{ ...story, presented: presentStory(articles, lead.id, outletOf, story.articles), news }]
}

/** A line for each later report that can be linked, in order of date. A copy has nothing to read that they have not had. */
function coverageOf(
  later: readonly NewArticle[],
  shown: ReadonlyMap<string, ShownStory>,
  outletOf: OutletOf,
): Carrier[] {
  return later.flatMap(({ id, storyId }): Carrier[] => {
    const article = shown.get(storyId)?.articles.find((one) => one.id === id)
    const url = article && linkOf(article)
    if (article === undefined || article.copyOf !== undefined || url === undefined) return []
    return [{ outlet: outletOf(article.sourceId), title: article.title, url, isCopy: false }]
  })
}

type OutletOf = (sourceId: string) => string

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

/**
 * What an edition shows of stories, by story id: articles without texts, none of unconfigured sources, none that the digest's
 * filters leave out, no backlog.
 */
async function storiesShown(
  { db, config }: PreviewDeps,
  chosen: readonly string[],
  outlets: ReadonlyMap<string, KnownSource>,
  leftOut: LeftOut,
): Promise<Map<string, ShownStory>> {
  const ids = [...new Set(chosen)]
  const articles = await articlesOfStories(db, ids, 'none', 'new')
  const articleIds = await articleIdsOfStories(db, ids)
  const topics = await topicsOfStories(db, ids)
  const known = new Set(config.topics.map(({ id }) => id))
  const shown = new Map<string, ShownStory>()
  for (const { id, leadArticleId, updatedAt } of await readStories(db, ids)) {
    const visible = withShownNames(
      (articles.get(id) ?? []).filter((one) => outlets.has(one.sourceId) && !leftOut.has(one.id)),
      outlets,
    )
    // Another worker has merged it into another story since it was chosen.
    if (visible.length === 0) continue
    shown.set(id, {
      storyId: id,
      presented: presentStory(visible, leadArticleId, (sourceId) => outlets.get(sourceId)?.name ?? sourceId),
      articles: visible,
      articleIds: articleIds.get(id) ?? [],
      topics: (topics.get(id) ?? []).filter(({ topicId }) => known.has(topicId)),
      updatedAt,
    })
  }
  return shown
}

/** What the mail shows around an edition. */
const renderOptionsOf = ({ config, templatesFolder }: PreviewDeps, id: string) => ({
  templatesFolder,
  cacheFolder: `${config.stateFolder}/cache`,
  counterUrl: config.counterUrl,
  siteUrl: config.siteUrl,
  webViewUrl: editionUrl(config, id),
  postalAddress: config.mail.postalAddress,
  // Without a configured operator, the sender's address is where recipients can ask to unsubscribe.
  operator: config.mail.operator ?? config.mail.replyTo?.address ?? config.mail.from.address,
  replyTo: config.mail.replyTo?.address,
})

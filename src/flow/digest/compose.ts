/**
 * Composes what the recipients of a digest get at a slot: which stories, in which order, rendered as mail. Recipients
 * who get the same share a variant, which is composed and rendered once.
 */
import { createHash } from 'node:crypto'
import type { DigestConfig } from '../../config.ts'
import { type Choice, type ChosenStory, chooseStories, composeEdition, NOTHING_CHOSEN } from '../../core/edition.ts'
import { editionId } from '../../core/ids.ts'
import type { Edition, Instant } from '../../core/model.ts'
import { slotBefore } from '../../core/schedule.ts'
import { presentStory } from '../../core/stories/presented.ts'
import type { RenderedEdition } from '../../mail/render.ts'
import { articleIdsOfStories, articlesOfStories } from '../../store/articles.ts'
import { hadStories, lastReached } from '../../store/deliveries.ts'
import { listSources } from '../../store/sources.ts'
import { readStories, standingsOf, storyIdsSince, topicsOfStories } from '../../store/stories.ts'
import type { PreviewDeps } from '../deps.ts'
import type { Recipient } from './recipients.ts'

/** One composed and rendered variant. */
export interface Composed {
  readonly edition: Edition
  readonly rendered: RenderedEdition
  /** A hash of everything in which variants differ. */
  readonly variant: string
}

/** What one recipient's edition depends on. */
interface Asked {
  readonly address: string
  /** Stories grouped after it are new to the recipient; absent: all stories are. */
  readonly since?: Instant
  /** The start of the period that the edition names. */
  readonly sinceAt?: Instant
  readonly wantedTopics: readonly string[]
  readonly timeZone: string
  /** No edition of this digest has reached the recipient yet. */
  readonly isFirst: boolean
}

/** The stories chosen for recipients with the same topics, time zone and past editions. */
interface ChosenVariant extends Pick<Asked, 'sinceAt' | 'wantedTopics' | 'timeZone'> {
  readonly variant: string
  readonly addresses: readonly string[]
  readonly choice: Choice
}

/** What each of these recipients gets at a slot, by address. Throws StoreError, RenderError. */
export async function composeFor(
  deps: PreviewDeps,
  digest: DigestConfig,
  slotAt: Instant,
  recipients: readonly Recipient[],
  firstSeenAt: Instant,
): Promise<Map<string, Composed>> {
  const { config } = deps
  const { renderEdition } = await import('../../mail/render.ts')
  const reached = await lastReached(deps.db, digest.id)
  const asked = recipients.map((recipient): Asked => {
    const { address, topics, schedule } = recipient
    const last = reached.get(address.toLowerCase())
    const since = last?.frozenAt ?? lookBackOf(digest, recipient, slotAt, firstSeenAt)
    return {
      address,
      since,
      sinceAt: last?.slotAt ?? since,
      wantedTopics: topics.length > 0 ? topics : digest.topics,
      timeZone: schedule.timeZone,
      isFirst: last === undefined,
    }
  })
  const variants: ChosenVariant[] = []
  for (const [since, some] of Map.groupBy(asked, ({ since }) => since))
    variants.push(...(await chooseSince(deps, digest, since, some)))
  const shown = await storiesShown(
    deps,
    variants.flatMap(({ choice }) => choice.stories.map(({ storyId }) => storyId)),
  )
  const byVariant = new Map<string, Composed>()
  const composed = new Map<string, Composed>()
  for (const { variant, addresses, choice, sinceAt, wantedTopics, timeZone } of variants) {
    let one = byVariant.get(variant)
    if (one === undefined) {
      const stories = choice.stories.flatMap(({ storyId }) => shown.get(storyId) ?? [])
      const edition = composeEdition(stories, {
        id: editionId(digest.id, slotAt),
        digestId: digest.id,
        title: config.title,
        digestTitle: digest.title,
        slotAt,
        sinceAt,
        language: config.language,
        timeZone,
        wantedTopics,
        topics: config.topics,
        moreCount: choice.wanted - choice.stories.length,
      })
      one = { edition, rendered: await renderEdition(edition, renderOptionsOf(deps)), variant }
      byVariant.set(variant, one)
    }
    for (const address of addresses) composed.set(address, one)
  }
  return composed
}

/**
 * How far a recipient's first edition looks back: without limit (undefined) for who was a recipient when the digest
 * began, else to the digest's previous slot.
 */
function lookBackOf(
  digest: DigestConfig,
  recipient: Recipient,
  slotAt: Instant,
  firstSeenAt: Instant,
): Instant | undefined {
  return recipient.addedAt <= firstSeenAt ? undefined : slotBefore(digest.schedule, slotAt)
}

/**
 * Chooses for recipients among the stories that are new since an instant. A digest's first edition chooses from
 * everything that is kept, so memory is bounded: at once it holds the ids of ten thousand stories, the ranking data of
 * a thousand, and for each variant the best `maxStories` so far. The result is exact: every story is ranked and
 * counted, and one that is outranked by `maxStories` others cannot be in the edition, whatever comes later.
 */
async function chooseSince(
  { db, config }: PreviewDeps,
  digest: DigestConfig,
  since: Instant | undefined,
  asked: readonly Asked[],
): Promise<ChosenVariant[]> {
  const hasPast = since !== undefined && asked.some(({ isFirst }) => !isFirst)
  const past = hasPast ? await hadStories(db, digest.id, since) : undefined
  const hadBy = ({ address }: Asked) => past?.variantsBySubscriber.get(address.toLowerCase()) ?? []
  const alike = Map.groupBy(asked, (one) => JSON.stringify([one.sinceAt, one.wantedTopics, one.timeZone, hadBy(one)]))
  const variants = [...alike.values()].map((some) => {
    const { sinceAt, wantedTopics, timeZone } = some[0]!
    return {
      addresses: some.map(({ address }) => address),
      sinceAt,
      wantedTopics,
      timeZone,
      had: new Set(hadBy(some[0]!).flatMap((key) => past?.storiesByVariant.get(key) ?? [])),
      name: variantName(wantedTopics, timeZone, sinceAt),
      choice: NOTHING_CHOSEN,
    }
  })
  const weights = new Map(config.sources.map(({ id, weight }) => [id, weight]))
  for await (const ids of storyIdsSince(db, since)) {
    for (const { had, name } of variants) name.add(ids.filter((id) => !had.has(id)))
    for await (const part of standingsOf(db, ids)) {
      const ranked = part.map((one) => ({ ...one, weight: weights.get(one.leadSourceId) ?? 1 }))
      for (const one of variants) {
        const fresh = ranked.filter(({ storyId }) => !one.had.has(storyId))
        one.choice = chooseStories(one.choice, fresh, { ...one, maxStories: digest.maxStories })
      }
    }
  }
  return variants.map(({ name, had: _, ...one }) => ({ ...one, variant: name.hash() }))
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

/** What an edition shows of stories, by story id: articles without texts, none of unconfigured sources, no backlog. */
async function storiesShown({ db, config }: PreviewDeps, chosen: readonly string[]): Promise<Map<string, ChosenStory>> {
  const ids = [...new Set(chosen)]
  const articles = await articlesOfStories(db, ids, 'none', 'new')
  const articleIds = await articleIdsOfStories(db, ids)
  const topics = await topicsOfStories(db, ids)
  const sources = new Map((await listSources(db)).map((source) => [source.id, source]))
  const known = new Set(config.topics.map(({ id }) => id))
  const shown = new Map<string, ChosenStory>()
  for (const { id, leadArticleId, updatedAt } of await readStories(db, ids)) {
    const visible = (articles.get(id) ?? []).filter(({ sourceId }) => sources.has(sourceId))
    // Another worker has merged it into another story since it was chosen.
    if (visible.length === 0) continue
    shown.set(id, {
      storyId: id,
      presented: presentStory(visible, leadArticleId, (sourceId) => sources.get(sourceId)?.name ?? sourceId),
      articleIds: articleIds.get(id) ?? [],
      topics: (topics.get(id) ?? []).filter(({ topicId }) => known.has(topicId)),
      updatedAt,
    })
  }
  return shown
}

/** What the mail shows around an edition. */
const renderOptionsOf = ({ config, templatesFolder }: PreviewDeps) => ({
  templatesFolder,
  cacheFolder: `${config.stateFolder}/cache`,
  counterUrl: config.counterUrl,
  siteUrl: config.siteUrl,
  postalAddress: config.mail.postalAddress,
  // Without a configured operator, the sender's address is where recipients can ask to unsubscribe.
  operator: config.mail.operator ?? config.mail.replyTo?.address ?? config.mail.from.address,
  replyTo: config.mail.replyTo?.address,
})

/**
 * Composes what the recipients of a digest get at a slot: which stories, in which order, rendered as mail. Recipients
 * who get the same share a variant, which is composed and rendered once.
 */
import type { Config, DigestConfig } from '../../config.ts'
import { articleMinutes, type ChosenStory, composeEdition } from '../../core/edition.ts'
import { editionId } from '../../core/ids.ts'
import type { Carrier, Edition, Instant, LeftOutStory } from '../../core/model.ts'
import { editionUrl } from '../../core/site-paths.ts'
import { newsOf } from '../../core/stories/news.ts'
import { linkOf, presentStory, withShownNames } from '../../core/stories/presented.ts'
import type { RenderedEdition } from '../../mail/render.ts'
import { articleIdsOfStories, articlesOfStories, type StoredArticle } from '../../store/articles.ts'
import type { NewArticle } from '../../store/selected-stories.ts'
import { type KnownSource, listSources } from '../../store/sources.ts'
import { readStories, topicsOfStories } from '../../store/stories.ts'
import type { PreviewDeps } from '../deps.ts'
import { type ChoosableStory, type ChosenVariant, chooseFor, sharesIn } from './choose.ts'
import { fitEdition, measureBy, type Offered } from './fit.ts'
import type { LeftOut } from './left-out.ts'
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

/** What each of these recipients gets at a slot, by address; `id` is the edition's. Throws StoreError, RenderError. */
export async function composeFor(
  deps: PreviewDeps,
  digest: DigestConfig,
  slotAt: Instant,
  recipients: readonly Recipient[],
  firstSeenAt: Instant,
  id = editionId(digest.id, slotAt),
): Promise<Map<string, Composed>> {
  const { db } = deps
  const { variants, leftOut } = await chooseFor(deps, digest, slotAt, recipients, firstSeenAt)
  const outlets = new Map((await listSources(db)).map((source) => [source.id, source]))
  const shown = await storiesShown(
    deps,
    variants.flatMap(({ choice, later }) => [...choice.stories, ...later].map(({ storyId }) => storyId)),
    outlets,
    leftOut,
  )
  const outletOf = (sourceId: string) => outlets.get(sourceId)?.name ?? sourceId
  const { renderEdition } = await import('../../mail/render.ts')
  const measure = measureBy((edition) => renderEdition(edition, renderOptionsOf(deps, id)))
  const byVariant = new Map<string, Composed>()
  const composed = new Map<string, Composed>()
  for (const chosen of variants) {
    const { variant, addresses } = chosen
    const one =
      byVariant.get(variant) ??
      (await composeVariant(deps, { digest, slotAt, id }, chosen, { shown, outletOf, measure }))
    byVariant.set(variant, one)
    for (const address of addresses) composed.set(address, one)
  }
  return composed
}

async function composeVariant(
  deps: PreviewDeps,
  { digest, slotAt, id }: { readonly digest: DigestConfig; readonly slotAt: Instant; readonly id: string },
  chosen: ChosenVariant,
  {
    shown,
    outletOf,
    measure,
  }: {
    readonly shown: ReadonlyMap<string, ShownStory>
    readonly outletOf: OutletOf
    readonly measure: ReturnType<typeof measureBy>
  },
): Promise<Composed> {
  const { config } = deps
  const { variant, choice, later, sinceAt, wantedTopics, timeZone } = chosen
  // Stories that did not fit into an edition, and later coverage, do not make an edition by themselves.
  const isEmpty = !choice.hasNews && digest.whenEmpty !== 'note'
  const stories = isEmpty
    ? []
    : choice.stories.flatMap(({ storyId, leadSourceId, briefKind }): Offered[] =>
        chosenOf(shown.get(storyId), chosen, outletOf).map((story) => ({
          ...story,
          leadSourceId,
          ...(briefKind === undefined ? {} : { briefKind }),
          isBrief: briefKind !== undefined,
        })),
      )
  const coverage = isEmpty ? [] : coverageOf(later, shown, outletOf)
  const compose = (kept: readonly ChosenStory[], lines: readonly Carrier[]): Edition => {
    const ids = new Set(kept.map(({ storyId }) => storyId))
    const waiting = [...choice.stories, ...choice.waiting].filter(({ storyId }) => !ids.has(storyId))
    return composeEdition(kept, {
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
      moreCount: isEmpty ? 0 : choice.wanted - kept.length,
      leftOut: isEmpty ? [] : waiting.map((one) => leftOutStory(one, outletOf)),
      laterCoverage: lines,
      moreCoverage: coverage.length - lines.length,
    })
  }
  const fitted = await fitEdition(
    { stories, coverage, minutes: digest.minutes, sharesAmong: (count) => sharesIn(config, count) },
    compose,
    measure,
  )
  return { ...fitted, variant, countedIds: isEmpty ? [] : later.map(({ id }) => id) }
}

function leftOutStory(
  { storyId, leadTitle, leadUrl, leadCanonicalUrl, leadSourceId }: ChoosableStory,
  outletOf: OutletOf,
): LeftOutStory {
  const url = linkOf({
    ...(leadUrl === undefined ? {} : { url: leadUrl }),
    ...(leadCanonicalUrl === undefined ? {} : { canonicalUrl: leadCanonicalUrl }),
  })
  return { storyId, title: leadTitle, ...(url === undefined ? {} : { url }), outlet: outletOf(leadSourceId) }
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
    const { title, language } = article
    return [
      {
        outlet: outletOf(article.sourceId),
        title,
        url,
        isCopy: false,
        ...(language === undefined ? {} : { language }),
      },
    ]
  })
}

type OutletOf = (sourceId: string) => string

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
    const presented = presentStory(visible, leadArticleId, (sourceId) => outlets.get(sourceId)?.name ?? sourceId)
    const minutes = articleMinutes(presented.lead)
    shown.set(id, {
      storyId: id,
      presented,
      ...(minutes === undefined ? {} : { minutes }),
      articles: visible,
      articleIds: articleIds.get(id) ?? [],
      topics: (topics.get(id) ?? []).filter(({ topicId }) => known.has(topicId)),
      updatedAt,
    })
  }
  return shown
}

/** Where subscribers can write to: the operator, else where replies go; undefined where nobody reads mail. */
export const contactOf = ({ mail }: Config): string | undefined =>
  [mail.operator, mail.replyTo?.address, mail.from.address].find((one) => one !== undefined && isMailbox(one))

/**
 * Whether it is an address that the internet can write to: `operator` may be any words, a sender may be at localhost, and one called
 * no-reply reads nothing.
 */
const isMailbox = (text: string): boolean =>
  !/^(?:no|do-?not)[-_.]?reply/i.test(text) &&
  /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\"]+\.[^\s@<>()[\],;:\\"]+$/.test(text)

/** What the mail shows around an edition. */
const renderOptionsOf = ({ config, templatesFolder }: PreviewDeps, id: string) => ({
  templatesFolder,
  cacheFolder: `${config.stateFolder}/cache`,
  counterUrl: config.counterUrl,
  siteUrl: config.siteUrl,
  webViewUrl: editionUrl(config, id),
  postalAddress: config.mail.postalAddress,
  operator: contactOf(config),
  replyTo: config.mail.replyTo?.address,
})

/**
 * Explains a story, or why an article is in none, from the reasons that each step stored. Nothing is decided again, but for
 * what a digest would leave out of an edition of now.
 */
import type { Config } from '../../config.ts'
import {
  describeAuthorRule,
  describeDateReason,
  describePublisherRule,
  describeRemovedRule,
} from '../../core/article/reasons.ts'
import type { DateReason, Instant } from '../../core/model.ts'
import { linkOf } from '../../core/stories/presented.ts'
import { articleNames, idsIn } from '../../core/stories/reasons.ts'
import { compileFilters } from '../../core/topics/filters.ts'
import { allArticlesOfStory, readArticleById, readArticlesById, type StoredArticle } from '../../store/articles.ts'
import { correctionsOf } from '../../store/corrections.ts'
import type { Db } from '../../store/db.ts'
import { readSources } from '../../store/sources.ts'
import { aliasesOf, findStory, topicsOfStories } from '../../store/stories.ts'
import { type EditionPlace, explainEditions } from '../digest/next-edition.ts'
import { explainOrder } from '../site/front.ts'

/** One article and every decision about it. */
export interface ExplainedArticle {
  readonly id: string
  readonly sourceId: string
  readonly outlet: string
  /** Whether its source is configured; otherwise no document shows it. */
  readonly isConfigured: boolean
  readonly isLead: boolean
  readonly title: string
  readonly url?: string
  /** The URL as its outlet gives it, where it differs from `url`. */
  readonly givenUrl?: string
  readonly lead: string
  readonly words: number
  readonly publishedAt?: Instant
  readonly date?: { readonly reason: DateReason; readonly says: string }
  readonly firstSeenAt: Instant
  readonly backlog: boolean
  readonly isGrouped: boolean
  readonly copyOf?: string
  /** The step of its story that it reports, counted from 1; absent before it is grouped. */
  readonly development?: number
  /** The fact that made this step new, the article that said it first, and both in words. */
  readonly news?: { readonly fact: string; readonly articleId: string; readonly says: string }
  /** Why it is in its story, with article ids. */
  readonly why: readonly string[]
  /** The same with outlet names instead of ids. */
  readonly reasons: readonly string[]
  readonly authors: readonly string[]
  readonly authorsFound?: { readonly rule: string; readonly says: string }
  readonly publisher?: string
  readonly publisherUrl?: string
  readonly publisherFound?: { readonly rule: string; readonly says: string }
  readonly removed: readonly { readonly rule: string; readonly says: string; readonly text: string }[]
  /** Why a filter dropped it. */
  readonly dropped?: string
  /** The digests whose own filters drop it from an edition of now, and why. */
  readonly leftOut: readonly { readonly digestId: string; readonly why: string }[]
}

/** What is known about an id. */
export interface Explanation {
  /** What the id is: a story's, that of a story merged into this one, or an article's. */
  readonly asked: { readonly id: string; readonly kind: 'story' | 'alias' | 'article' }
  /** Absent for an article that is in no story: dropped, or not grouped yet. */
  readonly story?: {
    readonly id: string
    readonly title: string
    readonly url?: string
    readonly foundedAt: Instant
    readonly foundingArticleId: string
    readonly publishedAt?: Instant
    readonly updatedAt: Instant
    readonly leadArticleId: string
    readonly leadWhy: string
    /** Why it stands where it does on the front page; absent where nothing of it is shown. */
    readonly order?: Awaited<ReturnType<typeof explainOrder>>
    /** Its place in the next edition of each digest for which it is new. */
    readonly editions: readonly EditionPlace[]
    /** Ids of stories that were merged into it. */
    readonly aliases: readonly string[]
    readonly topics: readonly {
      readonly topicId: string
      readonly name: string
      readonly score: number
      readonly why: readonly string[]
    }[]
  }
  /** Corrections by a person that concern these articles. */
  readonly corrections: readonly {
    readonly kind: 'apart' | 'together'
    readonly articleIds: readonly [string, string]
    readonly madeAt: Instant
    /** The next grouping will apply it. */
    readonly isWaiting: boolean
    readonly says: string
  }[]
  /** The same, with the pairs of one split or merge joined into one sentence. */
  readonly byHand: readonly { readonly says: string; readonly madeAt: Instant; readonly isWaiting: boolean }[]
  /** In (date, id) order, including dropped ones. */
  readonly articles: readonly ExplainedArticle[]
}

/**
 * Explains the story or article with an id: a story's, an alias, an article's, or the id of an entry in the published
 * feed; undefined where nothing has that id. Throws StoreError.
 */
export async function explain(
  { db, config }: { db: Db; config: Config },
  given: string,
  now: Instant,
): Promise<Explanation | undefined> {
  // A feed reader shows a story's id as `tag:news.example.org,2026:ID`.
  const id = given.slice(given.lastIndexOf(':') + 1).toLowerCase()
  const article = await readArticleById(db, id)
  const story = await findStory(db, id)
  if (story === undefined && article === undefined) return undefined
  const articles = story === undefined ? [article!] : await allArticlesOfStory(db, story.id)
  const made = await correctionsOf(
    db,
    articles.map(({ id }) => id),
  )
  const { explainArticle, nameOf } = await articleExplainer(
    { db, config },
    articles,
    made.flatMap(({ pair }) => pair),
    { leadArticleId: story?.leadArticleId, now },
  )
  const explained = articles.map(explainArticle)
  const corrections = made.map(({ kind, pair, madeAt, isNew }) => {
    const says = `${nameOf(pair[0])} and ${nameOf(pair[1])} kept ${kind}`
    return { kind, articleIds: pair, madeAt, isWaiting: isNew, says }
  })
  const byHand = joinCorrections(corrections, nameOf)
  if (story === undefined) return { asked: { id, kind: 'article' }, corrections, byHand, articles: explained }
  const topics = (await topicsOfStories(db, [story.id])).get(story.id) ?? []
  const nameById = new Map(config.topics.map(({ id, name }) => [id, name]))
  const lead = explained.find(({ isLead }) => isLead) ?? explained[0]
  const order = await explainOrder({ db, config }, story.id)
  return {
    asked: { id, kind: article !== undefined ? 'article' : story.id === id ? 'story' : 'alias' },
    story: {
      id: story.id,
      title: lead?.title ?? '',
      url: lead?.url,
      foundedAt: story.foundedAt,
      foundingArticleId: story.foundingArticleId,
      publishedAt: story.publishedAt,
      updatedAt: story.updatedAt,
      leadArticleId: story.leadArticleId,
      leadWhy: story.leadWhy,
      ...(order === undefined ? {} : { order }),
      editions: await explainEditions({ db, config }, story.id, now),
      aliases: await aliasesOf(db, story.id),
      topics: topics.map(({ topicId, score, why }) => ({
        topicId,
        name: nameById.get(topicId) ?? topicId,
        score,
        why,
      })),
    },
    corrections,
    byHand,
    articles: explained,
  }
}

/** Joins the pairs that one split or merge stored into one sentence, which names one side and the other. */
function joinCorrections(
  corrections: Explanation['corrections'],
  nameOf: (id: string) => string,
): Explanation['byHand'] {
  const byAction = Map.groupBy(corrections, ({ kind, madeAt }) => `${kind} ${madeAt}`)
  return [...byAction.values()].flatMap((pairs) => {
    const { kind, madeAt, isWaiting } = pairs[0]!
    const partnersOf = (id: string): string[] =>
      pairs.flatMap(({ articleIds: [a, b] }) => (a === id ? [b] : b === id ? [a] : []))
    // The article in the most pairs is the one that was split off, or stands on the smaller side.
    const ids = [...new Set(pairs.flatMap(({ articleIds }) => articleIds))]
    const first = ids.reduce((most, id) => (partnersOf(id).length > partnersOf(most).length ? id : most))
    const others = partnersOf(first)
    const side = partnersOf(others[0]!)
    // Not every article of one side paired with every one of the other: the pairs are listed one by one.
    if (side.length * others.length !== pairs.length) return pairs
    const named = (list: readonly string[]): string => LIST.format(list.map(nameOf))
    return [
      {
        says: `${named(side)} kept ${kind === 'apart' ? 'apart from' : 'together with'} ${named(others)}`,
        madeAt,
        isWaiting,
      },
    ]
  })
}

const LIST = new Intl.ListFormat('en')

/** How articles are explained and named in sentences; `alsoNamed` are ids of articles that sentences mention. */
async function articleExplainer(
  { db, config }: { db: Db; config: Config },
  articles: readonly StoredArticle[],
  alsoNamed: readonly string[],
  { leadArticleId, now }: { readonly leadArticleId: string | undefined; readonly now: Instant },
): Promise<{ explainArticle: (article: StoredArticle) => ExplainedArticle; nameOf: (id: string) => string }> {
  const configured = new Set(config.sources.map(({ id }) => id))
  const byId = new Map(articles.map((article) => [article.id, article]))
  // A reason may name an article that has left the story since.
  const inReasons = articles.flatMap(({ why = [] }) => why.flatMap(idsIn))
  const others = [...new Set([...inReasons, ...alsoNamed])].filter((id) => !byId.has(id))
  for (const other of await readArticlesById(db, others)) byId.set(other.id, other)
  const sources = await readSources(db, [...new Set([...byId.values()].map(({ sourceId }) => sourceId))])
  const nameById = new Map(sources.map(({ id, name }) => [id, name]))
  const outletOf = (sourceId: string): string => nameById.get(sourceId) ?? sourceId
  const { nameOf, inWords } = articleNames(byId.values(), outletOf, 'an article that is no longer kept')
  const filtering = await Promise.all(
    config.digests
      .filter(({ filters }) => filters.length > 0)
      .map(async ({ id: digestId, filters }) => ({ digestId, dropReason: await compileFilters(filters, now) })),
  )
  const explainArticle = (article: StoredArticle): ExplainedArticle => {
    const { id, sourceId, url, authors, publisher, publisherUrl, found, dateReason } = article
    const link = linkOf(article)
    const why = article.why ?? []
    return {
      id,
      sourceId,
      outlet: outletOf(sourceId),
      isConfigured: configured.has(sourceId),
      isLead: id === leadArticleId,
      title: article.title,
      url: link,
      ...(url === undefined || url === link ? {} : { givenUrl: url }),
      lead: article.lead,
      words: article.words,
      publishedAt: article.publishedAt,
      ...(dateReason === undefined ? {} : { date: { reason: dateReason, says: describeDateReason(dateReason) } }),
      firstSeenAt: article.firstSeenAt,
      backlog: article.backlog,
      isGrouped: article.storyId !== undefined,
      copyOf: article.copyOf,
      ...(article.development === undefined ? {} : { development: article.development }),
      ...newsOf(article, articles, nameOf),
      why,
      reasons: why.map(inWords),
      authors,
      ...(found?.authors === undefined || authors.length === 0
        ? {}
        : { authorsFound: { rule: found.authors, says: describeAuthorRule(found.authors) } }),
      publisher,
      publisherUrl,
      ...(found?.publisher === undefined || publisher === undefined
        ? {}
        : { publisherFound: { rule: found.publisher, says: describePublisherRule(found.publisher) } }),
      removed: (article.removed ?? []).map(({ rule, text }) => ({ rule, says: describeRemovedRule(rule), text })),
      dropped: article.dropped,
      leftOut: filtering.flatMap(({ digestId, dropReason }) => {
        const why = dropReason(article)
        return why === undefined ? [] : { digestId, why }
      }),
    }
  }
  return { explainArticle, nameOf }
}

/** The fact that made an article's step new: its own, else that of the first article of this step that has one. */
function newsOf(
  article: Pick<StoredArticle, 'id' | 'development' | 'news'>,
  articles: readonly Pick<StoredArticle, 'id' | 'development' | 'news'>[],
  nameOf: (id: string) => string,
): Pick<ExplainedArticle, 'news'> {
  const { development } = article
  if (development === undefined) return {}
  const first = [article, ...articles].find((one) => one.development === development && one.news !== undefined)
  if (first?.news === undefined) return {}
  const says = `development ${development}: ${first.news}, first said by ${nameOf(first.id)}`
  return { news: { fact: first.news, articleId: first.id, says } }
}

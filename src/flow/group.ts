/**
 * Kept articles to stories: group, tag, save, slice by slice. What is to be grouped and what it may belong to is read from
 * the store, never handed over by the refresh, so that a kill between two steps loses nothing.
 */
import type { Instant, TopicMatch } from '../core/model.ts'
import { nearestOf } from '../core/nearness.ts'
import { originFacts } from '../core/origin.ts'
import {
  type Fingerprint,
  fingerprintArticle,
  type Grouping,
  type GroupMember,
  indexKeys,
  type KnownStory,
  pickCandidates,
  regroup,
} from '../core/stories.ts'
import { articlesOfStories, pendingArticles, pruneArticles, type StoredArticle } from '../store/articles.ts'
import { type Corrections, readCorrections, takeUpCorrections } from '../store/corrections.ts'
import type { Statement } from '../store/db.ts'
import { listDocuments } from '../store/documents.ts'
import { isLeaseHeld } from '../store/leases.ts'
import { raiseRevision } from '../store/meta.ts'
import { readOutlets } from '../store/sources.ts'
import {
  countStories,
  findByKeys,
  type GroupedRow,
  indexArticles,
  type KeyHit,
  loadFingerprints,
  loadNeighbours,
  newestUnderKey,
  type Placement,
  placeArticles,
  pruneIndex,
  readStories,
  type StoredStory,
  saveAliases,
  saveStories,
  saveTopics,
} from '../store/stories.ts'
import type { Deps } from './deps.ts'
import { underLease, waitUntil } from './leases.ts'
import { prepareTagger, type Tagger } from './tag.ts'

/** What grouping did. */
export interface GroupReport {
  readonly new: number
  /** Known stories that another article joined, or whose lead or texts changed. */
  readonly changed: number
  readonly merged: number
  readonly split: number
  readonly open: number
  readonly copies: number
  /** New and changed stories by topic. */
  readonly topics: Readonly<Record<string, number>>
}

/** Articles a slice: few enough that memory and the wait for the loop stay small. */
const SLICE = 250
const DAY_MS = 86_400_000
/** Articles that came longer ago meet no new ones: feeds list what is days old, not what is weeks old. */
const INDEX_DAYS = 10
/** Of an article whose keys are all common: so many of them, and so many articles under each. */
const LEAST_COMMON_KEYS = 4
const NEWEST_UNDER_KEY = 40

/**
 * Groups and tags what is pending, after another worker that does so already, which may have missed what was read last;
 * undefined when that one takes too long. Throws StoreError.
 */
export async function groupAndTag(deps: Deps): Promise<GroupReport | undefined> {
  await waitUntil(deps, async () => !(await isLeaseHeld(deps.db, 'group', deps.clock())))
  return underLease(deps, 'group', async (guard) => {
    const foundedAt = deps.clock().toISOString()
    const outlets = await readOutlets(deps.db)
    const run: Run = {
      foundedAt,
      guard,
      tagger: await prepareTagger(deps, guard, outlets),
      corrections: await correctionsTakenUp(deps, guard),
      outlets,
    }
    const totals = { new: 0, changed: 0, merged: 0, split: 0 }
    const topics: Record<string, number> = {}
    const copiesBefore = (await countStories(deps.db)).copies
    const counted = new Set<string>()
    for (let done = 0; ; ) {
      deps.signal.throwIfAborted()
      const fresh = await pendingArticles(deps.db, SLICE)
      if (fresh.length === 0) break
      deps.progress('Grouping', done, done + fresh.length)
      const slice = await groupSlice(deps, fresh, run)
      for (const kind of ['new', 'changed', 'merged', 'split'] as const) totals[kind] += slice[kind]
      for (const { storyId, matches } of slice.tagged) {
        if (counted.has(storyId)) continue
        counted.add(storyId)
        for (const { topicId } of matches) topics[topicId] = (topics[topicId] ?? 0) + 1
      }
      done += fresh.length
      // Lets the counter answer between two slices.
      await new Promise((resume) => setImmediate(resume))
    }
    await prune(deps)
    const { stories, copies } = await countStories(deps.db)
    return { ...totals, open: stories, copies: Math.max(0, copies - copiesBefore), topics }
  })
}

/** What people corrected; the stories that this touches anew are pending from here on. */
async function correctionsTakenUp({ db }: Deps, guard: () => Statement): Promise<Corrections> {
  const known = await readCorrections(db)
  if (!known.hasNew) return known
  await db.batch([guard(), ...takeUpCorrections])
  return readCorrections(db)
}

/** What holds for every slice of one grouping. */
interface Run {
  /** Of all stories that it founds. */
  readonly foundedAt: Instant
  readonly guard: () => Statement
  /** Made when there is something to tag: what is taught is learned anew for it. */
  readonly tagger: () => Promise<Tagger>
  readonly corrections: Corrections
  /** The outlets' names by source id. */
  readonly outlets: ReadonlyMap<string, string>
}

interface Slice {
  readonly new: number
  readonly changed: number
  readonly merged: number
  readonly split: number
  readonly tagged: readonly { readonly storyId: string; readonly matches: readonly TopicMatch[] }[]
}

async function groupSlice(deps: Deps, fresh: readonly StoredArticle[], run: Run): Promise<Slice> {
  const { foundedAt, guard, corrections, outlets } = run
  const tag = await run.tagger()
  const { db, clock, config } = deps
  const { windowHours } = config.stories
  const now = clock().toISOString()
  const weights = new Map(config.sources.map(({ id, weight }) => [id, weight]))

  const prints = new Map(fresh.map((article) => [article.id, fingerprintArticle(article)]))
  const keys = new Map([...prints].map(([id, print]) => [id, indexKeys(print)]))
  const neighbours = await findNeighbours(deps, fresh, prints, keys, corrections)
  const reentered = new Map(neighbours.filter(({ id }) => prints.has(id)).map((row) => [row.id, row]))

  const members: GroupMember[] = [
    ...fresh.map((article) =>
      memberOf(
        { ...article, publishedAt: article.publishedAt ?? article.firstSeenAt },
        prints.get(article.id)!,
        weights,
        outlets,
      ),
    ),
    ...neighbours
      .filter(({ id }) => !prints.has(id))
      .map((row) => memberOf(row, JSON.parse(row.fingerprint) as Fingerprint, weights, outlets)),
  ]
  const knownIds = [...new Set(members.flatMap(({ storyId }) => storyId ?? []))]
  const known = await readStories(db, knownIds)
  const grouping = regroup(members, known.map(knownStoryOf), { windowHours, now, ...corrections })

  const before = new Map<string, { storyId?: string; copyOf?: string; why?: readonly string[] }>([
    ...neighbours.map((row): [string, GroupedRow] => [row.id, row]),
    ...fresh.map((article): [string, StoredArticle] => [article.id, article]),
  ])
  const placements: Placement[] = []
  for (const [articleId, place] of grouping.placements) {
    const old = before.get(articleId)!
    const isSame =
      old.storyId === place.storyId &&
      old.copyOf === place.copyOf &&
      (old.why ?? []).join('\n') === place.why.join('\n')
    if (!isSame || prints.has(articleId)) placements.push({ articleId, ...place })
  }
  const touched = touchedStories(grouping, placements, before, prints)
  const articles = await articlesAsPlaced(deps, touched, fresh, grouping, knownIds)
  const knownById = new Map(known.map((story) => [story.id, story]))
  const saved: StoredStory[] = []
  const tagged: { storyId: string; matches: TopicMatch[] }[] = []
  let changed = 0
  for (const story of grouping.stories) {
    if (!touched.has(story.id)) continue
    const old = knownById.get(story.id)
    const members = articles.get(story.id) ?? []
    saved.push(storyAsSaved(story, old, members, { foundedAt, now, fresh: prints }))
    tagged.push({ storyId: story.id, matches: tag(members, story.leadArticleId) })
    if (old !== undefined) changed++
  }
  const founded = grouping.stories.filter(({ isNew }) => isNew).map(({ id }) => id)
  // A new story made of articles that all had one before: a part that left it.
  const split = founded.filter((id) =>
    (articles.get(id) ?? []).every((one) => before.get(one.id)?.storyId !== undefined),
  ).length
  await db.batch([
    guard(),
    // The clock anew: an edition that is composed while this slice is grouped must not look back past it.
    ...placeArticles(placements, clock().toISOString()),
    ...saveAliases(grouping.aliases, founded),
    ...saveStories(saved),
    ...saveTopics(tagged),
    ...indexArticles(
      fresh.map((article) => ({
        articleId: article.id,
        datedAt: article.publishedAt ?? article.firstSeenAt,
        keys: keys.get(article.id)!,
        fingerprint: JSON.stringify(prints.get(article.id)),
      })),
      [...reentered.values()].map(({ id, fingerprint }) => ({
        articleId: id,
        keys: indexKeys(JSON.parse(fingerprint) as Fingerprint),
      })),
      now,
    ),
    raiseRevision,
  ])
  return { new: founded.length - split, changed, merged: grouping.aliases.size, split, tagged }
}

/** The articles of every story that shares keys with a fresh one, inside the window; a fresh one's own story included. */
async function findNeighbours(
  { db, config }: Deps,
  fresh: readonly StoredArticle[],
  prints: ReadonlyMap<string, Fingerprint>,
  keys: ReadonlyMap<string, readonly number[]>,
  { together }: Corrections,
): Promise<GroupedRow[]> {
  const windowMs = config.stories.windowHours * 3_600_000
  const dates = [...prints.values()].map(({ publishedMs }) => publishedMs)
  const from = new Date(Math.min(...dates) - windowMs).toISOString()
  const until = new Date(Math.max(...dates) + windowMs).toISOString()
  const { hits, countOf } = await findByKeys(db, [...new Set([...keys.values()].flat())], from, until)
  const idsByKey = new Map<number, string[]>()
  const add = ({ key, articleId }: KeyHit): void => {
    const ids = idsByKey.get(key)
    if (ids === undefined) idsByKey.set(key, [articleId])
    else ids.push(articleId)
  }
  for (const hit of hits) add(hit)
  const candidatesOf = new Map<string, readonly string[]>()
  for (const article of fresh) {
    const own = keys.get(article.id)!
    // An event told by many outlets has common keys only: then the newest articles under the least common ones are looked at.
    if (!own.some((key) => idsByKey.has(key))) {
      const leastCommon = own
        .filter((key) => countOf.has(key))
        .sort((a, b) => countOf.get(a)! - countOf.get(b)! || a - b)
      for (const key of leastCommon.slice(0, LEAST_COMMON_KEYS)) {
        for (const hit of await newestUnderKey(db, key, from, until, NEWEST_UNDER_KEY)) add(hit)
      }
    }
    const found = own.flatMap((key) => (idsByKey.get(key) ?? []).map((id) => ({ id, key })))
    candidatesOf.set(
      article.id,
      pickCandidates(prints.get(article.id)!, found, (key) => countOf.get(key) ?? 0),
    )
  }
  const bodies = await loadFingerprints(db, [...new Set([...candidatesOf.values()].flat())])
  const candidatePrints = new Map([...bodies].map(([id, body]) => [id, JSON.parse(body) as Fingerprint]))
  const near = new Set<string>()
  for (const article of fresh) {
    if (article.storyId !== undefined) near.add(article.id)
    const candidates = candidatesOf.get(article.id)!.flatMap((id) => {
      const fingerprint = candidatePrints.get(id)
      return fingerprint === undefined ? [] : [{ id, fingerprint }]
    })
    for (const id of nearestOf(prints.get(article.id)!, candidates)) near.add(id)
  }
  // What people said belongs together need not be alike.
  for (const [a, b] of together) {
    if (prints.has(a)) near.add(b)
    if (prints.has(b)) near.add(a)
  }
  return loadNeighbours(db, [...near].sort())
}

/** What grouping asks of an article, fresh or loaded. */
interface MemberRow {
  readonly id: string
  readonly sourceId: string
  readonly publishedAt: Instant
  readonly firstSeenAt: Instant
  readonly publisher?: string
  readonly publisherUrl?: string
  readonly canonicalUrl?: string
  readonly storyId?: string
  readonly copyOf?: string
}

function memberOf(
  row: MemberRow,
  fingerprint: Fingerprint,
  weights: ReadonlyMap<string, number>,
  outlets: ReadonlyMap<string, string>,
): GroupMember {
  return {
    id: row.id,
    sourceId: row.sourceId,
    publishedAt: row.publishedAt,
    firstSeenAt: row.firstSeenAt,
    fingerprint,
    publisherKnown: row.publisher !== undefined,
    weight: weights.get(row.sourceId) ?? 1,
    storyId: row.storyId,
    copyOf: row.copyOf,
    ...originFacts({ ...row, url: row.canonicalUrl, outlet: outlets.get(row.sourceId) }),
  }
}

const knownStoryOf = ({ id, foundingArticleId, foundedAt, leadArticleId }: StoredStory): KnownStory => ({
  id,
  foundingArticleId,
  foundedAt,
  leadArticleId,
})

/** Stories that have another article, lead or text than before. */
function touchedStories(
  grouping: Grouping,
  placements: readonly Placement[],
  before: ReadonlyMap<string, { readonly storyId?: string }>,
  fresh: ReadonlyMap<string, unknown>,
): Set<string> {
  const touched = new Set<string>(grouping.stories.filter(({ isNew }) => isNew).map(({ id }) => id))
  for (const { articleId, storyId } of placements) {
    const old = before.get(articleId)?.storyId
    if (fresh.has(articleId) || old !== storyId) {
      touched.add(storyId)
      if (old !== undefined) touched.add(grouping.aliases.get(old) ?? old)
    }
  }
  return touched
}

/** The articles of the touched stories as they will stand, texts and all, those outside the index included. */
async function articlesAsPlaced(
  { db }: Deps,
  touched: ReadonlySet<string>,
  fresh: readonly StoredArticle[],
  grouping: Grouping,
  knownIds: readonly string[],
): Promise<Map<string, StoredArticle[]>> {
  const stored = await articlesOfStories(db, knownIds)
  const all = new Map([...stored.values()].flat().map((article) => [article.id, article]))
  for (const article of fresh) all.set(article.id, article)
  const placed = new Map<string, StoredArticle[]>()
  for (const article of all.values()) {
    const place = grouping.placements.get(article.id)
    const old = article.storyId === undefined ? undefined : (grouping.aliases.get(article.storyId) ?? article.storyId)
    const storyId = place?.storyId ?? old
    if (storyId === undefined || !touched.has(storyId)) continue
    const list = placed.get(storyId)
    const one = place === undefined ? article : { ...article, copyOf: place.copyOf }
    if (list === undefined) placed.set(storyId, [one])
    else list.push(one)
  }
  return placed
}

/** Outlets that add to a story's weight when three more of them come. */
const MORE_OUTLETS = 3

/** A story's row: `published` never moves, `updated` by CONTRACT.md, rules of time and memory. */
function storyAsSaved(
  story: Grouping['stories'][number],
  old: StoredStory | undefined,
  articles: readonly StoredArticle[],
  run: { readonly foundedAt: Instant; readonly now: Instant; readonly fresh: ReadonlyMap<string, unknown> },
): StoredStory {
  const { foundedAt, now, fresh } = run
  // Who carries another's text is no outlet of its own here: a carrier alone moves nothing.
  const outlets = new Set(articles.filter(({ copyOf }) => copyOf === undefined).map(({ sourceId }) => sourceId)).size
  const { id, foundingArticleId, leadArticleId, leadWhy } = story
  if (old === undefined) {
    const founder = articles.find((article) => article.id === foundingArticleId)!
    const { publishedAt, updatedAt, firstFetch, firstSeenAt } = founder
    const own = updatedAt ?? publishedAt ?? firstSeenAt
    const startedAt = firstFetch ? [own, now].sort()[0]! : firstSeenAt
    return { id, foundingArticleId, foundedAt, leadArticleId, leadWhy, publishedAt, updatedAt: startedAt, outlets }
  }
  const kept = { ...old, leadArticleId, leadWhy }
  // Founded a slice ago: what joins it in the same run is part of its founding.
  if (old.foundedAt === foundedAt) return { ...kept, outlets: Math.max(old.outlets, outlets) }
  const lead = articles.find((article) => article.id === leadArticleId)
  // An edit is grouped at once: what was edited while it did not lead moves nothing when a carrier comes later.
  const isRewritten =
    lead?.substanceAt !== undefined &&
    fresh.has(lead.id) &&
    lead.id === old.leadArticleId &&
    lead.substanceAt > old.updatedAt
  const isWider = outlets >= old.outlets + MORE_OUTLETS
  return isRewritten || isWider ? { ...kept, updatedAt: now, outlets: Math.max(old.outlets, outlets) } : kept
}

/** Lets go of what nobody needs any more: index rows outside the window, articles past `keepDays`. */
async function prune({ db, clock, config }: Deps): Promise<void> {
  const now = clock().getTime()
  const indexMs = Math.max(INDEX_DAYS * DAY_MS, 2 * config.stories.windowHours * 3_600_000)
  await pruneIndex(db, new Date(now - indexMs).toISOString(), (fingerprint) =>
    indexKeys(JSON.parse(fingerprint) as Fingerprint),
  )
  const listed = new Set((await listDocuments(db)).flatMap(({ storyIds }) => storyIds))
  await pruneArticles(db, new Date(now - config.store.keepDays * DAY_MS).toISOString(), listed)
}
